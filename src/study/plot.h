/* study/plot.h: charts as SVG that stand alone: no script, no font, no style from
 * elsewhere.
 *
 * What is told apart is told apart without colour: by dash, marker and hatch, so that
 * a chart can be printed in black. Each has a title and a description for those who
 * hear it, and its marks have titles of their own. The caller gives the numbers as a
 * table beside it. study.h includes this.
 */
#ifndef TC_PLOT_H
#define TC_PLOT_H

#include "base/base.h"

/* How a series is drawn. */
enum plot_shape {
    PLOT_LINE,   /* between points, with markers; of more than 60 points some 20 */
    PLOT_POINTS, /* markers alone */
    PLOT_BARS,   /* from 0 to the point */
    PLOT_BAND    /* between low and high */
};

struct plot_series {
    text name; /* for the legend; empty: not in it */
    enum plot_shape shape;
    int look;                 /* 0 to 3: dash, marker, hatch and shade */
    const double *x, *y;      /* (count); a point that is NaN is left out */
    const double *low, *high; /* (count) or NULL: intervals; of BAND its edges */
    const double *width;      /* (count) or NULL: of bars, in units of x */
    size_t count;
};

enum plot_scale {
    PLOT_NUMBERS,
    PLOT_DATES,   /* days since 1970-01-01 */
    PLOT_MIRRORED /* numbers without their sign */
};

struct plot_axis {
    text label;
    enum plot_scale scale;
    double low, high; /* both NaN: as the series want it */
};

/* A line across, drawn thin. */
struct plot_rule {
    bool upright;  /* at a value of x; else of y */
    bool diagonal; /* y = x; value is not looked at */
    double value;
    text words;
};

struct plot {
    text title, description;
    struct plot_axis x, y;
    const struct plot_series *series;
    size_t series_count;
    const struct plot_rule *rules;
    size_t rule_count;
    int width, height; /* 0: 760 by 320 */
    text id;           /* told apart when several stand in one page; letters, digits */
};

/* Adds the <svg> element; its text is escaped. Look at buffer->failed behind it. */
void tc_plot(struct buffer *out, const struct plot *plot);

/* ---- charts of a kind (plot_charts.c) -------------------------------------------- */

/* Forecast probability and what came, a point a bin. */
struct plot_reliability {
    text title, id;
    const double *forecast, *observed, *low, *high; /* (count); low, high may be NULL */
    const double *cases;                            /* (count): drawn below */
    size_t count;
};
void tc_plot_reliability(struct buffer *out, const struct plot_reliability *chart);

/* Quantiles that a model expects and those that are there, sorted. */
struct plot_qq {
    text title, id, expected_label, observed_label;
    const double *expected, *observed; /* (count) */
    const double *low, *high;          /* (count) or NULL: a band around expected */
    size_t count;
};
void tc_plot_qq(struct buffer *out, const struct plot_qq *chart);

#endif
