/* study/link_relation.c: what is known of the relations between two actors, and what of
 * it is put before the ranker.
 *
 * Seven contexts (what the one did to the other, the other to the one, the one to
 * anybody, ...) hold how often each relation came, at half-lives of 3 and 10 days and
 * for ever. A feature is log(1 + count / (k * usual)): how much more than usual it came
 * there, "usual" being the relation's share of all events and k how many events it
 * takes to be believed. Nothing but differences between relations matters to a softmax,
 * so that how much the context holds in all need not be known. A triple costs 20 bytes
 * in each context that knows it.
 *
 * Rules are those of link_rules.c, turned round: there the deed is given and who is
 * asked for, here the pair is given and the deed asked for. A day on which the one does
 * anything to the other is a trial of every rule whose deed lies behind the pair.
 */
#include "study/link_relation.h"

#include <math.h>
#include <string.h>

#define MOST       ((size_t)1 << 31)
#define RULE_TRUST 5.0f /* trials of "as usual" */
#define SHARE      0.5f /* of an event, for a relation that is rare */

/* ---- memory ---------------------------------------------------------------------- */

tocsin_status tc_relation_memory_init(struct relation_memory *memory, size_t relations,
                                      const struct link_names *names,
                                      tocsin_error *error)
{
    static const float half[RELATION_FADES] = {3, 10, 0};
    memset(memory, 0, sizeof *memory);
    for (int d = 0; d < LINK_DAYS; d++)
        for (int k = 0; k < RELATION_FADES; k++)
            memory->decay[d][k] = half[k] > 0 ? exp2f(-(float)d / half[k]) : 1.0f;
    memory->names = names;
    memory->relations = relations;
    size_t rules = relations * 2 * LINK_BINS * sizeof(struct relation_rule *);
    memory->slot = tc_alloc(relations * sizeof *memory->slot);
    memory->relation = tc_alloc(relations * sizeof *memory->relation);
    memory->rules = tc_alloc(rules);
    if (memory->rules)
        memset(memory->rules, 0, rules);
    if (!memory->slot || !memory->relation || !memory->rules)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for %zu relations",
                       relations);
    for (size_t i = 0; i < relations; i++)
        memory->slot[i] = LINK_NONE;
    return TOCSIN_OK;
}

void tc_relation_memory_release(struct relation_memory *memory)
{
    for (size_t i = 0; i < memory->lists.count; i++)
        tc_free(memory->lists.items[i].items);
    for (size_t i = 0; memory->rules && i < memory->relations * 2 * LINK_BINS; i++)
        tc_free(memory->rules[i]);
    tc_free(memory->lists.items);
    tc_free(memory->slot);
    tc_free(memory->relation);
    tc_free(memory->rules);
    tc_link_table_release(&memory->table);
    memset(memory, 0, sizeof *memory);
}

/* Where a context of these parties lies; false: it is not known whose it is. */
static bool key_of(const struct relation_memory *memory, enum relation_context context,
                   uint32_t actor, uint32_t recipient, uint64_t *key)
{
    const struct link_names *names = memory->names;
    uint64_t a = actor, b = recipient;
    switch (context) {
    case RELATION_MIRROR:
        context = RELATION_AGAIN;
        a = recipient;
        b = actor;
        break;
    case RELATION_DOES:
        b = 0;
        break;
    case RELATION_SUFFERS:
        a = 0;
        break;
    case RELATION_PLACES:
        a = names->place[actor];
        b = names->place[recipient];
        if (!a || !b)
            return false;
        break;
    case RELATION_ROLES:
        a = names->role[actor];
        b = names->role[recipient];
        if (!a && !b)
            return false;
        break;
    case RELATION_ALL:
        a = b = 0;
        break;
    default:
        break;
    }
    *key = (uint64_t)context << 60 | a << 30 | b;
    return true;
}

const struct relation_list *tc_relation_list(const struct relation_memory *memory,
                                             enum relation_context context,
                                             uint32_t actor, uint32_t recipient)
{
    uint64_t key;
    if (!key_of(memory, context, actor, recipient, &key))
        return NULL;
    uint32_t at = tc_link_table_get(&memory->table, key);
    return at == LINK_NONE ? NULL : &memory->lists.items[at];
}

const struct relation_count *tc_relation_find(const struct relation_list *list,
                                              uint32_t slot)
{
    for (uint32_t i = 0; list && i < list->count; i++)
        if (list->items[i].slot == slot)
            return &list->items[i];
    return NULL;
}

/* The list of a key, made if it is not there; NULL: no memory. */
static struct relation_list *open_list(struct relation_memory *memory, uint64_t key)
{
    uint32_t next = (uint32_t)memory->lists.count;
    if (!tc_grow(&memory->lists.items, &memory->lists.room, next + (size_t)1,
                 sizeof *memory->lists.items, MOST))
        return NULL;
    uint32_t *at = tc_link_table_put(&memory->table, key, next);
    if (!at)
        return NULL;
    if (*at == next) {
        memory->lists.items[next] = (struct relation_list){NULL, 0, 0};
        memory->lists.count++;
    }
    return &memory->lists.items[*at];
}

static bool add(const struct relation_memory *memory, struct relation_list *list,
                uint32_t slot, int32_t day)
{
    uint32_t i = 0;
    while (i < list->count && list->items[i].slot != slot)
        i++;
    if (i == list->count) {
        size_t room = list->room;
        if (!tc_grow(&list->items, &room, i + (size_t)1, sizeof *list->items, MOST))
            return false;
        list->room = (uint32_t)room;
        list->items[list->count++] = (struct relation_count){{0}, day, slot};
    }
    struct relation_count *count = &list->items[i];
    int32_t lag = day - count->last;
    const float *decay = memory->decay[lag < LINK_DAYS ? lag : LINK_DAYS - 1];
    for (int k = 0; k < RELATION_FADES; k++)
        count->value[k] = count->value[k] * decay[k] + 1;
    count->last = day;
    return true;
}

static uint32_t slot_of(struct relation_memory *memory, uint32_t relation)
{
    if (memory->slot[relation] == LINK_NONE) {
        memory->relation[memory->seen] = relation;
        memory->slot[relation] = memory->seen++;
    }
    return memory->slot[relation];
}

bool tc_relation_remember(struct relation_memory *memory,
                          const struct relation_event *event)
{
    uint32_t slot = slot_of(memory, event->relation);
    for (int c = 0; c < RELATION_CONTEXTS; c++) {
        uint64_t key;
        if (c == RELATION_MIRROR || !key_of(memory, (enum relation_context)c,
                                            event->actor, event->recipient, &key))
            continue;
        struct relation_list *list = open_list(memory, key);
        if (!list || !add(memory, list, slot, event->day))
            return false;
    }
    return true;
}

void tc_relation_evening(struct relation_memory *memory)
{
    const struct relation_list *all = tc_relation_list(memory, RELATION_ALL, 0, 0);
    float sum = SHARE * (float)memory->seen;
    for (uint32_t s = 0; s < memory->seen; s++)
        memory->usual[s] = SHARE;
    for (uint32_t i = 0; all && i < all->count; i++) {
        memory->usual[all->items[i].slot] += all->items[i].value[RELATION_EVER];
        sum += all->items[i].value[RELATION_EVER];
    }
    for (uint32_t s = 0; s < memory->seen; s++)
        memory->usual[s] /= sum;
}

uint32_t tc_relation_class(const struct relation_memory *memory, uint32_t actor,
                           uint32_t recipient)
{
    const struct relation_list *list =
        tc_relation_list(memory, RELATION_AGAIN, actor, recipient);
    float count = 0;
    for (uint32_t i = 0; list && i < list->count; i++)
        count += list->items[i].value[RELATION_EVER];
    if (count < 1)
        return tc_relation_list(memory, RELATION_MIRROR, actor, recipient) ? 1 : 0;
    return count < 4 ? 2 : count < 16 ? 3 : 4;
}

/* ---- rules ----------------------------------------------------------------------- */

static struct relation_rule *open_rule(struct relation_memory *memory,
                                       const struct relation_past *past)
{
    struct relation_rule **at = &memory->rules[past->deed * LINK_BINS + past->bin];
    size_t size = sizeof **at + memory->relations * sizeof(float);
    if (*at)
        return *at;
    *at = tc_alloc(size);
    if (*at)
        memset(*at, 0, size);
    return *at;
}

/* What lies behind a pair, at most RELATION_PAST. */
static uint32_t list_past(const struct relation_memory *memory,
                          const struct relation_question *question, int32_t day,
                          struct relation_past *past)
{
    uint32_t count = 0, sides = question->actor == question->recipient ? 1 : 2;
    int32_t newest = INT32_MAX;
    for (uint32_t side = 0; side < sides; side++) {
        const struct relation_list *list =
            tc_relation_list(memory, side ? RELATION_MIRROR : RELATION_AGAIN,
                             question->actor, question->recipient);
        for (uint32_t i = 0; list && i < list->count; i++) {
            const struct relation_count *from = &list->items[i];
            int32_t ago = day - from->last;
            uint32_t often = (uint32_t)from->value[RELATION_EVER];
            past[count++] =
                (struct relation_past){.deed = (uint16_t)(from->slot * 2 + side),
                                       .bin = (uint8_t)tc_link_bin(ago, often),
                                       .count = from->value[RELATION_EVER],
                                       .ago = ago};
            newest = ago < newest ? ago : newest;
        }
    }
    for (uint32_t i = 0; i < count; i++)
        past[i].latest = past[i].ago == newest;
    return count;
}

bool tc_relation_count_rules(struct relation_memory *memory,
                             const struct relation_question *question, int32_t day)
{
    struct relation_past past[RELATION_PAST];
    uint32_t count = list_past(memory, question, day, past);
    for (uint32_t i = 0; i < count; i++) {
        struct relation_rule *rule = open_rule(memory, &past[i]);
        if (!rule)
            return false;
        rule->trials++;
        for (uint32_t k = 0; k < question->answer_count; k++)
            rule->hits[slot_of(memory, question->answers[k])]++;
    }
    return true;
}

float tc_relation_confidence(const struct relation_memory *memory,
                             const struct relation_past *past, uint32_t slot)
{
    const struct relation_rule *rule =
        memory->rules[past->deed * LINK_BINS + past->bin];
    float usual = RULE_TRUST * memory->usual[slot];
    return rule ? (rule->hits[slot] + usual) / (rule->trials + RULE_TRUST)
                : memory->usual[slot];
}

/* ---- features -------------------------------------------------------------------- */

static bool left_out(unsigned without, enum relation_context context)
{
    static const uint8_t part[RELATION_CONTEXTS] = {
        LINKS_COUNTS,     LINKS_COUNTS, LINKS_POPULARITY, LINKS_POPULARITY,
        LINKS_POPULARITY, LINKS_NAMES,  LINKS_NAMES};
    return without >> part[context] & 1;
}

static void read_context(const struct relation_scene *scene,
                         enum relation_context context, struct relation_block *block)
{
    /* events until it is believed */
    static const float trust[RELATION_CONTEXTS] = {1, 1, 3, 3, 10, 3, 10};
    const struct relation_memory *memory = scene->memory;
    const struct relation_list *list = tc_relation_list(
        memory, context, scene->question->actor, scene->question->recipient);
    float(*row)[LINK_RELATIONS] = &block->feature[context * RELATION_FADES];
    for (uint32_t i = 0; list && i < list->count; i++) {
        const struct relation_count *from = &list->items[i];
        int32_t lag = scene->day - from->last;
        const float *decay = memory->decay[lag < LINK_DAYS ? lag : LINK_DAYS - 1];
        float times = 1 / (trust[context] * memory->usual[from->slot]);
        for (int k = 0; k < RELATION_FADES; k++)
            row[k][from->slot] = tc_link_log(1 + from->value[k] * decay[k] * times);
    }
}

static void read_rules(const struct relation_scene *scene, struct relation_block *block)
{
    const struct relation_memory *memory = scene->memory;
    float sum[LINK_RELATIONS] = {0}, most[LINK_RELATIONS] = {0};
    float latest[LINK_RELATIONS] = {0}, newest = 0;
    const float *usual = memory->usual;
    for (uint32_t i = 0; i < block->past_count; i++) {
        const struct relation_past *past = &block->past[i];
        const struct relation_rule *rule =
            memory->rules[past->deed * LINK_BINS + past->bin];
        float of = 1 / ((rule ? rule->trials : 0) + RULE_TRUST);
        newest += past->latest;
        for (uint32_t s = 0; s < block->count; s++) {
            float sure = ((rule ? rule->hits[s] : 0) + RULE_TRUST * usual[s]) * of;
            sum[s] += sure;
            most[s] = sure > most[s] ? sure : most[s];
            latest[s] += past->latest ? sure : 0;
        }
    }
    float(*row)[LINK_RELATIONS] = &block->feature[RELATION_RULE];
    for (uint32_t s = 0; block->past_count && s < block->count; s++) {
        row[0][s] = tc_link_log(sum[s] / ((float)block->past_count * usual[s]));
        row[1][s] = tc_link_log(most[s] / usual[s]);
        row[2][s] = tc_link_log(latest[s] / (newest * usual[s]));
    }
}

void tc_relation_prepare(const struct relation_scene *scene,
                         struct relation_block *block)
{
    const struct relation_memory *memory = scene->memory;
    const struct relation_question *question = scene->question;
    uint32_t filled =
        (memory->seen + RELATION_STEP - 1) / RELATION_STEP * RELATION_STEP;
    block->count = memory->seen;
    block->class = tc_relation_class(memory, question->actor, question->recipient);
    for (int f = 0; f < RELATION_FEATURES; f++)
        memset(block->feature[f], 0, filled * sizeof(float));
    memset(block->right, 0, filled * sizeof(bool));
    memset(block->slope, 0, filled * sizeof(float));
    for (int c = 0; c < RELATION_CONTEXTS; c++)
        if (!left_out(scene->without, (enum relation_context)c) &&
            (c != RELATION_MIRROR || question->actor != question->recipient))
            read_context(scene, (enum relation_context)c, block);
    block->past_count = 0;
    if (!(scene->without >> LINKS_RULES & 1)) {
        block->past_count = list_past(memory, question, scene->day, block->past);
        read_rules(scene, block);
    }
    for (uint32_t s = 0; s < block->count; s++) {
        block->feature[RELATION_USUAL][s] = tc_link_log(memory->usual[s]);
        block->feature[RELATION_OWN][s] = 1;
    }
    block->right_count = 0;
    for (uint32_t i = 0; i < question->answer_count; i++) {
        uint32_t slot = memory->slot[question->answers[i]];
        if (slot == LINK_NONE || slot >= block->count)
            continue;
        block->right[slot] = true;
        block->right_count++;
    }
}
