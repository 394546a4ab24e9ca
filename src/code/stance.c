/* stance.c: does the text say that it happened? Status and factuality of a predicate.
 *
 * The value starts at +3 at the root and is composed on the way down to the word, in
 * the manner of Nairn, Condoravdi and Karttunen (2006): what stands at each word
 * (negation, modals) changes it, and each word that embeds the next passes on what its
 * signature in data/cues.txt says of a content under a cue that holds, or does not.
 * Downwards, because a signature depends on the sign above: "forced them to leave"
 * tells that they left, "did not force them" tells nothing. A voice lowers what it
 * vouches for, and what a word takes for granted ("condemned the attack") starts anew
 * at +3.
 *
 * Each word of a sentence is viewed once and kept: the layer asks for all of them.
 */
#include "code/stance.h"

#include <math.h>

struct views {
    struct view above; /* what comes down to the word */
    struct view own;   /* with what stands at the word itself */
};

/* ---- the top --------------------------------------------------------------------- */

bool tc_asked(const struct unit *unit)
{
    const struct sentence *s = unit->s;
    for (uint32_t i = s->count; i-- > 0 && i + 3 >= s->count;)
        if (tc_lemma_is(&s->tokens[i], "?"))
            return true;
    return false;
}

static const struct view whole = {
    .value = 3.0, .level = 1.0, .status = TOCSIN_HAPPENED, .speaker = NONE};

/* ---- under a cue ----------------------------------------------------------------- */

static bool speech(const struct cue *cue)
{
    return cue->class == CUE_REPORT || cue->class == CUE_CONFIRM ||
           cue->class == CUE_DENY || cue->class == CUE_CLAIM;
}

/* "wrongly accused of" */
static bool wrongly(const struct sentence *s, int32_t word)
{
    static const char *const words[] = {"wrongly",     "falsely",  "mistakenly",
                                        "erroneously", "unjustly", "wrongfully",
                                        "incorrectly", NULL};
    for (int32_t c = s->first[word]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_ADVMOD && tc_lemma_in(&s->tokens[c], words))
            return true;
    return false;
}

/* "nobody can deny that", "nobody disputes that" */
static bool cannot(const struct sentence *s, int32_t word)
{
    static const char *const can[] = {"can", "could", "ca", NULL};
    int32_t aux = tc_child(s, word, REL_AUX);
    return tc_lemma_is(&s->tokens[word], "dispute") ||
           (aux >= 0 && tc_lemma_in(&s->tokens[aux], can) &&
            tc_lemma_is(&s->tokens[word], "deny"));
}

/* What a source says, tells of, confirms, denies. above: what the word of saying
 * stands under; that it will be said makes nothing future that is said. */
static struct view spoken(const struct work *work, const struct unit *unit,
                          int32_t word, const struct cue *cue, struct view at)
{
    bool no = tc_negated(work, unit, word);
    double by = (no ? cue->negative : cue->positive) / 10.0;
    const struct cue *judged = tc_judged(work, unit, word);
    if (judged && judged->class == CUE_DOUBT)
        tc_soften(&at, TOCSIN_POSSIBLE, judged->positive / 10.0);
    if (judged && judged->class == CUE_DENY) {
        at.value = at.value > 0.0 ? judged->positive / 10.0 : 0.0;
        at.denied = true;
        return at;
    }
    if (cue->class == CUE_DENY && no && cannot(unit->s, word)) {
        at.value *= 0.8;
        return at;
    }
    if (cue->class == CUE_DENY) {
        at.value = at.value / 3.0 * by;
        at.denied = !no;
        if (no) /* "did not rule out" */
            tc_soften(&at, TOCSIN_POSSIBLE, 3.0);
        return at;
    }
    if (tc_taken_back(unit->s, word)) { /* "dropped charges that" */
        at.value = 0.0;
        tc_soften(&at, TOCSIN_POSSIBLE, 0.5);
        return at;
    }
    bool acquitted = no && tc_lemma_is(&unit->s->tokens[word], "guilty");
    bool refuted = tc_refuted(unit->s, word) || tc_hoax(unit->s, word);
    if (acquitted || wrongly(unit->s, word) || refuted) {
        at.value = refuted || at.value > 0.0 ? -2.0 : 0.0;
        at.denied = refuted && unit->s->tokens[word].relation == REL_OBJ;
        return at;
    }
    if (by > 0.0 && !no) /* what nobody said binds nothing */
        at.level *= by / 3.0;
    at.value *= by / 3.0;
    if (cue->class != CUE_CLAIM)
        at.speaker = word;
    return at;
}

static void mark(const struct cue *cue, struct view *at)
{
    switch (cue->class) {
    case CUE_INTEND:
    case CUE_ORDER:
        tc_soften(at, TOCSIN_PLANNED, 3.0);
        break;
    case CUE_ANNOUNCE:
        tc_soften(at, TOCSIN_ANNOUNCED, 3.0);
        break;
    case CUE_THREATEN:
        tc_soften(at, TOCSIN_THREATENED, 3.0);
        break;
    case CUE_MAYBE:
    case CUE_DOUBT:
    case CUE_ASK:
    case CUE_IF:
        at->open = true;
        tc_soften(at, TOCSIN_POSSIBLE, 3.0);
        break;
    case CUE_THINK:
    case CUE_FEAR:
    case CUE_WANT:
    case CUE_TRY:
        tc_soften(at, TOCSIN_POSSIBLE, 3.0);
        break;
    case CUE_BEGIN:
        if (at->status == TOCSIN_HAPPENED)
            at->status = TOCSIN_ONGOING;
        break;
    default:
        break;
    }
}

/* "was able to flee", "had to leave": in the past it was done */
static bool actual(const struct sentence *s, int32_t word)
{
    static const char *const done[] = {"able", "have", "dare", NULL};
    const struct token *t = &s->tokens[word];
    int32_t aux = tc_child(s, word, REL_AUX);
    if (!tc_lemma_in(t, done) || (aux >= 0 && !tc_lemma_is(&s->tokens[aux], "have")))
        return false;
    if (aux >= 0 && t->xpos == XPOS_VBN)
        return true; /* "have had to leave" */
    int32_t be = tc_child(s, word, REL_COP);
    return be >= 0 ? s->tokens[be].xpos == XPOS_VBD : t->xpos == XPOS_VBD;
}

/* "warned that they had crossed the border": of what has been, it is a report */
static bool warned(const struct sentence *s, int32_t word, int32_t token)
{
    static const char *const words[] = {"warn", "caution", "alert", NULL};
    bool have = s->tokens[token].xpos == XPOS_VBD, modal = false;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation != REL_AUX && s->tokens[c].relation != REL_AUX_PASS)
            continue;
        have =
            have || tc_lemma_is(&s->tokens[c], "have") || s->tokens[c].xpos == XPOS_VBD;
        modal = modal || s->tokens[c].xpos == XPOS_MD;
    }
    return tc_lemma_in(&s->tokens[word], words) && have && !modal;
}

/* token: what stands under the cue */
static struct view under_cue(const struct work *work, const struct unit *unit,
                             int32_t word, int32_t token, const struct cue *cue,
                             const struct views *head)
{
    static const struct cue report = {.class = CUE_REPORT, .positive = 20};
    static const struct cue order = {.class = CUE_ORDER, .positive = 5};
    static const char *const dare[] = {"dare", "dar", NULL}; /* so lemmatised */
    if (tc_lemma_in(&unit->s->tokens[word], dare) &&
        tc_child(unit->s, word, REL_OBJ) >= 0)
        cue = &order; /* "dared them to attack" */
    if (cue->class == CUE_FEAR && warned(unit->s, word, token))
        cue = &report;
    struct view at = speech(cue) ? head->above : head->own;
    if (!speech(cue) && tc_hoax(unit->s, word)) {
        at.value = at.value > 0.0 ? -2.0 : 0.0; /* "a fake video showed that" */
        return at;
    }
    if (cue->class == CUE_CLAIM && wrongly(unit->s, token)) /* "claimed falsely to" */
        at.value = at.value > 0.0 ? -at.value : at.value;
    if (speech(cue))
        return spoken(work, unit, word, cue, at);
    if (cue->class == CUE_LIGHT && at.value < 0.0 && tc_negated(work, unit, token))
        at = head->above; /* the "no" of "have no evidence" counts at the noun */
    double yes = cue->positive / 10.0, no = cue->negative / 10.0;
    bool real = at.status == TOCSIN_HAPPENED || at.status == TOCSIN_ONGOING;
    if ((cue->class == CUE_KNOW || cue->class == CUE_END) && no > 0.0 &&
        (real || no >= 1.5)) { /* taken for granted */
        at.value = (at.value < 0.0 ? no : yes) * at.level;
        at.status = TOCSIN_HAPPENED;
        at.denied = at.open = false;
        return at;
    }
    if (cue != &order && actual(unit->s, word) && at.value > 0.0)
        return at;
    bool holds = at.value > 0.0;
    at.value = tc_clip(holds ? yes : no, fabs(at.value)); /* the weakest link */
    at.denied = false;
    if (!holds && cue->class == CUE_DOUBT && no >= 1.5 && real)
        return at;                            /* "there is no doubt that" */
    if (!holds && cue->class == CUE_EVIDENCE) /* "there is no evidence that" */
        tc_soften(&at, TOCSIN_POSSIBLE, 1.0);
    mark(cue, &at);
    return at;
}

/* A predicate that is itself an act says what becomes of the one below it. */
static struct view under_act(const struct act *act, bool clause,
                             const struct views *head)
{
    struct view at = head->own;
    double sign = at.value < 0.0 ? -1.0 : 1.0;
    switch ((tocsin_type)act->frame->type) {
    case TOCSIN_REQUEST:
        tc_soften(&at, TOCSIN_POSSIBLE, 0.5);
        break;
    case TOCSIN_THREATEN:
        tc_soften(&at, TOCSIN_THREATENED, 0.5);
        break;
    case TOCSIN_AGREE:
        tc_soften(&at, TOCSIN_ANNOUNCED, 1.5);
        break;
    case TOCSIN_REJECT:
        if (clause && sign > 0.0)
            tc_negate(&at);
        else if (clause) /* "did not rule out attacking" */
            at = (struct view){.value = 0.5,
                               .level = at.level,
                               .status = TOCSIN_POSSIBLE,
                               .speaker = NONE};
        return at;
    case TOCSIN_ACCUSE:
        if (clause)
            tc_soften(&at, TOCSIN_HAPPENED, 1.5);
        break;
    default:
        break;
    }
    return at;
}

/* ---- beside a word, and with it -------------------------------------------------- */

/* "will not kill or wound", "was shot and killed": a conjunct has part in what stands
 * at the first where it has no subject and no auxiliary, and the same form. */
static struct view conjunct(struct work *work, const struct unit *unit, int32_t token,
                            const struct views *head)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token], *first = &s->tokens[t->head];
    bool own = tc_child(s, token, REL_NSUBJ) >= 0 || tc_child(s, token, REL_AUX) >= 0 ||
               tc_child(s, token, REL_AUX_PASS) >= 0 ||
               tc_child(s, token, REL_NSUBJ_PASS) >= 0;
    if (t->upos != UPOS_VERB)
        return tc_child(s, token, REL_DET) >= 0 ? head->above : head->own;
    bool bare = own && t->xpos == XPOS_VB && first->xpos == XPOS_VB &&
                tc_child(s, token, REL_AUX) < 0 &&
                tc_child(s, token, REL_AUX_PASS) < 0; /* "they would go and we stay" */
    if ((own && !bare) || first->upos != UPOS_VERB)
        return head->above;
    int32_t cc = tc_child(s, token, REL_CC);
    bool but = cc >= 0 && tc_lemma_is(&s->tokens[cc], "but");
    if (t->xpos == first->xpos && !but && !tc_negated(work, unit, token))
        return head->own;
    struct view at = head->above;
    if (t->xpos == first->xpos || t->xpos == XPOS_VB)
        tc_view_modals(work, unit, t->head, &at);
    return at;
}

static struct view possible(const struct view *from, double value)
{
    struct view at = whole;
    at.level = from->level;
    at.status = TOCSIN_POSSIBLE;
    at.value = value;
    return at;
}

/* "caused damage", "might cause damage", "did not cause damage"; but "raids did not
 * stop them", and the "no" of "no raid was made" counts once. */
static struct view part(const struct work *work, const struct unit *unit, int32_t token,
                        const struct views *head)
{
    enum relation r = (enum relation)unit->s->tokens[token].relation;
    bool aside = r == REL_OBL || r == REL_NSUBJ || tc_negated(work, unit, token);
    return aside && head->own.value < 0.0 ? head->above : head->own;
}

/* What no word above speaks of is taken for granted. */
static struct view alone(const struct views *head)
{
    struct view at = whole;
    at.level = head->own.level;
    return at;
}

static bool future(const struct view *at)
{
    return at->status != TOCSIN_HAPPENED && at->status != TOCSIN_ONGOING;
}

/* "when they arrive": a present is as future as its main clause */
static struct view beside(const struct sentence *s, int32_t token,
                          const struct views *head)
{
    static const char *const than[] = {"than", NULL};
    bool unreal =
        head->own.value > 0.0 && (head->own.value < head->above.value ||
                                  (future(&head->own) && !future(&head->above)));
    int32_t mark = tc_child(s, token, REL_MARK);
    if (mark >= 0 && tc_lemma_in(&s->tokens[mark], than) &&
        s->tokens[token].xpos == XPOS_VB) /* "would sooner resign than sign" */
        return possible(&head->own, 0.0);
    static const char *const when[] = {"before", "once", NULL};
    bool early = mark >= 0 && tc_lemma_in(&s->tokens[mark], when);
    if (unreal && s->tokens[token].relation == REL_ADVCL &&
        (early || tc_present(s, token))) {
        struct view at = head->own;
        if (future(&at))
            at.status = TOCSIN_POSSIBLE; /* no plan of whoever does it */
        return at;
    }
    return head->above.value < 0.0 ? alone(head) : head->above;
}

static struct view too(struct view at)
{
    at.value = at.value > 0.0 ? tc_clip(-2.0, at.value) : 0.0;
    return at;
}

/* ", killing two": with the verb. Where that is denied, "by killing two" is open, and
 * the rest stands beside: "would not talk, citing the law". */
static struct view with(const struct sentence *s, int32_t token,
                        const struct views *head)
{
    static const char *const by[] = {"by", "for", "from", "of", NULL};
    static const char *const against[] = {"against", NULL};
    int32_t above = s->tokens[token].head;
    if (s->tokens[token].relation == REL_ADVCL && tc_child(s, above, REL_COP) >= 0 &&
        tc_has_case(s, above, against))
        return head->above; /* "is against the war, accusing": that is done */
    if (head->own.value >= 0.0)
        return head->own;
    int32_t mark = tc_child(s, token, REL_MARK);
    bool means =
        tc_has_case(s, token, by) || (mark >= 0 && tc_lemma_in(&s->tokens[mark], by));
    if (means || s->tokens[token].relation != REL_ADVCL)
        return possible(&head->own, 0.0);
    return beside(s, token, head);
}

static struct view purpose(struct view at)
{
    if (at.value <= 0.0)
        return possible(&at, 0.0);
    tc_soften(&at, TOCSIN_PLANNED, 1.7);
    return at;
}

/* "suggested that Chad withdraw": a bare verb is asked for, not told. */
static bool asked_for(const struct sentence *s, int32_t token)
{
    int32_t subject = tc_child(s, token, REL_NSUBJ);
    return s->tokens[token].xpos == XPOS_VB && subject >= 0 &&
           tc_child(s, token, REL_AUX) < 0;
}

/* "abandoned plans to attack", "called off the bid": no longer meant */
static bool given_up(const struct work *work, const struct unit *unit, int32_t token,
                     const struct cue *above)
{
    const struct cue *own = tc_cue(work, unit, token, CUE_TO | CUE_ING);
    return above->class == CUE_END && unit->s->tokens[token].upos == UPOS_NOUN && own &&
           (own->class == CUE_INTEND || own->class == CUE_TRY ||
            own->class == CUE_ANNOUNCE);
}

static struct view embedded(const struct work *work, const struct unit *unit,
                            int32_t token, const struct bond *bond,
                            const struct views *head)
{
    const struct token *t = &unit->s->tokens[token];
    int32_t above = t->head;
    struct view at = head->own;
    /* the "no" of "had no plan" counts once */
    struct views once = {head->above, head->above};
    if (bond->complement == CUE_NOUN && tc_negated(work, unit, token))
        head = &once;
    if (bond->cue && given_up(work, unit, token, bond->cue))
        return too(head->own);
    if (bond->cue) {
        at = under_cue(work, unit, bond->as >= 0 ? bond->as : above, token, bond->cue,
                       head);
        if (bond->complement == CUE_THAT && !speech(bond->cue) &&
            asked_for(unit->s, token))
            tc_soften(&at, TOCSIN_POSSIBLE, 1.0);
        return at;
    }
    const struct act *act =
        unit->act[above] >= 0 ? &work->acts[unit->act[above]] : NULL;
    if (act)
        at = under_act(act, bond->complement != CUE_NOUN, head);
    if (bond->complement == CUE_TO && t->xpos == XPOS_VB && t->relation == REL_ADVCL)
        return purpose(at); /* "fired at the port to stop it" */
    if (bond->complement == CUE_TO && act && act->frame->part == 'n')
        tc_soften(&at, TOCSIN_POSSIBLE, 1.0); /* "is in talks to buy" */
    if (bond->complement == CUE_TO && t->xpos == XPOS_VB)
        tc_soften(&at, TOCSIN_POSSIBLE, 1.5);
    if (act)
        return at;
    if (bond->complement == CUE_THAT && at.value < 0.0) {
        at = possible(&at, 0.9); /* most words let a "that" stand under "not" */
    }
    return at;
}

static const struct views *views_of(struct work *work, struct unit *unit,
                                    int32_t token);

/* "cleared the men of raiding the port": the clause hangs on the men; its cue stands
 * above. NONE: there is none. */
static int32_t beyond(const struct unit *unit, int32_t token, const struct bond *bond)
{
    static const char *const of[] = {"of", "from", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token], *head = &s->tokens[t->head];
    int32_t mark = tc_child(s, token, REL_MARK);
    bool hangs = t->relation == REL_ACL && bond->complement == CUE_ING && !bond->cue &&
                 mark >= 0 && tc_lemma_in(&s->tokens[mark], of);
    bool object = head->relation == REL_OBJ || head->relation == REL_IOBJ ||
                  head->relation == REL_NSUBJ_PASS;
    return hangs && object ? head->head : NONE;
}

static struct view below(struct work *work, const struct unit *unit, int32_t token,
                         const struct views *head)
{
    const struct sentence *s = unit->s;
    struct bond bond = tc_bond(work, unit, token);
    int32_t verb = beyond(unit, token, &bond);
    const struct cue *cue = verb >= 0 ? tc_cue(work, unit, verb, CUE_ING) : NULL;
    if (cue)
        return under_cue(work, unit, verb, token, cue,
                         views_of(work, &work->units[unit->index], verb));
    if (tc_not_theirs(work, unit, token))
        return possible(&head->above, -2.4);
    switch ((enum tie)bond.tie) {
    case TIE_EMBED:
        return embedded(work, unit, token, &bond, head);
    case TIE_SHARE:
        return s->tokens[token].relation == REL_CONJ ? conjunct(work, unit, token, head)
                                                     : with(s, token, head);
    case TIE_PART:
        return part(work, unit, token, head);
    case TIE_FALSE:
        return possible(&head->above, -2.4);
    case TIE_COMES:
        return tc_negated(work, unit, token)
                   ? head->above
                   : views_of(work, &work->units[unit->index], bond.as)->own;
    case TIE_BESIDE:
        return beside(s, token, head);
    case TIE_IF:
    case TIE_LIKE:
        return possible(&head->own, bond.tie == TIE_IF ? 0.5 : 0.0);
    case TIE_TOO:
        return too(head->own);
    case TIE_UNTIL:
        return possible(&head->own, 1.5);
    case TIE_PURPOSE:
        return purpose(head->own);
    case TIE_ASKED:
    case TIE_ALONE:
        break;
    }
    return alone(head);
}

/* ---- the whole ------------------------------------------------------------------- */

/* "The rebels fled, the army claimed": the whole sentence stands under what is put in
 * between or behind. */
static void put_behind(const struct work *work, const struct unit *unit, int32_t top,
                       struct view *at)
{
    const struct sentence *s = unit->s;
    if (tc_by_denied_claim(work, unit, top))
        tc_soften(at, TOCSIN_POSSIBLE, 0.5);
    for (int32_t c = s->first[top]; c >= 0; c = s->next[c]) {
        if (!tc_tells_beside(s, c))
            continue;
        const struct cue *cue = tc_cue(work, unit, c, CUE_THAT | CUE_QUOTE);
        if (!cue)
            continue;
        struct views head = {*at, *at};
        if (speech(cue))
            *at = spoken(work, unit, c, cue, *at);
        else if (cue->class == CUE_THINK || cue->class == CUE_FEAR)
            *at = under_cue(work, unit, c, top, cue, &head);
    }
}

static const struct views *views_of(struct work *work, struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    struct views *views = &unit->views[token];
    if (views->own.known)
        return views;
    views->own.known = true; /* the tree has no cycle; a damaged one must end */
    int32_t head = s->tokens[token].head;
    if (head >= 0) {
        views->above = below(work, unit, token, views_of(work, unit, head));
    } else {
        views->above = whole;
        if (tc_asked(unit) || tc_conditional(work, unit, token) ||
            tc_staged(s, token)) {
            views->above = possible(&whole, 0.0);
            views->above.open = true; /* "Will they attack?" is no plan */
        }
        put_behind(work, unit, token, &views->above);
    }
    if (tc_supposed(s, token)) {
        views->above = possible(&views->above, 0.0);
        views->above.open = true;
    }
    views->own = views->above;
    tc_view_word(work, unit, token, &views->own);
    views->own.known = true;
    return views;
}

static struct stance settled(const struct view *at)
{
    struct stance stance = {(tocsin_claim_status)at->status, at->value};
    bool firm = at->status == TOCSIN_PLANNED || at->status == TOCSIN_ANNOUNCED ||
                at->status == TOCSIN_THREATENED;
    double least = at->open ? -2.0 : firm ? -0.6 : -0.9; /* "doubt that" is less */
    if (at->denied && at->value < 0.0)
        stance.status = TOCSIN_DENIED;
    else if (at->value <= least)
        stance.status = TOCSIN_NEGATED;
    else if (at->value < 0.0 && firm)
        stance.status = TOCSIN_POSSIBLE;
    else if (at->value < 1.0 &&
             (at->status == TOCSIN_HAPPENED || at->status == TOCSIN_ONGOING))
        stance.status = TOCSIN_POSSIBLE; /* hardly anybody vouches for it */
    return stance;
}

/* "denied the reports", "rejected the offer": what was said is denied, not that it was
 * said */
static bool answered(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    if (t->upos != UPOS_NOUN ||
        (t->relation != REL_OBJ && t->relation != REL_NSUBJ_PASS))
        return false;
    static const char *const refuse[] = {"refuse", "decline", NULL};
    const struct cue *above = tc_cue_of(work, unit, token, CUE_NOUN);
    const struct cue *own = tc_cue(work, unit, token, CUE_THAT | CUE_TO);
    bool answer = above && (above->class == CUE_DENY ||
                            tc_lemma_in(&unit->s->tokens[t->head], refuse));
    return answer && own &&
           (own->class == CUE_CLAIM || own->class == CUE_REPORT ||
            own->class == CUE_ORDER || own->class == CUE_ANNOUNCE ||
            own->class == CUE_THINK || own->class == CUE_EVIDENCE);
}

struct stance tc_stance(struct work *work, const struct unit *unit, int32_t token,
                        bool consumed)
{
    struct unit *own = &work->units[unit->index];
    if (!own->views)
        own->views = tc_take(work, own->s->count * sizeof *own->views);
    if (!own->views)
        return (struct stance){TOCSIN_POSSIBLE, 0.0};
    const struct views *views = views_of(work, own, token);
    if (!consumed && answered(work, own, token))
        return (struct stance){TOCSIN_HAPPENED, 2.8};
    return settled(consumed ? &views->above : &views->own);
}
