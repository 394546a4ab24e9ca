/* risk_fit.c: logistic and negative binomial regression over a few readable features,
 * with a ridge.
 *
 * Newton's method with the expected information converges in five to ten passes over
 * the rows; a step that does not help is halved. Features are standardised, so that one
 * ridge suits all of them. Methods: McCullagh and Nelder 1989; Lawless 1987 for NB2.
 */
#include "study/risk.h"

#include <math.h>
#include <string.h>

enum { SIZE = TC_FIT_FEATURES + 1 };

double tc_logit(double p)
{
    p = tc_held(p);
    return log(p / (1 - p));
}

double tc_logistic(double x)
{
    if (x >= 0)
        return 1 / (1 + exp(-x));
    double e = exp(x);
    return e / (1 + e);
}

bool tc_solve(double *a, double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) { /* a = l l' */
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i == j && !(sum > 0))
                return false;
            a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= a[i * n + k] * b[k];
        b[i] /= a[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= a[k * n + i] * b[k];
        b[i] /= a[i * n + i];
    }
    return true;
}

double tc_fit_line(const struct fit *fit, const double *x)
{
    double sum = fit->weight[fit->features];
    for (size_t k = 0; k < fit->features; k++)
        sum += fit->weight[k] * ((x[k] - fit->mean[k]) / fit->scale[k]);
    return sum;
}

static double weight_of(const struct fit_rows *rows, size_t i)
{
    return rows->w ? rows->w[i] : 1;
}

static void standardise(const struct fit_rows *rows, struct fit *out)
{
    double total = 0;
    for (size_t i = 0; i < rows->count; i++)
        total += weight_of(rows, i);
    for (size_t k = 0; k < rows->features; k++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < rows->count; i++)
            sum += weight_of(rows, i) * rows->x[i * rows->features + k];
        out->mean[k] = sum / total;
        for (size_t i = 0; i < rows->count; i++) {
            double off = rows->x[i * rows->features + k] - out->mean[k];
            squares += weight_of(rows, i) * off * off;
        }
        double scale = sqrt(squares / total);
        out->scale[k] = scale > 1e-9 ? scale : 1;
    }
}

/* What a row adds: its loss, the slope of it along the line, and the information. */
struct term {
    double loss, slope, information;
};

static struct term logistic_term(double line, double y)
{
    double q = tc_logistic(line);
    double loss = (line > 0 ? line : 0) + log1p(exp(-fabs(line))) - y * line;
    return (struct term){loss, q - y, q * (1 - q) + 1e-12};
}

/* Without what does not depend on the line. */
static struct term counts_term(double line, double y, double dispersion)
{
    if (line > 30)
        line = 30;
    double m = exp(line), a = dispersion;
    double loss = (y + 1 / a) * log1p(a * m) - y * line;
    return (struct term){loss, (m - y) / (1 + a * m), m / (1 + a * m) + 1e-12};
}

struct sums {
    double loss, gradient[SIZE], information[SIZE * SIZE];
};

static void sum_up(const struct fit_rows *rows, double ridge, const struct fit *at,
                   struct sums *out)
{
    size_t n = rows->features + 1;
    double z[SIZE];
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < rows->count; i++) {
        const double *x = rows->x + i * rows->features;
        double line = at->weight[n - 1], w = weight_of(rows, i);
        for (size_t k = 0; k + 1 < n; k++) {
            z[k] = (x[k] - at->mean[k]) / at->scale[k];
            line += at->weight[k] * z[k];
        }
        z[n - 1] = 1;
        struct term t = at->dispersion > 0
                            ? counts_term(line, rows->y[i], at->dispersion)
                            : logistic_term(line, rows->y[i]);
        out->loss += w * t.loss;
        for (size_t k = 0; k < n; k++) {
            out->gradient[k] += w * t.slope * z[k];
            for (size_t l = 0; l <= k; l++)
                out->information[k * n + l] += w * t.information * z[k] * z[l];
        }
    }
    for (size_t k = 0; k + 1 < n; k++) {
        out->loss += ridge / 2 * at->weight[k] * at->weight[k];
        out->gradient[k] += ridge * at->weight[k];
        out->information[k * n + k] += ridge;
    }
}

static void newton(const struct fit_rows *rows, double ridge, struct fit *fit)
{
    size_t n = rows->features + 1;
    struct sums sums, next;
    sum_up(rows, ridge, fit, &sums);
    for (int step = 0; step < 40; step++) {
        struct fit at = *fit;
        double size = 1;
        for (size_t k = 0; k < n; k++)
            sums.information[k * n + k] += 1e-9;
        if (!tc_solve(sums.information, sums.gradient, n))
            return;
        for (int half = 0; half < 30; half++, size /= 2) {
            for (size_t k = 0; k < n; k++)
                at.weight[k] = fit->weight[k] - size * sums.gradient[k];
            sum_up(rows, ridge, &at, &next);
            if (next.loss <= sums.loss)
                break;
        }
        if (!(next.loss < sums.loss))
            return;
        bool done = sums.loss - next.loss < 1e-9 * (1 + fabs(sums.loss));
        *fit = at;
        sums = next;
        if (done)
            return;
    }
}

/* The same line in the new rows' standard. */
static void begin_from(const struct fit *start, struct fit *out)
{
    size_t n = out->features;
    out->weight[n] = start->weight[n];
    for (size_t k = 0; k < n; k++) {
        out->weight[k] = start->weight[k] * out->scale[k] / start->scale[k];
        out->weight[n] +=
            start->weight[k] * (out->mean[k] - start->mean[k]) / start->scale[k];
    }
}

/* mean: of y, held off 0 */
static tocsin_status begin(const struct fit_rows *rows, struct fit *out, double *mean,
                           tocsin_error *error)
{
    double total = 0, sum = 0;
    *out = (struct fit){.features = rows->features};
    if (!rows->count || rows->features > TC_FIT_FEATURES)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1,
                       "nothing to fit, or too many features");
    standardise(rows, out);
    for (size_t i = 0; i < rows->count; i++) {
        total += weight_of(rows, i);
        sum += weight_of(rows, i) * rows->y[i];
    }
    *mean = (sum > 0 ? sum : 0.5) / (sum > 0 ? total : total + 1);
    return TOCSIN_OK;
}

/* Whether y is the same in all rows: then the constant is the whole fit. */
static bool all_alike(const struct fit_rows *rows)
{
    for (size_t i = 1; i < rows->count; i++)
        if (rows->y[i] != rows->y[0])
            return false;
    return true;
}

tocsin_status tc_fit_logistic(const struct fit_rows *rows, double ridge,
                              const struct fit *start, struct fit *out,
                              tocsin_error *error)
{
    double mean, most;
    tocsin_status status = begin(rows, out, &mean, error);
    if (status != TOCSIN_OK)
        return status;
    most = 1 - 0.5 / ((double)rows->count + 1);
    out->weight[rows->features] = tc_logit(mean < most ? mean : most);
    if (all_alike(rows))
        return TOCSIN_OK;
    if (start)
        begin_from(start, out);
    newton(rows, ridge, out);
    return TOCSIN_OK;
}

/* Minus the likelihood of the counts for a dispersion, the means as they are. */
static double dispersion_loss(const struct fit_rows *rows, const double *mean, double a)
{
    double loss = 0, r = 1 / a, base = lgamma(r);
    for (size_t i = 0; i < rows->count; i++) {
        double y = rows->y[i], part = (y + r) * log1p(a * mean[i]);
        if (y > 0)
            part -=
                lgamma(y + r) - base + y * log(a) - lgamma(y + 1) + y * log(mean[i]);
        loss += weight_of(rows, i) * part;
    }
    return loss;
}

static double best_dispersion(const struct fit_rows *rows, const struct fit *fit,
                              double *mean)
{
    static const double golden = 0.6180339887498949;
    double low = log(0.02), high = log(50), loss[2], at[2];
    for (size_t i = 0; i < rows->count; i++) {
        double line = tc_fit_line(fit, rows->x + i * rows->features);
        mean[i] = exp(line > 30 ? 30 : line);
    }
    at[0] = high - golden * (high - low);
    at[1] = low + golden * (high - low);
    for (int k = 0; k < 2; k++)
        loss[k] = dispersion_loss(rows, mean, exp(at[k]));
    while (high - low > 0.03) {
        int worse = loss[0] < loss[1];
        if (worse)
            high = at[1];
        else
            low = at[0];
        at[worse] = at[!worse];
        loss[worse] = loss[!worse];
        at[!worse] = worse ? high - golden * (high - low) : low + golden * (high - low);
        loss[!worse] = dispersion_loss(rows, mean, exp(at[!worse]));
    }
    return exp((low + high) / 2);
}

tocsin_status tc_fit_counts(const struct fit_rows *rows, double ridge,
                            const struct fit *start, struct fit *out,
                            tocsin_error *error)
{
    double mean;
    tocsin_status status = begin(rows, out, &mean, error);
    if (status != TOCSIN_OK)
        return status;
    out->weight[rows->features] = log(mean);
    out->dispersion = start ? start->dispersion : 1;
    if (all_alike(rows))
        return TOCSIN_OK;
    if (start) {
        begin_from(start, out);
        newton(rows, ridge, out);
        return TOCSIN_OK;
    }
    double *means = tc_alloc(rows->count * sizeof *means);
    if (!means)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (int round = 0; round < 3; round++) {
        newton(rows, ridge, out);
        out->dispersion = best_dispersion(rows, out, means);
    }
    tc_free(means);
    return TOCSIN_OK;
}

void tc_negative_binomial(double mean, double dispersion, double *share, size_t count)
{
    double r = 1 / dispersion, q = mean * dispersion / (1 + mean * dispersion);
    double p = exp(-r * log1p(mean * dispersion)), sum = 0;
    for (size_t k = 0; k < count; k++) {
        share[k] = p;
        sum += p;
        p *= q * (r + (double)k) / (double)(k + 1);
    }
    if (count && sum < 1)
        share[count - 1] += 1 - sum;
}
