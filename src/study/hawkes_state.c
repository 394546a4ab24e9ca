/* study/hawkes_state.c: a pair's past at one moment; see hawkes_state.h. */
#include "study/hawkes_state.h"

#include <math.h>
#include <string.h>

void tc_hawkes_state_start(struct hawkes_state *state, const struct hawkes_model *model,
                           uint32_t group, double now)
{
    state->model = model;
    state->group = group;
    state->now = now;
    memset(state->sum, 0, sizeof state->sum);
}

void tc_hawkes_state_jump(struct hawkes_state *state, const struct hawkes_event *event)
{
    const struct hawkes_model *model = state->model;
    double weight = exp(model->mark_power * (double)event->mark);
    for (uint32_t k = 0; k < model->kernels; k++)
        state->sum[(size_t)event->type * model->kernels + k] += weight;
}

void tc_hawkes_state_move(struct hawkes_state *state, double to, double *share)
{
    const struct hawkes_model *model = state->model;
    size_t types = model->types, wide = types * model->kernels;
    double lost[TC_HAWKES_TYPES * TC_HAWKES_KERNELS];
    double factor[TC_HAWKES_KERNELS];
    for (uint32_t k = 0; k < model->kernels; k++)
        factor[k] = exp(-model->decay[k] * (to - state->now));
    state->now = to;
    for (size_t i = 0; i < wide; i++) {
        double after = state->sum[i] * factor[i % model->kernels];
        lost[i] = state->sum[i] - after;
        state->sum[i] = after;
    }
    const double *answer = model->answer + state->group * types * wide;
    for (size_t i = 0; share && i < types; i++) {
        share[i] = 0.0;
        for (size_t j = 0; j < wide; j++)
            share[i] += answer[i * wide + j] * lost[j];
    }
}

void tc_hawkes_state_rates(const struct hawkes_state *state, double *rates)
{
    const struct hawkes_model *model = state->model;
    size_t types = model->types, wide = types * model->kernels;
    const double *answer = model->answer + state->group * types * wide;
    for (size_t i = 0; i < types; i++) {
        rates[i] = 0.0;
        for (size_t j = 0; j < wide; j++)
            rates[i] +=
                answer[i * wide + j] * model->decay[j % model->kernels] * state->sum[j];
    }
}

void tc_hawkes_factors(const struct hawkes_data *data, const struct hawkes_model *model,
                       double time, double *week, double *rise)
{
    size_t days = (size_t)ceil(data->end - data->begin);
    size_t day = (size_t)(time - data->begin);
    *week = model->week[(day + (size_t)data->weekday) % 7];
    if (day >= days)
        day = days - 1;
    *rise = data->volume && model->volume_power != 0.0
                ? exp(model->volume_power * log(data->volume[day]))
                : 1.0;
}
