/* study/plot_charts.c: charts of a kind: how well probabilities hold (reliability), how
 * well a distribution fits (quantiles), and those of moves.
 */
#include "study/moves_inside.h"

#include <math.h>
#include <string.h>

/* ---- reliability, quantiles ------------------------------------------------------ */

void tc_plot_reliability(struct buffer *out, const struct plot_reliability *chart)
{
    struct plot_series series = {.name = TEXT("observed, of forecasts alike"),
                                 .shape = PLOT_LINE,
                                 .x = chart->forecast,
                                 .y = chart->observed,
                                 .low = chart->low,
                                 .high = chart->high,
                                 .count = chart->count};
    struct plot_rule even = {.diagonal = true};
    struct buffer words;
    double most = 0, cases = 0;
    for (size_t i = 0; i < chart->count; i++) {
        most = chart->forecast[i] > most ? chart->forecast[i] : most;
        most = chart->observed[i] > most ? chart->observed[i] : most;
        if (chart->high && chart->high[i] > most)
            most = chart->high[i];
        cases += chart->cases ? chart->cases[i] : 0;
    }
    most = most > 0 ? most * 1.04 < 1 ? most * 1.04 : 1 : 1;
    tc_buffer_init(&words, 4096);
    tc_buffer_format(&words,
                     "How often what was forecast came, against the probability that "
                     "was given, in %zu groups of forecasts",
                     chart->count);
    if (cases > 0)
        tc_buffer_format(&words, " (%lld in all)", (long long)cases);
    tc_buffer_string(&words, "; on the diagonal both are the same.");
    struct plot plot = {
        .title = chart->title,
        .description = {words.data, words.size},
        .x = { TEXT("forecast probability"), PLOT_NUMBERS,               0, most},
        .y = { TEXT("observed share"),       PLOT_NUMBERS,               0, most},
        .series = &series,
        .series_count = 1,
        .rules = &even,
        .rule_count = 1,
        .width = 406, /* a square inside */
        .height = 420,
        .id = chart->id
    };
    out->failed |= words.failed;
    tc_plot(out, &plot);
    tc_buffer_release(&words);
}

void tc_plot_qq(struct buffer *out, const struct plot_qq *chart)
{
    struct plot_series series[2] = {
        {.name = TEXT("95 % by chance"),
         .shape = PLOT_BAND,
         .x = chart->expected,
         .low = chart->low,
         .high = chart->high,
         .count = chart->low ? chart->count : 0},
        {.name = TEXT("quantiles"),
         .shape = PLOT_POINTS,
         .x = chart->expected,
         .y = chart->observed,
         .count = chart->count}
    };
    struct plot_rule even = {.diagonal = true};
    double low = NAN, high = NAN; /* the same both ways */
    for (size_t i = 0; i < chart->count; i++) {
        low = fmin(low, fmin(chart->expected[i], chart->observed[i]));
        high = fmax(high, fmax(chart->expected[i], chart->observed[i]));
    }
    low = low >= 0 && high <= 1 ? 0 : low;
    high = low == 0 && high <= 1 ? 1 : high;
    struct plot plot = {
        .title = chart->title,
        .description = TEXT("Quantiles that are there against quantiles that the model "
                            "expects; on the diagonal the model fits."),
        .x = {chart->expected_label, PLOT_NUMBERS, low, high},
        .y = {chart->observed_label, PLOT_NUMBERS, low, high},
        .series = chart->low ? series : series + 1,
        .series_count = chart->low ? 2 : 1,
        .rules = &even,
        .rule_count = 1,
        .width = 406, /* a square inside */
        .height = 420,
        .id = chart->id
    };
    tc_plot(out, &plot);
}

/* ---- both series, mirrored ------------------------------------------------------- */

struct columns {
    double *x, *width, *all[2], *conflict[2];
};

static bool fill_columns(const tocsin_moves *m, struct columns *c)
{
    size_t n = m->step_count;
    double *room = tc_alloc(6 * n * sizeof *room);
    if (!room)
        return false;
    c->x = room;
    c->width = room + n;
    for (size_t side = 0; side < 2; side++) {
        c->all[side] = room + (2 + side) * n;
        c->conflict[side] = room + (4 + side) * n;
    }
    for (size_t i = 0; i < n; i++) {
        c->x[i] = m->steps[i].day + m->steps[i].days / 2.0;
        c->width[i] = m->steps[i].days;
        for (int side = 0; side < 2; side++) {
            double sign = side ? -1 : 1;
            c->all[side][i] = sign * m->steps[i].side[side].events;
            c->conflict[side][i] = sign * m->steps[i].side[side].conflict;
        }
    }
    return true;
}

static const char *step_word(const tocsin_moves *m)
{
    return m->by == TOCSIN_BUCKET_DAY    ? "day"
           : m->by == TOCSIN_BUCKET_WEEK ? "week"
                                         : "month";
}

static void name(struct buffer *out, text t)
{
    tc_buffer_text(out, tc_text_slice(t, 0, 40));
}

/* Words of a chart, in one buffer; parts are found again by where they begin. */
struct words {
    struct buffer buffer;
    size_t mark[6];
    int count;
};

static void word_end(struct words *w)
{
    w->mark[w->count++] = w->buffer.size;
}

static text word(const struct words *w, int i)
{
    size_t from = i ? w->mark[i - 1] : 0;
    return (text){w->buffer.data ? w->buffer.data + from : "", w->mark[i] - from};
}

/* A name for the chart's parts that is another's only by accident. */
static text id_of(const tocsin_moves *m, char kind, char out[20])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t hash = tc_hash(m->a.data, m->a.size) * 31 + tc_hash(m->b.data, m->b.size);
    out[0] = kind;
    for (int i = 1; i < 10; i++, hash >>= 4)
        out[i] = digits[hash & 15];
    return (text){out, 10};
}

static void mirror_words(const tocsin_moves *m, struct words *w)
{
    struct buffer *b = &w->buffer;
    name(b, m->a);
    tc_buffer_string(b, " and ");
    name(b, m->b);
    tc_buffer_format(b, ": events by %s", step_word(m));
    word_end(w);
    tc_buffer_string(b, "Bars upward count what ");
    name(b, m->a);
    tc_buffer_string(b, " did to ");
    name(b, m->b);
    tc_buffer_format(b,
                     " (%u events), bars downward the reverse (%u). The hatched part "
                     "is conflict. ",
                     m->events[0], m->events[1]);
    tc_buffer_format(b, "Upright lines mark %zu changes of a rate.", m->change_count);
    word_end(w);
    for (int side = 0; side < 2; side++) {
        tc_buffer_string(b, side ? "below: " : "above: ");
        name(b, side ? m->b : m->a);
        tc_buffer_string(b, " to ");
        name(b, side ? m->a : m->b);
        word_end(w);
    }
}

enum { MOST_LINES = 24 };

static void draw_mirror(struct moves *moves, const struct columns *c, struct words *w)
{
    const tocsin_moves *m = &moves->public;
    char id[20];
    struct plot_series series[4];
    struct plot_rule lines[MOST_LINES + 1] = {{.value = 0}};
    size_t count = 1;
    for (int side = 0; side < 2; side++) {
        series[side] = (struct plot_series){.name = word(w, 2 + side),
                                            .shape = PLOT_BARS,
                                            .look = 2,
                                            .x = c->x,
                                            .y = c->all[side],
                                            .width = c->width,
                                            .count = m->step_count};
        series[2 + side] = series[side];
        series[2 + side].name = side ? TEXT("") : TEXT("conflict");
        series[2 + side].look = 1;
        series[2 + side].y = c->conflict[side];
    }
    for (size_t i = 0; i < m->change_count && count < MOST_LINES; i++)
        if (!m->changes[i].conflict)
            lines[count++] =
                (struct plot_rule){.upright = true, .value = m->changes[i].day};
    struct plot plot = {.title = word(w, 0),
                        .description = word(w, 1),
                        .series = series,
                        .series_count = 4,
                        .rules = lines,
                        .rule_count = count,
                        .id = id_of(m, 'm', id)};
    plot.x.label = m->dates ? TEXT("") : TEXT("day");
    plot.x.scale = m->dates ? PLOT_DATES : PLOT_NUMBERS;
    plot.x.low = m->first;
    plot.x.high = m->last + 1.0;
    plot.y.label = TEXT("events");
    plot.y.scale = PLOT_MIRRORED;
    tc_plot(&moves->svg, &plot);
}

/* ---- answers in kind, by days ---------------------------------------------------- */

static void answer_words(const tocsin_moves *m, const tocsin_moves_response *r,
                         struct words *w)
{
    name(&w->buffer, r->answerer ? m->b : m->a);
    tc_buffer_string(&w->buffer, " answers ");
    name(&w->buffer, r->answerer ? m->a : m->b);
    if (r->around > 1)
        tc_buffer_format(&w->buffer, ", over %d days", r->around);
    word_end(w);
}

static void draw_response(struct moves *moves, bool conflict)
{
    const tocsin_moves *m = &moves->public;
    char id[20];
    struct words w = {.count = 0};
    struct plot_series series[2];
    double numbers[2][4][2 * 90 + 1];
    size_t count = 0;
    double first = 0; /* of the days told; the last is as far off */
    tc_buffer_init(&w.buffer, 4096);
    tc_buffer_string(&w.buffer,
                     conflict ? "Conflict answered by conflict, times the base rate"
                              : "Cooperation answered by cooperation, times the base "
                                "rate");
    word_end(&w);
    tc_buffer_string(&w.buffer,
                     "How much more often than usual the one side acts so in the days "
                     "before (below 0) and behind an act of the other; upright lines "
                     "enclose 95 %; 1 is the base rate.");
    word_end(&w);
    for (size_t i = 0; i < m->response_count; i++) {
        const tocsin_moves_response *r = &m->responses[i];
        if (r->conflict != conflict || r->after_conflict != conflict)
            continue;
        first = r->lags[0].days;
        for (size_t k = 0; k < r->lag_count; k++) {
            numbers[count][0][k] = r->lags[k].days;
            numbers[count][1][k] = r->lags[k].rate;
            numbers[count][2][k] = r->lags[k].low;
            numbers[count][3][k] = r->lags[k].high;
        }
        answer_words(m, r, &w);
        series[count] = (struct plot_series){.shape = PLOT_LINE,
                                             .look = (int)count,
                                             .x = numbers[count][0],
                                             .y = numbers[count][1],
                                             .low = numbers[count][2],
                                             .high = numbers[count][3],
                                             .count = r->lag_count};
        count++;
    }
    for (size_t i = 0; i < count; i++)
        series[i].name = word(&w, 2 + (int)i);
    struct plot_rule lines[] = {{.value = 1}, {.upright = true}, {.value = 0}};
    struct plot plot = {.title = word(&w, 0),
                        .description = word(&w, 1),
                        .series = series,
                        .series_count = count,
                        .rules = lines,
                        .rule_count = 3,
                        .id = id_of(m, conflict ? 'c' : 'k', id)};
    plot.x.label = TEXT("days behind the act; below 0: before it");
    plot.x.low = first - 0.5;
    plot.x.high = 0.5 - first;
    plot.y.label = TEXT("times the base rate");
    moves->svg.failed |= w.buffer.failed;
    tc_plot(&moves->svg, &plot);
    tc_buffer_release(&w.buffer);
}

/* ---- what is asked for ----------------------------------------------------------- */

static tocsin_status plot_series(struct moves *moves, tocsin_error *error)
{
    struct columns columns;
    struct words w = {.count = 0};
    if (!fill_columns(&moves->public, &columns))
        return tc_moves_memory(error);
    tc_buffer_init(&w.buffer, 4096);
    mirror_words(&moves->public, &w);
    moves->svg.failed |= w.buffer.failed;
    if (!w.buffer.failed)
        draw_mirror(moves, &columns, &w);
    tc_buffer_release(&w.buffer);
    tc_free(columns.x);
    return TOCSIN_OK;
}

/* The charts so far one below the other in one. */
static void stack(struct buffer *svg, int count)
{
    struct buffer all;
    size_t at = 0;
    tc_buffer_init(&all, 0);
    tc_buffer_format(&all,
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 %d\" "
                     "width=\"760\" height=\"%d\">\n",
                     count * 330, count * 330);
    for (int i = 0; i < count; i++) {
        text left = {svg->data + at, svg->size - at};
        size_t end = tc_text_find(left, TEXT("</svg>\n")) + 7;
        tc_buffer_format(&all, "<svg y=\"%d\"", i * 330);
        tc_buffer_text(&all, (text){left.data + 4, end - 4});
        at += end;
    }
    tc_buffer_string(&all, "</svg>\n");
    tc_buffer_clear(svg);
    tc_buffer_text(svg, (text){all.data, all.size});
    svg->failed |= all.failed;
    tc_buffer_release(&all);
}

/* Can an answer in kind be told? A chart without any is an empty frame. */
static bool can_be_told(const tocsin_moves *m, bool conflict)
{
    for (size_t i = 0; i < m->response_count; i++) {
        const tocsin_moves_response *r = &m->responses[i];
        if (r->conflict == conflict && r->after_conflict == conflict &&
            r->week.rate == r->week.rate)
            return true;
    }
    return false;
}

tocsin_status tc_moves_plot(tocsin_moves *public, tocsin_moves_chart chart, text *svg,
                            tocsin_error *error)
{
    struct moves *moves = (struct moves *)public;
    int count = 0;
    if (chart < 0 || chart >= TOCSIN_CHART_COUNT)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "there is no such chart");
    tc_buffer_clear(&moves->svg);
    moves->svg.failed = false;
    if (chart != TOCSIN_CHART_RESPONSE) {
        tocsin_status status = plot_series(moves, error);
        if (status)
            return status;
        count++;
    }
    if (chart != TOCSIN_CHART_SERIES) {
        bool told[2] = {can_be_told(public, false), can_be_told(public, true)};
        bool none = !told[0] && !told[1] && chart == TOCSIN_CHART_RESPONSE;
        for (int conflict = 1; conflict >= 0; conflict--)
            if (told[conflict] || none) {
                draw_response(moves, conflict);
                count++;
            }
    }
    if (count > 1 && !moves->svg.failed)
        stack(&moves->svg, count);
    if (moves->svg.failed)
        return tc_moves_memory(error);
    *svg = (text){moves->svg.data, moves->svg.size};
    return TOCSIN_OK;
}
