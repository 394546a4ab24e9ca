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
 * The bytes of each row are kept, 128 rows a block, as
 *
 *     number of the line less that of the row before (of the first: the number)
 *     sizes of the row, the project's id, the address          } as varints: 7 bits a
 *     the row, the id, the address                             } byte, the lowest first
 *
 * compressed by zstd. Blocks that small cost a tenth more bytes than large ones and are
 * unpacked in 0.1 ms, which is what showing one row costs.
 *
 * Whoever reads the file copies rows into a batch and packs them; a thread of the load
 * writes the batch before. A load of less than a batch needs no thread.
 */
#include "record/load.h"
#include "record/keys.h"

#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <zstd.h>

enum {
    BLOCK_ROWS = 128,
    BATCH_BLOCKS = 32,
    BATCH_ROWS = BLOCK_ROWS * BATCH_BLOCKS,
    COMMIT_ROWS = 1 << 17,
    LEVEL = 1,
    LONGEST_ROW = 1 << 26,  /* bytes */
    LONGEST_BLOCK = 1 << 30 /* unpacked */
};

/* ---- a batch of rows ----------------------------------------------------------- */

struct item {
    struct import_row row; /* its texts are in the batch's arena; native is not kept */
    long long key;
    long long told; /* the claim of whose event it names one more source; 0: none */
};

struct packed_block {
    size_t first, rows; /* items of the batch */
    text bytes;         /* in the arena */
};

struct batch {
    struct item *items; /* BATCH_ROWS */
    size_t count;
    struct packed_block blocks[BATCH_BLOCKS];
    size_t block_count;
    struct arena arena;
};

struct load {
    struct record *record;
    text project, format, coder, header, path; /* in arena */
    struct arena arena;
    struct keys *keys;
    struct load_counts counts;
    struct batch batches[2];
    int filling;
    struct buffer open; /* the block that is being filled, unpacked */
    size_t open_rows;
    long long open_line;
    ZSTD_CCtx *packer;
    tocsin_status ended; /* what ended the copying: the batch is not whole */
    /* of the writing thread */
    long long file, coding, rows, uncommitted;
    long long number;  /* of the project, from 1 */
    long long *voices; /* (publisher) of imported rows; 0: not looked up */
    size_t voice_room;
    long long project_voice;
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

/* ---- copying a row ------------------------------------------------------------- */

enum { ROW_TEXTS = 24 + 2 * IMPORT_PARTIES * 6 };

static size_t mention_texts(tocsin_mention *mentions, uint32_t count, text **out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        out[n++] = &mentions[i].text;
        out[n++] = &mentions[i].name;
        out[n++] = &mentions[i].code;
        out[n++] = &mentions[i].country;
        out[n++] = &mentions[i].sector;
        out[n++] = &mentions[i].id;
    }
    return n;
}

/* The texts that the record keeps outside the block. */
static size_t row_texts(struct import_row *row, text **out)
{
    tocsin_claim *claim = &row->claim;
    text *all[] = {&row->known,
                   &row->source,
                   &row->words,
                   &row->id,
                   &claim->mode,
                   &claim->cameo,
                   &claim->rule,
                   &claim->path,
                   &claim->place.text,
                   &claim->place.name,
                   &claim->place.country,
                   &claim->place.admin1,
                   &claim->place.admin2,
                   &claim->place.precision,
                   &claim->time.from,
                   &claim->time.to,
                   &claim->time.precision,
                   &claim->time.bound,
                   &claim->time.type,
                   &claim->time.value};
    memcpy(out, all, sizeof all);
    return sizeof all / sizeof *all;
}

static void *copy_array(struct batch *batch, const void *from, size_t count,
                        size_t size, bool *failed)
{
    if (!count)
        return NULL;
    void *to = tc_arena_alloc(&batch->arena, count * size);
    if (to)
        memcpy(to, from, count * size);
    *failed = *failed || !to;
    return to;
}

static bool copy_texts(struct batch *batch, text **texts, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += texts[i]->size;
    char *to = tc_arena_alloc(&batch->arena, size + 1);
    for (size_t i = 0; to && i < count; i++) {
        if (texts[i]->size)
            memcpy(to, texts[i]->data, texts[i]->size);
        texts[i]->data = to;
        to += texts[i]->size;
    }
    return to != NULL;
}

static bool copy_numbers(struct batch *batch, tocsin_number *numbers, uint32_t count)
{
    bool copied = true;
    for (uint32_t i = 0; i < count && copied; i++) {
        text *texts[] = {&numbers[i].what, &numbers[i].text};
        copied = copy_texts(batch, texts, 2);
    }
    return copied;
}

static bool copy_row(struct batch *batch, struct import_row *row)
{
    text *texts[ROW_TEXTS];
    tocsin_claim *claim = &row->claim;
    bool failed = false;
    tocsin_mention *actors =
        copy_array(batch, claim->actors, claim->actor_count, sizeof *actors, &failed);
    tocsin_mention *recipients = copy_array(
        batch, claim->recipients, claim->recipient_count, sizeof *recipients, &failed);
    tocsin_number *numbers = copy_array(batch, claim->numbers, claim->number_count,
                                        sizeof *numbers, &failed);
    text *contexts = copy_array(batch, claim->contexts, claim->context_count,
                                sizeof *contexts, &failed);
    if (failed)
        return false;
    size_t count = row_texts(row, texts);
    count += mention_texts(actors, claim->actor_count, texts + count);
    count += mention_texts(recipients, claim->recipient_count, texts + count);
    claim->actors = actors;
    claim->recipients = recipients;
    claim->numbers = numbers;
    claim->contexts = contexts;
    for (uint32_t i = 0; i < claim->context_count; i++) {
        text *one = &contexts[i];
        if (!copy_texts(batch, &one, 1))
            return false;
    }
    return copy_texts(batch, texts, count) &&
           copy_numbers(batch, numbers, claim->number_count);
}

/* ---- blocks -------------------------------------------------------------------- */

static void put_number(struct buffer *out, unsigned long long number)
{
    while (number >= 128) {
        tc_buffer_byte(out, (char)((number & 127) | 128));
        number >>= 7;
    }
    tc_buffer_byte(out, (char)number);
}

static tocsin_status close_block(struct load *load)
{
    struct batch *batch = &load->batches[load->filling];
    if (!load->open_rows)
        return TOCSIN_OK;
    size_t room = ZSTD_compressBound(load->open.size);
    char *to = tc_arena_alloc(&batch->arena, room);
    size_t size = to ? ZSTD_compressCCtx(load->packer, to, room, load->open.data,
                                         load->open.size, LEVEL)
                     : 0;
    if (!to || ZSTD_isError(size))
        return no_memory(load);
    batch->blocks[batch->block_count++] = (struct packed_block){
        batch->count - load->open_rows, load->open_rows, {to, size}
    };
    load->open_rows = 0;
    tc_buffer_clear(&load->open);
    return TOCSIN_OK;
}

static tocsin_status add_to_block(struct load *load, const struct import_row *row)
{
    struct buffer *open = &load->open;
    long long before = load->open_rows ? load->open_line : 0;
    put_number(open, (unsigned long long)(row->line > before ? row->line - before : 0));
    load->open_line = row->line > before ? row->line : before;
    put_number(open, row->native.size);
    put_number(open, row->id.size);
    put_number(open, row->url.size);
    tc_buffer_text(open, row->native);
    tc_buffer_text(open, row->id);
    tc_buffer_text(open, row->url);
    load->open_rows++;
    if (open->failed)
        return no_memory(load);
    return load->open_rows == BLOCK_ROWS ? close_block(load) : TOCSIN_OK;
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
static tocsin_status find_voice(struct load *load, text source, long long publisher,
                                long long *out)
{
    struct record *record = load->record;
    size_t old = load->voice_room;
    if ((size_t)publisher >= old) {
        if (!tc_grow(&load->voices, &load->voice_room, (size_t)publisher + 1,
                     sizeof *load->voices, SIZE_MAX / 16))
            return no_memory(load);
        memset(load->voices + old, 0, (load->voice_room - old) * sizeof *load->voices);
    }
    *out = load->voices[publisher];
    if (*out)
        return TOCSIN_OK;
    tocsin_status status =
        tc_voice(record, NULL, publisher ? source : load->project, 0, out);
    load->voices[publisher] = *out;
    return status;
}

/* What the row of a claim names, found once. */
struct row_names {
    struct names names;
    long long source;
};

static tocsin_status find_names(struct load *load, const struct import_row *row,
                                struct row_names *out)
{
    struct record *record = load->record;
    const tocsin_claim *claim = &row->claim;
    struct names *names = &out->names;
    tocsin_status status = tc_intern_names(record, claim, names);
    /* the first one named: the others only stand beside it, as ACLED has them */
    if (!status)
        status =
            tc_principal(record, claim->actors, claim->actor_count > 0, &names->actor);
    if (!status)
        status = tc_principal(record, claim->recipients, claim->recipient_count > 0,
                              &names->recipient);
    if (!status)
        status = tc_intern_text(record, PUBLISHERS, row->source, &out->source);
    if (!status && out->source >= 1LL << TC_SOURCE_PROJECT)
        status = tc_record_say(record, TOCSIN_LIMIT, "more than %d publishers",
                               (1 << TC_SOURCE_PROJECT) - 1);
    return status ? status : find_voice(load, row->source, out->source, &names->voice);
}

static tocsin_status write_claim(struct load *load, const struct import_row *row,
                                 long long id, const struct row_names *found)
{
    const tocsin_claim *claim = &row->claim;
    const struct names *names = &found->names;
    sqlite3_stmt *write = tc_record_statement(load->record, SQL_IMPORT_CLAIM);
    tc_bind_whole(write, 1, id);
    tc_bind_whole(write, 2, load->coding);
    tc_bind_whole(write, 3, load->rows);
    tc_bind_whole(write, 4, names->event);
    sqlite3_bind_double(write, 5, names->score);
    tc_bind_whole(write, 6, names->voice);
    tc_bind_whole(write, 7, claim->type);
    tc_bind_whole(write, 8, claim->status);
    tc_bind_id(write, 9, names->mode);
    tc_bind_id(write, 10, names->contexts);
    tc_bind_id(write, 11, names->cameo);
    sqlite3_bind_double(write, 12, claim->intensity); /* NaN is kept as NULL */
    sqlite3_bind_double(write, 13, claim->factuality);
    sqlite3_bind_double(write, 14, claim->confidence);
    tc_bind_id(write, 15, names->actor);
    tc_bind_id(write, 16, names->recipient);
    tc_bind_id(write, 17, names->place);
    tc_bind_id(write, 18, names->time);
    tc_bind_id(write, 19, names->rule);
    tc_bind_id(write, 20, names->path);
    tc_bind_text(write, 21, row->known);
    tc_bind_id(write, 22, found->source);
    return tc_record_run(load->record, write);
}

static void facts_of(const struct import_row *row, long long id,
                     const struct row_names *found, struct facts *out)
{
    const tocsin_claim *claim = &row->claim;
    *out = (struct facts){.id = id,
                          .voice = found->names.voice,
                          .type = (int)claim->type,
                          .status = (int)claim->status,
                          .mode = found->names.mode,
                          .actor = found->names.actor,
                          .recipient = found->names.recipient,
                          .place = found->names.place,
                          .factuality = claim->factuality,
                          .confidence = claim->confidence,
                          .intensity = claim->intensity,
                          .published = row->known,
                          .known = tc_day_parse(row->known)};
    tc_facts_time(out, claim->time.from, claim->time.to, claim->time.precision);
}

static tocsin_status create_event(struct load *load, const struct facts *facts,
                                  struct row_names *found)
{
    struct record *record = load->record;
    struct event event;
    tc_event_init(&event, record->next_event++);
    tocsin_status status = tc_event_add(record, &event, facts);
    event.voices = !tc_status_denies(facts->status);
    found->names.event = event.id;
    found->names.score = 1;
    if (!status)
        status = tc_event_insert(record, &event);
    long long source = load->number << TC_SOURCE_PROJECT | found->source;
    return status ? status : tc_columns_set(record, NULL, &event, source);
}

static tocsin_status write_words(struct load *load, const struct import_row *row,
                                 long long id)
{
    if (!row->words.size)
        return TOCSIN_OK;
    static const enum statement both[] = {SQL_IMPORT_WORDS, SQL_IMPORT_SEARCH};
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < 2 && !status; i++) {
        sqlite3_stmt *write = tc_record_statement(load->record, both[i]);
        tc_bind_whole(write, 1, id);
        tc_bind_text(write, 2, row->words);
        status = tc_record_run(load->record, write);
    }
    return status;
}

static tocsin_status write_mentions(struct record *record, long long claim, int side,
                                    const tocsin_mention *mentions, uint32_t count)
{
    tocsin_status status = TOCSIN_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        long long actor;
        status = tc_intern_actor(record, &mentions[i], &actor);
        if (status)
            break;
        sqlite3_stmt *write = tc_record_statement(record, SQL_MENTION_INSERT);
        tc_bind_whole(write, 1, claim);
        tc_bind_whole(write, 2, side);
        tc_bind_whole(write, 3, i);
        tc_bind_whole(write, 4, actor);
        tc_bind_whole(write, 5, 0);
        tc_bind_whole(write, 6, 0);
        tc_bind_text(write, 7, mentions[i].text);
        status = tc_record_run(record, write);
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

static tocsin_status write_sides(struct load *load, const struct import_row *row,
                                 long long id)
{
    const tocsin_claim *claim = &row->claim;
    if (claim->actor_count < 2 && claim->recipient_count < 2)
        return TOCSIN_OK;
    tocsin_status status =
        write_mentions(load->record, id, 0, claim->actors, claim->actor_count);
    if (!status)
        status = write_mentions(load->record, id, 1, claim->recipients,
                                claim->recipient_count);
    return status ? status : tc_record_spell_out(load->record, id);
}

static tocsin_status write_number(struct record *record, long long claim,
                                  uint32_t place, const tocsin_number *number)
{
    long long what;
    tocsin_status status = tc_intern_text(record, WORDS, number->what, &what);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(record, SQL_NUMBER_INSERT);
    tc_bind_whole(write, 1, claim);
    tc_bind_whole(write, 2, place);
    tc_bind_id(write, 3, what);
    tc_bind_whole(write, 4, number->low);
    tc_bind_whole(write, 5, number->high);
    tc_bind_whole(write, 6, 0);
    tc_bind_whole(write, 7, 0);
    tc_bind_text(write, 8, number->text);
    return tc_record_run(record, write);
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
static tocsin_status write_mention(struct load *load, const struct import_row *row,
                                   long long told)
{
    struct record *record = load->record;
    long long id = record->next_claim++, source, voice = 0, event = 0;
    tocsin_status status = tc_intern_text(record, PUBLISHERS, row->source, &source);
    if (!status)
        status = find_voice(load, row->source, source, &voice);
    if (!status)
        status = event_of_claim(record, told, &event);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_MENTION);
    tc_bind_whole(write, 1, id);
    tc_bind_whole(write, 2, load->coding);
    tc_bind_whole(write, 3, load->rows);
    tc_bind_whole(write, 4, voice);
    sqlite3_bind_double(write, 5, row->claim.confidence);
    tc_bind_text(write, 6, row->known);
    tc_bind_id(write, 7, source);
    tc_bind_whole(write, 8, told);
    status = tc_record_run(record, write);
    if (!status)
        status = tc_record_spell_out(record, id);
    return status ? status : tc_event_sum_again(record, event);
}

static tocsin_status write_row(struct load *load, const struct import_row *row)
{
    struct record *record = load->record;
    struct row_names found = {.source = 0};
    struct facts facts;
    long long id = record->next_claim++;
    tocsin_status status = find_names(load, row, &found);
    if (status)
        return status;
    facts_of(row, id, &found, &facts);
    status = create_event(load, &facts, &found);
    if (!status)
        status = write_claim(load, row, id, &found);
    if (!status)
        status = write_words(load, row, id);
    if (!status)
        status = write_sides(load, row, id);
    for (uint32_t i = 0; i < row->claim.number_count && !status; i++)
        status = write_number(record, id, i, &row->claim.numbers[i]);
    return status;
}

static tocsin_status write_item(struct load *load, const struct item *item)
{
    tocsin_status status = item->told ? write_mention(load, &item->row, item->told)
                                      : write_row(load, &item->row);
    load->rows++;
    load->uncommitted++;
    return status;
}

static tocsin_status write_block(struct load *load, const struct batch *batch,
                                 const struct packed_block *block, long long claim)
{
    struct record *record = load->record;
    char keys[BLOCK_ROWS * 8];
    long long lowest = LLONG_MAX, highest = LLONG_MIN;
    for (size_t i = 0; i < block->rows; i++) {
        long long key = batch->items[block->first + i].key;
        tc_key_write(key, keys + 8 * i);
        lowest = key < lowest ? key : lowest;
        highest = key > highest ? key : highest;
    }
    sqlite3_stmt *write = tc_record_statement(record, SQL_IMPORT_BLOCK);
    tc_bind_whole(write, 1, load->file);
    tc_bind_whole(write, 2, load->rows - (long long)block->rows);
    tc_bind_whole(write, 3, (long long)block->rows);
    tc_bind_whole(write, 4, claim);
    tc_bind_whole(write, 5, lowest);
    tc_bind_whole(write, 6, highest);
    tocsin_status status = tc_record_run(record, write);
    if (status)
        return status;
    write = tc_record_statement(record, SQL_IMPORT_ROWS);
    tc_bind_whole(write, 1, sqlite3_last_insert_rowid(record->db));
    sqlite3_bind_blob64(write, 2, keys, block->rows * 8, SQLITE_STATIC);
    sqlite3_bind_blob64(write, 3, block->bytes.data, block->bytes.size, SQLITE_STATIC);
    return tc_record_run(record, write);
}

static tocsin_status write_batch(struct load *load, const struct batch *batch)
{
    struct record *record = load->record;
    tc_arena_reset(&record->arena);
    tocsin_status status = begin(load);
    for (size_t b = 0; b < batch->block_count && !status; b++) {
        const struct packed_block *block = &batch->blocks[b];
        long long claim = record->next_claim;
        for (size_t i = 0; i < block->rows && !status; i++)
            status = write_item(load, &batch->items[block->first + i]);
        if (!status)
            status = write_block(load, batch, block, claim);
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

static void clear(struct batch *batch)
{
    batch->count = batch->block_count = 0;
    tc_arena_reset(&batch->arena);
}

/* Gives the full batch to the thread and goes on with the other one. */
static tocsin_status hand_over(struct load *load)
{
    struct batch *batch = &load->batches[load->filling];
    if (!load->threaded)
        load->threaded = pthread_create(&load->thread, NULL, work, load) == 0;
    tocsin_status status = wait_for(load);
    if (status)
        return status;
    if (!load->threaded) {
        load->status = write_batch(load, batch);
        clear(batch);
        return load->status;
    }
    (void)pthread_mutex_lock(&load->lock);
    load->waiting = batch;
    (void)pthread_cond_broadcast(&load->change);
    (void)pthread_mutex_unlock(&load->lock);
    load->filling ^= 1;
    batch = &load->batches[load->filling];
    clear(batch);
    if (!batch->items)
        batch->items = tc_alloc(BATCH_ROWS * sizeof *batch->items);
    return batch->items ? TOCSIN_OK : no_memory(load);
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
    tc_buffer_init(&load->open, LONGEST_BLOCK);
    for (int i = 0; i < 2; i++)
        tc_arena_init(&load->batches[i].arena, 0);
    (void)pthread_mutex_init(&load->lock, NULL);
    (void)pthread_cond_init(&load->change, NULL);
    load->packer = ZSTD_createCCtx();
    load->batches[0].items = tc_alloc(BATCH_ROWS * sizeof(struct item));
    if (!load->packer || !load->batches[0].items ||
        !keep(load, &load->project, file->project) ||
        !keep(load, &load->format, file->format) ||
        !keep(load, &load->coder, file->coder) ||
        !keep(load, &load->header, file->header) ||
        !keep(load, &load->path, file->path))
        status = no_memory(load);
    if (!status)
        status = tc_keys_new(record, load->project, &load->keys);
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
    struct item *item = &batch->items[batch->count++];
    item->row = *row;
    item->key = key;
    item->told = told;
    tocsin_status status =
        copy_row(batch, &item->row) ? add_to_block(load, row) : TOCSIN_MEMORY;
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
    if (!status && !load->ended)
        status = close_block(load);
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
    for (int i = 0; i < 2; i++) {
        tc_arena_release(&load->batches[i].arena);
        tc_free(load->batches[i].items);
    }
    tc_keys_free(load->keys);
    tc_free(load->voices);
    tc_buffer_release(&load->open);
    tc_arena_release(&load->arena);
    ZSTD_freeCCtx(load->packer);
    (void)pthread_cond_destroy(&load->change);
    (void)pthread_mutex_destroy(&load->lock);
    tc_free(load);
    return status;
}

/* ---- and back ------------------------------------------------------------------ */

void tc_import_block_init(struct import_block *block)
{
    memset(block, 0, sizeof *block);
    tc_buffer_init(&block->bytes, LONGEST_BLOCK);
    tc_arena_init(&block->arena, 0);
}

void tc_import_block_release(struct import_block *block)
{
    tc_buffer_release(&block->bytes);
    tc_arena_release(&block->arena);
    sqlite3_finalize(block->find);
}

static tocsin_status damaged(struct record *record, long long block)
{
    return tc_record_say(record, TOCSIN_CORRUPT, "the rows of block %lld are damaged",
                         block);
}

static tocsin_status unpack(struct record *record, struct import_block *block,
                            sqlite3_stmt *row)
{
    const void *data = sqlite3_column_blob(row, 3);
    size_t size = (size_t)sqlite3_column_bytes(row, 3);
    long long id = sqlite3_column_int64(row, 7);
    unsigned long long whole = data ? ZSTD_getFrameContentSize(data, size) : 0;
    tc_buffer_clear(&block->bytes);
    block->rows = 0;
    if (!whole || whole > LONGEST_BLOCK) /* also what zstd cannot tell */
        return damaged(record, id);
    char *to = tc_buffer_room(&block->bytes, (size_t)whole);
    if (!to)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a block of rows");
    size_t got = ZSTD_decompress(to, (size_t)whole, data, size);
    if (ZSTD_isError(got) || got != whole)
        return damaged(record, id);
    block->bytes.size = got;
    tc_arena_reset(&block->arena);
    block->format = tc_arena_copy(&block->arena, tc_column(row, 4));
    block->project = tc_arena_copy(&block->arena, tc_column(row, 5));
    block->path = tc_arena_copy(&block->arena, tc_column(row, 6));
    if (!block->format.data || !block->project.data || !block->path.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a block of rows");
    block->first = sqlite3_column_int64(row, 0);
    block->rows = sqlite3_column_int64(row, 1);
    return TOCSIN_OK;
}

static bool take_number(text *from, unsigned long long *out)
{
    *out = 0;
    for (int shift = 0; shift < 63 && from->size; shift += 7) {
        unsigned char byte = (unsigned char)*from->data;
        *from = tc_text_slice(*from, 1, from->size);
        *out |= (unsigned long long)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

static bool take_text(text *from, unsigned long long size, text *out)
{
    if (size > from->size)
        return false;
    *out = tc_text_slice(*from, 0, (size_t)size);
    *from = tc_text_slice(*from, (size_t)size, from->size);
    return true;
}

/* The row at a place within the block. */
static bool find_row(const struct import_block *block, long long at,
                     struct import_place *out)
{
    text rest = {block->bytes.data, block->bytes.size};
    unsigned long long line = 0;
    for (long long i = 0; i <= at; i++) {
        unsigned long long more, native, id, url;
        if (!take_number(&rest, &more) || !take_number(&rest, &native) ||
            !take_number(&rest, &id) || !take_number(&rest, &url) ||
            !take_text(&rest, native, &out->native) ||
            !take_text(&rest, id, &out->id) || !take_text(&rest, url, &out->url))
            return false;
        line += more;
    }
    out->line = line > LLONG_MAX ? 0 : (long long)line;
    out->format = block->format;
    out->project = block->project;
    out->path = block->path;
    return true;
}

#define BLOCK_COLUMNS                                                                  \
    "SELECT b.claim, b.rows, b.first, r.block, f.format, f.project, f.path, b.id "     \
    "FROM import_blocks b JOIN import_rows r ON r.id = b.id "                          \
    "JOIN import_files f ON f.id = b.file "

tocsin_status tc_import_find(struct record *record, struct import_block *block,
                             long long claim, struct import_place *out)
{
    bool row = true;
    tocsin_status status = TOCSIN_OK;
    if (!block->find)
        status = tc_record_sqlite(
            record,
            sqlite3_prepare_v2(record->db,
                               BLOCK_COLUMNS "WHERE b.claim = (SELECT max(claim) FROM "
                                             "import_blocks WHERE claim <= ?1)",
                               -1, &block->find, NULL));
    if (status)
        return status;
    if (!block->rows || claim < block->first || claim - block->first >= block->rows) {
        sqlite3_reset(block->find);
        tc_bind_whole(block->find, 1, claim);
        status = tc_record_step(record, block->find, &row);
        if (!status && row)
            status = unpack(record, block, block->find);
        sqlite3_reset(block->find);
    }
    if (status)
        return status;
    if (!row || claim < block->first || claim - block->first >= block->rows)
        return tc_record_say(record, TOCSIN_MISSING, "claim %lld is of no file", claim);
    return find_row(block, claim - block->first, out) ? TOCSIN_OK
                                                      : damaged(record, block->first);
}
