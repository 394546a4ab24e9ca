/* import.c: tocsin import: other projects' events into a record. A row that cannot be
 * used costs one line on standard error and nothing else. */
#include "cli/cli.h"

#include <string.h>

enum { TOLD = 1000 }; /* problems that are printed; all are counted */

struct job {
    const struct options *options;
    struct progress progress;
    unsigned long long told;
    tocsin_import_counts all;
};

static tocsin_status complain(void *context, const tocsin_error *problem)
{
    struct job *job = context;
    if (job->options->quiet && problem->status == TOCSIN_OK)
        return TOCSIN_OK;
    tc_cli_progress_end(&job->progress);
    if (job->told++ < TOLD)
        tc_cli_error(problem);
    else if (job->told == TOLD + 1)
        fputs("tocsin: further problems are only counted\n", stderr);
    return TOCSIN_OK;
}

static tocsin_status show_progress(void *context, const tocsin_import_counts *so_far)
{
    struct job *job = context;
    if (tc_cli_progress_due(&job->progress, job->options))
        fprintf(stderr, "\r%llu rows ",
                (unsigned long long)(job->all.rows + so_far->rows));
    return TOCSIN_OK;
}

static void add(tocsin_import_counts *to, const tocsin_import_counts *from)
{
    to->rows += from->rows;
    to->added += from->added;
    to->known += from->known;
    to->mentions += from->mentions;
    to->lost += from->lost;
    to->bad += from->bad;
    to->passed += from->passed;
    to->warnings += from->warnings;
}

static void count(const char *before, uint64_t number, const char *words)
{
    if (number)
        fprintf(stderr, "%s%llu %s", before, (unsigned long long)number, words);
}

static void summary(const char *what, const tocsin_import_counts *c)
{
    fprintf(stderr, "%s: %llu rows, %llu new", what, (unsigned long long)c->rows,
            (unsigned long long)c->added);
    count(", ", c->known, "known");
    count(", ", c->mentions, "added to their events");
    count(", ", c->lost, "of events that are not there");
    count("; ", c->bad, "cannot be used");
    count("; ", c->passed, "hold no act");
    count("; ", c->warnings, "unknown values left out");
    fputc('\n', stderr);
}

/* One file; the job goes on behind one that cannot be used. */
static bool one_file(struct job *job, tocsin_record *record, const char *format,
                     const char *path)
{
    tocsin_import_counts counts;
    tocsin_error error = {.byte = -1};
    char what[640];
    tocsin_import_source source = {.path = path,
                                   .format = format,
                                   .mapping = job->options->mapping,
                                   .published = job->options->published,
                                   .problem = complain,
                                   .progress = show_progress,
                                   .context = job};
    tocsin_status status = tocsin_record_import(record, &source, &counts, &error);
    tc_cli_progress_end(&job->progress);
    if (status != TOCSIN_OK)
        tc_cli_error(&error);
    (void)snprintf(what, sizeof what, "%s (%s)", path, counts.format);
    if (!job->options->quiet && counts.format[0])
        summary(what, &counts);
    add(&job->all, &counts);
    return status == TOCSIN_OK;
}

static bool is_format(const char *word)
{
    const char *name;
    if (strcmp(word, "auto") == 0 || strcmp(word, "gdelt") == 0)
        return true;
    for (size_t i = 0; (name = tocsin_import_format(i)); i++)
        if (strcmp(word, name) == 0)
            return true;
    return false;
}

/* All files into the record; *failed counts those that could not be read whole. */
static int run(struct job *job, tocsin_record *record, const char *format, int first,
               int *failed)
{
    const struct options *options = job->options;
    for (int i = first; i < options->argument_count; i++)
        *failed += !one_file(job, record, format, options->arguments[i]);
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_record_close(record, &error);
    if (status == TOCSIN_OK)
        return EXIT_DONE;
    tc_cli_error(&error);
    return EXIT_UNUSABLE;
}

int tc_cli_import(const struct options *options)
{
    struct job job = {.options = options};
    int first = options->argument_count && is_format(options->arguments[0]);
    const char *format = first ? options->arguments[0] : NULL;
    int files = options->argument_count - first, failed = 0;
    if (!files || !options->record) {
        fputs("tocsin: import [FORMAT] FILE... --record FILE; see tocsin import "
              "--help\n",
              stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    tocsin_error error = {.byte = -1};
    if (tocsin_record_open(options->record, &record, &error) != TOCSIN_OK) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    int code = run(&job, record, format, first, &failed);
    if (files > 1 && !options->quiet)
        summary("in all", &job.all);
    if (code != EXIT_DONE || (failed == files && !job.all.rows))
        return EXIT_UNUSABLE;
    return failed || job.all.bad ? EXIT_PART : EXIT_DONE;
}
