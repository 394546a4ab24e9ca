/* eval_counts.c: tocsin eval counts DIR --year Y: forecasts of counts by country and
 * month beside the mixture of the last twelve months. */
#include "cli/cli.h"

static const char *const names[] = {"model", "mixture"};

static void print_table(const struct options *options, const tocsin_counts_result *r)
{
    const tocsin_counts_score *both[] = {&r->model, &r->mixture};
    const tocsin_interval *skill[] = {&r->crps_skill, &r->ign_skill};
    printf("%lld: %zu countries, %zu country-months, 1000 samples each\n\n",
           options->year, r->units, r->cells);
    printf("           CRPS     IGN      MIS\n");
    for (int k = 0; k < 2; k++)
        printf("%-8s %6.3f  %6.4f  %7.2f\n", names[k], both[k]->crps, both[k]->ign,
               both[k]->mis);
    for (int k = 0; k < 2; k++)
        printf("%sskill in %s %+.3f (95 %%: %+.3f to %+.3f)\n", k ? "" : "\n",
               k ? "IGN " : "CRPS", skill[k]->value, skill[k]->low, skill[k]->high);
    for (int k = 0; k < 2; k++)
        if (!(skill[k]->low > 0))
            printf("%s: no skill over the mixture that chance does not explain\n",
                   k ? "IGN" : "CRPS");
}

static void print_interval(const char *name, const tocsin_interval *i)
{
    printf(",\"%s\":", name);
    tc_cli_json_number(stdout, i->value, 6);
    printf(",\"%s_low\":", name);
    tc_cli_json_number(stdout, i->low, 6);
    printf(",\"%s_high\":", name);
    tc_cli_json_number(stdout, i->high, 6);
}

static void print_jsonl(const struct options *options, const tocsin_counts_result *r)
{
    const tocsin_counts_score *both[] = {&r->model, &r->mixture};
    printf("{\"year\":%lld,\"countries\":%zu,\"cells\":%zu", options->year, r->units,
           r->cells);
    for (int k = 0; k < 2; k++) {
        printf(",\"%s\":{\"crps\":", names[k]);
        tc_cli_json_number(stdout, both[k]->crps, 6);
        printf(",\"ign\":");
        tc_cli_json_number(stdout, both[k]->ign, 6);
        printf(",\"mis\":");
        tc_cli_json_number(stdout, both[k]->mis, 6);
        putchar('}');
    }
    print_interval("crps_skill", &r->crps_skill);
    print_interval("ign_skill", &r->ign_skill);
    printf("}\n");
}

static void print_csv(const struct options *options, const tocsin_counts_result *r)
{
    const tocsin_counts_score *both[] = {&r->model, &r->mixture};
    printf("year,forecast,crps,ign,mis\n");
    for (int k = 0; k < 2; k++) {
        printf("%lld,%s,", options->year, names[k]);
        tc_cli_number(stdout, both[k]->crps, 6, "");
        putchar(',');
        tc_cli_number(stdout, both[k]->ign, 6, "");
        putchar(',');
        tc_cli_number(stdout, both[k]->mis, 6, "");
        putchar('\n');
    }
}

int tc_cli_eval_counts(const struct options *options)
{
    tocsin_counts_result result;
    tocsin_error error;
    if (options->argument_count != 2 || !options->year) {
        fputs("tocsin: eval counts takes a folder and --year\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_status status = tocsin_counts_evaluate(options->arguments[1],
                                                  (int)options->year, &result, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return tc_cli_exit(status);
    }
    if (options->format == OUTPUT_JSONL)
        print_jsonl(options, &result);
    else if (options->format == OUTPUT_CSV)
        print_csv(options, &result);
    else
        print_table(options, &result);
    if (result.lost)
        fprintf(stderr, "tocsin: %lld rows could not be used\n", result.lost);
    return result.lost ? EXIT_PART : EXIT_DONE;
}
