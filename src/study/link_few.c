/* study/link_few.c: a stream of many relations as one of few.
 *
 * Rules are a table of deeds by deeds, so that 512 relations are the most that rankers
 * take, and with so many the table is 300 MB when it is full. Of more the 255 most
 * frequent stay, and the one that is asked for; all others are one. How frequent they
 * are is counted before the part on which forecasts are scored, so that those know
 * nothing of it.
 */
#include "study/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STAY = 255 };

struct counted {
    uint64_t count;
    uint32_t relation;
};

static int more_frequent(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->relation < y->relation ? -1 : x->relation > y->relation;
}

/* Marks those that stay by 0, all others by LINK_NONE. false: no memory. */
static bool choose(struct link_few *few, const struct stream *from, uint32_t wanted)
{
    size_t count = from->relations.count, first = tc_link_last_fifth(from);
    struct counted *list = tc_alloc(count * sizeof *list);
    if (!list)
        return false;
    for (size_t r = 0; r < count; r++) {
        list[r] = (struct counted){0, (uint32_t)r};
        few->few[r] = LINK_NONE;
    }
    for (size_t i = 0; i < first; i++)
        list[from->relation[i]].count++;
    qsort(list, count, sizeof *list, more_frequent);
    for (size_t k = 0; k < STAY; k++)
        few->few[list[k].relation] = 0;
    if (wanted != LINK_NONE)
        few->few[wanted] = 0;
    tc_free(list);
    return true;
}

/* Numbers them in their order; the last is for all others. */
static void number(struct link_few *few, const struct stream *from)
{
    uint32_t next = 0;
    for (size_t r = 0; r < from->relations.count; r++)
        if (few->few[r] != LINK_NONE) {
            few->whole[next] = (uint32_t)r;
            few->names[next] = from->relations.items[r];
            if (!few->names[next].size) { /* else its new number would be told */
                snprintf(few->labels[next], sizeof few->labels[next], "#%u",
                         (unsigned)r);
                few->names[next] = tc_text(few->labels[next]);
            }
            few->few[r] = next++;
        }
    few->whole[next] = LINK_NONE;
    few->names[next] = TEXT("all other relations");
    for (size_t r = 0; r < from->relations.count; r++)
        if (few->few[r] == LINK_NONE)
            few->few[r] = next;
    for (size_t i = 0; i < from->count; i++)
        few->relation[i] = few->few[from->relation[i]];
    few->stream.relation = few->relation;
    few->stream.relations.items = few->names;
    few->stream.relations.count = next + (size_t)1;
}

tocsin_status tc_link_few_init(struct link_few *few, const struct stream *from,
                               uint32_t wanted, tocsin_error *error)
{
    memset(few, 0, sizeof *few);
    few->stream = *from;
    if (from->relations.count <= LINK_RELATIONS)
        return TOCSIN_OK;
    few->few = tc_alloc(from->relations.count * sizeof *few->few);
    few->whole = tc_alloc((STAY + 2) * sizeof *few->whole);
    few->names = tc_alloc((STAY + 2) * sizeof *few->names);
    few->labels = tc_alloc((STAY + 2) * sizeof *few->labels);
    few->relation = tc_alloc((from->count + 1) * sizeof *few->relation);
    if (!few->few || !few->whole || !few->names || !few->labels || !few->relation ||
        !choose(few, from, wanted)) {
        tc_link_few_release(few);
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for relations");
    }
    number(few, from);
    return TOCSIN_OK;
}

void tc_link_few_release(struct link_few *few)
{
    tc_free(few->few);
    tc_free(few->whole);
    tc_free(few->names);
    tc_free(few->labels);
    tc_free(few->relation);
    memset(few, 0, sizeof *few);
}
