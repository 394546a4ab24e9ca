/* test_study_scores: scores, fits and calibration beside slow references that share no
 * line with them. */
#include "study/risk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 400 };

static double uniform(uint64_t *seed)
{
    return (double)(tc_chance(seed) >> 11) / 9007199254740992.0;
}

/* Forecasts with ties, and outcomes that follow them. */
static void make(struct outcome *o, size_t count, uint64_t seed)
{
    for (size_t i = 0; i < count; i++) {
        o[i].p = floor(uniform(&seed) * 40) / 40;
        o[i].happened = uniform(&seed) < o[i].p * o[i].p;
    }
}

static void near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * (1 + fabs(b))))
        fail_msg("%.12g is not %.12g", a, b);
}

static void test_probability_scores(void **state)
{
    (void)state;
    static struct outcome o[MANY];
    for (uint64_t seed = 1; seed < 6; seed++) {
        double brier = 0, logs = 0, better = 0, pairs = 0;
        make(o, MANY, seed);
        for (size_t i = 0; i < MANY; i++) {
            double y = o[i].happened ? 1 : 0, p = fmin(fmax(o[i].p, 1e-6), 1 - 1e-6);
            brier += pow(o[i].p - y, 2) / MANY;
            logs -= (y * log(p) + (1 - y) * log(1 - p)) / MANY;
            for (size_t j = 0; j < MANY; j++)
                if (o[i].happened && !o[j].happened) {
                    pairs++;
                    better += o[i].p > o[j].p ? 1 : o[i].p == o[j].p ? 0.5 : 0;
                }
        }
        near(tc_score_brier(o, MANY), brier);
        near(tc_score_log(o, MANY), logs);
        near(tc_score_auc(o, MANY), better / pairs);
    }
}

static void test_scores_of_nothing(void **state)
{
    (void)state;
    struct outcome sure[2] = {
        {0.3, true},
        {0.4, true}
    };
    assert_true(isnan(tc_score_brier(sure, 0)));
    assert_true(isnan(tc_score_log(sure, 0)));
    assert_true(isnan(tc_score_auc(sure, 0)));
    assert_true(isnan(tc_score_auc(sure, 2)));
    assert_true(isnan(tc_score_precision(sure, 2, 0)));
    near(tc_score_precision(sure, 2, 99), 1);
}

static void test_precision_of_alarms(void **state)
{
    (void)state;
    static struct outcome o[MANY];
    make(o, MANY, 9);
    for (size_t alarms = 1; alarms < 60; alarms += 7) {
        bool taken[MANY] = {false};
        double hits = 0;
        for (size_t k = 0; k < alarms; k++) {
            size_t best = MANY;
            for (size_t i = 0; i < MANY; i++)
                if (!taken[i] && (best == MANY || o[i].p > o[best].p))
                    best = i;
            taken[best] = true;
            hits += o[best].happened;
        }
        near(tc_score_precision(o, MANY, alarms), hits / (double)alarms);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void test_crps_is_the_mean_of_distances(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 20; round++) {
        double x[50], y = floor(uniform(&seed) * 30), off = 0, spread = 0;
        double share[40] = {0};
        for (int i = 0; i < 50; i++) {
            x[i] = floor(pow(uniform(&seed), 3) * 39);
            share[(int)x[i]] += 1.0 / 50;
        }
        for (int i = 0; i < 50; i++) {
            off += fabs(x[i] - y) / 50;
            for (int j = 0; j < 50; j++)
                spread += fabs(x[i] - x[j]) / 5000;
        }
        qsort(x, 50, sizeof *x, by_value);
        near(tc_score_crps(x, 50, y), off - spread);
        near(tc_score_crps_counts(share, 40, (long long)y), off - spread);
        near(tc_score_crps_counts(share, 40, 45), tc_score_crps(x, 50, 45));
    }
}

static void test_ignorance_and_interval(void **state)
{
    (void)state;
    double x[100], none[100] = {0};
    for (int i = 0; i < 100; i++)
        x[i] = i;
    near(tc_score_ign(none, 100, 0), -log2(101.0 / 111));
    near(tc_score_ign(none, 100, 2), -log2(1.0 / 111));
    near(tc_score_ign(x, 100, 1), -log2(3.0 / 111)); /* 1, 2 and the ghost */
    near(tc_score_ign(x, 100, 5000), -log2(1.0 / 111));
    near(tc_score_ign(x, 100, 30), -log2(26.0 / 111)); /* 26 to 50 */
    near(tc_score_mis(x, 100, 50, 0.1), 0.9 * 99);
    near(tc_score_mis(x, 100, 0, 0.1), 0.9 * 99 + 20 * 0.05 * 99);
    near(tc_score_mis(x, 100, 101, 0.1), 0.9 * 99 + 20 * (101 - 0.95 * 99));
}

static void test_reliability(void **state)
{
    (void)state;
    static struct outcome o[MANY];
    struct reliability width, number;
    make(o, MANY, 4);
    assert_int_equal(tc_score_reliability(o, MANY, false, &width, NULL), TOCSIN_OK);
    assert_int_equal(tc_score_reliability(o, MANY, true, &number, NULL), TOCSIN_OK);
    double error = 0;
    for (int bin = 0; bin < 10; bin++) {
        double n = 0, p = 0, hits = 0;
        for (size_t i = 0; i < MANY; i++)
            if ((int)(o[i].p * 10) == bin) {
                n++;
                p += o[i].p;
                hits += o[i].happened;
            }
        assert_int_equal(width.count[bin], n);
        near(width.mean[bin], p / n);
        near(width.share[bin], hits / n);
        error += fabs(p - hits) / MANY;
        assert_int_equal(number.count[bin], MANY / 10);
        if (bin)
            assert_true(number.mean[bin] >= number.mean[bin - 1]);
    }
    near(width.error, error);
}

/* A skill of known size has an interval about it; one of none has 0 inside; and blocks
 * that are alike widen it. */
static void test_skill_by_blocks(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double loss[N], reference[N];
    static uint32_t fine[N], coarse[N];
    uint64_t seed = 5;
    for (size_t i = 0; i < N; i++) {
        if (i % 100 == 0)
            seed = i + 1;
        fine[i] = (uint32_t)i;
        coarse[i] = (uint32_t)(i / 100);
        uint64_t block = i / 100 + 7;
        double shared = uniform(&block);
        reference[i] = 1 + uniform(&seed);
        loss[i] = reference[i] * (0.6 + 0.4 * shared);
    }
    struct bounds narrow, wide;
    struct skill_losses losses = {loss, reference, fine, N, N};
    assert_int_equal(tc_score_skill(&losses, 1, &narrow, NULL), TOCSIN_OK);
    losses.block = coarse;
    losses.blocks = N / 100;
    assert_int_equal(tc_score_skill(&losses, 1, &wide, NULL), TOCSIN_OK);
    near(narrow.value, wide.value);
    assert_true(narrow.low < narrow.value && narrow.value < narrow.high);
    assert_true(wide.high - wide.low > 3 * (narrow.high - narrow.low));
    losses.loss = reference;
    assert_int_equal(tc_score_skill(&losses, 1, &narrow, NULL), TOCSIN_OK);
    near(narrow.value, 0);
    near(narrow.high, 0);
    memset(reference, 0, sizeof reference);
    assert_int_equal(tc_score_skill(&losses, 1, &narrow, NULL), TOCSIN_OK);
    assert_true(isnan(narrow.value));
}

/* The minimum of a ridged loss is where every slope is 0: by differences. */
static double ridged_loss(const struct fit_rows *rows, const struct fit *fit,
                          double ridge, bool counts)
{
    double loss = 0;
    for (size_t i = 0; i < rows->count; i++) {
        double line = tc_fit_line(fit, rows->x + i * rows->features), y = rows->y[i];
        if (!counts)
            loss -= y * line - log(1 + exp(line));
        else {
            double r = 1 / fit->dispersion, m = exp(line);
            loss -= lgamma(y + r) - lgamma(r) - lgamma(y + 1) + r * log(r / (r + m)) +
                    y * log(m / (r + m));
        }
    }
    for (size_t k = 0; k < rows->features; k++)
        loss += ridge / 2 * fit->weight[k] * fit->weight[k];
    return loss;
}

static void assert_least(const struct fit_rows *rows, const struct fit *fit,
                         double ridge, bool counts)
{
    double least = ridged_loss(rows, fit, ridge, counts);
    for (size_t k = 0; k <= rows->features; k++)
        for (int side = -1; side <= 1; side += 2) {
            struct fit off = *fit;
            off.weight[k] += side * 1e-3;
            assert_true(ridged_loss(rows, &off, ridge, counts) > least);
        }
    for (int side = -1; counts && side <= 1; side += 2) {
        struct fit off = *fit;
        off.dispersion *= exp(side * 0.05);
        assert_true(ridged_loss(rows, &off, ridge, counts) > least);
    }
}

static double draw_counts(double mean, double dispersion, uint64_t *seed)
{
    double share[200], u = uniform(seed), below = 0;
    tc_negative_binomial(mean, dispersion, share, 200);
    for (int k = 0; k < 199; k++) {
        below += share[k];
        if (u < below)
            return k;
    }
    return 199;
}

static void test_fits_are_least_and_recover(void **state)
{
    (void)state;
    enum { N = 3000 };
    static double x[N * 2], y[N], counted[N];
    uint64_t seed = 11;
    for (size_t i = 0; i < N; i++) {
        x[2 * i] = uniform(&seed) * 4 - 2;
        x[2 * i + 1] = uniform(&seed) * 4 - 2;
        double line = x[2 * i] - 0.5 * x[2 * i + 1] - 1;
        y[i] = uniform(&seed) < tc_logistic(line);
        counted[i] = draw_counts(exp(line), 0.8, &seed);
    }
    struct fit_rows rows = {x, y, NULL, N, 2};
    struct fit fit;
    assert_int_equal(tc_fit_logistic(&rows, 3, NULL, &fit, NULL), TOCSIN_OK);
    assert_least(&rows, &fit, 3, false);
    assert_true(fabs(fit.weight[0] / fit.scale[0] - 1) < 0.15);
    assert_true(fabs(fit.weight[1] / fit.scale[1] + 0.5) < 0.15);
    struct fit again, other; /* from another fit it comes to the same */
    assert_int_equal(tc_fit_logistic(&rows, 0.5, NULL, &other, NULL), TOCSIN_OK);
    assert_int_equal(tc_fit_logistic(&rows, 3, &other, &again, NULL), TOCSIN_OK);
    for (int k = 0; k < 3; k++)
        assert_true(fabs(again.weight[k] - fit.weight[k]) < 1e-4);
    rows.y = counted;
    assert_int_equal(tc_fit_counts(&rows, 0.1, NULL, &fit, NULL), TOCSIN_OK);
    assert_least(&rows, &fit, 0.1, true);
    assert_true(fabs(fit.weight[0] / fit.scale[0] - 1) < 0.1);
    assert_true(fabs(fit.dispersion - 0.8) < 0.2);
}

static void test_fits_of_little(void **state)
{
    (void)state;
    double x[4] = {1, 1, 1, 1}, y[4] = {0, 0, 0, 0};
    struct fit_rows rows = {x, y, NULL, 4, 1};
    struct fit fit;
    assert_int_equal(tc_fit_logistic(&rows, 1, NULL, &fit, NULL), TOCSIN_OK);
    assert_true(tc_logistic(tc_fit_line(&fit, x)) < 0.2);
    assert_int_equal(tc_fit_counts(&rows, 1, NULL, &fit, NULL), TOCSIN_OK);
    assert_true(isfinite(tc_fit_line(&fit, x)));
    y[0] = y[1] = y[2] = y[3] = 1;
    assert_int_equal(tc_fit_logistic(&rows, 1, NULL, &fit, NULL), TOCSIN_OK);
    assert_true(tc_logistic(tc_fit_line(&fit, x)) > 0.8);
    rows.count = 0;
    assert_int_equal(tc_fit_logistic(&rows, 1, NULL, &fit, NULL), TOCSIN_USAGE);
}

static void test_negative_binomial_sums_to_one(void **state)
{
    (void)state;
    double share[31], sum = 0, mean = 0;
    tc_negative_binomial(0.7, 2, share, 31);
    for (int k = 0; k < 31; k++) {
        double r = 0.5, q = 0.7 * 2 / 2.4;
        if (k < 30)
            near(share[k], exp(lgamma(k + r) - lgamma(r) - lgamma(k + 1.0)) *
                               pow(1 - q, r) * pow(q, k));
        sum += share[k];
        mean += k * share[k];
    }
    near(sum, 1);
    assert_true(fabs(mean - 0.7) < 0.001);
}

/* Pooling gives the max-min formula of isotonic regression at every p. */
static void test_isotonic_is_max_min(void **state)
{
    (void)state;
    enum { N = 60 };
    static struct outcome o[N];
    static struct isotonic_pool pools[N];
    double said[N], share[N];
    uint64_t seed = 21;
    for (size_t i = 0; i < N; i++) {
        o[i].p = (double)i / N;
        o[i].happened = uniform(&seed) < o[i].p;
        pools[i] = (struct isotonic_pool){o[i].p, o[i].happened, 1};
    }
    struct isotonic map = {said, share, tc_isotonic_pool(pools, N)};
    for (size_t i = 0; i < map.count; i++) {
        said[i] = pools[i].p / pools[i].cases;
        share[i] = pools[i].hits / pools[i].cases;
    }
    size_t step = 0, left = 0;
    for (size_t i = 0; i < N; i++) {
        double best = -1;
        for (size_t from = 0; from <= i; from++) {
            double least = 2, hits = 0;
            for (size_t to = from; to < N; to++) {
                hits += o[to].happened;
                if (to >= i)
                    least = fmin(least, hits / (double)(to - from + 1));
            }
            best = fmax(best, least);
        }
        if (!left) { /* the next step begins: count those with this share */
            assert_true(step < map.count);
            near(map.share[step], best);
            double sum = 0;
            for (left = 0; i + left < N; left++) {
                sum += o[i + left].p;
                if (fabs(sum / (double)(left + 1) - map.p[step]) < 1e-12 &&
                    (step + 1 == map.count ? i + left + 1 == N : true))
                    break;
            }
            left++;
            step++;
        } else
            near(map.share[step - 1], best);
        left--;
    }
    assert_int_equal(step, map.count);
    for (double p = -0.1, before = 0; p < 1.2; p += 0.01) {
        assert_true(tc_isotonic(&map, p) >= before);
        before = tc_isotonic(&map, p);
    }
}

static void test_beta_mends_overconfidence(void **state)
{
    (void)state;
    enum { N = 20000 };
    static struct outcome o[N], straight[N];
    uint64_t seed = 31;
    for (size_t i = 0; i < N; i++) {
        double p = 0.02 + 0.5 * uniform(&seed);
        straight[i] = (struct outcome){p, uniform(&seed) < p};
        o[i].happened = straight[i].happened;
        o[i].p = tc_beta(&(struct beta_map){2, 0.5, 0.3}, p);
    }
    struct beta_map map;
    struct reliability before, after;
    assert_int_equal(tc_score_reliability(o, N, true, &before, NULL), TOCSIN_OK);
    tc_beta_fit(o, N, 1, &map);
    double loss = tc_score_log(o, N);
    for (size_t i = 0; i < N; i++)
        o[i].p = tc_beta(&map, o[i].p);
    assert_int_equal(tc_score_reliability(o, N, true, &after, NULL), TOCSIN_OK);
    assert_true(tc_score_log(o, N) < loss);
    assert_true(after.error < before.error / 4 && after.error < 0.01);
    tc_beta_fit(straight, N, 1, &map);
    assert_true(fabs(map.a - 1) < 0.1 && fabs(map.c) < 0.2);
    tc_beta_fit(straight, 0, 1, &map);
    near(map.a, 1);
    near(map.b, 1);
    near(map.c, 0);
}

/* Forecasts that are the wrong way round: a and b stop at 0, never below. */
static void test_beta_never_turns_round(void **state)
{
    (void)state;
    static struct outcome o[MANY];
    struct beta_map map;
    make(o, MANY, 8);
    for (size_t i = 0; i < MANY; i++)
        o[i].p = 1 - o[i].p;
    tc_beta_fit(o, MANY, 0.01, &map);
    assert_true(map.a >= 0 && map.b >= 0);
    assert_true(tc_beta(&map, 0.9) >= tc_beta(&map, 0.1));
}

static void test_failing_memory(void **state)
{
    (void)state;
    static struct outcome o[MANY];
    static double loss[MANY];
    static uint32_t block[MANY];
    struct reliability table;
    struct bounds bounds;
    struct skill_losses losses = {loss, loss, block, MANY, 1};
    make(o, MANY, 2);
    for (long n = 1; n <= 2; n++) {
        tc_alloc_fail(n);
        assert_int_equal(tc_score_skill(&losses, 1, &bounds, NULL), TOCSIN_MEMORY);
    }
    tc_alloc_fail(1);
    assert_int_equal(tc_score_reliability(o, MANY, true, &table, NULL), TOCSIN_MEMORY);
    tc_alloc_fail(1);
    assert_true(isnan(tc_score_auc(o, MANY)));
    tc_alloc_fail(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probability_scores),
        cmocka_unit_test(test_scores_of_nothing),
        cmocka_unit_test(test_precision_of_alarms),
        cmocka_unit_test(test_crps_is_the_mean_of_distances),
        cmocka_unit_test(test_ignorance_and_interval),
        cmocka_unit_test(test_reliability),
        cmocka_unit_test(test_skill_by_blocks),
        cmocka_unit_test(test_fits_are_least_and_recover),
        cmocka_unit_test(test_fits_of_little),
        cmocka_unit_test(test_negative_binomial_sums_to_one),
        cmocka_unit_test(test_isotonic_is_max_min),
        cmocka_unit_test(test_beta_mends_overconfidence),
        cmocka_unit_test(test_beta_never_turns_round),
        cmocka_unit_test(test_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
