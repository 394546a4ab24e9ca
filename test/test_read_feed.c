/* test_read_feed.c: feeds and sitemaps to documents. */
#include "test/read_files.h"

/* ---- feeds ----------------------------------------------------------------------- */

static void rss(void **state)
{
    struct result result = read_path(
        put(state, "feed.php",
            "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0' "
            "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
            "xmlns:media='http://m'><channel><title>The Times</title>"
            "<language>en-us</language>\n"
            "<item><title>One &amp;amp; two</title><link>http://x/1</link>"
            "<guid isPermaLink='false'>g1</guid>"
            "<pubDate>Mon, 29 Jan 2024 10:00:00 GMT</pubDate>"
            "<media:title>No</media:title>"
            "<description>Short &lt;b&gt;words&lt;/b&gt;.</description>"
            "<content:encoded><![CDATA[<p>First & long.</p><p>Second&nbsp;one.</p>"
            "<script>no()</script>]]></content:encoded></item>\n"
            "<item><title>AT&T &eacute; only a title</title>"
            "<guid>http://x/2</guid><source url='http://y'>Other</source></item>\n"
            "<item><link>http://x/3</link></item>\n"
            "</channel></rss>"));
    assert_int_equal(result.counts.files, 1);
    expect_lines(&result,
                 "One & two|First & long.\n\nSecond one.|2024-01-29T10:00:00Z|The "
                 "Times|en|g1|http://x/1\n"
                 "AT&T é only a title|AT&T é only a title||Other|en|http://x/2|"
                 "http://x/2\n"
                 "EMPTY 5\n");
}

static void atom(void **state)
{
    expect(put(state, "a.xml",
               "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>"
               "<title type='html'>The &lt;i&gt;Times&lt;/i&gt;</title>"
               "<entry><id>urn:1</id><title>One</title>"
               "<link rel='self' href='http://x/self'/><link href='http://x/1'/>"
               "<updated>2024-01-30T00:00:01Z</updated>"
               "<published>2024-01-29T10:00:00Z</published>"
               "<summary>Less.</summary><content type='xhtml'>"
               "<div xmlns='http://www.w3.org/1999/xhtml'><p>A "
               "<b>b</b>.</p><p>C.</p></div>"
               "</content></entry>"
               "<entry><id>urn:2</id><title>Two</title><content type='html'>"
               "&lt;p&gt;D.&lt;/p&gt;</content><updated>2024-01-30T00:00:01Z</updated>"
               "</entry></feed>"),
           "One|A b.\n\nC.|2024-01-29T10:00:00Z|The Times|en|urn:1|http://x/1\n"
           "Two|D.|2024-01-30T00:00:01Z|The Times|en|urn:2|\n");
}

static void rdf(void **state)
{
    expect(put(state, "a.rdf",
               "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
               "xmlns='http://purl.org/rss/1.0/' "
               "xmlns:dc='http://purl.org/dc/elements/1.1/'>"
               "<channel rdf:about='x'><title>The Times</title></channel>"
               "<item><title>One</title><link>http://x/1</link><description>Words."
               "</description><dc:date>2024-01-29</dc:date></item></rdf:RDF>"),
           "One|Words.|2024-01-29|The Times||http://x/1|http://x/1\n");
}

static void json_feed(void **state)
{
    expect(put(state, "feed.json",
               "{\n \"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1.1\",\n"
               " \"title\": \"The Times\", \"language\": \"en\",\n \"items\": [\n"
               "  {\"id\": 7, \"url\": \"http://x/1\", \"title\": \"One\",\n"
               "   \"content_html\": \"<p>A &amp; b.<p>C.\", \"summary\": \"S\",\n"
               "   \"date_published\": \"2024-01-29T10:00:00+02:00\"},\n"
               "  {\"id\": \"u\", \"content_text\": \"D < e.\\n\\nF.\"},\n"
               "  {\"id\": \"v\", \"title\": \"Only\"},\n"
               "  {\"id\": \"w\"}\n ]\n}\n"),
           "One|A & b.\n\nC.|2024-01-29T08:00:00Z|The Times|en|7|http://x/1\n"
           "|D < e.\n\nF.||The Times|en|u|\nOnly|Only||The Times|en|v|\nEMPTY 0\n");
    expect(put(state, "cut.json",
               "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":["
               "{\"id\":\"1\",\"content_text\":\"A\"},{\"id\":\"2\",\"cont"),
           "|A||||1|\nFORMAT 0\n");
    expect(put(state, "none.json",
               "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}"),
           "EMPTY 0\n");
    /* A line of JSON that speaks of it is a line. */
    expect(put(state, "line.json",
               "{\"id\":\"1\",\"text\":\"The \\\"version\\\" of jsonfeed.org\"}"),
           "|The \"version\" of jsonfeed.org||||1|\n");
}

static void sitemap(void **state)
{
    expect(put(state, "news.xml",
               "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/"
               "sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/"
               "0.9'><url><loc>http://x/0</loc></url><url><loc>http://x/1</loc>"
               "<lastmod>2024-01-30</lastmod><news:news><news:publication><news:name>"
               "The Times</news:name><news:language>en</news:language>"
               "</news:publication><news:publication_date>2024-01-29"
               "</news:publication_date><news:title>Army &amp; ready</news:title>"
               "</news:news></url></urlset>"),
           "Army & ready|Army & ready|2024-01-29|The Times|en|http://x/1|http://x/1\n");
    expect(put(state, "map.xml", "<urlset><url><loc>http://x/1</loc></url></urlset>"),
           "EMPTY 0\n");
    expect(put(state, "index.xml",
               "<sitemapindex><sitemap><loc>http://x/</loc></sitemap></sitemapindex>"),
           "FORMAT 0\n");
}

/* Not XML, but what was meant can be told. */
static void mended_feeds(void **state)
{
    expect(put(state, "empty.xml",
               "<rss><channel><title>T</title>"
               "<item><guid>1</guid><description>One<br>two <img src='a.png'> 3 < 4."
               "</description></item>"
               "<item><guid>2</guid><title>B</title></item></channel></rss>"),
           "|One\ntwo 3 < 4.||T||1|\nB|B||T||2|\n");
    expect(put(state, "open.xml",
               "<rss><channel><title>T</title>"
               "<item><guid>1</guid><description><p>One <i>two.</description></item>"
               "<item><guid>2</guid><title>B</title><items>no</items></item>"
               "<item><guid>3</guid><title>C</title></item></channel></rss>"),
           "|One two.||T||1|\nB|B||T||2|\nC|C||T||3|\n");
}

static void bad_feeds(void **state)
{
    /* A billion laughs stay what they are written as. */
    expect(
        put(state, "bomb.xml",
            "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b "
            "'&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
            "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
            "<rss><channel><title>T</title><item><guid>1</guid><description>x &c; &f; y"
            "</description></item></channel></rss>"),
        "|x &c; &f; y||T||1|\n");
    expect(
        put(state, "cut.xml",
            "<rss><channel><title>T</title><item><guid>1</guid><title>A</title></item>"
            "<item><guid>2</guid><title>B</ti"),
        "A|A||T||1|\nB|B||T||2|\nFORMAT 0\n");
    expect(put(state, "none.xml", "<rss><channel><title>T</title></channel></rss>"),
           "EMPTY 0\n");
    expect(put(state, "latin.xml",
               "<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item>"
               "<guid>1</guid><title>Caf\xE9</title></item></channel></rss>"),
           "Café|Café||||1|\n");
    struct buffer out;
    tc_buffer_init(&out, 0);
    tc_buffer_string(&out, "<rss><channel><item><guid>1</guid><title>A</title></item>"
                           "<item><description>");
    for (int i = 0; i < 50000; i++)
        tc_buffer_string(&out, "<a>");
    expect(put_bytes(state, "deep.xml", out.data, out.size),
           "A|A||||1|\nEMPTY 1\nFORMAT 0\n");
    tc_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rss),     TEST(atom),         TEST(rdf),       TEST(json_feed),
        TEST(sitemap), TEST(mended_feeds), TEST(bad_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
