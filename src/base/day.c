/* day.c: the Gregorian calendar as a count of days, and a clock that tests can stop.
 * The conversion follows Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2014).
 */
#include "base/base.h"

#include <stdatomic.h>
#include <time.h>

int32_t tc_day(int year, int month, int day)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return TC_NO_DAY;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > length[month - 1] + (month == 2 && leap))
        return TC_NO_DAY;
    int y = year - (month <= 2);
    int era = y / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void tc_day_split(int32_t day, int *year, int *month, int *date)
{
    long long z = (long long)day + 719468;
    long long era = (z >= 0 ? z : z - 146096) / 146097;
    int of_era = (int)(z - era * 146097);
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100);
    int m = (5 * of_year + 2) / 153;
    *date = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = (int)(y + era * 400) + (*month <= 2);
}

int tc_day_weekday(int32_t day)
{
    int weekday = (int)(((long long)day + 3) % 7); /* 1970-01-01 was a Thursday */
    return weekday < 0 ? weekday + 7 : weekday;
}

int32_t tc_day_parse(text iso)
{
    long long year, month, day;
    if (iso.size < 10 || iso.data[4] != '-' || iso.data[7] != '-' ||
        !tc_text_integer(tc_text_slice(iso, 0, 4), 1, 9999, &year) ||
        !tc_text_integer(tc_text_slice(iso, 5, 7), 1, 12, &month) ||
        !tc_text_integer(tc_text_slice(iso, 8, 10), 1, 31, &day))
        return TC_NO_DAY;
    if (iso.size > 10 && iso.data[10] != 'T' && iso.data[10] != ' ')
        return TC_NO_DAY;
    return tc_day((int)year, (int)month, (int)day);
}

void tc_day_print(int32_t day, char out[11])
{
    int year = 0, month = 0, date = 0;
    if (day != TC_NO_DAY)
        tc_day_split(day, &year, &month, &date);
    if (year < 1 || year > 9999) {
        out[0] = '\0';
        return;
    }
    const int parts[] = {year / 100, year % 100, month, date};
    static const int at[] = {0, 2, 5, 8};
    for (int i = 0; i < 4; i++) {
        out[at[i]] = (char)('0' + parts[i] / 10);
        out[at[i] + 1] = (char)('0' + parts[i] % 10);
    }
    out[4] = out[7] = '-';
    out[10] = '\0';
}

static _Atomic long long frozen = -1;

void tc_clock_freeze(long long seconds)
{
    atomic_store(&frozen, seconds);
}

long long tc_clock(void)
{
    long long at = atomic_load(&frozen);
    return at >= 0 ? at : (long long)time(NULL);
}
