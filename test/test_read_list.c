/* test_read_list.c: lists of addresses whose pages lie beside them. */
#include "test/read_files.h"

#include "read/list.h"

static const char *put_page(void **state, const char *name, const char *title)
{
    char page[1024];
    (void)snprintf(page, sizeof page,
                   "<html><head><title>%s</title></head><body><p>" STORY
                   "</p></body></html>",
                   title);
    return put(state, name, page);
}

static void make_folder(void **state, const char *name)
{
    assert_int_equal(mkdir(path_of(state, name), 0755), 0);
}

static struct result read_list(const char *path, const char *files)
{
    tocsin_reader_options options = {.files = files};
    return read_with(&path, 1, &options);
}

static void expect_list(const char *path, const char *files, const char *lines)
{
    struct result result = read_list(path, files);
    expect_lines(&result, lines);
}

/* ---- reading --------------------------------------------------------------------- */

static void rows_name_files(void **state)
{
    make_folder(state, "pages");
    put_page(state, "pages/1.html", "One");
    put(state, "pages/2.txt", "Two\n\n" STORY "\n");
    expect(put(state, "list.tsv",
               "url\tpublished\tpath\tpublisher\r\n"
               "https://n.example/1\t2024-03-04\tpages/1.html\tThe Wire\r\n"
               "\r\n"
               "https://n.example/2\t20240305120000\t./pages/2.txt\t\r\n"),
           "One|" STORY
           "|2024-03-04|The Wire|en|https://n.example/1|https://n.example/1\n"
           "Two|" STORY "|2024-03-05||en|https://n.example/2|https://n.example/2\n");
}

static void what_a_page_says_is_kept(void **state)
{
    put(state, "1.html",
        "<html><head><link rel=canonical href='https://n.example/long'>"
        "<meta property='article:published_time' content='2024-01-29'>"
        "<meta property='og:site_name' content='The Paper'>"
        "<title>Its own</title></head><body><p>" STORY "</p></body></html>");
    expect(put(state, "list.csv",
               "\xEF\xBB\xBFpath,title,date,source,url,language\n"
               "1.html,\"A \"\"title\"\", given\",2024-03-04,The Wire,"
               "\"https://n.example/1\",en\n"),
           /* the address alone is the list's to say */
           "Its own|" STORY
           "|2024-01-29|The Paper|en|https://n.example/1|https://n.example/1\n");
}

static void a_title_may_be_given(void **state)
{
    put(state, "1.txt", STORY);
    expect(put(state, "list.csv",
               "path,title,url\n"
               "1.txt,\"A \"\"title\"\", given\",https://n.example/1\n"),
           "A \"title\", given|" STORY
           "|||en|https://n.example/1|https://n.example/1\n");
}

static void lists_are_told_from_texts(void **state)
{
    static const struct {
        const char *head;
        bool list, bare;
    } cases[] = {
        {"url\tpath\n",                                  true,  true },
        {"URL,File\n",                                   true,  true },
        {"\"url\",\"path\"",                             true,  true },
        {"path,published,url\n",                         true,  true },
        {"url\n",                                        false, true },
        {"url,title\n",                                  false, true },
        {"path,title\n",                                 false, false},
        {"Date,Actor,Notes\n",                           false, false},
        {"The url and the path of a page, and more.\n",  false, false},
        {"https://n.example/1\nhttps://n.example/2\n",   false, true },
        {"https://n.example/1\nThe minister said so.\n", false, false},
        {"https://n.example/1 said\n",                   false, false},
        {"",                                             false, false},
        {"\n\n",                                         false, false},
 /* fuzz_list: names between quotation marks were used when they were gone */
        {"\"u\"\"rl\",\"pa\"\"th\",url,path\n",          true,  true },
        {"\"u\"\"rl\",\"pa\"\"th\"\n",                   false, false},
        {"url,\"path\n",                                 false, false},
    };
    struct list list;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (tc_list_open(tc_text(cases[i].head), false, &list) != cases[i].list ||
            tc_list_open(tc_text(cases[i].head), true, &list) != cases[i].bare)
            fail_msg("%s", cases[i].head);
    }
}

static void other_files_than_pages_are_read(void **state)
{
    put(state, "many.jsonl",
        "{\"id\":\"a\",\"text\":\"" STORY "\"}\n{\"id\":\"b\",\"text\":\"" STORY
        "\"}\n");
    put(state, "feed.xml",
        "<rss><channel><item><title>T</title><guid>g</guid><description>" STORY
        "</description></item></channel></rss>");
    expect(put(state, "list.tsv",
               "url\tpublished\tpath\nhttps://n.example/1\t2024-03-04\tmany.jsonl\n"
               "https://n.example/2\t2024-03-04\tfeed.xml\n"),
           "|" STORY "|||en|a|\n|" STORY "|||en|b|\nT|" STORY "|||en|g|\n");
}

/* ---- rows that cannot be used ---------------------------------------------------- */

static void bad_rows_are_told_with_their_line(void **state)
{
    put_page(state, "1.html", "One");
    put(state, "other.tsv", "url\tpath\nhttps://n.example/1\t1.html\n");
    const char *list = put(state, "list.tsv",
                           "url\tpath\n"
                           "https://n.example/1\n"
                           "https://n.example/2\tnone.html\n"
                           "\t\n" /* an empty line */
                           "https://n.example/3\t.\n"
                           "https://n.example/4\t\n"
                           "https://n.example/5\tother.tsv\n"
                           "https://n.example/6\t1.html\n");
    struct result result = read_list(list, NULL);
    assert_int_equal(result.counts.skipped, 5);
    assert_int_equal(result.counts.documents, 1);
    expect_lines(&result,
                 "FORMAT 2\nMISSING 3\nREFUSED 5\nMISSING 6\nFORMAT 0\n"
                 "One|" STORY "|||en|https://n.example/6|https://n.example/6\n");
    assert_int_equal(result.error.status, TOCSIN_FORMAT);
}

static void no_row_leads_out_of_the_folder(void **state)
{
    char list[4096], name[256];
    make_folder(state, "in");
    make_folder(state, "in/deep");
    make_folder(state, "inside"); /* whose name begins the same */
    put_page(state, "secret.html", "Secret");
    put_page(state, "inside/secret.html", "Secret");
    put_page(state, "in/deep/good.html", "Good");
    assert_int_equal(symlink("../secret.html", path_of(state, "in/link.html")), 0);
    assert_int_equal(symlink("../inside", path_of(state, "in/folder")), 0);
    assert_int_equal(symlink("loop.html", path_of(state, "in/loop.html")), 0);
    assert_int_equal(symlink("deep/good.html", path_of(state, "in/near.html")), 0);
    (void)snprintf(name, sizeof name, "%s", path_of(state, "secret.html"));
    (void)snprintf(list, sizeof list,
                   "url\tpath\n"
                   "https://n.example/1\t../secret.html\n"
                   "https://n.example/2\t%s\n"
                   "https://n.example/3\tlink.html\n"
                   "https://n.example/4\tfolder/secret.html\n"
                   "https://n.example/5\tdeep/../../secret.html\n"
                   "https://n.example/6\tloop.html\n"
                   "https://n.example/7\t/etc/passwd\n"
                   "https://n.example/8\t..\n"
                   "https://n.example/9\tdeep/../deep/good.html\n"
                   "https://n.example/10\tdeep\n"
                   "https://n.example/11\tnear.html\n"
                   "https://n.example/12\tdeep//./good.html\n",
                   name);
    expect(put(state, "in/list.tsv", list),
           "REFUSED 2\nREFUSED 3\nREFUSED 4\nREFUSED 5\nREFUSED 6\nREFUSED 7\n"
           "REFUSED 8\nREFUSED 9\nREFUSED 10\nFORMAT 11\n"
           "Good|" STORY "|||en|https://n.example/11|https://n.example/11\n"
           "Good|" STORY "|||en|https://n.example/12|https://n.example/12\n");
}

static void pipes_are_not_waited_for(void **state)
{
    assert_int_equal(mkfifo(path_of(state, "pipe"), 0600), 0);
    expect(put(state, "list.csv", "url,path\nhttps://n.example/1,pipe\n"),
           "FORMAT 2\n");
}

static void quotation_marks_must_match(void **state)
{
    put_page(state, "1.html", "One");
    expect(put(state, "list.csv",
               "url,path\n\"https://n.example/1,1.html\n"
               "\"https://n.example/2\"x,1.html\n\"https://n.example/3\",1.html\n"),
           "FORMAT 2\nFORMAT 3\nOne|" STORY
           "|||en|https://n.example/3|https://n.example/3\n");
}

/* ---- names made of addresses ----------------------------------------------------- */

static void digests_are_right(void **state)
{
    char out[41], long_text[200];
    (void)state;
    tc_sha1(TEXT(""), out);
    assert_string_equal(out, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    tc_sha1(TEXT("abc"), out);
    assert_string_equal(out, "a9993e364706816aba3e25717850c26c9cd0d89d");
    tc_sha1(TEXT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), out);
    assert_string_equal(out, "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    tc_md5(TEXT(""), out);
    assert_string_equal(out, "d41d8cd98f00b204e9800998ecf8427e");
    tc_md5(TEXT("abc"), out);
    assert_string_equal(out, "900150983cd24fb0d6963f7d28e17f72");
    tc_md5(TEXT("1234567890123456789012345678901234567890123456789012345678901234567890"
                "1234567890"),
           out);
    assert_string_equal(out, "57edf4a22be3c955ac49da2e2107b67a");
    memset(long_text, 'a', sizeof long_text);
    tc_sha1((text){long_text, 64}, out);
    assert_string_equal(out, "0098ba824b5c16427bd7a1122a5a442a25ec644d");
}

/* A line of GDELT's: so many values between tabs, with an address in one. */
static void gdelt_row(struct buffer *out, size_t columns, size_t url,
                      const char *address, size_t date)
{
    for (size_t i = 0; i < columns; i++) {
        tc_buffer_string(out, i == url    ? address
                              : i == date ? "20240304151500"
                                          : "x, \"y");
        tc_buffer_byte(out, i + 1 == columns ? '\n' : '\t');
    }
}

static void expect_gdelt(void **state, size_t columns, size_t url, size_t date,
                         const char *publisher)
{
    struct buffer list;
    tc_buffer_init(&list, 0);
    gdelt_row(&list, columns, url, "https://n.example/a/1", date);
    gdelt_row(&list, columns, url, "https://n.example/a/1", date); /* another event */
    gdelt_row(&list, columns, url, "https://n.example/none", date);
    gdelt_row(&list, columns, url, "https://n.example/sha", date);
    gdelt_row(&list, columns - 1, url, "https://n.example/few", date);
    tc_buffer_byte(&list, '\0');
    const char *path = put(state, "gdelt.csv", list.data);
    struct result result = read_list(path, path_of(state, "pages"));
    assert_int_equal(result.counts.passed, 1);
    char lines[2048];
    (void)snprintf(
        lines, sizeof lines,
        "One|" STORY "|2024-03-04|%s|en|https://n.example/a/1|https://n.example/a/1\n"
        "MISSING 3\n"
        "Two|" STORY "|2024-03-04|%s|en|https://n.example/sha|https://n.example/sha\n"
        "FORMAT 5\n",
        publisher, publisher);
    expect_lines(&result, lines);
    tc_buffer_release(&list);
}

static void gdelts_lists_find_saved_pages(void **state)
{
    char name[128], digest[41];
    make_folder(state, "pages");
    make_folder(state, "pages/n.example");
    make_folder(state, "pages/n.example/a");
    put_page(state, "pages/n.example/a/1.html", "One");
    tc_sha1(TEXT("https://n.example/sha"), digest);
    (void)snprintf(name, sizeof name, "pages/%s.html", digest);
    put_page(state, name, "Two");
    expect_gdelt(state, 61, 60, 59, "");
    expect_gdelt(state, 58, 57, 56, "");
    expect_gdelt(state, 27, 4, 1, "x, \"y");
    expect_gdelt(state, 16, 5, 2, "x, \"y");
}

static void addresses_find_saved_pages(void **state)
{
    char name[128], digest[41];
    make_folder(state, "pages");
    make_folder(state, "pages/n.example");
    make_folder(state, "pages/n.example/b");
    put_page(state, "pages/n.example/index.html", "Front");
    put_page(state, "pages/n.example/b/index.html", "Folder");
    put_page(state, "pages/n.example/c?d=e", "Query");
    tc_md5(TEXT("https://n.example/md5"), digest);
    (void)snprintf(name, sizeof name, "pages/%s", digest);
    put_page(state, name, "MD5");
    make_folder(state, "pages/n.example/only"); /* a folder is no page */
    assert_int_equal(symlink("/etc/passwd", path_of(state, "pages/n.example/out")), 0);
    const char *list = put(state, "urls.txt",
                           "https://n.example\nhttps://n.example/b/\n"
                           "https://n.example/c?d=e#f\nhttps://n.example/md5\n"
                           "https://n.example/only\nhttps://n.example/out\n"
                           "https://n.example/../../x\n");
    struct result result = read_list(list, path_of(state, "pages"));
    const char *at = result.lines.data;
    static const char *const begins[] = {"Front|",    "Folder|",   "Query|",   "MD5|",
                                         "MISSING 5", "REFUSED 6", "MISSING 7"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (strncmp(at, begins[i], strlen(begins[i])) != 0)
            fail_msg("%s: %s", begins[i], at);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
    tc_buffer_release(&result.lines);
    expect_list(list, path_of(state, "nowhere"), "IO 0\n");
}

/* Without a folder, a file of addresses is a text as it always was. */
static void texts_stay_texts(void **state)
{
    expect(put(state, "urls.txt", "https://n.example/1\nhttps://n.example/2\n"),
           "|https://n.example/1\nhttps://n.example/2|||"
           "|02dd60e42479aa71|\n");
}

static void lists_may_be_packed_and_long(void **state)
{
    struct buffer list;
    tc_buffer_init(&list, 0);
    put_page(state, "1.html", "One");
    tc_buffer_string(&list, "url\tpath\n");
    for (int i = 0; i < 20000; i++)
        tc_buffer_format(&list, "https://n.example/%d\t%s.html\n", i,
                         i % 1000 ? "none" : "1");
    gzFile file = gzopen(path_of(state, "list.tsv.gz"), "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, list.data, (unsigned)list.size), list.size);
    assert_int_equal(gzclose(file), Z_OK);
    struct result result = read_list(path_of(state, "list.tsv.gz"), NULL);
    assert_int_equal(result.counts.documents, 20);
    assert_int_equal(result.counts.skipped, 19980);
    assert_int_equal(result.error.line, 20001);
    tc_buffer_release(&result.lines);
    tc_buffer_release(&list);
}

static void memory_may_be_out_at_any_time(void **state)
{
    put(state, "1.txt", STORY);
    const char *list =
        put(state, "list.csv", "url,path\n\"https://n.example/\"\"1\",1.txt\n");
    read_without_memory(list, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_name_files),
        TEST(what_a_page_says_is_kept),
        TEST(a_title_may_be_given),
        TEST(lists_are_told_from_texts),
        TEST(other_files_than_pages_are_read),
        TEST(bad_rows_are_told_with_their_line),
        TEST(no_row_leads_out_of_the_folder),
        TEST(pipes_are_not_waited_for),
        TEST(quotation_marks_must_match),
        TEST(digests_are_right),
        TEST(gdelts_lists_find_saved_pages),
        TEST(addresses_find_saved_pages),
        TEST(texts_stay_texts),
        TEST(lists_may_be_packed_and_long),
        TEST(memory_may_be_out_at_any_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
