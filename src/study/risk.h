/* study/risk.h: how likely, how many, and how good such forecasts were. Inside study/
 * only.
 *
 * Layers, each of which needs only those before it: scores (proper.c), fits and
 * calibration (risk_fit.c, calibrate.c), counts of units by month (counts.h), and
 * the risk of units in a stream of events with its backtest (risk.c, backtest.c).
 * All sums run in one order, so that a result is the same for every number of threads.
 */
#ifndef TC_STUDY_RISK_H
#define TC_STUDY_RISK_H

#include "study/study.h"

/* ---- chance: the same numbers everywhere ----------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t tc_chance(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
/* Below n, which is not 0. */
static inline size_t tc_chance_below(uint64_t *state, size_t n)
{
    return (size_t)(((tc_chance(state) >> 32) * (uint64_t)n) >> 32);
}

/* ---- scores (proper.c) ----------------------------------------------------------- */

/* A probability and what came of it. */
struct outcome {
    double p;
    bool happened;
};

/* Means over count outcomes; NaN when there are none. */
double tc_score_brier(const struct outcome *o, size_t count);
/* Natural logarithm; p is held within [1e-6, 1 - 1e-6]. */
double tc_score_log(const struct outcome *o, size_t count);
/* Chance that one that happened has the higher p, ties half; NaN when all or none
 * happened, or MEMORY is out. */
double tc_score_auc(const struct outcome *o, size_t count);
/* The share that happened of the alarms highest p, ties by place in the array. NaN
 * when memory is out or there are none. */
double tc_score_precision(const struct outcome *o, size_t count, size_t alarms);

/* CRPS of a forecast given as samples (Gneiting and Raftery 2007, eq. 21), by the
 * sorted form. sorted: ascending, count > 0. */
double tc_score_crps(const double *sorted, size_t count, double y);
/* CRPS of a distribution of counts: share[k] is P(k), k < count, the rest lies at
 * count - 1 or above and is taken as there. */
double tc_score_crps_counts(const double *share, size_t count, long long y);
/* Ignorance of the bins of the VIEWS challenge (Hegre et al. 2024) in bits: one ghost
 * count in each of the 11. */
#define TC_IGN_BINS 11
double tc_score_ign(const double *samples, size_t count, double y);
/* Interval score (Gneiting and Raftery 2007, eq. 43) of the central interval of which
 * alpha lies outside. sorted: ascending, quantiles between neighbours by line. */
double tc_score_mis(const double *sorted, size_t count, double y, double alpha);

/* Reliability: outcomes in bins of p. */
#define TC_RELIABILITY_BINS 10
struct reliability {
    size_t count[TC_RELIABILITY_BINS];
    double mean[TC_RELIABILITY_BINS];  /* of p; NaN: empty */
    double share[TC_RELIABILITY_BINS]; /* that happened; NaN: empty */
    double error;                      /* expected calibration error: mean of
                                          |mean - share|, weighted by count */
};
/* Bins of equal width, or of equal numbers (ties by place). MEMORY. */
tocsin_status tc_score_reliability(const struct outcome *o, size_t count,
                                   bool by_number, struct reliability *out,
                                   tocsin_error *error);

struct bounds {
    double value, low, high;
};
/* Skill 1 - sum(loss)/sum(reference) with the 2.5 % and 97.5 % points of a bootstrap
 * that draws whole blocks: block[i] < blocks, for all that belongs to one unit or one
 * stretch of time. NaN where the reference loses nothing. MEMORY. */
struct skill_losses {
    const double *loss, *reference; /* (count) */
    const uint32_t *block;          /* (count) */
    size_t count, blocks;
};
#define TC_BOOTSTRAPS 1000
tocsin_status tc_score_skill(const struct skill_losses *losses, uint64_t seed,
                             struct bounds *out, tocsin_error *error);

/* ---- fits (risk_fit.c) ----------------------------------------------------------- */

#define TC_FIT_FEATURES 24
/* Rows of readable features and what they are fitted to. */
struct fit_rows {
    const double *x; /* (count, features), row by row */
    const double *y; /* (count): 0 or 1, or a count */
    const double *w; /* (count) weights; NULL: all 1 */
    size_t count, features;
};
/* What is fitted: weight[features] is the constant. Features are standardised inside;
 * mean and scale are those of the rows, and 1 where a feature does not vary. */
struct fit {
    double weight[TC_FIT_FEATURES + 1];
    double mean[TC_FIT_FEATURES], scale[TC_FIT_FEATURES];
    double dispersion; /* negative binomial: variance m + dispersion m^2 */
    size_t features;
};
/* Logistic regression with ridge * |weight|^2 / 2, the constant free, by Newton steps
 * that are halved until they help. Constant alone when all y are alike (held off 0
 * and 1 by half a row).
 *   start  a fit of like rows to begin from, or NULL
 * USAGE: no rows, or too many features. */
tocsin_status tc_fit_logistic(const struct fit_rows *rows, double ridge,
                              const struct fit *start, struct fit *out,
                              tocsin_error *error);
/* Negative binomial (NB2) with logarithmic link; dispersion by golden section between
 * fits, or that of start. Otherwise as above; MEMORY. */
tocsin_status tc_fit_counts(const struct fit_rows *rows, double ridge,
                            const struct fit *start, struct fit *out,
                            tocsin_error *error);
/* The linear predictor. */
double tc_fit_line(const struct fit *fit, const double *x);
/* P(0..count-1) of a negative binomial; the last takes what is beyond. */
void tc_negative_binomial(double mean, double dispersion, double *share, size_t count);
/* In place: a (n, n), b (n); false when a is not positive definite. */
bool tc_solve(double *a, double *b, size_t n);

static inline double tc_held(double p)
{
    return p < 1e-6 ? 1e-6 : p > 1 - 1e-6 ? 1 - 1e-6 : p;
}
double tc_logit(double p); /* of p held as above */
double tc_logistic(double x);

/* ---- calibration (calibrate.c) --------------------------------------------------- */

/* Isotonic regression by pooling adjacent violators (Ayer et al. 1955). */
struct isotonic_pool {
    double p, hits,
        cases; /* the sum of what was said; how many happened; of how many */
};
/* Joins neighbours whose shares do not rise. pools: by rising p, each with cases; how
 * many are left, at the front. */
size_t tc_isotonic_pool(struct isotonic_pool *pools, size_t count);
/* Steps of p with the share that happened, between them by line. */
struct isotonic {
    const double *p, *share; /* (count), ascending; borrowed */
    size_t count;
};
double tc_isotonic(const struct isotonic *map, double p);

/* Beta calibration (Kull, Silva Filho, Flach 2017): logit = a ln p - b ln(1-p) + c with
 * a, b >= 0; drawn to the identity (1, 1, 0) by ridge. */
struct beta_map {
    double a, b, c;
};
void tc_beta_fit(const struct outcome *o, size_t count, double ridge,
                 struct beta_map *out);
double tc_beta(const struct beta_map *map, double p);

/* ---- units and what is known of them (risk_units.c) ------------------------------ */

enum risk_class {
    RISK_TARGET, /* the class that is asked for */
    RISK_VIOLENCE,
    RISK_COERCION,
    RISK_THREAT,
    RISK_PROTEST,
    RISK_WORDS, /* accusing, rejecting, demanding */
    RISK_PEACE, /* all that is friendly or neutral */
    RISK_CLASSES
};
enum { RISK_LIVES = 3 }; /* half-lives: the window, three windows, for ever */

/* A day on which a unit did (side 0) or suffered (side 1) something of a class. */
struct risk_day {
    int32_t day;
    uint32_t unit;
    uint8_t side, class;
};
/* Units by the day on which they first met, so that those known on a day are the first
 * so many, whatever comes later. */
struct risk_units {
    uint32_t *actor, *recipient; /* (count): groups */
    uint32_t *mirror;            /* (count): the unit the other way round, or itself */
    int32_t *born;               /* (count): first day */
    size_t count, room[5];
    struct risk_day *days; /* (day_count), in order */
    size_t day_count, day_room;
    uint64_t *keys; /* (key_room): hash table of pairs */
    uint32_t *slots;
    size_t key_room;
    int32_t *seen; /* (count, 2, RISK_CLASSES): last day of each */
    int32_t first; /* day of the stream's first event */
};
enum risk_class tc_risk_class(const struct stream_relation *kind, uint32_t roots);
/* Events from until on are not looked at. */
tocsin_status tc_risk_units(const struct stream *stream, struct risk_groups groups,
                            const tocsin_risk_question *question, int32_t until,
                            struct risk_units *out, tocsin_error *error);
void tc_risk_units_release(struct risk_units *units);
/* UINT32_MAX: there is none. */
uint32_t tc_risk_unit(const struct risk_units *units, uint32_t actor,
                      uint32_t recipient);

/* ---- what was known at an origin (risk_snapshot.c) ------------------------------- */

enum { RISK_NARROW = 4, RISK_FEATURES = 15 }; /* the first are the narrow ones */
enum {
    RISK_RANKED = 3
}; /* logarithms: the actor's rate a window, lately and ever, the
                              recipient's share */
/* What excites (risk_excited.c): the base; the own days by four lives and their mean;
 * the mirror's, the same; of each related class one life and the mean. */
enum { RISK_EXCITED = 11 + 2 * (RISK_CLASSES - 1) };
struct risk_row {
    uint32_t unit, hits;
    uint32_t pair; /* the lesser number of the unit and its mirror */
    uint16_t last; /* days in the last window */
    int16_t y;     /* days in the window that begins; -1: not over */
    double x[RISK_FEATURES];
    /* the chance, the mean and the dispersion of days by risk_excited.c */
    float excited, expected, dispersion;
    float ranked[RISK_RANKED]; /* readings by risk_ranked.c */
};
struct snapshot {
    int32_t origin; /* the first day that is not known */
    struct risk_row *rows;
    size_t count;
    size_t windows;                  /* past ones */
    double base;                     /* share of past windows of all in which it was */
    double shares[TOCSIN_RISK_DAYS]; /* of the numbers of days in past windows */
    double *raw;                     /* (count): combined, not yet calibrated; NULL */
};
/* Reads days before origin for the rows, and those before known for y. MEMORY. */
tocsin_status tc_snapshot(const struct risk_units *units,
                          const tocsin_risk_question *question, int32_t origin,
                          int32_t known, struct snapshot *out, tocsin_error *error);
void tc_snapshot_release(struct snapshot *snapshot);

/* ---- the ensemble (risk.c) ------------------------------------------------------- */

extern const double tc_ensemble_weight[TOCSIN_RISK_MEMBERS]; /* of log-odds; sum 1 */
struct ensemble {
    struct fit narrow, wide, counts, ranked;
    struct beta_map calibration;
};
struct members {
    double of[TOCSIN_RISK_MEMBERS]; /* the chance by each */
    double raw, p;                  /* of all; then calibrated */
    double mean, dispersion;        /* of days, by the one of intensity */
};
/* What is learnt from: count snapshots whose windows are over, the last of them
 * past[last - 1], the others each stride before. */
struct lessons {
    const struct snapshot *past;
    size_t last, count, stride;
    int at_least;
};
static inline const struct snapshot *tc_lesson(const struct lessons *over, size_t i)
{
    return &over->past[over->last - 1 - i * over->stride];
}
/* seed 0: all rows as they are; else whole units are drawn again, and the calibration
 * of *out is left alone, whose fits are begun from. EMPTY too little. */
tocsin_status tc_ensemble_learn(const struct lessons *over, uint64_t seed,
                                struct ensemble *out, tocsin_error *error);
void tc_ensemble_ask(const struct ensemble *ensemble, const struct snapshot *snapshot,
                     size_t row, int at_least, struct members *out);
/* The counting member's chance where its line is so high. */
double tc_ensemble_counted(const struct ensemble *ensemble, double line, int at_least);
/* The distribution of the window's days that has the members' probability. */
void tc_ensemble_shares(const struct members *members,
                        const tocsin_risk_question *question,
                        double share[TOCSIN_RISK_DAYS]);
/* Calibrates by the lessons' raw forecasts. */
tocsin_status tc_ensemble_calibrate(const struct lessons *over, struct ensemble *out,
                                    tocsin_error *error);

struct risk {
    tocsin_risk_question question;
    const struct stream *stream; /* borrowed, as what groups points at */
    struct risk_groups groups;
    struct risk_units units;
    struct snapshot *past; /* (past_count), by origin */
    size_t past_count;
    struct snapshot now;
    struct ensemble ensemble;
    double excited[RISK_EXCITED]; /* weights as of the day */
    double *p, *spread;           /* (now.count): probability; sd of its logit */
    uint32_t *order;              /* (now.count): rows, the highest first */
    tocsin_risk_past scores;
};

/* risk_excited.c: fills excited of all rows, past and now. MEMORY. */
tocsin_status tc_risk_excited(struct risk *risk, tocsin_error *error);
/* risk_ranked.c: fills ranked of all rows. MEMORY. */
tocsin_status tc_risk_ranked(struct risk *risk, tocsin_error *error);
/* The row of a unit in risk->now. MISSING, with words. */
tocsin_status tc_risk_row(const struct risk *risk, uint32_t actor, uint32_t recipient,
                          uint32_t *row, tocsin_error *error);

/* ---- rolling origins (backtest.c) ------------------------------------------------ */

/* The ensemble as it would have been learnt on a day. EMPTY: it is too early. */
tocsin_status tc_backtest_learn(const struct risk *risk, int32_t origin,
                                struct ensemble *out, tocsin_error *error);
/* The same from units drawn again, calibrated as *out is. */
tocsin_status tc_backtest_redraw(const struct risk *risk, int32_t origin, uint64_t seed,
                                 struct ensemble *out, tocsin_error *error);
/* Forecasts each of risk->past as of its day, and scores those a window apart. */
tocsin_status tc_backtest(struct risk *risk, tocsin_error *error);
#endif
