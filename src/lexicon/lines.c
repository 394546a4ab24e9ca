/* lines.c: the dictionaries' lines, fields, numbers and dates. */
#include "lexicon/dictionary.h"

#include <math.h>
#include <string.h>

void tc_lines_begin(struct lines *lines, struct dictionary *d, text file, text bytes)
{
    text *name = tc_push(d, &d->files, ENTRY_LIMIT);
    d->file = tc_arena_copy(&d->arena, file);
    d->line = 0;
    if (!name || !d->file.data)
        d->failed = d->failed ? d->failed : TOCSIN_MEMORY;
    else
        *name = d->file;
    if (tc_text_begins(bytes, TEXT("\xEF\xBB\xBF")))
        bytes = tc_text_slice(bytes, 3, bytes.size);
    *lines = (struct lines){.dictionary = d, .left = bytes};
}

bool tc_line_next(struct lines *lines, text *line)
{
    struct dictionary *d = lines->dictionary;
    while (lines->left.size && !d->failed) {
        const char *end = memchr(lines->left.data, '\n', lines->left.size);
        size_t size = end ? (size_t)(end - lines->left.data) : lines->left.size;
        text whole = tc_text_slice(lines->left, 0, size);
        lines->left = tc_text_slice(lines->left, size + 1, lines->left.size);
        d->line++;
        *line = tc_text_trim(whole);
        if (line->size > LINE_MAX_BYTES) {
            tc_problem(d, "a line of more than %d bytes", LINE_MAX_BYTES);
            continue;
        }
        size_t bad = tc_utf8_check(*line);
        if (bad < line->size || (line->size && memchr(line->data, 0, line->size))) {
            tc_problem(d, "byte %zu of the line is not UTF-8 text", bad);
            continue;
        }
        if (line->size ? line->data[0] != '#' : lines->blanks)
            return true;
    }
    return false;
}

text tc_cut(text *left, char separator)
{
    const char *end = left->size ? memchr(left->data, separator, left->size) : NULL;
    size_t size = end ? (size_t)(end - left->data) : left->size;
    text part = tc_text_trim(tc_text_slice(*left, 0, size));
    *left = tc_text_slice(*left, size + 1, left->size);
    return part;
}

size_t tc_split(text line, char separator, text *fields, size_t room)
{
    size_t count = 0;
    for (;;) {
        const char *end = line.size ? memchr(line.data, separator, line.size) : NULL;
        text field = tc_cut(&line, separator);
        if (count < room)
            fields[count] = field;
        count++;
        if (!end)
            return count;
    }
}

bool tc_parse_decimal(text t, double low, double high, double *out)
{
    size_t at = 0, digits = 0;
    bool minus = t.size && t.data[0] == '-';
    if (t.size && (minus || t.data[0] == '+'))
        at++;
    double value = 0, scale = 1;
    bool behind = false;
    for (; at < t.size; at++) {
        if (t.data[at] == '.' && !behind) {
            behind = true;
            continue;
        }
        if (t.data[at] < '0' || t.data[at] > '9' || ++digits > 15)
            return false;
        value = value * 10 + (t.data[at] - '0');
        if (behind)
            scale *= 10;
    }
    value /= minus ? -scale : scale;
    *out = value;
    return digits && value >= low && value <= high;
}

static bool is_number(text t, size_t begin, size_t size, long long low, long long high,
                      int *out)
{
    long long value = 0;
    text part = tc_text_slice(t, begin, begin + size);
    if (part.size != size || part.data[0] == '-' ||
        !tc_text_integer(part, low, high, &value))
        return false;
    *out = (int)value;
    return true;
}

bool tc_parse_day(text t, bool last, int32_t *day)
{
    *day = TC_NO_DAY;
    if (!t.size || tc_text_equal(t, TEXT("-")))
        return true;
    int year = 0, month = last ? 12 : 1, date = 0;
    if ((t.size != 4 && t.size != 7 && t.size != 10) ||
        !is_number(t, 0, 4, 1, 9999, &year))
        return false;
    if (t.size >= 7 && (t.data[4] != '-' || !is_number(t, 5, 2, 1, 12, &month)))
        return false;
    if (t.size == 10) {
        if (t.data[7] != '-' || !is_number(t, 8, 2, 1, 31, &date))
            return false;
        *day = tc_day(year, month, date);
    } else if (!last) {
        *day = tc_day(year, month, 1);
    } else {
        *day = month == 12 ? tc_day(year, 12, 31) : tc_day(year, month + 1, 1) - 1;
    }
    return *day != TC_NO_DAY;
}
