/* test_read_page.c: web pages to documents. */
#include "test/read_files.h"

#define SECOND                                                                         \
    "The army has been ready since Friday, a spokesman said, and will not move "       \
    "before "                                                                          \
    "it is told to, whatever the rebels say of it in the meantime."

/* ---- pages ----------------------------------------------------------------------- */

#define LONGER STORY " It has waited for this day since the war began, he added."

static void page(void **state)
{
    expect(
        put(state, "a.html",
            "<!doctype html><html lang=en-US><head><title>Army ready | The "
            "Times</title>"
            "<meta property='og:title' content='Army ready &amp; waiting'>"
            "<meta property='og:site_name' content='The Times'>"
            "<link rel=canonical href='http://x/army'>"
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
            "\"datePublished\" : \"2024-01-29T10:00:00+02:00\"}</script>"
            "<style>p { color: red }</style></head><body>"
            "<nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav>"
            "<div class='social-share'>Share this on everything you have</div>"
            "<article><h1>Army ready &amp; waiting</h1><p class=byline>By A. Writer</p>"
            "<p>" STORY "</p><h2>What comes next</h2><p>" LONGER
            "</p><ul><li><a href=1>Read also: one</a></ul>"
            "<aside>Something else that is not the story at all, in a box.</aside>"
            "<p>He\xC2\xA0said:<br><br>No &mdash; never.</p>"
            "<h3>Related articles</h3></article>"
            "<div id=comments><p>First! I think that this is all wrong, said I.</div>"
            "<footer>Copyright 2024, all rights reserved, and so on.</footer>"),
        "Army ready & waiting|" STORY "\n\nWhat comes next\n\n" LONGER
        "\n\nHe said:\n\nNo — never.|2024-01-29T08:00:00Z|The Times|en|"
        "http://x/army|http://x/army\n");
}

static void page_facts(void **state)
{
    BEGINS("t1.html", "<title>Army ready - Times</title><p>" STORY, "Army ready|");
    BEGINS("t2.html",
           "<title>Army - ready or not - Times</title><h1>Army - ready or not"
           "</h1><p>" STORY,
           "Army - ready or not|");
    expect(put(state, "d1.html",
               "<link rel=canonical href=http://x/><p>" STORY
               "<p>Published <time datetime='2024-01-29'>today</time>"),
           "|" STORY "|2024-01-29||en|http://x/|http://x/\n");
    expect(put(state, "d2.html",
               "<link rel=canonical href=http://x/>"
               "<meta name=date content='Jan 29, 2024'><p>" STORY),
           "|" STORY "|2024-01-29||en|http://x/|http://x/\n");
    expect(put(state, "d3.html",
               "<link rel=canonical href=http://x/><p>" STORY
               "<script type=application/ld+json>{\"dateModified\":\"2024-01-30\","
               "\"publisher\":{\"@type\":\"Organization\",\"logo\":{\"name\":\"no\"},"
               "\"name\":\"P\\u0026Q\"}}</script>"),
           "|" STORY "||P&Q|en|http://x/|http://x/\n");
    expect(put(state, "d4.html",
               "<link rel=canonical href=http://x/2024/01/29/army>"
               "<meta property=og:site_name content='A | B'>"
               "<title>Army - A | B</title><p>" STORY),
           "Army|" STORY "|2024-01-29|A | B|en|http://x/2024/01/29/army|"
           "http://x/2024/01/29/army\n");
    /* A page that is printed by a script still states its text. */
    expect(put(state, "e.html",
               "<html><link rel=canonical href=http://x/><div id=root>"
               "</div><script type=application/ld+json>"
               "{\"articleBody\":\"" STORY "\"}</script>"),
           "|" STORY "|||en|http://x/|http://x/\n");
    expect(put(state, "f.html", "<html><body><nav><a href=/>Home</a></nav></body>"),
           "EMPTY 0\n");
    expect(put(state, "g.html", "<!doctype html>"), "EMPTY 0\n");
}

/* The site's name, a section, a day before or behind the headline are cut off. */
static void title_as_printed(void **state)
{
    BEGINS("a.html",
           "<meta property=og:title content='Army ready | World | Times'>"
           "<title>Army ready | World | Times</title><h1>Army Ready</h1><p>" STORY,
           "Army ready|");
    BEGINS("b.html",
           "<title>Times – Army ready for talks</title><h1>Army ready for talks</h1>"
           "<p>" STORY,
           "Army ready for talks|");
    /* the h1 is the site's own name, or a part that no separator bounds */
    BEGINS(
        "c.html",
        "<meta property=og:title content='The Times | Army ready for talks with the "
        "rebels in the north'><title>The Times | Army ready for talks with the rebels "
        "in the north</title><h1>The Times</h1><p>" STORY,
        "The Times | Army ready for talks with the rebels in the north|");
    BEGINS("d.html",
           "<meta property=og:title content='Army ready for talks'>"
           "<title>Army ready for talks</title><h1>Army ready</h1><p>" STORY,
           "Army ready for talks|");
}

static void printed_day(void **state)
{
    expect(
        put(state, "a.html",
            "<html><link rel=canonical href=http://x/><aside><p class=date>28.01.2024"
            "</p></aside><span class=news-date>Nairobi, 29.01.2024</span><p>" STORY),
        "|" STORY "|2024-01-29||en|http://x/|http://x/\n");
    /* which of two? */
    expect(put(state, "b.html",
               "<html><link rel=canonical href=http://x/><p class=date>28.01.2024</p>"
               "<p class=date>29.01.2024</p><p>" STORY),
           "|" STORY "|||en|http://x/|http://x/\n");
    expect(
        put(state, "c.html",
            "<html><link rel=canonical href=http://x/><p class=update-date>28.01.2024"
            "</p><time class=updated pubdate datetime=2024-01-27>27 "
            "January</time><p>" STORY),
        "|" STORY "|2024-01-27||en|http://x/|http://x/\n");
}

/* Captions go, but not where they are the story. */
static void gallery(void **state)
{
#define FIGURE(caption)                                                                \
    "<figure><img><figcaption><p>" caption "</p></figcaption></figure>"
    expect(put(state, "a.html",
               "<html><link rel=canonical href=http://x/><article><p>" STORY
               "</p>" FIGURE("Rebels at rest near the border on Monday.") "</article>"),
           "|" STORY "|||en|http://x/|http://x/\n");
    expect(put(state, "b.html",
               "<html><link rel=canonical href=http://x/><article><p>Ten days of talks."
               "</p>" FIGURE("The first day: " STORY)
                   FIGURE("The last day: " STORY) "</article>"),
           "|Ten days of talks.\n\nThe first day: " STORY "\n\nThe last day: " STORY
           "|||en|http://x/|http://x/\n");
}

/* Other stories below the text go with the heading over them; where the rest is as long
 * as what is above, it is the text. */
static void other_stories(void **state)
{
    expect(
        put(state, "a.html",
            "<html><link rel=canonical href=http://x/><article><p>" STORY "</p><h2>The "
            "army</h2><p>" SECOND "</p><p>" STORY " He did not say when.</p>"
            "<h3>More on this story:</h3><div><h4>Rebels wait</h4><p>They have waited "
            "for a week now, and wait.</p></div></article>"),
        "|" STORY "\n\nThe army\n\n" SECOND "\n\n" STORY
        " He did not say when.|||en|http://x/|http://x/\n");
    expect(put(state, "b.html",
               "<html><link rel=canonical href=http://x/><article><p>" STORY
               "</p><h3>Related</h3><p>" SECOND "</p></article>"),
           "|" STORY "\n\nRelated\n\n" SECOND "|||en|http://x/|http://x/\n");
}

static void first_letter_apart(void **state)
{
    expect(put(state, "a.html",
               "<html><link rel=canonical href=http://x/><p>" SECOND
               "</p><div><div>T</div>"
               "<p>he minister said on Monday that there would be no talks.</p></div>"),
           "|" SECOND "\n\nThe minister said on Monday that there would be no talks."
           "|||en|http://x/|http://x/\n");
}

static void deep_page(void **state)
{
    struct buffer out;
    tc_buffer_init(&out, 0);
    tc_buffer_string(&out, "<html>");
    for (int i = 0; i < 100000; i++)
        tc_buffer_string(&out, "<div>");
    tc_buffer_string(&out, STORY);
    const char *path = put_bytes(state, "deep.html", out.data, out.size);
    expect(path, "LIMIT 0\n");
    tc_buffer_clear(&out);
    tc_buffer_string(&out, "{\"id\":\"1\",\"html\":\"");
    for (int i = 0; i < 1000; i++)
        tc_buffer_string(&out, "<b>");
    tc_buffer_string(&out, STORY "\"}\n{\"id\":\"2\",\"text\":\"x\"}\n{\"text\":");
    for (int i = 0; i < 100000; i++)
        tc_buffer_byte(&out, '[');
    path = put_bytes(state, "deep.jsonl", out.data, out.size);
    expect(path, "LIMIT 1\n|x||||2|\nFORMAT 3\n");
    tc_buffer_release(&out);
}

/* What a parser would need a gigabyte or an hour for is refused before it is parsed. */
static void excessive_markup(void **state)
{
    struct buffer out;
    tc_buffer_init(&out, 0);
    tc_buffer_string(&out, "<html><p");
    for (int i = 0; i < 300; i++)
        tc_buffer_string(&out, " class='>'");
    tc_buffer_string(&out, ">" STORY);
    expect(put_bytes(state, "a.html", out.data, out.size), "LIMIT 0\n");
    /* Those that nobody looks at do not reach the parser. */
    tc_buffer_clear(&out);
    tc_buffer_string(&out, "<html><p");
    for (int i = 0; i < 300; i++)
        tc_buffer_format(&out, " a%d='>'", i);
    tc_buffer_string(&out, ">" STORY);
    begins_with(state, "e.html", out.data, out.size, "|" STORY "|");
    tc_buffer_clear(&out);
    tc_buffer_string(&out, "<rss><channel>");
    for (int i = 0; i < 400000; i++)
        tc_buffer_string(&out, "<a/>");
    expect(put_bytes(state, "b.xml", out.data, out.size), "LIMIT 0\n");
    tc_buffer_clear(&out);
    tc_buffer_string(&out, "<html><p>");
    while (out.size <= TC_MARKUP_MAXIMUM)
        tc_buffer_string(&out, STORY);
    expect(put_bytes(state, "c.html", out.data, out.size), "LIMIT 0\n");
    /* In a script they are no attributes, and in a value no elements. */
    tc_buffer_clear(&out);
    tc_buffer_string(&out, "<html><script>if (a<b");
    for (int i = 0; i < 300; i++)
        tc_buffer_string(&out, " c");
    tc_buffer_string(&out, "</script><!--<b");
    for (int i = 0; i < 300; i++)
        tc_buffer_string(&out, " c");
    tc_buffer_string(&out, "--><p id='<a b c>' class=x>" STORY);
    begins_with(state, "d.html", out.data, out.size, "|" STORY "|");
    tc_buffer_release(&out);
}

/* 60 times 200 elements, one within the other, each of which is asked for its text. */
static void nested_times(void **state)
{
    (void)state;
    struct buffer out;
    struct arena arena;
    tocsin_document document;
    tocsin_error error;
    struct place place = {"a.html", 0, 0, &error};
    tc_buffer_init(&out, 0);
    tc_arena_init(&arena, (size_t)60 << 20);
    memset(&document, 0, sizeof document);
    tc_buffer_string(&out, "<html>");
    for (int i = 0; i < 60; i++) {
        for (int k = 0; k < 200; k++)
            tc_buffer_string(&out, k % 2 ? "<time class=date>" : "<i class=byline>");
        for (int k = 0; k < 380; k++)
            tc_buffer_string(&out, STORY " ");
        for (int k = 200; k-- > 0;)
            tc_buffer_string(&out, k % 2 ? "</time>" : "</i>");
    }
    text page = {out.data, out.size};
    /* they are all furniture */
    assert_int_equal(tc_html_read(&arena, page, &document, NULL, &place), TOCSIN_EMPTY);
    tc_buffer_release(&out);
    tc_arena_release(&arena);
}

static void entities_in_page(void **state)
{
    struct result result = read_path(put(
        state, "a.html",
        "<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
        "<p>&b;&b; &nosuch; &amp; &lt;b&gt; &#x41;&#0;&#65; he said, and went home, "
        "and then he slept.</p>"));
    assert_non_null(strstr(result.lines.data, "&b;&b; &nosuch; & <b> AA he said"));
    assert_null(strstr(result.lines.data, "aaaaaaaaaa"));
    tc_buffer_release(&result.lines);
}

/* ---- what is kept and what is left out ------------------------------------------- */

/* The text of a page with this body. */
static void gives(void **state, const char *body, const char *want)
{
    struct buffer page;
    struct buffer line;
    tc_buffer_init(&page, 0);
    tc_buffer_init(&line, 0);
    tc_buffer_format(&page,
                     "<html><head><title>Army ready</title><link rel=canonical "
                     "href=http://x/></head><body>%s</body></html>%c",
                     body, 0);
    tc_buffer_format(&line, "Army ready|%s|||en|http://x/|http://x/\n%c", want, 0);
    expect(put(state, "kept.html", page.data), line.data);
    tc_buffer_release(&page);
    tc_buffer_release(&line);
}

static void standfirst(void **state)
{
    static const char lead[] = "They have waited for a week now, and will wait on.";
    struct buffer page;
    tc_buffer_init(&page, 0);
    tc_buffer_format(&page,
                     "<main><header><h1>Army ready</h1><div class='article-teaser'>"
                     "<p>%s</div></header><div class=article-body><p>%s<p>%s</div>"
                     "<div class='teaser'><p>Another story, of which only this much "
                     "is told here, and no more.</div></main>%c",
                     lead, STORY, SECOND, 0);
    gives(state, page.data,
          "They have waited for a week now, and will wait on.\n\n" STORY "\n\n" SECOND);
    tc_buffer_release(&page);
}

static void around_the_text(void **state)
{
    gives(state,
          "<article><h1>Army ready</h1><p>World<p>By A. Writer<p>29 January 2024"
          "<p>" STORY "<p>" SECOND "<p>" SECOND
          "<p>Picture agency<p>Tags: army</article>",
          STORY "\n\n" SECOND);
    gives(state,
          "<article><p>" STORY "<p>Read more: <a href=1>one</a><p>See also:<ul><li>"
          "<a href=2>Another story</a><li><a href=3>And one more</a></ul><h2>More</h2>"
          "<p><a href=4>Elsewhere in the news today</a><p>" SECOND "</article>",
          STORY "\n\n" SECOND);
}

static void lists_with_links(void **state)
{
    gives(
        state,
        "<article><p>" STORY "<ul><li><a href=1>The army</a>: it has been ready since "
        "the first day of the war, and is so still.<li><a href=2>The navy</a><li>The "
        "air force, which has no aircraft left.</ul><p>" SECOND "</article>",
        STORY "\n\nThe army: it has been ready since the first day of the war, and is "
              "so still.\n\nThe navy\n\nThe air force, which has no aircraft "
              "left.\n\n" SECOND);
}

/* An article in several containers of one name is one article. */
static void cut_in_pieces(void **state)
{
    gives(state,
          "<div><div class=story-body><p>" STORY "</div><div class=promo><p>Buy this "
          "paper today, for it is cheap and it is good.</div><div "
          "class=story-body><p>" SECOND "</div></div>",
          STORY "\n\n" SECOND);
}

/* What asks for consent may be longer than the article. */
static void consent(void **state)
{
    struct buffer page;
    tc_buffer_init(&page, 0);
    tc_buffer_string(&page, "<article><p>" STORY "<p>" SECOND
                            "</article><div class='gdpr-popup'>");
    for (int i = 0; i < 20; i++)
        tc_buffer_format(&page,
                         "<p>Partner %d stores what you read for a year, and "
                         "sells it to whoever wants to have it.",
                         i);
    tc_buffer_string(&page, "</div>");
    tc_buffer_byte(&page, '\0');
    gives(state, page.data, STORY "\n\n" SECOND);
    tc_buffer_release(&page);
}

/* Names made at random say nothing: "kAdRSs" is no advertisement. */
static void random_names(void **state)
{
    gives(state,
          "<article><p class='x-1 kSrRSs'>" STORY "<p class='hJpAd'>" SECOND
          "</article>",
          STORY "\n\n" SECOND);
}

/* ---- what JSON-LD says ----------------------------------------------------------- */

static void json_ld(void **state)
{
    static const char head[] =
        "<html><head><title>Army</title><script type='application/ld+json'>"
        "<![CDATA[{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"No\"},"
        "{\"@type\":\"WebPage\",\"datePublished\":\"2020-01-01\"},"
        "{\"@type\":[\"Thing\",\"NewsArticle\"],\"headline\":\"Army ready\","
        "\"datePublished\":\"2024-01-29\",\"mainEntityOfPage\":"
        "{\"@id\":\"http://x/1\"},\"publisher\":{\"@id\":\"#us\"},},"
        "{\"@type\":\"Organization\",\"@id\":\"#us\",\"name\":\"The Times\"}]}]]>"
        "</script></head><body><p>" STORY;
    expect(put(state, "ld.html", head),
           "Army ready|" STORY "|2024-01-29|The Times|en|http://x/1|http://x/1\n");
    /* The articles of a list are not the page's. */
    expect(put(state, "list.html",
               "<html><head><title>T</title><link rel=canonical href=http://x/>"
               "<script type='application/ld+json'>[{\"@type\":\"ItemList\","
               "\"itemListElement\":[{\"@type\":\"NewsArticle\",\"datePublished\":"
               "\"2023-01-01\"}]},{\"@type\":\"Article\",\"datePublished\":"
               "\"2024-01-29\"}]</script><body><p>" STORY),
           "T|" STORY "|2024-01-29||en|http://x/|http://x/\n");
}

/* When a page was changed is not when it was published. */
static void changed(void **state)
{
    const char *path =
        put(state, "c.html",
            "<html><head><meta property=article:published_time content=2024-01-29>"
            "<meta property=article:modified_time content=2024-01-30T08:00:00Z>"
            "</head><body><p>" STORY);
    struct reader *reader;
    struct arena arena;
    tocsin_error error;
    tocsin_document document;
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_reader_open(&path, 1, NULL, &reader, &error), TOCSIN_OK);
    assert_int_equal(tc_reader_next(reader, &arena, &document, &error), TOCSIN_OK);
    assert_true(tc_text_equal(document.published, TEXT("2024-01-29")));
    assert_true(tc_text_equal(document.changed, TEXT("2024-01-30T08:00:00Z")));
    tc_reader_free(reader);
    tc_arena_release(&arena);
}

/* ---- live pages ------------------------------------------------------------------ */

#define POST(hour, head, body)                                                         \
    "<div class=post><time datetime='2024-01-29T" hour ":00Z'>" hour                   \
    "</time><h3>" head "</h3><p>" body "</div>"

static void live_page(void **state)
{
    expect(put(state, "live.html",
               "<html><head><title>War: live</title><link rel=canonical href=http://x/>"
               "<meta property=og:site_name content=Times></head><body><article "
               "class=liveblog><h1>War: live</h1><div>" POST("10:30", "Third", SECOND)
                   POST("10:20", "Second", STORY)
                       POST("10:20", "First", SECOND) "</div></article>"),
           "Third|" SECOND "|2024-01-29T10:30:00Z|Times|en|http://x/"
           "#2024-01-29T10:30:00Z|http://x/\n"
           "Second|" STORY "|2024-01-29T10:20:00Z|Times|en|http://x/"
           "#2024-01-29T10:20:00Z|http://x/\n"
           "First|" SECOND "|2024-01-29T10:20:00Z|Times|en|http://x/"
           "#2024-01-29T10:20:00Z~2|http://x/\n");
    /* Comments have hours too. */
    struct result result = read_path(put(
        state, "forum.html",
        "<html><title>War</title><article><div>" POST("10:30", "C", SECOND)
            POST("10:20", "B", STORY) POST("10:10", "A", SECOND) "</div></article>"));
    assert_int_equal(result.counts.documents, 1);
    tc_buffer_release(&result.lines);
}

static void live_json_ld(void **state)
{
    expect(put(state, "live.html",
               "<html><head><title>War</title><link rel=canonical href=http://x/>"
               "<script type=application/ld+json>{\"@type\":\"LiveBlogPosting\","
               "\"datePublished\":\"2024-01-29T10:00:00Z\",\"liveBlogUpdate\":["
               "{\"@type\":\"BlogPosting\",\"headline\":\"Second\",\"articleBody\":"
               "\"<p>" STORY "</p><p>B.</p>\",\"url\":\"http://x/#2\","
               "\"@id\":\"http://x/#2\",\"datePublished\":\"2024-01-29T10:20:00Z\"},"
               "{\"@type\":\"BlogPosting\",\"articleBody\":\"" SECOND "\","
               "\"datePublished\":\"2024-01-29T10:10:00Z\"}]}</script></head><body>"
               "<p>" STORY "<p>" SECOND),
           "Second|" STORY "\n\nB.|2024-01-29T10:20:00Z||en|http://x/#2|http://x/#2\n"
           "War|" SECOND "|2024-01-29T10:10:00Z||en|http://x/#2024-01-29T10:10:00Z|"
           "http://x/\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(page),
        TEST(page_facts),
        TEST(title_as_printed),
        TEST(printed_day),
        TEST(gallery),
        TEST(other_stories),
        TEST(first_letter_apart),
        TEST(deep_page),
        TEST(excessive_markup),
        TEST(nested_times),
        TEST(entities_in_page),
        TEST(standfirst),
        TEST(around_the_text),
        TEST(lists_with_links),
        TEST(cut_in_pieces),
        TEST(consent),
        TEST(random_names),
        TEST(json_ld),
        TEST(changed),
        TEST(live_page),
        TEST(live_json_ld),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
