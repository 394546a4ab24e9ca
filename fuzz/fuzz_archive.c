/* fuzz_archive.c: any bytes as a WARC or ARC file, record by record. */
#include "read/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[] = "/tmp/fuzz_archive_XXXXXX";
static int file = -1;

static void remove_file(void)
{
    (void)unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (file < 0) {
        tc_arena_init(&arena, (size_t)256 << 20);
        file = mkstemp(path);
        if (file < 0 || atexit(remove_file) != 0)
            abort();
    }
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size)
        abort();
    const char *name = path;
    struct reader *reader;
    tocsin_document document;
    tocsin_error error;
    const tocsin_reader_options options = {.pdftotext = ""}; /* no other program */
    if (tc_reader_open(&name, 1, &options, &reader, &error) != TOCSIN_OK)
        abort();
    tocsin_status status = TOCSIN_OK;
    for (size_t turns = 0; status != TOCSIN_DONE; turns++) {
        tc_arena_reset(&arena);
        status = tc_reader_next(reader, &arena, &document, &error);
        if (status == TOCSIN_OK && tc_utf8_check(document.text) != document.text.size)
            abort();
        if (turns > size + 2) /* each turn takes a byte, or it is the last */
            abort();
    }
    tc_reader_free(reader);
    return 0;
}
