/* http.c: the bytes of an HTTP response to its body (RFC 9112).
 *
 * As archives keep it: the head as it came, the body chunked or compressed or, where
 * the crawler has undone that already, plain, whatever the head says. So what cannot be
 * undone is taken as it stands, if it does not look packed.
 */
#include "read/inside.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

/* The next line without its end; rest begins behind it. */
static text cut_line(text *rest)
{
    size_t at = tc_text_find(*rest, TEXT("\n"));
    text line = tc_text_slice(*rest, 0, at == SIZE_MAX ? rest->size : at);
    *rest = at == SIZE_MAX ? (text){NULL, 0} : tc_text_slice(*rest, at + 1, rest->size);
    return tc_text_trim(line);
}

static bool has_word(text t, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= t.size; i++)
        if (strncasecmp(t.data + i, word, size) == 0)
            return true;
    return false;
}

/* ---- the head -------------------------------------------------------------------- */

static void header(struct http *out, text line, bool *chunked, bool *packed)
{
    size_t colon = tc_text_find(line, TEXT(":"));
    if (colon == SIZE_MAX)
        return;
    text name = tc_text_trim(tc_text_slice(line, 0, colon));
    text value = tc_text_trim(tc_text_slice(line, colon + 1, line.size));
    if (tc_text_equal_fold(name, TEXT("content-type")))
        out->mime = value;
    else if (tc_text_equal_fold(name, TEXT("transfer-encoding")))
        *chunked = has_word(value, "chunked");
    else if (tc_text_equal_fold(name, TEXT("content-encoding")))
        *packed = has_word(value, "gzip") || has_word(value, "deflate");
}

/* ---- the body -------------------------------------------------------------------- */

/* The length of a chunk in hexadecimal; SIZE_MAX: there is none. */
static size_t chunk_size(text line)
{
    size_t value = 0, digits = 0;
    for (; digits < line.size && digits < 8; digits++) {
        char c = tc_ascii_lower(line.data[digits]);
        if (tc_ascii_digit(c))
            value = value * 16 + (size_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (size_t)(c - 'a') + 10;
        else
            break;
    }
    bool ends =
        digits == line.size || line.data[digits] == ';' || line.data[digits] == ' ';
    return digits > 0 && ends ? value : SIZE_MAX;
}

/* false: out of memory. A body that is not chunked after all stays as it is. */
static bool join_chunks(struct arena *arena, text *body)
{
    text rest = *body;
    if (chunk_size(cut_line(&rest)) == SIZE_MAX)
        return true;
    char *joined = tc_arena_alloc(arena, body->size ? body->size : 1);
    if (!joined)
        return false;
    size_t have = 0;
    for (rest = *body; rest.size > 0;) {
        size_t size = chunk_size(cut_line(&rest));
        if (size == 0 || size == SIZE_MAX || rest.size == 0)
            break;
        if (size > rest.size)
            size = rest.size; /* the record was cut off */
        memcpy(joined + have, rest.data, size);
        have += size;
        rest = tc_text_slice(rest, size, rest.size);
        if (tc_text_begins(rest, TEXT("\r\n")))
            rest = tc_text_slice(rest, 2, rest.size);
        else if (tc_text_begins(rest, TEXT("\n")))
            rest = tc_text_slice(rest, 1, rest.size);
    }
    *body = (text){joined, have};
    return true;
}

static bool looks_packed(text body, int *bits)
{
    const unsigned char *b = (const unsigned char *)body.data;
    if (body.size < 2)
        return false;
    bool gzip = b[0] == 0x1f && b[1] == 0x8b;
    bool zlib = (b[0] & 0x0f) == 8 && (b[0] * 256u + b[1]) % 31 == 0;
    *bits = gzip ? 15 + 16 : 15;
    return gzip || zlib;
}

/* What was unpacked before the damage, if there is any, is the body. */
static tocsin_status unzip(struct arena *arena, struct deflate *deflate, size_t maximum,
                           text *body)
{
    int bits;
    size_t used;
    text whole;
    if (!looks_packed(*body, &bits))
        return TOCSIN_OK;
    if (bits != 15 && tc_deflate_whole(deflate, *body, maximum, &whole, &used)) {
        *body = tc_arena_copy(arena, whole);
        return body->data ? TOCSIN_OK : TOCSIN_MEMORY;
    }
    z_stream zip;
    memset(&zip, 0, sizeof zip);
    zip.zalloc = tc_zip_alloc;
    zip.zfree = tc_zip_free;
    if (inflateInit2(&zip, bits) != Z_OK)
        return TOCSIN_MEMORY;
    struct buffer out;
    tc_buffer_init(&out, maximum);
    unsigned char piece[16384];
    zip.next_in = (unsigned char *)(uintptr_t)body->data;
    zip.avail_in = (unsigned)body->size;
    int result = Z_OK;
    while (result == Z_OK && !out.failed) {
        zip.next_out = piece;
        zip.avail_out = sizeof piece;
        result = inflate(&zip, Z_NO_FLUSH);
        tc_buffer_add(&out, piece, sizeof piece - zip.avail_out);
        if (zip.avail_in == 0 && zip.avail_out > 0)
            break;
    }
    inflateEnd(&zip);
    tocsin_status status = out.failed ? TOCSIN_LIMIT : TOCSIN_OK;
    text copy = {NULL, 0};
    if (status == TOCSIN_OK && out.size > 0) {
        copy = tc_arena_copy(arena, (text){out.data, out.size});
        status = copy.data ? TOCSIN_OK : TOCSIN_MEMORY;
    }
    tc_buffer_release(&out);
    *body = copy;
    return status;
}

tocsin_status tc_http_read(struct arena *arena, struct deflate *deflate, text message,
                           size_t maximum, struct http *out)
{
    bool chunked = false, packed = false;
    memset(out, 0, sizeof *out);
    text line = cut_line(&message);
    if (!tc_text_begins(line, TEXT("HTTP/")))
        return TOCSIN_FORMAT;
    size_t at = tc_text_find(line, TEXT(" "));
    for (size_t i = at == SIZE_MAX ? line.size : at + 1;
         i < line.size && tc_ascii_digit(line.data[i]) && out->code < 1000; i++)
        out->code = out->code * 10 + (line.data[i] - '0');
    while (message.size > 0) {
        line = cut_line(&message);
        if (line.size == 0)
            break;
        header(out, line, &chunked, &packed);
    }
    out->body = message;
    if (chunked && !join_chunks(arena, &out->body))
        return TOCSIN_MEMORY;
    return packed ? unzip(arena, deflate, maximum, &out->body) : TOCSIN_OK;
}

bool tc_mime_is(text mime, const char *kind)
{
    size_t end = tc_text_find(mime, TEXT(";"));
    text t = tc_text_trim(tc_text_slice(mime, 0, end == SIZE_MAX ? mime.size : end));
    return tc_text_equal_fold(t, tc_text(kind));
}

text tc_mime_charset(text mime)
{
    for (size_t i = 0; i + 8 < mime.size; i++) {
        if (strncasecmp(mime.data + i, "charset=", 8) != 0)
            continue;
        text t = tc_text_slice(mime, i + 8, mime.size);
        size_t end = 0;
        while (end < t.size && !strchr("; ,", t.data[end]))
            end++;
        t = tc_text_slice(t, 0, end);
        if (t.size > 2 && strchr("\"'", t.data[0]))
            t = tc_text_slice(t, 1, t.size - 1);
        return t;
    }
    return (text){NULL, 0};
}
