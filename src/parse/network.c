/* parse/network.c: a sentence's tags and tree.
 *
 * Words are vectors summed from hashed features; a window of three and recurrent layers
 * in both directions put each into its context; from the same context one product gives
 * the tags, and another what each token would add to the parser's hidden layer in each
 * of the places the parser looks at, so that a transition costs a few additions and one
 * small product. The recurrence has no product of its own (Lei et al. 2018, "Simple
 * recurrent units"; Feng et al. 2024, "Were RNNs all we needed?"), so that a sentence
 * is a handful of matrix products. The parser is greedy, arc-hybrid (Kiperwasser and
 * Goldberg 2016).
 */
#include "parse/network.h"

#include "parse/kernel.h"

#include <string.h>

bool tc_network_init(struct network *n, const struct model *model)
{
    size_t T = TC_LONGEST;
    size_t E = model->shape[SHAPE_EMBED];
    size_t D = model->shape[SHAPE_WIDTH];
    size_t P = model->shape[SHAPE_HIDDEN];
    size_t tags = tc_round16(model->shape[SHAPE_TAGS]);
    size_t actions = tc_round16(model->shape[SHAPE_ACTIONS]);
    const size_t sizes[] = {(T + 2) * E,      T * 2 * D, 2 * T * D, T * 3 * D,
                            T * TC_SLOTS * P, T * tags,  actions,   P};
    float **const parts[] = {&n->embed, &n->conv, &n->layer, &n->gates,
                             &n->slots, &n->tags, &n->score, &n->hidden};
    size_t total = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        total += sizes[i];
    }
    n->model = model;
    n->block = tc_alloc(total * sizeof(float));
    if (n->block == NULL) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        *parts[i] = n->block + at;
        at += sizes[i];
    }
    return true;
}

void tc_network_release(struct network *n)
{
    tc_free(n->block);
    n->block = NULL;
}

static void layer(struct network *n, size_t count, enum tensor weight, const float *in,
                  float *out)
{
    const struct model *m = n->model;
    size_t D = m->shape[SHAPE_WIDTH];
    size_t half = D / 2;
    tc_multiply(&(struct tc_product){n->gates, in, D, tc_tensor(m, weight),
                                     tc_tensor(m, weight + 1), count, D, 3 * D});
    float state[256];
    memset(state, 0, half * sizeof *state);
    for (size_t i = 0; i < count; i++) {
        tc_step(out + i * D, state, n->gates + i * 3 * D, in + i * D, D, half);
    }
    memset(state, 0, half * sizeof *state);
    for (size_t i = count; i-- > 0;) {
        tc_step(out + i * D + half, state, n->gates + i * 3 * D + half,
                in + i * D + half, D, half);
    }
}

void tc_network_read(struct network *n, const struct word *words, size_t count)
{
    const struct model *m = n->model;
    size_t E = m->shape[SHAPE_EMBED];
    size_t D = m->shape[SHAPE_WIDTH];
    memset(n->embed, 0, (count + 2) * E * sizeof(float));
    for (size_t i = 0; i < count; i++) {
        uint32_t rows[TC_FEATURES];
        tc_features(&words[i], m->known, rows);
        tc_add_rows(n->embed + (i + 1) * E, m->embed, m->scale, rows, TC_FEATURES, E);
    }
    tc_multiply(&(struct tc_product){n->conv, n->embed, E, tc_tensor(m, TENSOR_CONV),
                                     tc_tensor(m, TENSOR_CONV_BIAS), count, 3 * E,
                                     2 * D});
    float *first = n->layer;
    float *second = n->layer + count * D;
    for (size_t i = 0; i < count; i++) {
        tc_maxout(first + i * D, n->conv + i * 2 * D, D);
    }
    for (size_t l = 0; l < m->shape[SHAPE_LAYERS]; l++) {
        layer(n, count, (enum tensor)(TENSOR_LAYER_1 + 2 * l), first, second);
        float *swapped = first;
        first = second;
        second = swapped;
    }
    tc_multiply(&(struct tc_product){n->tags, first, D, tc_tensor(m, TENSOR_TAG),
                                     tc_tensor(m, TENSOR_TAG_BIAS), count, D,
                                     m->layout.columns[TENSOR_TAG]});
    tc_multiply(&(struct tc_product){n->slots, first, D, tc_tensor(m, TENSOR_SLOT),
                                     NULL, count, D, m->layout.columns[TENSOR_SLOT]});
}

unsigned tc_network_tag(const struct network *n, size_t i)
{
    const float *scores = n->tags + i * n->model->layout.columns[TENSOR_TAG];
    unsigned best = 0;
    for (unsigned j = 1; j < n->model->shape[SHAPE_TAGS]; j++) {
        if (scores[j] > scores[best]) {
            best = j;
        }
    }
    return best;
}

/* The scores of all actions in the state, in n->score. */
static void judge(struct network *n)
{
    const struct model *m = n->model;
    size_t P = m->shape[SHAPE_HIDDEN];
    struct view view;
    tc_state_view(&n->state, &view);
    const float *none = tc_tensor(m, TENSOR_SLOT_NONE);
    memcpy(n->hidden, tc_tensor(m, TENSOR_DISTANCE) + view.distance * P,
           P * sizeof(float));
    for (size_t k = 0; k < TC_SLOTS; k++) {
        const float *slot = view.slot[k] < 0
                                ? none + k * P
                                : n->slots + ((size_t)view.slot[k] * TC_SLOTS + k) * P;
        tc_add(n->hidden, slot, P);
    }
    for (size_t k = 0; k < TC_CHILDREN; k++) {
        tc_add(n->hidden,
               tc_tensor(m, TENSOR_CHILD) + (k * REL_COUNT + view.child[k]) * P, P);
    }
    tc_scores(n->score, n->hidden, tc_tensor(m, TENSOR_ACTION),
              tc_tensor(m, TENSOR_ACTION_BIAS), P, m->layout.columns[TENSOR_ACTION]);
}

void tc_network_tree(struct network *n, size_t count)
{
    const struct model *m = n->model;
    tc_state_begin(&n->state, (uint32_t)count);
    while (!tc_state_done(&n->state)) {
        bool allowed[ACTION_KINDS];
        for (int a = 0; a < ACTION_KINDS; a++) {
            allowed[a] = tc_state_allows(&n->state, (enum action)a);
        }
        judge(n);
        int best = -1;
        for (size_t a = 0; a < m->shape[SHAPE_ACTIONS]; a++) {
            if (allowed[m->actions[2 * a]] &&
                (best < 0 || n->score[a] > n->score[best])) {
                best = (int)a;
            }
        }
        tc_state_do(&n->state, (enum action)m->actions[2 * (size_t)best],
                    m->actions[2 * (size_t)best + 1]);
    }
}
