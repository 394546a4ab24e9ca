/* study/link_why.c: the parts of an answer's score, in words.
 *
 * A score of sums is weights times features and the weights of rules that fire. The
 * features of one matter (the decayed counts of a triple, say) are one reason; what the
 * sum, the greatest and the rank of the rules' confidence bring is dealt out to the
 * rules by their confidence, beside the weight that each has of its own. So the parts
 * add up to the score, and to what sets it apart from the average candidate. The ten
 * that do most are told, with the last events on which they rest.
 */
#include "study/link.h"

#include <string.h>

enum { KINDS = TOCSIN_NEXT_DOES }; /* the kinds below are of relations */

void tc_link_why_init(struct link_why *why)
{
    const struct link_block *block = why->scratch->block;
    float count = (float)block->count;
    for (int f = 0; f < LINK_FEATURES; f++) {
        why->mean[f] = 0;
        for (uint32_t c = 0; c < block->count; c++)
            why->mean[f] += block->feature[f][c] / count;
    }
    why->mean_rules = 0;
    for (uint32_t c = 0; c < block->count; c++)
        why->mean_rules += block->rules[c] / count;
}

/* ---- the parts ------------------------------------------------------------------- */

/* Sums by kind. */
static void sum_kinds(const struct link_why *why, uint32_t c, struct link_part *part)
{
    const struct link_block *block = why->scratch->block;
    uint32_t deed = why->scene->question->deed;
    for (int k = 0; k < KINDS; k++)
        part[k] = (struct link_part){(tocsin_next_kind)k, LINK_NONE, 0, 0};
    for (int f = 0; f < LINK_FEATURES; f++) {
        double weight = (double)why->model->net[0].linear[f] +
                        (double)why->model->own[0][deed].linear[f];
        double x = (double)block->feature[f][c];
        part[tc_link_kind[f]].score += weight * x;
        part[tc_link_kind[f]].above += weight * (x - (double)why->mean[f]);
    }
    part[TOCSIN_NEXT_RULE].above -= (double)why->mean_rules;
}

static const struct link_rule *rule_of(const struct link_why *why,
                                       const struct link_typed *typed)
{
    const struct link_scene *scene = why->scene;
    uint32_t bin = tc_link_bin(scene->day - typed->fade.last, typed->count);
    return &scene->state->rules
                .of[scene->question->deed][typed->deed * LINK_BINS + bin];
}

static uint32_t first_typed(const struct link_why *why, uint32_t c)
{
    uint32_t p = why->scratch->block->partner[c];
    return p == LINK_NONE ? LINK_NONE : why->scene->asker->partners[p].typed;
}

/* Deals the rules' part out to those that fire; returns how many there are. */
static size_t deal_rules(const struct link_why *why, uint32_t c,
                         const struct link_part *whole, struct link_part *out)
{
    const struct link_scene *scene = why->scene;
    const struct link_typed *typed = scene->asker->typed;
    size_t count = 0, deeds = scene->state->rules.deeds;
    double sum = 0;
    for (uint32_t i = first_typed(why, c); i != LINK_NONE; i = typed[i].next)
        sum += (double)tc_link_confidence(rule_of(why, &typed[i]));
    for (uint32_t i = first_typed(why, c); i != LINK_NONE; i = typed[i].next) {
        uint32_t lag = tc_link_lag(scene->day - typed[i].fade.last);
        size_t at = (scene->question->deed * deeds + typed[i].deed) * LINK_LAGS + lag;
        double own = (double)scene->state->rule_weight[at];
        double share = (double)tc_link_confidence(rule_of(why, &typed[i])) / sum;
        out[count++] =
            (struct link_part){TOCSIN_NEXT_RULE, i, own + share * whole->score,
                               own + share * whole->above};
    }
    return count;
}

/* To itself an actor does what it suffers: of the two rules of a deed, and of the two
 * reasons that it was done, one is told. Returns how many parts are left. */
static size_t fold_self(const struct link_why *why, struct link_part *parts,
                        size_t rules, struct link_part *kinds)
{
    const struct link_typed *typed = why->scene->asker->typed;
    size_t left = 0;
    for (size_t i = 0; i < rules; i++) {
        size_t k = 0;
        while (k < left &&
               typed[parts[k].rule].deed / 2 != typed[parts[i].rule].deed / 2)
            k++;
        if (k < left) {
            parts[k].score += parts[i].score;
            parts[k].above += parts[i].above;
        } else {
            parts[left++] = parts[i];
        }
    }
    kinds[TOCSIN_NEXT_AGAIN].score += kinds[TOCSIN_NEXT_MIRROR].score;
    kinds[TOCSIN_NEXT_AGAIN].above += kinds[TOCSIN_NEXT_MIRROR].above;
    kinds[TOCSIN_NEXT_MIRROR].score = kinds[TOCSIN_NEXT_MIRROR].above = 0;
    return left;
}

static size_t count_typed(const struct link_why *why, uint32_t c)
{
    size_t count = 0;
    for (uint32_t i = first_typed(why, c); i != LINK_NONE;
         i = why->scene->asker->typed[i].next)
        count++;
    return count;
}

/* ---- events ---------------------------------------------------------------------- */

/* Of what events are wanted: LINK_NONE any. */
struct pattern {
    uint32_t one, other, deed; /* one does the deed, a doubled relation, to other */
    bool both;                 /* or other to one */
    uint32_t home;             /* where one is at home; 0 anywhere */
};

static bool fits(const struct pattern *p, uint32_t asker, uint32_t answer)
{
    return (p->one == LINK_NONE || p->one == asker) &&
           (p->other == LINK_NONE || p->other == answer);
}

/* The last events that fit. */
static void open_events(const struct link_why *why, const struct pattern *p,
                        tocsin_next_reason *out, uint32_t *to)
{
    const struct stream *s = why->stream;
    for (size_t i = s->count; i-- > 0 && out->event_count < LINK_OPENED;) {
        if (p->deed != LINK_NONE && s->relation[i] != p->deed / 2)
            continue;
        bool turned = p->deed != LINK_NONE && (p->deed & 1);
        uint32_t a = turned ? s->recipient[i] : s->actor[i];
        uint32_t b = turned ? s->actor[i] : s->recipient[i];
        if (p->home && why->scene->state->memory.actors[a].home != p->home)
            continue;
        if (fits(p, a, b) || (p->both && fits(p, b, a)))
            to[out->event_count++] = s->event[i];
    }
}

/* ---- words ----------------------------------------------------------------------- */

static void put_actor(const struct link_why *why, struct buffer *to, uint32_t actor)
{
    tc_link_put_actor(to, why->stream, actor);
}

static void put_relation(const struct link_why *why, struct buffer *to, uint32_t deed)
{
    tc_link_put_relation(to, why->stream, deed / 2);
}

/* A did "X" to B, in the direction of the deed. */
static void put_deed(const struct link_why *why, struct buffer *to, uint32_t one,
                     uint32_t deed, uint32_t other)
{
    struct stream_event act = {.actor = deed & 1 ? other : one,
                               .relation = deed / 2,
                               .recipient = deed & 1 ? one : other};
    tc_link_put_act(to, why->stream, &act);
}

/* The asker's deed with candidate c; NULL: never. */
static const struct link_typed *typed_of(const struct link_why *why, uint32_t c,
                                         uint32_t deed)
{
    const struct link_typed *typed = why->scene->asker->typed;
    uint32_t i = first_typed(why, c);
    while (i != LINK_NONE && typed[i].deed != deed)
        i = typed[i].next;
    return i == LINK_NONE ? NULL : &typed[i];
}

static void say_rule(const struct link_why *why, uint32_t c,
                     const struct link_part *part, struct buffer *to,
                     tocsin_next_reason *out)
{
    const struct link_scene *scene = why->scene;
    uint32_t answer = why->scratch->block->actor[c], self = scene->question->asker;
    if (part->rule == LINK_NONE) {
        tc_buffer_string(to, "no rule: nothing passed between ");
        put_actor(why, to, self);
        tc_buffer_string(to, " and ");
        put_actor(why, to, answer);
        return;
    }
    const struct link_typed *typed = &scene->asker->typed[part->rule];
    const struct link_rule *rule = rule_of(why, typed);
    uint32_t bin = tc_link_bin(scene->day - typed->fade.last, typed->count);
    put_deed(why, to, self, typed->deed, answer);
    tc_link_put_past(to, typed->count, scene->day - typed->fade.last);
    tc_buffer_string(to, "; after that ");
    tc_link_put_bin(to, bin);
    tc_buffer_string(to, " the next ");
    put_relation(why, to, scene->question->deed);
    tc_buffer_format(to, " was %s that one in %.0f of %.0f cases",
                     scene->question->deed & 1 ? "by" : "to", (double)rule->hits,
                     (double)rule->trials);
    out->hits = (double)rule->hits;
    out->cases = (double)rule->trials;
}

static void say_typed(const struct link_why *why, uint32_t c, uint32_t deed,
                      struct buffer *to)
{
    const struct link_typed *typed = typed_of(why, c, deed);
    uint32_t self = why->scene->question->asker;
    put_deed(why, to, self, deed, why->scratch->block->actor[c]);
    if (typed)
        tc_link_put_past(to, typed->count, why->scene->day - typed->fade.last);
    else
        tc_buffer_string(to, " never");
}

static void say_pair(const struct link_why *why, uint32_t c, struct buffer *to)
{
    const struct link_scene *scene = why->scene;
    uint32_t p = why->scratch->block->partner[c];
    put_actor(why, to, scene->question->asker);
    tc_buffer_string(to, " and ");
    put_actor(why, to, why->scratch->block->actor[c]);
    if (p == LINK_NONE) {
        tc_buffer_string(to, " never met");
        return;
    }
    const struct link_fade *fade = &scene->asker->partners[p].fade;
    tc_buffer_string(to, " had to do with each other");
    tc_link_put_past(to, (double)fade->value[LINK_FADES - 1], scene->day - fade->last);
}

/* How often the deed, or anything, had this answer. */
static void say_popular(const struct link_why *why, uint32_t c, bool any,
                        struct buffer *to)
{
    const struct link_scene *scene = why->scene;
    const struct link_memory *memory = &scene->state->memory;
    uint32_t deed = scene->question->deed, id = why->scratch->block->actor[c];
    const struct link_fade *fade = &memory->actors[id].all, *all = &memory->total;
    uint32_t at = tc_link_table_get(&memory->count, (uint64_t)id << 16 | deed);
    static const struct link_fade none = {0};
    if (!any) {
        fade = at == LINK_NONE ? &none : &memory->counts.items[at].fade;
        all = &memory->deeds[deed].fade;
        put_relation(why, to, deed);
        tc_buffer_string(to, deed & 1 ? " is done by " : " is done to ");
        put_actor(why, to, id);
    } else {
        put_actor(why, to, id);
        tc_buffer_string(to, " is in events");
    }
    double count = (double)fade->value[LINK_FADES - 1];
    double of = (double)all->value[LINK_FADES - 1];
    if (any && all == &memory->total)
        of /= 2; /* of events; each is remembered from both sides */
    tc_buffer_format(to, ": %.0f of %.0f", count, of);
    int ago = (int)(scene->day - fade->last);
    if (count > 0)
        tc_buffer_format(to, ", the last %d day%s ago", ago, ago == 1 ? "" : "s");
}

/* The partner through whom most leads to the candidate, as in link_candidates.c;
 * LINK_NONE. */
static uint32_t find_via(const struct link_why *why, uint32_t answer)
{
    const struct link_scene *scene = why->scene;
    const struct link_actor *asker = scene->asker;
    const struct link_memory *memory = &scene->state->memory;
    uint32_t best = LINK_NONE;
    float most = 0;
    for (uint32_t i = 0; i < asker->recent_count && i < 24; i++) {
        uint32_t id = asker->recent[i], j = 0;
        const struct link_actor *via = &memory->actors[id];
        uint64_t key = (uint64_t)scene->question->asker << 32 | id;
        const struct link_partner *p =
            &asker->partners[tc_link_table_get(&memory->pair, key)];
        while (j < via->recent_count && via->recent[j] != answer)
            j++;
        float weight = tc_link_fade_one(memory, &p->fade, scene->day, 3) /
                       (5 + tc_link_fade_one(memory, &via->all, scene->day, 3)) /
                       (1 + 0.1f * (float)j);
        if (j < via->recent_count && id != answer && weight > most) {
            most = weight;
            best = id;
        }
    }
    return best;
}

static void say_two_steps(const struct link_why *why, uint32_t c, struct buffer *to,
                          struct pattern *pattern)
{
    uint32_t answer = why->scratch->block->actor[c], via = find_via(why, answer);
    put_actor(why, to, why->scene->question->asker);
    if (via == LINK_NONE) {
        tc_buffer_string(to, "'s last partners do not meet ");
        put_actor(why, to, answer);
        return;
    }
    tc_buffer_string(to, " meets ");
    put_actor(why, to, via);
    tc_buffer_string(to, ", and ");
    put_actor(why, to, via);
    tc_buffer_string(to, " meets ");
    put_actor(why, to, answer);
    *pattern = (struct pattern){via, answer, LINK_NONE, true, 0};
}

static void put_place(const struct link_why *why, struct buffer *to, uint32_t place)
{
    const uint32_t *places = why->scene->state->memory.names->place;
    tc_link_put_place(to, why->stream, places, place);
}

static void put_role(const struct link_why *why, struct buffer *to, uint32_t role)
{
    const uint32_t *roles = why->scene->state->memory.names->role;
    tc_link_put_role(to, why->stream, roles, role);
}

static void put_share(struct buffer *to, float count, float of)
{
    tc_buffer_format(to, " in %.0f of %.0f cases", (double)count, (double)of);
}

static void say_place(const struct link_why *why, uint32_t c, struct buffer *to,
                      struct pattern *pattern)
{
    const struct link_scene *scene = why->scene;
    const struct link_memory *memory = &scene->state->memory;
    uint32_t self = scene->question->asker, answer = why->scratch->block->actor[c];
    uint64_t deed = scene->question->deed, home = memory->actors[self].home;
    if (!home) {
        put_actor(why, to, self);
        tc_buffer_string(to, " has no place that is known");
        pattern->other = LINK_NONE;
        return;
    }
    const struct link_row *row = tc_link_row(memory, &memory->place, home << 16 | deed);
    put_relation(why, to, (uint32_t)deed);
    tc_buffer_string(to, deed & 1 ? " to those of " : " by those of ");
    put_place(why, to, (uint32_t)home);
    if (!memory->names->place[self]) {
        tc_buffer_string(to, " (whom ");
        put_actor(why, to, self);
        tc_buffer_string(to, " meets most)");
    }
    tc_buffer_string(to, deed & 1 ? " was by " : " was to ");
    put_actor(why, to, answer);
    put_share(to, tc_link_group(memory, tc_link_key(home, deed, answer), scene->day, 5),
              row ? row->fade.value[LINK_FADES - 1] : 0);
    if (memory->actors[answer].home == home)
        tc_buffer_string(to, ", and is of the same place");
    pattern->home = (uint32_t)home;
}

static void say_role(const struct link_why *why, uint32_t c, struct buffer *to)
{
    const struct link_scene *scene = why->scene;
    const struct link_memory *memory = &scene->state->memory;
    uint32_t deed = scene->question->deed;
    uint32_t one = memory->names->role[scene->question->asker];
    uint32_t answer = why->scratch->block->actor[c];
    uint64_t other = tc_link_role(memory, scene->question->asker, answer);
    uint64_t key = LINK_ROLES + (uint64_t)one;
    put_relation(why, to, deed);
    tc_buffer_string(to, deed & 1 ? " to " : " by ");
    put_role(why, to, one);
    tc_buffer_string(to, deed & 1 ? " was by " : " was to ");
    put_role(why, to, memory->names->role[answer]);
    tc_buffer_string(to, other & LINK_HERE ? " of the same place" : " from elsewhere");
    put_share(
        to, tc_link_group(memory, tc_link_key(key, deed, other), scene->day, 5),
        tc_link_group(memory, tc_link_key(key, deed, LINK_ANY_ROLE), scene->day, 5));
}

static void say_plain(const struct link_why *why, tocsin_next_kind kind, uint32_t c,
                      struct buffer *to)
{
    uint32_t answer = why->scratch->block->actor[c];
    if (kind == TOCSIN_NEXT_ALIKE) {
        tc_buffer_string(to, "those whose ");
        put_relation(why, to, why->scene->question->deed);
        tc_buffer_string(to, " had the same parties also had ");
        put_actor(why, to, answer);
    } else {
        tc_buffer_string(to, "what is the same for all candidates");
    }
}

/* Words of a part, and which events it rests on. */
static void say(const struct link_why *why, uint32_t c, const struct link_part *part,
                struct buffer *to, tocsin_next_reason *out, struct pattern *pattern)
{
    uint32_t self = why->scene->question->asker, deed = why->scene->question->deed;
    uint32_t answer = why->scratch->block->actor[c];
    *pattern = (struct pattern){self, answer, deed, false, 0};
    switch (part->kind) {
    case TOCSIN_NEXT_RULE:
        say_rule(why, c, part, to, out);
        if (part->rule != LINK_NONE)
            pattern->deed = why->scene->asker->typed[part->rule].deed;
        break;
    case TOCSIN_NEXT_AGAIN:
        say_typed(why, c, deed, to);
        break;
    case TOCSIN_NEXT_MIRROR:
        say_typed(why, c, pattern->deed = deed ^ 1, to);
        break;
    case TOCSIN_NEXT_PAIR:
        say_pair(why, c, to);
        *pattern = (struct pattern){self, answer, LINK_NONE, true, 0};
        break;
    case TOCSIN_NEXT_POPULAR:
        say_popular(why, c, false, to);
        pattern->one = LINK_NONE;
        break;
    case TOCSIN_NEXT_SEEN:
        say_popular(why, c, true, to);
        *pattern = (struct pattern){LINK_NONE, answer, LINK_NONE, true, 0};
        break;
    case TOCSIN_NEXT_TWO_STEPS:
        *pattern = (struct pattern){LINK_NONE, LINK_NONE, LINK_NONE, false, 0};
        say_two_steps(why, c, to, pattern);
        break;
    case TOCSIN_NEXT_PLACE:
        pattern->one = LINK_NONE;
        say_place(why, c, to, pattern);
        break;
    case TOCSIN_NEXT_ROLE:
        pattern->one = pattern->other = LINK_NONE;
        say_role(why, c, to);
        break;
    default:
        say_plain(why, part->kind, c, to);
        pattern->one = pattern->other = LINK_NONE;
    }
}

/* ---- together -------------------------------------------------------------------- */

struct telling {
    const struct link_why *why;
    uint32_t c;
};

static void tell(void *context, const struct link_part *part, struct link_said *said)
{
    const struct telling *t = context;
    struct pattern pattern;
    say(t->why, t->c, part, said->words, said->reason, &pattern);
    if (pattern.one != LINK_NONE || pattern.other != LINK_NONE)
        open_events(t->why, &pattern, said->reason, said->events);
}

tocsin_status tc_link_why(const struct link_why *why, uint32_t c,
                          tocsin_next_answer *out, tocsin_error *error)
{
    struct link_part kinds[KINDS];
    struct link_part *parts = tc_alloc((count_typed(why, c) + KINDS) * sizeof *parts);
    struct telling telling = {why, c};
    struct link_teller teller = {&telling, tell, why->arena};
    bool made = parts != NULL;
    if (made) {
        sum_kinds(why, c, kinds);
        size_t count = deal_rules(why, c, &kinds[TOCSIN_NEXT_RULE], parts);
        bool fires = count > 0;
        if (why->scratch->block->actor[c] == why->scene->question->asker)
            count = fold_self(why, parts, count, kinds);
        for (int k = fires ? 1 : 0; k < KINDS; k++)
            parts[count++] = kinds[k];
        made = tc_link_tell(&teller, parts, count, out);
    }
    tc_free(parts);
    return made ? TOCSIN_OK
                : tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for reasons");
}
