/* study/hawkes_minimise.c: minimising a smooth function of a few to some thousand
 * parameters, some of which may not go below a bound.
 *
 * Limited-memory BFGS (Liu & Nocedal 1989) with ten pairs. Bounds by projection
 * (Bertsekas 1982): a parameter at its bound whose slope pushes it outward is held, the
 * step is taken in the rest and cut off at the bounds. Parameters differ in width by
 * orders of magnitude (a base rate of 0.01 a day, a log decay of 1), so all is done in
 * units of given scales. Every iteration gains by Armijo's rule, so that the value
 * falls, and both iterations and halvings are bounded.
 */
#include "study/hawkes.h"

#include <math.h>
#include <string.h>

#define PAIRS    10
#define HALVINGS 40

struct state {
    size_t n;
    double *x, *gradient, *next, *next_gradient, *step, *real, *low;
    double *s, *y; /* (PAIRS, n) */
    double rho[PAIRS];
    int pairs, newest;
    bool *held;
};

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* The function in scaled units. */
static double call(struct hawkes_minimise *problem, struct state *state,
                   const double *x, double *gradient)
{
    for (size_t i = 0; i < state->n; i++)
        state->real[i] = fmax(x[i] * problem->scale[i], problem->low[i]);
    problem->calls++;
    double value = problem->function(problem->context, state->real, gradient);
    for (size_t i = 0; i < state->n; i++) {
        gradient[i] *= problem->scale[i];
        if (!isfinite(gradient[i]))
            value = INFINITY;
    }
    return isnan(value) ? INFINITY : value;
}

static void hold(struct state *state)
{
    for (size_t i = 0; i < state->n; i++)
        state->held[i] = state->x[i] <= state->low[i] && state->gradient[i] >= 0.0;
}

/* step = -H gradient over what is not held, H of the pairs (two loops). */
static void direction(struct state *state)
{
    size_t n = state->n;
    double alpha[PAIRS];
    double *q = state->step;
    for (size_t i = 0; i < n; i++)
        q[i] = state->held[i] ? 0.0 : -state->gradient[i];
    for (int k = 0; k < state->pairs; k++) {
        int at = (state->newest - k + PAIRS) % PAIRS;
        alpha[at] = state->rho[at] * dot(state->s + (size_t)at * n, q, n);
        for (size_t i = 0; i < n; i++)
            q[i] -= alpha[at] * state->y[(size_t)at * n + i];
    }
    if (state->pairs) {
        const double *y = state->y + (size_t)state->newest * n;
        double gamma = 1.0 / (state->rho[state->newest] * dot(y, y, n));
        for (size_t i = 0; i < n; i++)
            q[i] *= gamma;
    }
    for (int k = state->pairs - 1; k >= 0; k--) {
        int at = (state->newest - k + PAIRS) % PAIRS;
        double beta = state->rho[at] * dot(state->y + (size_t)at * n, q, n);
        for (size_t i = 0; i < n; i++)
            q[i] += (alpha[at] - beta) * state->s[(size_t)at * n + i];
    }
    for (size_t i = 0; i < n; i++)
        if (state->held[i])
            q[i] = 0.0;
}

static void remember(struct state *state)
{
    size_t n = state->n;
    int at = (state->newest + 1) % PAIRS;
    double *s = state->s + (size_t)at * n, *y = state->y + (size_t)at * n;
    for (size_t i = 0; i < n; i++) {
        s[i] = state->next[i] - state->x[i];
        y[i] = state->next_gradient[i] - state->gradient[i];
    }
    double sy = dot(s, y, n);
    if (!(sy > 1e-12 * dot(y, y, n)))
        return;
    state->rho[at] = 1.0 / sy;
    state->newest = at;
    if (state->pairs < PAIRS)
        state->pairs++;
}

/* Along step, cut off at the bounds; false when no length gains. */
static bool search(struct hawkes_minimise *problem, struct state *state, double *value)
{
    double length = 1.0;
    if (!state->pairs) {
        double size = sqrt(dot(state->step, state->step, state->n));
        length = size > 1.0 ? 1.0 / size : 1.0;
    }
    for (int i = 0; i < HALVINGS; i++, length *= 0.5) {
        double gain = 0.0;
        for (size_t j = 0; j < state->n; j++) {
            double to = fmax(state->x[j] + length * state->step[j], state->low[j]);
            state->next[j] = to;
            gain += state->gradient[j] * (to - state->x[j]);
        }
        double next = call(problem, state, state->next, state->next_gradient);
        if (next <= *value + 1e-4 * gain && next < *value) {
            *value = next;
            return true;
        }
    }
    return false;
}

static double steepest(const struct state *state)
{
    double most = 0.0;
    for (size_t i = 0; i < state->n; i++)
        if (!state->held[i])
            most = fmax(most, fabs(state->gradient[i]));
    return most;
}

static void iterate(struct hawkes_minimise *problem, struct state *state, double value)
{
    int quiet = 0;
    while (problem->steps < problem->limit) {
        hold(state);
        if (steepest(state) <= 1e-10 * (1.0 + fabs(value)))
            break;
        direction(state);
        if (!(dot(state->step, state->gradient, state->n) < 0.0)) {
            state->pairs = 0;
            direction(state);
        }
        double before = value;
        problem->steps++;
        if (!search(problem, state, &value)) {
            if (!state->pairs)
                break; /* not even downhill: the end of what doubles tell */
            state->pairs = 0;
            continue;
        }
        remember(state);
        memcpy(state->x, state->next, state->n * sizeof *state->x);
        memcpy(state->gradient, state->next_gradient, state->n * sizeof *state->x);
        quiet =
            before - value <= problem->tolerance * (1.0 + fabs(value)) ? quiet + 1 : 0;
        if (quiet == 3)
            break;
    }
    problem->settled = problem->steps < problem->limit;
    problem->value = value;
}

tocsin_status tc_hawkes_minimise(struct hawkes_minimise *problem, double *x,
                                 tocsin_error *error)
{
    size_t n = problem->count;
    double *memory = tc_alloc((7 + 2 * PAIRS) * (n + 1) * sizeof *memory);
    bool *held = tc_alloc(n + 1);
    struct state state = {.n = n, .held = held, .newest = PAIRS - 1};
    tocsin_status status = TOCSIN_OK;
    if (!memory || !held) {
        status = tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for a fit");
        goto end;
    }
    double **parts[] = {&state.x,    &state.gradient, &state.next, &state.next_gradient,
                        &state.step, &state.real,     &state.low};
    for (size_t i = 0; i < 7; i++)
        *parts[i] = memory + i * n;
    state.s = memory + 7 * n;
    state.y = state.s + PAIRS * n;
    for (size_t i = 0; i < n; i++) {
        state.low[i] = problem->low[i] / problem->scale[i];
        state.x[i] = fmax(x[i] / problem->scale[i], state.low[i]);
    }
    problem->steps = problem->calls = 0;
    double value = call(problem, &state, state.x, state.gradient);
    if (!isfinite(value)) {
        status = tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                         "the events have no chance where the fit would start");
        goto end;
    }
    iterate(problem, &state, value);
    for (size_t i = 0; i < n; i++)
        x[i] = fmax(state.x[i] * problem->scale[i], problem->low[i]);
end:
    tc_free(memory);
    tc_free(held);
    return status;
}
