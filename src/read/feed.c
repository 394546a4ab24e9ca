/* read/feed.c: RSS 2.0, 0.9x and 1.0 (RDF) and Atom to documents, one an item.
 *
 * Feeds in the wild are rarely XML: HTML entities that nobody declared, bare
 * ampersands, the wrong encoding on the label. The encoding is mended before
 * (encoding.c); here entities become the characters they stand for, or, when HTML knows
 * none such, plain text, before libxml2 sees them. So there is no entity left to
 * expand, and the exponential ones are harmless. The parser recovers, with the network
 * off and its own limits on.
 *
 * Elements are told by their local names, for prefixes are often undeclared; but
 * media:title and itunes:summary are not the item's own.
 */
#include "read/inside.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <string.h>

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

/* t without entities that XML does not know, CDATA left alone. */
static void mend_entities(struct buffer *out, text t)
{
    size_t at = 0;
    while (at < t.size) {
        size_t from = at;
        while (at < t.size && t.data[at] != '&' && t.data[at] != '<')
            at++;
        tc_buffer_add(out, t.data + from, at - from);
        if (at == t.size)
            break;
        text rest = tc_text_slice(t, at, t.size);
        if (t.data[at] == '&') {
            at += mend_entity(out, t, at);
        } else if (tc_text_begins(rest, TEXT("<![CDATA["))) {
            size_t end = tc_text_find(rest, TEXT("]]>"));
            size_t size = end == SIZE_MAX ? rest.size : end + 3;
            tc_buffer_add(out, rest.data, size);
            at += size;
        } else {
            tc_buffer_byte(out, t.data[at++]);
        }
    }
}

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
    static const char *const own[] = {"atom", "rss", "dc", "dcterms", "content", "rdf"};
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

static bool is_item(const xmlNode *node)
{
    return is_named(node, "item") || is_named(node, "entry");
}

static xmlNode *next_item(xmlNode *node)
{
    while (node && !is_item(node))
        node = node->next;
    return node;
}

static text text_of(struct arena *arena, xmlNode *node)
{
    return node ? tc_node_text(arena, node) : (text){NULL, 0};
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

/* NULL: out of memory, or nothing that could be saved. */
static xmlDoc *parse(text utf8, const char **cut)
{
    struct buffer mended;
    xmlDoc *tree = NULL;
    *cut = NULL;
    xmlParserCtxt *context = xmlNewParserCtxt();
    tc_buffer_init(&mended, 5 * TC_MARKUP_MAXIMUM);
    mend_entities(&mended, utf8);
    if (context && !mended.failed && mended.size > 0)
        tree =
            xmlCtxtReadMemory(context, mended.data, (int)mended.size, NULL, "UTF-8",
                              XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                  XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
                                  XML_PARSE_COMPACT | XML_PARSE_BIG_LINES);
    if (context) {
        *cut = why_cut(context);
        xmlFreeParserCtxt(context);
    }
    tc_buffer_release(&mended);
    return tree;
}

tocsin_status tc_feed_open(struct feed *feed, struct arena *arena, text utf8,
                           const struct place *place)
{
    memset(feed, 0, sizeof *feed);
    const char *why = tc_markup_check(utf8);
    if (why)
        return refuse(place, TOCSIN_LIMIT, why);
    feed->tree = parse(tc_text_trim(utf8), &feed->cut);
    xmlNode *root = feed->tree ? xmlDocGetRootElement(feed->tree) : NULL;
    if (!root)
        return refuse(place, TOCSIN_FORMAT, "an XML feed that cannot be parsed");
    xmlNode *channel = child_named(root, "channel");
    xmlNode *head = channel ? channel : root;
    xmlNode *title = child_named(head, "title");
    if (title && headline(arena, title, &feed->title) != TOCSIN_OK)
        return refuse(place, TOCSIN_MEMORY, "out of memory");
    feed->language = text_of(arena, child_named(head, "language"));
    if (feed->language.size == 0) {
        text given = tc_attribute(root, "lang");
        if (given.size > 0)
            feed->language = tc_arena_copy(arena, given);
    }
    feed->next = next_item(head->children);
    if (!feed->next) /* RSS 1.0 has them beside the channel */
        feed->next = next_item(root->children);
    if (!feed->next)
        return refuse(place, TOCSIN_EMPTY, "a feed without items");
    return TOCSIN_OK;
}

void tc_feed_close(struct feed *feed)
{
    xmlFreeDoc(feed->tree);
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

static text date_of(struct arena *arena, const xmlNode *item)
{
    static const char *const names[] = {"pubDate", "published", "issued", "date",
                                        "updated", "modified",  "created"};
    char date[21];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text value = text_of(arena, child_named(item, names[i]));
        if (tc_date_read(value, date) > 0)
            return value;
    }
    return (text){NULL, 0};
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

static tocsin_status read_item(const struct feed *feed, struct arena *arena,
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
    out->published = date_of(arena, item);
    out->publisher = publisher_of(arena, feed, item);
    out->language = tc_arena_copy(arena, feed->language);
    enum { FIELDS = 6 };
    text *const fields[FIELDS] = {&out->id,   &out->url,       &out->title,
                                  &out->text, &out->published, &out->publisher};
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
    if (!item) {
        const char *cut = feed->cut;
        feed->cut = NULL;
        place->line = 0;
        return cut ? refuse(place, TOCSIN_FORMAT, cut) : TOCSIN_DONE;
    }
    feed->next = next_item(item->next);
    place->line = xmlGetLineNo(item);
    switch (read_item(feed, arena, item, out)) {
    case TOCSIN_OK:
        return TOCSIN_OK;
    case TOCSIN_LIMIT:
        return refuse(place, TOCSIN_LIMIT, "too much or too deep HTML in an item");
    default:
        return refuse(place, TOCSIN_MEMORY, "out of memory");
    }
}
