/* read/json.c: one line of JSON to a document.
 *
 * A reader of our own, and not jansson, because of a line's few fields only the text
 * weighs anything: here it is looked at eight bytes at a time and copied once into the
 * document's arena, with no allocation and no tree. On news of 1.6 kB a line jansson
 * alone reads 73 MB/s; files come through this one and the whole room at 300 MB/s. The
 * test suite holds the two to the same verdict on what is JSON.
 *
 * Strict in grammar (RFC 8259), with two exceptions that real dumps need: raw control
 * characters within strings become spaces, and half a surrogate pair becomes U+FFFD.
 */
#include "read/inside.h"

#include <string.h>

#define DEPTH_MAXIMUM 128

/* Once why is set, nothing more is read. */
struct json {
    text line;
    size_t at;
    const char *why;
    size_t where; /* what why is about */
    bool memory;
    bool loose; /* a comma too many is forgiven */
};

struct string {
    text raw; /* between the quotation marks */
    bool escaped;
};

static bool fail(struct json *json, size_t where, const char *why)
{
    if (!json->why) {
        json->why = why;
        json->where = where;
    }
    return false;
}

/* The byte at hand, 0 at the end. */
static char here(const struct json *json)
{
    if (json->at < json->line.size)
        return json->line.data[json->at];
    return '\0';
}

static void skip_space(struct json *json)
{
    while (json->at < json->line.size) {
        char c = json->line.data[json->at];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return;
        json->at++;
    }
}

static bool expect(struct json *json, char c, const char *why)
{
    skip_space(json);
    if (here(json) != c)
        return fail(json, json->at, why);
    json->at++;
    return true;
}

/* ---- strings --------------------------------------------------------------------- */

/* Are 8 bytes free of quotation marks and backslashes? May say no too often. */
static bool eight_ordinary(const char *at)
{
    uint64_t v;
    memcpy(&v, at, 8);
    const uint64_t one = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t quote = v ^ (one * '"');
    uint64_t slash = v ^ (one * '\\');
    return !((((quote - one) & ~quote) | ((slash - one) & ~slash)) & high);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = tc_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits at t[at], or -1. */
static long hex_four(text t, size_t at)
{
    if (at > t.size || t.size - at < 4)
        return -1;
    long value = 0;
    for (size_t i = at; i < at + 4; i++) {
        int digit = hex_digit(t.data[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Steps over the escape whose backslash is at hand. */
static bool skip_escape(struct json *json)
{
    size_t from = json->at++;
    char c = here(json);
    if (c == '\0' || !strchr("\"\\/bfnrtu", c))
        return fail(json, from, "an unknown escape in a string");
    json->at++;
    if (c != 'u')
        return true;
    if (hex_four(json->line, json->at) < 0)
        return fail(json, from, "\\u without four digits behind it");
    json->at += 4;
    return true;
}

static bool read_string(struct json *json, struct string *out)
{
    size_t start = json->at;
    if (!expect(json, '"', "a string was expected"))
        return false;
    size_t from = json->at;
    text line = json->line;
    out->escaped = false;
    for (;;) {
        while (line.size - json->at >= 8 && eight_ordinary(line.data + json->at))
            json->at += 8;
        if (json->at == line.size)
            return fail(json, start, "a string without an end");
        char c = line.data[json->at];
        if (c == '"')
            break;
        if (c != '\\') {
            json->at++;
            continue;
        }
        out->escaped = true;
        if (!skip_escape(json))
            return false;
    }
    out->raw = (text){line.data + from, json->at - from};
    json->at++;
    return true;
}

/* The code point of the \u at raw[*at], which moves behind it and its second half. */
static uint32_t read_unicode(text raw, size_t *at)
{
    uint32_t c = (uint32_t)hex_four(raw, *at + 2);
    *at += 6;
    if (c < 0xd800 || c >= 0xdc00)
        return c;
    if (*at + 6 > raw.size || raw.data[*at] != '\\' || raw.data[*at + 1] != 'u')
        return c;
    uint32_t low = (uint32_t)hex_four(raw, *at + 2);
    if (low < 0xdc00 || low >= 0xe000)
        return c;
    *at += 6;
    return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

static char plain_escape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c; /* quotation mark, backslash, slash */
    }
}

/* Writes the string that raw stands for; never longer than raw. */
static size_t unescape(text raw, char *out)
{
    size_t size = 0;
    size_t at = 0;
    while (at < raw.size) {
        const char *slash = memchr(raw.data + at, '\\', raw.size - at);
        size_t run = slash ? (size_t)(slash - (raw.data + at)) : raw.size - at;
        memcpy(out + size, raw.data + at, run);
        size += run;
        at += run;
        if (!slash)
            break;
        if (raw.data[at + 1] == 'u') {
            size += tc_utf8_put(read_unicode(raw, &at), out + size);
            continue;
        }
        out[size++] = plain_escape(raw.data[at + 1]);
        at += 2;
    }
    return size;
}

static bool string_value(struct json *json, struct arena *arena,
                         const struct string *string, text *out)
{
    char *data = tc_arena_alloc(arena, string->raw.size + 4);
    if (!data) {
        json->memory = true;
        return fail(json, json->at, "out of memory");
    }
    size_t size = string->raw.size;
    if (string->escaped)
        size = unescape(string->raw, data);
    else if (size > 0)
        memcpy(data, string->raw.data, size);
    if (tc_repair(arena, (text){data, size}, out) == TOCSIN_OK)
        return true;
    json->memory = true;
    return fail(json, json->at, "out of memory");
}

/* ---- other values ---------------------------------------------------------------- */

static size_t skip_digits(struct json *json)
{
    size_t from = json->at;
    while (tc_ascii_digit(here(json)))
        json->at++;
    return json->at - from;
}

static bool skip_number(struct json *json)
{
    size_t from = json->at;
    if (here(json) == '-')
        json->at++;
    bool zero = here(json) == '0';
    size_t digits = skip_digits(json);
    bool good = digits > 0 && !(zero && digits > 1);
    if (good && here(json) == '.') {
        json->at++;
        good = skip_digits(json) > 0;
    }
    if (good && (here(json) == 'e' || here(json) == 'E')) {
        json->at++;
        if (here(json) == '+' || here(json) == '-')
            json->at++;
        good = skip_digits(json) > 0;
    }
    return good || fail(json, from, "a number that is none");
}

static bool skip_word(struct json *json, text word)
{
    text rest = tc_text_slice(json->line, json->at, json->line.size);
    if (!tc_text_begins(rest, word))
        return fail(json, json->at, "neither a value nor the end");
    json->at += word.size;
    return true;
}

/* Recursion is bounded by DEPTH_MAXIMUM. */
/* NOLINTBEGIN(misc-no-recursion) */
static bool skip_value(struct json *json, int depth);

/* The items of an array or the members of an object, behind its bracket. */
static bool skip_items(struct json *json, bool object, int depth)
{
    char close = object ? '}' : ']';
    struct string key;
    skip_space(json);
    if (here(json) == close) {
        json->at++;
        return true;
    }
    for (;;) {
        if (object &&
            (!read_string(json, &key) || !expect(json, ':', "a colon was expected")))
            return false;
        if (!skip_value(json, depth + 1))
            return false;
        skip_space(json);
        char c = here(json);
        if (c != ',' && c != close)
            return fail(json, json->at, "a comma or a closing bracket was expected");
        json->at++;
        if (json->loose)
            skip_space(json);
        if (json->loose && c == ',' && here(json) == close) {
            c = close;
            json->at++;
        }
        if (c == close)
            return true;
    }
}

static bool skip_value(struct json *json, int depth)
{
    struct string string;
    if (depth > DEPTH_MAXIMUM)
        return fail(json, json->at, "nested too deep");
    skip_space(json);
    switch (here(json)) {
    case '"':
        return read_string(json, &string);
    case '{':
    case '[':
        json->at++;
        return skip_items(json, json->line.data[json->at - 1] == '{', depth);
    case 't':
        return skip_word(json, TEXT("true"));
    case 'f':
        return skip_word(json, TEXT("false"));
    case 'n':
        return skip_word(json, TEXT("null"));
    default:
        return skip_number(json);
    }
}

/* NOLINTEND(misc-no-recursion) */

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
};

struct values {
    struct string string[SLOTS];
    unsigned char rank[SLOTS]; /* 0: not given */
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
    struct string value = {
        {NULL, 0},
        false
    };
    skip_space(json);
    size_t from = json->at;
    char c = here(json);
    if (c == 'n')
        return skip_value(json, 1);
    bool number = c == '-' || tc_ascii_digit(c);
    if (c != '"' && !(number && field->number)) {
        if (!skip_value(json, 1))
            return false;
        return fail(json, from, "of the wrong type");
    }
    if (number) {
        if (!skip_number(json))
            return false;
        value.raw = tc_text_slice(json->line, from, json->at);
    } else if (!read_string(json, &value)) {
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
    struct string key;
    if (!read_string(json, &key) || !expect(json, ':', "a colon was expected"))
        return false;
    *name = key.raw;
    return !key.escaped || string_value(json, arena, &key, name);
}

static bool read_members(struct json *json, struct arena *arena, struct values *values,
                         text *name)
{
    if (!expect(json, '{', "not a JSON object"))
        return false;
    skip_space(json);
    char c = here(json) == '}' ? '}' : ',';
    json->at += c == '}';
    while (c == ',') {
        *name = (text){NULL, 0};
        if (!read_name(json, arena, name))
            return false;
        const struct field *field = find_field(*name);
        if (field ? !read_field(json, field, values) : !skip_value(json, 1))
            return false;
        skip_space(json);
        c = here(json);
        if (c != ',' && c != '}')
            return fail(json, json->at, "a comma or a closing bracket was expected");
        json->at++;
    }
    skip_space(json);
    return json->at == json->line.size ||
           fail(json, json->at, "something behind the object");
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
                                &out->agency};
    for (size_t i = 0; i < SLOTS; i++)
        if (slots[i] && values.string[i].raw.size > 0 &&
            !string_value(&json, arena, &values.string[i], slots[i]))
            return report(&json, name, place);
    return TOCSIN_OK;
}

/* ---- JSON within web pages and feeds --------------------------------------------- */

/* What begins at json->at, which moves behind it; empty when it is broken. */
static text take_value(struct json *json)
{
    skip_space(json);
    size_t from = json->at;
    if (!skip_value(json, 1))
        return (text){NULL, 0};
    return tc_text_slice(json->line, from, json->at);
}

/* At the next item of a list behind open: between them may be more commas than
 * one. false: there is none. */
static bool at_item(struct json *json, char open)
{
    skip_space(json);
    if (json->at == 0 && here(json) != open)
        return false;
    json->at += json->at == 0;
    skip_space(json);
    while (here(json) == ',') {
        json->at++;
        skip_space(json);
    }
    char c = here(json);
    return c != '\0' && c != ']' && c != '}';
}

bool tc_json_member(text object, size_t *at, text *name, text *value)
{
    struct json json = {object, *at, NULL, 0, false, true};
    struct string key;
    if (!at_item(&json, '{') || !read_string(&json, &key) || !expect(&json, ':', ""))
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
    struct string string;
    text out = {NULL, 0};
    if (here(&json) == '-' || tc_ascii_digit(here(&json)))
        return value;
    if (here(&json) == '"' && read_string(&json, &string))
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
