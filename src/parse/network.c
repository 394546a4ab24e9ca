/* parse/network.c: a sentence's tags, names and tree.
 *
 * Words are vectors summed from hashed features; a window of three and recurrent layers
 * in both directions put each into its context; from there one product gives tags,
 * names, and each word as a dependent and as a head. An arc's score is the product of
 * its ends, so that all of a sentence are scored at once (Dozat and Manning 2017), and
 * the best tree is found among them. The recurrence has no product of its own (Lei et
 * al. 2018, "Simple recurrent units"; Feng et al. 2024, "Were RNNs all we needed?"), so
 * that a sentence is a handful of products of bytes.
 *
 * Of a long run of news seven words in eight were seen a moment ago (260,000 words of
 * Wikinews): their vectors are kept on shelves, each in the one place that its hash
 * says.
 */
#include "parse/network.h"

#include <string.h>

/* Queries and keys are in steps of 1 / ARC and below ARC_MOST of them, so that a score
 * fits into 32 bits. */
enum { ARC = 256, ARC_MOST = 4095 };

struct part {
    void *to; /* of a pointer */
    size_t size;
};

static int32_t far_score(float x)
{
    float most = 8000.0F;
    x = x < most ? x : most;
    x = x > -most ? x : -most;
    return (int32_t)(x * (float)(ARC * ARC));
}

static void fill_far(struct network *n)
{
    const float *distance = n->model->distance;
    for (int32_t i = 0; i < 2 * TC_LONGEST + 32; i++) {
        int32_t far = i - TC_LONGEST;
        unsigned class = far < 0 ? tc_distance(-far, 0) : tc_distance(0, far);
        n->far[i] = far_score(distance[class]);
    }
    n->far_root = far_score(distance[TC_DISTANCES - 1]);
}

bool tc_network_init(struct network *n, const struct model *model)
{
    size_t T = TC_LONGEST;
    size_t wide = tc_round16(T + 1);
    size_t E = model->shape[SHAPE_EMBED];
    size_t D = model->shape[SHAPE_WIDTH];
    size_t A = model->shape[SHAPE_ARC];
    size_t H = model->shape[SHAPE_LABEL];
    size_t R = model->layout.columns[MATRIX_LABEL];
    size_t M = model->layout.heads.total;
    n->model = model;
    n->kernel = tc_kernel_best();
    n->shelf_size = (sizeof(struct shelf) + E + 7) / 8 * 8;
    const struct part parts[] = {
        {&n->shelves,  TC_SHELVES * n->shelf_size    },
        {&n->words,    T * E                         },
        {&n->conv,     T * 3 * D * sizeof(float)     },
        {&n->nothing,  D * sizeof(float)             },
        {&n->layer,    2 * T * D * sizeof(float)     },
        {&n->bytes,    T * D                         },
        {&n->gates,    T * 3 * D * sizeof(float)     },
        {&n->top,      T * M * sizeof(float)         },
        {&n->query,    T * A * sizeof(int16_t)       },
        {&n->key,      A * wide * sizeof(int16_t)    },
        {&n->arcs,     T * wide * sizeof(int32_t)    },
        {&n->far,      (2 * T + 32) * sizeof(int32_t)},
        {&n->joined,   T * H                         },
        {&n->labels,   T * R * sizeof(float)         },
        {&n->head,     T * sizeof(int32_t)           },
        {&n->relation, T                             },
    };
    size_t total = 64;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        total += (parts[i].size + 63) / 64 * 64;
    }
    n->block = tc_alloc(total);
    n->decoder = tc_decoder_new();
    if (n->block == NULL || n->decoder == NULL) {
        tc_network_release(n);
        return false;
    }
    size_t at = (64 - (uintptr_t)n->block % 64) % 64;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        void *here = n->block + at;
        memcpy(parts[i].to, &here, sizeof here);
        at += (parts[i].size + 63) / 64 * 64;
    }
    memset(n->shelves, 0, TC_SHELVES * n->shelf_size);
    memset(n->nothing, 0, D * sizeof(float));
    fill_far(n);
    return true;
}

void tc_network_release(struct network *n)
{
    tc_free(n->block);
    tc_decoder_free(n->decoder);
    n->block = NULL;
    n->decoder = NULL;
}

/* ---- words and their context ----------------------------------------------------- */

static void multiply(const struct network *n, enum matrix m, const uint8_t *in,
                     size_t rows, float *out)
{
    const struct layout *layout = &n->model->layout;
    n->kernel->multiply(
        &(struct tc_product){.out = out,
                             .in = in,
                             .weight = n->model->weights + layout->offset[m],
                             .columns = n->model->columns + layout->column[m],
                             .rows = rows,
                             .from = layout->rows[m],
                             .to = layout->columns[m]});
}

static bool same_word(const struct word *a, const struct word *b)
{
    return a->size == b->size && a->shape == b->shape &&
           memcmp(a->lower, b->lower, a->size) == 0;
}

/* The bytes of a word's vector. An empty shelf has a word of no letters, which no text
 * has. */
static const uint8_t *word_bytes(struct network *n, const struct word *word)
{
    const struct model *m = n->model;
    uint32_t rows[TC_FEATURES];
    uint32_t hash = tc_mix(word->shape, word->lower, word->size);
    struct shelf *shelf =
        (struct shelf *)(void *)(n->shelves + hash % TC_SHELVES * n->shelf_size);
    if (!same_word(&shelf->word, word)) {
        tc_features(word, m->known, rows);
        n->kernel->add_rows(shelf->bytes,
                            &(struct tc_rows){.table = m->embed,
                                              .scale = m->scale,
                                              .rows = rows,
                                              .count = TC_FEATURES,
                                              .size = m->shape[SHAPE_EMBED],
                                              .range = m->ranges[MATRIX_CONV],
                                              .zero = (float)tc_zero(MATRIX_CONV)});
        shelf->word = *word;
    }
    return shelf->bytes;
}

static void convolve(struct network *n, size_t count)
{
    size_t D = n->model->shape[SHAPE_WIDTH];
    multiply(n, MATRIX_CONV, n->words, count, n->conv);
    for (size_t i = 0; i < count; i++) {
        const float *here = n->conv + i * 3 * D;
        const float *const parts[3] = {i > 0 ? here - 3 * D : n->nothing, here + D,
                                       i + 1 < count ? here + 5 * D : n->nothing};
        n->kernel->convolve(n->layer + i * D, n->bytes + i * D, parts, D,
                            n->model->ranges[MATRIX_LAYER_1]);
    }
}

/* Layer l, 0 the first, from in to out; and to n->bytes for what comes behind it. */
static void run_layer(struct network *n, size_t count, size_t l, const float *in,
                      float *out)
{
    const struct model *m = n->model;
    size_t D = m->shape[SHAPE_WIDTH];
    enum matrix next = l + 1 < m->shape[SHAPE_LAYERS]
                           ? (enum matrix)(MATRIX_LAYER_1 + l + 1)
                           : MATRIX_TOP;
    multiply(n, (enum matrix)(MATRIX_LAYER_1 + l), n->bytes, count, n->gates);
    for (size_t half = 0; half < 2; half++) {
        size_t from = half * D / 2;
        n->kernel->recur(&(struct tc_recurrence){.out = out + from,
                                                 .bytes = n->bytes + from,
                                                 .in = in + from,
                                                 .gates = n->gates + from,
                                                 .count = count,
                                                 .width = D,
                                                 .size = D / 2,
                                                 .range = m->ranges[next],
                                                 .zero = (float)tc_zero(next),
                                                 .backwards = half == 1});
    }
}

void tc_network_read(struct network *n, const struct word *words, size_t count)
{
    const struct model *m = n->model;
    size_t E = m->shape[SHAPE_EMBED];
    float *first = n->layer;
    float *second = n->layer + count * m->shape[SHAPE_WIDTH];
    for (size_t i = 0; i < count; i++) {
        memcpy(n->words + i * E, word_bytes(n, &words[i]), E);
    }
    convolve(n, count);
    for (size_t l = 0; l < m->shape[SHAPE_LAYERS]; l++) {
        run_layer(n, count, l, first, second);
        float *swapped = first;
        first = second;
        second = swapped;
    }
    multiply(n, MATRIX_TOP, n->bytes, count, n->top);
}

static const float *top_of(const struct network *n, size_t i)
{
    return n->top + i * n->model->layout.heads.total;
}

/* Index of the largest of `count` values and those that fill up to 16, which a sound
 * model keeps small. */
static unsigned largest(const struct network *n, const float *values, size_t count)
{
    unsigned best = n->kernel->largest(values, tc_round16(count));
    return best < count ? best : 0;
}

unsigned tc_network_tag(const struct network *n, size_t i)
{
    return largest(n, top_of(n, i) + n->model->layout.heads.tag,
                   n->model->shape[SHAPE_TAGS]);
}

unsigned tc_network_entity(const struct network *n, size_t i)
{
    return largest(n, top_of(n, i) + n->model->layout.heads.entity, TC_ENTITIES);
}

/* ---- trees ----------------------------------------------------------------------- */

/* A head's key among those of the sentence; two values lie together. */
static void put_key(struct network *n, const float *key, size_t j, size_t wide)
{
    size_t A = n->model->shape[SHAPE_ARC];
    int16_t values[TC_ARC];
    n->kernel->shorten(values, key, A, (float)ARC, 0.0F, (float)ARC_MOST);
    for (size_t k = 0; k < A; k += 2) {
        memcpy(n->key + (k / 2 * wide + j) * 2, values + k, 2 * sizeof *values);
    }
}

/* Scores of all arcs; `wide` is the distance of rows. */
static size_t score_arcs(struct network *n, size_t count)
{
    const struct heads *heads = &n->model->layout.heads;
    size_t A = n->model->shape[SHAPE_ARC];
    size_t wide = tc_round16(count + 1);
    for (size_t i = 0; i < count; i++) {
        const float *top = top_of(n, i);
        n->kernel->shorten(n->query + i * A, top + heads->arc_dependent, A, (float)ARC,
                           (float)-ARC_MOST, (float)ARC_MOST);
        put_key(n, top + heads->arc_head, i, wide);
    }
    put_key(n, n->model->root, count, wide);
    for (size_t j = count + 1; j < wide; j++) {
        put_key(n, n->nothing, j, wide);
    }
    n->kernel->arcs(&(struct tc_arcs){.out = n->arcs,
                                      .query = n->query,
                                      .key = n->key,
                                      .far = n->far + TC_LONGEST,
                                      .count = count,
                                      .wide = wide,
                                      .size = A});
    for (size_t i = 0; i < count; i++) {
        n->arcs[i * wide + count] += n->far_root - n->far[TC_LONGEST + count - i];
        n->arcs[i * wide + i] = TC_NO_ARC;
    }
    return wide;
}

static void label_arcs(struct network *n, size_t count)
{
    const struct model *m = n->model;
    const struct heads *heads = &m->layout.heads;
    size_t H = m->shape[SHAPE_LABEL];
    size_t R = m->layout.columns[MATRIX_LABEL];
    for (size_t i = 0; i < count; i++) {
        const float *above = n->head[i] == TC_ROOT
                                 ? m->root + m->shape[SHAPE_ARC]
                                 : top_of(n, (size_t)n->head[i]) + heads->label_head;
        n->kernel->join(n->joined + i * H, top_of(n, i) + heads->label_dependent, above,
                        H, m->ranges[MATRIX_LABEL]);
    }
    multiply(n, MATRIX_LABEL, n->joined, count, n->labels);
    for (size_t i = 0; i < count; i++) {
        unsigned best = largest(n, n->labels + i * R, m->shape[SHAPE_RELATIONS]);
        n->relation[i] = n->head[i] == TC_ROOT ? (uint8_t)REL_ROOT : m->relations[best];
    }
}

void tc_network_tree(struct network *n, size_t count)
{
    size_t wide = score_arcs(n, count);
    tc_decode_tree(n->decoder, n->arcs, wide, (uint32_t)count, n->head);
    label_arcs(n, count);
}
