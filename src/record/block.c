/* record/block.c: rows of other projects' files, out of their blocks (batch.c draws
 * them).
 *
 * A block of 256 rows is unpacked in 0.2 ms, which is what showing one row costs.
 */
#include "record/batch.h"

#include <limits.h>
#include <string.h>
#include <zstd.h>

void tc_import_block_init(struct import_block *block)
{
    memset(block, 0, sizeof *block);
    tc_buffer_init(&block->bytes, LONGEST_BLOCK);
    tc_arena_init(&block->arena, 0);
}

void tc_import_block_release(struct import_block *block)
{
    tc_buffer_release(&block->bytes);
    tc_arena_release(&block->arena);
    sqlite3_finalize(block->find);
}

static tocsin_status damaged(struct record *record, long long block)
{
    return tc_record_say(record, TOCSIN_CORRUPT, "the rows of block %lld are damaged",
                         block);
}

static tocsin_status unpack(struct record *record, struct import_block *block,
                            sqlite3_stmt *row)
{
    const void *data = sqlite3_column_blob(row, 3);
    size_t size = (size_t)sqlite3_column_bytes(row, 3);
    long long id = sqlite3_column_int64(row, 7);
    unsigned long long whole = data ? ZSTD_getFrameContentSize(data, size) : 0;
    tc_buffer_clear(&block->bytes);
    block->rows = 0;
    if (!whole || whole > LONGEST_BLOCK) /* also what zstd cannot tell */
        return damaged(record, id);
    char *to = tc_buffer_room(&block->bytes, (size_t)whole);
    if (!to)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a block of rows");
    size_t got = ZSTD_decompress(to, (size_t)whole, data, size);
    if (ZSTD_isError(got) || got != whole)
        return damaged(record, id);
    block->bytes.size = got;
    tc_arena_reset(&block->arena);
    block->format = tc_arena_copy(&block->arena, tc_column(row, 4));
    block->project = tc_arena_copy(&block->arena, tc_column(row, 5));
    block->path = tc_arena_copy(&block->arena, tc_column(row, 6));
    if (!block->format.data || !block->project.data || !block->path.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a block of rows");
    block->first = sqlite3_column_int64(row, 0);
    block->rows = sqlite3_column_int64(row, 1);
    return TOCSIN_OK;
}

static bool take_number(text *from, unsigned long long *out)
{
    *out = 0;
    for (int shift = 0; shift < 63 && from->size; shift += 7) {
        unsigned char byte = (unsigned char)*from->data;
        *from = tc_text_slice(*from, 1, from->size);
        *out |= (unsigned long long)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

static bool take_text(text *from, unsigned long long size, text *out)
{
    if (size > from->size)
        return false;
    *out = tc_text_slice(*from, 0, (size_t)size);
    *from = tc_text_slice(*from, (size_t)size, from->size);
    return true;
}

/* The row at a place within the block. */
static bool find_row(const struct import_block *block, long long at,
                     struct import_place *out)
{
    text rest = {block->bytes.data, block->bytes.size};
    unsigned long long line = 0;
    for (long long i = 0; i <= at; i++) {
        unsigned long long more, native, id, url;
        if (!take_number(&rest, &more) || !take_number(&rest, &native) ||
            !take_number(&rest, &id) || !take_number(&rest, &url) ||
            !take_text(&rest, native, &out->native) ||
            !take_text(&rest, id, &out->id) || !take_text(&rest, url, &out->url))
            return false;
        line += more;
    }
    out->line = line > LLONG_MAX ? 0 : (long long)line;
    out->format = block->format;
    out->project = block->project;
    out->path = block->path;
    return true;
}

#define BLOCK_COLUMNS                                                                  \
    "SELECT b.claim, b.rows, b.first, r.block, f.format, f.project, f.path, b.id "     \
    "FROM import_blocks b JOIN import_rows r ON r.id = b.id "                          \
    "JOIN import_files f ON f.id = b.file "

tocsin_status tc_import_find(struct record *record, struct import_block *block,
                             long long claim, struct import_place *out)
{
    bool row = true;
    tocsin_status status = TOCSIN_OK;
    if (!block->find)
        status = tc_record_sqlite(
            record,
            sqlite3_prepare_v2(record->db,
                               BLOCK_COLUMNS "WHERE b.claim = (SELECT max(claim) FROM "
                                             "import_blocks WHERE claim <= ?1)",
                               -1, &block->find, NULL));
    if (status)
        return status;
    if (!block->rows || claim < block->first || claim - block->first >= block->rows) {
        sqlite3_reset(block->find);
        tc_bind_whole(block->find, 1, claim);
        status = tc_record_step(record, block->find, &row);
        if (!status && row)
            status = unpack(record, block, block->find);
        sqlite3_reset(block->find);
    }
    if (status)
        return status;
    if (!row || claim < block->first || claim - block->first >= block->rows)
        return tc_record_say(record, TOCSIN_MISSING, "claim %lld is of no file", claim);
    return find_row(block, claim - block->first, out) ? TOCSIN_OK
                                                      : damaged(record, block->first);
}
