/* read.c: tocsin read: bytes to documents, a JSON line each. */
#include "cli/cli.h"

static void field(const char *name, tocsin_text value, bool first)
{
    printf("%s\"%s\":", first ? "{" : ",", name);
    tc_cli_json(stdout, value);
}

/* Names joined by "; " to a list. */
static void print_authors(tocsin_text names)
{
    fputs(",\"authors\":[", stdout);
    for (size_t from = 0, at = 0; at <= names.size && names.size > 0; at++) {
        bool joint =
            at + 1 < names.size && names.data[at] == ';' && names.data[at + 1] == ' ';
        if (!joint && at < names.size)
            continue;
        if (from > 0)
            fputc(',', stdout);
        tc_cli_json(stdout, (tocsin_text){names.data + from, at - from});
        from = at + 2;
    }
    fputc(']', stdout);
}

static void print(const tocsin_document *d)
{
    field("id", d->id, true);
    field("url", d->url, false);
    field("title", d->title, false);
    field("text", d->text, false);
    field("published", d->published, false);
    field("changed", d->changed, false);
    field("publisher", d->publisher, false);
    print_authors(d->authors);
    field("agency", d->agency, false);
    field("language", d->language, false);
    fputs("}\n", stdout);
}

int tc_cli_read(const struct options *options)
{
    if (options->format_given && options->format != OUTPUT_JSONL) {
        fputs("tocsin: read prints jsonl only\n", stderr);
        return EXIT_USAGE;
    }
    struct options any = *options;
    any.any_language = true; /* only coding needs English */
    tocsin_reader *reader = NULL;
    int code = tc_cli_reader(&any, &reader);
    if (code != EXIT_DONE)
        return code;
    struct progress progress = {0};
    tocsin_document document;
    tocsin_error error;
    tocsin_status status;
    while ((status = tocsin_reader_next(reader, &document, &error)) != TOCSIN_DONE) {
        if (ferror(stdout))
            break;
        if (status == TOCSIN_OK) {
            print(&document);
        } else {
            tc_cli_progress_end(&progress);
            tc_cli_error(&error);
        }
        tc_cli_progress(&progress, options, tocsin_reader_count(reader).documents, 0);
    }
    tc_cli_progress_end(&progress);
    tocsin_reader_counts counts = tocsin_reader_count(reader);
    tocsin_reader_free(reader);
    if (!counts.skipped)
        return EXIT_DONE;
    return counts.documents ? EXIT_PART : EXIT_UNUSABLE;
}
