/* study/hawkes_check.c: whether the waits are those that the model says.
 *
 * In the time in which a true model's rate is 1, waits are exponential with mean 1
 * (Ogata 1988, Brown et al. 2002), and 1 - exp(-wait) uniform. By day an event could
 * lie anywhere in its day: its place there is drawn, which makes the numbers exactly
 * uniform again (Haslinger, Pipa & Brown 2010). Where events bring others on their own
 * day, a type stays away on a day with probability exp(-h),
 *
 *     h_i = rate_i + sum_{j != i} rate_j (1 - q_j)
 *
 * q_j: that no event of type i is among those that one of type j brings, the smallest
 * root of q_j = exp(sum_{l != i} same_lj (q_l - 1) - same_ij).
 */
#include "study/hawkes_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct checker {
    const struct hawkes_data *data;
    struct hawkes_window window;
    const struct hawkes_model *model;
    uint32_t group;
    struct hawkes_random random;
    struct hawkes_check *out;
    double waited[TC_HAWKES_TYPES];
    double reach[TC_HAWKES_TYPES * TC_HAWKES_TYPES]; /* 1 - q_j for (i, j) */
};

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for waits");
}

void tc_hawkes_check_release(struct hawkes_check *check)
{
    tc_free(check->uniform);
    memset(check, 0, sizeof *check);
}

static tocsin_status push(struct checker *checker, double uniform, tocsin_error *error)
{
    struct hawkes_check *out = checker->out;
    if (!tc_grow(&out->uniform, &out->room, out->count + 1, sizeof *out->uniform,
                 TC_STREAM_EVENTS))
        return no_memory(error);
    out->uniform[out->count++] = uniform;
    return TOCSIN_OK;
}

static void find_reach(struct checker *checker)
{
    const struct hawkes_model *model = checker->model;
    size_t types = model->types;
    const double *same = model->same + checker->group * types * types;
    for (size_t i = 0; i < types; i++) {
        double *reach = checker->reach + i * types;
        for (size_t j = 0; j < types; j++)
            reach[j] = 1.0; /* q = 0: from below to the smallest root */
        for (int round = 0; round < 200; round++)
            for (size_t j = 0; j < types; j++) {
                double sum = -same[i * types + j];
                for (size_t l = 0; l < types; l++)
                    if (l != i)
                        sum -= same[l * types + j] * reach[l];
                reach[j] = -expm1(sum);
            }
        reach[i] = 1.0;
    }
}

/* One day: events first to last - 1 are its own. */
static tocsin_status check_day(struct checker *checker, struct hawkes_state *state,
                               double day, size_t first, size_t last,
                               tocsin_error *error)
{
    size_t types = checker->model->types;
    double rate[TC_HAWKES_TYPES], week, rise;
    bool there[TC_HAWKES_TYPES] = {false};
    const double *base = checker->model->base + checker->group * types;
    tc_hawkes_state_move(state, day, rate);
    tc_hawkes_factors(checker->data, checker->model, day, &week, &rise);
    for (size_t i = 0; i < types; i++)
        rate[i] = week * (base[i] * rise + rate[i]);
    for (size_t e = first; e < last; e++) {
        there[checker->data->events[e].type] = true;
        tc_hawkes_state_jump(state, &checker->data->events[e]);
    }
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < types && !status; i++) {
        double hazard = 0.0;
        for (size_t j = 0; j < types; j++)
            hazard += rate[j] * checker->reach[i * types + j];
        if (there[i]) {
            double within = tc_hawkes_uniform(&checker->random) * -expm1(-hazard);
            double stayed = exp(-checker->waited[i]) * (1.0 - within);
            status = push(checker, 1.0 - stayed, error);
            checker->waited[i] = 0.0;
        } else {
            checker->waited[i] += hazard;
        }
    }
    return status;
}

static tocsin_status check_days(struct checker *checker, tocsin_error *error)
{
    const struct hawkes_data *data = checker->data;
    size_t at = data->first[checker->group], end = data->first[checker->group + 1];
    struct hawkes_state state;
    tocsin_status status = TOCSIN_OK;
    tc_hawkes_state_start(&state, checker->model, checker->group, data->begin);
    find_reach(checker);
    for (; at < end && data->events[at].time < checker->window.from; at++) {
        tc_hawkes_state_move(&state, data->events[at].time, NULL);
        tc_hawkes_state_jump(&state, &data->events[at]);
    }
    if (state.now < checker->window.from - 1.0)
        tc_hawkes_state_move(&state, checker->window.from - 1.0, NULL);
    for (double day = checker->window.from; day < checker->window.to && !status;
         day++) {
        size_t first = at;
        while (at < end && data->events[at].time == day)
            at++;
        status = check_day(checker, &state, day, first, at, error);
    }
    return status;
}

/* Continuous time: from state->now to a time of the same day. */
static void wait_until(struct checker *checker, struct hawkes_state *state, double to)
{
    size_t types = checker->model->types;
    double share[TC_HAWKES_TYPES], week, rise, length = to - state->now;
    const double *base = checker->model->base + checker->group * types;
    tc_hawkes_factors(checker->data, checker->model, state->now, &week, &rise);
    tc_hawkes_state_move(state, to, share);
    for (size_t i = 0; i < types; i++)
        checker->waited[i] += week * (base[i] * rise * length + share[i]);
}

static tocsin_status check_times(struct checker *checker, tocsin_error *error)
{
    const struct hawkes_data *data = checker->data;
    size_t end = data->first[checker->group + 1];
    struct hawkes_state state;
    tocsin_status status = TOCSIN_OK;
    tc_hawkes_state_start(&state, checker->model, checker->group, data->begin);
    for (size_t i = data->first[checker->group]; i < end && !status; i++) {
        const struct hawkes_event *event = &data->events[i];
        if (event->time >= checker->window.to)
            break;
        if (state.now < checker->window.from)
            tc_hawkes_state_move(&state, fmin(checker->window.from, event->time), NULL);
        while (state.now < event->time) {
            double midnight = data->begin + floor(state.now - data->begin) + 1.0;
            wait_until(checker, &state, fmin(midnight, event->time));
        }
        if (event->time >= checker->window.from) {
            status = push(checker, -expm1(-checker->waited[event->type]), error);
            checker->waited[event->type] = 0.0;
        }
        tc_hawkes_state_jump(&state, event);
    }
    return status;
}

double tc_hawkes_kolmogorov(double distance, size_t count)
{
    if (!count)
        return NAN;
    double root = sqrt((double)count);
    double x = (root + 0.12 + 0.11 / root) * distance, sum = 0.0;
    if (x < 0.2)
        return 1.0; /* to 12 digits; the series does not converge there */
    for (int i = 1; i <= 100; i++)
        sum += (i % 2 ? 2.0 : -2.0) * exp(-2.0 * i * i * x * x);
    return sum < 0.0 ? 0.0 : sum > 1.0 ? 1.0 : sum;
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static void measure(struct hawkes_check *out)
{
    if (out->count)
        qsort(out->uniform, out->count, sizeof *out->uniform, by_size);
    for (size_t i = 0; i < out->count; i++) {
        double below = (double)i / (double)out->count;
        double above = (double)(i + 1) / (double)out->count;
        out->distance =
            fmax(out->distance, fmax(out->uniform[i] - below, above - out->uniform[i]));
    }
    out->p = tc_hawkes_kolmogorov(out->distance, out->count);
}

tocsin_status tc_hawkes_check_make(struct hawkes_sample sample,
                                   const struct hawkes_model *model, uint64_t seed,
                                   struct hawkes_check *out, tocsin_error *error)
{
    const struct hawkes_data *data = sample.data;
    uint32_t group = sample.group;
    bool all = group == UINT32_MAX;
    struct checker checker = {.data = data, .window = sample.window, .model = model};
    memset(out, 0, sizeof *out);
    checker.out = out;
    tc_hawkes_seed(&checker.random, seed);
    tocsin_status status = TOCSIN_OK;
    for (uint32_t g = all ? 0 : group; g < (all ? data->groups : group + 1) && !status;
         g++) {
        checker.group = g;
        memset(checker.waited, 0, sizeof checker.waited);
        status =
            data->by_day ? check_days(&checker, error) : check_times(&checker, error);
    }
    if (status)
        tc_hawkes_check_release(out);
    else
        measure(out);
    return status;
}
