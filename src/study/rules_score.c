/* study/rules_score.c: how far a rule's count is beyond chance, at which window. */
#include "study/rules_inside.h"

#include <math.h>

/* Days until half of what stands above chance within the last window has come. */
static double half_of(const struct rule_work *w, const double *followed,
                      const double *chance)
{
    double all = followed[w->windows - 1] - chance[w->windows - 1], before = 0;
    int from = 0;
    if (!(all > 0))
        return NAN;
    for (int k = 0; k < w->windows; k++) {
        double here = followed[k] - chance[k];
        if (here >= all / 2 && here > before)
            return from +
                   (tc_rule_windows[k] - from) * (all / 2 - before) / (here - before);
        before = here > 0 ? here : 0;
        from = tc_rule_windows[k];
    }
    return NAN;
}

/* How far a window's count is from the nearer chance. */
static double distance(const struct rule_tally *t, int window)
{
    double z = INFINITY;
    for (int c = 0; c < 2; c++) {
        double chance = t->chance[c][window], error = t->squares[c][window];
        error = error > chance ? error : chance;
        double one = error > 0 ? (t->followed[window] - chance) / sqrt(error) : 0;
        z = one < z ? one : z;
    }
    return z;
}

/* The window is the one that stands out most against the larger chance's own error: the
 * root of the squares grows with the rule itself and does not tell windows apart. */
struct rule_score tc_rules_score(const struct rule_work *w, const struct rule_tally *t)
{
    struct rule_score best = {.p = 1, .half = NAN};
    double most = -INFINITY;
    int hardest = 0;
    for (int k = 0; k < w->windows; k++) {
        int hard = t->chance[1][k] > t->chance[0][k];
        double chance = t->chance[hard][k];
        double one = chance > 0 ? (t->followed[k] - chance) / sqrt(chance) : 0;
        if (one > most) {
            most = one;
            best.window = k;
            hardest = hard;
        }
    }
    best.z = distance(t, best.window);
    best.base = t->chance[hardest][best.window] / t->times;
    best.half = half_of(w, t->followed, t->chance[hardest]);
    double p = tc_chance_normal(best.z) * w->windows;
    best.p = p < 1 ? p : 1;
    return best;
}
