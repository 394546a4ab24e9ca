/* frame.c: which frames of the lexicon hold in a sentence, and who fills them.
 *
 * For each verb, noun and adjective that the lexicon knows, its frames are tried
 * from the most specific down; the first that holds makes an act. A slot is looked
 * for where a reader would find it, not only where the parser hung it: "impose
 * sanctions on Iran" may bear "on Iran" at the verb or at the object, and a noun
 * under a light verb ("the army launched a raid on the town") borrows the verb's
 * subject and prepositions.
 */
#include "code/coder.h"

/* The arguments of one candidate. */
struct args {
    struct work *work;
    struct unit *unit;
    int32_t trigger, subject, object, light;
    bool verb, borrowed, mutual;
};

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

static int32_t first_child(struct args *a, const struct slot *slot, int32_t head,
                           unsigned mask)
{
    const struct sentence *s = a->unit->s;
    if (head < 0)
        return NONE;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        unsigned kind = 0;
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
        else if (t->relation == REL_XCOMP || infinitive(s, c))
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
    int32_t found = first_child(a, slot, a->trigger, 1u << SLOT_PRT);
    if (found >= 0 || !slot->word_count)
        return found;
    const struct sentence *s = a->unit->s;
    for (int32_t c = s->first[a->trigger]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation != REL_OBL)
            continue;
        for (int32_t d = s->first[c]; d >= 0; d = s->next[d])
            if (s->tokens[d].relation == REL_CASE &&
                tc_slot_has_word(a->work->lexicon, slot, a->unit->word[d]))
                return d;
    }
    return NONE;
}

static int32_t preposition_under(struct args *a, const struct slot *slot, int32_t head)
{
    const struct sentence *s = a->unit->s;
    if (head < 0)
        return NONE;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        bool clause = r == REL_ADVCL || r == REL_ACL || r == REL_XCOMP;
        if (!tc_is_oblique(r) && !clause)
            continue;
        if (slot->role != ROLE_NONE && slot->role != ROLE_PLACE &&
            tc_is_time(&s->tokens[c]))
            continue; /* "on Thursday" */
        if (clause && !slot->word_count && !(slot->flags & SLOT_IS_CLAUSE))
            continue; /* "to=R" is no infinitive */
        if (tc_has_preposition(a->work, a->unit, c, slot->prep) &&
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
    if (found < 0 && a->verb) {
        found = preposition_under(a, slot, a->object);
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
    if (found < 0 && slot->role != ROLE_NONE)
        found = preposition_behind(a, slot, a->trigger, 0);
    if (found < 0 && slot->role != ROLE_NONE && a->verb)
        found = preposition_behind(a, slot, a->object, 0);
    return found;
}

static int32_t slot_token(struct args *a, const struct slot *slot)
{
    int32_t token = NONE;
    switch (slot->relation) {
    case SLOT_SUBJ:
        token = a->subject;
        break;
    case SLOT_OBJ:
        token = a->object;
        break;
    case SLOT_PRT:
        return particle(a, slot);
    case SLOT_PREP:
        return preposition(a, slot);
    case SLOT_MOD:
        return first_child(a, slot, a->verb ? a->object : a->trigger,
                           1u << SLOT_AMOD | 1u << SLOT_COMPOUND | 1u << SLOT_POSS);
    case SLOT_AMOD:
    case SLOT_COMPOUND:
    case SLOT_POSS: /* of a verb: before its object ("impose martial law") */
        return first_child(a, slot, a->verb ? a->object : a->trigger,
                           1u << slot->relation);
    default:
        return first_child(a, slot, a->trigger, 1u << slot->relation);
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

static bool holds(struct args *a, const struct frame *f, struct act *act)
{
    const struct slot *slots = tc_lexicon_slots(a->work->lexicon, f);
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
        if (token >= 0)
            give_role(act, &slots[i], token);
        if (token >= 0 && slots[i].relation == SLOT_ADVMOD && slots[i].word_count &&
            negation(&a->unit->s->tokens[token])) {
            if (!refusing(a->unit->s, a->trigger))
                return false;
            act->negation = true;
        }
    }
    return true;
}

/* ---- roles that the frame leaves to the rule ------------------------------------- */

static bool slot_has_words(const struct args *a, const struct frame *f,
                           enum slot_relation relation)
{
    const struct slot *slots = tc_lexicon_slots(a->work->lexicon, f);
    for (uint16_t i = 0; i < f->slot_count; i++)
        if (slots[i].relation == relation && slots[i].word_count &&
            !(slots[i].flags & SLOT_ABSENT))
            return true;
    return false;
}

static bool mutual(const struct args *a, const struct frame *f)
{
    const struct slot *slots = tc_lexicon_slots(a->work->lexicon, f);
    bool both = f->flags & FRAME_RECIPROCAL;
    for (uint16_t i = 0; i < f->slot_count; i++)
        both = both || slots[i].role == ROLE_BOTH;
    return both;
}

static bool slot_is_used(const struct args *a, const struct frame *f,
                         enum slot_relation relation)
{
    const struct slot *slots = tc_lexicon_slots(a->work->lexicon, f);
    for (uint16_t i = 0; i < f->slot_count; i++)
        if (slots[i].relation == relation && slots[i].role != ROLE_NONE)
            return true;
    return false;
}

static int32_t actor_under(struct args *a, int32_t head, const char *const *cases,
                           bool only_actors)
{
    const struct sentence *s = a->unit->s;
    if (head < 0)
        return NONE;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (!tc_is_oblique((enum relation)t->relation) ||
            t->relation == REL_OBL_AGENT || !tc_has_case(s, c, cases))
            continue;
        if (!only_actors || tc_is_actor(tc_mention(a->work, a->unit, c)))
            return c;
    }
    return NONE;
}

static bool named_modifier(struct args *a, int32_t c)
{
    const struct token *t = &a->unit->s->tokens[c];
    if (t->relation == REL_NMOD_POSS)
        return tc_is_actor(tc_mention(a->work, a->unit, c));
    if (t->relation != REL_AMOD && t->relation != REL_COMPOUND)
        return false;
    const struct entry *e = tc_hit_entry(a->work, a->unit->hit[c]);
    return e && e->kind != ENTRY_DISCARD && e->kind != ENTRY_PLACE;
}

static int32_t modifier_actor(struct args *a, int32_t noun)
{
    const struct sentence *s = a->unit->s;
    if (noun < 0)
        return NONE;
    for (int pass = 0; pass < 2; pass++)
        for (int32_t c = s->first[noun]; c >= 0; c = s->next[c])
            if ((pass == 1 || s->tokens[c].relation == REL_NMOD_POSS) &&
                named_modifier(a, c))
                return c;
    return NONE;
}

/* "its troops": whoever does it owns them */
static bool own(const struct sentence *s, int32_t noun)
{
    int32_t possessor = tc_child(s, noun, REL_NMOD_POSS);
    return possessor >= 0 && s->tokens[possessor].upos == UPOS_PRON;
}

/* Inside the infinitive or clause: "agreed to release the hostages". */
static int32_t inner_party(struct args *a, int32_t verb, int depth)
{
    static const char *const any[] = {"with", "to", "against", "on",   "from", "for",
                                      "of",   "at", "in",      "into", "over", NULL};
    const struct sentence *s = a->unit->s;
    if (verb < 0 || depth > 3)
        return NONE;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r != REL_XCOMP && r != REL_CCOMP && r != REL_ADVCL && r != REL_ACL)
            continue;
        bool borrowed;
        int32_t object = tc_object(s, c, &borrowed);
        if (object >= 0 && object != a->subject && !borrowed) {
            if (tc_is_actor(tc_mention(a->work, a->unit, object)) && !own(s, object))
                return object;
            int32_t inner = actor_under(a, object, any, true);
            if (inner < 0)
                inner = actor_under(a, c, any, true);
            return inner >= 0 ? inner : object;
        }
        int32_t found = actor_under(a, c, any, true);
        if (found < 0)
            found = inner_party(a, c, depth + 1);
        if (found >= 0 && found != a->subject)
            return found;
    }
    return NONE;
}

/* The likeliest party anywhere in what the word governs: "gave 350 million to promote
 * investment in Ethiopia". A last resort, as in TABARI; the claim says so by its
 * path. */
struct search {
    int32_t best;
    double score;
};

static double party_score(struct args *a, int32_t token, int depth)
{
    static const char *const toward[] = {"to", "with", "against", "on",      "from",
                                         "of", "for",  "toward",  "towards", NULL};
    const struct mention *m = tc_mention(a->work, a->unit, token);
    if (!tc_is_actor(m) || m->kind == MENTION_PRONOUN)
        return -10;
    double score = m->m.country.size || m->m.code.size > 3 ? 3.0 : 1.0;
    if (m->kind == MENTION_THING)
        score -= 0.7;
    if (m->kind == MENTION_NAME && !m->m.code.size)
        score -= 0.4;
    if (tc_has_case(a->unit->s, token, toward))
        score += 0.8;
    if (own(a->unit->s, token))
        score -= 2.0;
    static const char *const at[] = {"in", "at", "near", NULL};
    if (a->mutual && tc_has_case(a->unit->s, token, at))
        return -10; /* they met in it, not with it */
    int distance = token - a->trigger;
    return score - 0.15 * depth - 0.03 * (distance < 40 ? distance : 40);
}

static void search_party(struct args *a, int32_t head, int depth, struct search *found)
{
    const struct sentence *s = a->unit->s;
    if (head < 0 || depth > 8)
        return;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (c < a->trigger || c == a->subject || t->upos == UPOS_PUNCT ||
            t->relation == REL_PARATAXIS || t->relation == REL_OBL_AGENT ||
            (t->relation == REL_CONJ && head == a->trigger))
            continue;
        bool noun = (t->upos == UPOS_NOUN || t->upos == UPOS_PROPN) &&
                    t->relation != REL_COMPOUND && t->relation != REL_FLAT;
        double score = noun ? party_score(a, c, depth) : -10;
        if (t->relation == REL_ACL_RELCL)
            continue;
        if (score > found->score && c != a->subject) {
            found->score = score;
            found->best = c;
        }
        search_party(a, c, depth + 1, found);
    }
}

static int32_t distant_party(struct args *a, int32_t head)
{
    struct search found = {NONE, 0.0};
    search_party(a, head, 0, &found);
    return found.best;
}

static void look_further(struct args *a, struct act *act)
{
    if (act->both >= 0 || act->frame->flags & FRAME_NO_DEFAULT)
        return;
    if (act->recipient >= 0) {
        const struct mention *m = tc_mention(a->work, a->unit, act->recipient);
        if ((tc_is_actor(m) && m->m.code.size) || (m && m->kind == MENTION_PRONOUN))
            return;
        act->further = distant_party(a, act->recipient);
    }
    if (act->further < 0)
        act->further = distant_party(a, a->trigger);
    if (act->further < 0 && a->light >= 0)
        act->further = distant_party(a, a->light);
    if (act->further == act->actor || act->further == act->recipient)
        act->further = NONE;
}

static void verb_roles(struct args *a, const struct frame *f, struct act *act)
{
    static const char *const toward[] = {
        "with", "against", "on",     "to",      "from",  "at",
        "for",  "of",      "toward", "towards", "over",  "upon",
        "into", "between", "among",  "in",      "about", NULL};
    bool default_roles = !(f->flags & FRAME_NO_DEFAULT);
    if (act->actor < 0 && default_roles && !slot_is_used(a, f, SLOT_SUBJ))
        act->actor = a->subject;
    if (act->recipient >= 0 || act->both >= 0 || !default_roles)
        return;
    bool worded = slot_has_words(a, f, SLOT_OBJ);
    if (a->object >= 0 && !worded && !slot_is_used(a, f, SLOT_OBJ) &&
        a->object != act->actor) {
        act->recipient = a->object;
        return;
    }
    if (!a->mutual)
        act->recipient = actor_under(a, a->object, toward, true);
    if (act->recipient < 0 && a->object >= 0)
        act->recipient = modifier_actor(a, a->object);
    if (act->recipient < 0)
        act->recipient = first_child(a, &(struct slot){0}, a->trigger, 1u << SLOT_IOBJ);
    if (act->recipient < 0) {
        act->recipient = distant_party(a, a->trigger);
        act->near = act->recipient >= 0;
    }
    if (act->recipient < 0)
        act->recipient = inner_party(a, a->trigger, 0);
    if (act->recipient < 0 && a->object != act->actor)
        act->recipient = a->object;
    if (act->recipient == act->actor)
        act->recipient = NONE;
}

/* "blamed Iran for the attack": the one blamed is the actor of the attack */
static int32_t accused(struct args *a)
{
    static const char *const verbs[] = {"accuse",    "blame", "suspect",  "condemn",
                                        "charge",    "fault", "denounce", "criticise",
                                        "criticize", NULL};
    static const char *const over[] = {"of", "for", "over", "with", NULL};
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    bool borrowed;
    if (t->relation != REL_OBL || t->head < 0 || !tc_has_case(s, a->trigger, over) ||
        !tc_lemma_in(&s->tokens[t->head], verbs))
        return NONE;
    return tc_object(s, t->head, &borrowed);
}

static void noun_roles(struct args *a, struct act *act)
{
    static const char *const by[] = {"by", NULL};
    static const char *const on[] = {"on", "against", "upon", NULL};
    static const char *const of[] = {"of",     "to",      "with", "at", "into",
                                     "toward", "towards", "from", NULL};
    static const char *const between[] = {"between", "among", NULL};
    if (act->actor < 0)
        act->actor = actor_under(a, a->trigger, by, false);
    if (act->actor < 0 && a->light >= 0)
        act->actor = a->subject;
    if (act->actor < 0)
        act->actor = accused(a);
    if (act->actor < 0 || act->actor == act->recipient) {
        int32_t owner = modifier_actor(a, a->trigger);
        if (owner != act->recipient)
            act->actor = owner;
    }
    if (act->recipient < 0 && act->both < 0) {
        act->both = actor_under(a, a->trigger, between, true);
        if (act->both < 0)
            act->recipient = actor_under(a, a->trigger, on, false);
        if (act->recipient < 0 && act->both < 0)
            act->recipient = actor_under(a, a->trigger, of, true);
        if (act->recipient < 0 && act->both < 0 && a->light >= 0)
            act->recipient = actor_under(a, a->light, on, false);
        if (act->recipient < 0 && act->both < 0 && a->light >= 0)
            act->recipient = actor_under(a, a->light, of, true);
        if (act->recipient < 0 && act->both < 0) {
            act->recipient = inner_party(a, a->trigger, 0);
            /* "Israeli and Palestinian talks": what owns it is not also its object */
        }
    }
    if (act->actor == act->recipient)
        act->recipient = NONE;
}

/* ---- candidates ------------------------------------------------------------------ */

static char part_of(const struct token *t)
{
    switch (t->upos) {
    case UPOS_VERB:
        return 'v';
    case UPOS_NOUN:
    case UPOS_PROPN:
        return 'n';
    case UPOS_ADJ:
        return 'a';
    default:
        return 0;
    }
}

static bool may_carry(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct token *t = &unit->s->tokens[token];
    if (t->upos == UPOS_NOUN || t->upos == UPOS_PROPN) {
        if (t->relation == REL_COMPOUND || t->relation == REL_FLAT ||
            t->relation == REL_AMOD)
            return false;
        const struct entry *e = tc_hit_entry(work, unit->hit[token]);
        return !e || e->kind == ENTRY_AGENT;
    }
    return t->relation != REL_AMOD && t->relation != REL_COMPOUND;
}

static int32_t light_verb(struct args *a, int32_t noun)
{
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[noun];
    int32_t head = t->head;
    if (head < 0 || s->tokens[head].upos != UPOS_VERB)
        return NONE;
    if (t->relation != REL_OBJ && t->relation != REL_NSUBJ_PASS &&
        t->relation != REL_OBL)
        return NONE;
    const struct cue *cue = tc_cue(a->work, a->unit, head, CUE_NOUN);
    static const char *const makers[] = {"order",   "announce",  "offer",   "authorize",
                                         "declare", "authorise", "direct",  "unleash",
                                         "approve", "oversee",   "command", NULL};
    if (t->relation != REL_OBL && tc_lemma_in(&s->tokens[head], makers))
        return head;
    if (!cue)
        return NONE;
    switch (cue->class) {
    case CUE_LIGHT:
        return head;
    case CUE_ORDER: /* who orders, announces or begins an act is its actor */
    case CUE_ANNOUNCE:
    case CUE_INTEND:
    case CUE_BEGIN:
    case CUE_TRY:
    case CUE_SUCCEED:
        return t->relation == REL_OBL ? NONE : head;
    default:
        return NONE;
    }
}

static void find_arguments(struct args *a)
{
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    a->verb = t->upos == UPOS_VERB;
    a->subject = a->object = a->light = NONE;
    a->borrowed = false;
    if (a->verb) {
        bool one, two;
        a->subject = tc_subject(s, a->trigger, &one);
        a->object = tc_object(s, a->trigger, &two);
        a->borrowed = one || two;
        return;
    }
    if (t->upos == UPOS_ADJ) {
        a->subject = tc_child(s, a->trigger, REL_NSUBJ);
        return;
    }
    a->light = light_verb(a, a->trigger);
    if (a->light >= 0)
        a->subject = tc_subject(s, a->light, &a->borrowed);
}

static void try_token(struct work *work, struct unit *unit, int32_t token)
{
    char part = part_of(&unit->s->tokens[token]);
    if (!part || !unit->word[token] || !may_carry(work, unit, token))
        return;
    uint32_t count;
    const struct frame *frames =
        tc_lexicon_frames(work->lexicon, unit->word[token], part, &count);
    if (!count)
        return;
    struct args a = {.work = work, .unit = unit, .trigger = token};
    find_arguments(&a);
    for (uint32_t i = 0; i < count; i++) {
        struct act act = {.unit = unit->index,
                          .trigger = token,
                          .frame = &frames[i],
                          .subject = a.subject,
                          .object = a.object,
                          .light = a.light,
                          .further = NONE,
                          .borrowed = a.borrowed};
        if (!holds(&a, &frames[i], &act))
            continue;
        if (frames[i].flags & FRAME_NO_ACT)
            return;
        a.mutual = mutual(&a, &frames[i]);
        if (part == 'n')
            noun_roles(&a, &act);
        else
            verb_roles(&a, &frames[i], &act);
        look_further(&a, &act);
        struct act *slot =
            tc_push(work, &work->acts, &work->act_count, &work->act_room, sizeof act);
        if (slot) {
            *slot = act;
            unit->act[token] = (int32_t)work->act_count - 1;
        }
        return;
    }
}

void tc_find_acts(struct work *work, struct unit *unit)
{
    for (uint32_t i = 0; i < unit->s->count && !work->failed; i++)
        try_token(work, unit, (int32_t)i);
}
