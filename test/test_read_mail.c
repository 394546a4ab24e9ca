/* test_read_mail.c: e-mail to documents. */
#include "test/read_files.h"

#define HEAD                                                                           \
    "Return-Path: <a@b>\r\nMessage-ID: <1@b>\r\nFrom: \"The Times\" <a@b>\r\n"         \
    "Date: Mon, 29 Jan 2024 10:00:00 +0200\r\n"

static void plain_mail(void **state)
{
    expect(
        put(state, "a.eml",
            HEAD "Subject: Army\r\n ready\r\n\r\nThe army is ready.\r\n\r\n> It is "
                 "not.\r\nIt is.\r\n-- \r\nA. Writer\r\n"),
        "Army ready|The army is ready.\n\nIt is.|2024-01-29T08:00:00Z|The Times||1@b|"
        "\n");
}

/* Plain text before HTML, and what is attached passed over. */
static void parts(void **state)
{
    expect(put(state, "b.eml",
               HEAD "Subject: A\nContent-Type: multipart/mixed; boundary=out\n\nNo\n"
                    "--out\nContent-Type: multipart/alternative; boundary=\"in =\"\n\n"
                    "--in =\nContent-Type: text/plain\n\nOne.\n--in =\n"
                    "Content-Type: text/html\n\n<p>No</p>\n--in =--\n"
                    "--out\nContent-Type: text/plain; name=x\n"
                    "Content-Disposition: attachment; filename=x\n\nNo\n"
                    "--out\nContent-Type: text/plain\n\nTwo.\n--out--\nNo\n"),
           "A|One.\n\n\nTwo.|2024-01-29T08:00:00Z|The Times||1@b|\n");
    expect(put(state, "c.eml",
               HEAD
               "Subject: A\nContent-Type: text/html\n\n<p>One &amp; two.<p>Three."),
           "A|One & two.\n\nThree.|2024-01-29T08:00:00Z|The Times||1@b|\n");
}

static void mail_encodings(void **state)
{
    expect(put(state, "d.eml",
               "MIME-Version: 1.0\nMessage-ID: <3@b>\nFrom: =?iso-8859-1?q?Caf=E9_du?= "
               "=?utf-8?B?IE5vcmQ=?= "
               "<a@b>\nSubject: =?utf-8?q?broken\n"
               "Content-Type: text/plain; charset=\"iso-8859-1\"\n"
               "Content-Transfer-Encoding: Quoted-Printable\n\n"
               "Caf=E9 is =\nopen =3D yes =zz.\n"),
           "=?utf-8?q?broken|Café is open = yes =zz.||Café du Nord||"
           "3@b|\n");
    expect(put(state, "e.eml",
               "MIME-Version: 1.0\nMessage-ID: <2@b>\nContent-Type: text/plain\n"
               "Content-Transfer-Encoding: base64\n\nQ2Fmw6kg\n aXMgb3Bl bi4=\n"),
           "|Café is open.||||2@b|\n");
}

static void mailbox(void **state)
{
    struct result result =
        read_path(put(state, "box",
                      "From a@b Mon Jan 29 10:00:00 2024\n" HEAD "Subject: A\n\nOne.\n"
                      ">From here on.\nFrom there.\n\n"
                      "From c@d Mon Jan 29 11:00:00 2024\nFrom: c@d\nTo: e@f\n"
                      "Message-ID: <2@d>\nContent-Type: image/png\n\nxxxx\n\n"
                      "From c@d Mon Jan 29 12:00:00 2024\nFrom: c@d\nTo: e@f\n"
                      "Message-ID: <3@d>\nSubject: C\n\nThree.\n"));
    assert_int_equal(result.counts.documents, 2);
    expect_lines(&result,
                 "A|One.\nFrom here on.\nFrom there.|2024-01-29T08:00:00Z|The Times||"
                 "1@b|\nEMPTY 12\nC|Three.||c@d||3@d|\n");
}

/* A text of ours with headers, or one that begins with "From", is no mail. */
static void no_mail(void **state)
{
    expect(
        put(state, "f.txt", "Title: T\nDate: 2024-01-29\nID: 1\n\nFrom: one to two."),
        "T|From: one to two.|2024-01-29|||1|\n");
    struct result result =
        read_path(put(state, "g.txt", "From Monday on\nall is well, he said.\n"));
    assert_non_null(
        strstr(result.lines.data, "|From Monday on\nall is well, he said.|"));
    tc_buffer_release(&result.lines);
}

static void large_mail(void **state)
{
    struct buffer box;
    tc_buffer_init(&box, 0);
    tc_buffer_string(&box, "From a@b Mon Jan 29 10:00:00 2024\n" HEAD "\n");
    while (box.size <= TC_MARKUP_MAXIMUM)
        tc_buffer_string(&box, STORY "\n");
    tc_buffer_string(&box, "\nFrom c@d Mon Jan 29 12:00:00 2024\nFrom: c@d\nTo: e@f\n"
                           "Message-ID: <3@d>\n\nThree.\n");
    expect(put_bytes(state, "box", box.data, box.size),
           "LIMIT 1\n|Three.||c@d||3@d|\n");
    tc_buffer_release(&box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(plain_mail), TEST(parts),   TEST(mail_encodings),
        TEST(mailbox),    TEST(no_mail), TEST(large_mail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
