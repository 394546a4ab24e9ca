/* opinion_features.c: what the second opinion looks at.
 *
 * Three kinds of features, each a word or two behind its name and hashed to a row:
 * those of the sentence (its words, what the rules made of it), of a party (how it
 * hangs, what it is, in which claims it stands already), and of the two together (the
 * words above both, between them, on the way from one to the other). The values are
 * larger for features that say more, so that the regularisation leaves those alone.
 */
#include "code/opinion.h"

#include <string.h>

enum { WORD = 60 };

static const text nothing = {NULL, 0};

static void add(struct opinion_list *list, const char *kind, text a, text b,
                float value)
{
    if (list->count == OPINION_ROOM)
        return;
    char key[2 * WORD + 24];
    size_t n = strlen(kind);
    memcpy(key, kind, n);
    size_t x = a.size < WORD ? a.size : WORD, y = b.size < WORD ? b.size : WORD;
    if (x)
        memcpy(key + n, a.data, x);
    n += x;
    key[n++] = '|';
    if (y)
        memcpy(key + n, b.data, y);
    n += y;
    list->items[list->count++] = (struct opinion_feature){
        (uint32_t)(tc_hash(key, n) & (OPINION_ROWS - 1)), value};
}

static text type_text(unsigned type)
{
    return tc_text(tocsin_type_name((tocsin_type)type));
}

static text relation_text(const struct sentence *s, int32_t token)
{
    return tc_text(tc_relation_name((enum relation)s->tokens[token].relation));
}

static bool says_something(const struct token *t)
{
    return t->upos == UPOS_NOUN || t->upos == UPOS_VERB || t->upos == UPOS_ADJ ||
           t->upos == UPOS_ADV || t->upos == UPOS_ADP || t->upos == UPOS_AUX ||
           t->upos == UPOS_PART;
}

/* ---- candidates ------------------------------------------------------------------ */

bool tc_party_in(const struct mention *m, const tocsin_mention *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (m->m.begin < list[i].end && list[i].begin < m->m.end)
            return true;
    return false;
}

/* "in Kampala", "near Kano": where it was done, and by nobody who is named so. */
static bool stands_for_where(const struct sentence *s, const struct candidate *c)
{
    static const char *const where[] = {"in", "at", "near", "around", "outside", NULL};
    return (c->m->kind == MENTION_PLACE || c->m->kind == MENTION_COUNTRY) &&
           tc_has_case(s, c->head, where);
}

uint32_t tc_candidates(struct work *work, struct unit *unit, uint32_t first,
                       struct candidate *out)
{
    const struct sentence *s = unit->s;
    uint32_t count = 0;
    for (int32_t i = 0; i < (int32_t)s->count && count < OPINION_CANDIDATES; i++) {
        const struct token *t = &s->tokens[i];
        if (!tc_nominal(t) || tc_is_time(t) || unit->act[i] >= 0 ||
            (t->upos == UPOS_PRON && t->relation == REL_NMOD_POSS))
            continue;
        struct mention *m = tc_mention(work, unit, i);
        if (!m || (m->kind == MENTION_PRONOUN && !m->m.code.size))
            continue;
        struct candidate *c = &out[count];
        *c = (struct candidate){.m = m, .head = i, .human = tc_is_actor(m)};
        c->human = c->human && !stands_for_where(s, c);
        if (!tc_is_actor(m) && t->relation != REL_OBJ &&
            t->relation != REL_NSUBJ_PASS && !tc_is_oblique((enum relation)t->relation))
            continue;
        for (int32_t on = t->head; on >= 0 && c->above < OPINION_PATH;
             on = s->tokens[on].head)
            c->path[c->above++] = on;
        for (uint32_t k = first; k < work->claim_count; k++) {
            const tocsin_claim *claim = &work->claims[k];
            if (tc_party_in(m, claim->actors, claim->actor_count))
                c->actor_of |= 1u << claim->type;
            if (tc_party_in(m, claim->recipients, claim->recipient_count))
                c->recipient_of |= 1u << claim->type;
        }
        count++;
    }
    return count;
}

bool tc_pair_possible(const struct candidate *a, const struct candidate *b)
{
    return a != b && a->human &&
           (a->m->m.begin >= b->m->m.end || b->m->m.begin >= a->m->m.end) &&
           (a->m->m.code.size || b->m->m.code.size);
}

uint32_t tc_pair_linked(const struct work *work, uint32_t first,
                        const struct candidate *a, const struct candidate *b)
{
    uint32_t linked = 0;
    for (uint32_t i = first; i < work->claim_count; i++) {
        const tocsin_claim *c = &work->claims[i];
        if (tc_party_in(a->m, c->actors, c->actor_count) &&
            tc_party_in(b->m, c->recipients, c->recipient_count))
            linked |= 1u << c->type;
    }
    return linked;
}

/* ---- features -------------------------------------------------------------------- */

void tc_opinion_sentence(const struct work *work, const struct unit *unit,
                         uint32_t first, struct opinion_list *list)
{
    const struct sentence *s = unit->s;
    for (uint32_t i = 0; i < s->count; i++)
        if (says_something(&s->tokens[i]))
            add(list, "w", s->tokens[i].lemma, nothing, 0.5f);
    uint32_t seen = 0;
    for (uint32_t k = first; k < work->claim_count; k++) {
        const tocsin_claim *c = &work->claims[k];
        if (!(seen >> c->type & 1))
            add(list, "claim", type_text(c->type), nothing, 1.5f);
        seen |= 1u << c->type;
        add(list, "status", type_text(c->type),
            tc_text(tocsin_claim_status_name(c->status)), 0.5f);
    }
}

static void hangs(const struct unit *unit, const struct candidate *c, bool actor,
                  struct opinion_list *list)
{
    const struct sentence *s = unit->s;
    text relation = relation_text(s, c->head);
    if (c->above) {
        text over = s->tokens[c->path[0]].lemma;
        add(list, actor ? "ga" : "gb", relation, over, 1);
        add(list, actor ? "gaw" : "gbw", over, nothing, 0.5f);
    }
    for (int32_t d = s->first[c->head]; d >= 0; d = s->next[d])
        if (s->tokens[d].relation == REL_CASE) {
            add(list, actor ? "casea" : "caseb", s->tokens[d].lemma, nothing, 1);
            if (c->above)
                add(list, actor ? "gca" : "gcb", s->tokens[d].lemma,
                    s->tokens[c->path[0]].lemma, 1);
        }
    for (uint32_t i = 0; i < c->above; i++)
        if (unit->act[c->path[i]] >= 0)
            add(list, actor ? "acta" : "actb", relation, nothing, 0.5f);
}

void tc_opinion_party(const struct unit *unit, const struct candidate *c, bool actor,
                      struct opinion_list *list)
{
    static const char *const kinds[] = {"thing", "pronoun",      "name",
                                        "place", "agent",        "person",
                                        "group", "organisation", "country"};
    text side = actor ? TEXT("a") : TEXT("b");
    add(list, "kind", side, tc_text(kinds[c->m->kind]), 1);
    add(list, "sector", side, c->m->m.sector, 0.7f);
    add(list, "relation", side, relation_text(unit->s, c->head), 1);
    if (c->m->nested)
        add(list, "nested", side, nothing, 1);
    hangs(unit, c, actor, list);
    for (unsigned t = 0; t < TOCSIN_TYPE_COUNT; t++) {
        if (c->actor_of >> t & 1)
            add(list, actor ? "aa" : "ba", type_text(t), nothing, 1.5f);
        if (c->recipient_of >> t & 1)
            add(list, actor ? "ar" : "br", type_text(t), nothing, 1.5f);
    }
    if (!c->actor_of)
        add(list, "never_actor", side, nothing, 1);
    if (!c->recipient_of)
        add(list, "never_recipient", side, nothing, 1);
}

/* How two parties hang together: the word above both, how far each is from it, and
 * whether one stands inside the other. */
struct way {
    uint32_t up, down; /* words on the way, the top left out */
    int32_t top;       /* NONE: the one stands above the other */
    bool over, under;
};

static struct way find_way(const struct candidate *a, const struct candidate *b)
{
    struct way w = {.up = a->above, .down = b->above, .top = NONE};
    for (uint32_t i = 0; i < a->above; i++)
        w.over = w.over || a->path[i] == b->head;
    for (uint32_t i = 0; i < b->above; i++)
        w.under = w.under || b->path[i] == a->head;
    for (uint32_t i = 0; i < a->above; i++)
        for (uint32_t k = 0; k < b->above; k++)
            if (a->path[i] == b->path[k]) {
                w.top = a->path[i];
                w.up = i;
                w.down = k;
                return w;
            }
    return w;
}

static text steps(uint32_t n)
{
    static const char *const names[] = {"0", "1", "2", "3", "4"};
    return tc_text(names[n < 4 ? n : 4]);
}

static void act_on_way(const struct work *work, const struct unit *unit, int32_t token,
                       const char *kind, struct opinion_list *list)
{
    if (unit->act[token] >= 0)
        add(list, kind, type_text(work->acts[unit->act[token]].frame->type), nothing,
            1);
}

static void walk(const struct work *work, const struct unit *unit, const int32_t *path,
                 uint32_t count, bool up, struct opinion_list *list)
{
    for (uint32_t i = 0; i < count; i++) {
        text lemma = unit->s->tokens[path[i]].lemma;
        add(list, up ? "up" : "down", lemma, nothing, 0.7f);
        add(list, "path", lemma, nothing, 0.7f);
        act_on_way(work, unit, path[i], up ? "upact" : "downact", list);
    }
}

static void at_the_top(const struct work *work, const struct unit *unit,
                       const struct way *w, text ra, text rb, struct opinion_list *list)
{
    add(list, "top", unit->s->tokens[w->top].lemma, nothing, 1);
    add(list, "far", steps(w->up), steps(w->down), 1);
    add(list, "fara", steps(w->up), ra, 0.7f);
    add(list, "farb", steps(w->down), rb, 0.7f);
    act_on_way(work, unit, w->top, "topact", list);
}

void tc_opinion_pair(const struct work *work, const struct unit *unit,
                     const struct candidate *a, const struct candidate *b,
                     uint32_t linked, struct opinion_list *list)
{
    const struct sentence *s = unit->s;
    struct way w = find_way(a, b);
    text ra = relation_text(s, a->head), rb = relation_text(s, b->head);
    add(list, "rr", ra, rb, 1);
    add(list, a->head < b->head ? "first" : "second", nothing, nothing, 1);
    if (w.over)
        add(list, "over", ra, nothing, 2);
    if (w.under)
        add(list, "under", rb, nothing, 2);
    if (a->m->m.country.size && b->m->m.country.size)
        add(list, tc_text_equal(a->m->m.country, b->m->m.country) ? "same" : "other",
            nothing, nothing, 1);
    if (w.top >= 0)
        at_the_top(work, unit, &w, ra, rb, list);
    if (!w.over)
        walk(work, unit, a->path, w.up, true, list);
    if (!w.under)
        walk(work, unit, b->path, w.down, false, list);
    int32_t low = a->head < b->head ? a->head : b->head;
    int32_t high = a->head < b->head ? b->head : a->head;
    for (int32_t i = low + 1; i < high; i++)
        if (says_something(&s->tokens[i]))
            add(list, "between", s->tokens[i].lemma, nothing, 0.5f);
    for (unsigned t = 0; t < TOCSIN_TYPE_COUNT; t++) {
        if (a->actor_of >> t & 1 && !b->recipient_of)
            add(list, "left", type_text(t), nothing, 1);
        if (b->recipient_of >> t & 1 && !a->actor_of)
            add(list, "right", type_text(t), nothing, 1);
        if (linked >> t & 1)
            add(list, "rule", type_text(t), nothing, 4);
    }
    if (!linked)
        add(list, "norule", nothing, nothing, 1);
}
