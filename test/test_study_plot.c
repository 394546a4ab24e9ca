/* test_study_plot: charts are well-formed whatever they are given, and hold what they
 * were given. */
#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t count_of(const struct buffer *b, const char *what)
{
    text in = {b->data, b->size};
    size_t n = 0, at;
    while ((at = tc_text_find(in, tc_text(what))) != SIZE_MAX) {
        n++;
        in = tc_text_slice(in, at + strlen(what), in.size);
    }
    return n;
}

/* Tags open and close in order, attributes are quoted, no number is none. */
static void check_svg(const struct buffer *b)
{
    const char *open[32];
    size_t length[32];
    int depth = 0;
    assert_false(b->failed);
    assert_int_equal(tc_utf8_check((text){b->data, b->size}), b->size);
    for (size_t i = 0; i < b->size; i++) {
        if ((unsigned char)b->data[i] < ' ')
            assert_true(b->data[i] == '\n');
        if (b->data[i] != '<')
            continue;
        bool closing = b->data[i + 1] == '/';
        size_t name = i + 1 + closing, end = name;
        while (b->data[end] >= 'a' && b->data[end] <= 'z')
            end++;
        size_t size = end - name;
        for (bool quoted = false; end < b->size && (quoted || b->data[end] != '>');
             end++) {
            quoted ^= b->data[end] == '"';
            assert_true(b->data[end] != '<');
        }
        assert_true(end < b->size);
        if (closing) {
            assert_true(depth > 0 && length[depth - 1] == size &&
                        memcmp(open[depth - 1], b->data + name, size) == 0);
            depth--;
        } else if (b->data[end - 1] != '/') {
            assert_true(depth < 32);
            open[depth] = b->data + name;
            length[depth++] = size;
        }
        i = end;
    }
    assert_int_equal(depth, 0);
    assert_int_equal(count_of(b, "nan") + count_of(b, "inf") + count_of(b, "null"), 0);
}

static void test_names_are_escaped(void **state)
{
    (void)state;
    static const char wild[] = "<a> & \"b\" ]]> \x01\x1f\xff\xc3 Erdo\xc4\x9f"
                               "an";
    double x[] = {1, 2, 3}, y[] = {1, NAN, 3};
    struct plot_series series = {
        .name = tc_text(wild), .shape = PLOT_LINE, .x = x, .y = y, .count = 3};
    struct plot_rule rule = {.value = 2, .words = tc_text(wild)};
    struct plot plot = {.title = tc_text(wild),
                        .description = tc_text(wild),
                        .x = {.label = tc_text(wild)},
                        .y = {.label = tc_text(wild)},
                        .series = &series,
                        .series_count = 1,
                        .rules = &rule,
                        .rule_count = 1,
                        .id = TEXT("w")};
    struct buffer b;
    tc_buffer_init(&b, 0);
    tc_plot(&b, &plot);
    check_svg(&b);
    assert_int_equal(count_of(&b, "&lt;a&gt; &amp; &quot;b&quot; ]]&gt;"), 7);
    assert_int_equal(count_of(&b, "<circle"), 3); /* two points and the legend's */
    tc_buffer_release(&b);
}

/* Any numbers, also none, far apart, equal, infinite. */
static void test_any_numbers(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 600; round++) {
        static const double odd[] = {0,   -0.0,     1e-300,    1e300, -1e300,
                                     NAN, INFINITY, -INFINITY, 1e9,   0.1};
        double values[6][40];
        size_t n = (size_t)round % 40;
        for (int i = 0; i < 6; i++)
            for (size_t k = 0; k < 40; k++) {
                seed = seed * 1664525u + 1013904223u;
                values[i][k] = seed >> 28 ? (seed >> 8 & 0xffff) / (round % 7 + 1.0)
                                          : odd[(seed >> 4) % 10];
            }
        struct plot_series series[4];
        for (int i = 0; i < 4; i++)
            series[i] = (struct plot_series){.name = TEXT("s"),
                                             .shape = (enum plot_shape)i,
                                             .look = i,
                                             .x = values[0],
                                             .y = values[1 + i % 2],
                                             .low = values[3],
                                             .high = values[4],
                                             .width = i == 2 ? values[5] : NULL,
                                             .count = n};
        struct plot plot = {.title = TEXT("t"),
                            .series = series,
                            .series_count = 4,
                            .x = {.scale = (enum plot_scale)(round % 3)},
                            .id = TEXT("a")};
        struct buffer b;
        tc_buffer_init(&b, 0);
        tc_plot(&b, &plot);
        check_svg(&b);
        tc_buffer_release(&b);
    }
}

static void test_kinds_of_charts(void **state)
{
    (void)state;
    double f[] = {0.05, 0.15, 0.3, 0.6}, o[] = {0.04, 0.2, 0.25, 0.7};
    double low[] = {0, 0.1, 0.1, 0.5}, high[] = {0.1, 0.3, 0.4, 0.9};
    double cases[] = {100, 50, 20, 10};
    struct plot_reliability r = {
        TEXT("Reliability"), TEXT("r"), f, o, low, high, cases, 4};
    struct plot_qq q = {
        TEXT("QQ"), TEXT("q"), TEXT("expected"), TEXT("observed"), f, o, low, high, 4};
    struct buffer b;
    tc_buffer_init(&b, 0);
    tc_plot_reliability(&b, &r);
    check_svg(&b);
    assert_int_equal(count_of(&b, "(180 in all)"), 1);
    assert_int_equal(count_of(&b, "<circle"), 5);
    tc_buffer_clear(&b);
    tc_plot_qq(&b, &q);
    check_svg(&b);
    tc_buffer_clear(&b);
    r.count = q.count = 0; /* nothing to draw */
    tc_plot_reliability(&b, &r);
    check_svg(&b);
    tc_buffer_clear(&b);
    tc_plot_qq(&b, &q);
    check_svg(&b);
    tc_buffer_release(&b);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    double x[] = {1, 2, 3}, y[] = {1, 2, 3};
    struct plot_qq q = {.title = TEXT("QQ"), .expected = x, .observed = y, .count = 3};
    for (long n = 1;; n++) {
        struct buffer b;
        tc_buffer_init(&b, 0);
        tc_alloc_fail(n);
        tc_plot_qq(&b, &q);
        tc_alloc_fail(0);
        bool failed = b.failed;
        tc_buffer_release(&b);
        if (!failed)
            break;
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_escaped),
        cmocka_unit_test(test_any_numbers),
        cmocka_unit_test(test_kinds_of_charts),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
