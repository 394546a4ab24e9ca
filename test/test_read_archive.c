/* test_read_archive.c: WARC and ARC files to documents, whole and damaged. */
#include "test/read_files.h"

#define PAGE                                                                           \
    "<html><head><title>Talks</title></head><body><p>" STORY "</p></body></html>"
#define DOCUMENT(url) "Talks|" STORY "|||en|" url "|" url "\n"

/* ---- making records -------------------------------------------------------------- */

static void add_record(struct buffer *out, const char *type, const char *url,
                       const char *mime, text block)
{
    tc_buffer_format(out,
                     "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n"
                     "WARC-Date: 2026-11-01T10:00:00Z\r\nContent-Type: %s\r\n"
                     "content-length: %zu\r\n\r\n",
                     type, url, mime, block.size);
    tc_buffer_text(out, block);
    tc_buffer_string(out, "\r\n\r\n");
}

static void add_response(struct buffer *out, const char *url, const char *head,
                         text body)
{
    struct buffer block;
    tc_buffer_init(&block, 0);
    tc_buffer_format(&block, "HTTP/1.1 %s\r\n\r\n", head);
    tc_buffer_text(&block, body);
    add_record(out, "response", url, "application/http; msgtype=response",
               (text){block.data, block.size});
    tc_buffer_release(&block);
}

static struct buffer gzip_of(text bytes)
{
    struct buffer out;
    z_stream zip;
    memset(&zip, 0, sizeof zip);
    tc_buffer_init(&out, 0);
    assert_int_equal(deflateInit2(&zip, 6, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
    size_t room = deflateBound(&zip, bytes.size);
    char *to = malloc(room);
    assert_non_null(to);
    zip.next_in = (unsigned char *)(uintptr_t)bytes.data;
    zip.avail_in = (unsigned)bytes.size;
    zip.next_out = (unsigned char *)to;
    zip.avail_out = (unsigned)room;
    assert_int_equal(deflate(&zip, Z_FINISH), Z_STREAM_END);
    tc_buffer_add(&out, to, room - zip.avail_out);
    deflateEnd(&zip);
    free(to);
    return out;
}

static struct result read_buffer(void **state, const char *name, struct buffer *bytes)
{
    struct result result = read_path(put_bytes(state, name, bytes->data, bytes->size));
    tc_buffer_release(bytes);
    return result;
}

/* ---- whole ----------------------------------------------------------------------- */

static void records_of_all_kinds(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    add_record(&b, "warcinfo", "x", "application/warc-fields", TEXT("software: x\r\n"));
    add_record(&b, "request", "http://x/1", "application/http; msgtype=request",
               TEXT("GET /1 HTTP/1.1\r\n\r\n"));
    add_response(&b, "http://x/1", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    add_response(&b, "http://x/2", "404 Not Found\r\nContent-Type: text/html",
                 TEXT(PAGE));
    add_response(&b, "http://x/3", "200 OK\r\nContent-Type: image/png",
                 TEXT("\x89PNG"));
    add_record(&b, "revisit", "http://x/1", "application/http; msgtype=response",
               TEXT("HTTP/1.1 200 OK\r\n\r\n"));
    add_record(&b, "resource", "http://x/4", "text/html", TEXT(PAGE));
    add_record(&b, "conversion", "http://x/5", "text/plain", TEXT(STORY));
    struct result result = read_buffer(state, "a.warc", &b);
    assert_int_equal(result.counts.documents, 3);
    assert_int_equal(result.counts.passed, 5);
    assert_int_equal(result.counts.skipped, 0);
    expect_lines(&result, DOCUMENT("http://x/1") DOCUMENT(
                              "http://x/4") "|" STORY "|||en|http://x/5|http://x/5\n");
}

/* A member a record, as the free archives come. */
static void packed_by_record(void **state)
{
    struct buffer all;
    tc_buffer_init(&all, 0);
    for (int i = 0; i < 3; i++) {
        struct buffer one;
        char url[32];
        (void)snprintf(url, sizeof url, "http://x/%d", i);
        tc_buffer_init(&one, 0);
        add_response(&one, url, "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
        struct buffer zip = gzip_of((text){one.data, one.size});
        tc_buffer_add(&all, zip.data, zip.size);
        tc_buffer_release(&zip);
        tc_buffer_release(&one);
    }
    struct result result = read_buffer(state, "a.warc.gz", &all);
    expect_lines(&result,
                 DOCUMENT("http://x/0") DOCUMENT("http://x/1") DOCUMENT("http://x/2"));
}

/* Members of every size, so that some are unpacked at one go and others in pieces:
 * small and empty ones, longer than the reader's buffer, ones that unpack to 5 MB. */
static void members_of_all_sizes(void **state)
{
    static const size_t sizes[] = {10,     0,      300000, 1,      700000, 5000000, 40,
                                   600000, 600000, 600000, 600000, 20,     5000000, 3};
    struct buffer plain, packed;
    tc_buffer_init(&plain, 0);
    tc_buffer_init(&packed, 0);
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t from = plain.size;
        for (size_t k = 0; k < sizes[i]; k++) {
            random = random * 1664525 + 1013904223;
            tc_buffer_byte(&plain, sizes[i] == 5000000 ? 'a' : (char)(random >> 24));
        }
        struct buffer one = gzip_of((text){plain.data + from, plain.size - from});
        tc_buffer_add(&packed, one.data, one.size);
        tc_buffer_release(&one);
    }
    tc_buffer_add(&packed, "\0\0", 2); /* padding */
    struct input input;
    memset(&input, 0, sizeof input);
    const char *path = put_bytes(state, "a.gz", packed.data, packed.size);
    assert_int_equal(tc_input_open(&input, path, NULL), TOCSIN_OK);
    for (size_t at = 0; at < plain.size;) {
        text t = tc_input_peek(&input, 1 + at % 100000);
        assert_true(t.size > 0);
        assert_memory_equal(t.data, plain.data + at, t.size);
        at += t.size;
        tc_input_skip(&input, t.size);
    }
    assert_int_equal(tc_input_peek(&input, 1).size, 0);
    assert_int_equal(input.status, TOCSIN_OK);
    tc_input_release(&input);
    tc_buffer_release(&plain);
    tc_buffer_release(&packed);
}

/* A damaged member: what is before it comes out, and the damage is told once. */
static void damaged_member(void **state)
{
    struct buffer b, all;
    tc_buffer_init(&b, 0);
    tc_buffer_init(&all, 0);
    add_response(&b, "http://x/1", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    struct buffer one = gzip_of((text){b.data, b.size});
    for (int i = 0; i < 3; i++) {
        tc_buffer_add(&all, one.data, one.size);
        if (i == 1)
            all.data[all.size - 6] ^= 1; /* its checksum */
    }
    tc_buffer_release(&one);
    tc_buffer_release(&b);
    struct result result = read_buffer(state, "a.warc.gz", &all);
    assert_string_equal(result.error.message, "the gzip data are damaged");
    /* zlib hands out the bytes of a member before it sees that they are not right */
    expect_lines(&result, DOCUMENT("http://x/1") DOCUMENT("http://x/1") "FORMAT 0\n");
}

static void bodies(void **state)
{
    struct buffer b, chunks;
    tc_buffer_init(&b, 0);
    tc_buffer_init(&chunks, 0);
    text page = TEXT(PAGE);
    struct buffer zip = gzip_of(page);
    for (size_t at = 0; at < zip.size; at += 50) {
        text piece = tc_text_slice((text){zip.data, zip.size}, at, at + 50);
        tc_buffer_format(&chunks, "%zX;name=value\r\n", piece.size);
        tc_buffer_text(&chunks, piece);
        tc_buffer_string(&chunks, "\r\n");
    }
    tc_buffer_string(&chunks, "0\r\n\r\n");
    add_response(&b, "http://x/packed",
                 "200 OK\r\ncontent-type: text/html\r\nContent-Encoding: gzip",
                 (text){zip.data, zip.size});
    add_response(&b, "http://x/both",
                 "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
                 "Content-Encoding: gzip",
                 (text){chunks.data, chunks.size});
    /* the crawler has undone it and left the head as it was */
    add_response(&b, "http://x/undone",
                 "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
                 "Content-Encoding: gzip",
                 page);
    tc_buffer_release(&zip);
    tc_buffer_release(&chunks);
    struct result result = read_buffer(state, "a.warc", &b);
    expect_lines(&result, DOCUMENT("http://x/packed") DOCUMENT("http://x/both")
                              DOCUMENT("http://x/undone"));
}

/* A chunk's length is the last that is left of it. */
static void chunks_cut_off(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    const char *head =
        "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked";
    add_response(&b, "http://x/1", head, TEXT("5"));
    add_response(&b, "http://x/2", head, TEXT("ffff\r\n" PAGE));
    struct result result = read_buffer(state, "a.warc", &b);
    expect_lines(&result, "EMPTY 0\n" DOCUMENT("http://x/2"));
}

static void charset_of_the_head(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    add_response(
        &b, "http://x/1", "200 OK\r\nContent-Type: text/html; charset=\"windows-1251\"",
        TEXT("<html><head><title>\xCA\xE8\xE5\xE2</title></head><body><p>" STORY
             "</p></body></html>"));
    struct result result = read_buffer(state, "a.warc", &b);
    expect_lines(&result, "Киев|" STORY "|||en|http://x/1|http://x/1\n");
}

static void arc(void **state)
{
    struct buffer b, response;
    tc_buffer_init(&b, 0);
    tc_buffer_init(&response, 0);
    tc_buffer_string(&response,
                     "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" PAGE);
    tc_buffer_string(&b, "filedesc://a.arc 0.0.0.0 20080101000000 text/plain 14\n"
                         "1 0 maker\nURL\n\n");
    for (int i = 0; i < 2; i++)
        tc_buffer_format(&b,
                         "http://x/%d 10.0.0.1 20080101000000 text/html %zu\n%.*s\n", i,
                         response.size, (int)response.size, response.data);
    tc_buffer_string(&b, "not a head\n");
    tc_buffer_format(&b,
                     "http://x/2 10.0.0.1 20080101000000 text/html 200 - - 0 a.arc "
                     "%zu\n%.*s\n",
                     response.size, (int)response.size, response.data);
    tc_buffer_release(&response);
    struct result result = read_buffer(state, "a.arc", &b);
    expect_lines(&result, DOCUMENT("http://x/0") DOCUMENT(
                              "http://x/1") "FORMAT 0\n" DOCUMENT("http://x/2"));
}

/* ---- damaged --------------------------------------------------------------------- */

static void noise_between(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    add_response(&b, "http://x/1", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    tc_buffer_string(&b, "some\nlines\nof noise\n");
    add_response(&b, "http://x/2", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    tc_buffer_string(&b, "WARC/1.0\r\nWARC-Type: response\r\n\r\nno length\r\n\r\n");
    add_record(&b, "response", "http://x/3", "application/http", TEXT("no HTTP"));
    add_response(&b, "http://x/4", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    struct result result = read_buffer(state, "a.warc", &b);
    assert_int_equal(result.counts.skipped, 3);
    expect_lines(&result,
                 DOCUMENT("http://x/1") "FORMAT 0\n" DOCUMENT(
                     "http://x/2") "FORMAT 0\nFORMAT 0\n" DOCUMENT("http://x/4"));
}

/* Cut off at every byte: the whole records before the cut come out, the cut is told. */
static void cut_off(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    add_response(&b, "http://x/1", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    size_t first = b.size;
    add_response(&b, "http://x/2", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    for (size_t size = 20; size < b.size; size++) {
        struct result result = read_path(put_bytes(state, "a.warc", b.data, size));
        uint64_t whole = (size >= first - 4) + (size >= b.size - 4);
        assert_int_equal(result.counts.documents, whole);
        bool between = (size >= first - 4 && size <= first) || size >= b.size - 4;
        assert_int_equal(result.counts.skipped, between ? 0 : 1);
        tc_buffer_release(&result.lines);
    }
    tc_buffer_release(&b);
}

static void heads_alone(void **state)
{
    expect(put(state, "a.warc", "WARC/1.1\r\n"), "FORMAT 0\n");
    expect(put(state, "b.warc", "WARC/1.1\r\nContent-Length: 5x\r\n\r\n"),
           "FORMAT 0\n");
    expect(
        put(state, "c.arc", "filedesc://a.arc 0 0 text/plain 99999999999999999999\n"),
        "FORMAT 0\n");
    expect(put(state, "d.arc", "filedesc://a.arc 0 0 text/plain 100\nshort"),
           "FORMAT 0\n");
}

static void packed_and_cut_off(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    add_response(&b, "http://x/1", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    struct buffer one = gzip_of((text){b.data, b.size});
    struct buffer two;
    tc_buffer_init(&two, 0);
    tc_buffer_add(&two, one.data, one.size);
    tc_buffer_add(&two, one.data, one.size / 2);
    tc_buffer_release(&one);
    tc_buffer_release(&b);
    struct result result = read_buffer(state, "a.warc.gz", &two);
    assert_string_equal(result.error.message, "the gzip data end too early");
    expect_lines(&result, DOCUMENT("http://x/1") "FORMAT 0\n");
}

static void too_large(void **state)
{
    struct buffer b;
    tc_buffer_init(&b, 0);
    size_t size = (size_t)17 << 20;
    char *big = malloc(size);
    assert_non_null(big);
    memset(big, 'a', size);
    add_response(&b, "http://x/1", "200 OK\r\nContent-Type: text/html",
                 (text){big, size});
    struct buffer zip = gzip_of((text){big, size}); /* a bomb */
    add_response(&b, "http://x/2",
                 "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
                 (text){zip.data, zip.size});
    tc_buffer_release(&zip);
    free(big);
    add_response(&b, "http://x/3", "200 OK\r\nContent-Type: text/html", TEXT(PAGE));
    struct result result = read_buffer(state, "a.warc", &b);
    expect_lines(&result, "LIMIT 0\nLIMIT 0\n" DOCUMENT("http://x/3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_of_all_kinds),
        TEST(packed_by_record),
        TEST(members_of_all_sizes),
        TEST(damaged_member),
        TEST(bodies),
        TEST(charset_of_the_head),
        TEST(arc),
        TEST(noise_between),
        TEST(cut_off),
        TEST(chunks_cut_off),
        TEST(heads_alone),
        TEST(packed_and_cut_off),
        TEST(too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
