/* study/link_relation_run.c: which relation is next, day by day: answer, then learn,
 * then remember.
 *
 * As in link_run.c: a day's questions, each pair that meets on it once, are all
 * answered from what was known the evening before; then the day is learnt from, and
 * then it is past. The stream goes by once: a second time brought nothing.
 */
#include "study/link_relation.h"

#include <stdlib.h>
#include <string.h>

#define SETTLED 5 /* days before anything is learnt */

/* An event of the day. */
struct meeting {
    uint32_t actor, recipient, relation;
    uint32_t place; /* from the day's first */
};
struct result {
    float rank, base[LINKS_BASES];
    int stratum;
    uint32_t class;
};
struct run {
    const struct stream *stream;
    const struct links_options *options;
    const struct relation_ears *ears;
    struct link_names names;
    struct relation_memory memory;
    struct relation_model model;
    struct link_crew crew;
    struct relation_block *blocks; /* (LINK_BATCH) */
    /* of the day: */
    int32_t day;
    size_t first, end; /* its events */
    struct meeting *meetings;
    struct relation_question *questions, *order; /* as asked, and as they are learnt */
    uint32_t *answers;
    struct result *results;        /* by answer */
    uint32_t *where;               /* (events): its answer */
    uint32_t question_count, from; /* from: the batch's first */
    float *scores;                 /* (relations): for a dump */
};

/* ---- starting -------------------------------------------------------------------- */

static tocsin_status make_day(struct run *run, tocsin_error *error)
{
    size_t most = tc_link_busiest_day(run->stream);
    run->meetings = tc_alloc(most * sizeof *run->meetings);
    run->questions = tc_alloc(most * sizeof *run->questions);
    run->order = tc_alloc(most * sizeof *run->order);
    run->answers = tc_alloc(most * sizeof *run->answers);
    run->results = tc_alloc(most * sizeof *run->results);
    run->where = tc_alloc(most * sizeof *run->where);
    run->scores = tc_alloc(run->stream->relations.count * sizeof *run->scores);
    run->blocks = tc_alloc(LINK_BATCH * sizeof *run->blocks);
    if (!run->meetings || !run->questions || !run->order || !run->answers ||
        !run->results || !run->where || !run->scores || !run->blocks)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for a day");
    return TOCSIN_OK;
}

static tocsin_status start(struct run *run, tocsin_error *error)
{
    size_t relations = run->stream->relations.count;
    tocsin_status status = tc_link_names_init(&run->names, run->stream, error);
    if (!status)
        status = tc_relation_memory_init(&run->memory, relations, &run->names, error);
    if (!status)
        status = tc_relation_model_init(&run->model, relations, error);
    if (!status)
        status = make_day(run, error);
    if (!status)
        status = tc_link_crew_init(&run->crew, run->options->jobs, error);
    return status;
}

static void release(struct run *run)
{
    tc_link_crew_release(&run->crew);
    tc_relation_model_release(&run->model);
    tc_relation_memory_release(&run->memory);
    tc_link_names_release(&run->names);
    tc_free(run->meetings);
    tc_free(run->questions);
    tc_free(run->order);
    tc_free(run->answers);
    tc_free(run->results);
    tc_free(run->where);
    tc_free(run->scores);
    tc_free(run->blocks);
}

/* ---- a day's questions ----------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const struct meeting *x = a, *y = b;
    if (x->actor != y->actor)
        return x->actor < y->actor ? -1 : 1;
    if (x->recipient != y->recipient)
        return x->recipient < y->recipient ? -1 : 1;
    if (x->relation != y->relation)
        return x->relation < y->relation ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Every pair once, with what passed from the one to the other. */
static void ask(struct run *run)
{
    const struct stream *stream = run->stream;
    size_t count = run->end - run->first;
    uint32_t answers = 0;
    struct meeting *list = run->meetings;
    for (size_t i = 0; i < count; i++) {
        size_t event = run->first + i;
        list[i] = (struct meeting){stream->actor[event], stream->recipient[event],
                                   stream->relation[event], (uint32_t)i};
    }
    qsort(list, count, sizeof *list, compare);
    run->question_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct relation_question *q = &run->questions[run->question_count];
        bool again =
            i && list[i].actor == q[-1].actor && list[i].recipient == q[-1].recipient;
        if (again)
            q--;
        else
            *q = (struct relation_question){.actor = list[i].actor,
                                            .recipient = list[i].recipient,
                                            .answers = run->answers + answers,
                                            .first = answers};
        run->question_count += !again;
        if (!again || list[i].relation != list[i - 1].relation) {
            run->answers[answers++] = list[i].relation;
            q->answer_count++;
        }
        run->where[list[i].place] = answers - 1;
    }
}

static struct relation_scene set_scene(const struct run *run,
                                       const struct relation_question *question)
{
    return (struct relation_scene){.memory = &run->memory,
                                   .question = question,
                                   .day = run->day,
                                   .without = run->options->without};
}

/* ---- answering ------------------------------------------------------------------- */

/* Of the right relation, other right ones left out; all that never came share the
 * places behind those that did. */
static double rank_of(const struct run *run, const struct relation_block *block,
                      const float *score, const struct relation_question *question,
                      uint32_t relation)
{
    uint32_t slot = run->memory.slot[relation];
    double above = 0, same = 0;
    bool known = slot != LINK_NONE;
    for (uint32_t s = 0; s < block->count; s++) {
        above += !block->right[s] && (!known || score[s] > score[slot]);
        same += !block->right[s] && known && score[s] == score[slot];
    }
    if (!known)
        same = (double)(run->memory.relations - block->count) -
               (double)(question->answer_count - block->right_count);
    return 1 + above + same / 2;
}

/* What one says who has only looked: by how often the pair had it, by how often it
 * comes at all, and by what the pair had last; what it never had comes behind, by how
 * often it comes. */
static void look(const struct relation_scene *scene,
                 float base[LINKS_BASES][LINK_RELATIONS])
{
    const struct relation_memory *memory = scene->memory;
    const struct relation_list *pair = tc_relation_list(
        memory, RELATION_AGAIN, scene->question->actor, scene->question->recipient);
    for (int b = 0; b < LINKS_BASES; b++)
        memcpy(base[b], memory->usual, sizeof base[b]);
    for (uint32_t i = 0; pair && i < pair->count; i++) {
        const struct relation_count *count = &pair->items[i];
        int32_t ago = scene->day - count->last;
        base[LINKS_BASE_PAIR][count->slot] += count->value[RELATION_EVER];
        base[LINKS_BASE_LAST][count->slot] +=
            (float)(ago < LINK_DAYS ? LINK_DAYS - ago : 1);
    }
}

static int stratum_of(const struct relation_scene *scene, uint32_t slot)
{
    const struct relation_question *q = scene->question;
    const struct relation_list *list =
        tc_relation_list(scene->memory, RELATION_AGAIN, q->actor, q->recipient);
    if (slot != LINK_NONE && tc_relation_find(list, slot))
        return LINKS_TRIPLE;
    return tc_relation_class(scene->memory, q->actor, q->recipient) ? LINKS_PAIR
                                                                    : LINKS_COLD;
}

static void answer(struct run *run, const struct relation_question *question,
                   struct relation_block *block, unsigned thread)
{
    float base[LINKS_BASES][LINK_RELATIONS];
    struct relation_scene scene = set_scene(run, question);
    tc_relation_prepare(&scene, block);
    tc_relation_score(&run->model, block);
    look(&scene, base);
    for (uint32_t i = 0; i < question->answer_count; i++) {
        uint32_t right = question->answers[i];
        struct result *result = &run->results[question->first + i];
        result->class = block->class;
        result->rank = (float)rank_of(run, block, block->score, question, right);
        result->stratum = stratum_of(&scene, run->memory.slot[right]);
        for (int b = 0; b < LINKS_BASES; b++)
            result->base[b] = (float)rank_of(run, block, base[b], question, right);
    }
    const struct relation_watch *watch = run->ears->watch;
    if (watch)
        watch->answered(watch->context, thread, question, block);
}

/* Each thread has the block of its number: there are as many as a batch. */
static void answer_chunk(void *context, uint32_t chunk, unsigned thread)
{
    struct run *run = context;
    for (uint32_t i = chunk * LINK_CHUNK;
         i < (chunk + 1) * LINK_CHUNK && i < run->question_count; i++)
        answer(run, &run->questions[i], &run->blocks[thread], thread);
}

/* Scores of all relations for one question, worked out again. */
static void score_all(struct run *run, uint32_t at)
{
    const struct relation_question *question = run->questions;
    while (at - question->first >= question->answer_count)
        question++;
    struct relation_scene scene = set_scene(run, question);
    struct relation_block *block = &run->blocks[0];
    tc_relation_prepare(&scene, block);
    tc_relation_score(&run->model, block);
    float least = block->count ? block->score[0] : 0;
    for (uint32_t s = 1; s < block->count; s++)
        least = block->score[s] < least ? block->score[s] : least;
    for (size_t i = 0; i < run->memory.relations; i++)
        run->scores[i] = run->memory.slot[i] == LINK_NONE
                             ? least - 1
                             : block->score[run->memory.slot[i]];
}

static tocsin_status tell_day(struct run *run)
{
    const struct links_options *options = run->options;
    uint64_t all = run->stream->count - options->first;
    tocsin_status status = TOCSIN_OK;
    for (size_t event = run->first; event < run->end && !status; event++) {
        uint32_t at = run->where[event - run->first];
        uint64_t n = event - options->first;
        const struct result *result = &run->results[at];
        struct links_answer told = {.event = event,
                                    .relation = true,
                                    .class = result->class,
                                    .rank = (double)result->rank,
                                    .stratum = (enum links_stratum)result->stratum};
        for (int b = 0; b < LINKS_BASES; b++)
            told.base[b] = (double)result->base[b];
        if (tc_link_dumped(n, all, options->dumps)) {
            score_all(run, at);
            told.scores = run->scores;
        }
        status = run->ears->function(run->ears->context, &told);
    }
    if (run->ears->watch)
        run->ears->watch->day_done(run->ears->watch->context);
    return status;
}

/* ---- learning -------------------------------------------------------------------- */

static uint32_t batch_size(const struct run *run)
{
    uint32_t left = run->question_count - run->from;
    return left < LINK_BATCH ? left : LINK_BATCH;
}

static void slope_chunk(void *context, uint32_t chunk, unsigned thread)
{
    struct run *run = context;
    (void)thread;
    for (uint32_t i = chunk * LINK_CHUNK;
         i < (chunk + 1) * LINK_CHUNK && i < batch_size(run); i++) {
        struct relation_scene scene = set_scene(run, &run->order[run->from + i]);
        tc_relation_prepare(&scene, &run->blocks[i]);
        tc_relation_score(&run->model, &run->blocks[i]);
        tc_relation_slopes(&run->blocks[i]);
    }
}

static void learn_step(void *context, uint32_t step, unsigned thread)
{
    struct run *run = context;
    (void)thread;
    tc_relation_learn(&run->model, run->blocks, batch_size(run), step);
}

/* false: no memory. */
static bool learn_day(struct run *run)
{
    uint64_t seed = (uint64_t)run->day * 77;
    uint32_t count = run->question_count;
    uint32_t steps = (run->memory.seen + RELATION_STEP - 1) / RELATION_STEP;
    memcpy(run->order, run->questions, count * sizeof *run->order);
    for (uint32_t i = count; i > 1; i--) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint32_t to = (uint32_t)((seed >> 33) % i);
        struct relation_question moved = run->order[i - 1];
        run->order[i - 1] = run->order[to];
        run->order[to] = moved;
    }
    for (run->from = 0; run->from < count; run->from += LINK_BATCH) {
        uint32_t size = batch_size(run);
        tc_link_crew_run(&run->crew, (size + LINK_CHUNK - 1) / LINK_CHUNK, slope_chunk,
                         run);
        for (uint32_t i = 0; i < size; i++)
            if (!tc_relation_open(&run->model, &run->blocks[i]))
                return false;
        tc_link_crew_run(&run->crew, steps, learn_step, run);
        tc_relation_learn_shared(&run->model, run->blocks, size);
    }
    return true;
}

static bool remember_day(struct run *run)
{
    const struct stream *stream = run->stream;
    for (uint32_t i = 0; i < run->question_count; i++)
        if (!tc_relation_count_rules(&run->memory, &run->questions[i], run->day))
            return false;
    for (size_t i = run->first; i < run->end; i++) {
        struct relation_event event = {stream->actor[i], stream->relation[i],
                                       stream->recipient[i], run->day};
        if (!tc_relation_remember(&run->memory, &event))
            return false;
    }
    return true;
}

/* ---- the stream ------------------------------------------------------------------ */

static void set_pace(struct run *run)
{
    size_t whole = run->options->first ? run->options->first : 1;
    run->model.pace = tc_link_pace((float)run->first / (float)whole);
}

/* The question behind the last event. */
static tocsin_status ask_last(struct run *run, tocsin_error *error)
{
    const struct relation_watch *watch = run->ears->watch;
    struct relation_question question = {.actor = watch->actor,
                                         .recipient = watch->recipient};
    int32_t last = run->stream->day[run->stream->count - 1];
    run->day = tc_link_later(run->day, last, watch->day);
    tc_relation_evening(&run->memory);
    struct relation_scene scene = set_scene(run, &question);
    tc_relation_prepare(&scene, &run->blocks[0]);
    tc_relation_score(&run->model, &run->blocks[0]);
    return watch->asked(watch->context, &scene, &run->blocks[0], &run->model, error);
}

static tocsin_status pass_by(struct run *run, tocsin_error *error)
{
    const struct stream *stream = run->stream;
    tocsin_status status = TOCSIN_OK;
    bool made = true;
    for (size_t days = 0; run->first < stream->count && !status && made; days++) {
        const int32_t *day = &stream->day[run->first];
        run->end = run->first + 1;
        while (run->end < stream->count && stream->day[run->end] == *day)
            run->end++;
        run->day = run->first ? tc_link_later(run->day, day[-1], *day) : 0;
        ask(run);
        tc_relation_evening(&run->memory);
        if (run->first >= run->options->first) {
            uint32_t chunks = (run->question_count + LINK_CHUNK - 1) / LINK_CHUNK;
            tc_link_crew_run(&run->crew, chunks, answer_chunk, run);
            status = tell_day(run);
        }
        set_pace(run);
        if (days >= SETTLED)
            made = learn_day(run);
        made = made && remember_day(run);
        run->first = run->end;
    }
    return status || made
               ? status
               : tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for events");
}

tocsin_status tc_relation_run(const struct stream *stream,
                              const struct links_options *options,
                              const struct relation_ears *ears, tocsin_error *error)
{
    tocsin_status status = tc_link_check(stream, error);
    if (status)
        return status;
    struct run *run = tc_alloc(sizeof *run);
    if (!run)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory");
    memset(run, 0, sizeof *run);
    run->stream = stream;
    run->options = options;
    run->ears = ears;
    status = start(run, error);
    if (!status)
        status = pass_by(run, error);
    if (!status && ears->watch)
        status = ask_last(run, error);
    release(run);
    tc_free(run);
    return status;
}
