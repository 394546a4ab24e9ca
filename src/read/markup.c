/* read/markup.c: is it safe to hand these bytes to libxml2?
 *
 * With its text an element takes some 400 bytes until its page is read, an attribute
 * 130, and the parser compares each attribute of an element with all others: 15 MB of
 * "<p>a" took 1.5 GB, an element of a million attributes more than ten minutes. Real
 * pages have less than 50,000 elements and less than 60 attributes an element. So both
 * are counted first, in one pass, as nearly as the parser would see them: not within
 * comments, CDATA, scripts and styles, unless these have no end.
 */
#include "read/inside.h"

#include <string.h>

#define ELEMENTS_MAXIMUM   400000
#define ELEMENT_SIZE       400 /* bytes of memory that one takes */
#define ATTRIBUTE_SIZE     130
#define TEXT_SIZE          4 /* that a byte takes: it is copied */
#define MEMORY_MAXIMUM     120000000
#define ATTRIBUTES_MAXIMUM 256

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind the value whose '=' is t[at]. */
static size_t behind_value(text t, size_t at)
{
    at++;
    while (at < t.size && is_blank(t.data[at]))
        at++;
    if (at == t.size || (t.data[at] != '"' && t.data[at] != '\''))
        return at;
    const char *end = memchr(t.data + at + 1, t.data[at], t.size - at - 1);
    return end ? (size_t)(end - t.data) + 1 : at + 1;
}

/* Behind the '>' of the tag whose name begins at t[at]. */
static size_t behind_tag(text t, size_t at, size_t *attributes)
{
    bool within = true; /* a name or an unquoted value */
    while (at < t.size && t.data[at] != '>' && *attributes <= ATTRIBUTES_MAXIMUM) {
        if (t.data[at] == '=') {
            size_t value = behind_value(t, at);
            within =
                value < t.size && t.data[value - 1] != '"' && t.data[value - 1] != '\'';
            at = value;
            continue;
        }
        bool between = is_blank(t.data[at]) || t.data[at] == '/';
        *attributes += !between && !within;
        within = !between;
        at++;
    }
    return at < t.size ? at + 1 : at;
}

/* Ends that were looked for in vain: they are not looked for again, or a page of open
 * comments would take quadratic time. */
struct missing {
    bool comment, cdata, raw;
};

/* Behind what from t[at] on; at itself when it is not there. */
static size_t behind(text t, size_t at, text what, bool *missing)
{
    if (*missing)
        return at;
    size_t found = tc_text_find(tc_text_slice(t, at, t.size), what);
    *missing = found == SIZE_MAX;
    return *missing ? at : at + found + what.size;
}

/* Is t[at] where the closing tag of this element goes on behind "</"? */
static bool closes(text t, size_t at, text name)
{
    return tc_text_equal_fold(tc_text_slice(t, at, at + name.size), name);
}

/* Behind the text of a script or style; its tag is t[begin, at). */
static size_t behind_raw(text t, size_t begin, size_t at, struct missing *missing)
{
    static const char *const names[] = {"script", "style"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !missing->raw; i++) {
        text name = tc_text(names[i]);
        if (!closes(t, begin, name) || t.data[at - 1] != '>' || t.data[at - 2] == '/')
            continue;
        size_t end = at;
        while (!missing->raw && (end == at || !closes(t, end, name)))
            end = behind(t, end, TEXT("</"), &missing->raw);
        return missing->raw ? at : end;
    }
    return at;
}

const char *tc_markup_check(text t)
{
    struct missing missing = {false, false, false};
    size_t elements = 0;
    size_t memory = TEXT_SIZE * t.size;
    size_t at = 0;
    if (t.size > TC_MARKUP_MAXIMUM)
        return "more than 16 MiB of markup";
    while (at < t.size) {
        const char *open = memchr(t.data + at, '<', t.size - at);
        if (!open)
            break;
        at = (size_t)(open - t.data) + 1;
        text rest = tc_text_slice(t, at, t.size);
        if (tc_text_begins(rest, TEXT("!--")))
            at = behind(t, at, TEXT("-->"), &missing.comment);
        else if (tc_text_begins(rest, TEXT("![CDATA[")))
            at = behind(t, at, TEXT("]]>"), &missing.cdata);
        if (rest.size == 0 || !(tc_ascii_letter(rest.data[0]) || rest.data[0] == '_'))
            continue;
        size_t attributes = 0;
        size_t begin = at;
        at = behind_tag(t, at, &attributes);
        if (attributes > ATTRIBUTES_MAXIMUM)
            return "an element of more than 256 attributes";
        if (++elements > ELEMENTS_MAXIMUM)
            return "more than 400,000 elements";
        memory += ELEMENT_SIZE + ATTRIBUTE_SIZE * attributes;
        if (memory > MEMORY_MAXIMUM)
            return "elements that take more than 120 MB";
        at = behind_raw(t, begin, at, &missing);
    }
    return NULL;
}
