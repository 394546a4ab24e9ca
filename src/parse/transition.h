/* parse/transition.h: the arc-hybrid transition system. Inside parse/ and for train/
 * only.
 *
 * A stack, and a buffer that is the rest of the sentence. SHIFT moves the front of the
 * buffer to the stack; LEFT makes the front the head of the stack's top, RIGHT the
 * second of the stack the head of its top, and both pop. What is left alone at the end
 * is the root: every way through gives one tree (Kuhlmann, Gomez-Rodriguez and Satta
 * 2011).
 */
#ifndef TC_TRANSITION_H
#define TC_TRANSITION_H

#include "parse/model.h"

enum action { ACTION_SHIFT, ACTION_LEFT, ACTION_RIGHT, ACTION_KINDS };

struct state {
    int32_t stack[TC_LONGEST];
    uint32_t depth;
    uint32_t front, count; /* of the buffer, of the sentence */
    int32_t head[TC_LONGEST];
    uint8_t relation[TC_LONGEST];
    int32_t leftmost[TC_LONGEST], rightmost[TC_LONGEST]; /* children, or -1 */
};

/* What the parser looks at. */
struct view {
    int32_t slot[TC_SLOTS];     /* tokens, or -1 */
    uint8_t child[TC_CHILDREN]; /* relations, REL_NONE: no such child */
    uint32_t distance;          /* below TC_DISTANCES */
};

void tc_state_begin(struct state *state, uint32_t count);
bool tc_state_allows(const struct state *state, enum action action);
/* No action is allowed. */
bool tc_state_done(const struct state *state);
void tc_state_do(struct state *state, enum action action, uint8_t relation);
void tc_state_view(const struct state *state, struct view *view);

#endif
