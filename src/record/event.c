/* record/event.c: an event is the sum of its claims in the order of their ids.
 *
 * There is one sum, and it is taken in three ways: claim by claim as they come in, over
 * all claims when some were taken away or when the record is checked, and over the
 * claims known by a day when somebody asks what was known then. Each part of an event
 * (its actor, its place, its day ...) is taken from the claim that is most specific
 * about it, the first one of equals, so the three ways give the same.
 */
#include "record/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- days and statuses --------------------------------------------------------- */

static const char *const precision_names[] = {[PRECISION_NONE] = "",
                                              [PRECISION_YEAR] = "year",
                                              [PRECISION_MONTH] = "month",
                                              [PRECISION_WEEK] = "week",
                                              [PRECISION_DOCUMENT] = "document",
                                              [PRECISION_DAY] = "day"};

enum precision tc_precision(text name, int32_t from, int32_t to)
{
    if (from == TC_NO_DAY)
        return PRECISION_NONE;
    for (int i = PRECISION_YEAR; i <= PRECISION_DAY; i++)
        if (tc_text_equal(name, tc_text(precision_names[i])))
            return (enum precision)i;
    /* None was given, or one that we do not know: what the days say. */
    if (from == to)
        return PRECISION_DAY;
    return to - from < 7    ? PRECISION_WEEK
           : to - from < 31 ? PRECISION_MONTH
                            : PRECISION_YEAR;
}

const char *tc_precision_name(enum precision precision)
{
    return precision_names[precision];
}

void tc_facts_time(struct facts *facts, text from, text to, text precision)
{
    facts->from = tc_day_parse(from);
    facts->to = tc_day_parse(to);
    if (facts->from == TC_NO_DAY) { /* "before 2014": how long before is not known */
        facts->from = facts->to;
        precision = TEXT("year");
    }
    if (facts->to == TC_NO_DAY || facts->to < facts->from)
        facts->to = facts->from;
    if (facts->from == TC_NO_DAY) {
        facts->from = facts->to = tc_day_parse(facts->published);
        precision = TEXT("document");
    }
    facts->precision = tc_precision(precision, facts->from, facts->to);
}

bool tc_status_denies(int status)
{
    return status == TOCSIN_DENIED || status == TOCSIN_NEGATED;
}

int tc_status_kind(int status)
{
    switch (status) {
    case TOCSIN_ANNOUNCED:
        return 1;
    case TOCSIN_PLANNED:
        return 2;
    case TOCSIN_THREATENED:
        return 3;
    case TOCSIN_POSSIBLE:
        return 4;
    default:
        return 0;
    }
}

/* More is stronger; only statuses of one kind are compared. */
static int strength(int status)
{
    switch (status) {
    case TOCSIN_HAPPENED:
        return 3;
    case TOCSIN_ONGOING:
        return 2;
    case TOCSIN_DENIED:
        return 1;
    case TOCSIN_NEGATED:
        return 0;
    default:
        return 4;
    }
}

/* ---- the sum ------------------------------------------------------------------- */

void tc_event_init(struct event *event, long long id)
{
    memset(event, 0, sizeof *event);
    event->id = id;
    event->from = event->to = TC_NO_DAY;
    event->intensity = NAN;
    event->first_known = event->last_known = TC_NO_DAY;
}

void tc_event_empty(struct event *event)
{
    event->claims = event->documents = event->voices = event->denials = 0;
    event->first[0] = event->last[0] = '\0';
}

static double or_least(double value)
{
    return isnan(value) ? -1000 : value;
}

static bool better(const struct event *event, const struct facts *facts)
{
    int now = strength(event->status), more = strength(facts->status);
    if (more != now)
        return more > now;
    double old = or_least(event->factuality), new = or_least(facts->factuality);
    if (old < new || new < old)
        return new > old;
    return or_least(facts->confidence) > or_least(event->confidence);
}

static tocsin_status take_party(struct record *record, long long *party,
                                long long *claim, long long offered, long long by)
{
    struct party old, new;
    if (!offered)
        return TOCSIN_OK;
    if (!*party) {
        *party = offered;
        *claim = by;
        return TOCSIN_OK;
    }
    tocsin_status status = tc_record_party(record, *party, &old);
    if (!status)
        status = tc_record_party(record, offered, &new);
    if (!status && new.rank > old.rank) {
        *party = offered;
        *claim = by;
    }
    return status;
}

static tocsin_status take_place(struct record *record, struct event *event,
                                const struct facts *facts)
{
    struct spot old, new;
    if (!facts->place)
        return TOCSIN_OK;
    if (!event->place) {
        event->place = facts->place;
        event->place_claim = facts->id;
        return TOCSIN_OK;
    }
    tocsin_status status = tc_record_spot(record, event->place, &old);
    if (!status)
        status = tc_record_spot(record, facts->place, &new);
    if (!status && new.rank > old.rank) {
        event->place = facts->place;
        event->place_claim = facts->id;
    }
    return status;
}

static void take_day(struct event *event, const struct facts *facts)
{
    if (facts->precision <= event->precision)
        return;
    event->from = facts->from;
    event->to = facts->to;
    event->precision = facts->precision;
}

static void keep_date(char out[PUBLISHED_ROOM], text date)
{
    if (date.size >= PUBLISHED_ROOM)
        date.size = PUBLISHED_ROOM - 1;
    memcpy(out, date.data, date.size);
    out[date.size] = '\0';
}

static void take_published(struct event *event, text published)
{
    if (!published.size)
        return;
    if (!event->first[0] || tc_text_compare(published, tc_text(event->first)) < 0)
        keep_date(event->first, published);
    if (!event->last[0] || tc_text_compare(published, tc_text(event->last)) > 0)
        keep_date(event->last, published);
}

static void take_known(struct event *event, int32_t known)
{
    if (known == TC_NO_DAY) { /* on no day what its row says was known */
        event->last_known = INT32_MAX;
        return;
    }
    if (event->first_known == TC_NO_DAY || known < event->first_known)
        event->first_known = known;
    if (known > event->last_known)
        event->last_known = known;
}

tocsin_status tc_event_add(struct record *record, struct event *event,
                           const struct facts *facts)
{
    if (!event->claims || better(event, facts)) {
        if (event->type != facts->type)
            event->mode = facts->mode; /* modes belong to types */
        event->type = facts->type;
        event->best = facts->id;
        event->status = facts->status;
        event->factuality = facts->factuality;
        event->confidence = facts->confidence;
        event->intensity = facts->intensity;
    }
    if (!event->mode && event->type == facts->type)
        event->mode = facts->mode;
    take_day(event, facts);
    take_published(event, facts->published);
    take_known(event, facts->known);
    if (!event->claims || event->last_document != facts->document || !facts->document)
        event->documents++; /* claims come by documents; an imported row is one */
    event->last_document = facts->document;
    event->claims++;
    event->denials += tc_status_denies(facts->status);
    tocsin_status status =
        take_party(record, &event->actor, &event->actor_claim, facts->actor, facts->id);
    if (!status)
        status = take_party(record, &event->recipient, &event->recipient_claim,
                            facts->recipient, facts->id);
    return status ? status : take_place(record, event, facts);
}

/* ---- rows ---------------------------------------------------------------------- */

static void column_date(sqlite3_stmt *statement, int at, char out[PUBLISHED_ROOM])
{
    out[0] = '\0';
    text date = tc_column(statement, at);
    if (date.size)
        keep_date(out, date);
}

/* Only a damaged record has others than these; what is counted on must not overflow. */
static long long column_count(sqlite3_stmt *statement, int at)
{
    long long count = sqlite3_column_int64(statement, at);
    return count < 0 || count > (1LL << 53) ? 0 : count;
}

void tc_event_row(sqlite3_stmt *statement, struct event *out)
{
    tc_event_init(out, sqlite3_column_int64(statement, 0));
    out->type = tc_column_below(statement, 1, TOCSIN_TYPE_COUNT);
    out->status = tc_column_below(statement, 2, TOCSIN_CLAIM_STATUS_COUNT);
    out->mode = sqlite3_column_int64(statement, 3);
    out->actor = sqlite3_column_int64(statement, 4);
    out->actor_claim = sqlite3_column_int64(statement, 5);
    out->recipient = sqlite3_column_int64(statement, 6);
    out->recipient_claim = sqlite3_column_int64(statement, 7);
    out->place = sqlite3_column_int64(statement, 8);
    out->place_claim = sqlite3_column_int64(statement, 9);
    out->from = tc_day_parse(tc_column(statement, 10));
    out->to = tc_day_parse(tc_column(statement, 11));
    if (out->from == TC_NO_DAY || out->to < out->from)
        out->to = out->from; /* only in a damaged record */
    out->precision = tc_precision(tc_column(statement, 12), out->from, out->to);
    out->best = sqlite3_column_int64(statement, 13);
    out->factuality = tc_column_real(statement, 14);
    out->confidence = tc_column_real(statement, 15);
    out->claims = column_count(statement, 16);
    out->documents = column_count(statement, 17);
    out->voices = column_count(statement, 18);
    out->denials = column_count(statement, 19);
    out->last_document = sqlite3_column_int64(statement, 20);
    column_date(statement, 21, out->first);
    column_date(statement, 22, out->last);
    out->intensity = tc_column_real(statement, 23);
    out->first_known = (int32_t)sqlite3_column_int64(statement, 24);
    out->last_known = (int32_t)sqlite3_column_int64(statement, 25);
}

void tc_facts_row(sqlite3_stmt *statement, struct facts *out)
{
    *out = (struct facts){.id = sqlite3_column_int64(statement, 0),
                          .document = sqlite3_column_int64(statement, 1),
                          .voice = sqlite3_column_int64(statement, 2),
                          .type = tc_column_below(statement, 3, TOCSIN_TYPE_COUNT),
                          .status =
                              tc_column_below(statement, 4, TOCSIN_CLAIM_STATUS_COUNT),
                          .mode = sqlite3_column_int64(statement, 5),
                          .actor = sqlite3_column_int64(statement, 6),
                          .recipient = sqlite3_column_int64(statement, 7),
                          .place = sqlite3_column_int64(statement, 8),
                          .factuality = tc_column_real(statement, 9),
                          .confidence = tc_column_real(statement, 10),
                          .intensity = tc_column_real(statement, 16),
                          .published = tc_column(statement, 14),
                          .known = tc_day_parse(tc_column(statement, 17))};
    tc_facts_time(out, tc_column(statement, 11), tc_column(statement, 12),
                  tc_column(statement, 13));
}

/* ---- over all its claims ------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    long long x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

size_t tc_distinct(long long *ids, size_t count)
{
    if (count)
        qsort(ids, count, sizeof *ids, by_id);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!i || ids[i] != ids[i - 1])
            kept++;
    return kept;
}

tocsin_status tc_event_sum(struct record *record, sqlite3_stmt *statement, long long id,
                           text as_of, struct event *out)
{
    long long *voices = NULL;
    size_t count = 0, room = 0;
    tc_event_init(out, id);
    tc_bind_whole(statement, 1, id);
    if (as_of.size)
        tc_bind_text(statement, 2, as_of);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, statement, &row)) && row) {
        struct facts facts;
        tc_facts_row(statement, &facts);
        status = tc_event_add(record, out, &facts);
        if (!status && !tc_status_denies(facts.status)) {
            if (!tc_grow(&voices, &room, count + 1, sizeof *voices, SIZE_MAX / 16))
                status = tc_record_say(record, TOCSIN_MEMORY, "no memory for voices");
            else
                voices[count++] = facts.voice;
        }
        if (status)
            break;
    }
    out->voices = (long long)tc_distinct(voices, count);
    tc_free(voices);
    sqlite3_reset(statement);
    return status;
}

void tc_event_past(struct event *event, int32_t known, int32_t until)
{
    if (known != TC_NO_DAY &&
        (event->first_known == TC_NO_DAY || known < event->first_known))
        event->first_known = known;
    if (until > event->last_known)
        event->last_known = until;
}

/* Widens what an event's row says by its claims that no longer stand. */
static tocsin_status take_replaced(struct record *record, struct event *event)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_EVENT_KNOWN);
    tc_bind_whole(find, 1, event->id);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    if (!status && row)
        tc_event_past(event, tc_day_parse(tc_column(find, 0)),
                      tc_day_parse(tc_column(find, 1)));
    sqlite3_reset(find);
    return status;
}

tocsin_status tc_event_sum_all(struct record *record, long long id, struct event *out)
{
    sqlite3_stmt *statement = tc_record_statement(record, SQL_FACTS_OF_EVENT);
    tocsin_status status = tc_event_sum(record, statement, id, (text){NULL, 0}, out);
    return status ? status : take_replaced(record, out);
}
