/* read/reader.c: the door. From paths to documents, one a call.
 *
 * A file's format is told by its first 4 kB, its name only where these leave it open:
 * feeds come as .php, JSON lines as .txt, web pages without any ending. JSON lines are
 * read through a sliding window and a feed item by item; a page or a text file is one
 * document and held whole. Every error is one tc_reader_next(): the caller reports it
 * and calls again, and no input ends the run.
 */
#include "read/document.h"

#include "read/inside.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DOCUMENT_MAXIMUM ((size_t)64 << 20) /* when the options do not say */
#define OPTION_MAXIMUM   ((size_t)512 << 20)
#define HEAD_SIZE        ((size_t)4096)

#define BATCH_SIZE ((size_t)64 << 10) /* of CoNLL-U: some thousand words */

enum stage { BETWEEN, IN_LINES, IN_FEED, IN_TREES };

struct reader {
    struct walk walk;
    struct input input;
    struct feed feed;
    struct arena keep; /* what a feed needs from one item to the next */
    enum stage stage;
    struct buffer path; /* of the open file, NUL-terminated */
    long long line;     /* the last one read */
    size_t maximum;     /* bytes of one document */
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
    tc_buffer_init(&reader->path, 0);
    tc_buffer_init(&reader->publisher, 65536);
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
    tc_buffer_release(&reader->path);
    tc_buffer_release(&reader->publisher);
    tc_free(reader);
}

tocsin_reader_counts tc_reader_count(const struct reader *reader)
{
    return reader->counts;
}

/* ---- which format ---------------------------------------------------------------- */

enum format { EMPTY, LINES, PAGE, FEED, PLAIN, ARRAY, BINARY, OTHER_XML };

/* The head without byte order mark and white space, UTF-16 made ASCII with '?' for the
 * rest. Enough to look at. */
static text readable_head(text head, char ascii[HEAD_SIZE])
{
    bool little = tc_text_begins(head, (text){"\xFF\xFE", 2}) ||
                  tc_text_begins(head, (text){"<\0", 2});
    bool big = tc_text_begins(head, (text){"\xFE\xFF", 2}) ||
               tc_text_begins(head, (text){"\0<", 2});
    if (little || big) {
        size_t size = 0;
        for (size_t i = 0; i + 1 < head.size; i += 2) {
            unsigned char low = (unsigned char)head.data[i + big];
            ascii[size] = '?';
            if (head.data[i + little] == 0 && low < 0x80)
                ascii[size] = (char)low;
            size++;
        }
        head = tc_text_slice((text){ascii, size}, 1, size);
        if (ascii[0] == '<')
            head = (text){ascii, size};
    } else if (tc_text_begins(head, TEXT("\xEF\xBB\xBF"))) {
        head = tc_text_slice(head, 3, head.size);
    }
    return tc_text_trim(head);
}

/* t behind the first end in it; empty when there is none. */
static text behind(text t, text end)
{
    size_t at = tc_text_find(t, end);
    return at == SIZE_MAX ? (text){NULL, 0} : tc_text_slice(t, at + end.size, t.size);
}

/* The name of the first element, declarations and comments passed over. */
static text first_element(text t)
{
    for (;;) {
        t = tc_text_trim(t);
        if (tc_text_begins(t, TEXT("<!--")))
            t = behind(t, TEXT("-->"));
        else if (tc_text_begins(t, TEXT("<?")))
            t = behind(t, TEXT("?>"));
        else if (tc_text_begins(t, TEXT("<!")))
            t = behind(t, tc_text_find(t, TEXT("[")) < tc_text_find(t, TEXT(">"))
                              ? TEXT("]>")
                              : TEXT(">"));
        else
            break;
    }
    if (!tc_text_begins(t, TEXT("<")))
        return (text){NULL, 0};
    size_t end = 1;
    while (end < t.size && !strchr(" \t\r\n/>", t.data[end]))
        end++;
    text name = tc_text_slice(t, 1, end);
    size_t colon = tc_text_find(name, TEXT(":"));
    return colon == SIZE_MAX ? name : tc_text_slice(name, colon + 1, name.size);
}

static bool one_of(text name, const char *const *list)
{
    for (; *list; list++)
        if (tc_text_equal_fold(name, tc_text(*list)))
            return true;
    return false;
}

/* Does the path end so, a .gz or .zst behind it not counted? */
static bool ends_in(const char *path, const char *ending)
{
    text t = tc_text(path);
    if (tc_text_ends(t, TEXT(".gz")))
        t.size -= 3;
    else if (tc_text_ends(t, TEXT(".zst")))
        t.size -= 4;
    size_t size = strlen(ending);
    return t.size > size && strncasecmp(t.data + t.size - size, ending, size) == 0;
}

/* How many closing tags and paragraphs the head has. */
static size_t count_tags(text t)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < t.size; i++)
        count += t.data[i] == '<' && strchr("/pPbB", t.data[i + 1]) != NULL;
    return count;
}

static bool looks_binary(text raw, text t)
{
    static const char *const magic[] = {"%PDF-",
                                        "PK\003\004",
                                        "\x89PNG",
                                        "GIF8",
                                        "\xFF\xD8\xFF",
                                        "\x7f"
                                        "ELF",
                                        "BZh9",
                                        "\xFD"
                                        "7zXZ",
                                        NULL};
    for (size_t i = 0; magic[i]; i++)
        if (tc_text_begins(raw, tc_text(magic[i])))
            return true;
    size_t controls = 0;
    for (size_t i = 0; i < t.size; i++)
        controls += (unsigned char)t.data[i] < 9 ||
                    ((unsigned char)t.data[i] > 13 && (unsigned char)t.data[i] < 27);
    return controls * 10 > t.size;
}

/* Does t, which begins with a brace, go on like an object? */
static bool is_object(text t)
{
    t = tc_text_trim(tc_text_slice(t, 1, t.size));
    return t.size == 0 || t.data[0] == '"' || t.data[0] == '}';
}

static enum format markup_format(text t, const char *path)
{
    static const char *const feeds[] = {"rss", "feed", "RDF", NULL};
    static const char *const pages[] = {
        "html", "head", "body", "title", "meta", "div",     "p",       "h1",  "h2",
        "h3",   "span", "a",    "table", "br",   "article", "section", "ul",  "ol",
        "b",    "i",    "em",   "font",  "main", "header",  "script",  "img", NULL};
    text name = first_element(t);
    if (one_of(name, feeds))
        return FEED;
    bool html =
        ends_in(path, ".html") || ends_in(path, ".htm") || ends_in(path, ".xhtml");
    if (html || one_of(name, pages) ||
        tc_text_equal_fold(tc_text_slice(t, 0, 14), TEXT("<!doctype html")))
        return PAGE;
    if (tc_text_begins(t, TEXT("<?xml")) || ends_in(path, ".xml"))
        return OTHER_XML;
    return name.size > 0 && count_tags(t) >= 5 ? PAGE : PLAIN;
}

static enum format sniff(text raw, const char *path)
{
    char ascii[HEAD_SIZE];
    text t = readable_head(raw, ascii);
    if (t.size == 0)
        return EMPTY;
    if (tc_text_begins(raw, (text){"\xFF\xFE\0\0", 4}))
        return PLAIN; /* tc_decode() will say that it is UTF-32 */
    if (looks_binary(raw, t))
        return BINARY;
    bool named_lines = ends_in(path, ".jsonl") || ends_in(path, ".ndjson");
    if (t.data[0] == '{' && is_object(t)) {
        size_t first = tc_text_find(t, TEXT("\n"));
        text line = tc_text_trim(tc_text_slice(t, 0, first));
        return line.size == 1 && !named_lines ? ARRAY : LINES;
    }
    if (named_lines)
        return LINES;
    if (t.data[0] == '[' && ends_in(path, ".json"))
        return ARRAY;
    if (t.data[0] == '<')
        return markup_format(t, path);
    bool html = ends_in(path, ".html") || ends_in(path, ".htm");
    return html || count_tags(t) >= 20 ? PAGE : PLAIN;
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

static bool set_date(struct reader *reader, struct arena *arena, tocsin_document *out)
{
    char date[21];
    size_t size = tc_date_read(out->published, date);
    if (size == 0)
        reader->counts.undated++;
    text given = size > 0 ? (text){date, size} : tc_text(reader->published);
    out->published = (text){NULL, 0};
    if (given.size > 0)
        out->published = tc_arena_copy(arena, given);
    return given.size == 0 || out->published.data;
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
        !set_date(reader, arena, out))
        return no_memory(place);
    reader->counts.documents++;
    return TOCSIN_OK;
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
        if (status == TOCSIN_OK && html.size > 0)
            status = tc_html_read(arena, html, out, &place);
        if (status != TOCSIN_OK)
            return status;
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
    if (format != PLAIN && maximum > TC_MARKUP_MAXIMUM)
        maximum = TC_MARKUP_MAXIMUM;
    tocsin_status status = tc_input_all(&reader->input, maximum, &bytes);
    count_bytes(reader);
    if (status == TOCSIN_LIMIT)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, 0, -1,
                       "a document of more than %zu bytes", maximum);
    if (status != TOCSIN_OK)
        return broken_off(reader, place);
    text declared = {NULL, 0};
    if (format != PLAIN)
        declared = tc_declared_charset(bytes);
    return tc_decode(arena, bytes, declared, out, place);
}

static tocsin_status read_feed(struct reader *reader, struct arena *arena,
                               tocsin_document *out, tocsin_error *error)
{
    struct place place = place_of(reader, error);
    text utf8 = {NULL, 0};
    tc_arena_reset(&reader->keep);
    tocsin_status status = whole_file(reader, &reader->keep, FEED, &utf8, &place);
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
    if (status == TOCSIN_OK && format == PAGE) {
        status = tc_html_read(arena, utf8, out, &place);
    } else if (status == TOCSIN_OK) {
        utf8 = tc_arena_copy(arena, utf8); /* it may still be the window's */
        status =
            utf8.data ? tc_plain_read(arena, utf8, out, &place) : no_memory(&place);
    }
    if (status == TOCSIN_OK)
        status = finish(reader, arena, format == PLAIN, out, &place);
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
    text head = tc_input_peek(&reader->input, HEAD_SIZE);
    if (reader->conllu && head.size > 0) {
        reader->stage = IN_TREES;
        reader->inside = false;
        return next_batch(reader, arena, out, error);
    }
    enum format format = sniff(head, reader->path.data);
    if (head.size == 0 && reader->input.status != TOCSIN_OK) {
        struct place place = place_of(reader, error);
        tocsin_status status = broken_off(reader, &place);
        close_file(reader);
        return status;
    }
    switch (format) {
    case EMPTY:
        return refuse(reader, TOCSIN_EMPTY, "an empty file", error);
    case BINARY:
        return refuse(reader, TOCSIN_FORMAT, "not text but binary data", error);
    case ARRAY:
        return refuse(reader, TOCSIN_FORMAT,
                      "JSON, but not one object a line (JSON lines)", error);
    case OTHER_XML:
        return refuse(reader, TOCSIN_FORMAT, "XML, but neither a feed nor a page",
                      error);
    case FEED:
        return read_feed(reader, arena, out, error);
    case LINES:
        if (tc_text_begins(head, TEXT("\xEF\xBB\xBF")))
            tc_input_skip(&reader->input, 3);
        reader->stage = IN_LINES;
        return next_line(reader, arena, out, error);
    case PAGE:
    case PLAIN:
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
        if (reader->stage == IN_LINES) {
            status = next_line(reader, arena, out, error);
        } else if (reader->stage == IN_FEED) {
            status = next_item(reader, arena, out, error);
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
