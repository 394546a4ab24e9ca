/* stance_cue.c: which entry of data/cues.txt a word is, and which governs another.
 *
 * A word may be several cues: "forget" before a clause with "that" takes its content
 * for true, before "to" for not done; "call for" wants what "call" alone names. The
 * complement and the particle choose.
 */
#include "code/stance.h"

static char cue_part(const struct token *t)
{
    switch (t->upos) {
    case UPOS_VERB:
    case UPOS_AUX:
        return 'v';
    case UPOS_NOUN:
    case UPOS_PRON: /* "nothing" */
        return 'n';
    case UPOS_ADJ:
        return 'a';
    case UPOS_ADV:
    case UPOS_PART:
        return 'r';
    case UPOS_ADP:
    case UPOS_SCONJ:
        return 'p';
    default:
        return 0;
    }
}

static bool has_particle(const struct unit *unit, int32_t token, uint32_t word)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if (unit->word[c] == word &&
            (s->tokens[c].relation == REL_COMPOUND_PRT ||
             s->tokens[c].upos == UPOS_ADP || s->tokens[c].relation == REL_ADVMOD))
            return true;
    /* "go on killing": taken for the mark of the clause behind it */
    uint32_t after = (uint32_t)token + 1;
    return after + 1 < s->count && unit->word[after] == word &&
           s->tokens[after].relation == REL_MARK &&
           s->tokens[after].head == (int32_t)after + 1 &&
           s->tokens[after + 1].xpos == XPOS_VBG;
}

/* These say nothing of how certain a content is. */
static bool idle(const struct cue *cue)
{
    return cue->class == CUE_VOICE || cue->class == CUE_EVENT;
}

static const struct cue *cues_at(const struct work *work, const struct unit *unit,
                                 int32_t token, uint32_t *count)
{
    char part = cue_part(&unit->s->tokens[token]);
    *count = 0;
    if (!part || !unit->word[token])
        return NULL;
    return tc_lexicon_cues(work->lexicon, unit->word[token], part, count);
}

const struct cue *tc_cue(const struct work *work, const struct unit *unit,
                         int32_t token, unsigned complement)
{
    uint32_t count;
    const struct cue *cues = cues_at(work, unit, token, &count);
    const struct cue *plain = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (!(cues[i].complement & complement) || idle(&cues[i]))
            continue;
        if (cues[i].particle && has_particle(unit, token, cues[i].particle))
            return &cues[i];
        if (!cues[i].particle && !plain)
            plain = &cues[i];
    }
    return plain;
}

static uint32_t case_word(const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_CASE || s->tokens[c].relation == REL_MARK)
            return unit->word[c];
    return 0;
}

/* "believe in", "said on Monday": behind these a noun says where and when, and is
 * seldom the content. */
static bool about(const struct unit *unit, int32_t token)
{
    static const char *const prepositions[] = {
        "of", "for", "to", "from", "with", "into", "against", "about", NULL};
    static const char *const nominal[] = {"at", "on", NULL}; /* "an attempt on" */
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_CASE || s->tokens[c].relation == REL_MARK)
            return tc_lemma_in(&s->tokens[c], prepositions) ||
                   (s->tokens[token].relation == REL_NMOD &&
                    tc_lemma_in(&s->tokens[c], nominal));
    return false;
}

/* Which ones keep an "in", an "on", an "at" before their content. */
static bool takes_place(const struct unit *unit, int32_t token, const struct cue *cue)
{
    static const char *const aside[] = {"despite", "after", "before",  "during",
                                        "amid",    "since", "without", "following",
                                        "because", "as",    "until",   NULL};
    if (tc_has_case(unit->s, token, aside)) /* "despite the arrest, ... took part" */
        return false;
    switch (cue->class) {
    case CUE_LIGHT:
    case CUE_BEGIN:
    case CUE_SUCCEED:
    case CUE_FAIL:
    case CUE_TRY:
        return true;
    default:
        return false;
    }
}

/* "interest in attacking", "fear of being attacked": as with "to", or with a noun */
static const struct cue *as_a_noun(const struct work *work, const struct unit *unit,
                                   int32_t noun)
{
    const struct cue *cue = tc_cue(work, unit, noun, CUE_TO);
    if (cue)
        return cue;
    cue = tc_cue(work, unit, noun, CUE_NOUN | CUE_THAT);
    switch (cue ? (enum cue_class)cue->class : CUE_EVENT) {
    case CUE_FEAR:
    case CUE_WANT:
    case CUE_MAYBE:
    case CUE_DOUBT:
    case CUE_INTEND:
    case CUE_THINK:
    case CUE_THREATEN:
        return cue;
    default:
        return NULL;
    }
}

const struct cue *tc_cue_of(const struct work *work, const struct unit *unit,
                            int32_t token, unsigned complement)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    bool oblique = t->relation == REL_OBL || t->relation == REL_NMOD ||
                   t->relation == REL_ADVCL || t->relation == REL_ACL;
    uint32_t count, by = oblique ? case_word(unit, token) : 0;
    const struct cue *cues = cues_at(work, unit, t->head, &count);
    const struct cue *plain = NULL;
    bool fits = !by || t->relation == REL_ADVCL || about(unit, token) ||
                tc_child(s, token, REL_CASE) < 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct cue *c = &cues[i];
        if (!(c->complement & complement) || idle(c))
            continue;
        if (c->particle &&
            (c->particle == by || has_particle(unit, t->head, c->particle)))
            return c;
        if (!c->particle && !plain && (fits || takes_place(unit, token, c)))
            plain = c;
    }
    bool of_what = t->relation == REL_ACL ||
                   (t->relation == REL_ADVCL && about(unit, token) &&
                    s->tokens[t->head].upos == UPOS_ADJ); /* "afraid of" */
    if (!plain && complement == CUE_ING && of_what && tc_child(s, token, REL_MARK) >= 0)
        plain = as_a_noun(work, unit, t->head);
    return plain;
}

bool tc_names_event(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    if (t->upos == UPOS_VERB)
        return true;
    if (t->upos != UPOS_NOUN || t->relation == REL_COMPOUND)
        return false;
    uint32_t count;
    const struct cue *cues = cues_at(work, unit, token, &count);
    for (uint32_t i = 0; i < count; i++)
        if (cues[i].class == CUE_EVENT)
            return true;
    return false;
}
