/* fuzz_quads.c: any bytes as lines of quadruples; what was read is in order of its days
 * and its numbers are there. */
#include "study/study.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stream stream;
    struct quads_report report = {0};
    tc_stream_init(&stream);
    tocsin_status status =
        tc_quads_text(&stream, (text){(const char *)data, size}, "quads",
                      (struct quads_limit){500, 100000}, &report, NULL);
    if (status || tc_stream_sort(&stream, NULL))
        abort();
    for (size_t i = 0; i < stream.count; i++)
        if (stream.actor[i] >= stream.actors.count ||
            stream.recipient[i] >= stream.actors.count ||
            stream.relation[i] >= stream.relations.count ||
            (i && stream.day[i - 1] > stream.day[i]))
            abort();
    tc_stream_release(&stream);
    return 0;
}
