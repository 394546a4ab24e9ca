/* plural.c: the plurals of role nouns, by rule.
 *
 * Only the last word changes ("foreign minister", "foreign ministers"); what the rules
 * miss is written behind a "/" in data/agents.txt. A word too many does no harm in
 * looking up, so the rules lean to making one.
 */
#include "lexicon/dictionary.h"

#include <stdio.h>

static bool is_one_of(text word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tc_text_equal_fold(word, tc_text(list[i])))
            return true;
    return false;
}
#define ONE_OF(word, list) is_one_of((word), (list), sizeof(list) / sizeof *(list))

static const char *const none[] = {
    "corps",     "headquarters", "news",     "staff",      "personnel", "media",
    "artillery", "infantry",     "cavalry",  "manpower",   "press",     "leadership",
    "judiciary", "weaponry",     "aircraft", "spacecraft", "aid"};
static const char *const plurals[] = {"police",   "people", "clergy", "mujahideen",
                                      "fedayeen", "women",  "men",    "children",
                                      "populace", "youth",  "cattle"};
static const char *const manly[] = {"human",   "german", "roman",   "shaman",
                                    "ottoman", "norman", "muslman", "talisman"};
static const char *const hard_arch[] = {"monarch", "patriarch", "oligarch", "matriarch",
                                        "exarch",  "tetrarch",  "stomach"};
static const char *const in_oes[] = {"hero", "veto", "embargo", "torpedo", "echo"};
static const struct {
    const char *one, *many;
} irregular[] = {
    {"child",            "children"         },
    {"person",           "people"           },
    {"wife",             "wives"            },
    {"thief",            "thieves"          },
    {"midwife",          "midwives"         },
    {"foot",             "feet"             },
    {"wolf",             "wolves"           },
    {"half",             "halves"           },
    {"medium",           "media"            },
    {"alumnus",          "alumni"           },
    {"attorney general", "attorneys general"},
    {"housewife",        "housewives"       }
};

static bool ends_in(text word, const char *end)
{
    return tc_text_ends(word, tc_text(end));
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* How many bytes of the word stay, and what is put behind them; NULL: no plural. */
static const char *ending(text word, size_t *keep)
{
    *keep = word.size;
    for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
        if (tc_text_equal_fold(word, tc_text(irregular[i].one))) {
            *keep = 0;
            return irregular[i].many;
        }
    if (word.size > 3 && ends_in(word, "man") && !ONE_OF(word, manly)) {
        *keep = word.size - 2;
        return "en";
    }
    if (word.size > 1 && ends_in(word, "y") && !is_vowel(word.data[word.size - 2])) {
        *keep = word.size - 1;
        return "ies";
    }
    if (ends_in(word, "s") || ends_in(word, "x") || ends_in(word, "z") ||
        ends_in(word, "sh") || (ends_in(word, "ch") && !ONE_OF(word, hard_arch)) ||
        ONE_OF(word, in_oes))
        return "es";
    return "s";
}

text tc_plural(text noun, char *buffer, size_t size, bool *plural)
{
    size_t begin = noun.size;
    while (begin && noun.data[begin - 1] != ' ' && noun.data[begin - 1] != '-')
        begin--;
    text word = tc_text_slice(noun, begin, noun.size);
    *plural = ONE_OF(word, plurals);
    if (*plural || ONE_OF(word, none))
        return (text){NULL, 0};
    bool singular_s = ends_in(word, "ss") || ends_in(word, "us") || ends_in(word, "is");
    if (ends_in(word, "s") && !singular_s) {
        *plural = true; /* "troops" */
        return (text){NULL, 0};
    }
    size_t keep;
    const char *end = ending(word, &keep);
    int n = snprintf(buffer, size, "%.*s%s", (int)(begin + keep), noun.data, end);
    if (!word.size || n < 0 || (size_t)n >= size)
        return (text){NULL, 0};
    return (text){buffer, (size_t)n};
}
