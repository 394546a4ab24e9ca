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
    if (work->units[v->unit].s->tokens[v->cue].upos == UPOS_PUNCT)
        return at.a; /* a heading, which no tree fits */
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
        int32_t hit = work->units[at.unit].hit[at.source];
        at.a.source_begin = m->m.begin;
        at.a.source_end = at.a.named ? m->m.end : whole_end(work, &at, m);
        if (hit >= 0 && at.a.named && work->hits[hit].end > at.a.source_end)
            at.a.source_end = work->hits[hit].end; /* "al-Shabaab" */
        at.a.source = tc_words(work, at.a.source_begin, at.a.source_end);
    }
    return at.a;
}

static bool cites(const struct token *t)
{
    static const char *const words[] = {"cite", "quote", NULL};
    return t->upos == UPOS_VERB && tc_lemma_in(t, words);
}

/* Whom a verb of citing names, or NONE. */
static int32_t cited(struct work *work, struct unit *unit, int32_t verb)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[verb];
    if (!cites(t) || tc_passive(s, verb))
        return NONE;
    int32_t object = tc_child(s, verb, REL_OBJ);
    if (object < 0 && t->relation == REL_AMOD && t->head > verb)
        object = t->head;
    bool carrier = false; /* "citing sources in the army" */
    if (object < 0 || tc_is_human(tc_mention(work, unit, object)) ||
        tc_lexicon_voice(work->lexicon, unit->word[object], &carrier) || carrier)
        return object;
    return NONE;
}

/* ---- the chain while it grows, the innermost first ------------------------------- */

struct chain {
    struct work *work;
    tocsin_attribution links[CHAIN];
    uint32_t count;
};

static bool linked(const struct chain *c, uint32_t cue)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->links[i].cue_begin <= cue && cue < c->links[i].cue_end)
            return true;
    return false;
}

/* Who tells what he himself says is one voice. */
static void add(struct chain *c, tocsin_attribution link)
{
    const tocsin_attribution *last = c->count ? &c->links[c->count - 1] : NULL;
    bool same = last && link.source.size && link.source_begin == last->source_begin &&
                link.source_end == last->source_end;
    if (c->count < CHAIN && !same)
        c->links[c->count++] = link;
}

/* A link that no cue of the dictionary gives. */
static void add_made(struct chain *c, const struct unit *unit, int32_t cue,
                     int32_t source, struct range what, double stance)
{
    struct voice v = {.unit = unit->index, .cue = cue, .source = source};
    const struct token *t = &unit->s->tokens[cue];
    v.a.cue_begin = t->begin;
    v.a.cue_end = t->end;
    v.a.cue = tc_words(c->work, t->begin, t->end);
    v.a.content_begin = what.begin;
    v.a.content_end = what.end;
    v.a.stance = stance;
    tocsin_attribution link = link_of(c->work, &v);
    if (link.source_begin <= t->begin && t->end < link.source_end &&
        cue + 1 < (int32_t)unit->s->count) { /* without the cue itself */
        link.source_begin = unit->s->tokens[cue + 1].begin;
        link.source = tc_words(c->work, link.source_begin, link.source_end);
    }
    add(c, link);
}

static struct range content_of(const struct voice *v)
{
    return (struct range){v->a.content_begin, v->a.content_end};
}

/* "The paper, citing officials who quoted witnesses, said ...": those behind the voice,
 * the last one first. */
static void add_cited(struct chain *c, const struct voice *v)
{
    struct unit *unit = &c->work->units[v->unit];
    const struct sentence *s = unit->s;
    for (int32_t i = (int32_t)s->count - 1; i >= 0; i--) {
        if (!cites(&s->tokens[i]))
            continue;
        bool said = !v->whole && v->content >= 0 && tc_below(s, i, v->content);
        bool near = (tc_below(s, i, v->cue) && !said) ||
                    (v->source >= 0 && tc_below(s, i, v->source));
        int32_t object = near && i != v->cue ? cited(c->work, unit, i) : NONE;
        if (object >= 0)
            add_made(c, unit, i, object, content_of(v), TC_STANCE_PLAIN);
    }
}

static bool is_media(struct work *work, struct unit *unit, int32_t token)
{
    static const char *const people[] = {"reporter", "journalist", "correspondent",
                                         "media",    "medium",     "press",
                                         "editor",   "outlet",     NULL};
    const struct mention *m = tc_mention(work, unit, token);
    if (!m || !tc_text_equal(m->m.sector, TEXT("MED")) || !m->m.name.size ||
        (!m->m.id.size && tc_lemma_in(&unit->s->tokens[token], people)))
        return false;
    text own = work->document->publisher;
    return !own.size || tc_text_find(own, m->m.name) == SIZE_MAX;
}

/* "told AFP", "said in an interview with the BBC": whom we have it from. */
static void add_medium(struct chain *c, const struct voice *v)
{
    static const char *const talks[] = {"interview", "comment",   "remark",
                                        "briefing",  "statement", "conversation",
                                        NULL};
    static const char *const to[] = {"with", "to", "for", NULL};
    struct unit *unit = &c->work->units[v->unit];
    const struct sentence *s = unit->s;
    for (int32_t i = s->first[v->cue]; i >= 0; i = s->next[i]) {
        enum relation r = (enum relation)s->tokens[i].relation;
        int32_t who = r == REL_OBJ || r == REL_IOBJ ? i : NONE;
        if (tc_is_oblique(r) && tc_lemma_in(&s->tokens[i], talks))
            for (int32_t k = s->first[i]; k >= 0; k = s->next[k])
                if (s->tokens[k].relation == REL_NMOD && tc_has_case(s, k, to))
                    who = k;
        if (who >= 0 && i != v->content && is_media(c->work, unit, who)) {
            add_made(c, unit, v->cue, who, content_of(v), TC_STANCE_PLAIN);
            return;
        }
    }
}

/* "documents seen by Reuters", "officials quoted by Xinhua" */
static void add_finder(struct chain *c, const struct voice *v)
{
    static const char *const finds[] = {"see",     "obtain", "review", "quote", "cite",
                                        "publish", "view",   "read",   NULL};
    static const char *const by[] = {"by", NULL};
    struct unit *unit = &c->work->units[v->unit];
    const struct sentence *s = unit->s;
    for (int32_t i = v->source < 0 ? NONE : s->first[v->source]; i >= 0;
         i = s->next[i]) {
        if (s->tokens[i].xpos != XPOS_VBN || !tc_lemma_in(&s->tokens[i], finds))
            continue;
        for (int32_t k = s->first[i]; k >= 0; k = s->next[k])
            if (tc_is_oblique((enum relation)s->tokens[k].relation) &&
                tc_has_case(s, k, by) && is_media(c->work, unit, k))
                add_made(c, unit, i, k, content_of(v), TC_STANCE_PLAIN);
    }
}

static void add_voice(struct chain *c, const struct voice *v)
{
    struct unit *unit = &c->work->units[v->unit];
    int32_t whom = cited(c->work, unit, v->cue);
    add_cited(c, v);
    if (whom >= 0 && !tc_voice_holds(&v->a, unit->s->tokens[whom].begin))
        add_made(c, unit, v->cue, whom, content_of(v),
                 TC_STANCE_PLAIN); /* "quoted him as" */
    add(c, link_of(c->work, v));
    add_medium(c, v);
    add_finder(c, v);
}

/* Accusing somebody of an act is a voice behind that act. */
static void add_accuser(struct chain *c, const struct unit *unit, int32_t above,
                        int32_t below)
{
    const struct token *t = &unit->s->tokens[below];
    if (unit->act[above] < 0 || above >= below || t->upos != UPOS_VERB ||
        t->relation == REL_CONJ || linked(c, unit->s->tokens[above].begin))
        return;
    const struct act *act = &c->work->acts[unit->act[above]];
    if (act->frame->type == TOCSIN_ACCUSE && act->actor >= 0)
        add_made(c, unit, above, act->actor, tc_voice_span(unit->s, below, NONE), 1);
}

/* "quoted residents as saying that": who quotes stands above those who say. */
static void add_quoter(struct chain *c, const struct unit *unit, int32_t above,
                       int32_t below)
{
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = unit->s;
    bool borrowed;
    if (!cites(&s->tokens[above]) || linked(c, s->tokens[above].begin))
        return;
    int32_t who = NONE;
    if (!tc_passive(s, above))
        who = tc_subject(s, above, &borrowed);
    for (int32_t i = s->first[above]; i >= 0 && who < 0; i = s->next[i])
        if (tc_is_oblique((enum relation)s->tokens[i].relation) &&
            tc_has_case(s, i, by))
            who = i;
    if (who >= 0 && !tc_below(s, below, who))
        add_made(c, unit, above, who, tc_voice_span(s, below, NONE), TC_STANCE_PLAIN);
}

/* The speaker of the quotation in which a token stands. */
static void add_speaker(struct chain *c, const struct token *t)
{
    const struct quotation *q = tc_quotation_at(c->work, t->begin);
    if (!q || q->voice < 0)
        return;
    const struct voice *v = &c->work->hearing->voices[q->voice].v;
    if (!linked(c, v->a.cue_begin))
        add_voice(c, v);
}

/* ---- the voices above a token ---------------------------------------------------- */

/* What hangs on a source is told of it, unless it is what the source says: "the man,
 * who said", "allegations by the man that". */
static bool says_inside(const struct sentence *s, const struct voice *v)
{
    return tc_below(s, v->source, v->cue) ||
           (s->tokens[v->cue].relation == REL_ACL_RELCL && !tc_passive(s, v->cue));
}

/* Does the token stand in what the voice says, seen from this one above it? */
static bool met(const struct sentence *s, const struct voice *v, int32_t on,
                int32_t token)
{
    uint32_t byte = s->tokens[token].begin;
    bool heading = s->tokens[v->cue].upos == UPOS_PUNCT; /* which no tree fits */
    bool of_source = v->source >= 0 && tc_below(s, token, v->source);
    if (heading)
        of_source = v->a.source_begin <= byte && byte < v->a.source_end;
    else if (of_source)
        of_source = !says_inside(s, v);
    if (v->cue == token || of_source)
        return false;
    if (v->content < 0) /* a content known by its bytes only */
        return on == token && tc_voice_holds(&v->a, byte) && !cites(&s->tokens[v->cue]);
    return v->content == on &&
           !(tc_below(s, v->cue, v->content) && tc_below(s, token, v->cue));
}

/* Of two voices that both tell it, the inner one stands in what the other tells. */
static bool within(const struct voice *inner, const struct voice *outer)
{
    return tc_voice_holds(&outer->a, inner->a.cue_begin) &&
           !tc_voice_holds(&inner->a, outer->a.cue_begin);
}

static void add_met(struct chain *c, const struct unit *unit, int32_t on, int32_t token)
{
    const struct hearing *h = c->work->hearing;
    const struct voice *found[CHAIN];
    uint32_t count = 0;
    for (uint32_t i = h->first[unit->index]; i < h->first[unit->index + 1]; i++) {
        const struct voice *v = &h->voices[i].v;
        if (h->voices[i].view || count == CHAIN || !met(unit->s, v, on, token))
            continue;
        uint32_t at = count++;
        for (; at > 0 && within(v, found[at - 1]); at--)
            found[at] = found[at - 1];
        found[at] = v;
    }
    for (uint32_t i = 0; i < count; i++)
        add_voice(c, found[i]);
}

void tc_voices_of(struct work *work, const struct unit *unit, int32_t token,
                  tocsin_claim *claim)
{
    struct chain c = {.work = work, .count = 0};
    const struct sentence *s = unit->s;
    if (!work->hearing || work->failed)
        return;
    for (int32_t on = token; on >= 0; on = s->tokens[on].head) {
        add_met(&c, unit, on, token);
        int32_t above = s->tokens[on].head;
        if (above < 0)
            break;
        add_accuser(&c, unit, above, on);
        add_quoter(&c, unit, above, on);
    }
    add_speaker(&c, &s->tokens[token]);
    tocsin_attribution *out = tc_take(work, c.count * sizeof *out);
    if (!out || !c.count)
        return;
    for (uint32_t i = 0; i < c.count; i++)
        out[i] = c.links[c.count - 1 - i];
    claim->attribution = out;
    claim->attribution_count = c.count;
}
