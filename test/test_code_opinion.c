/* test_code_opinion.c: the weights of the second opinion, and what they may do. */
#include "code/claim.h"
#include "code/opinion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char sentence[] =
    "Kenya condemned Uganda on Monday, and Uganda expelled the "
    "Kenyan ambassador.";

struct bench {
    struct model *model;
    struct lexicon *lexicon;
    struct parser *parser;
    struct coder *coder;
    struct arena arena;
    tocsin_coding coding;
};

static void code(struct bench *b, const struct opinion *opinion)
{
    struct parsed parsed;
    const tocsin_document d = {
        .id = TEXT("x"),
        .published = TEXT("2024-01-30"),
        .text = {sentence, sizeof sentence - 1}
    };
    tc_arena_reset(&b->arena);
    tc_coder_ask(b->coder, opinion);
    assert_int_equal(tc_parse(b->parser, d.text, &b->arena, &parsed), TOCSIN_OK);
    assert_int_equal(tc_code(b->coder, &d, &parsed, &b->arena, &b->coding), TOCSIN_OK);
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
    code(b, NULL);
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
    code(b, opinion);
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
    code(b, NULL);
    uint32_t count = b->coding.claim_count;
    assert_true(count <= 16);
    for (uint32_t i = 0; i < count; i++) {
        types[i] = b->coding.claims[i].type;
        before[i] = b->coding.claims[i].confidence;
    }
    memset(bias, 0, sizeof bias);
    bias[TOCSIN_ACCUSE] = 20.0f; /* as good as certain */
    assert_int_equal(open_file(OPINION_ROWS, &opinion), TOCSIN_OK);
    code(b, opinion);
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

static int set_up(void **state)
{
    static struct bench b;
    char path[] = "/tmp/test_opinion_XXXXXX";
    size_t problems = 0;
    memset(&b, 0, sizeof b);
    tc_arena_init(&b.arena, 0);
    *state = &b;
    int file = mkstemp(path);
    if (file < 0 || close(file))
        return 1;
    bool open =
        tc_lexicon_compile("data", path, NULL, NULL, &problems, NULL) == TOCSIN_OK &&
        tc_lexicon_open(path, NULL, 0, &b.lexicon, NULL) == TOCSIN_OK &&
        tc_model_open("data/english.model", NULL, 0, &b.model, NULL) == TOCSIN_OK &&
        tc_parser_new(b.model, &b.parser) == TOCSIN_OK &&
        tc_coder_new(b.lexicon, &b.coder) == TOCSIN_OK;
    (void)unlink(path); /* it stays mapped */
    return !open;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    tc_coder_free(b->coder);
    tc_parser_free(b->parser);
    tc_lexicon_free(b->lexicon);
    tc_model_free(b->model);
    tc_arena_release(&b->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_alone_are_not_weighed),
        cmocka_unit_test(no_weights_no_opinion),
        cmocka_unit_test(it_changes_only_the_confidence),
        cmocka_unit_test(files_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
