/* record/io/lines.h: claims and documents as tocsin prints them, back into a record. */
#ifndef TC_IO_LINES_H
#define TC_IO_LINES_H

#include "record/io/row.h"
#include "record/record.h"

struct lines_counts {
    unsigned long long documents, added; /* added: were not there before */
    unsigned long long claims;           /* of the documents that were added */
    unsigned long long bad;              /* lines and documents that cannot be used */
    unsigned long long bytes;
};
struct lines_options {
    /* as whose coding claims are kept where no line says so; borrowed, not empty */
    const char *coder;
    tocsin_problem_function problem; /* NULL, or for each that cannot be used */
    void *context;                   /* of problem */
};

/* Whether these are the first bytes of such a file: "{" behind white space. */
bool tc_own_lines_begin(text bytes);
/* Reads JSON lines of claims and of documents (docs/exchange.md) and adds them to a
 * record that is open for writing; it is not committed.
 *   counts  added to
 * OK, bad lines included; IO, MEMORY, CORRUPT as from the record or the input; what
 * problem returned. */
tocsin_status tc_own_lines_read(struct record *record, const struct io_input *input,
                                const struct lines_options *options,
                                struct lines_counts *counts, tocsin_error *error);

#endif
