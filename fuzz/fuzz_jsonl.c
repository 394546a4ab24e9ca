/* fuzz_jsonl.c: any bytes as JSON lines, and as the JSON in a page. */
#include "read/inside.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(text t)
{
    if (tc_utf8_check(t) != t.size || (t.size && memchr(t.data, 0, t.size)))
        abort();
}

static void read_line(struct arena *arena, text line)
{
    tocsin_error error;
    struct place place = {"fuzz", 1, 0, &error};
    tocsin_document document;
    text html;
    memset(&document, 0, sizeof document);
    tc_arena_reset(arena);
    if (tc_json_read(arena, line, &document, &html, &place) != TOCSIN_OK)
        return;
    check(document.text);
    check(document.title);
    check(document.id);
    check(html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.maximum)
        tc_arena_init(&arena, (size_t)64 << 20);
    text rest = {(const char *)data, size};
    while (rest.size > 0) {
        size_t end = tc_text_find(rest, TEXT("\n"));
        read_line(&arena, tc_text_slice(rest, 0, end));
        rest =
            end == SIZE_MAX ? (text){NULL, 0} : tc_text_slice(rest, end + 1, rest.size);
    }
    tc_arena_reset(&arena);
    text json = {(const char *)data, size};
    struct schema schema;
    memset(&schema, 0, sizeof schema);
    tc_schema_read(&arena, json, &schema);
    check(schema.published);
    check(schema.publisher);
    for (size_t i = 0; i < schema.post_count; i++)
        check(schema.posts[i].text);
    return 0;
}
