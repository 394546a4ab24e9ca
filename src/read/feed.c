/* read/feed.c: RSS 2.0, 0.9x and 1.0 (RDF), Atom and news sitemaps to documents, one an
 * item. JSON Feed is feed_json.c's.
 *
 * Feeds in the wild are rarely XML: HTML entities that nobody declared, bare
 * ampersands, the wrong encoding on the label. The encoding is mended before
 * (encoding.c), and so are entities and HTML's empty elements (mend.c): there is no
 * entity left to expand, and the exponential ones are harmless. The parser recovers,
 * with the network off and its own limits on; where tags that were never closed have
 * swallowed items, each item is parsed by itself.
 *
 * Elements are told by their local names, for prefixes are often undeclared; but
 * media:title and itunes:summary are not the item's own.
 */
#include "read/inside.h"

#include <libxml/parser.h>
#include <string.h>

/* ---- the tree -------------------------------------------------------------------- */

/* The local name, also where an undeclared prefix has stayed in it. */
static text local_name(const xmlNode *node)
{
    text name = tc_text((const char *)node->name);
    size_t colon = tc_text_find(name, TEXT(":"));
    return colon == SIZE_MAX ? name : tc_text_slice(name, colon + 1, name.size);
}

static text prefix_of(const xmlNode *node)
{
    text name = tc_text((const char *)node->name);
    size_t colon = tc_text_find(name, TEXT(":"));
    if (colon != SIZE_MAX)
        return tc_text_slice(name, 0, colon);
    return tc_text(node->ns ? (const char *)node->ns->prefix : NULL);
}

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE &&
           tc_text_equal_fold(local_name(node), tc_text(name));
}

/* Is it the feed's own, not an extension's? */
static bool is_own(const xmlNode *node)
{
    static const char *const own[] = {"atom",    "rss", "dc",   "dcterms",
                                      "content", "rdf", "news", "n"};
    text prefix = prefix_of(node);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (tc_text_equal_fold(prefix, tc_text(own[i])))
            return true;
    return prefix.size == 0;
}

static xmlNode *child_named(const xmlNode *node, const char *name)
{
    for (xmlNode *child = node->children; child; child = child->next)
        if (is_named(child, name) && is_own(child))
            return child;
    return NULL;
}

/* In a sitemap, only what gives a title: without one there is nothing to read. */
static bool is_item(const xmlNode *node)
{
    if (is_named(node, "item") || is_named(node, "entry"))
        return true;
    if (!is_named(node, "url"))
        return false;
    const xmlNode *news = child_named(node, "news");
    return news && child_named(news, "title");
}

static xmlNode *next_item(xmlNode *node)
{
    while (node && !is_item(node))
        node = node->next;
    return node;
}

static text text_of(struct arena *arena, xmlNode *node)
{
    return node ? tc_node_text(arena, node, TC_NODE_TEXT) : (text){NULL, 0};
}

/* ---- markup within text ---------------------------------------------------------- */

static bool has_markup(text t)
{
    return t.size > 0 && (memchr(t.data, '<', t.size) || memchr(t.data, '&', t.size));
}

/* All character data of node as it is, white space too. */
static text raw_text(struct arena *arena, xmlNode *node)
{
    size_t total = 0;
    for (xmlNode *at = node; at; at = tc_node_after(at, node, true))
        if (at->content && at->type != XML_COMMENT_NODE && at->type != XML_PI_NODE)
            total += strlen((const char *)at->content);
    char *data = tc_arena_alloc(arena, total + 1);
    size_t size = 0;
    for (xmlNode *at = node; data && at; at = tc_node_after(at, node, true)) {
        if (!at->content || at->type == XML_COMMENT_NODE || at->type == XML_PI_NODE)
            continue;
        size_t more = strlen((const char *)at->content);
        memcpy(data + size, at->content, more);
        size += more;
    }
    return (text){data, size};
}

static bool has_element(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            return true;
    return false;
}

/* A description or content: XHTML below it, HTML within it, or plain text. */
static tocsin_status prose(struct arena *arena, xmlNode *node, text *out)
{
    xmlNode *from;
    *out = (text){NULL, 0};
    if (has_element(node))
        return tc_body_read(arena, node, *out, true, &from, out);
    text raw = raw_text(arena, node);
    if (!raw.data)
        return TOCSIN_MEMORY;
    if (has_markup(raw))
        return tc_html_fragment(arena, raw, out);
    *out = tc_text_trim(raw);
    return TOCSIN_OK;
}

/* A title: one line. */
static tocsin_status headline(struct arena *arena, xmlNode *node, text *out)
{
    text flat;
    tocsin_status status = prose(arena, node, &flat);
    if (status != TOCSIN_OK)
        return status;
    char *data = tc_arena_alloc(arena, flat.size + 1);
    if (!data)
        return TOCSIN_MEMORY;
    size_t size = 0;
    for (size_t i = 0; i < flat.size; i++) {
        char c = flat.data[i];
        if (c == '\n' || c == '\t' || c == '\r')
            c = ' ';
        if (c != ' ' || (size > 0 && data[size - 1] != ' '))
            data[size++] = c;
    }
    *out = tc_text_trim((text){data, size});
    return TOCSIN_OK;
}

/* ---- the feed -------------------------------------------------------------------- */

static tocsin_status refuse(const struct place *place, tocsin_status status,
                            const char *why)
{
    return tc_fail(place->error, status, place->file, place->line, -1, "%s", why);
}

/* Why the parser did not reach the end; NULL: it did, whatever it stumbled over. */
static const char *why_cut(const xmlParserCtxt *context)
{
    if (context->disableSAX)
        return "nested deeper than 256: the rest of the feed is not read";
    if (context->lastError.code == XML_ERR_TAG_NOT_FINISHED ||
        context->lastError.code == XML_ERR_DOCUMENT_END)
        return "the feed ends too early";
    return NULL;
}

/* NULL: out of memory, or nothing that could be saved. *sound: it was XML. */
static xmlDoc *parse(text xml, const char **cut, bool *sound)
{
    xmlDoc *tree = NULL;
    xmlParserCtxt *context = xmlNewParserCtxt();
    *cut = NULL;
    *sound = false;
    if (!context)
        return NULL;
    tree = xmlCtxtReadMemory(context, xml.data, (int)xml.size, NULL, "UTF-8",
                             XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                 XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
                                 XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
    *cut = why_cut(context);
    *sound = context->wellFormed;
    xmlFreeParserCtxt(context);
    return tree;
}

/* ---- items one by one ------------------------------------------------------------ */

/* The next piece of the mended feed from <item to </item>; empty: there is none. */
static text next_piece(struct feed *feed)
{
    text all = {feed->mended.data, feed->mended.size};
    size_t size = strlen(feed->item);
    while (feed->at < all.size) {
        size_t open = tc_text_find(tc_text_slice(all, feed->at, all.size),
                                   (text){feed->item, size});
        if (open == SIZE_MAX)
            break;
        open += feed->at;
        feed->at = open + size;
        bool begins = open > 0 && all.data[open - 1] == '<' && feed->at < all.size &&
                      strchr("> \t\r\n", all.data[feed->at]);
        if (!begins)
            continue;
        text rest = tc_text_slice(all, feed->at, all.size);
        size_t close = tc_text_find(rest, (text){feed->item, size});
        while (close != SIZE_MAX && (close < 2 || rest.data[close - 1] != '/')) {
            size_t next = tc_text_find(tc_text_slice(rest, close + size, rest.size),
                                       (text){feed->item, size});
            close = next == SIZE_MAX ? next : close + size + next;
        }
        if (close == SIZE_MAX)
            break;
        feed->at += close + size;
        return tc_text_slice(all, open - 1, feed->at + 1);
    }
    feed->at = all.size;
    return (text){NULL, 0};
}

/* Parses the next piece and puts its item in place. OK; DONE: there is none. */
static tocsin_status open_piece(struct feed *feed)
{
    bool sound;
    const char *cut;
    struct buffer xml;
    for (;;) {
        text piece = next_piece(feed);
        if (piece.size == 0)
            return TOCSIN_DONE;
        tc_buffer_init(&xml, 0);
        tc_buffer_string(&xml, "<r>");
        tc_buffer_text(&xml, piece);
        tc_buffer_string(&xml, "</r>");
        xmlFreeDoc(feed->tree);
        feed->tree = NULL;
        if (!xml.failed)
            feed->tree = parse((text){xml.data, xml.size}, &cut, &sound);
        tc_buffer_release(&xml);
        xmlNode *root = feed->tree ? xmlDocGetRootElement(feed->tree) : NULL;
        feed->next = root ? next_item(root->children) : NULL;
        if (feed->next)
            return TOCSIN_OK;
    }
}

/* Are there more items in the text than in the tree? Then tags that were never closed
 * have taken some of them into others. */
static void look_for_lost(struct feed *feed, const xmlNode *root)
{
    text all = {feed->mended.data, feed->mended.size};
    size_t closed = 0;
    size_t found = 0;
    feed->item = tc_node_is(root, "feed") ? "entry" : "item";
    for (const xmlNode *at = feed->next; at; at = at->next)
        found += is_item(at);
    for (size_t at = 0; at < all.size;) {
        text rest = tc_text_slice(all, at, all.size);
        size_t next = tc_text_find(rest, TEXT("</"));
        if (next == SIZE_MAX)
            break;
        at += next + 2;
        closed += tc_text_begins(tc_text_slice(all, at, all.size), tc_text(feed->item));
    }
    if (closed <= found)
        return;
    feed->at = 0;
    feed->next = NULL;
    feed->cut = NULL;
}

/* ---- opening --------------------------------------------------------------------- */

static const char out_of_memory[] = "out of memory";

/* Title, language and the first item. */
static tocsin_status read_head(struct feed *feed, struct arena *arena, xmlNode *root,
                               const struct place *place)
{
    xmlNode *channel = child_named(root, "channel");
    xmlNode *head = channel ? channel : root;
    xmlNode *title = child_named(head, "title");
    if (title && headline(arena, title, &feed->title) != TOCSIN_OK)
        return refuse(place, TOCSIN_MEMORY, out_of_memory);
    feed->language = text_of(arena, child_named(head, "language"));
    if (feed->language.size == 0) {
        text given = tc_attribute(root, "lang");
        if (given.size > 0)
            feed->language = tc_arena_copy(arena, given);
    }
    feed->next = next_item(head->children);
    if (!feed->next) /* RSS 1.0 has them beside the channel */
        feed->next = next_item(root->children);
    return TOCSIN_OK;
}

static tocsin_status open_xml(struct feed *feed, struct arena *arena, text utf8,
                              const struct place *place)
{
    bool sound;
    tc_buffer_init(&feed->mended, 5 * TC_MARKUP_MAXIMUM);
    tc_feed_mend(&feed->mended, utf8);
    if (feed->mended.failed)
        return refuse(place, TOCSIN_MEMORY, out_of_memory);
    feed->tree =
        parse((text){feed->mended.data, feed->mended.size}, &feed->cut, &sound);
    xmlNode *root = feed->tree ? xmlDocGetRootElement(feed->tree) : NULL;
    if (!root)
        return refuse(place, TOCSIN_FORMAT, "an XML feed that cannot be parsed");
    if (is_named(root, "sitemapindex"))
        return refuse(place, TOCSIN_FORMAT, "a list of sitemaps, not of pages");
    bool sitemap = is_named(root, "urlset"); /* the tree may give way to a piece's */
    tocsin_status status = read_head(feed, arena, root, place);
    if (status == TOCSIN_OK && !sound)
        look_for_lost(feed, root);
    if (status == TOCSIN_OK && feed->at != SIZE_MAX && open_piece(feed) != TOCSIN_OK)
        feed->next = NULL;
    if (status != TOCSIN_OK || feed->next)
        return status;
    return refuse(place, TOCSIN_EMPTY,
                  sitemap ? "a sitemap of addresses without titles"
                          : "a feed without items");
}

tocsin_status tc_feed_open(struct feed *feed, struct arena *arena, text utf8,
                           const struct place *place)
{
    memset(feed, 0, sizeof *feed);
    feed->at = SIZE_MAX;
    const char *why = tc_markup_check(utf8);
    if (why)
        return refuse(place, TOCSIN_LIMIT, why);
    utf8 = tc_text_trim(utf8);
    return tc_text_begins(utf8, TEXT("{")) ? tc_json_feed_open(feed, arena, utf8, place)
                                           : open_xml(feed, arena, utf8, place);
}

void tc_feed_close(struct feed *feed)
{
    xmlFreeDoc(feed->tree);
    tc_buffer_release(&feed->mended);
    memset(feed, 0, sizeof *feed);
}

/* ---- an item --------------------------------------------------------------------- */

/* Atom's link is an attribute, and there are several. */
static text link_of(struct arena *arena, const xmlNode *item)
{
    text found = {NULL, 0};
    for (xmlNode *child = item->children; child; child = child->next) {
        if (!is_named(child, "link") || !is_own(child))
            continue;
        text href = tc_attribute(child, "href");
        text rel = tc_attribute(child, "rel");
        text value = href.size > 0 ? href : text_of(arena, child);
        if (rel.size == 0 || tc_text_equal_fold(rel, TEXT("alternate")))
            return value;
        if (found.size == 0 && tc_text_equal_fold(rel, TEXT("self")))
            found = value;
    }
    return found;
}

/* The first of these children that is a date. */
static text date_among(struct arena *arena, const xmlNode *item,
                       const char *const *names)
{
    char date[21];
    for (; *names; names++) {
        text value = text_of(arena, child_named(item, *names));
        if (tc_date_read(value, date) > 0)
            return value;
    }
    return (text){NULL, 0};
}

static void read_dates(struct arena *arena, const xmlNode *item, tocsin_document *out)
{
    static const char *const first[] = {"pubDate", "published",        "issued",
                                        "date",    "publication_date", NULL};
    static const char *const last[] = {"updated", "modified", "lastmod", NULL};
    static const char *const other[] = {"created", NULL};
    out->published = date_among(arena, item, first);
    out->changed = date_among(arena, item, last);
    if (out->published.size > 0)
        return;
    out->published = out->changed;
    out->changed = (text){NULL, 0};
    if (out->published.size == 0)
        out->published = date_among(arena, item, other);
}

/* The longest of what may hold the text; the title where there is none. */
static tocsin_status text_of_item(struct arena *arena, const xmlNode *item,
                                  tocsin_document *out)
{
    static const char *const names[] = {"encoded", "content", "description", "summary",
                                        "tagline"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        xmlNode *node = child_named(item, names[i]);
        text value = {NULL, 0};
        if (!node)
            continue;
        tocsin_status status = prose(arena, node, &value);
        if (status != TOCSIN_OK)
            return status;
        if (value.size > out->text.size)
            out->text = value;
    }
    if (out->text.size == 0)
        out->text = out->title;
    return TOCSIN_OK;
}

static text publisher_of(struct arena *arena, const struct feed *feed,
                         const xmlNode *item)
{
    xmlNode *source = child_named(item, "source");
    if (source && has_element(source))
        source = child_named(source, "title");
    text name = text_of(arena, source);
    if (name.size == 0)
        name = text_of(arena, child_named(item, "publisher"));
    return name.size > 0 ? name : tc_arena_copy(arena, feed->title);
}

/* What a news sitemap says of a page: its headline, and nothing that it reports. */
static tocsin_status read_url(struct arena *arena, xmlNode *url, tocsin_document *out)
{
    xmlNode *news = child_named(url, "news");
    xmlNode *publication = child_named(news, "publication");
    tocsin_status status = headline(arena, child_named(news, "title"), &out->title);
    out->text = out->title;
    out->url = text_of(arena, child_named(url, "loc"));
    read_dates(arena, news, out);
    static const char *const changed[] = {"lastmod", NULL};
    if (out->changed.size == 0)
        out->changed = date_among(arena, url, changed);
    if (publication) {
        out->publisher = text_of(arena, child_named(publication, "name"));
        out->language = text_of(arena, child_named(publication, "language"));
    }
    return status;
}

/* The people in its author and creator elements: a name, or with one inside, or a
 * mail address with the name in brackets behind it. */
static tocsin_status read_authors(struct arena *arena, const xmlNode *item,
                                  tocsin_document *out)
{
    bool kept = true;
    for (xmlNode *child = item->children; child && kept; child = child->next) {
        if (!is_own(child) ||
            (!is_named(child, "creator") && !is_named(child, "author")))
            continue;
        xmlNode *name = child_named(child, "name");
        text value = text_of(arena, name ? name : child);
        size_t open = tc_text_find(value, TEXT("("));
        if (tc_text_find(value, TEXT("@")) < open && open != SIZE_MAX)
            value = tc_text_slice(value, open + 1, value.size - 1);
        kept = tc_author_add(arena, value, true, &out->authors);
    }
    if (tc_author_is_house(out->authors, out->publisher))
        out->authors = (text){NULL, 0};
    return kept ? TOCSIN_OK : TOCSIN_MEMORY;
}

static tocsin_status read_entry(const struct feed *feed, struct arena *arena,
                                xmlNode *item, tocsin_document *out)
{
    tocsin_status status = TOCSIN_OK;
    xmlNode *title = child_named(item, "title");
    if (title)
        status = headline(arena, title, &out->title);
    if (status == TOCSIN_OK)
        status = text_of_item(arena, item, out);
    if (status != TOCSIN_OK)
        return status;
    text guid = text_of(arena, child_named(item, "guid"));
    out->id = guid.size > 0 ? guid : text_of(arena, child_named(item, "id"));
    out->url = link_of(arena, item);
    if (out->url.size == 0 && tc_text_begins(out->id, TEXT("http")))
        out->url = out->id;
    read_dates(arena, item, out);
    out->publisher = publisher_of(arena, feed, item);
    return read_authors(arena, item, out);
}

static tocsin_status read_item(const struct feed *feed, struct arena *arena,
                               xmlNode *item, tocsin_document *out)
{
    tocsin_status status = is_named(item, "url") ? read_url(arena, item, out)
                                                 : read_entry(feed, arena, item, out);
    if (status != TOCSIN_OK)
        return status;
    if (out->language.size == 0)
        out->language = feed->language;
    enum { FIELDS = 9 };
    text *const fields[FIELDS] = {&out->id,        &out->url,      &out->title,
                                  &out->text,      &out->changed,  &out->published,
                                  &out->publisher, &out->language, &out->authors};
    for (size_t i = 0; i < FIELDS; i++) {
        text copy = tc_arena_copy(arena, *fields[i]);
        if (!copy.data || tc_repair(arena, copy, fields[i]) != TOCSIN_OK)
            return TOCSIN_MEMORY;
    }
    return TOCSIN_OK;
}

tocsin_status tc_feed_next(struct feed *feed, struct arena *arena, tocsin_document *out,
                           struct place *place)
{
    xmlNode *item = feed->next;
    if (feed->json.size > 0)
        return tc_json_feed_next(feed, arena, out, place);
    if (!item) {
        const char *cut = feed->cut;
        feed->cut = NULL;
        place->line = 0;
        return cut ? refuse(place, TOCSIN_FORMAT, cut) : TOCSIN_DONE;
    }
    place->line = feed->at == SIZE_MAX ? xmlGetLineNo(item) : 0;
    tocsin_status status = read_item(feed, arena, item, out);
    feed->next = next_item(item->next);
    if (!feed->next && feed->at != SIZE_MAX && open_piece(feed) != TOCSIN_OK)
        feed->next = NULL;
    switch (status) {
    case TOCSIN_OK:
        return TOCSIN_OK;
    case TOCSIN_LIMIT:
        return refuse(place, TOCSIN_LIMIT, "too much or too deep HTML in an item");
    default:
        return refuse(place, TOCSIN_MEMORY, "out of memory");
    }
}
