/* times_value.c: what a time expression means: a stretch of days, and TIMEX3's way of
 * writing it (1998-03-04, 1998-W10, 1998-Q1, 1998-SP, 199, BC0480).
 *
 * Years before Christ stand ERA_SHIFT years up the calendar, so that "the following
 * year" is one sum for all; they are taken down again only in print. Winter is told by
 * the year in which it begins.
 */
#include "code/times.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_ANCIENT = 4000 };

struct when tc_nothing(enum when_type type)
{
    return (struct when){
        .type = (uint8_t)type, .from = TC_NO_DAY, .to = TC_NO_DAY, .value = ""};
}

void tc_when_say(struct when *w, enum when_type type, const char *value)
{
    *w = tc_nothing(type);
    snprintf(w->value, sizeof w->value, "%s", value);
}

int tc_when_year_of(int32_t day)
{
    int year = 0, month, date;
    tc_day_split(day, &year, &month, &date);
    return year;
}

/* A year, decade (size 10) or century (100) as TIMEX3 writes it. */
static void print_year(char out[16], int year, int size)
{
    bool ancient = year >= FIRST_ANCIENT;
    int y = (ancient ? ERA_SHIFT + 1 - year : year) / size;
    int width = size == 1 ? 4 : size == 10 ? 3 : 2;
    snprintf(out, 16, "%s%0*d", ancient ? "BC" : "", width, y);
}

static bool set(struct when *w, enum grain grain, int32_t from, int32_t to)
{
    *w = tc_nothing(WHEN_DATE);
    w->grain = (uint8_t)grain;
    w->from = from;
    w->to = to;
    return from != TC_NO_DAY && to != TC_NO_DAY;
}

bool tc_when_date(struct when *w, int year, int month, int date)
{
    char y[16];
    int32_t day = tc_day(year, month, date);
    if (!set(w, GRAIN_DAY, day, day))
        return false;
    print_year(y, year, 1);
    snprintf(w->value, sizeof w->value, "%s-%02d-%02d", y, month % 100, date % 100);
    return true;
}

/* From the first of one month to the last of another. */
static bool months(struct when *w, enum grain grain, int year, int month, int count)
{
    int32_t from = tc_day(year, month, 1);
    int end = month - 1 + count;
    int32_t to = tc_day(year + end / 12, end % 12 + 1, 1);
    return set(w, grain, from, to == TC_NO_DAY ? to : to - 1);
}

bool tc_when_month(struct when *w, int year, int month)
{
    char y[16];
    if (!months(w, GRAIN_MONTH, year, month, 1))
        return false;
    print_year(y, year, 1);
    snprintf(w->value, sizeof w->value, "%s-%02d", y, month % 100);
    return true;
}

bool tc_when_season(struct when *w, int year, int season)
{
    static const char *const names[] = {"SP", "SU", "FA", "WI"};
    char y[16];
    if (!months(w, GRAIN_SEASON, year, 3 * (season + 1), 3))
        return false;
    print_year(y, year, 1);
    snprintf(w->value, sizeof w->value, "%s-%s", y, names[season]);
    return true;
}

bool tc_when_year(struct when *w, int year)
{
    char y[16];
    if (!months(w, GRAIN_YEAR, year, 1, 12))
        return false;
    print_year(y, year, 1);
    snprintf(w->value, sizeof w->value, "%s", y);
    return true;
}

static bool years(struct when *w, enum grain grain, int year, int size)
{
    char y[16];
    int first = year - year % size;
    if (!months(w, grain, first ? first : 1, 1, 12 * (first ? size : size - 1)))
        return false;
    print_year(y, year, size);
    snprintf(w->value, sizeof w->value, "%s", y);
    return true;
}

/* The week that holds the day: its number is that of its Thursday's year. */
static bool week(struct when *w, int32_t day, bool end)
{
    char y[16];
    int32_t monday = day - tc_day_weekday(day);
    int year = tc_when_year_of(monday + 3);
    int number = (monday + 3 - tc_day(year, 1, 1)) / 7 + 1;
    if (!set(w, end ? GRAIN_WEEKEND : GRAIN_WEEK, monday + (end ? 5 : 0), monday + 6))
        return false;
    print_year(y, year, 1);
    snprintf(w->value, sizeof w->value, "%s-W%02d%s", y, number, end ? "-WE" : "");
    return true;
}

static bool part_of_year(struct when *w, enum grain grain, int year, int month)
{
    char y[16];
    int length = grain == GRAIN_HALF ? 6 : 3;
    int number = (month - 1) / length;
    if (!months(w, grain, year, number * length + 1, length))
        return false;
    print_year(y, year, 1);
    snprintf(w->value, sizeof w->value, "%s-%c%d", y, grain == GRAIN_HALF ? 'H' : 'Q',
             number + 1);
    return true;
}

bool tc_when(struct when *w, enum grain grain, int32_t day)
{
    int year, month, date;
    *w = tc_nothing(WHEN_DATE);
    if (day == TC_NO_DAY)
        return false;
    tc_day_split(day, &year, &month, &date);
    switch (grain) {
    case GRAIN_NONE:
    case GRAIN_SECOND:
    case GRAIN_MINUTE:
    case GRAIN_HOUR:
    case GRAIN_DAY:
        return tc_when_date(w, year, month, date);
    case GRAIN_WEEKEND:
        return week(w, day, true);
    case GRAIN_WEEK:
    case GRAIN_FORTNIGHT:
        return week(w, day, false);
    case GRAIN_MONTH:
        return tc_when_month(w, year, month);
    case GRAIN_SEASON:
        return tc_when_season(w, month < 3 ? year - 1 : year,
                              month < 3 ? 3 : month / 3 - 1);
    case GRAIN_QUARTER:
    case GRAIN_HALF:
        return part_of_year(w, grain, year, month);
    case GRAIN_YEAR:
        return tc_when_year(w, year);
    case GRAIN_DECADE:
        return years(w, grain, year, 10);
    case GRAIN_CENTURY:
    case GRAIN_MILLENNIUM:
        return years(w, GRAIN_CENTURY, year, 100);
    }
    return false;
}

void tc_when_part(struct when *w, int part)
{
    static const char *const names[] = {"TMO", "TAF", "TEV", "TNI", "TDT"};
    size_t size = strlen(w->value);
    w->type = WHEN_TIME;
    snprintf(w->value + size, sizeof w->value - size, "%s", names[part]);
}

void tc_when_clock(struct when *w, int hour, int minute)
{
    size_t size = strlen(w->value);
    w->type = WHEN_TIME;
    snprintf(w->value + size, sizeof w->value - size, "T%02d:%02d", hour % 100,
             minute % 100);
}

/* ---- moving ---------------------------------------------------------------------- */

static int32_t shift_months(int32_t day, long n)
{
    int year, month, date;
    tc_day_split(day, &year, &month, &date);
    long all = year * 12L + month - 1 + n;
    if (all < 12 || all >= 12 * 9999L)
        return TC_NO_DAY;
    for (; date > 0; date--) { /* the 31st of a short month is its last day */
        int32_t to = tc_day((int)(all / 12), (int)(all % 12) + 1, date);
        if (to != TC_NO_DAY)
            return to;
    }
    return TC_NO_DAY;
}

int32_t tc_when_shift(enum grain grain, int32_t day, long n)
{
    static const int of_day[] = {
        [GRAIN_DAY] = 1, [GRAIN_WEEKEND] = 7, [GRAIN_WEEK] = 7, [GRAIN_FORTNIGHT] = 14};
    static const int of_month[] = {
        [GRAIN_MONTH] = 1,      [GRAIN_SEASON] = 3,        [GRAIN_QUARTER] = 3,
        [GRAIN_HALF] = 6,       [GRAIN_YEAR] = 12,         [GRAIN_DECADE] = 120,
        [GRAIN_CENTURY] = 1200, [GRAIN_MILLENNIUM] = 12000};
    if (day == TC_NO_DAY || n > 100000 || n < -100000)
        return TC_NO_DAY;
    if (grain < GRAIN_DAY)
        return day;
    int32_t to;
    if (grain <= GRAIN_FORTNIGHT)
        to = day + (int32_t)n * of_day[grain];
    else
        to = shift_months(day, n * of_month[grain]);
    int year, month, date;
    if (to == TC_NO_DAY)
        return TC_NO_DAY;
    tc_day_split(to, &year, &month, &date);
    bool ancient = tc_when_year_of(day) >= FIRST_ANCIENT;
    if (ancient && year > ERA_SHIFT) /* the year behind 1 BC is AD 1 */
        return tc_day(year - ERA_SHIFT, month, date);
    return year < 1 || (year >= FIRST_ANCIENT) != ancient ? TC_NO_DAY : to;
}

const char *tc_when_precision(enum grain grain)
{
    static const char *const names[] = {
        [GRAIN_NONE] = "",           [GRAIN_SECOND] = "day",
        [GRAIN_MINUTE] = "day",      [GRAIN_HOUR] = "day",
        [GRAIN_DAY] = "day",         [GRAIN_WEEKEND] = "week",
        [GRAIN_WEEK] = "week",       [GRAIN_FORTNIGHT] = "week",
        [GRAIN_MONTH] = "month",     [GRAIN_SEASON] = "season",
        [GRAIN_QUARTER] = "quarter", [GRAIN_HALF] = "year",
        [GRAIN_YEAR] = "year",       [GRAIN_DECADE] = "decade",
        [GRAIN_CENTURY] = "century", [GRAIN_MILLENNIUM] = "century"};
    return names[grain];
}

char tc_when_letter(enum grain grain)
{
    switch (grain) {
    case GRAIN_SECOND:
        return 'S';
    case GRAIN_HOUR:
        return 'H';
    case GRAIN_DAY:
    case GRAIN_WEEKEND:
        return 'D';
    case GRAIN_WEEK:
    case GRAIN_FORTNIGHT:
        return 'W';
    case GRAIN_MINUTE:
    case GRAIN_MONTH:
        return 'M';
    case GRAIN_QUARTER:
        return 'Q';
    case GRAIN_NONE:
        return 'X';
    default:
        return 'Y';
    }
}
