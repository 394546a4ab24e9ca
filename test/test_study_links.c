/* test_study_links: next events: nothing of the day asked for or later is looked at,
 * any number of threads gives the same, and the parts agree with slow references. */
#include "study/link.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    ACTORS = 60,
    RELATIONS = 5,
    DAYS = 40,
    BUSY = 30, /* events of a day */
    ASKED = 30 /* the first day that is asked for */
};

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

/* Habits: most events repeat one of 80 pairs and deeds, or answer yesterday's. */
static struct stream_event invent(unsigned *seed, int32_t day)
{
    unsigned habit = draw(seed, 80);
    struct stream_event event = {.day = day,
                                 .actor = habit * 7 % ACTORS,
                                 .relation = habit % RELATIONS,
                                 .recipient = (habit * 11 + 3) % ACTORS};
    if (draw(seed, 4) == 0)
        event.recipient = draw(seed, ACTORS);
    if (draw(seed, 3) == 0) {
        uint32_t turned = event.actor;
        event.actor = event.recipient;
        event.recipient = turned;
        event.relation = (event.relation + 1) % RELATIONS;
    }
    return event;
}

static void name_actors(struct stream *stream)
{
    static const char *const places[] = {"Kenya", "Mali", "Chad"};
    char name[64];
    for (unsigned i = 0; i < ACTORS; i++) {
        if (i < 3)
            snprintf(name, sizeof name, "%s", places[i]);
        else
            snprintf(name, sizeof name, "%s_(%s)", i % 2 ? "Police" : "Citizen",
                     places[i % 3]);
        if (i % 5 != 4)
            assert_int_equal(
                tc_stream_name(stream, &stream->actors, i, tc_text(name), NULL),
                TOCSIN_OK);
    }
}

/* The world of a seed; from day change on that of another, but for the first keep
 * events of that day. */
static void make_world(struct stream *stream, int32_t change, int keep)
{
    unsigned seed = 11, other = 99;
    tc_stream_init(stream);
    assert_int_equal(tc_stream_number(stream, ACTORS, RELATIONS, NULL), TOCSIN_OK);
    name_actors(stream);
    for (int32_t day = 0; day < DAYS; day++)
        for (int i = 0; i < BUSY; i++) {
            bool same = day < change || (day == change && i < keep);
            struct stream_event event = invent(same ? &seed : &other, day);
            assert_int_equal(tc_stream_add(stream, &event, NULL), TOCSIN_OK);
        }
    assert_int_equal(tc_stream_sort(stream, NULL), TOCSIN_OK);
}

/* Everything that was said: of each event and side its scores of all actors. */
struct said {
    float scores[(DAYS - ASKED) * BUSY * 2][ACTORS];
    double ranks[(DAYS - ASKED) * BUSY * 2];
    size_t count;
    double reciprocal;
};

static tocsin_status hear(void *context, const struct links_answer *answer)
{
    struct said *said = context;
    assert_non_null(answer->scores);
    assert_true(answer->rank >= 1 && answer->rank <= ACTORS);
    for (int i = 0; i < ACTORS; i++)
        assert_true(isfinite(answer->scores[i]));
    memcpy(said->scores[said->count], answer->scores, sizeof said->scores[0]);
    said->ranks[said->count++] = answer->rank;
    said->reciprocal += 1 / answer->rank;
    return TOCSIN_OK;
}

static struct said *listen(const struct stream *stream, unsigned jobs, bool explain)
{
    struct said *said = calloc(1, sizeof *said);
    struct links_options options = {.first = ASKED * BUSY,
                                    .dumps = (DAYS - ASKED) * BUSY * 2,
                                    .jobs = jobs,
                                    .explain_only = explain};
    assert_non_null(said);
    assert_int_equal(tc_links_evaluate(stream, &options, hear, said, NULL), TOCSIN_OK);
    assert_int_equal(said->count, (DAYS - ASKED) * BUSY * 2);
    return said;
}

/* What is left out changes what is said, and what is left of nothing is no better. */
static void test_parts_are_left_out(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    struct said *all = listen(&stream, 1, true);
    for (unsigned part = 0; part < 6; part++) {
        struct said *less = calloc(1, sizeof *less);
        struct links_options options = {.first = ASKED * BUSY,
                                        .dumps = (DAYS - ASKED) * BUSY * 2,
                                        .explain_only = true,
                                        .without = part < 5 ? 1u << part : 31};
        assert_non_null(less);
        assert_int_equal(tc_links_evaluate(&stream, &options, hear, less, NULL),
                         TOCSIN_OK);
        assert_memory_not_equal(all->scores, less->scores, sizeof all->scores);
        if (part == 5)
            assert_true(less->reciprocal < all->reciprocal);
        free(less);
    }
    free(all);
    tc_stream_release(&stream);
}

static void test_threads_give_the_same_bytes(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    for (int explain = 0; explain < 2; explain++) {
        struct said *one = listen(&stream, 1, explain);
        for (unsigned jobs = 2; jobs < 6; jobs += 3) {
            struct said *more = listen(&stream, jobs, explain);
            assert_memory_equal(one, more, sizeof *one);
            free(more);
        }
        /* and it has learnt something: chance would give 0.08 */
        assert_true(one->reciprocal / (double)one->count > 0.25);
        free(one);
    }
    tc_stream_release(&stream);
}

/* The future and the rest of the day are changed: what was said before stays. */
static void check_past(const struct said *said, int32_t change, int keep)
{
    struct stream stream;
    make_world(&stream, change, keep);
    struct said *other = listen(&stream, 2, false);
    size_t same = ((size_t)(change - ASKED) * BUSY + (size_t)keep) * 2;
    assert_memory_equal(said->scores, other->scores, same * sizeof said->scores[0]);
    assert_memory_not_equal(said->scores, other->scores, sizeof said->scores);
    free(other);
    tc_stream_release(&stream);
}

static void test_nothing_of_the_day_or_later_is_seen(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    struct said *said = listen(&stream, 2, false);
    check_past(said, ASKED, 1);
    check_past(said, ASKED, BUSY / 2);
    check_past(said, ASKED + 4, 0);
    check_past(said, ASKED + 4, 3);
    check_past(said, DAYS - 2, BUSY - 1);
    free(said);
    tc_stream_release(&stream);
}

/* The past is seen: of a world that was another until the day before, all differs. */
static void test_the_day_before_is_seen(void **state)
{
    (void)state;
    struct stream stream, other;
    make_world(&stream, DAYS, 0);
    make_world(&other, ASKED - 1, 0);
    struct said *a = listen(&stream, 1, false), *b = listen(&other, 1, false);
    assert_memory_not_equal(a->scores[0], b->scores[0], sizeof a->scores[0]);
    free(a);
    free(b);
    tc_stream_release(&stream);
    tc_stream_release(&other);
}

/* Ranks are those of the scores, other right answers of the day left out. */
static void test_ranks_follow_from_scores(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    struct said *said = listen(&stream, 1, false);
    for (size_t k = 0; k < said->count; k++) {
        size_t event = ASKED * BUSY + k / 2;
        bool subject = k & 1;
        uint32_t *asked = subject ? stream.actor : stream.recipient;
        uint32_t *known = subject ? stream.recipient : stream.actor;
        bool right[ACTORS] = {false};
        size_t day = event / BUSY * BUSY;
        for (size_t i = day; i < day + BUSY; i++)
            if (known[i] == known[event] &&
                stream.relation[i] == stream.relation[event])
                right[asked[i]] = true;
        double rank = 1;
        float mine = said->scores[k][asked[event]];
        for (int i = 0; i < ACTORS; i++)
            if (!right[i])
                rank += said->scores[k][i] > mine
                            ? 1
                            : (said->scores[k][i] == mine ? 0.5 : 0);
        assert_true(fabs(rank - said->ranks[k]) < 1e-6);
    }
    free(said);
    tc_stream_release(&stream);
}

static tocsin_status count(void *context, const struct links_answer *answer)
{
    double *sum = context;
    assert_true(answer->rank >= 1);
    *sum += 1;
    return TOCSIN_OK;
}

static void test_strange_streams(void **state)
{
    (void)state;
    struct stream stream;
    struct links_options options = {.jobs = 1};
    tocsin_error error = {.byte = -1};
    double sum = 0;
    tc_stream_init(&stream);
    assert_int_equal(tc_links_evaluate(&stream, &options, count, &sum, &error),
                     TOCSIN_FORMAT);
    assert_non_null(strstr(error.message, "no events"));
    /* one event, with itself; then days as far apart as can be; a million actors */
    assert_int_equal(tc_stream_number(&stream, 1000000, 1, NULL), TOCSIN_OK);
    struct stream_event event = {.day = INT32_MIN + 1};
    assert_int_equal(tc_stream_add(&stream, &event, NULL), TOCSIN_OK);
    assert_int_equal(tc_links_evaluate(&stream, &options, count, &sum, NULL),
                     TOCSIN_OK);
    assert_true(sum == 2);
    event.day = INT32_MAX;
    event.recipient = 999999;
    assert_int_equal(tc_stream_add(&stream, &event, NULL), TOCSIN_OK);
    for (int i = 0; i < 3000; i++) { /* all on one day */
        event.actor = (uint32_t)i * 331 % 1000000;
        assert_int_equal(tc_stream_add(&stream, &event, NULL), TOCSIN_OK);
    }
    assert_int_equal(tc_links_evaluate(&stream, &options, count, &sum, NULL),
                     TOCSIN_OK);
    assert_true(sum == 2 + 2 * 3002);
    assert_int_equal(tc_stream_number(&stream, 1, 600, NULL), TOCSIN_OK);
    assert_int_equal(tc_links_evaluate(&stream, &options, count, &sum, &error),
                     TOCSIN_LIMIT);
    tc_stream_release(&stream);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    struct stream stream;
    struct links_options options = {.first = 12 * BUSY, .jobs = 1};
    double sum = 0;
    make_world(&stream, DAYS, 0);
    stream.count = 13 * BUSY;
    tocsin_status status = TOCSIN_MEMORY;
    for (long n = 1; status; n += n < 300 ? 1 : 37) {
        tocsin_error error = {.byte = -1};
        tc_alloc_fail(n);
        status = tc_links_evaluate(&stream, &options, count, &sum, &error);
        tc_alloc_fail(0);
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
        assert_true(status == TOCSIN_OK || error.message[0]);
        assert_true(n < 20000);
    }
    tc_stream_release(&stream);
}

/* ---- the parts ------------------------------------------------------------------- */

static void test_log(void **state)
{
    (void)state;
    for (float x = 1e-7f; x < 1e7f; x *= 1.003f)
        assert_true(fabsf(tc_link_log(x) - logf(x)) < 2e-5f * (1 + fabsf(logf(x))));
}

static int descending(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return *x < *y ? 1 : *x > *y ? -1 : 0;
}

static void test_greatest(void **state)
{
    (void)state;
    unsigned seed = 5;
    for (int round = 0; round < 2000; round++) {
        float values[64], sorted[64];
        size_t n = 2 + draw(&seed, 62), k = 1 + draw(&seed, (unsigned)n - 1);
        for (size_t i = 0; i < n; i++)
            sorted[i] = values[i] = (float)draw(&seed, round % 2 ? 5 : 1000);
        qsort(sorted, n, sizeof *sorted, descending);
        assert_true(tc_link_greatest(values, n, k) == sorted[k - 1]);
        assert_true(tc_link_greatest(values, n, n) == -1);
    }
}

static void test_table(void **state)
{
    (void)state;
    struct link_table table = {0};
    assert_int_equal(tc_link_table_get(&table, 5), LINK_NONE);
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(*tc_link_table_put(&table, (uint64_t)i << 32 | i % 7, i), i);
    for (uint32_t i = 0; i < 5000; i++) {
        assert_int_equal(*tc_link_table_put(&table, (uint64_t)i << 32 | i % 7, 1), i);
        assert_int_equal(tc_link_table_get(&table, (uint64_t)i << 32 | i % 7), i);
        assert_int_equal(tc_link_table_get(&table, (uint64_t)i << 32 | 8), LINK_NONE);
    }
    assert_int_equal(table.count, 5000);
    tc_link_table_clear(&table);
    assert_int_equal(tc_link_table_get(&table, 0), LINK_NONE);
    tc_link_table_release(&table);
}

/* Decayed counts against sums over all events. */
static void test_fades(void **state)
{
    (void)state;
    static const double half[LINK_FADES - 1] = {1, 3, 10, 30, 100};
    static const int32_t days[] = {3, 3, 4, 19, 20, 77};
    uint32_t place[2] = {0}, role[2] = {0};
    struct link_names names = {place, role, 2};
    struct link_memory *memory = malloc(sizeof *memory);
    float got[LINK_FADES];
    assert_non_null(memory);
    assert_int_equal(tc_link_memory_init(memory, 1, &names, NULL), TOCSIN_OK);
    for (int i = 0; i < 6; i++) {
        struct link_event event = {0, 1, 1, days[i]};
        assert_true(tc_link_memory_add(memory, &event));
    }
    tc_link_fade_read(memory, &memory->actors[0].all, 80, got);
    for (int k = 0; k < LINK_FADES; k++) {
        double want = 0;
        for (int i = 0; i < 6; i++)
            want += k == LINK_FADES - 1 ? 1 : exp2((days[i] - 80) / half[k]);
        assert_true(fabs(got[k] - want) < 1e-5 * (1 + want));
    }
    assert_int_equal(memory->actors[0].typed_count, 1);
    assert_int_equal(memory->actors[0].typed[0].count, 6);
    assert_int_equal(tc_link_level(memory, 0), 3);
    tc_link_memory_release(memory);
    free(memory);
}

/* Every kernel gives the same bits, and slopes are those of small differences. */
struct bench {
    struct link_net net, sums;
    struct link_own own, got;
    struct link_block block;
    struct link_selection selection;
};

static void fill(float *x, size_t count, float size, unsigned *seed)
{
    for (size_t i = 0; i < count; i++)
        x[i] = ((float)draw(seed, 2001) - 1000) / 1000 * size;
}

static struct bench *make_bench(unsigned seed)
{
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    fill((float *)&b->net, LINK_NET_SIZE, 0.3f, &seed);
    fill((float *)&b->own, LINK_OWN_SIZE, 0.3f, &seed);
    b->block.count = b->selection.count = 37;
    for (int f = 0; f < LINK_FEATURES; f++)
        fill(b->block.feature[f], 37, 1, &seed);
    fill(b->block.rules, 37, 1, &seed);
    fill(b->selection.slope[0], 37, 1, &seed);
    memcpy(b->selection.feature, b->block.feature, sizeof b->block.feature);
    return b;
}

static void run(struct bench *b, const struct link_kernel *kernel)
{
    kernel->forward(&b->net, &b->own, &b->block, 0, LINK_HIDDEN);
    memcpy(b->selection.hidden, b->block.hidden[0], sizeof b->selection.hidden);
    kernel->backward(&b->net, &b->selection, 0, LINK_HIDDEN, &b->sums, &b->got);
}

static double loss(const struct bench *b, const struct link_net *net)
{
    double sum = 0;
    for (uint32_t c = 0; c < b->block.count; c++) {
        double score = b->block.rules[c];
        for (int f = 0; f < LINK_FEATURES; f++)
            score +=
                (double)(net->linear[f] + b->own.linear[f]) * b->block.feature[f][c];
        for (int h = 0; h < LINK_HIDDEN; h++) {
            double unit = net->bias[h] + b->own.bias[h];
            for (int f = 0; f < LINK_FEATURES; f++)
                unit += (double)net->weight[h][f] * b->block.feature[f][c];
            score += unit > 0 ? unit * net->out[h] : 0;
        }
        sum += score * b->selection.slope[0][c];
    }
    return sum;
}

static void test_kernels(void **state)
{
    (void)state;
    struct bench *plain = make_bench(3);
    run(plain, &tc_link_kernel_plain);
#ifdef TC_KERNELS_X86
    if (__builtin_cpu_supports("avx2")) {
        struct bench *wide = make_bench(3);
        run(wide, &tc_link_kernel_avx2);
        assert_memory_equal(plain, wide, sizeof *plain);
        free(wide);
    }
#endif
    struct link_net *moved = malloc(sizeof *moved);
    assert_non_null(moved);
    for (size_t i = 0; i < LINK_NET_SIZE; i += 13) {
        const float step = 1e-3f;
        *moved = plain->net;
        ((float *)moved)[i] += step;
        double up = loss(plain, moved);
        ((float *)moved)[i] -= 2 * step;
        double slope = (up - loss(plain, moved)) / (2 * step);
        double got = ((float *)&plain->sums)[i];
        assert_true(fabs(slope - got) < 0.02 + 0.01 * fabs(got));
    }
    free(moved);
    free(plain);
}

static void test_names(void **state)
{
    (void)state;
    struct stream stream;
    struct link_names names;
    static const char *const given[] = {"Police_(Kenya)", "Police (Mali)", "Kenya",
                                        "Boko_Haram",     "Odd ()",        "()("};
    tc_stream_init(&stream);
    assert_int_equal(tc_stream_number(&stream, 7, 1, NULL), TOCSIN_OK);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(
            tc_stream_name(&stream, &stream.actors, i, tc_text(given[i]), NULL),
            TOCSIN_OK);
    assert_int_equal(tc_link_names_init(&names, &stream, NULL), TOCSIN_OK);
    assert_int_equal(names.place[0], names.place[2]);
    assert_int_not_equal(names.place[0], names.place[1]);
    assert_int_equal(names.role[0], names.role[1]);
    assert_int_equal(names.role[2], 1);
    for (int i = 3; i < 7; i++)
        assert_int_equal(names.place[i], 0);
    tc_link_names_release(&names);
    tc_stream_release(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_give_the_same_bytes),
        cmocka_unit_test(test_parts_are_left_out),
        cmocka_unit_test(test_nothing_of_the_day_or_later_is_seen),
        cmocka_unit_test(test_the_day_before_is_seen),
        cmocka_unit_test(test_ranks_follow_from_scores),
        cmocka_unit_test(test_strange_streams),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_greatest),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_fades),
        cmocka_unit_test(test_kernels),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
