/* record/merge.c: which event a claim belongs to.
 *
 * A claim joins the event that fits it best, or else makes one. To fit, all of this
 * must hold between the claim and the event as it stands:
 *
 *   act        the same type, modes that do not differ, and both the act itself or both
 *              the same kind of future (announced, planned, threatened, possible). A
 *              denial counts as speaking of the act: it joins the event it denies, and
 *              where there is none it makes one whose status is denied.
 *   parties    neither side contradicts: equal by lexicon id or code, of one country
 *              where one names no sector, or unknown to one of them; and at least one
 *              side is known to both and agrees. Two different entries of the lexicon
 *              agree only as organs of one state ("the president", "the ministry").
 *   time       at most two days apart. Two days that the texts themselves name must be
 *              the same one: "on Monday" is not "on Tuesday", while a day that was
 *              taken from the date of the paper may be a day or two off. Something said
 *              of a week or month joins the only event inside it, of a year only what
 *              is said of the same year.
 *   place      not two countries, two divisions or two cities. When all that the
 *              parties share is a kind ("rebels"), the country must be known and the
 *              same.
 *
 * Of several that fit, the best score wins, then the oldest: parties count half, time a
 * quarter, place 0.15, mode 0.1. This is the one-a-day filter that event data projects
 * have used since KEDS (Schrodt and Van Brackle 2013), with places and sources.
 *
 * Candidates come from merge_keys: an event of actor A and recipient B is filed by its
 * first day under (A, B), (A, any) and (any, B), where a party's key is its country, or
 * its code where it has none. A claim of both parties looks under (A, B), (A, unknown)
 * and (unknown, B), a claim of one under (A, any): at most three short ranges. Events
 * of more than a week have keys of their own, so that they need not be looked for by
 * every claim of a later day.
 */
#include "record/inside.h"

#include <math.h>
#include <string.h>

enum {
    DAYS = 16,     /* that lie together in merge_keys */
    NEAR = 2,      /* days between two reports of one event */
    WEEK = 7,      /* days; a longer event is wide */
    MONTH = 31,    /* days; a longer event is found by its first day only */
    CERTAIN = 1000 /* the score of what fits in everything */
};

/* ---- keys ---------------------------------------------------------------------- */

static uint64_t party_key(const struct party *party)
{
    return party->country ? party->country : party->code ? party->code : party->lexicon;
}

enum side_key { BOTH, ANY_RECIPIENT, ANY_ACTOR };

/* Without the days; see on_days(). */
static uint64_t make_key(int type, int kind, bool wide, enum side_key side,
                         uint64_t actor, uint64_t recipient)
{
    uint64_t parts[4] = {(uint64_t)type << 16 | (uint64_t)kind << 8 |
                             (uint64_t)wide << 4 | (uint64_t)side,
                         actor, recipient, 0x746F6373696Eu};
    return tc_hash(parts, sizeof parts);
}

/* Which run of DAYS days a day is in. */
static int32_t run_of(int32_t day)
{
    if (day == TC_NO_DAY)
        return TC_NO_DAY / DAYS;
    return day >= 0 ? day / DAYS : -((DAYS - 1 - day) / DAYS);
}

/* The run of days stands in the upper 20 bits, so that the keys of the days that are
 * being written lie beside each other and not all over the table. */
static long long on_days(uint64_t key, int32_t run)
{
    return (long long)((uint64_t)(uint32_t)run << 44 | (key & 0xFFFFFFFFFFFu));
}

bool tc_event_wide(const struct event *event)
{
    return event->from != TC_NO_DAY && event->to - event->from >= WEEK;
}

tocsin_status tc_event_keys(struct record *record, const struct event *event,
                            struct merge_key keys[KEYS], int *count)
{
    struct party actor, recipient;
    *count = 0;
    tocsin_status status = tc_record_party(record, event->actor, &actor);
    if (!status)
        status = tc_record_party(record, event->recipient, &recipient);
    if (status || (!actor.rank && !recipient.rank))
        return status;
    uint64_t a = party_key(&actor), b = party_key(&recipient);
    bool wide = tc_event_wide(event);
    int kind = tc_status_kind(event->status);
    keys[(*count)++].key = (long long)make_key(event->type, kind, wide, BOTH, a, b);
    if (a)
        keys[(*count)++].key =
            (long long)make_key(event->type, kind, wide, ANY_RECIPIENT, a, 0);
    if (b)
        keys[(*count)++].key =
            (long long)make_key(event->type, kind, wide, ANY_ACTOR, 0, b);
    for (int i = 0; i < *count; i++) {
        keys[i].key = on_days((uint64_t)keys[i].key, run_of(event->from));
        keys[i].day = event->from;
    }
    return TOCSIN_OK;
}

static tocsin_status write_keys(struct record *record, enum statement which,
                                const struct event *event)
{
    struct merge_key keys[KEYS];
    int count;
    tocsin_status status = tc_event_keys(record, event, keys, &count);
    for (int i = 0; i < count && !status; i++) {
        sqlite3_stmt *write = tc_record_statement(record, which);
        tc_bind_whole(write, 1, keys[i].key);
        tc_bind_whole(write, 2, keys[i].day);
        tc_bind_whole(write, 3, event->id);
        status = tc_record_run(record, write);
    }
    return status;
}

/* ---- writing an event ---------------------------------------------------------- */

static tocsin_status write_event(struct record *record, enum statement which,
                                 const struct event *event)
{
    sqlite3_stmt *write = tc_record_statement(record, which);
    char from[11], to[11];
    tc_day_print(event->from, from);
    tc_day_print(event->to, to);
    tc_bind_whole(write, 1, event->id);
    tc_bind_whole(write, 2, event->type);
    tc_bind_whole(write, 3, event->status);
    tc_bind_id(write, 4, event->mode);
    tc_bind_id(write, 5, event->actor);
    tc_bind_id(write, 6, event->actor_claim);
    tc_bind_id(write, 7, event->recipient);
    tc_bind_id(write, 8, event->recipient_claim);
    tc_bind_id(write, 9, event->place);
    tc_bind_id(write, 10, event->place_claim);
    tc_bind_text(write, 11, tc_text(from));
    tc_bind_text(write, 12, tc_text(to));
    const char *precision = tc_precision_name(event->precision);
    sqlite3_bind_text(write, 13, precision, -1, SQLITE_STATIC);
    tc_bind_whole(write, 14, event->best);
    sqlite3_bind_double(write, 15, event->factuality);
    sqlite3_bind_double(write, 16, event->confidence);
    tc_bind_whole(write, 17, event->claims);
    tc_bind_whole(write, 18, event->documents);
    tc_bind_whole(write, 19, event->voices);
    tc_bind_whole(write, 20, event->denials);
    tc_bind_whole(write, 21, event->last_document);
    tc_bind_text(write, 22, tc_text(event->first));
    tc_bind_text(write, 23, tc_text(event->last));
    sqlite3_bind_double(write, 24, event->intensity);
    tc_bind_whole(write, 25, event->first_known);
    tc_bind_whole(write, 26, event->last_known);
    return tc_record_run(record, write);
}

static bool same_keys(const struct event *a, const struct event *b)
{
    return a->from == b->from && a->to == b->to && a->actor == b->actor &&
           a->recipient == b->recipient &&
           tc_status_kind(a->status) == tc_status_kind(b->status);
}

tocsin_status tc_event_store(struct record *record, const struct event *old,
                             const struct event *now)
{
    bool move =
        !same_keys(old, now) || (tc_event_imported(old) && !tc_event_imported(now));
    tocsin_status status = tc_columns_set(record, old, now, 0);
    if (!status && move)
        status = write_keys(record, SQL_KEY_DELETE, old);
    if (!status)
        status = write_event(record, SQL_EVENT_UPDATE, now);
    if (!status && move)
        status = write_keys(record, SQL_KEY_INSERT, now);
    return status;
}

tocsin_status tc_event_drop(struct record *record, const struct event *event)
{
    tocsin_status status = write_keys(record, SQL_KEY_DELETE, event);
    if (!status)
        status = tc_columns_drop(record, event->id);
    if (status)
        return status;
    sqlite3_stmt *drop = tc_record_statement(record, SQL_EVENT_DELETE);
    tc_bind_whole(drop, 1, event->id);
    return tc_record_run(record, drop);
}

/* ---- does it fit --------------------------------------------------------------- */

/* How far two known parties are the same, in parts of 250; -1: they are not. */
static int party_score(const struct party *a, const struct party *b)
{
    if (!a->rank || !b->rank)
        return 0;
    if (a->lexicon && b->lexicon) {
        if (a->lexicon == b->lexicon)
            return 250;
        if (!(a->code && a->code == b->code && a->state && b->state))
            return -1;
    }
    if (a->code && a->code == b->code && a->country == b->country)
        return 220;
    if (a->country && a->country == b->country && (!a->sector || !b->sector))
        return 120;
    return -1;
}

/* In parts of 150; -1: two places. */
static int place_score(const struct spot *a, const struct spot *b)
{
    if (!a->rank || !b->rank)
        return 40;
    if (a->country && b->country && a->country != b->country)
        return -1;
    if (a->admin1 && b->admin1 && a->admin1 != b->admin1)
        return -1;
    if (a->city && b->city)
        return a->city == b->city ? 150 : -1;
    if (a->admin1 && b->admin1)
        return 120;
    return a->country && b->country ? 90 : 40;
}

/* In parts of 250; -1: two times. *inside: one is only said to lie in the other. */
static int time_score(const struct facts *facts, const struct event *event,
                      bool *inside)
{
    *inside = false;
    if (facts->from == TC_NO_DAY || event->from == TC_NO_DAY)
        return facts->from == event->from ? 50 : -1;
    int32_t span = facts->to - facts->from, other = event->to - event->from;
    if (span > MONTH || other > MONTH)
        return facts->from == event->from && facts->to == event->to ? 150 : -1;
    int32_t begin = facts->from > event->from ? facts->from : event->from;
    int32_t end = facts->to < event->to ? facts->to : event->to;
    int32_t gap = begin > end ? begin - end : 0;
    if (span >= WEEK || other >= WEEK) {
        *inside = span != other;
        return gap ? -1 : *inside ? 60 : 180;
    }
    if (facts->precision == PRECISION_DAY && event->precision == PRECISION_DAY && gap)
        return -1;
    return gap > NEAR ? -1 : 250 - 60 * gap;
}

static bool kinds_only(const struct party *a, const struct party *b)
{
    return a->rank < 2 || b->rank < 2;
}

/* A claim and the best event for it so far. */
struct search {
    struct record *record;
    const struct facts *facts;
    struct party actor, recipient;
    struct spot spot;
    struct event best;
    int score;   /* 0: none yet */
    int loosely; /* events that it could only lie inside of, or that lie inside of it */
    struct event loose;
    int loose_score;
};

/* 0: it does not fit. */
static tocsin_status score(struct search *search, const struct event *event,
                           bool *inside, int *out)
{
    struct party actor, recipient;
    struct spot spot;
    *out = 0;
    if (event->type != search->facts->type || /* keys may meet by chance */
        tc_status_kind(event->status) != tc_status_kind(search->facts->status))
        return TOCSIN_OK;
    tocsin_status status = tc_record_party(search->record, event->actor, &actor);
    if (!status)
        status = tc_record_party(search->record, event->recipient, &recipient);
    if (!status)
        status = tc_record_spot(search->record, event->place, &spot);
    if (status)
        return status;
    int time = time_score(search->facts, event, inside);
    int a = party_score(&search->actor, &actor);
    int b = party_score(&search->recipient, &recipient);
    int place = place_score(&search->spot, &spot);
    if (time < 0 || a < 0 || b < 0 || a + b == 0 || place < 0)
        return TOCSIN_OK;
    bool vague = (!a || kinds_only(&search->actor, &actor)) &&
                 (!b || kinds_only(&search->recipient, &recipient));
    if (vague && !(spot.country && spot.country == search->spot.country))
        return TOCSIN_OK;
    long long mode = search->facts->mode;
    if (mode && event->mode && mode != event->mode)
        return TOCSIN_OK;
    *out = time + a + b + place + (mode == event->mode ? 100 : 40);
    return TOCSIN_OK;
}

static tocsin_status consider(struct search *search, const struct event *event)
{
    bool inside;
    int fit;
    tocsin_status status = score(search, event, &inside, &fit);
    if (status || !fit)
        return status;
    if (inside) {
        search->loosely++;
        search->loose = *event;
        search->loose_score = fit;
    } else if (fit > search->score ||
               (fit == search->score && event->id < search->best.id)) {
        search->best = *event;
        search->score = fit;
    }
    return TOCSIN_OK;
}

static tocsin_status look_at_run(struct search *search, long long key, int32_t from,
                                 int32_t to)
{
    sqlite3_stmt *near = tc_record_statement(search->record, SQL_EVENT_NEAR);
    tc_bind_whole(near, 1, key);
    tc_bind_whole(near, 2, from);
    tc_bind_whole(near, 3, to);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(search->record, near, &row)) && row) {
        struct event event;
        tc_event_row(near, &event);
        status = consider(search, &event);
        if (status)
            break;
    }
    sqlite3_reset(near);
    return status;
}

static tocsin_status look_under(struct search *search, uint64_t key, int32_t from,
                                int32_t to)
{
    tocsin_status status = TOCSIN_OK;
    for (int32_t run = run_of(from); run <= run_of(to) && !status; run++)
        status = look_at_run(search, on_days(key, run), from, to);
    return status;
}

static tocsin_status look(struct search *search, bool wide, int32_t from, int32_t to)
{
    const struct facts *facts = search->facts;
    int type = facts->type, kind = tc_status_kind(facts->status);
    uint64_t a = party_key(&search->actor), b = party_key(&search->recipient);
    if (!b)
        return look_under(search, make_key(type, kind, wide, ANY_RECIPIENT, a, 0), from,
                          to);
    if (!a)
        return look_under(search, make_key(type, kind, wide, ANY_ACTOR, 0, b), from,
                          to);
    tocsin_status status =
        look_under(search, make_key(type, kind, wide, BOTH, a, b), from, to);
    if (!status)
        status = look_under(search, make_key(type, kind, wide, BOTH, a, 0), from, to);
    if (!status)
        status = look_under(search, make_key(type, kind, wide, BOTH, 0, b), from, to);
    return status;
}

static tocsin_status find(struct search *search)
{
    const struct facts *facts = search->facts;
    if (!search->actor.rank && !search->recipient.rank)
        return TOCSIN_OK;
    if (facts->from == TC_NO_DAY)
        return look(search, false, TC_NO_DAY, TC_NO_DAY);
    int32_t from = facts->from, to = facts->to;
    tocsin_status status = TOCSIN_OK;
    if (to - from <= MONTH)
        status = look(search, false, from - NEAR - WEEK + 1, to + NEAR);
    if (!status && search->record->wide)
        status = look(search, true, from - MONTH, to - from <= MONTH ? to : from);
    if (!status && !search->score && search->loosely == 1) {
        search->best = search->loose;
        search->score = search->loose_score;
    }
    return status;
}

/* ---- joining ------------------------------------------------------------------- */

static tocsin_status new_voice(struct record *record, const struct facts *facts,
                               long long event, bool *is_new)
{
    *is_new = false;
    if (tc_status_denies(facts->status))
        return TOCSIN_OK;
    sqlite3_stmt *known = tc_record_statement(record, SQL_VOICE_KNOWN);
    tc_bind_whole(known, 1, event);
    tc_bind_whole(known, 2, facts->voice);
    bool row;
    tocsin_status status = tc_record_step(record, known, &row);
    *is_new = !status && !row;
    sqlite3_reset(known);
    return status;
}

static tocsin_status join(struct record *record, const struct facts *facts,
                          const struct event *found)
{
    struct event now = *found;
    if (!found->claims) { /* its claims were taken away; see replace.c */
        tc_event_init(&now, found->id);
        now.first_known = found->first_known;
        now.last_known = found->last_known;
    }
    bool is_new;
    tocsin_status status = new_voice(record, facts, found->id, &is_new);
    if (!status)
        status = tc_event_add(record, &now, facts);
    now.voices += is_new;
    record->wide = record->wide || tc_event_wide(&now);
    return status ? status : tc_event_store(record, found, &now);
}

static tocsin_status create(struct record *record, const struct facts *facts,
                            long long *id)
{
    struct event event;
    tc_event_init(&event, record->next_event++);
    tocsin_status status = tc_event_add(record, &event, facts);
    event.voices = !tc_status_denies(facts->status);
    if (status)
        return status;
    status = write_event(record, SQL_EVENT_INSERT, &event);
    if (!status)
        status = tc_columns_set(record, NULL, &event, 0);
    if (status)
        return status;
    *id = event.id;
    record->wide = record->wide || tc_event_wide(&event);
    return write_keys(record, SQL_KEY_INSERT, &event);
}

tocsin_status tc_merge(struct record *record, const struct facts *facts,
                       long long *event, double *fit)
{
    struct search search = {.record = record, .facts = facts};
    tocsin_status status = tc_record_party(record, facts->actor, &search.actor);
    if (!status)
        status = tc_record_party(record, facts->recipient, &search.recipient);
    if (!status)
        status = tc_record_spot(record, facts->place, &search.spot);
    if (!status)
        status = find(&search);
    if (status)
        return status;
    if (!search.score) {
        *fit = 1;
        return create(record, facts, event);
    }
    *event = search.best.id;
    *fit = (double)search.score / CERTAIN;
    return join(record, facts, &search.best);
}
