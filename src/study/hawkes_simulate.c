/* study/hawkes_simulate.c: drawing what a model says could happen, seeded.
 *
 * Continuous time by thinning (Ogata 1981): between events, and within a day, the rate
 * only falls, so that its value now is a bound; a time is drawn from the bound and kept
 * with the probability that the rate has fallen to. By day, the past brings a Poisson
 * number of each type, and these bring further ones on the same day, generation by
 * generation. The generator is xoshiro256** (Blackman & Vigna 2021).
 */
#include "study/hawkes_state.h"

#include <math.h>
#include <string.h>

#define DAY_MOST 1000000u /* events of one day; more is an explosion */

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for simulated events");
}

static tocsin_status explodes(tocsin_error *error, size_t most)
{
    return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                   "more than %zu events: each brings about one further or more, and "
                   "their number has no bound",
                   most);
}

/* ---- random numbers -------------------------------------------------------------- */

void tc_hawkes_seed(struct hawkes_random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++) { /* splitmix64 */
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        random->s[i] = z ^ z >> 31;
    }
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

uint64_t tc_hawkes_random(struct hawkes_random *random)
{
    uint64_t *s = random->s, out = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return out;
}

double tc_hawkes_uniform(struct hawkes_random *random)
{
    return ((double)(tc_hawkes_random(random) >> 11) + 0.5) * 0x1p-53;
}

uint32_t tc_hawkes_poisson(struct hawkes_random *random, double mean)
{
    uint32_t count = 0;
    while (mean > 0.0 && count <= 2 * DAY_MOST) { /* in pieces whose exp is no 0 */
        double piece = fmin(mean, 16.0), chance = exp(-piece);
        double left = tc_hawkes_uniform(random) - chance;
        for (uint32_t n = 1; left > 0.0 && n < 200; n++) {
            chance *= piece / n;
            left -= chance;
            count++;
        }
        mean -= piece;
    }
    return count;
}

/* ---- a path ---------------------------------------------------------------------- */

/* The numbers of a day, which rates (types) bring; false: an explosion. */
static bool draw_day(struct hawkes_random *random, const struct hawkes_model *model,
                     uint32_t group, const double *rates, uint32_t *counts)
{
    size_t types = model->types;
    const double *same = model->same + group * types * types;
    uint32_t born[TC_HAWKES_TYPES], parents[TC_HAWKES_TYPES];
    uint64_t all = 0, now = 0;
    for (size_t i = 0; i < types; i++)
        now += counts[i] = born[i] = tc_hawkes_poisson(random, rates[i]);
    while (now && all <= DAY_MOST) {
        all += now;
        now = 0;
        memcpy(parents, born, types * sizeof *born);
        for (size_t i = 0; i < types; i++) {
            double mean = 0.0;
            for (size_t j = 0; j < types; j++)
                mean += same[i * types + j] * parents[j];
            born[i] = tc_hawkes_poisson(random, mean);
            counts[i] += born[i];
            now += born[i];
        }
    }
    return all <= DAY_MOST;
}

/* Moves to a day, draws it, and lets it count as past. */
static bool next_day(struct hawkes_random *random, const struct hawkes_data *data,
                     struct hawkes_state *state, double day, uint32_t *counts)
{
    const struct hawkes_model *model = state->model;
    double rates[TC_HAWKES_TYPES], week, rise;
    tc_hawkes_factors(data, model, day, &week, &rise);
    tc_hawkes_state_move(state, day, rates);
    for (size_t i = 0; i < model->types; i++)
        rates[i] =
            week * (model->base[state->group * model->types + i] * rise + rates[i]);
    if (!draw_day(random, model, state->group, rates, counts))
        return false;
    for (size_t i = 0; i < model->types; i++)
        for (uint32_t k = 0; k < model->kernels; k++)
            state->sum[i * model->kernels + k] += counts[i];
    return true;
}

struct drawn {
    struct hawkes_data *data;
    struct hawkes_event *events;
    size_t count, room, most;
    struct hawkes_random random;
};

static tocsin_status add(struct drawn *drawn, double time, size_t type,
                         tocsin_error *error)
{
    if (drawn->count >= drawn->most)
        return explodes(error, drawn->most);
    if (!tc_grow(&drawn->events, &drawn->room, drawn->count + 1, sizeof *drawn->events,
                 TC_STREAM_EVENTS))
        return no_memory(error);
    drawn->events[drawn->count++] =
        (struct hawkes_event){.time = time, .type = (uint16_t)type};
    return TOCSIN_OK;
}

static tocsin_status draw_days(struct drawn *drawn, struct hawkes_state *state,
                               tocsin_error *error)
{
    const struct hawkes_data *data = drawn->data;
    uint32_t counts[TC_HAWKES_TYPES];
    tocsin_status status = TOCSIN_OK;
    for (double day = data->begin; day < data->end && !status; day++) {
        if (!next_day(&drawn->random, data, state, day, counts))
            return explodes(error, DAY_MOST);
        for (size_t i = 0; i < state->model->types; i++)
            for (uint32_t n = 0; n < counts[i] && !status; n++)
                status = add(drawn, day, i, error);
    }
    return status;
}

/* All rates at now; their sum. */
static double rates_now(const struct drawn *drawn, const struct hawkes_state *state,
                        double *rates)
{
    const struct hawkes_model *model = state->model;
    double week, rise, sum = 0.0;
    tc_hawkes_factors(drawn->data, model, state->now, &week, &rise);
    tc_hawkes_state_rates(state, rates);
    for (size_t i = 0; i < model->types; i++) {
        rates[i] =
            week * (model->base[state->group * model->types + i] * rise + rates[i]);
        sum += rates[i];
    }
    return sum;
}

static tocsin_status draw_times(struct drawn *drawn, struct hawkes_state *state,
                                tocsin_error *error)
{
    const struct hawkes_data *data = drawn->data;
    double rates[TC_HAWKES_TYPES];
    tocsin_status status = TOCSIN_OK;
    while (state->now < data->end && !status) {
        double bound = rates_now(drawn, state, rates);
        double wait = -log(tc_hawkes_uniform(&drawn->random)) / bound;
        double midnight = data->begin + floor(state->now - data->begin) + 1.0;
        if (!(state->now + wait < midnight)) {
            tc_hawkes_state_move(state, midnight, NULL);
            continue;
        }
        tc_hawkes_state_move(state, state->now + wait, NULL);
        double left = tc_hawkes_uniform(&drawn->random) * bound;
        if (left >= rates_now(drawn, state, rates) || state->now >= data->end)
            continue;
        size_t type = 0;
        while (type + 1 < state->model->types && left >= rates[type])
            left -= rates[type++];
        status = add(drawn, state->now, type, error);
        struct hawkes_event event = {.type = (uint16_t)type};
        tc_hawkes_state_jump(state, &event);
    }
    return status;
}

tocsin_status tc_hawkes_simulate(struct hawkes_data *data,
                                 const struct hawkes_model *model, uint64_t seed,
                                 size_t most, tocsin_error *error)
{
    struct drawn drawn = {.data = data, .most = most};
    tocsin_status status = TOCSIN_OK;
    tc_hawkes_seed(&drawn.random, seed);
    for (uint32_t g = 0; g < data->groups && !status; g++) {
        struct hawkes_state state;
        tc_hawkes_state_start(&state, model, g, data->begin);
        status = data->by_day ? draw_days(&drawn, &state, error)
                              : draw_times(&drawn, &state, error);
        data->first[g + 1] = drawn.count;
    }
    if (!status && !drawn.events)
        drawn.events = tc_alloc(sizeof *drawn.events);
    if (!status && !drawn.events)
        status = no_memory(error);
    if (status) {
        tc_free(drawn.events);
        memset(data->first, 0, (data->groups + (size_t)1) * sizeof *data->first);
        return status;
    }
    tc_free(data->events);
    data->events = drawn.events;
    return TOCSIN_OK;
}

tocsin_status tc_hawkes_ahead_make(const struct hawkes_data *data,
                                   const struct hawkes_model *model, uint32_t group,
                                   const struct hawkes_ahead *ahead,
                                   tocsin_error *error)
{
    struct hawkes_state past, state;
    struct hawkes_random random;
    uint32_t counts[TC_HAWKES_TYPES];
    size_t types = model->types;
    if (!data->by_day || ahead->days < 0 || ahead->paths < 0)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "only events by day can be drawn ahead");
    tc_hawkes_seed(&random, ahead->seed);
    tc_hawkes_state_start(&past, model, group, data->begin);
    for (size_t i = data->first[group]; i < data->first[group + 1]; i++) {
        tc_hawkes_state_move(&past, data->events[i].time, NULL);
        tc_hawkes_state_jump(&past, &data->events[i]);
    }
    tc_hawkes_state_move(&past, data->end - 1.0, NULL);
    for (int p = 0; p < ahead->paths; p++) {
        uint32_t *sums = ahead->counts + (size_t)p * types;
        memset(sums, 0, types * sizeof *sums);
        state = past;
        for (int d = 0; d < ahead->days; d++) {
            if (!next_day(&random, data, &state, data->end + d, counts))
                return explodes(error, DAY_MOST);
            for (size_t i = 0; i < types; i++)
                sums[i] += counts[i];
        }
    }
    return TOCSIN_OK;
}
