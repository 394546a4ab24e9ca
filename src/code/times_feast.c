/* times_feast.c: holidays with their date.
 *
 * Fixed days, the n-th weekday of a month, days counted from Easter (Gauss's rule in
 * the form of Meeus, Astronomical Algorithms, 1991; the Julian one for the Orthodox),
 * the Islamic feasts by the civil calendar, which is right to a day or so, and the
 * Jewish ones, which are exact. A day whose date differs from country to country (an
 * independence day) is left alone.
 */
#include "code/times.h"

enum rule { FIXED, NTH, EASTER, JULIAN, ISLAMIC, JEWISH, ELECTION, ONE_YEAR };

struct feast {
    const char *words[4];
    uint8_t rule, month;
    int8_t date;    /* day of the month; NTH: 10 * n + weekday; EASTER: days behind */
    uint8_t length; /* days, 0: one */
    int16_t year;   /* ONE_YEAR */
};

/* The longer name before the shorter. */
static const struct feast feasts[] = {
    {{"new", "year", "eve"},              FIXED,    12, 31,  0,  0   },
    {{"new", "year", "day"},              FIXED,    1,  1,   0,  0   },
    {{"christmas", "eve"},                FIXED,    12, 24,  0,  0   },
    {{"christmas", "day"},                FIXED,    12, 25,  0,  0   },
    {{"orthodox", "christmas"},           FIXED,    1,  7,   0,  0   },
    {{"christmas"},                       FIXED,    12, 25,  0,  0   },
    {{"boxing", "day"},                   FIXED,    12, 26,  0,  0   },
    {{"thanksgiving", "day"},             NTH,      11, 43,  0,  0   },
    {{"thanksgiving"},                    NTH,      11, 43,  0,  0   },
    {{"labor", "day"},                    NTH,      9,  10,  0,  0   },
    {{"memorial", "day"},                 NTH,      5,  90,  0,  0   },
    {{"columbus", "day"},                 NTH,      10, 20,  0,  0   },
    {{"presidents", "day"},               NTH,      2,  30,  0,  0   },
    {{"martin", "luther", "king", "day"}, NTH,      1,  30,  0,  0   },
    {{"mother", "day"},                   NTH,      5,  26,  0,  0   },
    {{"father", "day"},                   NTH,      6,  36,  0,  0   },
    {{"fourth", "of", "july"},            FIXED,    7,  4,   0,  0   },
    {{"bastille", "day"},                 FIXED,    7,  14,  0,  0   },
    {{"halloween"},                       FIXED,    10, 31,  0,  0   },
    {{"valentine", "day"},                FIXED,    2,  14,  0,  0   },
    {{"veterans", "day"},                 FIXED,    11, 11,  0,  0   },
    {{"armistice", "day"},                FIXED,    11, 11,  0,  0   },
    {{"remembrance", "day"},              FIXED,    11, 11,  0,  0   },
    {{"anzac", "day"},                    FIXED,    4,  25,  0,  0   },
    {{"victory", "day"},                  FIXED,    5,  9,   0,  0   },
    {{"may", "day"},                      FIXED,    5,  1,   0,  0   },
    {{"juneteenth"},                      FIXED,    6,  19,  0,  0   },
    {{"nowruz"},                          FIXED,    3,  20,  0,  0   },
    {{"international", "women", "day"},   FIXED,    3,  8,   0,  0   },
    {{"women", "day"},                    FIXED,    3,  8,   0,  0   },
    {{"all", "saints", "day"},            FIXED,    11, 1,   0,  0   },
    {{"good", "friday"},                  EASTER,   0,  -2,  0,  0   },
    {{"easter", "sunday"},                EASTER,   0,  0,   0,  0   },
    {{"easter", "monday"},                EASTER,   0,  1,   0,  0   },
    {{"orthodox", "easter"},              JULIAN,   0,  0,   0,  0   },
    {{"easter"},                          EASTER,   0,  0,   0,  0   },
    {{"palm", "sunday"},                  EASTER,   0,  -7,  0,  0   },
    {{"ash", "wednesday"},                EASTER,   0,  -46, 0,  0   },
    {{"maundy", "thursday"},              EASTER,   0,  -3,  0,  0   },
    {{"pentecost"},                       EASTER,   0,  49,  0,  0   },
    {{"eid", "al", "fitr"},               ISLAMIC,  10, 1,   0,  0   },
    {{"eid", "al", "adha"},               ISLAMIC,  12, 10,  0,  0   },
    {{"ashura"},                          ISLAMIC,  1,  10,  0,  0   },
    {{"ramadan"},                         ISLAMIC,  9,  1,   29, 0   },
    {{"rosh", "hashanah"},                JEWISH,   0,  0,   1,  0   },
    {{"yom", "kippur"},                   JEWISH,   0,  9,   0,  0   },
    {{"sukkot"},                          JEWISH,   0,  14,  6,  0   },
    {{"passover"},                        JEWISH,   0,  1,   6,  0   },
    {{"purim"},                           JEWISH,   0,  2,   0,  0   },
    {{"epiphany"},                        FIXED,    1,  6,   0,  0   },
    {{"ascension", "day"},                EASTER,   0,  39,  0,  0   },
    {{"all", "souls", "day"},             FIXED,    11, 2,   0,  0   },
    {{"human", "rights", "day"},          FIXED,    12, 10,  0,  0   },
    {{"election", "day"},                 ELECTION, 11, 0,   0,  0   },
    {{"d", "day"},                        ONE_YEAR, 6,  6,   0,  1944},
};

/* Words taken; "'s" and dashes inside a name are passed over. */
static uint32_t name_at(const struct scan *c, uint32_t i, const struct feast *f)
{
    uint32_t n = 0;
    for (int k = 0; k < 4 && f->words[k]; k++) {
        if (k && tc_at_punct(c, i + n, '\''))
            n += 1 + tc_at_is(c, i + n + 1, "s");
        else if (k && tc_at_punct(c, i + n, '-'))
            n++;
        if (!tc_at_is(c, i + n, f->words[k]))
            return 0;
        n++;
    }
    return n;
}

static int32_t easter(int year, bool julian)
{
    int a = year % 19, b = year / 100;
    if (julian) { /* 13 days between the calendars from 1900 to 2099 */
        int d = (19 * a + 15) % 30, e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
        int m = d + e + 114;
        int32_t day = tc_day(year, m / 31, m % 31 + 1);
        return day == TC_NO_DAY ? day : day + b - b / 4 - 2;
    }
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (year % 100 / 4) - h - year % 4) % 7;
    int m = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    return tc_day(year, m / 31, m % 31 + 1);
}

/* n from 1, 9 the last; weekday 0 Monday. */
static int32_t nth_weekday(int year, int month, int n, int weekday)
{
    if (n == 9) {
        int32_t next =
            month == 12 ? tc_day(year + 1, 1, 1) : tc_day(year, month + 1, 1);
        if (next == TC_NO_DAY)
            return next;
        return next - 1 - (tc_day_weekday(next - 1) - weekday + 7) % 7;
    }
    int32_t first = tc_day(year, month, 1);
    if (first == TC_NO_DAY)
        return first;
    return first + (weekday - tc_day_weekday(first) + 7) % 7 + 7 * (n - 1);
}

/* The first such day of the civil Islamic calendar in the year. */
static int32_t islamic(int year, int month, int date)
{
    int32_t start = tc_day(year, 1, 1);
    if (start == TC_NO_DAY || year < 700)
        return TC_NO_DAY;
    for (int h = (year - 622) * 33 / 32 - 1;; h++) {
        int32_t day = 354 * h + (11 * h + 3) / 30 + 30 * month - (month - 1) / 2 + date;
        day -= 492533; /* the civil epoch, 622-07-16 Julian, less 1970-01-01 */
        if (day >= start)
            return day;
    }
}

/* Days from the epoch of the Jewish calendar to the new year, before its exceptions. */
static int32_t molad(int year)
{
    int64_t months = (235LL * year - 234) / 19, parts = 12084 + 13753 * months;
    int64_t day = 29 * months + parts / 25920;
    return (int32_t)(3 * (day + 1) % 7 < 3 ? day + 1 : day);
}

/* The new year's day in the autumn of a year (Reingold and Dershowitz, Calendrical
 * Calculations, 2018). Spring feasts stand a fixed number of days before it. */
static int32_t jewish(int year, int days)
{
    static const int spring[] = {[1] = -163, [2] = -193}; /* Passover, Purim */
    if (year < 1 || year > 3000)
        return TC_NO_DAY;
    int32_t last = molad(year + 3760), now = molad(year + 3761),
            next = molad(year + 3762);
    now += next - now == 356 ? 2 : now - last == 382;
    now -= 2092590; /* the epoch, 3761 BC, less 1970-01-01 */
    return now + (days == 1 || days == 2 ? spring[days] : days);
}

static int32_t day_in(const struct feast *f, int year)
{
    switch (f->rule) {
    case FIXED:
        return tc_day(year, f->month, f->date);
    case NTH:
        return nth_weekday(year, f->month, f->date / 10, f->date % 10);
    case EASTER:
    case JULIAN: {
        int32_t day = easter(year, f->rule == JULIAN);
        return day == TC_NO_DAY ? day : day + f->date;
    }
    case ISLAMIC:
        return islamic(year, f->month, f->date);
    case JEWISH:
        return jewish(year, f->date);
    case ELECTION:
        return nth_weekday(year, 11, 1, 0) + 1;
    default:
        return tc_day(f->year, f->month, f->date);
    }
}

/* turn: -1 the last, 1 the next, 0 by tense */
static int32_t nearest(const struct scan *c, uint32_t i, const struct feast *f,
                       int turn)
{
    int32_t base = c->narrative ? tc_time_anchor(c) : tc_time_base(c);
    if (base == TC_NO_DAY)
        return TC_NO_DAY;
    int year = tc_when_year_of(base);
    int32_t now = day_in(f, year), past = day_in(f, year - 1),
            next = day_in(f, year + 1);
    if (c->narrative && !turn)
        return now;
    if (turn < 0)
        return now < base ? now : past;
    if (turn > 0)
        return now > base ? now : next;
    enum tense tense = tc_at_tense(c, i);
    if (tense == TENSE_PAST)
        return now <= base ? now : past;
    if (tense == TENSE_FUTURE)
        return now >= base ? now : next;
    return now - base > 180 ? past : base - now > 180 ? next : now;
}

uint32_t tc_time_feast(const struct scan *c, uint32_t i, struct when *out)
{
    bool last = tc_at_is(c, i, "last"), next = tc_at_is(c, i, "next"),
         this = tc_at_is(c, i, "this");
    uint32_t n = last || next || this;
    const struct feast *f = NULL;
    uint32_t took = 0;
    if (!tc_at_capital(c, i + n) && !c->work->fold)
        return 0;
    for (size_t k = 0; k < sizeof feasts / sizeof *feasts && !took; k++) {
        took = name_at(c, i + n, &feasts[k]);
        f = &feasts[k];
    }
    if (!took)
        return 0;
    bool title = !n && took == 1 && i > 1 && tc_at_capital(c, i - 1) &&
                 !c->work->fold && tc_at_token(c, i - 1)->upos != UPOS_ADP;
    if (title) /* "White Christmas" */
        return 0;
    n += took;
    int year;
    uint32_t comma = tc_at_punct(c, i + n, ',');
    uint32_t of_year = tc_at_year(c, i + n + comma, &year);
    int32_t day = of_year ? day_in(f, year) : nearest(c, i, f, next - last);
    n += of_year ? comma + of_year : 0;
    if (tc_at_modifies(c, i, i + n) && !f->words[1])
        if (tc_at_kind(c, i + n) != WORD_PART && tc_at_kind(c, i + n) != WORD_UNIT)
            return 0; /* "Christmas presents" */
    if (!tc_when(out, GRAIN_DAY, day)) {
        tc_when_say(out, WHEN_DATE, "XXXX-XX-XX");
        return n;
    }
    out->to = day + f->length;
    if (tc_at_kind(c, i + n) == WORD_UNIT && tc_at_value(c, i + n) == GRAIN_WEEK)
        return tc_when(out, GRAIN_WEEK, day) ? n + 1 : 0;
    if (tc_at_kind(c, i + n) == WORD_UNIT && tc_at_value(c, i + n) == GRAIN_WEEKEND)
        return tc_when(out, GRAIN_WEEKEND, day) ? n + 1 : 0;
    if (tc_at_kind(c, i + n) == WORD_PART && !c->words[i + n].plural) {
        tc_when_part(out, tc_at_value(c, i + n));
        n++;
    }
    return n;
}
