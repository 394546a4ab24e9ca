/* fuzz_pdf.c: any bytes as what pdftotext prints. */
#include "read/inside.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    text out, printed = {(const char *)data, size};
    if (!arena.maximum)
        tc_arena_init(&arena, (size_t)256 << 20);
    tc_arena_reset(&arena);
    if (tc_pdf_text(&arena, printed, &out) != TOCSIN_OK)
        return 0;
    if (out.size > 2 * size)
        abort();
    if (out.size > 0 && tc_text_trim(out).size != out.size)
        abort(); /* paragraphs have no white space around them */
    return 0;
}
