/* base/base.h: what every room stands on: memory, text, errors, files, clock.
 *
 * All allocation goes through tc_realloc(), so that a test can make the n-th one fail.
 * A document's values live in one arena, which is emptied, not freed, between
 * documents: in steady state coding calls no malloc.
 */
#ifndef TC_BASE_H
#define TC_BASE_H

#include "tocsin.h"

#include <stdarg.h>

typedef tocsin_text text;

/* ---- memory ---------------------------------------------------------------------- */

/* Like malloc, realloc and free; NULL when there is none left. size 0 counts as 1. */
void *tc_alloc(size_t size);
void *tc_realloc(void *old, size_t size);
void tc_free(void *old);
/* For tests: the n-th allocation from now fails (1 is the next), and all behind it
 * until tc_alloc_fail(0). Counts in this thread only. */
void tc_alloc_fail(long n);
/* For tests: allocations made by this thread so far. */
unsigned long tc_alloc_count(void);

/* An arena: memory that is given out piece by piece and taken back all at once. */
struct arena {
    struct arena_block *first, *now;
    size_t used;    /* bytes given out of the block now */
    size_t total;   /* bytes held by all blocks */
    size_t maximum; /* bytes that all blocks together may hold */
};
/* maximum 0: 1 GiB. Allocates nothing yet. */
void tc_arena_init(struct arena *arena, size_t maximum);
/* Zeroed, aligned to 16; NULL when memory or the maximum is reached. */
void *tc_arena_alloc(struct arena *arena, size_t size);
/* A copy with a NUL behind it; data NULL only when memory is out. */
text tc_arena_copy(struct arena *arena, text from);
/* printf into the arena; size 0 and data NULL when memory is out. */
text tc_arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Empties it and keeps its blocks for the next document. */
void tc_arena_reset(struct arena *arena);
void tc_arena_release(struct arena *arena);

/* An array that grows: struct { T *items; size_t count, room; }.
 * tc_grow(&a.items, &a.room, a.count + 1, sizeof *a.items, maximum) */
bool tc_grow(void *items, size_t *room, size_t need, size_t item_size, size_t maximum);

/* ---- a buffer of bytes ----------------------------------------------------------- */

/* Once an append has failed, all later ones do nothing: look at failed at the end. */
struct buffer {
    char *data; /* owned; not NUL-terminated; NULL while room is 0 */
    size_t size, room;
    size_t maximum; /* bytes */
    bool failed;
};
/* maximum 0: 1 GiB. */
void tc_buffer_init(struct buffer *buffer, size_t maximum);
void tc_buffer_release(struct buffer *buffer);
void tc_buffer_clear(struct buffer *buffer);
void tc_buffer_add(struct buffer *buffer, const void *data, size_t size);
void tc_buffer_text(struct buffer *buffer, text t);
void tc_buffer_string(struct buffer *buffer, const char *s);
void tc_buffer_byte(struct buffer *buffer, char c);
/* Where the next size bytes will stand, or NULL; the caller writes up to size of them
 * and adds what it wrote to buffer->size. */
char *tc_buffer_room(struct buffer *buffer, size_t size);
void tc_buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotation marks; null when size is 0 and null_if_empty. */
void tc_buffer_json(struct buffer *buffer, text t, bool null_if_empty);
/* A number as JSON with at most digits behind the point, no trailing zeros beyond
 * one; null when it is NaN or infinite. Independent of the locale. */
void tc_buffer_number(struct buffer *buffer, double value, int digits);
/* One CSV field, quoted where it must be. */
void tc_buffer_csv(struct buffer *buffer, text t);

/* ---- text ------------------------------------------------------------------------ */

#define TEXT(literal) ((text){(literal), sizeof(literal) - 1})
text tc_text(const char *s); /* NULL gives empty */
bool tc_text_equal(text a, text b);
bool tc_text_equal_fold(text a, text b); /* without regard to ASCII case */
int tc_text_compare(text a, text b);     /* by bytes */
bool tc_text_begins(text t, text with);
bool tc_text_ends(text t, text with);
/* Byte offset of the first occurrence, or SIZE_MAX. */
size_t tc_text_find(text in, text what);
text tc_text_trim(text t); /* ASCII white space at both ends */
text tc_text_slice(text t, size_t begin, size_t end);
uint64_t tc_hash(const void *data, size_t size); /* XXH3, the same everywhere */
/* A whole decimal number within [low, high]. */
bool tc_text_integer(text t, long long low, long long high, long long *out);

/* The code point at *at, which moves behind it; U+FFFD for a bad byte, which moves by
 * one. *at must be < t.size. */
uint32_t tc_utf8_next(text t, size_t *at);
/* Offset of the first byte that is not UTF-8 (also surrogates, overlong forms), or
 * t.size. */
size_t tc_utf8_check(text t);
/* Writes 1 to 4 bytes, returns how many. */
size_t tc_utf8_put(uint32_t c, char out[4]);
bool tc_is_letter(uint32_t c); /* Unicode L*, M* */
bool tc_is_upper(uint32_t c);
bool tc_is_digit(uint32_t c); /* ASCII */
bool tc_is_space(uint32_t c); /* Unicode white space */
/* Lower case; with fold also without diacritics ("Erdoğan" gives "erdogan"). One code
 * point to one, or to 0 when it vanishes (a combining mark with fold). */
uint32_t tc_lower(uint32_t c);
uint32_t tc_fold(uint32_t c);

/* ---- JSON (json.c) --------------------------------------------------------------- */

/* Bytes that are read from at on. Once why is set, nothing more is. */
struct json {
    text line;
    size_t at;
    const char *why;
    size_t where; /* what why is about */
    bool memory;
    bool loose; /* a comma too many is forgiven */
};
struct json_string {
    text raw; /* between the quotation marks */
    bool escaped;
};
/* All but these two return false when the reading has failed. */
char tc_json_here(const struct json *json); /* the byte at hand, 0 at the end */
void tc_json_space(struct json *json);      /* steps over white space */
bool tc_json_fail(struct json *json, size_t where, const char *why);
bool tc_json_expect(struct json *json, char c, const char *why);
bool tc_json_string(struct json *json, struct json_string *out);
bool tc_json_number(struct json *json); /* steps over one */
/* Steps over a value of any kind; depth: in how many brackets it stands. */
bool tc_json_skip(struct json *json, int depth);
/* Writes the string that raw stands for, never longer than raw; its size. Half a
 * surrogate pair becomes U+FFFD. */
size_t tc_json_unescape(text raw, char *out);

/* ---- a map from text to number --------------------------------------------------- */

struct map {
    struct map_slot *slots;
    size_t room, count;
};
void tc_map_init(struct map *map);
void tc_map_release(struct map *map);
/* Keys are borrowed: they must live as long as the map, except one that is there
 * already. false: out of memory. */
bool tc_map_put(struct map *map, text key, uint32_t value);
bool tc_map_get(const struct map *map, text key, uint32_t *value);
void tc_map_clear(struct map *map);

/* ---- errors ---------------------------------------------------------------------- */

/* Fills *error (may be NULL) and returns status. line and byte as in tocsin_error. */
tocsin_status tc_fail(tocsin_error *error, tocsin_status status, const char *file,
                      long long line, long long byte, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* ---- files ----------------------------------------------------------------------- */

/* A file mapped for reading. size 0: data is "". */
struct mapped {
    const void *data;
    size_t size;
};
tocsin_status tc_map_file(const char *path, struct mapped *out, tocsin_error *error);
void tc_unmap_file(struct mapped *mapped);
/* Writes through a temporary file beside it and renames. */
tocsin_status tc_write_file(const char *path, text bytes, tocsin_error *error);

/* A packed file: named sections behind a checked header. Little-endian.
 *
 *     0  8  kind, e.g. "tcmodel\0"      24  8  hash of all bytes from 48 on (XXH3)
 *     8  4  format version              32  8  size of the whole file
 *    12  4  number of sections          40  8  0
 *    16  8  0                           48  .. sections: 16 name, 8 offset, 8 size
 *
 * Sections begin at multiples of 64. Nothing is trusted before it is checked. */
struct packed {
    const unsigned char *data;
    size_t size;
    struct mapped mapped; /* data NULL when the bytes are the caller's */
};
/* path NULL: the bytes are borrowed (64-aligned), e.g. built into the program. */
tocsin_status tc_packed_open(struct packed *packed, const char *path, text bytes,
                             const char kind[8], uint32_t version, tocsin_error *error);
void tc_packed_close(struct packed *packed);
/* A section whose size is a multiple of item_size, or FORMAT. */
tocsin_status tc_packed_section(const struct packed *packed, const char *name,
                                size_t item_size, const void **data, size_t *items,
                                tocsin_error *error);
uint64_t tc_packed_hash(const struct packed *packed);
struct packed_part {
    const char *name; /* at most 15 bytes */
    const void *data;
    size_t size;
};
tocsin_status tc_packed_write(const char *path, const char kind[8], uint32_t version,
                              const struct packed_part *parts, size_t count,
                              tocsin_error *error);
/* The same in memory: bytes (64-aligned) lie in memory, which is owned: tc_free().
 * MEMORY; USAGE too many parts. */
struct packed_made {
    void *memory;
    text bytes;
};
tocsin_status tc_packed_make(const char kind[8], uint32_t version,
                             const struct packed_part *parts, size_t count,
                             struct packed_made *out, tocsin_error *error);

/* ---- days ------------------------------------------------------------------------ */

/* Days since 1970-01-01 in the Gregorian calendar. */
#define TC_NO_DAY INT32_MIN
int32_t tc_day(int year, int month, int day); /* TC_NO_DAY when there is none such */
void tc_day_split(int32_t day, int *year, int *month, int *date);
int tc_day_weekday(int32_t day); /* 0 Monday .. 6 Sunday */
int32_t tc_day_parse(text iso);  /* "2024-01-29..." or TC_NO_DAY */
void tc_day_print(int32_t day, char out[11]);
/* Seconds since 1970; tests freeze it with tc_clock_freeze(seconds), -1 thaws. */
long long tc_clock(void);
void tc_clock_freeze(long long seconds);

#endif
