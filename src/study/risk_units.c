/* risk_units.c: who did what to whom on which days, as days of pairs or actors.
 *
 * Ten reports of one raid are one day, so what is counted is days, not events: coders
 * give the same event several times, and as often as the news is large.
 */
#include "study/risk.h"

#include <math.h>

enum { UNITS = 1000000 };

enum risk_class tc_risk_class(const struct stream_relation *kind, uint32_t roots)
{
    static const uint8_t by_root[21] = {
        [9] = RISK_WORDS,     [10] = RISK_WORDS,    [11] = RISK_WORDS,
        [12] = RISK_WORDS,    [13] = RISK_THREAT,   [14] = RISK_PROTEST,
        [15] = RISK_COERCION, [16] = RISK_COERCION, [17] = RISK_COERCION,
        [18] = RISK_VIOLENCE, [19] = RISK_VIOLENCE, [20] = RISK_VIOLENCE};
    int root = kind->root;
    if (root < 1 || root > 20)
        return RISK_PEACE;
    if (roots >> root & 1)
        return RISK_TARGET;
    return by_root[root] ? (enum risk_class)by_root[root] : RISK_PEACE;
}

static uint64_t key_of(uint32_t actor, uint32_t recipient)
{
    return (uint64_t)actor << 32 | recipient;
}

/* Where a key stands or would stand. */
static size_t slot_of(const struct risk_units *u, uint64_t key)
{
    uint64_t state = key;
    size_t at = (size_t)tc_chance(&state) & (u->key_room - 1);
    while (u->slots[at] != UINT32_MAX && u->keys[at] != key)
        at = (at + 1) & (u->key_room - 1);
    return at;
}

uint32_t tc_risk_unit(const struct risk_units *units, uint32_t actor,
                      uint32_t recipient)
{
    if (!units->key_room)
        return UINT32_MAX;
    return units->slots[slot_of(units, key_of(actor, recipient))];
}

static bool rehash(struct risk_units *u, size_t room)
{
    uint64_t *keys = tc_alloc(room * sizeof *keys);
    uint32_t *slots = tc_alloc(room * sizeof *slots);
    if (!keys || !slots) {
        tc_free(keys);
        tc_free(slots);
        return false;
    }
    tc_free(u->keys);
    tc_free(u->slots);
    u->keys = keys;
    u->slots = slots;
    u->key_room = room;
    for (size_t i = 0; i < room; i++)
        slots[i] = UINT32_MAX;
    for (size_t i = 0; i < u->count; i++) {
        uint64_t key = key_of(u->actor[i], u->recipient[i]);
        size_t at = slot_of(u, key);
        keys[at] = key;
        slots[at] = (uint32_t)i;
    }
    return true;
}

/* The unit's number, which is new when it was not there. */
static tocsin_status put_unit(struct risk_units *u, uint32_t actor, uint32_t recipient,
                              int32_t day, uint32_t *out, tocsin_error *error)
{
    *out = tc_risk_unit(u, actor, recipient);
    if (*out != UINT32_MAX)
        return TOCSIN_OK;
    size_t n = u->count, wide = 2 * RISK_CLASSES;
    if (n >= UNITS)
        return tc_fail(error, TOCSIN_LIMIT, NULL, 0, -1, "more than %d pairs or actors",
                       UNITS);
    if (2 * (n + 1) > u->key_room && !rehash(u, u->key_room ? 2 * u->key_room : 64))
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    if (!tc_grow(&u->actor, &u->room[0], n + 1, sizeof *u->actor, UNITS) ||
        !tc_grow(&u->recipient, &u->room[1], n + 1, sizeof *u->recipient, UNITS) ||
        !tc_grow(&u->mirror, &u->room[2], n + 1, sizeof *u->mirror, UNITS) ||
        !tc_grow(&u->born, &u->room[3], n + 1, sizeof *u->born, UNITS) ||
        !tc_grow(&u->seen, &u->room[4], n + 1, wide * sizeof *u->seen, UNITS))
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    u->actor[n] = actor;
    u->recipient[n] = recipient;
    u->mirror[n] = (uint32_t)n;
    u->born[n] = day;
    for (size_t k = 0; k < wide; k++)
        u->seen[n * wide + k] = INT32_MIN;
    size_t at = slot_of(u, key_of(actor, recipient));
    u->keys[at] = key_of(actor, recipient);
    u->slots[at] = *out = (uint32_t)n;
    u->count++;
    return TOCSIN_OK;
}

static tocsin_status put_day(struct risk_units *u, struct risk_day day,
                             tocsin_error *error)
{
    int32_t *seen =
        &u->seen[((size_t)day.unit * 2 + day.side) * RISK_CLASSES + day.class];
    if (*seen == day.day)
        return TOCSIN_OK;
    *seen = day.day;
    if (!tc_grow(&u->days, &u->day_room, u->day_count + 1, sizeof day,
                 2 * (size_t)TC_STREAM_EVENTS))
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    u->days[u->day_count++] = day;
    return TOCSIN_OK;
}

static tocsin_status put_event(struct risk_units *u, const tocsin_risk_question *q,
                               const uint32_t party[2], struct risk_day day,
                               tocsin_error *error)
{
    bool pair = q->unit == TOCSIN_RISK_PAIR;
    uint32_t own, other;
    tocsin_status status =
        put_unit(u, party[0], pair ? party[1] : TC_NO_GROUP, day.day, &own, error);
    if (!status)
        status = put_unit(u, party[1], pair ? party[0] : TC_NO_GROUP, day.day, &other,
                          error);
    if (status)
        return status;
    if (pair) {
        u->mirror[own] = other;
        u->mirror[other] = own;
    }
    day.unit = own;
    status = put_day(u, day, error);
    day.unit = other;
    day.side = 1;
    return status ? status : put_day(u, day, error);
}

tocsin_status tc_risk_units(const struct stream *stream, struct risk_groups groups,
                            const tocsin_risk_question *question, int32_t until,
                            struct risk_units *out, tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    *out = (struct risk_units){.first = stream->count ? stream->day[0] : 0};
    for (size_t i = 0; i < stream->count && stream->day[i] < until && !status; i++) {
        uint32_t party[2] = {stream->actor[i], stream->recipient[i]};
        for (int k = 0; k < 2 && groups.group; k++)
            party[k] = groups.group[party[k]];
        if (party[0] == TC_NO_GROUP || party[1] == TC_NO_GROUP || party[0] == party[1])
            continue;
        struct risk_day day = {
            .day = stream->day[i],
            .class = (uint8_t)tc_risk_class(&stream->kinds[stream->relation[i]],
                                            question->roots)};
        status = put_event(out, question, party, day, error);
    }
    if (status)
        tc_risk_units_release(out);
    return status;
}

void tc_risk_units_release(struct risk_units *units)
{
    tc_free(units->actor);
    tc_free(units->recipient);
    tc_free(units->mirror);
    tc_free(units->born);
    tc_free(units->seen);
    tc_free(units->days);
    tc_free(units->keys);
    tc_free(units->slots);
    *units = (struct risk_units){0};
}

int tc_risk_days(const struct stream *stream, uint32_t actor, uint32_t recipient,
                 uint32_t roots, int32_t first, int days)
{
    int count = 0;
    int32_t last = INT32_MIN;
    for (size_t i = 0; i < stream->count; i++) {
        int32_t day = stream->day[i];
        if (day >= (int64_t)first + days)
            break;
        if (day < first || day == last || stream->actor[i] != actor ||
            (recipient != UINT32_MAX ? stream->recipient[i] != recipient
                                     : stream->recipient[i] == actor))
            continue;
        if (tc_risk_class(&stream->kinds[stream->relation[i]], roots) == RISK_TARGET) {
            last = day;
            count++;
        }
    }
    return count;
}
