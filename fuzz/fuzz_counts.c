/* fuzz_counts.c: any bytes as a file of counts by country and month; what was read is
 * in order of its units, and no count is negative. */
#include "study/counts.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counts_table table = {.last = 454};
    tocsin_status status =
        tc_counts_text(&table, (text){(const char *)data, size}, "counts", NULL);
    if (status && status != TOCSIN_FORMAT && status != TOCSIN_MEMORY)
        abort();
    for (size_t i = 0; i < table.units; i++) {
        if (i && table.id[i - 1] >= table.id[i])
            abort();
        for (size_t k = 0; k < TC_COUNTS_COLUMNS; k++)
            if (table.y[i * TC_COUNTS_COLUMNS + k] < 0)
                abort();
    }
    tc_counts_table_release(&table);
    return 0;
}
