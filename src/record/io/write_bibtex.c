/* record/io/write_bibtex.c: documents as BibTeX entries.
 *
 * @article when the publisher is known (it is the journal), else @misc. The bytes are
 * UTF-8, which biber and BibTeX of the last ten years read; what TeX takes for a
 * command is escaped. A key is the document's id where it may be one, else what of it
 * may stand in a key and a hash, so that two ids never share one.
 */
#include "record/io/export.h"

#include <stddef.h>
#include <string.h>

static bool key_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-_.:/+", c));
}

enum { LONGEST_KEY = 200 };
static void write_key(struct buffer *b, text id)
{
    size_t size = id.size < LONGEST_KEY ? id.size : LONGEST_KEY;
    bool same = size == id.size;
    for (size_t i = 0; i < size; i++) {
        bool good = key_byte(id.data[i]);
        same = same && good;
        if (good)
            tc_buffer_byte(b, id.data[i]);
    }
    if (!same)
        tc_buffer_format(b, "-%016llx", (unsigned long long)tc_hash(id.data, id.size));
}

static const char *escape_of(char c)
{
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '{':
        return "\\{";
    case '}':
        return "\\}";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    case '#':
        return "\\#";
    case '$':
        return "\\$";
    case '%':
        return "\\%";
    case '&':
        return "\\&";
    case '_':
        return "\\_";
    default:
        return (unsigned char)c < 0x20 || c == 0x7f ? " " : NULL;
    }
}

static void write_tex(struct buffer *b, text t)
{
    for (size_t i = 0; i < t.size; i++) {
        const char *escape = escape_of(t.data[i]);
        if (escape)
            tc_buffer_string(b, escape);
        else
            tc_buffer_byte(b, t.data[i]);
    }
}

/* Addresses are read as they stand, but for what would end the field or a line. */
static void write_url(struct buffer *b, text url)
{
    for (size_t i = 0; i < url.size; i++) {
        unsigned char c = (unsigned char)url.data[i];
        if (c <= 0x20 || c == 0x7f || strchr("{}\\", c))
            tc_buffer_format(b, "%%%02X", c);
        else
            tc_buffer_byte(b, (char)c);
    }
}

static void field(struct buffer *b, const char *name, text value)
{
    if (!value.size)
        return;
    tc_buffer_format(b, ",\n  %s = {", name);
    write_tex(b, value);
    tc_buffer_byte(b, '}');
}

/* In braces of its own each, for a name is not to be taken apart at its blanks. */
static void write_authors(struct buffer *b, text authors)
{
    text name;
    size_t at = 0;
    bool any = false;
    while (tc_next_author(authors, &at, &name)) {
        tc_buffer_string(b, any ? " and {" : ",\n  author = {{");
        write_tex(b, name);
        tc_buffer_byte(b, '}');
        any = true;
    }
    tc_buffer_string(b, any ? "}" : "");
}

static void write_date(struct buffer *b, text published)
{
    int year, month, date;
    int32_t day = tc_day_parse(published);
    if (day == TC_NO_DAY)
        return;
    tc_day_split(day, &year, &month, &date);
    /* months by BibTeX's own names for them */
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    tc_buffer_format(b, ",\n  year = {%d},\n  month = %.3s,\n  day = {%d}", year,
                     months + (month - 1) * (ptrdiff_t)3, date);
}

static tocsin_status bibtex_document(struct export *x, const struct listed *listed)
{
    const tocsin_document *d = &listed->document;
    struct buffer *b = &x->out;
    tc_buffer_string(b, d->publisher.size ? "@article{" : "@misc{");
    write_key(b, d->id);
    write_authors(b, d->authors);
    if (d->title.size) { /* inner braces keep its capitals */
        tc_buffer_string(b, ",\n  title = {{");
        write_tex(b, d->title);
        tc_buffer_string(b, "}}");
    }
    field(b, "journal", d->publisher);
    write_date(b, d->published);
    if (d->url.size) {
        tc_buffer_string(b, ",\n  url = {");
        write_url(b, d->url);
        tc_buffer_byte(b, '}');
    }
    field(b, "langid",
          tc_text_equal(d->language, TEXT("en")) ? TEXT("english") : (text){NULL, 0});
    tc_buffer_string(b, "\n}\n\n");
    return TOCSIN_OK;
}

const struct writer tc_write_bibtex = {.usual = TOCSIN_EXPORT_DOCUMENTS,
                                       .can = CAN(DOCUMENTS),
                                       .document = bibtex_document};
