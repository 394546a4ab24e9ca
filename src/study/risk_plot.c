/* study/risk_plot.c: how well probabilities held, as a reliability diagram.
 *
 * A point a tenth of the probability; its bar is Wilson's interval (1927) of the share
 * that came, as if forecasts of a tenth were independent. Those of one pair are not:
 * the bars are the least that chance alone makes.
 */
#include "study/study.h"

#include <math.h>

enum { BINS = 10 };

tocsin_status tc_risk_plot(const tocsin_risk_past *past, struct buffer *out,
                           tocsin_error *error)
{
    double forecast[BINS], observed[BINS], low[BINS], high[BINS], cases[BINS];
    size_t count = 0;
    for (int k = 0; k < BINS; k++) {
        double n = (double)past->bin_count[k], p = past->bin_share[k], z = 1.96;
        if (!past->bin_count[k])
            continue;
        double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
        double wide = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        forecast[count] = past->bin_mean[k];
        observed[count] = p;
        low[count] = fmax(middle - wide, 0);
        high[count] = fmin(middle + wide, 1);
        cases[count++] = n;
    }
    if (!count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1, "no forecast has come due");
    struct plot_reliability chart = {.title = TEXT("Did it come as often as was said?"),
                                     .id = TEXT("reliability"),
                                     .forecast = forecast,
                                     .observed = observed,
                                     .low = low,
                                     .high = high,
                                     .cases = cases,
                                     .count = count};
    tc_plot_reliability(out, &chart);
    return out->failed ? tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory")
                       : TOCSIN_OK;
}
