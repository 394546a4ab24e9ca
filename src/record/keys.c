/* record/keys.c: which rows of a project are in the record already.
 *
 * A project's id is kept as a number: itself when it is digits, else a hash with the
 * sign bit set (of two rows in 10 million with such ids the chance of one hash is 5 in
 * 1,000,000). Each block of rows knows its least and greatest key, so that a file of
 * new rows is told from these alone: projects count upwards. Where a key lies within a
 * block, that block's keys are read once.
 */
#include "record/keys.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct range {
    long long block, lowest, highest;
    long long most; /* the greatest highest of this and all before it */
    bool read;
};

struct keys {
    struct record *record;
    struct range *ranges; /* by lowest */
    size_t range_count, range_room, read_count;
    bool ascending;      /* every key of this load was greater than the one before */
    struct range *whole; /* all ranges, for tc_keys_find() */
    size_t whole_count;
    long long block; /* whose keys are in found; 0: none */
    struct buffer found;
    long long found_claim; /* of its first row */
    long long *own;        /* of this load, while they ascend */
    size_t own_count, own_room;
    long long
        *slots; /* a hash set, open addressing; 0 is empty, key 0 stands in zero */
    size_t slot_room, slot_count;
    bool zero;
};

long long tc_row_key(text id, text native)
{
    long long number;
    if (id.size && id.size <= 18 && id.data[0] != '0' && id.data[0] != '+' &&
        tc_text_integer(id, 0, 999999999999999999, &number))
        return number;
    uint64_t hash = id.size ? tc_hash(id.data, id.size)
                            : ~tc_hash(native.size ? native.data : "", native.size);
    return (long long)(hash | 1ull << 63);
}

/* ---- the set ------------------------------------------------------------------- */

static size_t place_of(const struct keys *keys, long long key)
{
    size_t mask = keys->slot_room - 1;
    size_t at = (size_t)(((uint64_t)key * 0x9E3779B97F4A7C15u) >> 20) & mask;
    while (keys->slots[at] && keys->slots[at] != key)
        at = (at + 1) & mask;
    return at;
}

static bool has(const struct keys *keys, long long key)
{
    if (!key)
        return keys->zero;
    return keys->slot_room && keys->slots[place_of(keys, key)] == key;
}

static tocsin_status enlarge(struct keys *keys)
{
    struct keys more = *keys;
    more.slot_room = keys->slot_room ? keys->slot_room * 2 : 1024;
    if (more.slot_room > SIZE_MAX / sizeof *more.slots)
        return TOCSIN_MEMORY;
    more.slots = tc_alloc(more.slot_room * sizeof *more.slots);
    if (!more.slots)
        return TOCSIN_MEMORY;
    memset(more.slots, 0, more.slot_room * sizeof *more.slots);
    for (size_t i = 0; i < keys->slot_room; i++)
        if (keys->slots[i])
            more.slots[place_of(&more, keys->slots[i])] = keys->slots[i];
    tc_free(keys->slots);
    *keys = more;
    return TOCSIN_OK;
}

static tocsin_status put(struct keys *keys, long long key)
{
    if (!key) {
        keys->zero = true;
        return TOCSIN_OK;
    }
    if (2 * (keys->slot_count + 1) > keys->slot_room) {
        tocsin_status status = enlarge(keys);
        if (status)
            return status;
    }
    size_t at = place_of(keys, key);
    keys->slot_count += !keys->slots[at];
    keys->slots[at] = key;
    return TOCSIN_OK;
}

/* ---- blocks that are there ----------------------------------------------------- */

static int by_lowest(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    if (x->lowest != y->lowest)
        return x->lowest < y->lowest ? -1 : 1;
    return x->block < y->block ? -1 : x->block > y->block;
}

static void count_most(struct keys *keys)
{
    long long most = LLONG_MIN;
    for (size_t i = 0; i < keys->range_count; i++) {
        most = keys->ranges[i].highest > most ? keys->ranges[i].highest : most;
        keys->ranges[i].most = most;
    }
}

static tocsin_status read_ranges(struct keys *keys, text project)
{
    struct record *record = keys->record;
    sqlite3_stmt *find = tc_record_statement(record, SQL_IMPORT_RANGES);
    sqlite3_bind_text64(find, 1, project.size ? project.data : "", project.size,
                        SQLITE_STATIC, SQLITE_UTF8);
    bool row = false;
    tocsin_status status = TOCSIN_OK;
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        if (!tc_grow(&keys->ranges, &keys->range_room, keys->range_count + 1,
                     sizeof *keys->ranges, SIZE_MAX / 64)) {
            status = TOCSIN_MEMORY;
            break;
        }
        keys->ranges[keys->range_count++] =
            (struct range){.block = sqlite3_column_int64(find, 0),
                           .lowest = sqlite3_column_int64(find, 1),
                           .highest = sqlite3_column_int64(find, 2)};
    }
    sqlite3_reset(find);
    if (keys->range_count)
        qsort(keys->ranges, keys->range_count, sizeof *keys->ranges, by_lowest);
    count_most(keys);
    return status;
}

/* Ranges whose keys are read need not be looked at again. */
static void drop_read(struct keys *keys)
{
    size_t kept = 0;
    for (size_t i = 0; i < keys->range_count; i++)
        if (!keys->ranges[i].read)
            keys->ranges[kept++] = keys->ranges[i];
    keys->range_count = kept;
    keys->read_count = 0;
    count_most(keys);
}

static tocsin_status read_block(struct keys *keys, struct range *range)
{
    struct record *record = keys->record;
    sqlite3_stmt *find = tc_record_statement(record, SQL_IMPORT_KEYS);
    tc_bind_whole(find, 1, range->block);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    const char *data = !status && row ? sqlite3_column_blob(find, 0) : NULL;
    int size = data ? sqlite3_column_bytes(find, 0) : 0;
    if (!status && (!data || size % 8))
        status = tc_record_say(record, TOCSIN_CORRUPT, "the keys of block %lld",
                               range->block);
    for (int i = 0; i + 8 <= size && !status; i += 8)
        status = put(keys, tc_key_read(data + i));
    sqlite3_reset(find);
    range->read = true;
    keys->read_count++;
    return status;
}

/* How many ranges begin at or before key. */
static size_t ranges_to(const struct range *ranges, size_t count, long long key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].lowest <= key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool tc_keys_read(const struct keys *keys, long long key)
{
    for (size_t i = ranges_to(keys->ranges, keys->range_count, key);
         i && keys->ranges[i - 1].most >= key; i--)
        if (!keys->ranges[i - 1].read && keys->ranges[i - 1].highest >= key)
            return true;
    return false;
}

/* ---- asking -------------------------------------------------------------------- */

void tc_key_write(long long key, char out[8])
{
    for (int i = 0; i < 8; i++)
        out[i] = (char)((uint64_t)key >> 8 * i);
}

long long tc_key_read(const char in[8])
{
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)(unsigned char)in[i] << 8 * i;
    return (long long)bits;
}

tocsin_status tc_keys_new(struct record *record, text project, struct keys **out)
{
    struct keys *keys = *out = tc_alloc(sizeof *keys);
    if (!keys)
        return TOCSIN_MEMORY;
    memset(keys, 0, sizeof *keys);
    keys->record = record;
    keys->ascending = true;
    tc_buffer_init(&keys->found, 0);
    return read_ranges(keys, project);
}

void tc_keys_free(struct keys *keys)
{
    if (!keys)
        return;
    tc_free(keys->ranges);
    tc_free(keys->whole);
    tc_buffer_release(&keys->found);
    tc_free(keys->own);
    tc_free(keys->slots);
    tc_free(keys);
}

/* From here on this load's keys are looked up like the others. */
static tocsin_status end_ascent(struct keys *keys)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < keys->own_count && !status; i++)
        status = put(keys, keys->own[i]);
    tc_free(keys->own);
    keys->own = NULL;
    keys->ascending = false;
    return status;
}

tocsin_status tc_keys_add(struct keys *keys, long long key, bool *known)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = ranges_to(keys->ranges, keys->range_count, key);
         i && keys->ranges[i - 1].most >= key && !status; i--)
        if (!keys->ranges[i - 1].read && keys->ranges[i - 1].highest >= key)
            status = read_block(keys, &keys->ranges[i - 1]);
    if (2 * keys->read_count > keys->range_count)
        drop_read(keys);
    if (!status && keys->ascending && keys->own_count &&
        key <= keys->own[keys->own_count - 1])
        status = end_ascent(keys);
    *known = !status && has(keys, key);
    if (status || *known)
        return status;
    if (!keys->ascending)
        return put(keys, key);
    if (!tc_grow(&keys->own, &keys->own_room, keys->own_count + 1, sizeof *keys->own,
                 SIZE_MAX / 16))
        return TOCSIN_MEMORY;
    keys->own[keys->own_count++] = key;
    return TOCSIN_OK;
}

/* ---- finding a row ------------------------------------------------------------- */

/* Keys and first claim of a block; the last one asked for is there already, since rows
 * that tell of events stand together as these do. */
static tocsin_status look_into(struct keys *keys, long long block)
{
    struct record *record = keys->record;
    if (keys->block == block)
        return TOCSIN_OK;
    sqlite3_stmt *find = tc_record_statement(record, SQL_IMPORT_BLOCK_KEYS);
    tc_bind_whole(find, 1, block);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    tc_buffer_clear(&keys->found);
    keys->block = 0;
    if (!status && row && sqlite3_column_bytes(find, 0) > 0)
        tc_buffer_add(&keys->found, sqlite3_column_blob(find, 0),
                      (size_t)sqlite3_column_bytes(find, 0));
    if (!status && row)
        keys->found_claim = sqlite3_column_int64(find, 1);
    if (!status && keys->found.failed)
        status = TOCSIN_MEMORY;
    if (!status && (!row || keys->found.size % 8))
        status = tc_record_say(record, TOCSIN_CORRUPT, "the keys of block %lld", block);
    sqlite3_reset(find);
    keys->block = status ? 0 : block;
    return status;
}

tocsin_status tc_keys_find(struct keys *keys, long long key, long long *claim)
{
    *claim = 0;
    if (!keys->whole && keys->range_count) { /* before any of them is dropped */
        keys->whole = tc_alloc(keys->range_count * sizeof *keys->whole);
        if (!keys->whole)
            return TOCSIN_MEMORY;
        memcpy(keys->whole, keys->ranges, keys->range_count * sizeof *keys->whole);
        keys->whole_count = keys->range_count;
    }
    for (size_t i = ranges_to(keys->whole, keys->whole_count, key);
         i && keys->whole[i - 1].most >= key; i--) {
        const struct range *range = &keys->whole[i - 1];
        if (range->highest < key)
            continue;
        tocsin_status status = look_into(keys, range->block);
        if (status)
            return status;
        for (size_t at = 0; at + 8 <= keys->found.size; at += 8)
            if (tc_key_read(keys->found.data + at) == key) {
                *claim = keys->found_claim + (long long)(at / 8);
                return TOCSIN_OK;
            }
    }
    return TOCSIN_OK;
}
