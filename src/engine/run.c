/* run.c: many documents on several threads, handed over in the order of the input.
 *
 * Each of a ring of desks holds one document. A worker takes the next free desk, reads
 * the next document into it under the lock (reading is a twentieth of the work),
 * codes it without the lock, and marks it ready; the caller's thread takes the
 * desks in order. So what comes out is the same for every number of threads, and
 * memory is bounded by the ring. With one job everything runs in the caller's thread.
 */
#include "engine/engine.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { MOST_JOBS = 256, DESKS_PER_JOB = 4 };

struct place {
    struct desk desk;
    tocsin_document document;
    tocsin_error error;
    tocsin_status status;
    bool ready;
};

struct run {
    const tocsin_engine *engine;
    tocsin_reader *reader;
    const tocsin_run_options *options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct place *ring;
    size_t room;
    unsigned long long taken;  /* desks that workers have taken so far */
    unsigned long long handed; /* desks that were handed over */
    bool at_end, stop;
    tocsin_status failure; /* of a worker that could not begin */
};

static tocsin_status read_next(struct run *run, struct place *place)
{
    tc_desk_clear(&place->desk);
    memset(&place->document, 0, sizeof place->document);
    return tc_reader_next(run->reader->reader, &place->desk.arena, &place->document,
                          &place->error);
}

static void work_on(struct run *run, struct hands *hands, struct place *place)
{
    if (place->status != TOCSIN_OK)
        return;
    if (run->reader->conllu)
        place->status =
            tc_desk_parse_conllu(&place->desk, hands, &place->document, &place->error);
    else
        place->status = tc_desk_code(&place->desk, hands, &place->document,
                                     run->options->parse_only, &place->error);
    if (place->status == TOCSIN_OK && run->options->write)
        place->status =
            tc_desk_write(&place->desk, run->options->format, run->options->layer);
    if (place->status != TOCSIN_OK && place->document.file.size) {
        size_t n = place->document.file.size;
        if (n >= sizeof place->error.file)
            n = sizeof place->error.file - 1;
        place->error.status = place->status;
        memcpy(place->error.file, place->document.file.data, n);
        place->error.file[n] = '\0';
        place->error.line = place->document.line;
    }
}

struct receiver {
    tocsin_run_function function;
    void *context;
};

static tocsin_status hand_problem(void *context, const tocsin_error *problem)
{
    const struct receiver *receiver = context;
    tocsin_run_item item = {.error = problem};
    return receiver->function(receiver->context, &item);
}

static tocsin_status hand_over(struct place *place, tocsin_run_function function,
                               void *context)
{
    tocsin_run_item item = {0};
    if (place->status == TOCSIN_OK) {
        struct receiver receiver = {function, context};
        tocsin_status status = tc_desk_problems(&place->desk, hand_problem, &receiver);
        if (status != TOCSIN_OK)
            return status;
        item.coding = &place->desk.coding;
        item.output = (tocsin_text){place->desk.output.data, place->desk.output.size};
    } else {
        item.error = &place->error;
    }
    return function(context, &item);
}

static tocsin_status take_up(const struct run *run, struct hands *hands)
{
    const tocsin_run_options *o = run->options;
    tocsin_status status = tc_hands_init(hands, run->engine, o->rules_only);
    if (status == TOCSIN_OK)
        tc_coder_watch(
            hands->coder,
            &(struct coder_watch){.gaps = o->gaps, .no_predicates = o->no_predicates});
    return status;
}

/* ---- one job --------------------------------------------------------------------- */

static tocsin_status run_alone(struct run *run, tocsin_run_function function,
                               void *context)
{
    struct hands hands;
    tocsin_status status = take_up(run, &hands);
    struct place *place = &run->ring[0];
    while (status == TOCSIN_OK) {
        place->status = read_next(run, place);
        if (place->status == TOCSIN_DONE)
            break;
        work_on(run, &hands, place);
        status = hand_over(place, function, context);
    }
    tc_hands_release(&hands);
    return status;
}

/* ---- several --------------------------------------------------------------------- */

/* The next desk with its document, or NULL at the end. Called with the lock held. */
static struct place *take(struct run *run)
{
    while (!run->stop && !run->at_end && run->taken - run->handed >= run->room)
        (void)pthread_cond_wait(&run->changed, &run->lock);
    if (run->stop || run->at_end)
        return NULL;
    struct place *place = &run->ring[run->taken % run->room];
    place->status = read_next(run, place);
    if (place->status == TOCSIN_DONE) {
        run->at_end = true;
        (void)pthread_cond_broadcast(&run->changed);
        return NULL;
    }
    place->ready = false;
    run->taken++;
    return place;
}

static void *worker(void *argument)
{
    struct run *run = argument;
    struct hands hands;
    tocsin_status status = take_up(run, &hands);
    (void)pthread_mutex_lock(&run->lock);
    if (status != TOCSIN_OK) {
        run->failure = status;
        run->stop = true;
        (void)pthread_cond_broadcast(&run->changed);
    }
    struct place *place;
    while ((place = take(run)) != NULL) {
        (void)pthread_mutex_unlock(&run->lock);
        work_on(run, &hands, place);
        (void)pthread_mutex_lock(&run->lock);
        place->ready = true;
        (void)pthread_cond_broadcast(&run->changed);
    }
    (void)pthread_mutex_unlock(&run->lock);
    tc_hands_release(&hands);
    return NULL;
}

static tocsin_status collect(struct run *run, tocsin_run_function function,
                             void *context)
{
    tocsin_status status = TOCSIN_OK;
    (void)pthread_mutex_lock(&run->lock);
    for (;;) {
        struct place *next = &run->ring[run->handed % run->room];
        while (!run->stop && !(run->handed < run->taken && next->ready) &&
               !(run->at_end && run->handed == run->taken))
            (void)pthread_cond_wait(&run->changed, &run->lock);
        if (run->stop || (run->at_end && run->handed == run->taken))
            break;
        (void)pthread_mutex_unlock(&run->lock);
        status = hand_over(next, function, context);
        (void)pthread_mutex_lock(&run->lock);
        run->handed++;
        if (status != TOCSIN_OK)
            run->stop = true;
        (void)pthread_cond_broadcast(&run->changed);
    }
    if (status == TOCSIN_OK)
        status = run->failure;
    (void)pthread_mutex_unlock(&run->lock);
    return status;
}

static tocsin_status run_together(struct run *run, unsigned jobs,
                                  tocsin_run_function function, void *context)
{
    pthread_t threads[MOST_JOBS];
    unsigned started = 0;
    (void)pthread_mutex_init(&run->lock, NULL);
    (void)pthread_cond_init(&run->changed, NULL);
    while (started < jobs && pthread_create(&threads[started], NULL, worker, run) == 0)
        started++;
    tocsin_status status = started ? collect(run, function, context) : TOCSIN_MEMORY;
    for (unsigned i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    (void)pthread_cond_destroy(&run->changed);
    (void)pthread_mutex_destroy(&run->lock);
    return status;
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (unsigned)n;
}

tocsin_status tocsin_run(const tocsin_engine *engine, tocsin_reader *reader,
                         const tocsin_run_options *options,
                         tocsin_run_function function, void *context,
                         tocsin_error *error)
{
    unsigned jobs = options->jobs ? options->jobs : processors();
    if (jobs > MOST_JOBS)
        jobs = MOST_JOBS;
    if (reader->conllu && !options->parse_only)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1,
                       "words of CoNLL-U can be parsed, but not coded");
    struct run run = {.engine = engine, .reader = reader, .options = options};
    run.room = jobs == 1 ? 1 : (size_t)jobs * DESKS_PER_JOB;
    run.ring = tc_alloc(run.room * sizeof *run.ring);
    if (!run.ring)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    memset(run.ring, 0, run.room * sizeof *run.ring);
    for (size_t i = 0; i < run.room; i++)
        tc_desk_init(&run.ring[i].desk);
    tocsin_status status = jobs == 1 ? run_alone(&run, function, context)
                                     : run_together(&run, jobs, function, context);
    for (size_t i = 0; i < run.room; i++)
        tc_desk_release(&run.ring[i].desk);
    tc_free(run.ring);
    if (status == TOCSIN_MEMORY)
        return tc_fail(error, status, NULL, 0, -1, "out of memory");
    return status;
}
