/* read/finish.c: what was parsed to the document that is handed out.
 *
 * Every format ends here: the values are put in order (day, language, id, publisher),
 * what is not wanted is refused, and the posts of a live page are given one by one.
 */
#include "read/reading.h"

#include <string.h>

/* ---- putting the values in order ------------------------------------------------- */

void tc_reader_count_bytes(struct reader *reader)
{
    reader->counts.bytes += reader->input.offset - reader->counted;
    reader->counted = reader->input.offset;
}

struct place tc_reader_place(const struct reader *reader, tocsin_error *error)
{
    return (struct place){reader->path.data, reader->line, -1, error};
}

tocsin_status tc_reader_no_memory(const struct place *place)
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

/* Pages are made ready days before: what was changed last before it was published was
 * not changed. */
static bool is_before(text a, text b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    return size > 0 && memcmp(a.data, b.data, size) < 0;
}

static bool set_dates(struct reader *reader, struct arena *arena, tocsin_document *out)
{
    if (!set_day(arena, out->changed, &out->changed) ||
        !set_day(arena, out->published, &out->published))
        return false;
    if (is_before(out->changed, out->published))
        out->changed = (text){NULL, 0};
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

tocsin_status tc_reader_finish(struct reader *reader, struct arena *arena, bool stated,
                               tocsin_document *out, const struct place *place)
{
    if (tc_text_trim(out->text).size == 0)
        return tc_fail(place->error, TOCSIN_EMPTY, place->file, place->line,
                       place->byte, "there is no text in it");
    if (!set_language(reader, arena, stated, out))
        return tc_reader_no_memory(place);
    if (!reader->any_language && out->language.size > 0 &&
        !tc_text_equal(out->language, TEXT("en")))
        return tc_fail(place->error, TOCSIN_LANGUAGE, place->file, place->line,
                       place->byte, "not in English but in \"%.*s\"",
                       (int)out->language.size, out->language.data);
    if (!tc_reader_fill(reader, arena, out))
        return tc_reader_no_memory(place);
    out->title = flat(out->title);
    out->file = tc_arena_copy(arena, tc_text(place->file));
    out->line = place->line;
    if (!out->agency.size)
        out->agency = tc_agency(out->text);
    if (!out->file.data || !set_id(arena, out) || !set_publisher(reader, arena, out) ||
        !set_dates(reader, arena, out))
        return tc_reader_no_memory(place);
    reader->counts.documents++;
    return TOCSIN_OK;
}

/* ---- pages ----------------------------------------------------------------------- */

/* The next post of the page that was read last. */
tocsin_status tc_reader_next_post(struct reader *reader, struct arena *arena,
                                  tocsin_document *out, tocsin_error *error)
{
    struct place place = tc_reader_place(reader, error);
    place.byte = reader->post_byte;
    *out = reader->posts.items[reader->posts.next++];
    enum { FIELDS = 9 };
    text *const fields[FIELDS] = {&out->id,        &out->url,      &out->title,
                                  &out->text,      &out->changed,  &out->published,
                                  &out->publisher, &out->language, &out->authors};
    for (size_t i = 0; i < FIELDS; i++) {
        *fields[i] = tc_arena_copy(arena, *fields[i]);
        if (!fields[i]->data)
            return tc_reader_no_memory(&place);
    }
    return tc_reader_finish(reader, arena, reader->stated, out, &place);
}

/* A page to its document, or to the first of its posts. */
tocsin_status tc_reader_page(struct reader *reader, struct arena *arena, text utf8,
                             tocsin_document *out, const struct place *place)
{
    reader->posts.count = reader->posts.next = 0;
    reader->posts.address = reader->given.url;
    reader->stated = out->language.size > 0;
    reader->post_byte = place->byte;
    tocsin_status status = tc_html_read(arena, utf8, out, &reader->posts, place);
    if (status != TOCSIN_OK)
        return status;
    return reader->posts.count > 0
               ? tc_reader_next_post(reader, arena, out, place->error)
               : tc_reader_finish(reader, arena, reader->stated, out, place);
}

/* A page or a text, which may still be the window's, to its document. */
tocsin_status tc_reader_text(struct reader *reader, struct arena *arena,
                             enum format format, text utf8, tocsin_document *out,
                             const struct place *place)
{
    if (format == FORMAT_PAGE)
        return tc_reader_page(reader, arena, utf8, out, place);
    utf8 = tc_arena_copy(arena, utf8);
    tocsin_status status =
        utf8.data ? tc_plain_read(arena, utf8, out, place) : tc_reader_no_memory(place);
    return status == TOCSIN_OK ? tc_reader_finish(reader, arena, true, out, place)
                               : status;
}

/* ---- reading --------------------------------------------------------------------- */

void tc_reader_close_file(struct reader *reader)
{
    tc_reader_count_bytes(reader);
    tc_input_close(&reader->input);
    reader->stage = BETWEEN;
}

/* Why the input ended early. */
tocsin_status tc_reader_broken_off(struct reader *reader, const struct place *place)
{
    return tc_fail(
        place->error, reader->input.status, place->file, place->line,
        (long long)(reader->input.offset + reader->input.fill - reader->input.begin),
        "%s", reader->input.message);
}
