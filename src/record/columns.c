/* record/columns.c: what events are found and counted by, packed in columns.
 *
 * A filter may ask for anything together with anything: the events of a year in which
 * somebody threatened a country where two hundred actors have its code. With an index a
 * condition, such a question walks millions of entries of one of them whenever each
 * condition alone is common and all together are rare. So there are no indexes of the
 * table of events. Ten numbers of each event stand here in columns instead, 8192 events
 * a chunk: a question reads the columns that it names and looks at every event, at some
 * 2 ns a number. Its time has a bound that depends on no data, counting needs nothing
 * else, and an event costs 40 bytes and two microseconds less than with five indexes.
 *
 * event_columns.id is column * 2^32 + chunk; chunk c holds the events from c * 8192 + 1
 * on. data is little-endian 32-bit numbers, as many as a power of two of at least 64;
 * low and high are the least and the greatest of those whose event is there, so that
 * whole chunks of other years need not be read.
 *
 * While writing, the pieces (one column of one chunk) that a transaction touches stay
 * in memory, and what changed is written before it commits. A piece of the same size is
 * overwritten in place by SQLite, only the pages that differ.
 */
#include "record/inside.h"

#include <math.h>
#include <string.h>

enum {
    LEAST_PIECE = 64,
    MANY_PIECES = 2048, /* 64 MiB */
    APPEND_ROWS = 128
};

struct piece {
    long long chunk;
    enum event_column column;
    bool dirty;
    int32_t values[TC_CHUNK];
};

struct columns {
    struct piece **at[COLUMNS]; /* (chunk), NULL where it was not touched */
    size_t room[COLUMNS];
    struct piece **all; /* count, in the order of their first touch */
    size_t count, all_room;
    sqlite3_stmt *read, *write;
};

/* ---- pieces -------------------------------------------------------------------- */

static long long piece_id(enum event_column column, long long chunk)
{
    return (long long)column << 32 | chunk;
}

static const union {
    uint16_t number;
    unsigned char bytes[2];
} order = {1}; /* bytes[0]: the processor is little-endian */

static void from_bytes(const unsigned char *at, size_t count, int32_t *out)
{
    if (order.bytes[0]) {
        memcpy(out, at, count * sizeof *out);
        return;
    }
    for (size_t i = 0; i < count; i++, at += 4) {
        uint32_t bits = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
                        (uint32_t)at[3] << 24;
        memcpy(&out[i], &bits, sizeof bits);
    }
}

static void to_bytes(int32_t value, unsigned char *at)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(bits >> 8 * i);
}

static void clear_values(enum event_column column, size_t from, int32_t *values)
{
    for (size_t i = from; i < TC_CHUNK; i++)
        values[i] = column == COLUMN_FROM ? TC_GONE : 0;
}

tocsin_status tc_columns_read(struct record *record, sqlite3_stmt *statement,
                              enum event_column which, long long first,
                              int32_t out[TC_CHUNK])
{
    bool row;
    size_t count = 0;
    sqlite3_reset(statement);
    tc_bind_whole(statement, 1, piece_id(which, (first - 1) / TC_CHUNK));
    tocsin_status status = tc_record_step(record, statement, &row);
    if (!status && row) {
        const unsigned char *data = sqlite3_column_blob(statement, 0);
        int size = sqlite3_column_bytes(statement, 0);
        if (!data || size < 0 || size % 4 || size / 4 > TC_CHUNK)
            status = tc_record_say(record, TOCSIN_CORRUPT,
                                   "column %d of the events from %lld on is damaged",
                                   (int)which, first);
        else
            count = (size_t)size / 4;
        if (count)
            from_bytes(data, count, out);
    }
    sqlite3_reset(statement);
    clear_values(which, count, out);
    return status;
}

static tocsin_status no_memory(struct record *record)
{
    return tc_record_say(record, TOCSIN_MEMORY, "no memory for the columns of events");
}

static tocsin_status begin(struct record *record)
{
    if (record->columns)
        return TOCSIN_OK;
    struct columns *columns = tc_alloc(sizeof *columns);
    if (!columns)
        return no_memory(record);
    memset(columns, 0, sizeof *columns);
    record->columns = columns;
    int code = sqlite3_prepare_v3(record->db, TC_COLUMN_SQL, -1,
                                  SQLITE_PREPARE_PERSISTENT, &columns->read, NULL);
    if (!code)
        code = sqlite3_prepare_v3(
            record->db,
            "INSERT INTO event_columns(id, low, high, data) VALUES(?1, ?2, ?3, ?4) "
            "ON CONFLICT(id) DO UPDATE SET low = excluded.low, high = excluded.high, "
            "data = excluded.data",
            -1, SQLITE_PREPARE_PERSISTENT, &columns->write, NULL);
    return tc_record_sqlite(record, code);
}

/* The piece's pointers, all of them NULL from the old room on. */
static struct piece **slot(struct columns *columns, enum event_column column,
                           long long chunk)
{
    size_t old = columns->room[column];
    if ((size_t)chunk >= old) {
        if (!tc_grow(&columns->at[column], &columns->room[column], (size_t)chunk + 1,
                     sizeof *columns->at[column], SIZE_MAX / 16))
            return NULL;
        memset(columns->at[column] + old, 0,
               (columns->room[column] - old) * sizeof *columns->at[column]);
    }
    return &columns->at[column][chunk];
}

static tocsin_status load(struct record *record, enum event_column column,
                          long long chunk, struct piece **out)
{
    struct columns *columns = record->columns;
    struct piece **at = slot(columns, column, chunk);
    *out = at ? *at : NULL;
    if (*out)
        return TOCSIN_OK;
    struct piece *piece = at ? tc_alloc(sizeof *piece) : NULL;
    if (!piece || !tc_grow(&columns->all, &columns->all_room, columns->count + 1,
                           sizeof(struct piece *), SIZE_MAX / 16)) {
        tc_free(piece);
        return no_memory(record);
    }
    piece->chunk = chunk;
    piece->column = column;
    piece->dirty = false;
    tocsin_status status = tc_columns_read(record, columns->read, column,
                                           chunk * TC_CHUNK + 1, piece->values);
    columns->all[columns->count++] = piece;
    *at = *out = piece;
    return status;
}

static tocsin_status put(struct record *record, enum event_column column,
                         long long event, int32_t value)
{
    struct piece *piece;
    tocsin_status status = load(record, column, (event - 1) / TC_CHUNK, &piece);
    if (status)
        return status;
    int32_t *at = &piece->values[(event - 1) % TC_CHUNK];
    if (*at != value) {
        *at = value;
        piece->dirty = true;
    }
    return TOCSIN_OK;
}

/* ---- an event as numbers ------------------------------------------------------- */

bool tc_event_imported(const struct event *event)
{
    return event->claims == 1 && !event->last_document;
}

int32_t tc_event_kind(const struct event *event)
{
    bool imported = tc_event_imported(event);
    double hundredths = event->intensity * 100;
    int16_t intensity = INT16_MIN;
    if (hundredths > INT16_MIN && hundredths <= INT16_MAX) /* not for NaN */
        intensity = (int16_t)lround(hundredths);
    uint32_t bits = (uint32_t)(uint16_t)intensity << TC_KIND_INTENSITY |
                    (uint32_t)event->type | (uint32_t)event->status << TC_KIND_STATUS |
                    (imported ? TC_KIND_IMPORTED : 0);
    int32_t kind;
    memcpy(&kind, &bits, sizeof kind);
    return kind;
}

_Static_assert(TOCSIN_TYPE_COUNT <= 16 && TOCSIN_CLAIM_STATUS_COUNT <= 8,
               "COLUMN_KIND has four bits for the type and three for the status");

static void numbers_of(const struct event *event, long long source,
                       int32_t out[COLUMNS])
{
    bool imported = tc_event_imported(event);
    out[COLUMN_FROM] = event->from;
    out[COLUMN_TO] = event->to;
    out[COLUMN_KIND] = tc_event_kind(event);
    out[COLUMN_ACTOR] = (int32_t)event->actor;
    out[COLUMN_RECIPIENT] = (int32_t)event->recipient;
    out[COLUMN_PLACE] = (int32_t)event->place;
    out[COLUMN_SOURCE] = imported ? (int32_t)source : 0;
    out[COLUMN_FIRST_KNOWN] = event->first_known;
    out[COLUMN_LAST_KNOWN] = event->last_known;
    out[COLUMN_CLAIMS] = event->claims < INT32_MAX ? (int32_t)event->claims : INT32_MAX;
}

static tocsin_status fits(struct record *record, const struct event *event)
{
    const long long ids[] = {event->actor, event->recipient, event->place};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (ids[i] < 0 || ids[i] > INT32_MAX)
            return tc_record_say(record, TOCSIN_LIMIT, "more than 2147483647 names");
    if (event->id < 1 || event->id >= UINT32_MAX)
        return tc_record_say(record, TOCSIN_LIMIT, "more than 4294967294 events");
    return TOCSIN_OK;
}

tocsin_status tc_columns_set(struct record *record, const struct event *old,
                             const struct event *now, long long source)
{
    int32_t before[COLUMNS], after[COLUMNS];
    tocsin_status status = fits(record, now);
    if (!status)
        status = begin(record);
    if (status)
        return status;
    numbers_of(now, source, after);
    if (old)
        numbers_of(old, 0, before);
    for (int i = 0; i < COLUMNS && !status; i++)
        if (!old || i == COLUMN_SOURCE || before[i] != after[i])
            status = put(record, (enum event_column)i, now->id, after[i]);
    if (!status && record->columns->count > MANY_PIECES) {
        status = tc_columns_flush(record);
        tc_columns_forget(record);
    }
    return status;
}

/* The part of a column that stands in one piece. */
static tocsin_status append_part(struct record *record, enum event_column column,
                                 long long first, const int32_t *numbers, size_t count)
{
    struct piece *piece;
    tocsin_status status = load(record, column, (first - 1) / TC_CHUNK, &piece);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++)
        piece->values[(first - 1) % TC_CHUNK + (long long)i] =
            numbers[i * COLUMNS + column];
    piece->dirty = true;
    return TOCSIN_OK;
}

static tocsin_status append_piece(struct record *record, const struct event *events,
                                  const long long *sources, size_t count)
{
    int32_t numbers[APPEND_ROWS * COLUMNS];
    tocsin_status status = begin(record);
    for (size_t i = 0; i < count && !status; i++) {
        status = fits(record, &events[i]);
        numbers_of(&events[i], sources[i], numbers + i * COLUMNS);
    }
    for (int i = 0; i < COLUMNS && !status; i++)
        status =
            append_part(record, (enum event_column)i, events[0].id, numbers, count);
    if (!status && record->columns->count > MANY_PIECES) {
        status = tc_columns_flush(record);
        tc_columns_forget(record);
    }
    return status;
}

tocsin_status tc_columns_append(struct record *record, const struct event *events,
                                const long long *sources, size_t count)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t at = 0; at < count && !status;) {
        size_t left = TC_CHUNK - (size_t)((events[at].id - 1) % TC_CHUNK);
        size_t more = count - at < APPEND_ROWS ? count - at : APPEND_ROWS;
        more = more < left ? more : left;
        status = append_piece(record, events + at, sources + at, more);
        at += more;
    }
    return status;
}

tocsin_status tc_columns_drop(struct record *record, long long event)
{
    tocsin_status status = begin(record);
    for (int i = 0; i < COLUMNS && !status; i++)
        status =
            put(record, (enum event_column)i, event, i == COLUMN_FROM ? TC_GONE : 0);
    return status;
}

/* ---- writing ------------------------------------------------------------------- */

static tocsin_status write_piece(struct record *record, struct piece *piece)
{
    unsigned char bytes[TC_CHUNK * 4];
    bool from = piece->column == COLUMN_FROM;
    int32_t low = INT32_MAX, high = INT32_MIN;
    size_t last = 0;
    for (size_t i = 0; i < TC_CHUNK; i++) {
        int32_t value = piece->values[i];
        to_bytes(value, bytes + 4 * i);
        if (from ? value != TC_GONE : value)
            last = i + 1;
        else if (from)
            continue;
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    size_t size = LEAST_PIECE;
    while (size < last)
        size *= 2;
    sqlite3_stmt *write = record->columns->write;
    tc_bind_whole(write, 1, piece_id(piece->column, piece->chunk));
    tc_bind_whole(write, 2, low);
    tc_bind_whole(write, 3, high);
    sqlite3_bind_blob64(write, 4, bytes, size * 4, SQLITE_STATIC);
    tocsin_status status = tc_record_run(record, write);
    piece->dirty = status != TOCSIN_OK;
    return status;
}

tocsin_status tc_columns_flush(struct record *record)
{
    struct columns *columns = record->columns;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; columns && i < columns->count && !status; i++)
        if (columns->all[i]->dirty)
            status = write_piece(record, columns->all[i]);
    return status;
}

void tc_columns_forget(struct record *record)
{
    struct columns *columns = record->columns;
    if (!columns)
        return;
    for (size_t i = 0; i < columns->count; i++)
        tc_free(columns->all[i]);
    for (int i = 0; i < COLUMNS; i++)
        tc_free(columns->at[i]);
    tc_free(columns->all);
    sqlite3_finalize(columns->read);
    sqlite3_finalize(columns->write);
    tc_free(columns);
    record->columns = NULL;
}

tocsin_status tc_columns_rebuild(struct record *record)
{
    sqlite3_stmt *find = NULL;
    tc_columns_forget(record);
    tocsin_status status = tc_record_exec(record, "DELETE FROM event_columns");
    if (!status)
        status = tc_record_sqlite(
            record, sqlite3_prepare_v2(record->db,
                                       "SELECT " EVENT_COLUMNS ", (" TC_SOURCE_OF_CLAIM
                                       "WHERE c.id = e.best) FROM events e "
                                       "WHERE e.claims > 0 "
                                       "ORDER BY e.id",
                                       -1, &find, NULL));
    bool row = false;
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        struct event event;
        tc_event_row(find, &event);
        status = tc_columns_set(record, NULL, &event, sqlite3_column_int64(find, 26));
    }
    sqlite3_finalize(find);
    if (!status)
        status = tc_columns_flush(record);
    tc_columns_forget(record);
    return status;
}

/* ---- reading ------------------------------------------------------------------- */

static tocsin_status read_chunks(struct record *record, sqlite3_stmt *find,
                                 struct chunk **chunks, size_t *count)
{
    size_t room = 0;
    bool row = false;
    tocsin_status status = TOCSIN_OK;
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        long long number = sqlite3_column_int64(find, 0);
        if (!tc_grow(chunks, &room, *count + 1, sizeof **chunks, SIZE_MAX / 32))
            return no_memory(record);
        (*chunks)[(*count)++] = (struct chunk){
            .first = number * TC_CHUNK + 1,
            .low = (int32_t)sqlite3_column_int64(find, 1),
            .high = (int32_t)sqlite3_column_int64(find, 2),
            .known = (int32_t)sqlite3_column_int64(find, 3),
            .since = (int32_t)sqlite3_column_int64(find, 4),
        };
    }
    return status;
}

_Static_assert(COLUMN_TO == 1 && COLUMN_FIRST_KNOWN == 7 && COLUMN_LAST_KNOWN == 8,
               "tc_columns_chunks() names them");

tocsin_status tc_columns_chunks(struct record *record, struct chunk **out,
                                size_t *count)
{
    sqlite3_stmt *find = NULL;
    *out = NULL;
    *count = 0;
    tocsin_status status = tc_record_sqlite(
        record,
        sqlite3_prepare_v2(record->db,
                           "SELECT f.id, f.low, coalesce(t.high, 2147483647), "
                           "coalesce(k.low, -2147483648), coalesce(s.high, 2147483647) "
                           "FROM event_columns f "
                           "LEFT JOIN event_columns t ON t.id = (1 << 32) + f.id "
                           "LEFT JOIN event_columns k ON k.id = (7 << 32) + f.id "
                           "LEFT JOIN event_columns s ON s.id = (8 << 32) + f.id "
                           "WHERE f.id BETWEEN 0 AND (1 << 32) - 1 ORDER BY f.id",
                           -1, &find, NULL));
    if (!status)
        status = read_chunks(record, find, out, count);
    sqlite3_finalize(find);
    return status;
}

/* ---- checking ------------------------------------------------------------------ */

struct column_check {
    sqlite3_stmt *read, *source;
    long long first; /* of the chunk in values; 0: none */
    int32_t values[COLUMNS][TC_CHUNK];
};

tocsin_status tc_columns_check_new(struct record *record, struct column_check **out)
{
    struct column_check *check = *out = tc_alloc(sizeof *check);
    if (!check)
        return no_memory(record);
    memset(check, 0, sizeof *check);
    int code = sqlite3_prepare_v2(record->db, TC_COLUMN_SQL, -1, &check->read, NULL);
    if (!code)
        code = sqlite3_prepare_v2(record->db, TC_SOURCE_OF_CLAIM "WHERE c.id = ?1", -1,
                                  &check->source, NULL);
    return tc_record_sqlite(record, code);
}

void tc_columns_check_free(struct column_check *check)
{
    if (!check)
        return;
    sqlite3_finalize(check->read);
    sqlite3_finalize(check->source);
    tc_free(check);
}

static tocsin_status source_of(struct record *record, struct column_check *check,
                               const struct event *event, long long *out)
{
    bool row;
    *out = 0;
    if (!tc_event_imported(event))
        return TOCSIN_OK;
    sqlite3_reset(check->source);
    tc_bind_whole(check->source, 1, event->best);
    tocsin_status status = tc_record_step(record, check->source, &row);
    if (!status && row)
        *out = sqlite3_column_int64(check->source, 0);
    return status;
}

tocsin_status tc_columns_compare(struct record *record, struct column_check *check,
                                 const struct event *event, bool *same)
{
    int32_t wanted[COLUMNS];
    long long source, first = (event->id - 1) / TC_CHUNK * TC_CHUNK + 1;
    *same = false;
    if (event->id < 1 || event->id >= UINT32_MAX)
        return TOCSIN_OK;
    tocsin_status status = source_of(record, check, event, &source);
    for (int i = 0; i < COLUMNS && first != check->first && !status; i++)
        status = tc_columns_read(record, check->read, (enum event_column)i, first,
                                 check->values[i]);
    if (status)
        return status;
    check->first = first;
    numbers_of(event, source, wanted);
    *same = true;
    for (int i = 0; i < COLUMNS; i++)
        *same = *same && check->values[i][event->id - first] == wanted[i];
    return TOCSIN_OK;
}

tocsin_status tc_columns_count(struct record *record, struct column_check *check,
                               long long *out)
{
    struct chunk *chunks = NULL;
    size_t count = 0;
    *out = 0;
    tocsin_status status = tc_columns_chunks(record, &chunks, &count);
    check->first = 0;
    for (size_t i = 0; i < count && !status; i++) {
        status = tc_columns_read(record, check->read, COLUMN_FROM, chunks[i].first,
                                 check->values[COLUMN_FROM]);
        for (int k = 0; k < TC_CHUNK && !status; k++)
            *out += check->values[COLUMN_FROM][k] != TC_GONE;
    }
    tc_free(chunks);
    return status;
}
