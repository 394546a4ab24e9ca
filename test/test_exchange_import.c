/* test_exchange_import.c: other projects' files into a record, through tocsin.h: what
 * is counted, what comes again, what events they make, and what is left when a file
 * breaks off. test_io_read.c has the rows themselves. /
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "tocsin.h"

static tocsin_record *record;
static tocsin_import_counts counts;
static tocsin_error error;
static char last_problem[600];

static int begin(void **state)
{
    (void)state;
    return tocsin_record_open(":memory:", &record, &error) == TOCSIN_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    return tocsin_record_close(record, &error) == TOCSIN_OK ? 0 : -1;
}

static tocsin_status keep_problem(void *context, const tocsin_error *problem)
{
    (void)context;
    (void)snprintf(last_problem, sizeof last_problem, "%lld: %s", problem->line,
                   problem->message);
    return TOCSIN_OK;
}

static tocsin_status import_as(const char *path, const char *format)
{
    tocsin_import_source source = {
        .path = path, .format = format, .problem = keep_problem};
    last_problem[0] = '\0';
    memset(&error, 0, sizeof error);
    return tocsin_record_import(record, &source, &counts, &error);
}

/* rows, of them new, of them known, and bad ones */
static void imports(const char *path, unsigned rows, unsigned added, unsigned known,
                    unsigned bad)
{
    assert_int_equal(import_as(path, NULL), TOCSIN_OK);
    assert_int_equal(counts.rows, rows);
    assert_int_equal(counts.added, added);
    assert_int_equal(counts.known, known);
    assert_int_equal(counts.bad, bad);
}

static tocsin_status refuse(void *context, tocsin_text line)
{
    (void)context;
    print_error("%.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void is_sound(void)
{
    assert_int_equal(tocsin_record_check(record, refuse, NULL, &error), TOCSIN_OK);
}

/* ---- events ---------------------------------------------------------------------- */

struct listed {
    size_t count;
    char lines[64][200];
};

static tocsin_status list_event(void *context, const tocsin_event *e)
{
    struct listed *listed = context;
    assert_true(listed->count < 64);
    (void)snprintf(
        listed->lines[listed->count++], sizeof listed->lines[0],
        "%.*s %s %.*s>%.*s %.*s %u/%u", (int)e->from.size, e->from.data,
        tocsin_type_name(e->type), (int)e->actor.code.size,
        e->actor.code.size ? e->actor.code.data : "", (int)e->recipient.code.size,
        e->recipient.code.size ? e->recipient.code.data : "",
        (int)e->place.country.size, e->place.country.size ? e->place.country.data : "",
        e->claims, e->voices);
    return TOCSIN_OK;
}

static const struct listed *list(const tocsin_filter *filter)
{
    static struct listed listed;
    listed.count = 0;
    assert_int_equal(tocsin_record_events(record, filter, list_event, &listed, &error),
                     TOCSIN_OK);
    return &listed;
}

#define TEXT(literal) ((tocsin_text){(literal), sizeof(literal) - 1})

static void test_every_format(void **state)
{
    static const struct {
        const char *path, *format;
        unsigned rows, added, bad, passed, warnings;
    } files[] = {
        {"test/import/gdelt1.tsv",             "gdelt1",             3, 3, 0, 0, 0},
        {"test/import/gdelt1-57.tsv",          "gdelt1",             1, 0, 0, 0, 0},
        {"test/import/gdelt2.tsv",             "gdelt2",             4, 1, 4, 0, 2},
        {"test/import/icews.tsv",              "icews",              3, 3, 0, 0, 1},
        {"test/import/polecat.tsv",            "polecat",            2, 2, 0, 0, 0},
        {"test/import/acled.csv",              "acled",              3, 3, 0, 1, 0},
        {"test/import/acled-2017.csv",         "acled",              1, 1, 0, 0, 0},
        {"test/import/ucdp.csv",               "ucdp",               2, 2, 1, 0, 0},
        {"test/import/phoenix.tsv",            "phoenix",            2, 2, 0, 0, 0},
        {"test/import/phoenix-historical.csv", "phoenix-historical", 1, 1, 0, 0, 0},
        {"test/import/terrier.csv",            "terrier",            1, 1, 0, 0, 0}
    };
    (void)state;
    size_t events = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        imports(files[i].path, files[i].rows, files[i].added,
                files[i].rows - files[i].added, files[i].bad);
        assert_string_equal(counts.format, files[i].format);
        assert_int_equal(counts.passed, files[i].passed);
        assert_int_equal(counts.warnings, files[i].warnings);
        events += files[i].added;
        /* the same again changes nothing */
        imports(files[i].path, files[i].rows, 0, files[i].rows, files[i].bad);
    }
    tocsin_filter all = TOCSIN_FILTER_ALL;
    assert_int_equal(list(&all)->count, events);
    is_sound();
}

static void test_events(void **state)
{
    (void)state;
    imports("test/import/acled.csv", 3, 3, 0, 0);
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    filter.actor = TEXT("SDNMIL");
    assert_int_equal(list(&filter)->count, 1);
    assert_string_equal(list(&filter)->lines[0],
                        "2023-06-03 ASSAULT SDNMIL>UAF SDN 1/1");
    /* the party that the project names first stands for its side */
    filter = (tocsin_filter)TOCSIN_FILTER_ALL;
    filter.type = TOCSIN_PROTEST;
    assert_string_equal(list(&filter)->lines[0], "2023-06-07 PROTEST INDOPP> IND 1/1");
    filter = (tocsin_filter)TOCSIN_FILTER_ALL;
    filter.words = TEXT("farmers");
    assert_int_equal(list(&filter)->count, 1);
    /* when it was known is when the project published it */
    filter = (tocsin_filter)TOCSIN_FILTER_ALL;
    filter.as_of = TEXT("2023-06-12");
    assert_int_equal(list(&filter)->count, 0);
    filter.as_of = TEXT("2023-06-13");
    assert_int_equal(list(&filter)->count, 3);
}

static void test_mentions(void **state)
{
    (void)state;
    /* without its event it is not taken, and may come again */
    imports("test/import/gdelt-mentions.tsv", 1, 0, 0, 1);
    assert_int_equal(counts.lost, 1);
    imports("test/import/gdelt2.tsv", 4, 4, 0, 4);
    imports("test/import/gdelt-mentions.tsv", 1, 1, 0, 1);
    assert_int_equal(counts.mentions, 1);
    assert_int_equal(counts.lost, 0);
    imports("test/import/gdelt-mentions.tsv", 1, 0, 1, 1);
    assert_int_equal(counts.mentions, 0);
    tocsin_filter all = TOCSIN_FILTER_ALL;
    assert_int_equal(list(&all)->count, 4);
    assert_string_equal(list(&all)->lines[0], "2023-03-14 CONSULT ROUGOV>MDA MDA 2/2");
    /* the day before the mention it stood there once */
    all.as_of = TEXT("2023-03-15");
    assert_string_equal(list(&all)->lines[0], "2023-03-14 CONSULT ROUGOV>MDA MDA 1/1");
    all = (tocsin_filter)TOCSIN_FILTER_ALL;
    all.source = TEXT("courier");
    assert_int_equal(list(&all)->count, 1);
    all = (tocsin_filter)TOCSIN_FILTER_ALL;
    all.actor = TEXT("ROU");
    assert_int_equal(list(&all)->count, 2);
    is_sound();
}

/* ---- files ----------------------------------------------------------------------- */

static char path[] = "/tmp/test_exchange_XXXXXX";

static void write_file(const char *bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, strlen(bytes), file), strlen(bytes));
    (void)fclose(file);
}

static void test_mapping(void **state)
{
    (void)state;
    tocsin_import_source source = {.path = "examples/events/incidents.csv",
                                   .mapping = "examples/events/incidents.map",
                                   .published = "2024-02-05",
                                   .problem = keep_problem};
    assert_int_equal(tocsin_record_import(record, &source, &counts, &error), TOCSIN_OK);
    assert_int_equal(counts.added, 2);
    assert_int_equal(counts.bad, 1);
    assert_int_equal(counts.passed, 1);
    assert_string_equal(last_problem, "4: no date: \"31/02/2024\"");
    assert_string_equal(counts.project, "My list");
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    filter.as_of = TEXT("2024-02-05");
    assert_int_equal(list(&filter)->count, 2);
    source.published = "5 Feb";
    assert_int_equal(tocsin_record_import(record, &source, &counts, &error),
                     TOCSIN_USAGE);
    source.published = NULL;
    write_file("[file]\nproject = T\n[fields]\nid = a : b\n");
    source.mapping = path;
    assert_int_equal(tocsin_record_import(record, &source, &counts, &error),
                     TOCSIN_FORMAT);
    assert_int_equal(error.line, 4);
    assert_string_equal(error.file, path);
    source.mapping = "/tmp/there is no such mapping";
    assert_int_equal(tocsin_record_import(record, &source, &counts, &error), TOCSIN_IO);
}

static void test_errors(void **state)
{
    (void)state;
    assert_int_equal(import_as("/tmp/there is no such file", NULL), TOCSIN_IO);
    assert_int_equal(import_as("test/import/ucdp.csv", "gdelt7"), TOCSIN_USAGE);
    assert_int_equal(import_as("examples/events/incidents.map", NULL), TOCSIN_FORMAT);
    assert_int_equal(import_as("test/import/icews.tsv", "ucdp"), TOCSIN_FORMAT);
    write_file("");
    assert_int_equal(import_as(path, NULL), TOCSIN_EMPTY);
    tocsin_filter all = TOCSIN_FILTER_ALL;
    assert_int_equal(list(&all)->count, 0);
    const char *name;
    size_t formats = 0;
    while ((name = tocsin_import_format(formats)))
        formats += name[0] != '\0';
    assert_int_equal(formats, 13);
}

/* All rows before the place where a file breaks off are there. */
static void test_broken_off(void **state)
{
    (void)state;
    gzFile packed = gzopen(path, "wb0"); /* stored, so that the cut loses little */
    assert_non_null(packed);
    assert_true(gzputs(packed, "event_id_cnty,event_date,event_type,actor1,inter1\n") >
                0);
    for (int i = 0; i < 5000; i++)
        assert_true(gzprintf(packed, "X%d,2020-01-01,Riots,Rioters (Chad),5\n", i) > 0);
    assert_int_equal(gzclose(packed), Z_OK);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    (void)fclose(file);
    assert_int_equal(truncate(path, size / 2), 0);
    assert_int_equal(import_as(path, NULL), TOCSIN_FORMAT);
    assert_non_null(strstr(error.message, "too early"));
    assert_in_range(counts.added, 1000, 4999);
    tocsin_record_summary summary;
    assert_int_equal(tocsin_record_summarise(record, &summary, &error), TOCSIN_OK);
    assert_int_equal(summary.events, counts.added);
    is_sound();
}

static tocsin_status stop_later(void *context, const tocsin_import_counts *so_far)
{
    (void)context;
    return so_far->rows > 10000 ? TOCSIN_STOPPED : TOCSIN_OK;
}

static void test_stopped(void **state)
{
    (void)state;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    (void)fputs("event_id_cnty,event_date,event_type,actor1,inter1\n", file);
    for (int i = 0; i < 30000; i++)
        (void)fprintf(file, "X%d,2020-01-01,Riots,Rioters (Chad),5\n", i);
    (void)fclose(file);
    tocsin_import_source source = {.path = path, .progress = stop_later};
    assert_int_equal(tocsin_record_import(record, &source, &counts, &error),
                     TOCSIN_STOPPED);
    assert_in_range(counts.added, 10000, 29999);
    unsigned done = (unsigned)counts.added;
    imports(path, 30000, 30000 - done, done, 0);
    is_sound();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_format, begin, end),
        cmocka_unit_test_setup_teardown(test_events, begin, end),
        cmocka_unit_test_setup_teardown(test_mentions, begin, end),
        cmocka_unit_test_setup_teardown(test_mapping, begin, end),
        cmocka_unit_test_setup_teardown(test_errors, begin, end),
        cmocka_unit_test_setup_teardown(test_broken_off, begin, end),
        cmocka_unit_test_setup_teardown(test_stopped, begin, end),
    };
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    (void)close(file);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
