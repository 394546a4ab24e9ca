/* test_status.c: according to whom, whether, when and where, by sentences of our own.
 *
 * voices.txt and status.txt hold whole expectations: the act, who did it to whom, the
 * status, the chain of voices, and where it is the point the day, the place and the
 * factuality. SHARE of 100 blocks must hold in full; what does not is told.
 *
 * An unverified report must never become a fact. So in all files of test/cases/, those
 * of known failures included, every act that a block gives as denied, negated, planned,
 * announced, threatened or possible, or forbids as happened, is looked for among what
 * came out: none may be there as happened or ongoing. `make check` prints that count.
 */
#include "test/case_engine.h"
#include "test/case_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECTIONS 64
#define SHARE    95 /* of 100 blocks must hold */

struct section {
    char name[SECTION_ROOM];
    size_t blocks, held;
};

static struct section sections[SECTIONS];
static size_t section_count;

static struct section *section_of(const struct block *b)
{
    if (section_count == 0 ||
        strcmp(sections[section_count - 1].name, b->section) != 0) {
        assert_true(section_count < SECTIONS);
        memcpy(sections[section_count++].name, b->section, SECTION_ROOM);
    }
    return &sections[section_count - 1];
}

static void judge(const char *file)
{
    static struct block b;
    tocsin_coding coding;
    int line = 0;
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    memset(&b, 0, sizeof b);
    while (case_next(in, file, &line, &b)) {
        struct section *s = section_of(&b);
        bool all = b.count > 0;
        case_code(coder, &b, &coding);
        for (size_t i = 0; i < b.count; i++)
            all = all && case_holds(&coding, &b.expected[i]);
        s->blocks++;
        s->held += all;
        if (!all)
            case_print(file, &b, &coding);
    }
    (void)fclose(in);
}

static void sentences_are_read_as_they_are_meant(void **state)
{
    size_t blocks = 0, held = 0;
    (void)state;
    judge("test/cases/voices.txt");
    judge("test/cases/status.txt");
    for (size_t i = 0; i < section_count; i++) {
        printf("  %-44s %3zu of %3zu\n", sections[i].name, sections[i].held,
               sections[i].blocks);
        blocks += sections[i].blocks;
        held += sections[i].held;
    }
    printf("voices and status: %zu of %zu sentences in full\n", held, blocks);
    assert_true(blocks >= 300);
    assert_true(held * 100 >= blocks * SHARE);
}

struct count {
    size_t acts, facts;
};

/* "- ASSAULT happened" beside "+ ASSAULT denied": one act. */
static bool told_already(const struct block *b, size_t line)
{
    for (size_t i = 0; i < line; i++)
        if (!b->expected[line].wanted && case_unreal(&b->expected[i]) &&
            strcmp(b->expected[i].type, b->expected[line].type) == 0)
            return true;
    return false;
}

static void count_facts(const char *file, struct count *count)
{
    static struct block b;
    tocsin_coding coding;
    int line = 0;
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    memset(&b, 0, sizeof b);
    while (case_next(in, file, &line, &b)) {
        case_code(coder, &b, &coding);
        for (size_t i = 0; i < b.count; i++) {
            if (!case_unreal(&b.expected[i]) || told_already(&b, i))
                continue;
            count->acts++;
            if (case_became_fact(&coding, &b, &b.expected[i])) {
                count->facts++;
                printf("  A REPORT BECAME A FACT:\n");
                case_print(file, &b, &coding);
            }
        }
    }
    (void)fclose(in);
}

static void no_report_becomes_a_fact(void **state)
{
    static const char *const files[] = {"test/cases/voices.txt",
                                        "test/cases/status.txt", "test/cases/good.txt",
                                        "test/cases/known.txt"};
    struct count count = {0};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        count_facts(files[i], &count);
    printf("never happened: %zu of %zu acts that are not so come out as happened\n",
           count.facts, count.acts);
    assert_true(count.acts >= 200);
    assert_int_equal(count.facts, 0);
}

/* ---- the count can fail ---------------------------------------------------------- */

/* One claim: this type and status, RUS at UKR, by this word. */
static tocsin_coding coding_of(tocsin_claim *c, tocsin_type type,
                               tocsin_claim_status status)
{
    static const tocsin_mention russia =
                                    {
                                        .code = {"RUS", 3}
    },
                                ukraine = {.code = {"UKR", 3}};
    *c = (tocsin_claim){
        .type = type,
        .status = status,
        .actors = &russia,
        .actor_count = 1,
        .recipients = &ukraine,
        .recipient_count = 1,
        .trigger = {"attack", 6}
    };
    return (tocsin_coding){.claims = c, .claim_count = 1};
}

static void facts_are_counted(void **state)
{
    static struct block b;
    tocsin_claim c;
    tocsin_coding coding = coding_of(&c, TOCSIN_ASSAULT, TOCSIN_HAPPENED);
    (void)state;
    case_take(&b, "here", "+ ASSAULT planned|possible MDA -> * by=attack");
    const struct expected *e = &b.expected[0];
    assert_true(case_unreal(e));
    assert_ptr_equal(case_became_fact(&coding, &b, e), &c); /* whoever did it */
    c.status = TOCSIN_ONGOING;
    assert_ptr_equal(case_became_fact(&coding, &b, e), &c);
    c.status = TOCSIN_POSSIBLE;
    assert_null(case_became_fact(&coding, &b, e));
    c.status = TOCSIN_HAPPENED;
    case_take(&b, "here", "+ ASSAULT happened RUS -> UKR");
    assert_false(case_unreal(&b.expected[1]));
    assert_null(case_became_fact(&coding, &b, e));
    case_take(&b, "here", "- COERCE happened");
    assert_true(case_unreal(&b.expected[2]));
    assert_null(case_became_fact(&coding, &b, &b.expected[2]));
    c.type = TOCSIN_COERCE;
    assert_ptr_equal(case_became_fact(&coding, &b, &b.expected[2]), &c);
}

static void chains_are_compared_whole(void **state)
{
    static struct block b;
    tocsin_attribution links[2] = {{.source = {"the Times", 9}}, {.source = {NULL, 0}}};
    tocsin_claim c;
    tocsin_coding coding = coding_of(&c, TOCSIN_ASSAULT, TOCSIN_HAPPENED);
    (void)state;
    c.attribution = links;
    c.attribution_count = 2;
    case_take(&b, "here", "+ ASSAULT happened RUS -> UKR chain=Times > -");
    case_take(&b, "here", "+ ASSAULT happened RUS -> UKR chain=Times");
    case_take(&b, "here", "+ ASSAULT happened RUS -> UKR chain=none|- > Times");
    assert_true(case_holds(&coding, &b.expected[0]));
    assert_false(case_holds(&coding, &b.expected[1]));
    assert_false(case_holds(&coding, &b.expected[2]));
    c.attribution_count = 0;
    assert_true(case_holds(&coding, &b.expected[2]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_counted),
        cmocka_unit_test(chains_are_compared_whole),
        cmocka_unit_test(sentences_are_read_as_they_are_meant),
        cmocka_unit_test(no_report_becomes_a_fact),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
