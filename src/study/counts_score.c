/* counts_score.c: a window of the VIEWS challenge, forecast and scored: the twelve
 * months of a year, three to fourteen months after the last that was known, a thousand
 * samples each. Hegre et al. 2024 name the scores: CRPS, ignorance over eleven bins,
 * and the interval score at 90 %; and the benchmarks, of which one is left out: for the
 * last year of a country and its neighbours one must know who is whose neighbour.
 */
#include "study/counts.h"

#include <math.h>
#include <string.h>

enum { FORECASTS = TOCSIN_COUNTS_FORECASTS };
struct scoring {
    const struct counts_window *window;
    struct counts_model model;
    double *samples;           /* (TC_COUNTS_SAMPLES) */
    double *pool;              /* (TC_COUNTS_SAMPLES): the bootstrap's, always alike */
    double *losses[FORECASTS]; /* (2, cells): CRPS, IGN */
    uint32_t *block;           /* (cells): the unit */
    size_t room, cells;
};

static const double *ask(struct scoring *s, int which, size_t unit, size_t lead)
{
    double *samples = s->samples;
    if (which == TOCSIN_COUNTS_MODEL)
        tc_counts_samples(&s->model, unit, lead, samples, TC_COUNTS_SAMPLES);
    else if (which == TOCSIN_COUNTS_MIXTURE)
        tc_counts_mixture(&s->model, unit, samples, TC_COUNTS_SAMPLES);
    else if (which == TOCSIN_COUNTS_LAST)
        tc_counts_last(s->model.counts, unit, samples, TC_COUNTS_SAMPLES);
    else if (which == TOCSIN_COUNTS_BOOTSTRAP)
        return s->pool;
    else
        memset(samples, 0, TC_COUNTS_SAMPLES * sizeof *samples);
    return samples;
}

static void score_cell(struct scoring *s, size_t unit, size_t month,
                       tocsin_counts_score *sums)
{
    double y = s->window->truth[12 * unit + month];
    for (int k = 0; k < FORECASTS; k++) {
        const double *samples = ask(s, k, unit, month + 3);
        double crps = tc_score_crps(samples, TC_COUNTS_SAMPLES, y);
        double ign = tc_score_ign(samples, TC_COUNTS_SAMPLES, y);
        s->losses[k][s->cells] = crps;
        s->losses[k][s->room + s->cells] = ign;
        sums[k].crps += crps;
        sums[k].ign += ign;
        sums[k].mis += tc_score_mis(samples, TC_COUNTS_SAMPLES, y, 0.1);
    }
    s->block[s->cells++] = (uint32_t)unit;
}

static void score_cells(struct scoring *s, tocsin_counts_result *out)
{
    const struct counts_window *w = s->window;
    tc_counts_bootstrap(&s->model, s->pool, TC_COUNTS_SAMPLES);
    for (size_t i = 0; i < w->counts.units; i++)
        for (size_t month = 0; month < 12; month++)
            if (!isnan(w->truth[12 * i + month]))
                score_cell(s, i, month, out->score);
    for (int k = 0; k < FORECASTS; k++) {
        out->score[k].crps /= (double)s->cells;
        out->score[k].ign /= (double)s->cells;
        out->score[k].mis /= (double)s->cells;
    }
    out->units = w->counts.units;
    out->cells = s->cells;
    for (size_t at = 0; at < w->counts.units * w->counts.months; at++) {
        size_t months = w->counts.months - at % w->counts.months;
        if (!isnan(w->counts.y[at]) && months > out->months)
            out->months = months;
    }
}

static tocsin_status skills(const struct scoring *s, tocsin_counts_result *out,
                            tocsin_error *error)
{
    for (int k = 1; k < FORECASTS; k++)
        for (int ign = 0; ign < 2; ign++) {
            size_t from = ign ? s->room : 0;
            struct skill_losses losses = {s->losses[TOCSIN_COUNTS_MODEL] + from,
                                          s->losses[k] + from, s->block, s->cells,
                                          s->window->counts.units};
            struct bounds bounds;
            tocsin_status status = tc_score_skill(&losses, 1, &bounds, error);
            if (status != TOCSIN_OK)
                return status;
            *(ign ? &out->ign_skill[k] : &out->crps_skill[k]) =
                (tocsin_interval){bounds.value, bounds.low, bounds.high};
        }
    return TOCSIN_OK;
}

tocsin_status tc_counts_score(const struct counts_window *window,
                              tocsin_counts_result *out, tocsin_error *error)
{
    struct scoring s = {.window = window, .room = 12 * window->counts.units};
    *out = (tocsin_counts_result){.lost = window->lost};
    tocsin_status status = tc_counts_learn(&window->counts, 3, 14, &s.model, error);
    if (status != TOCSIN_OK)
        return status;
    s.samples = tc_alloc(TC_COUNTS_SAMPLES * sizeof *s.samples);
    s.pool = tc_alloc(TC_COUNTS_SAMPLES * sizeof *s.pool);
    s.block = tc_alloc(s.room * sizeof *s.block);
    bool enough = s.samples && s.pool && s.block;
    for (int k = 0; k < FORECASTS; k++) {
        s.losses[k] = tc_alloc(2 * s.room * sizeof **s.losses);
        enough = enough && s.losses[k];
    }
    if (enough) {
        score_cells(&s, out);
        status = skills(&s, out, error);
    } else
        status = tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    tc_free(s.samples);
    tc_free(s.pool);
    tc_free(s.block);
    for (int k = 0; k < FORECASTS; k++)
        tc_free(s.losses[k]);
    tc_counts_release(&s.model);
    return status;
}

tocsin_status tc_counts_evaluate(const char *folder, int year,
                                 tocsin_counts_result *out, tocsin_error *error)
{
    struct counts_window window;
    *out = (tocsin_counts_result){0};
    tocsin_status status = tc_counts_read(folder, year, &window, error);
    if (status != TOCSIN_OK)
        return status;
    status = tc_counts_score(&window, out, error);
    tc_counts_window_release(&window);
    return status;
}
