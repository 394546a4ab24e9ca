/* test_read_pdf.c: PDF through pdftotext, the real one where it is installed and shell
 * scripts in its place; and what is made of what it prints.
 *
 * The PDFs are made here, so that their words stand in the test. */
#include "test/read_files.h"

#include <time.h>

static const char *program; /* the real one; NULL: not installed */

/* ---- a PDF of our own ------------------------------------------------------------ */

struct pdf {
    struct buffer bytes;
    size_t object[16];
    size_t count;
};

static void begin_object(struct pdf *pdf)
{
    pdf->object[pdf->count++] = pdf->bytes.size;
    tc_buffer_format(&pdf->bytes, "%zu 0 obj\n", pdf->count);
}

/* Lines of Helvetica on one page, an empty one where there is NULL before the last. */
static const char *put_pdf(void **state, const char *name, const char *info,
                           const char *const *lines, size_t count)
{
    struct pdf pdf = {.count = 0};
    struct buffer page;
    tc_buffer_init(&pdf.bytes, 0);
    tc_buffer_init(&page, 0);
    tc_buffer_string(&page, "BT /F1 11 Tf 14 TL 60 780 Td\n");
    for (size_t i = 0; i < count; i++)
        tc_buffer_format(&page, "(%s) Tj T*\n", lines[i]);
    tc_buffer_string(&page, "ET\n");
    tc_buffer_string(&pdf.bytes, "%PDF-1.4\n");
    static const char page_words[] =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R\n"
        "/Resources << /Font << /F1 5 0 R >> >> >>";
    static const char *const objects[] = {"<< /Type /Catalog /Pages 2 0 R >>",
                                          "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                          page_words};
    for (size_t i = 0; i < 3; i++) {
        begin_object(&pdf);
        tc_buffer_format(&pdf.bytes, "%s\nendobj\n", objects[i]);
    }
    begin_object(&pdf);
    tc_buffer_format(&pdf.bytes, "<< /Length %zu >>\nstream\n", page.size);
    tc_buffer_add(&pdf.bytes, page.data, page.size);
    tc_buffer_string(&pdf.bytes, "endstream\nendobj\n");
    begin_object(&pdf);
    tc_buffer_string(&pdf.bytes, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
                                 "/Encoding /WinAnsiEncoding >>\nendobj\n");
    begin_object(&pdf);
    tc_buffer_format(&pdf.bytes, "<< %s >>\nendobj\n", info);
    size_t start = pdf.bytes.size;
    tc_buffer_format(&pdf.bytes, "xref\n0 %zu\n0000000000 65535 f \n", pdf.count + 1);
    for (size_t i = 0; i < pdf.count; i++)
        tc_buffer_format(&pdf.bytes, "%010zu 00000 n \n", pdf.object[i]);
    tc_buffer_format(
        &pdf.bytes,
        "trailer\n<< /Size %zu /Root 1 0 R /Info 6 0 R >>\nstartxref\n%zu\n"
        "%%%%EOF\n",
        pdf.count + 1, start);
    const char *path = put_bytes(state, name, pdf.bytes.data, pdf.bytes.size);
    tc_buffer_release(&pdf.bytes);
    tc_buffer_release(&page);
    return path;
}

static struct result read_pdf(const char *path, const char *by, size_t maximum)
{
    tocsin_reader_options options = {
        .pdftotext = by, .max_document = maximum, .any_language = true};
    return read_with(&path, 1, &options);
}

/* ---- the real one ---------------------------------------------------------------- */

static const char *const story[] = {
    "The minister said on Monday that the government would not talk to the rebels un-",
    "til they had laid down their arms, and that the army was ready for them in the",
    "north \\(and in the south\\).", "",
    "A spokesman for the rebels called that a declaration of war."};

static void pdfs_are_read(void **state)
{
    if (!program)
        skip();
    const char *path =
        put_pdf(state, "a.pdf",
                "/Title (No talks, minister says) /CreationDate (D:20240129080000Z) "
                "/ModDate (D:20240130090000Z)",
                story, 5);
    struct result result = read_pdf(path, NULL, 0);
    expect_lines(&result,
                 "No talks, minister says|The minister said on Monday that the "
                 "government would not talk to the rebels until they had laid down "
                 "their arms, and that the army was ready for them in the north (and "
                 "in the south).\n\nA spokesman for the rebels called that a "
                 "declaration of war.|||en|20f4b5f7ac6328e3|\n");
}

/* When it was made is not when it was published, but the last change is known. */
static void the_last_change_is_read(void **state)
{
    static const char *const info[] = {
        "/CreationDate (D:20240129080000Z) /ModDate (D:20240130090000Z)",
        "/CreationDate (D:20240130090000Z)"};
    if (!program)
        skip();
    for (size_t i = 0; i < sizeof info / sizeof *info; i++) {
        const char *path = put_pdf(state, "a.pdf", info[i], story, 5);
        struct reader *reader;
        struct arena arena;
        tocsin_document document;
        tocsin_error error;
        tc_arena_init(&arena, 0);
        assert_int_equal(tc_reader_open(&path, 1, NULL, &reader, &error), TOCSIN_OK);
        assert_int_equal(tc_reader_next(reader, &arena, &document, &error), TOCSIN_OK);
        assert_true(tc_text_equal(document.changed, TEXT("2024-01-30T09:00:00Z")));
        assert_int_equal(document.published.size, 0);
        tc_reader_free(reader);
        tc_arena_release(&arena);
    }
}

static void names_of_files_are_no_titles(void **state)
{
    static const char *const info[] = {"/Title (Microsoft Word - talks v2.doc)",
                                       "/Title (talks final.pdf)", "/Title (x)", ""};
    if (!program)
        skip();
    for (size_t i = 0; i < sizeof info / sizeof *info; i++) {
        struct result result =
            read_pdf(put_pdf(state, "a.pdf", info[i], story, 5), program, 0);
        if (result.lines.data[0] != '|')
            fail_msg("%s: %s", info[i], result.lines.data);
        tc_buffer_release(&result.lines);
    }
}

static void broken_pdfs_are_told(void **state)
{
    if (!program)
        skip();
    struct result result =
        read_pdf(put(state, "a.pdf", "%PDF-1.4\nand nothing of the kind\n"), NULL, 0);
    assert_string_equal(result.lines.data, "FORMAT 0\n");
    assert_non_null(strstr(result.error.message, "a PDF that cannot be read: "));
    assert_non_null(strstr(result.error.file, "/a.pdf"));
    tc_buffer_release(&result.lines);
    result = read_pdf(put_pdf(state, "b.pdf", "", story, 0), NULL, 0);
    assert_string_equal(result.lines.data, "EMPTY 0\n");
    tc_buffer_release(&result.lines);
}

/* A large one needs both ends of the talk at once. */
static void large_pdfs_are_read(void **state)
{
    enum { LINES = 30000 };
    static const char *lines[LINES];
    if (!program)
        skip();
    for (size_t i = 0; i < LINES; i++)
        lines[i] = story[0];
    const char *path = put_pdf(state, "a.pdf", "", lines, LINES);
    struct result result = read_pdf(path, program, 0);
    assert_int_equal(result.counts.documents, 1);
    tc_buffer_release(&result.lines);
    result = read_pdf(path, program, 10000); /* the file itself is larger */
    assert_string_equal(result.lines.data, "LIMIT 0\n");
    tc_buffer_release(&result.lines);
}

/* ---- another program in its place ------------------------------------------------ */

static const char *put_script(void **state, const char *words)
{
    char script[1024];
    (void)snprintf(script, sizeof script, "#!/bin/sh\n%s\n", words);
    const char *path = put(state, "script", script);
    assert_int_equal(chmod(path, 0755), 0);
    return path;
}

static void expect_script(void **state, const char *words, size_t maximum,
                          const char *lines, const char *message)
{
    struct result result = read_pdf(put(state, "a.pdf", "%PDF-1.4 of a kind"),
                                    put_script(state, words), maximum);
    if (message && !strstr(result.error.message, message))
        fail_msg("%s: %s", words, result.error.message);
    expect_lines(&result, lines);
}

static void programs_are_given_the_file(void **state)
{
    expect_script(state, "echo \"$*\"; cat; echo; echo \"$LC_ALL:$PATH:$HOME\"", 0,
                  "|-enc UTF-8 -eol unix - - %PDF-1.4 of a kind "
                  "C.UTF-8:/usr/bin:/bin:||||982a7d34d558a02b|\n",
                  NULL);
}

static void programs_may_fail(void **state)
{
    expect_script(state, "echo 'Incorrect password' >&2; echo more >&2; exit 1", 0,
                  "FORMAT 0\n", "cannot be read: Incorrect password");
    expect_script(state, "exit 3", 0, "FORMAT 0\n", "pdftotext gives up");
    expect_script(state, "kill -9 $$", 0, "FORMAT 0\n", "pdftotext gives up");
    expect_script(state, "exit 0", 0, "EMPTY 0\n", NULL);
    expect_script(state, "exec 0<&-; echo text; exec 1>&-; exec 2>&-; sleep 0.1", 0,
                  "|text||||4769fd1c60e8a611|\n", NULL);
    expect_script(state, "while :; do echo many words; done", 5000, "LIMIT 0\n",
                  "more than 5000 bytes of text");
}

static void programs_may_hang(void **state)
{
    static const char *const scripts[] = {"sleep 100", "sleep 100 & wait",
                                          "exec 1>&- 2>&-; sleep 100",
                                          "trap '' TERM; while :; do sleep 100; done"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        const struct pdf_how how = {put_script(state, scripts[i]), 1000, 300};
        struct arena arena;
        tocsin_document document;
        tocsin_error error;
        const struct place place = {"a.pdf", 0, -1, &error};
        time_t before = time(NULL);
        tc_arena_init(&arena, 0);
        memset(&document, 0, sizeof document);
        assert_int_equal(tc_pdf_read(&arena, &how, TEXT("%PDF-"), &document, &place),
                         TOCSIN_LIMIT);
        assert_non_null(strstr(error.message, "to read"));
        assert_true(time(NULL) - before < 20);
        tc_arena_release(&arena);
    }
}

static void what_a_program_starts_ends_with_it(void **state)
{
    char script[512], byte;
    const char *fifo = path_of(state, "fifo");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    int end = open(fifo, O_RDONLY | O_NONBLOCK);
    assert_true(end >= 0);
    (void)snprintf(script, sizeof script, "sleep 100 3>%s & wait", fifo);
    const struct pdf_how how = {put_script(state, script), 1000, 500};
    struct arena arena;
    tocsin_document document;
    const struct place place = {"a.pdf", 0, -1, NULL};
    tc_arena_init(&arena, 0);
    memset(&document, 0, sizeof document);
    assert_int_equal(tc_pdf_read(&arena, &how, TEXT("%PDF-"), &document, &place),
                     TOCSIN_LIMIT);
    ssize_t got = -1; /* 0 when nobody holds the other end any more */
    for (int i = 0; i < 500 && got != 0; i++) {
        const struct timespec moment = {0, 10000000};
        (void)nanosleep(&moment, NULL);
        got = read(end, &byte, 1);
    }
    assert_int_equal(got, 0);
    close(end);
    tc_arena_release(&arena);
}

static void programs_that_are_not_there_are_told(void **state)
{
    const char *path = put(state, "a.pdf", "%PDF-1.4 of a kind");
    struct result result = read_pdf(path, path_of(state, "none"), 0);
    assert_string_equal(result.lines.data, "MISSING 0\n");
    assert_non_null(strstr(result.error.message, "/none cannot be run"));
    tc_buffer_release(&result.lines);
    result = read_pdf(path, "", 0); /* none is wanted */
    assert_string_equal(result.lines.data, "MISSING 0\n");
    tc_buffer_release(&result.lines);
    result = read_pdf(path, path, 0); /* it is not executable */
    assert_string_equal(result.lines.data, "MISSING 0\n");
    tc_buffer_release(&result.lines);
}

static void the_rest_is_read_all_the_same(void **state)
{
    const char *const paths[] = {put(state, "a.pdf", "%PDF-1.4 of a kind"),
                                 put(state, "b.txt", STORY)};
    tocsin_reader_options options = {.pdftotext = "/nowhere/pdftotext"};
    struct result result = read_with(paths, 2, &options);
    assert_int_equal(result.counts.documents, 1);
    assert_int_equal(result.counts.skipped, 1);
    tc_buffer_release(&result.lines);
}

/* ---- what it prints -------------------------------------------------------------- */

static void expect_text(const char *printed, const char *words)
{
    struct arena arena;
    text out;
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_pdf_text(&arena, tc_text(printed), &out), TOCSIN_OK);
    if (!tc_text_equal(out, tc_text(words)))
        fail_msg("%.*s", (int)out.size, out.data);
    tc_arena_release(&arena);
}

static void lines_are_joined(void **state)
{
    (void)state;
    expect_text("", "");
    expect_text("\f", "");
    expect_text("One line of it\nand another one.\n",
                "One line of it and another one.");
    expect_text("One paragraph.\n\nAnother one.\n", "One paragraph.\n\nAnother one.");
    expect_text("The army of the coun-\ntry left.\n", "The army of the country left.");
    expect_text("In the Israeli-\noccupied part.\n", "In the Israeli-occupied part.");
    expect_text("They are pro-\nRussian.\n", "They are pro-Russian.");
    expect_text("It was - \nit seems - so.\n", "It was - it seems - so.");
    /* a short line, and then a capital */
    expect_text("A heading\nThe paragraph below it, which is much longer than it.\n",
                "A heading\n\nThe paragraph below it, which is much longer than it.");
    expect_text(
        "Of the long first line, a short\nrest\nof it which is as long as that.\n",
        "Of the long first line, a short rest of it which is as long as that.");
}

static void pages_are_joined(void **state)
{
    (void)state;
    expect_text("The army left the\n\n\fcity on Monday.\n\f",
                "The army left the city on Monday.");
    expect_text("The army left.\n\n\fThe city fell.\n\f",
                "The army left.\n\nThe city fell.");
    expect_text("It said it had the sup-\n\fport of all.\n",
                "It said it had the support of all.");
}

static void heads_and_feet_are_dropped(void **state)
{
    (void)state;
    expect_text("Report 7 - Page 1\n\nThe army left the\n\n1\n\f"
                "Report 7 - Page 2\n\ncity on Monday, and came\n\n2\n\f"
                "Report 7 - Page 3\n\nback.\n\n3\n\f",
                "The army left the city on Monday, and came back.");
    /* twice is not always */
    expect_text("Summary\n\nIt is so.\n\fSummary\n\nIt is not so.\n\f",
                "Summary\n\nIt is so.\n\nSummary\n\nIt is not so.");
    expect_text("It was so.\n\n- 12 -\n\fIt was not so.\n\nPage 13 of 14\n\f",
                "It was so.\n\nIt was not so.");
    /* a number in the text stays */
    expect_text("It was\n\n2024\n\nwhen it began\nand ended.\n\f",
                "It was\n\n2024\n\nwhen it began and ended.");
}

static void memory_may_be_out_at_any_time(void **state)
{
    const char *script = put_script(state, "cat >/dev/null; echo 'The army left.'");
    const char *path = put(state, "a.pdf", "%PDF-1.4 of a kind");
    const tocsin_reader_options options = {.pdftotext = script};
    read_without_memory(path, &options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pdfs_are_read),
        TEST(the_last_change_is_read),
        TEST(names_of_files_are_no_titles),
        TEST(broken_pdfs_are_told),
        TEST(large_pdfs_are_read),
        TEST(programs_are_given_the_file),
        TEST(programs_may_fail),
        TEST(programs_may_hang),
        TEST(what_a_program_starts_ends_with_it),
        TEST(programs_that_are_not_there_are_told),
        TEST(the_rest_is_read_all_the_same),
        TEST(lines_are_joined),
        TEST(pages_are_joined),
        TEST(heads_and_feet_are_dropped),
        TEST(memory_may_be_out_at_any_time),
    };
    if (access("/usr/bin/pdftotext", X_OK) == 0)
        program = "/usr/bin/pdftotext";
    else
        print_message("SKIPPED: pdftotext is not installed; five tests are left out\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
