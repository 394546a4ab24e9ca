/* read/json.c: one line of JSON to a document.
 *
 * A line's text is copied once into the document's arena, with no tree (base/json.c).
 * The test suite holds this reader and jansson to the same verdict on what is JSON, but
 * for what real dumps need: raw control characters within strings become spaces, and
 * half a surrogate pair becomes U+FFFD.
 */
#include "read/inside.h"

#include <string.h>

/* ---- strings --------------------------------------------------------------------- */

static bool string_value(struct json *json, struct arena *arena,
                         const struct json_string *string, text *out)
{
    char *data = tc_arena_alloc(arena, string->raw.size + 4);
    if (!data) {
        json->memory = true;
        return tc_json_fail(json, json->at, "out of memory");
    }
    size_t size = string->raw.size;
    if (string->escaped)
        size = tc_json_unescape(string->raw, data);
    else if (size > 0)
        memcpy(data, string->raw.data, size);
    if (tc_repair(arena, (text){data, size}, out) == TOCSIN_OK)
        return true;
    json->memory = true;
    return tc_json_fail(json, json->at, "out of memory");
}

/* ---- the document ---------------------------------------------------------------- */

enum slot {
    ID,
    URL,
    TITLE,
    TEXT_,
    HTML,
    PUBLISHED,
    CHANGED,
    PUBLISHER,
    LANGUAGE,
    AGENCY,
    AUTHORS, /* last: it may be a list */
    SLOTS
};

/* A field and its other name, which counts only where the first is missing. */
static const struct field {
    text name;
    enum slot slot;
    unsigned char rank; /* 1: the field's own name */
    bool number;        /* may be a number */
} fields[] = {
    {{"id", 2},        ID,        1, true },
    {{"doc_id", 6},    ID,        2, true },
    {{"url", 3},       URL,       1, false},
    {{"title", 5},     TITLE,     1, false},
    {{"text", 4},      TEXT_,     1, false},
    {{"html", 4},      HTML,      1, false},
    {{"published", 9}, PUBLISHED, 1, true },
    {{"date", 4},      PUBLISHED, 2, true },
    {{"changed", 7},   CHANGED,   1, true },
    {{"publisher", 9}, PUBLISHER, 1, false},
    {{"source", 6},    PUBLISHER, 2, false},
    {{"language", 8},  LANGUAGE,  1, false},
    {{"agency", 6},    AGENCY,    1, false},
    {{"authors", 7},   AUTHORS,   1, false},
};

struct values {
    struct json_string string[SLOTS];
    unsigned char rank[SLOTS]; /* 0: not given */
    text authors;              /* the list of them, as it stands */
};

static const struct field *find_field(text name)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (tc_text_equal(fields[i].name, name))
            return &fields[i];
    return NULL;
}

static bool read_field(struct json *json, const struct field *field,
                       struct values *values)
{
    struct json_string value = {
        {NULL, 0},
        false
    };
    tc_json_space(json);
    size_t from = json->at;
    char c = tc_json_here(json);
    if (c == 'n')
        return tc_json_skip(json, 1);
    bool number = c == '-' || tc_ascii_digit(c);
    if (c == '[' && field->slot == AUTHORS) {
        bool sound = tc_json_skip(json, 1);
        values->authors = tc_text_slice(json->line, from, json->at);
        return sound;
    }
    if (c != '"' && !(number && field->number)) {
        if (!tc_json_skip(json, 1))
            return false;
        return tc_json_fail(json, from, "of the wrong type");
    }
    if (number) {
        if (!tc_json_number(json))
            return false;
        value.raw = tc_text_slice(json->line, from, json->at);
    } else if (!tc_json_string(json, &value)) {
        return false;
    }
    unsigned char *rank = &values->rank[field->slot];
    if (*rank == 0 || field->rank <= *rank) {
        *rank = field->rank;
        values->string[field->slot] = value;
    }
    return true;
}

/* The name of the member, unescaped when it must be. */
static bool read_name(struct json *json, struct arena *arena, text *name)
{
    struct json_string key;
    if (!tc_json_string(json, &key) ||
        !tc_json_expect(json, ':', "a colon was expected"))
        return false;
    *name = key.raw;
    return !key.escaped || string_value(json, arena, &key, name);
}

static bool read_members(struct json *json, struct arena *arena, struct values *values,
                         text *name)
{
    if (!tc_json_expect(json, '{', "not a JSON object"))
        return false;
    tc_json_space(json);
    char c = tc_json_here(json) == '}' ? '}' : ',';
    json->at += c == '}';
    while (c == ',') {
        *name = (text){NULL, 0};
        if (!read_name(json, arena, name))
            return false;
        const struct field *field = find_field(*name);
        if (field ? !read_field(json, field, values) : !tc_json_skip(json, 1))
            return false;
        tc_json_space(json);
        c = tc_json_here(json);
        if (c != ',' && c != '}')
            return tc_json_fail(json, json->at,
                                "a comma or a closing bracket was expected");
        json->at++;
    }
    tc_json_space(json);
    return json->at == json->line.size ||
           tc_json_fail(json, json->at, "something behind the object");
}

static tocsin_status report(const struct json *json, text name,
                            const struct place *place)
{
    long long byte = place->byte < 0 ? -1 : place->byte + (long long)json->where;
    if (json->memory)
        return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line, byte,
                       "out of memory");
    text near = tc_text_slice(json->line, json->where, json->where + 24);
    int size = (int)near.size;
    if (strcmp(json->why, "of the wrong type") == 0)
        return tc_fail(place->error, TOCSIN_FORMAT, place->file, place->line, byte,
                       "\"%.*s\" is of the wrong type: %.*s", (int)name.size, name.data,
                       size, size ? near.data : "");
    return tc_fail(place->error, TOCSIN_FORMAT, place->file, place->line, byte,
                   "broken JSON, %s: %.*s", json->why, size, size ? near.data : "");
}

/* A list of names to one text; what is no string in it is passed over. */
static bool join_authors(struct arena *arena, text list, text *out)
{
    size_t at = 0;
    text item;
    while (list.size > 0 && tc_json_item(list, &at, &item)) {
        text name = item.data[0] == '"' ? tc_json_text(arena, item) : (text){NULL, 0};
        name = tc_text_trim(name);
        if (name.size == 0)
            continue;
        *out = out->size == 0 ? name
                              : tc_arena_format(arena, "%.*s; %.*s", (int)out->size,
                                                out->data, (int)name.size, name.data);
        if (!out->data)
            return false;
    }
    return true;
}

tocsin_status tc_json_read(struct arena *arena, text line, tocsin_document *out,
                           text *html, const struct place *place)
{
    struct json json = {line, 0, NULL, 0, false, false};
    struct values values;
    text name = {NULL, 0};
    memset(&values, 0, sizeof values);
    *html = (text){NULL, 0};
    const char *nul = line.size ? memchr(line.data, 0, line.size) : NULL;
    if (nul)
        return tc_fail(place->error, TOCSIN_FORMAT, place->file, place->line,
                       place->byte < 0 ? -1 : place->byte + (nul - line.data),
                       "a NUL byte");
    if (!read_members(&json, arena, &values, &name))
        return report(&json, name, place);
    if (!values.rank[TEXT_] && !values.rank[HTML])
        return tc_fail(place->error, TOCSIN_FORMAT, place->file, place->line,
                       place->byte, "there is neither \"text\" nor \"html\"");
    bool use_html = values.string[TEXT_].raw.size == 0 && values.rank[HTML];
    text *const slots[SLOTS] = {&out->id,
                                &out->url,
                                &out->title,
                                &out->text,
                                use_html ? html : NULL,
                                &out->published,
                                &out->changed,
                                &out->publisher,
                                &out->language,
                                &out->agency,
                                &out->authors};
    for (size_t i = 0; i < SLOTS; i++)
        if (slots[i] && values.string[i].raw.size > 0 &&
            !string_value(&json, arena, &values.string[i], slots[i]))
            return report(&json, name, place);
    if (!join_authors(arena, values.authors, &out->authors)) {
        json.memory = true;
        return report(&json, name, place);
    }
    return TOCSIN_OK;
}

/* ---- JSON within web pages and feeds --------------------------------------------- */

/* What begins at json->at, which moves behind it; empty when it is broken. */
static text take_value(struct json *json)
{
    tc_json_space(json);
    size_t from = json->at;
    if (!tc_json_skip(json, 1))
        return (text){NULL, 0};
    return tc_text_slice(json->line, from, json->at);
}

/* At the next item of a list behind open: between them may be more commas than
 * one. false: there is none. */
static bool at_item(struct json *json, char open)
{
    tc_json_space(json);
    if (json->at == 0 && tc_json_here(json) != open)
        return false;
    json->at += json->at == 0;
    tc_json_space(json);
    while (tc_json_here(json) == ',') {
        json->at++;
        tc_json_space(json);
    }
    char c = tc_json_here(json);
    return c != '\0' && c != ']' && c != '}';
}

bool tc_json_member(text object, size_t *at, text *name, text *value)
{
    struct json json = {object, *at, NULL, 0, false, true};
    struct json_string key;
    if (!at_item(&json, '{') || !tc_json_string(&json, &key) ||
        !tc_json_expect(&json, ':', ""))
        return false;
    *name = key.raw;
    *value = take_value(&json);
    *at = json.at;
    return value->size > 0;
}

bool tc_json_item(text array, size_t *at, text *value)
{
    struct json json = {array, *at, NULL, 0, false, true};
    if (!at_item(&json, '['))
        return false;
    *value = take_value(&json);
    *at = json.at;
    return value->size > 0;
}

text tc_json_get(text object, const char *name)
{
    size_t at = 0;
    text key;
    text value;
    while (tc_json_member(object, &at, &key, &value))
        if (tc_text_equal(key, tc_text(name)))
            return value;
    return (text){NULL, 0};
}

text tc_json_text(struct arena *arena, text value)
{
    struct json json = {value, 0, NULL, 0, false, true};
    struct json_string string;
    text out = {NULL, 0};
    if (tc_json_here(&json) == '-' || tc_ascii_digit(tc_json_here(&json)))
        return value;
    if (tc_json_here(&json) == '"' && tc_json_string(&json, &string))
        (void)string_value(&json, arena, &string, &out);
    return out;
}

text tc_json_begin(text t)
{
    size_t mark = tc_text_find(t, TEXT("<![CDATA["));
    size_t at = mark < tc_text_find(t, TEXT("{")) ? mark + 9 : 0;
    while (at < t.size && t.data[at] != '{' && t.data[at] != '[')
        at++;
    return tc_text_slice(t, at, t.size);
}
