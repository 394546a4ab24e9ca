/* voice.c: according to whom. Sources, cues and what stands under them.
 *
 * All voices are heard when the first sentence is coded (voice.h says why). A row of
 * the layer keeps the words as they stand; a link of a claim's chain gives the source
 * by the phrase that it stands for, because that is what corroboration counts by.
 * What stands inside a quotation, or inside what another voice of its sentence says, is
 * that speaker's own telling of others: it is a link of chains and no row of the layer.
 */
#include "code/voice.h"

enum { CHAIN = 8 };

/* ---- named or unnamed ------------------------------------------------------------ */

static bool any_name(const struct sentence *s, int32_t head)
{
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if ((r == REL_APPOS || r == REL_FLAT) && s->tokens[c].upos == UPOS_PROPN)
            return true;
    }
    return false;
}

/* A body can be held to its word though it has no capital: "the defence ministry". */
static bool is_body(const struct sentence *s, int32_t head)
{
    static const char *const bodies[] = {
        "ministry",   "government",     "army",       "police",     "court",
        "parliament", "military",       "navy",       "presidency", "cabinet",
        "embassy",    "administration", "commission", "senate",     "congress",
        "bank",       "committee",      "council",    "party",      "agency",
        "department", "junta",          "union",      "treasury",   "palace",
        "president",  "premier",        "pope",       "king",       "queen",
        NULL};
    const struct token *t = &s->tokens[head];
    if (!tc_lemma_in(t, bodies) || t->xpos == XPOS_NNS)
        return false;
    int32_t det = tc_child(s, head, REL_DET);
    return det < 0 ||
           !(tc_lemma_is(&s->tokens[det], "a") || tc_lemma_is(&s->tokens[det], "an") ||
             tc_lemma_is(&s->tokens[det], "some"));
}

static bool is_named(const struct mention *m, const struct sentence *s, int32_t head)
{
    const struct token *t = &s->tokens[head];
    if (t->upos == UPOS_NOUN && (t->xpos == XPOS_NNS || m->nested))
        return any_name(s, head);
    switch (m->kind) {
    case MENTION_NAME:
    case MENTION_PERSON:
    case MENTION_GROUP:
    case MENTION_ORGANISATION:
    case MENTION_COUNTRY:
    case MENTION_PLACE:
        return true;
    default:
        return any_name(s, head) || is_body(s, head);
    }
}

static struct mention *identify(struct work *work, const struct voice *v,
                                tocsin_attribution *a)
{
    if (v->source < 0)
        return NULL;
    struct unit *unit = &work->units[v->unit];
    struct mention *m = tc_mention(work, unit, v->source);
    if (!m)
        return NULL;
    a->named = is_named(m, unit->s, v->source);
    a->id = m->m.id;
    a->name = m->m.name;
    if (m->kind != MENTION_THING || m->nested)
        a->code = m->m.code;
    return m;
}

/* ---- hearing them all ------------------------------------------------------------ */

void tc_add_voice(struct work *work, const struct unit *unit, const struct finding *f)
{
    struct hearing *h = work->hearing;
    struct heard *slot =
        tc_push(work, &h->voices, &h->voice_count, &h->voice_room, sizeof *slot);
    if (!slot)
        return;
    bool view = f->content < 0 && f->entry && f->entry->class == CUE_VOICE;
    *slot = (struct heard){.speech = f->speech, .rest = f->rest, .view = view};
    struct voice *v = &slot->v;
    *v = (struct voice){.unit = unit->index,
                        .cue = f->cue,
                        .source = f->source,
                        .content = f->content,
                        .whole = f->whole,
                        .entry = f->content < 0 ? NULL : f->entry};
    v->a.cue_begin = f->words.begin;
    v->a.cue_end = f->words.end;
    v->a.cue = tc_words(work, f->words.begin, f->words.end);
    v->a.content_begin = f->what[0].begin;
    v->a.content_end = f->what[0].end;
    v->a.content2_begin = f->what[1].begin;
    v->a.content2_end = f->what[1].end;
    if (f->source >= 0) {
        struct range r = f->who;
        if (r.end == r.begin)
            r = tc_voice_source(unit->s, f->words_of_source, f->cue);
        v->a.source_begin = r.begin;
        v->a.source_end = r.end;
        v->a.source = tc_words(work, r.begin, r.end);
    }
    slot->inner = tc_quotation_at(work, unit->s->tokens[f->cue].begin) != NULL;
}

static bool holds(const tocsin_attribution *a, uint32_t byte)
{
    return (a->content_begin <= byte && byte < a->content_end) ||
           (a->content2_begin <= byte && byte < a->content2_end);
}

/* What stands under another voice of its sentence is that one's telling. */
static void nest(struct hearing *h)
{
    for (uint32_t i = 0, from = 0; i < h->voice_count; i++) {
        const struct voice *v = &h->voices[i].v;
        while (h->voices[from].v.unit != v->unit)
            from++;
        for (uint32_t k = from; k < h->voice_count && !h->voices[i].inner; k++) {
            const struct voice *over = &h->voices[k].v;
            if (over->unit != v->unit)
                break;
            h->voices[i].inner = k != i && !v->whole &&
                                 holds(&over->a, v->a.cue_begin) &&
                                 !holds(&v->a, over->a.cue_begin);
        }
    }
}

/* Those that asked for a quotation and found none go. */
static void settle(struct work *work)
{
    struct hearing *h = work->hearing;
    uint32_t kept = 0, unit = 0;
    int32_t *to = tc_take(work, (h->voice_count + 1) * sizeof *to);
    h->first = tc_take(work, (work->unit_count + 1) * sizeof *h->first);
    if (!to || !h->first)
        return;
    for (uint32_t i = 0; i < h->voice_count; i++) {
        const struct heard *heard = &h->voices[i];
        to[i] = NONE;
        if (heard->v.a.content_end <= heard->v.a.content_begin)
            continue;
        while (unit <= heard->v.unit)
            h->first[unit++] = kept;
        to[i] = (int32_t)kept;
        h->voices[kept++] = *heard;
    }
    while (unit <= work->unit_count)
        h->first[unit++] = kept;
    for (uint32_t i = 0; i < h->quote_count; i++)
        if (h->quotes[i].voice >= 0)
            h->quotes[i].voice = to[h->quotes[i].voice];
    h->voice_count = kept;
}

static void hear(struct work *work)
{
    work->hearing = tc_take(work, sizeof *work->hearing);
    if (!work->hearing)
        return;
    tc_find_quotations(work);
    for (uint32_t u = 0; u < work->unit_count && !work->failed; u++) {
        const struct unit *unit = &work->units[u];
        tc_heading_voice(work, unit);
        for (uint32_t i = 0; i < unit->s->count && !work->failed; i++) {
            if (unit->s->tokens[i].upos == UPOS_VERB &&
                !tc_lemma_is(&unit->s->tokens[i], "accord"))
                tc_verb_voices(work, unit, (int32_t)i);
            else
                tc_other_voices(work, unit, (int32_t)i);
        }
    }
    for (uint32_t i = 0; i < work->hearing->voice_count && !work->failed; i++)
        tc_give_left_quotations(work, i);
    for (uint32_t i = 0; i < work->hearing->voice_count && !work->failed; i++)
        tc_give_right_quotations(work, i);
    if (!work->failed)
        tc_give_free_quotations(work);
    if (!work->failed)
        settle(work);
    if (!work->failed)
        nest(work->hearing);
}

void tc_find_voices(struct work *work, struct unit *unit)
{
    if (!work->hearing)
        hear(work);
    struct hearing *h = work->hearing;
    if (work->failed)
        return;
    for (uint32_t i = h->first[unit->index]; i < h->first[unit->index + 1]; i++) {
        struct heard *heard = &h->voices[i];
        identify(work, &heard->v, &heard->v.a);
        if (heard->inner)
            continue;
        struct voice *slot = tc_push(work, &work->voices, &work->voice_count,
                                     &work->voice_room, sizeof *slot);
        if (!slot)
            return;
        *slot = heard->v;
    }
}

/* ---- the chain above a claim ----------------------------------------------------- */

/* A link names the source by the phrase that it stands for. */
static tocsin_attribution link_of(struct work *work, const struct voice *v)
{
    tocsin_attribution a = v->a;
    const struct mention *m = identify(work, v, &a);
    if (m) {
        a.source = m->m.text;
        a.source_begin = m->m.begin;
        a.source_end = m->m.end;
    }
    return a;
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
                           : on == token && holds(&v->a, s->tokens[on].begin);
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
