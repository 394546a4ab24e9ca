/* train/oracle.h: which transitions lose nothing (Goldberg and Nivre 2013, for
 * arc-hybrid). */
#ifndef TRAIN_ORACLE_H
#define TRAIN_ORACLE_H

#include "parse/transition.h"
#include "treebank.h"

/* cost[a]: arcs of the gold tree that can no longer be made after action a, which must
 * be allowed; UINT32_MAX when it is not. */
void oracle_costs(const struct state *state, const struct tree *tree,
                  uint32_t cost[ACTION_KINDS]);

#endif
