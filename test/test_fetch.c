/* test_fetch.c: pages from the web, against a server of the test's own.
 *
 * Time is the test's: it stands still but for what is slept, and sleeping is only
 * counted. Addresses are judged as always, save that the test's own server may be
 * asked; nothing else is ever connected to.
 */
#include "read/fetch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "test/fetch_server.h"

struct scene {
    struct server server;
    struct fetcher *fetcher;
    struct page page;
    tocsin_error error;
    long long now; /* milliseconds */
    char slept[256];
    char folder[64];
};

static long long now_of(void *context)
{
    const struct scene *scene = context;
    return scene->now;
}

static void sleep_in(void *context, long long milliseconds)
{
    struct scene *scene = context;
    size_t have = strlen(scene->slept);
    scene->now += milliseconds;
    (void)snprintf(scene->slept + have, sizeof scene->slept - have, "%lld ",
                   milliseconds);
}

static bool is_server(const struct scene *scene, const struct sockaddr *address)
{
    struct sockaddr_in in;
    if (address->sa_family != AF_INET)
        return false;
    memcpy(&in, address, sizeof in);
    return in.sin_addr.s_addr == htonl(INADDR_LOOPBACK) &&
           ntohs(in.sin_port) == scene->server.port;
}

static bool allowed_by(void *context, const struct sockaddr *address)
{
    return is_server(context, address) || tc_address_public(address);
}

static void begin(struct scene *scene, const tocsin_fetch_options *options,
                  size_t maximum)
{
    const struct fetch_world world = {now_of, sleep_in, allowed_by, scene};
    tc_fetcher_free(scene->fetcher);
    assert_int_equal(tc_fetcher_open(options, maximum, &scene->fetcher, &scene->error),
                     TOCSIN_OK);
    tc_fetcher_world(scene->fetcher, &world);
    scene->slept[0] = '\0';
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    if (!scene)
        return -1;
    *state = scene;
    server_start(&scene->server);
    (void)snprintf(scene->folder, sizeof scene->folder, "/tmp/test_fetch_XXXXXX");
    if (!mkdtemp(scene->folder))
        return -1;
    begin(scene, NULL, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    char command[128];
    tc_fetcher_free(scene->fetcher);
    server_stop(&scene->server);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", scene->folder);
    int code = system(command); /* NOLINT(cert-env33-c): our own folder */
    free(scene);
    return code;
}

static const char *url_of(struct scene *scene, const char *path)
{
    static char url[4][9000];
    static unsigned next;
    char *out = url[next++ % 4];
    (void)snprintf(out, 9000, "http://127.0.0.1:%d%s", scene->server.port, path);
    return out;
}

static tocsin_status fetch(struct scene *scene, const char *path)
{
    memset(&scene->error, 0, sizeof scene->error);
    tocsin_status status =
        tc_fetch(scene->fetcher, url_of(scene, path), &scene->page, &scene->error);
    if (status != TOCSIN_OK) {
        assert_int_equal(scene->error.status, status);
        assert_true(scene->error.message[0]);
    }
    return status;
}

static void expect_body(struct scene *scene, const char *path, const char *body)
{
    if (fetch(scene, path) != TOCSIN_OK)
        fail_msg("%s: %s", path, scene->error.message);
    if (scene->page.body.size != strlen(body) ||
        memcmp(scene->page.body.data, body, scene->page.body.size) != 0)
        fail_msg("%s: %.*s", path, (int)scene->page.body.size, scene->page.body.data);
}

/* The words must be in the message. */
static void expect_refusal(struct scene *scene, const char *path, tocsin_status status,
                           const char *words)
{
    tocsin_status got = fetch(scene, path);
    if (got != status || !strstr(scene->error.message, words))
        fail_msg("%s: %s, %s", path, tocsin_status_name(got), scene->error.message);
}

/* ---- plain answers --------------------------------------------------------------- */

static void a_page_is_fetched(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/a?x=1&y=2", OK_HTML "<p>one</p>");
    expect_body(scene, "/a?x=1&y=2#below", "<p>one</p>");
    assert_string_equal(server_log(&scene->server), "/robots.txt /a?x=1&y=2 ");
    assert_true(tc_text_equal(scene->page.mime, TEXT("text/html; charset=utf-8")));
    assert_true(tc_text_equal(scene->page.url, tc_text(url_of(scene, "/a?x=1&y=2"))));
    assert_false(scene->page.kept);
    assert_true(
        server_last_has(&scene->server, "User-Agent: tocsin/" TOCSIN_RELEASE " (+"));
    assert_true(server_last_has(&scene->server, "Accept-Encoding: "));
    assert_false(server_last_has(&scene->server, "Cookie:"));
    assert_false(server_last_has(&scene->server, "Authorization:"));
}

static void cookies_are_not_kept(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/a",
                HEAD("200 OK", "Set-Cookie: s=1; Path=/\r\n") "one");
    expect_body(scene, "/a", "one");
    expect_body(scene, "/a", "one");
    assert_false(server_last_has(&scene->server, "Cookie:"));
}

static void codes_are_told(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/broken", HEAD("500 Oh", "") "sorry");
    server_page(&scene->server, "/gone", HEAD("410 Gone", ""));
    server_page(&scene->server, "/none", HEAD("204 No Content", ""));
    server_page(&scene->server, "/unasked", HEAD("304 Not Modified", ""));
    expect_refusal(scene, "/lost", TOCSIN_MISSING, "404");
    expect_refusal(scene, "/gone", TOCSIN_MISSING, "410");
    expect_refusal(scene, "/broken", TOCSIN_IO, "500");
    expect_refusal(scene, "/none", TOCSIN_IO, "204");
    expect_refusal(scene, "/unasked", TOCSIN_IO, "304");
    assert_non_null(strstr(scene->error.file, "/unasked"));
}

static void chunks_and_gzip_are_undone(void **state)
{
    struct scene *scene = *state;
    unsigned char bytes[512] = HEAD("200 OK", "Content-Encoding: gzip\r\n");
    size_t head = strlen((char *)bytes);
    z_stream zip;
    memset(&zip, 0, sizeof zip);
    assert_int_equal(deflateInit2(&zip, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
    zip.next_in = (unsigned char *)"the army said";
    zip.avail_in = 13;
    zip.next_out = bytes + head;
    zip.avail_out = (unsigned)(sizeof bytes - head);
    assert_int_equal(deflate(&zip, Z_FINISH), Z_STREAM_END);
    size_t size = sizeof bytes - zip.avail_out;
    deflateEnd(&zip);
    server_add(&scene->server,
               (struct route){.path = "/zip", .answer = (char *)bytes, .size = size});
    server_page(
        &scene->server, "/chunks",
        HEAD("200 OK", "Transfer-Encoding: chunked\r\n") "4\r\nthe \r\n9\r\n"
                                                         "army said\r\n0\r\n\r\n");
    expect_body(scene, "/zip", "the army said");
    expect_body(scene, "/chunks", "the army said");
}

static void large_pages_are_refused(void **state)
{
    struct scene *scene = *state;
    enum { SIZE = 3000000 };
    char *bytes = malloc(SIZE);
    char *large = malloc(SIZE);
    assert_non_null(bytes);
    assert_non_null(large);
    static const char head[] = HEAD("200 OK", "Content-Encoding: gzip\r\n");
    memset(large, 'a', SIZE);
    memcpy(large, OK_HTML, sizeof OK_HTML - 1);
    memcpy(bytes, head, sizeof head - 1);
    z_stream zip;
    memset(&zip, 0, sizeof zip);
    assert_int_equal(deflateInit2(&zip, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
    zip.next_in = (unsigned char *)large;
    zip.avail_in = SIZE;
    zip.next_out = (unsigned char *)bytes + sizeof head - 1;
    zip.avail_out = SIZE - (sizeof head - 1);
    assert_int_equal(deflate(&zip, Z_FINISH), Z_STREAM_END);
    size_t size = SIZE - zip.avail_out;
    deflateEnd(&zip);
    assert_true(size < 10000);
    server_add(&scene->server,
               (struct route){.path = "/bomb", .answer = bytes, .size = size});
    server_add(&scene->server,
               (struct route){.path = "/large", .answer = large, .size = SIZE});
    server_page(&scene->server, "/small", OK_HTML "good");
    expect_refusal(scene, "/large", TOCSIN_LIMIT, "1048576");
    expect_refusal(scene, "/bomb", TOCSIN_LIMIT, "1048576");
    expect_body(scene, "/small", "good");
    free(bytes);
    free(large);
}

static void slow_servers_are_left(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.timeout = 2};
    begin(scene, &options, 1 << 20);
    server_add(&scene->server,
               (struct route){.path = "/slow", .answer = OK_HTML "some", .hang = true});
    server_page(&scene->server, "/quick", OK_HTML "good");
    expect_refusal(scene, "/slow", TOCSIN_IO, "2000 ms");
    expect_body(scene, "/quick", "good");
}

static void broken_answers_are_told(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/short",
                HEAD("200 OK", "Content-Length: 100\r\n") "only this");
    server_page(&scene->server, "/no-http", "SSH-2.0-thing\r\n");
    expect_refusal(scene, "/short", TOCSIN_IO, "/short");
    expect_refusal(scene, "/no-http", TOCSIN_IO, "/no-http");
}

/* ---- robots.txt ------------------------------------------------------------------ */

static void robots_are_heeded(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/robots.txt",
                HEAD("200 OK", "") "User-agent: *\nDisallow: /closed\n");
    server_page(&scene->server, "/open", OK_HTML "good");
    server_page(&scene->server, "/closed/a", OK_HTML "bad");
    expect_body(scene, "/open", "good");
    expect_refusal(scene, "/closed/a", TOCSIN_REFUSED, "does not allow");
    expect_refusal(scene, "/%63losed/a", TOCSIN_REFUSED, "does not allow");
    expect_body(scene, "/open", "good");
    assert_string_equal(server_log(&scene->server), "/robots.txt /open /open ");
}

static void robots_that_fail_close_a_site(void **state)
{
    struct scene *scene = *state;
    static const char *const answers[] = {HEAD("503 Busy", ""), HEAD("500 Oh", ""),
                                          HEAD("429 Slow", ""), HEAD("304 Same", "")};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        server_clear(&scene->server);
        begin(scene, NULL, 1 << 20);
        server_page(&scene->server, "/robots.txt", answers[i]);
        server_page(&scene->server, "/a", OK_HTML "bad");
        expect_refusal(scene, "/a", TOCSIN_REFUSED, "robots.txt");
        expect_refusal(scene, "/a", TOCSIN_REFUSED, "robots.txt");
        assert_string_equal(server_log(&scene->server), "/robots.txt ");
    }
}

static void robots_that_hang_close_a_site(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.timeout = 0.2};
    begin(scene, &options, 1 << 20);
    server_add(&scene->server,
               (struct route){.path = "/robots.txt", .answer = "", .hang = true});
    expect_refusal(scene, "/a", TOCSIN_IO, "200 ms");
    expect_refusal(scene, "/a", TOCSIN_REFUSED, "cannot be had");
    assert_string_equal(server_log(&scene->server), "/robots.txt ");
}

static void robots_go_by_the_agents_name(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.agent = "newsbot/2.0 (+https://bot.example)"};
    server_page(&scene->server, "/robots.txt",
                HEAD("200 OK", "") "User-agent: NewsBot\nDisallow: /a\n"
                                   "User-agent: *\nDisallow: /\n");
    server_page(&scene->server, "/b", OK_HTML "good");
    expect_refusal(scene, "/b", TOCSIN_REFUSED, "does not allow");
    begin(scene, &options, 1 << 20);
    expect_body(scene, "/b", "good");
    assert_true(server_last_has(&scene->server,
                                "User-Agent: newsbot/2.0 (+https://bot.example)\r\n"));
    expect_refusal(scene, "/a", TOCSIN_REFUSED, "does not allow");
}

static void robots_may_be_moved_and_long(void **state)
{
    struct scene *scene = *state;
    enum { SIZE = 700000 };
    char *bytes = malloc(SIZE + 256);
    assert_non_null(bytes);
    size_t size = (size_t)snprintf(bytes, 256, "%s",
                                   HEAD("200 OK", "") "User-agent: *\nDisallow: /a\n");
    for (; size < SIZE; size++)
        bytes[size] = size % 60 == 59 ? '\n' : '#';
    size += (size_t)snprintf(bytes + size, 64, "\nDisallow: /b\n");
    server_page(&scene->server, "/robots.txt",
                HEAD("301 Moved", "Location: /moved/robots.txt\r\n"));
    server_add(
        &scene->server,
        (struct route){.path = "/moved/robots.txt", .answer = bytes, .size = size});
    server_page(&scene->server, "/b", OK_HTML "good");
    expect_refusal(scene, "/a", TOCSIN_REFUSED, "does not allow");
    expect_body(scene, "/b", "good"); /* behind 500 KiB nothing counts */
    free(bytes);
}

/* ---- redirects ------------------------------------------------------------------- */

static void redirects_are_followed(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/1", HEAD("301 Moved", "Location: /2\r\n"));
    server_page(&scene->server, "/2",
                HEAD("302 Found", "Location: http://127.0.0.1:%d/3\r\n"));
    server_page(&scene->server, "/3", HEAD("303 See", "Location: 4?a=b\r\n"));
    server_page(&scene->server, "/4?a=b", HEAD("307 Else", "Location: /5\r\n"));
    server_page(&scene->server, "/5", HEAD("308 For good", "Location: ./6#x\r\n"));
    server_page(&scene->server, "/6", OK_HTML "there");
    expect_body(scene, "/1", "there");
    assert_true(tc_text_equal(scene->page.url, tc_text(url_of(scene, "/6"))));
    assert_string_equal(server_log(&scene->server),
                        "/robots.txt /1 /2 /3 /4?a=b /5 /6 ");
}

static void redirects_end(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/0", HEAD("301 Moved", "Location: /1\r\n"));
    server_page(&scene->server, "/1", HEAD("301 Moved", "Location: /0\r\n"));
    server_page(&scene->server, "/nowhere", HEAD("301 Moved", ""));
    expect_refusal(scene, "/0", TOCSIN_LIMIT, "more than 5 redirects");
    assert_string_equal(server_log(&scene->server), "/robots.txt /0 /1 /0 /1 /0 /1 ");
    expect_refusal(scene, "/nowhere", TOCSIN_FORMAT, "without an address");
}

static void redirects_heed_robots(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/robots.txt",
                HEAD("200 OK", "") "User-agent: *\nDisallow: /closed\n");
    server_page(&scene->server, "/a", HEAD("301 Moved", "Location: /closed\r\n"));
    server_page(&scene->server, "/closed", OK_HTML "bad");
    expect_refusal(scene, "/a", TOCSIN_REFUSED, "does not allow");
    assert_string_equal(server_log(&scene->server), "/robots.txt /a ");
}

static void expect_redirect(struct scene *scene, const char *to, tocsin_status status,
                            const char *words)
{
    char head[256];
    (void)snprintf(head, sizeof head,
                   "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: %s\r\n\r\n",
                   to);
    server_clear(&scene->server);
    server_page(&scene->server, "/a", head);
    begin(scene, NULL, 1 << 20);
    expect_refusal(scene, "/a", status, words);
    assert_string_equal(server_log(&scene->server), "/robots.txt /a ");
}

static void redirects_to_private_addresses_are_refused(void **state)
{
    struct scene *scene = *state;
    static const char *const to[] = {
        "http://127.0.0.2/",        "http://127.0.0.1:1/",   "http://10.1.2.3/",
        "http://192.168.0.1/x",     "http://172.16.9.9/",    "http://169.254.169.254/l",
        "http://100.64.0.1/",       "http://0.0.0.0:%d/",    "http://[::1]:%d/",
        "http://[::ffff:7f00:1]/",  "http://[fe80::1]/",     "http://[fd00::1]/",
        "http://[::ffff:8.8.8.8]/", "http://224.0.0.1/",     "http://localhost:1/",
        "http://2130706434/",       "http://0x7f.0x1:1/",    "http://017700000001:1/",
        "http://255.255.255.255/",  "http://[::7f00:1]:%d/",
    };
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        expect_redirect(scene, to[i], TOCSIN_REFUSED, "not a public address");
}

static void redirects_to_other_things_are_refused(void **state)
{
    struct scene *scene = *state;
    static const char *const to[] = {"file:///etc/passwd",
                                     "ftp://127.0.0.1/",
                                     "gopher://127.0.0.1/",
                                     "data:text/plain,x",
                                     "http://user:word@127.0.0.1:%d/b",
                                     "http://user@127.0.0.1:%d/b"};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        expect_redirect(scene, to[i], TOCSIN_FORMAT, "a redirect to ");
}

/* ---- addresses ------------------------------------------------------------------- */

static void private_addresses_are_not_asked(void **state)
{
    struct scene *scene = *state;
    static const char *const hosts[] = {
        "127.0.0.1",  "localhost",          "127.1", "2130706433",
        "0x7f000001", "[::ffff:127.0.0.1]", "0"};
    const struct fetch_world world = {now_of, sleep_in, NULL, scene}; /* no exception */
    tc_fetcher_world(scene->fetcher, &world);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        char url[128];
        (void)snprintf(url, sizeof url, "http://%s:%d/", hosts[i], scene->server.port);
        for (int again = 0; again < 2; again++)
            if (tc_fetch(scene->fetcher, url, &scene->page, &scene->error) !=
                TOCSIN_REFUSED)
                fail_msg("%s: %s", url, scene->error.message);
    }
    assert_int_equal(server_connections(&scene->server), 0);
}

static void private_addresses_may_be_allowed(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.allow_private = true, .rate = 1000};
    assert_int_equal(scene->server.port > 0, 1);
    server_page(&scene->server, "/a", OK_HTML "good");
    tc_fetcher_free(scene->fetcher);
    assert_int_equal(tc_fetcher_open(&options, 1000, &scene->fetcher, NULL), TOCSIN_OK);
    expect_body(scene, "/a", "good");
}

static void proxies_are_used(void **state)
{
    struct scene *scene = *state;
    char proxy[64];
    (void)snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", scene->server.port);
    tocsin_fetch_options options = {.proxy = proxy};
    begin(scene, &options, 1 << 20);
    server_page(&scene->server, "http://news.example/a", OK_HTML "good");
    tocsin_status status =
        tc_fetch(scene->fetcher, "http://news.example/a", &scene->page, &scene->error);
    assert_int_equal(status, TOCSIN_OK);
    assert_string_equal(server_log(&scene->server),
                        "http://news.example/robots.txt http://news.example/a ");
    static const char *const closed[] = {"http://10.0.0.1/", "http://localhost/",
                                         "http://[::1]/", "http://127.1/"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        assert_int_equal(
            tc_fetch(scene->fetcher, closed[i], &scene->page, &scene->error),
            TOCSIN_REFUSED);
    assert_string_equal(server_log(&scene->server), "");
}

/* The environment is the command's to read. */
static void the_environment_is_not_read(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"http_proxy", "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(setenv(names[i], "http://127.0.0.1:1", 1), 0);
    server_page(&scene->server, "/a", OK_HTML "good");
    expect_body(scene, "/a", "good");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(unsetenv(names[i]), 0);
}

static void what_is_no_address_is_refused(void **state)
{
    struct scene *scene = *state;
    static const char *const bad[] = {"",
                                      "http://",
                                      "ftp://a.example/",
                                      "no/where",
                                      "http://a b/",
                                      "http://[::1/",
                                      "file:///",
                                      "mailto:a@b.example",
                                      "http://u@h/",
                                      "http://a.example:99999/",
                                      "http:// /"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (tc_fetch(scene->fetcher, bad[i], &scene->page, &scene->error) !=
            TOCSIN_FORMAT)
            fail_msg("%s: %s", bad[i], scene->error.message);
    char path[9000] = "/";
    memset(path + 1, 'a', 8500);
    expect_refusal(scene, path, TOCSIN_FORMAT, "not an address");
    assert_int_equal(server_connections(&scene->server), 0);
}

/* ---- waiting --------------------------------------------------------------------- */

static void a_site_is_asked_once_a_second(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/a", OK_HTML "good");
    expect_body(scene, "/a", "good");
    assert_string_equal(scene->slept, "1000 "); /* behind robots.txt */
    scene->now += 300;
    expect_body(scene, "/a", "good");
    assert_string_equal(scene->slept, "1000 700 ");
    scene->now += 5000;
    expect_body(scene, "/a", "good");
    assert_string_equal(scene->slept, "1000 700 ");
}

static void the_rate_can_be_set(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.rate = 0.1};
    server_page(&scene->server, "/a", OK_HTML "good");
    begin(scene, &options, 1 << 20);
    expect_body(scene, "/a", "good");
    assert_string_equal(scene->slept, "10000 ");
    const tocsin_fetch_options bad[] = {
        {.rate = 1000.5}, {.rate = -1}, {.timeout = 1e9}, {.agent = "a\r\nCookie: b"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fetcher *fetcher;
        assert_int_equal(tc_fetcher_open(&bad[i], 1, &fetcher, &scene->error),
                         TOCSIN_USAGE);
        assert_null(fetcher);
    }
}

static void sites_do_not_wait_for_each_other(void **state)
{
    struct scene *scene = *state;
    char proxy[64];
    (void)snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", scene->server.port);
    tocsin_fetch_options options = {.proxy = proxy};
    begin(scene, &options, 1 << 20);
    for (int i = 0; i < 6; i++) {
        char url[64];
        (void)snprintf(url, sizeof url, "http://site%d.example/a", i);
        assert_int_equal(tc_fetch(scene->fetcher, url, &scene->page, &scene->error),
                         TOCSIN_MISSING);
    }
    assert_string_equal(scene->slept, "1000 1000 1000 1000 1000 1000 ");
    scene->slept[0] = '\0';
    (void)tc_fetch(scene->fetcher, "http://site0.example/b", &scene->page,
                   &scene->error);
    (void)tc_fetch(scene->fetcher, "http://SITE0.example:80/c", &scene->page,
                   &scene->error);
    assert_string_equal(scene->slept, "1000 "); /* the first has waited long enough */
}

static void crawl_delay_is_heeded(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *delay, *slept;
    } cases[] = {
        {"0.5",  "1000 1000 "  },
        {"2.5",  "2500 2500 "  },
        {"7",    "7000 7000 "  },
        {"5000", "30000 30000 "},
        {"long", "1000 1000 "  },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char robots[256];
        (void)snprintf(robots, sizeof robots,
                       "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nUser-agent: "
                       "*\nCrawl-delay: %s\n",
                       cases[i].delay);
        server_clear(&scene->server);
        server_page(&scene->server, "/robots.txt", robots);
        server_page(&scene->server, "/a", OK_HTML "good");
        begin(scene, NULL, 1 << 20);
        expect_body(scene, "/a", "good");
        expect_body(scene, "/a", "good");
        assert_string_equal(scene->slept, cases[i].slept);
    }
}

static void retry_after_is_heeded_once(void **state)
{
    struct scene *scene = *state;
    server_add(&scene->server,
               (struct route){.path = "/a",
                              .answer = HEAD("503 Busy", "Retry-After: 7\r\n"),
                              .times = 1});
    server_page(&scene->server, "/a", OK_HTML "good");
    server_page(&scene->server, "/b", HEAD("429 Slow", "Retry-After: 20\r\n"));
    server_page(&scene->server, "/c", HEAD("503 Busy", "Retry-After: 90\r\n"));
    server_page(&scene->server, "/d", HEAD("503 Busy", ""));
    server_page(&scene->server, "/e", HEAD("500 Oh", "Retry-After: 5\r\n"));
    expect_body(scene, "/a", "good");
    assert_string_equal(scene->slept, "1000 7000 ");
    scene->slept[0] = '\0';
    expect_refusal(scene, "/b", TOCSIN_IO, "429: again in 20 seconds");
    assert_string_equal(scene->slept, "1000 20000 ");
    scene->slept[0] = '\0';
    expect_refusal(scene, "/c", TOCSIN_IO, "again in 90 seconds");
    expect_refusal(scene, "/d", TOCSIN_IO, "503");
    expect_refusal(scene, "/e", TOCSIN_IO, "500");
    assert_string_equal(scene->slept, "1000 1000 1000 ");
    assert_string_equal(server_log(&scene->server),
                        "/robots.txt /a /a /b /b /c /d /e ");
}

/* ---- the cache ------------------------------------------------------------------- */

#define ETAG "ETag: \"v1\"\r\n"
#define DAY  "Last-Modified: Mon, 29 Jan 2024 08:00:00 GMT\r\n"

static void pages_are_kept(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.cache = scene->folder};
    begin(scene, &options, 1 << 20);
    server_add(&scene->server,
               (struct route){.path = "/a",
                              .answer = HEAD("304 Not Modified", ""),
                              .if_has = "If-None-Match: \"v1\"\r\nIf-Modified-Since: "
                                        "Mon, 29 Jan 2024 08:00:00 GMT\r\n"});
    server_add(&scene->server,
               (struct route){
                   .path = "/a",
                   .answer = HEAD("200 OK",
                                  "Content-Type: text/plain\r\n" ETAG DAY) "the first",
                   .times = 1});
    server_page(&scene->server, "/a", HEAD("200 OK", ETAG) "not conditional");
    expect_body(scene, "/a", "the first");
    assert_false(scene->page.kept);
    begin(scene, &options, 1 << 20); /* another run */
    expect_body(scene, "/a", "the first");
    assert_true(scene->page.kept);
    assert_true(tc_text_equal(scene->page.mime, TEXT("text/plain")));
    options.cache = NULL;
    begin(scene, &options, 1 << 20);
    expect_body(scene, "/a", "not conditional");
}

static void changed_pages_are_kept_anew(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.cache = scene->folder};
    begin(scene, &options, 1 << 20);
    server_add(&scene->server, (struct route){.path = "/a",
                                              .answer = HEAD("304 Not Modified", ""),
                                              .if_has = "If-None-Match: \"v2\""});
    server_add(&scene->server,
               (struct route){.path = "/a",
                              .answer = HEAD("200 OK", "ETag: \"v2\"\r\n") "second",
                              .if_has = "If-None-Match: \"v1\""});
    server_page(&scene->server, "/a", HEAD("200 OK", ETAG) "first");
    expect_body(scene, "/a", "first");
    expect_body(scene, "/a", "second");
    expect_body(scene, "/a", "second");
    assert_true(scene->page.kept);
}

static void what_asks_not_to_be_kept_is_not(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.cache = scene->folder};
    begin(scene, &options, 1 << 20);
    server_page(&scene->server, "/a",
                HEAD("200 OK", "Cache-Control: private, No-Store\r\n" ETAG) "one");
    server_page(&scene->server, "/b", HEAD("200 OK", "") "two");
    for (int i = 0; i < 2; i++) {
        expect_body(scene, "/a", "one");
        assert_false(server_last_has(&scene->server, "If-None-Match"));
        expect_body(scene, "/b", "two");
    }
    assert_int_equal(rmdir(scene->folder), 0); /* it is empty */
    assert_int_equal(mkdir(scene->folder, 0700), 0);
}

/* The file in which a page is kept. */
static void path_in_cache(struct scene *scene, const char *path, char out[256])
{
    struct buffer name;
    tc_buffer_init(&name, 0);
    tc_kept_path(&name, scene->folder, tc_text(url_of(scene, path)));
    (void)snprintf(out, 256, "%s", name.data);
    tc_buffer_release(&name);
}

static void damaged_pages_are_asked_for_anew(void **state)
{
    struct scene *scene = *state;
    tocsin_fetch_options options = {.cache = scene->folder, .rate = 1000};
    char path[256], bytes[1024];
    begin(scene, &options, 1 << 20);
    server_add(&scene->server, (struct route){.path = "/a",
                                              .answer = HEAD("304 Not Modified", ""),
                                              .if_has = "If-None-Match"});
    server_page(&scene->server, "/a", HEAD("200 OK", ETAG) "the text");
    expect_body(scene, "/a", "the text");
    path_in_cache(scene, "/a", path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    assert_true(size > 40 && size < sizeof bytes);
    for (size_t i = 0; i < size; i++) {
        bool harmless = false;
        bytes[i] ^= 1;
        file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
        bytes[i] ^= 1;
        expect_body(scene, "/a", "the text"); /* never anything else */
        harmless = scene->page.kept; /* a bit of the ETag or the type has turned */
        size_t head = (size_t)(strstr(bytes, "\netag") - bytes);
        size_t tail = (size_t)(strstr(bytes, "\nmodified") - bytes);
        if (harmless && (i < head || i > tail))
            fail_msg("byte %zu", i);
    }
}

static void the_cache_must_be_a_folder(void **state)
{
    struct scene *scene = *state;
    struct fetcher *fetcher;
    tocsin_fetch_options options = {.cache = "/dev/null"};
    assert_int_equal(tc_fetcher_open(&options, 1, &fetcher, &scene->error), TOCSIN_IO);
    assert_null(fetcher);
    char deep[128];
    (void)snprintf(deep, sizeof deep, "%s/new", scene->folder);
    options.cache = deep;
    begin(scene, &options, 1 << 20);
    server_page(&scene->server, "/a", HEAD("200 OK", ETAG) "text");
    assert_int_equal(rmdir(deep), 0); /* it goes away meanwhile */
    expect_body(scene, "/a", "text");
}

/* ---- memory ---------------------------------------------------------------------- */

static void memory_may_be_out_at_any_time(void **state)
{
    struct scene *scene = *state;
    server_page(&scene->server, "/robots.txt",
                HEAD("200 OK", "") "User-agent: *\nDisallow: /x\nAllow: /a*b$\n");
    server_page(&scene->server, "/a", HEAD("301 Moved", "Location: /b\r\n"));
    server_page(&scene->server, "/b", HEAD("200 OK", ETAG) "good");
    tocsin_fetch_options options = {.cache = scene->folder, .rate = 1000};
    bool good = false;
    for (long n = 1; !good; n++) {
        const struct fetch_world world = {now_of, sleep_in, allowed_by, scene};
        struct fetcher *fetcher = NULL;
        assert_true(n < 1000);
        tc_alloc_fail(n);
        tocsin_status status =
            tc_fetcher_open(&options, 1 << 20, &fetcher, &scene->error);
        if (status == TOCSIN_OK) {
            tc_fetcher_world(fetcher, &world);
            status =
                tc_fetch(fetcher, url_of(scene, "/a"), &scene->page, &scene->error);
        }
        tc_alloc_fail(0);
        good = status == TOCSIN_OK && scene->page.body.size == 4;
        if (status != TOCSIN_OK && status != TOCSIN_MEMORY)
            fail_msg("%ld: %s", n, scene->error.message);
        tc_fetcher_free(fetcher);
    }
}

/* ---- without libcurl ------------------------------------------------------------- */

static void it_is_said_that_libcurl_is_missing(void **state)
{
    struct scene *scene = *state;
    expect_refusal(scene, "/a", TOCSIN_MISSING, "without libcurl");
    assert_non_null(strstr(scene->error.file, "/a"));
    assert_int_equal(server_connections(&scene->server), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_is_fetched),
        TEST(cookies_are_not_kept),
        TEST(codes_are_told),
        TEST(chunks_and_gzip_are_undone),
        TEST(large_pages_are_refused),
        TEST(slow_servers_are_left),
        TEST(broken_answers_are_told),
        TEST(robots_are_heeded),
        TEST(robots_that_fail_close_a_site),
        TEST(robots_that_hang_close_a_site),
        TEST(robots_go_by_the_agents_name),
        TEST(robots_may_be_moved_and_long),
        TEST(redirects_are_followed),
        TEST(redirects_end),
        TEST(redirects_heed_robots),
        TEST(redirects_to_private_addresses_are_refused),
        TEST(redirects_to_other_things_are_refused),
        TEST(private_addresses_are_not_asked),
        TEST(private_addresses_may_be_allowed),
        TEST(proxies_are_used),
        TEST(the_environment_is_not_read),
        TEST(what_is_no_address_is_refused),
        TEST(a_site_is_asked_once_a_second),
        TEST(the_rate_can_be_set),
        TEST(sites_do_not_wait_for_each_other),
        TEST(crawl_delay_is_heeded),
        TEST(retry_after_is_heeded_once),
        TEST(pages_are_kept),
        TEST(changed_pages_are_kept_anew),
        TEST(what_asks_not_to_be_kept_is_not),
        TEST(damaged_pages_are_asked_for_anew),
        TEST(the_cache_must_be_a_folder),
        TEST(memory_may_be_out_at_any_time),
    };
    const struct CMUnitTest without[] = {TEST(it_is_said_that_libcurl_is_missing)};
    if (can_fetch())
        return cmocka_run_group_tests(tests, NULL, NULL);
    print_message("SKIPPED: built without libcurl; nothing is fetched\n");
    return cmocka_run_group_tests(without, NULL, NULL);
}
