/* test_study_risk_members: the members of the ensemble that have their own past: the
 * Hawkes process against its definition and against what was drawn, the ranker's rates
 * and shares, neither of them seeing ahead; and reasons that add up. */
#include "study/risk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ACTORS = 12, LENGTH = 240, LIVES = 4 };
static const double half_lives[LIVES] = {1, 7, 30, 180};

static double uniform(uint64_t *seed)
{
    return (double)(tc_chance(seed) >> 11) / 9007199254740992.0;
}

static void init(struct stream *s)
{
    static const int16_t roots[] = {19, 13, 4, 11, 17, 14};
    tc_stream_init(s);
    assert_int_equal(tc_stream_number(s, ACTORS, 6, NULL), TOCSIN_OK);
    for (int k = 0; k < 6; k++)
        s->kinds[k] = (struct stream_relation){-5, roots[k], -1};
}

static void add(struct stream *s, int32_t day, uint32_t actor, uint32_t relation,
                uint32_t recipient)
{
    struct stream_event event = {day, actor, relation, recipient, (uint32_t)s->count};
    assert_int_equal(tc_stream_add(s, &event, NULL), TOCSIN_OK);
}

/* A truth: the rate is base + self * own level + back * the mirror's, 7 days of
 * half-life. */
static const double base = 0.004, self = 0.55, back = 0.2;
struct drawing {
    double level[ACTORS][ACTORS];
    bool now[ACTORS][ACTORS];
};

/* One day; with a stream the deeds are put in it. */
static void draw_day(struct drawing *d, uint64_t *seed, struct stream *s, int32_t day)
{
    double r = exp2(-1.0 / 7);
    for (uint32_t a = 0; a < ACTORS; a++)
        for (uint32_t b = 0; b < ACTORS; b++) {
            double rate = base + self * d->level[a][b] + back * d->level[b][a];
            d->now[a][b] = a != b && uniform(seed) < -expm1(-rate);
            if (s && d->now[a][b])
                add(s, day, a, 0, b);
        }
    for (uint32_t a = 0; a < ACTORS; a++)
        for (uint32_t b = 0; b < ACTORS; b++)
            d->level[a][b] = r * d->level[a][b] + (1 - r) * d->now[a][b];
}

/* That truth, everybody having met on day 0, with other dealings in between. */
static void make(struct stream *s, struct drawing *d, uint64_t seed, int32_t length)
{
    init(s);
    memset(d, 0, sizeof *d);
    for (int32_t day = 0; day < length; day++) {
        for (uint32_t a = 0; a < ACTORS; a++)
            for (uint32_t b = 0; b < ACTORS; b++)
                if (a != b && (day == 0 || uniform(&seed) < 0.02))
                    add(s, day, a, 1 + (uint32_t)(uniform(&seed) * 5), b);
        draw_day(d, &seed, s, day);
    }
}

static const struct risk_groups each = {NULL, 0};

static struct risk *open_risk(const struct stream *s, tocsin_risk_question q)
{
    struct risk *risk;
    tocsin_error error;
    tocsin_status status = tc_risk_open(s, each, &q, &risk, &error);
    if (status)
        fail_msg("%s", error.message);
    return risk;
}

/* ---- excited --------------------------------------------------------------------- */

/* What happened, by class and day: done by one to another. */
static bool happened[RISK_CLASSES][ACTORS][ACTORS][LENGTH];

static void look(const struct stream *s)
{
    static const enum risk_class class_of[] = {
        RISK_TARGET, RISK_THREAT, RISK_PEACE, RISK_WORDS, RISK_COERCION, RISK_PROTEST};
    memset(happened, 0, sizeof happened);
    for (size_t i = 0; i < s->count; i++)
        happened[class_of[s->relation[i]]][s->actor[i]][s->recipient[i]][s->day[i]] =
            true;
}

/* A level by its definition: a life below LIVES, or the mean. */
static double level(int class, uint32_t a, uint32_t b, int life, int32_t day)
{
    double sum = 0, r = life < LIVES ? exp2(-1 / half_lives[life]) : 0;
    for (int32_t s = 0; s < day; s++)
        if (happened[class][a][b][s])
            sum += life < LIVES ? (1 - r) * pow(r, day - 1.0 - s) : 1 / (day + 90.0);
    return sum;
}

static void read_levels(uint32_t a, uint32_t b, int32_t day, double z[RISK_EXCITED])
{
    z[0] = 1;
    for (int k = 0; k <= LIVES; k++) {
        z[1 + k] = level(RISK_TARGET, a, b, k, day);
        z[2 + LIVES + k] = level(RISK_TARGET, b, a, k, day);
    }
    for (int c = 1; c < RISK_CLASSES; c++)
        for (int k = 0; k < 2; k++)
            z[1 + 2 * (LIVES + 1) + 2 * (c - 1) + k] =
                level(c, a, b, 2 + 2 * k, day) + level(c, b, a, 2 + 2 * k, day);
}

/* The weights are those of the greatest likelihood, summed up over every day of every
 * pair; and a window of a day has the chance that they give it. */
static void test_excited_by_its_definition(void **state)
{
    (void)state;
    enum { DAYS = 110 };
    struct stream s;
    struct drawing d;
    double slope[RISK_EXCITED] = {0}, z[RISK_EXCITED], count = 0;
    make(&s, &d, 11, DAYS);
    look(&s);
    tocsin_risk_question q = {.days = 1, .as_of = DAYS - 1};
    struct risk *risk = open_risk(&s, q);
    const double *w = risk->excited;
    for (uint32_t a = 0; a < ACTORS; a++)
        for (uint32_t b = 0; b < ACTORS; b++)
            for (int32_t day = 1; day < DAYS && a != b; day++) {
                double rate = 0;
                read_levels(a, b, day, z);
                for (int k = 0; k < RISK_EXCITED; k++)
                    rate += w[k] * z[k];
                count += happened[RISK_TARGET][a][b][day];
                for (int k = 0; k < RISK_EXCITED; k++)
                    slope[k] +=
                        happened[RISK_TARGET][a][b][day] ? z[k] / expm1(rate) : -z[k];
            }
    int free_weights = 0;
    for (int k = 0; k < RISK_EXCITED; k++) { /* by how many events it would gain */
        assert_true(w[k] >= 0);
        free_weights += w[k] > 1e-9;
        if (w[k] > 1e-9)
            assert_true(fabs(w[k] * slope[k]) < 0.02 * count);
        else
            assert_true(slope[k] < 0.02 * count);
    }
    assert_true(free_weights >= 3);
    for (size_t i = 0; i < risk->now.count; i++) {
        const struct risk_row *row = &risk->now.rows[i];
        double rate = 0;
        read_levels(risk->units.actor[row->unit], risk->units.recipient[row->unit],
                    DAYS, z);
        for (int k = 0; k < RISK_EXCITED; k++)
            rate += w[k] * z[k];
        assert_true(fabs((double)row->excited + expm1(-rate)) < 1e-5);
        assert_true(fabs((double)row->expected + expm1(-rate)) < 1e-5);
    }
    tc_risk_close(risk);
    tc_stream_release(&s);
}

/* What is said of 20 days is near what the truth brings, drawn 4000 times. */
static void test_excited_knows_what_was_drawn(void **state)
{
    (void)state;
    enum { DAYS = 20, PATHS = 4000 };
    static uint32_t once[ACTORS][ACTORS], twice[ACTORS][ACTORS];
    static double days[ACTORS][ACTORS];
    struct stream s;
    struct drawing d;
    make(&s, &d, 13, LENGTH);
    memset(once, 0, sizeof once);
    memset(twice, 0, sizeof twice);
    memset(days, 0, sizeof days);
    for (uint64_t path = 1; path <= PATHS; path++) {
        struct drawing ahead = d;
        uint64_t seed = path * 7919;
        uint32_t count[ACTORS][ACTORS] = {{0}};
        for (int k = 0; k < DAYS; k++) {
            draw_day(&ahead, &seed, NULL, 0);
            for (int i = 0; i < ACTORS * ACTORS; i++)
                count[i / ACTORS][i % ACTORS] += ahead.now[i / ACTORS][i % ACTORS];
        }
        for (int i = 0; i < ACTORS * ACTORS; i++) {
            uint32_t n = count[i / ACTORS][i % ACTORS];
            once[i / ACTORS][i % ACTORS] += n > 0;
            twice[i / ACTORS][i % ACTORS] += n > 1;
            days[i / ACTORS][i % ACTORS] += n;
        }
    }
    for (int least = 1; least <= 2; least++) {
        tocsin_risk_question q = {.days = DAYS, .at_least = least, .as_of = LENGTH - 1};
        struct risk *risk = open_risk(&s, q);
        double off = 0, off_days = 0, most = 0;
        for (size_t i = 0; i < risk->now.count; i++) {
            const struct risk_row *row = &risk->now.rows[i];
            uint32_t a = risk->units.actor[row->unit];
            uint32_t b = risk->units.recipient[row->unit];
            double truth = (least == 1 ? once[a][b] : twice[a][b]) / (double)PATHS;
            off += fabs((double)row->excited - truth) / (double)risk->now.count;
            off_days += fabs((double)row->expected - days[a][b] / PATHS) /
                        (double)risk->now.count;
            most = truth > most ? truth : most;
        }
        assert_true(most > 0.5); /* there is something to know */
        assert_true(off < (least == 1 ? 0.03 : 0.015));
        assert_true(off_days < 0.06);
        tc_risk_close(risk);
    }
    tc_stream_release(&s);
}

/* ---- ranked ---------------------------------------------------------------------- */

/* Actor 0 always turns to 1, actor 2 to anybody; 3 is quiet. */
static void make_preferences(struct stream *s, uint64_t seed)
{
    init(s);
    for (int32_t day = 0; day < LENGTH; day++)
        for (uint32_t a = 0; a < ACTORS; a++)
            for (uint32_t b = 0; b < ACTORS; b++) {
                bool deed = a == 0 ? b == 1 && uniform(&seed) < 0.3
                                   : a != 3 && uniform(&seed) < 0.01;
                if (a != b && deed)
                    add(s, day, a, 0, b);
                if (a != b && (day == 0 || uniform(&seed) < 0.02))
                    add(s, day, a, 1 + (uint32_t)(uniform(&seed) * 5), b);
            }
}

static const struct risk_row *row_of(const struct risk *risk, uint32_t a, uint32_t b)
{
    uint32_t at;
    assert_int_equal(tc_risk_row(risk, a, b, &at, NULL), TOCSIN_OK);
    return &risk->now.rows[at];
}

static void test_ranked_reads_rates_and_shares(void **state)
{
    (void)state;
    struct stream s;
    make_preferences(&s, 21);
    look(&s);
    tocsin_risk_question q = {.days = 10, .as_of = LENGTH - 1};
    struct risk *risk = open_risk(&s, q);
    double all[2] = {0.5, 0.5}, done[ACTORS][2] = {{0}}, time = 0;
    for (int32_t day = 0; day < LENGTH; day++) {
        double faded = exp2(-(LENGTH - 1.0 - day) / 20);
        time += faded;
        for (int i = 0; i < ACTORS * ACTORS; i++)
            if (happened[RISK_TARGET][i / ACTORS][i % ACTORS][day]) {
                done[i / ACTORS][0] += faded;
                done[i / ACTORS][1] += 1;
                all[0] += faded;
                all[1] += 1;
            }
    }
    for (uint32_t a = 0; a < ACTORS; a++) {
        const struct risk_row *row = row_of(risk, a, a ? 0 : 1);
        double rate[2];
        for (int k = 0; k < 2; k++) {
            double past = k ? LENGTH : time;
            rate[k] = (done[a][k] + all[k] / ACTORS * 10 / past) / (past + 10) * 10;
            assert_true(fabs((double)row->ranked[k] - log(rate[k])) < 1e-5);
        }
        double shares = 0;
        for (uint32_t b = 0; b < ACTORS; b++)
            if (a != b)
                shares += exp((double)row_of(risk, a, b)->ranked[2]);
        assert_true(shares > 0.5 && shares < 1.05);
    }
    assert_true(exp((double)row_of(risk, 0, 1)->ranked[2]) > 0.6);
    for (uint32_t b = 3; b < ACTORS; b++)
        assert_true(exp((double)row_of(risk, 2, b)->ranked[2]) < 0.4);
    tc_risk_close(risk);
    tc_stream_release(&s);
}

/* ---- nothing of the future ------------------------------------------------------- */

/* Members of a past origin are those that one would have been told on its day, and
 * those of a day do change with the day before it. */
static void test_members_do_not_see_ahead(void **state)
{
    (void)state;
    struct stream s;
    struct drawing d;
    int compared = 0, differ[2] = {0, 0};
    make(&s, &d, 31, 180);
    tocsin_risk_question q = {.days = 15, .as_of = 179};
    struct risk *late = open_risk(&s, q);
    for (size_t i = 8; i < late->past_count; i += 5) {
        const struct snapshot *then = &late->past[i];
        q.as_of = then->origin - 1;
        struct risk *early = open_risk(&s, q);
        q.as_of--;
        struct risk *before = open_risk(&s, q);
        assert_int_equal(early->now.count, then->count);
        for (size_t k = 0; k < then->count; k++) {
            const struct risk_row *x = &then->rows[k], *y = &early->now.rows[k];
            const struct risk_row *z = &before->now.rows[k];
            assert_true(x->excited == y->excited && x->expected == y->expected);
            assert_memory_equal(x->ranked, y->ranked, sizeof x->ranked);
            differ[0] += x->excited != z->excited;
            differ[1] += x->ranked[2] != z->ranked[2];
        }
        compared++;
        tc_risk_close(early);
        tc_risk_close(before);
    }
    assert_true(compared >= 3 && differ[0] > 100 && differ[1] > 100);
    tc_risk_close(late);
    tc_stream_release(&s);
}

/* Parties that come later are not there before. */
static void test_nobody_is_known_too_early(void **state)
{
    (void)state;
    struct stream s, more;
    struct drawing d;
    make(&s, &d, 32, 150);
    make(&more, &d, 32, 150);
    assert_int_equal(tc_stream_number(&more, ACTORS + 40, 6, NULL), TOCSIN_OK);
    for (uint32_t i = 0; i < 400; i++)
        add(&more, 150 + (int32_t)i / 20, ACTORS + i % 40, i % 6, i % ACTORS);
    tocsin_risk_question q = {.days = 15, .as_of = 149};
    struct risk *one = open_risk(&s, q), *two = open_risk(&more, q);
    assert_int_equal(one->now.count, two->now.count);
    for (size_t i = 0; i < one->now.count; i++) {
        const struct risk_row *x = &one->now.rows[i], *y = &two->now.rows[i];
        assert_true(x->excited == y->excited);
        assert_memory_equal(x->ranked, y->ranked, sizeof x->ranked);
        assert_true(one->p[i] == two->p[i]);
    }
    tc_risk_close(one);
    tc_risk_close(two);
    tc_stream_release(&s);
    tc_stream_release(&more);
}

/* ---- reasons --------------------------------------------------------------------- */

static void assert_why(const struct stream *s, const struct risk *risk,
                       const uint32_t party[2], const tocsin_risk_forecast *f)
{
    const text name[2] = {TEXT("A"), party[1] == TC_NO_GROUP ? TEXT("") : TEXT("B")};
    tocsin_risk_why *why;
    assert_int_equal(tc_risk_why(risk, party, name, &why, NULL), TOCSIN_OK);
    double sum = why->average + why->calibration, last = INFINITY;
    for (size_t i = 0; i < why->reason_count; i++) {
        sum += why->reasons[i].above;
        assert_true(fabs(why->reasons[i].above) <= last);
        assert_true(why->reasons[i].words.size > 10);
        last = fabs(why->reasons[i].above);
    }
    assert_true(fabs(sum - tc_logit(f->probability.value)) < 1e-9);
    assert_true(why->reason_count > 4 && why->event_count <= 10);
    long long day = risk->question.as_of;
    for (size_t i = 0; i < why->event_count; i++) {
        const tocsin_risk_event *e = &why->events[i];
        uint32_t at = e->number; /* as they were added */
        assert_true(e->day <= day && s->day[at] == e->day && s->relation[at] == 0);
        assert_int_equal(e->back ? s->recipient[at] : s->actor[at], party[0]);
        if (party[1] != TC_NO_GROUP)
            assert_int_equal(e->back ? s->actor[at] : s->recipient[at], party[1]);
        day = e->day;
    }
    if (f->seen)
        assert_true(why->event_count > 0);
    tc_risk_why_free(why);
}

static void test_reasons_add_up(void **state)
{
    (void)state;
    struct stream s;
    struct drawing d;
    make(&s, &d, 41, LENGTH);
    for (int k = 0; k < 4; k++) {
        tocsin_risk_question q = {.days = k == 1 ? 10 : 30,
                                  .at_least = k == 2 ? 2 : 1,
                                  .unit = k == 3 ? TOCSIN_RISK_ACTOR : TOCSIN_RISK_PAIR,
                                  .as_of = LENGTH - 12};
        struct risk *risk = open_risk(&s, q);
        tocsin_risk_forecast f;
        uint32_t party[2];
        for (size_t i = 0; tc_risk_at(risk, i, &party[0], &party[1], &f); i += 7)
            assert_why(&s, risk, party, &f);
        tocsin_risk_why *why;
        const uint32_t nobody[2] = {1, 1};
        const text name[2] = {TEXT("A"), TEXT("B")};
        assert_int_equal(tc_risk_why(risk, nobody, name, &why, NULL), TOCSIN_MISSING);
        assert_null(why);
        assert_true(tc_risk_at(risk, 0, &party[0], &party[1], &f));
        for (long n = 1; n <= 3; n++) {
            tc_alloc_fail(n);
            tocsin_status status = tc_risk_why(risk, party, name, &why, NULL);
            tc_alloc_fail(0);
            assert_true(status == TOCSIN_MEMORY || (status == TOCSIN_OK && n > 1));
            assert_true((status == TOCSIN_OK) == (why != NULL));
            tc_risk_why_free(why);
        }
        tc_risk_close(risk);
    }
    tc_risk_why_free(NULL);
    tc_stream_release(&s);
}

/* ---- memory ---------------------------------------------------------------------- */

static void test_failing_memory(void **state)
{
    (void)state;
    struct stream s;
    struct drawing d;
    struct risk *risk;
    tocsin_risk_question q = {.days = 12, .as_of = 95};
    make(&s, &d, 51, 96);
    unsigned long before = tc_alloc_count();
    assert_int_equal(tc_risk_open(&s, each, &q, &risk, NULL), TOCSIN_OK);
    long all = (long)(tc_alloc_count() - before);
    tc_risk_close(risk);
    for (long n = 1; n <= all; n += 1 + all / 150) {
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
        cmocka_unit_test(test_excited_by_its_definition),
        cmocka_unit_test(test_excited_knows_what_was_drawn),
        cmocka_unit_test(test_ranked_reads_rates_and_shares),
        cmocka_unit_test(test_members_do_not_see_ahead),
        cmocka_unit_test(test_nobody_is_known_too_early),
        cmocka_unit_test(test_reasons_add_up),
        cmocka_unit_test(test_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
