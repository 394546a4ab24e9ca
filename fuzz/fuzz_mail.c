/* fuzz_mail.c: any bytes as an e-mail. What comes out must be clean UTF-8. */
#include "read/inside.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    if (!arena.maximum)
        tc_arena_init(&arena, (size_t)256 << 20);
    tocsin_error error;
    struct place place = {"fuzz", 0, 0, &error};
    tocsin_document document;
    text bytes = {(const char *)data, size};
    memset(&document, 0, sizeof document);
    tc_arena_reset(&arena);
    (void)tc_is_mail(bytes);
    if (tc_mail_read(&arena, bytes, &document, &place) != TOCSIN_OK)
        return 0;
    const text fields[] = {document.text, document.title, document.publisher,
                           document.id, document.published};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (tc_utf8_check(fields[i]) != fields[i].size ||
            (fields[i].size && memchr(fields[i].data, 0, fields[i].size)))
            abort();
    return 0;
}
