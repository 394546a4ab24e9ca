/* train/newslike.h: sentences of news with their trees, made by a grammar. */
#ifndef TRAIN_NEWSLIKE_H
#define TRAIN_NEWSLIKE_H

#include "treebank.h"

/* The trees have no lemmas and no text of their own: they teach tags and heads only. */
struct newslike {
    struct treebank bank;
    struct arena arena;
};

/* Makes `count` sentences, always the same ones of the same seed.
 *   data  folder of the dictionaries, whose names are used
 * FORMAT: a dictionary has too few names. */
tocsin_status newslike_make(const char *data, uint64_t seed, size_t count,
                            struct newslike *out, tocsin_error *error);
void newslike_release(struct newslike *news);

#endif
