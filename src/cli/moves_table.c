/* moves_table.c: moves for a person: sentences and tables. */
#include "cli/cli.h"

#include <string.h>

static void name(tocsin_text t)
{
    tc_cli_cut(stdout, t, 40);
}

/* ---- the series ------------------------------------------------------------------ */

enum { BAR = 20, MOST_ROWS = 60 };

static void bar(uint32_t n, uint32_t conflict, uint32_t most, bool left)
{
    int long_ = (int)(((uint64_t)n * BAR + most - 1) / most);
    int dark = n ? (int)(((uint64_t)conflict * (uint64_t)long_ + n / 2) / n) : 0;
    for (int i = 0; left && i < BAR - long_; i++)
        fputc(' ', stdout);
    for (int i = 0; i < long_; i++)
        fputc((left ? i >= long_ - dark : i < dark) ? '#' : '-', stdout);
    for (int i = 0; !left && i < BAR - long_; i++)
        fputc(' ', stdout);
}

/* Of the events whose kind is known, how many in a hundred are conflict. */
static const char *share(const tocsin_moves_sum *s, char out[8])
{
    if (s->known)
        (void)snprintf(out, 8, "%.0f %%", 100.0 * s->conflict / s->known);
    else
        (void)snprintf(out, 8, "-");
    return out;
}

/* Steps in which nothing happened are left out one by one when there are several. */
static void series(const tocsin_moves *m)
{
    uint32_t most = 1;
    char words[24], shares[2][8];
    size_t first = m->step_count > MOST_ROWS ? m->step_count - MOST_ROWS : 0;
    for (size_t i = first; i < m->step_count; i++)
        for (int side = 0; side < 2; side++)
            if (m->steps[i].side[side].events > most)
                most = m->steps[i].side[side].events;
    printf("\n%-12s%*s  events conflict  intensity | intensity conflict  events\n",
           "from", BAR, "A to B");
    for (size_t i = first, quiet = 0; i < m->step_count; i++) {
        const tocsin_moves_step *s = &m->steps[i];
        bool empty = !s->side[0].events && !s->side[1].events;
        quiet = empty ? quiet + 1 : 0;
        if (quiet == 2)
            puts("...");
        if (quiet >= 2)
            continue;
        printf("%-12s", tc_cli_day(m->dates, s->day, words));
        bar(s->side[0].events, s->side[0].conflict, most, true);
        printf("  %6u %8s  %9.1f | %9.1f %8s  %6u  ", s->side[0].events,
               share(&s->side[0], shares[0]), s->side[0].intensity,
               s->side[1].intensity, share(&s->side[1], shares[1]), s->side[1].events);
        bar(s->side[1].events, s->side[1].conflict, most, false);
        fputs("\n", stdout);
    }
    if (first)
        printf("The last %d of %zu; --format csv has all. ", MOST_ROWS, m->step_count);
    puts("#: conflict, -: the rest; A to B on the left, B to A on the right.");
}

/* ---- reciprocity ----------------------------------------------------------------- */

static void interval(const tocsin_moves_lag *l)
{
    char words[64] = "cannot be told";
    if (l->rate == l->rate && l->low == l->low)
        (void)snprintf(words, sizeof words, "%5.2f (%.2f to %.2f)", l->rate, l->low,
                       l->high);
    printf("  %-22s", words);
}

static bool can_be_told(const tocsin_moves *m)
{
    for (size_t i = 0; i < m->response_count; i++)
        if (m->responses[i].week.rate == m->responses[i].week.rate)
            return true;
    return false;
}

static void responses(const tocsin_moves *m)
{
    if (!m->response_count) {
        puts("\nReciprocity: fewer than 56 days say nothing.");
        return;
    }
    if (!can_be_told(m)) {
        puts("\nReciprocity: cannot be told, acts and answers stood on too few days.");
        return;
    }
    puts("\nReciprocity: days 1 to 7 behind an act, times the base rate; and over days "
         "7 "
         "to 1\nbefore it (above 1: the answer follows, it does not precede); 95 % in "
         "brackets.\n");
    puts("answer                            acts answers    rate behind             "
         "over "
         "before            half");
    for (size_t i = 0; i < m->response_count; i++) {
        const tocsin_moves_response *r = &m->responses[i];
        printf("%s's %-11s to %-11s %7u %7u", r->answerer ? "B" : "A",
               r->conflict ? "conflict" : "cooperation",
               r->after_conflict ? "conflict" : "cooperation", r->acts, r->answers);
        interval(&r->week);
        interval(&r->turn);
        if (r->half == r->half)
            printf("  %.1f days\n", r->half);
        else
            puts("  -");
    }
}

static void regressions(const tocsin_moves *m)
{
    static const char *const steps[] = {"", "day", "week", "month"};
    if (!m->regression_count) {
        puts("\nRegression: fewer than 30 steps, or fewer than 10 with events of a "
             "side.");
        return;
    }
    puts("\nRegression of intensity on its own and the other's past:");
    for (size_t i = 0; i < m->regression_count; i++) {
        const tocsin_moves_regression *r = &m->regressions[i];
        printf("  %s by %s's last %d %s%s: %+.3f (error %.3f), by its own %+.3f; ",
               r->answerer ? "B" : "A", r->answerer ? "A" : "B", r->lags, steps[m->by],
               r->lags == 1 ? "" : "s", r->other, r->error, r->own);
        if (r->p == r->p)
            printf("p %.3g; ", r->p);
        printf("R squared %.2f\n", r->explained);
    }
}

static void changes(const tocsin_moves *m)
{
    char words[24];
    printf("\nChanges of rate that win %.1f or more of twice the log likelihood: %s\n",
           m->penalty, m->change_count ? "" : "none.");
    for (size_t i = 0; i < m->change_count; i++) {
        const tocsin_moves_change *c = &m->changes[i];
        printf("  %-10s  %s, %s: %.3f to %.3f a day (won %.1f)\n",
               tc_cli_day(m->dates, c->day, words), c->side ? "B to A" : "A to B",
               c->conflict ? "conflict" : "all events", c->before, c->after, c->gain);
    }
}

/* ---- exchanges ------------------------------------------------------------------- */

/* "A THREATENs B"; a relation's own name is left as it is. */
static void act(char from, tocsin_text what, char to)
{
    bool type =
        what.size && what.data[what.size - 1] >= 'A' && what.data[what.size - 1] <= 'Z';
    printf("%c ", from);
    tc_cli_line(stdout, what);
    printf("%s %c", type ? "s" : "", to);
}

static void exchange(const tocsin_moves_exchange *e)
{
    fputs("  ", stdout);
    act(e->parties[0], e->first, e->parties[1]);
    fputs(" -> ", stdout);
    act(e->parties[2], e->answer, e->parties[3]);
    printf(" within %d day%s: %u of %u times, %.1f times the base rate\n", e->days,
           e->days == 1 ? "" : "s", e->answered, e->times, e->lift);
    printf("    by chance %.0f %%; in as many days before %.0f %%%s; same day %u; "
           "q %.2g; events",
           e->base * 100, e->before * 100,
           e->before * e->times >= e->answered ? ", as often: they come together" : "",
           e->same_day, e->q);
    size_t first = e->case_count > 4 ? e->case_count - 4 : 0;
    for (size_t i = first; i < e->case_count; i++)
        printf("%s %u-%u", i > first ? "," : "", e->cases[i].first, e->cases[i].answer);
    puts(first ? ", ..." : "");
}

static void side(const char *which, tocsin_text who, uint32_t actors)
{
    fputs(which, stdout);
    name(who);
    if (actors > 1)
        printf(" (%u actors)", actors);
}

void tc_cli_moves_table(const struct options *options, const tocsin_moves *m)
{
    char first[24], last[24];
    (void)options;
    side("A: ", m->a, m->actors[0]);
    side("\nB: ", m->b, m->actors[1]);
    printf("\n%s to %s: A to B %u event%s, B to A %u",
           tc_cli_day(m->dates, m->first, first), tc_cli_day(m->dates, m->last, last),
           m->events[0], m->events[0] == 1 ? "" : "s", m->events[1]);
    if (m->before)
        printf("; %u lie before and are left out", m->before);
    fputs("\n", stdout);
    series(m);
    responses(m);
    regressions(m);
    changes(m);
    printf("\nExchanges beyond chance, %zu of %zu tried (C: any third)",
           m->exchange_found, m->exchange_tried);
    if (m->exchange_count < m->exchange_found)
        printf("; the %zu that tell most, --limit has more", m->exchange_count);
    puts(m->exchange_count ? ":" : ".");
    for (size_t i = 0; i < m->exchange_count; i++)
        exchange(&m->exchanges[i]);
}
