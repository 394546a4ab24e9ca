/* test_fetch_read.c: inputs that are addresses, through the reader and the command.
 *
 * The server is the test's own, so private addresses are allowed here; that they are
 * refused otherwise is test_fetch.c's. The rate is as high as can be.
 */
#include "test/read_files.h"

#include "test/fetch_server.h"

#include <sys/wait.h>

#define PAGE(title, words)                                                             \
    "<html><head><title>" title "</title></head><body><article><h1>" title             \
    "</h1><p>" words "</p></article></body></html>"

static struct server server;
static const tocsin_fetch_options near = {.allow_private = true, .rate = 1000};
static const tocsin_fetch_options follow = {
    .allow_private = true, .rate = 1000, .follow = true};

static int setup_server(void **state)
{
    server_start(&server);
    return setup(state);
}

static int teardown_server(void **state)
{
    server_stop(&server);
    return teardown(state);
}

static const char *url_of(const char *path)
{
    static char url[8][256];
    static unsigned next;
    char *out = url[next++ % 8];
    (void)snprintf(out, 256, "http://127.0.0.1:%d%s", server.port, path);
    return out;
}

/* The lines, with "%d" for the server's port. */
static void expect_read(const char *path, const tocsin_fetch_options *fetch,
                        const char *lines)
{
    tocsin_reader_options options = {.fetch = fetch, .any_language = true};
    struct result result = read_with(&path, 1, &options);
    struct buffer got;
    char port[16];
    size_t size = (size_t)snprintf(port, sizeof port, ":%d", server.port);
    tc_buffer_init(&got, 0);
    for (const char *at = result.lines.data; *at;) {
        bool is = strncmp(at, port, size) == 0;
        tc_buffer_string(&got, is ? ":%d" : "");
        tc_buffer_add(&got, at, is ? 0 : 1);
        at += is ? size : 1;
    }
    tc_buffer_byte(&got, '\0');
    assert_string_equal(got.data, lines);
    tc_buffer_release(&got);
    tc_buffer_release(&result.lines);
}

static void a_page_has_its_address(void **state)
{
    (void)state;
    server_page(&server, "/old", HEAD("301 Moved", "Location: /2024/01/29/new\r\n"));
    server_page(&server, "/2024/01/29/new",
                OK_HTML PAGE("No talks, minister says", STORY));
    expect_read(url_of("/old"), &near,
                "No talks, minister says|" STORY
                "|2024-01-29||en|http://127.0.0.1:%d/2024/01/29/new|"
                "http://127.0.0.1:%d/2024/01/29/new\n");
}

static void a_page_may_state_another_address(void **state)
{
    (void)state;
    server_page(&server, "/a?ref=feed",
                OK_HTML "<html><head><link rel=canonical href='https://n.example/a'>"
                        "<title>No talks</title></head><body><p>" STORY
                        "</p></body></html>");
    expect_read(url_of("/a?ref=feed"), &near,
                "No talks|" STORY "|||en|https://n.example/a|https://n.example/a\n");
}

static void the_charset_of_the_head_counts(void **state)
{
    (void)state;
    server_page(&server, "/a",
                HEAD("200 OK", "Content-Type: text/html; charset=windows-1251\r\n")
                    PAGE("\xCC\xE8\xED\xE8\xF1\xF2\xF0", STORY));
    server_page(
        &server, "/b",
        HEAD("200 OK",
             "Content-Type: text/plain; charset=koi8-r\r\n") "\xED\xC9\xCE\xC9\xD3\xD4"
                                                             "\xD2\n\n" STORY);
    expect_read(url_of("/a"), &near,
                "Министр|" STORY "|||en|http://127.0.0.1:%d/a|http://127.0.0.1:%d/a\n");
    expect_read(url_of("/b"), &near,
                "Министр|" STORY "|||en|http://127.0.0.1:%d/b|http://127.0.0.1:%d/b\n");
}

static void what_cannot_be_had_is_one_input(void **state)
{
    (void)state;
    server_page(&server, "/broken", HEAD("500 Oh", ""));
    server_page(&server, "/empty", OK_HTML);
    server_page(&server, "/a", OK_HTML PAGE("No talks", STORY));
    const char *const paths[] = {url_of("/lost"), url_of("/broken"), url_of("/empty"),
                                 url_of("/a"), "ftp://127.0.0.1/x"};
    tocsin_reader_options options = {.fetch = &near};
    struct result result = read_with(paths, 5, &options);
    assert_int_equal(result.counts.documents, 1);
    assert_int_equal(result.counts.skipped, 4);
    assert_int_equal(result.error.status, TOCSIN_FORMAT);
    assert_string_equal(result.error.file, "ftp://127.0.0.1/x");
    assert_non_null(strstr(result.lines.data, "MISSING 0\nIO 0\nEMPTY 0\nNo talks"));
    tc_buffer_release(&result.lines);
}

static void private_addresses_are_refused(void **state)
{
    (void)state;
    const char *path = url_of("/a");
    struct result result = read_with(&path, 1, NULL);
    assert_string_equal(result.lines.data, "REFUSED 0\n");
    assert_string_equal(result.error.file, path);
    assert_int_equal(server_connections(&server), 0);
    tc_buffer_release(&result.lines);
}

/* ---- feeds ----------------------------------------------------------------------- */

#define FEED                                                                           \
    HEAD("200 OK", "Content-Type: application/rss+xml\r\n")                            \
    "<rss version='2.0'><channel><title>The Wire</title>"                              \
    "<item><title>First</title><link>/1</link><description>In short.</description>"    \
    "<pubDate>Mon, 29 Jan 2024 08:00:00 GMT</pubDate></item>"                          \
    "<item><title>Second</title><link>/2</link><description>Lost, in short."           \
    "</description></item>"                                                            \
    "<item><title>Third</title><description>No link.</description></item>"             \
    "<item><title>Fourth</title><link>/4</link><description>Fourth, in short."         \
    "</description></item></channel></rss>"

static void links_of_feeds_are_followed(void **state)
{
    (void)state;
    server_page(&server, "/feed", FEED);
    server_page(&server, "/1", OK_HTML PAGE("The first story", STORY));
    server_page(&server, "/4", OK_HTML "<html><body></body></html>"); /* no text */
    expect_read(url_of("/feed"), &follow,
                "The first story|" STORY
                "|2024-01-29T08:00:00Z|The Wire|en|http://127.0.0.1:%d/1|"
                "http://127.0.0.1:%d/1\n"
                "MISSING 0\n"
                "Second|Lost, in short.||The "
                "Wire||http://127.0.0.1:%d/2|http://127.0.0.1:%d/2\n"
                "Third|No link.||The Wire||c4791d3bd419bb3b|\n"
                "EMPTY 0\n"
                "Fourth|Fourth, in short.||The "
                "Wire||http://127.0.0.1:%d/4|http://127.0.0.1:%d/4\n");
    assert_string_equal(server_log(&server), "/robots.txt /feed /1 /2 /4 ");
}

/* A page in another language is passed over, and its summary with it. */
static void foreign_pages_are_told_once(void **state)
{
    server_page(&server, "/1",
                OK_HTML PAGE("Keine Gespräche",
                             "Der Minister sagte am Montag, dass die Regierung nicht "
                             "mit den Rebellen reden werde, bevor sie ihre Waffen "
                             "niedergelegt haben, und dass die Armee bereit ist."));
    server_page(&server, "/feed",
                HEAD("200 OK", "") "<rss version='2.0'><channel><item><title>T</title>"
                                   "<link>/1</link><description>Short.</description>"
                                   "</item></channel></rss>");
    const char *path = url_of("/feed");
    tocsin_reader_options options = {.fetch = &follow};
    struct result result = read_with(&path, 1, &options);
    expect_lines(&result, "LANGUAGE 0\n");
    (void)state;
}

static void links_are_followed_only_when_asked(void **state)
{
    (void)state;
    server_page(&server, "/feed", FEED);
    expect_read(url_of("/feed"), &near,
                "First|In short.|2024-01-29T08:00:00Z|The Wire||http://127.0.0.1:%d/1|"
                "http://127.0.0.1:%d/1\n"
                "Second|Lost, in short.||The Wire||http://127.0.0.1:%d/2|"
                "http://127.0.0.1:%d/2\n"
                "Third|No link.||The Wire||c4791d3bd419bb3b|\n"
                "Fourth|Fourth, in short.||The Wire||http://127.0.0.1:%d/4|"
                "http://127.0.0.1:%d/4\n");
    assert_string_equal(server_log(&server), "/robots.txt /feed ");
}

static void links_are_followed_one_level(void **state)
{
    char feed[1024];
    (void)snprintf(feed, sizeof feed,
                   "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"W\","
                   "\"items\":[{\"id\":\"1\",\"url\":\"%s\",\"title\":\"Another "
                   "feed\"}]}",
                   url_of("/feed"));
    server_page(&server, "/feed", FEED);
    const char *path = put(state, "feed.json", feed); /* a file's links, too */
    tocsin_reader_options options = {.fetch = &follow};
    struct result result = read_with(&path, 1, &options);
    assert_int_equal(result.counts.documents, 4);
    assert_int_equal(result.counts.skipped, 0);
    assert_string_equal(server_log(&server), "/robots.txt /feed ");
    tc_buffer_release(&result.lines);
}

static void posts_of_a_linked_page_are_all_read(void **state)
{
    (void)state;
    server_page(
        &server, "/list",
        HEAD("200 OK", "Content-Type: text/plain\r\n") "http://127.0.0.1:%d/live\n");
    server_page(&server, "/live",
                OK_HTML
                "<html><head><title>Live: the talks</title><script "
                "type='application/ld+json'>{\"@type\":\"LiveBlogPosting\","
                "\"liveBlogUpdate\":[{\"@type\":\"BlogPosting\",\"headline\":\"One\","
                "\"datePublished\":\"2024-01-29T08:00:00Z\",\"articleBody\":\"" STORY
                "\"},{\"@type\":\"BlogPosting\",\"headline\":\"Two\","
                "\"datePublished\":\"2024-01-29T09:00:00Z\",\"articleBody\":\"" STORY
                "\"}]}</script></head><body></body></html>");
    const char *path = url_of("/list");
    tocsin_reader_options options = {.fetch = &follow};
    struct result result = read_with(&path, 1, &options);
    assert_int_equal(result.counts.documents, 2);
    assert_non_null(strstr(result.lines.data, "One|"));
    assert_non_null(strstr(result.lines.data, "Two|"));
    assert_non_null(strstr(result.lines.data, "/live#"));
    tc_buffer_release(&result.lines);
}

/* ---- lists ----------------------------------------------------------------------- */

static void lists_of_addresses_are_followed(void **state)
{
    char list[1024];
    server_page(&server, "/a", OK_HTML PAGE("The first", STORY));
    server_page(&server, "/b", HEAD("200 OK", "Content-Type: text/plain\r\n") STORY);
    (void)snprintf(list, sizeof list,
                   "url\tpublished\tpublisher\n%s\t2024-03-04\tThe Wire\n%s\t\t\n"
                   "%s\t2024-03-04\tThe Wire\n%s\t\t\n",
                   url_of("/a"), url_of("/lost"), url_of("/a"), url_of("/b"));
    expect_read(put(state, "list.tsv", list), &follow,
                "The first|" STORY
                "|2024-03-04|The Wire|en|http://127.0.0.1:%d/a|http://127.0.0.1:%d/a\n"
                "MISSING 0\n"
                "|" STORY "|||en|http://127.0.0.1:%d/b|http://127.0.0.1:%d/b\n");
    assert_string_equal(server_log(&server), "/robots.txt /a /lost /b ");
}

static void sitemaps_are_followed(void **state)
{
    (void)state;
    server_page(&server, "/a?x=1&y=2", OK_HTML PAGE("The first", STORY));
    server_page(
        &server, "/map.xml",
        HEAD("200 OK", "") "<?xml version='1.0'?><urlset "
                           "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                           "<url><loc>\nhttp://127.0.0.1:%d/a?x=1&amp;y=2 </loc>"
                           "<lastmod>2024-01-29</lastmod></url>"
                           "<url><loc><![CDATA[ftp://n.example/]]></loc></url>"
                           "<url><loc></loc></url><url><loc>cut off");
    expect_read(url_of("/map.xml"), &follow,
                "The first|" STORY "|||en|http://127.0.0.1:%d/a?x=1&y=2|"
                "http://127.0.0.1:%d/a?x=1&y=2\nFORMAT 2\n");
    expect_read(url_of("/map.xml"), &near, "EMPTY 0\n");
}

/* A list from the web may name pages of the web, but no files of ours. */
static void lists_from_the_web_name_no_files(void **state)
{
    (void)state;
    server_page(
        &server, "/list",
        HEAD("200 OK", "Content-Type: text/plain\r\n") "url,path\nhttp://127.0.0.1:%d/"
                                                       "a,test/test_fetch_read.c\n");
    server_page(&server, "/a", OK_HTML PAGE("The first", STORY));
    expect_read(url_of("/list"), &follow, "REFUSED 2\n");
}

/* ---- the command ----------------------------------------------------------------- */

/* Its exit code; what it printed in out. */
static int run(const char *arguments, const char *paths, char *out, size_t size)
{
    char command[2048];
    const char *tocsin = getenv("TOCSIN");
    assert_non_null(tocsin);
    (void)snprintf(command, sizeof command, "%s %s --rate 1000 --proxy '' %s 2>&1",
                   tocsin, arguments, paths);
    FILE *pipe = popen(command, "r"); /* NOLINT(cert-env33-c): our own words */
    assert_non_null(pipe);
    size_t have = fread(out, 1, size - 1, pipe);
    out[have] = '\0';
    int code = pclose(pipe);
    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

static void the_command_fetches(void **state)
{
    char out[65536], paths[1024];
    const struct folder *folder = *state;
    if (!getenv("TOCSIN") || !*getenv("TOCSIN"))
        skip();
    server_page(&server, "/a",
                HEAD("200 OK", "ETag: \"1\"\r\n") PAGE("No talks", STORY));
    (void)snprintf(paths, sizeof paths, "--allow-private --cache %s/kept %s %s",
                   folder->path, url_of("/a"), url_of("/lost"));
    assert_int_equal(run("read", paths, out, sizeof out), 4);
    assert_non_null(strstr(out, "\"title\":\"No talks\""));
    assert_non_null(strstr(out, "/lost: "));
    assert_non_null(strstr(out, "404"));
    (void)snprintf(paths, sizeof paths, "%s", url_of("/a"));
    assert_int_equal(run("read", paths, out, sizeof out), 3);
    assert_non_null(strstr(out, "not a public address"));
    (void)snprintf(paths, sizeof paths, "--allow-private --cache %s/kept %s",
                   folder->path, url_of("/a"));
    assert_int_equal(run("code --format jsonl", paths, out, sizeof out), 0);
    assert_true(server_last_has(&server, "If-None-Match: \"1\""));
    assert_int_equal(run("read", "--rate 0 x", out, sizeof out), 2);
    assert_int_equal(run("read", "--timeout 0 x", out, sizeof out), 2);
    assert_int_equal(run("events", "--follow", out, sizeof out), 2);
}

/* ---- without libcurl ------------------------------------------------------------- */

static void the_rest_is_read_all_the_same(void **state)
{
    const char *const paths[] = {url_of("/a"), put(state, "a.txt", STORY)};
    struct result result = read_with(paths, 2, NULL);
    assert_int_equal(result.counts.documents, 1);
    assert_non_null(strstr(result.lines.data, "MISSING 0\n"));
    tc_buffer_release(&result.lines);
}

#define SERVED(name)                                                                   \
    cmocka_unit_test_setup_teardown(name, setup_server, teardown_server)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_page_has_its_address),
        SERVED(a_page_may_state_another_address),
        SERVED(the_charset_of_the_head_counts),
        SERVED(what_cannot_be_had_is_one_input),
        SERVED(private_addresses_are_refused),
        SERVED(links_of_feeds_are_followed),
        SERVED(foreign_pages_are_told_once),
        SERVED(links_are_followed_only_when_asked),
        SERVED(links_are_followed_one_level),
        SERVED(posts_of_a_linked_page_are_all_read),
        SERVED(lists_of_addresses_are_followed),
        SERVED(sitemaps_are_followed),
        SERVED(lists_from_the_web_name_no_files),
        SERVED(the_command_fetches),
    };
    const struct CMUnitTest without[] = {SERVED(the_rest_is_read_all_the_same)};
    if (can_fetch())
        return cmocka_run_group_tests(tests, NULL, NULL);
    print_message("SKIPPED: built without libcurl; nothing is fetched\n");
    return cmocka_run_group_tests(without, NULL, NULL);
}
