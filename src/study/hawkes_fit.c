/* study/hawkes_fit.c: maximum likelihood in two steps: what pairs have in common, then
 * how each differs.
 *
 * With decays given the likelihood without its same-day part is concave in all rates,
 * and with it nearly so: a start from halves of what was counted finds the maximum. A
 * pair of fifty events tells little of its own twenty-odd answers, and fitted alone it
 * does worse on days to come than one that answers like all others; how far pairs may
 * differ is therefore tried on the last fifth of the window, before all of it is fitted
 * to. Nothing behind the window is looked at.
 */
#include "study/hawkes_fit.h"

#include <math.h>
#include <string.h>

#define KEPT_CELLS (64u << 20) /* doubles of all pasts together: 512 MB */

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for intensities");
}

static tocsin_status usage(tocsin_error *error, const char *why)
{
    return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "%s", why);
}

tocsin_status tc_hawkes_model_make(struct hawkes_model *model, uint32_t groups,
                                   uint32_t types, uint32_t kernels,
                                   tocsin_error *error)
{
    memset(model, 0, sizeof *model);
    if (!groups || groups > TC_HAWKES_GROUPS || !types || types > TC_HAWKES_TYPES ||
        !kernels || kernels > TC_HAWKES_KERNELS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "intensities of %u groups, %u types, %u kernels: at most %u, "
                       "%u, %u",
                       groups, types, kernels, TC_HAWKES_GROUPS, TC_HAWKES_TYPES,
                       TC_HAWKES_KERNELS);
    size_t cells = (size_t)types * types;
    size_t bases = (size_t)groups * types, sames = groups * cells;
    size_t all = bases + (sames + cells) * (kernels + 1);
    model->memory = tc_alloc(all * sizeof *model->memory);
    if (!model->memory)
        return no_memory(error);
    memset(model->memory, 0, all * sizeof *model->memory);
    model->base = model->memory;
    model->answer = model->base + bases;
    model->same = model->answer + sames * kernels;
    model->common = model->same + sames;
    model->common_same = model->common + cells * kernels;
    model->groups = groups;
    model->types = types;
    model->kernels = kernels;
    for (int d = 0; d < 7; d++)
        model->week[d] = 1.0;
    for (uint32_t k = 0; k < kernels; k++)
        model->decay[k] = 1.0;
    return TOCSIN_OK;
}

void tc_hawkes_model_release(struct hawkes_model *model)
{
    tc_free(model->memory);
    memset(model, 0, sizeof *model);
}

void tc_hawkes_options_usual(struct hawkes_options *options)
{
    static const double half_lives[] = {1.0, 7.0, 30.0, 180.0};
    memset(options, 0, sizeof *options);
    options->kernels = 4;
    for (int k = 0; k < 4; k++)
        options->decay[k] = log(2.0) / half_lives[k];
    options->weekly = options->volume = options->same_day = true;
    options->mirror = options->even = true;
    options->pull = -1.0;
}

static tocsin_status check_options(const struct hawkes_data *data,
                                   struct hawkes_window window,
                                   const struct hawkes_options *options,
                                   tocsin_error *error)
{
    if (!(window.from >= data->begin && window.to <= data->end &&
          window.from < window.to))
        return usage(error, "the window to fit to does not lie within the span");
    if (data->by_day &&
        (window.from != floor(window.from) || window.to != floor(window.to)))
        return usage(error, "the window to fit to does not consist of whole days");
    if (!options->kernels || options->kernels > TC_HAWKES_KERNELS)
        return usage(error, "between 1 and 8 kernels are possible");
    for (uint32_t k = 0; k < options->kernels; k++)
        if (!(options->decay[k] >= 1e-5 && options->decay[k] <= 20.0))
            return usage(error, "a decay is not between 0.00001 and 20 per day");
    if (options->same_day && !data->by_day)
        return usage(error, "same-day answers are of events by day only");
    if (options->volume && !data->volume)
        return usage(error, "there is no reporting volume to follow");
    if (isnan(options->pull) || !(options->sparsity >= 0.0))
        return usage(error, "pull and sparsity are numbers, and sparsity not negative");
    if (options->limit < 0 || !(options->tolerance >= 0.0))
        return usage(error, "the limit of iterations and the tolerance are above 0");
    return TOCSIN_OK;
}

/* Halves of what was counted. */
static void start(const struct hawkes_data *data, struct hawkes_window window,
                  const struct hawkes_options *options, struct hawkes_model *model)
{
    size_t types = model->types, cells = types * types;
    double days = window.to - window.from;
    for (uint32_t g = 0; g < data->groups; g++) {
        double *base = model->base + g * types;
        for (size_t i = data->first[g]; i < data->first[g + 1]; i++) {
            double time = data->events[i].time;
            if (time >= window.from && time < window.to)
                base[data->events[i].type] += 0.5 / days;
        }
        for (size_t i = 0; i < types; i++)
            base[i] = fmax(base[i], 1e-9);
    }
    double share = 0.4 / (double)(types * model->kernels);
    for (size_t i = 0; i < data->groups * cells * model->kernels; i++)
        model->answer[i] = share;
    for (size_t i = 0; options->same_day && i < data->groups * cells; i++)
        model->same[i] = 0.1 / (double)types;
    memcpy(model->decay, options->decay, sizeof model->decay);
    model->by_day = data->by_day;
}

struct fit {
    const struct hawkes_data *data;
    struct hawkes_window window;
    const struct hawkes_options *options;
    struct hawkes_past *pasts; /* (groups) */
    bool kept;
};

/* Pasts of all groups, unless decays or marks are fitted or they are too many. */
static tocsin_status keep_pasts(struct fit *fit, const struct hawkes_model *model,
                                bool shared, tocsin_error *error)
{
    const struct hawkes_options *options = fit->options;
    const struct hawkes_data *data = fit->data;
    size_t cells = data->first[data->groups] * model->types * model->kernels;
    struct hawkes_wants wants = {options->weekly, false, false};
    fit->kept =
        cells <= KEPT_CELLS && !(shared && (options->fit_decay || options->marked));
    for (uint32_t g = 0; fit->kept && g < data->groups; g++) {
        tocsin_status status = tc_hawkes_past_make(
            &fit->pasts[g], (struct hawkes_sample){data, fit->window, g}, model, wants,
            error);
        if (status)
            return status;
    }
    return TOCSIN_OK;
}

static tocsin_status minimise(struct fit *fit, struct hawkes_vector *vector,
                              tocsin_error *error)
{
    struct hawkes_model *model = vector->model;
    const struct hawkes_options *options = fit->options;
    double *x = NULL;
    tocsin_status status = tc_hawkes_vector_init(vector, error);
    if (!status) {
        x = tc_alloc((4 * vector->count + 1) * sizeof *x);
        if (!x)
            status = no_memory(error);
    }
    if (!status) {
        double *low = x + vector->count, *scale = low + vector->count;
        tc_hawkes_vector_read(vector, x, low, scale);
        tc_hawkes_vector_widths(vector, x, scale);
        double tolerance = fit->data->groups > 1 ? 1e-6 : 1e-9;
        if (options->tolerance > 0.0)
            tolerance = options->tolerance;
        struct hawkes_minimise problem = {.function = tc_hawkes_vector_call,
                                          .context = vector,
                                          .count = vector->count,
                                          .low = low,
                                          .scale = scale,
                                          .limit =
                                              options->limit ? options->limit : 500,
                                          .tolerance = tolerance};
        status = tc_hawkes_minimise(&problem, x, error);
        if (!status) /* leaves the model at x, whatever was tried last */
            tc_hawkes_vector_call(vector, x, low);
        if (vector->status)
            status = no_memory(error);
        model->value += vector->likelihood;
        model->steps += problem.steps;
        model->settled = model->settled && problem.settled;
    }
    tc_free(x);
    tc_hawkes_vector_release(vector);
    return status;
}

static struct hawkes_vector vector_of(struct fit *fit, struct hawkes_model *model)
{
    return (struct hawkes_vector){.data = fit->data,
                                  .window = fit->window,
                                  .options = fit->options,
                                  .model = model,
                                  .last = fit->data->groups,
                                  .pasts = fit->pasts,
                                  .kept = fit->kept};
}

/* All groups alike (a single one: for itself), with all that they share. */
static tocsin_status fit_common(struct fit *fit, struct hawkes_model *model,
                                tocsin_error *error)
{
    size_t cells = (size_t)model->types * model->types;
    tocsin_status status = keep_pasts(fit, model, true, error);
    if (status)
        return status;
    struct hawkes_vector vector = vector_of(fit, model);
    model->value = 0.0;
    vector.shared = true;
    vector.together = fit->data->groups > 1 || isinf(fit->options->pull);
    status = minimise(fit, &vector, error);
    if (status)
        return status;
    memcpy(model->common, model->answer, cells * model->kernels * sizeof(double));
    memcpy(model->common_same, model->same, cells * sizeof(double));
    return fit->kept ? TOCSIN_OK : keep_pasts(fit, model, false, error);
}

/* Each of the first groups for itself, what they share being held. */
static tocsin_status fit_own(struct fit *fit, struct hawkes_model *model, double pull,
                             uint32_t groups, tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    for (uint32_t g = 0; g < groups && !status; g++) {
        struct hawkes_vector vector = vector_of(fit, model);
        vector.first = g;
        vector.last = g + 1;
        vector.pull = pull;
        if (!fit->kept) {
            struct hawkes_wants wants = tc_hawkes_vector_wants(&vector);
            status = tc_hawkes_past_make(
                fit->pasts, (struct hawkes_sample){fit->data, fit->window, g}, model,
                wants, error);
            vector.ready = true;
        }
        if (!status)
            status = minimise(fit, &vector, error);
    }
    model->pull = pull;
    return status;
}

/* The pull that did best on the last fifth of the window. */
static tocsin_status choose_pull(const struct fit *outer, double *pull,
                                 tocsin_error *error)
{
    static const double tries[] = {1000.0, 300.0, 100.0, 30.0, 10.0};
    const struct hawkes_data *data = outer->data;
    struct fit fit = *outer;
    double cut = outer->window.from + 0.8 * (outer->window.to - outer->window.from);
    cut = data->by_day ? floor(cut) : cut;
    struct hawkes_window rest = {cut, outer->window.to};
    struct hawkes_model model;
    double best, value;
    *pull = INFINITY;
    if (!(cut > outer->window.from && cut < outer->window.to))
        return TOCSIN_OK;
    fit.window.to = cut;
    tocsin_status status = tc_hawkes_model_make(&model, data->groups, data->types,
                                                outer->options->kernels, error);
    if (status)
        return status;
    start(data, fit.window, fit.options, &model);
    status = fit_common(&fit, &model, error);
    if (!status)
        status = tc_hawkes_score(data, &model, rest, &best, error);
    for (size_t i = 0; !status && i < sizeof tries / sizeof *tries; i++) {
        status = fit_own(&fit, &model, tries[i], data->groups, error);
        if (!status)
            status = tc_hawkes_score(data, &model, rest, &value, error);
        if (status || !(value > best))
            break;
        best = value;
        *pull = tries[i];
    }
    tc_hawkes_model_release(&model);
    return status;
}

static tocsin_status fit_all(struct fit *fit, struct hawkes_model *model,
                             tocsin_error *error)
{
    double pull = fit->options->pull;
    tocsin_status status = TOCSIN_OK;
    if (fit->data->groups > 1 && pull < 0.0)
        status = choose_pull(fit, &pull, error);
    if (status)
        return status;
    start(fit->data, fit->window, fit->options, model);
    status = fit_common(fit, model, error);
    model->pull = fit->data->groups > 1 ? pull : isinf(pull) ? pull : 0.0;
    if (status || fit->data->groups == 1 || isinf(pull))
        return status;
    uint32_t own = fit->options->own, groups = fit->data->groups;
    model->value = 0.0;
    status = fit_own(fit, model, pull, own && own < groups ? own : groups, error);
    if (!status && own && own < groups) /* others are as in common */
        status = tc_hawkes_score(fit->data, model, fit->window, &model->value, error);
    return status;
}

tocsin_status tc_hawkes_fit(const struct hawkes_data *data, struct hawkes_window window,
                            const struct hawkes_options *options,
                            struct hawkes_model *out, tocsin_error *error)
{
    memset(out, 0, sizeof *out);
    tocsin_status status = tc_hawkes_data_check(data, error);
    if (!status)
        status = check_options(data, window, options, error);
    if (!status)
        status = tc_hawkes_model_make(out, data->groups, data->types, options->kernels,
                                      error);
    if (status)
        return status;
    struct fit fit = {data, window, options, NULL, false};
    out->settled = true;
    fit.pasts = tc_alloc(data->groups * sizeof *fit.pasts);
    if (fit.pasts) {
        memset(fit.pasts, 0, data->groups * sizeof *fit.pasts);
        status = fit_all(&fit, out, error);
        for (uint32_t g = 0; g < data->groups; g++)
            tc_hawkes_past_release(&fit.pasts[g]);
        tc_free(fit.pasts);
    } else {
        status = no_memory(error);
    }
    if (status)
        tc_hawkes_model_release(out);
    return status;
}
