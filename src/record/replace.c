/* record/replace.c: what happens when a document comes again changed, or coded anew.
 *
 * The version before goes to documents_history. Its claims stay with their events, but
 * stand no more (versions.c), and the new ones are merged like any others. An event
 * that is left without a claim that stands stays too: so a text that says the same in
 * other words, or a better coder that finds the same act again, comes back to the same
 * event and its id stays what others have noted down.
 *
 * If the document was the original of copies, the first of them takes its place, unless
 * the new text is still the same story.
 */
#include "record/inside.h"

tocsin_status tc_publisher_of(struct record *record, long long document, text *out)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_PUBLISHER_OF);
    tc_bind_whole(find, 1, document);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    *out = (text){NULL, 0};
    if (row && tc_column(find, 0).size) {
        *out = tc_arena_copy(&record->arena, tc_column(find, 0));
        if (!out->data)
            status = tc_record_say(record, TOCSIN_MEMORY, "no memory for a publisher");
    }
    sqlite3_reset(find);
    return status;
}

tocsin_status tc_ids_add(struct record *record, struct ids *list, long long item)
{
    if (!tc_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                 SIZE_MAX / 16))
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a list");
    list->items[list->count++] = item;
    return TOCSIN_OK;
}

/* Appends what a statement with one number to bind gives in its first column. */
tocsin_status tc_ids_collect(struct record *record, enum statement which, long long of,
                             struct ids *list)
{
    sqlite3_stmt *find = tc_record_statement(record, which);
    tc_bind_whole(find, 1, of);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row)
        if ((status = tc_ids_add(record, list, sqlite3_column_int64(find, 0))))
            break;
    sqlite3_reset(find);
    return status;
}

static tocsin_status run_for(struct record *record, enum statement which, long long id)
{
    sqlite3_stmt *run = tc_record_statement(record, which);
    tc_bind_whole(run, 1, id);
    return tc_record_run(record, run);
}

/* ---- the old events ------------------------------------------------------------ */

static tocsin_status load_event(struct record *record, long long id, struct event *out,
                                bool *found)
{
    sqlite3_stmt *load = tc_record_statement(record, SQL_EVENT_LOAD);
    tc_bind_whole(load, 1, id);
    tocsin_status status = tc_record_step(record, load, found);
    if (*found)
        tc_event_row(load, out);
    sqlite3_reset(load);
    return status;
}

tocsin_status tc_event_sum_again(struct record *record, long long id)
{
    struct event old, now;
    bool found;
    tocsin_status status = load_event(record, id, &old, &found);
    if (status || !found)
        return status;
    status = tc_event_sum_all(record, id, &now);
    if (status)
        return status;
    if (!now.claims) {
        int32_t first = now.first_known, last = now.last_known;
        now = old;
        tc_event_empty(&now);
        now.first_known = first;
        now.last_known = last;
    }
    return tc_event_store(record, &old, &now);
}

/* ---- copies of it -------------------------------------------------------------- */

static tocsin_status set_copy(struct record *record, long long document, long long of)
{
    sqlite3_stmt *set = tc_record_statement(record, SQL_COPY_SET);
    tc_bind_whole(set, 1, document);
    tc_bind_id(set, 2, of);
    return tc_record_run(record, set);
}

/* From the voice of one original to that of another. */
struct voices {
    long long old;
    text publisher; /* of the new one */
    long long original;
};

static tocsin_status set_voice(struct record *record, long long claim, text publisher,
                               long long original)
{
    sqlite3_stmt *chain = tc_record_statement(record, SQL_CHAIN_OF_CLAIM);
    tc_bind_whole(chain, 1, claim);
    bool row;
    long long voice;
    tocsin_status status = tc_record_step(record, chain, &row);
    if (!status) {
        tocsin_attribution named = {.source = tc_column(chain, 0),
                                    .code = tc_column(chain, 1),
                                    .id = tc_column(chain, 2)};
        status = tc_voice(record, row ? &named : NULL, publisher, original, &voice);
    }
    sqlite3_reset(chain);
    if (status)
        return status;
    sqlite3_stmt *set = tc_record_statement(record, SQL_VOICE_SET);
    tc_bind_whole(set, 1, claim);
    tc_bind_whole(set, 2, voice);
    return tc_record_run(record, set);
}

/* What a document said with its original's voice it says with another now; also what it
 * said once, for these are prints of one story whatever day is asked for. */
static tocsin_status set_voices(struct record *record, long long document,
                                const struct voices *voices)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_CLAIMS_OF_DOCUMENT);
    tc_bind_whole(find, 1, document);
    tc_bind_whole(find, 2, voices->old);
    struct ids claims = {NULL, 0, 0};
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row)
        if ((status = tc_ids_add(record, &claims, sqlite3_column_int64(find, 0))))
            break;
    sqlite3_reset(find);
    for (size_t i = 0; i < claims.count && !status; i++)
        status =
            set_voice(record, claims.items[i], voices->publisher, voices->original);
    tc_free(claims.items);
    return status;
}

/* Makes the first copy the original of the others. Their events are appended. */
static tocsin_status promote(struct adding *adding)
{
    struct record *record = adding->record;
    const struct ids *copies = &adding->copies;
    struct voices voices = {.old = adding->old_voice, .original = copies->items[0]};
    struct likeness likeness;
    tocsin_status status = set_copy(record, voices.original, 0);
    if (!status)
        status = tc_likeness_stored(record, voices.original, &likeness);
    if (!status)
        status = tc_likeness_keep(record, &likeness, voices.original);
    if (!status)
        status = tc_publisher_of(record, voices.original, &voices.publisher);
    for (size_t i = 1; i < copies->count && !status; i++)
        status = set_copy(record, copies->items[i], voices.original);
    if (!status)
        status = set_voices(record, adding->document, &voices);
    for (size_t i = 0; i < copies->count && !status; i++) {
        status = set_voices(record, copies->items[i], &voices);
        if (!status)
            status = tc_ids_collect(record, SQL_EVENTS_OF_DOCUMENT, copies->items[i],
                                    &adding->events);
    }
    return status;
}

/* After the old bands are gone: do its copies stay its copies? */
static tocsin_status part_copies(struct adding *adding)
{
    struct record *record = adding->record;
    struct likeness first;
    tocsin_status status =
        tc_ids_collect(record, SQL_COPIES_OF, adding->document, &adding->copies);
    if (status || !adding->copies.count)
        return status;
    status = tc_likeness_stored(record, adding->copies.items[0], &first);
    if (status)
        return status;
    adding->keeps = tc_likeness_copy(&adding->likeness, &first);
    if (adding->keeps)
        return TOCSIN_OK;
    return promote(adding);
}

/* Its publisher may be another now, and is theirs. */
static tocsin_status follow(struct adding *adding)
{
    struct record *record = adding->record;
    struct voices voices = {.old = adding->old_voice,
                            .publisher = adding->published_by,
                            .original = adding->document};
    struct ids events = {NULL, 0, 0};
    tocsin_status status = set_voices(record, adding->document, &voices);
    for (size_t i = 0; i < adding->copies.count && !status; i++) {
        long long copy = adding->copies.items[i];
        status = set_voices(record, copy, &voices);
        if (!status)
            status = tc_ids_collect(record, SQL_EVENTS_OF_DOCUMENT, copy, &events);
    }
    for (size_t i = 0; i < events.count && !status; i++)
        status = tc_event_sum_again(record, events.items[i]);
    tc_free(events.items);
    return status;
}

/* ---- the two ends -------------------------------------------------------------- */

/* With whose voice the version that is replaced spoke where it named no source. */
static tocsin_status find_old_voice(struct adding *adding)
{
    struct record *record = adding->record;
    long long original = adding->copy_of ? adding->copy_of : adding->document;
    text publisher;
    tocsin_status status = tc_publisher_of(record, original, &publisher);
    if (!status)
        status = tc_voice(record, NULL, publisher, original, &adding->old_voice);
    return status;
}

/* The newest version comes in the place of the one before. */
static tocsin_status take_place(struct adding *adding)
{
    struct record *record = adding->record;
    struct likeness old;
    tocsin_status status = find_old_voice(adding);
    if (!status && !adding->recoded)
        status = run_for(record, SQL_HISTORY_INSERT, adding->document);
    if (!status)
        status = tc_likeness_stored(record, adding->document, &old);
    if (!status)
        status = tc_likeness_forget(record, &old, adding->document);
    if (!status)
        status = part_copies(adding);
    record->left = &adding->events;
    return status;
}

tocsin_status tc_replace_begin(struct adding *adding)
{
    struct record *record = adding->record;
    tocsin_status status = tc_versions_place(adding);
    if (!status && adding->stands)
        status = take_place(adding);
    else
        adding->original = adding->copy_of;
    for (size_t i = 0; i < adding->events.count && !status; i++)
        status = tc_event_sum_again(record, adding->events.items[i]);
    return status;
}

tocsin_status tc_replace_end(struct adding *adding)
{
    return adding->keeps ? follow(adding) : TOCSIN_OK;
}

void tc_replace_release(struct adding *adding)
{
    adding->record->left = NULL;
    tc_free(adding->events.items);
    tc_free(adding->copies.items);
}
