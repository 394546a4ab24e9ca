/* read/document.h: bytes to documents. The door of read/.
 *
 * Plain text, HTML, feeds, e-mail, JSON lines, WARC and ARC, each also gzip or zstd,
 * from files, folders and "-". What comes out is UTF-8 without NUL or control
 * characters other than newline and tab (JSON lines keep carriage returns: their
 * offsets must not move); paragraphs are separated by an empty line. What cannot be
 * used is reported with its place, counted, and passed over.
 */
#ifndef TC_DOCUMENT_H
#define TC_DOCUMENT_H

#include "base/base.h"

struct reader;

tocsin_status tc_reader_open(const char *const *paths, size_t count,
                             const tocsin_reader_options *options, struct reader **out,
                             tocsin_error *error);
/* The next document, its values in the arena. OK, DONE, or an error for one input that
 * could not be used: call again for the rest. */
tocsin_status tc_reader_next(struct reader *reader, struct arena *arena,
                             tocsin_document *out, tocsin_error *error);
tocsin_reader_counts tc_reader_count(const struct reader *reader);
void tc_reader_free(struct reader *reader);

#endif
