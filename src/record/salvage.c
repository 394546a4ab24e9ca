/* record/salvage.c: what can still be read of a damaged file, into a new one.
 *
 * The new file is made by the migrations, and the damaged one is a copy under our own
 * schema (graft.c). Every table is read by its own tree, never by an index, in the
 * order of its rows. Where a row cannot be read, the next one that can is looked for by
 * seeking further and further ahead (1, 2, 4 ... rows) and then by halves, which takes
 * at most 126 seeks, each down the tree from its root: so what is lost of a bad page is
 * that page, or what hangs from it. Rows must come in rising order; one that does not
 * is damage like any other, and therefore a tree that runs in circles ends too. A row
 * that the new table refuses is not one that a record had.
 *
 * Indexes are made anew with the new file; the full-text index and all that is a sum of
 * other rows is left to mend.c.
 *
 * SQLite's own recovery extension finds rows even of what hangs from nothing; Debian's
 * library does not have it.
 */
#include "record/inside.h"

#include <stdio.h>
#include <string.h>

enum { MOST_COLUMNS = 64, LONGEST_SQL = 1 << 14 };

/* One table on its way. */
struct table {
    struct salvage *salvage;
    text name;
    int columns;
    bool by_key;   /* without rowid: its first column is the key */
    bool ordered;  /* the key is a whole number, so that one can seek */
    bool replaces; /* the new file has rows of its own: counters */
    sqlite3_stmt *read, *write;
    long long last; /* row that was read */
    bool any;       /* last is one */
    long long rows, refused, gaps;
};

/* Our own names only; as identifiers. */
static void add_name(struct buffer *sql, text name)
{
    tc_buffer_byte(sql, '"');
    tc_buffer_text(sql, name);
    tc_buffer_byte(sql, '"');
}

static tocsin_status prepare(struct record *record, struct buffer *sql,
                             sqlite3_stmt **out)
{
    if (sql->failed)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a statement");
    return tc_record_sqlite(
        record, sqlite3_prepare_v2(record->db, sql->data, (int)sql->size, out, NULL));
}

/* ---- what a table is like ------------------------------------------------------- */

/* The columns as the new file has them, between commas; and how the table is keyed. */
static tocsin_status list_columns(struct table *table, struct buffer *names,
                                  struct buffer *key)
{
    struct record *record = table->salvage->made;
    sqlite3_stmt *list = NULL;
    bool row;
    tocsin_status status = tc_record_sqlite(
        record,
        sqlite3_prepare_v2(record->db,
                           "SELECT c.name, c.pk, upper(c.type), t.wr FROM"
                           " pragma_table_list t, pragma_table_info(t.name) c"
                           " WHERE t.schema = 'main' AND t.name = ?1 ORDER BY c.cid",
                           -1, &list, NULL));
    tc_bind_text(list, 1, table->name);
    while (!status && !(status = tc_record_step(record, list, &row)) && row) {
        if (table->columns++)
            tc_buffer_byte(names, ',');
        add_name(names, tc_column(list, 0));
        table->by_key = sqlite3_column_int(list, 3) != 0;
        if (sqlite3_column_int(list, 1) == 1) {
            add_name(key, tc_column(list, 0));
            table->ordered = tc_text_equal(tc_column(list, 2), TEXT("INTEGER"));
        }
    }
    sqlite3_finalize(list);
    if (!table->by_key) {
        tc_buffer_clear(key);
        tc_buffer_string(key, "rowid");
        table->ordered = true;
    }
    if (!status && (!table->columns || table->columns > MOST_COLUMNS))
        status = tc_record_say(record, TOCSIN_LIMIT, "a table of %d columns",
                               table->columns);
    return status;
}

static tocsin_status prepare_table(struct table *table)
{
    struct buffer names, key, sql;
    tc_buffer_init(&names, LONGEST_SQL);
    tc_buffer_init(&key, LONGEST_SQL);
    tc_buffer_init(&sql, LONGEST_SQL);
    tocsin_status status = list_columns(table, &names, &key);
    tc_buffer_string(&sql, "SELECT ");
    tc_buffer_text(&sql, (text){key.data, key.size});
    tc_buffer_byte(&sql, ',');
    tc_buffer_text(&sql, (text){names.data, names.size});
    tc_buffer_string(&sql, " FROM main.");
    add_name(&sql, table->name);
    tc_buffer_string(&sql, " NOT INDEXED");
    if (table->ordered) {
        tc_buffer_string(&sql, " WHERE ");
        tc_buffer_text(&sql, (text){key.data, key.size});
        tc_buffer_string(&sql, " >= ?1 ORDER BY 1");
    }
    if (!status)
        status = prepare(table->salvage->damaged, &sql, &table->read);
    tc_buffer_clear(&sql);
    tc_buffer_string(&sql,
                     table->replaces ? "REPLACE INTO main." : "INSERT INTO main.");
    add_name(&sql, table->name);
    tc_buffer_byte(&sql, '(');
    tc_buffer_text(&sql, (text){names.data, names.size});
    tc_buffer_string(&sql, ") VALUES(?");
    for (int i = 1; i < table->columns; i++)
        tc_buffer_string(&sql, ",?");
    tc_buffer_byte(&sql, ')');
    if (!status)
        status = prepare(table->salvage->made, &sql, &table->write);
    tc_buffer_release(&names);
    tc_buffer_release(&key);
    tc_buffer_release(&sql);
    return status;
}

/* ---- reading around what is bad -------------------------------------------------- */

/* What an attempt to read from a row on met. */
enum met { MET_ROW, MET_END, MET_DAMAGE };

static enum met attempt(struct table *table, long long from)
{
    sqlite3_reset(table->read);
    if (table->ordered)
        sqlite3_bind_int64(table->read, 1, from);
    int code = sqlite3_step(table->read);
    if (code == SQLITE_ROW)
        return sqlite3_column_int64(table->read, 0) >= from ? MET_ROW : MET_DAMAGE;
    return code == SQLITE_DONE ? MET_END : MET_DAMAGE;
}

static long long ahead(long long from, unsigned long long by)
{
    return by > (unsigned long long)INT64_MAX - (unsigned long long)from
               ? INT64_MAX
               : (long long)((unsigned long long)from + by);
}

/* Behind a row that cannot be read: the least one from which one can read on, or false
 * when there is none. */
static bool find_next(struct table *table, long long behind, long long *from)
{
    if (!table->ordered)
        return false;
    long long bad = behind, good = behind;
    enum met met = MET_DAMAGE;
    for (int power = 0; met == MET_DAMAGE && power < 64 && good < INT64_MAX; power++) {
        bad = good;
        good = ahead(behind, 1ULL << power);
        met = attempt(table, good);
    }
    if (met == MET_DAMAGE)
        return false;
    while ((unsigned long long)good - (unsigned long long)bad > 1) {
        long long middle =
            (long long)((unsigned long long)bad +
                        ((unsigned long long)good - (unsigned long long)bad) / 2);
        if (attempt(table, middle) == MET_DAMAGE)
            bad = middle;
        else
            good = middle;
    }
    *from = good;
    return true;
}

static tocsin_status write_row(struct table *table)
{
    struct record *made = table->salvage->made;
    int code = SQLITE_OK;
    for (int i = 0; i < table->columns && !code; i++)
        code = sqlite3_bind_value(table->write, i + 1,
                                  sqlite3_column_value(table->read, i + 1));
    if (!code)
        code = sqlite3_step(table->write);
    bool refused = (code & 0xff) == SQLITE_CONSTRAINT ||
                   (code & 0xff) == SQLITE_MISMATCH || (code & 0xff) == SQLITE_TOOBIG;
    tocsin_status status = refused ? TOCSIN_OK : tc_record_sqlite(made, code);
    sqlite3_reset(table->write);
    table->rows += !refused && !status;
    table->refused += refused;
    return status;
}

/* Rows in rising order until something is bad; *met says what ended it. */
static tocsin_status read_run(struct table *table, long long from, enum met *met)
{
    tocsin_status status = TOCSIN_OK;
    *met = attempt(table, from);
    while (*met == MET_ROW && !status) {
        long long row = sqlite3_column_int64(table->read, 0);
        /* Several rows of a table with a longer key begin alike. */
        bool rises = !table->any || !table->ordered || row > table->last ||
                     (table->by_key && row == table->last);
        if (!rises) {
            *met = MET_DAMAGE;
            break;
        }
        table->last = row;
        table->any = true;
        status = write_row(table);
        int code = sqlite3_step(table->read);
        if (code == SQLITE_NOMEM)
            return tc_record_sqlite(table->salvage->damaged, code);
        *met = code == SQLITE_ROW    ? MET_ROW
               : code == SQLITE_DONE ? MET_END
                                     : MET_DAMAGE;
    }
    sqlite3_reset(table->read);
    return status;
}

static tocsin_status tell_gap(struct table *table, long long last, long long from,
                              bool more)
{
    struct salvage *salvage = table->salvage;
    table->gaps++;
    if (!table->ordered)
        return tc_mend_tell(salvage->mending, "table %.*s: rows are lost",
                            (int)table->name.size, table->name.data);
    if (more)
        return tc_mend_tell(salvage->mending,
                            "table %.*s: lost are rows between %lld and %lld",
                            (int)table->name.size, table->name.data, last, from);
    return tc_mend_tell(salvage->mending, "table %.*s: lost are rows behind %lld",
                        (int)table->name.size, table->name.data, last);
}

static tocsin_status read_all(struct table *table)
{
    enum met met = MET_DAMAGE;
    long long from = INT64_MIN;
    tocsin_status status = read_run(table, from, &met);
    while (!status && met == MET_DAMAGE) {
        /* An id is above 0, so from nothing one need not begin with the lowest. */
        long long last = table->any ? table->last : 0;
        bool more = find_next(table, last, &from);
        status = tell_gap(table, last, from, more);
        if (status || !more)
            break;
        status = read_run(table, from, &met);
        if (!status && met == MET_DAMAGE && (!table->any || table->last < from)) {
            table->last = from; /* nothing came of it: go on behind it */
            table->any = true;
        }
    }
    return status;
}

/* ---- a table, and all of them ---------------------------------------------------- */

/* Is its root still known? */
static tocsin_status is_there(struct salvage *salvage, text name, bool *there)
{
    struct record *damaged = salvage->damaged;
    sqlite3_stmt *find = NULL;
    tocsin_status status = tc_record_sqlite(
        damaged,
        sqlite3_prepare_v2(damaged->db, "SELECT 1 FROM sqlite_schema WHERE name = ?1",
                           -1, &find, NULL));
    tc_bind_text(find, 1, name);
    *there = false;
    if (!status)
        status = tc_record_step(damaged, find, there);
    sqlite3_finalize(find);
    return status;
}

static tocsin_status salvage_table(struct salvage *salvage, text name)
{
    struct table table = {.salvage = salvage,
                          .name = name,
                          .replaces = tc_text_equal(name, TEXT("counters"))};
    bool there;
    tocsin_status status = is_there(salvage, name, &there);
    salvage->lost += !there;
    if (!status && !there)
        return tc_mend_tell(salvage->mending, "table %.*s: lost, or not ours",
                            (int)name.size, name.data);
    if (!status)
        status = prepare_table(&table);
    if (status == TOCSIN_CORRUPT) {
        salvage->lost++;
        status = tc_mend_tell(salvage->mending, "table %.*s cannot be read",
                              (int)name.size, name.data);
    } else if (!status) {
        status = read_all(&table);
    }
    if (!status && table.refused)
        status = tc_mend_tell(salvage->mending,
                              "table %.*s: %lld rows were none that a record has",
                              (int)name.size, name.data, table.refused);
    salvage->rows += table.rows;
    salvage->lost += table.refused + table.gaps;
    sqlite3_finalize(table.read);
    sqlite3_finalize(table.write);
    return status;
}

/* Ordinary tables but those of the full-text index; of those that a new file has rows
 * in, only the counters, for the others are always the same. */
tocsin_status tc_salvage(struct salvage *salvage)
{
    struct record *made = salvage->made;
    sqlite3_stmt *list = NULL;
    bool row;
    tocsin_status status = tc_record_exec(made, "BEGIN");
    if (!status)
        status = tc_record_sqlite(
            made, sqlite3_prepare_v2(made->db,
                                     "SELECT name FROM pragma_table_list"
                                     " WHERE schema = 'main' AND type = 'table'"
                                     " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                                     " AND name NOT IN ('types', 'statuses',"
                                     "  'voice_kinds', 'verification_kinds')"
                                     " ORDER BY name",
                                     -1, &list, NULL));
    while (!status && !(status = tc_record_step(made, list, &row)) && row)
        status = salvage_table(salvage, tc_column(list, 0));
    sqlite3_finalize(list);
    if (!status)
        status = tc_record_exec(made, "COMMIT");
    return status;
}
