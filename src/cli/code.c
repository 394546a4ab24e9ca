/* code.c: tocsin code and tocsin parse: the long runs. What cannot be used costs
 * one line on standard error and nothing else. */
#include "cli/cli.h"

#include <string.h>

struct job {
    const struct options *options;
    tocsin_record *record;
    const char *version;
    struct progress progress;
    unsigned long long documents, claims, added, sentences, unusable;
    tocsin_error error; /* of the record */
    bool record_failed;
};

static tocsin_status take(void *context, const tocsin_run_item *item)
{
    struct job *job = context;
    if (!item->coding) {
        tc_cli_progress_end(&job->progress);
        tc_cli_error(item->error);
        job->unusable++;
        return TOCSIN_OK;
    }
    /* a batch of CoNLL-U whose every sentence is lost is nothing done */
    job->documents += !job->options->from_conllu || item->coding->sentence_count > 0;
    job->claims += item->coding->claim_count;
    job->sentences += item->coding->sentence_count;
    if (job->record) {
        bool added = false;
        tocsin_status status = tocsin_record_add(job->record, item->coding,
                                                 job->version, &added, &job->error);
        if (status != TOCSIN_OK) {
            job->record_failed = true;
            return status;
        }
        job->added += added;
    } else if (fwrite(item->output.data ? item->output.data : "", 1, item->output.size,
                      stdout) != item->output.size) {
        return TOCSIN_STOPPED; /* our reader went away, or the disk is full */
    }
    tc_cli_progress(&job->progress, job->options, job->documents, job->claims);
    return TOCSIN_OK;
}

static int outcome(const struct job *job, tocsin_status status,
                   const tocsin_error *error)
{
    if (job->record_failed) {
        tc_cli_error(&job->error);
        return EXIT_UNUSABLE;
    }
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(error);
        return EXIT_UNUSABLE;
    }
    if (!job->unusable)
        return EXIT_DONE;
    return job->documents ? EXIT_PART : EXIT_UNUSABLE;
}

static void summary(const struct job *job)
{
    if (job->options->quiet || !job->record)
        return;
    fprintf(stderr,
            "%llu documents (%llu new), %llu sentences, %llu claims, %llu unusable\n",
            job->documents, job->added, job->sentences, job->claims, job->unusable);
}

static int run(const struct options *options, const tocsin_engine *engine,
               tocsin_run_options *how, struct job *job)
{
    tocsin_reader *reader = NULL;
    int code = tc_cli_reader(options, &reader);
    if (code != EXIT_DONE)
        return code;
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_run(engine, reader, how, take, job, &error);
    tc_cli_progress_end(&job->progress);
    tocsin_reader_free(reader);
    return outcome(job, status, &error);
}

/* The record is opened only when there is an engine to fill it. */
static int run_into_record(const struct options *options, const tocsin_engine *engine,
                           tocsin_run_options *how, struct job *job)
{
    tocsin_error error = {.byte = -1};
    if (tocsin_record_open(options->record, &job->record, &error) != TOCSIN_OK) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    int code = run(options, engine, how, job);
    tocsin_status status = tocsin_record_close(job->record, &error);
    if (status != TOCSIN_OK) {
        if (!job->record_failed)
            tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    summary(job);
    return code;
}

static bool choose_format(const struct options *options, tocsin_run_options *how)
{
    static const int formats[OUTPUT_COUNT] = {[OUTPUT_TABLE] = -1,
                                              [OUTPUT_JSONL] = TOCSIN_FORMAT_JSONL,
                                              [OUTPUT_CSV] = TOCSIN_FORMAT_CSV,
                                              [OUTPUT_POLECAT] = TOCSIN_FORMAT_POLECAT,
                                              [OUTPUT_CAMEO] = TOCSIN_FORMAT_CAMEO,
                                              [OUTPUT_CONLLU] = TOCSIN_FORMAT_CONLLU};
    enum output wanted = options->format_given ? options->format : OUTPUT_JSONL;
    if (formats[wanted] < 0)
        return false;
    how->format = (tocsin_format)formats[wanted];
    how->layer = options->layer;
    if (how->format == TOCSIN_FORMAT_CONLLU)
        how->layer = TOCSIN_LAYER_PARSE;
    return options->layer == TOCSIN_LAYER_CLAIMS || how->format == TOCSIN_FORMAT_JSONL;
}

int tc_cli_code(const struct options *options)
{
    tocsin_run_options how = {.jobs = options->jobs,
                              .write = !options->record,
                              .rules_only = options->rules_only,
                              .no_predicates =
                                  options->layer != TOCSIN_LAYER_FACTUALITY};
    if (!choose_format(options, &how)) {
        fprintf(stderr, "tocsin: code has no --format %s%s\n",
                options->format_name ? options->format_name : "",
                options->layer_given ? " for this --layer" : "");
        return EXIT_USAGE;
    }
    tocsin_engine *engine = NULL;
    int code = tc_cli_engine(options, &engine);
    if (code != EXIT_DONE)
        return code;
    struct job job = {.options = options, .version = tc_cli_coder_version(engine)};
    if (options->record) {
        code = run_into_record(options, engine, &how, &job);
    } else {
        if (how.layer == TOCSIN_LAYER_CLAIMS)
            fputs(tocsin_format_heading(how.format), stdout);
        code = run(options, engine, &how, &job);
    }
    tocsin_engine_free(engine);
    return code;
}

int tc_cli_parse(const struct options *options)
{
    if (options->format_given && options->format != OUTPUT_CONLLU) {
        fputs("tocsin: parse prints conllu only\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_engine *engine = NULL;
    int code = tc_cli_engine(options, &engine);
    if (code != EXIT_DONE)
        return code;
    tocsin_run_options how = {.jobs = options->jobs,
                              .parse_only = true,
                              .write = true,
                              .format = TOCSIN_FORMAT_CONLLU,
                              .layer = TOCSIN_LAYER_PARSE};
    struct job job = {.options = options};
    code = run(options, engine, &how, &job);
    tocsin_engine_free(engine);
    return code;
}
