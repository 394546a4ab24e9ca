/* study/link_candidates.c: who may be the answer, some 200 out of thousands.
 *
 * In this order, until there is no more room: partners of the asker, the most likely by
 * rules alone; answers that the deed had from it; the most frequent of the deed; those
 * of the asker's country; two steps away by the same deed, and by any; those of the
 * country by any deed. 86 in 100 answers of ICEWS14 are among them; of the others one
 * in six has never been seen at all.
 */
#include "study/link.h"

#include <string.h>

static void swap(float *a, float *b)
{
    float t = *a;
    *a = *b;
    *b = t;
}

float tc_link_greatest(float *values, size_t count, size_t k)
{
    if (count <= k)
        return -1;
    size_t low = 0, high = count - 1, want = k - 1;
    while (low < high) {
        float pivot = values[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) { /* greater ones to the left */
            while (values[i] > pivot)
                i++;
            while (values[j] < pivot)
                j--;
            if (i >= j)
                break;
            swap(&values[i++], &values[j--]);
        }
        if (want <= j)
            high = j;
        else
            low = j + 1;
    }
    return values[want];
}

static void add(struct link_block *block, struct link_scratch *scratch, uint32_t actor)
{
    if (scratch->mark[actor] == scratch->stamp || block->count >= LINK_CANDIDATES)
        return;
    scratch->mark[actor] = scratch->stamp;
    scratch->at[actor] = block->count;
    block->partner[block->count] = LINK_NONE;
    block->actor[block->count++] = actor;
}

static void add_some(struct link_block *block, struct link_scratch *scratch,
                     const uint32_t *actors, uint32_t count, uint32_t most)
{
    for (uint32_t i = 0; i < count && i < most; i++)
        add(block, scratch, actors[i]);
}

/* Sums the rules that fire for each partner. */
static void sum_rules(const struct link_scene *scene, struct link_scratch *s)
{
    const struct link_actor *asker = scene->asker;
    size_t partners = asker->partner_count, size = partners * sizeof(float);
    uint32_t deed = scene->question->deed;
    const struct link_rule *rules = scene->state->rules.of[deed];
    const float *weights =
        scene->state->rule_weight + deed * scene->state->rules.deeds * LINK_LAGS;
    memset(s->sum, 0, size);
    memset(s->most, 0, size);
    memset(s->second, 0, size);
    memset(s->weight, 0, size);
    memset(s->same_deed, 0xff, size);
    memset(s->mirror, 0xff, size);
    for (size_t i = 0; i < asker->typed_count; i++) {
        const struct link_typed *typed = &asker->typed[i];
        uint32_t p = typed->partner,
                 bin = tc_link_bin(scene->day - typed->fade.last, typed->count);
        float confidence = tc_link_confidence(&rules[typed->deed * LINK_BINS + bin]);
        s->sum[p] += confidence;
        s->weight[p] += weights[typed->deed * LINK_LAGS + bin / 4];
        if (confidence > s->most[p]) {
            s->second[p] = s->most[p];
            s->most[p] = confidence;
        } else if (confidence > s->second[p]) {
            s->second[p] = confidence;
        }
        if (typed->deed == deed)
            s->same_deed[p] = (uint32_t)i;
        else if (typed->deed == (deed ^ 1))
            s->mirror[p] = (uint32_t)i;
    }
}

static void add_partners(const struct link_scene *scene, struct link_scratch *s,
                         struct link_block *block)
{
    const struct link_actor *asker = scene->asker;
    const struct link_memory *memory = &scene->state->memory;
    size_t count = asker->partner_count;
    float *likely = s->choose + count; /* the first half is put in another order */
    for (size_t p = 0; p < count; p++) {
        const struct link_fade *fade = &asker->partners[p].fade;
        likely[p] = s->sum[p] + 0.002f * tc_link_fade_one(memory, fade, scene->day, 3);
    }
    memcpy(s->choose, likely, count * sizeof *likely);
    float least = tc_link_greatest(s->choose, count, LINK_PARTNERS - 10);
    for (size_t p = 0; p < count && block->count < LINK_PARTNERS; p++)
        if (likely[p] >= least) {
            block->partner[block->count] = (uint32_t)p;
            s->mark[asker->partners[p].actor] = s->stamp;
            s->at[asker->partners[p].actor] = block->count;
            block->actor[block->count++] = asker->partners[p].actor;
        }
}

/* ---- two steps ------------------------------------------------------------------- */

static void sum_add(struct link_sums *sums, uint32_t actor, float value)
{
    if (sums->value[actor] == 0)
        sums->list[sums->count++] = actor;
    sums->value[actor] += value;
}

/* Partners of the last partners. */
static void hop(const struct link_scene *scene, struct link_sums *sums)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_actor *asker = scene->asker;
    uint32_t self = scene->question->asker;
    for (uint32_t i = 0; i < asker->recent_count && i < 24; i++) {
        const struct link_actor *via = &memory->actors[asker->recent[i]];
        uint64_t key = (uint64_t)self << 32 | asker->recent[i];
        uint32_t p = tc_link_table_get(&memory->pair, key);
        float weight =
            tc_link_fade_one(memory, &asker->partners[p].fade, scene->day, 3) /
            (5 + tc_link_fade_one(memory, &via->all, scene->day, 3));
        for (uint32_t j = 0; weight > 0 && j < via->recent_count; j++)
            if (via->recent[j] != self)
                sum_add(sums, via->recent[j], weight / (1 + 0.1f * (float)j));
    }
}

#define SOON 0.02f /* what is left of an event after 17 days */

/* The same by what happened in the last days only: who met one that the asker met. */
static void hop_soon(const struct link_scene *scene, struct link_sums *sums)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_actor *asker = scene->asker;
    uint32_t self = scene->question->asker;
    for (uint32_t i = 0; i < asker->recent_count && i < 24; i++) {
        uint64_t by = asker->recent[i];
        const struct link_actor *via = &memory->actors[by];
        uint32_t p = tc_link_table_get(&memory->pair, (uint64_t)self << 32 | by);
        float weight =
            tc_link_fade_one(memory, &asker->partners[p].fade, scene->day, 1) /
            (1 + tc_link_fade_one(memory, &via->all, scene->day, 1));
        for (uint32_t j = 0; weight > SOON && j < via->recent_count; j++) {
            p = tc_link_table_get(&memory->pair, by << 32 | via->recent[j]);
            float met = tc_link_fade_one(memory, &via->partners[p].fade, scene->day, 1);
            if (met <= SOON)
                break; /* the last come first */
            if (via->recent[j] != self)
                sum_add(sums, via->recent[j], weight * met);
        }
    }
}

/* Answers of those to whom the same deed was answered by the same; via is one. */
static void hop_via(const struct link_scene *scene, uint32_t rank, uint32_t via,
                    struct link_sums *sums)
{
    const struct link_memory *memory = &scene->state->memory;
    uint32_t deed = scene->question->deed;
    const struct link_row *back =
        tc_link_row(memory, &memory->row, (uint64_t)via << 16 | (deed ^ 1));
    for (uint32_t j = 0; back && j < back->recent_count; j++) {
        if (back->recent[j] == scene->question->asker)
            continue;
        const struct link_row *like =
            tc_link_row(memory, &memory->row, (uint64_t)back->recent[j] << 16 | deed);
        if (!like)
            continue;
        float weight = 1 / ((3 + (float)back->recent_count) * (1 + 0.3f * (float)rank) *
                            (2 + (float)like->recent_count));
        for (uint32_t k = 0; k < like->recent_count; k++)
            sum_add(sums, like->recent[k], weight);
    }
}

static void add_sums(struct link_block *block, struct link_scratch *scratch,
                     const struct link_sums *sums, uint32_t most)
{
    for (uint32_t i = 0; i < sums->count; i++)
        scratch->choose[i] = sums->value[sums->list[i]];
    float least = tc_link_greatest(scratch->choose, sums->count, most);
    uint32_t added = 0;
    for (uint32_t i = 0; i < sums->count && added < most + 6; i++)
        if (sums->value[sums->list[i]] >= least) {
            add(block, scratch, sums->list[i]);
            added++;
        }
}

void tc_link_candidates(const struct link_scene *scene, struct link_scratch *scratch,
                        struct link_block *block)
{
    const struct link_memory *memory = &scene->state->memory;
    const struct link_question *question = scene->question;
    const struct link_deed *deed = &memory->deeds[question->deed];
    uint64_t home = scene->asker->home & (LINK_ROLES - 1);
    block->count = 0;
    scratch->stamp++;
    sum_rules(scene, scratch);
    add_partners(scene, scratch, block);
    uint32_t partners = block->count;
    hop(scene, &scratch->hop);
    hop_soon(scene, &scratch->soon);
    for (uint32_t i = 0; scene->row && i < scene->row->recent_count && i < 12; i++)
        hop_via(scene, i, scene->row->recent[i], &scratch->same);
    if (scene->row)
        add_some(block, scratch, scene->row->recent, scene->row->recent_count,
                 LINK_ROW_RECENT);
    add_some(block, scratch, deed->top, deed->top_count, 36);
    const struct link_row *place =
        home ? tc_link_row(memory, &memory->place, home << 16 | question->deed) : NULL;
    if (place)
        add_some(block, scratch, memory->places.items[place->place].recent,
                 place->recent_count, 32);
    add_sums(block, scratch, &scratch->same, 24);
    add_sums(block, scratch, &scratch->hop, 30);
    place = home ? tc_link_row(memory, &memory->place, home << 16 | 65535) : NULL;
    if (place)
        add_some(block, scratch, memory->places.items[place->place].recent,
                 place->recent_count, 40);
    for (uint32_t i = partners; i < block->count; i++)
        tc_link_table_soon(&memory->pair,
                           (uint64_t)question->asker << 32 | block->actor[i]);
    for (uint32_t i = partners; i < block->count; i++)
        block->partner[i] = tc_link_table_get(
            &memory->pair, (uint64_t)question->asker << 32 | block->actor[i]);
}
