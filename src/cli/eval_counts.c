/* eval_counts.c: tocsin eval counts DIR --year Y: forecasts of counts by country and
 * month beside the benchmarks of the VIEWS challenge. */
#include "cli/cli.h"

enum { FORECASTS = TOCSIN_COUNTS_FORECASTS };
static const char *const names[FORECASTS] = {"model", "mixture", "last", "bootstrap",
                                             "zero"};
static const char *const meant[FORECASTS] = {
    NULL, "each of the country's last 12 months as likely",
    "Poisson, its mean the country's last month",
    "each month of every country as likely, of the months that are known", "never any"};

static void print_skill(const tocsin_interval *i)
{
    printf("   %+.3f (%+.3f to %+.3f)", i->value, i->low, i->high);
}

/* Where the model is not better than a benchmark by more than chance. */
static void print_doubt(const tocsin_interval *skill, int k, const char *score)
{
    if (skill->high < 0)
        printf("%s: worse than %s by more than chance\n", score, names[k]);
    else if (!(skill->low > 0))
        printf("%s: no skill over %s that chance does not explain\n", score, names[k]);
}

static void print_table(const struct options *options, const tocsin_counts_result *r)
{
    printf("%lld: %zu countries, %zu country-months, 1000 samples each; %zu months of "
           "history\n\n"
           "             CRPS     IGN      MIS   skill in CRPS (95 %%)        in IGN\n",
           options->year, r->units, r->cells, r->months);
    for (int k = 0; k < FORECASTS; k++) {
        printf("%-9s  %6.3f  %6.4f  %7.2f", names[k], r->score[k].crps, r->score[k].ign,
               r->score[k].mis);
        if (k) {
            print_skill(&r->crps_skill[k]);
            print_skill(&r->ign_skill[k]);
        }
        putchar('\n');
    }
    printf("\nskill: 1 - model / the other, with draws of whole countries\n");
    for (int k = 1; k < FORECASTS; k++)
        printf("%s: %s\n", names[k], meant[k]);
    for (int k = 1; k < FORECASTS; k++) {
        print_doubt(&r->crps_skill[k], k, "CRPS");
        print_doubt(&r->ign_skill[k], k, "IGN");
    }
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
    printf("{\"year\":%lld,\"countries\":%zu,\"cells\":%zu,\"months\":%zu",
           options->year, r->units, r->cells, r->months);
    for (int k = 0; k < FORECASTS; k++) {
        printf(",\"%s\":{\"crps\":", names[k]);
        tc_cli_json_number(stdout, r->score[k].crps, 6);
        printf(",\"ign\":");
        tc_cli_json_number(stdout, r->score[k].ign, 6);
        printf(",\"mis\":");
        tc_cli_json_number(stdout, r->score[k].mis, 6);
        if (k) {
            print_interval("crps_skill", &r->crps_skill[k]);
            print_interval("ign_skill", &r->ign_skill[k]);
        }
        putchar('}');
    }
    printf("}\n");
}

static void print_csv(const struct options *options, const tocsin_counts_result *r)
{
    printf("year,forecast,crps,ign,mis,crps_skill,crps_skill_low,crps_skill_high,"
           "ign_skill,ign_skill_low,ign_skill_high\n");
    for (int k = 0; k < FORECASTS; k++) {
        const tocsin_interval *crps = &r->crps_skill[k], *ign = &r->ign_skill[k];
        const double cells[] = {r->score[k].crps, r->score[k].ign, r->score[k].mis,
                                crps->value,      crps->low,       crps->high,
                                ign->value,       ign->low,        ign->high};
        printf("%lld,%s", options->year, names[k]);
        for (int c = 0; c < 9; c++) {
            putchar(',');
            if (k || c < 3)
                tc_cli_number(stdout, cells[c], 6, "");
        }
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
