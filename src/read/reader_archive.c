/* read/reader_archive.c: an archive's records to documents, one at a time.
 *
 * archive.c gives the head of a record; here it is decided whether its content is a
 * page, and that is read. All else is passed over and counted.
 */
#include "read/reading.h"

#include <string.h>

/* The page in a record's content, or what to do with it: PAGE, PLAIN; BINARY: no text,
 * to be passed over. */
static enum format open_record(struct reader *reader, const struct record *record,
                               text content, struct http *page, tocsin_status *status)
{
    bool response = tc_record_is(record, "response");
    *page = (struct http){200, record->mime, content};
    if (response &&
        (reader->archive == FORMAT_WARC || tc_text_begins(content, TEXT("HTTP/"))))
        *status = tc_http_read(&reader->keep, &reader->deflate, content,
                               TC_MARKUP_MAXIMUM, page);
    if (*status != TOCSIN_OK || page->code != 200)
        return FORMAT_BINARY;
    static const char *const html[] = {"text/html", "application/xhtml+xml", NULL};
    for (size_t i = 0; html[i]; i++)
        if (tc_mime_is(page->mime, html[i]))
            return FORMAT_PAGE;
    if (page->mime.size && !tc_mime_is(page->mime, "text/plain") &&
        !tc_mime_is(page->mime, "application/octet-stream"))
        return FORMAT_BINARY;
    enum format format = tc_sniff(tc_text_slice(page->body, 0, TC_HEAD_SIZE), "");
    if (format == FORMAT_MAIL) /* a list's archive on the web is a page of text */
        return FORMAT_PLAIN;
    return format == FORMAT_PAGE || format == FORMAT_PLAIN ? format : FORMAT_BINARY;
}

static tocsin_status read_record(struct reader *reader, struct arena *arena,
                                 const struct http *page, enum format format,
                                 tocsin_document *out, const struct place *place)
{
    text utf8, charset = tc_mime_charset(page->mime);
    if (charset.size == 0 && format == FORMAT_PAGE)
        charset = tc_declared_charset(page->body);
    tocsin_status status = tc_decode(&reader->keep, page->body, charset, &utf8, place);
    return status == TOCSIN_OK ? tc_reader_text(reader, arena, format, utf8, out, place)
                               : status;
}

static tocsin_status lose(const struct place *place, tocsin_status status,
                          const char *why)
{
    return tc_fail(place->error, status, place->file, 0, place->byte, "%s", why);
}

/* The content of a record that holds no page, or too large a one. */
static tocsin_status pass_record(struct reader *reader, const struct record *record,
                                 bool wanted, const struct place *place)
{
    bool whole = tc_input_pass(&reader->input, (uint64_t)record->size);
    if (reader->input.status != TOCSIN_OK)
        return TOCSIN_DONE; /* which the next record tells */
    if (!whole)
        return lose(place, TOCSIN_FORMAT, "the record ends too early");
    return wanted ? lose(place, TOCSIN_LIMIT, "a record of more than 16 MiB")
                  : TOCSIN_DONE;
}

/* A record's content to a document. DONE: there is none in it. */
static tocsin_status try_record(struct reader *reader, struct arena *arena,
                                const struct record *record, tocsin_document *out,
                                const struct place *place)
{
    bool wanted = tc_record_is(record, "response") ||
                  tc_record_is(record, "resource") ||
                  tc_record_is(record, "conversion");
    if (!wanted || (uint64_t)record->size > TC_MARKUP_MAXIMUM + TC_HEAD_SIZE)
        return pass_record(reader, record, wanted, place);
    size_t size = (size_t)record->size;
    text content = tc_input_peek(&reader->input, size);
    tc_input_skip(&reader->input, content.size);
    if (content.size < size && reader->input.status != TOCSIN_OK)
        return TOCSIN_DONE; /* which the next record tells */
    if (content.size < size)
        return lose(place, TOCSIN_FORMAT, "the record ends too early");
    struct http page;
    tocsin_status status = TOCSIN_OK;
    enum format format = open_record(reader, record, content, &page, &status);
    if (status != TOCSIN_OK)
        return lose(place, status,
                    status == TOCSIN_FORMAT  ? "not a response of a web server"
                    : status == TOCSIN_LIMIT ? "a page that unpacks to too much"
                                             : "out of memory");
    memset(out, 0, sizeof *out);
    if (format == FORMAT_BINARY)
        return TOCSIN_DONE;
    out->url = tc_arena_copy(arena, record->target);
    return record->target.size && !out->url.data
               ? tc_reader_no_memory(place)
               : read_record(reader, arena, &page, format, out, place);
}

tocsin_status tc_reader_next_record(struct reader *reader, struct arena *arena,
                                    tocsin_document *out, tocsin_error *error)
{
    for (;;) {
        struct record record;
        struct place place = tc_reader_place(reader, error);
        tc_arena_reset(&reader->keep);
        tocsin_status status = tc_record_next(&reader->input, &reader->keep,
                                              reader->archive, &record, &place);
        tc_reader_count_bytes(reader);
        if (status == TOCSIN_OK) {
            status = try_record(reader, arena, &record, out, &place);
            tc_reader_count_bytes(reader);
            if (status != TOCSIN_DONE)
                return status;
            reader->counts.passed++;
            continue;
        }
        if (status == TOCSIN_FORMAT || status == TOCSIN_MEMORY) {
            if (reader->input.status == TOCSIN_OK)
                return status;
        }
        if (reader->input.status != TOCSIN_OK)
            status = tc_reader_broken_off(reader, &place);
        tc_reader_close_file(reader);
        return status;
    }
}
