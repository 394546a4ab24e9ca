/* moves.c: tocsin moves: how two actors answer each other. */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

struct told {
    const struct options *options;
    int shown;
};

static tocsin_status tell(void *context, const tocsin_error *problem)
{
    struct told *told = context;
    if (told->shown++ < 20)
        tc_cli_error(problem);
    return TOCSIN_OK;
}

static bool filtered(const tocsin_filter *f)
{
    return f->type >= 0 || f->status >= 0 || f->from.size || f->to.size ||
           f->place.size || f->source.size || f->words.size;
}

static int stream_of_files(const struct options *options, tocsin_stream **out,
                           long long *bad)
{
    struct told told = {options, 0};
    tocsin_stream_counts counts;
    tocsin_error error = {.byte = -1};
    if (options->record || filtered(&options->filter) || options->parties_given) {
        fprintf(stderr, "tocsin: --events goes with no %s\n",
                options->record ? "--record" : "filter of a record");
        return EXIT_USAGE;
    }
    tocsin_status status =
        tocsin_stream_open(options->events, tell, &told, out, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return tc_cli_exit(status);
    }
    tocsin_stream_count(*out, &counts);
    *bad = (long long)counts.bad;
    if (counts.bad)
        fprintf(stderr, "tocsin: %lld lines could not be used\n", *bad);
    if (options->as_of_number)
        tocsin_stream_until(*out, options->as_of_day);
    return EXIT_DONE;
}

int tc_cli_stream(const struct options *options, tocsin_stream **out, long long *bad)
{
    tocsin_record *record = NULL;
    tocsin_error error = {.byte = -1};
    *bad = 0;
    if (options->events)
        return stream_of_files(options, out, bad);
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    tocsin_filter filter = options->filter;
    filter.limit = -1; /* that of the list */
    tocsin_status status = tocsin_stream_of_record(
        record, &filter,
        options->parties_given ? options->parties : TOCSIN_PARTY_COUNTRY, out, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK)
        tc_cli_error(&error);
    return tc_cli_exit(status);
}

tocsin_moves_options tc_cli_moves_options(const struct options *options)
{
    tocsin_moves_options how = {.days = (int)options->days,
                                .least = options->minimum < 1000000000
                                             ? (unsigned)options->minimum
                                             : 1000000000u,
                                .rate = options->doubt};
    if (options->filter.limit >= 0)
        how.most = options->filter.limit < 100000
                       ? (size_t)options->filter.limit + !options->filter.limit
                       : 100000;
    return how;
}

static bool read_by(const char *by, tocsin_bucket *out)
{
    static const char *const names[] = {"day", "week", "month"};
    for (int i = 0; by && i < 3; i++)
        if (strcmp(by, names[i]) == 0) {
            *out = (tocsin_bucket)(TOCSIN_BUCKET_DAY + i);
            return true;
        }
    return !by;
}

int tc_cli_plot(const struct options *options, tocsin_text svg)
{
    bool plain = strcmp(options->plot, "-") == 0;
    FILE *to = plain ? stdout : fopen(options->plot, "wb");
    bool bad = !to || fwrite(svg.data, 1, svg.size, to) != svg.size;
    if (to && !plain && fclose(to) != 0)
        bad = true;
    if (bad) {
        fprintf(stderr, "tocsin: %s: cannot write it: %s\n", options->plot,
                strerror(errno));
        return EXIT_UNUSABLE;
    }
    return EXIT_DONE;
}

tocsin_status tc_cli_take_plot(void *context, tocsin_text svg)
{
    return tc_cli_plot(context, svg) == EXIT_DONE ? TOCSIN_OK : TOCSIN_STOPPED;
}

static int plot(const struct options *options, tocsin_moves *moves)
{
    tocsin_error error = {.byte = -1};
    tocsin_text svg;
    tocsin_status status = tocsin_moves_plot(moves, TOCSIN_CHART_BOTH, &svg, &error);
    if (status == TOCSIN_OK)
        return tc_cli_plot(options, svg);
    tc_cli_error(&error);
    return EXIT_UNUSABLE;
}

static int print(const struct options *options, tocsin_moves *moves)
{
    int code = options->plot ? plot(options, moves) : EXIT_DONE;
    if (code != EXIT_DONE || (options->plot && strcmp(options->plot, "-") == 0))
        return code;
    if (options->format == OUTPUT_JSONL)
        tc_cli_moves_json(moves);
    else if (options->format == OUTPUT_CSV)
        tc_cli_moves_csv(moves);
    else
        tc_cli_moves_table(options, moves);
    return EXIT_DONE;
}

static int usage(const char *words)
{
    fprintf(stderr, "tocsin: %s\n", words);
    return EXIT_USAGE;
}

static int find(const struct options *options, const tocsin_moves_options *how,
                const tocsin_stream *stream)
{
    tocsin_moves *moves = NULL;
    tocsin_error error = {.byte = -1};
    tocsin_status status =
        tocsin_moves_find(stream, tc_cli_text(options->arguments[0]),
                          tc_cli_text(options->arguments[1]), how, &moves, &error);
    int code = status == TOCSIN_OK      ? print(options, moves)
               : status == TOCSIN_EMPTY ? EXIT_NOTHING
                                        : tc_cli_exit(status);
    if (status != TOCSIN_OK)
        tc_cli_error(&error);
    tocsin_moves_free(moves);
    return code;
}

int tc_cli_moves(const struct options *options)
{
    tocsin_moves_options how = tc_cli_moves_options(options);
    if (options->format > OUTPUT_CSV)
        return usage("moves has the formats table, jsonl and csv");
    if (options->rules && (options->argument_count || options->plot))
        return usage("--rules goes with no actors and no --plot");
    if (options->rules && options->by && strcmp(options->by, "type") != 0)
        return usage("rules are of relations, or --by type");
    if (options->held_out > 0 && !options->rules)
        return usage("--held-out goes with --rules");
    if (options->intensity && (options->rules || options->by || options->minimum ||
                               options->doubt > 0 || options->format == OUTPUT_CSV))
        return usage("--intensity goes with no --rules, --by, --min, --doubt, and has "
                     "the formats table and jsonl");
    if (options->rules)
        return tc_cli_moves_rules(options);
    if (options->argument_count != 2)
        return usage("whose moves? Name two actors: tocsin moves ISR IRN");
    if (!read_by(options->by, &how.by))
        return usage("moves are counted --by day, week or month");
    tocsin_stream *stream = NULL;
    long long bad;
    int code = tc_cli_stream(options, &stream, &bad);
    if (code != EXIT_DONE)
        return code;
    code = options->intensity ? tc_cli_moves_intensity(options, stream)
                              : find(options, &how, stream);
    tocsin_stream_close(stream);
    return code == EXIT_DONE && bad ? EXIT_PART : code;
}
