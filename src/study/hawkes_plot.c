/* study/hawkes_plot.c: waits between a pair's events as a QQ plot.
 *
 * Where the model holds, waits measured in expected events are uniform once they are
 * sent through their distribution (Brown et al. 2002), and the i-th of n has a standard
 * deviation of sqrt(p (1 - p) / n). Of many only 60 quantiles are drawn.
 */
#include "study/hawkes.h"
#include "study/study.h"

#include <math.h>

enum { POINTS = 60 };

tocsin_status tc_intensity_plot(const tocsin_intensity *intensity, struct buffer *out,
                                tocsin_error *error)
{
    double expected[POINTS], observed[POINTS], low[POINTS], high[POINTS];
    size_t waits = intensity->waits_count;
    size_t count = waits < POINTS ? waits : POINTS;
    if (!count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1, "there are no waits to draw");
    for (size_t i = 0; i < count; i++) {
        size_t at = count < waits ? i * (waits - 1) / (count - 1) : i;
        double p = ((double)at + 0.5) / (double)waits;
        double wide = 1.96 * sqrt(p * (1 - p) / (double)waits);
        expected[i] = p;
        observed[i] = intensity->waits[at];
        low[i] = p > wide ? p - wide : 0;
        high[i] = p + wide < 1 ? p + wide : 1;
    }
    struct plot_qq chart = {.title = TEXT("Waits between events"),
                            .id = TEXT("waits"),
                            .expected_label = TEXT("quantiles if the model holds"),
                            .observed_label = TEXT("quantiles as they are"),
                            .expected = expected,
                            .observed = observed,
                            .low = low,
                            .high = high,
                            .count = count};
    tc_plot_qq(out, &chart);
    return out->failed ? tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory")
                       : TOCSIN_OK;
}
