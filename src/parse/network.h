/* parse/network.h: a sentence's tags and tree. Inside parse/ only. */
#ifndef TC_NETWORK_H
#define TC_NETWORK_H

#include "parse/transition.h"

/* A thread's memory for one sentence, in one block. T = TC_LONGEST. */
struct network {
    const struct model *model;
    float *block;
    float *embed;  /* (T + 2, E): a row of zeros before and behind the sentence */
    float *conv;   /* (T, 2 D) */
    float *layer;  /* (2, T, D) */
    float *gates;  /* (T, 3 D) */
    float *slots;  /* (T, SLOTS P) */
    float *tags;   /* (T, tags) */
    float *score;  /* (actions) */
    float *hidden; /* (P) */
    struct state state;
};

bool tc_network_init(struct network *network, const struct model *model);
void tc_network_release(struct network *network);
/* Reads words of 1 to TC_LONGEST tokens; then network->tags and slots are filled. */
void tc_network_read(struct network *network, const struct word *words, size_t count);
/* The best tag of token i, an index of model->tags. */
unsigned tc_network_tag(const struct network *network, size_t i);
/* Builds the tree of what was read in network->state. */
void tc_network_tree(struct network *network, size_t count);

#endif
