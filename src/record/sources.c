/* record/sources.c: who publishes and who is quoted, and what became of what they said.
 *
 * One pass over the claims of the events that are asked for, event by event; all that
 * is kept is a row a source. Publishers, agencies and
 * quoted voices are one when their names are the same words: a paper is a voice where
 * it speaks for itself.
 */
#include "record/inside.h"

#include <stdlib.h>
#include <string.h>

static const char published_sql[] =
    "SELECT p.name, count(*), sum(d.copy_of IS NOT NULL), 0, 0, "
    "substr(min(d.published), 1, 10), substr(max(d.published), 1, 10) "
    "FROM documents d LEFT JOIN publishers p ON p.id = d.publisher "
    "WHERE ?1 IS NULL OR substr(d.published, 1, 10) <= ?1 GROUP BY d.publisher ORDER "
    "BY d.publisher";
static const char credited_sql[] =
    "SELECT p.name, 0, 0, count(*), 0, NULL, NULL FROM documents d "
    "JOIN publishers p ON p.id = d.agency "
    "WHERE d.agency IS NOT d.publisher AND (?1 IS NULL OR substr(d.published, 1, 10) "
    "<= ?1) "
    "GROUP BY d.agency ORDER BY d.agency";
static const char copied_sql[] =
    "SELECT p.name, 0, 0, 0, count(*), NULL, NULL FROM documents d "
    "JOIN documents o ON o.id = d.copy_of "
    "LEFT JOIN publishers p ON p.id = o.publisher "
    "WHERE ?1 IS NULL OR substr(d.published, 1, 10) <= ?1 GROUP BY o.publisher ORDER "
    "BY o.publisher";
static const char voice_sql[] =
    "SELECT coalesce(nullif(s.name, ''), s.text), a.kind FROM attributions a "
    "JOIN sources s ON s.id = a.source WHERE a.claim = ?1 AND s.named AND s.text <> '' "
    "ORDER BY a.number DESC LIMIT 1";
static const char publisher_sql[] =
    "SELECT p.name FROM claims c LEFT JOIN documents d ON d.id = c.document "
    "LEFT JOIN documents o ON o.id = coalesce(d.copy_of, d.id) "
    "LEFT JOIN publishers p ON p.id = coalesce(c.source, o.agency, o.publisher) "
    "WHERE c.id = ?1";
#define CLAIMS                                                                         \
    "SELECT c.id, c.event, c.voice, c.status, c.known FROM claims c WHERE "            \
    "((?1 IS NULL AND c.until IS NULL) OR (?1 IS NOT NULL AND " CLAIM_STOOD("?1") "))"
static const char all_sql[] = CLAIMS " ORDER BY c.event, c.id";
static const char of_event_sql[] = CLAIMS " AND c.event = ?2 ORDER BY c.id";

struct source {
    text key;  /* folded words of the name */
    text name; /* as it is shown */
    tocsin_voice_kind kind;
    long long documents, credited, copies, copied, claims, events, alone, first, denied;
    text first_day, last_day;
};

/* A voice that speaks in the event at hand. */
struct speaker {
    long long voice;
    bool affirms;
    char day[11]; /* the first on which it affirms; "": undated */
};

struct sources {
    struct record *record;
    struct query query;
    struct arena arena;
    sqlite3_stmt *claims, *voice, *publisher;
    struct source *items;
    size_t count, room;
    struct map by_key;  /* to the index in items */
    uint32_t *by_voice; /* (id of words) index in items + 1; 0: not met */
    size_t voice_room;
    struct speaker *speakers; /* of the event at hand */
    size_t speaking, speaker_room;
    bool denies; /* somebody denies the event at hand */
};

static tocsin_status no_memory(struct sources *all)
{
    return tc_record_say(all->record, TOCSIN_MEMORY, "no memory for sources");
}

static tocsin_status prepare(struct sources *all, const char *sql, sqlite3_stmt **out)
{
    return tc_record_sqlite(all->record,
                            sqlite3_prepare_v2(all->record->db, sql, -1, out, NULL));
}

/* The row of a name, made when there is none. */
static tocsin_status find_source(struct sources *all, text name, tocsin_voice_kind kind,
                                 uint32_t *index)
{
    text key = tc_fold_words(&all->arena, name);
    if (name.size && !key.data)
        return no_memory(all);
    if (tc_text_begins(key, TEXT("the ")) && key.size > 4)
        key = tc_text_slice(key, 4, key.size);
    if (!key.data)
        key = TEXT("");
    if (tc_map_get(&all->by_key, key, index))
        return TOCSIN_OK;
    text shown = name.size ? tc_arena_copy(&all->arena, name) : name;
    if ((name.size && !shown.data) ||
        !tc_grow(&all->items, &all->room, all->count + 1, sizeof *all->items,
                 UINT32_MAX / 2) ||
        !tc_map_put(&all->by_key, key, (uint32_t)all->count))
        return no_memory(all);
    *index = (uint32_t)all->count;
    all->items[all->count++] = (struct source){.key = key, .name = shown, .kind = kind};
    return TOCSIN_OK;
}

/* ---- publishers ---------------------------------------------------------------- */

static tocsin_status keep_day(struct sources *all, sqlite3_stmt *row, int at, text *day)
{
    text found = tc_column(row, at);
    if (!found.size)
        return TOCSIN_OK;
    *day = tc_arena_copy(&all->arena, found);
    return day->data ? TOCSIN_OK : no_memory(all);
}

static tocsin_status add_published(struct sources *all, sqlite3_stmt *row)
{
    uint32_t index;
    tocsin_status status =
        find_source(all, tc_column(row, 0), TOCSIN_VOICE_MEDIA, &index);
    if (status)
        return status;
    struct source *source = &all->items[index];
    source->documents += sqlite3_column_int64(row, 1);
    source->copies += sqlite3_column_int64(row, 2);
    source->credited += sqlite3_column_int64(row, 3);
    source->copied += sqlite3_column_int64(row, 4);
    status = keep_day(all, row, 5, &source->first_day);
    return status ? status : keep_day(all, row, 6, &source->last_day);
}

static tocsin_status read_published(struct sources *all, const char *sql)
{
    sqlite3_stmt *find = NULL;
    bool row;
    tocsin_status status = prepare(all, sql, &find);
    if (!status)
        tc_bind_text(find, 1, all->query.as_of);
    while (!status && !(status = tc_record_step(all->record, find, &row)) && row)
        status = add_published(all, find);
    sqlite3_finalize(find);
    return status;
}

/* ---- voices -------------------------------------------------------------------- */

/* The name and kind of a claim's voice into a row. */
static tocsin_status name_voice(struct sources *all, long long claim, uint32_t *index)
{
    bool row;
    sqlite3_reset(all->voice);
    tc_bind_whole(all->voice, 1, claim);
    tocsin_status status = tc_record_step(all->record, all->voice, &row);
    if (status)
        return status;
    if (row) {
        int kind = sqlite3_column_int(all->voice, 1);
        if (kind < 0 || kind >= TOCSIN_VOICE_KIND_COUNT)
            kind = TOCSIN_VOICE_UNKNOWN;
        return find_source(all, tc_column(all->voice, 0), (tocsin_voice_kind)kind,
                           index);
    }
    sqlite3_reset(all->publisher);
    tc_bind_whole(all->publisher, 1, claim);
    status = tc_record_step(all->record, all->publisher, &row);
    text name = !status && row ? tc_column(all->publisher, 0) : (text){NULL, 0};
    return status ? status : find_source(all, name, TOCSIN_VOICE_MEDIA, index);
}

static tocsin_status source_of(struct sources *all, long long voice, long long claim,
                               uint32_t *index)
{
    if (voice < 0 || voice > UINT32_MAX / 2)
        return tc_record_say(all->record, TOCSIN_CORRUPT, "claim %lld has no voice",
                             claim);
    size_t old = all->voice_room;
    if (!tc_grow(&all->by_voice, &all->voice_room, (size_t)voice + 1,
                 sizeof *all->by_voice, UINT32_MAX / 2))
        return no_memory(all);
    if (all->voice_room > old)
        memset(all->by_voice + old, 0, (all->voice_room - old) * sizeof *all->by_voice);
    if (!all->by_voice[voice]) {
        tocsin_status status = name_voice(all, claim, index);
        if (status)
            return status;
        all->by_voice[voice] = *index + 1;
    }
    *index = all->by_voice[voice] - 1;
    return TOCSIN_OK;
}

/* ---- events -------------------------------------------------------------------- */

static struct speaker *speaker_of(struct sources *all, long long source)
{
    for (size_t i = 0; i < all->speaking; i++)
        if (all->speakers[i].voice == source)
            return &all->speakers[i];
    if (!tc_grow(&all->speakers, &all->speaker_room, all->speaking + 1,
                 sizeof *all->speakers, SIZE_MAX / 64))
        return NULL;
    all->speakers[all->speaking] = (struct speaker){.voice = source};
    return &all->speakers[all->speaking++];
}

static tocsin_status hear(struct sources *all)
{
    long long claim = sqlite3_column_int64(all->claims, 0);
    uint32_t index = 0;
    tocsin_status status =
        source_of(all, sqlite3_column_int64(all->claims, 2), claim, &index);
    if (status)
        return status;
    all->items[index].claims++;
    struct speaker *speaker = speaker_of(all, index);
    if (!speaker)
        return no_memory(all);
    if (tc_status_denies(sqlite3_column_int(all->claims, 3))) {
        all->denies = true;
        return TOCSIN_OK;
    }
    text published = tc_column(all->claims, 4);
    bool dated = published.size >= 10;
    if (!speaker->affirms ||
        (dated && (!speaker->day[0] || memcmp(published.data, speaker->day, 10) < 0)))
        if (dated)
            memcpy(speaker->day, published.data, 10);
    speaker->affirms = true;
    return TOCSIN_OK;
}

/* All claims of an event were heard. */
static void close_event(struct sources *all)
{
    size_t affirm = 0;
    const char *first = "";
    for (size_t i = 0; i < all->speaking; i++) {
        const struct speaker *speaker = &all->speakers[i];
        affirm += speaker->affirms;
        if (speaker->affirms && speaker->day[0] &&
            (!first[0] || memcmp(speaker->day, first, 10) < 0))
            first = speaker->day;
    }
    for (size_t i = 0; i < all->speaking; i++) {
        const struct speaker *speaker = &all->speakers[i];
        struct source *source = &all->items[speaker->voice];
        if (!speaker->affirms)
            continue;
        source->events++;
        source->alone += affirm == 1;
        source->first += affirm > 1 && first[0] && strcmp(speaker->day, first) == 0;
        source->denied += all->denies;
    }
    all->speaking = 0;
    all->denies = false;
}

/* The claims that the statement gives, event by event. */
static tocsin_status hear_rows(struct sources *all)
{
    long long event = 0;
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(all->record, all->claims, &row)) && row) {
        if (sqlite3_column_int64(all->claims, 1) != event)
            close_event(all);
        event = sqlite3_column_int64(all->claims, 1);
        status = hear(all);
        if (status)
            break;
    }
    close_event(all);
    sqlite3_reset(all->claims);
    return status;
}

static tocsin_status hear_found(struct sources *all)
{
    struct hits hits = {.keys = NULL};
    tocsin_status status = tc_find_events(&all->query, &hits);
    for (size_t i = hits.begin; i < hits.count && !status; i++) {
        tc_bind_whole(all->claims, 2, tc_hit_event(&hits, i));
        status = hear_rows(all);
    }
    tc_free(hits.keys);
    return status;
}

static tocsin_status hear_all(struct sources *all)
{
    bool some = tc_query_narrow(&all->query);
    tocsin_status status = prepare(all, some ? of_event_sql : all_sql, &all->claims);
    if (!status)
        status = prepare(all, voice_sql, &all->voice);
    if (!status)
        status = prepare(all, publisher_sql, &all->publisher);
    if (status)
        return status;
    tc_bind_text(all->claims, 1, all->query.as_of);
    return some ? hear_found(all) : hear_rows(all);
}

/* ---- telling ------------------------------------------------------------------- */

static int by_events(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    if (x->events != y->events)
        return x->events > y->events ? -1 : 1;
    if (x->claims != y->claims)
        return x->claims > y->claims ? -1 : 1;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return tc_text_compare(x->key, y->key);
}

/* Takes out those that say nothing of the events that were asked for. */
static void drop_silent(struct sources *all)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].claims)
            all->items[kept++] = all->items[i];
    all->count = kept;
}

static uint32_t narrow(long long count)
{
    return count < 0 ? 0 : count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

static tocsin_status tell(struct sources *all, long long at, long long left,
                          tocsin_source_function function, void *context)
{
    at = at < 0 ? 0 : at;
    left = left < 0 ? (long long)all->count : left;
    if (tc_query_narrow(&all->query))
        drop_silent(all);
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_events);
    for (; at < (long long)all->count && left-- > 0; at++) {
        const struct source *s = &all->items[at];
        tocsin_source out = {.name = s->name,
                             .kind = s->kind,
                             .documents = narrow(s->documents),
                             .credited = narrow(s->credited),
                             .copies = narrow(s->copies),
                             .copied = narrow(s->copied),
                             .claims = narrow(s->claims),
                             .events = narrow(s->events),
                             .alone = narrow(s->alone),
                             .first = narrow(s->first),
                             .denied = narrow(s->denied),
                             .first_day = s->first_day,
                             .last_day = s->last_day};
        tocsin_status status = function(context, &out);
        if (status)
            return status;
    }
    return TOCSIN_OK;
}

static void release(struct sources *all)
{
    sqlite3_finalize(all->claims);
    sqlite3_finalize(all->voice);
    sqlite3_finalize(all->publisher);
    tc_map_release(&all->by_key);
    tc_free(all->items);
    tc_free(all->by_voice);
    tc_free(all->speakers);
    tc_query_release(&all->query);
    tc_arena_release(&all->arena);
}

tocsin_status tc_record_sources(struct record *record, const tocsin_filter *filter,
                                tocsin_source_function function, void *context,
                                tocsin_error *error)
{
    struct sources all = {.record = record};
    tocsin_filter every = filter ? *filter : (tocsin_filter)TOCSIN_FILTER_ALL;
    long long at = every.offset, left = every.limit; /* of sources, not of events */
    every.offset = every.limit = -1;
    tc_arena_init(&all.arena, 0);
    tc_map_init(&all.by_key);
    tocsin_status status = tc_query_init(&all.query, record, &every);
    if (!status)
        status = read_published(&all, published_sql);
    if (!status)
        status = read_published(&all, credited_sql);
    if (!status)
        status = read_published(&all, copied_sql);
    if (!status)
        status = hear_all(&all);
    if (!status)
        status = tell(&all, at, left, function, context);
    release(&all);
    return tc_record_fail(record, status, error);
}
