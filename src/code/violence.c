/* violence.c: what is particular to the news of violence.
 *
 * An attack is told by a verb, by its noun, or by both; whoever a bomb hits has often
 * no name in politics; and a text that has begun to tell of violence goes on without
 * saying again who is who.
 */
#include "code/party.h"

#include <string.h>

/* "men", "a person": who they are nobody says. */
static bool nameless(const struct parties *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->list[i]->kind != MENTION_AGENT ||
            !tc_text_equal(p->list[i]->m.sector, TEXT("CVL")))
            return false;
    return true;
}

static bool public_victim(const struct parties *p)
{
    static const char *const sectors[] = {"EDU", "HLH", "MED", "REL", "LAB", NULL};
    for (uint32_t i = 0; i < p->count; i++)
        for (size_t n = 0; sectors[n]; n++)
            if (tc_text_equal(p->list[i]->m.sector, tc_text(sectors[n])))
                return true;
    return false;
}

/* "claimed responsibility for the murder of X": the murder says it better. */
bool tc_told_by_noun(const struct work *work, const struct unit *unit,
                     const struct act *act)
{
    static const char *const parts[] = {"responsibility", "credit", NULL};
    if (act->frame->part != 'v' || act->object < 0 || act->actor < 0 ||
        !tc_lemma_in(&unit->s->tokens[act->object], parts))
        return false;
    for (uint32_t i = 0; i < unit->s->count; i++) {
        const struct act *noun = unit->act[i] >= 0 ? &work->acts[unit->act[i]] : NULL;
        if (noun && noun->frame->part == 'n' && noun->frame->type == act->frame->type &&
            noun->actor == act->actor && tc_below(unit->s, (int32_t)i, act->trigger))
            return true;
    }
    return false;
}

/* The attack that a passive without a doer is part of: "were hurt when gunmen fired",
 * "a raid in which nine were killed", "shelled the town, and nine were killed". */
static const struct act *same_attack(const struct work *work, const struct unit *unit,
                                     const struct act *act)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[act->trigger];
    int32_t near[8], count = 0;
    if (!tc_passive(s, act->trigger))
        return NULL;
    if ((t->relation == REL_ACL_RELCL || t->relation == REL_CONJ) && t->head >= 0)
        near[count++] = t->head;
    /* "a raid on the camp in which": parsers hang it at the camp */
    for (int32_t on = t->head; count && t->relation == REL_ACL_RELCL && count < 4 &&
                               s->tokens[on].relation == REL_NMOD;)
        near[count++] = on = s->tokens[on].head;
    for (int32_t c = s->first[act->trigger]; c >= 0 && count < 8; c = s->next[c])
        if (s->tokens[c].relation == REL_ADVCL)
            near[count++] = c;
    for (int32_t i = 0; i < count; i++) {
        const struct act *other =
            unit->act[near[i]] >= 0 ? &work->acts[unit->act[near[i]]] : NULL;
        if (other && other->frame->type == TOCSIN_ASSAULT && other->actor >= 0 &&
            other->both < 0 && other->actor != act->recipient)
            return other;
    }
    return NULL;
}

/* "were killed in an attack on the embassy by rebels": one event, told by verb and
 * noun; the verb's claim has the parties of both. */
void tc_add_told(struct work *work, struct unit *unit, const struct act *act,
                 struct parties *actors, struct parties *recipients)
{
    bool given = actors->count > 0;
    if (act->frame->part != 'v' || act->frame->type != TOCSIN_ASSAULT)
        return;
    for (int32_t c = unit->s->first[act->trigger]; c >= 0; c = unit->s->next[c]) {
        const struct act *noun = unit->act[c] >= 0 ? &work->acts[unit->act[c]] : NULL;
        if (!noun || noun->frame->part != 'n' ||
            noun->frame->type != act->frame->type || noun->both >= 0)
            continue;
        if (!given)
            tc_expand(work, unit, noun->actor, actors);
        if (noun->recipient != act->actor && !noun->near)
            tc_expand(work, unit, noun->recipient, recipients);
    }
    const struct act *attack = actors->count ? NULL : same_attack(work, unit, act);
    if (attack)
        tc_expand(work, unit, attack->actor, actors);
}

/* Gas explodes as well: a blast or a car is no bomb without a word for it. */
static bool mishap(const struct unit *unit, int32_t token)
{
    static const char *const doubtful[] = {"blast", "explosion", "detonation", "car",
                                           "truck", "vehicle",   "van",        NULL};
    static const char *const bombs[] = {"bomb", "grenade", "mine",      "landmine",
                                        "ied",  "device",  "dynamite",  "terrorist",
                                        "car",  "suicide", "explosive", NULL};
    const struct sentence *s = unit->s;
    if (token < 0 || !tc_lemma_in(&s->tokens[token], doubtful))
        return false;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if ((s->tokens[c].relation == REL_COMPOUND ||
             s->tokens[c].relation == REL_AMOD || s->tokens[c].relation == REL_NMOD) &&
            tc_lemma_in(&s->tokens[c], bombs))
            return false;
    return true;
}

static bool about_terror(const struct work *work, const struct act *act)
{
    for (unsigned bit = 0; bit < 64; bit++)
        if (act->frame->contexts >> bit & 1) {
            const char *name = tc_lexicon_context(work->lexicon, bit);
            if (name && strcmp(name, "terrorism") == 0)
                return act->frame->type == TOCSIN_ASSAULT;
        }
    return false;
}

/* A bomb is public whomever it hits. */
static bool terror(const struct work *work, const struct unit *unit,
                   const struct act *act)
{
    return about_terror(work, act) && !mishap(unit, act->subject) &&
           !mishap(unit, act->trigger);
}

/* "exploded in a hotel": what is no place on a map was hit. */
void tc_add_struck(struct work *work, struct unit *unit, const struct act *act,
                   struct parties *recipients)
{
    static const char *const at[] = {"in",    "at", "inside", "near",     "outside",
                                     "under", "on", "behind", "opposite", NULL};
    const struct sentence *s = unit->s;
    if (act->place < 0 || recipients->count || !about_terror(work, act))
        return;
    for (int32_t c = s->first[act->trigger]; c >= 0; c = s->next[c]) {
        if (!tc_is_oblique((enum relation)s->tokens[c].relation) ||
            tc_is_time(&s->tokens[c]) || !tc_has_case(s, c, at))
            continue;
        const struct mention *m = tc_mention(work, unit, c);
        if (m && m->kind != MENTION_PLACE && m->kind != MENTION_COUNTRY &&
            m->kind != MENTION_NAME && m->kind != MENTION_PRONOUN)
            tc_expand(work, unit, c, recipients);
    }
}

/* "planted a bomb": the bomb is a means, not who suffers it. */
bool tc_is_means(const struct work *work, const struct unit *unit,
                 const struct act *act)
{
    const struct slot *slots = tc_lexicon_slots(work->lexicon, act->frame);
    if (act->recipient < 0 || act->recipient != act->object || !about_terror(work, act))
        return false;
    for (uint16_t i = 0; i < act->frame->slot_count; i++)
        if (slots[i].relation == SLOT_OBJ && slots[i].role == ROLE_NONE &&
            !(slots[i].flags & SLOT_ABSENT) && slots[i].word_count &&
            tc_slot_has_word(work->lexicon, &slots[i], unit->word[act->object]))
            return true;
    return false;
}

static bool named(const struct parties *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->list[i]->kind != MENTION_NAME)
            return false;
    return p->count > 0;
}

/* A text that has told of violence tells on: "two houses were burned". */
static bool among_violence(const struct work *work, const struct unit *unit,
                           const struct act *act, const struct parties *r)
{
    enum { REACH = 5 }; /* sentences */
    const char *mode = tc_lexicon_string(work->lexicon, act->frame->mode);
    if (act->frame->type != TOCSIN_ASSAULT || act->near || act->further >= 0 ||
        (strcmp(mode, "destroy") != 0 && !about_terror(work, act) && !named(r)))
        return false;
    for (uint32_t i = work->claim_count; i-- > 0;) {
        const tocsin_claim *c = &work->claims[i];
        if (c->sentence + REACH < unit->index)
            return false;
        if (c->type == TOCSIN_ASSAULT && c->sentence < unit->index)
            return true;
    }
    return false;
}

/* Violence that is public although politics knows neither side. */
bool tc_public_violence(const struct work *work, const struct unit *unit,
                        const struct act *act, const struct parties *r)
{
    return r->count && (terror(work, unit, act) || among_violence(work, unit, act, r));
}

/* Gangs and armed men against those who are there for all: no ordinary crime. */
bool tc_struck_public(const struct frame *f, const struct parties *a,
                      const struct parties *r)
{
    static const char *const armed[] = {"CRM", "UAF", "REB", "SEP", "PRM", NULL};
    static const char *const office[] = {"JUD", "LEG", "GOV", NULL};
    bool arms = false, public = public_victim(r);
    for (uint32_t i = 0; i < a->count; i++)
        for (size_t n = 0; armed[n]; n++)
            arms = arms || tc_text_equal(a->list[i]->m.sector, tc_text(armed[n]));
    for (uint32_t i = 0; i < r->count; i++)
        for (size_t n = 0; office[n]; n++)
    public = public || tc_text_equal(r->list[i]->m.sector, tc_text(office[n]));
    return f->type == TOCSIN_ASSAULT && arms && public;
}

/* Unknown hands against a school, a hospital, a church, a newspaper. */
bool tc_public_victim(const struct frame *f, const struct parties *a,
                      const struct parties *r)
{
    return f->type == TOCSIN_ASSAULT && nameless(a) && public_victim(r);
}
