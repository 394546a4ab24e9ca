/* read/reader.c: the door. From paths to documents, one a call.
 *
 * JSON lines are read through a sliding window, a feed item by item, an archive
 * record by record; a page or a text file is one document and held whole. Every error
 * is one tc_reader_next(): the caller reports it and calls again, and no input ends the
 * run.
 */
#include "read/reading.h"

#include <libxml/parser.h>
#include <string.h>

#define DOCUMENT_MAXIMUM ((size_t)64 << 20) /* when the options do not say */
#define OPTION_MAXIMUM   ((size_t)512 << 20)

/* ---- open and free --------------------------------------------------------------- */

static tocsin_status set_options(struct reader *reader,
                                 const tocsin_reader_options *options,
                                 tocsin_error *error)
{
    reader->maximum = DOCUMENT_MAXIMUM;
    if (!options)
        return TOCSIN_OK;
    reader->any_language = options->any_language;
    reader->conllu = options->from == TOCSIN_INPUT_CONLLU;
    if (options->max_document > 0)
        reader->maximum = options->max_document;
    if (reader->maximum > OPTION_MAXIMUM)
        reader->maximum = OPTION_MAXIMUM;
    if (options->publisher)
        tc_buffer_string(&reader->publisher, options->publisher);
    if (reader->publisher.failed)
        return TOCSIN_MEMORY;
    if (options->published &&
        tc_date_read(tc_text(options->published), reader->published) == 0)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "not a date: %s",
                       options->published);
    return TOCSIN_OK;
}

tocsin_status tc_reader_open(const char *const *paths, size_t count,
                             const tocsin_reader_options *options, struct reader **out,
                             tocsin_error *error)
{
    *out = NULL;
    if (count == 0 || !paths)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "no file to read");
    xmlInitParser();
    struct reader *reader = tc_alloc(sizeof *reader);
    if (!reader)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
    memset(reader, 0, sizeof *reader);
    reader->input.file = -1;
    tc_arena_init(&reader->keep, 0);
    tc_arena_init(&reader->posts.arena, 0);
    tc_buffer_init(&reader->path, 0);
    tc_buffer_init(&reader->publisher, 65536);
    tc_buffer_init(&reader->mail, TC_MARKUP_MAXIMUM);
    tc_language_init(&reader->languages);
    tc_links_init(&reader->links);
    tocsin_status status = tc_walk_open(&reader->walk, paths, count);
    if (status == TOCSIN_OK)
        status = set_options(reader, options, error);
    if (status == TOCSIN_OK)
        status = tc_reader_set_links(reader, options, error);
    if (status != TOCSIN_OK) {
        tc_reader_free(reader);
        if (status == TOCSIN_MEMORY)
            return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
        return status;
    }
    *out = reader;
    return TOCSIN_OK;
}

void tc_reader_free(struct reader *reader)
{
    if (!reader)
        return;
    tc_feed_close(&reader->feed);
    tc_input_release(&reader->input);
    tc_deflate_release(&reader->deflate);
    tc_walk_close(&reader->walk);
    tc_links_release(&reader->links);
    tc_arena_release(&reader->keep);
    tc_arena_release(&reader->posts.arena);
    tc_buffer_release(&reader->path);
    tc_buffer_release(&reader->publisher);
    tc_buffer_release(&reader->mail);
    tc_free(reader);
}

tocsin_reader_counts tc_reader_count(const struct reader *reader)
{
    return reader->counts;
}

/* ---- reading --------------------------------------------------------------------- */

static tocsin_status next_line(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    for (;;) {
        text line;
        long long byte = (long long)reader->input.offset;
        tocsin_status status = tc_input_line(&reader->input, reader->maximum, &line);
        tc_reader_count_bytes(reader);
        reader->line++;
        struct place place = tc_reader_place(reader, error);
        place.byte = byte;
        if (status == TOCSIN_LIMIT)
            return tc_fail(error, TOCSIN_LIMIT, place.file, place.line, byte,
                           "a line of more than %zu bytes", reader->maximum);
        if (status != TOCSIN_OK) {
            if (status != TOCSIN_DONE)
                status = tc_reader_broken_off(reader, &place);
            tc_reader_close_file(reader);
            return status;
        }
        if (tc_text_trim(line).size == 0)
            continue;
        text html;
        memset(out, 0, sizeof *out);
        status = tc_json_read(arena, line, out, &html, &place);
        bool stated = out->language.size > 0;
        if (status != TOCSIN_OK)
            return status;
        if (html.size > 0)
            return tc_reader_page(reader, arena, html, out, &place);
        return tc_reader_finish(reader, arena, stated, out, &place);
    }
}

static tocsin_status next_item(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    struct place place = tc_reader_place(reader, error);
    memset(out, 0, sizeof *out);
    tocsin_status status = tc_feed_next(&reader->feed, arena, out, &place);
    if (status == TOCSIN_OK) {
        tc_reader_absolute(reader, arena, out);
        return tc_reader_finish(reader, arena, false, out, &place);
    }
    if (status == TOCSIN_DONE) {
        tc_feed_close(&reader->feed);
        reader->stage = BETWEEN;
    }
    return status;
}

/* The whole file as clean UTF-8; in the window or in the arena. */
static tocsin_status whole_file(struct reader *reader, struct arena *arena,
                                enum format format, text *out,
                                const struct place *place)
{
    size_t maximum = reader->maximum;
    text bytes;
    if (format != FORMAT_PLAIN && maximum > TC_MARKUP_MAXIMUM)
        maximum = TC_MARKUP_MAXIMUM;
    tocsin_status status = tc_input_all(&reader->input, maximum, &bytes);
    tc_reader_count_bytes(reader);
    if (status == TOCSIN_LIMIT)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, 0, -1,
                       "a document of more than %zu bytes", maximum);
    if (status != TOCSIN_OK)
        return tc_reader_broken_off(reader, place);
    text declared = tc_mime_charset(reader->mime);
    if (format != FORMAT_PLAIN && declared.size == 0)
        declared = tc_declared_charset(bytes);
    return tc_decode(arena, bytes, declared, out, place);
}

static tocsin_status read_feed(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    struct place place = tc_reader_place(reader, error);
    text utf8 = {NULL, 0};
    tc_arena_reset(&reader->keep);
    tocsin_status status =
        whole_file(reader, &reader->keep, FORMAT_FEED, &utf8, &place);
    if (status == TOCSIN_OK) { /* the window is not the feed's to keep */
        utf8 = tc_arena_copy(&reader->keep, utf8);
        status = utf8.data ? tc_feed_open(&reader->feed, &reader->keep, utf8, &place)
                           : tc_reader_no_memory(&place);
    }
    tc_reader_close_file(reader);
    if (status != TOCSIN_OK) {
        tc_feed_close(&reader->feed);
        bool followed = status == TOCSIN_EMPTY && tc_reader_begin_sitemap(reader, utf8);
        return followed ? TOCSIN_DONE : status;
    }
    if (tc_reader_begin_feed(reader))
        return TOCSIN_DONE; /* its pages are next */
    memset(&reader->given, 0, sizeof reader->given);
    reader->stage = IN_FEED;
    return next_item(reader, arena, out, error);
}

static tocsin_status read_pdf(struct reader *reader, struct arena *arena,
                              tocsin_document *out, const struct place *place)
{
    text bytes;
    const struct buffer *given = &reader->links.pdftotext;
    const struct pdf_how how = {given->size > 0 ? given->data : NULL, reader->maximum,
                                0};
    tocsin_status status = tc_input_all(&reader->input, reader->maximum, &bytes);
    tc_reader_count_bytes(reader);
    if (status == TOCSIN_LIMIT)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, 0, -1,
                       "a document of more than %zu bytes", reader->maximum);
    if (status != TOCSIN_OK)
        return tc_reader_broken_off(reader, place);
    status = tc_pdf_read(arena, &how, bytes, out, place);
    return status == TOCSIN_OK ? tc_reader_finish(reader, arena, false, out, place)
                               : status;
}

static tocsin_status read_single(struct reader *reader, struct arena *arena,
                                 enum format format, tocsin_document *out,
                                 tocsin_error *error)
{
    struct place place = tc_reader_place(reader, error);
    text utf8 = {NULL, 0};
    memset(out, 0, sizeof *out);
    out->language = reader->given.language;
    if (format != FORMAT_PAGE || reader->links.kind == LINKS_OF_LIST)
        out->url = reader->given.url;
    tocsin_status status = format == FORMAT_PDF
                               ? read_pdf(reader, arena, out, &place)
                               : whole_file(reader, arena, format, &utf8, &place);
    if (status == TOCSIN_OK && format != FORMAT_PDF)
        status = tc_reader_text(reader, arena, format, utf8, out, &place);
    tc_reader_close_file(reader);
    return status;
}

static tocsin_status refuse(struct reader *reader, tocsin_status status,
                            const char *why, tocsin_error *error)
{
    tc_reader_close_file(reader);
    return tc_fail(error, status, reader->path.data, 0, 0, "%s", why);
}

static tocsin_status read_file(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    text head = tc_input_peek(&reader->input, TC_HEAD_SIZE);
    if (reader->conllu && head.size > 0) {
        reader->stage = IN_TREES;
        reader->inside = false;
        return tc_reader_next_batch(reader, arena, out, error);
    }
    enum format format = tc_sniff(head, reader->path.data);
    struct list list;
    if (format == FORMAT_PLAIN && tc_mime_is(reader->mime, "text/html"))
        format = FORMAT_PAGE;
    if (format == FORMAT_PLAIN && tc_reader_is_list(reader, &list))
        return tc_reader_begin_list(reader, &list, error);
    if (format != FORMAT_PLAIN && format != FORMAT_PAGE && format != FORMAT_PDF &&
        format != FORMAT_FEED)
        memset(&reader->given, 0, sizeof reader->given);
    if (head.size == 0 && reader->input.status != TOCSIN_OK) {
        struct place place = tc_reader_place(reader, error);
        tocsin_status status = tc_reader_broken_off(reader, &place);
        tc_reader_close_file(reader);
        return status;
    }
    switch (format) {
    case FORMAT_EMPTY:
        return refuse(reader, TOCSIN_EMPTY, "an empty file", error);
    case FORMAT_BINARY:
        return refuse(reader, TOCSIN_FORMAT, "not text but binary data", error);
    case FORMAT_ARRAY:
        return refuse(reader, TOCSIN_FORMAT,
                      "JSON, but not one object a line (JSON lines)", error);
    case FORMAT_OTHER_XML:
        return refuse(reader, TOCSIN_FORMAT, "XML, but neither a feed nor a page",
                      error);
    case FORMAT_FEED:
        return read_feed(reader, arena, out, error);
    case FORMAT_LINES:
        if (tc_text_begins(head, TEXT("\xEF\xBB\xBF")))
            tc_input_skip(&reader->input, 3);
        reader->stage = IN_LINES;
        return next_line(reader, arena, out, error);
    case FORMAT_WARC:
    case FORMAT_ARC:
        reader->archive = format;
        reader->stage = IN_ARCHIVE;
        return tc_reader_next_record(reader, arena, out, error);
    case FORMAT_MAIL:
        reader->stage = IN_MAIL;
        return tc_reader_next_message(reader, arena, out, error);
    case FORMAT_PAGE:
    case FORMAT_PLAIN:
    case FORMAT_PDF:
        break;
    }
    return read_single(reader, arena, format, out, error);
}

static tocsin_status open_next(struct reader *reader, tocsin_error *error)
{
    const char *path;
    tocsin_status status = tc_walk_next(&reader->walk, &path, error);
    if (status != TOCSIN_OK)
        return status;
    memset(&reader->given, 0, sizeof reader->given);
    return tc_is_url(tc_text(path)) ? tc_reader_open_url(reader, tc_text(path), error)
                                    : tc_reader_open_file(reader, tc_text(path), error);
}

tocsin_status tc_reader_next(struct reader *reader, struct arena *arena,
                             tocsin_document *out, tocsin_error *error)
{
    tocsin_status status = TOCSIN_DONE;
    while (status == TOCSIN_DONE) {
        if (reader->posts.next < reader->posts.count) {
            status = tc_reader_next_post(reader, arena, out, error);
        } else if (reader->stage == IN_LINES) {
            status = next_line(reader, arena, out, error);
        } else if (reader->stage == IN_FEED) {
            status = next_item(reader, arena, out, error);
        } else if (reader->stage == IN_MAIL) {
            status = tc_reader_next_message(reader, arena, out, error);
        } else if (reader->stage == IN_ARCHIVE) {
            status = tc_reader_next_record(reader, arena, out, error);
        } else if (reader->stage == IN_TREES) {
            status = tc_reader_next_batch(reader, arena, out, error);
        } else if (reader->links.give_item) {
            status = tc_reader_give_item(reader, arena, out, error);
        } else {
            bool linked = reader->links.kind != NO_LINKS;
            status =
                linked ? tc_reader_open_link(reader, error) : open_next(reader, error);
            if (status == TOCSIN_DONE && !linked)
                return TOCSIN_DONE;
            if (status == TOCSIN_OK)
                status = read_file(reader, arena, out, error);
        }
    }
    if (status != TOCSIN_OK) {
        reader->counts.skipped++;
        tc_reader_link_failed(reader, status);
    }
    return status;
}
