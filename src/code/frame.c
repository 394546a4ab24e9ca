/* frame.c: which frames of the lexicon hold in a sentence.
 *
 * For each verb, noun and adjective that the lexicon knows, its frames are tried
 * from the most specific down; the first that holds makes an act. slot.c says whether
 * one holds, roles.c fills the roles that its slots leave open.
 */
#include "code/frame.h"

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
            t->relation == REL_AMOD || (t->upos == UPOS_PROPN && tc_is_time(t)))
            return false; /* "in March" */
        const struct entry *e = tc_hit_entry(work, unit->hit[token]);
        return !e || e->kind == ENTRY_AGENT;
    }
    if (t->relation == REL_AMOD && t->upos == UPOS_ADJ)
        return t->head >= 0 && t->head < token; /* "a report critical of" */
    return t->relation != REL_AMOD && t->relation != REL_COMPOUND;
}

static int32_t light_verb(struct args *a, int32_t noun)
{
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[noun];
    if (t->relation == REL_CONJ && t->head >= 0) /* "its surprise and strong protest" */
        t = &s->tokens[t->head];
    if (t->relation == REL_NMOD && t->head >= 0 &&
        tc_see_through(s, t->head) == noun) /* "a new round of joint exercises" */
        t = &s->tokens[t->head];
    int32_t head = t->head;
    if (head < 0 || s->tokens[head].upos != UPOS_VERB)
        return NONE;
    if (t->relation != REL_OBJ && t->relation != REL_NSUBJ_PASS &&
        t->relation != REL_OBL)
        return NONE;
    const struct cue *cue = tc_cue(a->work, a->unit, head, CUE_NOUN);
    static const char *const makers[] = {
        "order",   "announce", "offer",   "authorize", "declare", "authorise",
        "direct",  "unleash",  "approve", "oversee",   "command", "hand",
        "deliver", "submit",   "present", "lodge",     NULL};
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

/* Is it the thing that the verb answers: "rejected the call", "bowed to the demand"? */
static bool answered(const struct sentence *s, int32_t noun)
{
    static const char *const answers[] = {
        "reject", "refuse", "dismiss", "spurn",    "rebuff", "decline", "ignore",
        "heed",   "accept", "grant",   "resist",   "defy",   "turn",    "brush",
        "wave",   "oppose", "answer",  "consider", "deny",   "weigh",   NULL};
    static const char *const bows[] = {
        "bow",       "yield", "accede", "agree", "respond", "submit", "give",
        "surrender", "cave",  "listen", "react", "succumb", NULL};
    static const char *const to[] = {"to", NULL};
    const struct token *t = &s->tokens[noun];
    return (t->relation == REL_OBJ && tc_lemma_in(&s->tokens[t->head], answers)) ||
           (t->relation == REL_OBL && tc_lemma_in(&s->tokens[t->head], bows) &&
            tc_has_case(s, noun, to));
}

/* Whoever acts with, at or under what the noun names: "landed at the request of the
 * president", "on a visit to Bonn, the premier said", "rejected the bishops' call". */
static int32_t beside(struct args *a, int32_t noun)
{
    static const char *const beside[] = {"at", "with", "on", "upon", "under", NULL};
    static const char *const journeys[] = {"visit", "trip",    "tour",       "journey",
                                           "stop",  "mission", "pilgrimage", NULL};
    static const char *const around[] = {"in",     "after", "following", "during",
                                         "before", "since", "through",   NULL};
    static const char *const bound[] = {"for", NULL};
    static const char *const meetings[] = {
        "meeting", "talk",         "talks",     "negotiation", "discussion", "contact",
        "call",    "consultation", "mediation", "visit",       "trip",       "journey",
        "summit",  "conversation", "audience",  NULL};
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[noun];
    if (t->head < 0)
        return NONE;
    bool held = tc_has_case(s, noun, beside) ||
                (tc_lemma_in(t, meetings) && tc_has_case(s, noun, around));
    if (held && t->relation == REL_NMOD)
        return t->head;
    int32_t subject = tc_child(s, t->head, REL_NSUBJ);
    if (subject >= 0 && s->tokens[t->head].upos != UPOS_VERB &&
        (held || (tc_lemma_in(t, meetings) && tc_has_case(s, noun, bound))))
        return subject; /* "is in Pretoria for talks with" */
    if (s->tokens[t->head].upos != UPOS_VERB ||
        !((held && t->relation == REL_OBL) || answered(s, noun)))
        return NONE;
    bool borrowed;
    int32_t traveller = tc_lemma_in(t, journeys) && tc_passive(s, t->head)
                            ? tc_child(s, t->head, REL_NSUBJ_PASS)
                            : NONE;
    return traveller >= 0 ? traveller : tc_subject(s, t->head, &borrowed);
}

/* "a move that Oslo branded a farce": the only object is what it is called. */
static int32_t named_in_relative(const struct args *a)
{
    static const char *const naming[] = {"call",    "brand", "label",    "dub",
                                         "term",    "deem",  "judge",    "pronounce",
                                         "declare", "find",  "consider", NULL};
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    bool follows = t->relation == REL_ACL_RELCL && t->head >= 0 &&
                   tc_lemma_in(t, naming) && a->subject > t->head &&
                   a->subject < a->trigger && a->object > a->trigger;
    return follows ? t->head : a->object;
}

static void find_arguments(struct args *a)
{
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    a->verb = t->upos == UPOS_VERB;
    a->subject = a->object = a->light = a->given = NONE;
    a->borrowed = a->passive = a->aside = false;
    if (a->verb) {
        bool one, two;
        a->subject = tc_subject(s, a->trigger, &one);
        a->object = tc_object(s, a->trigger, &two);
        a->borrowed = one || two;
        a->passive = tc_passive(s, a->trigger);
        if (!a->passive)
            a->object = named_in_relative(a);
        if (one) /* "put out a report accusing": whoever put it out */
            a->subject = tc_stands_behind(a, a->subject);
        int32_t kept = a->passive ? tc_child(s, a->trigger, REL_OBJ) : NONE;
        if (kept >= 0) {
            a->given = a->object;
            a->object = kept;
        }
        static const char *const naming[] = {"call",   "name",     "brand",   "label",
                                             "dub",    "term",     "declare", "deem",
                                             "elect",  "crown",    "appoint", "make",
                                             "denote", "proclaim", NULL};
        if (!a->passive && a->object > a->trigger && /* "lent Zambia nine tractors" */
            !tc_lemma_in(t, naming)) {
            int32_t second = s->next[a->object];
            while (second >= 0 && s->tokens[second].relation != REL_OBJ)
                second = s->next[second];
            if (second >= 0 && s->tokens[a->object].head == a->trigger &&
                !tc_is_human(tc_mention(a->work, a->unit, second))) {
                a->given = a->object;
                a->object = second;
            }
        }
        return;
    }
    if (t->upos == UPOS_ADJ) {
        a->subject = tc_child(s, a->trigger, REL_NSUBJ);
        if (a->subject < 0 && t->head >= 0 &&
            (t->relation == REL_ACL || t->relation == REL_AMOD))
            /* "a report critical of" */
            a->subject = tc_stands_behind(a, t->head);
        return;
    }
    a->light = light_verb(a, a->trigger);
    if (a->light >= 0)
        a->subject = tc_subject(s, a->light, &a->borrowed);
    else /* "is in talks with", "are at odds with": for frames that ask for it */
        a->subject = tc_child(s, a->trigger, REL_NSUBJ);
    if (a->light < 0 && a->subject < 0)
        a->subject = beside(a, a->trigger);
    a->aside = t->relation == REL_OBL && a->light < 0 && a->subject >= 0 &&
               !answered(s, a->trigger);
}

/* The first frame that holds; refused: only one that asks for "not" itself. */
static const struct frame *first_frame(struct args *a, const struct frame *frames,
                                       uint32_t count, bool refused, struct act *act)
{
    for (uint32_t i = 0; i < count; i++)
        if (tc_frame_holds(a, &frames[i], act) && (!refused || act->negation))
            return &frames[i];
    return NULL;
}

/* The first frame by position that holds makes an act; the ordinary one that may hold
 * as well stands behind it, for when it says nothing. false: it is no act at all. */
static bool by_position(struct work *work, struct unit *unit,
                        const struct frame *frames, uint32_t count, struct act *act)
{
    for (uint32_t i = 0; i < count; i++) {
        struct act placed = *act;
        placed.frame = &frames[i];
        if (!tc_position_holds(work, unit, act->trigger, &placed))
            continue;
        if (frames[i].flags & FRAME_NO_ACT)
            return false;
        struct act *slot = tc_push(work, &work->acts, &work->act_count, &work->act_room,
                                   sizeof placed);
        if (!slot)
            return false;
        *slot = placed;
        act->instead = (int32_t)work->act_count - 1;
        unit->act[act->trigger] = act->instead;
        return true;
    }
    return true;
}

static void try_token(struct work *work, struct unit *unit, int32_t token)
{
    char part = part_of(&unit->s->tokens[token]);
    if (!part || !unit->word[token] || !may_carry(work, unit, token) ||
        unit->act[token] >= 0) /* a frame by position has spoken of it */
        return;
    uint32_t count;
    const struct frame *frames =
        tc_lexicon_frames(work->lexicon, unit->word[token], part, &count);
    if (!count)
        return;
    struct args a = {.work = work, .unit = unit, .trigger = token};
    find_arguments(&a);
    struct act act = {.unit = unit->index,
                      .trigger = token,
                      .subject = a.subject,
                      .object = a.object,
                      .light = a.light,
                      .further = NONE,
                      .instead = NONE,
                      .borrowed = a.borrowed,
                      .aside = a.aside};
    uint32_t placed = 0; /* frames by position weigh most, so they come first */
    while (placed < count && frames[placed].flags & FRAME_POSITION)
        placed++;
    if (placed && !by_position(work, unit, frames, placed, &act))
        return;
    frames += placed;
    count -= placed;
    /* a refusal is one, however much else a frame of the act itself asks for */
    const struct frame *f = NULL;
    if (tc_negated(work, unit, token))
        f = first_frame(&a, frames, count, true, &act);
    if (!f)
        f = first_frame(&a, frames, count, false, &act);
    if (f && work->watch->frames)
        work->watch->frames[tc_lexicon_frame_number(work->lexicon, f)]++;
    if (!f || f->flags & FRAME_NO_ACT)
        return;
    act.frame = f;
    a.mutual = tc_frame_mutual(&a, f);
    tc_fill_roles(&a, f, &act);
    struct act *slot =
        tc_push(work, &work->acts, &work->act_count, &work->act_room, sizeof act);
    if (!slot)
        return;
    *slot = act;
    if (act.instead < 0)
        unit->act[token] = (int32_t)work->act_count - 1;
}

bool tc_any_frame(struct work *work, struct unit *unit, int32_t token)
{
    struct args a = {.work = work, .unit = unit, .trigger = token};
    char part = part_of(&unit->s->tokens[token]);
    uint32_t count = 0;
    const struct frame *frames =
        part && unit->word[token]
            ? tc_lexicon_frames(work->lexicon, unit->word[token], part, &count)
            : NULL;
    struct act act = {0};
    find_arguments(&a);
    return count && first_frame(&a, frames, count, false, &act);
}

void tc_find_acts(struct work *work, struct unit *unit)
{
    for (uint32_t i = 0; i < unit->s->count && !work->failed; i++)
        try_token(work, unit, (int32_t)i);
}
