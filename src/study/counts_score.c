/* counts_score.c: a window of the VIEWS challenge, forecast and scored: the twelve
 * months of a year, three to fourteen months after the last that was known, a thousand
 * samples each. Hegre et al. 2024 name the scores: CRPS, ignorance over eleven bins,
 * and the interval score at 90 %.
 */
#include "study/counts.h"

#include <math.h>

struct scoring {
    const struct counts_window *window;
    struct counts_model model;
    double *samples;   /* (TC_COUNTS_SAMPLES) */
    double *losses[4]; /* (cells): CRPS and IGN of the model, of the mixture */
    uint32_t *block;   /* (cells): the unit */
    size_t cells;
};

static void add_scores(struct scoring *s, double y, int of, tocsin_counts_score *sum)
{
    double crps = tc_score_crps(s->samples, TC_COUNTS_SAMPLES, y);
    double ign = tc_score_ign(s->samples, TC_COUNTS_SAMPLES, y);
    s->losses[2 * of][s->cells] = crps;
    s->losses[2 * of + 1][s->cells] = ign;
    sum->crps += crps;
    sum->ign += ign;
    sum->mis += tc_score_mis(s->samples, TC_COUNTS_SAMPLES, y, 0.1);
}

static void score_cells(struct scoring *s, tocsin_counts_result *out)
{
    const struct counts_window *w = s->window;
    for (size_t i = 0; i < w->counts.units; i++)
        for (size_t month = 0; month < 12; month++) {
            double y = w->truth[12 * i + month];
            if (isnan(y))
                continue;
            tc_counts_samples(&s->model, i, month + 3, s->samples, TC_COUNTS_SAMPLES);
            add_scores(s, y, 0, &out->model);
            tc_counts_mixture(&s->model, i, s->samples, TC_COUNTS_SAMPLES);
            add_scores(s, y, 1, &out->mixture);
            s->block[s->cells++] = (uint32_t)i;
        }
    tocsin_counts_score *both[] = {&out->model, &out->mixture};
    for (int k = 0; k < 2; k++) {
        both[k]->crps /= (double)s->cells;
        both[k]->ign /= (double)s->cells;
        both[k]->mis /= (double)s->cells;
    }
    out->units = w->counts.units;
    out->cells = s->cells;
}

static tocsin_status skills(const struct scoring *s, tocsin_counts_result *out,
                            tocsin_error *error)
{
    tocsin_interval *to[] = {&out->crps_skill, &out->ign_skill};
    for (int k = 0; k < 2; k++) {
        struct skill_losses losses = {s->losses[k], s->losses[2 + k], s->block,
                                      s->cells, s->window->counts.units};
        struct bounds bounds;
        tocsin_status status = tc_score_skill(&losses, 1, &bounds, error);
        if (status != TOCSIN_OK)
            return status;
        *to[k] = (tocsin_interval){bounds.value, bounds.low, bounds.high};
    }
    return TOCSIN_OK;
}

tocsin_status tc_counts_score(const struct counts_window *window,
                              tocsin_counts_result *out, tocsin_error *error)
{
    struct scoring s = {.window = window};
    size_t cells = 12 * window->counts.units;
    *out = (tocsin_counts_result){.lost = window->lost};
    tocsin_status status = tc_counts_learn(&window->counts, 3, 14, &s.model, error);
    if (status != TOCSIN_OK)
        return status;
    s.samples = tc_alloc(TC_COUNTS_SAMPLES * sizeof *s.samples);
    s.block = tc_alloc(cells * sizeof *s.block);
    bool enough = s.samples && s.block;
    for (int k = 0; k < 4; k++) {
        s.losses[k] = tc_alloc(cells * sizeof **s.losses);
        enough = enough && s.losses[k];
    }
    if (enough) {
        score_cells(&s, out);
        status = skills(&s, out, error);
    } else
        status = tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    tc_free(s.samples);
    tc_free(s.block);
    for (int k = 0; k < 4; k++)
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
