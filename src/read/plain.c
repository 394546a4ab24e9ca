/* read/plain.c: a text file to a document.
 *
 * People save news as text in two shapes: a headline, an empty line, the story; or a
 * few header lines ("Title:", "Date:", "Source:", "URL:"), an empty line, the story.
 * Both are recognised and nothing else is guessed: a first line is a headline only when
 * it is short, stands alone and does not end like a sentence.
 */
#include "read/inside.h"

#include <string.h>

#define TITLE_MAXIMUM   200 /* bytes */
#define HEADERS_MAXIMUM 16

/* The line at *at without its newline; *at moves behind it. */
static text next_line(text t, size_t *at)
{
    size_t from = *at;
    const char *end = from < t.size ? memchr(t.data + from, '\n', t.size - from) : NULL;
    size_t to = end ? (size_t)(end - t.data) : t.size;
    *at = end ? to + 1 : to;
    return tc_text_trim(tc_text_slice(t, from, to));
}

static text *field_named(tocsin_document *out, text name)
{
    const struct {
        const char *name;
        text *field;
    } fields[] = {
        {"title",     &out->title    },
        {"headline",  &out->title    },
        {"subject",   &out->title    },
        {"date",      &out->published},
        {"published", &out->published},
        {"source",    &out->publisher},
        {"publisher", &out->publisher},
        {"newspaper", &out->publisher},
        {"url",       &out->url      },
        {"link",      &out->url      },
        {"id",        &out->id       },
        {"language",  &out->language },
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (tc_text_equal_fold(name, tc_text(fields[i].name)))
            return fields[i].field;
    return NULL;
}

/* "Name: value" with a name of one to three words. */
static bool split_header(text line, text *name, text *value)
{
    size_t colon = tc_text_find(line, TEXT(":"));
    if (colon == SIZE_MAX || colon == 0 || colon > 24)
        return false;
    for (size_t i = 0; i < colon; i++) {
        char c = line.data[i];
        if (!tc_ascii_letter(c) && c != ' ' && c != '-')
            return false;
    }
    *name = tc_text_trim(tc_text_slice(line, 0, colon));
    *value = tc_text_trim(tc_text_slice(line, colon + 1, line.size));
    return true;
}

/* Takes header lines off the front; how many bytes they were, 0: there are none. */
static size_t read_headers(text t, tocsin_document *out)
{
    tocsin_document found = *out;
    size_t at = 0;
    for (int i = 0; i < HEADERS_MAXIMUM; i++) {
        text name, value;
        text line = next_line(t, &at);
        if (line.size == 0) {
            if (i > 0)
                *out = found;
            return i > 0 ? at : 0;
        }
        if (!split_header(line, &name, &value))
            return 0;
        text *field = field_named(&found, name);
        if (!field && i == 0)
            return 0;
        if (field && field->size == 0)
            *field = value;
    }
    return 0;
}

static size_t read_title(text t, tocsin_document *out)
{
    size_t at = 0;
    text line = next_line(t, &at);
    if (line.size == 0 || line.size > TITLE_MAXIMUM ||
        strchr(".,;:", line.data[line.size - 1]))
        return 0;
    if (next_line(t, &at).size > 0 ||
        tc_text_trim(tc_text_slice(t, at, t.size)).size == 0)
        return 0;
    out->title = line;
    return at;
}

/* CRLF and lone CR to LF, in the arena when there are any. */
static bool unify_newlines(struct arena *arena, text *t)
{
    if (!t->size || !memchr(t->data, '\r', t->size))
        return true;
    char *data = tc_arena_alloc(arena, t->size + 1);
    if (!data)
        return false;
    size_t size = 0;
    for (size_t i = 0; i < t->size; i++) {
        char c = t->data[i];
        if (c != '\r')
            data[size++] = c;
        else if (i + 1 == t->size || t->data[i + 1] != '\n')
            data[size++] = '\n';
    }
    *t = (text){data, size};
    return true;
}

tocsin_status tc_plain_read(struct arena *arena, text utf8, tocsin_document *out,
                            const struct place *place)
{
    if (!unify_newlines(arena, &utf8))
        return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line, -1,
                       "out of memory");
    text body = tc_text_trim(utf8);
    size_t headers = read_headers(body, out);
    body = tc_text_trim(tc_text_slice(body, headers, body.size));
    if (out->title.size == 0)
        body = tc_text_slice(body, read_title(body, out), body.size);
    out->text = tc_text_trim(body);
    return TOCSIN_OK;
}
