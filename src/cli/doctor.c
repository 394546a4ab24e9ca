/* doctor.c: tocsin doctor: are the model, the lexicon and the record sound? Mends a
 * record and copies it. */
#include "cli/cli.h"

static tocsin_status tell(void *context, tocsin_text line)
{
    unsigned long long *count = context;
    ++*count;
    fputs("  ", stdout);
    tc_cli_line(stdout, line);
    fputc('\n', stdout);
    return TOCSIN_OK;
}

static int check_record(const struct options *options)
{
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    unsigned long long findings = 0;
    tocsin_error error = {.byte = -1};
    tocsin_record_summary summary;
    tocsin_status status = tocsin_record_check(record, tell, &findings, &error);
    if (status == TOCSIN_OK) {
        printf("record %s: sound\n", options->record);
        if (tocsin_record_summarise(record, &summary, &error) == TOCSIN_OK)
            printf("       schema %d, %lld documents, %lld claims, %lld events\n",
                   summary.schema_version, summary.documents, summary.claims,
                   summary.events);
    } else {
        printf("record %s: unsound, %llu findings\n", options->record, findings);
        tc_cli_error(&error);
    }
    (void)tocsin_record_close(record, NULL);
    return status == TOCSIN_OK ? EXIT_DONE : EXIT_UNUSABLE;
}

static int repair_record(const struct options *options)
{
    unsigned long long lines = 0;
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_record_repair(options->record, tell, &lines, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    printf("record %s: %s\n", options->record, lines ? "mended, and sound" : "sound");
    return EXIT_DONE;
}

static int back_up_record(const struct options *options)
{
    tocsin_record *record = NULL;
    tocsin_error error = {.byte = -1};
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    tocsin_status status = tocsin_record_backup(record, options->backup, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    printf("record %s: copied to %s\n", options->record, options->backup);
    return EXIT_DONE;
}

int tc_cli_doctor(const struct options *options)
{
    tocsin_engine *engine = NULL;
    if ((options->repair || options->backup) && !options->record) {
        fputs("tocsin: which record? Name it with --record FILE\n", stderr);
        return EXIT_USAGE;
    }
    int code = EXIT_DONE;
    if (options->repair)
        code = repair_record(options);
    if (options->backup && code == EXIT_DONE)
        code = back_up_record(options);
    if (options->repair || options->backup)
        return tc_cli_finish(code);
    code = tc_cli_engine(options, &engine);
    if (code != EXIT_DONE)
        return code;
    printf("%s: sound\n", tocsin_engine_model(engine));
    printf("%s: sound\n", tocsin_engine_lexicon(engine));
    tocsin_engine_free(engine);
    return options->record ? check_record(options) : EXIT_DONE;
}
