/* record/io/row.h: a row of another project's file as a claim. The door between the
 * readers of such files (read_*.c) and what keeps their rows (record/load.c).
 */
#ifndef TC_IO_ROW_H
#define TC_IO_ROW_H

#include "base/base.h"

enum { IMPORT_PARTIES = 3 }; /* the most actors, and recipients, of one row */

/* One row of another project's file as a claim. Everything is borrowed: valid during
 * the call. */
struct import_row {
    long long line; /* in its file, from 1: its first where quotes hold line ends */
    /* the row's bytes as they stood, in the file's own encoding, without the "\n" at
     * its end; a "\r" before that stays */
    text native;
    text id; /* the project's own id of its event; empty: none */
    /* type, mode, cameo, intensity, actors, recipients (IMPORT_PARTIES at most), place,
     * time, numbers, status; factuality and confidence NaN where the project gives
     * none; begin = end = 0 everywhere; rule is the coder: "gdelt2", "acled" ... */
    tocsin_claim claim;
    text known;       /* YYYY-MM-DD: when the project published it; empty: unknown */
    text source, url; /* whom the project names: newspapers, agencies; and where */
    text words;       /* notes, headline or sentence that the project gives; or empty */
    /* It tells only that one more source has the event `id`, which other rows gave: of
     * the claim only confidence holds, the rest is as in that event. */
    bool mention;
};
/* Anything but OK ends the reading with that status. */
typedef tocsin_status (*import_function)(void *context, const struct import_row *row);

/* Where the bytes of a file come from: without packing, as the caller gets them. */
struct io_input {
    const char *file; /* its name, for reports and as provenance; borrowed */
    /* Up to room bytes into to; *got is how many, 0 at the end. */
    tocsin_status (*read)(void *context, char *to, size_t room, size_t *got,
                          tocsin_error *error);
    void *context;
};

/* What is known of a file once its first bytes are read. All valid as long as its
 * reader. */
struct io_about {
    text project; /* "GDELT" */
    text format;  /* "gdelt2": what `tocsin import` calls it */
    text coder;   /* as whose coding its claims are kept: "gdelt2 2.0" */
    text header;  /* the heading line as it stood, with a byte order mark before it,
                     without "\n"; empty: the format has none */
    bool mentions;
};

struct io_reader;

struct io_options {
    const char *format; /* "auto" or NULL: told by header or columns */
    text mapping;       /* the bytes of a mapping file, which then stands for format */
    const char *mapping_file; /* its name, for reports */
    text known;               /* YYYY-MM-DD for rows that bear no day of their own */
    tocsin_problem_function problem; /* NULL, or for each row that cannot be used, and
                                        with status OK for each value that is unknown */
    void *context;                   /* of problem */
};

struct io_counts {
    unsigned long long rows; /* given to the row function */
    unsigned long long bad;  /* cannot be used: each was a problem */
    /* that hold no act of the sixteen types and were passed over */
    unsigned long long passed;
    unsigned long long warnings; /* values that are unknown and were left out */
    unsigned long long bytes;
};

/* Reads the beginning of a file and finds out what it is.
 *   input, options  borrowed as long as the reader
 *   *out            owned: tc_io_close(); NULL unless OK
 * FORMAT it is none that is known, or the mapping is wrong (its file and line); USAGE
 * there is no such format; IO; MEMORY. */
tocsin_status tc_io_open(const struct io_input *input, const struct io_options *options,
                         struct io_reader **out, tocsin_error *error);
const struct io_about *tc_io_about(const struct io_reader *reader);
/* All rows in the order of the file. OK; IO when the file ends early (what came before
 * was given); MEMORY; what a function returned. */
tocsin_status tc_io_read(struct io_reader *reader, import_function row, void *context,
                         struct io_counts *counts, tocsin_error *error);
void tc_io_close(struct io_reader *reader);

#endif
