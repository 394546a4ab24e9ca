/* parse/kernel.h: the few loops in which the time goes. Inside parse/ and for tests.
 *
 * Three sets of them do the same: plain C, AVX2, AVX-512 with VNNI. Products are sums
 * of whole numbers, which have no order; what is done with floats is done value by
 * value, and nothing is fused (-ffp-contract=off). So all sets give the same bytes.
 */
#ifndef TC_KERNEL_H
#define TC_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* out (rows, to) = (in (rows, from) x weight) x columns[j] + columns[to + j]. to is a
 * multiple of 16, from one of 4; the weight's bytes are in [-63, 63] and lie as
 * tc_weight_at() says. */
struct tc_product {
    float *out;
    const uint8_t *in;
    const int8_t *weight;
    const float *columns; /* (2, to) */
    size_t rows, from, to;
};

/* Arcs: out[i][j] = sum over k of query[i][k] times key[k / 2][j][k % 2], plus
 * far[j - i]. */
struct tc_arcs {
    int32_t *out;             /* (count, wide) */
    const int16_t *query;     /* (count, size) */
    const int16_t *key;       /* (size / 2, wide, 2) */
    const int32_t *far;       /* [-count, wide) */
    size_t count, wide, size; /* wide a multiple of 16, size one of 2 */
};

/* One direction of a recurrent layer over `count` words, on `size` units, a multiple of
 * 16, of `width`; gates (z, c, r) lie `width` apart, and rows of them 3 `width`:
 * state += gate(z) (c - state); out = in + gate(r) (state - in). Then
 * bytes = out * range + zero, cut to a byte. gate(x) = 1/2 + x / 2(1 + |x|). */
struct tc_recurrence {
    float *out; /* (count, width), and so the next two */
    uint8_t *bytes;
    const float *in;
    const float *gates; /* (count, 3, width) */
    size_t count, width, size;
    float range, zero;
    bool backwards;
};

/* The sum of `count` rows of a table (.., size), each times its scale; its bytes are in
 * steps of 1 / range from zero. size is a multiple of 16. */
struct tc_rows {
    const int8_t *table;
    const float *scale;
    const uint32_t *rows;
    size_t count, size;
    float range, zero;
};

struct tc_kernel {
    const char *name;
    void (*multiply)(const struct tc_product *p);
    void (*arcs)(const struct tc_arcs *a);
    void (*recur)(const struct tc_recurrence *r);
    void (*add_rows)(uint8_t *bytes, const struct tc_rows *r);
    /* out (size) = what is above 0 of a + b + c, and its bytes. */
    void (*convolve)(float *out, uint8_t *bytes, const float *const parts[3],
                     size_t size, float range);
    /* bytes (size) = what is above 0 of a + b. */
    void (*join)(uint8_t *bytes, const float *a, const float *b, size_t size,
                 float range);
    /* out (size) = values in steps of 1 / range, cut to [-most, most], or [0, most]. */
    void (*shorten)(int16_t *out, const float *values, size_t size, float range,
                    float least, float most);
    /* Index of the largest of `size` values, the first of equals; size a multiple of 16
     * with floats. 0 where none is a number. */
    unsigned (*largest)(const float *values, size_t size);
    unsigned (*largest_whole)(const int32_t *values, size_t size);
};

extern const struct tc_kernel tc_kernel_plain;
/* The best that this processor has, or by its place; NULL where it has no such. */
const struct tc_kernel *tc_kernel_best(void);
const struct tc_kernel *tc_kernel_at(int place);

#endif
