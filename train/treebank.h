/* train/treebank.h: CoNLL-U files read into memory, and their text put together
 * again. */
#ifndef TRAIN_TREEBANK_H
#define TRAIN_TREEBANK_H

#include "parse/sentence.h"

enum { SOFT_HEADS = 4, SOFT_LABELS = 3 };

/* What a teacher thinks of a word: a few answers and their weights, which sum to 1. A
 * count of 0: the answer in struct gold is all. */
struct soft {
    uint8_t heads, relations, tags, entities; /* counts */
    int16_t head[SOFT_HEADS];
    uint8_t relation[SOFT_LABELS];
    uint8_t upos[SOFT_LABELS], xpos[SOFT_LABELS];
    uint8_t entity[SOFT_LABELS]; /* as in struct gold */
    float head_weight[SOFT_HEADS], relation_weight[SOFT_LABELS];
    float tag_weight[SOFT_LABELS], entity_weight[SOFT_LABELS];
};

enum { NO_ENTITY_LAYER = 255 };

struct gold {
    text form, lemma;
    int32_t head; /* in the sentence, or TC_ROOT */
    uint8_t upos, xpos, relation;
    uint8_t entity; /* below TC_ENTITIES: 0 outside, 2 e - 1 begins and 2 e goes on with
                     * enum entity e; NO_ENTITY_LAYER: nobody said */
    bool space_after;
    uint8_t multiword; /* words of the multiword token that begins here */
    text whole;        /* its form */
    uint32_t soft;     /* index in treebank.softs, 0: none */
};

struct tree {
    struct gold *words;
    uint32_t count;
    bool paragraph; /* a paragraph or document begins */
    bool silver;    /* parsed by a teacher, not by people */
};

struct treebank {
    char *bytes; /* of all files; the texts point into it */
    size_t size;
    size_t *files; /* where each begins */
    struct gold *words;
    size_t word_count, word_room;
    struct tree *trees;
    size_t tree_count, tree_room;
    struct soft *softs;
    size_t soft_count, soft_room;
};

/* Reads the files one behind the other. Exits with a message when one is not
 * CoNLL-U. What a teacher thinks stands in MISC (train/teacher/README.md); a sentence
 * without lemmas is one that a teacher parsed. */
void treebank_read(struct treebank *bank, const char *const *paths, size_t count);
void treebank_release(struct treebank *bank);
/* The text as score tools rebuild it: a space between sentences, an empty line before
 * paragraphs. ends gets, for each tree, the byte behind it (tree_count of them). */
void treebank_text(const struct treebank *bank, size_t from, size_t to,
                   struct buffer *out, uint32_t *ends);

#endif
