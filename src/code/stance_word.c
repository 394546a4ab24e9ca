/* stance_word.c: what stands at a word itself and says whether it holds.
 *
 * Negation in all its places ("no troops were sent", "under no circumstances"), modals
 * with their tense ("could have", "had to"), adverbs and adjectives. Where grammar
 * leaves it open the value errs to the safe side: unreal.
 */
#include "code/stance.h"

double tc_clip(double value, double cap)
{
    return value > cap ? cap : value < -cap ? -cap : value;
}

void tc_soften(struct view *at, tocsin_claim_status status, double cap)
{
    bool firm = at->status != TOCSIN_HAPPENED && at->status != TOCSIN_ONGOING &&
                at->status != TOCSIN_POSSIBLE;
    if (status != TOCSIN_HAPPENED && !(status == TOCSIN_POSSIBLE && firm))
        at->status = (uint8_t)status;
    at->value = tc_clip(at->value, cap);
}

void tc_negate(struct view *at)
{
    at->value = at->value == 0.0 ? 0.0 : -at->value;
    at->denied = false;
}

/* ---- negation -------------------------------------------------------------------- */

/* "not only killed but", "no fewer than", "not until Monday": nothing is negated */
static bool mere(const struct sentence *s, int32_t no)
{
    static const char *const only[] = {"only",  "just",  "merely", "simply", "least",
                                       "until", "fewer", "sooner", "soon",   NULL};
    return no + 1 < (int32_t)s->count && tc_lemma_in(&s->tokens[no + 1], only);
}

/* "instead of attacking", "rather than attack", "far from attacking" */
static bool instead(const struct sentence *s, int32_t c)
{
    static const char *const words[] = {"instead", "rather", "far", NULL};
    static const char *const of[] = {"of", "than", "from", NULL};
    const struct token *t = &s->tokens[c];
    if (t->relation != REL_MARK && t->relation != REL_CASE && t->relation != REL_CC)
        return false;
    if (tc_lemma_is(t, "from"))
        return c > 0 && tc_lemma_is(&s->tokens[c - 1], "far");
    return tc_lemma_in(t, words) && c + 1 < (int32_t)s->count &&
           tc_lemma_in(&s->tokens[c + 1], of);
}

static bool negator(const struct work *work, const struct unit *unit, int32_t c)
{
    const struct token *t = &unit->s->tokens[c];
    static const char *const plain[] = {"not", "n't", "no", "never", NULL};
    bool cc = t->relation == REL_CC || t->relation == REL_CC_PRECONJ;
    if (instead(unit->s, c))
        return true;
    if (cc)
        return tc_lemma_is(t, "nor") || tc_lemma_is(t, "neither");
    if (t->relation != REL_ADVMOD && t->relation != REL_DET &&
        t->relation != REL_CASE && t->relation != REL_MARK && t->relation != REL_AUX)
        return false;
    if (tc_lemma_in(t, plain))
        return !mere(unit->s, c);
    static const char *const once[] = {"once", "nowhere", NULL};
    if (t->relation == REL_ADVMOD && tc_lemma_in(t, once)) /* "not once did they" */
        return tc_lemma_is(t, "nowhere") ||
               (c > 0 && tc_lemma_is(&unit->s->tokens[c - 1], "not") &&
                unit->s->tokens[c - 1].head == c);
    if (t->relation == REL_ADVMOD && tc_lemma_is(t, "long")) /* "no longer" */
        return c > 0 && tc_lemma_is(&unit->s->tokens[c - 1], "no");
    const struct cue *cue = tc_cue(work, unit, c, ~0u);
    return cue && cue->class == CUE_NOT &&
           (t->relation != REL_CASE || tc_lemma_is(t, "without"));
}

/* "not one soldier", "not a single shot", "neither Chad nor Mali" */
static bool not_one(const struct sentence *s, int32_t noun)
{
    static const char *const neither[] = {"neither", "nor", NULL};
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_CC_PRECONJ && tc_lemma_in(t, neither))
            return true;
        if (c < noun && tc_lemma_is(t, "not") && !mere(s, c))
            return true;
        int32_t no = t->relation == REL_NUMMOD || t->relation == REL_AMOD
                         ? tc_child(s, c, REL_ADVMOD)
                         : NONE;
        if (no >= 0 && tc_lemma_is(&s->tokens[no], "not"))
            return true;
    }
    return false;
}

/* "no troops", "nobody", "no more money", "neither side", "none of the men" */
static bool nobody(const struct sentence *s, int32_t noun)
{
    static const char *const none[] = {"nobody",  "none",   "nothing",
                                       "neither", "no-one", NULL};
    const struct token *t = &s->tokens[noun];
    int32_t det = tc_child(s, noun, REL_DET), more = tc_child(s, noun, REL_AMOD);
    if (det < 0 && more >= 0)
        det = tc_child(s, more, REL_ADVMOD);
    return tc_lemma_in(t, none) || not_one(s, noun) ||
           (det >= 0 && !mere(s, det) &&
            (tc_lemma_is(&s->tokens[det], "no") ||
             tc_lemma_is(&s->tokens[det], "neither")));
}

/* "in no way", "under no circumstances" */
static bool no_way(const struct sentence *s, int32_t c)
{
    static const char *const ways[] = {"way",   "circumstance", "point", "time", "mean",
                                       "means", "case",         "stage", NULL};
    const struct token *t = &s->tokens[c];
    int32_t det = tc_child(s, c, REL_DET);
    return tc_is_oblique((enum relation)t->relation) && tc_lemma_in(t, ways) &&
           det >= 0 && tc_lemma_is(&s->tokens[det], "no");
}

/* "has yet to attack" */
static bool yet_to(const struct sentence *s, int32_t token)
{
    const struct token *t = &s->tokens[token];
    if (t->relation != REL_XCOMP || t->head < 0 ||
        !tc_lemma_is(&s->tokens[t->head], "have"))
        return false;
    int32_t yet = tc_child(s, t->head, REL_ADVMOD);
    if (yet < 0)
        yet = tc_child(s, token, REL_ADVMOD);
    return yet >= 0 && yet < token && tc_lemma_is(&s->tokens[yet], "yet");
}

bool tc_negated(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    bool negated = yet_to(s, token);
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        bool argument = tc_is_subject(r) || r == REL_OBJ || r == REL_NSUBJ_PASS;
        if (argument ? nobody(s, c) : negator(work, unit, c) || no_way(s, c))
            negated = !negated;
    }
    return negated;
}

/* ---- conditions ------------------------------------------------------------------ */

bool tc_conditional(const struct work *work, const struct unit *unit, int32_t verb)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation == REL_CC_PRECONJ &&
            tc_lemma_is(&s->tokens[c], "whether"))
            return true;
        if (s->tokens[c].relation != REL_MARK)
            continue;
        const struct cue *cue = tc_cue(work, unit, c, ~0u);
        if (tc_lemma_is(&s->tokens[c], "until") || tc_lemma_is(&s->tokens[c], "till"))
            continue;
        if ((cue && cue->class == CUE_IF) || tc_lemma_is(&s->tokens[c], "if") ||
            tc_lemma_is(&s->tokens[c], "whether"))
            return true;
    }
    /* "Should they attack, ...", "Were it to fail, ..." */
    static const char *const first[] = {"should", "were", "had", NULL};
    int32_t aux = tc_child(s, verb, REL_AUX), subject = tc_child(s, verb, REL_NSUBJ);
    if (subject < 0)
        subject = tc_child(s, verb, REL_NSUBJ_PASS);
    return aux >= 0 && subject > aux && s->tokens[verb].head >= 0 &&
           (tc_lemma_in(&s->tokens[aux], first) ||
            (tc_lemma_is(&s->tokens[aux], "have") && s->tokens[aux].xpos == XPOS_VBD &&
             aux + 1 == subject));
}

static bool has_condition(const struct work *work, const struct unit *unit,
                          int32_t verb)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_ADVCL && tc_conditional(work, unit, c))
            return true;
    return false;
}

/* ---- modals and tense ------------------------------------------------------------ */

/* "Theresa May met": no modal */
static bool family_name(const struct sentence *s, int32_t token)
{
    text form = s->tokens[token].form;
    return token > 0 && form.size && tc_is_upper((unsigned char)form.data[0]) &&
           s->tokens[token - 1].upos == UPOS_PROPN;
}

bool tc_present(const struct sentence *s, int32_t verb)
{
    uint8_t x = s->tokens[verb].xpos;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        uint8_t r = s->tokens[c].relation;
        if (r == REL_AUX || r == REL_AUX_PASS || r == REL_COP) {
            x = s->tokens[c].xpos;
            break;
        }
    }
    return x == XPOS_VBZ || x == XPOS_VBP;
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

/* Will the speaker do it himself? */
static bool own_word(struct work *work, const struct unit *unit, int32_t token,
                     const struct view *at)
{
    if (at->speaker < 0)
        return false;
    bool borrowed = false;
    int32_t subject = unit->s->tokens[token].upos == UPOS_VERB
                          ? tc_subject(unit->s, token, &borrowed)
                          : NONE;
    return same_party(work, unit, at->speaker, borrowed ? NONE : subject);
}

/* A plan, by its doer's own word or by another's. */
static void plan(struct work *work, const struct unit *unit, int32_t verb, double cap,
                 struct view *at)
{
    if (at->open || has_condition(work, unit, verb))
        tc_soften(at, TOCSIN_POSSIBLE, cap);
    else if (at->status == TOCSIN_ANNOUNCED || at->status == TOCSIN_THREATENED)
        tc_soften(at, (tocsin_claim_status)at->status, cap);
    else
        tc_soften(at,
                  own_word(work, unit, verb, at) ? TOCSIN_ANNOUNCED : TOCSIN_PLANNED,
                  cap);
}

struct tense {
    bool have, be, present, to, due, was, subject;
};

static void modal(struct work *work, const struct unit *unit, int32_t verb, int32_t c,
                  const struct tense *tense, struct view *at)
{
    static const char *const ought[] = {"should", "ought", "need", NULL};
    static const char *const may[] = {"may", "might", NULL};
    static const char *const can[] = {"can", "could", "ca", NULL};
    static const char *const will[] = {"will", "shall", "'ll", "wo", NULL};
    static const char *const would[] = {"would", "'d", NULL};
    const struct token *t = &unit->s->tokens[c];
    bool no = tc_negated(work, unit, verb);
    if (tc_lemma_in(t, may) && !family_name(unit->s, c)) {
        tc_soften(at, TOCSIN_POSSIBLE, 1.2);
    } else if (tc_lemma_in(t, can)) {
        tc_soften(at, TOCSIN_POSSIBLE, no ? 2.3 : 1.2);
    } else if (tc_lemma_is(t, "have") && c + 1 < verb &&
               tc_text_equal(unit->s->tokens[c + 1].form, TEXT("better"))) {
        tc_soften(at, TOCSIN_POSSIBLE, 0.8); /* "had better leave" */
    } else if (tc_lemma_in(t, ought)) {
        tc_soften(at, TOCSIN_POSSIBLE, 0.8);
    } else if (tc_lemma_is(t, "must")) {
        tc_soften(at, TOCSIN_POSSIBLE, tense->have ? 1.8 : 0.8);
    } else if (tc_lemma_in(t, will)) {
        plan(work, unit, verb, 2.3, at);
    } else if (tc_lemma_in(t, would) && tense->have) {
        tc_soften(at, TOCSIN_POSSIBLE, 0.5);
    } else if (tc_lemma_in(t, would)) {
        plan(work, unit, verb, 1.6, at);
    }
}

void tc_view_modals(struct work *work, const struct unit *unit, int32_t verb,
                    struct view *at)
{
    const struct sentence *s = unit->s;
    struct tense tense = {0};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        bool aux = t->relation == REL_AUX || t->relation == REL_AUX_PASS;
        tense.have = tense.have || (aux && tc_lemma_is(t, "have"));
        tense.be = tense.be || (aux && tc_lemma_is(t, "be"));
        tense.present =
            tense.present || (aux && (t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP));
        tense.subject = tense.subject || tc_is_subject((enum relation)t->relation) ||
                        t->relation == REL_NSUBJ_PASS;
        tense.due =
            tense.due || ((aux || t->relation == REL_COP) && tc_lemma_is(t, "be") &&
                          c < verb && tc_lemma_is(&s->tokens[c + 1], "to"));
        tense.was = tense.was || (t->relation == REL_COP && t->xpos == XPOS_VBD);
        tense.to = tense.to || (t->relation == REL_MARK && tc_lemma_is(t, "to"));
    }
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_AUX)
            modal(work, unit, verb, c, &tense, at);
    enum relation r = (enum relation)s->tokens[verb].relation;
    if (tense.to &&
        (tense.due || (tense.subject && r == REL_ROOT) ||
         ((r == REL_ACL || r == REL_PARATAXIS) && tc_headline(s, verb) >= 0)))
        plan(work, unit, verb, 2.2, at); /* "are to meet", "Leaders to meet" */
    if (tense.be && tense.present && s->tokens[verb].xpos == XPOS_VBG &&
        at->status == TOCSIN_HAPPENED)
        at->status = TOCSIN_ONGOING;
    if (tense.to && tense.was && tense.have && at->value > 0.0) {
        at->value = -1.5; /* "was to have met" */
        at->status = TOCSIN_NEGATED;
    }
    /* "If provoked, they attack"; but what is vowed is done, whatever is vowed */
    bool speaks =
        tc_child(s, verb, REL_XCOMP) >= 0 || tc_child(s, verb, REL_CCOMP) >= 0;
    if (!speaks && at->status == TOCSIN_HAPPENED && at->value > 0.0 &&
        tc_present(s, verb) && !tense.have && has_condition(work, unit, verb))
        tc_soften(at, TOCSIN_POSSIBLE, 1.0);
}

/* "Stop the war!" */
static bool imperative(const struct sentence *s, int32_t verb)
{
    const struct token *t = &s->tokens[verb];
    if (t->xpos != XPOS_VB ||
        (t->relation != REL_ROOT && t->relation != REL_PARATAXIS &&
         (t->relation != REL_CCOMP ||
          (t->head < verb && !tc_lemma_is(&s->tokens[verb - 1], ":")))))
        return false;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (tc_is_subject(r) || r == REL_NSUBJ_PASS || r == REL_AUX ||
            r == REL_AUX_PASS || (r == REL_MARK && c < verb))
            return s->tokens[c].relation == REL_AUX &&
                   tc_lemma_is(&s->tokens[c], "do") && tc_child(s, verb, REL_NSUBJ) < 0;
    }
    return true;
}

/* ---- adverbs and adjectives ------------------------------------------------------ */

static void adverb(const struct cue *cue, struct view *at)
{
    switch (cue->class) {
    case CUE_HEDGE:
        tc_soften(at, TOCSIN_HAPPENED, cue->positive / 10.0);
        break;
    case CUE_MAYBE:
        if (cue->positive < 0 && at->value > 0.0)
            tc_negate(at); /* "almost hit" */
        tc_soften(at, TOCSIN_POSSIBLE,
                  cue->positive < 0 ? -cue->positive / 10.0 : cue->positive / 10.0);
        break;
    case CUE_IF:
        tc_soften(at, TOCSIN_POSSIBLE, 0.5);
        break;
    default:
        break;
    }
}

static tocsin_claim_status status_of(enum cue_class class)
{
    switch (class) {
    case CUE_MAYBE:
    case CUE_DOUBT:
    case CUE_FEAR:
    case CUE_WANT:
    case CUE_TRY:
    case CUE_ORDER:
        return TOCSIN_POSSIBLE;
    case CUE_INTEND:
    case CUE_THINK:
        return TOCSIN_PLANNED;
    case CUE_ANNOUNCE:
        return TOCSIN_ANNOUNCED;
    case CUE_THREATEN:
        return TOCSIN_THREATENED;
    default:
        return TOCSIN_HAPPENED;
    }
}

static void adjective(const struct cue *cue, struct view *at)
{
    double by = cue->positive / 10.0;
    tocsin_claim_status status = status_of((enum cue_class)cue->class);
    bool says = cue->class == CUE_HEDGE || cue->class == CUE_CLAIM ||
                cue->class == CUE_FAIL || cue->class == CUE_DENY ||
                cue->class == CUE_NOT;
    if (status == TOCSIN_HAPPENED && !says)
        return;
    if (status == TOCSIN_POSSIBLE && at->status == TOCSIN_PLANNED &&
        (cue->class == CUE_MAYBE || cue->class == CUE_DOUBT))
        at->status = TOCSIN_POSSIBLE; /* "discussed a possible visit": no plan of one */
    tc_soften(at, status, by < 0.0 ? -by : by);
    if (by < 0.0 && at->value > 0.0)
        tc_negate(at);
    at->denied = at->denied || (cue->class == CUE_DENY && at->value < 0.0);
}

/* "You should leave", "you pay what you owe", "I would sell it": advice, what is always
 * so, and what people say of their own plans, which binds nobody. */
static void personal(const struct sentence *s, int32_t verb, struct view *at)
{
    static const char *const we[] = {"i", "we", NULL};
    int32_t subject = tc_child(s, verb, REL_NSUBJ);
    if (subject < 0)
        return;
    bool you = tc_lemma_is(&s->tokens[subject], "you");
    if (tc_lemma_is(&s->tokens[subject], "few")) /* "few believe that" */
        tc_soften(at, TOCSIN_POSSIBLE, 1.0);
    bool unreal = at->status != TOCSIN_HAPPENED && at->status != TOCSIN_ONGOING;
    if (unreal && (you || tc_lemma_in(&s->tokens[subject], we)))
        tc_soften(at, (tocsin_claim_status)at->status, you ? 0.3 : 1.0);
    else if (you && tc_present(s, verb))
        tc_soften(at, TOCSIN_POSSIBLE, 1.5);
}

/* "Possibly Germany paid": parsers join the adverb to the subject. */
static void before_subject(struct work *work, const struct unit *unit, int32_t verb,
                           struct view *at)
{
    const struct sentence *s = unit->s;
    int32_t subject = tc_child(s, verb, REL_NSUBJ);
    for (int32_t c = subject >= 0 ? s->first[subject] : NONE; c >= 0 && c < subject;
         c = s->next[c]) {
        const struct cue *cue =
            s->tokens[c].relation == REL_ADVMOD ? tc_cue(work, unit, c, ~0u) : NULL;
        if (cue && (cue->class == CUE_MAYBE || cue->class == CUE_HEDGE))
            adverb(cue, at);
    }
}

const struct cue *tc_judged(const struct work *work, const struct unit *unit,
                            int32_t noun)
{
    const struct sentence *s = unit->s;
    if (s->tokens[noun].upos != UPOS_NOUN || !tc_cue(work, unit, noun, CUE_THAT))
        return NULL;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        const struct cue *cue =
            s->tokens[c].relation == REL_AMOD ? tc_cue(work, unit, c, CUE_NOUN) : NULL;
        if (cue && (cue->class == CUE_DENY || cue->class == CUE_DOUBT))
            return cue;
    }
    return NULL;
}

/* "the recent fall", "the latest raid": it has been, whatever becomes of it */
static bool dated(const struct sentence *s, int32_t noun)
{
    static const char *const words[] = {"recent",   "previous", "past",
                                        "latest",   "earlier",  "ongoing",
                                        "existing", "late",     NULL};
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_AMOD && c < noun &&
            tc_lemma_in(&s->tokens[c], words))
            return true;
    return false;
}

/* "all they need do is leave", "is against the war", "Raid on the cards", "all but
 * agreed" */
static void not_done(const struct sentence *s, int32_t token, struct view *at)
{
    static const char *const against[] = {"against", NULL};
    const struct token *t = &s->tokens[token];
    bool verb = t->upos == UPOS_VERB, copula = tc_child(s, token, REL_COP) >= 0;
    bool is_to = verb && copula && t->xpos == XPOS_VB &&
                 tc_child(s, token, REL_MARK) < 0 && tc_child(s, token, REL_AUX) < 0;
    bool open = is_to || (!verb && copula && tc_has_case(s, token, against));
    for (int32_t c = s->first[token]; c >= 0 && !verb; c = s->next[c])
        open = open || (s->tokens[c].relation == REL_NMOD && tc_proposed(s, c));
    bool nearly = verb && token > 1 && tc_lemma_is(&s->tokens[token - 1], "but") &&
                  tc_lemma_is(&s->tokens[token - 2], "all");
    if (nearly && at->value > 0.0)
        tc_negate(at);
    if (open || nearly)
        tc_soften(at, TOCSIN_POSSIBLE, 0.5);
}

void tc_view_word(struct work *work, const struct unit *unit, int32_t token,
                  struct view *at)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    bool verb = t->upos == UPOS_VERB, copula = tc_child(s, token, REL_COP) >= 0;
    if (t->upos == UPOS_NOUN && !copula && at->value >= 0.0 && dated(s, token))
        *at = (struct view){.value = 2.9,
                            .level = at->level,
                            .status = TOCSIN_HAPPENED,
                            .speaker = NONE};
    if (verb || copula)
        tc_view_modals(work, unit, token, at);
    not_done(s, token, at);
    if (verb && imperative(s, token)) {
        tc_soften(at, TOCSIN_POSSIBLE, 0.8);
        at->value = at->value > 0.0 ? -at->value : at->value; /* not so as yet */
    }
    if (verb)
        personal(s, token, at);
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r != REL_ADVMOD && (verb || (r != REL_AMOD && r != REL_COMPOUND)))
            continue;
        const struct cue *cue = tc_cue(work, unit, c, ~0u);
        if (cue && (verb || r == REL_ADVMOD))
            adverb(cue, at);
        else if (cue && !tc_judged(work, unit, token)) /* "a false claim" was made */
            adjective(cue, at);
    }
    if (verb)
        before_subject(work, unit, token, at);
    int32_t behind = verb ? NONE : tc_child(s, token, REL_NMOD);
    if (behind >= 0 && tc_lemma_is(&s->tokens[behind], "loom"))
        tc_soften(at, TOCSIN_POSSIBLE,
                  0.8); /* "Raid on port looms": taken for a noun */
    if (tc_negated(work, unit, token))
        tc_negate(at);
}
