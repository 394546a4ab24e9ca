/* test_fetch_rules.c: what robots.txt allows, which addresses are public, what an
 * answer's head and a kept page say. */
#include "read/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cmocka.h>

/* ---- robots.txt ------------------------------------------------------------------ */

static struct robots robots_of(struct arena *arena, const char *words,
                               const char *agent)
{
    struct robots robots;
    tc_arena_init(arena, 0);
    assert_int_equal(tc_robots_read(arena, tc_text(words), tc_text(agent), &robots),
                     TOCSIN_OK);
    return robots;
}

static bool may(const char *words, const char *agent, const char *path)
{
    struct arena arena;
    struct robots robots = robots_of(&arena, words, agent);
    bool allowed = tc_robots_allow(&robots, tc_text(path));
    tc_arena_release(&arena);
    return allowed;
}

struct rule {
    const char *robots, *path;
    bool allowed;
};

static void expect_rules(const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (may(rules[i].robots, "tocsin/1.0", rules[i].path) != rules[i].allowed)
            fail_msg("%s: %s", rules[i].robots, rules[i].path);
}

#define ALL "User-agent: *\n"

static void the_longest_match_decides(void **state)
{
    static const struct rule rules[] = {
        {"",                                        "/a",          true },
        {ALL "Disallow:\n",                         "/a",          true },
        {ALL "Disallow: /\n",                       "/",           false},
        {ALL "Disallow: /\n",                       "/a?b",        false},
        {ALL "Disallow: /\n",                       "/robots.txt", true },
        {ALL "Disallow: /a\n",                      "/abc",        false},
        {ALL "Disallow: /a\n",                      "/b/a",        true },
        {ALL "Disallow: /a/\n",                     "/a",          true },
        {ALL "Disallow: /A\n",                      "/a",          true },
        {ALL "Disallow: /\nAllow: /p\n",            "/page",       true },
        {ALL "Allow: /p\nDisallow: /\n",            "/page",       true },
        {ALL "Disallow: /page\nAllow: /p\n",        "/page",       false},
        {ALL "Allow: /folder\nDisallow: /folder\n", "/folder/x",   true },
        {ALL "Disallow: /folder\nAllow: /folder\n", "/folder/x",   true },
        {ALL "Allow: /page\nDisallow: /*.htm\n",    "/page.htm",   false},
        {ALL "Allow: /page\nDisallow: /*.ph\n",     "/page.php",   true },
        {ALL "Allow: /$\nDisallow: /\n",            "/",           true },
        {ALL "Allow: /$\nDisallow: /\n",            "/a",          false},
        {ALL "Disallow: a\n",                       "/a",          true },
    };
    (void)state;
    expect_rules(rules, sizeof rules / sizeof *rules);
}

static void stars_stand_for_anything(void **state)
{
    static const struct rule rules[] = {
        {ALL "Disallow: /*.pdf$\n", "/a/b.pdf",   false},
        {ALL "Disallow: /*.pdf$\n", "/a/b.pdf?x", true },
        {ALL "Disallow: /*.pdf$\n", "/a.pdf.pdf", false},
        {ALL "Disallow: /*.pdf\n",  "/a.pdf?x",   false},
        {ALL "Disallow: /a*b*c\n",  "/a1b2c3",    false},
        {ALL "Disallow: /a*b*c\n",  "/a1c2b3",    true },
        {ALL "Disallow: /a*b*c$\n", "/abcbc",     false},
        {ALL "Disallow: /a*b*c$\n", "/abcb",      true },
        {ALL "Disallow: *\n",       "/x",         false},
        {ALL "Disallow: */x\n",     "/a/x",       false},
        {ALL "Disallow: /a**b\n",   "/ab",        false},
        {ALL "Disallow: /a$b\n",    "/a$b",       true },
        {ALL "Disallow: /a%24b\n",  "/a$b",       false},
        {ALL "Disallow: /a%2Ab\n",  "/a*b",       false},
        {ALL "Disallow: /a%2Ab\n",  "/axb",       true },
        {ALL "Disallow: /*a$\n",    "/a",         false},
        {ALL "Disallow: /*/$\n",    "/a/",        false},
        {ALL "Disallow: /ab*ab$\n", "/ab",        true },
    };
    (void)state;
    expect_rules(rules, sizeof rules / sizeof *rules);
}

static void spellings_are_the_same(void **state)
{
    static const struct rule rules[] = {
        {ALL "Disallow: /%61b\n",     "/ab",       false},
        {ALL "Disallow: /ab\n",       "/%61%62",   false},
        {ALL "Disallow: /a%2fb\n",    "/a%2Fb",    false},
        {ALL "Disallow: /a%2fb\n",    "/a/b",      true },
        {ALL "Disallow: /\xD0\xB0\n", "/%d0%b0",   false},
        {ALL "Disallow: /%D0%B0\n",   "/\xD0\xB0", false},
        {ALL "Disallow: /a%\n",       "/a%",       false},
        {ALL "Disallow: /a%2\n",      "/a%2",      false},
        {ALL "Disallow: /a%00\n",     "/a%00",     false},
    };
    (void)state;
    expect_rules(rules, sizeof rules / sizeof *rules);
}

#define OURS  "User-agent: tocsin\n"
#define OTHER "User-agent: other\n"
#define NO_A  "Disallow: /a\n"
#define NO_B  "Disallow: /b\n"
#define NONE  "Disallow: /\n"

static void groups_are_told_by_the_agent(void **state)
{
    static const struct rule rules[] = {
        {OURS NO_A ALL NONE,                      "/b", true },
        {ALL NONE OURS NO_A,                      "/b", true },
        {"User-agent: TOCSIN/2\n" NO_A,           "/a", false},
        {"User-agent: tocsinbot\n" NO_A,          "/a", true },
        {"User-agent: toc\n" NO_A,                "/a", true },
        {OTHER OURS NO_A,                         "/a", false},
        {OURS OTHER NO_A,                         "/a", false},
        {OURS NO_A OTHER NO_B,                    "/b", true },
        {OURS NO_A OTHER NONE OURS NO_B,          "/b", false},
        {OURS NO_A OTHER NONE OURS NO_B,          "/a", false},
        {OURS NO_A OTHER NONE OURS NO_B,          "/c", true },
        {NO_A,                                    "/a", true }, /* of nobody's group */
        {OURS "\n" ALL NO_A,                      "/a", false},
        {OURS "Sitemap: http://a.example\n" NO_A, "/a", false},
        {OURS "Crawl-delay: 3\n" ALL NO_A,        "/a", true },
    };
    (void)state;
    expect_rules(rules, sizeof rules / sizeof *rules);
}

static void lines_may_be_written_anyhow(void **state)
{
    static const struct rule rules[] = {
        {"\xEF\xBB\xBFUser-agent: *\nDisallow: /a\n",          "/a", false},
        {"user-AGENT:*\r\nDISALLOW:/a\r\n",                    "/a", false},
        {"User-agent : *\rDisallow\t: /a\r",                   "/a", false},
        {"  User-agent: * # all\n  Disallow: /a # not this\n", "/a", false},
        {"User agent: *\nDissallow: /a",                       "/a", false},
        {"<html>User-agent: *\nDisallow: /a\n",                "/a", true },
        {"User-agent: *\nnonsense\n\n\nDisallow: /a\n",        "/a", false},
        {"User-agent\n*\nDisallow /a\n",                       "/a", true },
    };
    (void)state;
    expect_rules(rules, sizeof rules / sizeof *rules);
}

static void delays_are_read(void **state)
{
    static const struct {
        const char *words;
        double delay;
    } cases[] = {
        {ALL "Crawl-delay: 10\n",                                  10  },
        {ALL "crawl-delay:2.25 \n",                                2.25},
        {ALL "Crawl-delay: ten\n",                                 0   },
        {ALL "Crawl-delay: -1\n",                                  0   },
        {ALL "Crawl-delay: 1e99\n",                                1   },
        {ALL "Crawl-delay: 999999999999999999\n",                  0   },
        {"User-agent: x\nCrawl-delay: 9\n" ALL "Crawl-delay: 1\n", 1   },
        {"",                                                       0   },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct robots robots = robots_of(&arena, cases[i].words, "tocsin");
        if (robots.delay != cases[i].delay)
            fail_msg("%s: %g", cases[i].words, robots.delay);
        tc_arena_release(&arena);
    }
}

/* A pattern made to be slow must not be. */
static void stars_cost_little(void **state)
{
    static char words[400000], path[8000];
    size_t size = (size_t)snprintf(words, sizeof words, ALL);
    (void)state;
    for (bool many = false; size < sizeof words - 4200; many = !many) {
        size += (size_t)snprintf(words + size, 16, "Disallow: /");
        for (int i = 0; i < 2000; i++) {
            words[size++] = i == 0 ? '*' : 'a';
            words[size++] = many && i % 3 == 0 ? '*' : 'a';
        }
        size += (size_t)snprintf(words + size, 16, many ? "b$\n" : "b\n");
    }
    memset(path, 'a', sizeof path - 1);
    path[0] = '/';
    assert_true(may(words, "tocsin", path));
}

static void memory_may_be_out(void **state)
{
    (void)state;
    struct robots robots;
    bool good = false;
    for (long n = 1; !good; n++) {
        struct arena arena;
        tc_arena_init(&arena, 0);
        tc_alloc_fail(n);
        tocsin_status status = tc_robots_read(
            &arena, TEXT(ALL "Disallow: /a\nAllow: /b\n"), TEXT("tocsin"), &robots);
        tc_alloc_fail(0);
        good = status == TOCSIN_OK;
        assert_true(good || status == TOCSIN_MEMORY);
        tc_arena_release(&arena);
    }
}

/* ---- addresses ------------------------------------------------------------------- */

static bool is_public(const char *address)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, address, &in4.sin_addr) == 1)
        return tc_address_public((const struct sockaddr *)&in4);
    assert_int_equal(inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
    return tc_address_public((const struct sockaddr *)&in6);
}

static void private_addresses_are_told(void **state)
{
    static const char *const closed[] = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ffff::1",
        "4000::1",
        "5f00::1",
    };
    static const char *const open[] = {
        "1.1.1.1",        "8.8.8.8",         "9.255.255.255",   "11.0.0.0",
        "100.63.255.255", "100.128.0.0",     "126.255.255.255", "128.0.0.0",
        "169.253.0.0",    "172.15.255.255",  "172.32.0.0",      "192.167.255.255",
        "192.169.0.0",    "198.17.255.255",  "198.20.0.0",      "223.255.255.255",
        "2001:200::1",    "2001:4860::8888", "2a00:1450::1",    "2606:4700::1111",
        "3ffe::1",        "3fff:1000::1",    "64:ff9b::8.8.8.8"};
    (void)state;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (is_public(closed[i]))
            fail_msg("%s", closed[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!is_public(open[i]))
            fail_msg("%s", open[i]);
    const struct sockaddr_un local = {.sun_family = AF_UNIX};
    assert_false(tc_address_public((const struct sockaddr *)&local));
}

static void hosts_that_are_addresses_are_told(void **state)
{
    static const char *const closed[] = {
        "localhost",  "LOCALHOST.", "a.localhost",      "127.0.0.1",
        "127.0.0.1.", "[::1]",      "[fe80::1%25eth0]", "10.1.1.1"};
    static const char *const open[] = {"news.example", "8.8.8.8", "[2606:4700::1111]",
                                       "localhost.example", "10.1.1.1.example"};
    (void)state;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (tc_host_public(tc_text(closed[i])))
            fail_msg("%s", closed[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!tc_host_public(tc_text(open[i])))
            fail_msg("%s", open[i]);
}

static void arguments_that_are_addresses_are_told(void **state)
{
    (void)state;
    assert_true(tc_is_url(TEXT("http://a")));
    assert_true(tc_is_url(TEXT("HTTPS://a")));
    assert_true(tc_is_url(TEXT("ftp://a")));
    assert_false(tc_is_url(TEXT("http:/a")));
    assert_false(tc_is_url(TEXT("a/b://c")));
    assert_false(tc_is_url(TEXT("://c")));
    assert_false(tc_is_url(TEXT("-")));
    assert_false(tc_is_url(TEXT("")));
}

/* ---- heads and kept pages -------------------------------------------------------- */

static void heads_are_read(void **state)
{
    struct answer *a = calloc(1, sizeof *a);
    char long_tag[600] = "ETag: ";
    (void)state;
    assert_non_null(a);
    tc_answer_header(a, TEXT("HTTP/1.1 103 Early\r\n"));
    tc_answer_header(a, TEXT("ETag: \"early\"\r\n"));
    tc_answer_header(a, TEXT("HTTP/1.1 200 OK\r\n"));
    assert_string_equal(a->etag, "");
    tc_answer_header(a, TEXT("content-TYPE:  text/html \r\n"));
    tc_answer_header(a, TEXT("ETag: W/\"x y\"\r\n"));
    tc_answer_header(a, TEXT("Last-Modified: Mon, 29 Jan 2024 08:00:00 GMT\r\n"));
    tc_answer_header(a, TEXT("Cache-Control: max-age=0 , No-Store\r\n"));
    assert_string_equal(a->mime, "text/html");
    assert_string_equal(a->etag, "W/\"x y\"");
    assert_string_equal(a->modified, "Mon, 29 Jan 2024 08:00:00 GMT");
    assert_true(a->no_store);
    tc_answer_header(a, TEXT("Cache-Control: public\r\n"));
    assert_true(a->no_store);
    tc_answer_header(a, TEXT("ETag: a\rX: b\r\n")); /* it would go out again */
    assert_string_equal(a->etag, "");
    memset(long_tag + 6, 'a', sizeof long_tag - 7);
    tc_answer_header(a, tc_text(long_tag));
    assert_string_equal(a->etag, "");
    tc_answer_header(a, TEXT("no colon\r\n"));
    tc_answer_header(a, TEXT(""));
    tc_answer_header(a, TEXT("HTTP/1.1 200 OK\r\n"));
    tc_answer_header(a, TEXT("Cache-Control: no-storey, x-no-store\r\n"));
    assert_false(a->no_store);
    free(a);
}

static void kept_pages_are_read(void **state)
{
    struct kept kept;
    char bytes[512], hash[17];
    static const char digits[] = "0123456789abcdef";
    uint64_t h = tc_hash("body\n", 5);
    (void)state;
    for (size_t i = 0; i < 16; i++)
        hash[i] = digits[h >> (60 - 4 * i) & 15];
    hash[16] = '\0';
    int n = snprintf(bytes, sizeof bytes,
                     "tocsin page 1\nurl: http://a.example/\ntype: text/html\netag: "
                     "\"1\"\nmodified: \nbody: 5 %s\n\nbody\n",
                     hash);
    text all = {bytes, (size_t)n};
    text url = TEXT("http://a.example/");
    assert_true(tc_kept_read(all, url, &kept));
    assert_true(tc_text_equal(kept.body, TEXT("body\n")));
    assert_true(tc_text_equal(kept.mime, TEXT("text/html")));
    assert_true(tc_text_equal(kept.etag, TEXT("\"1\"")));
    assert_int_equal(kept.modified.size, 0);
    assert_false(tc_kept_read(all, TEXT("http://b.example/"), &kept));
    for (size_t cut = 0; cut < all.size; cut++)
        assert_false(tc_kept_read((text){bytes, cut}, url, &kept));
    bytes[n] = 'x';
    assert_false(tc_kept_read((text){bytes, (size_t)n + 1}, url, &kept));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_match_decides),
        cmocka_unit_test(stars_stand_for_anything),
        cmocka_unit_test(spellings_are_the_same),
        cmocka_unit_test(groups_are_told_by_the_agent),
        cmocka_unit_test(lines_may_be_written_anyhow),
        cmocka_unit_test(delays_are_read),
        cmocka_unit_test(stars_cost_little),
        cmocka_unit_test(memory_may_be_out),
        cmocka_unit_test(private_addresses_are_told),
        cmocka_unit_test(hosts_that_are_addresses_are_told),
        cmocka_unit_test(arguments_that_are_addresses_are_told),
        cmocka_unit_test(heads_are_read),
        cmocka_unit_test(kept_pages_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
