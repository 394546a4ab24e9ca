/* read/body.c: the running text of a web page, without what stands around it.
 *
 * Three passes over the tree, in the manner of Readability and of trafilatura
 * (Barbaresi 2021), whose lists of telling class names were the model of these:
 *
 *     1  weigh    for every block, its letters, and how many of them are links; a block
 *                 is good by the letters that are not
 *     2  decide   which parts are furniture: by element (nav, aside), by role, by the
 *                 words of class and id; but nothing that holds a large part of all
 *                 good letters is furniture, whatever it is called
 *     3  choose   the smallest container that a page builder would name the article's
 *                 and that holds enough; else the element into which the good letters
 *                 fall together; its blocks are the text, save those that are mostly
 *                 links or say "Share this"
 *
 * Measured on 594 pages, most German or English, with phrases of each marked as wanted
 * or unwanted: f1 0.91 (0.92 on the English ones), 60 MB of HTML a second.
 */
#include "read/inside.h"

#include <string.h>

#define DEPTH_MAXIMUM     300 /* libxml2 stops at 256 */
#define TEXT_MAXIMUM      ((size_t)64 << 20)
#define ATTRIBUTE_MAXIMUM 1000 /* bytes of a class or id that are looked at */
#define SHORT_MAXIMUM     300  /* bytes; less than this is hardly an article */

/* What is known of an element, at node->_private. */
struct facts {
    uint32_t letters, links, marks; /* of its own text, without blocks inside it */
    uint32_t good;                  /* with blocks inside it */
    uint32_t kept;                  /* good, without furniture */
    bool dropped;
};

struct body {
    struct arena *arena;
    text title;
    bool whole;
    bool failed;    /* out of memory */
    uint32_t total; /* good letters of the page */
    bool strict;    /* drop what looks like furniture */
    xmlNode *best;
    uint32_t best_kept;
};

/* ---- kinds of elements ----------------------------------------------------------- */

enum kind {
    INLINE,
    BLOCK,
    PARAGRAPH,
    ITEM,
    HEADING,
    CELL,
    PRE,
    BREAK,
    FURNITURE,
    NEVER
};

static const struct element {
    const char *name;
    enum kind kind;
} elements[] = {
    {"address",    BLOCK    },
    {"article",    BLOCK    },
    {"aside",      FURNITURE},
    {"applet",     NEVER    },
    {"audio",      NEVER    },
    {"base",       NEVER    },
    {"blockquote", PARAGRAPH},
    {"body",       BLOCK    },
    {"br",         BREAK    },
    {"button",     NEVER    },
    {"canvas",     NEVER    },
    {"caption",    BLOCK    },
    {"center",     BLOCK    },
    {"datalist",   NEVER    },
    {"dd",         PARAGRAPH},
    {"details",    BLOCK    },
    {"dialog",     NEVER    },
    {"dir",        BLOCK    },
    {"div",        BLOCK    },
    {"dl",         BLOCK    },
    {"dt",         PARAGRAPH},
    {"embed",      NEVER    },
    {"fieldset",   FURNITURE},
    {"figcaption", FURNITURE},
    {"figure",     FURNITURE},
    {"footer",     FURNITURE},
    {"form",       FURNITURE},
    {"frame",      NEVER    },
    {"frameset",   NEVER    },
    {"h1",         HEADING  },
    {"h2",         HEADING  },
    {"h3",         HEADING  },
    {"h4",         HEADING  },
    {"h5",         HEADING  },
    {"h6",         HEADING  },
    {"head",       NEVER    },
    {"header",     BLOCK    },
    {"hgroup",     BLOCK    },
    {"hr",         BLOCK    },
    {"html",       BLOCK    },
    {"iframe",     NEVER    },
    {"input",      NEVER    },
    {"li",         ITEM     },
    {"link",       NEVER    },
    {"main",       BLOCK    },
    {"map",        NEVER    },
    {"math",       NEVER    },
    {"menu",       FURNITURE},
    {"meta",       NEVER    },
    {"nav",        FURNITURE},
    {"noframes",   NEVER    },
    {"noscript",   NEVER    },
    {"object",     NEVER    },
    {"ol",         BLOCK    },
    {"option",     NEVER    },
    {"p",          PARAGRAPH},
    {"picture",    NEVER    },
    {"pre",        PRE      },
    {"progress",   NEVER    },
    {"script",     NEVER    },
    {"section",    BLOCK    },
    {"select",     NEVER    },
    {"source",     NEVER    },
    {"style",      NEVER    },
    {"summary",    BLOCK    },
    {"svg",        NEVER    },
    {"table",      BLOCK    },
    {"tbody",      BLOCK    },
    {"td",         CELL     },
    {"template",   NEVER    },
    {"textarea",   NEVER    },
    {"tfoot",      BLOCK    },
    {"th",         CELL     },
    {"thead",      BLOCK    },
    {"time",       INLINE   },
    {"title",      NEVER    },
    {"tr",         BLOCK    },
    {"ul",         BLOCK    },
    {"video",      NEVER    },
};

static enum kind kind_of(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    for (size_t i = 0; name && i < sizeof elements / sizeof *elements; i++)
        if (elements[i].name[0] == name[0] && strcmp(elements[i].name, name) == 0)
            return elements[i].kind;
    return INLINE;
}

static bool is_block(enum kind kind)
{
    return kind != INLINE && kind != BREAK && kind != NEVER;
}

/* ---- names that tell ------------------------------------------------------------- */

/* Words of a class or id that name furniture. A word is what stands between hyphens,
 * underscores, spaces and changes of case. '*': any word that begins so. */
static const char *const furniture[] = {
    "footer",       "related*",       "viral",       "social*",
    "share*",       "sharing*",       "newsletter*", "subscribe*",
    "subscription", "sidebar*",       "navi*",       "nav",
    "navbar",       "menu*",          "breadcrumb*", "cookie*",
    "consent*",     "banner*",        "advert*",     "ad",
    "ads",          "adsense",        "sponsor*",    "promo*",
    "outbrain*",    "taboola*",       "author",      "byline*",
    "bio",          "meta",           "metadata",    "postmeta",
    "timestamp",    "caption*",       "pager*",      "pagination*",
    "popup*",       "modal",          "hidden",      "noprint",
    "login*",       "signup*",        "register*",   "toolbar*",
    "rating*",      "recommend*",     "teaser*",     "readmore",
    "mostread*",    "popular*",       "trending*",   "disclaimer*",
    "copyright*",   "taglist",        "tags",        "tagcloud",
    "jp",           "sharedaddy",     "search*",     "skip",
    "widget*",      "crumbs",         "impressum",   "feedback",
    "print",        "date",           "credit*",     "dateline",
    "rss",          "follow*",        "more",        "topnav",
    "subnav",       "masthead",       "addthis*",    "shariff",
    "bookmark*",    "yarpp*",         "prev*",       "next*",
    "paging",       "categories",     "infobox",     "gallery*",
    "slideshow*",   "carousel*",      "thumb*",      "toc",
    "alert*",       "notice*",        "trackback*",  "pingback*",
    "likes",        "edit",           "editsection", "sr",
    "screen",       "visuallyhidden", "offscreen",   "donate*",
    "donation*",    "marginal*",
};
static const char *const comments[] = {"comment*",    "disqus*",    "respond",
                                       "commentlist", "kommentar*", "replies",
                                       "reactions"};
/* Beginnings of class or id of an article's container, anywhere in the attribute. */
static const char *const containers[] = {
    "articlebody",      "article-body",   "article_body",    "article__body",
    "storybody",        "story-body",     "story-content",   "story_body",
    "entry-content",    "entrycontent",   "entry_content",   "post-content",
    "postcontent",      "post_content",   "post-body",       "postbody",
    "post_body",        "post-entry",     "post-text",       "post_text",
    "article-content",  "articlecontent", "article_content", "article__content",
    "article-text",     "articletext",    "article_text",    "articlemain",
    "article-main",     "news-text",      "newstext",        "news-content",
    "single-content",   "body-copy",      "bodycopy",        "content-body",
    "contentbody",      "content__body",  "text-content",    "field-name-body",
    "field--name-body", "node-content",   "blog-content",    "blogcontent",
    "theme-content",    "post__content",  "entry__content",  "content-article",
    "article-copy",     "main-text",      "maintext",        "caas-body",
};

static bool alphanumeric(char c)
{
    return tc_ascii_letter(c) || tc_ascii_digit(c);
}

static bool word_is(text word, const char *pattern)
{
    size_t size = strlen(pattern);
    bool open = pattern[size - 1] == '*';
    size -= open;
    if (open ? word.size < size : word.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (tc_ascii_lower(word.data[i]) != pattern[i])
            return false;
    return true;
}

static bool names_one_of(text attribute, const char *const *list, size_t count)
{
    size_t at = 0;
    attribute = tc_text_slice(attribute, 0, ATTRIBUTE_MAXIMUM);
    while (at < attribute.size) {
        size_t from = at;
        while (at < attribute.size && alphanumeric(attribute.data[at]) &&
               (at == from ||
                tc_ascii_lower(attribute.data[at]) == attribute.data[at] ||
                tc_ascii_lower(attribute.data[at - 1]) != attribute.data[at - 1]))
            at++;
        text word = tc_text_slice(attribute, from, at);
        for (size_t i = 0; word.size > 0 && i < count; i++)
            if (word_is(word, list[i]))
                return true;
        if (at == from)
            at++;
    }
    return false;
}

static bool contains_fold(text in, text what)
{
    in = tc_text_slice(in, 0, ATTRIBUTE_MAXIMUM);
    for (size_t at = 0; at + what.size <= in.size; at++)
        if (tc_ascii_lower(in.data[at]) == what.data[0] &&
            tc_text_equal_fold((text){in.data + at, what.size}, what))
            return true;
    return false;
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool invisible(const xmlNode *node)
{
    text style = tc_attribute(node, "style");
    return contains_fold(style, TEXT("display:none")) ||
           contains_fold(style, TEXT("display: none")) ||
           tc_text_equal_fold(tc_attribute(node, "aria-hidden"), TEXT("true"));
}

/* How large a share (in tenths) of the page's good letters an element may hold and yet
 * be thrown out; 0: it is not furniture. */
static uint32_t furniture_share(const xmlNode *node, enum kind kind)
{
    static const char *const roles[] = {
        "navigation", "banner", "contentinfo", "complementary", "search",
        "dialog",     "menu",   "menubar",     "alert",         "toolbar"};
    if (kind == FURNITURE)
        return 3;
    if (!node->properties || tc_node_is(node, "body") || tc_node_is(node, "html") ||
        tc_node_is(node, "main"))
        return 0;
    text class = tc_attribute(node, "class");
    text id = tc_attribute(node, "id");
    if (names_one_of(class, comments, COUNT(comments)) ||
        names_one_of(id, comments, COUNT(comments)))
        return tc_node_is(node, "article") ? 0 : 8;
    if (names_one_of(tc_attribute(node, "role"), roles, COUNT(roles)) ||
        invisible(node))
        return 3;
    if (tc_node_is(node, "article"))
        return 0;
    return names_one_of(class, furniture, COUNT(furniture)) ||
                   names_one_of(id, furniture, COUNT(furniture))
               ? 3
               : 0;
}

/* ---- 1: weigh -------------------------------------------------------------------- */

static struct facts *facts_of(const xmlNode *node)
{
    return node->_private;
}

static bool is_text(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
           node->content;
}

static bool is_mark(char c)
{
    return c == '.' || c == ',' || c == '!' || c == '?' || c == ';';
}

static void weigh_text(const char *at, bool link, struct facts *block)
{
    uint32_t letters = 0;
    for (; *at; at++) {
        unsigned char c = (unsigned char)*at;
        letters += c > ' ' && (c & 0xc0) != 0x80;
        block->marks += is_mark(*at) && (at[1] == ' ' || at[1] == '\0');
    }
    block->letters += letters;
    if (link)
        block->links += letters;
}

static uint32_t own_good(enum kind kind, const struct facts *facts)
{
    uint32_t plain = facts->letters - facts->links;
    if (facts->letters == 0 || facts->links * 2 > facts->letters || kind == HEADING)
        return 0;
    switch (kind) {
    case PARAGRAPH:
    case PRE:
        return plain < 20 ? 0 : plain + (facts->marks > 1 ? 25 : 0);
    case ITEM:
        return plain < 40 ? 0 : plain / 2;
    default:
        return plain < 30 ? 0 : facts->marks > 0 ? plain * 4 / 5 : plain / 3;
    }
}

/* What follows walks the tree by recursion: the parser stops at 256 levels. */
/* NOLINTBEGIN(misc-no-recursion) */

/* node's children; block is what their text counts for. */
static void weigh(struct body *body, xmlNode *node, struct facts *block, bool link,
                  int depth)
{
    for (xmlNode *child = node->children; child && !body->failed; child = child->next) {
        if (is_text(child)) {
            weigh_text((const char *)child->content, link, block);
            continue;
        }
        child->_private = NULL;
        if (child->type != XML_ELEMENT_NODE || depth > DEPTH_MAXIMUM)
            continue;
        enum kind kind = kind_of(child);
        if (kind == NEVER)
            continue;
        struct facts *facts = tc_arena_alloc(body->arena, sizeof *facts);
        if (!facts) {
            body->failed = true;
            return;
        }
        child->_private = facts;
        bool linked = link || tc_node_is(child, "a");
        weigh(body, child, is_block(kind) ? facts : block, linked, depth + 1);
        if (is_block(kind))
            facts->good += own_good(kind, facts);
        if (facts_of(node))
            facts_of(node)->good += facts->good;
    }
}

/* ---- 2: decide ------------------------------------------------------------------- */

static void decide(struct body *body, xmlNode *node, int depth)
{
    struct facts *facts = facts_of(node);
    enum kind kind = kind_of(node);
    facts->dropped = false;
    facts->kept = 0;
    uint32_t share = body->whole ? 0 : furniture_share(node, kind);
    if (share == 3 && !body->strict)
        share = kind == FURNITURE ? 2 : 0;
    if (share && (uint64_t)facts->good * 10 <= (uint64_t)body->total * share) {
        facts->dropped = true;
        return;
    }
    uint32_t inside = 0;
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || !facts_of(child) ||
            depth > DEPTH_MAXIMUM)
            continue;
        decide(body, child, depth + 1);
        facts->kept += facts_of(child)->kept;
        inside += facts_of(child)->good;
    }
    facts->kept += facts->good > inside ? facts->good - inside : 0;
}

/* NOLINTEND(misc-no-recursion) */

/* ---- 3: choose ------------------------------------------------------------------- */

enum hint { NONE, NAMED, ARTICLE, MAIN };

static enum hint hint_of(const xmlNode *node)
{
    text class = tc_attribute(node, "class");
    text id = tc_attribute(node, "id");
    if (contains_fold(tc_attribute(node, "itemprop"), TEXT("articlebody")))
        return NAMED;
    for (size_t i = 0; i < COUNT(containers); i++)
        if (contains_fold(class, tc_text(containers[i])) ||
            contains_fold(id, tc_text(containers[i])))
            return NAMED;
    if (tc_node_is(node, "article"))
        return ARTICLE;
    if (tc_node_is(node, "main") ||
        tc_text_equal_fold(tc_attribute(node, "role"), TEXT("main")) ||
        tc_text_equal_fold(id, TEXT("content")) ||
        tc_text_equal_fold(id, TEXT("main")) ||
        contains_fold(id, TEXT("main-content")) ||
        contains_fold(id, TEXT("maincontent")) ||
        contains_fold(class, TEXT("main-content")))
        return MAIN;
    return NONE;
}

/* The element with this hint that keeps most; of two that keep the same, the inner. */
static void find_hinted(struct body *body, xmlNode *root, enum hint hint)
{
    body->best = NULL;
    body->best_kept = 0;
    xmlNode *at = root;
    while (at) {
        struct facts *facts = at->type == XML_ELEMENT_NODE ? facts_of(at) : NULL;
        bool inside = facts && !facts->dropped && facts->kept > 0;
        if (inside && facts->kept >= body->best_kept && is_block(kind_of(at)) &&
            hint_of(at) == hint) {
            body->best = at;
            body->best_kept = facts->kept;
        }
        at = tc_node_after(at, root, inside);
    }
}

/* Down from node as long as one child holds most of what it keeps. */
static xmlNode *descend(xmlNode *node)
{
    for (;;) {
        xmlNode *down = NULL;
        uint64_t kept = facts_of(node)->kept;
        for (xmlNode *child = node->children; child; child = child->next)
            if (child->type == XML_ELEMENT_NODE && facts_of(child) &&
                !facts_of(child)->dropped && kind_of(child) == BLOCK &&
                facts_of(child)->kept * (uint64_t)100 >= kept * 80 && kept > 0)
                down = child;
        if (!down)
            return node;
        node = down;
    }
}

static xmlNode *choose(struct body *body, xmlNode *root)
{
    uint32_t all = facts_of(root)->kept;
    find_hinted(body, root, NAMED);
    if (body->best && body->best_kept * 3 > all)
        return body->best;
    find_hinted(body, root, ARTICLE);
    if (body->best && (body->best_kept >= 800 || body->best_kept * 5 > all * 2))
        return body->best;
    find_hinted(body, root, MAIN);
    if (body->best && body->best_kept * 2 > all)
        return descend(body->best);
    return descend(root);
}

/* ---- writing --------------------------------------------------------------------- */

struct piece {
    size_t begin, end; /* in the flow */
    uint32_t letters, links, marks;
    enum kind kind;
};

struct flow {
    struct body *body;
    struct buffer bytes;
    struct piece *pieces;
    size_t count, room;
    struct piece now;
    bool space; /* white space is owed before the next letter */
    bool line;  /* and it is a line break */
};

static void end_piece(struct flow *flow, enum kind next)
{
    flow->now.end = flow->bytes.size;
    if (flow->now.end > flow->now.begin) {
        if (!tc_grow(&flow->pieces, &flow->room, flow->count + 1, sizeof *flow->pieces,
                     SIZE_MAX / sizeof *flow->pieces)) {
            flow->body->failed = true;
            return;
        }
        flow->pieces[flow->count++] = flow->now;
    }
    memset(&flow->now, 0, sizeof flow->now);
    flow->now.begin = flow->bytes.size;
    flow->now.kind = next;
    flow->space = flow->line = false;
}

/* Bytes at *at that are white space or invisible; 0: a letter stands there. */
static size_t blank(const char *at)
{
    if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
        return 1;
    if (strncmp(at, "\xC2\xA0", 2) == 0)
        return 2;
    if (strncmp(at, "\xE2\x80\xA8", 3) == 0 || strncmp(at, "\xE2\x80\xA9", 3) == 0)
        return 3; /* line and paragraph separator */
    return 0;
}

/* Soft hyphens, zero-width spaces and byte order marks: nothing at all. */
static size_t nothing(const char *at)
{
    if (strncmp(at, "\xC2\xAD", 2) == 0)
        return 2;
    if (strncmp(at, "\xE2\x80\x8B", 3) == 0 || strncmp(at, "\xEF\xBB\xBF", 3) == 0)
        return 3;
    return 0;
}

static void write_text(struct flow *flow, const char *at, bool pre)
{
    while (*at) {
        size_t size = blank(at);
        if (size > 0) {
            flow->space = true;
            flow->line |= pre && *at == '\n';
            at += size;
            continue;
        }
        size = (unsigned char)*at >= 0xc2 ? nothing(at) : 0;
        if (size > 0) {
            at += size;
            continue;
        }
        if (flow->space && flow->bytes.size > flow->now.begin)
            tc_buffer_byte(&flow->bytes, flow->line ? '\n' : ' ');
        flow->space = flow->line = false;
        const char *from = at;
        while (*at && (unsigned char)*at > ' ' && (unsigned char)*at < 0xc2)
            at++;
        if (at == from)
            at++;
        tc_buffer_add(&flow->bytes, from, (size_t)(at - from));
    }
}

static void write_break(struct flow *flow)
{
    if (flow->line)
        end_piece(flow, flow->now.kind);
    flow->space = flow->line = true;
}

/* NOLINTBEGIN(misc-no-recursion): as above */
static void write_node(struct flow *flow, xmlNode *node, bool link, bool pre);

static void write_element(struct flow *flow, xmlNode *node, bool link, bool pre)
{
    const struct facts *facts = facts_of(node);
    if (!facts || facts->dropped)
        return;
    enum kind kind = kind_of(node);
    if (kind == BREAK) {
        write_break(flow);
        return;
    }
    enum kind outer = flow->now.kind;
    if (is_block(kind))
        end_piece(flow, kind);
    write_node(flow, node, link || tc_node_is(node, "a"), pre || kind == PRE);
    if (is_block(kind))
        end_piece(flow, outer);
}

/* The children of node. */
static void write_node(struct flow *flow, xmlNode *node, bool link, bool pre)
{
    for (xmlNode *child = node->children; child; child = child->next) {
        if (is_text(child)) {
            struct facts facts = {0};
            weigh_text((const char *)child->content, link, &facts);
            flow->now.letters += facts.letters;
            flow->now.links += facts.links;
            flow->now.marks += facts.marks;
            write_text(flow, (const char *)child->content, pre);
        } else if (child->type == XML_ELEMENT_NODE) {
            write_element(flow, child, link, pre);
        }
    }
}

/* NOLINTEND(misc-no-recursion) */

/* ---- which pieces stay ----------------------------------------------------------- */

/* Beginnings of short paragraphs that are furniture. */
static const char *const phrases[] = {
    "share this",
    "share on",
    "read more",
    "read also",
    "also read",
    "related:",
    "related articles",
    "related stories",
    "advertisement",
    "sign up",
    "subscribe to",
    "follow us",
    "copyright",
    "©",
    "all rights reserved",
    "click here",
    "image source",
    "posted in",
    "posted by",
    "posted on",
    "filed under",
    "tagged",
    "tags:",
    "comments",
    "leave a comment",
    "leave a reply",
    "photo:",
    "image:",
    "credit:",
    "loading",
    "print this",
    "email this",
    "download our",
    "join our",
    "this entry was posted",
    "see also:",
    "more:",
    "most read",
    "like this:",
    "please enable",
    "skip to",
    "back to top",
    "published by",
    "last updated",
    "updated:",
    "published:",
    "follow @",
    "the post ",
    "watch:",
    "listen:",
};

static bool is_phrase(text t)
{
    for (size_t i = 0; i < COUNT(phrases); i++) {
        size_t size = strlen(phrases[i]);
        if (t.size >= size &&
            tc_text_equal_fold((text){t.data, size}, (text){phrases[i], size}))
            return true;
    }
    return false;
}

static bool has_letter(text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (alphanumeric(t.data[i]) || (unsigned char)t.data[i] >= 0xc3)
            return true;
    return false;
}

static bool stays(const struct flow *flow, const struct piece *piece)
{
    text t = {flow->bytes.data + piece->begin, piece->end - piece->begin};
    if (!has_letter(t))
        return false;
    if (flow->body->whole)
        return true;
    if (piece->links * 10 > piece->letters * 8 && piece->letters < 400)
        return false;
    if (t.size < 120 && is_phrase(t))
        return false;
    if (tc_text_equal_fold(t, flow->body->title))
        return false;
    bool loose = piece->kind == ITEM || piece->kind == CELL || piece->kind == BLOCK;
    return !loose || piece->links * 2 <= piece->letters;
}

static size_t add_piece(const struct flow *flow, const struct piece *piece, char *out,
                        size_t size)
{
    if (size > 0) {
        out[size++] = '\n';
        out[size++] = '\n';
    }
    memcpy(out + size, flow->bytes.data + piece->begin, piece->end - piece->begin);
    return size + (piece->end - piece->begin);
}

static tocsin_status gather(struct flow *flow, text *out)
{
    char *data =
        tc_arena_alloc(flow->body->arena, flow->bytes.size + 2 * flow->count + 1);
    size_t size = 0;
    if (!data)
        return TOCSIN_MEMORY;
    size_t pending = 0; /* the headings from here on wait for their text */
    for (size_t i = 0; i < flow->count; i++) {
        const struct piece *piece = &flow->pieces[i];
        if (!stays(flow, piece) || (piece->kind == HEADING && !flow->body->whole))
            continue;
        for (; pending <= i; pending++)
            if (pending == i || (flow->pieces[pending].kind == HEADING &&
                                 stays(flow, &flow->pieces[pending])))
                size = add_piece(flow, &flow->pieces[pending], data, size);
    }
    *out = (text){data, size};
    return TOCSIN_OK;
}

static tocsin_status write_body(struct body *body, xmlNode *from, text *out)
{
    struct flow flow;
    memset(&flow, 0, sizeof flow);
    flow.body = body;
    tc_buffer_init(&flow.bytes, TEXT_MAXIMUM);
    flow.now.kind = BLOCK;
    write_node(&flow, from, false, false);
    end_piece(&flow, BLOCK);
    tocsin_status status = TOCSIN_MEMORY;
    if (!flow.bytes.failed && !body->failed)
        status = gather(&flow, out);
    tc_free(flow.pieces);
    tc_buffer_release(&flow.bytes);
    return status;
}

tocsin_status tc_body_read(struct arena *arena, xmlNode *root, text title, bool whole,
                           text *out)
{
    struct body body;
    memset(&body, 0, sizeof body);
    body.arena = arena;
    body.title = title;
    body.whole = whole;
    *out = (text){NULL, 0};
    struct facts *facts = tc_arena_alloc(arena, sizeof *facts);
    if (!facts)
        return TOCSIN_MEMORY;
    root->_private = facts;
    weigh(&body, root, facts, false, 0);
    if (body.failed)
        return TOCSIN_MEMORY;
    body.total = facts->good;
    body.strict = true;
    decide(&body, root, 0);
    tocsin_status status = write_body(&body, whole ? root : choose(&body, root), out);
    /* Almost nothing of what looked like running text: the names have misled us. */
    if (status != TOCSIN_OK || whole || out->size >= SHORT_MAXIMUM ||
        out->size >= facts->good / 2)
        return status;
    text lax = {NULL, 0};
    body.strict = false;
    decide(&body, root, 0);
    status = write_body(&body, descend(root), &lax);
    if (lax.size > 2 * out->size)
        *out = lax;
    return status;
}
