/* test_code_factuality.c: the learned factuality, and what it may change. */
#include "code/factuality.h"
#include "test/coding_bench.h"

#include <math.h>
#include <string.h>

enum { CELLS = FACTUALITY_KINDS * FACTUALITY_STEPS };

static const char story[] =
    "Rebels shelled the town of Karat on Monday. The army denied that its planes had "
    "bombed the hospital. Norland will expel two diplomats next week. Sudland did not "
    "attack the convoy. Police allegedly beat the protesters. Norland could invade "
    "Sudland if the talks fail.";

static void code_with(struct bench *b, const char *words, const struct factuality *f)
{
    tc_coder_weigh(b->coder, f);
    code(words);
}

/* Weights that are all 0, but for the bias. */
static uint16_t check[FACTUALITY_ROWS];
static int8_t weights[FACTUALITY_ROWS * CELLS], kind[FACTUALITY_TEXT_ROWS];
static float bias[CELLS], scale[3];

static tocsin_status open_file(size_t rows, struct factuality **out)
{
    char path[] = "/tmp/tocsin-factuality-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    const struct packed_part parts[] = {
        {"check",   check,   rows * sizeof *check},
        {"weights", weights, sizeof weights      },
        {"bias",    bias,    sizeof bias         },
        {"text",    kind,    sizeof kind         },
        {"scale",   scale,   sizeof scale        }
    };
    assert_int_equal(
        tc_packed_write(path, TC_FACTUALITY_KIND, FACTUALITY_VERSION, parts, 5, NULL),
        TOCSIN_OK);
    tocsin_status status = tc_factuality_open(path, NULL, 0, out, NULL);
    (void)unlink(path);
    return status;
}

/* A model that answers one step, whatever it sees. */
static struct factuality *always(int step)
{
    struct factuality *f;
    memset(bias, 0, sizeof bias);
    bias[step] = bias[FACTUALITY_STEPS + step] = 60.0f;
    assert_int_equal(open_file(FACTUALITY_ROWS, &f), TOCSIN_OK);
    return f;
}

static double value_of(const struct bench *b, const char *word)
{
    for (uint32_t i = 0; i < b->coding.predicate_count; i++)
        if (tc_text_equal(b->coding.predicates[i].text, tc_text(word)))
            return b->coding.predicates[i].value;
    fail_msg("no predicate %s", word);
    return NAN;
}

static void the_layer_prints_what_is_learnt(void **state)
{
    struct bench *b = *state;
    struct factuality *f = always(1);
    code_with(b, story, NULL);
    uint32_t count = b->coding.predicate_count;
    assert_true(count >= 6);
    assert_true(value_of(b, "shelled") > 2.9);
    code_with(b, story, f);
    assert_int_equal(b->coding.predicate_count, count);
    for (uint32_t i = 0; i < count; i++)
        assert_true(b->coding.predicates[i].value < -1.9);
    assert_true(fabs(value_of(b, "shelled") + 2.0) < 1e-3);
    tc_factuality_free(f);
}

/* Were the weights sure of everything, what is denied, alleged, planned or possible
 * would not be. */
static void no_hedge_is_lost(void **state)
{
    struct bench *b = *state;
    struct factuality *f = always(FACTUALITY_STEPS - 1);
    code_with(b, story, f);
    assert_true(value_of(b, "shelled") > 2.9);
    assert_true(value_of(b, "bombed") <= 0.0);
    assert_true(value_of(b, "attack") <= 0.0);
    assert_true(value_of(b, "expel") < 2.7);
    assert_true(value_of(b, "beat") < 2.7);
    assert_true(value_of(b, "invade") < 2.7);
    tc_factuality_free(f);
}

static bool fits(const tocsin_claim *c)
{
    switch (c->status) {
    case TOCSIN_HAPPENED:
    case TOCSIN_ONGOING:
        return c->factuality >= 1.0 && c->factuality <= 3.0;
    case TOCSIN_NEGATED:
    case TOCSIN_DENIED:
        return c->factuality < 0.0 && c->factuality >= -3.0;
    case TOCSIN_POSSIBLE:
        return c->factuality >= -2.0 && c->factuality <= 2.0;
    default:
        return c->factuality >= -2.0 && c->factuality < 2.7;
    }
}

/* Whatever the weights say, status and parties are the rules' own, the value fits the
 * status, and nothing is surer than the rules where they are not certain. */
static void claims_stay_what_the_rules_made_them(void **state)
{
    struct bench *b = *state;
    tocsin_claim_status before[32];
    double sure[32];
    bool changed = false;
    code_with(b, story, NULL);
    uint32_t count = b->coding.claim_count;
    assert_true(count >= 5 && count <= 32);
    for (uint32_t i = 0; i < count; i++) {
        before[i] = b->coding.claims[i].status;
        sure[i] = b->coding.claims[i].factuality;
        assert_true(b->coding.claims[i].rules_factuality == sure[i]);
    }
    for (int step = 0; step < FACTUALITY_STEPS; step++) {
        struct factuality *f = always(step);
        code_with(b, story, f);
        assert_int_equal(b->coding.claim_count, count);
        for (uint32_t i = 0; i < count; i++) {
            const tocsin_claim *c = &b->coding.claims[i];
            assert_int_equal(c->status, before[i]);
            assert_true(c->rules_factuality == sure[i]);
            assert_true(fits(c));
            if (sure[i] > 0.5)
                assert_true(c->factuality <= sure[i]);
            changed = changed || c->factuality != sure[i];
        }
        tc_factuality_free(f);
    }
    assert_true(changed);
}

/* The weights in data/ know news from rules that know only grammar. */
static void the_trained_weights_know_the_plain_cases(void **state)
{
    struct bench *b = *state;
    struct factuality *f;
    assert_int_equal(tc_factuality_open("data/factuality.model", NULL, 0, &f, NULL),
                     TOCSIN_OK);
    code_with(b, story, f);
    assert_true(value_of(b, "shelled") > 2.5);
    assert_true(value_of(b, "attack") < -1.0);
    assert_true(value_of(b, "invade") < 2.0);
    assert_true(value_of(b, "expel") < value_of(b, "shelled"));
    struct factuality_text text;
    tc_factuality_text(&b->parsed, &text);
    float news = tc_factuality_other(f, &text);
    code_with(b,
              "I love this place! My sister and I got our nails done and they were so "
              "friendly, thanks guys. You should totally go there if you want a treat.",
              f);
    tc_factuality_text(&b->parsed, &text);
    assert_true(news < 0.2f && tc_factuality_other(f, &text) > 0.8f);
    tc_factuality_free(f);
}

/* A feature finds its row, or the row behind it, by its check alone. */
static void rows_are_found_by_their_check(void **state)
{
    (void)state;
    const uint32_t hash = 0xabcd0123u, other = 0x77770123u, zero = 0x00000123u;
    memset(check, 0, sizeof check);
    assert_int_equal(tc_factuality_row(check, hash), NONE);
    check[0x123] = tc_factuality_check(hash);
    assert_int_equal(tc_factuality_row(check, hash), 0x123);
    assert_int_equal(tc_factuality_row(check, other), NONE);
    check[0x124] = tc_factuality_check(other);
    assert_int_equal(tc_factuality_row(check, other), 0x124);
    assert_int_equal(tc_factuality_check(zero), 1);
    memset(check, 0, sizeof check);
}

static void files_that_are_none_are_refused(void **state)
{
    (void)state;
    struct factuality *f;
    tocsin_error error;
    memset(bias, 0, sizeof bias);
    assert_int_equal(open_file(FACTUALITY_ROWS - 1, &f), TOCSIN_FORMAT);
    assert_null(f);
    bias[3] = NAN;
    assert_int_equal(open_file(FACTUALITY_ROWS, &f), TOCSIN_FORMAT);
    bias[3] = 0;
    scale[2] = INFINITY;
    assert_int_equal(open_file(FACTUALITY_ROWS, &f), TOCSIN_FORMAT);
    scale[2] = 0;
    assert_int_equal(tc_factuality_open("data/opinion.model", NULL, 0, &f, &error),
                     TOCSIN_FORMAT);
    assert_true(error.message[0] != '\0');
    assert_int_equal(tc_factuality_open("data/none.model", NULL, 0, &f, &error),
                     TOCSIN_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_layer_prints_what_is_learnt),
        cmocka_unit_test(no_hedge_is_lost),
        cmocka_unit_test(claims_stay_what_the_rules_made_them),
        cmocka_unit_test(the_trained_weights_know_the_plain_cases),
        cmocka_unit_test(rows_are_found_by_their_check),
        cmocka_unit_test(files_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
