/* fuzz_html.c: any bytes as a web page. What comes out must be clean UTF-8. */
#include "read/inside.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct posts posts;
    if (!arena.maximum) {
        tc_arena_init(&arena, (size_t)256 << 20);
        tc_arena_init(&posts.arena, (size_t)256 << 20);
    }
    tocsin_error error;
    struct place place = {"fuzz", 0, 0, &error};
    tocsin_document document;
    text bytes = {(const char *)data, size};
    text utf8;
    memset(&document, 0, sizeof document);
    tc_arena_reset(&arena);
    if (tc_decode(&arena, bytes, tc_declared_charset(bytes), &utf8, &place))
        return 0;
    if (tc_html_read(&arena, utf8, &document, &posts, &place) != TOCSIN_OK)
        return 0;
    const text fields[] = {document.text, document.title, document.publisher};
    for (size_t i = 0; i < 3; i++)
        if (tc_utf8_check(fields[i]) != fields[i].size ||
            (fields[i].size && memchr(fields[i].data, 0, fields[i].size)))
            abort();
    for (size_t i = 0; i < posts.count; i++)
        if (tc_utf8_check(posts.items[i].text) != posts.items[i].text.size)
            abort();
    return 0;
}
