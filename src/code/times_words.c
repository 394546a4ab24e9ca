/* times_words.c: a sentence as the words of time expressions.
 *
 * The parser's tokens follow a treebank: "two-year" is one token or three, "1980s",
 * "5:30pm" and "mid-1996" come as they come. Patterns want the same pieces every time,
 * so the sentence is cut anew: letters, digits and each sign for themselves, with the
 * token that each piece lies in, because tense and tag come from the tree. Nine words
 * in ten are in no table and are passed over.
 */
#include "code/times.h"

#include <string.h>

struct time_word {
    const char *word;
    uint8_t kind;
    int8_t value;
    uint8_t flags;
};
enum { PLURAL = 1, SHORT = 2, CAPITAL = 4 };

/* In the order of the alphabet. */
static const struct time_word entries[] = {
    {"a",             WORD_START,    0,                0               },
    {"about",         WORD_START,    0,                0               },
    {"academic",      WORD_START,    0,                0               },
    {"ad",            WORD_ERA,      0,                CAPITAL         },
    {"afternoon",     WORD_PART,     PART_AFTERNOON,   0               },
    {"afternoons",    WORD_PART,     PART_AFTERNOON,   PLURAL          },
    {"all",           WORD_START,    0,                0               },
    {"almost",        WORD_START,    0,                0               },
    {"am",            WORD_HALFDAY,  0,                0               },
    {"an",            WORD_START,    0,                0               },
    {"annually",      WORD_OFTEN,    GRAIN_YEAR,       0               },
    {"another",       WORD_START,    0,                0               },
    {"anzac",         WORD_START,    0,                0               },
    {"approximately", WORD_START,    0,                0               },
    {"apr",           WORD_MONTH,    4,                SHORT | CAPITAL },
    {"april",         WORD_MONTH,    4,                CAPITAL         },
    {"armistice",     WORD_START,    0,                0               },
    {"around",        WORD_START,    0,                0               },
    {"as",            WORD_START,    0,                0               },
    {"ascension",     WORD_START,    0,                0               },
    {"ash",           WORD_START,    0,                0               },
    {"ashura",        WORD_START,    0,                0               },
    {"at",            WORD_START,    0,                0               },
    {"aug",           WORD_MONTH,    8,                SHORT | CAPITAL },
    {"august",        WORD_MONTH,    8,                CAPITAL         },
    {"autumn",        WORD_SEASON,   2,                0               },
    {"autumns",       WORD_SEASON,   2,                PLURAL          },
    {"bastille",      WORD_START,    0,                0               },
    {"bc",            WORD_ERA,      1,                CAPITAL         },
    {"bce",           WORD_ERA,      1,                CAPITAL         },
    {"beginning",     WORD_START,    0,                0               },
    {"boxing",        WORD_START,    0,                0               },
    {"ca",            WORD_START,    0,                0               },
    {"ce",            WORD_ERA,      0,                CAPITAL         },
    {"centuries",     WORD_UNIT,     GRAIN_CENTURY,    PLURAL          },
    {"century",       WORD_UNIT,     GRAIN_CENTURY,    0               },
    {"christmas",     WORD_START,    0,                0               },
    {"circa",         WORD_START,    0,                0               },
    {"close",         WORD_START,    0,                0               },
    {"columbus",      WORD_START,    0,                0               },
    {"coming",        WORD_START,    0,                0               },
    {"current",       WORD_START,    0,                0               },
    {"currently",     WORD_START,    0,                0               },
    {"d",             WORD_START,    0,                0               },
    {"daily",         WORD_OFTEN,    GRAIN_DAY,        0               },
    {"dawn",          WORD_START,    0,                0               },
    {"day",           WORD_UNIT,     GRAIN_DAY,        0               },
    {"days",          WORD_UNIT,     GRAIN_DAY,        PLURAL          },
    {"daytime",       WORD_PART,     PART_DAYTIME,     0               },
    {"dec",           WORD_MONTH,    12,               SHORT | CAPITAL },
    {"decade",        WORD_UNIT,     GRAIN_DECADE,     0               },
    {"decades",       WORD_UNIT,     GRAIN_DECADE,     PLURAL          },
    {"december",      WORD_MONTH,    12,               CAPITAL         },
    {"dozens",        WORD_START,    0,                0               },
    {"dusk",          WORD_START,    0,                0               },
    {"each",          WORD_START,    0,                0               },
    {"earlier",       WORD_START,    0,                0               },
    {"early",         WORD_START,    0,                0               },
    {"easter",        WORD_START,    0,                0               },
    {"eid",           WORD_START,    0,                0               },
    {"eight",         WORD_CARDINAL, 8,                0               },
    {"eighteen",      WORD_CARDINAL, 18,               0               },
    {"eighteenth",    WORD_ORDINAL,  18,               0               },
    {"eighth",        WORD_ORDINAL,  8,                0               },
    {"eighties",      WORD_DECADE,   80,               0               },
    {"eighty",        WORD_TENS,     80,               0               },
    {"election",      WORD_START,    0,                0               },
    {"eleven",        WORD_CARDINAL, 11,               0               },
    {"eleventh",      WORD_ORDINAL,  11,               0               },
    {"end",           WORD_START,    0,                0               },
    {"epiphany",      WORD_START,    0,                0               },
    {"evening",       WORD_PART,     PART_EVENING,     0               },
    {"evenings",      WORD_PART,     PART_EVENING,     PLURAL          },
    {"every",         WORD_START,    0,                0               },
    {"fall",          WORD_SEASON,   2,                0               },
    {"father",        WORD_START,    0,                0               },
    {"feb",           WORD_MONTH,    2,                SHORT | CAPITAL },
    {"february",      WORD_MONTH,    2,                CAPITAL         },
    {"few",           WORD_START,    0,                0               },
    {"fewer",         WORD_START,    0,                0               },
    {"fifteen",       WORD_CARDINAL, 15,               0               },
    {"fifteenth",     WORD_ORDINAL,  15,               0               },
    {"fifth",         WORD_ORDINAL,  5,                0               },
    {"fifties",       WORD_DECADE,   50,               0               },
    {"fifty",         WORD_TENS,     50,               0               },
    {"final",         WORD_ORDINAL,  -1,               0               },
    {"first",         WORD_ORDINAL,  1,                0               },
    {"fiscal",        WORD_START,    0,                0               },
    {"five",          WORD_CARDINAL, 5,                0               },
    {"following",     WORD_START,    0,                0               },
    {"former",        WORD_START,    0,                0               },
    {"formerly",      WORD_START,    0,                0               },
    {"forties",       WORD_DECADE,   40,               0               },
    {"fortnight",     WORD_UNIT,     GRAIN_FORTNIGHT,  0               },
    {"fortnights",    WORD_UNIT,     GRAIN_FORTNIGHT,  PLURAL          },
    {"forty",         WORD_TENS,     40,               0               },
    {"four",          WORD_CARDINAL, 4,                0               },
    {"fourteen",      WORD_CARDINAL, 14,               0               },
    {"fourteenth",    WORD_ORDINAL,  14,               0               },
    {"fourth",        WORD_ORDINAL,  4,                0               },
    {"fri",           WORD_WEEKDAY,  4,                SHORT | CAPITAL },
    {"friday",        WORD_WEEKDAY,  4,                CAPITAL         },
    {"fridays",       WORD_WEEKDAY,  4,                PLURAL | CAPITAL},
    {"future",        WORD_START,    0,                0               },
    {"fy",            WORD_START,    0,                0               },
    {"good",          WORD_START,    0,                0               },
    {"h",             WORD_START,    0,                0               },
    {"half",          WORD_START,    0,                0               },
    {"halloween",     WORD_START,    0,                0               },
    {"hour",          WORD_UNIT,     GRAIN_HOUR,       0               },
    {"hourly",        WORD_OFTEN,    GRAIN_HOUR,       0               },
    {"hours",         WORD_UNIT,     GRAIN_HOUR,       PLURAL          },
    {"human",         WORD_START,    0,                0               },
    {"hundred",       WORD_SCALE,    100,              0               },
    {"independence",  WORD_START,    0,                0               },
    {"international", WORD_START,    0,                0               },
    {"jan",           WORD_MONTH,    1,                SHORT | CAPITAL },
    {"january",       WORD_MONTH,    1,                CAPITAL         },
    {"jul",           WORD_MONTH,    7,                SHORT | CAPITAL },
    {"july",          WORD_MONTH,    7,                CAPITAL         },
    {"jun",           WORD_MONTH,    6,                SHORT | CAPITAL },
    {"june",          WORD_MONTH,    6,                CAPITAL         },
    {"juneteenth",    WORD_START,    0,                0               },
    {"just",          WORD_START,    0,                0               },
    {"labor",         WORD_START,    0,                0               },
    {"last",          WORD_ORDINAL,  -1,               0               },
    {"late",          WORD_START,    0,                0               },
    {"later",         WORD_START,    0,                0               },
    {"latest",        WORD_START,    0,                0               },
    {"latter",        WORD_START,    0,                0               },
    {"less",          WORD_START,    0,                0               },
    {"many",          WORD_START,    0,                0               },
    {"mar",           WORD_MONTH,    3,                SHORT | CAPITAL },
    {"march",         WORD_MONTH,    3,                CAPITAL         },
    {"martin",        WORD_START,    0,                0               },
    {"maundy",        WORD_START,    0,                0               },
    {"may",           WORD_MONTH,    5,                CAPITAL         },
    {"memorial",      WORD_START,    0,                0               },
    {"mid",           WORD_START,    0,                0               },
    {"midday",        WORD_START,    0,                0               },
    {"middle",        WORD_START,    0,                0               },
    {"midnight",      WORD_START,    0,                0               },
    {"millennia",     WORD_UNIT,     GRAIN_MILLENNIUM, PLURAL          },
    {"millennium",    WORD_UNIT,     GRAIN_MILLENNIUM, 0               },
    {"min",           WORD_UNIT,     GRAIN_MINUTE,     0               },
    {"mins",          WORD_UNIT,     GRAIN_MINUTE,     PLURAL          },
    {"minute",        WORD_UNIT,     GRAIN_MINUTE,     0               },
    {"minutes",       WORD_UNIT,     GRAIN_MINUTE,     PLURAL          },
    {"mon",           WORD_WEEKDAY,  0,                SHORT | CAPITAL },
    {"monday",        WORD_WEEKDAY,  0,                CAPITAL         },
    {"mondays",       WORD_WEEKDAY,  0,                PLURAL | CAPITAL},
    {"month",         WORD_UNIT,     GRAIN_MONTH,      0               },
    {"monthly",       WORD_OFTEN,    GRAIN_MONTH,      0               },
    {"months",        WORD_UNIT,     GRAIN_MONTH,      PLURAL          },
    {"more",          WORD_START,    0,                0               },
    {"morning",       WORD_PART,     PART_MORNING,     0               },
    {"mornings",      WORD_PART,     PART_MORNING,     PLURAL          },
    {"mother",        WORD_START,    0,                0               },
    {"nearly",        WORD_START,    0,                0               },
    {"new",           WORD_START,    0,                0               },
    {"next",          WORD_START,    0,                0               },
    {"night",         WORD_PART,     PART_NIGHT,       0               },
    {"nights",        WORD_PART,     PART_NIGHT,       PLURAL          },
    {"nine",          WORD_CARDINAL, 9,                0               },
    {"nineteen",      WORD_CARDINAL, 19,               0               },
    {"nineteenth",    WORD_ORDINAL,  19,               0               },
    {"nineties",      WORD_DECADE,   90,               0               },
    {"ninety",        WORD_TENS,     90,               0               },
    {"ninth",         WORD_ORDINAL,  9,                0               },
    {"no",            WORD_START,    0,                0               },
    {"noon",          WORD_START,    0,                0               },
    {"not",           WORD_START,    0,                0               },
    {"nov",           WORD_MONTH,    11,               SHORT | CAPITAL },
    {"november",      WORD_MONTH,    11,               CAPITAL         },
    {"now",           WORD_START,    0,                0               },
    {"nowadays",      WORD_START,    0,                0               },
    {"nowruz",        WORD_START,    0,                0               },
    {"oct",           WORD_MONTH,    10,               SHORT | CAPITAL },
    {"october",       WORD_MONTH,    10,               CAPITAL         },
    {"once",          WORD_START,    0,                0               },
    {"one",           WORD_CARDINAL, 1,                0               },
    {"orthodox",      WORD_START,    0,                0               },
    {"over",          WORD_START,    0,                0               },
    {"overnight",     WORD_START,    0,                0               },
    {"palm",          WORD_START,    0,                0               },
    {"passover",      WORD_START,    0,                0               },
    {"past",          WORD_START,    0,                0               },
    {"pentecost",     WORD_START,    0,                0               },
    {"per",           WORD_START,    0,                0               },
    {"pm",            WORD_HALFDAY,  12,               0               },
    {"post",          WORD_START,    0,                0               },
    {"pre",           WORD_START,    0,                0               },
    {"present",       WORD_START,    0,                0               },
    {"presidents",    WORD_START,    0,                0               },
    {"previous",      WORD_START,    0,                0               },
    {"purim",         WORD_START,    0,                0               },
    {"q",             WORD_START,    0,                0               },
    {"quarter",       WORD_UNIT,     GRAIN_QUARTER,    0               },
    {"quarterly",     WORD_OFTEN,    GRAIN_QUARTER,    0               },
    {"quarters",      WORD_UNIT,     GRAIN_QUARTER,    PLURAL          },
    {"ramadan",       WORD_START,    0,                0               },
    {"recent",        WORD_START,    0,                0               },
    {"recently",      WORD_START,    0,                0               },
    {"remembrance",   WORD_START,    0,                0               },
    {"right",         WORD_START,    0,                0               },
    {"rosh",          WORD_START,    0,                0               },
    {"roughly",       WORD_START,    0,                0               },
    {"sat",           WORD_WEEKDAY,  5,                SHORT | CAPITAL },
    {"saturday",      WORD_WEEKDAY,  5,                CAPITAL         },
    {"saturdays",     WORD_WEEKDAY,  5,                PLURAL | CAPITAL},
    {"school",        WORD_START,    0,                0               },
    {"second",        WORD_ORDINAL,  2,                0               },
    {"seconds",       WORD_UNIT,     GRAIN_SECOND,     PLURAL          },
    {"sep",           WORD_MONTH,    9,                SHORT | CAPITAL },
    {"sept",          WORD_MONTH,    9,                SHORT | CAPITAL },
    {"september",     WORD_MONTH,    9,                CAPITAL         },
    {"seven",         WORD_CARDINAL, 7,                0               },
    {"seventeen",     WORD_CARDINAL, 17,               0               },
    {"seventeenth",   WORD_ORDINAL,  17,               0               },
    {"seventh",       WORD_ORDINAL,  7,                0               },
    {"seventies",     WORD_DECADE,   70,               0               },
    {"seventy",       WORD_TENS,     70,               0               },
    {"several",       WORD_START,    0,                0               },
    {"six",           WORD_CARDINAL, 6,                0               },
    {"sixteen",       WORD_CARDINAL, 16,               0               },
    {"sixteenth",     WORD_ORDINAL,  16,               0               },
    {"sixth",         WORD_ORDINAL,  6,                0               },
    {"sixties",       WORD_DECADE,   60,               0               },
    {"sixty",         WORD_TENS,     60,               0               },
    {"some",          WORD_START,    0,                0               },
    {"sometime",      WORD_START,    0,                0               },
    {"soon",          WORD_START,    0,                0               },
    {"spring",        WORD_SEASON,   0,                0               },
    {"springs",       WORD_OTHER,    0,                0               },
    {"st",            WORD_START,    0,                0               },
    {"start",         WORD_START,    0,                0               },
    {"sukkot",        WORD_START,    0,                0               },
    {"summer",        WORD_SEASON,   1,                0               },
    {"summers",       WORD_SEASON,   1,                PLURAL          },
    {"sun",           WORD_WEEKDAY,  6,                SHORT | CAPITAL },
    {"sunday",        WORD_WEEKDAY,  6,                CAPITAL         },
    {"sundays",       WORD_WEEKDAY,  6,                PLURAL | CAPITAL},
    {"ten",           WORD_CARDINAL, 10,               0               },
    {"tenth",         WORD_ORDINAL,  10,               0               },
    {"than",          WORD_START,    0,                0               },
    {"thanksgiving",  WORD_START,    0,                0               },
    {"that",          WORD_START,    0,                0               },
    {"the",           WORD_START,    0,                0               },
    {"these",         WORD_START,    0,                0               },
    {"third",         WORD_ORDINAL,  3,                0               },
    {"thirteen",      WORD_CARDINAL, 13,               0               },
    {"thirteenth",    WORD_ORDINAL,  13,               0               },
    {"thirties",      WORD_DECADE,   30,               0               },
    {"thirty",        WORD_TENS,     30,               0               },
    {"this",          WORD_START,    0,                0               },
    {"thousand",      WORD_SCALE,    101,              0               },
    {"three",         WORD_CARDINAL, 3,                0               },
    {"thu",           WORD_WEEKDAY,  3,                SHORT | CAPITAL },
    {"thurs",         WORD_WEEKDAY,  3,                SHORT | CAPITAL },
    {"thursday",      WORD_WEEKDAY,  3,                CAPITAL         },
    {"thursdays",     WORD_WEEKDAY,  3,                PLURAL | CAPITAL},
    {"today",         WORD_NEAR,     0,                0               },
    {"tomorrow",      WORD_NEAR,     1,                0               },
    {"tonight",       WORD_NEAR,     2,                0               },
    {"tue",           WORD_WEEKDAY,  1,                SHORT | CAPITAL },
    {"tues",          WORD_WEEKDAY,  1,                SHORT | CAPITAL },
    {"tuesday",       WORD_WEEKDAY,  1,                CAPITAL         },
    {"tuesdays",      WORD_WEEKDAY,  1,                PLURAL | CAPITAL},
    {"twelfth",       WORD_ORDINAL,  12,               0               },
    {"twelve",        WORD_CARDINAL, 12,               0               },
    {"twenties",      WORD_DECADE,   20,               0               },
    {"twentieth",     WORD_ORDINAL,  20,               0               },
    {"twenty",        WORD_TENS,     20,               0               },
    {"twice",         WORD_START,    0,                0               },
    {"two",           WORD_CARDINAL, 2,                0               },
    {"under",         WORD_START,    0,                0               },
    {"up",            WORD_START,    0,                0               },
    {"valentine",     WORD_START,    0,                0               },
    {"veterans",      WORD_START,    0,                0               },
    {"victory",       WORD_START,    0,                0               },
    {"wed",           WORD_WEEKDAY,  2,                SHORT | CAPITAL },
    {"wednesday",     WORD_WEEKDAY,  2,                CAPITAL         },
    {"wednesdays",    WORD_WEEKDAY,  2,                PLURAL | CAPITAL},
    {"week",          WORD_UNIT,     GRAIN_WEEK,       0               },
    {"weekend",       WORD_UNIT,     GRAIN_WEEKEND,    0               },
    {"weekends",      WORD_UNIT,     GRAIN_WEEKEND,    PLURAL          },
    {"weekly",        WORD_OFTEN,    GRAIN_WEEK,       0               },
    {"weeks",         WORD_UNIT,     GRAIN_WEEK,       PLURAL          },
    {"winter",        WORD_SEASON,   3,                0               },
    {"winters",       WORD_SEASON,   3,                PLURAL          },
    {"women",         WORD_START,    0,                0               },
    {"year",          WORD_UNIT,     GRAIN_YEAR,       0               },
    {"yearly",        WORD_OFTEN,    GRAIN_YEAR,       0               },
    {"years",         WORD_UNIT,     GRAIN_YEAR,       PLURAL          },
    {"yesterday",     WORD_NEAR,     -1,               0               },
    {"yom",           WORD_START,    0,                0               },
};

static const struct time_word *look_up(text t)
{
    char key[16];
    if (t.size >= sizeof key)
        return NULL;
    for (size_t i = 0; i < t.size; i++)
        key[i] =
            (char)(t.data[i] >= 'A' && t.data[i] <= 'Z' ? t.data[i] + 32 : t.data[i]);
    key[t.size] = '\0';
    size_t low = 0, high = sizeof entries / sizeof *entries;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(entries[middle].word, key);
        if (!order)
            return &entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- cutting --------------------------------------------------------------------- */

static bool digit(char b)
{
    return b >= '0' && b <= '9';
}

static bool letter(char b)
{
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (unsigned char)b >= 0x80;
}

/* Bytes of a space: also of those that do not break and of the thin ones. */
static size_t space(text t, size_t at)
{
    unsigned char b = (unsigned char)t.data[at];
    if (b <= ' ')
        return 1;
    if (b == 0xC2 && at + 1 < t.size && (unsigned char)t.data[at + 1] == 0xA0)
        return 2;
    if (b != 0xE2 || at + 2 >= t.size || (unsigned char)t.data[at + 1] != 0x80)
        return 0;
    unsigned char last = (unsigned char)t.data[at + 2];
    return last <= 0x8B || last == 0xAF ? 3 : 0;
}

/* "2O24", "3l": a number whose noughts and ones a scanner read as letters. Its bytes,
 * or 0. */
static size_t misread(text t, size_t at, int32_t *value)
{
    size_t end = at;
    int figures = 0;
    *value = 0;
    for (; end < t.size && end - at <= 4; end++) {
        char b = t.data[end];
        bool one = b == 'l' || b == 'I', nought = b == 'O';
        if (!digit(b) && !one && !nought)
            break;
        figures += digit(b);
        *value = *value * 10 + (digit(b) ? b - '0' : one);
    }
    bool part = end < t.size && (letter(t.data[end]) || digit(t.data[end]));
    return !part && figures && figures < (int)(end - at) && end - at >= 2 &&
                   end - at <= 4
               ? end - at
               : 0;
}

/* Dashes and quotation marks of three bytes: the sign that they stand for, or 0. */
static char sign(text t, size_t at)
{
    if (at + 2 >= t.size || (unsigned char)t.data[at] != 0xE2)
        return 0;
    if ((unsigned char)t.data[at + 1] == 0x88 && (unsigned char)t.data[at + 2] == 0x92)
        return '-'; /* minus */
    if ((unsigned char)t.data[at + 1] != 0x80)
        return 0;
    unsigned char last = (unsigned char)t.data[at + 2];
    if (last >= 0x90 && last <= 0x95)
        return '-';
    if (last == 0x98 || last == 0x99)
        return '\'';
    return last >= 0x9A && last <= 0x9F ? '"' : 0;
}

/* "a.m.", "B.C.": how long, and what it is. */
static size_t dotted(text t, size_t at, struct word *word)
{
    static const struct {
        const char *form;
        uint8_t kind, value;
    } forms[] = {
        {"b.c.e.", WORD_ERA,     1 },
        {"a.m.",   WORD_HALFDAY, 0 },
        {"p.m.",   WORD_HALFDAY, 12},
        {"b.c.",   WORD_ERA,     1 },
        {"a.d.",   WORD_ERA,     0 },
        {"a.m",    WORD_HALFDAY, 0 },
        {"p.m",    WORD_HALFDAY, 12},
        {"b.c",    WORD_ERA,     1 }
    };
    if (at + 2 >= t.size || t.data[at + 1] != '.')
        return 0;
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
        size_t size = strlen(forms[k].form);
        if (at + size > t.size || (at + size < t.size && letter(t.data[at + size])) ||
            !tc_text_equal_fold(tc_text_slice(t, at, at + size),
                                tc_text(forms[k].form)))
            continue;
        word->kind = forms[k].kind;
        word->value = forms[k].value;
        return size;
    }
    return 0;
}

static void name_word(text t, bool fold, struct word *word)
{
    const struct time_word *e = look_up(t);
    if (!e || ((e->flags & CAPITAL) && !fold && t.data[0] >= 'a'))
        return;
    word->kind = e->kind;
    word->value = e->kind == WORD_SCALE && e->value == 101 ? 1000 : e->value;
    word->plural = e->flags & PLURAL;
    word->short_form = e->flags & SHORT;
}

/* The piece that begins at: fills kind and value, returns its size. */
static size_t piece(text t, size_t at, bool fold, struct word *word)
{
    size_t end = at;
    bool inside = at && (letter(t.data[at - 1]) || digit(t.data[at - 1]));
    size_t scanned = inside ? 0 : misread(t, at, &word->value);
    if (scanned) {
        word->kind = WORD_NUMBER;
        return scanned;
    }
    if (digit(t.data[at])) {
        long long value = 0;
        while (end < t.size && digit(t.data[end]))
            end++;
        bool fits = tc_text_integer(tc_text_slice(t, at, end), 0, 999999999, &value);
        word->kind = WORD_NUMBER;
        word->value = fits ? (int32_t)value : -1;
        return end - at;
    }
    char which = sign(t, at);
    if (!which && letter(t.data[at])) {
        size_t size = dotted(t, at, word);
        if (size)
            return size;
        while (end < t.size && letter(t.data[end]) && !sign(t, end) && !space(t, end))
            end++;
        name_word(tc_text_slice(t, at, end), fold, word);
        return end - at;
    }
    word->kind = WORD_PUNCT;
    word->value = which ? which : (unsigned char)t.data[at];
    return which ? 3 : 1;
}

bool tc_time_words(struct work *work, const struct sentence *s, struct word **words,
                   uint32_t *count, uint32_t *room)
{
    text t = tc_text_slice(work->text, 0, s->end);
    uint32_t token = 0;
    bool glued = false;
    for (size_t at = s->begin; at < t.size;) {
        size_t blank = space(t, at);
        if (blank) {
            at += blank;
            glued = false;
            continue;
        }
        struct word word = {.begin = (uint32_t)at, .glued = glued};
        at += piece(t, at, work->fold, &word);
        word.end = (uint32_t)at;
        while (token + 1 < s->count && s->tokens[token].end <= word.begin)
            token++;
        word.token = (int32_t)token;
        if (*count == *room) {
            uint32_t wanted = *room ? 2 * *room : 512;
            struct word *more = tc_take(work, wanted * sizeof *more);
            if (!more)
                return false;
            if (*count)
                memcpy(more, *words, *count * sizeof *more);
            *words = more;
            *room = wanted;
        }
        (*words)[(*count)++] = word;
        glued = true;
    }
    return true;
}

/* ---- looking --------------------------------------------------------------------- */

enum word_class tc_at_kind(const struct scan *c, uint32_t i)
{
    return i < c->count ? (enum word_class)c->words[i].kind : WORD_OTHER;
}

int32_t tc_at_value(const struct scan *c, uint32_t i)
{
    return i < c->count ? c->words[i].value : 0;
}

text tc_at_text(const struct scan *c, uint32_t i)
{
    if (i >= c->count)
        return (text){NULL, 0};
    return tc_text_slice(c->work->text, c->words[i].begin, c->words[i].end);
}

/* Nine questions in ten are answered by the first letter; word is in lower case. */
bool tc_at_is(const struct scan *c, uint32_t i, const char *word)
{
    text t = tc_at_text(c, i);
    return t.size && (t.data[0] | 0x20) == (word[0] | 0x20) &&
           tc_text_equal_fold(t, tc_text(word));
}

bool tc_at_in(const struct scan *c, uint32_t i, const char *const *list)
{
    text t = tc_at_text(c, i);
    if (!t.size)
        return false;
    for (; *list; list++)
        if ((t.data[0] | 0x20) == (**list | 0x20) &&
            tc_text_equal_fold(t, tc_text(*list)))
            return true;
    return false;
}

bool tc_at_punct(const struct scan *c, uint32_t i, char which)
{
    return tc_at_kind(c, i) == WORD_PUNCT && tc_at_value(c, i) == which;
}

bool tc_at_capital(const struct scan *c, uint32_t i)
{
    text t = tc_at_text(c, i);
    return t.size && t.data[0] >= 'A' && t.data[0] <= 'Z';
}

const struct token *tc_at_token(const struct scan *c, uint32_t i)
{
    static const struct token none = {.head = TC_ROOT};
    return i < c->count && c->s->count ? &c->s->tokens[c->words[i].token] : &none;
}

/* ---- numbers --------------------------------------------------------------------- */

/* "1,200": how many words, with their value added to *out. */
static uint32_t digits(const struct scan *c, uint32_t i, long *out)
{
    uint32_t n = 1;
    *out = tc_at_value(c, i);
    if (*out < 0)
        return 0;
    while (tc_at_punct(c, i + n, ',') && c->words[i + n].glued && *out < 1000000 &&
           tc_at_kind(c, i + n + 1) == WORD_NUMBER && c->words[i + n + 1].glued &&
           tc_at_text(c, i + n + 1).size == 3) {
        *out = *out * 1000 + tc_at_value(c, i + n + 1);
        n += 2;
    }
    return n;
}

/* "twenty-four", "seven", "twenty" */
static uint32_t below_hundred(const struct scan *c, uint32_t i, long *out)
{
    enum word_class kind = tc_at_kind(c, i);
    if (kind != WORD_CARDINAL && kind != WORD_TENS)
        return 0;
    *out = tc_at_value(c, i);
    if (kind == WORD_CARDINAL)
        return 1;
    uint32_t n = 1 + tc_at_punct(c, i + 1, '-');
    if (tc_at_kind(c, i + n) != WORD_CARDINAL || tc_at_value(c, i + n) > 9)
        return 1;
    *out += tc_at_value(c, i + n);
    return n + 1;
}

uint32_t tc_at_number(const struct scan *c, uint32_t i, long *out)
{
    uint32_t n = 0;
    if (tc_at_kind(c, i) == WORD_NUMBER) {
        n = digits(c, i, out);
    } else if (tc_at_is(c, i, "a") && tc_at_kind(c, i + 1) == WORD_SCALE) {
        n = 1;
        *out = 1;
    } else if (tc_at_kind(c, i) == WORD_SCALE) {
        *out = tc_at_value(c, i);
        return 1;
    } else {
        n = below_hundred(c, i, out);
    }
    while (n && tc_at_kind(c, i + n) == WORD_SCALE && *out < 100000) {
        *out *= tc_at_value(c, i + n);
        n++;
        long rest = 0;
        uint32_t and = tc_at_is(c, i + n, "and");
        uint32_t more = below_hundred(c, i + n + and, &rest);
        if (more)
            *out += rest;
        n += more ? and+more : 0;
    }
    return n;
}

static bool is_suffix(text t)
{
    return tc_text_equal_fold(t, TEXT("st")) || tc_text_equal_fold(t, TEXT("nd")) ||
           tc_text_equal_fold(t, TEXT("rd")) || tc_text_equal_fold(t, TEXT("th"));
}

uint32_t tc_at_ordinal(const struct scan *c, uint32_t i, long *out)
{
    *out = tc_at_value(c, i);
    switch (tc_at_kind(c, i)) {
    case WORD_ORDINAL:
        return 1;
    case WORD_NUMBER:
        return i + 1 < c->count && c->words[i + 1].glued &&
                       is_suffix(tc_at_text(c, i + 1))
                   ? 2
                   : 0;
    case WORD_TENS: {
        uint32_t n = 1 + tc_at_punct(c, i + 1, '-');
        if (tc_at_kind(c, i + n) != WORD_ORDINAL || tc_at_value(c, i + n) > 9)
            return 0;
        *out += tc_at_value(c, i + n);
        return n + 1;
    }
    default:
        return 0;
    }
}

uint32_t tc_at_year(const struct scan *c, uint32_t i, int *year)
{
    enum word_class kind = tc_at_kind(c, i);
    long low = 0;
    if (kind == WORD_NUMBER) {
        *year = tc_at_value(c, i);
        bool open = i + 1 < c->count && c->words[i + 1].glued &&
                    (tc_at_punct(c, i + 1, ',') || tc_at_punct(c, i + 1, '.')) &&
                    tc_at_kind(c, i + 2) == WORD_NUMBER && c->words[i + 2].glued;
        return tc_at_text(c, i).size == 4 && *year >= 1000 && *year <= 2200 && !open;
    }
    if (kind == WORD_CARDINAL && tc_at_is(c, i, "two") &&
        tc_at_is(c, i + 1, "thousand")) {
        uint32_t and = tc_at_is(c, i + 2, "and");
        uint32_t n = below_hundred(c, i + 2 + and, &low);
        *year = 2000 + (int)low;
        return n ? 2 + and+n : 2;
    }
    long high = tc_at_value(c, i);
    if ((kind != WORD_CARDINAL && kind != WORD_TENS) || high < 15 || high > 20)
        return 0;
    uint32_t dash = tc_at_punct(c, i + 1, '-');
    uint32_t n = below_hundred(c, i + 1 + dash, &low);
    if (!n || low < 10)
        return 0;
    *year = (int)(100 * high + low);
    return 1 + dash + n;
}

/* ---- the tree -------------------------------------------------------------------- */

bool tc_at_modifies(const struct scan *c, uint32_t begin, uint32_t end)
{
    if (!end || end > c->count)
        return false;
    const struct token *t = tc_at_token(c, end - 1);
    if (end < c->count && c->words[end].token == c->words[end - 1].token)
        return letter(tc_at_text(c, end).data[0]) || tc_at_punct(c, end, '-');
    if (t->head <= c->words[end - 1].token || t->head < c->words[begin].token)
        return false;
    return t->relation == REL_COMPOUND || t->relation == REL_AMOD ||
           t->relation == REL_NUMMOD || t->relation == REL_NMOD_DESC;
}

/* "will say", "to say"; owned: what is asked for has "'s" and wants a stronger word */
static bool ahead_of(const struct sentence *s, int32_t verb, bool owned)
{
    static const char *const will[] = {"will",  "would", "shall",  "may",
                                       "could", "can",   "should", NULL};
    for (int32_t k = s->first[verb]; k >= 0; k = s->next[k]) {
        const struct token *child = &s->tokens[k];
        if (child->relation == REL_AUX && tc_lemma_in(child, will))
            return true;
        if (!owned && child->relation == REL_MARK && tc_lemma_is(child, "to"))
            return true;
    }
    return false;
}

/* "has scheduled a hearing for Monday": what is set lies ahead. */
static bool sets_a_day(const struct scan *c, uint32_t i, int32_t verb)
{
    static const char *const verbs[] = {"schedule", "slate",      "expect", "plan",
                                        "postpone", "reschedule", NULL};
    static const char *const fixers[] = {"set", "call", "fix", "book", "due", NULL};
    if (c->words[i].token <= verb)
        return false;
    const struct token *t = &c->s->tokens[verb];
    return tc_lemma_in(t, verbs) ||
           (i && tc_at_is(c, i - 1, "for") && tc_lemma_in(t, fixers));
}

/* The tense of the clause that the word stands in. */
enum tense tc_at_tense(const struct scan *c, uint32_t i)
{
    const struct sentence *s = c->s;
    if (i >= c->count)
        return TENSE_NONE;
    static const char *const ahead[] = {"until", "payable",   "effective", "starting",
                                        "due",   "scheduled", NULL};
    if (i && tc_at_in(c, i - 1, ahead))
        return TENSE_FUTURE;
    if (i > 2 && tc_at_is(c, i - 1, "as") &&
        (tc_at_is(c, i - 2, "soon") || tc_at_is(c, i - 2, "early")))
        return TENSE_FUTURE;
    uint32_t on_or_in = i && (tc_at_is(c, i - 1, "on") || tc_at_is(c, i - 1, "in"));
    if (i > on_or_in) { /* "announced Friday", "ended on Sept. 30" */
        int32_t before = c->words[i - 1 - on_or_in].token;
        uint8_t form = s->tokens[before].xpos;
        if (form == XPOS_VBD || (form == XPOS_VBN && !ahead_of(s, before, false)))
            return TENSE_PAST;
    }
    bool owned = tc_at_punct(c, i + 1, '\'') && tc_at_is(c, i + 2, "s");
    for (int32_t on = c->words[i].token; on >= 0; on = s->tokens[on].head) {
        const struct token *t = &s->tokens[on];
        if (t->upos != UPOS_VERB && t->upos != UPOS_AUX && on != s->root)
            continue;
        enum tense found = t->xpos == XPOS_VBD ? TENSE_PAST : TENSE_NONE;
        if (ahead_of(s, on, owned) || sets_a_day(c, i, on))
            return TENSE_FUTURE;
        for (int32_t k = s->first[on]; k >= 0; k = s->next[k])
            if (s->tokens[k].xpos == XPOS_VBD ||
                (s->tokens[k].relation == REL_AUX &&
                 tc_lemma_is(&s->tokens[k], "have"))) /* "has shut the road" */
                found = TENSE_PAST;
        bool bare = t->xpos == XPOS_VBG && !found && tc_child(s, on, REL_AUX) < 0 &&
                    ((t->relation != REL_ADVCL && t->relation != REL_ACL) ||
                     tc_lemma_is(t, "start") || tc_lemma_is(t, "begin"));
        if ((t->upos == UPOS_VERB && !bare) || found)
            return found;
    }
    return TENSE_NONE;
}
