/* doctor.c: tocsin doctor: are the model, the lexicon and the record sound? */
#include "cli/cli.h"

static tocsin_status finding(void *context, tocsin_text line)
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
    tocsin_status status = tocsin_record_check(record, finding, &findings, &error);
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

int tc_cli_doctor(const struct options *options)
{
    tocsin_engine *engine = NULL;
    int code = tc_cli_engine(options, &engine);
    if (code != EXIT_DONE)
        return code;
    printf("%s: sound\n", tocsin_engine_model(engine));
    printf("%s: sound\n", tocsin_engine_lexicon(engine));
    tocsin_engine_free(engine);
    return options->record ? check_record(options) : EXIT_DONE;
}
