/* risk_why.c: why a probability is what it is, in words.
 *
 * The ensemble is a weighted mean of log-odds, so that what each member says of a unit
 * more than of an average one adds up. Members that are lines are taken apart into
 * their readings, and these are put together again by what they tell of: the own past,
 * the other direction, each related class, the parties elsewhere. Where a line is bent
 * before it is a probability, as the counting member's, it is dealt out as the line is.
 * What the Hawkes process says is one reason.
 */
#include "study/risk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What reasons tell of. */
enum about {
    ABOUT_OWN,
    ABOUT_MIRROR,
    ABOUT_EXCITED,
    ABOUT_ACTOR,
    ABOUT_SHARE,
    ABOUT_RECIPIENT,
    ABOUT_PRESSURE,
    ABOUT_VIOLENCE,
    ABOUT_PROTEST,
    ABOUT_WORDS,
    ABOUT_PEACE,
    ABOUTS
};
enum { EVENTS = 5 }; /* of each direction */

/* What readings tell of: those of x, and of ranked. */
static const uint8_t about_x[RISK_FEATURES] = {
    ABOUT_OWN,    ABOUT_OWN,      ABOUT_MIRROR,   ABOUT_OWN,       ABOUT_OWN,
    ABOUT_MIRROR, ABOUT_VIOLENCE, ABOUT_PRESSURE, ABOUT_PRESSURE,  ABOUT_PROTEST,
    ABOUT_WORDS,  ABOUT_PEACE,    ABOUT_ACTOR,    ABOUT_RECIPIENT, ABOUT_PRESSURE};
static const uint8_t about_ranked[RISK_RANKED] = {ABOUT_ACTOR, ABOUT_ACTOR,
                                                  ABOUT_SHARE};

struct risk_why {
    tocsin_risk_why public; /* first: the handle is this */
    struct arena arena;
};

struct telling {
    const struct risk *risk;
    const struct risk_row *row;
    struct members members;
    double usual[TOCSIN_RISK_MEMBERS]; /* log-odds of the average unit */
    double above[ABOUTS];
    text actor, recipient;
    long long seen[2]; /* days of the class, in each direction */
    struct arena *arena;
};

/* ---- parts ----------------------------------------------------------------------- */

/* Deals out to readings by how much a member's log-odds are above those of the average
 * unit, where its line is the constant. */
static void deal(struct telling *t, enum tocsin_risk_member member,
                 const struct fit *fit, const double *x, const uint8_t *about)
{
    double rise = tc_logit(t->members.of[member]) - t->usual[member];
    double line = tc_fit_line(fit, x) - fit->weight[fit->features];
    if (fabs(line) < 1e-9)
        return;
    for (size_t k = 0; k < fit->features; k++)
        t->above[about[k]] += tc_ensemble_weight[member] * rise / line *
                              fit->weight[k] * ((x[k] - fit->mean[k]) / fit->scale[k]);
}

/* What each member says of the average unit. */
static void find_usual(struct telling *t)
{
    const struct risk *risk = t->risk;
    const struct ensemble *e = &risk->ensemble;
    double *usual = t->usual, n = (double)risk->now.count;
    usual[TOCSIN_RISK_MEMBER_OWN] = tc_logit(risk->now.base);
    usual[TOCSIN_RISK_MEMBER_NARROW] = e->narrow.weight[RISK_NARROW];
    usual[TOCSIN_RISK_MEMBER_WIDE] = e->wide.weight[RISK_FEATURES];
    usual[TOCSIN_RISK_MEMBER_COUNTED] = tc_logit(
        tc_ensemble_counted(e, e->counts.weight[RISK_NARROW], risk->question.at_least));
    for (size_t i = 0; i < risk->now.count; i++)
        usual[TOCSIN_RISK_MEMBER_EXCITED] +=
            tc_logit((double)risk->now.rows[i].excited) / n;
    usual[TOCSIN_RISK_MEMBER_RANKED] = e->ranked.weight[RISK_RANKED];
}

/* Fills above; the average unit's log-odds. */
static double deal_out(struct telling *t)
{
    const struct ensemble *e = &t->risk->ensemble;
    double ranked[RISK_RANKED], average = 0;
    for (int k = 0; k < RISK_RANKED; k++)
        ranked[k] = (double)t->row->ranked[k];
    find_usual(t);
    deal(t, TOCSIN_RISK_MEMBER_NARROW, &e->narrow, t->row->x, about_x);
    deal(t, TOCSIN_RISK_MEMBER_WIDE, &e->wide, t->row->x, about_x);
    deal(t, TOCSIN_RISK_MEMBER_COUNTED, &e->counts, t->row->x, about_x);
    deal(t, TOCSIN_RISK_MEMBER_RANKED, &e->ranked, ranked, about_ranked);
    for (int k = 0; k < 2; k++) {
        int member = k ? TOCSIN_RISK_MEMBER_EXCITED : TOCSIN_RISK_MEMBER_OWN;
        t->above[k ? ABOUT_EXCITED : ABOUT_OWN] +=
            tc_ensemble_weight[member] *
            (tc_logit(t->members.of[member]) - t->usual[member]);
    }
    if (!t->recipient.size) { /* anybody: only the actor is elsewhere */
        t->above[ABOUT_ACTOR] += t->above[ABOUT_RECIPIENT] + t->above[ABOUT_SHARE];
        t->above[ABOUT_RECIPIENT] = t->above[ABOUT_SHARE] = 0;
    }
    for (int k = 0; k < TOCSIN_RISK_MEMBERS; k++)
        average += tc_ensemble_weight[k] * t->usual[k];
    return average;
}

/* ---- words ----------------------------------------------------------------------- */

/* Days of a window, of a reading that is the logarithm of a rate. */
static double days_of(const struct telling *t, int reading)
{
    return exp(t->row->x[reading]) * t->risk->question.days;
}

#define NAME(t) (int)((t).size < 80 ? (t).size : 80), (t).data ? (t).data : ""

static text between(const struct telling *t, const char *what, int reading)
{
    return tc_arena_format(t->arena, "%s between the two: on %.2f of %d days so far",
                           what, days_of(t, reading), t->risk->question.days);
}

static text words_of_elsewhere(const struct telling *t, enum about about)
{
    int days = t->risk->question.days;
    text who = about == ABOUT_RECIPIENT ? t->recipient : t->actor;
    if (about == ABOUT_SHARE)
        return tc_arena_format(
            t->arena, "of what %.*s does, the ranker of next events gives %.*s %.1f %%",
            NAME(t->actor), NAME(t->recipient), 100 * exp((double)t->row->ranked[2]));
    if (about == ABOUT_RECIPIENT)
        return tc_arena_format(t->arena,
                               "%.*s suffers it from anybody on %.2f of %d days so far",
                               NAME(who), days_of(t, 13), days);
    return tc_arena_format(t->arena,
                           "%.*s does it to anybody on %.2f of %d days so far, lately "
                           "on %.2f",
                           NAME(who), exp((double)t->row->ranked[1]), days,
                           exp((double)t->row->ranked[0]));
}

static text words_of(const struct telling *t, enum about about)
{
    int days = t->risk->question.days;
    switch (about) {
    case ABOUT_OWN:
        return tc_arena_format(t->arena,
                               "its own past: on %lld days so far, in %u of %zu "
                               "windows; lately on %.2f of %d days",
                               t->seen[0], t->row->hits, t->risk->now.windows,
                               days_of(t, 0), days);
    case ABOUT_MIRROR:
        return tc_arena_format(t->arena,
                               "the other direction: on %lld days so far, lately on "
                               "%.2f of %d days",
                               t->seen[1], days_of(t, 5), days);
    case ABOUT_EXCITED:
        return tc_arena_format(t->arena,
                               "such days bring further ones: of the next %d days on "
                               "%.2f, by what passed",
                               days, (double)t->row->expected);
    case ABOUT_PRESSURE:
        return tc_arena_format(t->arena,
                               "threats and coercion between the two: on %.2f and %.2f "
                               "of %d days so far, lately on %.2f",
                               days_of(t, 8), days_of(t, 7), days, days_of(t, 14));
    case ABOUT_VIOLENCE:
        return between(t, "other violence", 6);
    case ABOUT_PROTEST:
        return between(t, "protest", 9);
    case ABOUT_WORDS:
        return between(t, "accusing, rejecting, demanding", 10);
    case ABOUT_PEACE:
        return between(t, "friendly or neutral dealings", 11);
    default:
        return words_of_elsewhere(t, about);
    }
}

static int heavier(const void *a, const void *b)
{
    const tocsin_risk_reason *x = a, *y = b;
    double p = fabs(x->above), q = fabs(y->above);
    if (p != q)
        return p > q ? -1 : 1;
    return memcmp(x->words.data, y->words.data,
                  x->words.size < y->words.size ? x->words.size : y->words.size);
}

static bool tell(struct telling *t, tocsin_risk_why *out)
{
    tocsin_risk_reason *reasons = tc_arena_alloc(t->arena, ABOUTS * sizeof *reasons);
    size_t count = 0;
    if (!reasons)
        return false;
    for (int k = 0; k < ABOUTS; k++) {
        if (t->above[k] == 0)
            continue;
        reasons[count] = (tocsin_risk_reason){words_of(t, (enum about)k), t->above[k]};
        if (!reasons[count++].words.data)
            return false;
    }
    qsort(reasons, count, sizeof *reasons, heavier);
    out->reasons = reasons;
    out->reason_count = count;
    return true;
}

/* ---- events ---------------------------------------------------------------------- */

/* 0: of the unit, 1: of the other direction; -1: neither. */
static int side_of(const struct risk *risk, size_t i, const uint32_t want[2])
{
    const struct stream *s = risk->stream;
    uint32_t party[2] = {s->actor[i], s->recipient[i]};
    for (int k = 0; k < 2 && risk->groups.group; k++)
        party[k] = risk->groups.group[party[k]];
    if (party[0] == TC_NO_GROUP || party[1] == TC_NO_GROUP || party[0] == party[1] ||
        tc_risk_class(&s->kinds[s->relation[i]], risk->question.roots) != RISK_TARGET)
        return -1;
    for (int side = 0; side < 2; side++)
        if (party[side] == want[0] &&
            (want[1] == TC_NO_GROUP || party[!side] == want[1]))
            return side;
    return -1;
}

/* The last of each direction, the last first. */
static bool tell_events(const struct telling *t, tocsin_risk_why *out)
{
    const struct risk *risk = t->risk;
    const struct stream *s = risk->stream;
    tocsin_risk_event *events = tc_arena_alloc(t->arena, 2 * EVENTS * sizeof *events);
    const uint32_t want[2] = {risk->units.actor[t->row->unit],
                              risk->units.recipient[t->row->unit]};
    size_t told[2] = {0, 0}, count = 0;
    if (!events)
        return false;
    for (size_t i = s->count; i-- > 0 && (told[0] < EVENTS || told[1] < EVENTS);) {
        int side = s->day[i] > risk->question.as_of ? -1 : side_of(risk, i, want);
        if (side < 0 || told[side] >= EVENTS)
            continue;
        told[side]++;
        events[count++] =
            (tocsin_risk_event){.day = s->day[i],
                                .number = s->event[i],
                                .back = side == 1,
                                .actor = s->actors.items[s->actor[i]],
                                .relation = s->relations.items[s->relation[i]],
                                .recipient = s->actors.items[s->recipient[i]]};
    }
    out->events = events;
    out->event_count = count;
    return true;
}

/* ---- the whole ------------------------------------------------------------------- */

static void count_days(struct telling *t)
{
    const struct risk_units *u = &t->risk->units;
    for (size_t i = 0; i < u->day_count; i++)
        if (u->days[i].unit == t->row->unit && u->days[i].class == RISK_TARGET)
            t->seen[u->days[i].side]++;
}

tocsin_status tc_risk_why(const struct risk *risk, const uint32_t party[2],
                          const text name[2], tocsin_risk_why **out,
                          tocsin_error *error)
{
    uint32_t at = 0;
    *out = NULL;
    tocsin_status status = tc_risk_row(risk, party[0], party[1], &at, error);
    if (status)
        return status;
    struct risk_why *why = tc_alloc(sizeof *why);
    if (!why)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    memset(why, 0, sizeof *why);
    tc_arena_init(&why->arena, (size_t)1 << 24);
    struct telling t = {.risk = risk,
                        .row = &risk->now.rows[at],
                        .actor = name[0],
                        .recipient = name[1],
                        .arena = &why->arena};
    tc_ensemble_ask(&risk->ensemble, &risk->now, at, risk->question.at_least,
                    &t.members);
    count_days(&t);
    why->public.average = deal_out(&t);
    why->public.calibration = tc_logit(t.members.p) - tc_logit(t.members.raw);
    if (!tell(&t, &why->public) || !tell_events(&t, &why->public)) {
        tc_risk_why_free(&why->public);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    }
    *out = &why->public;
    return TOCSIN_OK;
}

void tc_risk_why_free(tocsin_risk_why *why)
{
    struct risk_why *whole = (struct risk_why *)why;
    if (!whole)
        return;
    tc_arena_release(&whole->arena);
    tc_free(whole);
}
