/* study/link_features.c: what is known of each candidate, as 68 numbers of about 1.
 *
 * Most are logarithms of decayed counts, which a person can read: how sure the rules
 * are, how often and how lately the deed, the pair, the deed's other askers and the
 * answer itself came, who lies two steps away, whose country it is. Those that must be
 * compared among the candidates (the gap to the best, the rank) come last.
 */
#include "study/link.h"

#include <string.h>

enum feature {
    RULE_SUM,
    RULE_MOST,
    RULE_SECOND,
    TRIPLE, /* .. + LINK_FADES */
    TRIPLE_DAYS = TRIPLE + LINK_FADES,
    PAIR,
    PAIR_DAYS = PAIR + LINK_FADES,
    MIRROR, /* three half-lives */
    TRIPLE_SHARE = MIRROR + 3,
    PAIR_SHARE = TRIPLE_SHARE + 3,
    TRIPLE_DUE = PAIR_SHARE + 3,
    PAIR_DUE,
    ANSWER_SHARE,
    DEED,
    ANSWER = DEED + LINK_FADES,
    HOP = ANSWER + LINK_FADES,
    HOP_SOON,
    HOP_SAME,
    HOME,
    HOME_DEED,
    HOME_ANY,
    HOME_HOME,
    ROLES,
    ROLE_ANSWER,
    ROW_EVENTS,
    ASKER_EVENTS,
    ROW_NEW,
    ASKER_PARTNERS,
    ANSWER_PARTNERS,
    ROW_RECENT,
    ASKER_RECENT,
    RULE_GAP,
    RULE_RANK,
    TRIPLE_GAP,
    DEED_GAP,
    DEED_RANK,
    HOP_GAP,
    SELF,
    SAME_PLACE,
    SAME_ROLE,
    HOMELESS,
    UNSEEN
};
_Static_assert(UNSEEN == LINK_FEATURES - 1, "a number for every feature");

#define THREE(kind) kind, kind, kind
#define SIX(kind)   THREE(kind), THREE(kind)
const uint8_t tc_link_kind[LINK_FEATURES] = {[RULE_SUM] = THREE(TOCSIN_NEXT_RULE),
                                             [TRIPLE] = SIX(TOCSIN_NEXT_AGAIN),
                                             [TRIPLE_DAYS] = TOCSIN_NEXT_AGAIN,
                                             [PAIR] = SIX(TOCSIN_NEXT_PAIR),
                                             [PAIR_DAYS] = TOCSIN_NEXT_PAIR,
                                             [MIRROR] = THREE(TOCSIN_NEXT_MIRROR),
                                             [TRIPLE_SHARE] = THREE(TOCSIN_NEXT_AGAIN),
                                             [PAIR_SHARE] = THREE(TOCSIN_NEXT_PAIR),
                                             [TRIPLE_DUE] = TOCSIN_NEXT_AGAIN,
                                             [PAIR_DUE] = TOCSIN_NEXT_PAIR,
                                             [ANSWER_SHARE] = TOCSIN_NEXT_PAIR,
                                             [DEED] = SIX(TOCSIN_NEXT_POPULAR),
                                             [ANSWER] = SIX(TOCSIN_NEXT_SEEN),
                                             [HOP] = TOCSIN_NEXT_TWO_STEPS,
                                             [HOP_SOON] = TOCSIN_NEXT_TWO_STEPS,
                                             [HOP_SAME] = TOCSIN_NEXT_ALIKE,
                                             [HOME] = TOCSIN_NEXT_PLACE,
                                             [HOME_DEED] = THREE(TOCSIN_NEXT_PLACE),
                                             [ROLES] = TOCSIN_NEXT_ROLE,
                                             [ROLE_ANSWER] = TOCSIN_NEXT_ROLE,
                                             [ROW_EVENTS] = TOCSIN_NEXT_SAME,
                                             [ASKER_EVENTS] = THREE(TOCSIN_NEXT_SAME),
                                             [ANSWER_PARTNERS] = TOCSIN_NEXT_SEEN,
                                             [ROW_RECENT] = TOCSIN_NEXT_AGAIN,
                                             [ASKER_RECENT] = TOCSIN_NEXT_PAIR,
                                             [RULE_GAP] = TOCSIN_NEXT_RULE,
                                             [RULE_RANK] = TOCSIN_NEXT_RULE,
                                             [TRIPLE_GAP] = TOCSIN_NEXT_AGAIN,
                                             [DEED_GAP] = TOCSIN_NEXT_POPULAR,
                                             [DEED_RANK] = TOCSIN_NEXT_POPULAR,
                                             [HOP_GAP] = TOCSIN_NEXT_TWO_STEPS,
                                             [SELF] = TOCSIN_NEXT_PAIR,
                                             [SAME_PLACE] = TOCSIN_NEXT_PLACE,
                                             [SAME_ROLE] = TOCSIN_NEXT_ROLE,
                                             [HOMELESS] = TOCSIN_NEXT_PLACE,
                                             [UNSEEN] = TOCSIN_NEXT_SEEN};

float tc_link_log(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int32_t exponent = (int32_t)(bits >> 23) - 127;
    bits = (bits & 0x7fffff) | 0x3f800000;
    float m;
    memcpy(&m, &bits, sizeof m);
    bool high = m > 1.41421356f;
    m = high ? m * 0.5f : m;
    exponent += high;
    float z = (m - 1) / (m + 1), w = z * z; /* the series of the area tangent */
    float tail = 0.33333333f + w * (0.2f + w * 0.14285714f);
    return 0.69314718f * (float)exponent + 2 * z * (1 + w * tail);
}

/* The logarithm of a count or a share, with a floor, about 0. */
static float scaled(float value, float floor, float times, float shift)
{
    return tc_link_log(value + floor) * times + shift;
}

/* Totals that are the same for all candidates of a question. */
struct totals {
    float row[LINK_FADES], asker[LINK_FADES], deed[LINK_FADES], all[LINK_FADES];
    float home_deed, home_any, role;
    float events, row_events, fresh, partners;
    uint64_t home, role_key;
    /* the greatest among the candidates */
    float rule, triple, popular, hop;
};

static float home_total(const struct link_scene *scene, uint64_t key)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_row *row = tc_link_row(memory, &memory->place, key);
    return row ? tc_link_fade_one(memory, &row->fade, scene->day, 4) : 0;
}

static void sum_up(const struct link_scene *scene, struct totals *t)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_question *q = scene->question;
    const struct link_row *row = scene->row;
    memset(t, 0, sizeof *t);
    if (row)
        tc_link_fade_read(memory, &row->fade, scene->day, t->row);
    tc_link_fade_read(memory, &scene->asker->all, scene->day, t->asker);
    tc_link_fade_read(memory, &memory->deeds[q->deed].fade, scene->day, t->deed);
    tc_link_fade_read(memory, &memory->total, scene->day, t->all);
    t->home = scene->asker->home & (LINK_ROLES - 1);
    if (t->home) {
        t->home_deed = home_total(scene, t->home << 16 | q->deed);
        t->home_any = home_total(scene, t->home << 16 | 65535);
    }
    t->role_key = LINK_ROLES + (uint64_t)memory->names->role[q->asker];
    t->role = tc_link_group(memory, tc_link_key(t->role_key, q->deed, LINK_ANY_ROLE),
                            scene->day, 5);
    t->row_events = scaled(t->row[3], 0.05f, 0.3f, 0);
    t->events = scaled(t->asker[3], 0.05f, 0.3f, 0);
    t->fresh = row ? (float)row->distinct / (float)row->count : 1;
    t->partners = scaled((float)scene->asker->partner_count, 1, 0.3f, 0);
    t->rule = 1e-4f;
    t->triple = 0.02f;
}

/* How long nothing came, in units of the usual wait between two. */
static float due(const struct link_fade *fade, int32_t first, int32_t day)
{
    float times = fade->value[LINK_FADES - 1] - 1;
    float wait = (float)(fade->last - first + 3) / (times > 1 ? times : 1);
    return (float)(day - fade->last + 1) / (wait + 1);
}

/* What passed between asker and candidate. */
static void fill_pair(const struct link_scene *scene, const struct link_scratch *s,
                      struct totals *t, uint32_t c)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_actor *asker = scene->asker;
    float(*x)[LINK_CANDIDATES] = s->block->feature;
    float triple[LINK_FADES] = {0}, pair[LINK_FADES] = {0}, mirror[LINK_FADES] = {0};
    float sum = 0, most = 0, second = 0, triple_days = 9, pair_days = 9;
    float triple_due = 8, pair_due = 8; /* never */
    uint32_t p = s->block->partner[c];
    s->block->rules[c] = 0;
    if (p != LINK_NONE) {
        const struct link_fade *fade = &asker->partners[p].fade;
        sum = s->sum[p];
        most = s->most[p];
        second = s->second[p];
        s->block->rules[c] = s->weight[p];
        tc_link_fade_read(memory, fade, scene->day, pair);
        pair_days = tc_link_log(1 + (float)(scene->day - fade->last));
        pair_due = due(fade, asker->partners[p].first, scene->day);
        if (s->same_deed[p] != LINK_NONE) {
            const struct link_typed *typed = &asker->typed[s->same_deed[p]];
            fade = &typed->fade;
            tc_link_fade_read(memory, fade, scene->day, triple);
            triple_days = tc_link_log(1 + (float)(scene->day - fade->last));
            triple_due = due(fade, typed->first, scene->day);
        }
        if (s->mirror[p] != LINK_NONE)
            tc_link_fade_read(memory, &asker->typed[s->mirror[p]].fade, scene->day,
                              mirror);
    }
    x[RULE_SUM][c] = scaled(sum, 1e-4f, 0.5f, 1);
    x[RULE_MOST][c] = scaled(most, 1e-4f, 0.5f, 1);
    x[RULE_SECOND][c] = scaled(second, 1e-4f, 0.5f, 1);
    for (int k = 0; k < LINK_FADES; k++) {
        x[TRIPLE + k][c] = scaled(triple[k], 0.02f, 0.4f, 0);
        x[PAIR + k][c] = scaled(pair[k], 0.02f, 0.4f, 0);
    }
    x[TRIPLE_DAYS][c] = triple_days * 0.3f - 1;
    x[PAIR_DAYS][c] = pair_days * 0.3f - 1;
    x[TRIPLE_DUE][c] = scaled(triple_due, 0.05f, 0.4f, 0);
    x[PAIR_DUE][c] = scaled(pair_due, 0.05f, 0.4f, 0);
    for (int k = 0; k < 3; k++) {
        int half = k * 2 + 1;
        x[MIRROR + k][c] = scaled(mirror[half], 0.02f, 0.4f, 0);
        x[TRIPLE_SHARE + k][c] = triple[half] / (t->row[half] + 0.1f);
        x[PAIR_SHARE + k][c] =
            scaled(pair[half] / (t->asker[half] + 0.1f), 1e-3f, 0.3f, 0);
    }
    x[ANSWER_SHARE][c] = pair[3]; /* of the answer's total: fill_answer() */
    x[RULE_GAP][c] = sum;
    x[TRIPLE_GAP][c] = triple[2];
    t->rule = sum > t->rule ? sum : t->rule;
    t->triple = triple[2] > t->triple ? triple[2] : t->triple;
}

/* What is known of the candidate without the asker. */
static void fill_answer(const struct link_scene *scene, const struct link_scratch *s,
                        struct totals *t, uint32_t c)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_question *q = scene->question;
    float(*x)[LINK_CANDIDATES] = s->block->feature;
    uint32_t id = s->block->actor[c];
    const struct link_actor *answer = &memory->actors[id];
    float all[LINK_FADES], deed[LINK_FADES] = {0};
    uint32_t at = tc_link_table_get(&memory->count, (uint64_t)id << 16 | q->deed);
    if (at != LINK_NONE)
        tc_link_fade_read(memory, &memory->counts.items[at].fade, scene->day, deed);
    tc_link_fade_read(memory, &answer->all, scene->day, all);
    x[ANSWER_SHARE][c] = scaled(x[ANSWER_SHARE][c] / (all[3] + 0.1f), 1e-3f, 0.3f, 0);
    for (int k = 0; k < LINK_FADES; k++) {
        x[DEED + k][c] = scaled(deed[k] / (t->deed[k] + 0.1f), 3e-4f, 0.3f, 1);
        x[ANSWER + k][c] = scaled(all[k] / (t->all[k] + 0.1f), 1e-5f, 0.3f, 2);
    }
    float hop = s->hop.value[id];
    x[HOP][c] = scaled(hop, 1e-3f, 0.3f, 1);
    x[HOP_SOON][c] = scaled(s->soon.value[id], 1e-3f, 0.3f, 1);
    x[HOP_SAME][c] = scaled(s->same.value[id], 1e-4f, 0.3f, 1);
    x[ROW_EVENTS][c] = t->row_events;
    x[ASKER_EVENTS][c] = t->events;
    x[ROW_NEW][c] = t->fresh;
    x[ASKER_PARTNERS][c] = t->partners;
    x[ANSWER_PARTNERS][c] = scaled((float)answer->partner_count, 1, 0.3f, 0);
    x[ROW_RECENT][c] = x[ASKER_RECENT][c] = 0;
    x[SELF][c] = id == q->asker;
    x[UNSEEN][c] = all[LINK_FADES - 1] == 0;
    x[DEED_GAP][c] = deed[3];
    x[HOP_GAP][c] = hop;
    t->popular = deed[3] > t->popular ? deed[3] : t->popular;
    t->hop = hop > t->hop ? hop : t->hop;
}

/* Places and roles. */
static void fill_home(const struct link_scene *scene, const struct link_scratch *s,
                      const struct totals *t, uint32_t c)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_names *names = memory->names;
    uint32_t deed = scene->question->deed, self = scene->question->asker;
    float(*x)[LINK_CANDIDATES] = s->block->feature;
    uint32_t id = s->block->actor[c], home = memory->actors[id].home;
    int32_t day = scene->day;
    float by_deed = 0, any = 0, both = 0;
    if (t->home) {
        uint64_t from = LINK_PLACES + t->home;
        by_deed = tc_link_group(memory, tc_link_key(t->home, deed, id), day, 4);
        any = tc_link_group(memory, tc_link_key(t->home, LINK_ANY_DEED, id), day, 4);
        both = tc_link_group(memory, tc_link_key(from, deed, home), day, 5);
    }
    uint64_t role = tc_link_role(memory, self, id);
    uint64_t to = LINK_ROLES_TO + (uint64_t)names->role[self];
    float roles = tc_link_group(memory, tc_link_key(t->role_key, deed, role), day, 5);
    float answer = tc_link_group(memory, tc_link_key(to, deed, id), day, 4);
    x[HOME][c] = t->home && scene->asker->home == home;
    x[HOME_DEED][c] = scaled(by_deed / (t->home_deed + 1), 3e-4f, 0.3f, 1);
    x[HOME_ANY][c] = scaled(any / (t->home_any + 1), 3e-4f, 0.3f, 1);
    x[HOME_HOME][c] = scaled(both / (t->home_deed + 3), 1e-3f, 0.3f, 1);
    x[ROLES][c] = scaled(roles / (t->role + 3), 1e-3f, 0.3f, 1);
    x[ROLE_ANSWER][c] = scaled(answer / (t->role + 3), 1e-3f, 0.3f, 1);
    x[SAME_PLACE][c] = names->place[self] && names->place[self] == names->place[id];
    x[SAME_ROLE][c] = names->role[self] == names->role[id];
    x[HOMELESS][c] = home == 0;
}

/* Has what the next candidates need fetched. */
static void fetch(const struct link_scene *scene, const struct link_block *block,
                  const struct totals *t, uint32_t c)
{
    const struct link_memory *memory = &scene->state->memory;
    uint32_t deed = scene->question->deed, id;
    if (c >= block->count)
        return;
    id = block->actor[c];
    __builtin_prefetch(&memory->actors[id].all);
    tc_link_table_soon(&memory->count, (uint64_t)id << 16 | deed);
    if (t->home) {
        tc_link_table_soon(&memory->group, tc_link_key(t->home, deed, id));
        tc_link_table_soon(&memory->group, tc_link_key(t->home, LINK_ANY_DEED, id));
    }
}

/* Who was answered last, first. */
static void fill_recent(const struct link_scratch *s, int feature,
                        const uint32_t *recent, uint32_t count, float step)
{
    for (uint32_t r = 0; r < count; r++)
        if (s->mark[recent[r]] == s->stamp)
            s->block->feature[feature][s->at[recent[r]]] = 1 / (1 + step * (float)r);
}

/* 1 / rank of every candidate by one feature. */
static void fill_rank(struct link_block *block, int from, int to)
{
    const float *value = block->feature[from];
    for (uint32_t c = 0; c < block->count; c++) {
        int32_t above = 0;
        for (uint32_t d = 0; d < block->count; d++)
            above += value[d] > value[c];
        block->feature[to][c] = 1 / (1 + (float)above);
    }
}

static void fill_gap(struct link_block *block, int feature, float best, float floor)
{
    float top = tc_link_log(best + floor);
    float *x = block->feature[feature];
    for (uint32_t c = 0; c < block->count; c++)
        x[c] = (tc_link_log(x[c] + floor) - top) * 0.3f;
}

/* Features of the parts that may be left out. */
static const struct {
    uint8_t part, first, last;
} parts[] = {
    {LINKS_RULES,      RULE_SUM,   RULE_SECOND },
    {LINKS_RULES,      RULE_GAP,   RULE_RANK   },
    {LINKS_COUNTS,     TRIPLE,     ANSWER_SHARE},
    {LINKS_COUNTS,     ROW_RECENT, ASKER_RECENT},
    {LINKS_COUNTS,     TRIPLE_GAP, TRIPLE_GAP  },
    {LINKS_POPULARITY, DEED,       HOP - 1     },
    {LINKS_POPULARITY, DEED_GAP,   DEED_RANK   },
    {LINKS_TWO_STEPS,  HOP,        HOP_SAME    },
    {LINKS_TWO_STEPS,  HOP_GAP,    HOP_GAP     },
    {LINKS_NAMES,      HOME,       ROLE_ANSWER },
    {LINKS_NAMES,      SAME_PLACE, HOMELESS    }
};

static void leave_out(struct link_block *block, unsigned without)
{
    for (size_t i = 0; without && i < sizeof parts / sizeof *parts; i++)
        for (int f = parts[i].first; f <= parts[i].last; f++)
            if (without >> parts[i].part & 1)
                memset(block->feature[f], 0, sizeof block->feature[f]);
    if (without >> LINKS_RULES & 1)
        memset(block->rules, 0, sizeof block->rules);
}

static void forget_sums(struct link_sums *sums)
{
    for (uint32_t i = 0; i < sums->count; i++)
        sums->value[sums->list[i]] = 0;
    sums->count = 0;
}

void tc_link_prepare(const struct link_scene *scene, struct link_scratch *scratch)
{
    const struct link_question *question = scene->question;
    struct link_block *block = scratch->block;
    struct totals totals;
    tc_link_candidates(scene, scratch, block);
    sum_up(scene, &totals);
    for (uint32_t c = 0; c < 8; c++)
        fetch(scene, block, &totals, c);
    for (uint32_t c = 0; c < block->count; c++) {
        fetch(scene, block, &totals, c + 8);
        fill_pair(scene, scratch, &totals, c);
        fill_answer(scene, scratch, &totals, c);
        fill_home(scene, scratch, &totals, c);
        block->right[c] = false;
    }
    if (scene->row)
        fill_recent(scratch, ROW_RECENT, scene->row->recent, scene->row->recent_count,
                    1);
    fill_recent(scratch, ASKER_RECENT, scene->asker->recent, scene->asker->recent_count,
                0.3f);
    fill_gap(block, RULE_GAP, totals.rule, 1e-4f);
    fill_gap(block, TRIPLE_GAP, totals.triple, 0.02f);
    fill_gap(block, DEED_GAP, totals.popular, 1e-3f);
    fill_gap(block, HOP_GAP, totals.hop, 1e-3f);
    fill_rank(block, RULE_SUM, RULE_RANK);
    fill_rank(block, DEED + 3, DEED_RANK);
    leave_out(block, scene->state->without);
    uint32_t end = (block->count + 15) & ~15u;
    for (int f = 0; f < LINK_FEATURES; f++)
        memset(&block->feature[f][block->count], 0,
               (end - block->count) * sizeof(float));
    memset(&block->rules[block->count], 0, (end - block->count) * sizeof(float));
    for (uint32_t i = 0; i < question->answer_count; i++)
        if (scratch->mark[question->answers[i]] == scratch->stamp)
            block->right[scratch->at[question->answers[i]]] = true;
    forget_sums(&scratch->hop);
    forget_sums(&scratch->soon);
    forget_sums(&scratch->same);
}
