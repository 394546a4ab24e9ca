/* test_study_hawkes: the likelihood against slow references, its slope against finite
 * differences, the probability of a day against counting all ways, random numbers, and
 * what cannot be fitted to. test_study_hawkes_fit: what fits find.
 */
#include "study/hawkes_fit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TYPES   4u
#define KERNELS 3u

/* Groups of events at random; by day also several at once. */
static void make_data(struct hawkes_data *data, uint32_t groups, size_t each,
                      bool by_day, uint64_t seed)
{
    struct hawkes_random random;
    tc_hawkes_seed(&random, seed);
    assert_int_equal(tc_hawkes_data_make(data, groups * each, groups, TYPES, NULL),
                     TOCSIN_OK);
    data->begin = 100.0;
    data->end = 161.0;
    data->by_day = by_day;
    data->weekday = 3;
    data->volume = tc_alloc(61 * sizeof *data->volume);
    assert_non_null(data->volume);
    for (int d = 0; d < 61; d++)
        data->volume[d] = 0.5 + tc_hawkes_uniform(&random);
    for (uint32_t g = 0; g < groups; g++) {
        double *times = tc_alloc(each * sizeof *times);
        for (size_t i = 0; i < each; i++) {
            double time = 100.0 + 61.0 * tc_hawkes_uniform(&random);
            size_t at = i;
            if (by_day)
                time = floor(time);
            for (; at && times[at - 1] > time; at--)
                times[at] = times[at - 1];
            times[at] = time;
        }
        for (size_t i = 0; i < each; i++)
            data->events[g * each + i] = (struct hawkes_event){
                times[i], (float)tc_hawkes_uniform(&random) - 0.5f,
                (uint16_t)(tc_hawkes_random(&random) % TYPES), 0};
        tc_free(times);
        data->first[g + 1] = (g + 1) * each;
    }
}

static void make_model(struct hawkes_model *model, const struct hawkes_data *data,
                       uint64_t seed)
{
    struct hawkes_random random;
    tc_hawkes_seed(&random, seed);
    assert_int_equal(
        tc_hawkes_model_make(model, data->groups, data->types, KERNELS, NULL),
        TOCSIN_OK);
    size_t cells = (size_t)model->groups * model->types * model->types;
    for (size_t i = 0; i < (size_t)model->groups * model->types; i++)
        model->base[i] = 0.1 + tc_hawkes_uniform(&random);
    for (size_t i = 0; i < cells * KERNELS; i++)
        model->answer[i] = 0.08 * tc_hawkes_uniform(&random);
    for (size_t i = 0; data->by_day && i < cells; i++)
        model->same[i] = 0.2 * tc_hawkes_uniform(&random);
    double sum = 0.0;
    for (int d = 0; d < 7; d++)
        sum += model->week[d] = 0.5 + tc_hawkes_uniform(&random);
    for (int d = 0; d < 7; d++)
        model->week[d] *= 7.0 / sum;
    for (uint32_t k = 0; k < KERNELS; k++)
        model->decay[k] = exp(-1.5 * k);
    model->by_day = data->by_day;
    model->volume_power = 0.7;
    model->mark_power = 0.4;
}

/* ---- slow references, straight from the formulas --------------------------------- */

static double kernel(const struct hawkes_model *model, uint32_t k, double lag)
{
    double decay = model->decay[k], r = exp(-decay);
    return model->by_day ? (1.0 - r) * pow(r, lag - 1.0) : decay * exp(-decay * lag);
}

static double excited(const struct hawkes_data *data, const struct hawkes_model *model,
                      uint32_t g, uint32_t to, double time)
{
    double rate = 0.0;
    for (size_t i = data->first[g]; i < data->first[g + 1]; i++) {
        const struct hawkes_event *event = &data->events[i];
        if (event->time >= time)
            break;
        const double *answer =
            model->answer +
            (((size_t)g * TYPES + to) * TYPES + event->type) * model->kernels;
        for (uint32_t k = 0; k < model->kernels; k++)
            rate += answer[k] * exp(model->mark_power * (double)event->mark) *
                    kernel(model, k, time - event->time);
    }
    return rate;
}

static double slow_rate(const struct hawkes_data *data,
                        const struct hawkes_model *model, uint32_t g, uint32_t to,
                        double time)
{
    size_t day = (size_t)(time - data->begin);
    return model->week[(day + (size_t)data->weekday) % 7] *
           (model->base[g * TYPES + to] * pow(data->volume[day], model->volume_power) +
            excited(data, model, g, to, time));
}

/* Of a type over the part of a day behind `begin`. */
static double slow_integral(const struct hawkes_data *data,
                            const struct hawkes_model *model, uint32_t g, uint32_t to,
                            double begin, double end)
{
    size_t day = (size_t)(begin - data->begin);
    double sum = model->base[g * TYPES + to] *
                 pow(data->volume[day], model->volume_power) * (end - begin);
    for (size_t i = data->first[g]; i < data->first[g + 1]; i++) {
        const struct hawkes_event *event = &data->events[i];
        double low = fmax(begin, event->time);
        const double *answer =
            model->answer +
            (((size_t)g * TYPES + to) * TYPES + event->type) * model->kernels;
        for (uint32_t k = 0; low < end && k < model->kernels; k++)
            sum += answer[k] * exp(model->mark_power * (double)event->mark) *
                   (exp(-model->decay[k] * (low - event->time)) -
                    exp(-model->decay[k] * (end - event->time)));
    }
    return model->week[(day + (size_t)data->weekday) % 7] * sum;
}

static double log_poisson(double mean, unsigned n)
{
    double value = -mean;
    for (unsigned i = 1; i <= n; i++)
        value += log(mean / i);
    return value;
}

/* The chance that the branching of a day ends with `left` further events of each type
 * when `born` were born last: all ways, generation by generation. */
static double slow_branching(const double *same, unsigned types, const unsigned *born,
                             const unsigned *left)
{
    unsigned next[TYPES] = {0}, rest[TYPES];
    double all = 0.0;
    for (;;) {
        double value = 0.0;
        unsigned born_now = 0, rest_now = 0;
        for (unsigned i = 0; i < types; i++) {
            double mean = 0.0;
            for (unsigned j = 0; j < types; j++)
                mean += same[i * types + j] * born[j];
            value += log_poisson(mean + 1e-300, next[i]);
            rest[i] = left[i] - next[i];
            born_now += next[i];
            rest_now += rest[i];
        }
        if (born_now)
            all += exp(value) * slow_branching(same, types, next, rest);
        else if (!rest_now)
            all += exp(value);
        unsigned i = 0;
        while (i < types && next[i] == left[i])
            next[i++] = 0;
        if (i == types)
            return all;
        next[i]++;
    }
}

/* The chance of a day's numbers: over all numbers that came from outside. */
static double slow_day(const double *rates, const double *same, unsigned types,
                       const unsigned *numbers)
{
    unsigned first[TYPES] = {0}, rest[TYPES];
    double all = 0.0;
    for (;;) {
        double value = 0.0;
        for (unsigned i = 0; i < types; i++) {
            value += log_poisson(rates[i], first[i]);
            rest[i] = numbers[i] - first[i];
        }
        all += exp(value) * slow_branching(same, types, first, rest);
        unsigned i = 0;
        while (i < types && first[i] == numbers[i])
            first[i++] = 0;
        if (i == types)
            return all;
        first[i]++;
    }
}

static double slow_by_day(const struct hawkes_data *data,
                          const struct hawkes_model *model, struct hawkes_window window)
{
    double value = 0.0;
    for (uint32_t g = 0; g < data->groups; g++)
        for (double day = window.from; day < window.to; day++) {
            unsigned numbers[TYPES] = {0};
            double rates[TYPES];
            for (size_t i = data->first[g]; i < data->first[g + 1]; i++)
                if (data->events[i].time == day)
                    numbers[data->events[i].type]++;
            for (uint32_t i = 0; i < TYPES; i++)
                rates[i] = slow_rate(data, model, g, i, day);
            value += log(slow_day(rates, model->same + (size_t)g * TYPES * TYPES, TYPES,
                                  numbers));
        }
    return value;
}

static double slow_in_time(const struct hawkes_data *data,
                           const struct hawkes_model *model,
                           struct hawkes_window window)
{
    double value = 0.0;
    for (uint32_t g = 0; g < data->groups; g++) {
        for (size_t i = data->first[g]; i < data->first[g + 1]; i++) {
            const struct hawkes_event *event = &data->events[i];
            if (event->time >= window.from && event->time < window.to)
                value += log(slow_rate(data, model, g, event->type, event->time));
        }
        for (double day = data->begin; day < data->end; day++)
            for (uint32_t i = 0; i < TYPES; i++) {
                double begin = fmax(day, window.from);
                double end = fmin(day + 1.0, window.to);
                if (begin < end)
                    value -= slow_integral(data, model, g, i, begin, end);
            }
    }
    return value;
}

static void check_against_slow(bool by_day, struct hawkes_window window)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct hawkes_data data;
        struct hawkes_model model;
        double fast;
        make_data(&data, 2, by_day ? 70 : 200, by_day, seed);
        make_model(&model, &data, seed + 50);
        assert_int_equal(tc_hawkes_score(&data, &model, window, &fast, NULL),
                         TOCSIN_OK);
        double slow = by_day ? slow_by_day(&data, &model, window)
                             : slow_in_time(&data, &model, window);
        assert_true(isfinite(slow));
        assert_true(fabs(fast - slow) < 1e-9 * fabs(slow));
        tc_hawkes_model_release(&model);
        tc_hawkes_data_release(&data);
    }
}

static void test_likelihood_by_day(void **state)
{
    (void)state;
    check_against_slow(true, (struct hawkes_window){100.0, 161.0});
    check_against_slow(true, (struct hawkes_window){117.0, 150.0});
}

static void test_likelihood_in_time(void **state)
{
    (void)state;
    check_against_slow(false, (struct hawkes_window){100.0, 161.0});
    check_against_slow(false, (struct hawkes_window){117.3, 150.8});
}

/* Over all numbers of a day the chances sum to 1. */
static void test_chances_of_a_day_sum_to_one(void **state)
{
    (void)state;
    struct hawkes_data data;
    struct hawkes_model model;
    double sum = 0.0;
    const double same[4] = {0.2, 0.25, 0.1, 0.15};
    for (unsigned a = 0; a < 40; a++)
        for (unsigned b = 0; b < 40; b++) {
            double value;
            assert_int_equal(tc_hawkes_data_make(&data, a + b, 1, 2, NULL), TOCSIN_OK);
            data.end = 1.0;
            data.by_day = true;
            data.first[1] = a + b;
            for (unsigned i = a; i < a + b; i++)
                data.events[i].type = 1;
            assert_int_equal(tc_hawkes_model_make(&model, 1, 2, 1, NULL), TOCSIN_OK);
            model.by_day = true;
            model.base[0] = 0.8;
            model.base[1] = 1.3;
            memcpy(model.same, same, sizeof same);
            assert_int_equal(tc_hawkes_score(&data, &model,
                                             (struct hawkes_window){0.0, 1.0}, &value,
                                             NULL),
                             TOCSIN_OK);
            sum += exp(value);
            tc_hawkes_model_release(&model);
            tc_hawkes_data_release(&data);
        }
    assert_true(fabs(sum - 1.0) < 1e-9);
}

/* ---- slopes ---------------------------------------------------------------------- */

static void check_slopes(bool by_day, bool together, double pull, bool even)
{
    struct hawkes_data data;
    struct hawkes_model model;
    struct hawkes_past pasts[2] = {{0}};
    make_data(&data, together ? 2 : 1, 150, by_day, 9);
    make_model(&model, &data, 10);
    memcpy(model.common, model.answer, TYPES * TYPES * KERNELS * sizeof(double));
    memcpy(model.common_same, model.same, TYPES * TYPES * sizeof(double));
    model.common[5] += 0.1;
    model.common_same[2] += 0.1;
    struct hawkes_options options = {.kernels = KERNELS,
                                     .fit_decay = true,
                                     .weekly = true,
                                     .volume = true,
                                     .same_day = by_day,
                                     .marked = true,
                                     .mirror = true,
                                     .even = even,
                                     .sparsity = 0.3};
    struct hawkes_vector vector = {
        .data = &data,
        .window = {108.0, 155.0},
        .options = &options,
        .model = &model,
        .last = data.groups,
        .shared = true,
        .together = together,
        .pull = pull,
        .pasts = pasts
    };
    assert_int_equal(tc_hawkes_vector_init(&vector, NULL), TOCSIN_OK);
    size_t n = vector.count;
    double *x = tc_alloc(6 * n * sizeof *x), *slope = x + n, *none = slope + n;
    tc_hawkes_vector_read(&vector, x, none, none + n);
    assert_true(isfinite(tc_hawkes_vector_call(&vector, x, slope)));
    for (size_t i = 0; i < n; i++) {
        double at = x[i], width = 1e-5 * (fabs(at) + 0.01);
        x[i] = at + width;
        double above = tc_hawkes_vector_call(&vector, x, none);
        x[i] = at - width;
        double below = tc_hawkes_vector_call(&vector, x, none);
        x[i] = at;
        double slow = (above - below) / (2.0 * width);
        assert_true(fabs(slow - slope[i]) < 1e-4 * (fabs(slow) + 1.0));
    }
    tc_free(x);
    tc_hawkes_vector_release(&vector);
    tc_hawkes_past_release(&pasts[0]);
    tc_hawkes_model_release(&model);
    tc_hawkes_data_release(&data);
}

static void test_slopes(void **state)
{
    (void)state;
    for (int even = 0; even < 2; even++) {
        check_slopes(true, true, 0.0, even);
        check_slopes(true, false, 40.0, even);
        check_slopes(false, true, 0.0, even);
        check_slopes(false, false, 40.0, even);
    }
}

/* ---- minimising ------------------------------------------------------------------ */

static int calls;

static double valley(void *context, const double *x, double *gradient)
{
    (void)context;
    double a = 1.0 - x[0], b = x[1] - x[0] * x[0];
    calls++;
    gradient[0] = -2.0 * a - 400.0 * x[0] * b;
    gradient[1] = 200.0 * b;
    gradient[2] = 2.0 * (x[2] + 3.0); /* its least lies beyond the bound */
    return a * a + 100.0 * b * b + (x[2] + 3.0) * (x[2] + 3.0);
}

static double falling(void *context, const double *x, double *gradient)
{
    (void)context;
    calls++;
    gradient[0] = -1.0;
    return x[0] > 1e6 ? INFINITY : -x[0];
}

static void test_minimise(void **state)
{
    (void)state;
    double low[3] = {-INFINITY, -INFINITY, 0.0}, scale[3] = {1.0, 1.0, 1.0};
    double x[3] = {-1.2, 1.0, 5.0};
    struct hawkes_minimise problem = {.function = valley,
                                      .count = 3,
                                      .low = low,
                                      .scale = scale,
                                      .limit = 500,
                                      .tolerance = 1e-14};
    calls = 0;
    assert_int_equal(tc_hawkes_minimise(&problem, x, NULL), TOCSIN_OK);
    assert_true(problem.settled && calls == problem.calls && calls < 200);
    assert_true(fabs(x[0] - 1.0) < 1e-5 && fabs(x[1] - 1.0) < 1e-5 && x[2] == 0.0);
    assert_true(fabs(problem.value - 9.0) < 1e-9);

    problem.function = falling; /* no least: ends all the same */
    problem.count = 1;
    problem.limit = 50;
    x[0] = 0.0;
    calls = 0;
    assert_int_equal(tc_hawkes_minimise(&problem, x, NULL), TOCSIN_OK);
    assert_true(calls <= 50 * 41 + 1 && isfinite(x[0]));
    x[0] = 2e6;
    assert_int_equal(tc_hawkes_minimise(&problem, x, NULL), TOCSIN_USAGE);
}

/* ---- random numbers -------------------------------------------------------------- */

static void test_random(void **state)
{
    (void)state;
    struct hawkes_random random = {
        {1, 2, 3, 4}
    }; /* as the authors' program gives */
    assert_true(tc_hawkes_random(&random) == 11520u);
    assert_true(tc_hawkes_random(&random) == 0u);
    assert_true(tc_hawkes_random(&random) == 1509978240u);
    static const double means[] = {0.05, 1.7, 12.0, 75.0};
    tc_hawkes_seed(&random, 5);
    for (size_t m = 0; m < 4; m++) {
        double sum = 0.0, squares = 0.0;
        for (int i = 0; i < 40000; i++) {
            double n = tc_hawkes_poisson(&random, means[m]);
            sum += n / 40000.0;
            squares += n * n / 40000.0;
        }
        double variance = squares - sum * sum;
        assert_true(fabs(sum - means[m]) < 5.0 * sqrt(means[m] / 40000.0));
        assert_true(fabs(variance / means[m] - 1.0) < 0.08);
    }
}

/* Known quantiles of Kolmogorov's distribution. */
static void test_kolmogorov(void **state)
{
    (void)state;
    assert_true(fabs(tc_hawkes_kolmogorov(1.3581 / 1000.0, 1000000) - 0.05) < 2e-4);
    assert_true(fabs(tc_hawkes_kolmogorov(1.6276 / 1000.0, 1000000) - 0.01) < 1e-4);
    assert_true(fabs(tc_hawkes_kolmogorov(0.4093, 10) - 0.05) < 2e-3);
    assert_true(isnan(tc_hawkes_kolmogorov(0.5, 0)));
    assert_true(tc_hawkes_kolmogorov(1e-9, 10) == 1.0);
}

/* ---- what cannot be fitted to ---------------------------------------------------- */

static void expect_usage(const struct hawkes_data *data, const char *words)
{
    struct hawkes_options options = {.kernels = 1, .decay = {0.5}};
    struct hawkes_model model;
    tocsin_error error;
    struct hawkes_window window = {data->begin, data->end};
    assert_int_equal(tc_hawkes_fit(data, window, &options, &model, &error),
                     TOCSIN_USAGE);
    assert_non_null(strstr(error.message, words));
}

static void test_what_cannot_be_fitted(void **state)
{
    (void)state;
    struct hawkes_data data;
    assert_int_equal(tc_hawkes_data_make(&data, 3, 1, 2, NULL), TOCSIN_OK);
    data.by_day = true;
    expect_usage(&data, "the span is empty");
    data.end = 10.0;
    expect_usage(&data, "fewer than 2");
    data.first[1] = 1;
    expect_usage(&data, "1 events");
    data.first[1] = 3;
    expect_usage(&data, "all events lie at one time");
    data.events[0].time = 4.0;
    data.events[1].time = 2.0;
    data.events[2].time = 5.0;
    expect_usage(&data, "event 1 of pair 0 (day 2) comes before");
    data.events[1].time = 4.5;
    expect_usage(&data, "whole day");
    data.events[1].time = 11.0;
    expect_usage(&data, "outside the span");
    data.events[1].time = NAN;
    expect_usage(&data, "outside the span");
    data.events[1].time = 4.0;
    data.events[1].type = 2;
    expect_usage(&data, "a type that is not there");
    data.events[1].type = 1;
    data.events[1].mark = NAN;
    expect_usage(&data, "mark");
    tc_hawkes_data_release(&data);
    assert_int_equal(tc_hawkes_data_make(&data, 3, 0, 2, NULL), TOCSIN_LIMIT);
    assert_int_equal(tc_hawkes_data_make(&data, 3, 1, 33, NULL), TOCSIN_LIMIT);
}

/* Little data gives numbers all the same, and ends. */
static void test_little_data(void **state)
{
    (void)state;
    static const double times[][3] = {
        {0, 9, 9},
        {3, 3, 4},
        {0, 1, 2},
        {8, 8, 9}
    };
    for (size_t t = 0; t < 4; t++)
        for (int fit_decay = 0; fit_decay < 2; fit_decay++) {
            struct hawkes_data data;
            struct hawkes_options options;
            struct hawkes_model model;
            struct hawkes_errors errors;
            struct hawkes_check check;
            struct hawkes_window window = {0.0, 10.0};
            assert_int_equal(tc_hawkes_data_make(&data, 3, 2, 2, NULL), TOCSIN_OK);
            data.by_day = true;
            data.end = 10.0;
            data.first[1] = data.first[2] = 3; /* the second pair has none */
            for (int i = 0; i < 3; i++)
                data.events[i].time = times[t][i];
            tc_hawkes_options_usual(&options);
            options.volume = false;
            options.fit_decay = fit_decay;
            assert_int_equal(tc_hawkes_fit(&data, window, &options, &model, NULL),
                             TOCSIN_OK);
            assert_true(isfinite(model.value) && model.steps <= 500 * 3);
            for (size_t i = 0; i < 2u * 4u * (model.kernels + 1) + 4; i++)
                assert_true(isfinite(model.memory[i]) && model.memory[i] >= 0.0);
            assert_int_equal(
                tc_hawkes_errors_make((struct hawkes_sample){&data, window, 0},
                                      &options, &model, &errors, NULL),
                TOCSIN_OK);
            assert_true(isfinite(errors.radius));
            assert_int_equal(
                tc_hawkes_check_make((struct hawkes_sample){&data, window, 0}, &model,
                                     1, &check, NULL),
                TOCSIN_OK);
            assert_true(check.count >= 2 && check.p >= 0.0 && check.p <= 1.0);
            tc_hawkes_check_release(&check);
            tc_hawkes_errors_release(&errors);
            tc_hawkes_model_release(&model);
            tc_hawkes_data_release(&data);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_likelihood_by_day),
        cmocka_unit_test(test_likelihood_in_time),
        cmocka_unit_test(test_chances_of_a_day_sum_to_one),
        cmocka_unit_test(test_slopes),
        cmocka_unit_test(test_minimise),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_kolmogorov),
        cmocka_unit_test(test_what_cannot_be_fitted),
        cmocka_unit_test(test_little_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
