/* study/counts.h: counts of units by month, and what they will be. Inside study/ only.
 */
#ifndef TC_STUDY_COUNTS_H
#define TC_STUDY_COUNTS_H

#include "study/risk.h"

/* Months up to the last that is known; a month that is not known is NaN. */
struct counts {
    double *y;    /* (units, months) */
    double *size; /* (units) natural logarithm, of a population say; NaN: unknown */
    size_t units, months;
};

#define TC_COUNTS_LEADS 36
struct weighted {
    double value, weight;
};
/* What is learnt from all units, for the months lead_first to lead_last after the last
 * one; these are the leads that are asked. */
struct counts_model {
    const struct counts *counts; /* borrowed */
    double *place;               /* (units, months, 4): readings, NaN: none */
    double *level;               /* (units, months) */
    size_t lead_first, lead_last;
    double *weight; /* (units, months): how near to the unit weighed - 1 */
    size_t weighed;
    double kernel[TC_COUNTS_LEADS + 1]; /* weights of the leads */
    struct weighted *values;            /* (room) */
    size_t room;
};
/* lead_first is at least 1, lead_last at most TC_COUNTS_LEADS, else USAGE. MEMORY. */
tocsin_status tc_counts_learn(const struct counts *counts, size_t lead_first,
                              size_t lead_last, struct counts_model *out,
                              tocsin_error *error);
void tc_counts_release(struct counts_model *model);
/* Fills samples, ascending: the quantiles (i + 1/2) / count of the forecast. All 0 for
 * a unit of which no month is known. */
void tc_counts_samples(struct counts_model *model, size_t unit, size_t lead,
                       double *samples, size_t count);
/* The same of the mixture that everybody is held against: the unit's last 12 months,
 * each as likely. */
void tc_counts_mixture(struct counts_model *model, size_t unit, double *samples,
                       size_t count);
/* And of the other benchmarks of the challenge: a Poisson distribution whose mean is
 * the unit's last known month; and the known months of all units, each as likely. */
void tc_counts_last(const struct counts *counts, size_t unit, double *samples,
                    size_t count);
void tc_counts_bootstrap(struct counts_model *model, double *samples, size_t count);

/* ---- the folder of the VIEWS challenge (counts_read.c) --------------------------- */

/* Units in the order of their ids, months to October of the year before, and what came
 * of the twelve months of the year. */
struct counts_window {
    struct counts counts;
    long long *id;  /* (units) */
    double *truth;  /* (units, 12); NaN: unknown */
    size_t rows;    /* that were read */
    long long lost; /* rows that could not be used */
};
/* The months of history that are kept. */
#define TC_COUNTS_HISTORY 60
/* IO no file can be read; EMPTY no unit has both a history and a truth; LIMIT;
 * MEMORY. */
tocsin_status tc_counts_read(const char *folder, int year, struct counts_window *out,
                             tocsin_error *error);
void tc_counts_window_release(struct counts_window *window);

/* One file's bytes into the columns of a window; for the reader and its fuzzer. */
#define TC_COUNTS_TRUTH   (TC_COUNTS_HISTORY + 2)  /* January of the window */
#define TC_COUNTS_COLUMNS (TC_COUNTS_HISTORY + 24) /* whose sums tell of the last */
struct counts_table {
    long long *id;         /* (units) */
    double *y, *own, *sum; /* (units, TC_COUNTS_COLUMNS); own: of the same row */
    double *size;          /* (units) */
    int32_t *size_month;   /* (units) the month of size */
    size_t units, room[6];
    long long last; /* month id of the last known month */
    size_t rows;
    long long lost;
};
void tc_counts_table_release(struct counts_table *table);
tocsin_status tc_counts_text(struct counts_table *table, text bytes, const char *name,
                             tocsin_error *error);

/* ---- how good they are (counts_score.c) ------------------------------------------ */

#define TC_COUNTS_SAMPLES 1000
/* Scores of all forecasts over the cells of a window whose truth is known, and the
 * model's skill over each of the others: blocks are units. MEMORY. */
tocsin_status tc_counts_score(const struct counts_window *window,
                              tocsin_counts_result *out, tocsin_error *error);
#endif
