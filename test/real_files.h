/* test/real_files.h: the real model and dictionaries, for tests of what a text gives.
 * The lexicon is compiled anew, so that a word that was added a minute ago counts. */
#ifndef REAL_FILES_H
#define REAL_FILES_H

#include "code/claim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static tocsin_status print_problem(void *context, text line)
{
    (void)context;
    print_error("%.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static bool open_real_files(struct model **model, struct lexicon **lexicon)
{
    char path[] = "/tmp/test_real_XXXXXX";
    size_t problems = 0;
    int file = mkstemp(path);
    if (file < 0)
        return false;
    (void)close(file);
    bool open = tc_lexicon_compile("data", path, print_problem, NULL, &problems,
                                   NULL) == TOCSIN_OK &&
                tc_lexicon_open(path, NULL, 0, lexicon, NULL) == TOCSIN_OK &&
                tc_model_open("data/english.model", NULL, 0, model, NULL) == TOCSIN_OK;
    (void)unlink(path); /* it stays mapped */
    return open;
}

#endif
