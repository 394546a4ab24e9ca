/* forecast_kept.c: tocsin forecast past: the forecasts that a record keeps, and what
 * came of them. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTIES = 3 };
struct looking {
    const struct options *options;
    tocsin_record *record;
    tocsin_stream *streams[PARTIES]; /* as they are wanted */
    tocsin_error error;
    size_t all, over, happened;
    double brier[3]; /* of what was said, own climatology, base rate: sums */
};

static tocsin_status stream_of(struct looking *l, tocsin_party_names parties,
                               tocsin_stream **out)
{
    tocsin_status status = TOCSIN_OK;
    tocsin_filter filter = l->options->filter;
    filter.limit = -1;
    if (!l->streams[parties])
        status = tocsin_stream_of_record(l->record, &filter, parties,
                                         &l->streams[parties], &l->error);
    *out = l->streams[parties];
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
    tocsin_status status = stream_of(l, f->parties, &stream);
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

int tc_cli_forecast_past(const struct options *options)
{
    struct looking l = {.options = options};
    int code = options->events ? EXIT_USAGE : tc_cli_open_record(options, &l.record);
    if (options->events)
        fputs("tocsin: forecast past takes --record, not --events\n", stderr);
    if (code != EXIT_DONE)
        return code;
    tocsin_status status = tocsin_record_forecasts(l.record, look, &l, &l.error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&l.error);
        code = tc_cli_exit(status);
    } else if (!l.all)
        code = EXIT_NOTHING;
    else if (options->format == OUTPUT_TABLE)
        print_summary(&l);
    for (int k = 0; k < PARTIES; k++)
        tocsin_stream_close(l.streams[k]);
    (void)tocsin_record_close(l.record, NULL);
    return code;
}
