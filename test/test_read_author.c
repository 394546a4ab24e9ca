/* test_read_author.c: who wrote it: bylines to names, and where they are stated. */
#include "test/read_files.h"

/* A byline, its names when it is printed, and when it is stated for machines; NULL: the
 * same. */
/* clang-format off */
static const char *const bylines[][3] = {
    {"By Jane Doe", "Jane Doe", NULL},
    {" by\n Jane Doe \xC2\xA0", "Jane Doe", NULL},
    {"JANE DOE and John Q. Roe", "JANE DOE; John Q. Roe", NULL},
    {"Von Jane von der Heide und Ali al-Masri",
     "Jane von der Heide; Ali al-Masri", NULL},
    {"Written by: by Jane Doe (jane@example.org)", "Jane Doe", NULL},
    {"Jane Doe jane.doe@example.org, John Roe", "Jane Doe", "Jane Doe; John Roe"},
    {"Jane Doe, John Roe and Ann Poe", "Jane Doe; John Roe; Ann Poe", NULL},
    {"By Jane Doe, New York", "Jane Doe", "Jane Doe; New York"},
    {"Jane Doe, Chief Political Correspondent", "Jane Doe", NULL},
    {"Jane Doe | Updated 3 May 2024", "Jane Doe", NULL},
    {"Jane Doe in Cairo", "Jane Doe", NULL},
    {"Jane Doe; Jane Doe; jane doe", "Jane Doe", NULL},
    {"Jane DoeJane Doe", "Jane Doe", NULL},
    {"Doe, Jane", "", "Jane Doe"},
    {"J. Doe. Our reporter was in Cairo.", "J. Doe", NULL},
    {"Мария Иванова", "Мария Иванова", NULL},
    {"محمد علي", "محمد علي", NULL},
    {"王小明", "", "王小明"},
    /* no people */
    {"", "", NULL},
    {"By", "", NULL},
    {"admin", "", NULL},
    {"Reuters", "", NULL},
    {"Associated Press", "", NULL},
    {"Staff Reporter", "", NULL},
    {"The Editorial Board", "", NULL},
    {"https://www.facebook.com/jane.doe", "", NULL},
    {"@janedoe", "", NULL},
    {"3 May 2024", "", NULL},
    {"Read more stories", "", NULL},
    {"Herald Newsroom", "", NULL},
    {"(((((", "", NULL},
    {"@@@ @ a@", "", NULL},
};
/* clang-format on */

static void names(void **state)
{
    (void)state;
    struct arena arena;
    tc_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof bylines / sizeof *bylines; i++)
        for (int stated = 0; stated < 2; stated++) {
            const char *want = bylines[i][stated && bylines[i][2] ? 2 : 1];
            text got = {NULL, 0};
            assert_true(tc_author_add(&arena, tc_text(bylines[i][0]), stated, &got));
            if (!tc_text_equal(got, tc_text(want)))
                fail_msg("%s: %.*s, not %s", bylines[i][0], (int)got.size,
                         got.size ? got.data : "", want);
        }
    tc_arena_release(&arena);
}

static void houses(void **state)
{
    (void)state;
    assert_true(tc_author_is_house(TEXT("El Heraldo"), TEXT("ElHeraldo.com")));
    assert_true(tc_author_is_house(TEXT("The Herald"), TEXT("Herald Online")));
    assert_false(tc_author_is_house(TEXT("Jane Doe"), TEXT("Jane Doe - my blog")));
    assert_false(tc_author_is_house(TEXT("Jane Doe"), TEXT("")));
    assert_false(tc_author_is_house(TEXT(""), TEXT("Herald")));
}

/* ---- where they stand ------------------------------------------------------------ */

/* The authors of the first document of the file. */
static void expect_authors(void **state, const char *name, const char *bytes,
                           const char *want)
{
    const char *path = put(state, name, bytes);
    struct reader *reader;
    struct arena arena;
    tocsin_document document;
    tocsin_error error;
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_reader_open(&path, 1, NULL, &reader, &error), TOCSIN_OK);
    assert_int_equal(tc_reader_next(reader, &arena, &document, &error), TOCSIN_OK);
    if (!tc_text_equal(document.authors, tc_text(want)))
        fail_msg("%s\n%.*s, not %s", bytes, (int)document.authors.size,
                 document.authors.size ? document.authors.data : "", want);
    tc_reader_free(reader);
    tc_arena_release(&arena);
}

#define LD(json) "<script type=\"application/ld+json\">" json "</script>"
#define ARTICLE  "\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-03\""
#define BODY     "<body><h1>Talks</h1><p>" STORY "</p>"

static void in_pages(void **state)
{
    expect_authors(state, "a.html",
                   LD("{" ARTICLE
                      ",\"author\":[{\"@type\":\"Person\",\"name\":\"Jane Doe\"},"
                      "{\"@type\":\"Organization\",\"name\":\"Big House\"},\"By John "
                      "Roe\"]}") "<meta name=author content=\"Ann Poe\">" BODY,
                   "Jane Doe; John Roe");
    expect_authors(
        state, "b.html",
        LD("{\"@graph\":[{" ARTICLE ",\"author\":{\"@id\":\"#jane\"}},"
           "{\"@type\":\"Person\",\"@id\":\"#jane\",\"name\":\"Jane Doe\"}]}") BODY,
        "Jane Doe");
    expect_authors(
        state, "c.html",
        "<html><head><meta name=author content=\"Jane Doe\">"
        "<meta name=author content=\"John Roe\"><meta property=article:author "
        "content=\"https://example.org/jane\"></head>" BODY,
        "Jane Doe; John Roe");
    expect_authors(state, "d.html",
                   "<html><head><meta property=og:site_name content=\"The Daily\">"
                   "<meta name=author content=\"The Daily\"></head>" BODY,
                   "");
}

static void in_bylines(void **state)
{
    expect_authors(
        state, "a.html",
        "<html>" BODY "<div class=byline><div>By <a rel=author href=x>Jane Doe</a>"
        " and <a rel=author href=y>John Roe</a></div><div>Follow Me</div></div>",
        "Jane Doe; John Roe");
    /* not those of other stories and of comments */
    expect_authors(
        state, "b.html",
        "<html>" BODY "<div class=comments><span class=comment-author>Some "
        "Body</span></div><aside><p class=author>Else Where</p></aside>"
        "<div class=post-author>Jane Doe</div><p>" STORY STORY "</p>"
        "<div class=teaser><div><p class=post-author>Other Wise</p></div></div>",
        "Jane Doe");
}

static void in_feeds(void **state)
{
    expect_authors(
        state, "a.xml",
        "<rss version=2.0 xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        "<title>Times</title><item><title>Talks</title><description>" STORY
        "</description><dc:creator>Jane Doe</dc:creator><author>"
        "desk@example.org (John Roe)</author></item></channel></rss>",
        "Jane Doe; John Roe");
    expect_authors(
        state, "b.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Times</title><entry>"
        "<title>Talks</title><author><name>Jane Doe</name><email>j@x.org</email>"
        "</author><summary>" STORY "</summary></entry></feed>",
        "Jane Doe");
    expect_authors(
        state, "c.json",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Times\","
        "\"items\":[{\"id\":\"1\",\"content_text\":\"" STORY "\",\"authors\":"
        "[{\"name\":\"Jane Doe\"},{\"name\":\"admin\"}]}]}",
        "Jane Doe");
}

/* Found by fuzz_html: more white space than a byline has room for, and then a name. */
static void spaced_byline(void **state)
{
    struct buffer page;
    tc_buffer_init(&page, 0);
    tc_buffer_string(&page, "<html>" BODY "<p class=byline>");
    for (int i = 0; i < 200; i++)
        tc_buffer_string(&page, "&nbsp;");
    tc_buffer_string(&page, "<b>Jane Doe</b></p>");
    tc_buffer_byte(&page, '\0');
    expect_authors(state, "a.html", page.data, "");
    tc_buffer_release(&page);
}

/* What is given is taken as it is given, by one name or a list. */
static void in_lines(void **state)
{
    expect_authors(state, "a.jsonl",
                   "{\"text\":\"" STORY
                   "\",\"authors\":[\"Jane Doe\",3,\" bob \",\"\"]}",
                   "Jane Doe; bob");
    expect_authors(state, "b.jsonl",
                   "{\"text\":\"" STORY "\",\"authors\":\"Jane \\u0044oe\"}",
                   "Jane Doe");
    expect_authors(state, "c.jsonl", "{\"text\":\"" STORY "\",\"authors\":null}", "");
    expect(put(state, "d.jsonl", "{\"text\":\"" STORY "\",\"authors\":{}}"),
           "FORMAT 1\n");
    expect(put(state, "e.jsonl", "{\"text\":\"" STORY "\",\"authors\":[1,}"),
           "FORMAT 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names), cmocka_unit_test(houses), TEST(in_pages),
        TEST(in_bylines),        TEST(in_feeds),           TEST(in_lines),
        TEST(spaced_byline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
