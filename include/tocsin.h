/* tocsin.h: the news in, an attributed record of political events out.
 *
 * The only header a program needs. Three handles do the work:
 *
 *   tocsin_engine   the model and the lexicon, mapped read-only; one for all threads
 *   tocsin_coder    one thread's scratch memory; turns a document into claims
 *   tocsin_record   the SQLite file in which claims become events
 *
 * The plain structs (tocsin_document, tocsin_claim, ...) are values to look at.
 * What their pointers point at belongs to the object that filled them, and is
 * valid until that object is used again or freed; each function says so. Text is
 * always bytes and a length, UTF-8, never relied on to end in NUL. Unknown text
 * has size 0, unknown numbers the value named at the field: a guess is never
 * dressed up as a value.
 *
 * No function prints, exits, or reads the environment. Errors: the status says
 * what, tocsin_error where.
 */
#ifndef TOCSIN_H
#define TOCSIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TOCSIN_RELEASE "0.1.0"

#if defined(__GNUC__)
#    define TOCSIN_API __attribute__((visibility("default")))
#else
#    define TOCSIN_API
#endif

/* ---- status ---- */

/* name, words for a person. The one table of everything that can go wrong. */
#define TOCSIN_STATUSES(X)                                                             \
    X(OK, "no error")                                                                  \
    X(DONE, "nothing more to come")                                                    \
    X(USAGE, "an argument is out of its range")                                        \
    X(MEMORY, "out of memory, or over a size limit")                                   \
    X(IO, "a file cannot be read or written")                                          \
    X(FORMAT, "the bytes are not what they claim to be")                               \
    X(ENCODING, "the text is in no encoding that can be read")                         \
    X(EMPTY, "there is no text in it")                                                 \
    X(LANGUAGE, "the text is not in a language that can be coded")                     \
    X(LIMIT, "larger or deeper than the limit allows")                                 \
    X(VERSION, "made by a newer version of tocsin")                                    \
    X(BUSY, "another writer holds it")                                                 \
    X(CORRUPT, "the record is damaged")                                                \
    X(MISSING, "there is no such thing")                                               \
    X(STOPPED, "the caller asked to stop")                                             \
    X(REFUSED, "it may not be fetched, or lies outside its folder")

typedef enum tocsin_status {
#define X(name, words) TOCSIN_##name,
    TOCSIN_STATUSES(X)
#undef X
} tocsin_status;

/* Where it went wrong. Filled whenever a function that takes one returns neither OK
 * nor DONE; may be NULL. */
typedef struct tocsin_error {
    tocsin_status status;
    char file[512];    /* path or name of the input, "" when there is none */
    long long line;    /* from 1; 0 unknown */
    long long byte;    /* offset from 0; -1 unknown */
    char message[512]; /* one line: what was wrong, with the words that were wrong */
} tocsin_error;

/* "FORMAT" and the words of the table; static, never NULL. */
TOCSIN_API const char *tocsin_status_name(tocsin_status status);
TOCSIN_API const char *tocsin_status_words(tocsin_status status);

/* ---- values ---- */

typedef struct tocsin_text {
    const char *data; /* may be NULL when size is 0 */
    size_t size;      /* bytes */
} tocsin_text;

/* What a document says of itself, in a version that is not the first or is. */
#define TOCSIN_CORRECTIONS(X)                                                          \
    X(NONE, "none") /* it says nothing */                                              \
    X(CLARIFIED, "clarified")                                                          \
    X(CORRECTED, "corrected")                                                          \
    X(RETRACTED, "retracted") /* also withdrawn, or killed by its agency */
typedef enum tocsin_correction {
#define X(name, word) TOCSIN_CORRECTION_##name,
    TOCSIN_CORRECTIONS(X)
#undef X
        TOCSIN_CORRECTION_COUNT
} tocsin_correction;

/* One news item. */
typedef struct tocsin_document {
    tocsin_text
        id; /* given, or made from url or the text's hash; never empty after reading */
    tocsin_text url;
    tocsin_text title;
    tocsin_text text; /* clean UTF-8; every offset in a claim counts its bytes from 0 */
    tocsin_text published; /* YYYY-MM-DD or with Thh:mm:ssZ; empty: unknown */
    tocsin_text publisher;
    tocsin_text language; /* ISO 639-1, "en"; empty: undetermined */
    tocsin_text file;     /* where it was read from */
    long long line;       /* its line there, 0 when the whole file is the document */
    tocsin_text changed;  /* like published: when it last was; empty: it does not say */
    tocsin_text agency;   /* whose story it prints: "Reuters"; empty: it credits none */
    tocsin_text authors;  /* the people named as such, joined by "; "; empty: none */
    tocsin_correction correction; /* of a record's documents only */
} tocsin_document;

#define TOCSIN_TYPES(X)                                                                \
    X(AGREE)                                                                           \
    X(CONSULT)                                                                         \
    X(SUPPORT)                                                                         \
    X(COOPERATE)                                                                       \
    X(AID)                                                                             \
    X(CONCEDE)                                                                         \
    X(RETREAT)                                                                         \
    X(REQUEST)                                                                         \
    X(ACCUSE)                                                                          \
    X(REJECT) X(THREATEN) X(PROTEST) X(SANCTION) X(MOBILIZE) X(COERCE) X(ASSAULT)
typedef enum tocsin_type {
#define X(name) TOCSIN_##name,
    TOCSIN_TYPES(X)
#undef X
        TOCSIN_TYPE_COUNT
} tocsin_type;

/* How the text presents the act. */
#define TOCSIN_CLAIM_STATUSES(X)                                                       \
    X(HAPPENED, "happened")                                                            \
    X(ONGOING, "ongoing")                                                              \
    X(ANNOUNCED, "announced")                                                          \
    X(PLANNED, "planned")                                                              \
    X(THREATENED, "threatened")                                                        \
    X(POSSIBLE, "possible") X(DENIED, "denied") X(NEGATED, "negated")
typedef enum tocsin_claim_status {
#define X(name, word) TOCSIN_##name,
    TOCSIN_CLAIM_STATUSES(X)
#undef X
        TOCSIN_CLAIM_STATUS_COUNT
} tocsin_claim_status;

/* What kind of voice a source is. */
#define TOCSIN_VOICE_KINDS(X)                                                          \
    X(UNKNOWN, "unknown")                                                              \
    X(OFFICIAL, "official") /* a state and its organs, courts and police among them */ \
    X(MILITARY, "military")                                                            \
    X(REBEL, "rebel")                                                                  \
    X(WITNESS, "witness") /* who was there, or lives there */                          \
    X(EXPERT, "expert")                                                                \
    X(MEDIA, "media")                                                                  \
    X(DOCUMENT, "document") /* "the report", "a study", "the indictment" */            \
    X(ORGANISATION, "organisation")
typedef enum tocsin_voice_kind {
#define X(name, word) TOCSIN_VOICE_##name,
    TOCSIN_VOICE_KINDS(X)
#undef X
        TOCSIN_VOICE_KIND_COUNT
} tocsin_voice_kind;

/* What the text says of whether a claim has been checked. */
#define TOCSIN_VERIFICATIONS(X)                                                        \
    X(NONE, "none") /* it says nothing */                                              \
    X(UNVERIFIED, "unverified")                                                        \
    X(CONFIRMED, "confirmed")                                                          \
    X(DISPUTED, "disputed")                                                            \
    X(RETRACTED, "retracted")                                                          \
    X(NO_COMMENT, "no comment")
typedef enum tocsin_verification_kind {
#define X(name, word) TOCSIN_VERIFICATION_##name,
    TOCSIN_VERIFICATIONS(X)
#undef X
        TOCSIN_VERIFICATION_COUNT
} tocsin_verification_kind;

/* A noun phrase that names a party. begin == end: it has no words of its own. */
typedef struct tocsin_mention {
    tocsin_text text;    /* the words of the phrase, as they stand */
    uint32_t begin, end; /* bytes in the document's text */
    tocsin_text name;    /* the resolved name; empty: not resolved */
    tocsin_text code;    /* country + sector, "IRQMIL"; empty: unknown */
    tocsin_text country; /* ISO 3166-1 alpha-3; empty: none or unknown */
    tocsin_text sector;  /* "GOV", "MIL", ...; empty: unknown */
    tocsin_text id;      /* the lexicon's stable id; empty: not in the lexicon */
} tocsin_mention;

typedef struct tocsin_place {
    tocsin_text text;
    uint32_t begin, end;
    tocsin_text name;
    tocsin_text country; /* alpha-3 */
    tocsin_text admin1;  /* name of the first-level division; empty: unknown */
    tocsin_text admin2;  /* of the second: a county, a district; empty: unknown */
    double lat, lon;     /* degrees; NaN: unknown */
    uint32_t geonames;   /* 0: unknown */
    tocsin_text
        precision; /* "country", "admin1", "admin2", "city", "site", "region" (also
                      seas, rivers, mountains ...); empty: no place known */
    bool demonym;  /* named by its people or adjective: "Syrian" is Syria */
} tocsin_place;

typedef struct tocsin_time {
    tocsin_text text; /* empty: taken from the document's date */
    uint32_t begin, end;
    /* YYYY-MM-DD, both inclusive. Empty: unknown; from alone: only the end is told. */
    tocsin_text from, to;
    /* "day", "week", "month", "quarter", "season", "year", "decade", "century",
     * "duration"; "document": taken from its date; empty: unknown */
    tocsin_text precision;
    /* Whose expression it is: "clause", of the act's own clause; "governing", of the
     * nearest clause above it; "document": none of the text's; empty: unknown. */
    tocsin_text bound;
    tocsin_text type;  /* layer times only: DATE, TIME, DURATION, SET */
    tocsin_text value; /* layer times only: the TIMEX3 value; empty: no such day */
    tocsin_text mod;   /* layer times only: TIMEX3's: START, APPROX ...; empty: none */
} tocsin_time;

typedef struct tocsin_number {
    /* "killed", "wounded", "arrested", "abducted", "displaced", "participants" */
    tocsin_text what;
    uint32_t low, high;
    tocsin_text text;
    uint32_t begin, end;
} tocsin_number;

/* One link of the chain from the publisher down to the first voice; the outermost
 * first. */
typedef struct tocsin_attribution {
    tocsin_text source; /* empty: "it was reported", "reportedly" */
    uint32_t source_begin, source_end;
    bool named; /* the source is a named person, body or state, not "officials" */
    tocsin_text cue;
    uint32_t cue_begin, cue_end;
    uint32_t content_begin, content_end;
    tocsin_text code; /* the source as an actor; empty: unknown */
    tocsin_text id;
    /* the content's second part, where its source stands in the middle or a quotation
     * goes on behind it; begin == end: there is none */
    uint32_t content2_begin, content2_end;
    tocsin_text name; /* the source's resolved name; empty: not resolved */
    tocsin_voice_kind kind;
    /* the text says that the source would not be named: "on condition of anonymity" */
    bool anonymous;
    /* -3 to +3: how far this source vouches for what it tells, by its own cue:
     * "confirms" 3, "claims" less than "says", "denies" below 0; NaN: the cue vouches
     * for nothing ("wants", "praises") */
    double stance;
} tocsin_attribution;

/* A remark of the text on whether a claim is true, in its own sentence or another. */
typedef struct tocsin_verification {
    tocsin_verification_kind kind; /* NONE: the rest is empty */
    tocsin_text text;              /* the clause that says so */
    uint32_t begin, end;
    tocsin_text by; /* who confirms, disputes, could not verify; empty: nobody named */
} tocsin_verification;

typedef struct tocsin_claim {
    uint32_t sentence;   /* from 0 */
    uint32_t begin, end; /* of the sentence */
    tocsin_type type;
    tocsin_text mode; /* empty: none */
    const tocsin_text *contexts;
    uint32_t context_count;
    tocsin_text cameo; /* CAMEO code; empty: none warranted */
    double intensity;  /* Goldstein, -10 to +10 */
    const tocsin_mention *actors;
    uint32_t actor_count;
    const tocsin_mention *recipients;
    uint32_t recipient_count;
    tocsin_place place;
    tocsin_time time;
    const tocsin_number *numbers;
    uint32_t number_count;
    tocsin_claim_status status;
    double factuality; /* -3 to +3: what the text as a whole vouches for */
    const tocsin_attribution *attribution;
    uint32_t attribution_count;
    double confidence; /* 0 to 1: that the coding is right */
    tocsin_text trigger;
    uint32_t trigger_begin, trigger_end;
    tocsin_text rule; /* the frame that made it: "plot:ASSAULT/planned" */
    tocsin_text
        path; /* the grammatical way between the parties: "nsubj>plotting>obj" */
    /* made by an imported frame, which asks for the order of words and not for the
     * status: TOCSIN_FORMAT_CAMEO gives it whatever its status, as TABARI would */
    bool by_position;
    /* 0 to 1: how likely a second opinion holds this type between these parties, from
     * weights learnt from sentences with known parties; NaN: it was not asked, or one
     * of the parties is missing */
    double weight;
    tocsin_verification verification;
    /* -3 to +3: the factuality by rules alone; what is learnt may only be less sure,
     * and agrees with the status. NaN in claims of a record, which keeps it not */
    double rules_factuality;
} tocsin_claim;

/* A predicate that names a happening, and how far the text vouches for it (layer
 * factuality). */
typedef struct tocsin_predicate {
    tocsin_text text;
    uint32_t begin, end;
    double value; /* -3 to +3 */
} tocsin_predicate;

/* Where the lexicon had nothing, in a place where an act or an actor stands. */
typedef enum tocsin_gap_kind {
    TOCSIN_GAP_VERB,  /* between two actors, and no frame holds */
    TOCSIN_GAP_NOUN,  /* "Iran's embrace of Iraq" */
    TOCSIN_GAP_ACTOR, /* a common noun as a party of a claim, with no code */
    TOCSIN_GAP_NAME,  /* a proper name in a sentence with a claim, not in the lexicon */
    TOCSIN_GAP_KIND_COUNT
} tocsin_gap_kind;
typedef struct tocsin_gap {
    tocsin_gap_kind kind;
    tocsin_text words;   /* the lemma or the name */
    tocsin_text line;    /* to be filled in: the dictionaries' own syntax */
    tocsin_text file;    /* where it would stand: "data/acts"; static */
    uint32_t begin, end; /* of the sentence */
} tocsin_gap;

/* All that was found in one document. Arrays are in the order of the text. */
typedef struct tocsin_coding {
    tocsin_document document;
    const tocsin_claim *claims;
    uint32_t claim_count;
    const tocsin_attribution *attributions;
    uint32_t attribution_count;
    const tocsin_time *times;
    uint32_t time_count;
    const tocsin_place *places;
    uint32_t place_count;
    const tocsin_mention *actors;
    uint32_t actor_count;
    const tocsin_predicate *predicates;
    uint32_t predicate_count;
    uint32_t sentence_count;
    uint32_t token_count;
    const tocsin_gap *gaps; /* only when tocsin_run() was asked for them */
    uint32_t gap_count;
} tocsin_coding;

TOCSIN_API const char *tocsin_type_name(tocsin_type type); /* "ASSAULT" */
TOCSIN_API const char *
tocsin_claim_status_name(tocsin_claim_status status); /* "happened" */
TOCSIN_API const char *
tocsin_correction_name(tocsin_correction correction);                  /* "retracted" */
TOCSIN_API const char *tocsin_voice_kind_name(tocsin_voice_kind kind); /* "official" */
TOCSIN_API const char *
tocsin_verification_name(tocsin_verification_kind kind); /* "unverified" */
/* The value of a name, without regard to case; -1 if there is none such. */
TOCSIN_API int tocsin_type_from_name(tocsin_text name);
TOCSIN_API int tocsin_claim_status_from_name(tocsin_text name);

/* ---- engine ---- */

typedef struct tocsin_engine tocsin_engine;

/* Opens the model and the lexicon. A program opens one engine and shares it between
 * threads.
 *   model, lexicon  borrowed paths; NULL: the ones built into the library
 *   *out            owned: tocsin_engine_free(); NULL unless OK
 * IO; FORMAT or VERSION when a file is not what this version reads; MEMORY. */
TOCSIN_API tocsin_status tocsin_engine_open(const char *model, const char *lexicon,
                                            tocsin_engine **out, tocsin_error *error);
TOCSIN_API void tocsin_engine_free(tocsin_engine *engine);

/* "model ewt+gum 1 (9f3a...)", "lexicon 2026-11 (51c0...)": name, version and hash;
 * valid as long as the engine. */
TOCSIN_API const char *tocsin_engine_model(const tocsin_engine *engine);
TOCSIN_API const char *tocsin_engine_lexicon(const tocsin_engine *engine);

/* ---- reading ---- */

typedef struct tocsin_reader tocsin_reader;

typedef enum tocsin_input {
    TOCSIN_INPUT_DOCUMENTS, /* plain text, HTML, feeds, JSON lines, told by content */
    /* CoNLL-U: a document is a batch of whole sentences, some 64 KiB of them. Its text
     * is CoNLL-U as it stands in the file, its line that of the first sentence. For
     * tocsin_coder_parse_conllu() and tocsin_run(). */
    TOCSIN_INPUT_CONLLU
} tocsin_input;

/* How pages are fetched from the web; the strings are copied. All zero: as the comments
 * say. */
typedef struct tocsin_fetch_options {
    const char *agent; /* User-Agent; NULL: "tocsin/" and the version */
    const char *cache; /* folder for pages that say when they change, made if it is not
                        * there: they are asked for conditionally; NULL: none is kept */
    const char
        *proxy;     /* "http://host:port"; NULL or "": none. It resolves the names, so
                        * only addresses that are written out can be refused */
    double rate;    /* requests a second to one site, 0.0001 to 1000; 0: 1 */
    double timeout; /* seconds for one request, 0.001 to 3600; 0: 30 */
    bool allow_private; /* also from addresses that are not public */
    /* Pages that feeds and lists of URLs link to are fetched, too, those pages' own
     * links never. What cannot be fetched is an error, behind which comes what the
     * feed itself has of the item. */
    bool follow;
} tocsin_fetch_options;

typedef struct tocsin_reader_options {
    const char *publisher; /* for documents that name none; NULL: none */
    const char *published; /* YYYY-MM-DD for documents that bear no date; NULL: none */
    bool any_language;     /* do not skip texts that are not English */
    size_t max_document;   /* bytes of one document; 0: 64 MiB */
    tocsin_input from;
    const tocsin_fetch_options *fetch; /* NULL: all zero */
    /* The folder in which the files lie that a list of addresses names; NULL: the
     * list's own, and rows that name none are not looked for. */
    const char *files;
    /* the program that reads PDF; NULL: where it usually is; "": PDF is not read */
    const char *pdftotext;
} tocsin_reader_options;

typedef struct tocsin_reader_counts {
    uint64_t files, documents, skipped,
        bytes;        /* bytes after decompression; skipped: inputs reported unusable */
    uint64_t undated; /* documents that bear no date: they are read all the same */
    uint64_t passed;  /* records of archives that hold no page: requests, images,
                       * redirects, and captures of what is there already (revisit) */
} tocsin_reader_counts;

/* Begins to read files, folders and http or https addresses (in the order given,
 * folders by name), "-" being standard input.
 *   paths  count borrowed paths; copied
 *   *out   owned: tocsin_reader_free()
 * USAGE when count is 0 or an option is out of its range; IO when the cache cannot be
 * made; MEMORY. A path that is not there is reported by tocsin_reader_next(). */
TOCSIN_API tocsin_status tocsin_reader_open(const char *const *paths, size_t count,
                                            const tocsin_reader_options *options,
                                            tocsin_reader **out, tocsin_error *error);
/* The next document: OK, and *out is valid until the next call. DONE: there are no
 * more. Anything else: one input could not be used; *error says which, where and why;
 * it is counted, and the next call goes on behind it. */
TOCSIN_API tocsin_status tocsin_reader_next(tocsin_reader *reader, tocsin_document *out,
                                            tocsin_error *error);
TOCSIN_API tocsin_reader_counts tocsin_reader_count(const tocsin_reader *reader);
TOCSIN_API void tocsin_reader_free(tocsin_reader *reader);

/* ---- coding ---- */

typedef struct tocsin_coder tocsin_coder;

/* One thread's coder. The engine must outlive it. MEMORY. */
TOCSIN_API tocsin_status tocsin_coder_new(const tocsin_engine *engine,
                                          tocsin_coder **out);
TOCSIN_API void tocsin_coder_free(tocsin_coder *coder);

/* By rules alone, or with the second opinion and the learned factuality, as in the
 * beginning. */
TOCSIN_API void tocsin_coder_rules_only(tocsin_coder *coder, bool rules_only);

/* Codes one document. *out and all it points at are valid until the coder is used
 * again or freed; the document's own text is borrowed and must live as long. MEMORY;
 * ENCODING when the text is not UTF-8. */
TOCSIN_API tocsin_status tocsin_coder_code(tocsin_coder *coder,
                                           const tocsin_document *document,
                                           tocsin_coding *out, tocsin_error *error);

/* A noun phrase to be resolved, and what is known beside it; all but text may be
 * empty. Borrowed. */
typedef struct tocsin_phrase {
    tocsin_text text;    /* "police in Hong Kong" */
    tocsin_text day;     /* YYYY-MM-DD; empty: whoever is best known by the name */
    tocsin_text country; /* where it is from: alpha-3, or a name of the country */
    tocsin_text context; /* text that stood before it */
} tocsin_phrase;

typedef struct tocsin_actor {
    tocsin_mention mention; /* begin and end: bytes in the phrase */
    /* "country", "organisation", "group", "person", "role", "place", "name" (a name not
     * in the lexicon), "pronoun", "thing" (no actor; its code is that of one inside) */
    tocsin_text kind;
    tocsin_text post; /* of a person on that day: "prime minister"; empty: unknown */
} tocsin_actor;

/* Resolves one noun phrase, as the coder does in a document. *out and all it points at
 * are valid until the coder is used again or freed. OK, with kind empty when it is no
 * noun phrase; ENCODING when a text is not UTF-8; LIMIT; MEMORY. */
TOCSIN_API tocsin_status tocsin_coder_actor(tocsin_coder *coder,
                                            const tocsin_phrase *phrase,
                                            tocsin_actor *out, tocsin_error *error);

typedef enum tocsin_format {
    TOCSIN_FORMAT_JSONL,
    TOCSIN_FORMAT_CSV,
    TOCSIN_FORMAT_POLECAT, /* POLECAT's columns, tab-separated */
    /* date, source, target, CAMEO code, Goldstein: what TABARI and PETRARCH give */
    TOCSIN_FORMAT_CAMEO,
    TOCSIN_FORMAT_CONLLU /* the parse itself */
} tocsin_format;

typedef enum tocsin_layer {
    TOCSIN_LAYER_CLAIMS,
    TOCSIN_LAYER_ATTRIBUTIONS,
    TOCSIN_LAYER_TIMES,
    TOCSIN_LAYER_PLACES,
    TOCSIN_LAYER_ACTORS,
    TOCSIN_LAYER_FACTUALITY,
    TOCSIN_LAYER_PARSE
} tocsin_layer;

/* Writes the coder's last document as bytes. *out is valid until the coder is used
 * again or freed. Layers other than CLAIMS have JSONL only, PARSE only CONLLU: USAGE
 * otherwise. MEMORY. */
TOCSIN_API tocsin_status tocsin_coder_write(tocsin_coder *coder, tocsin_format format,
                                            tocsin_layer layer, tocsin_text *out);
/* The heading line of CSV and POLECAT, with its newline; empty for other formats.
 * Static. */
TOCSIN_API const char *tocsin_format_heading(tocsin_format format);

/* Parses without coding; tocsin_coder_write(..., CONLLU, PARSE, ...) then gives the
 * trees. */
TOCSIN_API tocsin_status tocsin_coder_parse(tocsin_coder *coder,
                                            const tocsin_document *document,
                                            tocsin_error *error);

/* Called for each problem; *problem is valid during the call. Anything but OK ends
 * what goes on with that status. */
typedef tocsin_status (*tocsin_problem_function)(void *context,
                                                 const tocsin_error *problem);

/* Parses words that are given: the document's text is CoNLL-U, any number of whole
 * sentences, with an empty line behind each. Read are ID, FORM, and of MISC SpaceAfter
 * and TokenRange; the other columns are not looked at, and empty nodes ("8.1") are left
 * out. tocsin_coder_write(..., CONLLU, PARSE, ...) then gives the same sentences with
 * the same comments, words and multiword lines, and lemmas, tags and trees of the
 * model; of MISC what was read. A sentence of any length has one tree.
 *   document  borrowed, like its text, until the coder is used again or freed; its file
 *             and line (of the text's first line) go into problems
 *   problem   NULL, or called for each sentence that cannot be read (FORMAT wrong
 *             columns or numbers; ENCODING not UTF-8; LIMIT a word of more than 64
 *             KiB): that sentence alone is lost
 * Allocates nothing once the coder has seen a text as large. MEMORY; LIMIT a text of
 * 2 GiB or more; what the function returned. */
TOCSIN_API tocsin_status tocsin_coder_parse_conllu(tocsin_coder *coder,
                                                   const tocsin_document *document,
                                                   tocsin_problem_function problem,
                                                   void *context, tocsin_error *error);

/* ---- many documents on many threads ---- */

typedef struct tocsin_run_options {
    unsigned jobs; /* threads that code; 0: as many as there are processors */
    bool parse_only;
    bool write; /* fill output with tocsin_coder_write(format, layer) */
    bool gaps;  /* fill coding->gaps; slower by a few percent */
    tocsin_format format;
    tocsin_layer layer;
    bool rules_only;    /* without the second opinion and the learned factuality */
    bool no_predicates; /* leave coding->predicates empty: faster by a few percent */
} tocsin_run_options;

typedef struct tocsin_run_item {
    const tocsin_coding *coding; /* NULL when the input could not be used */
    tocsin_text output;          /* when options.write */
    const tocsin_error *error;   /* why, when coding is NULL */
} tocsin_run_item;

/* Called in the order of the input, in the thread that called tocsin_run(). Anything
 * but OK ends the run. */
typedef tocsin_status (*tocsin_run_function)(void *context,
                                             const tocsin_run_item *item);

/* Reads, codes on several threads, and hands over the results in order: the same for
 * every number of jobs. With a reader of CoNLL-U, parse_only must be set (USAGE), and
 * each sentence that cannot be read is an item of its own, with coding NULL, before the
 * item of its batch. OK: all was handed over, unusable inputs included. STOPPED or
 * another status: what the function returned. */
TOCSIN_API tocsin_status tocsin_run(const tocsin_engine *engine, tocsin_reader *reader,
                                    const tocsin_run_options *options,
                                    tocsin_run_function function, void *context,
                                    tocsin_error *error);

/* ---- looking things up in the lexicon ---- */

/* Called once a line; the line is JSON, valid during the call. Anything but OK ends
 * the search. */
typedef tocsin_status (*tocsin_line_function)(void *context, tocsin_text line);

/* Everything the lexicon knows of a name, role noun, place or verb on a day (YYYY-MM-
 * DD; empty: any day). OK; MISSING when there is nothing. */
TOCSIN_API tocsin_status tocsin_lexicon_lookup(const tocsin_engine *engine,
                                               tocsin_text words, tocsin_text day,
                                               tocsin_line_function function,
                                               void *context);

/* Checks the dictionaries below folder and packs them into the file path. Problems
 * are given to report, one a line ("data/agents.txt:41: unknown sector FOO"), and
 * counted in *problems; nothing is written when there are any (FORMAT). IO; MEMORY. */
TOCSIN_API tocsin_status tocsin_lexicon_compile(const char *folder, const char *path,
                                                tocsin_line_function report,
                                                void *context, size_t *problems,
                                                tocsin_error *error);

/* What tocsin_lexicon_check() counted. */
typedef struct tocsin_lexicon_counts {
    size_t findings;              /* all that is wrong, wrong examples included */
    size_t examples, wrong;       /* of them how many made no claim by their frame */
    size_t documents, unreadable; /* of the corpus */
    size_t frames, unused_frames; /* of the lexicon; unused: never in the corpus */
    size_t names, unused_names;   /* actors: organisations, groups, people */
} tocsin_lexicon_counts;

typedef struct tocsin_lexicon_check_options {
    const char *model;            /* NULL: the one built in */
    tocsin_reader *corpus;        /* NULL, or documents to count what is never used */
    tocsin_line_function finding; /* for each fault: "data/acts/aid.txt:41: words" */
    /* the same for each frame and actor that the corpus never used, and for inputs of
     * it that cannot be read: no faults */
    tocsin_line_function unused;
    void *context; /* of both */
} tocsin_lexicon_check_options;

/* Checks the dictionaries below folder, compiled in memory: what contradicts, stands
 * twice, or can never win; and codes the examples of data/acts, each of which must make
 * a claim by the frame above it.
 *   *counts  filled
 * OK, whatever was found; FORMAT when the dictionaries do not compile (the findings say
 * why); IO; MEMORY; what a function returned. */
TOCSIN_API tocsin_status
tocsin_lexicon_check(const char *folder, const tocsin_lexicon_check_options *options,
                     tocsin_lexicon_counts *counts, tocsin_error *error);
/* What tocsin_lexicon_import() has read and written. */
typedef struct tocsin_import {
    size_t files;
    size_t actors, agents, discards; /* entries that are used */
    size_t synsets, verbs, patterns; /* that were read */
    size_t frames;                   /* written for them */
    size_t unused;                   /* what could not be used: all were reported */
} tocsin_import;

typedef struct tocsin_import_options {
    const char *const *paths; /* files, or folders whose files are read */
    size_t count;             /* of paths, at least 1 */
    const char *out;          /* a new or empty folder for tocsin_lexicon_compile() */
    const char *over; /* NULL, or a folder of dictionaries that are copied below them */
    tocsin_line_function report; /* NULL, or for each that cannot be used */
    void *context;
} tocsin_import_options;

/* Converts dictionaries of TABARI, PETRARCH and PETRARCH-2 to ours (docs/petrarch.md).
 * What cannot be used is given to report, one a line with file and line, the first
 * 1000 of a run, and counted; it stops nothing. IO; BUSY out is not empty; FORMAT no
 * file is a dictionary; LIMIT; MEMORY. */
TOCSIN_API tocsin_status tocsin_lexicon_import(const tocsin_import_options *options,
                                               tocsin_import *counts,
                                               tocsin_error *error);

/* ---- the record ---- */

typedef struct tocsin_record tocsin_record;

/* Opens a record for reading and writing, making it if it is not there.
 *   path  borrowed; ":memory:" keeps it in memory
 *   *out  owned: tocsin_record_close(); NULL unless OK
 * IO unreadable or full; FORMAT not a record; VERSION of a newer version; BUSY
 * another writer holds it. May be used by one thread at a time. */
TOCSIN_API tocsin_status tocsin_record_open(const char *path, tocsin_record **out,
                                            tocsin_error *error);
/* The same for reading only; MISSING when there is none. */
TOCSIN_API tocsin_status tocsin_record_open_read(const char *path, tocsin_record **out,
                                                 tocsin_error *error);
/* Commits what was added and closes. NULL is nothing to do. */
TOCSIN_API tocsin_status tocsin_record_close(tocsin_record *record,
                                             tocsin_error *error);

/* Adds a document and its claims, and merges them into events. The same document
 * again changes nothing (*added false); changed text under the same id replaces its
 * claims. Work is committed from time to time and at close.
 *   coder_version  borrowed: the code, model and lexicon that made the claims
 * IO when the disk is full (what was committed stays); CORRUPT; MEMORY. */
TOCSIN_API tocsin_status tocsin_record_add(tocsin_record *record,
                                           const tocsin_coding *coding,
                                           const char *coder_version, bool *added,
                                           tocsin_error *error);
/* Makes all that was added durable now. */
TOCSIN_API tocsin_status tocsin_record_commit(tocsin_record *record,
                                              tocsin_error *error);

/* What to list. Empty text, negative number: no condition. Conditions join with AND. */
typedef struct tocsin_filter {
    tocsin_text actor; /* a code or its beginning ("IRQ"), an id, or words of a name */
    tocsin_text recipient; /* the same */
    tocsin_text party;     /* the same, on either side */
    int type;              /* tocsin_type, or -1 */
    int status;            /* tocsin_claim_status, or -1 */
    tocsin_text from, to;  /* YYYY-MM-DD, inclusive, on the day of the happening */
    tocsin_text place;     /* country alpha-3 or words of a place name */
    tocsin_text source;    /* words of a source or publisher in the attribution */
    tocsin_text words;     /* full-text search over the sentences */
    tocsin_text as_of; /* YYYY-MM-DD: only documents published by then; empty: all */
    long long event;   /* claims of one event, or -1 */
    long long limit, offset; /* limit -1: all */
} tocsin_filter;
#define TOCSIN_FILTER_ALL                                                              \
    {                                                                                  \
        .type = -1, .status = -1, .event = -1, .limit = -1                             \
    }

typedef struct tocsin_event {
    long long id; /* stable for the life of the record */
    tocsin_type type;
    tocsin_text mode;
    tocsin_text cameo;
    double intensity;
    tocsin_mention
        actor; /* begin and end 0: the best mention of its claims; empty: unknown */
    tocsin_mention recipient;
    tocsin_place place;
    tocsin_text from, to; /* YYYY-MM-DD */
    tocsin_text precision;
    tocsin_claim_status status; /* the strongest that its claims warrant */
    double factuality;
    double confidence;
    uint32_t claims, documents;
    uint32_t voices;      /* independent sources: copies of one wire text count once */
    uint32_t denials;     /* claims that deny it */
    tocsin_text sentence; /* the sentence of its best claim */
    tocsin_text first_published, last_published;
    /* of the document in which that sentence stands */
    tocsin_text document, url, publisher, published, language;
} tocsin_event;

/* Values are valid during the call. Anything but OK ends the listing with that
 * status. */
typedef tocsin_status (*tocsin_event_function)(void *context,
                                               const tocsin_event *event);
typedef tocsin_status (*tocsin_claim_function)(void *context, const tocsin_claim *claim,
                                               const tocsin_document *document,
                                               tocsin_text sentence, long long event);

/* Events by day of happening, then id. */
TOCSIN_API tocsin_status tocsin_record_events(tocsin_record *record,
                                              const tocsin_filter *filter,
                                              tocsin_event_function function,
                                              void *context, tocsin_error *error);
/* Words that were found, bytes of a sentence. */
typedef struct tocsin_hit {
    uint32_t begin, end;
} tocsin_hit;
typedef struct tocsin_hits {
    tocsin_hit *items; /* the caller's */
    size_t room;       /* at most so many are written */
    size_t count;      /* how many there are */
} tocsin_hits;

/* Where in a sentence the words of a filter stand, as full-text search takes them:
 * "strike" finds "strikes", not "struck". May be called in any callback.
 *   *hits  its count is filled
 * OK, also when there is none; LIMIT; MEMORY. */
TOCSIN_API tocsin_status tocsin_record_hits(tocsin_record *record, tocsin_text words,
                                            tocsin_text sentence, tocsin_hits *hits,
                                            tocsin_error *error);

/* How long the stretches of time are by which events are counted. */
typedef enum tocsin_bucket {
    TOCSIN_BUCKET_NONE,
    TOCSIN_BUCKET_DAY,
    TOCSIN_BUCKET_WEEK, /* from Monday on */
    TOCSIN_BUCKET_MONTH,
    TOCSIN_BUCKET_YEAR,
    TOCSIN_BUCKET_COUNT
} tocsin_bucket;

/* What to count by; events that are alike in all of it make one row. */
typedef struct tocsin_overview {
    tocsin_filter filter; /* of events; its limit and offset are those of the rows */
    tocsin_bucket by;     /* an event is counted where its first day is */
    bool by_type;
    bool by_actor, by_recipient; /* by the event's party's code */
    bool by_place;               /* by its country */
} tocsin_overview;

typedef struct tocsin_overview_row {
    tocsin_text from, to; /* first and last day; empty: undated, or by is NONE */
    int type;             /* tocsin_type; -1: not asked for */
    tocsin_text actor, recipient, place; /* codes; empty: unknown, or not asked for */
    long long events, claims;
    double intensity; /* mean of the events', -10 to +10; NaN: all are unknown */
} tocsin_overview_row;

/* Valid during the call. Anything but OK ends the overview with that status. */
typedef tocsin_status (*tocsin_overview_function)(void *context,
                                                  const tocsin_overview_row *row);

/* Counts events: exactly those that tocsin_record_events() lists for the filter. Rows
 * by time, then the most events first, then type and codes.
 *   what  borrowed
 * USAGE; LIMIT more kinds than can be told apart; MEMORY; CORRUPT; IO. */
TOCSIN_API tocsin_status tocsin_record_overview(tocsin_record *record,
                                                const tocsin_overview *what,
                                                tocsin_overview_function function,
                                                void *context, tocsin_error *error);

/* Claims by document's day, document, place in the text. */
TOCSIN_API tocsin_status tocsin_record_claims(tocsin_record *record,
                                              const tocsin_filter *filter,
                                              tocsin_claim_function function,
                                              void *context, tocsin_error *error);

/* What differs between two states of a record. */
#define TOCSIN_DIFFERENCES(X) X(NEW, "new") X(GONE, "gone") X(CHANGED, "changed")
typedef enum tocsin_difference {
#define X(name, word) TOCSIN_DIFFERENCE_##name,
    TOCSIN_DIFFERENCES(X)
#undef X
        TOCSIN_DIFFERENCE_COUNT
} tocsin_difference;
/* In what something changed. Of events: all but contexts, CAMEO, numbers, attribution
 * and verification; words is their best sentence. Of claims: all before claims; words
 * is the word that made them. */
#define TOCSIN_DIFFERS_NAMES(X)                                                        \
    X(TYPE, "type")                                                                    \
    X(MODE, "mode")                                                                    \
    X(CONTEXTS, "contexts")                                                            \
    X(STATUS, "status")                                                                \
    X(CAMEO, "cameo")                                                                  \
    X(INTENSITY, "intensity")                                                          \
    X(ACTOR, "actor")                                                                  \
    X(RECIPIENT, "recipient")                                                          \
    X(PLACE, "place")                                                                  \
    X(TIME, "time")                                                                    \
    X(NUMBERS, "numbers")                                                              \
    X(ATTRIBUTION, "attribution")                                                      \
    X(VERIFICATION, "verification")                                                    \
    X(FACTUALITY, "factuality")                                                        \
    X(CONFIDENCE, "confidence")                                                        \
    X(WORDS, "words")                                                                  \
    X(CLAIMS, "claims")                                                                \
    X(DOCUMENTS, "documents") X(VOICES, "voices") X(DENIALS, "denials")
typedef enum tocsin_differs {
#define X(name, word) TOCSIN_DIFFERS_##name,
    TOCSIN_DIFFERS_NAMES(X)
#undef X
        TOCSIN_DIFFERS_COUNT
} tocsin_differs;
TOCSIN_API const char *tocsin_difference_name(tocsin_difference difference); /* "new" */
TOCSIN_API const char *tocsin_differs_name(tocsin_differs field); /* "recipient" */

typedef struct tocsin_event_difference {
    tocsin_difference kind;
    const tocsin_event *before, *after; /* NULL: it was not there */
    unsigned
        fields; /* CHANGED: bit 1 << tocsin_differs; 0: other claims say the same */
    const tocsin_text *documents; /* ids of those whose claims came or went */
    uint32_t document_count;
} tocsin_event_difference;
/* Values are valid during the call. Anything but OK ends it with that status. */
typedef tocsin_status (*tocsin_event_difference_function)(
    void *context, const tocsin_event_difference *difference);
/* What differs between what stood at the end of one day and of another, by the number
 * of the event.
 *   filter   borrowed; NULL: all; of the rest, events that it lists on one of the days;
 *            its as_of, limit and offset are not looked at
 *   between  YYYY-MM-DD, the earlier first; the second may be empty: now
 * USAGE no such days, or the first is the later one; MEMORY; CORRUPT. */
TOCSIN_API tocsin_status tocsin_record_diff(tocsin_record *record,
                                            const tocsin_filter *filter,
                                            const tocsin_text between[2],
                                            tocsin_event_difference_function function,
                                            void *context, tocsin_error *error);

typedef struct tocsin_claim_difference {
    tocsin_difference kind;
    const tocsin_claim *before, *after; /* NULL: one coder made none */
    unsigned fields;                    /* CHANGED: bit 1 << tocsin_differs */
    const tocsin_document *document;    /* in the version that both have coded */
    tocsin_text sentence;
    long long event_before, event_after; /* 0: none */
} tocsin_claim_difference;
typedef tocsin_status (*tocsin_claim_difference_function)(
    void *context, const tocsin_claim_difference *difference);
/* What two coders made of the same texts: of every version of a document that both have
 * coded, sentence by sentence.
 *   between  numbers of coders, as tocsin_record_coders() gives them
 * OK also when they have no text in common; MEMORY; CORRUPT. */
TOCSIN_API tocsin_status tocsin_record_diff_coders(
    tocsin_record *record, const long long between[2],
    tocsin_claim_difference_function function, void *context, tocsin_error *error);

typedef struct tocsin_record_coder {
    long long id;
    tocsin_text version;                 /* of the code, the model and the lexicon */
    long long documents;                 /* that it has coded */
    long long first_learnt, last_learnt; /* seconds since 1970 */
} tocsin_record_coder;
typedef tocsin_status (*tocsin_record_coder_function)(void *context,
                                                      const tocsin_record_coder *coder);
/* Whose codings are in the record, the first first. */
TOCSIN_API tocsin_status tocsin_record_coders(tocsin_record *record,
                                              tocsin_record_coder_function function,
                                              void *context, tocsin_error *error);

typedef struct tocsin_record_summary {
    long long documents, copies, claims, events, actors, places;
    long long by_type[TOCSIN_TYPE_COUNT];
    long long by_status[TOCSIN_CLAIM_STATUS_COUNT];
    char first_day[11], last_day[11]; /* of the events; "" when there are none */
    int schema_version;
} tocsin_record_summary;
TOCSIN_API tocsin_status tocsin_record_summarise(tocsin_record *record,
                                                 tocsin_record_summary *out,
                                                 tocsin_error *error);

/* A sentence that one of two texts has and the other has not, or has otherwise. */
typedef struct tocsin_change {
    tocsin_text before; /* empty: it was added */
    tocsin_text after;  /* empty: it was left out */
} tocsin_change;

/* One print of a text that several documents have. */
typedef struct tocsin_copy {
    long long group; /* the same for all prints of a text */
    uint32_t prints; /* of the group */
    /* from 0, the first that was printed, by their dates; undated ones come last */
    uint32_t number;
    tocsin_text document, url, title, publisher, agency, published;
    /* 0 to 1: the five-word runs that it has with the first, of all that the shorter
     * of the two has */
    double shared;
    const tocsin_change *changes; /* against the first; none for the first itself */
    uint32_t change_count;
} tocsin_copy;
typedef tocsin_status (*tocsin_copy_function)(void *context, const tocsin_copy *copy);

/* The prints of every text that was printed more than once, group by group.
 *   document  the id of one, for its group alone; empty: all
 *   as_of     YYYY-MM-DD: only what was published by then; empty: all
 * Values are valid during the call. MISSING there is no such document; USAGE as_of is
 * no day; what function returned. */
TOCSIN_API tocsin_status tocsin_record_copies(tocsin_record *record,
                                              tocsin_text document, tocsin_text as_of,
                                              tocsin_copy_function function,
                                              void *context, tocsin_error *error);

/* What a record knows of one who publishes or is quoted. A voice affirms an event when
 * one of its claims says so; voices are independent, see tocsin_event. */
typedef struct tocsin_source {
    tocsin_text name;       /* empty: documents that name no publisher */
    tocsin_voice_kind kind; /* as it is quoted; MEDIA for publishers and agencies */
    uint32_t documents;     /* published by it */
    uint32_t credited;      /* that others publish and credit to it as the agency */
    uint32_t copies;        /* of its documents, those that repeat an earlier print */
    uint32_t copied;        /* prints by others that repeat one of its documents */
    uint32_t claims;        /* of which it is the voice */
    uint32_t events;        /* that it affirms */
    uint32_t alone;         /* of these, those that no other voice affirms */
    uint32_t first;         /* of the others, those that none affirmed earlier */
    uint32_t denied;        /* of all of these, those that some voice denies */
    tocsin_text first_day, last_day; /* published; empty: its documents are undated */
} tocsin_source;
typedef tocsin_status (*tocsin_source_function)(void *context,
                                                const tocsin_source *source);

/* Publishers, agencies and quoted voices with their past record, those with most events
 * first. The filter picks events; all claims of these are looked at. Values are valid
 * during the call. USAGE; MEMORY; what function returned. */
TOCSIN_API tocsin_status tocsin_record_sources(tocsin_record *record,
                                               const tocsin_filter *filter,
                                               tocsin_source_function function,
                                               void *context, tocsin_error *error);

/* An event's number today: its own, or that of the event which it became part of.
 * *now is set to event when there was never such a joining. */
TOCSIN_API tocsin_status tocsin_record_event_now(tocsin_record *record, long long event,
                                                 long long *now, tocsin_error *error);

/* How many claims made an event that nobody makes any more, because their texts were
 * changed, withdrawn or coded anew: *claims 0 when somebody still does, or when there
 * was never such an event. until: the day from which the last of them stood no more,
 * YYYY-MM-DD; empty: it is not known. */
TOCSIN_API tocsin_status tocsin_record_event_left(tocsin_record *record,
                                                  long long event, uint32_t *claims,
                                                  char until[11], tocsin_error *error);

/* ---- events joined and parted by hand ---- */

/* A join or a split, by hand or (join only) because a claim fitted both events. */
typedef struct tocsin_decision {
    long long id;
    tocsin_text kind; /* "merge" or "split" */
    bool by_hand, undone;
    long long event; /* the one that stayed */
    long long other; /* that became part of it, or was split off; 0: several */
    double score;    /* 0 to 1: how likely it was; NaN by hand */
    tocsin_text note;
    long long made;  /* seconds since 1970 */
    uint32_t claims; /* that it speaks of */
} tocsin_decision;
typedef tocsin_status (*tocsin_decision_function)(void *context,
                                                  const tocsin_decision *decision);

/* Joins events into the oldest of them; the numbers of the others lead to it from then
 * on. Kept by document, sentence and word of their claims, so that it holds when the
 * documents are coded anew. Durable when it returns.
 *   events     borrowed: count (2 or more) different numbers
 *   note       borrowed: why, in the user's words; may be empty
 *   *decision  its number, for undo; may be NULL
 * MISSING there is no such event; USAGE fewer than two, or one is planned or possible
 * and another happened, or has rows of other projects; LIMIT more than 4096 claims; IO,
 * CORRUPT, MEMORY. */
TOCSIN_API tocsin_status tocsin_record_merge_events(tocsin_record *record,
                                                    const long long *events,
                                                    size_t count, tocsin_text note,
                                                    long long *decision,
                                                    tocsin_error *error);
/* Claims that are parted from an event; all borrowed. */
typedef struct tocsin_split {
    long long event;
    const uint32_t *claims; /* from 1, in the order of tocsin_record_claims() for the
                             * event without as_of; one at least must stay */
    size_t count;
    tocsin_text note;
} tocsin_split;
/* They make a new event, and neither the rest nor they come back to the other when
 * coded anew. Else as merge_events. */
TOCSIN_API tocsin_status tocsin_record_split_event(tocsin_record *record,
                                                   const tocsin_split *split,
                                                   long long *decision,
                                                   tocsin_error *error);
/* Takes a decision back: the claims return to the events, and the events to the numbers
 * that they had. A join made by the program counts as a split from then on. MISSING
 * there is none; USAGE it was undone before. */
TOCSIN_API tocsin_status tocsin_record_undo(tocsin_record *record, long long decision,
                                            tocsin_error *error);
/* All decisions, the oldest first; values are valid during the call. */
TOCSIN_API tocsin_status tocsin_record_decisions(tocsin_record *record,
                                                 tocsin_decision_function function,
                                                 void *context, tocsin_error *error);

/* What speaks against another claim of the same event. */
typedef struct tocsin_contradiction {
    tocsin_text what;     /* "denied", "negated", or what is counted: "killed" */
    long long low, high;  /* how many; both 0 when it is denied */
    tocsin_text words;    /* the number as it is said, or the denial's sentence */
    tocsin_text who;      /* the innermost named source, or else the publisher */
    tocsin_text document; /* its id */
    long long claim;      /* that says it, counted as in tocsin_split */
} tocsin_contradiction;
typedef tocsin_status (*tocsin_contradiction_function)(
    void *context, const tocsin_contradiction *contradiction);
/* The claims of an event that deny it, and the counts of the same thing that cannot
 * both be right: all that were given for it, if two of them do not overlap ("eleven
 * dead", "twelve dead"; but not "at least ten"). Values are valid during the call.
 * OK also when there are none; anything else from function ends it. */
TOCSIN_API tocsin_status tocsin_record_contradictions(
    tocsin_record *record, long long event, tocsin_contradiction_function function,
    void *context, tocsin_error *error);

/* Checks the file and everything that must hold in it; one call a finding, in words.
 * OK: sound. CORRUPT: not. */
TOCSIN_API tocsin_status tocsin_record_check(tocsin_record *record,
                                             tocsin_line_function function,
                                             void *context, tocsin_error *error);
/* Copies a record to a new file, as it stands at one moment, while others may read it
 * and one may write it; what this handle has added is committed first. The copy is
 * opened and its pages checked, and it is synced before it gets its name.
 *   path  borrowed; nothing may have that name yet
 * IO there is such a file, or the disk is full; CORRUPT the record is damaged: see
 * tocsin_record_repair(). Whatever fails, nothing is left under path. */
TOCSIN_API tocsin_status tocsin_record_backup(tocsin_record *record, const char *path,
                                              tocsin_error *error);
/* Makes a damaged record sound, as far as it can be read, and says line by line what it
 * did and what is lost; no line: it was sound. Rows that contradict each other are
 * mended in one transaction; a file whose pages cannot be read, or whose schema is not
 * one of ours, is read row by row into a new one, which takes its name when it is found
 * sound, and the damaged one is kept beside it as PATH.damaged-1 (-2 ...). Documents of
 * which something is lost are coded anew when the same input is run again.
 *   path      borrowed; nobody may have the record open for writing
 *   function  may be NULL; anything but OK ends the repair with that status, and the
 *             record is as it was
 * OK: it is sound now. MISSING; FORMAT not a record; VERSION of a newer version; BUSY;
 * IO; MEMORY; CORRUPT nothing can be read of it: then it is as it was. */
TOCSIN_API tocsin_status tocsin_record_repair(const char *path,
                                              tocsin_line_function function,
                                              void *context, tocsin_error *error);

/* ---- imports (docs/exchange.md) ---- */

/* What an import has read and done so far. */
typedef struct tocsin_import_counts {
    char project[64];      /* as its source: "GDELT" */
    char format[64];       /* "gdelt2" */
    uint64_t rows;         /* that became claims; of jsonl: documents */
    uint64_t added, known; /* of them; known: were in the record, and changed nothing */
    uint64_t mentions, lost; /* of those that only name one more source of an event: had
                                 it, and had none */
    uint64_t bad;            /* rows that cannot be used: each was a problem */
    uint64_t passed;         /* rows that hold no act of the sixteen types */
    uint64_t warnings;       /* values that are unknown and were left out */
    uint64_t bytes;          /* without packing */
} tocsin_import_counts;

typedef struct tocsin_import_source {
    const char *path; /* a file, also gzip, zstd, or ZIP with one file in it; "-" */
    /* "gdelt2" and the others of docs/exchange.md; NULL or "auto": told by its heading
     * or the shape of its rows */
    const char *format;
    const char *mapping; /* a mapping file, which then stands for format; NULL: none */
    const char *published; /* YYYY-MM-DD for rows that bear no day of publication, which
                              else are never "known"; NULL: none */
    /* NULL, or for each row that cannot be used, and with status OK for each value that
     * is unknown, the first time */
    tocsin_problem_function problem;
    /* NULL, or now and then; added and known are not yet counted. Anything but OK ends
     * the import with that status; what was taken stays. */
    tocsin_status (*progress)(void *context, const tocsin_import_counts *so_far);
    void *context; /* of both */
} tocsin_import_source;

/* Reads a file of another project into a record that is open for writing: each row a
 * claim of its own event, whose source is that project. The same row again changes
 * nothing.
 *   source   borrowed during the call
 *   *counts  filled, also on errors
 * OK, bad rows included; FORMAT the file is of no known format, or the mapping is wrong
 * (its file and line); USAGE there is no such format, or the record is open for reading
 * only; IO; MEMORY; CORRUPT; what a function returned. */
TOCSIN_API tocsin_status tocsin_record_import(tocsin_record *record,
                                              const tocsin_import_source *source,
                                              tocsin_import_counts *counts,
                                              tocsin_error *error);
/* The name of the n-th format that is known, "gdelt2", or NULL; static. */
TOCSIN_API const char *tocsin_import_format(size_t n);

/* ---- exports (docs/exchange.md) ---- */

/* constant, name on the command line */
#define TOCSIN_EXPORT_FORMATS(X)                                                       \
    X(CSV, "csv")                                                                      \
    X(JSONL, "jsonl")                                                                  \
    X(GEOJSON, "geojson")                                                              \
    X(GEXF, "gexf")                                                                    \
    X(GRAPHML, "graphml")                                                              \
    X(POLECAT, "polecat")                                                              \
    X(GDELT1, "gdelt1")                                                                \
    X(GDELT2, "gdelt2")                                                                \
    X(BIBTEX, "bibtex")                                                                \
    X(CSL, "csl-json")                                                                 \
    X(PARQUET, "parquet") X(NATIVE, "native")
typedef enum tocsin_export_format {
#define X(name, word) TOCSIN_TO_##name,
    TOCSIN_EXPORT_FORMATS(X)
#undef X
        TOCSIN_EXPORT_FORMAT_COUNT
} tocsin_export_format;

typedef enum tocsin_export_what {
    /* claims in JSONL and NATIVE, documents in BIBTEX and CSL, else events */
    TOCSIN_EXPORT_USUAL,
    TOCSIN_EXPORT_EVENTS,
    TOCSIN_EXPORT_CLAIMS,
    TOCSIN_EXPORT_DOCUMENTS,
    /* JSONL only: each document with its text, then its claims; what
     * tocsin_record_import() makes the same record of */
    TOCSIN_EXPORT_RECORD
} tocsin_export_what;

typedef struct tocsin_export {
    tocsin_export_format format;
    tocsin_export_what what;
    const tocsin_filter *filter; /* borrowed; NULL: all */
    /* PARQUET only: the file to write, and DuckDB's library (NULL: libduckdb.so, where
     * the system finds it). */
    const char *path, *duckdb;
    /* NATIVE only: rows of that format ("acled"), of the file of that name; NULL: of
     * all, which then must have one heading. */
    const char *import_format, *import_file;
} tocsin_export;

typedef struct tocsin_export_counts {
    uint64_t rows;      /* lines, features, edges or references written */
    uint64_t placeless; /* GEOJSON: of them without a point */
    uint64_t undated;   /* GDELT: events left out, because they have no day */
    /* networks and, the latter, GDELT: events left out, because a party is unknown, or
     * because they are not said to have happened and no status was asked for */
    uint64_t partyless, unreal;
} tocsin_export_counts;

/* Called with bytes in their order; valid during the call. Anything but OK ends the
 * export with that status. */
typedef tocsin_status (*tocsin_write_function)(void *context, tocsin_text bytes);

/* The value of a name, without regard to case; -1 if there is none such. */
TOCSIN_API int tocsin_export_format_from_name(tocsin_text name);

/* Writes what the filter lets through, in another program's format, a piece at a time:
 * only the networks (GEXF, GRAPHML) are held in memory.
 *   write   called with the bytes; NULL for PARQUET, which DuckDB writes
 *   counts  NULL, or filled
 * USAGE the format has no such rows, or a filter is out of its range; MISSING DuckDB's
 * library is not there; VERSION it has not the functions; IO it could not write;
 * CORRUPT; MEMORY; what write returned. */
TOCSIN_API tocsin_status tocsin_record_export(
    tocsin_record *record, const tocsin_export *options, tocsin_write_function write,
    void *context, tocsin_export_counts *counts, tocsin_error *error);

/* One claim as the JSON line of the public contract, with its newline
 * (docs/claims.md).
 *   buffer, size  the caller's; *needed gets the bytes of the whole line, which is cut
 *                 when size is smaller May be called on the values of any callback
 *                 above. */
TOCSIN_API tocsin_status tocsin_claim_json(const tocsin_claim *claim,
                                           const tocsin_document *document,
                                           char *buffer, size_t size, size_t *needed);

/* ---- events to study ---- */

/* Events in the order of their days, each an actor, a relation (what was done) and a
 * recipient: what the studies below look at, wherever it comes from. Read-only once it
 * is open; may then be used by several threads at a time. */
typedef struct tocsin_stream tocsin_stream;

/* By what the parties of a record's events are told apart. */
typedef enum tocsin_party_names {
    TOCSIN_PARTY_CODE,    /* country and sector, "IRQMIL" */
    TOCSIN_PARTY_COUNTRY, /* "IRQ"; events of which a country is unknown are left out */
    TOCSIN_PARTY_NAME     /* resolved names, where there is none the code */
} tocsin_party_names;

typedef struct tocsin_stream_counts {
    uint64_t events, actors, relations; /* in the stream */
    uint64_t bad;                       /* lines that could not be used */
    /* of a record, events left out: a party is unknown; the day is, or is not known
     * within a week; not said to have happened, and no status was asked for */
    uint64_t partyless, undated, unreal;
    tocsin_text first, last; /* YYYY-MM-DD, or "day 12" of a folder; empty: no events;
                                borrowed from the stream */
} tocsin_stream_counts;

/* Reads quadruples: a file of lines "subject TAB relation TAB object TAB day", all
 * numbers from 0 on, or a folder of them (train.txt, valid.txt, test.txt, as far as
 * they are there) with entity2id.txt and relation2id.txt ("name TAB number"). Relations
 * that bear the name or the number of a CAMEO code get its type and intensity.
 *   path     borrowed
 *   problem  NULL, or told of every line that cannot be used; the rest is read
 *   *out     owned: tocsin_stream_close(); NULL unless OK
 * IO; LIMIT more than 200 million events or 50 million actors; MEMORY; what problem
 * returned. */
TOCSIN_API tocsin_status tocsin_stream_open(const char *path,
                                            tocsin_problem_function problem,
                                            void *context, tocsin_stream **out,
                                            tocsin_error *error);
/* The events of a record that a filter lets through, whose relations are the sixteen
 * types. Without a status in the filter: those that happened or are going on.
 *   filter  borrowed; its as_of gives what was known on that day
 *   *out    owned: tocsin_stream_close(); NULL unless OK. It does not need the record.
 * As tocsin_record_events(); LIMIT; MEMORY. */
TOCSIN_API tocsin_status tocsin_stream_of_record(tocsin_record *record,
                                                 const tocsin_filter *filter,
                                                 tocsin_party_names parties,
                                                 tocsin_stream **out,
                                                 tocsin_error *error);
/* Leaves out the events behind a day: of files its number, of a record's the days since
 * 1970-01-01. Actors and relations stay. */
TOCSIN_API void tocsin_stream_until(tocsin_stream *stream, int32_t day);
/* NULL is nothing to do. */
TOCSIN_API void tocsin_stream_close(tocsin_stream *stream);
/* What is in it. */
TOCSIN_API void tocsin_stream_count(const tocsin_stream *stream,
                                    tocsin_stream_counts *counts);

/* ---- next events ---- */

typedef struct tocsin_links_options {
    unsigned jobs;     /* threads; 0: as many as processors. Same result for each. */
    bool explain_only; /* rules and readable sums, no network: a little worse, faster */
    uint64_t dumps;    /* so many questions, spread evenly, with scores of all actors */
    unsigned without;  /* parts that are not looked at: bits 1 << tocsin_links_part */
    bool relations;    /* what was done is asked for, not who; explain_only is no
                          matter, the ranker is one of sums */
    tocsin_problem_function problem; /* NULL, or told of every line that is lost */
} tocsin_links_options;

/* Parts of what an answer is judged by, to see what each brings. */
typedef enum tocsin_links_part {
    TOCSIN_LINKS_RULES,      /* what the two did lately, by rules */
    TOCSIN_LINKS_COUNTS,     /* how often and lately they did it, and anything */
    TOCSIN_LINKS_POPULARITY, /* how often it was done to the answer by anyone */
    TOCSIN_LINKS_TWO_STEPS,  /* partners of partners */
    TOCSIN_LINKS_NAMES       /* places and roles that names tell */
} tocsin_links_part;
#define TOCSIN_LINKS_PARTS 5

/* What was known, before its day, of an event that is asked for. */
typedef enum tocsin_links_stratum {
    TOCSIN_LINKS_TRIPLE, /* actor, relation and recipient were seen together */
    TOCSIN_LINKS_PAIR,   /* only actor and recipient */
    TOCSIN_LINKS_COLD    /* never */
} tocsin_links_stratum;
#define TOCSIN_LINKS_STRATA 3

/* What relations are answered with by one who only counts. */
typedef enum tocsin_links_base {
    TOCSIN_LINKS_BASE_PAIR, /* what the actor did most often to the recipient */
    TOCSIN_LINKS_BASE_ALL,  /* what all do most often */
    TOCSIN_LINKS_BASE_LAST  /* what the actor did last to the recipient */
} tocsin_links_base;
#define TOCSIN_LINKS_BASES 3

/* One side of an event, or what was done, asked for. */
typedef struct tocsin_links_answer {
    uint64_t subject, relation, object; /* numbers, as in the file */
    long long day;
    bool asks_subject;  /* else the object */
    bool asks_relation; /* then neither of them */
    double rank;        /* of the right answer from 1, other right answers of the same
                           day left out; ties count half */
    /* The same of relations by counting; what the actor never did to the recipient
     * comes behind, by how often all do it. */
    double base[TOCSIN_LINKS_BASES];
    tocsin_links_stratum stratum;
    const float *scores; /* (candidates): until the function returns; or NULL */
    uint64_t candidates; /* all actors, or all relations */
} tocsin_links_answer;
/* Anything but OK stops the run, which returns it. */
typedef tocsin_status (*tocsin_links_function)(void *context,
                                               const tocsin_links_answer *answer);

/* How well next events of a benchmark's part were said: for every event of it, both
 * who did it and to whom it was done are asked, or what was done, knowing all that
 * lies before its day and nothing of that day or later; once a day's questions have
 * their answers, the day is learnt from.
 *   folder    borrowed; train.txt, valid.txt and for the part "test" test.txt, as
 *             tocsin_stream_open() reads them
 *   part      "valid" or "test"
 *   function  told of every answer, in the order of days; it and options->problem get
 *             context
 * USAGE another part; IO; FORMAT no events, or the part begins before what is learnt
 * from ends; LIMIT more than 512 relations; MEMORY; what problem or function
 * returned. */
TOCSIN_API tocsin_status tocsin_links_evaluate(const char *folder, const char *part,
                                               const tocsin_links_options *options,
                                               tocsin_links_function function,
                                               void *context, tocsin_error *error);

/* What is next: given who does it and what, to whom; or what and to whom, by whom; or
 * who and to whom, what. Exactly one of the three is "?". */
typedef struct tocsin_next_question {
    tocsin_text actor, recipient; /* as in tocsin_moves_find() */
    tocsin_text
        relation;      /* without regard to case and "_"; "#7"; "*" for any letters */
    long long as_of;   /* last day that is known; the day after is asked for.
                             TOCSIN_NEXT_NOW: the stream's last */
    size_t most;       /* answers; 0: 10 */
    unsigned jobs;     /* threads; 0: as many as processors. Same result for each. */
    bool why;          /* with reasons; the ranker is then one of sums only */
    bool explain_only; /* that ranker, also without reasons: a little worse, faster */
} tocsin_next_question;
#define TOCSIN_NEXT_NOW (-0x7fffffffffffffff - 1)

/* What a part of a score rests on. */
typedef enum tocsin_next_kind {
    TOCSIN_NEXT_RULE,      /* what passed between the two lately, by rules */
    TOCSIN_NEXT_AGAIN,     /* that the same was done between them before */
    TOCSIN_NEXT_PAIR,      /* that they met at all */
    TOCSIN_NEXT_MIRROR,    /* that the same was done the other way */
    TOCSIN_NEXT_POPULAR,   /* that it is done to (by) the answer, whoever asks */
    TOCSIN_NEXT_SEEN,      /* how often the answer is in anything */
    TOCSIN_NEXT_TWO_STEPS, /* partners of partners */
    TOCSIN_NEXT_ALIKE,     /* answers of those who had the same answers */
    TOCSIN_NEXT_PLACE, /* of which places they are, by names and by whom they meet */
    TOCSIN_NEXT_ROLE,  /* the role that names tell */
    TOCSIN_NEXT_SAME,  /* what is the same for all answers */
    /* only where a relation is asked for: */
    TOCSIN_NEXT_DOES,    /* what the actor does to anybody */
    TOCSIN_NEXT_SUFFERS, /* what is done to the recipient by anybody */
    TOCSIN_NEXT_REST     /* the sum of what is not told singly; always the last */
} tocsin_next_kind;
typedef struct tocsin_next_reason {
    tocsin_next_kind kind;
    double score;           /* its part of the answer's score */
    double above;           /* the same less that of the average candidate */
    tocsin_text words;      /* English, one line */
    double hits, cases;     /* of a RULE, else 0 */
    const uint32_t *events; /* the last ones that it rests on, the last first: numbers
                               of the record's events, or of the events of files in the
                               order in which they are read, from 0 */
    size_t event_count;     /* at most 5 */
} tocsin_next_reason;
typedef struct tocsin_next_answer {
    tocsin_text name; /* empty: it has none */
    uint32_t number;
    double probability;
    double base;           /* what counting alone says: its share of what the actor did
                              before, with one more event as it is among all */
    double score, average; /* of the answer; of all candidates */
    bool together;         /* the same was done between the two before */
    /* above of all reasons is score - average; score of all is score. The heaviest
     * first, at most ten and the rest; none unless why */
    const tocsin_next_reason *reasons;
    size_t reason_count;
} tocsin_next_answer;
/* How such questions were answered on the last fifth of what is known, each as of the
 * evening before its day. */
typedef struct tocsin_next_past {
    uint64_t questions;  /* one an event, or two where both sides are told */
    double mrr, hits[2]; /* at 1 and 10, other right answers of the day left out; NaN */
} tocsin_next_past;
typedef enum tocsin_next_asks {
    TOCSIN_NEXT_RECIPIENT,
    TOCSIN_NEXT_ACTOR,
    TOCSIN_NEXT_RELATION
} tocsin_next_asks;
typedef struct tocsin_next {
    tocsin_next_asks asks;
    /* empty and UINT32_MAX: it is asked for */
    tocsin_text actor, relation, recipient;
    uint32_t actor_number, relation_number, recipient_number;
    bool dates;       /* days count from 1970-01-01, else from the files' first */
    long long day;    /* that is asked for */
    uint64_t known;   /* events before it */
    double candidate; /* how often a right answer was a candidate; NaN: nothing past */
    /* Of the first answers of the past: share that was right, mean probability, and
     * how far these lie apart in ten classes of the probability, which was made of
     * earlier days only; NaN */
    double right, said, calibration_error;
    tocsin_next_past past; /* both sides of all relations, or what of all pairs */
    tocsin_next_past same; /* of the same relation and side; of pairs between whom about
                              as much had passed */
    tocsin_next_past base; /* the past by TOCSIN_LINKS_BASE_PAIR; of relations only */
    const tocsin_next_answer *answers; /* the likeliest first */
    size_t answer_count;
} tocsin_next;
/* The probability of an answer: given that the actor does this to somebody on that day,
 * and one of those who have it done to them drawn by lot, that it is this one (and the
 * other way round for actors); given that the actor does anything to the recipient on
 * that day, and one of the things done drawn by lot, that it is this. They sum to at
 * most 1; what is missing are actors who are no candidates, relations that never
 * came.
 *   stream, question  borrowed during the call
 *   *out              owned: tocsin_next_free(); NULL unless OK. Its names are its own.
 * MISSING no such actor or relation, with names that are alike; USAGE "?" not exactly
 * once, or a name means several; EMPTY no events before the day, or no candidates;
 * MEMORY. Of more than 512 relations the 255 most frequent and the one that is asked
 * about are told apart; the others are one, whose number is UINT32_MAX. */
TOCSIN_API tocsin_status tocsin_next_make(const tocsin_stream *stream,
                                          const tocsin_next_question *question,
                                          tocsin_next **out, tocsin_error *error);
TOCSIN_API void tocsin_next_free(tocsin_next *next); /* NULL is nothing to do */

/* A forecast of a next event as it was issued, kept in a record. */
typedef struct tocsin_kept_answer {
    tocsin_text name;
    double probability, base; /* as in tocsin_next_answer */
} tocsin_kept_answer;
typedef struct tocsin_kept_next {
    long long id;
    long long made;    /* seconds since 1970 */
    tocsin_text as_of; /* YYYY-MM-DD, the last day that was known; the day after is
                          asked for */
    tocsin_party_names parties;
    tocsin_next_asks asks;
    tocsin_text actor, relation, recipient; /* what is asked for is empty */
    const tocsin_kept_answer *answers; /* the likeliest first; those that were told */
    size_t answer_count;
    tocsin_text version; /* of the program */
} tocsin_kept_next;
/* What came of one. */
typedef struct tocsin_next_outcome {
    size_t right;       /* different answers that came; 0: nothing of what was asked
                           happened on the day, and the forecast is not scored */
    size_t rank;        /* of the first of them among the answers; 0: none of them */
    tocsin_text came;   /* that one, or one of those that came; the stream's */
    double probability; /* said of it; 0 where rank is */
    /* Of what was said, and of base: with "another" as one more answer, means over
     * the right ones. Brier from 0 to 2; log in nats, of no less than 1e-6. */
    double brier[2], log[2];
} tocsin_next_outcome;
/* TOCSIN_OK goes on, any other status ends and is returned. */
typedef tocsin_status (*tocsin_next_function)(void *context,
                                              const tocsin_kept_next *forecast);

/* Keeps one, durable when it returns; id, made and version are not looked at. The same
 * question on the same day with the same first answer as likely changes nothing. USAGE:
 * the record was opened for reading, or there is no day, no answer, or two of actor,
 * relation and recipient are not named. */
TOCSIN_API tocsin_status tocsin_record_keep_next(tocsin_record *record,
                                                 const tocsin_kept_next *forecast,
                                                 tocsin_error *error);
/* All that were kept, the oldest first; values are valid during the call. */
TOCSIN_API tocsin_status tocsin_record_nexts(tocsin_record *record,
                                             tocsin_next_function function,
                                             void *context, tocsin_error *error);
/* By the stream as it is, whose parties must be told apart as the forecast's; false:
 * the day is not over by the stream's last. */
TOCSIN_API bool tocsin_next_came(const tocsin_stream *stream,
                                 const tocsin_kept_next *forecast,
                                 tocsin_next_outcome *out);

/* ---- moves and countermoves ---- */

/* 0 in a field stands for the default that is named there. */
typedef struct tocsin_moves_options {
    tocsin_bucket by; /* of the series: DAY, WEEK or MONTH; NONE: by the span */
    int days;         /* answers are looked for so many days on, 1 to 90 (30) */
    unsigned least;  /* of patterns: days on which the first step stood (5; rules 10) */
    size_t most;     /* exchanges or rules listed (20; rules 100) */
    double rate;     /* of those listed, the part that may be chance (0.1) */
    uint64_t seed;   /* of the bootstrap and of samples (1) */
    bool types;      /* rules are of PLOVER's types, where they are known */
    double held_out; /* rules: this part of the days, the last ones, is not learnt from
                        but tells how they hold, below 1 (0: all are learnt from) */
} tocsin_moves_options;

/* What one side did to the other in a stretch of time. */
typedef struct tocsin_moves_sum {
    uint32_t events;
    uint32_t known, conflict; /* of known kind; of these conflict */
    double intensity;         /* sum of Goldstein's scale over those that have one */
} tocsin_moves_sum;
typedef struct tocsin_moves_step {
    int32_t day; /* its first: since 1970-01-01, or as in the file (moves->dates) */
    int32_t days;
    tocsin_moves_sum side[2]; /* A to B, B to A */
} tocsin_moves_step;

/* Times the base rate at which answers stand so many days behind a first act; low and
 * high enclose 95 %; NaN: cannot be told. */
typedef struct tocsin_moves_lag {
    int days; /* below 0: before it; 0: the same day, in an unknown order */
    double rate, low, high;
} tocsin_moves_lag;
typedef struct tocsin_moves_response {
    int answerer;                  /* 1: B answers A; 0: A answers B */
    bool after_conflict, conflict; /* first act, answer; else cooperation */
    uint32_t acts, answers;        /* days with a first act, with an answer */
    double base;                   /* answers a day */
    const tocsin_moves_lag *lags;  /* (lag_count), by days */
    size_t lag_count;
    int around; /* a rate is of 1, 3 or 7 days around its lag; day 0 stands alone */
    tocsin_moves_lag week; /* days 1 to 7 behind the act */
    tocsin_moves_lag turn; /* days 1 to 7 over days -7 to -1: above 1, it follows */
    double half; /* days until half of what is above the base has come; NaN: nothing */
} tocsin_moves_response;

/* One side's intensity by its own and the other's past: vector autoregression. */
typedef struct tocsin_moves_regression {
    int answerer;
    int lags;            /* by BIC, from 1 on */
    uint32_t steps;      /* that were fitted */
    double other, error; /* sum of the other's coefficients, its standard error */
    double own;          /* sum of its own */
    double statistic, p; /* Wald: all of the other's are 0; chi squared (lags) */
    double explained;    /* R squared */
} tocsin_moves_regression;

typedef struct tocsin_moves_change {
    int side;             /* as in tocsin_moves_step */
    bool conflict;        /* of conflict acts; else of all */
    int32_t day;          /* the first of the new rate */
    double before, after; /* events a day */
    double gain;          /* twice the log likelihood won by it */
} tocsin_moves_change;

/* Events, by their numbers in the stream, that are one case of a pattern. */
typedef struct tocsin_moves_case {
    uint32_t first, answer;
    int32_t day, days; /* of the first; from there to the answer */
} tocsin_moves_case;

typedef struct tocsin_moves_exchange {
    tocsin_text first, answer;          /* types, or relations without one */
    char parties[4];                    /* "ABBA": A to B, then B to A; C: a third */
    int days;                           /* the answer comes within */
    uint32_t times, answered, same_day; /* days with the first; of these answered */
    double base;       /* part of all days that are followed by such an answer */
    double before;     /* part of the firsts that had it in as many days before */
    double lift, p, q; /* q: Benjamini and Hochberg's */
    const tocsin_moves_case *cases; /* (case_count <= answered), the last ones */
    size_t case_count;
} tocsin_moves_exchange;

typedef struct tocsin_moves {
    tocsin_text a, b; /* as the stream has them, or as asked where they mean several */
    bool dates;       /* days count from 1970-01-01 */
    int32_t first, last; /* days that are looked at */
    uint32_t events[2];  /* A to B, B to A, in these days */
    uint32_t before;     /* events between them that lie before first */
    tocsin_bucket by;
    const tocsin_moves_step *steps;
    size_t step_count;
    const tocsin_moves_response *responses;
    size_t response_count;
    const tocsin_moves_regression *regressions; /* none: too few steps */
    size_t regression_count;
    const tocsin_moves_change *changes; /* by side, kind, day */
    size_t change_count;
    double penalty; /* what a change must win */
    const tocsin_moves_exchange *exchanges;
    size_t exchange_count, exchange_tried;
    size_t exchange_found; /* beyond chance; count may be less */
    uint32_t actors[2];    /* of the stream that a and b mean */
} tocsin_moves;

/* The history of two actors. A name is the stream's, or one with "*" for any letters;
 * case, "_" and blanks are alike.
 *   stream  borrowed, also by the result's texts
 *   how     NULL: the defaults
 *   *out    owned: tocsin_moves_free(); NULL unless OK
 * USAGE; MISSING a name that is not there, with names like it in the message; EMPTY
 * nothing has passed between them; LIMIT; MEMORY. */
TOCSIN_API tocsin_status tocsin_moves_find(const tocsin_stream *stream, tocsin_text a,
                                           tocsin_text b,
                                           const tocsin_moves_options *how,
                                           tocsin_moves **out, tocsin_error *error);
TOCSIN_API void tocsin_moves_free(tocsin_moves *moves);

/* The charts of moves: both series, mirrored; the answers in kind by days, those of a
 * kind that can be told (if none and only these are asked for, empty frames). */
typedef enum tocsin_moves_chart {
    TOCSIN_CHART_SERIES,
    TOCSIN_CHART_RESPONSE,
    TOCSIN_CHART_BOTH,
    TOCSIN_CHART_COUNT
} tocsin_moves_chart;
/* *svg is valid until the next chart of moves or tocsin_moves_free(). MEMORY; USAGE. */
TOCSIN_API tocsin_status tocsin_moves_plot(tocsin_moves *moves,
                                           tocsin_moves_chart chart, tocsin_text *svg,
                                           tocsin_error *error);

/* A step of a rule: who does what to whom; parties are 0 X, 1 Y, 2 Z, 3 V. */
typedef struct tocsin_rule_step {
    tocsin_text relation;
    int from, to;
} tocsin_rule_step;
typedef struct tocsin_rule {
    tocsin_rule_step steps[4]; /* the last is what follows */
    int step_count;            /* 2 to 4 */
    int days;                  /* it follows within */
    uint32_t times, followed;  /* how often the ifs stood; of these followed */
    uint32_t actors;           /* different X for whom it held */
    bool sampled;              /* times are a sample's, of actors of one half */
    double confidence, base;   /* followed / times; by chance */
    double lift;               /* over the larger of the chances it was held against */
    double half; /* days until half of what is above chance has come; NaN: unknown */
    double p, q;
    const tocsin_moves_case *cases;
    size_t case_count;
    /* the same on the days held out; 0 and NaN where none are, or no if stood there */
    uint32_t later_times, later_followed;
    double later_base;
} tocsin_rule;
/* How the rules listed hold on the days held out: those whose ifs stood there on
 * enough days (options' least); means over ifs. */
typedef struct tocsin_rules_later {
    int32_t day;          /* the first that is held out */
    size_t rules, lifted; /* that could be looked at; that came more than by chance */
    double said, came;    /* confidence; part of the ifs that was followed */
    double learnt, lift;  /* how many times chance, when learnt and later */
    double apart;         /* mean difference of confidence and what came, unsigned */
} tocsin_rules_later;
typedef struct tocsin_rules {
    const tocsin_rule *items; /* the surest first */
    size_t count;
    size_t tried;                       /* rules that were held against chance */
    size_t found;                       /* that passed; count may be less */
    size_t events, relations, left_out; /* events whose relation is too rare */
    bool dates;                         /* days count from 1970-01-01 */
    tocsin_rules_later later;           /* rules 0: nothing was held out */
} tocsin_rules;

/* Rules of one to three steps in the whole stream. The same for every machine.
 *   *out  owned: tocsin_rules_free(); NULL unless OK
 * USAGE; EMPTY no events; MEMORY. */
TOCSIN_API tocsin_status tocsin_rules_find(const tocsin_stream *stream,
                                           const tocsin_moves_options *how,
                                           tocsin_rules **out, tocsin_error *error);
TOCSIN_API void tocsin_rules_free(tocsin_rules *rules);

/* ---- intensity in time ---- */

/* How two actors excite each other's acts: a Hawkes process on their events by day.
 * docs/intensity.md has the model. */
typedef struct tocsin_intensity_options {
    tocsin_text a, b; /* each one actor, by its name, "#7", or "Nor*" */
    int classes;      /* 1: all acts alike; 2: cooperation and conflict; 4: verbal and
                         material of both; 0 counts as 2 */
    int others; /* busiest other pairs of the stream, to learn from what is usual; 0
                         counts as 40, negative: none */
    double
        held_out; /* part of the days, the last, on which gain is measured; 0: none */
    int days, paths; /* draws ahead: how many days, how many times; 0: none */
    uint64_t seed;   /* of these, and of the places of events in their days */
} tocsin_intensity_options;

#define TOCSIN_INTENSITY_KERNELS 4

/* Type t below classes is an act of class t by a on b, classes + t the same by b on a.
 * Of arrays (to, from), [to * types + from] is about acts of type to that one of type
 * from brings. Errors are standard errors, NaN where a number stands at 0, its bound.
 */
typedef struct tocsin_intensity {
    uint32_t types, classes;
    const char *const *class_names; /* (classes) "conflict" */
    int32_t begin, end;             /* days of the stream, end not included */
    double *events;                 /* (types) how many there were */
    double *base, *base_error;      /* (types) a day, that no event before explains */
    double *answer;                 /* (to, from, kernels) later events, by half-life */
    double *later, *later_error;    /* (to, from) the sum of these */
    double *same, *same_error;      /* (to, from) further ones on the same day */
    double radius, radius_error;    /* branching ratio: below 1 all dies down */
    double half_life[TOCSIN_INTENSITY_KERNELS]; /* days */
    double week[7];                             /* Monday first, mean 1; of a stream
                                                   without dates: its days 4 to 10 */
    double volume_power; /* base follows the volume of reporting to this power */
    double pull;         /* how many events of the pair's own the usual counts for;
                            infinite: the pair answers as is usual */
    double gain;         /* bits an event better than constant rates on the days held
                            out, by a fit that has not seen them; NaN: not known */
    double distance, p;  /* Kolmogorov and Smirnov's, of the waits; NaN: no waits */
    double *waits;       /* (waits_count) sorted; uniform on 0 to 1 if the model holds:
                            against (i + 0.5) / waits_count they are the QQ plot */
    size_t waits_count;
    uint32_t *ahead; /* (paths, types) events of the days ahead; NULL: none asked for */
    int paths;
    void *memory; /* the arrays */
} tocsin_intensity;

/* Fits the model to a pair.
 *   *out  owned: tocsin_intensity_free(); NULL unless OK
 * MISSING no such actor; USAGE a name of several, one actor twice, fewer than 2 events
 * between them or all on one day, other numbers of classes; LIMIT; MEMORY. */
TOCSIN_API tocsin_status tocsin_intensity_make(const tocsin_stream *stream,
                                               const tocsin_intensity_options *options,
                                               tocsin_intensity **out,
                                               tocsin_error *error);
/* NULL is nothing to do. */
TOCSIN_API void tocsin_intensity_free(tocsin_intensity *intensity);
/* Its waits as a QQ plot with a band of 95 %: an SVG element, handed over in one piece.
 * EMPTY there are no waits; MEMORY; what write returned. */
TOCSIN_API tocsin_status tocsin_intensity_plot(const tocsin_intensity *intensity,
                                               tocsin_write_function write,
                                               void *context, tocsin_error *error);

/* ---- risk: how likely, how many, and how good such forecasts were ---- */

/* A value with the 2.5 % and 97.5 % points of its uncertainty; NaN: unknown. */
typedef struct tocsin_interval {
    double value, low, high;
} tocsin_interval;

/* Means over country and month; the lower, the better. */
typedef struct tocsin_counts_score {
    double crps; /* continuous ranked probability score */
    double ign;  /* ignorance, bits, over the bins of the VIEWS challenge */
    double mis;  /* interval score of the central 90 % */
} tocsin_counts_score;

/* What a window compares: our forecast, and the benchmarks of the VIEWS challenge that
 * need nothing but the counts. */
typedef enum tocsin_counts_forecast {
    TOCSIN_COUNTS_MODEL,
    TOCSIN_COUNTS_MIXTURE,   /* each of the country's last 12 months as likely */
    TOCSIN_COUNTS_LAST,      /* Poisson, its mean the country's last month */
    TOCSIN_COUNTS_BOOTSTRAP, /* each known month of every country as likely */
    TOCSIN_COUNTS_ZERO,      /* never any */
    TOCSIN_COUNTS_FORECASTS
} tocsin_counts_forecast;

typedef struct tocsin_counts_result {
    size_t units, cells; /* countries; country-months that were scored */
    size_t months;       /* of history, as many as any country has */
    tocsin_counts_score score[TOCSIN_COUNTS_FORECASTS];
    /* 1 - model / forecast, from 1000 draws of whole countries; 0 of the model */
    tocsin_interval crps_skill[TOCSIN_COUNTS_FORECASTS];
    tocsin_interval ign_skill[TOCSIN_COUNTS_FORECASTS];
    long long lost; /* rows that could not be used */
} tocsin_counts_result;

/* Forecasts and scores the twelve months of a year from a folder laid out as the VIEWS
 * challenge has it (docs/risk.md), from what was known in October of the year before.
 *   folder  borrowed
 * USAGE; IO there is no file; FORMAT a file without a heading; EMPTY no country has
 * both a history and a truth; LIMIT more than 5000 countries; MEMORY. */
TOCSIN_API tocsin_status tocsin_counts_evaluate(const char *folder, int year,
                                                tocsin_counts_result *out,
                                                tocsin_error *error);

typedef enum tocsin_risk_unit {
    TOCSIN_RISK_PAIR, /* who does it to whom */
    TOCSIN_RISK_ACTOR /* who does it to anybody */
} tocsin_risk_unit;

/* What is asked: whether a class of events happens, on how many days. */
typedef struct tocsin_risk_question {
    tocsin_risk_unit unit;
    bool countries; /* parties are countries: a country's own name, or the one in the
                       last parentheses; of two of one country nothing is asked */
    uint32_t roots; /* bit r: CAMEO root r belongs to the class; 0: 18 to 20, ASSAULT */
    int days;       /* of the window, 1 to 365; 0: 30 */
    int at_least;   /* on so many of its days; 0: 1 */
    int quiet;      /* only units of which the class was not seen for so many days */
    long long as_of; /* last day that is known, days since 1970 or as a folder counts;
                        TOCSIN_RISK_NOW: the last of the stream */
    tocsin_text actor, recipient; /* who will be asked for, so that a name that is not
                                     there is told before anything is learnt; empty */
} tocsin_risk_question;
#define TOCSIN_RISK_NOW  (-0x7fffffffffffffff - 1)
#define TOCSIN_RISK_DAYS 92 /* of a distribution: 0 to 90 days, and 91 or more */

/* Forecasts of the same windows that need no model. */
typedef enum tocsin_risk_reference {
    TOCSIN_RISK_OWN,         /* climatology: the share of the unit's own past windows,
                               with one window of the base rate */
    TOCSIN_RISK_BASE,        /* the share of all units' past windows */
    TOCSIN_RISK_PERSISTENCE, /* what was in the last window will be again */
    TOCSIN_RISK_REFERENCES
} tocsin_risk_reference;

typedef struct tocsin_risk_scores {
    double brier, log, auc;
    double crps; /* of the number of days; NaN: not given by this forecast */
} tocsin_risk_scores;

/* What a probability is made of: the share of the own past windows; regressions on the
 * own past, on related classes as well, of the number of days; a Hawkes process; the
 * ranker of next events (docs/risk.md). */
typedef enum tocsin_risk_member {
    TOCSIN_RISK_MEMBER_OWN,
    TOCSIN_RISK_MEMBER_NARROW,
    TOCSIN_RISK_MEMBER_WIDE,
    TOCSIN_RISK_MEMBER_COUNTED,
    TOCSIN_RISK_MEMBER_EXCITED,
    TOCSIN_RISK_MEMBER_RANKED,
    TOCSIN_RISK_MEMBERS
} tocsin_risk_member;

/* How such forecasts did before: one from each window's length to the next, each from
 * what was known on its day. */
typedef struct tocsin_risk_past {
    size_t origins, forecasts, happened, units;
    long long first, last; /* last known days of the first and the last origin */
    tocsin_risk_scores model, reference[TOCSIN_RISK_REFERENCES];
    tocsin_risk_scores member[TOCSIN_RISK_MEMBERS]; /* each alone; no CRPS */
    /* Brier score against the reference, from 1000 draws of whole units, both
     * directions of a pair together */
    tocsin_interval skill[TOCSIN_RISK_REFERENCES];
    double calibration_error;
    double precision[3];                /* of the 10, 30, 100 highest of each origin */
    size_t bin_count[10];               /* reliability, by tenths of the probability */
    double bin_mean[10], bin_share[10]; /* NaN: empty */
} tocsin_risk_past;

typedef struct tocsin_risk_forecast {
    tocsin_text actor, recipient; /* borrowed from the risk */
    tocsin_interval probability;
    double mean; /* days with such events */
    double share[TOCSIN_RISK_DAYS];
    /* readable parts */
    double own, base; /* climatology, base rate */
    double narrow,
        wide;       /* by its own past and its mirror; by related classes as well */
    double counted; /* by the number of days */
    double excited; /* by how days of the class bring further ones, a Hawkes process */
    double ranked;  /* by how often the actor does it to anybody, and the share of that
                       which the ranker of next events gives to the recipient */
    size_t windows, hits; /* past windows, and in how many it happened */
    long long seen;       /* days of the class so far */
    long long last;       /* day of the last; TOCSIN_RISK_NOW: none */
} tocsin_risk_forecast;

typedef struct tocsin_risk tocsin_risk;
/* Learns from all that is known on the day, and forecasts each earlier window as of its
 * day.
 *   stream, engine  borrowed until tocsin_risk_close(); engine may be NULL unless
 *                   countries is set
 *   *out            owned: tocsin_risk_close(); NULL unless OK
 * USAGE; MISSING one who will be asked for; EMPTY nothing of the class, or too short a
 * past to forecast from; LIMIT more than a million units; MEMORY. */
TOCSIN_API tocsin_status tocsin_risk_open(const tocsin_stream *stream,
                                          const tocsin_engine *engine,
                                          const tocsin_risk_question *question,
                                          tocsin_risk **out, tocsin_error *error);
TOCSIN_API void tocsin_risk_close(tocsin_risk *risk); /* NULL is nothing to do */
TOCSIN_API void tocsin_risk_past_of(const tocsin_risk *risk, tocsin_risk_past *out);
/* Its reliability diagram: an SVG element, handed over in one piece. EMPTY there is no
 * forecast; MEMORY; what write returned. */
TOCSIN_API tocsin_status tocsin_risk_plot(const tocsin_risk_past *past,
                                          tocsin_write_function write, void *context,
                                          tocsin_error *error);
/* recipient is empty for TOCSIN_RISK_ACTOR. MISSING: no such actor, or the two have not
 * met by that day, or are not quiet where that was asked. */
TOCSIN_API tocsin_status tocsin_risk_of(const tocsin_risk *risk, tocsin_text actor,
                                        tocsin_text recipient,
                                        tocsin_risk_forecast *out, tocsin_error *error);
/* Why it is as likely as that: the logit of the probability is average, and what the
 * reasons say above it, and calibration. */
typedef struct tocsin_risk_reason {
    tocsin_text words; /* English, one line */
    double above;      /* log-odds more than an average unit has by it */
} tocsin_risk_reason;
typedef struct tocsin_risk_event {
    long long day;
    uint32_t number; /* of the record's event, or of the event of files in the order in
                        which they are read, from 0 */
    bool back;       /* it was done to the actor, not by it */
    tocsin_text actor, relation, recipient; /* borrowed from the stream */
} tocsin_risk_event;
typedef struct tocsin_risk_why {
    double average;     /* log-odds that the ensemble gives an average unit */
    double calibration; /* what calibration adds */
    const tocsin_risk_reason *reasons; /* the heaviest first */
    size_t reason_count;
    /* The last events of the class known on the day, at most five in either direction,
     * the last first */
    const tocsin_risk_event *events;
    size_t event_count;
} tocsin_risk_why;
/* The same of tocsin_risk_of().
 *   *out  owned: tocsin_risk_why_free(), before the risk is closed; NULL unless OK
 * MISSING as there; MEMORY. */
TOCSIN_API tocsin_status tocsin_risk_why_of(const tocsin_risk *risk, tocsin_text actor,
                                            tocsin_text recipient,
                                            tocsin_risk_why **out, tocsin_error *error);
TOCSIN_API void tocsin_risk_why_free(tocsin_risk_why *why); /* NULL: nothing to do */
/* The highest first; false: there is none at this rank, from 0. */
TOCSIN_API bool tocsin_risk_at(const tocsin_risk *risk, size_t rank,
                               tocsin_risk_forecast *out);

/* A forecast as it was issued, kept in a record. */
typedef struct tocsin_kept_forecast {
    long long id;
    long long made;    /* seconds since 1970 */
    tocsin_text as_of; /* YYYY-MM-DD, the last day that was known */
    tocsin_party_names parties;
    tocsin_text actor, recipient; /* recipient empty: anybody */
    uint32_t roots;
    int days, at_least, quiet;
    tocsin_interval probability;
    double own, base;
    tocsin_text version; /* of the program */
} tocsin_kept_forecast;
/* TOCSIN_OK goes on, any other status ends and is returned. */
typedef tocsin_status (*tocsin_kept_function)(void *context,
                                              const tocsin_kept_forecast *forecast);

/* Keeps one, durable when it returns; id, made and version are not looked at. The same
 * forecast again changes nothing. USAGE: the record was opened for reading, or the day
 * is none. */
TOCSIN_API tocsin_status tocsin_record_keep_forecast(
    tocsin_record *record, const tocsin_kept_forecast *forecast, tocsin_error *error);
/* All that were kept, the oldest first; values are valid during the call. */
TOCSIN_API tocsin_status tocsin_record_forecasts(tocsin_record *record,
                                                 tocsin_kept_function function,
                                                 void *context, tocsin_error *error);
/* What came of one: the days of its window with the class, by the stream as it is; -1:
 * the window is not over by the stream's last day. The stream's parties must be told
 * apart as the forecast's. */
TOCSIN_API int tocsin_stream_outcome(const tocsin_stream *stream,
                                     const tocsin_kept_forecast *forecast);

#ifdef __cplusplus
}
#endif
#endif
