/* voice_silence.c: who would not be named: "speaking on condition of anonymity".
 *
 * It stands in the phrase of the source, beside the cue, or in a sentence of its own
 * right behind ("He asked not to be named."). One text in twelve has any of it, so the
 * whole text is searched for a few letters before its sentences are looked at.
 */
#include "code/voice.h"

static bool asks_for_silence(const struct sentence *s, int32_t verb)
{
    static const char *const names[] = {"name", "identify", "quote", "cite", NULL};
    static const char *const speaks[] = {"speak", "talk",     "comment", "discuss",
                                         "brief", "disclose", NULL};
    static const char *const asks[] = {"ask",    "request", "insist", "want",
                                       "refuse", "decline", NULL};
    static const char *const may[] = {"authorize", "authorise", "allow",
                                      "permit",    "entitle",   NULL};
    static const char *const nots[] = {"not", "never", "n't", NULL};
    const struct token *t = &s->tokens[verb];
    int32_t above = t->head;
    if (above < 0)
        return false;
    bool named = tc_lemma_in(t, names) && tc_passive(s, verb);
    if (named && tc_lemma_in(&s->tokens[above], asks))
        return true;
    if (!named && !(tc_lemma_in(t, speaks) && tc_lemma_in(&s->tokens[above], may)))
        return false;
    int32_t on = named ? verb : above;
    for (int32_t c = s->first[on]; c >= 0; c = s->next[c])
        if (tc_lemma_in(&s->tokens[c], nots))
            return true;
    return false;
}

static bool silent(const struct sentence *s, int32_t token)
{
    static const char *const words[] = {"anonymity", "anonymous", "anonymously", NULL};
    return tc_lemma_in(&s->tokens[token], words) || asks_for_silence(s, token);
}

static bool may_be_silent(text t)
{
    static const char *const letters[] = {"nonym", " named", "dentified", "uthori"};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (tc_text_find(t, tc_text(letters[i])) != SIZE_MAX)
            return true;
    return false;
}

/* Does a token tell of this voice's source? alone: its sentence has no other voice. */
static bool tells_of(const struct sentence *s, const struct voice *v, int32_t token,
                     bool alone)
{
    if (v->source >= 0 && tc_below(s, token, v->source))
        return true;
    return !tc_voice_holds(&v->a, s->tokens[token].begin) &&
           (alone || tc_below(s, token, v->cue));
}

/* A sentence of its own: he, they or the same noun as the last unnamed source. */
static void give_back(struct work *work, uint32_t unit, int32_t token)
{
    enum { SENTENCES = 2 };
    struct hearing *h = work->hearing;
    const struct sentence *s = work->units[unit].s;
    bool borrowed;
    int32_t who = tc_subject(s, token, &borrowed);
    for (int32_t on = token; who < 0 && on >= 0; on = s->tokens[on].head)
        who = tc_child(s, on, REL_NSUBJ);
    if (who < 0)
        return;
    for (uint32_t i = h->first[unit]; i-- > 0;) {
        struct voice *v = &h->voices[i].v;
        const struct sentence *at = work->units[v->unit].s;
        if (v->unit + SENTENCES < unit)
            break;
        if (v->source < 0 || at->tokens[v->source].upos != UPOS_NOUN)
            continue;
        if (s->tokens[who].upos == UPOS_PRON ||
            tc_text_equal(s->tokens[who].lemma, at->tokens[v->source].lemma))
            v->a.anonymous = true;
        return;
    }
    /* "The official requested anonymity. He said ..." */
    for (uint32_t i = h->first[unit + 1];
         unit + 1 < work->unit_count && i < h->first[unit + 2]; i++) {
        struct voice *v = &h->voices[i].v;
        const struct token *t = v->source < 0 || s->tokens[who].upos != UPOS_NOUN
                                    ? NULL
                                    : &work->units[v->unit].s->tokens[v->source];
        if (t &&
            (t->upos == UPOS_PRON || tc_text_equal(s->tokens[who].lemma, t->lemma)))
            v->a.anonymous = true;
    }
}

void tc_find_silence(struct work *work)
{
    struct hearing *h = work->hearing;
    if (!may_be_silent(work->text))
        return;
    for (uint32_t u = 0; u < work->unit_count; u++) {
        const struct sentence *s = work->units[u].s;
        uint32_t first = h->first[u], last = h->first[u + 1];
        for (int32_t i = 0; i < (int32_t)s->count; i++) {
            bool told = false;
            if (!silent(s, i))
                continue;
            for (uint32_t k = first; k < last; k++)
                if (tells_of(s, &h->voices[k].v, i, last == first + 1))
                    told = h->voices[k].v.a.anonymous = true;
            if (!told)
                give_back(work, u, i);
        }
    }
}
