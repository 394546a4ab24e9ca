/* test_study_hawkes_fit: what fits find again in simulated data and how sure they are
 * of it, whether the waits tell a true model from a wrong one, how pairs borrow from
 * each other, and that no fit sees behind its window.
 */
#include "study/hawkes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void draw(struct hawkes_data *data, const struct hawkes_model *model, double end,
                 uint64_t seed)
{
    assert_int_equal(tc_hawkes_data_make(data, 0, model->groups, model->types, NULL),
                     TOCSIN_OK);
    data->end = end;
    data->by_day = model->by_day;
    data->weekday = 2;
    assert_int_equal(tc_hawkes_simulate(data, model, seed, 5000000, NULL), TOCSIN_OK);
}

static struct hawkes_window whole(const struct hawkes_data *data)
{
    return (struct hawkes_window){data->begin, data->end};
}

/* Two types that answer each other, in continuous time. */
static void model_in_time(struct hawkes_model *model)
{
    static const double answer[4] = {0.35, 0.2, 0.25, 0.3};
    assert_int_equal(tc_hawkes_model_make(model, 1, 2, 1, NULL), TOCSIN_OK);
    model->base[0] = 0.4;
    model->base[1] = 0.25;
    memcpy(model->answer, answer, sizeof answer);
    model->decay[0] = 1.3;
}

/* The same by day, with a week, answers on the day and after two half-lives. */
static void model_by_day(struct hawkes_model *model)
{
    static const double answer[8] = {0.12, 0.15, 0.08, 0.1, 0.1, 0.08, 0.12, 0.14};
    static const double same[4] = {0.1, 0.14, 0.14, 0.08};
    static const double week[7] = {1.3, 1.2, 1.2, 1.1, 1.0, 0.5, 0.7};
    assert_int_equal(tc_hawkes_model_make(model, 1, 2, 2, NULL), TOCSIN_OK);
    model->by_day = true;
    model->base[0] = 0.35;
    model->base[1] = 0.3;
    memcpy(model->answer, answer, sizeof answer);
    memcpy(model->same, same, sizeof same);
    memcpy(model->week, week, sizeof week);
    model->decay[0] = 1.4;
    model->decay[1] = 0.15;
}

static struct hawkes_options options_for(const struct hawkes_model *model)
{
    struct hawkes_options options = {.kernels = model->kernels,
                                     .weekly = model->by_day,
                                     .same_day = model->by_day,
                                     .even = true,
                                     .fit_decay = !model->by_day,
                                     .tolerance = 1e-12};
    memcpy(options.decay, model->decay, sizeof options.decay);
    if (options.fit_decay)
        options.decay[0] = 0.4; /* not where the truth is */
    return options;
}

/* How far estimates lie from the truth, in standard errors. */
struct tally {
    int count, within; /* 1.96 errors */
    double sum, squares;
};

static void tally(struct tally *tally, double estimate, double truth, double error)
{
    assert_true(error > 0.0);
    double z = (estimate - truth) / error;
    tally->count++;
    tally->within += fabs(z) < 1.96;
    tally->sum += z;
    tally->squares += z * z;
    assert_true(fabs(z) < 5.0);
}

static void recover(struct tally *all, const struct hawkes_model *truth, double end,
                    uint64_t seed)
{
    struct hawkes_data data;
    struct hawkes_model model;
    struct hawkes_errors errors;
    struct hawkes_options options = options_for(truth);
    draw(&data, truth, end, seed);
    assert_int_equal(tc_hawkes_fit(&data, whole(&data), &options, &model, NULL),
                     TOCSIN_OK);
    assert_true(model.settled);
    assert_int_equal(
        tc_hawkes_errors_make((struct hawkes_sample){&data, whole(&data), 0}, &options,
                              &model, &errors, NULL),
        TOCSIN_OK);
    for (size_t i = 0; i < 2; i++)
        tally(all, log(model.base[i]), log(truth->base[i]),
              errors.base[i] / model.base[i]);
    for (size_t i = 0; i < 4u * model.kernels; i++)
        if (model.answer[i] > 1e-7)
            tally(all, model.answer[i], truth->answer[i], errors.answer[i]);
    for (size_t i = 0; i < 4; i++) {
        double ratio = truth->same[i];
        for (uint32_t k = 0; k < model.kernels; k++)
            ratio += truth->answer[i * model.kernels + k];
        tally(all, errors.ratio_of[i], ratio, errors.branching[i]);
        if (truth->by_day)
            tally(all, model.same[i], truth->same[i], errors.same[i]);
    }
    for (size_t d = 1; truth->by_day && d < 7; d++)
        tally(all, log(model.week[d] / model.week[0]),
              log(truth->week[d] / truth->week[0]), errors.week[d]);
    if (options.fit_decay)
        tally(all, log(model.decay[0]), log(truth->decay[0]), errors.decay[0]);
    assert_true(errors.radius > 0.3 && errors.radius < 1.1 && errors.radius_error > 0);
    tc_hawkes_errors_release(&errors);
    tc_hawkes_model_release(&model);
    tc_hawkes_data_release(&data);
}

static void check_recovery(const struct hawkes_model *truth, double end, int seeds)
{
    struct tally all = {0};
    for (int seed = 1; seed <= seeds; seed++)
        recover(&all, truth, end, (uint64_t)seed);
    double within = (double)all.within / all.count, mean = all.sum / all.count;
    print_message("%d estimates: %.3f within 1.96 errors, mean %.3f, spread %.3f\n",
                  all.count, within, mean, sqrt(all.squares / all.count));
    assert_true(within > 0.92 && within < 0.98);
    assert_true(fabs(mean) < 0.2);
    assert_true(fabs(all.squares / all.count - 1.0) < 0.25);
}

static void test_recovery_in_time(void **state)
{
    (void)state;
    struct hawkes_model truth;
    model_in_time(&truth);
    check_recovery(&truth, 2000.0, 40);
    tc_hawkes_model_release(&truth);
}

static void test_recovery_by_day(void **state)
{
    (void)state;
    struct hawkes_model truth;
    model_by_day(&truth);
    check_recovery(&truth, 20000.0, 25);
    tc_hawkes_model_release(&truth);
}

/* Marks and volume: their powers come back too. */
static void test_powers_come_back(void **state)
{
    (void)state;
    struct hawkes_model truth, model;
    struct hawkes_data data;
    struct hawkes_errors errors;
    model_by_day(&truth);
    struct hawkes_options options = options_for(&truth);
    options.volume = true;
    truth.volume_power = 0.8;
    assert_int_equal(tc_hawkes_data_make(&data, 0, 1, 2, NULL), TOCSIN_OK);
    data.end = 6000.0;
    data.by_day = true;
    data.volume = tc_alloc(6000 * sizeof *data.volume);
    for (int d = 0; d < 6000; d++)
        data.volume[d] = exp(0.9 * sin(d / 300.0));
    assert_int_equal(tc_hawkes_simulate(&data, &truth, 77, 5000000, NULL), TOCSIN_OK);
    assert_int_equal(tc_hawkes_fit(&data, whole(&data), &options, &model, NULL),
                     TOCSIN_OK);
    assert_int_equal(
        tc_hawkes_errors_make((struct hawkes_sample){&data, whole(&data), 0}, &options,
                              &model, &errors, NULL),
        TOCSIN_OK);
    assert_true(errors.volume_power > 0.0 && errors.volume_power < 0.2);
    assert_true(fabs(model.volume_power - 0.8) < 3.0 * errors.volume_power);
    tc_hawkes_errors_release(&errors);
    tc_hawkes_model_release(&model);
    tc_hawkes_data_release(&data);
    tc_hawkes_model_release(&truth);
}

/* Events marked at random bring others by exp(0.9 mark): drawn as a branching. */
static void test_marks_come_back(void **state)
{
    (void)state;
    enum { MOST = 20000 };
    struct hawkes_data data;
    struct hawkes_model model;
    struct hawkes_errors errors;
    struct hawkes_random random;
    struct hawkes_options options = {
        .kernels = 1, .decay = {1.0}, .marked = true, .tolerance = 1e-12};
    tc_hawkes_seed(&random, 3);
    assert_int_equal(tc_hawkes_data_make(&data, MOST, 1, 1, NULL), TOCSIN_OK);
    data.end = 4000.0;
    double time = 0.0, level = 0.0;
    for (;;) { /* thinning; the rate is 0.5 + level, which falls with decay 1 */
        double bound = 0.5 + level;
        double wait = -log(tc_hawkes_uniform(&random)) / bound;
        time += wait;
        level *= exp(-wait);
        if (time >= data.end)
            break;
        if (tc_hawkes_uniform(&random) * bound > 0.5 + level)
            continue;
        float mark = (float)tc_hawkes_uniform(&random) * 3.0f - 1.5f;
        assert_true(data.first[1] < MOST);
        data.events[data.first[1]++] = (struct hawkes_event){time, mark, 0, 0};
        level += 0.4 * exp(0.9 * (double)mark);
    }
    assert_int_equal(tc_hawkes_fit(&data, whole(&data), &options, &model, NULL),
                     TOCSIN_OK);
    assert_int_equal(
        tc_hawkes_errors_make((struct hawkes_sample){&data, whole(&data), 0}, &options,
                              &model, &errors, NULL),
        TOCSIN_OK);
    assert_true(errors.mark_power > 0.0 && errors.mark_power < 0.2);
    assert_true(fabs(model.mark_power - 0.9) < 3.0 * errors.mark_power);
    assert_true(fabs(model.answer[0] - 0.4) < 3.0 * errors.answer[0]);
    tc_hawkes_errors_release(&errors);
    tc_hawkes_model_release(&model);
    tc_hawkes_data_release(&data);
}

/* ---- goodness of fit ------------------------------------------------------------- */

static double chance_of(const struct hawkes_data *data,
                        const struct hawkes_model *model, uint64_t seed)
{
    struct hawkes_check check;
    assert_int_equal(tc_hawkes_check_make((struct hawkes_sample){data, whole(data), 0},
                                          model, seed, &check, NULL),
                     TOCSIN_OK);
    double p = check.p;
    assert_true(check.count > 500);
    for (size_t i = 1; i < check.count; i++)
        assert_true(check.uniform[i - 1] <= check.uniform[i]);
    assert_true(check.uniform[0] >= 0.0 && check.uniform[check.count - 1] <= 1.0);
    tc_hawkes_check_release(&check);
    return p;
}

/* The true model passes about as often as it should, one without answers (the same
 * rates, nothing excites) never. */
static void check_waits(const struct hawkes_model *truth, double end)
{
    int passed = 0;
    double sum = 0.0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct hawkes_data data;
        struct hawkes_model flat;
        draw(&data, truth, end, 100 + seed);
        double p = chance_of(&data, truth, seed);
        passed += p > 0.05;
        sum += p / 40.0;
        assert_int_equal(tc_hawkes_model_make(&flat, 1, 2, 1, NULL), TOCSIN_OK);
        flat.by_day = truth->by_day;
        for (size_t i = 0; i < data.first[1]; i++)
            flat.base[data.events[i].type] += 1.0 / end;
        assert_true(chance_of(&data, &flat, seed) < 1e-3);
        tc_hawkes_model_release(&flat);
        tc_hawkes_data_release(&data);
    }
    print_message("%d of 40 true models pass at 0.05, mean p %.2f\n", passed, sum);
    assert_true(passed >= 34 && sum > 0.35 && sum < 0.65);
}

static void test_waits(void **state)
{
    (void)state;
    struct hawkes_model truth;
    model_in_time(&truth);
    check_waits(&truth, 1500.0);
    tc_hawkes_model_release(&truth);
    model_by_day(&truth);
    check_waits(&truth, 2500.0);
    tc_hawkes_model_release(&truth);
}

/* ---- simulation ------------------------------------------------------------------ */

/* Mean numbers against (1 - ratios)^-1 base, and the same seed gives the same. */
static void test_simulated_means(void **state)
{
    (void)state;
    for (int by_day = 0; by_day < 2; by_day++) {
        struct hawkes_model truth;
        struct hawkes_data data, again;
        (by_day ? model_by_day : model_in_time)(&truth);
        double n[4] = {0}, counts[2] = {0};
        for (size_t i = 0; i < 4; i++) {
            n[i] = truth.same[i];
            for (uint32_t k = 0; k < truth.kernels; k++)
                n[i] += truth.answer[i * truth.kernels + k];
        }
        double det = (1.0 - n[0]) * (1.0 - n[3]) - n[1] * n[2];
        double a = ((1.0 - n[3]) * truth.base[0] + n[1] * truth.base[1]) / det;
        double b = (n[2] * truth.base[0] + (1.0 - n[0]) * truth.base[1]) / det;
        draw(&data, &truth, 40000.0, 11);
        draw(&again, &truth, 40000.0, 11);
        assert_int_equal(data.first[1], again.first[1]);
        assert_memory_equal(data.events, again.events,
                            data.first[1] * sizeof *data.events);
        for (size_t i = 0; i < data.first[1]; i++)
            counts[data.events[i].type] += 1.0 / 40000.0;
        assert_true(fabs(counts[0] / a - 1.0) < 0.06);
        assert_true(fabs(counts[1] / b - 1.0) < 0.06);
        tc_hawkes_data_release(&data);
        tc_hawkes_data_release(&again);
        tc_hawkes_model_release(&truth);
    }
}

static void test_explosions_end(void **state)
{
    (void)state;
    struct hawkes_model model;
    struct hawkes_data data;
    for (int by_day = 0; by_day < 2; by_day++) {
        (by_day ? model_by_day : model_in_time)(&model);
        model.answer[0] = model.answer[3] = 1.5;
        assert_int_equal(tc_hawkes_data_make(&data, 0, 1, 2, NULL), TOCSIN_OK);
        data.end = 100000.0;
        data.by_day = by_day;
        assert_int_equal(tc_hawkes_simulate(&data, &model, 1, 20000, NULL),
                         TOCSIN_LIMIT);
        assert_int_equal(data.first[1], 0);
        tc_hawkes_data_release(&data);
        tc_hawkes_model_release(&model);
    }
}

/* Drawn ahead, the next day's mean is the model's rate with its same-day branching. */
static void test_ahead(void **state)
{
    (void)state;
    enum { PATHS = 20000 };
    struct hawkes_model truth;
    struct hawkes_data data;
    model_by_day(&truth);
    draw(&data, &truth, 300.0, 5);
    uint32_t *counts = tc_alloc(2 * PATHS * sizeof *counts);
    struct hawkes_ahead ahead = {1, PATHS, 9, counts};
    assert_int_equal(tc_hawkes_ahead_make(&data, &truth, 0, &ahead, NULL), TOCSIN_OK);
    double rate[2], mean[2] = {0};
    for (size_t i = 0; i < 2; i++) {
        double sum = truth.base[i];
        for (size_t e = 0; e < data.first[1]; e++)
            for (uint32_t k = 0; k < 2; k++) {
                double r = exp(-truth.decay[k]);
                sum += truth.answer[(i * 2 + data.events[e].type) * 2 + k] * (1.0 - r) *
                       pow(r, 300.0 - data.events[e].time - 1.0);
            }
        rate[i] = sum * truth.week[(300 + 2) % 7];
    }
    const double *n = truth.same;
    double det = (1.0 - n[0]) * (1.0 - n[3]) - n[1] * n[2];
    double a = ((1.0 - n[3]) * rate[0] + n[1] * rate[1]) / det;
    double b = (n[2] * rate[0] + (1.0 - n[0]) * rate[1]) / det;
    for (size_t p = 0; p < PATHS; p++)
        for (size_t i = 0; i < 2; i++)
            mean[i] += (double)counts[p * 2 + i] / PATHS;
    assert_true(fabs(mean[0] - a) < 5.0 * sqrt(3.0 * a / PATHS));
    assert_true(fabs(mean[1] - b) < 5.0 * sqrt(3.0 * b / PATHS));
    tc_free(counts);
    tc_hawkes_data_release(&data);
    tc_hawkes_model_release(&truth);
}

/* ---- pairs together -------------------------------------------------------------- */

/* Thirty pairs with little data each, whose answers differ by a fifth around common
 * ones. */
static void draw_pairs(struct hawkes_data *data, struct hawkes_model *truth)
{
    struct hawkes_random random;
    tc_hawkes_seed(&random, 21);
    assert_int_equal(tc_hawkes_model_make(truth, 30, 2, 2, NULL), TOCSIN_OK);
    truth->by_day = true;
    truth->decay[0] = 0.7;
    truth->decay[1] = 0.05;
    for (size_t i = 0; i < 60; i++)
        truth->base[i] = 0.02 + 0.06 * tc_hawkes_uniform(&random);
    for (size_t i = 0; i < 240; i++)
        truth->answer[i] = 0.15 * (0.8 + 0.4 * tc_hawkes_uniform(&random));
    for (size_t i = 0; i < 120; i++)
        truth->same[i] = i % 4 == 1 || i % 4 == 2 ? 0.2 : 0.0;
    draw(data, truth, 1500.0, 4);
}

static void test_pairs_borrow(void **state)
{
    (void)state;
    static const double pulls[] = {0.0, INFINITY, -1.0};
    struct hawkes_data data;
    struct hawkes_model truth, model;
    struct hawkes_window train = {0.0, 1000.0}, rest = {1000.0, 1500.0};
    double value[3], best;
    draw_pairs(&data, &truth);
    struct hawkes_options options = options_for(&truth);
    options.weekly = false;
    options.mirror = true;
    for (size_t i = 0; i < 3; i++) {
        options.pull = pulls[i];
        assert_int_equal(tc_hawkes_fit(&data, train, &options, &model, NULL),
                         TOCSIN_OK);
        assert_int_equal(tc_hawkes_score(&data, &model, rest, &value[i], NULL),
                         TOCSIN_OK);
        if (i == 1) /* alike means alike, in both directions */
            assert_memory_equal(model.answer, model.answer + 8, 8 * sizeof(double));
        if (i == 2)
            assert_true(model.pull > 0.0);
        tc_hawkes_model_release(&model);
    }
    assert_int_equal(tc_hawkes_score(&data, &truth, rest, &best, NULL), TOCSIN_OK);
    assert_true(value[1] > value[0] + 5.0 && value[2] > value[0] + 5.0);
    assert_true(value[2] > value[1] - 2.0 && value[2] < best + 2.0);
    tc_hawkes_data_release(&data);
    tc_hawkes_model_release(&truth);
}

/* More weight on sparsity: fewer answers that are not 0. */
static void test_sparsity(void **state)
{
    (void)state;
    size_t counts[3];
    struct hawkes_data data;
    struct hawkes_model truth, model;
    model_by_day(&truth);
    draw(&data, &truth, 800.0, 8);
    struct hawkes_options options = options_for(&truth);
    for (size_t i = 0; i < 3; i++) {
        options.sparsity = i == 0 ? 0.0 : i == 1 ? 150.0 : 1e6;
        assert_int_equal(tc_hawkes_fit(&data, whole(&data), &options, &model, NULL),
                         TOCSIN_OK);
        counts[i] = 0;
        for (size_t j = 0; j < 8; j++)
            counts[i] += model.answer[j] > 1e-9;
        tc_hawkes_model_release(&model);
    }
    assert_true(counts[0] > counts[1] && counts[2] == 0);
    tc_hawkes_data_release(&data);
    tc_hawkes_model_release(&truth);
}

/* What comes behind the window changes no number of the fit. */
static void test_no_look_ahead(void **state)
{
    (void)state;
    struct hawkes_data data, other;
    struct hawkes_model truth, one, two;
    struct hawkes_options options;
    struct hawkes_window train = {0.0, 900.0};
    draw_pairs(&data, &truth);
    tc_hawkes_model_release(&truth);
    draw_pairs(&other, &truth);
    tc_hawkes_options_usual(&options);
    options.volume = false;
    for (size_t i = 0; i < other.first[other.groups]; i++)
        if (other.events[i].time >= 900.0)
            other.events[i].type = 1 - other.events[i].type;
    assert_int_equal(tc_hawkes_fit(&data, train, &options, &one, NULL), TOCSIN_OK);
    assert_int_equal(tc_hawkes_fit(&other, train, &options, &two, NULL), TOCSIN_OK);
    assert_memory_equal(one.memory, two.memory,
                        (60 + 31 * 4 * (4 + 1)) * sizeof(double));
    assert_true(one.value == two.value);
    tc_hawkes_model_release(&one);
    tc_hawkes_model_release(&two);
    tc_hawkes_data_release(&data);
    tc_hawkes_data_release(&other);
    tc_hawkes_model_release(&truth);
}

/* ---- from a stream --------------------------------------------------------------- */

static void fill_stream(struct stream *stream)
{
    static const struct stream_event events[] = {
        {10, 0, 0, 1, 0},
        {10, 1, 1, 0, 0},
        {11, 2, 0, 2, 0},
        {12, 1, 0, 0, 0},
        {13, 0, 2, 1, 0},
        {13, 3, 0, 0, 0},
        {15, 3, 1, 0, 0},
        {19, 0, 1, 1, 0}
    };
    tc_stream_init(stream);
    assert_int_equal(tc_stream_number(stream, 4, 3, NULL), TOCSIN_OK);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_int_equal(tc_stream_add(stream, &events[i], NULL), TOCSIN_OK);
}

static void test_from_stream(void **state)
{
    (void)state;
    static const struct hawkes_pair pairs[] = {
        {3, 0},
        {0, 1}
    };
    static const int16_t classes[] = {0, 1, -1};
    struct hawkes_choice choice = {pairs, 2, classes, 2, 0, 0, false};
    struct hawkes_pair busiest[3];
    size_t count = 3;
    struct stream stream;
    struct hawkes_data data;
    fill_stream(&stream);
    assert_int_equal(tc_hawkes_from_stream(&stream, &choice, &data, NULL), TOCSIN_OK);
    assert_true(data.begin == 10.0 && data.end == 20.0 && data.by_day);
    assert_int_equal(data.types, 4);
    assert_int_equal(data.weekday, tc_day_weekday(10));
    static const double times[] = {13, 15, 10, 10, 12, 19};
    static const uint16_t types[] = {0, 1, 0, 3, 2, 1};
    assert_int_equal(data.first[1], 2);
    assert_int_equal(data.first[2], 6);
    for (size_t i = 0; i < 6; i++) {
        assert_true(data.events[i].time == times[i]);
        assert_int_equal(data.events[i].type, types[i]);
    }
    assert_true(data.volume[0] == 1.0 && data.volume[1] > data.volume[2]);
    assert_int_equal(tc_hawkes_data_check(&data, NULL), TOCSIN_OK);
    tc_hawkes_data_release(&data);

    assert_int_equal(tc_hawkes_busiest(&stream, (struct hawkes_span){10, 20}, false,
                                       busiest, &count, NULL),
                     TOCSIN_OK);
    assert_int_equal(count, 2);
    assert_true(busiest[0].a == 0 && busiest[0].b == 1 && busiest[1].b == 3);
    stream.day[0] = 30; /* out of order */
    assert_int_equal(tc_hawkes_from_stream(&stream, &choice, &data, NULL),
                     TOCSIN_USAGE);
    stream.day[0] = 10;
    choice.pairs_count = 0;
    assert_int_equal(tc_hawkes_from_stream(&stream, &choice, &data, NULL),
                     TOCSIN_USAGE);
    static const struct hawkes_pair self[] = {
        {3, 3},
        {0, 1}
    };
    choice.pairs_count = 2;
    choice.pairs = self;
    assert_int_equal(tc_hawkes_from_stream(&stream, &choice, &data, NULL),
                     TOCSIN_USAGE);
    static const struct hawkes_pair twice[] = {
        {1, 0},
        {0, 1}
    };
    choice.pairs = twice;
    assert_int_equal(tc_hawkes_from_stream(&stream, &choice, &data, NULL),
                     TOCSIN_USAGE);
    tc_stream_release(&stream);
}

/* ---- a pair of a stream ---------------------------------------------------------- */

/* Drawn pairs as a stream: pair g is actors 2g and 2g + 1, days from 1000 on. */
static void pairs_as_stream(struct stream *stream, struct hawkes_model *truth)
{
    struct hawkes_data data;
    draw_pairs(&data, truth);
    tc_stream_init(stream);
    assert_int_equal(tc_stream_number(stream, 60, 1, NULL), TOCSIN_OK);
    for (uint32_t g = 0; g < data.groups; g++)
        for (size_t i = data.first[g]; i < data.first[g + 1]; i++) {
            uint32_t type = data.events[i].type;
            struct stream_event event = {1000 + (int32_t)data.events[i].time,
                                         2 * g + type, 0, 2 * g + 1 - type, 0};
            assert_int_equal(tc_stream_add(stream, &event, NULL), TOCSIN_OK);
        }
    assert_int_equal(tc_stream_sort(stream, NULL), TOCSIN_OK);
    tc_hawkes_data_release(&data);
}

static void test_a_pair_of_a_stream(void **state)
{
    (void)state;
    static const int16_t class = 0;
    struct stream stream;
    struct hawkes_model truth;
    tocsin_intensity pair, turned;
    struct intensity_request request = {.a = 6,
                                        .b = 7,
                                        .class_of = &class,
                                        .classes = 1,
                                        .others = 100,
                                        .held_out = 0.3,
                                        .days = 30,
                                        .paths = 500,
                                        .seed = 4};
    pairs_as_stream(&stream, &truth);
    assert_int_equal(tc_intensity_make(&stream, &request, &pair, NULL), TOCSIN_OK);
    assert_int_equal(pair.types, 2);
    double events = pair.events[0] + pair.events[1];
    assert_true(events > 100.0 && pair.waits_count > 50 && pair.waits_count <= events);
    for (size_t i = 0; i < 4; i++) {
        assert_true(pair.later[i] >= 0.0 && pair.later[i] < 0.8);
        assert_true(i % 3 == 0 || fabs(pair.same[i] - 0.2) < 4.0 * pair.same_error[i]);
    }
    assert_true(pair.radius > 0.4 && pair.radius < 1.1 && pair.radius_error > 0.0);
    assert_true(pair.gain > 0.05 && pair.gain < 3.0);
    assert_true(pair.p > 1e-3);
    double ahead = 0.0;
    for (int p = 0; p < 1000; p++)
        ahead += pair.ahead[p] / 500.0;
    assert_true(ahead > 0.2 * events * 30 / 1500 && ahead < 5.0 * events * 30 / 1500);

    request.a = 7; /* the same seen from the other side */
    request.b = 6;
    assert_int_equal(tc_intensity_make(&stream, &request, &turned, NULL), TOCSIN_OK);
    assert_true(fabs(turned.base[0] - pair.base[1]) < 1e-3);
    assert_true(fabs(turned.later[1] - pair.later[2]) < 0.02);
    assert_true(fabs(turned.gain - pair.gain) < 0.01);
    tc_intensity_release(&turned);
    tc_intensity_release(&pair);

    request.b = 7;
    assert_int_equal(tc_intensity_make(&stream, &request, &pair, NULL), TOCSIN_USAGE);
    request.b = 9; /* no events between the two */
    assert_int_equal(tc_intensity_make(&stream, &request, &pair, NULL), TOCSIN_USAGE);
    tc_stream_release(&stream);
    tc_hawkes_model_release(&truth);
}

/* Empty streams, one event, all on one day. */
static void test_streams_of_nothing(void **state)
{
    (void)state;
    static const int16_t class = 0;
    struct intensity_request request = {
        .b = 1, .class_of = &class, .classes = 1, .others = 100};
    for (int events = 0; events < 4; events++) {
        struct stream stream;
        tocsin_intensity pair;
        tocsin_error error = {0};
        tc_stream_init(&stream);
        assert_int_equal(tc_stream_number(&stream, 2, 1, NULL), TOCSIN_OK);
        for (int i = 0; i < events; i++) {
            struct stream_event event = {17, 0, 0, 1, 0};
            assert_int_equal(tc_stream_add(&stream, &event, NULL), TOCSIN_OK);
        }
        assert_int_equal(tc_intensity_make(&stream, &request, &pair, &error),
                         TOCSIN_USAGE);
        assert_true(strlen(error.message) > 10);
        assert_null(pair.memory);
        tc_stream_release(&stream);
    }
}

/* Whatever small thing comes, fits end with numbers. */
static void test_small_things(void **state)
{
    (void)state;
    struct hawkes_random random;
    tc_hawkes_seed(&random, 99);
    for (int round = 0; round < 300; round++) {
        struct hawkes_data data;
        struct hawkes_options options;
        struct hawkes_model model;
        tocsin_error error = {0};
        uint32_t types = 1 + (uint32_t)(tc_hawkes_random(&random) % 6);
        uint32_t groups = 1 + (uint32_t)(tc_hawkes_random(&random) % 3);
        double days = 1.0 + (double)(tc_hawkes_random(&random) % 40);
        size_t each = tc_hawkes_random(&random) % 12, count = 0;
        assert_int_equal(tc_hawkes_data_make(&data, groups * each, groups, types, NULL),
                         TOCSIN_OK);
        data.end = days;
        data.by_day = tc_hawkes_random(&random) % 2;
        for (uint32_t g = 0; g < groups; g++) {
            double time = 0.0;
            for (size_t i = 0; i < each; i++) {
                time += days / 10.0 * tc_hawkes_uniform(&random);
                double at = data.by_day ? floor(time) : time;
                if (at < days)
                    data.events[count++] = (struct hawkes_event){
                        at, (float)tc_hawkes_uniform(&random),
                        (uint16_t)(tc_hawkes_random(&random) % types), 0};
            }
            data.first[g + 1] = count;
        }
        tc_hawkes_options_usual(&options);
        options.volume = false;
        options.same_day = data.by_day && tc_hawkes_random(&random) % 2;
        options.weekly = tc_hawkes_random(&random) % 2;
        options.marked = tc_hawkes_random(&random) % 2;
        options.fit_decay = tc_hawkes_random(&random) % 4 == 0;
        options.pull = (double)(tc_hawkes_random(&random) % 3) * 10.0 - 10.0;
        tocsin_status status =
            tc_hawkes_fit(&data, whole(&data), &options, &model, &error);
        if (status) {
            assert_int_equal(status, TOCSIN_USAGE);
            assert_true(strlen(error.message) > 10);
        } else {
            size_t all = (size_t)groups * types +
                         (groups + 1u) * types * types * (model.kernels + 1u);
            for (size_t i = 0; i < all; i++)
                assert_true(isfinite(model.memory[i]) && model.memory[i] >= 0.0);
            assert_true(isfinite(model.value) && isfinite(model.mark_power));
            for (int d = 0; d < 7; d++)
                assert_true(model.week[d] > 0.0 && isfinite(model.week[d]));
            tc_hawkes_model_release(&model);
        }
        tc_hawkes_data_release(&data);
    }
}

/* ---- memory ---------------------------------------------------------------------- */

static tocsin_status everything(const struct stream *stream)
{
    static const struct hawkes_pair pairs[] = {
        {3, 0},
        {0, 1}
    };
    static const int16_t classes[] = {0, 1, -1};
    struct hawkes_choice choice = {pairs, 2, classes, 2, 0, 0, false};
    struct hawkes_data data, drawn = {0};
    struct hawkes_model model = {0};
    struct hawkes_errors errors = {0};
    struct hawkes_check check = {0};
    struct hawkes_options options;
    struct hawkes_pair busiest[2];
    size_t count = 2;
    tc_hawkes_options_usual(&options);
    tocsin_status status = tc_hawkes_from_stream(stream, &choice, &data, NULL);
    struct hawkes_window window = {data.begin, data.end};
    if (!status)
        status = tc_hawkes_busiest(stream, (struct hawkes_span){10, 20}, true, busiest,
                                   &count, NULL);
    if (!status)
        status = tc_hawkes_fit(&data, window, &options, &model, NULL);
    if (!status)
        status = tc_hawkes_errors_make((struct hawkes_sample){&data, window, 0},
                                       &options, &model, &errors, NULL);
    if (!status)
        status = tc_hawkes_check_make((struct hawkes_sample){&data, window, UINT32_MAX},
                                      &model, 1, &check, NULL);
    if (!status)
        status = tc_hawkes_data_make(&drawn, 0, 2, 4, NULL);
    if (!status) {
        drawn.end = 50.0;
        drawn.by_day = true;
        memset(model.answer, 0, 2 * 16 * 4 * sizeof(double));
        memset(model.same, 0, 2 * 16 * sizeof(double));
        model.volume_power = 0.0;
        status = tc_hawkes_simulate(&drawn, &model, 1, 100000, NULL);
    }
    tocsin_intensity pair = {0};
    struct intensity_request request = {.b = 1,
                                        .class_of = classes,
                                        .classes = 2,
                                        .others = 3,
                                        .held_out = 0.3,
                                        .days = 2,
                                        .paths = 2};
    if (!status)
        status = tc_intensity_make(stream, &request, &pair, NULL);
    tc_intensity_release(&pair);
    tc_hawkes_data_release(&drawn);
    tc_hawkes_check_release(&check);
    tc_hawkes_errors_release(&errors);
    tc_hawkes_model_release(&model);
    tc_hawkes_data_release(&data);
    return status;
}

static void test_no_memory(void **state)
{
    (void)state;
    struct stream stream;
    fill_stream(&stream);
    assert_int_equal(everything(&stream), TOCSIN_OK);
    long n = 1;
    for (;; n++) {
        tc_alloc_fail(n);
        tocsin_status status = everything(&stream);
        tc_alloc_fail(0);
        if (status == TOCSIN_OK)
            break;
        assert_int_equal(status, TOCSIN_MEMORY);
        assert_true(n < 5000);
    }
    assert_true(n > 50);
    tc_stream_release(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recovery_in_time),
        cmocka_unit_test(test_recovery_by_day),
        cmocka_unit_test(test_powers_come_back),
        cmocka_unit_test(test_marks_come_back),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_simulated_means),
        cmocka_unit_test(test_explosions_end),
        cmocka_unit_test(test_ahead),
        cmocka_unit_test(test_pairs_borrow),
        cmocka_unit_test(test_sparsity),
        cmocka_unit_test(test_no_look_ahead),
        cmocka_unit_test(test_from_stream),
        cmocka_unit_test(test_small_things),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_a_pair_of_a_stream),
        cmocka_unit_test(test_streams_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
