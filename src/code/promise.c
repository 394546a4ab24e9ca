/* promise.c: threats, promises and demands of acts.
 *
 * A future act by its own word is two things at once, and CAMEO and PLOVER code the
 * first: the threat or promise that was made (THREATEN, AGREE, as happened) and the act
 * itself (as announced or planned), which never comes out as happened.
 */
#include "code/party.h"

static bool hostile(tocsin_type type, text mode)
{
    if (type == TOCSIN_REJECT && tc_text_equal(mode, TEXT("meet")))
        return true; /* "will boycott the talks" */
    return type == TOCSIN_PROTEST || type == TOCSIN_SANCTION || type == TOCSIN_COERCE ||
           type == TOCSIN_ASSAULT || type == TOCSIN_MOBILIZE;
}

static bool friendly(tocsin_type type)
{
    return type == TOCSIN_CONSULT || type == TOCSIN_SUPPORT ||
           type == TOCSIN_COOPERATE || type == TOCSIN_AID || type == TOCSIN_CONCEDE ||
           type == TOCSIN_RETREAT;
}

static const char *threat_mode(tocsin_type type)
{
    switch (type) {
    case TOCSIN_SANCTION:
    case TOCSIN_REJECT:
        return "relations";
    case TOCSIN_COERCE:
        return "restrict";
    case TOCSIN_ASSAULT:
    case TOCSIN_MOBILIZE:
        return "violence";
    default:
        return "";
    }
}

/* Ordered, hoped, expected, doubted by somebody: not the actor's own word. */
static bool wished_for(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    for (int32_t on = token; s->tokens[on].head >= 0; on = s->tokens[on].head) {
        int32_t above = s->tokens[on].head;
        const struct cue *cue = tc_cue(work, unit, above, CUE_THAT | CUE_TO | CUE_ING);
        if (!cue || s->tokens[on].relation == REL_CONJ)
            continue;
        static const char *const likes[] = {"like", "love", "dare", "dar", NULL};
        if (tc_lemma_in(&s->tokens[above], likes)) /* "would like, or dared, them to" */
            return true;
        switch (cue->class) {
        case CUE_ORDER:
        case CUE_THINK:
        case CUE_FEAR:
        case CUE_DOUBT:
        case CUE_ASK:
        case CUE_MAYBE:
        case CUE_CLAIM:
        case CUE_DENY:
        case CUE_FAIL:
            return true;
        case CUE_WANT:
            if (s->tokens[above].upos != UPOS_ADJ)
                return true;
            break;
        default:
            break;
        }
    }
    return false;
}

/* Is there an act above that already is the threat, promise, demand or refusal? */
static bool spoken_for(const struct work *work, const struct unit *unit, int32_t token)
{
    for (int32_t on = unit->s->tokens[token].head; on >= 0;
         on = unit->s->tokens[on].head)
        if (unit->act[on] >= 0) {
            switch ((tocsin_type)work->acts[unit->act[on]].frame->type) {
            case TOCSIN_THREATEN:
            case TOCSIN_AGREE:
            case TOCSIN_REQUEST:
            case TOCSIN_REJECT:
            case TOCSIN_ACCUSE:
                return true;
            default:
                break;
            }
        }
    return false;
}

/* "once they leave, ...", "in order to meet them, ...", "for them to meet would be":
 * tells of an aim or a condition, and nobody's word is given. */
static bool by_the_way(const struct sentence *s, int32_t verb)
{
    for (int32_t on = verb; s->tokens[on].head >= 0; on = s->tokens[on].head) {
        uint8_t r = s->tokens[on].relation;
        if (r == REL_ADVCL || r == REL_CSUBJ || r == REL_CSUBJ_PASS)
            return true;
    }
    return false;
}

/* "would have signed": that is over, and nobody promises it. */
static bool missed(const struct sentence *s, int32_t verb)
{
    static const char *const modals[] = {"would", "could", "might", "should",
                                         "may",   "'d",    NULL};
    bool modal = false, have = false;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        modal = modal || (t->relation == REL_AUX && tc_lemma_in(t, modals));
        have = have || (t->relation == REL_AUX && tc_lemma_is(t, "have"));
    }
    return modal && have;
}

/* "is ready to send", "would close the strait if": possible only, but by its own
 * word */
static bool offers(const struct work *work, const struct unit *unit, int32_t verb)
{
    static const char *const may[] = {"may", "might", "will", "would", "could", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[verb];
    if ((t->relation == REL_XCOMP || t->relation == REL_ADVCL ||
         t->relation == REL_CCOMP) &&
        t->head >= 0) {
        const struct cue *cue = tc_cue(work, unit, t->head, CUE_TO);
        return cue && cue->class == CUE_WANT && s->tokens[t->head].upos == UPOS_ADJ &&
               !tc_negated(work, unit, t->head);
    }
    bool modal = false, condition = false;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c]) {
        modal = modal ||
                (s->tokens[c].relation == REL_AUX && tc_lemma_in(&s->tokens[c], may));
        if (s->tokens[c].relation == REL_ADVCL) {
            int32_t mark = tc_child(s, c, REL_MARK);
            condition =
                condition || (mark >= 0 && (tc_lemma_is(&s->tokens[mark], "if") ||
                                            tc_lemma_is(&s->tokens[mark], "unless")));
        }
    }
    return modal && condition;
}

/* Does the speaker of this voice speak for the party? "The minister said Vietnam would"
 */
static struct mention *speaks_for(struct work *work, struct unit *unit,
                                  const struct voice *v, int32_t token,
                                  const struct mention *state)
{
    if (v->unit != unit->index || v->source < 0 || v->whole || v->cue == token ||
        !tc_below(unit->s, token, v->content) ||
        (state->kind != MENTION_COUNTRY &&
         !tc_text_equal(state->m.sector, TEXT("GOV"))))
        return NULL;
    static const char *const nameless[] = {"source", "people", "person", NULL};
    struct mention *m = tc_mention(work, unit, v->source);
    if (tc_lemma_in(&unit->s->tokens[v->source], nameless) || !tc_is_actor(m) ||
        (m->kind != MENTION_PERSON && m->kind != MENTION_AGENT))
        return NULL;
    if (!tc_text_equal(m->m.sector, TEXT("GOV")) &&
        !tc_text_equal(m->m.sector, TEXT("MIL")))
        return NULL; /* others may speak against it as well */
    bool same = m->m.country.size && state->m.country.size
                    ? tc_text_equal(m->m.country, state->m.country)
                    : tc_text_equal(m->m.sector, TEXT("GOV"));
    return same ? m : NULL;
}

/* "The premier announced that the government will extend the curfew": its own word */
static struct mention *own_word(struct work *work, struct unit *unit,
                                const struct act *act)
{
    struct mention *speaker = NULL;
    const struct mention *actor = tc_mention(work, unit, act->actor);
    for (uint32_t i = 0; actor && i < work->voice_count && !speaker; i++)
        speaker = speaks_for(work, unit, &work->voices[i], act->trigger, actor);
    return speaker;
}

/* The promise is made by whoever gives it, for whoever will keep it. */
static void promised_by(struct work *work, const struct unit *unit,
                        const struct mention *speaker, const struct mention *actor,
                        tocsin_claim *c)
{
    tocsin_mention *out = tc_take(work, (c->actor_count + 1) * sizeof *out);
    if (!out)
        return;
    out[0] = tc_whole_phrase(work, unit, speaker);
    bool keeper = false;
    for (uint32_t i = 0; i < c->actor_count; i++) {
        if (c->actors[i].begin == out[0].begin)
            return;
        keeper = keeper || c->actors[i].begin == actor->m.begin;
        out[i + 1] = c->actors[i];
    }
    if (!keeper)
        return; /* the other direction of a mutual act */
    c->actors = out;
    c->actor_count++;
}

/* "said the state had broken its promise" speaks of it, not for it. */
static bool told_of_past(const struct sentence *s, int32_t verb)
{
    if (s->tokens[verb].xpos == XPOS_VBD)
        return true;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_AUX && tc_lemma_is(&s->tokens[c], "have"))
            return true;
    return false;
}

void tc_add_speaker(struct work *work, struct unit *unit, const struct act *act,
                    struct parties *a)
{
    if ((act->frame->type != TOCSIN_AGREE && act->frame->type != TOCSIN_REJECT &&
         act->frame->type != TOCSIN_THREATEN) ||
        told_of_past(unit->s, act->trigger))
        return;
    const struct mention *state = a->count == 1 ? a->list[0] : NULL;
    for (uint32_t i = 0; state && i < work->voice_count; i++) {
        const struct mention *m =
            speaks_for(work, unit, &work->voices[i], act->trigger, state);
        if (m && m->m.begin != state->m.begin) /* "it" is the speaker itself */
            tc_add_party(work, unit, work->voices[i].source, a);
    }
}

void tc_announce(struct work *work, struct unit *unit, const struct act *act,
                 uint32_t first)
{
    enum relation r = (enum relation)unit->s->tokens[act->trigger].relation;
    int32_t verb = act->frame->part == 'v'               ? act->trigger
                   : r == REL_OBJ || r == REL_NSUBJ_PASS ? act->light
                                                         : NONE;
    if (verb < 0 || act->negation || act->frame->flags & FRAME_STATUS ||
        missed(unit->s, verb) || spoken_for(work, unit, act->trigger) ||
        wished_for(work, unit, act->trigger))
        return;
    if (act->frame->part != 'v' &&
        tc_stance(work, unit, verb, false).status == TOCSIN_HAPPENED)
        return;
    bool offered = offers(work, unit, verb) && !tc_asked(unit);
    const struct mention *speaker = own_word(work, unit, act);
    uint32_t last = work->claim_count;
    for (uint32_t i = first; i < last && !work->failed; i++) {
        tocsin_claim c = work->claims[i];
        bool own = c.status == TOCSIN_ANNOUNCED || c.status == TOCSIN_THREATENED ||
                   (c.status == TOCSIN_PLANNED && speaker);
        /* what others say that somebody will do is nobody's promise or threat */
        bool told = !c.attribution_count && !hostile(c.type, c.mode) &&
                    c.status == TOCSIN_PLANNED && !by_the_way(unit->s, verb);
        if (!c.actor_count ||
            (!own && !told && !(offered && c.status == TOCSIN_POSSIBLE)))
            continue;
        if (hostile(c.type, c.mode)) {
            c.mode = tc_text(threat_mode(c.type));
            c.type = TOCSIN_THREATEN;
            c.cameo = TEXT("13");
        } else if (friendly(c.type)) {
            c.mode = (text){NULL, 0};
            c.type = TOCSIN_AGREE;
            c.cameo = TEXT("03");
        } else {
            continue;
        }
        if (speaker)
            promised_by(work, unit, speaker, tc_mention(work, unit, act->actor), &c);
        c.intensity = tc_default_intensity(c.type);
        c.rule = tc_rule_of(work, unit, act, c.type, c.mode, c.status);
        c.confidence += tc_unreal(c.status); /* the word itself was given */
        c.status = TOCSIN_HAPPENED;
        c.factuality = c.rules_factuality = own ? 2.0 : 1.5;
        c.numbers = NULL;
        c.number_count = 0;
        c.time = tc_time_of_saying(work, unit, verb);
        tocsin_claim *slot = tc_new_claim(work);
        if (slot)
            *slot = c;
    }
}

/* ---- demands: "Britain said Libya must hand over the suspects" ------------------- */

/* What is said, noted or concluded to be due is demanded; a fear or a doubt is not. */
static bool lays_down(const struct cue *cue)
{
    return cue && (cue->class == CUE_REPORT || cue->class == CUE_KNOW ||
                   (cue->class == CUE_THINK && cue->positive >= 20));
}

void tc_demand(struct work *work, struct unit *unit, uint32_t voice)
{
    const struct voice *v = &work->voices[voice];
    const struct sentence *s = unit->s;
    bool borrowed;
    if (v->source < 0 || !lays_down(v->entry) || v->whole ||
        s->tokens[v->content].upos != UPOS_VERB || !tc_obliged(s, v->content))
        return;
    int32_t other = tc_subject(s, v->content, &borrowed);
    if (other < 0)
        other = tc_object(s, v->content, &borrowed);
    struct mention *from = tc_mention(work, unit, v->source);
    struct mention *to = tc_mention(work, unit, other);
    if (!to || !tc_is_actor(from) || !tc_is_actor(to) ||
        (from->m.code.size && tc_text_equal(from->m.code, to->m.code)))
        return;
    struct parties a = {{from}, 1}, r = {0};
    tc_expand(work, unit, other, &r);
    const struct frame none = {.part = 'v', .type = TOCSIN_REQUEST};
    struct act act = {.unit = unit->index,
                      .trigger = v->cue,
                      .frame = &none,
                      .subject = v->source,
                      .object = NONE,
                      .light = NONE,
                      .actor = v->source,
                      .recipient = other,
                      .both = NONE,
                      .place = NONE,
                      .further = NONE};
    uint32_t first = work->claim_count;
    tc_say(work, unit, &act, &a, &r, tc_stance(work, unit, v->cue, false));
    if (work->claim_count == first)
        return;
    tocsin_claim *c = &work->claims[first];
    c->cameo = TEXT("02");
    c->intensity = tc_default_intensity(TOCSIN_REQUEST);
    c->rule = tc_arena_format(work->arena, "must:REQUEST");
}
