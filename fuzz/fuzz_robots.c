/* fuzz_robots.c: any bytes as a robots.txt; their first line is the path asked for. */
#include "read/fetch.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.maximum)
        tc_arena_init(&arena, (size_t)64 << 20);
    text all = {(const char *)data, size};
    size_t end = tc_text_find(all, TEXT("\n"));
    text path = tc_text_slice(all, 0, end == SIZE_MAX ? size : end);
    text bytes = tc_text_slice(all, end == SIZE_MAX ? size : end + 1, size);
    struct robots robots;
    tc_arena_reset(&arena);
    if (tc_robots_read(&arena, bytes, TEXT("tocsin/1"), &robots) != TOCSIN_OK)
        return 0;
    bool allowed = tc_robots_allow(&robots, path);
    if (robots.count == 0 && !allowed && path.size <= TC_URL_MAXIMUM)
        abort(); /* nothing forbids it */
    if (!tc_robots_allow(&robots, TEXT("/robots.txt")))
        abort();
    if (!(robots.delay >= 0 && robots.delay <= 86400))
        abort();
    return 0;
}
