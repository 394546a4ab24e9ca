/* study/moves_chance.c: tails of distributions, and the false discovery rate.
 *
 * The incomplete gamma and beta functions by series and continued fraction (Lentz's
 * method; Abramowitz and Stegun 6.5.29, 6.5.31, 26.5.8), good to some 12 digits, which
 * the tests hold against plain sums.
 */
#include "study/moves_chance.h"

#include <math.h>
#include <stdlib.h>

/* ln gamma for x > 0 (Lanczos, g = 7, 9 terms); libm's writes a global. */
static double log_gamma(double x)
{
    static const double c[] = {
        0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
        771.32342877765313,   -176.61502916214059,   12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    double sum = c[0], y = x - 1, t = y + 7.5;
    for (int i = 1; i < 9; i++)
        sum += c[i] / (y + i);
    return 0.91893853320467274178 + (y + 0.5) * log(t) - t + log(sum);
}

double tc_chance_normal(double z)
{
    return 0.5 * erfc(z * 0.70710678118654752440);
}

/* The part of the gamma distribution of shape a beyond x. */
static double gamma_beyond(double a, double x)
{
    double front = exp(a * log(x) - x - log_gamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int n = 1; n < 10000 && term > sum * 1e-16; n++) {
            term *= x / (a + n);
            sum += term;
        }
        double below = front * sum;
        return below < 1 ? 1 - below : 0;
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int i = 1; i < 10000; i++) {
        double an = -i * (i - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = b + an / c;
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15)
            break;
    }
    return front * h;
}

double tc_chance_chi(double value, double freedom)
{
    return value > 0 ? gamma_beyond(freedom / 2, value / 2) : 1;
}

static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
    double h = d;
    for (int m = 1; m < 100000; m++) {
        double step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + step * d;
        c = 1 + step / c;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= d * c;
        step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + step * d;
        c = 1 + step / c;
        d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
        c = fabs(c) < 1e-300 ? 1e-300 : c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-15)
            break;
    }
    return h;
}

double tc_chance_binomial(double k, double n, double p)
{
    if (k <= 0 || p >= 1)
        return 1;
    if (p <= 0 || k > n + 1e-9)
        return 0;
    double a = k, b = n - k + 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(p) +
                       b * log1p(-p));
    double tail = p < (a + 1) / (a + b + 2)
                      ? front * beta_fraction(a, b, p) / a
                      : 1 - front * beta_fraction(b, a, 1 - p) / b;
    return tail < 0 ? 0 : tail > 1 ? 1 : tail;
}

static void sift(size_t *order, size_t from, size_t n, const double *p)
{
    for (size_t child; (child = from * 2 + 1) < n; from = child) {
        if (child + 1 < n && p[order[child + 1]] > p[order[child]])
            child++;
        if (p[order[child]] <= p[order[from]])
            return;
        size_t held = order[from];
        order[from] = order[child];
        order[child] = held;
    }
}

void tc_chance_discoveries(const double *p, size_t n, size_t tried, size_t *order,
                           double *q)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n / 2; i-- > 0;)
        sift(order, i, n, p);
    for (size_t end = n; end > 1; end--) { /* heap sort: rising */
        size_t held = order[0];
        order[0] = order[end - 1];
        order[end - 1] = held;
        sift(order, 0, end - 1, p);
    }
    double least = 1;
    for (size_t i = n; i-- > 0;) {
        double one = p[order[i]] * (double)tried / (double)(i + 1);
        least = one < least ? one : least;
        q[order[i]] = least;
    }
}
