/* train/splits.c: the weights by which sentences end, learnt from the treebanks' text.
 *
 * Logistic regression with AdaGrad over the gaps where a sentence may end. News is also
 * written in capitals, without them, and wrapped at 70 columns, of which the treebanks
 * have little: a part of the text is read a second time so changed.
 */
#include "learn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 8, DOCUMENTS = 200 };

struct regression {
    float weight[TC_SPLIT_SIZE];
    float square[TC_SPLIT_SIZE];
    float bias, bias_square;
};

enum change { AS_IS, LOWER, UPPER, WRAPPED, CHANGES };

static void change_text(struct buffer *b, enum change change)
{
    size_t column = 0;
    for (size_t i = 0; i < b->size; i++) {
        char c = b->data[i];
        column = c == '\n' ? 0 : column + 1;
        if (change == LOWER && c >= 'A' && c <= 'Z') {
            b->data[i] = (char)(c + 32);
        } else if (change == UPPER && c >= 'a' && c <= 'z') {
            b->data[i] = (char)(c - 32);
        } else if (change == WRAPPED && c == ' ' && column > 66) {
            b->data[i] = '\n';
            column = 0;
        }
    }
}

static void learn_gap(struct regression *r, const struct split_view *view, bool end)
{
    uint32_t features[TC_SPLIT_FEATURES];
    tc_split_features(view, features);
    float sum = r->bias;
    for (size_t i = 0; i < TC_SPLIT_FEATURES; i++) {
        sum += r->weight[features[i]];
    }
    float error = (float)end - 1.0F / (1.0F + expf(-sum));
    for (size_t i = 0; i < TC_SPLIT_FEATURES; i++) {
        float *w = &r->weight[features[i]];
        float g = error - 1e-5F * *w;
        r->square[features[i]] += g * g;
        *w += 0.1F * g / (sqrtf(r->square[features[i]]) + 1e-3F);
    }
    r->bias_square += error * error;
    r->bias += 0.1F * error / (sqrtf(r->bias_square) + 1e-3F);
}

static bool learn_text(struct regression *r, text t, const uint32_t *ends, size_t count,
                       struct pieces *pieces)
{
    if (!tc_tokenise(t, pieces) || pieces->count == 0) {
        return pieces->count == 0;
    }
    struct split_walk walk;
    tc_split_begin(&walk, t, pieces);
    size_t next = 0;
    while (walk.at < pieces->count) {
        enum split may = tc_split_ask(&walk);
        uint32_t before = pieces->items[walk.at - 1].end;
        while (next < count && ends[next] < before) {
            next++;
        }
        bool end = next < count && ends[next] == before;
        if (may == SPLIT_PERHAPS) {
            learn_gap(r, &walk.view, end);
        }
        tc_split_step(&walk, end || may == SPLIT_ALWAYS);
    }
    return true;
}

/* One part of the treebank, read in one of the ways. */
static bool learn_part(struct regression *r, const struct treebank *bank, size_t from,
                       size_t to, enum change change)
{
    struct buffer b;
    struct pieces pieces = {0};
    tc_buffer_init(&b, 0);
    uint32_t *ends = malloc((to - from + 1) * sizeof *ends);
    bool ok = ends != NULL;
    if (ok) {
        treebank_text(bank, from, to, &b, ends);
        change_text(&b, change);
        ok = !b.failed &&
             learn_text(r, (text){b.data, b.size}, ends, to - from, &pieces);
    }
    free(ends);
    tc_free(pieces.items);
    tc_buffer_release(&b);
    return ok;
}

bool learn_splits(const struct treebank *bank, uint64_t seed, struct split_table *out)
{
    struct regression *r = calloc(1, sizeof *r);
    bool ok = r != NULL;
    uint64_t state = seed;
    size_t parts = (bank->tree_count + DOCUMENTS - 1) / DOCUMENTS;
    for (size_t pass = 0; ok && pass < PASSES; pass++) {
        for (size_t n = 0; ok && n < parts; n++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            size_t from = (state >> 33) % parts * DOCUMENTS;
            size_t to = from + DOCUMENTS;
            to = to < bank->tree_count ? to : bank->tree_count;
            unsigned dice = (unsigned)(state >> 20) % 10;
            enum change change = dice < 7    ? AS_IS
                                 : dice == 7 ? LOWER
                                 : dice == 8 ? UPPER
                                             : WRAPPED;
            ok = learn_part(r, bank, from, to, change);
        }
    }
    float most = 1e-6F;
    for (size_t i = 0; ok && i < TC_SPLIT_SIZE; i++) {
        most = fabsf(r->weight[i]) > most ? fabsf(r->weight[i]) : most;
    }
    for (size_t i = 0; ok && i < TC_SPLIT_SIZE; i++) {
        out->weights[i] = (int8_t)lrintf(r->weight[i] / most * 127.0F);
    }
    out->bounds[0] = most / 127.0F;
    out->bounds[1] = ok ? r->bias : 0.0F;
    free(r);
    return ok;
}
