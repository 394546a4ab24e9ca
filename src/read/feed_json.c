/* read/feed_json.c: JSON Feed (versions 1 and 1.1) to documents, one an item. */
#include "read/inside.h"

#include <string.h>

static tocsin_status refuse(const struct place *place, tocsin_status status,
                            const char *why)
{
    return tc_fail(place->error, status, place->file, place->line, -1, "%s", why);
}

static text string_of(struct arena *arena, text object, const char *name)
{
    return tc_json_text(arena, tc_json_get(object, name));
}

tocsin_status tc_json_feed_open(struct feed *feed, struct arena *arena, text utf8,
                                const struct place *place)
{
    size_t at = 0;
    text first;
    feed->json = tc_json_get(utf8, "items");
    if (feed->json.size == 0) { /* perhaps it breaks off within them */
        size_t items = tc_text_find(utf8, TEXT("\"items\""));
        feed->json = tc_json_begin(tc_text_slice(utf8, items, utf8.size));
    }
    feed->title = string_of(arena, utf8, "title");
    feed->language = string_of(arena, utf8, "language");
    if (feed->json.size > 0 && tc_json_item(feed->json, &at, &first))
        return TOCSIN_OK;
    return refuse(place, TOCSIN_EMPTY, "a feed without items");
}

/* Version 1 has one author, 1.1 a list of them. */
static bool read_authors(struct arena *arena, text item, tocsin_document *out)
{
    size_t at = 0;
    text author = tc_json_get(item, "author");
    text list = tc_json_get(item, "authors");
    bool kept =
        tc_author_add(arena, string_of(arena, author, "name"), true, &out->authors);
    while (kept && list.size > 0 && tc_json_item(list, &at, &author))
        kept =
            tc_author_add(arena, string_of(arena, author, "name"), true, &out->authors);
    return kept;
}

/* The text: content_text, else content_html, else the summary, else the title. */
static tocsin_status read_text(struct arena *arena, text item, tocsin_document *out)
{
    out->text = string_of(arena, item, "content_text");
    text html = string_of(arena, item, "content_html");
    tocsin_status status = TOCSIN_OK;
    if (html.size > out->text.size)
        status = tc_html_fragment(arena, html, &out->text);
    if (out->text.size == 0)
        out->text = string_of(arena, item, "summary");
    if (out->text.size == 0)
        out->text = out->title;
    return status;
}

tocsin_status tc_json_feed_next(struct feed *feed, struct arena *arena,
                                tocsin_document *out, struct place *place)
{
    text item;
    place->line = 0;
    if (!tc_json_item(feed->json, &feed->json_at, &item)) {
        text rest =
            tc_text_trim(tc_text_slice(feed->json, feed->json_at, feed->json.size));
        bool cut = !tc_text_begins(rest, TEXT("]")) && !tc_text_begins(rest, TEXT(","));
        feed->json = (text){NULL, 0};
        return cut ? refuse(place, TOCSIN_FORMAT, "the feed ends too early")
                   : TOCSIN_DONE;
    }
    out->id = string_of(arena, item, "id");
    out->url = string_of(arena, item, "url");
    if (out->url.size == 0)
        out->url = string_of(arena, item, "external_url");
    out->title = string_of(arena, item, "title");
    out->published = string_of(arena, item, "date_published");
    out->changed = string_of(arena, item, "date_modified");
    out->language = string_of(arena, item, "language");
    if (out->language.size == 0)
        out->language = tc_arena_copy(arena, feed->language);
    out->publisher = tc_arena_copy(arena, feed->title);
    if (!read_authors(arena, item, out))
        return refuse(place, TOCSIN_MEMORY, "out of memory");
    switch (read_text(arena, item, out)) {
    case TOCSIN_OK:
        return TOCSIN_OK;
    case TOCSIN_LIMIT:
        return refuse(place, TOCSIN_LIMIT, "too much or too deep HTML in an item");
    default:
        return refuse(place, TOCSIN_MEMORY, "out of memory");
    }
}
