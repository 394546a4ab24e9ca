/* read/tree.c: HTML to a tree in the arena.
 *
 * libxml2 parses, recovering from whatever it meets, but does not build: its tree takes
 * three allocations an attribute, which were a third of the time a page took. Its
 * events are made into the same xmlNode and xmlAttr as it would make, so that pages and
 * feeds are walked alike, but in the document's arena. What nobody looks at, slim.c has
 * left out before.
 *
 * The page was made UTF-8 before, so its own word on its encoding does not count again;
 * the network is never used.
 */
#include "read/page.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define TEXT_MAXIMUM  ((size_t)10000000) /* between two tags */
#define DEPTH_MAXIMUM 256
#define NAMES         64

/* ---- building -------------------------------------------------------------------- */

struct name {
    const xmlChar *given, *kept;
};

struct builder {
    struct name names[NAMES]; /* by their address; the last one stays */
    struct arena *arena;
    xmlParserCtxt *context;
    xmlNode *root, *now; /* now: the innermost that is open; NULL before the root */
    xmlNode *body;       /* made for what stood in the head and is not of it */
    struct buffer text;  /* since the last tag */
    int depth;
    int muted; /* the depth of the script or style whose text is passed over; 0: none */
    bool failed, deep;
};

static void stop(struct builder *builder)
{
    builder->context->disableSAX = 1;
}

static void *give(struct builder *builder, size_t size)
{
    void *out = builder->failed ? NULL : tc_arena_alloc(builder->arena, size);
    if (!out) {
        builder->failed = true;
        stop(builder);
    }
    return out;
}

static xmlChar *copy(struct builder *builder, text t)
{
    char *out = give(builder, t.size + 1);
    if (out && t.size > 0)
        memcpy(out, t.data, t.size);
    return (xmlChar *)out;
}

/* The parser gives a name by the same pointer each time, until it is freed. */
static const xmlChar *keep_name(struct builder *builder, const xmlChar *name)
{
    struct name *slot = &builder->names[((uintptr_t)name >> 3) % NAMES];
    if (slot->given != name) {
        slot->given = name;
        slot->kept = copy(builder, tc_text((const char *)name));
    }
    return slot->kept;
}

static void attach(xmlNode *node, xmlNode *parent)
{
    node->parent = parent;
    if (!parent)
        return;
    node->prev = parent->last;
    if (parent->last)
        parent->last->next = node;
    else
        parent->children = node;
    parent->last = node;
}

static void flush(struct builder *builder)
{
    text t = {builder->text.data, builder->text.size};
    builder->deep |= builder->text.failed;
    if (builder->deep)
        stop(builder);
    if (t.size == 0 || !builder->now || builder->deep)
        return;
    xmlNode *node = give(builder, sizeof *node);
    xmlChar *content = node ? copy(builder, t) : NULL;
    if (!content)
        return;
    node->type = XML_TEXT_NODE;
    node->name = (const xmlChar *)"text";
    node->content = content;
    attach(node, builder->now);
    tc_buffer_clear(&builder->text);
}

static void add_attribute(struct builder *builder, xmlNode *node, xmlAttr ***end,
                          const xmlChar *const *pair)
{
    text value = tc_text((const char *)pair[1]);
    xmlAttr *attribute = give(builder, sizeof *attribute);
    if (!attribute)
        return;
    attribute->type = XML_ATTRIBUTE_NODE;
    attribute->name = keep_name(builder, pair[0]);
    attribute->parent = node;
    attribute->_private = copy(builder, value);
    if (builder->failed)
        return;
    **end = attribute;
    *end = &attribute->next;
}

static bool is_of_head(const xmlNode *node)
{
    static const char *const names[] = {"base",  "basefont", "bgsound", "link",
                                        "meta",  "noscript", "object",  "script",
                                        "style", "template", "title",   "isindex"};
    for (size_t i = 0; i < TC_COUNT(names); i++)
        if (tc_node_is(node, names[i]))
            return true;
    return false;
}

/* Where the element goes: into the innermost that is open. But pages leave out the tags
 * of head and body, and libxml2 does not know that <article> or <main> ends a head. */
static xmlNode *parent_for(struct builder *builder, xmlNode *node)
{
    xmlNode *parent = builder->now ? builder->now : builder->root;
    if (!builder->root)
        builder->root = node;
    if (!parent || !tc_node_is(parent, "head") || is_of_head(node))
        return parent;
    if (!builder->body) {
        xmlNode *body = give(builder, sizeof *body);
        if (!body)
            return parent;
        body->type = XML_ELEMENT_NODE;
        body->name = (const xmlChar *)"body";
        attach(body, parent->parent ? parent->parent : parent);
        builder->body = body;
    }
    return builder->body;
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    struct builder *builder = data;
    flush(builder);
    builder->deep |= builder->depth >= DEPTH_MAXIMUM;
    if (builder->deep)
        stop(builder);
    xmlNode *node = builder->deep ? NULL : give(builder, sizeof *node);
    if (!node)
        return;
    node->type = XML_ELEMENT_NODE;
    node->name = keep_name(builder, name);
    if (!node->name)
        return;
    xmlAttr **end = &node->properties;
    for (size_t i = 0; attributes && attributes[i]; i += 2)
        add_attribute(builder, node, &end, attributes + i);
    attach(node, parent_for(builder, node));
    builder->now = node;
    builder->depth++;
    bool script =
        tc_node_is(node, "script") &&
        !tc_text_equal_fold(tc_attribute(node, "type"), TEXT("application/ld+json"));
    if (!builder->muted && (script || tc_node_is(node, "style")))
        builder->muted = builder->depth;
}

static void on_end(void *data, const xmlChar *name)
{
    struct builder *builder = data;
    (void)name;
    flush(builder);
    if (builder->muted == builder->depth)
        builder->muted = 0;
    if (builder->now && builder->now != builder->root)
        builder->now = builder->now->parent;
    if (builder->depth > 0)
        builder->depth--;
}

static void on_text(void *data, const xmlChar *bytes, int size)
{
    struct builder *builder = data;
    if (!builder->muted && size > 0)
        tc_buffer_add(&builder->text, bytes, (size_t)size);
}

tocsin_status tc_tree_read(struct arena *arena, text utf8, xmlNode **root)
{
    struct builder builder;
    memset(&builder, 0, sizeof builder);
    *root = NULL;
    builder.arena = arena;
    builder.context = htmlNewParserCtxt();
    if (!builder.context)
        return TOCSIN_MEMORY;
    tc_buffer_init(&builder.text, TEXT_MAXIMUM);
    xmlSAXHandler *events = builder.context->sax;
    memset(events, 0, sizeof *events);
    events->startElement = on_start;
    events->endElement = on_end;
    events->characters = on_text;
    events->ignorableWhitespace = on_text;
    events->cdataBlock = on_text;
    builder.context->userData = &builder;
    (void)htmlCtxtReadMemory(builder.context, utf8.size ? utf8.data : "",
                             (int)utf8.size, NULL, "UTF-8",
                             HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                 HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    bool stopped = builder.context->disableSAX;
    htmlFreeParserCtxt(builder.context);
    tc_buffer_release(&builder.text);
    if (builder.failed || (stopped && !builder.deep))
        return TOCSIN_MEMORY;
    *root = builder.root;
    return builder.deep ? TOCSIN_LIMIT : TOCSIN_OK;
}

/* ---- looking --------------------------------------------------------------------- */

text tc_attribute_value(const xmlAttr *attribute)
{
    const char *value = attribute->_private;
    const xmlNode *child = attribute->children;
    if (!value && child && child->type == XML_TEXT_NODE)
        value = (const char *)child->content;
    return tc_text_trim(tc_text(value));
}

text tc_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (tc_ascii_lower((char)a->name[0]) == tc_ascii_lower(name[0]) &&
            tc_text_equal_fold(tc_text((const char *)a->name), tc_text(name)))
            return tc_attribute_value(a);
    return (text){NULL, 0};
}

xmlNode *tc_node_after(xmlNode *node, const xmlNode *root, bool inside)
{
    /* Below an entity reference lie declarations, not the document. */
    if (inside && node->children && node->type != XML_ENTITY_REF_NODE)
        return node->children;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

bool tc_node_is_text(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
           node->content;
}

/* Appends t with its white space, no-break spaces too, collapsed. */
static size_t collapse_into(char *out, size_t size, text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (c == '\xC2' && i + 1 < t.size && t.data[i + 1] == '\xA0') {
            space = true;
            i++;
        }
        if (!space)
            out[size++] = c;
        else if (size > 0 && out[size - 1] != ' ')
            out[size++] = ' ';
    }
    return size;
}

text tc_node_text(struct arena *arena, xmlNode *node, size_t maximum)
{
    size_t total = 0;
    for (xmlNode *at = node; at; at = tc_node_after(at, node, true)) {
        if (tc_node_is_text(at))
            total += strlen((const char *)at->content);
        if (total > maximum)
            return (text){NULL, 0};
    }
    char *out = tc_arena_alloc(arena, total + 1);
    size_t size = 0;
    if (!out)
        return (text){NULL, 0};
    for (xmlNode *at = node; at; at = tc_node_after(at, node, true))
        if (tc_node_is_text(at))
            size = collapse_into(out, size, tc_text((const char *)at->content));
    return tc_text_trim((text){out, size});
}
