/* gap.c: where an act or an actor is missing, for those who write dictionaries.
 *
 * Runs only when it is asked for, behind the coding and over its results. What is
 * told is what a person could mend with one line: a verb between two known actors of
 * which no frame holds; a noun that one actor owns and that is done to another; a
 * party of a claim that has no code; a proper name that the lexicon does not know in
 * a sentence that has a claim. Verbs of saying and the like are cues, and no gaps.
 */
#include "code/coder.h"

#include <string.h>

struct gaps {
    struct work *work;
    tocsin_gap *list;
    uint32_t count, room;
};

static void add(struct gaps *g, const struct unit *unit, tocsin_gap_kind kind,
                const char *file, text words, text line)
{
    if (!words.size || !line.size)
        return;
    tocsin_gap *gap = tc_push(g->work, &g->list, &g->count, &g->room, sizeof *gap);
    if (gap)
        *gap = (tocsin_gap){.kind = kind,
                            .words = words,
                            .line = line,
                            .file = tc_text(file),
                            .begin = unit->s->begin,
                            .end = unit->s->end};
}

/* Lemmas in lower case, letters and hyphens: what a dictionary can hold. */
static bool is_plain(text t)
{
    for (size_t i = 0; i < t.size; i++)
        if ((t.data[i] < 'a' || t.data[i] > 'z') && t.data[i] != '-')
            return false;
    return t.size > 2;
}

static bool is_known_actor(struct work *work, struct unit *unit, int32_t token)
{
    const struct mention *m = token >= 0 ? tc_mention(work, unit, token) : NULL;
    return m && tc_is_actor(m) && m->m.code.size && m->kind != MENTION_PLACE;
}

/* The preposition of an oblique, when it is one plain word. */
static text preposition(const struct sentence *s, int32_t token)
{
    int32_t mark = tc_child(s, token, REL_CASE);
    if (mark < 0 || s->tokens[mark].upos != UPOS_ADP ||
        !is_plain(s->tokens[mark].lemma))
        return mark >= 0 && s->tokens[mark].lemma.size == 2 ? s->tokens[mark].lemma
                                                            : (text){NULL, 0};
    return s->tokens[mark].lemma;
}

static int32_t oblique_actor(struct work *work, struct unit *unit, int32_t head,
                             int32_t but, text *word)
{
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = head >= 0 ? s->first[head] : NONE; c >= 0; c = s->next[c]) {
        if (c == but || !tc_is_oblique((enum relation)s->tokens[c].relation) ||
            tc_has_case(s, c, by) || !is_known_actor(work, unit, c))
            continue;
        *word = preposition(s, c);
        if (word->size)
            return c;
    }
    return NONE;
}

/* ---- verbs ----------------------------------------------------------------------- */

static bool is_empty_verb(const struct token *t)
{
    static const char *const empty[] = {
        "be",     "have",   "do",      "get",   "go",     "come",   "become",
        "make",   "take",   "include", "keep",  "remain", "put",    "let",
        "see",    "seem",   "appear",  "give",  "bring",  "turn",   "use",
        "need",   "happen", "start",   "begin", "call",   "follow", "look",
        "border", "know",   "like",    "face",  "set",    "live",   NULL};
    return tc_lemma_in(t, empty) || !is_plain(t->lemma);
}

static bool is_cue(const struct work *work, const struct unit *unit, int32_t token)
{
    uint32_t count = 0;
    if (unit->word[token])
        (void)tc_lexicon_cues(work->lexicon, unit->word[token], 'v', &count);
    return count > 0;
}

static void look_at_verb(struct gaps *g, struct unit *unit, int32_t verb)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[verb];
    bool borrowed;
    if (unit->act[verb] >= 0 || is_empty_verb(t) || is_cue(g->work, unit, verb))
        return;
    int32_t subject = tc_subject(s, verb, &borrowed);
    if (!is_known_actor(g->work, unit, subject))
        return;
    int32_t object = tc_object(s, verb, &borrowed);
    text word = {NULL, 0};
    bool direct =
        object >= 0 && object != subject && is_known_actor(g->work, unit, object);
    if (!direct && oblique_actor(g->work, unit, verb, subject, &word) < 0 &&
        oblique_actor(g->work, unit, object, subject, &word) < 0)
        return;
    if (tc_any_frame(g->work, unit, verb))
        return; /* one that says it is no act */
    text noun = {NULL, 0};
    if (!direct && object >= 0 && s->tokens[object].upos == UPOS_NOUN &&
        is_plain(s->tokens[object].lemma))
        noun = s->tokens[object].lemma;
    int32_t part = tc_child(s, verb, REL_COMPOUND_PRT);
    text particle = part >= 0 ? s->tokens[part].lemma : (text){NULL, 0};
    struct arena *arena = g->work->arena;
    text line = tc_arena_format(
        arena, "%.*s%s%.*s%s%.*s%s%.*s%s", (int)t->lemma.size, t->lemma.data,
        particle.size ? " prt:" : "", (int)particle.size,
        particle.size ? particle.data : "", noun.size ? " obj:" : "", (int)noun.size,
        noun.size ? noun.data : "", direct ? " obj=R" : " ", (int)word.size,
        word.size ? word.data : "", word.size ? "=R" : "");
    add(g, unit, TOCSIN_GAP_VERB, "data/acts", t->lemma, line);
}

/* ---- nouns ----------------------------------------------------------------------- */

static bool has_owner(struct work *work, struct unit *unit, int32_t noun)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
        if ((s->tokens[c].relation == REL_NMOD_POSS ||
             s->tokens[c].relation == REL_COMPOUND ||
             s->tokens[c].relation == REL_AMOD) &&
            tc_hit_kind(work, unit->hit[c],
                        1u << ENTRY_COUNTRY | 1u << ENTRY_NATIONALITY |
                            1u << ENTRY_ORGANISATION | 1u << ENTRY_GROUP |
                            1u << ENTRY_PERSON | 1u << ENTRY_METONYM))
            return true;
    return false;
}

static void look_at_noun(struct gaps *g, struct unit *unit, int32_t noun)
{
    const struct token *t = &unit->s->tokens[noun];
    uint32_t count = 0;
    if (unit->act[noun] >= 0 || unit->hit[noun] >= 0 || !is_plain(t->lemma) ||
        t->relation == REL_COMPOUND || !has_owner(g->work, unit, noun))
        return;
    if (unit->word[noun])
        (void)tc_lexicon_frames(g->work->lexicon, unit->word[noun], 'n', &count);
    text word;
    const struct mention *m = tc_mention(g->work, unit, noun);
    if (count || (m && m->kind != MENTION_THING && !m->nested) ||
        oblique_actor(g->work, unit, noun, NONE, &word) < 0 ||
        tc_text_equal(word, TEXT("in")) || tc_text_equal(word, TEXT("like")))
        return;
    add(g, unit, TOCSIN_GAP_NOUN, "data/acts", t->lemma,
        tc_arena_format(g->work->arena, "%.*s/n %.*s=R", (int)t->lemma.size,
                        t->lemma.data, (int)word.size, word.data));
}

/* ---- actors ---------------------------------------------------------------------- */

static text id_of(struct work *work, const char *prefix, text name)
{
    char id[80];
    size_t size = 0;
    for (size_t i = 0; i < name.size && size + 1 < sizeof id; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 'a' - 'A');
        if ((c >= 'a' && c <= 'z') || tc_is_digit(c))
            id[size++] = (char)c;
        else if (size && id[size - 1] != '-')
            id[size++] = '-';
    }
    while (size && id[size - 1] == '-')
        size--;
    return tc_arena_format(work->arena, "%s%.*s", prefix, (int)size, id);
}

static void add_name(struct gaps *g, const struct unit *unit, enum entity kind,
                     text name)
{
    struct work *work = g->work;
    int size = (int)name.size;
    text id;
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] == '\n' || name.data[i] == ';' || name.data[i] == '|')
            return;
    switch (kind) {
    case ENTITY_PERSON:
        if (tc_text_find(name, TEXT(" ")) >= name.size)
            return; /* a family name alone was introduced before, or never */
        id = id_of(work, "XXX-", name);
        add(g, unit, TOCSIN_GAP_NAME, "data/leaders", name,
            tc_arena_format(work->arena, "%.*s | %.*s | XXX | GOV | - | - | post",
                            (int)id.size, id.data, size, name.data));
        break;
    case ENTITY_ORGANISATION:
    case ENTITY_GROUP:
        id = id_of(work, kind == ENTITY_GROUP ? "grp-" : "org-", name);
        add(g, unit, TOCSIN_GAP_NAME, "data/actors", name,
            tc_arena_format(work->arena, "%.*s | %.*s | - | - | - | - |", (int)id.size,
                            id.data, size, name.data));
        break;
    case ENTITY_PLACE:
        add(g, unit, TOCSIN_GAP_NAME, "data/regions.txt", name,
            tc_arena_format(work->arena, "%.*s\t-\tregion\t-\t-\t-\t0\t-", size,
                            name.data));
        break;
    default:
        break;
    }
}

/* Part of a name of the lexicon; a role noun within ("Liberation Front") is none. */
static bool is_named(const struct work *work, const struct unit *unit, uint32_t token)
{
    return tc_hit_kind(work, unit->hit[token],
                       ((1u << ENTRY_KIND_COUNT) - 1) & ~(1u << ENTRY_AGENT));
}

/* The spans that the parser takes for names, where the lexicon has nothing. */
static void look_at_names(struct gaps *g, const struct unit *unit)
{
    const struct sentence *s = unit->s;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (!t->entity || !t->entity_begins)
            continue;
        uint32_t from = i, to = i;
        bool known = is_named(g->work, unit, i);
        while (to + 1 < s->count && s->tokens[to + 1].entity == t->entity &&
               !s->tokens[to + 1].entity_begins)
            known = is_named(g->work, unit, ++to) || known;
        while (from < to && s->tokens[from].upos == UPOS_DET)
            from++;
        if (!known && s->tokens[to].upos == UPOS_PROPN)
            add_name(g, unit, (enum entity)t->entity,
                     tc_words(g->work, s->tokens[from].begin, s->tokens[to].end));
        i = to;
    }
}

/* What is done to is most often a thing; people are told by how they are called. */
static bool is_people_word(text lemma)
{
    static const char *const ends[] = {"er",  "or",  "ist", "ian", "ant",
                                       "ent", "man", "eer", "ard", "smith",
                                       "ee",  "ite", "men", NULL};
    static const char *const things[] = {
        "border",  "matter",  "number",  "power",     "order",     "paper",
        "water",   "quarter", "letter",  "sector",    "factor",    "center",
        "corner",  "error",   "terror",  "harbor",    "weather",   "river",
        "percent", "event",   "content", "extent",    "intent",    "patent",
        "tower",   "offer",   "plan",    "committee", "guarantee", NULL};
    if (tc_text_ends(lemma, TEXT("ment")))
        return false;
    for (size_t i = 0; things[i]; i++)
        if (tc_text_equal(lemma, tc_text(things[i])))
            return false;
    for (size_t i = 0; ends[i]; i++)
        if (tc_text_ends(lemma, tc_text(ends[i])))
            return true;
    return false;
}

static void look_at_party(struct gaps *g, const struct unit *unit,
                          const tocsin_mention *m, bool acts)
{
    const struct sentence *s = unit->s;
    if (m->code.size || m->begin == m->end)
        return;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct mention *known = unit->mention[i];
        const struct token *t = &s->tokens[i];
        if (!known || known->m.begin != m->begin || known->m.end != m->end)
            continue;
        if (t->upos == UPOS_NOUN && unit->hit[i] < 0 && is_plain(t->lemma) &&
            (acts || is_people_word(t->lemma)))
            add(g, unit, TOCSIN_GAP_ACTOR, "data/agents.txt", t->lemma, t->lemma);
        return;
    }
}

void tc_find_gaps(struct work *work, tocsin_coding *out)
{
    struct gaps g = {.work = work};
    uint32_t claim = 0;
    for (uint32_t u = 0; u < work->unit_count && !work->failed; u++) {
        struct unit *unit = &work->units[u];
        bool political = false;
        for (uint32_t i = 0; i < unit->s->count; i++) {
            if (unit->s->tokens[i].upos == UPOS_VERB)
                look_at_verb(&g, unit, (int32_t)i);
            else if (unit->s->tokens[i].upos == UPOS_NOUN)
                look_at_noun(&g, unit, (int32_t)i);
        }
        for (; claim < work->claim_count && work->claims[claim].sentence == u;
             claim++) {
            const tocsin_claim *c = &work->claims[claim];
            political = true;
            for (uint32_t i = 0; i < c->actor_count; i++)
                look_at_party(&g, unit, &c->actors[i], true);
            for (uint32_t i = 0; i < c->recipient_count; i++)
                look_at_party(&g, unit, &c->recipients[i], false);
        }
        if (political)
            look_at_names(&g, unit);
    }
    out->gaps = g.list;
    out->gap_count = g.count;
}
