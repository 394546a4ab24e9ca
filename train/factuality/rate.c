/* rate.c: Pearson's r and the mean absolute error, as published for the sets. */
#include "factuality/factuality.h"

#include <math.h>

void rate(struct score *score, enum set set, double answer, double value)
{
    score->n[set]++;
    score->x[set] += answer;
    score->y[set] += value;
    score->xx[set] += answer * answer;
    score->yy[set] += value * value;
    score->xy[set] += answer * value;
    score->error[set] += fabs(answer - value);
}

void print_score(const char *name, const struct score *s)
{
    printf("%-24s", name);
    for (int set = 0; set < SET_COUNT; set++) {
        double n = s->n[set];
        double both = s->xy[set] - s->x[set] * s->y[set] / n;
        double x = s->xx[set] - s->x[set] * s->x[set] / n;
        double y = s->yy[set] - s->y[set] * s->y[set] / n;
        printf("  %s r %.3f error %.3f", set_names[set], both / sqrt(x * y),
               s->error[set] / n);
    }
    putchar('\n');
}
