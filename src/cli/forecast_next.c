/* forecast_next.c: tocsin forecast next ACTOR RELATION '?': who or what is next, and
 * why. */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"rule", "again",     "pair",    "mirror", "popular",
                                    "seen", "two-steps", "alike",   "place",  "role",
                                    "same", "does",      "suffers", "rest"};

static void print_name(tocsin_text name, uint32_t number)
{
    if (name.size)
        tc_cli_line(stdout, name);
    else
        printf("#%u", number);
}

static int width(tocsin_text name)
{
    return name.size ? (int)name.size : 8;
}

/* ---- table ----------------------------------------------------------------------- */

static void print_party(tocsin_text name, uint32_t number)
{
    if (number == UINT32_MAX)
        putchar('?');
    else
        print_name(name, number);
}

static void print_question(const tocsin_next *next)
{
    static const char *const asked[] = {"If this is done on that day at all: to whom.",
                                        "If this is done on that day at all: by whom.",
                                        "If anything is done on that day: what."};
    char day[24];
    print_party(next->actor, next->actor_number);
    fputs(" -> ", stdout);
    print_party(next->relation, next->relation_number);
    fputs(" -> ", stdout);
    print_party(next->recipient, next->recipient_number);
    printf(" on %s, from the %llu events before\n",
           tc_cli_day(next->dates, (int32_t)next->day, day),
           (unsigned long long)next->known);
    puts(asked[next->asks]);
}

static void print_reasons(const tocsin_next_answer *answer)
{
    printf(
        "      score %.2f, the average candidate's %.2f; what makes the difference:\n",
        answer->score, answer->average);
    for (size_t i = 0; i < answer->reason_count; i++) {
        const tocsin_next_reason *r = &answer->reasons[i];
        if (r->kind == TOCSIN_NEXT_REST && fabs(r->above) < 0.005)
            continue;
        printf("      %+6.2f  ", r->above);
        tc_cli_line(stdout, r->words);
        for (size_t k = 0; k < r->event_count; k++)
            printf("%s%u", k ? ", " : " (events ", r->events[k]);
        puts(r->event_count ? ")" : "");
    }
    putchar('\n');
}

static void print_line(const char *name, const tocsin_next_past *past)
{
    if (past->questions)
        printf("  %-14s %8llu questions, MRR %.3f, first %.0f %%, in the first ten "
               "%.0f %%\n",
               name, (unsigned long long)past->questions, past->mrr,
               100 * past->hits[0], 100 * past->hits[1]);
    else
        printf("  %-14s no questions\n", name);
}

static void print_past(const tocsin_next *next)
{
    puts("\nSuch forecasts before, each from what was known the evening before:");
    print_line("all", &next->past);
    print_line("such", &next->same);
    if (next->asks == TOCSIN_NEXT_RELATION)
        print_line("by counting", &next->base);
    if (next->past.questions && next->past.questions < 100)
        puts("  too few to say how good they are");
    else if (next->base.questions && next->base.mrr >= next->past.mrr)
        puts("  no skill: counting what the one did to the other did as well");
    if (next->past.questions)
        printf("  the answer was a candidate in %.0f of 100; first answers were right "
               "in %.1f of\n  100, said were %.1f; calibration error %.3f\n",
               100 * next->candidate, 100 * next->right, 100 * next->said,
               next->calibration_error);
    else
        puts("  the probabilities above rest on nothing that came true or not");
}

/* Of a record: the events that say nothing of who did what to whom when. */
static void print_left_out(const tocsin_stream *stream)
{
    tocsin_stream_counts counts;
    tocsin_stream_count(stream, &counts);
    const uint64_t left[] = {counts.undated, counts.partyless, counts.unreal};
    static const char *const why[] = {"without a day", "without actor or recipient",
                                      "that did not happen"};
    const char *before = "Left out are events";
    for (int k = 0; k < 3; k++)
        if (left[k]) {
            printf("%s %s (%llu)", before, why[k], (unsigned long long)left[k]);
            before = ",";
        }
    puts(*before == ',' ? "\n" : "");
}

static void print_table(const tocsin_next *next, const tocsin_stream *stream, bool why)
{
    int most = 6;
    double sum = 0;
    print_question(next);
    print_left_out(stream);
    for (size_t i = 0; i < next->answer_count; i++)
        if (width(next->answers[i].name) > most)
            most = width(next->answers[i].name);
    most = most < 60 ? most : 60;
    printf("      %-*s   prob\n", most, "answer");
    for (size_t i = 0; i < next->answer_count; i++) {
        const tocsin_next_answer *answer = &next->answers[i];
        char number[16];
        (void)snprintf(number, sizeof number, "#%u", answer->number);
        printf("%4zu  ", i + 1);
        tc_cli_cell(stdout, answer->name.size ? answer->name : tc_cli_text(number),
                    most);
        printf("  %.3f%s\n", answer->probability,
               answer->together ? "" : "  for the first time");
        if (why)
            print_reasons(answer);
        sum += answer->probability;
    }
    printf("      %-*s  %.3f\n", most,
           next->asks == TOCSIN_NEXT_RELATION ? "anything else" : "anybody else",
           sum < 1 ? 1 - sum : 0);
    print_past(next);
}

/* ---- JSON lines and CSV ---------------------------------------------------------- */

static void json_number(const char *name, double value)
{
    printf(",\"%s\":", name);
    tc_cli_json_number(stdout, value, 6);
}

static void json_reasons(const tocsin_next_answer *answer)
{
    printf(",\"reasons\":[");
    for (size_t i = 0; i < answer->reason_count; i++) {
        const tocsin_next_reason *r = &answer->reasons[i];
        printf("%s{\"kind\":\"%s\"", i ? "," : "", kinds[r->kind]);
        json_number("score", r->score);
        json_number("above", r->above);
        printf(",\"words\":");
        tc_cli_json(stdout, r->words);
        if (r->cases > 0) {
            json_number("hits", r->hits);
            json_number("cases", r->cases);
        }
        printf(",\"events\":[");
        for (size_t k = 0; k < r->event_count; k++)
            printf("%s%u", k ? "," : "", r->events[k]);
        printf("]}");
    }
    putchar(']');
}

static void print_json(const tocsin_next *next)
{
    for (size_t i = 0; i < next->answer_count; i++) {
        const tocsin_next_answer *answer = &next->answers[i];
        printf("{\"kind\":\"answer\",\"rank\":%zu,\"name\":", i + 1);
        tc_cli_json(stdout, answer->name);
        printf(",\"number\":%u", answer->number);
        json_number("probability", answer->probability);
        json_number("base", answer->base);
        json_number("score", answer->score);
        json_number("average", answer->average);
        printf(",\"together\":%s", answer->together ? "true" : "false");
        if (answer->reason_count)
            json_reasons(answer);
        puts("}");
    }
    char day[24];
    printf("{\"kind\":\"past\",\"day\":\"%s\",\"known\":%llu,\"questions\":%llu",
           tc_cli_day(next->dates, (int32_t)next->day, day),
           (unsigned long long)next->known, (unsigned long long)next->past.questions);
    json_number("mrr", next->past.mrr);
    json_number("hits1", next->past.hits[0]);
    json_number("hits10", next->past.hits[1]);
    printf(",\"such\":%llu", (unsigned long long)next->same.questions);
    json_number("such_mrr", next->same.mrr);
    json_number("base_mrr", next->base.mrr);
    json_number("candidate", next->candidate);
    json_number("right", next->right);
    json_number("said", next->said);
    json_number("calibration_error", next->calibration_error);
    puts("}");
}

static void print_csv(const tocsin_next *next)
{
    puts("rank,name,number,probability,base,score,average,together");
    for (size_t i = 0; i < next->answer_count; i++) {
        const tocsin_next_answer *answer = &next->answers[i];
        printf("%zu,", i + 1);
        tc_cli_csv(stdout, answer->name);
        printf(",%u,", answer->number);
        tc_cli_number(stdout, answer->probability, 6, "");
        putchar(',');
        tc_cli_number(stdout, answer->base, 6, "");
        putchar(',');
        tc_cli_number(stdout, answer->score, 6, "");
        putchar(',');
        tc_cli_number(stdout, answer->average, 6, "");
        printf(",%d\n", answer->together);
    }
}

/* ---- the command ----------------------------------------------------------------- */

static int open_stream(const struct options *options, tocsin_stream **out,
                       long long *bad)
{
    struct options of_stream = *options;
    if (options->events) /* files are cut by the question */
        of_stream.filter.as_of = (tocsin_text){NULL, 0};
    return tc_cli_stream(&of_stream, out, bad);
}

/* A forecast from a record as it stands now is kept in it; false, with words: it could
 * not be. */
static bool keep(const struct options *o, const tocsin_next *next)
{
    tocsin_error error = {.byte = -1};
    tocsin_record *record = NULL;
    char day[24];
    if (o->events || o->filter.as_of.size)
        return true;
    tocsin_kept_answer *answers = calloc(next->answer_count, sizeof *answers);
    tocsin_kept_next kept = {
        .as_of = tc_cli_text(tc_cli_day(true, (int32_t)next->day - 1, day)),
        .parties = o->parties_given ? o->parties : TOCSIN_PARTY_COUNTRY,
        .asks = next->asks,
        .actor = next->actor,
        .relation = next->relation,
        .recipient = next->recipient,
        .answers = answers,
        .answer_count = next->answer_count};
    for (size_t i = 0; answers && i < next->answer_count; i++)
        answers[i] = (tocsin_kept_answer){
            next->answers[i].name, next->answers[i].probability, next->answers[i].base};
    tocsin_status status =
        answers ? tocsin_record_open(o->record, &record, &error) : TOCSIN_MEMORY;
    if (status == TOCSIN_OK)
        status = tocsin_record_keep_next(record, &kept, &error);
    if (status != TOCSIN_OK) {
        if (answers)
            tc_cli_error(&error);
        fputs("tocsin: the forecast is not kept\n", stderr);
    }
    (void)tocsin_record_close(record, NULL);
    free(answers);
    return status == TOCSIN_OK;
}

static int answer(const struct options *o, const tocsin_stream *stream)
{
    tocsin_next_question question = {.actor = tc_cli_text(o->arguments[1]),
                                     .relation = tc_cli_text(o->arguments[2]),
                                     .recipient = tc_cli_text(o->arguments[3]),
                                     .as_of = TOCSIN_NEXT_NOW,
                                     .jobs = o->jobs,
                                     .why = o->why,
                                     .explain_only = o->eval.explain_only};
    tocsin_error error = {.byte = -1};
    tocsin_next *next = NULL;
    if (o->filter.as_of.size)
        question.as_of =
            o->as_of_number ? o->as_of_day : tc_cli_day_number(o->filter.as_of.data);
    if (o->filter.limit > 0)
        question.most = (size_t)o->filter.limit;
    tocsin_status status = tocsin_next_make(stream, &question, &next, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return status == TOCSIN_MISSING || status == TOCSIN_EMPTY ? EXIT_NOTHING
                                                                  : tc_cli_exit(status);
    }
    if (o->format == OUTPUT_JSONL)
        print_json(next);
    else if (o->format == OUTPUT_CSV)
        print_csv(next);
    else
        print_table(next, stream, o->why);
    bool kept = keep(o, next);
    tocsin_next_free(next);
    return kept ? EXIT_DONE : EXIT_PART;
}

int tc_cli_forecast_next(const struct options *options)
{
    tocsin_stream *stream = NULL;
    long long bad = 0;
    if (options->argument_count != 4 || options->format > OUTPUT_CSV) {
        fputs(
            "tocsin: forecast next ACTOR RELATION '?', '?' RELATION RECIPIENT or ACTOR "
            "'?' RECIPIENT, as table, jsonl or csv\n",
            stderr);
        return EXIT_USAGE;
    }
    int code = open_stream(options, &stream, &bad);
    if (code == EXIT_DONE)
        code = answer(options, stream);
    tocsin_stream_close(stream);
    return code == EXIT_DONE && bad ? EXIT_PART : code;
}
