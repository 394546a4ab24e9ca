/* bytes.c: the bytes of one file for those who make no documents of them: tables of
 * other projects' events.
 *
 * gzip and zstd are taken off by input.c. GDELT and Phoenix give their tables as ZIP
 * archives of one file each, so one such file is unpacked as it streams by; its
 * directory at the end is not looked at. An archive of several files is refused: which
 * of them was meant nobody knows.
 */
#include "read/document.h"
#include "read/inside.h"

#include <string.h>
#include <zlib.h>

enum { LOCAL_HEAD = 30, PIECE = 64 << 10, STORED = 0, DEFLATED = 8 };

struct bytes {
    struct input input;
    char file[512];
    bool zip;
    bool ended, checked; /* the file; and what stands behind it */
    int method;
    bool crc_known;
    uint32_t crc, crc_wanted;
    uint64_t left; /* of a stored file */
    z_stream stream;
    bool streaming; /* to be ended */
};

static tocsin_status no_zip(const struct bytes *bytes, const char *why,
                            tocsin_error *error)
{
    return tc_fail(error, TOCSIN_FORMAT, bytes->file, 0, (long long)bytes->input.offset,
                   "%s", why);
}

static uint32_t little(const char *at, int count)
{
    uint32_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | (unsigned char)at[i];
    return value;
}

/* ---- the head of the one file ---------------------------------------------------- */

static tocsin_status begin_zip(struct bytes *bytes, tocsin_error *error)
{
    text head = tc_input_peek(&bytes->input, LOCAL_HEAD);
    if (head.size < LOCAL_HEAD)
        return no_zip(bytes, "the ZIP archive ends in its head", error);
    unsigned flags = little(head.data + 6, 2);
    bool behind = flags & 8; /* its sizes stand behind the file */
    uint32_t packed = little(head.data + 18, 4), whole = little(head.data + 22, 4);
    bytes->method = (int)little(head.data + 8, 2);
    bytes->crc_known = !behind;
    bytes->crc_wanted = little(head.data + 14, 4);
    if (flags & 1)
        return no_zip(bytes, "the ZIP archive is encrypted", error);
    if (bytes->method != DEFLATED &&
        (bytes->method != STORED || behind || packed == UINT32_MAX || packed != whole))
        return no_zip(bytes, "the ZIP archive is packed by a method unknown here",
                      error);
    bytes->left = packed;
    uint64_t skip =
        LOCAL_HEAD + little(head.data + 26, 2) + (uint64_t)little(head.data + 28, 2);
    if (!tc_input_pass(&bytes->input, skip))
        return no_zip(bytes, "the ZIP archive ends in its head", error);
    bytes->zip = true;
    bytes->stream.zalloc = tc_zip_alloc;
    bytes->stream.zfree = tc_zip_free;
    if (inflateInit2(&bytes->stream, -15) != Z_OK)
        return tc_fail(error, TOCSIN_MEMORY, bytes->file, 0, -1, "out of memory");
    bytes->streaming = true;
    return TOCSIN_OK;
}

tocsin_status tc_bytes_open(const char *path, struct bytes **out, tocsin_error *error)
{
    *out = NULL;
    struct bytes *bytes = tc_alloc(sizeof *bytes);
    if (!bytes)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    memset(bytes, 0, sizeof *bytes);
    bytes->input.file = -1;
    size_t size = strlen(path);
    if (size >= sizeof bytes->file)
        size = sizeof bytes->file - 1;
    memcpy(bytes->file, path, size);
    tocsin_status status = tc_input_open(&bytes->input, path, error);
    if (status == TOCSIN_OK &&
        tc_text_begins(tc_input_peek(&bytes->input, 4), TEXT("PK\3\4")))
        status = begin_zip(bytes, error);
    if (status == TOCSIN_OK)
        *out = bytes;
    else
        tc_bytes_close(bytes);
    return status;
}

void tc_bytes_close(struct bytes *bytes)
{
    if (!bytes)
        return;
    if (bytes->streaming)
        inflateEnd(&bytes->stream);
    tc_input_release(&bytes->input);
    tc_free(bytes);
}

/* ---- reading --------------------------------------------------------------------- */

static tocsin_status broken_off(const struct bytes *bytes, tocsin_error *error)
{
    return tc_fail(error, bytes->input.status, bytes->file, 0,
                   (long long)bytes->input.offset, "%s", bytes->input.message);
}

/* Behind the file: another one, or the directory. */
static tocsin_status end_zip(struct bytes *bytes, tocsin_error *error)
{
    bytes->checked = true;
    if (bytes->crc_known && bytes->crc != bytes->crc_wanted)
        return no_zip(bytes, "the file in the ZIP archive is damaged", error);
    text next = tc_input_peek(&bytes->input, 4);
    if (!bytes->crc_known) { /* its sizes, with or without a mark of their own */
        bool mark = tc_text_begins(next, TEXT("PK\7\10"));
        text tail = tc_input_peek(&bytes->input, mark ? 20 : 16);
        if (tail.size >= (mark ? 20U : 16U) &&
            little(tail.data + (mark ? 4 : 0), 4) != bytes->crc)
            return no_zip(bytes, "the file in the ZIP archive is damaged", error);
        (void)tc_input_pass(&bytes->input, mark ? 16 : 12);
        next = tc_input_peek(&bytes->input, 4);
    }
    if (tc_text_begins(next, TEXT("PK\3\4")))
        return no_zip(bytes, "the ZIP archive has more than one file: unpack it",
                      error);
    return TOCSIN_OK;
}

static tocsin_status read_stored(struct bytes *bytes, char *to, size_t room,
                                 size_t *got, tocsin_error *error)
{
    if (room > bytes->left)
        room = (size_t)bytes->left;
    text piece = tc_input_peek(&bytes->input, room);
    if (room && !piece.size)
        return no_zip(bytes, "the ZIP archive ends too early", error);
    if (piece.size)
        memcpy(to, piece.data, piece.size);
    *got = piece.size;
    bytes->left -= piece.size;
    tc_input_skip(&bytes->input, piece.size);
    bytes->ended = bytes->left == 0;
    return TOCSIN_OK;
}

static tocsin_status read_deflated(struct bytes *bytes, char *to, size_t room,
                                   size_t *got, tocsin_error *error)
{
    z_stream *stream = &bytes->stream;
    stream->next_out = (Bytef *)to;
    stream->avail_out = room > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)room;
    uInt wanted = stream->avail_out;
    while (stream->avail_out == wanted && !bytes->ended) {
        text piece = tc_input_peek(&bytes->input, PIECE);
        if (!piece.size)
            return bytes->input.status != TOCSIN_OK
                       ? broken_off(bytes, error)
                       : no_zip(bytes, "the ZIP archive ends too early", error);
        stream->next_in = (Bytef *)piece.data;
        stream->avail_in = (uInt)piece.size;
        int result = inflate(stream, Z_NO_FLUSH);
        tc_input_skip(&bytes->input, piece.size - stream->avail_in);
        if (result == Z_MEM_ERROR)
            return tc_fail(error, TOCSIN_MEMORY, bytes->file, 0, -1, "out of memory");
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return no_zip(bytes, "the file in the ZIP archive is damaged", error);
        bytes->ended = result == Z_STREAM_END;
    }
    *got = wanted - stream->avail_out;
    return TOCSIN_OK;
}

tocsin_status tc_bytes_read(struct bytes *bytes, char *to, size_t room, size_t *got,
                            tocsin_error *error)
{
    *got = 0;
    if (bytes->ended)
        return bytes->checked ? TOCSIN_OK : end_zip(bytes, error);
    if (!bytes->zip) {
        text piece = tc_input_peek(&bytes->input, room < PIECE ? room : PIECE);
        if (!piece.size && bytes->input.status != TOCSIN_OK)
            return broken_off(bytes, error);
        if (piece.size)
            memcpy(to, piece.data, piece.size);
        tc_input_skip(&bytes->input, piece.size);
        *got = piece.size;
        return TOCSIN_OK;
    }
    tocsin_status status = bytes->method == STORED
                               ? read_stored(bytes, to, room, got, error)
                               : read_deflated(bytes, to, room, got, error);
    if (status != TOCSIN_OK)
        return status;
    bytes->crc = (uint32_t)crc32(bytes->crc, (const Bytef *)to, (uInt)*got);
    return *got || !bytes->ended ? TOCSIN_OK : end_zip(bytes, error);
}
