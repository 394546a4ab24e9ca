/* study/hawkes_vector.c: a model's parameters as one vector, its value and slope.
 *
 * Two fits use it: that of all groups with common answers, and that of one group with
 * its own, pulled to the common ones. Pulling is as if `pull` further parent events
 * had been seen that were answered at the common rate m: to second order a penalty of
 * pull (answer - m)^2 / 2m, which unlike its exact form, a gamma density, lets an
 * answer be 0.
 */
#include "study/hawkes_fit.h"

#include <math.h>
#include <string.h>

#define LEAST_BASE  -20.0 /* log of events a day */
#define LEAST_PULL  1e-4  /* the common rate in the penalty's denominator */
#define LEAST_DECAY -12.0 /* log */
#define MOST_DECAY  3.7   /* log: half of a day's effect within half an hour */

/* Which answers are one number; returns how many numbers there are. */
static size_t tie_answers(struct hawkes_vector *vector, uint32_t types, bool mirror)
{
    uint32_t half = types / 2;
    size_t ties = 0;
    for (uint32_t i = 0; i < types; i++)
        for (uint32_t j = 0; j < types; j++) {
            uint32_t twin_i = (i + half) % types, twin_j = (j + half) % types;
            bool second = mirror && i >= half;
            vector->tie[i * types + j] =
                second ? vector->tie[twin_i * types + twin_j] : ties++;
        }
    return ties;
}

static size_t tie_same(struct hawkes_vector *vector, uint32_t types, bool mirror)
{
    uint32_t half = types / 2;
    size_t ties = 0;
    for (uint32_t i = 0; i < types; i++)
        for (uint32_t j = 0; j < types; j++) {
            uint32_t cell = i * types + j, first = cell, other;
            for (int turn = 1; turn < 4; turn++) { /* turned round, twins, both */
                uint32_t a = turn & 1 ? j : i, b = turn & 1 ? i : j;
                if (turn & 1 && !vector->options->even)
                    continue;
                if (turn & 2 && !mirror)
                    continue;
                other = turn & 2 ? (a + half) % types * types + (b + half) % types
                                 : a * types + b;
                first = other < first ? other : first;
            }
            vector->same_tie[cell] = first < cell ? vector->same_tie[first] : ties++;
        }
    return ties;
}

tocsin_status tc_hawkes_vector_init(struct hawkes_vector *vector, tocsin_error *error)
{
    const struct hawkes_model *model = vector->model;
    const struct hawkes_options *options = vector->options;
    uint32_t types = model->types;
    bool mirror = vector->together && options->mirror && types % 2 == 0;
    size_t cells = (size_t)types * types;
    vector->ties = tie_answers(vector, types, mirror);
    size_t same_ties = tie_same(vector, types, mirror);
    bool shared = vector->shared;
    vector->answer = (size_t)(vector->last - vector->first) * types;
    vector->same = vector->answer + vector->ties * model->kernels;
    vector->week = vector->same + (options->same_day ? same_ties : 0);
    vector->power = vector->week + (shared && options->weekly ? 6 : 0);
    vector->decay = vector->power + (shared && options->volume ? 1 : 0);
    vector->mark = vector->decay + (shared && options->fit_decay ? model->kernels : 0);
    vector->count = vector->mark + (shared && options->marked ? 1 : 0);
    vector->slopes = tc_alloc(cells * (model->kernels + 1) * sizeof(double));
    if (!vector->slopes)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for a fit");
    return TOCSIN_OK;
}

void tc_hawkes_vector_release(struct hawkes_vector *vector)
{
    tc_free(vector->slopes);
    vector->slopes = NULL;
    tc_hawkes_rise_release(&vector->rise);
}

struct hawkes_wants tc_hawkes_vector_wants(const struct hawkes_vector *vector)
{
    const struct hawkes_options *options = vector->options;
    return (struct hawkes_wants){options->weekly, vector->shared && options->fit_decay,
                                 vector->shared && options->marked};
}

/* ---- model to vector and back ---------------------------------------------------- */

void tc_hawkes_vector_read(const struct hawkes_vector *vector, double *x, double *low,
                           double *scale)
{
    const struct hawkes_model *model = vector->model;
    const struct hawkes_data *data = vector->data;
    uint32_t types = model->types, kernels = model->kernels;
    size_t cells = (size_t)types * types, bases = vector->answer;
    double days = vector->window.to - vector->window.from;
    double events =
        2.0 + (double)(data->first[vector->last] - data->first[vector->first]);
    double one = 1.0 / sqrt(events);
    for (size_t i = 0; i < vector->count; i++) {
        low[i] = i < bases ? LEAST_BASE : i < vector->week ? 0.0 : -INFINITY;
        scale[i] = one;
        x[i] = 0.0;
    }
    for (size_t i = 0; i < bases; i++) {
        double base = model->base[vector->first * types + i];
        x[i] = fmax(log(base), LEAST_BASE);
        scale[i] = 1.0 / sqrt(base * days + 1.0);
    }
    const double *answer = model->answer + vector->first * cells * kernels;
    const double *same = model->same + vector->first * cells;
    for (size_t c = 0; c < cells; c++) {
        for (uint32_t k = 0; k < kernels; k++)
            x[vector->answer + vector->tie[c] * kernels + k] = answer[c * kernels + k];
        if (vector->same < vector->week)
            x[vector->same + vector->same_tie[c]] = same[c];
    }
    for (size_t i = vector->week; i < vector->power; i++) {
        x[i] = log(model->week[i - vector->week + 1] / model->week[0]);
        scale[i] = 3.0 * one;
    }
    if (vector->power < vector->decay)
        x[vector->power] = model->volume_power;
    for (size_t i = vector->decay; i < vector->mark; i++) {
        x[i] = log(model->decay[i - vector->decay]);
        low[i] = LEAST_DECAY;
        scale[i] = 3.0 * one;
    }
    if (vector->mark < vector->count)
        x[vector->mark] = model->mark_power;
}

void tc_hawkes_vector_write(struct hawkes_vector *vector, const double *x)
{
    struct hawkes_model *model = vector->model;
    uint32_t types = model->types, kernels = model->kernels;
    size_t cells = (size_t)types * types;
    for (size_t i = 0; i < vector->answer; i++)
        model->base[vector->first * types + i] = exp(x[i]);
    for (uint32_t g = vector->first; g < vector->last; g++) {
        double *answer = model->answer + g * cells * kernels;
        for (size_t c = 0; c < cells; c++) {
            memcpy(answer + c * kernels, x + vector->answer + vector->tie[c] * kernels,
                   kernels * sizeof *x);
            if (vector->same < vector->week)
                model->same[g * cells + c] = x[vector->same + vector->same_tie[c]];
        }
    }
    if (vector->week < vector->power) {
        double sum = 1.0;
        for (int d = 0; d < 6; d++)
            sum += exp(x[vector->week + (size_t)d]);
        for (int d = 0; d < 7; d++)
            model->week[d] =
                7.0 * (d ? exp(x[vector->week + (size_t)d - 1]) : 1.0) / sum;
    }
    if (vector->power < vector->decay)
        model->volume_power = x[vector->power];
    for (size_t i = vector->decay; i < vector->mark; i++)
        model->decay[i - vector->decay] = exp(x[i]);
    if (vector->mark < vector->count)
        model->mark_power = x[vector->mark];
}

/* ---- value and slope ------------------------------------------------------------- */

static bool possible(const struct hawkes_vector *vector, const double *x)
{
    for (size_t i = vector->decay; i < vector->mark; i++)
        if (!(x[i] <= MOST_DECAY))
            return false;
    for (size_t i = 0; i < vector->answer; i++)
        if (!(x[i] < 20.0))
            return false;
    for (size_t i = vector->week; i < vector->power; i++)
        if (!(fabs(x[i]) < 20.0))
            return false;
    if (vector->power < vector->decay && !(fabs(x[vector->power]) < 20.0))
        return false;
    return !(vector->mark < vector->count && !(fabs(x[vector->mark]) < 20.0));
}

/* The sum of groups' log likelihoods; slopes go to gradient (base) and total. */
static double groups_value(struct hawkes_vector *vector, double *gradient,
                           struct hawkes_part *total)
{
    const struct hawkes_model *model = vector->model;
    size_t types = model->types, cells = types * types, kernels = model->kernels;
    struct hawkes_wants wants = tc_hawkes_vector_wants(vector);
    double week[7], value = 0.0;
    memcpy(week, model->week, sizeof week);
    for (uint32_t g = vector->first; g < vector->last; g++) {
        struct hawkes_past *past = vector->kept ? &vector->pasts[g] : vector->pasts;
        if (!vector->kept && !vector->ready)
            vector->status = tc_hawkes_past_make(
                past, (struct hawkes_sample){vector->data, vector->window, g}, model,
                wants, NULL);
        if (vector->status)
            return -INFINITY;
        struct hawkes_part part = {.base = model->base + g * types,
                                   .answer = model->answer + g * cells * kernels,
                                   .week = week};
        if (model->by_day && vector->options->same_day)
            part.same = model->same + g * cells;
        total->base = gradient + (g - vector->first) * types;
        value += tc_hawkes_likelihood(past, &vector->rise, vector->data->weekday, &part,
                                      total);
    }
    return value;
}

/* Curvatures of the log likelihood by the vector's parameters, the shared ones 0. */
static bool curvatures(struct hawkes_vector *vector, double *curve)
{
    const struct hawkes_model *model = vector->model;
    size_t types = model->types, cells = types * types, kernels = model->kernels;
    struct hawkes_wants wants = tc_hawkes_vector_wants(vector);
    struct hawkes_part total = {.answer = vector->slopes,
                                .same = vector->slopes + cells * kernels};
    memset(vector->slopes, 0, cells * (kernels + 1) * sizeof(double));
    for (uint32_t g = vector->first; g < vector->last; g++) {
        struct hawkes_past *past = vector->kept ? &vector->pasts[g] : vector->pasts;
        if (!vector->kept && !vector->ready &&
            tc_hawkes_past_make(past,
                                (struct hawkes_sample){vector->data, vector->window, g},
                                model, wants, NULL))
            return false;
        struct hawkes_part part = {.base = model->base + g * types,
                                   .answer = model->answer + g * cells * kernels,
                                   .week = vector->model->week};
        if (vector->same < vector->week)
            part.same = model->same + g * cells;
        total.base = curve + (g - vector->first) * types;
        tc_hawkes_curvature(past, &vector->rise, vector->data->weekday, &part, &total);
    }
    for (size_t c = 0; c < cells; c++) {
        for (uint32_t k = 0; k < kernels; k++)
            curve[vector->answer + vector->tie[c] * kernels + k] +=
                total.answer[c * kernels + k];
        if (vector->same < vector->week)
            curve[vector->same + vector->same_tie[c]] += total.same[c];
    }
    return true;
}

void tc_hawkes_vector_widths(struct hawkes_vector *vector, const double *x,
                             double *scale)
{
    const struct hawkes_model *model = vector->model;
    double *curve = scale + vector->count;
    if (!isfinite(tc_hawkes_vector_call(vector, x, curve)))
        return;
    memset(curve, 0, vector->count * sizeof *curve);
    if (!curvatures(vector, curve))
        return;
    size_t cells = (size_t)model->types * model->types, kernels = model->kernels;
    for (size_t i = 0; vector->pull > 0.0 && i < cells * kernels; i++)
        curve[vector->answer + i] += vector->pull / (model->common[i] + LEAST_PULL);
    for (size_t c = 0; vector->pull > 0.0 && vector->same < vector->week && c < cells;
         c++)
        curve[vector->same + vector->same_tie[c]] +=
            vector->pull / (model->common_same[c] + LEAST_PULL);
    for (size_t i = vector->answer; i < vector->week; i++)
        scale[i] = 1.0 / sqrt(curve[i] + 1.0);
}

/* Pull and sparsity: adds to the gradient of what is minimised. */
static double penalties(const struct hawkes_vector *vector, const double *x,
                        double *gradient)
{
    const struct hawkes_model *model = vector->model;
    uint32_t kernels = model->kernels;
    size_t cells = (size_t)model->types * model->types;
    double sum = 0.0, sparsity = vector->options->sparsity;
    for (size_t i = vector->answer; i < vector->week; i++) {
        sum += sparsity * x[i];
        gradient[i] += sparsity;
    }
    for (size_t i = vector->week; i < vector->power; i++) { /* a day without events */
        sum += 1e-6 * x[i] * x[i];
        gradient[i] += 2e-6 * x[i];
    }
    if (!(vector->pull > 0.0))
        return sum;
    for (size_t i = 0; i < cells * (kernels + 1); i++) {
        bool same = i >= cells * kernels;
        size_t c = i - cells * kernels, at = vector->answer + i;
        if (same && vector->same == vector->week)
            break;
        if (same)
            at = vector->same + vector->same_tie[c];
        double mean = same ? model->common_same[c] : model->common[i];
        double weight = vector->pull / (mean + LEAST_PULL), off = x[at] - mean;
        sum += 0.5 * weight * off * off;
        gradient[at] += weight * off;
    }
    return sum;
}

/* Slopes by cell, week, power, ... to those of the vector, with the sign turned. */
static void fold(const struct hawkes_vector *vector, const struct hawkes_part *total,
                 double *gradient)
{
    const struct hawkes_model *model = vector->model;
    uint32_t kernels = model->kernels;
    size_t cells = (size_t)model->types * model->types;
    for (size_t i = 0; i < vector->answer; i++)
        gradient[i] *= -model->base[vector->first * model->types + i];
    for (size_t c = 0; c < cells; c++) {
        for (uint32_t k = 0; k < kernels; k++)
            gradient[vector->answer + vector->tie[c] * kernels + k] -=
                total->answer[c * kernels + k];
        if (vector->same < vector->week)
            gradient[vector->same + vector->same_tie[c]] -= total->same[c];
    }
    double all = 0.0;
    for (int d = 0; d < 7; d++)
        all += total->week[d];
    for (size_t i = vector->week; i < vector->power; i++) {
        size_t d = i - vector->week + 1;
        gradient[i] -= total->week[d] - all * model->week[d] / 7.0;
    }
    if (vector->power < vector->decay)
        gradient[vector->power] -= total->power;
    for (size_t i = vector->decay; i < vector->mark; i++)
        gradient[i] -= total->decay[i - vector->decay];
    if (vector->mark < vector->count)
        gradient[vector->mark] -= total->mark;
}

double tc_hawkes_vector_call(void *context, const double *x, double *gradient)
{
    struct hawkes_vector *vector = context;
    struct hawkes_model *model = vector->model;
    size_t cells = (size_t)model->types * model->types;
    double week[7] = {0.0}, decay[TC_HAWKES_KERNELS] = {0.0};
    memset(gradient, 0, vector->count * sizeof *gradient);
    if (!possible(vector, x))
        return INFINITY;
    tc_hawkes_vector_write(vector, x);
    if (!vector->rise.rise || vector->power < vector->decay)
        vector->status =
            tc_hawkes_rise_make(&vector->rise, vector->data, vector->window,
                                model->volume_power, vector->options->weekly, NULL);
    if (vector->status)
        return INFINITY;
    memset(vector->slopes, 0, cells * (model->kernels + 1) * sizeof(double));
    struct hawkes_part total = {.answer = vector->slopes, .week = week, .decay = decay};
    if (vector->same < vector->week)
        total.same = vector->slopes + cells * model->kernels;
    double value = groups_value(vector, gradient, &total);
    vector->likelihood = value;
    if (!isfinite(value))
        return INFINITY;
    fold(vector, &total, gradient);
    return penalties(vector, x, gradient) - value;
}
