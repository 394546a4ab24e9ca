/* read/reader.c: the door. From paths to documents, one a call.
 *
 * JSON lines are read through a sliding window, a feed item by item, an archive
 * record by record; a page or a text file is one document and held whole. Every error
 * is one tc_reader_next(): the caller reports it and calls again, and no input ends the
 * run.
 */
#include "read/document.h"

#include "read/inside.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DOCUMENT_MAXIMUM ((size_t)64 << 20) /* when the options do not say */
#define OPTION_MAXIMUM   ((size_t)512 << 20)

#define MAIL_MAXIMUM ((size_t)16000000)
#define BATCH_SIZE   ((size_t)64 << 10) /* of CoNLL-U: some thousand words */

enum stage { BETWEEN, IN_LINES, IN_FEED, IN_TREES, IN_ARCHIVE, IN_MAIL };

struct reader {
    struct walk walk;
    struct input input;
    struct feed feed;
    struct posts posts;  /* of the page at hand */
    bool stated;         /* their language was given */
    long long post_byte; /* where their page lies */
    struct arena
        keep; /* what a feed needs from one item to the next; a record's head */
    enum format archive; /* of the file at hand */
    enum stage stage;
    struct buffer path; /* of the open file, NUL-terminated */
    struct buffer
        mail;       /* the message at hand; what follows it in a mbox: its first line */
    long long line; /* the last one read */
    size_t maximum; /* bytes of one document */
    bool any_language, conllu;
    bool inside; /* the rest of a sentence that was too long is to be passed over */
    struct buffer publisher; /* for documents that name none */
    char published[21];      /* for documents that bear no date; "" none */
    tocsin_reader_counts counts;
    uint64_t counted; /* bytes of the open file that counts has */
    struct languages languages;
};

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
    tocsin_status status = tc_walk_open(&reader->walk, paths, count);
    if (status == TOCSIN_OK)
        status = set_options(reader, options, error);
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
    tc_walk_close(&reader->walk);
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

/* ---- putting the values in order ------------------------------------------------- */

static void count_bytes(struct reader *reader)
{
    reader->counts.bytes += reader->input.offset - reader->counted;
    reader->counted = reader->input.offset;
}

static struct place place_of(const struct reader *reader, tocsin_error *error)
{
    return (struct place){reader->path.data, reader->line, -1, error};
}

static tocsin_status no_memory(const struct place *place)
{
    return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line, -1,
                   "out of memory");
}

/* One line without white space at its ends. */
static text flat(text t)
{
    return tc_text_trim(t);
}

/* given as tocsin writes days; empty when it cannot be read. */
static bool set_day(struct arena *arena, text given, text *out)
{
    char date[21];
    size_t size = tc_date_read(given, date);
    *out = size > 0 ? tc_arena_copy(arena, (text){date, size}) : (text){NULL, 0};
    return size == 0 || out->data;
}

static bool set_dates(struct reader *reader, struct arena *arena, tocsin_document *out)
{
    if (!set_day(arena, out->changed, &out->changed) ||
        !set_day(arena, out->published, &out->published))
        return false;
    if (out->published.size > 0)
        return true;
    reader->counts.undated++;
    return set_day(arena, tc_text(reader->published), &out->published);
}

static bool set_publisher(struct reader *reader, struct arena *arena,
                          tocsin_document *out)
{
    out->publisher = flat(out->publisher);
    text given = {reader->publisher.data, reader->publisher.size};
    if (out->publisher.size > 0 || given.size == 0)
        return true;
    out->publisher = tc_arena_copy(arena, given);
    return out->publisher.data;
}

static bool set_id(struct arena *arena, tocsin_document *out)
{
    out->url = flat(out->url);
    out->id = flat(out->id);
    if (out->id.size == 0)
        out->id = out->url;
    if (out->id.size > 0)
        return true;
    uint64_t hash = tc_hash(out->text.data, out->text.size);
    out->id = tc_arena_format(arena, "%08lx%08lx", (unsigned long)(hash >> 32),
                              (unsigned long)(hash & 0xffffffffu));
    return out->id.data;
}

/* stated: the language was given for this text, and is not a page's template's. */
static bool set_language(struct reader *reader, struct arena *arena, bool stated,
                         tocsin_document *out)
{
    char code[4];
    tc_language_code(out->language, code);
    const char *language = code;
    if (!stated || !code[0]) {
        const char *guess = tc_language_guess(&reader->languages, out->text);
        if (guess[0])
            language = guess;
    }
    out->language = (text){NULL, 0};
    if (language[0])
        out->language = tc_arena_copy(arena, tc_text(language));
    return !language[0] || out->language.data;
}

static tocsin_status finish(struct reader *reader, struct arena *arena, bool stated,
                            tocsin_document *out, const struct place *place)
{
    if (tc_text_trim(out->text).size == 0)
        return tc_fail(place->error, TOCSIN_EMPTY, place->file, place->line,
                       place->byte, "there is no text in it");
    if (!set_language(reader, arena, stated, out))
        return no_memory(place);
    if (!reader->any_language && out->language.size > 0 &&
        !tc_text_equal(out->language, TEXT("en")))
        return tc_fail(place->error, TOCSIN_LANGUAGE, place->file, place->line,
                       place->byte, "not in English but in \"%.*s\"",
                       (int)out->language.size, out->language.data);
    out->title = flat(out->title);
    out->file = tc_arena_copy(arena, tc_text(place->file));
    out->line = place->line;
    if (!out->file.data || !set_id(arena, out) || !set_publisher(reader, arena, out) ||
        !set_dates(reader, arena, out))
        return no_memory(place);
    reader->counts.documents++;
    return TOCSIN_OK;
}

/* ---- pages ----------------------------------------------------------------------- */

/* The next post of the page that was read last. */
static tocsin_status next_post(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    struct place place = place_of(reader, error);
    place.byte = reader->post_byte;
    *out = reader->posts.items[reader->posts.next++];
    enum { FIELDS = 8 };
    text *const fields[FIELDS] = {&out->id,        &out->url,     &out->title,
                                  &out->text,      &out->changed, &out->published,
                                  &out->publisher, &out->language};
    for (size_t i = 0; i < FIELDS; i++) {
        *fields[i] = tc_arena_copy(arena, *fields[i]);
        if (!fields[i]->data)
            return no_memory(&place);
    }
    return finish(reader, arena, reader->stated, out, &place);
}

/* A page to its document, or to the first of its posts. */
static tocsin_status read_page(struct reader *reader, struct arena *arena, text utf8,
                               tocsin_document *out, const struct place *place)
{
    reader->posts.count = reader->posts.next = 0;
    reader->stated = out->language.size > 0;
    reader->post_byte = place->byte;
    tocsin_status status = tc_html_read(arena, utf8, out, &reader->posts, place);
    if (status != TOCSIN_OK)
        return status;
    return reader->posts.count > 0 ? next_post(reader, arena, out, place->error)
                                   : finish(reader, arena, reader->stated, out, place);
}

/* A page or a text, which may still be the window's, to its document. */
static tocsin_status read_text(struct reader *reader, struct arena *arena,
                               enum format format, text utf8, tocsin_document *out,
                               const struct place *place)
{
    if (format == FORMAT_PAGE)
        return read_page(reader, arena, utf8, out, place);
    utf8 = tc_arena_copy(arena, utf8);
    tocsin_status status =
        utf8.data ? tc_plain_read(arena, utf8, out, place) : no_memory(place);
    return status == TOCSIN_OK ? finish(reader, arena, true, out, place) : status;
}

/* ---- reading --------------------------------------------------------------------- */

static void close_file(struct reader *reader)
{
    count_bytes(reader);
    tc_input_close(&reader->input);
    reader->stage = BETWEEN;
}

/* Why the input ended early. */
static tocsin_status broken_off(struct reader *reader, const struct place *place)
{
    return tc_fail(
        place->error, reader->input.status, place->file, place->line,
        (long long)(reader->input.offset + reader->input.fill - reader->input.begin),
        "%s", reader->input.message);
}

static tocsin_status next_line(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    for (;;) {
        text line;
        long long byte = (long long)reader->input.offset;
        tocsin_status status = tc_input_line(&reader->input, reader->maximum, &line);
        count_bytes(reader);
        reader->line++;
        struct place place = place_of(reader, error);
        place.byte = byte;
        if (status == TOCSIN_LIMIT)
            return tc_fail(error, TOCSIN_LIMIT, place.file, place.line, byte,
                           "a line of more than %zu bytes", reader->maximum);
        if (status != TOCSIN_OK) {
            if (status != TOCSIN_DONE)
                status = broken_off(reader, &place);
            close_file(reader);
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
            return read_page(reader, arena, html, out, &place);
        return finish(reader, arena, stated, out, &place);
    }
}

/* ---- CoNLL-U --------------------------------------------------------------------- */

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
static tocsin_status next_batch(struct reader *reader, struct arena *arena,
                                tocsin_document *out, tocsin_error *error)
{
    struct place place = place_of(reader, error);
    text blocks;
    memset(out, 0, sizeof *out);
    while (out->text.size == 0) {
        long long first = reader->line + 1;
        tocsin_status status =
            tc_input_blocks(&reader->input, BATCH_SIZE, reader->maximum, &blocks);
        count_bytes(reader);
        if (status != TOCSIN_OK && status != TOCSIN_LIMIT) {
            if (status != TOCSIN_DONE)
                status = broken_off(reader, &place);
            close_file(reader);
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
            return no_memory(&place);
    }
    out->file = tc_arena_copy(arena, tc_text(place.file));
    out->id = tc_arena_format(arena, "%s:%lld", place.file, out->line);
    if (!out->file.data || !out->id.data)
        return no_memory(&place);
    reader->counts.documents++;
    return TOCSIN_OK;
}

static tocsin_status next_item(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    struct place place = place_of(reader, error);
    memset(out, 0, sizeof *out);
    tocsin_status status = tc_feed_next(&reader->feed, arena, out, &place);
    if (status == TOCSIN_OK)
        return finish(reader, arena, false, out, &place);
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
    count_bytes(reader);
    if (status == TOCSIN_LIMIT)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, 0, -1,
                       "a document of more than %zu bytes", maximum);
    if (status != TOCSIN_OK)
        return broken_off(reader, place);
    text declared = {NULL, 0};
    if (format != FORMAT_PLAIN)
        declared = tc_declared_charset(bytes);
    return tc_decode(arena, bytes, declared, out, place);
}

static tocsin_status read_feed(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    struct place place = place_of(reader, error);
    text utf8 = {NULL, 0};
    tc_arena_reset(&reader->keep);
    tocsin_status status =
        whole_file(reader, &reader->keep, FORMAT_FEED, &utf8, &place);
    if (status == TOCSIN_OK)
        status = tc_feed_open(&reader->feed, &reader->keep, utf8, &place);
    close_file(reader);
    if (status != TOCSIN_OK) {
        tc_feed_close(&reader->feed);
        return status;
    }
    reader->stage = IN_FEED;
    return next_item(reader, arena, out, error);
}

static tocsin_status read_single(struct reader *reader, struct arena *arena,
                                 enum format format, tocsin_document *out,
                                 tocsin_error *error)
{
    struct place place = place_of(reader, error);
    text utf8 = {NULL, 0};
    memset(out, 0, sizeof *out);
    tocsin_status status = whole_file(reader, arena, format, &utf8, &place);
    if (status == TOCSIN_OK)
        status = read_text(reader, arena, format, utf8, out, &place);
    close_file(reader);
    return status;
}

/* ---- archives -------------------------------------------------------------------- */

/* The page in a record's content, or what to do with it: PAGE, PLAIN; BINARY: no text,
 * to be passed over. */
static enum format open_record(struct reader *reader, const struct record *record,
                               text content, struct http *page, tocsin_status *status)
{
    bool response = tc_record_is(record, "response");
    *page = (struct http){200, record->mime, content};
    if (response &&
        (reader->archive == FORMAT_WARC || tc_text_begins(content, TEXT("HTTP/"))))
        *status = tc_http_read(&reader->keep, content, TC_MARKUP_MAXIMUM, page);
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
    return status == TOCSIN_OK ? read_text(reader, arena, format, utf8, out, place)
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
               ? no_memory(place)
               : read_record(reader, arena, &page, format, out, place);
}

static tocsin_status next_record(struct reader *reader, struct arena *arena,
                                 tocsin_document *out, tocsin_error *error)
{
    for (;;) {
        struct record record;
        struct place place = place_of(reader, error);
        tc_arena_reset(&reader->keep);
        tocsin_status status = tc_record_next(&reader->input, &reader->keep,
                                              reader->archive, &record, &place);
        count_bytes(reader);
        if (status == TOCSIN_OK) {
            status = try_record(reader, arena, &record, out, &place);
            count_bytes(reader);
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
            status = broken_off(reader, &place);
        close_file(reader);
        return status;
    }
}

/* ---- mail ------------------------------------------------------------------------ */

/* Lines up to the next "From " behind an empty one, which stays in the input. OK; DONE;
 * LIMIT: they are too many, and are passed over; else why the file ended early. */
static tocsin_status take_message(struct reader *reader, bool *more)
{
    bool empty = false;
    bool large = false;
    size_t maximum = reader->maximum < MAIL_MAXIMUM ? reader->maximum : MAIL_MAXIMUM;
    tc_buffer_clear(&reader->mail);
    *more = true;
    for (size_t count = 0;; count++) {
        text line;
        if (count > 0 && empty &&
            tc_text_equal(tc_input_peek(&reader->input, 5), TEXT("From ")))
            break;
        tocsin_status status = tc_input_line(&reader->input, TC_MARKUP_MAXIMUM, &line);
        *more = status == TOCSIN_OK || status == TOCSIN_LIMIT;
        if (!*more && status != TOCSIN_DONE)
            return status;
        if (!*more)
            break;
        reader->line++;
        large |= status == TOCSIN_LIMIT || reader->mail.size + line.size >= maximum;
        empty = status == TOCSIN_OK && tc_text_trim(line).size == 0;
        if (large)
            continue;
        tc_buffer_text(&reader->mail, line);
        tc_buffer_byte(&reader->mail, '\n');
    }
    if (reader->mail.failed)
        return TOCSIN_MEMORY;
    return large ? TOCSIN_LIMIT : reader->mail.size > 0 ? TOCSIN_OK : TOCSIN_DONE;
}

static tocsin_status next_message(struct reader *reader, struct arena *arena,
                                  tocsin_document *out, tocsin_error *error)
{
    bool more;
    long long first = reader->line + 1;
    long long byte = (long long)reader->input.offset;
    tocsin_status status = take_message(reader, &more);
    count_bytes(reader);
    struct place place = place_of(reader, error);
    place.line = first;
    place.byte = byte;
    memset(out, 0, sizeof *out);
    if (status == TOCSIN_LIMIT)
        (void)tc_fail(error, status, place.file, first, byte,
                      "a mail of too many bytes");
    else if (status == TOCSIN_MEMORY)
        (void)no_memory(&place);
    else if (status != TOCSIN_OK && status != TOCSIN_DONE)
        status = broken_off(reader, &place);
    if (status == TOCSIN_OK)
        status = tc_mail_read(arena, (text){reader->mail.data, reader->mail.size}, out,
                              &place);
    if (status == TOCSIN_OK)
        status = finish(reader, arena, out->language.size > 0, out, &place);
    if (!more)
        close_file(reader);
    return status;
}

static tocsin_status refuse(struct reader *reader, tocsin_status status,
                            const char *why, tocsin_error *error)
{
    close_file(reader);
    return tc_fail(error, status, reader->path.data, 0, 0, "%s", why);
}

static tocsin_status read_file(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    text head = tc_input_peek(&reader->input, TC_HEAD_SIZE);
    if (reader->conllu && head.size > 0) {
        reader->stage = IN_TREES;
        reader->inside = false;
        return next_batch(reader, arena, out, error);
    }
    enum format format = tc_sniff(head, reader->path.data);
    if (head.size == 0 && reader->input.status != TOCSIN_OK) {
        struct place place = place_of(reader, error);
        tocsin_status status = broken_off(reader, &place);
        close_file(reader);
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
        return next_record(reader, arena, out, error);
    case FORMAT_MAIL:
        reader->stage = IN_MAIL;
        return next_message(reader, arena, out, error);
    case FORMAT_PAGE:
    case FORMAT_PLAIN:
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
    tc_buffer_clear(&reader->path);
    tc_buffer_add(&reader->path, path, strlen(path) + 1);
    if (reader->path.failed)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    reader->line = 0;
    reader->counted = 0;
    status = tc_input_open(&reader->input, path, error);
    if (status != TOCSIN_OK) {
        tc_input_close(&reader->input);
        return status;
    }
    reader->counts.files++;
    return TOCSIN_OK;
}

tocsin_status tc_reader_next(struct reader *reader, struct arena *arena,
                             tocsin_document *out, tocsin_error *error)
{
    tocsin_status status = TOCSIN_DONE;
    while (status == TOCSIN_DONE) {
        if (reader->posts.next < reader->posts.count) {
            status = next_post(reader, arena, out, error);
        } else if (reader->stage == IN_LINES) {
            status = next_line(reader, arena, out, error);
        } else if (reader->stage == IN_FEED) {
            status = next_item(reader, arena, out, error);
        } else if (reader->stage == IN_MAIL) {
            status = next_message(reader, arena, out, error);
        } else if (reader->stage == IN_ARCHIVE) {
            status = next_record(reader, arena, out, error);
        } else if (reader->stage == IN_TREES) {
            status = next_batch(reader, arena, out, error);
        } else {
            status = open_next(reader, error);
            if (status == TOCSIN_DONE)
                return TOCSIN_DONE;
            if (status == TOCSIN_OK)
                status = read_file(reader, arena, out, error);
        }
    }
    if (status != TOCSIN_OK)
        reader->counts.skipped++;
    return status;
}
