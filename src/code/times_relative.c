/* times_relative.c: times that are told from another: today, weekdays, "last week",
 * "the following year", seasons, and words so vague that they have no day.
 *
 * "Last", "this" and "next" count from the document's day; "previous", "following",
 * "same" and "that" from the date told before. A weekday without more is the last one
 * up to the document's day, as news uses it nine times in ten; in a clause about the
 * future it is the coming one.
 */
#include "code/times.h"

#include <stdio.h>

uint32_t tc_time_near(const struct scan *c, uint32_t i, struct when *out)
{
    int32_t base = tc_time_today(c);
    if (tc_at_is(c, i, "the") && tc_at_is(c, i + 1, "day") &&
        tc_at_kind(c, i + 3) == WORD_NEAR) {
        bool before = tc_at_is(c, i + 2, "before") && tc_at_value(c, i + 3) == -1;
        bool after = tc_at_is(c, i + 2, "after") && tc_at_value(c, i + 3) == 1;
        if (before || after)
            return tc_when(out, GRAIN_DAY,
                           tc_when_shift(GRAIN_DAY, base, after ? 2 : -2))
                       ? 4
                       : 0;
    }
    if (tc_at_kind(c, i) != WORD_NEAR)
        return 0;
    const struct token *t = tc_at_token(c, i);
    if (i && tc_at_capital(c, i) && tc_at_capital(c, i - 1) && t->upos == UPOS_PROPN &&
        !c->work->fold)
        return 0; /* a newspaper */
    int away = tc_at_value(c, i);
    if (away == 0 && c->narrative) {
        tc_when_say(out, WHEN_DATE, "PRESENT_REF");
        return 1;
    }
    if (!tc_when(out, GRAIN_DAY,
                 tc_when_shift(GRAIN_DAY, base, away == 2 ? 0 : away))) {
        tc_when_say(out, WHEN_DATE, "XXXX-XX-XX");
        if (away != 2)
            return 1;
    }
    if (away == 2)
        tc_when_part(out, PART_NIGHT);
    return 1;
}

/* ---- weekdays -------------------------------------------------------------------- */

static bool is_weekday(const struct scan *c, uint32_t i)
{
    if (tc_at_kind(c, i) != WORD_WEEKDAY || c->words[i].plural)
        return false;
    if (!c->words[i].short_form)
        return true;
    uint32_t n = tc_at_punct(c, i + 1, '.') + tc_at_punct(c, i + 1, ',');
    return n && c->words[i + 1].glued && tc_at_kind(c, i + 1 + n) == WORD_MONTH;
}

static int32_t which_weekday(const struct scan *c, uint32_t at, int32_t day, int turn)
{
    bool next = at && tc_at_is(c, at - 1, "next");
    int want = tc_at_value(c, at), today = tc_day_weekday(day);
    int back = (today - want + 7) % 7;
    int ahead = (want - today + 6) % 7 + 1;
    if (turn < 0)
        return day - (back ? back : 7);
    if (turn > 0) /* "next Wednesday", written on a Tuesday, is not tomorrow */
        return day + ahead + (ahead <= 2 && next ? 7 : 0);
    bool owned = tc_at_punct(c, at + 1, '\'');
    if (c->narrative && c->last.from != TC_NO_DAY && c->last.grain == GRAIN_DAY &&
        !owned)
        return day + ahead; /* a story goes forward */
    return tc_at_tense(c, at) == TENSE_FUTURE ? day + (back ? ahead : 0) : day - back;
}

/* "Super Tuesday", "Black Friday": a name, not a day of the week */
static bool is_named(const struct scan *c, uint32_t i)
{
    static const char *const names[] = {"super", "black",  "bloody", "cyber",
                                        "fat",   "shrove", NULL};
    return i && tc_at_in(c, i - 1, names) && tc_at_capital(c, i - 1);
}

/* "Saturday and Sunday": the second is the one behind the first; TC_NO_DAY: no pair. */
static int32_t second_of_pair(const struct scan *c, uint32_t i)
{
    bool joined = i > 1 && (tc_at_is(c, i - 1, "and") || tc_at_is(c, i - 1, "to") ||
                            tc_at_is(c, i - 1, "or") || tc_at_punct(c, i - 1, '-') ||
                            tc_at_is(c, i - 1, "through"));
    if (!joined || tc_at_kind(c, i - 2) != WORD_WEEKDAY || c->last.from == TC_NO_DAY ||
        c->last_sentence != c->sentence || c->last.grain != GRAIN_DAY ||
        tc_day_weekday(c->last.from) != tc_at_value(c, i - 2))
        return TC_NO_DAY;
    int32_t day = c->last.from + (tc_at_value(c, i) - tc_at_value(c, i - 2) + 7) % 7;
    bool past = c->last.from <= c->day && tc_at_tense(c, i) != TENSE_FUTURE;
    return past && day > c->day ? TC_NO_DAY : day;
}

uint32_t tc_time_weekday(const struct scan *c, uint32_t i, struct when *out)
{
    static const char *const after[] = {"next", "following", "coming", NULL};
    static const char *const before[] = {"last", "previous", "past", NULL};
    uint32_t at = i;
    int turn = 0;
    int32_t day = tc_time_base(c);
    at += tc_at_is(c, at, "the") || tc_at_is(c, at, "this");
    bool led = at > i;
    if (tc_at_in(c, at, after) || tc_at_in(c, at, before)) {
        turn = tc_at_in(c, at, after) ? 1 : -1;
        if (tc_at_is(c, at, "following") || tc_at_is(c, at, "previous"))
            day = tc_time_anchor(c);
        at++;
    } else if (led && tc_at_is(c, i, "the")) {
        return 0;
    }
    if (!is_weekday(c, at) || is_named(c, at))
        return 0;
    if (at == i && second_of_pair(c, i) != TC_NO_DAY)
        return tc_when(out, GRAIN_DAY, second_of_pair(c, i)) ? 1 : 0;
    if (led && !turn && tc_at_tense(c, at) == TENSE_NONE && day != TC_NO_DAY &&
        tc_at_value(c, at) > tc_day_weekday(day)) /* "the ban ends this Friday" */
        turn = 1;
    if (day == TC_NO_DAY ||
        (turn && c->day == TC_NO_DAY && c->last.from == TC_NO_DAY)) {
        tc_when_say(out, WHEN_DATE, "");
        snprintf(out->value, sizeof out->value, "XXXX-WXX-%d",
                 tc_at_value(c, at) % 7 + 1);
        return at - i + 1;
    }
    uint32_t n = at - i + 1;
    if (!tc_when(out, GRAIN_DAY, which_weekday(c, at, day, turn)))
        return 0;
    /* "Friday last week", "Tuesday of next week" */
    uint32_t of = tc_at_is(c, at + 1, "of");
    bool last = tc_at_is(c, at + 1 + of, "last"),
         next = tc_at_is(c, at + 1 + of, "next");
    bool this = tc_at_is(c, at + 1 + of, "this");
    if ((last || next || this) && tc_at_is(c, at + 2 + of, "week")) {
        int32_t monday = day - tc_day_weekday(day) + (next ? 7 : last ? -7 : 0);
        return tc_when(out, GRAIN_DAY, monday + tc_at_value(c, at)) ? n + of + 2 : 0;
    }
    return n;
}

/* ---- this, last, next ------------------------------------------------------------ */

struct turn {
    uint32_t words;
    int by;
    bool anchored;  /* from the date told before */
    bool the, past; /* "the", and "past" for a stretch up to now */
};

static struct turn turn_at(const struct scan *c, uint32_t i)
{
    static const struct {
        const char *word;
        int by;
        bool anchored;
    } turns[] = {
        {"last",       -1, false},
        {"past",       -1, false},
        {"this",       0,  false},
        {"current",    0,  false},
        {"next",       1,  false},
        {"coming",     1,  false},
        {"previous",   -1, true },
        {"preceding",  -1, true },
        {"prior",      -1, true },
        {"following",  1,  true },
        {"subsequent", 1,  true },
        {"ensuing",    1,  true },
        {"same",       0,  true },
        {"that",       0,  true },
        {"upcoming",   1,  false}
    };
    struct turn t = {0};
    t.the = tc_at_is(c, i, "the");
    uint32_t n = t.the;
    if (!t.the && (tc_at_is(c, i, "this") || tc_at_is(c, i, "that")) &&
        (tc_at_is(c, i + 1, "past") || tc_at_is(c, i + 1, "coming") ||
         tc_at_is(c, i + 1, "same") || tc_at_is(c, i + 1, "current") ||
         tc_at_is(c, i + 1, "very")))
        n = 1;
    for (size_t k = 0; k < sizeof turns / sizeof *turns; k++) {
        if (!tc_at_is(c, i + n, turns[k].word))
            continue;
        t.words = n + 1;
        t.by = turns[k].by;
        t.anchored = turns[k].anchored;
        t.past = tc_at_is(c, i + n, "past") || (t.the && tc_at_is(c, i + n, "last"));
        if (t.the && tc_at_is(c, i + n, "next"))
            t.anchored = true;
        return t;
    }
    if (n && tc_at_is(c, i + n, "very")) {
        t.words = 2;
        t.anchored = tc_at_is(c, i, "that");
    }
    return t;
}

/* The unit itself, moved. */
static bool turned(const struct scan *c, const struct turn *t, enum grain grain,
                   struct when *out)
{
    int32_t from = t->anchored ? tc_time_anchor(c) : tc_time_today(c);
    if (from == TC_NO_DAY) {
        static const char *const unknown[] = {
            [GRAIN_DAY] = "XXXX-XX-XX",  [GRAIN_WEEKEND] = "XXXX-WXX-WE",
            [GRAIN_WEEK] = "XXXX-WXX",   [GRAIN_MONTH] = "XXXX-XX",
            [GRAIN_QUARTER] = "XXXX-QX", [GRAIN_MILLENNIUM] = ""};
        tc_when_say(out, WHEN_DATE, unknown[grain] ? unknown[grain] : "XXXX");
        return true;
    }
    if (grain == GRAIN_DAY && t->anchored && c->last.from != TC_NO_DAY &&
        c->last.grain > GRAIN_DAY && from == c->last.from) {
        /* "the next day" behind a month: that month, we know no better */
        tc_when_say(out, WHEN_DATE, "");
        snprintf(out->value, sizeof out->value, "%.31s%s", c->last.value,
                 c->last.grain == GRAIN_YEAR ? "-XX-XX" : "-XX");
        return true;
    }
    bool good = tc_when(out, grain, tc_when_shift(grain, from, t->by));
    out->back = t->anchored && t->by < 0;
    return good;
}

static bool is_singular_unit(const struct scan *c, uint32_t i)
{
    return tc_at_kind(c, i) == WORD_UNIT && !c->words[i].plural &&
           tc_at_value(c, i) >= GRAIN_DAY &&
           !(tc_at_punct(c, i + 1, '-') && c->words[i + 1].glued);
}

/* The day behind "ended Sept. 30", or TC_NO_DAY. */
static int32_t period_end(const struct scan *c, uint32_t i)
{
    struct when end = tc_nothing(WHEN_DATE);
    bool told = tc_at_is(c, i, "ended") || tc_at_is(c, i, "ending");
    return told && tc_time_calendar(c, i + 1, &end) && end.grain == GRAIN_DAY
               ? end.from
               : TC_NO_DAY;
}

/* "the year", "the quarter", "the weekend" without more */
static uint32_t bare_unit(const struct scan *c, uint32_t i, struct when *out)
{
    if (!tc_at_is(c, i, "the"))
        return 0;
    uint32_t n = 1;
    n += tc_at_is(c, i + n, "full") || tc_at_is(c, i + n, "latest") ||
         tc_at_is(c, i + n, "fiscal");
    n += n == 2 && tc_at_is(c, i + n, "fiscal");
    if (!is_singular_unit(c, i + n) || tc_at_modifies(c, i, i + n + 1))
        return 0;
    enum grain grain = (enum grain)tc_at_value(c, i + n);
    int32_t from = c->narrative ? tc_time_anchor(c) : tc_time_base(c);
    if (grain < GRAIN_WEEKEND || grain > GRAIN_YEAR || tc_at_is(c, i + n + 1, "of"))
        return 0;
    if (grain == GRAIN_YEAR &&
        (tc_at_is(c, i + n + 1, "ended") || tc_at_is(c, i + n + 1, "ending"))) {
        tc_when_say(out, WHEN_DURATION, "P1Y");
        return n + 1;
    }
    int32_t ended = grain == GRAIN_QUARTER ? period_end(c, i + n + 1) : TC_NO_DAY;
    if (ended != TC_NO_DAY)
        return tc_when(out, grain, ended - 45) ? n + 1 : 0;
    if (grain == GRAIN_QUARTER && !c->narrative)
        from = c->quarter != TC_NO_DAY ? c->quarter : tc_when_shift(grain, from, -1);
    if (grain == GRAIN_WEEKEND && from != TC_NO_DAY && tc_day_weekday(from) < 4 &&
        tc_at_tense(c, i) != TENSE_FUTURE)
        from -= 7;
    return tc_when(out, grain, from) ? n + 1 : 0;
}

/* "compared with $33 million last year", of a quarter: that quarter is meant. */
static bool compared(const struct scan *c, uint32_t i)
{
    static const char *const with[] = {"compared", "from", "against", "versus", NULL};
    bool amount = false;
    for (uint32_t k = i; k > 0 && k + 12 > i; k--) {
        amount = amount || tc_at_kind(c, k - 1) == WORD_NUMBER;
        if (tc_at_in(c, k - 1, with))
            return amount && tc_time_quarterly(c, k - 1);
    }
    return false;
}

uint32_t tc_time_turned(const struct scan *c, uint32_t i, struct when *out)
{
    struct turn t = turn_at(c, i);
    uint32_t at = i + t.words;
    if (!t.words)
        return bare_unit(c, i, out);
    at += tc_at_is(c, at, "fiscal") || tc_at_is(c, at, "calendar") ||
          tc_at_is(c, at, "academic") || tc_at_is(c, at, "school");
    if (tc_at_kind(c, at) == WORD_MONTH && !t.the) {
        int month = tc_at_value(c, at), year, now, date;
        int32_t base = t.anchored ? tc_time_anchor(c) : tc_time_base(c);
        if (base == TC_NO_DAY || c->words[at].short_form || tc_at_is(c, i, "past"))
            return 0;
        tc_day_split(base, &year, &now, &date);
        if (t.by < 0 && month >= now - 1)
            year--;
        if (t.by > 0 && month <= now)
            year++;
        return tc_when_month(out, year, month) ? at - i + 1 : 0;
    }
    if (!is_singular_unit(c, at))
        return 0;
    enum grain grain = (enum grain)tc_at_value(c, at);
    uint32_t n = at - i + 1;
    if (tc_at_modifies(c, i, i + n) && t.the)
        return 0;
    if (grain == GRAIN_YEAR && t.by < 0 && !t.the && !t.anchored && compared(c, i))
        return tc_when(out, GRAIN_QUARTER, tc_when_shift(GRAIN_YEAR, c->quarter, -1))
                   ? n
                   : 0;
    bool stretch = t.past || (t.the && t.by == 1 && !c->narrative);
    if (stretch && grain != GRAIN_YEAR && grain != GRAIN_DAY && !t.anchored) {
        bool decade = grain == GRAIN_DECADE;
        tc_when_say(out, WHEN_DURATION, "");
        snprintf(out->value, sizeof out->value, "P%s%c",
                 grain == GRAIN_CENTURY ? "100"
                 : decade               ? "10"
                                        : "1",
                 tc_when_letter(grain));
        if (grain == GRAIN_WEEK &&
            tc_when(out, grain, tc_when_shift(grain, tc_time_base(c), t.by)))
            return n;
        if (grain == GRAIN_WEEKEND)
            return tc_when(out, grain, tc_when_shift(grain, tc_time_base(c), t.by)) ? n
                                                                                    : 0;
        return n;
    }
    return turned(c, &t, grain, out) ? n : 0;
}

/* ---- seasons --------------------------------------------------------------------- */

static int season_year(const struct scan *c, uint32_t i, int season,
                       const struct turn *t)
{
    int32_t base = t->anchored || (c->narrative && !t->words) ? tc_time_anchor(c)
                                                              : tc_time_base(c);
    if (base == TC_NO_DAY)
        return 0;
    int year, month, date, first = 3 * (season + 1);
    tc_day_split(base, &year, &month, &date);
    if (season == 3 && month < 3 && (t->words || !c->narrative)) {
        year--; /* the winter that began last year goes on */
        month += 12;
    }
    if (t->words && t->by < 0)
        return month > first + 2 ? year : year - 1;
    if (t->words && t->by > 0)
        return month < first ? year : year + 1;
    if (i && tc_at_is(c, i - 1, "since")) /* not of what is still to come */
        return month < first ? year - 1 : year;
    if (c->narrative || tc_at_tense(c, i) != TENSE_PAST)
        return year;
    return month < first ? year - 1 : year;
}

/* The year behind a season: "of 2010", "of 2022-23", "of '68", "480 BC", "of last
 * year"; words taken. */
static uint32_t season_behind(const struct scan *c, uint32_t i, int season, int *year)
{
    uint32_t of = tc_at_is(c, i, "of"), at = i + of;
    uint32_t n = tc_at_era_year(c, at, year);
    struct when w = tc_nothing(WHEN_DATE);
    bool pair = n == 1 && season == 3 && at + 2 < c->count && c->words[at + 2].glued &&
                (tc_at_punct(c, at + 1, '-') || tc_at_punct(c, at + 1, '/')) &&
                tc_at_kind(c, at + 2) == WORD_NUMBER &&
                tc_at_value(c, at + 2) % 100 == (*year + 1) % 100;
    if (n)
        return of + (pair ? 3 : n);
    if (of && tc_at_punct(c, at, '\''))
        n = tc_time_year(c, at, &w);
    else if (tc_at_kind(c, at + 1 + tc_at_is(c, at, "the")) == WORD_UNIT)
        n = tc_time_turned(c, at, &w);
    if (!n || w.from == TC_NO_DAY || w.grain != GRAIN_YEAR || w.type != WHEN_DATE)
        return 0;
    *year = tc_when_year_of(w.from);
    return of + n;
}

uint32_t tc_time_season(const struct scan *c, uint32_t i, struct when *out)
{
    struct turn t = turn_at(c, i);
    uint32_t the = !t.words && tc_at_is(c, i, "the");
    uint32_t at = i + t.words + the;
    if (tc_at_kind(c, at) != WORD_SEASON || c->words[at].plural)
        return 0;
    const struct token *token = tc_at_token(c, at);
    if (token->upos == UPOS_VERB ||
        (token->upos == UPOS_PROPN && !t.words && !c->work->fold && at &&
         tc_at_capital(c, at - 1) && !the))
        return 0;
    int season = tc_at_value(c, at), year;
    uint32_t n = at - i + 1;
    uint32_t took = season_behind(c, at + 1, season, &year);
    if (took)
        return tc_when_season(out, year, season) ? n + took : 0;
    if (tc_at_modifies(c, i, i + n) && (the || !t.words))
        return 0;
    bool bare = !t.words && !the;
    if (season == 2 && tc_at_is(c, at, "fall") && bare)
        if (!i || !(tc_at_is(c, i - 1, "in") || tc_at_is(c, i - 1, "by") ||
                    tc_at_is(c, i - 1, "early") || tc_at_is(c, i - 1, "late")))
            return 0;
    if (tc_at_is(c, at, "fall") && the && tc_at_is(c, at + 1, "of"))
        return 0; /* of a city */
    year = season_year(c, i, season, &t);
    if (!year || !tc_when_season(out, year, season))
        tc_when_say(out, WHEN_DATE, "XXXX");
    return n;
}

/* ---- vague words ----------------------------------------------------------------- */

struct phrase {
    const char *words[4];
    const char *value;
};

static uint32_t phrase_at(const struct scan *c, uint32_t i, const struct phrase *p)
{
    uint32_t n = 0;
    for (; n < 4 && p->words[n]; n++)
        if (!tc_at_is(c, i + n, p->words[n]))
            return 0;
    return n;
}

/* "now" is a time unless it only links ("now that") or is an idiom. */
static bool idle_now(const struct scan *c, uint32_t i)
{
    return tc_at_is(c, i + 1, "that") ||
           (tc_at_punct(c, i + 1, ',') && tc_at_punct(c, i - 1, '"')) ||
           (i && tc_at_is(c, i - 1, "and") && tc_at_punct(c, i + 1, '-'));
}

/* "will one day be": no day is meant. */
static bool some_day(const struct scan *c, uint32_t i)
{
    return (tc_at_is(c, i, "one") || tc_at_is(c, i, "some")) &&
           tc_at_is(c, i + 1, "day") && !tc_at_punct(c, i + 1, '-') &&
           !(i && tc_at_token(c, i - 1)->upos == UPOS_ADP) &&
           tc_at_tense(c, i) == TENSE_FUTURE && !tc_at_modifies(c, i, i + 2);
}

uint32_t tc_time_vague(const struct scan *c, uint32_t i, struct when *out)
{
    static const struct phrase phrases[] = {
        {{"right", "now"},                 "PRESENT_REF"},
        {{"now"},                          "PRESENT_REF"},
        {{"nowadays"},                     "PRESENT_REF"},
        {{"currently"},                    "PRESENT_REF"},
        {{"current"},                      "PRESENT_REF"},
        {{"present", "day"},               "PRESENT_REF"},
        {{"present", "-", "day"},          "PRESENT_REF"},
        {{"at", "present"},                "PRESENT_REF"},
        {{"at", "the", "moment"},          "PRESENT_REF"},
        {{"these", "days"},                "PRESENT_REF"},
        {{"the", "time", "being"},         "PRESENT_REF"},
        {{"more", "recently"},             "PAST_REF"   },
        {{"recently"},                     "PAST_REF"   },
        {{"recent"},                       "PAST_REF"   },
        {{"the", "recent", "past"},        "PAST_REF"   },
        {{"the", "past"},                  "PAST_REF"   },
        {{"the", "future"},                "FUTURE_REF" },
        {{"the", "near", "future"},        "FUTURE_REF" },
        {{"the", "foreseeable", "future"}, "FUTURE_REF" },
        {{"the", "near", "term"},          "FUTURE_REF" },
        {{"the", "short", "term"},         "FUTURE_REF" },
        {{"as", "soon", "as", "possible"}, "FUTURE_REF" },
        {{"from", "time", "to", "time"},   "FUTURE_REF" },
    };
    uint32_t best = 0;
    if (some_day(c, i)) {
        tc_when_say(out, WHEN_DATE, "FUTURE_REF");
        return 2;
    }
    text first = tc_at_text(c, i);
    for (size_t k = 0; k < sizeof phrases / sizeof *phrases && first.size; k++) {
        if ((first.data[0] | 0x20) != phrases[k].words[0][0])
            continue;
        uint32_t n = phrase_at(c, i, &phrases[k]);
        if (n <= best)
            continue;
        if (tc_at_is(c, i, "now") && idle_now(c, i))
            continue;
        if (n == 2 && tc_at_is(c, i + 1, "past") &&
            tc_at_token(c, i + 1)->upos != UPOS_NOUN)
            continue;
        if (n == 2 && tc_at_is(c, i, "the") && tc_at_modifies(c, i, i + n))
            continue;
        best = n;
        tc_when_say(out, WHEN_DATE, phrases[k].value);
    }
    return best;
}
