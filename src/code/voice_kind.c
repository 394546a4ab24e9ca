/* voice_kind.c: what kind of voice a source is, and whether it has a name.
 *
 * Who a source is in the lexicon decides, where it is in it: its sector. But half of
 * the sources of news are common nouns, and of these some say all by themselves ("an
 * analyst", "residents", "the report"), whoever they belong to, and some say nothing
 * ("a source", "a spokesman", "officials"): these are what stands beside them
 * ("security sources", "a spokesman for the rebels"). Which words do what stands in
 * data/voices.txt. A pronoun, a family name and "the group" are whom they point at.
 */
#include "code/voice.h"

enum { DEEP = 4 }; /* "a member of the staff of the office of ..." */

static tocsin_voice_kind kind_of(struct work *work, struct unit *unit, int32_t head,
                                 int depth);

static bool is_noun(const struct token *t)
{
    return t->upos == UPOS_NOUN || t->upos == UPOS_PROPN;
}

/* The kind that one word beside a head gives, or what hangs on an adjective: "sources
 * close to the rebels". */
static tocsin_voice_kind of_word(struct work *work, struct unit *unit, int32_t token,
                                 int depth)
{
    const struct sentence *s = unit->s;
    tocsin_voice_kind kind = tc_lexicon_voice_beside(work->lexicon, unit->word[token]);
    if (is_noun(&s->tokens[token]))
        return kind ? kind : kind_of(work, unit, token, depth + 1);
    for (int32_t c = s->first[token]; c >= 0 && !kind; c = s->next[c])
        if (s->tokens[c].relation == REL_OBL && is_noun(&s->tokens[c]))
            kind = kind_of(work, unit, c, depth + 1);
    return kind;
}

/* What stands in front of it counts before what follows, the nearest first. */
static tocsin_voice_kind beside(struct work *work, struct unit *unit, int32_t head,
                                int depth)
{
    const struct sentence *s = unit->s;
    tocsin_voice_kind before = TOCSIN_VOICE_UNKNOWN, behind = TOCSIN_VOICE_UNKNOWN;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r != REL_COMPOUND && r != REL_AMOD && r != REL_NMOD_POSS && r != REL_NMOD &&
            r != REL_NMOD_DESC && r != REL_ACL)
            continue;
        if (c > head && behind)
            break;
        tocsin_voice_kind kind = of_word(work, unit, c, depth);
        if (c < head && kind)
            before = kind;
        else if (c > head)
            behind = kind;
    }
    return before ? before : behind;
}

static tocsin_voice_kind of_actor(const struct work *work, const struct mention *m)
{
    tocsin_voice_kind kind = tc_lexicon_voice_sector(work->lexicon, m->m.sector);
    if (!kind && m->kind == MENTION_COUNTRY && !m->m.sector.size)
        kind = TOCSIN_VOICE_OFFICIAL; /* states speak through their governments */
    return kind;
}

static bool says_all(tocsin_voice_kind kind)
{
    return kind == TOCSIN_VOICE_WITNESS || kind == TOCSIN_VOICE_EXPERT ||
           kind == TOCSIN_VOICE_MEDIA || kind == TOCSIN_VOICE_DOCUMENT;
}

static tocsin_voice_kind of_noun(struct work *work, struct unit *unit, int32_t head,
                                 const struct mention *m, int depth)
{
    bool carrier = false;
    tocsin_voice_kind noun =
        tc_lexicon_voice(work->lexicon, unit->word[head], &carrier);
    if (noun == TOCSIN_VOICE_DOCUMENT) /* "media reports" */
        return beside(work, unit, head, depth) == TOCSIN_VOICE_MEDIA
                   ? TOCSIN_VOICE_MEDIA
                   : noun;
    if (says_all(noun))
        return noun;
    tocsin_voice_kind kind =
        carrier ? beside(work, unit, head, depth) : TOCSIN_VOICE_UNKNOWN;
    if (!kind)
        kind = of_actor(work, m);
    if (!kind)
        kind = noun;
    return kind || carrier ? kind : beside(work, unit, head, depth);
}

static tocsin_voice_kind kind_of(struct work *work, struct unit *unit, int32_t head,
                                 int depth)
{
    const struct sentence *s = unit->s;
    const struct mention *m = depth < DEEP ? tc_mention(work, unit, head) : NULL;
    if (!m)
        return TOCSIN_VOICE_UNKNOWN;
    tocsin_voice_kind kind = TOCSIN_VOICE_UNKNOWN;
    if (m->antecedent)
        kind = kind_of(work, &work->units[m->antecedent->sentence], m->antecedent->head,
                       depth + 1);
    if (kind)
        return kind;
    head = tc_measured(s, head);
    if (s->tokens[head].upos == UPOS_PROPN && m->m.id.size)
        kind = of_actor(work, m);
    int32_t other = tc_child(s, head, REL_APPOS);
    bool carrier;
    if (!kind && other >= 0 && s->tokens[head].upos == UPOS_PROPN) {
        kind = tc_lexicon_voice(work->lexicon, unit->word[other], &carrier);
        if (carrier) /* "president of the tea growers" */
            kind = beside(work, unit, other, depth);
    }
    if (!kind || (!says_all(kind) && s->tokens[head].upos != UPOS_PROPN))
        kind = of_noun(work, unit, head, m, depth);
    return !kind && other >= 0 ? kind_of(work, unit, other, depth + 1) : kind;
}

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

static bool indefinite(const struct sentence *s, int32_t head)
{
    static const char *const words[] = {"a",       "an",      "some",    "any",
                                        "another", "several", "various", NULL};
    int32_t det = tc_child(s, head, REL_DET);
    return tc_child(s, head, REL_NUMMOD) >= 0 ||
           (det >= 0 && tc_lemma_in(&s->tokens[det], words));
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
        "force",      "command",        "mission",    "tribunal",   "secretariat",
        "authority",  "bureau",         NULL};
    const struct token *t = &s->tokens[head];
    return tc_lemma_in(t, bodies) && t->xpos != XPOS_NNS && !indefinite(s, head);
}

/* Somebody who only speaks for the one that is named: "a Hamas spokesman". */
static bool only_speaks_for(const struct work *work, const struct unit *unit,
                            int32_t head, const struct mention *m)
{
    bool carrier;
    tocsin_voice_kind kind =
        tc_lexicon_voice(work->lexicon, unit->word[head], &carrier);
    bool person = m->kind != MENTION_GROUP && m->kind != MENTION_ORGANISATION;
    return (carrier && (person || !m->antecedent)) || says_all(kind);
}

bool tc_voice_named(const struct work *work, const struct unit *unit, int32_t head,
                    const struct mention *m)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[head];
    if ((t->upos == UPOS_PRON || t->upos == UPOS_PROPN) && m->antecedent)
        return tc_voice_named(work, &work->units[m->antecedent->sentence],
                              m->antecedent->head, m->antecedent);
    bool body = m->kind == MENTION_ORGANISATION || m->kind == MENTION_GROUP;
    if (body && m->m.id.size && unit->hit[head] >= 0 && t->form.data[0] >= 'A' &&
        t->form.data[0] <= 'Z')
        return true; /* "the Financial Times", taken for a plural */
    if (t->upos == UPOS_NOUN &&
        (t->xpos == XPOS_NNS || m->nested || indefinite(s, head) ||
         only_speaks_for(work, unit, head, m)))
        return any_name(s, head) || is_body(s, head);
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

/* "Wekesa" behind "Health Minister Paul Wekesa": the kind of whoever's source has
 * the name as a word. */
static tocsin_voice_kind of_name_before(const struct work *work, text name)
{
    enum { BACK = 100 };
    for (uint32_t i = work->voice_count, seen = 0; i-- > 0 && seen < BACK; seen++) {
        const tocsin_attribution *a = &work->voices[i].a;
        size_t at = a->kind ? tc_text_find(a->source, name) : SIZE_MAX;
        if (at == SIZE_MAX || a->source.size == name.size)
            continue;
        size_t end = at + name.size;
        bool begins = at == 0 || a->source.data[at - 1] == ' ';
        bool ends = end == a->source.size || a->source.data[end] == ' ' ||
                    a->source.data[end] == ',' || a->source.data[end] == '\'';
        if (begins && ends)
            return a->kind;
    }
    return TOCSIN_VOICE_UNKNOWN;
}

tocsin_voice_kind tc_voice_kind(struct work *work, struct unit *unit, int32_t head)
{
    tocsin_voice_kind kind = kind_of(work, unit, head, 0);
    struct unit *before = unit;
    if (kind)
        return kind;
    if (unit->s->tokens[head].upos == UPOS_PROPN)
        return of_name_before(work, unit->s->tokens[head].form);
    int32_t again = tc_voice_again(work, &before, head); /* "these sources" */
    return again >= 0 ? kind_of(work, before, again, 0) : kind;
}
