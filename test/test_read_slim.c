/* test_read_slim.c: what is left out of a page before it is parsed, and what is not. */
#include "read/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A page, and what is left of it. */
/* clang-format off */
static const char *const cases[][2] = {
    /* attributes that nobody looks at */
    {"<a href=/x class=\"b\" data-k='<p>' onclick=\"a > b\">t</a>",
     "<a class=\"b\">t</a>"},
    {"<LINK HREF=http://x/ REL=canonical><A HREF=x>",
     "<LINK HREF=http://x/ REL=canonical><A>"},
    {"<img src=x.png alt=\"A > B\" width=1/>", "<img>"},
    {"<p style=\"color:red\"><p style=\"display:none\">",
     "<p><p style=\"display:none\">"},
    {"<p id = \"a\"title='t'class = b>", "<p id = \"a\"class = b>"},
    {"<input disabled hidden>", "<input hidden>"},
    /* what is no attribute is left to the parser, what follows is read on */
    {"<p @click=\"a b\" id=c>", "<p @click=\"a\" id=c>"},
    {"<p =\"x\" 1=2 id=c>", "<p =\"x\" 1=2 id=c>"},
    /* scripts, styles and comments */
    {"<script src=a>if (a < b) { \"</p>\" }</script >c", "<script></script >c"},
    {"<Script>a</scripT>b<STYLE media=x>i { }</style>c",
     "<Script></scripT>b<STYLE></style>c"},
    {"<script type=\"application/ld+json\">{\"a\":  1}</script>",
     "<script type=\"application/ld+json\">{\"a\":  1}</script>"},
    {"<script type=\"application&#x2F;ld\">{ }  </script>",
     "<script type=\"application&#x2F;ld\">{ }  </script>"},
    {"<script/>a <b  x=1>", "<script/>a <b>"},
    {"<scripts>a</scripts>", "<scripts>a</scripts>"},
    {"a<!-- b > c -- d -->e<!---->f<!--[if IE]><p><![endif]-->g", "aefg"},
    /* white space, but not where it is meant */
    {"a\n\n\t b  <b> \n c</b>", "a\nb <b> c</b>"},
    {"<pre>a\n  b</pre>  <p>c  d</PRE>  e", "<pre>a\n  b</pre> <p>c d</PRE> e"},
    {"<p title=x\n  id=y>", "<p\n  id=y>"},
    /* what has no end stands as it stood */
    {"a<!-- b  <p x=1>", "a<!-- b <p>"},
    {"<script>a  <p x=1>", "<script>a <p>"},
    {"<p id=\"a  b", "<p id=\"a  b"},
    {"<p title=\"a  b", "<p title=\"a  b"},
    {"<p title=a", "<p title=a"},
    {"a<", "a<"},
    {"<", "<"},
    {"</", "</"},
    {"<!", "<!"},
    {"<!--", "<!--"},
    {"a < b  </ c  <3 <?php  x ?>", "a < b </ c <3 <?php x ?>"},
    {"", ""},
};
/* clang-format on */

static void slimmed(void **state)
{
    (void)state;
    struct arena arena;
    tc_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text page = tc_text(cases[i][0]);
        char *exact = malloc(page.size ? page.size : 1); /* a byte too far is seen */
        assert_non_null(exact);
        memcpy(exact, page.data, page.size);
        text slim = tc_slim(&arena, (text){exact, page.size});
        assert_non_null(slim.data);
        if (!tc_text_equal(slim, tc_text(cases[i][1])))
            fail_msg("%s\ngave %.*s\nnot  %s", cases[i][0], (int)slim.size, slim.data,
                     cases[i][1]);
        free(exact);
    }
    tc_arena_release(&arena);
}

/* Many comments and scripts without an end must not take quadratic time. */
static void open_ends(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<!-- ", "<script>", "<style>", "<p x=\"",
                                         "</script"};
    struct arena arena;
    struct buffer page;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        tc_arena_init(&arena, 0);
        tc_buffer_init(&page, 0);
        while (page.size < 4000000)
            tc_buffer_string(&page, pieces[i]);
        text slim = tc_slim(&arena, (text){page.data, page.size});
        assert_true(slim.size > 0 && slim.size <= page.size);
        tc_buffer_release(&page);
        tc_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slimmed),
        cmocka_unit_test(open_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
