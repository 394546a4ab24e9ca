/* times.c: time expressions of English news, and which of them an act has.
 *
 * A first level of TIMEX3: calendar dates, weekdays, months, years, decades,
 * "yesterday", "last week", "three days ago", durations, all anchored on the
 * document's day. A weekday without more is the last one before the document, as
 * news uses it nine times in ten; behind "next" or "will" it is the coming one.
 */
#include "code/coder.h"

#include <stdio.h>
#include <string.h>

static const char *const months[] = {
    "january", "february",  "march",   "april",    "may",      "june", "july",
    "august",  "september", "october", "november", "december", NULL};
static const char *const short_months[] = {"jan", "feb", "mar", "apr", "may",
                                           "jun", "jul", "aug", "sep", "oct",
                                           "nov", "dec", NULL};
static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                   "friday", "saturday", "sunday",    NULL};
static const char *const numbers[] = {"zero", "one",    "two",    "three", "four",
                                      "five", "six",    "seven",  "eight", "nine",
                                      "ten",  "eleven", "twelve", NULL};
static const char *const units[] = {"day",    "week",   "month",   "year", "hour",
                                    "minute", "decade", "century", NULL};
static const char unit_letters[] = "DWMYHM";

struct scan {
    struct work *work;
    const struct sentence *s;
    int32_t day; /* the document's */
};

static text form(const struct scan *c, uint32_t i)
{
    text t = i < c->s->count ? c->s->tokens[i].form : (text){NULL, 0};
    if (t.size > 3 && t.data[t.size - 1] == '.')
        t.size--;
    return t;
}

static bool is(const struct scan *c, uint32_t i, const char *word)
{
    return tc_text_equal_fold(form(c, i), tc_text(word));
}

static int in_list(const struct scan *c, uint32_t i, const char *const *list)
{
    for (int k = 0; list[k]; k++)
        if (is(c, i, list[k]))
            return k;
    return NONE;
}

static int month_at(const struct scan *c, uint32_t i)
{
    text t = form(c, i);
    if (!t.size || (!tc_is_upper((unsigned char)t.data[0]) && !c->work->fold))
        return NONE;
    int m = in_list(c, i, months);
    if (m < 0)
        m = in_list(c, i, short_months);
    if (m < 0 && is(c, i, "sept"))
        m = 8;
    return m;
}

static bool number_at(const struct scan *c, uint32_t i, long long low, long long high,
                      long long *out)
{
    text t = form(c, i);
    if (t.size > 2 && (tc_text_ends(t, TEXT("st")) || tc_text_ends(t, TEXT("nd")) ||
                       tc_text_ends(t, TEXT("rd")) || tc_text_ends(t, TEXT("th"))))
        t.size -= 2;
    return tc_text_integer(t, low, high, out);
}

static int unit_at(const struct scan *c, uint32_t i)
{
    text t = form(c, i);
    for (int k = 0; units[k]; k++) {
        text u = tc_text(units[k]);
        if (tc_text_equal_fold(t, u) ||
            (t.size == u.size + 1 && (t.data[u.size] == 's' || t.data[u.size] == 'S') &&
             tc_text_equal_fold(tc_text_slice(t, 0, u.size), u)))
            return k;
    }
    return NONE;
}

/* ---- results --------------------------------------------------------------------- */

static text iso(struct scan *c, int32_t day)
{
    char out[11];
    tc_day_print(day, out);
    return tc_arena_copy(c->work->arena, tc_text(out));
}

static void put(struct scan *c, uint32_t first, uint32_t last, tocsin_time t)
{
    struct work *w = c->work;
    tocsin_time *slot = tc_push(w, &w->times, &w->time_count, &w->time_room, sizeof t);
    if (!slot)
        return;
    t.begin = c->s->tokens[first].begin;
    t.end = c->s->tokens[last].end;
    t.text = tc_words(w, t.begin, t.end);
    *slot = t;
}

static tocsin_time one_day(struct scan *c, int32_t day)
{
    tocsin_time t = {.precision = TEXT("day"), .type = TEXT("DATE")};
    t.from = t.to = t.value = iso(c, day);
    return t;
}

static tocsin_time span(struct scan *c, int32_t from, int32_t to, const char *precision)
{
    tocsin_time t = {.precision = tc_text(precision), .type = TEXT("DATE")};
    t.from = iso(c, from);
    t.to = iso(c, to);
    return t;
}

/* "1500 years ago" may lead out of the calendar, 0001 to 9999: then no day is known. */
static bool on_calendar(int year)
{
    return year > 1 && year < 9999;
}

static tocsin_time month_time(struct scan *c, int year, int month)
{
    if (!on_calendar(year))
        return (tocsin_time){.type = TEXT("DATE")};
    int32_t from = tc_day(year, month, 1);
    int32_t to =
        (month == 12 ? tc_day(year + 1, 1, 1) : tc_day(year, month + 1, 1)) - 1;
    tocsin_time t = span(c, from, to, "month");
    t.value = tc_arena_format(c->work->arena, "%04d-%02d", year, month);
    return t;
}

static tocsin_time year_time(struct scan *c, int year)
{
    if (!on_calendar(year))
        return (tocsin_time){.type = TEXT("DATE")};
    tocsin_time t = span(c, tc_day(year, 1, 1), tc_day(year, 12, 31), "year");
    t.value = tc_arena_format(c->work->arena, "%04d", year);
    return t;
}

static tocsin_time week_time(struct scan *c, int32_t day)
{
    int32_t monday = day - tc_day_weekday(day);
    int year, month, date;
    tc_day_split(monday + 3, &year, &month, &date);
    if (!on_calendar(year))
        return (tocsin_time){.type = TEXT("DATE")};
    tocsin_time t = span(c, monday, monday + 6, "week");
    int week = (monday + 3 - tc_day(year, 1, 1)) / 7 + 1;
    t.value = tc_arena_format(c->work->arena, "%04d-W%02d", year, week);
    return t;
}

/* The document's month and year moved by n months. */
static void move_months(const struct scan *c, int n, int *year, int *month)
{
    int date;
    tc_day_split(c->day, year, month, &date);
    int all = *year * 12 + *month - 1 + n;
    *year = all / 12;
    *month = all % 12 + 1;
}

/* ---- patterns: each returns how many tokens it took, 0 none ---------------------- */

static int year_near(const struct scan *c, int month)
{
    int year = 0, now = 0, date;
    if (c->day == TC_NO_DAY)
        return 0;
    tc_day_split(c->day, &year, &now, &date);
    if (month - now > 6)
        return year - 1;
    return now - month > 6 ? year + 1 : year;
}

static uint32_t calendar_date(struct scan *c, uint32_t i)
{
    long long date = 0, year = 0;
    int month = month_at(c, i);
    uint32_t n = 1;
    if (month >= 0) { /* January 5, 2024 */
        bool has_date = number_at(c, i + n, 1, 31, &date);
        n += has_date;
        uint32_t comma = n + (has_date && is(c, i + n, ","));
        if (number_at(c, i + comma, 1000, 2200, &year))
            n = comma + 1;
    } else if (number_at(c, i, 1, 31, &date)) { /* 5 January 2024, the 5th of January */
        uint32_t of = is(c, i + 1, "of") ? 1 : 0;
        month = month_at(c, i + 1 + of);
        if (month < 0)
            return 0;
        n = 2 + of;
        uint32_t comma = n + is(c, i + n, ",");
        if (number_at(c, i + comma, 1000, 2200, &year))
            n = comma + 1;
    } else {
        return 0;
    }
    if (!date && !year && is(c, i, "may") && c->s->tokens[i].upos != UPOS_PROPN)
        return 0;
    int y = year ? (int)year : year_near(c, month + 1);
    if (!y)
        return 0;
    int32_t day = date ? tc_day(y, month + 1, (int)date) : TC_NO_DAY;
    put(c, i, i + n - 1,
        day != TC_NO_DAY ? one_day(c, day) : month_time(c, y, month + 1));
    return n;
}

static uint32_t iso_date(struct scan *c, uint32_t i)
{
    int32_t day = tc_day_parse(form(c, i));
    if (day == TC_NO_DAY || form(c, i).size != 10)
        return 0;
    put(c, i, i, one_day(c, day));
    return 1;
}

static uint32_t year_alone(struct scan *c, uint32_t i)
{
    static const char *const before[] = {"in",     "since",  "by",   "until", "of",
                                         "from",   "during", "late", "early", "mid",
                                         "before", "after",  NULL};
    long long year;
    text t = form(c, i);
    if (t.size == 5 && t.data[4] == 's' &&
        tc_text_integer(tc_text_slice(t, 0, 4), 1800, 2090, &year) && year % 10 == 0) {
        tocsin_time d =
            span(c, tc_day((int)year, 1, 1), tc_day((int)year + 9, 12, 31), "decade");
        d.value = tc_arena_format(c->work->arena, "%lld", year / 10);
        put(c, i, i, d);
        return 1;
    }
    if (t.size != 4 || !tc_text_integer(t, 1800, 2100, &year) || i == 0 ||
        in_list(c, i - 1, before) < 0)
        return 0;
    const struct token *token = &c->s->tokens[i];
    if (token->relation == REL_NUMMOD)
        return 0;
    put(c, i, i, year_time(c, (int)year));
    return 1;
}

static bool future_clause(const struct scan *c, uint32_t i)
{
    const struct sentence *s = c->s;
    for (int32_t on = s->tokens[i].head; on >= 0; on = s->tokens[on].head) {
        if (s->tokens[on].upos != UPOS_VERB)
            continue;
        int32_t aux = tc_child(s, on, REL_AUX);
        int32_t mark = tc_child(s, on, REL_MARK);
        static const char *const will[] = {"will", "would", "shall", NULL};
        return (aux >= 0 && tc_lemma_in(&s->tokens[aux], will)) ||
               (mark >= 0 && tc_lemma_is(&s->tokens[mark], "to"));
    }
    return false;
}

static uint32_t weekday(struct scan *c, uint32_t i)
{
    if (c->day == TC_NO_DAY)
        return 0;
    uint32_t at = i;
    bool next = is(c, i, "next"), last = is(c, i, "last"), this = is(c, i, "this");
    at += next || last || this;
    int want = in_list(c, at, days);
    if (want < 0)
        return 0;
    int today = tc_day_weekday(c->day);
    int back = (today - want + 7) % 7;
    int32_t day = c->day - back;
    if (last && back == 0)
        day -= 7;
    if (next || (!last && future_clause(c, at)))
        day = c->day + ((want - today + 6) % 7) + 1;
    put(c, i, at, one_day(c, day));
    return at - i + 1;
}

static uint32_t near_day(struct scan *c, uint32_t i)
{
    static const char *const names[] = {"today", "yesterday", "tomorrow", "tonight",
                                        NULL};
    static const int offset[] = {0, -1, 1, 0};
    int k = in_list(c, i, names);
    if (k < 0 || c->day == TC_NO_DAY)
        return 0;
    tocsin_time t = one_day(c, c->day + offset[k]);
    if (k == 3) {
        t.type = TEXT("TIME");
        t.value =
            tc_arena_format(c->work->arena, "%.*sTNI", (int)t.from.size, t.from.data);
    }
    put(c, i, i, t);
    return 1;
}

static tocsin_time unit_time(struct scan *c, int unit, int offset)
{
    int year, month;
    switch (unit) {
    case 0:
        return one_day(c, c->day + offset);
    case 1:
        return week_time(c, c->day + 7 * offset);
    case 2:
        move_months(c, offset, &year, &month);
        return month_time(c, year, month);
    default:
        move_months(c, 12 * offset, &year, &month);
        return year_time(c, year);
    }
}

static uint32_t near_unit(struct scan *c, uint32_t i)
{
    if (c->day == TC_NO_DAY)
        return 0;
    uint32_t at = i;
    if (is(c, at, "earlier") || is(c, at, "later"))
        at++;
    int offset;
    if (is(c, at, "last") || is(c, at, "past"))
        offset = -1;
    else if (is(c, at, "this"))
        offset = 0;
    else if (is(c, at, "next"))
        offset = 1;
    else
        return 0;
    int unit = unit_at(c, at + 1);
    if (unit < 1 || unit > 3)
        return 0;
    put(c, i, at + 1, unit_time(c, unit, offset));
    return at + 2 - i;
}

/* "three days ago", "two weeks": with ago a date, else a duration */
static uint32_t amount(struct scan *c, uint32_t i)
{
    long long n = 0;
    int word = in_list(c, i, numbers);
    if (word >= 0)
        n = word;
    else if (is(c, i, "a") || is(c, i, "an"))
        n = 1;
    else if (!tc_text_integer(form(c, i), 1, 9999, &n))
        return 0;
    int unit = unit_at(c, i + 1);
    if (unit < 0)
        return 0;
    bool ago = is(c, i + 2, "ago") || is(c, i + 2, "earlier");
    if (ago && unit <= 3 && c->day != TC_NO_DAY && n < 2000) {
        put(c, i, i + 2, unit_time(c, unit, -(int)n));
        return 3;
    }
    if (is(c, i, "a") || is(c, i, "an"))
        return 0;
    tocsin_time t = {.type = TEXT("DURATION"), .precision = TEXT("duration")};
    long long count = unit == 6 ? n * 10 : unit == 7 ? n * 100 : n;
    char letter = unit >= 6 ? 'Y' : unit_letters[unit];
    t.value = tc_arena_format(
        c->work->arena, unit == 4 || unit == 5 ? "PT%lld%c" : "P%lld%c", count, letter);
    put(c, i, i + 1, t);
    return 2;
}

void tc_find_times(struct work *work)
{
    static uint32_t (*const patterns[])(struct scan *, uint32_t) = {
        calendar_date, iso_date, near_day, weekday, near_unit, amount, year_alone};
    for (uint32_t u = 0; u < work->unit_count && !work->failed; u++) {
        struct scan c = {work, work->units[u].s, work->day};
        for (uint32_t i = 0; i < c.s->count;) {
            uint32_t took = 0;
            for (size_t p = 0; p < sizeof patterns / sizeof *patterns && !took; p++)
                took = patterns[p](&c, i);
            i += took ? took : 1;
        }
    }
}

/* ---- which of them an act has ---------------------------------------------------- */

static int32_t token_at(const struct sentence *s, uint32_t byte)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->tokens[i].end > byte)
            return (int32_t)i;
    return NONE;
}

/* How far the expression's clause is from the act: 0 the same, NONE not above it. */
static int distance(const struct sentence *s, int32_t at, int32_t trigger)
{
    int32_t clause = at;
    while (clause >= 0 && s->tokens[clause].upos != UPOS_VERB && clause != trigger)
        clause = s->tokens[clause].head;
    if (clause < 0)
        clause = s->root;
    int steps = 0;
    for (int32_t on = trigger; on >= 0; on = s->tokens[on].head) {
        if (on == clause)
            return steps;
        enum relation r = (enum relation)s->tokens[on].relation;
        if (r == REL_CCOMP || r == REL_PARATAXIS || r == REL_ACL_RELCL)
            return NONE;
        steps++;
    }
    return NONE;
}

static uint32_t first_time(const struct work *work, uint32_t byte)
{
    uint32_t low = 0, high = work->time_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->times[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

tocsin_time tc_time_of(struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const tocsin_time *best = NULL;
    int best_distance = 1000;
    for (uint32_t i = first_time(work, s->begin);
         i < work->time_count && work->times[i].begin < s->end; i++) {
        if (!work->times[i].from.size)
            continue;
        int32_t at = token_at(s, work->times[i].begin);
        int d = at >= 0 ? distance(s, at, token) : NONE;
        if (d >= 0 && d < best_distance) {
            best = &work->times[i];
            best_distance = d;
        }
    }
    if (best)
        return *best;
    tocsin_time t = {0};
    if (work->day == TC_NO_DAY)
        return t;
    char day[11];
    tc_day_print(work->day, day);
    t.from = t.to = tc_arena_copy(work->arena, tc_text(day));
    t.precision = TEXT("document");
    return t;
}
