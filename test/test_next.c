/* test_next: forecasts of next events that a record keeps, and what came of them. */
#include "tocsin.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static tocsin_text words(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

static bool is(tocsin_text t, const char *s)
{
    return t.size == strlen(s) && (!t.size || memcmp(t.data, s, t.size) == 0);
}

static tocsin_mention party(const char *code)
{
    return (tocsin_mention){
        .text = words("they"), .code = words(code), .country = words(code), .end = 4};
}

/* Who did what to whom in January 2024. */
static void add(tocsin_record *record, int day, const char *one, tocsin_type type,
                const char *other)
{
    static int number;
    char id[16], text[64], date[16];
    tocsin_mention actor = party(one), recipient = party(other);
    tocsin_claim claim = {.type = type,
                          .intensity = 1,
                          .status = TOCSIN_HAPPENED,
                          .factuality = 2.5,
                          .confidence = 0.8,
                          .end = 20,
                          .actors = &actor,
                          .actor_count = 1,
                          .recipients = &recipient,
                          .recipient_count = 1};
    snprintf(date, sizeof date, "2024-01-%02d", day);
    claim.time.from = claim.time.to = words(date);
    claim.time.precision = words("day");
    snprintf(id, sizeof id, "doc-%d", ++number);
    tocsin_coding coding = {.claims = &claim, .claim_count = 1};
    coding.document.id = words(id);
    snprintf(text, sizeof text, "They met them (%d).", number * 7919);
    coding.document.text = words(text);
    coding.document.published = words(date);
    bool added;
    assert_int_equal(tocsin_record_add(record, &coding, "test", &added, NULL),
                     TOCSIN_OK);
}

static tocsin_kept_answer answers[] = {
    {{"SOM", 3}, 0.5,  0.7},
    {{"ETH", 3}, 0.25, 0.1},
    {{"UGA", 3}, 0.1,  0  }
};

static tocsin_kept_next to_whom(const char *as_of)
{
    return (tocsin_kept_next){.as_of = words(as_of),
                              .parties = TOCSIN_PARTY_COUNTRY,
                              .asks = TOCSIN_NEXT_RECIPIENT,
                              .actor = words("KEN"),
                              .relation = words("CONSULT"),
                              .answers = answers,
                              .answer_count = 3};
}

struct found {
    size_t count, answers;
    tocsin_stream *stream;
    bool over[8];
    tocsin_next_outcome came[8];
    char names[8][8];
};

static tocsin_status find(void *context, const tocsin_kept_next *f)
{
    struct found *found = context;
    size_t n = found->count++;
    assert_true(f->made > 0 && f->version.size > 0);
    assert_true(is(f->actor, f->asks == TOCSIN_NEXT_ACTOR ? "" : "KEN"));
    found->answers += f->answer_count;
    assert_true(f->answers[0].probability == 0.5 && f->answers[0].base == 0.7);
    found->over[n] = tocsin_next_came(found->stream, f, &found->came[n]);
    snprintf(found->names[n], sizeof found->names[n], "%.*s",
             (int)found->came[n].came.size,
             found->came[n].came.data ? found->came[n].came.data : "");
    return TOCSIN_OK;
}

static void keep(tocsin_record *record, const tocsin_kept_next *f, tocsin_status status)
{
    tocsin_error error;
    assert_int_equal(tocsin_record_keep_next(record, f, &error), status);
}

static tocsin_record *fill(void)
{
    tocsin_record *record;
    assert_int_equal(tocsin_record_open(":memory:", &record, NULL), TOCSIN_OK);
    add(record, 9, "KEN", TOCSIN_CONSULT, "SOM");
    add(record, 10, "KEN", TOCSIN_CONSULT, "SOM"); /* the last day that is known */
    add(record, 11, "KEN", TOCSIN_CONSULT, "ETH");
    add(record, 11, "KEN", TOCSIN_CONSULT, "ETH");
    add(record, 11, "KEN", TOCSIN_CONSULT, "TZA"); /* who was not among those told */
    add(record, 11, "ETH", TOCSIN_CONSULT, "KEN");
    add(record, 11, "KEN", TOCSIN_AID, "SOM");
    add(record, 13, "KEN", TOCSIN_CONSULT, "SOM");
    add(record, 14, "UGA", TOCSIN_CONSULT, "SOM");
    return record;
}

static void near(double a, double b)
{
    assert_true(fabs(a - b) < 1e-12);
}

static void test_nexts_are_kept(void **state)
{
    (void)state;
    tocsin_record *record = fill();
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    struct found found = {0};
    tocsin_kept_next f = to_whom("2024-01-10");
    keep(record, &f, TOCSIN_OK);
    keep(record, &f, TOCSIN_OK); /* the same again */
    f = to_whom("2024-01-11");
    keep(record, &f, TOCSIN_OK); /* nothing of the kind on the 12th */
    f = to_whom("2024-01-12");
    keep(record, &f, TOCSIN_OK);
    f = to_whom("2024-01-14");
    keep(record, &f, TOCSIN_OK); /* not over */
    f = to_whom("2024-01-13");
    f.relation = words("");
    f.recipient = words("SOM");
    f.asks = TOCSIN_NEXT_RELATION;
    keep(record, &f, TOCSIN_OK); /* KEN did nothing on the 14th */
    f.asks = TOCSIN_NEXT_ACTOR;
    f.relation = words("CONSULT");
    f.actor = words("");
    keep(record, &f, TOCSIN_OK);
    assert_int_equal(tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_COUNTRY,
                                             &found.stream, NULL),
                     TOCSIN_OK);
    assert_int_equal(tocsin_record_nexts(record, find, &found, NULL), TOCSIN_OK);
    assert_int_equal(found.count, 6);
    assert_int_equal(found.answers, 18);
    static const bool over[] = {true, true, true, false, true, true};
    static const size_t right[] = {2, 0, 1, 0, 0, 1}, rank[] = {2, 0, 1, 0, 0, 3};
    static const char *const names[] = {"ETH", "", "SOM", "", "", "UGA"};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(found.over[i], over[i]);
        assert_int_equal(found.came[i].right, right[i]);
        assert_int_equal(found.came[i].rank, rank[i]);
        assert_string_equal(found.names[i], names[i]);
    }
    /* ETH or, outside, TZA, by lot: squares of 0.5, 0.25, 0.1 and 0.15 for another */
    double squares = 0.25 + 0.0625 + 0.01 + 0.0225;
    near(found.came[0].brier[0], squares + 1 - 0.25 - 0.15);
    near(found.came[0].log[0], -(log(0.25) + log(0.15)) / 2);
    near(found.came[0].brier[1], 0.49 + 0.01 + 0.04 + 1 - 0.1 - 0.2);
    near(found.came[0].probability, 0.25);
    near(found.came[2].brier[0], squares + 1 - 2 * 0.5);
    near(found.came[5].log[1], -log(1e-6)); /* counting held it impossible */
    tocsin_stream_close(found.stream);
    assert_int_equal(tocsin_record_close(record, NULL), TOCSIN_OK);
}

static void test_what_is_no_forecast(void **state)
{
    (void)state;
    tocsin_record *record = fill();
    struct found found = {0};
    tocsin_kept_next f = to_whom("2024-02-31");
    keep(record, &f, TOCSIN_USAGE);
    f = to_whom("2024-01-10");
    f.answer_count = 0;
    keep(record, &f, TOCSIN_USAGE);
    f = to_whom("2024-01-10");
    f.recipient = words("SOM"); /* nothing is asked for */
    keep(record, &f, TOCSIN_USAGE);
    f = to_whom("2024-01-10");
    f.relation = words("");
    keep(record, &f, TOCSIN_USAGE);
    tocsin_kept_answer wrong = {words("SOM"), 1.5, 0};
    f = to_whom("2024-01-10");
    f.answers = &wrong;
    f.answer_count = 1;
    keep(record, &f, TOCSIN_USAGE);
    wrong.probability = (double)NAN;
    keep(record, &f, TOCSIN_USAGE);
    assert_int_equal(tocsin_record_nexts(record, find, &found, NULL), TOCSIN_OK);
    assert_int_equal(found.count, 0);
    assert_int_equal(tocsin_record_close(record, NULL), TOCSIN_OK);
}

/* What is asked of a small record is answered: who, and what. */
static void test_a_record_is_asked(void **state)
{
    (void)state;
    tocsin_record *record = fill();
    tocsin_stream *stream;
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    tocsin_next_question q = {.actor = words("KEN"),
                              .relation = words("consult"),
                              .recipient = words("?"),
                              .as_of = TOCSIN_NEXT_NOW,
                              .why = true};
    assert_int_equal(
        tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_COUNTRY, &stream, NULL),
        TOCSIN_OK);
    for (int k = 0; k < 2; k++) {
        tocsin_next *next;
        assert_int_equal(tocsin_next_make(stream, &q, &next, NULL), TOCSIN_OK);
        assert_true(next->dates && next->day == 19737 /* 2024-01-15 */);
        assert_true(is(next->answers[0].name, k ? "CONSULT" : "SOM"));
        assert_int_equal(next->asks, k ? TOCSIN_NEXT_RELATION : TOCSIN_NEXT_RECIPIENT);
        assert_int_equal(k ? next->answer_count : 2, 2); /* AID and CONSULT came */
        assert_true(next->answers[0].reason_count > 1);
        size_t opened = 0;
        for (size_t i = 0; i < next->answers[0].reason_count; i++)
            opened += next->answers[0].reasons[i].event_count;
        assert_true(opened > 0);
        tocsin_next_free(next);
        q.relation = words("?");
        q.recipient = words("SOM");
    }
    tocsin_stream_close(stream);
    assert_int_equal(tocsin_record_close(record, NULL), TOCSIN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nexts_are_kept),
        cmocka_unit_test(test_what_is_no_forecast),
        cmocka_unit_test(test_a_record_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
