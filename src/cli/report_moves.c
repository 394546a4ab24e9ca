/* report_moves.c: the moves of the countries that have most to do with each other, in a
 * report: a mirrored chart each, with the same numbers as a table, and the exchanges
 * that come more often than by chance. */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PAIRS = 4, LEAST_EVENTS = 5 };

struct dyad {
    const char *a, *b;        /* a before b */
    const char *first, *last; /* days */
    unsigned n;
};

static int by_names(const void *left, const void *right)
{
    const struct dyad *x = left, *y = right;
    int order = strcmp(x->a, y->a);
    return order ? order : strcmp(x->b, y->b);
}

static int by_count(const void *left, const void *right)
{
    const struct dyad *x = left, *y = right;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : by_names(left, right);
}

/* The dyads of countries in the report, the busiest first; how many. */
static size_t count_dyads(const struct report *report, struct dyad *list)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct report_event *e = &report->events[i];
        int order = strcmp(e->actor_state, e->recipient_state);
        if (!tc_report_happened(e) || !e->day[0] || !order ||
            strlen(e->actor_state) != 3 || strlen(e->recipient_state) != 3)
            continue;
        const char *a = order < 0 ? e->actor_state : e->recipient_state;
        const char *b = order < 0 ? e->recipient_state : e->actor_state;
        list[n++] = (struct dyad){a, b, e->day, e->day, 1};
    }
    qsort(list, n, sizeof *list, by_names);
    for (size_t i = 0; i < n; i++) {
        struct dyad *last = kept ? &list[kept - 1] : NULL;
        if (!last || by_names(last, &list[i]) != 0) {
            list[kept++] = list[i];
            continue;
        }
        last->n++;
        if (strcmp(list[i].first, last->first) < 0)
            last->first = list[i].first;
        if (strcmp(list[i].last, last->last) > 0)
            last->last = list[i].last;
    }
    qsort(list, kept, sizeof *list, by_count);
    return kept;
}

/* The country's own name, where an event bears it, or its code. */
static const char *name_of(const struct report *report, const char *code)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct report_event *e = &report->events[i];
        if (e->actor_is_state && strcmp(e->actor_state, code) == 0)
            return e->actor;
        if (e->recipient_is_state && strcmp(e->recipient_state, code) == 0)
            return e->recipient;
    }
    return code;
}

static void side_cells(FILE *to, const tocsin_moves_sum *s)
{
    fprintf(to, "<td>%u<td>%u<td>%+.1f", s->events, s->conflict, s->intensity);
}

static void table(FILE *to, const tocsin_moves *m)
{
    char day[24];
    fputs(
        "<details class=data><summary>The same as a table</summary><table><tr><th>from"
        "<th>days",
        to);
    for (int side = 0; side < 2; side++) {
        fputs("<th>", to);
        tc_html(to, side ? m->b : m->a);
        fputs(" &rarr; ", to);
        tc_html(to, side ? m->a : m->b);
        fputs("<th>conflict<th>intensity", to);
    }
    fputs("</tr>", to);
    for (size_t i = 0; i < m->step_count; i++) {
        const tocsin_moves_step *s = &m->steps[i];
        if (!s->side[0].events && !s->side[1].events)
            continue;
        fprintf(to, "<tr><td>%s<td>%d", tc_cli_day(true, s->day, day), (int)s->days);
        side_cells(to, &s->side[0]);
        side_cells(to, &s->side[1]);
        fputs("</tr>", to);
    }
    fputs("</table></details>", to);
}

static void party(FILE *to, const tocsin_moves *m, char which)
{
    if (which == 'C')
        fputs("any third", to);
    else
        tc_html(to, which == 'A' ? m->a : m->b);
}

static void exchanges(FILE *to, const tocsin_moves *m)
{
    if (!m->exchange_count)
        return;
    fputs("<ul>", to);
    for (size_t i = 0; i < m->exchange_count; i++) {
        const tocsin_moves_exchange *e = &m->exchanges[i];
        fputs("<li>", to);
        for (int k = 0; k < 4; k += 2) {
            party(to, m, e->parties[k]);
            fputc(' ', to);
            tc_html(to, k ? e->answer : e->first);
            fputc(' ', to);
            party(to, m, e->parties[k + 1]);
            fputs(k ? "" : ", then ", to);
        }
        fprintf(to, " within %d days: %u of %u times, %.1f times the base rate",
                e->days, e->answered, e->times, e->lift);
        for (size_t k = 0; k < e->case_count && k < 4; k++)
            fprintf(to, "%s<a href=#e%u>%u</a>, <a href=#e%u>%u</a>", k ? "; " : " (",
                    e->cases[k].first, e->cases[k].first, e->cases[k].answer,
                    e->cases[k].answer);
        fputs(e->case_count ? ")</li>" : "</li>", to);
    }
    fputs("</ul>", to);
}

static void print(FILE *to, const struct report *report, const struct dyad *d,
                  const tocsin_moves *m, tocsin_text svg)
{
    fputs("<h3>", to);
    tc_html_string(to, name_of(report, d->a));
    fputs(" and ", to);
    tc_html_string(to, name_of(report, d->b));
    fputs("</h3>", to);
    fwrite(svg.data, 1, svg.size, to);
    table(to, m);
    exchanges(to, m);
}

/* Over the days on which they had to do with each other, so that a chart of a week is
 * one of days. */
static tocsin_status one_dyad(FILE *to, const struct report *report,
                              tocsin_record *record, const struct dyad *d,
                              tocsin_error *error)
{
    tocsin_moves_options how = {.most = 5};
    tocsin_filter filter = report->options->filter;
    tocsin_stream *stream = NULL;
    tocsin_moves *m = NULL;
    tocsin_text svg;
    filter.from = tc_cli_text(d->first);
    filter.to = tc_cli_text(d->last);
    filter.limit = -1;
    tocsin_status status =
        tocsin_stream_of_record(record, &filter, TOCSIN_PARTY_COUNTRY, &stream, error);
    if (status != TOCSIN_OK)
        return status;
    status = tocsin_moves_find(stream, tc_cli_text(d->a), tc_cli_text(d->b), &how, &m,
                               error);
    bool vague = status == TOCSIN_EMPTY || status == TOCSIN_MISSING ||
                 status == TOCSIN_LIMIT; /* in time: it is in the other charts */
    if (status == TOCSIN_OK)
        status = tocsin_moves_plot(m, TOCSIN_CHART_SERIES, &svg, error);
    if (status == TOCSIN_OK) {
        print(to, report, d, m, svg);
        status = tc_report_answers(to, m, error);
    }
    if (status == TOCSIN_OK)
        status = tc_report_intensity(to, stream, m, error);
    tocsin_moves_free(m);
    tocsin_stream_close(stream);
    return vague ? TOCSIN_OK : status;
}

static tocsin_status write_dyads(FILE *to, const struct report *report,
                                 tocsin_record *record, const struct dyad *list,
                                 size_t count, tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    fputs("<h2>Moves and countermoves</h2><p class=note>What the countries that have "
          "most to do with each other did to one another, the one above and the other "
          "below; the hatched part is conflict. Only what happened, on a day that is "
          "known within a week.</p>",
          to);
    for (size_t i = 0; i < count && i < MOST_PAIRS && status == TOCSIN_OK; i++)
        if (list[i].n >= LEAST_EVENTS)
            status = one_dyad(to, report, record, &list[i], error);
    tocsin_filter filter = report->options->filter;
    filter.limit = -1;
    return status == TOCSIN_OK ? tc_report_risk(to, record, &filter, error) : status;
}

tocsin_status tc_report_moves(struct report *report, tocsin_record *record,
                              tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    struct dyad *list = malloc((report->count + 1) * sizeof *list);
    if (!list)
        return TOCSIN_MEMORY;
    size_t count = count_dyads(report, list);
    if (count && list[0].n >= LEAST_EVENTS) {
        FILE *to = open_memstream(&report->moves, &report->moves_size);
        status =
            to ? write_dyads(to, report, record, list, count, error) : TOCSIN_MEMORY;
        if (to && fclose(to) != 0)
            status = TOCSIN_MEMORY;
    }
    free(list);
    return status;
}
