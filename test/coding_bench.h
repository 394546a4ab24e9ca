/* test/coding_bench.h: the real model and the real dictionaries, and a coder on them.
 *
 * For tests of what comes out of a text: code() fills bench.coding and holds it against
 * the rules of coding_check.h.
 */
#ifndef CODING_BENCH_H
#define CODING_BENCH_H

#include "test/coding_check.h"
#include "test/real_files.h"

static struct model *model;
static struct lexicon *lexicon;

struct bench {
    struct parser *parser;
    struct coder *coder;
    struct arena arena;
    struct parsed parsed;
    tocsin_coding coding;
};

static struct bench bench;

static void code(const char *words)
{
    tocsin_document d = {.id = TEXT("a"), .published = TEXT("2024-01-30")};
    d.text = tc_text(words);
    tc_arena_reset(&bench.arena);
    assert_int_equal(tc_parse(bench.parser, d.text, &bench.arena, &bench.parsed),
                     TOCSIN_OK);
    assert_int_equal(
        tc_code(bench.coder, &d, &bench.parsed, &bench.arena, &bench.coding),
        TOCSIN_OK);
    const char *wrong = coding_wrong(&bench.coding);
    if (wrong)
        fail_msg("%s: %s", wrong, words);
}

static int open_files(void **state)
{
    *state = &bench;
    bool open = open_real_files(&model, &lexicon);
    tc_arena_init(&bench.arena, 0);
    return !open || tc_parser_new(model, &bench.parser) != TOCSIN_OK ||
           tc_coder_new(lexicon, &bench.coder) != TOCSIN_OK;
}

static int close_files(void **state)
{
    (void)state;
    tc_coder_free(bench.coder);
    tc_parser_free(bench.parser);
    tc_arena_release(&bench.arena);
    tc_lexicon_free(lexicon);
    tc_model_free(model);
    return 0;
}

#endif
