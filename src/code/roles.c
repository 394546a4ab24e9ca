/* roles.c: who did it and to whom, where the frame's own slots do not say.
 *
 * Default roles come from the grammar: subject and object, prepositions, possessors,
 * whoever stands behind a thing ("a report by the committee"), the addressee of a
 * demand. What is left is looked for in all that the word governs; that is a guess, and
 * the claim says so by its path.
 */
#include "code/frame.h"

#include <string.h>

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

bool tc_frame_mutual(const struct args *a, const struct frame *f)
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
        if ((!tc_is_oblique((enum relation)t->relation) && t->relation != REL_OBJ) ||
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

/* "a Saudi-led strike", "the UN-brokered truce": who led it did it. Not "-backed". */
static int32_t leader(struct args *a, int32_t noun)
{
    static const char *const leads[] = {
        "lead",     "broker",  "mediate",   "claim",       "impose",
        "launch",   "sponsor", "spearhead", "orchestrate", "organise",
        "organize", "plot",    "stage",     "initiate",    "perpetrate",
        "propose",  "draft",   "run",       NULL};
    const struct sentence *s = a->unit->s;
    for (int32_t c = s->first[noun]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (t->relation != REL_AMOD || !tc_lemma_in(t, leads))
            continue;
        for (int32_t d = s->first[c]; d >= 0 && d < c; d = s->next[d])
            if (named_modifier(a, d))
                return d;
    }
    return NONE;
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
    return leader(a, noun);
}

/* "its troops": whoever does it owns them */
static bool own(const struct sentence *s, int32_t noun)
{
    int32_t possessor = tc_child(s, noun, REL_NMOD_POSS);
    return possessor >= 0 && s->tokens[possessor].upos == UPOS_PRON;
}

/* "raised its alert level": who owns it does it, and is not whom it is done to. */
static bool of_actor(struct args *a, int32_t modifier, int32_t actor)
{
    if (modifier < 0 || actor < 0 || a->unit->s->tokens[modifier].upos != UPOS_PRON)
        return false;
    const struct mention *m = tc_mention(a->work, a->unit, modifier);
    const struct mention *of = tc_mention(a->work, a->unit, actor);
    return m && of && m->m.code.size && tc_text_equal(m->m.code, of->m.code) &&
           tc_text_equal(m->m.name, of->m.name);
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
        int32_t given = tc_child(s, c, REL_IOBJ);
        if (given >= 0 && tc_is_actor(tc_mention(a->work, a->unit, given)))
            return given;
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
    static const char *const at[] = {"in", "at", "near", NULL};
    const struct mention *m = tc_mention(a->work, a->unit, token);
    static const char *const sake[] = {"behalf", "auspices", "sake", "request",
                                       "behest", "name",     NULL};
    if (!tc_is_actor(m) || m->kind == MENTION_PRONOUN ||
        tc_lemma_in(&a->unit->s->tokens[token], sake))
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
    if (a->protest && (m->kind == MENTION_PLACE || m->kind == MENTION_COUNTRY) &&
        tc_has_case(a->unit->s, token, at))
        score -= 1.2; /* where they march, not against whom */
    if (a->meeting && tc_has_case(a->unit->s, token, at))
        return -10; /* they met in it, not with it */
    if (a->word && (m->kind == MENTION_PLACE || m->kind == MENTION_COUNTRY) &&
        tc_has_case(a->unit->s, token, at))
        return -10; /* where it was said or signed */
    int distance = token - a->trigger;
    return score - 0.15 * depth - 0.03 * (distance < 40 ? distance : 40);
}

/* A clause with a subject of its own, or one that only tells why: who stands in it is
 * seldom the one. */
enum { APART = 6 };
static bool apart(const struct sentence *s, int32_t clause)
{
    const struct token *t = &s->tokens[clause];
    if (t->relation != REL_ADVCL || t->upos != UPOS_VERB)
        return false;
    /* "will not go until the others sign": the condition is put to them */
    static const char *const conditions[] = {"until", "unless", "if", "till", NULL};
    int32_t mark = tc_child(s, clause, REL_MARK);
    if (mark >= 0 && tc_lemma_in(&s->tokens[mark], conditions))
        return false;
    return tc_child(s, clause, REL_NSUBJ) >= 0 ||
           tc_child(s, clause, REL_NSUBJ_PASS) >= 0 || t->xpos == XPOS_VBG;
}

static void search_party(struct args *a, int32_t head, int depth, struct search *found)
{
    const struct sentence *s = a->unit->s;
    if (head < 0 || depth > 8 + APART)
        return;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (c < a->trigger || c == a->subject || t->upos == UPOS_PUNCT ||
            t->relation == REL_PARATAXIS || t->relation == REL_OBL_AGENT ||
            (t->relation == REL_CONJ && head == a->trigger))
            continue;
        int step = !a->protest && apart(s, c) ? 1 + APART : 1;
        bool noun = (t->upos == UPOS_NOUN || t->upos == UPOS_PROPN) &&
                    t->relation != REL_COMPOUND && t->relation != REL_FLAT;
        double score = noun ? party_score(a, c, depth) : -10;
        if (t->relation == REL_ACL_RELCL)
            continue;
        if (score > found->score && c != a->subject) {
            found->score = score;
            found->best = c;
        }
        search_party(a, c, depth + step, found);
    }
}

static int32_t distant_party(struct args *a, int32_t head)
{
    static const char *const against[] = {"against", "over", NULL};
    const struct sentence *s = a->unit->s;
    struct search found = {NONE, 0.0};
    /* "rallied in Lima against the government's plan": not against Lima */
    for (int32_t c = a->protest && head >= 0 ? s->first[head] : NONE;
         c >= 0 && found.best < 0; c = s->next[c])
        if (c > a->trigger && tc_has_case(s, c, against))
            search_party(a, c, 1, &found);
    if (found.best >= 0)
        return found.best;
    search_party(a, head, 0, &found);
    return found.best;
}

/* ---- who stands behind a thing -------------------------------------------------- */

static bool is_party(struct args *a, int32_t token)
{
    return token >= 0 && tc_is_actor(tc_mention(a->work, a->unit, token));
}

/* Who made it: "a protest by farmers", "an offer made by the rebels". */
static int32_t made_by(struct args *a, int32_t noun)
{
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = a->unit->s;
    int32_t maker = actor_under(a, noun, by, true);
    for (int32_t c = s->first[noun]; c >= 0 && maker < 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        bool borrowed;
        static const char *const beside[] = {"lead",   "head",    "join",   "accompany",
                                             "follow", "support", "back",   "own",
                                             "flank",  "inspire", "oppose", NULL};
        if (t->relation != REL_ACL || t->xpos != XPOS_VBN || tc_lemma_in(t, beside))
            continue;
        int32_t agent = tc_subject(s, c, &borrowed);
        if (is_party(a, agent))
            maker = agent;
    }
    return maker;
}

/* "his country", "their forces": whoever the pronoun stands for */
static int32_t owned_by(struct args *a, int32_t noun)
{
    int32_t possessor = tc_child(a->unit->s, noun, REL_NMOD_POSS);
    return is_party(a, possessor) ? possessor : NONE;
}

/* "launched operations to detain", "in a statement condemning" */
static int32_t undertaken_by(struct args *a, int32_t noun, int depth)
{
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[noun];
    bool borrowed;
    if (depth > 3 || t->head < 0)
        return NONE;
    if (t->relation == REL_NMOD || t->relation == REL_CONJ)
        return undertaken_by(a, t->head, depth + 1);
    if ((t->relation != REL_OBJ && t->relation != REL_OBL) ||
        s->tokens[t->head].upos != UPOS_VERB || t->head == a->trigger)
        return NONE;
    return tc_subject(s, t->head, &borrowed);
}

/* What somebody says or writes, and what somebody sets about, does nothing itself. */
static bool bears_voice(const struct token *t)
{
    static const char *const nouns[] = {
        "statement",  "report",    "letter",      "resolution",   "declaration",
        "communique", "note",      "speech",      "message",      "document",
        "petition",   "memo",      "article",     "interview",    "tweet",
        "post",       "comment",   "remark",      "order",        "decree",
        "law",        "bill",      "legislation", "ruling",       "decision",
        "measure",    "motion",    "operation",   "campaign",     "effort",
        "bid",        "attempt",   "move",        "drive",        "offensive",
        "action",     "step",      "plan",        "proposal",     "agreement",
        "deal",       "accord",    "mission",     "push",         "rush",
        "raid",       "policy",    "programme",   "program",      "initiative",
        "complaint",  "lawsuit",   "suit",        "manoeuvre",    "manifesto",
        "editorial",  "broadcast", "video",       "announcement", "amendment",
        "charter",    "verdict",   "warrant",     "sanction",     NULL};
    return tc_lemma_in(t, nouns);
}

int32_t tc_stands_behind(struct args *a, int32_t token)
{
    if (token < 0)
        return token;
    const struct sentence *s = a->unit->s;
    const struct mention *m = tc_mention(a->work, a->unit, token);
    if (tc_is_human(m) &&
        !(m->nested && !m->m.country.size && bears_voice(&s->tokens[token])))
        return token;
    int32_t found = made_by(a, token);
    if (found < 0)
        found = leader(a, token);
    if (found < 0)
        found = owned_by(a, token);
    int32_t act = a->unit->act[token];
    if (found < 0 && act >= 0 && is_party(a, a->work->acts[act].actor))
        found = a->work->acts[act].actor;
    if (found < 0 && bears_voice(&s->tokens[token]))
        found = undertaken_by(a, token, 0);
    return is_party(a, found) ? found : token;
}

/* Answers and judgements are about whoever made the thing. */
static bool answers(const struct frame *f)
{
    return f->type == TOCSIN_REJECT || f->type == TOCSIN_ACCUSE ||
           f->type == TOCSIN_SUPPORT || f->type == TOCSIN_AGREE ||
           f->type == TOCSIN_COERCE; /* "banned a march by students" */
}

/* Whose proposal, whose appeal: "welcomed Kenya's offer to the rebels". */
static int32_t maker(struct args *a, int32_t thing)
{
    static const char *const from[] = {"from", NULL};
    if (thing < 0)
        return NONE;
    int32_t found = own(a->unit->s, thing) ? NONE : modifier_actor(a, thing);
    if (found < 0)
        found = made_by(a, thing);
    if (found < 0)
        found = actor_under(a, thing, from, true);
    if (found < 0 && a->verb && !a->passive) { /* "by" hung on the verb instead */
        static const char *const by[] = {"by", NULL};
        int32_t agent = tc_child(a->unit->s, a->trigger, REL_OBL_AGENT);
        if (agent < 0)
            agent = actor_under(a, a->trigger, by, true);
        if (agent > thing && is_party(a, agent))
            found = agent;
    }
    return found == a->subject ? NONE : found;
}

/* Of whom it is demanded: "demanded that Israel withdraw" */
static int32_t addressee(struct args *a, int32_t head)
{
    const struct sentence *s = a->unit->s;
    if (head < 0)
        return NONE;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (c < head ||
            (r != REL_CCOMP && r != REL_ACL && r != REL_ADVCL && r != REL_XCOMP))
            continue;
        int32_t mark = tc_child(s, c, REL_MARK);
        static const char *const that[] = {"that", "for", "to", NULL};
        if (mark >= 0 && !tc_lemma_in(&s->tokens[mark], that))
            continue;
        for (int32_t d = s->first[c]; d >= 0; d = s->next[d]) {
            enum relation q = (enum relation)s->tokens[d].relation;
            if ((tc_is_subject(q) || q == REL_NSUBJ_PASS) &&
                s->tokens[d].upos != UPOS_PRON && is_party(a, d))
                return d;
        }
    }
    return NONE;
}

/* "In Colombia, the rebels declared a ceasefire" */
static int32_t fronted(struct args *a)
{
    static const char *const in[] = {"in", NULL};
    const struct sentence *s = a->unit->s;
    for (int32_t c = s->first[a->trigger]; c >= 0 && c < a->trigger; c = s->next[c]) {
        const struct mention *m =
            tc_is_oblique((enum relation)s->tokens[c].relation) && tc_has_case(s, c, in)
                ? tc_mention(a->work, a->unit, c)
                : NULL;
        if (m && m->kind == MENTION_COUNTRY)
            return c;
    }
    return NONE;
}

static void look_further(struct args *a, struct act *act)
{
    if (act->both >= 0 || act->frame->flags & FRAME_NO_DEFAULT)
        return;
    bool nameless = false, weak = false;
    if (act->recipient >= 0) {
        const struct mention *m = tc_mention(a->work, a->unit, act->recipient);
        /* "killed nine people in attacks in Mali": whose they are stands elsewhere */
        nameless = tc_is_actor(m) && m->m.code.size && !m->m.country.size &&
                   (m->kind == MENTION_AGENT || m->kind == MENTION_THING);
        enum relation r = (enum relation)a->unit->s->tokens[act->recipient].relation;
        weak = r == REL_AMOD || r == REL_COMPOUND; /* "military talks in Oman" */
        if ((tc_is_actor(m) && m->m.code.size && !nameless) ||
            (m && m->kind == MENTION_PRONOUN))
            return;
        if (answers(act->frame))
            act->further = maker(a, act->recipient);
        if (act->further < 0)
            act->further = distant_party(a, act->recipient);
    }
    if (act->further < 0)
        act->further = distant_party(a, a->trigger);
    if (act->further < 0 && a->light >= 0)
        act->further = distant_party(a, a->light);
    if (act->further == act->actor || act->further == act->recipient)
        act->further = NONE;
    if (act->further < 0 && !a->meeting && (nameless || !is_party(a, act->recipient)))
        act->further = fronted(a);
    const struct mention *found = tc_mention(a->work, a->unit, act->further);
    if (nameless && found && found->kind != MENTION_COUNTRY &&
        !(weak && found->m.country.size))
        act->further = NONE;
}

/* ---- roles of verbs -------------------------------------------------------------- */

/* "Troops were deployed": where nobody is said to have sent them, they did it. */
static bool moves_itself(struct args *a, const struct frame *f)
{
    static const char *const sectors[] = {"MIL", "PKO", "COP", "REB", "PRM", NULL};
    static const char *const movers[] = {
        "peacekeeper", "observer",  "monitor", "mission", "contingent",
        "battalion",   "fleet",     "warship", "team",    "force",
        "forces",      "personnel", NULL};
    const char *mode = tc_lexicon_string(a->work->lexicon, f->mode);
    if (!a->passive || a->object < 0 ||
        (f->type != TOCSIN_MOBILIZE && f->type != TOCSIN_AID &&
         !(f->type == TOCSIN_RETREAT && strcmp(mode, "withdraw") == 0)))
        return false;
    const struct mention *m = tc_mention(a->work, a->unit, a->object);
    if (tc_is_actor(m) && tc_lemma_in(&a->unit->s->tokens[a->object], movers))
        return true;
    for (size_t i = 0; sectors[i]; i++)
        if (m && tc_text_equal(m->m.sector, tc_text(sectors[i])))
            return true;
    return false;
}

/* Acts that hand something over. */
static bool gives(const struct frame *f)
{
    return f->type == TOCSIN_AGREE || f->type == TOCSIN_AID ||
           f->type == TOCSIN_COOPERATE || f->type == TOCSIN_CONCEDE ||
           f->type == TOCSIN_MOBILIZE;
}

/* "has been negotiating for a new contract with the union" */
static int32_t partner(struct args *a, const char *const *with)
{
    const struct sentence *s = a->unit->s;
    int32_t found = actor_under(a, a->trigger, with, true);
    for (int32_t c = s->first[a->trigger]; c >= 0 && found < 0; c = s->next[c])
        if (c > a->trigger && tc_is_oblique((enum relation)s->tokens[c].relation))
            found = actor_under(a, c, with, true);
    return found;
}

static bool is_person_like(struct args *a, int32_t token)
{
    const struct mention *m = tc_mention(a->work, a->unit, token);
    return m && m->m.code.size &&
           (m->kind == MENTION_AGENT || m->kind == MENTION_PERSON ||
            m->kind == MENTION_GROUP || m->kind == MENTION_ORGANISATION);
}

static int32_t verb_recipient(struct args *a, const struct frame *f, struct act *act)
{
    static const char *const toward[] = {
        "with", "against", "on",     "to",      "from",  "at",
        "for",  "of",      "toward", "towards", "over",  "upon",
        "into", "between", "among",  "in",      "about", NULL};
    static const char *const with[] = {"with", "between", "among", NULL};
    bool free = a->object >= 0 && a->object != act->actor &&
                !slot_has_words(a, f, SLOT_OBJ) && !slot_is_used(a, f, SLOT_OBJ);
    int32_t found = NONE;
    if (f->type == TOCSIN_REQUEST && !(free && is_party(a, a->object))) {
        found = addressee(a, a->trigger);
        if (found < 0)
            found = addressee(a, a->object);
    }
    if (found < 0 && free && gives(f) && own(a->unit->s, a->object)) {
        /* "offered its troops to Ghana": what is one's own is no other party */
        found = actor_under(a, a->object, toward, true);
        if (found < 0)
            found = actor_under(a, a->trigger, toward, true);
    }
    if (found < 0 && !free && f->type == TOCSIN_SUPPORT && a->object != act->actor &&
        !slot_is_used(a, f, SLOT_OBJ) && is_person_like(a, a->object))
        return a->object; /* "backed the rebels", though they are a word of the frame */
    if (found < 0 && free)
        return a->object;
    if (found < 0 && a->given != act->actor)
        found = a->given;
    if (found < 0 && answers(f))
        found = maker(a, a->object);
    if (found < 0)
        found = actor_under(a, a->object, a->mutual ? with : toward, true);
    if (found < 0 && a->mutual)
        found = partner(a, with);
    if (found < 0 && a->object >= 0 && a->object != act->actor)
        found = modifier_actor(a, a->object);
    if (of_actor(a, found, act->actor))
        found = NONE;
    if (found < 0)
        found = tc_slot_child(a, &(struct slot){0}, a->trigger, 1u << SLOT_IOBJ);
    return found;
}

/* "phoned the emir to express support": to him who was phoned */
static int32_t visited(struct args *a)
{
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    if ((t->relation != REL_XCOMP && t->relation != REL_ADVCL) || t->head < 0 ||
        t->xpos != XPOS_VB)
        return NONE;
    bool borrowed;
    int32_t object = tc_object(s, t->head, &borrowed);
    int32_t caller = tc_subject(s, t->head, &borrowed);
    return caller >= 0 && caller == a->subject && object != caller &&
                   is_party(a, object)
               ? object
               : NONE;
}

/* "in protest at the conditions", "in protest of the arrests" */
static int32_t protested(struct args *a)
{
    static const char *const in[] = {"in", NULL};
    static const char *const at[] = {"at",    "of", "against", "over",
                                     "about", "to", NULL};
    const struct sentence *s = a->unit->s;
    for (int32_t c = s->first[a->trigger]; c >= 0; c = s->next[c])
        if (tc_is_oblique((enum relation)s->tokens[c].relation) &&
            tc_lemma_is(&s->tokens[c], "protest") && tc_has_case(s, c, in))
            return actor_under(a, c, at, false);
    return NONE;
}

/* "freed on the orders of the king"; "barred from flying home by the junta": whose
 * agent stands below, at a verb that has no use for it */
static int32_t bidden_by(struct args *a)
{
    static const char *const order[] = {"order",      "orders",  "behest",
                                        "command",    "request", "instruction",
                                        "insistence", NULL};
    static const char *const on[] = {"on", "at", "by", "under", "upon", NULL};
    static const char *const of[] = {"of", "from", "by", NULL};
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = a->unit->s;
    int32_t found = NONE;
    for (int32_t c = s->first[a->trigger]; c >= 0 && found < 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        if (tc_is_oblique((enum relation)t->relation) && tc_lemma_in(t, order) &&
            tc_has_case(s, c, on)) {
            found = actor_under(a, c, of, true);
            if (found < 0)
                found = modifier_actor(a, c);
        } else if ((t->relation == REL_ADVCL || t->relation == REL_XCOMP) &&
                   (t->xpos == XPOS_VBG || t->xpos == XPOS_VB) && c > a->trigger) {
            found = tc_child(s, c, REL_OBL_AGENT);
            if (!is_party(a, found))
                found = actor_under(a, c, by, true);
        }
    }
    return found;
}

/* "was condemned in Nairobi": by those who rule there */
static int32_t voiced_in(struct args *a, const struct frame *f)
{
    static const char *const in[] = {"in", NULL};
    const struct sentence *s = a->unit->s;
    if (f->type != TOCSIN_ACCUSE && f->type != TOCSIN_SUPPORT &&
        f->type != TOCSIN_REJECT)
        return NONE;
    for (int32_t c = s->first[a->trigger]; c >= 0; c = s->next[c]) {
        const struct entry *place = c > a->trigger && a->unit->hit[c] >= 0 &&
                                            s->tokens[c].relation == REL_OBL &&
                                            tc_has_case(s, c, in)
                                        ? tc_hit_place(a->work, a->unit->hit[c])
                                        : NULL;
        if (place && place->feature == PLACE_CAPITAL)
            return c;
    }
    return NONE;
}

/* "rallied in Tunis against the party's plan": whose plan it is */
static int32_t opposed(struct args *a)
{
    static const char *const against[] = {"against", NULL};
    static const char *const of[] = {"of", "by", NULL};
    int32_t cause = actor_under(a, a->trigger, against, false);
    if (cause < 0 || is_party(a, cause))
        return cause;
    int32_t found = modifier_actor(a, cause);
    return found >= 0 ? found : actor_under(a, cause, of, true);
}

/* "complained to the court that Israel had": who does what is complained of */
static int32_t content_subject(struct args *a)
{
    const struct sentence *s = a->unit->s;
    int32_t content = tc_child(s, a->trigger, REL_CCOMP);
    bool borrowed;
    if (content < 0)
        return NONE;
    for (int32_t c = s->first[content]; c >= 0; c = s->next[c])
        if (content < a->trigger && s->tokens[c].relation == REL_CONJ &&
            c < a->trigger && tc_child(s, c, REL_NSUBJ) >= 0)
            content = c; /* "A paid, but B burned it, they complained": of B */
    int32_t found = tc_subject(s, content, &borrowed);
    return !borrowed && is_party(a, found) ? found : NONE;
}

static void verb_roles(struct args *a, const struct frame *f, struct act *act)
{
    bool default_roles = !(f->flags & FRAME_NO_DEFAULT);
    if (f->type == TOCSIN_ACCUSE &&
        (act->recipient < 0 ||
         tc_lemma_is(&a->unit->s->tokens[a->trigger], "complain"))) {
        int32_t blamed = content_subject(a);
        if (blamed >= 0)
            act->recipient = blamed;
    }
    if (act->actor < 0 && default_roles && !slot_is_used(a, f, SLOT_SUBJ))
        act->actor = a->subject;
    if (act->actor < 0 && a->passive && default_roles)
        act->actor = bidden_by(a);
    if (act->actor < 0 && a->passive && default_roles)
        act->actor = voiced_in(a, f);
    if (act->actor < 0 && moves_itself(a, f)) {
        act->actor = a->object;
        if (act->recipient == a->object)
            act->recipient = NONE;
    }
    if (act->actor < 0 && !default_roles && a->object >= 0 &&
        !slot_is_used(a, f, SLOT_SUBJ)) {
        /* "a bombing by the rebels killed nine": the bombing is no actor, they are */
        int32_t behind = tc_stands_behind(a, a->subject);
        if (is_party(a, behind))
            act->actor = behind;
    }
    if (act->recipient >= 0 || act->both >= 0 || !default_roles)
        return;
    if (a->protest)
        act->recipient = opposed(a);
    if (act->recipient < 0)
        act->recipient = verb_recipient(a, f, act);
    if (act->recipient < 0)
        act->recipient = visited(a);
    if (act->recipient < 0 && a->protest)
        act->recipient = protested(a);
    if (act->recipient < 0) {
        act->recipient = distant_party(a, a->trigger);
        act->near = act->recipient >= 0;
    }
    if (act->recipient < 0) {
        act->recipient = inner_party(a, a->trigger, 0);
        act->near = a->mutual && act->recipient >= 0; /* no partner in it */
    }
    if (act->recipient < 0 && a->object != act->actor)
        act->recipient = a->object;
    if (act->recipient == act->actor)
        act->recipient = NONE;
}

/* ---- roles of nouns -------------------------------------------------------------- */

/* "blamed Iran for the attack": the one blamed is the actor of the attack */
static int32_t accused(struct args *a)
{
    static const char *const verbs[] = {"accuse",    "blame", "suspect",  "condemn",
                                        "charge",    "fault", "denounce", "criticise",
                                        "criticize", NULL};
    static const char *const guilty[] = {"responsible", "guilty", "culpable", "liable",
                                         NULL};
    static const char *const over[] = {"of", "for", "over", "with", NULL};
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    bool borrowed;
    if (t->relation == REL_CONJ && t->head >= 0) /* "of murders and kidnappings" */
        t = &s->tokens[t->head];
    int32_t deed = (int32_t)(t - s->tokens);
    if (t->relation != REL_OBL || t->head < 0 || !tc_has_case(s, deed, over))
        return NONE;
    if (tc_lemma_in(&s->tokens[t->head], guilty))
        return tc_child(s, t->head, REL_NSUBJ);
    if (!tc_lemma_in(&s->tokens[t->head], verbs))
        return NONE;
    return tc_object(s, t->head, &borrowed);
}

/* "Galan's assassination", "the Fenastras bombing": who owns a killing suffered it, and
 * so did those before an attack who do not attack. */
static bool suffers(struct args *a, int32_t owner)
{
    static const char *const deaths[] = {
        "assassination", "murder",    "killing",   "slaying", "kidnapping", "abduction",
        "kidnap",        "beheading", "execution", "beating", "shooting",   NULL};
    static const char *const civil[] = {"CVL", "ELI", "BUS", "EDU", "HLH", "AGR",
                                        "MED", "REL", "LAB", "NGO", "REF", "JUD",
                                        "LEG", "CHR", "JEW", "IMM", NULL};
    const struct mention *m = tc_mention(a->work, a->unit, owner);
    if (!m)
        return false;
    for (size_t i = 0; civil[i]; i++)
        if (tc_text_equal(m->m.sector, tc_text(civil[i])))
            return true;
    return (m->kind == MENTION_PERSON || m->kind == MENTION_NAME ||
            (m->kind == MENTION_AGENT && tc_text_equal(m->m.sector, TEXT("GOV")))) &&
           tc_lemma_in(&a->unit->s->tokens[a->trigger], deaths);
}

/* "condemned the murder of the mayor by rebels": parsers hang it higher or lower */
static int32_t hung_elsewhere(struct args *a, int32_t recipient)
{
    static const char *const by[] = {"by", NULL};
    const struct sentence *s = a->unit->s;
    int32_t verb = s->tokens[a->trigger].head;
    int32_t found = actor_under(a, recipient, by, true);
    if (found < 0 && verb >= 0 && verb < a->trigger &&
        s->tokens[verb].upos == UPOS_VERB && !tc_passive(s, verb))
        found = actor_under(a, verb, by, true);
    return found;
}

/* "criticism from the bishops", "attacks from the sea": what comes from somebody */
static bool comes_from(const struct args *a, const struct act *act)
{
    static const char *const nouns[] = {
        "attack",  "cyber-attack", "cyberattack", "raid",       "fire",
        "strike",  "criticism",    "pressure",    "threat",     "warning",
        "rebuke",  "accusation",   "complaint",   "outcry",     "condemnation",
        "protest", "objection",    "opposition",  "resistance", "demand",
        "appeal",  "request",      "plea",        "call",       "praise",
        "support", "backing",      "help",        "aid",        "assistance",
        "promise", "pledge",       "offer",       NULL};
    static const char *const from[] = {"from", NULL};
    return tc_lemma_in(&a->unit->s->tokens[a->trigger], nouns) &&
           !(act->recipient >= 0 && tc_has_case(a->unit->s, act->recipient, from));
}

/* "the objections of a senator": nouns whose "of" says who takes the stand */
static bool is_stand(const struct args *a)
{
    static const char *const nouns[] = {
        "refusal", "objection", "reluctance", "resistance",    "demand",     "plea",
        "appeal",  "pledge",    "promise",    "unwillingness", "insistence", NULL};
    return tc_lemma_in(&a->unit->s->tokens[a->trigger], nouns);
}

/* "sailed despite a warning from Tehran", "defied the threat": whoever does it all the
 * same is the one who was warned, criticised, asked. */
static int32_t confronted(struct args *a, const struct act *act)
{
    static const char *const despite[] = {
        "despite",         "over", "amid", "amidst", "to", "against", "under",
        "notwithstanding", NULL};
    static const char *const faced[] = {
        "defy",     "ignore",    "reject",  "dismiss", "disregard", "heed",    "brush",
        "shrug",    "spurn",     "rebuff",  "face",    "flout",     "wave",    "resist",
        "meet",     "answer",    "deny",    "refute",  "draw",      "provoke", "brave",
        "override", "withstand", "weather", NULL};
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    if (act->actor < 0 || act->both >= 0 || a->light >= 0 ||
        (act->recipient >= 0 && act->recipient != act->actor) || t->head < 0 ||
        (act->frame->type != TOCSIN_ACCUSE && act->frame->type != TOCSIN_REJECT &&
         act->frame->type != TOCSIN_THREATEN && act->frame->type != TOCSIN_REQUEST))
        return NONE;
    int32_t verb = t->head;
    static const char *const by[] = {"by", NULL};
    if (tc_is_verb(&s->tokens[verb]) && tc_passive(s, verb) &&
        tc_has_case(s, a->trigger, by)) { /* "stung by criticism from Rome" */
        bool borrowed;
        int32_t stung = tc_object(s, verb, &borrowed);
        return stung != act->actor && is_party(a, stung) ? stung : NONE;
    }
    bool adjunct = tc_is_oblique((enum relation)t->relation) &&
                   tc_has_case(s, a->trigger, despite);
    if (adjunct && t->relation == REL_NMOD && s->tokens[verb].head >= 0)
        verb = s->tokens[verb].head; /* hung on the object */
    if (!tc_is_verb(&s->tokens[verb]) ||
        !(adjunct || (t->relation == REL_OBJ && tc_lemma_in(&s->tokens[verb], faced)) ||
          (t->relation == REL_NSUBJ_PASS && tc_lemma_in(&s->tokens[verb], faced))))
        return NONE;
    bool borrowed;
    int32_t found = tc_subject(s, verb, &borrowed);
    return found != act->actor && found != a->trigger && is_party(a, found) ? found
                                                                            : NONE;
}

/* To whom a noun's act is done, where no slot says. */
static void noun_recipient(struct args *a, struct act *act)
{
    static const char *const on[] = {"on", "against", "upon", NULL};
    static const char *const of[] = {"of",     "to",      "with", "at", "into",
                                     "toward", "towards", "from", NULL};
    static const char *const between[] = {"between", "among", NULL};
    act->both = actor_under(a, a->trigger, between, true);
    if (act->both < 0)
        act->recipient = actor_under(a, a->trigger, on, false);
    if (act->recipient < 0 && act->both < 0)
        act->recipient = actor_under(a, a->trigger, of, true);
    if (act->recipient < 0 && act->both < 0 && a->light >= 0)
        act->recipient = actor_under(a, a->light, on, false);
    if (act->recipient < 0 && act->both < 0 && a->light >= 0)
        act->recipient = actor_under(a, a->light, of, true);
    if (act->recipient < 0 && act->both < 0 && a->light >= 0) {
        int32_t given = tc_child(a->unit->s, a->light, REL_IOBJ);
        if (is_party(a, given)) /* "granted the agency permission to" */
            act->recipient = given;
    }
    if (act->recipient < 0 && act->both < 0) {
        act->recipient = inner_party(a, a->trigger, 0);
        /* "Israeli and Palestinian talks": what owns it is not also its object */
    }
}

static void noun_roles(struct args *a, struct act *act, bool assault)
{
    static const char *const by[] = {"by", NULL};
    static const char *const from[] = {"from", NULL};
    static const char *const with[] = {"with", NULL};
    static const char *const own[] = {"of", NULL};
    if (act->actor < 0)
        act->actor = actor_under(a, a->trigger, by, false);
    if (act->actor < 0 && comes_from(a, act))
        act->actor = actor_under(a, a->trigger, from, true);
    if (act->actor < 0 && act->both < 0 && is_stand(a)) {
        int32_t whose = actor_under(a, a->trigger, own, true);
        if (whose >= 0) {
            act->actor = whose;
            if (act->recipient == whose)
                act->recipient = NONE;
        }
    }
    if (act->actor < 0 && a->light >= 0)
        act->actor = a->subject;
    if (act->actor < 0 && a->meeting && act->both >= 0 &&
        tc_has_case(a->unit->s, act->both, with))
        act->actor = undertaken_by(a, a->trigger, 0); /* "said after a meeting with" */
    if (act->actor < 0)
        act->actor = accused(a);
    if (act->actor < 0) {
        struct doer doer = tc_doer(a->work, a->unit, a->trigger);
        act->actor = doer.token;
        act->accused = doer.accused;
    }
    if (act->recipient < 0)
        act->recipient = tc_sufferer(a->unit, a->trigger);
    if (act->actor < 0 || act->actor == act->recipient) {
        int32_t owner = modifier_actor(a, a->trigger);
        if (owner >= 0 && act->recipient < 0 && assault && suffers(a, owner))
            act->recipient = owner;
        else if (owner != act->recipient)
            act->actor = owner;
    }
    if (act->recipient < 0 && act->both < 0)
        noun_recipient(a, act);
    int32_t other = confronted(a, act);
    if (other >= 0)
        act->recipient = other;
    if (act->actor < 0 && assault)
        act->actor = hung_elsewhere(a, act->recipient);
    if (act->actor == act->recipient)
        act->recipient = NONE;
}

/* "The president was a lawyer who defended them": of whom the noun is said */
static int32_t said_of(struct args *a, int32_t noun)
{
    const struct sentence *s = a->unit->s;
    if (noun < 0 || tc_child(s, noun, REL_COP) < 0 || !tc_below(s, a->trigger, noun))
        return noun;
    int32_t subject = tc_child(s, noun, REL_NSUBJ);
    return subject >= 0 && s->tokens[subject].upos != UPOS_PRON && is_party(a, subject)
               ? subject
               : noun;
}

/* What is signed, shared or refused is done to somebody, not to where it was done. */
static bool of_words(const struct frame *f)
{
    return f->type == TOCSIN_SUPPORT || f->type == TOCSIN_COOPERATE ||
           f->type == TOCSIN_REJECT;
}

/* "closed its ports, a step that Lima called unwise": a judgement of a deed is one of
 * whoever did it, and "which" behind a comma may stand for all that was told. */
static int32_t judged(struct args *a, int32_t thing)
{
    static const char *const naming[] = {
        "call", "brand", "label",    "dub",     "term",  "describe", "deem",
        "find", "judge", "denounce", "condemn", "decry", "deplore",  NULL};
    static const char *const deeds[] = {
        "move",    "step",     "measure",  "decision",   "concession", "gesture",
        "action",  "act",      "deed",     "request",    "demand",     "proposal",
        "remark",  "comment",  "wording",  "statement",  "plan",       "change",
        "order",   "policy",   "practice", "deployment", "event",      "development",
        "outcome", "response", "reply",    "answer",     "ruling",     "verdict",
        "claim",   "charge",   "argument", "offer",      "tactic",     "term",
        "reform",  "law",      "vote",     "visit",      NULL};
    const struct sentence *s = a->unit->s;
    const struct token *t = &s->tokens[a->trigger];
    if (t->relation == REL_CONJ && t->head >= 0)
        t = &s->tokens[t->head];
    if (thing < 0 || t->relation != REL_ACL_RELCL || t->head != thing)
        return thing;
    const struct mention *m = tc_mention(a->work, a->unit, thing);
    bool which = tc_lemma_in(&s->tokens[a->trigger], naming) &&
                 thing + 2 < (int32_t)s->count &&
                 tc_lemma_is(&s->tokens[thing + 2], "which") &&
                 s->tokens[thing + 1].upos == UPOS_PUNCT;
    if (m &&
        (m->kind == MENTION_COUNTRY || m->kind == MENTION_ORGANISATION ||
         m->kind == MENTION_GROUP || m->kind == MENTION_NAME) &&
        !m->nested)
        return thing;
    if (!tc_lemma_in(&s->tokens[thing], deeds) && !which)
        return thing;
    int32_t found = maker(a, thing);
    for (int32_t on = s->tokens[thing].head; on >= 0 && found < 0;
         on = s->tokens[on].head) {
        bool borrowed;
        if (tc_is_verb(&s->tokens[on]))
            found = tc_subject(s, on, &borrowed);
    }
    return found >= 0 && found != a->subject && is_party(a, found) ? found : thing;
}

void tc_fill_roles(struct args *a, const struct frame *f, struct act *act)
{
    a->meeting = f->type == TOCSIN_CONSULT;
    a->protest = f->type == TOCSIN_PROTEST;
    a->word = of_words(f);
    if (f->part == 'n')
        noun_roles(a, act, f->type == TOCSIN_ASSAULT);
    else
        verb_roles(a, f, act);
    act->actor = said_of(a, act->actor);
    act->recipient = said_of(a, act->recipient);
    if (f->part == 'v' && answers(f) && f->type != TOCSIN_COERCE) {
        int32_t whose = judged(a, a->object);
        if (whose != a->object && (act->recipient < 0 || act->recipient == a->object))
            act->recipient = whose;
    }
    if (act->actor >= 0) {
        act->actor = tc_stands_behind(a, act->actor);
        if (act->actor == act->recipient)
            act->recipient = NONE;
    }
    /* "phoned the emir to congratulate him": not himself */
    if (act->recipient >= 0 && act->actor >= 0 && f->part == 'v' &&
        a->unit->s->tokens[act->recipient].xpos == XPOS_PRP) {
        const struct mention *he = tc_mention(a->work, a->unit, act->actor);
        const struct mention *him = tc_mention(a->work, a->unit, act->recipient);
        int32_t other = he && him && he->m.begin == him->m.begin ? visited(a) : NONE;
        if (other >= 0)
            act->recipient = other;
    }
    look_further(a, act);
}
