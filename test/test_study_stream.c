/* test_study_stream: events as columns, their order, and the quadruple reader. */
#include "study/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void add(struct stream *stream, int32_t day, uint32_t actor, uint32_t recipient)
{
    struct stream_event event = {day, actor, 0, recipient, (uint32_t)stream->count};
    assert_int_equal(tc_stream_number(stream, 100, 1, NULL), TOCSIN_OK);
    assert_int_equal(tc_stream_add(stream, &event, NULL), TOCSIN_OK);
}

static void test_sort_keeps_the_order_of_a_day(void **state)
{
    (void)state;
    struct stream stream;
    tc_stream_init(&stream);
    unsigned seed = 7;
    for (uint32_t i = 0; i < 5000; i++) {
        seed = seed * 1103515245u + 12345u;
        add(&stream, (int32_t)(seed >> 16) % 41 - 20, i % 97, i % 89);
    }
    assert_int_equal(tc_stream_sort(&stream, NULL), TOCSIN_OK);
    for (size_t i = 0; i < stream.count; i++) {
        assert_int_equal(stream.actor[i], stream.event[i] % 97);
        assert_int_equal(stream.recipient[i], stream.event[i] % 89);
        if (!i)
            continue;
        assert_true(stream.day[i - 1] <= stream.day[i]);
        if (stream.day[i - 1] == stream.day[i])
            assert_true(stream.event[i - 1] < stream.event[i]);
    }
    tc_stream_release(&stream);
}

static void test_names_are_numbered_as_they_come(void **state)
{
    (void)state;
    struct stream stream;
    struct stream_relation strike = {-10.0f, 19, TOCSIN_ASSAULT};
    uint32_t a, b, again, relation;
    tc_stream_init(&stream);
    assert_int_equal(tc_stream_actor(&stream, TEXT("KENGOV"), &a, NULL), TOCSIN_OK);
    assert_int_equal(tc_stream_actor(&stream, TEXT("SOMREB"), &b, NULL), TOCSIN_OK);
    assert_int_equal(tc_stream_actor(&stream, TEXT("KENGOV"), &again, NULL), TOCSIN_OK);
    assert_int_equal(a, 0);
    assert_int_equal(b, 1);
    assert_int_equal(again, 0);
    assert_int_equal(
        tc_stream_relation(&stream, TEXT("ASSAULT"), &strike, &relation, NULL),
        TOCSIN_OK);
    assert_int_equal(stream.kinds[relation].root, 19);
    assert_true(tc_text_equal(stream.actors.items[1], TEXT("SOMREB")));
    tc_stream_release(&stream);
}

struct told {
    int count;
    long long line[8];
};

static void tell(void *context, const tocsin_error *problem)
{
    struct told *told = context;
    if (told->count < 8)
        told->line[told->count] = problem->line;
    told->count++;
}

static void test_quads_lose_only_bad_lines(void **state)
{
    (void)state;
    static const char bytes[] = "0\t1\t2\t5\n"
                                "\n"
                                "0\t1\t2\n"
                                "0\tx\t2\t5\n"
                                "-1\t0\t2\t5\n"
                                "4\t0\t2\t99999999999\n"
                                "3\t0\t1\t4\t0\r\n"
                                "9\t0\t1\t4\n"
                                "2\t1\t0\t4";
    struct stream stream;
    struct told told = {0};
    struct quads_report report = {tell, &told, 0};
    tc_stream_init(&stream);
    assert_int_equal(tc_quads_text(&stream, TEXT(bytes), "quads",
                                   (struct quads_limit){2, 9}, &report, NULL),
                     TOCSIN_OK);
    assert_int_equal(stream.count, 3);
    assert_int_equal(report.bad, 5);
    assert_int_equal(told.count, 5);
    assert_int_equal(told.line[0], 3);
    assert_int_equal(told.line[4], 8);
    assert_int_equal(stream.actors.count, 4);
    assert_int_equal(tc_stream_sort(&stream, NULL), TOCSIN_OK);
    assert_int_equal(stream.day[0], 4);
    assert_int_equal(stream.actor[0], 3);
    assert_int_equal(stream.actor[2], 0);
    tc_stream_release(&stream);
}

/* A byte order mark, lines of other systems, and numbers that no name stands for. */
static void test_quads_of_other_systems(void **state)
{
    (void)state;
    static const char bytes[] = "\xef\xbb\xbf"
                                "7\t0\t1\t36525\r\n"
                                "\r\n"
                                "  \t \r\n"
                                "1\t0\t7\t0\r\n";
    struct stream stream;
    struct quads_report report = {0};
    tc_stream_init(&stream);
    assert_int_equal(tc_quads_text(&stream, TEXT(bytes), "quads",
                                   (struct quads_limit){0, 0}, &report, NULL),
                     TOCSIN_OK);
    assert_int_equal(report.bad, 0);
    assert_int_equal(stream.count, 2);
    assert_int_equal(stream.actors.count, 8);
    assert_int_equal(stream.actors.items[7].size, 0);
    assert_int_equal(tc_stream_sort(&stream, NULL), TOCSIN_OK);
    assert_int_equal(stream.day[0], 0);
    assert_int_equal(stream.day[1], 36525);
    tc_stream_release(&stream);
}

static void write_file(const char *folder, const char *name, const char *bytes)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(tc_write_file(path, tc_text(bytes), NULL), TOCSIN_OK);
}

static void test_names_of_a_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/tocsin-quads-XXXXXX";
    char command[64];
    struct stream stream;
    struct quads_report report = {0};
    assert_non_null(mkdtemp(folder));
    write_file(folder, "entity2id.txt",
               "\xef\xbb\xbfHarbour \"Union\" (Osland)\t1\r\nOsland\t0\nbad\n");
    tc_stream_init(&stream);
    assert_int_equal(tc_quads_names(&stream, folder, &report, NULL), TOCSIN_OK);
    assert_int_equal(report.bad, 1);
    assert_int_equal(stream.actors.count, 2);
    assert_true(tc_text_equal(stream.actors.items[0], TEXT("Osland")));
    assert_int_equal(stream.actors.items[1].data[0], 'H');
    assert_int_equal(stream.relations.count, 0);
    assert_int_equal(tc_quads_read(&stream, "/nowhere/train.txt",
                                   (struct quads_limit){0, 0}, &report, NULL),
                     TOCSIN_IO);
    tc_stream_release(&stream);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void test_memory_fails_cleanly(void **state)
{
    (void)state;
    static const char bytes[] = "0\t1\t2\t5\n3\t0\t1\t4\n2\t1\t0\t4\n";
    tocsin_status status = TOCSIN_MEMORY;
    for (long n = 1; status == TOCSIN_MEMORY; n++) {
        struct stream stream;
        struct quads_report report = {0};
        uint32_t number;
        tc_stream_init(&stream);
        tc_alloc_fail(n);
        status = tc_quads_text(&stream, TEXT(bytes), "quads",
                               (struct quads_limit){0, 0}, &report, NULL);
        if (!status)
            status = tc_stream_actor(&stream, TEXT("Osland"), &number, NULL);
        if (!status)
            status = tc_stream_sort(&stream, NULL);
        tc_alloc_fail(0);
        tc_stream_release(&stream);
        assert_true(n < 1000);
    }
    assert_int_equal(status, TOCSIN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sort_keeps_the_order_of_a_day),
        cmocka_unit_test(test_names_are_numbered_as_they_come),
        cmocka_unit_test(test_quads_lose_only_bad_lines),
        cmocka_unit_test(test_quads_of_other_systems),
        cmocka_unit_test(test_names_of_a_folder),
        cmocka_unit_test(test_memory_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
