/* decide.c: tocsin events merge, split, undo, decisions. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 1000 /* numbers on one command line */ };

/* A whole number from 1 that a word is all of; 0: it is none. */
static long long number_of(const char *word)
{
    char *end;
    long long number = strtoll(word, &end, 10);
    return *word >= '0' && *word <= '9' && !*end && number > 0 ? number : 0;
}

/* The words behind the first as numbers; false with words on standard error. */
static bool numbers_of(const struct options *options, int least, long long *out,
                       size_t *count)
{
    *count = (size_t)options->argument_count - 1;
    if (options->argument_count <= least || options->argument_count > MOST) {
        fprintf(stderr, "tocsin: events %s wants %d numbers at least\n",
                options->arguments[0], least);
        return false;
    }
    for (int i = 1; i < options->argument_count; i++)
        if (!(out[i - 1] = number_of(options->arguments[i]))) {
            fprintf(stderr, "tocsin: %s is no number of an event, claim or decision\n",
                    options->arguments[i]);
            return false;
        }
    return true;
}

static tocsin_status merge(const struct options *options, tocsin_record *record,
                           const long long *numbers, size_t count, tocsin_error *error)
{
    long long decision = 0, now = 0;
    tocsin_text note = tc_cli_text(options->note);
    tocsin_status status =
        tocsin_record_merge_events(record, numbers, count, note, &decision, error);
    if (status == TOCSIN_OK)
        status = tocsin_record_event_now(record, numbers[0], &now, error);
    if (status == TOCSIN_OK)
        printf("decision %lld: %zu events are event %lld\n", decision, count, now);
    return status;
}

static tocsin_status split(const struct options *options, tocsin_record *record,
                           const long long *numbers, size_t count, tocsin_error *error)
{
    uint32_t claims[MOST];
    long long decision = 0;
    for (size_t i = 1; i < count; i++)
        claims[i - 1] = numbers[i] > UINT32_MAX ? UINT32_MAX : (uint32_t)numbers[i];
    tocsin_split wanted = {.event = numbers[0],
                           .claims = claims,
                           .count = count - 1,
                           .note = tc_cli_text(options->note)};
    tocsin_status status = tocsin_record_split_event(record, &wanted, &decision, error);
    if (status == TOCSIN_OK)
        printf("decision %lld: %zu claims of event %lld are an event of their own\n",
               decision, count - 1, numbers[0]);
    return status;
}

static tocsin_status undo(const struct options *options, tocsin_record *record,
                          const long long *numbers, size_t count, tocsin_error *error)
{
    (void)options;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && status == TOCSIN_OK; i++) {
        status = tocsin_record_undo(record, numbers[i], error);
        if (status == TOCSIN_OK)
            printf("decision %lld is undone\n", numbers[i]);
    }
    return status;
}

/* ---- listing --------------------------------------------------------------------- */

struct listing {
    enum output format;
    unsigned long long count;
};

static void json_row(const tocsin_decision *d)
{
    printf("{\"id\":%lld,\"kind\":", d->id);
    tc_cli_json(stdout, d->kind);
    printf(",\"by_hand\":%s,\"undone\":%s,\"event\":%lld,\"other\":",
           d->by_hand ? "true" : "false", d->undone ? "true" : "false", d->event);
    if (d->other)
        printf("%lld", d->other);
    else
        fputs("null", stdout);
    fputs(",\"score\":", stdout);
    tc_cli_json_number(stdout, d->score, 3);
    printf(",\"claims\":%u,\"made\":%lld,\"note\":", d->claims, d->made);
    tc_cli_json(stdout, d->note);
    fputs("}\n", stdout);
}

static void table_row(const tocsin_decision *d)
{
    struct tm day;
    char made[11] = "";
    time_t seconds = (time_t)d->made;
    if (gmtime_r(&seconds, &day))
        (void)strftime(made, sizeof made, "%Y-%m-%d", &day);
    printf("%5lld  %s  %.*s  event %lld %s ", d->id, made, (int)d->kind.size,
           d->kind.data, d->event, d->kind.data[0] == 's' ? "without" : "with");
    if (d->other)
        printf("%lld", d->other);
    else
        fputs("several", stdout);
    printf(", %u claims, ", d->claims);
    if (d->by_hand)
        fputs("by hand", stdout);
    else
        printf("score %.2f", d->score);
    fputs(d->undone ? ", undone" : "", stdout);
    if (d->note.size) {
        fputs(": ", stdout);
        tc_cli_line(stdout, d->note);
    }
    fputc('\n', stdout);
}

static tocsin_status row(void *context, const tocsin_decision *decision)
{
    struct listing *listing = context;
    listing->count++;
    if (listing->format == OUTPUT_JSONL)
        json_row(decision);
    else
        table_row(decision);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

static int list(const struct options *options)
{
    if (options->format > OUTPUT_JSONL || options->argument_count > 1) {
        fputs("tocsin: events decisions has the formats table and jsonl\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    struct listing listing = {.format = options->format};
    tocsin_error error;
    tocsin_status status = tocsin_record_decisions(record, row, &listing, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return tc_cli_exit(status);
    }
    return listing.count ? EXIT_DONE : EXIT_NOTHING;
}

/* ---- the command ----------------------------------------------------------------- */

static const struct act {
    const char *name;
    int least; /* numbers */
    tocsin_status (*run)(const struct options *, tocsin_record *, const long long *,
                         size_t, tocsin_error *);
} acts[] = {
    {"merge", 2, merge},
    {"split", 2, split},
    {"undo",  1, undo },
};

static int act_on(const struct options *options, const struct act *act)
{
    long long numbers[MOST];
    size_t count;
    if (!numbers_of(options, act->least, numbers, &count))
        return EXIT_USAGE;
    if (!options->record) {
        fputs("tocsin: which record? Name it with --record FILE\n", stderr);
        return EXIT_USAGE;
    }
    /* Not one that is made by looking at it. */
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    (void)tocsin_record_close(record, NULL);
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_record_open(options->record, &record, &error);
    if (status == TOCSIN_OK)
        status = act->run(options, record, numbers, count, &error);
    if (status != TOCSIN_OK)
        tc_cli_error(&error);
    (void)tocsin_record_close(record, NULL);
    return status == TOCSIN_OK        ? EXIT_DONE
           : status == TOCSIN_USAGE   ? EXIT_USAGE
           : status == TOCSIN_MISSING ? EXIT_NOTHING
                                      : EXIT_UNUSABLE;
}

int tc_cli_decide(const struct options *options)
{
    const char *what = options->arguments[0];
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (strcmp(what, acts[i].name) == 0)
            return act_on(options, &acts[i]);
    if (strcmp(what, "decisions") == 0)
        return list(options);
    fputs("tocsin: events takes merge, split, undo, decisions, or nothing: see "
          "tocsin events --help\n",
          stderr);
    return EXIT_USAGE;
}
