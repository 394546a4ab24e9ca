/* test_study_rules: rules that were planted in a stream are found; in streams whose
 * days are shuffled, all or within each pair, next to none are.
 */
#include "study/moves_chance.h"
#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ACTORS = 60, RELATIONS = 20, DAYS = 600 };

struct event {
    int day;
    uint32_t actor, relation, recipient;
};
struct made {
    struct event *items;
    size_t count, room;
};

static double uniform(uint64_t *state)
{
    return (double)(tc_chance_next(state) >> 11) / 9007199254740992.0;
}

static void put(struct made *m, int day, uint32_t actor, uint32_t relation,
                uint32_t recipient)
{
    if (day >= DAYS || actor == recipient)
        return;
    assert_true(
        tc_grow(&m->items, &m->room, m->count + 1, sizeof *m->items, (size_t)1 << 30));
    m->items[m->count++] = (struct event){day, actor, relation, recipient};
}

/* Noise in bursts between actors of unequal weight; and planted:
 *   (X, 1, Y) -> (Y, 2, X) within 5, half the time
 *   (X, 3, Y) -> (X, 4, Y) within 3, 7 of 10
 *   (X, 5, Z), (Z, 6, Y) -> (X, 7, Y) within 3, 8 of 10
 *   (X, 8, Y), (Y, 9, X) -> (X, 10, Y) within 5, 8 of 10, which 9 alone is not */
static void plant(struct made *m, size_t noise, uint64_t *state)
{
    for (size_t i = 0; i < noise; i++) {
        uint32_t a = (uint32_t)(ACTORS * uniform(state) * uniform(state));
        uint32_t b = (uint32_t)(ACTORS * uniform(state) * uniform(state));
        int day = (int)tc_chance_below(state, DAYS);
        for (int burst = 0; burst < 3; burst++)
            put(m, day + (int)tc_chance_below(state, 6), a,
                11 + tc_chance_below(state, RELATIONS - 11), b);
        put(m, day, b, 9, a);
    }
    for (int i = 0; i < 1500; i++) {
        uint32_t x = tc_chance_below(state, ACTORS), y = tc_chance_below(state, ACTORS);
        uint32_t z = tc_chance_below(state, ACTORS);
        int day = (int)tc_chance_below(state, DAYS);
        put(m, day, x, 1, y);
        if (uniform(state) < 0.5)
            put(m, day + 1 + (int)tc_chance_below(state, 5), y, 2, x);
        put(m, day, y, 3, z);
        if (uniform(state) < 0.7)
            put(m, day + 1 + (int)tc_chance_below(state, 3), y, 4, z);
        if (x == y || y == z || x == z)
            continue;
        put(m, day, x, 5, z);
        put(m, day + 2, z, 6, y);
        if (uniform(state) < 0.8)
            put(m, day + 3 + (int)tc_chance_below(state, 3), x, 7, y);
        put(m, day, z, 8, x);
        put(m, day + 3, x, 9, z);
        if (uniform(state) < 0.8)
            put(m, day + 4 + (int)tc_chance_below(state, 5), z, 10, x);
    }
}

static void open(struct stream *s, const struct made *m)
{
    tc_stream_init(s);
    assert_int_equal(tc_stream_number(s, ACTORS, RELATIONS, NULL), TOCSIN_OK);
    for (size_t i = 0; i < m->count; i++) {
        struct stream_event e = {m->items[i].day, m->items[i].actor,
                                 m->items[i].relation, m->items[i].recipient,
                                 (uint32_t)i};
        assert_int_equal(tc_stream_add(s, &e, NULL), TOCSIN_OK);
    }
    assert_int_equal(tc_stream_sort(s, NULL), TOCSIN_OK);
}

static bool is_step(const tocsin_rule *r, int i, const char *relation, int from, int to)
{
    return tc_text_equal(r->steps[i].relation, tc_text(relation)) &&
           r->steps[i].from == from && r->steps[i].to == to;
}

static const tocsin_rule *planted(const tocsin_rules *rules, int which)
{
    for (size_t i = 0; i < rules->count; i++) {
        const tocsin_rule *r = &rules->items[i];
        if (which == 0 && r->step_count == 2 && is_step(r, 0, "relation 1", 0, 1) &&
            is_step(r, 1, "relation 2", 1, 0))
            return r;
        if (which == 1 && r->step_count == 2 && is_step(r, 0, "relation 3", 0, 1) &&
            is_step(r, 1, "relation 4", 0, 1))
            return r;
        if (which == 2 && r->step_count == 3 && is_step(r, 0, "relation 5", 0, 2) &&
            is_step(r, 1, "relation 6", 2, 1) && is_step(r, 2, "relation 7", 0, 1))
            return r;
        if (which == 3 && r->step_count == 3 && is_step(r, 0, "relation 8", 0, 1) &&
            is_step(r, 1, "relation 9", 1, 0) && is_step(r, 2, "relation 10", 0, 1))
            return r;
    }
    return NULL;
}

static void test_planted_rules_are_found(void **state)
{
    (void)state;
    static const double confidence[4] = {0.5, 0.7, 0.8, 0.8};
    static const int slowest[4] = {5, 3, 3, 5};
    uint64_t seed = 4;
    struct made m = {0};
    struct stream s;
    tocsin_rules *rules;
    tocsin_moves_options how = {.most = 1000};
    plant(&m, 3000, &seed);
    open(&s, &m);
    assert_int_equal(tc_rules_find(&s, &how, &rules, NULL), TOCSIN_OK);
    for (int i = 0; i < 4; i++) {
        const tocsin_rule *r = planted(rules, i);
        assert_non_null(r);
        print_message("planted %d: within %d days %.2f, by chance %.2f\n", i, r->days,
                      r->confidence, r->base);
        assert_true(fabs(r->confidence - confidence[i]) < (i < 2 ? 0.1 : 0.25));
        assert_true(r->days >= slowest[i] - 2 && r->days <= slowest[i] + 4);
        assert_true(r->lift > 1.3 && r->q < 0.01 && r->actors > 20 &&
                    r->case_count > 0);
        assert_true(r->half > 0 && r->half < slowest[i]);
    }
    tc_rules_free(rules);
    tc_stream_release(&s);
    tc_free(m.items);
}

static bool same_pair(const struct event *a, const struct event *b)
{
    return (a->actor == b->actor && a->recipient == b->recipient) ||
           (a->actor == b->recipient && a->recipient == b->actor);
}

/* All days are mixed (how 0), or the days within each pair: bursts stay, but what
 * stands in them, and who does it, does not (1). */
static void shuffle(struct made *m, int how, uint64_t *state)
{
    for (size_t i = m->count; i-- > 1;) {
        size_t k = tc_chance_below(state, (uint32_t)i + 1);
        if (how == 1) {
            uint32_t alike = 0;
            for (size_t j = 0; j <= i; j++) /* the last that is drawn: all as likely */
                if (same_pair(&m->items[j], &m->items[i]) &&
                    !tc_chance_below(state, ++alike))
                    k = j;
        }
        int day = m->items[i].day;
        m->items[i].day = m->items[k].day;
        m->items[k].day = day;
    }
}

static void test_shuffled_streams_have_none(void **state)
{
    (void)state;
    uint64_t seed = 77;
    size_t with[2] = {0, 0}, found[2] = {0, 0}, tried[2] = {0, 0};
    enum { ROUNDS = 20 };
    for (int round = 0; round < 2 * ROUNDS; round++) {
        struct made m = {0};
        struct stream s;
        tocsin_rules *rules;
        plant(&m, 800, &seed);
        shuffle(&m, round % 2, &seed);
        open(&s, &m);
        assert_int_equal(tc_rules_find(&s, NULL, &rules, NULL), TOCSIN_OK);
        with[round % 2] += rules->found > 0;
        found[round % 2] += rules->found;
        tried[round % 2] += rules->tried;
        tc_rules_free(rules);
        tc_stream_release(&s);
        tc_free(m.items);
    }
    for (int how = 0; how < 2; how++)
        print_message("%s shuffled: %zu of %d streams have a rule, %zu rules of %zu\n",
                      how ? "days of a pair" : "days", with[how], ROUNDS, found[how],
                      tried[how]);
    /* nothing is true, so the false discovery rate is the share of streams with any: 10
     * % of 20, and the chance of more than 6 is 0.002 */
    assert_true(with[0] <= 6 && with[1] <= 6);
}

static void test_the_same_every_time(void **state)
{
    (void)state;
    uint64_t seed = 6;
    struct made m = {0};
    struct stream s;
    tocsin_rules *a, *b;
    plant(&m, 500, &seed);
    open(&s, &m);
    assert_int_equal(tc_rules_find(&s, NULL, &a, NULL), TOCSIN_OK);
    assert_int_equal(tc_rules_find(&s, NULL, &b, NULL), TOCSIN_OK);
    assert_int_equal(a->count, b->count);
    assert_true(a->count > 0);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->items[i].followed, b->items[i].followed);
        assert_true(a->items[i].q == b->items[i].q);
        for (size_t k = 0; k < a->items[i].case_count; k++) {
            const tocsin_moves_case *c = &a->items[i].cases[k];
            assert_true(c->days > 0 && c->days <= a->items[i].days);
            assert_int_equal(m.items[c->answer].day - m.items[c->first].day, c->days);
        }
    }
    tc_rules_free(a);
    tc_rules_free(b);
    tc_stream_release(&s);
    tc_free(m.items);
}

/* Days behind the cut: all as before; the answers of rule 0 gone; other noise. */
static tocsin_rules *held_out(const struct made *m, bool answers, bool other)
{
    struct made part = {0};
    struct stream s;
    tocsin_rules *rules;
    tocsin_moves_options how = {.most = 1000, .held_out = 0.3};
    for (size_t i = 0; i < m->count; i++) {
        struct event e = m->items[i];
        if (e.day >= DAYS * 7 / 10) {
            if (!answers && e.relation == 2)
                continue;
            if (other)
                e.relation = (e.relation + 7) % RELATIONS;
        }
        put(&part, e.day, e.actor, e.relation, e.recipient);
    }
    open(&s, &part);
    assert_int_equal(tc_rules_find(&s, &how, &rules, NULL), TOCSIN_OK);
    tc_stream_release(&s);
    tc_free(part.items);
    return rules;
}

/* What holds on days not learnt from is told so, what does not is told so, and none of
 * what is learnt knows of them. */
static void test_rules_are_held_against_later_days(void **state)
{
    (void)state;
    uint64_t seed = 4;
    struct made m = {0};
    plant(&m, 3000, &seed);
    put(&m, DAYS - 1, 0, 1, 1);
    tocsin_rules *all = held_out(&m, true, false), *gone = held_out(&m, false, false),
                 *other = held_out(&m, true, true);
    assert_int_equal(all->later.day, DAYS * 7 / 10);
    assert_true(all->later.rules >= 4);
    assert_true(fabs(all->later.said - all->later.came) < 0.05);
    assert_true(all->later.lift > 1.2 && all->later.learnt > 1.2);
    for (int i = 0; i < 4; i++) {
        const tocsin_rule *r = planted(all, i);
        assert_non_null(r);
        assert_true(r->later_times > 20);
        double came = (double)r->later_followed / r->later_times;
        assert_true(fabs(came - r->confidence) < 0.15);
        assert_true(came > 1.3 * r->later_base);
    }
    const tocsin_rule *r = planted(gone, 0);
    assert_non_null(r);
    assert_true(r->confidence > 0.4);
    assert_true(r->later_times > 100);
    assert_int_equal(r->later_followed, 0);
    assert_int_equal(all->count, other->count);
    for (size_t i = 0; i < all->count; i++) {
        const tocsin_rule *a = &all->items[i], *b = &other->items[i];
        assert_int_equal(a->times, b->times);
        assert_int_equal(a->followed, b->followed);
        assert_true(a->q == b->q && a->base == b->base);
    }
    tc_rules_free(all);
    tc_rules_free(gone);
    tc_rules_free(other);
    tc_free(m.items);
}

/* One actor that meets a million others once each. */
static void test_a_million_actors(void **state)
{
    (void)state;
    struct stream s;
    tocsin_rules *rules;
    tc_stream_init(&s);
    assert_int_equal(tc_stream_number(&s, 1000000, 3, NULL), TOCSIN_OK);
    for (uint32_t i = 1; i < 1000000; i++) {
        struct stream_event e = {(int32_t)(i / 2000), i % 2 ? 0 : i, i % 3,
                                 i % 2 ? i : 0, i};
        assert_int_equal(tc_stream_add(&s, &e, NULL), TOCSIN_OK);
    }
    assert_int_equal(tc_rules_find(&s, NULL, &rules, NULL), TOCSIN_OK);
    assert_int_equal(rules->found, 0);
    tc_rules_free(rules);
    tc_stream_release(&s);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    uint64_t seed = 8;
    struct made m = {0};
    struct stream s;
    tocsin_moves_options how = {.held_out = 0.3};
    plant(&m, 20, &seed);
    open(&s, &m);
    for (long n = 1;; n++) {
        tocsin_rules *rules;
        tocsin_error error;
        tc_alloc_fail(n);
        tocsin_status status = tc_rules_find(&s, &how, &rules, &error);
        tc_alloc_fail(0);
        tc_rules_free(rules);
        if (!status)
            break;
        assert_int_equal(status, TOCSIN_MEMORY);
        assert_null(rules);
        assert_true(n < 2000);
    }
    tc_stream_release(&s);
    tc_free(m.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted_rules_are_found),
        cmocka_unit_test(test_shuffled_streams_have_none),
        cmocka_unit_test(test_the_same_every_time),
        cmocka_unit_test(test_rules_are_held_against_later_days),
        cmocka_unit_test(test_a_million_actors),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
