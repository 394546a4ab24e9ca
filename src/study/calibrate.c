/* calibrate.c: what a forecast should have said, by what came of those before.
 *
 * Isotonic regression bends to any rising shape and needs many cases; beta calibration
 * has three numbers, holds the ends at 0 and 1, and is drawn to "leave it as it is",
 * so that twenty events do not bend it (Kull et al. 2017). Risks of one in a hundred
 * have few events, so the backtest uses the second; next events (link_next.c), of which
 * thousands are answered, the first.
 */
#include "study/risk.h"

#include <math.h>

size_t tc_isotonic_pool(struct isotonic_pool *pools, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        pools[n++] = pools[i];
        while (n > 1 && pools[n - 2].hits * pools[n - 1].cases >=
                            pools[n - 1].hits * pools[n - 2].cases) {
            pools[n - 2].p += pools[n - 1].p;
            pools[n - 2].hits += pools[n - 1].hits;
            pools[n - 2].cases += pools[n - 1].cases;
            n--;
        }
    }
    return n;
}

double tc_isotonic(const struct isotonic *map, double p)
{
    if (!map->count)
        return p;
    if (p <= map->p[0])
        return map->share[0];
    size_t low = 0, high = map->count;
    while (high - low > 1) { /* p[low] < p */
        size_t middle = low + (high - low) / 2;
        if (map->p[middle] < p)
            low = middle;
        else
            high = middle;
    }
    if (high == map->count)
        return map->share[low];
    double part = (p - map->p[low]) / (map->p[high] - map->p[low]);
    return map->share[low] + part * (map->share[high] - map->share[low]);
}

double tc_beta(const struct beta_map *map, double p)
{
    p = tc_held(p);
    return tc_logistic(map->a * log(p) - map->b * log(1 - p) + map->c);
}

/* Loss, and when h is not NULL its gradient and Hessian, at w. */
static double beta_loss(const struct outcome *o, size_t count, double ridge,
                        const double w[3], double g[3], double h[9])
{
    static const double identity[3] = {1, 1, 0};
    double loss = 0;
    for (int k = 0; k < 9; k++)
        h[k] = k % 4 ? 0 : ridge;
    for (int k = 0; k < 3; k++) {
        g[k] = ridge * (w[k] - identity[k]);
        loss += ridge / 2 * (w[k] - identity[k]) * (w[k] - identity[k]);
    }
    for (size_t i = 0; i < count; i++) {
        double p = tc_held(o[i].p);
        double x[3] = {log(p), -log(1 - p), 1};
        double q = tc_logistic(w[0] * x[0] + w[1] * x[1] + w[2]);
        double off = q - o[i].happened;
        loss -= log(o[i].happened ? tc_held(q) : 1 - tc_held(q));
        for (int k = 0; k < 3; k++) {
            g[k] += off * x[k];
            for (int l = 0; l < 3; l++)
                h[3 * k + l] += q * (1 - q) * x[k] * x[l];
        }
    }
    return loss;
}

/* Newton over those of a, b, c that are free. */
static void beta_newton(const struct outcome *o, size_t count, double ridge,
                        const bool held[3], double w[3])
{
    double g[3], h[9], g2[3], h2[9];
    double loss = beta_loss(o, count, ridge, w, g, h);
    for (int step = 0; step < 50; step++) {
        for (int k = 0; k < 3; k++)
            for (int l = 0; l < 3 && held[k]; l++) {
                g[k] = 0;
                h[3 * k + l] = h[3 * l + k] = k == l;
            }
        if (!tc_solve(h, g, 3))
            return;
        double size = 1, next = INFINITY, at[3];
        for (int half = 0; half < 30; half++, size /= 2) {
            for (int k = 0; k < 3; k++)
                at[k] = w[k] - size * g[k];
            next = beta_loss(o, count, ridge, at, g2, h2);
            if (next <= loss)
                break;
        }
        if (!(next < loss - 1e-10 * fabs(loss)))
            return;
        loss = next;
        for (int k = 0; k < 9; k++)
            h[k] = h2[k];
        for (int k = 0; k < 3; k++) {
            w[k] = at[k];
            g[k] = g2[k];
        }
    }
}

void tc_beta_fit(const struct outcome *o, size_t count, double ridge,
                 struct beta_map *out)
{
    double w[3] = {1, 1, 0};
    bool held[3] = {false, false, false};
    beta_newton(o, count, ridge, held, w);
    for (int k = 0; k < 2; k++) /* at the bound: refit the rest */
        if (w[k] < 0) {
            held[k] = true;
            w[0] = w[1] = 1;
            w[2] = 0;
            for (int l = 0; l < 2; l++)
                if (held[l])
                    w[l] = 0;
            beta_newton(o, count, ridge, held, w);
            k = -1;
            if (held[0] && held[1])
                break;
        }
    *out = (struct beta_map){w[0], w[1], w[2]};
}
