/* calibrate.c: what a forecast should have said, by what came of those before.
 *
 * Isotonic regression bends to any rising shape and needs many cases; beta calibration
 * has three numbers, holds the ends at 0 and 1, and is drawn to "leave it as it is",
 * so that twenty events do not bend it (Kull et al. 2017). Risks of one in a hundred
 * have few events, so the backtest uses the second.
 */
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>

static int by_p(const void *a, const void *b)
{
    const struct outcome *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return x->happened - y->happened;
}

struct pool {
    double p, hits, count;
};

/* One pool for each p, then neighbours that fall are one. */
static size_t pool_falling(const struct outcome *sorted, size_t count,
                           struct pool *pools)
{
    size_t n = 0;
    for (size_t i = 0; i < count;) {
        struct pool pool = {0, 0, 0};
        double p = sorted[i].p;
        for (; i < count && sorted[i].p == p; i++) {
            pool.p += p;
            pool.hits += sorted[i].happened;
            pool.count++;
        }
        pools[n++] = pool;
        while (n > 1 && pools[n - 2].hits * pools[n - 1].count >=
                            pools[n - 1].hits * pools[n - 2].count) {
            pools[n - 2].p += pools[n - 1].p;
            pools[n - 2].hits += pools[n - 1].hits;
            pools[n - 2].count += pools[n - 1].count;
            n--;
        }
    }
    return n;
}

tocsin_status tc_isotonic_fit(const struct outcome *o, size_t count,
                              struct isotonic *out, tocsin_error *error)
{
    *out = (struct isotonic){0};
    struct outcome *sorted = tc_alloc(count * sizeof *sorted);
    struct pool *pools = tc_alloc(count * sizeof *pools);
    out->p = tc_alloc(count * sizeof *out->p);
    out->share = tc_alloc(count * sizeof *out->share);
    bool enough = sorted && pools && out->p && out->share;
    if (enough) {
        for (size_t i = 0; i < count; i++)
            sorted[i] = o[i];
        qsort(sorted, count, sizeof *sorted, by_p);
        out->count = pool_falling(sorted, count, pools);
        for (size_t i = 0; i < out->count; i++) {
            out->p[i] = pools[i].p / pools[i].count;
            out->share[i] = pools[i].hits / pools[i].count;
        }
    }
    tc_free(sorted);
    tc_free(pools);
    if (enough)
        return TOCSIN_OK;
    tc_isotonic_release(out);
    return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
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

void tc_isotonic_release(struct isotonic *map)
{
    tc_free(map->p);
    tc_free(map->share);
    *map = (struct isotonic){0};
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
