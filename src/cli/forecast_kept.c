/* forecast_kept.c: tocsin forecast past: the forecasts that a record keeps, and what
 * came of them. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct looking {
    const struct options *options;
    struct kept_streams *streams;
    size_t all, over, happened;
    double brier[3]; /* of what was said, own climatology, base rate: sums */
};

tocsin_status tc_cli_kept_stream(struct kept_streams *streams,
                                 tocsin_party_names parties, tocsin_stream **out)
{
    tocsin_status status = TOCSIN_OK;
    tocsin_filter filter = streams->options->filter;
    filter.limit = -1;
    if (!streams->items[parties])
        status = tocsin_stream_of_record(streams->record, &filter, parties,
                                         &streams->items[parties], &streams->error);
    *out = streams->items[parties];
    return status;
}

static void print_json(const tocsin_kept_forecast *f, int days)
{
    printf("{\"id\":%lld,\"made\":%lld,\"as_of\":", f->id, f->made);
    tc_cli_json(stdout, f->as_of);
    printf(",\"actor\":");
    tc_cli_json(stdout, f->actor);
    printf(",\"recipient\":");
    tc_cli_json(stdout, f->recipient);
    printf(",\"roots\":%u,\"days\":%d,\"at_least\":%d,\"quiet\":%d,\"probability\":[",
           (unsigned)f->roots, f->days, f->at_least, f->quiet);
    tc_cli_json_number(stdout, f->probability.value, 6);
    putchar(',');
    tc_cli_json_number(stdout, f->probability.low, 6);
    putchar(',');
    tc_cli_json_number(stdout, f->probability.high, 6);
    printf("],\"own\":");
    tc_cli_json_number(stdout, f->own, 6);
    printf(",\"base\":");
    tc_cli_json_number(stdout, f->base, 6);
    printf(",\"version\":");
    tc_cli_json(stdout, f->version);
    if (days < 0)
        printf(",\"came\":null,\"happened\":null}\n");
    else
        printf(",\"came\":%d,\"happened\":%s}\n", days,
               days >= f->at_least ? "true" : "false");
}

static void print_csv(const tocsin_kept_forecast *f, int days)
{
    printf("%lld,", f->id);
    tc_cli_csv(stdout, f->as_of);
    putchar(',');
    tc_cli_csv(stdout, f->actor);
    putchar(',');
    tc_cli_csv(stdout, f->recipient);
    printf(",%u,%d,%d,%d,", (unsigned)f->roots, f->days, f->at_least, f->quiet);
    tc_cli_number(stdout, f->probability.value, 6, "");
    putchar(',');
    tc_cli_number(stdout, f->own, 6, "");
    putchar(',');
    tc_cli_number(stdout, f->base, 6, "");
    if (days >= 0)
        printf(",%d", days);
    else
        putchar(',');
    putchar('\n');
}

static void print_row(const tocsin_kept_forecast *f, int days)
{
    tc_cli_cell(stdout, f->as_of, 10);
    printf("  ");
    tc_cli_cell(stdout, f->actor, 14);
    putchar(' ');
    tc_cli_cell(stdout, f->recipient, 14);
    printf(" %4d days  %.3f  ", f->days, f->probability.value);
    if (days < 0)
        printf("not over\n");
    else
        printf("%s (%d days)\n", days >= f->at_least ? "happened" : "did not", days);
}

static tocsin_status look(void *context, const tocsin_kept_forecast *f)
{
    struct looking *l = context;
    tocsin_stream *stream;
    tocsin_status status = tc_cli_kept_stream(l->streams, f->parties, &stream);
    if (status != TOCSIN_OK)
        return status;
    int days = tocsin_stream_outcome(stream, f);
    if (l->options->format == OUTPUT_JSONL)
        print_json(f, days);
    else if (l->options->format == OUTPUT_CSV) {
        if (!l->all)
            printf("id,as_of,actor,recipient,roots,days,at_least,quiet,probability,own,"
                   "base,came\n");
        print_csv(f, days);
    } else
        print_row(f, days);
    l->all++;
    if (days < 0)
        return TOCSIN_OK;
    const double said[3] = {f->probability.value, f->own, f->base};
    double came = days >= f->at_least;
    l->over++;
    l->happened += days >= f->at_least;
    for (int k = 0; k < 3; k++)
        l->brier[k] += (said[k] - came) * (said[k] - came);
    return TOCSIN_OK;
}

static void print_summary(const struct looking *l)
{
    double n = (double)l->over;
    printf("\n%zu forecasts, of which the windows of %zu are over; %zu happened\n",
           l->all, l->over, l->happened);
    if (!l->over)
        return;
    printf("Brier score %.4f; own climatology %.4f, base rate %.4f\n", l->brier[0] / n,
           l->brier[1] / n, l->brier[2] / n);
    if (l->brier[0] >= l->brier[1] || l->brier[0] >= l->brier[2])
        printf("No skill: climatology or base rate did as well.\n");
    else if (l->over < 100)
        printf("Too few to say whether that is more than chance.\n");
}

static int look_at_risk(const struct options *options, struct kept_streams *streams,
                        size_t *count)
{
    struct looking l = {.options = options, .streams = streams};
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_record_forecasts(streams->record, look, &l, &error);
    *count = l.all;
    if (status != TOCSIN_OK) {
        tc_cli_error(streams->error.message[0] ? &streams->error : &error);
        return tc_cli_exit(status);
    }
    if (l.all && options->format == OUTPUT_TABLE)
        print_summary(&l);
    return EXIT_DONE;
}

/* Which are asked for: risk, next, or all; of a CSV, whose columns differ, risk. */
static bool choose(const struct options *options, bool *risk, bool *next)
{
    const char *which = options->argument_count > 1 ? options->arguments[1] : "";
    *risk = *next = true;
    if (options->format == OUTPUT_CSV || strcmp(which, "risk") == 0)
        *next = false;
    if (strcmp(which, "next") == 0) {
        *risk = false;
        *next = true;
    }
    return !*which || !*risk || strcmp(which, "risk") == 0;
}

int tc_cli_forecast_past(const struct options *options)
{
    struct kept_streams streams = {.options = options};
    bool risk, next;
    if (options->events || !choose(options, &risk, &next)) {
        fputs(
            options->events
                ? "tocsin: forecast past takes --record, not --events\n"
                : "tocsin: forecast past, forecast past risk, or forecast past next\n",
            stderr);
        return EXIT_USAGE;
    }
    int code = tc_cli_open_record(options, &streams.record);
    size_t risks = 0, nexts = 0;
    if (code == EXIT_DONE && risk)
        code = look_at_risk(options, &streams, &risks);
    if (risks && next && options->format == OUTPUT_TABLE)
        putchar('\n');
    if (code == EXIT_DONE && next)
        code = tc_cli_forecast_kept_next(options, streams.record, &streams, &nexts);
    if (code == EXIT_DONE && !risks && !nexts)
        code = EXIT_NOTHING;
    for (int k = 0; k < 3; k++)
        tocsin_stream_close(streams.items[k]);
    (void)tocsin_record_close(streams.record, NULL);
    return code;
}
