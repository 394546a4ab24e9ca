/* coder_bench.h: the real model and lexicon with a coder, for tests of what is
 * learnt. */
#ifndef TEST_CODER_BENCH_H
#define TEST_CODER_BENCH_H

#include "code/claim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

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
    char path[] = "/tmp/test_bench_XXXXXX";
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

#endif
