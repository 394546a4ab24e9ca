/* say.c: one claim of an act, its parties and its stance. */
#include "code/opinion.h"
#include "code/party.h"

#include <math.h>
#include <string.h>

/* Is the text's only country a party by its own name? */
static bool sole_party(const struct work *work, const struct parties *p)
{
    for (uint32_t i = 0; i < p->count && work->sole[0]; i++)
        if (p->list[i]->kind == MENTION_COUNTRY &&
            tc_text_equal(p->list[i]->m.country, tc_text(work->sole)))
            return true;
    return false;
}

static const tocsin_mention *mentions(struct work *work, const struct unit *unit,
                                      const struct parties *p, enum side side,
                                      const struct parties *other)
{
    if (!p->count)
        return NULL;
    tocsin_mention *out = tc_take(work, p->count * sizeof *out);
    for (uint32_t i = 0; out && i < p->count; i++) {
        tc_settle(work, p->list[i], side, sole_party(work, other));
        out[i] = tc_whole_phrase(work, unit, p->list[i]);
    }
    return out;
}

double tc_default_intensity(tocsin_type type)
{
    /* Goldstein (1992) by way of CAMEO root classes */
    static const double by_type[TOCSIN_TYPE_COUNT] = {
        [TOCSIN_AGREE] = 4.0,     [TOCSIN_CONSULT] = 1.0,   [TOCSIN_SUPPORT] = 3.5,
        [TOCSIN_COOPERATE] = 6.0, [TOCSIN_AID] = 7.0,       [TOCSIN_CONCEDE] = 5.0,
        [TOCSIN_RETREAT] = 7.0,   [TOCSIN_REQUEST] = -0.3,  [TOCSIN_ACCUSE] = -2.0,
        [TOCSIN_REJECT] = -4.0,   [TOCSIN_THREATEN] = -4.4, [TOCSIN_PROTEST] = -6.5,
        [TOCSIN_SANCTION] = -4.0, [TOCSIN_MOBILIZE] = -7.2, [TOCSIN_COERCE] = -7.0,
        [TOCSIN_ASSAULT] = -9.5};
    return by_type[type];
}

static void set_contexts(struct work *work, const struct frame *f, tocsin_claim *c)
{
    uint32_t count = 0;
    for (unsigned bit = 0; bit < 64; bit++)
        count += f->contexts >> bit & 1;
    if (!count)
        return;
    text *out = tc_take(work, count * sizeof *out);
    if (!out)
        return;
    for (unsigned bit = 0; bit < 64; bit++)
        if (f->contexts >> bit & 1) {
            const char *name = tc_lexicon_context(work->lexicon, bit);
            if (name)
                out[c->context_count++] = tc_text(name);
        }
    c->contexts = out;
}

/* "nsubj>plotting>obj" */
static text way(struct work *work, const struct unit *unit, const struct act *act)
{
    const struct sentence *s = unit->s;
    const char *left =
        act->actor >= 0 ? tc_relation_name(s->tokens[act->actor].relation) : "_";
    int32_t to = act->recipient >= 0 ? act->recipient : act->both;
    const char *right = to >= 0 ? tc_relation_name(s->tokens[to].relation) : "_";
    text form = s->tokens[act->trigger].form;
    return tc_arena_format(work->arena, "%s>%.*s>%s%s", left, (int)form.size, form.data,
                           right, act->further >= 0 || act->near ? ">>near" : "");
}

text tc_rule_of(struct work *work, const struct unit *unit, const struct act *act,
                tocsin_type type, text mode, tocsin_claim_status status)
{
    text lemma = unit->s->tokens[act->trigger].lemma;
    const char *source = tc_lexicon_string(work->lexicon, act->frame->source);
    return tc_arena_format(
        work->arena, "%.*s:%s%s%.*s%s%s [%s]", (int)lemma.size, lemma.data,
        tocsin_type_name(type), mode.size ? "." : "", (int)mode.size,
        mode.size ? mode.data : "", status == TOCSIN_HAPPENED ? "" : "/",
        status == TOCSIN_HAPPENED ? "" : tocsin_claim_status_name(status), source);
}

tocsin_claim *tc_new_claim(struct work *work)
{
    tocsin_claim *c =
        tc_push(work, &work->claims, &work->claim_count, &work->claim_room, sizeof *c);
    if (c)
        memset(c, 0, sizeof *c);
    return c;
}

bool tc_obliged(const struct sentence *s, int32_t verb)
{
    static const char *const must[] = {"must", "should", "ought", "need", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_AUX && tc_lemma_in(&s->tokens[c], must))
            return true;
    return false;
}

/* People and bodies that the lexicon gives no role. */
static bool could_be_party(const struct token *t)
{
    static const char *const bodies[] = {
        "group",    "order",      "body",     "organisation", "organization",
        "family",   "brother",    "sister",   "comrade",      "colleague",
        "relative", "people",     "other",    "community",    "movement",
        "league",   "individual", "member",   "owner",        "rival",
        "partner",  "neighbour",  "neighbor", "captor",       "captive",
        "entity",   "faction",    "firm",     "company",      "bloc",
        "town",     "village",    "city",     "area",         "region",
        "zone",     "island",     "district", "border",       "sector",
        NULL};
    static const char *const ends[] = {"ist", "ian",    "man",   "men",   "eer",
                                       "ite", "holder", "owner", "maker", "keeper"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (tc_text_ends(t->lemma, tc_text(ends[i])))
            return true;
    return t->upos == UPOS_PROPN || t->upos == UPOS_NUM || tc_lemma_in(t, bodies);
}

/* Violence, blame, refusals, bans and protest are put to things as well. */
static bool meant_for_people(tocsin_type type)
{
    switch (type) {
    case TOCSIN_AGREE:
    case TOCSIN_CONSULT:
    case TOCSIN_SUPPORT:
    case TOCSIN_COOPERATE:
    case TOCSIN_AID:
    case TOCSIN_CONCEDE:
    case TOCSIN_RETREAT:
    case TOCSIN_REQUEST:
    case TOCSIN_SANCTION:
        return true;
    default:
        return false;
    }
}

/* "approved the law", "laid down their arms", "quit himself": a thing receives nothing.
 * Better nobody than a thing. */
static void drop_things(const struct unit *unit, const struct frame *f,
                        struct parties *p)
{
    static const char *const own[] = {
        "himself", "herself", "itself", "themselves", "ourselves", "yourselves",
        "oneself", "what",    "that",   "which",      NULL};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        const struct mention *m = p->list[i];
        if (m->sentence != unit->index) { /* one that a pronoun stands for */
            p->list[kept++] = p->list[i];
            continue;
        }
        const struct token *t = &unit->s->tokens[m->head];
        bool drop = !tc_is_actor(m) &&
                    ((m->kind == MENTION_PRONOUN && tc_lemma_in(t, own)) ||
                     (m->kind == MENTION_THING &&
                      meant_for_people((tocsin_type)f->type) && !could_be_party(t)));
        if (!drop)
            p->list[kept++] = p->list[i];
    }
    p->count = kept;
}

void tc_say(struct work *work, struct unit *unit, const struct act *act,
            const struct parties *actors, const struct parties *all_recipients,
            struct stance stance)
{
    struct parties left = tc_others(all_recipients, actors), *recipients = &left;
    drop_things(unit, act->frame, recipients);
    tocsin_claim c = {.weight = NAN};
    const struct frame *f = act->frame;
    const struct token *t = &unit->s->tokens[act->trigger];
    c.sentence = unit->index;
    c.begin = unit->s->begin;
    c.end = unit->s->end;
    c.type = (tocsin_type)f->type;
    c.mode = tc_text(tc_lexicon_string(work->lexicon, f->mode));
    c.cameo = tc_text(f->cameo);
    c.intensity =
        isnan(f->intensity) ? tc_default_intensity(c.type) : (double)f->intensity;
    set_contexts(work, f, &c);
    c.actors = mentions(work, unit, actors, SIDE_ACTOR, recipients);
    c.actor_count = c.actors ? actors->count : 0;
    c.recipients = mentions(work, unit, recipients, SIDE_RECIPIENT, actors);
    c.recipient_count = c.recipients ? recipients->count : 0;
    c.place = tc_place_of(work, unit, act);
    c.time = tc_time_of(work, unit, act->trigger);
    tc_numbers_of(work, unit, act, &c);
    c.status = stance.status;
    c.factuality = stance.value;
    /* what lies behind the document's day has not happened */
    if (c.time.from.size && work->day != TC_NO_DAY &&
        tc_day_parse(c.time.from) > work->day &&
        (c.status == TOCSIN_HAPPENED || c.status == TOCSIN_ONGOING)) {
        c.status = TOCSIN_PLANNED;
        c.factuality = c.factuality > 1.0 ? 1.0 : c.factuality;
    }
    tc_voices_of(work, unit, act->trigger, &c);
    if (c.attribution_count && c.factuality > 2.4)
        c.factuality = 2.4; /* somebody says so */
    if ((c.status == TOCSIN_HAPPENED || c.status == TOCSIN_ONGOING) &&
        c.factuality < 1.0)
        c.status = TOCSIN_POSSIBLE; /* hardly anybody vouches for it */
    c.rules_factuality = c.factuality;
    c.factuality =
        tc_claim_factuality(work, unit, act->trigger, c.status, c.rules_factuality);
    c.confidence = tc_confidence(work, unit, act, actors, recipients, c.status);
    if (c.status == TOCSIN_POSSIBLE && tc_obliged(unit->s, act->trigger))
        c.confidence = fmax(c.confidence - 0.12, 0.0); /* "must": the demand is surer */
    c.trigger_begin = t->begin;
    c.trigger_end = t->end;
    c.trigger = t->form;
    c.rule = tc_rule_of(work, unit, act, c.type, c.mode, c.status);
    c.path = way(work, unit, act);
    tocsin_claim *slot = tc_new_claim(work);
    if (slot)
        *slot = c;
}
