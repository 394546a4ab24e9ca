/* risk_excited.c: the member "excited": how days of the class bring further ones.
 *
 * A Hawkes process by day over all units at once. The rate of a unit is a sum of what
 * is never negative:
 *
 *     rate(d) = base + sum over readings of weight * level(d)
 *
 * Levels are those of its own past days of the class, of the other direction's and of
 * related classes in either direction: (1 - r) r^(d - 1 - s) for a day s, with
 * half-lives of 1, 7, 30 and 180 days (hawkes.h), and the days so far by the time so
 * far with 90 days added, which is the own base of each unit drawn to the common one,
 * as a gamma prior draws it. Days are counted once, so that one day has the class with
 * probability 1 - exp(-rate). The likelihood of all days of all units is then
 *
 *     sum over days of the class of ln(exp(rate) - 1) - sum of weight * mass,
 *
 * where the mass of a reading is its level summed over all days of all units, which has
 * a closed form: a fit costs one row a day of the class, however many thousand units
 * were quiet (Ozaki 1979). Pairs of which most have few days answer alike; what each
 * has of its own is its past. The fits of intensities (hawkes_fit.c) hold a past and
 * bases for each pair, which thousands of pairs at a hundred origins do not pay for.
 *
 * A window is forecast by carrying the mean of both directions forward, day by day,
 * what they bring included; once more without any day of the unit's own, which gives
 * the probability of none; and the negative binomial that has this mean and this
 * probability gives those of more. Related classes are taken to come as often as they
 * did so far. Every origin is fitted to what was known by then.
 */
#include "study/hawkes.h"
#include "study/risk.h"

#include <math.h>
#include <string.h>

enum { LIVES = 4, STEPS = 60 /* of a fit */ };
static const double half_lives[LIVES] = {1, 7, 30, 180};
static const double prior_days = 90;

/* Readings: the base; four lives and the mean of the own days and of the mirror's; one
 * life and the mean of each related class. */
enum {
    TRACKS = 1 + RISK_CLASSES, /* own, mirror, and the related classes */
    RELATED_LIFE = 2,
    BASE = 0,
    SELF = 1,
    MIRROR = SELF + LIVES + 1,
    RELATED = MIRROR + LIVES + 1,
    READINGS = RELATED + 2 * (TRACKS - 2)
};
_Static_assert((int)READINGS == (int)RISK_EXCITED, "a weight for every reading");
/* What passed, up to day: the level on day d is sum * r^(d - 1 - day). */
struct track {
    int32_t day;
    float days;
    float sum[LIVES];
};
struct exciting {
    const struct risk_units *units;
    const tocsin_risk_question *question;
    double r[LIVES];
    struct track *tracks; /* (units, TRACKS) */
    double *z;            /* (row_count, READINGS): of days of the class */
    size_t row_count, row_room;
    struct track total[TRACKS]; /* of all units together */
    double mass[READINGS];      /* of the days up to massed */
    int32_t massed;
    size_t born; /* units that were there by then */
    size_t done; /* days of units that were read */
    double weight[READINGS];
};

/* ---- levels ---------------------------------------------------------------------- */

static double level(const struct exciting *e, const struct track *t, int life,
                    int32_t day)
{
    return t->days > 0
               ? (double)t->sum[life] * pow(e->r[life], (double)day - 1 - t->day)
               : 0;
}

static double time_by(const struct exciting *e, int32_t day)
{
    return (double)day - e->units->first + prior_days;
}

static void touch(const struct exciting *e, struct track *t, int32_t day)
{
    for (int k = 0; k < LIVES; k++)
        t->sum[k] = (float)(level(e, t, k, day + 1) + 1 - e->r[k]);
    t->days++;
    t->day = day;
}

/* What the tracks (TRACKS) of a unit read on a day. */
static void read_tracks(const struct exciting *e, const struct track *tracks,
                        int32_t day, double z[READINGS])
{
    double time = time_by(e, day);
    z[BASE] = 1;
    for (int side = 0; side < 2; side++) {
        double *to = z + (side ? MIRROR : SELF);
        for (int k = 0; k < LIVES; k++)
            to[k] = level(e, &tracks[side], k, day);
        to[LIVES] = (double)tracks[side].days / time;
    }
    for (int c = 0; c < TRACKS - 2; c++) {
        z[RELATED + 2 * c] = level(e, &tracks[2 + c], RELATED_LIFE, day);
        z[RELATED + 2 * c + 1] = (double)tracks[2 + c].days / time;
    }
}

/* ---- mass ------------------------------------------------------------------------ */

/* The level of a track summed over the days behind massed up to day. */
static double summed(const struct exciting *e, const struct track *t, int life,
                     int32_t day)
{
    double r = e->r[life], days = (double)day - e->massed;
    return level(e, t, life, e->massed + 1) * (1 - pow(r, days)) / (1 - r);
}

/* Adds the days behind massed up to day, of which nothing new is known. */
static void add_mass(const struct exciting *e, int32_t day, double mass[READINGS])
{
    if (day <= e->massed)
        return;
    double from = time_by(e, e->massed) + 0.5, to = time_by(e, day) + 0.5;
    double time = log(to / from); /* about the sum of 1 / time */
    mass[BASE] += (double)e->born * ((double)day - e->massed);
    for (int side = 0; side < 2; side++) {
        double *to = mass + (side ? MIRROR : SELF);
        for (int k = 0; k < LIVES; k++)
            to[k] += summed(e, &e->total[side], k, day);
        to[LIVES] += (double)e->total[side].days * time;
    }
    for (int c = 0; c < TRACKS - 2; c++) {
        mass[RELATED + 2 * c] += summed(e, &e->total[2 + c], RELATED_LIFE, day);
        mass[RELATED + 2 * c + 1] += (double)e->total[2 + c].days * time;
    }
}

/* ---- going through the days ------------------------------------------------------ */

static tocsin_status keep_row(struct exciting *e, const struct risk_day *d,
                              tocsin_error *error)
{
    size_t need = (e->row_count + 1) * READINGS;
    if (!tc_grow(&e->z, &e->row_room, need, sizeof *e->z, SIZE_MAX / sizeof *e->z))
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    read_tracks(e, e->tracks + (size_t)d->unit * TRACKS, d->day,
                e->z + e->row_count++ * READINGS);
    return TOCSIN_OK;
}

/* A day of all units: first what was known before it, then what it brought. */
static tocsin_status read_day(struct exciting *e, tocsin_error *error)
{
    const struct risk_units *u = e->units;
    int32_t day = u->days[e->done].day;
    size_t end = e->done;
    tocsin_status status = TOCSIN_OK;
    add_mass(e, day, e->mass);
    e->massed = day > e->massed ? day : e->massed;
    for (; end < u->day_count && u->days[end].day == day && !status; end++)
        if (u->days[end].class == RISK_TARGET && !u->days[end].side &&
            u->born[u->days[end].unit] < day)
            status = keep_row(e, &u->days[end], error);
    for (size_t i = e->done; i < end && !status; i++) {
        const struct risk_day *d = &u->days[i];
        unsigned at = d->class == RISK_TARGET ? d->side : 1u + d->class;
        touch(e, &e->tracks[(size_t)d->unit * TRACKS + at], day);
        touch(e, &e->total[at], day);
    }
    while (e->born < u->count && u->born[e->born] <= day)
        e->born++;
    e->done = end;
    return status;
}

/* ---- the fit --------------------------------------------------------------------- */

/* Up to an origin. */
struct fitting {
    const struct exciting *e;
    double mass[READINGS];
};

static double minus_likelihood(void *context, const double *w, double *gradient)
{
    const struct fitting *f = context;
    const struct exciting *e = f->e;
    double value = 0;
    for (int k = 0; k < READINGS; k++) {
        value += w[k] * f->mass[k];
        gradient[k] = f->mass[k];
    }
    for (size_t i = 0; i < e->row_count; i++) {
        const double *z = e->z + i * READINGS;
        double rate = 0;
        for (int k = 0; k < READINGS; k++)
            rate += w[k] * z[k];
        if (!(rate > 0))
            return INFINITY;
        double none = exp(-rate);
        value -= rate + log(-expm1(-rate));
        for (int k = 0; k < READINGS; k++)
            gradient[k] -= z[k] / (1 - none);
    }
    return value;
}

static tocsin_status fit(struct exciting *e, int32_t origin, tocsin_error *error)
{
    double low[READINGS] = {[BASE] = 1e-12}, scale[READINGS];
    struct fitting f = {.e = e};
    memcpy(f.mass, e->mass, sizeof f.mass);
    add_mass(e, origin - 1, f.mass);
    for (int k = 0; k < READINGS; k++) { /* each as much as another */
        double rate = ((double)e->row_count + 0.5) / READINGS;
        scale[k] = f.mass[k] > 0 ? rate / f.mass[k] : 1;
        e->weight[k] = f.mass[k] > 0 ? scale[k] : 0;
    }
    e->weight[BASE] = e->weight[BASE] > low[BASE] ? e->weight[BASE] : low[BASE];
    struct hawkes_minimise problem = {.function = minus_likelihood,
                                      .context = &f,
                                      .count = READINGS,
                                      .low = low,
                                      .scale = scale,
                                      .limit = STEPS,
                                      .tolerance = 1e-7};
    return tc_hawkes_minimise(&problem, e->weight, error);
}

/* ---- forecasts ------------------------------------------------------------------- */

/* Both directions of a unit, carried forward. */
struct path {
    double sum[2][LIVES], days[2]; /* of the own and of the mirror's days */
};

/* The rate of side's days. */
static double rate_of(const struct exciting *e, const struct path *p, int side,
                      double time, double fixed)
{
    const double *self = e->weight + SELF, *mirror = e->weight + MIRROR;
    double rate = fixed + self[LIVES] * p->days[side] / time +
                  mirror[LIVES] * p->days[!side] / time;
    for (int k = 0; k < LIVES; k++)
        rate += self[k] * p->sum[side][k] + mirror[k] * p->sum[!side][k];
    return rate;
}

static void bring(const struct exciting *e, struct path *p, int side, double days)
{
    for (int k = 0; k < LIVES; k++)
        p->sum[side][k] = e->r[k] * p->sum[side][k] + (1 - e->r[k]) * days;
    p->days[side] += days;
}

struct ahead {
    double mean;   /* days of the class in the window */
    double silent; /* minus the logarithm of the probability of none */
};

static struct ahead carry(const struct exciting *e, const struct track *tracks,
                          int32_t origin)
{
    struct ahead ahead = {0, 0};
    struct path all, none;
    double z[READINGS], related = 0, usual[2], fades = 0;
    bool pairs = e->question->unit == TOCSIN_RISK_PAIR;
    read_tracks(e, tracks, origin, z);
    for (int side = 0; side < 2; side++) {
        memcpy(all.sum[side], z + (side ? MIRROR : SELF), sizeof all.sum[side]);
        all.days[side] = (double)tracks[side].days;
        usual[side] = all.days[side] / time_by(e, origin);
    }
    none = all;
    for (int k = RELATED; k < READINGS; k += 2) {
        related += (e->weight[k] + e->weight[k + 1]) * z[k + 1];
        fades += e->weight[k] * (z[k] - z[k + 1]);
    }
    for (int k = 0; k < e->question->days; k++) {
        double time = time_by(e, origin + k);
        double fixed = e->weight[BASE] + related + fades;
        fixed = fixed > 0 ? fixed : 0;
        double days[2], others[2];
        for (int side = 0; side < 2; side++) {
            days[side] = rate_of(e, &all, side, time, fixed);
            others[side] = rate_of(e, &none, side, time, fixed);
        }
        ahead.silent += others[0];
        days[0] = -expm1(-days[0]);
        ahead.mean += days[0];
        bring(e, &all, 0, days[0]);
        bring(e, &none, 0, 0);
        bring(e, &all, 1, pairs ? -expm1(-days[1]) : usual[1]);
        bring(e, &none, 1, pairs ? -expm1(-others[1]) : usual[1]);
        fades *= e->r[RELATED_LIFE];
    }
    return ahead;
}

/* That of the negative binomial with this mean and this probability of none. */
static double dispersion_of(const struct ahead *ahead)
{
    double low = log(1e-6), high = log(1e6);
    for (int k = 0; k < 60; k++) {
        double a = exp((low + high) / 2);
        if (log1p(a * ahead->mean) / a > ahead->silent)
            low = (low + high) / 2;
        else
            high = (low + high) / 2;
    }
    return exp(low);
}

/* The chance of at least so many days. */
static double at_least(const struct ahead *ahead, double dispersion, int least)
{
    double share[TOCSIN_RISK_DAYS], below = 0;
    if (least < 2)
        return -expm1(-ahead->silent);
    tc_negative_binomial(ahead->mean, dispersion, share, TOCSIN_RISK_DAYS);
    for (int k = 0; k < least; k++)
        below += share[k];
    return below < 1 ? 1 - below : 0;
}

static tocsin_status forecast(struct exciting *e, struct snapshot *s,
                              tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    while (e->done < e->units->day_count && e->units->days[e->done].day < s->origin &&
           !status)
        status = read_day(e, error);
    if (status || !s->count)
        return status;
    status = fit(e, s->origin, error);
    for (size_t i = 0; i < s->count && !status; i++) {
        struct ahead ahead =
            carry(e, e->tracks + (size_t)s->rows[i].unit * TRACKS, s->origin);
        double dispersion = dispersion_of(&ahead);
        s->rows[i].excited = (float)at_least(&ahead, dispersion, e->question->at_least);
        s->rows[i].dispersion = (float)dispersion;
        s->rows[i].expected = (float)ahead.mean;
    }
    return status;
}

tocsin_status tc_risk_excited(struct risk *risk, tocsin_error *error)
{
    struct exciting e = {.units = &risk->units,
                         .question = &risk->question,
                         .massed = risk->units.first};
    size_t size = risk->units.count * TRACKS * sizeof *e.tracks;
    tocsin_status status = TOCSIN_OK;
    for (int k = 0; k < LIVES; k++)
        e.r[k] = exp2(-1 / half_lives[k]);
    e.tracks = tc_alloc(size);
    if (!e.tracks)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    memset(e.tracks, 0, size);
    for (size_t i = 0; i < risk->past_count && !status; i++)
        status = forecast(&e, &risk->past[i], error);
    if (!status)
        status = forecast(&e, &risk->now, error);
    memcpy(risk->excited, e.weight, sizeof risk->excited);
    tc_free(e.tracks);
    tc_free(e.z);
    return status;
}
