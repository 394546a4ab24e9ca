/* study/link_table.c: numbers by 64-bit key: open addressing, at most half full.
 *
 * Most of the time of an answer goes into looking up (actor, deed, actor) and the like,
 * some hundreds of times, mostly in vain: a probe is one line of the cache of keys and
 * one of values.
 */
#include "study/link.h"

#include <string.h>

static size_t spread(uint64_t key)
{
    key ^= key >> 32;
    key *= 0x9e3779b97f4a7c15u;
    key ^= key >> 29;
    key *= 0xbf58476d1ce4e5b9u;
    return (size_t)(key ^ key >> 32);
}

void tc_link_table_release(struct link_table *table)
{
    tc_free(table->keys);
    tc_free(table->values);
    memset(table, 0, sizeof *table);
}

void tc_link_table_clear(struct link_table *table)
{
    if (table->room)
        memset(table->values, 0xff, table->room * sizeof *table->values);
    table->count = 0;
}

uint32_t tc_link_table_get(const struct link_table *table, uint64_t key)
{
    if (!table->room)
        return LINK_NONE;
    size_t mask = table->room - 1;
    for (size_t i = spread(key) & mask; table->values[i] != LINK_NONE;
         i = (i + 1) & mask)
        if (table->keys[i] == key)
            return table->values[i];
    return LINK_NONE;
}

static bool widen(struct link_table *table)
{
    struct link_table wide = {.room = table->room ? table->room * 2 : 256};
    wide.keys = tc_alloc(wide.room * sizeof *wide.keys);
    wide.values = tc_alloc(wide.room * sizeof *wide.values);
    if (!wide.keys || !wide.values) {
        tc_link_table_release(&wide);
        return false;
    }
    tc_link_table_clear(&wide);
    for (size_t i = 0; i < table->room; i++) {
        if (table->values[i] == LINK_NONE)
            continue;
        size_t to = spread(table->keys[i]) & (wide.room - 1);
        while (wide.values[to] != LINK_NONE)
            to = (to + 1) & (wide.room - 1);
        wide.keys[to] = table->keys[i];
        wide.values[to] = table->values[i];
    }
    wide.count = table->count;
    tc_link_table_release(table);
    *table = wide;
    return true;
}

uint32_t *tc_link_table_put(struct link_table *table, uint64_t key, uint32_t first)
{
    if ((table->count + 1) * 2 > table->room && !widen(table))
        return NULL;
    size_t mask = table->room - 1, i = spread(key) & mask;
    for (; table->values[i] != LINK_NONE; i = (i + 1) & mask)
        if (table->keys[i] == key)
            return &table->values[i];
    table->keys[i] = key;
    table->values[i] = first;
    table->count++;
    return &table->values[i];
}
