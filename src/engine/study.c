/* study.c: events for the studies, out of a record or out of files of quadruples.
 *
 * What a relation stands for is looked up here, since the study room knows no
 * dictionaries: of a record it is the event's type, whose intensity is the mean of its
 * events'; of a file the CAMEO code whose name or number it bears.
 */
#include "engine/study.h"
#include "engine/engine.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void tocsin_stream_close(tocsin_stream *stream)
{
    if (!stream)
        return;
    tc_stream_release(&stream->stream);
    tc_free(stream);
}

static tocsin_stream *make_stream(tocsin_error *error)
{
    tocsin_stream *made = tc_alloc(sizeof *made);
    if (!made) {
        tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
        return NULL;
    }
    memset(made, 0, sizeof *made);
    tc_stream_init(&made->stream);
    return made;
}

static tocsin_text print_day(const tocsin_stream *stream, size_t event, char out[16])
{
    int32_t day = stream->stream.day[event];
    if (stream->stream.dates)
        tc_day_print(day, out);
    else
        snprintf(out, 16, "day %d", (int)day);
    return tc_text(out);
}

static void count_events(tocsin_stream *made)
{
    struct stream *stream = &made->stream;
    made->counts.events = stream->count;
    made->counts.first = made->counts.last = (tocsin_text){NULL, 0};
    if (stream->count) {
        made->counts.first = print_day(made, 0, made->days[0]);
        made->counts.last = print_day(made, stream->count - 1, made->days[1]);
    }
}

void tocsin_stream_until(tocsin_stream *stream, int32_t day)
{
    struct stream *events = &stream->stream;
    while (events->count && events->day[events->count - 1] > day)
        events->count--;
    count_events(stream);
}

/* Puts it in order and counts it; frees it when status or that fails. */
static tocsin_status finish(tocsin_stream *made, tocsin_status status,
                            tocsin_stream **out, tocsin_error *error)
{
    struct stream *stream = &made->stream;
    if (!status)
        status = tc_stream_sort(stream, error);
    if (status) {
        tocsin_stream_close(made);
        return status;
    }
    made->counts.actors = stream->actors.count;
    made->counts.relations = stream->relations.count;
    count_events(made);
    *out = made;
    return TOCSIN_OK;
}

void tocsin_stream_count(const tocsin_stream *stream, tocsin_stream_counts *counts)
{
    *counts = stream->counts;
}

/* ---- files of quadruples --------------------------------------------------------- */

struct listener {
    tocsin_problem_function function;
    void *context;
    tocsin_status stopped;
};

static void hear(void *context, const tocsin_error *problem)
{
    struct listener *listener = context;
    if (listener->function && !listener->stopped)
        listener->stopped = listener->function(listener->context, problem);
}

static int root_of(text code)
{
    if (code.size < 2 || !tc_is_digit((unsigned char)code.data[0]) ||
        !tc_is_digit((unsigned char)code.data[1]))
        return 0;
    int root = (code.data[0] - '0') * 10 + (code.data[1] - '0');
    return root <= 20 ? root : 0;
}

static struct stream_relation kind_of(text name)
{
    text code = tc_cameo_code(name);
    if (!code.size && root_of(name) && tc_is_cameo(name))
        code = name;
    if (!root_of(code))
        return (struct stream_relation){NAN, 0, -1};
    return (struct stream_relation){(float)tc_cameo_intensity(code),
                                    (int16_t)root_of(code),
                                    (int16_t)tc_cameo_type(code)};
}

static tocsin_status read_folder(struct stream *stream, const char *folder,
                                 struct quads_report *report, tocsin_error *error)
{
    static const char *const parts[] = {"train.txt", "valid.txt", "test.txt"};
    struct stat info;
    int found = 0;
    tocsin_status status = tc_quads_names(stream, folder, report, error);
    for (int i = 0; i < 3 && !status; i++) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/%s", folder, parts[i]) >= (int)sizeof path)
            return tc_fail(error, TOCSIN_LIMIT, folder, 0, -1, "the path is too long");
        if (stat(path, &info) != 0)
            continue;
        found++;
        status = tc_quads_read(stream, path, (struct quads_limit){0, 0}, report, error);
    }
    if (!status && !found)
        status = tc_fail(error, TOCSIN_IO, folder, 0, -1,
                         "none of train.txt, valid.txt, test.txt is in it");
    return status;
}

tocsin_status tocsin_stream_open(const char *path, tocsin_problem_function problem,
                                 void *context, tocsin_stream **out,
                                 tocsin_error *error)
{
    struct stat info;
    struct listener listener = {problem, context, TOCSIN_OK};
    struct quads_report report = {hear, &listener, 0};
    *out = NULL;
    tocsin_stream *made = make_stream(error);
    if (!made)
        return TOCSIN_MEMORY;
    struct stream *stream = &made->stream;
    tocsin_status status;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        status = read_folder(stream, path, &report, error);
    else
        status =
            tc_quads_read(stream, path, (struct quads_limit){0, 0}, &report, error);
    if (!status)
        status = listener.stopped;
    for (size_t i = 0; i < stream->relations.count && !status; i++)
        stream->kinds[i] = kind_of(stream->relations.items[i]);
    made->counts.bad = (uint64_t)report.bad;
    return finish(made, status, out, error);
}

/* ---- a record -------------------------------------------------------------------- */

struct gathering {
    tocsin_stream *to;
    tocsin_party_names parties;
    bool any_status;
    double intensity[TOCSIN_TYPE_COUNT];
    uint64_t measured[TOCSIN_TYPE_COUNT]; /* events that have one */
    tocsin_error *error;
};

static text party_name(const tocsin_mention *party, tocsin_party_names by)
{
    if (by == TOCSIN_PARTY_COUNTRY)
        return party->country;
    return by == TOCSIN_PARTY_NAME && party->name.size ? party->name : party->code;
}

/* Happenings of "2019" or "last month" have no place among days. */
static int32_t day_of(const tocsin_event *event)
{
    int32_t from = tc_day_parse(event->from), to = tc_day_parse(event->to);
    bool vague = from != TC_NO_DAY && to != TC_NO_DAY && to - from > 6;
    return vague ? TC_NO_DAY : from;
}

static tocsin_status gather(void *context, const tocsin_event *event)
{
    struct gathering *g = context;
    tocsin_stream_counts *counts = &g->to->counts;
    struct stream_event row = {.day = day_of(event)};
    text actor = party_name(&event->actor, g->parties);
    text recipient = party_name(&event->recipient, g->parties);
    if (!g->any_status && event->status != TOCSIN_HAPPENED &&
        event->status != TOCSIN_ONGOING) {
        counts->unreal++;
        return TOCSIN_OK;
    }
    if (!actor.size || !recipient.size) {
        counts->partyless++;
        return TOCSIN_OK;
    }
    if (row.day == TC_NO_DAY) {
        counts->undated++;
        return TOCSIN_OK;
    }
    row.relation = (uint32_t)event->type;
    row.event = (uint32_t)event->id;
    tocsin_status status = tc_stream_actor(&g->to->stream, actor, &row.actor, g->error);
    if (!status)
        status = tc_stream_actor(&g->to->stream, recipient, &row.recipient, g->error);
    if (!status)
        status = tc_stream_add(&g->to->stream, &row, g->error);
    if (!isnan(event->intensity)) {
        g->intensity[event->type] += event->intensity;
        g->measured[event->type]++;
    }
    return status;
}

/* The sixteen types are the relations, in their order. */
static tocsin_status name_types(struct stream *stream, tocsin_error *error)
{
    static const int16_t roots[TOCSIN_TYPE_COUNT] = {
        [TOCSIN_AGREE] = 3,     [TOCSIN_CONSULT] = 4,   [TOCSIN_SUPPORT] = 5,
        [TOCSIN_COOPERATE] = 6, [TOCSIN_AID] = 7,       [TOCSIN_CONCEDE] = 8,
        [TOCSIN_RETREAT] = 8,   [TOCSIN_REQUEST] = 10,  [TOCSIN_ACCUSE] = 11,
        [TOCSIN_REJECT] = 12,   [TOCSIN_THREATEN] = 13, [TOCSIN_PROTEST] = 14,
        [TOCSIN_SANCTION] = 16, [TOCSIN_MOBILIZE] = 15, [TOCSIN_COERCE] = 17,
        [TOCSIN_ASSAULT] = 19};
    tocsin_status status = TOCSIN_OK;
    for (int i = 0; i < TOCSIN_TYPE_COUNT && !status; i++) {
        struct stream_relation kind = {NAN, roots[i], (int16_t)i};
        uint32_t number;
        status = tc_stream_relation(stream, tc_text(tocsin_type_name((tocsin_type)i)),
                                    &kind, &number, error);
    }
    return status;
}

tocsin_status tocsin_stream_of_record(tocsin_record *record,
                                      const tocsin_filter *filter,
                                      tocsin_party_names parties, tocsin_stream **out,
                                      tocsin_error *error)
{
    *out = NULL;
    tocsin_stream *made = make_stream(error);
    if (!made)
        return TOCSIN_MEMORY;
    struct gathering g = {.to = made,
                          .parties = parties,
                          .any_status = filter->status >= 0,
                          .error = error};
    made->stream.dates = true;
    tocsin_status status = name_types(&made->stream, error);
    if (!status)
        status = tocsin_record_events(record, filter, gather, &g, error);
    for (int i = 0; i < TOCSIN_TYPE_COUNT && !status; i++)
        if (g.measured[i])
            made->stream.kinds[i].intensity =
                (float)(g.intensity[i] / (double)g.measured[i]);
    return finish(made, status, out, error);
}
