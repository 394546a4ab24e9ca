/* test_study_moves: the moves of two actors: what was planted is found, what was not is
 * not; changes of rate against a slow reference; tails against plain sums.
 */
#include "study/moves_chance.h"
#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double uniform(uint64_t *state)
{
    return (double)(tc_chance_next(state) >> 11) / 9007199254740992.0;
}

/* ---- chance ---------------------------------------------------------------------- */

static double slow_binomial(int k, int n, double p)
{
    double sum = 0;
    for (int i = k; i <= n; i++)
        sum += exp(lgamma(n + 1.0) - lgamma(i + 1.0) - lgamma(n - i + 1.0) +
                   i * log(p) + (n - i) * log1p(-p));
    return sum;
}

static void test_tails_are_sums(void **state)
{
    (void)state;
    for (int n = 1; n < 200; n += 13)
        for (int k = 1; k <= n; k += 7)
            for (double p = 0.01; p < 1; p += 0.14) {
                double want = slow_binomial(k, n, p);
                assert_true(fabs(tc_chance_binomial(k, n, p) - want) < 1e-10);
            }
    assert_true(fabs(tc_chance_normal(1.959963984540054) - 0.025) < 1e-12);
    assert_true(fabs(tc_chance_chi(3.841458820694124, 1) - 0.05) < 1e-12);
    assert_true(fabs(tc_chance_chi(18.307038053275146, 10) - 0.05) < 1e-12);
    assert_true(fabs(tc_chance_chi(0.1, 4) - (1 - 0.0012091)) < 1e-6);
}

static void test_discoveries(void **state)
{
    (void)state;
    /* Benjamini and Hochberg 1995, section 3.2: 15 p values, four are found at 0.05 */
    static const double p[15] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201,
                                 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                                 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
    double q[15];
    size_t order[15], found = 0;
    tc_chance_discoveries(p, 15, 15, order, q);
    for (int i = 0; i < 15; i++)
        found += q[i] <= 0.05;
    assert_int_equal(found, 4);
    assert_true(fabs(q[3] - 0.0095 * 15 / 4) < 1e-12);
}

/* ---- changes --------------------------------------------------------------------- */

/* Optimal partitioning with every candidate, quadratic. */
static double slow_cut(const uint32_t *count, size_t n,
                       const struct change_options *how)
{
    double *best = malloc((n + 1) * sizeof *best), out;
    best[0] = -how->penalty;
    for (size_t end = 1; end <= n; end++) {
        double sum = 0;
        best[end] = INFINITY;
        for (size_t from = end; from-- > 0;) {
            sum += count[from];
            if (end - from < how->least)
                continue;
            double cost = best[from] +
                          tc_change_cost(sum, (double)(end - from), how->spread) +
                          how->penalty;
            best[end] = cost < best[end] ? cost : best[end];
        }
    }
    out = best[n];
    free(best);
    return out;
}

static double cost_of(const uint32_t *count, size_t n, const struct change_options *how,
                      const size_t *at, size_t found)
{
    double cost = -how->penalty;
    for (size_t i = 0; i <= found; i++) {
        size_t from = i ? at[i - 1] : 0, to = i < found ? at[i] : n;
        double sum = 0;
        assert_true(to - from >= how->least);
        for (size_t k = from; k < to; k++)
            sum += count[k];
        cost += tc_change_cost(sum, (double)(to - from), how->spread) + how->penalty;
    }
    return cost;
}

static uint32_t poisson(double mean, uint64_t *state)
{
    double limit = exp(-mean), product = uniform(state);
    uint32_t n = 0;
    for (; product > limit; n++)
        product *= uniform(state);
    return n;
}

static void test_changes_are_the_best_cut(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 300; round++) {
        uint32_t count[240];
        size_t at[240], n = 8 + tc_chance_below(&seed, 232);
        double mean = 3;
        for (size_t i = 0; i < n; i++) {
            if (!tc_chance_below(&seed, 30))
                mean = uniform(&seed) * 8;
            count[i] = poisson(mean, &seed);
        }
        struct change_options how = {1 + tc_chance_below(&seed, 6), uniform(&seed) * 12,
                                     round % 3 ? uniform(&seed) : 0};
        size_t found = tc_change_points(count, n, &how, at);
        if (n < 2 * how.least) {
            assert_int_equal(found, 0);
            continue;
        }
        double want = slow_cut(count, n, &how);
        double got = cost_of(count, n, &how, at, found);
        assert_true(fabs(got - want) < 1e-7 * (1 + fabs(want)));
    }
}

static void test_changes_where_they_are(void **state)
{
    (void)state;
    uint64_t seed = 3;
    int right = 0, false_ones = 0;
    for (int round = 0; round < 100; round++) {
        uint32_t count[300], flat[300];
        size_t at[300];
        for (int i = 0; i < 300; i++) {
            count[i] = poisson(i < 150 ? 1 : 3, &seed);
            flat[i] = poisson(2, &seed);
        }
        struct change_options how = {4, 3 * log(300), tc_change_spread(count, 300)};
        size_t found = tc_change_points(count, 300, &how, at);
        right += found == 1 && at[0] > 140 && at[0] < 160;
        how.spread = tc_change_spread(flat, 300);
        false_ones += tc_change_points(flat, 300, &how, at) > 0;
    }
    assert_true(right >= 90);
    assert_true(false_ones <= 5);
}

/* ---- streams --------------------------------------------------------------------- */

static const struct stream_relation kinds[TOCSIN_TYPE_COUNT] = {
    [TOCSIN_AGREE] = {4,   3,  TOCSIN_AGREE   },
    [TOCSIN_CONSULT] = {3,   4,  TOCSIN_CONSULT },
    [TOCSIN_ACCUSE] = {-2,  11, TOCSIN_ACCUSE  },
    [TOCSIN_THREATEN] = {-5,  13, TOCSIN_THREATEN},
    [TOCSIN_MOBILIZE] = {-7,  15, TOCSIN_MOBILIZE},
    [TOCSIN_ASSAULT] = {-10, 19, TOCSIN_ASSAULT }
};
static const int used[] = {TOCSIN_AGREE,    TOCSIN_CONSULT,  TOCSIN_ACCUSE,
                           TOCSIN_THREATEN, TOCSIN_MOBILIZE, TOCSIN_ASSAULT};
enum { USED = sizeof used / sizeof *used };

static void start(struct stream *s, const char *const *names, size_t count)
{
    uint32_t number;
    tc_stream_init(s);
    s->dates = true;
    for (int t = 0; t < TOCSIN_TYPE_COUNT; t++)
        assert_int_equal(tc_stream_relation(s,
                                            tc_text(tocsin_type_name((tocsin_type)t)),
                                            &kinds[t], &number, NULL),
                         TOCSIN_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(tc_stream_actor(s, tc_text(names[i]), &number, NULL),
                         TOCSIN_OK);
}

static void add(struct stream *s, int day, uint32_t actor, int type, uint32_t recipient)
{
    struct stream_event e = {day, actor, (uint32_t)type, recipient,
                             (uint32_t)s->count + 1};
    assert_int_equal(tc_stream_add(s, &e, NULL), TOCSIN_OK);
}

static const char *const names[] = {"Aland", "Bland", "Cland", "Dland_(North)"};

/* B mobilizes some days after A threatens, 6 times of 10; C's strikes on B make A
 * accuse C; the rest is noise. */
static void plant(struct stream *s, uint64_t seed, bool answers)
{
    start(s, names, 4);
    for (int day = 0; day < 1500; day++) {
        for (int i = 0; i < 2; i++)
            if (uniform(&seed) < 0.12) {
                uint32_t a = tc_chance_below(&seed, 3);
                uint32_t b = (a + 1 + tc_chance_below(&seed, 2)) % 3;
                add(s, day, a, used[tc_chance_below(&seed, USED)], b);
            }
        if (uniform(&seed) < 0.06) {
            add(s, day, 0, TOCSIN_THREATEN, 1);
            int then = answers ? day + 1 + (int)tc_chance_below(&seed, 7)
                               : (int)tc_chance_below(&seed, 1500);
            if (uniform(&seed) < 0.6)
                add(s, then, 1, TOCSIN_MOBILIZE, 0);
        }
        if (uniform(&seed) < 0.05) {
            add(s, day, 2, TOCSIN_ASSAULT, 1);
            int then = answers ? day + 1 + (int)tc_chance_below(&seed, 3)
                               : (int)tc_chance_below(&seed, 1500);
            if (uniform(&seed) < 0.7)
                add(s, then, 0, TOCSIN_ACCUSE, 1);
        }
    }
    assert_int_equal(tc_stream_sort(s, NULL), TOCSIN_OK);
}

static void test_planted_moves_are_found(void **state)
{
    (void)state;
    struct stream s;
    tocsin_moves *m;
    plant(&s, 5, true);
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("bland"), NULL, &m, NULL),
                     TOCSIN_OK);
    bool answer = false, third = false;
    for (size_t i = 0; i < m->exchange_count; i++) {
        const tocsin_moves_exchange *e = &m->exchanges[i];
        assert_true(e->q <= 0.1 && e->lift > 1 && e->case_count == e->answered);
        bool threat = tc_text_equal(e->first, TEXT("THREATEN")) &&
                      tc_text_equal(e->answer, TEXT("MOBILIZE"));
        if (threat && memcmp(e->parties, "ABBA", 4) == 0) {
            answer = true;
            assert_true(e->days >= 5 && e->days <= 9);
            /* 0.6, and what answers to other threats fall into the window */
            double part = (double)e->answered / e->times;
            assert_true(part > 0.55 && part < 0.85);
        }
        third |= memcmp(e->parties, "CBAB", 4) == 0 &&
                 tc_text_equal(e->first, TEXT("ASSAULT")) &&
                 tc_text_equal(e->answer, TEXT("ACCUSE"));
        for (size_t k = 0; k < e->case_count; k++) {
            assert_true(e->cases[k].days >= 1 && e->cases[k].days <= e->days);
            assert_true(e->cases[k].first >= 1 && e->cases[k].first <= s.count);
        }
    }
    assert_true(answer);
    assert_true(third);
    for (size_t i = 0; i < m->response_count; i++) {
        const tocsin_moves_response *r = &m->responses[i];
        if (r->answerer == 1 && r->after_conflict && r->conflict)
            assert_true(r->week.low > 1 && r->turn.low > 1 && r->half < 8);
    }
    tc_moves_free(m);
    tc_stream_release(&s);
}

static void test_nothing_is_found_where_nothing_is(void **state)
{
    (void)state;
    int found = 0, above = 0;
    for (uint64_t seed = 100; seed < 160; seed++) {
        struct stream s;
        tocsin_moves *m;
        plant(&s, seed, false);
        assert_int_equal(
            tc_moves_find(&s, TEXT("Aland"), TEXT("Bland"), NULL, &m, NULL), TOCSIN_OK);
        found += m->exchange_count > 0;
        for (size_t i = 0; i < m->response_count; i++)
            above += m->responses[i].week.low > 1;
        tc_moves_free(m);
        tc_stream_release(&s);
    }
    /* at a false discovery rate of 10 % one stream in ten may have any */
    print_message(
        "streams of 60 without answers with an exchange: %d; responses of 480 "
        "above the base rate: %d\n",
        found, above);
    assert_true(found <= 12);
    assert_true(above <= 36);
}

static void test_series_hold_every_event(void **state)
{
    (void)state;
    struct stream s;
    plant(&s, 9, true);
    for (int by = TOCSIN_BUCKET_DAY; by <= TOCSIN_BUCKET_MONTH; by++) {
        tocsin_moves_options how = {.by = (tocsin_bucket)by};
        tocsin_moves *m;
        uint32_t sum[2] = {0, 0}, want[2] = {0, 0};
        double intensity = 0, want_intensity = 0;
        assert_int_equal(
            tc_moves_find(&s, TEXT("Bland"), TEXT("Cland"), &how, &m, NULL), TOCSIN_OK);
        for (size_t i = 0; i < s.count; i++)
            if (s.actor[i] + s.recipient[i] == 3 && s.actor[i] && s.recipient[i]) {
                want[s.actor[i] == 2]++;
                want_intensity += (double)s.kinds[s.relation[i]].intensity;
            }
        for (size_t i = 0; i < m->step_count; i++) {
            assert_int_equal(m->steps[i].day + m->steps[i].days,
                             i + 1 < m->step_count ? m->steps[i + 1].day : m->last + 1);
            for (int side = 0; side < 2; side++) {
                sum[side] += m->steps[i].side[side].events;
                intensity += m->steps[i].side[side].intensity;
            }
        }
        for (int side = 0; side < 2; side++) {
            assert_int_equal(sum[side], want[side]);
            assert_int_equal(m->events[side], want[side]);
        }
        assert_true(fabs(intensity - want_intensity) < 1e-6);
        tc_moves_free(m);
    }
    tc_stream_release(&s);
}

static void test_regression_of_a_known_system(void **state)
{
    (void)state;
    enum { N = 4000 };
    static double x[N], y[N];
    uint64_t seed = 21;
    for (int t = 0; t < N; t++) {
        double e = 0, f = 0;
        for (int k = 0; k < 12; k++) {
            e += uniform(&seed) - 0.5;
            f += uniform(&seed) - 0.5;
        }
        x[t] = (t ? 0.5 * x[t - 1] : 0) + e;
        y[t] = (t ? 0.3 * y[t - 1] + 0.4 * x[t - 1] : 0) + f;
    }
    tocsin_moves_regression r = {.answerer = 1};
    assert_true(tc_reciprocity_regress(y, x, N, 8, &r));
    assert_int_equal(r.lags, 1);
    assert_true(fabs(r.other - 0.4) < 4 * r.error && r.error < 0.03);
    assert_true(fabs(r.own - 0.3) < 0.06 && r.p < 1e-6);
    assert_true(tc_reciprocity_regress(x, y, N, 8, &r));
    assert_true(fabs(r.other) < 4 * r.error && r.p > 0.0001);
    for (int t = 0; t < N; t++)
        y[t] = 7;
    assert_false(tc_reciprocity_regress(y, x, N, 8, &r));
    assert_false(tc_reciprocity_regress(x, y, 20, 8, &r));
    for (int t = 0; t < N; t++)
        y[t] = t % (N / 9) == 1; /* eight points */
    assert_false(tc_reciprocity_regress(y, x, N / 9 * 8, 8, &r));
    assert_false(tc_reciprocity_regress(x, y, N / 9 * 8, 8, &r));
}

/* ---- bad input ------------------------------------------------------------------- */

static bool all_numbers(const tocsin_moves *m, text svg)
{
    for (size_t i = 0; i < m->exchange_count; i++)
        if (!isfinite(m->exchanges[i].lift) || !isfinite(m->exchanges[i].q))
            return false;
    return tc_text_find(svg, TEXT("nan")) == SIZE_MAX &&
           tc_text_find(svg, TEXT("inf")) == SIZE_MAX &&
           tc_text_find(svg, TEXT("null")) == SIZE_MAX;
}

static void check_moves(const struct stream *s)
{
    tocsin_moves *m;
    text svg;
    assert_int_equal(tc_moves_find(s, TEXT("Aland"), TEXT("Bland"), NULL, &m, NULL),
                     TOCSIN_OK);
    for (int chart = 0; chart < TOCSIN_CHART_COUNT; chart++) {
        assert_int_equal(tc_moves_plot(m, (tocsin_moves_chart)chart, &svg, NULL),
                         TOCSIN_OK);
        assert_true(all_numbers(m, svg));
    }
    tc_moves_free(m);
}

static void test_little_to_go_by(void **state)
{
    (void)state;
    struct stream s;
    tocsin_moves *m;
    tocsin_rules *r;
    tocsin_error error;
    start(&s, names, 4);
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("Bland"), NULL, &m, &error),
                     TOCSIN_EMPTY);
    assert_null(m);
    assert_int_equal(tc_rules_find(&s, NULL, &r, &error), TOCSIN_EMPTY);
    add(&s, 12, 0, TOCSIN_ASSAULT, 1); /* one event */
    check_moves(&s);
    assert_int_equal(tc_rules_find(&s, NULL, &r, &error), TOCSIN_OK);
    assert_int_equal(r->count, 0);
    tc_rules_free(r);
    for (int i = 0; i < 500; i++) /* all on one day */
        add(&s, 12, (uint32_t)i % 2, used[i % USED], (uint32_t)(i + 1) % 2);
    check_moves(&s);
    assert_int_equal(tc_rules_find(&s, NULL, &r, &error), TOCSIN_OK);
    assert_int_equal(r->count, 0);
    tc_rules_free(r);
    tc_stream_release(&s);
}

static void test_far_apart(void **state)
{
    (void)state;
    struct stream s;
    tocsin_moves *m;
    tocsin_error error;
    start(&s, names, 4);
    add(&s, -700000, 0, TOCSIN_ASSAULT, 1);
    add(&s, 20000, 1, TOCSIN_ASSAULT, 0);
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("Bland"), NULL, &m, &error),
                     TOCSIN_LIMIT);
    for (int i = 0; i < 200; i++)
        add(&s, 20000 + i, (uint32_t)i % 2, TOCSIN_ACCUSE, (uint32_t)(i + 1) % 2);
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("Bland"), NULL, &m, &error),
                     TOCSIN_OK);
    assert_int_equal(m->first, 20000 + 2); /* a fiftieth lies before */
    assert_int_equal(m->before, 4);
    tc_moves_free(m);
    tc_stream_release(&s);
}

static void test_unknown_actors(void **state)
{
    (void)state;
    struct stream s;
    tocsin_moves *m;
    tocsin_error error;
    plant(&s, 1, true);
    assert_int_equal(tc_moves_find(&s, TEXT("Alnad"), TEXT("Bland"), NULL, &m, &error),
                     TOCSIN_MISSING);
    assert_non_null(strstr(error.message, "\"Aland\""));
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("north"), NULL, &m, &error),
                     TOCSIN_MISSING);
    assert_non_null(strstr(error.message, "Dland_(North)"));
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("lan"), NULL, &m, &error),
                     TOCSIN_MISSING); /* no word begins so */
    assert_null(strstr(error.message, "there is"));
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT("Elan"), NULL, &m, &error),
                     TOCSIN_MISSING); /* two edits are too many for so short a name */
    assert_null(strstr(error.message, "\"Aland\""));
    assert_int_equal(tc_moves_find(&s, TEXT("Aland"), TEXT(""), NULL, &m, &error),
                     TOCSIN_MISSING);
    assert_int_equal(tc_moves_find(&s, TEXT("*land"), TEXT("Bland"), NULL, &m, &error),
                     TOCSIN_USAGE);
    assert_int_equal(
        tc_moves_find(&s, TEXT("Aland"), TEXT("dland (*)"), NULL, &m, &error),
        TOCSIN_EMPTY);
    assert_non_null(strstr(error.message, "\"Aland\" has most to do with Bland ("));
    assert_int_equal(tc_moves_find(&s, TEXT("#0"), TEXT("?land"), NULL, &m, &error),
                     TOCSIN_MISSING);
    assert_int_equal(tc_moves_find(&s, TEXT("#0"), TEXT("B*d"), NULL, &m, &error),
                     TOCSIN_OK);
    assert_true(tc_text_equal(m->a, TEXT("Aland")));
    assert_int_equal(m->actors[0], 1);
    assert_int_equal(m->actors[1], 1);
    tc_moves_free(m);
    tc_stream_release(&s);
}

/* Acts on ten days, answers on others that are never within a week of them: none is
 * no proof that there can be none. */
static void test_no_answers_have_an_interval(void **state)
{
    (void)state;
    struct stream s;
    tocsin_moves *m;
    tc_stream_init(&s);
    assert_int_equal(tc_stream_number(&s, 2, 1, NULL), TOCSIN_OK);
    s.kinds[0] = (struct stream_relation){.type = TOCSIN_ASSAULT, .intensity = -9};
    for (int i = 0; i < 20; i++) {
        struct stream_event e = {i * 20, i % 2 ? 1 : 0, 0, i % 2 ? 0 : 1, (uint32_t)i};
        assert_int_equal(tc_stream_add(&s, &e, NULL), TOCSIN_OK);
    }
    assert_int_equal(tc_stream_sort(&s, NULL), TOCSIN_OK);
    assert_int_equal(tc_moves_find(&s, TEXT("#0"), TEXT("#1"), NULL, &m, NULL),
                     TOCSIN_OK);
    const tocsin_moves_response *r = &m->responses[0]; /* conflict to conflict */
    assert_true(r->conflict && r->after_conflict && r->acts == 10 && r->answers == 10);
    assert_true(r->week.rate == 0 && r->week.low == 0);
    double expected = 70 * 10.0 / (m->last - m->first + 1);
    assert_true(fabs(r->week.high - -log(0.025) / expected) < 1e-9);
    assert_true(r->turn.rate != r->turn.rate && r->turn.low != r->turn.low);
    tc_moves_free(m);
    tc_stream_release(&s);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    struct stream s;
    plant(&s, 2, true);
    for (long n = 1;; n++) {
        tocsin_moves *m;
        tocsin_error error;
        text svg;
        tc_alloc_fail(n);
        tocsin_status status =
            tc_moves_find(&s, TEXT("Aland"), TEXT("Bland"), NULL, &m, &error);
        if (!status)
            status = tc_moves_plot(m, TOCSIN_CHART_BOTH, &svg, &error);
        tc_alloc_fail(0);
        tc_moves_free(m);
        if (!status)
            break;
        assert_int_equal(status, TOCSIN_MEMORY);
        assert_true(n < 2000);
    }
    tc_stream_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tails_are_sums),
        cmocka_unit_test(test_discoveries),
        cmocka_unit_test(test_changes_are_the_best_cut),
        cmocka_unit_test(test_changes_where_they_are),
        cmocka_unit_test(test_planted_moves_are_found),
        cmocka_unit_test(test_nothing_is_found_where_nothing_is),
        cmocka_unit_test(test_series_hold_every_event),
        cmocka_unit_test(test_regression_of_a_known_system),
        cmocka_unit_test(test_little_to_go_by),
        cmocka_unit_test(test_far_apart),
        cmocka_unit_test(test_unknown_actors),
        cmocka_unit_test(test_no_answers_have_an_interval),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
