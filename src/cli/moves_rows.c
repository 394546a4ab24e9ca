/* moves_rows.c: moves as JSON lines, each with its kind, and the series as CSV. */
#include "cli/cli.h"

static const char *const buckets[] = {"", "day", "week", "month", "year"};

static void day(const char *name, const tocsin_moves *m, int32_t value)
{
    char words[24];
    if (m->dates)
        printf(",\"%s\":\"%s\"", name, tc_cli_day(true, value, words));
    else
        printf(",\"%s\":%d", name, (int)value);
}

static void number(const char *name, double value, int digits)
{
    printf(",\"%s\":", name);
    tc_cli_json_number(stdout, value, digits);
}

static void small(const char *name, double value)
{
    printf(",\"%s\":%.4g", name, value);
}

static void name(const char *key, tocsin_text value)
{
    printf(",\"%s\":", key);
    tc_cli_json(stdout, value);
}

static void side(const tocsin_moves_sum *s)
{
    printf("{\"events\":%u,\"known\":%u,\"conflict\":%u,\"intensity\":", s->events,
           s->known, s->conflict);
    tc_cli_json_number(stdout, s->intensity, 1);
    fputc('}', stdout);
}

static void steps(const tocsin_moves *m)
{
    for (size_t i = 0; i < m->step_count; i++) {
        const tocsin_moves_step *s = &m->steps[i];
        fputs("{\"kind\":\"step\"", stdout);
        day("from", m, s->day);
        printf(",\"days\":%d,\"a_to_b\":", (int)s->days);
        side(&s->side[0]);
        fputs(",\"b_to_a\":", stdout);
        side(&s->side[1]);
        fputs("}\n", stdout);
    }
}

static void lag(const char *name, const tocsin_moves_lag *l)
{
    printf(",\"%s\":{\"rate\":", name);
    tc_cli_json_number(stdout, l->rate, 3);
    number("low", l->low, 3);
    number("high", l->high, 3);
    fputc('}', stdout);
}

static const char *kind(bool conflict)
{
    return conflict ? "conflict" : "cooperation";
}

static void responses(const tocsin_moves *m)
{
    for (size_t i = 0; i < m->response_count; i++) {
        const tocsin_moves_response *r = &m->responses[i];
        printf("{\"kind\":\"response\",\"answerer\":\"%s\",\"act\":\"%s\",\"answer\":"
               "\"%s\",\"acts\":%u,\"answers\":%u",
               r->answerer ? "b" : "a", kind(r->after_conflict), kind(r->conflict),
               r->acts, r->answers);
        number("base", r->base, 5);
        lag("week", &r->week);
        lag("turn", &r->turn);
        number("half", r->half, 2);
        printf(",\"around\":%d,\"lags\":[", r->around);
        for (size_t k = 0; k < r->lag_count; k++) {
            printf("%s[%d,", k ? "," : "", r->lags[k].days);
            tc_cli_json_number(stdout, r->lags[k].rate, 3);
            fputc(',', stdout);
            tc_cli_json_number(stdout, r->lags[k].low, 3);
            fputc(',', stdout);
            tc_cli_json_number(stdout, r->lags[k].high, 3);
            fputc(']', stdout);
        }
        fputs("]}\n", stdout);
    }
}

static void others(const tocsin_moves *m)
{
    for (size_t i = 0; i < m->regression_count; i++) {
        const tocsin_moves_regression *r = &m->regressions[i];
        printf("{\"kind\":\"regression\",\"answerer\":\"%s\",\"lags\":%d,\"steps\":%u",
               r->answerer ? "b" : "a", r->lags, r->steps);
        number("other", r->other, 4);
        number("error", r->error, 4);
        number("own", r->own, 4);
        number("statistic", r->statistic, 3);
        if (r->p == r->p)
            small("p", r->p);
        else
            fputs(",\"p\":null", stdout);
        number("explained", r->explained, 4);
        fputs("}\n", stdout);
    }
    for (size_t i = 0; i < m->change_count; i++) {
        const tocsin_moves_change *c = &m->changes[i];
        printf("{\"kind\":\"change\",\"side\":\"%s\",\"of\":\"%s\"",
               c->side ? "b_to_a" : "a_to_b", c->conflict ? "conflict" : "all");
        day("day", m, c->day);
        number("before", c->before, 4);
        number("after", c->after, 4);
        number("gain", c->gain, 2);
        fputs("}\n", stdout);
    }
}

static void exchanges(const tocsin_moves *m)
{
    for (size_t i = 0; i < m->exchange_count; i++) {
        const tocsin_moves_exchange *e = &m->exchanges[i];
        fputs("{\"kind\":\"exchange\"", stdout);
        printf(",\"first\":[\"%c\",", e->parties[0]);
        tc_cli_json(stdout, e->first);
        printf(",\"%c\"],\"answer\":[\"%c\",", e->parties[1], e->parties[2]);
        tc_cli_json(stdout, e->answer);
        printf(",\"%c\"],\"days\":%d,\"times\":%u,\"answered\":%u,\"same_day\":%u",
               e->parties[3], e->days, e->times, e->answered, e->same_day);
        number("base", e->base, 5);
        number("before", e->before, 5);
        number("lift", e->lift, 3);
        small("p", e->p);
        small("q", e->q);
        fputs(",\"cases\":[", stdout);
        for (size_t k = 0; k < e->case_count; k++)
            printf("%s[%u,%u,%d]", k ? "," : "", e->cases[k].first, e->cases[k].answer,
                   (int)e->cases[k].days);
        fputs("]}\n", stdout);
    }
}

void tc_cli_moves_json(const tocsin_moves *m)
{
    fputs("{\"kind\":\"moves\"", stdout);
    name("a", m->a);
    name("b", m->b);
    day("first", m, m->first);
    day("last", m, m->last);
    printf(",\"a_to_b\":%u,\"b_to_a\":%u,\"before\":%u,\"by\":\"%s\",\"tried\":%zu,"
           "\"found\":%zu,\"actors\":[%u,%u]",
           m->events[0], m->events[1], m->before, buckets[m->by], m->exchange_tried,
           m->exchange_found, m->actors[0], m->actors[1]);
    number("penalty", m->penalty, 3);
    fputs("}\n", stdout);
    steps(m);
    responses(m);
    others(m);
    exchanges(m);
}

static void csv_side(const tocsin_moves_sum *s)
{
    printf(",%u,%u,%u,", s->events, s->known, s->conflict);
    tc_cli_number(stdout, s->intensity, 1, "");
}

void tc_cli_moves_csv(const tocsin_moves *m)
{
    char words[24];
    fputs("from,days,a_to_b,a_to_b_known,a_to_b_conflict,a_to_b_intensity,b_to_a,"
          "b_to_a_known,b_to_a_conflict,b_to_a_intensity\n",
          stdout);
    for (size_t i = 0; i < m->step_count; i++) {
        const tocsin_moves_step *s = &m->steps[i];
        if (m->dates)
            fputs(tc_cli_day(true, s->day, words), stdout);
        else
            printf("%d", (int)s->day);
        printf(",%d", (int)s->days);
        csv_side(&s->side[0]);
        csv_side(&s->side[1]);
        fputc('\n', stdout);
    }
}
