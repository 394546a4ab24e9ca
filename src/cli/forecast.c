/* forecast.c: tocsin forecast risk A B, tocsin forecast backtest: how likely, and how
 * good such forecasts were. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct asking {
    const struct options *options;
    tocsin_engine *engine;
    tocsin_stream *stream;
    tocsin_risk *risk;
    tocsin_risk_question question;
    tocsin_risk_past past;
    tocsin_record *keeper; /* where forecasts are kept; NULL: nowhere */
    char last[16];         /* day of the stream's last event */
    bool dates, unkept;
    unsigned long long bad;
};

/* ---- days ------------------------------------------------------------------------ */

static void print_day(const struct asking *a, long long day)
{
    char words[24];
    fputs(tc_cli_day(a->dates, (int32_t)day, words), stdout);
}

/* ---- the question ---------------------------------------------------------------- */

static uint32_t roots_of_type(int type)
{
    static const uint32_t roots[TOCSIN_TYPE_COUNT] = {
        [TOCSIN_AGREE] = 1u << 3,
        [TOCSIN_CONSULT] = 1u << 4,
        [TOCSIN_SUPPORT] = 1u << 5,
        [TOCSIN_COOPERATE] = 1u << 6,
        [TOCSIN_AID] = 1u << 7,
        [TOCSIN_CONCEDE] = 1u << 8,
        [TOCSIN_RETREAT] = 1u << 8,
        [TOCSIN_REQUEST] = 1u << 2 | 1u << 10,
        [TOCSIN_ACCUSE] = 1u << 9 | 1u << 11,
        [TOCSIN_REJECT] = 1u << 12,
        [TOCSIN_THREATEN] = 1u << 13,
        [TOCSIN_PROTEST] = 1u << 14,
        [TOCSIN_MOBILIZE] = 1u << 15,
        [TOCSIN_SANCTION] = 1u << 16,
        [TOCSIN_COERCE] = 1u << 17,
        [TOCSIN_ASSAULT] = 7u << 18};
    return roots[type];
}

/* "ASSAULT", or "13,18-20"; 0: neither. */
static uint32_t roots_of(const char *words)
{
    uint32_t roots = 0;
    int type = tocsin_type_from_name(tc_cli_text(words));
    if (type >= 0)
        return roots_of_type(type);
    for (const char *at = words; *at;) {
        char *end;
        long low = strtol(at, &end, 10), high = low;
        if (end == at)
            return 0;
        if (*end == '-') {
            at = end + 1;
            high = strtol(at, &end, 10);
            if (end == at)
                return 0;
        }
        if (low < 1 || high > 20 || high < low || (*end && (*end != ',' || !end[1])))
            return 0;
        for (long root = low; root <= high; root++)
            roots |= 1u << root;
        at = *end ? end + 1 : end;
    }
    return roots;
}

static int open_stream(struct asking *a)
{
    const struct options *o = a->options;
    tocsin_error error;
    tocsin_status status;
    if (o->events) {
        status = tocsin_stream_open(o->events, NULL, NULL, &a->stream, &error);
    } else {
        tocsin_record *record = NULL;
        int code = tc_cli_open_record(o, &record);
        if (code != EXIT_DONE)
            return code;
        tocsin_filter filter = o->filter; /* the limit is of what is printed */
        filter.limit = -1;
        status = tocsin_stream_of_record(
            record, &filter, o->countries ? TOCSIN_PARTY_COUNTRY : TOCSIN_PARTY_CODE,
            &a->stream, &error);
        (void)tocsin_record_close(record, NULL);
        a->dates = true;
    }
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return tc_cli_exit(status);
    }
    tocsin_stream_counts counts;
    tocsin_stream_count(a->stream, &counts);
    a->bad = counts.bad;
    (void)snprintf(a->last, sizeof a->last, "%.*s", (int)counts.last.size,
                   counts.last.data ? counts.last.data : "");
    return EXIT_DONE;
}

/* Forecasts from a record as it stands now are kept in it. */
static void open_keeper(struct asking *a)
{
    tocsin_error error;
    if (a->options->events || a->options->filter.as_of.size)
        return;
    if (tocsin_record_open(a->options->record, &a->keeper, &error) != TOCSIN_OK) {
        tc_cli_error(&error);
        fputs("tocsin: the forecast is not kept\n", stderr);
        a->unkept = true;
    }
}

static void keep(struct asking *a, const tocsin_risk_forecast *f)
{
    tocsin_error error;
    if (!a->keeper)
        return;
    tocsin_kept_forecast kept = {.as_of = tc_cli_text(a->last),
                                 .parties = a->options->countries ? TOCSIN_PARTY_COUNTRY
                                                                  : TOCSIN_PARTY_CODE,
                                 .actor = f->actor,
                                 .recipient = f->recipient,
                                 .roots = a->question.roots,
                                 .days = a->question.days,
                                 .at_least = a->question.at_least,
                                 .quiet = a->question.quiet,
                                 .probability = f->probability,
                                 .own = f->own,
                                 .base = f->base};
    if (tocsin_record_keep_forecast(a->keeper, &kept, &error) != TOCSIN_OK) {
        tc_cli_error(&error);
        (void)tocsin_record_close(a->keeper, NULL);
        a->keeper = NULL;
        a->unkept = true;
    }
}

static int ask(struct asking *a)
{
    const struct options *o = a->options;
    tocsin_error error;
    a->question = (tocsin_risk_question){.countries = o->countries,
                                         .days = o->days ? (int)o->days : 30,
                                         .at_least = o->at_least ? (int)o->at_least : 1,
                                         .quiet = (int)o->first_in,
                                         .as_of = TOCSIN_RISK_NOW};
    a->question.roots = roots_of(o->class ? o->class : "ASSAULT");
    if (!a->question.roots) {
        fprintf(stderr, "tocsin: %s is no type and no list of CAMEO roots\n", o->class);
        return EXIT_USAGE;
    }
    if (o->argument_count == 2)
        a->question.unit = TOCSIN_RISK_ACTOR;
    if (o->argument_count > 1)
        a->question.actor = tc_cli_text(o->arguments[1]);
    if (o->argument_count > 2)
        a->question.recipient = tc_cli_text(o->arguments[2]);
    if (o->filter.as_of.size)
        a->question.as_of =
            o->as_of_number ? o->as_of_day : tc_cli_day_number(o->filter.as_of.data);
    int code = open_stream(a);
    if (code == EXIT_DONE && o->countries)
        code = tc_cli_engine(o, &a->engine);
    if (code != EXIT_DONE)
        return code;
    tocsin_status status =
        tocsin_risk_open(a->stream, a->engine, &a->question, &a->risk, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return status == TOCSIN_EMPTY || status == TOCSIN_MISSING ? EXIT_NOTHING
                                                                  : tc_cli_exit(status);
    }
    tocsin_risk_past_of(a->risk, &a->past);
    return EXIT_DONE;
}

/* ---- tables ---------------------------------------------------------------------- */

static void print_class(const struct asking *a)
{
    printf("%s on ", a->options->class ? a->options->class : "ASSAULT");
    if (a->question.at_least > 1)
        printf("at least %d of ", a->question.at_least);
    else
        printf("any of ");
    printf("%d days", a->question.days);
    if (a->question.quiet)
        printf(", none for %d days before", a->question.quiet);
}

static void print_backtest(const struct asking *a)
{
    const tocsin_risk_past *p = &a->past;
    print_class(a);
    printf(": %s that had met by the day of each forecast\n\n",
           a->options->countries ? "ordered pairs of two countries" : "ordered pairs");
    tc_cli_risk_past(p, a->dates);
    tc_cli_risk_scores(p);
}

static void print_forecast(const struct asking *a, const tocsin_risk_forecast *f,
                           const tocsin_risk_why *why)
{
    printf("%.*s", (int)f->actor.size, f->actor.data);
    if (f->recipient.size)
        printf(" -> %.*s", (int)f->recipient.size, f->recipient.data);
    printf(": ");
    print_class(a);
    printf("\n\nprobability %.3f (95 %%: %.3f to %.3f), %.2f days expected\n",
           f->probability.value, f->probability.low, f->probability.high, f->mean);
    printf("days ");
    double rest = 1;
    for (int k = 0; k < 6; k++) {
        printf("%d: %.3f  ", k, f->share[k]);
        rest -= f->share[k];
    }
    printf("more: %.3f\n\n", rest > 0 ? rest : 0);
    printf("  %.3f  own past: %zu of %zu windows; %lld days", f->own, f->hits,
           f->windows, f->seen);
    if (f->last != TOCSIN_RISK_NOW) {
        printf(", the last on ");
        print_day(a, f->last);
    }
    printf("\n  %.3f  own past, recent and whole, and the other direction\n",
           f->narrow);
    printf("  %.3f  and threats, coercion, protest, words, what both do to others\n",
           f->wide);
    printf("  %.3f  by the number of days\n", f->counted);
    printf("  %.3f  such days bring further ones\n", f->excited);
    printf("  %.3f  what it does to anybody, and to whom next\n", f->ranked);
    printf("  %.3f  base rate of all\n\n", f->base);
    if (why)
        tc_cli_risk_why(why, a->dates);
    tc_cli_risk_past(&a->past, a->dates);
}

static void print_line(const tocsin_risk_forecast *f)
{
    tc_cli_cell(stdout, f->actor, 28);
    putchar(' ');
    tc_cli_cell(stdout, f->recipient, 28);
    printf("  %.3f  %.3f to %.3f  %7.2f  %zu of %zu\n", f->probability.value,
           f->probability.low, f->probability.high, f->mean, f->hits, f->windows);
}

/* ---- other formats --------------------------------------------------------------- */

static void json_forecast(const struct asking *a, const tocsin_risk_forecast *f,
                          const tocsin_risk_why *why)
{
    printf("{\"actor\":");
    tc_cli_json(stdout, f->actor);
    printf(",\"recipient\":");
    tc_cli_json(stdout, f->recipient);
    printf(",\"days\":%d,\"at_least\":%d", a->question.days, a->question.at_least);
    tc_cli_json_interval("probability", &f->probability);
    tc_cli_json_member("mean", f->mean);
    printf(",\"shares\":[");
    for (int k = 0; k < TOCSIN_RISK_DAYS && k <= a->question.days; k++) {
        if (k)
            putchar(',');
        tc_cli_json_number(stdout, f->share[k], 6);
    }
    printf("],\"windows\":%zu,\"hits\":%zu,\"seen\":%lld,\"last\":", f->windows,
           f->hits, f->seen);
    if (f->last == TOCSIN_RISK_NOW)
        printf("null");
    else
        printf("%lld", f->last);
    tc_cli_json_member("own", f->own);
    tc_cli_json_member("narrow", f->narrow);
    tc_cli_json_member("wide", f->wide);
    tc_cli_json_member("counted", f->counted);
    tc_cli_json_member("excited", f->excited);
    tc_cli_json_member("ranked", f->ranked);
    tc_cli_json_member("base", f->base);
    if (why)
        tc_cli_risk_why_json(why, a->dates);
    printf("}\n");
}

static void csv_forecast(const tocsin_risk_forecast *f)
{
    tc_cli_csv(stdout, f->actor);
    putchar(',');
    tc_cli_csv(stdout, f->recipient);
    const double values[] = {f->probability.value,
                             f->probability.low,
                             f->probability.high,
                             f->mean,
                             f->own,
                             f->narrow,
                             f->wide,
                             f->counted,
                             f->excited,
                             f->ranked,
                             f->base};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        putchar(',');
        tc_cli_number(stdout, values[k], 6, "");
    }
    printf(",%zu,%zu\n", f->hits, f->windows);
}

static const char csv_heading[] =
    "actor,recipient,probability,low,high,mean,own,narrow,"
    "wide,counted,excited,ranked,base,hits,windows\n";

/* ---- the commands ---------------------------------------------------------------- */

/* Whether the chart is all that was asked for, or could not be drawn: then *code. */
static bool drawn(const struct asking *a, int *code)
{
    const char *to = a->options->plot;
    tocsin_error error = {.byte = -1};
    *code = EXIT_DONE;
    if (!to || !a->past.forecasts)
        return false;
    tocsin_status status =
        tocsin_risk_plot(&a->past, tc_cli_take_plot,
                         (void *)(uintptr_t)(const void *)a->options, &error);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED)
        tc_cli_error(&error);
    if (status != TOCSIN_OK)
        *code = EXIT_UNUSABLE;
    return status != TOCSIN_OK || (to[0] == '-' && !to[1]);
}

static int show_backtest(const struct asking *a)
{
    int code;
    if (drawn(a, &code))
        return code;
    if (a->options->format == OUTPUT_JSONL) {
        tc_cli_risk_past_json(&a->past);
        putchar('\n');
    } else if (a->options->format == OUTPUT_CSV) {
        printf("from,to,forecasts,mean,happened\n");
        for (int k = 0; k < 10; k++) {
            printf("%.1f,%.1f,%zu,", k / 10.0, (k + 1) / 10.0, a->past.bin_count[k]);
            tc_cli_number(stdout, a->past.bin_mean[k], 6, "");
            putchar(',');
            tc_cli_number(stdout, a->past.bin_share[k], 6, "");
            putchar('\n');
        }
    } else
        print_backtest(a);
    return a->past.forecasts ? EXIT_DONE : EXIT_NOTHING;
}

static int show_highest(struct asking *a)
{
    tocsin_risk_forecast f;
    size_t limit = a->options->filter.limit > 0 ? (size_t)a->options->filter.limit : 20;
    if (a->options->format == OUTPUT_CSV)
        fputs(csv_heading, stdout);
    else if (a->options->format == OUTPUT_TABLE) {
        print_class(a);
        printf(": the most likely\n\n%-28s %-28s   prob   95 %%            days  "
               "windows\n",
               "actor", "recipient");
    }
    for (size_t rank = 0; rank < limit && tocsin_risk_at(a->risk, rank, &f); rank++) {
        keep(a, &f);
        if (a->options->format == OUTPUT_JSONL)
            json_forecast(a, &f, NULL);
        else if (a->options->format == OUTPUT_CSV)
            csv_forecast(&f);
        else
            print_line(&f);
    }
    if (a->options->format == OUTPUT_TABLE) {
        putchar('\n');
        tc_cli_risk_past(&a->past, a->dates);
    }
    return EXIT_DONE;
}

static int show_one(struct asking *a)
{
    const struct options *o = a->options;
    tocsin_risk_forecast f;
    tocsin_error error;
    tocsin_risk_why *why = NULL;
    tocsin_text actor = tc_cli_text(o->arguments[1]);
    tocsin_text recipient = tc_cli_text(o->argument_count > 2 ? o->arguments[2] : NULL);
    tocsin_status status = tocsin_risk_of(a->risk, actor, recipient, &f, &error);
    if (status == TOCSIN_OK && o->why)
        status = tocsin_risk_why_of(a->risk, actor, recipient, &why, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return status == TOCSIN_MISSING ? EXIT_NOTHING : tc_cli_exit(status);
    }
    keep(a, &f);
    if (o->format == OUTPUT_JSONL)
        json_forecast(a, &f, why);
    else if (o->format == OUTPUT_CSV) {
        fputs(csv_heading, stdout);
        csv_forecast(&f);
    } else
        print_forecast(a, &f, why);
    tocsin_risk_why_free(why);
    return EXIT_DONE;
}

int tc_cli_forecast(const struct options *options)
{
    struct asking a = {.options = options};
    const char *what = options->argument_count ? options->arguments[0] : "";
    if (strcmp(what, "past") == 0 && options->argument_count <= 2)
        return tc_cli_forecast_past(options);
    if (strcmp(what, "next") == 0)
        return tc_cli_forecast_next(options);
    bool backtest = strcmp(what, "backtest") == 0;
    if ((!backtest && strcmp(what, "risk") != 0) ||
        options->argument_count > (backtest ? 1 : 3)) {
        fputs(
            "tocsin: forecast takes risk, risk A B, next, backtest or past; see tocsin "
            "forecast --help\n",
            stderr);
        return EXIT_USAGE;
    }
    if (options->plot && !backtest) {
        fputs("tocsin: --plot draws how a backtest did: tocsin forecast backtest\n",
              stderr);
        return EXIT_USAGE;
    }
    if (options->why && (backtest || options->argument_count < 2)) {
        fputs("tocsin: --why explains one forecast: tocsin forecast risk A B --why\n",
              stderr);
        return EXIT_USAGE;
    }
    int code = ask(&a);
    if (code == EXIT_DONE && !backtest)
        open_keeper(&a);
    if (code == EXIT_DONE && backtest)
        code = show_backtest(&a);
    else if (code == EXIT_DONE)
        code = options->argument_count > 1 ? show_one(&a) : show_highest(&a);
    if (code == EXIT_DONE && a.bad) {
        fprintf(stderr, "tocsin: %llu lines could not be used\n", a.bad);
        code = EXIT_PART;
    }
    if (code == EXIT_DONE && a.unkept)
        code = EXIT_PART;
    (void)tocsin_record_close(a.keeper, NULL);
    tocsin_risk_close(a.risk);
    tocsin_engine_free(a.engine);
    tocsin_stream_close(a.stream);
    return code;
}
