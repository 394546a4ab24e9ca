/* lexicon_compile.c: the build's own way to tc_lexicon_compile(), so that the lexicon
 * can be compiled before the library, which contains it, is linked.
 *
 *     lexicon_compile data lexicon.tcx
 *
 * Problems go to standard error, one a line. Exit 0 done, 2 usage, 3 problems.
 */
#include "lexicon/lexicon.h"

#include <stdio.h>

static tocsin_status print(void *context, text line)
{
    (void)context;
    (void)fprintf(stderr, "%.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "usage: lexicon_compile FOLDER FILE\n");
        return 2;
    }
    size_t problems = 0;
    tocsin_error error = {0};
    if (tc_lexicon_compile(argv[1], argv[2], print, NULL, &problems, &error) ==
        TOCSIN_OK)
        return 0;
    (void)fprintf(stderr, "%s: %s\n", error.file, error.message);
    return 3;
}
