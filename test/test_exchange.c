/* test_exchange.c: what goes out of a record comes back the same.
 *
 * The sample articles are coded, printed with their claims, read into another record
 * and printed again: the same bytes, and the same events. Random claims do the same
 * with fields that no coder fills together. Broken lines cost themselves alone.
 */
#include "record/io/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- out and in ------------------------------------------------------------------ */

static tocsin_status keep(void *context, text bytes)
{
    tc_buffer_text(context, bytes);
    return TOCSIN_OK;
}

static void print(tocsin_record *record, tocsin_export_what what, struct buffer *out)
{
    tocsin_export how = {.format = TOCSIN_TO_JSONL, .what = what};
    tocsin_error error;
    tc_buffer_clear(out);
    if (tocsin_record_export(record, &how, keep, out, NULL, &error) != TOCSIN_OK)
        fail_msg("%s", error.message);
    assert_false(out->failed);
}

/* Bytes in pieces of a few at a time, so that every line is cut somewhere. */
struct pieces {
    text left;
    size_t step;
};

static tocsin_status some(void *context, char *to, size_t room, size_t *got,
                          tocsin_error *error)
{
    (void)error;
    struct pieces *pieces = context;
    size_t size = pieces->step < room ? pieces->step : room;
    text now = tc_text_slice(pieces->left, 0, size);
    if (now.size)
        memcpy(to, now.data, now.size);
    pieces->left = tc_text_slice(pieces->left, now.size, pieces->left.size);
    *got = now.size;
    return TOCSIN_OK;
}

struct problems {
    int count;
    char words[8][600];
    long long lines[8];
};

static tocsin_status note(void *context, const tocsin_error *problem)
{
    struct problems *problems = context;
    assert_int_equal(problem->status, TOCSIN_FORMAT);
    assert_string_equal(problem->file, "claims.jsonl");
    assert_true(problems->count < 8);
    (void)snprintf(problems->words[problems->count], sizeof problems->words[0], "%s",
                   problem->message);
    problems->lines[problems->count++] = problem->line;
    return TOCSIN_OK;
}

static struct lines_counts read_into(tocsin_record *record, text bytes, size_t step,
                                     struct problems *problems)
{
    struct pieces pieces = {bytes, step};
    struct io_input input = {"claims.jsonl", some, &pieces};
    struct lines_options options = {"another coder", problems ? note : NULL, problems};
    struct lines_counts counts = {0};
    tocsin_error error;
    if (tc_own_lines_read((struct record *)record, &input, &options, &counts, &error) !=
        TOCSIN_OK)
        fail_msg("%s", error.message);
    assert_int_equal(counts.bytes, bytes.size);
    return counts;
}

static tocsin_record *new_record(void)
{
    tocsin_record *record;
    assert_int_equal(tocsin_record_open(":memory:", &record, NULL), TOCSIN_OK);
    return record;
}

static tocsin_status never(void *context, text line)
{
    (void)context;
    fail_msg("%.*s", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void expect_sound(tocsin_record *record)
{
    assert_int_equal(tocsin_record_check(record, never, NULL, NULL), TOCSIN_OK);
}

/* ---- the sample articles --------------------------------------------------------- */

static tocsin_status add(void *context, const tocsin_run_item *item)
{
    if (!item->coding)
        return TOCSIN_OK;
    return tocsin_record_add(context, item->coding, "the coder 1", NULL, NULL);
}

static tocsin_record *sample_record(void)
{
    tocsin_record *record = new_record();
    tocsin_engine *engine;
    tocsin_reader *reader;
    const char *path = "examples/news";
    tocsin_run_options options = {.jobs = 2};
    assert_int_equal(tocsin_engine_open(NULL, NULL, &engine, NULL), TOCSIN_OK);
    assert_int_equal(tocsin_reader_open(&path, 1, NULL, &reader, NULL), TOCSIN_OK);
    assert_int_equal(tocsin_run(engine, reader, &options, add, record, NULL),
                     TOCSIN_OK);
    tocsin_reader_free(reader);
    tocsin_engine_free(engine);
    return record;
}

static void expect_same(const struct buffer *a, const struct buffer *b)
{
    size_t at = 0;
    while (at < a->size && at < b->size && a->data[at] == b->data[at])
        at++;
    if (at < a->size || at < b->size) {
        size_t from = at > 200 ? at - 200 : 0;
        fail_msg("byte %zu:\n%.*s\n%.*s", at,
                 (int)(a->size - from > 400 ? 400 : a->size - from), a->data + from,
                 (int)(b->size - from > 400 ? 400 : b->size - from), b->data + from);
    }
}

/* The whole record: documents, claims, and what the claims add up to. */
static void test_record(void **state)
{
    (void)state;
    static const size_t steps[] = {7, 1000, SIZE_MAX};
    tocsin_record *first = sample_record();
    struct buffer a, b;
    tc_buffer_init(&a, 0);
    tc_buffer_init(&b, 0);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        tocsin_record *second = new_record();
        print(first, TOCSIN_EXPORT_RECORD, &a);
        text bytes = {a.data, a.size};
        struct lines_counts counts = read_into(second, bytes, steps[i], NULL);
        assert_int_equal(counts.bad, 0);
        assert_true(counts.added > 40 && counts.added == counts.documents);
        assert_true(counts.claims > 300);
        print(second, TOCSIN_EXPORT_RECORD, &b);
        expect_same(&a, &b);
        counts = read_into(second, bytes, steps[i], NULL); /* the same again */
        assert_int_equal(counts.added, 0);
        assert_int_equal(counts.claims, 0);
        expect_sound(second);
        tocsin_record_summary one, two;
        assert_int_equal(tocsin_record_summarise(first, &one, NULL), TOCSIN_OK);
        assert_int_equal(tocsin_record_summarise(second, &two, NULL), TOCSIN_OK);
        assert_int_equal(one.documents, two.documents);
        assert_int_equal(one.copies, two.copies);
        assert_int_equal(one.claims, two.claims);
        assert_int_equal(one.events, two.events);
        print(first, TOCSIN_EXPORT_EVENTS, &a); /* with their numbers */
        print(second, TOCSIN_EXPORT_EVENTS, &b);
        expect_same(&a, &b);
        assert_int_equal(tocsin_record_close(second, NULL), TOCSIN_OK);
    }
    tc_buffer_release(&a);
    tc_buffer_release(&b);
    assert_int_equal(tocsin_record_close(first, NULL), TOCSIN_OK);
}

/* Claims alone: their documents have no text, and lose nothing else. */
static void test_claims(void **state)
{
    (void)state;
    tocsin_record *first = sample_record(), *second = new_record();
    struct buffer a, b;
    tc_buffer_init(&a, 0);
    tc_buffer_init(&b, 0);
    print(first, TOCSIN_EXPORT_CLAIMS, &a);
    struct lines_counts counts =
        read_into(second, (text){a.data, a.size}, 100000, NULL);
    assert_int_equal(counts.bad, 0);
    print(second, TOCSIN_EXPORT_CLAIMS, &b);
    expect_same(&a, &b);
    expect_sound(second);
    tc_buffer_release(&a);
    tc_buffer_release(&b);
    assert_int_equal(tocsin_record_close(first, NULL), TOCSIN_OK);
    assert_int_equal(tocsin_record_close(second, NULL), TOCSIN_OK);
}

/* ---- random claims --------------------------------------------------------------- */

struct dice {
    uint32_t seed;
    struct arena arena;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
    dice->seed = dice->seed * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)dice->seed * sides) >> 32);
}

static text some_text(struct dice *dice)
{
    static const char *const pieces[] = {"a", "\"",           "\\", "\n", "\t", "\x01",
                                         "é", "\xe2\x80\xa8", "𝄞",  " ",  "Z",  "/",
                                         ",", "\x7f",         "[",  "}"};
    char out[64];
    size_t size = 0, count = roll(dice, 8);
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[roll(dice, sizeof pieces / sizeof *pieces)];
        memcpy(out + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size ? tc_arena_copy(&dice->arena, (text){out, size}) : (text){NULL, 0};
}

/* As many digits as are printed; sometimes unknown. */
static double some_real(struct dice *dice, double scale, int digits)
{
    char out[40];
    if (roll(dice, 8) == 0)
        return NAN;
    (void)snprintf(out, sizeof out, "%.*f", digits,
                   ((double)roll(dice, 2000001) / 1000000 - 1) * scale);
    return strtod(out, NULL);
}

static tocsin_mention *some_mentions(struct dice *dice, uint32_t *count)
{
    *count = roll(dice, 4);
    tocsin_mention *list = tc_arena_alloc(&dice->arena, 4 * sizeof *list);
    for (uint32_t i = 0; i < *count; i++)
        list[i] = (tocsin_mention){.text = some_text(dice),
                                   .begin = roll(dice, 40),
                                   .end = roll(dice, 80),
                                   .name = some_text(dice),
                                   .code = some_text(dice),
                                   .country = some_text(dice),
                                   .sector = some_text(dice),
                                   .id = some_text(dice)};
    return list;
}

static void some_place_and_time(struct dice *dice, tocsin_claim *c)
{
    c->place = (tocsin_place){.lat = NAN, .lon = NAN};
    if (roll(dice, 3))
        c->place = (tocsin_place){.text = some_text(dice),
                                  .begin = roll(dice, 9),
                                  .end = roll(dice, 99),
                                  .name = some_text(dice),
                                  .country = some_text(dice),
                                  .admin1 = some_text(dice),
                                  .lat = some_real(dice, 90, 4),
                                  .lon = some_real(dice, 180, 4),
                                  .geonames = roll(dice, 3) ? roll(dice, 1000000) : 0,
                                  .precision = TEXT("city")};
    c->time = (tocsin_time){.begin = 0};
    if (roll(dice, 3)) {
        c->time = (tocsin_time){.text = some_text(dice),
                                .from = TEXT("2024-01-02"),
                                .to = TEXT("2024-01-03"),
                                .precision = TEXT("week"),
                                .bound = TEXT("clause")};
        if (c->time.text.size) /* without, they are not printed */
            c->time.end = roll(dice, 99);
    }
}

static void some_links(struct dice *dice, tocsin_claim *c)
{
    tocsin_attribution *list = tc_arena_alloc(&dice->arena, 3 * sizeof *list);
    c->attribution = list;
    c->attribution_count = roll(dice, 4);
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        list[i] = (tocsin_attribution){
            .source = some_text(dice),
            .named = roll(dice, 2),
            .cue = some_text(dice),
            .cue_begin = roll(dice, 50),
            .cue_end = roll(dice, 50),
            .content_begin = roll(dice, 50),
            .content_end = roll(dice, UINT32_MAX),
            .code = some_text(dice),
            .id = some_text(dice),
            .kind = (tocsin_voice_kind)roll(dice, TOCSIN_VOICE_KIND_COUNT),
            .anonymous = roll(dice, 2),
            .stance = some_real(dice, 3, 1)};
        if (list[i].source.size)
            list[i].source_begin = list[i].source_end = roll(dice, 9);
    }
}

static void some_numbers(struct dice *dice, tocsin_claim *c)
{
    tocsin_number *list = tc_arena_alloc(&dice->arena, 3 * sizeof *list);
    c->numbers = list;
    c->number_count = roll(dice, 4);
    for (uint32_t i = 0; i < c->number_count; i++)
        list[i] = (tocsin_number){.what = some_text(dice),
                                  .low = roll(dice, UINT32_MAX),
                                  .high = roll(dice, 3) ? roll(dice, 99) : UINT32_MAX,
                                  .text = some_text(dice),
                                  .begin = roll(dice, 9),
                                  .end = roll(dice, 99)};
    if (roll(dice, 3))
        return;
    c->verification = (tocsin_verification){
        .kind =
            (tocsin_verification_kind)(1 + roll(dice, TOCSIN_VERIFICATION_COUNT - 1)),
        .text = some_text(dice),
        .begin = roll(dice, 9),
        .end = roll(dice, 99),
        .by = some_text(dice)};
}

static tocsin_claim some_claim(struct dice *dice)
{
    tocsin_claim c = {.sentence = roll(dice, 9),
                      .begin = roll(dice, 10),
                      .type = (tocsin_type)roll(dice, TOCSIN_TYPE_COUNT),
                      .mode = some_text(dice),
                      .cameo = some_text(dice),
                      .intensity = some_real(dice, 10, 1),
                      .status =
                          (tocsin_claim_status)roll(dice, TOCSIN_CLAIM_STATUS_COUNT),
                      .factuality = some_real(dice, 3, 2),
                      .confidence = some_real(dice, 1, 3),
                      .trigger = some_text(dice),
                      .trigger_begin = roll(dice, 9),
                      .trigger_end = roll(dice, 99),
                      .rule = some_text(dice),
                      .path = some_text(dice),
                      .weight = NAN,
                      .rules_factuality = NAN};
    text *contexts = tc_arena_alloc(&dice->arena, 3 * sizeof *contexts);
    c.end = c.begin + roll(dice, 10);
    c.contexts = contexts;
    c.context_count = roll(dice, 3);
    for (uint32_t i = 0; i < c.context_count; i++)
        contexts[i] = some_text(dice);
    c.actors = some_mentions(dice, &c.actor_count);
    c.recipients = some_mentions(dice, &c.recipient_count);
    some_place_and_time(dice, &c);
    some_links(dice, &c);
    some_numbers(dice, &c);
    return c;
}

static void add_random(struct dice *dice, tocsin_record *record, int number)
{
    tocsin_claim claims[4];
    char id[32], day[32];
    (void)snprintf(id, sizeof id, "d\"%d", number);
    (void)snprintf(day, sizeof day, "2024-02-%02d", (int)(1 + roll(dice, 28)));
    uint32_t count = roll(dice, 5);
    for (uint32_t i = 0; i < count; i++)
        claims[i] = some_claim(dice);
    bool text_less = roll(dice, 4) == 0;
    tocsin_coding coding = {
        .document = {.id = tc_text(id),
                     .url = some_text(dice),
                     .title = some_text(dice),
                     .text = tc_text(text_less ? "" : "Some text of twenty bytes, é."),
                     .published = tc_text(roll(dice, 5) ? day : ""),
                     .changed = tc_text(roll(dice, 3) ? "" : "2024-03-01T10:00:00Z"),
                     .publisher = some_text(dice),
                     .agency = some_text(dice),
                     .authors = tc_text(roll(dice, 2) ? "A B; C \"D\"" : ""),
                     .language = some_text(dice),
                     .file = some_text(dice),
                     .line = roll(dice, 1000)},
        .claims = claims,
        .claim_count = count,
        .sentence_count = roll(dice, 50),
        .token_count = roll(dice, 500)
    };
    assert_int_equal(tocsin_record_add(record, &coding,
                                       roll(dice, 2) ? "c 1" : "c \"2\"", NULL, NULL),
                     TOCSIN_OK);
}

static void test_random(void **state)
{
    (void)state;
    struct buffer a, b;
    tc_buffer_init(&a, 0);
    tc_buffer_init(&b, 0);
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct dice dice = {.seed = seed * 7919};
        tc_arena_init(&dice.arena, 0);
        tocsin_record *first = new_record(), *second = new_record();
        for (int i = 0; i < 30; i++)
            add_random(&dice, first, i);
        print(first, TOCSIN_EXPORT_RECORD, &a);
        struct lines_counts counts =
            read_into(second, (text){a.data, a.size}, 1 + roll(&dice, 5000), NULL);
        assert_int_equal(counts.bad, 0);
        print(second, TOCSIN_EXPORT_RECORD, &b);
        expect_same(&a, &b);
        expect_sound(second);
        assert_int_equal(tocsin_record_close(first, NULL), TOCSIN_OK);
        assert_int_equal(tocsin_record_close(second, NULL), TOCSIN_OK);
        tc_arena_release(&dice.arena);
    }
    tc_buffer_release(&a);
    tc_buffer_release(&b);
}

/* ---- broken lines ---------------------------------------------------------------- */

/* A claim's line of document id with more members; with the status it must have. */
#define CLAIM(id, rest) "{\"document\":\"" id "\",\"type\":\"AID\"," rest "}\n"
#define DENIED          "\"status\":\"denied\""
#define GOOD(id)        CLAIM(id, DENIED)

/* The one problem of some bytes has these words and line; words NULL: there is none. */
static void expect(const char *bytes, const char *words, long long line,
                   unsigned documents, unsigned claims)
{
    tocsin_record *record = new_record();
    struct problems problems = {0};
    struct lines_counts counts = read_into(record, tc_text(bytes), 3, &problems);
    assert_int_equal(problems.count, words != NULL);
    assert_int_equal(counts.bad, problems.count);
    if (words) {
        if (!strstr(problems.words[0], words))
            fail_msg("%s: %s", bytes, problems.words[0]);
        assert_int_equal(problems.lines[0], line);
    }
    assert_int_equal(counts.documents, documents);
    assert_int_equal(counts.claims, claims);
    expect_sound(record);
    assert_int_equal(tocsin_record_close(record, NULL), TOCSIN_OK);
}

static void test_whole(void **state)
{
    (void)state;
    expect("", NULL, 0, 0, 0);
    expect("\n \r\n", NULL, 0, 0, 0);
    expect(GOOD("a") GOOD("a") GOOD("b"), NULL, 0, 2, 3);
    expect("\xef\xbb\xbf" GOOD("a"), NULL, 0, 1, 1);
    expect(CLAIM("a", DENIED ",\"later\":[{\"x\":1}]"), NULL, 0, 1, 1);
    assert_true(tc_own_lines_begin(TEXT("\xef\xbb\xbf \n{\"")));
    assert_false(tc_own_lines_begin(TEXT("id,from")));
}

static void test_broken(void **state)
{
    (void)state;
    expect(GOOD("a") "{\n" GOOD("a"), "a string", 2, 1, 2);
    expect(GOOD("a") "[1]\n" GOOD("b"), "an object", 2, 2, 2);
    expect(GOOD("a") "{}\n" GOOD("b"), "neither a claim", 2, 2, 2);
    expect(GOOD("a") "{} {}\n" GOOD("b"), "behind the object", 2, 2, 2);
    expect("{\"type\":\"AID\"," DENIED "}\n", "no \"document\"", 1, 0, 0);
    expect(CLAIM("a", "\"mode\":null") GOOD("a"), "no \"status\"", 1, 1, 1);
    expect(CLAIM("a", "\"status\":\"so\"") GOOD("a"), "\"status\": a name", 1, 1, 1);
    expect(CLAIM("a", DENIED ",\"begin\":2"), "before it begins", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"begin\":-1"), "out of range", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"begin\":4294967296"), "out of range", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"begin\":1.5"), "not whole", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"intensity\":1e999"), "out of range", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"actors\":{}"), "a list", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"actors\":[{}{}]"), "a comma", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"place\":[]"), "an object", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"mode\":\"\\u0000\""), "NUL", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"mode\":\"\xff\""), "UTF-8", 1, 0, 0);
    expect(CLAIM("a", DENIED ",\"mode\":no"), "neither a value", 1, 0, 0);
}

/* What is wrong with a document costs its claims; others stay. */
static void test_broken_document(void **state)
{
    (void)state;
    expect(GOOD("a") GOOD("b") GOOD("a"), "came before", 3, 2, 2);
    expect("{\"id\":\"a\",\"text\":\"abc\"}\n" CLAIM("a", DENIED ",\"end\":4"),
           "behind the text", 2, 1, 0);
    expect("{\"id\":\"a\",\"published\":\"once\"}\n" GOOD("a") GOOD("b"), "not a date",
           1, 2, 1);
}

static void test_no_memory(void **state)
{
    (void)state;
    static const char bytes[] = "{\"id\":\"a\",\"text\":\"abc\"}\n" GOOD("a") GOOD("b");
    tocsin_status status = TOCSIN_MEMORY;
    long n = 1;
    for (; status && n < 2000; n++) {
        tocsin_record *record = new_record();
        struct pieces pieces = {TEXT(bytes), SIZE_MAX};
        struct io_input input = {"claims.jsonl", some, &pieces};
        struct lines_options options = {"another coder", NULL, NULL};
        struct lines_counts counts = {0};
        tocsin_error error;
        tc_alloc_fail(n);
        status = tc_own_lines_read((struct record *)record, &input, &options, &counts,
                                   &error);
        tc_alloc_fail(0);
        if (status)
            assert_int_equal(status, TOCSIN_MEMORY);
        (void)tocsin_record_close(record, NULL);
    }
    assert_true(n > 5 && n < 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record),    cmocka_unit_test(test_claims),
        cmocka_unit_test(test_random),    cmocka_unit_test(test_whole),
        cmocka_unit_test(test_broken),    cmocka_unit_test(test_broken_document),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("out and in", tests, NULL, NULL);
}
