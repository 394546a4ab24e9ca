/* parse/kernel.c: the few loops in which the time goes.
 *
 * Products are done in tiles of 6 rows and 16 columns, whose 12 accumulators of 8
 * floats stay in registers with AVX2; elsewhere the compiler makes two of each. The sum
 * of an output runs over `from` in order in both, so that they agree to the bit. exp()
 * is avoided for the same reason: gates are x / (1 + |x|), which needs nothing that
 * differs between libraries.
 */
#include "parse/kernel.h"

#include <string.h>

typedef float vec __attribute__((vector_size(32)));

enum { LANES = 8, TILE = 6, COLUMNS = 16 };

#define UNROLL      _Pragma("GCC unroll 8")
#define LOAD(v, p)  memcpy(&(v), (p), sizeof(vec))
#define STORE(p, v) memcpy((p), &(v), sizeof(vec))

/* Where a tile lies: rows from row, columns from column, and the panel of those. */
struct tile {
    size_t row, column;
    const float *panel;
    const float *bias; /* of the columns, or NULL */
};

/* Sums of `rows` rows, which must be a constant where this is inlined: the loops over
 * it are unrolled, or the sums would not stay in registers. */
static inline __attribute__((always_inline)) void
sum_tile(const struct tc_product *p, const struct tile *t, const size_t rows)
{
    const float *in = p->in + t->row * p->stride;
    const float *w = t->panel;
    vec sum[TILE][2] = {{{0}}};
    for (size_t i = 0; i < rows && t->bias != NULL; i++) {
        LOAD(sum[i][0], t->bias);
        LOAD(sum[i][1], t->bias + LANES);
    }
    for (size_t k = 0; k < p->from; k++, w += COLUMNS) {
        vec w0;
        vec w1;
        LOAD(w0, w);
        LOAD(w1, w + LANES);
        UNROLL
        for (size_t i = 0; i < rows; i++) {
            float x = in[i * p->stride + k];
            sum[i][0] += x * w0;
            sum[i][1] += x * w1;
        }
    }
    float *out = p->out + t->row * p->to + t->column;
    UNROLL
    for (size_t i = 0; i < rows; i++) {
        STORE(out + i * p->to, sum[i][0]);
        STORE(out + i * p->to + LANES, sum[i][1]);
    }
}

TC_CLONES void tc_multiply(const struct tc_product *p)
{
    for (size_t j = 0; j < p->to; j += COLUMNS) {
        struct tile t = {.column = j,
                         .panel = p->weight + j * p->from,
                         .bias = p->bias != NULL ? p->bias + j : NULL};
        for (; t.row + TILE <= p->rows; t.row += TILE) {
            sum_tile(p, &t, TILE);
        }
        for (; t.row + 2 <= p->rows; t.row += 2) {
            sum_tile(p, &t, 2);
        }
        for (; t.row < p->rows; t.row++) {
            sum_tile(p, &t, 1);
        }
    }
}

void tc_panels(float *out, const float *weight, size_t from, size_t to)
{
    for (size_t j = 0; j < to; j += COLUMNS) {
        for (size_t k = 0; k < from; k++) {
            memcpy(out, weight + k * to + j, COLUMNS * sizeof *out);
            out += COLUMNS;
        }
    }
}

TC_CLONES void tc_add_rows(float *out, const int8_t *table, const float *scale,
                           const uint32_t *rows, size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        const int8_t *row = table + (size_t)rows[i] * size;
        float s = scale[rows[i]];
        for (size_t j = 0; j < size; j += LANES) {
            for (size_t k = j; k < j + LANES; k++) {
                out[k] += s * (float)row[k];
            }
        }
    }
}

TC_CLONES void tc_maxout(float *out, const float *in, size_t size)
{
    for (size_t j = 0; j < size; j++) {
        out[j] = in[j] > in[size + j] ? in[j] : in[size + j];
    }
}

TC_CLONES void tc_add(float *out, const float *in, size_t size)
{
    for (size_t j = 0; j < size; j += LANES) {
        vec a;
        vec b;
        LOAD(a, out + j);
        LOAD(b, in + j);
        a += b;
        STORE(out + j, a);
    }
}

/* 1/2 + x / 2(1 + |x|) without a branch: the sign bit is masked off. */
#define GATE(v, x)                                                                     \
    do {                                                                               \
        vec mask = (vec)((bits)(x)&0x7fffffff);                                        \
        (v) = 0.5F + 0.5F * (x) / (1.0F + mask);                                       \
    } while (0)

typedef int32_t bits __attribute__((vector_size(32)));

TC_CLONES void tc_step(float *out, float *state, const float *gates, const float *in,
                       size_t width, size_t size)
{
    for (size_t j = 0; j < size; j += LANES) {
        vec z;
        vec c;
        vec r;
        vec s;
        vec x;
        LOAD(z, gates + j);
        LOAD(c, gates + width + j);
        LOAD(r, gates + 2 * width + j);
        LOAD(s, state + j);
        LOAD(x, in + j);
        GATE(z, z);
        GATE(r, r);
        s += z * (c - s);
        x += r * (s - x);
        STORE(state + j, s);
        STORE(out + j, x);
    }
}

TC_CLONES void tc_scores(float *scores, const float *hidden, const float *weight,
                         const float *bias, size_t from, size_t to)
{
    memcpy(scores, bias, to * sizeof *scores);
    for (size_t k = 0; k < from; k++) {
        float x = hidden[k];
        if (!(x > 0.0F)) {
            continue;
        }
        const float *row = weight + k * to;
        for (size_t j = 0; j < to; j += LANES) {
            vec s;
            vec w;
            LOAD(s, scores + j);
            LOAD(w, row + j);
            s += x * w;
            STORE(scores + j, s);
        }
    }
}
