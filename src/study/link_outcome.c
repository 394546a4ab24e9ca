/* study/link_outcome.c: what came of a forecast of a next event, and how good it was.
 *
 * The answers that were given, and "another" for all that were not, are the classes of
 * a Brier and a log score; of several right answers one is drawn by lot, which is what
 * was forecast, so that scores are means over them. Where nothing of what was asked
 * happened on the day nothing is scored: it was said what, if anything.
 */
#include "study/study.h"

#include <math.h>
#include <string.h>

#define LEAST 1e-6 /* probability in a log score */

/* Who and what; none: a name that is not there, or that is asked for. */
struct asked {
    uint32_t actor, relation, recipient;
};
static const uint32_t none = UINT32_MAX;

static uint32_t number_of(const struct stream_names *names, text name)
{
    uint32_t number;
    return name.size && tc_map_get(&names->numbers, name, &number) ? number : none;
}

static bool fits(const struct stream *s, size_t i, tocsin_next_asks asks,
                 const struct asked *asked)
{
    return (asks == TOCSIN_NEXT_ACTOR || s->actor[i] == asked->actor) &&
           (asks == TOCSIN_NEXT_RELATION || s->relation[i] == asked->relation) &&
           (asks == TOCSIN_NEXT_RECIPIENT || s->recipient[i] == asked->recipient);
}

static uint32_t answer_of(const struct stream *s, size_t i, tocsin_next_asks asks)
{
    return asks == TOCSIN_NEXT_ACTOR      ? s->actor[i]
           : asks == TOCSIN_NEXT_RELATION ? s->relation[i]
                                          : s->recipient[i];
}

/* Where an answer stands in the forecast; count: not there. */
static size_t place_of(const tocsin_kept_next *forecast, text name)
{
    size_t at = 0;
    while (at < forecast->answer_count &&
           !tc_text_equal(forecast->answers[at].name, name))
        at++;
    return at;
}

/* Scores of one right answer at a place, by what was said (or by counting). */
static void score(const tocsin_kept_next *forecast, size_t at, bool base,
                  tocsin_next_outcome *out)
{
    double squares = 0, rest = 1, right = 0;
    for (size_t i = 0; i < forecast->answer_count; i++) {
        const tocsin_kept_answer *answer = &forecast->answers[i];
        double p = base ? answer->base : answer->probability;
        squares += p * p;
        rest -= p;
        right = i == at ? p : right;
    }
    rest = rest > 0 ? rest : 0;
    right = at == forecast->answer_count ? rest : right;
    out->brier[base] += squares + rest * rest - 2 * right + 1;
    out->log[base] -= log(right > LEAST ? right : LEAST);
}

static void hear(const struct stream *s, const tocsin_kept_next *forecast,
                 uint32_t answer, tocsin_next_outcome *out)
{
    text name = forecast->asks == TOCSIN_NEXT_RELATION ? s->relations.items[answer]
                                                       : s->actors.items[answer];
    size_t at = place_of(forecast, name);
    bool listed = at < forecast->answer_count;
    if (!out->right || (listed && (!out->rank || at + 1 < out->rank))) {
        out->came = name;
        out->rank = listed ? at + 1 : 0;
        out->probability = listed ? forecast->answers[at].probability : 0;
    }
    out->right++;
    score(forecast, at, false, out);
    score(forecast, at, true, out);
}

bool tc_next_outcome(const struct stream *s, const tocsin_kept_next *forecast,
                     tocsin_next_outcome *out)
{
    int32_t day = tc_day_parse(forecast->as_of);
    memset(out, 0, sizeof *out);
    if (!s->count || day == TC_NO_DAY || s->day[s->count - 1] <= day)
        return false;
    struct asked asked = {number_of(&s->actors, forecast->actor),
                          number_of(&s->relations, forecast->relation),
                          number_of(&s->actors, forecast->recipient)};
    size_t first = s->count, end;
    while (first && s->day[first - 1] > day)
        first--;
    for (end = first; end < s->count && s->day[end] == day + 1;)
        end++;
    for (size_t i = first; i < end; i++) {
        uint32_t answer = answer_of(s, i, forecast->asks);
        bool again = !fits(s, i, forecast->asks, &asked);
        for (size_t k = first; k < i && !again; k++)
            again = fits(s, k, forecast->asks, &asked) &&
                    answer_of(s, k, forecast->asks) == answer;
        if (!again)
            hear(s, forecast, answer, out);
    }
    for (int base = 0; base < 2 && out->right; base++) {
        out->brier[base] /= (double)out->right;
        out->log[base] /= (double)out->right;
    }
    return true;
}
