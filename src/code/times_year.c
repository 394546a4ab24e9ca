/* times_year.c: years, school years, decades, centuries.
 *
 * A bare number of four digits is a year where a preposition or its place in the tree
 * says so; one of three or fewer only with its era, or in a text of years before
 * Christ.
 */
#include "code/times.h"

#include <stdio.h>

/* "1990", "490 BC", "AD 79"; taken down to the calendar's count of years. */
uint32_t tc_at_era_year(const struct scan *c, uint32_t i, int *year)
{
    if (tc_at_kind(c, i) == WORD_ERA && !tc_at_value(c, i) && tc_at_is(c, i, "ad") &&
        tc_at_kind(c, i + 1) == WORD_NUMBER && tc_at_value(c, i + 1) > 0 &&
        tc_at_value(c, i + 1) < 3000) {
        *year = tc_at_value(c, i + 1);
        return 2;
    }
    if (tc_at_kind(c, i) == WORD_NUMBER && tc_at_kind(c, i + 1) == WORD_ERA &&
        tc_at_value(c, i) > 0 && tc_at_value(c, i) < 3000) {
        int y = tc_at_value(c, i);
        *year = tc_at_value(c, i + 1) ? ERA_SHIFT + 1 - y : y;
        return 2;
    }
    uint32_t n = tc_at_year(c, i, year);
    return n && tc_at_kind(c, i + n) == WORD_ERA ? n + 1 : n;
}

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

/* "from 431 to 404 BC": the era told behind the second year is the first one's too. */
static uint32_t era_ahead(const struct scan *c, uint32_t i, struct when *out)
{
    int32_t first = tc_at_value(c, i), last = tc_at_value(c, i + 2);
    bool joined = tc_at_punct(c, i + 1, '-') || tc_at_is(c, i + 1, "to") ||
                  tc_at_is(c, i + 1, "and") || tc_at_is(c, i + 1, "until") ||
                  tc_at_is(c, i + 1, "or");
    if (tc_at_kind(c, i) != WORD_NUMBER || !joined ||
        tc_at_kind(c, i + 2) != WORD_NUMBER || tc_at_kind(c, i + 3) != WORD_ERA ||
        !tc_at_value(c, i + 3) || first <= last || last < 1 || first > 2999)
        return 0;
    return tc_when_year(out, ERA_SHIFT + 1 - first) ? 1 : 0;
}

static uint32_t when_school(struct when *out, int first, uint32_t words)
{
    if (!tc_when_year(out, first))
        return 0;
    out->from = tc_day(first, 9, 1);
    out->to = tc_day(first + 1, 8, 31);
    snprintf(out->value, sizeof out->value, "%04d-09/%04d-08", first, first + 1);
    return out->to == TC_NO_DAY ? 0 : words;
}

/* "the 2023-24 academic year", "the school year 2023-24": from September to August. */
static uint32_t school_year(const struct scan *c, uint32_t i, struct when *out)
{
    int first, last = 0;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t at = i + the;
    bool led = (tc_at_is(c, at, "academic") || tc_at_is(c, at, "school")) &&
               tc_at_is(c, at + 1, "year");
    at += led ? 2 : 0;
    if (!tc_at_year(c, at, &first) || tc_at_kind(c, at) != WORD_NUMBER)
        return 0;
    bool pair = tc_at_punct(c, at + 1, '-') || tc_at_punct(c, at + 1, '/');
    if (pair && tc_at_kind(c, at + 2) == WORD_NUMBER)
        last = tc_at_value(c, at + 2) % 100;
    uint32_t n = at - i + (pair ? 3 : 1);
    if (pair && last != (first + 1) % 100)
        return 0;
    if (led)
        return pair ? when_school(out, first, n) : 0;
    bool school = tc_at_is(c, i + n, "academic") || tc_at_is(c, i + n, "school");
    return school && tc_at_is(c, i + n + 1, "year") ? when_school(out, first, n + 2)
                                                    : 0;
}

/* "FY24" */
static uint32_t short_fiscal(const struct scan *c, uint32_t i, struct when *out)
{
    if (!tc_at_is(c, i, "fy") || tc_at_kind(c, i + 1) != WORD_NUMBER ||
        tc_at_text(c, i + 1).size != 2)
        return 0;
    int year = tc_at_value(c, i + 1);
    return tc_when_year(out, year < 60 ? 2000 + year : 1900 + year) ? 2 : 0;
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
    if (!n)
        n = short_fiscal(c, i, out);
    if (n)
        return n;
    at += tc_at_is(c, at, "the");
    bool named = tc_at_is(c, at, "fiscal") || tc_at_is(c, at, "fy") ||
                 tc_at_is(c, at, "year") || tc_at_is(c, at, "years");
    if (named) {
        at++;
        at += tc_at_is(c, at, "year") && tc_at_is(c, at - 1, "fiscal");
        n = tc_at_era_year(c, at, &year);
        return n && tc_when_year(out, year) ? at - i + n : 0;
    }
    if (at > i)
        return 0;
    n = short_year(c, i, out);
    if (!n)
        n = ancient_year(c, i, out);
    if (!n)
        n = era_ahead(c, i, out);
    if (n)
        return n;
    n = tc_at_era_year(c, i, &year);
    bool told =
        n && (tc_at_kind(c, i + n - 1) == WORD_ERA || tc_at_kind(c, i) == WORD_ERA);
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
    long number, other;
    uint32_t n = tc_at_ordinal(c, i, &number);
    uint32_t more = n && (tc_at_is(c, i + n, "and") || tc_at_is(c, i + n, "or") ||
                          tc_at_is(c, i + n, "to"))
                        ? tc_at_ordinal(c, i + n + 1, &other)
                        : 0;
    if (more && number > 0 && number < other && other < 30 &&
        tc_at_kind(c, i + n + 1 + more) == WORD_UNIT &&
        tc_at_value(c, i + n + 1 + more) == GRAIN_CENTURY &&
        tc_at_kind(c, i + n + 2 + more) != WORD_ERA) /* "the 19th and 20th centuries" */
        return tc_when(out, GRAIN_CENTURY, tc_day((int)number * 100 - 99, 1, 1)) ? n
                                                                                 : 0;
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
