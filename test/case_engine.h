/* test/case_engine.h: the engine that codes the files of test/cases/. */
#ifndef CASE_ENGINE_H
#define CASE_ENGINE_H

#include <tocsin.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static tocsin_engine *engine;
static tocsin_coder *coder;

static int open_engine(void **state)
{
    tocsin_error error;
    (void)state;
    if (tocsin_engine_open(getenv("TOCSIN_CASES_MODEL"), getenv("TOCSIN_CASES_LEXICON"),
                           &engine, &error) != TOCSIN_OK) {
        print_error("%s: %s\n", error.file, error.message);
        return -1;
    }
    return tocsin_coder_new(engine, &coder) == TOCSIN_OK ? 0 : -1;
}

static int close_engine(void **state)
{
    (void)state;
    tocsin_coder_free(coder);
    tocsin_engine_free(engine);
    return 0;
}

#endif
