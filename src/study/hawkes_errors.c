/* study/hawkes_errors.c: how sure a fitted pair's parameters are.
 *
 * The observed information is minus the second derivative of the log likelihood (with
 * its pull, where there is one). It is had from the analytic slope by central
 * differences over a thousandth of each parameter's width: two passes a parameter, the
 * error of which, about a millionth, is far below what a standard error is read to. A
 * parameter at its bound is left out: the likelihood says no more than that it is not
 * above 0. Errors of sums and of the branching ratio follow by the delta method.
 */
#include "study/hawkes_fit.h"

#include <math.h>
#include <string.h>

#define MOST_PARAMETERS 4096u
#define LEAST_ANSWER    1e-7 /* below it an answer stands at its bound */

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for standard errors");
}

/* In place: the inverse of a symmetric matrix (n, n) that must be positive definite. */
static bool invert(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i == j && !(sum > 0.0))
                return false;
            a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
        }
    for (size_t i = 0; i < n; i++) { /* the triangle's inverse, below */
        a[i * n + i] = 1.0 / a[i * n + i];
        for (size_t j = 0; j < i; j++) {
            double sum = 0.0;
            for (size_t k = j; k < i; k++)
                sum -= a[i * n + k] * a[k * n + j];
            a[i * n + j] = sum * a[i * n + i];
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0.0;
            for (size_t k = i; k < n; k++)
                sum += a[k * n + i] * a[k * n + j];
            a[i * n + j] = sum; /* row i is not needed below the diagonal any more */
            a[j * n + i] = sum;
        }
    return true;
}

/* The spectral radius of a matrix (n, n) without negative numbers, and its slope to
 * each of them. */
static double radius_of(const double *a, size_t n, double *slope)
{
    double right[TC_HAWKES_TYPES], left[TC_HAWKES_TYPES], next[TC_HAWKES_TYPES];
    double radius = 0.0;
    for (int side = 0; side < 2; side++) {
        double *v = side ? left : right, size = 0.0;
        for (size_t i = 0; i < n; i++)
            v[i] = 1.0;
        for (int round = 0; round < 2000; round++) { /* of a + 1: no turning signs */
            size = 0.0;
            for (size_t i = 0; i < n; i++) {
                next[i] = v[i];
                for (size_t j = 0; j < n; j++)
                    next[i] += (side ? a[j * n + i] : a[i * n + j]) * v[j];
                size = fmax(size, next[i]);
            }
            for (size_t i = 0; i < n; i++)
                v[i] = next[i] / size;
        }
        radius = size - 1.0;
    }
    double both = 0.0;
    for (size_t i = 0; i < n; i++)
        both += left[i] * right[i];
    for (size_t i = 0; i < n * n; i++)
        slope[i] = both > 0.0 ? left[i / n] * right[i % n] / both : NAN;
    return radius;
}

/* The information (count, count) into matrix, rows of fixed parameters as they come. */
static tocsin_status information(struct hawkes_vector *vector, double *x,
                                 const double *scale, double *matrix,
                                 tocsin_error *error)
{
    size_t n = vector->count;
    double *low = tc_alloc(2 * n * sizeof *low);
    if (!low)
        return no_memory(error);
    double *high = low + n;
    for (size_t i = 0; i < n && !vector->status; i++) {
        double at = x[i], width = 1e-3 * scale[i];
        if (i >= vector->answer && i < vector->week)
            width = fmin(width, 0.5 * at);
        if (width == 0.0)
            continue;
        x[i] = at - width;
        double below = tc_hawkes_vector_call(vector, x, low);
        x[i] = at + width;
        double above = tc_hawkes_vector_call(vector, x, high);
        x[i] = at;
        for (size_t j = 0; j < n; j++)
            matrix[i * n + j] = isfinite(below) && isfinite(above)
                                    ? (high[j] - low[j]) / (2.0 * width)
                                    : NAN;
    }
    tc_free(low);
    return vector->status ? no_memory(error) : TOCSIN_OK;
}

/* Free parameters only: their number, and which in which. */
static size_t choose(const struct hawkes_vector *vector, const double *x,
                     const double *matrix, size_t *which)
{
    size_t n = vector->count, free = 0;
    for (size_t i = 0; i < n; i++) {
        bool answer = i >= vector->answer && i < vector->week;
        if ((answer && x[i] < LEAST_ANSWER) || !(matrix[i * n + i] > 1e-6))
            continue;
        which[free++] = i;
    }
    return free;
}

/* Variances and covariances of all, NaN for those that have none. */
static tocsin_status covariance(struct hawkes_vector *vector, double *x,
                                const double *scale, double *matrix,
                                tocsin_error *error)
{
    size_t n = vector->count, *which = tc_alloc((n + 1) * sizeof *which);
    double *inverse = tc_alloc((n * n + 1) * sizeof *inverse);
    tocsin_status status = TOCSIN_OK;
    if (!which || !inverse)
        status = no_memory(error);
    for (size_t i = 0; !status && i < n * n; i++)
        matrix[i] = 0.0;
    if (!status)
        status = information(vector, x, scale, matrix, error);
    if (!status) {
        size_t free = choose(vector, x, matrix, which);
        for (size_t i = 0; i < free; i++)
            for (size_t j = 0; j < free; j++)
                inverse[i * free + j] = 0.5 * (matrix[which[i] * n + which[j]] +
                                               matrix[which[j] * n + which[i]]);
        bool good = invert(inverse, free);
        for (size_t i = 0; i < n * n; i++)
            matrix[i] = NAN;
        for (size_t i = 0; good && i < free * free; i++)
            matrix[which[i / free] * n + which[i % free]] = inverse[i];
    }
    tc_free(which);
    tc_free(inverse);
    return status;
}

static double error_of(const double *matrix, size_t n, size_t i)
{
    return sqrt(matrix[i * n + i]);
}

/* The standard error of a sum of parameters with weights (count); one at its bound
 * counts as known. */
static double error_of_sum(const double *matrix, const double *weight, size_t n)
{
    double variance = 0.0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; weight[i] != 0.0 && j < n; j++)
            if (weight[j] != 0.0 && !isnan(matrix[i * n + j]))
                variance += weight[i] * weight[j] * matrix[i * n + j];
    return variance > 0.0 ? sqrt(variance) : NAN;
}

/* Answers on later days, or all. */
static void add_weight(const struct hawkes_vector *vector, size_t cell, double by,
                       bool all, double *weight)
{
    uint32_t kernels = vector->model->kernels;
    for (uint32_t k = 0; k < kernels; k++)
        weight[vector->answer + cell * kernels + k] += by;
    if (all && vector->same < vector->week)
        weight[vector->same + vector->same_tie[cell]] += by;
}

/* weight: room for (count) numbers. */
static void fill_ratios(const struct hawkes_vector *vector, const double *matrix,
                        double *weight, struct hawkes_errors *out)
{
    const struct hawkes_model *model = vector->model;
    size_t n = vector->count, cells = (size_t)model->types * model->types;
    double slope[TC_HAWKES_TYPES * TC_HAWKES_TYPES];
    for (size_t c = 0; c < cells; c++) {
        out->ratio_of[c] = model->same[c];
        for (uint32_t k = 0; k < model->kernels; k++)
            out->ratio_of[c] += model->answer[c * model->kernels + k];
        memset(weight, 0, n * sizeof *weight);
        add_weight(vector, c, 1.0, false, weight);
        out->later[c] = error_of_sum(matrix, weight, n);
        memset(weight, 0, n * sizeof *weight);
        add_weight(vector, c, 1.0, true, weight);
        out->branching[c] = error_of_sum(matrix, weight, n);
    }
    out->radius = radius_of(out->ratio_of, model->types, slope);
    memset(weight, 0, n * sizeof *weight);
    for (size_t c = 0; c < cells; c++)
        add_weight(vector, c, slope[c], true, weight);
    out->radius_error = error_of_sum(matrix, weight, n);
}

static void fill(const struct hawkes_vector *vector, const double *matrix,
                 double *weight, struct hawkes_errors *out)
{
    const struct hawkes_model *model = vector->model;
    size_t n = vector->count, cells = (size_t)model->types * model->types;
    for (size_t i = 0; i < model->types; i++)
        out->base[i] = model->base[i] * error_of(matrix, n, i);
    for (size_t i = 0; i < cells * model->kernels; i++)
        out->answer[i] = error_of(matrix, n, vector->answer + i);
    for (size_t i = 0; i < cells; i++)
        out->same[i] = vector->same < vector->week
                           ? error_of(matrix, n, vector->same + vector->same_tie[i])
                           : NAN;
    for (size_t d = 0; d < 7; d++)
        out->week[d] = d && vector->week < vector->power
                           ? error_of(matrix, n, vector->week + d - 1)
                           : NAN;
    out->volume_power =
        vector->power < vector->decay ? error_of(matrix, n, vector->power) : NAN;
    for (size_t k = 0; k < TC_HAWKES_KERNELS; k++)
        out->decay[k] = vector->decay + k < vector->mark
                            ? error_of(matrix, n, vector->decay + k)
                            : NAN;
    out->mark_power =
        vector->mark < vector->count ? error_of(matrix, n, vector->mark) : NAN;
    fill_ratios(vector, matrix, weight, out);
}

static tocsin_status make_room(struct hawkes_errors *out,
                               const struct hawkes_model *model, tocsin_error *error)
{
    size_t types = model->types, cells = types * types;
    memset(out, 0, sizeof *out);
    out->memory =
        tc_alloc((types + cells * (model->kernels + 4)) * sizeof *out->memory);
    if (!out->memory)
        return no_memory(error);
    out->types = model->types;
    out->kernels = model->kernels;
    out->base = out->memory;
    out->answer = out->base + types;
    out->same = out->answer + cells * model->kernels;
    out->branching = out->same + cells;
    out->later = out->branching + cells;
    out->ratio_of = out->later + cells;
    return TOCSIN_OK;
}

void tc_hawkes_errors_release(struct hawkes_errors *errors)
{
    tc_free(errors->memory);
    memset(errors, 0, sizeof *errors);
}

/* One group of a model as a model of its own. */
static tocsin_status single(const struct hawkes_model *model, uint32_t group,
                            struct hawkes_model *out, tocsin_error *error)
{
    tocsin_status status =
        tc_hawkes_model_make(out, 1, model->types, model->kernels, error);
    if (status)
        return status;
    size_t types = model->types, cells = types * types, kernels = model->kernels;
    memcpy(out->base, model->base + group * types, types * sizeof(double));
    memcpy(out->answer, model->answer + group * cells * kernels,
           cells * kernels * sizeof(double));
    memcpy(out->same, model->same + group * cells, cells * sizeof(double));
    memcpy(out->common, model->common, cells * kernels * sizeof(double));
    memcpy(out->common_same, model->common_same, cells * sizeof(double));
    memcpy(out->decay, model->decay, sizeof out->decay);
    memcpy(out->week, model->week, sizeof out->week);
    out->volume_power = model->volume_power;
    out->mark_power = model->mark_power;
    out->by_day = model->by_day;
    return TOCSIN_OK;
}

static tocsin_status measure(struct hawkes_vector *vector, struct hawkes_errors *out,
                             tocsin_error *error)
{
    size_t n = vector->count;
    if (n > MOST_PARAMETERS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "errors of %zu parameters: at most %u", n, MOST_PARAMETERS);
    double *x = tc_alloc((4 * n + n * n + 1) * sizeof *x);
    tocsin_status status = x ? make_room(out, vector->model, error) : no_memory(error);
    if (!status) {
        double *low = x + n, *scale = low + n, *matrix = scale + 2 * n;
        tc_hawkes_vector_read(vector, x, low, scale);
        tc_hawkes_vector_widths(vector, x, scale);
        status = covariance(vector, x, scale, matrix, error);
        tc_hawkes_vector_write(vector, x);
        if (!status)
            fill(vector, matrix, low, out);
        else
            tc_hawkes_errors_release(out);
    }
    tc_free(x);
    return status;
}

tocsin_status tc_hawkes_errors_make(struct hawkes_sample sample,
                                    const struct hawkes_options *options,
                                    const struct hawkes_model *model,
                                    struct hawkes_errors *out, tocsin_error *error)
{
    struct hawkes_data one = *sample.data;
    size_t first[2] = {one.first[sample.group], one.first[sample.group + 1]};
    struct hawkes_past past = {0};
    struct hawkes_model own;
    memset(out, 0, sizeof *out);
    tocsin_status status = single(model, sample.group, &own, error);
    if (status)
        return status;
    one.groups = 1;
    one.first = first;
    struct hawkes_vector vector = {.data = &one,
                                   .window = sample.window,
                                   .options = options,
                                   .model = &own,
                                   .last = 1,
                                   .shared = model->groups == 1,
                                   .pull = isfinite(model->pull) ? model->pull : 0.0,
                                   .pasts = &past};
    struct hawkes_wants wants = tc_hawkes_vector_wants(&vector);
    vector.kept = !wants.decay && !wants.mark;
    if (vector.kept)
        status = tc_hawkes_past_make(
            &past, (struct hawkes_sample){&one, sample.window, 0}, &own, wants, error);
    if (!status)
        status = tc_hawkes_vector_init(&vector, error);
    if (!status)
        status = measure(&vector, out, error);
    tc_hawkes_vector_release(&vector);
    tc_hawkes_past_release(&past);
    tc_hawkes_model_release(&own);
    return status;
}
