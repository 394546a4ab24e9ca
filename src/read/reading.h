/* read/reading.h: the state of a reader, and what its stages share.
 *
 *     reader.c          opens files, finds their format; lines, feeds, single documents
 *     reader_archive.c  records of WARC and ARC
 *     reader_mail.c     messages
 *     reader_trees.c    CoNLL-U
 *     finish.c          values in order; where every format ends
 *
 * A stage gives the next document of the file at hand: OK; DONE when the file has no
 * more and has been closed; else an error for one input, and it can be called again.
 */
#ifndef TC_READING_H
#define TC_READING_H

#include "read/document.h"
#include "read/inside.h"

enum stage { BETWEEN, IN_LINES, IN_FEED, IN_TREES, IN_ARCHIVE, IN_MAIL };

struct reader {
    struct walk walk;
    struct input input;
    struct feed feed;
    struct posts posts;  /* of the page at hand */
    bool stated;         /* their language was given */
    long long post_byte; /* where their page lies */
    struct arena keep;   /* what a feed needs between items; a record's head */
    enum format archive; /* of the file at hand */
    enum stage stage;
    struct buffer path; /* of the open file, NUL-terminated */
    struct buffer mail; /* the message at hand */
    long long line;     /* the last one read */
    size_t maximum;     /* bytes of one document */
    bool any_language, conllu;
    bool inside; /* the rest of a sentence that was too long is to be passed over */
    struct buffer publisher; /* for documents that name none */
    char published[21];      /* for documents that bear no date; "" none */
    tocsin_reader_counts counts;
    uint64_t counted; /* bytes of the open file that counts has */
    struct languages languages;
};

/* ---- the stages ------------------------------------------------------------------ */

tocsin_status tc_reader_next_record(struct reader *reader, struct arena *arena,
                                    tocsin_document *out, tocsin_error *error);
tocsin_status tc_reader_next_message(struct reader *reader, struct arena *arena,
                                     tocsin_document *out, tocsin_error *error);
tocsin_status tc_reader_next_batch(struct reader *reader, struct arena *arena,
                                   tocsin_document *out, tocsin_error *error);
/* The next post of the page that was read last. */
tocsin_status tc_reader_next_post(struct reader *reader, struct arena *arena,
                                  tocsin_document *out, tocsin_error *error);

/* ---- finish.c -------------------------------------------------------------------- */

/* Where the reader is: in the file at hand, behind the line read last. */
struct place tc_reader_place(const struct reader *reader, tocsin_error *error);
tocsin_status tc_reader_no_memory(const struct place *place);
/* Adds to the counts what was read since the last call. */
void tc_reader_count_bytes(struct reader *reader);
void tc_reader_close_file(struct reader *reader);
/* Why the input ended early. */
tocsin_status tc_reader_broken_off(struct reader *reader, const struct place *place);

/* Puts the values of *out in order and counts it. stated: its language was given for
 * this text. EMPTY; LANGUAGE: not English, though only that is wanted; MEMORY. */
tocsin_status tc_reader_finish(struct reader *reader, struct arena *arena, bool stated,
                               tocsin_document *out, const struct place *place);
/* A page to its document, or to the first of its posts. */
tocsin_status tc_reader_page(struct reader *reader, struct arena *arena, text utf8,
                             tocsin_document *out, const struct place *place);
/* A page or a text, which may still be the window's, to its document. */
tocsin_status tc_reader_text(struct reader *reader, struct arena *arena,
                             enum format format, text utf8, tocsin_document *out,
                             const struct place *place);

#endif
