/* map.c: text to number, open addressing with linear probing, at most half full. */
#include "base/base.h"

#include <string.h>

struct map_slot {
    text key;
    uint32_t hash; /* never 0 in a used slot */
    uint32_t value;
};

void tc_map_init(struct map *map)
{
    memset(map, 0, sizeof *map);
}

void tc_map_release(struct map *map)
{
    tc_free(map->slots);
    tc_map_init(map);
}

void tc_map_clear(struct map *map)
{
    if (map->slots)
        memset(map->slots, 0, map->room * sizeof *map->slots);
    map->count = 0;
}

static uint32_t hash_of(text key)
{
    uint32_t hash = (uint32_t)tc_hash(key.data, key.size);
    return hash ? hash : 1;
}

static struct map_slot *find(struct map_slot *slots, size_t room, text key,
                             uint32_t hash)
{
    size_t at = hash & (room - 1);
    while (slots[at].hash &&
           !(slots[at].hash == hash && tc_text_equal(slots[at].key, key)))
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static bool grow(struct map *map)
{
    size_t room = map->room ? map->room * 2 : 64;
    if (room > SIZE_MAX / sizeof *map->slots)
        return false;
    struct map_slot *slots = tc_alloc(room * sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0, room * sizeof *slots);
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].hash)
            *find(slots, room, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    tc_free(map->slots);
    map->slots = slots;
    map->room = room;
    return true;
}

bool tc_map_put(struct map *map, text key, uint32_t value)
{
    if ((map->count + 1) * 2 > map->room && !grow(map))
        return false;
    uint32_t hash = hash_of(key);
    struct map_slot *slot = find(map->slots, map->room, key, hash);
    if (slot->hash) {
        slot->value = value; /* and the key that it has */
        return true;
    }
    map->count++;
    *slot = (struct map_slot){key, hash, value};
    return true;
}

bool tc_map_get(const struct map *map, text key, uint32_t *value)
{
    if (!map->count)
        return false;
    const struct map_slot *slot = find(map->slots, map->room, key, hash_of(key));
    if (!slot->hash)
        return false;
    *value = slot->value;
    return true;
}
