/* voice_word.c: which words give a voice.
 *
 * The words stand in data/cues.txt. Those of class voice are there for this alone
 * ("praise", "call for"): they tell whose view it is and nothing of its certainty. Of
 * the other classes those count whose words bring a source and what it holds; what it
 * wants, tries or begins is its own doing and counts only where class voice says so.
 */
#include "code/voice.h"

static bool gives_voice(const struct cue *cue, unsigned complement)
{
    bool clause = complement & (CUE_THAT | CUE_QUOTE);
    switch (cue->class) {
    case CUE_VOICE:
    case CUE_REPORT:
    case CUE_CLAIM:
    case CUE_CONFIRM:
    case CUE_DENY:
        return true;
    case CUE_ANNOUNCE:
    case CUE_THREATEN:
        return complement != CUE_ING;
    case CUE_DOUBT:
    case CUE_FEAR:
    case CUE_ORDER:
        return clause || complement & CUE_TO;
    case CUE_WANT:
    case CUE_INTEND:
    case CUE_EVIDENCE:
    case CUE_ASK:
    case CUE_THINK:
    case CUE_KNOW:
        return clause;
    default:
        return false;
    }
}

/* Words that their class would let through, and that seldom give a voice. */
static bool mute(const struct token *t, unsigned complement)
{
    static const char *const words[] = {
        "mean",     "prove",    "move",     "fact",      "get",       "make",
        "let",      "hold",     "sue",      "determine", "gather",    "establish",
        "check",    "register", "pressure", "interview", "trust",     "commit",
        "record",   "examine",  "go",       "emerge",    "authorize", "authorise",
        "have",     "require",  "spread",   "time",      "pay",       "hire",
        "dispatch", "train",    "send",     "appoint",   "recruit",   "mobilize",
        "mobilise", "empower",  "license",  "study",     "explore",   "result",
        "follow",   NULL};
    static const char *const nouns[] = {"convict", "prosecute", "indict",    "lack",
                                        "contest", "clear",     "guarantee", "maintain",
                                        "plead",   NULL};
    return tc_lemma_in(t, words) || (complement == CUE_NOUN && tc_lemma_in(t, nouns));
}

static char part_of(const struct token *t)
{
    return t->upos == UPOS_VERB || t->upos == UPOS_AUX ? 'v'
           : t->upos == UPOS_NOUN                      ? 'n'
           : t->upos == UPOS_ADJ                       ? 'a'
           : t->upos == UPOS_ADV                       ? 'r'
                                                       : 0;
}

static bool has_particle(const struct unit *unit, int32_t token, uint32_t word)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if (unit->word[c] == word &&
            (s->tokens[c].relation == REL_COMPOUND_PRT ||
             s->tokens[c].relation == REL_ADVMOD || s->tokens[c].upos == UPOS_ADP))
            return true;
    return false;
}

const struct cue *tc_voice_cue(const struct work *work, const struct unit *unit,
                               int32_t token, unsigned complement, uint32_t preposition)
{
    const struct token *t = &unit->s->tokens[token];
    char part = part_of(t);
    if (!part || !unit->word[token] || mute(t, complement))
        return NULL;
    uint32_t count;
    const struct cue *cues =
        tc_lexicon_cues(work->lexicon, unit->word[token], part, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct cue *c = &cues[i];
        if (!(c->complement & complement) || !gives_voice(c, complement))
            continue;
        if (preposition && c->particle != preposition)
            continue;
        if (!preposition && c->particle && !has_particle(unit, token, c->particle))
            continue;
        return c;
    }
    return NULL;
}
