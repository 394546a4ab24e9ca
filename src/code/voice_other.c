/* voice_other.c: voices without a verb of saying.
 *
 * Nouns ("a claim by X that", "criticism of"), adjectives ("is skeptical that"),
 * "according to", adverbs ("allegedly") and headings ("Trump: ..."): one cue in eight
 * of news. A noun counts only with a content of its own; alone it names a thing.
 */
#include "code/voice.h"

static bool infinitive(const struct sentence *s, int32_t verb)
{
    int32_t mark = tc_child(s, verb, REL_MARK);
    return mark >= 0 && tc_lemma_is(&s->tokens[mark], "to");
}

/* ---- nouns and adjectives -------------------------------------------------------- */

/* Whose claim it is: its possessor, "by ...", or whoever makes it. */
static int32_t source_of_noun(const struct sentence *s, int32_t noun)
{
    static const char *const by[] = {"by", "from", "among", NULL};
    int32_t source = tc_child(s, noun, REL_NMOD_POSS);
    if (source >= 0)
        return source;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD && tc_has_case(s, c, by))
            return c;
    source = tc_child(s, noun, REL_NSUBJ); /* "is a critic of" */
    if (source >= 0)
        return source;
    int32_t above = s->tokens[noun].head;
    bool borrowed;
    enum relation r = (enum relation)s->tokens[noun].relation;
    if (above >= 0 && s->tokens[above].upos == UPOS_VERB &&
        (r == REL_OBJ || r == REL_OBL || r == REL_XCOMP))
        return tc_subject(s, above, &borrowed);
    source = tc_child(s, noun, REL_COMPOUND);
    if (source >= 0 && s->tokens[source].upos == UPOS_PROPN)
        return source;
    return NONE;
}

static bool introduced(const struct sentence *s, int32_t clause)
{
    static const char *const marks[] = {"that", "whether", "if", "how", "why", NULL};
    int32_t mark = tc_child(s, clause, REL_MARK);
    return mark >= 0 && tc_lemma_in(&s->tokens[mark], marks);
}

/* "allegations by X that police beat him": a clause that the tree takes for one about
 * X, though nothing is missing in it. */
static int32_t behind_owner(const struct sentence *s, int32_t noun)
{
    static const char *const by[] = {"by", "from", NULL};
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        int32_t clause = tc_child(s, c, REL_ACL_RELCL);
        if (c < noun || s->tokens[c].relation != REL_NMOD || clause < 0 ||
            !tc_has_case(s, c, by))
            continue;
        int32_t that = NONE, objects = 0, subjects = 0;
        for (int32_t k = s->first[clause]; k >= 0; k = s->next[k]) {
            enum relation r = (enum relation)s->tokens[k].relation;
            that = k < clause && tc_lemma_is(&s->tokens[k], "that") ? k : that;
            objects += r == REL_OBJ;
            subjects += tc_is_subject(r) || r == REL_NSUBJ_PASS;
        }
        if (that >= 0 && subjects && objects + subjects > 2)
            return clause;
    }
    return NONE;
}

static bool content_of_noun(const struct work *work, const struct unit *unit,
                            int32_t noun, struct finding *f)
{
    const struct sentence *s = unit->s;
    int32_t clause = behind_owner(s, noun);
    f->entry = clause >= 0 ? tc_voice_cue(work, unit, noun, CUE_THAT, 0) : NULL;
    if (f->entry) {
        f->content = clause;
        f->what[0] = tc_voice_span(s, clause, NONE);
        return true;
    }
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        int32_t mark = tc_child(s, c, REL_CASE);
        if (c < noun)
            continue;
        bool adjective = s->tokens[noun].upos == UPOS_ADJ;
        if (r == REL_ACL || r == REL_CCOMP ||
            (adjective && (r == REL_XCOMP || r == REL_ADVCL))) {
            bool to = infinitive(s, c);
            bool that = r == REL_CCOMP || introduced(s, c);
            f->entry = to || that
                           ? tc_voice_cue(work, unit, noun, to ? CUE_TO : CUE_THAT, 0)
                           : NULL;
            if (f->entry) {
                f->content = c;
                f->what[0] = tc_voice_span(s, c, NONE);
                return true;
            }
        }
        if (!tc_is_oblique(r) || mark < 0 || mark > c || !unit->word[mark])
            continue;
        f->entry = tc_voice_cue(work, unit, noun, CUE_NOUN, unit->word[mark]);
        if (!f->entry)
            continue;
        int32_t first, last;
        tc_span(s, c, &first, &last);
        f->what[0] = tc_voice_between(s, first <= mark ? mark + 1 : first, last);
        if (mark == noun + 1)
            f->words.end = s->tokens[mark].end;
        return true;
    }
    return false;
}

/* "made the claim that": the verb belongs to the cue. */
static void widen_to_verb(const struct work *work, const struct unit *unit,
                          int32_t noun, struct finding *f)
{
    const struct sentence *s = unit->s;
    static const char *const light[] = {"make",    "issue", "express", "voice", "raise",
                                        "deliver", "offer", "release", "have",  "give",
                                        "take",    "show",  NULL};
    int32_t above = s->tokens[noun].head;
    if (above < 0 || above > noun || noun - above > 3 ||
        s->tokens[noun].relation != REL_OBJ || !tc_lemma_in(&s->tokens[above], light) ||
        tc_voice_cue(work, unit, above, CUE_NOUN, 0)) /* it is one itself */
        return;
    f->words.begin = tc_voice_group(s, above, NONE).begin;
}

static void noun_voice(struct work *work, const struct unit *unit, int32_t noun)
{
    const struct sentence *s = unit->s;
    struct finding f = {.cue = noun, .content = NONE};
    f.words = (struct range){s->tokens[noun].begin, s->tokens[noun].end};
    if (!content_of_noun(work, unit, noun, &f))
        return;
    f.source = source_of_noun(s, noun);
    widen_to_verb(work, unit, noun, &f);
    f.words_of_source = f.source;
    if (f.source >= 0 && f.content >= 0 && tc_below(s, f.content, f.source))
        f.who = tc_voice_source(s, f.source, f.content);
    tc_add_voice(work, unit, &f);
}

static void adjective_voice(struct work *work, const struct unit *unit, int32_t word)
{
    const struct sentence *s = unit->s;
    struct finding f = {.cue = word, .content = NONE};
    f.words = tc_voice_group(s, word, NONE);
    f.source = tc_child(s, word, REL_NSUBJ);
    if (f.source < 0 || !content_of_noun(work, unit, word, &f))
        return;
    uint32_t end = f.words.end;
    f.words = tc_voice_group(s, word, NONE);
    f.words.end = end > f.words.end ? end : f.words.end;
    f.words_of_source = f.source;
    tc_add_voice(work, unit, &f);
}

/* ---- according to ---------------------------------------------------------------- */

/* The predicate of the clause that a phrase at its end or beginning speaks of. */
static int32_t clause_above(const struct sentence *s, int32_t token)
{
    for (; s->tokens[token].head >= 0; token = s->tokens[token].head) {
        enum relation r = (enum relation)s->tokens[token].relation;
        const struct token *t = &s->tokens[token];
        bool predicate = t->upos == UPOS_VERB || tc_child(s, token, REL_COP) >= 0;
        if (predicate && (r == REL_CCOMP || r == REL_CONJ || r == REL_PARATAXIS))
            break;
    }
    return token;
}

/* "..., according to X.": behind a comma and last in its sentence, it is of all. */
static bool at_the_end(const struct sentence *s, int32_t under, int32_t token)
{
    int32_t first, last;
    tc_span(s, under, &first, &last);
    first = token < first ? token : first;
    if (first < 1 || !tc_lemma_is(&s->tokens[first - 1], ","))
        return false;
    for (int32_t i = last + 1; i < (int32_t)s->count; i++)
        if (s->tokens[i].upos != UPOS_PUNCT)
            return false;
    return true;
}

static int32_t root_above(const struct sentence *s, int32_t token)
{
    while (s->tokens[token].head >= 0)
        token = s->tokens[token].head;
    return token;
}

static void according_to(struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    int32_t source = NONE, under = token;
    if (t->relation == REL_CASE) {
        source = under = t->head;
    } else {
        for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
            if (s->tokens[c].relation == REL_OBL)
                source = c;
    }
    if (source < 0 || s->tokens[under].head < 0)
        return;
    int32_t content = clause_above(s, s->tokens[under].head), last = token;
    if (at_the_end(s, under, token))
        content = root_above(s, content);
    if (token + 1 < (int32_t)s->count && tc_lemma_is(&s->tokens[token + 1], "to"))
        last = token + 1;
    struct finding f = {.cue = token,
                        .source = source,
                        .content = content,
                        .whole = true,
                        .speech = true};
    f.words = (struct range){t->begin, s->tokens[last].end};
    tc_voice_around(s, content, under, f.what);
    f.words_of_source = f.source;
    tc_add_voice(work, unit, &f);
}

/* "By the account of witnesses, ...": true: it is one. */
static bool by_account(struct work *work, const struct unit *unit, int32_t token)
{
    static const char *const by[] = {"by", NULL}, *const of[] = {"of", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    int32_t source = tc_child(s, token, REL_NMOD);
    if (!tc_lemma_is(t, "account") || t->relation != REL_OBL || source < 0 ||
        !tc_has_case(s, token, by) || !tc_has_case(s, source, of))
        return false;
    int32_t content = clause_above(s, t->head);
    struct finding f = {.cue = token,
                        .source = source,
                        .content = content,
                        .whole = true,
                        .speech = true};
    f.words = (struct range){t->begin, t->end};
    tc_voice_around(s, content, token, f.what);
    f.words_of_source = f.source;
    tc_add_voice(work, unit, &f);
    return true;
}

/* "as reported by NAME", "as NAME reported": true: it is one. */
bool tc_as_voice(struct work *work, const struct unit *unit, int32_t verb)
{
    static const char *const as[] = {"as", NULL};
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[verb];
    int32_t mark = tc_child(s, verb, REL_MARK);
    static const char *const other[] = {"continue", "go", "add", NULL};
    if (t->relation != REL_ADVCL || t->head < 0 || mark < 0 || mark > verb ||
        !tc_lemma_in(&s->tokens[mark], as) || tc_lemma_in(t, other) ||
        !tc_voice_cue(work, unit, verb, CUE_THAT | CUE_QUOTE, 0))
        return false;
    struct finding f = {.cue = verb, .source = NONE, .content = t->head, .whole = true};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r == REL_CCOMP || r == REL_OBJ || r == REL_XCOMP)
            return false;
        if (tc_is_subject(r) || (tc_is_oblique(r) && tc_has_case(s, c, by)))
            f.source = c;
    }
    if (f.source < 0)
        return false;
    f.words = tc_voice_group(s, verb, NONE);
    f.words_of_source = f.source;
    tc_voice_around(s, t->head, verb, f.what);
    tc_add_voice(work, unit, &f);
    return true;
}

/* ---- adverbs --------------------------------------------------------------------- */

static void adverb_voice(struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    /* the writer's own impression, and nobody's word */
    static const char *const own[] = {"apparently", "seemingly", "evidently", NULL};
    const struct cue *cue = tc_cue(work, unit, token, ~0u);
    if (!cue || cue->class != CUE_HEDGE || tc_lemma_in(t, own))
        return;
    struct finding f = {.cue = token, .source = NONE, .content = t->head, .entry = cue};
    f.words = (struct range){t->begin, t->end};
    tc_voice_around(s, t->head, token, f.what);
    f.words_of_source = f.source;
    tc_add_voice(work, unit, &f);
}

void tc_other_voices(struct work *work, const struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    if (tc_lemma_is(t, "accord") || tc_lemma_is(t, "according")) {
        if (t->relation == REL_CASE || t->upos == UPOS_VERB)
            according_to(work, unit, token);
    } else if (t->upos == UPOS_NOUN) {
        if (!by_account(work, unit, token))
            noun_voice(work, unit, token);
    } else if (t->upos == UPOS_ADJ) {
        adjective_voice(work, unit, token);
    } else if (t->relation == REL_ADVMOD && t->head >= 0) {
        adverb_voice(work, unit, token);
    }
}

/* ---- "Trump: we will win" -------------------------------------------------------- */

static bool capital(const struct token *t)
{
    char c = t->form.size ? t->form.data[0] : 'a';
    return (c >= 'A' && c <= 'Z') || t->upos == UPOS_ADP || (unsigned char)c >= 0x80;
}

/* "Rebels took the airport: police", "Chad armed the rebels - minister": a heading, a
 * line of its own without a full stop, whose last words name a voice. */
static bool voice_behind(struct work *work, const struct unit *unit)
{
    enum { MOST = 5, LEAST = 3 };
    const struct sentence *s = unit->s;
    static const char *const marks[] = {":", "-", "--", "–", "—", NULL};
    int32_t last = (int32_t)s->count - 1, at = last;
    if (last < LEAST || (s->end < work->text.size && work->text.data[s->end] != '\n'))
        return false;
    for (; at >= LEAST && last - at <= MOST && !tc_lemma_in(&s->tokens[at], marks);
         at--)
        if (s->tokens[at].upos == UPOS_VERB || s->tokens[at].upos == UPOS_PUNCT ||
            s->tokens[at].upos == UPOS_NUM || s->tokens[at].upos == UPOS_AUX)
            return false;
    /* a mark of its own, not one inside a word */
    if (at < LEAST || last - at > MOST || at == last ||
        s->tokens[at].end == s->tokens[at + 1].begin ||
        (s->tokens[at].begin == s->tokens[at - 1].end &&
         !tc_lemma_is(&s->tokens[at], ":")))
        return false;
    bool carrier, verb = false;
    tocsin_voice_kind kind =
        tc_lexicon_voice(work->lexicon, unit->word[last], &carrier);
    /* "... - BBC News" is where it was printed */
    if ((!kind && !carrier && unit->hit[last] < 0) ||
        (kind == TOCSIN_VOICE_MEDIA && !tc_lemma_is(&s->tokens[at], ":")))
        return false;
    for (int32_t i = 0; i < at; i++)
        verb = verb || s->tokens[i].upos == UPOS_VERB;
    struct finding f = {.cue = at, .source = last, .words_of_source = last};
    f.content = NONE;
    f.who = tc_voice_between(s, at + 1, last);
    f.words = (struct range){s->tokens[at].begin, s->tokens[at].end};
    f.what[0] = tc_voice_between(s, 0, at - 1);
    if (verb)
        tc_add_voice(work, unit, &f);
    return verb;
}

/* What stands in front of a colon and is nobody: "Breaking:", "Q:". */
static bool is_label(const struct sentence *s, int32_t name)
{
    static const char *const words[] = {
        "breaking", "latest",  "bombshell", "note",       "update",   "exclusive",
        "photo",    "photos",  "opinion",   "live",       "question", "answer",
        "part",     "chapter", "myth",      "read",       "listen",   "warning",
        "more",     "also",    "related",   "correction", NULL};
    const struct token *t = &s->tokens[name];
    for (size_t i = 0; words[i]; i++)
        if (tc_text_equal_fold(t->form, tc_text(words[i])))
            return true;
    return t->form.size < 2;
}

/* The colon of "NAME: ...", and the last noun of the name, or NONE. turn: in a talk,
 * where more may stand in front of it. */
static int32_t colon_of(const struct work *work, const struct sentence *s,
                        int32_t *name, bool *turn)
{
    enum { LONGEST_NAME = 12 };
    bool plain = true;
    *name = NONE;
    for (int32_t i = 0; i + 1 < (int32_t)s->count && i <= LONGEST_NAME; i++) {
        const struct token *t = &s->tokens[i];
        if (tc_lemma_is(t, ":")) {
            const struct quotation *q = tc_quotation_at(work, s->tokens[i + 1].begin);
            *turn = q && q->turn && q->begin == s->tokens[i + 1].begin;
            return i > 0 && (plain || *turn) ? i : NONE;
        }
        plain = plain && t->upos != UPOS_PUNCT && t->upos != UPOS_NUM && capital(t) &&
                i < 7;
        if (t->upos == UPOS_PROPN || t->upos == UPOS_NOUN || *name < 0)
            *name = *name >= 0 && !plain ? *name : i;
    }
    return NONE;
}

void tc_heading_voice(struct work *work, const struct unit *unit)
{
    const struct sentence *s = unit->s;
    int32_t name, last = (int32_t)s->count - 1;
    bool turn = false;
    uint32_t begin = s->count ? s->tokens[0].begin : 0;
    if ((begin && work->text.data[begin - 1] != '\n') || voice_behind(work, unit))
        return;
    int32_t colon = colon_of(work, s, &name, &turn);
    if (colon < 0 || is_label(s, name))
        return;
    bool verb = turn;
    for (int32_t i = colon + 1; i <= last; i++)
        verb = verb || s->tokens[i].upos == UPOS_VERB || s->tokens[i].upos == UPOS_AUX;
    if (!verb || (!turn && (colon + 2 > last ||
                            tc_hit_kind(work, unit->hit[name], 1U << ENTRY_PLACE))))
        return; /* a dateline */
    struct finding f = {.cue = colon, .source = name, .words_of_source = name};
    f.content = NONE;
    f.who = tc_voice_between(s, 0, colon - 1);
    f.words = (struct range){s->tokens[colon].begin, s->tokens[colon].end};
    f.what[0] = tc_voice_between(s, colon + 1, last);
    f.words_of_source = f.source;
    tc_add_voice(work, unit, &f);
}
