/* study/moves.c: the history of two actors: their moves and countermoves.
 *
 * "Every move by one actor is met with a countermove by another." What two actors did
 * to each other is laid out as two series (series.c); whether one answers the other, in
 * kind, how strongly and after how long, is told by days (reciprocity.c); where the
 * rates change (change.c); and which exchanges come more often than by chance, third
 * parties among them (moves_exchange.c). One pass over the stream picks the events in
 * which either has part, some thousands of a million; all else works on those.
 *
 * News speaks of the past too: when the first fiftieth of the stream's events takes
 * more than a tenth of its days (and these are more than 400), the days that are looked
 * at begin behind it, so that one mention of 1948 does not make every later rate look
 * high.
 */
#include "study/moves_inside.h"

#include <string.h>

/* So many days are looked at, 110 years. */
enum { MOST_DAYS = 40000 };

tocsin_status tc_moves_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for moves");
}

/* 1 conflict, 0 the rest, -1 unknown. */
static int is_conflict(const struct stream_relation *kind)
{
    if (kind->intensity == kind->intensity)
        return kind->intensity < 0;
    if (kind->type >= 0)
        return kind->type >= TOCSIN_ACCUSE;
    return -1;
}

text tc_moves_label(const struct stream *stream, unsigned label)
{
    if (label < TOCSIN_TYPE_COUNT)
        return tc_text(tocsin_type_name((tocsin_type)label));
    return stream->relations.items[label - TOCSIN_TYPE_COUNT];
}

static tocsin_status check_options(tocsin_moves_options *how, tocsin_error *error)
{
    if (!how->days)
        how->days = 30;
    if (!how->least)
        how->least = 5;
    if (!how->most)
        how->most = 20;
    if (!(how->rate > 0))
        how->rate = 0.1;
    if (!how->seed)
        how->seed = 1;
    if (how->days < 1 || how->days > 90 || how->by > TOCSIN_BUCKET_MONTH)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       how->by > TOCSIN_BUCKET_MONTH
                           ? "moves are counted by day, week or month"
                           : "answers are looked for 1 to 90 days on");
    return TOCSIN_OK;
}

/* ---- the neighbourhood ----------------------------------------------------------- */

enum { IS_A = 1, IS_B = 2 };

static int between(uint8_t actor, uint8_t recipient)
{
    if (actor == recipient)
        return -1;
    if (actor == IS_A)
        return recipient == IS_B ? AB : AC;
    if (actor == IS_B)
        return recipient == IS_A ? BA : BC;
    return recipient == IS_A ? CA : CB;
}

static tocsin_status gather(struct moves *moves, const uint8_t *marks,
                            tocsin_error *error)
{
    const struct stream *s = moves->stream;
    for (size_t i = 0; i < s->count; i++) {
        int of = between(marks[s->actor[i]], marks[s->recipient[i]]);
        if (of < 0)
            continue;
        if (!tc_grow(&moves->near, &moves->near_room, moves->near_count + 1,
                     sizeof *moves->near, TC_STREAM_EVENTS))
            return tc_moves_memory(error);
        const struct stream_relation *kind = &s->kinds[s->relation[i]];
        uint32_t label =
            kind->type >= 0 ? (uint32_t)kind->type : TOCSIN_TYPE_COUNT + s->relation[i];
        moves->near[moves->near_count++] = (struct near_event){
            .day = s->day[i],
            .event = s->event[i],
            .label = (uint16_t)(label < UINT16_MAX ? label : UINT16_MAX),
            .between = (uint8_t)of,
            .conflict = (int8_t)is_conflict(kind),
            .intensity = kind->intensity};
    }
    return TOCSIN_OK;
}

/* With whom a side has most to do, at most three, in words. */
static void partners(const struct moves *moves, const uint8_t *marks, uint8_t side,
                     struct buffer *out)
{
    const struct stream *s = moves->stream;
    uint32_t *counts = tc_alloc(s->actors.count * sizeof *counts);
    if (!counts)
        return;
    memset(counts, 0, s->actors.count * sizeof *counts);
    for (size_t i = 0; i < s->count; i++) {
        uint32_t a = s->actor[i], b = s->recipient[i];
        if (marks[a] == side && marks[b] != side)
            counts[b]++;
        else if (marks[b] == side && marks[a] != side)
            counts[a]++;
    }
    for (int shown = 0; shown < 3; shown++) {
        size_t best = 0;
        for (size_t i = 1; i < s->actors.count; i++)
            best = counts[i] > counts[best] ? i : best;
        if (!counts[best])
            break;
        text name = tc_text_slice(s->actors.items[best], 0, 40);
        tc_buffer_string(out, shown ? ", " : "");
        if (name.size)
            tc_buffer_text(out, name);
        else
            tc_buffer_format(out, "#%zu", best);
        tc_buffer_format(out, " (%u)", counts[best]);
        counts[best] = 0;
    }
    tc_free(counts);
}

static tocsin_status nothing_passed(const struct moves *moves, const uint8_t *marks,
                                    const char *when, tocsin_error *error)
{
    struct buffer words;
    text sides[2] = {tc_text_slice(moves->public.a, 0, 60),
                     tc_text_slice(moves->public.b, 0, 60)};
    tc_buffer_init(&words, 4096);
    tc_buffer_string(&words, "nothing has passed between \"");
    tc_buffer_text(&words, sides[0]);
    tc_buffer_string(&words, "\" and \"");
    tc_buffer_text(&words, sides[1]);
    tc_buffer_format(&words, "\"%s", when);
    for (int side = 0; side < 2 && !*when; side++) {
        size_t before = words.size;
        tc_buffer_string(&words, "; \"");
        tc_buffer_text(&words, sides[side]);
        tc_buffer_string(&words, "\" has most to do with ");
        size_t from = words.size;
        partners(moves, marks, side ? IS_B : IS_A, &words);
        if (words.size == from)
            words.size = before;
    }
    tocsin_status status = words.failed ? tc_moves_memory(error)
                                        : tc_fail(error, TOCSIN_EMPTY, "", 0, -1,
                                                  "%.*s", (int)words.size, words.data);
    tc_buffer_release(&words);
    return status;
}

/* The days to look at. */
static tocsin_status choose_days(struct moves *moves, const uint8_t *marks,
                                 tocsin_error *error)
{
    tocsin_moves *out = &moves->public;
    const struct stream *s = moves->stream;
    size_t all = 0, inside = 0;
    out->first = s->day[0];
    out->last = s->day[s->count - 1];
    int64_t span = (int64_t)out->last - out->first + 1;
    int32_t most = s->day[s->count / 50];
    if (span > 400 && ((int64_t)most - out->first) * 10 > span)
        out->first = most;
    for (size_t i = 0; i < moves->near_count; i++) {
        all += moves->near[i].between <= BA;
        inside += moves->near[i].between <= BA && moves->near[i].day >= out->first;
    }
    if (!inside)
        return nothing_passed(
            moves, marks,
            all ? " in the days in which all but a fiftieth of the events lie" : "",
            error);
    if ((int64_t)out->last - out->first >= MOST_DAYS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "the events lie more than %d days apart; narrow them down",
                       MOST_DAYS);
    return TOCSIN_OK;
}

/* Leaves out what lies before the first day; days count from it. */
static void cut_days(struct moves *moves)
{
    tocsin_moves *out = &moves->public;
    size_t kept = 0;
    for (size_t i = 0; i < moves->near_count; i++) {
        struct near_event e = moves->near[i];
        if (e.day < out->first) {
            out->before += e.between <= BA;
            continue;
        }
        e.day -= out->first;
        moves->near[kept++] = e;
    }
    moves->near_count = kept;
    moves->days = out->last - out->first + 1;
    if (out->by == TOCSIN_BUCKET_NONE)
        out->by = moves->days <= 130    ? TOCSIN_BUCKET_DAY
                  : moves->days <= 1100 ? TOCSIN_BUCKET_WEEK
                                        : TOCSIN_BUCKET_MONTH;
}

static tocsin_status mark_sides(struct moves *moves, text a, text b, uint8_t *marks,
                                tocsin_error *error)
{
    const struct stream *s = moves->stream;
    memset(marks, 0, s->actors.count);
    tocsin_status status = tc_moves_actors(s, a, marks, IS_A, error);
    if (!status)
        status = tc_moves_actors(s, b, marks, IS_B, error);
    for (size_t i = 0; !status && i < s->actors.count; i++)
        if (marks[i] == (IS_A | IS_B))
            status = tc_fail(
                error, TOCSIN_USAGE, "", 0, -1, "\"%.*s\" is on both sides",
                (int)(s->actors.items[i].size < 80 ? s->actors.items[i].size : 80),
                s->actors.items[i].size ? s->actors.items[i].data : "");
    return status ? status : gather(moves, marks, error);
}

/* The stream's own name of a side that is one actor; else what was asked for. */
static text side_name(struct moves *moves, const uint8_t *marks, uint8_t mark,
                      text asked, uint32_t *actors)
{
    const struct stream_names *names = &moves->stream->actors;
    text name = asked;
    for (size_t i = 0; i < names->count; i++)
        if (marks[i] & mark && !(*actors)++ && names->items[i].size)
            name = names->items[i];
    return tc_arena_copy(&moves->arena, *actors == 1 ? name : asked);
}

static tocsin_status study(struct moves *moves, tocsin_error *error)
{
    cut_days(moves);
    tocsin_status status = tc_moves_series(moves, error);
    if (!status)
        status = tc_moves_changes(moves, error);
    if (!status)
        status = tc_moves_responses(moves, error);
    if (!status)
        status = tc_moves_regressions(moves, error);
    return status ? status : tc_moves_exchanges(moves, error);
}

static tocsin_status fill(struct moves *moves, text a, text b, tocsin_error *error)
{
    tocsin_moves *out = &moves->public;
    uint8_t *marks = tc_alloc(moves->stream->actors.count);
    if (!marks)
        return tc_moves_memory(error);
    tocsin_status status = mark_sides(moves, a, b, marks, error);
    if (!status) {
        out->a = side_name(moves, marks, IS_A, a, &out->actors[0]);
        out->b = side_name(moves, marks, IS_B, b, &out->actors[1]);
        if (!out->a.data || !out->b.data)
            status = tc_moves_memory(error);
    }
    out->by = moves->how.by;
    out->dates = moves->stream->dates;
    if (!status)
        status = choose_days(moves, marks, error);
    tc_free(marks);
    return status ? status : study(moves, error);
}

tocsin_status tc_moves_find(const struct stream *stream, text a, text b,
                            const tocsin_moves_options *how, tocsin_moves **out,
                            tocsin_error *error)
{
    *out = NULL;
    if (!stream->count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1, "there are no events");
    struct moves *moves = tc_alloc(sizeof *moves);
    if (!moves)
        return tc_moves_memory(error);
    memset(moves, 0, sizeof *moves);
    tc_arena_init(&moves->arena, 0);
    tc_buffer_init(&moves->svg, 0);
    moves->stream = stream;
    if (how)
        moves->how = *how;
    tocsin_status status = check_options(&moves->how, error);
    if (!status)
        status = fill(moves, a, b, error);
    tc_free(moves->near);
    moves->near = NULL;
    if (status)
        tc_moves_free(&moves->public);
    else
        *out = &moves->public;
    return status;
}

void tc_moves_free(tocsin_moves *public)
{
    struct moves *moves = (struct moves *)public;
    if (!moves)
        return;
    tc_arena_release(&moves->arena);
    tc_buffer_release(&moves->svg);
    tc_free(moves);
}
