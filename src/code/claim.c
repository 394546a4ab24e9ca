/* claim.c: acts to claims, and the whole way through a document.
 *
 * An act becomes a claim when at least one of its parties is an actor. Compound parties
 * stay together in one claim; a mutual act (met, clashed, agreed with) gives one claim
 * each way. A future act by its own word is two things at once, and CAMEO and
 * PLOVER code the first: the threat or promise that was made (THREATEN, AGREE, as
 * happened) and the act itself (as announced or planned), which never comes out as
 * happened.
 */
#include "code/opinion.h"
#include "code/party.h"

#include <math.h>
#include <string.h>

struct coder {
    const struct lexicon *lexicon;
    struct coder_watch watch;
    struct opinion_desk opinion;
};

tocsin_status tc_coder_new(const struct lexicon *lexicon, struct coder **out)
{
    *out = tc_alloc(sizeof **out);
    if (!*out)
        return TOCSIN_MEMORY;
    memset(*out, 0, sizeof **out);
    (*out)->lexicon = lexicon;
    return TOCSIN_OK;
}

void tc_coder_watch(struct coder *coder, const struct coder_watch *watch)
{
    coder->watch = *watch;
}

void tc_coder_ask(struct coder *coder, const struct opinion *opinion)
{
    coder->opinion.opinion = opinion;
}

void tc_coder_pairs(struct coder *coder, tc_opinion_sink sink, void *context)
{
    coder->opinion.sink = sink;
    coder->opinion.context = context;
}

void tc_coder_free(struct coder *coder)
{
    tc_free(coder);
}

/* ---- one claim ------------------------------------------------------------------- */

/* Is the text's only country a party by its own name? */
static bool sole_party(const struct work *work, const struct parties *p)
{
    for (uint32_t i = 0; i < p->count && work->sole[0]; i++)
        if (p->list[i]->kind == MENTION_COUNTRY &&
            tc_text_equal(p->list[i]->m.country, tc_text(work->sole)))
            return true;
    return false;
}

static const tocsin_mention *mentions(struct work *work, const struct unit *unit,
                                      const struct parties *p, enum side side,
                                      const struct parties *other)
{
    if (!p->count)
        return NULL;
    tocsin_mention *out = tc_take(work, p->count * sizeof *out);
    for (uint32_t i = 0; out && i < p->count; i++) {
        tc_settle(work, p->list[i], side, sole_party(work, other));
        out[i] = tc_whole_phrase(work, unit, p->list[i]);
    }
    return out;
}

static double default_intensity(tocsin_type type)
{
    /* Goldstein (1992) by way of CAMEO root classes */
    static const double by_type[TOCSIN_TYPE_COUNT] = {
        [TOCSIN_AGREE] = 4.0,     [TOCSIN_CONSULT] = 1.0,   [TOCSIN_SUPPORT] = 3.5,
        [TOCSIN_COOPERATE] = 6.0, [TOCSIN_AID] = 7.0,       [TOCSIN_CONCEDE] = 5.0,
        [TOCSIN_RETREAT] = 7.0,   [TOCSIN_REQUEST] = -0.3,  [TOCSIN_ACCUSE] = -2.0,
        [TOCSIN_REJECT] = -4.0,   [TOCSIN_THREATEN] = -4.4, [TOCSIN_PROTEST] = -6.5,
        [TOCSIN_SANCTION] = -4.0, [TOCSIN_MOBILIZE] = -7.2, [TOCSIN_COERCE] = -7.0,
        [TOCSIN_ASSAULT] = -9.5};
    return by_type[type];
}

static void set_contexts(struct work *work, const struct frame *f, tocsin_claim *c)
{
    uint32_t count = 0;
    for (unsigned bit = 0; bit < 64; bit++)
        count += f->contexts >> bit & 1;
    if (!count)
        return;
    text *out = tc_take(work, count * sizeof *out);
    if (!out)
        return;
    for (unsigned bit = 0; bit < 64; bit++)
        if (f->contexts >> bit & 1) {
            const char *name = tc_lexicon_context(work->lexicon, bit);
            if (name)
                out[c->context_count++] = tc_text(name);
        }
    c->contexts = out;
}

/* "nsubj>plotting>obj" */
static text way(struct work *work, const struct unit *unit, const struct act *act)
{
    const struct sentence *s = unit->s;
    const char *left =
        act->actor >= 0 ? tc_relation_name(s->tokens[act->actor].relation) : "_";
    int32_t to = act->recipient >= 0 ? act->recipient : act->both;
    const char *right = to >= 0 ? tc_relation_name(s->tokens[to].relation) : "_";
    text form = s->tokens[act->trigger].form;
    return tc_arena_format(work->arena, "%s>%.*s>%s%s", left, (int)form.size, form.data,
                           right, act->further >= 0 || act->near ? ">>near" : "");
}

static text rule_of(struct work *work, const struct unit *unit, const struct act *act,
                    tocsin_type type, text mode, tocsin_claim_status status)
{
    text lemma = unit->s->tokens[act->trigger].lemma;
    const char *source = tc_lexicon_string(work->lexicon, act->frame->source);
    return tc_arena_format(
        work->arena, "%.*s:%s%s%.*s%s%s [%s]", (int)lemma.size, lemma.data,
        tocsin_type_name(type), mode.size ? "." : "", (int)mode.size,
        mode.size ? mode.data : "", status == TOCSIN_HAPPENED ? "" : "/",
        status == TOCSIN_HAPPENED ? "" : tocsin_claim_status_name(status), source);
}

static tocsin_claim *new_claim(struct work *work)
{
    tocsin_claim *c =
        tc_push(work, &work->claims, &work->claim_count, &work->claim_room, sizeof *c);
    if (c)
        memset(c, 0, sizeof *c);
    return c;
}

static bool obliged(const struct sentence *s, int32_t verb)
{
    static const char *const must[] = {"must", "should", "ought", "need", NULL};
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_AUX && tc_lemma_in(&s->tokens[c], must))
            return true;
    return false;
}

/* People and bodies that the lexicon gives no role. */
static bool could_be_party(const struct token *t)
{
    static const char *const bodies[] = {
        "group",    "order",      "body",     "organisation", "organization",
        "family",   "brother",    "sister",   "comrade",      "colleague",
        "relative", "people",     "other",    "community",    "movement",
        "league",   "individual", "member",   "owner",        "rival",
        "partner",  "neighbour",  "neighbor", "captor",       "captive",
        "entity",   "faction",    "firm",     "company",      "bloc",
        "town",     "village",    "city",     "area",         "region",
        "zone",     "island",     "district", "border",       "sector",
        NULL};
    static const char *const ends[] = {"ist", "ian",    "man",   "men",   "eer",
                                       "ite", "holder", "owner", "maker", "keeper"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (tc_text_ends(t->lemma, tc_text(ends[i])))
            return true;
    return t->upos == UPOS_PROPN || t->upos == UPOS_NUM || tc_lemma_in(t, bodies);
}

/* Violence, blame, refusals, bans and protest are put to things as well. */
static bool meant_for_people(tocsin_type type)
{
    switch (type) {
    case TOCSIN_AGREE:
    case TOCSIN_CONSULT:
    case TOCSIN_SUPPORT:
    case TOCSIN_COOPERATE:
    case TOCSIN_AID:
    case TOCSIN_CONCEDE:
    case TOCSIN_RETREAT:
    case TOCSIN_REQUEST:
    case TOCSIN_SANCTION:
        return true;
    default:
        return false;
    }
}

/* "approved the law", "laid down their arms", "quit himself": a thing receives nothing.
 * Better nobody than a thing. */
static void drop_things(const struct unit *unit, const struct frame *f,
                        struct parties *p)
{
    static const char *const own[] = {"himself",    "herself",   "itself",
                                      "themselves", "ourselves", "yourselves",
                                      "oneself",    "what",      NULL};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        const struct mention *m = p->list[i];
        if (m->sentence != unit->index) { /* one that a pronoun stands for */
            p->list[kept++] = p->list[i];
            continue;
        }
        const struct token *t = &unit->s->tokens[m->head];
        bool drop = !tc_is_actor(m) &&
                    ((m->kind == MENTION_PRONOUN && tc_lemma_in(t, own)) ||
                     (m->kind == MENTION_THING &&
                      meant_for_people((tocsin_type)f->type) && !could_be_party(t)));
        if (!drop)
            p->list[kept++] = p->list[i];
    }
    p->count = kept;
}

void tc_say(struct work *work, struct unit *unit, const struct act *act,
            const struct parties *actors, const struct parties *all_recipients,
            struct stance stance)
{
    struct parties left = tc_others(all_recipients, actors), *recipients = &left;
    drop_things(unit, act->frame, recipients);
    tocsin_claim c = {.weight = NAN};
    const struct frame *f = act->frame;
    const struct token *t = &unit->s->tokens[act->trigger];
    c.sentence = unit->index;
    c.begin = unit->s->begin;
    c.end = unit->s->end;
    c.type = (tocsin_type)f->type;
    c.mode = tc_text(tc_lexicon_string(work->lexicon, f->mode));
    c.cameo = tc_text(f->cameo);
    c.intensity =
        isnan(f->intensity) ? default_intensity(c.type) : (double)f->intensity;
    set_contexts(work, f, &c);
    c.actors = mentions(work, unit, actors, SIDE_ACTOR, recipients);
    c.actor_count = c.actors ? actors->count : 0;
    c.recipients = mentions(work, unit, recipients, SIDE_RECIPIENT, actors);
    c.recipient_count = c.recipients ? recipients->count : 0;
    c.place = tc_place_of(work, unit, act);
    c.time = tc_time_of(work, unit, act->trigger);
    tc_numbers_of(work, unit, act, &c);
    c.status = stance.status;
    c.factuality = stance.value;
    /* what lies behind the document's day has not happened */
    if (c.time.from.size && work->day != TC_NO_DAY &&
        tc_day_parse(c.time.from) > work->day &&
        (c.status == TOCSIN_HAPPENED || c.status == TOCSIN_ONGOING)) {
        c.status = TOCSIN_PLANNED;
        c.factuality = c.factuality > 1.0 ? 1.0 : c.factuality;
    }
    tc_voices_of(work, unit, act->trigger, &c);
    if (c.attribution_count && c.factuality > 2.0)
        c.factuality = 2.0; /* somebody says so */
    if ((c.status == TOCSIN_HAPPENED || c.status == TOCSIN_ONGOING) &&
        c.factuality < 1.0)
        c.status = TOCSIN_POSSIBLE; /* hardly anybody vouches for it */
    c.confidence = tc_confidence(work, unit, act, actors, recipients, c.status);
    if (c.status == TOCSIN_POSSIBLE && obliged(unit->s, act->trigger))
        c.confidence = fmax(c.confidence - 0.12, 0.0); /* "must": the demand is surer */
    c.trigger_begin = t->begin;
    c.trigger_end = t->end;
    c.trigger = t->form;
    c.rule = rule_of(work, unit, act, c.type, c.mode, c.status);
    c.path = way(work, unit, act);
    tocsin_claim *slot = new_claim(work);
    if (slot)
        *slot = c;
}

/* ---- threats and promises of acts ------------------------------------------------ */

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

/* Who speaks for a state makes its promise, its refusal, its threat. */
static void add_speaker(struct work *work, struct unit *unit, const struct act *act,
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

static void announce(struct work *work, struct unit *unit, const struct act *act,
                     uint32_t first)
{
    enum relation r = (enum relation)unit->s->tokens[act->trigger].relation;
    int32_t verb = act->frame->part == 'v'               ? act->trigger
                   : r == REL_OBJ || r == REL_NSUBJ_PASS ? act->light
                                                         : NONE;
    if (verb < 0 || act->negation || spoken_for(work, unit, act->trigger) ||
        wished_for(work, unit, act->trigger))
        return;
    if (act->frame->part != 'v' &&
        tc_stance(work, unit, verb, false).status == TOCSIN_HAPPENED)
        return;
    bool offered = offers(work, unit, verb);
    const struct mention *speaker = own_word(work, unit, act);
    uint32_t last = work->claim_count;
    for (uint32_t i = first; i < last && !work->failed; i++) {
        tocsin_claim c = work->claims[i];
        bool own = c.status == TOCSIN_ANNOUNCED || c.status == TOCSIN_THREATENED ||
                   (c.status == TOCSIN_PLANNED && speaker);
        /* what others say that somebody will do is nobody's promise or threat */
        bool told = !c.attribution_count && !hostile(c.type, c.mode) &&
                    c.status == TOCSIN_PLANNED;
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
        c.intensity = default_intensity(c.type);
        c.rule = rule_of(work, unit, act, c.type, c.mode, c.status);
        c.confidence += tc_unreal(c.status); /* the word itself was given */
        c.status = TOCSIN_HAPPENED;
        c.factuality = own ? 2.0 : 1.5;
        c.numbers = NULL;
        c.number_count = 0;
        c.time = (tocsin_time){0};
        if (work->day != TC_NO_DAY) {
            char day[11];
            tc_day_print(work->day, day);
            c.time.from = c.time.to = tc_arena_copy(work->arena, tc_text(day));
            c.time.precision = TEXT("document");
        }
        tocsin_claim *slot = new_claim(work);
        if (slot)
            *slot = c;
    }
}

/* ---- demands: "Britain said Libya must hand over the suspects" ------------------- */

static void demand(struct work *work, struct unit *unit, uint32_t voice)
{
    const struct voice *v = &work->voices[voice];
    const struct sentence *s = unit->s;
    bool borrowed;
    if (v->source < 0 || !v->entry || v->whole || v->entry->class != CUE_REPORT ||
        s->tokens[v->content].upos != UPOS_VERB || !obliged(s, v->content))
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
    c->intensity = default_intensity(TOCSIN_REQUEST);
    c->rule = tc_arena_format(work->arena, "must:REQUEST");
}

/* ---- acts ------------------------------------------------------------------------ */

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
        c->intensity = default_intensity(c->type);
        c->rule = rule_of(work, unit, act, c->type, c->mode, c->status);
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
    int32_t held = act->aside ? unit->s->tokens[act->trigger].head : act->trigger;
    struct stance stance = tc_stance(work, unit, held, act->negation);
    if (stance.status == TOCSIN_DENIED &&
        (answered(work, unit, act) || defied(work, unit, act)))
        stance = (struct stance){TOCSIN_HAPPENED, 3.0}; /* the answer denies it not */
    if (act->light >= 0 && stance.status == TOCSIN_HAPPENED) {
        struct stance carried = tc_stance(work, unit, act->light, false);
        if (carried.status != TOCSIN_HAPPENED || carried.value < stance.value)
            stance = carried;
    }
    if (act->frame->flags & FRAME_STATUS &&
        (stance.status == TOCSIN_HAPPENED || stance.status == TOCSIN_ONGOING)) {
        stance.status = (tocsin_claim_status)act->frame->status;
        if (stance.status != TOCSIN_ONGOING && stance.value > 1.0)
            stance.value = 1.0;
    }
    if (act->accused && stance.value > 1.0)
        stance.value = 1.0;
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
        add_speaker(work, unit, act, &a);
        tc_say(work, unit, act, &a, &r, stance);
    }
    announce(work, unit, act, first);
    if (!both.count && joint(unit, act, &a))
        hand_in_hand(work, unit, act, &a, stance);
}

/* Frames by position come first; of them, those of lower clauses only where the others
 * said nothing, and the ordinary ones of a word where that one said nothing. */
static void code_acts(struct work *work, struct unit *unit, uint32_t first)
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

/* ---- the document ---------------------------------------------------------------- */

/* "BEIRUT, June 3 (Reuters) -": the place before the first dash of the text. Where no
 * country rules the text, the dateline's is its home. */
static void dateline(struct work *work)
{
    if (work->home[0] || !work->hit_count || work->hits[0].begin > 60)
        return;
    text head = tc_text_slice(work->text, work->hits[0].end, work->hits[0].end + 60);
    size_t at = 0;
    while (at < head.size && head.data[at] != '\n' && head.data[at] != '.') {
        uint32_t c = tc_utf8_next(head, &at);
        if (c == 0x2014 || c == 0x2013 ||
            (c == '-' && at < head.size &&
             (head.data[at] == ' ' || head.data[at] == '-'))) {
            tocsin_place p = tc_place_of_hit(work, 0);
            if (p.country.size == 3)
                memcpy(work->home, p.country.data, 3);
            return;
        }
        if (tc_is_letter(c) && c >= 'a' && c <= 'z' && at < 4)
            return;
    }
}

static void note_mentions(struct work *work, struct unit *unit)
{
    for (uint32_t i = 0; i < unit->s->count && !work->failed; i++)
        if (tc_nominal(&unit->s->tokens[i]))
            tc_remember(work, tc_mention(work, unit, (int32_t)i));
}

static int by_trigger(const tocsin_claim *a, const tocsin_claim *b)
{
    if (a->trigger_begin != b->trigger_begin)
        return a->trigger_begin < b->trigger_begin ? -1 : 1;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence ? -1 : 1;
    uint32_t x = a->actor_count ? a->actors[0].begin : 0;
    uint32_t y = b->actor_count ? b->actors[0].begin : 0;
    return x < y ? -1 : x > y;
}

/* By insertion: stable, so that equal claims come out the same everywhere, and without
 * memory, which qsort() asks for. The sentences are in order already. */
static void sort_claims(tocsin_claim *claims, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t at = i;
        while (at > 0 && by_trigger(&claims[at - 1], &claims[i]) > 0)
            at--;
        if (at == i)
            continue;
        tocsin_claim moved = claims[i];
        memmove(&claims[at + 1], &claims[at], (i - at) * sizeof *claims);
        claims[at] = moved;
    }
}

static void list_layers(struct work *work, tocsin_coding *out)
{
    tocsin_attribution *voices = tc_take(work, work->voice_count * sizeof *voices);
    tocsin_mention *actors = tc_take(work, work->told_count * sizeof *actors);
    tocsin_place *places = tc_take(work, work->hit_count * sizeof *places);
    if (work->failed)
        return;
    for (uint32_t i = 0; i < work->voice_count; i++)
        voices[i] = work->voices[i].a;
    for (uint32_t i = 0; i < work->told_count; i++)
        actors[i] = work->told[i]->m;
    for (uint32_t i = 0; i < work->hit_count; i++) {
        tocsin_place p = tc_place_of_hit(work, (int32_t)i);
        const struct entry *e = tc_hit_entry(work, (int32_t)i);
        if (p.precision.size && e && tc_entry_is_place(e))
            places[out->place_count++] = p;
    }
    out->attributions = voices;
    out->attribution_count = work->voice_count;
    out->actors = actors;
    out->actor_count = work->told_count;
    out->places = places;
}

static void list_predicates(struct work *work, tocsin_coding *out)
{
    tocsin_predicate *list = tc_take(work, work->parsed->tokens * sizeof *list);
    if (!list)
        return;
    for (uint32_t u = 0; u < work->unit_count; u++) {
        struct unit *unit = &work->units[u];
        for (uint32_t i = 0; i < unit->s->count; i++) {
            const struct token *t = &unit->s->tokens[i];
            if (t->upos != UPOS_VERB && unit->act[i] < 0)
                continue;
            struct stance at = tc_stance(work, unit, (int32_t)i, false);
            list[out->predicate_count++] = (tocsin_predicate){
                .text = t->form, .begin = t->begin, .end = t->end, .value = at.value};
        }
    }
    out->predicates = list;
}

tocsin_status tc_code(struct coder *coder, const tocsin_document *document,
                      const struct parsed *parsed, struct arena *arena,
                      tocsin_coding *out)
{
    memset(out, 0, sizeof *out);
    out->document = *document;
    struct work work = {.lexicon = coder->lexicon,
                        .watch = &coder->watch,
                        .arena = arena,
                        .document = document,
                        .parsed = parsed,
                        .text = parsed->text,
                        .day = tc_day_parse(document->published)};
    if (!tc_find_names(&work))
        return TOCSIN_MEMORY;
    dateline(&work);
    tc_find_times(&work);
    for (uint32_t i = 0; i < work.unit_count && !work.failed; i++) {
        struct unit *unit = &work.units[i];
        uint32_t first_claim = work.claim_count;
        uint32_t first = work.act_count, voice = work.voice_count;
        note_mentions(&work, unit);
        tc_find_acts(&work, unit);
        tc_find_voices(&work, unit);
        code_acts(&work, unit, first);
        for (uint32_t k = voice; k < work.voice_count && !work.failed; k++)
            demand(&work, unit, k);
        tc_second_opinion(&work, unit, first_claim, &coder->opinion);
    }
    if (!work.failed && work.claim_count)
        sort_claims(work.claims, work.claim_count);
    list_layers(&work, out);
    if (!work.failed)
        list_predicates(&work, out);
    if (coder->watch.gaps)
        tc_find_gaps(&work, out);
    if (work.failed)
        return TOCSIN_MEMORY;
    out->claims = work.claims;
    out->claim_count = work.claim_count;
    out->times = work.times;
    out->time_count = work.time_count;
    out->sentence_count = parsed->count;
    out->token_count = parsed->tokens;
    return TOCSIN_OK;
}
