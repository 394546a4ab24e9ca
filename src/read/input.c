/* read/input.c: a file to bytes, gzip and zstd taken off on the way.
 *
 * Packing is known by its first bytes, not by its name: archives come as .gz that are
 * not and as .jsonl that are. Everything streams through one window of 256 KiB, which
 * grows only as far as the longest line or the one document in it; so an archive of 50
 * GB is read in the memory of its longest line, and a bomb that unpacks to a terabyte
 * is stopped at the limit of one document.
 *
 * A stream that breaks off gives all bytes before the break, then its error: the whole
 * lines before it are good news.
 */
#include "read/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define WINDOW_SIZE ((size_t)256 << 10)
#define WINDOW_KEPT ((size_t)4 << 20)  /* a larger one is given back with its file */
#define HEAD_SIZE   ((size_t)64 << 10) /* read before the packing is known */
#define RAW_SIZE    ((size_t)512 << 10)
#define WHOLE_SIZE  ((size_t)4 << 20) /* of a gzip member that is unpacked at one go */
#define MISSES      4 /* members in a row that could not be: it is not tried again */

struct unpacker {
    bool zstd;
    bool open;          /* within a gzip member or zstd frame */
    bool all;           /* raw holds the last bytes of the file */
    size_t begin, fill; /* raw[begin, fill) is not yet used */
    z_stream gzip;
    struct deflate deflate;
    text whole; /* what is left of a member that was unpacked at one go */
    int misses;
    ZSTD_DStream *stream;
    unsigned char raw[RAW_SIZE];
};

static void end_early(struct input *input, tocsin_status status, const char *message)
{
    input->end = true;
    input->status = status;
    size_t size = strlen(message);
    if (size >= sizeof input->message)
        size = sizeof input->message - 1;
    memcpy(input->message, message, size);
    input->message[size] = '\0';
}

/* Bytes read, 0 at the end; sets the status when it fails. */
static size_t read_some(struct input *input, void *to, size_t size)
{
    ssize_t got;
    if (input->file < 0) {
        text next = tc_text_slice(input->memory, 0, size);
        if (next.size > 0)
            memcpy(to, next.data, next.size);
        input->memory = tc_text_slice(input->memory, next.size, input->memory.size);
        return next.size;
    }
    do {
        got = read(input->file, to, size);
    } while (got < 0 && errno == EINTR);
    if (got >= 0)
        return (size_t)got;
    char words[128];
    if (strerror_r(errno, words, sizeof words) != 0)
        words[0] = '\0';
    end_early(input, TOCSIN_IO, words);
    return 0;
}

/* ---- gzip and zstd --------------------------------------------------------------- */

void *tc_zip_alloc(void *context, unsigned items, unsigned size)
{
    (void)context;
    return tc_alloc((size_t)items * size);
}

void tc_zip_free(void *context, void *old)
{
    (void)context;
    tc_free(old);
}

static void unpacker_free(struct unpacker *unpacker)
{
    if (!unpacker)
        return;
    if (unpacker->zstd)
        ZSTD_freeDStream(unpacker->stream);
    else
        inflateEnd(&unpacker->gzip);
    tc_deflate_release(&unpacker->deflate);
    tc_free(unpacker);
}

static struct unpacker *unpacker_new(bool zstd)
{
    struct unpacker *unpacker = tc_alloc(sizeof *unpacker);
    if (!unpacker)
        return NULL;
    memset(unpacker, 0, offsetof(struct unpacker, raw));
    unpacker->zstd = zstd;
    if (zstd) {
        unpacker->stream = ZSTD_createDStream();
        if (!unpacker->stream) {
            tc_free(unpacker);
            return NULL;
        }
        return unpacker;
    }
    unpacker->gzip.zalloc = tc_zip_alloc;
    unpacker->gzip.zfree = tc_zip_free;
    if (inflateInit2(&unpacker->gzip, 15 + 16) != Z_OK) {
        tc_free(unpacker);
        return NULL;
    }
    return unpacker;
}

/* Behind a gzip member: another one, padding with zeros, or the end. */
static void gzip_between(struct input *input, struct unpacker *unpacker)
{
    while (unpacker->begin < unpacker->fill && unpacker->raw[unpacker->begin] == 0)
        unpacker->begin++;
    if (unpacker->begin == unpacker->fill)
        return;
    if (unpacker->raw[unpacker->begin] != 0x1f) {
        end_early(input, TOCSIN_FORMAT, "other bytes behind the end of the gzip data");
        return;
    }
    inflateReset(&unpacker->gzip);
    unpacker->open = true;
}

/* The member that begins here at one go, if raw holds all of it. */
static void gzip_whole(struct unpacker *unpacker)
{
    size_t used;
    text packed = {(const char *)unpacker->raw + unpacker->begin,
                   unpacker->fill - unpacker->begin};
    if (unpacker->misses >= MISSES)
        return;
    unpacker->misses++;
    if (!tc_deflate_whole(&unpacker->deflate, packed, WHOLE_SIZE, &unpacker->whole,
                          &used))
        return;
    unpacker->misses = 0;
    unpacker->begin += used;
    unpacker->open = false;
}

static size_t take_whole(struct unpacker *unpacker, char *to, size_t size)
{
    if (size > unpacker->whole.size)
        size = unpacker->whole.size;
    memcpy(to, unpacker->whole.data, size);
    unpacker->whole = tc_text_slice(unpacker->whole, size, unpacker->whole.size);
    return size;
}

/* Unpacks into to; returns the bytes written. */
static size_t gzip_step(struct input *input, char *to, size_t size)
{
    struct unpacker *unpacker = input->unpacker;
    if (!unpacker->open && unpacker->whole.size == 0) {
        gzip_between(input, unpacker);
        if (!unpacker->open || input->end)
            return 0;
        gzip_whole(unpacker);
    }
    if (!unpacker->open)
        return unpacker->whole.size ? take_whole(unpacker, to, size) : 0;
    z_stream *gzip = &unpacker->gzip;
    size_t chunk = size < UINT32_MAX ? size : UINT32_MAX;
    gzip->next_in = unpacker->raw + unpacker->begin;
    gzip->avail_in = (unsigned)(unpacker->fill - unpacker->begin);
    gzip->next_out = (unsigned char *)to;
    gzip->avail_out = (unsigned)chunk;
    int result = inflate(gzip, Z_NO_FLUSH);
    unpacker->begin = unpacker->fill - gzip->avail_in;
    if (result == Z_STREAM_END)
        unpacker->open = false;
    else if (result == Z_MEM_ERROR)
        end_early(input, TOCSIN_MEMORY, "out of memory");
    else if (result != Z_OK && result != Z_BUF_ERROR)
        end_early(input, TOCSIN_FORMAT, "the gzip data are damaged");
    return chunk - gzip->avail_out;
}

static size_t zstd_step(struct input *input, char *to, size_t size)
{
    struct unpacker *unpacker = input->unpacker;
    ZSTD_inBuffer in = {unpacker->raw, unpacker->fill, unpacker->begin};
    ZSTD_outBuffer out = {to, size, 0};
    if (in.pos == in.size && !unpacker->open)
        return 0;
    size_t result = ZSTD_decompressStream(unpacker->stream, &out, &in);
    unpacker->begin = in.pos;
    if (ZSTD_isError(result))
        end_early(input, TOCSIN_FORMAT, "the zstd data are damaged");
    else
        unpacker->open = result != 0;
    return out.pos;
}

/* Reads when raw is used up, and before a member begins when it is half so. */
static void refill(struct input *input)
{
    struct unpacker *unpacker = input->unpacker;
    size_t have = unpacker->fill - unpacker->begin;
    bool between = !unpacker->open && !unpacker->zstd && unpacker->whole.size == 0;
    if (unpacker->all || have > (between ? RAW_SIZE / 2 : 0))
        return;
    memmove(unpacker->raw, unpacker->raw + unpacker->begin, have);
    unpacker->begin = 0;
    unpacker->fill = have;
    size_t got = read_some(input, unpacker->raw + have, RAW_SIZE - have);
    unpacker->fill += got;
    unpacker->all = got == 0;
}

static size_t unpack(struct input *input, char *to, size_t size)
{
    struct unpacker *unpacker = input->unpacker;
    for (;;) {
        refill(input);
        if (input->end)
            return 0;
        size_t before = unpacker->begin;
        size_t got =
            unpacker->zstd ? zstd_step(input, to, size) : gzip_step(input, to, size);
        if (got > 0 || input->end)
            return got;
        if (unpacker->all && unpacker->begin == before) {
            if (unpacker->open)
                end_early(input, TOCSIN_FORMAT,
                          unpacker->zstd ? "the zstd data end too early"
                                         : "the gzip data end too early");
            return 0;
        }
    }
}

/* ---- the window ------------------------------------------------------------------ */

/* Makes room behind fill for at least one byte; at most maximum bytes in all. */
static bool make_room(struct input *input, size_t maximum)
{
    if (input->fill < input->room)
        return true;
    if (input->begin > 0) {
        memmove(input->window, input->window + input->begin,
                input->fill - input->begin);
        input->fill -= input->begin;
        input->begin = 0;
        if (input->fill <= input->room / 2)
            return true;
    }
    size_t room = input->room ? input->room * 2 : WINDOW_SIZE;
    if (maximum < WINDOW_SIZE)
        maximum = WINDOW_SIZE;
    if (room > maximum)
        room = maximum;
    if (room <= input->room)
        return input->fill < input->room;
    char *window = tc_realloc(input->window, room);
    if (!window) {
        end_early(input, TOCSIN_MEMORY, "out of memory");
        return false;
    }
    input->window = window;
    input->room = room;
    return true;
}

/* Reads more into the window. false: at the end, broken off, or no room left. */
static bool more(struct input *input, size_t maximum)
{
    if (input->end || !make_room(input, maximum))
        return false;
    char *to = input->window + input->fill;
    size_t size = input->room - input->fill;
    size_t got = input->unpacker ? unpack(input, to, size) : read_some(input, to, size);
    if (got == 0)
        input->end = true;
    input->fill += got;
    return got > 0;
}

text tc_input_peek(struct input *input, size_t want)
{
    while (input->fill - input->begin < want && more(input, want))
        continue;
    size_t have = input->fill - input->begin;
    return (text){have ? input->window + input->begin : "", have < want ? have : want};
}

void tc_input_skip(struct input *input, size_t size)
{
    if (size > input->fill - input->begin)
        size = input->fill - input->begin;
    input->begin += size;
    input->offset += size;
}

bool tc_input_pass(struct input *input, uint64_t size)
{
    for (;;) {
        size_t have = input->fill - input->begin;
        if (have >= size) {
            tc_input_skip(input, (size_t)size);
            return true;
        }
        size -= have;
        tc_input_skip(input, have);
        if (!more(input, WINDOW_SIZE))
            return false;
    }
}

/* Passes over the rest of a line that is too long. */
static tocsin_status skip_line(struct input *input)
{
    for (;;) {
        size_t have = input->fill - input->begin;
        const char *at = have ? memchr(input->window + input->begin, '\n', have) : NULL;
        if (at) {
            tc_input_skip(input, (size_t)(at - (input->window + input->begin)) + 1);
            return TOCSIN_LIMIT;
        }
        tc_input_skip(input, have);
        if (!more(input, WINDOW_SIZE))
            return TOCSIN_LIMIT;
    }
}

tocsin_status tc_input_line(struct input *input, size_t maximum, text *line)
{
    size_t seen = 0;
    for (;;) {
        size_t have = input->fill - input->begin;
        const char *start = input->window + input->begin;
        const char *at = have > seen ? memchr(start + seen, '\n', have - seen) : NULL;
        if (at && (size_t)(at - start) <= maximum) {
            *line = (text){start, (size_t)(at - start)};
            tc_input_skip(input, line->size + 1);
            return TOCSIN_OK;
        }
        if (have > maximum)
            return skip_line(input);
        seen = have;
        if (more(input, maximum + 1))
            continue;
        if (input->status != TOCSIN_OK)
            return input->status;
        *line = (text){input->window + input->begin, input->fill - input->begin};
        tc_input_skip(input, line->size);
        return line->size > 0 ? TOCSIN_OK : TOCSIN_DONE;
    }
}

/* Bytes of t up to and with its last empty line; 0: it has none. */
static size_t last_empty_line(text t)
{
    for (size_t at = t.size; at > 1; at--) {
        if (t.data[at - 1] != '\n')
            continue;
        size_t before = at - 1 - (t.data[at - 2] == '\r');
        if (before > 0 && t.data[before - 1] == '\n')
            return at;
    }
    return 0;
}

tocsin_status tc_input_blocks(struct input *input, size_t want, size_t maximum,
                              text *blocks)
{
    if (want > maximum)
        want = maximum;
    for (;;) {
        text seen = tc_input_peek(input, want);
        bool all = seen.size < want; /* the file's end is as good, if it is its end */
        size_t size =
            all && input->status == TOCSIN_OK ? seen.size : last_empty_line(seen);
        if (all && size == 0 && input->status != TOCSIN_OK)
            return input->status;
        bool whole = all || size > 0;
        if (whole || want >= maximum) {
            *blocks = (text){seen.data, whole ? size : seen.size};
            tc_input_skip(input, blocks->size);
            return !whole ? TOCSIN_LIMIT : size > 0 ? TOCSIN_OK : TOCSIN_DONE;
        }
        want = want < maximum / 2 ? want * 2 : maximum;
    }
}

tocsin_status tc_input_all(struct input *input, size_t maximum, text *bytes)
{
    while (input->fill - input->begin <= maximum && more(input, maximum + 1))
        continue;
    size_t have = input->fill - input->begin;
    if (have > maximum)
        return TOCSIN_LIMIT;
    *bytes = (text){have ? input->window + input->begin : "", have};
    tc_input_skip(input, have);
    return input->status;
}

/* ---- open and close -------------------------------------------------------------- */

/* Looks at the first bytes; what was read already is handed to the unpacker. */
static void find_packing(struct input *input)
{
    static const unsigned char gzip[3] = {0x1f, 0x8b, 8};
    static const unsigned char zstd[4] = {0x28, 0xb5, 0x2f, 0xfd};
    text head = tc_input_peek(input, 18);
    bool is_gzip = head.size >= 3 && memcmp(head.data, gzip, 3) == 0;
    bool is_zstd = head.size >= 4 && memcmp(head.data, zstd, 4) == 0;
    if (!is_gzip && !is_zstd)
        return;
    struct unpacker *unpacker = unpacker_new(is_zstd);
    if (!unpacker) {
        end_early(input, TOCSIN_MEMORY, "out of memory");
        return;
    }
    /* The window was filled by reads of at most HEAD_SIZE, see tc_input_open(). */
    unpacker->fill = input->fill;
    memcpy(unpacker->raw, input->window, input->fill);
    unpacker->open = is_zstd;
    input->fill = 0;
    input->end = false;
    input->unpacker = unpacker;
}

/* Takes off the packing of what is open. */
static tocsin_status begin(struct input *input, const char *path, tocsin_error *error)
{
    input->begin = input->fill = 0;
    input->offset = 0;
    input->end = false;
    input->status = TOCSIN_OK;
    /* Not more than the unpacker can take over: pretend that the window is small. */
    if (make_room(input, WINDOW_SIZE)) {
        size_t room = input->room;
        input->room = HEAD_SIZE;
        find_packing(input);
        input->room = room;
    }
    if (input->status == TOCSIN_MEMORY)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "%s", input->message);
    return TOCSIN_OK;
}

tocsin_status tc_input_open(struct input *input, const char *path, tocsin_error *error)
{
    input->own = strcmp(path, "-") != 0;
    input->file =
        input->own ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    if (input->file < 0) {
        char words[128];
        if (strerror_r(errno, words, sizeof words) != 0)
            words[0] = '\0';
        return tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot be opened: %s", words);
    }
    return begin(input, path, error);
}

tocsin_status tc_input_open_bytes(struct input *input, text bytes, const char *path,
                                  tocsin_error *error)
{
    input->file = -1;
    input->own = false;
    input->memory = bytes;
    return begin(input, path, error);
}

void tc_input_close(struct input *input)
{
    if (input->file >= 0 && input->own)
        close(input->file);
    input->file = -1;
    unpacker_free(input->unpacker);
    input->unpacker = NULL;
    input->begin = input->fill = 0;
    input->end = true;
    if (input->room > WINDOW_KEPT) {
        tc_free(input->window);
        input->window = NULL;
        input->room = 0;
    }
}

void tc_input_release(struct input *input)
{
    tc_input_close(input);
    tc_free(input->window);
    input->window = NULL;
    input->room = 0;
}
