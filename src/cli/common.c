/* common.c: opening what most commands need, and progress. */
#include "cli/cli.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

int tc_cli_engine(const struct options *options, tocsin_engine **out)
{
    tocsin_error error;
    tocsin_status status =
        tocsin_engine_open(options->model, options->lexicon, out, &error);
    if (status != TOCSIN_OK)
        tc_cli_error(&error);
    return status == TOCSIN_OK ? EXIT_DONE : EXIT_UNUSABLE;
}

int tc_cli_reader(const struct options *options, tocsin_reader **out)
{
    if (!options->argument_count) {
        fputs("tocsin: no input: name files or folders, or - for standard input\n",
              stderr);
        return EXIT_USAGE;
    }
    tocsin_fetch_options fetch = options->fetch;
    if (!fetch.proxy)
        fetch.proxy = tc_cli_proxy();
    tocsin_reader_options how = {
        .publisher = options->publisher,
        .published = options->published,
        .any_language = options->any_language,
        .max_document = options->max_document,
        .from = options->from_conllu ? TOCSIN_INPUT_CONLLU : TOCSIN_INPUT_DOCUMENTS,
        .fetch = &fetch,
        .files = options->files,
        .pdftotext =
            options->pdftotext ? options->pdftotext : tc_cli_program("pdftotext")};
    tocsin_error error;
    tocsin_status status = tocsin_reader_open(
        options->arguments, (size_t)options->argument_count, &how, out, &error);
    if (status != TOCSIN_OK)
        tc_cli_error(&error);
    return tc_cli_exit(status);
}

int tc_cli_open_record(const struct options *options, tocsin_record **out)
{
    if (!options->record) {
        fputs("tocsin: which record? Name it with --record FILE\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_error error;
    tocsin_status status = tocsin_record_open_read(options->record, out, &error);
    if (status == TOCSIN_OK)
        return EXIT_DONE;
    tc_cli_error(&error);
    return EXIT_UNUSABLE;
}

const char *tc_cli_coder_version(const tocsin_engine *engine)
{
    static char version[512];
    (void)snprintf(version, sizeof version, "tocsin %s; %s; %s", TOCSIN_RELEASE,
                   tocsin_engine_model(engine), tocsin_engine_lexicon(engine));
    return version;
}

static long long now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool tc_cli_progress_due(struct progress *p, const struct options *options)
{
    if (options->quiet || !isatty(STDERR_FILENO))
        return false;
    long long at = now();
    if (at < p->next)
        return false;
    p->next = at + 200;
    return p->shown = true;
}

void tc_cli_progress(struct progress *p, const struct options *options,
                     unsigned long long documents, unsigned long long claims)
{
    if (tc_cli_progress_due(p, options))
        fprintf(stderr, "\r%llu documents, %llu claims ", documents, claims);
}

void tc_cli_progress_end(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
