/* read/reading.h: the state of a reader, and what its stages share.
 *
 *     reader.c          opens files, finds their format; lines, feeds, single documents
 *     reader_archive.c  records of WARC and ARC
 *     reader_mail.c     messages
 *     reader_trees.c    CoNLL-U
 *     reader_links.c    addresses, lists, and what feeds link to
 *     finish.c          values in order; where every format ends
 *
 * A stage gives the next document of the file at hand: OK; DONE when the file has no
 * more and has been closed; else an error for one input, and it can be called again.
 */
#ifndef TC_READING_H
#define TC_READING_H

#include "read/document.h"
#include "read/fetch.h"
#include "read/inside.h"
#include "read/list.h"

enum stage { BETWEEN, IN_LINES, IN_FEED, IN_TREES, IN_ARCHIVE, IN_MAIL };

enum links_kind { NO_LINKS, LINKS_OF_LIST, LINKS_OF_FEED };

/* A list or a feed that is put aside while what it links to is read. */
struct links {
    enum links_kind kind;
    struct fetcher *fetcher;
    bool follow;
    struct buffer files, pdftotext; /* of the options, NUL-terminated; empty: none */
    struct buffer path;             /* of the list or feed, NUL-terminated */
    long long line;                 /* of the row or item at hand */
    struct arena arena;             /* of the row or item */
    /* a list */
    struct list list;
    struct input input;
    uint64_t counted; /* its bytes that reader->counts has */
    bool rooted;      /* files can be found below root */
    char root[TC_NAME_MAXIMUM];
    struct map seen; /* what was opened already; keys in seen_names */
    struct arena seen_names;
    /* a feed */
    struct feed feed;
    struct arena keep;  /* its text */
    struct buffer base; /* what its links are relative to, NUL-terminated */
    tocsin_document item;
    bool at_item, give_item; /* its page is being read; its own text is to be given */
    uint64_t documents;      /* read before the item */
};

struct reader {
    struct walk walk;
    struct links links;
    tocsin_document given; /* what is known of the file at hand from elsewhere */
    text mime;             /* of a page from the web */
    struct input input;
    struct feed feed;
    struct posts posts;     /* of the page at hand */
    bool stated;            /* their language was given */
    long long post_byte;    /* where their page lies */
    struct arena keep;      /* what a feed needs between items; a record's head */
    enum format archive;    /* of the file at hand */
    struct deflate deflate; /* for the bodies in it */
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

/* ---- reader_links.c -------------------------------------------------------------- */

void tc_links_init(struct links *links);
void tc_links_release(struct links *links);
/* Behind all other options. */
tocsin_status tc_reader_set_links(struct reader *reader,
                                  const tocsin_reader_options *options,
                                  tocsin_error *error);
/* Opens what is to be read next. */
tocsin_status tc_reader_open_file(struct reader *reader, text path,
                                  tocsin_error *error);
tocsin_status tc_reader_open_url(struct reader *reader, text url, tocsin_error *error);
/* Is the file at hand, which is text, a list? */
bool tc_reader_is_list(struct reader *reader, struct list *out);
/* Puts it aside. DONE: what it names is to be read; else it cannot be used. */
tocsin_status tc_reader_begin_list(struct reader *reader, const struct list *list,
                                   tocsin_error *error);
/* Makes a list of a sitemap's addresses, and puts it aside. false: it is none, or its
 * links are not to be followed. */
bool tc_reader_begin_sitemap(struct reader *reader, text utf8);
/* Makes an item's address absolute, where its feed came from the web. */
void tc_reader_absolute(struct reader *reader, struct arena *arena,
                        tocsin_document *out);
/* Puts the feed at hand aside. false: its links are not to be followed. */
bool tc_reader_begin_feed(struct reader *reader);
/* OK: the next link is open; DONE: there are no more, or give_item is set; else it
 * cannot be opened. */
tocsin_status tc_reader_open_link(struct reader *reader, tocsin_error *error);
/* What was linked could not be used: then the item's own text is given. */
void tc_reader_link_failed(struct reader *reader, tocsin_status status);
tocsin_status tc_reader_give_item(struct reader *reader, struct arena *arena,
                                  tocsin_document *out, tocsin_error *error);
/* What the document does not say itself is taken from what is given. false: out of
 * memory. */
bool tc_reader_fill(struct reader *reader, struct arena *arena, tocsin_document *out);

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
