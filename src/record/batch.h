/* record/batch.h: rows of other projects' files on their way into the record (batch.c).
 * Inside record/ only.
 *
 * Whoever reads a file makes batches; whoever writes them needs no text of theirs but
 * names that come for the first time and what the record keeps word for word.
 */
#ifndef TC_RECORD_BATCH_H
#define TC_RECORD_BATCH_H

#include "record/inside.h"
#include "record/io/row.h"

#include <zstd.h>

enum {
    BLOCK_ROWS = 256,
    BATCH_BLOCKS = 16,
    BATCH_ROWS = BLOCK_ROWS * BATCH_BLOCKS,
    NAME_FIELDS = 7,
    LONGEST_BLOCK = 1 << 30 /* bytes, unpacked */
};

/* What a row names in dictionaries. Of each the batches hold a number of their own,
 * counted from 1 in the order in which names first come; 0: it names none. */
enum slot {
    SLOT_MODE,
    SLOT_CAMEO,
    SLOT_RULE,
    SLOT_PATH,
    SLOT_CONTEXTS,
    SLOT_PLACE,
    SLOT_TIME,
    SLOT_ACTOR,
    SLOT_RECIPIENT,
    SLOT_SOURCE, /* never 0: a row that names none has the project's voice */
    SLOTS
};

/* A name that was not in a batch before, as tc_intern() takes it. */
struct new_name {
    enum dictionary which;
    int count;
    struct field fields[NAME_FIELDS]; /* texts in the batch's arena */
};

struct side_row {
    uint32_t actor;
    text words;
};
struct number_row {
    uint32_t what;
    long long low, high;
    text words;
};

struct item {
    long long told; /* the claim of whose event it names one more source; 0: none */
    uint32_t names[SLOTS];
    uint8_t type, status;
    uint8_t side_count[2]; /* sides: only where one has several */
    enum precision precision;
    uint32_t number_count;
    int32_t from, to, known_day;
    double intensity, factuality, confidence;
    text known, words;
    struct side_row *sides[2];
    struct number_row *numbers;
};

struct packed_block {
    size_t first, rows; /* items of the batch */
    long long lowest, highest;
    char keys[BLOCK_ROWS * 8];
    size_t begin, end; /* in the batch's raw bytes */
    text bytes;        /* packed, in the arena; size 0: it is not yet */
};

struct batch {
    struct item *items; /* BATCH_ROWS */
    size_t count;
    struct packed_block *blocks; /* BATCH_BLOCKS */
    size_t block_count;
    size_t packed_count; /* of the blocks; those from there on are not yet */
    struct buffer raw;   /* the blocks unpacked, one behind the other */
    bool anew;           /* numbers of names count from 1 again */
    struct new_name *names;
    size_t name_count, name_room;
    struct arena arena;
};
/* false: no memory; tc_batch_release() in any case. */
bool tc_batch_init(struct batch *batch);
void tc_batch_release(struct batch *batch);

/* What packs blocks; each thread has one. */
struct packer {
    ZSTD_CCtx *context;
    struct buffer bytes;
};
bool tc_packer_init(struct packer *packer);
void tc_packer_release(struct packer *packer);
/* Packs the next block that is not yet. false: no memory. */
bool tc_batch_pack(struct batch *batch, struct packer *packer);

/* What was seen by whoever makes batches. */
struct gather {
    struct map numbers; /* of names, by their keys */
    struct arena keys;
    struct buffer key, lines;
    struct buffer last[SLOTS]; /* the key that came last */
    uint32_t last_number[SLOTS];
    uint32_t count; /* of names */
    bool failed;    /* no memory */
    text known;     /* of the row before, in the batch at hand */
    int32_t known_day;
    long long line; /* of the row before, in its block */
};
void tc_gather_init(struct gather *gather);
void tc_gather_release(struct gather *gather);
/* Makes the batch an empty one, which rows are put into next. */
void tc_gather_begin(struct gather *gather, struct batch *batch);
/* Puts a row in. key, told: see keys.h and struct item. false: no memory, and the batch
 * is not whole. */
bool tc_gather_row(struct gather *gather, struct batch *batch,
                   const struct import_row *row, long long key, long long told);

#endif
