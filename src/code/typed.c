/* typed.c: what an unknown name says of itself: "Alliance for Change Party" is a party,
 * "Acme Mining Ltd" a firm, whoever they are.
 *
 * Asked only for names of two words or more, none of which the lexicon knows as a role
 * (most type words are roles too, in data/agents.txt: "Kaduna State University"); so
 * a word may stand here that says nothing alone: "Front", "Times", "Group".
 */
#include "code/coder.h"

#include <string.h>

/* clang-format off */
static const struct {
    const char *sector, *words; /* between blanks */
} types[] = {
    {"PTY",
     "party alliance coalition bloc democrats socialists greens "
     "communists liberals partido parti partei"},
    {"REB",
     "front mujahideen fedayeen jihad guerrillas rebels"},
    {"OPP",
     "movement campaign resistance"},
    {"MED",
     "times post herald gazette tribune chronicle news radio tv daily "
     "weekly observer telegraph guardian courier standard monitor mirror "
     "sun star echo"},
    {"BUS",
     "ltd limited inc corp corporation plc llc gmbh co company sa ag bhd "
     "holdings group industries enterprises airlines airways motors "
     "energy petroleum bank insurance mining steel pharmaceuticals "
     "partners capital technologies systems electronics telecom cement "
     "oil gas foods shipping resources consulting logistics hotels"},
    {"NGO",
     "foundation trust watch network initiative society association "
     "forum charity fund relief aid"},
    {"LAB",
     "federation union syndicate confederation"},
    {"EDU",
     "institute college academy school university faculty"},
    {"GOV",
     "ministry department agency authority bureau commission council "
     "office directorate secretariat municipality committee"},
    {"JUD",
     "court tribunal"},
    {"MIL",
     "brigade battalion regiment division fleet corps squadron command"},
    {"PRM",
     "militia brigades"},
    {"CRM",
     "cartel gang mafia clan"},
    {"REL",
     "church diocese archdiocese mosque temple synagogue ministries "
     "fellowship"},
    {"HLH",
     "hospital clinic"},
    {"COP",
     "police constabulary"},
    {"LEG",
     "parliament assembly senate congress"},
};
/* clang-format on */

/* Words within a name that say more than its last: "Azure Liberation Council". */
static const struct {
    const char *word, *sector;
} telling[] = {
    {"liberation",  "REB"},
    {"jihad",       "REB"},
    {"mujahideen",  "REB"},
    {"workers",     "LAB"},
    {"labour",      "LAB"},
    {"teachers",    "LAB"},
    {"miners",      "LAB"},
    {"farmers",     "AGR"},
    {"peasants",    "AGR"},
    {"students",    "EDU"},
    {"journalists", "MED"},
    {"doctors",     "HLH"},
    {"medical",     "HLH"},
    {"refugees",    "REF"},
};

static const char *told_by(text word)
{
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        if (tc_text_equal_fold(word, tc_text(telling[i].word)))
            return telling[i].sector;
    return "";
}

static bool word_of(const char *words, text word)
{
    while (*words) {
        size_t size = strcspn(words, " ");
        if (tc_text_equal_fold(word, (text){words, size}))
            return true;
        words += size + (words[size] == ' ');
    }
    return false;
}

static const char *type_of(text word)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (word_of(types[i].words, word))
            return types[i].sector;
    return "";
}

const char *tc_name_sector(const struct sentence *s, int32_t head)
{
    int32_t first = head, last = head;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if ((t->relation != REL_FLAT && t->relation != REL_COMPOUND &&
             t->relation != REL_AMOD) ||
            t->upos == UPOS_VERB)
            continue;
        if (c < first)
            first = c;
        if (c > last && t->relation == REL_FLAT)
            last = c;
    }
    const struct token *t = &s->tokens[last];
    size_t at = 0;
    if (first == last || !tc_is_upper(tc_utf8_next(t->form, &at)))
        return "";
    const char *sector = type_of(t->form);
    for (int32_t i = first; sector[0] && i < last; i++)
        if (told_by(s->tokens[i].form)[0])
            return told_by(s->tokens[i].form);
    return sector;
}
