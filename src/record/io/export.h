/* record/io/export.h: what the writers of other programs' formats share.
 *
 *     export.c          the listing, rows out of events and claims, the way out
 *     write_table.c     CSV, POLECAT's and GDELT's columns: tables of columns
 *     write_json.c      JSON lines, GeoJSON, CSL-JSON
 *     write_bibtex.c    documents as BibTeX
 *     graph.c           events added up to a network of actors
 *     write_graph.c     the network as GEXF and GraphML
 *     write_parquet.c   the columns of CSV through DuckDB's library
 *     write_native.c    rows of other projects as they stood in their files
 *
 * A writer gets events, claims or documents one by one as the record lists them, and
 * appends bytes to export->out, which goes to the caller whenever it has grown past
 * FLUSH_SIZE: nothing but the network is held in memory.
 */
#ifndef TC_RECORD_IO_EXPORT_H
#define TC_RECORD_IO_EXPORT_H

#include "record/inside.h"
#include "record/io/io.h"

enum { FLUSH_SIZE = 1 << 16, UNKNOWN_NUMBER = -1 };

/* An event, or a claim between one actor and one recipient, with all that a column can
 * show. Unknown: empty text, NaN, UNKNOWN_NUMBER. */
struct row {
    long long event, number; /* number: of a claim's row in its document, from 0 */
    text type, status;       /* never empty */
    text mode, contexts, cameo;
    double intensity, factuality, confidence;
    tocsin_mention actor, recipient;
    text actor_name, recipient_name; /* or else the words */
    tocsin_place place;
    double lat, lon; /* NaN also where precision is empty */
    long long geonames;
    text from, to, precision;
    long long low[NUMBER_KINDS], high[NUMBER_KINDS]; /* tc_io_numbers */
    long long claims, documents, voices, denials;
    text first_published, last_published;
    text document, url, publisher, published, language; /* in which the words stand */
    long long sentence_number;
    text sentence;
    text voice, voice_kind, verification; /* the innermost of the attribution */
    text trigger, rule;
};

/* A column shows one field of the row. */
struct out_column {
    const char *name;
    enum { COLUMN_NONE, COLUMN_TEXT, COLUMN_WHOLE, COLUMN_REAL } kind;
    unsigned short offset; /* of the field in struct row */
    unsigned char digits;  /* behind the point */
};
#define COLUMN(name, kind, field, digits)                                              \
    {                                                                                  \
        name, COLUMN_##kind, (unsigned short)offsetof(struct row, field), digits       \
    }
struct out_columns {
    const struct out_column *items;
    size_t count;
};
/* Of CSV and Parquet; none for documents. */
struct out_columns tc_columns_of(tocsin_export_what what);

/* The field that a column shows; kind is that of the column, COLUMN_NONE: unknown. */
struct value {
    int kind;
    text text;
    long long whole;
    double real;
};
struct value tc_column_value(const struct out_column *column, const struct row *row);

struct graph;
struct duck;
void tc_duck_free(struct duck *duck);
struct export;

/* A document with what only the record knows of it. */
struct listed {
    long long id;
    tocsin_document document;
    text coder;
    long long sentences, tokens;
};

/* ---- documents.c ----------------------------------------------------------------- */

/* Documents by day and then in the order of their arrival, or in that alone, as their
 * claims are listed: those in which a claim meets the filter, or, when it says nothing
 * of claims, all. */
struct documents {
    struct record *record;
    tocsin_filter filter;
    struct query query;
    sqlite3_stmt *rows;
    long long offset, limit;
    bool ended;
};
/* Close it whatever comes back. Must not be moved meanwhile. */
tocsin_status tc_documents_open(struct record *record, const tocsin_filter *filter,
                                bool by_arrival, struct documents *out);
/* *out is valid until the next call; *found false: there are no more. */
tocsin_status tc_documents_next(struct documents *documents, struct listed *out,
                                bool *found);
void tc_documents_close(struct documents *documents);
/* The next of the authors of a document, joined by "; ", from *at. */
bool tc_next_author(text authors, size_t *at, text *name);

/* ---- export.c -------------------------------------------------------------------- */

struct writer {
    tocsin_export_what usual; /* what is exported when nothing is said */
    unsigned can;             /* bits of tocsin_export_what */
    tocsin_status (*begin)(struct export *x);
    tocsin_status (*list)(struct export *x, tocsin_error *error); /* or NULL */
    tocsin_status (*row)(struct export *x, const struct row *row);
    /* instead of row(), where not NULL */
    tocsin_status (*event)(struct export *x, const tocsin_event *event);
    tocsin_status (*claim)(struct export *x, const tocsin_claim *claim,
                           const tocsin_document *document);
    tocsin_status (*document)(struct export *x, const struct listed *listed);
    tocsin_status (*end)(struct export *x);
};
#define CAN(what) (1u << TOCSIN_EXPORT_##what)

struct export
{
    struct record *record;
    const tocsin_export *options;
    const struct writer *writer;
    const struct export_to *to;
    tocsin_export_counts counts;
    tocsin_export_what what;
    struct buffer out;
    struct buffer contexts;      /* of the row at hand */
    struct buffer last_document; /* the id of the document of the last claim */
    long long rows_in_document;  /* that were made of its claims so far */
    bool any;                    /* something stands behind the opening bracket */
    struct documents documents;  /* of a whole record, up to the claims at hand */
    struct graph *graph;
    struct duck *duck;
    struct codes *codes;                               /* of GDELT's countries; owned */
    tocsin_status failed;                              /* a writer's own failure, */
    char message[sizeof((struct record *)0)->message]; /* and its words */
};

/* Hands over what out holds when it is large, or all of it. */
tocsin_status tc_export_flush(struct export *x, bool all);
/* Keeps the words and returns status. */
tocsin_status tc_export_say(struct export *x, tocsin_status status, const char *format,
                            ...) __attribute__((format(printf, 3, 4)));

/* For formats that know no status: whether an event of it is told there. Only what is
 * said to have happened is, unless a status was asked for; the rest is counted. */
bool tc_export_real(struct export *x, text status);

extern const struct writer tc_write_csv, tc_write_polecat, tc_write_gdelt1,
    tc_write_gdelt2, tc_write_jsonl, tc_write_geojson, tc_write_csl, tc_write_bibtex,
    tc_write_gexf, tc_write_graphml, tc_write_parquet, tc_write_native;

/* ---- graph.c --------------------------------------------------------------------- */

struct spell {
    int32_t from, to; /* days, both inclusive */
};
struct edge {
    uint32_t source, target; /* nodes */
    uint64_t events, types[TOCSIN_TYPE_COUNT];
    double intensity;     /* sum over the events that have one */
    uint64_t intense;     /* how many have one */
    int32_t first, last;  /* days; TC_NO_DAY: no event has one */
    struct spell *spells; /* apart by a day or more, in order */
    size_t spell_count, spell_room;
};
struct node {
    text key; /* what it is known by: lexicon id, code, or folded name */
    text name, code, country, sector;
    uint64_t events;
};
struct graph {
    struct arena arena;   /* keys and names */
    struct arena scratch; /* of the event at hand */
    struct map nodes_of, edges_of;
    struct node *nodes;
    size_t node_count, node_room;
    struct edge *edges;
    size_t edge_count, edge_room;
};
struct graph *tc_graph_new(void);
void tc_graph_free(struct graph *graph);
/* MEMORY. *added false: a party is unknown. */
tocsin_status tc_graph_add(struct graph *graph, const tocsin_event *event, bool *added);

#endif
