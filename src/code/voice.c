/* voice.c: according to whom. Sources, cues and what stands under them.
 *
 * A first level: verbs and nouns of saying, believing, promising with their clause,
 * quotations hung on by parataxis, "according to", and hedging adverbs, which are
 * voices without a source. Each claim takes the chain of voices between it and the
 * root.
 */
#include "code/coder.h"

enum { CHAIN = 8 };

static bool speaks(const struct cue *cue)
{
    switch (cue->class) {
    case CUE_REPORT:
    case CUE_CLAIM:
    case CUE_CONFIRM:
    case CUE_DENY:
    case CUE_DOUBT:
    case CUE_THINK:
    case CUE_FEAR:
    case CUE_ANNOUNCE:
    case CUE_THREATEN:
    case CUE_EVIDENCE:
    case CUE_ORDER:
    case CUE_WANT:
    case CUE_INTEND:
    case CUE_KNOW:
    case CUE_ASK:
        return true;
    default:
        return false;
    }
}

static bool is_named(const struct mention *m, const struct token *t)
{
    static const char *const bodies[] = {
        "ministry",   "government", "army", "police",     "court",
        "parliament", "military",   "navy", "presidency", NULL};
    switch (m->kind) {
    case MENTION_NAME:
    case MENTION_PERSON:
    case MENTION_GROUP:
    case MENTION_ORGANISATION:
    case MENTION_COUNTRY:
    case MENTION_PLACE:
        return true;
    case MENTION_AGENT:
        return tc_lemma_in(t, bodies);
    default:
        return false;
    }
}

static void token_range(const struct sentence *s, int32_t head, int32_t without,
                        uint32_t *begin, uint32_t *end)
{
    int32_t first, last;
    tc_span(s, head, &first, &last);
    if (without >= 0) {
        int32_t a, b;
        tc_span(s, without, &a, &b);
        if (a > head && a <= last)
            last = a - 1;
        else if (b < head && b >= first)
            first = b + 1;
    }
    static const char *const outer[] = {",", ".", ";", ":", "-", "--", NULL};
    while (first < last && tc_lemma_in(&s->tokens[first], outer))
        first++;
    while (last > first && tc_lemma_in(&s->tokens[last], outer))
        last--;
    *begin = s->tokens[first].begin;
    *end = s->tokens[last].end;
}

static void set_source(struct work *work, struct unit *unit, int32_t source,
                       tocsin_attribution *a)
{
    struct mention *m = tc_mention(work, unit, source);
    if (!m)
        return;
    a->source = m->m.text;
    a->source_begin = m->m.begin;
    a->source_end = m->m.end;
    a->named = is_named(m, &unit->s->tokens[source]);
    a->code = m->m.code;
    a->id = m->m.id;
    if (m->kind == MENTION_THING && !m->nested)
        a->code = (text){NULL, 0};
}

static void add(struct work *work, struct unit *unit, struct voice v, int32_t without)
{
    const struct sentence *s = unit->s;
    struct voice *slot =
        tc_push(work, &work->voices, &work->voice_count, &work->voice_room, sizeof v);
    if (!slot)
        return;
    v.unit = unit->index;
    const struct token *cue = &s->tokens[v.cue];
    v.a.cue_begin = cue->begin;
    v.a.cue_end = cue->end;
    int32_t fixed = tc_child(s, v.cue, REL_FIXED);
    if (fixed >= 0)
        v.a.cue_end = s->tokens[fixed].end;
    v.a.cue = tc_words(work, v.a.cue_begin, v.a.cue_end);
    token_range(s, v.content, without, &v.a.content_begin, &v.a.content_end);
    if (v.source >= 0)
        set_source(work, unit, v.source, &v.a);
    *slot = v;
}

static void clause_voice(struct work *work, struct unit *unit, int32_t verb)
{
    const struct sentence *s = unit->s;
    bool borrowed;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        unsigned complement = r == REL_CCOMP   ? CUE_THAT | CUE_QUOTE
                              : r == REL_XCOMP ? CUE_TO | CUE_ING
                              : r == REL_ACL   ? CUE_THAT | CUE_TO
                                               : 0;
        if (!complement)
            continue;
        const struct cue *cue = tc_cue(work, unit, verb, complement);
        if (!cue || !speaks(cue))
            continue;
        int32_t source = NONE;
        if (s->tokens[verb].upos == UPOS_VERB)
            source = tc_subject(s, verb, &borrowed);
        else
            source = tc_child(s, verb, REL_NMOD_POSS);
        add(work, unit,
            (struct voice){.cue = verb, .source = source, .content = c, .entry = cue},
            NONE);
        return;
    }
    const struct token *t = &s->tokens[verb];
    const struct cue *quote = tc_cue(work, unit, verb, CUE_QUOTE | CUE_THAT);
    if (t->relation == REL_PARATAXIS && t->head >= 0 && quote && speaks(quote) &&
        t->upos == UPOS_VERB && tc_child(s, verb, REL_OBJ) < 0) {
        int32_t source = tc_subject(s, verb, &borrowed);
        if (source >= 0)
            add(work, unit,
                (struct voice){.cue = verb,
                               .source = source,
                               .content = t->head,
                               .whole = true,
                               .entry = quote},
                verb);
        return;
    }
    /* "'...', he said": the quotation as a clause hung below by parataxis */
    int32_t below = tc_child(s, verb, REL_PARATAXIS);
    if (below >= 0 && quote && speaks(quote) && t->upos == UPOS_VERB) {
        int32_t source = tc_subject(s, verb, &borrowed);
        if (source >= 0)
            add(work, unit,
                (struct voice){
                    .cue = verb, .source = source, .content = below, .entry = quote},
                NONE);
    }
}

static void small_voice(struct work *work, struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    if (t->head < 0)
        return;
    if (t->relation == REL_CASE && tc_lemma_is(t, "accord")) {
        int32_t source = t->head, content = s->tokens[source].head;
        if (content >= 0)
            add(work, unit,
                (struct voice){
                    .cue = token, .source = source, .content = content, .whole = true},
                source);
        return;
    }
    if (tc_lemma_is(t, "accord") && t->upos == UPOS_VERB) {
        for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
            if (s->tokens[c].relation == REL_OBL)
                add(work, unit,
                    (struct voice){
                        .cue = token, .source = c, .content = t->head, .whole = true},
                    token);
        return;
    }
    if (t->relation != REL_ADVMOD)
        return;
    const struct cue *cue = tc_cue(work, unit, token, ~0u);
    if (cue && cue->class == CUE_HEDGE)
        add(work, unit,
            (struct voice){
                .cue = token, .source = NONE, .content = t->head, .entry = cue},
            NONE);
}

void tc_find_voices(struct work *work, struct unit *unit)
{
    const struct sentence *s = unit->s;
    for (uint32_t i = 0; i < s->count && !work->failed; i++) {
        const struct token *t = &s->tokens[i];
        if (t->upos == UPOS_VERB || t->upos == UPOS_NOUN)
            clause_voice(work, unit, (int32_t)i);
        small_voice(work, unit, (int32_t)i);
    }
}

/* Accusing somebody of an act is a voice behind that act. */
static bool accuser(struct work *work, const struct unit *unit, int32_t above,
                    int32_t below, tocsin_attribution *out)
{
    if (unit->act[above] < 0 || above == below)
        return false;
    const struct act *act = &work->acts[unit->act[above]];
    if (act->frame->type != TOCSIN_ACCUSE || act->actor < 0)
        return false;
    const struct token *t = &unit->s->tokens[below];
    if (t->upos != UPOS_VERB)
        return false;
    *out = (tocsin_attribution){0};
    set_source(work, &work->units[unit->index], act->actor, out);
    const struct token *cue = &unit->s->tokens[above];
    out->cue_begin = cue->begin;
    out->cue_end = cue->end;
    out->cue = tc_words(work, cue->begin, cue->end);
    token_range(unit->s, below, NONE, &out->content_begin, &out->content_end);
    return true;
}

static uint32_t first_voice(const struct work *work, uint32_t unit)
{
    uint32_t low = 0, high = work->voice_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->voices[middle].unit < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void tc_voices_of(struct work *work, const struct unit *unit, int32_t token,
                  tocsin_claim *claim)
{
    tocsin_attribution chain[CHAIN];
    uint32_t count = 0;
    const struct sentence *s = unit->s;
    uint32_t first = first_voice(work, unit->index);
    for (int32_t on = token; on >= 0 && count < CHAIN; on = s->tokens[on].head) {
        for (uint32_t i = first; i < work->voice_count; i++) {
            const struct voice *v = &work->voices[i];
            if (v->unit != unit->index || count >= CHAIN)
                break;
            if (v->content != on || v->cue == token ||
                (v->whole && tc_below(s, token, v->cue)) ||
                (v->source >= 0 && tc_below(s, token, v->source)))
                continue;
            chain[count++] = v->a;
        }
        if (s->tokens[on].head >= 0 && count < CHAIN)
            count += accuser(work, unit, s->tokens[on].head, on, &chain[count]);
    }
    if (!count)
        return;
    tocsin_attribution *out = tc_take(work, count * sizeof *out);
    if (!out)
        return;
    for (uint32_t i = 0; i < count; i++)
        out[i] = chain[count - 1 - i];
    claim->attribution = out;
    claim->attribution_count = count;
}
