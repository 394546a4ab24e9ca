/* read/date.c: written dates to YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.
 *
 * What feeds (RFC 822), pages and dumps (ISO 8601 and a dozen habits) write, read by
 * one pass over numbers and words instead of a pattern for each. A date that can be
 * read in two ways (03/04/2024) is none: a guess must not put an event on the wrong
 * day. A time of day is kept only with its zone, as UTC; one of 00:00:00 is taken for
 * what it mostly is, a day without a time, and not moved over midnight by its zone.
 */
#include "read/inside.h"

#include <string.h>

#define PARTS_MAXIMUM 16
#define NO_ZONE       INT32_MAX

struct part {
    text word;
    long long value; /* of a number */
    size_t size;     /* digits or letters */
    bool number;
    char before; /* the character before it, 0 at the start */
    char behind; /* and behind it */
};

struct moment {
    int year, month, day;
    int hour, minute, second; /* hour -1: no time */
    int32_t zone;             /* minutes east of UTC, or NO_ZONE */
};

/* 0 outside of t. */
static char byte_at(text t, size_t at)
{
    if (at < t.size)
        return t.data[at];
    return '\0';
}

/* Cuts t into numbers and words; 0 parts when there are too many. */
static size_t cut(text t, struct part parts[PARTS_MAXIMUM])
{
    size_t count = 0;
    size_t at = 0;
    while (at < t.size) {
        if (!tc_ascii_digit(t.data[at]) && !tc_ascii_letter(t.data[at])) {
            at++;
            continue;
        }
        if (count == PARTS_MAXIMUM)
            return 0;
        bool number = tc_ascii_digit(t.data[at]);
        size_t from = at;
        while (at < t.size &&
               (number ? tc_ascii_digit(t.data[at]) : tc_ascii_letter(t.data[at])))
            at++;
        struct part *part = &parts[count++];
        part->number = number;
        part->size = at - from;
        part->word = tc_text_slice(t, from, at);
        part->value = 0;
        if (number && !tc_text_integer(part->word, 0, INT64_MAX, &part->value))
            return 0;
        part->before = byte_at(t, from - 1);
        part->behind = byte_at(t, at);
    }
    return count;
}

static int month_of(text word)
{
    static const char *const months[] = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    if (word.size < 3)
        return 0;
    for (int i = 0; i < 12; i++)
        if (word.size <= strlen(months[i]) &&
            tc_text_equal_fold(word, (text){months[i], word.size}))
            return i + 1;
    return 0;
}

/* ---- zones ----------------------------------------------------------------------- */

/* Those that mean one thing in news: BST, IST, CST beyond America do not, but RFC 822
 * gives the American ones. */
static int32_t zone_of(text word)
{
    static const struct {
        const char *name;
        int32_t minutes;
    } zones[] = {
        {"Z",   0   },
        {"GMT", 0   },
        {"UT",  0   },
        {"UTC", 0   },
        {"EST", -300},
        {"EDT", -240},
        {"CST", -360},
        {"CDT", -300},
        {"MST", -420},
        {"MDT", -360},
        {"PST", -480},
        {"PDT", -420}
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (tc_text_equal(word, tc_text(zones[i].name)))
            return zones[i].minutes;
    return NO_ZONE;
}

/* +0100, +01:00 or +01 at parts[at]. */
static int32_t numeric_zone(const struct part *parts, size_t count, size_t at)
{
    const struct part *part = &parts[at];
    long long hours = part->value;
    long long minutes = 0;
    if (part->size == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (part->size != 2) {
        return NO_ZONE;
    } else if (part->behind == ':' && at + 1 < count && parts[at + 1].number) {
        minutes = parts[at + 1].value;
    }
    if (hours > 14 || minutes > 59)
        return NO_ZONE;
    int32_t total = (int32_t)(hours * 60 + minutes);
    return part->before == '-' ? -total : total;
}

/* ---- times ----------------------------------------------------------------------- */

/* The time of day from parts[at] on, with its zone. false: there is none; when there is
 * one that cannot be, hour stays -1. */
static bool read_time(const struct part *parts, size_t count, size_t at,
                      struct moment *out)
{
    if (at + 1 >= count || !parts[at].number || parts[at].behind != ':' ||
        !parts[at + 1].number || parts[at].size > 2 || parts[at + 1].size != 2)
        return false;
    long long hour = parts[at].value;
    long long minute = parts[at + 1].value;
    long long second = 0;
    bool colon = parts[at + 1].behind == ':';
    at += 2;
    if (colon && at < count && parts[at].number && parts[at].size == 2) {
        second = parts[at].value;
        char behind = parts[at++].behind;
        if ((behind == '.' || behind == ',') && at < count && parts[at].number)
            at++;
    }
    for (; at < count; at++) {
        const struct part *part = &parts[at];
        bool pm = tc_text_equal_fold(part->word, TEXT("pm"));
        if (pm || tc_text_equal_fold(part->word, TEXT("am"))) {
            if (hour < 1 || hour > 12)
                return true;
            hour = hour % 12 + (pm ? 12 : 0);
        } else if (!part->number && zone_of(part->word) != NO_ZONE) {
            out->zone = zone_of(part->word);
        } else if (part->number && (part->before == '+' || part->before == '-')) {
            out->zone = numeric_zone(parts, count, at);
            break;
        }
    }
    if (hour > 23 || minute > 59 || second > 60)
        return true;
    out->hour = (int)hour;
    out->minute = (int)minute;
    out->second = second == 60 ? 59 : (int)second;
    return true;
}

/* The first time of day behind parts[at]. */
static void find_time(const struct part *parts, size_t count, size_t at,
                      struct moment *out)
{
    while (at < count && !read_time(parts, count, at, out))
        at++;
}

/* ---- days ------------------------------------------------------------------------ */

/* Year, month and day in the order of the numbers a, b, c. */
static bool three_numbers(const struct part *parts, struct moment *out)
{
    const struct part *a = &parts[0], *b = &parts[1], *c = &parts[2];
    if (a->size == 4 && b->size <= 2 && c->size <= 2) {
        out->year = (int)a->value;
        out->month = (int)b->value;
        out->day = (int)c->value;
        return true;
    }
    if (c->size != 4 || a->size > 2 || b->size > 2)
        return false;
    out->year = (int)c->value;
    bool day_first = a->behind == '.' || a->value > 12 || a->value == b->value;
    if (!day_first && b->value <= 12)
        return false;
    out->day = (int)(day_first ? a->value : b->value);
    out->month = (int)(day_first ? b->value : a->value);
    return true;
}

static bool ordinal(const struct part *part)
{
    return !part->number && (tc_text_equal_fold(part->word, TEXT("st")) ||
                             tc_text_equal_fold(part->word, TEXT("nd")) ||
                             tc_text_equal_fold(part->word, TEXT("rd")) ||
                             tc_text_equal_fold(part->word, TEXT("th")) ||
                             tc_text_equal_fold(part->word, TEXT("of")));
}

/* two: two digits will do, as in RFC 822. */
static int whole_year(const struct part *part, bool two)
{
    if (part->number && part->size == 4)
        return (int)part->value;
    if (two && part->number && part->size == 2 && part->behind != ':')
        return (int)part->value + (part->value < 50 ? 2000 : 1900);
    return 0;
}

/* "5 Jan 2024", "January 5th, 2024", "Jan 5 14:00:00 2024": the month is parts[at].
 * Returns the part behind the date, 0 when it is none. */
static size_t with_month(const struct part *parts, size_t count, size_t at,
                         struct moment *out)
{
    size_t before = at;
    out->month = month_of(parts[at].word);
    while (before > 0 && ordinal(&parts[before - 1]))
        before--;
    size_t behind = at + 1;
    bool day_first =
        before > 0 && parts[before - 1].number && parts[before - 1].size <= 2;
    if (day_first) {
        out->day = (int)parts[before - 1].value;
    } else if (behind < count && parts[behind].number && parts[behind].size <= 2) {
        out->day = (int)parts[behind++].value;
        while (behind < count && ordinal(&parts[behind]))
            behind++;
    } else {
        return 0;
    }
    if (behind < count && whole_year(&parts[behind], day_first)) {
        out->year = whole_year(&parts[behind], day_first);
        return behind + 1;
    }
    if (!day_first && before > 0 && whole_year(&parts[before - 1], false)) {
        out->year = whole_year(&parts[before - 1], false);
        return behind;
    }
    if (count > 0 && parts[count - 1].number && parts[count - 1].size == 4 &&
        parts[count - 1].before != '+' && parts[count - 1].before != '-') {
        out->year = (int)parts[count - 1].value;
        return behind;
    }
    return 0;
}

/* YYYYMMDD and YYYYMMDDhhmmss. */
static bool run_together(const struct part *part, struct moment *out)
{
    long long value = part->value;
    if (part->size == 14)
        value /= 1000000;
    else if (part->size != 8)
        return false;
    out->year = (int)(value / 10000);
    out->month = (int)(value / 100 % 100);
    out->day = (int)(value % 100);
    return true;
}

static bool from_epoch(const struct part *part, struct moment *out)
{
    long long seconds = part->value;
    if (part->size == 12 || part->size == 13)
        seconds /= 1000;
    else if (part->size != 9 && part->size != 10)
        return false;
    tc_day_split((int32_t)(seconds / 86400), &out->year, &out->month, &out->day);
    int left = (int)(seconds % 86400);
    out->hour = left / 3600;
    out->minute = left / 60 % 60;
    out->second = left % 60;
    out->zone = 0;
    return true;
}

static bool read_moment(const struct part *parts, size_t count, struct moment *out)
{
    if (count == 0)
        return false;
    if (parts[0].number && parts[0].size >= 8) {
        bool alone = count == 1 || parts[0].behind == '.' || parts[0].behind == 'T';
        if (!alone)
            return false;
        return run_together(&parts[0], out) ||
               (parts[0].before != '-' && from_epoch(&parts[0], out));
    }
    for (size_t i = 0; i < count && i < 6; i++) {
        if (parts[i].number || !month_of(parts[i].word))
            continue;
        size_t behind = with_month(parts, count, i, out);
        find_time(parts, count, behind ? behind : count, out);
        return behind > 0;
    }
    size_t first = 0;
    while (first < count && !parts[first].number) /* a weekday */
        first++;
    if (first + 2 >= count || first > 1 || !parts[first + 1].number ||
        !parts[first + 2].number || !three_numbers(parts + first, out))
        return false;
    find_time(parts, count, first + 3, out);
    return true;
}

static void two_digits(int value, char behind, char *out)
{
    out[0] = (char)('0' + value / 10 % 10);
    out[1] = (char)('0' + value % 10);
    out[2] = behind;
}

size_t tc_date_read(text t, char out[21])
{
    struct part parts[PARTS_MAXIMUM];
    struct moment moment = {0, 0, 0, -1, 0, 0, NO_ZONE};
    out[0] = '\0';
    t = tc_text_trim(t);
    if (t.size > 100 || !read_moment(parts, cut(t, parts), &moment))
        return 0;
    int32_t day = moment.year < 1000 || moment.year > 2999
                      ? TC_NO_DAY
                      : tc_day(moment.year, moment.month, moment.day);
    if (day == TC_NO_DAY)
        return 0;
    bool timed = moment.hour >= 0 && moment.zone != NO_ZONE &&
                 (moment.zone == 0 || moment.hour || moment.minute || moment.second);
    if (!timed) {
        tc_day_print(day, out);
        return 10;
    }
    long minutes = moment.hour * 60L + moment.minute - moment.zone;
    int32_t shift = minutes < 0 ? -1 : minutes >= 1440 ? 1 : 0;
    minutes -= shift * 1440L;
    tc_day_print(day + shift, out);
    out[10] = 'T';
    two_digits((int)(minutes / 60), ':', out + 11);
    two_digits((int)(minutes % 60), ':', out + 14);
    two_digits(moment.second, 'Z', out + 17);
    out[20] = '\0';
    return 20;
}
