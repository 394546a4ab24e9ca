/* lexicon/dictionary.h: the dictionaries while they are read, before they are packed.
 *
 * Reading goes on behind a problem, so that one run tells them all. What a name stands
 * for is a subject: usually one entry, but a person's or a group's periods are entries
 * of one subject, which share the names of all its lines. Out of memory, or over a
 * limit, is remembered in `failed`; everything does nothing after it.
 */
#ifndef TC_DICTIONARY_H
#define TC_DICTIONARY_H

#include "lexicon/format.h"

enum {
    LINE_MAX_BYTES = 64 * 1024,
    FILE_MAX_BYTES = 256 * 1024 * 1024,
    ENTRY_LIMIT = 4 * 1000 * 1000,
    NAME_LIMIT = 16 * 1000 * 1000,
    STRING_LIMIT = 1 << 30, /* bytes */
    FRAME_LIMIT = 1000 * 1000,
    DIVISION_LIMIT = 1 << 16, /* struct place_record has 16 bits for it */
    REPORT_LIMIT = 1000       /* problems that are told; all are counted */
};

#define LIST(type)                                                                     \
    struct {                                                                           \
        type *items;                                                                   \
        size_t count, room;                                                            \
    }

/* "> sentence" below a frame. */
struct example {
    uint32_t frame;    /* string: "acts/assault.txt:12" */
    uint32_t place;    /* string: the example's own */
    uint32_t sentence; /* string */
};

struct subject {
    uint32_t first, last; /* entries, linked by next; UINT32_MAX: none yet */
};

struct name {
    uint32_t words; /* first in name_words */
    uint32_t subject;
    uint32_t condition; /* in conditions */
    uint8_t word_count;
    uint8_t flags;       /* enum alias_flag */
    uint32_t file, line; /* where it is written; file in files */
};

/* A place of the gazetteer while it is read. */
struct gazette {
    uint32_t names, name_count; /* in gazette_names; the first is the one printed */
    uint32_t division;          /* in divisions */
    uint32_t geonames, population;
    float lat, lon; /* NaN: none */
    uint8_t feature;
};

struct dictionary {
    tocsin_line_function report;
    void *context;
    size_t problems;
    tocsin_status failed;
    const char *folder; /* for messages */
    bool checking;      /* keeps the examples, too */
    text file;          /* the one being read, below folder */
    long line;

    struct arena arena;
    struct map string_map, word_map, condition_map, id_map, country_map, place_map,
        list_map, set_map, context_map, division_map;
    struct buffer strings;
    LIST(uint32_t) words; /* string of each word */
    LIST(struct condition) conditions;
    LIST(struct entry) entries;
    LIST(uint32_t) next; /* of each entry: the next of its subject */
    LIST(struct subject) subjects;
    LIST(struct name) names;
    LIST(uint32_t) name_words;
    LIST(struct frame) frames;
    LIST(struct slot) slots;
    LIST(uint32_t) slot_words;
    LIST(struct alias_span) lists; /* @name: words in list_words */
    LIST(uint32_t) list_words;
    LIST(struct cue) cues;
    LIST(uint32_t) contexts;
    LIST(struct division) divisions;
    LIST(struct gazette) gazettes;
    LIST(uint32_t) gazette_names;     /* strings */
    LIST(struct other_name) demonyms; /* place: in gazettes */
    LIST(struct example) examples;
    LIST(text) files; /* names of the files read, in the arena */
};

void tc_dictionary_init(struct dictionary *d, const char *folder,
                        tocsin_line_function report, void *context);
void tc_dictionaries_release(struct dictionary *d);

/* "folder/file:line: words", told and counted. */
void tc_problem(struct dictionary *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "acts/assault.txt:12" as a string of the dictionary. */
uint32_t tc_dictionary_place(struct dictionary *d);

/* One more zeroed item at the end of a LIST, or NULL and failed set. */
#define tc_push(d, list, maximum)                                                      \
    (tc_push_room((d), &(list)->items, &(list)->room, (list)->count,                   \
                  sizeof *(list)->items, (maximum))                                    \
         ? &(list)->items[(list)->count++]                                             \
         : NULL)
bool tc_push_room(struct dictionary *d, void *items, size_t *room, size_t count,
                  size_t item, size_t maximum);

/* Interned; 0 is "". */
uint32_t tc_dictionary_string(struct dictionary *d, text t);
/* The number of a folded lemma, made if need be; 0 when it is empty or too long. */
uint32_t tc_dictionary_word(struct dictionary *d, text lemma);
bool tc_dictionary_put(struct dictionary *d, struct map *map, text key, uint32_t value);

/* A new subject, and a new entry of a subject (its index; UINT32_MAX when failed). */
uint32_t tc_dictionary_subject(struct dictionary *d);
uint32_t tc_dictionary_entry(struct dictionary *d, uint32_t subject,
                             enum entry_kind kind);
/* A name as written in the dictionaries ("~=Nice"), and a list of them. */
void tc_dictionary_name(struct dictionary *d, uint32_t subject, text written,
                        unsigned flags);
void tc_dictionary_names(struct dictionary *d, uint32_t subject, text list);
/* The first name of a list without its marks. */
text tc_first_name(text list);
bool tc_is_nothing(text t); /* "" or "-" */
/* Checks a country and a sector, and puts them into an entry. */
void tc_set_world(struct dictionary *d, struct entry *entry, text country, text sector);
/* "GOV" and the like; empty: none. A problem when there is no such sector. */
bool tc_is_sector(text sector);

/* ---- lines ----------------------------------------------------------------------- */

struct lines {
    struct dictionary *dictionary;
    text left;
    bool blanks; /* also give empty lines */
};
void tc_lines_begin(struct lines *lines, struct dictionary *d, text file, text bytes);
/* The next line, trimmed, that is no comment. */
bool tc_line_next(struct lines *lines, text *line);
/* The part before the next separator, trimmed; *left moves behind it. */
text tc_cut(text *left, char separator);
/* Cuts into at most room fields; how many there are. */
size_t tc_split(text line, char separator, text *fields, size_t room);
bool tc_parse_decimal(text t, double low, double high, double *out);
/* YYYY, YYYY-MM, YYYY-MM-DD, "-" or nothing (TC_NO_DAY); last: the last day of it. */
bool tc_parse_day(text t, bool last, int32_t *day);

/* ---- the readers of the files ---------------------------------------------------- */

void tc_read_countries(struct dictionary *d, struct lines *lines);
void tc_read_leaders(struct dictionary *d, struct lines *lines);
void tc_read_actors(struct dictionary *d, struct lines *lines);
void tc_read_agents(struct dictionary *d, struct lines *lines);
void tc_read_places(struct dictionary *d, struct lines *lines);
void tc_read_towns(struct dictionary *d, struct lines *lines);
void tc_read_features(struct dictionary *d, struct lines *lines);
void tc_read_demonyms(struct dictionary *d, struct lines *lines);
void tc_read_discard(struct dictionary *d, struct lines *lines);
void tc_read_acts(struct dictionary *d, struct lines *lines);
void tc_read_cues(struct dictionary *d, struct lines *lines);
void tc_read_topics(struct dictionary *d, struct lines *lines);
void tc_read_voices(struct dictionary *d, struct lines *lines);
void tc_read_verification(struct dictionary *d, struct lines *lines);

/* The plural of a role noun; size 0: it has none. *plural: the word is one already. */
text tc_plural(text noun, char *buffer, size_t size, bool *plural);

/* Places in the same country with the same name are one: "IRQ|baghdad". */
text tc_place_key(struct dictionary *d, const char *country, text name);
/* An id made from a name: "IRQ-council-of-ministers". */
uint32_t tc_dictionary_id(struct dictionary *d, const char *prefix, text name);

/* Writes the compiled file; path NULL: *bytes in *memory, as tc_packed_make(). Problems
 * found only now are told; then it writes none. */
tocsin_status tc_dictionary_pack(struct dictionary *d, const char *path, void **memory,
                                 text *bytes, tocsin_error *error);
/* gazetteer.c: the sections of the gazetteer, from all that was read. */
struct index_list {
    uint32_t *items;
    size_t count, room;
};
struct gazetteer {
    LIST(struct place_record) places;
    LIST(struct other_name) others;
    struct index_list place_index, other_index;
};
void tc_gazetteer_pack(struct dictionary *d, struct gazetteer *out);
void tc_gazetteer_release(struct gazetteer *gazetteer);
/* compile.c: reads all files below d->folder. */
tocsin_status tc_dictionary_read(struct dictionary *d, tocsin_error *error);

#endif
