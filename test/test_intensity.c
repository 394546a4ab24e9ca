/* test_intensity: the public call: names to actors, relations to classes. */
#include "tocsin.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static tocsin_text words(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

/* A file of a pair that answers a day or two later, and of another that does not. */
static void write_folder(const char *folder)
{
    static const char *const names[] = {"entity2id.txt", "relation2id.txt",
                                        "train.txt"};
    static const char *const parts[] = {"Aland\t0\nBeland\t1\nCeland\t2\n",
                                        "Make statement\t0\nUse unconventional "
                                        "violence\t1\n"};
    char path[256];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        if (i < 2)
            fputs(parts[i], file);
        unsigned seed = 1;
        for (int day = 0; i == 2 && day < 900; day++) {
            seed = seed * 1103515245u + 12345u;
            unsigned draw = seed >> 16 & 1023;
            if (draw < 100) /* one violent act, answered in kind on the next day */
                fprintf(file, "0\t1\t1\t%d\n1\t1\t0\t%d\n", day, day + 1);
            if (draw % 97 < 9)
                fprintf(file, "%u\t0\t2\t%d\n", draw & 1, day);
        }
        assert_int_equal(fclose(file), 0);
    }
}

static void test_a_pair(void **state)
{
    (void)state;
    char folder[] = "/tmp/tocsin-intensity-XXXXXX", path[256];
    static const char *const names[] = {"entity2id.txt", "relation2id.txt",
                                        "train.txt"};
    assert_non_null(mkdtemp(folder));
    write_folder(folder);
    tocsin_stream *stream;
    tocsin_intensity *intensity;
    tocsin_error error;
    assert_int_equal(tocsin_stream_open(folder, NULL, NULL, &stream, &error),
                     TOCSIN_OK);
    tocsin_intensity_options options = {
        .a = words("Aland"), .b = words("Beland"), .days = 7, .paths = 50};
    assert_int_equal(tocsin_intensity_make(stream, &options, &intensity, &error),
                     TOCSIN_OK);
    assert_int_equal(intensity->types, 4);
    assert_string_equal(intensity->class_names[1], "conflict");
    assert_true(intensity->events[0] == 0.0 && intensity->events[1] > 50.0);
    /* type 3, b's conflict, follows type 1, a's; never the other way */
    double answers = intensity->later[3 * 4 + 1];
    assert_true(answers > 0.6 && answers < 1.3);
    assert_true(intensity->later[1 * 4 + 3] < 0.2);
    assert_true(intensity->base[3] < 0.3 * intensity->base[1]);
    tocsin_intensity_free(intensity);

    options.classes = 4;
    assert_int_equal(tocsin_intensity_make(stream, &options, &intensity, &error),
                     TOCSIN_OK);
    assert_true(intensity->types == 8 && intensity->events[3] > 50.0);
    tocsin_intensity_free(intensity);
    options.classes = 3;
    assert_int_equal(tocsin_intensity_make(stream, &options, &intensity, &error),
                     TOCSIN_USAGE);
    assert_null(intensity);
    options.classes = 1;
    options.b = words("Nowhere");
    assert_int_equal(tocsin_intensity_make(stream, &options, &intensity, &error),
                     TOCSIN_MISSING);
    assert_non_null(strstr(error.message, "Nowhere"));
    tocsin_intensity_free(NULL);
    tocsin_stream_close(stream);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_pair)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
