/* read/schema.c: what a page says of its article in schema.org's vocabulary (JSON-LD).
 *
 * Nine of ten news sites carry it, for the search engines. It may be one object, an
 * array, or a @graph in which a NewsArticle names its publisher by @id alone; the page,
 * the site and the articles beside it are described there too, so that the first
 * "datePublished" is often another's. The first object whose type is an article's is
 * believed, then one of a WebPage, then one without a type.
 */
#include "read/inside.h"

#include <string.h>

#define NESTING_MAXIMUM 12
#define POSTS_MAXIMUM   5000
#define AUTHORS_MAXIMUM 4096 /* bytes of a list of them that are looked at */

enum rank { NOBODY, UNTYPED, PAGE, LISTED, ARTICLE = TC_SCHEMA_ARTICLE };

struct walk_schema {
    struct arena *arena;
    text json; /* the whole script */
    struct schema *out;
};

/* ---- what an object is ----------------------------------------------------------- */

static bool ends_in_one_of(text type, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tc_text_ends(type, tc_text(endings[i])))
            return true;
    return false;
}

static enum rank rank_of_type(text type)
{
    static const char *const articles[] = {"Article", "Posting", "Report", "Review"};
    if (ends_in_one_of(type, articles, sizeof articles / sizeof *articles))
        return ARTICLE;
    return tc_text_ends(type, TEXT("Page")) ? PAGE : NOBODY;
}

/* The highest rank of its types; @type is one or a list of them. */
static enum rank rank_of(struct walk_schema *walk, text object)
{
    text type = tc_json_get(object, "@type");
    if (type.size == 0)
        return UNTYPED;
    if (type.data[0] != '[')
        return rank_of_type(tc_json_text(walk->arena, type));
    enum rank rank = NOBODY;
    size_t at = 0;
    text item;
    while (tc_json_item(type, &at, &item)) {
        enum rank one = rank_of_type(tc_json_text(walk->arena, item));
        rank = one > rank ? one : rank;
    }
    return rank;
}

/* ---- values ---------------------------------------------------------------------- */

static text string_of(struct walk_schema *walk, text object, const char *name)
{
    return tc_json_text(walk->arena, tc_json_get(object, name));
}

/* The first item of a list; what is no list is itself. */
static text first_of(text value)
{
    size_t at = 0;
    text item = {NULL, 0};
    if (value.size == 0 || value.data[0] != '[')
        return value;
    return tc_json_item(value, &at, &item) ? item : (text){NULL, 0};
}

/* Everything below walks down by recursion, NESTING_MAXIMUM deep. */
/* NOLINTBEGIN(misc-no-recursion) */

/* The name of the object with that @id. */
static text name_by_id(struct walk_schema *walk, text value, text id, int depth)
{
    size_t at = 0;
    text out = {NULL, 0};
    text name;
    text item;
    if (depth > NESTING_MAXIMUM || value.size == 0)
        return out;
    if (value.data[0] == '[')
        while (out.size == 0 && tc_json_item(value, &at, &item))
            out = name_by_id(walk, item, id, depth + 1);
    if (value.data[0] != '{')
        return out;
    if (tc_text_equal(string_of(walk, value, "@id"), id))
        out = string_of(walk, value, "name");
    while (out.size == 0 && tc_json_member(value, &at, &name, &item))
        if (item.data[0] == '{' || item.data[0] == '[')
            out = name_by_id(walk, item, id, depth + 1);
    return out;
}

static text publisher_of(struct walk_schema *walk, text object)
{
    text value = first_of(tc_json_get(object, "publisher"));
    if (value.size == 0 || value.data[0] != '{')
        return tc_json_text(walk->arena, value);
    text name = string_of(walk, value, "name");
    text id = string_of(walk, value, "@id");
    return name.size > 0 || id.size == 0 ? name : name_by_id(walk, walk->json, id, 0);
}

static bool is_house(struct walk_schema *walk, text object)
{
    return tc_text_ends(
        tc_json_text(walk->arena, first_of(tc_json_get(object, "@type"))),
        TEXT("Organization"));
}

/* Adds the people in an "author": a name, an object, or a list of them. */
static void add_authors(struct walk_schema *walk, text value, int depth, text *out)
{
    size_t at = 0;
    text item;
    if (value.size == 0 || depth > 2)
        return;
    if (value.data[0] == '[')
        while (at < AUTHORS_MAXIMUM && tc_json_item(value, &at, &item))
            add_authors(walk, item, depth + 1, out);
    text name = {NULL, 0};
    if (value.data[0] == '"')
        name = tc_json_text(walk->arena, value);
    if (value.data[0] == '{' && !is_house(walk, value)) {
        text id = string_of(walk, value, "@id");
        name = tc_json_get(value, "name");
        if (name.size == 0 && id.size > 0)
            name = name_by_id(walk, walk->json, id, 0);
        else if (name.size > 0 && name.data[0] == '[')
            add_authors(walk, name, depth + 1, out);
        else
            name = tc_json_text(walk->arena, name);
    }
    walk->out->failed |= !tc_author_add(walk->arena, name, true, out);
}

/* The address of what an object is the main thing of. */
static text address_of(struct walk_schema *walk, text object)
{
    text page = first_of(tc_json_get(object, "mainEntityOfPage"));
    text url = string_of(walk, object, "url");
    if (url.size == 0 && page.size > 0)
        url = page.data[0] == '{' ? string_of(walk, page, "@id")
                                  : tc_json_text(walk->arena, page);
    return tc_text_begins(url, TEXT("http")) ? url : (text){NULL, 0};
}

/* ---- posts ----------------------------------------------------------------------- */

static void add_post(struct walk_schema *walk, text object)
{
    struct schema *out = walk->out;
    struct post post = {
        .id = string_of(walk, object, "@id"),
        .url = string_of(walk, object, "url"),
        .title = string_of(walk, object, "headline"),
        .text = string_of(walk, object, "articleBody"),
        .published = string_of(walk, object, "datePublished"),
        .changed = string_of(walk, object, "dateModified"),
    };
    if (post.text.size == 0 || out->post_count >= POSTS_MAXIMUM)
        return;
    if (out->post_count == out->post_room) {
        size_t room = out->post_room ? 2 * out->post_room : 16;
        struct post *posts = tc_arena_alloc(walk->arena, room * sizeof *posts);
        out->failed |= !posts;
        if (!posts)
            return;
        if (out->post_count > 0)
            memcpy(posts, out->posts, out->post_count * sizeof *posts);
        out->posts = posts;
        out->post_room = room;
    }
    out->posts[out->post_count++] = post;
}

/* ---- the walk -------------------------------------------------------------------- */

static void take(struct walk_schema *walk, text object, enum rank rank)
{
    struct schema *out = walk->out;
    text body = string_of(walk, object, "articleBody");
    if (body.size > out->body.size)
        out->body = body;
    if ((int)rank <=
        out->rank) /* so that publishers are looked up four times at most */
        return;
    text published = string_of(walk, object, "datePublished");
    text changed = string_of(walk, object, "dateModified");
    text publisher = publisher_of(walk, object);
    if (published.size == 0 && publisher.size == 0 && changed.size == 0)
        return;
    out->rank = (int)rank;
    out->title = string_of(walk, object, "headline");
    out->url = address_of(walk, object);
    out->published = published;
    out->changed = changed;
    out->language = string_of(walk, object, "inLanguage");
    out->authors = (text){NULL, 0};
    add_authors(walk, tc_json_get(object, "author"), 0, &out->authors);
    if (out->authors.size == 0)
        add_authors(walk, tc_json_get(object, "creator"), 0, &out->authors);
    if (publisher.size > 0)
        out->publisher = publisher;
}

static void visit(struct walk_schema *walk, text value, bool listed, int depth)
{
    size_t at = 0;
    text name;
    text item;
    if (value.size == 0 || depth > NESTING_MAXIMUM)
        return;
    if (value.data[0] == '[')
        while (tc_json_item(value, &at, &item))
            visit(walk, item, listed, depth + 1);
    if (value.data[0] != '{')
        return;
    enum rank rank = rank_of(walk, value);
    if (rank == ARTICLE && listed)
        rank = LISTED;
    if (rank != NOBODY)
        take(walk, value, rank);
    while (tc_json_member(value, &at, &name, &item)) {
        if (item.data[0] != '{' && item.data[0] != '[')
            continue;
        if (tc_text_equal(name, TEXT("liveBlogUpdate"))) {
            size_t next = 0;
            text post;
            if (item.data[0] == '{')
                add_post(walk, item);
            while (item.data[0] == '[' && tc_json_item(item, &next, &post))
                add_post(walk, post);
        } else if (tc_text_equal(name, TEXT("@graph")) ||
                   tc_text_equal(name, TEXT("mainEntity")) ||
                   tc_text_equal(name, TEXT("mainEntityOfPage"))) {
            visit(walk, item, listed, depth + 1);
        } else if (tc_text_equal(name, TEXT("itemListElement")) ||
                   tc_text_equal(name, TEXT("hasPart"))) {
            visit(walk, item, true, depth + 1);
        }
    }
}

/* NOLINTEND(misc-no-recursion) */

void tc_schema_read(struct arena *arena, text json, struct schema *schema)
{
    struct walk_schema walk = {arena, tc_json_begin(json), schema};
    visit(&walk, walk.json, false, 0);
}
