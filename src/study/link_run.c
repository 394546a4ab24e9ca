/* study/link_run.c: the stream, day by day: answer, then learn, then remember.
 *
 * A day's questions are all answered from what was known the evening before: no step of
 * learning, no count, no list is touched until the last of them has its answer. Then
 * the day is past, and all of it is learnt from, also in the part that is asked for:
 * that is what a forecaster does who reads the paper every morning. What lies before
 * the first day that is asked for goes by twice (once for sums only): weights stay,
 * counts begin anew.
 */
#include "study/link_relation.h"

#include <stdlib.h>
#include <string.h>

#define SETTLED 10 /* days before anything is learnt */

/* An event from one of its sides. */
struct side {
    uint64_t question; /* asker << 16 | deed */
    uint32_t answer;
    uint32_t
        place; /* event * 2 + 1 when the subject is asked for, from the day's first */
};
struct result {
    float rank;
    int stratum;
};
struct run {
    const struct stream *stream;
    const struct links_options *options;
    struct link_names names;
    struct link_state state;
    struct link_learner learner;
    struct link_crew crew;
    struct link_scratch scratch[LINK_JOBS];
    int passes;
    /* of the day: */
    int32_t day;
    size_t first, end; /* its events */
    struct side *sides;
    struct link_question *questions, *order; /* as asked, and as they are learnt */
    uint32_t *answers;
    struct result *results;        /* by answer */
    uint32_t *where;               /* (2 * events): its answer */
    uint32_t question_count, from; /* from: the batch's first */
    float *scores;                 /* (actors): for a dump */
    struct links_answer told;
    struct link_ears ears;
    size_t asked; /* of the watch's questions */
};

/* ---- starting -------------------------------------------------------------------- */

size_t tc_link_busiest_day(const struct stream *stream)
{
    size_t most = 0, first = 0;
    for (size_t i = 0; i < stream->count; i++) {
        if (stream->day[i] != stream->day[first])
            first = i;
        most = i - first + 1 > most ? i - first + 1 : most;
    }
    return most;
}

tocsin_status tc_link_check(const struct stream *stream, tocsin_error *error)
{
    if (stream->relations.count > LINK_RELATIONS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "%zu relations; rules can be learnt of at most %d",
                       stream->relations.count, LINK_RELATIONS);
    if (!stream->count)
        return tc_fail(error, TOCSIN_FORMAT, "", 0, -1, "there are no events");
    return TOCSIN_OK;
}

static tocsin_status make_state(struct run *run, tocsin_error *error)
{
    size_t deeds = run->stream->relations.count * 2;
    struct link_state *state = &run->state;
    tocsin_status status = tc_link_names_init(&run->names, run->stream, error);
    if (!status)
        status = tc_link_memory_init(&state->memory, run->stream->relations.count,
                                     &run->names, error);
    if (!status)
        status = tc_link_rules_init(&state->rules, deeds, error);
    if (!status)
        status = tc_link_learner_init(&run->learner, run->options->explain_only, deeds,
                                      error);
    if (status)
        return status;
    size_t size = deeds * deeds * LINK_LAGS * sizeof *state->rule_weight;
    state->rule_weight = tc_alloc(size);
    if (!state->rule_weight)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
    memset(state->rule_weight, 0, size);
    return TOCSIN_OK;
}

static tocsin_status make_day(struct run *run, tocsin_error *error)
{
    size_t most = tc_link_busiest_day(run->stream) * 2;
    run->sides = tc_alloc(most * sizeof *run->sides);
    run->questions = tc_alloc(most * sizeof *run->questions);
    run->order = tc_alloc(most * sizeof *run->order);
    run->answers = tc_alloc(most * sizeof *run->answers);
    run->results = tc_alloc(most * sizeof *run->results);
    run->where = tc_alloc(most * sizeof *run->where);
    run->scores = tc_alloc(run->stream->actors.count * sizeof *run->scores);
    if (!run->sides || !run->questions || !run->order || !run->answers ||
        !run->results || !run->where || !run->scores)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for a day");
    return TOCSIN_OK;
}

static tocsin_status start(struct run *run, tocsin_error *error)
{
    tocsin_status status = make_state(run, error);
    if (!status)
        status = make_day(run, error);
    if (!status)
        status = tc_link_crew_init(&run->crew, run->options->jobs, error);
    for (unsigned i = 0; i < run->crew.jobs && !status; i++)
        status =
            tc_link_scratch_init(&run->scratch[i], run->stream->actors.count, error);
    return status;
}

static void release(struct run *run)
{
    unsigned jobs = run->crew.jobs;
    tc_link_crew_release(&run->crew);
    for (unsigned i = 0; i < jobs; i++)
        tc_link_scratch_release(&run->scratch[i]);
    tc_link_learner_release(&run->learner);
    tc_link_rules_release(&run->state.rules);
    tc_link_memory_release(&run->state.memory);
    tc_link_names_release(&run->names);
    tc_free(run->state.rule_weight);
    tc_free(run->sides);
    tc_free(run->questions);
    tc_free(run->order);
    tc_free(run->answers);
    tc_free(run->results);
    tc_free(run->where);
    tc_free(run->scores);
}

/* ---- a day's questions ----------------------------------------------------------- */

static int compare_sides(const void *a, const void *b)
{
    const struct side *x = a, *y = b;
    if (x->question != y->question)
        return x->question < y->question ? -1 : 1;
    if (x->answer != y->answer)
        return x->answer < y->answer ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static void list_sides(struct run *run)
{
    const struct stream *stream = run->stream;
    struct side *side = run->sides;
    for (size_t i = run->first; i < run->end; i++) {
        uint64_t deed = (uint64_t)stream->relation[i] * 2;
        uint32_t place = (uint32_t)(i - run->first) * 2;
        *side++ = (struct side){(uint64_t)stream->actor[i] << 16 | deed,
                                stream->recipient[i], place};
        *side++ = (struct side){(uint64_t)stream->recipient[i] << 16 | (deed + 1),
                                stream->actor[i], place + 1};
    }
    qsort(run->sides, (size_t)(side - run->sides), sizeof *side, compare_sides);
}

/* Every (asker, deed) once, with its different answers. false: no memory. */
static bool ask(struct run *run)
{
    size_t count = (run->end - run->first) * 2;
    uint32_t answers = 0;
    list_sides(run);
    run->question_count = 0;
    for (size_t i = 0; i < count;) {
        struct link_question *q = &run->questions[run->question_count++];
        uint64_t key = run->sides[i].question;
        *q = (struct link_question){.asker = (uint32_t)(key >> 16),
                                    .deed = key & 65535,
                                    .answers = run->answers + answers,
                                    .first = answers};
        for (size_t begin = i; i < count && run->sides[i].question == key; i++) {
            if (i == begin || run->sides[i].answer != run->sides[i - 1].answer) {
                run->answers[answers++] = run->sides[i].answer;
                q->answer_count++;
            }
            run->where[run->sides[i].place] = answers - 1;
        }
        tc_link_memory_top(&run->state.memory, q->deed, run->day);
        if (!tc_link_rules_open(&run->state.rules, q->deed))
            return false;
    }
    return true;
}

static struct link_scene set_scene(const struct run *run,
                                   const struct link_question *question)
{
    const struct link_memory *memory = &run->state.memory;
    uint64_t key = (uint64_t)question->asker << 16 | question->deed;
    return (struct link_scene){.state = &run->state,
                               .question = question,
                               .asker = &memory->actors[question->asker],
                               .row = tc_link_row(memory, &memory->row, key),
                               .day = run->day};
}

/* ---- answering ------------------------------------------------------------------- */

/* Who is no candidate comes behind all that are, by how often he was seen. */
static float outside(const struct link_block *block, uint32_t level)
{
    float least = block->count ? block->score[0] : 0;
    for (uint32_t c = 1; c < block->count; c++)
        least = block->score[c] < least ? block->score[c] : least;
    return least - 2 + (float)level / LINK_LEVELS;
}

/* Of those outside, other answers left out: how many at each level. */
static void count_outside(const struct run *run, const struct link_scratch *s,
                          const struct link_question *q, uint64_t level[LINK_LEVELS])
{
    const struct link_memory *memory = &run->state.memory;
    memcpy(level, memory->level, sizeof memory->level);
    for (uint32_t c = 0; c < s->block->count; c++)
        level[tc_link_level(memory, s->block->actor[c])]--;
    for (uint32_t i = 0; i < q->answer_count; i++)
        if (s->mark[q->answers[i]] != s->stamp)
            level[tc_link_level(memory, q->answers[i])]--;
}

static double rank_of(const struct run *run, const struct link_scratch *s,
                      const struct link_question *q, uint32_t answer)
{
    const struct link_block *block = s->block;
    double above = 0, same = 0;
    if (s->mark[answer] == s->stamp) {
        float score = block->score[s->at[answer]];
        for (uint32_t c = 0; c < block->count; c++)
            if (!block->right[c]) {
                above += block->score[c] > score;
                same += block->score[c] == score;
            }
        return 1 + above + same / 2;
    }
    uint64_t level[LINK_LEVELS];
    uint32_t mine = tc_link_level(&run->state.memory, answer);
    count_outside(run, s, q, level);
    for (uint32_t c = 0; c < block->count; c++)
        above += !block->right[c];
    for (uint32_t i = mine + 1; i < LINK_LEVELS; i++)
        above += (double)level[i];
    return 1 + above + (double)level[mine] / 2;
}

static int stratum_of(const struct link_scene *scene, uint32_t answer)
{
    const struct link_memory *memory = &scene->state->memory;
    uint64_t key = (uint64_t)scene->question->asker << 32 | answer;
    uint32_t p = tc_link_table_get(&memory->pair, key);
    if (p == LINK_NONE)
        return LINKS_COLD;
    const struct link_typed *typed = scene->asker->typed;
    for (uint32_t i = scene->asker->partners[p].typed; i != LINK_NONE;
         i = typed[i].next)
        if (typed[i].deed == scene->question->deed)
            return LINKS_TRIPLE;
    return LINKS_PAIR;
}

static void answer(struct run *run, const struct link_question *question,
                   struct link_scratch *s)
{
    struct link_scene scene = set_scene(run, question);
    tc_link_prepare(&scene, s);
    tc_link_score(&run->learner.model, question->deed, s->block);
    for (uint32_t i = 0; i < question->answer_count; i++)
        run->results[question->first + i] =
            (struct result){(float)rank_of(run, s, question, question->answers[i]),
                            stratum_of(&scene, question->answers[i])};
    const struct link_watch *watch = run->ears.watch;
    if (watch)
        watch->answered(watch->context, (unsigned)(s - run->scratch), question,
                        s->block);
}

static void answer_chunk(void *context, uint32_t chunk, unsigned thread)
{
    struct run *run = context;
    for (uint32_t i = chunk * LINK_CHUNK;
         i < (chunk + 1) * LINK_CHUNK && i < run->question_count; i++)
        answer(run, &run->questions[i], &run->scratch[thread]);
}

/* The question of an event's side, found by bisection. */
static const struct link_question *find_question(const struct run *run, uint64_t key)
{
    uint32_t low = 0, high = run->question_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        const struct link_question *q = &run->questions[middle];
        if (((uint64_t)q->asker << 16 | q->deed) <= key)
            low = middle;
        else
            high = middle;
    }
    return &run->questions[low];
}

/* Scores of all actors for one question, worked out again. */
static void score_all(struct run *run, uint64_t key)
{
    const struct link_question *q = find_question(run, key);
    struct link_scratch *s = &run->scratch[0];
    answer(run, q, s);
    for (size_t i = 0; i < run->stream->actors.count; i++)
        run->scores[i] =
            s->mark[i] == s->stamp
                ? s->block->score[s->at[i]]
                : outside(s->block, tc_link_level(&run->state.memory, (uint32_t)i));
}

static tocsin_status tell_day(struct run *run)
{
    const struct stream *stream = run->stream;
    uint64_t all = (stream->count - run->options->first) * 2;
    tocsin_status status = TOCSIN_OK;
    struct links_answer *told = &run->told;
    for (size_t k = 0; k < (run->end - run->first) * 2 && !status; k++) {
        size_t event = run->first + k / 2;
        const struct result *result = &run->results[run->where[k]];
        told->event = event;
        told->subject = k & 1;
        told->rank = result->rank;
        told->stratum = result->stratum;
        told->scores = NULL;
        if (tc_link_dumped((event - run->options->first) * 2 + (k & 1), all,
                           run->options->dumps)) {
            uint64_t asker = k & 1 ? stream->recipient[event] : stream->actor[event];
            score_all(run, asker << 16 | (stream->relation[event] * 2 + (k & 1)));
            told->scores = run->scores;
        }
        status = run->ears.function(run->ears.context, told);
    }
    if (run->ears.watch)
        run->ears.watch->day_done(run->ears.watch->context);
    return status;
}

/* ---- learning -------------------------------------------------------------------- */

static void learn_chunk(void *context, uint32_t chunk, unsigned thread)
{
    struct run *run = context;
    struct link_net *sums = run->learner.sums[chunk];
    struct link_scratch *s = &run->scratch[thread];
    memset(sums, 0, sizeof *run->learner.sums);
    for (uint32_t i = chunk * LINK_CHUNK; i < (chunk + 1) * LINK_CHUNK; i++) {
        if (run->from + i >= run->question_count)
            return;
        const struct link_question *question = &run->order[run->from + i];
        struct link_scene scene = set_scene(run, question);
        tc_link_prepare(&scene, s);
        tc_link_score(&run->learner.model, question->deed, s->block);
        tc_link_gradient(&run->learner.model, &scene, s, sums,
                         &run->learner.gradients[i]);
    }
}

static void learn_day(struct run *run, int pass)
{
    uint64_t seed = (uint64_t)run->day * 77 + (uint64_t)pass;
    uint32_t count = run->question_count;
    memcpy(run->order, run->questions, count * sizeof *run->order);
    for (uint32_t i = count; i > 1; i--) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint32_t to = (uint32_t)((seed >> 33) % i);
        struct link_question moved = run->order[i - 1];
        run->order[i - 1] = run->order[to];
        run->order[to] = moved;
    }
    for (run->from = 0; run->from < count; run->from += LINK_BATCH) {
        uint32_t size = count - run->from < LINK_BATCH ? count - run->from : LINK_BATCH;
        tc_link_crew_run(&run->crew, (size + LINK_CHUNK - 1) / LINK_CHUNK, learn_chunk,
                         run);
        tc_link_learn(&run->learner, &run->state, run->order + run->from, size);
    }
}

/* Trials and hits of the rules that end in deeds of one residue. */
static void count_rules(void *context, uint32_t chunk, unsigned thread)
{
    struct run *run = context;
    struct link_scratch *s = &run->scratch[thread];
    for (uint32_t i = 0; i < run->question_count; i++) {
        const struct link_question *q = &run->questions[i];
        if (q->deed % LINK_CHUNK != chunk)
            continue;
        const struct link_actor *asker = &run->state.memory.actors[q->asker];
        struct link_rule *rules = run->state.rules.of[q->deed];
        s->stamp++;
        for (uint32_t k = 0; k < q->answer_count; k++)
            s->mark[q->answers[k]] = s->stamp;
        for (size_t k = 0; k < asker->typed_count; k++) {
            const struct link_typed *typed = &asker->typed[k];
            uint32_t bin = tc_link_bin(run->day - typed->fade.last, typed->count);
            struct link_rule *rule = &rules[typed->deed * LINK_BINS + bin];
            rule->trials++;
            rule->hits += s->mark[asker->partners[typed->partner].actor] == s->stamp;
        }
    }
}

/* false: no memory. */
static bool remember_day(struct run *run)
{
    struct link_memory *memory = &run->state.memory;
    const struct stream *stream = run->stream;
    tc_link_crew_run(&run->crew, LINK_CHUNK, count_rules, run);
    size_t most = 0;
    for (size_t i = run->first; i < run->end; i++) {
        uint32_t actor = stream->actor[i], recipient = stream->recipient[i];
        uint32_t deed = stream->relation[i] * 2;
        struct link_event there = {actor, deed, recipient, run->day};
        struct link_event back = {recipient, deed + 1, actor, run->day};
        if (!tc_link_memory_add(memory, &there) || !tc_link_memory_add(memory, &back))
            return false;
        size_t one = memory->actors[actor].partner_count;
        size_t other = memory->actors[recipient].partner_count;
        most = one > most ? one : most;
        most = other > most ? other : most;
    }
    for (unsigned i = 0; i < run->crew.jobs; i++)
        if (!tc_link_scratch_widen(&run->scratch[i], most))
            return false;
    return true;
}

/* ---- the stream ------------------------------------------------------------------ */

static void set_pace(struct run *run, int pass, size_t event)
{
    size_t whole = run->options->first ? run->options->first : 1;
    if (run->ears.watch && run->ears.watch->settle)
        whole = run->ears.watch->settle;
    float done = (float)event / (float)whole;
    done = ((float)pass + (done > 1 ? 1 : done)) / (float)run->passes;
    run->learner.pace = tc_link_pace(done);
}

/* The day's number: a gap of more than LINK_DAYS is as long as that, so that days as
 * far apart as a file can put them count. */
int32_t tc_link_later(int32_t now, int32_t from, int32_t to)
{
    uint32_t gap = (uint32_t)to - (uint32_t)from;
    int32_t step = gap < LINK_DAYS ? (int32_t)gap : LINK_DAYS;
    return now > INT32_MAX - step ? INT32_MAX : now + step;
}

static int32_t next_day(const struct run *run, size_t event)
{
    const int32_t *day = run->stream->day;
    return event ? tc_link_later(run->day, day[event - 1], day[event]) : 0;
}

/* The question behind the last event. */
static tocsin_status ask_last(struct run *run, tocsin_error *error)
{
    const struct link_watch *watch = run->ears.watch;
    struct link_question question = {.asker = watch->asker, .deed = watch->deed};
    run->day =
        tc_link_later(run->day, run->stream->day[run->stream->count - 1], watch->day);
    tc_link_memory_top(&run->state.memory, question.deed, run->day);
    if (!tc_link_rules_open(&run->state.rules, question.deed))
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
    struct link_scene scene = set_scene(run, &question);
    tc_link_prepare(&scene, &run->scratch[0]);
    tc_link_score(&run->learner.model, question.deed, run->scratch[0].block);
    return watch->asked(watch->context, &scene, &run->scratch[0], &run->learner.model,
                        error);
}

/* The watch's questions of days up to this one, from what is known before the event. */
static tocsin_status ask_besides(struct run *run, size_t event, int32_t until,
                                 tocsin_error *error)
{
    const struct link_watch *watch = run->ears.watch;
    int32_t day = run->day;
    tocsin_status status = TOCSIN_OK;
    while (event && watch && run->asked < watch->ask_count && !status) {
        const struct link_ask *ask = &watch->asks[run->asked];
        struct link_question question = {.asker = ask->asker, .deed = ask->deed};
        if (ask->day > until)
            break;
        run->asked++;
        run->day = tc_link_later(day, run->stream->day[event - 1], ask->day);
        tc_link_memory_top(&run->state.memory, ask->deed, run->day);
        if (!tc_link_rules_open(&run->state.rules, ask->deed))
            return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
        struct link_scene scene = set_scene(run, &question);
        tc_link_prepare(&scene, &run->scratch[0]);
        tc_link_score(&run->learner.model, ask->deed, run->scratch[0].block);
        status = watch->told(watch->context, ask, run->scratch[0].block);
    }
    run->day = day;
    return status;
}

static tocsin_status pass_by(struct run *run, int pass, size_t end, tocsin_error *error)
{
    const struct stream *stream = run->stream;
    tocsin_status status = TOCSIN_OK;
    size_t days = 0;
    tc_link_memory_clear(&run->state.memory);
    tc_link_rules_clear(&run->state.rules);
    for (run->first = 0; run->first < end && !status; run->first = run->end, days++) {
        int32_t day = stream->day[run->first];
        run->end = run->first;
        while (run->end < stream->count && stream->day[run->end] == day)
            run->end++;
        status = ask_besides(run, run->first, day, error);
        if (status)
            return status;
        run->day = next_day(run, run->first);
        if (!ask(run))
            return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
        if (run->first >= run->options->first) {
            tc_link_crew_run(&run->crew,
                             (run->question_count + LINK_CHUNK - 1) / LINK_CHUNK,
                             answer_chunk, run);
            status = tell_day(run);
        }
        set_pace(run, pass, run->first);
        if (days >= SETTLED)
            learn_day(run, pass);
        if (!remember_day(run))
            return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for events");
    }
    return status;
}

tocsin_status tc_link_run(const struct stream *stream,
                          const struct links_options *options,
                          const struct link_ears *ears, tocsin_error *error)
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
    run->state.without = options->without;
    run->passes = options->explain_only ? 1 : 2;
    run->ears = *ears;
    status = start(run, error);
    for (int pass = 0; pass < run->passes && !status; pass++) {
        bool last = pass == run->passes - 1;
        status = pass_by(run, pass, last ? stream->count : options->first, error);
    }
    if (!status)
        status = ask_besides(run, stream->count, INT32_MAX, error);
    if (!status && ears->watch && ears->watch->asked)
        status = ask_last(run, error);
    release(run);
    tc_free(run);
    return status;
}

tocsin_status tc_links_evaluate(const struct stream *stream,
                                const struct links_options *options,
                                links_function function, void *context,
                                tocsin_error *error)
{
    struct relation_ears of_relations = {function, context, NULL};
    struct link_ears ears = {function, context, NULL};
    if (options->relations)
        return tc_relation_run(stream, options, &of_relations, error);
    return tc_link_run(stream, options, &ears, error);
}
