/* list.c: lists of addresses whose pages lie beside them: url, day, file a row.
 *
 * Crawlers write such lists beside the pages they save, and GDELT gives out lists of
 * addresses that others then save. The first line tells: either it names its columns,
 * an address and a file among them, or it has as many columns as a file of GDELT's (its
 * graph 27, mentions 16, events 61 and before 2015 58, without a heading) and an
 * address where that has one. Tabs or commas; values between commas may stand in
 * quotation marks ("" for one of them), values between tabs are as they are.
 */
#include "read/list.h"

#include <string.h>

#define COLUMNS 128

/* ---- cutting a line -------------------------------------------------------------- */

/* A value in quotation marks, the first of which is at *at. */
static tocsin_status quoted(struct arena *arena, text line, char separator, size_t *at,
                            text *value)
{
    size_t from = *at + 1, marks = 0, end = from;
    for (; end < line.size; end++) {
        if (line.data[end] != '"')
            continue;
        if (end + 1 == line.size || line.data[end + 1] != '"')
            break;
        end++;
        marks++;
    }
    if (end >= line.size)
        return TOCSIN_FORMAT;
    *at = end + 1;
    if (*at < line.size && line.data[*at] != separator)
        return TOCSIN_FORMAT;
    *value = tc_text_slice(line, from, end);
    if (marks == 0)
        return TOCSIN_OK;
    char *copy = tc_arena_alloc(arena, value->size);
    if (!copy)
        return TOCSIN_MEMORY;
    size_t size = 0;
    for (size_t i = 0; i < value->size; i++) {
        copy[size++] = value->data[i];
        i += value->data[i] == '"';
    }
    *value = (text){copy, size};
    return TOCSIN_OK;
}

/* The values of a line; *count may come to be more than COLUMNS, of which only those
 * are given. */
static tocsin_status cut(struct arena *arena, text line, char separator,
                         text values[COLUMNS], size_t *count)
{
    size_t at = 0;
    line =
        tc_text_ends(line, TEXT("\r")) ? tc_text_slice(line, 0, line.size - 1) : line;
    for (*count = 0;; at++) {
        text value = {NULL, 0};
        bool marked = separator == ',' && at < line.size && line.data[at] == '"';
        if (marked) {
            tocsin_status status = quoted(arena, line, separator, &at, &value);
            if (status != TOCSIN_OK)
                return status;
        } else {
            size_t from = at;
            while (at < line.size && (!separator || line.data[at] != separator))
                at++;
            value = tc_text_slice(line, from, at);
        }
        if (*count < COLUMNS)
            values[*count] = tc_text_trim(value);
        ++*count;
        if (at >= line.size)
            return TOCSIN_OK;
    }
}

/* ---- the columns ----------------------------------------------------------------- */

static const struct {
    const char *name;
    enum list_field field;
} names[] = {
    {"url",                LIST_URL      },
    {"address",            LIST_URL      },
    {"link",               LIST_URL      },
    {"sourceurl",          LIST_URL      },
    {"documentidentifier", LIST_URL      },
    {"mentionidentifier",  LIST_URL      },
    {"path",               LIST_PATH     },
    {"file",               LIST_PATH     },
    {"filename",           LIST_PATH     },
    {"file_name",          LIST_PATH     },
    {"published",          LIST_DATE     },
    {"date",               LIST_DATE     },
    {"publish_date",       LIST_DATE     },
    {"dateadded",          LIST_DATE     },
    {"mentiontimedate",    LIST_DATE     },
    {"title",              LIST_TITLE    },
    {"headline",           LIST_TITLE    },
    {"publisher",          LIST_PUBLISHER},
    {"source",             LIST_PUBLISHER},
    {"sourcecommonname",   LIST_PUBLISHER},
    {"mentionsourcename",  LIST_PUBLISHER},
    {"language",           LIST_LANGUAGE },
    {"lang",               LIST_LANGUAGE },
};

static void no_columns(struct list *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < LIST_FIELDS; i++)
        out->column[i] = -1;
}

static void learn_column(struct list *out, text name, size_t at)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (out->column[names[i].field] < 0 &&
            tc_text_equal_fold(name, tc_text(names[i].name)))
            out->column[names[i].field] = (int)at;
}

static bool by_heading(text line, char separator, bool bare, struct list *out)
{
    text values[COLUMNS];
    size_t count;
    struct arena arena;
    tc_arena_init(&arena, 4 * TC_LIST_HEAD);
    no_columns(out);
    bool good = cut(&arena, line, separator, values, &count) == TOCSIN_OK;
    for (size_t i = 0; good && i < count && i < COLUMNS; i++)
        learn_column(out, values[i], i);
    tc_arena_release(&arena);
    if (!good || count > COLUMNS)
        return false;
    out->separator = separator;
    out->heading = true;
    for (size_t i = 0; i < LIST_FIELDS; i++)
        if ((i == LIST_URL || i == LIST_PATH) && out->column[i] >= (int)out->columns)
            out->columns = (size_t)out->column[i] + 1;
    return out->column[LIST_URL] >= 0 && (bare || out->column[LIST_PATH] >= 0);
}

static bool is_address(text t)
{
    return tc_text_begins(t, TEXT("http://")) || tc_text_begins(t, TEXT("https://"));
}

static bool of_gdelt(text line, struct list *out)
{
    static const struct {
        size_t columns;
        int url, date, publisher;
    } kinds[] = {
        {27, 4,  1,  3 }, /* knowledge graph 2.x */
        {16, 5,  2,  4 }, /* mentions */
        {61, 60, 59, -1}, /* events 2.0 */
        {58, 57, 56, -1}, /* events 1.0, the days' files */
    };
    text values[COLUMNS];
    size_t count;
    no_columns(out);
    if (cut(NULL, line, '\t', values, &count) != TOCSIN_OK)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].columns != count || !is_address(values[kinds[i].url]))
            continue;
        out->separator = '\t';
        out->columns = count;
        out->column[LIST_URL] = kinds[i].url;
        out->column[LIST_DATE] = kinds[i].date;
        out->column[LIST_PUBLISHER] = kinds[i].publisher;
        return true;
    }
    return false;
}

/* Lines that are an address each and nothing else. */
static bool of_addresses(text head, struct list *out)
{
    no_columns(out);
    out->columns = 1;
    out->column[LIST_URL] = 0;
    while (head.size > 0) {
        size_t end = tc_text_find(head, TEXT("\n"));
        text line =
            tc_text_trim(tc_text_slice(head, 0, end == SIZE_MAX ? head.size : end));
        head = tc_text_slice(head, end == SIZE_MAX ? head.size : end + 1, head.size);
        bool blank = tc_text_find(line, TEXT(" ")) != SIZE_MAX ||
                     tc_text_find(line, TEXT("\t")) != SIZE_MAX;
        if (line.size > 0 && (blank || !is_address(line)))
            return false;
    }
    return true;
}

bool tc_list_open(text head, bool bare, struct list *out)
{
    if (tc_text_begins(head, TEXT("\xEF\xBB\xBF")))
        head = tc_text_slice(head, 3, head.size);
    size_t end = tc_text_find(head, TEXT("\n"));
    text line = tc_text_slice(head, 0, end == SIZE_MAX ? head.size : end);
    if (tc_text_trim(line).size == 0)
        return false;
    if (by_heading(line, '\t', bare, out) || by_heading(line, ',', bare, out))
        return true;
    return bare && (of_gdelt(line, out) || of_addresses(head, out));
}

/* ---- rows ------------------------------------------------------------------------ */

tocsin_status tc_list_row(struct arena *arena, const struct list *list, text line,
                          struct row *out, const char **why)
{
    text values[COLUMNS];
    size_t count;
    memset(out, 0, sizeof *out);
    *why = "a quotation mark that does not end its value";
    tocsin_status status = cut(arena, line, list->separator, values, &count);
    if (status != TOCSIN_OK)
        return status;
    *why = "fewer values than the list has columns";
    if (count < list->columns)
        return TOCSIN_FORMAT;
    for (size_t i = 0; i < LIST_FIELDS; i++)
        if (list->column[i] >= 0 && (size_t)list->column[i] < count)
            out->field[i] = values[list->column[i]];
    for (size_t i = 0; i < LIST_FIELDS; i++)
        if (tc_repair(arena, out->field[i], &out->field[i]) != TOCSIN_OK)
            return TOCSIN_MEMORY;
    *why = "no address";
    bool local = out->field[LIST_PATH].size > 0;
    return local || is_address(out->field[LIST_URL]) ? TOCSIN_OK : TOCSIN_FORMAT;
}

/* ---- sitemaps -------------------------------------------------------------------- */

/* The next address of a sitemap, written into out, which has room for as much as is
 * left of t; false: there is none. */
static bool next_location(text *t, char *out, size_t *size)
{
    static const struct {
        const char *written;
        char means; /* NUL: nothing */
    } signs[] = {
        {"&amp;",     '&' },
        {"&apos;",    '\''},
        {"&quot;",    '"' },
        {"<![CDATA[", '\0'},
        {"]]>",       '\0'},
    };
    size_t begin = tc_text_find(*t, TEXT("<loc>"));
    text rest = tc_text_slice(*t, begin == SIZE_MAX ? t->size : begin + 5, t->size);
    size_t end = tc_text_find(rest, TEXT("</loc>"));
    if (end == SIZE_MAX)
        return false;
    text value = tc_text_trim(tc_text_slice(rest, 0, end));
    *t = tc_text_slice(rest, end, rest.size);
    *size = 0;
    while (value.size > 0) {
        size_t i = 0;
        while (i < sizeof signs / sizeof *signs &&
               !tc_text_begins(value, tc_text(signs[i].written)))
            i++;
        bool sign = i < sizeof signs / sizeof *signs;
        char c = sign ? signs[i].means : value.data[0];
        if (c && c != '\n')
            out[(*size)++] = c;
        value = tc_text_slice(value, sign ? strlen(signs[i].written) : 1, value.size);
    }
    return true;
}

text tc_list_of_sitemap(struct arena *arena, text utf8)
{
    char *lines = tc_arena_alloc(arena, utf8.size + 1);
    size_t have = 0, size;
    while (lines && next_location(&utf8, lines + have, &size)) {
        have += size;
        lines[have++] = '\n'; /* for which its own tags have left room */
    }
    return (text){lines, have};
}
