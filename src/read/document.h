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

/* The bytes of one file, or of "-", without gzip or zstd, or of the one file of a ZIP
 * archive: for tables, of which no documents are made. */
struct bytes;
/* *out owned: tc_bytes_close(); NULL unless OK. IO; FORMAT a ZIP archive that is none,
 * encrypted, or of another method; MEMORY. */
tocsin_status tc_bytes_open(const char *path, struct bytes **out, tocsin_error *error);
/* Up to room bytes into to; *got is how many, 0 at the end. When the file ends early,
 * all before was given. IO; FORMAT; MEMORY. */
tocsin_status tc_bytes_read(struct bytes *bytes, char *to, size_t room, size_t *got,
                            tocsin_error *error);
void tc_bytes_close(struct bytes *bytes);

#endif
