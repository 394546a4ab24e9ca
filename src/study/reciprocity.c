/* study/reciprocity.c: does one side answer the other, in kind, how strongly, how soon?
 *
 * The response curve is the rate at which answers stand d days behind a first act, over
 * the rate at which they stand anywhere: the cross intensity of two point processes
 * (Brillinger 1976), by days. A day counts once however many reports of it there are,
 * since a strike that is coded forty times is one. Bursts make both sides look busy at
 * once, so the same is told of days before the act, and "turn" is the one over the
 * other: above 1 the answer follows. Intervals are percentiles of a bootstrap of
 * blocks of 28 days, circular (Politis and Romano 1992), which keeps what is in a
 * burst together.
 *
 * The regression is that of Goldstein and Freeman (1990), a vector autoregression of
 * sums of intensity, with White's standard errors and a Wald test of the other's lags
 * (Granger's).
 */
#include "study/moves_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 400, BLOCK = 28, NEAR = 7 };

/* ---- response curves ------------------------------------------------------------- */

/* What one pair of first act and answer is reckoned from. Lags go from -most to most;
 * to reckon the week they may go farther than what is told. */
struct curve {
    const uint8_t *act, *answer; /* (days) 0 or 1 */
    int days, most;
    const uint32_t *blocks; /* (DRAWS, block_count) where they begin */
    int block_count;
    uint32_t *sums;  /* (2, days + 1): acts and both, summed up to a day */
    uint32_t *drawn; /* (2 most + 1, 2, DRAWS + 1): acts and both by lag, of the draws
                        and of the days as they are */
    uint32_t *drawn_answers; /* (DRAWS + 1) */
    double *draws;           /* (DRAWS) */
    double *low, *high;      /* (DRAWS): rates of the week before and behind */
    uint32_t least;          /* fewest days with acts, and with answers */
};

/* Acts whose day d later is in the span, and those of them that are answered then. */
static void add_up(const struct curve *c, int lag, uint32_t *acts, uint32_t *both)
{
    acts[0] = both[0] = 0;
    for (int t = 0; t < c->days; t++) {
        bool in = t + lag >= 0 && t + lag < c->days;
        acts[t + 1] = acts[t] + (in ? c->act[t] : 0);
        both[t + 1] = both[t] + (in ? c->act[t] & c->answer[t + lag] : 0);
    }
}

/* What a sum says of a block that may run over the end to the beginning. */
static uint32_t block_sum(const uint32_t *sum, uint32_t from, int days)
{
    uint32_t end = from + BLOCK;
    if (end <= (uint32_t)days)
        return sum[end] - sum[from];
    return sum[days] - sum[from] + sum[end - (uint32_t)days];
}

/* (both / acts) / (answers / days); NaN where there is nothing to divide by. */
static double ratio(double both, double acts, double answers, double days)
{
    return acts > 0 && answers > 0 ? both / acts / (answers / days) : NAN;
}

static int rising(const void *left, const void *right)
{
    double a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return a < b ? -1 : a > b;
}

/* The middle 95 % of the draws that are numbers; NaN when fewer than half are. */
static void interval(double *draws, tocsin_moves_lag *out)
{
    int count = 0;
    for (int i = 0; i < DRAWS; i++)
        if (draws[i] == draws[i])
            draws[count++] = draws[i];
    out->low = out->high = NAN;
    if (count < DRAWS / 2 || out->rate != out->rate)
        return;
    qsort(draws, (size_t)count, sizeof *draws, rising);
    out->low = draws[(int)(count * 0.025)];
    out->high = draws[(int)(count * 0.975)];
}

/* Sums a series over the blocks of each draw, and as it is. */
static void draw_sums(const struct curve *c, const uint32_t *sum, uint32_t *out)
{
    for (int i = 0; i < DRAWS; i++) {
        const uint32_t *blocks = c->blocks + (size_t)i * (size_t)c->block_count;
        out[i] = 0;
        for (int k = 0; k < c->block_count; k++)
            out[i] += block_sum(sum, blocks[k], c->days);
    }
    out[DRAWS] = sum[c->days];
}

static uint32_t *drawn_at(const struct curve *c, int lag, int both)
{
    return c->drawn + ((size_t)(lag + c->most) * 2 + (size_t)both) * (DRAWS + 1);
}

static void draw_all(const struct curve *c)
{
    uint32_t *acts = c->sums, *both = c->sums + (c->days + 1);
    acts[0] = 0;
    for (int t = 0; t < c->days; t++)
        acts[t + 1] = acts[t] + c->answer[t];
    draw_sums(c, acts, c->drawn_answers);
    for (int lag = -c->most; lag <= c->most; lag++) {
        add_up(c, lag, acts, both);
        draw_sums(c, acts, drawn_at(c, lag, 0));
        draw_sums(c, both, drawn_at(c, lag, 1));
    }
}

/* The rate over the lags from one to another, with what each draw makes of it. */
static double over_lags(const struct curve *c, int from, int to, double *draws)
{
    double rate = NAN;
    for (int i = 0; i <= DRAWS; i++) {
        double acts = 0, both = 0;
        double days = i < DRAWS ? (double)c->block_count * BLOCK : c->days;
        for (int lag = from; lag <= to; lag++) {
            acts += drawn_at(c, lag, 0)[i];
            both += drawn_at(c, lag, 1)[i];
        }
        double one = ratio(both, acts, c->drawn_answers[i], days);
        if (i < DRAWS)
            draws[i] = one;
        else
            rate = one;
    }
    return rate;
}

/* Where no answer stands, all draws are 0 and say nothing of how few it can be told
 * from: up to so many expected ones may stay away in one of forty cases (Poisson). */
static void widen_none(const struct curve *c, int from, int to, tocsin_moves_lag *out)
{
    double expected = 0;
    if (out->rate != 0)
        return;
    for (int lag = from; lag <= to; lag++)
        expected += drawn_at(c, lag, 0)[DRAWS];
    expected *= (double)c->drawn_answers[DRAWS] / c->days;
    out->low = 0;
    out->high = -log(0.025) / expected;
}

static void turn(const struct curve *c, tocsin_moves_response *out)
{
    double before = over_lags(c, -NEAR, -1, c->low);
    out->week.days = out->turn.days = NEAR;
    out->week.rate = over_lags(c, 1, NEAR, c->high);
    out->turn.rate = before > 0 ? out->week.rate / before : NAN;
    for (int i = 0; i < DRAWS; i++)
        c->draws[i] = c->low[i] > 0 ? c->high[i] / c->low[i] : NAN;
    interval(c->draws, &out->turn);
    interval(c->high, &out->week);
    widen_none(c, 1, NEAR, &out->week);
    if (out->turn.rate == 0) /* of none before nothing follows */
        out->turn = (tocsin_moves_lag){NEAR, NAN, NAN, NAN};
}

/* Days until half of the answers above the base have come that have at most; between
 * lags. told: lags that are told. */
static double half_of(const struct curve *c, const tocsin_moves_response *r, int told)
{
    double most = 0, sum = 0;
    if (!(r->week.low > 1))
        return NAN;
    for (int lag = 1; lag <= told; lag++) {
        sum += drawn_at(c, lag, 1)[DRAWS] - r->base * drawn_at(c, lag, 0)[DRAWS];
        most = sum > most ? sum : most;
    }
    sum = 0;
    for (int lag = 1; lag <= told; lag++) {
        double more = drawn_at(c, lag, 1)[DRAWS] - r->base * drawn_at(c, lag, 0)[DRAWS];
        if (more > 0 && sum + more >= most / 2)
            return sum < most / 2 ? lag - 1 + (most / 2 - sum) / more : lag - 1;
        sum += more;
    }
    return NAN;
}

/* Of few answers the rates of single days are noise: how many days to either side are
 * taken together, so that some 15 answers are expected. */
static int width_of(const tocsin_moves_response *r)
{
    double expected = r->acts * r->base;
    return expected >= 15 ? 0 : expected >= 5 ? 1 : 3;
}

/* told: lags that are told; lags: (2 told + 1). */
static void reckon(const struct curve *c, tocsin_moves_lag *lags, int told,
                   tocsin_moves_response *out)
{
    for (int t = 0; t < c->days; t++) {
        out->acts += c->act[t];
        out->answers += c->answer[t];
    }
    out->base = (double)out->answers / c->days;
    out->lags = lags;
    out->lag_count = (size_t)(2 * told + 1);
    bool few = out->acts < c->least || out->answers < c->least;
    int width = width_of(out);
    out->around = 2 * width + 1;
    draw_all(c);
    for (int lag = -told; lag <= told; lag++) {
        tocsin_moves_lag *to = &lags[lag + told];
        int from = lag - width, end = lag + width;
        if (lag > 0) /* day 0 stands alone */
            from = from < 1 ? 1 : from;
        else
            end = lag == 0 ? 0 : end > -1 ? -1 : end;
        from = lag == 0 ? 0 : from < -c->most ? -c->most : from;
        end = end > c->most ? c->most : end;
        to->days = lag;
        to->rate = few ? NAN : over_lags(c, from, end, c->draws);
        interval(c->draws, to);
        if (to->rate == 0)
            widen_none(c, from, end, to);
    }
    out->half = NAN;
    out->week = out->turn = (tocsin_moves_lag){NEAR, NAN, NAN, NAN};
    if (few || c->most < NEAR)
        return;
    turn(c, out);
    out->half = half_of(c, out, told);
}

/* days[side * 2 + conflict][t]: did the side do such a thing on day t? */
static void mark_days(const struct moves *moves, uint8_t *days)
{
    size_t n = (size_t)moves->days;
    memset(days, 0, 4 * n);
    for (size_t i = 0; i < moves->near_count; i++) {
        const struct near_event *e = &moves->near[i];
        if (e->between <= BA && e->conflict >= 0)
            days[(size_t)(e->between * 2 + e->conflict) * n + (size_t)e->day] = 1;
    }
}

static void draw_blocks(struct curve *c, uint64_t seed, uint32_t *blocks)
{
    uint64_t state = seed;
    for (int i = 0; i < DRAWS * c->block_count; i++)
        blocks[i] = tc_chance_below(&state, (uint32_t)c->days);
    c->blocks = blocks;
}

static tocsin_status all_curves(struct moves *moves, struct curve *c,
                                const uint8_t *days, tocsin_error *error)
{
    size_t n = (size_t)moves->days;
    int told = moves->how.days < c->most ? moves->how.days : c->most;
    size_t count = (size_t)(2 * told + 1);
    tocsin_moves_response *out = tc_arena_alloc(&moves->arena, 8 * sizeof *out);
    if (!out)
        return tc_moves_memory(error);
    for (int i = 0; i < 8; i++) {
        int answerer = i < 4, after = i / 2 % 2 == 0, with = i % 2 == 0;
        tocsin_moves_lag *lags = tc_arena_alloc(&moves->arena, count * sizeof *lags);
        if (!lags)
            return tc_moves_memory(error);
        c->act = days + (size_t)((1 - answerer) * 2 + after) * n;
        c->answer = days + (size_t)(answerer * 2 + with) * n;
        out[i] = (tocsin_moves_response){
            .answerer = answerer, .after_conflict = after, .conflict = with};
        reckon(c, lags, told, &out[i]);
    }
    moves->public.responses = out;
    moves->public.response_count = 8;
    return TOCSIN_OK;
}

tocsin_status tc_moves_responses(struct moves *moves, tocsin_error *error)
{
    size_t n = (size_t)moves->days;
    if (n < 2 * BLOCK) /* less than two blocks say nothing */
        return TOCSIN_OK;
    struct curve c = {.days = moves->days,
                      .most = moves->how.days > NEAR ? moves->how.days : NEAR,
                      .least = moves->how.least,
                      .block_count = (moves->days + BLOCK - 1) / BLOCK};
    if (c.most > moves->days - 1)
        c.most = moves->days - 1;
    size_t drawn = (size_t)(2 * c.most + 1) * 2 * (DRAWS + 1);
    uint8_t *days = tc_alloc(4 * n);
    uint32_t *blocks = tc_alloc((size_t)DRAWS * (size_t)c.block_count * sizeof *blocks);
    c.sums = tc_alloc(2 * (n + 1) * sizeof *c.sums);
    c.drawn = tc_alloc((drawn + DRAWS + 1) * sizeof *c.drawn);
    c.draws = tc_alloc((size_t)3 * DRAWS * sizeof *c.draws);
    tocsin_status status = TOCSIN_MEMORY;
    if (days && blocks && c.sums && c.drawn && c.draws) {
        c.drawn_answers = c.drawn + drawn;
        draw_blocks(&c, moves->how.seed, blocks);
        c.low = c.draws + DRAWS;
        c.high = c.low + DRAWS;
        mark_days(moves, days);
        status = all_curves(moves, &c, days, error);
    } else {
        (void)tc_moves_memory(error);
    }
    tc_free(days);
    tc_free(blocks);
    tc_free(c.sums);
    tc_free(c.drawn);
    tc_free(c.draws);
    return status;
}

/* ---- regression ------------------------------------------------------------------ */

enum { MOST_LAGS = 12, MOST_TERMS = 2 * MOST_LAGS + 1 };

struct fit {
    int terms; /* 1, own lags, other's lags */
    double beta[MOST_TERMS], inverse[MOST_TERMS][MOST_TERMS];
    double squares; /* of what is left */
};

static void terms_at(const double *y, const double *x, size_t t, int lags, double *out)
{
    out[0] = 1;
    for (int k = 1; k <= lags; k++) {
        out[k] = y[t - (size_t)k];
        out[lags + k] = x[t - (size_t)k];
    }
}

/* Inverts a symmetric positive matrix in place; false: it is singular. */
static bool invert(double m[][MOST_TERMS], int n)
{
    double scale[MOST_TERMS];
    for (int i = 0; i < n; i++) {
        if (!(m[i][i] > 0))
            return false;
        scale[i] = m[i][i];
    }
    for (int k = 0; k < n; k++) {
        double pivot = m[k][k];
        if (!(pivot > scale[k] * 1e-10))
            return false;
        m[k][k] = 1;
        for (int j = 0; j < n; j++)
            m[k][j] /= pivot;
        for (int i = 0; i < n; i++) {
            double f = m[i][k];
            if (i == k || f == 0)
                continue;
            m[i][k] = 0;
            for (int j = 0; j < n; j++)
                m[i][j] -= f * m[k][j];
        }
    }
    return true;
}

/* Steps from start on, so that fits with different lags see the same. */
static bool fit_lags(const double *y, const double *x, size_t n, size_t start, int lags,
                     struct fit *out)
{
    double row[MOST_TERMS], right[MOST_TERMS] = {0};
    memset(out, 0, sizeof *out);
    int terms = out->terms = 2 * lags + 1;
    for (size_t t = start; t < n; t++) {
        terms_at(y, x, t, lags, row);
        for (int i = 0; i < terms; i++) {
            right[i] += row[i] * y[t];
            for (int j = 0; j < terms; j++)
                out->inverse[i][j] += row[i] * row[j];
        }
    }
    if (!invert(out->inverse, terms))
        return false;
    for (int i = 0; i < terms; i++)
        for (int j = 0; j < terms; j++)
            out->beta[i] += out->inverse[i][j] * right[j];
    for (size_t t = start; t < n; t++) {
        double left = y[t];
        terms_at(y, x, t, lags, row);
        for (int i = 0; i < terms; i++)
            left -= out->beta[i] * row[i];
        out->squares += left * left;
    }
    return true;
}

/* White's covariance of the coefficients (HC1). */
static void covariance(const double *y, const double *x, size_t n, int lags,
                       const struct fit *f, double out[][MOST_TERMS])
{
    double meat[MOST_TERMS][MOST_TERMS] = {{0}}, half[MOST_TERMS][MOST_TERMS] = {{0}};
    double row[MOST_TERMS], used = (double)(n - (size_t)lags);
    for (size_t t = (size_t)lags; t < n; t++) {
        double left = y[t];
        terms_at(y, x, t, lags, row);
        for (int i = 0; i < f->terms; i++)
            left -= f->beta[i] * row[i];
        for (int i = 0; i < f->terms; i++)
            for (int j = 0; j < f->terms; j++)
                meat[i][j] += left * left * row[i] * row[j];
    }
    for (int i = 0; i < f->terms; i++)
        for (int j = 0; j < f->terms; j++)
            for (int k = 0; k < f->terms; k++)
                half[i][j] += f->inverse[i][k] * meat[k][j];
    for (int i = 0; i < f->terms; i++)
        for (int j = 0; j < f->terms; j++) {
            out[i][j] = 0;
            for (int k = 0; k < f->terms; k++)
                out[i][j] += half[i][k] * f->inverse[k][j];
            out[i][j] *= used / (used - f->terms);
        }
}

static void tell(const struct fit *f, double cov[][MOST_TERMS], int lags,
                 tocsin_moves_regression *out)
{
    double other[MOST_TERMS][MOST_TERMS], error = 0;
    for (int i = 0; i < lags; i++) {
        out->own += f->beta[1 + i];
        out->other += f->beta[1 + lags + i];
        for (int j = 0; j < lags; j++) {
            other[i][j] = cov[1 + lags + i][1 + lags + j];
            error += other[i][j];
        }
    }
    out->error = sqrt(error > 0 ? error : 0);
    out->statistic = out->p = NAN;
    if (!invert(other, lags))
        return;
    out->statistic = 0;
    for (int i = 0; i < lags; i++)
        for (int j = 0; j < lags; j++)
            out->statistic +=
                f->beta[1 + lags + i] * other[i][j] * f->beta[1 + lags + j];
    out->p = tc_chance_chi(out->statistic, lags);
}

/* Steps in which there is something: a line through three points fits too well. */
enum { LEAST_SOME = 10 };
static size_t count_some(const double *x, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += x[i] != 0;
    return count;
}

bool tc_reciprocity_regress(const double *y, const double *x, size_t n, int most,
                            tocsin_moves_regression *out)
{
    struct fit fit;
    double cov[MOST_TERMS][MOST_TERMS], best = INFINITY, mean = 0, all = 0;
    int lags = 0;
    most = most > MOST_LAGS ? MOST_LAGS : most;
    while (most > 1 && n < (size_t)most * 10)
        most--;
    if (n < 30 || count_some(y, n) < LEAST_SOME || count_some(x, n) < LEAST_SOME)
        return false;
    for (int k = 1; k <= most; k++) {
        double used = (double)(n - (size_t)most);
        if (!fit_lags(y, x, n, (size_t)most, k, &fit) || !(fit.squares > 0))
            continue;
        double bic = used * log(fit.squares / used) + (2 * k + 1) * log(used);
        if (bic < best) {
            best = bic;
            lags = k;
        }
    }
    if (!lags || !fit_lags(y, x, n, (size_t)lags, lags, &fit))
        return false;
    covariance(y, x, n, lags, &fit, cov);
    int answerer = out->answerer;
    *out = (tocsin_moves_regression){.answerer = answerer, .lags = lags};
    out->steps = (uint32_t)(n - (size_t)lags);
    tell(&fit, cov, lags, out);
    for (size_t t = (size_t)lags; t < n; t++)
        mean += y[t] / out->steps;
    for (size_t t = (size_t)lags; t < n; t++)
        all += (y[t] - mean) * (y[t] - mean);
    out->explained = all > 0 ? 1 - fit.squares / all : NAN;
    return true;
}

tocsin_status tc_moves_regressions(struct moves *moves, tocsin_error *error)
{
    const tocsin_moves *m = &moves->public;
    size_t n = m->step_count;
    tocsin_moves_regression *out = tc_arena_alloc(&moves->arena, 2 * sizeof *out);
    double *series = tc_alloc(2 * n * sizeof *series);
    if (!out || !series) {
        tc_free(series);
        return tc_moves_memory(error);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t side = 0; side < 2; side++)
            series[side * n + i] = m->steps[i].side[side].intensity;
    size_t count = 0;
    for (int answerer = 1; answerer >= 0; answerer--) {
        const double *y = series + (size_t)answerer * n;
        const double *x = series + (size_t)(1 - answerer) * n;
        out[count] = (tocsin_moves_regression){.answerer = answerer};
        if (tc_reciprocity_regress(y, x, n, 8, &out[count]))
            count++;
    }
    moves->public.regressions = out;
    moves->public.regression_count = count;
    tc_free(series);
    return TOCSIN_OK;
}
