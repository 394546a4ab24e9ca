/* train/net.h: the network with its gradients. The shape of everything is that of
 * parse/model.h; a batch is a few sentences laid one behind the other with an empty row
 * between them. */
#ifndef TRAIN_NET_H
#define TRAIN_NET_H

#include "oracle.h"
#include "parse/kernel.h"

enum { NET_NO_ROW = -1 };

/* What Adam keeps of a parameter. */
struct adam {
    float *value, *grad, *mean, *square;
    float *average; /* sum of the values when net_remember() was called */
    size_t size;
};

struct step {
    struct view view;
    uint32_t sentence;
};

struct net {
    uint32_t shape[SHAPE_COUNT];
    struct layout layout;
    uint8_t (*tags)[2];
    uint8_t (*actions)[2];
    struct adam dense, embed; /* embed: (TC_ROWS, E) */
    bool *touched;            /* (TC_ROWS) */
    uint32_t *touched_rows;
    size_t touched_count;
    uint64_t random;
    long steps; /* Adam's */
    long remembered;

    /* One batch: N rows, S parser steps. */
    size_t rows, row_room, step_count, step_room;
    uint32_t (*features)[TC_FEATURES]; /* (N) */
    int *tag_gold;                     /* (N), -1: none */
    float *x;                          /* (N + 2, E) */
    float *conv;                       /* (N, 2 D) */
    float *h[TC_LAYERS + 1];           /* (N, D): behind conv and each layer */
    float *gates[TC_LAYERS];           /* (N, 3 D) before the gate function */
    float *state[TC_LAYERS];           /* (N, D) */
    float *top;                        /* (N, D): last h with dropout */
    float *mask;                       /* (N, D) */
    float *xmask;                      /* (N + 2, E) */
    float *tag_score;                  /* (N, T) */
    float *slots;                      /* (N, SLOTS P) */
    struct step *steps_done;
    float *hidden; /* (S, P) behind the rectifier */
    float *dscore; /* (S, A) */
    float *dslots; /* (N, SLOTS P) */
    float *dtop;   /* (N, D) */
    float *dh;     /* (N, D) */
    float *dgates; /* (N, 3 D) */
    float *work;   /* transposes and products */
    size_t work_room;
    float *panels; /* a weight as the kernel wants it */
    size_t panel_room;
};

/* A sentence of a batch. */
struct job {
    const struct tree *tree;
    const uint32_t (*features)[TC_FEATURES];
    size_t row;         /* its first row in the batch */
    struct state state; /* the parse when done */
};

struct options {
    float drop_input, drop_top, drop_hidden;
    float explore; /* probability of following the parser instead of the gold tree */
    bool train;
};

bool net_init(struct net *net, const uint32_t shape[SHAPE_COUNT], uint64_t seed);
void net_release(struct net *net);
float net_random(struct net *net); /* [0, 1) */
/* Runs the jobs; with train also fills the gradients. Returns the loss, summed. */
double net_batch(struct net *net, struct job *jobs, size_t count,
                 const struct options *options);
/* One step of Adam with gradients times scale; clears them. */
void net_update(struct net *net, float rate, float scale);
/* Adds the values to those that are averaged; puts the average of all in their
 * place. */
void net_remember(struct net *net);
void net_recall(struct net *net);
unsigned net_tag(const struct net *net, size_t row);

#endif
