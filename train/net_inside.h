/* train/net_inside.h: what the files of the network share. */
#ifndef TRAIN_NET_INSIDE_H
#define TRAIN_NET_INSIDE_H

#include "net.h"

enum { TC_WIDEST = 512 };

uint64_t net_bits(uint64_t *state);
float net_gate(float x);
float net_gate_slope(float x);
/* Row i-th in reading order of a sentence, forwards or backwards. */
size_t net_reading(const struct job *job, size_t i, bool backwards);
void net_drop(struct lane *lane, float *x, float *mask, size_t size, float drop);
/* out (rows, to) = in (rows, from) x matrix + bias, for all rows of the lane. */
void net_product(struct lane *lane, int matrix, const float *in, const float *bias,
                 float *out);

/* Notes the largest value that goes into a matrix. */
void net_note(struct lane *lane, int matrix, const float *in, size_t size);

/* Fills h, gates, state and top. */
void net_forward(struct lane *lane);
/* Adds up the loss and fills dtop and the gradients of what lies behind top. */
void net_losses(struct lane *lane);
/* Finds heads and relations of the jobs. */
void net_trees(struct lane *lane);
/* From dtop to all gradients; dx is left in lane->x. */
void net_backward(struct lane *lane);

static inline bool net_is_gap(const struct lane *lane, size_t row)
{
    return lane->features[row][0] == UINT32_MAX;
}

static inline float *net_gradient(struct lane *lane, int tensor)
{
    return lane->grad + lane->net->offset[tensor];
}

#endif
