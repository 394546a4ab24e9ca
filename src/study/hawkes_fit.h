/* study/hawkes_fit.h: what fitting and its errors share: the parameters as one vector.
 *
 * Stays between hawkes_vector.c, hawkes_fit.c and hawkes_errors.c.
 */
#ifndef TC_HAWKES_FIT_H
#define TC_HAWKES_FIT_H

#include "study/hawkes.h"

/* A part of a model that is fitted at once: base of groups first to last, the answers,
 * of which some may be the same number (tie), and, where free, what all groups share.
 *
 *     log base (groups, types) | answer (ties, kernels) | same (its ties) |
 *     log week (6) | power | log decay (kernels) | mark
 */
struct hawkes_vector {
    const struct hawkes_data *data;
    struct hawkes_window window;
    const struct hawkes_options *options;
    struct hawkes_model *model; /* holds what is not free; written to by calls */
    uint32_t first, last;       /* groups */
    bool shared;                /* week, power, decay, mark are free where wanted */
    bool together;              /* all groups answer alike, ties as mirror says */
    double pull;                /* to model->common; 0 none */
    struct hawkes_past *pasts;  /* (groups) made once, or one that is made each time */
    bool kept, ready;           /* kept: all were made; ready: the one is right */
    struct hawkes_rise rise;
    tocsin_status status; /* of the last call: MEMORY makes a call INFINITY */
    double likelihood;    /* of the last call, without penalties */
    /* layout, by tc_hawkes_vector_init() */
    size_t ties, answer, same, week, power, decay, mark, count; /* where each begins */
    size_t tie[TC_HAWKES_TYPES * TC_HAWKES_TYPES];              /* of cell (to, from) */
    size_t same_tie[TC_HAWKES_TYPES * TC_HAWKES_TYPES];
    double *slopes; /* (types to, types from, kernels + 1) */
};
tocsin_status tc_hawkes_vector_init(struct hawkes_vector *vector, tocsin_error *error);
/* Releases what init and calls made, not pasts. */
void tc_hawkes_vector_release(struct hawkes_vector *vector);
/* Minus the log likelihood with its penalties; context is a hawkes_vector. */
double tc_hawkes_vector_call(void *context, const double *x, double *gradient);
/* The model's numbers as x, and bounds and widths. */
void tc_hawkes_vector_read(const struct hawkes_vector *vector, double *x, double *low,
                           double *scale);
/* Better widths where the pasts stand: scale (count) as read, with as much room behind
 * it that is written over. */
void tc_hawkes_vector_widths(struct hawkes_vector *vector, const double *x,
                             double *scale);
/* x into the model. */
void tc_hawkes_vector_write(struct hawkes_vector *vector, const double *x);
/* What the past must hold for a vector. */
struct hawkes_wants tc_hawkes_vector_wants(const struct hawkes_vector *vector);

#endif
