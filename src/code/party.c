/* party.c: the parties of an act, from the tokens that stand for them.
 *
 * One token may stand for several: what is joined to it by "and", whom it names by
 * "including", the states that share a role ("Kenyan and Ugandan officials").
 */
#include "code/party.h"

#include <string.h>

void tc_add_party(struct work *work, struct unit *unit, int32_t head,
                  struct parties *to)
{
    struct mention *m = tc_mention(work, unit, head);
    if (!m || to->count == PARTIES)
        return;
    for (uint32_t i = 0; i < to->count; i++)
        if (to->list[i] == m)
            return;
    to->list[to->count++] = m;
}

/* The countries that one noun belongs to at once: "Israeli and Syrian officials", "the
 * ministers of Egypt and Ethiopia". */
static uint32_t countries_of(struct work *work, const struct unit *unit, int32_t head,
                             const struct entry **out, uint32_t room)
{
    static const char *const of[] = {"of", "from", NULL};
    const struct sentence *s = unit->s;
    uint32_t count = 0;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation != REL_AMOD && t->relation != REL_COMPOUND &&
            !(t->relation == REL_NMOD && tc_has_case(s, c, of)))
            continue;
        for (int32_t d = c; d >= 0 && count < room;
             d = d == c ? s->first[c] : s->next[d]) {
            if (d != c && s->tokens[d].relation != REL_CONJ)
                continue;
            const struct entry *e =
                tc_hit_kind(work, unit->hit[d],
                            1u << ENTRY_COUNTRY | 1u << ENTRY_NATIONALITY |
                                1u << ENTRY_ORGANISATION | 1u << ENTRY_GROUP);
            bool seen = !e;
            for (uint32_t i = 0; e && i < count; i++)
                seen = seen || out[i] == e ||
                       (e->country[0] && memcmp(out[i]->country, e->country, 4) == 0);
            if (!seen)
                out[count++] = e;
        }
    }
    return count;
}

/* A role that several countries have is as many parties. */
static bool divide(struct work *work, struct unit *unit, int32_t head,
                   struct parties *to)
{
    const struct entry *states[PARTIES];
    const struct mention *m = tc_mention(work, unit, head);
    if (!m || m->kind != MENTION_AGENT)
        return false;
    uint32_t count = countries_of(work, unit, head, states, PARTIES);
    if (count < 2)
        return false;
    for (uint32_t i = 0; i < count && to->count < PARTIES; i++) {
        struct mention *copy = tc_take(work, sizeof *copy);
        if (!copy)
            return true;
        *copy = *m;
        copy->m.country = tc_text(states[i]->country);
        if (states[i]->code[0]) {
            copy->m.name = tc_text(tc_lexicon_string(work->lexicon, states[i]->name));
            copy->m.code = tc_text(states[i]->code);
            copy->m.sector = tc_text(states[i]->sector);
        } else {
            copy->m.code = tc_arena_format(work->arena, "%s%.*s", states[i]->country,
                                           (int)m->m.sector.size,
                                           m->m.sector.size ? m->m.sector.data : "");
        }
        to->list[to->count++] = copy;
    }
    return true;
}

/* "such as", "including": the case word of who follows, or NONE. */
static bool includes(const struct sentence *s, int32_t token)
{
    const struct token *t = &s->tokens[token];
    if (t->relation != REL_CASE && t->relation != REL_MARK)
        return false;
    if (tc_lemma_is(t, "include") || tc_lemma_is(t, "including"))
        return true;
    return tc_lemma_is(t, "such") && token + 1 < (int32_t)s->count &&
           tc_lemma_is(&s->tokens[token + 1], "as");
}

/* "several groups, including Jaish and Hamas": those named are parties, too. */
static int32_t included(const struct unit *unit, int32_t head)
{
    const struct sentence *s = unit->s;
    const struct mention *m = unit->mention[head];
    int32_t next = head + 1;
    while (m && next < (int32_t)s->count && s->tokens[next].begin < m->m.end)
        next++;
    if (next < (int32_t)s->count && tc_lemma_is(&s->tokens[next], ","))
        next++;
    if (!m || next >= (int32_t)s->count || !includes(s, next))
        return NONE;
    int32_t first = s->tokens[next].head;
    return first > next && first < next + 12 ? first : NONE;
}

void tc_expand(struct work *work, struct unit *unit, int32_t head, struct parties *to)
{
    const struct sentence *s = unit->s;
    if (head < 0)
        return;
    if (!divide(work, unit, head, to))
        tc_add_party(work, unit, head, to);
    int32_t more = included(unit, head);
    if (more >= 0 && tc_is_actor(tc_mention(work, unit, more)))
        tc_expand(work, unit, more, to);
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_CONJ &&
            (t->upos == UPOS_NOUN || t->upos == UPOS_PROPN || t->upos == UPOS_PRON))
            tc_add_party(work, unit, c, to);
    }
}

void tc_keep_actors(struct parties *p)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->count; i++)
        if (tc_is_human(p->list[i]))
            p->list[kept++] = p->list[i];
    p->count = kept;
}

bool tc_any_actor(const struct parties *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (tc_is_actor(p->list[i]))
            return true;
    return false;
}

bool tc_any_known(const struct parties *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->list[i]->m.code.size)
            return true;
    return false;
}

/* Nobody is recipient of what they do themselves by the same words. */
struct parties tc_others(const struct parties *recipients, const struct parties *actors)
{
    struct parties out = {0};
    for (uint32_t i = 0; i < recipients->count; i++) {
        bool same = false;
        for (uint32_t k = 0; k < actors->count && !same; k++)
            same =
                (recipients->list[i]->m.begin == actors->list[k]->m.begin ||
                 (recipients->list[i]->m.id.size &&
                  tc_text_equal(recipients->list[i]->m.id, actors->list[k]->m.id))) &&
                tc_text_equal(recipients->list[i]->m.code, actors->list[k]->m.code);
        if (!same)
            out.list[out.count++] = recipients->list[i];
    }
    return out;
}
