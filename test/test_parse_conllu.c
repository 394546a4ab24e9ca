/* test_parse_conllu.c: words and sentences that CoNLL-U gives. The sentences are our
 * own. */
#include "parse/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MODEL "data/english.model"

static struct model *model;
static struct parser *parser;
static struct arena arena;
static struct parsed parsed;
static struct given given;
static struct buffer out;

static int open_all(void **state)
{
    (void)state;
    tc_arena_init(&arena, 0);
    tc_buffer_init(&out, 0);
    return tc_model_open(MODEL, NULL, 0, &model, NULL) != TOCSIN_OK ||
           tc_parser_new(model, &parser) != TOCSIN_OK;
}

static int close_all(void **state)
{
    (void)state;
    tc_parser_free(parser);
    tc_model_free(model);
    tc_arena_release(&arena);
    tc_buffer_release(&out);
    return 0;
}

/* Every promise of sentence.h. */
static void check_sentence(const struct sentence *s)
{
    uint32_t roots = 0;
    uint32_t linked = 0;
    assert_true(s->count > 0 && s->begin < s->end && s->end <= parsed.text.size);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *token = &s->tokens[i];
        assert_true(token->begin >= s->begin && token->begin < token->end);
        assert_true(token->end <= s->end && token->lemma.size > 0);
        assert_true(i == 0 || token->begin >= s->tokens[i - 1].begin);
        if (token->end - token->begin == token->form.size &&
            memcmp(parsed.text.data + token->begin, token->form.data,
                   token->form.size) == 0) {
            assert_ptr_equal(token->form.data, parsed.text.data + token->begin);
        }
        roots += token->head == TC_ROOT;
        uint32_t steps = 0;
        for (int32_t up = (int32_t)i; up != TC_ROOT; up = s->tokens[up].head) {
            assert_true(up < (int32_t)s->count && steps++ <= s->count);
        }
        for (int32_t c = s->first[i]; c >= 0; c = s->next[c]) {
            assert_int_equal(s->tokens[c].head, (int32_t)i);
            linked++;
        }
    }
    assert_int_equal(roots, 1);
    assert_int_equal(linked, s->count - 1);
    assert_int_equal(s->tokens[s->root].relation, REL_ROOT);
}

static void read_text(text t)
{
    tc_arena_reset(&arena);
    assert_int_equal(tc_parse_conllu(parser, t, &arena, &parsed, &given), TOCSIN_OK);
    uint32_t tokens = 0;
    for (uint32_t i = 0; i < parsed.count; i++) {
        check_sentence(&parsed.sentences[i]);
        tokens += parsed.sentences[i].count;
    }
    assert_int_equal(tokens, parsed.tokens);
    tc_buffer_clear(&out);
    tc_conllu_rewrite(&out, &parsed, &given);
    assert_false(out.failed);
}

static const char *rewritten(void)
{
    tc_buffer_byte(&out, '\0');
    return out.data;
}

/* What was written without the columns that are the model's. */
static const char *kept(void)
{
    size_t to = 0;
    int column = 0;
    for (const char *at = rewritten(); *at; at++) {
        column = *at == '\n' ? 0 : column + (*at == '\t');
        if (*at == '\t' && (column == 1 || column == 9)) {
            out.data[to++] = ' ';
        } else if (*at != '\t' && (column < 2 || column == 9)) {
            out.data[to++] = *at;
        }
    }
    out.data[to] = '\0';
    return out.data;
}

#define EMPTY "\t_\t_\t_\t_\t_\t_\t_\t"

static void test_words_are_kept(void **state)
{
    (void)state;
    read_text(TEXT("# newdoc id = d\r\n"
                   "# newpar\r\n"
                   "# sent_id = 7\r\n"
                   "# text = We dunno what they'd eat.\r\n"
                   "1\tWe\tx\tX\tX\tA=b\t9\tdep\t_\tTokenRange=10:12\r\n"
                   "2-4\tdunno" EMPTY "Foo=Bar\r\n"
                   "2\tdu" EMPTY "_\r\n"
                   "3\tn" EMPTY "_\r\n"
                   "4\tno" EMPTY "_\r\n"
                   "5\twhat" EMPTY "_\r\n"
                   "5.1\tfood" EMPTY "_\r\n"
                   "6-7\tthey'd" EMPTY "_\r\n"
                   "6\tthey" EMPTY "_\r\n"
                   "7\twould" EMPTY "_\r\n"
                   "8\teat" EMPTY "Entity=(e)|SpaceAfter=No\r\n"
                   "9\t." EMPTY "_"));
    assert_int_equal(parsed.count, 1);
    assert_null(given.problems);
    assert_string_equal(kept(), "# newdoc id = d\n"
                                "# newpar\n"
                                "# sent_id = 7\n"
                                "# text = We dunno what they'd eat.\n"
                                "1 We TokenRange=10:12\n"
                                "2-4 dunno _\n"
                                "2 du _\n"
                                "3 n _\n"
                                "4 no _\n"
                                "5 what _\n"
                                "6-7 they'd _\n"
                                "6 they _\n"
                                "7 would _\n"
                                "8 eat SpaceAfter=No\n"
                                "9 . _\n\n");
}

static void expect_text(const char *want)
{
    assert_int_equal(parsed.text.size, strlen(want));
    assert_memory_equal(parsed.text.data, want, parsed.text.size);
}

static void test_text_and_offsets(void **state)
{
    (void)state;
    /* as # text has it; of the words where they are not there in order */
    read_text(TEXT("# text = They  fled .\n1\tThey" EMPTY "_\n2\tfled" EMPTY "_\n"
                   "3\t." EMPTY "_\n\n"
                   "# text = Another one.\n1\tNobody" EMPTY "_\n"
                   "2\tcame" EMPTY "SpaceAfter=No\n3\t." EMPTY "_\n\n"
                   "# newpar\n1-2\tdon't" EMPTY "SpaceAfter=No\n1\tdo" EMPTY "_\n"
                   "2\tn't" EMPTY "_\n3\t!" EMPTY "_\n"));
    expect_text("They  fled .\nNobody came.\ndon't!");
    assert_int_equal(parsed.count, 3);
    const struct sentence *s = parsed.sentences;
    assert_int_equal(s[0].tokens[1].begin, 6);
    assert_int_equal(s[1].begin, 13);
    assert_int_equal(s[1].tokens[2].begin, 24);
    assert_int_equal(s[2].tokens[1].begin, 28);
    assert_int_equal(s[2].tokens[1].end, 31);
    assert_int_equal(s[1].paragraph, 0);
    assert_int_equal(s[2].paragraph, 1);
    /* a multiword token that its words do not make up: each has all of it */
    read_text(TEXT("1-2\tdunno" EMPTY "_\n1\tdo" EMPTY "_\n2\tnot" EMPTY "_\n"));
    expect_text("dunno");
    assert_int_equal(parsed.sentences[0].tokens[1].begin, 0);
    assert_int_equal(parsed.sentences[0].tokens[1].end, 5);
    read_text(TEXT("# text = \n1\tGo" EMPTY "_\n"));
    expect_text("Go");
}

/* clang-format off */
static const struct {
    const char *lines; /* of a bad sentence */
    tocsin_status status;
    long long line;    /* from 0, of the first that is wrong */
    const char *words;
} bad_cases[] = {
    {"1\tYes\tyes\n", TOCSIN_FORMAT, 0, "not ten columns: \"1\tYes\tyes\""},
    {"1\tYes" EMPTY "_\tmore\n", TOCSIN_FORMAT, 0, "not ten columns"},
    {"# a\n1\tYes" EMPTY "_\n3\tsir" EMPTY "_\n", TOCSIN_FORMAT, 2,
     "out of order: \"3\""},
    {"1\tYes" EMPTY "_\n1\tsir" EMPTY "_\n", TOCSIN_FORMAT, 1, "out of order: \"1\""},
    {"0\tYes" EMPTY "_\n", TOCSIN_FORMAT, 0, "out of order"},
    {"x\tYes" EMPTY "_\n", TOCSIN_FORMAT, 0, "no word's number: \"x\""},
    {"99999999999\tYes" EMPTY "_\n", TOCSIN_FORMAT, 0, "no word's number"},
    {"1\t" EMPTY "_\n", TOCSIN_FORMAT, 0, "without a form"},
    {"1\tYes" EMPTY "_\n# late\n", TOCSIN_FORMAT, 1, "a comment behind words"},
    {"# alone\n", TOCSIN_FORMAT, 1, "comments without a word"},
    {"1-2\tdon't" EMPTY "_\n1\tdo" EMPTY "_\n", TOCSIN_FORMAT, 2, "are missing"},
    {"2-3\tdon't" EMPTY "_\n", TOCSIN_FORMAT, 0, "out of its place: \"2-3\""},
    {"1-1\tdo" EMPTY "_\n", TOCSIN_FORMAT, 0, "out of its place"},
    {"1-300\tdo" EMPTY "_\n", TOCSIN_FORMAT, 0, "too many words"},
    {"1-2\tdon't" EMPTY "_\n1-2\tdon't" EMPTY "_\n", TOCSIN_FORMAT, 1,
     "out of its place"},
    {"7.1\tgone" EMPTY "_\n", TOCSIN_FORMAT, 0, "empty node"},
    {"1\t\xC3\x28" EMPTY "_\n", TOCSIN_ENCODING, 0, "not UTF-8"},
    {"# \xFF\n1\tYes" EMPTY "_\n", TOCSIN_ENCODING, 0, "not UTF-8"},
};
/* clang-format on */

#define GOOD "1\tTroops" EMPTY "_\n2\tleft" EMPTY "_\n\n"

static void test_bad_lines(void **state)
{
    (void)state;
    struct buffer b;
    tc_buffer_init(&b, 0);
    for (size_t i = 0; i < sizeof bad_cases / sizeof bad_cases[0]; i++) {
        tc_buffer_clear(&b);
        tc_buffer_string(&b, GOOD "# newdoc id = two\n# sent_id = lost\n");
        tc_buffer_string(&b, bad_cases[i].lines);
        tc_buffer_string(&b, "\n" GOOD);
        read_text((text){b.data, b.size});
        assert_int_equal(parsed.count, 2);
        assert_int_equal(given.count, 3);
        assert_true(given.blocks[1].lost);
        assert_non_null(given.problems);
        assert_null(given.problems->next);
        assert_int_equal(given.problems->status, bad_cases[i].status);
        assert_int_equal(given.problems->line, bad_cases[i].line + 5);
        char said[256];
        (void)snprintf(said, sizeof said, "%.*s", (int)given.problems->message.size,
                       given.problems->message.data);
        if (strstr(said, bad_cases[i].words) == NULL) {
            fail_msg("%s: not \"%s\"", said, bad_cases[i].words);
        }
        /* the document goes on */
        assert_non_null(strstr(rewritten(), "\n\n# newdoc id = two\n1\tTroops"));
        assert_null(strstr(out.data, "lost"));
    }
    tc_buffer_clear(&b);
    tc_buffer_string(&b, "1\t");
    for (int i = 0; i < 70000; i++) {
        tc_buffer_byte(&b, 'a');
    }
    tc_buffer_string(&b, EMPTY "_\n\n" GOOD);
    read_text((text){b.data, b.size});
    assert_int_equal(parsed.count, 1);
    assert_int_equal(given.problems->status, TOCSIN_LIMIT);
    read_text(TEXT("1\ta\0b" EMPTY "_\n"));
    assert_int_equal(parsed.count, 0);
    assert_non_null(given.problems);
    read_text((text){NULL, 0});
    assert_int_equal(parsed.count, 0);
    read_text(TEXT("\n\r\n\n"));
    assert_int_equal(given.count, 0);
    read_text(TEXT("\xEF\xBB\xBF" GOOD));
    assert_int_equal(parsed.count, 1);
    tc_buffer_release(&b);
}

/* ---- round trip ------------------------------------------------------------------ */

static const char *const scraps[] = {
    "troops",   "the",  "The",  "U.S.", ".",      ",",     "\"",      "'",
    "-",        "n't",  " ",    "\n",   "didn't", "\n\n",  "3.5",     "(",
    ")",        "said", "http", "...",  "'s",     "Kabul", "cannot",  "\xE2\x80\x99",
    "\xC4\x9F", "!?",   "&",    "/",    "_",      "#",     "\xC2\xA0"};

static void test_round_trip(void **state)
{
    (void)state;
    struct buffer b;
    struct buffer first;
    tc_buffer_init(&b, 0);
    tc_buffer_init(&first, 0);
    uint32_t seed = 1;
    for (int n = 0; n < 100; n++) {
        tc_buffer_clear(&b);
        for (int i = 0; i < 300; i++) {
            seed = seed * 1664525U + 1013904223U;
            tc_buffer_string(&b,
                             scraps[(seed >> 8) % (sizeof scraps / sizeof scraps[0])]);
            if ((seed >> 28) < 6) {
                tc_buffer_byte(&b, ' ');
            }
        }
        tc_arena_reset(&arena);
        tc_buffer_clear(&first);
        assert_int_equal(tc_parse(parser, (text){b.data, b.size}, &arena, &parsed),
                         TOCSIN_OK);
        tc_conllu_write(&first, &parsed, TEXT("d"));
        read_text((text){first.data, first.size});
        assert_null(given.problems);
        assert_int_equal(out.size, first.size);
        assert_memory_equal(out.data, first.data, out.size);
    }
    tc_buffer_release(&b);
    tc_buffer_release(&first);
}

/* ---- long sentences -------------------------------------------------------------- */

static void add_word(struct buffer *b, int number, const char *form)
{
    tc_buffer_format(b, "%d\t%s" EMPTY "_\n", number, form);
}

static void test_long_sentences(void **state)
{
    (void)state;
    static const uint32_t counts[] = {400, 401, 1200, 30000};
    struct buffer b;
    tc_buffer_init(&b, 0);
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        tc_buffer_clear(&b);
        for (uint32_t i = 1; i <= counts[k]; i++) {
            add_word(&b, (int)i, i % 7 == 0 ? ";" : i % 7 == 3 ? "fled" : "troops");
        }
        read_text((text){b.data, b.size});
        assert_int_equal(parsed.count, 1);
        assert_int_equal(parsed.tokens, counts[k]);
        uint32_t parts = 0;
        for (uint32_t i = 0; i < counts[k]; i++) {
            const struct token *t = &parsed.sentences[0].tokens[i];
            parts += t->relation == REL_PARATAXIS &&
                     t->head == parsed.sentences[0].root && i >= 200;
        }
        assert_true(counts[k] <= TC_LONGEST || parts >= counts[k] / TC_LONGEST);
    }
    /* a multiword token is not cut in two */
    tc_buffer_clear(&b);
    for (int i = 1; i < 900; i += 3) {
        tc_buffer_format(&b, "%d-%d\tit'sn't" EMPTY "_\n", i, i + 2);
        add_word(&b, i, "it");
        add_word(&b, i + 1, "'s");
        add_word(&b, i + 2, "n't");
    }
    read_text((text){b.data, b.size});
    assert_int_equal(parsed.tokens, 900);
    for (uint32_t i = 0; i < 900; i++) {
        int32_t head = parsed.sentences[0].tokens[i].head;
        bool crosses = head >= 0 && (head < 399) != (i < 399);
        assert_true(!crosses ||
                    parsed.sentences[0].tokens[i].relation == REL_PARATAXIS);
    }
    tc_buffer_release(&b);
}

/* ---- memory ---------------------------------------------------------------------- */

#define SOME                                                                           \
    "# text = They don't go.\n1\tThey" EMPTY "_\n2-3\tdon't" EMPTY "_\n"               \
    "2\tdo" EMPTY "_\n3\tn't" EMPTY "_\n4\tgo" EMPTY "SpaceAfter=No\n5\t." EMPTY       \
    "_\n\n1\tbad\n\n" GOOD

static void test_memory(void **state)
{
    (void)state;
    read_text(TEXT(SOME));
    unsigned long before = tc_alloc_count();
    read_text(TEXT(SOME));
    assert_int_equal(tc_alloc_count(), before);
    bool whole = false;
    for (long n = 1; n < 50 && !whole; n++) {
        struct arena fresh;
        struct buffer b;
        tc_arena_init(&fresh, 0);
        tc_buffer_init(&b, 0);
        tc_alloc_fail(n);
        tocsin_status status =
            tc_parse_conllu(parser, TEXT(SOME), &fresh, &parsed, &given);
        if (status == TOCSIN_OK) {
            tc_conllu_rewrite(&b, &parsed, &given);
            whole = !b.failed;
        }
        tc_alloc_fail(0);
        assert_true(whole || b.failed || status == TOCSIN_MEMORY);
        tc_buffer_release(&b);
        tc_arena_release(&fresh);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_kept), cmocka_unit_test(test_text_and_offsets),
        cmocka_unit_test(test_bad_lines),      cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_long_sentences), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
