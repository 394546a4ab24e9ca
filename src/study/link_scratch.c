/* study/link_scratch.c: what a thread needs to answer, made once. */
#include "study/link.h"

#include <string.h>

tocsin_status tc_link_scratch_init(struct link_scratch *scratch, size_t actors,
                                   tocsin_error *error)
{
    memset(scratch, 0, sizeof *scratch);
    scratch->mark = tc_alloc(actors * sizeof *scratch->mark);
    scratch->at = tc_alloc(actors * sizeof *scratch->at);
    scratch->hop.value = tc_alloc(actors * sizeof(float));
    scratch->soon.value = tc_alloc(actors * sizeof(float));
    scratch->same.value = tc_alloc(actors * sizeof(float));
    scratch->block = tc_alloc(sizeof *scratch->block);
    scratch->selection = tc_alloc(sizeof *scratch->selection);
    if (!scratch->mark || !scratch->at || !scratch->hop.value || !scratch->soon.value ||
        !scratch->same.value || !scratch->block || !scratch->selection ||
        !tc_link_scratch_widen(scratch, 1))
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for a thread");
    memset(scratch->mark, 0, actors * sizeof *scratch->mark);
    memset(scratch->hop.value, 0, actors * sizeof(float));
    memset(scratch->soon.value, 0, actors * sizeof(float));
    memset(scratch->same.value, 0, actors * sizeof(float));
    return TOCSIN_OK;
}

static void forget(struct link_scratch *scratch)
{
    tc_free(scratch->sum);
    tc_free(scratch->most);
    tc_free(scratch->second);
    tc_free(scratch->weight);
    tc_free(scratch->choose);
    tc_free(scratch->same_deed);
    tc_free(scratch->mirror);
}

void tc_link_scratch_release(struct link_scratch *scratch)
{
    tc_free(scratch->mark);
    tc_free(scratch->at);
    tc_free(scratch->hop.value);
    tc_free(scratch->soon.value);
    tc_free(scratch->same.value);
    tc_free(scratch->block);
    tc_free(scratch->selection);
    forget(scratch);
    memset(scratch, 0, sizeof *scratch);
}

bool tc_link_scratch_widen(struct link_scratch *s, size_t partners)
{
    if (partners <= s->room)
        return true;
    forget(s);
    size_t room = partners * 2 < LINK_TWO_STEPS ? LINK_TWO_STEPS : partners * 2;
    s->sum = tc_alloc(room * sizeof *s->sum);
    s->most = tc_alloc(room * sizeof *s->most);
    s->second = tc_alloc(room * sizeof *s->second);
    s->weight = tc_alloc(room * sizeof *s->weight);
    s->choose = tc_alloc(room * 2 * sizeof *s->choose);
    s->same_deed = tc_alloc(room * sizeof *s->same_deed);
    s->mirror = tc_alloc(room * sizeof *s->mirror);
    s->room = room;
    return s->sum && s->most && s->second && s->weight && s->choose && s->same_deed &&
           s->mirror;
}
