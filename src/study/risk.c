/* risk.c: forecasts of the units of a stream from a day, with what such forecasts were
 * worth before it.
 *
 * Origins lie a third of a window apart, counted back from the day. The interval of a
 * probability is that of the fitted parts: whole units are drawn again, 40 times, and
 * the spread of the log-odds is taken. It does not hold what nobody can know, such as
 * a war that begins.
 */
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS = 3,
    SNAPSHOTS = 200,
    ROWS = 5000000,
    DRAWS = 40,
    ASSAULT_ROOTS = 7 << 18
};

static tocsin_status check_question(const tocsin_risk_question *asked,
                                    const struct stream *stream,
                                    tocsin_risk_question *q, tocsin_error *error)
{
    *q = *asked;
    if (!q->roots)
        q->roots = ASSAULT_ROOTS;
    if (!q->days)
        q->days = 30;
    if (!q->at_least)
        q->at_least = 1;
    if (q->days < 1 || q->days > 365 || q->at_least < 1 || q->at_least > q->days ||
        q->at_least >= TOCSIN_RISK_DAYS || q->quiet < 0 || q->quiet > 36500)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1,
                       "windows have 1 to 365 days, of which at least 1 to %d are "
                       "asked for, and no more than the window has",
                       TOCSIN_RISK_DAYS - 1);
    if (!stream->count)
        return tc_fail(error, TOCSIN_EMPTY, NULL, 0, -1, "there are no events");
    long long last = stream->day[stream->count - 1];
    if (q->as_of == TOCSIN_RISK_NOW)
        q->as_of = last;
    if (q->as_of < stream->day[0])
        return tc_fail(error, TOCSIN_EMPTY, NULL, 0, -1,
                       "there are no events by that day");
    if (q->as_of > last + 36500)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1,
                       "the day is more than a hundred years after the last event");
    return TOCSIN_OK;
}

/* Snapshots back from the day; those without a window behind them are left out. */
static tocsin_status take_snapshots(struct risk *risk, tocsin_error *error)
{
    int32_t now = (int32_t)risk->question.as_of + 1, days = risk->question.days;
    int32_t step = days / STEPS > 0 ? days / STEPS : 1;
    int32_t first = risk->units.first + days;
    while (days % step)
        step--;
    size_t count = now - days >= first ? (size_t)((now - days - first) / step) + 1 : 0;
    size_t most = ROWS / (risk->units.count + 1);
    if (most > SNAPSHOTS)
        most = SNAPSHOTS;
    if (count > most)
        count = most;
    risk->past = tc_alloc(count * sizeof *risk->past);
    if (!risk->past)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && !status; i++) {
        int32_t origin = now - days - (int32_t)(count - 1 - i) * step;
        status = tc_snapshot(&risk->units, &risk->question, origin, now, &risk->past[i],
                             error);
        risk->past_count += !status;
    }
    return status ? status
                  : tc_snapshot(&risk->units, &risk->question, now, now, &risk->now,
                                error);
}

/* The spread of the log-odds over ensembles that are learnt from units drawn again. */
static tocsin_status spread(struct risk *risk, tocsin_error *error)
{
    size_t n = risk->now.count;
    double *sums = tc_alloc(2 * n * sizeof *sums);
    if (!sums)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    memset(sums, 0, 2 * n * sizeof *sums);
    tocsin_status status = TOCSIN_OK;
    for (uint64_t seed = 1; seed <= DRAWS && !status; seed++) {
        struct ensemble e = risk->ensemble;
        status = tc_backtest_redraw(risk, risk->now.origin, seed, &e, error);
        for (size_t i = 0; i < n && !status; i++) {
            struct members m;
            tc_ensemble_ask(&e, &risk->now, i, risk->question.at_least, &m);
            double off = tc_logit(m.p) - tc_logit(risk->p[i]);
            sums[2 * i] += off;
            sums[2 * i + 1] += off * off;
        }
    }
    for (size_t i = 0; i < n; i++) {
        double mean = sums[2 * i] / DRAWS;
        double square = sums[2 * i + 1] / DRAWS - mean * mean;
        risk->spread[i] = square > 0 ? sqrt(square) : 0;
    }
    tc_free(sums);
    return status;
}

struct placed {
    double p;
    uint32_t row;
};

static int by_p(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? 1 : -1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static tocsin_status put_in_order(struct risk *risk, tocsin_error *error)
{
    struct placed *placed = tc_alloc(risk->now.count * sizeof *placed);
    if (!placed)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (uint32_t i = 0; i < risk->now.count; i++)
        placed[i] = (struct placed){risk->p[i], i};
    qsort(placed, risk->now.count, sizeof *placed, by_p);
    for (size_t i = 0; i < risk->now.count; i++)
        risk->order[i] = placed[i].row;
    tc_free(placed);
    return TOCSIN_OK;
}

static tocsin_status forecast_now(struct risk *risk, tocsin_error *error)
{
    size_t n = risk->now.count;
    tocsin_status status =
        tc_backtest_learn(risk, risk->now.origin, &risk->ensemble, error);
    if (status)
        return status;
    risk->p = tc_alloc(n * sizeof *risk->p);
    risk->spread = tc_alloc(n * sizeof *risk->spread);
    risk->order = tc_alloc(n * sizeof *risk->order);
    if (!risk->p || !risk->spread || !risk->order)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t i = 0; i < n; i++) {
        struct members m;
        tc_ensemble_ask(&risk->ensemble, &risk->now, i, risk->question.at_least, &m);
        risk->p[i] = m.p;
    }
    status = spread(risk, error);
    return status ? status : put_in_order(risk, error);
}

tocsin_status tc_risk_open(const struct stream *stream, struct risk_groups groups,
                           const tocsin_risk_question *question, struct risk **out,
                           tocsin_error *error)
{
    tocsin_risk_question q;
    *out = NULL;
    tocsin_status status = check_question(question, stream, &q, error);
    if (status)
        return status;
    struct risk *risk = tc_alloc(sizeof *risk);
    if (!risk)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    *risk = (struct risk){.question = q, .stream = stream, .groups = groups};
    status =
        tc_risk_units(stream, groups, &q, (int32_t)q.as_of + 1, &risk->units, error);
    if (!status)
        status = take_snapshots(risk, error);
    if (!status)
        status = tc_risk_excited(risk, error);
    if (!status)
        status = tc_risk_ranked(risk, error);
    if (!status)
        status = tc_backtest(risk, error);
    if (!status)
        status = forecast_now(risk, error);
    if (status)
        tc_risk_close(risk);
    else
        *out = risk;
    return status;
}

void tc_risk_close(struct risk *risk)
{
    if (!risk)
        return;
    for (size_t i = 0; i < risk->past_count; i++)
        tc_snapshot_release(&risk->past[i]);
    tc_snapshot_release(&risk->now);
    tc_risk_units_release(&risk->units);
    tc_free(risk->past);
    tc_free(risk->p);
    tc_free(risk->spread);
    tc_free(risk->order);
    tc_free(risk);
}

void tc_risk_past(const struct risk *risk, tocsin_risk_past *out)
{
    *out = risk->scores;
}

static void fill_forecast(const struct risk *risk, uint32_t at,
                          tocsin_risk_forecast *out)
{
    const struct risk_row *row = &risk->now.rows[at];
    struct members m;
    int at_least = risk->question.at_least;
    double logit = tc_logit(risk->p[at]), reach = 1.96 * risk->spread[at];
    tc_ensemble_ask(&risk->ensemble, &risk->now, at, at_least, &m);
    *out = (tocsin_risk_forecast){
        .probability = {m.p, tc_logistic(logit - reach), tc_logistic(logit + reach)},
        .own = m.of[TOCSIN_RISK_MEMBER_OWN],
        .base = risk->now.base,
        .narrow = m.of[TOCSIN_RISK_MEMBER_NARROW],
        .wide = m.of[TOCSIN_RISK_MEMBER_WIDE],
        .counted = m.of[TOCSIN_RISK_MEMBER_COUNTED],
        .excited = m.of[TOCSIN_RISK_MEMBER_EXCITED],
        .ranked = m.of[TOCSIN_RISK_MEMBER_RANKED],
        .windows = risk->now.windows,
        .hits = row->hits,
        .last = TOCSIN_RISK_NOW
    };
    tc_ensemble_shares(&m, &risk->question, out->share);
    for (int k = 0; k < TOCSIN_RISK_DAYS; k++)
        out->mean += k * out->share[k];
    for (size_t i = 0; i < risk->units.day_count; i++) {
        const struct risk_day *d = &risk->units.days[i];
        if (d->unit == row->unit && !d->side && d->class == RISK_TARGET) {
            out->seen++;
            out->last = d->day;
        }
    }
}

tocsin_status tc_risk_row(const struct risk *risk, uint32_t actor, uint32_t recipient,
                          uint32_t *row, tocsin_error *error)
{
    uint32_t unit = tc_risk_unit(&risk->units, actor, recipient);
    if (unit == UINT32_MAX)
        return tc_fail(error, TOCSIN_MISSING, NULL, 0, -1,
                       "nothing of them is known by that day");
    for (uint32_t i = 0; i < risk->now.count; i++)
        if (risk->now.rows[i].unit == unit) {
            *row = i;
            return TOCSIN_OK;
        }
    return tc_fail(error, TOCSIN_MISSING, NULL, 0, -1,
                   "they were not quiet for so long by that day");
}

tocsin_status tc_risk_of(const struct risk *risk, uint32_t actor, uint32_t recipient,
                         tocsin_risk_forecast *out, tocsin_error *error)
{
    uint32_t row = 0;
    tocsin_status status = tc_risk_row(risk, actor, recipient, &row, error);
    if (!status)
        fill_forecast(risk, row, out);
    return status;
}

bool tc_risk_at(const struct risk *risk, size_t rank, uint32_t *actor,
                uint32_t *recipient, tocsin_risk_forecast *out)
{
    if (rank >= risk->now.count)
        return false;
    uint32_t row = risk->order[rank], unit = risk->now.rows[row].unit;
    fill_forecast(risk, row, out);
    *actor = risk->units.actor[unit];
    *recipient = risk->units.recipient[unit];
    return true;
}
