/* lexicon_import.c: tocsin lexicon import FILE... --out DIR. */
#include "cli/cli.h"

static tocsin_status complain(void *context, tocsin_text line)
{
    (void)context;
    fwrite(line.data, 1, line.size, stderr);
    fputc('\n', stderr);
    return TOCSIN_OK;
}

int tc_cli_lexicon_import(const struct options *options)
{
    tocsin_import counts;
    tocsin_error error = {.byte = -1};
    if (options->argument_count < 2 || !options->out) {
        fputs("tocsin: lexicon import FILE-OR-DIR... --out DIR [--over DIR]\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_import_options how = {.paths = options->arguments + 1,
                                 .count = (size_t)options->argument_count - 1,
                                 .out = options->out,
                                 .over = options->over,
                                 .report = options->quiet ? NULL : complain};
    tocsin_status status = tocsin_lexicon_import(&how, &counts, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    if (!options->quiet)
        fprintf(stderr,
                "tocsin: %zu files: %zu actors, %zu agents, %zu discards, %zu synsets, "
                "%zu verbs, %zu patterns; %zu frames written; %zu not used\n",
                counts.files, counts.actors, counts.agents, counts.discards,
                counts.synsets, counts.verbs, counts.patterns, counts.frames,
                counts.unused);
    return counts.unused ? EXIT_PART : EXIT_DONE;
}
