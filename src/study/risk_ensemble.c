/* risk_ensemble.c: six readable forecasts, one of them.
 *
 *   own      the share of the unit's past windows, drawn to the base rate by a window
 *   narrow   logistic regression on the own past, recent and whole, and its mirror
 *   wide     the same on related classes and both parties' other dealings as well, held
 *            tight by a ridge
 *   counted  negative binomial regression of the number of days on the narrow readings
 *   excited  a Hawkes process of all units, carried forward (risk_excited.c)
 *   ranked   logistic regression on how often the actor does it to anybody and on the
 *            share that the ranker of next events gives to the recipient
 *            (risk_ranked.c)
 *
 * These are three kinds: the first four count the past, each a little otherwise. The
 * kinds weigh alike, and members of a kind. Such a mean in log-odds was better than
 * most of its members (docs/risk.md), as averages of forecasts mostly are (Clemen
 * 1989): what is fitted to a few dozen events of a year errs in other places than what
 * is not fitted at all. Weights learnt from what came of each before were tried, and
 * were worse than a plain mean. What is then still too bold or too timid, beta
 * calibration mends, from forecasts whose windows are over.
 */
#include "study/risk.h"

#include <math.h>

static const double ridge_narrow = 10, ridge_wide = 300, ridge_counts = 10,
                    ridge_beta = 10;
enum { LEAST_HAPPENED = 10, ROWS = 500000 };

const double tc_ensemble_weight[TOCSIN_RISK_MEMBERS] = {
    [TOCSIN_RISK_MEMBER_OWN] = 1.0 / 12,    [TOCSIN_RISK_MEMBER_NARROW] = 1.0 / 12,
    [TOCSIN_RISK_MEMBER_WIDE] = 1.0 / 12,   [TOCSIN_RISK_MEMBER_COUNTED] = 1.0 / 12,
    [TOCSIN_RISK_MEMBER_EXCITED] = 1.0 / 3, [TOCSIN_RISK_MEMBER_RANKED] = 1.0 / 3};

/* What a fit reads of the rows. */
enum reads { READS_NARROW, READS_WIDE, READS_RANKED };
static const size_t width_of[] = {RISK_NARROW, RISK_FEATURES, RISK_RANKED};

struct rows {
    double *x, *y, *w;
    size_t count;
};

static void release_rows(struct rows *rows)
{
    tc_free(rows->x);
    tc_free(rows->y);
    tc_free(rows->w);
}

/* How often a unit is drawn: Poisson with mean 1, the same for both directions. */
static double drawn(uint32_t unit, uint64_t seed)
{
    static const double below[] = {0.36788, 0.73576, 0.91970,
                                   0.98101, 0.99634, 0.99941};
    uint64_t state = seed * 0x100000001b3u + unit;
    double u = (double)(tc_chance(&state) >> 11) / 9007199254740992.0;
    int n = 0;
    while (n < 6 && u >= below[n])
        n++;
    return n;
}

/* Of very many rows those stay in which the class was ever seen, and of the others a
 * part, the heavier. */
static double kept(const struct risk_row *row, size_t every)
{
    uint64_t state = row->pair;
    if (every < 2 || row->y || row->hits)
        return 1;
    return tc_chance(&state) % every ? 0 : (double)every;
}

/* All rows whose windows are over, with those readings of each. */
static tocsin_status gather_rows(const struct lessons *over, enum reads reads,
                                 uint64_t seed, struct rows *out, tocsin_error *error)
{
    size_t n = 0, width = width_of[reads];
    for (size_t i = 0; i < over->count; i++)
        n += tc_lesson(over, i)->count;
    size_t every = n / ROWS + 1;
    *out = (struct rows){tc_alloc(n * width * sizeof(double)),
                         tc_alloc(n * sizeof(double)), tc_alloc(n * sizeof(double)), 0};
    if (!out->x || !out->y || !out->w) {
        release_rows(out);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    }
    for (size_t i = over->count; i-- > 0;)
        for (size_t k = 0; k < tc_lesson(over, i)->count; k++) {
            const struct risk_row *row = &tc_lesson(over, i)->rows[k];
            double w = kept(row, every) * (seed ? drawn(row->pair, seed) : 1);
            if (row->y < 0 || w <= 0)
                continue;
            for (size_t f = 0; f < width; f++)
                out->x[out->count * width + f] =
                    reads == READS_RANKED ? (double)row->ranked[f] : row->x[f];
            out->y[out->count] = row->y;
            out->w[out->count++] = w;
        }
    if (out->count || !seed)
        return TOCSIN_OK;
    release_rows(out); /* of few units a draw may hold none: they stay as they are */
    return gather_rows(over, reads, 0, out, error);
}

static bool is_enough(const struct rows *rows, int at_least)
{
    int happened = 0;
    for (size_t i = 0; i < rows->count && happened < LEAST_HAPPENED; i++)
        happened += rows->y[i] >= at_least;
    return happened >= LEAST_HAPPENED;
}

/* The regression of the number of days. */
static tocsin_status fit_counts(const struct lessons *over, uint64_t seed,
                                const struct fit *start, struct fit *out,
                                tocsin_error *error)
{
    struct rows rows;
    tocsin_status status = gather_rows(over, READS_NARROW, seed, &rows, error);
    if (status)
        return status;
    struct fit_rows fitted = {rows.x, rows.y, rows.w, rows.count, RISK_NARROW};
    if (!seed && !is_enough(&rows, over->at_least))
        status = tc_fail(error, TOCSIN_EMPTY, NULL, 0, -1,
                         "too little of the class happened to learn from: fewer than "
                         "%d times in windows that are over",
                         LEAST_HAPPENED);
    if (!status)
        status = tc_fit_counts(&fitted, ridge_counts, start, out, error);
    release_rows(&rows);
    return status;
}

/* That of whether it happened on as many days as are asked for; *fit is begun from. */
static tocsin_status fit_whether(const struct lessons *over, enum reads reads,
                                 uint64_t seed, struct fit *fit, tocsin_error *error)
{
    struct rows rows;
    struct fit start = *fit;
    double ridge = reads == READS_WIDE ? ridge_wide : ridge_narrow;
    tocsin_status status = gather_rows(over, reads, seed, &rows, error);
    if (status)
        return status;
    for (size_t i = 0; i < rows.count; i++)
        rows.y[i] = rows.y[i] >= over->at_least;
    struct fit_rows fitted = {rows.x, rows.y, rows.w, rows.count, width_of[reads]};
    status = tc_fit_logistic(&fitted, ridge, seed ? &start : NULL, fit, error);
    release_rows(&rows);
    return status;
}

tocsin_status tc_ensemble_learn(const struct lessons *over, uint64_t seed,
                                struct ensemble *out, tocsin_error *error)
{
    struct fit start = out->counts;
    if (!seed)
        *out = (struct ensemble){
            .calibration = {1, 1, 0}
        };
    tocsin_status status =
        fit_counts(over, seed, seed ? &start : NULL, &out->counts, error);
    if (!status)
        status = fit_whether(over, READS_NARROW, seed, &out->narrow, error);
    if (!status)
        status = fit_whether(over, READS_WIDE, seed, &out->wide, error);
    if (!status)
        status = fit_whether(over, READS_RANKED, seed, &out->ranked, error);
    return status;
}

/* ---- asking ---------------------------------------------------------------------- */

double tc_ensemble_counted(const struct ensemble *ensemble, double line, int at_least)
{
    double share[TOCSIN_RISK_DAYS], below = 0;
    tc_negative_binomial(exp(fmin(line, 30)), ensemble->counts.dispersion, share,
                         (size_t)at_least + 1);
    for (int k = 0; k < at_least; k++)
        below += share[k];
    return below < 1 ? 1 - below : 0;
}

void tc_ensemble_ask(const struct ensemble *ensemble, const struct snapshot *snapshot,
                     size_t row, int at_least, struct members *out)
{
    const struct risk_row *r = &snapshot->rows[row];
    double ranked[RISK_RANKED], line = tc_fit_line(&ensemble->counts, r->x), sum = 0;
    for (int k = 0; k < RISK_RANKED; k++)
        ranked[k] = (double)r->ranked[k];
    out->mean = fmax((double)r->expected, 1e-9);
    out->dispersion = (double)r->dispersion;
    out->of[TOCSIN_RISK_MEMBER_OWN] =
        (r->hits + snapshot->base) / ((double)snapshot->windows + 1);
    out->of[TOCSIN_RISK_MEMBER_NARROW] =
        tc_logistic(tc_fit_line(&ensemble->narrow, r->x));
    out->of[TOCSIN_RISK_MEMBER_WIDE] = tc_logistic(tc_fit_line(&ensemble->wide, r->x));
    out->of[TOCSIN_RISK_MEMBER_COUNTED] = tc_ensemble_counted(ensemble, line, at_least);
    out->of[TOCSIN_RISK_MEMBER_EXCITED] = (double)r->excited;
    out->of[TOCSIN_RISK_MEMBER_RANKED] =
        tc_logistic(tc_fit_line(&ensemble->ranked, ranked));
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
        sum += tc_ensemble_weight[k] * tc_logit(out->of[k]);
    out->raw = tc_logistic(sum);
    out->p = tc_beta(&ensemble->calibration, out->raw);
}

void tc_ensemble_shares(const struct members *members,
                        const tocsin_risk_question *question,
                        double share[TOCSIN_RISK_DAYS])
{
    double below = 0;
    int at_least = question->at_least;
    size_t count = (size_t)question->days + 1;
    for (int k = 0; k < TOCSIN_RISK_DAYS; k++)
        share[k] = 0;
    tc_negative_binomial(members->mean, members->dispersion, share,
                         count < TOCSIN_RISK_DAYS ? count : TOCSIN_RISK_DAYS);
    for (int k = 0; k < at_least; k++)
        below += share[k];
    double low = below > 0 ? (1 - members->p) / below : 0;
    double high = below < 1 ? members->p / (1 - below) : 0;
    for (int k = 0; k < TOCSIN_RISK_DAYS; k++)
        share[k] *= k < at_least ? low : high;
}

tocsin_status tc_ensemble_calibrate(const struct lessons *over, struct ensemble *out,
                                    tocsin_error *error)
{
    size_t n = 0, filled = 0;
    for (size_t i = 0; i < over->count; i++)
        n += tc_lesson(over, i)->raw ? tc_lesson(over, i)->count : 0;
    struct outcome *o = tc_alloc(n * sizeof *o);
    if (!o)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t i = over->count; i-- > 0;) {
        const struct snapshot *s = tc_lesson(over, i);
        for (size_t k = 0; s->raw && k < s->count; k++)
            if (s->rows[k].y >= 0)
                o[filled++] =
                    (struct outcome){s->raw[k], s->rows[k].y >= over->at_least};
    }
    tc_beta_fit(o, filled, ridge_beta, &out->calibration);
    tc_free(o);
    return TOCSIN_OK;
}
