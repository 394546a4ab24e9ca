/* study/change.c: when the rate of events changes.
 *
 * PELT (Killick, Fearnhead and Eckley 2012): dynamic programming over the last change,
 * exact, with candidates left out that can never win again. The cost of a stretch is
 * that of a negative binomial of its own mean and one dispersion for all, because
 * counts of events are bursts: with Poisson's cost every burst is a change. The
 * dispersion comes from how steps one and four apart differ, the larger of the two, as
 * bursts outlast a step; a change of level hardly touches either.
 * The penalty of a change is 3 ln n (Zhang and Siegmund's modified BIC without its
 * last term). 5,000 steps without a change, the slowest case, cost 12.5 million
 * stretches; longer series are taken by wider steps.
 */
#include "study/moves_inside.h"

#include <math.h>

double tc_change_cost(double sum, double n, double spread)
{
    if (!(sum > 0))
        return 0;
    double mean = sum / n;
    if (!(spread > 0))
        return 2 * (sum - sum * log(mean));
    double ratio = mean * spread;
    return 2 * (n * log1p(ratio) / spread - sum * log(ratio / (1 + ratio)) +
                sum * log(spread));
}

/* By how steps so far apart differ. */
static double spread_at(const uint32_t *count, size_t n, size_t apart)
{
    double differ = 0, product = 0, sum = 0;
    for (size_t i = 0; i + apart < n; i++) {
        double a = count[i], b = count[i + apart];
        differ += (a - b) * (a - b) / 2;
        product += a * b;
        sum += (a + b) / 2;
    }
    return product > 0 && differ > sum ? (differ - sum) / product : 0;
}

double tc_change_spread(const uint32_t *count, size_t n)
{
    double near = spread_at(count, n, 1), far = spread_at(count, n, 4);
    return near > far ? near : far;
}

struct change_work {
    double *best;     /* (n + 1): cost of the best cut of the first i steps */
    double *sum;      /* (n + 1) */
    uint32_t *last;   /* (n + 1): where its last stretch begins */
    uint32_t *open;   /* candidates for the last change */
    double *cost;     /* (n + 1): theirs, to here */
    uint32_t *beaten; /* (n + 1): the end at which it was; 0: not yet */
};

/* The best cut of the first end steps. A candidate whose stretch to here costs more
 * than the best cut of it never wins where another change may stand here, which is
 * from least steps on: then it leaves the open. */
static size_t advance(struct change_work *w, size_t open, size_t end,
                      const struct change_options *how)
{
    size_t kept = 0;
    double best = INFINITY;
    for (size_t i = 0; i < open; i++) {
        uint32_t from = w->open[i];
        if (w->beaten[from] && end >= w->beaten[from] + how->least)
            continue;
        w->open[kept++] = from;
        w->cost[from] =
            w->best[from] + tc_change_cost(w->sum[end] - w->sum[from],
                                           (double)(end - from), how->spread);
        if (w->cost[from] + how->penalty < best) {
            best = w->cost[from] + how->penalty;
            w->last[end] = from;
        }
    }
    w->best[end] = best;
    for (size_t i = 0; i < kept; i++)
        if (!w->beaten[w->open[i]] && w->cost[w->open[i]] > best)
            w->beaten[w->open[i]] = (uint32_t)end;
    return kept;
}

static size_t cut(struct change_work *w, const uint32_t *count, size_t n,
                  const struct change_options *how, size_t *at)
{
    size_t open = 0, found = 0;
    w->sum[0] = 0;
    for (size_t i = 0; i < n; i++)
        w->sum[i + 1] = w->sum[i] + count[i];
    w->best[0] = -how->penalty;
    for (size_t end = 1; end <= n; end++) {
        w->best[end] = INFINITY;
        if (end < how->least)
            continue;
        size_t from = end - how->least;
        if (from == 0 || from >= how->least)
            w->open[open++] = (uint32_t)from;
        open = advance(w, open, end, how);
    }
    for (size_t end = n; end && w->last[end]; end = w->last[end])
        at[found++] = w->last[end];
    for (size_t i = 0; i < found / 2; i++) {
        size_t held = at[i];
        at[i] = at[found - 1 - i];
        at[found - 1 - i] = held;
    }
    return found;
}

size_t tc_change_points(const uint32_t *count, size_t n,
                        const struct change_options *how, size_t *at)
{
    struct change_work w = {0};
    size_t found = 0;
    if (!n || n > TC_CHANGE_MOST || how->least < 1 || n < 2 * how->least)
        return 0;
    w.best = tc_alloc((n + 1) * sizeof *w.best);
    w.sum = tc_alloc((n + 1) * sizeof *w.sum);
    w.last = tc_alloc((n + 1) * sizeof *w.last);
    w.open = tc_alloc((n + 1) * sizeof *w.open);
    w.cost = tc_alloc((n + 1) * sizeof *w.cost);
    w.beaten = tc_alloc((n + 1) * sizeof *w.beaten);
    if (w.best && w.sum && w.last && w.open && w.cost && w.beaten) {
        for (size_t i = 0; i <= n; i++)
            w.last[i] = w.beaten[i] = 0;
        found = cut(&w, count, n, how, at);
    } else {
        found = SIZE_MAX;
    }
    tc_free(w.best);
    tc_free(w.sum);
    tc_free(w.last);
    tc_free(w.open);
    tc_free(w.cost);
    tc_free(w.beaten);
    return found;
}

/* ---- of a dyad ------------------------------------------------------------------- */

/* The counts of one side by wide days a step. */
static void count_steps(const struct moves *moves, int side, bool conflict, int wide,
                        uint32_t *count)
{
    for (size_t i = 0; i < moves->near_count; i++) {
        const struct near_event *e = &moves->near[i];
        if (e->between == side && (!conflict || e->conflict > 0))
            count[e->day / wide]++;
    }
}

static double gain(const uint32_t *count, size_t from, size_t at, size_t to,
                   double spread)
{
    double left = 0, right = 0;
    for (size_t i = from; i < at; i++)
        left += count[i];
    for (size_t i = at; i < to; i++)
        right += count[i];
    return tc_change_cost(left + right, (double)(to - from), spread) -
           tc_change_cost(left, (double)(at - from), spread) -
           tc_change_cost(right, (double)(to - at), spread);
}

static double rate(const uint32_t *count, size_t from, size_t to, int wide)
{
    double sum = 0;
    for (size_t i = from; i < to; i++)
        sum += count[i];
    return sum / (double)(to - from) / wide;
}

struct change_list {
    tocsin_moves_change *items;
    size_t count, room;
};

static tocsin_status one_series(struct moves *moves, int side, bool conflict, int wide,
                                struct change_list *list)
{
    size_t n = (size_t)(moves->days / wide); /* a step that is cut off does not count */
    uint32_t *count = tc_alloc((n + 1) * sizeof *count);
    size_t *at = tc_alloc((n + 1) * sizeof *at);
    tocsin_status status = TOCSIN_MEMORY;
    if (!count || !at)
        goto done;
    for (size_t i = 0; i <= n; i++)
        count[i] = 0;
    count_steps(moves, side, conflict, wide, count);
    struct change_options how = {4, moves->public.penalty, tc_change_spread(count, n)};
    size_t found = tc_change_points(count, n, &how, at);
    if (found == SIZE_MAX)
        goto done;
    for (size_t i = 0; i < found; i++) {
        size_t from = i ? at[i - 1] : 0, to = i + 1 < found ? at[i + 1] : n;
        if (!tc_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                     (size_t)1 << 20))
            goto done;
        list->items[list->count++] =
            (tocsin_moves_change){side,
                                  conflict,
                                  moves->public.first + (int32_t)at[i] * wide,
                                  rate(count, from, at[i], wide),
                                  rate(count, at[i], to, wide),
                                  gain(count, from, at[i], to, how.spread)};
    }
    status = TOCSIN_OK;
done:
    tc_free(count);
    tc_free(at);
    return status;
}

tocsin_status tc_moves_changes(struct moves *moves, tocsin_error *error)
{
    struct change_list list = {0};
    int wide = moves->public.by == TOCSIN_BUCKET_DAY    ? 1
               : moves->public.by == TOCSIN_BUCKET_WEEK ? 7
                                                        : 30;
    while (moves->days / wide > TC_CHANGE_MOST)
        wide *= 2;
    tocsin_status status = TOCSIN_OK;
    moves->public.penalty = 3 * log(moves->days / wide > 1 ? moves->days / wide : 2);
    for (int series = 0; series < 4 && !status; series++)
        status = one_series(moves, series / 2, series % 2, wide, &list);
    tocsin_moves_change *copy =
        tc_arena_alloc(&moves->arena, list.count * sizeof *copy + 1);
    if (status || !copy)
        status = tc_moves_memory(error);
    for (size_t i = 0; !status && i < list.count; i++)
        copy[i] = list.items[i];
    moves->public.changes = copy;
    moves->public.change_count = status ? 0 : list.count;
    tc_free(list.items);
    return status;
}
