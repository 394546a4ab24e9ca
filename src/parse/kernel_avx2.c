/* parse/kernel_avx2.c: the kernels for processors with AVX2.
 *
 * A product of an unsigned byte and one of [-63, 63] is at most 16,065, so that the sum
 * of two fits into 16 bits with their sign and vpmaddubsw never saturates. Tiles of 4
 * rows and 16 columns: 8 sums, 2 weights, a byte of four rows, and what is on the way
 * stay in 16 registers.
 */
#include "parse/kernel.h"

#include <immintrin.h>
#include <math.h>
#include <string.h>

enum { TILE = 4, COLUMNS = 16 };

#define INLINE static inline __attribute__((always_inline))

INLINE __m256i four(const uint8_t *at)
{
    int32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return _mm256_set1_epi32(bytes);
}

INLINE void store(const struct tc_product *p, float *out, size_t j, __m256i sum)
{
    __m256 scale = _mm256_loadu_ps(p->columns + j);
    __m256 bias = _mm256_loadu_ps(p->columns + p->to + j);
    __m256 value = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale);
    _mm256_storeu_ps(out + j, _mm256_add_ps(value, bias));
}

INLINE void tile(const struct tc_product *p, size_t row, size_t j, const size_t rows)
{
    const __m256i ones = _mm256_set1_epi16(1);
    const uint8_t *in = p->in + row * p->from;
    const int8_t *w = p->weight + j * p->from;
    __m256i sum[TILE][2];
#pragma GCC unroll 4
    for (size_t i = 0; i < rows; i++) {
        sum[i][0] = _mm256_setzero_si256();
        sum[i][1] = _mm256_setzero_si256();
    }
    for (size_t k = 0; k < p->from; k += 4, w += 4 * COLUMNS) {
        __m256i w0 = _mm256_loadu_si256((const __m256i *)(const void *)w);
        __m256i w1 = _mm256_loadu_si256((const __m256i *)(const void *)(w + 32));
#pragma GCC unroll 4
        for (size_t i = 0; i < rows; i++) {
            __m256i x = four(in + i * p->from + k);
            __m256i a = _mm256_madd_epi16(_mm256_maddubs_epi16(x, w0), ones);
            __m256i b = _mm256_madd_epi16(_mm256_maddubs_epi16(x, w1), ones);
            sum[i][0] = _mm256_add_epi32(sum[i][0], a);
            sum[i][1] = _mm256_add_epi32(sum[i][1], b);
        }
    }
#pragma GCC unroll 4
    for (size_t i = 0; i < rows; i++) {
        float *out = p->out + (row + i) * p->to;
        store(p, out, j, sum[i][0]);
        store(p, out, j + 8, sum[i][1]);
    }
}

/* Rows of the next tile: few rows leave the units idle, so five are three and two. */
INLINE size_t next_rows(size_t left)
{
    return left <= TILE ? left : left < 2 * (size_t)TILE ? (left + 1) / 2 : TILE;
}

static void multiply(const struct tc_product *p)
{
    for (size_t j = 0; j < p->to; j += COLUMNS) {
        for (size_t row = 0; row < p->rows;) {
            size_t rows = next_rows(p->rows - row);
            switch (rows) { /* each with a constant, so that its sums have registers */
            case 4:
                tile(p, row, j, 4);
                break;
            case 3:
                tile(p, row, j, 3);
                break;
            case 2:
                tile(p, row, j, 2);
                break;
            default:
                tile(p, row, j, 1);
                break;
            }
            row += rows;
        }
    }
}

INLINE int32_t pair(const int16_t *at)
{
    int32_t two;
    memcpy(&two, at, sizeof two);
    return two;
}

static void arcs(const struct tc_arcs *a)
{
    for (size_t i = 0; i < a->count; i++) {
        const int16_t *query = a->query + i * a->size;
        for (size_t j = 0; j < a->wide; j += COLUMNS) {
            const int32_t *far = a->far + j - i;
            __m256i s0 = _mm256_loadu_si256((const __m256i *)(const void *)far);
            __m256i s1 = _mm256_loadu_si256((const __m256i *)(const void *)(far + 8));
            const int16_t *key = a->key + 2 * j;
            for (size_t k = 0; k < a->size; k += 2, key += 2 * a->wide) {
                __m256i q = _mm256_set1_epi32(pair(query + k));
                __m256i k0 = _mm256_loadu_si256((const __m256i *)(const void *)key);
                __m256i k1 =
                    _mm256_loadu_si256((const __m256i *)(const void *)(key + 16));
                s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(q, k0));
                s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(q, k1));
            }
            int32_t *out = a->out + i * a->wide + j;
            _mm256_storeu_si256((__m256i *)(void *)out, s0);
            _mm256_storeu_si256((__m256i *)(void *)(out + 8), s1);
        }
    }
}

#define SET  tc_kernel_avx2
#define NAME "avx2"
extern const struct tc_kernel SET;
#include "parse/kernel_body.h"
