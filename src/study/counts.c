/* counts.c: how many there will be in a month that is some months away, for each of
 * some hundred units of which most have none and a few have thousands.
 *
 * A forecast is half the unit's own months, the later the heavier, and half the months
 * that followed wherever a unit stood as this one stands now: analogs, weighted by how
 * near they were in level, in the last quarter, over two years and in size, and scaled
 * to this unit's level. The first half knows the unit, the second how fast things
 * change: it gives quiet units the small chance of a few that like units had, and
 * widens with the lead. Nothing is fitted; the widths were chosen once on two windows
 * of the VIEWS challenge (docs/risk.md). After analogs (Lorenz 1969), kernel
 * conditional densities (Hyndman et al. 1996), and pools of forecasts (Stone 1961).
 *
 * Samples are quantiles, not draws, so that a score has no noise of its own.
 */
#include "study/counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { READINGS = 4, OWN_MONTHS = 24, MIXTURE_MONTHS = 12, LEAST_MONTHS = 12 };
/* widths: ln(1 + mean of 12 months), of 3, ln size, ln(1 + mean of 24) */
static const double width[READINGS] = {0.5, 0.7, 2.0, 0.5};
static const double lead_width = 6, half_life = 6, own_share = 0.5;
static const double faint =
    1e-3; /* analogs lighter than this by the heaviest are out */

/* Mean of the known months of the last so many; NaN: none is known. */
static double mean_of(const double *y, size_t last, size_t months)
{
    double sum = 0, known = 0;
    for (size_t k = 0; k < months && k <= last; k++)
        if (!isnan(y[last - k])) {
            sum += y[last - k];
            known++;
        }
    return known > 0 ? sum / known : (double)NAN;
}

static void place_units(struct counts_model *model)
{
    const struct counts *c = model->counts;
    for (size_t i = 0; i < c->units; i++)
        for (size_t t = 0; t < c->months; t++) {
            const double *y = c->y + i * c->months;
            double *place = model->place + (i * c->months + t) * READINGS;
            double year = mean_of(y, t, 12), quarter = mean_of(y, t, 3);
            if (isnan(quarter))
                quarter = year;
            place[0] = log1p(year);
            place[1] = log1p(quarter);
            place[2] = c->size[i];
            place[3] = log1p(mean_of(y, t, 24));
            model->level[i * c->months + t] = 0.7 * year + 0.3 * quarter;
        }
}

tocsin_status tc_counts_learn(const struct counts *counts, size_t lead_first,
                              size_t lead_last, struct counts_model *out,
                              tocsin_error *error)
{
    size_t cells = counts->units * counts->months;
    *out = (struct counts_model){
        .counts = counts, .lead_first = lead_first, .lead_last = lead_last};
    if (!lead_first || lead_last < lead_first || lead_last > TC_COUNTS_LEADS ||
        !counts->months)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1,
                       "months ahead from 1 to %d are forecast, of at least one month",
                       TC_COUNTS_LEADS);
    out->room = cells * (lead_last - lead_first + 1) + OWN_MONTHS + 2;
    out->place = tc_alloc(cells * READINGS * sizeof *out->place);
    out->level = tc_alloc(cells * sizeof *out->level);
    out->values = tc_alloc(out->room * sizeof *out->values);
    out->weight = tc_alloc(cells * sizeof *out->weight);
    if (!out->place || !out->level || !out->values || !out->weight) {
        tc_counts_release(out);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    }
    place_units(out);
    return TOCSIN_OK;
}

void tc_counts_release(struct counts_model *model)
{
    tc_free(model->place);
    tc_free(model->level);
    tc_free(model->values);
    tc_free(model->weight);
    *model = (struct counts_model){0};
}

/* Half the squared distance; readings that either has not do not count. */
static double distance(const double *a, const double *b)
{
    double sum = 0;
    for (int k = 0; k < READINGS; k++) {
        double off = (a[k] - b[k]) / width[k];
        if (!isnan(off))
            sum += off * off;
    }
    return sum / 2;
}

/* Adds a value; zeros, which are most, are kept as one at the front. */
static void put(struct counts_model *m, size_t *n, double value, double weight)
{
    if (value > 0)
        m->values[(*n)++] = (struct weighted){value, weight};
    else
        m->values[0].weight += weight;
}

static size_t put_months(struct counts_model *m, size_t unit, size_t months,
                         double life, double share)
{
    const struct counts *c = m->counts;
    const double *y = c->y + unit * c->months;
    size_t n = 1;
    double total = 0;
    m->values[0] = (struct weighted){0, 0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < months && k < c->months; k++) {
            double value = y[c->months - 1 - k], weight = exp2(-(double)k / life);
            if (isnan(value))
                continue;
            if (pass)
                put(m, &n, value, share * weight / total);
            else
                total += weight;
        }
    return n;
}

/* What followed an analog, on this unit's level; counts stay counts. */
static double scaled(double value, double from, double to)
{
    double at = round(value * (to + 1) / (from + 1));
    return value > 0 ? (at > 1 ? at : 1) : 0;
}

/* The known values that followed month t of a unit: the sum of their weights or, with
 * n, put among the values, each with weight times that of its lead. */
static double follow(struct counts_model *m, size_t at, double weight, double level,
                     size_t *n)
{
    const struct counts *c = m->counts;
    size_t t = at % c->months;
    double sum = 0;
    for (size_t l = m->lead_first; l <= m->lead_last && t + l < c->months; l++) {
        double value = c->y[at + l], w = weight * m->kernel[l];
        if (isnan(value))
            continue;
        sum += w;
        if (n)
            put(m, n, scaled(value, m->level[at], level), w);
    }
    return sum;
}

/* Whether month t of a unit may serve as an analog: at least a year is behind it. */
static bool serves(const struct counts_model *m, size_t at)
{
    size_t t = at % m->counts->months;
    return t + 1 >= LEAST_MONTHS && t + m->lead_first < m->counts->months &&
           !isnan(m->level[at]);
}

/* How near every month of every unit was to where this one is now; 0: too far. */
static void weigh(struct counts_model *m, size_t unit)
{
    const struct counts *c = m->counts;
    size_t cells = c->units * c->months, here = unit * c->months + c->months - 1;
    const double *place = m->place + here * READINGS;
    double nearest = INFINITY;
    for (size_t at = 0; at < cells; at++) {
        m->weight[at] = INFINITY;
        if (serves(m, at))
            m->weight[at] = distance(place, m->place + at * READINGS);
        nearest = m->weight[at] < nearest ? m->weight[at] : nearest;
    }
    for (size_t at = 0; at < cells; at++) {
        double off = m->weight[at] - nearest;
        m->weight[at] = off < -log(faint) ? exp(-off) : 0;
    }
    m->weighed = unit + 1;
}

static size_t put_analogs(struct counts_model *m, size_t unit, size_t lead, size_t n)
{
    const struct counts *c = m->counts;
    size_t cells = c->units * c->months, here = unit * c->months + c->months - 1;
    double total = 0;
    if (m->weighed != unit + 1)
        weigh(m, unit);
    for (size_t l = m->lead_first; l <= m->lead_last; l++) {
        double off = ((double)l - (double)lead) / lead_width;
        m->kernel[l] = exp(-off * off / 2);
    }
    for (size_t at = 0; at < cells; at++)
        if (m->weight[at] > 0)
            total += follow(m, at, m->weight[at], m->level[here], NULL);
    for (size_t at = 0; at < cells; at++)
        if (m->weight[at] > 0)
            follow(m, at, (1 - own_share) * m->weight[at] / total, m->level[here], &n);
    return n;
}

static int by_value(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->weight < y->weight ? -1 : x->weight > y->weight;
}

/* The quantiles of the first n values. */
static void quantiles(struct counts_model *m, size_t n, double *samples, size_t count)
{
    double total = 0, below = 0;
    qsort(m->values, n, sizeof *m->values, by_value);
    for (size_t i = 0; i < n; i++)
        total += m->values[i].weight;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        double want = ((double)i + 0.5) / (double)count * total;
        while (at + 1 < n && below + m->values[at].weight < want)
            below += m->values[at++].weight;
        samples[i] = m->values[at].value;
    }
}

void tc_counts_samples(struct counts_model *model, size_t unit, size_t lead,
                       double *samples, size_t count)
{
    size_t n = put_months(model, unit, OWN_MONTHS, half_life, own_share);
    if (!isnan(model->level[(unit + 1) * model->counts->months - 1]))
        n = put_analogs(model, unit, lead, n);
    quantiles(model, n, samples, count);
}

void tc_counts_mixture(struct counts_model *model, size_t unit, double *samples,
                       size_t count)
{
    size_t n = put_months(model, unit, MIXTURE_MONTHS, INFINITY, 1);
    quantiles(model, n, samples, count);
}

/* ---- benchmarks of the challenge ------------------------------------------------- */

/* Above this a Poisson distribution is narrower than a thousandth of its mean, which
 * then stands for it. */
static const double large_mean = 1e6;

/* Shares from ten standard deviations below the mean on, each from the one before;
 * what lies lower is less than a sample is worth. */
static void poisson(double mean, double *samples, size_t count)
{
    double k = floor(mean - 10 * sqrt(mean));
    k = k > 0 ? k : 0;
    double share = exp(k * log(mean) - mean - lgamma(k + 1)), below = share;
    for (size_t i = 0; i < count; i++) {
        while (below < ((double)i + 0.5) / (double)count && k < mean + 20 + 2 * mean) {
            share *= mean / ++k;
            below += share;
        }
        samples[i] = k;
    }
}

void tc_counts_last(const struct counts *counts, size_t unit, double *samples,
                    size_t count)
{
    const double *y = counts->y + unit * counts->months;
    size_t t = counts->months;
    while (t && isnan(y[t - 1]))
        t--;
    double mean = t ? y[t - 1] : 0;
    if (mean > 0 && mean <= large_mean)
        poisson(mean, samples, count);
    else
        for (size_t i = 0; i < count; i++)
            samples[i] = mean;
}

void tc_counts_bootstrap(struct counts_model *model, double *samples, size_t count)
{
    const struct counts *c = model->counts;
    size_t n = 1;
    model->values[0] = (struct weighted){0, 0};
    for (size_t at = 0; at < c->units * c->months; at++)
        if (!isnan(c->y[at]))
            put(model, &n, c->y[at], 1);
    quantiles(model, n, samples, count);
}
