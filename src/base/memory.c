/* memory.c: the one way to memory, and arenas.
 *
 * Everything goes through tc_realloc(), so that a test can make the n-th allocation of
 * its thread fail and look whether all is given back. An arena keeps its blocks when it
 * is reset: a news text of 3 kB needs some 300 kB of tokens, trees and claims, so after
 * the first few documents coding asks the system for nothing.
 */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local long fail_in;
static _Thread_local unsigned long allocations;

void tc_alloc_fail(long n)
{
    fail_in = n;
}

unsigned long tc_alloc_count(void)
{
    return allocations;
}

void *tc_realloc(void *old, size_t size)
{
    allocations++;
    if (fail_in > 0 && --fail_in == 0) {
        fail_in = 1; /* and all behind it */
        return NULL;
    }
    return realloc(old, size ? size : 1);
}

void *tc_alloc(size_t size)
{
    return tc_realloc(NULL, size);
}

void tc_free(void *old)
{
    free(old);
}

bool tc_grow(void *items, size_t *room, size_t need, size_t item_size, size_t maximum)
{
    if (need <= *room)
        return true;
    if (need > maximum)
        return false;
    size_t more = *room < 8 ? 8 : *room + *room / 2;
    if (more < need)
        more = need;
    if (more > maximum)
        more = maximum;
    if (more > SIZE_MAX / item_size)
        return false;
    void *old;
    memcpy(&old, items, sizeof old);
    void *grown = tc_realloc(old, more * item_size);
    if (!grown)
        return false;
    memcpy(items, &grown, sizeof grown);
    *room = more;
    return true;
}

/* ---- arena ----------------------------------------------------------------------- */

enum { BLOCK = 64 * 1024, ALIGN = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes behind this header */
};

void tc_arena_init(struct arena *arena, size_t maximum)
{
    memset(arena, 0, sizeof *arena);
    arena->maximum = maximum ? maximum : (size_t)1 << 30;
}

static unsigned char *block_data(struct arena_block *block)
{
    return (unsigned char *)block + ALIGN;
}

/* Makes the next block that has room for size the current one. */
static bool next_block(struct arena *arena, size_t size)
{
    struct arena_block **link = arena->now ? &arena->now->next : &arena->first;
    if (*link && (*link)->size >= size) {
        arena->now = *link;
        arena->used = 0;
        return true;
    }
    size_t want = arena->total / 2 > BLOCK ? arena->total / 2 : BLOCK;
    if (want < size)
        want = size;
    want = (want + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (want > arena->maximum - arena->total) {
        want = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        if (want > arena->maximum - arena->total)
            return false;
    }
    struct arena_block *block = tc_alloc(want + ALIGN);
    if (!block)
        return false;
    block->size = want;
    block->next = *link; /* a smaller old block stays behind it */
    *link = block;
    arena->now = block;
    arena->used = 0;
    arena->total += want;
    return true;
}

void *tc_arena_alloc(struct arena *arena, size_t size)
{
    if (size > arena->maximum)
        return NULL;
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (!size)
        size = ALIGN;
    if (!arena->now || arena->now->size - arena->used < size)
        if (!next_block(arena, size))
            return NULL;
    void *at = block_data(arena->now) + arena->used;
    arena->used += size;
    return memset(at, 0, size);
}

void tc_arena_reset(struct arena *arena)
{
    arena->now = NULL;
    arena->used = 0;
    if (arena->first)
        arena->now = arena->first;
}

void tc_arena_release(struct arena *arena)
{
    struct arena_block *block = arena->first;
    while (block) {
        struct arena_block *next = block->next;
        tc_free(block);
        block = next;
    }
    tc_arena_init(arena, arena->maximum);
}

text tc_arena_copy(struct arena *arena, text from)
{
    char *copy = tc_arena_alloc(arena, from.size + 1);
    if (!copy)
        return (text){NULL, 0};
    if (from.size)
        memcpy(copy, from.data, from.size);
    return (text){copy, from.size};
}

text tc_arena_format(struct arena *arena, const char *format, ...)
{
    char small[256];
    va_list list;
    va_start(list, format);
    int n = vsnprintf(small, sizeof small, format, list);
    va_end(list);
    if (n < 0)
        return (text){NULL, 0};
    char *out = tc_arena_alloc(arena, (size_t)n + 1);
    if (!out)
        return (text){NULL, 0};
    if ((size_t)n < sizeof small) {
        memcpy(out, small, (size_t)n + 1);
    } else {
        va_start(list, format);
        (void)vsnprintf(out, (size_t)n + 1, format, list);
        va_end(list);
    }
    return (text){out, (size_t)n};
}
