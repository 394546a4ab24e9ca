/* read/printed.c: author and day as a page prints them, where it states them nowhere.
 *
 * By what elements are called: "byline", "author", "date". A page has such elements for
 * its comments and for the teasers of other stories, too: these are left out as far as
 * they are called so, authors must stand close to each other, and of several days none
 * is taken.
 */
#include "read/page.h"

#include <string.h>

#define BYLINE_MAXIMUM 300 /* bytes that are looked at */
#define PLACES_MAXIMUM 20  /* elements called bylines that are looked at */
#define DAY_MAXIMUM    60

/* Comments have authors and days too, and so have the teasers of other stories. */
static bool is_elsewhere(const xmlNode *node)
{
    for (; node; node = node->parent) {
        const struct facts *facts = tc_facts(node);
        if (!facts || facts->kind == NEVER || facts->look.reason >= COMMENT ||
            tc_node_is(node, "nav") || tc_node_is(node, "aside"))
            return true;
    }
    return false;
}

/* ---- bylines --------------------------------------------------------------------- */

static bool names_author(text attribute)
{
    static const char *const words[] = {"byline", "Byline", "author", "Author",
                                        "autor",  "Autor",  "writer"};
    for (size_t i = 0; attribute.size > 0 && i < TC_COUNT(words); i++)
        if (tc_text_find(attribute, tc_text(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* A byline taken apart where its blocks and lines end. */
struct byline {
    struct arena *arena;
    text *authors;
    char words[BYLINE_MAXIMUM];
    size_t size;
    bool failed;
};

static void end_block(struct byline *byline)
{
    text words = {byline->words, byline->size};
    if (!tc_author_add(byline->arena, words, false, byline->authors))
        byline->failed = true;
    byline->size = 0;
}

/* NOLINTNEXTLINE(misc-no-recursion): the parser stops at 256 levels */
static void read_byline(struct byline *byline, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        const struct facts *facts =
            child->type == XML_ELEMENT_NODE ? tc_facts(child) : NULL;
        if (tc_node_is_text(child)) {
            text t = tc_text((const char *)child->content);
            t = tc_text_slice(t, 0, BYLINE_MAXIMUM - byline->size);
            if (t.size > 0)
                memcpy(byline->words + byline->size, t.data, t.size);
            byline->size += t.size;
        } else if (facts) {
            bool ends = facts->kind == BREAK || tc_kind_is_block(facts->kind);
            if (ends)
                end_block(byline);
            read_byline(byline, child);
            if (ends)
                end_block(byline);
        }
    }
}

/* Within one element, or two that lie side by side? */
static bool are_close(const xmlNode *a, const xmlNode *b)
{
    return a->parent && b->parent &&
           (a->parent == b->parent || a->parent->parent == b->parent->parent);
}

bool tc_author_find(struct arena *arena, xmlNode *root, text *authors)
{
    struct byline byline = {.arena = arena, .authors = authors};
    xmlNode *like = NULL; /* the first that had a name */
    int places = 0;
    for (xmlNode *at = root; at && places < PLACES_MAXIMUM && !byline.failed;) {
        bool element = at->type == XML_ELEMENT_NODE && at->properties && tc_facts(at);
        bool called =
            element &&
            (tc_text_equal_fold(tc_attribute(at, "rel"), TEXT("author")) ||
             tc_text_equal_fold(tc_attribute(at, "itemprop"), TEXT("author")) ||
             names_author(tc_attribute(at, "class")));
        size_t had = authors->size;
        bool beside = !like || (tc_nodes_alike(at, like) && are_close(at, like));
        if (called && beside && !is_elsewhere(at)) {
            places++;
            byline.size = 0;
            text all = tc_node_text(arena, at, 2 * BYLINE_MAXIMUM);
            if (all.size > 0 && all.size <= BYLINE_MAXIMUM)
                read_byline(&byline, at);
            end_block(&byline);
        }
        bool found = authors->size > had;
        like = found && !like ? at : like;
        at = tc_node_after(at, root, !found);
    }
    return !byline.failed;
}

/* ---- the day --------------------------------------------------------------------- */

static bool names_day(text attribute)
{
    static const char *const words[] = {"date", "Date", "published", "posted", "datum"};
    for (size_t i = 0; attribute.size > 0 && i < TC_COUNT(words); i++)
        if (tc_text_find(attribute, tc_text(words[i])) != SIZE_MAX)
            return tc_text_find(attribute, TEXT("update")) == SIZE_MAX;
    return false;
}

/* The day in a short text, from its first digit on if not from its beginning. */
static size_t read_day(text t, char out[21])
{
    size_t digit = 0;
    size_t size = tc_date_read(t, out);
    while (digit < t.size && !tc_ascii_digit(t.data[digit]))
        digit++;
    return size > 0 ? size : tc_date_read(tc_text_slice(t, digit, t.size), out);
}

text tc_day_find(struct arena *arena, xmlNode *root)
{
    char day[21], other[21];
    size_t size = 0;
    for (xmlNode *at = root; at; at = tc_node_after(at, root, true)) {
        if (at->type != XML_ELEMENT_NODE || !at->properties || !tc_facts(at) ||
            !names_day(tc_attribute(at, "class")) || is_elsewhere(at))
            continue;
        text words = tc_node_text(arena, at, 2 * DAY_MAXIMUM);
        if (words.size == 0 || words.size > DAY_MAXIMUM)
            continue;
        size_t found = read_day(words, size > 0 ? other : day);
        if (found > 0 && size > 0 && memcmp(day, other, 10) != 0)
            return (text){NULL, 0};
        if (found > 0 && size == 0)
            size = found;
    }
    return size > 0 ? tc_arena_copy(arena, (text){day, size}) : (text){NULL, 0};
}
