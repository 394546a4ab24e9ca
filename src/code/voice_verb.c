/* voice_verb.c: who says, thinks, promises or praises what, by a verb.
 *
 * Nine in ten cues of news are verbs, a third of them "say". Which of its dependents
 * is the content is read off the tree in the order of surety: a clause, an infinitive,
 * a preposition that the verb asks for ("call for"), an object ("criticised the
 * plan"), the subject of a passive, and last a quotation hung on by parataxis or
 * standing beside (voice_quote.c).
 */
#include "code/voice.h"

struct around {
    const struct work *work;
    const struct unit *unit;
    const struct sentence *s;
    int32_t verb;
    int32_t clause, open, purpose, object, patient, beside;
    int32_t oblique, preposition; /* the one that the verb asks for, and its word */
    const struct cue *oblique_cue;
};

/* The preposition or mark in front of an argument. */
static int32_t opener(const struct sentence *s, int32_t token)
{
    for (int32_t c = s->first[token]; c >= 0 && c < token; c = s->next[c])
        if (s->tokens[c].relation == REL_CASE || s->tokens[c].relation == REL_MARK)
            return c;
    return NONE;
}

static void take_oblique(struct around *a, int32_t c)
{
    int32_t mark = opener(a->s, c);
    if (mark < 0 || a->oblique >= 0 || c < a->verb || !a->unit->word[mark])
        return;
    const struct cue *cue =
        tc_voice_cue(a->work, a->unit, a->verb, CUE_NOUN, a->unit->word[mark]);
    if (!cue)
        return;
    a->oblique = c;
    a->preposition = mark;
    a->oblique_cue = cue;
}

static bool infinitive(const struct sentence *s, int32_t verb)
{
    int32_t mark = tc_child(s, verb, REL_MARK);
    return mark >= 0 && tc_lemma_is(&s->tokens[mark], "to");
}

/* No open clause has a tense: its verb is another one's in truth. */
static bool slipped(const struct sentence *s, int32_t verb)
{
    const struct token *t = &s->tokens[verb];
    return t->xpos == XPOS_VBD ||
           (t->xpos == XPOS_VBN && tc_child(s, verb, REL_CCOMP) >= 0 &&
            tc_child(s, verb, REL_AUX) < 0 && tc_child(s, verb, REL_AUX_PASS) < 0);
}

static void look_around(struct around *a)
{
    const struct sentence *s = a->s;
    a->clause = a->open = a->purpose = NONE;
    a->object = a->patient = a->beside = NONE;
    a->oblique = a->preposition = NONE;
    for (int32_t c = s->first[a->verb]; c >= 0; c = s->next[c])
        switch (s->tokens[c].relation) {
        case REL_CCOMP:
        case REL_CSUBJ_PASS:
            a->clause = a->clause < 0 ? c : a->clause;
            break;
        case REL_XCOMP:
            if (slipped(s, c))
                break;
            a->open = a->open < 0 ? c : a->open;
            break;
        case REL_OBJ:
            a->object = a->object < 0 ? c : a->object;
            break;
        case REL_NSUBJ_PASS:
            a->patient = c;
            break;
        case REL_PARATAXIS:
            a->beside = c;
            break;
        case REL_ADVCL:
            if (infinitive(s, c) && c > a->verb)
                a->purpose = a->purpose < 0 ? c : a->purpose;
            else
                take_oblique(a, c);
            break;
        case REL_OBL:
        case REL_NMOD:
            take_oblique(a, c);
            break;
        default:
            break;
        }
}

static struct range join(struct range a, struct range b)
{
    if (b.end > a.end)
        a.end = b.end;
    if (b.begin < a.begin)
        a.begin = b.begin;
    return a;
}

static int32_t first_of_two(const struct around *a, int32_t second);

/* ---- the source ------------------------------------------------------------------ */

/* Its subject is not the one to whom it seems so. */
static bool impersonal(const struct token *t)
{
    static const char *const words[] = {"seem", "appear", "look", "sound", NULL};
    return tc_lemma_in(t, words);
}

/* "cut the tax, citing the costs": not the tax cites, but who cut it. */
static int32_t behind_comma(const struct sentence *s, int32_t verb, int32_t source)
{
    const struct token *t = &s->tokens[verb];
    bool borrowed;
    if (t->relation != REL_ACL || t->xpos != XPOS_VBG || source != t->head ||
        verb < 1 || !tc_lemma_is(&s->tokens[verb - 1], ","))
        return source;
    for (int32_t on = s->tokens[source].head; on >= 0; on = s->tokens[on].head)
        if (s->tokens[on].upos == UPOS_VERB) {
            int32_t above = tc_subject(s, on, &borrowed);
            return above >= 0 ? above : source;
        }
    return source;
}

/* Whoever does what an infinitive or participle hangs on: "was late to recognise",
 * "in an effort to clarify, Clinton ...". */
static int32_t climb(const struct sentence *s, int32_t verb)
{
    enum { STEPS = 6 };
    bool borrowed;
    int32_t on = s->tokens[verb].head;
    for (int i = 0; i < STEPS && on >= 0; i++, on = s->tokens[on].head) {
        int32_t source = tc_child(s, on, REL_NSUBJ);
        if (source < 0)
            source = tc_child(s, on, REL_NSUBJ_PASS);
        if (source < 0)
            source = tc_child(s, on, REL_NMOD_POSS);
        if (source < 0 && s->tokens[on].upos == UPOS_VERB)
            source = tc_subject(s, on, &borrowed);
        if (source >= 0 && source != verb && !tc_below(s, source, verb))
            return source;
    }
    return NONE;
}

static bool without_tense(const struct token *t)
{
    return (t->xpos == XPOS_VB || t->xpos == XPOS_VBG) && t->relation != REL_ROOT &&
           t->relation != REL_CSUBJ;
}

/* The tree lost a "by ..." behind a passive. */
static int32_t lost_agent(const struct sentence *s, int32_t verb)
{
    enum { NEAR = 8 };
    for (int32_t i = verb + 1; i < (int32_t)s->count && i < verb + NEAR; i++) {
        const struct token *t = &s->tokens[i];
        if (t->upos == UPOS_VERB || t->upos == UPOS_PUNCT)
            return NONE;
        if (tc_lemma_is(t, "by") && t->relation == REL_CASE && t->head > i &&
            (s->tokens[t->head].upos == UPOS_NOUN ||
             s->tokens[t->head].upos == UPOS_PROPN))
            return t->head;
    }
    return NONE;
}

static bool is_when(const struct token *t)
{
    static const char *const words[] = {"moment", "hour", "minute", "decade", NULL};
    return (t->upos == UPOS_NOUN && (tc_is_time(t) || tc_lemma_in(t, words))) ||
           (t->upos == UPOS_PROPN && tc_is_time(t) && !tc_lemma_is(t, "May"));
}

static bool cites(const struct token *t)
{
    static const char *const words[] = {"cite", "quote", NULL};
    return t->upos == UPOS_VERB && tc_lemma_in(t, words);
}

/* "quoted residents as saying": they say it, and not who quotes them. */
static int32_t quoted_speaker(const struct sentence *s, int32_t verb)
{
    const struct token *t = &s->tokens[verb];
    int32_t as = opener(s, verb), above = t->head;
    if (t->xpos != XPOS_VBG || as < 0 || !tc_lemma_is(&s->tokens[as], "as") ||
        above < 0 || !cites(&s->tokens[above]))
        return NONE;
    return tc_child(s, above, tc_passive(s, above) ? REL_NSUBJ_PASS : REL_OBJ);
}

static int32_t find_source(const struct around *a, bool speech)
{
    const struct sentence *s = a->s;
    bool borrowed;
    if (impersonal(&s->tokens[a->verb]))
        return NONE;
    int32_t quoted = quoted_speaker(s, a->verb);
    if (quoted >= 0)
        return quoted;
    int32_t first = first_of_two(a, a->verb);
    int32_t source = behind_comma(
        s, a->verb, tc_subject(s, first >= 0 ? first : a->verb, &borrowed));
    const struct token *t = &s->tokens[a->verb];
    bool slip = t->relation == REL_XCOMP && slipped(s, a->verb);
    if (source >= 0 && (is_when(&s->tokens[source]) || slip))
        source = NONE;
    if (source < 0 && tc_passive(s, a->verb))
        source = lost_agent(s, a->verb);
    if (source < 0 && without_tense(&s->tokens[a->verb]) && !tc_passive(s, a->verb))
        source = climb(s, a->verb);
    if (source < 0 && speech && a->object > a->verb && a->clause < 0 && a->verb > 0 &&
        s->tokens[a->verb - 1].upos == UPOS_PUNCT)
        source = a->object; /* "...," said Smith, taken for an object */
    if (source >= 0 && tc_lemma_is(&s->tokens[source], "it") && tc_passive(s, a->verb))
        return NONE;
    return source;
}

/* ---- the content ----------------------------------------------------------------- */

/* A clause that says when, why or if it is so belongs to what is said; one that says
 * how it was said ("..., pointing to") does not. */
static void take_conditions(const struct around *a, struct range *what)
{
    static const char *const marks[] = {"because", "if",     "unless",   "since", "so",
                                        "until",   "though", "although", NULL};
    const struct sentence *s = a->s;
    for (int32_t c = s->next[a->clause]; c >= 0; c = s->next[c]) {
        int32_t mark = tc_child(s, c, REL_MARK);
        if (s->tokens[c].relation == REL_ADVCL && mark >= 0 &&
            tc_lemma_in(&s->tokens[mark], marks))
            *what = join(*what, tc_voice_span(s, c, NONE));
    }
}

/* "said that A and that B": the second may hang anywhere. */
static void take_second(const struct around *a, struct range *what)
{
    const struct sentence *s = a->s;
    for (int32_t i = a->verb + 1; i + 2 < (int32_t)s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->begin < what->end || t->upos == UPOS_PUNCT)
            continue;
        if (t->upos != UPOS_CCONJ || !tc_lemma_is(&s->tokens[i + 1], "that"))
            return;
        const struct token *that = &s->tokens[i + 1];
        if (that->relation == REL_MARK && that->head > i)
            *what = join(*what, tc_voice_span(s, that->head, NONE));
        return;
    }
}

/* "told them that A and said B": the second verb of saying, which the tree hangs into
 * what the first one says. Its own first, or NONE. */
static int32_t first_of_two(const struct around *a, int32_t second)
{
    const struct sentence *s = a->s;
    const struct token *t = &s->tokens[second];
    if (t->relation != REL_CONJ || second < 2 || tc_child(s, second, REL_NSUBJ) >= 0 ||
        (s->tokens[second - 1].upos != UPOS_CCONJ &&
         s->tokens[second - 1].upos != UPOS_ADV) ||
        !tc_voice_cue(a->work, a->unit, second, CUE_QUOTE, 0))
        return NONE;
    for (int32_t on = t->head; on >= 0; on = s->tokens[on].head)
        if (s->tokens[on].xpos == t->xpos && s->tokens[on].relation != REL_CCOMP &&
            tc_voice_cue(a->work, a->unit, on, CUE_QUOTE, 0))
            return on;
    return NONE;
}

/* "..., arguing that": the next voice of the same speaker begins there. */
static void leave_participle(const struct around *a, struct range *what)
{
    const struct sentence *s = a->s;
    for (int32_t i = a->verb + 3; i < (int32_t)s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->begin >= what->end)
            return;
        if (t->upos == UPOS_VERB && t->begin > what->begin &&
            first_of_two(a, i) == a->verb) {
            int32_t last = i - 1;
            while (last > a->verb + 1 && (s->tokens[last].upos == UPOS_CCONJ ||
                                          s->tokens[last].upos == UPOS_ADV ||
                                          s->tokens[last].upos == UPOS_PUNCT))
                last--;
            what->end = s->tokens[last].end;
            return;
        }
        if (t->begin <= what->begin || t->xpos != XPOS_VBG ||
            t->relation != REL_ADVCL || !tc_lemma_is(&s->tokens[i - 1], ","))
            continue;
        if (!tc_voice_cue(a->work, a->unit, i, CUE_THAT | CUE_QUOTE | CUE_NOUN, 0))
            continue;
        what->end = s->tokens[i - 2].end;
        return;
    }
}

/* "reported, quoting two diplomats, that": the clause hangs on the wrong verb. */
static int32_t behind_citing(const struct around *a)
{
    const struct sentence *s = a->s;
    int32_t i = a->verb + 1, count = (int32_t)s->count;
    if (i + 2 >= count || !tc_lemma_is(&s->tokens[i], ",") ||
        s->tokens[i + 1].xpos != XPOS_VBG || !cites(&s->tokens[i + 1]))
        return NONE;
    for (i += 2; i + 1 < count; i++) {
        const struct token *that = &s->tokens[i + 1];
        if (s->tokens[i].upos == UPOS_VERB)
            return NONE;
        if (tc_lemma_is(&s->tokens[i], ",") && tc_lemma_is(that, "that"))
            return that->relation == REL_MARK && that->head > i ? that->head : NONE;
    }
    return NONE;
}

/* Voices by a noun whose clause the tree gives to the verb: "Reports that the army had
 * fled angered Moscow". */
static bool of_subject(const struct around *a)
{
    const struct sentence *s = a->s;
    int32_t noun = tc_child(s, a->verb, REL_NSUBJ), first, last;
    if (noun < 0 || a->clause > a->verb || noun > a->clause ||
        s->tokens[noun].upos != UPOS_NOUN)
        return false;
    tc_span(s, a->clause, &first, &last);
    return first == noun + 1 && last < a->verb &&
           tc_voice_cue(a->work, a->unit, noun, CUE_THAT, 0);
}

static bool by_clause(struct around *a, struct finding *f)
{
    if (a->clause < 0)
        a->clause = behind_citing(a);
    if (a->clause < 0)
        return false;
    if (of_subject(a)) {
        f->cue = tc_child(a->s, a->verb, REL_NSUBJ);
        f->source = f->words_of_source = NONE;
        f->words = tc_voice_group(a->s, f->cue, NONE);
        f->speech = false;
        f->entry = tc_voice_cue(a->work, a->unit, f->cue, CUE_THAT, 0);
        f->content = a->clause;
        f->what[0] = tc_voice_span(a->s, a->clause, NONE);
        return true;
    }
    f->entry = tc_voice_cue(a->work, a->unit, a->verb, CUE_THAT, 0);
    if (!f->entry && infinitive(a->s, a->clause))
        f->entry = tc_voice_cue(a->work, a->unit, a->verb, CUE_TO, 0);
    if (!f->entry)
        return false;
    f->content = a->clause;
    f->what[0] = tc_voice_span(a->s, a->clause, NONE);
    if (a->patient >= 0 && a->patient < a->verb && infinitive(a->s, a->clause)) {
        f->what[1] = f->what[0]; /* "X is said to have fled" */
        f->what[0] = tc_voice_span(a->s, a->patient, NONE);
        return true;
    }
    if (a->clause > a->verb) {
        take_conditions(a, &f->what[0]);
        take_second(a, &f->what[0]);
        leave_participle(a, &f->what[0]);
        return true;
    }
    /* the quotation in front that has swallowed its speaker */
    int32_t first, last;
    tc_span(a->s, a->clause, &first, &last);
    if (first < a->verb && last > a->verb)
        f->what[0] = tc_voice_between(a->s, first, a->clause);
    return true;
}

static bool by_infinitive(struct around *a, struct finding *f)
{
    const struct sentence *s = a->s;
    if (a->oblique >= 0 && a->preposition == a->verb + 1)
        return false;                     /* "called on them to go" */
    if (a->open < 0 && a->purpose >= 0 && /* taken for a purpose */
        tc_voice_cue(a->work, a->unit, a->verb, CUE_TO, 0))
        a->open = a->purpose;
    if (a->open < 0)
        return false;
    unsigned complement = infinitive(s, a->open)                ? CUE_TO
                          : s->tokens[a->open].xpos == XPOS_VBG ? CUE_ING
                          : impersonal(&s->tokens[a->verb])     ? CUE_TO
                                                                : CUE_NOUN;
    f->entry = tc_voice_cue(a->work, a->unit, a->verb, complement, 0);
    if (!f->entry && complement == CUE_TO && a->patient >= 0) /* "is believed to" */
        f->entry = tc_voice_cue(a->work, a->unit, a->verb, CUE_THAT, 0);
    if (!f->entry)
        return false;
    /* a view of an act does not tell of it as an order or a promise does */
    bool view = complement == CUE_NOUN || f->entry->class == CUE_VOICE;
    f->content = view ? NONE : a->open;
    f->what[0] = tc_voice_span(s, a->open, NONE);
    if (a->object >= 0 && a->object < a->open) {
        f->what[0] = join(tc_voice_span(s, a->object, NONE), f->what[0]);
        return true;
    }
    int32_t raised = a->patient;
    if (impersonal(&s->tokens[a->verb]))
        raised = tc_child(s, a->verb, REL_NSUBJ);
    if (raised >= 0 && raised < a->verb) {
        f->what[1] = f->what[0];
        f->what[0] = tc_voice_span(s, raised, NONE);
    }
    return true;
}

static bool close(const struct sentence *s, int32_t c, int32_t mark)
{
    static const char *const words[] = {"for",     "with",    "of",    "from",    "to",
                                        "about",   "against", "over",  "into",    "in",
                                        "on",      "at",      "than",  "without", "by",
                                        "through", "between", "among", NULL};
    return mark >= 0 && tc_lemma_in(&s->tokens[mark], words) &&
           !tc_is_time(&s->tokens[c]);
}

static bool by_preposition(struct around *a, struct finding *f)
{
    const struct sentence *s = a->s;
    if (a->oblique < 0)
        return false;
    f->entry = a->oblique_cue;
    int32_t first, last;
    tc_span(s, a->oblique, &first, &last);
    bool direct = a->object < 0 || a->object > a->oblique;
    if (first <= a->preposition && direct)
        first = a->preposition + 1;
    if (first > last)
        return false;
    f->what[0] = tc_voice_between(s, first, last);
    for (int32_t c = s->next[a->oblique]; c >= 0; c = s->next[c]) { /* "on him to go" */
        enum relation r = (enum relation)s->tokens[c].relation;
        int32_t mark = opener(s, c);
        bool to = r == REL_XCOMP || (r == REL_ADVCL && infinitive(s, c));
        if (to || ((r == REL_OBL || r == REL_ADVCL) && close(s, c, mark)))
            f->what[0] = join(f->what[0], tc_voice_span(s, c, NONE));
        const struct cue *order =
            to ? tc_voice_cue(a->work, a->unit, a->verb, CUE_TO, 0) : NULL;
        if (order && order->class != CUE_VOICE && f->content < 0) {
            f->entry = order;
            f->content = c;
        }
    }
    if (!direct)
        f->what[0] = join(tc_voice_span(s, a->object, NONE), f->what[0]);
    else if (a->preposition == a->verb + 1)
        f->words = tc_voice_group(s, a->verb, a->preposition);
    if (direct && a->patient >= 0 && a->patient < a->verb) {
        f->what[1] = tc_voice_span(s, a->oblique, NONE);
        f->what[0] = tc_voice_span(s, a->patient, NONE);
        f->words = tc_voice_group(s, a->verb, NONE);
    }
    return true;
}

/* "quoting two diplomats, that": whom it quotes ends at the comma. */
static void end_before_that(const struct sentence *s, int32_t object,
                            struct range *what)
{
    for (int32_t i = object + 1; i + 1 < (int32_t)s->count; i++) {
        if (s->tokens[i].begin >= what->end)
            return;
        if (tc_lemma_is(&s->tokens[i], ",") && tc_lemma_is(&s->tokens[i + 1], "that") &&
            s->tokens[i + 1].relation == REL_MARK) {
            what->end = s->tokens[i - 1].end;
            return;
        }
    }
}

static bool by_object(struct around *a, struct finding *f)
{
    static const char *const names[] = {"call",    "dub",  "label",     "brand", "deem",
                                        "declare", "name", "pronounce", NULL};
    const struct sentence *s = a->s;
    int32_t object = a->object >= 0 ? a->object : a->patient;
    if (object < 0)
        return false;
    f->entry = tc_voice_cue(a->work, a->unit, a->verb, CUE_NOUN, 0);
    if (!f->entry)
        return false;
    f->what[0] = tc_voice_span(s, object, NONE);
    if (cites(&s->tokens[a->verb]))
        end_before_that(s, object, &f->what[0]);
    struct range *more = object < a->verb ? &f->what[1] : &f->what[0];
    bool naming = tc_lemma_in(&s->tokens[a->verb], names);
    for (int32_t c = s->first[a->verb]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        int32_t mark = opener(s, c);
        bool as = mark >= 0 && tc_lemma_is(&s->tokens[mark], "as");
        if (c < a->verb || c < object ||
            !(r == REL_XCOMP ||
              ((r == REL_OBL || r == REL_ADVCL) && (as || close(s, c, mark))) ||
              (naming && (r == REL_CCOMP || r == REL_OBJ || r == REL_OBL_UNMARKED ||
                          r == REL_DEP || r == REL_IOBJ))))
            continue;
        struct range r2 = tc_voice_span(s, c, NONE);
        *more = more->end > more->begin ? join(*more, r2) : r2;
    }
    return true;
}

static bool by_parataxis(struct around *a, struct finding *f)
{
    const struct sentence *s = a->s;
    const struct token *t = &s->tokens[a->verb];
    f->entry = tc_voice_cue(a->work, a->unit, a->verb, CUE_QUOTE | CUE_THAT, 0);
    if (!f->entry || f->source < 0)
        return false;
    if (t->relation == REL_PARATAXIS && t->head >= 0) {
        if (!tc_tells_beside(s, a->verb))
            return false;
        f->content = t->head;
        f->whole = true;
        tc_voice_around(s, t->head, a->verb, f->what);
        return true;
    }
    if (a->beside < 0)
        return false;
    f->content = a->beside;
    f->what[0] = tc_voice_span(s, a->beside, NONE);
    return true;
}

/* "who say": the words of the source are the pronoun, though it is the noun before. */
static int32_t relative(const struct sentence *s, int32_t verb, int32_t source)
{
    for (int32_t c = s->first[verb]; c >= 0 && c < verb; c = s->next[c])
        if (tc_is_subject((enum relation)s->tokens[c].relation) && source >= 0 &&
            source < c &&
            (s->tokens[c].xpos == XPOS_WP || s->tokens[c].xpos == XPOS_WDT))
            return c;
    return source;
}

static int32_t next_clause(const struct sentence *s, int32_t clause)
{
    for (int32_t c = s->next[clause]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_CCOMP)
            return c;
    return NONE;
}

static bool quoted(const struct around *a, int32_t token)
{
    return tc_quotation_at(a->work, a->s->tokens[token].begin) != NULL;
}

/* Where the tree gives no speaker, or one from inside the quotation, the order of words
 * does. true: it gives the content as well. */
static bool by_surface(struct around *a, struct finding *f)
{
    const struct sentence *s = a->s;
    if (quoted(a, a->verb) || a->patient >= 0 ||
        tc_child(s, a->verb, REL_AUX_PASS) >= 0)
        return false;
    if (f->speech &&
        (tc_voice_interrupts(s, a->verb, f) || tc_voice_inverted(s, a->verb, f))) {
        f->entry = NULL;
        return true;
    }
    if ((f->source >= 0 && !quoted(a, f->source)) || impersonal(&s->tokens[a->verb]))
        return false;
    f->source = NONE;
    if (!tc_voice_surface(s, a->verb, f))
        return false;
    /* the tree had taken the speaker for what is said */
    if (a->clause >= 0 && a->clause < a->verb && !quoted(a, a->clause))
        do
            a->clause = next_clause(s, a->clause);
        while (a->clause >= 0 && a->clause < a->verb);
    if (a->beside >= 0 && s->tokens[a->beside].begin >= f->who.begin &&
        s->tokens[a->beside].end <= f->who.end)
        a->beside = NONE;
    return false;
}

/* "The paper, citing officials, ...": the participle that the tree takes for an
 * adjective of what is cited. */
static bool by_participle(struct around *a, struct finding *f)
{
    const struct sentence *s = a->s;
    const struct token *t = &s->tokens[a->verb];
    if (t->xpos != XPOS_VBG || t->relation != REL_AMOD || t->head < a->verb ||
        a->verb < 2 || !tc_lemma_is(&s->tokens[a->verb - 1], ",") || a->object >= 0)
        return false;
    f->entry = tc_voice_cue(a->work, a->unit, a->verb, CUE_NOUN, 0);
    int32_t first, last;
    tc_span(s, t->head, &first, &last);
    if (!f->entry || last <= a->verb || !tc_voice_before_comma(s, a->verb, f))
        return false;
    f->what[0] = tc_voice_between(s, a->verb + 1, last);
    return true;
}

/* "who asked not to be named" tells of the source, not of the world. */
static bool asks_for_silence(const struct sentence *s, const struct finding *f)
{
    static const char *const asks[] = {"ask",     "request", "insist", "want",
                                       "decline", "refuse",  "speak",  NULL};
    static const char *const names[] = {"name", "identify", "quote", "cite", NULL};
    if (tc_lemma_in(&s->tokens[f->cue], names) && infinitive(s, f->cue))
        return tc_passive(s, f->cue);
    return f->content >= 0 && tc_lemma_in(&s->tokens[f->cue], asks) &&
           tc_lemma_in(&s->tokens[f->content], names) && tc_passive(s, f->content);
}

/* "officials quoted by Xinhua said": says nothing of its own. */
static bool quoted_source(const struct sentence *s, int32_t verb)
{
    static const char *const by[] = {"by", NULL};
    const struct token *t = &s->tokens[verb];
    if (!cites(t) || t->xpos != XPOS_VBN || tc_child(s, verb, REL_AUX_PASS) >= 0 ||
        (t->relation != REL_ACL && t->relation != REL_AMOD))
        return false;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (tc_has_case(s, c, by))
            return true;
    return false;
}

void tc_verb_voices(struct work *work, const struct unit *unit, int32_t verb)
{
    if (quoted_source(unit->s, verb))
        return;
    struct around a = {.work = work, .unit = unit, .s = unit->s, .verb = verb};
    const struct sentence *s = unit->s;
    look_around(&a);
    struct finding f = {.cue = verb, .content = NONE};
    f.speech = tc_voice_cue(work, unit, verb, CUE_QUOTE, 0) != NULL;
    f.source = find_source(&a, f.speech);
    if (f.source == a.object && f.source >= 0)
        a.object = NONE;
    f.words_of_source = relative(s, verb, f.source);
    f.words = tc_voice_group(s, verb, NONE);
    if (!by_participle(&a, &f) && !by_surface(&a, &f) && !by_clause(&a, &f) &&
        !by_infinitive(&a, &f) && !by_preposition(&a, &f) && !by_object(&a, &f) &&
        !by_parataxis(&a, &f)) {
        if (!f.speech || f.source < 0)
            return;
        f.entry = NULL;
        f.content = NONE;
        const struct cue *cue = tc_voice_cue(work, unit, verb, CUE_THAT, 0);
        f.rest = cue && cue->class != CUE_VOICE && tc_voice_rest(s, verb, &f);
    }
    if (f.source >= 0 && f.content >= 0 && !f.whole &&
        tc_below(s, f.source, f.content) && !f.who.end)
        f.source = NONE;
    if (!asks_for_silence(s, &f))
        tc_add_voice(work, unit, &f);
}
