/* parse/transition.c: the arc-hybrid transition system. See transition.h. */
#include "parse/transition.h"

void tc_state_begin(struct state *state, uint32_t count)
{
    state->depth = 0;
    state->front = 0;
    state->count = count;
    for (uint32_t i = 0; i < count; i++) {
        state->head[i] = TC_ROOT;
        state->relation[i] = REL_ROOT;
        state->leftmost[i] = -1;
        state->rightmost[i] = -1;
    }
}

bool tc_state_allows(const struct state *state, enum action action)
{
    switch (action) {
    case ACTION_SHIFT:
        return state->front < state->count;
    case ACTION_LEFT:
        return state->depth > 0 && state->front < state->count;
    case ACTION_RIGHT:
        return state->depth > 1;
    default:
        return false;
    }
}

bool tc_state_done(const struct state *state)
{
    return state->front == state->count && state->depth <= 1;
}

void tc_state_do(struct state *state, enum action action, uint8_t relation)
{
    if (action == ACTION_SHIFT) {
        state->stack[state->depth++] = (int32_t)state->front++;
        return;
    }
    int32_t child = state->stack[--state->depth];
    int32_t head =
        action == ACTION_LEFT ? (int32_t)state->front : state->stack[state->depth - 1];
    state->head[child] = head;
    state->relation[child] = relation;
    if (action == ACTION_LEFT) {
        state->leftmost[head] = child; /* each new one lies further out */
    } else {
        state->rightmost[head] = child;
    }
}

static uint8_t child_relation(const struct state *state, int32_t child)
{
    return child < 0 ? (uint8_t)REL_NONE : state->relation[child];
}

void tc_state_view(const struct state *state, struct view *view)
{
    uint32_t depth = state->depth;
    int32_t top = depth > 0 ? state->stack[depth - 1] : -1;
    int32_t second = depth > 1 ? state->stack[depth - 2] : -1;
    int32_t third = depth > 2 ? state->stack[depth - 3] : -1;
    int32_t front = state->front < state->count ? (int32_t)state->front : -1;
    int32_t right = top < 0 ? -1 : state->rightmost[top];
    int32_t left = front < 0 ? -1 : state->leftmost[front];
    view->slot[0] = top;
    view->slot[1] = second;
    view->slot[2] = third;
    view->slot[3] = front;
    view->slot[4] = right;
    view->slot[5] = left;
    view->child[0] = child_relation(state, top < 0 ? -1 : state->leftmost[top]);
    view->child[1] = child_relation(state, right);
    view->child[2] = child_relation(state, left);
    view->child[3] = child_relation(state, second < 0 ? -1 : state->rightmost[second]);
    uint32_t far = top < 0 || front < 0 ? 0 : (uint32_t)(front - top);
    view->distance = far < 5 ? far : far < 8 ? 5 : far < 14 ? 6 : 7;
}
