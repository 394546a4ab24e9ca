/* record/mend.c: a record whose rows contradict each other is made sound again.
 *
 * Only rows whose fault is plain are touched, and every step says what it did:
 *
 *     what names a row that is gone    unknown where that may be; the row itself goes
 *                                      where it is nothing without it; a word, actor,
 *                                      coder ... of which only the number is left
 *                                      becomes "(lost 12)", so that claims stay
 *     what is a sum of other rows      taken again: events, keys, bands, full text,
 *                                      counters, numbering
 *     a text that is not what was read kept, under its own hash
 *
 * A document of which something was lost gets a coder of its own ("... (mended)"), so
 * that running the same input again codes it anew instead of skipping it.
 *
 * What tables name is asked of the layout, not of the file: tables that come with later
 * layouts are mended like the others. All in one transaction, which the caller ends.
 */
#include "record/inside.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_SQL = 1 << 14, PASSES = 8 };

tocsin_status tc_mend_tell(struct mending *mending, const char *format, ...)
{
    char line[512];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(line, sizeof line, format, list);
    va_end(list);
    mending->told++;
    if (mending->function)
        mending->ended = mending->function(mending->context, tc_text(line));
    return mending->ended;
}

/* Runs SQL without parameters; *rows gets how many it changed. */
static tocsin_status change(struct mending *mending, const char *sql, long long *rows)
{
    struct record *record = mending->record;
    long long before = sqlite3_total_changes64(record->db);
    tocsin_status status = tc_record_exec(record, sql);
    *rows = sqlite3_total_changes64(record->db) - before;
    return status;
}

/* ---- steps that are SQL alone ---------------------------------------------------- */

struct step {
    const char *sql;
    const char *words; /* behind the number of rows; NULL: it says nothing */
};

static tocsin_status run_steps(struct mending *mending, const struct step *steps)
{
    tocsin_status status = TOCSIN_OK;
    for (; steps->sql && !status; steps++) {
        long long rows;
        status = change(mending, steps->sql, &rows);
        if (!status && rows && steps->words)
            status = tc_mend_tell(mending, "%lld %s", rows, steps->words);
    }
    return status;
}

#define AGAIN "INSERT OR IGNORE INTO temp.mend_again "

/* What of a claim's coding does not fit its document and version; rows of other
 * projects have neither. */
#define CODING_WRONG(claims)                                                           \
    " WHERE " claims ".document IS NOT NULL AND NOT EXISTS(SELECT 1 FROM codings k"    \
    " JOIN sentences s ON s.id = " claims ".sentence WHERE k.id = " claims ".coding"   \
    " AND k.document = " claims ".document AND k.version = s.version)"
#define VERSIONS                                                                       \
    "(SELECT id AS document, version, coder, learnt, substr(max(coalesce(changed, "    \
    "''),"                                                                             \
    " coalesce(published, '')), 1, 10) AS day FROM documents UNION ALL"                \
    " SELECT document, version, coder, learnt, substr(max(coalesce(changed, ''),"      \
    " coalesce(published, '')), 1, 10) FROM documents_history ORDER BY 1, 2) v"        \
    " WHERE NOT EXISTS(SELECT 1 FROM codings k WHERE k.document = v.document"          \
    " AND k.version = v.version)"

/* Before anything is taken away. */
/* clang-format off */
static const struct step first_steps[] = {
    {"CREATE TEMP TABLE IF NOT EXISTS mend_again(document INTEGER PRIMARY KEY);"
     "DELETE FROM temp.mend_again;"
     "CREATE TEMP TABLE IF NOT EXISTS mend_bad(id INTEGER PRIMARY KEY);"
     "DELETE FROM temp.mend_bad;"
     "INSERT INTO temp.mend_bad SELECT s.id FROM sentences s"
     " LEFT JOIN sentence_texts t ON t.id = s.id WHERE t.text IS NULL"
     " OR s.begin_byte < 0 OR length(CAST(t.text AS BLOB)) <>"
     " s.end_byte - s.begin_byte;" AGAIN
     "SELECT document FROM sentences WHERE id IN (SELECT id FROM temp.mend_bad)",
     NULL},
    {"DELETE FROM sentences WHERE id IN (SELECT id FROM temp.mend_bad)",
     "sentences removed, whose bytes no document has"},
    {AGAIN "SELECT c.document FROM claims c LEFT JOIN sentences s ON s.id = c.sentence"
     " WHERE c.sentence IS NOT NULL AND s.document IS NOT c.document"
     " AND c.document IS NOT NULL",
     NULL},
    {"DELETE FROM claims WHERE sentence IN (SELECT s.id FROM sentences s"
     " WHERE s.document <> claims.document)",
     "claims removed, whose sentence is of another document"},
    {"DELETE FROM documents_history WHERE EXISTS(SELECT 1 FROM documents d"
     " WHERE d.id = document AND d.version = documents_history.version)",
     "old versions removed that are the one that stands"},
    {"DELETE FROM codings WHERE EXISTS(SELECT 1 FROM documents d"
     " WHERE d.id = codings.document AND d.version <> codings.version)"
     " AND NOT EXISTS(SELECT 1 FROM documents_history h"
     " WHERE h.document = codings.document AND h.version = codings.version)",
     "codings removed, of versions that are not there"},
    {AGAIN "SELECT c.document FROM claims c" CODING_WRONG("c"),
     NULL},
    {"UPDATE claims SET coding = NULL" CODING_WRONG("claims"),
     NULL},
    {AGAIN "SELECT v.document FROM " VERSIONS,
     NULL},
    {"INSERT INTO codings(document, version, coder, learnt, known) SELECT v.document,"
     " v.version, v.coder, v.learnt, CASE WHEN v.day GLOB"
     " '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN v.day END FROM " VERSIONS,
     "codings made again of versions that had none"},
    {"UPDATE claims SET coding = (SELECT max(k.id) FROM codings k JOIN sentences s"
     " ON s.id = claims.sentence WHERE k.document = claims.document"
     " AND k.version = s.version) WHERE document IS NOT NULL AND coding IS NULL",
     "claims given to the coding of their version"},
    {"INSERT INTO events(id, type, status, precision, best, claims, documents, voices,"
     " denials, last_document) SELECT c.event, min(c.type), min(c.status), '',"
     " min(c.id), 0, 0, 0, 0, min(c.document) FROM claims c WHERE c.event > 0"
     " AND c.event NOT IN (SELECT id FROM events) GROUP BY c.event",
     "events made again that claims name"},
    {NULL, NULL}
};
/* clang-format on */

/* ---- what names a row that is gone ----------------------------------------------- */

/* One column that names a row of another table. The names are our layout's. */
struct link {
    const char *table, *column, *parent;
    bool needed; /* the row is nothing without it */
};

static bool one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

/* Pieces of SQL and names of the layout; never what a caller or a file says. */
static void compose(struct buffer *sql, const char *const *pieces)
{
    for (; *pieces; pieces++)
        tc_buffer_string(sql, *pieces);
}
#define COMPOSE(sql, ...) compose(sql, (const char *const[]){__VA_ARGS__, NULL})

static void compose_gone(struct buffer *sql, const struct link *link)
{
    COMPOSE(sql, " WHERE ", link->table, ".", link->column, " IS NOT NULL AND ",
            link->table, ".", link->column, " NOT IN (SELECT id FROM ", link->parent,
            ")");
}

/* A row of a dictionary for every number of it that is named and gone: its first text
 * says so, the others are empty. */
static tocsin_status compose_lost(struct record *layout, const struct link *link,
                                  struct buffer *sql)
{
    struct buffer values;
    sqlite3_stmt *columns = NULL;
    bool row, named = false;
    tc_buffer_init(&values, LONGEST_SQL);
    tocsin_status status = tc_record_sqlite(
        layout,
        sqlite3_prepare_v2(layout->db,
                           "SELECT name, type = 'TEXT' FROM pragma_table_info(?1)"
                           " WHERE \"notnull\" AND NOT pk",
                           -1, &columns, NULL));
    tc_bind_text(columns, 1, tc_text(link->parent));
    COMPOSE(sql, "INSERT INTO ", link->parent, "(id");
    while (!status && !(status = tc_record_step(layout, columns, &row)) && row) {
        bool words = sqlite3_column_int(columns, 1) != 0;
        tc_buffer_byte(sql, ',');
        tc_buffer_text(sql, tc_column(columns, 0));
        if (words && !named)
            COMPOSE(&values, ",'(lost ' || ", link->table, ".", link->column,
                    " || ')'");
        else
            tc_buffer_string(&values, words ? ",''" : ",0");
        named = named || words;
    }
    sqlite3_finalize(columns);
    COMPOSE(sql, ") SELECT DISTINCT ", link->table, ".", link->column);
    tc_buffer_text(sql, (text){values.data, values.size});
    COMPOSE(sql, " FROM ", link->table);
    compose_gone(sql, link);
    sql->failed = sql->failed || values.failed;
    tc_buffer_release(&values);
    return status;
}

static tocsin_status run_composed(struct mending *mending, struct buffer *sql,
                                  long long *rows)
{
    tc_buffer_byte(sql, '\0');
    if (sql->failed)
        return tc_record_say(mending->record, TOCSIN_MEMORY, "no memory for SQL");
    return change(mending, sql->data, rows);
}

/* Documents of claims that are about to go are coded again. */
static tocsin_status remember_documents(struct mending *mending,
                                        const struct link *link, struct buffer *sql)
{
    static const char *const of_claims[] = {"mentions", "attributions", "numbers",
                                            "verifications", NULL};
    long long rows;
    tc_buffer_clear(sql);
    if (strcmp(link->table, "claims") == 0)
        COMPOSE(sql, AGAIN "SELECT document FROM claims");
    else if (one_of(link->table, of_claims))
        COMPOSE(sql, AGAIN "SELECT claims.document FROM ", link->table,
                " JOIN claims ON claims.id = ", link->table, ".claim");
    else
        return TOCSIN_OK;
    compose_gone(sql, link);
    COMPOSE(sql, " AND claims.document IS NOT NULL");
    return run_composed(mending, sql, &rows);
}

static tocsin_status mend_link(struct mending *mending, const struct link *link,
                               long long *changed)
{
    static const char *const dictionaries[] = {
        "words", "publishers", "coders", "actors", "places", "times", "sources", NULL};
    bool invent = link->needed && one_of(link->parent, dictionaries);
    struct buffer sql;
    long long rows = 0;
    tc_buffer_init(&sql, LONGEST_SQL);
    tocsin_status status = remember_documents(mending, link, &sql);
    tc_buffer_clear(&sql);
    if (invent && !status)
        status = compose_lost(mending->layout, link, &sql);
    else if (link->needed)
        COMPOSE(&sql, "DELETE FROM ", link->table);
    else
        COMPOSE(&sql, "UPDATE ", link->table, " SET ", link->column, " = NULL");
    if (!invent)
        compose_gone(&sql, link);
    if (!status)
        status = run_composed(mending, &sql, &rows);
    if (!status && rows && invent)
        status = tc_mend_tell(mending, "%lld of %s are lost, which %s name: called so",
                              rows, link->parent, link->table);
    else if (!status && rows)
        status = tc_mend_tell(mending, "%lld rows of %s named %s that are gone: %s",
                              rows, link->table, link->parent,
                              link->needed ? "removed" : "unknown now");
    *changed += rows;
    tc_buffer_release(&sql);
    return status;
}

/* A claim of a document is nothing without it and its sentence, though a claim that is
 * a row of another project's file has neither. */
static bool is_whole_of(const struct link *link)
{
    static const char *const columns[] = {"document", "sentence", NULL};
    static const char *const tables[] = {"claims", "codings", NULL};
    return link->table && link->column && one_of(link->table, tables) &&
           one_of(link->column, columns);
}

static tocsin_status mend_links_once(struct mending *mending, long long *changed)
{
    /* Made anew; what they named before does not matter. */
    static const char *const sums[] = {"merge_keys", "bands", NULL};
    sqlite3_stmt *list = NULL;
    struct record *layout = mending->layout;
    bool row;
    tocsin_status status = tc_record_sqlite(
        layout,
        sqlite3_prepare_v2(
            layout->db,
            "SELECT t.name, f.\"from\", f.\"table\", c.\"notnull\" OR c.pk"
            " FROM pragma_table_list t, pragma_foreign_key_list(t.name) f,"
            " pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table'"
            " AND c.name = f.\"from\" ORDER BY t.name, f.id",
            -1, &list, NULL));
    while (!status && !(status = tc_record_step(layout, list, &row)) && row) {
        struct link link = {.table = (const char *)sqlite3_column_text(list, 0),
                            .column = (const char *)sqlite3_column_text(list, 1),
                            .parent = (const char *)sqlite3_column_text(list, 2),
                            .needed = sqlite3_column_int(list, 3) != 0};
        link.needed = link.needed || is_whole_of(&link);
        if (!link.table || !link.column || !link.parent)
            status = tc_record_say(layout, TOCSIN_MEMORY, "no memory for a name");
        else if (!one_of(link.table, sums) &&
                 !(link.needed && strcmp(link.table, "events") == 0))
            status = mend_link(mending, &link, changed);
    }
    sqlite3_finalize(list);
    return status;
}

/* What is removed may have been named in its turn. */
static tocsin_status mend_links(struct mending *mending)
{
    tocsin_status status = TOCSIN_OK;
    long long changed = 1;
    for (int pass = 0; pass < PASSES && changed && !status; pass++) {
        changed = 0;
        status = mend_links_once(mending, &changed);
    }
    return status;
}

/* ---- numbering, parties, copies -------------------------------------------------- */

/* In what a number counts from 0, the rows that are left are counted anew. The table
 * mend_order is of one group after another. */
#define RENUMBER(table, group, wanted, same)                                           \
    "CREATE TEMP TABLE mend_order AS SELECT " group ", number, row_number() OVER"      \
    " (PARTITION BY " group " ORDER BY number) - 1 AS place FROM " table wanted        \
    ";UPDATE OR REPLACE " table " SET number = -1 - o.place FROM temp.mend_order o"    \
    " WHERE " same " AND o.number = " table ".number;"                                 \
    "UPDATE OR REPLACE " table " SET number = -1 - number WHERE number < 0;"           \
    "DROP TABLE temp.mend_order;"
#define GAPS(group)                                                                    \
    " GROUP BY " group " HAVING min(number) <> 0 OR max(number) <> "                   \
    "count(*) - 1"
#define OF_CLAIM(table, group, same)                                                   \
    {AGAIN "SELECT c.document FROM claims c WHERE c.document IS NOT NULL AND c.id IN"  \
           " (SELECT claim FROM " table GAPS(group) ")",                               \
     NULL},                                                                            \
    {                                                                                  \
        RENUMBER(table, group,                                                         \
                 " WHERE claim IN (SELECT claim FROM " table GAPS(group) ")", same),   \
            "changes to count the " table " of claims anew"                            \
    }

/* clang-format off */
static const struct step more_steps[] = {
    {AGAIN
     "SELECT document FROM claims WHERE document IS NOT NULL" GAPS("document, coding"),
     NULL},
    {"CREATE TEMP TABLE mend_order AS SELECT id, row_number() OVER"
     " (PARTITION BY document, coding ORDER BY number, id) - 1 AS place FROM claims"
     " WHERE document IN (SELECT document FROM claims WHERE document IS NOT NULL"
     GAPS("document, coding") ");"
     "UPDATE claims SET number = -1 - o.place FROM temp.mend_order o"
     " WHERE o.id = claims.id;"
     "UPDATE claims SET number = -1 - number"
     " WHERE id IN (SELECT id FROM temp.mend_order);"
     "DROP TABLE temp.mend_order",
     "changes to count the claims of documents anew"},
    OF_CLAIM("mentions", "claim, side",
             "o.claim = mentions.claim AND"
             " o.side = mentions.side"),
    OF_CLAIM("attributions", "claim", "o.claim = attributions.claim"),
    /* Rows of other projects stand in blocks with all their claims, or not at all. */
    {"DELETE FROM temp.mend_bad; INSERT INTO temp.mend_bad SELECT b.id"
     " FROM import_blocks b WHERE b.rows <> (SELECT count(*) FROM claims c"
     " JOIN import_files f ON f.coding = c.coding WHERE f.id = b.file"
     " AND c.id BETWEEN b.claim AND b.claim + b.rows - 1"
     " AND c.number = b.first + c.id - b.claim)"
     " OR NOT EXISTS(SELECT 1 FROM import_rows r WHERE r.id = b.id)",
     NULL},
    {"DELETE FROM import_rows WHERE id IN (SELECT id FROM temp.mend_bad);"
     "DELETE FROM import_blocks WHERE id IN (SELECT id FROM temp.mend_bad)",
     "rows removed of blocks of imported rows, whose claims are not all there"},
    {"DELETE FROM claims WHERE document IS NULL AND NOT EXISTS(SELECT 1"
     " FROM import_files f JOIN import_blocks b ON b.file = f.id"
     " WHERE f.coding = claims.coding AND claims.id BETWEEN b.claim"
     " AND b.claim + b.rows - 1)",
     "claims removed, whose imported rows are lost: import the file again"},
    {"DELETE FROM import_words WHERE claim NOT IN (SELECT id FROM claims);"
     "UPDATE import_files SET rows = (SELECT CAST(total(b.rows) AS INTEGER) FROM "
     "import_blocks b"
     " WHERE b.file = import_files.id) WHERE rows IS NOT"
     " (SELECT total(b.rows) FROM import_blocks b WHERE b.file = import_files.id)",
     "changes to count the rows of imported files anew"},
    {"UPDATE claims SET actor = NULL WHERE actor IS NOT NULL AND document IS NOT NULL"
     " AND NOT EXISTS(SELECT 1 FROM mentions m WHERE m.claim = claims.id"
     " AND m.side = 0 AND m.actor = claims.actor)",
     "claims whose actor they do not mention: unknown now"},
    {"UPDATE claims SET recipient = NULL WHERE recipient IS NOT NULL"
     " AND document IS NOT NULL AND NOT EXISTS(SELECT 1 FROM mentions m"
     " WHERE m.claim = claims.id AND m.side = 1 AND m.actor = claims.recipient)",
     "claims whose recipient they do not mention: unknown now"},
    {"UPDATE claims SET known = (SELECT k.known FROM codings k WHERE k.id = coding)"
     " WHERE coding IS NOT NULL AND known IS NOT"
     " (SELECT k.known FROM codings k WHERE k.id = coding)",
     "claims known on the day of their coding"},
    {"DELETE FROM events WHERE id NOT IN (SELECT event FROM claims)",
     "events removed, of which no claim is left"},
    {"UPDATE events SET best = (SELECT min(c.id) FROM claims c WHERE c.event = "
     "events.id)"
     " WHERE best NOT IN (SELECT id FROM claims)",
     "events whose best claim is gone"},
    {"UPDATE events SET claims = 0, documents = 0, voices = 0, denials = 0"
     " WHERE claims NOT BETWEEN 0 AND 9007199254740992 OR documents NOT BETWEEN 0 AND"
     " 9007199254740992 OR voices NOT BETWEEN 0 AND 9007199254740992 OR denials NOT"
     " BETWEEN 0 AND 9007199254740992",
     "events whose counts were none"},
    {"UPDATE events SET status = (SELECT c.status FROM claims c WHERE c.event ="
     " events.id ORDER BY c.id LIMIT 1) WHERE status NOT IN (SELECT id FROM statuses)",
     "events of no status"},
    {"UPDATE events SET type = (SELECT c.type FROM claims c WHERE c.event = events.id"
     " ORDER BY c.id LIMIT 1) WHERE EXISTS(SELECT 1 FROM claims c"
     " WHERE c.event = events.id AND c.type <> events.type)",
     "events are of the type of their claims"},
    {"UPDATE documents SET copy_of = NULL WHERE copy_of IS NOT NULL AND (copy_of = id"
     " OR NOT EXISTS(SELECT 1 FROM documents o WHERE o.id = documents.copy_of"
     " AND o.copy_of IS NULL))",
     "documents that copied what is no original are originals now"},
    {"DELETE FROM sentences WHERE id NOT IN"
     " (SELECT sentence FROM claims WHERE sentence IS NOT NULL)",
     "sentences removed, of which no claim is left"},
    {NULL, NULL}
};
/* clang-format on */

/* ---- sums ------------------------------------------------------------------------ */

static tocsin_status prepare(struct record *record, const char *sql, sqlite3_stmt **out)
{
    return tc_record_sqlite(record, sqlite3_prepare_v2(record->db, sql, -1, out, NULL));
}

/* A text that is not the one whose hash was taken is kept, for it is all there is. */
static tocsin_status mend_hashes(struct mending *mending)
{
    struct record *record = mending->record;
    sqlite3_stmt *find = NULL, *stands = NULL, *replaced = NULL;
    bool row;
    tocsin_status status = prepare(record, tc_document_rows, &find);
    if (!status)
        status =
            prepare(record, "UPDATE documents SET hash = ?2 WHERE id = ?1", &stands);
    if (!status)
        status = prepare(record, "UPDATE documents_history SET hash = ?2 WHERE id = ?1",
                         &replaced);
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        long long stored, taken = tc_document_row_hash(find, &stored);
        if (taken == stored)
            continue;
        long long old = sqlite3_column_int64(find, 8);
        sqlite3_stmt *set = old ? replaced : stands;
        tc_bind_whole(set, 1, old ? old : sqlite3_column_int64(find, 0));
        tc_bind_whole(set, 2, taken);
        status = tc_record_run(record, set);
        if (!status)
            status = tc_mend_tell(mending, "document %lld is not as it was read",
                                  (long long)sqlite3_column_int64(find, 0));
    }
    sqlite3_finalize(find);
    sqlite3_finalize(stands);
    sqlite3_finalize(replaced);
    return status;
}

/* Each original is filed where copies of it are looked for. */
static tocsin_status mend_bands(struct mending *mending)
{
    struct record *record = mending->record;
    sqlite3_stmt *find = NULL;
    bool row;
    long long rows;
    tocsin_status status = change(mending, "DELETE FROM bands", &rows);
    if (!status)
        status =
            prepare(record, "SELECT id FROM documents WHERE copy_of IS NULL", &find);
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        struct likeness likeness;
        long long id = sqlite3_column_int64(find, 0);
        tc_arena_reset(&record->arena);
        status = tc_likeness_stored(record, id, &likeness);
        if (!status)
            status = tc_likeness_keep(record, &likeness, id);
    }
    sqlite3_finalize(find);
    return status;
}

/* The keys of an event, all of which were taken away before. */
static tocsin_status file_event(struct record *record, sqlite3_stmt *file,
                                const struct event *event)
{
    struct merge_key keys[KEYS];
    int count;
    tocsin_status status = tc_event_keys(record, event, keys, &count);
    for (int i = 0; i < count && !status; i++) {
        tc_bind_whole(file, 1, keys[i].key);
        tc_bind_whole(file, 2, keys[i].day);
        tc_bind_whole(file, 3, event->id);
        status = tc_record_run(record, file);
    }
    return status;
}

static tocsin_status mend_event(struct mending *mending, const struct event *stored,
                                struct event *now, bool *changed)
{
    struct record *record = mending->record;
    tocsin_status status = tc_event_sum_all(record, stored->id, now);
    *changed = false;
    if (status)
        return status;
    if (!now->claims) { /* nobody says it any more: it is as it last was */
        struct event last = *stored;
        tc_event_empty(&last);
        last.first_known = now->first_known;
        last.last_known = now->last_known;
        *now = last;
    }
    *changed = tc_event_difference(stored, now) != NULL;
    return *changed ? tc_event_store(record, stored, now) : TOCSIN_OK;
}

static tocsin_status mend_events(struct mending *mending)
{
    struct record *record = mending->record;
    sqlite3_stmt *find = NULL, *file = NULL;
    bool row;
    long long rows, mended = 0;
    tc_columns_forget(record);
    tocsin_status status =
        change(mending, "DELETE FROM merge_keys; DELETE FROM event_columns", &rows);
    if (!status)
        status = prepare(record, "SELECT " EVENT_COLUMNS " FROM events e ORDER BY e.id",
                         &find);
    if (!status)
        status = prepare(record, "INSERT OR IGNORE INTO merge_keys VALUES(?1, ?2, ?3)",
                         &file);
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        struct event stored, now;
        bool changed;
        tc_event_row(find, &stored);
        status = mend_event(mending, &stored, &now, &changed);
        mended += changed;
        if (!status && !tc_event_imported(&now))
            status = file_event(record, file, &now);
    }
    sqlite3_finalize(find);
    sqlite3_finalize(file);
    if (!status)
        status = tc_columns_rebuild(record);
    if (!status && mended)
        status = tc_mend_tell(mending, "%lld events summed up again", mended);
    return status;
}

/* ---- what a new record has, and words -------------------------------------------- */

/* clang-format off */
#define NAMES(table)                                                                   \
    {"SELECT id, name FROM " table, "INSERT OR IGNORE INTO " table " VALUES(?1, ?2)"}
static const char *const constants[][2] = { /* to read and to write */
    NAMES("types"), NAMES("statuses"),
    NAMES("voice_kinds"), NAMES("verification_kinds"),
    {"SELECT name, next FROM counters",
     "INSERT OR IGNORE INTO counters VALUES(?1, ?2)"}
};
/* clang-format on */

/* Rows that every record begins with: names of numbers, and counters. */
static tocsin_status mend_constants(struct mending *mending)
{
    long long before = sqlite3_total_changes64(mending->record->db);
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < sizeof constants / sizeof *constants && !status; i++) {
        sqlite3_stmt *read = NULL, *write = NULL;
        bool row;
        status = prepare(mending->layout, constants[i][0], &read);
        if (!status)
            status = prepare(mending->record, constants[i][1], &write);
        while (!status && !(status = tc_record_step(mending->layout, read, &row)) &&
               row) {
            for (int at = 0; at < 2; at++)
                sqlite3_bind_value(write, at + 1, sqlite3_column_value(read, at));
            status = tc_record_run(mending->record, write);
        }
        sqlite3_finalize(read);
        sqlite3_finalize(write);
    }
    long long rows = sqlite3_total_changes64(mending->record->db) - before;
    if (!status && rows)
        status =
            tc_mend_tell(mending, "%lld rows put back that every record has", rows);
    return status;
}

/* clang-format off */
static const struct step last_steps[] = {
    {"UPDATE counters SET next = (SELECT coalesce(max(id), 0) + 1 FROM claims)"
     " WHERE name = 'claim' AND (next NOT BETWEEN 1 AND 9007199254740992 OR next <="
     " (SELECT coalesce(max(id), 0) FROM claims))",
     "counter of claims set behind the last"},
    {"UPDATE counters SET next = (SELECT coalesce(max(id), 0) + 1 FROM events)"
     " WHERE name = 'event' AND (next NOT BETWEEN 1 AND 9007199254740992 OR next <="
     " (SELECT coalesce(max(id), 0) FROM events))",
     "counter of events set behind the last"},
    {"INSERT OR IGNORE INTO coders(version) SELECT version || ' (mended)' FROM coders"
     " WHERE id IN (SELECT coder FROM documents WHERE id IN"
     " (SELECT document FROM temp.mend_again)) AND version NOT LIKE '% (mended)';"
     "UPDATE codings SET coder = (SELECT m.id FROM coders k JOIN coders m"
     " ON m.version = k.version || ' (mended)' WHERE k.id = codings.coder)"
     " WHERE document IN (SELECT document FROM temp.mend_again) AND EXISTS"
     "(SELECT 1 FROM coders k JOIN coders m ON m.version = k.version || ' (mended)'"
     " WHERE k.id = codings.coder)",
     NULL},
    {"UPDATE documents SET coder = (SELECT m.id FROM coders k JOIN coders m"
     " ON m.version = k.version || ' (mended)' WHERE k.id = documents.coder)"
     " WHERE id IN (SELECT document FROM temp.mend_again) AND EXISTS"
     "(SELECT 1 FROM coders k JOIN coders m ON m.version = k.version || ' (mended)'"
     " WHERE k.id = documents.coder)",
     "documents will be coded anew when they come again"},
    {"DROP TABLE temp.mend_again; DROP TABLE temp.mend_bad", NULL},
    {NULL, NULL}
};
/* clang-format on */

/* Every full-text index is made anew from what it is of. */
static tocsin_status mend_words(struct mending *mending)
{
    struct record *layout = mending->layout;
    sqlite3_stmt *list = NULL;
    bool row;
    tocsin_status status = prepare(layout,
                                   "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                   " AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'",
                                   &list);
    while (!status && !(status = tc_record_step(layout, list, &row)) && row) {
        const char *name = (const char *)sqlite3_column_text(list, 0);
        struct buffer sql;
        long long rows;
        tc_buffer_init(&sql, LONGEST_SQL);
        COMPOSE(&sql, "INSERT INTO ", name, "(", name, ") VALUES('rebuild')");
        status = run_composed(mending, &sql, &rows);
        tc_buffer_release(&sql);
    }
    sqlite3_finalize(list);
    return status;
}

tocsin_status tc_record_mend(struct mending *mending)
{
    tocsin_status status = mend_constants(mending);
    if (!status)
        status = run_steps(mending, first_steps);
    if (!status && mending->incomplete)
        status = tc_record_exec(mending->record, AGAIN "SELECT id FROM documents");
    if (!status)
        status = mend_links(mending);
    if (!status)
        status = run_steps(mending, more_steps);
    if (!status)
        status = mend_hashes(mending);
    if (!status)
        status = mend_bands(mending);
    if (!status)
        status = mend_events(mending);
    if (!status) /* what named an event that is gone */
        status = mend_links(mending);
    if (!status)
        status = mend_words(mending);
    return status ? status : run_steps(mending, last_steps);
}
