/* test_stream: events to study, out of a record and out of files. */
#include "tocsin.h"

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

static void write_file(const char *folder, const char *name, const char *bytes)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static tocsin_status count_problem(void *context, const tocsin_error *problem)
{
    assert_int_equal(problem->status, TOCSIN_FORMAT);
    ++*(int *)context;
    return TOCSIN_OK;
}

static tocsin_status stop(void *context, const tocsin_error *problem)
{
    (void)context;
    (void)problem;
    return TOCSIN_STOPPED;
}

static void test_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/tocsin-stream-XXXXXX";
    char command[64];
    int problems = 0;
    tocsin_stream *stream;
    tocsin_stream_counts counts;
    tocsin_error error;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(tocsin_stream_open(folder, NULL, NULL, &stream, &error),
                     TOCSIN_IO);
    assert_null(stream);
    write_file(folder, "relation2id.txt", "Make_a_visit\t0\nHum a tune\t1\n");
    write_file(folder, "valid.txt", "0\t0\t1\t9\n");
    write_file(folder, "train.txt", "1\t1\t2\t7\nnothing\n2\t0\t0\t3\n");
    assert_int_equal(
        tocsin_stream_open(folder, count_problem, &problems, &stream, &error),
        TOCSIN_OK);
    tocsin_stream_count(stream, &counts);
    assert_int_equal(counts.events, 3);
    assert_int_equal(counts.actors, 3);
    assert_int_equal(counts.relations, 2);
    assert_int_equal(counts.bad, 1);
    assert_int_equal(problems, 1);
    assert_int_equal(counts.first.size, 5);
    assert_memory_equal(counts.first.data, "day 3", 5);
    assert_memory_equal(counts.last.data, "day 9", 5);
    tocsin_stream_close(stream);
    assert_int_equal(tocsin_stream_open(folder, stop, NULL, &stream, &error),
                     TOCSIN_STOPPED);
    assert_null(stream);
    tocsin_stream_close(NULL);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* A claim that an army hit someone on a day, in a year, or, of a text without a day, at
 * some time. */
static void add(tocsin_record *record, int number, const char *day,
                const char *recipient, tocsin_claim_status status)
{
    char id[16], text[64];
    tocsin_mention actor = {.text = words("The army"),
                            .code = words("KENMIL"),
                            .country = words("KEN"),
                            .end = 8};
    tocsin_mention other = {.text = words("rebels"),
                            .code = words(recipient),
                            .country = words(strlen(recipient) > 3 ? "SOM" : ""),
                            .end = 8};
    tocsin_claim claim = {.type = TOCSIN_ASSAULT,
                          .intensity = -9.5,
                          .status = status,
                          .factuality = 2.5,
                          .confidence = 0.8,
                          .end = 20,
                          .actors = &actor,
                          .actor_count = 1,
                          .recipients = &other,
                          .recipient_count = *recipient != 0};
    bool year = strlen(day) == 4;
    claim.time.from = words(year ? "2019-01-01" : day);
    claim.time.to = words(year ? "2019-12-31" : day);
    claim.time.precision = words(year ? "year" : "day");
    snprintf(id, sizeof id, "doc-%d", number);
    tocsin_coding coding = {.claims = &claim, .claim_count = 1};
    coding.document.id = words(id);
    snprintf(text, sizeof text, "The army hit rebels (%d).", number * 7919);
    coding.document.text = words(text);
    if (*day)
        coding.document.published = words("2024-03-09");
    bool added;
    tocsin_error error = {0};
    assert_int_equal(tocsin_record_add(record, &coding, "test", &added, &error),
                     TOCSIN_OK);
}

static void test_record(void **state)
{
    (void)state;
    tocsin_record *record;
    tocsin_stream *stream;
    tocsin_stream_counts counts;
    tocsin_error error;
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    assert_int_equal(tocsin_record_open(":memory:", &record, &error), TOCSIN_OK);
    assert_int_equal(
        tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_CODE, &stream, &error),
        TOCSIN_OK);
    tocsin_stream_count(stream, &counts);
    assert_int_equal(counts.events, 0);
    assert_int_equal(counts.first.size, 0);
    tocsin_stream_close(stream);

    add(record, 1, "2024-03-01", "SOMREB", TOCSIN_HAPPENED);
    add(record, 2, "2024-03-04", "SOMREB", TOCSIN_POSSIBLE);
    add(record, 3, "2024-02-07", "SOMREB", TOCSIN_HAPPENED);
    add(record, 4, "2024-01-07", "", TOCSIN_HAPPENED);
    add(record, 5, "", "SOMCIV", TOCSIN_HAPPENED);
    add(record, 7, "2019", "ETHCOP", TOCSIN_HAPPENED);
    add(record, 6, "2023-01-07", "REB", TOCSIN_ONGOING);
    assert_int_equal(
        tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_CODE, &stream, &error),
        TOCSIN_OK);
    tocsin_stream_count(stream, &counts);
    assert_int_equal(counts.unreal, 1);
    assert_int_equal(counts.partyless, 1);
    assert_int_equal(counts.undated, 2);
    assert_int_equal(counts.events, 3);
    assert_int_equal(counts.actors, 3);
    assert_memory_equal(counts.first.data, "2023-01-07", 10);
    assert_memory_equal(counts.last.data, "2024-03-01", 10);
    tocsin_stream_close(stream);
    assert_int_equal(
        tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_COUNTRY, &stream, &error),
        TOCSIN_OK);
    tocsin_stream_count(stream, &counts);
    assert_int_equal(counts.events, 2);
    assert_int_equal(counts.partyless, 2);
    tocsin_stream_close(stream);
    assert_int_equal(tocsin_record_close(record, &error), TOCSIN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
