/* times_clock.c: the hour, and the parts of a day.
 *
 * An hour alone belongs to the day told last in its sentence, else to the document's;
 * with a day beside it ("10 p.m. Wednesday", "Thursday evening", "the night of 5 May")
 * both are one expression, as TIMEX3 has it.
 */
#include "code/times.h"

#include <stdio.h>

static bool day_is_told(const struct scan *c)
{
    return c->last.from != TC_NO_DAY && c->last.grain == GRAIN_DAY &&
           (c->narrative || c->last_sentence == c->sentence);
}

/* The day of an hour that is told without one. */
static int32_t day_of_hour(const struct scan *c)
{
    return day_is_told(c) ? c->last.from : tc_time_base(c);
}

static uint32_t zone(const struct scan *c, uint32_t i)
{
    static const char *const zones[] = {"gmt", "utc", "est", "edt", "cst", "cdt", "pst",
                                        "pdt", "mst", "mdt", "et",  "pt",  "ct",  "bst",
                                        "cet", "msk", "ist", "jst", NULL};
    static const char *const kinds[] = {"local", "eastern", "pacific",   "moscow",
                                        "kyiv",  "central", "greenwich", NULL};
    if (tc_at_in(c, i, zones) && tc_at_capital(c, i))
        return 1;
    if (!tc_at_in(c, i, kinds))
        return 0;
    uint32_t n = 1 + (tc_at_is(c, i + 1, "standard") ||
                      tc_at_is(c, i + 1, "daylight") || tc_at_is(c, i + 1, "mean"));
    return tc_at_is(c, i + n, "time") ? n + 1 : 0;
}

/* "10:35", "5", "0300": words, hour and minute; *loose when it may be anything. */
static uint32_t digits(const struct scan *c, uint32_t i, int *hour, int *minute)
{
    *hour = tc_at_value(c, i);
    *minute = 0;
    if (tc_at_kind(c, i) != WORD_NUMBER)
        return 0;
    if (tc_at_text(c, i).size == 4) {
        *minute = *hour % 100;
        *hour /= 100;
        return *hour < 24 && *minute < 60 ? 1 : 0;
    }
    if (*hour > 24 || tc_at_text(c, i).size > 2)
        return 0;
    bool colon = tc_at_punct(c, i + 1, ':') || tc_at_punct(c, i + 1, '.');
    if (!colon || tc_at_kind(c, i + 2) != WORD_NUMBER ||
        tc_at_text(c, i + 2).size != 2 || !c->words[i + 1].glued ||
        !c->words[i + 2].glued || tc_at_value(c, i + 2) > 59)
        return 1;
    *minute = tc_at_value(c, i + 2);
    bool seconds = tc_at_punct(c, i + 3, ':') && c->words[i + 3].glued &&
                   tc_at_kind(c, i + 4) == WORD_NUMBER && c->words[i + 4].glued;
    return seconds ? 5 : 3;
}

/* "10 p.m.", "14:30 GMT", "5:30pm", "noon", "seven o'clock" */
static uint32_t hour_at(const struct scan *c, uint32_t i, int *hour, int *minute)
{
    static const char *const before[] = {"at",    "by",   "around", "about", "until",
                                         "after", "from", "before", "since", "between",
                                         "to",    "and",  NULL};
    *minute = 0;
    *hour = tc_at_is(c, i, "midnight") ? 24 : 12;
    if (tc_at_is(c, i, "noon") || tc_at_is(c, i, "midday") ||
        tc_at_is(c, i, "midnight"))
        return 1;
    bool word = tc_at_kind(c, i) == WORD_CARDINAL && tc_at_value(c, i) <= 12;
    uint32_t n = word ? 1 : digits(c, i, hour, minute);
    if (word)
        *hour = tc_at_value(c, i);
    if (!n || (tc_at_punct(c, i + n, ':') && c->words[i + n].glued))
        return 0;
    bool colon = n > 1 && tc_at_punct(c, i + 1, ':');
    if (tc_at_kind(c, i + n) == WORD_HALFDAY && *hour <= 12) {
        if (tc_at_is(c, i + n, "am") && !c->words[i + n].glued && !colon && word)
            return 0;
        *hour = *hour % 12 + tc_at_value(c, i + n);
        n++;
        return n + zone(c, i + n);
    }
    if (tc_at_is(c, i + n, "o") && tc_at_punct(c, i + n + 1, '\'') &&
        tc_at_is(c, i + n + 2, "clock"))
        return n + 3;
    if (*hour <= 12 && tc_at_is(c, i + n, "in") && tc_at_is(c, i + n + 1, "the") &&
        tc_at_kind(c, i + n + 2) == WORD_PART &&
        tc_at_value(c, i + n + 2) != PART_NIGHT && i &&
        tc_at_in(c, i - 1, before)) { /* "at four in the morning" */
        *hour = *hour % 12 + (tc_at_value(c, i + n + 2) == PART_MORNING ? 0 : 12);
        return n + 3;
    }
    uint32_t behind = zone(c, i + n);
    if (!behind && (tc_at_is(c, i + n, "hrs") || tc_at_is(c, i + n, "hours")) &&
        (colon || (tc_at_text(c, i).size == 4 && tc_at_text(c, i).data[0] == '0')))
        behind = 1;
    if (word || *hour > 23)
        return 0;
    if (behind && (colon || tc_at_text(c, i).size == 4))
        return n + behind;
    return colon && i && tc_at_in(c, i - 1, before) ? n : 0;
}

static uint32_t part_at(const struct scan *c, uint32_t i, int *part)
{
    if (tc_at_kind(c, i) == WORD_PART && !c->words[i].plural) {
        *part = tc_at_value(c, i);
        return 1;
    }
    if (tc_at_is(c, i, "dawn") || tc_at_is(c, i, "dusk")) {
        *part = tc_at_is(c, i, "dawn") ? PART_MORNING : PART_EVENING;
        return 1;
    }
    return 0;
}

static uint32_t a_day(const struct scan *c, uint32_t i, struct when *out)
{
    uint32_t n = tc_time_near(c, i, out);
    if (!n)
        n = tc_time_calendar(c, i, out);
    if (!n)
        n = tc_time_weekday(c, i, out);
    if (!n)
        n = tc_time_feast(c, i, out);
    if (!n)
        n = tc_time_digits(c, i, out);
    return n && out->grain == GRAIN_DAY && out->type == WHEN_DATE ? n : 0;
}

static void clock_on(struct when *w, int hour, int minute)
{
    if (w->from == TC_NO_DAY)
        tc_when_say(w, WHEN_TIME, "XXXX-XX-XX");
    tc_when_clock(w, hour, minute);
    w->grain = GRAIN_DAY;
}

/* The hour's day behind the same hour elsewhere: "3 p.m. (1300 GMT) on Friday". */
static bool day_behind(const struct scan *c, uint32_t i, struct when *out)
{
    uint32_t end = i, room = i + 8;
    bool inside = i && tc_at_punct(c, i, ')');
    if (!inside && !tc_at_punct(c, i, '('))
        return false;
    while (end < room && end < c->count && !tc_at_punct(c, end, ')'))
        end++;
    if (!tc_at_punct(c, end, ')'))
        return false;
    end++;
    return a_day(c, end + tc_at_is(c, end, "on"), out) > 0;
}

/* "10 p.m.", "10 p.m. on Sunday" */
static uint32_t hour_first(const struct scan *c, uint32_t i, struct when *out)
{
    int hour, minute, part;
    uint32_t n = hour_at(c, i, &hour, &minute);
    if (!n)
        return 0;
    uint32_t gap = tc_at_punct(c, i + n, ',') || tc_at_is(c, i + n, "on");
    uint32_t took = a_day(c, i + n + gap, out);
    took += took ? part_at(c, i + n + gap + took, &part) : 0;
    bool told = took || day_behind(c, i + n, out);
    if (!told && !tc_when(out, GRAIN_DAY, day_of_hour(c)))
        *out = tc_nothing(WHEN_TIME);
    clock_on(out, hour, minute);
    if (!told && !day_is_told(c)) /* TIMEX3 writes a day that nobody said */
        out->from = out->to = TC_NO_DAY;
    return took ? n + gap + took : n;
}

uint32_t tc_time_clock(const struct scan *c, uint32_t i, struct when *out)
{
    int hour, minute;
    uint32_t n = hour_first(c, i, out);
    if (n)
        return n;
    uint32_t took = a_day(c, i, out);
    if (!took)
        return 0;
    uint32_t gap = tc_at_is(c, i + took, "at") || tc_at_punct(c, i + took, ',') ||
                   tc_at_is(c, i + took, "t");
    if (tc_at_kind(c, i) == WORD_NUMBER &&
        tc_at_kind(c, i + took + gap) == WORD_NUMBER &&
        tc_at_punct(c, i + took + gap + 1, ':')) { /* "2024-03-05T10:15:30Z" */
        n = digits(c, i + took + gap, &hour, &minute);
        if (n < 3 || hour > 24)
            return 0;
        clock_on(out, hour, minute);
        return took + gap + n + tc_at_is(c, i + took + gap + n, "z");
    }
    n = hour_at(c, i + took + gap, &hour, &minute);
    if (!n || tc_at_is(c, i + took + gap, "noon"))
        return 0;
    clock_on(out, hour, minute);
    return took + gap + n;
}

/* ---- parts of the day ------------------------------------------------------------ */

/* "the morning of 29 April", "the night of the 5th" */
static uint32_t part_of(const struct scan *c, uint32_t i, struct when *out)
{
    int part;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t early = tc_at_is(c, i + the, "early");
    uint32_t n = the + early + part_at(c, i + the + early, &part);
    if (n == the + early && early && tc_at_is(c, i + n, "hours"))
        part = PART_MORNING; /* "the early hours of Sunday" */
    else if (n == the + early)
        return 0;
    n += tc_at_is(c, i + n, "hours");
    bool on =
        tc_at_is(c, i + n, "on") && (tc_at_is(c, i, "dawn") || tc_at_is(c, i, "dusk"));
    if (!on && !tc_at_is(c, i + n, "of"))
        return 0;
    uint32_t took = a_day(c, i + n + 1, out);
    if (!took)
        return 0;
    tc_when_part(out, part);
    return n + 1 + took;
}

/* "this morning", "last night", "the next morning", "that afternoon" */
static uint32_t part_near(const struct scan *c, uint32_t i, struct when *out)
{
    static const char *const after[] = {"next", "following", NULL};
    static const char *const same[] = {"that", "same", NULL};
    int part;
    uint32_t the = tc_at_is(c, i, "the");
    uint32_t n = the + 1;
    uint32_t early = tc_at_is(c, i + n, "same") || tc_at_is(c, i + n, "very");
    int32_t day = TC_NO_DAY;
    if (tc_at_is(c, i + the, "this"))
        day = tc_time_base(c);
    else if (tc_at_is(c, i + the, "last"))
        day = tc_time_base(c) == TC_NO_DAY ? TC_NO_DAY : tc_time_base(c) - 1;
    else if (tc_at_in(c, i + the, same))
        day = tc_time_anchor(c);
    else if (tc_at_in(c, i + the, after) || tc_at_is(c, i + the, "previous"))
        day = tc_when_shift(GRAIN_DAY, tc_time_anchor(c),
                            tc_at_is(c, i + the, "previous") ? -1 : 1);
    else if (the && part_at(c, i + the, &part))
        day = tc_time_anchor(c), n = the, early = 0;
    else
        return 0;
    uint32_t took = part_at(c, i + n + early, &part);
    if (!took || tc_at_modifies(c, i, i + n + early + took))
        return 0;
    if (!tc_when(out, GRAIN_DAY, day))
        tc_when_say(out, WHEN_TIME, "XXXX-XX-XX");
    tc_when_part(out, part);
    return n + early + took;
}

/* "Thursday evening", "yesterday afternoon", "5 May morning", "mid-afternoon Monday" */
static uint32_t day_and_part(const struct scan *c, uint32_t i, struct when *out)
{
    int part;
    uint32_t n = part_at(c, i, &part);
    uint32_t took = a_day(c, i + n, out);
    if (!took)
        return 0;
    if (!n) {
        n = part_at(c, i + took, &part);
        if (!n)
            return 0;
    }
    tc_when_part(out, part);
    return n + took;
}

uint32_t tc_time_part(const struct scan *c, uint32_t i, struct when *out)
{
    uint32_t n = part_of(c, i, out);
    if (!n)
        n = part_near(c, i, out);
    if (!n)
        n = day_and_part(c, i, out);
    if (n)
        return n;
    if (tc_at_is(c, i, "overnight")) {
        uint32_t on = tc_at_is(c, i + 1, "on") || tc_at_is(c, i + 1, "from");
        uint32_t took = a_day(c, i + 1 + on, out);
        if (!took && !tc_when(out, GRAIN_DAY, tc_time_base(c)))
            return 0;
        tc_when_part(out, PART_NIGHT);
        return took ? 1 + on + took : 1;
    }
    if (tc_at_is(c, i, "mid") && tc_at_punct(c, i + 1, '-') &&
        tc_at_kind(c, i + 2) == WORD_PART) {
        uint32_t took = a_day(c, i + 3, out);
        if (!took && !tc_when(out, GRAIN_DAY, day_of_hour(c)))
            return 0;
        tc_when_part(out, tc_at_value(c, i + 2));
        return 3 + took;
    }
    return 0;
}
