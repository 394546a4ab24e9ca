/* train/net_forward.c: a lane's sentences from features to scores. */
#include "matrix.h"
#include "net_inside.h"

#include <math.h>
#include <string.h>

/* ---- words ----------------------------------------------------------------------- */

/* x[i] = in[i] times a random mask that keeps its mean; mask NULL: not wanted. */
void net_drop(struct lane *lane, float *x, float *mask, size_t size, float drop)
{
    uint32_t limit = (uint32_t)((1.0F - drop) * 65536.0F);
    float scale = 1.0F / (1.0F - drop);
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        bits = i % 4 == 0 ? net_bits(&lane->random) : bits >> 16;
        mask[i] = (bits & 0xFFFF) < limit ? scale : 0.0F;
        x[i] *= mask[i];
    }
}

static void embed(struct lane *lane)
{
    struct net *net = lane->net;
    size_t E = net->shape[SHAPE_EMBED];
    memset(lane->x, 0, lane->rows * E * sizeof(float));
    for (size_t i = 0; i < lane->rows; i++) {
        float *x = lane->x + i * E;
        if (net_is_gap(lane, i)) {
            continue;
        }
        for (size_t f = 0; f < TC_FEATURES; f++) {
            const float *row = net->embed.value + (size_t)lane->features[i][f] * E;
            for (size_t j = 0; j < E; j++) {
                x[j] += row[j];
            }
        }
    }
    if (net->options->train && net->options->drop_input > 0.0F) {
        net_drop(lane, lane->x, lane->xmask, lane->rows * E, net->options->drop_input);
    }
}

/* ---- context --------------------------------------------------------------------- */

void net_product(struct lane *lane, int matrix, const float *in, const float *bias,
                 float *out)
{
    struct net *net = lane->net;
    size_t from = net->layout.rows[matrix];
    size_t to = net->layout.columns[matrix];
    matrix_multiply(&(struct matrix_product){.out = out,
                                             .out_stride = to,
                                             .left = in,
                                             .left_row = from,
                                             .left_inner = 1,
                                             .right = net_value(net, matrix),
                                             .right_stride = to,
                                             .bias = bias,
                                             .rows = lane->rows,
                                             .inner = from,
                                             .columns = to});
}

void net_note(struct lane *lane, int matrix, const float *in, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        float a = fabsf(in[i]);
        lane->range[matrix] = a > lane->range[matrix] ? a : lane->range[matrix];
    }
}

static void convolve(struct lane *lane)
{
    struct net *net = lane->net;
    size_t D = net->shape[SHAPE_WIDTH];
    float *part = lane->dgates;
    float *out = lane->h[0];
    const float *bias = net_value(net, VECTOR_CONV_BIAS);
    net_product(lane, MATRIX_CONV, lane->x, NULL, part);
    for (size_t i = 0; i < lane->rows; i++) {
        for (size_t j = 0; j < D; j++) {
            float sum = part[i * 3 * D + D + j] + bias[j];
            sum += i > 0 ? part[(i - 1) * 3 * D + j] : 0.0F;
            sum += i + 1 < lane->rows ? part[(i + 1) * 3 * D + 2 * D + j] : 0.0F;
            out[i * D + j] = sum > 0.0F && !net_is_gap(lane, i) ? sum : 0.0F;
        }
    }
}

float net_gate(float x)
{
    return 0.5F + 0.5F * x / (1.0F + fabsf(x));
}

float net_gate_slope(float x)
{
    float d = 1.0F + fabsf(x);
    return 0.5F / (d * d);
}

size_t net_reading(const struct job *job, size_t i, bool backwards)
{
    return job->row + (backwards ? job->tree->count - 1 - i : i);
}

static void run_direction(struct lane *lane, const struct job *job, int l,
                          bool backwards)
{
    size_t D = lane->net->shape[SHAPE_WIDTH];
    size_t shift = backwards ? D / 2 : 0;
    float state[TC_WIDEST] = {0};
    for (size_t i = 0; i < job->tree->count; i++) {
        size_t r = net_reading(job, i, backwards);
        const float *g = lane->gates[l] + r * 3 * D + shift;
        const float *in = lane->h[l] + r * D + shift;
        float *out = lane->h[l + 1] + r * D + shift;
        for (size_t j = 0; j < D / 2; j++) {
            state[j] += net_gate(g[j]) * (g[D + j] - state[j]);
            out[j] = in[j] + net_gate(g[2 * D + j]) * (state[j] - in[j]);
        }
        memcpy(lane->state[l] + r * D + shift, state, D / 2 * sizeof *state);
    }
}

static void run_layer(struct lane *lane, int l)
{
    struct net *net = lane->net;
    size_t D = net->shape[SHAPE_WIDTH];
    float drop = net->options->train ? (l + 1 == (int)net->shape[SHAPE_LAYERS]
                                            ? net->options->drop_top
                                            : net->options->drop_middle)
                                     : 0.0F;
    net_product(lane, MATRIX_LAYER_1 + l, lane->h[l],
                net_value(net, VECTOR_LAYER_BIAS) + (size_t)l * 3 * D, lane->gates[l]);
    memset(lane->h[l + 1], 0, lane->rows * D * sizeof(float));
    for (size_t n = 0; n < lane->job_count; n++) {
        run_direction(lane, &lane->jobs[n], l, false);
        run_direction(lane, &lane->jobs[n], l, true);
    }
    if (drop > 0.0F) {
        net_drop(lane, lane->h[l + 1], lane->hmask[l + 1], lane->rows * D, drop);
    }
}

void net_forward(struct lane *lane)
{
    struct net *net = lane->net;
    size_t D = net->shape[SHAPE_WIDTH];
    size_t layers = net->shape[SHAPE_LAYERS];
    embed(lane);
    convolve(lane);
    for (size_t l = 0; l < layers; l++) {
        run_layer(lane, (int)l);
    }
    net_product(lane, MATRIX_TOP, lane->h[layers], net_value(net, VECTOR_TOP_BIAS),
                lane->top);
    if (!net->options->train) {
        net_note(lane, MATRIX_CONV, lane->x, lane->rows * net->shape[SHAPE_EMBED]);
        for (size_t l = 0; l < layers; l++) {
            net_note(lane, MATRIX_LAYER_1 + (int)l, lane->h[l], lane->rows * D);
        }
        net_note(lane, MATRIX_TOP, lane->h[layers], lane->rows * D);
    }
}
