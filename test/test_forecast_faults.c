/* test_forecast_faults: the studies' public calls without memory: the n-th allocation
 * and all behind it fail, for every n until there is enough; each time the call says
 * MEMORY, hands nothing out and keeps nothing (which the address sanitiser sees). Those
 * of a record are in test_risk. */
#include "base/base.h"
#include "tocsin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[] = "/tmp/tocsin-faults-XXXXXX";
static tocsin_stream *stream;
static tocsin_engine *engine;

static tocsin_text words(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

static FILE *create(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    return file;
}

/* Two countries that hit each other, the second a day later, and some that talk. */
static void write_folder(void)
{
    static const char *const names[] = {"India", "Pakistan", "Police_(Kenya)",
                                        "Kenya", "France",   "Japan"};
    FILE *file = create("entity2id.txt");
    for (int i = 0; i < 6; i++)
        fprintf(file, "%s\t%d\n", names[i], i);
    assert_int_equal(fclose(file), 0);
    file = create("relation2id.txt");
    fputs("Use_conventional_military_force\t0\nConsult\t1\nThreaten\t2\n", file);
    assert_int_equal(fclose(file), 0);
    unsigned seed = 5;
    for (int part = 0; part < 2; part++) {
        file = create(part ? "valid.txt" : "train.txt");
        for (int day = part ? 230 : 0; day < (part ? 240 : 230); day++) {
            seed = seed * 1103515245u + 12345u;
            unsigned chance = seed >> 16;
            if (chance % 7 == 0)
                fprintf(file, "0\t0\t1\t%d\n1\t0\t0\t%d\n", day, day + (day % 239 > 0));
            fprintf(file, "%u\t%u\t%u\t%d\n", chance % 5, 1 + chance / 5 % 2,
                    1 + chance % 5, day);
        }
        assert_int_equal(fclose(file), 0);
    }
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_folder();
    assert_int_equal(tocsin_stream_open(folder, NULL, NULL, &stream, NULL), TOCSIN_OK);
    assert_int_equal(tocsin_engine_open(NULL, NULL, &engine, NULL), TOCSIN_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const names[] = {"entity2id.txt", "relation2id.txt", "train.txt",
                                        "valid.txt"};
    char path[256];
    tocsin_engine_free(engine);
    tocsin_stream_close(stream);
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    return remove(folder);
}

/* Every n-th up to all, then ever longer steps. */
static void starve(tocsin_status (*act)(tocsin_error *error), long all, long least)
{
    tocsin_status status = TOCSIN_MEMORY;
    long n = 1;
    for (; status; n += n < all ? 1 : n / 8) {
        tocsin_error error = {.byte = -1};
        tc_alloc_fail(n);
        status = act(&error);
        tc_alloc_fail(0);
        if (status != TOCSIN_OK && status != TOCSIN_MEMORY)
            fail_msg("allocation %ld: %s: %s", n, tocsin_status_name(status),
                     error.message);
        assert_true(status == TOCSIN_OK || error.message[0]);
        assert_true(n < 1000000);
    }
    if (n <= least)
        fail_msg("all was well after %ld allocations", n);
}

static tocsin_status open_folder(tocsin_error *error)
{
    tocsin_stream *own;
    tocsin_status status = tocsin_stream_open(folder, NULL, NULL, &own, error);
    assert_int_equal(status == TOCSIN_OK, own != NULL);
    tocsin_stream_close(own);
    return status;
}

static void test_streams(void **state)
{
    (void)state;
    starve(open_folder, 200, 20);
}

static tocsin_status take(void *context, tocsin_text svg)
{
    (void)context;
    assert_true(svg.size > 20);
    return TOCSIN_OK;
}

static tocsin_status ask_risk(bool countries, tocsin_error *error)
{
    tocsin_risk_question question = {.countries = countries, .as_of = TOCSIN_RISK_NOW};
    tocsin_risk *risk;
    tocsin_risk_forecast f;
    tocsin_risk_past past;
    tocsin_status status =
        tocsin_risk_open(stream, countries ? engine : NULL, &question, &risk, error);
    assert_int_equal(status == TOCSIN_OK, risk != NULL);
    if (!status) {
        status = tocsin_risk_of(risk, words("India"), words("Pakistan"), &f, error);
        tocsin_risk_past_of(risk, &past);
    }
    if (!status)
        status = tocsin_risk_plot(&past, take, NULL, error);
    tocsin_risk_close(risk);
    return status;
}

static tocsin_status risk_of_countries(tocsin_error *error)
{
    return ask_risk(true, error);
}

static tocsin_status risk_of_actors(tocsin_error *error)
{
    return ask_risk(false, error);
}

static void test_risk(void **state)
{
    (void)state;
    starve(risk_of_countries, 40, 40);
    starve(risk_of_actors, 20, 20);
}

static tocsin_status ask_intensity(tocsin_error *error)
{
    tocsin_intensity_options options = {.a = words("India"),
                                        .b = words("Pakistan"),
                                        .days = 7,
                                        .paths = 20,
                                        .held_out = 0.2};
    tocsin_intensity *intensity;
    tocsin_status status = tocsin_intensity_make(stream, &options, &intensity, error);
    assert_int_equal(status == TOCSIN_OK, intensity != NULL);
    if (!status)
        status = tocsin_intensity_plot(intensity, take, NULL, error);
    tocsin_intensity_free(intensity);
    return status;
}

static void test_intensity(void **state)
{
    (void)state;
    starve(ask_intensity, 150, 20);
}

static tocsin_status ask_next(tocsin_error *error)
{
    tocsin_next_question question = {.actor = words("India"),
                                     .relation = words("Threaten"),
                                     .recipient = words("?"),
                                     .as_of = TOCSIN_NEXT_NOW,
                                     .why = true,
                                     .jobs = 1};
    tocsin_next *next;
    tocsin_status status = tocsin_next_make(stream, &question, &next, error);
    assert_int_equal(status == TOCSIN_OK, next != NULL);
    tocsin_next_free(next);
    return status;
}

static tocsin_status hear(void *context, const tocsin_links_answer *answer)
{
    (void)context;
    assert_true(answer->rank >= 1);
    return TOCSIN_OK;
}

static tocsin_status ask_links(tocsin_error *error)
{
    tocsin_links_options options = {.jobs = 1, .dumps = 3, .explain_only = true};
    return tocsin_links_evaluate(folder, "valid", &options, hear, NULL, error);
}

static void test_links(void **state)
{
    (void)state;
    starve(ask_next, 60, 60);
    starve(ask_links, 60, 60);
}

static tocsin_status ask_moves(tocsin_error *error)
{
    tocsin_moves *moves;
    tocsin_text svg;
    tocsin_status status = tocsin_moves_find(stream, words("India"), words("Pakistan"),
                                             NULL, &moves, error);
    assert_int_equal(status == TOCSIN_OK, moves != NULL);
    for (int chart = 0; chart < TOCSIN_CHART_COUNT && !status; chart++)
        status = tocsin_moves_plot(moves, (tocsin_moves_chart)chart, &svg, error);
    tocsin_moves_free(moves);
    return status;
}

static tocsin_status ask_rules(tocsin_error *error)
{
    tocsin_rules *rules;
    tocsin_status status = tocsin_rules_find(stream, NULL, &rules, error);
    assert_int_equal(status == TOCSIN_OK, rules != NULL);
    tocsin_rules_free(rules);
    return status;
}

static void test_moves(void **state)
{
    (void)state;
    starve(ask_moves, 60, 30);
    starve(ask_rules, 60, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streams),   cmocka_unit_test(test_risk),
        cmocka_unit_test(test_intensity), cmocka_unit_test(test_links),
        cmocka_unit_test(test_moves),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
