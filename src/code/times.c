/* times.c: time expressions of English news after TIMEX3 (Pustejovsky et al. 2003, ISO
 * 24617-1), found by rule, in the manner of HeidelTime (Stroetgen and Gertz 2010).
 *
 * A sentence is cut into the calendar's own words; where a word may begin an
 * expression all patterns are tried and the longest wins, as in a lexer, so that no
 * pattern needs to know the others. What qualifies an expression ("about", "early",
 * "the end of") is put round it here, once for all. News counts from its own day. A
 * text that tells of times long past (its years lie before its day and it knows no
 * "today") counts from the date told last.
 */
#include "code/times.h"

#include <stdio.h>
#include <string.h>

/* ---- what an expression is told from --------------------------------------------- */

int32_t tc_time_base(const struct scan *c)
{
    return c->narrative && c->last.from != TC_NO_DAY ? c->last.from : c->day;
}

int32_t tc_time_today(const struct scan *c)
{
    return c->day == TC_NO_DAY ? TC_NO_DAY : tc_time_base(c);
}

/* The date told last, in news no further back than the sentence before. */
int32_t tc_time_anchor(const struct scan *c)
{
    bool near = c->narrative || c->last_sentence + 3 >= c->sentence;
    return c->last.from != TC_NO_DAY && near ? c->last.from : c->day;
}

/* Does "a year ago" mean a quarter? Not where nine months are spoken of. */
bool tc_time_quarterly(const struct scan *c, uint32_t i)
{
    if (c->quarter == TC_NO_DAY || c->narrative)
        return false;
    while (i--) {
        if (tc_at_kind(c, i) != WORD_UNIT)
            continue;
        if (tc_at_value(c, i) == GRAIN_QUARTER)
            return true;
        long n;
        if (tc_at_value(c, i) == GRAIN_MONTH && i && tc_at_number(c, i - 1, &n))
            return false;
    }
    return true;
}

int tc_time_year_for(const struct scan *c, uint32_t i, int month)
{
    int32_t base = tc_time_base(c);
    int year, now, today;
    if (base == TC_NO_DAY)
        return 0;
    tc_day_split(base, &year, &now, &today);
    if (c->narrative) {
        /* A story goes forward: January behind last November is the next one. */
        bool same = c->month != TC_NO_DAY && tc_when_year_of(c->month) == year;
        if (same)
            tc_day_split(c->month, &year, &now, &today);
        return year + (same && now - month >= 9);
    }
    int ahead = month - now;
    enum tense tense = tc_at_tense(c, i);
    for (uint32_t k = 1; k <= 4 && k <= i; k++) /* "since shortly after the" */
        if (tc_at_is(c, i - k, "since"))
            return ahead > 0 ? year - 1 : year;
    if (tense == TENSE_PAST)
        return ahead > 1 ? year - 1 : year;
    if (tense == TENSE_FUTURE && ahead < -3)
        return year + 1;
    if (ahead > 6)
        return year - 1;
    return ahead < -8 ? year + 1 : year;
}

/* ---- one expression -------------------------------------------------------------- */

uint32_t tc_time_core(const struct scan *c, uint32_t i, struct when *out)
{
    static tc_time_pattern *const patterns[] = {
        tc_time_vague,   tc_time_calendar, tc_time_digits,  tc_time_clock,
        tc_time_part,    tc_time_near,     tc_time_weekday, tc_time_feast,
        tc_time_quarter, tc_time_season,   tc_time_turned,  tc_time_decade,
        tc_time_year,    tc_time_set,      tc_time_amount,
    };
    uint32_t best = 0;
    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        struct when w = tc_nothing(WHEN_DATE);
        uint32_t n = patterns[p](c, i, &w);
        if (n > best) {
            best = n;
            *out = w;
        }
    }
    return best;
}

/* What may stand before an expression and belongs to it. */
enum hedge {
    HEDGE_NONE,
    HEDGE_NEAR,   /* "about": before anything that is counted or dated */
    HEDGE_AMOUNT, /* "more than": before amounts only */
    HEDGE_EARLY,  /* "early", "the end of": before dates */
    HEDGE_BEFORE, /* "earlier": up to the document's day */
    HEDGE_AFTER   /* "later" */
};

struct hedge_words {
    const char *words[4];
    uint8_t kind, mod;
};

static uint32_t hedge_at(const struct scan *c, uint32_t i, enum hedge *kind, int *mod)
{
    static const struct hedge_words hedges[] = {
        {{"about"},                       HEDGE_NEAR,   MOD_APPROX       },
        {{"around"},                      HEDGE_NEAR,   MOD_APPROX       },
        {{"approximately"},               HEDGE_NEAR,   MOD_APPROX       },
        {{"roughly"},                     HEDGE_NEAR,   MOD_APPROX       },
        {{"nearly"},                      HEDGE_NEAR,   MOD_LESS_THAN    },
        {{"almost"},                      HEDGE_NEAR,   MOD_LESS_THAN    },
        {{"circa"},                       HEDGE_NEAR,   MOD_APPROX       },
        {{"ca"},                          HEDGE_NEAR,   MOD_APPROX       },
        {{"some"},                        HEDGE_AMOUNT, MOD_APPROX       },
        {{"close", "to"},                 HEDGE_AMOUNT, MOD_APPROX       },
        {{"just", "over"},                HEDGE_AMOUNT, MOD_MORE_THAN    },
        {{"just", "under"},               HEDGE_AMOUNT, MOD_LESS_THAN    },
        {{"a", "little", "over"},         HEDGE_AMOUNT, MOD_MORE_THAN    },
        {{"over"},                        HEDGE_AMOUNT, MOD_MORE_THAN    },
        {{"under"},                       HEDGE_AMOUNT, MOD_LESS_THAN    },
        {{"no", "more", "than"},          HEDGE_AMOUNT, MOD_EQUAL_OR_LESS},
        {{"not", "more", "than"},         HEDGE_AMOUNT, MOD_EQUAL_OR_LESS},
        {{"a", "little", "more", "than"}, HEDGE_AMOUNT, MOD_MORE_THAN    },
        {{"no", "less", "than"},          HEDGE_AMOUNT, MOD_EQUAL_OR_MORE},
        {{"more", "than"},                HEDGE_AMOUNT, MOD_MORE_THAN    },
        {{"less", "than"},                HEDGE_AMOUNT, MOD_LESS_THAN    },
        {{"fewer", "than"},               HEDGE_AMOUNT, MOD_LESS_THAN    },
        {{"at", "least"},                 HEDGE_AMOUNT, MOD_EQUAL_OR_MORE},
        {{"at", "most"},                  HEDGE_AMOUNT, MOD_EQUAL_OR_LESS},
        {{"up", "to"},                    HEDGE_AMOUNT, MOD_EQUAL_OR_LESS},
        {{"early", "in"},                 HEDGE_EARLY,  MOD_START        },
        {{"late", "in"},                  HEDGE_EARLY,  MOD_END          },
        {{"early"},                       HEDGE_EARLY,  MOD_START        },
        {{"late"},                        HEDGE_EARLY,  MOD_END          },
        {{"mid"},                         HEDGE_EARLY,  MOD_MID          },
        {{"sometime"},                    HEDGE_EARLY,  MOD_NONE         },
        {{"the", "end", "of"},            HEDGE_EARLY,  MOD_END          },
        {{"the", "beginning", "of"},      HEDGE_EARLY,  MOD_START        },
        {{"the", "start", "of"},          HEDGE_EARLY,  MOD_START        },
        {{"the", "middle", "of"},         HEDGE_EARLY,  MOD_MID          },
        {{"the", "rest", "of"},           HEDGE_EARLY,  MOD_NONE         },
        {{"earlier", "in"},               HEDGE_BEFORE, MOD_NONE         },
        {{"earlier"},                     HEDGE_BEFORE, MOD_NONE         },
        {{"later", "in"},                 HEDGE_AFTER,  MOD_NONE         },
        {{"later"},                       HEDGE_AFTER,  MOD_NONE         },
    };
    uint32_t best = 0;
    text first = tc_at_text(c, i);
    for (size_t k = 0; k < sizeof hedges / sizeof *hedges && first.size; k++) {
        if ((first.data[0] | 0x20) != hedges[k].words[0][0])
            continue; /* most of them, and this runs for one word in five */
        uint32_t n = 0;
        while (n < 4 && hedges[k].words[n] && tc_at_is(c, i + n, hedges[k].words[n]))
            n++;
        if ((n == 4 || !hedges[k].words[n]) && n > best) {
            best = n;
            *kind = (enum hedge)hedges[k].kind;
            *mod = hedges[k].mod;
        }
    }
    return best;
}

static bool hedge_fits(const struct scan *c, uint32_t i, enum hedge hedge,
                       const struct when *w)
{
    bool amount = w->type == WHEN_DURATION;
    bool dated = (w->from != TC_NO_DAY && w->type != WHEN_SET && !amount) ||
                 w->type == WHEN_TIME;
    long n;
    switch (hedge) {
    case HEDGE_NEAR:
        return (dated && tc_at_kind(c, i) != WORD_WEEKDAY) ||
               (amount && !tc_at_is(c, i, "the"));
    case HEDGE_AMOUNT: {
        bool article = tc_at_is(c, i, "a") || tc_at_is(c, i, "an");
        return (amount || (dated && w->type == WHEN_DATE)) &&
               (article || tc_at_number(c, i, &n)) &&
               tc_at_kind(c, i + tc_at_number(c, i, &n)) != WORD_MONTH;
    }
    case HEDGE_EARLY:
        return dated;
    case HEDGE_BEFORE:
    case HEDGE_AFTER:
        return dated && w->type == WHEN_DATE;
    default:
        return false;
    }
}

/* "earlier this year" ends with the document's day, "later this year" begins there. */
static void narrow(const struct scan *c, enum hedge hedge, struct when *w)
{
    if (c->day == TC_NO_DAY || c->day < w->from || c->day > w->to)
        return;
    if (hedge == HEDGE_BEFORE)
        w->to = c->day;
    else if (hedge == HEDGE_AFTER)
        w->from = c->day;
}

/* "more than a year ago" lies before that year, "less than" behind it. */
static uint8_t modifier(int mod, const struct when *w)
{
    if (w->type == WHEN_DURATION || w->type == WHEN_SET)
        return (uint8_t)mod;
    switch (mod) {
    case MOD_MORE_THAN:
        return MOD_BEFORE;
    case MOD_LESS_THAN:
        return MOD_AFTER;
    case MOD_EQUAL_OR_MORE:
        return MOD_ON_OR_BEFORE;
    case MOD_EQUAL_OR_LESS:
        return MOD_ON_OR_AFTER;
    default:
        return (uint8_t)mod;
    }
}

/* "the early 1980s", "the late summer": "the" belongs to what follows the hedge. */
static uint32_t hedged(const struct scan *c, uint32_t i, struct when *out)
{
    enum hedge hedge = HEDGE_NONE, second = HEDGE_NONE;
    uint32_t the = tc_at_is(c, i, "the") &&
                   (tc_at_is(c, i + 1, "early") || tc_at_is(c, i + 1, "late") ||
                    tc_at_is(c, i + 1, "mid"));
    int mod = MOD_NONE, other = MOD_NONE;
    uint32_t n = hedge_at(c, i + the, &hedge, &mod);
    if (!n)
        return 0;
    n += the;
    n += tc_at_punct(c, i + n, '-');
    uint32_t took = tc_time_core(c, i + n, out);
    bool year_before = the && tc_at_kind(c, i + n) == WORD_NUMBER && took == 1;
    if (the && took && (tc_at_modifies(c, i + n, i + n + took) || year_before))
        return 0;
    if (took && hedge_fits(c, i + n, hedge, out)) {
        narrow(c, hedge, out);
        out->mod = modifier(mod, out);
        return n + took;
    }
    uint32_t more = hedge_at(c, i + n, &second, &other); /* "around the end of March" */
    if (!more || second < HEDGE_EARLY)
        return 0;
    more += tc_at_punct(c, i + n + more, '-');
    took = tc_time_core(c, i + n + more, out);
    out->mod = modifier(other, out);
    return took && hedge_fits(c, i + n + more, second, out) ? n + more + took : 0;
}

/* "year-end", "the year's end", "the week of March 6", "year-earlier" */
static uint32_t compound(const struct scan *c, uint32_t i, struct when *out)
{
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t at = i + the;
    int32_t base = tc_time_base(c);
    if (tc_at_kind(c, at) != WORD_UNIT || base == TC_NO_DAY)
        return 0;
    enum grain grain = (enum grain)tc_at_value(c, at);
    bool dash = tc_at_punct(c, at + 1, '-');
    if (grain == GRAIN_YEAR && dash &&
        (tc_at_is(c, at + 2, "earlier") || tc_at_is(c, at + 2, "ago"))) {
        bool quarter = tc_time_quarterly(c, i);
        uint32_t n = 3;
        bool noun = tc_at_is(c, at + n, "period") || tc_at_is(c, at + n, "quarter");
        n += noun;
        if (the && !noun)
            return 0;
        bool good = tc_when(out, quarter ? GRAIN_QUARTER : GRAIN_YEAR,
                            tc_when_shift(GRAIN_YEAR, quarter ? c->quarter : base, -1));
        out->back = true;
        return good ? the + n : 0;
    }
    uint32_t mark = dash                           ? 1
                    : tc_at_punct(c, at + 1, '\'') ? 1 + tc_at_is(c, at + 2, "s")
                                                   : 0;
    if ((grain == GRAIN_YEAR || grain == GRAIN_MONTH) &&
        tc_at_is(c, at + 1 + mark, "end"))
        return tc_when(out, grain, base) ? the + 2 + mark : 0;
    if (grain == GRAIN_WEEK && the && tc_at_is(c, at + 1, "of")) {
        uint32_t n = tc_time_core(c, at + 2, out);
        if (n && out->from != TC_NO_DAY && out->grain == GRAIN_DAY)
            return tc_when(out, GRAIN_WEEK, out->from) ? the + 2 + n : 0;
    }
    return 0;
}

/* "the third Tuesday of March", "the last Friday in May 2020": words, or 0. */
static uint32_t nth_weekday(const struct scan *c, uint32_t i, long which,
                            struct when *out)
{
    struct when month = tc_nothing(WHEN_DATE);
    if (tc_at_kind(c, i) != WORD_WEEKDAY || which > 5 ||
        !(tc_at_is(c, i + 1, "of") || tc_at_is(c, i + 1, "in")))
        return 0;
    uint32_t n = tc_time_core(c, i + 2, &month);
    if (!n || month.from == TC_NO_DAY || month.grain != GRAIN_MONTH)
        return 0;
    int32_t want = tc_at_value(c, i);
    int32_t day = which < 0 ? month.to - (tc_day_weekday(month.to) - want + 7) % 7
                            : month.from + (want - tc_day_weekday(month.from) + 7) % 7 +
                                  7 * ((int32_t)which - 1);
    return day <= month.to && tc_when(out, GRAIN_DAY, day) ? 2 + n : 0;
}

/* "the last week of August", "the first two days of May 2020" */
static uint32_t part_of_date(const struct scan *c, uint32_t i, struct when *out)
{
    long which, many = 1;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t n = the + tc_at_ordinal(c, i + the, &which);
    if (n == the)
        return 0;
    uint32_t weekday = nth_weekday(c, i + n, which, out);
    if (weekday)
        return n + weekday;
    n += tc_at_number(c, i + n, &many);
    enum grain grain = (enum grain)tc_at_value(c, i + n);
    if (tc_at_kind(c, i + n) != WORD_UNIT || !tc_at_is(c, i + n + 1, "of") ||
        grain < GRAIN_DAY || grain > GRAIN_MONTH || many < 1 || many > 99)
        return 0;
    struct when whole = tc_nothing(WHEN_DATE);
    uint32_t took = tc_time_core(c, i + n + 2, &whole);
    if (!took || whole.from == TC_NO_DAY || whole.grain <= grain ||
        (grain == GRAIN_MONTH && !c->narrative))
        return 0;
    bool end = which < 0;
    int32_t from = end ? tc_when_shift(grain, whole.to + 1, -many)
                       : tc_when_shift(grain, whole.from, which - 1);
    int32_t to = end ? whole.to : tc_when_shift(grain, from, many);
    if (from == TC_NO_DAY || to == TC_NO_DAY)
        return 0;
    if (grain == GRAIN_DAY && many == 1)
        return tc_when(out, GRAIN_DAY, from) ? n + 2 + took : 0;
    *out = whole;
    out->from = from;
    out->to = end ? to : to - 1;
    out->type = WHEN_DURATION;
    snprintf(out->value, sizeof out->value, "P%ld%c", many, tc_when_letter(grain));
    return n + 2 + took;
}

static uint32_t expression(const struct scan *c, uint32_t i, struct when *out)
{
    struct when w = tc_nothing(WHEN_DATE), h = w;
    uint32_t n = tc_time_core(c, i, out);
    uint32_t with = compound(c, i, &w);
    if (with > n) {
        n = with;
        *out = w;
    }
    with = part_of_date(c, i, &w);
    if (with > n) {
        n = with;
        *out = w;
    }
    with = hedged(c, i, &h);
    if (with > n) {
        n = with;
        *out = h;
    }
    return n;
}

/* ---- the document ---------------------------------------------------------------- */

static text iso(struct work *work, int32_t day)
{
    char out[11];
    tc_day_print(day, out);
    return tc_arena_copy(work->arena, tc_text(out));
}

/* "late 1980s", "early May": the half that is meant, "mid-1990s": the four years in the
 * middle, "mid-May": the ten days. Its value is that of the whole. */
static void halve(const struct when *w, int32_t *from, int32_t *to)
{
    int year, month, date;
    int32_t last = TC_NO_DAY, next = TC_NO_DAY; /* of the first half, of the second */
    int32_t middle = (w->to - w->from) / 4;
    tc_day_split(w->from, &year, &month, &date);
    switch (w->grain) {
    case GRAIN_MONTH:
        next = tc_day(year, month, 16);
        middle = 10;
        break;
    case GRAIN_YEAR:
        next = tc_day(year, 7, 1);
        break;
    case GRAIN_DECADE:
        next = tc_day(year + 5, 1, 1);
        break;
    case GRAIN_CENTURY:
        next = tc_day(year + 50, 1, 1);
        break;
    default:
        return;
    }
    last = next - 1;
    if (w->type != WHEN_DATE || next == TC_NO_DAY || next <= w->from || last >= w->to)
        return;
    if (w->mod == MOD_START)
        *to = last;
    else if (w->mod == MOD_END)
        *from = next;
    else if (w->mod == MOD_MID) {
        *from = w->from + middle;
        *to = w->to - middle;
    }
}

static void put(const struct scan *c, uint32_t i, uint32_t n, const struct when *w)
{
    static const char *const types[] = {"DATE", "TIME", "DURATION", "SET"};
    static const char *const mods[] = {
#define X(name) #name,
        "", MODS(X)
#undef X
    };
    struct work *work = c->work;
    tocsin_time t = {.type = tc_text(types[w->type])};
    t.begin = c->words[i].begin;
    t.end = c->words[i + n - 1].end;
    t.text = tc_words(work, t.begin, t.end);
    t.value = tc_arena_copy(work->arena, tc_text(w->value));
    t.mod = tc_text(mods[w->mod]);
    bool dated = w->from != TC_NO_DAY && w->to != TC_NO_DAY && w->type != WHEN_SET &&
                 tc_when_year_of(w->to) < ERA_SHIFT / 2;
    if (dated) {
        int32_t from = w->from, to = w->to;
        halve(w, &from, &to);
        t.from = iso(work, from);
        t.to = to == from ? t.from : iso(work, to);
        t.precision = tc_text(tc_when_precision((enum grain)w->grain));
    }
    if (w->type == WHEN_DURATION)
        t.precision = TEXT("duration");
    tocsin_time *slot =
        tc_push(work, &work->times, &work->time_count, &work->time_room, sizeof t);
    if (slot)
        *slot = t;
}

/* What later expressions are told from. */
static void remember(struct scan *c, uint32_t i, const struct when *w)
{
    if (w->from == TC_NO_DAY || w->type == WHEN_DURATION || w->type == WHEN_SET ||
        w->grain > GRAIN_YEAR)
        return;
    if (c->narrative && (w->back || tc_at_tense(c, i) == TENSE_FUTURE))
        return; /* an aside: the story goes on from where it was */
    c->last = *w;
    c->last_sentence = c->sentence;
    if (w->grain <= GRAIN_MONTH)
        c->month = w->from;
    bool recent = c->day != TC_NO_DAY && w->to <= c->day + 31 && w->from > c->day - 310;
    if (w->grain == GRAIN_QUARTER && !w->back && (recent || c->narrative))
        c->quarter = w->from;
}

/* "April 24 and 25", "March 5-7": the second day. */
static uint32_t second_day(struct scan *c, uint32_t i, const struct when *w)
{
    bool joined = tc_at_punct(c, i, '-') || tc_at_is(c, i, "and") ||
                  tc_at_is(c, i, "to") || tc_at_is(c, i, "through") ||
                  tc_at_is(c, i, "or");
    if (!joined || tc_at_kind(c, i + 1) != WORD_NUMBER || w->grain != GRAIN_DAY ||
        w->type != WHEN_DATE || !i || tc_at_kind(c, i - 1) != WORD_NUMBER ||
        tc_at_text(c, i - 1).size > 2 || tc_at_text(c, i + 1).size > 2)
        return 0;
    int year, month, date;
    tc_day_split(w->from, &year, &month, &date);
    const struct token *t = tc_at_token(c, i + 1);
    struct when second;
    enum word_class next = tc_at_kind(c, i + 2);
    if (tc_at_value(c, i + 1) <= date || next == WORD_MONTH || next == WORD_UNIT ||
        next == WORD_HALFDAY || tc_at_punct(c, i + 2, ':') ||
        (t->relation == REL_NUMMOD && t->head > c->words[i + 1].token) ||
        !tc_when_date(&second, year, month, tc_at_value(c, i + 1)))
        return 0;
    int said;
    bool told =
        tc_at_punct(c, i + 2, ',') && tc_at_year(c, i + 3, &said) && said == year;
    put(c, i + 1, told ? 3 : 1, &second);
    remember(c, i, &second);
    return told ? 4 : 2;
}

static void scan_sentence(struct scan *c)
{
    for (uint32_t i = 0; i < c->count && !c->work->failed;) {
        struct when w = tc_nothing(WHEN_DATE);
        enum word_class kind = tc_at_kind(c, i);
        bool apostrophe = kind == WORD_PUNCT && tc_at_value(c, i) == '\'';
        bool may = kind != WORD_OTHER && (kind != WORD_PUNCT || apostrophe);
        uint32_t n = may ? expression(c, i, &w) : 0;
        if (n) {
            put(c, i, n, &w);
            remember(c, i, &w);
            n += second_day(c, i + n, &w);
        }
        i += n ? n : 1;
    }
}

/* Does the text tell of the past, and of years before Christ? Years that lie well
 * before its day against words that count from today. */
static void take_stock(struct scan *c)
{
    static const char *const turns[] = {"last", "next", "this", NULL};
    uint32_t old = 0, late = 0, now = 0, ancient = 0;
    int today = c->day == TC_NO_DAY ? 9999 : tc_when_year_of(c->day);
    for (uint32_t i = 0; i < c->count; i++) {
        enum word_class kind = tc_at_kind(c, i);
        int year;
        bool weekday = kind == WORD_WEEKDAY && tc_at_kind(c, i + 2) != WORD_MONTH;
        bool turn = kind == WORD_UNIT && i && tc_at_in(c, i - 1, turns);
        if (kind == WORD_NEAR || weekday || turn)
            now++;
        else if (kind == WORD_ERA && i && tc_at_kind(c, i - 1) == WORD_NUMBER)
            ancient += tc_at_value(c, i) == 1;
        else if (kind == WORD_NUMBER && tc_at_year(c, i, &year) && year > 1400) {
            if (year < today - 1)
                old++;
            else if (year <= today + 1)
                late++;
        }
    }
    c->ancient = ancient >= 3 && ancient > old;
    bool told = (old >= 4 && !now) || (old >= 6 && old >= 5 * now);
    /* long, and as good as without a "today": a history up to its own day */
    bool history = old >= 12 && old >= 12 * now && old > late;
    c->narrative = c->ancient || (told && (old > 2 * late || history));
    if (c->day == TC_NO_DAY)
        c->narrative = true;
}

/* "KYIV, March 5, 2024 (Reuters) -", "Published 5 March 2024": the day of a text whose
 * own is not known; TC_NO_DAY: the sentence says something, or has no date. */
static int32_t dateline(const struct scan *c)
{
    for (uint32_t k = 0; k < c->s->count; k++)
        if (c->s->tokens[k].xpos == XPOS_VBD || c->s->tokens[k].xpos == XPOS_VBZ ||
            c->s->tokens[k].xpos == XPOS_VBP || c->s->tokens[k].xpos == XPOS_MD)
            return TC_NO_DAY;
    for (uint32_t i = 0; i < c->count; i++) {
        struct when w = tc_nothing(WHEN_DATE);
        if ((tc_time_calendar(c, i, &w) || tc_time_digits(c, i, &w)) &&
            w.grain == GRAIN_DAY && w.from != TC_NO_DAY &&
            tc_when_year_of(w.from) >= 1500 && tc_when_year_of(w.from) < ERA_SHIFT / 2)
            return w.from;
    }
    return TC_NO_DAY;
}

void tc_find_times(struct work *work)
{
    struct word *words = NULL;
    uint32_t count = 0, room = 0;
    uint32_t *first = tc_take(work, (work->unit_count + 1) * sizeof *first);
    for (uint32_t u = 0; u < work->unit_count && first; u++) {
        first[u] = count;
        if (!tc_time_words(work, work->units[u].s, &words, &count, &room))
            return;
    }
    if (!count || !first)
        return;
    first[work->unit_count] = count;
    struct scan c = {
        .work = work, .day = work->day, .quarter = TC_NO_DAY, .month = TC_NO_DAY};
    c.last = tc_nothing(WHEN_DATE);
    c.narrative = true;
    if (c.day != TC_NO_DAY && tc_when_year_of(c.day) >= ERA_SHIFT / 2)
        c.day = TC_NO_DAY; /* no year that a text can have */
    for (uint32_t u = 0; u < work->unit_count && u < 3 && c.day == TC_NO_DAY; u++) {
        c.s = work->units[u].s;
        c.words = words + first[u];
        c.count = first[u + 1] - first[u];
        c.day = dateline(&c);
    }
    c.words = words;
    c.count = count;
    take_stock(&c);
    for (uint32_t u = 0; u < work->unit_count && !work->failed; u++) {
        c.s = work->units[u].s;
        c.sentence = u;
        c.words = words + first[u];
        c.count = first[u + 1] - first[u];
        scan_sentence(&c);
    }
}
