/* study/hawkes_state.h: a pair's past at one moment, for going through time forwards.
 *
 * Stays between hawkes_state.c, hawkes_check.c and hawkes_simulate.c. The likelihood
 * does not use it: it wants whole matrices, and this is in the way of that.
 */
#ifndef TC_HAWKES_STATE_H
#define TC_HAWKES_STATE_H

#include "study/hawkes.h"

struct hawkes_state {
    const struct hawkes_model *model;
    uint32_t group;
    double now; /* by day: the sums include this day's events */
    double sum[TC_HAWKES_TYPES * TC_HAWKES_KERNELS]; /* (types, kernels) */
};
void tc_hawkes_state_start(struct hawkes_state *state, const struct hawkes_model *model,
                           uint32_t group, double now);
void tc_hawkes_state_jump(struct hawkes_state *state, const struct hawkes_event *event);
/* Moves to a time that is not before now. share: (types) what the rates' excited part
 * sums to on the way, before the week; NULL: not wanted. */
void tc_hawkes_state_move(struct hawkes_state *state, double to, double *share);
/* (types) the excited part of the rates at now, continuous time. */
void tc_hawkes_state_rates(const struct hawkes_state *state, double *rates);
/* Factors of a day of data (the last one's volume behind the end): the week's, and
 * volume^power. */
void tc_hawkes_factors(const struct hawkes_data *data, const struct hawkes_model *model,
                       double time, double *week, double *rise);

#endif
