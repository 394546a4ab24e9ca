/* test_import.c: dictionaries of TABARI and PETRARCH to ours: what is written from
 * them, line by line, and what is told of the rest. What comes out is coded with in
 * test_petrarch.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lexicon/import.h"

static char told[64][1100];
static size_t told_count;
static struct import im;

static tocsin_status tell(void *context, text line)
{
    (void)context;
    if (told_count < 64)
        (void)snprintf(told[told_count++], sizeof told[0], "%.*s", (int)line.size,
                       line.data);
    return TOCSIN_OK;
}

static void read_as(const char *name, const char *bytes)
{
    told_count = 0;
    tc_import_init(&im, tell, NULL);
    tc_import_bytes(&im, tc_text(name), tc_text(bytes));
    assert_int_equal(im.failed, TOCSIN_OK);
    assert_int_equal(im.counts.unused, told_count);
}

/* What is written, without comments and empty lines. */
static const char *lines_of(const struct buffer *b)
{
    static char out[16384];
    size_t size = 0;
    text left = {b->data ? b->data : "", b->size};
    while (left.size) {
        text line = tc_cut(&left, '\n');
        if (!line.size || line.data[0] == '#' || size + line.size + 2 > sizeof out)
            continue;
        memcpy(out + size, line.data, line.size);
        size += line.size;
        out[size++] = '\n';
    }
    out[size] = '\0';
    return out;
}

static void gives(const char *name, const char *bytes, const struct buffer *where,
                  const char *expected)
{
    read_as(name, bytes);
    assert_string_equal(lines_of(where), expected);
    if (told_count)
        fail_msg("%s", told[0]);
    tc_import_release(&im);
}

/* One problem, of this line; nothing else of the file is lost. */
static void tells(const char *name, const char *bytes, long line, const char *words)
{
    char place[128];
    read_as(name, bytes);
    (void)snprintf(place, sizeof place, "%s:%ld: ", name, line);
    if (told_count != 1 || strncmp(told[0], place, strlen(place)) != 0 ||
        !strstr(told[0], words))
        fail_msg("%zu told, not \"%s%s\": %s", told_count, place, words,
                 told_count ? told[0] : "");
    tc_import_release(&im);
}

/* ---- actors ---------------------------------------------------------------------- */

static void test_actors(void **state)
{
    (void)state;
    gives("a.actors",
          "# a comment\n"
          "ARNOR_ [ARN] # Eriador's north\n"
          "+NORTH_KINGDOM_ ; TABARI's comment\n"
          "\n"
          "<!-- over\n lines -->GONDOR  [GON]\n",
          &im.actors,
          "dic-1-1 | Arnor; North kingdom | - | - | - | - | ARN\n"
          "dic-2-1 | Gondor | - | - | - | - | GON\n");
    gives("a.actors", "AL-QAEDA [IMG]\n+THE_BASE\n+US\n+WHO\n+U.N._\n+GROUP OF 77\n",
          &im.actors,
          "dic-1-1 | al-Qaeda; the Base; US; WHO; U.n; Group of 77 | - | - | - | - | "
          "IMG\n");
    gives("x.txt", "MORIA\n\t[DWA]\n", &im.actors,
          "dic-1-1 | Moria | - | - | - | - | DWA\n"); /* by what stands in it */
}

static void test_dates(void **state)
{
    (void)state;
    gives("a.actors",
          "SAM_GAMGEE [HOB]\n"
          "\t[HOBCIV <20080120]\n"
          "\t[HOBMIL 080120 - 20121109]\n"
          "\t[HOBELI > 130119]\n"
          "\t[HOBREB 501231-510101]\n",
          &im.actors,
          "dic-1-1 | Sam gamgee | - | - | - | 2008-01-20 | HOBCIV\n"
          "dic-1-1 |  | - | - | 2008-01-20 | 2012-11-09 | HOBMIL\n"
          "dic-1-1 |  | - | - | 2013-01-19 | - | HOBELI\n"
          "dic-1-1 |  | - | - | 1950-12-31 | 1951-01-01 | HOBREB\n"
          "dic-1-1 |  | - | - | - | - | HOB\n");
    gives("a.actors", "BREE [BRE <900101][BRA 900102-911231] [BRO >920101]\n",
          &im.actors, /* TABARI: on one line */
          "dic-1-1 | Bree | - | - | - | 1990-01-01 | BRE\n"
          "dic-1-1 |  | - | - | 1990-01-02 | 1991-12-31 | BRA\n"
          "dic-1-1 |  | - | - | 1992-01-01 | - | BRO\n");
    gives("a.actors", "PRINCE\n\t[--- <950630]\n\t[DOL]\n", &im.actors,
          "dic-1-1 | Prince | - | - | - | - | DOL\n");
    gives("a.actors", "NOBODY [---]\n+NO_ONE\n", &im.discard, "Nobody; No one\n");
}

static void test_several_codes(void **state)
{
    (void)state;
    gives("a.actors", "LORIEN [ELR/GAL]\n+LOTHLORIEN\n", &im.actors,
          "dic-1-1 | Lorien; Lothlorien | - | - | - | - | ELR\n"
          "dic-1-2 | Lorien; Lothlorien | - | - | - | - | GAL\n");
}

static void test_actor_problems(void **state)
{
    (void)state;
    tells("a.actors", "A_B [AB]\nC_D [CDE]\n", 2, "AB is no code");
    tells("a.actors", "A_B [ABC 19901301-19910101]\n", 1, "is no date");
    tells("a.actors", "A_B [ABC 19910101-19900101]\n", 1, "is no date");
    tells("a.actors", "A_B [ABC", 1, "a [ without its ]");
    tells("a.actors", "\t[ABC]\nA_B [ABC]\n", 1, "a code before the first name");
    tells("a.actors", "??? [ABC]\n", 1, "no name");
    tells("a.txt", "nothing of the kind\n", 0, "neither actors, agents");
}

/* ---- agents, discard, issues ----------------------------------------------------- */

static void test_agents(void **state)
{
    (void)state;
    gives("a.agents",
          "!PERSON! = MAN, WOMEN\n"
          "SOLDIER [~MIL] # jap\n"
          "POLICE {} [~COP]\n"
          "ATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOVATG]\n"
          "MSF [NGO~]\n"
          "CONGRESS!PERSON! [~LEG]\n",
          &im.agents,
          "[-]\n"
          "soldier < ~MIL\n"
          "police / police < ~COP\n"
          "attorney general / attorneys general < ~GOVATG\n"
          "msf < NGO~\n"
          "congressman / congressman < ~LEG\n"
          "congresswomen / congresswomen < ~LEG\n");
    tells("a.agents", "A_B\nSOLDIER [~MIL]\n", 1, "no [code]");
    tells("a.agents", "A!B! [~MIL]\n", 1, "unknown substitution");
    tells("a.agents", "SOLDIER [~MI]\n", 1, "MI is no code");
    /* 64 letters are a word, but its plural has one more (found by fuzz_import) */
    tells("a.agents",
          "ABCDEFGHABCDEFGHABCDEFGHABCDEFGHABCDEFGHABCDEFGHABCDEFGHABCDEFGH [~MIL]\n",
          1, "no name of 1 to 16 words");
}

static void test_discard(void **state)
{
    (void)state;
    gives("a.discards", "WORLD_CUP\n+TODAY_IN_HISTORY # x\n", &im.discard,
          "! world cup\n!! today in history\n");
    tells("a.issues", "OIL [OIL]\nGAS [GAS]\n", 2, "2 issues");
}

/* ---- verbs ----------------------------------------------------------------------- */

static void test_blocks(void **state)
{
    (void)state;
    gives("a.verbs",
          "---  ABANDON  [160]  ---\n"
          "ABANDON {ABANDONED}\n"
          "BREAK_OFF [161] # jw\n"
          "- * TIES [064]\n"
          "\n"
          "LATER [010]\n",
          &im.acts,
          "[SANCTION -]\n"
          "abandon by-position cameo=160 intensity=-4.0\n"
          "break by-position next:off cameo=161 intensity=-4.0\n"
          "[COOPERATE -]\n"
          "abandon by-position right:ties cameo=064 intensity=7.0\n"
          "break by-position next:off right:ties cameo=064 intensity=7.0\n"
          "[CONSULT -]\n"
          "later by-position cameo=010 intensity=0.0\n");
    gives("a.verbs", "### GRANT ###\nGRANT [070]\n- ** RUPEES [071]\n", &im.acts,
          "[AID -]\n"
          "grant by-position cameo=070 intensity=7.0\n"
          "grant by-position right:rupees cameo=071 intensity=7.4\n");
    /* TABARI: each verb has its own patterns, and words without _ are stems */
    gives("a.verbs", "ABATE_ [080] ;pas\nACCUS [112]\n- WAS_* OF_ WAR_ [1122!]\n",
          &im.acts,
          "[CONCEDE -]\n"
          "abate by-position cameo=080 intensity=5.0\n"
          "[ACCUSE -]\n"
          "accus by-position cameo=112 intensity=-2.0\n"
          "accuse by-position cameo=112 intensity=-2.0\n"
          "accusy by-position cameo=112 intensity=-2.0\n"
          "accus by-position right:of right:war prior:was cameo=1122 intensity=-2.0\n"
          "accuse by-position right:of right:war prior:was cameo=1122 "
          "intensity=-2.0\n"
          "accusy by-position right:of right:war prior:was cameo=1122 "
          "intensity=-2.0\n");
    gives("a.verbs", "ADD_ [---]\n- *_TO_THE VIOLAT [###]\n", &im.acts,
          "[CONSULT -]\n"
          "add by-position next:to next:the right:violat,violats,violate,violates,"
          "violated,violating,violation,violations not-an-act\n");
}

static void test_patterns(void **state)
{
    (void)state;
    gives("a.verbs", "--- X ---\nGO [---]\n- $ * BACK_HOME (TO +) [042:043]\n",
          &im.acts,
          "[CONSULT -]\n"
          "go by-position right:back next:home right:to right:%actor=R cameo=042 "
          "back=043 intensity=1.9\n");
    gives("a.verbs", "--- X ---\nGO [---]\n- NO + HAS * FROM $ [:112]\n", &im.acts,
          "[ACCUSE -]\n"
          "go by-position right:from right:%actor=A left:has left:%actor=R left:no "
          "back=112 intensity=-2.0\n");
    gives("a.verbs", "--- X ---\nGO [---]\n- OLD_MAN * PAST ^ TO % [190]\n", &im.acts,
          "[ASSAULT -]\n"
          "go by-position right:past right:%actor right:to right:%actor=B left:man "
          "prior:old cameo=190 intensity=-10.0\n");
    gives("a.verbs", "--- X ---\nGO [---]\n- * HOME [---]\n", &im.acts,
          "[CONSULT -]\ngo by-position right:home not-an-act\n");
    gives("a.verbs", "--- X ---\nWIRE_+TAP_IN [1711]\n", &im.acts,
          "[COERCE -]\ntap by-position next:in prior:wire cameo=1711 intensity=-9.2\n");
    gives("a.verbs", "--- X ---\nGO [---]\n- * {IN | OUT OF} TOWN [010]\n", &im.acts,
          "@dic-0 = in\n"
          "[CONSULT -]\n"
          "go by-position right:@dic-0 right:town cameo=010 intensity=0.0\n"
          "go by-position right:out next:of right:town cameo=010 intensity=0.0\n");
}

static void test_synsets(void **state)
{
    (void)state;
    gives("a.verbs",
          "&MONEY\n+EURO\n+PENNY\n+SWISS_FRANC\n+YEN_\n\n"
          "&AUX_\n+HAS\n\n"
          "PAY [---]\n- &AUX_ * &MONEY [0331]\n",
          &im.acts,
          "@dic-0 = euro, euros, penny, pennies, yen\n"
          "@dic-1 = has\n"
          "[AGREE -]\n"
          "pay by-position right:@dic-0 left:@dic-1 cameo=0331 intensity=5.2\n"
          "pay by-position right:swiss next:franc left:@dic-1 cameo=0331 "
          "intensity=5.2\n"
          "pay by-position right:swiss next:francs left:@dic-1 cameo=0331 "
          "intensity=5.2\n");
}

static void test_verb_problems(void **state)
{
    (void)state;
    tells("a.verbs", "PAY [070]\n- * &GOLD [010]\n- * IT [010]\n", 2,
          "unknown synset &GOLD");
    tells("a.verbs", "PAY [070]\n- GOLD [010]\n", 2, "a pattern without *");
    tells("a.verbs", "PAY [07x]\nGO [010]\n", 1, "07x is no code of an event");
    tells("a.verbs", "PAY [070]\n- * A=B [010]\n", 2, "cannot be matched");
    tells("a.verbs", "PAY [070]\n~ a (b) SAY = b [010]\n", 2, "transformations");
    tells("a.verbs", "- * IT [010]\n", 1, "a pattern without a verb");
    tells("a.verbs", "P@Y [070]\n", 1, "no verb");
    read_as("a.verbs", "CAF\xc9_ [010]\n"); /* Latin-1 */
    assert_string_equal(lines_of(&im.acts),
                        "[CONSULT -]\ncaf\xc3\xa9 by-position cameo=010 "
                        "intensity=0.0\n");
    tc_import_release(&im);
}

static void test_cameo(void **state)
{
    (void)state;
    assert_int_equal(tc_cameo_type(TEXT("0211")), TOCSIN_REQUEST);
    assert_int_equal(tc_cameo_type(TEXT("081")), TOCSIN_CONCEDE);
    assert_int_equal(tc_cameo_type(TEXT("0873")), TOCSIN_RETREAT);
    assert_int_equal(tc_cameo_type(TEXT("112")), TOCSIN_ACCUSE);
    assert_int_equal(tc_cameo_type(TEXT("20")), TOCSIN_ASSAULT);
    assert_int_equal(tc_cameo_type(TEXT("903")), TOCSIN_CONSULT);
    assert_true(tc_cameo_intensity(TEXT("0334")) == 6.0);
    assert_true(tc_cameo_intensity(TEXT("0331")) > 5.19);
    assert_true(tc_cameo_intensity(TEXT("1823")) == -9.5);
    assert_true(tc_cameo_intensity(TEXT("903")) == 0.0);
    assert_true(tc_is_cameo(TEXT("174L")));
    assert_false(tc_is_cameo(TEXT("1")));
    assert_false(tc_is_cameo(TEXT("12345")));
}

/* ---- the whole ------------------------------------------------------------------- */

static char folder[64];

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/tocsin-import-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    static const char *const all[] = {"out/actors/0-import.txt",
                                      "out/acts/0-import.txt",
                                      "out/agents.txt",
                                      "out/discard.txt",
                                      "out/actors",
                                      "out/acts",
                                      "out"};
    (void)state;
    char path[128];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, all[i]);
        (void)remove(path);
    }
    return rmdir(folder);
}

static tocsin_status import(tocsin_error *error)
{
    static const char *const paths[] = {"test/petrarch"};
    char out[96];
    tocsin_import counts;
    (void)snprintf(out, sizeof out, "%s/out", folder);
    told_count = 0;
    tocsin_import_options options = {
        .paths = paths, .count = 1, .out = out, .report = tell};
    tocsin_status status = tc_lexicon_import(&options, &counts, error);
    if (status == TOCSIN_OK) {
        assert_int_equal(counts.files, 6);
        assert_int_equal(counts.unused, 1);
        assert_true(counts.frames > 1000);
    }
    return status;
}

static void test_folders(void **state)
{
    (void)state;
    tocsin_error error;
    static const char *const missing[] = {"/nowhere/a.verbs"};
    tocsin_import counts;
    tocsin_import_options options = {
        .paths = missing, .count = 1, .out = folder, .report = tell};
    assert_int_equal(tc_lexicon_import(&options, &counts, &error), TOCSIN_IO);
    assert_int_equal(import(&error), TOCSIN_OK);
    assert_int_equal(told_count, 1);               /* the issues */
    assert_int_equal(import(&error), TOCSIN_BUSY); /* it is not empty any more */
    char out[96], compiled[96];
    size_t problems;
    (void)snprintf(out, sizeof out, "%s/out", folder);
    (void)snprintf(compiled, sizeof compiled, "%s/lexicon", folder);
    assert_int_equal(tc_lexicon_compile(out, compiled, tell, NULL, &problems, &error),
                     TOCSIN_OK);
    (void)remove(compiled);
}

/* Wherever memory ends, it is said and nothing leaks. */
static void test_memory(void **state)
{
    (void)state;
    static const char bytes[] = "&TIES\n+TIE\n+TRADE_LINK\n\n--- BREAK [160] ---\n"
                                "BREAK {BROKE}\n- * &TIES {A | B} CEASE-FIRE [161]\n";
    static const char actors[] = "SAM [HOB]\n+SAMWISE\n\t[HOBGOV <900101]\n";
    static const char agents[] = "!X! = A, B\nSOLDIER!X! {Y} [~MIL]\n";
    long n = 0;
    bool failed = true;
    while (failed) {
        tc_import_init(&im, NULL, NULL);
        tc_alloc_fail(++n);
        tc_import_bytes(&im, TEXT("a.verbs"), tc_text(bytes));
        tc_import_bytes(&im, TEXT("a.actors"), tc_text(actors));
        tc_import_bytes(&im, TEXT("a.agents"), tc_text(agents));
        tc_alloc_fail(0);
        failed = im.failed || im.acts.failed || im.actors.failed || im.agents.failed;
        tc_import_release(&im);
        assert_true(n < 10000);
    }
    assert_true(n > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actors),        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_several_codes), cmocka_unit_test(test_actor_problems),
        cmocka_unit_test(test_agents),        cmocka_unit_test(test_discard),
        cmocka_unit_test(test_blocks),        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_synsets),       cmocka_unit_test(test_verb_problems),
        cmocka_unit_test(test_cameo),         cmocka_unit_test(test_folders),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests_name("import", tests, set_up, tear_down);
}
