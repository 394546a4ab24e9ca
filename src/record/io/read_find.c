/* read_find.c: the columns that a file has, to those that a mapping names.
 *
 * Projects rename "EVENT_DATE" to "event_date" and "Event Date" from one release to the
 * next, so a name is compared by its letters and digits alone. Where a release dropped
 * a column, the mapping says so by a "?" behind its name. /
 */
#include "record/io/io.h"

#include <string.h>

enum { NAME_MAX_BYTES = 256 };

/* Letters and digits of a name, small; at most size bytes. */
static size_t plain_name(text name, char *out, size_t size)
{
    char folded[NAME_MAX_BYTES];
    size_t length = tc_io_fold(name, folded, sizeof folded), used = 0;
    for (size_t i = 0; i < length && used < size; i++) {
        unsigned char c = (unsigned char)folded[i];
        if (c >= 0x80 || tc_is_digit(c) || (c >= 'a' && c <= 'z'))
            out[used++] = (char)c;
    }
    return used;
}

static bool same_name(text a, text b)
{
    char x[NAME_MAX_BYTES], y[NAME_MAX_BYTES];
    size_t size = plain_name(a, x, sizeof x);
    return size > 0 && size == plain_name(b, y, sizeof y) && memcmp(x, y, size) == 0;
}

static int column_of(const text *names, size_t count, text wanted)
{
    for (size_t i = 0; i < count; i++)
        if (same_name(names[i], wanted))
            return (int)i;
    return -1;
}

tocsin_status tc_mapping_bind(struct mapping *mapping, const text *heading,
                              size_t count, const char *file, tocsin_error *error)
{
    const text *names = heading ? heading : mapping->columns;
    if (!heading)
        count = mapping->column_count;
    for (size_t i = 0; i < mapping->way_count; i++) {
        struct way *way = &mapping->ways[i];
        if (!way->column.size)
            continue;
        way->index = column_of(names, count, way->column);
        if (way->index < 0 && !way->optional)
            return tc_fail(error, TOCSIN_FORMAT, file, 1, -1,
                           "there is no column \"%.*s\", which line %ld of the "
                           "mapping %.*s wants",
                           (int)way->column.size, way->column.data, way->line,
                           (int)mapping->format.size, mapping->format.data);
    }
    return TOCSIN_OK;
}

/* ---- which format a file has ----------------------------------------------------- */

static text bare(text t)
{
    t = tc_text_trim(t);
    bool quoted = t.size >= 2 && t.data[0] == '"' && t.data[t.size - 1] == '"';
    return quoted ? tc_text_slice(t, 1, t.size - 1) : t;
}

static bool all_digits(text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (!tc_is_digit((unsigned char)t.data[i]))
            return false;
    return t.size > 0;
}

bool tc_mapping_fits(const struct mapping *mapping, text head)
{
    text fields[COLUMNS_MAX];
    size_t count = 0;
    text left = tc_text_slice(head, 0, tc_text_find(head, TEXT("\n")));
    text mark = {&mapping->delimiter, 1};
    while (left.data && count < COLUMNS_MAX) {
        size_t end = tc_text_find(left, mark);
        fields[count++] = bare(tc_text_slice(left, 0, end));
        if (end == SIZE_MAX)
            break;
        left = (text){left.data + end + 1, left.size - end - 1};
    }
    if (!mapping->header &&
        (count < mapping->column_least || count > mapping->column_count))
        return false;
    for (size_t i = 0; i < mapping->signature_count; i++) {
        text wanted = mapping->signature[i];
        int at = mapping->header
                     ? column_of(fields, count, wanted)
                     : column_of(mapping->columns, mapping->column_count, wanted);
        if (at < 0 || (size_t)at >= count ||
            (!mapping->header && !all_digits(fields[at])))
            return false;
    }
    return mapping->signature_count > 0;
}
