/* fuzz_text.c: any bytes as a text file, through every encoding, dates and languages.
 *
 * The first byte picks the declared encoding, as pages and feeds would name it.
 */
#include "read/inside.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"",       "utf-8",    "iso-8859-1",
                                        "koi8-r", "gb18030",  "iso-2022-jp",
                                        "nosuch", "shift_jis"};
    static struct languages languages;
    static struct arena arena;
    if (!arena.maximum) {
        tc_arena_init(&arena, (size_t)64 << 20);
        tc_language_init(&languages);
    }
    if (size < 1)
        return 0;
    tocsin_error error;
    struct place place = {"fuzz", 0, 0, &error};
    tocsin_document document;
    char date[21];
    text utf8;
    memset(&document, 0, sizeof document);
    tc_arena_reset(&arena);
    text bytes = {(const char *)data + 1, size - 1};
    if (tc_decode(&arena, bytes, tc_text(names[data[0] % 8]), &utf8, &place))
        return 0;
    if (tc_utf8_check(utf8) != utf8.size ||
        (utf8.size && memchr(utf8.data, 0, utf8.size)))
        abort();
    if (tc_plain_read(&arena, utf8, &document, &place) == TOCSIN_OK)
        (void)tc_language_guess(&languages, document.text);
    size_t length = tc_date_read(utf8, date);
    if (length != strlen(date) || (length && tc_day_parse(tc_text(date)) == TC_NO_DAY))
        abort();
    return 0;
}
