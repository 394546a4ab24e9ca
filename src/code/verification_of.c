/* verification_of.c: which claims a remark on truth speaks of, and what follows.
 *
 * In the order of surety: the clause or the noun's own content in its sentence ("could
 * not confirm reports that ..."); the rest of its sentence ("..., a claim that could
 * not be verified"); else the nearest sentence before, three back at most, that fits
 * its noun. "The claim" wants what somebody claims, "the figures" a number if there is
 * one, "the army's report" what the army says, "the attack" an attack.
 */
#include "code/verification.h"

#include <math.h>

enum { BACK = 3 }; /* sentences */

/* What a told noun asks of the claims that it may stand for. */
enum fit { FIT_ANY, FIT_TOLD, FIT_NUMBER, FIT_DEED };

bool tc_is_deed(const struct sentence *s, int32_t token)
{
    static const char *const deeds[] = {"attack", "strike", "killing", "incident",
                                        NULL};
    return tc_lemma_in(&s->tokens[token], deeds);
}

static enum fit fit_of(const struct verdict *v)
{
    static const char *const told[] = {
        "claim",     "allegation", "accusation", "account",    "statement", "version",
        "assertion", "charge",     "testimony",  "confession", NULL};
    static const char *const numbers[] = {"figure", "toll",     "number", "tally",
                                          "count",  "casualty", "death",  NULL};
    if (v->told < 0)
        return FIT_ANY;
    const struct token *t = &v->unit->s->tokens[v->told];
    return tc_lemma_in(t, told)              ? FIT_TOLD
           : tc_lemma_in(t, numbers)         ? FIT_NUMBER
           : tc_is_deed(v->unit->s, v->told) ? FIT_DEED
                                             : FIT_ANY;
}

static bool fits(const tocsin_claim *c, enum fit fit)
{
    switch (fit) {
    case FIT_TOLD:
        return c->attribution_count > 0;
    case FIT_NUMBER:
        return c->number_count > 0;
    case FIT_DEED:
        return c->type == TOCSIN_ASSAULT || c->type == TOCSIN_COERCE;
    case FIT_ANY:
        break;
    }
    return true;
}

/* ---- marking --------------------------------------------------------------------- */

static int rank(tocsin_verification_kind kind)
{
    switch (kind) {
    case TOCSIN_VERIFICATION_RETRACTED:
        return 4;
    case TOCSIN_VERIFICATION_DISPUTED:
        return 3;
    case TOCSIN_VERIFICATION_UNVERIFIED:
    case TOCSIN_VERIFICATION_CONFIRMED:
        return 2; /* what is said last holds */
    case TOCSIN_VERIFICATION_NO_COMMENT:
        return 1;
    case TOCSIN_VERIFICATION_NONE:
    case TOCSIN_VERIFICATION_COUNT:
        break;
    }
    return 0;
}

/* own: it stood in what the denied report says, and nobody else tells it. */
static void weigh(tocsin_claim *c, bool own)
{
    bool so = c->status == TOCSIN_HAPPENED || c->status == TOCSIN_ONGOING;
    switch (c->verification.kind) {
    case TOCSIN_VERIFICATION_UNVERIFIED:
        c->factuality = fmin(c->factuality, 1.0);
        break;
    case TOCSIN_VERIFICATION_DISPUTED:
    case TOCSIN_VERIFICATION_RETRACTED:
        own = own || c->verification.kind == TOCSIN_VERIFICATION_RETRACTED;
        c->factuality = fmin(c->factuality, own ? -1.0 : 1.0);
        c->status = so && own ? TOCSIN_DENIED : c->status;
        break;
    case TOCSIN_VERIFICATION_CONFIRMED:
        if (so && c->attribution_count)
            c->factuality = fmax(c->factuality, 2.0);
        break;
    default:
        break;
    }
}

/* The words of the remark: its clause, without what other clauses it is joined to. */
static void words_of(const struct work *work, const struct verdict *v,
                     tocsin_verification *out)
{
    const struct sentence *s = v->unit->s;
    int32_t first = v->head, last = v->head;
    if (s->tokens[v->head].relation == REL_AMOD && v->told > last)
        last = v->told; /* "unconfirmed reports" */
    for (int32_t c = s->first[v->head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        int32_t a, b;
        if (r == REL_CONJ || r == REL_PARATAXIS || r == REL_CC || r == REL_PUNCT ||
            (r == REL_ADVCL && c < v->head) || c == v->clause)
            continue;
        tc_span(s, c, &a, &b);
        first = a < first ? a : first;
        last = b > last ? b : last;
    }
    while (first < last && s->tokens[first].upos == UPOS_PUNCT)
        first++;
    while (last > first && s->tokens[last].upos == UPOS_PUNCT)
        last--;
    out->begin = s->tokens[first].begin;
    out->end = s->tokens[last].end;
    out->text = tc_words(work, out->begin, out->end);
}

static void mark(struct work *work, const struct verdict *v, tocsin_claim *c)
{
    if (rank(v->kind) < rank(c->verification.kind))
        return;
    tocsin_verification *out = &c->verification;
    out->kind = v->kind;
    words_of(work, v, out);
    const struct mention *by = v->by >= 0 ? tc_mention(work, v->unit, v->by) : NULL;
    bool pronoun = by && v->unit->s->tokens[v->by].upos == UPOS_PRON;
    if (by && by->antecedent)
        by = by->antecedent;
    out->by = by ? by->m.text : (text){NULL, 0};
    if (pronoun && v->kind == TOCSIN_VERIFICATION_RETRACTED && c->attribution_count)
        out->by = c->attribution[0].source; /* who told it takes it back */
    weigh(c, v->own);
}

/* ---- which claims ---------------------------------------------------------------- */

static int32_t token_at(const struct sentence *s, uint32_t byte)
{
    for (int32_t i = 0; i < (int32_t)s->count; i++)
        if (s->tokens[i].begin <= byte && byte < s->tokens[i].end)
            return i;
    return NONE;
}

/* The claims of one sentence: first of them, and *count. */
static tocsin_claim *claims_of(const struct work *work, uint32_t sentence,
                               uint32_t *count)
{
    uint32_t low = 0;
    while (low < work->claim_count && work->claims[low].sentence < sentence)
        low++;
    *count = 0;
    while (low + *count < work->claim_count &&
           work->claims[low + *count].sentence == sentence)
        ++*count;
    return work->claims + low;
}

/* Inside what it names: the clause, or what hangs on the noun. */
static bool inside(const struct verdict *v, const tocsin_claim *c)
{
    const struct sentence *s = v->unit->s;
    int32_t trigger = token_at(s, c->trigger_begin);
    if (trigger < 0)
        return false;
    if (v->clause >= 0)
        return tc_below(s, trigger, v->clause);
    return v->told >= 0 && trigger != v->told && tc_below(s, trigger, v->told) &&
           !tc_below(s, trigger, v->head);
}

/* "according to unconfirmed reports" */
static bool source_of(const struct verdict *v, const tocsin_claim *c)
{
    uint32_t byte = v->told < 0 ? 0 : v->unit->s->tokens[v->told].begin;
    for (uint32_t i = 0; v->told >= 0 && i < c->attribution_count; i++) {
        const tocsin_attribution *a = &c->attribution[i];
        if ((a->source_begin <= byte && byte < a->source_end) ||
            (a->cue_begin <= byte && byte < a->cue_end))
            return true;
    }
    return false;
}

/* "reports of", "the claim that": below the noun, the remark above it. */
static bool of_noun(const struct verdict *v, const tocsin_claim *c)
{
    const struct sentence *s = v->unit->s;
    int32_t trigger = token_at(s, c->trigger_begin);
    if (trigger < 0 || v->told < 0 || trigger == v->told || trigger == v->head)
        return false;
    return tc_below(s, trigger, v->told) &&
           !(tc_below(s, v->head, v->told) && tc_below(s, trigger, v->head));
}

static bool outside(const struct verdict *v, const tocsin_claim *c)
{
    const struct sentence *s = v->unit->s;
    int32_t trigger = token_at(s, c->trigger_begin);
    if (trigger < 0 || trigger == v->told)
        return false;
    if (!tc_below(s, trigger, v->head))
        return true;
    /* joined to it: "he said ..., but ...", with the remark as the first of the two */
    for (int32_t on = trigger; on != v->head; on = s->tokens[on].head)
        if (s->tokens[on].head == v->head)
            return s->tokens[on].relation == REL_CONJ ||
                   s->tokens[on].relation == REL_PARATAXIS ||
                   (s->tokens[on].relation == REL_ADVCL && on < v->head);
    return false;
}

typedef bool (*test)(const struct verdict *v, const tocsin_claim *c);

/* "declined to comment on the pay rise": does the claim's sentence speak of it? */
static bool on_topic(const struct work *work, const struct verdict *v,
                     const tocsin_claim *c)
{
    if (v->topic < 0 ||
        tc_lexicon_remark(work->lexicon, v->unit->word[v->topic]) == REMARK_TOLD)
        return true;
    const struct sentence *s = work->units[c->sentence].s;
    text lemma = v->unit->s->tokens[v->topic].lemma;
    for (int32_t i = 0; i < (int32_t)s->count; i++)
        if (tc_text_equal(s->tokens[i].lemma, lemma) &&
            !(s == v->unit->s && i == v->topic))
            return true;
    return false;
}

/* Does the noun say itself what it is about: "charges that the crisis was made"? */
static bool says_what(const struct verdict *v)
{
    const struct sentence *s = v->unit->s;
    for (int32_t c = v->told < 0 ? NONE : s->first[v->told]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_ACL || s->tokens[c].relation == REL_CCOMP)
            return !tc_below(s, v->head, c);
    return false;
}

static uint32_t mark_those(struct work *work, const struct verdict *v,
                           uint32_t sentence, test test, enum fit fit)
{
    uint32_t count, marked = 0;
    tocsin_claim *claims = claims_of(work, sentence, &count);
    for (uint32_t i = 0; i < count; i++)
        if ((!test || test(v, &claims[i])) && fits(&claims[i], fit) &&
            on_topic(work, v, &claims[i])) {
            mark(work, v, &claims[i]);
            marked++;
        }
    return marked;
}

/* "the army's claim", "the rebels' figures": does this one say it? */
static bool told_by_owner(const struct mention *owner, const tocsin_claim *c)
{
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        const tocsin_attribution *a = &c->attribution[i];
        if ((owner->m.id.size && tc_text_equal(owner->m.id, a->id)) ||
            (owner->m.code.size && tc_text_equal(owner->m.code, a->code)))
            return true;
    }
    return false;
}

static bool mark_owners(struct work *work, const struct verdict *v)
{
    const struct sentence *s = v->unit->s;
    int32_t owner = v->told >= 0 ? tc_child(s, v->told, REL_NMOD_POSS) : NONE;
    if (owner < 0 && v->told >= 0)
        owner = tc_child(s, v->told, REL_COMPOUND);
    const struct mention *m = owner >= 0 ? tc_mention(work, v->unit, owner) : NULL;
    if (!m || (!m->m.id.size && !m->m.code.size))
        return false;
    uint32_t index = v->unit->index;
    for (uint32_t u = index; u + 2 * BACK >= index; u--) {
        uint32_t count, marked = 0;
        tocsin_claim *claims = claims_of(work, u, &count);
        for (uint32_t i = 0; i < count; i++)
            if (told_by_owner(m, &claims[i]) && (u < index || outside(v, &claims[i]))) {
                mark(work, v, &claims[i]);
                marked++;
            }
        if (marked || u == 0)
            return marked > 0;
    }
    return false;
}

/* A number or a deed may be spoken of without one having been coded. */
static bool mark_in(struct work *work, const struct verdict *v, uint32_t sentence,
                    test test)
{
    enum fit fit = fit_of(v);
    if (mark_those(work, v, sentence, test, fit))
        return true;
    return fit != FIT_TOLD && mark_those(work, v, sentence, test, FIT_ANY);
}

void tc_attach_verdict(struct work *work, const struct verdict *v)
{
    uint32_t index = v->unit->index;
    struct verdict own = *v;
    own.own = true;
    if (mark_those(work, &own, index, inside, FIT_ANY) || v->clause >= 0 ||
        mark_those(work, &own, index, of_noun, FIT_ANY) ||
        mark_those(work, v, index, source_of, FIT_ANY) || says_what(v) ||
        mark_owners(work, v))
        return;
    if (mark_in(work, v, index, outside))
        return;
    for (uint32_t back = 1; back <= BACK && back <= index; back++) {
        uint32_t count;
        (void)claims_of(work, index - back, &count);
        if (mark_in(work, v, index - back, NULL))
            return;
        if (count && fit_of(v) != FIT_TOLD)
            return;
    }
}
