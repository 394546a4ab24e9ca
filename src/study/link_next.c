/* study/link_next.c: who is next: one question behind the last day, with probabilities.
 *
 * The ranker goes through all that is known, as for a benchmark, and answers the last
 * fifth of it as it goes by. What came of that makes probabilities of its scores: the
 * softmax over the candidates, times how often the right answer was a candidate, then
 * bent to what came of such values (isotonic regression over classes of log odds;
 * Zadrozny and Elkan 2002, with two cases of "as it is" in each class). A day is
 * answered with what the days before taught, so that the calibration error that is told
 * is that of forecasts. Threads add whole numbers only, so that their order changes
 * nothing.
 */
#include "study/link.h"
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CLASSES = 48, /* of log odds, half a unit each */
    LOWEST = -16, /* log odds of the first */
    TENTHS = 10,  /* classes of the probability of first answers */
    FEWEST = 2,   /* cases of "as it is" */
    ANSWERS = 10  /* where no number is asked for */
};
#define FINE 16777216.0 /* probabilities are added in such parts */

/* Cases, how many were right, and the sum of what was said of them. */
struct tally {
    uint64_t cases, right, said;
};
struct tallies {
    struct tally odds[CLASSES], first[TENTHS];
    struct tally inside; /* right: the answer was a candidate */
};

struct next {
    tocsin_next public; /* first: the handle is this */
    struct arena arena; /* of all that public points at */
};

struct asking {
    const struct stream *stream; /* cut behind the last known day */
    const tocsin_next_question *question;
    struct next *next;
    uint32_t deed;
    struct tallies all, thread[LINK_JOBS];
    double chance; /* that a right answer is a candidate */
    double p[CLASSES + 1], share[CLASSES + 1];
    struct isotonic map; /* points at them */
    double reciprocal[2], hits[2][2];
};

/* ---- probabilities --------------------------------------------------------------- */

static int class_of(double p)
{
    if (!(p > 1e-9))
        return 0;
    if (p > 1 - 1e-6)
        return CLASSES - 1;
    int at = (int)((tc_link_log((float)(p / (1 - p))) - LOWEST) * 2);
    return at < 0 ? 0 : at < CLASSES ? at : CLASSES - 1;
}

/* Each candidate's share of a softmax, times that one of them is right. */
static void share(const struct asking *a, const struct link_block *block, double *p)
{
    double sum = 0;
    float most = block->count ? block->score[0] : 0;
    for (uint32_t c = 1; c < block->count; c++)
        most = block->score[c] > most ? block->score[c] : most;
    for (uint32_t c = 0; c < block->count; c++)
        sum += p[c] = exp((double)(block->score[c] - most));
    for (uint32_t c = 0; c < block->count; c++)
        p[c] = p[c] / sum * a->chance;
}

/* What these come to by what came of such before. */
static void calibrate(const struct asking *a, uint32_t count, double *p)
{
    double sum = 0;
    for (uint32_t c = 0; c < count; c++)
        sum += p[c] = tc_isotonic(&a->map, p[c]);
    for (uint32_t c = 0; c < count && sum > 1; c++)
        p[c] /= sum;
}

static void add(struct tally *tally, uint64_t cases, uint64_t right, double p)
{
    tally->cases += cases;
    tally->right += right;
    tally->said += cases * (uint64_t)(p * FINE);
}

static void answered(void *context, unsigned thread,
                     const struct link_question *question,
                     const struct link_block *block)
{
    struct asking *a = context;
    struct tallies *t = &a->thread[thread];
    double p[LINK_CANDIDATES];
    uint32_t first = 0, right = 0;
    share(a, block, p);
    for (uint32_t c = 0; c < block->count; c++) {
        add(&t->odds[class_of(p[c])], question->answer_count, block->right[c], p[c]);
        first = block->score[c] > block->score[first] ? c : first;
        right += block->right[c];
    }
    add(&t->inside, question->answer_count, right, 0);
    if (!block->count)
        return;
    calibrate(a, block->count, p);
    int tenth = (int)(p[first] * TENTHS);
    add(&t->first[tenth < TENTHS ? tenth : TENTHS - 1], question->answer_count,
        block->right[first], p[first]);
}

/* The map from what came so far. */
static void fit(struct asking *a)
{
    struct isotonic_pool pools[CLASSES];
    size_t n = 0;
    for (int k = 0; k < CLASSES; k++) {
        const struct tally *tally = &a->all.odds[k];
        if (!tally->cases)
            continue;
        double cases = (double)tally->cases, p = (double)tally->said / FINE / cases;
        pools[n++] = (struct isotonic_pool){
            p * (cases + FEWEST), (double)tally->right + FEWEST * p, cases + FEWEST};
    }
    n = tc_isotonic_pool(pools, n);
    a->p[0] = a->share[0] = 0;
    for (size_t i = 0; i < n; i++) {
        a->p[i + 1] = pools[i].p / pools[i].cases;
        a->share[i + 1] = pools[i].hits / pools[i].cases;
    }
    a->map = (struct isotonic){a->p, a->share, n ? n + 1 : 0};
    const struct tally *inside = &a->all.inside;
    a->chance = ((double)inside->right + 1) / ((double)inside->cases + 1);
}

static void take(struct tally *to, struct tally *from, int count)
{
    for (int k = 0; k < count; k++) {
        to[k].cases += from[k].cases;
        to[k].right += from[k].right;
        to[k].said += from[k].said;
        from[k] = (struct tally){0, 0, 0};
    }
}

static void day_done(void *context)
{
    struct asking *a = context;
    for (int i = 0; i < LINK_JOBS; i++) {
        take(a->all.odds, a->thread[i].odds, CLASSES);
        take(a->all.first, a->thread[i].first, TENTHS);
        take(&a->all.inside, &a->thread[i].inside, 1);
    }
    fit(a);
}

/* ---- how it did before ----------------------------------------------------------- */

static tocsin_status hear(void *context, const struct links_answer *answer)
{
    struct asking *a = context;
    tocsin_next *out = &a->next->public;
    bool such = a->stream->relation[answer->event] == out->relation_number &&
                answer->subject == out->asks_actor;
    for (int k = 0; k <= such; k++) {
        tocsin_next_past *past = k ? &out->same : &out->past;
        past->questions++;
        a->reciprocal[k] += 1 / answer->rank;
        a->hits[k][0] += answer->rank <= 1;
        a->hits[k][1] += answer->rank <= 10;
    }
    return TOCSIN_OK;
}

static void tell_past(const struct asking *a)
{
    tocsin_next *out = &a->next->public;
    struct tally all = {0, 0, 0};
    double off = 0;
    for (int k = 0; k < 2; k++) {
        tocsin_next_past *past = k ? &out->same : &out->past;
        double n = past->questions ? (double)past->questions : NAN;
        past->mrr = a->reciprocal[k] / n;
        past->hits[0] = a->hits[k][0] / n;
        past->hits[1] = a->hits[k][1] / n;
    }
    for (int k = 0; k < TENTHS; k++) {
        const struct tally *t = &a->all.first[k];
        all.cases += t->cases;
        all.right += t->right;
        all.said += t->said;
        off += fabs((double)t->said / FINE - (double)t->right);
    }
    double n = all.cases ? (double)all.cases : NAN;
    out->right = (double)all.right / n;
    out->said = (double)all.said / FINE / n;
    out->calibration_error = off / n;
    const struct tally *inside = &a->all.inside;
    out->candidate =
        inside->cases ? (double)inside->right / (double)inside->cases : (double)NAN;
}

/* ---- the answers ----------------------------------------------------------------- */

struct ranked {
    float score;
    uint32_t actor, c;
};

static int compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->actor < y->actor ? -1 : x->actor > y->actor;
}

static bool copy_name(struct arena *arena, text from, text *out)
{
    *out = from.size ? tc_arena_copy(arena, from) : (text){NULL, 0};
    return !from.size || out->data;
}

static bool done_before(const struct link_scene *scene, const struct link_block *block,
                        uint32_t c)
{
    const struct link_typed *typed = scene->asker->typed;
    uint32_t p = block->partner[c];
    uint32_t i = p == LINK_NONE ? LINK_NONE : scene->asker->partners[p].typed;
    while (i != LINK_NONE && typed[i].deed != scene->question->deed)
        i = typed[i].next;
    return i != LINK_NONE;
}

static size_t rank(const struct asking *a, const struct link_block *block,
                   struct ranked *list)
{
    size_t most = a->question->most ? a->question->most : ANSWERS;
    for (uint32_t c = 0; c < block->count; c++)
        list[c] = (struct ranked){block->score[c], block->actor[c], c};
    qsort(list, block->count, sizeof *list, compare);
    return most < block->count ? most : block->count;
}

static tocsin_status asked(void *context, const struct link_scene *scene,
                           const struct link_scratch *scratch,
                           const struct link_model *model, tocsin_error *error)
{
    struct asking *a = context;
    const struct link_block *block = scratch->block;
    tocsin_next *out = &a->next->public;
    struct arena *arena = &a->next->arena;
    struct ranked list[LINK_CANDIDATES];
    double p[LINK_CANDIDATES], average = 0;
    if (!block->count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1,
                       "nothing of the past says who may be the answer");
    share(a, block, p);
    calibrate(a, block->count, p);
    size_t count = rank(a, block, list);
    tocsin_next_answer *answers = tc_arena_alloc(arena, count * sizeof *answers);
    if (!answers)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for answers");
    for (uint32_t c = 0; c < block->count; c++)
        average += (double)block->score[c] / block->count;
    struct link_why why = {.stream = a->stream,
                           .scene = scene,
                           .scratch = scratch,
                           .model = model,
                           .arena = arena};
    tc_link_why_init(&why);
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && !status; i++) {
        uint32_t c = list[i].c;
        answers[i] = (tocsin_next_answer){.number = list[i].actor,
                                          .probability = p[c],
                                          .score = (double)block->score[c],
                                          .average = average,
                                          .together = done_before(scene, block, c)};
        if (!copy_name(arena, a->stream->actors.items[list[i].actor], &answers[i].name))
            return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for names");
        if (a->question->why)
            status = tc_link_why(&why, c, &answers[i], error);
    }
    out->answers = answers;
    out->answer_count = count;
    return status;
}

/* ---- the question ---------------------------------------------------------------- */

static bool wanted(text name)
{
    return name.size == 1 && name.data[0] == '?';
}

static tocsin_status find(const struct stream *stream,
                          const tocsin_next_question *question, struct next *next,
                          tocsin_error *error)
{
    tocsin_next *out = &next->public;
    out->asks_actor = wanted(question->actor);
    if (wanted(question->relation))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "which relation comes next is not answered, only who: name the "
                       "relation, and \"?\" for an actor");
    if (out->asks_actor == wanted(question->recipient))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "\"?\" stands for the actor or for the recipient, for one of "
                       "them");
    tocsin_status status =
        tc_stream_find(stream, out->asks_actor ? question->recipient : question->actor,
                       &out->asker_number, error);
    if (!status)
        status = tc_stream_find_relation(stream, question->relation,
                                         &out->relation_number, error);
    if (status)
        return status;
    if (!copy_name(&next->arena, stream->actors.items[out->asker_number],
                   &out->asker) ||
        !copy_name(&next->arena, stream->relations.items[out->relation_number],
                   &out->relation))
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for names");
    return TOCSIN_OK;
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

/* The first event of the last fifth, which begins a day; count: there is none. */
static size_t last_fifth(const struct stream *stream)
{
    size_t first = stream->count - stream->count / 5;
    if (first == stream->count)
        first--;
    while (first && stream->day[first - 1] == stream->day[first])
        first--;
    return first ? first : stream->count;
}

static tocsin_status run(struct asking *a, tocsin_error *error)
{
    const tocsin_next *out = &a->next->public;
    const tocsin_next_question *question = a->question;
    long processors = question->jobs ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
    struct links_options options = {
        .first = last_fifth(a->stream),
        .jobs = processors > 0 ? (unsigned)processors : question->jobs,
        .explain_only = question->why || question->explain_only};
    struct link_watch watch = {.context = a,
                               .asker = out->asker_number,
                               .deed = a->deed,
                               .day = (int32_t)out->day,
                               .answered = answered,
                               .day_done = day_done,
                               .asked = asked};
    struct link_ears ears = {hear, a, &watch};
    fit(a);
    tocsin_status status = tc_link_run(a->stream, &options, &ears, error);
    if (!status)
        tell_past(a);
    return status;
}

tocsin_status tc_next_make(const struct stream *stream,
                           const tocsin_next_question *question, tocsin_next **out,
                           tocsin_error *error)
{
    struct stream known = *stream; /* borrowed but for its count */
    struct next *next = tc_alloc(sizeof *next);
    struct asking *a = tc_alloc(sizeof *a);
    tocsin_status status = TOCSIN_OK;
    *out = NULL;
    if (next) {
        memset(next, 0, sizeof *next);
        tc_arena_init(&next->arena, (size_t)1 << 30);
    }
    if (!next || !a)
        status = tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory");
    if (!status)
        status = find(stream, question, next, error);
    if (!status)
        status = cut(&known, question, &next->public, error);
    if (!status) {
        memset(a, 0, sizeof *a);
        a->stream = &known;
        a->question = question;
        a->next = next;
        a->deed = next->public.relation_number * 2 + next->public.asks_actor;
        status = run(a, error);
    }
    tc_free(a);
    if (status)
        tc_next_free(next ? &next->public : NULL);
    else
        *out = &next->public;
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
