/* record/find.c: which events a filter asks for, in the order of their days.
 *
 * What stands in an event's row is asked of the columns (columns.c). What is asked of
 * its claims (parties, source, words) is also there for events that are one imported
 * row; those of documents are asked of the tables of claims, by index from the names.
 * Both give pairs of day and id, of which the least are kept.
 *
 * What was known on a day: an event none of whose claims became known or was replaced
 * behind that day is what its row says. The few others are summed up again over the
 * claims that stood then. The rest began later.
 */
#include "record/inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- the least pairs ----------------------------------------------------------- */

/* Days order as signed numbers, undated before all. */
static uint64_t key_of(int32_t day, long long event)
{
    return (uint64_t)((uint32_t)day ^ 0x80000000u) << 32 | (uint32_t)event;
}

static int32_t day_of(uint64_t key)
{
    uint32_t bits = (uint32_t)(key >> 32) ^ 0x80000000u;
    int32_t day;
    memcpy(&day, &bits, sizeof day);
    return day;
}

static int by_key(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* The least wanted keys of more than that, in order, each once. */
static void settle(struct hits *hits)
{
    if (hits->count)
        qsort(hits->keys, hits->count, sizeof *hits->keys, by_key);
    size_t kept = 0;
    for (size_t i = 0; i < hits->count; i++)
        if (!kept || hits->keys[i] != hits->keys[kept - 1])
            hits->keys[kept++] = hits->keys[i];
    hits->count = kept < hits->wanted ? kept : hits->wanted;
    if (hits->count == hits->wanted && hits->wanted)
        hits->bound = hits->keys[hits->count - 1];
}

/* Twice as many as are wanted are gathered before the greater half is thrown away. */
static tocsin_status offer(struct record *record, struct hits *hits, uint64_t key)
{
    if (key >= hits->bound)
        return TOCSIN_OK;
    if (hits->count >= 1024 && hits->count / 2 >= hits->wanted)
        settle(hits);
    if (!tc_grow(&hits->keys, &hits->room, hits->count + 1, sizeof *hits->keys,
                 SIZE_MAX / 16))
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for what was found");
    hits->keys[hits->count++] = key;
    return TOCSIN_OK;
}

/* ---- names to sets of numbers -------------------------------------------------- */

struct set {
    bool any; /* there is a condition */
    unsigned char *bits;
    long long size; /* in bits */
};

static bool in_set(const struct set *set, long long id)
{
    return id >= 0 && id < set->size && set->bits[id >> 3] >> (id & 7) & 1;
}

static tocsin_status set_add(struct record *record, struct set *set, size_t *room,
                             long long id)
{
    size_t old = *room, need = (size_t)id / 8 + 1;
    if (id < 0 || id > UINT32_MAX)
        return TOCSIN_OK;
    if (need > old) {
        if (!tc_grow(&set->bits, room, need, 1, SIZE_MAX / 2))
            return tc_record_say(record, TOCSIN_MEMORY, "no memory for a set");
        memset(set->bits + old, 0, *room - old);
        set->size = (long long)*room * 8;
    }
    set->bits[id >> 3] |= (unsigned char)(1 << (id & 7));
    return TOCSIN_OK;
}

/* The numbers that a statement gives; sql NULL: the query's. */
static tocsin_status gather(struct query *query, const char *sql, struct set *set)
{
    sqlite3_stmt *find = NULL;
    size_t room = 0;
    bool row = false;
    set->any = true;
    if (sql) {
        tc_buffer_clear(&query->sql);
        tc_buffer_string(&query->sql, sql);
    }
    tocsin_status status = tc_query_prepare(query, &find);
    while (!status && !(status = tc_record_step(query->record, find, &row)) && row)
        status = set_add(query->record, set, &room, sqlite3_column_int64(find, 0));
    sqlite3_finalize(find);
    return status;
}

/* ---- the columns --------------------------------------------------------------- */

enum {
    SET_ACTOR,
    SET_RECIPIENT,
    SET_PARTY,
    SET_PLACE,
    SET_SOURCE,
    SET_PROJECT,
    SET_WORDS,
    SETS
};

struct tc_scan {
    struct query *query;
    sqlite3_stmt *read;
    struct set sets[SETS];
    bool imported;                 /* find these alone, by the day they became known */
    const struct counter *counter; /* NULL, or what counts instead of listing */
    bool of_claims; /* only events that are one imported row can be decided here */
    int32_t from, to, as_of; /* TC_NO_DAY: no condition */
    bool loaded[COLUMNS];
    int32_t values[COLUMNS][TC_CHUNK];
    unsigned char keep[TC_CHUNK];
};

static tocsin_status prepare_sets(struct tc_scan *scan)
{
    const tocsin_filter *filter = scan->query->filter;
    const struct {
        bool wanted;
        const char *sql;
    } all[SETS] = {
        [SET_ACTOR] = {filter->actor.size > 0,     TC_IDS_OF_PARTY("?1")},
        [SET_RECIPIENT] = {filter->recipient.size > 0, TC_IDS_OF_PARTY("?2")},
        [SET_PARTY] = {filter->party.size > 0,     TC_IDS_OF_PARTY("?3")},
        [SET_PLACE] = {filter->place.size > 0,     TC_IDS_OF_PLACE      },
        [SET_SOURCE] = {filter->source.size > 0,    TC_IDS_OF_PUBLISHER  },
        [SET_PROJECT] = {filter->source.size > 0,    TC_IDS_OF_PROJECT    },
        [SET_WORDS] = {filter->words.size > 0,
                       scan->query->words.size
                           ? "SELECT c.event FROM import_search s CROSS JOIN claims c "
                             "ON c.id = s.rowid WHERE import_search MATCH ?10"
                           : "SELECT 0 WHERE 0"                         },
    };
    tocsin_status status = TOCSIN_OK;
    for (int i = 0; i < SETS && !status; i++)
        if (all[i].wanted)
            status = gather(scan->query, all[i].sql, &scan->sets[i]);
    scan->of_claims = scan->imported || scan->sets[SET_ACTOR].any ||
                      scan->sets[SET_RECIPIENT].any || scan->sets[SET_PARTY].any ||
                      scan->sets[SET_SOURCE].any || scan->sets[SET_WORDS].any;
    return status;
}

/* Pages of columns are read once: while they are, SQLite keeps few of them, so that the
 * same memory is used again. Half of the time went into fresh memory without. */
static void keep_pages(struct record *record, bool few)
{
    if (!record->write)
        (void)tc_record_exec(record, few ? "PRAGMA cache_size = -2048"
                                         : "PRAGMA cache_size = -65536");
}

static tocsin_status scan_new(struct query *query, bool imported, struct tc_scan **out)
{
    const tocsin_filter *filter = query->filter;
    struct tc_scan *scan = NULL;
    tocsin_status status =
        query->record->open ? tc_columns_flush(query->record) : TOCSIN_OK;
    if (status)
        return status;
    scan = *out = tc_alloc(sizeof *scan);
    if (!scan)
        return tc_record_say(query->record, TOCSIN_MEMORY, "no memory for a search");
    memset(scan, 0, sizeof *scan);
    scan->query = query;
    scan->imported = imported;
    scan->from = tc_day_parse(filter->from);
    scan->to = tc_day_parse(filter->to);
    scan->as_of = tc_day_parse(filter->as_of);
    status = tc_record_sqlite(
        query->record,
        sqlite3_prepare_v2(query->record->db, TC_COLUMN_SQL, -1, &scan->read, NULL));
    keep_pages(query->record, true);
    return status ? status : prepare_sets(scan);
}

static void scan_free(struct tc_scan *scan)
{
    if (!scan)
        return;
    keep_pages(scan->query->record, false);
    for (int i = 0; i < SETS; i++)
        tc_free(scan->sets[i].bits);
    sqlite3_finalize(scan->read);
    tc_free(scan);
}

static tocsin_status load(struct tc_scan *scan, enum event_column column,
                          long long first)
{
    if (scan->loaded[column])
        return TOCSIN_OK;
    scan->loaded[column] = true;
    return tc_columns_read(scan->query->record, scan->read, column, first,
                           scan->values[column]);
}

static void keep_days(struct tc_scan *scan)
{
    const int32_t *from = scan->values[COLUMN_FROM], *to = scan->values[COLUMN_TO];
    for (int i = 0; i < TC_CHUNK; i++)
        scan->keep[i] &= from[i] != TC_GONE;
    if (scan->from != TC_NO_DAY)
        for (int i = 0; i < TC_CHUNK; i++)
            scan->keep[i] &= to[i] >= scan->from;
    if (scan->to != TC_NO_DAY)
        for (int i = 0; i < TC_CHUNK; i++)
            scan->keep[i] &= (from[i] <= scan->to) & (from[i] != TC_NO_DAY);
}

/* type -1 or status -1: any. */
static void keep_kinds(struct tc_scan *scan, int type, int status)
{
    const tocsin_filter *filter = scan->query->filter;
    int32_t mask = (type < 0 ? 0 : 15) | (status < 0 ? 0 : 7 << TC_KIND_STATUS) |
                   (scan->of_claims ? TC_KIND_IMPORTED : 0);
    int32_t want = (type < 0 ? 0 : filter->type) |
                   (status < 0 ? 0 : filter->status << TC_KIND_STATUS) |
                   (scan->of_claims ? TC_KIND_IMPORTED : 0);
    const int32_t *kind = scan->values[COLUMN_KIND];
    for (int i = 0; i < TC_CHUNK; i++)
        scan->keep[i] &= (kind[i] & mask) == want;
}

static void keep_in(struct tc_scan *scan, const struct set *set, const int32_t *ids)
{
    for (int i = 0; i < TC_CHUNK; i++)
        if (scan->keep[i])
            scan->keep[i] = in_set(set, ids[i]);
}

static bool any_kept(const struct tc_scan *scan)
{
    return memchr(scan->keep, 1, TC_CHUNK) != NULL;
}

static bool fits_source(const struct tc_scan *scan, int32_t source)
{
    return in_set(&scan->sets[SET_SOURCE], source & ((1 << TC_SOURCE_PROJECT) - 1)) ||
           in_set(&scan->sets[SET_PROJECT], source >> TC_SOURCE_PROJECT);
}

static tocsin_status keep_names(struct tc_scan *scan, long long first)
{
    static const struct {
        int set;
        enum event_column column;
    } tests[] = {
        {SET_PLACE,     COLUMN_PLACE    },
        {SET_ACTOR,     COLUMN_ACTOR    },
        {SET_RECIPIENT, COLUMN_RECIPIENT},
    };
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < sizeof tests / sizeof *tests && !status; i++) {
        const struct set *set = &scan->sets[tests[i].set];
        if (!set->any || !any_kept(scan))
            continue;
        status = load(scan, tests[i].column, first);
        if (!status)
            keep_in(scan, set, scan->values[tests[i].column]);
    }
    const struct set *party = &scan->sets[SET_PARTY], *words = &scan->sets[SET_WORDS];
    const struct set *source = &scan->sets[SET_SOURCE];
    if (!status && party->any && any_kept(scan)) {
        status = load(scan, COLUMN_ACTOR, first);
        if (!status)
            status = load(scan, COLUMN_RECIPIENT, first);
        for (int i = 0; i < TC_CHUNK && !status; i++)
            if (scan->keep[i])
                scan->keep[i] = in_set(party, scan->values[COLUMN_ACTOR][i]) ||
                                in_set(party, scan->values[COLUMN_RECIPIENT][i]);
    }
    if (!status && source->any && any_kept(scan)) {
        status = load(scan, COLUMN_SOURCE, first);
        for (int i = 0; i < TC_CHUNK && !status; i++)
            if (scan->keep[i])
                scan->keep[i] = fits_source(scan, scan->values[COLUMN_SOURCE][i]);
    }
    for (int i = 0; words->any && i < TC_CHUNK; i++)
        if (scan->keep[i])
            scan->keep[i] = in_set(words, first + i);
    return status;
}

/* Leaves in keep what fits, by what stands in the columns. Names come first: where they
 * are rare, most chunks need no other column. */
static tocsin_status scan_chunk(struct tc_scan *scan, const struct chunk *chunk)
{
    const tocsin_filter *filter = scan->query->filter;
    bool kinds = filter->type >= 0 || filter->status >= 0 || scan->of_claims;
    memset(scan->loaded, 0, sizeof scan->loaded);
    memset(scan->keep, 1, sizeof scan->keep);
    if (filter->event >= 0)
        for (int i = 0; i < TC_CHUNK; i++)
            scan->keep[i] = chunk->first + i == filter->event;
    tocsin_status status = keep_names(scan, chunk->first);
    if (!status && kinds && any_kept(scan)) {
        status = load(scan, COLUMN_KIND, chunk->first);
        if (!status)
            keep_kinds(scan, filter->type, filter->status);
    }
    if (status || !any_kept(scan))
        return status;
    status = load(scan, COLUMN_FROM, chunk->first);
    if (!status && scan->from != TC_NO_DAY)
        status = load(scan, COLUMN_TO, chunk->first);
    if (!status)
        keep_days(scan);
    return status;
}

/* ---- as it was known ----------------------------------------------------------- */

/* Takes out of keep what was not yet as its row says. */
static tocsin_status keep_known(struct tc_scan *scan, const struct chunk *chunk)
{
    if (scan->as_of == TC_NO_DAY || !any_kept(scan))
        return TOCSIN_OK;
    tocsin_status status = load(scan, COLUMN_LAST_KNOWN, chunk->first);
    for (int i = 0; i < TC_CHUNK && !status; i++)
        scan->keep[i] &= scan->values[COLUMN_LAST_KNOWN][i] <= scan->as_of;
    return status;
}

/* Events that began by that day and have changed since. */
static tocsin_status add_changed(struct tc_scan *scan, const struct chunk *chunk,
                                 struct ids *changed)
{
    struct record *record = scan->query->record;
    const int type = scan->query->filter->type;
    memset(scan->loaded, 0, sizeof scan->loaded);
    tocsin_status status = load(scan, COLUMN_FROM, chunk->first);
    if (!status)
        status = load(scan, COLUMN_LAST_KNOWN, chunk->first);
    if (!status)
        status = load(scan, COLUMN_FIRST_KNOWN, chunk->first);
    if (!status && type >= 0)
        status = load(scan, COLUMN_KIND, chunk->first);
    const int32_t *first = scan->values[COLUMN_FIRST_KNOWN];
    const int32_t *last = scan->values[COLUMN_LAST_KNOWN];
    for (int i = 0; i < TC_CHUNK && !status; i++)
        if (scan->values[COLUMN_FROM][i] != TC_GONE && last[i] > scan->as_of &&
            first[i] <= scan->as_of && first[i] != TC_NO_DAY &&
            (type < 0 || (scan->values[COLUMN_KIND][i] & 15) == type))
            status = tc_ids_add(record, changed, chunk->first + i);
    return status;
}

/* ---- the search ---------------------------------------------------------------- */

static int32_t least_of(const struct tc_scan *scan, const struct chunk *chunk)
{
    return scan->imported ? chunk->known : chunk->low;
}

static int by_low(const void *a, const void *b)
{
    const struct chunk *x = a, *y = b;
    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static int by_known(const void *a, const void *b)
{
    const struct chunk *x = a, *y = b;
    if (x->known != y->known)
        return x->known < y->known ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static tocsin_status offer_kept(struct tc_scan *scan, const struct chunk *chunk,
                                struct hits *hits)
{
    enum event_column order = scan->imported ? COLUMN_FIRST_KNOWN : COLUMN_FROM;
    if (!any_kept(scan))
        return TOCSIN_OK;
    tocsin_status status = load(scan, order, chunk->first);
    for (int i = 0; i < TC_CHUNK && !status; i++)
        if (scan->keep[i])
            status = offer(scan->query->record, hits,
                           key_of(scan->values[order][i], chunk->first + i));
    return status;
}

/* Shows the counter what is kept, with the columns that it asks for. */
static tocsin_status count_kept(struct tc_scan *scan, long long first)
{
    const struct counter *counter = scan->counter;
    const int32_t *columns[COLUMNS] = {NULL};
    tocsin_status status = TOCSIN_OK;
    if (!any_kept(scan))
        return TOCSIN_OK;
    for (int i = 0; i < COLUMNS && !status; i++)
        if (counter->columns >> i & 1) {
            status = load(scan, (enum event_column)i, first);
            columns[i] = scan->values[i];
        }
    return status ? status : counter->chunk(counter->context, columns, scan->keep);
}

/* The same for what was listed, chunk by chunk. */
static tocsin_status count_hits(struct tc_scan *scan, struct hits *hits)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < hits->count; i++) /* by event, whatever its day */
        hits->keys[i] &= UINT32_MAX;
    if (hits->count)
        qsort(hits->keys, hits->count, sizeof *hits->keys, by_key);
    for (size_t i = 0; i < hits->count && !status;) {
        long long first = tc_hit_event(hits, i);
        first = (first - 1) / TC_CHUNK * TC_CHUNK + 1;
        memset(scan->loaded, 0, sizeof scan->loaded);
        memset(scan->keep, 0, sizeof scan->keep);
        for (; i < hits->count && tc_hit_event(hits, i) < first + TC_CHUNK; i++)
            scan->keep[tc_hit_event(hits, i) - first] = 1;
        status = count_kept(scan, first);
    }
    return status;
}

static bool may_fit(const struct tc_scan *scan, const struct chunk *chunk)
{
    long long event = scan->query->filter->event;
    if (event >= 0 && (event < chunk->first || event >= chunk->first + TC_CHUNK))
        return false;
    return (scan->to == TC_NO_DAY || chunk->low <= scan->to) &&
           (scan->from == TC_NO_DAY || chunk->high >= scan->from) &&
           (scan->as_of == TC_NO_DAY || chunk->known <= scan->as_of);
}

static tocsin_status search_columns(struct tc_scan *scan, struct hits *hits,
                                    struct ids *changed)
{
    struct chunk *chunks = NULL;
    size_t count = 0;
    tocsin_status status = tc_columns_chunks(scan->query->record, &chunks, &count);
    if (count)
        qsort(chunks, count, sizeof *chunks, scan->imported ? by_known : by_low);
    for (size_t i = 0; i < count && !status; i++) {
        const struct chunk *chunk = &chunks[i];
        if (!scan->imported && scan->as_of != TC_NO_DAY &&
            chunk->known <= scan->as_of && chunk->since > scan->as_of)
            status = add_changed(scan, chunk, changed);
        if (status || !may_fit(scan, chunk) ||
            key_of(least_of(scan, chunk), 0) >= hits->bound)
            continue;
        status = scan_chunk(scan, chunk);
        if (!status)
            status = keep_known(scan, chunk);
        if (!status && scan->counter && !scan->of_claims)
            status = count_kept(scan, chunk->first);
        else if (!status)
            status = offer_kept(scan, chunk, hits);
    }
    tc_free(chunks);
    return status;
}

/* By what the tables of claims say. */
static tocsin_status search_claims(struct tc_scan *scan, struct hits *hits)
{
    struct query *query = scan->query;
    sqlite3_stmt *find = NULL;
    bool row = false;
    tc_buffer_clear(&query->sql);
    tc_query_events(query);
    tocsin_status status = tc_query_prepare(query, &find);
    while (!status && !(status = tc_record_step(query->record, find, &row)) && row) {
        int32_t day = scan->imported ? (int32_t)sqlite3_column_int64(find, 2)
                                     : tc_day_parse(tc_column(find, 1));
        if (!scan->imported || sqlite3_column_int(find, 3))
            status =
                offer(query->record, hits, key_of(day, sqlite3_column_int64(find, 0)));
    }
    sqlite3_finalize(find);
    return status;
}

/* Events that nobody says any more, but which had a claim on that day. */
static tocsin_status add_gone(struct query *query, struct ids *changed)
{
    sqlite3_stmt *find = NULL;
    bool row = false;
    tc_buffer_clear(&query->sql);
    tc_buffer_string(&query->sql, "SELECT c.event FROM claims c INDEXED BY claims_until"
                                  " WHERE c.until > ?11"
                                  " AND c.known <= ?11 AND NOT EXISTS"
                                  "(SELECT 1 FROM events e WHERE e.id = c.event"
                                  " AND e.claims > 0)");
    tocsin_status status = tc_query_prepare(query, &find);
    while (!status && !(status = tc_record_step(query->record, find, &row)) && row)
        status = tc_ids_add(query->record, changed, sqlite3_column_int64(find, 0));
    sqlite3_finalize(find);
    return status;
}

/* The conditions whose answer depends on what was known. */
static bool known_fits(const struct tc_scan *scan, const struct event *event)
{
    const tocsin_filter *filter = scan->query->filter;
    if (!event->claims || (filter->status >= 0 && filter->status != event->status) ||
        (filter->type >= 0 && filter->type != event->type) ||
        (filter->event >= 0 && filter->event != event->id))
        return false;
    if (scan->from != TC_NO_DAY && (event->from == TC_NO_DAY || event->to < scan->from))
        return false;
    if (scan->to != TC_NO_DAY && (event->from == TC_NO_DAY || event->from > scan->to))
        return false;
    return !scan->sets[SET_PLACE].any || in_set(&scan->sets[SET_PLACE], event->place);
}

static tocsin_status search_changed(struct tc_scan *scan, const struct ids *changed,
                                    struct hits *hits)
{
    struct query *query = scan->query;
    struct record *record = query->record;
    struct set met = {false, NULL, 0};
    sqlite3_stmt *sum = NULL;
    tc_buffer_clear(&query->sql);
    tc_query_events_known(query);
    tocsin_status status = scan->of_claims ? gather(query, NULL, &met) : TOCSIN_OK;
    if (!status)
        status = tc_record_sqlite(
            record, sqlite3_prepare_v2(record->db, tc_record_sql(SQL_FACTS_STOOD), -1,
                                       &sum, NULL));
    for (size_t i = 0; i < changed->count && !status; i++) {
        struct event event;
        long long id = changed->items[i];
        if (met.any && !in_set(&met, id))
            continue;
        status = tc_event_sum(record, sum, id, query->as_of, &event);
        if (status || !known_fits(scan, &event))
            continue;
        status = scan->counter ? scan->counter->event(scan->counter->context, &event)
                               : offer(record, hits, key_of(event.from, event.id));
    }
    tc_free(met.bits);
    sqlite3_finalize(sum);
    return status;
}

static tocsin_status search(struct tc_scan *scan, struct hits *hits)
{
    struct ids changed = {NULL, 0, 0};
    tocsin_status status = search_columns(scan, hits, &changed);
    if (!status && tc_query_of_claims(scan->query))
        status = search_claims(scan, hits);
    if (!status && scan->as_of != TC_NO_DAY && !scan->imported)
        status = add_gone(scan->query, &changed);
    if (!status && changed.count)
        status = search_changed(scan, &changed, hits);
    settle(hits);
    tc_free(changed.items);
    return status;
}

static tocsin_status find(struct query *query, bool imported, struct hits *hits)
{
    const tocsin_filter *filter = query->filter;
    struct tc_scan *scan = NULL;
    unsigned long long offset =
        filter->offset < 0 ? 0 : (unsigned long long)filter->offset;
    *hits = (struct hits){.wanted = SIZE_MAX, .bound = UINT64_MAX};
    if (filter->limit >= 0 && (unsigned long long)filter->limit < SIZE_MAX - offset)
        hits->wanted = (size_t)((unsigned long long)filter->limit + offset);
    tocsin_status status = scan_new(query, imported, &scan);
    if (!status)
        status = search(scan, hits);
    hits->begin = offset < hits->count ? (size_t)offset : hits->count;
    scan_free(scan);
    return status;
}

tocsin_status tc_find_events(struct query *query, struct hits *hits)
{
    return find(query, false, hits);
}

tocsin_status tc_find_imported(struct query *query, struct hits *hits)
{
    return find(query, true, hits);
}

tocsin_status tc_find_count(struct query *query, const struct counter *counter)
{
    struct tc_scan *scan = NULL;
    struct hits hits = {.wanted = SIZE_MAX, .bound = UINT64_MAX};
    tocsin_status status = scan_new(query, false, &scan);
    if (!status) {
        scan->counter = counter;
        status = search(scan, &hits);
    }
    if (!status)
        status = count_hits(scan, &hits);
    tc_free(hits.keys);
    scan_free(scan);
    return status;
}

long long tc_hit_event(const struct hits *hits, size_t i)
{
    return (long long)(hits->keys[i] & UINT32_MAX);
}

int32_t tc_hit_day(const struct hits *hits, size_t i)
{
    return day_of(hits->keys[i]);
}
