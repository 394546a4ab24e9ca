/* lexicon.c: tocsin lexicon lookup WORDS, tocsin lexicon compile DIR FILE; the others
 * have files of their own. */
#include "cli/cli.h"

#include <string.h>

static tocsin_status print(void *context, tocsin_text line)
{
    unsigned long long *count = context;
    ++*count;
    fwrite(line.data, 1, line.size, stdout);
    fputc('\n', stdout);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

static tocsin_status complain(void *context, tocsin_text line)
{
    (void)context;
    fwrite(line.data, 1, line.size, stderr);
    fputc('\n', stderr);
    return TOCSIN_OK;
}

static int lookup(const struct options *options)
{
    char words[1024];
    size_t size = 0;
    for (int i = 1; i < options->argument_count; i++) {
        size_t n = strlen(options->arguments[i]);
        if (size + n + 1 >= sizeof words) {
            fputs("tocsin: too many words to look up\n", stderr);
            return EXIT_USAGE;
        }
        if (i > 1)
            words[size++] = ' ';
        memcpy(words + size, options->arguments[i], n);
        size += n;
    }
    tocsin_engine *engine = NULL;
    int code = tc_cli_engine(options, &engine);
    if (code != EXIT_DONE)
        return code;
    unsigned long long count = 0;
    tocsin_status status = tocsin_lexicon_lookup(engine, (tocsin_text){words, size},
                                                 options->filter.as_of, print, &count);
    tocsin_engine_free(engine);
    if (status != TOCSIN_OK && status != TOCSIN_MISSING && status != TOCSIN_STOPPED)
        return tc_cli_exit(status);
    return count ? EXIT_DONE : EXIT_NOTHING;
}

static int compile(const struct options *options)
{
    size_t problems = 0;
    tocsin_error error = {.byte = -1};
    tocsin_status status =
        tocsin_lexicon_compile(options->arguments[1], options->arguments[2], complain,
                               NULL, &problems, &error);
    if (status == TOCSIN_OK)
        return EXIT_DONE;
    if (problems)
        fprintf(stderr, "tocsin: %zu problems, nothing written\n", problems);
    else
        tc_cli_error(&error);
    return EXIT_UNUSABLE;
}

int tc_cli_lexicon(const struct options *options)
{
    const char *what = options->argument_count ? options->arguments[0] : "";
    if (strcmp(what, "lookup") == 0 && options->argument_count >= 2)
        return lookup(options);
    if (strcmp(what, "actor") == 0 && options->argument_count >= 2)
        return tc_cli_lexicon_actor(options);
    if (strcmp(what, "compile") == 0 && options->argument_count == 3)
        return compile(options);
    if (strcmp(what, "check") == 0)
        return tc_cli_lexicon_check(options);
    if (strcmp(what, "gaps") == 0)
        return tc_cli_lexicon_gaps(options);
    if (strcmp(what, "import") == 0)
        return tc_cli_lexicon_import(options);
    fputs("tocsin: lexicon lookup WORDS, actor PHRASE, compile DIR FILE, check DIR, "
          "gaps FILE, or import FILE --out DIR\n",
          stderr);
    return EXIT_USAGE;
}
