/* train/augment.h: sentences with a speaker behind them, made from the treebank's. */
#ifndef TRAIN_AUGMENT_H
#define TRAIN_AUGMENT_H

#include "net.h"

enum { AUGMENT_ROOM = 64 };

/* Makes of a plain statement one that ends in ", the army said on Monday." or the like.
 *   words  AUGMENT_ROOM of them, which *out points at
 * false: the tree is not such a statement, or too long. */
bool augment_said(struct net *net, const struct treebank *bank, const struct tree *from,
                  struct gold *words, struct tree *out);

#endif
