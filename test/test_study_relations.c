/* test_study_relations: which relation is next: nothing of the day asked for or later
 * is looked at, any number of threads gives the same, ranks and counts agree with slow
 * references, reasons add up to scores. */
#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    ACTORS = 30,
    RELATIONS = 40, /* more than one thread learns from at a time */
    DAYS = 50,
    BUSY = 30, /* events of a day */
    ASKED = 35 /* the first day that is asked for */
};
#define COUNT ((DAYS - ASKED) * BUSY)

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

/* A pair's habit is one of three relations; one event in three answers what was done
 * the other way on the day before by the next of them, one in eight is by chance. */
static struct stream_event invent(const struct stream *stream, unsigned *seed,
                                  int32_t day)
{
    unsigned pair = draw(seed, 60), chance = draw(seed, 24);
    struct stream_event event = {.day = day,
                                 .actor = pair * 7 % ACTORS,
                                 .relation = pair % 13 * 3 + draw(seed, 3),
                                 .recipient = (pair * 11 + 3) % ACTORS};
    size_t before = stream->count < BUSY ? 0 : stream->count - BUSY;
    if (chance < 8 && stream->count && stream->day[before] < day) {
        event.actor = stream->recipient[before];
        event.recipient = stream->actor[before];
        event.relation = (stream->relation[before] + 1) % RELATIONS;
    } else if (chance < 11) {
        event.relation = draw(seed, day < ASKED + 2 ? RELATIONS - 1 : RELATIONS);
    }
    return event;
}

static void name_actors(struct stream *stream)
{
    char name[32];
    for (unsigned i = 0; i < ACTORS; i++) {
        snprintf(name, sizeof name, i % 3 ? "Police_(Land%u)" : "Land%u", i % 7);
        assert_int_equal(
            tc_stream_name(stream, &stream->actors, i, tc_text(name), NULL), TOCSIN_OK);
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
            struct stream_event event = invent(stream, same ? &seed : &other, day);
            event.event = (uint32_t)stream->count;
            assert_int_equal(tc_stream_add(stream, &event, NULL), TOCSIN_OK);
        }
    assert_int_equal(tc_stream_sort(stream, NULL), TOCSIN_OK);
}

/* Everything that was said: of each event the scores of all relations. */
struct said {
    float scores[COUNT][RELATIONS];
    double ranks[COUNT], base[COUNT][LINKS_BASES];
    int strata[COUNT];
    size_t count;
    double reciprocal, by_base[LINKS_BASES];
};

static tocsin_status hear(void *context, const struct links_answer *answer)
{
    struct said *said = context;
    assert_non_null(answer->scores);
    assert_true(answer->relation && !answer->subject);
    assert_int_equal(answer->event, ASKED * BUSY + said->count);
    assert_true(answer->rank >= 1 && answer->rank <= RELATIONS);
    for (int i = 0; i < RELATIONS; i++)
        assert_true(isfinite(answer->scores[i]));
    memcpy(said->scores[said->count], answer->scores, sizeof said->scores[0]);
    memcpy(said->base[said->count], answer->base, sizeof said->base[0]);
    for (int b = 0; b < LINKS_BASES; b++)
        said->by_base[b] += 1 / answer->base[b];
    said->strata[said->count] = (int)answer->stratum;
    said->ranks[said->count++] = answer->rank;
    said->reciprocal += 1 / answer->rank;
    return TOCSIN_OK;
}

static struct said *listen(const struct stream *stream, unsigned jobs, unsigned without)
{
    struct said *said = calloc(1, sizeof *said);
    struct links_options options = {.first = ASKED * BUSY,
                                    .dumps = COUNT,
                                    .jobs = jobs,
                                    .without = without,
                                    .relations = true};
    assert_non_null(said);
    assert_int_equal(tc_links_evaluate(stream, &options, hear, said, NULL), TOCSIN_OK);
    assert_int_equal(said->count, COUNT);
    return said;
}

static void test_threads_give_the_same_bytes(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    struct said *one = listen(&stream, 1, 0);
    for (unsigned jobs = 2; jobs < 6; jobs += 3) {
        struct said *more = listen(&stream, jobs, 0);
        assert_memory_equal(one, more, sizeof *one);
        free(more);
    }
    /* and it has learnt what cannot be counted: how one answers the other */
    for (int b = 0; b < LINKS_BASES; b++)
        assert_true(one->reciprocal > one->by_base[b] * 1.05);
    free(one);
    tc_stream_release(&stream);
}

static void test_parts_are_left_out(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    struct said *all = listen(&stream, 1, 0);
    static const unsigned parts[] = {1u << LINKS_RULES, 1u << LINKS_COUNTS,
                                     1u << LINKS_POPULARITY, 1u << LINKS_NAMES, 31};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct said *less = listen(&stream, 1, parts[i]);
        assert_memory_not_equal(all->scores, less->scores, sizeof all->scores);
        if (parts[i] == 1u << LINKS_RULES || parts[i] == 31)
            assert_true(less->reciprocal < all->reciprocal);
        free(less);
    }
    free(all);
    tc_stream_release(&stream);
}

/* The future and the rest of the day are changed: what was said before stays. */
static void check_past(const struct said *said, int32_t change, int keep)
{
    struct stream stream;
    make_world(&stream, change, keep);
    struct said *other = listen(&stream, 2, 0);
    size_t same = (size_t)(change - ASKED) * BUSY + (size_t)keep;
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
    struct said *said = listen(&stream, 2, 0);
    check_past(said, ASKED, 1);
    check_past(said, ASKED, BUSY / 2);
    check_past(said, ASKED + 4, 0);
    check_past(said, ASKED + 4, 3);
    check_past(said, DAYS - 2, BUSY - 1);
    free(said);
    tc_stream_release(&stream);
    make_world(&stream, ASKED - 1, 0);
    struct said *before = listen(&stream, 1, 0);
    tc_stream_release(&stream);
    make_world(&stream, DAYS, 0);
    said = listen(&stream, 1, 0);
    assert_memory_not_equal(said->scores[0], before->scores[0], sizeof said->scores[0]);
    free(said);
    free(before);
    tc_stream_release(&stream);
}

/* ---- slow references ------------------------------------------------------------- */

static bool same_pair(const struct stream *s, size_t i, size_t k)
{
    return s->actor[i] == s->actor[k] && s->recipient[i] == s->recipient[k];
}

/* Of relation r the rank among all but the day's other right ones. */
static double slow_rank(const struct stream *s, size_t event, const double *score)
{
    bool right[RELATIONS] = {false};
    double above = 0, same = 0;
    uint32_t mine = s->relation[event];
    for (size_t k = 0; k < s->count; k++)
        if (s->day[k] == s->day[event] && same_pair(s, k, event))
            right[s->relation[k]] = true;
    for (uint32_t r = 0; r < RELATIONS; r++)
        if (!right[r]) {
            above += score[r] > score[mine];
            same += score[r] == score[mine];
        }
    return 1 + above + same / 2;
}

static void test_ranks_agree_with_slow_ones(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    const struct stream *s = &stream;
    struct said *said = listen(s, 1, 0);
    for (size_t n = 0; n < COUNT; n++) {
        size_t event = ASKED * BUSY + n;
        double score[RELATIONS], pair[RELATIONS] = {0}, all[RELATIONS] = {0};
        double last[RELATIONS] = {0};
        bool triple = false, met = false;
        for (size_t k = 0; s->day[k] < s->day[event]; k++) {
            all[s->relation[k]]++;
            met |= same_pair(s, k, event) || (s->actor[k] == s->recipient[event] &&
                                              s->recipient[k] == s->actor[event]);
            if (!same_pair(s, k, event))
                continue;
            triple |= s->relation[k] == s->relation[event];
            pair[s->relation[k]]++;
            last[s->relation[k]] = s->day[k] + 1;
        }
        for (int r = 0; r < RELATIONS; r++) {
            score[r] = (double)said->scores[n][r];
            pair[r] += all[r] / (DAYS * BUSY);
            last[r] += all[r] / (DAYS * BUSY);
        }
        assert_true(said->ranks[n] == slow_rank(s, event, score));
        assert_true(said->base[n][LINKS_BASE_PAIR] == slow_rank(s, event, pair));
        assert_true(said->base[n][LINKS_BASE_ALL] == slow_rank(s, event, all));
        assert_true(said->base[n][LINKS_BASE_LAST] == slow_rank(s, event, last));
        assert_int_equal(said->strata[n], triple ? LINKS_TRIPLE
                                          : met  ? LINKS_PAIR
                                                 : LINKS_COLD);
    }
    free(said);
    tc_stream_release(&stream);
}

/* ---- one question ---------------------------------------------------------------- */

static tocsin_next *ask(const struct stream *stream, const char *actor,
                        const char *recipient, const tocsin_next_question *how)
{
    tocsin_next_question q = *how;
    tocsin_next *next = NULL;
    q.actor = tc_text(actor);
    q.recipient = tc_text(recipient);
    q.relation = tc_text("?");
    assert_int_equal(tc_next_make(stream, &q, &next, NULL), TOCSIN_OK);
    assert_non_null(next);
    return next;
}

static const tocsin_next_question now = {
    .as_of = TOCSIN_NEXT_NOW, .most = 500, .jobs = 1, .why = true};

static void check_events(const struct stream *s, const tocsin_next *next,
                         const tocsin_next_answer *answer, const tocsin_next_reason *r)
{
    for (size_t e = 0; e < r->event_count; e++) {
        uint32_t at = r->events[e];
        bool there = s->actor[at] == next->actor_number &&
                     s->recipient[at] == next->recipient_number;
        bool back = s->actor[at] == next->recipient_number &&
                    s->recipient[at] == next->actor_number;
        assert_true(at < s->count && (!e || at < r->events[e - 1]));
        if (r->kind == TOCSIN_NEXT_RULE)
            assert_true(there || back);
        else
            assert_int_equal(s->relation[at], answer->number);
        if (r->kind == TOCSIN_NEXT_AGAIN)
            assert_true(there);
        if (r->kind == TOCSIN_NEXT_MIRROR)
            assert_true(back);
        if (r->kind == TOCSIN_NEXT_DOES)
            assert_int_equal(s->actor[at], next->actor_number);
        if (r->kind == TOCSIN_NEXT_SUFFERS)
            assert_int_equal(s->recipient[at], next->recipient_number);
    }
}

/* Reasons add up to the score, and to what sets it apart; probabilities are ones. */
static void check_answers(const struct stream *stream, const tocsin_next *next,
                          size_t seen[TOCSIN_NEXT_REST + 1])
{
    double sum = 0, counted = 0;
    for (size_t i = 0; i < next->answer_count; i++) {
        const tocsin_next_answer *answer = &next->answers[i];
        double score = 0, above = 0;
        assert_true(answer->probability >= 0 && answer->base >= 0);
        assert_true(!i || answer->probability <= answer[-1].probability);
        sum += answer->probability;
        counted += answer->base;
        for (size_t k = 0; k < answer->reason_count; k++) {
            const tocsin_next_reason *r = &answer->reasons[k];
            score += r->score;
            above += r->above;
            seen[r->kind]++;
            assert_true(r->words.size > 0 && r->hits <= r->cases);
            assert_int_equal(r->kind == TOCSIN_NEXT_REST,
                             k + 1 == answer->reason_count);
            check_events(stream, next, answer, r);
        }
        assert_true(fabs(score - answer->score) < 1e-3);
        assert_true(fabs(above - (answer->score - answer->average)) < 1e-3);
    }
    assert_true(sum > 0.9 && sum <= 1 + 1e-9);
    assert_true(fabs(counted - 1) < 1e-4); /* all relations came by then */
}

static void test_one_question(void **state)
{
    (void)state;
    struct stream stream;
    size_t seen[TOCSIN_NEXT_REST + 1] = {0};
    make_world(&stream, DAYS, 0);
    for (unsigned k = 0; k < 12; k++) {
        char actor[8], recipient[8];
        snprintf(actor, sizeof actor, "#%u", k * 7 % ACTORS);
        snprintf(recipient, sizeof recipient, "#%u",
                 (k < 10 ? k * 11 + 3 : k * 5) % ACTORS);
        tocsin_next *next = ask(&stream, actor, recipient, &now);
        assert_int_equal(next->asks, TOCSIN_NEXT_RELATION);
        assert_int_equal(next->relation_number, UINT32_MAX);
        assert_int_equal(next->answer_count, RELATIONS);
        assert_int_equal(next->day, DAYS);
        assert_int_equal(next->past.questions, DAYS / 5 * BUSY);
        assert_true(next->same.questions < next->past.questions);
        assert_true(next->past.mrr > next->base.mrr);
        assert_true(next->candidate > 0.9 && next->calibration_error < 0.15);
        check_answers(&stream, next, seen);
        tc_next_free(next);
    }
    for (int kind = 0; kind <= TOCSIN_NEXT_REST; kind++) {
        bool of_actors = kind == TOCSIN_NEXT_PAIR || kind == TOCSIN_NEXT_SEEN ||
                         kind == TOCSIN_NEXT_TWO_STEPS || kind == TOCSIN_NEXT_ALIKE ||
                         kind == TOCSIN_NEXT_SAME;
        assert_int_equal(of_actors, seen[kind] == 0);
    }
    tc_stream_release(&stream);
}

static void compare(const tocsin_next *a, const tocsin_next *b)
{
    assert_int_equal(a->answer_count, b->answer_count);
    for (size_t i = 0; i < a->answer_count; i++) {
        const tocsin_next_answer *x = &a->answers[i], *y = &b->answers[i];
        assert_int_equal(x->number, y->number);
        assert_true(x->probability == y->probability && x->score == y->score);
        assert_true(x->base == y->base);
        assert_int_equal(x->reason_count, y->reason_count);
        for (size_t k = 0; k < x->reason_count; k++) {
            assert_int_equal(x->reasons[k].words.size, y->reasons[k].words.size);
            assert_memory_equal(x->reasons[k].words.data, y->reasons[k].words.data,
                                x->reasons[k].words.size);
        }
    }
    assert_true(a->calibration_error == b->calibration_error);
    assert_true(a->past.mrr == b->past.mrr && a->same.mrr == b->same.mrr);
}

/* The same world, its relations numbered further apart, so that they are too many. */
static void spread(struct stream *stream)
{
    assert_int_equal(tc_stream_number(stream, ACTORS, 30 * RELATIONS, NULL), TOCSIN_OK);
    for (size_t i = 0; i < stream->count; i++)
        stream->relation[i] *= 30;
}

/* Scores are the same, and numbers are the stream's own. */
static void check_spread(const tocsin_next *a, const tocsin_next *b)
{
    assert_int_equal(a->answer_count, b->answer_count);
    for (size_t i = 0; i < a->answer_count; i++) {
        assert_true(a->answers[i].score == b->answers[i].score);
        assert_int_equal(a->answers[i].number * 30, b->answers[i].number);
    }
    assert_true(a->same.mrr == b->same.mrr && a->past.mrr == b->past.mrr);
}

/* Relations that never come change nothing; of too many some are one. */
static void test_many_relations(void **state)
{
    (void)state;
    struct stream few, many;
    make_world(&few, DAYS, 0);
    make_world(&many, DAYS, 0);
    spread(&many);
    tocsin_next *a = ask(&few, "#7", "#14", &now), *b = ask(&many, "#7", "#14", &now);
    check_spread(a, b);
    tc_next_free(a);
    tc_next_free(b);
    tocsin_next_question q = now;
    q.actor = tc_text("#7");
    q.recipient = tc_text("?");
    q.relation = tc_text("#3");
    assert_int_equal(tc_next_make(&few, &q, &a, NULL), TOCSIN_OK);
    q.relation = tc_text("#90");
    assert_int_equal(tc_next_make(&many, &q, &b, NULL), TOCSIN_OK);
    assert_int_equal(b->relation_number, 90);
    /* a sample that is drawn by the deed's number is another */
    assert_int_equal(a->answers[0].number, b->answers[0].number);
    assert_true(fabs(a->same.mrr - b->same.mrr) < 0.1);
    assert_int_equal(a->same.questions, b->same.questions);
    tc_next_free(a);
    tc_next_free(b);
    for (size_t i = 0; i < many.count; i += 2) /* one in two is one of 700 others */
        many.relation[i] = (uint32_t)(30 * (i % RELATIONS) + 1 + i / RELATIONS % 29);
    b = ask(&many, "#7", "#14", &now);
    size_t others = 0;
    for (size_t i = 0; i < b->answer_count; i++)
        others += b->answers[i].number == UINT32_MAX;
    assert_int_equal(b->answer_count, 256);
    assert_int_equal(others, 1);
    tc_next_free(b);
    tc_stream_release(&few);
    tc_stream_release(&many);
}

static void test_future_and_threads(void **state)
{
    (void)state;
    struct stream one, other;
    tocsin_next_question q = now;
    make_world(&one, DAYS, 0);
    make_world(&other, DAYS - 9, 0);
    q.as_of = DAYS - 10;
    tocsin_next *a = ask(&one, "#7", "#14", &q), *b = ask(&other, "#7", "#14", &q);
    q.jobs = 5;
    tocsin_next *c = ask(&one, "#7", "#14", &q);
    q.as_of++; /* the next day is known, and differs */
    tocsin_next *d = ask(&one, "#7", "#14", &q), *e = ask(&other, "#7", "#14", &q);
    compare(a, b);
    compare(a, c);
    assert_true(d->answers[0].score != e->answers[0].score);
    tocsin_next *all[] = {a, b, c, d, e};
    for (size_t i = 0; i < 5; i++)
        tc_next_free(all[i]);
    tc_stream_release(&one);
    tc_stream_release(&other);
}

/* One event, and strangers. */
static void test_small_streams(void **state)
{
    (void)state;
    struct stream stream;
    tc_stream_init(&stream);
    assert_int_equal(tc_stream_number(&stream, 3, 2, NULL), TOCSIN_OK);
    struct stream_event event = {.day = 5, .relation = 1, .recipient = 1};
    assert_int_equal(tc_stream_add(&stream, &event, NULL), TOCSIN_OK);
    for (int k = 0; k < 2; k++) {
        tocsin_next *next = ask(&stream, "#0", k ? "#0" : "#1", &now);
        assert_int_equal(next->answer_count, 1); /* the other never came */
        assert_int_equal(next->answers[0].number, 1);
        assert_int_equal(next->answers[0].together, !k);
        assert_true(next->answers[0].probability > 0.3);
        assert_int_equal(next->past.questions, 0);
        assert_true(isnan(next->past.mrr) && isnan(next->base.mrr));
        tc_next_free(next);
    }
    tc_stream_release(&stream);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, 0);
    tocsin_next_question q = now;
    q.actor = tc_text("#7");
    q.recipient = tc_text("#14");
    q.relation = tc_text("?");
    q.most = 3;
    q.as_of = 12;
    tocsin_status status = TOCSIN_MEMORY;
    for (long n = 1; status; n += n < 200 ? 1 : 23) {
        tocsin_error error = {.byte = -1};
        tocsin_next *next = NULL;
        tc_alloc_fail(n);
        status = tc_next_make(&stream, &q, &next, &error);
        tc_alloc_fail(0);
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
        assert_true(status == TOCSIN_OK ? next != NULL : error.message[0] && !next);
        tc_next_free(next);
        assert_true(n < 20000);
    }
    tc_stream_release(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_give_the_same_bytes),
        cmocka_unit_test(test_parts_are_left_out),
        cmocka_unit_test(test_nothing_of_the_day_or_later_is_seen),
        cmocka_unit_test(test_ranks_agree_with_slow_ones),
        cmocka_unit_test(test_one_question),
        cmocka_unit_test(test_future_and_threads),
        cmocka_unit_test(test_many_relations),
        cmocka_unit_test(test_small_streams),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
