/* parse/network.h: a sentence's tags, names and tree. Inside parse/ only. */
#ifndef TC_NETWORK_H
#define TC_NETWORK_H

#include "parse/decode.h"
#include "parse/kernel.h"

enum { TC_SHELVES = 1 << 13 };

/* The vector of a word that was seen lately. */
struct shelf {
    struct word word;
    uint8_t bytes[];
};

/* A thread's memory for one sentence, in one block. T = TC_LONGEST. */
struct network {
    const struct model *model;
    const struct tc_kernel *kernel;
    unsigned char *block;
    unsigned char *shelves; /* (TC_SHELVES) of struct shelf with E bytes */
    size_t shelf_size;
    uint8_t *words;    /* (T, E) */
    float *conv;       /* (T, 3 D) */
    float *nothing;    /* (D) zeros: beside the sentence there is no word */
    float *layer;      /* (2, T, D) */
    uint8_t *bytes;    /* (T, D) of the layer that is read */
    float *gates;      /* (T, 3 D) */
    float *top;        /* (T, M) */
    int16_t *query;    /* (T, A) */
    int16_t *key;      /* (A / 2, T + 1, 2), T + 1 to 16 */
    int32_t *arcs;     /* (T, T + 1) */
    int32_t *far;      /* (2 T + 32): what a distance adds, from -T */
    int32_t far_root;  /* and what being the root does */
    uint8_t *joined;   /* (T, H) */
    float *labels;     /* (T, R) */
    int32_t *head;     /* (T): of tc_network_tree() */
    uint8_t *relation; /* (T): enum relation */
    struct decoder *decoder;
};

bool tc_network_init(struct network *network, const struct model *model);
void tc_network_release(struct network *network);
/* Reads words of 1 to TC_LONGEST tokens; then network->top is filled. */
void tc_network_read(struct network *network, const struct word *words, size_t count);
/* The best tag of token i, an index of model->tags. */
unsigned tc_network_tag(const struct network *network, size_t i);
/* What token i is part of, below TC_ENTITIES: 2 e - 1 begins, 2 e goes on with enum
 * entity e. */
unsigned tc_network_entity(const struct network *network, size_t i);
/* Builds the tree of what was read in network->head and relation. */
void tc_network_tree(struct network *network, size_t count);

#endif
