/* voice_surface.c: the speaker where the tree has lost him.
 *
 * Quotations and long appositions are where a parser of plain clauses errs most: in a
 * sixth of the sentences with a quotation the speaker hangs on the wrong word. News
 * sets speakers in few fixed places, so the order of words is the surer witness there:
 *
 *     "...," NAME said        "...," said NAME        NAME, a lawyer from X, said ...
 *     The tax, NAME said, would ...
 */
#include "code/voice.h"

enum { FAR = 45 }; /* tokens: the longest apposition that is looked over */

static bool comma(const struct token *t)
{
    return tc_lemma_is(t, ",");
}

static bool dash(const struct token *t)
{
    static const char *const dashes[] = {"-", "--", "–", "—", NULL};
    return tc_lemma_in(t, dashes);
}

static bool quotes(const struct token *t)
{
    static const char *const marks[] = {"\"", "“", "”", "''", "``", NULL};
    return tc_lemma_in(t, marks);
}

static bool capital(const struct token *t)
{
    return t->form.size > 1 && t->form.data[0] >= 'A' && t->form.data[0] <= 'Z';
}

static bool finite(const struct token *t)
{
    return t->xpos == XPOS_VBD || t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP ||
           t->xpos == XPOS_MD;
}

static bool noun(const struct token *t)
{
    static const char *const heads[] = {"one", "some", "many", "most", "others", NULL};
    return t->upos == UPOS_NOUN || t->upos == UPOS_PROPN ||
           (t->upos == UPOS_PRON && t->xpos == XPOS_PRP) || tc_lemma_in(t, heads) ||
           (t->upos == UPOS_ADV && capital(t)); /* "Bright said" */
}

/* May it stand inside a noun phrase? */
static bool inside(const struct sentence *s, int32_t i)
{
    const struct token *t = &s->tokens[i];
    switch (t->upos) {
    case UPOS_NOUN:
    case UPOS_PROPN:
    case UPOS_ADJ:
    case UPOS_NUM:
    case UPOS_DET:
        return true;
    case UPOS_PRON:
        return t->xpos == XPOS_PRPS;
    case UPOS_PART:
        return t->xpos == XPOS_POS;
    case UPOS_ADP:
        return i > 0 && noun(&s->tokens[i - 1]) && t->relation == REL_CASE;
    case UPOS_CCONJ:
        return i > 0 && noun(&s->tokens[i - 1]) && tc_lemma_is(t, "and");
    case UPOS_PUNCT:
        return tc_lemma_is(t, "-") || t->xpos == XPOS_LRB || t->xpos == XPOS_RRB;
    default:
        return false;
    }
}

/* The noun phrase that ends at last: its first token, or NONE. */
static int32_t phrase_before(const struct sentence *s, int32_t last)
{
    if (last < 0)
        return NONE;
    const struct token *t = &s->tokens[last];
    if (t->xpos == XPOS_PRP && t->upos == UPOS_PRON)
        return last;
    if (!noun(t) && t->xpos != XPOS_RRB && t->upos != UPOS_NUM)
        return NONE;
    int32_t first = last;
    while (first > 0 && inside(s, first - 1))
        first--;
    while (first < last &&
           (s->tokens[first].upos == UPOS_PUNCT ||
            s->tokens[first].upos == UPOS_CCONJ || s->tokens[first].upos == UPOS_ADP))
        first++;
    return first;
}

/* The head of a phrase: its first noun that stands under nothing inside it. */
static int32_t head_of(const struct sentence *s, int32_t first, int32_t last)
{
    for (int32_t i = first; i <= last; i++) {
        const struct token *t = &s->tokens[i];
        if (noun(t) && (t->head < first || t->head > last))
            return i;
    }
    for (int32_t i = last; i >= first; i--)
        if (noun(&s->tokens[i]))
            return i;
    return NONE;
}

static bool names(const struct sentence *s, int32_t first, int32_t last)
{
    for (int32_t i = first; i <= last; i++)
        if (s->tokens[i].upos == UPOS_PROPN)
            return true;
    return false;
}

static bool boundary(const struct sentence *s, int32_t first)
{
    if (first == 0)
        return true;
    const struct token *t = &s->tokens[first - 1];
    return t->upos == UPOS_PUNCT || t->upos == UPOS_CCONJ || t->upos == UPOS_SCONJ ||
           t->upos == UPOS_ADV;
}

/* The first token of the verb's group. */
static int32_t group_start(const struct sentence *s, int32_t verb)
{
    while (verb > 0 && (s->tokens[verb - 1].upos == UPOS_AUX ||
                        (s->tokens[verb - 1].upos == UPOS_ADV &&
                         (!capital(&s->tokens[verb - 1]) || verb == 1))))
        verb--;
    return verb;
}

static bool take(const struct sentence *s, int32_t first, int32_t phrase_last,
                 int32_t last, struct finding *f)
{
    int32_t head = head_of(s, first, phrase_last);
    if (head < 0 || tc_is_time(&s->tokens[head]))
        return false;
    f->source = f->words_of_source = head;
    f->who = tc_voice_between(s, first, last);
    return true;
}

/* "NAME, a lawyer from X, said": over the apposition to the name. */
static bool over_apposition(const struct sentence *s, int32_t at, struct finding *f)
{
    int32_t first = NONE, last = NONE;
    for (int32_t i = at - 1; i > 0 && at - i < FAR; i--) {
        if (quotes(&s->tokens[i]))
            break;
        if (!comma(&s->tokens[i]) && !dash(&s->tokens[i]))
            continue;
        int32_t a = phrase_before(s, i - 1);
        if (a < 0)
            continue;
        bool named = names(s, a, i - 1) && boundary(s, a);
        if (first < 0 || named) {
            first = a;
            last = i - 1;
        }
        if (named)
            break;
    }
    return first >= 0 && take(s, first, last, at - 1, f);
}

static bool after_quotation(const struct sentence *s, int32_t verb)
{
    int32_t i = verb - 1;
    while (i >= 0 && s->tokens[i].upos == UPOS_ADV)
        i--;
    return i >= 0 && (quotes(&s->tokens[i]) ||
                      (comma(&s->tokens[i]) && i > 0 && quotes(&s->tokens[i - 1])));
}

static int32_t phrase_after(const struct sentence *s, int32_t first)
{
    int32_t last = NONE;
    for (int32_t i = first; i < (int32_t)s->count; i++) {
        if (s->tokens[i].upos == UPOS_PRON && s->tokens[i].xpos == XPOS_PRP &&
            i == first)
            return i;
        if (i > first ? !inside(s, i) : !(inside(s, i) || noun(&s->tokens[i])))
            break;
        if (noun(&s->tokens[i]))
            last = i;
    }
    return last;
}

/* "officials who asked not to be named said": over the relative clause. */
static bool over_relative(const struct sentence *s, int32_t at, struct finding *f)
{
    for (int32_t i = at; i > 0 && at - i < FAR; i--) {
        const struct token *t = &s->tokens[i];
        if (quotes(t) || comma(t))
            return false;
        if (t->xpos != XPOS_WP && t->xpos != XPOS_WDT)
            continue;
        int32_t first = phrase_before(s, i - 1);
        return first >= 0 && take(s, first, i - 1, at, f);
    }
    return false;
}

bool tc_voice_before_comma(const struct sentence *s, int32_t verb, struct finding *f)
{
    int32_t first = verb > 1 ? phrase_before(s, verb - 2) : NONE;
    return first >= 0 && take(s, first, verb - 2, verb - 2, f);
}

bool tc_voice_surface(const struct sentence *s, int32_t verb, struct finding *f)
{
    const struct token *t = &s->tokens[verb];
    if (t->xpos != XPOS_VBD && t->xpos != XPOS_VBZ && t->xpos != XPOS_VBP &&
        t->xpos != XPOS_VBN && t->xpos != XPOS_VBG)
        return false;
    if (after_quotation(s, verb) && verb + 1 < (int32_t)s->count) {
        int32_t last = phrase_after(s, verb + 1);
        if (last >= 0)
            return take(s, verb + 1, last, last, f);
    }
    int32_t start = group_start(s, verb);
    if (start == 0)
        return false;
    if (comma(&s->tokens[start - 1]) || dash(&s->tokens[start - 1]))
        return over_apposition(s, start - 1, f);
    int32_t first = phrase_before(s, start - 1);
    if (first < 0)
        return t->xpos != XPOS_VBG && over_relative(s, start - 1, f);
    return take(s, first, start - 1, start - 1, f);
}

static bool any_finite(const struct sentence *s, int32_t first, int32_t last)
{
    for (int32_t i = first; i <= last; i++)
        if (finite(&s->tokens[i]))
            return true;
    return false;
}

/* Only when and where it was said between a verb and the end of the sentence? */
static bool tail(const struct sentence *s, int32_t first)
{
    int32_t last = (int32_t)s->count - 1;
    if (first >= last)
        return true;
    const struct token *t = &s->tokens[first];
    if (last - first > 12 || any_finite(s, first, last) ||
        !(t->upos == UPOS_ADP || t->upos == UPOS_ADV || tc_is_time(t)))
        return false;
    for (int32_t i = first; i <= last; i++)
        if (quotes(&s->tokens[i]) || tc_lemma_is(&s->tokens[i], "that"))
            return false;
    return true;
}

bool tc_voice_interrupts(const struct sentence *s, int32_t verb, struct finding *f)
{
    int32_t start = group_start(s, verb), end = verb + 1;
    if (start == 0 || end >= (int32_t)s->count || !finite(&s->tokens[verb]) ||
        s->tokens[start - 1].upos == UPOS_PUNCT)
        return false;
    while (end < (int32_t)s->count && end - verb < 4 &&
           tc_is_time(&s->tokens[end])) /* "said Monday," */
        end++;
    bool last = tail(s, end);
    int32_t first = phrase_before(s, start - 1);
    if (end >= (int32_t)s->count || (!last && !comma(&s->tokens[end])) || first < 2 ||
        !comma(&s->tokens[first - 1]) || quotes(&s->tokens[first - 2]))
        return false;
    const struct token *begin = &s->tokens[0];
    bool adverbial = begin->upos == UPOS_ADP || begin->upos == UPOS_ADV ||
                     begin->upos == UPOS_SCONJ || begin->xpos == XPOS_VBG;
    if ((last && (adverbial || first < 6) && !any_finite(s, 0, first - 1)) ||
        !take(s, first, start - 1, start - 1, f))
        return false;
    f->what[0] = tc_voice_between(s, 0, first - 1);
    /* what a participle begins tells how it was said: "..., citing a source" */
    bool more =
        !last && end + 1 < (int32_t)s->count && s->tokens[end + 1].xpos != XPOS_VBG;
    f->what[1] = more ? tc_voice_between(s, end + 1, (int32_t)s->count - 1)
                      : (struct range){0, 0};
    return true;
}

bool tc_voice_inverted(const struct sentence *s, int32_t verb, struct finding *f)
{
    int32_t end = (int32_t)s->count - 1;
    if (verb < 4 || verb >= end || !comma(&s->tokens[verb - 1]) ||
        !finite(&s->tokens[verb]) || quotes(&s->tokens[verb - 2]) ||
        tc_lemma_is(&s->tokens[verb], "tell"))
        return false;
    int32_t last = phrase_after(s, verb + 1);
    if (last < 0 || last + 1 > end || s->tokens[last + 1].upos != UPOS_PUNCT ||
        quotes(&s->tokens[last + 1]) || !any_finite(s, 0, verb - 2))
        return false;
    /* the apposition goes on to the end of the sentence */
    int32_t stop = last;
    while (stop < end && !quotes(&s->tokens[stop]))
        stop++;
    if (!take(s, verb + 1, last, stop == end ? end : last, f))
        return false;
    f->what[0] = tc_voice_between(s, 0, verb - 1);
    return true;
}

/* What follows a verb of saying up to the end of the sentence, if it is a clause. */
bool tc_voice_rest(const struct sentence *s, int32_t verb, struct finding *f)
{
    int32_t first = verb + 1, last = (int32_t)s->count - 1;
    for (int32_t i = first; i <= last && i < verb + 14; i++) {
        const struct token *t = &s->tokens[i];
        if (tc_lemma_is(t, "that") && t->upos == UPOS_SCONJ) {
            first = i;
            break;
        }
        if (t->upos == UPOS_VERB || quotes(t))
            break;
    }
    if (!any_finite(s, first, last) || first >= last ||
        s->tokens[first].upos == UPOS_PUNCT)
        return false;
    f->what[0] = tc_voice_between(s, first, last);
    return true;
}
