/* record/io/io.h: what the readers of other projects' files share. Inside io/ only.
 *
 *     read_rows.c     bytes to rows and fields: RFC 4180 and plain separated files
 *     read_mapping.c  a mapping file to rules: which column gives which field
 *     read_find.c     a file's own columns to the rules' numbers; which format it is
 *     read_convert.c  one value to another: dates, codes, tables
 *     read_codes.c    CAMEO's and others' codes, and parties by their names
 *     read_claim.c    a row's fields to a claim, checked
 *     read.c          the door: opens a file and reads all of it
 *
 * Every format is a mapping file (data/exchange/, built in): no code knows a project's
 * columns. A rule is compiled once a file to the numbers of its columns; a row then
 * costs one pass to split it and one short chain of conversions a field.
 */
#ifndef TC_IO_H
#define TC_IO_H

#include "record/io/row.h"

/* ---- read_codes.c ---------------------------------------------------------------- */

enum { LETTERS = 26, COUNTRY_NUMBERS = 1000, COUNTRIES_MAX = 400 };

/* The countries by each of their codes; values count from 1, 0 is none. */
struct codes {
    char countries[COUNTRIES_MAX][4]; /* alpha-3 */
    uint16_t count;
    uint16_t alpha3[LETTERS * LETTERS * LETTERS];
    uint16_t alpha2[LETTERS * LETTERS], fips[LETTERS * LETTERS];
    uint16_t iso[COUNTRY_NUMBERS], gw[COUNTRY_NUMBERS]; /* Gleditsch and Ward's */
    uint16_t cameo[LETTERS * LETTERS * LETTERS];
    uint8_t roles[LETTERS * LETTERS * LETTERS];
    struct map names; /* folded */
    struct arena arena;
};
/* MEMORY; FORMAT the table that is built in is broken, which a test would see. */
tocsin_status tc_codes_init(struct codes *codes);
void tc_codes_release(struct codes *codes);
/* Alpha-3 in capitals, as long as codes; empty: there is none such. */
text tc_code_fips(const struct codes *codes, text code);
/* The other way: of alpha-3; "" and false: there is none. */
bool tc_code_to_fips(const struct codes *codes, text code, char out[3]);
text tc_code_number(const struct codes *codes, const uint16_t *table, text number);
/* Of alpha-3, alpha-2 or a name, also "Russia (Soviet Union)". */
text tc_code_country(const struct codes *codes, text name);
/* Of the three letters that CAMEO begins a state's actors with, some its own ("ROM");
 * *region: they are a region or an organisation's, and no country. */
text tc_cameo_country(const struct codes *codes, text code, bool *region);
/* Our sector for a role of CAMEO or PLOVER ("INS" is REB); empty: none such. *known:
 * it is a role, though we have no sector for it. */
text tc_cameo_sector(const struct codes *codes, text role, bool *known);
/* PLOVER's mode for a CAMEO code; empty: none. Static. */
text tc_cameo_mode(text code);
/* Who a name in ACLED's and UCDP's manner is: "Military Forces of Chad (2021-)",
 * "Government of Mali", "Protesters (India)", "Civilians". Either may be empty. */
void tc_party_of_name(const struct codes *codes, text name, text *country,
                      text *sector);

/* ---- read_rows.c ----------------------------------------------------------------- */

enum {
    COLUMNS_MAX = 512,
    WINDOW_START = 1 << 20 /* bytes; grows to the longest row */
};
#define ROW_MAX ((size_t)4 << 20) /* bytes of one row; longer ones are passed over */

struct rows {
    const struct io_input *input;
    tocsin_error *error; /* filled with what ended the input early */
    tocsin_status broken;
    char delimiter;
    bool quotes;      /* fields may stand in quotation marks */
    bool long_quotes; /* and then hold line ends; without, such a mark is a letter */
    char *window;     /* owned */
    size_t begin, fill, room;
    bool end; /* the input has no more behind fill */
    unsigned long long bytes;
    long long line; /* of the next row */
    /* of the row at hand */
    text native; /* without "\n" */
    long long first_line;
    bool ascii;             /* it has no other bytes */
    struct buffer unquoted; /* fields that had doubled quotes */
    size_t count;
    text fields[COLUMNS_MAX];
};
void tc_rows_init(struct rows *rows, const struct io_input *input, tocsin_error *error);
void tc_rows_release(struct rows *rows);
/* Up to want bytes from the front without using them up. */
text tc_rows_peek(struct rows *rows, size_t want);
/* Passes over bytes that were peeked at. */
void tc_rows_skip(struct rows *rows, size_t size);
/* The next row, split; valid until the next call. Empty lines are passed over. OK;
 * DONE; FORMAT it has NUL bytes, a quotation mark gone wrong, or more than COLUMNS_MAX
 * columns, LIMIT it is longer than ROW_MAX: *why says so, it is passed over; IO and
 * MEMORY end the file. */
tocsin_status tc_rows_next(struct rows *rows, const char **why);

/* ---- read_mapping.c -------------------------------------------------------------- */

/* What a rule may set. Parties and numbers follow one another in blocks. */
enum io_field {
    IO_ID,
    IO_KNOWN,
    IO_TYPE,
    IO_MODE,
    IO_CONTEXTS,
    IO_CAMEO,
    IO_INTENSITY,
    IO_STATUS,
    IO_FACTUALITY,
    IO_CONFIDENCE,
    IO_TIME,
    IO_TIME_TO,
    IO_TIME_PRECISION,
    IO_PLACE_NAME,
    IO_PLACE_COUNTRY,
    IO_PLACE_ADMIN1,
    IO_PLACE_ADMIN2,
    IO_PLACE_LAT,
    IO_PLACE_LON,
    IO_PLACE_GEONAMES,
    IO_PLACE_PRECISION,
    IO_SOURCE,
    IO_URL,
    IO_WORDS,
    IO_PARTY /* PARTY_FIELDS of each actor, then of each recipient */
};
enum io_party { PARTY_NAME, PARTY_CODE, PARTY_COUNTRY, PARTY_SECTOR, PARTY_FIELDS };
enum {
    NUMBER_KINDS = 6,
    IO_NUMBER = IO_PARTY + PARTY_FIELDS * 2 * IMPORT_PARTIES, /* low, high of each */
    IO_FIELDS = IO_NUMBER + 2 * NUMBER_KINDS
};
extern const char *const tc_io_numbers[NUMBER_KINDS]; /* "killed", ... */

/* One step from a value to another; which one is read_convert.c's. */
struct convert {
    uint8_t kind;
    uint8_t n, of;  /* of items and parts, from 1 */
    uint16_t table; /* of tables */
    text pattern;   /* of dates, one or several with '|'; the mark between items */
};

/* One way to a value: a column or a constant, and what is done to it. */
struct way {
    text column; /* its name; size 0: a constant */
    text constant;
    bool optional; /* the file may have no such column */
    int index;     /* of the column in the file at hand; -1: it has none */
    uint16_t convert, convert_count;
    long line; /* in the mapping file */
};
/* The first way that gives something gives the field. */
struct rule {
    uint8_t field;
    uint16_t way, way_count;
};

struct table {
    text name;
    struct map map;   /* keys folded, to the numbers of values */
    bool used, known; /* for messages: a rule names it; its section was read */
};

enum { RULES_MAX = 256, WAYS_MAX = 1024, CONVERTS_MAX = 4096, TABLES_MAX = 64 };
#define MAPPING_MAX ((size_t)1 << 20) /* bytes of a mapping file */

struct mapping {
    struct arena arena;
    text project, format, coder;
    char delimiter;
    bool quotes, long_quotes, header, mentions;
    bool memory;   /* it is out */
    text *columns; /* (column_count): named in the mapping, where there is no header */
    size_t column_count, column_least;
    text *missing; /* words that stand for nothing */
    size_t missing_count;
    text *signature; /* columns by which a heading is known */
    size_t signature_count;
    struct rule *rules;
    size_t rule_count, rule_room;
    struct way *ways;
    size_t way_count, way_room;
    struct convert *converts;
    size_t convert_count, convert_room;
    struct table *tables;
    size_t table_count, table_room;
    text *values; /* of all tables */
    size_t value_count, value_room;
};
/* Reads a mapping file (docs/exchange.md).
 *   file  its name for the error; borrowed during the call
 *   *out  tc_mapping_release() in any case
 * FORMAT with file and line; LIMIT; MEMORY. */
tocsin_status tc_mapping_read(struct mapping *out, text bytes, const char *file,
                              tocsin_error *error);
void tc_mapping_release(struct mapping *mapping);
/* The n-th of the mappings built in; empty: there are no more. */
text tc_mapping_built_in(size_t n);

/* The number of the table of that name, which is made if it is not there; SIZE_MAX:
 * there are too many. name is borrowed as long as the mapping. */
size_t tc_mapping_table(struct mapping *mapping, text name);

/* ---- read_convert.c -------------------------------------------------------------- */

enum { UNKNOWN_MAX = 8, CONTEXTS_MAX = 8 };

/* A row on its way to a claim. */
struct making {
    const struct mapping *mapping;
    struct codes codes;
    struct arena arena; /* what conversions write; emptied before each row */
    text known;         /* for rows that bear no day of publication */
    size_t columns;     /* that a row has: at most; at least mapping->column_least */
    size_t columns_least;
    bool latin;      /* the row at hand is Windows-1252 */
    bool nothing;    /* the last conversion said so, and it is no fault */
    bool no_act;     /* the row holds none of the sixteen types */
    bool memory;     /* it is out */
    const char *why; /* why the row cannot be used, with the words that are wrong */
    text wrong;
    text values[IO_FIELDS];
    /* values that are unknown and were left out */
    size_t unknown_count;
    text unknown[UNKNOWN_MAX], unknown_what[UNKNOWN_MAX];
    /* of the claim */
    text contexts[CONTEXTS_MAX];
    tocsin_mention parties[2][IMPORT_PARTIES];
    tocsin_number numbers[NUMBER_KINDS];
    struct import_row row;
};
/* Small letters without diacritics, at most size bytes; returns how many. */
size_t tc_io_fold(text t, char *out, size_t size);
/* Reads a conversion: its name and the words behind it. NULL; else what is wrong. */
const char *tc_convert_read(struct mapping *mapping, const text *words, size_t count,
                            struct convert *out);
/* Applies one to a value that is not empty; empty: it gives nothing. Sets making->why
 * when the row is wrong. */
text tc_convert(struct making *making, const struct convert *convert, text value);

/* ---- read_find.c ----------------------------------------------------------------- */

/* Gives the ways the numbers of the columns.
 *   heading  (count) the file's own names; NULL: the mapping's
 * FORMAT a column is missing that is not optional; MEMORY. */
tocsin_status tc_mapping_bind(struct mapping *mapping, const text *heading,
                              size_t count, const char *file, tocsin_error *error);
/* Whether a file that begins so may be of this format; it need not be bound. */
bool tc_mapping_fits(const struct mapping *mapping, text head);

/* ---- read_claim.c ---------------------------------------------------------------- */

tocsin_status tc_making_init(struct making *making, const struct mapping *mapping);
void tc_making_release(struct making *making);
/* The row at hand as making->row, valid until the next one. false: making->why,
 * making->no_act or making->memory says why not. */
bool tc_making_row(struct making *making, const struct rows *rows);

#endif
