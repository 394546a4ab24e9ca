/* train/matrix.h: products of float matrices for the trainer.
 *
 * The library's kernel works on bytes; learning needs floats. One kernel does all three
 * products of a layer: forwards, the weight's gradient (the left factor read
 * transposed) and the input's (the weight transposed first, it is small).
 */
#ifndef TRAIN_MATRIX_H
#define TRAIN_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

/* out (rows, columns) = or += left (rows, inner) x right (inner, columns) + bias.
 * columns is a multiple of 16. */
struct matrix_product {
    float *out;
    size_t out_stride;
    const float *left;
    size_t left_row, left_inner; /* distance of neighbours in floats */
    const float *right;
    size_t right_stride;
    const float *bias; /* (columns), or NULL */
    size_t rows, inner, columns;
    bool add; /* to what is in out */
};
void matrix_multiply(const struct matrix_product *p);

/* out (columns, rows) = in (rows, columns) turned. */
void matrix_turn(float *out, const float *in, size_t rows, size_t columns);

#endif
