/* fuzz_mapping.c: any bytes as a mapping file, and a small table read by it.
 *
 * What stands before the first NUL is the mapping, the rest the table.
 */
#include "record/io/io.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tocsin_status read_bytes(void *context, char *to, size_t room, size_t *got,
                                tocsin_error *error)
{
    text *left = context;
    (void)error;
    *got = left->size < room ? left->size : room;
    if (*got)
        memcpy(to, left->data, *got);
    *left = tc_text_slice(*left, *got, left->size);
    return TOCSIN_OK;
}

static tocsin_status take(void *context, const struct import_row *row)
{
    (void)context;
    if (row->claim.actor_count > IMPORT_PARTIES ||
        tc_utf8_check(row->id) != row->id.size)
        abort();
    return TOCSIN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t first = nul ? (size_t)(nul - data) : size;
    text mapping = {(const char *)data, first}, table = {NULL, 0};
    if (nul)
        table = (text){(const char *)nul + 1, size - first - 1};
    if (!mapping.size)
        return 0;
    struct io_input input = {"fuzz", read_bytes, &table};
    struct io_options options = {.mapping = mapping, .mapping_file = "fuzz.map"};
    struct io_reader *reader;
    struct io_counts counts;
    tocsin_error error = {.byte = -1};
    tocsin_status status = tc_io_open(&input, &options, &reader, &error);
    if (status != TOCSIN_OK) {
        if (!error.message[0])
            abort();
        return 0;
    }
    if (tc_io_read(reader, take, NULL, &counts, &error) != TOCSIN_OK)
        abort();
    tc_io_close(reader);
    return 0;
}
