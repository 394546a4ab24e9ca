/* days.c: days as dates and back (Howard Hinnant's civil_from_days and its inverse). */
#include "cli/cli.h"

static void date_of(int32_t day, char out[24])
{
    long n = (long)day + 719468, era = (n >= 0 ? n : n - 146096) / 146097;
    long of_era = n - era * 146097;
    long y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    (void)snprintf(out, 24, "%04ld-%02ld-%02ld", (y + era * 400 + (m >= 10)) % 10000,
                   (m < 10 ? m + 3 : m - 9) % 100,
                   (of_year - (153 * m + 2) / 5 + 1) % 100);
}

const char *tc_cli_day(bool dates, int32_t day, char out[24])
{
    if (dates)
        date_of(day, out);
    else
        (void)snprintf(out, 24, "day %d", (int)day);
    return out;
}

long long tc_cli_day_number(const char *date)
{
    int y = 0, m = 0, d = 0;
    if (sscanf(date, "%4d-%2d-%2d", &y, &m, &d) != 3)
        return TC_CLI_NO_DAY;
    y -= m <= 2;
    int era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return (long long)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
           of_year - 719468;
}
