/* train/newslike_words.c: the words and frames of the grammar, and how a word is drawn,
 * inflected and put into the sentence.
 *
 * Tables, as what the grammar lacks is most often a frame or a noun, and whoever adds
 * one should not have to read C. Lists are one string divided by spaces; a word that
 * stands in one twice comes twice as often. Each draw advances one generator, so that a
 * word more or less in a list changes all sentences behind it.
 *
 * A frame is "S verb complement...". S is the class of the subject: A an actor, E an
 * event, v people. A verb is written as in train/verbs.h. Complements:
 *
 *   o a e v l c m   object: a thing, actor, event, people, place, country, money
 *   n:the_word      object of these words
 *   i               indirect object
 *   p:on:a          oblique with a preposition and a phrase of a class (l: place)
 *   q:on:a          the same, of the object before it
 *   r:out           particle
 *   x t G g:of      "to ..."; "[that] ..."; "...ing"; "of ...ing"
 *   h:on  d:dead    "on [high] alert"; an adjective
 */
#include "newslike_words.h"
#include "verbs.h"

#include <string.h>

/* ---- frames ---------------------------------------------------------------------- */

const char *const frames[] = {
    "A fire n:rockets p:at:l",
    "A fire n:missiles p:into:l",
    "A fire n:tear_gas p:at:v",
    "A fire o p:at:a",
    "A fire p:on:v",
    "A launch n:an_attack q:on:l",
    "A launch n:missiles p:at:l",
    "A launch o",
    "A strike o",
    "A strike l",
    "A bomb o",
    "A bomb o",
    "A shell o",
    "A shell o",
    "A attack o",
    "A attack a",
    "A raid o",
    "A storm o",
    "A seize o",
    "A seize l",
    "A capture l",
    "A kill v",
    "E kill v",
    "E wound v",
    "E injure v",
    "E destroy o",
    "E damage o",
    "E leave v d:dead",
    "E spark e",
    "E anger a",
    "E erupt p:in:l",
    "E leave v d:dead",
    "E kill v",
    "E draw v",
    "E force a x",
    "E resume p:in:l",
    "E end",
    "E begin",
    "E continue",
    "A shoot v d:dead",
    "A shoot r:down o",
    "A blow r:up o",
    "A carry r:out e",
    "A carry r:out n:air_strikes q:on:l",
    "A set n:fire p:to:l",
    "A open n:fire p:on:v",
    "A use n:water_cannon p:against:v",
    "A exchange n:fire p:with:a",
    "A plant n:a_bomb p:in:l",
    "A burn o",
    "A beat a",
    "A torture a",
    "A abduct v",
    "A kidnaP v",
    "A execute v",
    "A rape v",
    "A arrest v",
    "A arrest a",
    "A detain a",
    "A jail a",
    "A sentence a p:to:e",
    "A charge a p:with:e",
    "A search o",

    "A baN o",
    "A baN a p:from:l",
    "A block o",
    "A shut r:down o",
    "A close o",
    "A impose n:sanctions p:on:a",
    "A impose n:a_curfew p:in:l",
    "A impose n:tariffs p:on:o",
    "A impose o",
    "A lift n:sanctions q:on:a",
    "A lift o",
    "A ease n:restrictions q:on:o",
    "A suspend n:aid p:to:c",
    "A suspend o",
    "A suspend a",
    "A halt o",
    "A cut o",
    "A cut r:off o",
    "A cut n:ties p:with:c",
    "A break r:off n:talks p:with:a",
    "A expeL v",
    "A expeL a p:from:l",
    "A deport v p:to:l",
    "A recall n:the_ambassador p:from:l",
    "A condemn a",
    "A condemn e",
    "A condemn a p:for:e",
    "A criticize a p:over:e",
    "A denounce e",
    "A accuse a p:of:e",
    "A accuse a g:of",
    "A accuse a g:of",
    "A blame a p:for:e",
    "A blame e p:on:a",
    "A investigate e",
    "A sue a",
    "A indict a p:for:e",
    "A reject o",
    "A reject e",
    "A refuse x",
    "A refuse x",
    "A deny G",
    "A deny t",
    "A deny e",
    "A deny i n:access",
    "A veto o",
    "A turn r:down o",
    "A call r:off e",
    "A threaten x",
    "A threaten x",
    "A threaten a p:with:e",
    "A threaten a",
    "A warn a p:of:e",
    "A warn a x",
    "A warn t",
    "A vow x",
    "A vow n:revenge p:on:a",
    "A deploy n:troops p:to:l",
    "A deploy o p:in:l",
    "A mass n:troops p:on:l",
    "A mobilize n:troops",
    "A send n:troops p:to:l",
    "A send o p:to:l",
    "A put a h:on",
    "A put a h:on",
    "A put n:troops h:on",
    "A test o",
    "A stage n:a_protest p:in:l",
    "A stage n:a_walkout p:over:e",
    "A march p:through:l",
    "A protest p:against:e",
    "A protest p:in:l",
    "A rally p:outside:l",
    "A block n:roads p:in:l",
    "A boycott e",
    "A meet a p:in:l",
    "A meet a",
    "A meet p:with:a",
    "A visit l",
    "A arrive p:in:l",
    "A fly p:to:l",
    "A telephone a",
    "A call a",
    "A host n:talks",
    "A host e",
    "A hold n:talks p:with:a",
    "A hold n:talks p:in:l",
    "A discuss e p:with:a",
    "A receive a p:in:l",
    "A mediate p:between:a",
    "A agree x",
    "A agree x",
    "A agree p:to:e",
    "A agree p:on:e",
    "A promise i o",
    "A promise x",
    "A pledge m p:in:o",
    "A pledge n:aid q:to:c",
    "A approve o",
    "A sign n:an_agreement q:with:a",
    "A sign n:a_treaty q:on:o",
    "A reach n:an_agreement p:with:a",
    "A praise a p:for:e",
    "A congratulate a p:on:e",
    "A welcome e",
    "A recognize a",
    "A support e",
    "A back a",
    "A ratify o",
    "A extradite v p:to:l",
    "A share n:intelligence p:with:a",
    "A resume n:cooperation p:with:a",
    "A resume e",
    "A give i o",
    "A give i n:an_ultimatum",
    "A give i m p:in:o",
    "A give i n:a_warning",
    "A grant i n:asylum",
    "A grant n:asylum p:to:v",
    "A offer i o",
    "A offer x",
    "A send i o",
    "A send n:aid p:to:c",
    "A send n:peacekeepers p:to:l",
    "A deliver o p:to:l",
    "A provide a p:with:o",
    "A provide o p:to:a",
    "A supply n:weapons p:to:a",
    "A distribute n:food p:to:v",
    "A rescue v",
    "A free v",
    "A release v",
    "A release o",
    "A pardon v",
    "A withdraw n:troops p:from:l",
    "A withdraw p:from:l",
    "A pull r:out p:of:l",
    "A pull n:troops r:out",
    "A leave l",
    "A resign",
    "A resign",
    "A step r:down",
    "A lay r:down n:arms",
    "A surrender p:to:a",
    "A declare n:a_ceasefire",
    "A declare n:war p:on:c",
    "A demand e",
    "A demand t",
    "A ask a p:for:o",
    "A ask a x",
    "A urge i x",
    "A urge i x",
    "A call p:on:a x",
    "A call p:on:a x",
    "A call p:for:e",
    "A appeal p:to:a p:for:o",
    "A request n:help p:from:a",
    "A order a x",
    "A order e",
    "A force a x",
    "A allow a x",
    "A allow a p:into:l",
    "A tell a x",
    "A tell a t",
    "A plaN x",
    "A try x",
    "A fail x",
    "A manage x",
    "A want a x",
    "A want x",
    "A continue x",
    "A stoP G",
    "A begin G",
    "A consider G",
    "A prepare x",
    "A say t",
    "A announce t",
    "A announce e",
    "A confirm t",
    "A claim n:responsibility p:for:e",
    "A claim t",
    "A believe t",
    "A flee l",
    "A enter l",
    "A cross l",
    "A retreat p:from:l",
    "A clash p:with:a p:in:l",
    "A fight p:against:a",
    "A advance p:on:l",
    "A retaliate p:against:a",
    "A respond p:to:e",
    "A apologize p:to:a",
    "A vote p:for:e",
    "A hack o",
    "A take n:control q:of:l",
    "A take v p:to:l",
    "A win n:the_election",
    "A lose n:control q:of:l",
    "v die p:in:e",
    "v flee l",
    "v fall p:to:l",
    "v vote p:in:e",
};
const size_t frame_count = sizeof frames / sizeof frames[0];

/* ---- lists of words -------------------------------------------------------------- */

const char days[] = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";
const char months[] = "January February March April June July August September "
                      "October November December";

const char actor_nouns[] =
    "soldier troop force army navy police government official rebel protester militant "
    "militia gunman insurgent warplane jet drone warship helicopter fighter guerrilla "
    "lawmaker minister president parliament court prosecutor junta opposition activist "
    "student worker union farmer demonstrator general commander officer guard diplomat "
    "envoy ambassador spokesman leader regime military coalition party group "
    "separatist "
    "hacker authority ministry agency company bank team delegation mediator judge coup "
    "policeman peacekeeper intelligence cabinet spy teacher doctor nurse miner "
    "mayor governor king prince bishop journalist council committee commission airline";
const char people_nouns[] =
    "person civilian soldier policeman child woman man protester prisoner hostage "
    "journalist diplomat villager refugee migrant militant rebel activist officer "
    "worker "
    "passenger student resident tourist fighter suspect inmate tribesman guard citizen "
    "schoolgirl miner pilgrim doctor peacekeeper detainee shopkeeper terrorist";
const char thing_nouns[] =
    "rocket missile bomb position aid weapon base hospital school convoy gathering "
    "road "
    "bridge tank aircraft ship tanker depot checkpoint embassy consulate resolution "
    "bill "
    "law plan proposal offer deal treaty agreement truce ceasefire ban curfew sanction "
    "tariff embargo visa passport asset fund loan budget food medicine fuel oil gas "
    "water "
    "grain border crossing airport port website newspaper channel network post outpost "
    "village town house church mosque market vehicle bus train plane satellite reactor "
    "site demand request condition statement letter report document ambassador licence "
    "tent supply shipment cargo gun ammunition equipment intelligence information "
    "support "
    "restriction measure decree constitution candidate seat post stronghold camp "
    "target "
    "territory area building office warehouse factory pipeline dam shrine property";
const char event_nouns[] =
    "attack strike raid bombing shelling offensive assault coup war invasion killing "
    "murder arrest detention visit meeting summit protest demonstration march rally "
    "riot strike launch test drill exercise operation crackdown vote election "
    "referendum "
    "speech talk negotiation withdrawal release deployment kidnapping execution "
    "assassination violence unrest fighting massacre siege blockade explosion blast "
    "clash threat accusation violation abuse crime corruption treason decision move "
    "intervention mission trial investigation resignation policy position cooperation";
const char place_nouns[] =
    "airport border base camp capital market mosque church hospital school station "
    "embassy square checkpoint port prison hotel village town city area region street "
    "stronghold university ministry headquarters coast valley province district";
const char mass_nouns[] =
    "aid food medicine fuel oil gas water grain ammunition equipment intelligence "
    "information support police violence unrest fighting cooperation corruption "
    "treason "
    "property opposition military cargo territory";
const char modifiers[] =
    "missile weapon police army government border security opposition peace air trade "
    "oil "
    "arms defence rebel militia party student defense election state ceasefire peace "
    "village military navy prison finance interior justice health labour labor energy "
    "supply cargo union protest guerrilla cabinet rocket tank court city aid";

const char adjectives[] =
    "new military nuclear foreign northern southern eastern western armed senior top "
    "local former major political peaceful alleged convicted detained suspected "
    "imprisoned banned occupied deadly violent heavy ballistic public private illegal "
    "humanitarian economic diplomatic financial federal national international "
    "regional "
    "religious independent rival main key young wounded captured disputed planned "
    "proposed besieged ruling visiting striking high joint urgent immediate "
    "presidential parliamentary pro-government anti-government paramilitary naval "
    "unarmed leading retired exiled masked displaced stolen recent long central";
const char verbal_adjectives[] =
    "convicted detained imprisoned banned occupied wounded captured disputed planned "
    "proposed besieged ruling visiting striking retired exiled displaced stolen";
const char plain_adjectives[] =
    "new military nuclear foreign senior top former political recent latest armed "
    "young "
    "unarmed local illegal joint economic naval regional religious ballistic";
static const char noun_adjectives[] =
    "prime foreign deputy interim acting supreme royal presidential high early "
    "military vice political chief federal transitional national regional provincial";
static const char name_adjectives[] =
    "United European Islamic National International African White Saudi Red Democratic "
    "Popular Central Equatorial Dominican French New Prime Foreign Supreme Royal Arab "
    "Federal Revolutionary Free Syrian Afghan Iraqi Libyan Kurdish Palestinian Somali "
    "Sudanese Lebanese Turkish Colombian Pakistani Indian Asian American Nordic Holy "
    "Economic World Human Northern Southern Western Eastern Special";
const char titles[] =
    "President President Prime_Minister Foreign_Minister Gen. Col. Maj. Chancellor "
    "Secretary_General Interior_Minister Defence_Minister King Prince Senator Sen. Mr. "
    "Ambassador Judge Governor Mayor Chairman Minister Defense_Secretary "
    "Vice_President "
    "Sheikh Ayatollah Emir Premier Pope Lt. Gen. Admiral Commissioner";
const char small_titles[] =
    "spokesman spokeswoman foreign_minister prime_minister opposition_leader president "
    "activist lawyer lawmaker journalist rebel_commander police_chief chancellor "
    "leader "
    "army_chief interior_minister defence_minister defense_secretary "
    "ministry_spokesman";
const char ministries[] =
    "foreign_ministry defence_ministry interior_ministry army police government "
    "military "
    "state_television news_agency ministry prime_minister opposition president "
    "spokesman "
    "minister general court human_rights_group defense_ministry foreign_minister group "
    "presidential_office army_spokesman official health_ministry election_commission";
const char participles[] =
    "back lead kill arrest jail accuse detain capture wound hire send train base fund "
    "arm expeL protect suspect involve hold station";
const char adverbs[] =
    "allegedly reportedly later also repeatedly immediately briefly again publicly "
    "formally finally already never quickly recently now";
const char say_verbs[] =
    "say say say say say say announce report add claim confirm warn insist declare";
static const char doubled_gerunds[] = "begin bid cut dig forbid forget get hit let "
                                      "overrun put quit run set shed shut sit "
                                      "spin split swim upset win undercut";

static const char *const odd_plurals[][2] = {
    {"person",       "people"      },
    {"child",        "children"    },
    {"aircraft",     "aircraft"    },
    {"police",       "police"      },
    {"headquarters", "headquarters"},

    {"church",       "churches"    },
};
static const size_t odd_plural_count = sizeof odd_plurals / sizeof odd_plurals[0];

/* ---- chance and words ------------------------------------------------------------ */

uint32_t dice(struct gen *g, uint32_t sides)
{
    g->random = g->random * 6364136223846793005ULL + 1442695040888963407ULL;
    uint64_t x = g->random ^ (g->random >> 29);
    return (uint32_t)((x >> 20) & 0xFFFFFFFFU) % sides;
}

bool chance(struct gen *g, uint32_t percent)
{
    return dice(g, 100) < percent;
}

text nth_word(const char *list, uint32_t n)
{
    const char *at = list;
    while (n-- > 0) {
        at = strchr(at, ' ') + 1;
    }
    return (text){at, strcspn(at, " ")};
}

static uint32_t words_in(const char *list)
{
    uint32_t n = 1;
    for (const char *c = list; *c != '\0'; c++) {
        n += *c == ' ';
    }
    return n;
}

/* A word of a list divided by spaces. */
text pick(struct gen *g, const char *list)
{
    return nth_word(list, dice(g, words_in(list)));
}

bool listed(text word, const char *list)
{
    for (const char *at = list; *at != '\0';) {
        size_t size = strcspn(at, " ");
        if (tc_text_equal(word, (text){at, size})) {
            return true;
        }
        at += size + (at[size] == ' ');
    }
    return false;
}

text name(struct gen *g, enum kind kind)
{
    return g->names[kind].items[dice(g, (uint32_t)g->names[kind].count)];
}

int32_t add(struct gen *g, text form, enum upos upos, enum xpos xpos)
{
    if (g->count >= LONGEST) {
        g->failed = true;
        g->count = LONGEST - 1;
    }
    g->words[g->count] = (struct gold){.form = form,
                                       .entity = NO_ENTITY_LAYER,
                                       .head = PENDING,
                                       .upos = (uint8_t)upos,
                                       .xpos = (uint8_t)xpos,
                                       .space_after = true};
    return g->count++;
}

int32_t add_s(struct gen *g, const char *form, enum upos upos, enum xpos xpos)
{
    return add(g, tc_text(form), upos, xpos);
}

void arc(struct gen *g, int32_t child, int32_t head, enum relation relation)
{
    g->words[child].head = head;
    g->words[child].relation = (uint8_t)relation;
}

/* A word that hangs on the one behind it. */
int32_t left(struct gen *g, text form, enum upos upos, enum xpos xpos,
             enum relation relation)
{
    int32_t i = add(g, form, upos, xpos);
    arc(g, i, i + 1, relation);
    return i;
}

int32_t sign(struct gen *g, const char *form, enum xpos xpos, int32_t head)
{
    if (g->count > 0 && xpos != XPOS_LQUOTE) {
        g->words[g->count - 1].space_after = false;
    }
    int32_t i = add_s(g, form, UPOS_PUNCT, xpos);
    arc(g, i, head, REL_PUNCT);
    return i;
}

text join(struct gen *g, text a, const char *b)
{
    text t = tc_arena_format(g->arena, "%.*s%s", (int)a.size, a.data, b);
    g->failed = g->failed || t.data == NULL;
    return t.data == NULL ? a : t;
}

char last(text t, size_t from_end)
{
    if (t.size <= from_end) {
        return '\0';
    }
    return t.data[t.size - 1 - from_end];
}

bool vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

text plural_of(struct gen *g, text noun)
{
    for (size_t i = 0; i < odd_plural_count; i++) {
        if (tc_text_equal(noun, tc_text(odd_plurals[i][0]))) {
            return tc_text(odd_plurals[i][1]);
        }
    }
    if (tc_text_ends(noun, TEXT("man"))) {
        return join(g, tc_text_slice(noun, 0, noun.size - 2), "en");
    }
    if (last(noun, 0) == 'y' && !vowel(last(noun, 1))) {
        return join(g, tc_text_slice(noun, 0, noun.size - 1), "ies");
    }
    bool hiss = last(noun, 0) == 's' || last(noun, 0) == 'x' ||
                tc_text_ends(noun, TEXT("ch")) || tc_text_ends(noun, TEXT("sh"));
    return join(g, noun, hiss ? "es" : "s");
}

bool is_adjective(text word)
{
    return listed(word, adjectives) || listed(word, name_adjectives) ||
           listed(word, noun_adjectives);
}

/* ---- verbs ----------------------------------------------------------------------- */

static text with_ing(struct gen *g, text base, bool doubled)
{
    if (doubled) {
        char end[5] = {last(base, 0), 'i', 'n', 'g', '\0'};
        return join(g, base, end);
    }
    if (tc_text_ends(base, TEXT("ie"))) {
        return join(g, tc_text_slice(base, 0, base.size - 2), "ying");
    }
    if (last(base, 0) == 'e' && strchr("eoy", last(base, 1)) == NULL) {
        return join(g, tc_text_slice(base, 0, base.size - 1), "ing");
    }
    return join(g, base, "ing");
}

static text with_ed(struct gen *g, text base, bool doubled)
{
    if (doubled) {
        char end[4] = {last(base, 0), 'e', 'd', '\0'};
        return join(g, base, end);
    }
    if (last(base, 0) == 'y' && !vowel(last(base, 1))) {
        return join(g, tc_text_slice(base, 0, base.size - 1), "ied");
    }
    return join(g, base, last(base, 0) == 'e' ? "d" : "ed");
}

/* The form of a verb, written as in train/verbs.h. */
static text inflect(struct gen *g, text verb, enum form form)
{
    text base = verb;
    char end = last(verb, 0);
    bool doubled = end >= 'A' && end <= 'Z';
    if (doubled) {
        char lower[2] = {(char)((unsigned char)end | 32U), '\0'};
        base = join(g, tc_text_slice(verb, 0, verb.size - 1), lower);
    }
    if (form == BASE || form == PRESENT) {
        return base;
    }
    if (form == THIRD) {
        return tc_text_equal(base, TEXT("have")) ? TEXT("has")
               : last(base, 0) == 'o'            ? join(g, base, "es")
                                                 : plural_of(g, base);
    }
    if (form == GERUND) {
        return with_ing(g, base, doubled || listed(base, doubled_gerunds));
    }
    for (unsigned i = 0; i < irregular_verb_count; i++) {
        if (tc_text_equal(base, tc_text(irregular_verbs[i][0]))) {
            return tc_text(irregular_verbs[i][form == PAST ? 1 : 2]);
        }
    }
    return with_ed(g, base, doubled);
}

int32_t add_verb(struct gen *g, text verb, enum form form)
{
    static const uint8_t tags[] = {XPOS_VB,  XPOS_VBD, XPOS_VBN,
                                   XPOS_VBG, XPOS_VBZ, XPOS_VBP};
    return add(g, inflect(g, verb, form), UPOS_VERB, (enum xpos)tags[form]);
}
