/* test_record_sources.c: who publishes and who is quoted, and the prints of a text. */
#include "record/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- a small record -------------------------------------------------------------- */

struct print {
    const char *id, *day, *publisher, *agency, *text;
    const char *source; /* named; NULL: the paper itself */
    int status;
    const char *actor; /* a country */
};

/* Texts of more than the twenty words that copies must have. */
#define LEAD                                                                           \
    "Rebels shelled the northern port before dawn on Sunday and set fire to two "      \
    "grain "
#define MIDDLE                                                                         \
    "stores beside the railway. The harbour master said that nobody was hurt. Ships "  \
    "were told to wait outside the mole until the fires were out. "
#define TAIL "The town has been shelled every week since the truce of October ended."

static const char herald[] =
    LEAD MIDDLE "A reporter saw smoke above the railway all day. " TAIL;
static const char evening[] =
    LEAD MIDDLE "The town has been shelled every month since the truce of October "
                "ended.";
static const char other[] =
    "Something else was told by somebody else on that day in other words.";
static const char denial[] =
    "It was denied by somebody else on the next day in words of his own.";
static const char third[] =
    "A third thing was told by a single paper and by nobody else at all.";
enum { YES = TOCSIN_HAPPENED, NO = TOCSIN_DENIED };

#define P(id, day, publisher, agency, text, source, status, actor)                     \
    {                                                                                  \
        id, "2024-" day, publisher, agency, text, source, status, actor                \
    }
#define STORY LEAD MIDDLE TAIL
static const struct print prints[] = {
    P("wire", "01-29", "Wire One", "Reuters", STORY, NULL, YES, "SYR"),
    P("herald", "01-30", "Herald", NULL, herald, NULL, YES, "SYR"),
    P("evening", "01-28", "Evening", NULL, evening, NULL, YES, "SYR"),
    P("other", "01-29", "Other Bee", NULL, other, "Ministry of Ports", YES, "SYR"),
    P("denial", "01-31", "Other Bee", NULL, denial, "Rebel Office", NO, "SYR"),
    P("alone", "02-20", "Herald", NULL, third, NULL, YES, "IRQ"),
};

static struct buffer out; /* what was told */

static void put(struct record *record, const struct print *print)
{
    tocsin_mention actor = {.name = tc_text(print->actor),
                            .code = tc_text(print->actor),
                            .country = tc_text(print->actor)};
    tocsin_mention recipient = {.name = TEXT("Ports"),
                                .code = TEXT("TURGOV"),
                                .country = TEXT("TUR"),
                                .sector = TEXT("GOV")};
    tocsin_attribution link = {.source = tc_text(print->source),
                               .named = true,
                               .kind = TOCSIN_VOICE_OFFICIAL,
                               .stance = NAN};
    bool old = strcmp(print->actor, "IRQ") == 0;
    tocsin_claim claim = {
        .type = TOCSIN_ASSAULT,
        .status = (tocsin_claim_status)print->status,
        .end = 20,
        .actors = &actor,
        .actor_count = 1,
        .recipients = &recipient,
        .recipient_count = 1,
        .place = {.lat = NAN, .lon = NAN},
        .intensity = -9,
        .factuality = 2,
        .confidence = 0.5,
        .attribution = &link,
        .attribution_count = print->source ? 1 : 0
    };
    claim.time.from = claim.time.to = old ? TEXT("2024-02-19") : TEXT("2024-01-28");
    claim.time.precision = TEXT("day");
    tocsin_coding coding = {
        .document = {.id = tc_text(print->id),
                     .published = tc_text(print->day),
                     .publisher = tc_text(print->publisher),
                     .agency = tc_text(print->agency),
                     .text = tc_text(print->text)},
        .claims = &claim,
        .claim_count = 1,
        .sentence_count = 1
    };
    assert_int_equal(tc_record_add(record, &coding, "test", NULL, NULL), TOCSIN_OK);
}

static int fill(void **state)
{
    struct record *record = NULL;
    tc_buffer_init(&out, 0);
    if (tc_record_open(":memory:", true, &record, NULL))
        return -1;
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++)
        put(record, &prints[i]);
    *state = record;
    return tc_record_commit(record, NULL) ? -1 : 0;
}

static int empty(void **state)
{
    tc_buffer_release(&out);
    return tc_record_close(*state, NULL) ? -1 : 0;
}

/* ---- sources --------------------------------------------------------------------- */

static tocsin_status see_source(void *context, const tocsin_source *s)
{
    (void)context;
    tc_buffer_format(&out, "%.*s %s %u %u %u %u | %u %u %u %u %u\n", (int)s->name.size,
                     s->name.data ? s->name.data : "", tocsin_voice_kind_name(s->kind),
                     s->documents, s->credited, s->copies, s->copied, s->claims,
                     s->events, s->alone, s->first, s->denied);
    return TOCSIN_OK;
}

static void assert_out(const char *wanted)
{
    tc_buffer_byte(&out, '\0');
    assert_string_equal(out.data, wanted);
    tc_buffer_release(&out);
    tc_buffer_init(&out, 0);
}

static void sources_have_a_past(void **state)
{
    struct record *record = *state;
    assert_int_equal(tc_record_sources(record, NULL, see_source, NULL, NULL),
                     TOCSIN_OK);
    /* documents credited copies copied | claims events alone first denied: the wire's
     * story and its prints are Reuters' one voice, on the 28th before the ministry */
    assert_out("Reuters media 0 1 0 0 | 3 1 0 1 1\n"
               "Herald media 2 0 1 0 | 1 1 1 0 0\n"
               "Ministry of Ports official 0 0 0 0 | 1 1 0 0 1\n"
               "Rebel Office official 0 0 0 0 | 1 0 0 0 0\n"
               "Other Bee media 2 0 0 0 | 0 0 0 0 0\n"
               "Evening media 1 0 1 0 | 0 0 0 0 0\n"
               "Wire One media 1 0 0 2 | 0 0 0 0 0\n");
}

static void sources_of_some_events(void **state)
{
    struct record *record = *state;
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    filter.actor = TEXT("SYR");
    filter.as_of = TEXT("2024-01-29");
    assert_int_equal(tc_record_sources(record, &filter, see_source, NULL, NULL),
                     TOCSIN_OK);
    assert_out("Reuters media 0 1 0 0 | 2 1 0 1 0\n"
               "Ministry of Ports official 0 0 0 0 | 1 1 0 0 0\n");
    filter.as_of = TEXT("yesterday");
    assert_int_equal(tc_record_sources(record, &filter, see_source, NULL, NULL),
                     TOCSIN_USAGE);
}

/* ---- copies ---------------------------------------------------------------------- */

static tocsin_status see_copy(void *context, const tocsin_copy *c)
{
    (void)context;
    tc_buffer_format(&out, "%u/%u %.*s %.*s %.2f\n", c->number, c->prints,
                     (int)c->document.size, c->document.data, (int)c->agency.size,
                     c->agency.data ? c->agency.data : "", c->shared);
    for (uint32_t i = 0; i < c->change_count; i++)
        tc_buffer_format(&out, "  %.*s -> %.*s\n", (int)c->changes[i].before.size,
                         c->changes[i].before.data ? c->changes[i].before.data : "",
                         (int)c->changes[i].after.size,
                         c->changes[i].after.data ? c->changes[i].after.data : "");
    return TOCSIN_OK;
}

static void prints_stand_in_the_order_of_their_days(void **state)
{
    struct record *record = *state;
    text none = {NULL, 0};
    assert_int_equal(tc_record_copies(record, none, none, see_copy, NULL, NULL),
                     TOCSIN_OK);
    assert_out(
        "0/3 evening  1.00\n"
        "1/3 wire Reuters 0.90\n"
        "  The town has been shelled every month since the truce of October ended. -> "
        "The town has been shelled every week since the truce of October ended.\n"
        "2/3 herald  0.82\n"
        "   -> A reporter saw smoke above the railway all day.\n"
        "  The town has been shelled every month since the truce of October ended. -> "
        "The town has been shelled every week since the truce of October ended.\n");
    assert_int_equal(tc_record_copies(record, TEXT("herald"), TEXT("2024-01-29"),
                                      see_copy, NULL, NULL),
                     TOCSIN_OK);
    assert_out("0/2 evening  1.00\n"
               "1/2 wire Reuters 0.90\n"
               "  The town has been shelled every month since the truce of October "
               "ended. -> The town has been shelled every week since the truce of "
               "October ended.\n");
    assert_int_equal(
        tc_record_copies(record, TEXT("alone"), none, see_copy, NULL, NULL), TOCSIN_OK);
    assert_out("");
    assert_int_equal(
        tc_record_copies(record, TEXT("nobody"), none, see_copy, NULL, NULL),
        TOCSIN_MISSING);
    assert_int_equal(tc_record_copies(record, none, TEXT("2024"), see_copy, NULL, NULL),
                     TOCSIN_USAGE);
}

/* ---- changes --------------------------------------------------------------------- */

static void sentences_are_matched_wherever_they_stand(void **state)
{
    struct record *record = *state;
    struct arena arena;
    struct changes changes;
    tc_arena_init(&arena, 0);
    text before = TEXT("One two three four. Five six seven eight!\nNine ten.");
    text after = TEXT("NINE, ten.\nOne two three FOUR. Five six seven ate!\nNew.");
    assert_int_equal(tc_changes(record, &arena, before, after, &changes), TOCSIN_OK);
    assert_int_equal(changes.count, 2);
    assert_true(tc_text_equal(changes.items[0].before, TEXT("Five six seven eight!")));
    assert_true(tc_text_equal(changes.items[0].after, TEXT("Five six seven ate!")));
    assert_int_equal(changes.items[1].before.size, 0);
    assert_true(tc_text_equal(changes.items[1].after, TEXT("New.")));
    assert_int_equal(tc_changes(record, &arena, before, (text){NULL, 0}, &changes),
                     TOCSIN_OK);
    assert_int_equal(changes.count, 3);
    assert_int_equal(tc_changes(record, &arena, before, before, &changes), TOCSIN_OK);
    assert_int_equal(changes.count, 0);
    tc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_have_a_past),
        cmocka_unit_test(sources_of_some_events),
        cmocka_unit_test(prints_stand_in_the_order_of_their_days),
        cmocka_unit_test(sentences_are_matched_wherever_they_stand),
    };
    return cmocka_run_group_tests(tests, fill, empty);
}
