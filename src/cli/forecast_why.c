/* forecast_why.c: tocsin forecast risk A B --why: what makes a probability, and the
 * past events that it rests on. */
#include "cli/cli.h"

/* ---- table ----------------------------------------------------------------------- */

static void print_event(const tocsin_risk_event *event, bool dates)
{
    char day[24];
    printf("    %s  ", tc_cli_day(dates, (int32_t)event->day, day));
    tc_cli_line(stdout, event->actor);
    printf(" -> ");
    tc_cli_line(stdout, event->relation);
    printf(" -> ");
    tc_cli_line(stdout, event->recipient);
    printf("  (event %u)\n", event->number);
}

static void print_events(const tocsin_risk_why *why, bool back, bool dates)
{
    size_t count = 0;
    for (size_t i = 0; i < why->event_count; i++) {
        if (why->events[i].back != back)
            continue;
        if (!count++)
            puts(back ? "  the last such events in the other direction:"
                      : "  the last such events:");
        print_event(&why->events[i], dates);
    }
    if (!count)
        puts(back ? "  no such event in the other direction so far"
                  : "  no such event so far");
}

void tc_cli_risk_why(const tocsin_risk_why *why, bool dates)
{
    double sum = why->average + why->calibration;
    for (size_t i = 0; i < why->reason_count; i++)
        sum += why->reasons[i].above;
    printf("Why: the mean of these in log-odds is %.2f; the average is %.2f, and\n",
           sum - why->calibration, why->average);
    for (size_t i = 0; i < why->reason_count; i++) {
        if (why->reasons[i].above > -0.005 && why->reasons[i].above < 0.005)
            continue; /* it would read 0.00 */
        printf("  %+6.2f  ", why->reasons[i].above);
        tc_cli_line(stdout, why->reasons[i].words);
        putchar('\n');
    }
    printf("  %+6.2f  by what came of such forecasts before: %.2f\n\n",
           why->calibration, sum);
    print_events(why, false, dates);
    print_events(why, true, dates);
    putchar('\n');
}

/* ---- JSON ------------------------------------------------------------------------ */

static void json_event(const tocsin_risk_event *event, bool dates)
{
    char day[24];
    printf("{\"event\":%u,\"day\":\"%s\",\"back\":%s,\"actor\":", event->number,
           tc_cli_day(dates, (int32_t)event->day, day), event->back ? "true" : "false");
    tc_cli_json(stdout, event->actor);
    printf(",\"relation\":");
    tc_cli_json(stdout, event->relation);
    printf(",\"recipient\":");
    tc_cli_json(stdout, event->recipient);
    putchar('}');
}

void tc_cli_risk_why_json(const tocsin_risk_why *why, bool dates)
{
    tc_cli_json_member("average", why->average);
    tc_cli_json_member("calibration", why->calibration);
    printf(",\"reasons\":[");
    for (size_t i = 0; i < why->reason_count; i++) {
        printf("%s{\"words\":", i ? "," : "");
        tc_cli_json(stdout, why->reasons[i].words);
        tc_cli_json_member("above", why->reasons[i].above);
        putchar('}');
    }
    printf("],\"events\":[");
    for (size_t i = 0; i < why->event_count; i++) {
        if (i)
            putchar(',');
        json_event(&why->events[i], dates);
    }
    putchar(']');
}
