/* moves_intensity.c: tocsin moves A B --intensity: how many acts one act brings. */
#include "cli/cli.h"

#include <stdlib.h>

enum { PATHS = 2000, DAYS = 30 };

static const char *by(const tocsin_intensity *i, uint32_t type)
{
    return type < i->classes ? "A to B" : "B to A";
}

/* With its standard error; where it has none the number stands at its bound. */
static void number(double value, double error)
{
    if (value != value)
        printf("  %-15s", "-");
    else if (error == error)
        printf("  %6.3f (%.3f)", value, error);
    else
        printf("  %6.3f        ", value);
}

/* What one act brings, a row each kind of act that comes. */
static void brings(const tocsin_intensity *i, const double *values,
                   const double *errors)
{
    printf("%-34s", "one act of:");
    for (uint32_t from = 0; from < i->types; from++)
        printf("  %-15s", by(i, from));
    printf("\n%-34s", "brings:");
    for (uint32_t from = 0; from < i->types; from++)
        printf("  %-15.15s", i->class_names[from % i->classes]);
    puts("");
    for (uint32_t to = 0; to < i->types; to++) {
        printf("  %s  %-24s", by(i, to), i->class_names[to % i->classes]);
        for (uint32_t from = 0; from < i->types; from++)
            number(values[to * i->types + from], errors[to * i->types + from]);
        puts("");
    }
}

static void fit(const tocsin_intensity *i)
{
    printf("\nBranching ratio %.2f", i->radius);
    if (i->radius_error == i->radius_error)
        printf(" (error %.2f)", i->radius_error);
    puts(i->radius < 1 ? ": chains of answers end."
                       : ": chains of answers do not end.");
    if (i->gain == i->gain)
        printf("%.2f bits an event better than constant rates on the last 30 %% of the "
               "days, not seen.\n",
               i->gain);
    if (i->p == i->p)
        printf("Waits between events: %.3f from what the model expects, p %.2g: %s.\n",
               i->distance, i->p,
               i->p < 0.05 ? "it does not fit well" : "nothing speaks against it");
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Of type t: how many paths have none, and quantiles. */
struct outlook {
    double any;
    uint32_t low, middle, high;
};

static struct outlook look_ahead(const tocsin_intensity *i, uint32_t type)
{
    static uint32_t counts[PATHS];
    size_t none = 0, paths = (size_t)i->paths < PATHS ? (size_t)i->paths : PATHS;
    for (size_t p = 0; p < paths; p++) {
        counts[p] = i->ahead[p * i->types + type];
        none += counts[p] == 0;
    }
    qsort(counts, paths, sizeof *counts, by_number);
    return (struct outlook){1 - (double)none / (double)paths, counts[paths / 20],
                            counts[paths / 2], counts[paths - 1 - paths / 20]};
}

static void ahead(const tocsin_intensity *i, int days)
{
    printf("\nThe next %d days, if nothing else changes (%d draws):\n", days, i->paths);
    for (uint32_t t = 0; t < i->types; t++) {
        struct outlook o = look_ahead(i, t);
        printf("  %s  %-24s  any %5.1f %%; %u, 90 %% within %u to %u\n", by(i, t),
               i->class_names[t % i->classes], o.any * 100, o.middle, o.low, o.high);
    }
}

static void table(const struct options *options, const tocsin_intensity *i, int days)
{
    printf("A: %s\nB: %s\n\n%-34s  %8s  a day without cause\n", options->arguments[0],
           options->arguments[1], "acts", "events");
    for (uint32_t t = 0; t < i->types; t++) {
        printf("  %s  %-24s  %8.0f", by(i, t), i->class_names[t % i->classes],
               i->events[t]);
        number(i->base[t], i->base_error[t]);
        puts("");
    }
    puts("\nLater acts that one act brings, with standard errors:");
    brings(i, i->later, i->later_error);
    puts("\nFurther acts on the same day, whose order nobody knows:");
    brings(i, i->same, i->same_error);
    fit(i);
    ahead(i, days);
}

/* ---- JSON ------------------------------------------------------------------------ */

static void field(const char *key, double value, int digits)
{
    printf(",\"%s\":", key);
    tc_cli_json_number(stdout, value, digits);
}

static void party(const struct options *options, const tocsin_intensity *i,
                  const char *key, uint32_t type)
{
    printf("\"%s\":{\"actor\":", key);
    tc_cli_json(stdout, tc_cli_text(options->arguments[type >= i->classes]));
    printf(",\"class\":\"%s\"}", i->class_names[type % i->classes]);
}

static void json(const struct options *options, const tocsin_intensity *i, int days)
{
    for (uint32_t t = 0; t < i->types; t++) {
        struct outlook o = look_ahead(i, t);
        fputs("{\"kind\":\"acts\",", stdout);
        party(options, i, "of", t);
        field("events", i->events[t], 0);
        field("base", i->base[t], 5);
        field("base_error", i->base_error[t], 5);
        printf(",\"days\":%d", days);
        field("any", o.any, 4);
        printf(",\"low\":%u,\"median\":%u,\"high\":%u}\n", o.low, o.middle, o.high);
    }
    for (uint32_t to = 0; to < i->types; to++)
        for (uint32_t from = 0; from < i->types; from++) {
            size_t at = (size_t)to * i->types + from;
            fputs("{\"kind\":\"answer\",", stdout);
            party(options, i, "to", from);
            fputc(',', stdout);
            party(options, i, "by", to);
            field("later", i->later[at], 5);
            field("later_error", i->later_error[at], 5);
            field("same_day", i->same[at], 5);
            field("same_day_error", i->same_error[at], 5);
            puts("}");
        }
    fputs("{\"kind\":\"fit\"", stdout);
    field("radius", i->radius, 5);
    field("radius_error", i->radius_error, 5);
    field("gain", i->gain, 4);
    field("distance", i->distance, 4);
    field("p", i->p, 6);
    puts("}");
}

int tc_cli_moves_intensity(const struct options *options, const tocsin_stream *stream)
{
    int days = options->days ? (int)options->days : DAYS;
    tocsin_intensity_options how = {.a = tc_cli_text(options->arguments[0]),
                                    .b = tc_cli_text(options->arguments[1]),
                                    .held_out = 0.3,
                                    .days = days,
                                    .paths = PATHS,
                                    .seed = 1};
    tocsin_intensity *made = NULL;
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_intensity_make(stream, &how, &made, &error);
    if (status == TOCSIN_OK && options->plot)
        status = tocsin_intensity_plot(
            made, tc_cli_take_plot, (void *)(uintptr_t)(const void *)options, &error);
    bool alone = options->plot && options->plot[0] == '-' && !options->plot[1];
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED)
        tc_cli_error(&error);
    else if (status == TOCSIN_OK && !alone && options->format == OUTPUT_JSONL)
        json(options, made, days);
    else if (status == TOCSIN_OK && !alone)
        table(options, made, days);
    tocsin_intensity_free(made);
    return status == TOCSIN_STOPPED ? EXIT_UNUSABLE : tc_cli_exit(status);
}
