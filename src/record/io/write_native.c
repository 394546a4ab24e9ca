/* record/io/write_native.c: the rows of other projects' files as they stood in them.
 *
 * A record keeps the bytes of every row that it was given (load.c), so that what comes
 * out is what went in, whatever a claim can say of it. Rows come in the order of their
 * files; a filter picks rows by their claims. The heading line is that of the files; as
 * two headings make two files, rows of one alone can be asked for.
 */
#include "record/io/export.h"

#include <stdlib.h>
#include <string.h>

struct native {
    struct query query;
    tocsin_filter filter; /* without the limit, which is of rows in their order */
    long long offset, limit;
    struct hits hits;
    long long *claims; /* those that a filter lets through */
    size_t count, room;
    struct import_block block;
    sqlite3_stmt *rows, *file;
    long long first;      /* claim of the block whose file is known; 0: none */
    bool wanted;          /* its file is asked for */
    bool any;             /* a heading was written */
    struct buffer header; /* as it was written */
    struct buffer format; /* of the first file, when none was named */
};

static const char file_of_block[] =
    "SELECT f.format, f.path, f.header FROM import_blocks b"
    " JOIN import_files f ON f.id = b.file WHERE b.claim = ?1";

static text column_bytes(sqlite3_stmt *row, int at)
{
    const void *data = sqlite3_column_blob(row, at);
    return (text){data, data ? (size_t)sqlite3_column_bytes(row, at) : 0};
}

static text bytes_of(const struct buffer *b)
{
    return (text){b->data, b->size};
}

/* Whether the file at hand is asked for; its heading, when it is the first one. */
static tocsin_status look_at_file(struct export *x, struct native *n)
{
    text format = tc_column(n->file, 0), path = tc_column(n->file, 1);
    text header = column_bytes(n->file, 2);
    const char *only = x->options->import_format, *of = x->options->import_file;
    n->wanted = (!only || tc_text_equal(format, tc_text(only))) &&
                (!of || tc_text_equal(path, tc_text(of)));
    if (!n->wanted)
        return TOCSIN_OK;
    if (!n->any) {
        n->any = true;
        tc_buffer_text(&n->header, header);
        tc_buffer_text(&n->format, format);
        tc_buffer_text(&x->out, header);
        tc_buffer_string(&x->out, header.size ? "\n" : "");
        return n->header.failed || n->format.failed
                   ? tc_export_say(x, TOCSIN_MEMORY, "no memory for a heading")
                   : TOCSIN_OK;
    }
    if (tc_text_equal(bytes_of(&n->format), format) &&
        tc_text_equal(bytes_of(&n->header), header))
        return TOCSIN_OK;
    return tc_export_say(x, TOCSIN_USAGE,
                         "rows of %.*s and of %.*s (%.*s) have no common heading: name "
                         "a format, or also a file",
                         (int)(n->format.size < 40 ? n->format.size : 40),
                         n->format.data, (int)(format.size < 40 ? format.size : 40),
                         format.data, (int)(path.size < 200 ? path.size : 200),
                         path.size ? path.data : "");
}

static tocsin_status find_file(struct export *x, struct native *n)
{
    bool row;
    tc_bind_whole(n->file, 1, n->block.first);
    tocsin_status status = tc_record_step(x->record, n->file, &row);
    if (!status)
        status = row ? look_at_file(x, n)
                     : tc_export_say(x, TOCSIN_CORRUPT, "rows of no file");
    sqlite3_reset(n->file);
    n->first = n->block.first;
    return status;
}

static tocsin_status write_claim(struct export *x, struct native *n, long long claim)
{
    struct import_place place;
    if (!n->limit)
        return TOCSIN_OK;
    tocsin_status status = tc_import_find(x->record, &n->block, claim, &place);
    if (!status && n->first != n->block.first)
        status = find_file(x, n);
    if (status || !n->wanted)
        return status;
    if (n->offset-- > 0)
        return TOCSIN_OK;
    n->limit -= n->limit > 0;
    tc_buffer_text(&x->out, place.native);
    tc_buffer_byte(&x->out, '\n');
    x->counts.rows++;
    return tc_export_flush(x, false);
}

/* All rows, block by block: claims of a block have following numbers. */
static const char all_blocks[] = "SELECT b.claim, b.rows FROM import_blocks b"
                                 " ORDER BY b.file, b.first";

static tocsin_status list_all(struct export *x, struct native *n)
{
    bool row;
    tocsin_status status = tc_record_sqlite(
        x->record, sqlite3_prepare_v2(x->record->db, all_blocks, -1, &n->rows, NULL));
    while (!status) {
        status = tc_record_step(x->record, n->rows, &row);
        if (status || !row)
            break;
        long long first = sqlite3_column_int64(n->rows, 0);
        long long count = sqlite3_column_int64(n->rows, 1);
        for (long long i = 0; i < count && !status; i++)
            status = write_claim(x, n, first + i);
    }
    return status;
}

static tocsin_status take(struct export *x, struct native *n, long long claim)
{
    if (!tc_grow(&n->claims, &n->room, n->count + 1, sizeof *n->claims, SIZE_MAX / 16))
        return tc_export_say(x, TOCSIN_MEMORY, "no memory for the rows' numbers");
    n->claims[n->count++] = claim;
    return TOCSIN_OK;
}

/* The claims that a statement gives, each run of it. */
static tocsin_status take_claims(struct export *x, struct native *n)
{
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(x->record, n->rows, &row)) && row) {
        status = take(x, n, sqlite3_column_int64(n->rows, 0));
        if (status)
            break;
    }
    sqlite3_reset(n->rows);
    return status;
}

/* Rows whose event is theirs alone, and those that a hand has joined to others. */
static tocsin_status find_rows(struct export *x, struct native *n)
{
    struct record *record = x->record;
    tc_query_joined(&n->query);
    tocsin_status status = tc_query_prepare(&n->query, &n->rows);
    if (!status)
        status = take_claims(x, n);
    sqlite3_finalize(n->rows);
    n->rows = NULL;
    if (!status)
        status = tc_find_imported(&n->query, &n->hits);
    if (!status)
        status = tc_record_sqlite(
            record,
            sqlite3_prepare_v2(record->db, "SELECT best FROM events WHERE id = ?1", -1,
                               &n->rows, NULL));
    for (size_t i = n->hits.begin; i < n->hits.count && !status; i++) {
        tc_bind_whole(n->rows, 1, tc_hit_event(&n->hits, i));
        status = take_claims(x, n);
    }
    return status;
}

static int by_number(const void *a, const void *b)
{
    long long x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* The claims' numbers follow the order of files and rows. */
static tocsin_status list_some(struct export *x, struct native *n)
{
    tocsin_status status = find_rows(x, n);
    if (n->count)
        qsort(n->claims, n->count, sizeof *n->claims, by_number);
    for (size_t i = 0; i < n->count && !status; i++)
        status = write_claim(x, n, n->claims[i]);
    return status;
}

static tocsin_status begin(struct export *x, struct native *n)
{
    static const tocsin_filter all = TOCSIN_FILTER_ALL;
    n->filter = x->options->filter ? *x->options->filter : all;
    n->offset = n->filter.offset > 0 ? n->filter.offset : 0;
    n->limit = n->filter.limit;
    n->filter.limit = -1;
    n->filter.offset = 0;
    tocsin_status status = tc_query_init(&n->query, x->record, &n->filter);
    return status ? status
                  : tc_record_sqlite(x->record,
                                     sqlite3_prepare_v2(x->record->db, file_of_block,
                                                        -1, &n->file, NULL));
}

static tocsin_status native_list(struct export *x, tocsin_error *error)
{
    struct native n;
    memset(&n, 0, sizeof n);
    tc_import_block_init(&n.block);
    tc_buffer_init(&n.header, 0);
    tc_buffer_init(&n.format, 0);
    tocsin_status status = begin(x, &n);
    if (!status)
        status = tc_query_narrow(&n.query) || n.query.as_of.size ? list_some(x, &n)
                                                                 : list_all(x, &n);
    sqlite3_finalize(n.rows);
    sqlite3_finalize(n.file);
    tc_query_release(&n.query);
    tc_import_block_release(&n.block);
    tc_buffer_release(&n.header);
    tc_buffer_release(&n.format);
    tc_free(n.hits.keys);
    tc_free(n.claims);
    return tc_record_fail(x->record, status, error);
}

const struct writer tc_write_native = {
    .usual = TOCSIN_EXPORT_CLAIMS, .can = CAN(CLAIMS), .list = native_list};
