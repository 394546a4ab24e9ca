/* stance.c: does the text say that it happened? Status and factuality of a predicate.
 *
 * The value starts at +3 and is composed on the way from the word to the root, in the
 * manner of Nairn, Condoravdi and Karttunen (2006) and Stanovsky et al. (2017):
 * negation and modals at the word itself, then every word that embeds it, with the
 * sign of its own negation. What stands in a relative or temporal clause, or is
 * the plain object of a verb that is no cue ("condemned the attack"), is
 * presupposed: the climb ends there.
 */
#include "code/coder.h"

/* ---- cues ------------------------------------------------------------------------ */

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

const struct cue *tc_cue(const struct work *work, const struct unit *unit,
                         int32_t token, unsigned complement)
{
    char part = cue_part(&unit->s->tokens[token]);
    if (!part || !unit->word[token])
        return NULL;
    uint32_t count;
    const struct cue *cues =
        tc_lexicon_cues(work->lexicon, unit->word[token], part, &count);
    const struct cue *plain = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (!(cues[i].complement & complement) || cues[i].class == CUE_VOICE)
            continue;
        if (cues[i].particle && has_particle(unit, token, cues[i].particle))
            return &cues[i];
        if (!cues[i].particle && !plain)
            plain = &cues[i];
    }
    return plain;
}

bool tc_negated(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    bool negated = false;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation != REL_ADVMOD && t->relation != REL_DET &&
            t->relation != REL_CASE && t->relation != REL_MARK &&
            t->relation != REL_AUX)
            continue;
        if (tc_lemma_is(t, "not") || tc_lemma_is(t, "n't") || tc_lemma_is(t, "no") ||
            tc_lemma_is(t, "never"))
            negated = !negated;
        else {
            const struct cue *cue = tc_cue(work, unit, c, ~0u);
            if (cue && cue->class == CUE_NOT && t->relation != REL_CASE)
                negated = !negated;
            else if (cue && cue->class == CUE_NOT && tc_lemma_is(t, "without"))
                negated = !negated;
        }
    }
    /* "no troops were sent", "nobody was hurt" */
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        static const char *const none[] = {"nobody", "none", "nothing", "neither",
                                           NULL};
        if (!tc_is_subject((enum relation)t->relation) && t->relation != REL_OBJ &&
            t->relation != REL_NSUBJ_PASS)
            continue;
        int32_t det = tc_child(s, c, REL_DET), more = tc_child(s, c, REL_AMOD);
        if (det < 0 && more >= 0) /* "no more money" */
            det = tc_child(s, more, REL_ADVMOD);
        if (tc_lemma_in(t, none) || (det >= 0 && tc_lemma_is(&s->tokens[det], "no")))
            negated = !negated;
    }
    return negated;
}

/* ---- the word itself ------------------------------------------------------------- */

static void weaken(struct stance *at, tocsin_claim_status status, double value)
{
    if (status != TOCSIN_HAPPENED && /* a hedge makes nothing surer */
        (at->status == TOCSIN_HAPPENED || at->status == TOCSIN_ONGOING ||
         at->status == TOCSIN_POSSIBLE))
        at->status = status;
    if (at->value > value)
        at->value = value;
    else if (at->value < -value)
        at->value = -value;
}

/* "Did not want to attack" leaves open what it left open without the "not", and twice
 * not is so only where it was surely not so before. */
static void negate(struct stance *at)
{
    at->value = at->value == 0.0 ? 0.0 : -at->value;
    if (at->status == TOCSIN_DENIED)
        return;
    if (at->value < 0.0)
        at->status = TOCSIN_NEGATED;
    else
        at->status = at->value >= 2.0 ? TOCSIN_HAPPENED : TOCSIN_POSSIBLE;
}

static bool conditional(const struct work *work, const struct unit *unit, int32_t verb)
{
    const struct sentence *s = unit->s;
    int32_t mark = tc_child(s, verb, REL_MARK);
    const struct cue *cue = mark >= 0 ? tc_cue(work, unit, mark, ~0u) : NULL;
    if (cue && cue->class == CUE_IF)
        return true;
    if (mark >= 0)
        return tc_lemma_is(&s->tokens[mark], "if") ||
               tc_lemma_is(&s->tokens[mark], "whether");
    /* "Should they attack, ...", "Were it to fail, ..." */
    static const char *const first[] = {"should", "were", "had", NULL};
    int32_t aux = tc_child(s, verb, REL_AUX), subject = tc_child(s, verb, REL_NSUBJ);
    return aux >= 0 && subject > aux && s->tokens[verb].head >= 0 &&
           tc_lemma_in(&s->tokens[aux], first);
}

static bool has_condition(const struct work *work, const struct unit *unit,
                          int32_t verb)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_ADVCL && conditional(work, unit, c))
            return true;
    return false;
}

/* "Theresa May met": no modal */
static bool family_name(const struct sentence *s, int32_t token)
{
    text form = s->tokens[token].form;
    return token > 0 && form.size && tc_is_upper((unsigned char)form.data[0]) &&
           s->tokens[token - 1].upos == UPOS_PROPN;
}

static void modals(const struct work *work, const struct unit *unit, int32_t verb,
                   struct stance *at)
{
    static const char *const may[] = {"may", "might", "could", "can", NULL};
    static const char *const ought[] = {"should", "must", "ought", "need", NULL};
    static const char *const will[] = {"will", "shall", "'ll", "wo", NULL};
    const struct sentence *s = unit->s;
    bool be = false, present = false, due = false;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        due = due || (t->relation == REL_COP && tc_lemma_is(t, "be") &&
                      (t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP));
        if (due && t->relation == REL_MARK && tc_lemma_is(t, "to")) /* "are to meet" */
            weaken(at, TOCSIN_PLANNED, 1.5);
        if (t->relation != REL_AUX && t->relation != REL_AUX_PASS)
            continue;
        if (tc_lemma_in(t, may) && !family_name(s, c))
            weaken(at, TOCSIN_POSSIBLE, 1.0);
        else if (tc_lemma_in(t, ought))
            weaken(at, TOCSIN_POSSIBLE, 0.5);
        else if (tc_lemma_in(t, will))
            weaken(at,
                   has_condition(work, unit, verb) ? TOCSIN_POSSIBLE : TOCSIN_PLANNED,
                   1.5);
        else if (tc_lemma_is(t, "would") || tc_lemma_is(t, "'d"))
            weaken(at,
                   has_condition(work, unit, verb) ? TOCSIN_POSSIBLE : TOCSIN_PLANNED,
                   1.0);
        be = be || tc_lemma_is(t, "be");
        present = present || t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP;
    }
    if (be && present && s->tokens[verb].xpos == XPOS_VBG &&
        at->status == TOCSIN_HAPPENED)
        at->status = TOCSIN_ONGOING;
}

static void adjectives(const struct work *work, const struct unit *unit, int32_t noun,
                       struct stance *at)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r != REL_AMOD && r != REL_COMPOUND && r != REL_ADVMOD)
            continue;
        const struct cue *cue = tc_cue(work, unit, c, ~0u);
        if (!cue)
            continue;
        switch (cue->class) {
        case CUE_MAYBE:
        case CUE_FEAR:
        case CUE_WANT:
        case CUE_TRY:
            weaken(at, TOCSIN_POSSIBLE, 0.5);
            break;
        case CUE_INTEND:
        case CUE_THINK:
            weaken(at, TOCSIN_PLANNED, 1.0);
            break;
        case CUE_ANNOUNCE:
            weaken(at, TOCSIN_ANNOUNCED, 1.0);
            break;
        case CUE_THREATEN:
            weaken(at, TOCSIN_THREATENED, 0.5);
            break;
        case CUE_HEDGE:
        case CUE_CLAIM:
            weaken(at, TOCSIN_HAPPENED, 1.0);
            break;
        default:
            break;
        }
    }
}

static void local(const struct work *work, const struct unit *unit, int32_t token,
                  struct stance *at)
{
    const struct token *t = &unit->s->tokens[token];
    if (t->upos == UPOS_VERB)
        modals(work, unit, token, at);
    else
        adjectives(work, unit, token, at);
    if (t->upos == UPOS_VERB) {
        const struct sentence *s = unit->s;
        for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
            const struct cue *cue =
                s->tokens[c].relation == REL_ADVMOD ? tc_cue(work, unit, c, ~0u) : NULL;
            if (cue && cue->class == CUE_HEDGE)
                weaken(at, TOCSIN_HAPPENED, 1.0);
            else if (cue && cue->class == CUE_MAYBE)
                weaken(at, TOCSIN_POSSIBLE, 1.0);
        }
    }
    if (tc_negated(work, unit, token))
        negate(at);
}

/* ---- what embeds it -------------------------------------------------------------- */

static void scale(struct stance *at, double by)
{
    at->value = at->value / 3.0 * by;
}

static bool same_party(struct work *work, const struct unit *unit, int32_t above,
                       int32_t subject)
{
    bool borrowed;
    if (subject < 0)
        return true; /* controlled: "vowed to attack" */
    int32_t speaker = tc_subject(unit->s, above, &borrowed);
    if (speaker < 0)
        return false;
    if (unit->s->tokens[subject].upos == UPOS_PRON || speaker == subject)
        return true;
    struct unit *own = &work->units[unit->index];
    const struct mention *a = tc_mention(work, own, speaker);
    const struct mention *b = tc_mention(work, own, subject);
    if (a && b && a->kind == MENTION_AGENT && !a->m.country.size &&
        tc_text_equal(a->m.sector, TEXT("GOV")) && b->kind == MENTION_COUNTRY)
        return true; /* "the trade minister" of that country, in want of another */
    return a && b && a->m.country.size && tc_text_equal(a->m.country, b->m.country);
}

/* Words that vouch for their content, or do not, without making it a future one.
 * false: the cue is none of them. */
static bool vouch(struct work *work, const struct unit *unit, int32_t above,
                  int32_t subject, const struct cue *cue, struct stance *at)
{
    bool no = tc_negated(work, unit, above);
    double by = no ? cue->negative : cue->positive;
    switch (cue->class) {
    case CUE_REPORT:
    case CUE_CONFIRM:
        scale(at, no ? 1.0 : cue->class == CUE_CONFIRM ? 3.0 : 2.0);
        if (at->status == TOCSIN_PLANNED && same_party(work, unit, above, subject))
            at->status = TOCSIN_ANNOUNCED;
        return true;
    case CUE_EVIDENCE:
        if (no) /* "there is no evidence that" */
            weaken(at, TOCSIN_POSSIBLE, 0.0);
        else
            scale(at, by > 0 ? by : 3.0);
        return true;
    case CUE_KNOW:
    case CUE_LIGHT:
        scale(at, by > 0 ? by : no ? 2.0 : 3.0);
        return true;
    case CUE_CLAIM:
    case CUE_HEDGE:
        scale(at, 1.0);
        return true;
    case CUE_DENY:
        if (no) { /* "did not deny", "did not rule out" */
            weaken(at, TOCSIN_POSSIBLE, 1.0);
            return true;
        }
        scale(at, -2.0);
        at->status = TOCSIN_DENIED;
        return true;
    case CUE_SUCCEED:
        if (no)
            negate(at);
        return true;
    case CUE_FAIL:
        if (!no)
            negate(at);
        return true;
    case CUE_NOT:
        negate(at);
        return true;
    default:
        return cue->class == CUE_END;
    }
}

static void embed(struct work *work, const struct unit *unit, int32_t above,
                  int32_t subject, const struct cue *cue, struct stance *at)
{
    if (vouch(work, unit, above, subject, cue, at))
        return;
    bool no = tc_negated(work, unit, above);
    double by = no ? cue->negative : cue->positive;
    bool future = at->status == TOCSIN_PLANNED;
    switch (cue->class) {
    case CUE_INTEND:
        weaken(at, TOCSIN_PLANNED, 1.0);
        break;
    case CUE_ANNOUNCE:
        weaken(at, TOCSIN_ANNOUNCED, 1.5);
        if (future)
            at->status = TOCSIN_ANNOUNCED;
        break;
    case CUE_THREATEN:
        weaken(at, TOCSIN_THREATENED, 0.5);
        if (future)
            at->status = TOCSIN_THREATENED;
        break;
    case CUE_ORDER:
        weaken(at, TOCSIN_PLANNED, 0.5);
        break;
    case CUE_BEGIN:
        if (at->status == TOCSIN_HAPPENED)
            at->status = TOCSIN_ONGOING;
        break;
    default: /* doubt, think, fear, want, ask, try, maybe, if */
        weaken(at, TOCSIN_POSSIBLE, by > 0 ? by / 3.0 : 0.0);
        if (future && (cue->class == CUE_MAYBE || cue->class == CUE_DOUBT ||
                       cue->class == CUE_ASK || cue->class == CUE_IF))
            at->status = TOCSIN_POSSIBLE;
        break;
    }
    if (no)
        negate(at);
}

/* A predicate that is itself an act says what becomes of the one below it. */
static void embed_act(struct work *work, const struct unit *unit, const struct act *act,
                      bool clause, struct stance *at)
{
    bool no = tc_negated(work, unit, act->trigger);
    switch ((tocsin_type)act->frame->type) {
    case TOCSIN_REQUEST:
        weaken(at, TOCSIN_POSSIBLE, 0.0);
        break;
    case TOCSIN_THREATEN:
        weaken(at, TOCSIN_THREATENED, 0.5);
        break;
    case TOCSIN_AGREE:
        weaken(at, TOCSIN_ANNOUNCED, 1.5);
        break;
    case TOCSIN_REJECT:
        if (clause && !no)
            negate(at);
        else if (clause) /* "did not rule out attacking" */
            weaken(at, TOCSIN_POSSIBLE, 0.5);
        break;
    case TOCSIN_ACCUSE:
        if (clause)
            scale(at, 1.0);
        break;
    default:
        break;
    }
}

static unsigned complement_of(const struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    int32_t mark = tc_child(unit->s, token, REL_MARK);
    bool to = false; /* also "in order to", "so as to" */
    for (int32_t c = unit->s->first[token]; c >= 0; c = unit->s->next[c])
        to = to || (unit->s->tokens[c].relation == REL_MARK &&
                    tc_lemma_is(&unit->s->tokens[c], "to"));
    switch (t->relation) {
    case REL_CCOMP:
    case REL_CSUBJ:
        return to ? CUE_TO : CUE_THAT;
    case REL_XCOMP:
        return t->xpos == XPOS_VBG ? CUE_ING : CUE_TO;
    case REL_ACL_RELCL: /* "rumours that ...": a content all the same */
        return mark >= 0 && tc_lemma_is(&unit->s->tokens[mark], "that") ? CUE_THAT : 0;
    case REL_ACL:
        return to ? CUE_TO : t->xpos == XPOS_VBG ? CUE_ING : CUE_THAT;
    case REL_ADVCL:
        return t->xpos == XPOS_VBG ? CUE_ING : to ? CUE_TO : 0;
    case REL_OBL:
    case REL_NMOD:
        return t->upos == UPOS_VERB ? CUE_ING : CUE_NOUN;
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

/* One step up. false: what is above says nothing more of it. */
static bool step(struct work *work, const struct unit *unit, int32_t *token,
                 int32_t subject, struct stance *at)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[*token];
    int32_t above = t->head;
    unsigned complement = complement_of(unit, *token);
    if ((t->relation == REL_ADVCL || t->relation == REL_CCOMP) &&
        conditional(work, unit, *token)) {
        weaken(at, TOCSIN_POSSIBLE, 0.0);
        return false;
    }
    if (t->relation == REL_CONJ) {
        if (t->upos == UPOS_VERB && tc_child(s, *token, REL_AUX) < 0 &&
            tc_child(s, *token, REL_NSUBJ) < 0 && s->tokens[above].upos == UPOS_VERB)
            modals(work, unit, above, at);
        *token = above;
        return true;
    }
    if (!complement)
        return false;
    const struct cue *cue = tc_cue(work, unit, above, complement);
    bool clause = complement != CUE_NOUN;
    bool said = cue && cue->class == CUE_CLAIM; /* "accused of the raid" */
    if (!clause && !said && presupposes(work, unit, above))
        return false;
    if (cue) {
        embed(work, unit, above, subject, cue, at);
    } else if (unit->act[above] >= 0) {
        embed_act(work, unit, &work->acts[unit->act[above]], clause, at);
    } else if (t->relation == REL_ADVCL && complement == CUE_TO) {
        weaken(at, TOCSIN_PLANNED, 1.0); /* purpose */
        return false;
    } else if (t->relation == REL_ADVCL && complement == CUE_ING &&
               tc_negated(work, unit, above)) {
        weaken(at, TOCSIN_POSSIBLE, 0.0); /* "never thought of attacking" */
        return false;
    } else if (!clause || t->relation == REL_ADVCL) {
        return false;
    }
    bool speech = cue && (cue->class == CUE_REPORT || cue->class == CUE_CONFIRM ||
                          cue->class == CUE_DENY || cue->class == CUE_CLAIM);
    if (!speech && s->tokens[above].upos == UPOS_VERB) {
        modals(work, unit, above, at);
        if (!cue && tc_negated(work, unit, above))
            negate(at);
    } else if (s->tokens[above].upos == UPOS_NOUN) {
        adjectives(work, unit, above, at);
        if (!cue && tc_negated(work, unit, above))
            negate(at);
    }
    *token = above;
    return true;
}

/* "Should they attack, ...": a condition, also where the parser lost its verb */
static bool inverted(const struct sentence *s, int32_t token)
{
    static const char *const first[] = {"should", "were", "had", NULL};
    if (s->tokens[0].upos != UPOS_AUX || !tc_lemma_in(&s->tokens[0], first))
        return false;
    for (int32_t i = 1; i < (int32_t)s->count; i++)
        if (tc_lemma_is(&s->tokens[i], ","))
            return token < i;
    return false;
}

static bool asked(const struct unit *unit)
{
    const struct sentence *s = unit->s;
    for (uint32_t i = s->count; i-- > 0 && i + 3 >= s->count;)
        if (tc_lemma_is(&s->tokens[i], "?"))
            return true;
    return false;
}

/* "Norway will give aid, its prime minister said": whoever tells it is who does it. */
static bool told_itself(struct work *work, const struct unit *unit, int32_t top,
                        int32_t token)
{
    const struct sentence *s = unit->s;
    bool borrowed;
    int32_t subject = tc_subject(s, token, &borrowed);
    for (int32_t c = s->first[top]; c >= 0 && subject >= 0; c = s->next[c]) {
        if (s->tokens[c].relation != REL_PARATAXIS)
            continue;
        const struct cue *cue = tc_cue(work, unit, c, CUE_THAT | CUE_QUOTE);
        if (cue && cue->class == CUE_REPORT && same_party(work, unit, c, subject))
            return true;
    }
    return false;
}

struct stance tc_stance(struct work *work, const struct unit *unit, int32_t token,
                        bool consumed)
{
    const struct sentence *s = unit->s;
    struct stance at = {TOCSIN_HAPPENED, 3.0};
    bool borrowed;
    int32_t subject =
        s->tokens[token].upos == UPOS_VERB ? tc_subject(s, token, &borrowed) : NONE;
    if (subject >= 0 && borrowed)
        subject = NONE;
    if (!consumed)
        local(work, unit, token, &at);
    int32_t on = token;
    while (s->tokens[on].head >= 0)
        if (!step(work, unit, &on, subject, &at))
            break;
    if (at.status == TOCSIN_PLANNED && told_itself(work, unit, on, token))
        at.status = TOCSIN_ANNOUNCED;
    if (s->tokens[on].head < 0 && asked(unit))
        weaken(&at, TOCSIN_POSSIBLE, 0.0);
    if (inverted(s, token) || (s->tokens[on].head < 0 && conditional(work, unit, on)))
        weaken(&at, TOCSIN_POSSIBLE, 0.0);
    return at;
}
