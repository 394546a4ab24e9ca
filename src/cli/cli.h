/* cli/cli.h: what the commands share: options, output, exit codes. Inside cli/ only.
 *
 * The command sees nothing of the library but tocsin.h. Data go to standard output,
 * words to standard error; progress and colour only to a terminal.
 */
#ifndef TC_CLI_H
#define TC_CLI_H

#include "tocsin.h"

#include <limits.h>
#include <stdio.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NOTHING = 1, /* nothing matched */
    EXIT_USAGE = 2,
    EXIT_UNUSABLE = 3, /* input or record unusable */
    EXIT_PART = 4      /* done in part: some input could not be used */
};

enum output {
    OUTPUT_TABLE,
    OUTPUT_JSONL,
    OUTPUT_CSV,
    OUTPUT_POLECAT,
    OUTPUT_CAMEO,
    OUTPUT_CONLLU,
    OUTPUT_COUNT
};

/* Of eval. */
struct eval_options {
    const char *split, *ranks, *scores;
    long long queries; /* whose scores are written */
    bool explain_only, relations;
    unsigned without; /* bits 1 << tocsin_links_part */
};

struct options {
    struct eval_options eval;
    const char *record, *model, *lexicon, *publisher, *published, *output, *title;
    const char *note;              /* of a decision */
    const char *country, *context; /* of a phrase */
    const char *out, *over;
    const char *format_name;
    enum output format;
    const char *backup; /* --backup FILE */
    bool repair;
    bool format_given, any_language, quiet, rules_only, help;
    bool from_conllu;
    tocsin_layer layer;
    bool layer_given;
    unsigned jobs;
    size_t max_document;
    tocsin_fetch_options fetch;
    const char *files, *pdftotext;
    const char *corpus;
    const char *by;      /* what events are counted by; NULL: they are listed */
    const char *mapping; /* a file for import */
    long long minimum;   /* --min; 0: not given */
    tocsin_export_what what;
    const char *duckdb;
    const char *coders[2]; /* --coder, as often as it was given, at most twice */
    int coder_count;
    bool codings;
    /* moves */
    const char *events; /* quadruples instead of a record */
    const char *plot;   /* a file for the chart */
    tocsin_party_names parties;
    bool parties_given, rules, intensity;
    long long days; /* 0: not given */
    double doubt, held_out;
    long long year; /* --year; 0: not given */
    /* of forecast; 0, NULL: not given */
    const char *class;
    long long at_least, first_in, as_of_day;
    bool countries, as_of_number, why;
    tocsin_filter filter;
    const char **arguments; /* what is no option */
    int argument_count;
};

struct command {
    const char *name;
    const char *help;    /* begins with an example */
    const char *options; /* the names that it takes, between blanks */
    int (*run)(const struct options *options);
};
/* Ends with one whose name is NULL. */
extern const struct command tc_commands[];

/* options.c: EXIT_DONE, or EXIT_USAGE with words on standard error. */
int tc_cli_options(int count, char **words, const struct command **command,
                   struct options *out);

int tc_cli_read(const struct options *options);
int tc_cli_parse(const struct options *options);
int tc_cli_code(const struct options *options);
int tc_cli_events(const struct options *options);
int tc_cli_overview(const struct options *options); /* events --by */
int tc_cli_decide(const struct options *options);   /* a part of events */
int tc_cli_show(const struct options *options);
int tc_cli_claims(const struct options *options);
int tc_cli_sources(const struct options *options);
int tc_cli_diff(const struct options *options);
int tc_cli_report(const struct options *options);
int tc_cli_moves(const struct options *options);
int tc_cli_moves_rules(const struct options *options); /* moves --rules */
/* moves --intensity, of arguments 0 and 1 */
int tc_cli_moves_intensity(const struct options *options, const tocsin_stream *stream);
/* Writes a chart where --plot says; EXIT_UNUSABLE, with words, when it cannot. */
int tc_cli_plot(const struct options *options, tocsin_text svg);
/* The same as a tocsin_write_function of the options; STOPPED when it cannot. */
tocsin_status tc_cli_take_plot(void *context, tocsin_text svg);
int tc_cli_import(const struct options *options);
int tc_cli_export(const struct options *options);
int tc_cli_lexicon(const struct options *options);
int tc_cli_lexicon_actor(const struct options *options); /* a part of lexicon */
int tc_cli_lexicon_check(const struct options *options);
int tc_cli_lexicon_gaps(const struct options *options);
int tc_cli_lexicon_import(const struct options *options);
int tc_cli_forecast(const struct options *options);
int tc_cli_forecast_past(const struct options *options); /* a part of forecast */
/* forecast_scores.c: how forecasts of risk did before: in words, the tables behind
 * them, and as an object; and members of an object, a comma before them. */
void tc_cli_risk_past(const tocsin_risk_past *past, bool dates);
void tc_cli_risk_scores(const tocsin_risk_past *past);
void tc_cli_risk_past_json(const tocsin_risk_past *past);
void tc_cli_json_member(const char *name, double value);
void tc_cli_json_interval(const char *name, const tocsin_interval *i);
/* forecast_why.c: prints the reasons of a risk, as lines or as members of an object. */
void tc_cli_risk_why(const tocsin_risk_why *why, bool dates);
void tc_cli_risk_why_json(const tocsin_risk_why *why, bool dates);
int tc_cli_forecast_next(const struct options *options); /* a part of forecast */
/* Streams of a record as they are wanted, one for each way to tell parties apart. */
struct kept_streams {
    const struct options *options;
    tocsin_record *record;
    tocsin_stream *items[3];
    tocsin_error error;
};
tocsin_status tc_cli_kept_stream(struct kept_streams *streams,
                                 tocsin_party_names parties, tocsin_stream **out);
/* A part of forecast past; *count: how many there are. */
int tc_cli_forecast_kept_next(const struct options *options, tocsin_record *record,
                              struct kept_streams *streams, size_t *count);
int tc_cli_eval(const struct options *options);
int tc_cli_eval_counts(const struct options *options); /* a part of eval */
int tc_cli_doctor(const struct options *options);
int tc_cli_version(const struct options *options);

/* output.c */
void tc_cli_error(const tocsin_error *error); /* one line on standard error */
int tc_cli_exit(tocsin_status status);        /* the code for a status */
tocsin_text tc_cli_text(const char *s);
void tc_cli_json(FILE *to, tocsin_text t); /* string or null */
void tc_cli_json_number(FILE *to, double value, int digits);
/* unknown: what is written for NaN. */
void tc_cli_number(FILE *to, double value, int digits, const char *unknown);
void tc_cli_csv(FILE *to, tocsin_text t);
/* Cut or filled with blanks to so many columns; 0: as it is. */
void tc_cli_cell(FILE *to, tocsin_text t, int columns);
void tc_cli_cut(FILE *to, tocsin_text t, int columns); /* cut only */
void tc_cli_line(FILE *to, tocsin_text t); /* line ends and tabs as blanks */
int tc_cli_width(void);                    /* columns of the terminal, else 132 */
bool tc_cli_colour(FILE *to);
/* Flushes standard output; EXIT_UNUSABLE with words when it cannot be written. */
int tc_cli_finish(int code);

/* environment.c: what the environment says of proxies and programs; "" or NULL: it
 * says nothing. The program's path is valid until the next call. */
const char *tc_cli_proxy(void);
const char *tc_cli_program(const char *name);

/* events.c, claims.c: one as a JSON object, without the brace that ends it. */
void tc_cli_event_json(const tocsin_event *event);
tocsin_status tc_cli_claim_json(const tocsin_claim *claim,
                                const tocsin_document *document);

/* common.c */
int tc_cli_engine(const struct options *options, tocsin_engine **out);
int tc_cli_reader(const struct options *options, tocsin_reader **out);
int tc_cli_open_record(const struct options *options, tocsin_record **out);
const char *tc_cli_coder_version(const tocsin_engine *engine);

/* marks.c: the words of --words in a sentence. */
struct marking {
    tocsin_record *record;
    tocsin_text words; /* empty: nothing is marked */
};
/* The sentence on one line, its hits bold on a terminal, in [brackets] elsewhere, cut
 * to so many columns where nothing is marked. */
void tc_cli_marked(const struct marking *m, tocsin_text sentence, int columns);
/* ,"hits":[[begin,end],...] with from added to the bytes; nothing without words. */
void tc_cli_hits(const struct marking *m, tocsin_text sentence, uint32_t from);

/* moves.c: the events that moves are looked for in; EXIT_DONE, or with words. */
int tc_cli_stream(const struct options *options, tocsin_stream **out, long long *bad);
/* Options of moves, the rest at their defaults. */
tocsin_moves_options tc_cli_moves_options(const struct options *options);
/* days.c: a day since 1970-01-01 as a date; of a stream without dates "day 12". */
const char *tc_cli_day(bool dates, int32_t day, char out[24]);
/* Of YYYY-MM-DD; TC_CLI_NO_DAY: it is none. */
#define TC_CLI_NO_DAY LLONG_MIN
long long tc_cli_day_number(const char *date);
/* moves_table.c, moves_rows.c */
void tc_cli_moves_table(const struct options *options, const tocsin_moves *moves);
void tc_cli_moves_json(const tocsin_moves *moves);
void tc_cli_moves_csv(const tocsin_moves *moves);

struct progress {
    bool shown;
    long long next; /* milliseconds */
};
/* Whether a line of progress is to be written now: not more often than is read. */
bool tc_cli_progress_due(struct progress *p, const struct options *options);
void tc_cli_progress(struct progress *p, const struct options *options,
                     unsigned long long documents, unsigned long long claims);
void tc_cli_progress_end(struct progress *p);

#endif
