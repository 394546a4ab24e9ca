/* read.c: a file of another project to claims, row by row.
 *
 * What the file is, its heading or the shape of its first row says; what is wrong in a
 * row is told with its line and costs that row alone.
 */
#include "record/io/io.h"

#include <stdio.h>
#include <string.h>

struct io_reader {
    struct io_input input;
    struct io_options options;
    struct rows rows;
    struct mapping mapping;
    struct making making;
    struct io_about about;
    char *header;       /* owned */
    struct map told;    /* unknown values that were told of */
    struct arena arena; /* of their names */
    tocsin_error error; /* of the input */
};

enum { HEAD = 64 << 10, TOLD_MAX = 1000 };

/* ---- which format ---------------------------------------------------------------- */

static tocsin_status not_known(const struct io_reader *reader, text head,
                               tocsin_error *error)
{
    text line = tc_text_slice(head, 0, tc_text_find(head, TEXT("\n")));
    int shown = line.size > 120 ? 120 : (int)line.size;
    return tc_fail(error, TOCSIN_FORMAT, reader->input.file, 1, -1,
                   "no heading or columns of a known format: \"%.*s\"", shown,
                   shown ? line.data : "");
}

/* The name in a mapping that is built in, without reading all of it. */
static text format_of(text source)
{
    const text mark = TEXT("\nformat = ");
    size_t at = tc_text_find(source, mark);
    text rest = at == SIZE_MAX ? (text){NULL, 0}
                               : tc_text_slice(source, at + mark.size, source.size);
    return tc_text_slice(rest, 0, tc_text_find(rest, TEXT("\n")));
}

/* "gdelt" stands for the one of gdelt1, gdelt2 and gdelt-mentions that fits. */
static bool is_wanted(const struct mapping *m, text wanted, text head)
{
    if (!wanted.size || tc_text_equal(wanted, TEXT("auto")))
        return tc_mapping_fits(m, head);
    return tc_text_equal(m->format, wanted) ||
           (tc_text_begins(m->format, wanted) && tc_mapping_fits(m, head));
}

static tocsin_status choose(struct io_reader *reader, text head, tocsin_error *error)
{
    const struct io_options *options = &reader->options;
    struct mapping *m = &reader->mapping;
    text wanted = tc_text(options->format), source;
    bool any = !wanted.size || tc_text_equal(wanted, TEXT("auto")), exists = any;
    if (options->mapping.data)
        return tc_mapping_read(m, options->mapping, options->mapping_file, error);
    for (size_t i = 0; (source = tc_mapping_built_in(i)).data; i++) {
        if (!any && !tc_text_begins(format_of(source), wanted))
            continue;
        tocsin_status status = tc_mapping_read(m, source, "built-in mapping", error);
        if (status != TOCSIN_OK)
            return status;
        if (is_wanted(m, wanted, head))
            return TOCSIN_OK;
        exists = true;
        tc_mapping_release(m);
    }
    if (!exists)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "there is no format \"%.*s\"",
                       (int)wanted.size, wanted.data);
    return not_known(reader, head, error);
}

/* ---- the heading ----------------------------------------------------------------- */

static tocsin_status no_memory(const struct io_reader *reader, tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, reader->input.file, 0, -1, "out of memory");
}

/* The heading as it stood, with the mark before it. */
static tocsin_status keep_header(struct io_reader *reader, text mark,
                                 tocsin_error *error)
{
    text native = reader->rows.native;
    reader->header = tc_alloc(mark.size + native.size);
    if (!reader->header)
        return no_memory(reader, error);
    if (mark.size)
        memcpy(reader->header, mark.data, mark.size);
    if (native.size)
        memcpy(reader->header + mark.size, native.data, native.size);
    reader->about.header = (text){reader->header, mark.size + native.size};
    return TOCSIN_OK;
}

static tocsin_status read_header(struct io_reader *reader, text mark,
                                 tocsin_error *error)
{
    struct rows *rows = &reader->rows;
    struct making *making = &reader->making;
    const char *why = NULL;
    if (!reader->mapping.header) {
        making->columns = reader->mapping.column_count;
        making->columns_least = reader->mapping.column_least;
        return tc_mapping_bind(&reader->mapping, NULL, 0, reader->input.file, error);
    }
    tocsin_status status = tc_rows_next(rows, &why);
    if (status == TOCSIN_DONE)
        return tc_fail(error, TOCSIN_FORMAT, reader->input.file, 1, -1,
                       "there is no heading");
    if (status != TOCSIN_OK && why)
        return tc_fail(error, TOCSIN_FORMAT, reader->input.file, 1, -1,
                       "the heading has %s", why);
    if (status != TOCSIN_OK) {
        if (error)
            *error = reader->error;
        return status;
    }
    making->columns = making->columns_least = rows->count;
    status = tc_mapping_bind(&reader->mapping, rows->fields, rows->count,
                             reader->input.file, error);
    return status == TOCSIN_OK ? keep_header(reader, mark, error) : status;
}

/* ---- opening --------------------------------------------------------------------- */

static void describe(struct io_reader *reader)
{
    const struct mapping *m = &reader->mapping;
    reader->about.project = m->project;
    reader->about.format = m->format;
    reader->about.coder = m->coder;
    reader->about.mentions = m->mentions;
    reader->rows.delimiter = m->delimiter;
    reader->rows.quotes = m->quotes;
    reader->rows.long_quotes = m->long_quotes;
}

static tocsin_status begin(struct io_reader *reader, tocsin_error *error)
{
    struct rows *rows = &reader->rows;
    text head = tc_rows_peek(rows, HEAD), mark = {NULL, 0};
    if (!head.size && rows->broken != TOCSIN_OK) {
        if (error)
            *error = reader->error;
        return rows->broken;
    }
    if (!head.size)
        return tc_fail(error, TOCSIN_EMPTY, reader->input.file, 0, -1,
                       "the file is empty");
    if (tc_text_begins(head, TEXT("\xff\xfe")) ||
        tc_text_begins(head, TEXT("\xfe\xff")))
        return tc_fail(error, TOCSIN_ENCODING, reader->input.file, 0, 0,
                       "UTF-16: save it as UTF-8");
    if (tc_text_begins(head, TEXT("\xef\xbb\xbf"))) {
        mark = TEXT("\xef\xbb\xbf");
        tc_rows_skip(rows, mark.size);
        head = tc_text_slice(head, mark.size, head.size);
    }
    tocsin_status status = choose(reader, head, error);
    if (status != TOCSIN_OK)
        return status;
    describe(reader);
    status = tc_making_init(&reader->making, &reader->mapping);
    if (status != TOCSIN_OK)
        return no_memory(reader, error);
    reader->making.known = reader->options.known;
    return read_header(reader, mark, error);
}

tocsin_status tc_io_open(const struct io_input *input, const struct io_options *options,
                         struct io_reader **out, tocsin_error *error)
{
    *out = NULL;
    struct io_reader *reader = tc_alloc(sizeof *reader);
    if (!reader)
        return tc_fail(error, TOCSIN_MEMORY, input->file, 0, -1, "out of memory");
    memset(reader, 0, sizeof *reader);
    reader->input = *input;
    reader->options = *options;
    tc_map_init(&reader->told);
    tc_arena_init(&reader->arena, 0);
    tc_rows_init(&reader->rows, &reader->input, &reader->error);
    tocsin_status status = begin(reader, error);
    if (status == TOCSIN_OK)
        *out = reader;
    else
        tc_io_close(reader);
    return status;
}

const struct io_about *tc_io_about(const struct io_reader *reader)
{
    return &reader->about;
}

void tc_io_close(struct io_reader *reader)
{
    if (!reader)
        return;
    tc_rows_release(&reader->rows);
    tc_making_release(&reader->making);
    tc_mapping_release(&reader->mapping);
    tc_map_release(&reader->told);
    tc_arena_release(&reader->arena);
    tc_free(reader->header);
    tc_free(reader);
}

/* ---- reading --------------------------------------------------------------------- */

static tocsin_status tell(struct io_reader *reader, tocsin_status status, text wrong,
                          const char *why)
{
    tocsin_error problem;
    int shown = wrong.size > 120 ? 120 : (int)wrong.size;
    if (!reader->options.problem)
        return TOCSIN_OK;
    (void)tc_fail(&problem, status, reader->input.file, reader->rows.first_line, -1,
                  "%s%s%.*s%s", why, shown ? " \"" : "", shown, shown ? wrong.data : "",
                  shown ? "\"" : "");
    return reader->options.problem(reader->options.context, &problem);
}

/* Whether it was told already; else it has been from now on. */
static tocsin_status was_told(struct io_reader *reader, text what, text value,
                              bool *told)
{
    char bytes[256];
    uint32_t seen;
    int size = snprintf(bytes, sizeof bytes, "%.*s %.*s", (int)what.size, what.data,
                        (int)value.size, value.data);
    text key = {bytes, size < 0 ? 0 : (size_t)size};
    *told = reader->told.count >= TOLD_MAX || tc_map_get(&reader->told, key, &seen);
    if (*told)
        return TOCSIN_OK;
    key = tc_arena_copy(&reader->arena, key);
    return key.data && tc_map_put(&reader->told, key, 1) ? TOCSIN_OK : TOCSIN_MEMORY;
}

/* The first row in which a value is unknown is told, the others are counted. */
static tocsin_status tell_unknown(struct io_reader *reader, struct io_counts *counts)
{
    struct making *making = &reader->making;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < making->unknown_count && status == TOCSIN_OK; i++) {
        char why[80];
        bool told;
        text what = tc_text_slice(making->unknown_what[i], 0, 40);
        text value = tc_text_slice(making->unknown[i], 0, 200);
        counts->warnings++;
        status = was_told(reader, what, value, &told);
        if (status != TOCSIN_OK || told)
            continue;
        (void)snprintf(why, sizeof why, "left out: unknown %.*s", (int)what.size,
                       what.data);
        status = tell(reader, TOCSIN_OK, value, why);
    }
    return status;
}

static tocsin_status one_row(struct io_reader *reader, import_function row,
                             void *context, struct io_counts *counts)
{
    struct making *making = &reader->making;
    bool made = tc_making_row(making, &reader->rows);
    if (making->memory)
        return TOCSIN_MEMORY;
    if (!made && making->why) {
        counts->bad++;
        return tell(reader, TOCSIN_FORMAT, making->wrong, making->why);
    }
    if (!made) {
        counts->passed++;
        return TOCSIN_OK;
    }
    if (making->unknown_count) {
        tocsin_status status = tell_unknown(reader, counts);
        if (status != TOCSIN_OK)
            return status;
    }
    counts->rows++;
    return row(context, &making->row);
}

tocsin_status tc_io_read(struct io_reader *reader, import_function row, void *context,
                         struct io_counts *counts, tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    memset(counts, 0, sizeof *counts);
    while (status == TOCSIN_OK) {
        const char *why = NULL;
        status = tc_rows_next(&reader->rows, &why);
        if (status == TOCSIN_DONE)
            break;
        if (status == TOCSIN_OK) {
            status = one_row(reader, row, context, counts);
            if (status == TOCSIN_MEMORY)
                (void)no_memory(reader, error);
        } else if (why) {
            counts->bad++;
            status =
                tell(reader, status, tc_text_slice(reader->rows.native, 0, 60), why);
        } else if (error) {
            *error = reader->error;
        }
    }
    counts->bytes = reader->rows.bytes;
    return status == TOCSIN_DONE ? TOCSIN_OK : status;
}
