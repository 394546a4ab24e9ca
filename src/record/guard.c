/* record/guard.c: is the schema of a file the one that we make?
 *
 * A record may come from anywhere, and in SQLite a schema can do things: a trigger or
 * a view runs SQL, a virtual table opens what it names, a generated column, a default
 * or an index calls functions. None of that is judged by what it looks like. An empty
 * record of the file's layout is made in memory, by the same migrations, and every
 * object of the file must be one of it, word for word: what is more, other, or missing
 * makes the file CORRUPT, and nothing of it is run. Making the layout takes some 6 ms;
 * what the newest one says is kept for the next file, of which it takes 0.1 ms.
 *
 * What ANALYZE leaves behind is let through, for it only says how many rows there are.
 */
#include "record/inside.h"

#include <pthread.h>
#include <string.h>

static const char list_sql[] =
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE NOT "
    "(type = 'table' AND name = tbl_name AND"
    " sql IN ('CREATE TABLE sqlite_stat1(tbl,idx,stat)',"
    "  'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)') AND"
    " name IN ('sqlite_stat1', 'sqlite_stat4'))"
    " ORDER BY type, name COLLATE BINARY";

tocsin_status tc_layout_open(int version, struct record **out)
{
    struct record *layout = *out = tc_record_new(":memory:", true);
    if (!layout)
        return TOCSIN_MEMORY;
    tocsin_status status = tc_record_sqlite(
        layout,
        tc_record_sqlite_open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              &layout->db));
    if (!status) /* as in a file, so that its tables have the same roots */
        status = tc_record_exec(layout, "PRAGMA page_size = 8192");
    if (!status) /* which migrations may call */
        status = tc_record_sqlite(layout, tc_query_functions(layout->db));
    return status ? status : tc_record_migrate(layout, tc_migrations, version);
}

/* One side of the comparison. */
struct side {
    struct record *record;
    sqlite3_stmt *list;
    bool row;
};

static tocsin_status side_begin(struct side *side, struct record *record)
{
    side->record = record;
    tocsin_status status = tc_record_sqlite(
        record, sqlite3_prepare_v2(record->db, list_sql, -1, &side->list, NULL));
    return status ? status : tc_record_step(record, side->list, &side->row);
}

/* Which comes first; by type, then name. A side at its end comes last. */
static int order(const struct side *a, const struct side *b)
{
    if (!a->row || !b->row)
        return b->row - a->row;
    int by_type = tc_text_compare(tc_column(a->list, 0), tc_column(b->list, 0));
    return by_type ? by_type
                   : tc_text_compare(tc_column(a->list, 1), tc_column(b->list, 1));
}

static tocsin_status refuse(struct record *record, const struct side *side,
                            const char *words)
{
    text type = tc_column(side->list, 0), name = tc_column(side->list, 1);
    if (type.size > 20)
        type = TEXT("object");
    size_t shown = name.size < 100 ? name.size : 100;
    return tc_record_say(record, TOCSIN_CORRUPT, "%.*s %.*s %s", (int)type.size,
                         type.size ? type.data : "", (int)shown, shown ? name.data : "",
                         words);
}

static tocsin_status compare(struct record *record, struct side *ours,
                             struct side *theirs)
{
    tocsin_status status = TOCSIN_OK;
    while (!status && (ours->row || theirs->row)) {
        int first = order(ours, theirs);
        if (first < 0)
            return refuse(record, ours, "is missing");
        if (first > 0)
            return refuse(record, theirs, "is no part of a record");
        for (int i = 2; i < 4; i++)
            if (!tc_text_equal(tc_column(ours->list, i), tc_column(theirs->list, i)))
                return refuse(record, theirs, "is not as a record has it");
        status = tc_record_step(ours->record, ours->list, &ours->row);
        if (!status)
            status = tc_record_step(theirs->record, theirs->list, &theirs->row);
    }
    return status;
}

/* Both lists row by row, to say what differs. */
static tocsin_status compare_lists(struct record *record, struct record *layout)
{
    struct side ours = {NULL, NULL, false}, theirs = {NULL, NULL, false};
    tocsin_status status = side_begin(&ours, layout);
    if (status)
        (void)tc_record_say(record, status, "%s", layout->message);
    else
        status = side_begin(&theirs, record);
    if (!status)
        status = compare(record, &ours, &theirs);
    sqlite3_finalize(ours.list);
    sqlite3_finalize(theirs.list);
    return status;
}

/* ---- the newest layout, kept ---------------------------------------------------- */

/* What the list of the newest layout says, never freed; made by the first who needs it.
 * A hash would not do: one can be made to fit. */
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct buffer kept;

static tocsin_status write_list(struct record *record, struct buffer *out)
{
    struct side side = {NULL, NULL, false};
    tocsin_status status = side_begin(&side, record);
    while (!status && side.row) {
        for (int i = 0; i < 4; i++) {
            text t = tc_column(side.list, i);
            tc_buffer_add(out, &t.size, sizeof t.size);
            tc_buffer_text(out, t);
        }
        status = tc_record_step(record, side.list, &side.row);
    }
    sqlite3_finalize(side.list);
    return status;
}

static bool same_as_kept(const struct buffer *list)
{
    (void)pthread_mutex_lock(&kept_lock);
    bool same = kept.size && !list->failed && list->size == kept.size &&
                memcmp(list->data, kept.data, kept.size) == 0;
    (void)pthread_mutex_unlock(&kept_lock);
    return same;
}

/* It was found equal to the newest layout. Takes the buffer over, or releases it. */
static void keep(struct buffer *list)
{
    (void)pthread_mutex_lock(&kept_lock);
    if (!kept.size && !list->failed)
        kept = *list;
    else
        tc_buffer_release(list);
    (void)pthread_mutex_unlock(&kept_lock);
}

tocsin_status tc_guard(struct record *record, int version)
{
    struct record *layout = NULL;
    struct buffer list;
    tc_buffer_init(&list, 0);
    tocsin_status status = write_list(record, &list);
    if (status || (version == TC_SCHEMA_VERSION && same_as_kept(&list))) {
        tc_buffer_release(&list);
        return status;
    }
    status = tc_layout_open(version, &layout);
    if (status)
        (void)tc_record_say(record, status, "no layout to compare with: %s",
                            layout ? layout->message : tocsin_status_words(status));
    else
        status = compare_lists(record, layout);
    tc_record_free(layout);
    if (!status && version == TC_SCHEMA_VERSION)
        keep(&list);
    else
        tc_buffer_release(&list);
    return status;
}
