/* fuzz_record_lines.c: any bytes as JSON lines of claims and documents, into a record.
 * Whatever they are, the record stays sound.
 *
 * Making a record costs more than reading an input, so one is kept for a few of them.
 */
#include "record/io/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUTS = 64 };

/* The first byte says how large the pieces are in which the rest comes. */
struct pieces {
    text left;
    size_t step;
};

static tocsin_status some(void *context, char *to, size_t room, size_t *got,
                          tocsin_error *error)
{
    (void)error;
    struct pieces *pieces = context;
    text now =
        tc_text_slice(pieces->left, 0, pieces->step < room ? pieces->step : room);
    if (now.size)
        memcpy(to, now.data, now.size);
    pieces->left = tc_text_slice(pieces->left, now.size, pieces->left.size);
    *got = now.size;
    return TOCSIN_OK;
}

static tocsin_status tell(void *context, text line)
{
    (void)context;
    fprintf(stderr, "%.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static tocsin_status ignore(void *context, const tocsin_error *problem)
{
    (void)context;
    if (problem->line < 1 || !problem->message[0])
        abort();
    return TOCSIN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct record *record;
    static int inputs;
    if (!size)
        return 0;
    if (!record && tc_record_open(":memory:", true, &record, NULL) != TOCSIN_OK)
        abort();
    struct pieces pieces = {
        {(const char *)data + 1, size - 1},
        data[0] + (size_t)1
    };
    struct io_input input = {"fuzz", some, &pieces};
    struct lines_options options = {"fuzz 1", ignore, NULL};
    struct lines_counts counts = {0};
    tocsin_error error;
    if (tc_own_lines_read(record, &input, &options, &counts, &error) != TOCSIN_OK)
        abort();
    if (++inputs % INPUTS)
        return 0;
    if (tc_record_check(record, tell, NULL, &error) != TOCSIN_OK ||
        tc_record_close(record, &error) != TOCSIN_OK)
        abort();
    record = NULL;
    return 0;
}
