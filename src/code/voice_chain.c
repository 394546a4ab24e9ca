/* voice_chain.c: the chain above a claim, from the publisher down to the first voice.
 *
 * A link names the source by the phrase that it stands for, because corroboration
 * counts by it: "he" and "the statement" are whoever they point back at.
 */
#include "code/voice.h"

enum { CHAIN = 8 };

/* Who has no name is known by whom he belongs to: "sources within the army". */
static uint32_t whole_end(const struct work *work, const struct voice *v,
                          const struct mention *m)
{
    const struct sentence *s = work->units[v->unit].s;
    uint32_t end = m->m.end;
    for (int32_t c = s->first[v->source]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        bool belongs = r == REL_NMOD || r == REL_AMOD;
        int32_t first, last;
        tc_span(s, c, &first, &last);
        if (c < v->source || s->tokens[first].begin < end)
            continue;
        if (!belongs || s->tokens[first].begin > end + 1)
            break;
        end = s->tokens[last].end;
    }
    return end;
}

/* A link names the source by the phrase that it stands for. */
static tocsin_attribution link_of(struct work *work, const struct voice *v)
{
    enum { BACK = 4 };
    struct voice at = *v;
    struct mention *m = tc_voice_identify(work, &at, &at.a);
    for (int i = 0; m && i < BACK; i++) {
        struct unit *unit = &work->units[at.unit];
        int32_t head = NONE;
        if (m->antecedent) {
            unit = &work->units[m->antecedent->sentence];
            head = m->antecedent->head;
        } else {
            head = tc_voice_again(work, &unit, at.source);
        }
        if (head < 0)
            break;
        at.unit = unit->index;
        at.source = head;
        m = tc_voice_identify(work, &at, &at.a);
    }
    if (m) {
        at.a.source_begin = m->m.begin;
        at.a.source_end = at.a.named ? m->m.end : whole_end(work, &at, m);
        at.a.source = tc_words(work, at.a.source_begin, at.a.source_end);
    }
    return at.a;
}

/* Whom a verb of citing names, or NONE. */
static int32_t cited(struct work *work, struct unit *unit, int32_t verb)
{
    static const char *const cites[] = {"cite", "quote", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[verb];
    if (t->upos != UPOS_VERB || !tc_lemma_in(t, cites) || tc_passive(s, verb))
        return NONE;
    int32_t object = tc_child(s, verb, REL_OBJ);
    if (object < 0 && t->relation == REL_AMOD && t->head > verb)
        object = t->head;
    return object >= 0 && tc_is_human(tc_mention(work, unit, object)) ? object : NONE;
}

/* "The paper, citing officials who quoted witnesses, said ...": those behind the voice,
 * the last one first. */
static uint32_t behind(struct work *work, const struct voice *v,
                       tocsin_attribution *chain, uint32_t room)
{
    struct unit *unit = &work->units[v->unit];
    const struct sentence *s = unit->s;
    uint32_t count = 0;
    for (int32_t i = (int32_t)s->count - 1; i >= 0 && count < room; i--) {
        bool said = !v->whole && v->content >= 0 && tc_below(s, i, v->content);
        bool near = (tc_below(s, i, v->cue) && !said) ||
                    (v->source >= 0 && tc_below(s, i, v->source));
        int32_t object = near && i != v->cue ? cited(work, unit, i) : NONE;
        if (object < 0)
            continue;
        struct voice w = {.unit = v->unit, .cue = i, .source = object, .a = v->a};
        w.a.cue_begin = s->tokens[i].begin;
        w.a.cue_end = s->tokens[i].end;
        w.a.cue = tc_words(work, w.a.cue_begin, w.a.cue_end);
        tocsin_attribution *a = &chain[count++];
        *a = link_of(work, &w);
        if (a->source_begin <= w.a.cue_begin && w.a.cue_end < a->source_end) {
            a->source_begin = s->tokens[i + 1].begin; /* without the cue itself */
            a->source = tc_words(work, a->source_begin, a->source_end);
        }
    }
    return count;
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
    if (unit->s->tokens[below].upos != UPOS_VERB)
        return false;
    const struct token *cue = &unit->s->tokens[above];
    struct voice v = {.unit = unit->index, .cue = above, .source = act->actor};
    v.a.cue_begin = cue->begin;
    v.a.cue_end = cue->end;
    v.a.cue = tc_words(work, cue->begin, cue->end);
    struct range what = tc_voice_span(unit->s, below, NONE);
    v.a.content_begin = what.begin;
    v.a.content_end = what.end;
    *out = link_of(work, &v);
    return true;
}

static bool linked(const tocsin_attribution *chain, uint32_t count, uint32_t cue)
{
    for (uint32_t i = 0; i < count; i++)
        if (chain[i].cue_begin <= cue && cue < chain[i].cue_end)
            return true;
    return false;
}

/* The speaker of the quotation in which a token stands. */
static bool speaker(struct work *work, const struct token *t,
                    const tocsin_attribution *chain, uint32_t count,
                    tocsin_attribution *out)
{
    const struct quotation *q = tc_quotation_at(work, t->begin);
    if (!q || q->voice < 0)
        return false;
    const struct voice *v = &work->hearing->voices[q->voice].v;
    if (linked(chain, count, v->a.cue_begin))
        return false;
    *out = link_of(work, v);
    return true;
}

void tc_voices_of(struct work *work, const struct unit *unit, int32_t token,
                  tocsin_claim *claim)
{
    tocsin_attribution chain[CHAIN];
    uint32_t count = 0;
    const struct sentence *s = unit->s;
    const struct hearing *h = work->hearing;
    if (!h || work->failed)
        return;
    uint32_t first = h->first[unit->index], last = h->first[unit->index + 1];
    for (int32_t on = token; on >= 0 && count < CHAIN; on = s->tokens[on].head) {
        for (uint32_t i = first; i < last && count < CHAIN; i++) {
            const struct voice *v = &h->voices[i].v;
            /* a content known by its bytes only is met at the token itself */
            bool met = v->content >= 0
                           ? v->content == on
                           : on == token && tc_voice_holds(&v->a, s->tokens[on].begin);
            if (!met || h->voices[i].view || v->cue == token ||
                (v->content >= 0 && tc_below(s, v->cue, v->content) &&
                 tc_below(s, token, v->cue)) ||
                (v->source >= 0 && tc_below(s, token, v->source)))
                continue;
            count += behind(work, v, &chain[count], CHAIN - 1 - count);
            chain[count++] = link_of(work, v);
        }
        if (s->tokens[on].head >= 0 && count < CHAIN)
            count += !linked(chain, count, s->tokens[s->tokens[on].head].begin) &&
                     accuser(work, unit, s->tokens[on].head, on, &chain[count]);
    }
    if (count < CHAIN)
        count += speaker(work, &s->tokens[token], chain, count, &chain[count]);
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
