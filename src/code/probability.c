/* probability.c: scores to probabilities, the same bytes on every processor.
 *
 * The exponential is our own: libraries differ in the last bit. The sums run in the
 * order of the values.
 */
#include "code/coder.h"

#include <math.h>

/* 2^x by its series and the exponent's bits, good to seven digits for x <= 0. */
static float power_of_two(float x)
{
    if (x < -60.0f)
        return 0.0f;
    int whole = (int)x - 1;
    float y = (x - (float)whole - 0.5f) * 0.69314718f; /* -0.35 .. 0.35 */
    float series =
        1.0f + y * (1.0f + y * (0.5f + y * (0.16666667f +
                                            y * (0.041666667f + y * 0.0083333333f))));
    return ldexpf(series * 1.41421356f, whole);
}

void tc_probabilities(float *scores, uint32_t count)
{
    float most = scores[0], total = 0;
    for (uint32_t i = 1; i < count; i++)
        most = scores[i] > most ? scores[i] : most;
    for (uint32_t i = 0; i < count; i++) {
        scores[i] = power_of_two((scores[i] - most) * 1.44269504f);
        total += scores[i];
    }
    for (uint32_t i = 0; i < count; i++)
        scores[i] /= total;
}
