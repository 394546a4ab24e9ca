/* position.c: frames by the order of words, as TABARI and PETRARCH have them.
 *
 * Their dictionaries say "abandon ... ties with TARGET": words in their order, with
 * gaps, and parties found by where they stand. A frame marked by-position holds so. Its
 * words may be forms ("talks", "broken"), which those dictionaries list, or lemmas of
 * nouns and verbs; "neat" is not "neatest".
 * A party is the nearest noun phrase on the asked side that the dictionary has a code
 * for; the tree only tells where phrases begin and end, what a verb governs, and which
 * noun is a passive's agent. A party's code is the actor's, with those of the roles
 * around it behind or before (ARN + ~GOV = ARNGOV), as many as there are names in the
 * phrase: "lawmakers in Fornost and Gondor" are FORLEG and GONLEG.
 *
 * Clauses that hang under another (after ..., who ...) are coded only when nothing else
 * in the sentence was: so do phrase structures in PETRARCH, which look at the upper
 * verb first.
 */
#include "code/party.h"

#include <string.h>

enum {
    CODE_ROOM = 24, /* the longest code that is put together, with its NUL */
    SLOT_ROOM = 16,
    STEPS = 4096, /* tries of one frame on one verb */
    DEPTH_OF_PHRASE = 4
};

#define KIND(k) (1u << ENTRY_##k)
#define ACTORS                                                                         \
    (KIND(COUNTRY) | KIND(NATIONALITY) | KIND(METONYM) | KIND(ORGANISATION) |          \
     KIND(GROUP) | KIND(PERSON))

/* ---- the codes of a phrase ------------------------------------------------------- */

struct phrase {
    int32_t actors[PARTIES]; /* tokens whose name has a code */
    uint32_t actor_count;
    const struct entry *agents[PARTIES];
    uint32_t agent_count;
    bool former;
};

static bool coded(const struct work *work, const struct entry *e)
{
    return (e->code[0] || e->country[0]) && tc_entry_valid(work, e);
}

/* The entries of a name that count here: one for each thing it stands for ("the Shire"
 * may be three people), and of each the first that holds on the day. */
static uint32_t entries_of(const struct work *work, int32_t hit,
                           const struct entry **out, uint32_t room)
{
    uint32_t count = 0;
    if (hit < 0)
        return 0;
    const struct name_hit *h = &work->hits[hit];
    for (uint32_t i = 0; i < h->count; i++) {
        const struct entry *e = tc_lexicon_entry(work->lexicon, h->aliases[i].entry);
        if (e->kind == ENTRY_DISCARD && e->feature == DISCARD_NAME)
            return 0;
        if (!(ACTORS & 1u << e->kind) || !coded(work, e) || count == room)
            continue;
        /* "dic-": a dictionary that was imported, where one name may be several */
        bool own = strncmp(tc_lexicon_string(work->lexicon, e->id), "dic-", 4) == 0;
        bool seen = count > 0 && !own;
        for (uint32_t k = 0; k < count; k++)
            seen = seen || out[k]->id == e->id;
        if (!seen)
            out[count++] = e;
    }
    return count;
}

static const struct entry *agent_of(const struct work *work, int32_t hit)
{
    const struct entry *e = tc_hit_kind(work, hit, KIND(AGENT));
    return e && (e->code[0] || e->sector[0]) ? e : NULL;
}

/* "pro-Russian rebels" are not Russia's, nor "al-Qaeda-linked" ones al-Qaeda's; of
 * "government-held", the government is no role of what is held. */
static bool compounded(const struct work *work, int32_t hit)
{
    if (hit < 0)
        return false;
    const struct name_hit *h = &work->hits[hit];
    text before = tc_text_slice(work->text, h->begin > 5 ? h->begin - 5 : 0, h->begin);
    text after = tc_text_slice(work->text, h->end, h->end + 12);
    static const char *const joined[] = {"-linked", "-held",  "-backed",     "-led",
                                         "-ruled",  "-run",   "-controlled", "-based",
                                         "-born",   "-owned", "-occupied",   NULL};
    for (size_t i = 0; joined[i]; i++)
        if (tc_text_begins(after, tc_text(joined[i])))
            return true;
    return tc_text_ends(before, TEXT("pro-")) || tc_text_ends(before, TEXT("Pro-")) ||
           tc_text_ends(before, TEXT("anti-")) || tc_text_ends(before, TEXT("Anti-"));
}

static bool names_actor(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct entry *e;
    return entries_of(work, unit->hit[token], &e, 1) > 0 &&
           !compounded(work, unit->hit[token]);
}

static void note_actor(const struct work *work, const struct unit *unit, int32_t token,
                       struct phrase *p)
{
    if (!names_actor(work, unit, token) || p->actor_count == PARTIES)
        return;
    for (uint32_t i = 0; i < p->actor_count; i++)
        if (unit->hit[p->actors[i]] == unit->hit[token])
            return;
    p->actors[p->actor_count++] = token;
}

static void note_agent(const struct work *work, const struct unit *unit, int32_t token,
                       struct phrase *p)
{
    const struct entry *e = agent_of(work, unit->hit[token]);
    if (!e || p->agent_count == PARTIES || compounded(work, unit->hit[token]))
        return;
    for (uint32_t i = 0; i < p->agent_count; i++)
        if (p->agents[i] == e)
            return;
    p->agents[p->agent_count++] = e;
}

static bool before_noun(enum relation r)
{
    return r == REL_COMPOUND || r == REL_AMOD || r == REL_FLAT || r == REL_NMOD_POSS ||
           r == REL_NUMMOD || r == REL_NMOD_DESC || r == REL_DET;
}

/* What stands before the noun, and names behind it ("President Romendacil"). */
static void gather_near(const struct work *work, const struct unit *unit, int32_t head,
                        int depth, struct phrase *actors, struct phrase *agents)
{
    static const char *const former[] = {"former", "ex", "ex-", "one-time", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (c > head)
            break;
        if (!before_noun(r))
            continue;
        if (tc_lemma_in(&s->tokens[c], former))
            agents->former = true;
        if (depth < DEPTH_OF_PHRASE)
            gather_near(work, unit, c, depth + 1, actors, agents);
        note_actor(work, unit, c, actors);
        note_agent(work, unit, c, agents);
    }
    if (depth == 0) {
        note_actor(work, unit, head, actors);
        note_agent(work, unit, head, agents);
    }
    for (int32_t c = s->first[head]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (c < head || !(r == REL_COMPOUND || r == REL_FLAT || r == REL_NMOD_DESC ||
                          r == REL_APPOS))
            continue;
        if (r == REL_APPOS && s->tokens[c].upos != UPOS_PROPN)
            continue;
        note_actor(work, unit, c, actors);
        note_agent(work, unit, c, agents);
    }
}

/* "soldiers from Gondor", "the parliament of Gondor" */
static void gather_behind(const struct work *work, const struct unit *unit,
                          int32_t head, bool role, struct phrase *p)
{
    static const char *const of[] = {"of", NULL};
    static const char *const from[] = {"of", "in", "from", "at", "for", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[head]; c >= 0 && !p->actor_count; c = s->next[c]) {
        if (c < head || !tc_is_oblique((enum relation)s->tokens[c].relation) ||
            !tc_has_case(s, c, role ? from : of))
            continue;
        for (int32_t d = c; d >= 0; d = d == c ? s->first[c] : s->next[d]) {
            if (d != c && s->tokens[d].relation != REL_CONJ)
                continue;
            struct phrase inner = {0};
            gather_near(work, unit, d, 0, &inner, &inner);
            if (inner.actor_count)
                note_actor(work, unit, inner.actors[0], p);
            if (role &&
                d == c) /* "the parliament's members", "members of parliament" */
                note_agent(work, unit, d, p);
        }
    }
}

/* The first name of the phrase is whose it is; with "and" behind it there are more:
 * "Israeli and Syrian officials". */
static void keep_first(const struct unit *unit, struct phrase *p)
{
    const struct sentence *s = unit->s;
    uint32_t kept = p->actor_count ? 1 : 0;
    for (uint32_t i = 1; i < p->actor_count; i++)
        if (s->tokens[p->actors[i]].relation == REL_CONJ &&
            s->tokens[p->actors[i]].head == p->actors[0])
            p->actors[kept++] = p->actors[i];
    p->actor_count = kept;
}

static void read_phrase(const struct work *work, const struct unit *unit, int32_t head,
                        struct phrase *p)
{
    const struct sentence *s = unit->s;
    memset(p, 0, sizeof *p);
    gather_near(work, unit, head, 0, p, p);
    if (p->actor_count) {
        int32_t first = p->actors[0];
        for (int32_t c = s->first[first]; c >= 0 && first != head; c = s->next[c])
            if (s->tokens[c].relation == REL_CONJ)
                note_actor(work, unit, c, p);
        keep_first(unit, p);
    } else {
        gather_behind(work, unit, head, p->agent_count > 0, p);
    }
}

/* ---- codes ----------------------------------------------------------------------- */

static bool has_part(const char *code, const char *part, size_t size)
{
    for (size_t at = 0; code[at]; at += 3) {
        if (strlen(code + at) < 3)
            return false;
        if (strncmp(code + at, part, size) == 0)
            return true;
    }
    return false;
}

static void append(char code[CODE_ROOM], const char *part, bool in_front)
{
    size_t size = strlen(code), more = strlen(part);
    if (size + more >= CODE_ROOM || has_part(code, part, more))
        return;
    if (in_front)
        memmove(code + more, code, size + 1);
    else
        code[size + more] = '\0';
    memcpy(in_front ? code : code + size, part, more);
}

/* The role of one who held it once: PETRARCH's elites. */
static const char *role_code(const struct entry *e, bool former)
{
    static const char *const office[] = {"GOV", "MIL", "LEG", "COP", "SPY", "JUD"};
    const char *code = e->code[0] ? e->code : e->sector;
    for (size_t i = 0; former && i < sizeof office / sizeof *office; i++)
        if (strncmp(code, office[i], 3) == 0)
            return "ELI";
    return code;
}

static struct mention *party(struct work *work, const struct unit *unit, int32_t head,
                             const struct entry *e, const struct phrase *roles)
{
    char code[CODE_ROOM] = "";
    if (e)
        (void)tc_entry_code(e, code);
    for (uint32_t i = 0; i < roles->agent_count; i++)
        append(code, role_code(roles->agents[i], roles->former),
               roles->agents[i]->feature);
    struct mention *out = tc_take(work, sizeof *out);
    text kept = tc_arena_format(work->arena, "%s%s", e ? "" : "---", code);
    if (!out || !kept.data) {
        work->failed = true;
        return NULL;
    }
    const struct token *t = &unit->s->tokens[head];
    out->sentence = unit->index;
    out->head = head;
    out->kind = MENTION_AGENT;
    out->m.begin = t->begin;
    out->m.end = t->end;
    out->m.text = t->form;
    out->m.code = kept;
    if (e) {
        out->m.name = tc_text(tc_lexicon_string(work->lexicon, e->name));
        out->m.id = tc_text(tc_lexicon_string(work->lexicon, e->id));
    }
    text country = tc_text_slice(kept, 0, 3);
    char alpha3[4] = {0};
    memcpy(alpha3, country.data, country.size < 3 ? country.size : 3);
    if (tc_lexicon_country(work->lexicon, alpha3))
        out->m.country = country;
    return out;
}

static void add(struct parties *to, struct mention *m)
{
    for (uint32_t i = 0; m && i < to->count; i++)
        if (tc_text_equal(to->list[i]->m.code, m->m.code))
            return;
    if (m && to->count < PARTIES)
        to->list[to->count++] = m;
}

/* All parties of one noun phrase: `own` its actors, or those of a noun beside it. */
static void add_phrase(struct work *work, const struct unit *unit, int32_t head,
                       const struct phrase *own, const struct phrase *roles,
                       struct parties *to)
{
    for (uint32_t i = 0; i < own->actor_count; i++) {
        const struct entry *entries[PARTIES];
        uint32_t n = entries_of(work, unit->hit[own->actors[i]], entries, PARTIES);
        for (uint32_t k = 0; k < n; k++)
            add(to, party(work, unit, head, entries[k], roles));
    }
    if (!own->actor_count && roles->agent_count)
        add(to, party(work, unit, head, NULL, roles));
}

static bool noun_like(const struct token *t)
{
    return t->upos == UPOS_NOUN || t->upos == UPOS_PROPN || t->upos == UPOS_ADJ ||
           t->upos == UPOS_NUM || t->upos == UPOS_X;
}

/* May a party's phrase have its head here? What the dictionary names is a name,
 * whatever the parser makes of a word that it does not know ("to Gondor", a verb). */
static bool may_head(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    if (before_noun(
            (enum relation)t->relation)) /* but "Libya's" of a time: no phrase */
        return t->relation == REL_NMOD_POSS && t->head >= 0 &&
               tc_is_time(&s->tokens[t->head]) && names_actor(work, unit, token);
    return (noun_like(t) && !tc_is_time(t)) || names_actor(work, unit, token);
}

/* The roles before a noun are those of the next one as well; its own is not. */
static void share_roles(const struct phrase *from, const struct entry *own,
                        struct phrase *to)
{
    struct phrase old = *to;
    to->agent_count = 0;
    for (uint32_t i = 0; i < from->agent_count; i++)
        if (from->agents[i] != own)
            to->agents[to->agent_count++] = from->agents[i];
    for (uint32_t i = 0; i < old.agent_count && to->agent_count < PARTIES; i++)
        to->agents[to->agent_count++] = old.agents[i];
}

/* A noun and those that "and" puts beside it, however the parser chains them. */
static uint32_t heads_of(const struct work *work, const struct unit *unit, int32_t head,
                         int32_t heads[PARTIES])
{
    const struct sentence *s = unit->s;
    uint32_t count = 1;
    heads[0] = head;
    for (uint32_t i = 0; i < count; i++)
        for (int32_t c = s->first[heads[i]]; c >= 0 && count < PARTIES; c = s->next[c])
            if (s->tokens[c].relation == REL_CONJ &&
                (noun_like(&s->tokens[c]) || names_actor(work, unit, c)))
                heads[count++] = c;
    return count;
}

/* The parties of them; they share an actor: "the Danish media
 * and government", "lawmakers and officials in Gondor". */
static void parties_at(struct work *work, const struct unit *unit, int32_t head,
                       struct parties *to)
{
    struct phrase list[PARTIES];
    int32_t heads[PARTIES];
    uint32_t count = heads_of(work, unit, head, heads), named = count;
    for (uint32_t i = 0; i < count; i++) {
        read_phrase(work, unit, heads[i], &list[i]);
        if (list[i].actor_count && named == count)
            named = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool shares = !list[i].actor_count && named < count && list[i].agent_count;
        if (shares && i > named) /* "the Islamist media and government" */
            share_roles(&list[named], agent_of(work, unit->hit[heads[named]]),
                        &list[i]);
        add_phrase(work, unit, heads[i], shares ? &list[named] : &list[i], &list[i],
                   to);
    }
}

static bool is_named(const struct parties *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->list[i]->m.code.data[0] != '-')
            return true;
    return false;
}

/* ---- where the clause ends ------------------------------------------------------- */

static bool clause_begins(const struct sentence *s, int32_t token, int32_t verb)
{
    static const char *const words[] = {
        "after",  "because", "although", "while",  "when",  "since", "before",
        "though", "whereas", "if",       "unless", "which", "who",   "whom",
        "whose",  "where",   "as",       "until",  NULL};
    const struct token *t = &s->tokens[token];
    if (t->relation == REL_MARK || t->xpos == XPOS_WDT || t->xpos == XPOS_WP ||
        t->xpos == XPOS_WRB)
        return tc_lemma_in(t, words);
    /* a verb of its own: "..., officials said", "and promised raids" */
    if (t->relation == REL_PARATAXIS && t->upos == UPOS_VERB)
        return !tc_below(s, verb, token) || token > verb;
    return false;
}

/* The last token that belongs to what stands behind the verb. */
static int32_t right_end(const struct work *work, const struct unit *unit, int32_t verb)
{
    const struct sentence *s = unit->s;
    int32_t last = (int32_t)s->count - 1;
    for (int32_t i = verb + 1; i <= last; i++) {
        const struct token *t = &s->tokens[i];
        if (clause_begins(s, i, verb))
            return i - 1;
        if (t->relation == REL_CONJ && t->upos == UPOS_VERB && t->head <= verb &&
            t->xpos != XPOS_VBG && !names_actor(work, unit, i)) {
            int32_t first, end;
            tc_span(s, i, &first, &end);
            return (first > verb ? first : i) - 1;
        }
        if (tc_is_subject((enum relation)t->relation) && t->head >= 0 &&
            (s->tokens[t->head].relation == REL_PARATAXIS ||
             tc_below(s, verb, t->head)) &&
            t->head != verb) {
            int32_t first, end;
            tc_span(s, i, &first, &end);
            return (first > verb ? first : i) - 1; /* "..., an official said" */
        }
    }
    return last;
}

/* ---- does the frame hold --------------------------------------------------------- */

struct order {
    struct work *work;
    struct unit *unit;
    const struct slot *slots;
    uint16_t count;
    int32_t trigger, end;
    uint32_t steps;
    int32_t token[SLOT_ROOM]; /* what fills each slot */
};

static bool fits(const struct order *o, const struct slot *slot, int32_t token)
{
    const struct token *t = &o->unit->s->tokens[token];
    if (t->upos == UPOS_PUNCT)
        return false;
    if (!slot->word_count) {
        struct parties p = {0};
        if (!may_head(o->work, o->unit, token))
            return false;
        parties_at(o->work, o->unit, token, &p);
        return p.count > 0;
    }
    bool inflected = t->upos == UPOS_NOUN || t->upos == UPOS_VERB ||
                     t->upos == UPOS_PROPN || t->upos == UPOS_AUX;
    return (inflected &&
            tc_slot_has_word(o->work->lexicon, slot, o->unit->word[token])) ||
           tc_slot_has_word(o->work->lexicon, slot,
                            tc_lexicon_word(o->work->lexicon, t->form));
}

/* Slots to the right in their order, then those to the left. */
static bool match(struct order *o, uint16_t i, int32_t right, int32_t left)
{
    if (i == o->count)
        return true;
    const struct slot *slot = &o->slots[i];
    bool forward = slot->relation == SLOT_RIGHT || slot->relation == SLOT_NEXT;
    bool close = slot->relation == SLOT_NEXT || slot->relation == SLOT_PRIOR;
    int32_t step = forward ? 1 : -1;
    for (int32_t at = (forward ? right : left) + step; at >= 0 && at <= o->end;
         at += step) {
        if (o->unit->s->tokens[at].upos == UPOS_PUNCT)
            continue;
        if (++o->steps > STEPS)
            return false;
        if (fits(o, slot, at)) {
            o->token[i] = at;
            if (match(o, i + 1, forward ? at : right, forward ? left : at))
                return true;
        }
        if (close)
            return false;
    }
    return false;
}

/* The verbs that the frame speaks of itself are no acts of their own. */
static void take_verbs(struct order *o, int32_t act)
{
    for (uint16_t i = 0; i < o->count; i++) {
        const struct token *t = &o->unit->s->tokens[o->token[i]];
        if (t->upos == UPOS_VERB && o->token[i] > o->trigger)
            o->unit->act[o->token[i]] = act;
    }
}

static bool find_words(struct work *work, struct unit *unit, const struct act *act,
                       struct order *o)
{
    *o = (struct order){.work = work,
                        .unit = unit,
                        .slots = tc_lexicon_slots(work->lexicon, act->frame),
                        .count = act->frame->slot_count,
                        .trigger = act->trigger,
                        .end = right_end(work, unit, act->trigger)};
    return o->count <= SLOT_ROOM && match(o, 0, act->trigger, act->trigger);
}

bool tc_position_holds(struct work *work, struct unit *unit, int32_t token,
                       struct act *act)
{
    struct order o;
    act->actor = act->recipient = act->both = act->place = NONE;
    if (unit->act[token] >= 0 || !find_words(work, unit, act, &o))
        return false;
    for (uint16_t i = 0; i < o.count; i++) {
        if (o.slots[i].role == ROLE_ACTOR)
            act->actor = o.token[i];
        else if (o.slots[i].role == ROLE_RECIPIENT)
            act->recipient = o.token[i];
        else if (o.slots[i].role == ROLE_BOTH)
            act->both = o.token[i];
    }
    take_verbs(&o, (int32_t)work->act_count);
    return true;
}

/* ---- parties --------------------------------------------------------------------- */

/* "Swiss francs" are no Swiss where the frame asks for these words; "the Beijing
 * Olympics" are still China's where it asks for "Olympics". */
static bool is_word_of(const struct order *o, int32_t head)
{
    for (uint16_t i = 0; o && i < o->count; i++)
        if (o->slots[i].word_count && o->token[i] != head &&
            names_actor(o->work, o->unit, o->token[i]) &&
            tc_below(o->unit->s, o->token[i], head))
            return true;
    return false;
}

struct stretch {
    int32_t from, to, not_in; /* not_in: a subtree that is passed over, or NONE */
};

/* Names and roles between two tokens, the nearest to `from` first; a name is taken
 * before a mere role. */
static int32_t nearest(struct work *work, const struct unit *unit,
                       struct stretch between, const struct order *taken,
                       struct parties *out)
{
    int32_t from = between.from, to = between.to, not_in = between.not_in;
    const struct sentence *s = unit->s;
    int32_t step = from <= to ? 1 : -1, role = NONE;
    for (int32_t i = from; i != to + step; i += step) {
        const struct token *t = &s->tokens[i];
        struct parties p = {0};
        if (!may_head(work, unit, i) || t->relation == REL_CONJ ||
            (not_in >= 0 && tc_below(s, i, not_in)) || is_word_of(taken, i))
            continue;
        parties_at(work, unit, i, &p);
        if (is_named(&p)) {
            *out = p;
            return i;
        }
        if (p.count && role < 0) {
            role = i;
            *out = p;
        }
    }
    return role;
}

/* The party of a phrase: its own, else what stands inside it ("Eriador's death toll",
 * "a resumption of ties with Gondor"). */
static void inside(struct work *work, struct unit *unit, int32_t head,
                   struct parties *out)
{
    const struct sentence *s = unit->s;
    int32_t first, last;
    if (head < 0 || s->tokens[head].upos == UPOS_PRON)
        return;
    parties_at(work, unit, head, out);
    if (is_named(out))
        return;
    tc_span(s, head, &first, &last);
    struct parties p = {0};
    for (int32_t i = head; i <= last; i++) /* not into "who ...", "..., said Y" */
        if (clause_begins(s, i, head))
            last = i - 1;
    (void)nearest(work, unit, (struct stretch){head, last, NONE}, NULL, &p);
    if (is_named(&p) && !out->count)
        *out = p;
}

static void subject_of(struct work *work, struct unit *unit, const struct act *act,
                       int32_t subject, struct parties *out)
{
    const struct sentence *s = unit->s;
    if (subject >= 0 && s->tokens[subject].upos != UPOS_PRON)
        inside(work, unit, subject, out);
    if (out->count)
        return;
    /* nobody, or "it", "they": the first name of the sentence before it */
    int32_t last = subject >= 0 && subject < act->trigger ? subject : act->trigger;
    struct parties p = {0};
    for (int32_t i = 0; i < last && !p.count; i++) {
        if (!may_head(work, unit, i) || s->tokens[i].relation == REL_CONJ)
            continue;
        parties_at(work, unit, i, &p);
        if (!is_named(&p))
            p.count = 0;
    }
    *out = p;
}

static void find_parties(struct work *work, struct unit *unit, const struct act *act,
                         struct parties *a, struct parties *r)
{
    const struct sentence *s = unit->s;
    struct order o;
    if (!find_words(work, unit, act, &o)) /* it did, a moment ago */
        o.count = 0;
    int32_t verb = act->trigger, end = o.end;
    bool passive = tc_passive(s, verb), borrowed;
    int32_t agent = passive ? tc_child(s, verb, REL_OBL_AGENT) : NONE;
    int32_t subject = passive ? tc_object(s, verb, &borrowed) : act->subject;
    if (act->actor >= 0)
        parties_at(work, unit, act->actor, a);
    if (act->recipient >= 0)
        parties_at(work, unit, act->recipient, r);
    if (act->both >= 0)
        parties_at(work, unit, act->both, a);
    /* "is scheduled to attend": who is scheduled will do it */
    int32_t deed = tc_child(s, verb, REL_XCOMP);
    if (agent < 0 && deed >= 0 && s->tokens[deed].upos == UPOS_VERB)
        passive = false;
    if (passive && !a->count && !r->count) {
        subject_of(work, unit, act, subject, r);
        if (agent >= 0)
            inside(work, unit, agent, a);
        if (!a->count && verb < end)
            (void)nearest(work, unit,
                          (struct stretch){verb + 1, end,
                                           tc_below(s, verb, subject) ? NONE : subject},
                          &o, a);
        return;
    }
    if (!a->count)
        subject_of(work, unit, act, subject, a);
    if (!r->count && act->both < 0 && verb < end)
        (void)nearest(work, unit,
                      (struct stretch){verb + 1, end, subject > verb ? subject : NONE},
                      &o, r);
}

/* Nobody acts on himself, and a role that nobody is named for needs a name beside. */
static bool is_pair(const struct mention *a, const struct mention *b)
{
    bool named = a->m.code.data[0] != '-' || b->m.code.data[0] != '-';
    return named && !tc_text_equal(a->m.code, b->m.code);
}

static void say_pairs(struct work *work, struct unit *unit, const struct act *act,
                      const struct parties *a, const struct parties *r)
{
    struct stance stance = tc_stance(work, unit, act->trigger, false);
    for (uint32_t i = 0; i < a->count && !work->failed; i++) {
        struct parties one = {{a->list[i]}, 1}, others = {{NULL}, 0};
        for (uint32_t k = 0; k < r->count; k++)
            if (is_pair(a->list[i], r->list[k]))
                others.list[others.count++] = r->list[k];
        if (!others.count)
            continue;
        struct act pair = *act; /* for the claim's path */
        pair.actor = one.list[0]->head;
        pair.recipient = others.list[0]->head;
        tc_say(work, unit, &pair, &one, &others, stance);
    }
}

/* The day's discards: a frame by position does not hold beside them. */
static bool discarded(const struct work *work, const struct unit *unit)
{
    for (uint32_t h = 0; h < work->hit_count; h++) {
        const struct name_hit *hit = &work->hits[h];
        const struct entry *e = tc_lexicon_entry(work->lexicon, hit->aliases[0].entry);
        bool here = hit->begin >= unit->s->begin && hit->end <= unit->s->end;
        if (e->kind == ENTRY_DISCARD && (e->feature == DISCARD_DOCUMENT ||
                                         (e->feature == DISCARD_SENTENCE && here)))
            return true;
    }
    return false;
}

bool tc_position_waits(const struct unit *unit, const struct act *act)
{
    const struct sentence *s = unit->s;
    for (int32_t t = act->trigger; t >= 0; t = s->tokens[t].head)
        if (s->tokens[t].relation == REL_ADVCL || s->tokens[t].relation == REL_ACL ||
            s->tokens[t].relation == REL_ACL_RELCL)
            return true;
    return false;
}

void tc_code_by_position(struct work *work, struct unit *unit, const struct act *act)
{
    struct parties a = {0}, r = {0};
    if (discarded(work, unit))
        return;
    find_parties(work, unit, act, &a, &r);
    bool alone = !r.count && a.count > 1;
    if (alone || act->both >= 0)
        r = a; /* "A and B met" */
    uint32_t first = work->claim_count;
    if (act->frame->cameo[0])
        say_pairs(work, unit, act, &a, &r);
    uint32_t middle = work->claim_count;
    const char *back = tc_lexicon_string(work->lexicon, act->frame->back);
    if (back[0] && !alone)
        say_pairs(work, unit, act, &r, &a);
    for (uint32_t i = first; i < work->claim_count; i++) {
        work->claims[i].by_position = true;
        if (i >= middle)
            work->claims[i].cameo = tc_text(back);
    }
}
