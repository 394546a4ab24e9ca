/* read/mend.c: what is written as XML but is none, before the parser sees it.
 *
 * Feeds are made by templates: HTML's entities stand in them as if XML knew them, bare
 * ampersands, and HTML's empty elements without their slash, which would take the rest
 * of the feed into themselves. What is CDATA is left alone.
 */
#include "read/inside.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define TAG_MAXIMUM 2000 /* bytes of an empty element: it is not looked for further */

/* ---- entities -------------------------------------------------------------------- */

/* Writes what stands for the '&' at t[at]; returns how many bytes of t it was. */
static size_t mend_entity(struct buffer *out, text t, size_t at)
{
    char name[16];
    size_t size = 0;
    size_t from = at + 1;
    bool number = from < t.size && t.data[from] == '#';
    while (from + size < t.size && size < sizeof name - 1) {
        char c = t.data[from + size];
        bool good = tc_ascii_digit(c) || tc_ascii_letter(c) || (number && size == 0);
        if (!good)
            break;
        name[size++] = c;
    }
    name[size] = '\0';
    bool closed = size > 0 && from + size < t.size && t.data[from + size] == ';';
    static const char *const xml[] = {"amp", "lt", "gt", "quot", "apos"};
    bool known = closed && number;
    for (size_t i = 0; closed && i < sizeof xml / sizeof *xml; i++)
        known |= strcmp(name, xml[i]) == 0;
    if (known) {
        tc_buffer_add(out, t.data + at, size + 2);
        return size + 2;
    }
    const htmlEntityDesc *entity = closed ? htmlEntityLookup((xmlChar *)name) : NULL;
    if (!entity) {
        tc_buffer_string(out, "&amp;");
        return 1;
    }
    char bytes[4];
    tc_buffer_add(out, bytes, tc_utf8_put(entity->value, bytes));
    return size + 2;
}

/* ---- tags ------------------------------------------------------------------------ */

/* The size of the tag that begins t when it is an empty element of HTML without its
 * slash; 0: it is none. "link" and "source" are not: RSS has its own. */
static size_t empty_element(text t)
{
    static const char *const names[] = {"br", "hr", "img", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text name = tc_text(names[i]);
        text behind = tc_text_slice(t, name.size + 1, name.size + 2);
        if (!tc_text_equal_fold(tc_text_slice(t, 1, name.size + 1), name) ||
            behind.size == 0 || !strchr("> \n", behind.data[0]))
            continue;
        size_t end = tc_text_find(tc_text_slice(t, 0, TAG_MAXIMUM), TEXT(">"));
        return end == SIZE_MAX || t.data[end - 1] == '/' ? 0 : end + 1;
    }
    return 0;
}

/* Writes what stands for the '<' at t[at]; returns how many bytes of t it was. */
static size_t mend_tag(struct buffer *out, text t, size_t at)
{
    text rest = tc_text_slice(t, at, t.size);
    size_t size = 1;
    if (tc_text_begins(rest, TEXT("<![CDATA["))) {
        size_t end = tc_text_find(rest, TEXT("]]>"));
        size = end == SIZE_MAX ? rest.size : end + 3;
    } else if (empty_element(rest) > 0) {
        size = empty_element(rest);
        tc_buffer_add(out, rest.data, size - 1);
        tc_buffer_string(out, "/>");
        return size;
    } else if (rest.size > 1 && !strchr("/!?_", rest.data[1]) &&
               !tc_ascii_letter(rest.data[1]) && (unsigned char)rest.data[1] < 0x80) {
        tc_buffer_string(out, "&lt;"); /* "< 5 per cent" */
        return 1;
    }
    tc_buffer_add(out, rest.data, size);
    return size;
}

void tc_feed_mend(struct buffer *out, text t)
{
    size_t at = 0;
    while (at < t.size) {
        size_t from = at;
        while (at < t.size && t.data[at] != '&' && t.data[at] != '<')
            at++;
        tc_buffer_add(out, t.data + from, at - from);
        if (at == t.size)
            break;
        at += t.data[at] == '&' ? mend_entity(out, t, at) : mend_tag(out, t, at);
    }
}
