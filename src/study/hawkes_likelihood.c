/* study/hawkes_likelihood.c: the likelihood of what happened, and its slope.
 *
 * In continuous time it is the sum of log rates at the events less what the rates sum
 * to. By day, events of the past bring on a day a Poisson number of type i with mean
 * rate_i, and each event of type j brings on the same day a Poisson number of type i
 * with mean same_ij, and so on: a branching process of several types, whose total
 * numbers n have, by Lagrange's formula for several variables (Good 1960), the
 * probability
 *
 *     det(I - diag(n_i / L_i) same) prod_i exp(-L_i) L_i^n_i / n_i!,
 *     L_i = rate_i + sum_j same_ij n_j
 *
 * which for one type is the distribution of Borel and Tanner. The determinant has one
 * row for each type that has events on the day: one or two on nearly all.
 */
#include "study/hawkes.h"

#include <math.h>
#include <string.h>

/* What a row needs. */
struct row {
    size_t at, entries;
    const uint16_t *type;
    const uint32_t *number;
    const double *level;
    double rise, rise_slope;
    double week;
    size_t bin;
};

/* Inverse and determinant of a small matrix (m, m), by elimination with pivots. */
static double invert(double *matrix, double *inverse, size_t m)
{
    double determinant = 1.0;
    for (size_t i = 0; i < m * m; i++)
        inverse[i] = i % (m + 1) == 0;
    for (size_t c = 0; c < m; c++) {
        size_t best = c;
        for (size_t r = c + 1; r < m; r++)
            if (fabs(matrix[r * m + c]) > fabs(matrix[best * m + c]))
                best = r;
        double pivot = matrix[best * m + c];
        if (pivot == 0.0)
            return 0.0;
        determinant *= best == c ? pivot : -pivot;
        for (size_t k = 0; k < m; k++) {
            double a = matrix[best * m + k], b = inverse[best * m + k];
            matrix[best * m + k] = matrix[c * m + k];
            inverse[best * m + k] = inverse[c * m + k];
            matrix[c * m + k] = a / pivot;
            inverse[c * m + k] = b / pivot;
        }
        for (size_t r = 0; r < m; r++) {
            double factor = matrix[r * m + c];
            if (r == c || factor == 0.0)
                continue;
            for (size_t k = 0; k < m; k++) {
                matrix[r * m + k] -= factor * matrix[c * m + k];
                inverse[r * m + k] -= factor * inverse[c * m + k];
            }
        }
    }
    return determinant;
}

/* As invert(), for the one or two rows that nearly all days have. */
static double invert_small(const double *matrix, double *inverse, size_t m)
{
    if (m == 1) {
        inverse[0] = 1.0 / matrix[0];
        return matrix[0];
    }
    double determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    inverse[0] = matrix[3] / determinant;
    inverse[1] = -matrix[1] / determinant;
    inverse[2] = -matrix[2] / determinant;
    inverse[3] = matrix[0] / determinant;
    return determinant;
}

/* The determinant; adds the slopes of its logarithm to those of L (slope) and same
 * (into). 0 when it is not above 0. */
static double within_day(const struct row *row, const double *mean, uint32_t types,
                         const double *same, double *slope, double *into)
{
    double matrix[TC_HAWKES_TYPES * TC_HAWKES_TYPES];
    double inverse[TC_HAWKES_TYPES * TC_HAWKES_TYPES];
    double share[TC_HAWKES_TYPES];
    size_t m = row->entries;
    for (size_t i = 0; i < m; i++) {
        share[i] = row->number[i] / mean[i];
        for (size_t j = 0; j < m; j++)
            matrix[i * m + j] =
                (i == j) - share[i] * same[(size_t)row->type[i] * types + row->type[j]];
    }
    double determinant =
        m < 3 ? invert_small(matrix, inverse, m) : invert(matrix, inverse, m);
    if (!(determinant > 0.0))
        return 0.0;
    for (size_t i = 0; into && i < m; i++)
        for (size_t j = 0; j < m; j++) {
            size_t cell = (size_t)row->type[i] * types + row->type[j];
            double turn = inverse[j * m + i] * share[i];
            slope[i] += turn * same[cell] / mean[i];
            into[cell] -= turn;
        }
    return determinant;
}

/* The logarithm of a product of many numbers: one logarithm for dozens of them, as
 * long as the product does not leave a double's range. */
struct logarithm {
    double sum, product;
};

static void multiply(struct logarithm *log_of, double by, uint32_t times)
{
    if (times == 1 && by > 1e-100 && by < 1e100)
        log_of->product *= by;
    else
        log_of->sum += times * log(by);
    if (!(log_of->product > 1e-100 && log_of->product < 1e100)) {
        log_of->sum += log(log_of->product);
        log_of->product = 1.0;
    }
}

/* In four sums, which do not wait for each other. */
static double product(const double *a, const double *b, size_t n)
{
    double sum[4] = {0.0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t j = 0; j < 4; j++)
            sum[j] += a[i + j] * b[i + j];
    for (size_t j = 0; i < n; i++, j++)
        sum[j] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* d value / d rate_i before the week is unit, d L_i is pull. */
static void add_slopes(const struct hawkes_past *past, const struct row *row,
                       size_t entry, double pull, const struct hawkes_part *part,
                       struct hawkes_part *slope)
{
    uint32_t types = past->types, kernels = past->kernels;
    size_t wide = (size_t)types * kernels, to = row->type[entry];
    double unit = pull * row->week;
    double *answer = slope->answer + to * wide;
    slope->base[to] += unit * row->rise;
    for (size_t i = 0; i < wide; i++)
        answer[i] += unit * row->level[i];
    slope->power += unit * part->base[to] * row->rise_slope;
    if (slope->same)
        for (size_t j = 0; j < row->entries; j++)
            slope->same[to * types + row->type[j]] += pull * row->number[j];
    const double *weight = part->answer + to * wide;
    if (past->by_decay && slope->decay)
        for (size_t i = 0; i < wide; i += kernels)
            for (uint32_t k = 0; k < kernels; k++)
                slope->decay[k] +=
                    unit * weight[i + k] * past->by_decay[row->at * wide + i + k];
    if (past->by_mark)
        slope->mark += unit * product(weight, past->by_mark + row->at * wide, wide);
}

/* false: it had no chance. */
static bool add_row(const struct hawkes_past *past, const struct row *row,
                    const struct hawkes_part *part, struct hawkes_part *slope,
                    struct logarithm *value)
{
    uint32_t types = past->types;
    size_t wide = (size_t)types * past->kernels;
    double mean[TC_HAWKES_TYPES], rate[TC_HAWKES_TYPES], pull[TC_HAWKES_TYPES];
    for (size_t e = 0; e < row->entries; e++) {
        size_t to = row->type[e];
        rate[e] = row->week * (part->base[to] * row->rise +
                               product(part->answer + to * wide, row->level, wide));
        mean[e] = rate[e];
        for (size_t j = 0; part->same && j < row->entries; j++)
            mean[e] += part->same[to * types + row->type[j]] * row->number[j];
        if (!(mean[e] > 0.0))
            return false;
        multiply(value, mean[e], row->number[e]);
        pull[e] = row->number[e] / mean[e];
    }
    if (part->same) {
        double determinant =
            within_day(row, mean, types, part->same, pull, slope ? slope->same : NULL);
        if (determinant == 0.0)
            return false;
        multiply(value, determinant, 1);
    }
    for (size_t e = 0; slope && e < row->entries; e++) {
        add_slopes(past, row, e, pull[e], part, slope);
        slope->week[row->bin] += pull[e] * rate[e];
    }
    return true;
}

/* Whether rows are of one type each, with nothing more to know of than rates. */
static bool is_plain(const struct hawkes_past *past, const struct hawkes_part *part,
                     const struct hawkes_part *slope)
{
    return !part->same && !past->by_mark && slope &&
           past->active[past->rows] == past->rows;
}

/* The same as add_row() over all rows, for plain ones. */
static bool add_plain_rows(const struct hawkes_past *past,
                           const struct hawkes_rise *rise, int weekday,
                           const struct hawkes_part *part, struct hawkes_part *slope,
                           struct logarithm *value)
{
    size_t kernels = past->kernels, wide = past->types * kernels;
    const double *by_decay = slope->decay ? past->by_decay : NULL;
    for (size_t r = 0; r < past->rows; r++) {
        size_t day = past->day[r], to = past->type[r];
        size_t bin = past->bins > 1 ? (day + (size_t)weekday) % 7 : 0;
        double week = past->bins > 1 ? part->week[bin] : 1.0, high = rise->rise[day];
        const double *restrict level = past->level + r * wide;
        const double *restrict weight = part->answer + to * wide;
        double *restrict answer = slope->answer + to * wide;
        double mean = week * (part->base[to] * high + product(weight, level, wide));
        if (!(mean > 0.0))
            return false;
        double unit = past->number[r] * week / mean;
        for (size_t i = 0; i < wide; i++)
            answer[i] += unit * level[i];
        slope->base[to] += unit * high;
        slope->power += unit * part->base[to] * rise->slope[day];
        slope->week[bin] += past->number[r];
        for (size_t i = 0; by_decay && i < wide; i++)
            slope->decay[i % kernels] += unit * weight[i] * by_decay[r * wide + i];
        multiply(value, mean, past->number[r]);
    }
    return true;
}

/* What all rates sum to over the window. */
static double compensator(const struct hawkes_past *past,
                          const struct hawkes_rise *rise,
                          const struct hawkes_part *part, struct hawkes_part *slope)
{
    uint32_t types = past->types, kernels = past->kernels;
    size_t wide = (size_t)types * kernels;
    double all = 0.0;
    for (uint32_t b = 0; b < past->bins; b++) {
        double week = past->bins > 1 ? part->week[b] : 1.0, sum = 0.0;
        const double *mass = past->mass + b * wide;
        for (uint32_t i = 0; i < types; i++) {
            const double *answer = part->answer + i * wide;
            sum += part->base[i] * rise->sum[b] + product(answer, mass, wide);
            if (!slope)
                continue;
            slope->base[i] -= week * rise->sum[b];
            slope->power -= week * part->base[i] * rise->sum_slope[b];
            for (size_t j = 0; j < wide; j++)
                slope->answer[i * wide + j] -= week * mass[j];
            for (size_t j = 0; past->by_decay && slope->decay && j < wide; j++)
                slope->decay[j % kernels] -=
                    week * answer[j] * past->mass_decay[b * wide + j];
            if (past->by_mark)
                slope->mark -= week * product(answer, past->mass_mark + b * wide, wide);
        }
        all += week * sum;
        if (slope)
            slope->week[b] -= week * sum;
    }
    for (size_t i = 0; part->same && i < (size_t)types * types; i++) {
        all += part->same[i] * past->total[i % types];
        if (slope && slope->same)
            slope->same[i] -= past->total[i % types];
    }
    return all;
}

double tc_hawkes_likelihood(const struct hawkes_past *past,
                            const struct hawkes_rise *rise, int weekday,
                            const struct hawkes_part *part, struct hawkes_part *slope)
{
    size_t wide = (size_t)past->types * past->kernels;
    struct logarithm value = {past->constant, 1.0};
    value.sum -= compensator(past, rise, part, slope);
    bool plain = is_plain(past, part, slope), chance = true;
    if (plain)
        chance = add_plain_rows(past, rise, weekday, part, slope, &value);
    for (size_t r = 0; !plain && chance && r < past->rows; r++) {
        size_t day = past->day[r], first = past->active[r];
        struct row row = {.at = r,
                          .entries = past->active[r + 1] - first,
                          .type = past->type + first,
                          .number = past->number + first,
                          .level = past->level + r * wide,
                          .rise = rise->rise[day],
                          .rise_slope = rise->slope[day],
                          .week = 1.0};
        if (past->bins > 1) {
            row.bin = (day + (size_t)weekday) % 7;
            row.week = part->week[row.bin];
        }
        chance = add_row(past, &row, part, slope, &value);
    }
    double all = value.sum + log(value.product);
    return chance && !isnan(all) ? all : -INFINITY;
}

void tc_hawkes_curvature(const struct hawkes_past *past, const struct hawkes_rise *rise,
                         int weekday, const struct hawkes_part *part,
                         struct hawkes_part *out)
{
    uint32_t types = past->types;
    size_t wide = (size_t)types * past->kernels;
    for (size_t r = 0; r < past->rows; r++) {
        const double *level = past->level + r * wide;
        const uint16_t *type = past->type + past->active[r];
        const uint32_t *number = past->number + past->active[r];
        size_t entries = past->active[r + 1] - past->active[r];
        double high = rise->rise[past->day[r]];
        double week =
            past->bins > 1 ? part->week[(past->day[r] + (uint32_t)weekday) % 7] : 1.0;
        for (size_t e = 0; e < entries; e++) {
            size_t to = type[e];
            double mean = week * (part->base[to] * high +
                                  product(part->answer + to * wide, level, wide));
            for (size_t j = 0; part->same && j < entries; j++)
                mean += part->same[to * types + type[j]] * number[j];
            double weight = number[e] / (mean * mean);
            for (size_t j = 0; part->same && j < entries; j++)
                out->same[to * types + type[j]] += weight * number[j] * number[j];
            weight *= week * week;
            out->base[to] += weight * high * high;
            for (size_t i = 0; i < wide; i++)
                out->answer[to * wide + i] += weight * level[i] * level[i];
        }
    }
}

static bool is_weekly(const struct hawkes_model *model)
{
    for (int d = 0; d < 7; d++)
        if (model->week[d] != 1.0)
            return true;
    return false;
}

/* Groups from first's on, before last. */
static tocsin_status score(struct hawkes_sample first, uint32_t last,
                           const struct hawkes_model *model, double *out,
                           tocsin_error *error)
{
    const struct hawkes_data *data = first.data;
    struct hawkes_past past = {0};
    struct hawkes_rise rise = {0};
    struct hawkes_wants wants = {is_weekly(model), false, false};
    size_t types = model->types, wide = types * model->kernels;
    double week[7];
    memcpy(week, model->week, sizeof week);
    *out = 0.0;
    tocsin_status status = tc_hawkes_rise_make(
        &rise, data, first.window, model->volume_power, wants.weekly, error);
    for (struct hawkes_sample one = first; one.group < last && !status; one.group++) {
        struct hawkes_part part = {.base = model->base + one.group * types,
                                   .answer = model->answer + one.group * types * wide,
                                   .week = week};
        if (model->by_day)
            part.same = model->same + one.group * types * types;
        status = tc_hawkes_past_make(&past, one, model, wants, error);
        if (!status)
            *out += tc_hawkes_likelihood(&past, &rise, data->weekday, &part, NULL);
    }
    tc_hawkes_past_release(&past);
    tc_hawkes_rise_release(&rise);
    return status;
}

tocsin_status tc_hawkes_score_group(struct hawkes_sample sample,
                                    const struct hawkes_model *model, double *out,
                                    tocsin_error *error)
{
    return score(sample, sample.group + 1, model, out, error);
}

tocsin_status tc_hawkes_score(const struct hawkes_data *data,
                              const struct hawkes_model *model,
                              struct hawkes_window window, double *out,
                              tocsin_error *error)
{
    struct hawkes_sample first = {data, window, 0};
    return score(first, data->groups, model, out, error);
}

/* By day, less the sum of log n! over days and types: the same in every model. */
static double log_ways(const struct hawkes_data *data, size_t first, size_t last)
{
    uint32_t counts[TC_HAWKES_TYPES] = {0};
    double value = 0.0, before = -INFINITY;
    for (size_t i = first; data->by_day && i < last; i++) {
        if (data->events[i].time != before)
            memset(counts, 0, sizeof counts);
        before = data->events[i].time;
        value -= log((double)++counts[data->events[i].type]);
    }
    return value;
}

double tc_hawkes_constant(struct hawkes_sample sample, struct hawkes_window rest,
                          double *events)
{
    const struct hawkes_data *data = sample.data;
    double seen[TC_HAWKES_TYPES] = {0}, coming[TC_HAWKES_TYPES] = {0}, value = 0.0;
    size_t begin = data->first[sample.group], end = data->first[sample.group + 1];
    size_t first = end, last = begin;
    for (size_t i = begin; i < end; i++) {
        const struct hawkes_event *event = &data->events[i];
        if (event->time >= sample.window.from && event->time < sample.window.to)
            seen[event->type]++;
        if (event->time < rest.from || event->time >= rest.to)
            continue;
        coming[event->type]++;
        first = i < first ? i : first;
        last = i + 1;
    }
    for (uint32_t i = 0; i < data->types; i++) {
        double rate = fmax(seen[i], 0.5) / (sample.window.to - sample.window.from);
        value += coming[i] * log(rate) - rate * (rest.to - rest.from);
        *events += coming[i];
    }
    return value + log_ways(data, first, last);
}

tocsin_status tc_hawkes_gain(const struct hawkes_data *data,
                             const struct hawkes_model *model,
                             struct hawkes_window train, struct hawkes_window rest,
                             double *bits, tocsin_error *error)
{
    double value, constant = 0.0, events = 0.0;
    tocsin_status status = tc_hawkes_score(data, model, rest, &value, error);
    for (uint32_t g = 0; g < data->groups; g++)
        constant +=
            tc_hawkes_constant((struct hawkes_sample){data, train, g}, rest, &events);
    *bits = events > 0.0 ? (value - constant) / events / log(2.0) : NAN;
    return status;
}
