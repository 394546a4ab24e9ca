/* record/sense.c: which words name the same act.
 *
 * "Nabbed", "arrested" and "took into custody" are three words for one happening, while
 * "foiled" and "sentenced", of the same type, mode and CAMEO code, are of others. Types
 * and modes are too wide to tell that, words too narrow: two texts of one story often
 * take two words. So the words of the lexicon's acts that the news uses most are put
 * into eighty senses, as a thesaurus does. A word of two senses ("hold talks", "hold in
 * custody") is told by its type; one that is not listed has the sense of its mode,
 * where a mode is as narrow as a sense, or else none, and then only its own word is the
 * same.
 *
 * The senses are English as the lexicon is. The list below is read into a table of
 * hashes when the first claim is merged.
 */
#include "record/merging.h"

#include <string.h>

/* The words of a sense, one blank between two; ".firearms": words of this mode that are
 * listed nowhere. A sense may have words of several types. */
struct row {
    const char *sense, *type, *words;
};

/* clang-format off */
static const struct row rows[] = {
    {"kill", "ASSAULT",
     ".targeted kill murder slay slaughter massacre assassinate execute butcher "
     "exterminate annihilate die perish leave dead lynch behead decapitate bloodbath "
     "carnage"},
    {"hurt", "ASSAULT", "wound injure hurt maim mutilate"},
    {"shoot", "ASSAULT", ".firearms"},
    {"bomb", "ASSAULT",
     ".explosives .suicide-attack bomb explode explosion detonate blast"},
    {"shell", "ASSAULT", ".heavy-weapons shell bombard bombardment mortar"},
    {"airstrike", "ASSAULT", ".aerial .drone airstrike"},
    {"attack", "ASSAULT",
     "attack counterattack assault raid ambush storm strike hit target onslaught"},
    {"fight", "ASSAULT", "fight battle clash skirmish combat firefight"},
    {"war", "ASSAULT", "war warfare invade invasion offensive campaign aggression"},
    {"oust", "ASSAULT", "overthrow topple toppling oust coup putsch"},
    {"conquer", "ASSAULT",
     "seize overrun conquer occupy occupation recapture retake conquest takeover "
     "seizure"},
    {"burn", "ASSAULT", "burn torch set arson firebomb petrol-bomb"},
    {"ruin", "ASSAULT", ".destroy destroy damage devastate ransack wreck"},
    {"abduct", "ASSAULT", ".abduct"},
    {"stab", "ASSAULT", ".primitive"},
    {"beat", "ASSAULT", ".beat"},
    {"rape", "ASSAULT", ".sexual"},
    {"torture", "ASSAULT", ".torture"},
    {"disperse", "ASSAULT", ".crowd-control"},
    {"arrest", "ASSAULT", "capture"},
    {"arrest", "COERCE", ".arrest arrest detain apprehend capture nab"},
    {"jail", "COERCE",
     "sentence resentence jail imprison incarcerate condemn hand impose pass pronounce "
     "give get receive serve face term penalty prison"},
    {"hang", "COERCE", "execute hang behead electrocute"},
    {"foil", "COERCE", "foil thwart disrupt break smash uncover dismantle"},
    {"search", "COERCE", "sweep raid search dragnet hunt warrant"},
    {"flog", "COERCE", "flog lash whip cane"},
    {"seize", "COERCE", ".seize"},
    {"censor", "COERCE", ".censor"},
    {"deport", "COERCE", ".deport"},
    {"curfew", "COERCE", ".curfew .martial-law"},
    {"hack", "COERCE", ".cyber"},
    {"charge", "ACCUSE",
     "charge recharge indict arraign prosecute prosecution book court-martial try "
     "trial "
     "count"},
    {"accuse", "ACCUSE", "accuse accusation allege allegation blame implicate finger"},
    {"convict", "ACCUSE", "convict guilty verdict"},
    {"investigate", "ACCUSE", ".investigate"},
    {"sue", "ACCUSE", "sue countersue lawsuit suit litigate"},
    {"condemn", "ACCUSE",
     "condemn denounce deplore decry criticise criticize criticism rebuke slam blast "
     "lambast lambaste castigate censure assail rap fault"},
    {"anger", "ACCUSE", "anger outrage infuriate enrage fury ire wrath indignation"},
    {"feud", "ACCUSE", "feud row quarrel bicker squabble wrangle spar dispute spat"},
    {"demonstrate", "PROTEST",
     "protest demonstrate demonstration rally march procession gather picket"},
    {"riot", "PROTEST", "riot rampage"},
    {"walk out", "PROTEST", ".strike"},
    {"boycott", "PROTEST", ".boycott"},
    {"fast", "PROTEST", ".hunger"},
    {"block", "PROTEST", ".obstruct"},
    {"burn", "PROTEST", "burn torch set"},
    {"loot", "PROTEST", "loot looting vandalise vandalize"},
    {"nominate", "SUPPORT", "nominate nomination name appoint select choose tap pick"},
    {"elect", "SUPPORT", "elect"},
    {"praise", "SUPPORT", "praise hail laud applaud commend extol acclaim salute"},
    {"back", "SUPPORT", "back endorse endorsement support favor favour"},
    {"congratulate", "SUPPORT", "congratulate felicitate congratulation"},
    {"apologise", "SUPPORT", "apologise apologize apology"},
    {"ratify", "SUPPORT", "ratify ratification approve approval pass adopt"},
    {"sign", "SUPPORT", "sign signing signature ink conclude seal clinch"},
    {"sign", "AGREE", "sign"},
    {"agree", "AGREE", "agree agreement accept consent accede settle deal pact accord"},
    {"pledge", "AGREE", "pledge promise vow commit swear"},
    {"talk", "CONSULT",
     ".multilateral meet talk discuss discussion negotiate negotiation confer summit"},
    {"visit", "CONSULT", ".visit"},
    {"telephone", "CONSULT", ".phone"},
    {"mediate", "CONSULT", ".third-party"},
    {"demand", "REQUEST", "demand insist require order instruct"},
    {"urge", "REQUEST", "urge exhort call ask request appeal plead beg press petition"},
    {"refuse", "REJECT",
     "reject rejection refuse refusal decline rebuff spurn snub shun dismiss turn"},
    {"veto", "REJECT", "veto"},
    {"breach", "REJECT", "violate violation breach infringe flout defy defiance"},
    {"threaten", "THREATEN", "threaten threat warn warning menace"},
    {"aid", "AID", "aid assist help give provide send donate donation grant "
     "contribute"},
    {"lend", "AID", "lend loan"},
    {"rescue", "AID", "rescue save evacuate evacuation airlift pluck"},
    {"overturn", "CONCEDE", "overturn reverse rescind revoke repeal annul"},
    {"ease", "CONCEDE", "lift lifting ease easing relax"},
    {"free", "CONCEDE", "free release pardon parole liberate"},
    {"free", "RETREAT", ".release"},
    {"resign", "RETREAT", ".resign"},
    {"withdraw", "RETREAT", ".withdraw"},
    {"cease fire", "RETREAT", ".ceasefire"},
    {"disarm", "RETREAT", ".disarm"},
    {"sever", "SANCTION", "sever cut break suspend freeze halt suspension"},
    {"expel", "SANCTION", ".expel"},
    {"recall", "SANCTION", ".withdraw"},
    {"deploy", "MOBILIZE", "deploy deployment send dispatch station move mass "
     "redeploy"},
    {"patrol", "MOBILIZE", "patrol"},
};
/* clang-format on */
enum { ROWS = sizeof rows / sizeof *rows };

/* ---- words of acts --------------------------------------------------------------- */

enum { STEM = 6 /* letters of a word that count */ };

/* Endings that go, the longer first: kill, killing, killer; nominate, nomination. */
static const char *const endings[] = {"ings", "ing", "ers", "ion", "er",
                                      "ed",   "es",  "s",   "e"};

uint32_t tc_act_word(text word)
{
    char letters[STEM];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.size >= strlen(endings[i]) + 3 &&
            tc_text_ends(word, tc_text(endings[i]))) {
            word.size -= strlen(endings[i]);
            break;
        }
    if (!word.size)
        return 0;
    word.size = word.size < STEM ? word.size : STEM;
    for (size_t i = 0; i < word.size; i++) {
        char c = word.data[i];
        letters[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    uint32_t hash = (uint32_t)tc_hash(letters, word.size);
    return hash ? hash : 1;
}

/* ---- the table ------------------------------------------------------------------- */

static uint32_t key_of(text type, uint32_t word)
{
    return (uint32_t)tc_hash(type.data, type.size) ^ word * 0x9E3779B1u;
}

static uint32_t mode_key(text type, text mode)
{
    return key_of(type, (uint32_t)tc_hash(mode.data, mode.size));
}

static uint8_t *slot_of(struct senses *senses, uint32_t key)
{
    uint32_t at = key & (SENSE_SLOTS - 1);
    while (senses->sense[at] && senses->keys[at] != key)
        at = (at + 1) & (SENSE_SLOTS - 1);
    senses->keys[at] = key;
    return &senses->sense[at];
}

/* The number of a row's sense: that of the first row of the name, from 1. */
static uint8_t number_of(int row)
{
    int first = 0;
    while (strcmp(rows[first].sense, rows[row].sense) != 0)
        first++;
    return (uint8_t)(first + 1);
}

void tc_senses_init(struct senses *senses)
{
    memset(senses, 0, sizeof *senses);
    for (int i = 0; i < ROWS; i++) {
        text type = tc_text(rows[i].type), words = tc_text(rows[i].words);
        for (size_t at = 0; at < words.size;) {
            size_t end = at;
            while (end < words.size && words.data[end] != ' ')
                end++;
            text word = tc_text_slice(words, at, end);
            uint32_t key = word.data[0] == '.'
                               ? mode_key(type, tc_text_slice(word, 1, word.size))
                               : key_of(type, tc_act_word(word));
            *slot_of(senses, key) = number_of(i);
            at = end + 1;
        }
    }
}

static uint8_t look_up(const struct senses *senses, uint32_t key)
{
    uint32_t at = key & (SENSE_SLOTS - 1);
    while (senses->sense[at] && senses->keys[at] != key)
        at = (at + 1) & (SENSE_SLOTS - 1);
    return senses->sense[at];
}

static size_t end_of(text rule, size_t at)
{
    while (at < rule.size && !memchr(":./ ", rule.data[at], 4))
        at++;
    return at;
}

uint8_t tc_sense_of(const struct senses *senses, text rule, uint32_t *word)
{
    size_t colon = end_of(rule, 0);
    *word = colon < rule.size ? tc_act_word(tc_text_slice(rule, 0, colon)) : 0;
    if (colon == rule.size || rule.data[colon] != ':')
        return 0;
    size_t end = end_of(rule, colon + 1);
    text type = tc_text_slice(rule, colon + 1, end);
    uint8_t sense = *word ? look_up(senses, key_of(type, *word)) : 0;
    if (sense || end == rule.size || rule.data[end] != '.')
        return sense;
    size_t after = end_of(rule, end + 1);
    return look_up(senses, mode_key(type, tc_text_slice(rule, end + 1, after)));
}
