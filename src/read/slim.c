/* read/slim.c: a page without what nobody looks at, before it is parsed.
 *
 * Of 82 MB of news pages 40% is scripts and styles, 43% tags, most of it attributes for
 * browsers, 6% white space between tags, and 10% text. libxml2 takes it all byte by
 * byte, which was most of the time that a page took. So comments, the contents of
 * scripts (but for JSON-LD) and styles, attributes that nobody asks for, and white
 * space behind white space are left out first, at the speed of memchr().
 *
 * Tags are taken apart as libxml2 takes them apart, so that the tree is the same with
 * and without. What has no end (a comment, a script, a value) is copied as it stands.
 */
#include "read/inside.h"

#include <string.h>

struct slim {
    text in;
    size_t at;
    char *out;
    size_t size;
    size_t pre;      /* elements that keep their white space and are open */
    bool no_comment; /* ends that were looked for in vain are not looked for again */
    bool no_raw;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void put(struct slim *slim, const char *bytes, size_t size)
{
    memcpy(slim->out + slim->size, bytes, size);
    slim->size += size;
}

/* Copies the input up to `to`. */
static void copy_to(struct slim *slim, size_t to)
{
    put(slim, slim->in.data + slim->at, to - slim->at);
    slim->at = to;
}

/* ---- text ------------------------------------------------------------------------ */

/* Text up to the next '<'; of white space the first. */
static void copy_text(struct slim *slim)
{
    const char *at = slim->in.data + slim->at;
    const char *all = slim->in.data + slim->in.size;
    const char *end = memchr(at, '<', (size_t)(all - at));
    end = end ? end : all;
    if (slim->pre > 0) {
        copy_to(slim, (size_t)(end - slim->in.data));
        return;
    }
    char *out = slim->out + slim->size;
    bool blank = false;
    for (; at < end; at++) {
        bool now = is_blank(*at);
        *out = *at;
        out += !(now && blank);
        blank = now;
    }
    slim->size = (size_t)(out - slim->out);
    slim->at = (size_t)(end - slim->in.data);
}

/* ---- tags ------------------------------------------------------------------------ */

static bool is_name_byte(char c)
{
    return tc_ascii_letter(c) || tc_ascii_digit(c) || c == ':' || c == '-' ||
           c == '_' || c == '.';
}

/* Does a tag end here, or does its input? */
static bool ends_tag(const struct slim *slim, size_t at)
{
    const char *c = slim->in.data + at;
    return at >= slim->in.size || *c == '>' ||
           (*c == '/' && at + 1 < slim->in.size && c[1] == '>');
}

/* Is it an attribute that somebody looks at? */
static bool is_wanted(text element, text name, text value)
{
    static const char *const wanted[] = {
        "aria-hidden", "class", "content", "datetime", "hidden", "id",   "itemprop",
        "lang",        "name",  "pubdate", "property", "rel",    "role", "type"};
    if (tc_text_equal_fold(name, TEXT("style")))
        return tc_text_find(value, TEXT("display")) != SIZE_MAX;
    if (tc_text_equal_fold(name, TEXT("href")))
        return tc_text_equal_fold(element, TEXT("link"));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i][0] == tc_ascii_lower(name.data[0]) &&
            tc_text_equal_fold(name, tc_text(wanted[i])))
            return true;
    return false;
}

/* Behind the value that follows the '=' at `at`; SIZE_MAX: its quote does not close. */
static size_t behind_value(const struct slim *slim, size_t at, text *value)
{
    text in = slim->in;
    for (at++; at < in.size && is_blank(in.data[at]);)
        at++;
    if (at < in.size && (in.data[at] == '"' || in.data[at] == '\'')) {
        const char *end = memchr(in.data + at + 1, in.data[at], in.size - at - 1);
        if (!end)
            return SIZE_MAX;
        size_t to = (size_t)(end - in.data);
        *value = tc_text_slice(in, at + 1, to);
        return to + 1;
    }
    size_t from = at;
    while (at < in.size && in.data[at] != '>' && !is_blank(in.data[at]))
        at++;
    *value = tc_text_slice(in, from, at);
    return at;
}

/* One attribute, or what stands there in its place, with the white space before it. */
static void take_attribute(struct slim *slim, text element, size_t from, bool *data)
{
    text in = slim->in;
    size_t at = from;
    if (!tc_ascii_letter(in.data[at]) && !memchr("_:.", in.data[at], 3)) {
        while (!ends_tag(slim, at) && !is_blank(in.data[at]))
            at++;
        copy_to(slim, at);
        return;
    }
    while (at < in.size && is_name_byte(in.data[at]))
        at++;
    text name = tc_text_slice(in, from, at);
    text value = {NULL, 0};
    size_t equals = at;
    while (equals < in.size && is_blank(in.data[equals]))
        equals++;
    if (equals < in.size && in.data[equals] == '=')
        at = behind_value(slim, equals, &value);
    if (at == SIZE_MAX)
        at = in.size;
    /* tree.c decides, who sees it without its entities */
    *data |= tc_text_equal_fold(name, TEXT("type")) &&
             (tc_text_find(value, TEXT("json")) != SIZE_MAX ||
              tc_text_find(value, TEXT("&")) != SIZE_MAX);
    if (at < in.size && !is_wanted(element, name, value))
        slim->at = at;
    else
        copy_to(slim, at);
}

/* Where "</name" stands from `at` on; `at` itself when there is none. */
static size_t before_close(struct slim *slim, size_t at, text name)
{
    text in = slim->in;
    size_t from = at;
    while (!slim->no_raw) {
        size_t found = tc_text_find(tc_text_slice(in, from, in.size), TEXT("</"));
        if (found == SIZE_MAX)
            break;
        from += found;
        if (tc_text_equal_fold(tc_text_slice(in, from + 2, from + 2 + name.size), name))
            return from;
        from += 2;
    }
    slim->no_raw = true;
    return at;
}

/* The tag whose '<' is at hand, and what it makes of what follows. */
static void copy_tag(struct slim *slim)
{
    text in = slim->in;
    size_t from = slim->at + 1;
    bool closing = from < in.size && in.data[from] == '/';
    size_t at = from + closing;
    while (at < in.size && is_name_byte(in.data[at]))
        at++;
    text name = tc_text_slice(in, from + closing, at);
    bool data = false;
    copy_to(slim, at);
    if (tc_text_equal_fold(name, TEXT("pre"))) {
        slim->pre += !closing;
        slim->pre -= closing && slim->pre > 0;
    }
    if (closing)
        return;
    for (;;) {
        while (at < in.size && is_blank(in.data[at]))
            at++;
        if (ends_tag(slim, at))
            break;
        take_attribute(slim, name, at, &data);
        at = slim->at;
    }
    bool empty = at < in.size && in.data[at] == '/';
    slim->at = at; /* not the white space before the end */
    copy_to(slim, at + empty < in.size ? at + empty + 1 : in.size);
    bool script = tc_text_equal_fold(name, TEXT("script"));
    if (empty || !(script || tc_text_equal_fold(name, TEXT("style"))))
        return;
    size_t end = before_close(slim, slim->at, name);
    if (data && script)
        copy_to(slim, end);
    slim->at = end;
}

/* A comment; false: it has no end. */
static bool pass_comment(struct slim *slim)
{
    text rest = tc_text_slice(slim->in, slim->at + 4, slim->in.size);
    size_t end = slim->no_comment ? SIZE_MAX : tc_text_find(rest, TEXT("-->"));
    slim->no_comment = end == SIZE_MAX;
    if (!slim->no_comment)
        slim->at += 4 + end + 3;
    return !slim->no_comment;
}

text tc_slim(struct arena *arena, text page)
{
    struct slim slim;
    memset(&slim, 0, sizeof slim);
    slim.in = page;
    if (page.size > TC_MARKUP_MAXIMUM)
        return page;
    slim.out = tc_arena_alloc(arena, page.size + 1);
    if (!slim.out)
        return (text){NULL, 0};
    while (slim.at < page.size) {
        text rest = tc_text_slice(page, slim.at, page.size);
        char next = rest.size > 1 ? rest.data[1] : '\0';
        if (rest.data[0] != '<')
            copy_text(&slim);
        else if (tc_text_begins(rest, TEXT("<!--")) && pass_comment(&slim))
            continue;
        else if (tc_ascii_letter(next) || next == '_' || next == ':' || next == '/')
            copy_tag(&slim);
        else
            copy_to(&slim, slim.at + 1);
    }
    return (text){slim.out, slim.size};
}
