/* study/stream.c: events as columns, and the names of who takes part in them.
 *
 * Events mostly come in order already (a record lists them by day, the benchmarks'
 * files are sorted), so that sorting is a look; otherwise pairs of day and place are
 * sorted, which keeps the order of a day's events, and the columns follow.
 */
#include "study/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void tc_stream_init(struct stream *stream)
{
    memset(stream, 0, sizeof *stream);
    tc_arena_init(&stream->arena, (size_t)1 << 32);
    tc_map_init(&stream->actors.numbers);
    tc_map_init(&stream->relations.numbers);
}

static void release_names(struct stream_names *names)
{
    tc_map_release(&names->numbers);
    tc_free(names->items);
}

void tc_stream_release(struct stream *stream)
{
    tc_free(stream->day);
    tc_free(stream->actor);
    tc_free(stream->recipient);
    tc_free(stream->relation);
    tc_free(stream->event);
    tc_free(stream->kinds);
    release_names(&stream->actors);
    release_names(&stream->relations);
    tc_arena_release(&stream->arena);
    memset(stream, 0, sizeof *stream);
}

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for events");
}

/* Room for count names, the new ones empty. */
static tocsin_status widen(struct stream_names *names, size_t count, size_t limit,
                           const char *what, tocsin_error *error)
{
    if (count > limit)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1, "more than %zu %s", limit, what);
    if (count <= names->count)
        return TOCSIN_OK;
    if (!tc_grow(&names->items, &names->room, count, sizeof *names->items, limit * 2))
        return no_memory(error);
    memset(names->items + names->count, 0,
           (count - names->count) * sizeof *names->items);
    names->count = count;
    return TOCSIN_OK;
}

static tocsin_status widen_relations(struct stream *stream, size_t count,
                                     tocsin_error *error)
{
    size_t before = stream->relations.count;
    tocsin_status status =
        widen(&stream->relations, count, TC_STREAM_RELATIONS, "relations", error);
    if (status)
        return status;
    if (!tc_grow(&stream->kinds, &stream->kinds_room, stream->relations.count + 1,
                 sizeof *stream->kinds, TC_STREAM_RELATIONS * 2)) {
        stream->relations.count = before;
        return no_memory(error);
    }
    for (size_t i = before; i < stream->relations.count; i++)
        stream->kinds[i] = (struct stream_relation){NAN, 0, -1};
    return TOCSIN_OK;
}

tocsin_status tc_stream_number(struct stream *stream, size_t actors, size_t relations,
                               tocsin_error *error)
{
    tocsin_status status =
        widen(&stream->actors, actors, TC_STREAM_ACTORS, "actors", error);
    return status ? status : widen_relations(stream, relations, error);
}

tocsin_status tc_stream_name(struct stream *stream, struct stream_names *names,
                             size_t number, text name, tocsin_error *error)
{
    uint32_t there;
    text copy = tc_arena_copy(&stream->arena, name);
    if (!copy.data)
        return no_memory(error);
    if (!tc_map_get(&names->numbers, copy, &there) &&
        !tc_map_put(&names->numbers, copy, (uint32_t)number))
        return no_memory(error);
    names->items[number] = copy;
    return TOCSIN_OK;
}

tocsin_status tc_stream_actor(struct stream *stream, text name, uint32_t *out,
                              tocsin_error *error)
{
    if (tc_map_get(&stream->actors.numbers, name, out))
        return TOCSIN_OK;
    size_t number = stream->actors.count;
    tocsin_status status =
        widen(&stream->actors, number + 1, TC_STREAM_ACTORS, "actors", error);
    if (!status)
        status = tc_stream_name(stream, &stream->actors, number, name, error);
    if (status)
        return status;
    *out = (uint32_t)number;
    return TOCSIN_OK;
}

tocsin_status tc_stream_relation(struct stream *stream, text name,
                                 const struct stream_relation *kind, uint32_t *out,
                                 tocsin_error *error)
{
    if (tc_map_get(&stream->relations.numbers, name, out))
        return TOCSIN_OK;
    size_t number = stream->relations.count;
    tocsin_status status = widen_relations(stream, number + 1, error);
    if (!status)
        status = tc_stream_name(stream, &stream->relations, number, name, error);
    if (status)
        return status;
    if (kind)
        stream->kinds[number] = *kind;
    *out = (uint32_t)number;
    return TOCSIN_OK;
}

tocsin_status tc_stream_add(struct stream *stream, const struct stream_event *event,
                            tocsin_error *error)
{
    size_t need = stream->count + 1;
    if (need > TC_STREAM_EVENTS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1, "more than %u events",
                       TC_STREAM_EVENTS);
    if (!tc_grow(&stream->day, &stream->room[0], need, 4, TC_STREAM_EVENTS * 2u) ||
        !tc_grow(&stream->actor, &stream->room[1], need, 4, TC_STREAM_EVENTS * 2u) ||
        !tc_grow(&stream->relation, &stream->room[2], need, 4, TC_STREAM_EVENTS * 2u) ||
        !tc_grow(&stream->recipient, &stream->room[3], need, 4,
                 TC_STREAM_EVENTS * 2u) ||
        !tc_grow(&stream->event, &stream->room[4], need, 4, TC_STREAM_EVENTS * 2u))
        return no_memory(error);
    stream->day[stream->count] = event->day;
    stream->actor[stream->count] = event->actor;
    stream->relation[stream->count] = event->relation;
    stream->recipient[stream->count] = event->recipient;
    stream->event[stream->count] = event->event;
    stream->count = need;
    return TOCSIN_OK;
}

/* ---- sorting --------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* order[i]: which event stands at i, by day and then by where it stood. */
static bool find_order(const struct stream *stream, uint32_t *order)
{
    uint64_t *keys = tc_alloc(stream->count * sizeof *keys);
    if (!keys)
        return false;
    for (size_t i = 0; i < stream->count; i++)
        keys[i] = (uint64_t)((uint32_t)stream->day[i] ^ 0x80000000u) << 32 | i;
    qsort(keys, stream->count, sizeof *keys, by_key);
    for (size_t i = 0; i < stream->count; i++)
        order[i] = (uint32_t)keys[i];
    tc_free(keys);
    return true;
}

static bool is_sorted(const struct stream *stream)
{
    for (size_t i = 1; i < stream->count; i++)
        if (stream->day[i] < stream->day[i - 1])
            return false;
    return true;
}

static void permute(uint32_t *column, const uint32_t *order, uint32_t *scratch,
                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = column[order[i]];
    memcpy(column, scratch, count * sizeof *column);
}

tocsin_status tc_stream_sort(struct stream *stream, tocsin_error *error)
{
    if (is_sorted(stream))
        return TOCSIN_OK;
    tocsin_status status = TOCSIN_OK;
    uint32_t *order = tc_alloc(stream->count * sizeof *order);
    uint32_t *scratch = tc_alloc(stream->count * sizeof *scratch);
    if (!order || !scratch || !find_order(stream, order)) {
        status = no_memory(error);
        goto done;
    }
    permute((uint32_t *)stream->day, order, scratch, stream->count);
    permute(stream->actor, order, scratch, stream->count);
    permute(stream->relation, order, scratch, stream->count);
    permute(stream->recipient, order, scratch, stream->count);
    permute(stream->event, order, scratch, stream->count);
done:
    tc_free(order);
    tc_free(scratch);
    return status;
}
