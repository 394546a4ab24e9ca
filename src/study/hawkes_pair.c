/* study/hawkes_pair.c: how two actors excite each other, for those who ask for a pair.
 *
 * A pair of fifty events does not tell its thirty numbers. The busiest other pairs of
 * the stream are therefore fitted beside it, and the pair is pulled to what is usual
 * among them, as far as the last fifth of the days says that this helps.
 */
#include "study/hawkes.h"

#include <math.h>
#include <string.h>

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for an intensity");
}

void tc_intensity_release(tocsin_intensity *intensity)
{
    tc_free(intensity->memory);
    tc_free(intensity->ahead);
    memset(intensity, 0, sizeof *intensity);
}

/* The pair, and the busiest others. */
static tocsin_status take(const struct stream *stream,
                          const struct intensity_request *request,
                          struct hawkes_data *data, tocsin_error *error)
{
    struct hawkes_choice choice = {.class_of = request->class_of,
                                   .classes = request->classes,
                                   .begin = request->begin,
                                   .end = request->end};
    if (request->a == request->b)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "an actor does not answer itself: two are needed");
    if (choice.begin == 0 && choice.end == 0 && stream->count) {
        choice.begin = stream->day[0];
        choice.end = stream->day[stream->count - 1] + 1;
    }
    struct hawkes_span span = {choice.begin, choice.end};
    size_t count = (size_t)request->others + 1;
    struct hawkes_pair *pairs =
        count > TC_HAWKES_GROUPS ? NULL : tc_alloc((count + 1) * sizeof *pairs);
    if (!pairs)
        return no_memory(error);
    tocsin_status status = TOCSIN_OK;
    pairs[0] = (struct hawkes_pair){request->a, request->b};
    if (request->others)
        status = tc_hawkes_busiest(stream, span, false, pairs + 1, &count, error);
    else
        count = 0;
    size_t kept = 1;
    for (size_t i = 1; i <= count && kept <= request->others; i++)
        if (!((pairs[i].a == request->a && pairs[i].b == request->b) ||
              (pairs[i].a == request->b && pairs[i].b == request->a)))
            pairs[kept++] = pairs[i];
    choice.pairs = pairs;
    choice.pairs_count = kept;
    if (!status)
        status = tc_hawkes_from_stream(stream, &choice, data, error);
    tc_free(pairs);
    return status;
}

/* The pair itself must have something to say, whatever the others have. */
static tocsin_status check_own(const struct hawkes_data *data, tocsin_error *error)
{
    struct hawkes_data own = *data;
    own.groups = 1;
    return tc_hawkes_data_check(&own, error);
}

static tocsin_status make_room(tocsin_intensity *out, uint32_t types, size_t waits,
                               tocsin_error *error)
{
    size_t cells = (size_t)types * types;
    size_t all = 3 * types + cells * (TOCSIN_INTENSITY_KERNELS + 4) + waits;
    out->memory = tc_alloc((all + 1) * sizeof(double));
    if (!out->memory)
        return no_memory(error);
    out->events = out->memory;
    memset(out->events, 0, types * sizeof *out->events);
    out->base = out->events + types;
    out->base_error = out->base + types;
    out->answer = out->base_error + types;
    out->later = out->answer + cells * TOCSIN_INTENSITY_KERNELS;
    out->later_error = out->later + cells;
    out->same = out->later_error + cells;
    out->same_error = out->same + cells;
    out->waits = out->same_error + cells;
    out->waits_count = waits;
    return TOCSIN_OK;
}

static void copy(tocsin_intensity *out, const struct hawkes_data *data,
                 const struct hawkes_model *model, const struct hawkes_errors *errors)
{
    size_t types = model->types, cells = types * types, kernels = model->kernels;
    for (size_t i = data->first[0]; i < data->first[1]; i++)
        out->events[data->events[i].type] += 1.0;
    memcpy(out->base, model->base, types * sizeof(double));
    memcpy(out->base_error, errors->base, types * sizeof(double));
    memcpy(out->answer, model->answer, cells * kernels * sizeof(double));
    memcpy(out->same, model->same, cells * sizeof(double));
    memcpy(out->same_error, errors->same, cells * sizeof(double));
    memcpy(out->later_error, errors->later, cells * sizeof(double));
    for (size_t c = 0; c < cells; c++)
        out->later[c] = errors->ratio_of[c] - model->same[c];
    out->radius = errors->radius;
    out->radius_error = errors->radius_error;
    for (size_t k = 0; k < kernels; k++)
        out->half_life[k] = log(2.0) / model->decay[k];
    memcpy(out->week, model->week, sizeof out->week);
    out->volume_power = model->volume_power;
    out->pull = model->pull;
}

/* On the last days, with a fit that has not seen them. */
static tocsin_status measure_gain(const struct hawkes_data *data,
                                  const struct hawkes_options *options, double part,
                                  double *gain, tocsin_error *error)
{
    double cut = floor(data->end - part * (data->end - data->begin));
    struct hawkes_window train = {data->begin, cut}, rest = {cut, data->end};
    struct hawkes_model model;
    double value, events = 0.0;
    *gain = NAN;
    if (!(cut > data->begin && cut < data->end))
        return TOCSIN_OK;
    tocsin_status status = tc_hawkes_fit(data, train, options, &model, error);
    if (status)
        return status;
    status = tc_hawkes_score_group((struct hawkes_sample){data, rest, 0}, &model,
                                   &value, error);
    value -= tc_hawkes_constant((struct hawkes_sample){data, train, 0}, rest, &events);
    if (!status && events > 0.0)
        *gain = value / events / log(2.0);
    tc_hawkes_model_release(&model);
    return status;
}

static tocsin_status draw_ahead(const struct hawkes_data *data,
                                const struct hawkes_model *model,
                                const struct intensity_request *request,
                                tocsin_intensity *out, tocsin_error *error)
{
    if (request->days <= 0 || request->paths <= 0)
        return TOCSIN_OK;
    if (request->paths > 1000000 || request->days > 100000)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "at most 1000000 draws of 100000 days");
    size_t cells = (size_t)request->paths * model->types;
    out->ahead = tc_alloc(cells * sizeof *out->ahead);
    if (!out->ahead)
        return no_memory(error);
    out->paths = request->paths;
    struct hawkes_ahead ahead = {request->days, request->paths, request->seed,
                                 out->ahead};
    return tc_hawkes_ahead_make(data, model, 0, &ahead, error);
}

static tocsin_status fill(const struct hawkes_data *data,
                          const struct hawkes_options *options,
                          const struct intensity_request *request,
                          tocsin_intensity *out, tocsin_error *error)
{
    struct hawkes_model model = {0};
    struct hawkes_errors errors = {0};
    struct hawkes_check check = {0};
    struct hawkes_window window = {data->begin, data->end};
    struct hawkes_sample sample = {data, window, 0};
    tocsin_status status = tc_hawkes_fit(data, window, options, &model, error);
    if (!status)
        status = tc_hawkes_errors_make(sample, options, &model, &errors, error);
    if (!status)
        status = tc_hawkes_check_make(sample, &model, request->seed, &check, error);
    if (!status)
        status = make_room(out, model.types, check.count, error);
    if (!status) {
        copy(out, data, &model, &errors);
        if (check.count)
            memcpy(out->waits, check.uniform, check.count * sizeof(double));
        out->distance = check.distance;
        out->p = check.p;
        status = draw_ahead(data, &model, request, out, error);
    }
    tc_hawkes_check_release(&check);
    tc_hawkes_errors_release(&errors);
    tc_hawkes_model_release(&model);
    return status;
}

tocsin_status tc_intensity_make(const struct stream *stream,
                                const struct intensity_request *request,
                                tocsin_intensity *out, tocsin_error *error)
{
    struct hawkes_data data = {0};
    struct hawkes_options options;
    memset(out, 0, sizeof *out);
    out->gain = NAN;
    tc_hawkes_options_usual(&options);
    options.own = 1;
    tocsin_status status = take(stream, request, &data, error);
    if (!status)
        status = check_own(&data, error);
    if (!status) {
        out->types = data.types;
        out->classes = request->classes;
        out->begin = (int32_t)data.begin;
        out->end = (int32_t)data.end;
        status = fill(&data, &options, request, out, error);
    }
    if (!status && request->held_out > 0.0 && request->held_out < 1.0)
        status = measure_gain(&data, &options, request->held_out, &out->gain, error);
    tc_hawkes_data_release(&data);
    if (status)
        tc_intensity_release(out);
    return status;
}
