/* test_code_opinion.c: the weights of the second opinion, and what they may do. */
#include "code/opinion.h"
#include "test/coding_bench.h"

#include <math.h>
#include <string.h>

static const char sentence[] =
    "Kenya condemned Uganda on Monday, and Uganda expelled the "
    "Kenyan ambassador.";

static void code_with(struct bench *b, const struct opinion *opinion)
{
    tc_coder_ask(b->coder, opinion);
    code(sentence);
}

/* Weights that are all 0, but for the bias. */
static int8_t weights[OPINION_ROWS * OPINION_CLASSES];
static float scale[OPINION_ROWS], bias[OPINION_CLASSES];

static char *write_file(size_t rows)
{
    static char path[] = "/tmp/tocsin-opinion-XXXXXX";
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    const struct packed_part parts[] = {
        {"weights", weights, sizeof weights      },
        {"scale",   scale,   rows * sizeof *scale},
        {"bias",    bias,    sizeof bias         }
    };
    assert_int_equal(
        tc_packed_write(path, TC_OPINION_KIND, OPINION_VERSION, parts, 3, NULL),
        TOCSIN_OK);
    return path;
}

static tocsin_status open_file(size_t rows, struct opinion **out)
{
    char *path = write_file(rows);
    tocsin_status status = tc_opinion_open(path, NULL, 0, out, NULL);
    (void)unlink(path);
    return status;
}

static void rules_alone_are_not_weighed(void **state)
{
    struct bench *b = *state;
    code_with(b, NULL);
    assert_true(b->coding.claim_count >= 2);
    for (uint32_t i = 0; i < b->coding.claim_count; i++)
        assert_true(isnan(b->coding.claims[i].weight));
}

/* Without weights each of the seventeen answers is as likely. */
static void no_weights_no_opinion(void **state)
{
    struct bench *b = *state;
    struct opinion *opinion;
    memset(bias, 0, sizeof bias);
    assert_int_equal(open_file(OPINION_ROWS, &opinion), TOCSIN_OK);
    code_with(b, opinion);
    uint32_t weighed = 0;
    for (uint32_t i = 0; i < b->coding.claim_count; i++)
        if (!isnan(b->coding.claims[i].weight)) {
            weighed++;
            assert_true(fabs(b->coding.claims[i].weight - 1.0 / OPINION_CLASSES) <
                        1e-5);
        }
    assert_true(weighed >= 2);
    tc_opinion_free(opinion);
}

/* It weighs what the rules say, and changes nothing but how sure they are. */
static void it_changes_only_the_confidence(void **state)
{
    struct bench *b = *state;
    struct opinion *opinion;
    tocsin_type types[16];
    double before[16];
    code_with(b, NULL);
    uint32_t count = b->coding.claim_count;
    assert_true(count <= 16);
    for (uint32_t i = 0; i < count; i++) {
        types[i] = b->coding.claims[i].type;
        before[i] = b->coding.claims[i].confidence;
    }
    memset(bias, 0, sizeof bias);
    bias[TOCSIN_ACCUSE] = 20.0f; /* as good as certain */
    assert_int_equal(open_file(OPINION_ROWS, &opinion), TOCSIN_OK);
    code_with(b, opinion);
    assert_int_equal(b->coding.claim_count, count);
    bool up = false, down = false;
    for (uint32_t i = 0; i < count; i++) {
        const tocsin_claim *c = &b->coding.claims[i];
        assert_int_equal(c->type, types[i]);
        if (isnan(c->weight))
            continue;
        assert_true(c->type == TOCSIN_ACCUSE ? c->weight > 0.999 : c->weight < 0.001);
        up = up || c->weight > 0.5;
        down = down || (c->weight < 0.5 && c->confidence < before[i]);
        assert_true(c->confidence >= 0.05 && c->confidence <= 0.95);
    }
    assert_true(up && down);
    tc_opinion_free(opinion);
}

static void files_that_are_none_are_refused(void **state)
{
    (void)state;
    struct opinion *opinion;
    memset(bias, 0, sizeof bias);
    assert_int_equal(open_file(OPINION_ROWS - 1, &opinion), TOCSIN_FORMAT);
    assert_null(opinion);
    bias[3] = NAN;
    assert_int_equal(open_file(OPINION_ROWS, &opinion), TOCSIN_FORMAT);
    bias[3] = 0;
    scale[7] = INFINITY;
    assert_int_equal(open_file(OPINION_ROWS, &opinion), TOCSIN_FORMAT);
    scale[7] = 0;
    assert_int_equal(tc_opinion_open("data/opinion.model.md", NULL, 0, &opinion, NULL),
                     TOCSIN_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_alone_are_not_weighed),
        cmocka_unit_test(no_weights_no_opinion),
        cmocka_unit_test(it_changes_only_the_confidence),
        cmocka_unit_test(files_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
