/* fuzz_feed.c: any bytes as a feed or sitemap, item by item. */
#include "read/inside.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena keep, arena;
    if (!arena.maximum) {
        tc_arena_init(&keep, (size_t)64 << 20);
        tc_arena_init(&arena, (size_t)256 << 20);
    }
    tocsin_error error;
    struct place place = {"fuzz", 0, 0, &error};
    struct feed feed;
    text bytes = {(const char *)data, size};
    text utf8;
    tc_arena_reset(&keep);
    if (tc_decode(&keep, bytes, tc_declared_charset(bytes), &utf8, &place))
        return 0;
    tocsin_status status = tc_feed_open(&feed, &keep, utf8, &place);
    while (status != TOCSIN_DONE && (feed.tree || feed.json.size > 0)) {
        tocsin_document document;
        memset(&document, 0, sizeof document);
        tc_arena_reset(&arena);
        status = tc_feed_next(&feed, &arena, &document, &place);
        if (status == TOCSIN_OK && tc_utf8_check(document.text) != document.text.size)
            abort();
    }
    tc_feed_close(&feed);
    return 0;
}
