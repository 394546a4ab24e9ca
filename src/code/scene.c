/* scene.c: where an act was, as its own words say.
 *
 * Asked in this order, and the first that answers is taken: what the frame itself
 * holds for the place; a preposition of place below the act, its light verb or its
 * parties ("fired at protesters in Nairobi"), also one step deeper ("took weapons from
 * bases in Yemen"); a party or the act's noun that is a place or has one before it
 * ("shelled Kharkiv", "the Orlando shooting", "Kabul police"); the clauses that share
 * the subject or that govern; and for the same kind of act told just before, or the
 * dateline of the first sentence, these. Nothing is taken from a relative clause below
 * the place's own phrase, nor from another act's words; and where nothing is said,
 * nothing is given.
 */
#include "code/coder.h"

#include <math.h>
#include <string.h>

static const char *const locative[] = {
    "in",         "at",     "near", "around", "outside", "inside", "across",
    "throughout", "within", "off",  "along",  "around",  "over",   NULL};

static tocsin_place nowhere(void)
{
    return (tocsin_place){.lat = NAN, .lon = NAN};
}

static bool is_somewhere(const tocsin_place *p)
{
    return p->precision.size > 0;
}

static bool named_here(struct work *work, const struct unit *unit, int32_t token)
{
    tocsin_place p = tc_place_here(work, unit->hit[token]);
    return is_somewhere(&p);
}

/* The finer the place, the more: a town before its province before its country. */
static int fineness(const tocsin_place *p)
{
    static const char *const coarse_to_fine[] = {
        "country", "region", "admin1", "admin2", "site", "city", NULL};
    for (int i = 0; coarse_to_fine[i]; i++)
        if (tc_text_equal(p->precision, tc_text(coarse_to_fine[i])))
            return i + 1;
    return 0;
}

/* "the Sudanese capital, Khartoum": the name right behind, when it lies there. */
static tocsin_place called(struct work *work, const struct unit *unit, int32_t noun,
                           tocsin_place land)
{
    const struct sentence *s = unit->s;
    int32_t next = noun + 1;
    if (next < (int32_t)s->count && s->tokens[next].upos == UPOS_PUNCT)
        next++;
    if (next >= (int32_t)s->count || unit->hit[next] < 0)
        return land;
    tocsin_place p = tc_place_here(work, unit->hit[next]);
    return tc_text_equal(p.country, land.country) ? p : land;
}

/* "the Afghan capital", "a Syrian village": where the noun is a place by itself. */
static tocsin_place by_people(struct work *work, const struct unit *unit, int32_t noun)
{
    static const char *const sites[] = {
        "town",     "city",    "village",    "province", "district", "capital",
        "region",   "camp",    "prison",     "airport",  "suburb",   "port",
        "border",   "coast",   "waters",     "airspace", "soil",     "territory",
        "state",    "side",    "airbase",    "base",     "island",   "county",
        "hospital", "embassy", "parliament", "jail",     "mosque",   "church",
        NULL};
    const struct sentence *s = unit->s;
    if (!tc_lemma_in(&s->tokens[noun], sites))
        return nowhere();
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_AMOD && unit->hit[c] >= 0) {
            tocsin_place p = tc_land_of_hit(work, unit->hit[c]);
            if (is_somewhere(&p))
                return called(work, unit, noun, p);
        }
    return nowhere();
}

enum { DEPTH = 8 }; /* of a noun phrase */

/* The finest place in a phrase: "the town of X in Y" is X. What stands in a clause
 * below it, or beside it, is another place. */
static void finest(struct work *work, const struct unit *unit, int32_t token, int depth,
                   tocsin_place *best)
{
    const struct sentence *s = unit->s;
    if (unit->hit[token] >= 0) {
        tocsin_place p = tc_place_here(work, unit->hit[token]);
        if (fineness(&p) > fineness(best))
            *best = p;
    }
    for (int32_t c = s->first[token]; c >= 0 && depth < DEPTH; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (!tc_is_clause(r) && r != REL_CONJ && r != REL_PARATAXIS)
            finest(work, unit, c, depth + 1, best);
    }
}

static tocsin_place place_in(struct work *work, const struct unit *unit, int32_t head)
{
    tocsin_place best = nowhere();
    finest(work, unit, head, 0, &best);
    return is_somewhere(&best) ? best : by_people(work, unit, head);
}

static tocsin_place place_under(struct work *work, const struct unit *unit,
                                int32_t head)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        if (!tc_is_oblique((enum relation)s->tokens[c].relation) ||
            !tc_has_case(s, c, locative))
            continue;
        tocsin_place p = place_in(work, unit, c);
        if (is_somewhere(&p))
            return p;
    }
    return nowhere();
}

/* "seized weapons from bases in Yemen", "were hurt during a protest in Lima" */
static tocsin_place place_deeper(struct work *work, const struct unit *unit,
                                 int32_t head)
{
    static const char *const by_way_of[] = {"from", "during",  "with", "by",
                                            "on",   "to",      "into", "after",
                                            "from", "against", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        if (!tc_is_oblique((enum relation)s->tokens[c].relation) ||
            !tc_has_case(s, c, by_way_of))
            continue;
        tocsin_place p = place_under(work, unit, c);
        if (is_somewhere(&p))
            return p;
    }
    return nowhere();
}

/* ---- places that are parties, or stand before them ------------------------------- */

static bool bodily(const struct act *act)
{
    switch ((tocsin_type)act->frame->type) {
    case TOCSIN_ASSAULT:
    case TOCSIN_COERCE:
    case TOCSIN_PROTEST:
    case TOCSIN_MOBILIZE:
    case TOCSIN_RETREAT:
        return true;
    default:
        return false;
    }
}

/* "the siege of Mosul", "attacks on Aleppo" */
static tocsin_place upon(struct work *work, const struct unit *unit, int32_t noun,
                         bool attack)
{
    static const char *const on[] = {"on", "of", "against", "upon", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        if (!tc_is_oblique((enum relation)s->tokens[c].relation) ||
            !tc_has_case(s, c, on) || unit->hit[c] < 0)
            continue;
        tocsin_place p = tc_place_here(work, unit->hit[c]);
        if (fineness(&p) > 1 || attack)
            return p;
    }
    return nowhere();
}

/* "sent troops to Mali", "withdrew from Bunia" */
static tocsin_place moved(struct work *work, const struct unit *unit,
                          const struct act *act)
{
    static const char *const to[] = {"to", "into", "towards", "toward", NULL};
    static const char *const from[] = {"from", NULL};
    const struct sentence *s = unit->s;
    if (act->frame->type != TOCSIN_MOBILIZE && act->frame->type != TOCSIN_RETREAT)
        return nowhere();
    for (int32_t c = s->first[act->trigger]; c >= 0; c = s->next[c]) {
        if (tc_is_oblique((enum relation)s->tokens[c].relation) &&
            tc_has_case(s, c, act->frame->type == TOCSIN_RETREAT ? from : to))
            return place_in(work, unit, c);
    }
    return nowhere();
}

/* "shelled Kharkiv", and what is said of a noun that is the act or its subject */
static tocsin_place struck(struct work *work, struct unit *unit, const struct act *act)
{
    const struct sentence *s = unit->s;
    if (act->recipient >= 0) {
        const struct mention *m = tc_mention(work, unit, act->recipient);
        if (m && m->kind == MENTION_PLACE)
            return place_in(work, unit, act->recipient);
    }
    if (act->object >= 0) {
        tocsin_place p = tc_place_here(work, unit->hit[act->object]);
        if (fineness(&p) > 1)
            return p;
    }
    tocsin_place p = moved(work, unit, act);
    if (!is_somewhere(&p) && act->frame->part == 'n')
        p = upon(work, unit, act->trigger, act->frame->type == TOCSIN_ASSAULT);
    int32_t subject = tc_child(s, act->trigger, REL_NSUBJ);
    if (!is_somewhere(&p) && subject >= 0 && s->tokens[subject].upos == UPOS_NOUN) {
        p = place_under(work, unit, subject);
        if (!is_somewhere(&p))
            p = upon(work, unit, subject, false);
    }
    return p;
}

/* "the Orlando shooting", "Kabul police", "an Aleppo hospital": no country, whose name
 * before a noun says whose it is. */
static tocsin_place before(struct work *work, const struct unit *unit, int32_t noun)
{
    const struct sentence *s = unit->s;
    if (noun < 0 || (s->tokens[noun].upos != UPOS_NOUN &&
                     !tc_hit_kind(work, unit->hit[noun], 1u << ENTRY_AGENT)))
        return nowhere();
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (c > noun || unit->hit[c] < 0 || unit->hit[c] == unit->hit[noun] ||
            (r != REL_COMPOUND && r != REL_NMOD_POSS && r != REL_AMOD))
            continue;
        tocsin_place p = tc_place_here(work, unit->hit[c]);
        if (fineness(&p) > 1)
            return p;
    }
    return nowhere();
}

/* ---- other clauses --------------------------------------------------------------- */

/* In the clause itself, at its object, or deeper: "raided a camp in Jenin". */
static tocsin_place in_clause(struct work *work, const struct unit *unit, int32_t verb)
{
    tocsin_place p = place_under(work, unit, verb);
    int32_t object = tc_child(unit->s, verb, REL_OBJ);
    if (!is_somewhere(&p) && object >= 0)
        p = place_under(work, unit, object);
    return is_somewhere(&p) ? p : place_deeper(work, unit, verb);
}

/* "killed 12 people and wounded 30 in Lima": the second verb's place is the first's;
 * and "were killed when police fired on a crowd in Lima". */
static tocsin_place beside(struct work *work, const struct unit *unit, int32_t verb)
{
    static const char *const then[] = {"when", "as", "while", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        int32_t mark = r == REL_ADVCL ? s->first[c] : NONE;
        bool joined = r == REL_CONJ && tc_child(s, c, REL_NSUBJ) < 0;
        if (!joined && (mark < 0 || !tc_lemma_in(&s->tokens[mark], then)))
            continue;
        tocsin_place p = in_clause(work, unit, c);
        if (is_somewhere(&p))
            return p;
    }
    return nowhere();
}

/* Who says it in Geneva says not that it was there; and who met there, of him a clause
 * about what he did at another time says not so either. But "the fire in X which
 * ..." */
static bool apart(enum relation r)
{
    return r == REL_CCOMP || r == REL_PARATAXIS || r == REL_CSUBJ ||
           r == REL_ACL_RELCL || r == REL_ADVCL_RELCL;
}

static tocsin_place above(struct work *work, const struct unit *unit, int32_t token,
                          bool deeper)
{
    const struct sentence *s = unit->s;
    tocsin_place p = nowhere();
    while (!is_somewhere(&p)) {
        enum relation r = (enum relation)s->tokens[token].relation;
        token = s->tokens[token].head;
        if (token < 0 || (apart(r) && r != REL_ACL_RELCL))
            break;
        if (deeper && (r == REL_CONJ || r == REL_ADVCL))
            p = in_clause(work, unit, token);
        else if (s->tokens[token].upos == UPOS_VERB || r == REL_ACL_RELCL)
            p = place_under(work, unit, token);
        if (apart(r))
            break;
    }
    return p;
}

/* ---- what was told before -------------------------------------------------------- */

/* Does the sentence name a place, or a country? Then the scene may have changed. */
static bool names_a_place(struct work *work, const struct unit *unit)
{
    for (uint32_t i = 0; i < unit->s->count; i++)
        if (named_here(work, unit, (int32_t)i))
            return true;
    return false;
}

/* "A bomb exploded in Baghdad. The blast killed seven.": "the" points back at what
 * gave no claim. */
static tocsin_place pointed_at(struct work *work, const struct unit *unit,
                               const struct act *act)
{
    static const char *const back[] = {"the", "this", "that", NULL};
    const struct sentence *s = unit->s;
    if (!unit->index)
        return nowhere();
    int32_t noun =
        act->frame->part == 'n' ? act->trigger : tc_child(s, act->trigger, REL_NSUBJ);
    if (noun < 0 || s->tokens[noun].upos != UPOS_NOUN || noun == act->actor)
        return nowhere();
    int32_t the = tc_child(s, noun, REL_DET);
    const struct unit *earlier = &work->units[unit->index - 1];
    if (the < 0 || !tc_lemma_in(&s->tokens[the], back) || earlier->s->root < 0)
        return nowhere();
    return in_clause(work, earlier, earlier->s->root);
}

/* "The blast wounded 30 people.": of the act that the sentence before told. */
static tocsin_place told_before(struct work *work, const struct unit *unit,
                                const struct act *act)
{
    enum { NEAR = 2 };
    const struct scene *scene = &work->scene;
    if (!bodily(act) || names_a_place(work, unit))
        return nowhere();
    if (is_somewhere(&scene->place) && scene->type == act->frame->type &&
        unit->index - scene->unit <= NEAR)
        return scene->place;
    return pointed_at(work, unit, act);
}

/* "LIMA (Reuters) - Police arrested 30 people on Monday.": where no soldiers act, who
 * reports from a town reports of it. */
static tocsin_place from_dateline(struct work *work, const struct unit *unit,
                                  const struct act *act)
{
    if (work->dateline < 0 || unit->index > 1 ||
        (act->frame->type != TOCSIN_PROTEST && act->frame->type != TOCSIN_COERCE))
        return nowhere();
    for (uint32_t i = 0; i < unit->s->count; i++)
        if (unit->s->tokens[i].begin >= work->dash && unit->hit[i] >= 0 &&
            named_here(work, unit, (int32_t)i))
            return nowhere();
    return tc_place_here(work, work->dateline);
}

static tocsin_place own(struct work *work, struct unit *unit, const struct act *act)
{
    tocsin_place p = nowhere();
    if (act->place >= 0)
        p = place_in(work, unit, act->place);
    const int32_t heads[] = {act->trigger,   act->light, act->object,
                             act->recipient, act->both,  act->actor};
    enum { HEADS = sizeof heads / sizeof *heads };
    for (size_t i = 0; i < HEADS && !is_somewhere(&p); i++)
        if (heads[i] >= 0)
            p = place_under(work, unit, heads[i]);
    if (!is_somewhere(&p) && (bodily(act) || act->frame->type == TOCSIN_CONSULT))
        p = struck(work, unit, act);
    for (size_t i = 0; i < HEADS && !is_somewhere(&p) && bodily(act); i++)
        p = before(work, unit, heads[i]);
    if (!is_somewhere(&p))
        p = place_deeper(work, unit, act->trigger);
    if (!is_somewhere(&p) && bodily(act))
        p = beside(work, unit, act->trigger);
    return is_somewhere(&p) ? p : above(work, unit, act->trigger, bodily(act));
}

tocsin_place tc_place_of(struct work *work, struct unit *unit, const struct act *act)
{
    tocsin_place p = own(work, unit, act);
    if (is_somewhere(&p)) {
        if (bodily(act) && fineness(&p) > 1)
            work->scene = (struct scene){p, unit->index, act->frame->type};
        return p;
    }
    p = told_before(work, unit, act);
    return is_somewhere(&p) ? p : from_dateline(work, unit, act);
}
