/* times_calendar.c: what a calendar prints: dates and months.
 *
 * American and British order, words and digits, and the short forms of tables. A month
 * without a year takes the one that tc_time_year_for() finds. "May" and "March" are
 * months where the tagger agrees or a number stands beside them.
 */
#include "code/times.h"

#include <stdio.h>

/* "-2024" behind a month, nothing between */
static bool dashed(const struct scan *c, uint32_t i)
{
    return tc_at_punct(c, i, '-') && c->words[i].glued && i + 1 < c->count &&
           c->words[i + 1].glued && tc_at_kind(c, i + 1) == WORD_NUMBER &&
           tc_at_text(c, i + 1).size == 4;
}

static uint32_t month_at(const struct scan *c, uint32_t i, int *month)
{
    static const char *const before[] = {"in",   "of",   "since",  "by",    "until",
                                         "from", "last", "next",   "this",  "early",
                                         "late", "mid",  "during", "since", NULL};
    if (tc_at_kind(c, i) != WORD_MONTH)
        return 0;
    *month = tc_at_value(c, i);
    bool dot = tc_at_punct(c, i + 1, '.') && c->words[i + 1].glued;
    bool number = tc_at_kind(c, i + 1 + dot) == WORD_NUMBER || dashed(c, i + 1);
    bool behind = i && tc_at_kind(c, i - 1) == WORD_NUMBER &&
                  tc_at_text(c, i - 1).size <= 2; /* "5 Mar" */
    if (c->words[i].short_form) /* "Mar. 5", "Sept 2001"; "Jan." also alone */
        return number   ? 1 + dot
               : behind ? 1 + (dot && i + 2 < c->count)
                        : dot && tc_at_text(c, i).size > 2 && *month != 3;
    if ((*month == 3 || *month == 5) && c->work->fold && !number && !behind)
        return i && tc_at_in(c, i - 1, before);
    if (number || tc_at_kind(c, i + 1) == WORD_ORDINAL)
        return 1;
    const struct token *t = tc_at_token(c, i);
    if (*month == 3 && i && !c->work->fold) { /* "the Long March", "the March to" */
        bool led =
            tc_at_capital(c, i - 1) && tc_at_token(c, i - 1)->upos != UPOS_ADP && i > 1;
        if ((led || tc_at_is(c, i - 1, "the") || tc_at_is(c, i - 1, "his") ||
             tc_at_is(c, i - 1, "'s")) &&
            !tc_at_modifies(c, i, i + 1))
            return 0;
    }
    if (*month == 5 || *month == 3)
        return t->upos == UPOS_PROPN || (t->upos == UPOS_NOUN && *month == 5) ||
               (i && tc_at_kind(c, i - 1) == WORD_NUMBER);
    return 1;
}

/* The year behind a date: ", 1990", "of 1990", "last year", "of that year". */
static uint32_t year_behind(const struct scan *c, uint32_t i, int *year)
{
    static const char *const same[] = {"that", "same", NULL};
    uint32_t n = tc_at_punct(c, i, ',') || tc_at_is(c, i, "of") ||
                 tc_at_is(c, i, "in") || dashed(c, i);
    uint32_t took = tc_at_era_year(c, i + n, year);
    if (took && !(n && tc_at_is(c, i, "in")))
        return n + took;
    if (tc_at_punct(c, i, ',') || tc_at_is(c, i, "in"))
        return 0;
    int32_t base = tc_time_base(c), anchor = tc_time_anchor(c);
    n += tc_at_is(c, i + n, "the");
    if (tc_at_value(c, i + n + 1) != GRAIN_YEAR ||
        tc_at_kind(c, i + n + 1) != WORD_UNIT)
        return 0;
    if (base == TC_NO_DAY)
        return 0;
    if (tc_at_in(c, i + n, same) && anchor != TC_NO_DAY)
        *year = tc_when_year_of(anchor);
    else if (tc_at_is(c, i + n, "last"))
        *year = tc_when_year_of(base) - 1;
    else if (tc_at_is(c, i + n, "next"))
        *year = tc_when_year_of(base) + 1;
    else if (tc_at_is(c, i + n, "this"))
        *year = tc_when_year_of(base);
    else
        return 0;
    return n + 2;
}

/* "5", "5th", "eighth" as the day of a month. */
static uint32_t date_at(const struct scan *c, uint32_t i, int *date)
{
    long value;
    uint32_t n = tc_at_ordinal(c, i, &value);
    if (!n && tc_at_kind(c, i) == WORD_NUMBER && tc_at_text(c, i).size <= 2) {
        bool goes_on = i + 2 < c->count && c->words[i + 1].glued &&
                       c->words[i + 2].glued &&
                       (tc_at_punct(c, i + 1, ':') || tc_at_punct(c, i + 1, '.')) &&
                       tc_at_kind(c, i + 2) == WORD_NUMBER;
        if (goes_on || tc_at_punct(c, i + 1, '%') ||
            tc_at_kind(c, i + 1) == WORD_HALFDAY)
            return 0;
        n = 1;
        value = tc_at_value(c, i);
    }
    if (!n || value < 1 || value > 31)
        return 0;
    *date = (int)value;
    return n;
}

static bool joins(const struct scan *c, uint32_t i)
{
    static const char *const words[] = {"and", "to", "or", "until", "through", NULL};
    return tc_at_punct(c, i, '-') || tc_at_in(c, i, words);
}

/* "April and May 1945", "September 3 to October 5, 1939": the year told further on. */
static int year_ahead(const struct scan *c, uint32_t i)
{
    int month, date, year = 0;
    if (!joins(c, i))
        return 0;
    uint32_t n = 1;
    uint32_t took = date_at(c, i + n, &date);
    bool comma = took && tc_at_punct(c, i + n + took, ',');
    if (comma && tc_at_era_year(c, i + n + took + 1, &year)) /* "March 5-9, 1918" */
        return year;
    uint32_t at = month_at(c, i + n + took, &month);
    if (!at)
        return 0;
    n += took + at;
    if (!took)
        n += date_at(c, i + n, &date);
    n += tc_at_punct(c, i + n, ',');
    return tc_at_era_year(c, i + n, &year) ? year : 0;
}

static uint32_t finish(const struct scan *c, uint32_t i, uint32_t n, int month,
                       int date, struct when *out)
{
    int year = 0;
    uint32_t took = year_behind(c, i + n, &year);
    if (!took) {
        year = year_ahead(c, i + n);
        if (!year)
            year = tc_time_year_for(c, i, month);
    }
    bool good =
        date ? tc_when_date(out, year, month, date) : tc_when_month(out, year, month);
    if (!good && year) { /* "31 February": a date, but no day */
        tc_when_say(out, WHEN_DATE, "");
        return date ? n + took : 0;
    }
    if (!year) { /* a text without a day: XXXX-04-05 */
        tc_when_say(out, WHEN_DATE, "");
        int size = snprintf(out->value, sizeof out->value, "XXXX-%02d", month % 100);
        if (date)
            snprintf(out->value + size, sizeof out->value - (size_t)size, "-%02d",
                     date % 100);
    }
    return n + took;
}

/* "25 August", "the 25th of August", "22-25 April": the day first. */
static uint32_t day_first(const struct scan *c, uint32_t i, struct when *out)
{
    int date, last, month;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t n = the + date_at(c, i + the, &date);
    if (n == the)
        return 0;
    bool dash = tc_at_punct(c, i + n, '-') && dashed(c, i + n + 2); /* "5-Mar-2024" */
    uint32_t of = tc_at_is(c, i + n, "of") || dash;
    uint32_t took = month_at(c, i + n + of, &month);
    if (took)
        return finish(c, i, n + of + took, month, date, out);
    if (!joins(c, i + n) || tc_at_is(c, i + n, "or"))
        return 0;
    uint32_t more = date_at(c, i + n + 1, &last);
    uint32_t at = i + n + 1 + more;
    of = tc_at_is(c, at, "of");
    took = more ? month_at(c, at + of, &month) : 0;
    if (!took || last <= date)
        return 0;
    uint32_t to_end = finish(c, i, n + 1 + more + of + took, month, date, out);
    return to_end ? n : 0;
}

/* "the 15th of next month", "on the 3rd": a day of a month that is not named. */
static uint32_t bare_date(const struct scan *c, uint32_t i, struct when *out)
{
    int date, year, month, today;
    if (!tc_at_is(c, i, "the") || tc_at_kind(c, i + 1) != WORD_NUMBER)
        return 0;
    uint32_t n = 1 + date_at(c, i + 1, &date);
    if (n != 3) /* "15th" is two words */
        return 0;
    struct when whole = tc_nothing(WHEN_DATE);
    uint32_t of = tc_at_is(c, i + n, "of") ? tc_time_turned(c, i + n + 1, &whole) : 0;
    if (of && whole.grain == GRAIN_MONTH && whole.from != TC_NO_DAY) {
        tc_day_split(whole.from, &year, &month, &today);
        return tc_when_date(out, year, month, date) ? n + 1 + of : 0;
    }
    int32_t base = c->narrative ? tc_time_anchor(c) : tc_time_base(c);
    if (!i || !tc_at_is(c, i - 1, "on") || base == TC_NO_DAY ||
        tc_at_is(c, i + n, "of") || tc_at_modifies(c, i, i + n) ||
        tc_at_token(c, i + n)->upos == UPOS_NOUN)
        return 0;
    tc_day_split(base, &year, &month, &today);
    enum tense tense = tc_at_tense(c, i);
    int32_t turn = c->narrative                            ? 0
                   : tense == TENSE_FUTURE && date < today ? 1
                   : tense != TENSE_FUTURE && date > today ? -1
                                                           : 0;
    tc_day_split(tc_when_shift(GRAIN_MONTH, base, turn), &year, &month, &today);
    return tc_when_date(out, year, month, date) ? n : 0;
}

uint32_t tc_time_calendar(const struct scan *c, uint32_t i, struct when *out)
{
    int month, date = 0;
    uint32_t first = i;
    if (tc_at_kind(c, i) ==
        WORD_WEEKDAY) { /* "Friday, Oct. 23", "Friday the 13th of" */
        i++;
        i += tc_at_punct(c, i, '.');
        i += tc_at_punct(c, i, ',');
    }
    uint32_t took = day_first(c, i, out);
    if (took)
        return i - first + took;
    took = month_at(c, i, &month);
    if (!took)
        return bare_date(c, first, out);
    uint32_t n = took;
    uint32_t the = tc_at_is(c, i + n, "the");
    took = date_at(c, i + n + the, &date);
    if (took && !the && tc_at_kind(c, i + n + took) == WORD_UNIT)
        took = 0;
    if (!took && i > first)
        return 0;
    n += took ? the + took : 0;
    took = finish(c, i, n, month, date, out);
    return took ? i - first + took : 0;
}

/* ---- digits only ----------------------------------------------------------------- */

static bool glued_numbers(const struct scan *c, uint32_t i, char between)
{
    if (i + 4 >= c->count || tc_at_kind(c, i) != WORD_NUMBER)
        return false;
    for (uint32_t k = 1; k <= 4; k++)
        if (!c->words[i + k].glued || (k % 2 ? !tc_at_punct(c, i + k, between)
                                             : tc_at_kind(c, i + k) != WORD_NUMBER))
            return false;
    return true;
}

/* What can be nothing but a date is one, also when there is no such day. */
static uint32_t written(bool good, bool surely, struct when *out)
{
    if (!good)
        tc_when_say(out, WHEN_DATE, "");
    return good || surely ? 5 : 0;
}

uint32_t tc_time_digits(const struct scan *c, uint32_t i, struct when *out)
{
    int a = tc_at_value(c, i), b = tc_at_value(c, i + 2), y = tc_at_value(c, i + 4);
    size_t first = tc_at_text(c, i).size, last = tc_at_text(c, i + 4).size;
    if (first == 4 && tc_at_text(c, i + 2).size <= 2 && last <= 2 &&
        (glued_numbers(c, i, '-') || glued_numbers(c, i, '/')))
        return written(tc_when_date(out, a, b, y), true, out);
    if (glued_numbers(c, i, '.') && first <= 2 && last == 4) /* day first */
        return written(tc_when_date(out, y, b, a), false, out);
    if (glued_numbers(c, i, '/') && first <= 2) {
        if (last == 2)
            y += y < 50 ? 2000 : 1900;
        bool good = a > 12 ? tc_when_date(out, y, b, a) : tc_when_date(out, y, a, b);
        return y > 1000 ? written(good, last == 4, out) : 0;
    }
    bool attack = tc_at_kind(c, i) == WORD_NUMBER && a == 9 && b == 11 &&
                  tc_at_punct(c, i + 1, '/') && tc_at_kind(c, i + 2) == WORD_NUMBER &&
                  c->words[i + 1].glued && c->words[i + 2].glued;
    return attack && tc_when_date(out, 2001, 9, 11) ? 3 : 0;
}
