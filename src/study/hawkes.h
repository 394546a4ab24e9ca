/* study/hawkes.h: intensity in time: how one move raises the rate of the next.
 *
 * Stays inside the room. A Hawkes process: the rate of events of type i is
 *
 *     rate_i(t) = week(t) [ base_i volume(t)^power
 *                           + sum_j sum_k answer_ijk sum_{s < t} marks(s) g_k(t - s) ]
 *
 * over past events s of type j, with g_k(u) = decay_k exp(-decay_k u) in continuous
 * time and (1 - r) r^(u - 1), r = exp(-decay_k), by day: both sum to 1, so that
 * answer_ijk is the number of events of type i that an event of type j brings through
 * kernel k. Types are what is done in which direction within an unordered pair, a
 * group is such a pair, and groups do not excite each other.
 *
 * Records know days only, and much is answered, or told twice, on the same day. That
 * is a branching of its own: each event has, on its own day, a Poisson number of
 * further ones with mean same_ij, which have theirs. The numbers of a day then have a
 * probability in closed form; docs/intensity.md derives it.
 */
#ifndef TC_HAWKES_H
#define TC_HAWKES_H

#include "study/study.h"

/* Limits of one fit; more is LIMIT. */
#define TC_HAWKES_TYPES   32u
#define TC_HAWKES_KERNELS 8u
#define TC_HAWKES_GROUPS  100000u
#define TC_HAWKES_DAYS    200000u

/* ---- data (hawkes_data.c) -------------------------------------------------------- */

struct hawkes_event {
    double time; /* days; whole ones where data->by_day */
    float mark;  /* what the productivity depends on, e.g. intensity less its mean */
    uint16_t type;
    uint16_t unused;
};

struct hawkes_data {
    struct hawkes_event *events; /* (first[groups]), each group's by time */
    size_t *first;               /* (groups + 1) */
    uint32_t groups, types;
    double begin, end; /* begin <= time < end; whole days where by_day */
    bool by_day;
    int weekday;    /* of begin's day: 0 Monday .. 6 */
    double *volume; /* (ceil(end - begin)) reporting by day, about 1; NULL: constant */
};

/* What a group is made of, for tc_hawkes_from_stream(). */
struct hawkes_pair {
    uint32_t a, b; /* actors; types 0 .. classes-1 are a's acts, the rest b's */
};
struct hawkes_choice {
    const struct hawkes_pair *pairs; /* sorted or not, none twice in any order */
    size_t pairs_count;
    const int16_t *class_of; /* (relations) 0 .. classes-1; negative: left out */
    uint32_t classes;
    int32_t begin, end; /* days, end not included; both 0: those of the stream */
    bool marked;        /* marks are |intensity| less its mean, where it is known */
};

/* Takes the pairs' events of a sorted stream, by day, and the reporting volume: the
 * mean number of events a day of the stream over the days before, with a half-life of
 * 60 days, so that no day's volume knows of that day or later ones.
 *   out  owned: tc_hawkes_data_release()
 * USAGE an unsorted stream, no pair, an actor with itself, an empty span; LIMIT;
 * MEMORY. */
tocsin_status tc_hawkes_from_stream(const struct stream *stream,
                                    const struct hawkes_choice *choice,
                                    struct hawkes_data *out, tocsin_error *error);
/* Allocates events and first, zeroed; volume stays NULL. LIMIT; MEMORY. */
tocsin_status tc_hawkes_data_make(struct hawkes_data *data, size_t events,
                                  uint32_t groups, uint32_t types, tocsin_error *error);
void tc_hawkes_data_release(struct hawkes_data *data);
/* USAGE with words about the first fault: times out of order, outside the span or not
 * whole where by_day, a type that is not there, a mark or volume that is no number,
 * too few events to fit anything to. */
tocsin_status tc_hawkes_data_check(const struct hawkes_data *data, tocsin_error *error);
/* The pairs with most events in [begin, end) of a sorted stream, ordered ones where
 * ordered, busiest first, ties by number; acts on oneself do not count. At most count
 * are written; *found says how many. MEMORY. */
struct hawkes_span {
    int32_t begin, end;
};
tocsin_status tc_hawkes_busiest(const struct stream *stream, struct hawkes_span span,
                                bool ordered, struct hawkes_pair *out, size_t *count,
                                tocsin_error *error);

/* ---- the model ------------------------------------------------------------------- */

struct hawkes_model {
    uint32_t groups, types, kernels;
    bool by_day;
    double *base;                 /* (groups, types) events a day */
    double *answer;               /* (groups, types to, types from, kernels) */
    double *same;                 /* (groups, types to, types from); 0 unless by_day */
    double *common, *common_same; /* (types to, types from, kernels), without kernels:
                                     what groups are pulled to */
    double decay[TC_HAWKES_KERNELS]; /* per day */
    double week[7];                  /* by weekday, mean 1 */
    double volume_power, mark_power; /* productivity is exp(mark_power * mark) */
    /* of the fit */
    double value;   /* log likelihood, natural, of the window fitted to */
    double pull;    /* the shrinkage used, as parent events; 0 none, INFINITY pooled */
    int steps;      /* iterations, all stages */
    bool settled;   /* false: the limit of iterations came first */
    double *memory; /* owned: all the above */
};
/* Zero rates, week 1. MEMORY. */
tocsin_status tc_hawkes_model_make(struct hawkes_model *model, uint32_t groups,
                                   uint32_t types, uint32_t kernels,
                                   tocsin_error *error);
void tc_hawkes_model_release(struct hawkes_model *model);

/* ---- likelihood (hawkes_past.c, hawkes_likelihood.c) ----------------------------- */

/* Events before from excite but are not scored; from = data->begin, to = data->end
 * takes all. */
struct hawkes_window {
    double from, to;
};

/* What is looked at: a group's events in a window. */
struct hawkes_sample {
    const struct hawkes_data *data;
    struct hawkes_window window;
    uint32_t group;
};

/* What is known of a group's past wherever something happened: all that the likelihood
 * needs while decays and marks stand still. Made in one pass (Ozaki 1979). */
struct hawkes_past {
    size_t rows; /* instants with events, in the window */
    uint32_t types, kernels;
    uint32_t bins; /* 7 by weekday, or 1 */
    bool by_day;
    uint32_t *day;    /* (rows) from data->begin */
    uint32_t *active; /* (rows + 1) where the row's entries begin */
    uint16_t *type;   /* (entries) types that have events */
    uint32_t *number; /* (entries) how many */
    double *level;    /* (rows, types, kernels) sum of marks g_k over the past */
    double *by_decay; /* the same, derivative to log decay_k; NULL unless wanted */
    double *by_mark;  /* derivative to mark_power; NULL unless wanted */
    double *mass;     /* (bins, types, kernels) level summed over the whole window */
    double *mass_decay, *mass_mark;
    double *total;   /* (types) events in the window */
    double constant; /* of the likelihood: by day less the sum of log n! */
    size_t room[8];
};
struct hawkes_wants {
    bool weekly, decay, mark;
};
/* Fills past, whose arrays grow and are used again. MEMORY. */
tocsin_status tc_hawkes_past_make(struct hawkes_past *past, struct hawkes_sample sample,
                                  const struct hawkes_model *model,
                                  struct hawkes_wants wants, tocsin_error *error);
void tc_hawkes_past_release(struct hawkes_past *past);

/* volume^power by day, and its sums over the window by bin. */
struct hawkes_rise {
    double *rise, *slope; /* (days) volume^power, and derivative to power */
    double sum[7], sum_slope[7];
    size_t days;
};
tocsin_status tc_hawkes_rise_make(struct hawkes_rise *rise,
                                  const struct hawkes_data *data,
                                  struct hawkes_window window, double power,
                                  bool weekly, tocsin_error *error);
void tc_hawkes_rise_release(struct hawkes_rise *rise);

/* One group's parameters, or the derivatives to them. */
struct hawkes_part {
    double *base, *answer, *same; /* as in the model, of one group; same may be NULL */
    double *decay;                /* derivative: to log decay */
    double *week;                 /* derivative: to log week */
    double power, mark;
};
/* The log likelihood (natural) of a group; -INFINITY where an event had no chance. By
 * day the probability of the numbers, in continuous time the density. With slope,
 * adds the derivatives to it; its decay, mark only where past has them. */
double tc_hawkes_likelihood(const struct hawkes_past *past,
                            const struct hawkes_rise *rise, int weekday,
                            const struct hawkes_part *part, struct hawkes_part *slope);
/* Adds to out's base, answer, same about how fast their slopes fall: the diagonal of
 * the information, the determinant left aside. */
void tc_hawkes_curvature(const struct hawkes_past *past, const struct hawkes_rise *rise,
                         int weekday, const struct hawkes_part *part,
                         struct hawkes_part *out);
/* Of all groups of data under a model, with its same-day part. MEMORY. */
tocsin_status tc_hawkes_score(const struct hawkes_data *data,
                              const struct hawkes_model *model,
                              struct hawkes_window window, double *out,
                              tocsin_error *error);

/* Of one group. */
tocsin_status tc_hawkes_score_group(struct hawkes_sample sample,
                                    const struct hawkes_model *model, double *out,
                                    tocsin_error *error);
/* The log likelihood of a group's events in rest under constant rates, those of the
 * sample's window (a type without events there: half an event); adds how many events
 * rest has. */
double tc_hawkes_constant(struct hawkes_sample sample, struct hawkes_window rest,
                          double *events);
/* By how much a model beats constant rates on rest: difference of log2 likelihoods an
 * event, NaN without events. Constant rates are those of train; the model is that of
 * its fit. MEMORY. */
tocsin_status tc_hawkes_gain(const struct hawkes_data *data,
                             const struct hawkes_model *model,
                             struct hawkes_window train, struct hawkes_window rest,
                             double *bits, tocsin_error *error);

/* ---- minimising (hawkes_minimise.c) ---------------------------------------------- */

/* Limited-memory BFGS with lower bounds. The function returns INFINITY where it has no
 * value; the gradient is then not looked at. */
struct hawkes_minimise {
    double (*function)(void *context, const double *x, double *gradient);
    void *context;
    size_t count;
    const double *low;   /* (count) lower bounds, -INFINITY where none */
    const double *scale; /* (count) about the width of each parameter */
    int limit;           /* iterations */
    double tolerance;    /* stops when a step gains less than this part of the value */
    /* out */
    double value;
    int steps, calls;
    bool settled;
};
/* x: where to start, within the bounds, and the result. x stays where the value is
 * finite. USAGE the start has no value; MEMORY. */
tocsin_status tc_hawkes_minimise(struct hawkes_minimise *problem, double *x,
                                 tocsin_error *error);

/* ---- fitting (hawkes_fit.c) ------------------------------------------------------ */

struct hawkes_options {
    uint32_t kernels;
    double decay[TC_HAWKES_KERNELS]; /* per day; where to start when fitted */
    bool fit_decay;
    bool weekly;   /* fit the week */
    bool volume;   /* fit the power of the volume; needs data->volume */
    bool same_day; /* by day: fit same */
    bool marked;   /* fit the power of the marks */
    /* Types t and t + types/2 are one class in two directions, and answer alike in both
     * (while groups are pooled). */
    bool mirror;
    /* As many same-day answers of type i to an event of j as of j to one of i: which of
     * two came first on a day is not known, and numbers of days hardly tell. */
    bool even;
    /* Groups answer alike, each with its own base; pull says how far they may differ:
     * as if so many parent events had answered at the common rate. 0: each group for
     * itself; INFINITY: alike; negative: chosen on the last fifth of the window. */
    double pull;
    uint32_t own;    /* only so many groups, the first, get their own answers; 0: all */
    double sparsity; /* weight of the sum of answer and same: more gives more zeros */
    int limit;       /* iterations of each stage; 0: 500 */
    double tolerance; /* of the value; 0: 1e-9 for one group, 1e-6 for more */
};
/* Half-lives of 1, 7, 30, 180 days; weekly, volume, same-day, mirror, pull chosen. */
void tc_hawkes_options_usual(struct hawkes_options *options);

/* Fits by maximum likelihood.
 *   out  owned: tc_hawkes_model_release()
 * USAGE as tc_hawkes_data_check(), or options that contradict; MEMORY. */
tocsin_status tc_hawkes_fit(const struct hawkes_data *data, struct hawkes_window window,
                            const struct hawkes_options *options,
                            struct hawkes_model *out, tocsin_error *error);

/* Standard errors of the sample's group's parameters: from the inverse of the observed
 * information, differences of the analytic gradient. NaN where a parameter stands at
 * its bound (it then has no error in this sense) or the information is singular. */
struct hawkes_errors {
    uint32_t types, kernels;
    double *base, *answer, *same;    /* as the model's, of one group */
    double decay[TC_HAWKES_KERNELS]; /* of log decay, where fitted */
    double week[7];                  /* of log week against the first day of it */
    double volume_power, mark_power;
    double *later;     /* (types to, types from) of sum_k answer */
    double *branching; /* the same, of sum_k answer + same */
    double *ratio_of;  /* the values these belong to */
    double radius;     /* the branching ratio: spectral radius of ratio_of */
    double radius_error;
    double *memory;
};
/* Shared parameters (decay, week, powers) take part where the model has one group, and
 * are held where it has more. MEMORY; LIMIT more than 4096 parameters. */
tocsin_status tc_hawkes_errors_make(struct hawkes_sample sample,
                                    const struct hawkes_options *options,
                                    const struct hawkes_model *model,
                                    struct hawkes_errors *out, tocsin_error *error);
void tc_hawkes_errors_release(struct hawkes_errors *errors);

/* ---- goodness of fit (hawkes_check.c) -------------------------------------------- */

/* Waits between events in the time of the model: uniform when the model is true (Brown
 * et al. 2002; by day Haslinger, Pipa & Brown 2010, which needs a seed). */
struct hawkes_check {
    double *uniform; /* (count) sorted; plot against (i + 0.5) / count: the QQ plot */
    size_t count, room;
    double distance; /* of Kolmogorov and Smirnov */
    double p;        /* of a distance so large; NaN when count is 0 */
};
/* Waits of each type of a group, or of all groups when the sample's is UINT32_MAX.
 * MEMORY. */
tocsin_status tc_hawkes_check_make(struct hawkes_sample sample,
                                   const struct hawkes_model *model, uint64_t seed,
                                   struct hawkes_check *out, tocsin_error *error);
void tc_hawkes_check_release(struct hawkes_check *check);
/* The chance of a distance at least so large of count uniform numbers (Stephens 1970).
 */
double tc_hawkes_kolmogorov(double distance, size_t count);

/* ---- simulation (hawkes_simulate.c) ---------------------------------------------- */

/* xoshiro256**, seeded by splitmix64: the same numbers everywhere. */
struct hawkes_random {
    uint64_t s[4];
};
void tc_hawkes_seed(struct hawkes_random *random, uint64_t seed);
uint64_t tc_hawkes_random(struct hawkes_random *random);
double tc_hawkes_uniform(struct hawkes_random *random); /* (0, 1) */
uint32_t tc_hawkes_poisson(struct hawkes_random *random, double mean);

/* Draws data from a model: by Ogata's thinning (1981) in continuous time, by day the
 * numbers of each day. Span, weekday and volume are those of data, whose events are
 * replaced. Marks are 0. LIMIT past most events; MEMORY. */
tocsin_status tc_hawkes_simulate(struct hawkes_data *data,
                                 const struct hawkes_model *model, uint64_t seed,
                                 size_t most, tocsin_error *error);

/* What may come: numbers of events by type on the days after data->end, drawn paths
 * times with what has been as the past. Volume stays at its last value. */
struct hawkes_ahead {
    int days, paths;
    uint64_t seed;
    uint32_t *counts; /* (paths, types) over all days; the caller's */
};
/* LIMIT a path that explodes; MEMORY. By-day models only: else USAGE. */
tocsin_status tc_hawkes_ahead_make(const struct hawkes_data *data,
                                   const struct hawkes_model *model, uint32_t group,
                                   const struct hawkes_ahead *ahead,
                                   tocsin_error *error);

#endif
