/* parse/model.c: opening a model file and believing nothing in it.
 *
 * The tensors are used where they lie in the mapped file; so each size, index and float
 * is checked once here, and no loop behind it has to.
 */
#include "parse/model.h"

#include <stdio.h>
#include <string.h>

size_t tc_round16(size_t n)
{
    return (n + 15) / 16 * 16;
}

unsigned tc_distance(int32_t dependent, int32_t head)
{
    static const uint8_t class[] = {0, 0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6};
    if (head == TC_ROOT) {
        return TC_DISTANCES - 1;
    }
    int32_t far = head > dependent ? head - dependent : dependent - head;
    unsigned c = far < 15 ? class[far] : far < 25 ? 7U : 8U;
    return head > dependent ? c : c + 9;
}

static bool shape_fits(const uint32_t shape[SHAPE_COUNT])
{
    for (int i = 0; i <= SHAPE_LABEL; i++) {
        if (shape[i] < 16 || shape[i] > 512 || shape[i] % 16 != 0) {
            return false;
        }
    }
    return shape[SHAPE_WIDTH] % 32 == 0 && shape[SHAPE_ARC] <= TC_ARC &&
           shape[SHAPE_TAGS] >= 1 && shape[SHAPE_TAGS] <= 240 &&
           shape[SHAPE_RELATIONS] >= 1 && shape[SHAPE_RELATIONS] <= REL_COUNT &&
           shape[SHAPE_LAYERS] >= 1 && shape[SHAPE_LAYERS] <= TC_LAYERS;
}

static void place_heads(const uint32_t shape[SHAPE_COUNT], struct heads *out)
{
    out->tag = 0;
    out->entity = tc_round16(shape[SHAPE_TAGS]);
    out->arc_dependent = out->entity + tc_round16(TC_ENTITIES);
    out->arc_head = out->arc_dependent + shape[SHAPE_ARC];
    out->label_dependent = out->arc_head + shape[SHAPE_ARC];
    out->label_head = out->label_dependent + shape[SHAPE_LABEL];
    out->total = out->label_head + shape[SHAPE_LABEL];
}

bool tc_layout(const uint32_t shape[SHAPE_COUNT], struct layout *out)
{
    if (!shape_fits(shape)) {
        return false;
    }
    place_heads(shape, &out->heads);
    size_t E = shape[SHAPE_EMBED];
    size_t D = shape[SHAPE_WIDTH];
    size_t H = shape[SHAPE_LABEL];
    size_t L = shape[SHAPE_LAYERS];
    size_t M = out->heads.total;
    size_t R = tc_round16(shape[SHAPE_RELATIONS]);
    const size_t sizes[MATRIX_COUNT][2] = {
#define X(name, rows, columns) {(rows), (columns)},
        TC_MATRICES(X)
#undef X
    };
    out->weights = 0;
    out->column_floats = 0;
    for (int i = 0; i < MATRIX_COUNT; i++) {
        out->rows[i] = sizes[i][0];
        out->columns[i] = sizes[i][1];
        out->offset[i] = out->weights;
        out->column[i] = out->column_floats;
        out->weights += sizes[i][0] * sizes[i][1];
        out->column_floats += sizes[i][0] > 0 ? 2 * sizes[i][1] : 0;
    }
    return true;
}

static tocsin_status bad(tocsin_error *error, const char *what)
{
    return tc_fail(error, TOCSIN_FORMAT, "", 0, -1, "model: %s", what);
}

/* A section of exactly `want` items. */
static tocsin_status section(const struct model *m, const char *name, size_t item,
                             size_t want, const void **out, tocsin_error *error)
{
    size_t items = 0;
    tocsin_status status =
        tc_packed_section(&m->packed, name, item, out, &items, error);
    if (status == TOCSIN_OK && items != want) {
        return tc_fail(error, TOCSIN_FORMAT, "", 0, -1,
                       "model: section %s has %zu items, not %zu", name, items, want);
    }
    return status;
}

/* Finite and of a size that no sum of them can overflow. */
static bool sane(const float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!(values[i] > -1e6F && values[i] < 1e6F)) {
            return false;
        }
    }
    return true;
}

/* Neither so large that bytes of it overflow, nor without a use. */
static bool sane_ranges(const float *ranges)
{
    for (int i = 0; i < RANGE_COUNT; i++) {
        if (!(ranges[i] > 1e-3F && ranges[i] < 1e6F)) {
            return false;
        }
    }
    return true;
}

static bool small_weights(const int8_t *weights, size_t count)
{
    int8_t most = 0;
    int8_t least = 0;
    for (size_t i = 0; i < count; i++) {
        most = weights[i] > most ? weights[i] : most;
        least = weights[i] < least ? weights[i] : least;
    }
    return most <= TC_WEIGHT && least >= -TC_WEIGHT;
}

static tocsin_status open_network(struct model *m, tocsin_error *error)
{
    const void *at = NULL;
    tocsin_status status = section(m, "shape", 4, SHAPE_COUNT, &at, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    memcpy(m->shape, at, sizeof m->shape);
    if (!tc_layout(m->shape, &m->layout)) {
        return bad(error, "its shape is out of range");
    }
    size_t F = sizeof(float);
    size_t root = (size_t)m->shape[SHAPE_ARC] + m->shape[SHAPE_LABEL];
    const struct {
        const char *name;
        size_t item, want;
        void *to; /* of a pointer */
    } parts[] = {
        {"embed",    m->shape[SHAPE_EMBED], TC_ROWS,                 &m->embed   },
        {"scale",    F,                     TC_ROWS,                 &m->scale   },
        {"known",    sizeof(uint64_t),      TC_KNOWN_WORDS,          &m->known   },
        {"weights",  1,                     m->layout.weights,       &m->weights },
        {"columns",  F,                     m->layout.column_floats, &m->columns },
        {"ranges",   F,                     RANGE_COUNT,             &m->ranges  },
        {"root",     F,                     root,                    &m->root    },
        {"distance", F,                     TC_DISTANCES,            &m->distance},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == TOCSIN_OK; i++) {
        status =
            section(m, parts[i].name, parts[i].item, parts[i].want, parts[i].to, error);
    }
    if (status != TOCSIN_OK) {
        return status;
    }
    if (!sane(m->scale, TC_ROWS) || !sane(m->columns, m->layout.column_floats) ||
        !sane_ranges(m->ranges) || !sane(m->distance, TC_DISTANCES) ||
        !sane(m->root, root) || !small_weights(m->weights, m->layout.weights)) {
        return bad(error, "a weight is out of range");
    }
    return TOCSIN_OK;
}

static tocsin_status open_labels(struct model *m, tocsin_error *error)
{
    const void *at = NULL;
    tocsin_status status = section(m, "tags", 2, m->shape[SHAPE_TAGS], &at, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    m->tags = at;
    for (size_t i = 0; i < m->shape[SHAPE_TAGS]; i++) {
        if (m->tags[2 * i] >= UPOS_COUNT || m->tags[2 * i + 1] >= XPOS_COUNT) {
            return bad(error, "a tag is unknown");
        }
    }
    status = section(m, "relations", 1, m->shape[SHAPE_RELATIONS], &at, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    m->relations = at;
    for (size_t i = 0; i < m->shape[SHAPE_RELATIONS]; i++) {
        if (m->relations[i] == REL_NONE || m->relations[i] == REL_ROOT ||
            m->relations[i] >= REL_COUNT) {
            return bad(error, "a relation is unknown");
        }
    }
    return TOCSIN_OK;
}

static tocsin_status open_lemmas(struct model *m, tocsin_error *error)
{
    const void *at = NULL;
    size_t edits = 0;
    size_t slots = 0;
    tocsin_status status =
        tc_packed_section(&m->packed, "edits", sizeof(struct edit), &at, &edits, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    m->edits = at;
    status = tc_packed_section(&m->packed, "lemmas", sizeof(struct lemma_slot), &at,
                               &slots, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    m->lemmas = at;
    if (slots == 0 || (slots & (slots - 1)) != 0) {
        return bad(error, "the table of lemmas has a broken size");
    }
    m->lemma_mask = slots - 1;
    for (size_t i = 0; i < edits; i++) {
        if (m->edits[i].size > sizeof m->edits[i].add) {
            return bad(error, "an edit of a lemma is too long");
        }
    }
    size_t empty = 0;
    for (size_t i = 0; i < slots; i++) {
        empty += m->lemmas[i].key == 0;
        if (m->lemmas[i].key != 0 && m->lemmas[i].edit >= edits) {
            return bad(error, "an edit of a lemma is missing");
        }
    }
    return empty * 4 >= slots ? TOCSIN_OK
                              : bad(error, "the table of lemmas is too full");
}

static tocsin_status open_split(struct model *m, tocsin_error *error)
{
    const void *at = NULL;
    tocsin_status status = section(m, "split", 1, TC_SPLIT_SIZE, &at, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    m->split = at;
    status = section(m, "bounds", sizeof(float), 2, &at, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    float bounds[2];
    memcpy(bounds, at, sizeof bounds);
    m->split_scale = bounds[0];
    m->split_bias = bounds[1];
    return sane(bounds, 2) ? TOCSIN_OK : bad(error, "a weight is not a number");
}

static tocsin_status open_name(struct model *m, tocsin_error *error)
{
    const void *at = NULL;
    size_t size = 0;
    tocsin_status status = tc_packed_section(&m->packed, "name", 1, &at, &size, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    if (size > 48 || tc_utf8_check((text){at, size}) != size) {
        return bad(error, "its name is too long or not UTF-8");
    }
    char name[49] = {0};
    memcpy(name, at, size);
    (void)snprintf(m->version, sizeof m->version, "model %s (%08x)", name,
                   (unsigned)(tc_packed_hash(&m->packed) >> 32));
    return TOCSIN_OK;
}

tocsin_status tc_model_open(const char *path, const void *data, size_t size,
                            struct model **out, tocsin_error *error)
{
    *out = NULL;
    struct model *m = tc_alloc(sizeof *m);
    if (m == NULL) {
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    }
    memset(m, 0, sizeof *m);
    tocsin_status status = tc_packed_open(&m->packed, path, (text){data, size},
                                          TC_MODEL_KIND, TC_MODEL_VERSION, error);
    if (status != TOCSIN_OK) {
        tc_free(m);
        return status;
    }
    tocsin_status (*const steps[])(struct model *, tocsin_error *) = {
        open_name, open_network, open_labels, open_lemmas, open_split};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == TOCSIN_OK; i++) {
        status = steps[i](m, error);
    }
    if (status != TOCSIN_OK) {
        tc_model_free(m);
        return status;
    }
    *out = m;
    return TOCSIN_OK;
}

void tc_model_free(struct model *model)
{
    if (model == NULL) {
        return;
    }
    tc_packed_close(&model->packed);
    tc_free(model);
}

const char *tc_model_version(const struct model *model)
{
    return model->version;
}
