/* study/link_relation_why.c: the parts of a relation's score, in words.
 *
 * As in link_why.c: the features of one context are one reason; what the rules bring
 * together is dealt out to them by their confidence, beside the weight that each has of
 * its own. The parts add up to the score, and to what sets it apart from the average
 * relation's.
 */
#include "study/link_relation.h"

#include <string.h>

/* What is not a rule. */
enum { PARTS = RELATION_CONTEXTS };
static const tocsin_next_kind kinds[RELATION_CONTEXTS] = {
    TOCSIN_NEXT_AGAIN,   TOCSIN_NEXT_MIRROR, TOCSIN_NEXT_DOES, TOCSIN_NEXT_SUFFERS,
    TOCSIN_NEXT_POPULAR, TOCSIN_NEXT_PLACE,  TOCSIN_NEXT_ROLE};

struct telling {
    const struct relation_why *why;
    uint32_t slot;
};

/* ---- the parts ------------------------------------------------------------------- */

/* A feature's part of the slot's score, and of what sets it apart. */
static void add(const struct relation_why *why, uint32_t slot, int feature,
                struct link_part *part)
{
    const struct relation_block *block = why->block;
    double mean = 0, score = tc_relation_weight(why->model, block, feature, slot) *
                             (double)block->feature[feature][slot];
    for (uint32_t s = 0; s < block->count; s++)
        mean += tc_relation_weight(why->model, block, feature, s) *
                (double)block->feature[feature][s] / block->count;
    part->score += score;
    part->above += score - mean;
}

/* The weight that a rule has of its own, and its mean over the relations. */
static double own_rule(const struct relation_why *why, const struct relation_past *past,
                       uint32_t slot, double *mean)
{
    const float *row = why->model->rules[past->deed * LINK_LAGS + past->bin / 4];
    *mean = 0;
    for (uint32_t s = 0; row && s < why->block->count; s++)
        *mean += (double)row[s] / why->block->count;
    return row ? (double)row[slot] : 0;
}

/* Deals the rules' part out to those that fire; returns how many there are. */
static size_t deal_rules(const struct relation_why *why, uint32_t slot,
                         struct link_part *out)
{
    const struct relation_block *block = why->block;
    struct link_part whole = {TOCSIN_NEXT_RULE, LINK_NONE, 0, 0};
    double sum = 0;
    for (int f = RELATION_RULE; f < RELATION_USUAL; f++)
        add(why, slot, f, &whole);
    for (uint32_t i = 0; i < block->past_count; i++)
        sum +=
            (double)tc_relation_confidence(why->scene->memory, &block->past[i], slot);
    for (uint32_t i = 0; i < block->past_count; i++) {
        const struct relation_past *past = &block->past[i];
        double share =
                   (double)tc_relation_confidence(why->scene->memory, past, slot) / sum,
               mean;
        double own = own_rule(why, past, slot, &mean);
        out[i] = (struct link_part){TOCSIN_NEXT_RULE, i, own + share * whole.score,
                                    own - mean + share * whole.above};
    }
    return block->past_count;
}

/* ---- events ---------------------------------------------------------------------- */

/* The last events of a context, or of a rule's deed. */
static void open_events(const struct telling *t, enum relation_context context,
                        uint32_t relation, struct link_said *said)
{
    const struct stream *s = t->why->stream;
    const struct relation_question *q = t->why->scene->question;
    const struct link_names *names = t->why->scene->memory->names;
    bool turned = context == RELATION_MIRROR;
    uint32_t a = turned ? q->recipient : q->actor, b = turned ? q->actor : q->recipient;
    for (size_t i = s->count; i-- > 0 && said->reason->event_count < LINK_OPENED;) {
        if (s->relation[i] != relation)
            continue;
        if (context == RELATION_PLACES &&
            (names->place[s->actor[i]] != names->place[a] ||
             names->place[s->recipient[i]] != names->place[b]))
            continue;
        if (context != RELATION_PLACES && context != RELATION_SUFFERS &&
            s->actor[i] != a)
            continue;
        if (context != RELATION_PLACES && context != RELATION_DOES &&
            s->recipient[i] != b)
            continue;
        said->events[said->reason->event_count++] = s->event[i];
    }
}

/* ---- words ----------------------------------------------------------------------- */

static void put_relation(const struct telling *t, struct buffer *to)
{
    tc_link_put_relation(to, t->why->stream, t->why->scene->memory->relation[t->slot]);
}

static void say_rule(const struct telling *t, const struct link_part *part,
                     struct link_said *said)
{
    const struct relation_scene *scene = t->why->scene;
    const struct relation_question *q = scene->question;
    const struct relation_past *past = &t->why->block->past[part->rule];
    const struct relation_rule *rule =
        scene->memory->rules[past->deed * LINK_BINS + past->bin];
    bool turned = past->deed & 1;
    struct buffer *to = said->words;
    struct stream_event act = {.actor = turned ? q->recipient : q->actor,
                               .relation = scene->memory->relation[past->deed / 2],
                               .recipient = turned ? q->actor : q->recipient};
    tc_link_put_act(to, t->why->stream, &act);
    tc_link_put_past(to, (double)past->count, past->ago);
    tc_buffer_string(to, "; after that ");
    tc_link_put_bin(to, past->bin);
    said->reason->hits = rule ? (double)rule->hits[t->slot] : 0;
    said->reason->cases = rule ? (double)rule->trials : 0;
    tc_buffer_string(to, turned ? " what was done in answer was "
                                : " what was done next was ");
    put_relation(t, to);
    tc_buffer_format(to, " in %.0f of %.0f cases", said->reason->hits,
                     said->reason->cases);
    open_events(t, turned ? RELATION_MIRROR : RELATION_AGAIN, act.relation, said);
}

/* "A did "X" to B", of the pair in that direction. */
static void say_pair(const struct telling *t, bool turned, struct link_said *said)
{
    const struct relation_scene *scene = t->why->scene;
    const struct relation_question *q = scene->question;
    struct stream_event act = {.actor = turned ? q->recipient : q->actor,
                               .relation = scene->memory->relation[t->slot],
                               .recipient = turned ? q->actor : q->recipient};
    const struct relation_list *list =
        tc_relation_list(scene->memory, RELATION_AGAIN, act.actor, act.recipient);
    const struct relation_count *count = tc_relation_find(list, t->slot);
    tc_link_put_act(said->words, t->why->stream, &act);
    if (count)
        tc_link_put_past(said->words, (double)count->value[RELATION_EVER],
                         scene->day - count->last);
    else
        tc_buffer_string(said->words, " never");
}

/* Whose events a context's are. */
static void put_whose(const struct telling *t, enum relation_context context,
                      struct buffer *to)
{
    const struct relation_question *q = t->why->scene->question;
    const struct stream *stream = t->why->stream;
    const struct link_names *names = t->why->scene->memory->names;
    switch (context) {
    case RELATION_DOES:
        tc_link_put_actor(to, stream, q->actor);
        tc_buffer_string(to, " did to anybody");
        break;
    case RELATION_SUFFERS:
        tc_buffer_string(to, "anybody did to ");
        tc_link_put_actor(to, stream, q->recipient);
        break;
    case RELATION_PLACES:
        tc_buffer_string(to, "those of ");
        tc_link_put_place(to, stream, names->place, names->place[q->actor]);
        tc_buffer_string(to, " did to those of ");
        tc_link_put_place(to, stream, names->place, names->place[q->recipient]);
        break;
    case RELATION_ROLES:
        tc_link_put_role(to, stream, names->role, names->role[q->actor]);
        tc_buffer_string(to, " did to ");
        tc_link_put_role(to, stream, names->role, names->role[q->recipient]);
        break;
    default:
        break;
    }
}

static void say_share(const struct telling *t, enum relation_context context,
                      struct buffer *to)
{
    const struct relation_scene *scene = t->why->scene;
    const struct relation_list *list = tc_relation_list(
        scene->memory, context, scene->question->actor, scene->question->recipient);
    const struct relation_count *count = tc_relation_find(list, t->slot);
    double all = 0;
    for (uint32_t i = 0; list && i < list->count; i++)
        all += (double)list->items[i].value[RELATION_EVER];
    put_relation(t, to);
    tc_buffer_format(to,
                     context == RELATION_ALL ? " was %.0f of all %.0f events"
                                             : " was %.0f of the %.0f things that ",
                     count ? (double)count->value[RELATION_EVER] : 0, all);
    put_whose(t, context, to);
}

static enum relation_context context_of(tocsin_next_kind kind)
{
    int c = 0;
    while (c < RELATION_CONTEXTS - 1 && kinds[c] != kind)
        c++;
    return (enum relation_context)c;
}

static void say(void *context, const struct link_part *part, struct link_said *said)
{
    const struct telling *t = context;
    enum relation_context of = context_of(part->kind);
    if (part->kind == TOCSIN_NEXT_RULE) {
        say_rule(t, part, said);
        return;
    }
    if (of == RELATION_AGAIN || of == RELATION_MIRROR)
        say_pair(t, of == RELATION_MIRROR, said);
    else
        say_share(t, of, said->words);
    if (of != RELATION_ALL && of != RELATION_ROLES)
        open_events(t, of, t->why->scene->memory->relation[t->slot], said);
}

/* A context of which nothing is known says nothing; nor does what an actor did to
 * itself, seen from the other side. */
static bool known(const struct relation_why *why, enum relation_context context)
{
    const struct relation_question *q = why->scene->question;
    if (context == RELATION_MIRROR && q->actor == q->recipient)
        return false;
    return context == RELATION_AGAIN ||
           tc_relation_list(why->scene->memory, context, q->actor, q->recipient);
}

/* ---- together -------------------------------------------------------------------- */

tocsin_status tc_relation_why(const struct relation_why *why, uint32_t slot,
                              tocsin_next_answer *out, tocsin_error *error)
{
    struct telling telling = {why, slot};
    struct link_teller teller = {&telling, say, why->arena};
    struct link_part *parts =
        tc_alloc((why->block->past_count + PARTS) * sizeof *parts);
    bool made = parts != NULL;
    if (made) {
        size_t count = deal_rules(why, slot, parts);
        for (int c = 0; c < RELATION_CONTEXTS; c++) {
            if (!known(why, (enum relation_context)c))
                continue;
            parts[count] = (struct link_part){kinds[c], LINK_NONE, 0, 0};
            for (int k = 0; k < RELATION_FADES; k++)
                add(why, slot, c * RELATION_FADES + k, &parts[count]);
            if (c == RELATION_ALL) {
                add(why, slot, RELATION_USUAL, &parts[count]);
                add(why, slot, RELATION_OWN, &parts[count]);
            }
            count++;
        }
        made = tc_link_tell(&teller, parts, count, out);
    }
    tc_free(parts);
    return made ? TOCSIN_OK
                : tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for reasons");
}
