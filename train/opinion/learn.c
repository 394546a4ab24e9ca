/* learn.c: multinomial logistic regression by AdaGrad (Duchi, Hazan, Singer 2011). */
#include "opinion/opinion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = (OPINION_ROWS + 1) * OPINION_CLASSES }; /* the last row is the bias */

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void probabilities(const float *weights, const struct example *x,
                          const struct opinion_feature *features, float *p)
{
    memcpy(p, weights + (size_t)OPINION_ROWS * OPINION_CLASSES,
           OPINION_CLASSES * sizeof *p);
    for (uint32_t i = 0; i < x->count; i++) {
        const float *w = weights + (size_t)features[i].row * OPINION_CLASSES;
        for (int c = 0; c < OPINION_CLASSES; c++)
            p[c] += w[c] * features[i].value;
    }
    float most = p[0], total = 0;
    for (int c = 1; c < OPINION_CLASSES; c++)
        most = p[c] > most ? p[c] : most;
    for (int c = 0; c < OPINION_CLASSES; c++)
        total += p[c] = expf(p[c] - most);
    for (int c = 0; c < OPINION_CLASSES; c++)
        p[c] /= total;
}

static void step(float *weights, float *squares, size_t row, const float *gradient,
                 float value, const struct settings *s)
{
    float *w = weights + row * OPINION_CLASSES, *q = squares + row * OPINION_CLASSES;
    for (int c = 0; c < OPINION_CLASSES; c++) {
        float g = gradient[c] * value + s->decay * w[c];
        q[c] += g * g;
        w[c] -= s->rate * g / (1e-4f + sqrtf(q[c]));
    }
}

void learn(const struct items *items, const struct examples *examples,
           const struct settings *settings, unsigned fold, float *weights)
{
    float *squares = calloc(SIZE, sizeof *squares);
    size_t *order = malloc((examples->count + 1) * sizeof *order), count = 0;
    if (!squares || !order)
        abort();
    memset(weights, 0, SIZE * sizeof *weights);
    for (size_t i = 0; i < examples->count; i++)
        if (examples->list[i].weight > 0 &&
            items->list[examples->list[i].item].fold != fold)
            order[count++] = i;
    uint64_t state = 88172645463325252u;
    for (unsigned pass = 0; pass < settings->passes; pass++) {
        for (size_t i = count; i > 1; i--) {
            size_t k = (size_t)(next_random(&state) % i), swap = order[i - 1];
            order[i - 1] = order[k];
            order[k] = swap;
        }
        for (size_t i = 0; i < count; i++) {
            const struct example *x = &examples->list[order[i]];
            const struct opinion_feature *f = examples->features + x->first;
            float p[OPINION_CLASSES];
            probabilities(weights, x, f, p);
            p[x->label] -= 1.0f;
            float by = x->label == OPINION_NONE ? settings->none : 1.0f;
            for (int c = 0; c < OPINION_CLASSES; c++)
                p[c] *= by * x->weight;
            for (uint32_t k = 0; k < x->count; k++)
                step(weights, squares, f[k].row, p, f[k].value, settings);
            step(weights, squares, OPINION_ROWS, p, 1.0f, settings);
        }
    }
    free(squares);
    free(order);
}

struct opinion *quantise(const float *weights)
{
    struct opinion *o = calloc(1, sizeof *o);
    int8_t *w = malloc((size_t)OPINION_ROWS * OPINION_CLASSES);
    float *scale = malloc(OPINION_ROWS * sizeof *scale);
    float *bias = malloc(OPINION_CLASSES * sizeof *bias);
    if (!o || !w || !scale || !bias)
        abort();
    for (size_t r = 0; r < OPINION_ROWS; r++) {
        const float *from = weights + r * OPINION_CLASSES;
        float most = 0;
        for (int c = 0; c < OPINION_CLASSES; c++)
            most = fabsf(from[c]) > most ? fabsf(from[c]) : most;
        scale[r] = most / 127.0f;
        for (int c = 0; c < OPINION_CLASSES; c++)
            w[r * OPINION_CLASSES + (size_t)c] =
                (int8_t)(most > 0 ? lrintf(from[c] / scale[r]) : 0);
    }
    memcpy(bias, weights + (size_t)OPINION_ROWS * OPINION_CLASSES,
           OPINION_CLASSES * sizeof *bias);
    o->weights = w;
    o->scale = scale;
    o->bias = bias;
    return o;
}

bool write_opinion(const struct opinion *o, const char *path)
{
    const struct packed_part parts[] = {
        {"weights", o->weights, (size_t)OPINION_ROWS * OPINION_CLASSES},
        {"scale",   o->scale,   OPINION_ROWS * sizeof *o->scale       },
        {"bias",    o->bias,    OPINION_CLASSES * sizeof *o->bias     }
    };
    tocsin_error error;
    if (tc_packed_write(path, TC_OPINION_KIND, OPINION_VERSION, parts, 3, &error) ==
        TOCSIN_OK)
        return true;
    fprintf(stderr, "%s: %s\n", path, error.message);
    return false;
}

void free_quantised(struct opinion *o)
{
    if (!o)
        return;
    free((void *)o->weights);
    free((void *)o->scale);
    free((void *)o->bias);
    free(o);
}
