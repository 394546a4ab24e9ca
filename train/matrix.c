/* train/matrix.c: see matrix.h.
 *
 * Tiles of 6 rows and 32 columns, whose 12 sums stay in registers (AVX-512; with AVX2
 * the compiler makes two of each). The columns of the right factor are copied together
 * first: read by rows of a power of two they would fill the same few lines of the
 * cache.
 */
#include "matrix.h"

#include <string.h>

typedef float vec __attribute__((vector_size(64), aligned(4), may_alias));

enum { LANES = 16, TILE = 6, PANEL = 32, DEPTH = 256 };

#define INLINE static inline __attribute__((always_inline))

struct tile {
    const struct matrix_product *p;
    const float *panel; /* (depth, PANEL) */
    size_t row, column, from, depth;
};

INLINE void sum_tile(const struct tile *t, const size_t rows, const size_t vecs)
{
    const struct matrix_product *p = t->p;
    const float *left = p->left + t->row * p->left_row + t->from * p->left_inner;
    const float *panel = t->panel;
    vec sum[TILE][2] = {{{0}}};
    for (size_t k = 0; k < t->depth; k++, panel += PANEL) {
        vec w0 = *(const vec *)panel;
        vec w1 = *(const vec *)(panel + LANES);
#pragma GCC unroll 6
        for (size_t i = 0; i < rows; i++) {
            float x = left[i * p->left_row + k * p->left_inner];
            sum[i][0] += x * w0;
            if (vecs > 1) {
                sum[i][1] += x * w1;
            }
        }
    }
#pragma GCC unroll 6
    for (size_t i = 0; i < rows; i++) {
        float *out = p->out + (t->row + i) * p->out_stride + t->column;
#pragma GCC unroll 2
        for (size_t v = 0; v < vecs; v++) {
            vec *to = (vec *)(out + v * LANES);
            if (t->from > 0 || p->add) {
                *to += sum[i][v];
            } else if (p->bias != NULL) {
                *to = sum[i][v] + *(const vec *)(p->bias + t->column + v * LANES);
            } else {
                *to = sum[i][v];
            }
        }
    }
}

INLINE void sum_rows(struct tile *t, const size_t vecs)
{
    size_t rows = t->p->rows;
    for (t->row = 0; t->row + TILE <= rows; t->row += TILE) {
        sum_tile(t, TILE, vecs);
    }
    for (; t->row + 2 <= rows; t->row += 2) {
        sum_tile(t, 2, vecs);
    }
    if (t->row < rows) {
        sum_tile(t, 1, vecs);
    }
}

void matrix_multiply(const struct matrix_product *p)
{
    float panel[DEPTH * PANEL];
    for (size_t j = 0; j < p->columns; j += PANEL) {
        size_t wide = p->columns - j < PANEL ? LANES : PANEL;
        for (size_t k = 0; k < p->inner; k += DEPTH) {
            size_t depth = p->inner - k < DEPTH ? p->inner - k : DEPTH;
            for (size_t i = 0; i < depth; i++) {
                memcpy(panel + i * PANEL, p->right + (k + i) * p->right_stride + j,
                       wide * sizeof *panel);
            }
            struct tile t = {p, panel, 0, j, k, depth};
            if (wide == PANEL) {
                sum_rows(&t, 2);
            } else {
                sum_rows(&t, 1);
            }
        }
    }
}

void matrix_turn(float *out, const float *in, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            out[j * rows + i] = in[i * columns + j];
        }
    }
}
