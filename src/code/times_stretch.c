/* times_stretch.c: the days of a claim, from an expression and what stands before it.
 *
 * Two dates that are joined are one stretch ("from 5 to 7 March", "between 2014 and
 * 2016"). A preposition opens a date to one side, and the document's day closes it:
 *
 *     since, from 2014     that year's first day to the document's day
 *     after 5 May          the day behind it to the document's day
 *     by, until Friday     the document's day to that Friday, where it is to come
 *     before Friday        likewise, without the Friday
 *     by 5 May             of what is past, that day: done then, or little before
 *     until, before 5 May  of what is past, no first day
 *
 * Such a stretch has the precision "duration": the act lies somewhere in it.
 */
#include "code/times.h"

#include <string.h>

/* Is the expression the end of a stretch that the one before it begins? */
static bool goes_on(const struct work *work, uint32_t first)
{
    static const char *const joints[] = {"-",     "\xE2\x80\x93", "\xE2\x80\x94",
                                         "to",    "till",         "through",
                                         "up to", "until",        NULL};
    if (first + 1 >= work->time_count)
        return false;
    const tocsin_time *a = &work->times[first], *b = a + 1;
    if (!a->from.size || !b->from.size || b->begin < a->end || b->begin - a->end > 12 ||
        tc_text_compare(a->from, b->to) > 0 || !tc_text_equal(a->type, b->type))
        return false;
    text between = tc_text_trim(tc_text_slice(work->text, a->end, b->begin));
    for (int k = 0; joints[k]; k++)
        if (tc_text_equal_fold(between, tc_text(joints[k])))
            return true;
    if (tc_text_equal_fold(between, TEXT("and")) && /* "on 3 and 4 June" */
        tc_day_parse(b->from) == tc_day_parse(a->to) + 1 &&
        tc_text_equal(a->precision, TEXT("day")))
        return true;
    text before = tc_text_trim(tc_text_slice(work->text, 0, a->begin));
    return tc_text_equal_fold(between, TEXT("and")) && before.size >= 7 &&
           tc_text_equal_fold(tc_text_slice(before, before.size - 7, before.size),
                              TEXT("between"));
}

enum opening { OPEN_NONE, OPEN_SINCE, OPEN_AFTER, OPEN_BY, OPEN_UNTIL, OPEN_BEFORE };

/* The word before the expression, without "the" and "about". */
static enum opening side_of(const struct work *work, const tocsin_time *t)
{
    static const struct {
        const char *word;
        uint8_t side;
    } words[] = {
        {"since",     OPEN_SINCE },
        {"after",     OPEN_AFTER },
        {"by",        OPEN_BY    },
        {"until",     OPEN_UNTIL },
        {"till",      OPEN_UNTIL },
        {"before",    OPEN_BEFORE},
        {"from",      OPEN_SINCE },
        {"starting",  OPEN_SINCE },
        {"beginning", OPEN_SINCE },
    };
    text left = tc_text_trim(tc_text_slice(work->text, 0, t->begin));
    size_t at;
    static const char *const small[] = {"on", "in", "the", "about", NULL};
    for (int k = 0; small[k]; k++) { /* "starting on Monday" */
        size_t size = strlen(small[k]);
        if (left.size > size + 1 && left.data[left.size - size - 1] == ' ' &&
            tc_text_equal_fold(tc_text_slice(left, left.size - size, left.size),
                               tc_text(small[k]))) {
            left = tc_text_trim(tc_text_slice(left, 0, left.size - size));
            break;
        }
    }
    at = left.size;
    while (at &&
           ((left.data[at - 1] | 0x20) >= 'a' && (left.data[at - 1] | 0x20) <= 'z'))
        at--;
    text word = tc_text_slice(left, at, left.size);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (tc_text_equal_fold(word, tc_text(words[k].word)))
            return (enum opening)words[k].side;
    return OPEN_NONE;
}

static void unfold(struct work *work, enum opening side, tocsin_time *t)
{
    int32_t from = tc_day_parse(t->from), to = tc_day_parse(t->to), day = work->day;
    int32_t first = from, last = to;
    if (from == TC_NO_DAY || to == TC_NO_DAY)
        return;
    switch (side) {
    case OPEN_SINCE:
    case OPEN_AFTER:
        first = side == OPEN_AFTER ? to + 1 : from;
        if (day == TC_NO_DAY || day <= first)
            return; /* to come: the expression's own days */
        last = day;
        break;
    case OPEN_BY:
        if (day == TC_NO_DAY || day > to)
            return;
        first = day;
        break;
    case OPEN_UNTIL:
    case OPEN_BEFORE:
        last = side == OPEN_BEFORE ? from - 1 : to;
        first = day != TC_NO_DAY && day <= last ? day : TC_NO_DAY;
        break;
    default:
        return;
    }
    char days[11];
    t->from = (text){NULL, 0};
    if (first != TC_NO_DAY) {
        tc_day_print(first, days);
        t->from = tc_arena_copy(work->arena, tc_text(days));
    }
    tc_day_print(last, days);
    t->to = tc_arena_copy(work->arena, tc_text(days));
    t->precision = TEXT("duration");
}

tocsin_time tc_time_stretch(struct work *work, uint32_t i)
{
    if (i && goes_on(work, i - 1))
        i--;
    tocsin_time t = work->times[i];
    if (goes_on(work, i)) {
        t.to = work->times[i + 1].to;
        t.end = work->times[i + 1].end;
        t.text = tc_words(work, t.begin, t.end);
    } else {
        unfold(work, side_of(work, &t), &t);
    }
    return t;
}
