/* report_answers.c: whether two countries answer each other, in a report: reciprocity
 * as a table and as curves, changes of rate, how many acts one act brings and whether
 * that model holds, and how often what would have been forecast came. What cannot be
 * told of few events is left out. */
#include "cli/report.h"

#include <stdlib.h>

enum {
    LEAST_FOR_INTENSITY = 60, /* events */
    LEAST_FOR_CURVES = 20,    /* days with acts, and with answers */
    LEAST_FOR_FORECASTS = 10, /* that came */
    MOST_QUANTILES = 20
};

static const char *kind(bool conflict)
{
    return conflict ? "conflict" : "cooperation";
}

static void number(FILE *to, double value, int digits)
{
    if (value == value)
        fprintf(to, "<td>%.*f", digits, value);
    else
        fputs("<td>-", to);
}

static void interval(FILE *to, const tocsin_moves_lag *l)
{
    if (l->rate == l->rate && l->low == l->low)
        fprintf(to, "<td>%.2f (%.2f to %.2f)", l->rate, l->low, l->high);
    else
        fputs("<td>-", to);
}

static bool told(const tocsin_moves_response *r)
{
    return r->week.rate == r->week.rate;
}

static bool in_kind(const tocsin_moves_response *r)
{
    return r->conflict == r->after_conflict;
}

/* ---- reciprocity ----------------------------------------------------------------- */

static void who_answers(FILE *to, const tocsin_moves *m, const tocsin_moves_response *r)
{
    tc_html(to, r->answerer ? m->b : m->a);
    fprintf(to, "'s %s to ", kind(r->conflict));
    tc_html(to, r->answerer ? m->a : m->b);
    fprintf(to, "'s %s", kind(r->after_conflict));
}

static void reciprocity(FILE *to, const tocsin_moves *m)
{
    fputs("<p class=note>Answers in the seven days behind an act, times the base rate "
          "(over 1: more often than on other days), and over the seven days before it "
          "(over 1: they follow, they do not precede); in brackets 95&nbsp;%. Half: "
          "days until half of what is above the base rate has come.</p>"
          "<table><tr><th>answer<th>acts<th>answers<th>behind<th>over before<th>half"
          "</tr>",
          to);
    for (size_t i = 0; i < m->response_count; i++) {
        const tocsin_moves_response *r = &m->responses[i];
        if (!told(r))
            continue;
        fputs("<tr><td>", to);
        who_answers(to, m, r);
        fprintf(to, "<td>%u<td>%u", r->acts, r->answers);
        interval(to, &r->week);
        interval(to, &r->turn);
        number(to, r->half, 1);
        fputs("</tr>", to);
    }
    fputs("</table>", to);
}

/* The curves' numbers: a row a day, a column each answer in kind. */
static void curve_table(FILE *to, const tocsin_moves *m)
{
    fputs("<details class=data><summary>The same as a table</summary><table><tr><th>"
          "days behind",
          to);
    for (size_t i = 0; i < m->response_count; i++)
        if (in_kind(&m->responses[i])) {
            fputs("<th>", to);
            who_answers(to, m, &m->responses[i]);
        }
    fputs("</tr>", to);
    for (size_t k = 0; m->response_count && k < m->responses[0].lag_count; k++) {
        fprintf(to, "<tr><td>%d", m->responses[0].lags[k].days);
        for (size_t i = 0; i < m->response_count; i++)
            if (in_kind(&m->responses[i]))
                interval(to, &m->responses[i].lags[k]);
        fputs("</tr>", to);
    }
    fputs("</table></details>", to);
}

static void changes(FILE *to, const tocsin_moves *m)
{
    char day[24];
    if (!m->change_count)
        return;
    fputs("<p class=note>Where a rate changes (upright lines):</p><ul>", to);
    for (size_t i = 0; i < m->change_count; i++) {
        const tocsin_moves_change *c = &m->changes[i];
        fprintf(to, "<li>%s: ", tc_cli_day(m->dates, c->day, day));
        tc_html(to, c->side ? m->b : m->a);
        fputs(" to ", to);
        tc_html(to, c->side ? m->a : m->b);
        fprintf(to, ", %s, %.2f to %.2f a week</li>",
                c->conflict ? "conflict" : "all events", c->before * 7, c->after * 7);
    }
    fputs("</ul>", to);
}

tocsin_status tc_report_answers(FILE *to, tocsin_moves *m, tocsin_error *error)
{
    tocsin_text svg;
    bool any = false, curves = false;
    changes(to, m);
    for (size_t i = 0; i < m->response_count; i++) {
        any |= told(&m->responses[i]);
        curves |= told(&m->responses[i]) && in_kind(&m->responses[i]) &&
                  m->responses[i].acts >= LEAST_FOR_CURVES &&
                  m->responses[i].answers >= LEAST_FOR_CURVES;
    }
    if (any)
        reciprocity(to, m);
    if (!curves)
        return TOCSIN_OK;
    tocsin_status status = tocsin_moves_plot(m, TOCSIN_CHART_RESPONSE, &svg, error);
    if (status == TOCSIN_OK) {
        fwrite(svg.data, 1, svg.size, to);
        curve_table(to, m);
    }
    return status;
}

/* ---- intensity ------------------------------------------------------------------- */

static tocsin_status take_svg(void *context, tocsin_text svg)
{
    return fwrite(svg.data, 1, svg.size, context) == svg.size ? TOCSIN_OK
                                                              : TOCSIN_MEMORY;
}

static void brings(FILE *to, const tocsin_moves *m, const tocsin_intensity *made)
{
    fputs("<p class=note>By a Hawkes process", to);
    if (made->gain == made->gain)
        fprintf(
            to,
            ", %.2f bits an event better than constant rates on the last 30&nbsp;%% of "
            "the days, not seen",
            made->gain);
    fprintf(to,
            "; of its waits %s. Acts that one act brings later and, in brackets, on "
            "the same day:</p><table><tr><th>one act of",
            made->p < 0.05 ? "some are not as it says" : "nothing speaks against it");
    for (uint32_t from = 0; from < made->types; from++) {
        if (!(made->events[from] > 0)) /* of what never was nothing is learnt */
            continue;
        fputs("<th>", to);
        tc_html(to, from < made->classes ? m->a : m->b);
        fprintf(to, ", %s", made->class_names[from % made->classes]);
    }
    fputs("</tr>", to);
    for (uint32_t type = 0; type < made->types; type++) {
        if (!(made->events[type] > 0))
            continue;
        fputs("<tr><td>brings of ", to);
        tc_html(to, type < made->classes ? m->a : m->b);
        fprintf(to, ", %s", made->class_names[type % made->classes]);
        for (uint32_t from = 0; from < made->types; from++)
            if (made->events[from] > 0)
                fprintf(to, "<td>%.2f (%.2f)", made->later[type * made->types + from],
                        made->same[type * made->types + from]);
        fputs("</tr>", to);
    }
    fputs("</table>", to);
}

static void quantiles(FILE *to, const tocsin_intensity *made)
{
    size_t n = made->waits_count,
           rows = n < MOST_QUANTILES ? n : (size_t)MOST_QUANTILES;
    fputs("<details class=data><summary>The same as a table</summary><table><tr><th>"
          "quantile if the model holds<th>as it is</tr>",
          to);
    for (size_t i = 0; i < rows; i++) {
        size_t at = rows > 1 ? i * (n - 1) / (rows - 1) : 0;
        fprintf(to, "<tr><td>%.3f<td>%.3f</tr>", ((double)at + 0.5) / (double)n,
                made->waits[at]);
    }
    fputs("</table></details>", to);
}

tocsin_status tc_report_intensity(FILE *to, const tocsin_stream *stream,
                                  const tocsin_moves *m, tocsin_error *error)
{
    tocsin_intensity_options how = {
        .a = m->a, .b = m->b, .classes = 2, .held_out = 0.3, .seed = 1};
    tocsin_intensity *made = NULL;
    if (m->events[0] + m->events[1] < LEAST_FOR_INTENSITY)
        return TOCSIN_OK;
    tocsin_status status = tocsin_intensity_make(stream, &how, &made, error);
    if (status == TOCSIN_OK) {
        brings(to, m, made);
        fputs("<div class=square>", to);
        status = tocsin_intensity_plot(made, take_svg, to, error);
        fputs("</div>", to);
        if (status == TOCSIN_OK)
            quantiles(to, made);
    }
    tocsin_intensity_free(made);
    return status == TOCSIN_MEMORY ? status : TOCSIN_OK;
}

/* ---- forecasts ------------------------------------------------------------------- */

static void bins(FILE *to, const tocsin_risk_past *past)
{
    fputs("<details class=data><summary>The same as a table</summary><table><tr><th>"
          "forecasts<th>said<th>came</tr>",
          to);
    for (int i = 0; i < 10; i++)
        if (past->bin_count[i])
            fprintf(to, "<tr><td>%zu<td>%.3f<td>%.3f</tr>", past->bin_count[i],
                    past->bin_mean[i], past->bin_share[i]);
    fputs("</table></details>", to);
}

tocsin_status tc_report_risk(FILE *to, tocsin_record *record,
                             const tocsin_filter *filter, tocsin_error *error)
{
    tocsin_risk_question question = {.as_of = TOCSIN_RISK_NOW};
    tocsin_stream *stream = NULL;
    tocsin_risk *risk = NULL;
    tocsin_risk_past past;
    tocsin_status status =
        tocsin_stream_of_record(record, filter, TOCSIN_PARTY_COUNTRY, &stream, error);
    if (status == TOCSIN_OK)
        status = tocsin_risk_open(stream, NULL, &question, &risk, error);
    if (status == TOCSIN_OK) {
        tocsin_risk_past_of(risk, &past);
        tocsin_interval skill = past.skill[TOCSIN_RISK_OWN];
        if (past.happened >= LEAST_FOR_FORECASTS) {
            fprintf(to,
                    "<h3>Forecasts of an ASSAULT within 30 days, by pair</h3>"
                    "<p class=note>Made anew as of %zu days of the past from what was "
                    "known then: %zu, of which %zu came. Against each pair's own share "
                    "of the past the Brier score is %+.0f&nbsp;%% (%+.0f to %+.0f).</p>"
                    "<div class=square>",
                    past.origins, past.forecasts, past.happened, skill.value * 100,
                    skill.low * 100, skill.high * 100);
            status = tocsin_risk_plot(&past, take_svg, to, error);
            fputs("</div>", to);
            bins(to, &past);
        }
    }
    tocsin_risk_close(risk);
    tocsin_stream_close(stream);
    return status == TOCSIN_MEMORY ? status : TOCSIN_OK;
}
