/* risk_snapshot.c: what could be known of every unit on a day: decayed days of its
 * own and of its mirror, by class, and its past windows; and, where that is over, what
 * came.
 *
 * Rates are logarithms of decayed days by decayed time, with a window of the base rate
 * added, so that a unit without a past stands where the base rate is, not at minus
 * infinity.
 */
#include "study/risk.h"

#include <math.h>
#include <string.h>

/* Sums that fade, brought up to a day when they are touched. */
struct fading {
    float sum[RISK_LIVES];
    int32_t day;
};
struct gathering {
    const struct risk_units *units;
    const tocsin_risk_question *question;
    int32_t origin;
    size_t count;              /* units known */
    struct fading *fades;      /* (count, 2, RISK_CLASSES) */
    uint32_t *done, *suffered; /* (groups): days of the class by anybody */
    uint32_t *window;    /* (count): which is being counted, back from the origin */
    uint16_t *in_window; /* (count) */
    uint16_t *latest;    /* (count): days in the last window */
    uint32_t *hits;      /* (count) */
    size_t groups;
    double life[RISK_LIVES], time[RISK_LIVES]; /* half-lives; decayed time so far */
    double target_days;
};

static double faded(const struct fading *f, int life, int32_t to, const double *lives)
{
    return (double)f->sum[life] * exp2(-(double)(to - f->day) / lives[life]);
}

static void touch(struct fading *f, int32_t day, const double *lives)
{
    for (int k = 0; k < RISK_LIVES; k++)
        f->sum[k] = (float)faded(f, k, day, lives) + 1;
    f->day = day;
}

/* Ends the window that is being counted. */
static void close_window(struct gathering *g, uint32_t unit, struct snapshot *s)
{
    unsigned days = g->in_window[unit];
    if (!days || g->window[unit] >= s->windows)
        return;
    s->shares[days < TOCSIN_RISK_DAYS ? days : TOCSIN_RISK_DAYS - 1]++;
    g->hits[unit] += days >= (unsigned)g->question->at_least;
    if (g->window[unit] == 0)
        g->latest[unit] = (uint16_t)days;
}

static void count_target(struct gathering *g, const struct risk_day *d,
                         struct snapshot *s)
{
    uint32_t window = (uint32_t)(g->origin - 1 - d->day) / (uint32_t)g->question->days;
    if (g->window[d->unit] != window) {
        close_window(g, d->unit, s);
        g->window[d->unit] = window;
        g->in_window[d->unit] = 0;
    }
    g->in_window[d->unit]++;
    g->target_days++;
    g->done[g->units->actor[d->unit]]++;
    if (g->units->recipient[d->unit] != TC_NO_GROUP)
        g->suffered[g->units->recipient[d->unit]]++;
}

static void read_past(struct gathering *g, struct snapshot *s)
{
    const struct risk_units *u = g->units;
    for (size_t i = 0; i < u->day_count && u->days[i].day < g->origin; i++) {
        const struct risk_day *d = &u->days[i];
        size_t at = ((size_t)d->unit * 2 + d->side) * RISK_CLASSES + d->class;
        touch(&g->fades[at], d->day, g->life);
        if (d->class == RISK_TARGET && d->side == 0)
            count_target(g, d, s);
    }
    double hits = 0, busy = 0, all = (double)g->count * (double)s->windows;
    for (uint32_t i = 0; i < g->count; i++) {
        close_window(g, i, s);
        hits += g->hits[i];
    }
    for (int k = 1; k < TOCSIN_RISK_DAYS; k++)
        busy += s->shares[k];
    s->shares[0] = all - busy;
    for (int k = 0; k < TOCSIN_RISK_DAYS; k++)
        s->shares[k] /= all;
    s->base = (hits + 0.5) / (all + 1);
}

static void fill_row(const struct gathering *g, uint32_t unit, struct risk_row *row)
{
    const struct fading *f = g->fades + (size_t)unit * 2 * RISK_CLASSES;
    const struct fading *m = f + RISK_CLASSES;
    int32_t to = g->origin - 1;
    double window = g->question->days;
    double prior = (g->target_days + 0.5) / ((double)g->count * g->time[2]) * window;
    double rate[RISK_LIVES + 1];
    for (int k = 0; k < RISK_LIVES; k++)
        rate[k] = log((faded(f, k, to, g->life) + prior) / (g->time[k] + window));
    rate[3] = log((faded(m, 2, to, g->life) + prior) / (g->time[2] + window));
    row->x[0] = rate[0];
    row->x[1] = rate[2];
    row->x[2] = rate[3];
    double p = ((double)row->hits + g->target_days / ((double)g->count * g->time[2])) /
               (floor(g->time[2] / window) + 1);
    row->x[3] = tc_logit(p);
    row->x[4] = rate[1];
    row->x[5] = log((faded(m, 0, to, g->life) + prior) / (g->time[0] + window));
    for (int c = 1; c < RISK_CLASSES; c++)
        row->x[5 + c] =
            log((faded(&f[c], 2, to, g->life) + faded(&m[c], 2, to, g->life) + 0.1) /
                (g->time[2] + window));
    uint32_t other = g->units->recipient[unit];
    double done = g->done[g->units->actor[unit]];
    double suffered = other == TC_NO_GROUP ? 0 : g->suffered[other];
    row->x[12] = log((done + 0.3) / (g->time[2] + window));
    row->x[13] = log((suffered + 0.3) / (g->time[2] + window));
    row->x[14] = log((faded(&f[RISK_THREAT], 0, to, g->life) +
                      faded(&f[RISK_COERCION], 0, to, g->life) +
                      faded(&m[RISK_THREAT], 0, to, g->life) +
                      faded(&m[RISK_COERCION], 0, to, g->life) + 0.1) /
                     (g->time[0] + window));
}

static bool is_asked(const struct gathering *g, uint32_t unit)
{
    const struct fading *f = g->fades + (size_t)unit * 2 * RISK_CLASSES;
    bool never = f[RISK_TARGET].sum[2] <= 0;
    return !g->question->quiet || never ||
           g->origin - 1 - f[RISK_TARGET].day >= g->question->quiet;
}

static tocsin_status fill_rows(const struct gathering *g, int32_t known,
                               struct snapshot *s, tocsin_error *error)
{
    const struct risk_units *u = g->units;
    int32_t end = g->origin + g->question->days;
    uint32_t *row_of = tc_alloc(g->count * sizeof *row_of);
    s->rows = tc_alloc(g->count * sizeof *s->rows);
    if (!row_of || !s->rows) {
        tc_free(row_of);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    }
    for (uint32_t i = 0; i < g->count; i++) {
        row_of[i] = UINT32_MAX;
        if (!is_asked(g, i))
            continue;
        struct risk_row *row = &s->rows[s->count];
        uint32_t mirror = u->mirror[i];
        *row = (struct risk_row){.unit = i,
                                 .pair = mirror < i ? mirror : i,
                                 .hits = g->hits[i],
                                 .last = g->latest[i],
                                 .y = end <= known ? 0 : -1};
        fill_row(g, i, row);
        row_of[i] = (uint32_t)s->count++;
    }
    for (size_t i = 0; i < u->day_count && end <= known && u->days[i].day < end; i++) {
        const struct risk_day *d = &u->days[i];
        if (d->day >= g->origin && d->class == RISK_TARGET && !d->side &&
            d->unit < g->count && row_of[d->unit] != UINT32_MAX)
            s->rows[row_of[d->unit]].y++;
    }
    tc_free(row_of);
    return TOCSIN_OK;
}

static bool make_room(struct gathering *g)
{
    size_t fades = g->count * 2 * RISK_CLASSES, n = g->count;
    g->fades = tc_alloc(fades * sizeof *g->fades);
    g->done = tc_alloc(g->groups * sizeof *g->done);
    g->suffered = tc_alloc(g->groups * sizeof *g->suffered);
    g->window = tc_alloc(n * sizeof *g->window);
    g->in_window = tc_alloc(n * sizeof *g->in_window);
    g->latest = tc_alloc(n * sizeof *g->latest);
    g->hits = tc_alloc(n * sizeof *g->hits);
    if (!g->fades || !g->done || !g->suffered || !g->window || !g->in_window ||
        !g->latest || !g->hits)
        return false;
    memset(g->fades, 0, fades * sizeof *g->fades);
    for (size_t i = 0; i < fades; i++)
        g->fades[i].day = g->units->first;
    memset(g->done, 0, g->groups * sizeof *g->done);
    memset(g->suffered, 0, g->groups * sizeof *g->suffered);
    memset(g->window, 0, n * sizeof *g->window);
    memset(g->in_window, 0, n * sizeof *g->in_window);
    memset(g->latest, 0, n * sizeof *g->latest);
    memset(g->hits, 0, n * sizeof *g->hits);
    return true;
}

static void set_lives(struct gathering *g)
{
    double length = g->origin - g->units->first;
    double lives[RISK_LIVES] = {g->question->days, 3.0 * g->question->days, INFINITY};
    for (int k = 0; k < RISK_LIVES; k++) {
        double step = exp2(-1 / lives[k]);
        g->life[k] = lives[k];
        g->time[k] = step < 1 ? (1 - pow(step, length)) / (1 - step) : length;
    }
}

tocsin_status tc_snapshot(const struct risk_units *units,
                          const tocsin_risk_question *question, int32_t origin,
                          int32_t known, struct snapshot *out, tocsin_error *error)
{
    struct gathering g = {.units = units, .question = question, .origin = origin};
    *out = (struct snapshot){.origin = origin};
    while (g.count < units->count && units->born[g.count] < origin) {
        uint32_t actor = units->actor[g.count];
        g.groups = actor >= g.groups ? actor + 1 : g.groups;
        g.count++;
    }
    if (units->recipient && g.count && units->recipient[0] != TC_NO_GROUP)
        for (size_t i = 0; i < g.count; i++)
            if (units->recipient[i] >= g.groups)
                g.groups = units->recipient[i] + 1;
    out->windows = (size_t)(origin - units->first) / (size_t)question->days;
    if (!g.count || !out->windows)
        return TOCSIN_OK;
    set_lives(&g);
    tocsin_status status = TOCSIN_OK;
    if (make_room(&g)) {
        read_past(&g, out);
        status = fill_rows(&g, known, out, error);
    } else
        status = tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    tc_free(g.fades);
    tc_free(g.done);
    tc_free(g.suffered);
    tc_free(g.window);
    tc_free(g.in_window);
    tc_free(g.latest);
    tc_free(g.hits);
    if (status)
        tc_snapshot_release(out);
    return status;
}

void tc_snapshot_release(struct snapshot *snapshot)
{
    tc_free(snapshot->rows);
    tc_free(snapshot->raw);
    *snapshot = (struct snapshot){0};
}
