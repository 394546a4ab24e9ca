/* train/net_backward.c: a lane's gradients from the scores back to the words. */
#include "matrix.h"
#include "net_inside.h"

#include <string.h>

/* The gradients of net_product(): that of the matrix is added to, that of in written to
 * din (rows, from) when not NULL. */
static void product_back(struct lane *lane, int matrix, const float *in,
                         const float *dout, float *din)
{
    struct net *net = lane->net;
    size_t from = net->layout.rows[matrix];
    size_t to = net->layout.columns[matrix];
    matrix_multiply(&(struct matrix_product){.out = net_gradient(lane, matrix),
                                             .out_stride = to,
                                             .left = in,
                                             .left_row = 1,
                                             .left_inner = from,
                                             .right = dout,
                                             .right_stride = to,
                                             .rows = from,
                                             .inner = lane->rows,
                                             .columns = to,
                                             .add = true});
    if (din == NULL) {
        return;
    }
    matrix_turn(lane->turned, net_value(net, matrix), from, to);
    matrix_multiply(&(struct matrix_product){.out = din,
                                             .out_stride = from,
                                             .left = dout,
                                             .left_row = to,
                                             .left_inner = 1,
                                             .right = lane->turned,
                                             .right_stride = from,
                                             .rows = lane->rows,
                                             .inner = to,
                                             .columns = from});
}

static void bias_back(const struct lane *lane, float *grad, const float *dout,
                      size_t to)
{
    for (size_t r = 0; r < lane->rows; r++) {
        for (size_t j = 0; j < to; j++) {
            grad[j] += dout[r * to + j];
        }
    }
}

static void unmask(const struct lane *lane, float *d, const float *mask, size_t width)
{
    for (size_t i = 0; i < lane->rows * width; i++) {
        d[i] *= mask[i];
    }
}

/* One direction of one sentence; lane->dh is the gradient of the output, around that of
 * the input as far as it goes round the product. */
static void direction_back(struct lane *lane, const struct job *job, int l,
                           bool backwards)
{
    size_t D = lane->net->shape[SHAPE_WIDTH];
    size_t shift = backwards ? D / 2 : 0;
    float carried[TC_WIDEST] = {0};
    static const float nothing[TC_WIDEST];
    for (size_t i = job->tree->count; i-- > 0;) {
        size_t r = net_reading(job, i, backwards);
        const float *g = lane->gates[l] + r * 3 * D + shift;
        const float *s = lane->state[l] + r * D + shift;
        const float *before =
            i > 0 ? lane->state[l] + net_reading(job, i - 1, backwards) * D + shift
                  : nothing;
        const float *x = lane->h[l] + r * D + shift;
        const float *dout = lane->dh + r * D + shift;
        float *around = lane->around + r * D + shift;
        float *dg = lane->dgates + r * 3 * D + shift;
        for (size_t j = 0; j < D / 2; j++) {
            float z = net_gate(g[j]);
            float way = net_gate(g[2 * D + j]);
            float ds = carried[j] + dout[j] * way;
            dg[2 * D + j] = dout[j] * (s[j] - x[j]) * net_gate_slope(g[2 * D + j]);
            dg[j] = ds * (g[D + j] - before[j]) * net_gate_slope(g[j]);
            dg[D + j] = ds * z;
            around[j] = dout[j] * (1.0F - way);
            carried[j] = ds * (1.0F - z);
        }
    }
}

static void layer_back(struct lane *lane, int l)
{
    const struct net *net = lane->net;
    size_t D = net->shape[SHAPE_WIDTH];
    bool last = l + 1 == (int)net->shape[SHAPE_LAYERS];
    float drop = last ? net->options->drop_top : net->options->drop_middle;
    if (drop > 0.0F) {
        unmask(lane, lane->dh, lane->hmask[l + 1], D);
    }
    memset(lane->dgates, 0, lane->rows * 3 * D * sizeof(float));
    memset(lane->around, 0, lane->rows * D * sizeof(float));
    for (size_t n = 0; n < lane->job_count; n++) {
        direction_back(lane, &lane->jobs[n], l, false);
        direction_back(lane, &lane->jobs[n], l, true);
    }
    product_back(lane, MATRIX_LAYER_1 + l, lane->h[l], lane->dgates, lane->dh);
    bias_back(lane, net_gradient(lane, VECTOR_LAYER_BIAS) + (size_t)l * 3 * D,
              lane->dgates, 3 * D);
    for (size_t i = 0; i < lane->rows * D; i++) {
        lane->dh[i] += lane->around[i];
    }
}

static void conv_back(struct lane *lane)
{
    const struct net *net = lane->net;
    size_t D = net->shape[SHAPE_WIDTH];
    float *part = lane->dgates;
    for (size_t i = 0; i < lane->rows * D; i++) {
        lane->dh[i] = lane->h[0][i] > 0.0F ? lane->dh[i] : 0.0F;
    }
    bias_back(lane, net_gradient(lane, VECTOR_CONV_BIAS), lane->dh, D);
    memset(part, 0, lane->rows * 3 * D * sizeof(float));
    for (size_t i = 0; i < lane->rows; i++) {
        const float *d = lane->dh + i * D;
        memcpy(part + i * 3 * D + D, d, D * sizeof *d);
        if (i > 0) {
            memcpy(part + (i - 1) * 3 * D, d, D * sizeof *d);
        }
        if (i + 1 < lane->rows) {
            memcpy(part + (i + 1) * 3 * D + 2 * D, d, D * sizeof *d);
        }
    }
    product_back(lane, MATRIX_CONV, lane->x, part, lane->x);
    if (net->options->drop_input > 0.0F) {
        unmask(lane, lane->x, lane->xmask, net->shape[SHAPE_EMBED]);
    }
}

void net_backward(struct lane *lane)
{
    const struct net *net = lane->net;
    size_t layers = net->shape[SHAPE_LAYERS];
    product_back(lane, MATRIX_TOP, lane->h[layers], lane->dtop, lane->dh);
    bias_back(lane, net_gradient(lane, VECTOR_TOP_BIAS), lane->dtop,
              net->layout.heads.total);
    for (size_t l = layers; l-- > 0;) {
        layer_back(lane, (int)l);
    }
    conv_back(lane);
}
