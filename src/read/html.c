/* read/html.c: a web page to a document, but for its running text (body.c).
 *
 * Title, day, publisher and address are taken from
 * where pages state them for machines, in the order of how often they are right:
 * schema.org's JSON and Open Graph, then meta elements, then what is printed. What a
 * page does not state stays empty: the host name is not made a publisher, nor the day
 * of change the day of publication.
 */
#include "read/inside.h"

#include <string.h>

#define TITLE_MAXIMUM 500
#define DATE_MAXIMUM  200 /* bytes of an element that says a day */

/* ---- what the page says of itself ------------------------------------------------ */

enum fact { TITLE, DATE, CHANGED, PUBLISHER, ADDRESS, AUTHORS, FACTS };

struct page {
    struct arena *arena;
    text fact[FACTS];
    int rank[FACTS]; /* 0: not known; less is better */
    text title;      /* of the title element */
    text heading;    /* the longest h1 that is in it */
    text language;
    struct schema schema; /* what its JSON-LD says */
    bool failed;          /* out of memory */
};

/* The names that meta elements go by. */
static const struct meta {
    const char *name;
    enum fact fact;
    int rank;
} metas[] = {
    {"og:title",                  TITLE,     1 },
    {"twitter:title",             TITLE,     5 },
    {"dc.title",                  TITLE,     6 },
    {"og:site_name",              PUBLISHER, 2 },
    {"publisher",                 PUBLISHER, 3 },
    {"dc.publisher",              PUBLISHER, 3 },
    {"citation_publisher",        PUBLISHER, 4 },
    {"application-name",          PUBLISHER, 6 },
    {"og:url",                    ADDRESS,   2 },
    {"article:author",            AUTHORS,   2 },
    {"parsely-author",            AUTHORS,   2 },
    {"byl",                       AUTHORS,   2 },
    {"author",                    AUTHORS,   3 },
    {"og:article:author",         AUTHORS,   3 },
    {"cxenseparse:author",        AUTHORS,   3 },
    {"sailthru.author",           AUTHORS,   3 },
    {"citation_author",           AUTHORS,   3 },
    {"dc.creator",                AUTHORS,   3 },
    {"dcterms.creator",           AUTHORS,   3 },
    {"creator",                   AUTHORS,   5 },
    {"article:modified_time",     CHANGED,   2 },
    {"og:article:modified_time",  CHANGED,   2 },
    {"og:updated_time",           CHANGED,   3 },
    {"article:modified",          CHANGED,   3 },
    {"datemodified",              CHANGED,   3 },
    {"dcterms.modified",          CHANGED,   4 },
    {"dc.date.modified",          CHANGED,   4 },
    {"last-modified",             CHANGED,   5 },
    {"lastmod",                   CHANGED,   5 },
    {"article:published_time",    DATE,      2 },
    {"og:article:published_time", DATE,      2 },
    {"datepublished",             DATE,      3 },
    {"article:published",         DATE,      3 },
    {"og:published_time",         DATE,      3 },
    {"sailthru.date",             DATE,      4 },
    {"parsely-pub-date",          DATE,      4 },
    {"citation_publication_date", DATE,      4 },
    {"publish-date",              DATE,      4 },
    {"publish_date",              DATE,      4 },
    {"publishdate",               DATE,      4 },
    {"publication_date",          DATE,      4 },
    {"pubdate",                   DATE,      4 },
    {"dc.date.issued",            DATE,      4 },
    {"dcterms.issued",            DATE,      4 },
    {"dcterms.created",           DATE,      5 },
    {"dc.date",                   DATE,      5 },
    {"dc:date",                   DATE,      5 },
    {"bepress_citation_date",     DATE,      5 },
    {"datecreated",               DATE,      10},
    {"dcterms.date",              DATE,      5 },
    {"dc.created",                DATE,      5 },
    {"date",                      DATE,      5 },
    {"article.published",         DATE,      5 },
    {"displaydate",               DATE,      5 },
};

/* A page may state each of its authors by itself. */
static void learn_author(struct page *page, int rank, text value)
{
    int known = page->rank[AUTHORS];
    text authors = known == rank ? page->fact[AUTHORS] : (text){NULL, 0};
    if (known && known < rank)
        return;
    page->failed |= !tc_author_add(page->arena, value, true, &authors);
    if (authors.size > 0) {
        page->fact[AUTHORS] = authors;
        page->rank[AUTHORS] = rank;
    }
}

static void learn(struct page *page, enum fact fact, int rank, text value)
{
    char date[21];
    if (fact == AUTHORS)
        learn_author(page, rank, value);
    if (value.size == 0 || fact == AUTHORS ||
        (page->rank[fact] && page->rank[fact] <= rank))
        return;
    if ((fact == DATE || fact == CHANGED) && tc_date_read(value, date) == 0)
        return;
    if (fact == ADDRESS && !tc_text_begins(value, TEXT("http")))
        return;
    page->fact[fact] = value;
    page->rank[fact] = rank;
}

static void read_meta(struct page *page, const xmlNode *node)
{
    text content = tc_attribute(node, "content");
    text names[] = {tc_attribute(node, "property"), tc_attribute(node, "name"),
                    tc_attribute(node, "itemprop")};
    if (content.size == 0)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t m = 0; names[i].size && m < sizeof metas / sizeof *metas; m++)
            if (tc_text_equal_fold(names[i], tc_text(metas[m].name)))
                learn(page, metas[m].fact, metas[m].rank, content);
}

static void read_script(struct page *page, const xmlNode *node)
{
    if (!tc_text_equal_fold(tc_attribute(node, "type"), TEXT("application/ld+json")))
        return;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (tc_node_is_text(child))
            tc_schema_read(page->arena, tc_text((const char *)child->content),
                           &page->schema);
}

/* What the scripts together said, by whom they said it of. */
static void learn_schema(struct page *page)
{
    const struct schema *schema = &page->schema;
    bool sure = schema->rank == TC_SCHEMA_ARTICLE;
    learn(page, TITLE, 3, schema->title);
    learn(page, DATE, sure ? 1 : 3, schema->published);
    learn(page, CHANGED, sure ? 1 : 4, schema->changed);
    learn(page, PUBLISHER, 1, schema->publisher);
    learn(page, ADDRESS, 3, schema->url);
    learn(page, AUTHORS, sure ? 1 : 4, schema->authors);
    if (page->language.size == 0)
        page->language = schema->language;
}

static bool contains_fold(text in, text what)
{
    for (size_t at = 0; at + what.size <= in.size; at++)
        if (tc_text_equal_fold((text){in.data + at, what.size}, what))
            return true;
    return false;
}

/* Also one without a value. */
static bool has_attribute(const xmlNode *node, const char *name)
{
    const xmlAttr *at = node->properties;
    while (at && strcmp((const char *)at->name, name) != 0)
        at = at->next;
    return at != NULL;
}

static void read_time(struct page *page, xmlNode *node)
{
    text when = tc_attribute(node, "datetime");
    text class = tc_attribute(node, "class");
    text item = tc_attribute(node, "itemprop");
    if (when.size == 0)
        when = tc_node_text(page->arena, node, DATE_MAXIMUM);
    bool first = has_attribute(node, "pubdate");
    bool last = contains_fold(class, TEXT("updat")) ||
                contains_fold(class, TEXT("modif")) ||
                contains_fold(item, TEXT("modif"));
    if (last && !first) {
        learn(page, CHANGED, 6, when);
        return;
    }
    bool sure = first || contains_fold(class, TEXT("publish")) ||
                contains_fold(class, TEXT("entry-date")) ||
                contains_fold(item, TEXT("datepublished"));
    learn(page, DATE, sure ? 6 : 7, when);
}

/* Is rel one of the space-separated words of t? */
static bool has_word(text t, text word)
{
    for (size_t at = 0; at + word.size <= t.size; at++)
        if (tc_text_equal_fold((text){t.data + at, word.size}, word) &&
            (at == 0 || t.data[at - 1] == ' ') &&
            (at + word.size == t.size || t.data[at + word.size] == ' '))
            return true;
    return false;
}

static void read_heading(struct page *page, xmlNode *node)
{
    text heading = tc_node_text(page->arena, node, 2 * TITLE_MAXIMUM);
    if (heading.size > TITLE_MAXIMUM)
        return;
    bool in_title = heading.size >= 8 && contains_fold(page->title, heading);
    if (in_title && heading.size > page->heading.size)
        page->heading = heading;
    if (heading.size > 0)
        learn(page, TITLE, in_title ? 2 : 4, heading);
}

static void read_element(struct page *page, xmlNode *node)
{
    if (tc_node_is(node, "meta"))
        read_meta(page, node);
    else if (tc_node_is(node, "script"))
        read_script(page, node);
    else if (tc_node_is(node, "time"))
        read_time(page, node);
    else if (tc_node_is(node, "h1"))
        read_heading(page, node);
    else if (tc_node_is(node, "html"))
        page->language = tc_attribute(node, "lang");
    else if (tc_node_is(node, "title") && page->title.size == 0)
        page->title = tc_text_slice(tc_node_text(page->arena, node, TC_NODE_TEXT), 0,
                                    TITLE_MAXIMUM);
    else if (tc_node_is(node, "link") &&
             has_word(tc_attribute(node, "rel"), TEXT("canonical")))
        learn(page, ADDRESS, 1, tc_attribute(node, "href"));
    else if (contains_fold(tc_attribute(node, "itemprop"), TEXT("datepublished")))
        learn(page, DATE, 6, tc_node_text(page->arena, node, DATE_MAXIMUM));
}

/* ---- the title without the site's name ------------------------------------------- */

/* What may stand between a title and the name of its site. */
static const char *const separators[] = {" | ", " - ",  " – ", " — ", " » ",
                                         " « ", " :: ", " · ", " • "};
enum { SEPARATORS = sizeof separators / sizeof *separators };

/* The separator at the end of t; empty when there is none. */
static text separator_before(text t)
{
    for (size_t i = 0; i < SEPARATORS; i++)
        if (tc_text_ends(t, tc_text(separators[i])))
            return tc_text(separators[i]);
    return (text){NULL, 0};
}

static bool separator_at(text t)
{
    for (size_t i = 0; i < SEPARATORS; i++)
        if (tc_text_begins(t, tc_text(separators[i])))
            return true;
    return false;
}

/* The title before tail_size bytes at its end and the separator before them; empty when
 * there is no separator. */
static text head_of(text title, size_t tail_size)
{
    if (tail_size >= title.size)
        return (text){NULL, 0};
    text head = tc_text_slice(title, 0, title.size - tail_size);
    text mark = separator_before(head);
    return mark.size ? tc_text_trim(tc_text_slice(head, 0, head.size - mark.size))
                     : mark;
}

/* guess: cut a tail that is shorter than the head even if it is not the site's name. */
static text without_site(text title, text site, bool guess)
{
    text head = head_of(title, site.size);
    if (site.size > 0 && head.size > 0 &&
        tc_text_equal_fold(tc_text_slice(title, title.size - site.size, title.size),
                           site))
        return head;
    for (size_t tail = 1; guess && tail < 40; tail++) {
        head = head_of(title, tail);
        if (head.size > tail)
            return head;
        if (head.size > 0)
            break;
    }
    return title;
}

/* The part of the title that is printed as the page's headline, where a separator
 * stands between it and the rest; else the title. */
static text as_printed(text title, text heading)
{
    size_t rest = heading.size < title.size ? title.size - heading.size : 0;
    if (rest < 4 || rest > 3 * heading.size) /* a short one is the site's name */
        return title;
    text front = tc_text_slice(title, 0, heading.size);
    text back = tc_text_slice(title, rest, title.size);
    if (tc_text_equal_fold(front, heading) &&
        separator_at(tc_text_slice(title, heading.size, title.size)))
        return front;
    if (tc_text_equal_fold(back, heading) &&
        separator_before(tc_text_slice(title, 0, rest)).size > 0)
        return back;
    return title;
}

static text choose_title(const struct page *page)
{
    text site = page->fact[PUBLISHER];
    bool stated =
        page->rank[TITLE] && (page->rank[TITLE] <= 3 || page->title.size == 0);
    text title = stated ? without_site(page->fact[TITLE], site, false)
                        : without_site(page->title, site, true);
    return as_printed(title, page->heading);
}

/* ---- the day in the address ------------------------------------------------------ */

/* "/2024/01/29/" in an address: most news sites and blogs file by day. */
static text date_in(text address)
{
    for (size_t at = 0; at + 12 <= address.size; at++) {
        const char *c = address.data + at;
        bool fits = c[0] == '/' && c[5] == '/' && c[8] == '/' && c[11] == '/';
        for (size_t i = 1; fits && i < 11; i++)
            fits = i == 5 || i == 8 || tc_ascii_digit(c[i]);
        if (fits)
            return (text){c + 1, 10};
    }
    return (text){NULL, 0};
}

/* ---- the document ---------------------------------------------------------------- */

/* Copies the value out of the tree unless the field is known already. */
static bool keep(struct arena *arena, text *field, text value)
{
    if (field->size > 0 || value.size == 0)
        return true;
    text copy = tc_arena_copy(arena, value);
    if (!copy.data)
        return false;
    return tc_repair(arena, copy, field) == TOCSIN_OK;
}

static bool fill(struct arena *arena, struct page *page, text address,
                 tocsin_document *out)
{
    learn_schema(page);
    if (!keep(arena, &out->url, page->fact[ADDRESS]) ||
        !keep(arena, &out->url, address))
        return false;
    learn(page, DATE, 9, date_in(out->url));
    return keep(arena, &out->title, choose_title(page)) &&
           keep(arena, &out->published, page->fact[DATE]) &&
           keep(arena, &out->changed, page->fact[CHANGED]) &&
           keep(arena, &out->publisher, page->fact[PUBLISHER]);
}

/* What is printed, where nothing was stated; a house is no author. */
static bool fill_printed(struct arena *arena, struct page *page, xmlNode *root,
                         tocsin_document *out)
{
    text found = page->fact[AUTHORS];
    if (found.size == 0 && out->authors.size == 0)
        page->failed |= !tc_author_find(arena, root, &found);
    if (page->failed || page->schema.failed ||
        !keep(arena, &out->published,
              out->published.size ? out->published : tc_day_find(arena, root)))
        return false;
    return tc_author_is_house(found, out->publisher) ||
           keep(arena, &out->authors, found);
}

/* The text in schema.org's JSON, for pages that print theirs with a script. It is now
 * and then HTML. */
tocsin_status tc_stated_text(struct arena *arena, text stated, text *out)
{
    *out = stated;
    if (tc_text_find(stated, TEXT("</")) == SIZE_MAX &&
        tc_text_find(stated, TEXT("&")) == SIZE_MAX)
        return TOCSIN_OK;
    tocsin_status status = tc_html_fragment(arena, stated, out);
    return status == TOCSIN_LIMIT ? TOCSIN_EMPTY : status;
}

static tocsin_status refuse(const struct place *place, tocsin_status status,
                            const char *why)
{
    return tc_fail(place->error, status, place->file, place->line, -1, "%s", why);
}

/* LIMIT: why. */
static tocsin_status parse(struct arena *arena, text utf8, xmlNode **root,
                           const char **why)
{
    text slim = tc_slim(arena, utf8);
    *root = NULL;
    if (!slim.data)
        return TOCSIN_MEMORY;
    *why = tc_markup_check(slim);
    if (*why)
        return TOCSIN_LIMIT;
    *why = "nested deeper than 256, or 10 MB without a tag";
    return tc_tree_read(arena, slim, root);
}

tocsin_status tc_html_read(struct arena *arena, text utf8, tocsin_document *out,
                           struct posts *posts, const struct place *place)
{
    const char *why;
    xmlNode *root;
    xmlNode *from = NULL;
    struct page page;
    text address = posts ? posts->address : (text){NULL, 0};
    tocsin_status status = parse(arena, utf8, &root, &why);
    if (status == TOCSIN_LIMIT)
        return refuse(place, TOCSIN_LIMIT, why);
    memset(&page, 0, sizeof page);
    page.arena = arena;
    for (xmlNode *at = root; at; at = tc_node_after(at, root, true))
        if (at->type == XML_ELEMENT_NODE)
            read_element(&page, at);
    if (status == TOCSIN_OK && root && !fill(arena, &page, address, out))
        status = TOCSIN_MEMORY;
    text body = {NULL, 0};
    if (status == TOCSIN_OK && root)
        status = tc_body_read(arena, root, out->title, false, &from, &body);
    if (status == TOCSIN_OK && root && !fill_printed(arena, &page, root, out))
        status = TOCSIN_MEMORY;
    if (status == TOCSIN_OK && body.size < page.schema.body.size / 3)
        status = tc_stated_text(arena, page.schema.body, &body);
    if (status == TOCSIN_OK)
        status = tc_repair(arena, body, &out->text);
    if (status == TOCSIN_OK && !keep(arena, &out->language, page.language))
        status = TOCSIN_MEMORY;
    if (status == TOCSIN_OK && posts)
        status = tc_live_read(arena, &page.schema, from, out, posts);
    if (status == TOCSIN_OK && out->text.size == 0 && !(posts && posts->count))
        status = TOCSIN_EMPTY;
    if (status == TOCSIN_EMPTY)
        return refuse(place, TOCSIN_EMPTY, "no running text in the page");
    if (status != TOCSIN_OK)
        return refuse(place, status, "out of memory");
    return TOCSIN_OK;
}

tocsin_status tc_html_fragment(struct arena *arena, text utf8, text *out)
{
    xmlNode *root;
    xmlNode *from;
    text body = {NULL, 0};
    *out = body;
    const char *why;
    tocsin_status status = parse(arena, utf8, &root, &why);
    if (status == TOCSIN_OK && root)
        status = tc_body_read(arena, root, (text){NULL, 0}, true, &from, &body);
    return status == TOCSIN_OK ? tc_repair(arena, body, out) : status;
}
