/* export.c: tocsin export: events, claims or documents for other programs. */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

struct target {
    FILE *file;
    int why; /* errno of a write that failed */
};

static tocsin_status write_out(void *context, tocsin_text bytes)
{
    struct target *target = context;
    if (fwrite(bytes.data, 1, bytes.size, target->file) == bytes.size)
        return TOCSIN_OK;
    target->why = errno;
    return TOCSIN_STOPPED;
}

/* What did not come through as it is. */
static void tell(const struct options *options, const tocsin_export_counts *counts)
{
    if (options->quiet)
        return;
    if (counts->placeless)
        fprintf(stderr, "%llu without a point: their geometry is null\n",
                (unsigned long long)counts->placeless);
    if (counts->partyless)
        fprintf(stderr, "%llu events left out: an actor or recipient is unknown\n",
                (unsigned long long)counts->partyless);
    if (counts->undated)
        fprintf(stderr, "%llu events left out: they have no day\n",
                (unsigned long long)counts->undated);
    if (counts->unreal)
        fprintf(stderr,
                "%llu events left out: not said to have happened (ask with "
                "--status)\n",
                (unsigned long long)counts->unreal);
}

static int export_to(const struct options *options, tocsin_record *record,
                     const tocsin_export *how, struct target *target)
{
    tocsin_error error = {.byte = -1};
    tocsin_export_counts counts = {0};
    tocsin_status status =
        tocsin_record_export(record, how, write_out, target, &counts, &error);
    if (status == TOCSIN_STOPPED) /* whoever closes the output says why */
        return EXIT_DONE;
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        /* a library that is not there is not an answer of "nothing" */
        return status == TOCSIN_MISSING ? EXIT_UNUSABLE : tc_cli_exit(status);
    }
    tell(options, &counts);
    return counts.rows ? EXIT_DONE : EXIT_NOTHING;
}

static int to_file(const struct options *options, tocsin_record *record,
                   const tocsin_export *how)
{
    struct target target = {fopen(options->output, "wb"), 0};
    int code = EXIT_UNUSABLE;
    if (!target.file) {
        target.why = errno;
    } else {
        code = export_to(options, record, how, &target);
        if (fclose(target.file) != 0 && !target.why)
            target.why = errno;
    }
    if (!target.why)
        return code;
    fprintf(stderr, "tocsin: cannot write %s: %s\n", options->output,
            strerror(target.why));
    return EXIT_UNUSABLE;
}

/* FORMAT, or native FORMAT FILE; -1: neither. */
static int format_of(const struct options *options)
{
    int count = options->argument_count;
    int format =
        count ? tocsin_export_format_from_name(tc_cli_text(options->arguments[0])) : -1;
    return count <= (format == TOCSIN_TO_NATIVE ? 3 : 1) ? format : -1;
}

int tc_cli_export(const struct options *options)
{
    int format = format_of(options);
    if (format < 0) {
        fputs("tocsin: export to what? csv, jsonl, geojson, gexf, graphml, polecat, "
              "gdelt1, gdelt2, bibtex, csl-json, parquet, native\n",
              stderr);
        return EXIT_USAGE;
    }
    tocsin_export how = {.format = (tocsin_export_format)format,
                         .what = options->what,
                         .filter = &options->filter,
                         .path = options->output,
                         .duckdb = options->duckdb};
    if (options->argument_count > 1)
        how.import_format = options->arguments[1];
    if (options->argument_count > 2)
        how.import_file = options->arguments[2];
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    struct target out = {stdout, 0};
    if (options->output && format != TOCSIN_TO_PARQUET)
        code = to_file(options, record, &how);
    else
        code = export_to(options, record, &how, &out);
    (void)tocsin_record_close(record, NULL);
    errno = out.why;
    return code;
}
