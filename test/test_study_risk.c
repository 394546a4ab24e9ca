/* test_study_risk: risk of pairs in made-up streams: nothing of the future gets in, the
 * readings are what they are called, skill is found where there is some and denied
 * where there is none. */
#include "study/risk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ACTORS = 24, LENGTH = 300 };

static double uniform(uint64_t *seed)
{
    return (double)(tc_chance(seed) >> 11) / 9007199254740992.0;
}

static void init(struct stream *s, size_t actors)
{
    static const int16_t roots[] = {19, 13, 4, 11, 17};
    tc_stream_init(s);
    assert_int_equal(tc_stream_number(s, actors, 5, NULL), TOCSIN_OK);
    for (int k = 0; k < 5; k++)
        s->kinds[k] = (struct stream_relation){-5, roots[k], -1};
}

static void add(struct stream *s, int32_t day, uint32_t actor, uint32_t relation,
                uint32_t recipient)
{
    struct stream_event event = {day, actor, relation, recipient, 0};
    assert_int_equal(tc_stream_add(s, &event, NULL), TOCSIN_OK);
}

/* Pairs that differ in how violent they are when differ is set, day by day; from day
 * other_from on drawn with another seed. */
static void make(struct stream *s, bool differ, uint64_t seed, int32_t other_from)
{
    init(s, ACTORS);
    for (int32_t day = 0; day < LENGTH; day++) {
        if (day == other_from)
            seed += 12345;
        for (uint32_t a = 0; a < ACTORS; a++)
            for (uint32_t b = 0; b < ACTORS; b++) {
                uint64_t pair = (uint64_t)a * ACTORS + b;
                double level = differ ? pow(uniform(&pair), 8) * 0.2 : 0.004;
                double u = uniform(&seed);
                if (a == b)
                    continue;
                if (u < level)
                    add(s, day, a, 0, b);
                else if (u > 0.99)
                    add(s, day, a, 1 + (uint32_t)(uniform(&seed) * 4), b);
            }
    }
    assert_int_equal(tc_stream_sort(s, NULL), TOCSIN_OK);
}

static const struct risk_groups each = {NULL, 0};
static const tocsin_risk_question usual = {.as_of = TOCSIN_RISK_NOW};

static struct risk *open_at(const struct stream *s, long long day)
{
    struct risk *risk;
    tocsin_error error;
    tocsin_risk_question q = usual;
    q.as_of = day;
    tocsin_status status = tc_risk_open(s, each, &q, &risk, &error);
    if (status)
        fail_msg("%s", error.message);
    return risk;
}

static void assert_same(const tocsin_risk_forecast *a, const tocsin_risk_forecast *b)
{
    assert_true(a->probability.value == b->probability.value);
    assert_true(a->probability.low == b->probability.low);
    assert_true(a->probability.high == b->probability.high);
    assert_memory_equal(a->share, b->share, sizeof a->share);
    assert_int_equal(a->hits, b->hits);
    assert_int_equal(a->last, b->last);
}

static void test_the_future_changes_nothing(void **state)
{
    (void)state;
    struct stream as_it_was, otherwise;
    tocsin_risk_past past[2];
    make(&as_it_was, true, 1, -1);
    make(&otherwise, true, 1, 200);
    struct risk *one = open_at(&as_it_was, 199), *two = open_at(&otherwise, 199);
    assert_int_equal(one->now.count, two->now.count);
    tc_risk_past(one, &past[0]);
    tc_risk_past(two, &past[1]);
    assert_memory_equal(&past[0], &past[1], sizeof past[0]);
    for (size_t i = 0; i < one->now.count; i++) {
        tocsin_risk_forecast f[2];
        uint32_t a[2], b[2];
        assert_true(tc_risk_at(one, i, &a[0], &b[0], &f[0]));
        assert_true(tc_risk_at(two, i, &a[1], &b[1], &f[1]));
        assert_int_equal(a[0], a[1]);
        assert_int_equal(b[0], b[1]);
        assert_same(&f[0], &f[1]);
    }
    tc_risk_close(one);
    tc_risk_close(two);
    one = open_at(&as_it_was, 201);
    two = open_at(&otherwise, 201);
    bool differ = false; /* or the test could not fail */
    for (size_t i = 0; i < one->now.count && i < two->now.count; i++)
        differ = differ || one->p[i] != two->p[i];
    assert_true(differ);
    tc_risk_close(one);
    tc_risk_close(two);
    tc_stream_release(&as_it_was);
    tc_stream_release(&otherwise);
}

/* What the backtest says for an origin is what one would have been told on its day. */
static void test_the_backtest_is_what_was_said(void **state)
{
    (void)state;
    struct stream s;
    make(&s, true, 2, -1);
    struct risk *late = open_at(&s, LENGTH - 1);
    int compared = 0;
    for (size_t i = 0; i < late->past_count; i += 5) {
        const struct snapshot *then = &late->past[i];
        if (!then->raw)
            continue;
        struct risk *early = open_at(&s, then->origin - 1);
        assert_int_equal(early->now.count, then->count);
        for (size_t k = 0; k < then->count; k++) {
            struct members m;
            tc_ensemble_ask(&early->ensemble, &early->now, k, 1, &m);
            assert_true(m.raw == then->raw[k]);
            assert_int_equal(early->now.rows[k].y, -1);
        }
        compared++;
        tc_risk_close(early);
    }
    assert_true(compared >= 2);
    tc_risk_close(late);
    tc_stream_release(&s);
}

static bool did(const struct stream *s, uint32_t a, uint32_t b, uint32_t relation,
                int32_t day)
{
    for (size_t i = 0; i < s->count && s->day[i] <= day; i++)
        if (s->day[i] == day && s->actor[i] == a && s->recipient[i] == b &&
            s->relation[i] == relation)
            return true;
    return false;
}

/* Readings of some rows by their definition. */
static void test_readings_are_what_they_are_called(void **state)
{
    (void)state;
    enum { ORIGIN = 130, DAYS = 30 };
    struct stream s;
    struct risk_units units;
    struct snapshot shot;
    tocsin_risk_question q = {.roots = 7u << 18, .days = DAYS, .at_least = 1};
    make(&s, true, 3, -1);
    assert_int_equal(tc_risk_units(&s, each, &q, LENGTH, &units, NULL), TOCSIN_OK);
    assert_int_equal(tc_snapshot(&units, &q, ORIGIN, LENGTH, &shot, NULL), TOCSIN_OK);
    double target = 0;
    for (int32_t day = 0; day < ORIGIN; day++)
        for (uint32_t a = 0; a < ACTORS; a++)
            for (uint32_t b = 0; b < ACTORS; b++)
                target += a != b && s.count && did(&s, a, b, 0, day);
    for (size_t i = 0; i < shot.count; i += 37) {
        uint32_t a = units.actor[shot.rows[i].unit];
        uint32_t b = units.recipient[shot.rows[i].unit];
        double recent = 0, all = 0, back = 0, threats = 0, time = 0;
        int hits = 0, last = 0, next = 0;
        for (int32_t day = 0; day < ORIGIN; day++) {
            double w = pow(0.5, (ORIGIN - 1.0 - day) / DAYS);
            time += w;
            recent += w * did(&s, a, b, 0, day);
            all += did(&s, a, b, 0, day);
            back += did(&s, b, a, 0, day);
            threats += did(&s, a, b, 1, day) + did(&s, b, a, 1, day);
        }
        for (int window = 0; window < ORIGIN / DAYS; window++) {
            int days = 0;
            for (int k = 0; k < DAYS; k++)
                days += did(&s, a, b, 0, ORIGIN - 1 - window * DAYS - k);
            hits += days > 0;
            last = window ? last : days;
        }
        for (int k = 0; k < DAYS; k++)
            next += did(&s, a, b, 0, ORIGIN + k);
        double prior = (target + 0.5) / ((double)shot.count * ORIGIN) * DAYS;
        const double *x = shot.rows[i].x;
        assert_true(fabs(x[0] - log((recent + prior) / (time + DAYS))) < 1e-5);
        assert_true(fabs(x[1] - log((all + prior) / (ORIGIN + DAYS))) < 1e-5);
        assert_true(fabs(x[2] - log((back + prior) / (ORIGIN + DAYS))) < 1e-5);
        assert_true(fabs(x[5 + RISK_THREAT] - log((threats + 0.1) / (ORIGIN + DAYS))) <
                    1e-5);
        assert_int_equal(shot.rows[i].hits, hits);
        assert_int_equal(shot.rows[i].last, last);
        assert_int_equal(shot.rows[i].y, next);
    }
    tc_snapshot_release(&shot);
    tc_risk_units_release(&units);
    tc_stream_release(&s);
}

static void test_skill_is_found_and_denied(void **state)
{
    (void)state;
    struct stream s;
    tocsin_risk_past past;
    make(&s, true, 4, -1);
    struct risk *risk = open_at(&s, LENGTH - 1);
    tc_risk_past(risk, &past);
    assert_true(past.skill[TOCSIN_RISK_BASE].low > 0.1);
    assert_true(past.skill[TOCSIN_RISK_PERSISTENCE].low > 0.1);
    assert_true(past.calibration_error < 0.05);
    assert_true(past.model.auc > 0.7);
    assert_true(past.model.crps < past.reference[TOCSIN_RISK_BASE].crps);
    tc_risk_close(risk);
    tc_stream_release(&s);
    make(&s, false, 5, -1);
    risk = open_at(&s, LENGTH - 1);
    tc_risk_past(risk, &past);
    assert_true(past.skill[TOCSIN_RISK_BASE].low < 0.01);
    assert_true(past.calibration_error < 0.05);
    tc_risk_close(risk);
    tc_stream_release(&s);
}

static void test_forecasts_hold_together(void **state)
{
    (void)state;
    struct stream s;
    tocsin_risk_forecast f;
    uint32_t a, b;
    double before = 1;
    make(&s, true, 6, -1);
    struct risk *risk = open_at(&s, LENGTH - 1);
    for (size_t i = 0; tc_risk_at(risk, i, &a, &b, &f); i++) {
        double sum = 0;
        for (int k = 0; k < TOCSIN_RISK_DAYS; k++)
            sum += f.share[k];
        assert_true(fabs(sum - 1) < 1e-9);
        assert_true(fabs(1 - f.share[0] - f.probability.value) < 1e-9);
        assert_true(f.probability.value <= before);
        assert_true(f.probability.low <= f.probability.value &&
                    f.probability.value <= f.probability.high);
        before = f.probability.value;
        tocsin_risk_forecast again;
        assert_int_equal(tc_risk_of(risk, a, b, &again, NULL), TOCSIN_OK);
        assert_same(&f, &again);
    }
    assert_int_equal(tc_risk_of(risk, 1, 1, &f, NULL), TOCSIN_MISSING);
    tc_risk_close(risk);
    tc_stream_release(&s);
}

static void test_other_questions(void **state)
{
    (void)state;
    struct stream s;
    make(&s, true, 7, -1);
    tocsin_risk_question q[6] = {{0}};
    q[0].at_least = 3;
    q[1].days = 7;
    q[2].days = 90;
    q[3].quiet = 20;
    q[4].days = 7;
    q[4].unit = TOCSIN_RISK_ACTOR;
    q[5].roots = 1u << 13;
    for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
        struct risk *risk;
        tocsin_risk_forecast f;
        uint32_t a, b;
        q[i].as_of = TOCSIN_RISK_NOW;
        assert_int_equal(tc_risk_open(&s, each, &q[i], &risk, NULL), TOCSIN_OK);
        for (size_t k = 0; tc_risk_at(risk, k, &a, &b, &f); k++) {
            double below = 0;
            for (int d = 0; d < (q[i].at_least ? q[i].at_least : 1); d++)
                below += f.share[d];
            double sum = 0; /* no window has more days than it has */
            for (int d = 0; d < TOCSIN_RISK_DAYS; d++) {
                sum += f.share[d];
                assert_true(d <= (q[i].days ? q[i].days : 30) || f.share[d] == 0);
            }
            assert_true(fabs(sum - 1) < 1e-9);
            assert_true(fabs(1 - below - f.probability.value) < 1e-6);
            if (q[i].quiet && f.last != TOCSIN_RISK_NOW)
                assert_true(LENGTH - 1 - f.last >= q[i].quiet);
            assert_int_equal(b == TC_NO_GROUP, q[i].unit == TOCSIN_RISK_ACTOR);
        }
        tc_risk_close(risk);
    }
    tc_stream_release(&s);
}

static void test_too_little(void **state)
{
    (void)state;
    struct stream s;
    struct risk *risk;
    tocsin_error error;
    tocsin_risk_question q = usual;
    init(&s, 3);
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_EMPTY);
    add(&s, 5, 0, 0, 1);
    assert_int_equal(tc_stream_sort(&s, NULL), TOCSIN_OK);
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_EMPTY);
    for (int i = 0; i < 500; i++)
        add(&s, 5, (uint32_t)i % 3, 0, (uint32_t)(i + 1) % 3);
    assert_int_equal(tc_stream_sort(&s, NULL), TOCSIN_OK);
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_EMPTY);
    assert_null(risk);
    q.as_of = 4;
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_EMPTY);
    q.as_of = 2000000000;
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_USAGE);
    q = (tocsin_risk_question){.as_of = TOCSIN_RISK_NOW, .days = 400};
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_USAGE);
    q = (tocsin_risk_question){.as_of = TOCSIN_RISK_NOW, .at_least = 31};
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_USAGE);
    q = (tocsin_risk_question){.as_of = TOCSIN_RISK_NOW, .days = 200, .at_least = 92};
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_USAGE);
    tc_stream_release(&s);
    init(&s, 3); /* days far from each other: nothing overflows */
    for (int i = 0; i < 60; i++)
        add(&s, -1000000 + i * 37000, (uint32_t)i % 3, 0, (uint32_t)(i + 1) % 3);
    assert_int_equal(tc_stream_sort(&s, NULL), TOCSIN_OK);
    q = usual;
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, &error), TOCSIN_EMPTY);
    tc_stream_release(&s);
}

/* Actors that meet once and never again. */
static void test_many_actors(void **state)
{
    (void)state;
    enum { MANY = 60000 };
    struct stream s;
    struct risk *risk;
    init(&s, MANY);
    for (uint32_t i = 0; i + 1 < MANY; i += 2)
        add(&s, (int32_t)(i / 200), i, i % 14 ? 2 : 0, i + 1);
    assert_int_equal(tc_stream_sort(&s, NULL), TOCSIN_OK);
    for (uint32_t i = 0; i < 40; i++)
        add(&s, 299, 2 * i, 0, 2 * i + 1);
    tocsin_status status = tc_risk_open(&s, each, &usual, &risk, NULL);
    if (!status)
        for (size_t i = 0; i < risk->now.count; i++)
            assert_true(isfinite(risk->p[i]));
    assert_true(status == TOCSIN_OK || status == TOCSIN_EMPTY);
    tc_risk_close(risk);
    tc_stream_release(&s);
}

static void test_groups(void **state)
{
    (void)state;
    struct stream s;
    struct risk *risk;
    uint32_t group[ACTORS], a, b;
    tocsin_risk_forecast f;
    make(&s, true, 8, -1);
    for (uint32_t i = 0; i < ACTORS; i++)
        group[i] = i < 4 ? TC_NO_GROUP : i / 4;
    struct risk_groups groups = {group, ACTORS / 4};
    assert_int_equal(tc_risk_open(&s, groups, &usual, &risk, NULL), TOCSIN_OK);
    assert_int_equal(risk->now.count, 5 * 4); /* five groups, never with themselves */
    for (size_t i = 0; tc_risk_at(risk, i, &a, &b, &f); i++)
        assert_true(a != b && a >= 1 && a < 6 && b >= 1 && b < 6);
    tc_risk_close(risk);
    tc_stream_release(&s);
}

static void test_failing_memory(void **state)
{
    (void)state;
    struct stream s;
    struct risk *risk;
    tocsin_risk_question q = {.as_of = 170, .unit = TOCSIN_RISK_ACTOR};
    make(&s, true, 9, -1);
    unsigned long before = tc_alloc_count();
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, NULL), TOCSIN_OK);
    long all = (long)(tc_alloc_count() - before);
    tc_risk_close(risk);
    for (long n = 1; n <= all; n += n < 60 ? 1 : 29) {
        tc_alloc_fail(n);
        tocsin_status status = tc_risk_open(&s, each, &q, &risk, NULL);
        tc_alloc_fail(0);
        if (status == TOCSIN_OK) /* a precision that is not known is no failure */
            tc_risk_close(risk);
        else {
            assert_int_equal(status, TOCSIN_MEMORY);
            assert_null(risk);
        }
    }
    tc_stream_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_future_changes_nothing),
        cmocka_unit_test(test_the_backtest_is_what_was_said),
        cmocka_unit_test(test_readings_are_what_they_are_called),
        cmocka_unit_test(test_skill_is_found_and_denied),
        cmocka_unit_test(test_forecasts_hold_together),
        cmocka_unit_test(test_other_questions),
        cmocka_unit_test(test_too_little),
        cmocka_unit_test(test_many_actors),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
