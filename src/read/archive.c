/* archive.c: records of web archives, WARC 0.17 to 1.1 (ISO 28500) and ARC.
 *
 * The free archives of the web (CC-NEWS and others) come so, a gzip member a record,
 * which input.c has taken off already. A record is its head, Content-Length bytes and
 * an empty line. What stands between records and is none is passed over up to the next
 * record and told once: a damaged record loses itself alone.
 */
#include "read/inside.h"

#include <string.h>
#include <strings.h>

#define LINE_MAXIMUM ((size_t)64 << 10) /* of a head */
#define HEAD_LINES   512

enum format tc_archive_format(text head)
{
    if (tc_text_begins(head, TEXT("WARC/1.")) || tc_text_begins(head, TEXT("WARC/0.")))
        return FORMAT_WARC;
    return tc_text_begins(head, TEXT("filedesc://")) ? FORMAT_ARC : FORMAT_BINARY;
}

/* -1: it is none, or more than an archive can hold. */
static long long number(text t)
{
    long long value;
    return tc_text_integer(t, 0, INT64_MAX / 2, &value) ? value : -1;
}

static tocsin_status no_memory(const struct place *place)
{
    return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line, place->byte,
                   "out of memory");
}

static tocsin_status not_a_record(const struct place *place, const char *why)
{
    return tc_fail(place->error, TOCSIN_FORMAT, place->file, 0, place->byte, "%s", why);
}

/* ---- WARC ------------------------------------------------------------------------ */

/* "Name: value" to the value, if the name is this one. */
static bool field(text line, text name, text *value)
{
    if (line.size <= name.size || line.data[name.size] != ':' ||
        strncasecmp(line.data, name.data, name.size) != 0)
        return false;
    *value = tc_text_trim(tc_text_slice(line, name.size + 1, line.size));
    return true;
}

static bool keep(struct arena *arena, text value, text *to)
{
    *to = value.size ? tc_arena_copy(arena, value) : (text){NULL, 0};
    return value.size == 0 || to->data;
}

static tocsin_status warc_head(struct input *input, struct arena *arena,
                               struct record *out, const struct place *place)
{
    out->size = -1;
    for (int count = 0; count < HEAD_LINES; count++) {
        text line, value;
        tocsin_status status = tc_input_line(input, LINE_MAXIMUM, &line);
        if (status == TOCSIN_DONE)
            return not_a_record(place, "the record ends within its head");
        if (status == TOCSIN_LIMIT)
            continue;
        if (status != TOCSIN_OK)
            return status;
        line = tc_text_trim(line);
        bool kept = true;
        if (line.size == 0)
            return out->size >= 0 ? TOCSIN_OK
                                  : not_a_record(place, "a record without its length");
        if (field(line, TEXT("Content-Length"), &value))
            out->size = number(value);
        else if (field(line, TEXT("WARC-Type"), &value))
            kept = keep(arena, value, &out->type);
        else if (field(line, TEXT("WARC-Target-URI"), &value))
            kept = keep(arena, value, &out->target);
        else if (field(line, TEXT("Content-Type"), &value))
            kept = keep(arena, value, &out->mime);
        if (!kept)
            return no_memory(place);
    }
    return not_a_record(place, "a head of more than 512 lines");
}

/* ---- ARC ------------------------------------------------------------------------- */

/* The n-th word; from the end where n is negative. */
static text word(text line, int n)
{
    size_t begin[16], end[16], count = 0;
    for (size_t i = 0; i < line.size && count < 16;) {
        while (i < line.size && line.data[i] == ' ')
            i++;
        if (i == line.size)
            break;
        begin[count] = i;
        while (i < line.size && line.data[i] != ' ')
            i++;
        end[count++] = i;
    }
    size_t at = n >= 0 ? (size_t)n : count + (size_t)n;
    return at < count ? tc_text_slice(line, begin[at], end[at]) : (text){NULL, 0};
}

/* "URL IP date type length", in the second version with more before the length. */
static tocsin_status arc_head(struct arena *arena, text line, struct record *out,
                              const struct place *place)
{
    out->size = number(word(line, -1));
    text target = word(line, 0), mime = word(line, 3);
    if (out->size < 0 || tc_text_find(target, TEXT(":")) == SIZE_MAX)
        return not_a_record(place, "not a record of an ARC file");
    bool page = tc_text_begins(target, TEXT("http"));
    if (!keep(arena, target, &out->target) || !keep(arena, mime, &out->mime))
        return no_memory(place);
    out->type = page ? TEXT("response") : TEXT("warcinfo");
    return TOCSIN_OK;
}

/* ---- the next record ------------------------------------------------------------- */

/* Passes over lines up to the next record. */
static void seek_record(struct input *input)
{
    text line;
    for (;;) {
        text head = tc_input_peek(input, 16);
        if (tc_archive_format(head) == FORMAT_WARC)
            return;
        tocsin_status status = tc_input_line(input, LINE_MAXIMUM, &line);
        if (status != TOCSIN_OK && status != TOCSIN_LIMIT)
            return;
    }
}

tocsin_status tc_record_next(struct input *input, struct arena *arena,
                             enum format format, struct record *out,
                             struct place *place)
{
    text line;
    memset(out, 0, sizeof *out);
    tocsin_status status;
    do {
        place->byte = (long long)input->offset;
        status = tc_input_line(input, LINE_MAXIMUM, &line);
        line = status == TOCSIN_OK ? tc_text_trim(line) : (text){NULL, 0};
    } while (status == TOCSIN_OK && line.size == 0);
    if (status == TOCSIN_LIMIT)
        return not_a_record(place, "not a record of an archive");
    if (status != TOCSIN_OK)
        return status;
    if (format == FORMAT_ARC)
        return arc_head(arena, line, out, place);
    status = tc_archive_format(line) == FORMAT_WARC
                 ? warc_head(input, arena, out, place)
                 : not_a_record(place, "not a record of a WARC file");
    if (status == TOCSIN_FORMAT && input->status == TOCSIN_OK)
        seek_record(input);
    return status;
}

bool tc_record_is(const struct record *record, const char *type)
{
    return tc_text_equal_fold(record->type, tc_text(type));
}
