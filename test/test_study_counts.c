/* test_study_counts: forecasts of counts, the folder they are read from, and that
 * nothing of the months that are forecast gets into them. */
#include "study/counts.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { UNITS = 40, MONTHS = 72, FIRST = 397 }; /* January 2013 to December 2018 */

static double uniform(uint64_t *seed)
{
    return (double)(tc_chance(seed) >> 11) / 9007199254740992.0;
}

/* Months of units that differ in level and change slowly. */
static void make(double *y, uint64_t seed)
{
    for (size_t i = 0; i < UNITS; i++) {
        double level = i % 3 ? 0 : exp(6 * uniform(&seed));
        for (size_t t = 0; t < MONTHS; t++) {
            level *= exp(0.4 * (uniform(&seed) - 0.5));
            y[i * MONTHS + t] = floor(level * 2 * uniform(&seed));
        }
    }
}

struct folder {
    char path[64];
};

static void put(const struct folder *folder, const char *name, const struct buffer *b)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(tc_write_file(path, (text){b->data, b->size}, NULL), TOCSIN_OK);
}

static double sum_of(const double *y, size_t t, size_t months)
{
    double sum = 0;
    for (size_t k = 0; k < months && k <= t; k++)
        sum += y[t - k];
    return sum;
}

/* The files of the windows 2017 and 2018; the joined series begins late, so that the
 * sums must tell the rest. */
static void write_folder(struct folder *folder, const double *y)
{
    *folder = (struct folder){"/tmp/tocsin-counts-XXXXXX"};
    assert_non_null(mkdtemp(folder->path));
    struct buffer joined, features, actuals;
    tc_buffer_init(&joined, 0);
    tc_buffer_init(&features, 0);
    tc_buffer_init(&actuals, 0);
    tc_buffer_string(&joined, "country_id,month_id,ged_sb\n");
    tc_buffer_string(&actuals, "ged_sb,month_id,country_id\n");
    tc_buffer_string(&features, "country_id,month_id,ged_sb,ged_sb_tsum_24,"
                                "wdi_sp_pop_totl,ged_sb_tlag_1\n");
    for (size_t i = 0; i < UNITS; i++)
        for (size_t t = 0; t < MONTHS; t++) {
            const double *u = y + i * MONTHS;
            if (t >= 58)
                tc_buffer_format(&joined, "%zu,%zu,%.0f\n", i + 1, t + FIRST, u[t]);
            if (t >= 60)
                tc_buffer_format(&actuals, "%.6f,%zu,%zu\n", u[t] + 1e-7, t + FIRST,
                                 i + 1);
            if (t >= 40 && t < 70)
                tc_buffer_format(&features, "%zu,%zu,%.0f,%.0f,%zu,%.0f\n", i + 1,
                                 t + FIRST, u[t], sum_of(u, t, 24), 1000 * (i + 1),
                                 u[t - 1]);
        }
    put(folder, "ged_sb_country_month.csv", &joined);
    put(folder, "features_to_oct2018.csv", &features);
    put(folder, "actuals_2018.csv", &actuals);
    tc_buffer_release(&joined);
    tc_buffer_release(&features);
    tc_buffer_release(&actuals);
}

static void remove_folder(const struct folder *folder)
{
    static const char *const names[] = {"ged_sb_country_month.csv",
                                        "features_to_oct2018.csv", "actuals_2018.csv"};
    char path[128];
    for (int k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, names[k]);
        unlink(path);
    }
    rmdir(folder->path);
}

static void test_history_comes_from_sums(void **state)
{
    (void)state;
    static double y[UNITS * MONTHS];
    struct folder folder;
    struct counts_window w;
    make(y, 1);
    write_folder(&folder, y);
    assert_int_equal(tc_counts_read(folder.path, 2018, &w, NULL), TOCSIN_OK);
    assert_int_equal(w.counts.units, UNITS);
    assert_int_equal(w.lost, 0);
    size_t from = 58 - TC_COUNTS_HISTORY; /* October 2017 is month 57 of y */
    for (size_t i = 0; i < UNITS; i++) {
        assert_int_equal(w.id[i], i + 1);
        assert_true(fabs(w.counts.size[i] - log(1000.0 * (double)(i + 1))) < 1e-12);
        for (size_t t = 17; t < 58; t++) /* sums from 40 and 41 on tell of 17 */
            assert_true(w.counts.y[i * TC_COUNTS_HISTORY + t - from] ==
                        y[i * MONTHS + t]);
        for (size_t k = 0; k < 12; k++)
            assert_true(w.truth[12 * i + k] == y[i * MONTHS + 60 + k]);
    }
    tc_counts_window_release(&w);
    remove_folder(&folder);
}

static void test_the_future_changes_nothing(void **state)
{
    (void)state;
    static double y[UNITS * MONTHS];
    static double before[UNITS * 12 * 50], after[50];
    for (int pass = 0; pass < 2; pass++) {
        struct folder folder;
        struct counts_window w;
        struct counts_model model;
        make(y, 2);
        for (size_t i = 0; pass && i < UNITS; i++)
            for (size_t t = 58; t < MONTHS; t++)
                y[i * MONTHS + t] = (double)((t * 37 + i * 11) % 900);
        write_folder(&folder, y);
        assert_int_equal(tc_counts_read(folder.path, 2018, &w, NULL), TOCSIN_OK);
        assert_int_equal(tc_counts_learn(&w.counts, 3, 14, &model, NULL), TOCSIN_OK);
        for (size_t i = 0; i < UNITS; i++)
            for (size_t k = 0; k < 12; k++) {
                double *to = pass ? after : before + (i * 12 + k) * 50;
                tc_counts_samples(&model, i, k + 3, to, 50);
                if (pass)
                    assert_memory_equal(after, before + (i * 12 + k) * 50,
                                        sizeof after);
            }
        tc_counts_release(&model);
        tc_counts_window_release(&w);
        remove_folder(&folder);
    }
}

/* The same forecast from the definition: every pair of months, no tables, one weighted
 * list in order. */
static double mean_back(const double *y, size_t t, size_t months)
{
    double sum = 0, n = 0;
    for (size_t k = 0; k < months && k <= t; k++, n++)
        sum += y[t - k];
    return sum / n;
}

static void reading(const struct counts *c, size_t i, size_t t, double out[4])
{
    const double *y = c->y + i * c->months;
    out[0] = log(1 + mean_back(y, t, 12));
    out[1] = log(1 + mean_back(y, t, 3));
    out[2] = c->size[i];
    out[3] = log(1 + mean_back(y, t, 24));
}

/* P(at most limit) of the slow forecast. */
static double slow_below(const struct counts *c, size_t unit, size_t lead, double limit)
{
    static const double width[4] = {0.5, 0.7, 2, 0.5};
    size_t last = c->months - 1;
    const double *own = c->y + unit * c->months;
    double here[4], there[4], below = 0, total = 0, share = 0, all = 0, nearest = 1e300;
    for (size_t k = 0; k < 24; k++) {
        all += pow(0.5, (double)k / 6);
        share += pow(0.5, (double)k / 6) * (own[last - k] <= limit);
    }
    reading(c, unit, last, here);
    double level = 0.7 * mean_back(own, last, 12) + 0.3 * mean_back(own, last, 3);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < c->units; i++)
            for (size_t t = 11; t + 3 <= last; t++) {
                const double *y = c->y + i * c->months;
                double d = 0;
                reading(c, i, t, there);
                for (int k = 0; k < 4; k++)
                    d += pow((here[k] - there[k]) / width[k], 2) / 2;
                nearest = d < nearest ? d : nearest;
                if (!pass || exp(nearest - d) <= 1e-3)
                    continue;
                double was = 0.7 * mean_back(y, t, 12) + 0.3 * mean_back(y, t, 3);
                for (size_t l = 3; l <= 14 && t + l <= last; l++) {
                    double w =
                        exp(nearest - d - pow(((double)l - (double)lead) / 6, 2) / 2);
                    double v = round(y[t + l] * (level + 1) / (was + 1));
                    if (y[t + l] > 0 && v < 1)
                        v = 1;
                    total += w;
                    below += w * (v <= limit);
                }
            }
    return 0.5 * share / all + 0.5 * below / total;
}

static void test_samples_follow_the_definition(void **state)
{
    (void)state;
    static double y[UNITS * MONTHS], size[UNITS], samples[1000];
    struct counts c = {y, size, UNITS, MONTHS};
    struct counts_model model;
    make(y, 3);
    for (size_t i = 0; i < UNITS; i++)
        size[i] = 10 + (double)(i % 7);
    assert_int_equal(tc_counts_learn(&c, 3, 14, &model, NULL), TOCSIN_OK);
    for (size_t unit = 0; unit < UNITS; unit += 3)
        for (size_t lead = 3; lead <= 14; lead += 5) {
            tc_counts_samples(&model, unit, lead, samples, 1000);
            for (int k = 0; k < 4; k++) {
                double limit = samples[100 + 250 * k], n = 0;
                for (int i = 0; i < 1000; i++) {
                    n += samples[i] <= limit;
                    if (i)
                        assert_true(samples[i] >= samples[i - 1]);
                }
                assert_true(fabs(n / 1000 - slow_below(&c, unit, lead, limit)) < 1e-3);
            }
        }
    tc_counts_release(&model);
}

static void test_the_mixture_is_the_last_year(void **state)
{
    (void)state;
    double y[24], size[1] = {NAN}, samples[1200];
    struct counts c = {y, size, 1, 24};
    struct counts_model model;
    for (int t = 0; t < 24; t++)
        y[t] = t < 12 ? 500 : t;
    assert_int_equal(tc_counts_learn(&c, 1, 12, &model, NULL), TOCSIN_OK);
    tc_counts_mixture(&model, 0, samples, 1200);
    for (int i = 0; i < 1200; i++)
        assert_true(samples[i] == 12 + i / 100);
    tc_counts_samples(&model, 0, 1, samples, 1200);
    assert_true(isfinite(samples[0]) && isfinite(samples[1199]));
    tc_counts_release(&model);
    assert_int_equal(tc_counts_learn(&c, 0, 12, &model, NULL), TOCSIN_USAGE);
}

static void test_months_that_are_missing(void **state)
{
    (void)state;
    double y[48], size[2] = {NAN, 3}, samples[10];
    struct counts c = {y, size, 2, 24};
    struct counts_model model;
    for (int t = 0; t < 48; t++)
        y[t] = t < 24 ? (double)NAN : t % 5 ? (double)NAN : 3;
    assert_int_equal(tc_counts_learn(&c, 1, 12, &model, NULL), TOCSIN_OK);
    tc_counts_samples(&model, 0, 2, samples, 10);
    assert_true(samples[9] == 0);
    tc_counts_samples(&model, 1, 2, samples, 10);
    assert_true(samples[0] == 3 && samples[9] == 3);
    tc_counts_release(&model);
}

static double slow_poisson(double mean, double limit)
{
    double below = 0;
    for (double k = 0; k <= limit; k++)
        below += exp(k * log(mean) - mean - lgamma(k + 1));
    return below;
}

static void test_the_last_month_is_the_mean(void **state)
{
    (void)state;
    static const double means[] = {0.2, 1, 3, 40, 900, 90000};
    double y[12], size[1] = {NAN}, samples[1000], sum;
    struct counts c = {y, size, 1, 12};
    for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
        for (int t = 0; t < 12; t++) /* the last that is known */
            y[t] = t < 9 ? 7 : t == 9 ? means[k] : (double)NAN;
        tc_counts_last(&c, 0, samples, 1000);
        sum = 0;
        for (int i = 0; i < 1000; i++) {
            double want = (i + 0.5) / 1000;
            sum += samples[i];
            assert_true(slow_poisson(means[k], samples[i]) > want - 1e-9);
            assert_true(samples[i] < 1 ||
                        slow_poisson(means[k], samples[i] - 1) < want + 1e-9);
        }
        assert_true(fabs(sum / 1000 - means[k]) < 0.01 * sqrt(means[k]) + 0.005);
    }
    y[9] = 4e9;
    tc_counts_last(&c, 0, samples, 1000);
    assert_true(samples[0] == 4e9 && samples[999] == 4e9);
    for (int t = 0; t < 12; t++)
        y[t] = t ? (double)NAN : 0;
    tc_counts_last(&c, 0, samples, 1000);
    assert_true(samples[0] == 0 && samples[999] == 0);
    y[0] = (double)NAN;
    tc_counts_last(&c, 0, samples, 1000);
    assert_true(samples[0] == 0 && samples[999] == 0);
}

static int ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void test_the_bootstrap_is_all_months(void **state)
{
    (void)state;
    double y[5 * 24], size[5] = {NAN, 1, 2, 3, 4}, known[5 * 24], samples[500];
    struct counts c = {y, size, 5, 24};
    struct counts_model model;
    size_t n = 0;
    for (size_t i = 0; i < 5 * 24; i++) {
        y[i] = i % 6 == 1 ? (double)NAN : i % 3 ? (double)(i * 31 % 57) : 0;
        if (!isnan(y[i]))
            known[n++] = y[i];
    }
    assert_int_equal(n, 100);
    qsort(known, n, sizeof *known, ascending);
    assert_int_equal(tc_counts_learn(&c, 1, 12, &model, NULL), TOCSIN_OK);
    tc_counts_bootstrap(&model, samples, 500);
    for (size_t i = 0; i < 500; i++)
        assert_true(samples[i] == known[i / 5]);
    tc_counts_release(&model);
}

/* Nothing but zeros has its scores in closed form. */
static void check_zero(const struct counts_window *w,
                       const tocsin_counts_result *result)
{
    const tocsin_counts_score *score = &result->score[TOCSIN_COUNTS_ZERO];
    double sum = 0, bits = 0, cells = (double)w->counts.units * 12;
    for (size_t i = 0; i < 12 * w->counts.units; i++) {
        sum += w->truth[i];
        bits -= log2((w->truth[i] > 0 ? 1.0 : 1001.0) / 1011);
    }
    assert_true(fabs(score->crps - sum / cells) < 1e-9);
    assert_true(fabs(score->mis - 20 * sum / cells) < 1e-9);
    assert_true(fabs(score->ign - bits / cells) < 1e-9);
}

/* CRPS of twelve values, each as likely, from every pair of them. */
static void check_mixture(const struct counts_window *w,
                          const tocsin_counts_result *result)
{
    double sum = 0, cells = (double)w->counts.units * 12;
    size_t months = w->counts.months;
    for (size_t i = 0; i < w->counts.units; i++) {
        const double *y = w->counts.y + i * months + months - 12;
        for (size_t k = 0; k < 12; k++)
            for (size_t a = 0; a < 12; a++) {
                sum += fabs(y[a] - w->truth[12 * i + k]) / 12;
                for (size_t b = 0; b < 12; b++)
                    sum -= fabs(y[a] - y[b]) / 288;
            }
    }
    double crps = result->score[TOCSIN_COUNTS_MIXTURE].crps;
    assert_true(fabs(crps / (sum / cells) - 1) < 0.002);
}

static void test_scores_of_a_window(void **state)
{
    (void)state;
    static double y[UNITS * MONTHS];
    struct folder folder;
    struct counts_window w;
    tocsin_counts_result result;
    make(y, 4);
    write_folder(&folder, y);
    assert_int_equal(tc_counts_read(folder.path, 2018, &w, NULL), TOCSIN_OK);
    assert_int_equal(tc_counts_score(&w, &result, NULL), TOCSIN_OK);
    assert_int_equal(result.cells, 12 * UNITS);
    assert_int_equal(result.months, 41);
    for (int k = 0; k < TOCSIN_COUNTS_FORECASTS; k++) {
        const tocsin_interval *crps = &result.crps_skill[k],
                              *ign = &result.ign_skill[k];
        assert_true(result.score[k].crps > 0 && result.score[k].crps < 1000);
        assert_true(crps->low <= crps->value && crps->value <= crps->high);
        assert_true(
            fabs(crps->value - 1 + result.score[0].crps / result.score[k].crps) < 1e-9);
        assert_true(fabs(ign->value - 1 + result.score[0].ign / result.score[k].ign) <
                    1e-9);
    }
    check_zero(&w, &result);
    check_mixture(&w, &result);
    long n = 1;
    for (tocsin_status status = TOCSIN_MEMORY; status != TOCSIN_OK; n++) {
        tc_alloc_fail(n);
        status = tc_counts_score(&w, &result, NULL);
        tc_alloc_fail(0);
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
    }
    assert_true(n > 16);
    tc_counts_window_release(&w);
    for (n = 1; n < 40; n++) {
        tc_alloc_fail(n);
        tocsin_status status = tc_counts_read(folder.path, 2018, &w, NULL);
        tc_alloc_fail(0);
        if (status == TOCSIN_OK)
            tc_counts_window_release(&w);
        else {
            assert_int_equal(status, TOCSIN_MEMORY);
            assert_null(w.counts.y);
        }
    }
    remove_folder(&folder);
}

static void test_bad_rows_and_folders(void **state)
{
    (void)state;
    struct counts_table table = {.last = 454};
    struct counts_window w;
    tocsin_error error;
    static const char bytes[] = "\xef\xbb\xbf"
                                "country_id,month_id,ged_sb\r\n"
                                "2,454,7\r\n"
                                "x,454,7\n"
                                "2,454\n"
                                "1,454,-3\n"
                                "1,454,nan\n"
                                "1,454,1e300\n"
                                "\n"
                                "1,99999,5\n"
                                "1,454,4.9999999";
    assert_int_equal(tc_counts_text(&table, TEXT(bytes), "rows", NULL), TOCSIN_OK);
    assert_int_equal(table.lost, 5);
    assert_int_equal(table.rows, 3);
    assert_int_equal(table.units, 2);
    assert_true(table.y[TC_COUNTS_HISTORY - 1] == 5);
    assert_true(table.y[TC_COUNTS_COLUMNS + TC_COUNTS_HISTORY - 1] == 7);
    assert_int_equal(tc_counts_text(&table, TEXT("a,b\n1,2\n"), "rows", &error),
                     TOCSIN_FORMAT);
    assert_int_equal(error.line, 1);
    struct buffer many;
    tc_buffer_init(&many, 0);
    tc_buffer_string(&many, "country_id,month_id,ged_sb\n");
    for (int i = 3; i <= 5001; i++)
        tc_buffer_format(&many, "%d,454,1\n", i);
    assert_int_equal(
        tc_counts_text(&table, (text){many.data, many.size}, "rows", &error),
        TOCSIN_LIMIT);
    tc_buffer_release(&many);
    tc_counts_table_release(&table);
    assert_int_equal(tc_counts_read("/nowhere", 2018, &w, &error), TOCSIN_IO);
    assert_int_equal(tc_counts_read("/nowhere", 7, &w, &error), TOCSIN_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history_comes_from_sums),
        cmocka_unit_test(test_the_future_changes_nothing),
        cmocka_unit_test(test_samples_follow_the_definition),
        cmocka_unit_test(test_the_mixture_is_the_last_year),
        cmocka_unit_test(test_months_that_are_missing),
        cmocka_unit_test(test_the_last_month_is_the_mean),
        cmocka_unit_test(test_the_bootstrap_is_all_months),
        cmocka_unit_test(test_scores_of_a_window),
        cmocka_unit_test(test_bad_rows_and_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
