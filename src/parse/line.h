/* parse/line.h: which ends of line end a paragraph or a heading, and which are only
 * where wire copy was wrapped. Inside parse/ only. */
#ifndef TC_LINE_H
#define TC_LINE_H

#include "parse/tokenise.h"

/* The lines around the white space that is looked at; moves forward only. */
struct lines {
    text text;
    size_t block_end; /* bytes: where the block of lines without an empty one ends */
    size_t widest;    /* characters of its longest line */
};

void tc_lines_init(struct lines *lines, text t);
/* The gap of white space in [from, to): from is behind a piece, to begins the next. */
enum gap tc_line_gap(struct lines *lines, size_t from, size_t to);

#endif
