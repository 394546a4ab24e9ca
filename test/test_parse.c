/* test_parse.c: the parser from bytes to trees, and its model file. The sentences are
 * our own. */
#include "parse/mix.h"
#include "parse/model.h"
#include "parse/split.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MODEL "data/english.model"

static struct model *model;

static int open_model(void **state)
{
    tocsin_error error;
    (void)state;
    if (tc_model_open(MODEL, NULL, 0, &model, &error) != TOCSIN_OK) {
        print_error("%s: %s\n", error.file, error.message);
        return -1;
    }
    return 0;
}

static int close_model(void **state)
{
    (void)state;
    tc_model_free(model);
    return 0;
}

struct run {
    struct parser *parser;
    struct arena arena;
    struct parsed parsed;
};

static void run_begin(struct run *run)
{
    tc_arena_init(&run->arena, 0);
    assert_int_equal(tc_parser_new(model, &run->parser), TOCSIN_OK);
}

static void run_text(struct run *run, text t)
{
    tc_arena_reset(&run->arena);
    assert_int_equal(tc_parse(run->parser, t, &run->arena, &run->parsed), TOCSIN_OK);
}

static void check_parsed(const struct parsed *parsed);

static void run_end(struct run *run)
{
    tc_parser_free(run->parser);
    tc_arena_release(&run->arena);
}

/* ---- tokens ---------------------------------------------------------------------- */

/* The pieces of t with a space between them, '+' within a multiword token. */
static void pieces_of(const char *s, struct buffer *out)
{
    struct pieces pieces = {0};
    text t = tc_text(s);
    assert_true(tc_tokenise(t, &pieces));
    tc_buffer_clear(out);
    for (size_t i = 0; i < pieces.count; i++) {
        const struct piece *p = &pieces.items[i];
        tc_buffer_string(out, i == 0 ? "" : p->inside ? "+" : " ");
        tc_buffer_text(out, tc_text_slice(t, p->begin, p->end));
    }
    tc_buffer_byte(out, '\0');
    tc_free(pieces.items);
}

/* clang-format off */
static const struct {
    const char *text, *tokens;
} token_cases[] = {
    {"He didn't go.", "He did+n't go ."},
    {"Russia's troops cannot win", "Russia+'s troops can+not win"},
    {"the workers\xE2\x80\x99 union won\xE2\x80\x99t budge",
     "the workers+\xE2\x80\x99 union wo+n\xE2\x80\x99t budge"},
    {"a 15-year-old boy", "a 15 - year - old boy"},
    {"pro-government and anti-Kabila fighters",
     "pro-government and anti-Kabila fighters"},
    {"Deir al-Zor", "Deir al - Zor"},
    {"Gen. Ali met Mr. Brown on Jan. 5.", "Gen. Ali met Mr. Brown on Jan. 5 ."},
    {"the U.S. and the U.N. agreed", "the U.S. and the U.N. agreed"},
    {"He left the U.S.", "He left the U.S."},
    {"He said no.", "He said no ."},
    {"No. 10 refused", "No. 10 refused"},
    {"He said No. They left.", "He said No . They left ."},
    {"George W. Bush", "George W. Bush"},
    {"$3.5 billion, or 1,200 a day", "$ 3.5 billion , or 1,200 a day"},
    {"at 5pm, 10km away", "at 5 pm , 10 km away"},
    {"on 9/11 at 10:30", "on 9/11 at 10:30"},
    {"the 1st of May", "the 1st of May"},
    {"See https://example.com/a?b=1, please.",
     "See https://example.com/a?b=1 , please ."},
    {"mail desk@example.org.", "mail desk@example.org ."},
    {"\"Never,\" he said.", "\" Never , \" he said ."},
    {"\xE2\x80\x9CNever,\xE2\x80\x9D he said.",
     "\xE2\x80\x9C Never , \xE2\x80\x9D he said ."},
    {"BEIRUT, June 3 (Reuters) - Jets", "BEIRUT , June 3 ( Reuters ) - Jets"},
    {"they resign.The end", "they resign . The end"},
    {"wait... what?!", "wait ... what ?!"},
    {"the Ba'ath party", "the Ba'ath party"},
    {"O'Brien and d'Estaing", "O'Brien and d'Estaing"},
    {"and/or", "and / or"},
    {"AT&T", "AT&T"},
    {"amazon.com said", "amazon.com said"},
    {"50% of it", "50 % of it"},
    {"the 70's", "the 70's"},
    {"talks\xE2\x80\x94"
     "again\xE2\x80\x94"
     "failed", "talks \xE2\x80\x94 again \xE2\x80\x94 failed"},
    {"Erdo\xC4\x9F"
     "an's party", "Erdo\xC4\x9F"
     "an+'s party"},
};
/* clang-format on */

static void test_tokens(void **state)
{
    (void)state;
    struct buffer b;
    tc_buffer_init(&b, 0);
    for (size_t i = 0; i < sizeof token_cases / sizeof token_cases[0]; i++) {
        pieces_of(token_cases[i].text, &b);
        assert_string_equal(b.data, token_cases[i].tokens);
    }
    tc_buffer_release(&b);
}

/* ---- sentences ------------------------------------------------------------------- */

/* clang-format off */
static const struct {
    const char *text, *sentences; /* divided by '|', white space made one space */
} sentence_cases[] = {
    {"Troops entered the town. Residents fled.",
     "Troops entered the town.|Residents fled."},
    {"Gen. Ali met Mr. Brown. They talked.", "Gen. Ali met Mr. Brown.|They talked."},
    {"The U.S. Senate voted. It passed.", "The U.S. Senate voted.|It passed."},
    {"\"We will fight.\" He left.", "\"We will fight.\"|He left."},
    {"He asked why. \"Nobody knows,\" she said.",
     "He asked why.|\"Nobody knows,\" she said."},
    {"Ministers resign\n\nThe cabinet fell on Monday.",
     "Ministers resign|The cabinet fell on Monday."},
    {"The minister said on Tuesday that the army\nwould not leave the northern "
     "provinces "
     "before\nthe elections that are due next year.",
     "The minister said on Tuesday that the army would not leave the northern "
     "provinces "
     "before the elections that are due next year."},
    {"Rebels take airport\nRebel fighters took the airport of the capital on Monday "
     "after "
     "two days of heavy shelling.",
     "Rebels take airport|Rebel fighters took the airport of the capital on Monday "
     "after "
     "two days of heavy shelling."},
    {"IRAN REJECTS OFFER\nIran rejected the offer.",
     "IRAN REJECTS OFFER|Iran rejected the offer."},
    {"- Turkey sends troops\n- Iran protests", "- Turkey sends troops|- Iran protests"},
    {"BEIRUT, June 3 (Reuters) - Jets bombed a village.",
     "BEIRUT, June 3 (Reuters) -|Jets bombed a village."},
    {"NAIROBI -- Police fired tear gas.", "NAIROBI --|Police fired tear gas."},
    {"They resigned.The king agreed.", "They resigned.|The king agreed."},
    {"He flew to Washington D.C. The talks failed.",
     "He flew to Washington D.C.|The talks failed."},
    {"They met at 5 p.m. He left.", "They met at 5 p.m.|He left."},
    {"Who fired first? Nobody knows!", "Who fired first?|Nobody knows!"},
    {"It ended at 7 a.m. Nobody died. At 5 p.m. ET he spoke, and at 6 p.m. Friday.",
     "It ended at 7 a.m.|Nobody died.|At 5 p.m. ET he spoke, and at 6 p.m. Friday."},
    {"Islamabad, Oct 12 (IANS) Pakistan closed the border.",
     "Islamabad, Oct 12 (IANS)|Pakistan closed the border."},
    {"They withdrew. (The rebels deny it.) The truce held.",
     "They withdrew.|(The rebels deny it.)|The truce held."},
    {"THEY FLED. [PASSAGE OMITTED] THE TOWN FELL.",
     "THEY FLED.|[PASSAGE OMITTED]|THE TOWN FELL."},
    {"they were afraid. \"we saw it all,\" she said. \xE2\x80\x9Cthey fired.",
     "they were afraid.|\"we saw it all,\" she said.|\xE2\x80\x9Cthey fired."},
    {"Hughes Motor Co said it would sell Delta Aircraft Co to Orion Tool Co.",
     "Hughes Motor Co said it would sell Delta Aircraft Co to Orion Tool Co."},
    {"He left, he said.In the meantime rebels came.",
     "He left, he said.|In the meantime rebels came."},
    {"Really?! no one knew. No. Not even we.",
     "Really?!|no one knew.|No.|Not even we."},
    {"See http://a.example/1 http://a.example/2 for more.",
     "See http://a.example/1|http://a.example/2 for more."},
    {"He signed it. ===== This mail is private.",
     "He signed it.|=====|This mail is private."},
};
/* clang-format on */

static void sentences_of(const struct parsed *parsed, struct buffer *out)
{
    tc_buffer_clear(out);
    for (uint32_t i = 0; i < parsed->count; i++) {
        const struct sentence *s = &parsed->sentences[i];
        tc_buffer_string(out, i > 0 ? "|" : "");
        for (uint32_t at = s->begin; at < s->end; at++) {
            char c = parsed->text.data[at];
            tc_buffer_byte(out, c == '\n' ? ' ' : c);
        }
    }
    tc_buffer_byte(out, '\0');
}

static void test_sentences(void **state)
{
    (void)state;
    struct run run;
    struct buffer b;
    run_begin(&run);
    tc_buffer_init(&b, 0);
    for (size_t i = 0; i < sizeof sentence_cases / sizeof sentence_cases[0]; i++) {
        run_text(&run, tc_text(sentence_cases[i].text));
        sentences_of(&run.parsed, &b);
        assert_string_equal(b.data, sentence_cases[i].sentences);
    }
    tc_buffer_release(&b);
    run_end(&run);
}

static void test_paragraphs(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run);
    run_text(&run, TEXT("Police came. They left.\n\nA man died.\n \nNobody saw it."));
    assert_int_equal(run.parsed.count, 4);
    assert_int_equal(run.parsed.sentences[0].paragraph, 0);
    assert_int_equal(run.parsed.sentences[1].paragraph, 0);
    assert_int_equal(run.parsed.sentences[2].paragraph, 1);
    assert_int_equal(run.parsed.sentences[3].paragraph, 2);
    run_text(&run, TEXT(" \n\t\n "));
    assert_int_equal(run.parsed.count, 0);
    run_text(&run, (text){NULL, 0});
    assert_int_equal(run.parsed.count, 0);
    run_text(&run, (text){"He\0 \0\0 a\0", 9}); /* once went round for ever */
    check_parsed(&run.parsed);
    run_text(&run, (text){"\n\n", 2});
    assert_int_equal(run.parsed.count, 0);
    run_end(&run);
}

/* The hash within its callers is the one of the model's file. */
static void test_mix(void **state)
{
    (void)state;
    const char bytes[] = "Zw\xC3\xB6lf Boxk\xC3\xA4mpfer\xFF";
    for (uint32_t n = 0; n < sizeof bytes; n++) {
        assert_int_equal(tc_mix_short(n * 77, bytes, n), tc_mix(n * 77, bytes, n));
    }
    const struct split_view view = {
        .words = {{11, 12, 13, 'x', false, true},
                  {0xFEDCBA98U, 0x12345678U, 40, '.', true, true},
                  {31, 0xFFFFFFFFU, 33, 'x', false, true},
                  {0, 0, 0, 'x', false, false}},
        .length = 9,
        .quoted = true,
        .newline = true,
    };
    const uint32_t parts[][4] = {
        {0,  0xFEDCBA98U, 0,           0          },
        {4,  0xFEDCBA98U, 31,          0          },
        {9,  31,          2,           0          },
        {11, 40,          5,           0xFFFFFFFFU},
        {12, 40,          5,           0xFFFFFFFFU},
        {14, 40,          31,          1          },
        {15, 0x12345678U, 0xFFFFFFFFU, 2          },
    };
    uint32_t got[TC_SPLIT_FEATURES];
    tc_split_features(&view, got);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint32_t want = tc_mix(parts[i][0] + 50, &parts[i][1], 12);
        assert_int_equal(got[parts[i][0]], want & (TC_SPLIT_SIZE - 1));
    }
}

/* ---- trees ----------------------------------------------------------------------- */

/* Every promise of sentence.h. */
static void check_sentence(const struct sentence *s, text t)
{
    uint32_t roots = 0;
    uint32_t linked = 0;
    uint32_t begin = s->begin;
    assert_in_range(s->count, 1, TC_LONGEST);
    assert_true(s->begin < s->end && s->end <= t.size);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *token = &s->tokens[i];
        assert_true(token->begin >= begin && token->end > token->begin);
        assert_true(token->end <= s->end);
        assert_ptr_equal(token->form.data, t.data + token->begin);
        begin = token->end;
        assert_true(token->upos < UPOS_COUNT && token->xpos < XPOS_COUNT);
        assert_true(token->relation > 0 && token->relation < REL_COUNT);
        assert_true(token->lemma.size > 0);
        assert_int_equal(tc_utf8_check(token->lemma), token->lemma.size);
        roots += token->head == TC_ROOT;
        int32_t up = (int32_t)i;
        for (uint32_t steps = 0; up != TC_ROOT; steps++) {
            assert_true(steps <= s->count && up < (int32_t)s->count);
            up = s->tokens[up].head;
        }
        int32_t last = -1;
        for (int32_t c = s->first[i]; c >= 0; c = s->next[c]) {
            assert_true(c > last && s->tokens[c].head == (int32_t)i);
            last = c;
            linked++;
        }
    }
    assert_int_equal(roots, 1);
    assert_int_equal(linked, s->count - 1);
    assert_int_equal(s->tokens[s->root].head, TC_ROOT);
    assert_int_equal(s->tokens[s->root].relation, REL_ROOT);
}

static void check_parsed(const struct parsed *parsed)
{
    uint32_t tokens = 0;
    uint32_t end = 0;
    for (uint32_t i = 0; i < parsed->count; i++) {
        const struct sentence *s = &parsed->sentences[i];
        assert_true(s->begin >= end);
        end = s->end;
        check_sentence(s, parsed->text);
        tokens += s->count;
    }
    assert_int_equal(tokens, parsed->tokens);
}

static const char *const scraps[] = {
    "troops",   "the",
    "The",      "U.S.",
    ".",        ",",
    "\"",       "'",
    "-",        "n't",
    "didn't",   " ",
    " ",        "\n",
    "\n\n",     "3.5",
    "(",        ")",
    "killed",   "@",
    "http://",  "\xE2\x80\x99",
    "\xC4\x9F", "\xF0\x9F\x98\x80",
    "...",      "'s",
    "A",        "I",
    "!?",       "&",
    "/",        "_",
    "a.b.c",    "e-",
    "\xC2\xA0", "$",
    "IN",       "No.",
    "\t",       "--",
};

static void make_garbage(struct buffer *b, uint32_t seed)
{
    tc_buffer_clear(b);
    for (int i = 0; i < 300; i++) {
        seed = seed * 1664525U + 1013904223U;
        tc_buffer_string(b, scraps[(seed >> 8) % (sizeof scraps / sizeof scraps[0])]);
        if ((seed >> 28) < 6) {
            tc_buffer_byte(b, ' ');
        }
    }
}

static void test_garbage_gives_trees(void **state)
{
    (void)state;
    struct run run;
    struct buffer b;
    run_begin(&run);
    tc_buffer_init(&b, 0);
    for (uint32_t seed = 1; seed <= 200; seed++) {
        make_garbage(&b, seed);
        run_text(&run, (text){b.data, b.size});
        check_parsed(&run.parsed);
    }
    tc_buffer_release(&b);
    run_end(&run);
}

static const struct token *find(const struct parsed *parsed, const char *form)
{
    for (uint32_t i = 0; i < parsed->count; i++) {
        for (uint32_t j = 0; j < parsed->sentences[i].count; j++) {
            if (tc_text_equal(parsed->sentences[i].tokens[j].form, tc_text(form))) {
                return &parsed->sentences[i].tokens[j];
            }
        }
    }
    fail_msg("no word %s", form);
    return NULL;
}

static void expect(const struct parsed *parsed, const char *form,
                   enum relation relation, const char *head)
{
    const struct token *t = find(parsed, form);
    assert_string_equal(tc_relation_name((enum relation)t->relation),
                        tc_relation_name(relation));
    for (uint32_t i = 0; i < parsed->count; i++) {
        const struct sentence *s = &parsed->sentences[i];
        if (t >= s->tokens && t < s->tokens + s->count && t->head != TC_ROOT) {
            assert_true(tc_text_equal(s->tokens[t->head].form, tc_text(head)));
        }
    }
}

/* What arcs that are scored one by one get wrong together (mend.c). */
static void test_mended_trees(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run);
    run_text(&run,
             TEXT("Rumours that the army had arrested the president were denied by "
                  "the government."));
    expect(&run.parsed, "that", REL_MARK, "arrested");
    expect(&run.parsed, "arrested", REL_ACL, "Rumours");
    run_text(&run, TEXT("The union called on the government to resign."));
    expect(&run.parsed, "on", REL_CASE, "government");
    expect(&run.parsed, "government", REL_OBL, "called");
    run_end(&run);
}

static void expect_entity(const struct parsed *parsed, const char *form,
                          enum entity entity, bool begins)
{
    const struct token *token = find(parsed, form);
    assert_non_null(token);
    if (token->entity != entity || token->entity_begins != begins) {
        fail_msg("%s is %s, begins %d", form,
                 tc_entity_name((enum entity)token->entity), token->entity_begins);
    }
}

static void test_entities(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run);
    run_text(&run, TEXT("Maria Lopez flew from Berlin to Kenya on Monday."));
    expect_entity(&run.parsed, "Maria", ENTITY_PERSON, true);
    expect_entity(&run.parsed, "Lopez", ENTITY_PERSON, false);
    expect_entity(&run.parsed, "flew", ENTITY_NONE, false);
    expect_entity(&run.parsed, "Berlin", ENTITY_PLACE, true);
    expect_entity(&run.parsed, "Kenya", ENTITY_PLACE, true);
    expect_entity(&run.parsed, "Monday", ENTITY_TIME, true);
    run_end(&run);
}

static void test_news_trees(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run);
    run_text(&run, TEXT("Israeli warplanes struck two villages in southern Lebanon on "
                        "Tuesday."));
    expect(&run.parsed, "warplanes", REL_NSUBJ, "struck");
    expect(&run.parsed, "villages", REL_OBJ, "struck");
    expect(&run.parsed, "struck", REL_ROOT, "");
    run_text(&run, TEXT("Three soldiers were killed by rebels, the army said."));
    expect(&run.parsed, "soldiers", REL_NSUBJ_PASS, "killed");
    expect(&run.parsed, "rebels", REL_OBL_AGENT, "killed");
    expect(&run.parsed, "army", REL_NSUBJ, "said");
    run_text(&run, TEXT("The president did not accept Russia's offer."));
    expect(&run.parsed, "not", REL_ADVMOD, "accept");
    expect(&run.parsed, "Russia", REL_NMOD_POSS, "offer");
    expect(&run.parsed, "did", REL_AUX, "accept");
    run_text(&run, TEXT("The minister said that police would arrest the protesters."));
    expect(&run.parsed, "arrest", REL_CCOMP, "said");
    run_end(&run);
}

/* clang-format off */
static const struct {
    const char *text, *form, *lemma;
} lemma_cases[] = {
    {"The rebels struck the town.", "struck", "strike"},
    {"Soldiers shot at the crowd.", "shot", "shoot" },
    {"The cities were besieged.", "cities", "city"},
    {"The army seized two ships.", "seized", "seize" },
    {"They vowed to retaliate.", "vowed", "vow"},
    {"He has been detained by police.", "detained", "detain"},
    {"They are fleeing the war.", "fleeing", "flee"},
    {"Thousands fled the war.", "fled", "flee"},
    {"The road was impeded by snow.", "impeded", "impede"},
    {"The envoy met ministers.", "met", "meet"},
    {"She didn't agree.", "n't", "not"},
    {"They've left the town.", "'ve", "have"},
    {"The women marched.", "women", "woman" },
    {"President Obama spoke on Monday.", "Obama", "Obama" },
};
/* clang-format on */

static void test_lemmas(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run);
    for (size_t i = 0; i < sizeof lemma_cases / sizeof lemma_cases[0]; i++) {
        run_text(&run, tc_text(lemma_cases[i].text));
        text lemma = find(&run.parsed, lemma_cases[i].form)->lemma;
        char got[64];
        (void)snprintf(got, sizeof got, "%.*s", (int)lemma.size, lemma.data);
        assert_string_equal(got, lemma_cases[i].lemma);
    }
    run_end(&run);
}

static void test_conllu(void **state)
{
    (void)state;
    static const char want[] =
        "# newdoc id = d\n"
        "# newpar\n"
        "# sent_id = d-1\n"
        "# text = They didn't go.\n"
        "1\tThey\tthey\tPRON\tPRP\t_\t4\tnsubj\t_\tTokenRange=0:4\n"
        "2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\tTokenRange=5:11\n"
        "2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\tTokenRange=5:8\n"
        "3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\tTokenRange=8:11\n"
        "4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t"
        "SpaceAfter=No|TokenRange=12:14\n"
        "5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\tTokenRange=14:15\n\n";
    struct run run;
    struct buffer b;
    run_begin(&run);
    tc_buffer_init(&b, 0);
    run_text(&run, TEXT("They didn't go."));
    tc_conllu_write(&b, &run.parsed, TEXT("d"));
    tc_buffer_byte(&b, '\0');
    assert_string_equal(b.data, want);
    tc_buffer_release(&b);
    run_end(&run);
}

/* ---- limits and memory ----------------------------------------------------------- */

static void test_long_sentences_are_cut(void **state)
{
    (void)state;
    struct run run;
    struct buffer b;
    run_begin(&run);
    tc_buffer_init(&b, 0);
    for (int i = 0; i < 1500; i++) {
        tc_buffer_string(&b, "and it isn't ");
    }
    run_text(&run, (text){b.data, b.size});
    assert_int_equal(run.parsed.tokens, 6000);
    check_parsed(&run.parsed);
    tc_buffer_release(&b);
    run_end(&run);
}

/* A megabyte without a space, of several kinds; quadratic time would take hours. */
static void test_no_space_is_linear(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "a",  "a.", "@",         "a@",           "-",   "a-b_", "'s",
        "1.", "x/", "http://a(", "\xE2\x80\x99", "A.B", "\n"};
    struct pieces pieces = {0};
    struct buffer b;
    tc_buffer_init(&b, 0);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        tc_buffer_clear(&b);
        while (b.size < 1000000) {
            tc_buffer_string(&b, kinds[k]);
        }
        assert_true(tc_tokenise((text){b.data, b.size}, &pieces));
        assert_true(pieces.count <= b.size);
    }
    struct run run;
    run_begin(&run);
    tc_buffer_clear(&b);
    for (int i = 0; i < 100000; i++) {
        tc_buffer_string(&b, "(x");
    }
    run_text(&run, (text){b.data, b.size});
    check_parsed(&run.parsed);
    run_end(&run);
    tc_free(pieces.items);
    tc_buffer_release(&b);
}

#define SOME_NEWS                                                                      \
    "Rebels seized the town on Friday. The army's spokesman didn't comment.\n\n"       \
    "\"We will return,\" said Gen. Musa, who had fled to the capital."

static void test_steady_state_allocates_nothing(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run);
    run_text(&run, TEXT(SOME_NEWS));
    unsigned long before = tc_alloc_count();
    for (int i = 0; i < 3; i++) {
        run_text(&run, TEXT(SOME_NEWS));
    }
    assert_int_equal(tc_alloc_count(), before);
    run_end(&run);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    bool whole = false;
    for (long n = 1; n < 100 && !whole; n++) {
        struct model *m = NULL;
        struct parser *p = NULL;
        struct arena arena;
        struct parsed parsed;
        tc_arena_init(&arena, 0);
        tc_alloc_fail(n);
        tocsin_status status = tc_model_open(MODEL, NULL, 0, &m, NULL);
        if (status == TOCSIN_OK) {
            status = tc_parser_new(m, &p);
        }
        if (status == TOCSIN_OK) {
            status = tc_parse(p, TEXT(SOME_NEWS), &arena, &parsed);
            whole = status == TOCSIN_OK;
        }
        tc_alloc_fail(0);
        assert_true(whole || status == TOCSIN_MEMORY);
        tc_parser_free(p);
        tc_model_free(m);
        tc_arena_release(&arena);
    }
    assert_true(whole);
}

static void *parse_in_thread(void *out)
{
    struct run run;
    tc_arena_init(&run.arena, 0);
    struct buffer *b = out;
    struct buffer garbage;
    tc_buffer_init(&garbage, 0);
    if (tc_parser_new(model, &run.parser) != TOCSIN_OK) {
        return NULL;
    }
    for (uint32_t seed = 1; seed < 30; seed++) {
        make_garbage(&garbage, seed);
        tc_arena_reset(&run.arena);
        if (tc_parse(run.parser, (text){garbage.data, garbage.size}, &run.arena,
                     &run.parsed) == TOCSIN_OK) {
            tc_conllu_write(b, &run.parsed, TEXT("d"));
        }
    }
    tc_buffer_release(&garbage);
    run_end(&run);
    return NULL;
}

static void test_threads_agree(void **state)
{
    (void)state;
    pthread_t threads[3];
    struct buffer out[3];
    for (int i = 0; i < 3; i++) {
        tc_buffer_init(&out[i], 0);
        assert_int_equal(pthread_create(&threads[i], NULL, parse_in_thread, &out[i]),
                         0);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_true(out[0].size > 10000);
    for (int i = 1; i < 3; i++) {
        assert_int_equal(out[i].size, out[0].size);
        assert_memory_equal(out[i].data, out[0].data, out[0].size);
    }
    for (int i = 0; i < 3; i++) {
        tc_buffer_release(&out[i]);
    }
}

/* ---- the model file -------------------------------------------------------------- */

static tocsin_status open_bytes(const void *data, size_t size)
{
    struct model *m = NULL;
    tocsin_status status = tc_model_open(NULL, data, size, &m, NULL);
    tc_model_free(m);
    return status;
}

static void test_damaged_model(void **state)
{
    (void)state;
    struct mapped file;
    assert_int_equal(tc_map_file(MODEL, &file, NULL), TOCSIN_OK);
    unsigned char *copy = aligned_alloc(64, (file.size + 63) / 64 * 64);
    assert_non_null(copy);
    memcpy(copy, file.data, file.size);
    assert_int_equal(open_bytes(copy, file.size), TOCSIN_OK);
    assert_int_equal(open_bytes(copy, file.size - 64), TOCSIN_FORMAT);
    assert_int_equal(open_bytes(copy, 10), TOCSIN_FORMAT);
    for (size_t at = 0; at < file.size; at += file.size / 60) {
        copy[at] ^= 0x40;
        assert_int_not_equal(open_bytes(copy, file.size), TOCSIN_OK);
        copy[at] ^= 0x40;
    }
    copy[8] = TC_MODEL_VERSION + 1;
    assert_int_equal(open_bytes(copy, file.size), TOCSIN_VERSION);
    free(copy);
    tc_unmap_file(&file);
    assert_int_equal(
        tc_model_open("data/no-such.model", NULL, 0, &(struct model *){NULL}, NULL),
        TOCSIN_IO);
}

/* The model's file with the section `name` replaced, whose checksum is right. */
static tocsin_status open_with(const char *name, const void *data, size_t size)
{
    static const struct {
        const char *name;
        size_t item;
    } sections[] = {
        {"name",      1                        },
        {"shape",     4                        },
        {"embed",     1                        },
        {"scale",     4                        },
        {"known",     8                        },
        {"weights",   1                        },
        {"columns",   4                        },
        {"ranges",    4                        },
        {"root",      4                        },
        {"distance",  4                        },
        {"tags",      1                        },
        {"relations", 1                        },
        {"edits",     sizeof(struct edit)      },
        {"lemmas",    sizeof(struct lemma_slot)},
        {"split",     1                        },
        {"bounds",    4                        }
    };
    enum { COUNT = sizeof sections / sizeof sections[0] };
    struct packed_part parts[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t items = 0;
        parts[i].name = sections[i].name;
        assert_int_equal(tc_packed_section(&model->packed, sections[i].name,
                                           sections[i].item, &parts[i].data, &items,
                                           NULL),
                         TOCSIN_OK);
        parts[i].size = items * sections[i].item;
        if (strcmp(name, sections[i].name) == 0) {
            parts[i].data = data;
            parts[i].size = size;
        }
    }
    char path[] = "/tmp/test_parse_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    assert_int_equal(
        tc_packed_write(path, TC_MODEL_KIND, TC_MODEL_VERSION, parts, COUNT, NULL),
        TOCSIN_OK);
    struct model *m = NULL;
    tocsin_status status = tc_model_open(path, NULL, 0, &m, NULL);
    tc_model_free(m);
    (void)remove(path);
    return status;
}

static void test_lying_model(void **state)
{
    (void)state;
    uint32_t shape[SHAPE_COUNT];
    memcpy(shape, model->shape, sizeof shape);
    assert_int_equal(open_with("shape", shape, sizeof shape), TOCSIN_OK);
    shape[SHAPE_WIDTH] = 24;
    assert_int_equal(open_with("shape", shape, sizeof shape), TOCSIN_FORMAT);
    shape[SHAPE_WIDTH] = 4096;
    assert_int_equal(open_with("shape", shape, sizeof shape), TOCSIN_FORMAT);
    assert_int_equal(open_with("shape", shape, 8), TOCSIN_FORMAT);
    assert_int_equal(open_with("weights", shape, sizeof shape), TOCSIN_FORMAT);
    size_t relations = model->shape[SHAPE_RELATIONS];
    uint8_t *wrong = calloc(relations, 1);
    assert_non_null(wrong);
    assert_int_equal(open_with("relations", wrong, relations), TOCSIN_FORMAT);
    memset(wrong, 255, relations);
    assert_int_equal(open_with("relations", wrong, relations), TOCSIN_FORMAT);
    free(wrong);
    int8_t *large = malloc(model->layout.weights);
    assert_non_null(large);
    memcpy(large, model->weights, model->layout.weights);
    assert_int_equal(open_with("weights", large, model->layout.weights), TOCSIN_OK);
    large[model->layout.weights / 2] = -TC_WEIGHT - 1;
    assert_int_equal(open_with("weights", large, model->layout.weights), TOCSIN_FORMAT);
    free(large);
    const float ranges[RANGE_COUNT] = {1.0F};
    assert_int_equal(open_with("ranges", ranges, sizeof ranges), TOCSIN_FORMAT);
    const struct lemma_slot slots[4] = {
        {7, 0xFFFFFF},
        {0, 0       },
        {0, 0       },
        {0, 0       }
    };
    assert_int_equal(open_with("lemmas", slots, sizeof slots), TOCSIN_FORMAT);
    const struct lemma_slot full[2] = {
        {7, 0},
        {8, 0}
    };
    assert_int_equal(open_with("lemmas", full, sizeof full), TOCSIN_FORMAT);
    assert_int_equal(open_with("lemmas", full, 0), TOCSIN_FORMAT);
    const float nan[2] = {(float)NAN, 0.0F};
    assert_int_equal(open_with("bounds", nan, sizeof nan), TOCSIN_FORMAT);
}

/* ---- names ----------------------------------------------------------------------- */

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(tc_upos_name(UPOS_VERB), "VERB");
    assert_string_equal(tc_upos_name((enum upos)99), "_");
    assert_string_equal(tc_relation_name(REL_NSUBJ_PASS), "nsubj:pass");
    assert_string_equal(tc_relation_name((enum relation)999), "_");
    assert_string_equal(tc_xpos_name(XPOS_PRPS), "PRP$");
    assert_non_null(strstr(tc_model_version(model), "model "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_paragraphs),
        cmocka_unit_test(test_mix),
        cmocka_unit_test(test_garbage_gives_trees),
        cmocka_unit_test(test_news_trees),
        cmocka_unit_test(test_mended_trees),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_lemmas),
        cmocka_unit_test(test_conllu),
        cmocka_unit_test(test_long_sentences_are_cut),
        cmocka_unit_test(test_no_space_is_linear),
        cmocka_unit_test(test_steady_state_allocates_nothing),
        cmocka_unit_test(test_each_allocation_may_fail),
        cmocka_unit_test(test_threads_agree),
        cmocka_unit_test(test_damaged_model),
        cmocka_unit_test(test_lying_model),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
