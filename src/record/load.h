/* record/load.h: rows of other projects' files into the record, many at a time.
 *
 * For src/record/io/ only. One load is one file of one project:
 *
 *     tc_load_begin(record, &file, &load);
 *     tc_load_row(load, &row) ...
 *     tc_load_end(load, &counts);
 */
#ifndef TC_RECORD_LOAD_H
#define TC_RECORD_LOAD_H

#include "record/io/row.h"
#include "record/record.h"

struct load;

/* All texts are borrowed during tc_load_begin() only. */
struct load_file {
    text project; /* "GDELT" */
    text format;  /* "gdelt2" */
    text coder;   /* whose coding it is: "gdelt2 1.0" */
    text header;  /* its heading line as it stood; empty: none */
    text path;    /* as it was named */
};

struct load_counts {
    long long added, known; /* rows; known: the project's id was there already */
    /* of added: joined an event; of known: rows that only mention one (struct
     * import_row), none of which is joined to its event so far */
    long long mentions, lost;
};

/* *out owned: tc_load_end(). USAGE it was opened for reading; MEMORY. Until the end the
 * record must not be used otherwise. */
tocsin_status tc_load_begin(struct record *record, const struct load_file *file,
                            struct load **out);
/* Takes a row; what it points at is copied. A row whose id (or else whose bytes) this
 * project has given before changes nothing. What was taken is committed from time to
 * time, in the order of the rows. Errors may be those of an earlier row; after one
 * nothing more is taken. */
tocsin_status tc_load_row(struct load *load, const struct import_row *row);
/* Commits what was taken and frees. counts may be NULL; load NULL is nothing to do. */
tocsin_status tc_load_end(struct load *load, struct load_counts *counts);

#endif
