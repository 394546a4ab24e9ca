/* slot.c: does a frame hold, and what fills its slots.
 *
 * A slot is looked for where a reader would find it, not only where the parser hung
 * it: "impose sanctions on Iran" may bear "on Iran" at the verb or at the object, and a
 * noun under a light verb ("the army launched a raid on the town") borrows the verb's
 * subject and prepositions.
 */
#include "code/frame.h"

/* ---- what a slot may point at ---------------------------------------------------- */

static bool content_ok(struct args *a, const struct slot *slot, int32_t token)
{
    const struct sentence *s = a->unit->s;
    int32_t real = tc_see_through(s, token);
    if (slot->word_count &&
        !tc_slot_has_word(a->work->lexicon, slot, a->unit->word[token]) &&
        !(real != token &&
          tc_slot_has_word(a->work->lexicon, slot, a->unit->word[real]))) {
        bool found = false;
        for (int32_t c = s->first[token]; c >= 0 && !found; c = s->next[c])
            found = s->tokens[c].relation == REL_CONJ &&
                    tc_slot_has_word(a->work->lexicon, slot, a->unit->word[c]);
        if (!found)
            return false;
    }
    if (slot->flags & (SLOT_IS_ACTOR | SLOT_IS_HUMAN) && tc_each_other(s, token))
        return true;
    if (slot->flags & SLOT_IS_ACTOR) {
        const struct mention *m = tc_mention(a->work, a->unit, token);
        if (!tc_is_actor(m) || m->kind == MENTION_THING)
            return false;
    }
    if (slot->flags & SLOT_IS_HUMAN &&
        !tc_is_human(tc_mention(a->work, a->unit, token)))
        return false;
    if (slot->flags & SLOT_IS_PLACE) {
        const struct mention *m = tc_mention(a->work, a->unit, token);
        if (!m || (m->kind != MENTION_PLACE && m->kind != MENTION_COUNTRY))
            return false;
    }
    if (slot->flags & SLOT_IS_CLAUSE && s->tokens[token].upos != UPOS_VERB)
        return false;
    return true;
}

/* "called on them to leave", "an order to leave": parsers hang it in several ways */
static bool infinitive(const struct sentence *s, int32_t verb)
{
    const struct token *t = &s->tokens[verb];
    if (t->upos != UPOS_VERB || (t->relation != REL_ADVCL && t->relation != REL_ACL &&
                                 t->relation != REL_CCOMP))
        return false;
    int32_t mark = tc_child(s, verb, REL_MARK);
    return mark >= 0 && tc_lemma_is(&s->tokens[mark], "to");
}

int32_t tc_slot_child(struct args *a, const struct slot *slot, int32_t head,
                      unsigned mask)
{
    const struct sentence *s = a->unit->s;
    if (head < 0)
        return NONE;
    bool object = false;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        unsigned kind = 0;
        bool second = object && t->relation == REL_OBJ; /* "called him a traitor" */
        object = object || t->relation == REL_OBJ;
        if (t->relation == REL_AMOD)
            kind = 1u << SLOT_AMOD;
        else if (t->relation == REL_COMPOUND || t->relation == REL_FLAT)
            kind = 1u << SLOT_COMPOUND;
        else if (t->relation == REL_NMOD_POSS)
            kind = 1u << SLOT_POSS;
        else if (t->relation == REL_ADVMOD)
            kind = 1u << SLOT_ADVMOD | 1u << SLOT_PRT;
        else if (t->relation == REL_COMPOUND_PRT)
            kind = 1u << SLOT_PRT;
        else if (t->upos == UPOS_ADP && t->relation != REL_CASE)
            kind = 1u << SLOT_PRT;
        else if (t->relation == REL_XCOMP || second || infinitive(s, c))
            kind = 1u << SLOT_XCOMP;
        else if (t->relation == REL_OBJ && c != a->object && head == a->trigger &&
                 slot->word_count) /* "took a nurse hostage": a slip */
            kind = 1u << SLOT_XCOMP;
        else if (t->relation == REL_CCOMP)
            kind = 1u << SLOT_CCOMP;
        else if (t->relation == REL_IOBJ)
            kind = 1u << SLOT_IOBJ;
        if ((kind & mask) && content_ok(a, slot, c))
            return c;
    }
    return NONE;
}

/* "walked out of the talks": the particle may have become a preposition. */
static int32_t particle(struct args *a, const struct slot *slot)
{
    int32_t found = tc_slot_child(a, slot, a->trigger, 1u << SLOT_PRT);
    if (found >= 0 || !slot->word_count)
        return found;
    const struct sentence *s = a->unit->s;
    for (int32_t c = s->first[a->trigger]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation != REL_OBL)
            continue;
        for (int32_t d = s->first[c]; d >= 0; d = s->next[d])
            if (s->tokens[d].relation == REL_CASE && d > a->trigger &&
                d <= a->trigger + 2 && (a->object < a->trigger || d < a->object) &&
                tc_slot_has_word(a->work->lexicon, slot, a->unit->word[d]))
                return d;
    }
    return NONE;
}

/* "calling on the council to leave": the preposition was taken for a particle */
static bool stray(const struct args *a, const struct slot *slot, int32_t head,
                  int32_t token)
{
    const struct sentence *s = a->unit->s;
    int32_t particle = tc_child(s, head, REL_COMPOUND_PRT);
    return particle >= 0 && particle < token && s->tokens[token].relation == REL_OBL &&
           a->unit->word[particle] == slot->prep && tc_child(s, token, REL_CASE) < 0;
}

static int32_t preposition_under(struct args *a, const struct slot *slot, int32_t head)
{
    const struct sentence *s = a->unit->s;
    if (head < 0)
        return NONE;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        bool clause = r == REL_ADVCL || r == REL_ACL || r == REL_XCOMP;
        if (!tc_is_oblique(r) && !clause && r != REL_OBJ) /* a slip: its case decides */
            continue;
        if (slot->role != ROLE_NONE && slot->role != ROLE_PLACE &&
            tc_is_time(&s->tokens[c]))
            continue; /* "on Thursday" */
        if (slot->role == ROLE_RECIPIENT && r == REL_OBL_AGENT && a->passive &&
            head == a->trigger)
            continue; /* "backed by Oman" is no "backed a plan by Oman" */
        if (clause && !slot->word_count && !(slot->flags & SLOT_IS_CLAUSE))
            continue; /* "to=R" is no infinitive */
        if ((tc_has_preposition(a->work, a->unit, c, slot->prep) ||
             stray(a, slot, head, c)) &&
            content_ok(a, slot, c))
            return c;
    }
    return NONE;
}

/* "held talks in Geneva with the rebels": parsers hang the second one at the first */
static int32_t preposition_behind(struct args *a, const struct slot *slot, int32_t head,
                                  int depth)
{
    const struct sentence *s = a->unit->s;
    if (head < 0 || depth > 3)
        return NONE;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        if (c < a->trigger || !tc_is_oblique((enum relation)s->tokens[c].relation))
            continue;
        int32_t found = preposition_under(a, slot, c);
        if (found < 0)
            found = preposition_behind(a, slot, c, depth + 1);
        if (found >= 0)
            return found;
    }
    return NONE;
}

static int32_t preposition(struct args *a, const struct slot *slot)
{
    const struct sentence *s = a->unit->s;
    int32_t found = preposition_under(a, slot, a->trigger);
    if (a->verb) { /* "lifted its ban on the app on one condition": the nearer */
        int32_t nearer = preposition_under(a, slot, a->object);
        if (nearer >= 0 && (found < 0 || (nearer > a->trigger && nearer < found)))
            found = nearer;
    }
    if (found < 0 && a->verb) {
        /* "agreed with Iran to ..." shares what stands at the verb above */
        const struct token *t = &s->tokens[a->trigger];
        if (found < 0 && t->relation == REL_CONJ && t->head >= 0 &&
            s->tokens[t->head].upos == UPOS_VERB) {
            found = preposition_under(a, slot, t->head);
            if (found >= 0 && found < a->trigger)
                found = NONE;
        }
    }
    if (found < 0 && a->light >= 0)
        found = preposition_under(a, slot, a->light);
    /* "talks with Iran collapsed", "ties between the two worsened" */
    if (found < 0 && a->verb && slot->role != ROLE_NONE && a->subject >= 0 &&
        s->tokens[a->subject].upos == UPOS_NOUN &&
        !tc_is_actor(tc_mention(a->work, a->unit, a->subject)))
        found = preposition_under(a, slot, a->subject);
    if (found < 0 && slot->role != ROLE_NONE) {
        found = preposition_behind(a, slot, a->trigger, 0);
        if (found < 0 && a->verb)
            found = preposition_behind(a, slot, a->object, 0);
        a->behind = found >= 0;
    }
    return found;
}

/* "by" of an active verb is no agent: "shortened by an hour", "retaliated by". */
static bool idle_agent(const struct args *a, const struct slot *slot)
{
    return a->verb && !a->passive && slot->relation == SLOT_PREP &&
           slot->role == ROLE_ACTOR && !(slot->flags & SLOT_REQUIRED) &&
           a->subject >= 0 &&
           slot->prep == tc_lexicon_word(a->work->lexicon, TEXT("by"));
}

static int32_t slot_token(struct args *a, const struct slot *slot)
{
    int32_t token = NONE;
    a->behind = false;
    if (idle_agent(a, slot))
        return NONE;
    switch (slot->relation) {
    case SLOT_SUBJ:
        token = a->subject;
        break;
    case SLOT_OBJ:
        token = a->object;
        break;
    case SLOT_IOBJ:
        token = a->given;
        if (token < 0)
            token = tc_slot_child(a, slot, a->trigger, 1u << SLOT_IOBJ);
        break;
    case SLOT_PRT:
        return particle(a, slot);
    case SLOT_PREP:
        return preposition(a, slot);
    case SLOT_MOD:
        return tc_slot_child(a, slot, a->verb ? a->object : a->trigger,
                             1u << SLOT_AMOD | 1u << SLOT_COMPOUND | 1u << SLOT_POSS);
    case SLOT_AMOD:
    case SLOT_COMPOUND:
    case SLOT_POSS: /* of a verb: before its object ("impose martial law") */
        return tc_slot_child(a, slot, a->verb ? a->object : a->trigger,
                             1u << slot->relation);
    default:
        return tc_slot_child(a, slot, a->trigger, 1u << slot->relation);
    }
    return token >= 0 && content_ok(a, slot, token) ? token : NONE;
}

/* ---- one frame ------------------------------------------------------------------- */

static void give_role(struct act *act, const struct slot *slot, int32_t token)
{
    int32_t *to = NULL;
    switch (slot->role) {
    case ROLE_ACTOR:
        to = &act->actor;
        break;
    case ROLE_RECIPIENT:
        to = &act->recipient;
        break;
    case ROLE_BOTH:
        to = &act->both;
        break;
    case ROLE_PLACE:
        to = &act->place;
        break;
    default:
        break;
    }
    if (to && *to < 0)
        *to = token;
}

static bool negation(const struct token *t)
{
    static const char *const words[] = {"not", "n't", "never", "no", "hardly", NULL};
    return tc_lemma_in(t, words);
}

/* "will not lift" and "does not accept" refuse; "has not lifted" only did not. */
static bool refusing(const struct sentence *s, int32_t verb)
{
    static const char *const will[] = {"will", "would", "wo", "shall",
                                       "can",  "could", "ca", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation == REL_AUX &&
            (tc_lemma_in(t, will) || (tc_lemma_is(t, "do") && t->xpos != XPOS_VBD)))
            return true;
    }
    return s->tokens[verb].upos != UPOS_VERB;
}

/* "brushed aside the appeal", "sent in troops": where the particle became a
 * preposition, what stands behind it is the object. */
static int32_t behind_particle(const struct args *a)
{
    static const char *const particles[] = {"aside", "away", "back", "down", "in",
                                            "off",   "out",  "over", "up",   NULL};
    const struct sentence *s = a->unit->s;
    int32_t next = a->trigger + 1;
    if (!a->verb || a->passive || a->object >= 0 || next >= (int32_t)s->count ||
        s->tokens[next].relation != REL_CASE ||
        !tc_lemma_in(&s->tokens[next], particles))
        return NONE;
    int32_t noun = s->tokens[next].head;
    return noun > next && s->tokens[noun].head == a->trigger &&
                   s->tokens[noun].relation == REL_OBL && !tc_is_time(&s->tokens[noun])
               ? noun
               : NONE;
}

static bool asks_for_particle(const struct args *a, const struct frame *f)
{
    const struct slot *slots = tc_lexicon_slots(a->work->lexicon, f);
    for (uint16_t i = 0; i < f->slot_count; i++)
        if (slots[i].relation == SLOT_PRT && slots[i].word_count &&
            !(slots[i].flags & SLOT_ABSENT) &&
            tc_slot_has_word(a->work->lexicon, &slots[i],
                             a->unit->word[a->trigger + 1]))
            return true;
    return false;
}

static bool holds(struct args *a, const struct frame *f, struct act *act)
{
    const struct slot *slots = tc_lexicon_slots(a->work->lexicon, f);
    struct act later = {.actor = NONE, .recipient = NONE, .both = NONE, .place = NONE};
    act->actor = act->recipient = act->both = act->place = NONE;
    act->negation = false;
    for (uint16_t i = 0; i < f->slot_count; i++) {
        int32_t token = slot_token(a, &slots[i]);
        if (slots[i].flags & SLOT_ABSENT) {
            if (token >= 0)
                return false;
            continue;
        }
        if (token < 0 && (slots[i].flags & SLOT_REQUIRED))
            return false;
        if (token >= 0) /* what stands at the word itself goes before the rest */
            give_role(a->behind ? &later : act, &slots[i], token);
        if (token >= 0 && slots[i].relation == SLOT_ADVMOD && slots[i].word_count &&
            negation(&a->unit->s->tokens[token])) {
            if (!refusing(a->unit->s, a->trigger))
                return false;
            act->negation = true;
        }
    }
    if (act->actor < 0)
        act->actor = later.actor;
    if (act->recipient < 0 && act->both < 0)
        act->recipient = later.recipient;
    if (act->both < 0 && act->recipient < 0)
        act->both = later.both;
    if (act->place < 0)
        act->place = later.place;
    return true;
}

bool tc_frame_holds(struct args *a, const struct frame *f, struct act *act)
{
    int32_t behind = a->object < 0 ? behind_particle(a) : NONE;
    if (behind < 0 || !asks_for_particle(a, f))
        return holds(a, f, act);
    a->object = behind;
    if (holds(a, f, act))
        return true;
    a->object = NONE;
    return false;
}
