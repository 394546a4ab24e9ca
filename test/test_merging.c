/* test_merging.c: stories, and events joined and parted by hand.
 *
 * The rule of merging has its tests in test_record.c, on texts too short to be
 * compared. Here are texts that tell a story.
 */
#include "record/merging.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char ferry[] =
    "Passengers of the ferry Adelina told harbour masters in Port Lowen that gunmen "
    "had "
    "boarded near Cape Sorrel and taken the purser, Tobias Renk, together with the "
    "strongbox of the Meridian shipping line.";
static const char ferry_again[] =
    "The purser of the Adelina, Tobias Renk, was abducted off Cape Sorrel, the "
    "Meridian "
    "line confirmed in Port Lowen. Harbour masters there had warned the shipping line "
    "about armed boarders for months.";
static const char market[] =
    "Stallholders at the Veldrin grain market accused the Ostmark Tillers' League of "
    "smashing scales and beating a weighmaster, Ludmila Hask, whose arm was broken in "
    "the scuffle beside the Gruner granary.";

struct said {
    const char *document, *text, *trigger, *actor, *actor_code, *coder, *day;
    int status, killed;
};

static tocsin_text text_of(const char *s)
{
    return (tocsin_text){s ? s : "", s ? strlen(s) : 0};
}

/* One claim over the whole text. */
static void add(struct record *record, struct said said)
{
    tocsin_mention actor = {.text = text_of(said.actor),
                            .name = text_of(said.actor),
                            .code = text_of(said.actor_code),
                            .sector = text_of(said.actor_code)};
    tocsin_number number = {.what = text_of("killed"),
                            .low = said.killed,
                            .high = said.killed,
                            .text = text_of("some")};
    tocsin_claim claim = {
        .end = (uint32_t)strlen(said.text),
        .type = TOCSIN_ASSAULT,
        .status = (tocsin_claim_status)said.status,
        .actors = &actor,
        .actor_count = said.actor != NULL,
        .numbers = &number,
        .number_count = said.killed > 0,
        .place = {.lat = NAN, .lon = NAN},
        .factuality = 2,
        .confidence = 0.5,
        .cameo = text_of("181"),
        .trigger = text_of(said.trigger),
        .rule = text_of("abduct:ASSAULT")
    };
    tocsin_coding coding = {
        .document = {.id = text_of(said.document),
                     .text = text_of(said.text),
                     .published = text_of(said.day),
                     .publisher = text_of(said.document)},
        .claims = &claim,
        .claim_count = 1,
        .sentence_count = 1
    };
    tocsin_error error = {.message = ""};
    tocsin_status status =
        tc_record_add(record, &coding, said.coder ? said.coder : "one", NULL, &error);
    if (status)
        print_error("%s\n", error.message);
    assert_int_equal(status, TOCSIN_OK);
}

static struct record *fresh(void)
{
    struct record *record;
    assert_int_equal(tc_record_open(":memory:", true, &record, NULL), TOCSIN_OK);
    return record;
}

static tocsin_status tell(void *context, tocsin_text line)
{
    (void)context;
    print_error("%.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void close_sound(struct record *record)
{
    assert_int_equal(tc_record_commit(record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

/* The event of a document's claim that stands. */
static long long event_of(struct record *record, const char *document)
{
    char sql[200];
    long long event = 0;
    (void)snprintf(sql, sizeof sql,
                   "SELECT event FROM claims c JOIN documents d ON d.id = c.document "
                   "WHERE d.name = '%s' AND c.until IS NULL",
                   document);
    assert_int_equal(tc_record_number(record, sql, 0, &event), TOCSIN_OK);
    return event;
}

static long long number(struct record *record, const char *sql)
{
    long long out = -1;
    assert_int_equal(tc_record_number(record, sql, -1, &out), TOCSIN_OK);
    return out;
}

static const struct said one = {"one", ferry, "taken", "gunmen", "UAF",
                                NULL,  NULL,  0,       0};
static const struct said two = {"two", ferry_again, "abducted", "", NULL,
                                NULL,  NULL,        0,          0};
static const struct said three = {"three", market, "beating", "", NULL,
                                  NULL,    NULL,   0,         0};

/* ---- stories --------------------------------------------------------------------- */

/* No date, and nobody whom both texts name. */
static void the_same_story_is_one_event(void **state)
{
    (void)state;
    struct record *record = fresh();
    add(record, one);
    add(record, two);
    add(record, three);
    assert_int_equal(event_of(record, "one"), event_of(record, "two"));
    assert_int_not_equal(event_of(record, "one"), event_of(record, "three"));
    assert_int_equal(number(record, "SELECT count(*) FROM fits"), 1);
    close_sound(record);
}

/* "Gunmen", who are the Sorrel Brethren in the next text. */
static void gunmen_may_be_named_later(void **state)
{
    (void)state;
    struct record *record = fresh();
    struct said named = two;
    named.actor = "Sorrel Brethren";
    named.actor_code = "REB";
    add(record, one);
    add(record, named);
    assert_int_equal(event_of(record, "one"), event_of(record, "two"));
    close_sound(record);
}

static void days_that_differ_part_a_story(void **state)
{
    (void)state;
    struct record *record = fresh();
    struct said early = one, late = two;
    early.day = "2024-01-02";
    late.day = "2024-03-02";
    add(record, early);
    add(record, late);
    assert_int_not_equal(event_of(record, "one"), event_of(record, "two"));
    close_sound(record);
}

/* The words that were counted and the stories of before are there again. */
static void a_record_opened_again_knows_its_stories(void **state)
{
    (void)state;
    char path[] = "/tmp/test_merging_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    struct record *record;
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    add(record, one);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    add(record, two);
    assert_int_equal(event_of(record, "one"), event_of(record, "two"));
    assert_int_equal(number(record, "SELECT texts FROM word_counts"), 1);
    close_sound(record);
    unlink(path);
}

/* ---- by hand --------------------------------------------------------------------- */

static long long merge(struct record *record, long long a, long long b)
{
    long long ids[2] = {a, b}, decision = 0;
    assert_int_equal(
        tc_record_merge_events(record, ids, 2, TEXT("one gang"), &decision, NULL),
        TOCSIN_OK);
    return decision;
}

static void a_merge_outlives_a_new_coding(void **state)
{
    (void)state;
    struct record *record = fresh();
    add(record, one);
    add(record, three);
    long long first = event_of(record, "one"), other = event_of(record, "three"), now;
    long long decision = merge(record, other, first);
    assert_int_equal(event_of(record, "three"), first);
    assert_int_equal(tc_record_event_now(record, other, &now, NULL), TOCSIN_OK);
    assert_int_equal(now, first);
    struct said again = three;
    again.coder = "two";
    add(record, again);
    assert_int_equal(event_of(record, "three"), first);
    again = one; /* the only one of its side */
    again.coder = "two";
    add(record, again);
    assert_int_equal(event_of(record, "one"), event_of(record, "three"));
    assert_int_equal(tc_record_undo(record, decision, NULL), TOCSIN_OK);
    assert_int_equal(event_of(record, "one"), first);
    assert_int_equal(event_of(record, "three"), other);
    assert_int_equal(tc_record_event_now(record, other, &now, NULL), TOCSIN_OK);
    assert_int_equal(now, other);
    assert_int_equal(tc_record_undo(record, decision, NULL), TOCSIN_USAGE);
    close_sound(record);
}

static void a_split_outlives_a_new_coding(void **state)
{
    (void)state;
    struct record *record = fresh();
    add(record, one);
    add(record, two);
    long long event = event_of(record, "one"), decision = 0, now;
    const uint32_t second = 2;
    tocsin_split wanted = {.event = event, .claims = &second, .count = 1};
    assert_int_equal(tc_record_split_event(record, &wanted, &decision, NULL),
                     TOCSIN_OK);
    long long other = event_of(record, "two");
    assert_int_equal(event_of(record, "one"), event);
    assert_int_not_equal(other, event);
    struct said again = two;
    again.coder = "two";
    add(record, again);
    assert_int_equal(event_of(record, "two"), other);
    again = one;
    again.coder = "two";
    add(record, again);
    assert_int_equal(event_of(record, "one"), event);
    assert_int_equal(tc_record_undo(record, decision, NULL), TOCSIN_OK);
    assert_int_equal(event_of(record, "two"), event);
    assert_int_equal(tc_record_event_now(record, other, &now, NULL), TOCSIN_OK);
    assert_int_equal(now, event);
    close_sound(record);
}

static void what_cannot_be_decided_is_refused(void **state)
{
    (void)state;
    struct record *record = fresh();
    struct said plan = three;
    plan.status = TOCSIN_PLANNED;
    add(record, one);
    add(record, plan);
    long long ids[2] = {event_of(record, "one"), event_of(record, "three")};
    tocsin_error error;
    assert_int_equal(tc_record_merge_events(record, ids, 2, TEXT(""), NULL, &error),
                     TOCSIN_USAGE);
    assert_non_null(strstr(error.message, "plan"));
    ids[1] = 99;
    assert_int_equal(tc_record_merge_events(record, ids, 2, TEXT(""), NULL, &error),
                     TOCSIN_MISSING);
    ids[1] = ids[0];
    assert_int_equal(tc_record_merge_events(record, ids, 2, TEXT(""), NULL, &error),
                     TOCSIN_USAGE);
    const uint32_t first = 1;
    tocsin_split wanted = {.event = ids[0], .claims = &first, .count = 1};
    assert_int_equal(tc_record_split_event(record, &wanted, NULL, &error),
                     TOCSIN_USAGE);
    assert_int_equal(tc_record_undo(record, 7, &error), TOCSIN_MISSING);
    assert_int_equal(number(record, "SELECT count(*) FROM decisions"), 0);
    add(record, two); /* the record goes on */
    close_sound(record);
}

static tocsin_status count_decision(void *context, const tocsin_decision *decision)
{
    ++*(int *)context;
    assert_true(decision->by_hand);
    assert_true(isnan(decision->score));
    assert_int_equal(decision->claims, 2);
    return TOCSIN_OK;
}

static void decisions_are_listed(void **state)
{
    (void)state;
    int count = 0;
    struct record *record = fresh();
    add(record, one);
    add(record, three);
    (void)merge(record, event_of(record, "one"), event_of(record, "three"));
    assert_int_equal(tc_record_decisions(record, count_decision, &count, NULL),
                     TOCSIN_OK);
    assert_int_equal(count, 1);
    close_sound(record);
}

/* ---- contradictions -------------------------------------------------------------- */

struct heard {
    int count;
    long long low[8];
    char who[8][32];
};

static tocsin_status hear(void *context, const tocsin_contradiction *c)
{
    struct heard *heard = context;
    heard->low[heard->count] = c->low;
    (void)snprintf(heard->who[heard->count++], sizeof heard->who[0], "%.*s",
                   (int)c->who.size, c->who.data);
    return TOCSIN_OK;
}

static void counts_and_denials_stand_beside_it(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct record *record = fresh();
    struct said eleven = one, twelve = two, denial = two;
    eleven.killed = 11;
    twelve.killed = 12;
    denial.document = "deny";
    denial.status = TOCSIN_DENIED;
    add(record, eleven);
    long long event = event_of(record, "one");
    assert_int_equal(tc_record_contradictions(record, event, hear, &heard, NULL),
                     TOCSIN_OK);
    assert_int_equal(heard.count, 0);
    add(record, twelve);
    add(record, denial);
    assert_int_equal(event_of(record, "two"), event);
    assert_int_equal(event_of(record, "deny"), event);
    assert_int_equal(tc_record_contradictions(record, event, hear, &heard, NULL),
                     TOCSIN_OK);
    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.low[0], 0); /* the denial */
    assert_string_equal(heard.who[0], "deny");
    assert_int_equal(heard.low[1], 11);
    assert_int_equal(heard.low[2], 12);
    assert_string_equal(heard.who[2], "two");
    close_sound(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_story_is_one_event),
        cmocka_unit_test(gunmen_may_be_named_later),
        cmocka_unit_test(days_that_differ_part_a_story),
        cmocka_unit_test(a_record_opened_again_knows_its_stories),
        cmocka_unit_test(a_merge_outlives_a_new_coding),
        cmocka_unit_test(a_split_outlives_a_new_coding),
        cmocka_unit_test(what_cannot_be_decided_is_refused),
        cmocka_unit_test(decisions_are_listed),
        cmocka_unit_test(counts_and_denials_stand_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
