/* read/encoding.c: bytes in some encoding to clean UTF-8.
 *
 * Of the news archives seen, nearly all is UTF-8; of the rest nearly all is
 * Windows-1252 called Latin-1, or called UTF-8 and never looked at. So bytes that are
 * UTF-8 beyond ASCII are believed whatever the label says: Windows-1252 prose that is
 * valid UTF-8 by chance does not happen. A few stray bytes in UTF-8 become U+FFFD, one
 * each; text whose bytes above 127 never form a UTF-8 sequence is Windows-1252.
 *
 * JSON text must keep its offsets, so valid text passes untouched, and what must go
 * goes for something of the same length in bytes and in code points: a control
 * character for a space, a C1 control (two bytes) for a no-break space (two bytes).
 */
#include "read/inside.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define NAME_MAXIMUM      40
#define CONVERTED_MAXIMUM ((size_t)256 << 20)

/* 0x80 to 0x9f of Windows-1252; the five that it leaves out become U+FFFD. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

/* ---- repair ---------------------------------------------------------------------- */

/* What must be looked at twice: controls but tab, newline and carriage return, and all
 * that is not ASCII. */
static bool is_plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' || c == '\r';
}

/* Bytes at the front of t that are plain, in blocks of 32: the compiler makes each of
 * them a few vector instructions. */
static size_t plain_blocks(text t)
{
    size_t at = 0;
    for (; t.size - at >= 32; at += 32) {
        unsigned char block[32], bad = 0;
        memcpy(block, t.data + at, 32);
        for (int i = 0; i < 32; i++) {
            unsigned char c = block[i];
            bad |= (unsigned char)((unsigned char)(c - 0x20) > 0x5e) &
                   (unsigned char)(c != '\n') & (unsigned char)(c != '\t') &
                   (unsigned char)(c != '\r');
        }
        if (bad)
            break;
    }
    return at;
}

struct census {
    size_t bad;      /* bytes that are part of no UTF-8 sequence */
    size_t sequence; /* UTF-8 sequences of two bytes and more, whole or cut short */
    bool change;     /* there are bad bytes or control characters */
};

/* Bytes at the front of t that begin a UTF-8 sequence which then breaks off. */
static size_t cut_short(text t)
{
    unsigned char lead = (unsigned char)t.data[0];
    size_t want = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : 0;
    size_t have = 1;
    while (have < want && have < t.size && ((unsigned char)t.data[have] & 0xc0) == 0x80)
        have++;
    return have >= 2 && have < want ? have : 0;
}

static struct census take_census(text t)
{
    struct census census = {0, 0, false};
    size_t at = 0;
    while (at < t.size) {
        at += plain_blocks(tc_text_slice(t, at, t.size));
        while (at < t.size && is_plain((unsigned char)t.data[at]))
            at++;
        if (at == t.size)
            break;
        if ((unsigned char)t.data[at] < 0x80) {
            census.change = true;
            at++;
            continue;
        }
        size_t from = at;
        uint32_t c = tc_utf8_next(t, &at);
        if (at - from > 1) {
            census.sequence++;
            census.change |= c < 0xa0;
            continue;
        }
        census.change = true;
        size_t cut = cut_short(tc_text_slice(t, from, t.size));
        census.sequence += cut > 0;
        census.bad += cut ? cut : 1;
        at = from + (cut ? cut : 1);
    }
    return census;
}

static size_t put(uint32_t c, char *out)
{
    char bytes[4];
    size_t size = tc_utf8_put(c, bytes);
    if (out)
        memcpy(out, bytes, size);
    return size;
}

/* Writes the repaired text to out, or only counts its bytes when out is NULL. */
static size_t repair_into(text t, bool windows, char *out)
{
    size_t size = 0;
    size_t at = 0;
    while (at < t.size) {
        size_t from = at;
        at += plain_blocks(tc_text_slice(t, at, t.size));
        while (at < t.size && is_plain((unsigned char)t.data[at]))
            at++;
        if (out && at > from)
            memcpy(out + size, t.data + from, at - from);
        size += at - from;
        if (at == t.size)
            break;
        unsigned char byte = (unsigned char)t.data[at];
        uint32_t c;
        if (byte < 0x80) {
            at++;
            c = is_plain(byte) ? byte : ' ';
        } else if (windows) {
            at++;
            c = byte < 0xa0 ? windows_1252[byte - 0x80] : byte;
        } else {
            c = tc_utf8_next(t, &at);
            c = c < 0xa0 ? 0xa0 : c;
        }
        size += put(c, out ? out + size : NULL);
    }
    return size;
}

static tocsin_status rewrite(struct arena *arena, text t, bool windows, text *out)
{
    size_t size = repair_into(t, windows, NULL);
    char *data = tc_arena_alloc(arena, size + 1);
    if (!data)
        return TOCSIN_MEMORY;
    (void)repair_into(t, windows, data);
    *out = (text){data, size};
    return TOCSIN_OK;
}

tocsin_status tc_repair(struct arena *arena, text t, text *out)
{
    struct census census = take_census(t);
    if (!census.change) {
        *out = t;
        return TOCSIN_OK;
    }
    bool windows =
        census.bad > 0 && (census.sequence == 0 || census.bad > t.size / 100 + 3);
    return rewrite(arena, t, windows, out);
}

/* ---- other encodings ------------------------------------------------------------- */

static bool big_endian(text bytes)
{
    return (unsigned char)bytes.data[0] == 0xfe || bytes.data[0] == 0;
}

static size_t utf16_into(text bytes, bool big, char *out)
{
    size_t size = 0;
    uint32_t high = 0;
    for (size_t i = 0; i + 1 < bytes.size; i += 2) {
        uint32_t first = (unsigned char)bytes.data[i];
        uint32_t second = (unsigned char)bytes.data[i + 1];
        uint32_t c = big ? first << 8 | second : second << 8 | first;
        if (i == 0 && c == 0xfeff)
            continue;
        bool low = c >= 0xdc00 && c < 0xe000;
        if (high && !low)
            size += put(0xfffd, out ? out + size : NULL);
        if (c >= 0xd800 && c < 0xdc00) {
            high = c;
            continue;
        }
        if (low)
            c = high ? 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
        high = 0;
        size += put(c, out ? out + size : NULL);
    }
    if (high || bytes.size % 2)
        size += put(0xfffd, out ? out + size : NULL);
    return size;
}

static tocsin_status from_utf16(struct arena *arena, text bytes, text *out,
                                const struct place *place)
{
    bool big = big_endian(bytes);
    size_t size = utf16_into(bytes, big, NULL);
    char *data = tc_arena_alloc(arena, size + 1);
    if (!data)
        return TOCSIN_MEMORY;
    (void)utf16_into(bytes, big, data);
    if (memchr(data, 0, size))
        return tc_fail(place->error, TOCSIN_ENCODING, place->file, place->line, -1,
                       "NUL characters in UTF-16 text");
    return tc_repair(arena, (text){data, size}, out);
}

/* One round of iconv(); false when it is done. */
static bool convert_some(iconv_t how, char **in, size_t *left, struct buffer *out)
{
    char block[4096];
    char *to = block;
    size_t room = sizeof block;
    size_t result = iconv(how, in, left, &to, &room);
    int why = errno;
    tc_buffer_add(out, block, sizeof block - room);
    if (out->failed || result != (size_t)-1)
        return false;
    if (why == E2BIG)
        return true;
    tc_buffer_string(out, "\xEF\xBF\xBD");
    if (why != EILSEQ || *left == 0)
        return false;
    (*in)++;
    (*left)--;
    return *left > 0;
}

static tocsin_status from_other(struct arena *arena, text bytes, iconv_t how, text *out)
{
    struct buffer converted;
    tc_buffer_init(&converted, CONVERTED_MAXIMUM);
    /* iconv() takes char ** and only reads. */
    union {
        const char *read;
        char *write;
    } in = {bytes.data};
    char *at = in.write;
    size_t left = bytes.size;
    while (left > 0 && convert_some(how, &at, &left, &converted))
        continue;
    text all = {NULL, 0};
    if (!converted.failed)
        all = tc_arena_copy(arena, (text){converted.data, converted.size});
    tc_buffer_release(&converted);
    return all.data ? tc_repair(arena, all, out) : TOCSIN_MEMORY;
}

static bool named_one_of(text name, const char *const *names)
{
    for (; *names; names++)
        if (tc_text_equal_fold(name, tc_text(*names)))
            return true;
    return false;
}

/* Those of which every page says that it is one when it is Windows-1252. */
static bool means_windows(text name)
{
    static const char *const names[] = {
        "iso-8859-1",   "iso8859-1", "latin1", "latin-1",
        "windows-1252", "cp1252",    "ascii",  "us-ascii",
        "iso-8859-15",  "x-cp1252",  NULL};
    return named_one_of(name, names);
}

static bool means_utf8(text name)
{
    static const char *const names[] = {"utf-8",  "utf8",  "unicode",
                                        "utf-16", "utf16", NULL};
    return name.size == 0 || named_one_of(name, names);
}

/* Encodings whose every byte is ASCII: valid UTF-8 proves nothing. */
static bool hides_in_ascii(text name)
{
    return tc_text_equal_fold(tc_text_slice(name, 0, 8), TEXT("iso-2022")) ||
           tc_text_equal_fold(name, TEXT("hz-gb-2312"));
}

static tocsin_status by_name(struct arena *arena, text bytes, text name, text *out)
{
    char spelt[NAME_MAXIMUM];
    if (means_utf8(name) || name.size >= sizeof spelt ||
        (!hides_in_ascii(name) && tc_utf8_check(bytes) == bytes.size))
        return tc_repair(arena, bytes, out);
    if (means_windows(name))
        return rewrite(arena, bytes, true, out);
    memcpy(spelt, name.data, name.size);
    spelt[name.size] = '\0';
    iconv_t how = iconv_open("UTF-8", spelt);
    union {
        iconv_t how;
        intptr_t number;
    } result = {how};
    if (result.number == -1)
        return tc_repair(arena, bytes, out);
    tocsin_status status = from_other(arena, bytes, how, out);
    iconv_close(how);
    return status;
}

static bool begins(text bytes, const char *with, size_t size)
{
    return bytes.size >= size && memcmp(bytes.data, with, size) == 0;
}

tocsin_status tc_decode(struct arena *arena, text bytes, text declared, text *out,
                        const struct place *place)
{
    if (begins(bytes, "\xFF\xFE\0\0", 4) || begins(bytes, "\0\0\xFE\xFF", 4))
        return tc_fail(place->error, TOCSIN_ENCODING, place->file, place->line, 0,
                       "UTF-32 is not read");
    tocsin_status status;
    if (begins(bytes, "\xFF\xFE", 2) || begins(bytes, "\xFE\xFF", 2) ||
        begins(bytes, "<\0", 2) || begins(bytes, "\0<", 2)) {
        status = from_utf16(arena, bytes, out, place);
    } else {
        const char *nul = bytes.size ? memchr(bytes.data, 0, bytes.size) : NULL;
        if (nul)
            return tc_fail(place->error, TOCSIN_FORMAT, place->file, place->line,
                           nul - bytes.data, "a NUL byte: this is not text");
        if (begins(bytes, "\xEF\xBB\xBF", 3)) {
            bytes = tc_text_slice(bytes, 3, bytes.size);
            declared = (text){NULL, 0};
        }
        status = by_name(arena, bytes, declared, out);
    }
    if (status == TOCSIN_MEMORY)
        return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line, -1,
                       "out of memory");
    return status;
}

/* ---- what it says it is ---------------------------------------------------------- */

static bool name_byte(char c)
{
    return tc_ascii_digit(c) || tc_ascii_letter(c) || c == '-' || c == '_' ||
           c == ':' || c == '.';
}

/* The name behind key, which is lower case and ends in '='. */
static text named_behind(text head, const char *key)
{
    size_t size = strlen(key);
    for (size_t at = 0; at + size < head.size; at++) {
        if (!tc_text_equal_fold((text){head.data + at, size}, (text){key, size}))
            continue;
        size_t from = at + size;
        while (from < head.size && (head.data[from] == '"' || head.data[from] == '\'' ||
                                    head.data[from] == ' '))
            from++;
        size_t to = from;
        while (to < head.size && name_byte(head.data[to]))
            to++;
        if (to > from)
            return tc_text_slice(head, from, to);
    }
    return (text){NULL, 0};
}

text tc_declared_charset(text head)
{
    head = tc_text_trim(tc_text_slice(head, 0, 8192));
    if (tc_text_begins(head, TEXT("<?xml"))) {
        size_t end = tc_text_find(head, TEXT("?>"));
        text name = named_behind(tc_text_slice(head, 0, end), "encoding=");
        if (name.size > 0)
            return name;
    }
    return named_behind(head, "charset=");
}
