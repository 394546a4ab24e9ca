/* json.c: a reader of JSON that is pulled, builds no tree and allocates nothing.
 *
 * Of our own, and not jansson, because of a line's few fields only the text weighs
 * anything: here it is looked at eight bytes at a time. On news of 1.6 kB a line
 * jansson alone reads 73 MB/s; files come through this one and the whole of read/ at
 * 300 MB/s.
 *
 * Strict in grammar (RFC 8259) but for raw control characters within strings, which
 * real dumps have.
 */
#include "base/base.h"

#include <string.h>

enum { DEPTH_MAXIMUM = 128 };

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

bool tc_json_fail(struct json *json, size_t where, const char *why)
{
    if (!json->why) {
        json->why = why;
        json->where = where;
    }
    return false;
}

/* The byte at hand, 0 at the end. */
char tc_json_here(const struct json *json)
{
    if (json->at < json->line.size)
        return json->line.data[json->at];
    return '\0';
}

void tc_json_space(struct json *json)
{
    while (json->at < json->line.size) {
        char c = json->line.data[json->at];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return;
        json->at++;
    }
}

bool tc_json_expect(struct json *json, char c, const char *why)
{
    tc_json_space(json);
    if (tc_json_here(json) != c)
        return tc_json_fail(json, json->at, why);
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
    c |= 0x20;
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
    char c = tc_json_here(json);
    if (c == '\0' || !strchr("\"\\/bfnrtu", c))
        return tc_json_fail(json, from, "an unknown escape in a string");
    json->at++;
    if (c != 'u')
        return true;
    if (hex_four(json->line, json->at) < 0)
        return tc_json_fail(json, from, "\\u without four digits behind it");
    json->at += 4;
    return true;
}

bool tc_json_string(struct json *json, struct json_string *out)
{
    size_t start = json->at;
    if (!tc_json_expect(json, '"', "a string was expected"))
        return false;
    size_t from = json->at;
    text line = json->line;
    out->escaped = false;
    for (;;) {
        while (line.size - json->at >= 8 && eight_ordinary(line.data + json->at))
            json->at += 8;
        if (json->at == line.size)
            return tc_json_fail(json, start, "a string without an end");
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
size_t tc_json_unescape(text raw, char *out)
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

/* ---- other values ---------------------------------------------------------------- */

static size_t skip_digits(struct json *json)
{
    size_t from = json->at;
    while (digit(tc_json_here(json)))
        json->at++;
    return json->at - from;
}

bool tc_json_number(struct json *json)
{
    size_t from = json->at;
    if (tc_json_here(json) == '-')
        json->at++;
    bool zero = tc_json_here(json) == '0';
    size_t digits = skip_digits(json);
    bool good = digits > 0 && !(zero && digits > 1);
    if (good && tc_json_here(json) == '.') {
        json->at++;
        good = skip_digits(json) > 0;
    }
    if (good && (tc_json_here(json) == 'e' || tc_json_here(json) == 'E')) {
        json->at++;
        if (tc_json_here(json) == '+' || tc_json_here(json) == '-')
            json->at++;
        good = skip_digits(json) > 0;
    }
    return good || tc_json_fail(json, from, "a number that is none");
}

static bool skip_word(struct json *json, text word)
{
    text rest = tc_text_slice(json->line, json->at, json->line.size);
    if (!tc_text_begins(rest, word))
        return tc_json_fail(json, json->at, "neither a value nor the end");
    json->at += word.size;
    return true;
}

/* Recursion is bounded by DEPTH_MAXIMUM. */
/* NOLINTBEGIN(misc-no-recursion) */
/* The items of an array or the members of an object, behind its bracket. */
static bool skip_items(struct json *json, bool object, int depth)
{
    char close = object ? '}' : ']';
    struct json_string key;
    tc_json_space(json);
    if (tc_json_here(json) == close) {
        json->at++;
        return true;
    }
    for (;;) {
        if (object && (!tc_json_string(json, &key) ||
                       !tc_json_expect(json, ':', "a colon was expected")))
            return false;
        if (!tc_json_skip(json, depth + 1))
            return false;
        tc_json_space(json);
        char c = tc_json_here(json);
        if (c != ',' && c != close)
            return tc_json_fail(json, json->at,
                                "a comma or a closing bracket was expected");
        json->at++;
        if (json->loose)
            tc_json_space(json);
        if (json->loose && c == ',' && tc_json_here(json) == close) {
            c = close;
            json->at++;
        }
        if (c == close)
            return true;
    }
}

bool tc_json_skip(struct json *json, int depth)
{
    struct json_string string;
    if (depth > DEPTH_MAXIMUM)
        return tc_json_fail(json, json->at, "nested too deep");
    tc_json_space(json);
    switch (tc_json_here(json)) {
    case '"':
        return tc_json_string(json, &string);
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
        return tc_json_number(json);
    }
}

/* NOLINTEND(misc-no-recursion) */
