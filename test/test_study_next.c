/* test_study_next: who is next: terms add up to the score, probabilities are ones, the
 * future changes nothing, and neither does the number of threads. */
#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ACTORS = 40, RELATIONS = 4, DAYS = 60, BUSY = 20 };

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

static void add(struct stream *stream, int32_t day, uint32_t a, uint32_t r, uint32_t b)
{
    struct stream_event event = {.day = day,
                                 .actor = a,
                                 .relation = r,
                                 .recipient = b,
                                 .event = (uint32_t)stream->count};
    assert_int_equal(tc_stream_add(stream, &event, NULL), TOCSIN_OK);
}

/* Habits of 50 pairs, and one event in three by chance; from day change on others. */
static void make_world(struct stream *stream, int32_t days, int32_t change)
{
    static const char *const relations[RELATIONS] = {"Consult", "Make_statement",
                                                     "Threaten", "Fight"};
    unsigned seed = 3, other = 77;
    char name[32];
    tc_stream_init(stream);
    assert_int_equal(tc_stream_number(stream, ACTORS, RELATIONS, NULL), TOCSIN_OK);
    for (size_t i = 0; i < ACTORS; i++) {
        snprintf(name, sizeof name, i % 2 ? "Police_(Land%zu)" : "Land%zu", i / 2);
        assert_int_equal(
            tc_stream_name(stream, &stream->actors, i, tc_text(name), NULL), TOCSIN_OK);
    }
    for (size_t i = 0; i < RELATIONS; i++)
        assert_int_equal(
            tc_stream_name(stream, &stream->relations, i, tc_text(relations[i]), NULL),
            TOCSIN_OK);
    for (int32_t day = 0; day < days; day++)
        for (int i = 0; i < BUSY; i++) {
            unsigned *from = day < change ? &seed : &other;
            unsigned habit = draw(from, 50), to = (habit * 11 + 3) % ACTORS;
            bool chance = draw(from, 3) == 0;
            add(stream, day, habit * 7 % ACTORS, habit % RELATIONS,
                chance ? draw(from, ACTORS) : to);
        }
    assert_int_equal(tc_stream_sort(stream, NULL), TOCSIN_OK);
}

static tocsin_next_question question_of(const char *actor, const char *relation,
                                        const char *recipient)
{
    return (tocsin_next_question){.actor = tc_text(actor),
                                  .relation = tc_text(relation),
                                  .recipient = tc_text(recipient),
                                  .as_of = TOCSIN_NEXT_NOW,
                                  .most = 500,
                                  .jobs = 1};
}

static tocsin_next *ask(const struct stream *stream, const tocsin_next_question *q)
{
    tocsin_next *next = NULL;
    assert_int_equal(tc_next_make(stream, q, &next, NULL), TOCSIN_OK);
    assert_non_null(next);
    return next;
}

static void check_probabilities(const tocsin_next *next)
{
    double sum = 0;
    assert_true(next->answer_count > 0);
    for (size_t i = 0; i < next->answer_count; i++) {
        const tocsin_next_answer *answer = &next->answers[i];
        assert_true(answer->probability >= 0 && answer->probability <= 1);
        assert_true(answer->base >= 0 && answer->base <= 1);
        assert_true(!i || answer->probability <= answer[-1].probability);
        sum += answer->probability;
    }
    assert_true(sum > 0 && sum <= 1 + 1e-9);
}

static void test_probabilities(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, DAYS);
    for (int k = 0; k < 24; k++) {
        char name[16], relation[16];
        snprintf(name, sizeof name, "#%d", k * 5 % ACTORS);
        snprintf(relation, sizeof relation, "#%d", k % RELATIONS);
        tocsin_next_question q =
            question_of(k % 2 ? "?" : name, relation, k % 2 ? name : "?");
        q.explain_only = k > 2;
        tocsin_next *next = ask(&stream, &q);
        check_probabilities(next);
        assert_int_equal(next->asks, k % 2 ? TOCSIN_NEXT_ACTOR : TOCSIN_NEXT_RECIPIENT);
        assert_int_equal(k % 2 ? next->actor_number : next->recipient_number,
                         UINT32_MAX);
        assert_int_equal(next->day, DAYS);
        assert_int_equal(next->known, DAYS * BUSY);
        /* a fifth of the events, both sides; two in three habits can be known */
        assert_int_equal(next->past.questions, DAYS / 5 * BUSY * 2);
        assert_true(next->same.questions > 0 &&
                    next->same.questions < next->past.questions);
        assert_true(next->past.mrr > 0.3 && next->past.mrr < 1);
        assert_true(next->past.hits[0] <= next->past.mrr);
        assert_true(next->past.mrr <= next->past.hits[1] + 0.1);
        assert_true(next->candidate > 0.5 && next->candidate <= 1);
        assert_true(fabs(next->right - next->said) <= next->calibration_error + 1e-9);
        assert_true(next->calibration_error < 0.2);
        tc_next_free(next);
    }
    tc_stream_release(&stream);
}

/* Reasons add up to the score, and to what sets it apart; their events fit. */
static void test_reasons_add_up(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, DAYS, DAYS);
    for (int turned = 0; turned < 2; turned++) {
        tocsin_next_question q = question_of(turned ? "?" : "police (land3)",
                                             "make statement", turned ? "Land7" : "?");
        q.why = true;
        tocsin_next *next = ask(&stream, &q);
        size_t rules = 0, again = 0;
        for (size_t i = 0; i < next->answer_count; i++) {
            const tocsin_next_answer *answer = &next->answers[i];
            double score = 0, above = 0;
            assert_true(answer->reason_count > 1 && answer->reason_count <= 11);
            for (size_t k = 0; k < answer->reason_count; k++) {
                const tocsin_next_reason *r = &answer->reasons[k];
                score += r->score;
                above += r->above;
                assert_true(r->words.size > 0);
                assert_true(r->event_count <= 5);
                assert_int_equal(r->kind == TOCSIN_NEXT_REST,
                                 k + 1 == answer->reason_count);
                assert_true(k < 1 || r->kind == TOCSIN_NEXT_REST ||
                            fabs(r->above) <= fabs(r[-1].above));
                for (size_t e = 0; e < r->event_count; e++) {
                    assert_true(r->events[e] < stream.count);
                    assert_true(!e || r->events[e] < r->events[e - 1]);
                }
                if (r->kind == TOCSIN_NEXT_AGAIN)
                    for (size_t e = 0; e < r->event_count; e++, again++) {
                        uint32_t at = r->events[e];
                        assert_int_equal(stream.relation[at], 1);
                        assert_int_equal((turned ? stream.recipient : stream.actor)[at],
                                         turned ? next->recipient_number
                                                : next->actor_number);
                        assert_int_equal((turned ? stream.actor : stream.recipient)[at],
                                         answer->number);
                    }
                rules += r->kind == TOCSIN_NEXT_RULE && r->cases > 0;
                assert_true(r->hits <= r->cases);
            }
            assert_true(fabs(score - answer->score) < 1e-3);
            assert_true(fabs(above - (answer->score - answer->average)) < 1e-3);
        }
        assert_true(rules > 0 && again > 0);
        tc_next_free(next);
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
        assert_int_equal(x->reason_count, y->reason_count);
        for (size_t k = 0; k < x->reason_count; k++) {
            assert_true(x->reasons[k].above == y->reasons[k].above);
            assert_int_equal(x->reasons[k].event_count, y->reasons[k].event_count);
            assert_int_equal(x->reasons[k].words.size, y->reasons[k].words.size);
            assert_memory_equal(x->reasons[k].words.data, y->reasons[k].words.data,
                                x->reasons[k].words.size);
        }
    }
    assert_true(a->calibration_error == b->calibration_error);
    assert_true(a->past.mrr == b->past.mrr && a->said == b->said);
}

static void test_future_and_threads(void **state)
{
    (void)state;
    struct stream one, other, cut;
    make_world(&one, DAYS, DAYS);
    make_world(&other, DAYS, DAYS - 9);
    make_world(&cut, DAYS - 9, DAYS);
    for (int why = 0; why < 2; why++) {
        tocsin_next_question q = question_of("Land3", "Threaten", "?");
        q.why = why;
        q.as_of = DAYS - 10;
        tocsin_next *a = ask(&one, &q), *b = ask(&other, &q), *c = ask(&cut, &q);
        q.jobs = 2;
        tocsin_next *d = ask(&one, &q);
        q.as_of++; /* the next day is known, and differs */
        tocsin_next *e = ask(&one, &q), *f = ask(&other, &q);
        compare(a, b);
        compare(a, c);
        compare(a, d);
        assert_true(e->answers[0].score != f->answers[0].score);
        tc_next_free(a);
        tc_next_free(b);
        tc_next_free(c);
        tc_next_free(d);
        tc_next_free(e);
        tc_next_free(f);
    }
    tc_stream_release(&one);
    tc_stream_release(&other);
    tc_stream_release(&cut);
}

static void refuse(const struct stream *stream, const tocsin_next_question *q,
                   tocsin_status status, const char *words)
{
    tocsin_error error = {.byte = -1};
    tocsin_next *next = NULL;
    assert_int_equal(tc_next_make(stream, q, &next, &error), status);
    assert_null(next);
    assert_non_null(strstr(error.message, words));
}

static void test_what_cannot_be_asked(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, 3, 3);
    tocsin_next_question q = question_of("Lnd2", "Consult", "?");
    refuse(&stream, &q, TOCSIN_MISSING, "there is \"Land2\"");
    q = question_of("Land2", "Cosult", "?");
    refuse(&stream, &q, TOCSIN_MISSING, "no relation is called \"Cosult\"; there is");
    q = question_of("Land*", "Consult", "?");
    refuse(&stream, &q, TOCSIN_USAGE, "means");
    q = question_of("Land2", "?", "?");
    refuse(&stream, &q, TOCSIN_USAGE, "for one of them");
    q = question_of("Land2", "?", "Lnd3");
    refuse(&stream, &q, TOCSIN_MISSING, "there is \"Land3\"");
    q = question_of("?", "Consult", "?");
    refuse(&stream, &q, TOCSIN_USAGE, "for one of them");
    q = question_of("Land2", "Consult", "Land3");
    refuse(&stream, &q, TOCSIN_USAGE, "for one of them");
    q = question_of("Land2", "Consult", "?");
    q.as_of = -1;
    refuse(&stream, &q, TOCSIN_EMPTY, "no events before");
    q.as_of = INT32_MAX;
    refuse(&stream, &q, TOCSIN_USAGE, "too far");
    tc_stream_release(&stream);
}

/* Nothing, and one event. */
static void test_small_streams(void **state)
{
    (void)state;
    struct stream stream;
    tocsin_next_question q = question_of("#0", "#0", "?");
    tc_stream_init(&stream);
    refuse(&stream, &q, TOCSIN_MISSING, "no actor is called");
    assert_int_equal(tc_stream_number(&stream, 3, 2, NULL), TOCSIN_OK);
    refuse(&stream, &q, TOCSIN_EMPTY, "no events before");
    add(&stream, 5, 0, 0, 1);
    assert_int_equal(tc_stream_sort(&stream, NULL), TOCSIN_OK);
    q.why = true;
    tocsin_next *next = ask(&stream, &q);
    assert_int_equal(next->answers[0].number, 1);
    assert_int_equal(next->day, 6);
    assert_int_equal(next->past.questions, 0);
    assert_true(isnan(next->past.mrr) && isnan(next->calibration_error));
    check_probabilities(next);
    tc_next_free(next);
    q = question_of("#2", "#1", "?"); /* who and what never came */
    refuse(&stream, &q, TOCSIN_EMPTY, "nothing of the past");
    tc_stream_release(&stream);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    struct stream stream;
    make_world(&stream, 16, 16);
    tocsin_next_question q = question_of("Land2", "consult", "?");
    q.why = true;
    q.most = 3;
    tocsin_status status = TOCSIN_MEMORY;
    for (long n = 1; status; n += n < 200 ? 1 : 7) {
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
        cmocka_unit_test(test_probabilities),
        cmocka_unit_test(test_reasons_add_up),
        cmocka_unit_test(test_future_and_threads),
        cmocka_unit_test(test_what_cannot_be_asked),
        cmocka_unit_test(test_small_streams),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
