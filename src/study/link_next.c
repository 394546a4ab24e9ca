/* study/link_next.c: who or what is next: one question behind the last day, with
 * probabilities.
 *
 * The ranker goes through all that is known, as for a benchmark, and answers the last
 * fifth of it as it goes by. What came of that makes probabilities of its scores
 * (link_odds.c). Which relation comes next is answered by another ranker
 * (link_relation_next.c).
 */
#include "study/link_relation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANSWERS = 10 }; /* where no number is asked for */

struct next {
    tocsin_next public; /* first: the handle is this */
    struct arena arena; /* of all that public points at */
};

struct asking {
    const struct stream *stream; /* cut behind the last known day */
    const tocsin_next_question *question;
    struct next *next;
    uint32_t relation; /* that is asked of, as the stream numbers it */
    struct link_odds odds;
};

static void answered(void *context, unsigned thread,
                     const struct link_question *question,
                     const struct link_block *block)
{
    struct asking *a = context;
    struct link_answered it = {block->score, block->right, block->count,
                               question->answer_count};
    tc_link_odds_answered(&a->odds, thread, &it);
}

static void day_done(void *context)
{
    struct asking *a = context;
    tc_link_odds_day(&a->odds);
}

/* ---- how it did before ----------------------------------------------------------- */

static tocsin_status hear(void *context, const struct links_answer *answer)
{
    struct asking *a = context;
    tocsin_next *out = &a->next->public;
    tc_link_past_add(&out->past, answer->rank);
    if (a->stream->relation[answer->event] == a->relation &&
        answer->subject == (out->asks == TOCSIN_NEXT_ACTOR))
        tc_link_past_add(&out->same, answer->rank);
    return TOCSIN_OK;
}

/* ---- the answers ----------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const struct link_ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

size_t tc_link_rank(const tocsin_next_question *question, struct link_ranked *list,
                    size_t count)
{
    size_t most = question->most ? question->most : ANSWERS;
    qsort(list, count, sizeof *list, compare);
    return most < count ? most : count;
}

bool tc_link_copy_name(struct arena *arena, text from, text *out)
{
    *out = from.size ? tc_arena_copy(arena, from) : (text){NULL, 0};
    return !from.size || out->data;
}

/* How often the asker did it to this candidate. */
static double done_before(const struct link_scene *scene,
                          const struct link_block *block, uint32_t c)
{
    const struct link_typed *typed = scene->asker->typed;
    uint32_t p = block->partner[c];
    uint32_t i = p == LINK_NONE ? LINK_NONE : scene->asker->partners[p].typed;
    while (i != LINK_NONE && typed[i].deed != scene->question->deed)
        i = typed[i].next;
    return i == LINK_NONE ? 0 : (double)typed[i].count;
}

/* By what was counted alone: the share of the asker's, with one more event as others
 * have it. */
static double base_of(const struct link_scene *scene, const struct link_block *block,
                      uint32_t c)
{
    const struct link_memory *memory = &scene->state->memory;
    uint32_t deed = scene->question->deed;
    uint32_t at =
        tc_link_table_get(&memory->count, (uint64_t)block->actor[c] << 16 | deed);
    double all = (double)memory->deeds[deed].fade.value[LINK_FADES - 1];
    double of = scene->row ? (double)scene->row->fade.value[LINK_FADES - 1] : 0;
    double count = at == LINK_NONE
                       ? 0
                       : (double)memory->counts.items[at].fade.value[LINK_FADES - 1];
    return (done_before(scene, block, c) + (all > 0 ? count / all : 0)) / (of + 1);
}

/* The answers in order, without reasons. */
static tocsin_status list_answers(const struct asking *a,
                                  const struct link_scene *scene,
                                  const struct link_block *block,
                                  const struct link_ranked *list, size_t count,
                                  tocsin_next_answer *answers)
{
    double p[LINK_CANDIDATES], average = 0;
    tc_link_odds_of(&a->odds, block->score, block->count, p);
    for (uint32_t c = 0; c < block->count; c++)
        average += (double)block->score[c] / block->count;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = list[i].c;
        answers[i] = (tocsin_next_answer){.number = list[i].number,
                                          .probability = p[c],
                                          .base = base_of(scene, block, c),
                                          .score = (double)block->score[c],
                                          .average = average,
                                          .together = done_before(scene, block, c) > 0};
        if (!tc_link_copy_name(&a->next->arena, a->stream->actors.items[list[i].number],
                               &answers[i].name))
            return TOCSIN_MEMORY;
    }
    return TOCSIN_OK;
}

static tocsin_status asked(void *context, const struct link_scene *scene,
                           const struct link_scratch *scratch,
                           const struct link_model *model, tocsin_error *error)
{
    struct asking *a = context;
    const struct link_block *block = scratch->block;
    struct arena *arena = &a->next->arena;
    struct link_ranked list[LINK_CANDIDATES];
    if (!block->count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1,
                       "nothing of the past says who may be the answer");
    for (uint32_t c = 0; c < block->count; c++)
        list[c] = (struct link_ranked){block->score[c], block->actor[c], c};
    size_t count = tc_link_rank(a->question, list, block->count);
    tocsin_next_answer *answers = tc_arena_alloc(arena, count * sizeof *answers);
    if (!answers || list_answers(a, scene, block, list, count, answers))
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for answers");
    struct link_why why = {.stream = a->stream,
                           .scene = scene,
                           .scratch = scratch,
                           .model = model,
                           .arena = arena};
    tc_link_why_init(&why);
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && a->question->why && !status; i++)
        status = tc_link_why(&why, list[i].c, &answers[i], error);
    a->next->public.answers = answers;
    a->next->public.answer_count = count;
    return status;
}

/* ---- the question ---------------------------------------------------------------- */

static bool wanted(text name)
{
    return name.size == 1 && name.data[0] == '?';
}

/* A name's number, and the name as it stands; nothing of what is asked for. */
static tocsin_status find_actor(const struct stream *stream, text name,
                                struct arena *arena, text *out, uint32_t *number,
                                tocsin_error *error)
{
    *number = LINK_NONE;
    if (wanted(name))
        return TOCSIN_OK;
    tocsin_status status = tc_stream_find(stream, name, number, error);
    if (!status && !tc_link_copy_name(arena, stream->actors.items[*number], out))
        status = tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for names");
    return status;
}

static tocsin_status find(const struct stream *stream,
                          const tocsin_next_question *question, struct next *next,
                          tocsin_error *error)
{
    tocsin_next *out = &next->public;
    struct arena *arena = &next->arena;
    bool relation = wanted(question->relation), actor = wanted(question->actor);
    if (relation + actor + wanted(question->recipient) != 1)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "\"?\" stands for the actor, the relation or the recipient, "
                       "for one of them");
    out->asks = relation ? TOCSIN_NEXT_RELATION
                : actor  ? TOCSIN_NEXT_ACTOR
                         : TOCSIN_NEXT_RECIPIENT;
    tocsin_status status = find_actor(stream, question->actor, arena, &out->actor,
                                      &out->actor_number, error);
    if (!status)
        status = find_actor(stream, question->recipient, arena, &out->recipient,
                            &out->recipient_number, error);
    out->relation_number = LINK_NONE;
    if (status || relation)
        return status;
    status = tc_stream_find_relation(stream, question->relation, &out->relation_number,
                                     error);
    if (!status &&
        !tc_link_copy_name(arena, stream->relations.items[out->relation_number],
                           &out->relation))
        status = tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for names");
    return status;
}

/* Leaves what is known, and sets the day. */
static tocsin_status cut(struct stream *known, const tocsin_next_question *question,
                         tocsin_next *out, tocsin_error *error)
{
    long long last = question->as_of;
    if (known->count && last == TOCSIN_NEXT_NOW)
        last = known->day[known->count - 1];
    while (known->count && known->day[known->count - 1] > last)
        known->count--;
    if (!known->count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1,
                       "there are no events before the day that is asked for");
    if (last > INT32_MAX - 1)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "the day is too far ahead");
    out->day = last + 1;
    out->dates = known->dates;
    out->known = known->count;
    return TOCSIN_OK;
}

size_t tc_link_last_fifth(const struct stream *stream)
{
    size_t first = stream->count - stream->count / 5;
    if (first == stream->count)
        first--;
    while (first && stream->day[first - 1] == stream->day[first])
        first--;
    return first ? first : stream->count;
}

unsigned tc_link_jobs(const tocsin_next_question *question)
{
    long processors = question->jobs ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (unsigned)processors : question->jobs;
}

static tocsin_status run(struct asking *a, tocsin_error *error)
{
    tocsin_next *out = &a->next->public;
    const tocsin_next_question *question = a->question;
    bool turned = out->asks == TOCSIN_NEXT_ACTOR;
    struct links_options options = {.first = tc_link_last_fifth(a->stream),
                                    .jobs = tc_link_jobs(question),
                                    .explain_only =
                                        question->why || question->explain_only};
    struct link_watch watch = {.context = a,
                               .asker =
                                   turned ? out->recipient_number : out->actor_number,
                               .deed = a->relation * 2 + turned,
                               .day = (int32_t)out->day,
                               .answered = answered,
                               .day_done = day_done,
                               .asked = asked};
    struct link_ears ears = {hear, a, &watch};
    tc_link_odds_init(&a->odds, false);
    tocsin_status status = tc_link_run(a->stream, &options, &ears, error);
    tc_link_past_end(&out->past);
    tc_link_past_end(&out->same);
    tc_link_past_end(&out->base);
    tc_link_odds_tell(&a->odds, out);
    return status;
}

/* Who. */
static tocsin_status answer(const struct link_few *known,
                            const tocsin_next_question *question, struct next *next,
                            tocsin_error *error)
{
    uint32_t relation = next->public.relation_number;
    struct asking *a = tc_alloc(sizeof *a);
    if (!a)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory");
    memset(a, 0, sizeof *a);
    a->stream = &known->stream;
    a->question = question;
    a->next = next;
    a->relation = known->few ? known->few[relation] : relation;
    tocsin_status status = run(a, error);
    tc_free(a);
    return status;
}

tocsin_status tc_next_make(const struct stream *stream,
                           const tocsin_next_question *question, tocsin_next **out,
                           tocsin_error *error)
{
    struct stream known = *stream; /* borrowed but for its count */
    struct link_few few = {.few = NULL};
    struct next *next = tc_alloc(sizeof *next);
    *out = NULL;
    if (!next)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory");
    memset(next, 0, sizeof *next);
    tc_arena_init(&next->arena, (size_t)1 << 30);
    tocsin_next *public = &next->public;
    tocsin_status status = find(stream, question, next, error);
    if (!status)
        status = cut(&known, question, public, error);
    if (!status)
        status = tc_link_few_init(&few, &known, public->relation_number, error);
    if (!status)
        status = public->asks == TOCSIN_NEXT_RELATION
                     ? tc_relation_next(&few, question, public, &next->arena, error)
                     : answer(&few, question, next, error);
    tc_link_few_release(&few);
    if (status)
        tc_next_free(public);
    else
        *out = public;
    return status;
}

void tc_next_free(tocsin_next *next)
{
    struct next *whole = (struct next *)next;
    if (!whole)
        return;
    tc_arena_release(&whole->arena);
    tc_free(whole);
}
