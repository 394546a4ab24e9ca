/* backtest.c: every window that is over, forecast as of the day before it began.
 *
 * At an origin only snapshots are learnt from whose windows were over by then, and the
 * calibration only from forecasts whose windows were. The scores are those of origins a
 * whole window apart, counted back from the last, so that no day counts twice.
 */
#include "study/risk.h"

#include <math.h>
#include <string.h>

enum { LEARN_FROM = 24, LEAST_SNAPSHOTS = 3 };

/* The snapshots whose windows were over by origin, the last and then every so many
 * before it: where there are many, as far apart as windows are long. */
static struct lessons over_by(const struct risk *risk, int32_t origin)
{
    struct lessons over = {
        .past = risk->past, .stride = 1, .at_least = risk->question.at_least};
    size_t end = 0;
    while (end < risk->past_count &&
           risk->past[end].origin + risk->question.days <= origin)
        end++;
    over.last = end;
    if (risk->past_count > 1) {
        size_t most = (size_t)(risk->question.days /
                               (risk->past[1].origin - risk->past[0].origin));
        over.stride = end / LEARN_FROM;
        over.stride = over.stride > most ? most : over.stride;
        over.stride = over.stride < 1 ? 1 : over.stride;
    }
    over.count = end ? (end - 1) / over.stride + 1 : 0;
    over.count = over.count > LEARN_FROM ? LEARN_FROM : over.count;
    return over;
}

/* EMPTY: it is too early to forecast. */
tocsin_status tc_backtest_learn(const struct risk *risk, int32_t origin,
                                struct ensemble *out, tocsin_error *error)
{
    struct lessons over = over_by(risk, origin);
    if (over.count < LEAST_SNAPSHOTS)
        return tc_fail(error, TOCSIN_EMPTY, NULL, 0, -1,
                       "the past is too short to learn from: it has %zu windows that "
                       "are over, and at least %d are wanted",
                       over.count, LEAST_SNAPSHOTS);
    tocsin_status status = tc_ensemble_learn(&over, 0, out, error);
    return status ? status : tc_ensemble_calibrate(&over, out, error);
}

tocsin_status tc_backtest_redraw(const struct risk *risk, int32_t origin, uint64_t seed,
                                 struct ensemble *out, tocsin_error *error)
{
    struct lessons over = over_by(risk, origin);
    return tc_ensemble_learn(&over, seed, out, error);
}

struct tally {
    struct outcome *model, *reference[TOCSIN_RISK_REFERENCES]; /* (room) */
    struct outcome *member[TOCSIN_RISK_MEMBERS];               /* (room) */
    double *loss, *losses[TOCSIN_RISK_REFERENCES];             /* (room): Brier */
    uint32_t *block;
    size_t count, room;
    double crps[1 + TOCSIN_RISK_REFERENCES];
    double precision[3];
};
static const size_t alarms[3] = {10, 30, 100};

static bool make_tally(struct tally *t, size_t room)
{
    *t = (struct tally){.room = room};
    t->model = tc_alloc(room * sizeof *t->model);
    t->loss = tc_alloc(room * sizeof *t->loss);
    t->block = tc_alloc(room * sizeof *t->block);
    bool enough = t->model && t->loss && t->block;
    for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++) {
        t->reference[k] = tc_alloc(room * sizeof **t->reference);
        t->losses[k] = tc_alloc(room * sizeof **t->losses);
        enough = enough && t->reference[k] && t->losses[k];
    }
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++) {
        t->member[k] = tc_alloc(room * sizeof **t->member);
        enough = enough && t->member[k];
    }
    return enough;
}

static void release_tally(struct tally *t)
{
    tc_free(t->model);
    tc_free(t->loss);
    tc_free(t->block);
    for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++) {
        tc_free(t->reference[k]);
        tc_free(t->losses[k]);
    }
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
        tc_free(t->member[k]);
}

static double square(double x)
{
    return x * x;
}

static void tally_row(struct tally *t, const struct risk *risk,
                      const struct snapshot *s, const struct ensemble *e, size_t row)
{
    const struct risk_row *r = &s->rows[row];
    struct members m;
    double share[TOCSIN_RISK_DAYS];
    int at_least = risk->question.at_least;
    bool happened = r->y >= at_least;
    tc_ensemble_ask(e, s, row, at_least, &m);
    tc_ensemble_shares(&m, &risk->question, share);
    double p[TOCSIN_RISK_REFERENCES] = {m.of[TOCSIN_RISK_MEMBER_OWN], s->base,
                                        r->last >= at_least};
    t->model[t->count] = (struct outcome){m.p, happened};
    t->loss[t->count] = square(m.p - happened);
    for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++) {
        t->reference[k][t->count] = (struct outcome){p[k], happened};
        t->losses[k][t->count] = square(p[k] - happened);
    }
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
        t->member[k][t->count] = (struct outcome){m.of[k], happened};
    t->crps[0] += tc_score_crps_counts(share, TOCSIN_RISK_DAYS, r->y);
    t->crps[1 + TOCSIN_RISK_BASE] +=
        tc_score_crps_counts(s->shares, TOCSIN_RISK_DAYS, r->y);
    t->crps[1 + TOCSIN_RISK_PERSISTENCE] += fabs((double)r->last - r->y);
    t->block[t->count++] = r->pair;
}

static tocsin_risk_scores scores_of(const struct outcome *o, size_t count, double crps)
{
    return (tocsin_risk_scores){tc_score_brier(o, count), tc_score_log(o, count),
                                tc_score_auc(o, count), crps};
}

static tocsin_status score(struct risk *risk, struct tally *t, tocsin_error *error)
{
    tocsin_risk_past *past = &risk->scores;
    double n = (double)t->count, none = (double)NAN;
    past->forecasts = t->count;
    past->model = scores_of(t->model, t->count, t->crps[0] / n);
    for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++)
        past->reference[k] =
            scores_of(t->reference[k], t->count,
                      k == TOCSIN_RISK_OWN ? none : t->crps[k + 1] / n);
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
        past->member[k] = scores_of(t->member[k], t->count, none);
    for (size_t i = 0; i < t->count; i++)
        past->happened += t->model[i].happened;
    for (int k = 0; k < 3; k++)
        past->precision[k] = t->precision[k] / (double)past->origins;
    struct reliability bins;
    tocsin_status status =
        tc_score_reliability(t->model, t->count, false, &bins, error);
    if (status)
        return status;
    past->calibration_error = bins.error;
    memcpy(past->bin_count, bins.count, sizeof bins.count);
    memcpy(past->bin_mean, bins.mean, sizeof bins.mean);
    memcpy(past->bin_share, bins.share, sizeof bins.share);
    for (int k = 0; k < TOCSIN_RISK_REFERENCES && !status; k++) {
        struct skill_losses losses = {t->loss, t->losses[k], t->block, t->count,
                                      risk->units.count};
        struct bounds bounds;
        status = tc_score_skill(&losses, 1, &bounds, error);
        past->skill[k] = (tocsin_interval){bounds.value, bounds.low, bounds.high};
    }
    return status;
}

/* Forecasts one snapshot as of its day; EMPTY leaves it without. */
static tocsin_status forecast_one(struct risk *risk, struct snapshot *s,
                                  struct ensemble *ensemble, tocsin_error *error)
{
    tocsin_status status = tc_backtest_learn(risk, s->origin, ensemble, error);
    if (status)
        return status;
    s->raw = tc_alloc(s->count * sizeof *s->raw);
    if (!s->raw)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t k = 0; k < s->count; k++) {
        struct members m;
        tc_ensemble_ask(ensemble, s, k, risk->question.at_least, &m);
        s->raw[k] = m.raw;
    }
    return TOCSIN_OK;
}

static void tally_snapshot(struct risk *risk, const struct snapshot *s,
                           const struct ensemble *ensemble, struct tally *t)
{
    size_t from = t->count;
    for (size_t k = 0; k < s->count; k++)
        tally_row(t, risk, s, ensemble, k);
    for (int k = 0; k < 3; k++)
        t->precision[k] +=
            tc_score_precision(t->model + from, t->count - from, alarms[k]);
    tocsin_risk_past *past = &risk->scores;
    if (!past->origins++)
        past->first = s->origin - 1;
    past->last = s->origin - 1;
    past->units = s->count;
}

tocsin_status tc_backtest(struct risk *risk, tocsin_error *error)
{
    struct tally tally;
    size_t room = 0;
    tocsin_status status = TOCSIN_OK;
    int32_t end = risk->now.origin, days = risk->question.days;
    for (size_t i = 0; i < risk->past_count; i++)
        if ((end - risk->past[i].origin) % days == 0)
            room += risk->past[i].count;
    if (!make_tally(&tally, room))
        status = tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t i = 0; i < risk->past_count && !status; i++) {
        struct snapshot *s = &risk->past[i];
        struct ensemble ensemble;
        if (!s->count)
            continue;
        status = forecast_one(risk, s, &ensemble, error);
        if (status == TOCSIN_EMPTY)
            status = TOCSIN_OK;
        else if (!status && (end - s->origin) % days == 0)
            tally_snapshot(risk, s, &ensemble, &tally);
    }
    if (!status && tally.count)
        status = score(risk, &tally, error);
    release_tally(&tally);
    return status;
}
