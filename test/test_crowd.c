/* test_crowd: the studies among very many actors: 300,000 of whom most do nothing,
 * 300,000 of whom each does one thing, one who meets 150,000 others, and two who do
 * everything on one day. What looks at every pair of actors does not come back from
 * here; what comes back is numbers, or says in words why there are none.
 * bench/crowd.sh has a million. */
#include "tocsin.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CROWD = 300000, DAYS = 365 };

enum kind { SKEWED, ONCE, STAR, ONE_DAY, KINDS };
static const char *const kind_names[] = {"skewed", "once", "star", "one day"};
static const int event_counts[KINDS] = {5000, CROWD / 2, CROWD / 2, 50000};

static tocsin_text words(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static FILE *create(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    return file;
}

/* Ranks by a power law; half repeat or answer one of the last thousand. */
static void draw_pair(int i, uint64_t *seed, int pair[2])
{
    static int recent[1000][2];
    int *turn = recent[i % 1000];
    if (i > 1000 && uniform(seed) < 0.5) {
        const int *old = recent[(int)(uniform(seed) * 1000)];
        bool back = uniform(seed) < 0.5;
        pair[0] = old[back];
        pair[1] = old[!back];
    } else
        for (int k = 0; k < 2; k++)
            pair[k] = (int)pow(CROWD, uniform(seed)) - 1;
    turn[0] = pair[0];
    turn[1] = pair[1];
}

static void write_events(const char *folder, enum kind kind)
{
    uint64_t seed = 3;
    int count = event_counts[kind];
    FILE *file = create(folder, "train.txt");
    for (int i = 0; i < count; i++) {
        int pair[2] = {2 * i, 2 * i + 1};
        if (kind == SKEWED)
            draw_pair(i, &seed, pair);
        else if (kind == STAR) {
            pair[0] = i % 2 ? 0 : i + 1;
            pair[1] = i % 2 ? i + 1 : 0;
        } else if (kind == ONE_DAY) {
            pair[0] = i % 2;
            pair[1] = !pair[0];
        }
        int day = kind == ONE_DAY ? 0 : (int)((long)i * DAYS / count);
        fprintf(file, "%d\t%d\t%d\t%d\n", pair[0], (int)(3 * uniform(&seed)), pair[1],
                day);
    }
    assert_int_equal(fclose(file), 0);
}

static void open_crowd(enum kind kind, tocsin_stream **out)
{
    char folder[] = "/tmp/tocsin-crowd-XXXXXX", command[64];
    assert_non_null(mkdtemp(folder));
    FILE *file = create(folder, "entity2id.txt");
    for (int i = 0; i < CROWD; i++)
        fprintf(file, "Actor_%d_(Land_%d)\t%d\n", i, i % 150, i);
    assert_int_equal(fclose(file), 0);
    file = create(folder, "relation2id.txt");
    fputs("Consult\t0\nUse_conventional_military_force\t1\nThreaten\t2\n", file);
    assert_int_equal(fclose(file), 0);
    write_events(folder, kind);
    assert_int_equal(tocsin_stream_open(folder, NULL, NULL, out, NULL), TOCSIN_OK);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* OK, or one of two with words. */
static void judge(enum kind kind, const char *what, tocsin_status status,
                  tocsin_status may, const tocsin_error *error)
{
    if (status == TOCSIN_OK)
        return;
    if (status != may || !error->message[0])
        fail_msg("%s: %s: %s: %s", kind_names[kind], what, tocsin_status_name(status),
                 error->message);
}

static void ask_moves(const tocsin_stream *stream, enum kind kind)
{
    tocsin_error error = {.byte = -1};
    tocsin_moves *moves;
    tocsin_rules *rules;
    tocsin_status status =
        tocsin_moves_find(stream, words("#0"), words("#1"), NULL, &moves, &error);
    judge(kind, "moves", status, TOCSIN_OK, &error);
    assert_true(moves->events[0] + moves->events[1] > 0);
    tocsin_moves_free(moves);
    status = tocsin_rules_find(stream, NULL, &rules, &error);
    judge(kind, "rules", status, TOCSIN_OK, &error);
    for (size_t i = 0; i < rules->count; i++)
        assert_true(rules->items[i].confidence > 0 && rules->items[i].q <= 1);
    tocsin_rules_free(rules);
}

static void ask_intensity(const tocsin_stream *stream, enum kind kind)
{
    tocsin_error error = {.byte = -1};
    tocsin_intensity_options options = {.a = words("#0"), .b = words("#1")};
    tocsin_intensity *intensity;
    tocsin_status status = tocsin_intensity_make(stream, &options, &intensity, &error);
    judge(kind, "intensity", status, kind == SKEWED ? TOCSIN_OK : TOCSIN_USAGE, &error);
    if (!status)
        for (uint32_t i = 0; i < intensity->types * intensity->types; i++)
            assert_true(isfinite(intensity->later[i]) && isfinite(intensity->same[i]));
    tocsin_intensity_free(intensity);
}

static void ask_risk(const tocsin_stream *stream, enum kind kind, tocsin_risk_unit unit)
{
    tocsin_error error = {.byte = -1};
    tocsin_risk_question question = {.unit = unit, .as_of = 110};
    tocsin_risk *risk;
    tocsin_risk_forecast f;
    tocsin_status status = tocsin_risk_open(stream, NULL, &question, &risk, &error);
    judge(kind, "risk", status, kind == SKEWED ? TOCSIN_OK : TOCSIN_EMPTY, &error);
    for (size_t rank = 0; !status && rank < 50 && tocsin_risk_at(risk, rank, &f);
         rank++) {
        assert_true(f.probability.value > 0 && f.probability.value < 1);
        assert_true(f.probability.low <= f.probability.value);
        assert_true(f.probability.value <= f.probability.high);
        assert_true(isfinite(f.mean));
    }
    tocsin_risk_close(risk);
}

/* Of the first days, since a question is asked of every event. */
static void ask_next(const tocsin_stream *stream, enum kind kind)
{
    tocsin_error error = {.byte = -1};
    tocsin_next_question question = {.actor = words("#0"),
                                     .relation = words("Threaten"),
                                     .recipient = words("?"),
                                     .as_of = kind == SKEWED ? 60 : 4,
                                     .why = true};
    tocsin_next *next;
    if (kind == ONE_DAY)
        return; /* 50,000 events of one day are as many questions */
    tocsin_status status = tocsin_next_make(stream, &question, &next, &error);
    judge(kind, "next", status, TOCSIN_OK, &error);
    double sum = 0;
    for (size_t i = 0; i < next->answer_count; i++) {
        assert_true(next->answers[i].probability >= 0);
        sum += next->answers[i].probability;
    }
    assert_true(next->answer_count > 0 && sum <= 1 + 1e-9);
    tocsin_next_free(next);
}

static void test_crowds(void **state)
{
    (void)state;
    for (enum kind kind = SKEWED; kind < KINDS; kind++) {
        tocsin_stream *stream;
        open_crowd(kind, &stream);
        ask_moves(stream, kind);
        ask_intensity(stream, kind);
        ask_risk(stream, kind, TOCSIN_RISK_PAIR);
        ask_risk(stream, kind, TOCSIN_RISK_ACTOR);
        ask_next(stream, kind);
        tocsin_stream_close(stream);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_crowds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
