/* record/overview.c: how many events of each kind, by time.
 *
 * There is no table of counts: the two million events that a year of such news has make
 * 1.78 million cells of day, type, dyad and place (bench/scale.c), so that a cube of
 * them is hardly smaller than the events and takes longer to add up than the columns
 * take to be read. The columns (columns.c) are written with the events, cannot differ
 * from them, and count by anything together with any filter.
 *
 * Cells are counted in an array where all of them, empty ones too, are few; else in a
 * hash table. That of two million events by dyad has 150,000 cells and no place in the
 * processor's caches, so the keys of a chunk are made first and their cells asked for
 * before they are needed. Cells are put in order by radix, for which codes are ranked.
 */
#include "record/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FEW_CELLS = 1 << 18,
    LONGEST_RANGE = 1 << 20, /* days */
    DAY_ONE = 719162,        /* days from 0001-01-01, the first that can be, to 1970 */
    DAY_BITS = 22,           /* for the days to 9999-12-31, and 0 for undated */
    AHEAD = 16               /* cells that are fetched before they are counted in */
};

struct cell {                 /* 32 bytes, so that two fill a line of cache */
    uint64_t key;             /* see cell_key(); 0 in the hash table: empty */
    uint32_t events, weighed; /* weighed: of known intensity */
    long long claims, hundredths;
};

/* What one side of a cell may be. */
struct groups {
    bool wanted;
    struct map names; /* code to number */
    text *codes;      /* (number); 0 is unknown, "" */
    size_t count, room;
    uint32_t *of; /* (id of an actor or place) the number of its code */
    size_t of_count, of_room;
};

enum { ACTOR, RECIPIENT, PLACE, SIDES };

struct tally {
    struct record *record;
    const tocsin_overview *what;
    struct arena arena;
    struct groups groups[SIDES];
    struct cell *cells;
    size_t room, count; /* room: a power of two */
    bool direct;        /* a cell's place in cells is its number, see number_of() */
    uint64_t sides;     /* groups of all sides together */
    int32_t first_day, last_day; /* of the tables below */
    int32_t *buckets;            /* (day - first_day) first day of its bucket */
    uint32_t *numbers;           /* (day - first_day) of the bucket, from 1 */
    uint32_t bucket_count;       /* with number 0, for undated */
};

/* ---- time ---------------------------------------------------------------------- */

/* The first day of the bucket that a day is in. */
static int32_t bucket_of(tocsin_bucket by, int32_t day)
{
    int year = 0, month = 0, date = 0;
    if (day == TC_NO_DAY)
        return TC_NO_DAY;
    switch (by) {
    case TOCSIN_BUCKET_DAY:
        return day;
    case TOCSIN_BUCKET_WEEK:
        return day - tc_day_weekday(day);
    case TOCSIN_BUCKET_MONTH:
        tc_day_split(day, &year, &month, &date);
        return tc_day(year, month, 1);
    case TOCSIN_BUCKET_YEAR:
        tc_day_split(day, &year, &month, &date);
        return tc_day(year, 1, 1);
    default:
        return 0;
    }
}

static int32_t bucket_end(tocsin_bucket by, int32_t first)
{
    int year = 0, month = 0, date = 0;
    tc_day_split(first, &year, &month, &date);
    switch (by) {
    case TOCSIN_BUCKET_WEEK:
        return first + 6;
    case TOCSIN_BUCKET_MONTH:
        return month == 12 ? tc_day(year, 12, 31) : tc_day(year, month + 1, 1) - 1;
    case TOCSIN_BUCKET_YEAR:
        return tc_day(year, 12, 31);
    default:
        return first;
    }
}

static tocsin_status no_memory(struct tally *tally)
{
    return tc_record_say(tally->record, TOCSIN_MEMORY, "no memory for counts");
}

/* Which days there are, so that a day need not be taken apart for every event. */
static tocsin_status prepare_days(struct tally *tally)
{
    struct chunk *chunks = NULL;
    size_t count = 0;
    int32_t low = INT32_MAX, high = INT32_MIN;
    tocsin_status status = tc_columns_chunks(tally->record, &chunks, &count);
    for (size_t i = 0; i < count; i++) {
        int32_t first = chunks[i].low;
        low = first != TC_NO_DAY && first < low ? first : low;
        high = chunks[i].high != INT32_MAX && chunks[i].high > high ? chunks[i].high
                                                                    : high;
    }
    tc_free(chunks);
    if (status || !tally->what->by || high < low || high - (int64_t)low > LONGEST_RANGE)
        return status;
    size_t days = (size_t)(high - low) + 1;
    tally->buckets = tc_alloc(days * sizeof *tally->buckets);
    tally->numbers = tc_alloc(days * sizeof *tally->numbers);
    if (!tally->buckets || !tally->numbers)
        return no_memory(tally);
    tally->first_day = low;
    tally->last_day = high;
    for (size_t i = 0; i < days; i++) {
        tally->buckets[i] = bucket_of(tally->what->by, low + (int32_t)i);
        if (!i || tally->buckets[i] != tally->buckets[i - 1])
            tally->bucket_count++;
        tally->numbers[i] = tally->bucket_count;
    }
    tally->bucket_count++;
    return TOCSIN_OK;
}

static inline int32_t bucket_for(const struct tally *tally, int32_t day)
{
    if (tally->buckets && day >= tally->first_day && day <= tally->last_day)
        return tally->buckets[day - tally->first_day];
    return bucket_of(tally->what->by, day);
}

/* ---- codes --------------------------------------------------------------------- */

static tocsin_status add_code(struct tally *tally, struct groups *groups, text code,
                              uint32_t *number)
{
    *number = 0;
    if (!code.size || tc_map_get(&groups->names, code, number))
        return TOCSIN_OK;
    text kept = tc_arena_copy(&tally->arena, code);
    *number = (uint32_t)groups->count;
    if (!kept.data ||
        !tc_grow(&groups->codes, &groups->room, groups->count + 1, sizeof(text),
                 UINT32_MAX / 2) ||
        !tc_map_put(&groups->names, kept, *number))
        return no_memory(tally);
    groups->codes[groups->count++] = kept;
    return TOCSIN_OK;
}

static tocsin_status set_group(struct tally *tally, struct groups *groups, long long id,
                               uint32_t number)
{
    size_t old = groups->of_room;
    if (id < 0 || id > INT32_MAX)
        return TOCSIN_OK;
    if ((size_t)id >= old) {
        if (!tc_grow(&groups->of, &groups->of_room, (size_t)id + 1, sizeof *groups->of,
                     SIZE_MAX / 8))
            return no_memory(tally);
        memset(groups->of + old, 0, (groups->of_room - old) * sizeof *groups->of);
    }
    groups->of[id] = number;
    groups->of_count =
        (size_t)id + 1 > groups->of_count ? (size_t)id + 1 : groups->of_count;
    return TOCSIN_OK;
}

static tocsin_status prepare_codes(struct tally *tally, struct groups *groups,
                                   const char *sql)
{
    sqlite3_stmt *find = NULL;
    bool row = false;
    uint32_t number;
    if (!groups->wanted)
        return TOCSIN_OK;
    if (!tc_grow(&groups->codes, &groups->room, 1, sizeof(text), UINT32_MAX / 2))
        return no_memory(tally);
    groups->codes[groups->count++] = (text){NULL, 0};
    tocsin_status status = tc_record_sqlite(
        tally->record, sqlite3_prepare_v2(tally->record->db, sql, -1, &find, NULL));
    while (!status && !(status = tc_record_step(tally->record, find, &row)) && row) {
        status = add_code(tally, groups, tc_column(find, 1), &number);
        if (!status)
            status = set_group(tally, groups, sqlite3_column_int64(find, 0), number);
    }
    sqlite3_finalize(find);
    return status;
}

static inline uint64_t group_of(const struct groups *groups, int32_t id)
{
    return id > 0 && (size_t)id < groups->of_count ? groups->of[id] : 0;
}

/* ---- cells --------------------------------------------------------------------- */

static tocsin_status prepare_cells(struct tally *tally)
{
    tally->sides = 1;
    for (int i = 0; i < SIDES; i++) {
        uint64_t count = tally->groups[i].wanted ? tally->groups[i].count : 1;
        if (count > (UINT64_MAX >> (DAY_BITS + 5)) / tally->sides)
            return tc_record_say(tally->record, TOCSIN_LIMIT,
                                 "too many kinds to count: leave one out");
        tally->sides *= count;
    }
    uint64_t buckets = tally->what->by ? tally->bucket_count : 1;
    tally->direct = buckets && tally->sides <= FEW_CELLS / 16 / buckets;
    tally->room = 1 << 12;
    while (tally->direct && tally->room < tally->sides * 16 * buckets)
        tally->room *= 2;
    tally->cells = tc_alloc(tally->room * sizeof *tally->cells);
    if (!tally->cells)
        return no_memory(tally);
    memset(tally->cells, 0, tally->room * sizeof *tally->cells);
    return TOCSIN_OK;
}

static inline size_t slot_of(uint64_t key, size_t room)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> 24) & (room - 1);
}

static inline struct cell *place_of(struct cell *cells, size_t room, uint64_t key)
{
    size_t at = slot_of(key, room);
    while (cells[at].key && cells[at].key != key)
        at = (at + 1) & (room - 1);
    return &cells[at];
}

static tocsin_status enlarge(struct tally *tally)
{
    size_t room = tally->room * 2;
    struct cell *cells =
        room > SIZE_MAX / sizeof *cells ? NULL : tc_alloc(room * sizeof *cells);
    if (!cells)
        return no_memory(tally);
    memset(cells, 0, room * sizeof *cells);
    for (size_t i = 0; i < tally->room; i++)
        if (tally->cells[i].key)
            *place_of(cells, room, tally->cells[i].key) = tally->cells[i];
    tc_free(tally->cells);
    tally->cells = cells;
    tally->room = room;
    return TOCSIN_OK;
}

/* What a cell is of; ids 0 where they are not asked for. */
struct counted {
    int32_t day, kind, actor, recipient, place, claims;
};

static inline uint64_t side_of(const struct tally *tally, const struct counted *of)
{
    const int32_t ids[SIDES] = {of->actor, of->recipient, of->place};
    uint64_t side = 0;
    for (int i = 0; i < SIDES; i++)
        if (tally->groups[i].wanted)
            side = side * tally->groups[i].count + group_of(&tally->groups[i], ids[i]);
    return side;
}

static inline uint64_t type_of(const struct tally *tally, const struct counted *of)
{
    return tally->what->by_type ? (uint32_t)of->kind & 15 : 0;
}

/* Day, the sides' numbers and type as one number, plus 1. */
static inline uint64_t cell_key(const struct tally *tally, const struct counted *of)
{
    uint64_t key = 0;
    int32_t bucket = tally->what->by ? bucket_for(tally, of->day) : TC_NO_DAY;
    if (bucket >= -DAY_ONE) /* the bucket of day one may begin before it */
        key = (uint64_t)(bucket + DAY_ONE) + 1;
    else if (bucket != TC_NO_DAY)
        key = 1;
    return (key * tally->sides + side_of(tally, of)) * 16 + type_of(tally, of) + 1;
}

/* The same with the number of the bucket for the day; false: it has none. */
static inline bool number_of(const struct tally *tally, const struct counted *of,
                             size_t *out)
{
    uint64_t bucket = 0;
    if (tally->what->by && of->day != TC_NO_DAY) {
        if (of->day < tally->first_day || of->day > tally->last_day)
            return false;
        bucket = tally->numbers[of->day - tally->first_day];
    }
    *out = (size_t)((bucket * tally->sides + side_of(tally, of)) * 16 +
                    type_of(tally, of));
    return true;
}

/* The cell, made if need be; NULL: no memory. */
static struct cell *cell_of(struct tally *tally, const struct counted *of)
{
    size_t number;
    if (tally->direct && number_of(tally, of, &number)) {
        struct cell *cell = &tally->cells[number];
        if (!cell->key) {
            cell->key = cell_key(tally, of);
            tally->count++;
        }
        return cell;
    }
    if (tally->direct || 2 * (tally->count + 1) > tally->room) {
        tally->direct = false; /* the room was for cells without a hash */
        if (enlarge(tally))
            return NULL;
    }
    uint64_t key = cell_key(tally, of);
    struct cell *cell = place_of(tally->cells, tally->room, key);
    tally->count += !cell->key;
    cell->key = key;
    return cell;
}

/* ---- counting ------------------------------------------------------------------ */

static inline void put(struct cell *cell, const struct counted *of)
{
    uint16_t bits = (uint16_t)((uint32_t)of->kind >> TC_KIND_INTENSITY);
    int16_t intensity;
    memcpy(&intensity, &bits, sizeof intensity);
    bool known = intensity != INT16_MIN;
    cell->events++;
    cell->claims += of->claims;
    cell->hundredths += known ? intensity : 0;
    cell->weighed += known;
}

static tocsin_status count(struct tally *tally, const struct counted *of)
{
    struct cell *cell = cell_of(tally, of);
    if (!cell)
        return no_memory(tally);
    put(cell, of);
    return TOCSIN_OK;
}

/* The same for what goes into a cell that is there already, as nearly all does. */
static inline bool count_again(struct tally *tally, const struct counted *of)
{
    size_t number;
    if (!tally->direct || !number_of(tally, of, &number) || !tally->cells[number].key)
        return false;
    put(&tally->cells[number], of);
    return true;
}

static inline struct counted counted_of(const int32_t *const columns[COLUMNS], int i)
{
    return (struct counted){
        .day = columns[COLUMN_FROM] ? columns[COLUMN_FROM][i] : 0,
        .kind = columns[COLUMN_KIND][i],
        .actor = columns[COLUMN_ACTOR] ? columns[COLUMN_ACTOR][i] : 0,
        .recipient = columns[COLUMN_RECIPIENT] ? columns[COLUMN_RECIPIENT][i] : 0,
        .place = columns[COLUMN_PLACE] ? columns[COLUMN_PLACE][i] : 0,
        .claims = columns[COLUMN_CLAIMS][i]};
}

/* Into the hash table. */
static tocsin_status hash_chunk(struct tally *tally,
                                const int32_t *const columns[COLUMNS],
                                const unsigned char keep[TC_CHUNK])
{
    uint64_t keys[TC_CHUNK + AHEAD];
    uint16_t rows[TC_CHUNK];
    int count = 0;
    for (int i = 0; i < TC_CHUNK; i++)
        if (keep[i]) {
            struct counted of = counted_of(columns, i);
            rows[count] = (uint16_t)i;
            keys[count++] = cell_key(tally, &of);
        }
    while (2 * (tally->count + (size_t)count) > tally->room) {
        tocsin_status status = enlarge(tally);
        if (status)
            return status;
    }
    memset(keys + count, 0, AHEAD * sizeof *keys);
    for (int i = 0; i < count; i++) {
        __builtin_prefetch(&tally->cells[slot_of(keys[i + AHEAD], tally->room)], 1);
        struct counted of = counted_of(columns, rows[i]);
        struct cell *cell = place_of(tally->cells, tally->room, keys[i]);
        tally->count += !cell->key;
        cell->key = keys[i];
        put(cell, &of);
    }
    return TOCSIN_OK;
}

static tocsin_status count_chunk(void *context, const int32_t *const columns[COLUMNS],
                                 const unsigned char keep[TC_CHUNK])
{
    struct tally *tally = context;
    tocsin_status status = TOCSIN_OK;
    if (!tally->direct)
        return hash_chunk(tally, columns, keep);
    for (int i = 0; i < TC_CHUNK && !status; i++) {
        if (!keep[i])
            continue;
        struct counted of = counted_of(columns, i);
        if (!count_again(tally, &of))
            status = count(tally, &of);
    }
    return status;
}

static tocsin_status count_event(void *context, const struct event *event)
{
    struct counted of = {.day = event->from,
                         .kind = tc_event_kind(event),
                         .actor = (int32_t)event->actor,
                         .recipient = (int32_t)event->recipient,
                         .place = (int32_t)event->place,
                         .claims = (int32_t)event->claims};
    return count(context, &of);
}

static tocsin_status run(struct tally *tally, struct query *query)
{
    const struct counter counter = {
        .context = tally,
        .columns = 1u << COLUMN_KIND | 1u << COLUMN_CLAIMS |
                   (tally->what->by ? 1u << COLUMN_FROM : 0) |
                   (tally->what->by_actor ? 1u << COLUMN_ACTOR : 0) |
                   (tally->what->by_recipient ? 1u << COLUMN_RECIPIENT : 0) |
                   (tally->what->by_place ? 1u << COLUMN_PLACE : 0),
        .chunk = count_chunk,
        .event = count_event};
    static const char actors[] = "SELECT id, code FROM actors";
    tocsin_status status = prepare_days(tally);
    if (!status)
        status = prepare_codes(tally, &tally->groups[ACTOR], actors);
    if (!status)
        status = prepare_codes(tally, &tally->groups[RECIPIENT], actors);
    if (!status)
        status = prepare_codes(tally, &tally->groups[PLACE],
                               "SELECT id, country FROM places");
    if (!status)
        status = prepare_cells(tally);
    return status ? status : tc_find_count(query, &counter);
}

/* ---- telling ------------------------------------------------------------------- */

/* A cell's key taken apart. */
struct row {
    const struct cell *cell;
    int32_t day;
    int type;
    text codes[SIDES];
};

static void take_apart(const struct tally *tally, const struct cell *cell,
                       struct row *out)
{
    uint64_t key = cell->key - 1;
    *out = (struct row){.cell = cell, .type = (int)(key & 15)};
    key >>= 4;
    for (int i = SIDES - 1; i >= 0; i--)
        if (tally->groups[i].wanted) {
            out->codes[i] = tally->groups[i].codes[key % tally->groups[i].count];
            key /= tally->groups[i].count;
        }
    out->day = key ? (int32_t)key - 1 - DAY_ONE : TC_NO_DAY;
}

/* A cell by what it comes before others: the earlier, then the one of more events, then
 * by type and codes. No two are equal. */
struct place_in_order {
    uint64_t high; /* the day's number, and how many events fewer than could be */
    uint64_t low;  /* type and the ranks of the codes */
    size_t cell;
};

struct ranked {
    text code;
    uint32_t number;
};

static int by_code(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return tc_text_compare(x->code, y->code);
}

/* (number) how many codes come before its. NULL: no memory. */
static uint32_t *rank(const struct groups *groups)
{
    struct ranked *codes = tc_alloc(groups->count * sizeof *codes);
    uint32_t *ranks = tc_alloc(groups->count * sizeof *ranks);
    if (codes && ranks) {
        for (size_t i = 0; i < groups->count; i++)
            codes[i] = (struct ranked){groups->codes[i], (uint32_t)i};
        qsort(codes, groups->count, sizeof *codes, by_code);
        for (size_t i = 0; i < groups->count; i++)
            ranks[codes[i].number] = (uint32_t)i;
    } else {
        tc_free(ranks);
        ranks = NULL;
    }
    tc_free(codes);
    return ranks;
}

static struct place_in_order place_in_order(const struct tally *tally, size_t at,
                                            uint32_t *const ranks[SIDES])
{
    const struct cell *cell = &tally->cells[at];
    uint64_t key = cell->key - 1, type = key & 15, low = 0, scale = 1;
    key >>= 4;
    for (int i = SIDES - 1; i >= 0; i--)
        if (tally->groups[i].wanted) {
            low += ranks[i][key % tally->groups[i].count] * scale;
            scale *= tally->groups[i].count;
            key /= tally->groups[i].count;
        }
    return (struct place_in_order){key << 32 | (UINT32_MAX - cell->events),
                                   type * tally->sides + low, at};
}

static inline unsigned digit(const struct place_in_order *place, int n)
{
    return (unsigned)((n < 8 ? place->low : place->high) >> (8 * (n & 7))) & 255;
}

/* By one byte of sixteen, keeping the order of equals. */
static void pass(const struct place_in_order *from, struct place_in_order *to,
                 size_t count, int n)
{
    size_t begin[256] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        begin[digit(&from[i], n)]++;
    for (int i = 0; i < 256; i++) {
        size_t size = begin[i];
        begin[i] = sum;
        sum += size;
    }
    for (size_t i = 0; i < count; i++)
        to[begin[digit(&from[i], n)]++] = from[i];
}

/* The bits in which not all are the same. */
static struct place_in_order differences(const struct place_in_order *places,
                                         size_t count)
{
    struct place_in_order out = {0, 0, 0};
    for (size_t i = 1; i < count; i++) {
        out.high |= places[i].high ^ places[0].high;
        out.low |= places[i].low ^ places[0].low;
    }
    return out;
}

/* All cells in their order; owned. NULL: no memory. */
static struct place_in_order *put_in_order(const struct tally *tally)
{
    uint32_t *ranks[SIDES] = {NULL, NULL, NULL};
    struct place_in_order *from = tc_alloc((tally->count + 1) * sizeof *from);
    struct place_in_order *to = tc_alloc((tally->count + 1) * sizeof *to);
    bool made = from && to;
    for (int i = 0; i < SIDES && made; i++)
        if (tally->groups[i].wanted)
            made = (ranks[i] = rank(&tally->groups[i])) != NULL;
    size_t count = 0;
    for (size_t i = 0; made && i < tally->room; i++)
        if (tally->cells[i].key)
            from[count++] = place_in_order(tally, i, ranks);
    struct place_in_order differ = differences(from, count);
    for (int n = 0; n < 16; n++)
        if (digit(&differ, n)) {
            struct place_in_order *other = from;
            pass(from, to, count, n);
            from = to;
            to = other;
        }
    for (int i = 0; i < SIDES; i++)
        tc_free(ranks[i]);
    tc_free(to);
    if (made)
        return from;
    tc_free(from);
    return NULL;
}

static tocsin_status tell(const struct tally *tally, const struct row *row,
                          tocsin_overview_function function, void *context)
{
    const struct cell *cell = row->cell;
    char from[11] = "", to[11] = "";
    if (tally->what->by && row->day != TC_NO_DAY) {
        tc_day_print(row->day, from);
        tc_day_print(bucket_end(tally->what->by, row->day), to);
    }
    tocsin_overview_row out = {.from = tc_text(from),
                               .to = tc_text(to),
                               .type = tally->what->by_type ? row->type : -1,
                               .actor = row->codes[ACTOR],
                               .recipient = row->codes[RECIPIENT],
                               .place = row->codes[PLACE],
                               .events = cell->events,
                               .claims = cell->claims,
                               .intensity = cell->weighed
                                                ? (double)cell->hundredths / 100 /
                                                      (double)cell->weighed
                                                : NAN};
    tocsin_status status = function(context, &out);
    return status
               ? tc_record_say(tally->record, status, "the caller ended the overview")
               : TOCSIN_OK;
}

static tocsin_status tell_all(struct tally *tally, tocsin_overview_function function,
                              void *context)
{
    const tocsin_filter *filter = &tally->what->filter;
    struct place_in_order *places = put_in_order(tally);
    size_t count = tally->count;
    if (!places)
        return no_memory(tally);
    size_t at = filter->offset <= 0                          ? 0
                : (unsigned long long)filter->offset > count ? count
                                                             : (size_t)filter->offset;
    size_t end = count;
    if (filter->limit >= 0 && (unsigned long long)filter->limit < count - at)
        end = at + (size_t)filter->limit;
    tocsin_status status = TOCSIN_OK;
    for (; at < end && !status; at++) {
        struct row row;
        if (end - at > AHEAD)
            __builtin_prefetch(&tally->cells[places[at + AHEAD].cell]);
        take_apart(tally, &tally->cells[places[at].cell], &row);
        status = tell(tally, &row, function, context);
    }
    tc_free(places);
    return status;
}

static void release(struct tally *tally)
{
    for (int i = 0; i < SIDES; i++) {
        tc_map_release(&tally->groups[i].names);
        tc_free(tally->groups[i].codes);
        tc_free(tally->groups[i].of);
    }
    tc_free(tally->cells);
    tc_free(tally->buckets);
    tc_free(tally->numbers);
    tc_arena_release(&tally->arena);
}

tocsin_status tc_record_overview(struct record *record, const tocsin_overview *what,
                                 tocsin_overview_function function, void *context,
                                 tocsin_error *error)
{
    struct tally tally = {.record = record, .what = what};
    struct query query;
    tc_arena_init(&tally.arena, 0);
    tally.groups[ACTOR].wanted = what->by_actor;
    tally.groups[RECIPIENT].wanted = what->by_recipient;
    tally.groups[PLACE].wanted = what->by_place;
    tocsin_status status = tc_query_init(&query, record, &what->filter);
    if (!status && (unsigned)what->by >= TOCSIN_BUCKET_COUNT)
        status =
            tc_record_say(record, TOCSIN_USAGE, "there is no bucket %d", (int)what->by);
    bool whole = sqlite3_get_autocommit(record->db) != 0; /* of one state */
    if (!status && whole)
        status = tc_record_exec(record, "BEGIN");
    if (!status)
        status = run(&tally, &query);
    if (whole)
        (void)sqlite3_exec(record->db, "COMMIT", NULL, NULL, NULL);
    if (!status)
        status = tell_all(&tally, function, context);
    tc_query_release(&query);
    release(&tally);
    return tc_record_fail(record, status, error);
}
