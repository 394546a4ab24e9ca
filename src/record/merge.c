/* record/merge.c: events are filed, found and written.
 *
 * Which event a claim joins, search.c says. Here is where events are looked for: an
 * event of actor A and recipient B is filed in merge_keys by its first day under (A,
 * B), (A, any) and (any, B), where a party's key is its country, or its code where it
 * has none. A claim of both parties looks under (A, B), (A, unknown) and (unknown, B),
 * a claim of one under (A, any): at most three short ranges. Events of more than a week
 * have keys of their own, so that they need not be looked for by every claim of a later
 * day.
 */
#include "record/merging.h"

#include <string.h>

enum {
    DAYS = 16, /* that lie together in merge_keys */
    WEEK = 7   /* days; a longer event is wide */
};

/* ---- keys ---------------------------------------------------------------------- */

uint64_t tc_party_key(const struct party *party)
{
    return party->country ? party->country : party->code ? party->code : party->lexicon;
}

uint64_t tc_key_of(const struct key_parts *key)
{
    uint64_t parts[4] = {(uint64_t)key->type << 16 | (uint64_t)key->kind << 8 |
                             (uint64_t)key->wide << 4 | (uint64_t)key->side,
                         key->side == ANY_ACTOR ? 0 : key->actor,
                         key->side == ANY_RECIPIENT ? 0 : key->recipient,
                         0x746F6373696Eu};
    return tc_hash(parts, sizeof parts);
}

/* Which run of DAYS days a day is in. */
int32_t tc_key_run(int32_t day)
{
    if (day == TC_NO_DAY)
        return TC_NO_DAY / DAYS;
    return day >= 0 ? day / DAYS : -((DAYS - 1 - day) / DAYS);
}

/* The run of days stands in the upper 20 bits, so that the keys of the days that are
 * being written lie beside each other and not all over the table. */
long long tc_key_on(uint64_t key, int32_t run)
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
    struct key_parts parts = {.type = event->type,
                              .kind = tc_status_kind(event->status),
                              .wide = tc_event_wide(event),
                              .actor = tc_party_key(&actor),
                              .recipient = tc_party_key(&recipient)};
    static const enum side_key sides[KEYS] = {BOTH, ANY_RECIPIENT, ANY_ACTOR};
    for (int i = 0; i < KEYS; i++) {
        if ((i == 1 && !parts.actor) || (i == 2 && !parts.recipient))
            continue;
        parts.side = sides[i];
        keys[*count].key = tc_key_on(tc_key_of(&parts), tc_key_run(event->from));
        keys[(*count)++].day = event->from;
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
    tc_bind_id(write, 21, event->last_document);
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
           a->recipient == b->recipient && a->type == b->type &&
           tc_status_kind(a->status) == tc_status_kind(b->status);
}

/* An imported claim whose event is no longer it alone is searched like others. */
static tocsin_status spell_out(struct record *record, const struct event *old)
{
    return tc_event_imported(old) ? tc_record_spell_out(record, old->best) : TOCSIN_OK;
}

/* The columns have only events that somebody says. */
static tocsin_status set_columns(struct record *record, const struct event *old,
                                 const struct event *now)
{
    bool was = old && old->claims;
    if (now->claims)
        return tc_columns_set(record, was ? old : NULL, now, 0);
    return was ? tc_columns_drop(record, now->id) : TOCSIN_OK;
}

static tocsin_status store(struct record *record, const struct event *old,
                           const struct event *now)
{
    bool move =
        !same_keys(old, now) || (tc_event_imported(old) && !tc_event_imported(now));
    tocsin_status status = set_columns(record, old, now);
    if (!status && !tc_event_imported(now))
        status = spell_out(record, old);
    if (!status && move)
        status = write_keys(record, SQL_KEY_DELETE, old);
    if (!status)
        status = write_event(record, SQL_EVENT_UPDATE, now);
    if (!status && move)
        status = write_keys(record, SQL_KEY_INSERT, now);
    return status;
}

tocsin_status tc_event_store(struct record *record, const struct event *old,
                             const struct event *now)
{
    tc_sketch_forget(record, old->id);
    return store(record, old, now);
}

tocsin_status tc_event_drop(struct record *record, const struct event *event)
{
    tocsin_status status = write_keys(record, SQL_KEY_DELETE, event);
    tc_sketch_forget(record, event->id);
    if (!status)
        status = spell_out(record, event);
    if (!status)
        status = tc_columns_drop(record, event->id);
    if (status)
        return status;
    sqlite3_stmt *drop = tc_record_statement(record, SQL_EVENT_DELETE);
    tc_bind_whole(drop, 1, event->id);
    return tc_record_run(record, drop);
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
                          const struct event *found, struct event *now)
{
    *now = *found;
    if (facts->past) {
        tc_event_past(now, facts->known, facts->until);
        return store(record, found, now);
    }
    if (!found->claims) { /* nobody said it any more */
        tc_event_init(now, found->id);
        now->first_known = found->first_known;
        now->last_known = found->last_known;
    }
    bool is_new;
    tocsin_status status = new_voice(record, facts, found->id, &is_new);
    if (!status)
        status = tc_event_add(record, now, facts);
    now->voices += is_new;
    return status ? status : store(record, found, now);
}

tocsin_status tc_event_make(struct record *record, const struct event *event)
{
    tc_sketch_forget(record, event->id);
    tocsin_status status = write_event(record, SQL_EVENT_INSERT, event);
    if (!status)
        status = set_columns(record, NULL, event);
    return status ? status : write_keys(record, SQL_KEY_INSERT, event);
}

static tocsin_status create(struct record *record, const struct facts *facts,
                            struct event *event)
{
    tc_event_init(event, record->next_event++);
    tocsin_status status = tc_event_add(record, event, facts);
    event->voices = !tc_status_denies(facts->status);
    if (facts->past) {
        tc_event_empty(event);
        event->first_known = event->last_known = TC_NO_DAY;
        tc_event_past(event, facts->known, facts->until);
    }
    return status ? status : tc_event_make(record, event);
}

/* Why a claim joined its event. */
static tocsin_status write_fit(struct record *record, long long claim,
                               const struct fit *fit)
{
    sqlite3_stmt *write = tc_record_statement(record, SQL_FIT_INSERT);
    tc_bind_whole(write, 1, claim);
    for (int i = 0; i < PARTS; i++)
        tc_bind_whole(write, 2 + i, fit->parts[i]);
    return tc_record_run(record, write);
}

/* The event that was decided on, if it is there and of the same kind. */
static tocsin_status obey(struct record *record, const struct member *member,
                          const struct ruling *ruling, struct match *match)
{
    struct sketch *sketch = NULL;
    tocsin_status status = TOCSIN_OK;
    if (ruling->forced)
        status = tc_sketch(record, ruling->forced, &sketch);
    if (status || !sketch ||
        tc_status_kind(sketch->event.status) != tc_status_kind(member->facts.status))
        return status;
    memset(match, 0, sizeof *match);
    match->event = sketch->event;
    match->fit.likely = DECIDED;
    return TOCSIN_OK;
}

static tocsin_status find(struct record *record, const struct facts *facts,
                          const struct member *member, struct match *match)
{
    struct ruling ruling;
    match->fit.likely = 0;
    tocsin_status status = tc_ruling(record, facts, &ruling);
    if (!status)
        status = obey(record, member, &ruling, match);
    if (!status && !match->fit.likely)
        status = tc_search(record, member, &ruling, match);
    return status;
}

/* A claim that fits two events well suggests that they are one; that is looked at when
 * its document is complete. */
static tocsin_status note_second(struct record *record, const struct match *match)
{
    if (match->fit.likely < FIT_BOTH || match->second_likely < FIT_BOTH)
        return TOCSIN_OK;
    tocsin_status status = tc_ids_add(record, &record->pairs, match->event.id);
    return status ? status : tc_ids_add(record, &record->pairs, match->second.id);
}

static tocsin_status settle(struct record *record, const long long pair[2])
{
    long long ids[2];
    struct event events[2];
    struct sketch *sketch;
    for (int i = 0; i < 2; i++) {
        tocsin_status status = tc_event_now(record, pair[i], &ids[i]);
        if (!status)
            status = tc_sketch(record, ids[i], &sketch);
        if (status || !sketch)
            return status;
        events[i] = sketch->event;
    }
    struct decision decision = {.likely = 0};
    tocsin_status status = TOCSIN_OK;
    if (ids[0] != ids[1])
        status = tc_search_same(record, &events[0], &events[1], &decision.likely);
    if (status || decision.likely < FIT_BOTH)
        return status;
    return tc_events_join(record, &decision, ids, 2);
}

tocsin_status tc_merge_settle(struct record *record)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i + 1 < record->pairs.count && !status; i += 2)
        status = settle(record, &record->pairs.items[i]);
    record->pairs.count = 0;
    return status;
}

tocsin_status tc_merge(struct record *record, const struct facts *facts,
                       long long *event, double *fit)
{
    struct member member;
    struct match match;
    struct event now;
    tocsin_status status = tc_member_of(record, facts, &member);
    if (!status)
        status = find(record, facts, &member, &match);
    if (status)
        return status;
    *fit = match.fit.likely ? match.fit.likely / 1000.0 : 1;
    if (!match.fit.likely) {
        status = create(record, facts, &now);
    } else {
        status = join(record, facts, &match.event, &now);
        if (!status && match.fit.likely != DECIDED)
            status = write_fit(record, facts->id, &match.fit);
        if (!status)
            status = note_second(record, &match);
    }
    *event = now.id;
    record->wide = record->wide || tc_event_wide(&now);
    if (facts->past) {
        tc_sketch_forget(record, now.id);
        return status;
    }
    tc_sketch_join(record, &now, &member);
    tc_story_tell(record, facts, now.id);
    return status;
}
