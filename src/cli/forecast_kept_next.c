/* forecast_kept_next.c: a part of tocsin forecast past: the forecasts of next events
 * that a record keeps, and what came of them. */
#include "cli/cli.h"

#include <string.h>

struct looking {
    struct kept_streams *streams;
    const struct options *options;
    size_t all, over, scored, first, listed;
    double brier[2], log[2]; /* of what was said, of counting: sums */
};

static void print_words(const tocsin_kept_next *f, FILE *to)
{
    const tocsin_text parts[] = {f->actor, f->relation, f->recipient};
    for (int k = 0; k < 3; k++) {
        fputs(k ? " -> " : "", to);
        if (parts[k].size)
            tc_cli_line(to, parts[k]);
        else
            fputc('?', to);
    }
}

/* ---- a forecast ------------------------------------------------------------------ */

static void print_row(const tocsin_kept_next *f, bool over,
                      const tocsin_next_outcome *came)
{
    tc_cli_cell(stdout, f->as_of, 10);
    fputs("  ", stdout);
    print_words(f, stdout);
    printf(": ");
    tc_cli_line(stdout, f->answers[0].name);
    printf(" %.3f", f->answers[0].probability);
    if (!over) {
        puts("; not over");
    } else if (!came->right) {
        puts("; nothing of it on that day");
    } else {
        fputs("; came ", stdout);
        tc_cli_line(stdout, came->came);
        if (came->rank)
            printf(", number %zu of %zu, said %.3f", came->rank, f->answer_count,
                   came->probability);
        else
            printf(", not among the %zu", f->answer_count);
        if (came->right > 1)
            printf(" (and %zu more)", came->right - 1);
        putchar('\n');
    }
}

static void json_text(const char *name, tocsin_text t)
{
    printf(",\"%s\":", name);
    tc_cli_json(stdout, t);
}

static void json_number(const char *name, double value)
{
    printf(",\"%s\":", name);
    tc_cli_json_number(stdout, value, 6);
}

static void json_outcome(const tocsin_next_outcome *came)
{
    printf(",\"right\":%zu", came->right);
    if (!came->right)
        return;
    json_text("came", came->came);
    printf(",\"rank\":");
    printf(came->rank ? "%zu" : "null", came->rank);
    json_number("said", came->probability);
    json_number("brier", came->brier[0]);
    json_number("base_brier", came->brier[1]);
    json_number("log", came->log[0]);
    json_number("base_log", came->log[1]);
}

static void print_json(const tocsin_kept_next *f, bool over,
                       const tocsin_next_outcome *came)
{
    printf("{\"kind\":\"next\",\"id\":%lld,\"made\":%lld", f->id, f->made);
    json_text("as_of", f->as_of);
    json_text("actor", f->actor);
    json_text("relation", f->relation);
    json_text("recipient", f->recipient);
    printf(",\"answers\":[");
    for (size_t i = 0; i < f->answer_count; i++) {
        printf("%s{\"name\":", i ? "," : "");
        tc_cli_json(stdout, f->answers[i].name);
        json_number("probability", f->answers[i].probability);
        json_number("base", f->answers[i].base);
        putchar('}');
    }
    putchar(']');
    json_text("version", f->version);
    printf(",\"over\":%s", over ? "true" : "false");
    if (over)
        json_outcome(came);
    puts("}");
}

static void print_csv(const tocsin_kept_next *f, bool over,
                      const tocsin_next_outcome *came)
{
    const tocsin_text cells[] = {f->as_of, f->actor, f->relation, f->recipient,
                                 f->answers[0].name};
    printf("%lld", f->id);
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
        putchar(',');
        tc_cli_csv(stdout, cells[k]);
    }
    putchar(',');
    tc_cli_number(stdout, f->answers[0].probability, 6, "");
    if (!over) {
        puts(",,,,,,");
        return;
    }
    printf(",%zu,", came->right);
    tc_cli_csv(stdout, came->came);
    printf(came->rank ? ",%zu" : ",", came->rank);
    const double scores[] = {came->probability, came->brier[0], came->brier[1]};
    for (int k = 0; k < 3; k++) {
        putchar(',');
        if (came->right)
            tc_cli_number(stdout, scores[k], 6, "");
    }
    putchar('\n');
}

static tocsin_status look(void *context, const tocsin_kept_next *f)
{
    struct looking *l = context;
    enum output format = l->options->format;
    tocsin_next_outcome came;
    tocsin_stream *stream;
    if (!f->answer_count) /* only a damaged record has such */
        return TOCSIN_OK;
    tocsin_status status = tc_cli_kept_stream(l->streams, f->parties, &stream);
    if (status != TOCSIN_OK)
        return status;
    bool over = tocsin_next_came(stream, f, &came);
    if (format == OUTPUT_CSV && !l->all)
        puts("id,as_of,actor,relation,recipient,first,probability,right,came,rank,said,"
             "brier,base_brier");
    if (format == OUTPUT_JSONL)
        print_json(f, over, &came);
    else if (format == OUTPUT_CSV)
        print_csv(f, over, &came);
    else
        print_row(f, over, &came);
    l->all++;
    l->over += over;
    if (!over || !came.right)
        return TOCSIN_OK;
    l->scored++;
    l->first += came.rank == 1;
    l->listed += came.rank > 0;
    for (int base = 0; base < 2; base++) {
        l->brier[base] += came.brier[base];
        l->log[base] += came.log[base];
    }
    return TOCSIN_OK;
}

/* ---- all ------------------------------------------------------------------------- */

static void print_summary(const struct looking *l)
{
    double n = (double)l->scored;
    printf(
        "\n%zu forecasts of next events, of which the days of %zu are over; on %zu of "
        "these nothing\nof what was asked happened: such are not scored\n",
        l->all, l->over, l->over - l->scored);
    if (!l->scored)
        return;
    printf("The first answer came in %zu of %zu, one of those told in %zu\n", l->first,
           l->scored, l->listed);
    printf("Brier score %.4f, log score %.4f; by counting %.4f, %.4f\n",
           l->brier[0] / n, l->log[0] / n, l->brier[1] / n, l->log[1] / n);
    if (l->brier[0] >= l->brier[1])
        puts("No skill: counting did as well.");
    else if (l->scored < 100)
        puts("Too few to say whether that is more than chance.");
}

int tc_cli_forecast_kept_next(const struct options *options, tocsin_record *record,
                              struct kept_streams *streams, size_t *count)
{
    struct looking l = {.options = options, .streams = streams};
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_record_nexts(record, look, &l, &error);
    *count = l.all;
    if (status != TOCSIN_OK) {
        tc_cli_error(streams->error.message[0] ? &streams->error : &error);
        return tc_cli_exit(status);
    }
    if (l.all && options->format == OUTPUT_TABLE)
        print_summary(&l);
    return EXIT_DONE;
}
