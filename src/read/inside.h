/* read/inside.h: what the files of read/ show each other; nobody else includes it.
 *
 *     walk.c      paths and folders to the next file
 *     input.c     a file to bytes: gzip and zstd taken off as they stream by
 *     deflate.c   gzip that is there as a whole
 *     bytes.c     the bytes of a table, also out of a ZIP archive
 *     sniff.c     which format a file has
 *     encoding.c  bytes to UTF-8 without control characters
 *     json.c      one JSON line to a document, and the values inside web pages' JSON
 *     plain.c     a text file to a document
 *     html.c      a web page to a document; body.c finds its running text
 *     author.c    bylines to names; printed.c finds them in the page
 *     archive.c   records of WARC and ARC files; http.c a response to its body
 *     slim.c      a page without what nobody looks at
 *     markup.c    refuses pages and feeds that would take too much
 *     feed.c      RSS and Atom to documents
 *     pdf.c       PDF to a document, by pdftotext
 *     list.c      lists of addresses with files (list.h)
 *     fetch.c     pages from the web (fetch.h)
 *     date.c      any written date to YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ
 *     language.c  text to a language code
 *     reader.c    the door: sniffs the format; reading.h lists its stages
 *     finish.c    puts the values in order
 *
 * Every parse function takes bytes in memory and an arena, so that each one is a fuzz
 * target of its own.
 */
#ifndef TC_READ_INSIDE_H
#define TC_READ_INSIDE_H

#include "base/base.h"

#include <libxml/tree.h>
#include <string.h>

/* Where the bytes at hand come from, for reports. */
struct place {
    const char *file; /* borrowed */
    long long line;   /* 0: the whole file */
    long long byte;   /* offset of the first of the bytes at hand; -1 unknown */
    tocsin_error *error;
};

/* Web pages and feeds larger than this are refused whatever max_document says. */
#define TC_MARKUP_MAXIMUM ((size_t)16 << 20)

/* ---- ASCII ----------------------------------------------------------------------- */

static inline bool tc_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool tc_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char tc_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? "abcdefghijklmnopqrstuvwxyz"[c - 'A'] : c;
}

/* ---- walk.c ---------------------------------------------------------------------- */

struct walk {
    char **paths; /* (count), owned */
    size_t count, next;
    struct level *levels; /* the folders that are open, outermost first */
    size_t depth, room;
    struct buffer path; /* of the file at hand, NUL-terminated */
    bool given;         /* the path was given by the caller, not found in a folder */
};
tocsin_status tc_walk_open(struct walk *walk, const char *const *paths, size_t count);
/* The next file (or "-") that is not a folder; *path is valid until the next call. */
tocsin_status tc_walk_next(struct walk *walk, const char **path, tocsin_error *error);
void tc_walk_close(struct walk *walk);

/* ---- input.c --------------------------------------------------------------------- */

/* Bytes of one file after decompression, through a window that slides over them. */
struct input {
    int file;                  /* -1: none, or in memory */
    text memory;               /* not yet read; borrowed */
    bool own;                  /* close it */
    bool end;                  /* nothing more behind the window */
    struct unpacker *unpacker; /* NULL: the bytes are as they lie there */
    char *window;
    size_t begin, fill, room; /* window[begin, fill) is not yet used */
    uint64_t offset;          /* of window[begin] in the file */
    tocsin_status status;     /* why it ended early; OK when it did not */
    char message[160];
};
tocsin_status tc_input_open(struct input *input, const char *path, tocsin_error *error);
/* Bytes that stay where they are until it is closed; path: for reports. */
tocsin_status tc_input_open_bytes(struct input *input, text bytes, const char *path,
                                  tocsin_error *error);
/* Up to want bytes from the front, without using them up. */
text tc_input_peek(struct input *input, size_t want);
void tc_input_skip(struct input *input, size_t size);
/* The next line without its newline, valid until the next call. OK; DONE; LIMIT: it was
 * longer than maximum and has been passed over; else why the file ended early. */
tocsin_status tc_input_line(struct input *input, size_t maximum, text *line);
/* Whole lines up to an empty one, which belongs to them: some `want` bytes of these
 * blocks, or a larger one by itself; valid until the next call. OK; DONE; LIMIT: the
 * next one is longer than maximum, and *block the part of it that was passed over; else
 * why the file ended early. */
tocsin_status tc_input_blocks(struct input *input, size_t want, size_t maximum,
                              text *blocks);
/* All that is left. LIMIT when it is more than maximum. */
tocsin_status tc_input_all(struct input *input, size_t maximum, text *bytes);
/* Keeps the window's memory for the next file. */
void tc_input_close(struct input *input);
void tc_input_release(struct input *input);

/* Passes over the next size bytes. false: there were not so many. */
bool tc_input_pass(struct input *input, uint64_t size);

/* ---- deflate.c ------------------------------------------------------------------- */

struct deflate {
    void *how; /* owned; made when it is first needed */
    char *out;
    size_t room;
};
/* Unpacks the gzip member that packed begins with; *used of its bytes. *out is valid
 * until the next call. false: it does not end in packed, is damaged, unpacks to more
 * than maximum bytes, there is no memory, or libdeflate was not built in. */
bool tc_deflate_whole(struct deflate *deflate, text packed, size_t maximum, text *out,
                      size_t *used);
void tc_deflate_release(struct deflate *deflate);

/* zlib's memory, from tc_alloc(). */
void *tc_zip_alloc(void *context, unsigned items, unsigned size);
void tc_zip_free(void *context, void *old);

/* ---- sniff.c --------------------------------------------------------------------- */

#define TC_HEAD_SIZE ((size_t)4096)
enum format {
    FORMAT_EMPTY,
    FORMAT_LINES,
    FORMAT_PAGE,
    FORMAT_FEED,
    FORMAT_PLAIN,
    FORMAT_ARRAY,
    FORMAT_BINARY,
    FORMAT_OTHER_XML,
    FORMAT_WARC,
    FORMAT_ARC,
    FORMAT_MAIL,
    FORMAT_PDF
};
/* raw: its first bytes, at most TC_HEAD_SIZE. path: its name, or "". */
enum format tc_sniff(text raw, const char *path);

/* ---- archive.c, http.c ----------------------------------------------------------- */

/* The head of a record; its values in the arena. Its content, size bytes, is still in
 * the input and must be taken or passed over before the next one. */
struct record {
    text type;   /* of WARC: "response", "resource", "conversion", ... */
    text target; /* the address */
    text mime;   /* of the block; of the payload in ARC and in resources */
    long long size;
};
/* format: FORMAT_WARC or FORMAT_ARC. OK; DONE; FORMAT: what stood there is no record,
 * and is passed over; MEMORY; else why the file ended early. Sets place->byte. */
tocsin_status tc_record_next(struct input *input, struct arena *arena,
                             enum format format, struct record *out,
                             struct place *place);
bool tc_record_is(const struct record *record, const char *type);
/* FORMAT_WARC, FORMAT_ARC, or FORMAT_BINARY: the bytes do not begin an archive. */
enum format tc_archive_format(text head);

struct http {
    int code;  /* 200 and so on */
    text mime; /* as written */
    text body; /* chunks joined, unpacked; in the arena or in the message */
};
/* FORMAT: not a response; LIMIT: the body is larger than maximum; MEMORY. */
tocsin_status tc_http_read(struct arena *arena, struct deflate *deflate, text message,
                           size_t maximum, struct http *out);
bool tc_mime_is(text mime, const char *kind); /* "text/html", parameters aside */
text tc_mime_charset(text mime);              /* empty: it names none */

/* ---- encoding.c ------------------------------------------------------------------ */

/* Bytes to clean UTF-8. declared: a charset name, or empty. A byte order mark outweighs
 * it, and so do bytes that are UTF-8 and not merely ASCII. *out is bytes itself when
 * nothing had to change, else in the arena. */
tocsin_status tc_decode(struct arena *arena, text bytes, text declared, text *out,
                        const struct place *place);
/* UTF-8 or nearly so: bad bytes become U+FFFD, or are Windows-1252 when they are many;
 * control characters become spaces. Valid clean text comes back as it is, not copied.
 * */
tocsin_status tc_repair(struct arena *arena, text t, text *out);
/* The charset= of an HTML head or an XML declaration; empty when there is none. */
text tc_declared_charset(text head);

/* ---- json.c ---------------------------------------------------------------------- */

/* One object. out->published and language are as written; html is set when the line has
 * html and no text. */
tocsin_status tc_json_read(struct arena *arena, text line, tocsin_document *out,
                           text *html, const struct place *place);
/* Walking through JSON that others wrote, without a tree: values are slices of it, as
 * written. The next member of an object, the next item of an array; *at is 0 before the
 * first. false: there is none, or what follows is broken. */
bool tc_json_member(text object, size_t *at, text *name, text *value);
bool tc_json_item(text array, size_t *at, text *value);
/* The member of that name; empty when there is none. */
text tc_json_get(text object, const char *name);
/* The string or number that value is; empty when it is neither. */
text tc_json_text(struct arena *arena, text value);
/* t from its first bracket on: pages put comments round their JSON. */
text tc_json_begin(text t);

/* ---- mail.c ---------------------------------------------------------------------- */

/* A message, with or without the "From " line of a mbox. */
tocsin_status tc_mail_read(struct arena *arena, text message, tocsin_document *out,
                           const struct place *place);
bool tc_is_mail(text head);

/* ---- schema.c -------------------------------------------------------------------- */

/* A post of a live page; its values in the arena. */
struct post {
    text id, url, title, text, published, changed;
};

#define TC_SCHEMA_ARTICLE 4 /* the rank of what is said of an article itself */

/* What the JSON-LD of a page says of its article: in the arena; empty: nothing. */
struct schema {
    text title, url, published, changed, publisher, authors, language, body;
    int rank;           /* of whom the above is said; 0: of nobody */
    struct post *posts; /* of a LiveBlogPosting; owned by the arena */
    size_t post_count, post_room;
    bool failed; /* out of memory */
};
/* Adds what one script says. */
void tc_schema_read(struct arena *arena, text json, struct schema *schema);

/* ---- markup.c -------------------------------------------------------------------- */

/* Why markup would take too much memory or time to parse; NULL: it would not. */
const char *tc_markup_check(text t);

/* ---- slim.c ---------------------------------------------------------------------- */

/* The page without what nobody looks at, in the arena; the page itself when it is
 * larger than TC_MARKUP_MAXIMUM; data NULL: out of memory. */
text tc_slim(struct arena *arena, text page);

/* Documents that were read and not yet asked for, in an arena of their own. */
struct posts {
    struct arena arena;
    tocsin_document *items; /* (count), in the arena */
    size_t count, next;
    text address; /* where their page lay, should it not state it; empty: unknown */
};

/* ---- mend.c ---------------------------------------------------------------------- */

/* A feed as XML that can be parsed, as far as it can be told. */
void tc_feed_mend(struct buffer *out, text t);

/* ---- pdf.c ----------------------------------------------------------------------- */

struct pdf_how {
    const char *program; /* NULL: pdftotext where it usually is; "": none */
    size_t maximum;      /* bytes of text */
    long long time;      /* milliseconds; 0: a minute */
};
/* What pdftotext makes of the bytes; title and changed by pdfinfo beside it, if it is
 * there. MISSING: there is no such program; LIMIT: more text, or it took too long;
 * FORMAT: it could make nothing of it; IO; MEMORY. */
tocsin_status tc_pdf_read(struct arena *arena, const struct pdf_how *how, text bytes,
                          tocsin_document *out, const struct place *place);
/* Pages with a form feed behind each, as pdftotext prints them, to paragraphs. */
tocsin_status tc_pdf_text(struct arena *arena, text printed, text *out);

/* ---- plain.c, html.c, feed.c ----------------------------------------------------- */

tocsin_status tc_plain_read(struct arena *arena, text utf8, tocsin_document *out,
                            const struct place *place);
/* A page. Fields that out already has are kept. EMPTY when there is no running text.
 * posts: NULL, or where the posts of a live page go, which then stand for *out. */
tocsin_status tc_html_read(struct arena *arena, text utf8, tocsin_document *out,
                           struct posts *posts, const struct place *place);
/* A text that was stated as a value, and may be HTML. */
tocsin_status tc_stated_text(struct arena *arena, text stated, text *out);
/* All text of a piece of HTML by paragraphs, nothing thrown away but scripts. */
tocsin_status tc_html_fragment(struct arena *arena, text utf8, text *out);

struct feed {
    xmlDoc *tree;
    xmlNode *next; /* item, entry or url */
    /* Tags that do not match: items are parsed one by one out of the mended feed. */
    struct buffer mended;
    size_t at;        /* behind the last of them in mended; SIZE_MAX: they are not */
    const char *item; /* what they are called */
    text json;        /* the items of a JSON Feed */
    size_t json_at;   /* where in them the next one is */
    text title, language;
    const char *cut; /* why the rest could not be parsed; NULL: it could */
};
/* utf8 is parsed as UTF-8 whatever its declaration says. The arena must live as long as
 * the feed. */
tocsin_status tc_feed_open(struct feed *feed, struct arena *arena, text utf8,
                           const struct place *place);
/* OK, DONE, or an error for one item. place->line is set to the item's. */
tocsin_status tc_feed_next(struct feed *feed, struct arena *arena, tocsin_document *out,
                           struct place *place);
void tc_feed_close(struct feed *feed);
/* The same for a JSON Feed (feed_json.c), which tc_feed_open() knows by its brace. */
tocsin_status tc_json_feed_open(struct feed *feed, struct arena *arena, text utf8,
                                const struct place *place);
tocsin_status tc_json_feed_next(struct feed *feed, struct arena *arena,
                                tocsin_document *out, struct place *place);

/* ---- author.c -------------------------------------------------------------------- */

/* Adds the names in a byline as written to *authors, which are joined by "; ", in the
 * arena. stated: it was given for machines, as names alone. false: out of memory. */
bool tc_author_add(struct arena *arena, text written, bool stated, text *authors);
/* Are they no people, but the publisher, perhaps without its ".com"? */
bool tc_author_is_house(text authors, text publisher);

/* ---- printed.c: after tc_body_read() --------------------------------------------- */

/* Adds the authors that elements of a page are called, in the page's order. false: out
 * of memory. */
bool tc_author_find(struct arena *arena, xmlNode *root, text *authors);
/* The only day that elements are called a date of; empty: there is none, or more. */
text tc_day_find(struct arena *arena, xmlNode *root);

/* ---- body.c ---------------------------------------------------------------------- */

/* The running text of a parsed page; title is left out of it. Empty: there is none.
 * whole: everything is running text (a feed's description). *from: below which it was
 * found; NULL on errors. */
tocsin_status tc_body_read(struct arena *arena, xmlNode *root, text title, bool whole,
                           xmlNode **from, text *out);

/* ---- live.c ---------------------------------------------------------------------- */

/* Posts of a page that was read; from: where its running text was found. out->count 0:
 * it has none. MEMORY. */
tocsin_status tc_live_read(struct arena *arena, const struct schema *schema,
                           xmlNode *from, const tocsin_document *page,
                           struct posts *out);

/* ---- tree.c ---------------------------------------------------------------------- */

/* The elements and texts of a page, in the arena; *root NULL: there are none.
 * LIMIT: too deep, or 10 MB without a tag; MEMORY. */
tocsin_status tc_tree_read(struct arena *arena, text utf8, xmlNode **root);

/* The value of an attribute, borrowed from the tree; empty when there is none. */
text tc_attribute(const xmlNode *node, const char *name);
static inline bool tc_node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->name &&
           (char)node->name[0] == name[0] &&
           strcmp((const char *)node->name, name) == 0;
}
/* Its value, without white space at its ends: of a page's tree at _private, of a
 * feed's, which libxml2 has made, in its child. */
text tc_attribute_value(const xmlAttr *attribute);
bool tc_node_is_text(const xmlNode *node);
/* The next node in document order within root; inside: may go down into node. */
xmlNode *tc_node_after(xmlNode *node, const xmlNode *root, bool inside);
/* All text below node, white space collapsed; empty when it is more than maximum bytes:
 * elements lie within elements, and each is asked. */
#define TC_NODE_TEXT ((size_t)65536) /* no title, date or name is longer */
text tc_node_text(struct arena *arena, xmlNode *node, size_t maximum);

/* ---- date.c, language.c ---------------------------------------------------------- */

/* Writes YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ; returns its length, 0 when t is no date. A
 * time without a zone is dropped: it would be a guess to call it UTC. */
size_t tc_date_read(text t, char out[21]);
/* Function words of two dozen languages; 24 KiB, one a reader. */
#define TC_LANGUAGE_BITS  11
#define TC_LANGUAGE_SLOTS ((size_t)1 << TC_LANGUAGE_BITS)
struct languages {
    uint64_t key[TC_LANGUAGE_SLOTS];     /* a word's bytes, 0: free */
    uint32_t tongues[TC_LANGUAGE_SLOTS]; /* bit n: a word of the n-th language */
};
void tc_language_init(struct languages *languages);
/* "en" and the like; "" when the text is too short or undecided. Static. */
const char *tc_language_guess(const struct languages *languages, text utf8);
/* "en-US", "eng", "English" to "en"; "" when unknown. Writes into out. */
void tc_language_code(text given, char out[4]);

/* ---- agency.c ------------------------------------------------------------------- */

/* The news agency that a text credits in its dateline, its first or its last lines, by
 * the name the lexicon has for it; static. Empty: none. */
text tc_agency(text t);

#endif
