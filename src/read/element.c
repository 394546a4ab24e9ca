/* read/element.c: what an element of a web page is, by its name and what it is called.
 *
 * Page builders name things for their style sheets, and by and large they name them for
 * what they are: a class "article-body" or "related-posts" tells more than any measure
 * of the text in it. The lists are of words that were met on many sites (they follow in
 * kind, not in letter, those of Readability and trafilatura); which of them may be
 * believed how far is body.c's decision.
 */
#include "read/page.h"

#include <string.h>

#define ATTRIBUTE_MAXIMUM 400 /* bytes of a class or id that are looked at */
#define WORD_MAXIMUM      24
#define SLUG_WORDS        5

/* ---- kinds ----------------------------------------------------------------------- */

static const struct element {
    const char *name;
    enum kind kind;
} elements[] = {
    {"address",    BLOCK    },
    {"applet",     NEVER    },
    {"article",    BLOCK    },
    {"aside",      FURNITURE},
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
    {"h1",         HEADLINE },
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

enum kind tc_element_kind(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    size_t low = 0;
    size_t high = TC_COUNT(elements);
    while (name && low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, elements[middle].name);
        if (order == 0)
            return elements[middle].kind;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return INLINE;
}

bool tc_kind_is_block(enum kind kind)
{
    return kind != INLINE && kind != BREAK && kind != NEVER;
}

/* ---- words that tell ------------------------------------------------------------- */

/* By their first letter. A word is what stands between hyphens, underscores, spaces and
 * changes of case. '*': any word that begins so. Behind it what it says: s soft, h hard
 * furniture; c comments; p what asks for consent; w furniture where a class begins with
 * it ("widget", but not "elementor-widget", which holds the text). */
static const char *const words[26] = {
    ['a' - 'a'] = "ad h|ads h|adsense h|adslot h|advert* h|addthis* h|alert* s|"
                  "author s|authorbox h|authorbio h|",
    ['b' - 'a'] = "banner* s|bio h|bookmark* h|breadcrumb* h|byline* h|",
    ['c' - 'a'] = "caption* s|carousel* s|categories s|comment* c|commentlist c|"
                  "consent* p|cookie* p|copyright* h|credit* s|crumbs h|",
    ['d' - 'a'] =
        "date s|dateline s|didomi* p|disclaimer* s|disqus* c|donate* s|donation* s|"
        "dropdown* s|dsgvo* p|",
    ['e' - 'a'] = "editsection h|",
    ['f' - 'a'] = "feedback s|flyout* s|follow* h|footer h|",
    ['g' - 'a'] = "gallery* s|gdpr* p|",
    ['h' - 'a'] = "hidden s|",
    ['i' - 'a'] = "impressum s|infobox s|",
    ['j' - 'a'] = "jp h|",
    ['k' - 'a'] = "kommentar* c|",
    ['l' - 'a'] = "lightbox* s|likes h|login* h|",
    ['m' - 'a'] = "marginal* s|masthead s|menu* h|meta s|metadata s|modal s|more s|"
                  "mostread* h|",
    ['n' - 'a'] = "nav h|navbar h|navi* h|newsletter* h|next* s|noprint s|notice* s|",
    ['o' - 'a'] = "offscreen s|onetrust* p|outbrain* h|overlay* s|",
    ['p' - 'a'] = "pager* h|pagination* h|paging h|pingback* c|popular* h|popup* s|"
                  "postmeta h|prev* s|print s|promo* s|",
    ['r' - 'a'] = "rating* s|reactions c|readmore s|recommend* h|register* h|"
                  "related* h|replies c|respond c|rss s|",
    ['s' - 'a'] = "screen s|search* s|share* h|sharedaddy h|shariff h|sharing* h|"
                  "sidebar* h|signup* h|skip s|slideshow* s|social* h|sponsor* h|"
                  "sr s|subnav h|subscribe* h|subscription h|",
    ['t' - 'a'] = "taboola* h|tagcloud h|taglist h|tags h|teaser* s|thumb* s|"
                  "tooltip* s|"
                  "timestamp s|toc s|toolbar* s|topnav h|trackback* c|trending* h|",
    ['u' - 'a'] = "usercentrics* p|",
    ['v' - 'a'] = "viral h|visuallyhidden s|",
    ['w' - 'a'] = "widget* w|",
    ['y' - 'a'] = "yarpp* h|",
};
/* What stands above the text and belongs to it. */
static const char *const leads[] = {
    "abstract", "bajada",    "chapo",      "copete",    "deck",        "dek",
    "epigraph", "excerpt",   "ingress",    "intro",     "lead",        "leadtext",
    "lede",     "perex",     "standfirst", "strapline", "subheadline", "subline",
    "subtitle", "subtitulo", "summary",    "teaser",    "vorspann",    "description",
};
/* Within a class or id, letters and digits only, of an article's container. */
static const char *const containers[] = {
    "articlebody",  "storybody",      "storycontent",  "entrycontent",   "postcontent",
    "postbody",     "postentry",      "posttext",      "articlecontent", "articletext",
    "articlemain",  "newstext",       "newscontent",   "singlecontent",  "bodycopy",
    "contentbody",  "textcontent",    "fieldnamebody", "nodecontent",    "blogcontent",
    "themecontent", "contentarticle", "articlecopy",   "maintext",       "caasbody",
};

/* Bytes of an attribute by words: lower case, and where its token begins. */
struct word {
    char data[WORD_MAXIMUM];
    size_t size;
    bool first; /* of its token */
    bool whole; /* between signs or spaces, not between changes of case */
};

static bool alphanumeric(char c)
{
    return tc_ascii_letter(c) || tc_ascii_digit(c);
}

/* The next word of t from *at on. A change from small to large is a border. */
static bool next_word(text t, size_t *at, struct word *out)
{
    while (*at < t.size && !alphanumeric(t.data[*at]))
        (*at)++;
    size_t from = *at;
    out->size = 0;
    out->first = from == 0 || t.data[from - 1] == ' ' || t.data[from - 1] == '\n';
    while (*at < t.size && alphanumeric(t.data[*at])) {
        char c = t.data[*at];
        char low = tc_ascii_lower(c);
        if (*at > from && low != c &&
            tc_ascii_lower(t.data[*at - 1]) == t.data[*at - 1])
            break;
        if (out->size < WORD_MAXIMUM)
            out->data[out->size++] = low;
        (*at)++;
    }
    out->whole = (from == 0 || !alphanumeric(t.data[from - 1])) &&
                 (*at == t.size || !alphanumeric(t.data[*at]));
    return out->size > 0;
}

/* What the word says in the list of its letter; 0: nothing. */
static char saying(const struct word *word)
{
    char c = word->data[0];
    const char *list = c >= 'a' && c <= 'z' ? words[c - 'a'] : NULL;
    if (word->size <= 3 && !word->whole) /* a piece of a random name: "fnnSr" */
        return 0;
    while (list && *list) {
        size_t same = 0;
        while (same < word->size && list[same] == word->data[same])
            same++;
        const char *end = list + same;
        if (*end == '*' || (*end == ' ' && same == word->size))
            return end[*end == '*' ? 2 : 1];
        list = strchr(end, '|') + 1;
    }
    return 0;
}

static bool is_lead(const struct word *word)
{
    for (size_t i = 0; i < TC_COUNT(leads); i++)
        if (leads[i][0] == word->data[0] &&
            tc_text_equal((text){word->data, word->size}, tc_text(leads[i])))
            return true;
    return false;
}

static bool is_live(const struct word *word)
{
    text t = {word->data, word->size};
    return tc_text_equal(t, TEXT("live")) || tc_text_begins(t, TEXT("liveblog")) ||
           tc_text_begins(t, TEXT("liveticker")) || tc_text_begins(t, TEXT("ticker"));
}

/* An id of many words is made of a heading, and says nothing. */
static bool is_slug(text id)
{
    struct word word;
    size_t at = 0;
    size_t count = 0;
    while (count < SLUG_WORDS && next_word(id, &at, &word))
        count++;
    return count == SLUG_WORDS;
}

/* Raises what look says by the words of one attribute. */
static void read_words(text attribute, struct look *look)
{
    struct word word;
    size_t at = 0;
    attribute = tc_text_slice(attribute, 0, ATTRIBUTE_MAXIMUM);
    while (next_word(attribute, &at, &word)) {
        enum reason reason = NO_REASON;
        char said = saying(&word);
        if (said == 's')
            reason = SOFT;
        else if (said == 'h' || (said == 'w' && word.first))
            reason = HARD;
        else if (said == 'c')
            reason = COMMENT;
        else if (said == 'p')
            reason = CONSENT;
        if (reason > look->reason)
            look->reason = reason;
        look->lead |= is_lead(&word);
        look->live |= is_live(&word);
    }
}

/* Is one of the containers' names in it? */
static bool names_container(text attribute)
{
    char squeezed[ATTRIBUTE_MAXIMUM + 1];
    size_t size = 0;
    attribute = tc_text_slice(attribute, 0, ATTRIBUTE_MAXIMUM);
    for (size_t i = 0; i < attribute.size; i++) {
        char c = tc_ascii_lower(attribute.data[i]);
        if (c != '-' && c != '_')
            squeezed[size++] = c;
    }
    squeezed[size] = '\0';
    bool may = false; /* one of these is in each of their names */
    static const char *const stems[] = {"content", "body",  "text",
                                        "copy",    "entry", "main"};
    for (size_t i = 0; size > 6 && !may && i < TC_COUNT(stems); i++)
        may = strstr(squeezed, stems[i]) != NULL;
    for (size_t i = 0; may && i < TC_COUNT(containers); i++)
        if (strstr(squeezed, containers[i]))
            return true;
    return false;
}

/* What an attribute says; it is asked for each element, and worked out once. */
static const struct saying *saying_of(struct sayings *sayings, text attribute)
{
    static const struct saying silence;
    if (attribute.size == 0)
        return &silence;
    uint64_t hash = tc_hash(attribute.data, attribute.size);
    struct saying *slot = &sayings->slots[hash % TC_SAYINGS];
    if (slot->attribute.data && tc_text_equal(slot->attribute, attribute))
        return slot;
    memset(slot, 0, sizeof *slot);
    slot->attribute = attribute;
    slot->container = names_container(attribute);
    read_words(attribute, &slot->look);
    return slot;
}

/* ---- a look at an element -------------------------------------------------------- */

struct attributes {
    text class, id, role, style, item;
    bool hidden;
};

static struct attributes attributes_of(const xmlNode *node)
{
    struct attributes out;
    memset(&out, 0, sizeof out);
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        const char *name = (const char *)a->name;
        if (strcmp(name, "class") == 0)
            out.class = tc_attribute_value(a);
        else if (strcmp(name, "id") == 0)
            out.id = tc_attribute_value(a);
        else if (strcmp(name, "role") == 0)
            out.role = tc_attribute_value(a);
        else if (strcmp(name, "style") == 0)
            out.style = tc_attribute_value(a);
        else if (strcmp(name, "itemprop") == 0)
            out.item = tc_attribute_value(a);
        else if (strcmp(name, "hidden") == 0)
            out.hidden = true;
        else if (strcmp(name, "aria-hidden") == 0)
            out.hidden |= tc_text_equal_fold(tc_attribute_value(a), TEXT("true"));
    }
    return out;
}

static bool contains(text in, text what)
{
    return tc_text_find(in, what) != SIZE_MAX;
}

static bool has_furniture_role(text role)
{
    static const char *const roles[] = {
        "navigation", "banner", "contentinfo", "complementary", "search",
        "dialog",     "menu",   "menubar",     "alert",         "toolbar"};
    for (size_t i = 0; role.size > 0 && i < TC_COUNT(roles); i++)
        if (tc_text_equal_fold(role, tc_text(roles[i])))
            return true;
    return false;
}

static enum hint hint_of(const xmlNode *node, const struct attributes *a,
                         bool container)
{
    if (container || contains(a->item, TEXT("articleBody")))
        return NAMED;
    if (tc_node_is(node, "article"))
        return ARTICLE;
    if (tc_node_is(node, "main") || tc_text_equal_fold(a->role, TEXT("main")) ||
        tc_text_equal_fold(a->id, TEXT("content")) ||
        tc_text_equal_fold(a->id, TEXT("main")) ||
        contains(a->id, TEXT("main-content")) || contains(a->id, TEXT("maincontent")) ||
        contains(a->class, TEXT("main-content")))
        return MAIN;
    return NO_HINT;
}

/* A figure may be a table or a quotation, with a caption that stays furniture. */
static bool holds_text(const xmlNode *figure)
{
    for (const xmlNode *child = figure->children; child; child = child->next)
        if (tc_node_is(child, "table") || tc_node_is(child, "blockquote") ||
            tc_node_is(child, "pre"))
            return true;
    return false;
}

/* The words of one attribute added to what look says. */
static void add_saying(struct look *look, const struct saying *saying)
{
    if (saying->look.reason > look->reason)
        look->reason = saying->look.reason;
    look->lead |= saying->look.lead;
    look->live |= saying->look.live;
}

struct look tc_element_look(const xmlNode *node, enum kind kind,
                            struct sayings *sayings)
{
    bool furniture =
        kind == FURNITURE && !(tc_node_is(node, "figure") && holds_text(node));
    struct look look = {furniture ? ELEMENT : NO_REASON, NO_HINT, false, false};
    if (!node->properties) {
        look.hint = tc_node_is(node, "article") ? ARTICLE
                    : tc_node_is(node, "main")  ? MAIN
                                                : NO_HINT;
        return look;
    }
    struct attributes a = attributes_of(node);
    struct saying class = *saying_of(sayings, a.class);
    const struct saying *id = saying_of(sayings, a.id);
    if (tc_kind_is_block(kind))
        look.hint = hint_of(node, &a, class.container || id->container);
    if (tc_node_is(node, "body") || tc_node_is(node, "html") ||
        tc_node_is(node, "main"))
        return look;
    add_saying(&look, &class);
    if (!is_slug(a.id))
        add_saying(&look, id);
    look.lead |= tc_text_equal_fold(a.item, TEXT("description"));
    if (look.reason < HARD &&
        (has_furniture_role(a.role) || tc_text_equal_fold(a.item, TEXT("author"))))
        look.reason = HARD;
    if (tc_node_is(node, "article") && look.reason != ELEMENT)
        look.reason = NO_REASON;
    if (a.hidden || contains(a.style, TEXT("display:none")) ||
        contains(a.style, TEXT("display: none")))
        look.reason = HIDDEN;
    return look;
}
