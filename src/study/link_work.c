/* study/link_work.c: several threads, each taking the next chunk of a day's work.
 *
 * What a chunk gives is kept in a place of its own and summed in order afterwards, so
 * that it does not matter who took it. There are a thousand rounds a second at most, so
 * that a lock and a condition are good enough.
 */
#include "study/link.h"

#include <string.h>

/* Takes chunks until there are none; the lock is held before and after. */
static void work(struct link_crew *crew, unsigned thread)
{
    crew->busy++;
    while (crew->next < crew->chunks) {
        uint32_t chunk = crew->next++;
        (void)pthread_mutex_unlock(&crew->lock);
        crew->function(crew->context, chunk, thread);
        (void)pthread_mutex_lock(&crew->lock);
    }
    if (--crew->busy == 0)
        (void)pthread_cond_broadcast(&crew->changed);
}

static void *hand(void *context)
{
    struct link_crew *crew = context;
    unsigned long seen = 0;
    (void)pthread_mutex_lock(&crew->lock);
    unsigned thread = ++crew->hands;
    while (!crew->stopping) {
        if (crew->round == seen) {
            (void)pthread_cond_wait(&crew->changed, &crew->lock);
            continue;
        }
        seen = crew->round;
        work(crew, thread);
    }
    (void)pthread_mutex_unlock(&crew->lock);
    return NULL;
}

tocsin_status tc_link_crew_init(struct link_crew *crew, unsigned jobs,
                                tocsin_error *error)
{
    memset(crew, 0, sizeof *crew);
    crew->jobs = jobs < 1 ? 1 : jobs > LINK_JOBS ? LINK_JOBS : jobs;
    if (pthread_mutex_init(&crew->lock, NULL))
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for threads");
    if (pthread_cond_init(&crew->changed, NULL)) {
        (void)pthread_mutex_destroy(&crew->lock);
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for threads");
    }
    while (crew->started + 1 < crew->jobs &&
           !pthread_create(&crew->threads[crew->started], NULL, hand, crew))
        crew->started++; /* fewer threads do the same work */
    return TOCSIN_OK;
}

void tc_link_crew_release(struct link_crew *crew)
{
    if (!crew->jobs)
        return;
    (void)pthread_mutex_lock(&crew->lock);
    crew->stopping = true;
    (void)pthread_cond_broadcast(&crew->changed);
    (void)pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < crew->started; i++)
        (void)pthread_join(crew->threads[i], NULL);
    (void)pthread_cond_destroy(&crew->changed);
    (void)pthread_mutex_destroy(&crew->lock);
    memset(crew, 0, sizeof *crew);
}

void tc_link_crew_run(struct link_crew *crew, uint32_t chunks, link_function function,
                      void *context)
{
    (void)pthread_mutex_lock(&crew->lock);
    crew->function = function;
    crew->context = context;
    crew->next = 0;
    crew->chunks = chunks;
    crew->round++;
    (void)pthread_cond_broadcast(&crew->changed);
    work(crew, 0);
    while (crew->busy)
        (void)pthread_cond_wait(&crew->changed, &crew->lock);
    (void)pthread_mutex_unlock(&crew->lock);
}
