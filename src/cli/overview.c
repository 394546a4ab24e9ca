/* overview.c: tocsin events --by: how many events of each kind, by time. */
#include "cli/cli.h"

#include <string.h>

struct printing {
    const struct options *options;
    const tocsin_overview *what;
    unsigned long long count;
};

/* The names of --by. */
enum name { DAY, WEEK, MONTH, YEAR, TYPE, ACTOR, RECIPIENT, PLACE, NAMES };
static const char *const names[NAMES] = {"day",  "week",  "month",     "year",
                                         "type", "actor", "recipient", "place"};

static enum name name_of(const char *from, size_t size)
{
    int i = 0;
    while (i < NAMES && (strlen(names[i]) != size || memcmp(names[i], from, size) != 0))
        i++;
    return (enum name)i;
}

/* Names between commas; false: one is none, or there are two stretches of time. */
static bool read_by(const char *by, tocsin_overview *out)
{
    for (;;) {
        size_t size = strcspn(by, ",");
        enum name name = name_of(by, size);
        if (name == NAMES || (name <= YEAR && out->by))
            return false;
        if (name <= YEAR)
            out->by = (tocsin_bucket)(TOCSIN_BUCKET_DAY + name);
        out->by_type |= name == TYPE;
        out->by_actor |= name == ACTOR;
        out->by_recipient |= name == RECIPIENT;
        out->by_place |= name == PLACE;
        if (!by[size])
            return true;
        by += size + 1;
    }
}

static void heading(const struct printing *p)
{
    const tocsin_overview *what = p->what;
    if (p->options->format == OUTPUT_CSV) {
        printf("%s%s%s%s%sevents,claims,intensity\n", what->by ? "from,to," : "",
               what->by_type ? "type," : "", what->by_actor ? "actor," : "",
               what->by_recipient ? "recipient," : "", what->by_place ? "place," : "");
    } else if (p->options->format == OUTPUT_TABLE) {
        printf("%s%s%s%s%s   events    claims  intensity\n",
               what->by ? "from        " : "", what->by_type ? "type       " : "",
               what->by_actor ? "actor         " : "",
               what->by_recipient ? "recipient     " : "",
               what->by_place ? "place  " : "");
    }
}

static void cell(bool wanted, tocsin_text t, int columns)
{
    if (!wanted)
        return;
    tc_cli_cell(stdout, t.size ? t : tc_cli_text("-"), columns);
    fputs("  ", stdout);
}

static void table_row(const tocsin_overview *what, const tocsin_overview_row *row)
{
    cell(what->by, row->from, 10);
    if (what->by_type)
        cell(true, tc_cli_text(tocsin_type_name((tocsin_type)row->type)), 9);
    cell(what->by_actor, row->actor, 12);
    cell(what->by_recipient, row->recipient, 12);
    cell(what->by_place, row->place, 5);
    printf("%9lld %9lld", row->events, row->claims);
    if (row->intensity == row->intensity)
        printf("  %9.2f\n", row->intensity);
    else
        fputs("          -\n", stdout);
}

static void csv_field(bool wanted, tocsin_text t)
{
    if (!wanted)
        return;
    tc_cli_csv(stdout, t);
    fputc(',', stdout);
}

static void csv_row(const tocsin_overview *what, const tocsin_overview_row *row)
{
    csv_field(what->by, row->from);
    csv_field(what->by, row->to);
    if (what->by_type)
        printf("%s,", tocsin_type_name((tocsin_type)row->type));
    csv_field(what->by_actor, row->actor);
    csv_field(what->by_recipient, row->recipient);
    csv_field(what->by_place, row->place);
    printf("%lld,%lld,", row->events, row->claims);
    if (row->intensity == row->intensity)
        printf("%.2f", row->intensity);
    fputc('\n', stdout);
}

static void json_field(bool wanted, const char *name, tocsin_text t)
{
    if (!wanted)
        return;
    printf("\"%s\":", name);
    tc_cli_json(stdout, t);
    fputc(',', stdout);
}

static void json_row(const tocsin_overview *what, const tocsin_overview_row *row)
{
    fputc('{', stdout);
    json_field(what->by, "from", row->from);
    json_field(what->by, "to", row->to);
    if (what->by_type)
        printf("\"type\":\"%s\",", tocsin_type_name((tocsin_type)row->type));
    json_field(what->by_actor, "actor", row->actor);
    json_field(what->by_recipient, "recipient", row->recipient);
    json_field(what->by_place, "place", row->place);
    printf("\"events\":%lld,\"claims\":%lld,\"intensity\":", row->events, row->claims);
    tc_cli_json_number(stdout, row->intensity, 2);
    fputs("}\n", stdout);
}

static tocsin_status print_row(void *context, const tocsin_overview_row *row)
{
    struct printing *p = context;
    if (!p->count++)
        heading(p);
    if (p->options->format == OUTPUT_JSONL)
        json_row(p->what, row);
    else if (p->options->format == OUTPUT_CSV)
        csv_row(p->what, row);
    else
        table_row(p->what, row);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

int tc_cli_overview(const struct options *options)
{
    tocsin_overview what = {.filter = options->filter};
    if (!read_by(options->by, &what)) {
        fputs("tocsin: --by is a list of day, week, month or year (one of them), type, "
              "actor, recipient, place, with commas\n",
              stderr);
        return EXIT_USAGE;
    }
    if (options->format > OUTPUT_CSV) {
        fputs("tocsin: events has the formats table, jsonl and csv\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    struct printing p = {.options = options, .what = &what};
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_record_overview(record, &what, print_row, &p, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    return p.count ? EXIT_DONE : EXIT_NOTHING;
}
