/* read/flow.c: from the chosen elements of a web page to its running text.
 *
 * Blocks become pieces, one after the other, with their letters and how many of them
 * are links; then each piece is kept or left out for what it is (mostly links, "Share
 * this", the title once more) and for what follows it: a heading or a "See also:" over
 * nothing but links goes with them.
 */
#include "read/page.h"

#include <string.h>

#define TEXT_MAXIMUM     ((size_t)64 << 20)
#define PHRASE_MAXIMUM   120 /* bytes of a piece that a phrase may rule out */
#define DEBRIS_MAXIMUM   80  /* bytes of a line that is no sentence; longer ones are */
#define DEBRIS_TOTAL     320
#define REPEATED_MINIMUM 60
#define INITIAL_MINIMUM  40 /* bytes of a paragraph whose first letter is set apart */
#define TEASER_MAXIMUM   400
#define LABEL_MAXIMUM    80 /* bytes of a line that announces what follows */

/* ---- writing --------------------------------------------------------------------- */

struct piece {
    size_t begin, end; /* in the flow */
    uint32_t letters, links, marks;
    enum kind kind;
    bool lead;
    bool listed; /* one of a list that is text with links in it */
    bool out;    /* is left out */
};

struct flow {
    const struct choice *choice;
    struct buffer bytes;
    struct piece *pieces;
    size_t count, room;
    struct piece now;
    bool space;  /* white space is owed before the next letter */
    bool line;   /* and it is a line break */
    bool lead;   /* what is written now is a standfirst */
    bool failed; /* out of memory */
};

static void end_piece(struct flow *flow, enum kind next)
{
    flow->now.end = flow->bytes.size;
    if (flow->now.end > flow->now.begin) {
        if (!tc_grow(&flow->pieces, &flow->room, flow->count + 1, sizeof *flow->pieces,
                     SIZE_MAX / sizeof *flow->pieces)) {
            flow->failed = true;
            return;
        }
        flow->now.lead = flow->lead;
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
    const struct facts *facts = tc_facts(node);
    if (!facts || facts->dropped)
        return;
    enum kind kind = facts->kind;
    if (kind == BREAK) {
        write_break(flow);
        return;
    }
    enum kind outer = flow->now.kind;
    if (tc_kind_is_block(kind))
        end_piece(flow, kind);
    write_node(flow, node, link || tc_node_is(node, "a"), pre || kind == PRE);
    if (tc_kind_is_block(kind))
        end_piece(flow, outer);
}

/* The children of node. */
static void write_node(struct flow *flow, xmlNode *node, bool link, bool pre)
{
    for (xmlNode *child = node->children; child; child = child->next) {
        if (tc_node_is_text(child)) {
            struct facts facts;
            memset(&facts, 0, sizeof facts);
            tc_weigh_text((const char *)child->content, link, &facts);
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

static bool has_letter(text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (tc_ascii_letter(t.data[i]) || tc_ascii_digit(t.data[i]) ||
            (unsigned char)t.data[i] >= 0xc3)
            return true;
    return false;
}

static text text_of(const struct flow *flow, const struct piece *piece)
{
    return (text){flow->bytes.data + piece->begin, piece->end - piece->begin};
}

static bool is_heading(const struct piece *piece)
{
    return piece->kind == HEADING || piece->kind == HEADLINE;
}

/* A piece that is links and little else. */
static bool is_links(const struct piece *piece)
{
    if (piece->listed || piece->kind == HEADING)
        return false;
    bool loose = piece->kind == ITEM || piece->kind == CELL || piece->kind == BLOCK;
    return (piece->links * 10 > piece->letters * 8 && piece->letters < 400) ||
           (loose && piece->links * 2 > piece->letters);
}

/* By itself, whatever stands around it. */
static bool stays(const struct flow *flow, const struct piece *piece)
{
    text t = text_of(flow, piece);
    if (!has_letter(t))
        return false;
    if (flow->choice->whole)
        return true;
    if (tc_text_equal_fold(t, flow->choice->title))
        return false;
    if (piece->lead)
        return true;
    return !is_links(piece) && (t.size >= PHRASE_MAXIMUM || !tc_is_phrase(t));
}

/* Does it announce what follows: a heading, or a short line that ends in a colon? */
static bool announces(const struct flow *flow, const struct piece *piece)
{
    text t = text_of(flow, piece);
    return is_heading(piece) ||
           (t.size < LABEL_MAXIMUM &&
            (tc_text_ends(t, TEXT(":")) || tc_text_ends(t, TEXT("...")) ||
             tc_text_ends(t, TEXT("…"))));
}

/* Does it end as sentences do, or is it long enough to be one that does not? */
static bool is_sentence(const struct flow *flow, const struct piece *piece)
{
    static const char *const ends[] = {".", "!", "?", "\"", "”", "…", "»",
                                       ":", ";", ")", "“",  "’", "。"};
    text t = text_of(flow, piece);
    if (t.size >= DEBRIS_MAXIMUM)
        return true;
    for (size_t i = 0; i < TC_COUNT(ends); i++)
        if (tc_text_ends(t, tc_text(ends[i])))
            return true;
    return false;
}

/* Is it running text, and not a category, an author, a day? */
static bool is_running(const struct flow *flow, const struct piece *piece)
{
    return !piece->out && !is_heading(piece) && is_sentence(flow, piece);
}

static size_t weight_of(const struct piece *piece)
{
    return piece->out ? 0 : piece->end - piece->begin;
}

/* Category, author, date, minutes of reading over the first sentence; credits, tags and
 * notes under the last, save list items and cells, which seldom are sentences. */
static void leave_out_debris(struct flow *flow)
{
    size_t above = 0;
    size_t below = 0;
    size_t first = 0;
    size_t last = flow->count;
    for (; first < flow->count && !is_running(flow, &flow->pieces[first]); first++)
        above += weight_of(&flow->pieces[first]);
    for (; last > first; last--) {
        const struct piece *piece = &flow->pieces[last - 1];
        bool listed = piece->kind == ITEM || piece->kind == CELL;
        if (is_running(flow, piece) || (listed && !piece->out))
            break;
        below += weight_of(piece);
    }
    for (size_t i = 0; i < first && first < flow->count && above <= DEBRIS_TOTAL; i++)
        flow->pieces[i].out |= !is_heading(&flow->pieces[i]);
    for (size_t i = last; i < flow->count && below <= DEBRIS_TOTAL; i++)
        flow->pieces[i].out = true;
}

/* From a heading over other stories on to the end, where that is a small part of the
 * whole and teasers at most. */
static void leave_out_others(struct flow *flow)
{
    size_t all = 0;
    size_t behind = 0;
    size_t cut = flow->count;
    for (size_t i = 0; i < flow->count; i++)
        all += weight_of(&flow->pieces[i]);
    for (size_t i = flow->count; i-- > 0 && behind * 4 <= all;) {
        const struct piece *piece = &flow->pieces[i];
        text t = text_of(flow, piece);
        if (t.size < LABEL_MAXIMUM && tc_is_over_others(t))
            cut = i;
        if (!piece->out && t.size > TEASER_MAXIMUM)
            break;
        behind += weight_of(piece);
    }
    for (size_t i = cut; i < flow->count; i++)
        flow->pieces[i].out = true;
}

/* Pages print a paragraph twice, for small and for large screens. */
static void leave_out_repeated(struct flow *flow)
{
    struct map seen;
    uint32_t where;
    tc_map_init(&seen);
    for (size_t i = 0; i < flow->count && !flow->failed; i++) {
        struct piece *piece = &flow->pieces[i];
        text t = text_of(flow, piece);
        if (piece->out || t.size < REPEATED_MINIMUM)
            continue;
        piece->out = tc_map_get(&seen, t, &where);
        flow->failed = !tc_map_put(&seen, t, (uint32_t)i);
    }
    tc_map_release(&seen);
}

static bool in_list(const struct piece *piece)
{
    return piece->kind == ITEM || piece->kind == CELL;
}

/* Items that are links stay where the list as a whole is none of links. */
static void mark_lists(struct flow *flow)
{
    size_t at = 0;
    while (at < flow->count) {
        size_t from = at;
        uint64_t letters = 0;
        uint64_t links = 0;
        for (; at < flow->count && in_list(&flow->pieces[at]); at++) {
            letters += flow->pieces[at].letters;
            links += flow->pieces[at].links;
        }
        for (size_t i = from; i < at; i++)
            flow->pieces[i].listed = links * 2 < letters;
        at += at == from;
    }
}

/* Marks what is left out: a heading without text under it, a label over links, the
 * headline over the first paragraph. */
static void leave_out(struct flow *flow)
{
    bool whole = flow->choice->whole;
    bool begun = false; /* a paragraph was kept */
    mark_lists(flow);
    for (size_t i = 0; i < flow->count; i++) {
        struct piece *piece = &flow->pieces[i];
        piece->out = !stays(flow, piece);
        if (!piece->out && !whole && !begun && piece->kind == HEADLINE)
            piece->out = true;
        begun |= !piece->out && !is_heading(piece);
    }
    if (!whole) {
        leave_out_others(flow);
        leave_out_repeated(flow);
        leave_out_debris(flow);
    }
    bool text_follows = false;
    bool links_follow = false; /* directly */
    for (size_t i = flow->count; i-- > 0 && !whole;) {
        struct piece *piece = &flow->pieces[i];
        if (piece->out) {
            links_follow |= is_links(piece);
            continue;
        }
        if (announces(flow, piece) && (links_follow || !text_follows)) {
            piece->out = is_heading(piece) || links_follow;
            continue;
        }
        links_follow = false;
        text_follows |= !is_heading(piece);
    }
}

/* A large first letter that stands in a block of its own. */
static bool is_initial_of(text letter, text rest)
{
    size_t at = 0;
    uint32_t first = letter.size > 0 ? tc_utf8_next(letter, &at) : 0;
    if (letter.size == 0 || at < letter.size || rest.size < INITIAL_MINIMUM)
        return false;
    at = 0;
    uint32_t next = tc_utf8_next(rest, &at);
    return tc_is_upper(first) && tc_is_letter(next) && !tc_is_upper(next);
}

static tocsin_status gather(struct flow *flow, struct arena *arena, text *out)
{
    char *data = tc_arena_alloc(arena, flow->bytes.size + 2 * flow->count + 1);
    size_t size = 0;
    text before = {NULL, 0};
    if (!data)
        return TOCSIN_MEMORY;
    leave_out(flow);
    if (flow->failed)
        return TOCSIN_MEMORY;
    for (size_t i = 0; i < flow->count; i++) {
        text t = text_of(flow, &flow->pieces[i]);
        if (flow->pieces[i].out)
            continue;
        if (size > 0 && !is_initial_of(before, t)) {
            data[size++] = '\n';
            data[size++] = '\n';
        }
        before = t;
        memcpy(data + size, t.data, t.size);
        size += t.size;
    }
    *out = (text){data, size};
    return TOCSIN_OK;
}

tocsin_status tc_flow_write(struct arena *arena, const struct choice *choice, text *out)
{
    struct flow flow;
    memset(&flow, 0, sizeof flow);
    flow.choice = choice;
    tc_buffer_init(&flow.bytes, TEXT_MAXIMUM);
    flow.now.kind = BLOCK;
    flow.lead = true;
    for (size_t i = 0; i < choice->lead_count; i++) {
        write_node(&flow, choice->leads[i], false, false);
        end_piece(&flow, BLOCK);
    }
    flow.lead = false;
    write_node(&flow, choice->from, false, false);
    end_piece(&flow, BLOCK);
    tocsin_status status = TOCSIN_MEMORY;
    if (!flow.bytes.failed && !flow.failed)
        status = gather(&flow, arena, out);
    tc_free(flow.pieces);
    tc_buffer_release(&flow.bytes);
    return status;
}
