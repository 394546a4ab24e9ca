/* train/quantise.c: the network as bytes, and the model's file.
 *
 * A row of the embedding has a scale, and so has a column of a matrix; what goes into a
 * matrix has one range, seen on the development parts without dropout. Biases and what
 * the zero of a signed input adds are one float a column (parse/model.h).
 */
#include "trainer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void quantise_rows(const struct net *net, int8_t *rows, float *scale)
{
    size_t E = net->shape[SHAPE_EMBED];
    for (size_t r = 0; r < TC_ROWS; r++) {
        const float *row = net->embed.value + r * E;
        float most = 1e-6F;
        for (size_t j = 0; j < E; j++) {
            most = fabsf(row[j]) > most ? fabsf(row[j]) : most;
        }
        scale[r] = most / 127.0F;
        for (size_t j = 0; j < E; j++) {
            rows[r * E + j] = (int8_t)lrintf(row[j] / scale[r]);
        }
    }
}

static void find_ranges(const struct net *net, float *range)
{
    for (int m = 0; m < RANGE_COUNT; m++) {
        float most = 1e-3F;
        for (int i = 0; i < NET_LANES; i++) {
            float r = net->lanes[i].range[m];
            most = r > most ? r : most;
        }
        range[m] = (float)(255 - tc_zero((enum matrix)m)) / most;
    }
}

/* The bias of a matrix's column. */
static float bias_of(struct net *net, int m, size_t j)
{
    size_t D = net->shape[SHAPE_WIDTH];
    if (m == MATRIX_CONV) {
        return j >= D && j < 2 * D ? net_value(net, VECTOR_CONV_BIAS)[j - D] : 0.0F;
    }
    if (m == MATRIX_TOP) {
        return net_value(net, VECTOR_TOP_BIAS)[j];
    }
    if (m == MATRIX_LABEL) {
        return net_value(net, VECTOR_LABEL_BIAS)[j];
    }
    return net_value(net, VECTOR_LAYER_BIAS)[(size_t)(m - MATRIX_LAYER_1) * 3 * D + j];
}

/* Columns that only fill up to 16 must never be the best. */
static bool fills_up(const struct net *net, int m, size_t j)
{
    size_t entity = net->layout.heads.entity;
    if (m == MATRIX_LABEL) {
        return j >= net->shape[SHAPE_RELATIONS];
    }
    return m == MATRIX_TOP &&
           ((j >= net->shape[SHAPE_TAGS] && j < entity) ||
            (j >= entity + TC_ENTITIES && j < net->layout.heads.arc_dependent));
}

static void quantise_matrix(struct net *net, int m, float range, int8_t *out,
                            float *columns)
{
    size_t rows = net->layout.rows[m];
    size_t to = net->layout.columns[m];
    const float *w = net_value(net, m);
    for (size_t j = 0; j < to; j++) {
        float most = 1e-6F;
        int sum = 0;
        for (size_t k = 0; k < rows; k++) {
            most = fabsf(w[k * to + j]) > most ? fabsf(w[k * to + j]) : most;
        }
        float step = most / (float)TC_WEIGHT;
        if (fills_up(net, m, j)) {
            for (size_t k = 0; k < rows; k++) {
                out[tc_weight_at(rows, k, j)] = 0;
            }
            columns[j] = 0.0F;
            columns[to + j] = -1e5F;
            continue;
        }
        for (size_t k = 0; k < rows; k++) {
            long q = lrintf(w[k * to + j] / step);
            out[tc_weight_at(rows, k, j)] = (int8_t)q;
            sum += (int)q;
        }
        columns[j] = step / range;
        columns[to + j] =
            bias_of(net, m, j) - (float)(sum * tc_zero((enum matrix)m)) * columns[j];
    }
}

struct bytes {
    int8_t *rows, *weights;
    float *scale, *columns;
    float range[RANGE_COUNT];
};

static void quantise(struct net *net, struct bytes *b)
{
    const struct layout *layout = &net->layout;
    b->rows = malloc(net->embed.size);
    b->scale = malloc(TC_ROWS * sizeof *b->scale);
    b->weights = malloc(layout->weights);
    b->columns = malloc(layout->column_floats * sizeof *b->columns);
    if (b->rows == NULL || b->scale == NULL || b->weights == NULL ||
        b->columns == NULL) {
        give_up("out of memory");
    }
    quantise_rows(net, b->rows, b->scale);
    find_ranges(net, b->range);
    for (int m = 0; m < MATRIX_COUNT; m++) {
        if (layout->rows[m] > 0) {
            quantise_matrix(net, m, b->range[m], b->weights + layout->offset[m],
                            b->columns + layout->column[m]);
        }
    }
}

void write_model(struct trainer *t)
{
    struct net *net = &t->net;
    struct lemma_table lemmas;
    struct bytes b;
    struct split_table *splits = calloc(1, sizeof *splits);
    if (splits == NULL || !learn_lemmas(&t->banks[GOLD], net, &lemmas) ||
        !learn_splits(&t->banks[GOLD], (uint64_t)t->settings.seed, splits)) {
        give_up("out of memory, or more lemmas than the table holds");
    }
    quantise(net, &b);
    const char *name = t->settings.name;
    const float *root = net_value(net, VECTOR_ROOT);
    const float *distance = net_value(net, VECTOR_DISTANCE);
    size_t F = sizeof(float);
    size_t edits = lemmas.edit_count * sizeof *lemmas.edits;
    size_t slots = lemmas.slot_count * sizeof *lemmas.slots;
    const struct packed_part parts[] = {
        {"name",      name,            strlen(name)                      },
        {"shape",     net->shape,      sizeof net->shape                 },
        {"embed",     b.rows,          net->embed.size                   },
        {"scale",     b.scale,         TC_ROWS * F                       },
        {"weights",   b.weights,       net->layout.weights               },
        {"columns",   b.columns,       net->layout.column_floats * F     },
        {"ranges",    b.range,         sizeof b.range                    },
        {"root",      root,            net->sizes[VECTOR_ROOT] * F       },
        {"distance",  distance,        TC_DISTANCES * F                  },
        {"known",     t->known,        TC_KNOWN_WORDS * sizeof *t->known },
        {"tags",      net->tags,       (size_t)net->shape[SHAPE_TAGS] * 2},
        {"relations", net->relations,  net->shape[SHAPE_RELATIONS]       },
        {"edits",     lemmas.edits,    edits                             },
        {"lemmas",    lemmas.slots,    slots                             },
        {"split",     splits->weights, sizeof splits->weights            },
        {"bounds",    splits->bounds,  sizeof splits->bounds             },
    };
    tocsin_error error;
    if (tc_packed_write(t->settings.out, TC_MODEL_KIND, TC_MODEL_VERSION, parts,
                        sizeof parts / sizeof parts[0], &error) != TOCSIN_OK) {
        give_up(error.message);
    }
    (void)printf("%s written: %zu weights, %zu edits of lemmas\n", t->settings.out,
                 net->layout.weights, lemmas.edit_count);
    free(splits);
    free(b.rows);
    free(b.scale);
    free(b.weights);
    free(b.columns);
    free(lemmas.slots);
    tc_free(lemmas.edits);
}
