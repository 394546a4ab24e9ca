/* fuzz_list.c: any bytes as a list of addresses, row by row, and as a sitemap; a path
 * that a row names is looked for in a folder, out of which none may lead. */
#include "read/list.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_for(const struct row *row)
{
    static char root[TC_NAME_MAXIMUM];
    char out[TC_NAME_MAXIMUM];
    if (!root[0] && !tc_folder_open("/usr/include", root))
        abort();
    tocsin_status status = tc_folder_file(root, row->field[LIST_PATH], out);
    if (status == TOCSIN_OK && strncmp(out, "/usr/", 5) != 0)
        abort();
    status = tc_folder_page(root, row->field[LIST_URL], out);
    if (status == TOCSIN_OK && strncmp(out, "/usr/", 5) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.maximum)
        tc_arena_init(&arena, (size_t)64 << 20);
    text all = {(const char *)data, size};
    tc_arena_reset(&arena);
    text lines = tc_list_of_sitemap(&arena, all);
    if (lines.size > size || (lines.size > 0 && lines.data[lines.size - 1] != '\n'))
        abort();
    for (int bare = 0; bare < 2; bare++) {
        struct list list;
        if (!tc_list_open(all, bare, &list))
            continue;
        for (text rest = all; rest.size > 0;) {
            struct row row;
            const char *why;
            size_t end = tc_text_find(rest, TEXT("\n"));
            text line = tc_text_slice(rest, 0, end == SIZE_MAX ? rest.size : end);
            rest =
                tc_text_slice(rest, end == SIZE_MAX ? rest.size : end + 1, rest.size);
            tc_arena_reset(&arena);
            tocsin_status status = tc_list_row(&arena, &list, line, &row, &why);
            if (status == TOCSIN_FORMAT && !why)
                abort();
            for (size_t i = 0; status == TOCSIN_OK && i < LIST_FIELDS; i++)
                if (tc_utf8_check(row.field[i]) != row.field[i].size)
                    abort();
            if (status == TOCSIN_OK)
                look_for(&row);
        }
    }
    return 0;
}
