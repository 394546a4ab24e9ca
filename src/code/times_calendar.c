/* times_calendar.c: what a calendar prints: dates, months, years, decades, centuries,
 * quarters.
 *
 * American and British order, words and digits, and the short forms of tables. A month
 * without a year takes the one that tc_time_year_for() finds. "May" and "March" are
 * months where the tagger agrees or a number stands beside them.
 */
#include "code/times.h"

#include <stdio.h>

static uint32_t month_at(const struct scan *c, uint32_t i, int *month)
{
    if (tc_at_kind(c, i) != WORD_MONTH)
        return 0;
    *month = tc_at_value(c, i);
    bool dot = tc_at_punct(c, i + 1, '.') && c->words[i + 1].glued;
    bool number = tc_at_kind(c, i + 1 + dot) == WORD_NUMBER;
    if (c->words[i].short_form) /* "Mar. 5", "Sept 2001"; "Jan." also alone */
        return number ? 1 + dot : dot && tc_at_text(c, i).size > 2 && *month != 3;
    if (number || tc_at_kind(c, i + 1) == WORD_ORDINAL)
        return 1;
    const struct token *t = tc_at_token(c, i);
    if (*month == 3 && i && !c->work->fold) { /* "the Long March", "the March to" */
        bool led = tc_at_capital(c, i - 1) &&
                   tc_at_token(c, i - 1)->upos != UPOS_ADP && i > 1;
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

/* "1990", "490 BC"; taken down to the calendar's count of years. */
static uint32_t year_at(const struct scan *c, uint32_t i, int *year)
{
    if (tc_at_kind(c, i) == WORD_NUMBER && tc_at_kind(c, i + 1) == WORD_ERA &&
        tc_at_value(c, i) > 0 && tc_at_value(c, i) < 3000) {
        int y = tc_at_value(c, i);
        *year = tc_at_value(c, i + 1) ? ERA_SHIFT + 1 - y : y;
        return 2;
    }
    uint32_t n = tc_at_year(c, i, year);
    return n && tc_at_kind(c, i + n) == WORD_ERA ? n + 1 : n;
}

/* The year behind a date: ", 1990", "of 1990", "last year", "of that year". */
static uint32_t year_behind(const struct scan *c, uint32_t i, int *year)
{
    static const char *const same[] = {"that", "same", NULL};
    uint32_t n = tc_at_punct(c, i, ',') || tc_at_is(c, i, "of") || tc_at_is(c, i, "in");
    uint32_t took = year_at(c, i + n, year);
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
    if (comma && year_at(c, i + n + took + 1, &year)) /* "March 5-9, 1918" */
        return year;
    uint32_t at = month_at(c, i + n + took, &month);
    if (!at)
        return 0;
    n += took + at;
    if (!took)
        n += date_at(c, i + n, &date);
    n += tc_at_punct(c, i + n, ',');
    return year_at(c, i + n, &year) ? year : 0;
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
    if (!good && year)
        return 0;
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
    uint32_t of = tc_at_is(c, i + n, "of");
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
        return 0;
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

uint32_t tc_time_digits(const struct scan *c, uint32_t i, struct when *out)
{
    int a = tc_at_value(c, i), b = tc_at_value(c, i + 2), y = tc_at_value(c, i + 4);
    if (glued_numbers(c, i, '-') && tc_at_text(c, i).size == 4)
        return tc_when_date(out, a, b, y) ? 5 : 0;
    if (glued_numbers(c, i, '/') && tc_at_text(c, i).size <= 2) {
        if (tc_at_text(c, i + 4).size == 2)
            y += y < 50 ? 2000 : 1900;
        bool good = a > 12 ? tc_when_date(out, y, b, a) : tc_when_date(out, y, a, b);
        return good && y > 1000 ? 5 : 0;
    }
    bool attack = tc_at_kind(c, i) == WORD_NUMBER && a == 9 && b == 11 &&
                  tc_at_punct(c, i + 1, '/') && tc_at_kind(c, i + 2) == WORD_NUMBER &&
                  c->words[i + 1].glued && c->words[i + 2].glued;
    return attack && tc_when_date(out, 2001, 9, 11) ? 3 : 0;
}

/* ---- years ----------------------------------------------------------------------- */

/* Is the bare number a year and no count of things? */
static bool is_year(const struct scan *c, uint32_t i, uint32_t n, int year)
{
    static const char *const before[] = {
        "in",     "since", "by",      "until", "of",     "from",   "during",
        "late",   "early", "mid",     "after", "till",   "before", "between",
        "and",    "to",    "or",      "year",  "around", "circa",  "about",
        "fiscal", "years", "through", NULL};
    static const char *const units[] = {"percent", "per",  "miles",  "km",   "people",
                                        "dollars", "feet", "meters", "tons", NULL};
    const struct token *t = tc_at_token(c, i);
    if (i && c->words[i].glued && tc_at_kind(c, i - 1) == WORD_PUNCT) {
        int32_t sign = tc_at_value(c, i - 1);
        if (sign != '(' && sign != '-' && sign != '"' && sign != '\'' && sign != '/' &&
            sign != '[')
            return false;
        if (sign == '-' && i > 1 && c->words[i - 1].glued &&
            !tc_at_is(c, i - 2, "mid") && !tc_at_is(c, i - 2, "post") &&
            !tc_at_is(c, i - 2, "pre") && tc_at_kind(c, i - 2) != WORD_NUMBER &&
            tc_at_kind(c, i - 2) != WORD_MONTH)
            return false; /* "Boeing-1400", but "1939-1945" */
    } else if (i && c->words[i].glued) {
        return false;
    }
    if (tc_at_punct(c, i + n, '%') || tc_at_in(c, i + n, units) ||
        tc_at_kind(c, i + n) == WORD_SCALE || tc_at_kind(c, i + n) == WORD_UNIT)
        return false;
    if (i + n < c->count && c->words[i + n].glued &&
        tc_at_kind(c, i + n) != WORD_PUNCT && tc_at_kind(c, i) == WORD_NUMBER)
        return false;
    const struct token *next = tc_at_token(c, i + n);
    bool counted = t->relation == REL_NUMMOD && t->head > c->words[i].token;
    if (i && tc_at_in(c, i - 1, before))
        return !(counted && next->xpos == XPOS_NNS && year % 100 == 0);
    if (counted && (next->xpos == XPOS_NNS || year < 1700 || year % 100 == 0) &&
        !(i && tc_at_is(c, i - 1, "the")))
        return false;
    return year >= 1600 && year <= 2100;
}

/* "1915-17", "the 2023/24 school year": the digits behind a year. */
static uint32_t short_year(const struct scan *c, uint32_t i, struct when *out)
{
    int first, year;
    if (i < 2 || !c->words[i].glued || tc_at_text(c, i).size > 2 ||
        !(tc_at_punct(c, i - 1, '-') || tc_at_punct(c, i - 1, '/')) ||
        !tc_at_year(c, i - 2, &first) || tc_at_kind(c, i - 2) != WORD_NUMBER)
        return 0;
    if (i > 2 && c->words[i - 2].glued && tc_at_punct(c, i - 3, '-'))
        return 0; /* a date in digits */
    if (i + 1 < c->count && c->words[i + 1].glued && tc_at_punct(c, i + 1, '-'))
        return 0;
    int size = tc_at_text(c, i).size == 2 ? 100 : 10;
    year = first - first % size + tc_at_value(c, i);
    if (year <= first)
        return 0;
    return tc_when_year(out, year) ? 1 : 0;
}

/* A year before Christ that is told without saying so. */
static uint32_t ancient_year(const struct scan *c, uint32_t i, struct when *out)
{
    static const char *const before[] = {"in",    "by",     "of",    "since",
                                         "until", "from",   "after", "early",
                                         "late",  "during", NULL};
    int32_t y = tc_at_value(c, i);
    if (!c->ancient || tc_at_kind(c, i) != WORD_NUMBER || y < 50 || y > 999 || !i ||
        tc_at_kind(c, i + 1) == WORD_ERA ||
        (tc_at_punct(c, i + 1, ',') && i + 2 < c->count && c->words[i + 2].glued))
        return 0;
    bool spanned = i > 2 && tc_at_punct(c, i - 1, '-') &&
                   tc_at_kind(c, i - 2) == WORD_NUMBER &&
                   (tc_at_in(c, i - 3, before) || tc_at_punct(c, i - 3, '('));
    bool bracket = tc_at_punct(c, i - 1, '(') || spanned;
    if (!bracket && !tc_at_in(c, i - 1, before))
        return 0;
    const struct token *t = tc_at_token(c, i);
    if (t->relation == REL_NUMMOD && t->head > c->words[i].token && !bracket)
        return 0;
    return tc_when_year(out, ERA_SHIFT + 1 - y) ? 1 : 0;
}

/* "the 2023-24 academic year": from September to August. */
static uint32_t school_year(const struct scan *c, uint32_t i, struct when *out)
{
    int first, last = 0;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t at = i + the;
    if (!tc_at_year(c, at, &first) || tc_at_kind(c, at) != WORD_NUMBER)
        return 0;
    bool pair = tc_at_punct(c, at + 1, '-') || tc_at_punct(c, at + 1, '/');
    if (pair && tc_at_kind(c, at + 2) == WORD_NUMBER)
        last = tc_at_value(c, at + 2) % 100;
    uint32_t n = at - i + (pair ? 3 : 1);
    bool school = tc_at_is(c, i + n, "academic") || tc_at_is(c, i + n, "school");
    if (!school || !tc_at_is(c, i + n + 1, "year") ||
        (pair && last != (first + 1) % 100) || !tc_when_year(out, first))
        return 0;
    out->from = tc_day(first, 9, 1);
    out->to = tc_day(first + 1, 8, 31);
    snprintf(out->value, sizeof out->value, "%04d-09/%04d-08", first, first + 1);
    return out->to == TC_NO_DAY ? 0 : n + 2;
}

uint32_t tc_time_year(const struct scan *c, uint32_t i, struct when *out)
{
    int year;
    uint32_t n = 0, at = i;
    if (tc_at_punct(c, i, '\'') && tc_at_kind(c, i + 1) == WORD_NUMBER &&
        c->words[i + 1].glued && tc_at_text(c, i + 1).size == 2 && !c->words[i].glued &&
        !tc_at_is(c, i + 2, "s")) { /* '99 */
        year = tc_at_value(c, i + 1);
        int now = c->day == TC_NO_DAY ? 2000 : tc_when_year_of(c->day);
        if (c->narrative && c->last.from != TC_NO_DAY)
            now = tc_when_year_of(c->last.from);
        year += now - now % 100;
        if (year > now + 10)
            year -= 100;
        return tc_when_year(out, year) ? 2 : 0;
    }
    n = school_year(c, i, out);
    if (n)
        return n;
    at += tc_at_is(c, at, "the");
    bool named = tc_at_is(c, at, "fiscal") || tc_at_is(c, at, "fy") ||
                 tc_at_is(c, at, "year") || tc_at_is(c, at, "years");
    if (named) {
        at++;
        at += tc_at_is(c, at, "year") && tc_at_is(c, at - 1, "fiscal");
        n = year_at(c, at, &year);
        return n && tc_when_year(out, year) ? at - i + n : 0;
    }
    if (at > i)
        return 0;
    n = short_year(c, i, out);
    if (!n)
        n = ancient_year(c, i, out);
    if (n)
        return n;
    n = year_at(c, i, &year);
    bool told = n && tc_at_kind(c, i + n - 1) == WORD_ERA;
    if (!n || (!told && !is_year(c, i, n, year)) || !tc_when_year(out, year))
        return 0;
    if ((tc_at_is(c, i + n, "or") && tc_at_is(c, i + n + 1, "later")) ||
        (tc_at_is(c, i + n, "and") && tc_at_is(c, i + n + 1, "beyond")))
        n += 2;
    return n;
}

/* ---- decades and centuries ------------------------------------------------------- */

static bool when_decade(const struct scan *c, struct when *out, int year, bool ancient)
{
    (void)c;
    return tc_when(out, GRAIN_DECADE,
                   tc_day(ancient ? ERA_SHIFT + 1 - year : year, 1, 1));
}

static uint32_t century(const struct scan *c, uint32_t i, struct when *out)
{
    long number;
    uint32_t n = tc_at_ordinal(c, i, &number);
    n += n ? tc_at_punct(c, i + n, '-') : 0;
    if (!n || number < 1 || number > 30 || tc_at_kind(c, i + n) != WORD_UNIT ||
        tc_at_value(c, i + n) != GRAIN_CENTURY)
        return 0;
    n++;
    bool ancient = false;
    if (tc_at_kind(c, i + n) == WORD_ERA) {
        ancient = tc_at_value(c, i + n);
        n++;
    }
    int year = ancient ? ERA_SHIFT + 1 - (int)number * 100 : (int)number * 100 - 99;
    if (!tc_when(out, GRAIN_CENTURY, tc_day(year, 1, 1)))
        return 0;
    snprintf(out->value, sizeof out->value, "%s%02d", ancient ? "BC" : "",
             (int)(number - 1) % 100);
    return n;
}

uint32_t tc_time_decade(const struct scan *c, uint32_t i, struct when *out)
{
    uint32_t the = tc_at_is(c, i, "the") || tc_at_is(c, i, "this");
    uint32_t at = i + the;
    uint32_t n = century(c, at, out);
    if (n)
        return the && tc_at_modifies(c, at, at + n) ? 0 : the + n;
    int year = -1;
    if (tc_at_kind(c, at) == WORD_DECADE) {
        if (!the && !(i && tc_at_kind(c, i - 1) == WORD_PUNCT))
            return 0;
        year = 1900 + tc_at_value(c, at);
        n = 1;
    } else {
        uint32_t mark = tc_at_punct(c, at, '\'') && at + 1 < c->count;
        uint32_t s = at + mark + 1;
        if (tc_at_kind(c, at + mark) != WORD_NUMBER || s >= c->count ||
            !c->words[s].glued)
            return 0;
        n = mark + 1;
        if (tc_at_punct(c, s, '\'') && s + 1 < c->count && c->words[s + 1].glued) {
            s++;
            n++;
        }
        size_t size = tc_at_text(c, at + mark).size;
        year = tc_at_value(c, at + mark);
        if (!tc_at_is(c, s, "s") || year % 10 || size < 2 || size > 4 ||
            (size == 2 && !mark && !the))
            return 0;
        n++;
        if (size == 2)
            year += 1900;
    }
    bool ancient = tc_at_kind(c, at + n) == WORD_ERA && tc_at_value(c, at + n);
    if (year < 1000 && !ancient)
        return 0;
    n += ancient;
    if (the && tc_at_modifies(c, at, at + n) && tc_at_is(c, i, "the") && c->narrative)
        return 0;
    return when_decade(c, out, year, ancient) ? the + n : 0;
}

/* ---- quarters and halves --------------------------------------------------------- */

/* "of 1990", "of last year", "1990" behind a quarter; n when there is none. */
static uint32_t quarter_year(const struct scan *c, uint32_t i, int *year)
{
    static const char *const these[] = {"the", "this", NULL};
    uint32_t of = tc_at_is(c, i, "of");
    uint32_t fiscal = tc_at_is(c, i + of, "fiscal");
    uint32_t n = year_at(c, i + of + fiscal, year);
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
