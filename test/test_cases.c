/* test_cases.c: sentences and what must, and must not, come out of them.
 *
 * The form of the files is told in case_file.h. good.txt must hold, and times.txt,
 * which asks for the time of each act alone. bad.txt must give nothing. known.txt holds
 * what a human coder would write down and the program does not yet: a block there that
 * holds fails the run until it is moved to good.txt. none.txt is another thing:
 * sentences of sport, markets, weather, films and courts, one a line, of which 100 may
 * give fewer than 2 claims. That no report becomes a fact in any of these is counted by
 * test_status.c.
 * TOCSIN_CASES_KNOWN=1 tells what the blocks of known.txt give; TOCSIN_CASES_MODEL
 * and TOCSIN_CASES_LEXICON try others.
 */
#include "test/case_engine.h"
#include "test/case_file.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct tally {
    size_t blocks, held;
};

/* ---- running --------------------------------------------------------------------- */

/* Runs one block; of known.txt (fails_wanted) the block that holds is told. */
static void run_block(const char *file, struct block *b, bool fails_wanted,
                      struct tally *tally)
{
    tocsin_coding coding;
    bool all = true;
    case_code(coder, b, &coding);
    if (b->count == 0)
        case_take(b, file, "- any");
    for (size_t i = 0; i < b->count; i++)
        all = all && case_holds(&coding, &b->expected[i]);
    tally->blocks++;
    tally->held += all;
    if (all && fails_wanted)
        printf("  %s:%d: holds now, move it to good.txt: %s\n", file, b->line, b->text);
    if (!all && (!fails_wanted || getenv("TOCSIN_CASES_KNOWN")))
        case_print(file, b, &coding);
}

static struct tally run_file(const char *file, bool fails_wanted)
{
    static struct block b;
    struct tally tally = {0};
    int line = 0;
    FILE *in = fopen(file, "r");
    if (!in)
        fail_msg("%s cannot be opened", file);
    while (case_next(in, file, &line, &b))
        run_block(file, &b, fails_wanted, &tally);
    fclose(in);
    printf("%s: %zu of %zu hold\n", file, tally.held, tally.blocks);
    return tally;
}

static void good_sentences_give_their_claims(void **state)
{
    (void)state;
    struct tally tally = run_file("test/cases/good.txt", false);
    assert_true(tally.blocks >= 100);
    assert_int_equal(tally.held, tally.blocks);
}

static void acts_have_their_times(void **state)
{
    (void)state;
    struct tally tally = run_file("test/cases/times.txt", false);
    assert_true(tally.blocks >= 60);
    assert_int_equal(tally.held, tally.blocks);
}

static void bad_sentences_give_none(void **state)
{
    (void)state;
    struct tally tally = run_file("test/cases/bad.txt", false);
    assert_true(tally.blocks >= 80);
    assert_int_equal(tally.held, tally.blocks);
}

/* Fewer than 2 claims of 100 sentences of sport, markets, weather, films, courts. */
static void false_alarms_are_few(void **state)
{
    static struct block b;
    char line[CASE_ROOM];
    size_t sentences = 0, claims = 0;
    (void)state;
    FILE *in = fopen("test/cases/none.txt", "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        tocsin_coding coding;
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        memset(&b, 0, sizeof b);
        (void)snprintf(b.text, sizeof b.text, "%s", line);
        (void)snprintf(b.day, sizeof b.day, "2024-01-30");
        case_code(coder, &b, &coding);
        sentences++;
        claims += coding.claim_count;
        for (uint32_t i = 0; i < coding.claim_count; i++)
            printf("  %.*s: %s\n", (int)coding.claims[i].rule.size,
                   coding.claims[i].rule.data, line);
    }
    fclose(in);
    printf("test/cases/none.txt: %zu claims of %zu sentences\n", claims, sentences);
    assert_true(sentences >= 500);
    assert_true(claims * 100 < sentences * 2);
}

static void known_failures_still_fail(void **state)
{
    (void)state;
    struct tally tally = run_file("test/cases/known.txt", true);
    assert_int_equal(tally.held, 0);
}

/* ---- the sample news ------------------------------------------------------------- */

#define SAMPLES         47
#define SAMPLES_UNDATED 1

static bool is_country(tocsin_text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (t.data[i] < 'A' || t.data[i] > 'Z')
            return false;
    return t.size == 0 || t.size == 3;
}

/* What a claim lends out must still be there when the coder has returned. */
static void check_mentions(const tocsin_mention *m, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        assert_true(is_country(m[i].country));
        if (m[i].country.size && m[i].code.size > 3)
            assert_memory_equal(m[i].country.data, m[i].code.data, 3);
    }
}

static void sample_news_is_read_and_coded(void **state)
{
    static const char *const paths[] = {"examples/news"};
    tocsin_reader *reader;
    tocsin_document document;
    tocsin_coding coding;
    tocsin_error error;
    size_t claims = 0;
    (void)state;
    assert_int_equal(tocsin_reader_open(paths, 1, NULL, &reader, &error), TOCSIN_OK);
    while (tocsin_reader_next(reader, &document, &error) == TOCSIN_OK) {
        assert_int_equal(tocsin_coder_code(coder, &document, &coding, &error),
                         TOCSIN_OK);
        claims += coding.claim_count;
        for (uint32_t i = 0; i < coding.claim_count; i++) {
            check_mentions(coding.claims[i].actors, coding.claims[i].actor_count);
            check_mentions(coding.claims[i].recipients,
                           coding.claims[i].recipient_count);
        }
    }
    tocsin_reader_counts counts = tocsin_reader_count(reader);
    tocsin_reader_free(reader);
    printf("examples/news: %zu claims\n", claims);
    assert_int_equal(counts.documents, SAMPLES);
    assert_int_equal(counts.undated, SAMPLES_UNDATED);
    assert_int_equal(counts.skipped, 0);
    assert_true(claims > 100);
}

/* ---- the comparison itself ------------------------------------------------------- */

static void patterns_fit_as_described(void **state)
{
    (void)state;
    tocsin_text code = {"RUSMIL", 6}, none = {NULL, 0};
    assert_true(case_code_fits(code, "RUSMIL"));
    assert_true(case_code_fits(code, "RUS*"));
    assert_true(case_code_fits(code, "*MIL"));
    assert_true(case_code_fits(code, "*"));
    assert_true(case_code_fits(none, "-"));
    assert_true(case_code_fits(none, "*"));
    assert_false(case_code_fits(code, "-"));
    assert_false(case_code_fits(code, "RUS"));
    assert_false(case_code_fits(code, "*GOV"));
    assert_false(case_code_fits(none, "RUS*"));
    assert_true(case_contains((tocsin_text){"the Times", 9}, "times"));
    assert_false(case_contains((tocsin_text){"the Times", 9}, "timesx"));
}

static void lines_are_taken_apart(void **state)
{
    static struct block b;
    (void)state;
    case_take(&b, "here",
              "+ ASSAULT.aerial denied RUS -> - source=the New York Times "
              "place=Kyiv killed=3 factuality<1.5");
    const struct expected *e = &b.expected[0];
    assert_true(e->wanted);
    assert_string_equal(e->type, "ASSAULT");
    assert_string_equal(e->mode, "aerial");
    assert_string_equal(e->status, "denied");
    assert_string_equal(e->actor, "RUS");
    assert_string_equal(e->recipient, "-");
    assert_string_equal(e->source, "the New York Times");
    assert_string_equal(e->place, "Kyiv");
    assert_string_equal(e->number_what, "killed");
    assert_int_equal(e->number, 3);
    assert_true(e->below > 1.4 && e->below < 1.6);
    assert_true(isnan(e->above));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_fit_as_described),
        cmocka_unit_test(lines_are_taken_apart),
        cmocka_unit_test(good_sentences_give_their_claims),
        cmocka_unit_test(acts_have_their_times),
        cmocka_unit_test(bad_sentences_give_none),
        cmocka_unit_test(false_alarms_are_few),
        cmocka_unit_test(known_failures_still_fail),
        cmocka_unit_test(sample_news_is_read_and_coded),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
