/* sources.c: tocsin sources: who publishes and who is quoted, their past record, and
 * the prints of one text. */
#include "cli/cli.h"

#include <string.h>

struct table {
    const struct options *options;
    unsigned long long count;
    int columns; /* of a name */
    bool whole;  /* copies: the changed sentences too */
};

static void json_text(const char *name, tocsin_text value)
{
    printf(",\"%s\":", name);
    tc_cli_json(stdout, value);
}

/* ---- sources ------------------------------------------------------------------- */

static void csv_row(const tocsin_source *s)
{
    tc_cli_csv(stdout, s->name);
    printf(",%s,%u,%u,%u,%u,%u,%u,%u,%u,%u,%.*s,%.*s\n",
           tocsin_voice_kind_name(s->kind), s->documents, s->credited, s->copies,
           s->copied, s->claims, s->events, s->alone, s->first, s->denied,
           (int)s->first_day.size, s->first_day.data ? s->first_day.data : "",
           (int)s->last_day.size, s->last_day.data ? s->last_day.data : "");
}

static void json_row(const tocsin_source *s)
{
    fputs("{\"source\":", stdout);
    tc_cli_json(stdout, s->name);
    printf(",\"kind\":\"%s\",\"documents\":%u,\"credited\":%u,\"copies\":%u,"
           "\"copied\":%u,\"claims\":%u,\"events\":%u,\"alone\":%u,\"first\":%u,"
           "\"denied\":%u",
           tocsin_voice_kind_name(s->kind), s->documents, s->credited, s->copies,
           s->copied, s->claims, s->events, s->alone, s->first, s->denied);
    json_text("first_day", s->first_day);
    json_text("last_day", s->last_day);
    fputs("}\n", stdout);
}

static void table_row(const struct table *t, const tocsin_source *s)
{
    tc_cli_cell(stdout, s->name.size ? s->name : tc_cli_text("(no publisher named)"),
                t->columns);
    printf("  %-12s  %9u  %8u  %6u  %6u  %6u  %6u  %6u  %6u  %6u\n",
           tocsin_voice_kind_name(s->kind), s->documents, s->credited, s->copies,
           s->copied, s->claims, s->events, s->alone, s->first, s->denied);
}

static tocsin_status source_row(void *context, const tocsin_source *source)
{
    struct table *t = context;
    if (!t->count++ && t->options->format == OUTPUT_CSV) {
        fputs("source,kind,documents,credited,copies,copied,claims,events,alone,first,"
              "denied,first_day,last_day\n",
              stdout);
    } else if (t->count == 1 && t->options->format == OUTPUT_TABLE) {
        tc_cli_cell(stdout, tc_cli_text("source"), t->columns);
        fputs("  kind          documents  credited  copies  copied  claims  events   "
              "alone   first  denied\n",
              stdout);
    }
    if (t->options->format == OUTPUT_JSONL)
        json_row(source);
    else if (t->options->format == OUTPUT_CSV)
        csv_row(source);
    else
        table_row(t, source);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* ---- copies -------------------------------------------------------------------- */

static void json_copy(const tocsin_copy *c)
{
    printf("{\"group\":%lld,\"prints\":%u,\"number\":%u", c->group, c->prints,
           c->number);
    json_text("document", c->document);
    json_text("published", c->published);
    json_text("publisher", c->publisher);
    json_text("agency", c->agency);
    json_text("title", c->title);
    json_text("url", c->url);
    fputs(",\"shared\":", stdout);
    tc_cli_json_number(stdout, c->shared, 3);
    fputs(",\"changes\":[", stdout);
    for (uint32_t i = 0; i < c->change_count; i++) {
        fputs(i ? ",{\"before\":" : "{\"before\":", stdout);
        tc_cli_json(stdout, c->changes[i].before);
        json_text("after", c->changes[i].after);
        fputc('}', stdout);
    }
    fputs("]}\n", stdout);
}

static void count_changes(const tocsin_copy *c, unsigned *added, unsigned *left,
                          unsigned *changed)
{
    *added = *left = *changed = 0;
    for (uint32_t i = 0; i < c->change_count; i++)
        if (!c->changes[i].before.size)
            ++*added;
        else if (!c->changes[i].after.size)
            ++*left;
        else
            ++*changed;
}

static void csv_copy(const tocsin_copy *c)
{
    unsigned added, left, changed;
    const tocsin_text cells[] = {c->document, c->published, c->publisher,
                                 c->agency,   c->title,     c->url};
    count_changes(c, &added, &left, &changed);
    printf("%lld,%u,%u", c->group, c->prints, c->number);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        fputc(',', stdout);
        tc_cli_csv(stdout, cells[i]);
    }
    printf(",%.3f,%u,%u,%u\n", c->shared, changed, added, left);
}

static void change_line(const char *mark, tocsin_text sentence)
{
    if (!sentence.size)
        return;
    printf("      %s ", mark);
    tc_cli_line(stdout, sentence);
    fputc('\n', stdout);
}

static void table_copy(const struct table *t, const tocsin_copy *c)
{
    unsigned added, left, changed;
    if (c->number == 0) {
        printf("%s%u prints of ", t->count > 1 ? "\n" : "", c->prints);
        tc_cli_line(stdout, c->title.size ? c->title : c->document);
        fputc('\n', stdout);
    }
    fputs("  ", stdout);
    tc_cli_cell(stdout, c->published.size ? c->published : tc_cli_text("-"), 20);
    fputs("  ", stdout);
    tc_cli_cell(stdout, c->publisher.size ? c->publisher : c->document, t->columns);
    fputs("  ", stdout);
    tc_cli_cell(stdout, c->agency, 20);
    count_changes(c, &added, &left, &changed);
    if (c->number == 0)
        fputs("  first\n", stdout);
    else if (c->change_count)
        printf("  %3.0f %%: %u changed, %u added, %u left out\n", c->shared * 100,
               changed, added, left);
    else
        fputs("  word for word\n", stdout);
    for (uint32_t i = 0; t->whole && i < c->change_count; i++) {
        change_line("-", c->changes[i].before);
        change_line("+", c->changes[i].after);
    }
}

static tocsin_status copy_row(void *context, const tocsin_copy *copy)
{
    struct table *t = context;
    if (!t->count++ && t->options->format == OUTPUT_CSV)
        fputs("group,prints,number,document,published,publisher,agency,title,url,"
              "shared,changed,added,left_out\n",
              stdout);
    if (t->options->format == OUTPUT_JSONL)
        json_copy(copy);
    else if (t->options->format == OUTPUT_CSV)
        csv_copy(copy);
    else
        table_copy(t, copy);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* ---- the command --------------------------------------------------------------- */

int tc_cli_sources(const struct options *options)
{
    bool copies =
        options->argument_count > 0 && strcmp(options->arguments[0], "copies") == 0;
    if (options->format > OUTPUT_CSV || options->argument_count > 2 ||
        (options->argument_count > 0 && !copies)) {
        fputs("tocsin: sources, or sources copies [DOCUMENT], as table, jsonl or csv\n",
              stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    const char *document = options->argument_count == 2 ? options->arguments[1] : "";
    struct table t = {.options = options, .columns = 28, .whole = *document != '\0'};
    tocsin_error error;
    tocsin_status status =
        copies
            ? tocsin_record_copies(record, tc_cli_text(document), options->filter.as_of,
                                   copy_row, &t, &error)
            : tocsin_record_sources(record, &options->filter, source_row, &t, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return status == TOCSIN_MISSING ? EXIT_NOTHING : EXIT_UNUSABLE;
    }
    return t.count ? EXIT_DONE : EXIT_NOTHING;
}
