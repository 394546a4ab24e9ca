/* record/batch.c: rows of other projects' files on their way into the record.
 *
 * Of the two threads of a load the one that writes has more to do, so whatever needs no
 * table is done here: a row's names become numbers, its days are counted, its bytes are
 * packed. What ten million rows name are some hundred thousand actors, places, days and
 * newspapers. Each of these goes to the writer once, with its texts; from then on it is
 * a number, and what that stands for in the record is one look into an array.
 *
 * The bytes of each row are kept, BLOCK_ROWS rows a block, as
 *
 *     number of the line less that of the row before (of the first: the number)
 *     sizes of the row, the project's id, the address          } as varints: 7 bits a
 *     the row, the id, the address                             } byte, the lowest first
 *
 * compressed by zstd (block.c reads them).
 */
#include "record/batch.h"
#include "record/keys.h"

#include <limits.h>
#include <string.h>

enum { LEVEL = 1, KEEP_NAMES = 1 << 21, KEEP_BYTES = 1 << 27 };

bool tc_batch_init(struct batch *batch)
{
    memset(batch, 0, sizeof *batch);
    tc_arena_init(&batch->arena, 0);
    batch->items = tc_alloc(BATCH_ROWS * sizeof *batch->items);
    batch->blocks = tc_alloc(BATCH_BLOCKS * sizeof *batch->blocks);
    tc_buffer_init(&batch->raw, 0);
    return batch->items && batch->blocks;
}

void tc_batch_release(struct batch *batch)
{
    tc_arena_release(&batch->arena);
    tc_free(batch->items);
    tc_free(batch->blocks);
    tc_free(batch->names);
    tc_buffer_release(&batch->raw);
}

void tc_gather_init(struct gather *gather)
{
    memset(gather, 0, sizeof *gather);
    tc_map_init(&gather->numbers);
    tc_arena_init(&gather->keys, 0);
    tc_buffer_init(&gather->key, 0);
    tc_buffer_init(&gather->lines, 0);
    for (int i = 0; i < SLOTS; i++)
        tc_buffer_init(&gather->last[i], 0);
}

void tc_gather_release(struct gather *gather)
{
    tc_map_release(&gather->numbers);
    tc_arena_release(&gather->keys);
    tc_buffer_release(&gather->key);
    tc_buffer_release(&gather->lines);
    for (int i = 0; i < SLOTS; i++)
        tc_buffer_release(&gather->last[i]);
}

void tc_gather_begin(struct gather *gather, struct batch *batch)
{
    batch->count = batch->block_count = batch->packed_count = batch->name_count = 0;
    tc_buffer_clear(&batch->raw);
    tc_arena_reset(&batch->arena);
    gather->known = (text){NULL, 0};
    gather->known_day = TC_NO_DAY;
    batch->anew = gather->count > KEEP_NAMES || gather->keys.total > KEEP_BYTES;
    if (!batch->anew)
        return;
    gather->count = 0;
    tc_map_clear(&gather->numbers);
    tc_arena_release(&gather->keys); /* a reset would keep its total */
    for (int i = 0; i < SLOTS; i++)
        tc_buffer_clear(&gather->last[i]);
}

/* ---- names --------------------------------------------------------------------- */

static text copy(struct gather *gather, struct batch *batch, text from)
{
    text to = {NULL, 0};
    if (from.size) {
        to = tc_arena_copy(&batch->arena, from);
        gather->failed |= !to.data;
    }
    return to;
}

static uint32_t add_name(struct gather *gather, struct batch *batch,
                         enum dictionary which, const struct field *fields, int count)
{
    text kept =
        tc_arena_copy(&gather->keys, (text){gather->key.data, gather->key.size});
    if (!kept.data || !tc_map_put(&gather->numbers, kept, gather->count + 1) ||
        !tc_grow(&batch->names, &batch->name_room, batch->name_count + 1,
                 sizeof *batch->names, SIZE_MAX / 1024)) {
        gather->failed = true;
        return 0;
    }
    struct new_name *name = &batch->names[batch->name_count++];
    name->which = which;
    name->count = count;
    for (int i = 0; i < count; i++) {
        name->fields[i] = fields[i];
        name->fields[i].text = copy(gather, batch, fields[i].text);
    }
    return ++gather->count;
}

static uint32_t number_of(struct gather *gather, struct batch *batch,
                          enum dictionary which, const struct field *fields, int count)
{
    uint32_t number;
    text key = tc_name_key(&gather->key, which, fields, count);
    gather->failed |= !key.data;
    if (!key.data || tc_map_get(&gather->numbers, key, &number))
        return key.data ? number : 0;
    return add_name(gather, batch, which, fields, count);
}

/* Of a row that names what the row before named in this place, the map is not asked. */
static void set_name(struct gather *gather, struct batch *batch, enum slot slot,
                     enum dictionary which, const struct field *fields, int count)
{
    struct buffer *last = &gather->last[slot];
    uint32_t *out = &batch->items[batch->count].names[slot];
    text key = tc_name_key(&gather->key, which, fields, count);
    if (key.data && tc_text_equal(key, (text){last->data, last->size})) {
        *out = gather->last_number[slot];
        return;
    }
    *out = number_of(gather, batch, which, fields, count);
    tc_buffer_clear(last);
    tc_buffer_text(last, key);
    gather->failed |= last->failed;
    gather->last_number[slot] = *out;
}

static void set_text(struct gather *gather, struct batch *batch, enum slot slot,
                     enum dictionary which, text t)
{
    const struct field field = {FIELD_TEXT, t, 0, 0};
    if (t.size || slot == SLOT_SOURCE)
        set_name(gather, batch, slot, which, &field, 1);
}

static void set_actor(struct gather *gather, struct batch *batch, enum slot slot,
                      const tocsin_mention *mentions, uint32_t count)
{
    struct field fields[NAME_FIELDS];
    /* the first one named: the others only stand beside it, as ACLED has them */
    if (count && tc_mention_known(mentions))
        set_name(gather, batch, slot, ACTORS, fields,
                 tc_actor_fields(mentions, fields));
}

/* In the order in which intern_names() and its callers have them: the numbers of
 * the dictionaries' rows depend on it. */
static void set_names(struct gather *gather, struct batch *batch,
                      const struct import_row *row)
{
    const tocsin_claim *claim = &row->claim;
    struct field fields[NAME_FIELDS];
    set_text(gather, batch, SLOT_MODE, WORDS, claim->mode);
    set_text(gather, batch, SLOT_CAMEO, WORDS, claim->cameo);
    set_text(gather, batch, SLOT_RULE, WORDS, claim->rule);
    set_text(gather, batch, SLOT_PATH, WORDS, claim->path);
    tc_buffer_clear(&gather->lines);
    tc_contexts_lines(claim, &gather->lines);
    gather->failed |= gather->lines.failed;
    set_text(gather, batch, SLOT_CONTEXTS, WORDS,
             (text){gather->lines.data, gather->lines.size});
    int count = tc_place_fields(&claim->place, fields);
    if (count)
        set_name(gather, batch, SLOT_PLACE, PLACES, fields, count);
    count = tc_time_fields(&claim->time, fields);
    if (count)
        set_name(gather, batch, SLOT_TIME, TIMES, fields, count);
    set_actor(gather, batch, SLOT_ACTOR, claim->actors, claim->actor_count);
    set_actor(gather, batch, SLOT_RECIPIENT, claim->recipients, claim->recipient_count);
}

/* ---- what few rows have -------------------------------------------------------- */

static void *array(struct gather *gather, struct batch *batch, size_t count,
                   size_t size)
{
    void *out = tc_arena_alloc(&batch->arena, count * size);
    gather->failed |= !out;
    return out;
}

static void set_side(struct gather *gather, struct batch *batch, int side,
                     const tocsin_mention *mentions, uint32_t count)
{
    struct item *item = &batch->items[batch->count];
    struct side_row *rows = array(gather, batch, count, sizeof *rows);
    for (uint32_t i = 0; rows && i < count; i++) {
        struct field fields[NAME_FIELDS];
        int size = tc_actor_fields(&mentions[i], fields);
        rows[i].actor = number_of(gather, batch, ACTORS, fields, size);
        rows[i].words = copy(gather, batch, mentions[i].text);
    }
    item->sides[side] = rows;
    item->side_count[side] = (uint8_t)count;
}

static void set_numbers(struct gather *gather, struct batch *batch,
                        const tocsin_claim *claim)
{
    struct item *item = &batch->items[batch->count];
    uint32_t count = claim->number_count;
    struct number_row *rows = array(gather, batch, count, sizeof *rows);
    for (uint32_t i = 0; rows && i < count; i++) {
        const tocsin_number *number = &claim->numbers[i];
        const struct field field = {FIELD_TEXT, number->what, 0, 0};
        rows[i] = (struct number_row){
            .what = number->what.size ? number_of(gather, batch, WORDS, &field, 1) : 0,
            .low = number->low,
            .high = number->high,
            .words = copy(gather, batch, number->text)};
    }
    item->numbers = rows;
    item->number_count = count;
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

static struct packed_block *open_block(struct gather *gather, struct batch *batch)
{
    struct packed_block *block = &batch->blocks[batch->block_count++];
    block->first = batch->count;
    block->rows = 0;
    block->lowest = LLONG_MAX;
    block->highest = LLONG_MIN;
    block->begin = block->end = batch->raw.size;
    gather->line = 0;
    return block;
}

static void add_to_block(struct gather *gather, struct batch *batch,
                         const struct import_row *row, long long key)
{
    struct packed_block *block = batch->count % BLOCK_ROWS
                                     ? &batch->blocks[batch->block_count - 1]
                                     : open_block(gather, batch);
    struct buffer *raw = &batch->raw;
    long long before = gather->line;
    put_number(raw, (unsigned long long)(row->line > before ? row->line - before : 0));
    gather->line = row->line > before ? row->line : before;
    put_number(raw, row->native.size);
    put_number(raw, row->id.size);
    put_number(raw, row->url.size);
    tc_buffer_text(raw, row->native);
    tc_buffer_text(raw, row->id);
    tc_buffer_text(raw, row->url);
    gather->failed |= raw->failed;
    tc_key_write(key, block->keys + 8 * block->rows);
    block->rows++;
    block->lowest = key < block->lowest ? key : block->lowest;
    block->highest = key > block->highest ? key : block->highest;
    block->end = raw->size;
}

bool tc_packer_init(struct packer *packer)
{
    tc_buffer_init(&packer->bytes, 0);
    packer->context = ZSTD_createCCtx();
    return packer->context != NULL;
}

void tc_packer_release(struct packer *packer)
{
    tc_buffer_release(&packer->bytes);
    ZSTD_freeCCtx(packer->context);
}

bool tc_batch_pack(struct batch *batch, struct packer *packer)
{
    struct packed_block *block = &batch->blocks[batch->packed_count];
    size_t size = block->end - block->begin, room = ZSTD_compressBound(size);
    tc_buffer_clear(&packer->bytes);
    char *to = tc_buffer_room(&packer->bytes, room);
    if (!to)
        return false;
    size = ZSTD_compressCCtx(packer->context, to, room, batch->raw.data + block->begin,
                             size, LEVEL);
    if (ZSTD_isError(size))
        return false;
    block->bytes = tc_arena_copy(&batch->arena, (text){to, size});
    batch->packed_count += block->bytes.data != NULL;
    return block->bytes.data != NULL;
}

/* ---- a row --------------------------------------------------------------------- */

static void set_known(struct gather *gather, struct batch *batch, text known)
{
    struct item *item = &batch->items[batch->count];
    if (known.size != gather->known.size || !tc_text_equal(known, gather->known)) {
        gather->known = copy(gather, batch, known);
        gather->known_day = tc_day_parse(known);
    }
    item->known = gather->known;
    item->known_day = known.size ? gather->known_day : TC_NO_DAY;
}

static void set_time(struct item *item, const struct import_row *row)
{
    const tocsin_time *time = &row->claim.time;
    struct facts facts = {.published = row->known};
    tc_facts_time(&facts, time->from, time->to, time->precision);
    item->from = facts.from;
    item->to = facts.to;
    item->precision = facts.precision;
}

bool tc_gather_row(struct gather *gather, struct batch *batch,
                   const struct import_row *row, long long key, long long told)
{
    const tocsin_claim *claim = &row->claim;
    struct item *item = &batch->items[batch->count];
    memset(item, 0, sizeof *item);
    item->told = told;
    item->type = (uint8_t)claim->type;
    item->status = (uint8_t)claim->status;
    item->intensity = claim->intensity;
    item->factuality = claim->factuality;
    item->confidence = claim->confidence;
    set_known(gather, batch, row->known);
    if (!told) {
        set_time(item, row);
        set_names(gather, batch, row);
    }
    set_text(gather, batch, SLOT_SOURCE, PUBLISHERS, row->source);
    if (!told) {
        item->words = copy(gather, batch, row->words);
        if (claim->actor_count > 1 || claim->recipient_count > 1) {
            set_side(gather, batch, 0, claim->actors, claim->actor_count);
            set_side(gather, batch, 1, claim->recipients, claim->recipient_count);
        }
        if (claim->number_count)
            set_numbers(gather, batch, claim);
    }
    add_to_block(gather, batch, row, key);
    batch->count += !gather->failed;
    return !gather->failed;
}
