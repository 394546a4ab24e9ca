/* test_risk: risk by names of countries, forecasts that a record keeps, the command. */
#include "base/base.h"
#include "tocsin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static tocsin_text words(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

static bool is(tocsin_text t, const char *s)
{
    return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0;
}

static FILE *create(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    return file;
}

/* Two hostile pairs, and many that only talk. */
static void write_folder(const char *folder)
{
    static const char *const names[] = {"Citizen_(India)",
                                        "Pakistan",
                                        "Military_(Sudan)_(South_Sudan)",
                                        "Sudan",
                                        "Boko_Haram",
                                        "Activist_(Palestinian_Territory,_Occupied)",
                                        "Israel",
                                        "France",
                                        "Japan",
                                        "India"};
    FILE *file = create(folder, "entity2id.txt");
    for (int i = 0; i < 10; i++)
        fprintf(file, "%s\t%d\n", names[i], i);
    assert_int_equal(fclose(file), 0);
    file = create(folder, "relation2id.txt");
    fputs("Use_conventional_military_force\t0\nConsult\t1\n", file);
    assert_int_equal(fclose(file), 0);
    file = create(folder, "train.txt");
    unsigned seed = 5;
    for (int day = 0; day < 240; day++)
        for (int i = 0; i < 10; i++) {
            seed = seed * 1103515245u + 12345u;
            unsigned other = seed >> 16;
            fprintf(file, "%d\t1\t%u\t%d\n", i, other % 10, day);
            if ((i == 0 || i == 5) && other % 9 == 0)
                fprintf(file, "%d\t0\t%d\t%d\n", i, i + 1, day);
        }
    assert_int_equal(fclose(file), 0);
}

/* Counts what is drawn, which is whole. */
static tocsin_status take_chart(void *context, tocsin_text svg)
{
    assert_true(svg.size > 20 && memcmp(svg.data, "<svg", 4) == 0);
    assert_memory_equal(svg.data + svg.size - 7, "</svg>\n", 7);
    for (size_t i = 0; i + 5 < svg.size; i++)
        *(int *)context += memcmp(svg.data + i, "<circ", 5) == 0;
    return TOCSIN_OK;
}

static void test_countries_by_name(void **state)
{
    (void)state;
    char folder[] = "/tmp/tocsin-risk-XXXXXX", command[512];
    tocsin_stream *stream;
    tocsin_engine *engine;
    tocsin_risk *risk;
    tocsin_risk_forecast f;
    tocsin_risk_past past;
    tocsin_error error;
    tocsin_risk_question question = {.countries = true, .as_of = TOCSIN_RISK_NOW};
    assert_non_null(mkdtemp(folder));
    write_folder(folder);
    assert_int_equal(tocsin_stream_open(folder, NULL, NULL, &stream, &error),
                     TOCSIN_OK);
    assert_int_equal(tocsin_risk_open(stream, NULL, &question, &risk, &error),
                     TOCSIN_USAGE);
    assert_int_equal(tocsin_engine_open(NULL, NULL, &engine, &error), TOCSIN_OK);
    assert_int_equal(tocsin_risk_open(stream, engine, &question, &risk, &error),
                     TOCSIN_OK);
    assert_int_equal(tocsin_risk_of(risk, words("IND"), words("Pakistan"), &f, &error),
                     TOCSIN_OK);
    assert_true(is(f.actor, "IND") && is(f.recipient, "PAK"));
    assert_true(f.probability.value > 0.5);
    assert_int_equal(
        tocsin_risk_of(risk, words("State of Palestine"), words("ISR"), &f, &error),
        TOCSIN_OK);
    assert_true(f.probability.value > 0.5);
    assert_int_equal(
        tocsin_risk_of(risk, words("South Sudan"), words("SDN"), &f, &error),
        TOCSIN_OK);
    assert_true(f.probability.value < 0.3);
    assert_int_equal(
        tocsin_risk_of(risk, words("Boko_Haram"), words("SDN"), &f, &error),
        TOCSIN_MISSING);
    assert_int_equal(tocsin_risk_of(risk, words("IND"), words("IND"), &f, &error),
                     TOCSIN_MISSING); /* nothing is asked of one country alone */
    assert_true(tocsin_risk_at(risk, 0, &f));
    assert_false(tocsin_risk_at(risk, 100000, &f));
    tocsin_risk_past_of(risk, &past);
    assert_true(past.origins > 1 && past.happened > 2);
    assert_true(past.skill[TOCSIN_RISK_BASE].value > 0.3);
    int points = 0;
    assert_int_equal(tocsin_risk_plot(&past, take_chart, &points, &error), TOCSIN_OK);
    assert_true(points > 0);
    assert_int_equal(
        tocsin_risk_plot(&(tocsin_risk_past){0}, take_chart, &points, &error),
        TOCSIN_EMPTY);
    tocsin_risk_close(risk);
    tocsin_risk_close(NULL);
    question.countries = false;
    assert_int_equal(tocsin_risk_open(stream, NULL, &question, &risk, &error),
                     TOCSIN_OK);
    assert_int_equal(
        tocsin_risk_of(risk, words("Citizen (India)"), words("Pakistan"), &f, &error),
        TOCSIN_OK);
    assert_true(f.probability.value > 0.5);
    assert_int_equal(tocsin_risk_of(risk, words("#0"), words("#1"), &f, &error),
                     TOCSIN_OK);
    assert_true(is(f.recipient, "Pakistan"));
    assert_int_equal(tocsin_risk_of(risk, words("#0"), words("#10"), &f, &error),
                     TOCSIN_MISSING);
    tocsin_risk_close(risk);
    /* a name that is not there is told before it is told that too little is known */
    question.as_of = 3;
    question.actor = words("#0");
    assert_int_equal(tocsin_risk_open(stream, NULL, &question, &risk, &error),
                     TOCSIN_EMPTY);
    question.recipient = words("Ruritania");
    assert_int_equal(tocsin_risk_open(stream, NULL, &question, &risk, &error),
                     TOCSIN_MISSING);
    assert_non_null(strstr(error.message, "Ruritania"));
    tocsin_engine_free(engine);
    tocsin_stream_close(stream);
    const char *program = getenv("TOCSIN");
    static const struct {
        const char *words;
        int code;
    } runs[] = {
        {"risk IND PAK --countries",              0},
        {"risk --format csv --limit 3",           0},
        {"risk Japan --format jsonl --days 7",    0},
        {"backtest --class 18,19-20",             0},
        {"risk IND PAK --countries --why",        0},
        {"risk Japan --why --format jsonl",       0},
        {"risk --why",                            2},
        {"backtest --why",                        2},
        {"risk IND Nowhereland --countries",      1},
        {"risk IND PAK --countries --as-of 20",   1},
        {"backtest --class 21",                   2},
        {"backtest --plot -",                     0},
        {"backtest --plot /nowhere/a.svg",        3},
        {"risk --plot -",                         2},
        {"backtest --class 4,",                   2},
        {"risk a b c",                            2},
        {"past",                                  2},
        {"risk IND PAK --countries --days 10000", 2},
    };
    for (size_t i = 0; program && i < sizeof runs / sizeof *runs; i++) {
        snprintf(command, sizeof command,
                 "%s forecast %s --events %s >/dev/null 2>/dev/null", program,
                 runs[i].words, folder);
        int code = system(command);
        if (WEXITSTATUS(code) != runs[i].code)
            fail_msg("forecast %s: %d", runs[i].words, WEXITSTATUS(code));
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* The army hits rebels on a day, or talks to them. */
static tocsin_status try_add(tocsin_record *record, int number, int day,
                             tocsin_type type)
{
    char id[16], text[64], date[24];
    tocsin_mention actor = {.text = words("The army"),
                            .code = words("KENMIL"),
                            .country = words("KEN"),
                            .end = 8};
    tocsin_mention other = {.text = words("rebels"),
                            .code = words("SOMREB"),
                            .country = words("SOM"),
                            .end = 8};
    tocsin_claim claim = {.type = type,
                          .intensity = -9.5,
                          .status = TOCSIN_HAPPENED,
                          .factuality = 2.5,
                          .confidence = 0.8,
                          .end = 20,
                          .actors = &actor,
                          .actor_count = 1,
                          .recipients = &other,
                          .recipient_count = 1};
    snprintf(date, sizeof date, "2024-%02d-%02d", 1 + day / 28, 1 + day % 28);
    claim.time.from = claim.time.to = words(date);
    claim.time.precision = words("day");
    snprintf(id, sizeof id, "doc-%d", number);
    tocsin_coding coding = {.claims = &claim, .claim_count = 1};
    coding.document.id = words(id);
    snprintf(text, sizeof text, "The army met rebels (%d).", number * 7919);
    coding.document.text = words(text);
    coding.document.published = words(date);
    bool added;
    return tocsin_record_add(record, &coding, "test", &added, NULL);
}

static void add(tocsin_record *record, int number, int day, tocsin_type type)
{
    assert_int_equal(try_add(record, number, day, type), TOCSIN_OK);
}

struct found {
    int count;
    tocsin_kept_forecast last;
    tocsin_stream *stream;
    int outcome[4];
};

static tocsin_status find(void *context, const tocsin_kept_forecast *f)
{
    struct found *found = context;
    assert_true(is(f->as_of, "2024-01-10"));
    assert_true(is(f->actor, "KENMIL"));
    assert_true(is(f->version, TOCSIN_RELEASE));
    assert_true(f->made > 0);
    found->last = *f;
    found->outcome[found->count++] = tocsin_stream_outcome(found->stream, f);
    return TOCSIN_OK;
}

/* Of the seven days behind 10 January. */
static tocsin_kept_forecast kept_week(void)
{
    return (tocsin_kept_forecast){
        .as_of = words("2024-01-10"),
        .parties = TOCSIN_PARTY_CODE,
        .actor = words("KENMIL"),
        .recipient = words("SOMREB"),
        .roots = 7u << 18,
        .days = 7,
        .at_least = 1,
        .probability = {0.25, 0.125, 0.5},
        .own = 0.2,
        .base = 0.1
    };
}

static void test_forecasts_are_kept(void **state)
{
    (void)state;
    tocsin_record *record;
    tocsin_error error;
    struct found found = {0};
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    tocsin_kept_forecast f = kept_week();
    assert_int_equal(tocsin_record_open(":memory:", &record, &error), TOCSIN_OK);
    add(record, 1, 9, TOCSIN_ASSAULT);  /* the day itself: not of the window */
    add(record, 2, 11, TOCSIN_ASSAULT); /* 12 January */
    add(record, 3, 12, TOCSIN_CONSULT);
    add(record, 4, 16, TOCSIN_ASSAULT); /* 17 January: its last day */
    add(record, 5, 17, TOCSIN_ASSAULT); /* behind it */
    for (int again = 0; again < 2; again++)
        assert_int_equal(tocsin_record_keep_forecast(record, &f, &error), TOCSIN_OK);
    f.days = 30; /* not over */
    assert_int_equal(tocsin_record_keep_forecast(record, &f, &error), TOCSIN_OK);
    f.days = 7;
    f.recipient = words("");
    assert_int_equal(tocsin_record_keep_forecast(record, &f, &error), TOCSIN_OK);
    f.recipient = words("ETHMIL"); /* of whom nothing is known */
    assert_int_equal(tocsin_record_keep_forecast(record, &f, &error), TOCSIN_OK);
    f.probability.value = 2;
    assert_int_equal(tocsin_record_keep_forecast(record, &f, &error), TOCSIN_USAGE);
    f.probability.value = 0.5;
    f.as_of = words("2024-02-31");
    assert_int_equal(tocsin_record_keep_forecast(record, &f, &error), TOCSIN_USAGE);
    assert_int_equal(tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_CODE,
                                             &found.stream, &error),
                     TOCSIN_OK);
    assert_int_equal(tocsin_record_forecasts(record, find, &found, &error), TOCSIN_OK);
    assert_int_equal(found.count, 4);
    assert_int_equal(found.outcome[0], 2);
    assert_int_equal(found.outcome[1], -1);
    assert_int_equal(found.outcome[2], 2);
    assert_int_equal(found.outcome[3], 0);
    assert_true(found.last.probability.low == 0.125 && found.last.base == 0.1);
    tocsin_stream_close(found.stream);
    assert_int_equal(tocsin_record_close(record, &error), TOCSIN_OK);
}

static tocsin_status outcome(void *context, const tocsin_kept_forecast *forecast)
{
    assert_int_equal(tocsin_stream_outcome(context, forecast), 2);
    return TOCSIN_OK;
}

static tocsin_status keep_one(void)
{
    const tocsin_kept_forecast f = kept_week();
    static const int days[] = {9, 11, 16, 20};
    tocsin_record *record;
    tocsin_stream *stream = NULL;
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    tocsin_status status = tocsin_record_open(":memory:", &record, NULL);
    for (int i = 0; i < 4 && !status; i++)
        status = try_add(record, i, days[i], TOCSIN_ASSAULT);
    if (!status)
        status = tocsin_record_keep_forecast(record, &f, NULL);
    if (!status)
        status =
            tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_CODE, &stream, NULL);
    assert_int_equal(status == TOCSIN_OK, stream != NULL);
    if (!status)
        status = tocsin_record_forecasts(record, outcome, stream, NULL);
    tocsin_stream_close(stream);
    tocsin_status closed = record ? tocsin_record_close(record, NULL) : TOCSIN_OK;
    return status ? status : closed;
}

/* Nothing is kept by halves, and no event loses a party. */
static void test_kept_without_memory(void **state)
{
    (void)state;
    tocsin_status status = TOCSIN_MEMORY;
    long n = 1;
    for (; status; n++) {
        tc_alloc_fail(n);
        status = keep_one();
        tc_alloc_fail(0);
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
        assert_true(n < 10000);
    }
    assert_true(n > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_countries_by_name),
        cmocka_unit_test(test_forecasts_are_kept),
        cmocka_unit_test(test_kept_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
