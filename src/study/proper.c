/* proper.c: scores of forecasts: of probabilities, of samples, of counts; and whether
 * one forecast is better than another by more than chance.
 *
 * Brier and the logarithm are proper: nobody gains by saying other than what he holds
 * (Gneiting and Raftery 2007). CRPS is their like for a number. The interval of a skill
 * comes from drawing whole blocks again, because the windows of one pair of countries
 * resemble each other, and single draws would make every interval too narrow (Künsch
 * 1989).
 */
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double tc_score_brier(const struct outcome *o, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (o[i].p - o[i].happened) * (o[i].p - o[i].happened);
    return count ? sum / (double)count : (double)NAN;
}

double tc_score_log(const struct outcome *o, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum -= log(o[i].happened ? tc_held(o[i].p) : 1 - tc_held(o[i].p));
    return count ? sum / (double)count : (double)NAN;
}

struct ranked {
    double p;
    size_t at;
    bool happened;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Highest p first; NULL when memory is out. */
static struct ranked *rank(const struct outcome *o, size_t count)
{
    struct ranked *r = tc_alloc(count * sizeof *r);
    for (size_t i = 0; r && i < count; i++)
        r[i] = (struct ranked){o[i].p, i, o[i].happened};
    if (r)
        qsort(r, count, sizeof *r, by_p);
    return r;
}

double tc_score_auc(const struct outcome *o, size_t count)
{
    struct ranked *r = count ? rank(o, count) : NULL;
    double above = 0, pairs = 0; /* happened so far; pairs in the right order */
    for (size_t i = 0; r && i < count;) {
        size_t end = i;
        double hits = 0, misses = 0;
        for (; end < count && r[end].p == r[i].p; end++)
            if (r[end].happened)
                hits++;
            else
                misses++;
        pairs += misses * (above + hits / 2);
        above += hits;
        i = end;
    }
    double below = (double)count - above;
    bool known = r && above > 0 && below > 0;
    tc_free(r);
    return known ? pairs / (above * below) : (double)NAN;
}

double tc_score_precision(const struct outcome *o, size_t count, size_t alarms)
{
    if (alarms > count)
        alarms = count;
    struct ranked *r = alarms ? rank(o, count) : NULL;
    size_t hits = 0;
    for (size_t i = 0; r && i < alarms; i++)
        hits += r[i].happened;
    double share = r ? (double)hits / (double)alarms : (double)NAN;
    tc_free(r);
    return share;
}

double tc_score_crps(const double *sorted, size_t count, double y)
{
    double off = 0, spread = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        off += fabs(sorted[i] - y);
        spread += (2.0 * (double)i + 1.0 - n) * sorted[i];
    }
    return off / n - spread / (n * n);
}

double tc_score_crps_counts(const double *share, size_t count, long long y)
{
    double below = 0, sum = 0;
    for (size_t k = 0; k + 1 < count; k++) {
        below += share[k];
        double off = below - ((long long)k >= y ? 1 : 0);
        sum += off * off;
    }
    if (y > (long long)count - 1)
        sum += (double)(y - (long long)count + 1);
    return sum;
}

/* Lower edges; a bin has its lower one. */
static const double ign_edges[TC_IGN_BINS] = {0.0,  0.5,   2.5,   5.5,   10.5,  25.5,
                                              50.5, 100.5, 250.5, 500.5, 1000.5};

static size_t ign_bin(double y)
{
    size_t bin = 0;
    while (bin + 1 < TC_IGN_BINS && y >= ign_edges[bin + 1])
        bin++;
    return bin;
}

double tc_score_ign(const double *samples, size_t count, double y)
{
    size_t at = ign_bin(y), inside = 1;
    for (size_t i = 0; i < count; i++)
        inside += ign_bin(samples[i]) == at;
    return -log2((double)inside / (double)(count + TC_IGN_BINS));
}

static double quantile(const double *sorted, size_t count, double at)
{
    double place = at * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] +
           (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

double tc_score_mis(const double *sorted, size_t count, double y, double alpha)
{
    double low = quantile(sorted, count, alpha / 2);
    double high = quantile(sorted, count, 1 - alpha / 2);
    double out = y < low ? low - y : y > high ? y - high : 0;
    return high - low + 2 / alpha * out;
}

static size_t width_bin(double p)
{
    double at = p * TC_RELIABILITY_BINS;
    if (!(at > 0))
        return 0;
    return at >= TC_RELIABILITY_BINS ? TC_RELIABILITY_BINS - 1 : (size_t)at;
}

tocsin_status tc_score_reliability(const struct outcome *o, size_t count,
                                   bool by_number, struct reliability *out,
                                   tocsin_error *error)
{
    double p[TC_RELIABILITY_BINS] = {0}, hits[TC_RELIABILITY_BINS] = {0};
    memset(out, 0, sizeof *out);
    struct ranked *r = rank(o, count);
    if (!r)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t bin = by_number ? (count - 1 - i) * TC_RELIABILITY_BINS / count
                               : width_bin(r[i].p);
        out->count[bin]++;
        p[bin] += r[i].p;
        hits[bin] += r[i].happened;
    }
    tc_free(r);
    for (size_t bin = 0; bin < TC_RELIABILITY_BINS; bin++) {
        double n = (double)out->count[bin];
        out->mean[bin] = n > 0 ? p[bin] / n : (double)NAN;
        out->share[bin] = n > 0 ? hits[bin] / n : (double)NAN;
        out->error += count ? fabs(p[bin] - hits[bin]) / (double)count : 0;
    }
    return TOCSIN_OK;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Sums of the blocks, then as many blocks drawn again; the points of the draws. */
static size_t draw_skills(const double *sums, size_t blocks, uint64_t seed,
                          double *skills)
{
    size_t known = 0;
    for (int i = 0; i < TC_BOOTSTRAPS; i++) {
        double loss = 0, reference = 0;
        for (size_t k = 0; k < blocks; k++) {
            size_t at = tc_chance_below(&seed, blocks);
            loss += sums[2 * at];
            reference += sums[2 * at + 1];
        }
        if (reference > 0)
            skills[known++] = 1 - loss / reference;
    }
    return known;
}

tocsin_status tc_score_skill(const struct skill_losses *losses, uint64_t seed,
                             struct bounds *out, tocsin_error *error)
{
    double loss = 0, reference = 0;
    *out = (struct bounds){(double)NAN, (double)NAN, (double)NAN};
    double *sums = tc_alloc((2 * losses->blocks + 1) * sizeof *sums);
    double *skills = tc_alloc(TC_BOOTSTRAPS * sizeof *skills);
    if (!sums || !skills) {
        tc_free(sums);
        tc_free(skills);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    }
    for (size_t k = 0; k < 2 * losses->blocks; k++)
        sums[k] = 0;
    for (size_t i = 0; i < losses->count; i++) {
        sums[2 * losses->block[i]] += losses->loss[i];
        sums[2 * losses->block[i] + 1] += losses->reference[i];
        loss += losses->loss[i];
        reference += losses->reference[i];
    }
    if (reference > 0) {
        out->value = 1 - loss / reference;
        size_t known = draw_skills(sums, losses->blocks, seed, skills);
        qsort(skills, known, sizeof *skills, by_value);
        if (known) {
            out->low = quantile(skills, known, 0.025);
            out->high = quantile(skills, known, 0.975);
        }
    }
    tc_free(sums);
    tc_free(skills);
    return TOCSIN_OK;
}
