/* voice.c: according to whom. Sources, cues and what stands under them.
 *
 * All voices are heard when the first sentence is coded (voice.h says why). A row of
 * the layer keeps the words as they stand; a link of a claim's chain gives the source
 * by the phrase that it stands for, because that is what corroboration counts by.
 * What stands inside a quotation, or inside what another voice of its sentence says, is
 * that speaker's own telling of others: it is a link of chains and no row of the layer.
 */
#include "code/voice.h"

#include <math.h>
#include <string.h>

/* ---- who it is ------------------------------------------------------------------- */

struct mention *tc_voice_identify(struct work *work, const struct voice *v,
                                  tocsin_attribution *a)
{
    if (v->source < 0)
        return NULL;
    struct unit *unit = &work->units[v->unit];
    struct mention *m = tc_mention(work, unit, v->source);
    if (!m)
        return NULL;
    a->named = tc_voice_named(work, unit, v->source, m);
    a->kind = tc_voice_kind(work, unit, v->source);
    a->id = m->m.id;
    a->name = m->m.name;
    if (m->kind != MENTION_THING || m->nested)
        a->code = m->m.code;
    return m;
}

/* ---- hearing them all ------------------------------------------------------------ */

/* How far the source vouches for what it tells, by its word alone. */
static double own_stance(const struct work *work, const struct unit *unit,
                         const struct finding *f)
{
    const struct token *t = &unit->s->tokens[f->cue];
    const struct cue *cue = f->entry;
    if (!cue)
        cue = tc_voice_cue(work, unit, f->cue, CUE_THAT | CUE_QUOTE, 0);
    if (!cue || f->whole) /* "Name: ...", "according to" */
        return t->upos == UPOS_PUNCT || f->whole ? TC_STANCE_PLAIN : NAN;
    if (cue->class == CUE_VOICE)
        return NAN;
    int value = tc_negated(work, unit, f->cue) ? cue->negative : cue->positive;
    return value ? value / 10.0 : NAN;
}

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
    v->a.stance = own_stance(work, unit, f);
    slot->inner = tc_quotation_at(work, unit->s->tokens[f->cue].begin) != NULL;
}

bool tc_voice_holds(const tocsin_attribution *a, uint32_t byte)
{
    return (a->content_begin <= byte && byte < a->content_end) ||
           (a->content2_begin <= byte && byte < a->content2_end);
}

/* Who speaks behind a quotation of his own is nobody else's telling: a content that
 * runs over into it ends before it. true: it does. */
static bool cut_off(const struct work *work, struct heard *over,
                    const struct heard *inner)
{
    static const char marks[] = " ,.;\n";
    tocsin_attribution *a = &over->v.a;
    uint32_t begin = inner->v.a.content_begin;
    if (!inner->left || over->left || !over->speech || begin <= a->cue_end)
        return false;
    while (begin > a->cue_end && memchr(marks, work->text.data[begin - 1], 5))
        begin--;
    if (a->content2_end > begin) {
        a->content2_end = begin;
        if (a->content2_end <= a->content2_begin)
            a->content2_begin = a->content2_end = 0;
    }
    if (a->content_end > begin && a->content_begin < begin)
        a->content_end = begin;
    return true;
}

/* What stands under another voice of its sentence is that one's telling. */
static void nest(struct work *work)
{
    struct hearing *h = work->hearing;
    for (uint32_t i = 0, from = 0; i < h->voice_count; i++) {
        const struct voice *v = &h->voices[i].v;
        while (h->voices[from].v.unit != v->unit)
            from++;
        for (uint32_t k = from; k < h->voice_count && !h->voices[i].inner; k++) {
            const struct voice *over = &h->voices[k].v;
            if (over->unit != v->unit)
                break;
            h->voices[i].inner = k != i && !v->whole &&
                                 tc_voice_holds(&over->a, v->a.cue_begin) &&
                                 !tc_voice_holds(&v->a, over->a.cue_begin) &&
                                 !cut_off(work, &h->voices[k], &h->voices[i]);
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

static void hear_word(struct work *work, const struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    if (t->upos != UPOS_VERB || tc_lemma_is(t, "accord"))
        tc_other_voices(work, unit, token);
    else if (!tc_as_voice(work, unit, token))
        tc_verb_voices(work, unit, token);
}

void tc_hear(struct work *work)
{
    work->hearing = tc_take(work, sizeof *work->hearing);
    if (!work->hearing)
        return;
    tc_find_quotations(work);
    for (uint32_t u = 0; u < work->unit_count && !work->failed; u++) {
        const struct unit *unit = &work->units[u];
        tc_heading_voice(work, unit);
        for (uint32_t i = 0; i < unit->s->count && !work->failed; i++)
            hear_word(work, unit, (int32_t)i);
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
        nest(work);
    if (!work->failed)
        tc_find_silence(work);
}

void tc_find_voices(struct work *work, struct unit *unit)
{
    if (!work->hearing)
        tc_hear(work);
    struct hearing *h = work->hearing;
    if (work->failed)
        return;
    for (uint32_t i = h->first[unit->index]; i < h->first[unit->index + 1]; i++) {
        struct heard *heard = &h->voices[i];
        tc_voice_identify(work, &heard->v, &heard->v.a);
        if (heard->inner)
            continue;
        struct voice *slot = tc_push(work, &work->voices, &work->voice_count,
                                     &work->voice_room, sizeof *slot);
        if (!slot)
            return;
        *slot = heard->v;
    }
}
