/* risk_ranked.c: the member "ranked": how often an actor does it to anybody, and whom
 * the ranker of next events names when it does.
 *
 * Its readings of a pair are the actor's rate, lately and ever, and the share that the
 * recipient has in a softmax over the ranker's candidates; the regression that is made
 * of them is in risk_ensemble.c. The ranker is that of next events with its sums only
 * (link.h), on the stream as the question sees it: parties grouped, the class as one
 * relation beside the roots of CAMEO. It goes by once, learning as it goes, and is
 * asked at every origin, before that day's events are seen: nothing of the future is in
 * it, and asking leaves no trace. How fast it learns depends on how many events went
 * by, never on how many will.
 */
#include "study/link.h"
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    RELATIONS = 22, /* the class, roots 1 to 20, and what has none */
    SETTLE = 20000, /* events after which the ranker learns slowest */
    MANY = 20000    /* parties: of more only those are asked for that did it before */
};
static const double least_share = 1e-4;

struct ranking {
    struct risk *risk;
    size_t parties;
    struct link_ask *asks; /* (ask_count) */
    size_t ask_count, ask_room;
    /* the snapshot that is being filled */
    size_t at;
    uint32_t *row_of; /* (units): UINT32_MAX none */
};

static struct snapshot *snapshot_of(const struct ranking *r, size_t i)
{
    return i < r->risk->past_count ? &r->risk->past[i] : &r->risk->now;
}

/* ---- rates ----------------------------------------------------------------------- */

/* Days of the class by a party, as of an origin: faded, and all. */
struct done {
    double lately, ever;
};

static void count_done(const struct ranking *r, int32_t origin, double life,
                       struct done *done, struct done *all)
{
    const struct risk_units *u = &r->risk->units;
    memset(done, 0, r->parties * sizeof *done);
    *all = (struct done){0.5, 0.5};
    for (size_t i = 0; i < u->day_count && u->days[i].day < origin; i++) {
        const struct risk_day *d = &u->days[i];
        if (d->class != RISK_TARGET || d->side)
            continue;
        double faded = exp2(-((double)origin - 1 - d->day) / life);
        struct done *by = &done[u->actor[d->unit]];
        by->lately += faded;
        by->ever++;
        all->lately += faded;
        all->ever++;
    }
}

/* The logarithm of a rate a window, drawn to that of all by one window. */
static double rate_of(double days, double all, double parties, double time,
                      double window)
{
    return log((days + all / parties * window / time) / (time + window) * window);
}

/* How many parties were known by an origin. */
static size_t known_by(const struct ranking *r, int32_t origin, uint32_t *seen,
                       uint32_t stamp)
{
    const struct risk_units *u = &r->risk->units;
    size_t count = 0;
    for (size_t i = 0; i < u->count && u->born[i] < origin; i++) {
        count += seen[u->actor[i]] != stamp;
        seen[u->actor[i]] = stamp;
    }
    return count;
}

static void read_rates(struct ranking *r, struct snapshot *s, double parties,
                       struct done *done)
{
    const struct risk *risk = r->risk;
    double window = risk->question.days, life = 2 * window, step = exp2(-1 / life);
    double time = (double)s->origin - risk->units.first;
    double lately = (1 - pow(step, time)) / (1 - step);
    struct done all;
    count_done(r, s->origin, life, done, &all);
    for (size_t i = 0; i < s->count; i++) {
        struct risk_row *row = &s->rows[i];
        const struct done *by = &done[risk->units.actor[row->unit]];
        row->ranked[0] =
            (float)rate_of(by->lately, all.lately, parties, lately, window);
        row->ranked[1] = (float)rate_of(by->ever, all.ever, parties, time, window);
        row->ranked[2] = (float)log(least_share);
    }
}

/* ---- questions ------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const struct link_ask *x = a, *y = b;
    return x->asker < y->asker ? -1 : x->asker > y->asker;
}

/* Every party that has a row, once. */
static tocsin_status list_asks(struct ranking *r, const struct snapshot *s,
                               const struct done *done, bool many, uint32_t *seen,
                               tocsin_error *error)
{
    size_t from = r->ask_count;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t actor = r->risk->units.actor[s->rows[i].unit];
        if (seen[actor] == 0 || (many && !(done[actor].ever > 0)))
            continue;
        seen[actor] = 0;
        if (!tc_grow(&r->asks, &r->ask_room, r->ask_count + 1, sizeof *r->asks,
                     SIZE_MAX / 64))
            return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
        r->asks[r->ask_count++] =
            (struct link_ask){.day = s->origin, .asker = actor, .deed = 0};
    }
    if (r->ask_count > from)
        qsort(r->asks + from, r->ask_count - from, sizeof *r->asks, by_number);
    return TOCSIN_OK;
}

static tocsin_status prepare(struct ranking *r, tocsin_error *error)
{
    size_t n = r->parties;
    struct done *done = tc_alloc(n * sizeof *done);
    uint32_t *seen = tc_alloc(n * sizeof *seen);
    tocsin_status status = TOCSIN_OK;
    if (!done || !seen)
        status = tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    else
        memset(seen, 0, n * sizeof *seen);
    for (size_t i = 0; i <= r->risk->past_count && !status; i++) {
        struct snapshot *s = snapshot_of(r, i);
        if (!s->count)
            continue;
        size_t known = known_by(r, s->origin, seen, (uint32_t)i + 1);
        read_rates(r, s, (double)known, done);
        status = list_asks(r, s, done, known > MANY, seen, error);
    }
    tc_free(done);
    tc_free(seen);
    return status;
}

/* ---- answers --------------------------------------------------------------------- */

static void move_to(struct ranking *r, int32_t origin)
{
    struct snapshot *s = snapshot_of(r, r->at);
    if (s->count && s->origin == origin && r->row_of[s->rows[0].unit] == 0)
        return;
    while (s->origin != origin || !s->count)
        s = snapshot_of(r, ++r->at);
    memset(r->row_of, 0xff, r->risk->units.count * sizeof *r->row_of);
    for (size_t i = 0; i < s->count; i++)
        r->row_of[s->rows[i].unit] = (uint32_t)i;
}

static tocsin_status told(void *context, const struct link_ask *ask,
                          const struct link_block *block)
{
    struct ranking *r = context;
    double sum = 0, p[LINK_CANDIDATES];
    float most = block->count ? block->score[0] : 0;
    move_to(r, ask->day);
    struct snapshot *s = snapshot_of(r, r->at);
    for (uint32_t c = 1; c < block->count; c++)
        most = block->score[c] > most ? block->score[c] : most;
    for (uint32_t c = 0; c < block->count; c++)
        sum += p[c] = exp((double)(block->score[c] - most));
    for (uint32_t c = 0; c < block->count; c++) {
        uint32_t unit = tc_risk_unit(&r->risk->units, ask->asker, block->actor[c]);
        uint32_t row = unit == UINT32_MAX ? unit : r->row_of[unit];
        if (row != UINT32_MAX)
            s->rows[row].ranked[2] = (float)log(fmax(p[c] / sum, least_share));
    }
    return TOCSIN_OK;
}

/* ---- the stream ------------------------------------------------------------------ */

static tocsin_status copy_events(const struct ranking *r, struct stream *to,
                                 tocsin_error *error)
{
    const struct stream *from = r->risk->stream;
    const uint32_t *group = r->risk->groups.group;
    uint32_t roots = r->risk->question.roots;
    tocsin_status status = tc_stream_number(to, r->parties, RELATIONS, error);
    for (size_t i = 0; i < r->parties && !status && !group; i++)
        to->actors.items[i] = from->actors.items[i]; /* borrowed, for places in them */
    for (size_t i = 0; i < from->count && !status; i++) {
        uint32_t party[2] = {from->actor[i], from->recipient[i]};
        for (int k = 0; k < 2 && group; k++)
            party[k] = group[party[k]];
        if (from->day[i] > r->risk->question.as_of)
            break;
        if (party[0] == TC_NO_GROUP || party[1] == TC_NO_GROUP || party[0] == party[1])
            continue;
        int root = from->kinds[from->relation[i]].root;
        root = root < 1 || root > 20 ? RELATIONS - 1 : roots >> root & 1 ? 0 : root;
        struct stream_event event = {from->day[i], party[0], (uint32_t)root, party[1],
                                     0};
        status = tc_stream_add(to, &event, error);
    }
    return status;
}

static tocsin_status run(struct ranking *r, const struct stream *stream,
                         tocsin_error *error)
{
    struct links_options options = {
        .first = stream->count, .jobs = 1, .explain_only = true};
    struct link_watch watch = {.context = r,
                               .asks = r->asks,
                               .ask_count = r->ask_count,
                               .told = told,
                               .settle = SETTLE};
    struct link_ears ears = {NULL, NULL, &watch};
    return r->ask_count && stream->count ? tc_link_run(stream, &options, &ears, error)
                                         : TOCSIN_OK;
}

tocsin_status tc_risk_ranked(struct risk *risk, tocsin_error *error)
{
    struct ranking r = {.risk = risk,
                        .parties = risk->groups.group ? risk->groups.count
                                                      : risk->stream->actors.count};
    struct stream seen;
    tc_stream_init(&seen);
    tocsin_status status = prepare(&r, error);
    if (!status && risk->question.unit == TOCSIN_RISK_PAIR) {
        r.row_of = tc_alloc(risk->units.count * sizeof *r.row_of);
        if (!r.row_of)
            status = tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
        else
            memset(r.row_of, 0xff, risk->units.count * sizeof *r.row_of);
        if (!status)
            status = copy_events(&r, &seen, error);
        if (!status)
            status = run(&r, &seen, error);
    }
    tc_stream_release(&seen);
    tc_free(r.asks);
    tc_free(r.row_of);
    return status;
}
