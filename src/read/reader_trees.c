/* read/reader_trees.c: what `tocsin parse` printed, in batches of whole sentences.
 *
 * The trees are not read here but by parse/, which wants them as they stand.
 */
#include "read/reading.h"

#include <string.h>

#define BATCH_SIZE ((size_t)64 << 10) /* some thousand words */

static long long count_line_ends(text t)
{
    long long count = 0;
    if (t.size == 0) /* and perhaps no bytes: nothing is added to NULL */
        return 0;
    for (const char *at = t.data, *end = t.data + t.size;
         at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        count++;
    return count;
}

/* t behind its first empty line; empty when there is none. */
static text behind_empty_line(text t)
{
    size_t from = 0;
    for (size_t at = 0; at < t.size; at++) {
        if (t.data[at] != '\n')
            continue;
        if (at == from || (at == from + 1 && t.data[from] == '\r'))
            return tc_text_slice(t, at + 1, t.size);
        from = at + 1;
    }
    return (text){NULL, 0};
}

/* The next batch of whole sentences as they stand. */
tocsin_status tc_reader_next_batch(struct reader *reader, struct arena *arena,
                                   tocsin_document *out, tocsin_error *error)
{
    struct place place = tc_reader_place(reader, error);
    text blocks;
    memset(out, 0, sizeof *out);
    while (out->text.size == 0) {
        long long first = reader->line + 1;
        tocsin_status status =
            tc_input_blocks(&reader->input, BATCH_SIZE, reader->maximum, &blocks);
        tc_reader_count_bytes(reader);
        if (status != TOCSIN_OK && status != TOCSIN_LIMIT) {
            if (status != TOCSIN_DONE)
                status = tc_reader_broken_off(reader, &place);
            tc_reader_close_file(reader);
            return status;
        }
        reader->line += count_line_ends(blocks);
        bool was_inside = reader->inside;
        reader->inside = status == TOCSIN_LIMIT;
        if (status == TOCSIN_LIMIT && !was_inside)
            return tc_fail(error, status, place.file, first, -1,
                           "a sentence of more than %zu bytes", reader->maximum);
        if (status == TOCSIN_LIMIT)
            continue;
        text kept = was_inside ? behind_empty_line(blocks) : blocks;
        out->line = reader->line - count_line_ends(kept) + 1;
        out->text = kept.size > 0 ? tc_arena_copy(arena, kept) : kept;
        if (kept.size > 0 && !out->text.data)
            return tc_reader_no_memory(&place);
    }
    out->file = tc_arena_copy(arena, tc_text(place.file));
    out->id = tc_arena_format(arena, "%s:%lld", place.file, out->line);
    if (!out->file.data || !out->id.data)
        return tc_reader_no_memory(&place);
    reader->counts.documents++;
    return TOCSIN_OK;
}
