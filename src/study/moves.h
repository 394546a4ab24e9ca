/* study/moves.h: how actors answer each other: the part of the door that moves.c,
 * rules.c and their neighbours give. study.h includes it.
 */
#ifndef TC_MOVES_H
#define TC_MOVES_H

#include "base/base.h"

struct stream;

/* As tocsin_moves_find() and its neighbours; the stream is sorted by day. */
tocsin_status tc_moves_find(const struct stream *stream, text a, text b,
                            const tocsin_moves_options *how, tocsin_moves **out,
                            tocsin_error *error);
void tc_moves_free(tocsin_moves *moves);
tocsin_status tc_moves_plot(tocsin_moves *moves, tocsin_moves_chart chart, text *svg,
                            tocsin_error *error);
tocsin_status tc_rules_find(const struct stream *stream,
                            const tocsin_moves_options *how, tocsin_rules **out,
                            tocsin_error *error);
void tc_rules_free(tocsin_rules *rules);

/* ---- a series' changes (change.c) ------------------------------------------------ */

/* Where the rate of a series of counts changes: PELT on the cost of a negative binomial
 * whose dispersion is the same throughout.
 *   count     (n), n <= TC_CHANGE_MOST
 *   least     fewest steps between changes, from 1
 *   penalty   what a change must win, of twice the log likelihood
 *   spread    variance = mean + mean^2 * spread; 0: Poisson
 *   at        (n): the first steps of new stretches, rising
 * How many there are, or SIZE_MAX when memory is out. */
#define TC_CHANGE_MOST 5000
struct change_options {
    size_t least;
    double penalty, spread;
};
size_t tc_change_points(const uint32_t *count, size_t n,
                        const struct change_options *how, size_t *at);
/* Minus twice the log likelihood of a stretch of n steps with this sum, less what does
 * not depend on where stretches end. */
double tc_change_cost(double sum, double n, double spread);
/* The spread within stretches, by how steps near each other differ. */
double tc_change_spread(const uint32_t *count, size_t n);

/* ---- reciprocity of two series (reciprocity.c) ----------------------------------- */

/* Least squares of y on lags of y and of x, as many (1 to most) as BIC takes; standard
 * errors hold under unequal variances. false: too short, or it does not vary. */
bool tc_reciprocity_regress(const double *y, const double *x, size_t n, int most,
                            tocsin_moves_regression *out);

#endif
