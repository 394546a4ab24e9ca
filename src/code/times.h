/* code/times.h: one sentence's time expressions while they are being found. Only the
 * files times*.c know it:
 *
 *     times_words.c     a sentence as words of the calendar, numbers, quantities
 *     times_value.c     days, weeks, months ... and how TIMEX3 writes them
 *     times_calendar.c  dates and months
 *     times_year.c      years, school years, decades, centuries
 *     times_quarter.c   quarters and halves of a year
 *     times_clock.c     hours and parts of the day, alone and on a date
 *     times_relative.c  today, weekdays, this, last, next, the same, vague words
 *     times_amount.c    durations, "ago", "later", sets
 *     times_feast.c     holidays with their date
 *     times.c           puts them together: extent, narrative, the document's list
 *     times_bind.c      which expression an act has
 *     times_stretch.c   the days that it has from it
 *
 * A pattern looks at the words from i on and says how many it takes, 0: none. It
 * allocates nothing; only what is chosen in the end goes into the arena.
 */
#ifndef TC_TIMES_H
#define TC_TIMES_H

#include "code/coder.h"

enum word_class {
    WORD_OTHER,
    WORD_PUNCT,    /* value: the character; every dash is '-', every apostrophe '\'' */
    WORD_NUMBER,   /* digits; value, or -1 when it has more than nine */
    WORD_CARDINAL, /* "one" .. "nineteen" */
    WORD_TENS,     /* "twenty" .. "ninety" */
    WORD_SCALE,    /* "hundred", "thousand" */
    WORD_ORDINAL,  /* "first" .. "thirty-first" is TENS + ORDINAL; "last" is -1 */
    WORD_MONTH,    /* 1 .. 12 */
    WORD_WEEKDAY,  /* 0 Monday .. 6 */
    WORD_UNIT,     /* enum grain */
    WORD_SEASON,   /* 0 spring .. 3 winter */
    WORD_PART,     /* enum part */
    WORD_NEAR,     /* "today": days from today */
    WORD_DECADE,   /* "nineties": 90 */
    WORD_OFTEN,    /* "daily": enum grain */
    WORD_HALFDAY,  /* "a.m.": 0, "p.m.": 12 */
    WORD_ERA,      /* "BC": 1, "AD": 0 */
    WORD_START     /* any other word with which an expression may begin */
};

/* From fine to coarse. */
enum grain {
    GRAIN_NONE,
    GRAIN_SECOND,
    GRAIN_MINUTE,
    GRAIN_HOUR,
    GRAIN_DAY,
    GRAIN_WEEKEND,
    GRAIN_WEEK,
    GRAIN_FORTNIGHT,
    GRAIN_MONTH,
    GRAIN_SEASON,
    GRAIN_QUARTER,
    GRAIN_HALF,
    GRAIN_YEAR,
    GRAIN_DECADE,
    GRAIN_CENTURY,
    GRAIN_MILLENNIUM
};

enum part { PART_MORNING, PART_AFTERNOON, PART_EVENING, PART_NIGHT, PART_DAYTIME };

struct word {
    uint32_t begin, end; /* bytes in the document */
    int32_t token;       /* of the sentence */
    int32_t value;
    uint8_t kind; /* enum word_class */
    bool glued;   /* nothing between it and the word before */
    bool plural;
    bool short_form; /* "Aug", "Mon" */
};

enum when_type { WHEN_DATE, WHEN_TIME, WHEN_DURATION, WHEN_SET };

/* What an expression means. Years before Christ are counted from ERA_SHIFT on, so that
 * the calendar of base/ can do their sums; they have no from and to outside. */
#define ERA_SHIFT 8000
/* clang-format off */
#define MODS(X)                                                            \
    X(BEFORE) X(AFTER) X(ON_OR_BEFORE) X(ON_OR_AFTER) X(LESS_THAN)         \
    X(MORE_THAN) X(EQUAL_OR_LESS) X(EQUAL_OR_MORE) X(START) X(MID) X(END)  \
    X(APPROX)
/* clang-format on */
enum mod {
    MOD_NONE,
#define X(name) MOD_##name,
    MODS(X)
#undef X
};

struct when {
    uint8_t type, grain, mod;
    bool back;        /* looks back from another date: "a year earlier" */
    int32_t from, to; /* days, or TC_NO_DAY */
    char value[40];
};

enum tense { TENSE_NONE, TENSE_PAST, TENSE_FUTURE };

struct scan {
    struct work *work;
    const struct sentence *s;
    const struct word *words;
    uint32_t count;
    int32_t day;      /* the document's, or TC_NO_DAY */
    bool narrative;   /* the text tells of times long before it was written */
    bool ancient;     /* and of years before Christ */
    struct when last; /* the last date told; from TC_NO_DAY: none */
    int32_t month;    /* of the last date told to the month, TC_NO_DAY none */
    uint32_t last_sentence, sentence;
    int32_t quarter; /* first day of the last quarter told, or TC_NO_DAY */
};

/* ---- times_words.c --------------------------------------------------------------- */

/* Words of a sentence behind those already in *words. false: memory is out. */
bool tc_time_words(struct work *work, const struct sentence *s, struct word **words,
                   uint32_t *count, uint32_t *room);
enum word_class tc_at_kind(const struct scan *c,
                           uint32_t i); /* WORD_OTHER at the end */
int32_t tc_at_value(const struct scan *c, uint32_t i);
text tc_at_text(const struct scan *c, uint32_t i);
bool tc_at_is(const struct scan *c, uint32_t i, const char *word);
bool tc_at_in(const struct scan *c, uint32_t i, const char *const *list);
bool tc_at_punct(const struct scan *c, uint32_t i, char which);
bool tc_at_capital(const struct scan *c, uint32_t i);
const struct token *tc_at_token(const struct scan *c, uint32_t i);
/* "12", "twenty-four", "two thousand", "1,200": words taken. */
uint32_t tc_at_number(const struct scan *c, uint32_t i, long *out);
/* "third", "21st", "twenty-first"; last and final are -1. */
uint32_t tc_at_ordinal(const struct scan *c, uint32_t i, long *out);
/* "1998", "nineteen ninety-eight" as a year, without regard to what stands round. */
uint32_t tc_at_year(const struct scan *c, uint32_t i, int *year);
/* "1990", "490 BC", "AD 79"; taken down to the calendar's count of years. */
uint32_t tc_at_era_year(const struct scan *c, uint32_t i, int *year);
/* Does the expression that ends before end only describe a noun behind it? */
bool tc_at_modifies(const struct scan *c, uint32_t begin, uint32_t end);
enum tense tc_at_tense(const struct scan *c, uint32_t i);

/* ---- times_value.c --------------------------------------------------------------- */

struct when tc_nothing(enum when_type type);
/* The day, week, month ... in which the day lies. false: outside the calendar. */
bool tc_when(struct when *w, enum grain grain, int32_t day);
bool tc_when_season(struct when *w, int year, int season);
bool tc_when_month(struct when *w, int year, int month);
bool tc_when_date(struct when *w, int year, int month, int date);
bool tc_when_year(struct when *w, int year);
void tc_when_part(struct when *w, int part); /* of its day */
void tc_when_clock(struct when *w, int hour, int minute);
void tc_when_say(struct when *w, enum when_type type, const char *value);
int32_t tc_when_shift(enum grain grain, int32_t day, long n); /* TC_NO_DAY outside */
int tc_when_year_of(int32_t day);
const char *tc_when_precision(enum grain grain);
char tc_when_letter(enum grain grain);

/* ---- what an expression is told from --------------------------------------------- */

int32_t tc_time_base(const struct scan *c); /* of "last week": the document's day */
/* Of "yesterday" and "two years ago", which a text without a day cannot know. */
int32_t tc_time_today(const struct scan *c);
int32_t tc_time_anchor(const struct scan *c); /* of "the following week" */
/* The year of a month that is told without one; 0: not known. */
bool tc_time_quarterly(const struct scan *c, uint32_t i);
int tc_time_year_for(const struct scan *c, uint32_t i, int month);

/* The claim's days: joined dates are one stretch, prepositions open a date. */
tocsin_time tc_time_stretch(struct work *work, uint32_t i);

/* ---- patterns -------------------------------------------------------------------- */

typedef uint32_t tc_time_pattern(const struct scan *c, uint32_t i, struct when *out);
tc_time_pattern tc_time_calendar, tc_time_digits, tc_time_year, tc_time_decade,
    tc_time_quarter;
tc_time_pattern tc_time_clock, tc_time_part;
tc_time_pattern tc_time_near, tc_time_weekday, tc_time_turned, tc_time_season,
    tc_time_vague;
tc_time_pattern tc_time_amount, tc_time_set;
tc_time_pattern tc_time_feast;
/* A whole expression without what qualifies it ("about", "early"): the longest. */
tc_time_pattern tc_time_core;

#endif
