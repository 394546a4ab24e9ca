/* train/learn.h: the parts of the model that are counted, not trained: lemmas, and
 * where sentences end. */
#ifndef TRAIN_LEARN_H
#define TRAIN_LEARN_H

#include "net.h"
#include "parse/split.h"

struct lemma_table {
    struct edit *edits;
    size_t edit_count, edit_room;
    struct lemma_slot *slots;
    size_t slot_count; /* a power of two */
};
/* Tags are indices into net->tags. false: out of memory. */
bool learn_lemmas(const struct treebank *bank, const struct net *net,
                  struct lemma_table *out);

struct split_table {
    int8_t weights[TC_SPLIT_SIZE];
    float bounds[2];
};
bool learn_splits(const struct treebank *bank, uint64_t seed, struct split_table *out);

#endif
