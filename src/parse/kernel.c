/* parse/kernel.c: the plain set of kernels, which the others are measured by, and the
 * choice among them when a parser is made. */
#include "parse/kernel.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 16 };

static void multiply_row(const struct tc_product *p, const uint8_t *in, size_t j,
                         float *out)
{
    const int8_t *w = p->weight + j * p->from;
    int32_t sum[COLUMNS] = {0};
    for (size_t k = 0; k < p->from; k += 4) {
        for (size_t c = 0; c < COLUMNS; c++, w += 4) {
            sum[c] +=
                in[k] * w[0] + in[k + 1] * w[1] + in[k + 2] * w[2] + in[k + 3] * w[3];
        }
    }
    for (size_t c = 0; c < COLUMNS; c++) {
        float s = (float)sum[c] * p->columns[j + c];
        out[c] = s + p->columns[p->to + j + c];
    }
}

static void multiply(const struct tc_product *p)
{
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t j = 0; j < p->to; j += COLUMNS) {
            multiply_row(p, p->in + i * p->from, j, p->out + i * p->to + j);
        }
    }
}

static void arcs(const struct tc_arcs *a)
{
    for (size_t i = 0; i < a->count; i++) {
        int32_t *out = a->out + i * a->wide;
        memcpy(out, a->far - i, a->wide * sizeof *out);
        for (size_t k = 0; k < a->size; k += 2) {
            const int16_t *q = a->query + i * a->size + k;
            const int16_t *key = a->key + k * a->wide;
            for (size_t j = 0; j < a->wide; j++) {
                out[j] += q[0] * key[2 * j] + q[1] * key[2 * j + 1];
            }
        }
    }
}

#define SET  tc_kernel_plain
#define NAME "plain"
#include "parse/kernel_body.h"

/* ---- choice ---------------------------------------------------------------------- */

#ifdef TC_KERNELS_X86
extern const struct tc_kernel tc_kernel_avx2;
extern const struct tc_kernel tc_kernel_avx512;

const struct tc_kernel *tc_kernel_at(int place)
{
    __builtin_cpu_init();
    if (place == 0 && __builtin_cpu_supports("avx512vnni") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq")) {
        return &tc_kernel_avx512;
    }
    if (place == 1 && __builtin_cpu_supports("avx2")) {
        return &tc_kernel_avx2;
    }
    return place == 2 ? &tc_kernel_plain : NULL;
}
#else
const struct tc_kernel *tc_kernel_at(int place)
{
    return place == 2 ? &tc_kernel_plain : NULL;
}
#endif

const struct tc_kernel *tc_kernel_best(void)
{
    for (int place = 0;; place++) {
        const struct tc_kernel *kernel = tc_kernel_at(place);
        if (kernel != NULL) {
            return kernel;
        }
    }
}
