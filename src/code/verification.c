/* verification.c: remarks of the text on whether what it tells is true.
 *
 * "The claim could not be independently verified", "confirmed by the ministry", "the
 * rebels denied it", "the paper withdrew the story", "the army declined to comment". A
 * third of all reports of violence carry one, mostly in the sentence behind, so that it
 * is found once all claims are made. What is looked for is a word of
 * data/verification.txt, whether it is negated, and the noun, pronoun or clause that it
 * is about: without one it is no remark ("confirmed the appointment", "withdrew its
 * troops"). verification_of.c says which claims that are.
 *
 * A claim's factuality follows: what nobody could check, or somebody disputes, counts 1
 * at most; what was retracted is denied; what another voice confirms counts as plain
 * report. That nobody commented changes nothing.
 */
#include "code/verification.h"

static bool modal(const struct sentence *s, int32_t verb)
{
    static const char *const words[] = {"could", "can", "cannot", "ca", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].xpos == XPOS_MD && !tc_lemma_in(&s->tokens[c], words))
            return true; /* "must be verified", "would confirm" */
    return false;
}

static int32_t parent(const struct sentence *s, int32_t token, enum relation relation)
{
    return s->tokens[token].relation == relation ? s->tokens[token].head : NONE;
}

/* "was unable to", "failed to", "has yet to", "remains to", "impossible to" above. */
static bool failed_above(const struct work *work, const struct unit *unit, int32_t verb,
                         int32_t *head)
{
    static const char *const words[] = {"unable", "fail",   "impossible", "difficult",
                                        "hard",   "remain", "yet",        "decline",
                                        "refuse", NULL};
    static const char *const able[] = {"able", "possible", "manage", NULL};
    const struct sentence *s = unit->s;
    int32_t above = s->tokens[verb].head;
    enum relation r = (enum relation)s->tokens[verb].relation;
    if (above < 0 || (r != REL_XCOMP && r != REL_CSUBJ && r != REL_ADVCL &&
                      r != REL_CCOMP && r != REL_ACL))
        return false;
    for (int32_t c = s->first[verb]; c >= 0 && c < verb; c = s->next[c])
        if (tc_lemma_is(&s->tokens[c], "yet")) {
            *head = above;
            return true;
        }
    bool yet = false; /* "has yet to be confirmed": the tree hangs it anywhere */
    for (int32_t c = s->first[above]; c >= 0; c = s->next[c])
        yet = yet || (tc_lemma_is(&s->tokens[c], "yet") && c + 1 < verb &&
                      tc_lemma_is(&s->tokens[c + 1], "to"));
    bool not_able =
        tc_lemma_in(&s->tokens[above], able) && tc_negated(work, unit, above);
    if (!yet && !not_able && !tc_lemma_in(&s->tokens[above], words))
        return false;
    *head = above;
    return true;
}

static bool is_told(const struct work *work, const struct unit *unit, int32_t token)
{
    if (tc_lexicon_remark(work->lexicon, unit->word[token]) != REMARK_TOLD)
        return false;
    enum upos part = (enum upos)unit->s->tokens[token].upos;
    return part == UPOS_NOUN || part == UPOS_PRON || part == UPOS_DET;
}

/* "which", "that" of a relative clause. */
static bool is_relative(const struct token *t)
{
    return t->xpos == XPOS_WDT || t->xpos == XPOS_WP;
}

/* Whether it may be what a remark speaks of; a relative pronoun is its noun, or the
 * whole clause before it. */
static int32_t told_by(const struct work *work, const struct unit *unit, int32_t token,
                       int32_t verb)
{
    const struct sentence *s = unit->s;
    if (token < 0)
        return NONE;
    if (is_relative(&s->tokens[token])) {
        int32_t noun = parent(s, verb, REL_ACL_RELCL);
        if (noun >= 0 && is_told(work, unit, noun))
            return noun;
        return tc_lemma_is(&s->tokens[token], "which") ? token : NONE;
    }
    return is_told(work, unit, token) ? token : NONE;
}

static int32_t agent(const struct sentence *s, int32_t verb)
{
    static const char *const by[] = {"by", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (tc_is_oblique((enum relation)s->tokens[c].relation) &&
            tc_has_case(s, c, by))
            return c;
    return NONE;
}

/* Fills what a verb's remark is about and who makes it. */
static void around_verb(const struct work *work, const struct unit *unit, int32_t verb,
                        struct verdict *v)
{
    const struct sentence *s = unit->s;
    bool borrowed;
    v->told = v->clause = v->by = NONE;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_CCOMP || s->tokens[c].relation == REL_CSUBJ ||
            s->tokens[c].relation == REL_CSUBJ_PASS)
            v->clause = c;
    if (tc_passive(s, verb) ||
        (s->tokens[verb].xpos == XPOS_VBN && parent(s, verb, REL_ACL) >= 0)) {
        int32_t patient = tc_child(s, verb, REL_NSUBJ_PASS);
        if (patient < 0)
            patient = parent(s, verb, REL_ACL); /* "a report confirmed by the army" */
        if (patient < 0)
            patient = tc_object(s, verb, &borrowed);
        v->told = told_by(work, unit, patient, verb);
        v->by = agent(s, verb);
        return;
    }
    int32_t object = tc_child(s, verb, REL_OBJ);
    if (object < 0 && parent(s, verb, REL_ACL_RELCL) >= 0)
        object = tc_object(s, verb, &borrowed); /* "a claim that Reuters could ..." */
    v->told = told_by(work, unit, object, verb);
    v->by = tc_subject(s, verb, &borrowed);
    if (v->by == object || v->by == v->told)
        v->by = NONE;
}

static bool infinitive(const struct sentence *s, int32_t verb)
{
    int32_t mark = tc_child(s, verb, REL_MARK);
    return mark >= 0 && tc_lemma_is(&s->tokens[mark], "to");
}

/* "rejected a version of the bill" */
static bool part_of_something(const struct sentence *s, int32_t noun)
{
    static const char *const of[] = {"of", NULL};
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD && tc_has_case(s, c, of))
            return true;
    return false;
}

/* Remarks by verbs: verify, deny, retract. */
static bool by_verb(const struct work *work, struct unit *unit, int32_t verb,
                    enum remark remark, struct verdict *v)
{
    static const char *const refuses[] = {"decline", "refuse", NULL};
    bool negated = tc_negated(work, unit, verb);
    v->head = verb;
    around_verb(work, unit, verb, v);
    bool failed = failed_above(work, unit, verb, &v->head);
    if (modal(unit->s, verb) || (infinitive(unit->s, verb) && !failed))
        return false;
    switch (remark) {
    case REMARK_CHECK:
        v->kind = negated || failed ? TOCSIN_VERIFICATION_UNVERIFIED
                                    : TOCSIN_VERIFICATION_CONFIRMED;
        if (failed && tc_lemma_in(&unit->s->tokens[v->head], refuses))
            v->kind = TOCSIN_VERIFICATION_NO_COMMENT;
        /* "confirmed that": his own word, and no remark on another's */
        if (v->told < 0 && v->kind == TOCSIN_VERIFICATION_CONFIRMED)
            return false;
        break;
    case REMARK_REJECT: /* also offers, plans, demands: only what is said */
        if (v->told < 0 || unit->s->tokens[v->told].upos != UPOS_NOUN ||
            tc_is_deed(unit->s, v->told) || part_of_something(unit->s, v->told))
            return false;
        v->kind = TOCSIN_VERIFICATION_DISPUTED;
        v->clause = NONE;
        break;
    case REMARK_DENY:
        v->kind = TOCSIN_VERIFICATION_DISPUTED;
        v->clause = NONE; /* "denied that": the act itself is denied */
        break;
    case REMARK_RETRACT:
        v->kind = TOCSIN_VERIFICATION_RETRACTED;
        v->clause = NONE;
        break;
    default:
        return false;
    }
    if ((negated || failed) && remark != REMARK_CHECK)
        return false;
    return v->told >= 0 || v->clause >= 0;
}

/* ---- no comment ------------------------------------------------------------------ */

static bool asks(const struct sentence *s, int32_t verb)
{
    static const char *const words[] = {"request", "question", "email", "e-mail",
                                        "message", "inquiry",  "query", "call",
                                        "letter",  NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (tc_lemma_in(&s->tokens[c], words) &&
            !(tc_lemma_is(&s->tokens[c], "call") && s->tokens[c].xpos != XPOS_NNS))
            return true;
    return false;
}

/* "declined to comment", "did not respond to requests", "could not be reached for
 * comment", "had no comment": the verb of its clause, or NONE. */
static int32_t without_comment(const struct work *work, const struct unit *unit,
                               int32_t token)
{
    static const char *const refuses[] = {"decline", "refuse", NULL};
    static const char *const reached[] = {"reach", "contact", "available", NULL};
    static const char *const has[] = {"have", "make", "offer", "give", NULL};
    static const char *const no[] = {"no", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    int32_t above = t->head;
    bool comment = tc_lemma_is(t, "comment");
    if (t->upos == UPOS_VERB) {
        if (above >= 0 && t->relation == REL_XCOMP &&
            tc_lemma_in(&s->tokens[above], refuses) && comment)
            return above;
        return tc_negated(work, unit, token) && (comment || asks(s, token)) ? token
                                                                            : NONE;
    }
    if (!comment || above < 0)
        return NONE;
    int32_t det = tc_child(s, token, REL_DET);
    if (tc_lemma_in(&s->tokens[above], has) && t->relation == REL_OBJ)
        return (det >= 0 && tc_lemma_in(&s->tokens[det], no)) ||
                       tc_negated(work, unit, above)
                   ? above
                   : NONE;
    return tc_lemma_in(&s->tokens[above], reached) && tc_negated(work, unit, above)
               ? above
               : NONE;
}

/* "declined to comment on the cost": what about, or NONE. */
static int32_t topic(const struct sentence *s, int32_t token)
{
    static const char *const on[] = {"on", "about", "regarding", "concerning", NULL};
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if (tc_is_oblique((enum relation)s->tokens[c].relation) &&
            tc_has_case(s, c, on))
            return c;
    return NONE;
}

static bool by_silence(const struct work *work, struct unit *unit, int32_t token,
                       struct verdict *v)
{
    const struct sentence *s = unit->s;
    bool borrowed;
    v->head = without_comment(work, unit, token);
    if (v->head < 0)
        return false;
    v->kind = TOCSIN_VERIFICATION_NO_COMMENT;
    v->told = v->clause = NONE;
    v->topic = topic(s, token);
    v->by = tc_child(s, v->head, REL_NSUBJ_PASS);
    if (v->by < 0)
        v->by = tc_subject(s, v->head, &borrowed);
    return true;
}

/* ---- nouns and adjectives -------------------------------------------------------- */

static bool has_no(const struct sentence *s, int32_t noun)
{
    static const char *const words[] = {"no", "little", "without", NULL};
    for (int32_t c = s->first[noun]; c >= 0 && c < noun; c = s->next[c])
        if (tc_lemma_in(&s->tokens[c], words))
            return true;
    return false;
}

/* "no independent confirmation of the claim", "confirmation from the army". */
static bool by_noun(const struct work *work, struct unit *unit, int32_t noun,
                    enum remark remark, struct verdict *v)
{
    static const char *const of[] = {"of", "for", NULL};
    static const char *const from[] = {"from", "by", NULL};
    static const char *const issues[] = {"issue", "make",    "give", "offer",
                                         "print", "publish", NULL};
    const struct sentence *s = unit->s;
    int32_t above = s->tokens[noun].head;
    bool borrowed;
    v->head = above >= 0 && (s->tokens[above].upos == UPOS_VERB ||
                             s->tokens[above].upos == UPOS_AUX)
                  ? above
                  : noun;
    v->told = v->clause = v->by = NONE;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation == REL_ACL || s->tokens[c].relation == REL_CCOMP)
            v->clause = c;
        if (s->tokens[c].relation != REL_NMOD)
            continue;
        if (tc_has_case(s, c, of))
            v->told = told_by(work, unit, c, noun);
        else if (tc_has_case(s, c, from))
            v->by = c;
    }
    bool none = has_no(s, noun) || (v->head != noun && tc_negated(work, unit, v->head));
    if (remark == REMARK_CHECK && none) {
        v->kind = TOCSIN_VERIFICATION_UNVERIFIED;
        bool about_something =
            v->told < 0 && v->clause < 0 && tc_lemma_is(&s->tokens[noun], "evidence");
        return !about_something;
    }
    if (none || v->head == noun || s->tokens[noun].relation != REL_OBJ ||
        !tc_lemma_in(&s->tokens[above], issues) ||
        (remark != REMARK_DENY && remark != REMARK_RETRACT))
        return false;
    v->kind = remark == REMARK_DENY ? TOCSIN_VERIFICATION_DISPUTED
                                    : TOCSIN_VERIFICATION_RETRACTED;
    v->clause = NONE;
    v->by = tc_subject(s, above, &borrowed);
    return true;
}

/* "unconfirmed reports that", "the figure remains unverified". */
static bool by_adjective(const struct work *work, struct unit *unit, int32_t word,
                         struct verdict *v)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[word];
    if (!tc_text_begins(t->form, TEXT("un")) && !tc_text_begins(t->form, TEXT("Un")))
        return false;
    v->kind = TOCSIN_VERIFICATION_UNVERIFIED;
    v->clause = v->by = NONE;
    v->head = word;
    int32_t noun = t->relation == REL_AMOD ? t->head : tc_child(s, word, REL_NSUBJ);
    if (noun < 0 && t->relation == REL_XCOMP) {
        v->head = t->head;
        noun = tc_child(s, t->head, REL_NSUBJ);
    }
    v->told = told_by(work, unit, noun, word);
    return v->told >= 0;
}

/* "called the report baseless", "that Moscow called a lie", "the claim is false". */
static bool by_judgement(const struct work *work, struct unit *unit, int32_t word,
                         struct verdict *v)
{
    static const char *const calls[] = {"call", "describe", "label",   "brand",
                                        "term", "deem",     "dismiss", "denounce",
                                        "slam", "reject",   "condemn", NULL};
    const struct sentence *s = unit->s;
    int32_t above = s->tokens[word].head;
    v->kind = TOCSIN_VERIFICATION_DISPUTED;
    v->head = above;
    if (tc_child(s, word, REL_COP) >= 0) {
        v->head = word;
        v->told = told_by(work, unit, tc_child(s, word, REL_NSUBJ), word);
        v->clause = v->by = NONE;
    } else if (above >= 0 && s->tokens[above].upos == UPOS_VERB &&
               tc_lemma_in(&s->tokens[above], calls)) {
        around_verb(work, unit, above, v);
        v->clause = NONE;
        int32_t noun = parent(s, above, REL_ACL_RELCL); /* "which he called a lie" */
        if (noun < 0)
            noun = parent(s, above, REL_ACL);
        if (v->told < 0 && noun >= 0 && is_told(work, unit, noun))
            v->told = noun;
    } else {
        return false;
    }
    return v->told >= 0 && v->told != word && !modal(s, v->head) &&
           (v->head != word || s->tokens[v->told].upos == UPOS_NOUN) &&
           !tc_negated(work, unit, v->head) && !tc_negated(work, unit, word);
}

/* ---- all of them ----------------------------------------------------------------- */

/* Does a question or a condition stand above: "whether it was confirmed"? */
static bool open_question(const struct sentence *s, int32_t verb)
{
    static const char *const words[] = {"if",     "whether", "unless",  "until",
                                        "before", "once",    "without", NULL};
    for (int32_t on = verb; on >= 0; on = s->tokens[on].head) {
        int32_t mark = tc_child(s, on, REL_MARK);
        if (mark >= 0 && tc_lemma_in(&s->tokens[mark], words))
            return true;
    }
    return tc_lemma_is(&s->tokens[s->count - 1], "?");
}

static void look_at(struct work *work, struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    struct verdict v = {.unit = unit, .topic = NONE};
    bool found = false;
    if (t->upos != UPOS_VERB && t->upos != UPOS_NOUN && t->upos != UPOS_ADJ &&
        t->relation != REL_XCOMP) /* "called it baseless", taken for an adverb */
        return;
    bool marked = t->relation == REL_AMOD && t->upos == UPOS_VERB; /* "unverified" */
    enum remark remark = tc_lexicon_remark(
        work->lexicon,
        marked ? tc_lexicon_word(work->lexicon, t->form) : unit->word[token]);
    if (remark == REMARK_COUNT || remark == REMARK_TOLD)
        return;
    if (remark == REMARK_FALSE)
        found = by_judgement(work, unit, token, &v);
    else if (remark == REMARK_COMMENT)
        found = by_silence(work, unit, token, &v);
    else if (t->upos == UPOS_NOUN)
        found = by_noun(work, unit, token, remark, &v);
    else if (marked || t->upos == UPOS_ADJ)
        found = remark == REMARK_CHECK && by_adjective(work, unit, token, &v);
    else if (t->upos == UPOS_VERB)
        found = by_verb(work, unit, token, remark, &v);
    if (found && !open_question(unit->s, v.head))
        tc_attach_verdict(work, &v);
}

void tc_verify(struct work *work)
{
    enum { BEHIND = 3 }; /* sentences: so far off a remark may stand */
    uint32_t last = 0;
    for (uint32_t i = 0; i < work->claim_count; i++) {
        uint32_t from = work->claims[i].sentence, to = from + BEHIND;
        from = i && from < last ? last : from;
        for (uint32_t u = from; u <= to && u < work->unit_count; u++)
            for (uint32_t k = 0; k < work->units[u].s->count && !work->failed; k++)
                look_at(work, &work->units[u], (int32_t)k);
        last = to + 1;
    }
}
