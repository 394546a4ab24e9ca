/* read_rows.c: the bytes of a file as rows and fields.
 *
 * GDELT's files have 61 columns in some 400 bytes, no quotes, and come by the hundred
 * million, so that a row is found by memchr() and split in one pass over its bytes,
 * where it lies. Files with quotes (RFC 4180) are walked byte by byte. What is wrong
 * costs one row: a quote that is never closed is told, its line alone is passed over,
 * and reading goes on with the next line.
 */
#include "record/io/io.h"

#include <string.h>

void tc_rows_init(struct rows *rows, const struct io_input *input, tocsin_error *error)
{
    memset(rows, 0, offsetof(struct rows, fields));
    rows->input = input;
    rows->error = error;
    rows->delimiter = '\t';
    rows->line = 1;
    rows->count = 0;
    tc_buffer_init(&rows->unquoted, 2 * ROW_MAX);
}

void tc_rows_release(struct rows *rows)
{
    tc_free(rows->window);
    rows->window = NULL;
    tc_buffer_release(&rows->unquoted);
}

/* ---- the window ------------------------------------------------------------------ */

static bool make_room(struct rows *rows)
{
    if (rows->begin > 0) {
        memmove(rows->window, rows->window + rows->begin, rows->fill - rows->begin);
        rows->fill -= rows->begin;
        rows->begin = 0;
    }
    if (rows->fill < rows->room)
        return true;
    size_t room = rows->room ? 2 * rows->room : WINDOW_START;
    char *window = tc_realloc(rows->window, room);
    if (!window) {
        rows->broken = tc_fail(rows->error, TOCSIN_MEMORY, rows->input->file, 0, -1,
                               "out of memory");
        return false;
    }
    rows->window = window;
    rows->room = room;
    return true;
}

/* Reads more behind fill. false: there is no more, or the window holds ROW_MAX. */
static bool more(struct rows *rows)
{
    size_t got = 0;
    if (rows->end || rows->fill - rows->begin > ROW_MAX || !make_room(rows))
        return false;
    tocsin_status status =
        rows->input->read(rows->input->context, rows->window + rows->fill,
                          rows->room - rows->fill, &got, rows->error);
    if (status != TOCSIN_OK) {
        rows->broken = status;
        rows->end = true;
        return false;
    }
    rows->end = got == 0;
    rows->fill += got;
    rows->bytes += got;
    return got > 0;
}

text tc_rows_peek(struct rows *rows, size_t want)
{
    while (rows->fill - rows->begin < want && more(rows))
        continue;
    size_t have = rows->fill - rows->begin;
    return (text){have ? rows->window + rows->begin : "", have < want ? have : want};
}

void tc_rows_skip(struct rows *rows, size_t size)
{
    rows->begin += size;
}

/* The line at the front without its "\n", which is counted in *whole. false: there is
 * none, or it does not end within ROW_MAX. */
static bool front_line(struct rows *rows, text *line, size_t *whole)
{
    size_t seen = 0;
    for (;;) {
        size_t have = rows->fill - rows->begin;
        const char *start = have ? rows->window + rows->begin : "";
        const char *at = have > seen ? memchr(start + seen, '\n', have - seen) : NULL;
        if (at) {
            *line = (text){start, (size_t)(at - start)};
            *whole = line->size + 1;
            return line->size <= ROW_MAX;
        }
        seen = have;
        if (more(rows))
            continue;
        /* what stands behind the last line end is a line when the file ends there */
        *line = (text){rows->fill > rows->begin ? rows->window + rows->begin : "",
                       rows->fill - rows->begin};
        *whole = line->size;
        return rows->end && rows->broken == TOCSIN_OK && line->size > 0 &&
               line->size <= ROW_MAX;
    }
}

/* Passes over a line that is longer than ROW_MAX. */
static void skip_long_line(struct rows *rows)
{
    for (;;) {
        size_t have = rows->fill - rows->begin;
        const char *start = have ? rows->window + rows->begin : "";
        const char *at = have ? memchr(start, '\n', have) : NULL;
        if (at) {
            rows->begin += (size_t)(at - start) + 1;
            rows->line++;
            return;
        }
        rows->begin = rows->fill;
        if (!more(rows))
            return;
    }
}

/* ---- fields ---------------------------------------------------------------------- */

static const char too_many[] = "more than 512 columns";

/* Eight bytes at a time: the high bit of each that is the delimiter. */
static uint64_t delimiters_in(uint64_t eight, uint64_t delimiters)
{
    const uint64_t low = 0x7f7f7f7f7f7f7f7fU;
    uint64_t x = eight ^ delimiters;
    return ~(((x & low) + low) | x | low);
}

/* Where in its eight bytes the lowest of such bits is, as they lie in memory. */
static unsigned lowest(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits) / 8;
}

static uint64_t load(const char *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

static const char *split_plain(struct rows *rows, text row)
{
    const char *at = row.data, *end = row.data + row.size, *begin = at;
    char delimiter = rows->delimiter;
    uint64_t delimiters = 0x0101010101010101U * (unsigned char)delimiter;
    size_t count = 0;
    if (row.size && end[-1] == '\r')
        end--;
    for (; at + 8 <= end; at += 8) {
        uint64_t bits = delimiters_in(load(at), delimiters);
        for (; bits; bits &= bits - 1) {
            const char *mark = at + lowest(bits);
            if (count + 1 >= COLUMNS_MAX)
                return too_many;
            rows->fields[count++] = (text){begin, (size_t)(mark - begin)};
            begin = mark + 1;
        }
    }
    for (; at < end; at++) {
        if (*at != delimiter)
            continue;
        if (count + 1 >= COLUMNS_MAX)
            return too_many;
        rows->fields[count++] = (text){begin, (size_t)(at - begin)};
        begin = at + 1;
    }
    rows->fields[count++] = (text){begin, (size_t)(end - begin)};
    rows->count = count;
    return NULL;
}

/* Takes the doubled quotes out of what stood between two. */
static text unquote(struct rows *rows, text quoted)
{
    char *to = tc_buffer_room(&rows->unquoted, quoted.size);
    if (!to) /* its room was made for the whole row */
        return quoted;
    size_t size = 0;
    for (size_t i = 0; i < quoted.size; i++) {
        to[size++] = quoted.data[i];
        if (quoted.data[i] == '"')
            i++;
    }
    rows->unquoted.size += size;
    return (text){to, size};
}

/* Behind the quote that opens at *at: the field between, *at behind the closing one.
 * false: it does not close within row. */
static bool quoted_field(struct rows *rows, text row, size_t *at, text *field)
{
    size_t begin = ++*at;
    bool doubled = false;
    for (;;) {
        const char *quote =
            *at < row.size ? memchr(row.data + *at, '"', row.size - *at) : NULL;
        if (!quote)
            return false;
        *at = (size_t)(quote - row.data) + 1;
        if (*at >= row.size || row.data[*at] != '"')
            break;
        doubled = true;
        ++*at;
    }
    *field = tc_text_slice(row, begin, *at - 1);
    if (doubled)
        *field = unquote(rows, *field);
    return true;
}

enum found { ROW, OPEN_QUOTE, STRAY_QUOTE, MANY };

static bool ends_field(const struct rows *rows, text bytes, size_t at)
{
    return at >= bytes.size || bytes.data[at] == rows->delimiter ||
           bytes.data[at] == '\n' ||
           (bytes.data[at] == '\r' &&
            (at + 1 == bytes.size || bytes.data[at + 1] == '\n'));
}

/* Up to the delimiter or the line's end. */
static size_t plain_field(const struct rows *rows, text bytes, size_t at)
{
    while (!ends_field(rows, bytes, at))
        at++;
    return at;
}

/* The row at the front of bytes; *size is how many it takes, without its "\n". */
static enum found split_quoted(struct rows *rows, text bytes, size_t *size)
{
    size_t at = 0;
    rows->count = 0;
    tc_buffer_clear(&rows->unquoted);
    (void)tc_buffer_room(&rows->unquoted, bytes.size);
    for (;;) {
        text field;
        size_t begin = at;
        if (rows->count == COLUMNS_MAX)
            return MANY;
        if (at < bytes.size && bytes.data[at] == '"') {
            if (!quoted_field(rows, bytes, &at, &field))
                return OPEN_QUOTE;
            if (!ends_field(rows, bytes, at))
                return STRAY_QUOTE;
        } else {
            at = plain_field(rows, bytes, at);
            field = tc_text_slice(bytes, begin, at);
        }
        rows->fields[rows->count++] = field;
        if (at < bytes.size && bytes.data[at] == rows->delimiter) {
            at++;
            continue;
        }
        if (at < bytes.size && bytes.data[at] == '\r')
            at++;
        *size = at;
        return ROW;
    }
}

/* ---- rows ------------------------------------------------------------------------ */

static bool is_ascii(text t)
{
    size_t i = 0;
    for (; i + 8 <= t.size; i += 8)
        if (load(t.data + i) & 0x8080808080808080U)
            return false;
    for (; i < t.size; i++)
        if ((unsigned char)t.data[i] & 0x80)
            return false;
    return true;
}

static long long line_ends(text t)
{
    long long count = 0;
    for (size_t i = 0; i < t.size; i++)
        count += t.data[i] == '\n';
    return count;
}

/* A row whose quotes hold line ends, or that has a quote gone wrong: *line is its first
 * line, and grows to the whole row. */
static const char *long_row(struct rows *rows, text *line, size_t *whole)
{
    size_t size = 0;
    for (;;) {
        text all = {rows->window + rows->begin, rows->fill - rows->begin};
        enum found found = split_quoted(rows, all, &size);
        /* the row may go on behind the window; a quote at its end may be doubled */
        if ((found == OPEN_QUOTE || (found == ROW && size == all.size)) && more(rows))
            continue;
        if (found == ROW && size <= ROW_MAX) {
            *line = tc_text_slice(all, 0, size);
            *whole = size + (size < all.size);
            return NULL;
        }
        /* the window may have moved: its first line anew */
        (void)front_line(rows, line, whole);
        return found == MANY          ? too_many
               : found == STRAY_QUOTE ? "text behind a closing quotation mark"
                                      : "a quotation mark that is not closed";
    }
}

static const char *split(struct rows *rows, text *line, size_t *whole)
{
    size_t size = 0;
    if (!rows->quotes || !line->size || !memchr(line->data, '"', line->size))
        return split_plain(rows, *line);
    enum found found = split_quoted(rows, *line, &size);
    if (found == ROW)
        return NULL;
    if (rows->long_quotes)
        return long_row(rows, line, whole);
    if (found == MANY)
        return too_many;
    return split_plain(rows, *line); /* quotes were only letters here */
}

tocsin_status tc_rows_next(struct rows *rows, const char **why)
{
    text line;
    size_t whole = 0;
    do {
        rows->first_line = rows->line;
        if (!front_line(rows, &line, &whole)) {
            if (rows->broken != TOCSIN_OK)
                return rows->broken;
            if (!line.size)
                return TOCSIN_DONE;
            *why = "a row of more than 4 MiB";
            rows->native = tc_text_slice(line, 0, 200);
            skip_long_line(rows);
            return rows->broken != TOCSIN_OK ? rows->broken : TOCSIN_LIMIT;
        }
        if (!line.size || (line.size == 1 && line.data[0] == '\r')) {
            rows->begin += whole;
            rows->line++;
            whole = 0;
        }
    } while (!whole);
    *why = split(rows, &line, &whole);
    if (rows->broken == TOCSIN_MEMORY)
        return TOCSIN_MEMORY;
    if (!*why && memchr(line.data, 0, line.size))
        *why = "a NUL byte";
    rows->native = line;
    rows->ascii = is_ascii(line);
    rows->begin += whole;
    rows->line += rows->quotes ? 1 + line_ends(line) : 1;
    return *why ? TOCSIN_FORMAT : TOCSIN_OK;
}
