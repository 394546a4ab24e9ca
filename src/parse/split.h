/* parse/split.h: where sentences end. Inside parse/ and for train/ only. */
#ifndef TC_SPLIT_H
#define TC_SPLIT_H

#include "parse/model.h"
#include "parse/tokenise.h"

enum { TC_SPLIT_FEATURES = 16 };

/* A word as it is weighed. */
struct split_word {
    uint32_t kind;  /* the word itself, or its shape when it is long */
    uint32_t shape; /* with the white space before it */
    uint32_t stop;  /* class of its last character */
    char last;      /* its last byte in lower case */
    bool one;       /* it is one byte */
    bool present;
};

/* What the end of a sentence is judged by. */
struct split_view {
    struct split_word words[4]; /* two before, two behind the gap */
    bool newline;               /* the gap has one */
    unsigned length;            /* pieces since the sentence began */
    bool quoted, bracketed;
};

enum split { SPLIT_NEVER, SPLIT_ALWAYS, SPLIT_PERHAPS };

/* A walk over all gaps between pieces, in order. */
struct split_walk {
    text t;
    const struct pieces *pieces;
    size_t at; /* the piece behind the gap */
    struct split_view view;
    unsigned place; /* pieces since the paragraph began */
    bool dateline;  /* all of them may belong to one */
    bool agency;    /* and they have a bracket */
};
void tc_split_begin(struct split_walk *walk, text t, const struct pieces *pieces);
/* Whether a sentence may end before walk->at; call while walk->at < pieces->count. */
enum split tc_split_ask(struct split_walk *walk);
/* Goes to the next gap, with or without an end in this one. */
void tc_split_step(struct split_walk *walk, bool end);
void tc_split_features(const struct split_view *view, uint32_t out[TC_SPLIT_FEATURES]);

#endif
