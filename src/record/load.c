/* record/load.c: rows of other projects' files into tables, hundreds of thousands a
 * second.
 *
 * A row becomes a claim and an event of its own, in the order of the rows. So every
 * table and index that it goes into grows at its end, and nothing needs to be dropped
 * before and built behind: a killed load leaves a record that is whole, and the same
 * file again adds what is missing. What would cost a row more is not written: the
 * parties of a claim stand in its row, and are spelled out in the tables of mentions
 * and attributions only where one side has several, or its event gets other claims.
 *
 * Whoever reads the file makes rows into a batch (batch.c); a thread of the load writes
 * the batch before. A load of less than a batch needs no thread.
 */
#include "record/load.h"
#include "record/batch.h"
#include "record/intake.h"
#include "record/keys.h"

#include <pthread.h>
#include <string.h>

enum {
    COMMIT_ROWS = 1 << 17,
    RUN_ROWS = 128,       /* that one statement inserts */
    LONGEST_ROW = 1 << 26 /* bytes */
};

struct load {
    struct record *record;
    text project, format, coder, header, path; /* in arena */
    struct arena arena;
    struct keys *keys;
    struct load_counts counts;
    struct batch batches[2];
    int filling;
    struct gather gather;
    struct packer packer;
    tocsin_status ended; /* what ended the copying: the batch is not whole */
    /* of the writing thread */
    long long file, coding, rows, uncommitted;
    long long number; /* of the project, from 1 */
    /* by the batches' numbers of names: the rows of dictionaries, and of publishers the
     * voices of who names them */
    long long *ids, *voices;
    size_t name_count, id_room, voice_room;
    struct event *events; /* (RUN_ROWS) */
    long long *sources;   /* (RUN_ROWS) */
    struct intake intake;
    struct packer writers_packer;
    /* between the two */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool threaded, stop;
    struct batch *waiting;
    tocsin_status status; /* what ended the thread's work */
};

static tocsin_status no_memory(struct load *load)
{
    return tc_record_say(load->record, TOCSIN_MEMORY, "no memory for imported rows");
}

/* ---- writing, in the thread ---------------------------------------------------- */

static tocsin_status find_number(struct load *load)
{
    struct record *record = load->record;
    sqlite3_stmt *find = tc_record_statement(record, SQL_IMPORT_NUMBER);
    tc_bind_text(find, 1, load->project);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    load->number = !status && row ? sqlite3_column_int64(find, 0) : 0;
    sqlite3_reset(find);
    if (!status && (load->number < 1 || load->number > TC_PROJECTS))
        status = tc_record_say(record, TOCSIN_LIMIT, "more than %d projects",
                               (int)TC_PROJECTS);
    return status;
}

static tocsin_status write_file(struct load *load)
{
    struct record *record = load->record;
    tocsin_status status = find_number(load);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_FILE);
    tc_bind_whole(write, 1, load->coding);
    sqlite3_bind_text64(write, 2, load->project.data, load->project.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    sqlite3_bind_text64(write, 3, load->format.data, load->format.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    tc_bind_text(write, 4, load->path);
    sqlite3_bind_blob64(write, 5, load->header.data, load->header.size, SQLITE_STATIC);
    tc_bind_whole(write, 6, load->number);
    status = tc_record_run(record, write);
    load->file = sqlite3_last_insert_rowid(record->db);
    return status;
}

static tocsin_status begin(struct load *load)
{
    struct record *record = load->record;
    tocsin_status status = tc_record_begin(record);
    if (status || load->file)
        return status;
    long long coder;
    status = tc_intern_text(record, CODERS, load->coder, &coder);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_CODING);
    tc_bind_whole(write, 1, coder);
    tc_bind_whole(write, 2, tc_clock());
    status = tc_record_run(record, write);
    load->coding = sqlite3_last_insert_rowid(record->db);
    return status ? status : write_file(load);
}

static tocsin_status commit(struct load *load)
{
    struct record *record = load->record;
    if (!record->open)
        return TOCSIN_OK;
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_FILE_ROWS);
    tc_bind_whole(write, 1, load->file);
    tc_bind_whole(write, 2, load->rows);
    tocsin_status status = tc_record_run(record, write);
    load->uncommitted = 0;
    return status ? status : tc_record_end(record);
}

/* The voice is the newspaper that the project names, or else the project. */
static tocsin_status add_publisher(struct load *load, text name, long long *id,
                                   long long *voice)
{
    struct record *record = load->record;
    tocsin_status status = tc_intern_text(record, PUBLISHERS, name, id);
    if (!status && *id >= 1LL << TC_SOURCE_PROJECT)
        status = tc_record_say(record, TOCSIN_LIMIT, "more than %d publishers",
                               (1 << TC_SOURCE_PROJECT) - 1);
    if (status)
        return status;
    return tc_voice(record, NULL, name.size ? name : load->project, 0, voice);
}

/* What the names of a batch that are new are in the record. */
static tocsin_status add_names(struct load *load, const struct batch *batch)
{
    tocsin_status status = TOCSIN_OK;
    if (batch->anew || !load->name_count)
        load->name_count = 1; /* 0 names nothing */
    size_t need = load->name_count + batch->name_count;
    if (!tc_grow(&load->ids, &load->id_room, need, sizeof *load->ids, SIZE_MAX / 16) ||
        !tc_grow(&load->voices, &load->voice_room, need, sizeof *load->voices,
                 SIZE_MAX / 16))
        return no_memory(load);
    load->ids[0] = load->voices[0] = 0;
    for (size_t i = 0; i < batch->name_count && !status; i++) {
        const struct new_name *name = &batch->names[i];
        long long *id = &load->ids[load->name_count];
        long long *voice = &load->voices[load->name_count++];
        *voice = 0;
        if (name->which == PUBLISHERS)
            status = add_publisher(load, name->fields[0].text, id, voice);
        else
            status =
                tc_intern(load->record, name->which, name->fields, name->count, id);
    }
    return status;
}

static long long id_of(const struct load *load, const struct item *item, enum slot slot)
{
    return load->ids[item->names[slot]];
}

/* The event of a row, which is it alone. */
static tocsin_status make_event(struct load *load, const struct item *item,
                                long long claim, struct event *out)
{
    const struct facts facts = {.id = claim,
                                .voice = load->voices[item->names[SLOT_SOURCE]],
                                .type = item->type,
                                .status = item->status,
                                .mode = id_of(load, item, SLOT_MODE),
                                .actor = id_of(load, item, SLOT_ACTOR),
                                .recipient = id_of(load, item, SLOT_RECIPIENT),
                                .place = id_of(load, item, SLOT_PLACE),
                                .from = item->from,
                                .to = item->to,
                                .precision = item->precision,
                                .factuality = item->factuality,
                                .confidence = item->confidence,
                                .intensity = item->intensity,
                                .published = item->known,
                                .known = item->known_day};
    tc_event_init(out, load->record->next_event++);
    tocsin_status status = tc_event_add(load->record, out, &facts);
    out->voices = !tc_status_denies(facts.status);
    return status;
}

static tocsin_status write_words(struct load *load, const struct item *item,
                                 long long id)
{
    if (!item->words.size)
        return TOCSIN_OK;
    static const enum statement both[] = {SQL_IMPORT_WORDS, SQL_IMPORT_SEARCH};
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < 2 && !status; i++) {
        sqlite3_stmt *write = tc_record_statement(load->record, both[i]);
        tc_bind_whole(write, 1, id);
        tc_bind_text(write, 2, item->words);
        status = tc_record_run(load->record, write);
    }
    return status;
}

static tocsin_status write_mentions(struct load *load, long long claim, int side,
                                    const struct side_row *rows, uint32_t count)
{
    tocsin_status status = TOCSIN_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        sqlite3_stmt *write = tc_record_statement(load->record, SQL_MENTION_INSERT);
        tc_bind_whole(write, 1, claim);
        tc_bind_whole(write, 2, side);
        tc_bind_whole(write, 3, i);
        tc_bind_whole(write, 4, load->ids[rows[i].actor]);
        tc_bind_whole(write, 5, 0);
        tc_bind_whole(write, 6, 0);
        tc_bind_text(write, 7, rows[i].words);
        status = tc_record_run(load->record, write);
    }
    return status;
}

/* An imported claim's parties and source as rows, by which the tables of claims are
 * searched, where they are not there yet. */
tocsin_status tc_record_spell_out(struct record *record, long long claim)
{
    static const enum statement all[] = {SQL_SPELL_PARTIES, SQL_SPELL_SOURCE,
                                         SQL_SPELL_LINK, SQL_SPELLED};
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && !status; i++) {
        sqlite3_stmt *write = tc_record_statement(record, all[i]);
        tc_bind_whole(write, 1, claim);
        status = tc_record_run(record, write);
    }
    return status;
}

static tocsin_status write_sides(struct load *load, const struct item *item,
                                 long long id)
{
    if (!item->sides[0] && !item->sides[1])
        return TOCSIN_OK;
    tocsin_status status = TOCSIN_OK;
    for (int side = 0; side < 2 && !status; side++)
        status =
            write_mentions(load, id, side, item->sides[side], item->side_count[side]);
    return status ? status : tc_record_spell_out(load->record, id);
}

static tocsin_status write_number(struct load *load, long long claim, uint32_t place,
                                  const struct number_row *number)
{
    sqlite3_stmt *write = tc_record_statement(load->record, SQL_NUMBER_INSERT);
    tc_bind_whole(write, 1, claim);
    tc_bind_whole(write, 2, place);
    tc_bind_id(write, 3, load->ids[number->what]);
    tc_bind_whole(write, 4, number->low);
    tc_bind_whole(write, 5, number->high);
    tc_bind_whole(write, 6, 0);
    tc_bind_whole(write, 7, 0);
    tc_bind_text(write, 8, number->words);
    return tc_record_run(load->record, write);
}

static tocsin_status event_of_claim(struct record *record, long long claim,
                                    long long *event)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_EVENT_OF_CLAIM);
    tc_bind_whole(find, 1, claim);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    *event = !status && row ? sqlite3_column_int64(find, 0) : 0;
    sqlite3_reset(find);
    if (!status && !*event)
        status = tc_record_say(record, TOCSIN_CORRUPT, "claim %lld is gone", claim);
    return status;
}

/* A row that only names one more source of an event: a claim like that of told, with a
 * voice and a day of its own. */
static tocsin_status write_mention(struct load *load, const struct item *item)
{
    struct record *record = load->record;
    long long id = record->next_claim++, event = 0;
    tocsin_status status = event_of_claim(record, item->told, &event);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_MENTION);
    tc_bind_whole(write, 1, id);
    tc_bind_whole(write, 2, load->coding);
    tc_bind_whole(write, 3, load->rows);
    tc_bind_whole(write, 4, load->voices[item->names[SLOT_SOURCE]]);
    sqlite3_bind_double(write, 5, item->confidence);
    tc_bind_text(write, 6, item->known);
    tc_bind_id(write, 7, id_of(load, item, SLOT_SOURCE));
    tc_bind_whole(write, 8, item->told);
    status = tc_record_run(record, write);
    if (!status)
        status = tc_record_spell_out(record, id);
    load->rows++;
    return status ? status : tc_event_sum_again(record, event);
}

/* What few rows have beside claim and event. */
static tocsin_status write_rest(struct load *load, const struct item *item,
                                long long id)
{
    tocsin_status status = write_words(load, item, id);
    if (!status)
        status = write_sides(load, item, id);
    for (uint32_t i = 0; i < item->number_count && !status; i++)
        status = write_number(load, id, i, &item->numbers[i]);
    return status;
}

/* RUN_ROWS at most, each of which makes an event. */
static tocsin_status write_run(struct load *load, const struct item *items,
                               size_t count)
{
    struct record *record = load->record;
    struct intake *intake = &load->intake;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && !status; i++) {
        load->sources[i] =
            load->number << TC_SOURCE_PROJECT | id_of(load, &items[i], SLOT_SOURCE);
        status = make_event(load, &items[i], record->next_claim + (long long)i,
                            &load->events[i]);
    }
    if (status)
        return status;
    intake->items = items;
    intake->events = load->events;
    intake->count = count;
    intake->ids = load->ids;
    intake->voices = load->voices;
    intake->coding = load->coding;
    intake->row = load->rows;
    intake->claim = record->next_claim;
    status = tc_intake_write(record, intake);
    if (!status)
        status = tc_columns_append(record, load->events, load->sources, count);
    for (size_t i = 0; i < count && !status; i++)
        status = write_rest(load, &items[i], intake->claim + (long long)i);
    record->next_claim += (long long)count;
    load->rows += (long long)count;
    return status;
}

static tocsin_status write_rows(struct load *load, const struct item *items,
                                size_t count)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t at = 0; at < count && !status;) {
        size_t size = 0;
        while (at + size < count && size < RUN_ROWS && !items[at + size].told)
            size++;
        status =
            size ? write_run(load, items + at, size) : write_mention(load, &items[at]);
        at += size ? size : 1;
    }
    load->uncommitted += (long long)count;
    return status;
}

static tocsin_status write_block(struct load *load, struct batch *batch, size_t at,
                                 long long claim)
{
    struct record *record = load->record;
    const struct packed_block *block = &batch->blocks[at];
    if (batch->packed_count <= at && !tc_batch_pack(batch, &load->writers_packer))
        return no_memory(load);
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_BLOCK);
    tc_bind_whole(write, 1, load->file);
    tc_bind_whole(write, 2, load->rows - (long long)block->rows);
    tc_bind_whole(write, 3, (long long)block->rows);
    tc_bind_whole(write, 4, claim);
    tc_bind_whole(write, 5, block->lowest);
    tc_bind_whole(write, 6, block->highest);
    tocsin_status status = tc_record_run(record, write);
    if (status)
        return status;
    write = tc_record_statement(record, SQL_IMPORT_ROWS);
    tc_bind_whole(write, 1, sqlite3_last_insert_rowid(record->db));
    sqlite3_bind_blob64(write, 2, block->keys, block->rows * 8, SQLITE_STATIC);
    sqlite3_bind_blob64(write, 3, block->bytes.data, block->bytes.size, SQLITE_STATIC);
    return tc_record_run(record, write);
}

static tocsin_status write_batch(struct load *load, struct batch *batch)
{
    struct record *record = load->record;
    tc_arena_reset(&record->arena);
    tocsin_status status = begin(load);
    if (!status)
        status = add_names(load, batch);
    for (size_t b = 0; b < batch->block_count && !status; b++) {
        const struct packed_block *block = &batch->blocks[b];
        long long claim = record->next_claim;
        status = write_rows(load, &batch->items[block->first], block->rows);
        if (!status)
            status = write_block(load, batch, b, claim);
    }
    if (!status && load->uncommitted >= COMMIT_ROWS)
        status = commit(load);
    return status && !record->failed ? tc_record_break(record, status) : status;
}

/* ---- handing over -------------------------------------------------------------- */

static void *work(void *context)
{
    struct load *load = context;
    (void)pthread_mutex_lock(&load->lock);
    for (;;) {
        while (!load->waiting && !load->stop)
            (void)pthread_cond_wait(&load->change, &load->lock);
        if (!load->waiting)
            break;
        struct batch *batch = load->waiting;
        tocsin_status status = load->status;
        (void)pthread_mutex_unlock(&load->lock);
        if (!status)
            status = write_batch(load, batch);
        (void)pthread_mutex_lock(&load->lock);
        load->status = status;
        load->waiting = NULL;
        (void)pthread_cond_broadcast(&load->change);
    }
    (void)pthread_mutex_unlock(&load->lock);
    return NULL;
}

/* Until the thread has nothing to do; what it said. */
static tocsin_status wait_for(struct load *load)
{
    if (!load->threaded)
        return load->status;
    (void)pthread_mutex_lock(&load->lock);
    while (load->waiting)
        (void)pthread_cond_wait(&load->change, &load->lock);
    tocsin_status status = load->status;
    (void)pthread_mutex_unlock(&load->lock);
    return status;
}

static bool at_work(struct load *load)
{
    (void)pthread_mutex_lock(&load->lock);
    bool at_work = load->waiting != NULL;
    (void)pthread_mutex_unlock(&load->lock);
    return at_work;
}

/* Gives the full batch to the thread and goes on with the other one. Until the thread
 * is ready for it, packs its blocks; what is left the thread packs: so the work is
 * shared whichever of the two has more. */
static tocsin_status hand_over(struct load *load)
{
    struct batch *batch = &load->batches[load->filling];
    if (!load->threaded)
        load->threaded = pthread_create(&load->thread, NULL, work, load) == 0;
    while (load->threaded && batch->packed_count < batch->block_count && at_work(load))
        if (!tc_batch_pack(batch, &load->packer))
            return TOCSIN_MEMORY;
    tocsin_status status = wait_for(load);
    if (status)
        return status;
    if (!load->threaded) {
        load->status = write_batch(load, batch);
        tc_gather_begin(&load->gather, batch);
        return load->status;
    }
    (void)pthread_mutex_lock(&load->lock);
    load->waiting = batch;
    (void)pthread_cond_broadcast(&load->change);
    (void)pthread_mutex_unlock(&load->lock);
    load->filling ^= 1;
    batch = &load->batches[load->filling];
    if (!batch->items && !tc_batch_init(batch))
        return TOCSIN_MEMORY;
    tc_gather_begin(&load->gather, batch);
    return TOCSIN_OK;
}

/* ---- the door ------------------------------------------------------------------ */

static bool keep(struct load *load, text *to, text from)
{
    *to = tc_arena_copy(&load->arena, from);
    return to->data != NULL;
}

tocsin_status tc_load_begin(struct record *record, const struct load_file *file,
                            struct load **out)
{
    *out = NULL;
    if (!record->write)
        return tc_record_say(record, TOCSIN_USAGE, "it was opened for reading only");
    if (record->failed)
        return record->failed;
    tocsin_status status = tc_record_end(record);
    struct load *load = status ? NULL : tc_alloc(sizeof *load);
    if (!load)
        return status ? status : tc_record_say(record, TOCSIN_MEMORY, "no memory");
    memset(load, 0, sizeof *load);
    load->record = record;
    tc_arena_init(&load->arena, 0);
    tc_gather_init(&load->gather);
    bool made = tc_packer_init(&load->packer);
    made = tc_packer_init(&load->writers_packer) && made;
    made = tc_batch_init(&load->batches[0]) && made;
    load->events = tc_alloc(RUN_ROWS * sizeof *load->events);
    load->sources = tc_alloc(RUN_ROWS * sizeof *load->sources);
    (void)pthread_mutex_init(&load->lock, NULL);
    (void)pthread_cond_init(&load->change, NULL);
    if (!made || !load->events || !load->sources ||
        !keep(load, &load->project, file->project) ||
        !keep(load, &load->format, file->format) ||
        !keep(load, &load->coder, file->coder) ||
        !keep(load, &load->header, file->header) ||
        !keep(load, &load->path, file->path))
        status = no_memory(load);
    if (!status)
        status = tc_keys_new(record, load->project, &load->keys);
    if (!status)
        status = tc_intake_open(record, &load->intake);
    if (!status)
        tc_gather_begin(&load->gather, &load->batches[0]);
    if (status)
        (void)tc_load_end(load, NULL);
    else
        *out = load;
    return status;
}

/* Errors may have words only while the thread has none. */
static tocsin_status end_with(struct load *load, tocsin_status status)
{
    tocsin_status other = wait_for(load);
    load->ended = other ? other : status;
    return other ? other : status == TOCSIN_MEMORY ? no_memory(load) : status;
}

static tocsin_status look_at(const struct import_row *row)
{
    const tocsin_claim *claim = &row->claim;
    if ((unsigned)claim->type >= TOCSIN_TYPE_COUNT ||
        (unsigned)claim->status >= TOCSIN_CLAIM_STATUS_COUNT ||
        claim->actor_count > IMPORT_PARTIES || claim->recipient_count > IMPORT_PARTIES)
        return TOCSIN_USAGE;
    return row->native.size > LONGEST_ROW || row->words.size > LONGEST_ROW
               ? TOCSIN_LIMIT
               : TOCSIN_OK;
}

static tocsin_status take(struct load *load, const struct import_row *row,
                          long long key, long long told)
{
    struct batch *batch = &load->batches[load->filling];
    tocsin_status status =
        tc_gather_row(&load->gather, batch, row, key, told) ? TOCSIN_OK : TOCSIN_MEMORY;
    load->counts.added += !status;
    if (!status && batch->count == BATCH_ROWS)
        status = hand_over(load);
    return status;
}

/* Takes a row that was not there before. */
static tocsin_status take_new(struct load *load, const struct import_row *row, text id,
                              long long told)
{
    long long key = tc_row_key(id, row->native);
    bool known = false;
    tocsin_status status = TOCSIN_OK;
    if (tc_keys_read(load->keys, key))
        status = wait_for(load); /* the thread reads and writes the same record */
    if (!status)
        status = tc_keys_add(load->keys, key, &known);
    if (!status && known)
        load->counts.known++;
    else if (!status)
        status = take(load, row, key, told);
    return status;
}

/* Its id is that of the event, so that it is told from others by its bytes. One whose
 * event is not there is not taken: it may come again when the event is. */
static tocsin_status take_mention(struct load *load, const struct import_row *row)
{
    long long told, added = load->counts.added;
    tocsin_status status = wait_for(load);
    if (!status)
        status = tc_keys_find(load->keys, tc_row_key(row->id, (text){NULL, 0}), &told);
    if (!status && !told) {
        load->counts.known++;
        load->counts.lost++;
    } else if (!status) {
        status = take_new(load, row, (text){NULL, 0}, told);
        load->counts.mentions += load->counts.added - added;
    }
    return status;
}

tocsin_status tc_load_row(struct load *load, const struct import_row *row)
{
    if (load->ended)
        return load->ended;
    tocsin_status status = look_at(row);
    if (status) {
        (void)wait_for(load);
        return tc_record_say(load->record, status, "line %lld cannot be a claim",
                             row->line);
    }
    status = row->mention ? take_mention(load, row) : take_new(load, row, row->id, 0);
    return status ? end_with(load, status) : TOCSIN_OK;
}

/* What was taken whole is kept, whatever came behind it. */
static tocsin_status finish(struct load *load, tocsin_status status)
{
    struct batch *batch = &load->batches[load->filling];
    if (!status && !load->ended && batch->count)
        status = write_batch(load, batch);
    if (!status)
        status = commit(load);
    if (status && load->record->open)
        status = tc_record_break(load->record, status);
    return status ? status : load->ended;
}

tocsin_status tc_load_end(struct load *load, struct load_counts *counts)
{
    if (!load)
        return TOCSIN_OK;
    tocsin_status status = wait_for(load);
    if (load->threaded) {
        (void)pthread_mutex_lock(&load->lock);
        load->stop = true;
        (void)pthread_cond_broadcast(&load->change);
        (void)pthread_mutex_unlock(&load->lock);
        (void)pthread_join(load->thread, NULL);
    }
    status = finish(load, status);
    if (counts)
        *counts = load->counts;
    tc_intake_close(load->record, &load->intake);
    for (int i = 0; i < 2; i++)
        tc_batch_release(&load->batches[i]);
    tc_gather_release(&load->gather);
    tc_packer_release(&load->packer);
    tc_packer_release(&load->writers_packer);
    tc_keys_free(load->keys);
    tc_free(load->ids);
    tc_free(load->voices);
    tc_free(load->events);
    tc_free(load->sources);
    tc_arena_release(&load->arena);
    (void)pthread_cond_destroy(&load->change);
    (void)pthread_mutex_destroy(&load->lock);
    tc_free(load);
    return status;
}
