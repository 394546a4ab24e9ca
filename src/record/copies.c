/* record/copies.c: the prints of a text, who printed it first, and what each changed.
 *
 * The original of a group is the print that came into the record first (likeness.c);
 * here they stand in the order of their dates, which is the readers' question.
 */
#include "record/inside.h"

static const char groups_sql[] =
    "SELECT DISTINCT copy_of FROM documents WHERE copy_of IS NOT NULL ORDER BY copy_of";
static const char group_of_sql[] =
    "SELECT coalesce(copy_of, id) FROM documents WHERE name = ?1";
static const char prints_sql[] =
    "SELECT d.name, d.url, d.title, p.name, a.name, d.published, d.text, "
    "count(*) OVER () FROM documents d LEFT JOIN publishers p ON p.id = d.publisher "
    "LEFT JOIN publishers a ON a.id = d.agency "
    "WHERE (d.id = ?1 OR d.copy_of = ?1) AND (?2 IS NULL OR substr(d.published, 1, 10) "
    "<= ?2) "
    "ORDER BY d.published IS NULL, d.published, d.id";

struct prints {
    struct record *record;
    sqlite3_stmt *groups, *prints;
    struct arena arena;   /* of the group: the first print's text */
    struct arena changes; /* of one print */
    text as_of;           /* empty: all */
    tocsin_copy_function function;
    void *context;
};

static tocsin_status prepare(struct prints *prints, const char *sql, sqlite3_stmt **out)
{
    return tc_record_sqlite(prints->record,
                            sqlite3_prepare_v2(prints->record->db, sql, -1, out, NULL));
}

static tocsin_status no_memory(struct prints *prints)
{
    return tc_record_say(prints->record, TOCSIN_MEMORY, "no memory for a print");
}

/* What a later print shares with the first, and has otherwise. */
static tocsin_status compare(struct prints *prints, struct likeness *first, text before,
                             text after, tocsin_copy *copy)
{
    struct record *record = prints->record;
    struct likeness likeness;
    struct changes changes;
    tocsin_status status = tc_likeness(record, after, copy->published, &likeness);
    if (!status)
        status = tc_changes(record, &prints->changes, before, after, &changes);
    if (status)
        return status;
    copy->shared = tc_likeness_share(first, &likeness);
    copy->changes = changes.items;
    copy->change_count = changes.count;
    return TOCSIN_OK;
}

static void read_copy(sqlite3_stmt *row, long long group, tocsin_copy *out)
{
    *out = (tocsin_copy){.group = group,
                         .prints = (uint32_t)sqlite3_column_int64(row, 7),
                         .shared = 1,
                         .document = tc_column(row, 0),
                         .url = tc_column(row, 1),
                         .title = tc_column(row, 2),
                         .publisher = tc_column(row, 3),
                         .agency = tc_column(row, 4),
                         .published = tc_column(row, 5)};
}

static tocsin_status tell_group(struct prints *prints, long long group)
{
    struct record *record = prints->record;
    sqlite3_stmt *find = prints->prints;
    struct likeness first;
    text before = {NULL, 0};
    bool row;
    uint32_t number = 0;
    tocsin_status status;
    tc_arena_reset(&prints->arena);
    tc_arena_reset(&record->arena);
    sqlite3_reset(find);
    tc_bind_whole(find, 1, group);
    tc_bind_text(find, 2, prints->as_of);
    while (!(status = tc_record_step(record, find, &row)) && row) {
        tocsin_copy copy;
        read_copy(find, group, &copy);
        text words = tc_column(find, 6);
        if (copy.prints < 2)
            break;
        tc_arena_reset(&prints->changes);
        if (number == 0) {
            before = tc_arena_copy(&prints->arena, words);
            status = before.data ? tc_likeness(record, before, copy.published, &first)
                                 : no_memory(prints);
        } else {
            status = compare(prints, &first, before, words, &copy);
        }
        copy.number = number++;
        if (!status)
            status = prints->function(prints->context, &copy);
        if (status)
            return status;
    }
    sqlite3_reset(find);
    return status;
}

static tocsin_status tell(struct prints *prints, text document)
{
    bool row;
    tocsin_status status =
        prepare(prints, document.size ? group_of_sql : groups_sql, &prints->groups);
    if (!status)
        status = prepare(prints, prints_sql, &prints->prints);
    if (!status && document.size)
        tc_bind_text(prints->groups, 1, document);
    long long told = 0;
    while (!status) {
        status = tc_record_step(prints->record, prints->groups, &row);
        if (status || !row)
            break;
        told++;
        status = tell_group(prints, sqlite3_column_int64(prints->groups, 0));
    }
    if (!status && document.size && !told)
        status = tc_record_say(
            prints->record, TOCSIN_MISSING, "there is no document %.*s",
            (int)(document.size < 200 ? document.size : 200), document.data);
    return status;
}

tocsin_status tc_record_copies(struct record *record, text document, text as_of,
                               tocsin_copy_function function, void *context,
                               tocsin_error *error)
{
    struct prints prints = {
        .record = record, .as_of = as_of, .function = function, .context = context};
    if (as_of.size && (as_of.size != 10 || tc_day_parse(as_of) == TC_NO_DAY))
        return tc_record_fail(
            record,
            tc_record_say(record, TOCSIN_USAGE, "%.*s is not a day (YYYY-MM-DD)",
                          (int)(as_of.size < 64 ? as_of.size : 64), as_of.data),
            error);
    tc_arena_init(&prints.arena, 0);
    tc_arena_init(&prints.changes, 0);
    tocsin_status status = tell(&prints, document);
    sqlite3_finalize(prints.groups);
    sqlite3_finalize(prints.prints);
    tc_arena_release(&prints.arena);
    tc_arena_release(&prints.changes);
    return tc_record_fail(record, status, error);
}
