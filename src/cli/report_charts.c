/* report_charts.c: the pictures of a report, each with its table of figures. Only what
 * happened is counted; what was planned, threatened or denied has its own table. */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

static const char *const quad_names[QUADS + 1] = {
    "", "verbal cooperation", "material cooperation", "verbal conflict",
    "material conflict"};

/* ---- time line ------------------------------------------------------------------- */

enum { WIDTH = 1060, HEIGHT = 240, LEFT = 40, BOTTOM = 26, MOST_BINS = 120 };

/* Days since 0000-03-01, enough to count between two days; -1: not known. */
enum { EPOCH = 719468 };

static long day_number(const char *day)
{
    long long number = tc_cli_day_number(day);
    return number < -EPOCH ? -1 : (long)number + EPOCH;
}

static void day_name(long n, char out[24])
{
    (void)tc_cli_day(true, (int32_t)(n - EPOCH), out);
}

struct bins {
    long first, days; /* of the first bin; days a bin */
    int count;
    unsigned n[MOST_BINS][QUADS + 1];
    unsigned most, before; /* before: events that lie before the first bin */
};

/* News speaks of the past too: the chart begins where all but a fiftieth of the events
 * lie behind, and says how many stand before. Events come by day. */
static void span_of(const struct report *report, long *first, long *last,
                    unsigned *before)
{
    unsigned all = 0;
    *first = -1;
    *last = -1;
    *before = 0;
    for (size_t i = 0; i < report->count; i++) {
        long day = day_number(report->events[i].day);
        if (day < 0 || !tc_report_happened(&report->events[i]))
            continue;
        if (*first < 0 || day < *first)
            *first = day;
        if (day > *last)
            *last = day;
        all++;
    }
    for (size_t i = 0; i<report->count && * last - *first> 400; i++) {
        long day = day_number(report->events[i].day);
        if (day < 0 || !tc_report_happened(&report->events[i]))
            continue;
        if ((*before + 1) * 50 > all)
            break;
        ++*before;
        *first = day;
    }
}

static bool fill(const struct report *report, struct bins *b)
{
    static const long widths[] = {1, 7, 14, 30, 91, 182, 365, 1826, 3652, 18262, 0};
    long first, last;
    memset(b, 0, sizeof *b);
    span_of(report, &first, &last, &b->before);
    if (first < 0)
        return false;
    int w = 0;
    while (widths[w + 1] && (last - first) / widths[w] >= MOST_BINS)
        w++;
    b->first = first;
    b->days = widths[w];
    b->count = (int)((last - first) / b->days) + 1;
    if (b->count > MOST_BINS)
        b->count = MOST_BINS;
    for (size_t i = 0; i < report->count; i++) {
        const struct report_event *e = &report->events[i];
        long day = day_number(e->day);
        if (day < first || !tc_report_happened(e))
            continue;
        long bin = (day - first) / b->days;
        if (bin >= b->count)
            bin = b->count - 1;
        b->n[bin][tc_report_quad(e->type)]++;
        if (++b->n[bin][0] > b->most)
            b->most = b->n[bin][0];
    }
    return true;
}

static const char *bin_words(long days)
{
    return days == 1    ? "day"
           : days == 7  ? "week"
           : days < 28  ? "two weeks"
           : days < 32  ? "30 days"
           : days < 95  ? "quarter"
           : days < 200 ? "half-year"
           : days < 400 ? "year"
                        : "period";
}

static void bars(FILE *to, const struct bins *b)
{
    double step = (double)(WIDTH - LEFT - 10) / b->count;
    double unit = (double)(HEIGHT - BOTTOM - 16) / b->most;
    char day[24];
    for (int i = 0; i < b->count; i++) {
        double y = HEIGHT - BOTTOM;
        day_name(b->first + i * b->days, day);
        for (int q = 1; q <= QUADS; q++) {
            if (!b->n[i][q])
                continue;
            double h = b->n[i][q] * unit;
            y -= h;
            fprintf(to,
                    "<rect class=q%d x=%.1f y=%.1f width=%.1f height=%.1f>"
                    "<title>%s: %u %s</title></rect>",
                    q, LEFT + i * step, y, step > 3 ? step - 1.5 : step, h, day,
                    b->n[i][q], quad_names[q]);
        }
        if (i % (b->count / 8 + 1) == 0)
            fprintf(to, "<text x=%.1f y=%d>%s</text>", LEFT + i * step, HEIGHT - 8,
                    day);
    }
}

void tc_report_timeline(FILE *to, const struct report *report)
{
    struct bins *b = malloc(sizeof *b);
    if (!b || !fill(report, b)) {
        fputs("<p class=none>No event with a day has happened.</p>", to);
        free(b);
        return;
    }
    fputs("<div class=legend>", to);
    for (int q = 1; q <= QUADS; q++)
        fprintf(to, "<span><i class=q%d></i>%s</span>", q, quad_names[q]);
    fprintf(to,
            "</div><svg viewBox=\"0 0 %d %d\" role=img aria-label=\"Events per %s\">"
            "<line x1=%d x2=%d y1=%d y2=%d stroke=\"#5b6670\"/>"
            "<text x=6 y=14>%u</text><text x=6 y=%d>0</text>",
            WIDTH, HEIGHT, bin_words(b->days), LEFT, WIDTH - 10, HEIGHT - BOTTOM,
            HEIGHT - BOTTOM, b->most, HEIGHT - BOTTOM);
    bars(to, b);
    fprintf(to,
            "</svg><details class=data><summary>The figures, per %s</summary><table>"
            "<tr><th>from<th>verbal coop.<th>material coop.<th>verbal conflict"
            "<th>material conflict<th>all</tr>",
            bin_words(b->days));
    for (int i = 0; i < b->count; i++) {
        char day[24];
        if (!b->n[i][0])
            continue;
        day_name(b->first + i * b->days, day);
        fprintf(to, "<tr><td>%s<td>%u<td>%u<td>%u<td>%u<td>%u</tr>", day, b->n[i][1],
                b->n[i][2], b->n[i][3], b->n[i][4], b->n[i][0]);
    }
    fputs("</table></details>", to);
    if (b->before)
        fprintf(to, "<p class=note>%u events lie before the chart begins.</p>",
                b->before);
    free(b);
}

/* ---- who to whom ----------------------------------------------------------------- */

enum { SIDE = 12, MOST_NAMES = 4096 };

struct party {
    const char *key, *name;
    unsigned n;
};

/* name: of the state itself, where a mention gives it; "" else */
static void count_party(struct party *list, int *count, const char *key,
                        const char *name)
{
    if (!key || !*key)
        return;
    for (int i = 0; i < *count; i++)
        if (strcmp(list[i].key, key) == 0) {
            list[i].n++;
            if (!*list[i].name)
                list[i].name = name;
            return;
        }
    if (*count < MOST_NAMES)
        list[(*count)++] = (struct party){key, name, 1};
}

static int by_count(const void *left, const void *right)
{
    const struct party *a = left, *b = right;
    if (a->n != b->n)
        return a->n > b->n ? -1 : 1;
    return strcmp(a->key, b->key);
}

struct cell {
    unsigned n;
    double intensity;
};

static int place_of(const struct party *list, int count, const char *key)
{
    for (int i = 0; key && i < count; i++)
        if (strcmp(list[i].key, key) == 0)
            return i;
    return -1;
}

static void shade(FILE *to, const struct cell *c)
{
    double mean = c->intensity / c->n;
    double depth = mean < 0 ? -mean / 10 : mean / 10;
    int light = 92 - (int)(depth * 42);
    fprintf(to,
            "<td style=\"background:hsl(%d,%d%%,%d%%)\" title=\"%u events, mean "
            "intensity %+.1f\">%u<br><small>%+.1f</small>",
            mean < 0 ? 14 : 200, 55, light, c->n, mean, c->n, mean);
}

static void print_matrix(FILE *to, const struct party *list, int side,
                         struct cell cells[SIDE][SIDE])
{
    fputs("<div class=scroll><table class=matrix><thead><tr><th>actor &rarr; recipient",
          to);
    for (int k = 0; k < side; k++) {
        fputs("<th>", to);
        tc_html_string(to, list[k].key);
    }
    fputs("</tr></thead>", to);
    for (int i = 0; i < side; i++) {
        fputs("<tr><th>", to);
        tc_html_string(to, *list[i].name ? list[i].name : list[i].key);
        if (*list[i].name) {
            fputs(" <small>", to);
            tc_html_string(to, list[i].key);
            fputs("</small>", to);
        }
        for (int k = 0; k < side; k++) {
            if (cells[i][k].n)
                shade(to, &cells[i][k]);
            else
                fputs("<td class=none>&middot;", to);
        }
        fputs("</tr>", to);
    }
    fputs("</table></div>", to);
}

void tc_report_matrix(FILE *to, const struct report *report)
{
    struct party *list = calloc(MOST_NAMES, sizeof *list);
    int count = 0;
    if (!list)
        return;
    for (size_t i = 0; i < report->count; i++) {
        const struct report_event *e = &report->events[i];
        if (!tc_report_happened(e) || !*e->actor_state || !*e->recipient_state)
            continue;
        count_party(list, &count, e->actor_state, e->actor_is_state ? e->actor : "");
        count_party(list, &count, e->recipient_state,
                    e->recipient_is_state ? e->recipient : "");
    }
    qsort(list, (size_t)count, sizeof *list, by_count);
    int side = count < SIDE ? count : SIDE;
    static const struct cell empty;
    struct cell cells[SIDE][SIDE];
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < SIDE; k++)
            cells[i][k] = empty;
    for (size_t i = 0; i < report->count; i++) {
        const struct report_event *e = &report->events[i];
        if (!tc_report_happened(e))
            continue;
        int a = place_of(list, side, e->actor_state);
        int r = place_of(list, side, e->recipient_state);
        if (a < 0 || r < 0)
            continue;
        cells[a][r].n++;
        cells[a][r].intensity += e->intensity;
    }
    if (side)
        print_matrix(to, list, side, cells);
    else
        fputs("<p class=none>No event has two known parties.</p>", to);
    free(list);
}

/* ---- types and statuses ---------------------------------------------------------- */

void tc_report_types(FILE *to, const struct report *report)
{
    unsigned n[TOCSIN_TYPE_COUNT] = {0}, most = 1;
    for (size_t i = 0; i < report->count; i++)
        if (tc_report_happened(&report->events[i]) &&
            ++n[report->events[i].type] > most)
            most = n[report->events[i].type];
    fputs("<table class=bars><tr><th>type<th>events<th></tr>", to);
    for (int t = 0; t < TOCSIN_TYPE_COUNT; t++)
        fprintf(to,
                "<tr><td>%s<td>%u<td>%s<span class=\"bar q%d\" style=\"width:%u%%\">"
                "</span>%s</tr>",
                tocsin_type_name((tocsin_type)t), n[t], n[t] ? "" : "<!--",
                tc_report_quad((tocsin_type)t), n[t] * 100 / most, n[t] ? "" : "-->");
    fputs("</table>", to);
}

void tc_report_statuses(FILE *to, const struct report *report)
{
    static const char *const meaning[TOCSIN_CLAIM_STATUS_COUNT] = {
        "the text says it happened",   "it is going on",
        "the actor says that it will", "others say that it will",
        "the actor threatens it",      "a question, condition or speculation",
        "somebody denies it",          "the text says it did not happen"};
    unsigned n[TOCSIN_CLAIM_STATUS_COUNT] = {0};
    for (size_t i = 0; i < report->count; i++)
        n[report->events[i].status]++;
    fputs("<table><tr><th>status<th>events<th>means</tr>", to);
    for (int s = 0; s < TOCSIN_CLAIM_STATUS_COUNT; s++)
        fprintf(to, "<tr><td>%s<td>%u<td>%s</tr>",
                tocsin_claim_status_name((tocsin_claim_status)s), n[s], meaning[s]);
    fputs("</table>", to);
}
