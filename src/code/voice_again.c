/* voice_again.c: a source that was heard before: "the statement", "these sources", "the
 * same official".
 *
 * What is definite and stands alone was spoken of before: in five sentences of news out
 * of six not more than six sentences back. A paper that somebody has written speaks for
 * him, so that "the report added" counts as the voice of whoever published it; other
 * sources are the ones of the same word.
 */
#include "code/voice.h"

enum { SENTENCES = 6 };

static bool points_back(const struct sentence *s, int32_t head)
{
    static const char *const words[] = {"the", "this", "these", "that", "those", NULL};
    int32_t det = tc_child(s, head, REL_DET);
    return s->tokens[head].upos == UPOS_NOUN && det >= 0 &&
           tc_lemma_in(&s->tokens[det], words);
}

/* With words that tell it from others it needs nobody before it. */
static bool alone(const struct sentence *s, int32_t head)
{
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        switch (t->relation) {
        case REL_DET:
        case REL_CASE:
        case REL_PUNCT:
            break;
        case REL_AMOD:
            if (!tc_lemma_is(t, "same"))
                return false;
            break;
        default:
            if (c < head || tc_is_oblique((enum relation)t->relation) ||
                tc_is_clause((enum relation)t->relation) || t->relation == REL_APPOS)
                return false;
        }
    }
    return true;
}

/* Who wrote, issued or holds what a noun names, or NONE: "a report by X", "X's letter",
 * "X issued a statement", "X said in a statement". */
static int32_t maker(const struct sentence *s, int32_t noun)
{
    static const char *const by[] = {"by", "from", "of", NULL};
    static const char *const in[] = {"in", "through", "via", NULL};
    static const char *const makes[] = {
        "issue",   "release",    "publish", "write", "send",       "make",    "present",
        "submit",  "file",       "post",    "print", "distribute", "deliver", "produce",
        "compile", "prepare",    "sign",    "read",  "circulate",  "put",     "give",
        "draft",   "commission", "air",     "carry", NULL};
    bool borrowed;
    int32_t owner = tc_child(s, noun, REL_NMOD_POSS);
    if (owner >= 0)
        return owner;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD && tc_has_case(s, c, by))
            return c;
    int32_t above = s->tokens[noun].head;
    enum relation r = (enum relation)s->tokens[noun].relation;
    if (above < 0 || s->tokens[above].upos != UPOS_VERB)
        return NONE;
    bool made =
        (r == REL_OBJ || r == REL_NSUBJ_PASS) && tc_lemma_in(&s->tokens[above], makes);
    if (!made && !(r == REL_OBL && tc_has_case(s, noun, in)))
        return NONE;
    int32_t source = tc_subject(s, above, &borrowed);
    return source == noun ? NONE : source;
}

static bool is_document(const struct work *work, const struct unit *unit, int32_t head)
{
    bool carrier;
    return tc_lexicon_voice(work->lexicon, unit->word[head], &carrier) ==
           TOCSIN_VOICE_DOCUMENT;
}

/* The nearest earlier source of the same word that does not point back itself. */
static int32_t same_word(struct work *work, struct unit **unit, int32_t head)
{
    const struct hearing *h = work->hearing;
    text lemma = (*unit)->s->tokens[head].lemma;
    for (uint32_t i = h->first[(*unit)->index]; i-- > 0;) {
        const struct voice *v = &h->voices[i].v;
        struct unit *at = &work->units[v->unit];
        if (v->unit + SENTENCES < (*unit)->index)
            return NONE;
        int32_t other = v->source < 0 ? NONE : tc_child(at->s, v->source, REL_APPOS);
        bool same = v->source >= 0 &&
                    tc_text_equal(at->s->tokens[v->source].lemma, lemma) &&
                    !(points_back(at->s, v->source) && alone(at->s, v->source));
        if (!same && (other < 0 || !tc_text_equal(at->s->tokens[other].lemma, lemma)))
            continue;
        *unit = at;
        return v->source;
    }
    return NONE;
}

/* Whoever made the paper that was spoken of last. */
static int32_t its_maker(struct work *work, struct unit **unit, int32_t head)
{
    text lemma = (*unit)->s->tokens[head].lemma;
    uint32_t index = (*unit)->index, lowest = index > SENTENCES ? index - SENTENCES : 0;
    for (uint32_t u = index + 1; u-- > lowest;) {
        struct unit *at = &work->units[u];
        int32_t from = u == index ? head : (int32_t)at->s->count;
        for (int32_t i = from - 1; i >= 0; i--) {
            const struct token *t = &at->s->tokens[i];
            if (t->upos != UPOS_NOUN || !tc_text_equal(t->lemma, lemma))
                continue;
            int32_t who = maker(at->s, i);
            if (who < 0)
                continue;
            *unit = at;
            return who;
        }
    }
    return NONE;
}

int32_t tc_voice_again(struct work *work, struct unit **unit, int32_t head)
{
    const struct sentence *s = (*unit)->s;
    if (!points_back(s, head) || !alone(s, head))
        return NONE;
    return is_document(work, *unit, head) ? its_maker(work, unit, head)
                                          : same_word(work, unit, head);
}
