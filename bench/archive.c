/* archive.c: how long each layer of reading a web archive takes.
 *
 *     archive STAGE FILE
 *
 *     inflate  zlib alone, through buffers of 64 KiB and 256 KiB: what cannot be beaten
 *              with it
 *     unpack   the reader's input: gzip taken off, through its window
 *     records  and the heads of records read, what is in them passed over
 *     pages    and responses taken apart: chunks, packed bodies, UTF-8
 *     read     and each page made a document: all that `tocsin read` does but print
 *
 * Each does what those above it do as well. One line is printed: megabytes of the file
 * and unpacked, seconds of the processor, MB/s of both, the peak of memory, and what
 * was found. It is built with the library's inside: only the last stage can be had from
 * outside.
 */
#include "read/inside.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct counts {
    uint64_t bytes; /* unpacked */
    long long records, pages;
};

static int fail(const char *what)
{
    fprintf(stderr, "archive: %s\n", what);
    return 3;
}

/* ---- stages ---------------------------------------------------------------------- */

static int inflate_all(const char *path, struct counts *out)
{
    static unsigned char in[65536], to[262144];
    z_stream zip;
    ssize_t got = 0;
    int file = open(path, O_RDONLY);
    memset(&zip, 0, sizeof zip);
    if (file < 0 || inflateInit2(&zip, 15 + 16) != Z_OK)
        return fail("cannot be opened");
    while (zip.avail_in > 0 || (got = read(file, in, sizeof in)) > 0) {
        if (zip.avail_in == 0) {
            zip.next_in = in;
            zip.avail_in = (unsigned)got;
        }
        zip.next_out = to;
        zip.avail_out = sizeof to;
        int result = inflate(&zip, Z_NO_FLUSH);
        out->bytes += sizeof to - zip.avail_out;
        out->records += result == Z_STREAM_END;
        if (result == Z_STREAM_END)
            inflateReset(&zip);
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return fail("not gzip");
    }
    inflateEnd(&zip);
    close(file);
    return 0;
}

static void unpack_all(struct input *input, struct counts *out)
{
    for (;;) {
        text t = tc_input_peek(input, 65536);
        if (t.size == 0)
            break;
        out->bytes += t.size;
        tc_input_skip(input, t.size);
    }
}

/* The body of a response as clean UTF-8, if it is a page. */
static void take_page(struct arena *arena, struct deflate *deflate, text content,
                      struct counts *out)
{
    struct http page;
    struct place place = {"", 0, 0, NULL};
    text utf8;
    if (tc_http_read(arena, deflate, content, TC_MARKUP_MAXIMUM, &page) == TOCSIN_OK &&
        page.code == 200 && tc_mime_is(page.mime, "text/html") &&
        tc_decode(arena, page.body, tc_mime_charset(page.mime), &utf8, &place) ==
            TOCSIN_OK)
        out->pages++;
}

static int walk_records(struct input *input, bool pages, struct counts *out)
{
    struct arena arena;
    struct deflate deflate = {NULL, NULL, 0};
    struct record record;
    struct place place = {"", 0, 0, NULL};
    tc_arena_init(&arena, 0);
    while (tc_record_next(input, &arena, FORMAT_WARC, &record, &place) == TOCSIN_OK) {
        size_t size = (size_t)record.size;
        bool wanted = pages && tc_record_is(&record, "response");
        text content = wanted ? tc_input_peek(input, size) : (text){NULL, 0};
        if (wanted) {
            tc_input_skip(input, size);
            take_page(&arena, &deflate, content, out);
        } else if (!tc_input_pass(input, size)) {
            return fail("a record ends too early");
        }
        out->records++;
        tc_arena_reset(&arena);
    }
    out->bytes = input->offset;
    tc_deflate_release(&deflate);
    tc_arena_release(&arena);
    return 0;
}

static int read_all(const char *path, struct counts *out)
{
    tocsin_reader *reader;
    tocsin_document document;
    tocsin_reader_options options;
    memset(&options, 0, sizeof options);
    options.any_language = true;
    if (tocsin_reader_open(&path, 1, &options, &reader, NULL) != TOCSIN_OK)
        return fail("cannot be opened");
    while (tocsin_reader_next(reader, &document, NULL) != TOCSIN_DONE)
        continue;
    tocsin_reader_counts counts = tocsin_reader_count(reader);
    out->bytes = counts.bytes;
    out->pages = (long long)counts.documents;
    out->records = (long long)(counts.documents + counts.skipped + counts.passed);
    tocsin_reader_free(reader);
    return 0;
}

/* ---- main ------------------------------------------------------------------------ */

static int run(const char *stage, const char *path, struct counts *out)
{
    struct input input;
    memset(&input, 0, sizeof input);
    if (strcmp(stage, "inflate") == 0)
        return inflate_all(path, out);
    if (strcmp(stage, "read") == 0)
        return read_all(path, out);
    if (tc_input_open(&input, path, NULL) != TOCSIN_OK)
        return fail("cannot be opened");
    int result = 0;
    if (strcmp(stage, "unpack") == 0)
        unpack_all(&input, out);
    else if (strcmp(stage, "records") == 0 || strcmp(stage, "pages") == 0)
        result = walk_records(&input, stage[0] == 'p', out);
    else
        result = fail("no such stage");
    if (input.status != TOCSIN_OK)
        result = fail(input.message);
    tc_input_release(&input);
    return result;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int count, char **words)
{
    struct counts counts = {0, 0, 0};
    struct rusage used;
    struct stat file;
    if (count != 3 || stat(words[2], &file) != 0) {
        fprintf(stderr, "usage: archive inflate|unpack|records|pages|read FILE\n");
        return 2;
    }
    int result = run(words[1], words[2], &counts);
    if (result)
        return result;
    getrusage(RUSAGE_SELF, &used);
    double seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    double packed = (double)file.st_size / 1e6, bytes = (double)counts.bytes / 1e6;
    printf("%-8s %.0f MB, %.0f unpacked: %.2f s, %.1f MB/s packed, %.1f unpacked, peak "
           "%.1f MB, %lld records, %lld pages\n",
           words[1], packed, bytes, seconds, packed / seconds, bytes / seconds,
           (double)used.ru_maxrss * 1024 / 1e6, counts.records, counts.pages);
    return 0;
}
