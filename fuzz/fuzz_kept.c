/* fuzz_kept.c: any bytes as a kept page, and line by line as the head of an answer. */
#include "read/fetch.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const char *value)
{
    for (; *value; value++)
        if (*value < ' ' || *value > '~')
            abort(); /* it would go out as more than a line */
}

static void read_head(text all)
{
    static struct answer answer;
    memset(&answer, 0, sizeof answer);
    while (all.size > 0) {
        size_t end = tc_text_find(all, TEXT("\n"));
        tc_answer_header(&answer,
                         tc_text_slice(all, 0, end == SIZE_MAX ? all.size : end));
        all = tc_text_slice(all, end == SIZE_MAX ? all.size : end + 1, all.size);
    }
    check_value(answer.mime);
    check_value(answer.etag);
    check_value(answer.modified);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kept kept;
    text all = {(const char *)data, size};
    if (tc_kept_read(all, TEXT("http://a.example/"), &kept)) {
        if (kept.body.size > size || kept.body.data + kept.body.size != all.data + size)
            abort();
        text fields[] = {kept.mime, kept.etag, kept.modified};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            for (size_t c = 0; c < fields[i].size; c++)
                if (fields[i].data[c] < ' ' || fields[i].data[c] > '~')
                    abort();
    }
    read_head(all);
    return 0;
}
