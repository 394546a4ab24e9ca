/* test_parse_newslike.c: the grammar that makes sentences for the trainer. What it
 * makes is believed without a look, so each tree of some thousands is checked: one
 * root, no cycle, no crossing arcs, tags that go with the relations. */
#include "../train/newslike.c"
#include "../train/newslike_phrase.c"
#include "../train/newslike_sentence.c"
#include "../train/newslike_words.c"
#include "../train/treebank.c"
#include "../train/verbs.c"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MADE = 4000, SEED = 3 };

static struct newslike made;

static int make_all(void **state)
{
    tocsin_error error;
    (void)state;
    return newslike_make("data", SEED, MADE, &made, &error) == TOCSIN_OK ? 0 : -1;
}

static int release_all(void **state)
{
    (void)state;
    newslike_release(&made);
    return 0;
}

static void check_heads(const struct tree *t)
{
    int32_t count = (int32_t)t->count;
    int roots = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t head = t->words[i].head;
        bool root = head == TC_ROOT;
        assert_true(root || (head >= 0 && head < count && head != i));
        assert_int_equal(root, t->words[i].relation == REL_ROOT);
        roots += root;
        int32_t at = i;
        for (int32_t steps = 0; at != TC_ROOT; steps++) {
            assert_true(steps <= count); /* else a cycle */
            at = t->words[at].head;
        }
    }
    assert_int_equal(roots, 1);
}

static void check_projective(const struct tree *t)
{
    for (int32_t i = 0; i < (int32_t)t->count; i++) {
        int32_t head = t->words[i].head;
        int32_t from = head < i ? head : i;
        int32_t to = head < i ? i : head;
        for (int32_t k = from + 1; head != TC_ROOT && k < to; k++) {
            int32_t other = t->words[k].head;
            assert_true(other >= from && other <= to);
        }
    }
}

static void test_trees_are_trees(void **state)
{
    (void)state;
    assert_int_equal(made.bank.tree_count, MADE);
    size_t words = 0;
    for (size_t i = 0; i < made.bank.tree_count; i++) {
        const struct tree *t = &made.bank.trees[i];
        assert_true(t->count >= 2 && t->count <= USUAL);
        assert_ptr_equal(t->words, made.bank.words + words);
        words += t->count;
        check_heads(t);
        check_projective(t);
    }
    assert_int_equal(words, made.bank.word_count);
}

static bool is_verb(const struct gold *w)
{
    return w->upos == UPOS_VERB;
}

/* What the tags of a word and of its head may be, by its relation. */
static void check_tags(const struct gold *w, const struct gold *head)
{
    switch (w->relation) {
    case REL_NSUBJ:
    case REL_OBJ:
    case REL_IOBJ:
    case REL_XCOMP:
    case REL_CCOMP:
    case REL_COMPOUND_PRT:
    case REL_OBL_AGENT:
        assert_true(is_verb(head));
        break;
    case REL_NSUBJ_PASS:
        assert_true(is_verb(head));
        assert_int_equal(head->xpos, XPOS_VBN);
        break;
    case REL_AUX:
    case REL_AUX_PASS:
        assert_int_equal(w->upos, UPOS_AUX);
        break;
    case REL_DET:
        assert_int_equal(w->upos, UPOS_DET);
        break;
    case REL_MARK:
        assert_true(w->upos == UPOS_SCONJ || w->xpos == XPOS_TO);
        break;
    case REL_PUNCT:
        assert_int_equal(w->upos, UPOS_PUNCT);
        break;
    case REL_NUMMOD:
        assert_int_equal(w->upos, UPOS_NUM);
        break;
    case REL_CC:
        assert_int_equal(w->upos, UPOS_CCONJ);
        break;
    case REL_FLAT:
        assert_int_equal(w->upos, UPOS_PROPN);
        assert_true(head < w);
        break;
    case REL_CASE:
        assert_true(w->upos == UPOS_ADP || w->xpos == XPOS_POS || w->xpos == XPOS_VBG);
        assert_true(!is_verb(head));
        break;
    default:
        break;
    }
}

static void test_tags_and_relations_agree(void **state)
{
    (void)state;
    for (size_t i = 0; i < made.bank.tree_count; i++) {
        const struct tree *t = &made.bank.trees[i];
        char first = t->words[t->words[0].upos == UPOS_PUNCT].form.data[0];
        assert_false(first >= 'a' && first <= 'z');
        for (uint32_t k = 0; k < t->count; k++) {
            const struct gold *w = &t->words[k];
            assert_in_range(w->upos, 1, UPOS_COUNT - 1);
            assert_in_range(w->xpos, XPOS_OTHER + 1, XPOS_COUNT - 1);
            assert_in_range(w->relation, 1, REL_COUNT - 1);
            assert_int_not_equal(w->relation, REL_DEP);
            assert_in_range(w->form.size, 1, FORM_SIZE);
            assert_null(memchr(w->form.data, ' ', w->form.size));
            assert_null(memchr(w->form.data, '_', w->form.size));
            if (w->head != TC_ROOT) {
                check_tags(w, &t->words[w->head]);
            }
        }
    }
}

/* No verb has two subjects or two objects, and a passive one has its auxiliary. */
static void test_verbs_are_not_overfull(void **state)
{
    (void)state;
    for (size_t i = 0; i < made.bank.tree_count; i++) {
        const struct tree *t = &made.bank.trees[i];
        unsigned subjects[LONGEST] = {0};
        unsigned objects[LONGEST] = {0};
        unsigned passive[LONGEST] = {0};
        for (uint32_t k = 0; k < t->count; k++) {
            int32_t head = t->words[k].head;
            if (head == TC_ROOT) {
                continue;
            }
            uint8_t r = t->words[k].relation;
            subjects[head] += r == REL_NSUBJ || r == REL_NSUBJ_PASS;
            objects[head] += r == REL_OBJ;
            passive[head] += r == REL_NSUBJ_PASS || r == REL_AUX_PASS ? 1 : 0;
        }
        for (uint32_t k = 0; k < t->count; k++) {
            assert_in_range(subjects[k], 0, 1);
            assert_in_range(objects[k], 0, 1);
            assert_true(passive[k] == 0 || passive[k] == 2);
        }
    }
}

/* The constructions that the treebanks have too few of are there, each often. */
static void test_all_constructions_occur(void **state)
{
    static const uint8_t wanted[] = {
        REL_NSUBJ,        REL_NSUBJ_PASS, REL_OBL_AGENT, REL_OBJ,   REL_IOBJ,
        REL_XCOMP,        REL_CCOMP,      REL_ADVCL,     REL_ACL,   REL_ACL_RELCL,
        REL_COMPOUND_PRT, REL_NMOD_POSS,  REL_NMOD_DESC, REL_FLAT,  REL_FIXED,
        REL_APPOS,        REL_CONJ,       REL_NUMMOD,    REL_AMOD,  REL_COMPOUND,
        REL_NMOD,         REL_OBL,        REL_AUX_PASS,  REL_ADVMOD};
    unsigned seen[REL_COUNT] = {0};
    (void)state;
    for (size_t i = 0; i < made.bank.word_count; i++) {
        seen[made.bank.words[i].relation]++;
    }
    for (size_t i = 0; i < sizeof wanted; i++) {
        assert_true(seen[wanted[i]] >= 30);
    }
}

static void test_same_seed_same_sentences(void **state)
{
    struct newslike again;
    struct newslike other;
    tocsin_error error;
    (void)state;
    assert_int_equal(newslike_make("data", SEED, 200, &again, &error), TOCSIN_OK);
    assert_int_equal(newslike_make("data", SEED + 1, 200, &other, &error), TOCSIN_OK);
    size_t differ = 0;
    for (size_t i = 0; i < again.bank.word_count; i++) {
        const struct gold *w = &again.bank.words[i];
        assert_true(tc_text_equal(w->form, made.bank.words[i].form));
        assert_int_equal(w->head, made.bank.words[i].head);
        differ += i >= other.bank.word_count ||
                  !tc_text_equal(w->form, other.bank.words[i].form);
    }
    assert_true(differ > again.bank.word_count / 2);
    newslike_release(&again);
    newslike_release(&other);
}

static void test_verbs_are_inflected(void **state)
{
    static const struct {
        const char *verb;
        enum form form;
        const char *is;
    } cases[] = {
        {"plaN",     PAST,       "planned"  },
        {"plaN",     BASE,       "plan"     },
        {"expeL",    GERUND,     "expelling"},
        {"carry",    PAST,       "carried"  },
        {"carry",    THIRD,      "carries"  },
        {"deploy",   PAST,       "deployed" },
        {"strike",   PAST,       "struck"   },
        {"strike",   GERUND,     "striking" },
        {"die",      GERUND,     "dying"    },
        {"flee",     GERUND,     "fleeing"  },
        {"cut",      GERUND,     "cutting"  },
        {"launch",   THIRD,      "launches" },
        {"free",     PAST,       "freed"    },
        {"go",       THIRD,      "goes"     },
        {"withdraw", PARTICIPLE, "withdrawn"}
    };
    struct arena arena;
    (void)state;
    tc_arena_init(&arena, 0);
    struct gen g = {.arena = &arena};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text is = inflect(&g, tc_text(cases[i].verb), cases[i].form);
        assert_true(tc_text_equal(is, tc_text(cases[i].is)));
    }
    assert_true(tc_text_equal(plural_of(&g, TEXT("policeman")), TEXT("policemen")));
    assert_true(tc_text_equal(plural_of(&g, TEXT("embassy")), TEXT("embassies")));
    assert_true(tc_text_equal(plural_of(&g, TEXT("person")), TEXT("people")));
    assert_false(g.failed);
    tc_arena_release(&arena);
}

/* Verbs of frames have the capital of a doubled letter where train/verbs.c has it. */
static void test_frames_spell_verbs_as_the_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < frame_count; i++) {
        text verb = frame_verb(frames[i]);
        char doubled[FORM_SIZE];
        assert_in_range(verb.size, 2, FORM_SIZE - 1);
        memcpy(doubled, verb.data, verb.size);
        doubled[verb.size - 1] = (char)(doubled[verb.size - 1] & ~32);
        for (unsigned k = 0; k < regular_verb_lines; k++) {
            assert_true(doubled[verb.size - 1] == last(verb, 0) ||
                        !listed((text){doubled, verb.size}, regular_verbs[k]));
        }
    }
}

static void test_without_dictionaries(void **state)
{
    struct newslike none;
    tocsin_error error;
    (void)state;
    assert_int_equal(newslike_make("test/nothing", SEED, 5, &none, &error), TOCSIN_IO);
    assert_int_equal(none.bank.tree_count, 0);
    assert_null(none.bank.words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees_are_trees),
        cmocka_unit_test(test_tags_and_relations_agree),
        cmocka_unit_test(test_verbs_are_not_overfull),
        cmocka_unit_test(test_all_constructions_occur),
        cmocka_unit_test(test_same_seed_same_sentences),
        cmocka_unit_test(test_verbs_are_inflected),
        cmocka_unit_test(test_frames_spell_verbs_as_the_list),
        cmocka_unit_test(test_without_dictionaries),
    };
    return cmocka_run_group_tests(tests, make_all, release_all);
}
