/* study/link_memory.c: what is known of the past, as of the last event added.
 *
 * Every actor holds its partners, and each deed with each of them, in two arrays of its
 * own, so that a question about it reads memory in order: that is where the time goes
 * (an actor like the United States has thousands). Occurrences are counted with six
 * half-lives at once, brought up to date when they are touched. 28 bytes hold such a
 * count; a new triple costs some 150 bytes, seen from both sides.
 */
#include "study/link.h"

#include <math.h>
#include <string.h>

#define MOST ((size_t)1 << 31)

tocsin_status tc_link_memory_init(struct link_memory *memory, size_t relations,
                                  const struct link_names *names, tocsin_error *error)
{
    static const float half[LINK_FADES] = {1, 3, 10, 30, 100, 0};
    memset(memory, 0, sizeof *memory);
    for (int d = 0; d < LINK_DAYS; d++)
        for (int k = 0; k < LINK_FADES; k++)
            memory->decay[d][k] = half[k] > 0 ? exp2f(-(float)d / half[k])
                                              : 1.0f; /* the last: for ever */
    memory->names = names;
    memory->actor_count = names->actors;
    memory->deed_count = relations * 2;
    size_t actors = memory->actor_count * sizeof *memory->actors;
    size_t deeds = memory->deed_count * sizeof *memory->deeds;
    memory->actors = tc_alloc(actors);
    if (memory->actors)
        memset(memory->actors, 0, actors);
    memory->deeds = tc_alloc(deeds);
    if (memory->deeds)
        memset(memory->deeds, 0, deeds);
    if (!memory->actors || !memory->deeds)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for %zu actors",
                       memory->actor_count);
    tc_link_memory_clear(memory);
    return TOCSIN_OK;
}

void tc_link_memory_release(struct link_memory *memory)
{
    for (size_t i = 0; memory->actors && i < memory->actor_count; i++) {
        tc_free(memory->actors[i].partners);
        tc_free(memory->actors[i].typed);
        tc_free(memory->actors[i].recent);
    }
    for (size_t i = 0; memory->deeds && i < memory->deed_count; i++)
        tc_free(memory->deeds[i].counts);
    tc_free(memory->actors);
    tc_free(memory->deeds);
    tc_link_table_release(&memory->pair);
    tc_link_table_release(&memory->row);
    tc_link_table_release(&memory->count);
    tc_link_table_release(&memory->place);
    tc_link_table_release(&memory->home);
    tc_link_table_release(&memory->group);
    tc_free(memory->rows.items);
    tc_free(memory->places.items);
    tc_free(memory->counts.items);
    tc_free(memory->fades.items);
    memset(memory, 0, sizeof *memory);
}

void tc_link_memory_clear(struct link_memory *memory)
{
    for (size_t i = 0; i < memory->actor_count; i++) {
        struct link_actor *actor = &memory->actors[i];
        actor->partner_count = actor->typed_count = 0;
        actor->recent_count = actor->home_count = 0;
        actor->home = memory->names->place[i];
        actor->all = (struct link_fade){0};
    }
    for (size_t i = 0; i < memory->deed_count; i++) {
        memory->deeds[i].count = 0;
        memory->deeds[i].top_count = 0;
        memory->deeds[i].top_day = -1;
        memory->deeds[i].fade = (struct link_fade){0};
    }
    struct link_table *tables[] = {&memory->pair,  &memory->row,  &memory->count,
                                   &memory->place, &memory->home, &memory->group};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        tc_link_table_clear(tables[i]);
    memory->places.count = 0;
    memory->rows.count = memory->counts.count = memory->fades.count = 0;
    memory->total = (struct link_fade){0};
    memset(memory->level, 0, sizeof memory->level);
    memory->level[0] = memory->actor_count;
}

/* ---- adding an event ------------------------------------------------------------- */

static void fade_add(const struct link_memory *memory, struct link_fade *fade,
                     int32_t day)
{
    const float *decay = tc_link_decay(memory, fade, day);
    for (int k = 0; k < LINK_FADES; k++)
        fade->value[k] = fade->value[k] * decay[k] + 1;
    fade->last = day;
}

/* Puts id first. */
static void remember(uint32_t *recent, uint32_t *count, uint32_t most, uint32_t id)
{
    uint32_t i = 0;
    while (i < *count && recent[i] != id)
        i++;
    if (i == *count) {
        *count += *count < most;
        i = *count - 1;
    }
    memmove(recent + 1, recent, i * sizeof *recent);
    recent[0] = id;
}

/* The asker's partner answer; NULL: no memory. */
static struct link_partner *meet(struct link_memory *memory, struct link_actor *asker,
                                 const struct link_event *event)
{
    uint32_t fresh = (uint32_t)asker->partner_count;
    uint64_t key = (uint64_t)event->asker << 32 | event->answer;
    uint32_t *at = tc_link_table_put(&memory->pair, key, fresh);
    if (!at)
        return NULL;
    if (*at == fresh) {
        if (!tc_grow(&asker->partners, &asker->partner_room, asker->partner_count + 1,
                     sizeof *asker->partners, MOST))
            return NULL;
        asker->partners[asker->partner_count++] = (struct link_partner){
            .actor = event->answer, .typed = LINK_NONE, .first = event->day};
    }
    return &asker->partners[*at];
}

/* Counts the deed; *fresh: for the first time. */
static bool count_typed(struct link_memory *memory, struct link_actor *asker,
                        struct link_partner *partner, const struct link_event *event,
                        bool *fresh)
{
    uint32_t i = partner->typed;
    while (i != LINK_NONE && asker->typed[i].deed != event->deed)
        i = asker->typed[i].next;
    *fresh = i == LINK_NONE;
    if (*fresh) {
        if (!tc_grow(&asker->typed, &asker->typed_room, asker->typed_count + 1,
                     sizeof *asker->typed, MOST))
            return false;
        i = (uint32_t)asker->typed_count++;
        asker->typed[i] =
            (struct link_typed){.partner = (uint32_t)(partner - asker->partners),
                                .next = partner->typed,
                                .deed = (uint16_t)event->deed,
                                .first = event->day};
        partner->typed = i;
    }
    struct link_typed *typed = &asker->typed[i];
    fade_add(memory, &typed->fade, event->day);
    typed->count += typed->count < UINT16_MAX;
    return true;
}

static bool count_row(struct link_memory *memory, struct link_table *table,
                      uint64_t key, const struct link_event *event, bool fresh)
{
    bool place = table == &memory->place;
    uint32_t next = (uint32_t)memory->rows.count;
    uint32_t *at = tc_link_table_put(table, key, next);
    if (!at)
        return false;
    if (*at == next) {
        if (!tc_grow(&memory->rows.items, &memory->rows.room, memory->rows.count + 1,
                     sizeof *memory->rows.items, MOST))
            return false;
        if (place &&
            !tc_grow(&memory->places.items, &memory->places.room,
                     memory->places.count + 1, sizeof *memory->places.items, MOST))
            return false;
        memory->rows.items[memory->rows.count++] = (struct link_row){
            .place = place ? (uint32_t)memory->places.count++ : LINK_NONE};
    }
    struct link_row *row = &memory->rows.items[*at];
    fade_add(memory, &row->fade, event->day);
    row->count++;
    row->distinct += fresh;
    if (place)
        remember(memory->places.items[row->place].recent, &row->recent_count,
                 LINK_PLACE_RECENT, event->answer);
    else
        remember(row->recent, &row->recent_count, LINK_ROW_RECENT, event->answer);
    return true;
}

/* How often the deed was done to the answer, by anyone. */
static bool count_deed(struct link_memory *memory, const struct link_event *event)
{
    struct link_deed *deed = &memory->deeds[event->deed];
    uint32_t next = (uint32_t)memory->counts.count;
    uint64_t key = (uint64_t)event->answer << 16 | event->deed;
    uint32_t *at = tc_link_table_put(&memory->count, key, next);
    if (!at)
        return false;
    if (*at == next) {
        if (!tc_grow(&memory->counts.items, &memory->counts.room, next + (size_t)1,
                     sizeof *memory->counts.items, MOST) ||
            !tc_grow(&deed->counts, &deed->room, deed->count + 1, sizeof *deed->counts,
                     MOST))
            return false;
        memory->counts.items[memory->counts.count++] =
            (struct link_count){.actor = event->answer};
        deed->counts[deed->count++] = next;
    }
    fade_add(memory, &memory->counts.items[*at].fade, event->day);
    fade_add(memory, &deed->fade, event->day);
    fade_add(memory, &memory->total, event->day);
    return true;
}

static bool count_group(struct link_memory *memory, uint64_t key, int32_t day)
{
    uint32_t next = (uint32_t)memory->fades.count;
    uint32_t *at = tc_link_table_put(&memory->group, key, next);
    if (!at)
        return false;
    if (*at == next) {
        if (!tc_grow(&memory->fades.items, &memory->fades.room, next + (size_t)1,
                     sizeof *memory->fades.items, MOST))
            return false;
        memory->fades.items[memory->fades.count++] = (struct link_fade){0};
    }
    fade_add(memory, &memory->fades.items[*at], day);
    return true;
}

static bool count_groups(struct link_memory *memory, const struct link_event *event)
{
    uint64_t home = memory->actors[event->asker].home & (LINK_ROLES - 1);
    uint64_t role = LINK_ROLES + (uint64_t)memory->names->role[event->asker];
    uint64_t others = tc_link_role(memory, event->asker, event->answer);
    int32_t day = event->day;
    uint32_t deed = event->deed;
    uint64_t to = LINK_ROLES_TO + (uint64_t)memory->names->role[event->asker];
    if (!count_group(memory, tc_link_key(role, deed, others), day) ||
        !count_group(memory, tc_link_key(to, deed, event->answer), day) ||
        !count_group(memory, tc_link_key(role, deed, LINK_ANY_ROLE), day))
        return false;
    if (!home)
        return true;
    uint64_t place = memory->actors[event->answer].home;
    return count_group(memory, tc_link_key(home, deed, event->answer), day) &&
           count_group(memory, tc_link_key(home, LINK_ANY_DEED, event->answer), day) &&
           count_group(memory, tc_link_key(LINK_PLACES + home, deed, place), day) &&
           count_row(memory, &memory->place, home << 16 | deed, event, false) &&
           count_row(memory, &memory->place, home << 16 | 65535, event, false);
}

/* Who has no place in his name is at home where most of those are whom he meets. */
static bool settle(struct link_memory *memory, const struct link_event *event)
{
    struct link_actor *asker = &memory->actors[event->asker];
    uint32_t place = memory->actors[event->answer].home;
    if (memory->names->place[event->asker] || !place)
        return true;
    uint32_t *met =
        tc_link_table_put(&memory->home, (uint64_t)event->asker << 32 | place, 0);
    if (!met)
        return false;
    if (++*met > asker->home_count) {
        asker->home_count = *met;
        asker->home = place;
    }
    return true;
}

static uint32_t level_of(float times)
{
    uint32_t level = 0;
    for (; times >= 1 && level < LINK_LEVELS - 1; level++)
        times /= 2;
    return level;
}

uint32_t tc_link_level(const struct link_memory *memory, uint32_t actor)
{
    return level_of(memory->actors[actor].all.value[LINK_FADES - 1]);
}

bool tc_link_memory_add(struct link_memory *memory, const struct link_event *event)
{
    struct link_actor *asker = &memory->actors[event->asker];
    if (!asker->recent &&
        !(asker->recent = tc_alloc(LINK_RECENT * sizeof *asker->recent)))
        return false;
    struct link_partner *partner = meet(memory, asker, event);
    bool fresh = false;
    if (!partner || !count_typed(memory, asker, partner, event, &fresh))
        return false;
    fade_add(memory, &partner->fade, event->day);
    memory->level[tc_link_level(memory, event->asker)]--;
    fade_add(memory, &asker->all, event->day);
    memory->level[tc_link_level(memory, event->asker)]++;
    remember(asker->recent, &asker->recent_count, LINK_RECENT, event->answer);
    uint64_t row = (uint64_t)event->asker << 16 | event->deed;
    return count_row(memory, &memory->row, row, event, fresh) &&
           count_deed(memory, event) && count_groups(memory, event) &&
           settle(memory, event);
}

/* ---- reading --------------------------------------------------------------------- */

void tc_link_memory_top(struct link_memory *memory, uint32_t number, int32_t day)
{
    struct link_deed *deed = &memory->deeds[number];
    float best[LINK_TOP];
    if (deed->top_day == day)
        return;
    deed->top_day = day;
    deed->top_count = 0;
    for (size_t i = 0; i < deed->count; i++) {
        const struct link_count *count = &memory->counts.items[deed->counts[i]];
        float value = tc_link_fade_one(memory, &count->fade, day, 3) +
                      0.1f * count->fade.value[LINK_FADES - 1];
        uint32_t at = deed->top_count;
        if (at == LINK_TOP && value <= best[LINK_TOP - 1])
            continue;
        if (at == LINK_TOP)
            at--;
        else
            deed->top_count++;
        for (; at && best[at - 1] < value; at--) {
            best[at] = best[at - 1];
            deed->top[at] = deed->top[at - 1];
        }
        best[at] = value;
        deed->top[at] = count->actor;
    }
}

const struct link_row *tc_link_row(const struct link_memory *memory,
                                   const struct link_table *table, uint64_t key)
{
    uint32_t at = tc_link_table_get(table, key);
    return at == LINK_NONE ? NULL : &memory->rows.items[at];
}

float tc_link_group(const struct link_memory *memory, uint64_t key, int32_t day, int k)
{
    uint32_t at = tc_link_table_get(&memory->group, key);
    return at == LINK_NONE ? 0
                           : tc_link_fade_one(memory, &memory->fades.items[at], day, k);
}
