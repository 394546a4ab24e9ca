/* test/read_files.h: files made for a test, and what comes out of reading them.
 *
 * Inputs are made in a folder under /tmp that is removed behind each test, so
 * that what is odd about each (a broken gzip, a loop of folders, a NUL) stands in the
 * test and not in a file whose bytes nobody sees. A document goes into a line of text,
 * "title|text|published|publisher|language|id|url", and is compared as such.
 */
#ifndef READ_FILES_H
#define READ_FILES_H

#include "read/document.h"
#include "read/inside.h"

#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#define STORY                                                                          \
    "The minister said on Monday that the government would not talk to the rebels "    \
    "until they had laid down their arms, and that the army was ready for them."

/* ---- files ----------------------------------------------------------------------- */

struct folder {
    char path[64];
};

static int setup(void **state)
{
    struct folder *folder = malloc(sizeof *folder);
    if (!folder)
        return -1;
    (void)snprintf(folder->path, sizeof folder->path, "/tmp/test_read_XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) ? 0 : -1;
}

static int teardown(void **state)
{
    struct folder *folder = *state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder->path);
    free(folder);
    *state = NULL;
    return system(command); /* NOLINT(cert-env33-c): our own folder */
}

static char *path_of(void **state, const char *name)
{
    static char path[8][256];
    static unsigned next;
    const struct folder *folder = *state;
    char *out = path[next++ % 8];
    (void)snprintf(out, 256, "%s/%s", folder->path, name);
    return out;
}

static const char *put_bytes(void **state, const char *name, const void *data,
                             size_t size)
{
    const char *path = path_of(state, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static const char *put(void **state, const char *name, const char *words)
{
    return put_bytes(state, name, words, strlen(words));
}

/* ---- reading --------------------------------------------------------------------- */

struct result {
    struct buffer lines; /* a document or an error each */
    tocsin_reader_counts counts;
    tocsin_error error; /* the last one */
};

static void add_document(struct buffer *out, const tocsin_document *d)
{
    const text fields[] = {d->title,    d->text, d->published, d->publisher,
                           d->language, d->id,   d->url};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assert_int_equal(tc_utf8_check(fields[i]), fields[i].size);
        tc_buffer_text(out, fields[i]);
        tc_buffer_byte(out, i == 6 ? '\n' : '|');
    }
}

static struct result read_with(const char *const *paths, size_t count,
                               const tocsin_reader_options *options)
{
    struct result result;
    struct reader *reader;
    struct arena arena;
    memset(&result, 0, sizeof result);
    tc_buffer_init(&result.lines, 0);
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_reader_open(paths, count, options, &reader, &result.error), 0);
    for (;;) {
        tocsin_document document;
        tc_arena_reset(&arena);
        tocsin_status status = tc_reader_next(reader, &arena, &document, &result.error);
        if (status == TOCSIN_DONE)
            break;
        if (status == TOCSIN_OK) {
            assert_true(document.id.size > 0);
            add_document(&result.lines, &document);
            continue;
        }
        assert_int_equal(status, result.error.status);
        assert_true(result.error.message[0]);
        tc_buffer_format(&result.lines, "%s %lld\n", tocsin_status_name(status),
                         result.error.line);
    }
    tc_buffer_byte(&result.lines, '\0');
    assert_false(result.lines.failed);
    result.counts = tc_reader_count(reader);
    tc_reader_free(reader);
    tc_arena_release(&arena);
    return result;
}

static struct result read_path(const char *path)
{
    return read_with(&path, 1, NULL);
}

static void expect_lines(struct result *result, const char *lines)
{
    assert_string_equal(result->lines.data, lines);
    tc_buffer_release(&result->lines);
}

/* Reads the path and compares. */
static inline void expect(const char *path, const char *lines)
{
    struct result result = read_path(path);
    expect_lines(&result, lines);
}

/* Reads the first document, each allocation failing once. */
static inline void read_without_memory(const char *path,
                                       const tocsin_reader_options *options)
{
    bool good = false;
    for (long n = 1; !good; n++) {
        struct reader *reader = NULL;
        struct arena arena;
        tocsin_document document;
        tocsin_error error;
        assert_true(n < 2000);
        tc_arena_init(&arena, 0);
        tc_alloc_fail(n);
        tocsin_status status = tc_reader_open(&path, 1, options, &reader, &error);
        if (status == TOCSIN_OK)
            status = tc_reader_next(reader, &arena, &document, &error);
        tc_alloc_fail(0);
        good = status == TOCSIN_OK;
        if (!good && status != TOCSIN_MEMORY)
            fail_msg("%ld: %s", n, error.message);
        tc_reader_free(reader);
        tc_arena_release(&arena);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static inline void begins_with(void **state, const char *name, const void *bytes,
                               size_t size, const char *line)
{
    struct result result = read_path(put_bytes(state, name, bytes, size));
    if (strncmp(result.lines.data, line, strlen(line)) != 0)
        fail_msg("%s: %s", line, result.lines.data);
    tc_buffer_release(&result.lines);
}

#define BEGINS(name, bytes, line)                                                      \
    begins_with(state, name, bytes, sizeof(bytes) - 1, line)

#endif
