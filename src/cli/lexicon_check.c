/* lexicon_check.c: tocsin lexicon check DIR [--corpus FILE ...]: what is wrong with
 * dictionaries, and what of them a corpus never needs. */
#include "cli/cli.h"

#include <string.h>

static tocsin_status print(void *context, tocsin_text line)
{
    (void)context;
    fwrite(line.data, 1, line.size, stdout);
    fputc('\n', stdout);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* The files behind --corpus, and all behind the folder. */
static int open_corpus(const struct options *options, tocsin_reader **out)
{
    struct options given = *options;
    if (!options->corpus)
        return EXIT_DONE;
    given.arguments = options->arguments + 1; /* the place of the folder is free */
    given.arguments[0] = options->corpus;
    given.argument_count = options->argument_count - 1;
    return tc_cli_reader(&given, out);
}

static void summary(const struct options *options, const tocsin_lexicon_counts *n)
{
    if (options->quiet)
        return;
    fprintf(stderr, "%zu findings; %zu examples, %zu of them wrong\n", n->findings,
            n->examples, n->wrong);
    if (options->corpus)
        fprintf(stderr,
                "%zu documents, %zu unreadable: %zu of %zu frames never matched, %zu "
                "of %zu actors never named\n",
                n->documents, n->unreadable, n->unused_frames, n->frames,
                n->unused_names, n->names);
}

int tc_cli_lexicon_check(const struct options *options)
{
    if (options->argument_count < 2 ||
        (options->argument_count > 2 && !options->corpus)) {
        fputs("tocsin: lexicon check DIR, or lexicon check DIR --corpus FILE ...\n",
              stderr);
        return EXIT_USAGE;
    }
    const char *folder = options->arguments[1];
    tocsin_reader *corpus = NULL;
    int code = open_corpus(options, &corpus);
    if (code != EXIT_DONE)
        return code;
    tocsin_lexicon_counts counts;
    tocsin_error error = {.byte = -1};
    const tocsin_lexicon_check_options how = {
        .model = options->model, .corpus = corpus, .finding = print, .unused = print};
    tocsin_status status = tocsin_lexicon_check(folder, &how, &counts, &error);
    tocsin_reader_free(corpus);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    summary(options, &counts);
    if (counts.findings)
        return EXIT_NOTHING;
    return counts.unreadable ? EXIT_PART : EXIT_DONE;
}
