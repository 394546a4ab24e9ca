/* train/oracle.c: which transitions lose nothing.
 *
 * The root of the tree stands for a word under the stack's bottom: it is reached only
 * by a word that is alone on the stack at the end.
 */
#include "oracle.h"

/* Gold arcs between word and those in [from, to) of the stack. */
static uint32_t arcs_with_stack(const struct state *s, const struct tree *tree,
                                int32_t word, uint32_t from, uint32_t to, bool as_head)
{
    uint32_t arcs = 0;
    for (uint32_t i = from; i < to; i++) {
        int32_t other = s->stack[i];
        arcs +=
            as_head ? tree->words[other].head == word : tree->words[word].head == other;
    }
    return arcs;
}

static uint32_t children_in_buffer(const struct state *s, const struct tree *tree,
                                   int32_t word)
{
    uint32_t arcs = 0;
    for (uint32_t i = s->front; i < s->count; i++) {
        arcs += tree->words[i].head == word;
    }
    return arcs;
}

void oracle_costs(const struct state *s, const struct tree *tree,
                  uint32_t cost[ACTION_KINDS])
{
    for (int a = 0; a < ACTION_KINDS; a++) {
        cost[a] = tc_state_allows(s, (enum action)a) ? 0 : UINT32_MAX;
    }
    int32_t front = (int32_t)s->front;
    if (cost[ACTION_SHIFT] == 0) {
        uint32_t below = s->depth > 0 ? s->depth - 1 : 0;
        cost[ACTION_SHIFT] = arcs_with_stack(s, tree, front, 0, s->depth, true) +
                             arcs_with_stack(s, tree, front, 0, below, false);
        cost[ACTION_SHIFT] += s->depth > 0 && tree->words[front].head == TC_ROOT;
    }
    if (s->depth == 0) {
        return;
    }
    int32_t top = s->stack[s->depth - 1];
    int32_t head = tree->words[top].head;
    uint32_t children = children_in_buffer(s, tree, top);
    if (cost[ACTION_LEFT] == 0) {
        bool below = s->depth > 1 ? head == s->stack[s->depth - 2] : head == TC_ROOT;
        cost[ACTION_LEFT] = children + below + (head > front);
    }
    if (cost[ACTION_RIGHT] == 0) {
        cost[ACTION_RIGHT] = children + (head >= front);
    }
}
