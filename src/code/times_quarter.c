/* times_quarter.c: quarters and halves of a year.
 *
 * Reports on a company's quarter speak of hardly anything else: there "the period" is
 * that quarter, and "a year ago" the same one of the year before.
 */
#include "code/times.h"

/* "of 1990", "of last year", "1990" behind a quarter; n when there is none. */
static uint32_t quarter_year(const struct scan *c, uint32_t i, int *year)
{
    static const char *const these[] = {"the", "this", NULL};
    bool glued = i + 1 < c->count && c->words[i].glued && c->words[i + 1].glued;
    uint32_t of = tc_at_is(c, i, "of") ||
                  (glued && (tc_at_punct(c, i, '-') || tc_at_punct(c, i, '/')));
    uint32_t fiscal = tc_at_is(c, i + of, "fiscal");
    uint32_t n = tc_at_era_year(c, i + of + fiscal, year);
    if (n)
        return of + fiscal + n;
    int32_t base = tc_time_base(c);
    uint32_t at = i + of;
    if (base == TC_NO_DAY || tc_at_kind(c, at + 1) != WORD_UNIT ||
        tc_at_value(c, at + 1) != GRAIN_YEAR)
        return 0;
    *year = tc_when_year_of(base);
    if (tc_at_is(c, at, "last"))
        (*year)--;
    else if (tc_at_is(c, at, "next"))
        (*year)++;
    else if (!of || !tc_at_in(c, at, these))
        return 0;
    return of + 2;
}

/* The last such quarter that has begun; in the future the next. */
static int quarter_near(const struct scan *c, uint32_t i, int month)
{
    int32_t base = tc_time_base(c);
    if (base == TC_NO_DAY)
        return 0;
    int year, now, date;
    tc_day_split(base, &year, &now, &date);
    if (c->narrative)
        return year;
    if (tc_at_tense(c, i) == TENSE_FUTURE)
        return month + 8 < now ? year + 1 : year;
    return month > now ? year - 1 : year;
}

/* "H1 2024" */
static uint32_t short_half(const struct scan *c, uint32_t i, struct when *out)
{
    int year, number = tc_at_value(c, i + 1);
    if (!tc_at_is(c, i, "h") || !tc_at_capital(c, i) || i + 1 >= c->count ||
        tc_at_kind(c, i + 1) != WORD_NUMBER || !c->words[i + 1].glued || number < 1 ||
        number > 2)
        return 0;
    uint32_t n = quarter_year(c, i + 2, &year);
    return n && tc_when(out, GRAIN_HALF, tc_day(year, 6 * number - 5, 1)) ? 2 + n : 0;
}

/* "4Q 2023", "1Q24" */
static uint32_t number_first(const struct scan *c, uint32_t i, struct when *out)
{
    int year, number = tc_at_value(c, i);
    if (tc_at_kind(c, i) != WORD_NUMBER || number < 1 || number > 4 ||
        !tc_at_is(c, i + 1, "q") || !tc_at_capital(c, i + 1) || !c->words[i + 1].glued)
        return 0;
    uint32_t n = quarter_year(c, i + 2, &year);
    if (!n && i + 2 < c->count && c->words[i + 2].glued &&
        tc_at_kind(c, i + 2) == WORD_NUMBER && tc_at_text(c, i + 2).size == 2) {
        year = tc_at_value(c, i + 2);
        year += year < 60 ? 2000 : 1900;
        n = 1;
    }
    return n && tc_when(out, GRAIN_QUARTER, tc_day(year, 3 * number - 2, 1)) ? 2 + n
                                                                             : 0;
}

/* "Q3 2024", "Q3" */
static uint32_t short_quarter(const struct scan *c, uint32_t i, struct when *out)
{
    if (!tc_at_is(c, i, "q") || !tc_at_capital(c, i) ||
        tc_at_kind(c, i + 1) != WORD_NUMBER || !c->words[i + 1].glued)
        return 0;
    int number = tc_at_value(c, i + 1), year = 0;
    if (number < 1 || number > 4)
        return 0;
    uint32_t n = quarter_year(c, i + 2, &year);
    if (!n)
        year = quarter_near(c, i, 3 * number - 2);
    return tc_when(out, GRAIN_QUARTER, tc_day(year, 3 * number - 2, 1)) ? 2 + n : 0;
}

/* "the year-earlier", "the 1988", "this year's" before a quarter: words taken. */
static uint32_t year_before(const struct scan *c, uint32_t i, int *year)
{
    int32_t base = tc_time_base(c);
    if (base == TC_NO_DAY)
        return 0;
    uint32_t n = tc_at_year(c, i, year);
    if (n)
        return n;
    bool unit = tc_at_kind(c, i) == WORD_UNIT && tc_at_value(c, i) == GRAIN_YEAR;
    if (unit && tc_at_punct(c, i + 1, '-') &&
        (tc_at_is(c, i + 2, "earlier") || tc_at_is(c, i + 2, "ago"))) {
        *year = -1;
        return 3;
    }
    bool last = tc_at_is(c, i, "last"), next = tc_at_is(c, i, "next");
    if (!(last || next || tc_at_is(c, i, "this")) ||
        tc_at_kind(c, i + 1) != WORD_UNIT || tc_at_value(c, i + 1) != GRAIN_YEAR ||
        !tc_at_punct(c, i + 2, '\'') || !tc_at_is(c, i + 3, "s"))
        return 0;
    *year = tc_when_year_of(base) - last + next;
    return 4;
}

uint32_t tc_time_quarter(const struct scan *c, uint32_t i, struct when *out)
{
    uint32_t n = short_quarter(c, i, out);
    if (!n)
        n = short_half(c, i, out);
    if (!n)
        n = number_first(c, i, out);
    if (n)
        return n;
    int year = 0;
    long number = 0;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t at = i + the;
    at += year_before(c, at, &year);
    if (the && tc_at_is(c, at, "latest") && tc_at_is(c, at + 1, "period"))
        return tc_time_quarterly(c, i) && tc_when(out, GRAIN_QUARTER, c->quarter) ? 3
                                                                                  : 0;
    bool told = at > i + the;
    bool period = tc_at_is(c, at, "period") || tc_at_is(c, at, "quarter");
    if (told && period && tc_time_quarterly(c, i) && year > 0) {
        int y, month, date;
        tc_day_split(c->quarter, &y, &month, &date);
        return tc_when(out, GRAIN_QUARTER, tc_day(year, month, 1)) ? at - i + 1 : 0;
    }
    at += tc_at_is(c, at, "fiscal");
    at += tc_at_is(c, at - 1, "fiscal") && tc_at_punct(c, at, '-');
    uint32_t took = tc_at_ordinal(c, at, &number);
    if (!took && tc_at_is(c, at, "latter"))
        took = 1, number = 2;
    uint32_t unit = at + took + tc_at_punct(c, at + took, '-');
    bool half = tc_at_is(c, unit, "half");
    bool quarter = tc_at_kind(c, unit) == WORD_UNIT &&
                   tc_at_value(c, unit) == GRAIN_QUARTER && !c->words[unit].plural;
    if (number < 0)
        number = half ? 2 : 0;
    if (!took || number < 1 || number > (half ? 2 : 4) || (!half && !quarter))
        return 0;
    int month = half ? (int)number * 6 - 5 : (int)number * 3 - 2;
    uint32_t end = unit + 1;
    took = told ? 0 : quarter_year(c, end, &year);
    if (half && !took && !told)
        return 0;
    if (!took && !told)
        year = quarter_near(c, i, month);
    if (year == -1)
        year = quarter_near(c, i, month) - 1;
    end += took;
    if (the && !told && tc_at_modifies(c, at, end))
        return 0;
    return tc_when(out, half ? GRAIN_HALF : GRAIN_QUARTER, tc_day(year, month, 1))
               ? end - i
               : 0;
}
