/* phrase.c: all the words of a party, as a claim shows them.
 *
 * mention.c keeps a phrase short, because who it is stands near its head. A reader of a
 * claim wants the phrase as it is written: "South African leader F.W. de Klerk", "the
 * Rapid Support Forces (RSF)", "workers affiliated with the union", "an offer made by
 * the rebels". Only what follows without a gap is taken, no relative clause (it tells
 * something of its own), and no more than a dozen words at a time.
 */
#include "code/coder.h"

enum { ROUNDS = 4, ROOM = 12 };

static int32_t token_at_end(const struct sentence *s, int32_t from, uint32_t end)
{
    int32_t last = from;
    while (last + 1 < (int32_t)s->count && s->tokens[last + 1].end <= end)
        last++;
    return last;
}

/* "(RSF)" behind the phrase, up to its bracket; last when there is none. */
static int32_t bracket(const struct sentence *s, int32_t head, int32_t last)
{
    int32_t open = last + 1;
    if (open + 1 >= (int32_t)s->count || !tc_lemma_is(&s->tokens[open], "("))
        return last;
    const struct token *in = &s->tokens[open + 1];
    if (in->upos == UPOS_NUM || in->upos == UPOS_VERB)
        return last;
    for (int32_t i = open + 1; i < (int32_t)s->count && i < open + 8; i++)
        if (tc_lemma_is(&s->tokens[i], ")"))
            return s->tokens[open + 1].head >= 0 && tc_below(s, open + 1, head) ? i
                                                                                : last;
    return last;
}

/* The end of what a child adds, without the relative clauses and further members of a
 * list that hang on it. */
static int32_t child_end(const struct sentence *s, int32_t token)
{
    int32_t last = token;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (c < token || r == REL_ACL_RELCL || r == REL_PUNCT || r == REL_PARATAXIS ||
            r == REL_ADVCL || tc_is_time(&s->tokens[c]))
            continue;
        int32_t end = child_end(s, c);
        if (end > last)
            last = end;
    }
    return last;
}

static bool follows(const struct sentence *s, int32_t child, bool comma)
{
    const struct token *t = &s->tokens[child];
    switch (t->relation) {
    case REL_APPOS:
        return t->upos == UPOS_PROPN || t->upos == UPOS_NOUN;
    case REL_FLAT:
    case REL_NMOD_DESC:
        return !comma;
    case REL_AMOD:
    case REL_COMPOUND: /* the second half of a name, behind the first */
        return !comma && t->upos == UPOS_PROPN;
    case REL_NMOD:
        return !comma && !tc_is_time(t);
    case REL_ACL:
        return !comma && (t->xpos == XPOS_VBN || t->xpos == XPOS_VBG) &&
               child_end(s, child) > child;
    default:
        return false;
    }
}

/* "Niger's ambassador | Brah Mohamane": a name that the parser made a second subject or
 * object. */
static bool second_half(const struct sentence *s, int32_t head, int32_t token)
{
    const struct token *a = &s->tokens[head], *b = &s->tokens[token];
    return a->head == b->head && a->relation == b->relation && a->upos == UPOS_NOUN &&
           b->upos == UPOS_PROPN &&
           (tc_is_subject((enum relation)a->relation) || a->relation == REL_OBJ);
}

static int32_t further(const struct sentence *s, int32_t head, int32_t first,
                       int32_t last)
{
    int32_t next = last + 1;
    bool comma = next < (int32_t)s->count && tc_lemma_is(&s->tokens[next], ",");
    if (comma)
        next++;
    for (int32_t c = next; c < (int32_t)s->count && c < next + ROOM; c++) {
        int32_t above = s->tokens[c].head;
        bool ours = above >= first && above <= last && tc_below(s, above, head) &&
                    follows(s, c, comma);
        if (!ours && !(c == next && !comma && second_half(s, head, c)))
            continue;
        int32_t a, b;
        tc_span(s, c, &a, &b);
        int32_t end = child_end(s, c);
        return (a == next || (a < next && a > head)) && end < next + ROOM ? end : last;
    }
    return last;
}

/* "the town of Gorazde": the name alone is only half of it */
static int32_t whole_place(const struct sentence *s, int32_t head)
{
    static const char *const kinds[] = {
        "town",   "city",  "village",     "province",  "region", "district", "enclave",
        "island", "state", "republic",    "capital",   "port",   "county",   "kingdom",
        "suburb", "area",  "governorate", "territory", NULL};
    static const char *const of[] = {"of", NULL};
    const struct token *t = &s->tokens[head];
    if (t->relation == REL_NMOD && t->head >= 0 && t->head < head &&
        tc_has_case(s, head, of) && tc_lemma_in(&s->tokens[t->head], kinds))
        return t->head;
    return head;
}

/* A bracket that opens inside closes inside. */
static int32_t balanced(const struct sentence *s, int32_t first, int32_t last)
{
    int open = 0;
    for (int32_t i = first; i <= last; i++)
        open += tc_lemma_is(&s->tokens[i], "(") - tc_lemma_is(&s->tokens[i], ")");
    return open == 1 && last + 1 < (int32_t)s->count &&
                   tc_lemma_is(&s->tokens[last + 1], ")")
               ? last + 1
               : last;
}

tocsin_mention tc_whole_phrase(struct work *work, const struct unit *unit,
                               const struct mention *mention)
{
    const struct sentence *s = unit->s;
    tocsin_mention out = mention->m;
    int32_t head = mention->head;
    if (mention->sentence != unit->index || s->tokens[head].begin < out.begin ||
        s->tokens[head].end > out.end)
        return out; /* a pronoun that bears its antecedent's words */
    int32_t last = token_at_end(s, head, out.end), first = head;
    while (first > 0 && s->tokens[first - 1].begin >= out.begin)
        first--;
    int32_t place = whole_place(s, head);
    const struct mention *outer = place != head ? unit->mention[place] : NULL;
    if (outer && outer->m.begin < out.begin && outer->m.end >= out.end)
        out.begin = outer->m.begin;
    for (int round = 0; round < ROUNDS; round++) {
        int32_t before = last;
        last = bracket(s, head, last);
        last = further(s, head, first, last);
        if (last == before)
            break;
    }
    last = balanced(s, first, last);
    out.end = s->tokens[last].end > out.end ? s->tokens[last].end : out.end;
    out.text = tc_words(work, out.begin, out.end);
    return out;
}
