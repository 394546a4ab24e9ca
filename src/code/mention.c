/* mention.c: a noun phrase to a party: name, country, sector, code.
 *
 * The phrase is read from its head outward, and the first evidence wins: names and
 * roles on the head and its flat and compound parts, then adjectives and
 * possessors, then "of"- and "in"-phrases, then what stands in apposition. So
 * "Iran-backed militias in Iraq" are IRNREB and not IRQREB. A phrase whose head is
 * no party ("Russia's invasion") bears the code of the party inside it and says so
 * (nested).
 */
#include "code/coder.h"

#include <string.h>

#define KIND(k) (1u << ENTRY_##k)
enum {
    NAMED = KIND(ORGANISATION) | KIND(GROUP) | KIND(PERSON) | KIND(METONYM),
    LAND = KIND(COUNTRY) | KIND(NATIONALITY)
};

/* From so many people on, a town's name within another name means the town. */
enum { KNOWN_TOWN = 300000 };

/* What the parts of a phrase say. */
struct evidence {
    const struct entry *named, *agent, *land, *place;
    const struct entry *enemy; /* "anti-Baghdad" */
    const struct entry *inner; /* a role beside the head's: "intelligence officer" */
    int named_tier, agent_tier, land_tier, inner_tier;
    int32_t named_hit;
    bool land_is_head, former, ethnic;
    bool role; /* the head is a role noun */
};

/* ---- the words of a phrase ------------------------------------------------------- */

static bool belongs_left(const struct token *t)
{
    switch (t->relation) {
    case REL_AMOD:
    case REL_COMPOUND:
    case REL_FLAT:
    case REL_NUMMOD:
    case REL_NMOD_POSS:
    case REL_NMOD_DESC:
    case REL_NMOD_UNMARKED:
    case REL_DET:
    case REL_ADVMOD:
    case REL_PUNCT:
    case REL_CC:
        return true;
    default:
        return false;
    }
}

static bool article(const struct token *t)
{
    static const char *const articles[] = {"the", "a", "an", NULL};
    return t->upos == UPOS_DET && tc_lemma_in(t, articles);
}

static bool belongs_right(const struct sentence *s, int32_t child, int32_t head)
{
    static const char *const close[] = {"of", "for", "from", "in",
                                        "at", "on",  "to",   NULL};
    const struct token *t = &s->tokens[child];
    if (t->relation == REL_FLAT || t->relation == REL_COMPOUND ||
        t->relation == REL_NMOD_DESC)
        return true;
    if (t->relation == REL_APPOS) /* "the analyst Ana Ruiz" */
        return child == head + 1 && t->upos == UPOS_PROPN;
    return t->relation == REL_NMOD && tc_has_case(s, child, close) && child > head &&
           !tc_is_time(t);
}

static int32_t right_end(const struct sentence *s, int32_t head, int depth)
{
    int32_t last = head;
    for (int32_t c = s->first[head]; c >= 0 && depth < 4; c = s->next[c]) {
        if (c <= head)
            continue;
        if (s->tokens[c].relation == REL_CASE && tc_lemma_is(&s->tokens[c], "'s"))
            continue;
        bool joined = depth > 0 && s->tokens[c].relation == REL_CONJ &&
                      s->tokens[c].upos != UPOS_VERB; /* "of Egypt and Sudan" */
        if (!joined && !belongs_right(s, c, head))
            break;
        last = right_end(s, c, depth + 1);
    }
    return last;
}

static void phrase(const struct unit *unit, int32_t head, int32_t *first, int32_t *last)
{
    static const char *const about[] = {"at",    "least", "most",   "more",   "than",
                                        "about", "some",  "around", "nearly", "almost",
                                        "over",  "up",    "to",     NULL};
    const struct sentence *s = unit->s;
    *first = head;
    for (int32_t c = s->first[head]; c >= 0 && c < head; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (!belongs_left(t)) {
            *first = head;
            continue;
        }
        int32_t a, b;
        tc_span(s, c, &a, &b);
        if (a < *first)
            *first = a;
    }
    while (*first < head &&
           (article(&s->tokens[*first]) || tc_lemma_in(&s->tokens[*first], about) ||
            s->tokens[*first].upos == UPOS_PUNCT ||
            s->tokens[*first].relation == REL_CASE ||
            s->tokens[*first].relation == REL_CC))
        ++*first;
    *last = right_end(s, head, 0);
    /* a name is whole, whatever the parser hung where */
    int32_t hit = unit->hit[head];
    while (hit >= 0 && *first > 0 && unit->hit[*first - 1] == hit)
        --*first;
    while (hit >= 0 && *last + 1 < (int32_t)s->count && unit->hit[*last + 1] == hit)
        ++*last;
}

/* Through measures of measures: "tens of thousands of students". */
int32_t tc_measured(const struct sentence *s, int32_t head)
{
    int32_t real = tc_see_through(s, head);
    return real == head ? head : tc_see_through(s, real);
}

/* ---- evidence -------------------------------------------------------------------- */

static text string(struct work *work, uint32_t offset)
{
    return tc_text(tc_lexicon_string(work->lexicon, offset));
}

static bool is_people(struct work *work, const struct entry *e)
{
    return e && e->kind == ENTRY_GROUP &&
           tc_text_begins(string(work, e->id), TEXT("ppl-"));
}

static void take_hit(struct work *work, int32_t hit, int tier, bool head,
                     struct evidence *e)
{
    if (hit < 0)
        return;
    const struct entry *named = tc_hit_kind(work, hit, NAMED);
    const struct entry *agent = tc_hit_kind(work, hit, KIND(AGENT));
    const struct entry *land = tc_hit_kind(work, hit, LAND);
    const struct entry *place = tc_hit_kind(work, hit, KIND(PLACE));
    if (place)
        place = tc_hit_place(work, hit);
    if (tc_against(work, hit)) { /* whose enemy it is, not whose */
        if (agent && !e->agent)
            e->agent = agent, e->agent_tier = tier;
        if (!e->enemy)
            e->enemy = land ? land : place;
        return;
    }
    if (named &&
        (!e->named || (named->kind == ENTRY_PERSON && e->named_tier == tier && head))) {
        e->named = named;
        e->named_tier = tier;
        e->named_hit = hit;
    }
    if (agent && !head && agent != e->agent && !e->inner) {
        e->inner = agent;
        e->inner_tier = tier;
    }
    if (agent && (!e->agent || (head && e->agent_tier == tier))) {
        e->agent = agent;
        e->agent_tier = tier;
    }
    if (land && !e->land) {
        e->land = land;
        e->land_tier = tier;
        e->land_is_head = head;
    }
    if (place && !named && !e->place)
        e->place = place;
}

static void gather(struct work *work, const struct unit *unit, int32_t token, int tier,
                   bool head, struct evidence *e)
{
    static const char *const past[] = {"former", "ex",     "ousted",  "deposed",
                                       "late",   "exiled", "onetime", NULL};
    const struct sentence *s = unit->s;
    /* a town's or a people's name inside a person's ("Carmen Yulin Cruz", "President
     * Tuan Ibo") says nothing */
    const struct evidence before = *e;
    take_hit(work, unit->hit[token], tier, head, e);
    if (!head && tier == 1 && s->tokens[token].relation == REL_FLAT) {
        e->place = before.place;
        if (is_people(work, e->named) && e->named != before.named) {
            e->named = before.named;
            e->named_tier = before.named_tier;
            e->named_hit = before.named_hit;
        }
    }
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_FLAT || t->relation == REL_COMPOUND ||
            t->relation == REL_NMOD_DESC)
            gather(work, unit, c, tier, false, e);
        else if (t->relation == REL_AMOD && tc_lemma_in(t, past))
            e->former = true;
        else if (t->relation == REL_AMOD && tc_lemma_is(t, "ethnic"))
            e->ethnic = true;
    }
}

static void gather_modifiers(struct work *work, const struct unit *unit, int32_t head,
                             int depth, struct evidence *e)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_AMOD || t->relation == REL_NMOD_POSS ||
            t->relation == REL_NUMMOD)
            gather(work, unit, c, 2, false, e);
        if (depth < 2 && t->relation == REL_NMOD_POSS) /* "the Argentine navy's raid" */
            gather_modifiers(work, unit, c, depth + 1, e);
        else if (depth < 4 && (t->relation == REL_COMPOUND || t->relation == REL_FLAT ||
                               t->relation == REL_NMOD_DESC))
            gather_modifiers(work, unit, c, depth + 1, e);
    }
}

/* Where the thing is that a phrase belongs to: one level further down. */
static void gather_further(struct work *work, const struct unit *unit, int32_t head,
                           struct evidence *e)
{
    static const char *const of[] = {"of", "in", "at", "from", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD && tc_has_case(s, c, of)) {
            struct evidence inner = {0};
            gather(work, unit, c, 3, false, &inner);
            gather_modifiers(work, unit, c, 0, &inner);
            if (!e->land && inner.land)
                e->land = inner.land, e->land_tier = 3;
            if (!e->place)
                e->place = inner.place;
        }
}

static void gather_after(struct work *work, const struct unit *unit, int32_t head,
                         struct evidence *e)
{
    static const char *const of[] = {"of", "in", "from", "for", "at", "with", NULL};
    static const char *const around[] = {"across", "throughout", "inside", "outside",
                                         "near",   "around",     NULL};
    static const char *const own[] = {"of", NULL};
    static const char *const whose[] = {"of", "for", "from", "with", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_NMOD &&
            (tc_has_case(s, c, of) || (e->role && tc_has_case(s, c, around)))) {
            struct evidence inner = {0};
            gather(work, unit, c, 3, false, &inner);
            gather_modifiers(work, unit, c, 0, &inner);
            if (e->role && !inner.land &&
                !inner.place) /* "workers of the Bus Company of Tehran" */
                gather_further(work, unit, c, &inner);
            if (e->land_is_head && e->land->kind == ENTRY_NATIONALITY &&
                tc_has_case(s, c, own) && (inner.land || inner.place))
                e->land = inner.land /* "the Albanians of southern Serbia" */
                              ? inner.land
                              : tc_lexicon_country(work->lexicon, inner.place->country);
            if (!e->land) /* a region of no country */
                e->land_is_head = false;
            if (inner.land &&
                (!e->land || (e->ethnic && inner.land->kind == ENTRY_COUNTRY)))
                e->land = inner.land, e->land_tier = 3;
            if (!e->place && inner.place)
                e->place = inner.place;
            if (!e->inner && inner.agent && tc_has_case(s, c, whose))
                e->inner = inner.agent, e->inner_tier = 3;
            if (!e->named && inner.named && !(e->agent && e->land_tier < 3 && e->land))
                e->named = inner.named, e->named_tier = 3,
                e->named_hit = inner.named_hit;
            if (!e->agent && inner.agent)
                e->agent = inner.agent, e->agent_tier = 3;
        } else if (t->relation == REL_APPOS) {
            struct evidence inner = {0};
            gather(work, unit, c, 4, false, &inner);
            gather_modifiers(work, unit, c, 0, &inner);
            gather_after(work, unit, c, &inner);
            if (!e->agent && inner.agent)
                e->agent = inner.agent, e->agent_tier = 4;
            if (!e->land && inner.land)
                e->land = inner.land, e->land_tier = 4;
            if (!e->named && inner.named && inner.named_tier == 4)
                e->named = inner.named, e->named_tier = 4,
                e->named_hit = inner.named_hit;
        }
    }
}

/* ---- putting it together --------------------------------------------------------- */

static void set_code(struct work *work, struct mention *out, const char *country,
                     const char *sector)
{
    out->m.country = tc_text(country);
    out->m.sector = tc_text(sector);
    if (!country[0] && !sector[0])
        return;
    /* a role without a country: its sector alone is no code of a party */
    if (country[0] || sector[0])
        out->m.code = tc_arena_format(work->arena, "%s%s", country, sector);
    if (!out->m.code.data)
        work->failed = true;
}

/* "ethnic Albanians in southern Serbia" live there, and are no Albanians. */
static bool of_a_people(struct work *work, const struct evidence *e)
{
    text words = e->named && e->named->kind == ENTRY_GROUP
                     ? tc_words(work, work->hits[e->named_hit].begin,
                                work->hits[e->named_hit].end)
                     : (text){NULL, 0};
    return words.size > 7 &&
           tc_text_equal_fold(tc_text_slice(words, 0, 7), TEXT("ethnic "));
}

static const char *country_of(const struct evidence *e)
{
    if (e->land && e->land->country[0])
        return e->land->country;
    if (e->named && e->named->country[0])
        return e->named->country;
    if (e->place && e->place->country[0])
        return e->place->country;
    return "";
}

static bool in_office(const char *sector)
{
    static const char *const office[] = {"GOV", "MIL", "LEG", "COP",
                                         "SPY", "JUD", NULL};
    for (size_t i = 0; office[i]; i++)
        if (strcmp(sector, office[i]) == 0)
            return true;
    return false;
}

static void from_named(struct work *work, const struct evidence *e, struct mention *out)
{
    const struct entry *n = e->named;
    const char *sector = n->sector;
    out->m.name = string(work, n->name);
    out->m.id = string(work, n->id);
    out->post = n->kind == ENTRY_PERSON ? n->post : 0;
    if (n->kind == ENTRY_PERSON) {
        out->kind = MENTION_PERSON;
        if (!sector[0]) /* outside the posts that the lexicon knows */
            sector = e->former                               ? "ELI"
                     : e->agent && e->agent_tier == 1        ? e->agent->sector
                     : tc_left_office(work, e->named_hit, n) ? "ELI"
                                                             : "";
        else if (e->former && work->day == TC_NO_DAY && in_office(sector))
            sector = "ELI"; /* the text says so, and no day says otherwise */
    } else {
        out->kind = n->kind == ENTRY_GROUP ? MENTION_GROUP : MENTION_ORGANISATION;
    }
    const char *country = n->country;
    if (!n->code[0] && e->land &&
        (!country[0] || (e->land_tier == 3 && of_a_people(work, e))))
        country = e->land->country;
    else if (!n->code[0] && e->place && of_a_people(work, e) && e->place->country[0])
        country = e->place->country;
    if (n->code[0]) {
        out->m.country = tc_text(n->country);
        out->m.sector = tc_text(sector);
        out->m.code = tc_text(n->code);
    } else {
        set_code(work, out, country, sector);
    }
}

/* The country of whoever owns it: "its soldiers", "their leader". */
static const char *owner_country(struct work *work, const struct unit *unit,
                                 int32_t head)
{
    int32_t possessor = tc_child(unit->s, head, REL_NMOD_POSS);
    if (possessor < 0 || unit->s->tokens[possessor].upos != UPOS_PRON)
        return "";
    const struct mention *m = tc_we(work, unit, possessor);
    if (!m)
        m = tc_antecedent(work, unit, possessor, 0);
    if (!m || m->m.country.size != 3)
        return "";
    char alpha3[4] = {m->m.country.data[0], m->m.country.data[1], m->m.country.data[2],
                      '\0'};
    const struct entry *country = tc_lexicon_country(work->lexicon, alpha3);
    return country ? country->country : "";
}

/* Heads that say little of whose they are: the role beside them does. */
static bool stands_for_others(const struct token *t)
{
    static const char *const heads[] = {
        "leader",      "official",     "officer",        "chief",
        "member",      "spokesman",    "spokeswoman",    "source",
        "boss",        "spokesperson", "representative", "delegate",
        "figure",      "delegation",   "employee",       "adviser",
        "advisor",     "aide",         "accountant",     "driver",
        "pilot",       "engineer",     "clerk",          "translator",
        "interpreter", "technician",   "mechanic",       "informant",
        "recruit",     "trainee",      "head",           "deputy",
        "director",    "staff",        "personnel",      "team",
        "unit",        "commander",    "cook",           "chaplain",
        NULL};
    return tc_lemma_in(t, heads);
}

/* "army accountant" is of the army, "Jewish community leader" of the clergy. */
static const char *sector_of_role(const struct work *work, const struct unit *unit,
                                  int32_t head, const struct evidence *e)
{
    static const char *const faiths[] = {"JEW", "CHR", "MOS", "HIN",
                                         "SIK", "BUD", NULL};
    const struct token *t = &unit->s->tokens[head];
    if (!e->inner || e->inner == e->agent || !stands_for_others(t) ||
        e->agent_tier != 1 || unit->hit[head] < 0 ||
        work->hits[unit->hit[head]].words > 1) /* "leader of the opposition" */
        return e->agent->sector;
    for (size_t i = 0; faiths[i]; i++)
        if (strcmp(e->inner->sector, faiths[i]) == 0)
            return "REL";
    return e->inner->sector;
}

/* Those who fight their own state. */
static bool rises(const char *sector)
{
    return strcmp(sector, "REB") == 0 || strcmp(sector, "OPP") == 0 ||
           strcmp(sector, "SEP") == 0;
}

static void from_agent(struct work *work, const struct unit *unit, int32_t head,
                       const struct evidence *e, struct mention *out)
{
    const char *country = country_of(e);
    const char *sector = sector_of_role(work, unit, head, e);
    if (e->former && in_office(sector))
        sector = "ELI";
    if (!country[0])
        country = owner_country(work, unit, head);
    if (!country[0] && e->enemy && rises(sector))
        country = e->enemy->country; /* "anti-Baghdad rebels" are Iraq's own */
    /* "Iran-backed militias in Iraq" are Iran's */
    if (e->agent->country[0] && (!country[0] || !e->land || e->land_tier > 2))
        country = e->agent->country;
    out->kind = MENTION_AGENT;
    out->agent = unit->word[head];
    out->m.name = out->m.text;
    set_code(work, out, country, sector);
}

static void from_land(struct work *work, const struct evidence *e, struct mention *out)
{
    const struct entry *l = e->land;
    out->kind = MENTION_COUNTRY;
    out->m.name = string(work, l->name);
    out->m.id = l->kind == ENTRY_COUNTRY ? string(work, l->id) : (text){NULL, 0};
    set_code(work, out, l->country, "");
}

bool tc_is_name(const struct sentence *s, int32_t head)
{
    return s->tokens[head].upos == UPOS_PROPN && !tc_is_time(&s->tokens[head]);
}

/* "militia groups", "Hezbollah members": the noun before it says who they are */
static bool transparent(const struct token *t)
{
    static const char *const heads[] = {
        "group",   "force",     "forces",    "unit",   "member",  "faction",
        "fighter", "personnel", "community", "team",   "element", "official",
        "leader",  "side",      "wing",      "branch", "cell",    "movement",
        "regime",  "authority", "family",    "youth",  NULL};
    return tc_lemma_in(t, heads);
}

/* The actor inside a phrase whose head is none. */
static void from_inside(struct work *work, const struct unit *unit, int32_t head,
                        const struct evidence *e, struct mention *out)
{
    struct mention inner = {0};
    if (e->named && (e->named_tier <= 3))
        from_named(work, e, &inner);
    else if (e->agent) {
        inner.m.text = out->m.text;
        from_agent(work, unit, head, e, &inner);
    } else if (e->land) {
        from_land(work, e, &inner);
    } else if (e->place && e->place->country[0]) {
        set_code(work, &inner, e->place->country, "");
        inner.m.name = string(work, e->place->name);
    } else {
        return;
    }
    out->nested = true;
    out->m.name = inner.m.name;
    out->m.code = inner.m.code;
    out->m.country = inner.m.country;
    out->m.sector = inner.m.sector;
    out->m.id = inner.m.id;
}

static bool covers_head(const struct work *work, const struct unit *unit, int32_t head,
                        unsigned kinds)
{
    return tc_hit_kind(work, unit->hit[head], kinds) != NULL;
}

/* "Douglas James": a town's name within a longer one is no town. */
static bool longer_name(const struct unit *unit, int32_t head)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_FLAT && s->tokens[c].upos == UPOS_PROPN &&
            unit->hit[c] != unit->hit[head])
            return true;
    return false;
}

/* "fired at protesters in Nairobi": whether the place hangs on the noun or on the verb,
 * it is right behind the noun, and says whose they are. */
static void gather_adjacent(struct work *work, const struct unit *unit, int32_t head,
                            struct evidence *e)
{
    static const char *const in[] = {"in", "from", "at", NULL};
    const struct sentence *s = unit->s;
    int32_t next = right_end(s, head, 0) + 1;
    if (e->land || e->place || next >= (int32_t)s->count ||
        s->tokens[next].relation != REL_CASE || !tc_lemma_in(&s->tokens[next], in))
        return;
    int32_t noun = s->tokens[next].head;
    if (noun < next || s->tokens[noun].relation != REL_OBL ||
        s->tokens[noun].head != s->tokens[head].head)
        return;
    struct evidence inner = {0};
    gather(work, unit, noun, 3, true, &inner);
    if (inner.land && inner.land->kind == ENTRY_COUNTRY)
        e->land = inner.land, e->land_tier = 3;
    e->place = inner.place;
}

/* "Damascus said" is its government, "Abkhazia said" the separatists who run it; a
 * phrase that is a town means its people. */
static const char *sector_of_place(const struct work *work, const struct unit *unit,
                                   int32_t head, const struct entry *place)
{
    static const char *const with[] = {"with", "by", NULL};
    const struct token *t = &unit->s->tokens[head];
    bool acts = work->phrase || t->relation == REL_NSUBJ ||
                t->relation == REL_NMOD_POSS || tc_has_case(unit->s, head, with);
    if (place->feature == PLACE_CAPITAL || place->feature == PLACE_BREAKAWAY)
        return !acts ? "" : place->feature == PLACE_CAPITAL ? "GOV" : "SEP";
    return work->phrase && place->feature == PLACE_CITY ? "CVL" : "";
}

/* A name that is not in the lexicon, by what stands on it and what it says itself. */
static void from_unknown(struct work *work, const struct sentence *s, int32_t head,
                         struct evidence *e, struct mention *out)
{
    out->kind = MENTION_NAME;
    if (e->agent && (e->agent_tier == 1 || e->agent_tier == 4)) {
        set_code(work, out, country_of(e), e->former ? "ELI" : e->agent->sector);
    } else if (tc_name_sector(s, head)[0]) {
        if (!e->land && e->place && e->place->feature == PLACE_CITY &&
            e->place->population < KNOWN_TOWN)
            e->place = NULL; /* "Orion Mining Ltd" */
        set_code(work, out, country_of(e), tc_name_sector(s, head));
        out->typed = true;
    } else if (e->land || e->place) {
        set_code(work, out, country_of(e), "");
    }
}

static void resolve(struct work *work, struct unit *unit, int32_t head,
                    struct mention *out)
{
    const struct sentence *s = unit->s;
    struct evidence e = {0};
    gather(work, unit, head, 1, true, &e);
    bool flat_name =
        e.named && e.named_tier == 1 &&
        (covers_head(work, unit, head, NAMED | KIND(AGENT)) || tc_is_name(s, head));
    bool head_agent = covers_head(work, unit, head, KIND(AGENT)) ||
                      (e.agent && e.agent_tier == 1 && tc_is_name(s, head));
    if (!head_agent && e.agent && e.agent_tier == 1 && transparent(&s->tokens[head]))
        head_agent = true;
    if (!flat_name && e.named && e.named_tier == 1 && transparent(&s->tokens[head]))
        flat_name = true;
    bool head_land = e.land && covers_head(work, unit, head, LAND);
    bool head_place =
        covers_head(work, unit, head, KIND(PLACE)) && !longer_name(unit, head);
    if (covers_head(work, unit, head, KIND(PLACE)) && !head_place)
        e.place = NULL;
    if (head_land && flat_name && e.land->kind == ENTRY_COUNTRY &&
        e.named->kind != ENTRY_PERSON && !covers_head(work, unit, head, NAMED))
        flat_name = head_agent = false; /* "NATO-member Norway" */
    gather_modifiers(work, unit, head, 0, &e);
    e.role = head_agent;
    gather_after(work, unit, head, &e);
    if (head_agent || e.agent)
        gather_adjacent(work, unit, head, &e);
    if (flat_name && head_agent && is_people(work, e.named) &&
        !covers_head(work, unit, head, NAMED))
        from_agent(work, unit, head, &e, out); /* "Tigrayan forces" */
    else if (flat_name ||
             (e.named && e.named_tier == 4 && (head_agent || tc_is_name(s, head))))
        from_named(work, &e, out);
    else if (head_agent && e.named && e.named->kind != ENTRY_PERSON &&
             !is_people(work, e.named) && e.named_tier <= 3 &&
             !(e.land && e.land_tier < e.named_tier))
        from_named(work, &e, out);
    else if (head_agent)
        from_agent(work, unit, head, &e, out);
    else if (head_land && e.land) /* none: "the Greeks of the Aegean" */
        from_land(work, &e, out);
    else if (head_place) {
        out->kind = MENTION_PLACE;
        out->m.name = string(work, e.place->name);
        set_code(work, out, e.place->country,
                 sector_of_place(work, unit, head, e.place));
    } else if (tc_is_name(s, head)) {
        from_unknown(work, s, head, &e, out);
    } else {
        out->kind = MENTION_THING;
        from_inside(work, unit, head, &e, out);
    }
}

/* "the mayor, Juan Perez,": the role has a name. */
static void name_behind(struct work *work, const struct unit *unit, int32_t head,
                        struct mention *out)
{
    int32_t name = tc_child(unit->s, head, REL_APPOS), first, last;
    if (out->kind != MENTION_AGENT || name < 0 || name == head + 1 ||
        !tc_is_name(unit->s, name) || unit->hit[name] >= 0)
        return;
    phrase(unit, name, &first, &last);
    out->m.name =
        tc_words(work, unit->s->tokens[first].begin, unit->s->tokens[last].end);
}

static bool plural(const struct token *t)
{
    static const char *const many[] = {"they", "them", "we", "people", "police", NULL};
    return t->xpos == XPOS_NNS || t->xpos == XPOS_NNPS || tc_lemma_in(t, many);
}

static void copy_antecedent(struct mention *out, const struct mention *from)
{
    out->kind = from->kind;
    out->m.name = from->m.name.size ? from->m.name : from->m.text;
    out->m.code = from->m.code;
    out->m.country = from->m.country;
    out->m.sector = from->m.sector;
    out->m.id = from->m.id;
    out->post = from->post;
    out->antecedent = from;
}

/* "a court", "two ministers": not the ones that all know of */
static bool indefinite(const struct sentence *s, int32_t head)
{
    int32_t det = tc_child(s, head, REL_DET);
    static const char *const words[] = {"a",  "an",      "some", "any",
                                        "no", "another", NULL};
    return tc_child(s, head, REL_NUMMOD) >= 0 ||
           (det >= 0 && tc_lemma_in(&s->tokens[det], words));
}

const char *tc_country_in(struct work *work, const struct unit *unit, int32_t head)
{
    struct evidence e = {0};
    gather(work, unit, head, 3, true, &e);
    gather_modifiers(work, unit, head, 0, &e);
    gather_further(work, unit, head, &e);
    return e.land ? e.land->country : e.place ? e.place->country : "";
}

static void point_back(struct work *work, struct unit *unit, int32_t head,
                       struct mention *out)
{
    const struct token *t = &unit->s->tokens[head];
    bool pronoun = t->upos == UPOS_PRON || (t->upos == UPOS_DET && t->xpos == XPOS_DT);
    if (pronoun)
        out->kind = MENTION_PRONOUN;
    bool bare_role = out->kind == MENTION_AGENT && !out->m.country.size;
    bool bare_name = out->kind == MENTION_NAME && !out->m.code.size;
    bool bare_thing = out->kind == MENTION_THING && !out->nested;
    const struct mention *introduced =
        tc_is_name(unit->s, head) ? tc_introduced(work, unit, head) : NULL;
    if (!introduced && !pronoun && !bare_role && !bare_name && !bare_thing)
        return;
    const struct mention *from = introduced ? introduced : tc_we(work, unit, head);
    if (!from)
        from = tc_antecedent(work, unit, head, out->agent);
    if (from)
        copy_antecedent(out, from);
    if (from && pronoun && from->sentence == unit->index) {
        out->m.text = from->m.text;
        out->m.begin = from->m.begin;
        out->m.end = from->m.end;
    } else if (bare_role && work->home[0] && !indefinite(unit->s, head)) {
        static const char *const state[] = {"GOV", "MIL", "COP", "LEG", "JUD", NULL};
        for (size_t i = 0; state[i]; i++)
            if (tc_text_equal(out->m.sector, tc_text(state[i]))) {
                const char *home =
                    tc_lexicon_country(work->lexicon, work->home)->country;
                text sector = out->m.sector;
                set_code(work, out, home, state[i]);
                out->m.country = tc_text_slice(out->m.code, 0, 3); /* home goes away */
                out->m.sector = sector;
            }
    }
}

struct mention *tc_mention(struct work *work, struct unit *unit, int32_t head)
{
    static const char *const quantity[] = {"all", "some", "many", "most", "both", NULL};
    if (head < 0)
        return NULL;
    const struct sentence *s = unit->s;
    int32_t real = tc_measured(s, head);
    if (unit->mention[head])
        return unit->mention[head];
    struct mention *out = tc_take(work, sizeof *out);
    if (!out)
        return NULL;
    unit->mention[head] = out;
    int32_t first, last;
    phrase(unit, head, &first, &last);
    if (real != head) {
        int32_t a, b;
        phrase(unit, real, &a, &b);
        if (b > last)
            last = b;
    }
    out->sentence = unit->index;
    out->head = head;
    out->m.begin = s->tokens[first].begin;
    out->m.end = s->tokens[last].end;
    out->m.text = tc_words(work, out->m.begin, out->m.end);
    out->plural = plural(&s->tokens[real]) || tc_lemma_in(&s->tokens[head], quantity);
    enum relation r = (enum relation)s->tokens[head].relation;
    out->entity = s->tokens[real].entity;
    out->subject = tc_is_subject(r) || r == REL_NSUBJ_PASS;
    resolve(work, unit, real, out);
    name_behind(work, unit, real, out);
    point_back(work, unit, real, out);
    return out;
}

bool tc_is_actor(const struct mention *m)
{
    if (!m)
        return false;
    switch (m->kind) {
    case MENTION_THING:
        return m->nested || m->m.code.size > 0;
    case MENTION_PRONOUN:
        return m->m.code.size > 0;
    default:
        return true;
    }
}

bool tc_is_human(const struct mention *m)
{
    return m && (tc_is_actor(m) || m->kind == MENTION_PRONOUN);
}
