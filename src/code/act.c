/* act.c: the acts of a sentence to claims.
 *
 * An act becomes a claim when at least one of its parties is an actor. Compound parties
 * stay together in one claim; a mutual act (met, clashed, agreed with) gives one claim
 * each way.
 */
#include "code/party.h"

#include <math.h>
#include <string.h>

/* "turned down China's proposal": what is answered was asked as well. */
static bool answered(const struct work *work, const struct unit *unit,
                     const struct act *act)
{
    int32_t above = unit->s->tokens[act->trigger].head;
    if (act->frame->type != TOCSIN_REQUEST || act->frame->part != 'n' || above < 0 ||
        unit->act[above] < 0 || act->actor < 0 || act->recipient < 0)
        return false;
    tocsin_type type = (tocsin_type)work->acts[unit->act[above]].frame->type;
    return type == TOCSIN_REJECT || type == TOCSIN_CONCEDE;
}

/* "rejected Lima's criticism", "defied a warning from Tunis": it was made as well. */
static bool defied(const struct work *work, const struct unit *unit,
                   const struct act *act)
{
    int32_t above = unit->s->tokens[act->trigger].head;
    return act->frame->part == 'n' && act->actor >= 0 && act->recipient >= 0 &&
           (act->frame->type == TOCSIN_ACCUSE || act->frame->type == TOCSIN_THREATEN) &&
           above >= 0 && unit->act[above] >= 0 &&
           work->acts[unit->act[above]].frame->type == TOCSIN_REJECT;
}

/* A noun whose governing frame already speaks of it ("held talks", "signed a
 * treaty"). */
static bool told_by_verb(struct work *work, struct unit *unit, const struct act *act)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[act->trigger];
    if (act->frame->part != 'n' || t->head < 0)
        return false;
    int32_t above = t->head;
    if (s->tokens[above].relation == REL_NMOD && s->tokens[above].upos == UPOS_NOUN &&
        unit->act[above] < 0 && tc_see_through(s, above) == act->trigger)
        above = s->tokens[above].head;
    if (above < 0 || unit->act[above] < 0)
        return false;
    const struct act *verb = &work->acts[unit->act[above]];
    if (verb->both < 0 && !tc_is_actor(tc_mention(work, unit, verb->actor)) &&
        !tc_is_actor(tc_mention(work, unit, verb->recipient)))
        return false; /* "clashes between them left ten dead" */
    if (verb->frame->type == act->frame->type)
        return true;
    /* "condemned the murder of the judge": what is spoken of has happened as well */
    if (act->frame->type == TOCSIN_ASSAULT && verb->frame->type == TOCSIN_ACCUSE &&
        act->recipient >= 0)
        return false;
    if (answered(work, unit, act) || defied(work, unit, act))
        return false;
    const struct slot *slots = tc_lexicon_slots(work->lexicon, verb->frame);
    for (uint16_t i = 0; i < verb->frame->slot_count; i++)
        if (slots[i].word_count && !(slots[i].flags & SLOT_ABSENT) &&
            slots[i].relation != SLOT_PRT &&
            tc_slot_has_word(work->lexicon, &slots[i], unit->word[act->trigger]))
            return true;
    return false;
}

/* Each of several with all the others: "Iran, Iraq and Syria signed a pact". */
static void among(struct work *work, struct unit *unit, const struct act *act,
                  const struct parties *all, struct stance stance)
{
    for (uint32_t i = 0; i < all->count; i++) {
        struct parties one = {{all->list[i]}, 1}, rest = {0};
        for (uint32_t k = 0; k < all->count; k++)
            if (k != i)
                rest.list[rest.count++] = all->list[k];
        tc_say(work, unit, act, &one, &rest, stance);
    }
}

static void mutual(struct work *work, struct unit *unit, const struct act *act,
                   struct parties *a, struct parties *b, struct stance stance)
{
    if (!a->count && b->count > 1) { /* "talks between A and B" */
        *a = *b;
        b->count = 0;
    }
    if (!b->count && a->count > 1) {
        among(work, unit, act, a, stance);
        return;
    }
    tc_say(work, unit, act, a, b, stance);
    if (a->count && b->count)
        tc_say(work, unit, act, b, a, stance);
}

/* "India and Brazil agreed to cut tariffs": with each other, if with nobody else. */
static bool together(const struct work *work, const struct unit *unit,
                     const struct act *act)
{
    /* several promise, offer or wish each for itself */
    static const char *const jointly[] = {"agree",   "decide",    "arrange", "settle",
                                          "accept",  "undertake", "join",    "plan",
                                          "resolve", "schedule",  NULL};
    const struct frame *f = act->frame;
    if (f->type == TOCSIN_AGREE)
        return tc_lemma_in(&unit->s->tokens[act->trigger], jointly);
    const char *mode = tc_lexicon_string(work->lexicon, f->mode);
    return f->type == TOCSIN_COOPERATE ||
           (f->type == TOCSIN_CONSULT && strcmp(mode, "visit") != 0 &&
            strcmp(mode, "third-party") != 0);
}

/* "Thousands", "the two", "120 were arrested": people, though no noun says so. */
static bool counted(const struct unit *unit, int32_t token)
{
    static const char *const words[] = {"dozen",   "score",  "hundred", "thousand",
                                        "several", "scores", "dozens",  NULL};
    return token >= 0 && (unit->s->tokens[token].upos == UPOS_NUM ||
                          tc_lemma_in(&unit->s->tokens[token], words));
}

/* "Thirty people were arrested": nobody but the state does that, so it need not be
 * named. One man or a firm's managers are a matter for the courts, as sentences are. */
static bool state_alone(const struct unit *unit, const struct act *act,
                        const struct parties *a, const struct parties *r)
{
    static const char *const words[] = {"arrest",   "detain", "round", "apprehend",
                                        "rearrest", "nab",    NULL};
    const struct mention *m = r->count ? r->list[0] : NULL;
    return act->frame->type == TOCSIN_COERCE && !a->count && m &&
           (m->plural || counted(unit, act->recipient) ||
            tc_text_equal(m->m.sector, TEXT("MED"))) &&
           !tc_text_equal(m->m.sector, TEXT("BUS")) &&
           !tc_text_equal(m->m.sector, TEXT("ELI")) &&
           tc_lemma_in(&unit->s->tokens[act->trigger], words);
}

/* Neither state nor group nor country on any side: a quarrel among people, or business.
 * Protests and what kills without a known hand are politics all the same. */
static bool private(const struct frame *f, const struct parties *a,
                    const struct parties *r, const struct parties *both)
{
    static const char *const sectors[] = {"CVL", "ELI", "BUS", "EDU", "HLH",
                                          "AGR", "MED", "REL", NULL};
    const struct parties *all[] = {a, r, both};
    if (f->type == TOCSIN_PROTEST || (f->type == TOCSIN_ASSAULT && !a->count) ||
        tc_public_victim(f, a, r))
        return false;
    for (size_t k = 0; k < 3; k++)
        for (uint32_t i = 0; i < all[k]->count; i++) {
            const tocsin_mention *m = &all[k]->list[i]->m;
            bool plain = false;
            for (size_t n = 0; sectors[n]; n++)
                plain = plain || tc_text_equal(m->code, tc_text(sectors[n]));
            if (m->code.size &&
                (!plain || all[k]->list[i]->kind == MENTION_GROUP)) /* "Hutus" */
                return false;
        }
    return true;
}

/* "attended a Cabinet meeting": the Cabinet names the meeting. */
static bool event_modifier(const struct sentence *s, int32_t token)
{
    if (token < 0)
        return false;
    enum relation r = (enum relation)s->tokens[token].relation;
    return r == REL_COMPOUND || r == REL_AMOD || r == REL_NMOD_POSS;
}

/* "in Chad", "a treaty in Lima": where it was, and no partner */
static bool in_place(struct work *work, struct unit *unit, int32_t token)
{
    static const char *const in[] = {"in", "at", "near", NULL};
    const struct mention *m = tc_mention(work, unit, token);
    if (m && (m->kind == MENTION_COUNTRY || m->kind == MENTION_PLACE))
        return tc_has_case(unit->s, token, in);
    if (!m || m->kind != MENTION_THING || !m->nested)
        return false;
    for (int32_t c = unit->s->first[token]; c >= 0; c = unit->s->next[c])
        if (unit->s->tokens[c].relation == REL_NMOD && in_place(work, unit, c))
            return true;
    return false;
}

/* Actors, those on both sides, and recipients who are no partners. */
struct sides {
    struct parties a, both, r;
};

static void code_mutual(struct work *work, struct unit *unit, const struct act *act,
                        struct sides *sides, struct stance stance)
{
    struct parties *a = &sides->a, *both = &sides->both, *r = &sides->r;
    tc_keep_actors(both);
    tc_keep_actors(r);
    if (both->count || a->count > 1) {
        struct act between = *act;
        if (!both->count) { /* whoever is only near takes no part in it */
            between.further = between.recipient = NONE;
            between.near = false;
        }
        bool partners = both->count > 0;
        mutual(work, unit, &between, a, both, stance);
        /* "agreed to lift a ban on Chad"; but they met in Chad, not with it */
        bool aside = (act->frame->type == TOCSIN_CONSULT &&
                      !event_modifier(unit->s, act->recipient)) ||
                     (act->frame->type != TOCSIN_RETREAT &&
                      in_place(work, unit, act->recipient)) ||
                     (act->near && (act->frame->type == TOCSIN_COOPERATE ||
                                    act->frame->type == TOCSIN_SUPPORT));
        if (!partners && tc_any_known(r) && !aside)
            tc_say(work, unit, act, a, r, stance);
        return;
    }
    struct parties none = {0};
    if (a->count)
        tc_say(work, unit, act, a, act->frame->type == TOCSIN_CONSULT ? &none : r,
               stance);
    else if (r->count && (!act->near || act->frame->type == TOCSIN_RETREAT))
        tc_say(work, unit, act, a, r, stance); /* else among whom is not said */
}

static bool off_topic(struct work *work, struct unit *unit, const struct act *act,
                      const struct parties *a, const struct parties *r,
                      const struct parties *both)
{
    struct mention *list[3 * PARTIES];
    uint32_t count = 0;
    const struct parties *all[] = {a, r, both};
    for (size_t k = 0; k < 3; k++)
        for (uint32_t i = 0; i < all[k]->count; i++)
            list[count++] = all[k]->list[i];
    return tc_off_topic(work, unit, act, list, a->count, count);
}

/* Nobody that politics knows, or a quarrel among people. */
static bool nobodys(struct work *work, struct unit *unit, const struct act *act,
                    const struct sides *s)
{
    if (tc_public_violence(work, unit, act, &s->r))
        return false;
    bool alone = state_alone(unit, act, &s->a, &s->r);
    if (!tc_any_known(&s->a) && !tc_any_known(&s->r) && !tc_any_known(&s->both) &&
        !(alone && counted(unit, act->recipient)))
        return true;
    return !alone && (private(act->frame, &s->a, &s->r, &s->both) ||
                      (!tc_struck_public(act->frame, &s->a, &s->r) &&
                       off_topic(work, unit, act, &s->a, &s->r, &s->both)));
}

/* Only things, or where it was: "the rebels rejected the plan in Geneva". */
static bool meant_elsewhere(struct work *work, struct unit *unit, const struct act *act,
                            const struct parties *r)
{
    if (act->frame->flags & (FRAME_RECIPROCAL | FRAME_NO_DEFAULT) || !r->count)
        return false;
    static const char *const in[] = {"in", "at", "near", "outside", "off", NULL};
    for (uint32_t i = 0; i < r->count; i++)
        if (tc_is_actor(r->list[i]) && !in_place(work, unit, r->list[i]->head) &&
            !(r->list[i]->kind == MENTION_NAME &&
              tc_has_case(unit->s, r->list[i]->head, in)))
            return false;
    return true;
}

/* "accused each other of", "pledged one another support" */
static bool each_other(const struct unit *unit, const struct act *act)
{
    enum { REACH = 6 };
    const struct sentence *s = unit->s;
    for (int32_t i = act->trigger + 1;
         i < (int32_t)s->count && i < act->trigger + REACH; i++) {
        if (s->tokens[i].upos == UPOS_VERB)
            return false;
        if (tc_each_other(s, i))
            return tc_below(s, i, act->trigger);
    }
    return false;
}

/* "applauded by traders in Lome, by the miners' chamber and": agents one by one */
static void further_agents(struct work *work, struct unit *unit, int32_t agent,
                           struct parties *to)
{
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = unit->s;
    if (agent < 0 || s->tokens[agent].relation != REL_OBL_AGENT)
        return;
    for (int32_t c = s->first[agent]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_NMOD && tc_has_case(s, c, by))
            tc_expand(work, unit, c, to);
}

/* "jointly", "together", "side by side" */
static bool shoulder_to_shoulder(const struct sentence *s, int32_t verb)
{
    static const char *const words[] = {"jointly", "together", "side", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (tc_lemma_in(&s->tokens[c], words))
            return true;
    return false;
}

/* Police of two countries who raid one house work together; armies where it says so. */
static bool joint(const struct unit *unit, const struct act *act,
                  const struct parties *a)
{
    static const char *const police[] = {"COP", "SPY", "JUD", NULL};
    tocsin_type type = (tocsin_type)act->frame->type;
    if (a->count < 2 || act->frame->part != 'v' || act->both >= 0 ||
        (type != TOCSIN_COERCE && type != TOCSIN_MOBILIZE && type != TOCSIN_ASSAULT &&
         type != TOCSIN_RETREAT && type != TOCSIN_AID))
        return false;
    bool said = shoulder_to_shoulder(unit->s, act->trigger);
    for (uint32_t i = 0; i < a->count; i++) {
        const tocsin_mention *m = &a->list[i]->m;
        bool guards = false;
        for (size_t k = 0; police[k]; k++)
            guards = guards || tc_text_equal(m->sector, tc_text(police[k]));
        if (!m->country.size || (!said && !guards))
            return false;
        for (uint32_t k = 0; k < i; k++)
            if (tc_text_equal(m->country, a->list[k]->m.country))
                return false;
    }
    return true;
}

/* "Spanish and French police arrested nine": with each other, too. */
static void hand_in_hand(struct work *work, struct unit *unit, const struct act *act,
                         const struct parties *a, struct stance stance)
{
    uint32_t first = work->claim_count;
    among(work, unit, act, a, stance);
    for (uint32_t i = first; i < work->claim_count; i++) {
        tocsin_claim *c = &work->claims[i];
        c->type = TOCSIN_COOPERATE;
        c->mode = (text){NULL, 0};
        c->cameo = TEXT("06");
        c->intensity = tc_default_intensity(c->type);
        c->rule = tc_rule_of(work, unit, act, c->type, c->mode, c->status);
        c->numbers = NULL;
        c->number_count = 0;
        c->confidence = fmax(c->confidence - 0.1, 0.0);
    }
}

/* "soldiers loyal to the king": says which soldiers, and nothing that they did */
static bool tells_which(struct work *work, struct unit *unit, const struct act *act)
{
    const struct token *t = &unit->s->tokens[act->trigger];
    return act->frame->part == 'a' && t->relation == REL_AMOD && t->head >= 0 &&
           tc_is_actor(tc_mention(work, unit, t->head));
}

/* Does it hold? "At the request of" holds as the verb does beside which it stands, and
 * "decided on an attack" is no surer; what comes behind "despite" stands alone. */
static struct stance stance_of(struct work *work, const struct unit *unit,
                               const struct act *act)
{
    static const char *const alone[] = {"despite", "after",     "before",
                                        "amid",    "since",     "because",
                                        "during",  "following", NULL};
    static const char *const keeps[] = {"keep",    "honour", "honor", "fulfil",
                                        "fulfill", "follow", NULL};
    struct stance own = tc_stance(work, unit, act->trigger, act->negation), at = own;
    bool apart = tc_has_case(unit->s, act->trigger, alone);
    if (act->aside && !apart) {
        at = tc_stance(work, unit, unit->s->tokens[act->trigger].head, act->negation);
        if (own.status != TOCSIN_HAPPENED && own.status != TOCSIN_ONGOING &&
            own.value >= 0.0 && own.value < at.value)
            at = own;
    }
    if (at.status == TOCSIN_DENIED &&
        (answered(work, unit, act) || defied(work, unit, act)))
        at = (struct stance){TOCSIN_HAPPENED, 3.0}; /* the answer denies it not */
    if (act->light >= 0 && at.status == TOCSIN_HAPPENED && !apart &&
        !tc_lemma_in(&unit->s->tokens[act->light], keeps)) {
        struct stance carried = tc_stance(work, unit, act->light, false);
        if (carried.status != TOCSIN_HAPPENED || carried.value < at.value)
            at = carried;
    }
    if (act->frame->flags & FRAME_STATUS &&
        (at.status == TOCSIN_HAPPENED || at.status == TOCSIN_ONGOING)) {
        at.status = (tocsin_claim_status)act->frame->status;
        if (at.status != TOCSIN_ONGOING && at.value > 1.0)
            at.value = 1.0;
    }
    if (act->accused && at.value > 1.0)
        at.value = 1.0;
    return at;
}

static void code_act(struct work *work, struct unit *unit, const struct act *act)
{
    if (told_by_verb(work, unit, act) || tc_told_by_noun(work, unit, act) ||
        tells_which(work, unit, act))
        return;
    struct parties a = {0}, r = {0}, both = {0};
    tc_expand(work, unit, act->actor, &a);
    further_agents(work, unit, act->actor, &a);
    if (!tc_is_means(work, unit, act))
        tc_expand(work, unit, act->recipient, &r);
    tc_expand(work, unit, act->both, &both);
    tc_expand(work, unit, act->further, &r);
    tc_add_told(work, unit, act, &a, &r);
    tc_add_struck(work, unit, act, &r);
    tc_keep_actors(&a);
    if (nobodys(work, unit, act, &(struct sides){a, both, r}))
        return;
    if (a.count && !both.count && meant_elsewhere(work, unit, act, &r))
        tc_expand(work, unit, tc_bridge(work, unit, act, &a), &r);
    struct stance stance = stance_of(work, unit, act);
    /* "after talks between A and B": whoever stands above takes no part in them */
    if (act->frame->part == 'n' && both.count > 1 && act->light < 0)
        a.count = 0;
    uint32_t first = work->claim_count;
    bool loose =
        act->near || !tc_any_actor(&r) || event_modifier(unit->s, act->recipient);
    bool shared =
        a.count > 1 && (act->recipient < 0 || loose) && together(work, unit, act);
    if (a.count > 1 && !both.count && act->frame->part == 'v' &&
        each_other(unit, act)) {
        among(work, unit, act, &a, stance);
    } else if (both.count || act->frame->flags & FRAME_RECIPROCAL || shared) {
        if (!both.count && !shared && !act->near && !in_place(work, unit, act->further))
            both = r;
        code_mutual(work, unit, act, &(struct sides){a, both, r}, stance);
    } else {
        tc_add_speaker(work, unit, act, &a);
        tc_say(work, unit, act, &a, &r, stance);
    }
    tc_announce(work, unit, act, first);
    if (!both.count && joint(unit, act, &a))
        hand_in_hand(work, unit, act, &a, stance);
}

/* Frames by position come first; of them, those of lower clauses only where the others
 * said nothing, and the ordinary ones of a word where that one said nothing. */
void tc_code_acts(struct work *work, struct unit *unit, uint32_t first)
{
    uint32_t before = work->claim_count, count = work->act_count;
    for (int wait = 0; wait < 2; wait++)
        for (uint32_t k = first; k < count && !work->failed; k++) {
            struct act *act = &work->acts[k];
            uint32_t at = work->claim_count;
            if (!(act->frame->flags & FRAME_POSITION) || (wait && at > before) ||
                tc_position_waits(unit, act) != (wait == 1))
                continue;
            tc_code_by_position(work, unit, act);
            act->said = work->claim_count > at;
        }
    for (uint32_t k = first; k < count && !work->failed; k++) {
        const struct act *act = &work->acts[k];
        if (!(act->frame->flags & FRAME_POSITION) &&
            (act->instead < 0 || !work->acts[act->instead].said))
            code_act(work, unit, act);
    }
}
