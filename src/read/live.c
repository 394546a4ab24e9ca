/* read/live.c: a page of many posts to a document each.
 *
 * A live page reports a day in fifty posts, each with its hour; read as one document,
 * all of it would be published when the page was begun. The posts are taken from the
 * page's JSON-LD (LiveBlogPosting) where it gives them with their text, else from what
 * was printed: several elements of one name side by side, each with a time element that
 * says the hour, which together hold most of the running text. What stands beside them
 * is a document of its own.
 */
#include "read/page.h"

#include <string.h>

#define HEADING_MAXIMUM 1000
#define POSTS_MINIMUM   3 /* printed ones; two that JSON-LD calls posts are enough */
#define POSTS_MAXIMUM   5000
#define TIMES_MAXIMUM   2000
#define REST_MINIMUM    80 /* bytes of running text beside the posts */
#define POST_MINIMUM    60 /* good letters of a printed post, on average */

struct live {
    struct arena *arena; /* for work */
    const tocsin_document *page;
    struct posts *out;
    bool failed;
};

/* ---- adding ---------------------------------------------------------------------- */

static void keep(struct live *live, text from, text *to)
{
    text copy = tc_arena_copy(&live->out->arena, from);
    live->failed |= !copy.data || tc_repair(&live->out->arena, copy, to) != TOCSIN_OK;
}

/* The page's id or address and what tells the post from its neighbours. */
static text name_post(struct live *live, text base, text own)
{
    if (tc_text_begins(own, TEXT("http")) || base.size == 0)
        return own;
    while (own.size > 0 && own.data[0] == '#')
        own = tc_text_slice(own, 1, own.size);
    text out = tc_arena_format(live->arena, "%.*s#%.*s", (int)base.size, base.data,
                               (int)own.size, own.size ? own.data : "");
    live->failed |= !out.data;
    return out;
}

/* Posts of one minute are told apart by counting. */
static text apart(struct live *live, text id)
{
    size_t same = 1;
    for (size_t i = 0; i < live->out->count; i++) {
        text other = live->out->items[i].id;
        same += tc_text_begins(other, id) &&
                (other.size == id.size || other.data[id.size] == '~');
    }
    if (same == 1 || id.size == 0)
        return id;
    text out = tc_arena_format(live->arena, "%.*s~%zu", (int)id.size, id.data, same);
    live->failed |= !out.data;
    return out;
}

static void add(struct live *live, const struct post *post)
{
    const tocsin_document *page = live->page;
    tocsin_document *to = &live->out->items[live->out->count];
    if (live->failed || tc_text_trim(post->text).size == 0)
        return;
    memset(to, 0, sizeof *to);
    text own = post->id.size > 0 ? post->id : post->published;
    text base = page->id.size > 0 ? page->id : page->url;
    bool addressed = tc_text_begins(post->url, TEXT("http"));
    keep(live, apart(live, name_post(live, base, own)), &to->id);
    keep(live, addressed ? post->url : page->url, &to->url);
    keep(live, post->title.size > 0 ? post->title : page->title, &to->title);
    keep(live, post->text, &to->text);
    keep(live, post->published.size > 0 ? post->published : page->published,
         &to->published);
    keep(live, post->changed, &to->changed);
    keep(live, page->publisher, &to->publisher);
    keep(live, page->authors, &to->authors);
    keep(live, page->language, &to->language);
    live->out->count += !live->failed;
}

static bool make_room(struct live *live, size_t count)
{
    struct posts *out = live->out;
    tc_arena_reset(&out->arena);
    out->count = out->next = 0;
    out->items = tc_arena_alloc(&out->arena, count * sizeof *out->items);
    live->failed |= !out->items;
    return out->items;
}

/* ---- what JSON-LD gives ---------------------------------------------------------- */

static void read_stated(struct live *live, const struct schema *schema)
{
    if (!make_room(live, schema->post_count))
        return;
    for (size_t i = 0; i < schema->post_count && !live->failed; i++) {
        struct post post = schema->posts[i];
        live->failed |=
            tc_stated_text(live->arena, post.text, &post.text) == TOCSIN_MEMORY;
        add(live, &post);
    }
}

/* ---- what is printed ------------------------------------------------------------- */

/* Does it say the hour? */
static bool has_hour(text when)
{
    return when.size >= 16 && tc_text_find(when, TEXT(":")) != SIZE_MAX;
}

static bool stands(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && tc_facts(node) && !tc_facts(node)->dropped;
}

/* The first time element below node that says the hour; NULL: there is none. */
static xmlNode *time_in(xmlNode *node)
{
    xmlNode *at = node;
    while (at) {
        if (tc_node_is(at, "time") && has_hour(tc_attribute(at, "datetime")))
            return at;
        at = tc_node_after(at, node, at->type == XML_ELEMENT_NODE);
    }
    return NULL;
}

static bool is_post(const xmlNode *node, const xmlNode *like)
{
    return stands(node) && tc_facts(node)->kept > 0 &&
           (!like || tc_nodes_alike(node, like));
}

/* Is the page, or a part of it that holds the list, called live? Comments and forums
 * are posts with hours too, and none of them is news. */
static bool is_live(const xmlNode *list, text title)
{
    static const char *const words[] = {"live", "Live", "LIVE"};
    const xmlNode *child = list->children;
    while (child && !(child->type == XML_ELEMENT_NODE && tc_facts(child)))
        child = child->next;
    bool live = child && tc_facts(child)->look.live;
    for (; list && !live; list = list->parent)
        live = list->type == XML_ELEMENT_NODE && tc_facts(list) &&
               tc_facts(list)->look.live;
    for (size_t i = 0; i < TC_COUNT(words) && !live; i++) {
        size_t size = strlen(words[i]);
        size_t at = tc_text_find(title, tc_text(words[i]));
        live = at != SIZE_MAX && (at == 0 || !tc_ascii_letter(title.data[at - 1])) &&
               (at + size >= title.size || !tc_ascii_letter(title.data[at + size]));
    }
    return live;
}

/* How many children of list are posts like its first; 0: it is no list of posts. */
static size_t count_posts(xmlNode *list, const struct facts *whole)
{
    const xmlNode *like = NULL;
    size_t count = 0;
    uint64_t kept = 0;
    text first = {NULL, 0};
    bool differ = false;
    for (xmlNode *child = list->children; child; child = child->next) {
        const xmlNode *time = is_post(child, like) ? time_in(child) : NULL;
        if (!time)
            continue;
        text when = tc_attribute(time, "datetime");
        differ |= like && !tc_text_equal(when, first);
        first = like ? first : when;
        like = child;
        count++;
        kept += tc_facts(child)->kept;
    }
    bool most = kept * 10 >= (uint64_t)whole->kept * 6;
    return count >= POSTS_MINIMUM && count <= POSTS_MAXIMUM && differ && most &&
                   kept >= count * POST_MINIMUM
               ? count
               : 0;
}

/* The element whose children are the posts: what holds the first times together, or
 * more of them where a post has two. NULL: there is none. */
static xmlNode *find_list(xmlNode *from, size_t *count)
{
    xmlNode *list = NULL;
    size_t times = 0;
    xmlNode *at = from;
    while (at && times < TIMES_MAXIMUM) {
        bool inside = at->type == XML_ELEMENT_NODE && stands(at);
        if (inside && tc_node_is(at, "time") &&
            has_hour(tc_attribute(at, "datetime"))) {
            xmlNode *all = list ? tc_node_common(list, at) : at;
            *count = all != list && all != at ? count_posts(all, tc_facts(from)) : 0;
            list = all;
            if (*count > 0)
                return list;
            times++;
        }
        at = tc_node_after(at, from, inside);
    }
    return NULL;
}

static void read_printed_post(struct live *live, xmlNode *node)
{
    struct choice choice = {.from = node};
    struct post post = {.id = tc_attribute(node, "id"),
                        .published = tc_attribute(time_in(node), "datetime")};
    for (xmlNode *at = node; at && choice.title.size == 0;
         at = tc_node_after(at, node, true))
        if (stands(at) && tc_facts(at)->letters > 0 &&
            (tc_facts(at)->kind == HEADING || tc_facts(at)->kind == HEADLINE))
            choice.title = tc_node_text(live->arena, at, HEADING_MAXIMUM);
    post.title = choice.title;
    live->failed |= tc_flow_write(live->arena, &choice, &post.text) != TOCSIN_OK;
    add(live, &post);
    tc_facts(node)->dropped = true; /* what is left is the rest */
}

static void read_printed(struct live *live, xmlNode *from)
{
    size_t count = 0;
    xmlNode *list = from ? find_list(from, &count) : NULL;
    if (!list || !is_live(list, live->page->title) || !make_room(live, count + 1))
        return;
    const xmlNode *like = NULL;
    for (xmlNode *child = list->children; child; child = child->next)
        if (is_post(child, like) && time_in(child)) {
            like = child;
            read_printed_post(live, child);
        }
    struct choice choice = {.from = from, .title = live->page->title};
    struct post rest = {.url = live->page->url};
    live->failed |= tc_flow_write(live->arena, &choice, &rest.text) != TOCSIN_OK;
    if (rest.text.size >= REST_MINIMUM)
        add(live, &rest);
}

tocsin_status tc_live_read(struct arena *arena, const struct schema *schema,
                           xmlNode *from, const tocsin_document *page,
                           struct posts *out)
{
    struct live live = {arena, page, out, false};
    out->count = out->next = 0;
    if (schema->post_count >= 2)
        read_stated(&live, schema);
    if (out->count < 2)
        read_printed(&live, from);
    if (out->count < 2)
        out->count = 0;
    return live.failed ? TOCSIN_MEMORY : TOCSIN_OK;
}
