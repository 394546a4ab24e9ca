/* risk_ensemble.c: four readable forecasts, one of them.
 *
 *   own      the share of the unit's past windows, drawn to the base rate by a window
 *   narrow   logistic regression on the own past, recent and whole, and its mirror
 *   wide     the same on related classes and both parties' other dealings as well, held
 *            tight by a ridge
 *   counted  negative binomial regression of the number of days on the narrow readings
 *
 * Their mean in log-odds was better than any of them (docs/risk.md), as averages of
 * forecasts mostly are (Clemen 1989): what is fitted to a few dozen events of a year
 * errs in other places than what is not fitted at all. What is then still too bold or
 * too timid, beta calibration mends, from forecasts whose windows are over.
 */
#include "study/risk.h"

#include <math.h>

static const double ridge_narrow = 10, ridge_wide = 300, ridge_counts = 10,
                    ridge_beta = 10;
enum { LEAST_HAPPENED = 10, ROWS = 500000 };

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

/* All rows whose windows are over, with the first features of each. */
static tocsin_status gather_rows(const struct snapshot *past, size_t count,
                                 size_t features, uint64_t seed, struct rows *out,
                                 tocsin_error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += past[i].count;
    size_t every = n / ROWS + 1;
    *out = (struct rows){tc_alloc(n * features * sizeof(double)),
                         tc_alloc(n * sizeof(double)), tc_alloc(n * sizeof(double)), 0};
    if (!out->x || !out->y || !out->w) {
        release_rows(out);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < past[i].count; k++) {
            const struct risk_row *row = &past[i].rows[k];
            double w = kept(row, every) * (seed ? drawn(row->pair, seed) : 1);
            if (row->y < 0 || w <= 0)
                continue;
            for (size_t f = 0; f < features; f++)
                out->x[out->count * features + f] = row->x[f];
            out->y[out->count] = row->y;
            out->w[out->count++] = w;
        }
    return TOCSIN_OK;
}

static void ask_whether(struct rows *rows, int at_least)
{
    for (size_t i = 0; i < rows->count; i++)
        rows->y[i] = rows->y[i] >= at_least;
}

static bool is_enough(const struct rows *rows, int at_least)
{
    int happened = 0;
    for (size_t i = 0; i < rows->count && happened < LEAST_HAPPENED; i++)
        happened += rows->y[i] >= at_least;
    return happened >= LEAST_HAPPENED;
}

tocsin_status tc_ensemble_learn(const struct snapshot *past, size_t count, int at_least,
                                uint64_t seed, struct ensemble *out,
                                tocsin_error *error)
{
    struct rows rows;
    struct ensemble start = *out;
    const struct ensemble *from = seed ? &start : NULL;
    tocsin_status status = gather_rows(past, count, RISK_NARROW, seed, &rows, error);
    if (status)
        return status;
    *out = (struct ensemble){
        .calibration = from ? start.calibration : (struct beta_map){1, 1, 0}
    };
    struct fit_rows narrow = {rows.x, rows.y, rows.w, rows.count, RISK_NARROW};
    if (!seed && !is_enough(&rows, at_least))
        status = tc_fail(error, TOCSIN_EMPTY, NULL, 0, -1,
                         "too little of the class happened to learn from: fewer than "
                         "%d times in windows that are over",
                         LEAST_HAPPENED);
    if (!status)
        status = tc_fit_counts(&narrow, ridge_counts, from ? &from->counts : NULL,
                               &out->counts, error);
    ask_whether(&rows, at_least);
    if (!status)
        status = tc_fit_logistic(&narrow, ridge_narrow, from ? &from->narrow : NULL,
                                 &out->narrow, error);
    release_rows(&rows);
    if (!status)
        status = gather_rows(past, count, RISK_FEATURES, seed, &rows, error);
    if (status)
        return status;
    ask_whether(&rows, at_least);
    struct fit_rows wide = {rows.x, rows.y, rows.w, rows.count, RISK_FEATURES};
    status = tc_fit_logistic(&wide, ridge_wide, from ? &from->wide : NULL, &out->wide,
                             error);
    release_rows(&rows);
    return status;
}

void tc_ensemble_ask(const struct ensemble *ensemble, const struct snapshot *snapshot,
                     size_t row, int at_least, struct members *out)
{
    const struct risk_row *r = &snapshot->rows[row];
    double share[TOCSIN_RISK_DAYS], below = 0;
    double line = tc_fit_line(&ensemble->counts, r->x);
    out->mean = exp(line > 30 ? 30 : line);
    tc_negative_binomial(out->mean, ensemble->counts.dispersion, share,
                         TOCSIN_RISK_DAYS);
    for (int k = 0; k < at_least && k < TOCSIN_RISK_DAYS; k++)
        below += share[k];
    out->own = (r->hits + snapshot->base) / ((double)snapshot->windows + 1);
    out->narrow = tc_logistic(tc_fit_line(&ensemble->narrow, r->x));
    out->wide = tc_logistic(tc_fit_line(&ensemble->wide, r->x));
    out->counted = below < 1 ? 1 - below : 0;
    out->raw = tc_logistic((tc_logit(out->own) + tc_logit(out->narrow) +
                            tc_logit(out->wide) + tc_logit(out->counted)) /
                           4);
    out->p = tc_beta(&ensemble->calibration, out->raw);
}

void tc_ensemble_shares(const struct ensemble *ensemble, const struct members *members,
                        int at_least, double share[TOCSIN_RISK_DAYS])
{
    double below = 0;
    tc_negative_binomial(members->mean, ensemble->counts.dispersion, share,
                         TOCSIN_RISK_DAYS);
    for (int k = 0; k < at_least; k++)
        below += share[k];
    double low = below > 0 ? (1 - members->p) / below : 0;
    double high = below < 1 ? members->p / (1 - below) : 0;
    for (int k = 0; k < TOCSIN_RISK_DAYS; k++)
        share[k] *= k < at_least ? low : high;
}

tocsin_status tc_ensemble_calibrate(const struct snapshot *past, size_t count,
                                    int at_least, struct ensemble *out,
                                    tocsin_error *error)
{
    size_t n = 0, filled = 0;
    for (size_t i = 0; i < count; i++)
        n += past[i].raw ? past[i].count : 0;
    struct outcome *o = tc_alloc(n * sizeof *o);
    if (!o)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; past[i].raw && k < past[i].count; k++)
            if (past[i].rows[k].y >= 0)
                o[filled++] =
                    (struct outcome){past[i].raw[k], past[i].rows[k].y >= at_least};
    tc_beta_fit(o, filled, ridge_beta, &out->calibration);
    tc_free(o);
    return TOCSIN_OK;
}
