/* coder_bench.h: the real model and lexicon with a coder, for tests of what is
 * learnt. */
#ifndef TEST_CODER_BENCH_H
#define TEST_CODER_BENCH_H

#include "test/real_files.h"

#include <string.h>

struct bench {
    struct model *model;
    struct lexicon *lexicon;
    struct parser *parser;
    struct coder *coder;
    struct arena arena;
    struct parsed parsed;
    tocsin_coding coding;
};

static void code_words(struct bench *b, const char *words)
{
    const tocsin_document d = {
        .id = TEXT("x"),
        .published = TEXT("2024-01-30"),
        .text = {words, strlen(words)}
    };
    tc_arena_reset(&b->arena);
    assert_int_equal(tc_parse(b->parser, d.text, &b->arena, &b->parsed), TOCSIN_OK);
    assert_int_equal(tc_code(b->coder, &d, &b->parsed, &b->arena, &b->coding),
                     TOCSIN_OK);
}

static int set_up(void **state)
{
    static struct bench b;
    memset(&b, 0, sizeof b);
    tc_arena_init(&b.arena, 0);
    *state = &b;
    return !open_real_files(&b.model, &b.lexicon) ||
           tc_parser_new(b.model, &b.parser) != TOCSIN_OK ||
           tc_coder_new(b.lexicon, &b.coder) != TOCSIN_OK;
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

#endif
