/* read/page.h: what element.c, body.c and flow.c share of a web page. Stays inside. */
#ifndef TC_READ_PAGE_H
#define TC_READ_PAGE_H

#include "read/inside.h"

#define TC_COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- element.c: what an element is, by its name and by what it is called --------- */

enum kind {
    INLINE,
    BLOCK,
    PARAGRAPH,
    ITEM,
    HEADLINE, /* h1 */
    HEADING,
    CELL,
    PRE,
    BREAK,
    FURNITURE,
    NEVER
};
enum kind tc_element_kind(const xmlNode *node);
bool tc_kind_is_block(enum kind kind);

/* Why an element may be no part of the running text, the weakest reason first. */
enum reason {
    NO_REASON,
    SOFT,    /* a word that also means other things: "more", "date", "teaser" */
    HARD,    /* a word or role that means furniture: "navbar", "share" */
    ELEMENT, /* nav, aside, footer, form, figure */
    COMMENT,
    HIDDEN,
    CONSENT /* to cookies */
};
/* What an element bears the name of. */
enum hint { NO_HINT, NAMED, ARTICLE, MAIN };

struct look {
    enum reason reason;
    enum hint hint;
    bool lead; /* it is called a standfirst, an intro, a summary */
    bool live; /* it is called live, or a ticker */
};

/* What the words of a class or id say. Pages use the same few again and again. */
#define TC_SAYINGS ((size_t)1024)
struct saying {
    text attribute; /* borrowed from the tree; no bytes: free */
    struct look look;
    bool container; /* an article's container is called so */
};
struct sayings {
    struct saying slots[TC_SAYINGS]; /* by hash; the last one stays */
};
/* sayings: of this page, zeroed before its first element. */
struct look tc_element_look(const xmlNode *node, enum kind kind,
                            struct sayings *sayings);

/* ---- body.c: what is known of an element, at node->_private ---------------------- */

struct facts {
    uint32_t letters, links, marks; /* of its own text, without blocks inside it */
    uint32_t good;                  /* with blocks inside it */
    uint32_t kept;                  /* good, without furniture */
    enum kind kind;
    struct look look;
    bool article; /* it is, or holds, a headline or what bears an article's name */
    bool dropped;
};

static inline struct facts *tc_facts(const xmlNode *node)
{
    return node->_private;
}

/* Adds the letters of a text node to what is known of its block. */
void tc_weigh_text(const char *at, bool link, struct facts *block);

/* The innermost element that holds both. */
xmlNode *tc_node_common(xmlNode *a, xmlNode *b);
/* Are they of one name and first class? */
bool tc_nodes_alike(const xmlNode *a, const xmlNode *b);

/* ---- phrase.c -------------------------------------------------------------------- */

/* Does the short paragraph begin as furniture does: "Read more", "Photo:"? */
bool tc_is_phrase(text t);
/* Is it a heading over other stories: "More on this topic"? */
bool tc_is_over_others(text t);

/* ---- flow.c: from chosen elements to text ---------------------------------------- */

#define TC_LEADS_MAXIMUM 4

struct choice {
    xmlNode *leads[TC_LEADS_MAXIMUM]; /* written first, whatever they look like */
    size_t lead_count;
    xmlNode *from; /* then all that is not dropped below this */
    text title;    /* is left out */
    bool whole;    /* nothing is left out */
};
tocsin_status tc_flow_write(struct arena *arena, const struct choice *choice,
                            text *out);

#endif
