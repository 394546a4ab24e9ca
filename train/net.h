/* train/net.h: the network with its gradients, in floats.
 *
 * What parse/network.c does with bytes, and backwards. Two lanes, each with half of a
 * batch and a thread of its own, share the parameters and have their own gradients,
 * which are added in order: the same files and options give the same model.
 */
#ifndef TRAIN_NET_H
#define TRAIN_NET_H

#include "parse/decode.h"
#include "treebank.h"

enum { NET_LANES = 2, NET_NO_LABEL = 255 };

/* A float tensor is a matrix of parse/model.h, or one of these rows. */
enum vector {
    VECTOR_CONV_BIAS = MATRIX_COUNT, /* (D) */
    VECTOR_LAYER_BIAS,               /* (layers, 3 D) */
    VECTOR_TOP_BIAS,                 /* (M) */
    VECTOR_LABEL_BIAS,               /* (R) */
    VECTOR_ROOT,                     /* (arc + label) */
    VECTOR_DISTANCE,                 /* (TC_DISTANCES) */
    TENSOR_COUNT
};

/* What Adam keeps of parameters. */
struct adam {
    float *value, *mean, *square;
    float *average; /* sum of the values when net_remember() was called */
    size_t size;
};

/* What a batch is shown of a sentence, and what it gave. */
struct job {
    const struct tree *tree;
    const uint32_t (*features)[TC_FEATURES];
    size_t row;        /* its first row in the lane */
    int32_t *head;     /* (count) found, when not training */
    uint8_t *relation; /* (count) indices of net->relations */
    uint8_t lane;
    const struct soft *softs; /* of its treebank */
};

struct options {
    float drop_input, drop_middle, drop_top;
    float gold; /* share of the treebank's word where a teacher has another one */
    bool train;
};

struct lane {
    struct net *net;
    uint64_t random;
    float *grad;                       /* of the dense parameters */
    size_t rows, room;                 /* N */
    uint32_t (*features)[TC_FEATURES]; /* (N), UINT32_MAX first: an empty row */
    float *x, *xmask;                  /* (N, E); x becomes its gradient */
    float *h[TC_LAYERS + 1];           /* (N, D): behind conv and each layer */
    float *hmask[TC_LAYERS + 1];       /* (N, D) */
    float *gates[TC_LAYERS];           /* (N, 3 D) before the gate function */
    float *state[TC_LAYERS];           /* (N, D) */
    float *top, *dtop;                 /* (N, M) */
    float *dh, *around;                /* (N, D) */
    float *dgates;                     /* (N, 3 D) */
    float *turned;                     /* a matrix turned */
    float *key, *key_turned, *dkey;    /* (n, arc), (arc, n), n with the root to 16 */
    float *score;                      /* (n, n) */
    float *hidden, *dhidden;           /* (n, H) */
    float *label;                      /* (n, R) */
    int32_t *whole;                    /* (n, n): scores as whole numbers */
    struct decoder *decoder;
    struct job *jobs;
    size_t job_count;
    double loss;
    float range[RANGE_COUNT]; /* the largest value that went into each matrix */
};

struct net {
    uint32_t shape[SHAPE_COUNT];
    struct layout layout;
    size_t offset[TENSOR_COUNT], sizes[TENSOR_COUNT]; /* floats */
    uint8_t (*tags)[2];
    uint8_t *relations;
    struct adam dense, embed; /* embed: (TC_ROWS, E) */
    float *embed_grad;        /* (TC_ROWS, E) */
    bool *touched;            /* (TC_ROWS) */
    uint64_t random;
    long steps; /* Adam's */
    long remembered;
    const struct options *options;
    struct lane lanes[NET_LANES];
    struct team *team;
    float rate, scale;                         /* of the step that is made */
    uint8_t tag_index[UPOS_COUNT][XPOS_COUNT]; /* NET_NO_LABEL: none */
    uint8_t relation_index[REL_COUNT];
};

/* After tags and relations have been set. */
void net_index(struct net *net);
bool net_init(struct net *net, const uint32_t shape[SHAPE_COUNT], uint64_t seed);
void net_release(struct net *net);
float net_random(struct net *net); /* [0, 1) */

/* Runs the jobs on the lanes; with train also fills the gradients, else finds heads and
 * relations. Returns the loss, summed. */
double net_batch(struct net *net, struct job *jobs, size_t count,
                 const struct options *options);
/* One step of Adam with gradients times scale; clears them. */
void net_update(struct net *net, float rate, float scale);
/* Adds the values to those that are averaged; puts the average of all in their
 * place. */
void net_remember(struct net *net);
void net_recall(struct net *net);
/* The scores of a job's word, (M); its best tag and entity. */
const float *net_top(const struct net *net, const struct job *job, uint32_t i);
unsigned net_tag(const struct net *net, const float *top);
unsigned net_entity(const struct net *net, const float *top);

static inline float *net_value(struct net *net, int tensor)
{
    return net->dense.value + net->offset[tensor];
}

#endif
