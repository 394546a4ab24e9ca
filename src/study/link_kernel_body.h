/* study/link_kernel_body.h: the network's loops, compiled once for each processor.
 *
 * Eight candidates stand side by side, and every sum runs over features or units in one
 * order for each of them; sums over candidates are eight sums, added up in one order.
 * Without contraction the same bits come out of SSE2, AVX2 and plain code. Tiles of
 * four units by sixteen candidates keep the sums in registers.
 */
#include "study/link.h"

typedef float v8 __attribute__((vector_size(32)));
typedef float v8_loose __attribute__((vector_size(32), aligned(4)));
typedef int32_t i8 __attribute__((vector_size(32)));

static inline v8 load(const float *from)
{
    return *(const v8_loose *)from;
}
static inline void store(float *to, v8 value)
{
    *(v8_loose *)to = value;
}
/* value where when > 0, else 0 */
static inline v8 where(v8 when, v8 value)
{
    return (v8)((i8)(when > 0) & (i8)value);
}
static inline float total(v8 t)
{
    return ((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]));
}
static inline v8 all(float x)
{
    return (v8){x, x, x, x, x, x, x, x};
}

/* Four units of sixteen candidates from c on; adds them to sums. */
static inline void units(const struct link_net *net, const struct link_own *own,
                         struct link_block *block, int which, int h, uint32_t c,
                         v8 sums[2])
{
    v8 a[4], b[4];
    for (int k = 0; k < 4; k++)
        a[k] = b[k] = all(net->bias[h + k] + own->bias[h + k]);
    for (int f = 0; f < LINK_FEATURES; f++) {
        v8 x = load(&block->feature[f][c]), y = load(&block->feature[f][c + 8]);
        for (int k = 0; k < 4; k++) {
            a[k] += x * net->weight[h + k][f];
            b[k] += y * net->weight[h + k][f];
        }
    }
    for (int k = 0; k < 4; k++) {
        a[k] = where(a[k], a[k]);
        b[k] = where(b[k], b[k]);
        store(&block->hidden[which][h + k][c], a[k]);
        store(&block->hidden[which][h + k][c + 8], b[k]);
        sums[0] += a[k] * net->out[h + k];
        sums[1] += b[k] * net->out[h + k];
    }
}

static void forward(const struct link_net *net, const struct link_own *own,
                    struct link_block *block, int which, int hidden)
{
    for (uint32_t c = 0; c < block->count; c += 16) {
        v8 sums[2] = {load(&block->rules[c]), load(&block->rules[c + 8])};
        for (int f = 0; f < LINK_FEATURES; f++) {
            float w = net->linear[f] + own->linear[f];
            sums[0] += load(&block->feature[f][c]) * w;
            sums[1] += load(&block->feature[f][c + 8]) * w;
        }
        for (int h = 0; h < hidden; h += 4)
            units(net, own, block, which, h, c, sums);
        store(&block->net_score[which][c], sums[0]);
        store(&block->net_score[which][c + 8], sums[1]);
    }
}

/* The slopes of two units by four features. */
static inline void weights(const struct link_selection *s, uint32_t end, int h, int f,
                           struct link_net *gradient)
{
    v8 sums[8] = {{0}};
    for (uint32_t c = 0; c < end; c += 8) {
        v8 a = load(&s->hidden[h][c]), b = load(&s->hidden[h + 1][c]);
        for (int k = 0; k < 4; k++) {
            v8 x = load(&s->feature[f + k][c]);
            sums[k] += a * x;
            sums[4 + k] += b * x;
        }
    }
    for (int k = 0; k < 8; k++)
        gradient->weight[h + k / 4][f + k % 4] += total(sums[k]);
}

static void backward(const struct link_net *net, struct link_selection *s, int which,
                     int hidden, struct link_net *gradient, struct link_own *own)
{
    uint32_t end = (s->count + 7) & ~7u;
    const float *slope = s->slope[which];
    for (int f = 0; f < LINK_FEATURES; f++) {
        v8 sum = all(0);
        for (uint32_t c = 0; c < end; c += 8)
            sum += load(&s->feature[f][c]) * load(&slope[c]);
        own->linear[f] = total(sum);
        gradient->linear[f] += own->linear[f];
    }
    for (int h = 0; h < hidden; h++) {
        v8 out = all(0), bias = all(0);
        for (uint32_t c = 0; c < end; c += 8) {
            v8 unit = load(&s->hidden[h][c]), by = load(&slope[c]);
            v8 back = where(unit, by * net->out[h]);
            out += unit * by;
            bias += back;
            store(&s->hidden[h][c], back);
        }
        gradient->out[h] += total(out);
        own->bias[h] = total(bias);
        gradient->bias[h] += own->bias[h];
    }
    for (int h = 0; h < hidden; h += 2)
        for (int f = 0; f < LINK_FEATURES; f += 4)
            weights(s, end, h, f, gradient);
}
