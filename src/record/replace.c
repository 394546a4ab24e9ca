/* record/replace.c: what happens when a document comes again changed, or coded anew.
 *
 * The old version goes to documents_history, its claims go, and the new ones are merged
 * like any others. An event that the old claims leave empty is kept until that is done:
 * so a text that says the same in other words, or a better coder that finds the same
 * act again, comes back to the same event and its id stays what others have noted down.
 *
 * If the document was the original of copies, the first of them takes its place, unless
 * the new text is still the same story.
 */
#include "record/inside.h"

tocsin_status tc_ids_add(struct record *record, struct ids *list, long long item)
{
    if (!tc_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                 SIZE_MAX / 16))
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a list");
    list->items[list->count++] = item;
    return TOCSIN_OK;
}

/* Appends what a statement with one number to bind gives in its first column. */
static tocsin_status collect(struct record *record, enum statement which, long long of,
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

/* ---- the old claims ------------------------------------------------------------ */

/* Deletes a sentence; the index must be told the words that it forgets. */
static tocsin_status delete_sentence(struct record *record, long long id, text words)
{
    sqlite3_stmt *forget = tc_record_statement(record, SQL_SEARCH_DELETE);
    tc_bind_whole(forget, 1, id);
    sqlite3_bind_text64(forget, 2, words.size ? words.data : "", words.size,
                        SQLITE_STATIC, SQLITE_UTF8);
    tocsin_status status = tc_record_run(record, forget);
    return status ? status : run_for(record, SQL_SENTENCE_DELETE, id);
}

static tocsin_status delete_sentences(struct record *record, long long document)
{
    struct ids ids = {NULL, 0, 0};
    tocsin_status status = collect(record, SQL_SENTENCES_OF, document, &ids);
    for (size_t i = 0; i < ids.count && !status; i++) {
        sqlite3_stmt *find = tc_record_statement(record, SQL_SENTENCE_TEXT);
        tc_bind_whole(find, 1, ids.items[i]);
        bool row;
        status = tc_record_step(record, find, &row);
        if (!status && row)
            status = delete_sentence(record, ids.items[i], tc_column(find, 0));
        sqlite3_reset(find);
    }
    tc_free(ids.items);
    return status;
}

static tocsin_status delete_claims(struct record *record, long long document)
{
    static const enum statement deletes[] = {
        SQL_MENTIONS_DELETE, SQL_ATTRIBUTIONS_DELETE, SQL_VERIFICATIONS_DELETE,
        SQL_NUMBERS_DELETE, SQL_CLAIMS_DELETE};
    tocsin_status status = delete_sentences(record, document);
    for (size_t i = 0; i < sizeof deletes / sizeof *deletes && !status; i++)
        status = run_for(record, deletes[i], document);
    return status;
}

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

/* Sums an event up again. Without claims it stays as it was but for its count. */
static tocsin_status sum_again(struct record *record, long long id)
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
        now = old;
        now.claims = now.documents = now.voices = now.denials = 0;
        now.first[0] = now.last[0] = '\0';
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

/* The claims of a document with another original now speak with that one's voice. */
static tocsin_status set_voices(struct record *record, long long document,
                                long long original)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_CLAIMS_OF_DOCUMENT);
    tc_bind_whole(find, 1, document);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row)
        if ((status = set_voice(record, sqlite3_column_int64(find, 0),
                                tc_column(find, 1), original)))
            break;
    sqlite3_reset(find);
    return status;
}

/* Makes the first copy the original of the others. Their events are appended. */
static tocsin_status promote(struct record *record, const struct ids *copies,
                             struct ids *events)
{
    long long original = copies->items[0];
    struct likeness likeness;
    tocsin_status status = set_copy(record, original, 0);
    if (!status)
        status = tc_likeness_stored(record, original, &likeness);
    if (!status)
        status = tc_likeness_keep(record, &likeness, original);
    for (size_t i = 1; i < copies->count && !status; i++)
        status = set_copy(record, copies->items[i], original);
    for (size_t i = 0; i < copies->count && !status; i++) {
        status = set_voices(record, copies->items[i], original);
        if (!status)
            status = collect(record, SQL_EVENTS_OF_DOCUMENT, copies->items[i], events);
    }
    return status;
}

/* After the old bands are gone: do its copies stay its copies? */
static tocsin_status part_copies(struct adding *adding)
{
    struct record *record = adding->record;
    struct likeness first;
    tocsin_status status =
        collect(record, SQL_COPIES_OF, adding->document, &adding->copies);
    if (status || !adding->copies.count)
        return status;
    status = tc_likeness_stored(record, adding->copies.items[0], &first);
    if (status)
        return status;
    adding->keeps = tc_likeness_copy(&adding->likeness, &first);
    if (adding->keeps)
        return TOCSIN_OK;
    return promote(record, &adding->copies, &adding->events);
}

/* Its publisher may be another now, and is theirs. */
static tocsin_status follow(struct adding *adding)
{
    struct record *record = adding->record;
    struct ids events = {NULL, 0, 0};
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < adding->copies.count && !status; i++) {
        long long copy = adding->copies.items[i];
        status = set_voices(record, copy, adding->document);
        if (!status)
            status = collect(record, SQL_EVENTS_OF_DOCUMENT, copy, &events);
    }
    for (size_t i = 0; i < events.count && !status; i++)
        status = sum_again(record, events.items[i]);
    tc_free(events.items);
    return status;
}

/* ---- the two ends -------------------------------------------------------------- */

tocsin_status tc_replace_begin(struct adding *adding)
{
    struct record *record = adding->record;
    struct likeness old;
    tocsin_status status = TOCSIN_OK;
    if (!adding->recoded)
        status = run_for(record, SQL_HISTORY_INSERT, adding->document);
    if (!status)
        status =
            collect(record, SQL_EVENTS_OF_DOCUMENT, adding->document, &adding->events);
    if (!status)
        status = tc_likeness_stored(record, adding->document, &old);
    if (!status)
        status = tc_likeness_forget(record, &old, adding->document);
    if (!status)
        status = delete_claims(record, adding->document);
    if (!status)
        status = part_copies(adding);
    for (size_t i = 0; i < adding->events.count && !status; i++)
        status = sum_again(record, adding->events.items[i]);
    return status;
}

tocsin_status tc_replace_end(struct adding *adding)
{
    struct record *record = adding->record;
    tocsin_status status = adding->keeps ? follow(adding) : TOCSIN_OK;
    for (size_t i = 0; i < adding->events.count && !status; i++) {
        struct event event;
        bool found;
        status = load_event(record, adding->events.items[i], &event, &found);
        if (!status && found && !event.claims)
            status = tc_event_drop(record, &event);
    }
    return status;
}

void tc_replace_release(struct adding *adding)
{
    tc_free(adding->events.items);
    tc_free(adding->copies.items);
}
