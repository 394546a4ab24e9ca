/* test_engine.c: what include/tocsin.h promises of given words. The ways of documents
 * are tested by the command (test_cli.sh) and the cases (test_cases.c). */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EMPTY "\t_\t_\t_\t_\t_\t_\t_\t_\n"
#define GOOD  "# sent_id = 1\n1\tTroops" EMPTY "2\tleft" EMPTY "\n"

struct problems {
    int count;
    long long line;
    tocsin_status answer;
};

static tocsin_status note(void *context, const tocsin_error *problem)
{
    struct problems *problems = context;
    problems->count++;
    problems->line = problem->line;
    assert_int_equal(problem->status, TOCSIN_FORMAT);
    assert_string_equal(problem->file, "here.conllu");
    return problems->answer;
}

static tocsin_document document_of(const char *words)
{
    return (tocsin_document){
        .text = tc_text(words), .file = tc_text("here.conllu"), .line = 11};
}

static void test_given_words(void **state)
{
    (void)state;
    tocsin_engine *engine = NULL;
    tocsin_coder *coder = NULL;
    tocsin_error error;
    tocsin_text out;
    assert_int_equal(tocsin_engine_open(NULL, NULL, &engine, &error), TOCSIN_OK);
    assert_int_equal(tocsin_coder_new(engine, &coder), TOCSIN_OK);
    struct problems problems = {0, 0, TOCSIN_OK};
    tocsin_document document = document_of(GOOD "1\tbad\n\n3\tworse" EMPTY "\n" GOOD);
    unsigned long before = 0;
    for (int i = 0; i < 3; i++) {
        before = i == 1 ? tc_alloc_count() : before;
        assert_int_equal(
            tocsin_coder_parse_conllu(coder, &document, note, &problems, &error),
            TOCSIN_OK);
        assert_int_equal(
            tocsin_coder_write(coder, TOCSIN_FORMAT_CONLLU, TOCSIN_LAYER_PARSE, &out),
            TOCSIN_OK);
    }
    assert_int_equal(tc_alloc_count(), before);
    assert_int_equal(problems.count, 6);
    assert_int_equal(problems.line, 17);
    assert_true(tc_text_begins(out, TEXT("# sent_id = 1\n1\tTroops\t")));
    problems.answer = TOCSIN_STOPPED;
    assert_int_equal(
        tocsin_coder_parse_conllu(coder, &document, note, &problems, &error),
        TOCSIN_STOPPED);
    assert_int_equal(problems.count, 7);
    assert_int_equal(tocsin_coder_parse_conllu(coder, &document, NULL, NULL, NULL),
                     TOCSIN_OK);
    /* a text behind it has sentences of its own again */
    document = document_of("They fled.");
    document.id = TEXT("d");
    assert_int_equal(tocsin_coder_parse(coder, &document, &error), TOCSIN_OK);
    assert_int_equal(
        tocsin_coder_write(coder, TOCSIN_FORMAT_CONLLU, TOCSIN_LAYER_PARSE, &out),
        TOCSIN_OK);
    assert_true(tc_text_begins(out, TEXT("# newdoc id = d\n")));
    tocsin_coder_free(coder);
    tocsin_engine_free(engine);
}

static tocsin_status no_item(void *context, const tocsin_run_item *item)
{
    (void)context;
    (void)item;
    return TOCSIN_OK;
}

static void test_given_words_are_not_coded(void **state)
{
    (void)state;
    const char *path = "fuzz/corpus/conllu/words";
    tocsin_engine *engine = NULL;
    tocsin_reader *reader = NULL;
    tocsin_error error;
    const tocsin_reader_options from = {.from = TOCSIN_INPUT_CONLLU};
    tocsin_run_options how = {.jobs = 1};
    assert_int_equal(tocsin_engine_open(NULL, NULL, &engine, &error), TOCSIN_OK);
    assert_int_equal(tocsin_reader_open(&path, 1, &from, &reader, &error), TOCSIN_OK);
    assert_int_equal(tocsin_run(engine, reader, &how, no_item, NULL, &error),
                     TOCSIN_USAGE);
    how.parse_only = true;
    assert_int_equal(tocsin_run(engine, reader, &how, no_item, NULL, &error),
                     TOCSIN_OK);
    tocsin_reader_free(reader);
    tocsin_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_given_words),
        cmocka_unit_test(test_given_words_are_not_coded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
