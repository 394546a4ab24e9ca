/* stance_tie.c: how a word hangs on the one above it.
 *
 * Four clauses in ten of news stand under another word. Some are its content ("denied
 * that they attacked"), some hold with it ("killing two"), some beside it ("because they
 * attacked"), and some are taken for granted by it ("condemned the attack").
 */
#include "code/stance.h"

static bool marked(const struct sentence *s, int32_t token, const char *const *list)
{
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if ((s->tokens[c].relation == REL_MARK || s->tokens[c].relation == REL_CASE) &&
            tc_lemma_in(&s->tokens[c], list))
            return true;
    return false;
}

static bool has_to(const struct sentence *s, int32_t token)
{
    static const char *const to[] = {"to", NULL};
    return s->tokens[token].xpos == XPOS_VB && marked(s, token, to);
}

/* "how they attacked", "why it failed" */
static bool questioned(const struct sentence *s, int32_t token)
{
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        uint8_t x = s->tokens[c].xpos;
        if (c < token && (x == XPOS_WRB || x == XPOS_WP || x == XPOS_WPS))
            return true;
    }
    return false;
}

static unsigned adverbial(const struct sentence *s, int32_t token)
{
    const struct token *t = &s->tokens[token];
    return t->xpos == XPOS_VBG ? CUE_ING : has_to(s, token) ? CUE_TO : 0;
}

static unsigned complement_of(const struct sentence *s, int32_t token)
{
    static const char *const that[] = {"that", NULL};
    const struct token *t = &s->tokens[token];
    switch (t->relation) {
    case REL_CCOMP:
    case REL_CSUBJ:
    case REL_CSUBJ_PASS:
        return has_to(s, token) ? CUE_TO : t->xpos == XPOS_VBG ? CUE_ING : CUE_THAT;
    case REL_XCOMP:
        return t->xpos == XPOS_VBG ? CUE_ING : CUE_TO;
    case REL_ACL_RELCL: /* "rumours that ...": a content all the same */
        return marked(s, token, that) ? CUE_THAT : 0;
    case REL_ACL:
        return has_to(s, token)         ? CUE_TO
               : t->xpos == XPOS_VBG    ? CUE_ING
               : marked(s, token, that) ? CUE_THAT
               : t->xpos == XPOS_VBN    ? 0
                                        : CUE_THAT;
    case REL_ADVCL:
        return adverbial(s, token);
    case REL_OBL:
    case REL_NMOD:
        return t->upos == UPOS_VERB ? CUE_ING : CUE_NOUN;
    case REL_NSUBJ: /* "war is unlikely" */
        return s->tokens[t->head].upos == UPOS_ADJ ? CUE_NOUN : 0;
    case REL_OBJ:
    case REL_NSUBJ_PASS:
    case REL_NMOD_POSS:
        return CUE_NOUN;
    case REL_PARATAXIS:
        return CUE_QUOTE;
    default:
        return 0;
    }
}

/* "demanded to investigate the murder", "a strike to protest the raid": whatever
 * becomes of the inquiry and the strike, the murder and the raid have happened. */
static bool presupposes(const struct work *work, const struct unit *unit, int32_t above)
{
    if (unit->act[above] < 0)
        return false;
    const struct act *act = &work->acts[unit->act[above]];
    return act->frame->part == 'v' &&
           (act->frame->type == TOCSIN_ACCUSE || act->frame->type == TOCSIN_PROTEST);
}

static bool definite(const struct sentence *s, int32_t noun)
{
    static const char *const the[] = {"the",   "this", "that", "these",
                                      "those", "both", NULL};
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD_POSS ||
            (s->tokens[c].relation == REL_DET && tc_lemma_in(&s->tokens[c], the)))
            return true;
    return s->tokens[noun].upos == UPOS_PRON;
}

/* Of what these say a thing, it is said whether it comes to be at all. */
static bool occurs(const struct sentence *s, int32_t verb)
{
    static const char *const verbs[] = {
        "happen", "occur",  "take",     "begin",   "start", "continue", "resume",
        "break",  "erupt",  "ensue",    "proceed", "be",    "follow",   "hold",
        "arise",  "emerge", "commence", "persist", "come",  "loom",     NULL};
    return s->tokens[verb].upos != UPOS_NOUN && tc_lemma_in(&s->tokens[verb], verbs);
}

static struct bond noun_bond(const struct work *work, const struct unit *unit,
                             int32_t token, struct bond bond)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    bool said = bond.cue && bond.cue->class == CUE_CLAIM;  /* "accused of the raid" */
    bool denied = bond.cue && bond.cue->class == CUE_DENY; /* "refuted the claim" */
    if (bond.complement && !said && !denied && presupposes(work, unit, t->head))
        return bond;
    if (bond.cue || (bond.complement && unit->act[t->head] >= 0)) {
        bond.tie = TIE_EMBED;
        return bond;
    }
    bool subject =
        tc_is_subject((enum relation)t->relation) || t->relation == REL_NSUBJ_PASS;
    if (s->tokens[t->head].upos != UPOS_VERB)
        return bond;
    if (subject && occurs(s, t->head))
        bond.tie = TIE_SHARE;
    else if (!definite(s, token))
        bond.tie = TIE_PART;
    return bond;
}

/* "in case they attack", "provided that they leave" */
static bool provided(const struct sentence *s, int32_t token)
{
    static const char *const given[] = {"provide",  "suppose",   "assume",
                                        "assuming", "providing", NULL};
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        if (c > 0 && s->tokens[c].relation == REL_MARK &&
            tc_lemma_is(&s->tokens[c], "that") && tc_lemma_in(&s->tokens[c - 1], given))
            return true;
        if (c > 0 && c < token && tc_lemma_is(&s->tokens[c], "case") &&
            tc_lemma_is(&s->tokens[c - 1], "in"))
            return true;
    }
    return false;
}

/* An adverbial clause by the word that opens it. */
static uint8_t by_mark(const struct work *work, const struct unit *unit, int32_t token)
{
    static const char *const like[] = {"as", NULL};
    static const char *const until[] = {"until", "till", NULL};
    const struct sentence *s = unit->s;
    int32_t mark = tc_child(s, token, REL_MARK);
    if (mark >= 0 && tc_lemma_in(&s->tokens[mark], like) &&
        mark + 1 < (int32_t)s->count &&
        (tc_lemma_is(&s->tokens[mark + 1], "if") ||
         tc_lemma_is(&s->tokens[mark + 1], "though")))
        return TIE_LIKE;
    if (tc_conditional(work, unit, token) || provided(s, token))
        return TIE_IF;
    const struct cue *cue = mark >= 0 ? tc_cue(work, unit, mark, ~0u) : NULL;
    if (cue && cue->class == CUE_INTEND) /* "so that", "lest" */
        return TIE_PURPOSE;
    if (mark >= 0 && tc_lemma_in(&s->tokens[mark], until))
        return tc_present(s, token) ? TIE_PURPOSE : TIE_UNTIL;
    return TIE_BESIDE;
}

static struct bond clause_bond(const struct work *work, const struct unit *unit,
                               int32_t token, struct bond bond)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    bool content = t->relation == REL_CCOMP || t->relation == REL_CSUBJ ||
                   t->relation == REL_CSUBJ_PASS || t->relation == REL_XCOMP;
    if (t->relation == REL_ADVCL || t->relation == REL_CCOMP) {
        uint8_t by = by_mark(work, unit, token);
        if (by == TIE_IF || by == TIE_LIKE)
            bond.tie = by;
        if (by == TIE_IF || by == TIE_LIKE)
            return bond;
    }
    if (content && bond.complement == CUE_THAT && questioned(s, token))
        bond.tie = TIE_ASKED;
    else if (bond.complement && (bond.cue || unit->act[t->head] >= 0))
        bond.tie = TIE_EMBED;
    else if (t->relation == REL_ADVCL)
        bond.tie = bond.complement == CUE_TO    ? TIE_PURPOSE
                   : bond.complement == CUE_ING ? TIE_SHARE
                   : t->xpos == XPOS_VBN        ? TIE_BESIDE
                                                : by_mark(work, unit, token);
    else if (content || bond.complement == CUE_THAT || bond.complement == CUE_TO)
        bond.tie = TIE_EMBED;
    else if (t->relation == REL_PARATAXIS)
        bond.tie = TIE_BESIDE;
    return bond;
}

struct bond tc_bond(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    struct bond bond = {.tie = TIE_ALONE};
    if (t->relation == REL_CONJ || t->relation == REL_COMPOUND ||
        t->relation == REL_FIXED || t->relation == REL_FLAT) {
        bond.tie = TIE_SHARE;
        return bond;
    }
    bond.complement = complement_of(s, token);
    bond.cue = bond.complement ? tc_cue_of(work, unit, token, bond.complement) : NULL;
    switch (t->relation) {
    case REL_NSUBJ:
    case REL_NSUBJ_PASS:
    case REL_OBJ:
    case REL_OBL:
    case REL_NMOD:
    case REL_NMOD_POSS:
        if (bond.complement != CUE_ING)
            return noun_bond(work, unit, token, bond);
        if (bond.cue || unit->act[t->head] >= 0)
            bond.tie = TIE_EMBED;
        return bond;
    case REL_APPOS:
    case REL_LIST:
    case REL_DEP:
        bond.tie = TIE_BESIDE;
        return bond;
    default:
        return clause_bond(work, unit, token, bond);
    }
}
