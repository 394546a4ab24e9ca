/* voice_span.c: how far a source, a cue and a content reach.
 *
 * A source is the whole noun phrase with its apposition, because that is what a reader
 * is told of it ("KellyAnne Conway, a pollster"). A cue is the verb group with
 * auxiliaries, negation and adverbs ("has also called for"). A content keeps its "that"
 * or "to" and its quotation marks, and loses the commas and the full stop around it.
 */
#include "code/voice.h"

static bool outer_mark(const struct token *t)
{
    static const char *const marks[] = {",", ".", ";", ":",   "-", "--",
                                        "–", "—", "―", "...", "…", NULL};
    return tc_lemma_in(t, marks);
}

static bool is_closing(const struct token *t)
{
    static const char *const closing[] = {"”", "\"", "''", "’", ")", NULL};
    return t->upos == UPOS_PUNCT && tc_lemma_in(t, closing);
}

static bool is_opening(const struct token *t)
{
    static const char *const opening[] = {"“", "\"", "``", "‘", "(", NULL};
    return t->upos == UPOS_PUNCT && tc_lemma_in(t, opening);
}

struct range tc_voice_between(const struct sentence *s, int32_t first, int32_t last)
{
    while (first < last && outer_mark(&s->tokens[first]))
        first++;
    while (last > first && outer_mark(&s->tokens[last]))
        last--;
    /* a mark of quotation that has lost its other half */
    if (first < last && is_closing(&s->tokens[first]) && !is_opening(&s->tokens[first]))
        first++;
    if (first < last && is_opening(&s->tokens[last]) && !is_closing(&s->tokens[last]))
        last--;
    return (struct range){s->tokens[first].begin, s->tokens[last].end};
}

struct range tc_voice_span(const struct sentence *s, int32_t head, int32_t without)
{
    int32_t first, last;
    tc_span(s, head, &first, &last);
    if (without >= 0 && without != head) {
        int32_t a, b;
        tc_span(s, without, &a, &b);
        if (a > head && a <= last)
            last = a - 1;
        else if (b < head && b >= first)
            first = b + 1;
    }
    return tc_voice_between(s, first, last);
}

static bool in_group(const struct token *t)
{
    switch (t->relation) {
    case REL_AUX:
    case REL_AUX_PASS:
    case REL_COP:
        return true;
    case REL_ADVMOD:
        return t->xpos != XPOS_WRB && t->upos != UPOS_NOUN &&
               !(t->form.data[0] >= 'A' && t->form.data[0] <= 'Z');
    default:
        return false;
    }
}

struct range tc_voice_group(const struct sentence *s, int32_t head, int32_t last)
{
    int32_t first = head;
    while (first > 0 && s->tokens[first - 1].head == head &&
           in_group(&s->tokens[first - 1]))
        first--;
    if (last < head)
        last = head;
    while (last + 1 < (int32_t)s->count && s->tokens[last + 1].head == head &&
           s->tokens[last + 1].relation == REL_COMPOUND_PRT)
        last++;
    return (struct range){s->tokens[first].begin, s->tokens[last].end};
}

struct range tc_voice_source(const struct sentence *s, int32_t source, int32_t cue)
{
    int32_t first = source, last = source;
    for (int32_t c = s->first[source]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_CASE || t->relation == REL_PUNCT ||
            t->relation == REL_MARK || t->relation == REL_CC || tc_below(s, cue, c))
            continue;
        if (t->relation == REL_PARATAXIS || t->relation == REL_COP)
            continue;
        int32_t a, b;
        tc_span(s, c, &a, &b);
        if (a < first)
            first = a;
        if (b > last)
            last = b;
    }
    if (cue > source && last >= cue)
        last = cue - 1;
    if (cue < source && first <= cue)
        first = cue + 1;
    return tc_voice_between(s, first, last);
}

void tc_voice_around(const struct sentence *s, int32_t head, int32_t without,
                     struct range out[2])
{
    int32_t first, last, a, b;
    tc_span(s, head, &first, &last);
    tc_span(s, without, &a, &b);
    out[0] = out[1] = (struct range){0, 0};
    if (a > first)
        out[0] = tc_voice_between(s, first, a - 1);
    if (b < last) {
        struct range rest = tc_voice_between(s, b + 1, last);
        bool letters = rest.end > rest.begin && !outer_mark(&s->tokens[last]);
        letters = letters || b + 1 < last;
        if (out[0].end == out[0].begin)
            out[0] = rest;
        else if (letters)
            out[1] = rest;
    }
}
