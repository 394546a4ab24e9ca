/* test_record_versions.c: a document that comes again, and what stood on which day.
 *
 * The oracle for --as-of is slow and simple: a second record that is given only what
 * was known by then must list the same events.
 */
#include "record/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- documents by hand ----------------------------------------------------------- */

enum { MOST_SAID = 3 };

/* One claim: its words are its sentence, and so are its trigger's. */
struct said {
    const char *words;
    const char *actor, *recipient; /* countries */
    const char *day;               /* of the act; NULL: the document's */
    int type, status;
};

struct item {
    const char *id, *url, *title, *published, *changed, *publisher, *coder;
    struct said said[MOST_SAID];
    const char *rest; /* words that make no claim; NULL: none */
};

static void party(tocsin_mention *out, const char *country)
{
    *out = (tocsin_mention){.name = tc_text(country),
                            .code = tc_text(country),
                            .country = tc_text(country),
                            .id = tc_text(country)};
}

static void claim_of(struct arena *arena, const struct said *said, uint32_t begin,
                     tocsin_claim *out)
{
    tocsin_mention *sides = tc_arena_alloc(arena, 2 * sizeof *sides);
    uint32_t size = (uint32_t)strlen(said->words);
    party(&sides[0], said->actor);
    party(&sides[1], said->recipient);
    *out = (tocsin_claim){
        .begin = begin,
        .end = begin + size,
        .type = (tocsin_type)said->type,
        .status = (tocsin_claim_status)said->status,
        .actors = sides,
        .actor_count = said->actor != NULL,
        .recipients = sides + 1,
        .recipient_count = said->recipient != NULL,
        .place = {.lat = 0, .lon = 0, .country = tc_text("IRQ")},
        .factuality = 2,
        .confidence = 0.5,
        .trigger = tc_text(said->words),
        .trigger_begin = begin,
        .trigger_end = begin + size
    };
    out->time.from = out->time.to = tc_text(said->day);
    out->time.precision = tc_text(said->day ? "day" : NULL);
}

static bool put(struct record *record, const struct item *item)
{
    struct arena arena;
    struct buffer words;
    tocsin_claim claims[MOST_SAID];
    tocsin_error error = {.message = ""};
    bool added = false;
    tocsin_coding coding = {.claims = claims};
    tc_arena_init(&arena, 0);
    tc_buffer_init(&words, 0);
    for (uint32_t i = 0; i < MOST_SAID && item->said[i].words; i++) {
        claim_of(&arena, &item->said[i], (uint32_t)words.size, &claims[i]);
        claims[i].sentence = i;
        tc_buffer_string(&words, item->said[i].words);
        tc_buffer_byte(&words, '\n');
        coding.claim_count++;
    }
    tc_buffer_string(&words, item->rest ? item->rest : "");
    coding.document = (tocsin_document){
        .id = tc_text(item->id),
        .url = tc_text(item->url),
        .title = tc_text(item->title),
        .published = tc_text(item->published),
        .changed = tc_text(item->changed),
        .publisher = tc_text(item->publisher),
        .text = {words.data, words.size}
    };
    tocsin_status status = tc_record_add(
        record, &coding, item->coder ? item->coder : "one", &added, &error);
    if (status)
        print_error("%s: %s\n", tocsin_status_name(status), error.message);
    assert_int_equal(status, TOCSIN_OK);
    tc_buffer_release(&words);
    tc_arena_release(&arena);
    return added;
}

static struct record *new_record(void)
{
    struct record *record;
    assert_int_equal(tc_record_open(":memory:", true, &record, NULL), TOCSIN_OK);
    return record;
}

static tocsin_status tell(void *context, tocsin_text line)
{
    (void)context;
    print_error("  %.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void close_sound(struct record *record)
{
    assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static long long number(struct record *record, const char *sql)
{
    long long out = -1;
    assert_int_equal(tc_record_number(record, sql, -2, &out), TOCSIN_OK);
    return out;
}

/* ---- listings as one text -------------------------------------------------------- */

#define FILTER(...)                                                                    \
    ((tocsin_filter){.type = -1, .status = -1, .event = -1, .limit = -1, __VA_ARGS__})

static tocsin_status add_words(void *context, const tocsin_claim *claim,
                               const tocsin_document *document, tocsin_text sentence,
                               long long event)
{
    (void)document;
    (void)event;
    struct buffer *out = context;
    assert_int_equal(claim->trigger.size, sentence.size);
    assert_memory_equal(claim->trigger.data, sentence.data, sentence.size);
    tc_buffer_string(out, out->size ? "; " : "");
    tc_buffer_text(out, sentence);
    return TOCSIN_OK;
}

static const char *ended(struct buffer *out)
{
    static char kept[65536];
    assert_true(!out->failed && out->size < sizeof kept);
    if (out->size)
        memcpy(kept, out->data, out->size);
    kept[out->size] = '\0';
    tc_buffer_release(out);
    return kept;
}

/* The sentences of the claims that a filter lists. */
static const char *words_of(struct record *record, tocsin_filter filter)
{
    struct buffer out;
    tc_buffer_init(&out, 0);
    assert_int_equal(tc_record_claims(record, &filter, add_words, &out, NULL),
                     TOCSIN_OK);
    return ended(&out);
}

static void add_text(struct buffer *out, tocsin_text t)
{
    tc_buffer_text(out, t);
    tc_buffer_byte(out, ' ');
}

static tocsin_status add_event(void *context, const tocsin_event *event)
{
    struct buffer *out = context;
    tc_buffer_format(out, "%d %d ", (int)event->type, (int)event->status);
    add_text(out, event->actor.code);
    add_text(out, event->recipient.code);
    add_text(out, event->from);
    add_text(out, event->to);
    add_text(out, event->precision);
    tc_buffer_format(out, "claims %u documents %u voices %u denials %u %.2f ",
                     event->claims, event->documents, event->voices, event->denials,
                     event->factuality);
    add_text(out, event->first_published);
    add_text(out, event->last_published);
    tc_buffer_text(out, event->sentence);
    tc_buffer_byte(out, '\n');
    return TOCSIN_OK;
}

static void list_events(struct record *record, tocsin_filter filter, struct buffer *out)
{
    tc_buffer_init(out, 0);
    assert_int_equal(tc_record_events(record, &filter, add_event, out, NULL),
                     TOCSIN_OK);
}

static const char *events_of(struct record *record, tocsin_filter filter)
{
    struct buffer out;
    list_events(record, filter, &out);
    return ended(&out);
}

static size_t count_of(const char *lines)
{
    size_t count = 0;
    while ((lines = strchr(lines, '\n'))) {
        count++;
        lines++;
    }
    return count;
}

static const char *on_day(struct record *record, const char *day)
{
    return words_of(record, FILTER(.as_of = tc_text(day)));
}

/* ---- one document, several versions ---------------------------------------------- */

static const struct item first = {
    .id = "a",
    .title = "Strike",
    .published = "2024-02-01",
    .publisher = "Herald",
    .said = {{"Iran struck a base.", "IRN", "USA", .type = TOCSIN_ASSAULT}}};
static const struct item second = {
    .id = "a",
    .title = "Strike",
    .published = "2024-02-01",
    .changed = "2024-02-03T09:00:00Z",
    .publisher = "Herald",
    .said = {{"Iran shelled the base.", "IRN", "USA", .type = TOCSIN_ASSAULT},
             {"Iraq protested to Iran.", "IRQ", "IRN", .type = TOCSIN_REJECT}}
};
static const struct item third = {
    .id = "a",
    .title = "Strike",
    .published = "2024-02-01",
    .changed = "2024-02-06",
    .publisher = "Herald",
    .said = {{"Turkey shelled the base.", "TUR", "USA", .type = TOCSIN_ASSAULT}}};

static void assert_three_versions(struct record *record)
{
    assert_string_equal(on_day(record, "2024-01-31"), "");
    assert_string_equal(on_day(record, "2024-02-01"), "Iran struck a base.");
    assert_string_equal(on_day(record, "2024-02-02"), "Iran struck a base.");
    assert_string_equal(on_day(record, "2024-02-03"),
                        "Iran shelled the base.; Iraq protested to Iran.");
    assert_string_equal(on_day(record, "2024-02-06"), "Turkey shelled the base.");
    assert_string_equal(words_of(record, FILTER(.offset = 0)),
                        "Turkey shelled the base.");
    assert_string_equal(words_of(record, FILTER(.words = TEXT("shelled"))),
                        "Turkey shelled the base.");
    assert_string_equal(words_of(record, FILTER(.words = TEXT("protested"))), "");
    assert_string_equal(
        words_of(record, FILTER(.words = TEXT("shelled"), .as_of = TEXT("2024-02-04"))),
        "Iran shelled the base.");
    assert_int_equal(count_of(events_of(record, FILTER(.as_of = TEXT("2024-02-05")))),
                     2);
    assert_int_equal(count_of(events_of(record, FILTER(.offset = 0))), 1);
    assert_int_equal(number(record, "SELECT count(*) FROM documents"), 1);
    assert_int_equal(number(record, "SELECT count(*) FROM documents_history"), 2);
    assert_int_equal(
        number(record, "SELECT text LIKE 'Turkey%' FROM documents WHERE name = 'a'"),
        1);
}

/* In whatever order they come. */
static void three_versions_stand_on_their_days(void **state)
{
    (void)state;
    static const struct item *const versions[] = {&first, &second, &third};
    static const int orders[][3] = {
        {0, 1, 2},
        {0, 2, 1},
        {1, 0, 2},
        {1, 2, 0},
        {2, 0, 1},
        {2, 1, 0}
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct record *record = new_record();
        for (int round = 0; round < 2; round++)
            for (int j = 0; j < 3; j++)
                assert_int_equal(put(record, versions[orders[i][j]]), round == 0);
        assert_three_versions(record);
        close_sound(record);
    }
}

static void of_one_day_the_last_to_come_stands(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item later = third;
    later.changed = "2024-02-03T08:00:00Z";
    put(record, &first);
    put(record, &second);
    put(record, &later);
    assert_string_equal(on_day(record, "2024-02-02"), "Iran struck a base.");
    assert_string_equal(on_day(record, "2024-02-03"), "Turkey shelled the base.");
    assert_int_equal(number(record, "SELECT count(*) FROM claims WHERE until = known"),
                     2);
    close_sound(record);
}

static void what_has_no_date_no_day_has_seen(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item undated = second;
    undated.published = undated.changed = NULL;
    put(record, &first);
    put(record, &undated);
    /* It stands, for it came last; which day saw it is not known. */
    assert_string_equal(words_of(record, FILTER(.offset = 0)),
                        "Iran shelled the base.; Iraq protested to Iran.");
    assert_string_equal(on_day(record, "2024-02-09"), "Iran struck a base.");
    put(record, &third);
    assert_string_equal(words_of(record, FILTER(.offset = 0)),
                        "Turkey shelled the base.");
    assert_string_equal(on_day(record, "2024-02-05"), "Iran struck a base.");
    assert_string_equal(on_day(record, "2024-02-09"), "Turkey shelled the base.");
    close_sound(record);
}

/* ---- coded anew ------------------------------------------------------------------ */

static void an_old_coding_stays_to_be_compared(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item anew = second;
    put(record, &second);
    long long shelled = number(record, "SELECT event FROM claims WHERE number = 0");
    anew.coder = "two";
    anew.said[1].actor = "SYR";
    assert_true(put(record, &anew));
    assert_false(put(record, &anew));
    assert_false(put(record, &second)); /* it does not turn back */
    /* No day sees the old coding: it was mistaken from the first. */
    assert_int_equal(count_of(events_of(record, FILTER(.as_of = TEXT("2024-02-03")))),
                     2);
    assert_int_equal(number(record, "SELECT count(*) FROM claims WHERE coding = 1 AND "
                                    "until = known"),
                     2);
    assert_int_equal(number(record, "SELECT event FROM claims WHERE coding = 2 AND "
                                    "number = 0"),
                     shelled);
    /* One text, two codings of it: its sentences are there once. */
    assert_int_equal(number(record, "SELECT count(*) FROM sentences"), 2);
    assert_int_equal(number(record, "SELECT count(*) FROM documents_history"), 0);
    close_sound(record);
}

static void a_claim_coded_anew_stays_in_its_event(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item other = first, anew = first;
    put(record, &first);
    long long event = number(record, "SELECT event FROM claims");
    /* Another event, which the claim would fit better once it is more exact. */
    other.id = "b";
    other.publisher = "Post";
    other.said[0].day = "2024-02-02";
    other.said[0].words = "On Friday Iran struck a base.";
    put(record, &other);
    anew.coder = "two";
    assert_true(put(record, &anew));
    assert_int_equal(
        number(record, "SELECT event FROM claims WHERE document = 1 AND until IS NULL"),
        event);
    close_sound(record);
}

static void an_older_version_may_be_coded_anew(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item anew = first;
    put(record, &first);
    put(record, &third);
    anew.coder = "two";
    anew.said[0].recipient = "FRA";
    assert_true(put(record, &anew));
    assert_string_equal(words_of(record, FILTER(.offset = 0)),
                        "Turkey shelled the base.");
    assert_non_null(
        strstr(events_of(record, FILTER(.as_of = TEXT("2024-02-02"))), "FRA"));
    assert_int_equal(count_of(events_of(record, FILTER(.as_of = TEXT("2024-02-02")))),
                     1);
    close_sound(record);
}

/* Coded again without its day (as claims are that come without their document) or with
 * a later one, a version stands where it stood. */
static void coded_anew_a_version_keeps_its_day(void **state)
{
    (void)state;
    static const char *const days[] = {NULL, "2024-04-01"};
    for (size_t i = 0; i < 2; i++) {
        struct record *record = new_record();
        struct item item = first;
        item.published = NULL;
        item.changed = "2024-03-10";
        assert_true(put(record, &item));
        item.changed = days[i];
        item.coder = "two";
        assert_true(put(record, &item));
        struct item older = second;
        older.id = first.id;
        older.published = NULL;
        older.changed = "2024-03-05";
        assert_true(put(record, &older));
        assert_int_equal(number(record, "SELECT version FROM documents"), 1);
        assert_int_equal(number(record,
                                "SELECT count(*) FROM codings WHERE version = 1 "
                                "AND known = '2024-03-10'"),
                         2);
        older.changed = "2024-03-20"; /* between the two days */
        older.rest = "More was said.";
        assert_true(put(record, &older));
        assert_int_equal(number(record, "SELECT version FROM documents"), 3);
        close_sound(record);
    }
}

/* When a thing was learnt decides nothing, so the clock may go back. */
static void the_clock_may_go_back(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item anew = third;
    tc_clock_freeze(2000000000);
    put(record, &first);
    put(record, &third);
    tc_clock_freeze(1000000000);
    anew.coder = "two";
    anew.said[0].actor = "SYR";
    put(record, &second);
    put(record, &anew);
    tc_clock_freeze(-1);
    assert_true(number(record, "SELECT max(learnt) FROM codings WHERE id > 2") <
                number(record, "SELECT min(learnt) FROM codings WHERE id < 3"));
    assert_string_equal(on_day(record, "2024-02-02"), "Iran struck a base.");
    assert_string_equal(on_day(record, "2024-02-04"),
                        "Iran shelled the base.; Iraq protested to Iran.");
    assert_non_null(strstr(events_of(record, FILTER(.offset = 0)), "SYR USA"));
    close_sound(record);
}

/* Who says again what nobody said any more comes back to the same event. */
static void an_event_keeps_its_id_while_nobody_says_it(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item again = first;
    put(record, &first);
    long long event = number(record, "SELECT event FROM claims");
    put(record, &third);
    assert_int_equal(number(record, "SELECT claims FROM events WHERE id = 1"), 0);
    uint32_t left;
    char until[11];
    assert_int_equal(tc_record_event_left(record, event, &left, until, NULL),
                     TOCSIN_OK);
    assert_int_equal(left, 1);
    assert_string_equal(until, third.changed);
    again.id = "b";
    again.publisher = "Post";
    again.published = "2024-02-02";
    again.said[0].words = "A base was struck by Iran.";
    put(record, &again);
    assert_int_equal(number(record, "SELECT event FROM claims WHERE document = 2"),
                     event);
    for (long long id = event; id < event + 99; id += 98) { /* told again; no event */
        assert_int_equal(tc_record_event_left(record, id, &left, until, NULL),
                         TOCSIN_OK);
        assert_int_equal(left, 0);
        assert_string_equal(until, "");
    }
    /* And so it was one event, not two, on the day that had both. */
    const char *was = events_of(record, FILTER(.as_of = TEXT("2024-02-02")));
    assert_int_equal(count_of(was), 1);
    assert_non_null(strstr(was, "claims 2 documents 2 voices 2"));
    close_sound(record);
}

/* ---- what stood on a day is what was known by then ------------------------------- */

static uint64_t random_state;

static unsigned any(unsigned below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

enum { STREAM = 70, DAYS = 12 };

static char stream_words[STREAM][MOST_SAID][64];
static char stream_days[STREAM][2][24];
static struct item stream[STREAM];

static void make_said(unsigned i, unsigned k, bool sure, struct said *out)
{
    static const char *const countries[] = {"IRN", "IRQ", "SYR", "TUR", NULL};
    static const char *const days[] = {"2024-02-02", "2024-02-04", NULL};
    static const int types[] = {TOCSIN_ASSAULT, TOCSIN_CONSULT};
    char *words = stream_words[i][k];
    (void)snprintf(words, sizeof stream_words[i][k], "Report %u says thing %u of %u.",
                   i, k, any(9));
    *out = (struct said){.words = words,
                         .actor = countries[any(4)],
                         .recipient = countries[any(sure ? 4 : 5)],
                         .day = days[any(sure ? 2 : 3)],
                         .type = types[any(2)],
                         .status = any(5) ? TOCSIN_HAPPENED : TOCSIN_DENIED};
}

/* Some documents come again, changed or coded anew.
 *   sure  every claim names both parties and the day, so that which event it belongs
 *         to does not depend on what came before; a document may have no date, and be
 *         coded anew long after it came */
static void make_stream(uint64_t seed, bool sure)
{
    static const char *const coders[] = {"one", "one", "two"};
    static const char *const publishers[] = {"Wire", "Herald", "Post", "Times"};
    static char ids[STREAM][8], rests[STREAM][24];
    random_state = seed;
    for (unsigned i = 0; i < STREAM; i++) {
        unsigned day = 1 + i * DAYS / STREAM;
        bool same = i && any(6) == 0;
        unsigned from = same ? (sure ? any(i) : i - 1) : i && any(3) == 0 ? any(i) : i;
        (void)snprintf(ids[i], sizeof ids[i], "d%u", i);
        (void)snprintf(stream_days[i][0], sizeof stream_days[i][0], "2024-02-%02u",
                       day);
        stream[i] = stream[from];
        stream[i].id = from == i ? ids[i] : stream[from].id;
        stream[i].coder = coders[any(3)];
        if (same)
            continue;
        (void)snprintf(rests[i], sizeof rests[i], "So much from %u.", i);
        stream[i].rest = rests[i];
        stream[i].publisher = publishers[any(4)];
        if (from == i)
            stream[i].published = sure && !any(12) ? NULL : stream_days[i][0];
        stream[i].changed = from == i ? NULL : stream_days[i][0];
        memset(stream[i].said, 0, sizeof stream[i].said);
        for (unsigned k = 0, count = any(MOST_SAID + 1); k < count; k++)
            make_said(i, k, sure, &stream[i].said[k]);
    }
}

static const char *known_of(const struct item *item)
{
    return item->changed ? item->changed : item->published;
}

/* Lines in any order. */
static int by_line(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static void sort_lines(struct buffer *lines)
{
    char *at[STREAM * MOST_SAID], *copy = strdup(lines->data);
    size_t count = 0;
    for (char *line = copy, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        at[count++] = line;
    }
    qsort(at, count, sizeof *at, by_line);
    tc_buffer_clear(lines);
    for (size_t i = 0; i < count; i++)
        tc_buffer_format(lines, "%s\n", at[i]);
    tc_buffer_byte(lines, '\0');
    free(copy);
}

static void assert_same_events(struct record *all, struct record *part, const char *day,
                               uint64_t seed)
{
    struct buffer a, b;
    list_events(all, FILTER(.as_of = tc_text(day)), &a);
    list_events(part, FILTER(.offset = 0), &b);
    tc_buffer_byte(&a, '\0');
    tc_buffer_byte(&b, '\0');
    sort_lines(&a);
    sort_lines(&b);
    size_t at = 0;
    while (a.data[at] && a.data[at] == b.data[at])
        at++;
    while (at && a.data[at - 1] != '\n')
        at--;
    if (a.data[at] || b.data[at])
        print_error(
            "seed %llu, %s\n--- as of it\n%.400s\n--- from what was known\n%.400s\n",
            (unsigned long long)seed, day, a.data + at, b.data + at);
    assert_false(a.data[at] || b.data[at]);
    tc_buffer_release(&a);
    tc_buffer_release(&b);
}

/* Everything in one record, and for each day what was known by then in another. */
static void compare_days(uint64_t seed, const unsigned order[STREAM])
{
    struct record *all = new_record();
    for (unsigned i = 0; i < STREAM; i++)
        put(all, &stream[order[i]]);
    for (unsigned day = 0; day <= DAYS; day += 1 + any(3)) {
        char name[24];
        struct record *part = new_record();
        (void)snprintf(name, sizeof name, "2024-02-%02u", day ? day : 28);
        for (unsigned i = 0; i < STREAM; i++) {
            const char *known = known_of(&stream[order[i]]);
            if (known && strcmp(known, name) <= 0)
                put(part, &stream[order[i]]);
        }
        assert_same_events(all, part, name, seed);
        close_sound(part);
    }
    close_sound(all);
}

/* News as it comes in, merged by all that merging takes into account. */
static void a_day_is_what_was_known_by_then(void **state)
{
    (void)state;
    unsigned order[STREAM];
    for (unsigned i = 0; i < STREAM; i++)
        order[i] = i;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        make_stream(seed, false);
        compare_days(seed, order);
    }
}

/* An archive read in any order, with what has no date. */
static void also_when_it_came_in_any_order(void **state)
{
    (void)state;
    unsigned order[STREAM];
    for (uint64_t seed = 1; seed <= 10; seed++) {
        make_stream(seed, true);
        for (unsigned i = 0; i < STREAM; i++) {
            unsigned j = any(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        compare_days(seed, order);
    }
}

/* A page that is put back to what it said before. */
/* Few ids and texts, several coders, no order: the record is sound. */
static void whatever_comes_is_kept_soundly(void **state)
{
    (void)state;
    static const char *const days[] = {
        NULL,         "2024-01-02", "2024-01-03T10:00:00Z", "2024-02-10",
        "9999-12-31", "0001-01-01", "2023-12-01",           NULL};
    static const char *const ids[] = {"a", "b", "c", "d"};
    static const char *const urls[] = {NULL, NULL, "http://a.example/x"};
    static const char *const coders[] = {"one", "two", "three"};
    static const char *const rests[] = {
        NULL, "Nothing was said.",
        "Rebels attacked the army on Monday and killed nine people, it said late.",
        "Rebels attacked the army on Monday and killed nine people, it said today."};
    static const char *const words[] = {"They met.", "They fought.", "It was denied."};
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct record *record = new_record();
        random_state = seed;
        for (int i = 0; i < 25; i++) {
            struct item item = {.id = ids[any(3)],
                                .url = urls[any(3)],
                                .title = "Title",
                                .published = any(4) ? NULL : days[any(8)],
                                .changed = days[any(8)],
                                .publisher = "Paper",
                                .coder = coders[any(3)]};
            unsigned content = any(4); /* as a coder tells it or not */
            item.rest = rests[content];
            if (any(4))
                item.said[0] =
                    (struct said){.words = words[content % 3],
                                  .actor = any(3) ? "IRN" : NULL,
                                  .recipient = any(3) ? "USA" : NULL,
                                  .day = any(2) ? "2024-01-01" : NULL,
                                  .type = any(2) ? TOCSIN_ASSAULT : TOCSIN_AID,
                                  .status = (int)any(4)};
            put(record, &item);
        }
        close_sound(record);
    }
}

static void a_version_may_come_back_on_a_later_day(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item back = first;
    put(record, &first);
    put(record, &second);
    assert_false(put(record, &first));
    back.changed = "2024-02-05";
    assert_true(put(record, &back));
    assert_false(put(record, &back));
    assert_false(put(record, &first));
    back.changed = "2024-02-08"; /* nothing but the date has changed */
    assert_false(put(record, &back));
    assert_string_equal(on_day(record, "2024-02-02"), "Iran struck a base.");
    assert_string_equal(on_day(record, "2024-02-04"),
                        "Iran shelled the base.; Iraq protested to Iran.");
    assert_string_equal(on_day(record, "2024-02-05"), "Iran struck a base.");
    assert_string_equal(words_of(record, FILTER(.offset = 0)), "Iran struck a base.");
    close_sound(record);
}

/* ---- one article under several ids ----------------------------------------------- */

static void addresses_of_one_article_are_one(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        const char *url, *address; /* NULL: it names no article */
    } cases[] = {
        {"https://www.herald.example/world/strike", "herald.example/world/strike"},
        {"HTTP://Herald.Example:80/world/strike/", "herald.example/world/strike"},
        {"https://herald.example/world/strike#comments", "herald.example/world/strike"},
        {"https://herald.example/world/strike?utm_source=x&utm_medium=y",
         "herald.example/world/strike"},
        {"https://herald.example/a?id=7&fbclid=1&page=2",
         "herald.example/a?id=7&page=2"},
        {"https://herald.example/?p=12", "herald.example?p=12"},
        {"https://herald.example/A", "herald.example/A"},
        {"https://herald.example/", NULL},
        {"https://herald.example/?utm_source=x", NULL},
        {"https://herald.example", NULL},
        {"https:///path", NULL},
        {"ftp://herald.example/a", NULL},
        {"urn:uuid:1", NULL},
        {"", NULL},
    };
    /* clang-format on */
    struct buffer out;
    tc_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool any = tc_address(tc_text(cases[i].url), &out);
        tc_buffer_byte(&out, '\0');
        assert_int_equal(any, cases[i].address != NULL);
        if (any)
            assert_string_equal(out.data, cases[i].address);
        assert_int_equal(tc_address_hash(tc_text(cases[i].url)) != 0, any);
    }
    tc_buffer_release(&out);
}

static const struct item long_first = {
    .id = "a",
    .url = "https://www.herald.example/strike",
    .title = "Strike on the base",
    .published = "2024-02-01",
    .publisher = "Herald",
    .said =
        {{"Iran struck a base in the desert before dawn on Thursday and set two fuel "
          "stores alight, officers who saw the smoke said later that day.",
          "IRN", "USA", .type = TOCSIN_ASSAULT}},
    .rest = "Nobody was hurt, and the road to the south was open again by noon."};

static void the_same_address_is_the_same_article(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item again = long_first, rewritten = long_first, other = long_first;
    assert_true(put(record, &long_first));
    again.id = "b";
    again.url = "http://herald.example/strike/?utm_source=feed";
    assert_false(put(record, &again)); /* word for word */
    rewritten.id = "c";
    rewritten.url = again.url;
    rewritten.title = "Two stores burn";
    rewritten.changed = "2024-02-02";
    rewritten.rest =
        "Nobody was hurt, and the road to the south was open again by noon, "
        "but the bridge is shut.";
    assert_true(put(record, &rewritten));
    assert_false(put(record, &rewritten));
    assert_false(put(record, &long_first));
    assert_int_equal(number(record, "SELECT count(*) FROM documents"), 1);
    assert_int_equal(number(record, "SELECT count(*) FROM documents_history"), 1);
    assert_int_equal(count_of(events_of(record, FILTER(.offset = 0))), 1);
    assert_non_null(strstr(events_of(record, FILTER(.offset = 0)), "voices 1"));
    /* Another text under the address is another document, also a home page's. */
    other.id = "d";
    other.title = "Weather";
    other.published = "2024-02-09";
    other.said[0].words = "Turkey met Iraq in the morning to speak of water.";
    other.said[0].actor = "TUR";
    other.rest = "It will rain in the hills and stay dry along the coast until Sunday.";
    assert_true(put(record, &other));
    assert_int_equal(number(record, "SELECT count(*) FROM documents"), 2);
    close_sound(record);
}

static void what_stands_at_a_changing_address_is_not_one(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item home = long_first, later = long_first;
    home.url = later.url = "https://herald.example/";
    later.id = "b";
    later.rest = "By evening the stores had burnt out.";
    put(record, &home);
    put(record, &later);
    assert_int_equal(number(record, "SELECT count(*) FROM documents"), 2);
    /* Posts of a live page have its title and address. */
    struct item one = long_first, two = long_first;
    one.id = "live#1";
    two.id = "live#2";
    one.url = two.url = "https://herald.example/live";
    two.said[0].words = "Turkey met Iraq in the morning to speak of water.";
    two.rest = "It will rain in the hills and stay dry along the coast until Sunday.";
    put(record, &one);
    put(record, &two);
    assert_int_equal(number(record, "SELECT count(*) FROM documents"), 4);
    close_sound(record);
}

/* ---- corrections ----------------------------------------------------------------- */

static void a_text_says_what_was_done_to_it(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        int kind;
        const char *title, *text;
    } cases[] = {
        {TOCSIN_CORRECTION_CORRECTED, "Correction: Strike on the base", "Iran struck."},
        {TOCSIN_CORRECTION_CORRECTED, "CORRECTED-Iran strikes a base", "Iran struck."},
        {TOCSIN_CORRECTION_CORRECTED, "", "(Corrects name in second paragraph) Iran."},
        {TOCSIN_CORRECTION_CORRECTED, "",
         "An earlier version of this article misstated the day."},
        {TOCSIN_CORRECTION_CORRECTED, "", "This story has been corrected."},
        {TOCSIN_CORRECTION_CORRECTED, "", "This article was amended on 3 May."},
        {TOCSIN_CORRECTION_CLARIFIED, "", "Clarification: The base is leased."},
        {TOCSIN_CORRECTION_RETRACTED, "RETRACTED: Strike on the base", "Gone."},
        {TOCSIN_CORRECTION_RETRACTED, "", "This article has been retracted."},
        {TOCSIN_CORRECTION_RETRACTED, "", "We retract this story."},
        {TOCSIN_CORRECTION_RETRACTED, "", "EDITORS: Please kill BASE-STRIKE."},
        {TOCSIN_CORRECTION_RETRACTED, "Correction: Strike",
         "This report was withdrawn by the agency."},
        {TOCSIN_CORRECTION_NONE, "Iran withdraws", "Troops have been withdrawn."},
        {TOCSIN_CORRECTION_NONE, "", "A report by the UN was withdrawn on Monday."},
        {TOCSIN_CORRECTION_NONE, "", "He retracted his words and corrected the sum."},
        {TOCSIN_CORRECTION_NONE, "Kill switch found", "They kill the motor."},
        {TOCSIN_CORRECTION_NONE, "", ""},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct correction found;
        tc_correction_find(tc_text(cases[i].title), tc_text(cases[i].text), &found);
        if ((int)found.kind != cases[i].kind)
            print_error("%s / %s: %s\n", cases[i].title, cases[i].text,
                        tocsin_correction_name(found.kind));
        assert_int_equal(found.kind, cases[i].kind);
    }
}

/* The words stand at the end of a long text as well, and nowhere in its middle. */
static void a_correction_stands_at_an_end(void **state)
{
    (void)state;
    struct buffer body;
    struct correction found;
    static const char note[] = "This article has been retracted.";
    for (int place = 0; place < 3; place++) {
        tc_buffer_init(&body, 0);
        for (int i = 0; i < 200; i++)
            tc_buffer_string(&body, i == (place == 0   ? 0
                                          : place == 1 ? 100
                                                       : 199)
                                        ? note
                                        : " Nothing else was said about it. ");
        tc_correction_find((text){NULL, 0}, (text){body.data, body.size}, &found);
        assert_int_equal(found.kind, place == 1 ? TOCSIN_CORRECTION_NONE
                                                : TOCSIN_CORRECTION_RETRACTED);
        if (place != 1)
            assert_memory_equal(body.data + found.begin, note, sizeof note - 2);
        tc_buffer_release(&body);
    }
}

static tocsin_status see_retracted(void *context, const tocsin_claim *claim,
                                   const tocsin_document *document,
                                   tocsin_text sentence, long long event)
{
    (void)sentence;
    (void)event;
    *(int *)context += claim->verification.kind == TOCSIN_VERIFICATION_RETRACTED &&
                       document->correction == TOCSIN_CORRECTION_RETRACTED;
    return TOCSIN_OK;
}

static void a_retracted_text_is_marked(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item back = first;
    int retracted = 0;
    back.changed = "2024-02-05";
    back.rest = "This article has been retracted.";
    put(record, &first);
    put(record, &back);
    tocsin_filter filter = FILTER(.offset = 0);
    tc_record_claims(record, &filter, see_retracted, &retracted, NULL);
    assert_int_equal(retracted, 1);
    filter.as_of = TEXT("2024-02-04");
    tc_record_claims(record, &filter, see_retracted, &retracted, NULL);
    assert_int_equal(retracted, 1); /* then it was not */
    assert_int_equal(number(record, "SELECT correction FROM documents"),
                     TOCSIN_CORRECTION_RETRACTED);
    close_sound(record);
}

/* ---- what differs ---------------------------------------------------------------- */

static tocsin_status add_difference(void *context, const tocsin_event_difference *d)
{
    struct buffer *out = context;
    const tocsin_event *e = d->after ? d->after : d->before;
    assert_int_equal(d->before == NULL, d->kind == TOCSIN_DIFFERENCE_NEW);
    assert_int_equal(d->after == NULL, d->kind == TOCSIN_DIFFERENCE_GONE);
    tc_buffer_format(out, "%s %lld", tocsin_difference_name(d->kind), e->id);
    for (int i = 0; i < TOCSIN_DIFFERS_COUNT; i++)
        if (d->fields & 1u << i)
            tc_buffer_format(out, " %s", tocsin_differs_name((tocsin_differs)i));
    tc_buffer_string(out, " by");
    for (uint32_t i = 0; i < d->document_count; i++) {
        tc_buffer_byte(out, ' ');
        tc_buffer_text(out, d->documents[i]);
    }
    tc_buffer_byte(out, '\n');
    return TOCSIN_OK;
}

static const char *between_days(struct record *record, tocsin_filter filter,
                                const char *from, const char *to)
{
    struct buffer out;
    const text days[2] = {tc_text(from), tc_text(to)};
    tc_buffer_init(&out, 0);
    assert_int_equal(tc_record_diff(record, &filter, days, add_difference, &out, NULL),
                     TOCSIN_OK);
    return ended(&out);
}

static void two_days_are_compared(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item other = first;
    put(record, &first);
    put(record, &second);
    put(record, &third);
    other.id = "b";
    other.published = "2024-02-02";
    other.publisher = "Post";
    other.said[0].words = "A base was struck by Iran.";
    put(record, &other);
    tocsin_filter all = FILTER(.offset = 0);
    assert_string_equal(between_days(record, all, "2024-02-01", "2024-02-01"), "");
    assert_string_equal(between_days(record, all, "2024-01-31", "2024-02-01"),
                        "new 1 by a\n");
    assert_string_equal(between_days(record, all, "2024-02-01", "2024-02-02"),
                        "changed 1 claims documents voices by b\n");
    assert_string_equal(between_days(record, all, "2024-02-02", "2024-02-03"),
                        "changed 1 words by a\nnew 2 by a\n");
    assert_string_equal(between_days(record, all, "2024-02-03", ""),
                        "changed 1 time words claims documents voices by a\n"
                        "gone 2 by a\nnew 3 by a\n");
    assert_string_equal(
        between_days(record, FILTER(.actor = TEXT("IRQ")), "2024-02-02", ""), "");
    assert_string_equal(
        between_days(record, FILTER(.actor = TEXT("IRQ")), "2024-02-03", ""),
        "gone 2 by a\n");
    const text wrong[][2] = {
        {TEXT("2024-02-03"), TEXT("2024-02-02")},
        {TEXT(""),           TEXT("2024-02-02")},
        {TEXT("2024-02-03"), TEXT("soon")      }
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(
            tc_record_diff(record, &all, wrong[i], add_difference, NULL, NULL),
            TOCSIN_USAGE);
    close_sound(record);
}

/* The events of a day by their ids, as lines. */
struct state_of {
    size_t count;
    struct {
        long long id;
        char line[400];
    } items[STREAM * MOST_SAID];
};

static tocsin_status keep_state(void *context, const tocsin_event *event)
{
    struct state_of *state = context;
    struct buffer line;
    tc_buffer_init(&line, 0);
    (void)add_event(&line, event);
    tc_buffer_byte(&line, '\0');
    state->items[state->count].id = event->id;
    (void)snprintf(state->items[state->count++].line, sizeof state->items[0].line, "%s",
                   line.data);
    tc_buffer_release(&line);
    return TOCSIN_OK;
}

static const char *line_of(const struct state_of *state, long long id)
{
    for (size_t i = 0; i < state->count; i++)
        if (state->items[i].id == id)
            return state->items[i].line;
    return NULL;
}

struct expected {
    struct state_of before, after;
    size_t told;
};

static tocsin_status check_difference(void *context, const tocsin_event_difference *d)
{
    struct expected *expected = context;
    long long id = d->after ? d->after->id : d->before->id;
    const char *old = line_of(&expected->before, id);
    const char *new = line_of(&expected->after, id);
    assert_int_equal(d->before != NULL, old != NULL);
    assert_int_equal(d->after != NULL, new != NULL);
    assert_true(d->document_count > 0);
    expected->told += !old || !new || strcmp(old, new) != 0;
    return TOCSIN_OK;
}

/* Every event whose line is another on the second day is told, and what is told was
 * there or is. */
static void a_diff_is_what_two_listings_show(void **state)
{
    (void)state;
    static struct expected expected;
    unsigned order[STREAM];
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct record *record = new_record();
        make_stream(seed, true);
        for (unsigned i = 0; i < STREAM; i++) {
            unsigned j = any(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (unsigned i = 0; i < STREAM; i++)
            put(record, &stream[order[i]]);
        for (int round = 0; round < 10; round++) {
            char from[24], to[24];
            unsigned a = any(DAYS), b = a + any(DAYS - a + 1);
            size_t differ = 0;
            memset(&expected, 0, sizeof expected);
            (void)snprintf(from, sizeof from, "2024-02-%02u", a + 1);
            (void)snprintf(to, sizeof to, "2024-02-%02u", b + 1);
            tocsin_filter filter = FILTER(.as_of = tc_text(from));
            tc_record_events(record, &filter, keep_state, &expected.before, NULL);
            filter.as_of = round % 4 ? tc_text(to) : (text){NULL, 0};
            tc_record_events(record, &filter, keep_state, &expected.after, NULL);
            const text days[2] = {tc_text(from), filter.as_of};
            assert_int_equal(
                tc_record_diff(record, NULL, days, check_difference, &expected, NULL),
                TOCSIN_OK);
            for (size_t i = 0; i < expected.before.count; i++) {
                const char *new = line_of(&expected.after, expected.before.items[i].id);
                differ += !new || strcmp(new, expected.before.items[i].line) != 0;
            }
            for (size_t i = 0; i < expected.after.count; i++)
                differ += !line_of(&expected.before, expected.after.items[i].id);
            assert_int_equal(expected.told, differ);
        }
        close_sound(record);
    }
}

static tocsin_status add_claims_apart(void *context, const tocsin_claim_difference *d)
{
    struct buffer *out = context;
    tc_buffer_format(out, "%s ", tocsin_difference_name(d->kind));
    tc_buffer_text(out, d->document->id);
    tc_buffer_format(out, " %lld %lld", d->event_before, d->event_after);
    for (int i = 0; i < TOCSIN_DIFFERS_COUNT; i++)
        if (d->fields & 1u << i)
            tc_buffer_format(out, " %s", tocsin_differs_name((tocsin_differs)i));
    tc_buffer_string(out, ": ");
    tc_buffer_text(out, d->sentence);
    tc_buffer_byte(out, '\n');
    return TOCSIN_OK;
}

static const char *between_coders(struct record *record, long long a, long long b)
{
    struct buffer out;
    const long long coders[2] = {a, b};
    tc_buffer_init(&out, 0);
    assert_int_equal(
        tc_record_diff_coders(record, coders, add_claims_apart, &out, NULL), TOCSIN_OK);
    return ended(&out);
}

static tocsin_status add_coder(void *context, const tocsin_record_coder *coder)
{
    tc_buffer_format(context, "%lld %.*s %lld\n", coder->id, (int)coder->version.size,
                     coder->version.data, coder->documents);
    return TOCSIN_OK;
}

static void two_coders_are_compared(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item anew = second, alone = third;
    put(record, &first);
    put(record, &second);
    anew.coder = "two";
    anew.said[0].actor = "SYR"; /* changed */
    anew.said[1].type = TOCSIN_THREATEN;
    anew.said[2] = (struct said){.words = "Later it rained.", .actor = "IRQ"};
    assert_true(put(record, &anew)); /* the third claim makes it another text */
    anew = second;
    anew.coder = "two";
    anew.said[0].actor = "SYR";
    anew.said[1].type = TOCSIN_THREATEN;
    assert_true(put(record, &anew));
    alone.id = "b";
    alone.coder = "two";
    put(record, &alone);
    struct buffer out;
    tc_buffer_init(&out, 0);
    assert_int_equal(tc_record_coders(record, add_coder, &out, NULL), TOCSIN_OK);
    assert_string_equal(ended(&out), "1 one 1\n2 two 2\n");
    const char *found = between_coders(record, 1, 2);
    assert_non_null(strstr(found, "changed a "));
    assert_non_null(strstr(found, " actor: Iran shelled the base.\n"));
    assert_non_null(strstr(found, " type: Iraq protested to Iran.\n"));
    assert_int_equal(count_of(found), 2);
    assert_int_equal(count_of(between_coders(record, 2, 1)), 2);
    assert_string_equal(between_coders(record, 1, 1), "");
    assert_string_equal(between_coders(record, 1, 77), "");
    close_sound(record);
}

/* One coder finds an act where the other finds none. */
static void claims_of_one_coder_alone_are_told(void **state)
{
    (void)state;
    struct record *record = new_record();
    struct item one = second, two = second;
    two.coder = "two";
    one.said[1] = (struct said){.words = NULL};
    one.rest = "Iraq protested to Iran.\n";
    put(record, &one);
    assert_true(put(record, &two));
    const char *found = between_coders(record, 1, 2);
    assert_int_equal(count_of(found), 1);
    assert_int_equal(strncmp(found, "new a 0 ", 8), 0);
    found = between_coders(record, 2, 1);
    assert_int_equal(strncmp(found, "gone a ", 7), 0);
    close_sound(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_versions_stand_on_their_days),
        cmocka_unit_test(of_one_day_the_last_to_come_stands),
        cmocka_unit_test(whatever_comes_is_kept_soundly),
        cmocka_unit_test(a_version_may_come_back_on_a_later_day),
        cmocka_unit_test(what_has_no_date_no_day_has_seen),
        cmocka_unit_test(an_old_coding_stays_to_be_compared),
        cmocka_unit_test(a_claim_coded_anew_stays_in_its_event),
        cmocka_unit_test(an_older_version_may_be_coded_anew),
        cmocka_unit_test(coded_anew_a_version_keeps_its_day),
        cmocka_unit_test(the_clock_may_go_back),
        cmocka_unit_test(an_event_keeps_its_id_while_nobody_says_it),
        cmocka_unit_test(addresses_of_one_article_are_one),
        cmocka_unit_test(the_same_address_is_the_same_article),
        cmocka_unit_test(what_stands_at_a_changing_address_is_not_one),
        cmocka_unit_test(a_text_says_what_was_done_to_it),
        cmocka_unit_test(a_correction_stands_at_an_end),
        cmocka_unit_test(a_retracted_text_is_marked),
        cmocka_unit_test(two_days_are_compared),
        cmocka_unit_test(a_diff_is_what_two_listings_show),
        cmocka_unit_test(two_coders_are_compared),
        cmocka_unit_test(claims_of_one_coder_alone_are_told),
        cmocka_unit_test(a_day_is_what_was_known_by_then),
        cmocka_unit_test(also_when_it_came_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
