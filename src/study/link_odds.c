/* study/link_odds.c: probabilities out of scores, by what came of such before.
 *
 * The softmax over the candidates, times how often the right answer was a candidate,
 * then bent to what came of such values (isotonic regression over classes of log odds;
 * Zadrozny and Elkan 2002, with two cases of "as it is" in each class). A day is
 * answered with what the days before taught, so that the calibration error that is told
 * is that of forecasts. Threads add whole numbers only, so that their order changes
 * nothing.
 */
#include "study/link.h"

#include <math.h>
#include <string.h>

enum {
    LOWEST = -16, /* log odds of the first class */
    FEWEST = 2    /* cases of "as it is" */
};
#define FINE 16777216.0 /* probabilities are added in such parts */

static int class_of(double p)
{
    if (!(p > 1e-9))
        return 0;
    if (p > 1 - 1e-6)
        return LINK_ODDS - 1;
    int at = (int)((tc_link_log((float)(p / (1 - p))) - LOWEST) * 2);
    return at < 0 ? 0 : at < LINK_ODDS ? at : LINK_ODDS - 1;
}

/* Each candidate's share of a softmax, times that one of them is right. */
static void share(const struct link_odds *odds, const float *score, uint32_t count,
                  double *p)
{
    double sum = 0;
    float most = count ? score[0] : 0;
    for (uint32_t c = 1; c < count; c++)
        most = score[c] > most ? score[c] : most;
    for (uint32_t c = 0; c < count; c++)
        sum += p[c] = exp((double)(score[c] - most));
    for (uint32_t c = 0; c < count; c++)
        p[c] = p[c] / sum * odds->chance;
}

/* What these come to by what came of such before. */
static void calibrate(const struct link_odds *odds, uint32_t count, double *p)
{
    double sum = 0;
    for (uint32_t c = 0; c < count; c++)
        sum += p[c] = tc_isotonic(&odds->map, p[c]);
    for (uint32_t c = 0; c < count && (sum > 1 || (odds->whole && sum > 0)); c++)
        p[c] *= (odds->whole ? odds->chance : 1) / sum;
}

void tc_link_odds_of(const struct link_odds *odds, const float *score, uint32_t count,
                     double *p)
{
    share(odds, score, count, p);
    calibrate(odds, count, p);
}

static void add(struct link_tally *tally, uint64_t cases, uint64_t right, double p)
{
    tally->cases += cases;
    tally->right += right;
    tally->said += cases * (uint64_t)(p * FINE);
}

void tc_link_odds_answered(struct link_odds *odds, unsigned thread,
                           const struct link_answered *answered)
{
    struct link_tallies *t = &odds->thread[thread];
    double p[LINK_RELATIONS];
    uint32_t first = 0, right = 0;
    const float *score = answered->score;
    share(odds, score, answered->count, p);
    for (uint32_t c = 0; c < answered->count; c++) {
        add(&t->odds[class_of(p[c])], answered->answers, answered->right[c], p[c]);
        first = score[c] > score[first] ? c : first;
        right += answered->right[c];
    }
    add(&t->inside, answered->answers, right, 0);
    if (!answered->count)
        return;
    calibrate(odds, answered->count, p);
    int tenth = (int)(p[first] * LINK_TENTHS);
    add(&t->first[tenth < LINK_TENTHS ? tenth : LINK_TENTHS - 1], answered->answers,
        answered->right[first], p[first]);
}

/* The map from what came so far. */
static void fit(struct link_odds *odds)
{
    struct isotonic_pool pools[LINK_ODDS];
    size_t n = 0;
    for (int k = 0; k < LINK_ODDS; k++) {
        const struct link_tally *tally = &odds->all.odds[k];
        if (!tally->cases)
            continue;
        double cases = (double)tally->cases, p = (double)tally->said / FINE / cases;
        pools[n++] = (struct isotonic_pool){
            p * (cases + FEWEST), (double)tally->right + FEWEST * p, cases + FEWEST};
    }
    n = tc_isotonic_pool(pools, n);
    odds->p[0] = odds->share[0] = 0;
    for (size_t i = 0; i < n; i++) {
        odds->p[i + 1] = pools[i].p / pools[i].cases;
        odds->share[i + 1] = pools[i].hits / pools[i].cases;
    }
    odds->map = (struct isotonic){odds->p, odds->share, n ? n + 1 : 0};
    const struct link_tally *inside = &odds->all.inside;
    /* before anything is known, nine in ten */
    odds->chance = ((double)inside->right + 9) / ((double)inside->cases + 10);
}

static void take(struct link_tally *to, struct link_tally *from, int count)
{
    for (int k = 0; k < count; k++) {
        to[k].cases += from[k].cases;
        to[k].right += from[k].right;
        to[k].said += from[k].said;
        from[k] = (struct link_tally){0, 0, 0};
    }
}

void tc_link_odds_init(struct link_odds *odds, bool whole)
{
    memset(odds, 0, sizeof *odds);
    odds->whole = whole;
    fit(odds);
}

void tc_link_odds_day(struct link_odds *odds)
{
    for (int i = 0; i < LINK_JOBS; i++) {
        take(odds->all.odds, odds->thread[i].odds, LINK_ODDS);
        take(odds->all.first, odds->thread[i].first, LINK_TENTHS);
        take(&odds->all.inside, &odds->thread[i].inside, 1);
    }
    fit(odds);
}

void tc_link_odds_tell(const struct link_odds *odds, tocsin_next *out)
{
    struct link_tally all = {0, 0, 0};
    double off = 0;
    for (int k = 0; k < LINK_TENTHS; k++) {
        const struct link_tally *t = &odds->all.first[k];
        all.cases += t->cases;
        all.right += t->right;
        all.said += t->said;
        off += fabs((double)t->said / FINE - (double)t->right);
    }
    double n = all.cases ? (double)all.cases : NAN;
    out->right = (double)all.right / n;
    out->said = (double)all.said / FINE / n;
    out->calibration_error = off / n;
    const struct link_tally *inside = &odds->all.inside;
    out->candidate =
        inside->cases ? (double)inside->right / (double)inside->cases : (double)NAN;
}

void tc_link_past_add(tocsin_next_past *past, double rank)
{
    past->questions++;
    past->mrr += 1 / rank;
    past->hits[0] += rank <= 1;
    past->hits[1] += rank <= 10;
}

void tc_link_past_end(tocsin_next_past *past)
{
    double n = past->questions ? (double)past->questions : NAN;
    past->mrr /= n;
    past->hits[0] /= n;
    past->hits[1] /= n;
}
