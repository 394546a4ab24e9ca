/* stance_tie.c: how a word hangs on the one above it.
 *
 * Four clauses in ten of news stand under another word. Some are its content ("denied
 * that they attacked"), some hold with it ("killing two"), some beside it ("because
 * they attacked"), and some are taken for granted by it ("condemned the attack").
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

/* "the accusation that they had fired": a content, though parsers take "that" for what
 * was fired. Not "the accusation that they rejected". */
static bool told(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    int32_t that = tc_child(s, token, REL_OBJ);
    /* "No evidence rebels fired rockets": nothing is missing in the clause */
    int32_t subject = tc_child(s, token, REL_NSUBJ), first = NONE, last;
    if (subject >= 0)
        tc_span(s, subject, &first, &last);
    if (that > token && first == s->tokens[token].head + 1 &&
        s->tokens[s->tokens[token].head].relation == REL_ROOT)
        return true;
    if (that < 0 || that > token || !tc_lemma_is(&s->tokens[that], "that") ||
        unit->act[token] < 0 || that != s->tokens[token].head + 1)
        return false;
    switch ((tocsin_type)work->acts[unit->act[token]].frame->type) {
    case TOCSIN_ASSAULT:
    case TOCSIN_COERCE:
    case TOCSIN_PROTEST:
    case TOCSIN_MOBILIZE:
    case TOCSIN_SANCTION:
    case TOCSIN_RETREAT:
    case TOCSIN_CONSULT:
    case TOCSIN_AID:
        return true;
    default:
        return false;
    }
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

/* "the fear of being attacked", "of having attacked"; not "a war being waged", "after
 * being shot" */
static bool being(const struct sentence *s, int32_t token)
{
    static const char *const when[] = {"after", "before", "since",
                                       "while", "when",   NULL};
    int32_t be = tc_child(s, token, REL_AUX_PASS);
    if (be < 0)
        be = tc_child(s, token, REL_AUX);
    return be >= 0 && s->tokens[be].xpos == XPOS_VBG &&
           tc_child(s, token, REL_MARK) >= 0 && !marked(s, token, when);
}

/* "denied having attacked" */
static bool having(const struct sentence *s, int32_t token)
{
    int32_t have = tc_child(s, token, REL_AUX);
    return have >= 0 && s->tokens[have].xpos == XPOS_VBG &&
           tc_lemma_is(&s->tokens[have], "have");
}

static unsigned adverbial(const struct sentence *s, int32_t token)
{
    static const char *const by[] = {"by", "when", "while", "upon", NULL};
    const struct token *t = &s->tokens[token];
    if (marked(s, token, by)) /* "broke the law by attacking" */
        return 0;
    return t->xpos == XPOS_VBG || being(s, token) ? CUE_ING
           : has_to(s, token)                     ? CUE_TO
                                                  : 0;
}

/* "out of the question", "off the table" */
static bool ruled_out(const struct sentence *s, int32_t head)
{
    static const char *const out[] = {"out", "off", NULL};
    return s->tokens[head].upos == UPOS_NOUN && tc_has_case(s, head, out);
}

/* "Raid on port feared": a heading without its "is" */
static bool headline_passive(const struct sentence *s, int32_t verb)
{
    const struct token *t = &s->tokens[verb], *last = &s->tokens[s->count - 1];
    static const char *const marks[] = {".", "!", "?", "...", NULL};
    return t->relation == REL_ROOT && (t->xpos == XPOS_VBD || t->xpos == XPOS_VBN) &&
           !tc_lemma_in(last, marks) && tc_child(s, verb, REL_OBJ) < 0 &&
           tc_child(s, verb, REL_CCOMP) < 0 && tc_child(s, verb, REL_XCOMP) < 0;
}

/* "is an option", "is a distant prospect" */
static bool a_chance(const struct work *work, const struct unit *unit, int32_t head)
{
    const struct cue *cue = unit->s->tokens[head].upos == UPOS_NOUN &&
                                    tc_child(unit->s, head, REL_COP) >= 0 &&
                                    tc_child(unit->s, head, REL_CASE) < 0
                                ? tc_cue(work, unit, head, CUE_NOUN)
                                : NULL;
    return cue && (cue->class == CUE_MAYBE || cue->class == CUE_INTEND ||
                   cue->class == CUE_WANT || cue->class == CUE_FEAR ||
                   cue->class == CUE_DOUBT);
}

static unsigned complement_of(const struct work *work, const struct unit *unit,
                              int32_t token)
{
    const struct sentence *s = unit->s;
    static const char *const that[] = {"that", NULL};
    const struct token *t = &s->tokens[token];
    switch (t->relation) {
    case REL_CCOMP:
    case REL_CSUBJ:
    case REL_CSUBJ_PASS:
        return has_to(s, token)                          ? CUE_TO
               : t->xpos == XPOS_VBG || having(s, token) ? CUE_ING
                                                         : CUE_THAT;
    case REL_XCOMP:
        return t->xpos == XPOS_VBG || having(s, token) ? CUE_ING : CUE_TO;
    case REL_ACL_RELCL: /* "rumours that ...": a content all the same */
        return marked(s, token, that) || told(work, unit, token) ? CUE_THAT : 0;
    case REL_ACL:
        return has_to(s, token)         ? CUE_TO
               : t->xpos == XPOS_VBG    ? CUE_ING
               : being(s, token)        ? CUE_ING
               : marked(s, token, that) ? CUE_THAT
               : t->xpos == XPOS_VBN    ? 0
                                        : CUE_THAT;
    case REL_ADVCL:
        return adverbial(s, token);
    case REL_OBL:
    case REL_NMOD:
        return t->upos == UPOS_VERB ? CUE_ING : CUE_NOUN;
    case REL_NSUBJ: /* "war is unlikely", "is out of the question", "Raid feared" */
        return s->tokens[t->head].upos == UPOS_ADJ || ruled_out(s, t->head) ||
                       a_chance(work, unit, t->head) || headline_passive(s, t->head)
                   ? CUE_NOUN
                   : 0;
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
        "happen", "occur",       "take",        "begin",  "start",    "continue",
        "resume", "break",       "erupt",       "ensue",  "proceed",  "be",
        "follow", "hold",        "arise",       "emerge", "commence", "persist",
        "come",   "materialise", "materialize", NULL};
    return s->tokens[verb].upos != UPOS_NOUN && tc_lemma_in(&s->tokens[verb], verbs);
}

/* "a promise was not kept", "a warning was ignored": it was given */
static bool kept(const struct work *work, const struct unit *unit, int32_t token)
{
    static const char *const verbs[] = {
        "keep",   "honour", "honor", "fulfil", "fulfill", "ignore", "heed",
        "answer", "forget", "break", "meet",   "follow",  NULL};
    if (unit->act[token] < 0 ||
        !tc_lemma_in(&unit->s->tokens[unit->s->tokens[token].head], verbs))
        return false;
    tocsin_type type = (tocsin_type)work->acts[unit->act[token]].frame->type;
    return type == TOCSIN_AGREE || type == TOCSIN_THREATEN || type == TOCSIN_REQUEST;
}

/* The word that says whether what a subject names comes to be: "began", "is expected
 * to begin", "failed to take place"; "would be a disaster". NONE: it is taken for
 * granted. */
static int32_t comes_as(const struct sentence *s, int32_t head)
{
    static const char *const would[] = {"would", "could", "might", "may", "'d", NULL};
    if (occurs(s, head))
        return head;
    int32_t under = tc_child(s, head, REL_XCOMP);
    if (under >= 0 && occurs(s, under))
        return under;
    for (int32_t c = s->first[head]; c >= 0 && tc_child(s, head, REL_COP) >= 0;
         c = s->next[c])
        if (s->tokens[c].relation == REL_AUX && tc_lemma_in(&s->tokens[c], would))
            return head;
    return NONE;
}

static const char *const falsities[] = {
    "false",       "untrue",     "unfounded",  "baseless",  "wrong",
    "incorrect",   "fantasy",    "fabricated", "fiction",   "myth",
    "fabrication", "groundless", "nonsense",   "lie",       "hoax",
    "fake",        "invention",  "absurd",     "ludicrous", "ridiculous",
    "propaganda",  "rubbish",    "slander",    "libel",     NULL};

/* "Called the reports baseless", "described them as a lie": the parser may hang the
 * word on the verb of the report. */
static bool called_false(const struct sentence *s, int32_t word)
{
    static const char *const calls[] = {"call", "brand",    "label", "describe",
                                        "term", "denounce", "deem",  NULL};
    int32_t head = s->tokens[word].head;
    if (head < 0 || s->tokens[word].relation != REL_OBJ ||
        !tc_lemma_in(&s->tokens[head], calls))
        return false;
    for (int32_t i = word + 1; i < (int32_t)s->count; i++) {
        int32_t on = s->tokens[i].head;
        if (tc_lemma_in(&s->tokens[i], falsities) &&
            (on == head || (on > word && s->tokens[on].head == word)))
            return true;
    }
    return false;
}

bool tc_refuted(const struct sentence *s, int32_t word)
{
    int32_t head = s->tokens[word].head;
    if (called_false(s, word))
        return true;
    if (head < 0)
        return false;
    uint8_t r = s->tokens[word].relation;
    if (!tc_is_subject((enum relation)r) && r != REL_CSUBJ &&
        (r != REL_XCOMP || s->tokens[word].upos != UPOS_VERB))
        return false; /* "the report is false", "it is wrong to say" */
    int32_t under = tc_child(s, head, REL_XCOMP);
    return (tc_lemma_in(&s->tokens[head], falsities) &&
            tc_child(s, head, REL_COP) >= 0) ||
           (under >= 0 && tc_lemma_in(&s->tokens[under], falsities));
}

/* "in the event of a raid", "a raid looms" */
static bool only_if(const struct sentence *s, int32_t token)
{
    static const char *const in[] = {"in", NULL}, *const cases[] = {"event", "case",
                                                                    NULL};
    static const char *const nears[] = {"loom", "impend", NULL};
    static const char *const of[] = {"of", NULL}, *const to[] = {"to", NULL};
    const struct token *t = &s->tokens[token], *head = &s->tokens[t->head];
    if (t->relation == REL_NMOD)
        return tc_lemma_in(head, cases) && tc_has_case(s, t->head, in);
    if (t->relation == REL_OBL && tc_lemma_is(head, "short"))
        return tc_has_case(s, token, of); /* "short of war" */
    int32_t near = t->relation == REL_OBL ? tc_child(s, t->head, REL_ADVMOD) : NONE;
    if (near >= 0 && near < token && tc_lemma_is(&s->tokens[near], "close"))
        return tc_has_case(s, token, to); /* "came close to war" */
    return tc_is_subject((enum relation)t->relation) && tc_lemma_in(head, nears);
}

/* "seems possible", "remains unlikely": as what is possible, or unlikely */
static bool seems(const struct work *work, const struct unit *unit, int32_t verb,
                  struct bond *bond)
{
    int32_t under = tc_child(unit->s, verb, REL_XCOMP);
    bool noun = under >= 0 && unit->s->tokens[under].upos == UPOS_NOUN;
    if (noun && tc_proposed(unit->s, under)) {
        bond->tie = TIE_IF; /* "remains on the agenda" */
        return true;
    }
    const struct cue *cue =
        noun || (under >= 0 && unit->s->tokens[under].upos == UPOS_ADJ)
            ? tc_cue(work, unit, under, CUE_NOUN | CUE_THAT)
            : NULL;
    if (!cue ||
        (cue->class != CUE_MAYBE && cue->class != CUE_DOUBT && cue->class != CUE_FEAR))
        return false;
    *bond = (struct bond){
        .tie = TIE_EMBED, .complement = CUE_NOUN, .cue = cue, .as = under};
    return true;
}

/* "claimed responsibility for the raid" */
static bool responsible(const struct sentence *s, int32_t token)
{
    static const char *const for_it[] = {"for", NULL};
    int32_t what = tc_child(s, s->tokens[token].head, REL_OBJ);
    return what >= 0 && tc_lemma_is(&s->tokens[what], "responsibility") &&
           tc_has_case(s, token, for_it);
}

static struct bond noun_bond(const struct work *work, const struct unit *unit,
                             int32_t token, struct bond bond)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    bool said = bond.cue && bond.cue->class == CUE_CLAIM;  /* "accused of the raid" */
    bool denied = bond.cue && bond.cue->class == CUE_DENY; /* "refuted the claim" */
    if ((bond.complement && !said && !denied && presupposes(work, unit, t->head)) ||
        kept(work, unit, token) || responsible(s, token))
        return bond;
    static const char *const when[] = {"in",     "at",      "during",    "after",
                                       "before", "amid",    "on",        "since",
                                       "by",     "despite", "following", NULL};
    /* "agreed in a meeting": where, not what */
    bool content = t->relation != REL_OBL || !tc_has_case(s, token, when);
    if (bond.cue || (bond.complement && content && unit->act[t->head] >= 0)) {
        bond.tie = TIE_EMBED;
        return bond;
    }
    bool subject =
        tc_is_subject((enum relation)t->relation) || t->relation == REL_NSUBJ_PASS;
    if (subject)
        bond.as = comes_as(s, t->head);
    if (subject && seems(work, unit, t->head, &bond))
        return bond;
    if (only_if(s, token) || (subject && tc_proposed(s, t->head)))
        bond.tie = TIE_IF;
    else if ((tc_refuted(s, token) && !tc_cue(work, unit, token, CUE_THAT)) ||
             (subject && tc_came_to_nothing(s, t->head)))
        bond.tie = TIE_FALSE; /* a false allegation has been made */
    else if (subject && bond.as >= 0)
        bond.tie = TIE_COMES;
    else if (s->tokens[t->head].upos == UPOS_VERB && !definite(s, token))
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
    static const char *const before[] = {"before", NULL};
    const struct sentence *s = unit->s;
    int32_t mark = tc_child(s, token, REL_MARK), had = tc_child(s, token, REL_AUX);
    if (mark >= 0 && tc_lemma_in(&s->tokens[mark], before) && had >= 0 &&
        tc_lemma_is(&s->tokens[had], "have"))
        return TIE_IF; /* "left before they had attacked" */
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

static bool unsure(const struct cue *cue)
{
    return cue->class == CUE_MAYBE || cue->class == CUE_FEAR ||
           cue->class == CUE_THINK || cue->class == CUE_WANT ||
           cue->class == CUE_DOUBT || cue->class == CUE_INTEND ||
           cue->class == CUE_THREATEN;
}

/* "the risk of the police arresting him": the cue is one word further up. */
static bool risked(const struct work *work, const struct unit *unit, int32_t token,
                   struct bond *bond)
{
    static const char *const of[] = {"of", "about", "to", "on", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token], *noun = &s->tokens[t->head];
    if (t->relation != REL_ACL || t->xpos != XPOS_VBG ||
        (noun->relation != REL_NMOD && noun->relation != REL_OBL) ||
        (!tc_has_case(s, t->head, of) && !marked(s, token, of)))
        return false;
    const struct cue *cue =
        tc_cue(work, unit, noun->head, CUE_NOUN | CUE_ING | CUE_THAT);
    if (!cue || !unsure(cue))
        return false;
    *bond = (struct bond){
        .tie = TIE_EMBED, .complement = CUE_ING, .cue = cue, .as = noun->head};
    return true;
}

/* "talk of rebels attacking", "afraid of the army arresting them": parsers join the
 * verb to the word that governs its subject. */
static bool subject_before(const struct work *work, const struct unit *unit,
                           int32_t token, struct bond *bond)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    if (t->xpos != XPOS_VBG || (t->relation != REL_ACL && t->relation != REL_ADVCL) ||
        tc_child(s, token, REL_MARK) >= 0 || tc_child(s, token, REL_NSUBJ) >= 0)
        return false;
    static const char *const of[] = {"of", "about", "to",   "for", "against",
                                     "on", "from",  "into", NULL};
    for (int32_t c = s->first[t->head]; c >= 0 && c < token; c = s->next[c]) {
        int32_t first, last;
        if ((s->tokens[c].relation != REL_OBL && s->tokens[c].relation != REL_NMOD) ||
            !tc_has_case(s, c, of))
            continue;
        tc_span(s, c, &first, &last);
        const struct cue *cue =
            last == token - 1 ? tc_cue_of(work, unit, c, CUE_NOUN | CUE_ING) : NULL;
        if (!cue || !unsure(cue))
            continue;
        *bond = (struct bond){
            .tie = TIE_EMBED, .complement = CUE_ING, .cue = cue, .as = NONE};
        return true;
    }
    return false;
}

/* "too weak to attack" */
static bool too(const struct sentence *s, int32_t head)
{
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_ADVMOD && c < head &&
            tc_lemma_is(&s->tokens[c], "too"))
            return true;
    return false;
}

/* "The rumour that he was shot emptied the bazaar": a parser may join the content to
 * the verb behind it. */
static bool news_that(const struct work *work, const struct unit *unit, int32_t token,
                      struct bond *bond)
{
    const struct sentence *s = unit->s;
    int32_t mark = tc_child(s, token, REL_MARK), noun = mark - 1;
    if (mark < 1 || mark > token || !tc_lemma_is(&s->tokens[mark], "that") ||
        s->tokens[noun].upos != UPOS_NOUN ||
        s->tokens[noun].head != s->tokens[token].head)
        return false;
    const struct cue *cue = tc_cue(work, unit, noun, CUE_THAT);
    if (!cue)
        return false;
    *bond =
        (struct bond){.tie = TIE_EMBED, .complement = CUE_THAT, .cue = cue, .as = noun};
    return true;
}

static struct bond clause_bond(const struct work *work, const struct unit *unit,
                               int32_t token, struct bond bond)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    bool content = t->relation == REL_CCOMP || t->relation == REL_CSUBJ ||
                   t->relation == REL_CSUBJ_PASS || t->relation == REL_XCOMP;
    if (t->relation == REL_ADVCL || t->relation == REL_CCOMP ||
        t->relation == REL_CSUBJ) {
        uint8_t by = by_mark(work, unit, token);
        if (by == TIE_IF || by == TIE_LIKE)
            bond.tie = by;
        if (by == TIE_IF || by == TIE_LIKE)
            return bond;
    }
    if (t->relation == REL_ADVCL && news_that(work, unit, token, &bond))
        return bond;
    static const char *const by_doing[] = {"by", NULL};
    if (risked(work, unit, token, &bond))
        return bond;
    if (!bond.cue && unit->act[t->head] < 0 && tc_only_named(s, token)) {
        bond.tie = TIE_IF; /* "one vote away from attacking" */
        return bond;
    }
    if (tc_hangs_on_if(s, token)) {
        bond.tie = TIE_IF;
        return bond;
    }
    if (bond.complement == CUE_TO && too(s, t->head)) {
        bond.tie = TIE_TOO;
        return bond;
    }
    if (t->relation == REL_ADVCL && t->xpos == XPOS_VBG && marked(s, token, by_doing))
        bond.tie = TIE_SHARE; /* "could retaliate by attacking" */
    else if (content && bond.complement == CUE_THAT && questioned(s, token))
        bond.tie = TIE_ASKED;
    else if (bond.complement && (bond.cue || unit->act[t->head] >= 0))
        bond.tie = TIE_EMBED;
    else if (t->relation == REL_ADVCL)
        bond.tie = bond.complement == CUE_TO    ? TIE_PURPOSE
                   : bond.complement == CUE_ING ? TIE_SHARE
                   : t->xpos == XPOS_VBN && tc_child(s, token, REL_AUX_PASS) < 0 &&
                           tc_child(s, token, REL_AUX) < 0
                       ? TIE_BESIDE
                       : by_mark(work, unit, token);
    else if (content || bond.complement == CUE_THAT || bond.complement == CUE_TO)
        bond.tie = TIE_EMBED;
    else if (t->relation == REL_PARATAXIS)
        bond.tie = TIE_BESIDE;
    return bond;
}

/* "is against the army shelling the port": the noun is for the verb behind it */
static bool for_or_against(const struct sentence *s, int32_t token)
{
    static const char *const against[] = {"against", NULL};
    const struct token *t = &s->tokens[token];
    bool beside = t->relation == REL_ADVCL && tc_child(s, token, REL_MARK) < 0 &&
                  token == t->head + 1;
    return (t->relation == REL_ACL || beside) && t->xpos == XPOS_VBG &&
           tc_child(s, t->head, REL_COP) >= 0 && tc_has_case(s, t->head, against);
}

/* "ruled out attacking", "neither confirm nor deny having attacked": right behind a
 * cue it is its content, no participle beside it. */
static bool right_behind(const struct work *work, const struct unit *unit,
                         int32_t token, struct bond *bond)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    int32_t first = NONE, last;
    if (t->relation != REL_ADVCL || (t->xpos != XPOS_VBG && !having(s, token)) ||
        tc_child(s, token, REL_MARK) >= 0)
        return false;
    tc_span(s, token, &first, &last);
    int32_t verb = first - 1;
    if (verb > 0 && s->tokens[verb].relation == REL_COMPOUND_PRT)
        verb = s->tokens[verb].head;
    if (verb < 0 || s->tokens[verb].upos != UPOS_VERB ||
        (verb != t->head && s->tokens[verb].head != t->head))
        return false;
    const struct cue *cue = tc_cue(work, unit, verb, CUE_ING);
    if (!cue || (verb == first - 1 && verb == t->head && !having(s, token)))
        return false;
    *bond =
        (struct bond){.tie = TIE_EMBED, .complement = CUE_ING, .cue = cue, .as = verb};
    return true;
}

struct bond tc_bond(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    struct bond bond = {.tie = TIE_ALONE, .as = NONE};
    if (t->relation == REL_CONJ || t->relation == REL_COMPOUND ||
        t->relation == REL_FIXED || t->relation == REL_FLAT) {
        bond.tie = TIE_SHARE;
        return bond;
    }
    if (subject_before(work, unit, token, &bond) ||
        right_behind(work, unit, token, &bond))
        return bond;
    if (for_or_against(s, token)) {
        bond.tie = TIE_IF;
        return bond;
    }
    bond.complement = complement_of(work, unit, token);
    if (t->relation == REL_ADVCL && bond.complement == CUE_ING &&
        tc_child(s, token, REL_MARK) < 0 && tc_child(s, token, REL_CASE) < 0) {
        bond.tie = TIE_SHARE; /* ", killing two" */
        return bond;
    }
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
    case REL_ADVMOD: /* "as soon as": what hangs on it is as future as the verb */
        if (tc_lemma_is(t, "soon"))
            bond.tie = TIE_SHARE;
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
