/* parse/kernel_avx512.c: the kernels for processors with AVX-512 and VNNI, whose
 * vpdpbusd does four products and their sum for each of 16 columns at once. Tiles of 6
 * rows and 64 columns: 24 sums and 4 weights of 32 registers. */
#include "parse/kernel.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

enum { TILE = 6, WIDE = 4, COLUMNS = 16 };

#define INLINE static inline __attribute__((always_inline))

INLINE __m512i four(const uint8_t *at)
{
    int32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return _mm512_set1_epi32(bytes);
}

INLINE void tile(const struct tc_product *p, size_t row, size_t j, const size_t rows,
                 const size_t wide)
{
    const uint8_t *in = p->in + row * p->from;
    const int8_t *w = p->weight + j * p->from;
    size_t panel = COLUMNS * p->from;
    __m512i sum[TILE][WIDE];
#pragma GCC unroll 6
    for (size_t i = 0; i < rows; i++) {
#pragma GCC unroll 4
        for (size_t c = 0; c < wide; c++) {
            sum[i][c] = _mm512_setzero_si512();
        }
    }
    for (size_t k = 0; k < p->from; k += 4, w += 4 * COLUMNS) {
        __m512i weight[WIDE];
#pragma GCC unroll 4
        for (size_t c = 0; c < wide; c++) {
            weight[c] = _mm512_loadu_si512(w + c * panel);
        }
#pragma GCC unroll 6
        for (size_t i = 0; i < rows; i++) {
            __m512i x = four(in + i * p->from + k);
#pragma GCC unroll 4
            for (size_t c = 0; c < wide; c++) {
                sum[i][c] = _mm512_dpbusd_epi32(sum[i][c], x, weight[c]);
            }
        }
    }
#pragma GCC unroll 4
    for (size_t c = 0; c < wide; c++) {
        __m512 scale = _mm512_loadu_ps(p->columns + j + c * COLUMNS);
        __m512 bias = _mm512_loadu_ps(p->columns + p->to + j + c * COLUMNS);
#pragma GCC unroll 6
        for (size_t i = 0; i < rows; i++) {
            __m512 value = _mm512_mul_ps(_mm512_cvtepi32_ps(sum[i][c]), scale);
            _mm512_storeu_ps(p->out + (row + i) * p->to + j + c * COLUMNS,
                             _mm512_add_ps(value, bias));
        }
    }
}

/* Rows of the next tile: few rows leave the units idle, so seven are four and three. */
INLINE size_t next_rows(size_t left)
{
    return left <= TILE ? left : left < 2 * (size_t)TILE ? (left + 1) / 2 : TILE;
}

INLINE void panels(const struct tc_product *p, size_t j, const size_t wide)
{
    for (size_t row = 0; row < p->rows;) {
        size_t rows = next_rows(p->rows - row);
        switch (rows) { /* each with a constant, so that its sums have registers */
        case 6:
            tile(p, row, j, 6, wide);
            break;
        case 5:
            tile(p, row, j, 5, wide);
            break;
        case 4:
            tile(p, row, j, 4, wide);
            break;
        case 3:
            tile(p, row, j, 3, wide);
            break;
        case 2:
            tile(p, row, j, 2, wide);
            break;
        default:
            tile(p, row, j, 1, wide);
            break;
        }
        row += rows;
    }
}

static void multiply(const struct tc_product *p)
{
    size_t j = 0;
    for (; j + (size_t)WIDE * COLUMNS <= p->to; j += (size_t)WIDE * COLUMNS) {
        panels(p, j, WIDE);
    }
    for (; j < p->to; j += COLUMNS) {
        panels(p, j, 1);
    }
}

static void arcs(const struct tc_arcs *a)
{
    for (size_t i = 0; i < a->count; i++) {
        const int16_t *query = a->query + i * a->size;
        for (size_t j = 0; j < a->wide; j += COLUMNS) {
            __m512i sum = _mm512_loadu_si512(a->far + j - i);
            const int16_t *key = a->key + 2 * j;
            for (size_t k = 0; k < a->size; k += 2, key += 2 * a->wide) {
                __m512i q = four((const uint8_t *)(query + k));
                sum = _mm512_dpwssd_epi32(sum, q, _mm512_loadu_si512(key));
            }
            _mm512_storeu_si512(a->out + i * a->wide + j, sum);
        }
    }
}

#define SET  tc_kernel_avx512
#define NAME "avx512"
extern const struct tc_kernel SET;
#include "parse/kernel_body.h"
