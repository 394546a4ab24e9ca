/* record/decide.c: events are joined and parted, by hand or when a claim shows it.
 *
 * A decision is kept with the claims that it speaks of, each by a key that outlives its
 * claim: the hash of the document's name, the words of its sentence and the word that
 * made it. When the document is coded anew, a claim with that key takes the old one's
 * place. Then what was decided by hand stands above what search.c finds: claims of one
 * merge go to one event; claims on one side of a split go together and never to an
 * event of the other side. A later decision stands above an earlier one.
 *
 *     decisions   one row each: what, by whom, when, and whether it was undone
 *     decided     the claims of a decision with the side they stand on
 *     event_aliases   numbers of events that became part of others
 *
 * Joined events keep the older number. Undoing gives the other its number back, for
 * people have noted it down. A join that the program made and somebody undid counts as
 * a split from then on, or it would be made again.
 */
#include "record/merging.h"

#include <math.h>
#include <string.h>

enum { MOST_CLAIMS = 4096 /* of a decision */ };

/* ---- what outlives a claim ------------------------------------------------------- */

static tocsin_status key_of(struct record *record, text document, text sentence,
                            text trigger, long long *key)
{
    text words = tc_fold_words(&record->arena, sentence);
    text word = tc_fold_words(&record->arena, trigger);
    if (!words.data || !word.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a decision");
    uint64_t parts[3] = {tc_hash(document.size ? document.data : "", document.size),
                         tc_hash(words.data, words.size),
                         tc_hash(word.data, word.size)};
    *key = (long long)tc_hash(parts, sizeof parts);
    return TOCSIN_OK;
}

/* ---- rows ------------------------------------------------------------------------ */

static tocsin_status write_decision(struct record *record,
                                    const struct decision *decision, long long *id)
{
    sqlite3_stmt *write = tc_record_statement(record, SQL_DECISION_INSERT);
    tc_bind_text(write, 1, decision->split ? TEXT("split") : TEXT("merge"));
    tc_bind_whole(write, 2, decision->by_hand);
    tc_bind_whole(write, 3, decision->event);
    tc_bind_id(write, 4, decision->other);
    if (decision->by_hand)
        sqlite3_bind_null(write, 5);
    else
        tc_bind_whole(write, 5, decision->likely);
    tc_bind_text(write, 6, decision->note);
    tc_bind_whole(write, 7, tc_clock());
    tocsin_status status = tc_record_run(record, write);
    *id = sqlite3_last_insert_rowid(record->db);
    return status;
}

/* A claim of an event, standing on a side of a decision. */
static tocsin_status write_decided(struct record *record, long long decision, int side,
                                   long long claim)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_CLAIM_WORDS);
    tc_bind_whole(find, 1, claim);
    bool row;
    long long key = 0;
    tocsin_status status = tc_record_step(record, find, &row);
    if (!status && !row)
        status = tc_record_say(record, TOCSIN_USAGE,
                               "a row of another project cannot be "
                               "decided about");
    if (!status)
        status = key_of(record, tc_column(find, 0), tc_column(find, 1),
                        tc_column(find, 2), &key);
    if (status) {
        sqlite3_reset(find);
        return status;
    }
    sqlite3_stmt *write = tc_record_statement(record, SQL_DECIDED_INSERT);
    tc_bind_whole(write, 1, decision);
    tc_bind_whole(write, 2, side);
    tc_bind_whole(write, 3, claim);
    tc_bind_whole(write, 4, key);
    tc_bind_whole(write, 5, sqlite3_column_int64(find, 3));
    for (int i = 0; i < 3; i++) { /* a claim may have no trigger: '' is not NULL */
        text t = tc_column(find, i);
        sqlite3_bind_text64(write, 6 + i, t.size ? t.data : "", t.size, SQLITE_STATIC,
                            SQLITE_UTF8);
    }
    status = tc_record_run(record, write);
    sqlite3_reset(find);
    record->decided = 1;
    return status;
}

static tocsin_status numbers_of(struct record *record, enum statement which,
                                long long a, long long b, struct ids *out)
{
    sqlite3_stmt *find = tc_record_statement(record, which);
    tc_bind_whole(find, 1, a);
    tc_bind_whole(find, 2, b);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        if (out->count == MOST_CLAIMS)
            status =
                tc_record_say(record, TOCSIN_LIMIT, "more than %d claims", MOST_CLAIMS);
        else
            status = tc_ids_add(record, out, sqlite3_column_int64(find, 0));
        if (status)
            break;
    }
    sqlite3_reset(find);
    return status;
}

/* ---- moving claims --------------------------------------------------------------- */

static tocsin_status load(struct record *record, long long id, struct event *out,
                          bool *found)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_EVENT_LOAD);
    tc_bind_whole(find, 1, id);
    tocsin_status status = tc_record_step(record, find, found);
    if (!status && *found)
        tc_event_row(find, out);
    sqlite3_reset(find);
    return status;
}

/* Nobody says it now: what it was stays while an old claim speaks of it. */
static tocsin_status empty(struct record *record, const struct event *old,
                           const struct event *sum)
{
    struct ids claims = {NULL, 0, 0};
    struct event now = *old;
    tocsin_status status = numbers_of(record, SQL_EVENT_ANY, old->id, 0, &claims);
    bool any = claims.count > 0;
    tc_free(claims.items);
    if (status || !any)
        return status ? status : tc_event_drop(record, old);
    tc_event_empty(&now);
    now.first_known = sum->first_known;
    now.last_known = sum->last_known;
    return tc_event_store(record, old, &now);
}

/* The event as the sum of its claims. */
static tocsin_status sum_again(struct record *record, long long id)
{
    struct event old, now;
    bool found;
    tocsin_status status = load(record, id, &old, &found);
    if (!status)
        status = tc_event_sum_all(record, id, &now);
    if (status)
        return status;
    record->wide = record->wide || tc_event_wide(&now);
    if (!found)
        return now.claims ? tc_event_make(record, &now) : TOCSIN_OK;
    return now.claims ? tc_event_store(record, &old, &now) : empty(record, &old, &now);
}

static tocsin_status move_claim(struct record *record, long long claim, long long to)
{
    sqlite3_stmt *move = tc_record_statement(record, SQL_CLAIM_MOVE);
    tc_bind_whole(move, 1, claim);
    tc_bind_whole(move, 2, to);
    return tc_record_run(record, move);
}

static tocsin_status tell_again(struct record *record, long long event)
{
    struct ids documents = {NULL, 0, 0};
    tocsin_status status =
        numbers_of(record, SQL_DOCUMENTS_OF_EVENT, event, 0, &documents);
    for (size_t i = 0; i < documents.count && !status; i++)
        status = tc_story_again(record, documents.items[i]);
    tc_free(documents.items);
    return status;
}

static tocsin_status set_alias(struct record *record, long long id, long long event,
                               long long decision)
{
    sqlite3_stmt *set = tc_record_statement(record, SQL_ALIAS_SET);
    tc_bind_whole(set, 1, id);
    tc_bind_whole(set, 2, event);
    tc_bind_whole(set, 3, decision);
    return tc_record_run(record, set);
}

/* All claims of one event to another, also those that no longer stand. */
static tocsin_status pour(struct record *record, long long from, long long to,
                          long long decision)
{
    sqlite3_stmt *move = tc_record_statement(record, SQL_EVENT_POUR);
    tc_bind_whole(move, 1, from);
    tc_bind_whole(move, 2, to);
    tocsin_status status = tc_record_run(record, move);
    if (!status)
        status = sum_again(record, from);
    if (status)
        return status;
    status = set_alias(record, from, to, decision);
    if (!status)
        status = sum_again(record, to);
    return status ? status : tell_again(record, to);
}

/* Claims to an event that may have to be made; both are summed up. */
static tocsin_status shift(struct record *record, const struct ids *claims,
                           long long from, long long to)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < claims->count && !status; i++)
        status = move_claim(record, claims->items[i], to);
    if (!status)
        status = sum_again(record, to);
    if (!status)
        status = sum_again(record, from);
    if (!status)
        status = tell_again(record, to);
    return status ? status : tell_again(record, from);
}

static tocsin_status set_now(struct record *record, long long decision, int side,
                             long long event)
{
    sqlite3_stmt *set = tc_record_statement(record, SQL_DECIDED_NOW);
    tc_bind_whole(set, 1, decision);
    tc_bind_whole(set, 2, side);
    tc_bind_whole(set, 3, event);
    return tc_record_run(record, set);
}

/* ---- joining --------------------------------------------------------------------- */

static tocsin_status note_claims(struct record *record, long long decision, int side,
                                 long long event)
{
    struct ids claims = {NULL, 0, 0};
    tocsin_status status = numbers_of(record, SQL_CLAIMS_OF_EVENT, event, 0, &claims);
    for (size_t i = 0; i < claims.count && !status; i++)
        status = write_decided(record, decision, side, claims.items[i]);
    tc_free(claims.items);
    return status;
}

tocsin_status tc_events_join(struct record *record, struct decision *decision,
                             const long long *events, size_t count)
{
    long long id;
    decision->event = events[0];
    for (size_t i = 1; i < count; i++)
        decision->event = events[i] < decision->event ? events[i] : decision->event;
    decision->other = count == 2 ? events[0] + events[1] - decision->event : 0;
    tocsin_status status = write_decision(record, decision, &id);
    if (!status)
        status = note_claims(record, id, 0, decision->event);
    int side = 0;
    for (size_t i = 0; i < count && !status; i++) {
        if (events[i] == decision->event)
            continue;
        status = note_claims(record, id, ++side, events[i]);
        if (!status)
            status = pour(record, events[i], decision->event, id);
        if (!status)
            status = set_now(record, id, side, decision->event);
    }
    decision->id = id;
    return status;
}

/* ---- what was decided about a claim that is coming in ---------------------------- */

/* A decision that stands and speaks of the claim. */
struct standing {
    long long id, event;
    int side;
    bool merge;
};

static void add_forbidden(struct ruling *ruling, long long event)
{
    if (ruling->forbidden_count < FORBIDDEN)
        ruling->forbidden[ruling->forbidden_count++] = event;
}

/* The event of its side is taken, those of the other sides are forbidden. */
static tocsin_status follow(struct record *record, const struct standing *standing,
                            struct ruling *ruling)
{
    long long own = 0;
    sqlite3_stmt *find = tc_record_statement(record, SQL_DECIDED_EVENTS);
    tc_bind_whole(find, 1, standing->id);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        long long event = sqlite3_column_int64(find, 0);
        bool same = standing->merge || sqlite3_column_int(find, 1) == standing->side;
        if (!same)
            add_forbidden(ruling, event);
        else if (!own)
            own = event;
    }
    sqlite3_reset(find);
    if (!ruling->forced)
        ruling->forced = own ? own : standing->event;
    return status;
}

static tocsin_status take_place(struct record *record, long long decision,
                                long long key, long long claim)
{
    sqlite3_stmt *set = tc_record_statement(record, SQL_DECIDED_CLAIM);
    tc_bind_whole(set, 1, decision);
    tc_bind_whole(set, 2, key);
    tc_bind_whole(set, 3, claim);
    return tc_record_run(record, set);
}

static tocsin_status rule(struct record *record, long long key, long long claim,
                          struct ruling *ruling)
{
    enum { MOST = 16 };
    struct standing found[MOST];
    int count = 0;
    sqlite3_stmt *find = tc_record_statement(record, SQL_DECIDED_KEY);
    tc_bind_whole(find, 1, key);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row && count < MOST) {
        found[count].id = sqlite3_column_int64(find, 0);
        found[count].side = sqlite3_column_int(find, 1);
        found[count].event = sqlite3_column_int64(find, 2);
        found[count++].merge = sqlite3_column_int(find, 3) != 0;
    }
    sqlite3_reset(find);
    for (int i = 0; i < count && !status; i++) {
        status = follow(record, &found[i], ruling);
        if (!status)
            status = take_place(record, found[i].id, key, claim);
    }
    return status;
}

tocsin_status tc_ruling(struct record *record, const struct facts *facts,
                        struct ruling *out)
{
    memset(out, 0, sizeof *out);
    long long any = record->decided;
    tocsin_status status = TOCSIN_OK;
    if (any < 0)
        status =
            tc_record_number(record, "SELECT EXISTS(SELECT 1 FROM decided)", 0, &any);
    if (status)
        return status;
    record->decided = any != 0;
    if (!any || !facts->claim || !facts->name.size || facts->past)
        return TOCSIN_OK;
    long long key;
    status = key_of(record, facts->name, facts->words, facts->claim->trigger, &key);
    return status ? status : rule(record, key, facts->id, out);
}

/* ---- by hand --------------------------------------------------------------------- */

/* The event's number today, if it became part of another. */
tocsin_status tc_event_now(struct record *record, long long event, long long *now)
{
    enum { LONGEST_CHAIN = 64 };
    *now = event;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
        sqlite3_stmt *find = tc_record_statement(record, SQL_ALIAS);
        tc_bind_whole(find, 1, *now);
        bool row;
        tocsin_status status = tc_record_step(record, find, &row);
        if (!status && row)
            *now = sqlite3_column_int64(find, 0);
        sqlite3_reset(find);
        if (status || !row)
            return status;
    }
    return tc_record_say(record, TOCSIN_CORRUPT, "event %lld became part of itself",
                         event);
}

static tocsin_status begin(struct record *record)
{
    if (!record->write)
        return tc_record_say(record, TOCSIN_USAGE, "it was opened for reading only");
    tc_arena_reset(&record->arena);
    return tc_record_begin(record);
}

/* A decision is durable when it returns; what was refused changed nothing. */
static tocsin_status end(struct record *record, tocsin_status status,
                         tocsin_error *error)
{
    if (!status)
        status = tc_record_end(record);
    else if (!record->failed && record->open)
        (void)tc_record_break(record, status);
    return tc_record_fail(record, status, error);
}

static tocsin_status look_at_events(struct record *record, const long long *events,
                                    size_t count)
{
    struct event first, other;
    if (count < 2)
        return tc_record_say(record, TOCSIN_USAGE, "two events at least are merged");
    for (size_t i = 0; i < count; i++) {
        bool found;
        tocsin_status status = load(record, events[i], i ? &other : &first, &found);
        if (status)
            return status;
        if (!found)
            return tc_record_say(record, TOCSIN_MISSING, "there is no event %lld",
                                 events[i]);
        if (tc_event_imported(i ? &other : &first))
            return tc_record_say(record, TOCSIN_USAGE,
                                 "event %lld has rows of another project's file: it "
                                 "stays as it is",
                                 events[i]);
        if (i && tc_status_kind(other.status) != tc_status_kind(first.status))
            return tc_record_say(record, TOCSIN_USAGE,
                                 "event %lld is planned or only possible, and %lld is "
                                 "not: a plan is never what happened",
                                 events[i], events[0]);
        for (size_t k = 0; k < i; k++)
            if (events[k] == events[i])
                return tc_record_say(record, TOCSIN_USAGE, "event %lld twice",
                                     events[i]);
    }
    return TOCSIN_OK;
}

tocsin_status tc_record_merge_events(struct record *record, const long long *events,
                                     size_t count, text note, long long *decision,
                                     tocsin_error *error)
{
    struct decision made = {.by_hand = true, .note = note};
    if (record->failed)
        return tc_record_fail(record, record->failed, error);
    tocsin_status status = look_at_events(record, events, count);
    if (status)
        return tc_record_fail(record, status, error);
    status = begin(record);
    if (!status)
        status = tc_events_join(record, &made, events, count);
    if (decision)
        *decision = made.id;
    return end(record, status, error);
}

/* The claims of an event in the order in which they are listed. */
static tocsin_status pick_claims(struct record *record, const tocsin_split *wanted,
                                 struct ids *picked)
{
    struct ids all = {NULL, 0, 0};
    size_t count = wanted->count;
    tocsin_status status =
        numbers_of(record, SQL_CLAIMS_LISTED, wanted->event, 0, &all);
    if (!status && !all.count)
        status = tc_record_say(record, TOCSIN_MISSING, "there is no event %lld",
                               wanted->event);
    if (!status && (!count || count >= all.count))
        status = tc_record_say(record, TOCSIN_USAGE,
                               "of %zu claims one at least is split off and one stays",
                               all.count);
    for (size_t i = 0; i < count && !status; i++) {
        uint32_t number = wanted->claims[i];
        long long claim = number && number <= all.count ? all.items[number - 1] : 0;
        if (!claim)
            status = tc_record_say(record, TOCSIN_USAGE,
                                   "event %lld has no claim %u, or twice",
                                   wanted->event, (unsigned)number);
        else
            status = tc_ids_add(record, picked, claim);
        if (claim)
            all.items[number - 1] = 0; /* not twice */
    }
    tc_free(all.items);
    return status;
}

static tocsin_status split(struct record *record, struct decision *made,
                           const struct ids *picked)
{
    made->split = true;
    made->other = record->next_event++;
    tocsin_status status = write_decision(record, made, &made->id);
    if (!status)
        status = note_claims(record, made->id, 0, made->event);
    for (size_t i = 0; i < picked->count && !status; i++) {
        sqlite3_stmt *set = tc_record_statement(record, SQL_DECIDED_SIDE);
        tc_bind_whole(set, 1, made->id);
        tc_bind_whole(set, 2, picked->items[i]);
        status = tc_record_run(record, set);
    }
    if (!status)
        status = shift(record, picked, made->event, made->other);
    return status ? status : set_now(record, made->id, 1, made->other);
}

tocsin_status tc_record_split_event(struct record *record, const tocsin_split *wanted,
                                    long long *decision, tocsin_error *error)
{
    struct decision made = {
        .by_hand = true, .note = wanted->note, .event = wanted->event};
    struct ids picked = {NULL, 0, 0};
    if (record->failed)
        return tc_record_fail(record, record->failed, error);
    tocsin_status status = pick_claims(record, wanted, &picked);
    if (status) {
        tc_free(picked.items);
        return tc_record_fail(record, status, error);
    }
    status = begin(record);
    if (!status)
        status = split(record, &made, &picked);
    tc_free(picked.items);
    if (decision)
        *decision = made.id;
    return end(record, status, error);
}

/* ---- undoing --------------------------------------------------------------------- */

static tocsin_status load_decision(struct record *record, long long id,
                                   struct decision *out)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_DECISION);
    tc_bind_whole(find, 1, id);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    if (!status && !row)
        status = tc_record_say(record, TOCSIN_MISSING, "there is no decision %lld", id);
    if (!status && sqlite3_column_int(find, 6))
        status =
            tc_record_say(record, TOCSIN_USAGE, "decision %lld is undone already", id);
    out->id = id;
    out->split = tc_text_equal(tc_column(find, 1), TEXT("split"));
    out->event = sqlite3_column_int64(find, 3);
    out->other = sqlite3_column_int64(find, 4);
    sqlite3_reset(find);
    return status;
}

/* The claims of a side that stand, back to the event where they were. */
static tocsin_status give_back(struct record *record, const struct decision *decision,
                               long long side)
{
    struct ids claims = {NULL, 0, 0}, events = {NULL, 0, 0};
    tocsin_status status =
        numbers_of(record, SQL_DECIDED_CLAIMS, decision->id, side, &claims);
    if (!status)
        status = numbers_of(record, SQL_DECIDED_FROM, decision->id, side, &events);
    if (!status && claims.count && events.count) {
        struct ids now = {NULL, 0, 0};
        status = numbers_of(record, SQL_EVENT_OF_CLAIM, claims.items[0], 0, &now);
        if (!status && now.count)
            status = shift(record, &claims, now.items[0], events.items[0]);
        tc_free(now.items);
    }
    if (!status && events.count) {
        sqlite3_stmt *forget = tc_record_statement(record, SQL_ALIAS_DELETE);
        tc_bind_whole(forget, 1, events.items[0]);
        tc_bind_whole(forget, 2, decision->id);
        status = tc_record_run(record, forget);
    }
    if (!status && events.count)
        status = set_now(record, decision->id, (int)side, events.items[0]);
    tc_free(claims.items);
    tc_free(events.items);
    return status;
}

static tocsin_status undo(struct record *record, const struct decision *decision)
{
    struct ids sides = {NULL, 0, 0};
    sqlite3_stmt *mark = tc_record_statement(record, SQL_DECISION_UNDO);
    tc_bind_whole(mark, 1, decision->id);
    tocsin_status status = tc_record_run(record, mark);
    if (!status)
        status = numbers_of(record, SQL_DECIDED_SIDES, decision->id, 0, &sides);
    for (size_t i = 0; i < sides.count && !status; i++)
        if (sides.items[i])
            status = give_back(record, decision, sides.items[i]);
    tc_free(sides.items);
    if (status || !decision->split)
        return status;
    return set_alias(record, decision->other, decision->event, decision->id);
}

tocsin_status tc_record_undo(struct record *record, long long decision,
                             tocsin_error *error)
{
    struct decision made = {0};
    if (record->failed)
        return tc_record_fail(record, record->failed, error);
    tocsin_status status = load_decision(record, decision, &made);
    if (status)
        return tc_record_fail(record, status, error);
    status = begin(record);
    if (!status)
        status = undo(record, &made);
    return end(record, status, error);
}

/* ---- listing --------------------------------------------------------------------- */

tocsin_status tc_record_decisions(struct record *record,
                                  tocsin_decision_function function, void *context,
                                  tocsin_error *error)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_DECISIONS);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        tocsin_decision decision = {.id = sqlite3_column_int64(find, 0),
                                    .kind = tc_column(find, 1),
                                    .by_hand = sqlite3_column_int(find, 2) != 0,
                                    .event = sqlite3_column_int64(find, 3),
                                    .other = sqlite3_column_int64(find, 4),
                                    .score = tc_column_real(find, 5) / 1000,
                                    .undone = sqlite3_column_int(find, 6) != 0,
                                    .note = tc_column(find, 7),
                                    .made = sqlite3_column_int64(find, 8),
                                    .claims = (uint32_t)sqlite3_column_int(find, 9)};
        status = function(context, &decision);
        if (status)
            break;
    }
    sqlite3_reset(find);
    return tc_record_fail(record, status, error);
}

tocsin_status tc_record_event_now(struct record *record, long long event,
                                  long long *now, tocsin_error *error)
{
    return tc_record_fail(record, tc_event_now(record, event, now), error);
}

/* Days are text; none of a claim that no day saw (''), or behind which an undated
 * version stands (9999-12-31). */
tocsin_status tc_record_event_left(struct record *record, long long event,
                                   uint32_t *claims, char until[11],
                                   tocsin_error *error)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_EVENT_LEFT);
    tc_bind_whole(find, 1, event);
    bool row;
    *claims = 0;
    until[0] = 0;
    tocsin_status status = tc_record_step(record, find, &row);
    if (!status && row && !sqlite3_column_int64(find, 2)) {
        text day = tc_column(find, 1);
        *claims = (uint32_t)sqlite3_column_int64(find, 0);
        if (*claims && day.size == 10 && day.data[0] != '9')
            (void)memcpy(until, day.data, 11);
    }
    sqlite3_reset(find);
    return tc_record_fail(record, status, error);
}
