/* record/keys.h: which rows of a project are in the record already (keys.c). Inside
 * record/ only. */
#ifndef TC_RECORD_KEYS_H
#define TC_RECORD_KEYS_H

#include "record/inside.h"

struct keys;

/* The key of a row: its project's id, or when it has none that of its bytes. */
long long tc_row_key(text id, text native);
/* As eight bytes, little-endian. */
void tc_key_write(long long key, char out[8]);
long long tc_key_read(const char in[8]);

/* *out owned: tc_keys_free(), also after an error; it takes NULL. MEMORY; CORRUPT. */
tocsin_status tc_keys_new(struct record *record, text project, struct keys **out);
void tc_keys_free(struct keys *keys);
/* Whether tc_keys_add() would have to read the record. */
bool tc_keys_read(const struct keys *keys, long long key);
/* MEMORY (without words: a thread may be at work); CORRUPT, where it reads.
 *   *known  it is there, or was added before; else it is from now on */
tocsin_status tc_keys_add(struct keys *keys, long long key, bool *known);

/* The claim of the row that has this key, of an earlier load; *claim 0: there is none.
 * Reads the record. CORRUPT; MEMORY. */
tocsin_status tc_keys_find(struct keys *keys, long long key, long long *claim);

#endif
