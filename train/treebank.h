/* train/treebank.h: CoNLL-U files read into memory, and their text put together
 * again. */
#ifndef TRAIN_TREEBANK_H
#define TRAIN_TREEBANK_H

#include "parse/sentence.h"

struct gold {
    text form, lemma;
    int32_t head; /* in the sentence, or TC_ROOT */
    uint8_t upos, xpos, relation;
    bool space_after;
    uint8_t multiword; /* words of the multiword token that begins here */
    text whole;        /* its form */
};

struct tree {
    struct gold *words;
    uint32_t count;
    bool paragraph; /* a paragraph or document begins */
};

struct treebank {
    char *bytes; /* of all files; the texts point into it */
    size_t size;
    struct gold *words;
    size_t word_count, word_room;
    struct tree *trees;
    size_t tree_count, tree_room;
};

/* Reads the files one behind the other. Exits with a message when one is not
 * CoNLL-U. */
void treebank_read(struct treebank *bank, const char *const *paths, size_t count);
void treebank_release(struct treebank *bank);
/* The text as score tools rebuild it: a space between sentences, an empty line before
 * paragraphs. ends gets, for each tree, the byte behind it (tree_count of them). */
void treebank_text(const struct treebank *bank, size_t from, size_t to,
                   struct buffer *out, uint32_t *ends);

#endif
