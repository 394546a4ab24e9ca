/* times_bind.c: which time expression an act has: that of its own clause, else the
 * nearest that governs it, else the document's day, and says which.
 *
 * An expression belongs to the verb above it; one inside a noun phrase ("the 2015
 * accord") is only second best, and a stretch ("in the past three months") third. What
 * stands over a report's content ("said on Monday that ...") is the time of the saying
 * and never of what is said. Two dates that are joined ("from 5 to 7 March") are one
 * stretch.
 */
#include "code/times.h"

#include <string.h>

enum { A_CLAUSE = 8, NESTED = 4, STRETCH = 2 };

static int32_t token_at(const struct sentence *s, uint32_t byte)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->tokens[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->count ? (int32_t)low : NONE;
}

/* The token of the expression that hangs on what stands outside it. */
static int32_t top_of(const struct sentence *s, const tocsin_time *t)
{
    int32_t at = token_at(s, t->begin);
    for (int32_t on = at; on >= 0 && (uint32_t)on < s->count; on++) {
        const struct token *token = &s->tokens[on];
        if (token->begin >= t->end)
            break;
        if (token->head < 0 || s->tokens[token->head].begin >= t->end ||
            s->tokens[token->head].end <= t->begin)
            return on;
    }
    return at;
}

/* The verb (or the act itself) over the expression; *nested: a noun lies between. */
static int32_t clause_of(const struct sentence *s, int32_t at, int32_t trigger,
                         bool *nested)
{
    *nested = false;
    int32_t on = at;
    while (on >= 0 && on != trigger && (on == at || s->tokens[on].upos != UPOS_VERB)) {
        uint8_t upos = s->tokens[on].upos;
        if (on != at && (upos == UPOS_NOUN || upos == UPOS_PROPN))
            *nested = true;
        on = s->tokens[on].head;
    }
    return on < 0 ? s->root : on;
}

/* How far the expression's clause is from the act: 0 the same, NONE not above it. */
static int distance(const struct sentence *s, int32_t clause, int32_t trigger)
{
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

/* Is the expression the end of a stretch that the one before it begins? */
static bool goes_on(const struct work *work, uint32_t first)
{
    static const char *const joints[] = {"-",       "\xE2\x80\x93", "to",
                                         "through", "until",        NULL};
    if (first + 1 >= work->time_count)
        return false;
    const tocsin_time *a = &work->times[first], *b = a + 1;
    if (!b->from.size || b->begin < a->end || b->begin - a->end > 12 ||
        tc_text_compare(a->from, b->to) > 0 || !tc_text_equal(a->type, b->type))
        return false;
    text between = tc_text_trim(tc_text_slice(work->text, a->end, b->begin));
    for (int k = 0; joints[k]; k++)
        if (tc_text_equal_fold(between, tc_text(joints[k])))
            return true;
    text before = tc_text_trim(tc_text_slice(work->text, 0, a->begin));
    return tc_text_equal_fold(between, TEXT("and")) && before.size > 7 &&
           tc_text_equal_fold(tc_text_slice(before, before.size - 7, before.size),
                              TEXT("between"));
}

static tocsin_time whole(const struct work *work, uint32_t i)
{
    if (i && goes_on(work, i - 1))
        i--;
    tocsin_time t = work->times[i];
    if (!goes_on(work, i))
        return t;
    t.to = work->times[i + 1].to;
    t.end = work->times[i + 1].end;
    t.text = tc_words(work, t.begin, t.end);
    return t;
}

tocsin_time tc_time_of(struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    uint32_t best = work->time_count;
    int best_distance = INT32_MAX;
    for (uint32_t i = first_time(work, s->begin);
         i < work->time_count && work->times[i].begin < s->end; i++) {
        const tocsin_time *t = &work->times[i];
        int32_t at = top_of(s, t);
        if (!t->from.size || at < 0)
            continue;
        bool nested;
        int steps = distance(s, clause_of(s, at, token, &nested), token);
        if (steps < 0)
            continue;
        bool stretch = tc_text_equal(t->type, TEXT("DURATION"));
        int d = steps * A_CLAUSE + (nested ? NESTED : 0) + (stretch ? STRETCH : 0);
        if (d < best_distance) {
            best = i;
            best_distance = d;
        }
    }
    if (best < work->time_count)
        return whole(work, best);
    tocsin_time t = {0};
    if (work->day == TC_NO_DAY)
        return t;
    char day[11];
    tc_day_print(work->day, day);
    t.from = t.to = tc_arena_copy(work->arena, tc_text(day));
    t.precision = TEXT("document");
    return t;
}
