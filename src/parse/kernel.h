/* parse/kernel.h: the few loops in which the time goes. Inside parse/ and for train/
 * only.
 *
 * Each output is summed in one fixed order, whatever the width of the processor's
 * registers, and no multiply-add is fused: the same floats on every machine.
 */
#ifndef TC_KERNEL_H
#define TC_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* Compiled twice, chosen when the program is loaded. clang 14 cannot do that for
 * functions that another file calls. */
#if defined(__x86_64__) && defined(__linux__) && !defined(__clang__) &&                \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#    define TC_CLONES __attribute__((target_clones("avx2", "default")))
#else
#    define TC_CLONES
#endif

/* out (rows, to) = in (rows, from) x weight + bias (to); bias NULL: 0. to is a multiple
 * of 16; stride is the distance between rows of in, in floats. The weight (from, to)
 * lies in panels of 16 columns, (to / 16, from, 16), so that what a tile reads lies
 * together: read by rows of a power of two it would fill the same few lines of the
 * cache. */
struct tc_product {
    float *out;
    const float *in;
    size_t stride;
    const float *weight;
    const float *bias;
    size_t rows, from, to;
};
void tc_multiply(const struct tc_product *p);
/* A weight (from, to) by rows as panels. */
void tc_panels(float *out, const float *weight, size_t from, size_t to);

/* out (size) += each of count rows of int8 (size) times its scale; size a multiple of
 * 8. */
void tc_add_rows(float *out, const int8_t *table, const float *scale,
                 const uint32_t *rows, size_t count, size_t size);
/* out (size) = larger of a pair: in (2, size). */
void tc_maxout(float *out, const float *in, size_t size);
/* out (size) += in (size). */
void tc_add(float *out, const float *in, size_t size);
/* One step of the recurrent layer on size units, gates (z, c, r) at distance width:
 * state += z * (c - state); out = r * state + (1 - r) * in. */
void tc_step(float *out, float *state, const float *gates, const float *in,
             size_t width, size_t size);
/* scores (to) = bias + sum over hidden (from) > 0 of hidden times weight (from, to). to
 * is a multiple of 16 and at most 256. */
void tc_scores(float *scores, const float *hidden, const float *weight,
               const float *bias, size_t from, size_t to);

#endif
