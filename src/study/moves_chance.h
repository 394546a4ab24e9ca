/* study/moves_chance.h: chance: tails of distributions, random numbers, and the
 * correction for how many things were tried. Inside study/ only.
 */
#ifndef TC_MOVES_CHANCE_H
#define TC_MOVES_CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* The upper tail of a standard normal beyond z. */
double tc_chance_normal(double z);
/* The upper tail of chi squared with so many degrees of freedom. */
double tc_chance_chi(double value, double freedom);
/* P(X >= k) of a binomial of n draws with probability p; k and n may be no whole
 * numbers: the incomplete beta function I_p(k, n - k + 1). k <= 0 gives 1. */
double tc_chance_binomial(double k, double n, double p);
/* Benjamini and Hochberg 1995: q[i], the least false discovery rate at which p[i] is
 * among those found, when tried (>= n) were; those not given have p = 1. order: (n)
 * scratch. */
void tc_chance_discoveries(const double *p, size_t n, size_t tried, size_t *order,
                           double *q);
/* splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t tc_chance_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
/* A number below most, which is > 0; the bias is below most / 2^32. */
static inline uint32_t tc_chance_below(uint64_t *state, uint32_t most)
{
    return (uint32_t)((tc_chance_next(state) >> 32) * most >> 32);
}

#endif
