/* read/body.c: the running text of a web page, without what stands around it.
 *
 * Passes over the tree, in the manner of Readability and of trafilatura (Barbaresi
 * 2021), with what elements are called in element.c:
 *
 *     1  weigh    for every block, its letters, and how many of them are links; a block
 *                 is good by the letters that are not
 *     2  decide   which parts are furniture: by element, by role, by words of class and
 *                 id; but nothing that holds a large part of all good letters is
 *                 furniture, whatever it is called
 *     3  choose   the smallest container that a page builder would name the article's
 *                 and that holds enough; else the element into which the good letters
 *                 fall together. Where an article is cut into several containers of one
 *                 name, what holds them all
 *     4  lead     the standfirst between the headline and the container
 *
 * flow.c then writes what was chosen.
 */
#include "read/page.h"

#include <string.h>

#define DEPTH_MAXIMUM 300 /* libxml2 stops at 256 */
#define SHORT_MAXIMUM 300 /* bytes; less than this is hardly an article */
#define LEAD_MINIMUM  40  /* letters of a standfirst */
#define LEAD_MAXIMUM  1200
#define SPACE_MAXIMUM 200 /* bytes of white space in a heading */
#define GALLERY_SHARE 6 /* tenths of the good letters that are in a gallery's figures */

struct body {
    struct arena *arena;
    struct sayings *sayings; /* NULL where whole */
    bool whole;
    bool failed;       /* out of memory */
    uint32_t total;    /* good letters of the page */
    uint32_t figures;  /* of these in figures */
    bool strict;       /* believe soft reasons */
    xmlNode *headline; /* may be NULL */
    bool titled;       /* the headline is the title */
    xmlNode *best;
    uint32_t best_kept;
};

/* ---- 1: weigh -------------------------------------------------------------------- */

static bool is_mark(char c)
{
    return c == '.' || c == ',' || c == '!' || c == '?' || c == ';';
}

void tc_weigh_text(const char *at, bool link, struct facts *block)
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

static uint32_t own_good(const struct facts *facts)
{
    uint32_t plain = facts->letters - facts->links;
    if (facts->letters == 0 || facts->links * 2 > facts->letters)
        return 0;
    switch (facts->kind) {
    case HEADLINE:
    case HEADING:
        return 0;
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
        if (tc_node_is_text(child)) {
            tc_weigh_text((const char *)child->content, link, block);
            continue;
        }
        child->_private = NULL;
        if (child->type != XML_ELEMENT_NODE || depth > DEPTH_MAXIMUM)
            continue;
        enum kind kind = tc_element_kind(child);
        if (kind == NEVER)
            continue;
        struct facts *facts = tc_arena_alloc(body->arena, sizeof *facts);
        if (!facts) {
            body->failed = true;
            return;
        }
        child->_private = facts;
        facts->kind = kind;
        if (!body->whole)
            facts->look = tc_element_look(child, kind, body->sayings);
        bool linked = link || tc_node_is(child, "a");
        weigh(body, child, tc_kind_is_block(kind) ? facts : block, linked, depth + 1);
        if (tc_kind_is_block(kind))
            facts->good += own_good(facts);
        facts->article |= facts->look.hint != NO_HINT || kind == HEADLINE;
        if (tc_node_is(child, "figure"))
            body->figures += facts->good;
        if (tc_facts(node)) {
            tc_facts(node)->good += facts->good;
            tc_facts(node)->article |= facts->article;
        }
    }
}

/* ---- 2: decide ------------------------------------------------------------------- */

/* How large a share (in tenths) of the page's good letters an element may hold and yet
 * be thrown out; 0: it is not furniture. */
static uint32_t share_of(const struct body *body, enum reason reason)
{
    switch (reason) {
    case NO_REASON:
        return 0;
    case SOFT:
        return body->strict ? 3 : 0;
    case HARD:
        return body->strict ? 3 : 1;
    case ELEMENT:
        return body->strict ? 3 : 2;
    case HIDDEN:
        return 5;
    case COMMENT:
        return 8;
    case CONSENT:
        return 9;
    }
    return 0;
}

/* Comments, what is hidden, and questions for consent may be longer than the article:
 * they go first, and what is left is the whole that all others are measured against.
 * spared: such an element was the greater part of the page, so that its kind is not
 * believed inside it. */
static void decide_first(struct body *body, xmlNode *node, enum reason spared,
                         uint32_t all)
{
    struct facts *facts = tc_facts(node);
    enum reason reason = facts->look.reason;
    facts->dropped = false;
    if (reason == CONSENT && facts->article)
        reason = NO_REASON;
    if (reason >= COMMENT && reason != spared) {
        if ((uint64_t)facts->good * 10 <= (uint64_t)all * share_of(body, reason)) {
            facts->dropped = true;
            body->total -= facts->good;
            return;
        }
        if ((uint64_t)facts->good * 100 > (uint64_t)all * 95)
            spared = reason;
    }
    for (xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && tc_facts(child))
            decide_first(body, child, spared, all);
}

/* A gallery tells its story in captions. */
static bool is_told_in_figures(const struct body *body, const xmlNode *node)
{
    return (uint64_t)body->figures * 10 > (uint64_t)body->total * GALLERY_SHARE &&
           (tc_node_is(node, "figure") || tc_node_is(node, "figcaption"));
}

static void decide(struct body *body, xmlNode *node)
{
    struct facts *facts = tc_facts(node);
    enum reason reason = facts->look.reason;
    if (reason == ELEMENT && is_told_in_figures(body, node))
        reason = NO_REASON;
    uint32_t share = reason >= COMMENT ? 0 : share_of(body, reason);
    facts->kept = 0;
    if (share && (uint64_t)facts->good * 10 <= (uint64_t)body->total * share)
        facts->dropped = true;
    if (facts->dropped)
        return;
    uint32_t inside = 0;
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || !tc_facts(child))
            continue;
        decide(body, child);
        facts->kept += tc_facts(child)->kept;
        inside += tc_facts(child)->good;
    }
    facts->kept += facts->good > inside ? facts->good - inside : 0;
}

/* NOLINTEND(misc-no-recursion) */

/* ---- 3: choose ------------------------------------------------------------------- */

static bool within(const xmlNode *node, const xmlNode *outer)
{
    while (node && node != outer)
        node = node->parent;
    return node != NULL;
}

/* The page's headline: the first heading that is the title, else the first h1. */
static void find_headline(struct body *body, xmlNode *root, text title)
{
    for (xmlNode *at = root; at; at = tc_node_after(at, root, true)) {
        const struct facts *facts = at->type == XML_ELEMENT_NODE ? tc_facts(at) : NULL;
        if (!facts || (facts->kind != HEADLINE && facts->kind != HEADING) ||
            facts->letters == 0 || body->titled)
            continue;
        body->titled =
            title.size > 0 &&
            tc_text_equal_fold(
                tc_node_text(body->arena, at, title.size + SPACE_MAXIMUM), title);
        if (body->titled || (!body->headline && facts->kind == HEADLINE))
            body->headline = at;
    }
}

/* Facts of an element that is not furniture and holds good letters; NULL: it does not.
 * Then nothing below it does either. */
static const struct facts *standing(const xmlNode *node)
{
    const struct facts *facts = node->type == XML_ELEMENT_NODE ? tc_facts(node) : NULL;
    return facts && !facts->dropped && facts->kept > 0 ? facts : NULL;
}

/* The element with this hint that keeps most; of two that keep the same, the inner. */
static void find_hinted(struct body *body, xmlNode *root, enum hint hint)
{
    body->best = NULL;
    body->best_kept = 0;
    xmlNode *at = root;
    while (at) {
        const struct facts *facts = standing(at);
        if (facts && facts->kept >= body->best_kept && facts->look.hint == hint) {
            body->best = at;
            body->best_kept = facts->kept;
        }
        at = tc_node_after(at, root, facts != NULL);
    }
}

static size_t depth_of(const xmlNode *node)
{
    size_t depth = 0;
    while ((node = node->parent) != NULL)
        depth++;
    return depth;
}

/* The innermost element that holds both. */
xmlNode *tc_node_common(xmlNode *a, xmlNode *b)
{
    size_t deep_a = depth_of(a);
    size_t deep_b = depth_of(b);
    while (a != b) {
        if (deep_a >= deep_b) {
            a = a->parent;
            deep_a--;
        } else {
            b = b->parent;
            deep_b--;
        }
    }
    return a;
}

static text first_class(const xmlNode *node)
{
    text class = tc_attribute(node, "class");
    size_t end = 0;
    while (end < class.size && class.data[end] != ' ' && class.data[end] != '\n')
        end++;
    return tc_text_slice(class, 0, end);
}

bool tc_nodes_alike(const xmlNode *a, const xmlNode *b)
{
    return tc_node_is(a, (const char *)b->name) &&
           tc_text_equal(first_class(a), first_class(b));
}

static size_t count_headlines(xmlNode *root)
{
    size_t count = 0;
    xmlNode *at = root;
    while (at) {
        const struct facts *facts = at->type == XML_ELEMENT_NODE ? tc_facts(at) : NULL;
        count += facts && !facts->dropped && facts->kind == HEADLINE;
        at = tc_node_after(at, root, facts && !facts->dropped);
    }
    return count;
}

/* An article may be cut into pieces of one name: slides, posts, paragraphs of a page
 * builder. What holds them all, when they hold much more than the best of them and are
 * not articles with headlines of their own; else the best. */
static xmlNode *with_alike(struct body *body, xmlNode *root)
{
    xmlNode *all = body->best;
    uint64_t sum = 0;
    /* <article> may also be another story's teaser; a text's container hardly is. */
    uint64_t least_part = tc_facts(all)->look.hint == NAMED ? 12 : 4;
    xmlNode *at = root;
    while (at) {
        const struct facts *facts = standing(at);
        bool piece = facts && facts->look.hint != NO_HINT &&
                     tc_nodes_alike(at, body->best) &&
                     (uint64_t)facts->kept * least_part >= body->best_kept;
        if (piece && body->titled && within(body->headline, at))
            return at; /* one of several articles, and it is the page's */
        if (piece) {
            sum += facts->kept;
            all = tc_node_common(all, at);
        }
        at = tc_node_after(at, root, facts && !piece);
    }
    /* Where little else stands between them, even small pieces belong together. */
    bool close = (uint64_t)tc_facts(all)->kept * 4 <= sum * 5;
    uint64_t least = (uint64_t)body->best_kept * (close ? 11 : 13);
    return sum * 10 < least || count_headlines(all) > 1 ? body->best : all;
}

/* Down from node as long as one child holds most of what it keeps. */
static xmlNode *descend(xmlNode *node)
{
    for (;;) {
        xmlNode *down = NULL;
        uint64_t kept = tc_facts(node)->kept;
        for (xmlNode *child = node->children; child; child = child->next) {
            const struct facts *facts = standing(child);
            if (facts && facts->kind == BLOCK &&
                facts->kept * (uint64_t)100 >= kept * 80)
                down = child;
        }
        if (!down)
            return node;
        node = down;
    }
}

static xmlNode *choose(struct body *body, xmlNode *root)
{
    uint32_t all = tc_facts(root)->kept;
    find_hinted(body, root, NAMED);
    if (body->best && body->best_kept * 3 > all)
        return with_alike(body, root);
    find_hinted(body, root, ARTICLE);
    if (body->best && (body->best_kept >= 800 || body->best_kept * 5 > all * 2))
        return with_alike(body, root);
    find_hinted(body, root, MAIN);
    if (body->best && body->best_kept * 2 > all)
        return descend(body->best);
    return descend(root);
}

/* ---- 4: lead --------------------------------------------------------------------- */

/* The outermost element around node, or node itself, below root that is called a
 * standfirst; NULL: there is none, or one around it is what a standfirst is not. */
static const xmlNode *lead_around(const xmlNode *node, const xmlNode *root)
{
    const xmlNode *lead = NULL;
    for (; node && node != root; node = node->parent) {
        const struct facts *facts = tc_facts(node);
        if (!facts || facts->look.reason > SOFT)
            return NULL;
        if (facts->look.lead)
            lead = node;
    }
    return lead;
}

/* Is it the text of a standfirst, by its letters and links? */
static bool reads_as_lead(const struct facts *facts)
{
    uint32_t least = facts->kind == HEADING ? LEAD_MINIMUM * 3 / 2 : LEAD_MINIMUM;
    return facts->kind != HEADLINE && facts->letters >= least &&
           facts->letters <= LEAD_MAXIMUM && facts->links * 4 < facts->letters;
}

/* The standfirst between the headline and what was chosen, or the first paragraph in
 * it, where it would otherwise not be written. */
static void find_leads(struct body *body, xmlNode *root, struct choice *choice)
{
    if (!body->headline)
        return;
    const xmlNode *top = tc_node_common(body->headline, choice->from);
    const xmlNode *lead = NULL;
    xmlNode *at = tc_node_after(body->headline, root, false);
    while (at && at != choice->from && within(at, top) &&
           choice->lead_count < TC_LEADS_MAXIMUM) {
        struct facts *facts = at->type == XML_ELEMENT_NODE ? tc_facts(at) : NULL;
        bool block = facts && tc_kind_is_block(facts->kind);
        bool written = facts && within(at, choice->from) && !facts->dropped;
        if (block && written && own_good(facts) > LEAD_MINIMUM)
            break;
        const xmlNode *around =
            block && !written && reads_as_lead(facts) ? lead_around(at, top) : NULL;
        if (around && (!lead || around == lead)) {
            choice->leads[choice->lead_count++] = at;
            lead = around;
        }
        at = tc_node_after(at, root, facts && !around);
    }
}

/* ---- together -------------------------------------------------------------------- */

tocsin_status tc_body_read(struct arena *arena, xmlNode *root, text title, bool whole,
                           xmlNode **from, text *out)
{
    struct body body;
    struct choice choice;
    memset(&body, 0, sizeof body);
    memset(&choice, 0, sizeof choice);
    body.arena = arena;
    choice.title = title;
    body.whole = choice.whole = whole;
    *out = (text){NULL, 0};
    *from = NULL;
    struct facts *facts = tc_arena_alloc(arena, sizeof *facts);
    if (!whole)
        body.sayings = tc_arena_alloc(arena, sizeof *body.sayings);
    if (!facts || (!whole && !body.sayings))
        return TOCSIN_MEMORY;
    root->_private = facts;
    facts->kind = BLOCK;
    weigh(&body, root, facts, false, 0);
    if (body.failed)
        return TOCSIN_MEMORY;
    body.total = facts->good;
    body.strict = true;
    if (!whole)
        find_headline(&body, root, title);
    if (!whole)
        decide_first(&body, root, NO_REASON, body.total);
    decide(&body, root);
    choice.from = whole ? root : choose(&body, root);
    if (!whole)
        find_leads(&body, root, &choice);
    *from = choice.from;
    tocsin_status status = tc_flow_write(arena, &choice, out);
    /* Almost nothing of what looked like running text: the names have misled us. */
    if (status != TOCSIN_OK || whole || out->size >= SHORT_MAXIMUM ||
        out->size >= facts->good / 2)
        return status;
    text lax = {NULL, 0};
    body.strict = false;
    body.total = facts->good;
    decide_first(&body, root, NO_REASON, body.total);
    decide(&body, root);
    choice.lead_count = 0;
    choice.from = descend(root);
    status = tc_flow_write(arena, &choice, &lax);
    if (lax.size > 2 * out->size) {
        *out = lax;
        *from = choice.from;
    }
    return status;
}
