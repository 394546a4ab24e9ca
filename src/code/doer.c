/* doer.c: whose act a noun is, where another word says so.
 *
 * "The murder of the judge" names no murderer; a report names him in another clause or
 * at another word: the murder was carried out by X, the attack was attributed to X,
 * X took part in, was arrested for, was held responsible for the murder, the men
 * involved in the killing. On news of violence such words give more perpetrators than
 * "by" behind the noun does. A doer by accusation is marked as such: the act happened,
 * but that it was his is only said. What is denied, and of what somebody is
 * acquitted, has no doer.
 */
#include "code/coder.h"

/* Who or what does it by words between the act and its doer. */
enum end { END_SUBJECT, END_OBJECT };

struct link {
    const char *word;
    const char *cases[4]; /* before the act */
    enum end doer;        /* in the active; END_OBJECT is the subject of a passive */
    bool accused;
};

static const struct link verbs[] = {
    {"accuse",      {"of", "in"},          END_OBJECT,  true },
    {"suspect",     {"of", "in"},          END_OBJECT,  true },
    {"charge",      {"with", "for", "in"}, END_OBJECT,  true },
    {"indict",      {"for", "in"},         END_OBJECT,  true },
    {"blame",       {"for", "in"},         END_OBJECT,  true },
    {"arrest",      {"for", "over"},       END_OBJECT,  true },
    {"detain",      {"for", "over"},       END_OBJECT,  true },
    {"try",         {"for"},               END_OBJECT,  true },
    {"prosecute",   {"for"},               END_OBJECT,  true },
    {"want",        {"for", "in"},         END_OBJECT,  true },
    {"implicate",   {"in"},                END_OBJECT,  true },
    {"involve",     {"in"},                END_OBJECT,  true },
    {"link",        {"to", "with"},        END_OBJECT,  true },
    {"tie",         {"to"},                END_OBJECT,  true },
    {"connect",     {"to", "with"},        END_OBJECT,  true },
    {"convict",     {"of", "for"},         END_OBJECT,  false},
    {"sentence",    {"for"},               END_OBJECT,  false},
    {"jail",        {"for"},               END_OBJECT,  false},
    {"condemn",     {"for"},               END_OBJECT,  false},
    {"participate", {"in"},                END_SUBJECT, false},
    {"collaborate", {"in"},                END_SUBJECT, false},
    {"confess",     {"to"},                END_SUBJECT, false},
    {"admit",       {"to"},                END_SUBJECT, false},
};

/* "responsible for", "guilty of" */
static const struct link adjectives[] = {
    {"responsible", {"for"}, END_SUBJECT, true},
    {"accountable", {"for"}, END_SUBJECT, true},
    {"guilty",      {"of"},  END_SUBJECT, true},
    {"implicated",  {"in"},  END_SUBJECT, true},
    {"involved",    {"in"},  END_SUBJECT, true},
};

/* "involvement in", "responsibility for": the doer is who has, claims or admits it. */
static const char *const parts[] = {"responsibility", "involvement", "participation",
                                    "part",           "role",        "complicity",
                                    "credit",         "authorship",  NULL};

static const char *const by_words[] = {"attribute", "ascribe", "impute", "credit",
                                       "pin",       "blame",   NULL};

static bool negative(const struct work *work, const struct unit *unit, int32_t word)
{
    static const char *const off[] = {"deny",  "disclaim", "reject",    "refute",
                                      "clear", "acquit",   "exonerate", NULL};
    return tc_negated(work, unit, word) || tc_lemma_in(&unit->s->tokens[word], off);
}

/* "the colonel charged with": behind a noun, a verb's patient is the noun. */
static int32_t party(const struct sentence *s, int32_t verb, enum end side)
{
    bool borrowed;
    return side == END_OBJECT ? tc_object(s, verb, &borrowed)
                              : tc_subject(s, verb, &borrowed);
}

/* "attributed the attack to X", "was blamed on X" */
static int32_t behind(const struct sentence *s, int32_t verb)
{
    static const char *const to[] = {"to", "on", "upon", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (tc_is_oblique((enum relation)s->tokens[c].relation) &&
            tc_has_case(s, c, to))
            return c;
    return NONE;
}

/* The verb that carries the act ("committed", "carried out"), or that gives it to
 * somebody ("attributed"): who stands at it. */
static int32_t carrier(struct work *work, const struct unit *unit, int32_t verb,
                       struct doer *out)
{
    const struct sentence *s = unit->s;
    bool borrowed;
    if (s->tokens[verb].upos != UPOS_VERB || negative(work, unit, verb))
        return NONE;
    if (tc_lemma_in(&s->tokens[verb], by_words)) {
        out->accused = true;
        return behind(s, verb);
    }
    const struct cue *cue = tc_cue(work, unit, verb, CUE_NOUN);
    if (!cue || cue->class != CUE_LIGHT)
        return NONE;
    return tc_subject(s, verb, &borrowed);
}

/* The word that the adjective is said of. */
static int32_t described(const struct sentence *s, int32_t adjective)
{
    const struct token *t = &s->tokens[adjective];
    int32_t subject = tc_child(s, adjective, REL_NSUBJ);
    bool borrowed;
    if (subject >= 0 || t->head < 0)
        return subject;
    switch (t->relation) {
    case REL_AMOD:
    case REL_ACL:
    case REL_ACL_RELCL:
    case REL_APPOS:
        return t->head;
    case REL_XCOMP: /* "holds the rebels responsible" */
        return tc_object(s, t->head, &borrowed);
    default:
        return NONE;
    }
}

static const struct link *linked(const struct sentence *s, int32_t word, int32_t act,
                                 const struct link *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tc_lemma_is(&s->tokens[word], list[i].word) &&
            tc_has_case(s, act, list[i].cases))
            return &list[i];
    return NULL;
}

/* "responsibility for the attack": whose it is. */
static int32_t holder(struct work *work, const struct unit *unit, int32_t part,
                      struct doer *out)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[part];
    bool borrowed;
    int32_t owner = tc_child(s, part, REL_NMOD_POSS);
    static const char *const of[] = {"of", "by", NULL};
    for (int32_t c = s->first[part]; c >= 0 && owner < 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD && tc_has_case(s, c, of))
            owner = c; /* "the involvement of troops in" */
    if (t->head < 0 || tc_negated(work, unit, part))
        return NONE;
    if (s->tokens[t->head].upos == UPOS_VERB) {
        static const char *const own[] = {"claim",       "admit", "accept", "assume",
                                          "acknowledge", "take",  "bear",   "have",
                                          "confess",     "play",  NULL};
        if (negative(work, unit, t->head))
            return NONE;
        if (owner < 0 && t->relation == REL_OBJ &&
            tc_lemma_in(&s->tokens[t->head], own))
            return tc_subject(s, t->head, &borrowed);
        if (owner < 0 && t->relation == REL_NSUBJ_PASS &&
            tc_lemma_in(&s->tokens[t->head], own))
            return tc_subject(s, t->head, &borrowed);
    }
    out->accused = owner >= 0;
    return owner;
}

/* What the act's noun depends on. */
static int32_t above(struct work *work, const struct unit *unit, int32_t act,
                     struct doer *out)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[act];
    int32_t head = t->head;
    if (head < 0)
        return NONE;
    const struct token *h = &s->tokens[head];
    if (t->relation == REL_NSUBJ_PASS || t->relation == REL_OBJ)
        return carrier(work, unit, head, out);
    if (!tc_is_oblique((enum relation)t->relation) || negative(work, unit, head))
        return NONE;
    const struct link *l = NULL;
    if (h->upos == UPOS_VERB || h->upos == UPOS_ADJ)
        l = linked(s, head, act, verbs, sizeof verbs / sizeof *verbs);
    if (l) {
        out->accused = l->accused;
        return h->upos == UPOS_ADJ ? described(s, head) : party(s, head, l->doer);
    }
    l = linked(s, head, act, adjectives, sizeof adjectives / sizeof *adjectives);
    if (l) {
        out->accused = l->accused;
        return described(s, head);
    }
    if (h->upos == UPOS_NOUN && tc_lemma_in(h, parts))
        return holder(work, unit, head, out);
    return NONE;
}

struct doer tc_doer(struct work *work, const struct unit *unit, int32_t act)
{
    const struct sentence *s = unit->s;
    struct doer out = {NONE, false};
    for (int32_t c = s->first[act]; c >= 0 && out.token < 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (c > act && (r == REL_ACL || r == REL_ACL_RELCL))
            out.token = carrier(work, unit, c, &out);
    }
    /* "the kidnapping and murder of": what is said of the one is said of both */
    int32_t top = act;
    if (s->tokens[act].relation == REL_CONJ && s->tokens[act].head >= 0)
        top = s->tokens[act].head;
    if (out.token < 0)
        out.token = above(work, unit, top, &out);
    if (out.token == act || out.token == top)
        out.token = NONE;
    if (out.token < 0)
        out.accused = false;
    return out;
}

int32_t tc_sufferer(const struct unit *unit, int32_t act)
{
    static const char *const roles[] = {"target", "victim", "object", "scene", NULL};
    static const char *const of[] = {"of", "in", NULL};
    const struct sentence *s = unit->s;
    int32_t role = s->tokens[act].head;
    if (role < 0 || !tc_is_oblique((enum relation)s->tokens[act].relation) ||
        !tc_has_case(s, act, of) || !tc_lemma_in(&s->tokens[role], roles))
        return NONE;
    int32_t subject = tc_child(s, role, REL_NSUBJ);
    int32_t head = s->tokens[role].head;
    bool borrowed;
    if (subject >= 0 || head < 0)
        return subject;
    if (s->tokens[role].relation == REL_APPOS)
        return head;
    if (s->tokens[head].upos == UPOS_VERB &&
        (s->tokens[role].relation == REL_OBJ || s->tokens[role].relation == REL_XCOMP))
        return tc_subject(s, head, &borrowed); /* "became the target of" */
    return NONE;
}
