/* test_read_bytes.c: tables as they are given away: bare, gzip, zstd, and in a ZIP
 * archive of one file; and archives that are broken, encrypted or hold several.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "read/document.h"

enum { ROOM = 1 << 20 };

struct zipped {
    unsigned char bytes[ROOM];
    size_t size;
};

static void put(struct zipped *zip, const void *data, size_t size)
{
    assert_true(zip->size + size <= sizeof zip->bytes);
    if (size)
        memcpy(zip->bytes + zip->size, data, size);
    zip->size += size;
}

static void put_number(struct zipped *zip, uint32_t value, int count)
{
    for (; count; count--, value >>= 8)
        put(zip, &(unsigned char){(unsigned char)value}, 1);
}

enum how { DEFLATE = 8, STORE = 0, BEHIND = 256, MARKED = 512, ENCRYPTED = 1024 };

/* A file of the archive, as PKWARE's APPNOTE 6.3 draws it. */
static void put_file(struct zipped *zip, const char *text, size_t size, int how)
{
    static unsigned char packed[ROOM];
    size_t packed_size = size;
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)text, (uInt)size);
    if (how & DEFLATE) {
        z_stream stream = {.next_in = (Bytef *)text,
                           .avail_in = (uInt)size,
                           .next_out = packed,
                           .avail_out = sizeof packed};
        assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, 0), Z_OK);
        assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
        packed_size = sizeof packed - stream.avail_out;
        deflateEnd(&stream);
    } else {
        memcpy(packed, text, size);
    }
    bool behind = how & BEHIND;
    put(zip, "PK\3\4\24\0", 6);
    put_number(zip, (behind ? 8 : 0) | (how & ENCRYPTED ? 1 : 0), 2);
    put_number(zip, how & DEFLATE, 2);
    put_number(zip, 0, 4);
    put_number(zip, behind ? 0 : crc, 4);
    put_number(zip, behind ? 0 : (uint32_t)packed_size, 4);
    put_number(zip, behind ? 0 : (uint32_t)size, 4);
    put_number(zip, 5, 2);
    put_number(zip, 3, 2);
    put(zip, "a.csvxyz", 8);
    put(zip, packed, packed_size);
    if (!behind)
        return;
    if (how & MARKED)
        put(zip, "PK\7\10", 4);
    put_number(zip, crc, 4);
    put_number(zip, (uint32_t)packed_size, 4);
    put_number(zip, (uint32_t)size, 4);
}

static void put_directory(struct zipped *zip)
{
    put(zip, "PK\1\2 and so on, which nobody reads", 33);
}

static char got[ROOM];
static size_t got_size;
static tocsin_error error;

/* Reads all in pieces of room bytes. */
static tocsin_status read_all(const char *path, size_t room)
{
    struct bytes *bytes;
    got_size = 0;
    memset(&error, 0, sizeof error);
    tocsin_status status = tc_bytes_open(path, &bytes, &error);
    for (size_t size = 1; status == TOCSIN_OK && size;) {
        assert_true(got_size + room <= sizeof got);
        status = tc_bytes_read(bytes, got + got_size, room, &size, &error);
        got_size += size;
    }
    tc_bytes_close(bytes);
    return status;
}

static char path[] = "/tmp/test_read_bytes_XXXXXX"; /* of the one file */

static const char *write_zip(const struct zipped *zip)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(zip->bytes, 1, zip->size, file), zip->size);
    (void)fclose(file);
    return path;
}

static char text_bytes[200000];

static void make_text(void)
{
    for (size_t i = 0; i < sizeof text_bytes; i++)
        text_bytes[i] = "abc,1\ndefg,27\n"[i % 14] ^ (i % 997 == 0);
}

static void test_whole(void **state)
{
    (void)state;
    static const int hows[] = {DEFLATE, DEFLATE | BEHIND, DEFLATE | BEHIND | MARKED,
                               STORE};
    make_text();
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++) {
        static struct zipped zip;
        zip.size = 0;
        put_file(&zip, text_bytes, sizeof text_bytes, hows[i]);
        put_directory(&zip);
        (void)write_zip(&zip);
        static const size_t rooms[] = {1 << 16, 777, 13};
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(read_all(path, rooms[k]), TOCSIN_OK);
            assert_int_equal(got_size, sizeof text_bytes);
            assert_memory_equal(got, text_bytes, got_size);
        }
    }
}

static void test_bare(void **state)
{
    (void)state;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite("a,b\n", 1, 4, file), 4);
    (void)fclose(file);
    assert_int_equal(read_all(path, 3), TOCSIN_OK);
    assert_int_equal(got_size, 4);
    gzFile packed = gzopen(path, "wb");
    assert_int_equal(gzwrite(packed, "x,y\n1", 5), 5);
    assert_int_equal(gzclose(packed), Z_OK);
    assert_int_equal(read_all(path, 100), TOCSIN_OK);
    assert_int_equal(got_size, 5);
    assert_memory_equal(got, "x,y\n1", 5);
    assert_int_equal(read_all("/tmp/there is no such file", 100), TOCSIN_IO);
}

static void broken(const struct zipped *zip, size_t given, const char *words)
{
    assert_int_equal(read_all(write_zip(zip), 1 << 16), TOCSIN_FORMAT);
    assert_non_null(strstr(error.message, words));
    assert_int_equal(got_size, given);
}

static void test_broken(void **state)
{
    (void)state;
    static struct zipped zip, cut;
    make_text();
    put_file(&zip, text_bytes, 5000, DEFLATE);
    cut = zip;
    cut.size = 20;
    broken(&cut, 0, "ends in its head");
    cut.size = 36;
    broken(&cut, 0, "ends in its head");
    cut.size = zip.size - 10;
    assert_int_equal(read_all(write_zip(&cut), 100), TOCSIN_FORMAT);
    assert_non_null(strstr(error.message, "ends too early"));
    cut = zip;
    cut.bytes[14] ^= 1; /* the sum over its bytes */
    broken(&cut, 5000, "is damaged");
    cut = zip;
    memset(cut.bytes + 38, 0xff, 8);
    broken(&cut, 0, "is damaged");
    cut = zip;
    cut.bytes[8] = 14; /* LZMA */
    broken(&cut, 0, "a method unknown here");
    put_file(&zip, "second", 6, DEFLATE);
    broken(&zip, 5000, "more than one file");
    zip.size = 0;
    put_file(&zip, text_bytes, 5000, DEFLATE | ENCRYPTED);
    broken(&zip, 0, "encrypted");
    zip.size = 0;
    put_file(&zip, text_bytes, 5000, STORE);
    zip.size -= 3;
    broken(&zip, 4997, "ends too early");
    zip.size = 0;
    put_file(&zip, text_bytes, 5000, DEFLATE | BEHIND);
    zip.bytes[zip.size - 12] ^= 1;
    put_directory(&zip);
    broken(&zip, 5000, "is damaged");
}

static void test_memory(void **state)
{
    (void)state;
    static struct zipped zip;
    make_text();
    put_file(&zip, text_bytes, 5000, DEFLATE);
    (void)write_zip(&zip);
    tocsin_status status = TOCSIN_MEMORY;
    long n = 1;
    for (; status == TOCSIN_MEMORY && n < 100; n++) {
        tc_alloc_fail(n);
        status = read_all(path, 1 << 16);
        tc_alloc_fail(0);
    }
    assert_int_equal(status, TOCSIN_OK);
    assert_true(n > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_memory),
    };
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    (void)close(file);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
