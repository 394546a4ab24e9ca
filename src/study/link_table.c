/* study/link_table.c: numbers by 64-bit key: open addressing, up to 3/4 full.
 *
 * Most of the time of an answer goes into looking up (actor, deed, actor) and the like,
 * some hundreds of times, mostly in vain: a probe is one line of the cache, and who
 * knows the next keys has them fetched.
 */
#include "study/link.h"

#include <string.h>

void tc_link_table_release(struct link_table *table)
{
    tc_free(table->slots);
    memset(table, 0, sizeof *table);
}

void tc_link_table_clear(struct link_table *table)
{
    if (table->room)
        memset(table->slots, 0xff, table->room * sizeof *table->slots);
    table->count = 0;
}

static bool widen(struct link_table *table)
{
    struct link_table wide = {.room = table->room ? table->room * 2 : 256};
    wide.slots = tc_alloc(wide.room * sizeof *wide.slots);
    if (!wide.slots)
        return false;
    tc_link_table_clear(&wide);
    for (size_t i = 0; i < table->room; i++) {
        if (table->slots[i].value == LINK_NONE)
            continue;
        size_t to = tc_link_spread(table->slots[i].key) & (wide.room - 1);
        while (wide.slots[to].value != LINK_NONE)
            to = (to + 1) & (wide.room - 1);
        wide.slots[to] = table->slots[i];
    }
    wide.count = table->count;
    tc_link_table_release(table);
    *table = wide;
    return true;
}

uint32_t *tc_link_table_put(struct link_table *table, uint64_t key, uint32_t first)
{
    if ((table->count + 1) * 4 > table->room * 3 && !widen(table))
        return NULL;
    size_t mask = table->room - 1, i = tc_link_spread(key) & mask;
    for (; table->slots[i].value != LINK_NONE; i = (i + 1) & mask)
        if (table->slots[i].key == key)
            return &table->slots[i].value;
    table->slots[i] = (struct link_slot){key, first};
    table->count++;
    return &table->slots[i].value;
}
