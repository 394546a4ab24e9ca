/* times_amount.c: amounts of time: "three days", "two-year", "the past few weeks", and
 * what is counted off with them: "three days ago", "a year earlier", "two weeks later",
 * "every six months".
 *
 * An amount alone is a duration and has no day. Behind "ago" it counts back from the
 * document's day, behind "earlier" and "later" from the date told before, and the
 * answer is as coarse as its unit: "two years ago" is a year. In a report on a quarter
 * "a year ago" is the same quarter.
 */
#include "code/times.h"

#include <stdio.h>
#include <string.h>

struct quantity {
    long n;
    bool half;    /* and a half */
    bool vague;   /* "several"; n is unknown */
    bool article; /* only "a" */
};

/* ---- how many -------------------------------------------------------------------- */

static uint32_t vague_number(const struct scan *c, uint32_t i, struct quantity *q)
{
    static const char *const words[] = {"several", "few",      "many",
                                        "some",    "numerous", NULL};
    uint32_t a = tc_at_is(c, i, "a");
    *q = (struct quantity){.vague = true};
    if (tc_at_is(c, i + a, "couple")) {
        *q = (struct quantity){.n = 2};
        return a + 1 + tc_at_is(c, i + a + 1, "of");
    }
    if (a && tc_at_is(c, i + 1, "number") && tc_at_is(c, i + 2, "of"))
        return 3;
    if (tc_at_is(c, i, "dozens") && tc_at_is(c, i + 1, "of"))
        return 2;
    if (a && tc_at_is(c, i + 1, "dozen")) {
        *q = (struct quantity){.n = 12};
        return 2;
    }
    if (a && tc_at_is(c, i + 1, "few"))
        return 2;
    return !a && tc_at_in(c, i, words) ? 1 : 0;
}

/* "1/2", "and a half", ".5" behind a number */
static uint32_t half_behind(const struct scan *c, uint32_t i, struct quantity *q)
{
    uint32_t dash = tc_at_punct(c, i, '-');
    if (tc_at_value(c, i + dash) == 1 && tc_at_kind(c, i + dash) == WORD_NUMBER &&
        tc_at_punct(c, i + dash + 1, '/') && tc_at_value(c, i + dash + 2) == 2) {
        q->half = true;
        return dash + 3;
    }
    if (tc_at_is(c, i, "and") && tc_at_is(c, i + 1, "a") &&
        tc_at_is(c, i + 2, "half")) {
        q->half = true;
        return 3;
    }
    if (tc_at_is(c, i, "and") && tc_at_is(c, i + 1, "half")) {
        q->half = true;
        return 2;
    }
    if (tc_at_punct(c, i, '.') && i + 1 < c->count && c->words[i].glued &&
        c->words[i + 1].glued && tc_at_kind(c, i + 1) == WORD_NUMBER) {
        q->half = tc_at_value(c, i + 1) == 5 && tc_at_text(c, i + 1).size == 1;
        return 2;
    }
    return 0;
}

/* "to three", "or two", "-18" behind a number: the first counts. */
static uint32_t range_behind(const struct scan *c, uint32_t i)
{
    long more;
    bool to = tc_at_is(c, i, "to") || tc_at_is(c, i, "or") || tc_at_punct(c, i, '-');
    return to && tc_at_number(c, i + 1, &more) ? 1 + tc_at_number(c, i + 1, &more) : 0;
}

/* "more", "trading", "full", and one adjective, between number and unit */
static uint32_t fillers(const struct scan *c, uint32_t i, const struct quantity *q)
{
    static const char *const words[] = {
        "more",    "additional", "full",     "consecutive", "straight", "trading",
        "working", "business",   "calendar", "whole",       "extra",    "further",
        "other",   "short",      "long",     "successive",  NULL};
    uint32_t n = 0;
    while (n < 2 && tc_at_in(c, i + n, words))
        n++;
    if (!n && !q->article && !q->vague && tc_at_kind(c, i) == WORD_OTHER &&
        tc_at_token(c, i)->upos == UPOS_ADJ && tc_at_kind(c, i + 1) == WORD_UNIT)
        n = 1;
    return n;
}

static uint32_t quantity(const struct scan *c, uint32_t i, struct quantity *q)
{
    uint32_t n = vague_number(c, i, q);
    if (n)
        return n + fillers(c, i + n, q);
    *q = (struct quantity){0};
    if (tc_at_is(c, i, "half") &&
        (tc_at_is(c, i + 1, "a") || tc_at_is(c, i + 1, "an"))) {
        q->half = true;
        return 2;
    }
    n = tc_at_number(c, i, &q->n);
    if (n) {
        if (i && c->words[i].glued &&
            (tc_at_punct(c, i - 1, '.') || tc_at_punct(c, i - 1, '$') ||
             (i > 1 && tc_at_kind(c, i - 2) == WORD_NUMBER)))
            return 0;
        n += half_behind(c, i + n, q);
        n += range_behind(c, i + n);
        return n + fillers(c, i + n, q);
    }
    if (tc_at_is(c, i, "a") || tc_at_is(c, i, "an") || tc_at_is(c, i, "another")) {
        q->n = 1;
        q->article = !tc_at_is(c, i, "another");
        if (!q->article)
            n = tc_at_number(c, i + 1, &q->n);
        return 1 + n + fillers(c, i + 1 + n, q);
    }
    return 0;
}

/* ---- durations ------------------------------------------------------------------- */

static void print_amount(struct when *w, const struct quantity *q, enum grain grain)
{
    static const char *const odd[] = {
        [GRAIN_DECADE] = "DE", [GRAIN_CENTURY] = "CE", [GRAIN_MILLENNIUM] = "ML"};
    static const int times[] = {
        [GRAIN_DECADE] = 10, [GRAIN_CENTURY] = 100, [GRAIN_MILLENNIUM] = 1000};
    const char *t = grain < GRAIN_DAY ? "T" : "";
    char unit = tc_when_letter(grain);
    long n = q->n > 99999999 ? 99999999 : q->n;
    size_t room = sizeof w->value;
    tc_when_say(w, WHEN_DURATION, "");
    w->grain = (uint8_t)grain;
    if (q->vague && grain >= GRAIN_DECADE) {
        snprintf(w->value, room, "PX%s", odd[grain]);
        return;
    }
    if (q->vague) {
        snprintf(w->value, room, "P%sX%c", t, unit);
        return;
    }
    if (grain >= GRAIN_DECADE)
        n = n * times[grain] + (q->half ? times[grain] / 2 : 0);
    if (grain == GRAIN_FORTNIGHT || grain == GRAIN_WEEKEND)
        n *= 2;
    bool half = q->half && grain < GRAIN_DECADE;
    if (half && grain == GRAIN_YEAR)
        n ? snprintf(w->value, room, "P%ldY6M", n) : snprintf(w->value, room, "P6M");
    else if (half && grain == GRAIN_HOUR)
        n ? snprintf(w->value, room, "PT%ldH30M", n)
          : snprintf(w->value, room, "PT30M");
    else if (half && grain == GRAIN_MINUTE)
        snprintf(w->value, room, "PT%ldM30S", n);
    else
        snprintf(w->value, room, "P%s%ld%s%c", t, n, half ? ".5" : "", unit);
}

/* ---- counted off ----------------------------------------------------------------- */

enum { AGO = 1, EARLIER, LATER, HENCE };

static uint32_t direction(const struct scan *c, uint32_t i, int *which)
{
    static const char *const back[] = {"earlier", "previously", "prior", NULL};
    static const char *const on[] = {"later", "afterwards", "afterward", "thereafter",
                                     NULL};
    *which = 0;
    if (tc_at_is(c, i, "ago"))
        *which = AGO;
    else if (tc_at_in(c, i, back))
        *which = tc_at_is(c, i, "prior") && tc_at_is(c, i + 1, "to") ? 0 : EARLIER;
    else if (tc_at_in(c, i, on))
        *which = LATER;
    else if (tc_at_is(c, i, "hence") ||
             (tc_at_is(c, i, "from") && tc_at_is(c, i + 1, "now")))
        *which = HENCE;
    else if (tc_at_is(c, i, "before") || tc_at_is(c, i, "after"))
        if (i + 1 == c->count || tc_at_punct(c, i + 1, '.') ||
            tc_at_punct(c, i + 1, ','))
            *which = tc_at_is(c, i, "before") ? EARLIER : LATER;
    if (!*which)
        return 0;
    return *which == HENCE && tc_at_is(c, i, "from") ? 2 : 1;
}

static void vague_date(struct when *out, bool back)
{
    tc_when_say(out, WHEN_DATE, back ? "PAST_REF" : "FUTURE_REF");
}

static bool counted(const struct scan *c, uint32_t i, const struct quantity *q,
                    enum grain grain, int which, struct when *out)
{
    bool back = which == AGO || which == EARLIER;
    bool near = which == AGO || which == HENCE;
    if (grain < GRAIN_DAY) {
        print_amount(out, q, grain);
        return true;
    }
    int32_t from = near ? tc_time_today(c) : tc_time_anchor(c);
    if (q->vague || from == TC_NO_DAY) {
        vague_date(out, back);
        return true;
    }
    if (back && grain == GRAIN_YEAR && q->n == 1 && tc_time_quarterly(c, i)) {
        bool good =
            tc_when(out, GRAIN_QUARTER, tc_when_shift(GRAIN_YEAR, c->quarter, -1));
        out->back = true;
        return good;
    }
    if (!near && from == c->last.from && c->last.grain > grain && grain >= GRAIN_DAY &&
        c->last.grain >= GRAIN_MONTH) {
        int year = tc_when_year_of(from);
        if (!tc_when_year(out, year))
            return false;
        size_t size = strlen(out->value);
        snprintf(out->value + size, sizeof out->value - size, "%s",
                 grain == GRAIN_WEEK  ? "-WXX"
                 : grain == GRAIN_DAY ? "-XX-XX"
                                      : "-XX");
        return true;
    }
    long n = back ? -q->n : q->n;
    if (q->half && grain >= GRAIN_DECADE) { /* "half a century ago" */
        n = n * (grain == GRAIN_DECADE ? 10 : 100);
        n += (back ? -1 : 1) * (grain == GRAIN_DECADE ? 5 : 50);
        grain = GRAIN_YEAR;
    } else if (q->half && grain == GRAIN_YEAR)
        from = tc_when_shift(GRAIN_MONTH, from, back ? -6 : 6);
    int32_t day = tc_when_shift(grain, from, n);
    if (day == TC_NO_DAY) { /* "100,000 years ago" */
        vague_date(out, back);
        return true;
    }
    bool good = tc_when(out, grain > GRAIN_YEAR ? GRAIN_YEAR : grain, day);
    out->back = back;
    return good;
}

/* "a week from Friday", "two weeks from today": words behind the amount. */
static uint32_t from_day(const struct scan *c, uint32_t i, const struct quantity *q,
                         enum grain grain, struct when *out)
{
    struct when day = tc_nothing(WHEN_DATE);
    if (!tc_at_is(c, i, "from") || q->vague || q->half || grain < GRAIN_DAY ||
        grain > GRAIN_MONTH)
        return 0;
    uint32_t n = tc_at_is(c, i + 1, "today") || tc_at_is(c, i + 1, "tomorrow")
                     ? tc_time_near(c, i + 1, &day)
                     : tc_time_weekday(c, i + 1, &day);
    if (!n || day.from == TC_NO_DAY)
        return 0;
    int32_t from = day.from < c->day ? day.from + 7 : day.from;
    return tc_when(out, GRAIN_DAY, tc_when_shift(grain, from, q->n)) ? 1 + n : 0;
}

/* "two weeks ago Monday": that day of that week. */
static uint32_t weekday_of_week(const struct scan *c, uint32_t i, struct when *out)
{
    if (out->grain != GRAIN_WEEK || out->from == TC_NO_DAY ||
        tc_at_kind(c, i) != WORD_WEEKDAY || c->words[i].plural ||
        c->words[i].short_form)
        return 0;
    return tc_when(out, GRAIN_DAY, out->from + tc_at_value(c, i)) ? 1 : 0;
}

/* ---- the pattern ----------------------------------------------------------------- */

struct lead {
    uint32_t words;
    bool the, turn; /* "the"; "past", "next" ... */
    bool recent;    /* "recent", "coming": needs no number */
};

static struct lead lead_at(const struct scan *c, uint32_t i)
{
    static const char *const turns[] = {
        "past",     "last",    "next",        "first",      "coming",   "following",
        "previous", "final",   "preceding",   "latest",     "ensuing",  "remaining",
        "recent",   "early",   "intervening", "subsequent", "upcoming", "initial",
        "closing",  "opening", NULL};
    static const char *const open[] = {
        "recent",      "coming",     "following", "previous",  "ensuing",
        "intervening", "subsequent", "past",      "preceding", "upcoming",
        "last",        "early",      "final",     "first",     NULL};
    struct lead lead = {0};
    lead.the =
        tc_at_is(c, i, "the") || tc_at_is(c, i, "these") || tc_at_is(c, i, "those");
    lead.words = lead.the;
    if (tc_at_in(c, i + lead.words, turns)) {
        lead.turn = true;
        lead.recent = tc_at_in(c, i + lead.words, open);
        lead.words++;
    }
    return lead;
}

static uint32_t tail(const struct scan *c, uint32_t i, enum grain grain,
                     struct quantity *q)
{
    uint32_t n = 0;
    if (tc_at_is(c, i, "and") && tc_at_is(c, i + 1, "a") &&
        tc_at_is(c, i + 2, "half") && grain != GRAIN_NONE) {
        q->half = true;
        n = 3;
    }
    if (tc_at_is(c, i + n, "or") &&
        (tc_at_is(c, i + n + 1, "so") || tc_at_is(c, i + n + 1, "two") ||
         tc_at_is(c, i + n + 1, "more")))
        n += 2;
    return n;
}

/* "three-quarters", "a quarter of the land", "some quarters" */
static bool is_fraction(const struct scan *c, uint32_t at, bool dash)
{
    bool some = at && (tc_at_is(c, at - 1, "some") || tc_at_is(c, at - 1, "many"));
    return some || tc_at_is(c, at + 1, "of") || (dash && c->words[at].plural) ||
           (at && tc_at_is(c, at - 1, "a") && !c->words[at].plural);
}

static bool is_age(const struct scan *c, uint32_t i)
{
    uint32_t dash = tc_at_punct(c, i, '-');
    return tc_at_is(c, i + dash, "old") || tc_at_is(c, i + dash, "olds") ||
           (tc_at_is(c, i, "of") && tc_at_is(c, i + 1, "age"));
}

/* "weeks", "years ago", "months-long", "day-long" without a number */
static uint32_t no_number(const struct scan *c, uint32_t i, struct when *out)
{
    static const char *const before[] = {"for",    "within", "over", "after", "in",
                                         "during", "take",   "took", "of",    NULL};
    struct quantity q = {.vague = true};
    int which;
    enum grain grain = (enum grain)tc_at_value(c, i);
    if (tc_at_kind(c, i) != WORD_UNIT || (i && tc_at_punct(c, i - 1, '-')))
        return 0;
    if (tc_at_punct(c, i + 1, '-') && tc_at_is(c, i + 2, "long")) {
        q.vague = c->words[i].plural;
        q.n = 1;
        print_amount(out, &q, grain);
        return 3;
    }
    if (!c->words[i].plural)
        return 0;
    uint32_t n = direction(c, i + 1, &which);
    if (n && which != HENCE)
        return counted(c, i, &q, grain, which, out) ? 1 + n : 0;
    print_amount(out, &q, grain);
    if (tc_at_is(c, i + 1, "or") && tc_at_kind(c, i + 2) == WORD_UNIT)
        return 3;
    bool led = i && tc_at_in(c, i - 1, before) &&
               !(tc_at_is(c, i - 1, "of") && grain < GRAIN_WEEK);
    return led && grain >= GRAIN_DAY && grain != GRAIN_WEEKEND ? 1 : 0;
}

/* "the past three months" and "the next two weeks" have their days, too. */
static void place(const struct scan *c, uint32_t i, const struct quantity *q,
                  enum grain grain, struct when *out)
{
    bool back = tc_at_is(c, i, "past") || tc_at_is(c, i, "last");
    bool on = tc_at_is(c, i, "next") || tc_at_is(c, i, "coming");
    int32_t base = tc_time_base(c);
    if ((!back && !on) || base == TC_NO_DAY || c->narrative || q->half)
        return;
    int32_t other = tc_when_shift(grain, base, back ? -q->n : q->n);
    if (other == TC_NO_DAY)
        return;
    out->from = back ? other : base;
    out->to = back ? base : other;
}

/* "in the weeks before the vote", "over the years" */
static bool open_stretch(const struct scan *c, uint32_t at, struct when *out)
{
    static const char *const behind[] = {"before",    "after",   "since",
                                         "following", "leading", NULL};
    struct quantity q = {.vague = true};
    enum grain grain = (enum grain)tc_at_value(c, at);
    bool over = at > 1 && tc_at_is(c, at - 2, "over") && !tc_at_is(c, at + 1, "of");
    if (grain < GRAIN_HOUR || grain == GRAIN_WEEKEND || grain == GRAIN_QUARTER ||
        !(over || tc_at_in(c, at + 1, behind)))
        return false;
    print_amount(out, &q, grain);
    return true;
}

/* "will leave within five days", "in two weeks": has days, too. */
static void ahead(const struct scan *c, uint32_t i, uint32_t end,
                  const struct quantity *q, enum grain grain, struct when *out)
{
    bool within = i && tc_at_is(c, i - 1, "within"), in = i && tc_at_is(c, i - 1, "in");
    if ((!within && !in) || c->day == TC_NO_DAY || c->narrative ||
        tc_at_is(c, end, "of") || tc_at_tense(c, i) != TENSE_FUTURE)
        return;
    struct when then = tc_nothing(WHEN_DATE);
    if (!tc_when(&then, grain, tc_when_shift(grain, c->day, q->n)))
        return;
    out->from = within ? c->day : then.from;
    out->to = within ? tc_when_shift(grain, c->day, q->n) : then.to;
}

uint32_t tc_time_amount(const struct scan *c, uint32_t i, struct when *out)
{
    struct lead lead = lead_at(c, i);
    struct quantity q = {.vague = true};
    uint32_t at = i + lead.words;
    uint32_t n = quantity(c, at, &q);
    if (!n)
        q = (struct quantity){.vague = true};
    at += n;
    if (!n && !lead.words)
        return no_number(c, i, out);
    if (!n && lead.the && !lead.turn && tc_at_is(c, i, "the") &&
        tc_at_kind(c, at) == WORD_UNIT && c->words[at].plural &&
        open_stretch(c, at, out)) /* "the days after" */
        return 2;
    bool dash = tc_at_punct(c, at, '-') && at < c->count && c->words[at].glued && n;
    at += dash;
    if (tc_at_kind(c, at) != WORD_UNIT)
        return 0;
    enum grain grain = (enum grain)tc_at_value(c, at);
    bool plural = c->words[at].plural;
    if (grain == GRAIN_QUARTER && is_fraction(c, at, dash))
        return 0;
    if (!n && (!plural || !(lead.recent || (lead.the && tc_at_is(c, at + 1, "ahead")))))
        return 0;
    if (n && q.article && (lead.words || dash || plural || tc_at_punct(c, at + 1, '-')))
        return 0;
    if ((q.vague && n && !plural && !dash) || (q.n >= 1000 && !plural && !dash))
        return 0;
    at++;
    if (is_age(c, at))
        return 0;
    if (lead.the && tc_at_modifies(c, i, at) && !lead.turn)
        return 0;
    at += tail(c, at, grain, &q);
    at += lead.the && tc_at_is(c, at, "ahead");
    int which;
    uint32_t behind = lead.words && !lead.the ? 0 : direction(c, at, &which);
    if (behind && !dash) {
        if (!counted(c, i, &q, grain, which, out))
            return 0;
        at += behind;
        return at - i + (which == AGO ? weekday_of_week(c, at, out) : 0);
    }
    behind = lead.words || dash ? 0 : from_day(c, at, &q, grain, out);
    if (behind)
        return at - i + behind;
    print_amount(out, &q, grain);
    if (lead.turn && !q.vague)
        place(c, i + lead.the, &q, grain, out);
    else if (!lead.words && !q.vague && !q.half && grain >= GRAIN_DAY)
        ahead(c, i, at, &q, grain, out);
    if (tc_at_punct(c, at, '-') && tc_at_is(c, at + 1, "long"))
        at += 2;
    if (q.article && i && tc_at_kind(c, i - 1) != WORD_START &&
        tc_at_token(c, i - 1)->upos != UPOS_ADP &&
        tc_at_token(c, i - 1)->upos != UPOS_VERB)
        out->type = WHEN_SET;
    return at - i;
}

/* ---- sets ------------------------------------------------------------------------ */

/* What comes again: a unit, weekday, month, season, part of the day. */
static uint32_t repeated(const struct scan *c, uint32_t i, long times, struct when *out)
{
    static const char *const seasons[] = {"SP", "SU", "FA", "WI"};
    static const char *const parts[] = {"MO", "AF", "EV", "NI", "DT"};
    struct quantity q = {.n = times};
    int value = tc_at_value(c, i);
    size_t room = sizeof out->value;
    switch (tc_at_kind(c, i)) {
    case WORD_UNIT:
        print_amount(out, &q, (enum grain)value);
        if (value == GRAIN_WEEKEND)
            tc_when_say(out, WHEN_SET, "XXXX-WXX-WE");
        break;
    case WORD_WEEKDAY:
        tc_when_say(out, WHEN_SET, "");
        if (tc_at_kind(c, i + 1) == WORD_PART) {
            snprintf(out->value, room, "XXXX-WXX-%dT%s", value % 7 + 1,
                     parts[tc_at_value(c, i + 1)]);
            return 2;
        }
        snprintf(out->value, room, "XXXX-WXX-%d", value % 7 + 1);
        return 1;
    case WORD_MONTH:
        tc_when_say(out, WHEN_SET, "");
        snprintf(out->value, room, "XXXX-%02d", value % 100);
        return 1;
    case WORD_SEASON:
        tc_when_say(out, WHEN_SET, "");
        snprintf(out->value, room, "XXXX-%s", seasons[value]);
        return 1;
    case WORD_PART:
        tc_when_say(out, WHEN_SET, "");
        snprintf(out->value, room, "XXXX-XX-XXT%s", parts[value]);
        return 1;
    default:
        return 0;
    }
    out->type = WHEN_SET;
    return 1;
}

static uint32_t often(const struct scan *c, uint32_t i, struct when *out)
{
    struct quantity q = {.n = 1};
    enum grain grain = (enum grain)tc_at_value(c, i);
    const struct token *t = tc_at_token(c, i);
    if ((tc_at_capital(c, i) && t->upos == UPOS_PROPN) || tc_at_punct(c, i + 1, '-'))
        return 0;
    if (grain == GRAIN_QUARTER) {
        if (t->upos != UPOS_ADV)
            return 0;
        grain = GRAIN_MONTH;
        q.n = 3;
    }
    print_amount(out, &q, grain);
    out->type = WHEN_SET;
    return 1;
}

uint32_t tc_time_set(const struct scan *c, uint32_t i, struct when *out)
{
    if (tc_at_kind(c, i) == WORD_OFTEN)
        return often(c, i, out);
    bool plural = i < c->count && c->words[i].plural;
    if (tc_at_kind(c, i) == WORD_WEEKDAY &&
        (plural || (tc_at_kind(c, i + 1) == WORD_PART && c->words[i + 1].plural)))
        return repeated(c, i, 1, out);
    if ((tc_at_is(c, i, "once") || tc_at_is(c, i, "twice")) &&
        (tc_at_is(c, i + 1, "a") || tc_at_is(c, i + 1, "an")) &&
        tc_at_kind(c, i + 2) == WORD_UNIT) {
        uint32_t n = repeated(c, i + 2, 1, out);
        return n ? n + 2 : 0;
    }
    if (tc_at_kind(c, i) == WORD_UNIT && tc_at_value(c, i) == GRAIN_WEEKEND && plural &&
        i && (tc_at_is(c, i - 1, "on") || tc_at_is(c, i - 1, "at"))) {
        tc_when_say(out, WHEN_SET, "XXXX-WXX-WE");
        return 1;
    }
    bool per = tc_at_is(c, i, "per");
    if (!per && !tc_at_is(c, i, "every") && !tc_at_is(c, i, "each"))
        return 0;
    long times = 1;
    uint32_t n = 1;
    if (tc_at_is(c, i + 1, "other") || tc_at_is(c, i + 1, "single")) {
        times = tc_at_is(c, i + 1, "other") ? 2 : 1;
        n = 2;
    } else if (!per) {
        uint32_t took = tc_at_number(c, i + 1, &times);
        if (!took && tc_at_kind(c, i + 1) == WORD_ORDINAL && tc_at_value(c, i + 1) > 1)
            took = tc_at_ordinal(c, i + 1, &times); /* "every second Tuesday" */
        n += took;
        if (!took && tc_at_is(c, i + 1, "few"))
            return 0;
    }
    uint32_t took =
        tc_at_value(c, i + n) >= GRAIN_SECOND || tc_at_kind(c, i + n) != WORD_UNIT
            ? repeated(c, i + n, times, out)
            : 0;
    return took ? n + took : 0;
}
