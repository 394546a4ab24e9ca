/* record/intake.c: imported rows as tables that SQLite reads.
 *
 * A row that is inserted by a statement of its own costs its binding, the statement's
 * start and end, and a way from the root to the end of each table and index: 3 us for a
 * claim and its event. Here a statement inserts many. It selects from a virtual table
 * that is nothing but the array of these rows, and SQLite's cursors stay where the row
 * before went. For this the number of every row but the first is left to SQLite, which
 * gives the next one; that it did is seen from the last.
 */
#include "record/intake.h"

#include <stddef.h>
#include <string.h>

/* ---- columns ------------------------------------------------------------------- */

struct intake_cursor {
    sqlite3_vtab_cursor base;
    const struct intake *intake;
    size_t at;
    int32_t days[2]; /* as last printed */
    char printed[2][11];
};

static void give_id(sqlite3_context *out, long long id)
{
    if (id)
        sqlite3_result_int64(out, id);
}

static void give_text(sqlite3_context *out, text t)
{
    if (t.size)
        sqlite3_result_text64(out, t.data, t.size, SQLITE_STATIC, SQLITE_UTF8);
}

/* Rows come by days. */
static void give_day(sqlite3_context *out, struct intake_cursor *cursor, int which,
                     int32_t day)
{
    if (cursor->days[which] != day) {
        tc_day_print(day, cursor->printed[which]);
        cursor->days[which] = day;
    }
    give_text(out, tc_text(cursor->printed[which]));
}

/* What a column is taken from: a place in struct item or struct event, or the
 * intake. */
enum kind {
    FIRST,  /* the number of the row itself; NULL: the one behind the row before */
    CODING, /* of the intake */
    ROW,
    EVENT,
    VOICE,
    ONE,  /* the score: its event is it alone */
    NAME, /* by the batches' numbers; at is the slot */
    BYTE,
    INT,
    WHOLE,
    ID,   /* 0 is NULL */
    REAL, /* NaN is NULL */
    TEXT_AT,
    DATE, /* a string */
    FROM,
    TO,
    PRECISION
};
struct intake_column {
    enum kind kind;
    size_t at;
};

#define CLAIM_INTAKE                                                                   \
    "id, coding, number, event, score, voice, type, status, mode, contexts, cameo, "   \
    "intensity, factuality, confidence, actor, recipient, place, time, rule, path, "   \
    "known, source"
#define ITEM(kind, part)                                                               \
    {                                                                                  \
        kind, offsetof(struct item, part)                                              \
    }
static const struct intake_column claim_columns[] = {
    {FIRST,  0             },
    {CODING, 0             },
    {ROW,    0             },
    {EVENT,  0             },
    {ONE,    0             },
    {VOICE,  0             },
    ITEM(BYTE, type),
    ITEM(BYTE, status),
    {NAME,   SLOT_MODE     },
    {NAME,   SLOT_CONTEXTS },
    {NAME,   SLOT_CAMEO    },
    ITEM(REAL, intensity),
    ITEM(REAL, factuality),
    ITEM(REAL, confidence),
    {NAME,   SLOT_ACTOR    },
    {NAME,   SLOT_RECIPIENT},
    {NAME,   SLOT_PLACE    },
    {NAME,   SLOT_TIME     },
    {NAME,   SLOT_RULE     },
    {NAME,   SLOT_PATH     },
    ITEM(TEXT_AT, known),
    {NAME,   SLOT_SOURCE   },
};

#define EVENT_INTAKE                                                                   \
    "id, type, status, mode, actor, actor_claim, recipient, recipient_claim, place, "  \
    "place_claim, from_day, to_day, precision, best, factuality, confidence, claims, " \
    "documents, voices, denials, last_document, first_published, last_published, "     \
    "intensity, first_known, last_known"
#define SUM(kind, part)                                                                \
    {                                                                                  \
        kind, offsetof(struct event, part)                                             \
    }
static const struct intake_column event_columns[] = {
    {FIRST, 0},
    SUM(INT, type),
    SUM(INT, status),
    SUM(ID, mode),
    SUM(ID, actor),
    SUM(ID, actor_claim),
    SUM(ID, recipient),
    SUM(ID, recipient_claim),
    SUM(ID, place),
    SUM(ID, place_claim),
    SUM(FROM, from),
    SUM(TO, to),
    SUM(PRECISION, precision),
    SUM(WHOLE, best),
    SUM(REAL, factuality),
    SUM(REAL, confidence),
    SUM(WHOLE, claims),
    SUM(WHOLE, documents),
    SUM(WHOLE, voices),
    SUM(WHOLE, denials),
    SUM(ID, last_document),
    SUM(DATE, first),
    SUM(DATE, last),
    SUM(REAL, intensity),
    SUM(INT, first_known),
    SUM(INT, last_known),
};
_Static_assert(sizeof(int) == sizeof(int32_t), "INT is both");

/* A number that stands in the row or the intake. */
static void give_number(sqlite3_context *out, const struct intake_cursor *cursor,
                        const struct intake_column *column, const char *row)
{
    const struct intake *intake = cursor->intake;
    const char *from = row + column->at;
    switch (column->kind) {
    case CODING:
        sqlite3_result_int64(out, intake->coding);
        break;
    case ROW:
        sqlite3_result_int64(out, intake->row + (long long)cursor->at);
        break;
    case EVENT:
        sqlite3_result_int64(out, intake->events[cursor->at].id);
        break;
    case VOICE:
        sqlite3_result_int64(
            out, intake->voices[intake->items[cursor->at].names[SLOT_SOURCE]]);
        break;
    case ONE:
        sqlite3_result_double(out, 1);
        break;
    case BYTE:
        sqlite3_result_int(out, *(const uint8_t *)from);
        break;
    case INT:
        sqlite3_result_int(out, *(const int *)(const void *)from);
        break;
    case WHOLE:
        sqlite3_result_int64(out, *(const long long *)(const void *)from);
        break;
    default:
        sqlite3_result_double(out, *(const double *)(const void *)from);
    }
}

static void give(sqlite3_context *out, struct intake_cursor *cursor,
                 const struct intake_column *column, const char *row)
{
    const struct intake *intake = cursor->intake;
    const void *from = row + column->at;
    switch (column->kind) {
    case FIRST:
        if (!cursor->at)
            sqlite3_result_int64(out, column == claim_columns ? intake->claim
                                                              : intake->events[0].id);
        break;
    case NAME:
        give_id(out, intake->ids[intake->items[cursor->at].names[column->at]]);
        break;
    case ID:
        give_id(out, *(const long long *)from);
        break;
    case TEXT_AT:
        give_text(out, *(const text *)from);
        break;
    case DATE:
        give_text(out, tc_text(from));
        break;
    case FROM:
    case TO:
        give_day(out, cursor, column->kind == TO, *(const int32_t *)from);
        break;
    case PRECISION:
        sqlite3_result_text(out, tc_precision_name(*(const enum precision *)from), -1,
                            SQLITE_STATIC);
        break;
    default:
        give_number(out, cursor, column, row);
    }
}

/* ---- the tables ---------------------------------------------------------------- */

struct intake_table {
    sqlite3_vtab base;
    const struct intake *intake;
};

static int connect_as(sqlite3 *db, void *intake, sqlite3_vtab **out,
                      const char *columns)
{
    struct intake_table *table = tc_alloc(sizeof *table);
    if (!table)
        return SQLITE_NOMEM;
    *table = (struct intake_table){.intake = intake};
    int code = sqlite3_declare_vtab(db, columns);
    if (code)
        tc_free(table);
    else
        *out = &table->base;
    return code;
}

static int connect_claims(sqlite3 *db, void *intake, int count,
                          const char *const *words, sqlite3_vtab **out, char **error)
{
    (void)count, (void)words, (void)error;
    return connect_as(db, intake, out, "CREATE TABLE intake(" CLAIM_INTAKE ")");
}

static int connect_events(sqlite3 *db, void *intake, int count,
                          const char *const *words, sqlite3_vtab **out, char **error)
{
    (void)count, (void)words, (void)error;
    return connect_as(db, intake, out, "CREATE TABLE intake(" EVENT_INTAKE ")");
}

static int disconnect(sqlite3_vtab *table)
{
    tc_free(table);
    return SQLITE_OK;
}

static int plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table, (void)info; /* all rows, in their order */
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct intake_cursor *cursor = tc_alloc(sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    memset(cursor, 0, sizeof *cursor);
    cursor->intake = ((const struct intake_table *)table)->intake;
    cursor->days[0] = cursor->days[1] = TC_NO_DAY;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    tc_free(cursor);
    return SQLITE_OK;
}

static int start(sqlite3_vtab_cursor *cursor, int plan_number, const char *words,
                 int count, sqlite3_value **values)
{
    (void)plan_number, (void)words, (void)count, (void)values;
    ((struct intake_cursor *)cursor)->at = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor)
{
    ((struct intake_cursor *)cursor)->at++;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *cursor)
{
    const struct intake_cursor *at = (const struct intake_cursor *)cursor;
    return at->at >= at->intake->count;
}

static int claim_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int column)
{
    struct intake_cursor *at = (struct intake_cursor *)cursor;
    give(out, at, &claim_columns[column], (const char *)&at->intake->items[at->at]);
    return SQLITE_OK;
}

static int event_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int column)
{
    struct intake_cursor *at = (struct intake_cursor *)cursor;
    give(out, at, &event_columns[column], (const char *)&at->intake->events[at->at]);
    return SQLITE_OK;
}

static int row_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const struct intake_cursor *)cursor)->at;
    return SQLITE_OK;
}

#define MODULE(connect, column)                                                        \
    {                                                                                  \
        .xConnect = (connect), .xBestIndex = plan, .xDisconnect = disconnect,          \
        .xOpen = open_cursor, .xClose = close_cursor, .xFilter = start, .xNext = next, \
        .xEof = at_end, .xColumn = (column), .xRowid = row_number                      \
    }
/* Without xCreate: they are there under their names and stand in no schema. */
static const sqlite3_module claim_module = MODULE(connect_claims, claim_column);
static const sqlite3_module event_module = MODULE(connect_events, event_column);

/* ---- writing ------------------------------------------------------------------- */

tocsin_status tc_intake_open(struct record *record, struct intake *intake)
{
    sqlite3 *db = record->db;
    int code = sqlite3_create_module(db, "intake_claims", &claim_module, intake);
    if (!code)
        code = sqlite3_create_module(db, "intake_events", &event_module, intake);
    if (!code)
        code = sqlite3_prepare_v3(db,
                                  "INSERT OR FAIL INTO claims(" CLAIM_INTAKE ") "
                                  "SELECT " CLAIM_INTAKE " FROM intake_claims",
                                  -1, SQLITE_PREPARE_PERSISTENT, &intake->claims, NULL);
    if (!code)
        code = sqlite3_prepare_v3(db,
                                  "INSERT OR FAIL INTO events(" EVENT_INTAKE ") "
                                  "SELECT " EVENT_INTAKE " FROM intake_events",
                                  -1, SQLITE_PREPARE_PERSISTENT, &intake->all_events,
                                  NULL);
    return tc_record_sqlite(record, code);
}

void tc_intake_close(struct record *record, struct intake *intake)
{
    sqlite3_finalize(intake->claims);
    sqlite3_finalize(intake->all_events);
    intake->claims = intake->all_events = NULL;
    (void)sqlite3_create_module(record->db, "intake_claims", NULL, NULL);
    (void)sqlite3_create_module(record->db, "intake_events", NULL, NULL);
}

static tocsin_status run(struct record *record, sqlite3_stmt *statement, long long last)
{
    tocsin_status status = tc_record_run(record, statement);
    if (!status && sqlite3_last_insert_rowid(record->db) != last)
        status = tc_record_say(record, TOCSIN_CORRUPT,
                               "there are claims or events behind the last one");
    return status;
}

tocsin_status tc_intake_write(struct record *record, struct intake *intake)
{
    long long more = (long long)intake->count - 1;
    tocsin_status status = run(record, intake->all_events, intake->events[0].id + more);
    return status ? status : run(record, intake->claims, intake->claim + more);
}
