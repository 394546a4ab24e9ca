/* study/hawkes_data.c: events of pairs, sorted into groups, and whether they can be
 * fitted to.
 *
 * A stream is passed over three times: once to count, once to fill, once for the volume
 * of reporting; a pair is found among the chosen ones by halving, which at 200 pairs is
 * eight looks an event.
 */
#include "study/hawkes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VOLUME_HALF_LIFE 60.0 /* days */
#define VOLUME_LEAST     0.05 /* of the first year's mean */

static tocsin_status usage(tocsin_error *error, const char *why)
{
    return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "%s", why);
}

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for intensities");
}

tocsin_status tc_hawkes_data_make(struct hawkes_data *data, size_t events,
                                  uint32_t groups, uint32_t types, tocsin_error *error)
{
    memset(data, 0, sizeof *data);
    if (!groups || groups > TC_HAWKES_GROUPS || !types || types > TC_HAWKES_TYPES ||
        events > TC_STREAM_EVENTS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "intensities of %u groups with %u types: between 1 and %u, "
                       "1 and %u are possible",
                       groups, types, TC_HAWKES_GROUPS, TC_HAWKES_TYPES);
    data->events = tc_alloc((events + 1) * sizeof *data->events);
    data->first = tc_alloc((groups + (size_t)1) * sizeof *data->first);
    if (!data->events || !data->first) {
        tc_hawkes_data_release(data);
        return no_memory(error);
    }
    memset(data->events, 0, (events + 1) * sizeof *data->events);
    memset(data->first, 0, (groups + (size_t)1) * sizeof *data->first);
    data->groups = groups;
    data->types = types;
    return TOCSIN_OK;
}

void tc_hawkes_data_release(struct hawkes_data *data)
{
    tc_free(data->events);
    tc_free(data->first);
    tc_free(data->volume);
    memset(data, 0, sizeof *data);
}

static tocsin_status check_group(const struct hawkes_data *data, uint32_t group,
                                 tocsin_error *error)
{
    double before = data->begin;
    for (size_t i = data->first[group]; i < data->first[group + 1]; i++) {
        const struct hawkes_event *event = &data->events[i];
        const char *why = NULL;
        if (!(event->time >= data->begin && event->time < data->end))
            why = "lies outside the span";
        else if (event->time < before)
            why = "comes before the one ahead of it: events must be in order";
        else if (data->by_day && event->time != floor(event->time))
            why = "does not lie on a whole day";
        else if (event->type >= data->types)
            why = "is of a type that is not there";
        else if (!isfinite(event->mark) || fabsf(event->mark) > 1000.0f)
            why = "has a mark that is no number within 1000";
        if (why)
            return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                           "event %zu of pair %u (day %g) %s", i - data->first[group],
                           group, event->time, why);
        before = event->time;
    }
    return TOCSIN_OK;
}

tocsin_status tc_hawkes_data_check(const struct hawkes_data *data, tocsin_error *error)
{
    if (!(isfinite(data->begin) && isfinite(data->end) && data->end > data->begin))
        return usage(error, "there is no time to look at: the span is empty");
    if (data->end - data->begin > TC_HAWKES_DAYS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "a span of %g days: intensities take at most %u",
                       data->end - data->begin, TC_HAWKES_DAYS);
    if (data->by_day &&
        (data->begin != floor(data->begin) || data->end != floor(data->end)))
        return usage(error, "the span does not begin and end with whole days");
    for (uint32_t g = 0; g < data->groups; g++) {
        tocsin_status status = check_group(data, g, error);
        if (status)
            return status;
    }
    size_t days = (size_t)ceil(data->end - data->begin);
    for (size_t d = 0; data->volume && d < days; d++)
        if (!(isfinite(data->volume[d]) && data->volume[d] > 0.0))
            return usage(error, "the reporting volume of a day is not above 0");
    size_t count = data->first[data->groups];
    if (count < 2)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "%zu events: no intensity can be fitted to fewer than 2", count);
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        first = fmin(first, data->events[i].time);
        last = fmax(last, data->events[i].time);
    }
    if (first == last)
        return usage(error, "all events lie at one time: nothing can be said about how "
                            "they follow each other");
    return TOCSIN_OK;
}

/* ---- from a stream --------------------------------------------------------------- */

struct entry {
    uint64_t key; /* the lower actor above the higher */
    uint32_t group;
    bool turned; /* pair's a is the higher */
};

static uint64_t pair_key(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static int by_key(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    return a->key < b->key ? -1 : a->key > b->key;
}

static const struct entry *find(const struct entry *entries, size_t count, uint64_t key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entries[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && entries[low].key == key ? &entries[low] : NULL;
}

static tocsin_status index_pairs(const struct hawkes_choice *choice,
                                 struct entry **entries, tocsin_error *error)
{
    size_t count = choice->pairs_count;
    *entries = NULL;
    if (!count || !choice->classes)
        return usage(error, "no pair of actors to look at");
    if (count > TC_HAWKES_GROUPS || choice->classes > TC_HAWKES_TYPES / 2)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "%zu pairs with %u classes: at most %u and %u", count,
                       choice->classes, TC_HAWKES_GROUPS, TC_HAWKES_TYPES / 2);
    *entries = tc_alloc(count * sizeof **entries);
    if (!*entries)
        return no_memory(error);
    for (size_t i = 0; i < count; i++) {
        uint32_t a = choice->pairs[i].a, b = choice->pairs[i].b;
        if (a == b)
            return usage(error, "an actor does not answer itself: two are needed");
        (*entries)[i] = (struct entry){pair_key(a, b), (uint32_t)i, a > b};
    }
    qsort(*entries, count, sizeof **entries, by_key);
    for (size_t i = 1; i < count; i++)
        if ((*entries)[i].key == (*entries)[i - 1].key)
            return usage(error, "a pair of actors is named twice");
    return TOCSIN_OK;
}

/* The group of event i and its type, or false. */
static bool place(const struct stream *stream, const struct hawkes_choice *choice,
                  const struct entry *entries, size_t i, struct entry *out,
                  uint16_t *type)
{
    uint32_t a = stream->actor[i], b = stream->recipient[i];
    int16_t class = choice->class_of[stream->relation[i]];
    if (class < 0 || (uint32_t) class >= choice->classes || a == b ||
        stream->day[i] < choice->begin || stream->day[i] >= choice->end)
        return false;
    const struct entry *entry = find(entries, choice->pairs_count, pair_key(a, b));
    if (!entry)
        return false;
    *out = *entry;
    *type = (uint16_t)((a < b) == entry->turned ? (uint32_t) class + choice->classes
                                                : (uint32_t) class);
    return true;
}

/* Marks become what they differ from their mean by; unknown ones 0. */
static void centre_marks(struct hawkes_data *data)
{
    size_t count = data->first[data->groups], known = 0;
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(data->events[i].mark)) {
            sum += data->events[i].mark;
            known++;
        }
    float mean = known ? (float)(sum / (double)known) : 0.0f;
    for (size_t i = 0; i < count; i++)
        data->events[i].mark =
            isfinite(data->events[i].mark) ? data->events[i].mark - mean : 0.0f;
}

static tocsin_status fill(const struct stream *stream,
                          const struct hawkes_choice *choice,
                          const struct entry *entries, struct hawkes_data *data,
                          tocsin_error *error)
{
    struct entry at;
    uint16_t type;
    size_t count = 0;
    for (size_t i = 0; i < stream->count; i++)
        count += place(stream, choice, entries, i, &at, &type);
    tocsin_status status = tc_hawkes_data_make(
        data, count, (uint32_t)choice->pairs_count, 2 * choice->classes, error);
    size_t *next = status ? NULL : tc_alloc((choice->pairs_count + 1) * sizeof *next);
    if (!status && !next)
        status = no_memory(error);
    if (status)
        return status;
    for (size_t i = 0; i < stream->count; i++)
        if (place(stream, choice, entries, i, &at, &type))
            data->first[at.group + 1]++;
    for (size_t g = 0; g < choice->pairs_count; g++)
        data->first[g + 1] += data->first[g];
    memcpy(next, data->first, choice->pairs_count * sizeof *next);
    for (size_t i = 0; i < stream->count; i++) {
        if (!place(stream, choice, entries, i, &at, &type))
            continue;
        struct hawkes_event *event = &data->events[next[at.group]++];
        event->time = stream->day[i];
        event->type = type;
        if (choice->marked)
            event->mark = fabsf(stream->kinds[stream->relation[i]].intensity);
    }
    tc_free(next);
    if (choice->marked)
        centre_marks(data);
    return TOCSIN_OK;
}

static tocsin_status fill_volume(const struct stream *stream, struct hawkes_data *data,
                                 tocsin_error *error)
{
    size_t days = (size_t)(data->end - data->begin);
    data->volume = tc_alloc((days + 1) * sizeof *data->volume);
    if (!data->volume)
        return no_memory(error);
    memset(data->volume, 0, (days + 1) * sizeof *data->volume);
    for (size_t i = 0; i < stream->count; i++) {
        double day = (double)stream->day[i] - data->begin;
        if (day >= 0.0 && day < (double)days)
            data->volume[(size_t)day] += 1.0;
    }
    double unit = 0.0, sum = 0.0, weight = 0.0;
    size_t year = days < 365 ? days : 365;
    for (size_t d = 0; d < year; d++)
        unit += data->volume[d] / (double)year;
    double keep = exp2(-1.0 / VOLUME_HALF_LIFE);
    for (size_t d = 0; d < days; d++) {
        double today = data->volume[d];
        double level = weight > 0.0 && unit > 0.0 ? sum / weight / unit : 1.0;
        data->volume[d] = fmax(level, VOLUME_LEAST);
        sum = sum * keep + today;
        weight = weight * keep + 1.0;
    }
    return TOCSIN_OK;
}

tocsin_status tc_hawkes_from_stream(const struct stream *stream,
                                    const struct hawkes_choice *given,
                                    struct hawkes_data *out, tocsin_error *error)
{
    struct hawkes_choice choice = *given;
    struct entry *entries = NULL;
    memset(out, 0, sizeof *out);
    for (size_t i = 1; i < stream->count; i++)
        if (stream->day[i] < stream->day[i - 1])
            return usage(error, "the events are not in order of their days");
    if (choice.begin == 0 && choice.end == 0 && stream->count) {
        choice.begin = stream->day[0];
        choice.end = stream->day[stream->count - 1] + 1;
    }
    if (choice.begin >= choice.end)
        return usage(error, stream->count ? "the span of days is empty"
                                          : "there are no events");
    if ((double)choice.end - choice.begin > TC_HAWKES_DAYS)
        return tc_fail(error, TOCSIN_LIMIT, "", 0, -1,
                       "a span of %g days: intensities take at most %u",
                       (double)choice.end - choice.begin, TC_HAWKES_DAYS);
    tocsin_status status = index_pairs(&choice, &entries, error);
    if (!status)
        status = fill(stream, &choice, entries, out, error);
    tc_free(entries);
    if (!status) {
        out->begin = choice.begin;
        out->end = choice.end;
        out->by_day = true;
        out->weekday = tc_day_weekday(choice.begin);
        status = fill_volume(stream, out, error);
    }
    if (status)
        tc_hawkes_data_release(out);
    return status;
}

/* ---- the busiest pairs ----------------------------------------------------------- */

static int by_number(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

struct busy {
    uint64_t key;
    size_t count;
};

static int by_count(const void *left, const void *right)
{
    const struct busy *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

tocsin_status tc_hawkes_busiest(const struct stream *stream, struct hawkes_span span,
                                bool ordered, struct hawkes_pair *out, size_t *count,
                                tocsin_error *error)
{
    size_t wanted = *count, events = 0, found = 0;
    *count = 0;
    uint64_t *keys = tc_alloc((stream->count + 1) * sizeof *keys);
    struct busy *busy = tc_alloc((stream->count + 1) * sizeof *busy);
    if (!keys || !busy) {
        tc_free(keys);
        tc_free(busy);
        return no_memory(error);
    }
    for (size_t i = 0; i < stream->count; i++) {
        uint32_t a = stream->actor[i], b = stream->recipient[i];
        if (a == b || stream->day[i] < span.begin || stream->day[i] >= span.end)
            continue;
        keys[events++] = ordered ? (uint64_t)a << 32 | b : pair_key(a, b);
    }
    qsort(keys, events, sizeof *keys, by_number);
    for (size_t i = 0; i < events; i++) {
        if (!i || keys[i] != keys[i - 1])
            busy[found++] = (struct busy){keys[i], 0};
        busy[found - 1].count++;
    }
    qsort(busy, found, sizeof *busy, by_count);
    for (size_t i = 0; i < found && i < wanted; i++)
        out[i] =
            (struct hawkes_pair){(uint32_t)(busy[i].key >> 32), (uint32_t)busy[i].key};
    *count = found < wanted ? found : wanted;
    tc_free(keys);
    tc_free(busy);
    return TOCSIN_OK;
}
