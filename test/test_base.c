/* test_base.c: memory, buffers, text, days, packed files. */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void arena_reuses_its_blocks(void **state)
{
    (void)state;
    struct arena arena;
    tc_arena_init(&arena, 0);
    for (int round = 0; round < 3; round++) {
        unsigned long before = tc_alloc_count();
        for (int i = 0; i < 1000; i++) {
            unsigned char *p = tc_arena_alloc(&arena, (size_t)(i % 97) * 31);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            for (int k = 0; k < i % 97 * 31; k++)
                assert_int_equal(p[k], 0);
            if (i % 97)
                memset(p, 0xAA, (size_t)(i % 97) * 31);
        }
        if (round)
            assert_int_equal(tc_alloc_count(), before);
        tc_arena_reset(&arena);
    }
    tc_arena_release(&arena);
}

static void arena_keeps_its_maximum(void **state)
{
    (void)state;
    struct arena arena;
    tc_arena_init(&arena, 100000);
    assert_non_null(tc_arena_alloc(&arena, 60000));
    assert_null(tc_arena_alloc(&arena, 60000));
    assert_null(tc_arena_alloc(&arena, SIZE_MAX - 3));
    tc_arena_release(&arena);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (long n = 1; n < 40; n++) {
        struct arena arena;
        struct buffer buffer;
        struct map map;
        tc_arena_init(&arena, 0);
        tc_buffer_init(&buffer, 0);
        tc_map_init(&map);
        tc_alloc_fail(n);
        bool ok = tc_arena_copy(&arena, TEXT("words")).data != NULL;
        for (int i = 0; i < 200; i++)
            tc_buffer_format(&buffer, "%d of many;", i);
        ok = ok && !buffer.failed;
        static const char keys[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN";
        for (uint32_t i = 0; i + 1 < sizeof keys && ok; i++)
            ok = tc_map_put(&map, (text){keys + i, 1}, i);
        tc_alloc_fail(0);
        tc_map_release(&map);
        tc_buffer_release(&buffer);
        tc_arena_release(&arena);
        if (ok)
            return;
    }
    fail_msg("the failing allocation was never passed");
}

static void buffer_stops_at_its_maximum(void **state)
{
    (void)state;
    struct buffer b;
    tc_buffer_init(&b, 10);
    tc_buffer_string(&b, "12345678");
    assert_false(b.failed);
    tc_buffer_string(&b, "12345");
    assert_true(b.failed);
    assert_int_equal(b.size, 8);
    tc_buffer_byte(&b, 'x');
    assert_int_equal(b.size, 8);
    tc_buffer_release(&b);
}

static void check_number(double value, int digits, const char *expected)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    tc_buffer_number(&b, value, digits);
    assert_int_equal(b.size, strlen(expected));
    assert_memory_equal(b.data, expected, b.size);
    tc_buffer_release(&b);
}

static void numbers_as_json(void **state)
{
    (void)state;
    check_number(0.0, 2, "0.0");
    check_number(-0.001, 2, "0.0");
    check_number(1.5, 3, "1.5");
    check_number(-9.25, 1, "-9.2");
    check_number(33.0, 4, "33.0");
    check_number(0.125, 3, "0.125");
    check_number((double)NAN, 3, "null");
    check_number((double)INFINITY, 3, "null");
}

static void strings_as_json_and_csv(void **state)
{
    (void)state;
    struct buffer b;
    tc_buffer_init(&b, 0);
    tc_buffer_json(&b, TEXT("a\"b\\c\n\x01\xc3\xa9\xe2\x80\xa8\xe2\x80\xaa"), false);
    tc_buffer_json(&b, (text){NULL, 0}, true);
    tc_buffer_json(&b, (text){NULL, 0}, false);
    tc_buffer_byte(&b, ' ');
    tc_buffer_csv(&b, TEXT("plain"));
    tc_buffer_csv(&b, TEXT("a,\"b\""));
    static const char expected[] = "\"a\\\"b\\\\c\\n\\u0001\xc3\xa9\\u2028\xe2\x80\xaa"
                                   "\"null\"\" plain\"a,\"\"b\"\"\"";
    assert_int_equal(b.size, sizeof expected - 1);
    assert_memory_equal(b.data, expected, b.size);
    tc_buffer_release(&b);
}

static void utf8_finds_the_bad_byte(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size, bad;
    } cases[] = {
        {"plain ascii",                               11, 11},
        {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", 14, 14},
        {"bad\xff",                                   4,  3 },
        {"overlong \xc0\xaf",                         11, 9 },
        {"surrogate\xed\xa0\x80",                     12, 9 },
        {"cut\xe2\x82",                               5,  3 },
        {"12345678\x80",                              9,  8 }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(tc_utf8_check((text){cases[i].bytes, cases[i].size}),
                         cases[i].bad);
}

static void fold(const char *from, const char *expected)
{
    text t = tc_text(from);
    char out[64];
    size_t n = 0;
    for (size_t at = 0; at < t.size;) {
        uint32_t c = tc_fold(tc_utf8_next(t, &at));
        if (c)
            n += tc_utf8_put(c, out + n);
    }
    out[n] = '\0';
    assert_string_equal(out, expected);
}

static void folding_drops_case_and_marks(void **state)
{
    (void)state;
    fold("ERDO\xc4\x9e"
         "AN",
         "erdogan");
    fold("S\xc3\xa3o Tom\xc3\xa9", "sao tome");
    fold("\xc5\x81\xc3\xb3"
         "d\xc5\xba",
         "lodz");
    fold("Re\xcc\x81"
         "publique",
         "republique"); /* e and a combining accent */
}

static void days_go_both_ways(void **state)
{
    (void)state;
    assert_int_equal(tc_day(1970, 1, 1), 0);
    assert_int_equal(tc_day(2000, 3, 1), 11017);
    assert_int_equal(tc_day_weekday(tc_day(2024, 1, 29)), 0); /* a Monday */
    assert_int_equal(tc_day(2023, 2, 29), TC_NO_DAY);
    assert_int_equal(tc_day(2024, 2, 29) + 1, tc_day(2024, 3, 1));
    for (int32_t day = -200000; day < 200000; day += 37) {
        int y, m, d;
        tc_day_split(day, &y, &m, &d);
        assert_int_equal(tc_day(y, m, d), day);
    }
    char out[11];
    tc_day_print(tc_day_parse(TEXT("2024-01-29T10:00:00Z")), out);
    assert_string_equal(out, "2024-01-29");
    assert_int_equal(tc_day_parse(TEXT("2024-01-29x")), TC_NO_DAY);
    assert_int_equal(tc_day_parse(TEXT("2024-1-29")), TC_NO_DAY);
    tc_day_print(TC_NO_DAY, out);
    assert_string_equal(out, "");
}

static void map_finds_what_was_put(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static char keys[MANY][8];
    struct map map;
    tc_map_init(&map);
    uint32_t value;
    assert_false(tc_map_get(&map, TEXT("nothing"), &value));
    for (uint32_t i = 0; i < MANY; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "k%u", i);
        assert_true(tc_map_put(&map, tc_text(keys[i]), i));
    }
    char same[16]; /* another copy of a key may go: the map keeps the first */
    (void)snprintf(same, sizeof same, "%s", keys[7]);
    assert_true(tc_map_put(&map, tc_text(same), 77));
    memset(same, 'x', sizeof same);
    assert_int_equal(map.count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_true(tc_map_get(&map, tc_text(keys[i]), &value));
        assert_int_equal(value, i == 7 ? 77 : i);
    }
    assert_false(tc_map_get(&map, TEXT("k5000"), &value));
    tc_map_release(&map);
}

static void write_pack(char *path)
{
    static const uint32_t numbers[] = {1, 2, 3};
    struct packed_part parts[] = {
        {"numbers", numbers, sizeof numbers},
        {"empty",   NULL,    0             }
    };
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    assert_int_equal(tc_packed_write(path, "tctest\0", 3, parts, 2, NULL), TOCSIN_OK);
}

static void packed_files_are_checked(void **state)
{
    (void)state;
    char path[] = "/tmp/tocsin-packed-XXXXXX";
    write_pack(path);
    struct packed packed;
    tocsin_error error;
    assert_int_equal(
        tc_packed_open(&packed, path, (text){NULL, 0}, "tctest\0", 3, &error),
        TOCSIN_OK);
    const void *data;
    size_t items;
    assert_int_equal(tc_packed_section(&packed, "numbers", 4, &data, &items, &error),
                     TOCSIN_OK);
    assert_int_equal(items, 3);
    assert_int_equal(((const uint32_t *)data)[2], 3);
    assert_int_equal(tc_packed_section(&packed, "numbers", 8, &data, &items, &error),
                     TOCSIN_FORMAT);
    assert_int_equal(tc_packed_section(&packed, "nothing", 1, &data, &items, &error),
                     TOCSIN_FORMAT);
    tc_packed_close(&packed);
    assert_int_equal(
        tc_packed_open(&packed, path, (text){NULL, 0}, "tctest\0", 2, &error),
        TOCSIN_VERSION);
    assert_int_equal(
        tc_packed_open(&packed, path, (text){NULL, 0}, "tcother", 3, &error),
        TOCSIN_FORMAT);
    (void)unlink(path);
    assert_int_equal(
        tc_packed_open(&packed, path, (text){NULL, 0}, "tctest\0", 3, &error),
        TOCSIN_IO);
    assert_string_equal(error.file, path);
}

/* Any one byte changed is noticed. */
static void packed_files_notice_every_byte(void **state)
{
    (void)state;
    char path[] = "/tmp/tocsin-packed-XXXXXX";
    write_pack(path);
    static _Alignas(64) unsigned char bytes[4096];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    (void)unlink(path);
    struct packed packed;
    for (size_t i = 0; i < size; i++) {
        if ((i >= 16 && i < 24) || (i >= 40 && i < 48))
            continue; /* not used */
        bytes[i] ^= 0x41;
        assert_int_not_equal(tc_packed_open(&packed, NULL, (text){(char *)bytes, size},
                                            "tctest\0", 3, NULL),
                             TOCSIN_OK);
        bytes[i] ^= 0x41;
    }
    for (size_t cut = 0; cut < size; cut++)
        assert_int_not_equal(tc_packed_open(&packed, NULL, (text){(char *)bytes, cut},
                                            "tctest\0", 3, NULL),
                             TOCSIN_OK);
}

static void statuses_have_names(void **state)
{
    (void)state;
    assert_string_equal(tocsin_status_name(TOCSIN_CORRUPT), "CORRUPT");
    assert_string_equal(tocsin_status_words((tocsin_status)999), "unknown status");
    assert_int_equal(tocsin_type_from_name(TEXT("assault")), TOCSIN_ASSAULT);
    assert_int_equal(tocsin_type_from_name(TEXT("ASSAUL")), -1);
    for (int i = 0; i < TOCSIN_CLAIM_STATUS_COUNT; i++)
        assert_int_equal(tocsin_claim_status_from_name(
                             tc_text(tocsin_claim_status_name((tocsin_claim_status)i))),
                         i);
    tocsin_error error;
    assert_int_equal(tc_fail(&error, TOCSIN_IO, "f", 3, -1, "line\nend %d", 5),
                     TOCSIN_IO);
    assert_string_equal(error.message, "line end 5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_reuses_its_blocks),
        cmocka_unit_test(arena_keeps_its_maximum),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(buffer_stops_at_its_maximum),
        cmocka_unit_test(numbers_as_json),
        cmocka_unit_test(strings_as_json_and_csv),
        cmocka_unit_test(utf8_finds_the_bad_byte),
        cmocka_unit_test(folding_drops_case_and_marks),
        cmocka_unit_test(days_go_both_ways),
        cmocka_unit_test(map_finds_what_was_put),
        cmocka_unit_test(packed_files_are_checked),
        cmocka_unit_test(packed_files_notice_every_byte),
        cmocka_unit_test(statuses_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
