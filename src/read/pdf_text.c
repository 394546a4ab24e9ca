/* pdf_text.c: what pdftotext prints to paragraphs.
 *
 * It prints the lines as they are set, an empty one between blocks, a form feed behind
 * each page. Sentences go over lines and pages, so lines are joined: within a block
 * unless one is so short that it was the last of its paragraph, and over the end of a
 * page when the sentence goes on there in small letters. What stands at the top or the
 * bottom of three pages or more, numbers aside, is no part of the text, nor are the
 * numbers of pages. A word divided at the end of a line is put together, unless it
 * begins with a capital: "Israeli-" is more often half of "Israeli-occupied" than of
 * one word.
 */
#include "read/inside.h"

#include <string.h>

#define EDGE              2 /* lines at each end of a page that may be repeated */
#define REPEATED          3 /* pages */
#define SHORT_PART(width) ((width) / 5 * 3) /* of the widest line of its page */

struct line {
    text words;   /* trimmed; empty: an empty line */
    bool dropped; /* furniture of the page */
    bool counted; /* among the lines at its page's edges */
    bool page;    /* the first of its page */
    size_t width; /* bytes of its page's widest line */
};

struct lines {
    struct line *items; /* in the arena */
    size_t count;
};

static size_t count_lines(text t)
{
    size_t count = 1;
    for (size_t i = 0; i < t.size; i++)
        count += t.data[i] == '\n' || t.data[i] == '\f';
    return count;
}

static bool cut_lines(struct arena *arena, text t, struct lines *out)
{
    bool page = true;
    out->count = 0;
    out->items = tc_arena_alloc(arena, count_lines(t) * sizeof *out->items);
    if (!out->items)
        return false;
    for (size_t from = 0, at = 0; at <= t.size; at++) {
        if (at < t.size && t.data[at] != '\n' && t.data[at] != '\f')
            continue;
        struct line *line = &out->items[out->count++];
        line->words = tc_text_trim(tc_text_slice(t, from, at));
        line->page = page;
        page = at < t.size && t.data[at] == '\f';
        from = at + 1;
    }
    return true;
}

/* ---- heads and feet -------------------------------------------------------------- */

/* Without digits and white space, as the lines of different pages are the same. */
static text without_numbers(struct arena *arena, text t)
{
    char *out = tc_arena_alloc(arena, t.size + 1);
    size_t size = 0;
    if (!out)
        return (text){NULL, 0};
    for (size_t i = 0; i < t.size; i++)
        if (!tc_ascii_digit(t.data[i]) && t.data[i] != ' ')
            out[size++] = t.data[i];
    return (text){out, size};
}

/* "12", "- 12 -", "Page 12 of 30", "12/30". */
static bool is_page_number(text t)
{
    size_t digits = 0;
    if (t.size > 20)
        return false;
    if (tc_text_equal_fold(tc_text_slice(t, 0, 4), TEXT("page")))
        t = tc_text_slice(t, 4, t.size);
    size_t of = tc_text_find(t, TEXT(" of "));
    for (size_t i = 0; i < t.size; i++) {
        bool within = of != SIZE_MAX && i >= of && i < of + 4;
        digits += tc_ascii_digit(t.data[i]);
        if (!tc_ascii_digit(t.data[i]) && !within && !strchr(" -/|.", t.data[i]))
            return false;
    }
    return digits > 0 && digits <= 8;
}

/* The n-th line with words of a page from one of its ends; NULL: there is none. */
static struct line *edge_line(struct line *first, size_t count, size_t n, bool bottom)
{
    for (size_t i = 0; i < count; i++) {
        struct line *line = &first[bottom ? count - 1 - i : i];
        if (line->words.size > 0 && n-- == 0)
            return line;
    }
    return NULL;
}

struct edges {
    struct arena *arena;
    struct map *seen; /* on how many pages a line stands at an edge */
    bool drop;        /* second round: what was seen often is dropped */
};

/* false: out of memory. */
static bool visit_edge(struct edges *e, struct line *line)
{
    uint32_t pages = 0;
    text key = line ? without_numbers(e->arena, line->words) : (text){NULL, 0};
    if (!line || line->dropped || (!e->drop && line->counted))
        return true;
    if (!key.data)
        return false;
    (void)tc_map_get(e->seen, key, &pages);
    line->counted = true;
    if (!e->drop)
        return tc_map_put(e->seen, key, pages + 1);
    line->dropped = is_page_number(line->words) || (key.size > 0 && pages >= REPEATED);
    return true;
}

static bool visit_page(struct edges *e, struct line *first, size_t count)
{
    bool going[2] = {true, true}; /* behind a line that stays, all do */
    for (size_t n = 0; n < EDGE; n++) {
        for (int bottom = 0; bottom < 2; bottom++) {
            struct line *line = edge_line(first, count, n, bottom);
            if (!line || !going[bottom])
                continue;
            if (!visit_edge(e, line))
                return false;
            going[bottom] = !e->drop || line->dropped;
        }
    }
    return true;
}

static bool visit_pages(struct edges *e, struct lines *lines)
{
    for (size_t from = 0, to; from < lines->count; from = to) {
        for (to = from + 1; to < lines->count && !lines->items[to].page; to++)
            continue;
        if (!visit_page(e, lines->items + from, to - from))
            return false;
    }
    return true;
}

static bool drop_edges(struct arena *arena, struct lines *lines)
{
    struct map seen;
    tc_map_init(&seen);
    struct edges e = {arena, &seen, false};
    bool good = visit_pages(&e, lines);
    e.drop = true;
    good = good && visit_pages(&e, lines);
    tc_map_release(&seen);
    return good;
}

static void measure(struct lines *lines)
{
    for (size_t from = 0, to; from < lines->count; from = to) {
        size_t width = 0;
        for (to = from; to < lines->count && (to == from || !lines->items[to].page);
             to++)
            if (lines->items[to].words.size > width)
                width = lines->items[to].words.size;
        for (size_t i = from; i < to; i++)
            lines->items[i].width = width;
    }
}

/* ---- joining --------------------------------------------------------------------- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool ends_sentence(text t)
{
    while (t.size > 0 && strchr("\"')]", t.data[t.size - 1]))
        t.size--;
    return t.size > 0 && strchr(".?!:", t.data[t.size - 1]);
}

/* "Israeli-", not "Israel -". */
static bool ends_in_hyphen(text t)
{
    return t.size > 1 && t.data[t.size - 1] == '-' && t.data[t.size - 2] != ' ';
}

/* Does the word that the line divides belong together without its hyphen? */
static bool is_divided(text before, text behind)
{
    if (before.size < 3 || before.data[before.size - 1] != '-' ||
        !is_lower(before.data[before.size - 2]) || !is_lower(behind.data[0]))
        return false;
    size_t at = before.size - 1;
    while (at > 0 && before.data[at - 1] != ' ')
        at--;
    return is_lower(before.data[at]);
}

/* Is there a paragraph's end between the two? empty: an empty line stands there. */
static bool is_end(const struct line *before, const struct line *behind, bool empty,
                   bool page)
{
    bool goes_on = is_lower(behind->words.data[0]);
    if (page)
        return ends_sentence(before->words) || !goes_on;
    if (empty)
        return true;
    bool is_short = before->words.size < SHORT_PART(before->width);
    char last = before->words.data[before->words.size - 1];
    return is_short && !goes_on && last != ',' && last != '-';
}

tocsin_status tc_pdf_text(struct arena *arena, text printed, text *out)
{
    struct lines lines;
    char *at = tc_arena_alloc(arena, 2 * printed.size + 1);
    *out = (text){NULL, 0};
    if (!at || !cut_lines(arena, printed, &lines) || !drop_edges(arena, &lines))
        return TOCSIN_MEMORY;
    measure(&lines);
    *out = (text){at, 0};
    const struct line *before = NULL;
    bool empty = false, page = false;
    for (size_t i = 0; i < lines.count; i++) {
        const struct line *line = &lines.items[i];
        page |= line->page;
        empty |= line->words.size == 0;
        if (line->words.size == 0 || line->dropped)
            continue;
        if (before && is_end(before, line, empty, page)) {
            at[out->size++] = '\n';
            at[out->size++] = '\n';
        } else if (before && is_divided(before->words, line->words)) {
            out->size--;
        } else if (before && !ends_in_hyphen(before->words)) {
            at[out->size++] = ' ';
        }
        memcpy(at + out->size, line->words.data, line->words.size);
        out->size += line->words.size;
        before = line;
        empty = page = false;
    }
    return TOCSIN_OK;
}
