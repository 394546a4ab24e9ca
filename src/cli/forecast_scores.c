/* forecast_scores.c: how forecasts of risk did before, in words, tables and JSON. */
#include "cli/cli.h"

#include <math.h>

static const char *const reference_names[TOCSIN_RISK_REFERENCES] = {
    "own climatology", "base rate", "persistence"};
static const char *const reference_keys[TOCSIN_RISK_REFERENCES] = {"own", "base",
                                                                   "persistence"};
static const char *const member_names[TOCSIN_RISK_MEMBERS] = {
    "own_past", "narrow", "wide", "counted", "excited", "ranked"};

static void print_day(long long day, bool dates)
{
    char words[24];
    fputs(tc_cli_day(dates, (int32_t)day, words), stdout);
}

static void print_skills(const tocsin_risk_past *p)
{
    for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++) {
        const tocsin_interval *skill = &p->skill[k];
        printf("  Brier skill over %-15s ", reference_names[k]);
        if (isnan(skill->value) || isnan(skill->low))
            printf("-  it was never wrong: there is nothing to gain\n");
        else
            printf("%+.3f (95 %%: %+.3f to %+.3f)%s\n", skill->value, skill->low,
                   skill->high,
                   skill->low > 0 ? "" : "  no skill that chance does not explain");
    }
}

enum { FEW = 4 };

/* In words, how far it is to be believed. */
static void print_judgement(const tocsin_risk_past *p)
{
    if (p->origins && p->origins < FEW)
        printf("So few origins are as many draws of the world's weather: the intervals "
               "know\nunits, not seasons.\n");
    if (!p->forecasts || !p->happened)
        printf("No such forecast can be scored yet: what it is worth is not known.\n");
    else if (!(p->skill[TOCSIN_RISK_BASE].low > 0))
        printf("No skill can be told from chance: the base rate alone may have done as "
               "well.\n");
    else if (!(p->skill[TOCSIN_RISK_OWN].low > 0))
        printf("It tells units apart, but is not surely better than the share of each "
               "unit's own past.\n");
}

void tc_cli_risk_past(const tocsin_risk_past *p, bool dates)
{
    if (!p->forecasts) {
        print_judgement(p);
        return;
    }
    printf("Such forecasts before: %zu from %zu origins, ", p->forecasts, p->origins);
    print_day(p->first, dates);
    printf(" to ");
    print_day(p->last, dates);
    printf("; %zu happened (%.2f %%)\n", p->happened,
           100.0 * (double)p->happened / (double)p->forecasts);
    print_skills(p);
    printf("  calibration error %.4f, ROC area ", p->calibration_error);
    tc_cli_number(stdout, p->model.auc, 3, "-");
    printf(", of the 10, 30, 100 highest happened %.2f, %.2f, %.2f\n", p->precision[0],
           p->precision[1], p->precision[2]);
    print_judgement(p);
}

static void print_scores(const char *name, const tocsin_risk_scores *s)
{
    printf("%-16s %.5f  %.5f  ", name, s->brier, s->log);
    tc_cli_number(stdout, s->auc, 4, "-     ");
    fputs("  ", stdout);
    tc_cli_number(stdout, s->crps, 5, "-");
    putchar('\n');
}

void tc_cli_risk_scores(const tocsin_risk_past *p)
{
    if (!p->forecasts)
        return;
    printf("\n                 Brier    log      ROC     CRPS\n");
    print_scores("model", &p->model);
    for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++)
        print_scores(reference_names[k], &p->reference[k]);
    printf("What it is made of, each alone:\n");
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
        print_scores(k ? member_names[k] : "own past", &p->member[k]);
    printf("\nprobability  forecasts  mean    happened\n");
    for (int k = 0; k < 10; k++)
        if (p->bin_count[k])
            printf("%.1f to %.1f   %9zu  %.4f  %.4f\n", k / 10.0, (k + 1) / 10.0,
                   p->bin_count[k], p->bin_mean[k], p->bin_share[k]);
}

/* ---- JSON ------------------------------------------------------------------------ */

void tc_cli_json_member(const char *name, double value)
{
    printf(",\"%s\":", name);
    tc_cli_json_number(stdout, value, 6);
}

void tc_cli_json_interval(const char *name, const tocsin_interval *i)
{
    printf(",\"%s\":[", name);
    tc_cli_json_number(stdout, i->value, 6);
    putchar(',');
    tc_cli_json_number(stdout, i->low, 6);
    putchar(',');
    tc_cli_json_number(stdout, i->high, 6);
    putchar(']');
}

static void json_scores(const char *name, const tocsin_risk_scores *s)
{
    printf(",\"%s\":{\"brier\":", name);
    tc_cli_json_number(stdout, s->brier, 6);
    tc_cli_json_member("log", s->log);
    tc_cli_json_member("auc", s->auc);
    tc_cli_json_member("crps", s->crps);
    putchar('}');
}

void tc_cli_risk_past_json(const tocsin_risk_past *p)
{
    printf("{\"origins\":%zu,\"forecasts\":%zu,\"happened\":%zu,\"first\":%lld,"
           "\"last\":%lld",
           p->origins, p->forecasts, p->happened, p->first, p->last);
    if (p->forecasts) {
        json_scores("model", &p->model);
        for (int k = 0; k < TOCSIN_RISK_REFERENCES; k++) {
            char name[32];
            json_scores(reference_keys[k], &p->reference[k]);
            snprintf(name, sizeof name, "skill_over_%s", reference_keys[k]);
            tc_cli_json_interval(name, &p->skill[k]);
        }
        for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
            json_scores(member_names[k], &p->member[k]);
        tc_cli_json_member("calibration_error", p->calibration_error);
        printf(",\"reliability\":[");
        for (int k = 0; k < 10; k++) {
            printf("%s{\"count\":%zu", k ? "," : "", p->bin_count[k]);
            tc_cli_json_member("mean", p->bin_mean[k]);
            tc_cli_json_member("happened", p->bin_share[k]);
            putchar('}');
        }
        putchar(']');
    }
    printf("}");
}
