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
/* Of the same story, in other words. */
static const char ferry_later[] =
    "Clara Renk, a schoolteacher, asked whoever abducted her husband to think of their "
    "children. Neighbours lit candles in the parish church of Saint Agatha and the "
    "mayor promised a reward for news of Tobias Renk, whom gunmen seized aboard the "
    "Adelina.";
static const char market[] =
    "Stallholders at the Veldrin grain market accused the Ostmark Tillers' League of "
    "smashing scales and beating a weighmaster, Ludmila Hask, whose arm was broken in "
    "the scuffle beside the Gruner granary.";

struct said {
    const char *document, *text, *trigger, *actor, *actor_code, *coder, *day;
    int status, killed;
    const char *rule, *recipient, *time; /* NULL: abduct, nobody, not said */
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
    tocsin_mention recipient = {.text = text_of(said.recipient),
                                .name = text_of(said.recipient)};
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
        .recipients = &recipient,
        .recipient_count = said.recipient != NULL,
        .time = {.from = text_of(said.time),
                 .to = text_of(said.time),
                 .precision = text_of(said.time ? "day" : NULL)},
        .numbers = &number,
        .number_count = said.killed > 0,
        .place = {.lat = NAN,                          .lon = NAN            },
        .factuality = 2,
        .confidence = 0.5,
        .cameo = text_of("181"),
        .trigger = text_of(said.trigger),
        .rule = text_of(said.rule ? said.rule : "abduct:ASSAULT")
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

static const struct said one = {.document = "one",
                                .text = ferry,
                                .trigger = "taken",
                                .actor = "gunmen",
                                .actor_code = "UAF"};
static const struct said two = {
    .document = "two", .text = ferry_again, .trigger = "abducted", .actor = ""};
static const struct said three = {
    .document = "three", .text = market, .trigger = "beating", .actor = ""};

/* Whether two claims become one event. */
static bool join(struct said a, struct said b)
{
    struct record *record = fresh();
    add(record, a);
    add(record, b);
    bool same = event_of(record, a.document) == event_of(record, b.document);
    close_sound(record);
    return same;
}

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

/* ---- acts, times, numbers -------------------------------------------------------- */

static void words_of_one_sense_are_one_act(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool same;
    } pairs[] = {
        {"nab:COERCE.arrest [x:1]", "apprehend:COERCE.arrest",       true },
        {"take:COERCE.arrest",      "capture:ASSAULT/ongoing [x:1]", true },
        {"nomination:SUPPORT",      "appoint:SUPPORT",               true },
        {"foil:COERCE.arrest",      "nab:COERCE.arrest",             false},
        {"sentence:COERCE.arrest",  "nab:COERCE.arrest",             false},
        {"Kill:ASSAULT",            "slay:ASSAULT.firearms",         true },
        {"kill:ASSAULT.firearms",   "open:ASSAULT.firearms",         false},
        {"torch:ASSAULT.destroy",   "set:PROTEST.vandalize",         true },
    };
    struct senses senses;
    uint32_t word, other;
    tc_senses_init(&senses);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint8_t a = tc_sense_of(&senses, tc_text(pairs[i].a), &word);
        uint8_t b = tc_sense_of(&senses, tc_text(pairs[i].b), &other);
        assert_true(a && b && word && other);
        assert_int_equal(a == b, pairs[i].same);
    }
    static const char *const none[] = {"",
                                       ":",
                                       "kill",
                                       "kill:",
                                       "kill:ASSAUL",
                                       "xyzzy:ASSAULT.",
                                       "xyzzy:ASSAULT.fire",
                                       "xyzzy:ACCUSE.allege"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(tc_sense_of(&senses, tc_text(none[i]), &word), 0);
    assert_int_equal(tc_act_word(TEXT("killing")), tc_act_word(TEXT("Killers")));
}

static void another_word_of_the_sense_joins(void **state)
{
    (void)state;
    struct said a = one, b = two;
    a.rule = "murder:ASSAULT";
    b.rule = "slay:ASSAULT";
    assert_true(join(a, b));
    b.rule = "wound:ASSAULT";
    assert_false(join(a, b));
}

static void how_many_they_are_speaks_for_it(void **state)
{
    (void)state;
    struct said a = one, b = two;
    a.recipient = "At least 26 pursers";
    static const struct {
        const char *recipient;
        int sign;
    } cases[] = {
        {"26 sailors",            1 },
        {"twelve sailors",        -1},
        {"a 26-year-old sailor",  0 },
        {"sailors of 2026",       0 },
        {"2600000000000 sailors", 0 }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record *record = fresh();
        b.recipient = cases[i].recipient;
        add(record, a);
        add(record, b);
        long long said = number(record, "SELECT coalesce(max(numbers), -1) FROM fits");
        assert_int_equal((said > 0) - (said < 0), cases[i].sign);
        close_sound(record);
    }
}

/* On the fourth nobody could tell of the sixth; a paper of the sixth can tell of the
 * fourth. */
static void a_text_tells_of_no_later_day(void **state)
{
    (void)state;
    struct said paper = one, later = two;
    paper.day = "2024-03-04";
    later.day = later.time = "2024-03-06";
    assert_false(join(paper, later));
    assert_false(join(later, paper));
    later.time = "2024-03-04";
    assert_true(join(paper, later));
    assert_true(join(later, paper));
    paper.status = later.status = TOCSIN_ANNOUNCED; /* what is to come may be later */
    later.time = "2024-03-06";
    assert_true(join(paper, later));
}

/* Weeks later only the same number tells that it is the same happening. */
static void what_is_told_again_names_the_number(void **state)
{
    (void)state;
    struct said event = one, later = two;
    event.day = event.time = "2024-03-09";
    later.day = "2024-03-20";
    assert_false(join(event, later));
    event.recipient = "Nine pursers of the Meridian line";
    later.recipient = "nine pursers";
    assert_true(join(event, later));
    later.day = "2024-05-20";
    assert_false(join(event, later));
    later.day = "2024-03-20";
    event.recipient = later.recipient = "one purser"; /* every text has one */
    assert_false(join(event, later));
}

/* Texts without a date tell it by the days that they name. */
static void days_that_texts_name_part_them(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"on May 9 off the cape",       "on the night of 9 May",    true },
        {"on Apr. 30, it was said",     "on May 1st near the bank", true },
        {"on May 9 off the cape",       "on May 23, they said",     false},
        {"on 9th May",                  "on December 31",           false},
        {"on May 99 and in March 2019", "on May 23, they said",     true },
        {"in May",                      "on January 23",            true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char a[600], b[600];
        (void)snprintf(a, sizeof a, "It was %s. %s", cases[i].a, ferry);
        (void)snprintf(b, sizeof b, "It was %s. %s", cases[i].b, ferry_later);
        struct said first = one, second = two;
        first.text = a;
        second.text = b;
        assert_int_equal(join(first, second), cases[i].same);
    }
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

/* The day that a text names is kept with its words. */
static void a_record_opened_again_knows_the_days(void **state)
{
    (void)state;
    char path[] = "/tmp/test_merging_XXXXXX", early[600], late[600];
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    struct record *record;
    struct said first = one, second = two;
    (void)snprintf(early, sizeof early, "It was on May 9. %s", ferry);
    (void)snprintf(late, sizeof late, "It was on May 23. %s", ferry_later);
    first.text = early;
    second.text = late;
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    add(record, first);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    add(record, second);
    assert_int_not_equal(event_of(record, "one"), event_of(record, "two"));
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
        cmocka_unit_test(a_record_opened_again_knows_the_days),
        cmocka_unit_test(words_of_one_sense_are_one_act),
        cmocka_unit_test(another_word_of_the_sense_joins),
        cmocka_unit_test(how_many_they_are_speaks_for_it),
        cmocka_unit_test(a_text_tells_of_no_later_day),
        cmocka_unit_test(what_is_told_again_names_the_number),
        cmocka_unit_test(days_that_texts_name_part_them),
        cmocka_unit_test(a_merge_outlives_a_new_coding),
        cmocka_unit_test(a_split_outlives_a_new_coding),
        cmocka_unit_test(what_cannot_be_decided_is_refused),
        cmocka_unit_test(decisions_are_listed),
        cmocka_unit_test(counts_and_denials_stand_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
