/* record/inside.h: what the files of record/ share; nobody else includes it.
 *
 *     record.c      opening, locking, committing, closing; SQLite's errors as ours
 *     schema.c      the layout of the file and how older layouts are brought up to it
 *     guard.c       is a file's schema the one that we make
 *     statements.c  every fixed SQL statement; nothing else composes SQL but query.c
 *     dictionary.c  texts, actors, places that occur often, stored once
 *     likeness.c    which document is a copy of which
 *     change.c      what one text has that another has not
 *     copies.c      the prints of a text, and what each changed
 *     sources.c     who publishes and who is quoted, with their past record
 *     add.c         a coding into tables
 *     load.c        rows of other projects' files into tables
 *     batch.c       such rows on their way: names to numbers, bytes to blocks
 *     intake.c      such rows as tables that SQLite inserts from
 *     block.c       such rows back out of their blocks
 *     keys.c        which of them are there already
 *     replace.c     what happens when a document comes again changed
 *     address.c     which addresses name one article
 *     correction.c  whether a text says that it was corrected or taken back
 *     versions.c    which version of a document stands, and until when each stood
 *     merge.c       which event a claim belongs to; merging.h has the other files of it
 *     event.c       an event as the sum of its claims
 *     columns.c     what events are found and counted by, packed
 *     query.c       filters to SQL
 *     find.c        which events a filter asks for, in order
 *     overview.c    how many events of each kind, by time
 *     list.c        rows back to claims and events
 *     marks.c       where in a sentence the words asked for stand
 *     backup.c      a copy of a record, as it stands at one moment
 *     diff.c        what differs between two days, and between two coders
 *     check.c       what must hold in a sound record
 *     mend.c        rows that contradict each other made sound
 *     graft.c       a damaged file's copy, under a schema of ours
 *     salvage.c     what can be read of a damaged file
 *     repair.c      both, on a copy where it must be, with the original kept
 */
#ifndef TC_RECORD_INSIDE_H
#define TC_RECORD_INSIDE_H

#include "record/record.h"

#include <sqlite3.h>

enum { PUBLISHED_ROOM = 32 }; /* bytes of a document's date with its NUL */

/* ---- statements ---------------------------------------------------------------- */

enum statement {
    SQL_DOCUMENT_FIND,
    SQL_DOCUMENTS_AT,
    SQL_DOCUMENT_INSERT,
    SQL_DOCUMENT_UPDATE,
    SQL_VERSION_FIND,
    SQL_VERSION_LAST,
    SQL_CODING_FIND,
    SQL_VERSION_KNOWN,
    SQL_CODING_INSERT,
    SQL_VERSIONS_OF,
    SQL_UNTIL_SET,
    SQL_EVENTS_OF_CODING,
    SQL_HISTORY_INSERT,
    SQL_HISTORY_WRITE,
    SQL_LIKENESS_FIND,
    SQL_BAND_FIND,
    SQL_BAND_INSERT,
    SQL_BANDS_DELETE,
    SQL_DOCUMENT_TEXT,
    SQL_COPIES_OF,
    SQL_COPY_SET,
    SQL_PUBLISHER_OF,
    SQL_SENTENCE_INSERT,
    SQL_SEARCH_INSERT,
    SQL_SENTENCE_FIND,
    SQL_CLAIM_INSERT,
    SQL_MENTION_INSERT,
    SQL_ATTRIBUTION_INSERT,
    SQL_VERIFICATION_INSERT,
    SQL_NUMBER_INSERT,
    SQL_EVENTS_OF_DOCUMENT,
    SQL_CLAIMS_OF_DOCUMENT,
    SQL_CLAIM_FORMER,
    SQL_CHAIN_OF_CLAIM,
    SQL_VOICE_SET,
    SQL_VOICE_KNOWN,
    SQL_EVENT_INSERT,
    SQL_EVENT_UPDATE,
    SQL_EVENT_DELETE,
    SQL_EVENT_LOAD,
    SQL_EVENT_NEAR,
    SQL_KEY_INSERT,
    SQL_KEY_DELETE,
    SQL_KEY_FIND,
    SQL_FACTS_OF_EVENT,
    SQL_FACTS_STOOD,
    SQL_EVENT_KNOWN,
    SQL_ACTOR_LOAD,
    SQL_PLACE_LOAD,
    SQL_WORD_COUNTS,
    SQL_WORD_COUNTS_SET,
    SQL_SIGNATURE,
    SQL_SIGNATURE_SET,
    SQL_SIGNATURES,
    SQL_TOLD_BY,
    SQL_MEMBERS,
    SQL_MEMBER_WORDS,
    SQL_MEMBER_NUMBERS,
    SQL_FIT_INSERT,
    SQL_FORECAST_INSERT,
    SQL_FORECASTS,
    SQL_NEXT_FIND,
    SQL_NEXT_INSERT,
    SQL_NEXT_ANSWER_INSERT,
    SQL_NEXTS,
    SQL_NEXT_ANSWERS,
    SQL_DECISION_INSERT,
    SQL_DECISION_UNDO,
    SQL_DECISION,
    SQL_DECISIONS,
    SQL_DECIDED_INSERT,
    SQL_DECIDED_NOW,
    SQL_DECIDED_SIDE,
    SQL_DECIDED_CLAIM,
    SQL_DECIDED_KEY,
    SQL_DECIDED_EVENTS,
    SQL_DECIDED_CLAIMS,
    SQL_DECIDED_FROM,
    SQL_DECIDED_SIDES,
    SQL_CLAIM_WORDS,
    SQL_CLAIM_MOVE,
    SQL_CLAIMS_OF_EVENT,
    SQL_CLAIMS_LISTED,
    SQL_EVENT_OF_CLAIM,
    SQL_EVENT_ANY,
    SQL_EVENT_LEFT,
    SQL_EVENT_POUR,
    SQL_DOCUMENTS_OF_EVENT,
    SQL_DENIALS_OF,
    SQL_COUNTS_OF,
    SQL_ALIAS,
    SQL_ALIAS_SET,
    SQL_ALIAS_DELETE,
    SQL_COUNTER,
    SQL_COUNTER_SET,
    SQL_IMPORT_CODING,
    SQL_IMPORT_NUMBER,
    SQL_IMPORT_FILE,
    SQL_IMPORT_FILE_ROWS,
    SQL_IMPORT_BLOCK,
    SQL_IMPORT_ROWS,
    SQL_IMPORT_CLAIM,
    SQL_IMPORT_WORDS,
    SQL_IMPORT_SEARCH,
    SQL_IMPORT_RANGES,
    SQL_IMPORT_KEYS,
    SQL_IMPORT_BLOCK_KEYS,
    SQL_IMPORT_MENTION,
    SQL_SPELL_PARTIES,
    SQL_SPELL_SOURCE,
    SQL_SPELL_LINK,
    SQL_SPELLED,
    SQL_FIND, /* one for each dictionary */
    SQL_FIND_LAST = SQL_FIND + 6,
    SQL_INTERN, /* the same */
    SQL_INTERN_LAST = SQL_INTERN + 6,
    SQL_COUNT
};
const char *tc_record_sql(enum statement which);

/* ---- dictionaries -------------------------------------------------------------- */

enum dictionary { WORDS, PUBLISHERS, CODERS, ACTORS, PLACES, TIMES, SOURCES };

/* One column of a dictionary's row. */
struct field {
    enum { FIELD_TEXT, FIELD_WHOLE, FIELD_REAL } kind;
    text text;
    long long whole;
    double real;
};

/* What merging looks at in an actor; hashes of texts, 0 for an empty one. */
struct party {
    uint64_t lexicon, code, country, sector;
    uint8_t rank; /* 0 unknown .. 4 in the lexicon; more is more specific */
    bool state;   /* an organ of a state: its parts speak for the same side */
    bool armed;   /* rebels, gunmen, criminals: one may be found to be the other */
    bool known;   /* the cache's slot is filled */
};
/* The same of a place. */
struct spot {
    uint64_t country, admin1, city;
    double lat, lon; /* degrees; only if fine */
    uint8_t rank;    /* 0 none, 1 country or region, 2 admin1, 3 city */
    bool fine;       /* a place of its own within a division, and it is known where */
    bool known;
};

/* ---- the record ---------------------------------------------------------------- */

struct ids {
    long long *items;
    size_t count, room;
};

struct record {
    sqlite3 *db;
    sqlite3 *lock;    /* holds path-lock exclusively; NULL when reading or in memory */
    char *lock_path;  /* owned */
    bool write, open; /* open: a transaction is under way */
    tocsin_status failed;   /* what ended writing for good; OK while it can go on */
    unsigned pending;       /* documents in the transaction */
    long long begun;        /* when it began */
    bool wide;              /* there are events of more than a week */
    const struct ids *left; /* events that claims which are just being replaced were of;
                             * NULL: none */
    long long next_claim, next_event; /* ids; none is given twice */
    struct arena arena;               /* of the document being added */
    struct buffer key;                /* a dictionary row as bytes */
    struct map ids;                   /* such rows to their ids */
    struct arena keys;                /* what ids points at */
    struct party *parties;            /* (id) */
    size_t party_room;
    struct spot *spots; /* (id) */
    size_t spot_room;
    struct columns *columns;   /* owned; NULL: none are being written */
    struct marks *marks;       /* owned; NULL before the first; see marks.c */
    struct story *story;       /* owned; NULL before the first document; see story.c */
    struct sketches *sketches; /* owned; the same; see sketch.c */
    struct ids pairs; /* events that may be one, two by two, until the document ends */
    int decided;      /* there are decisions; -1: it is not known; see decide.c */
    sqlite3_stmt *statements[SQL_COUNT];
    char path[512];
    char message[400]; /* of the last failure */
};

/* A handle without a file; NULL: no memory. Freed with everything that it holds. */
struct record *tc_record_new(const char *path, bool write);
void tc_record_free(struct record *record); /* NULL is nothing to do */
/* Takes the writer's lock of the file in db until the handle is freed; BUSY, IO. */
tocsin_status tc_record_lock(struct record *record);
/* SQLite's open, in which a path is a path: Debian's would take one that begins "file:"
 * for a URI, with options in it. *db is to be closed even when it fails. */
int tc_record_sqlite_open(const char *path, int flags, sqlite3 **db);
/* SQLite's code as a status, its words kept for tc_record_fail(). OK, ROW, DONE: OK. */
tocsin_status tc_record_sqlite(struct record *record, int code);
/* Keeps the words and returns status. */
tocsin_status tc_record_say(struct record *record, tocsin_status status,
                            const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Fills *error from what was kept, unless OK. Returns status. */
tocsin_status tc_record_fail(struct record *record, tocsin_status status,
                             tocsin_error *error);
/* A fixed statement, ready to bind; NULL when it cannot be prepared. */
sqlite3_stmt *tc_record_statement(struct record *record, enum statement which);
/* One step; *row false at the end. The caller resets. NULL fails. */
tocsin_status tc_record_step(struct record *record, sqlite3_stmt *statement, bool *row);
/* Runs a bound statement to its end and resets it. */
tocsin_status tc_record_run(struct record *record, sqlite3_stmt *statement);
tocsin_status tc_record_exec(struct record *record, const char *sql);
/* The number that a statement without parameters gives; fallback when it is NULL. */
tocsin_status tc_record_number(struct record *record, const char *sql,
                               long long fallback, long long *out);

/* Transactions: begun by the first document, committed by pace from time to time. After
 * break, which rolls back, the handle only reads. */
tocsin_status tc_record_begin(struct record *record);
tocsin_status tc_record_pace(struct record *record);
tocsin_status tc_record_end(struct record *record);
tocsin_status tc_record_break(struct record *record, tocsin_status status);

/* Empty text and id 0 are bound as NULL. Bound texts must live until the step. */
void tc_bind_text(sqlite3_stmt *statement, int at, text t);
void tc_bind_id(sqlite3_stmt *statement, int at, long long id);
void tc_bind_whole(sqlite3_stmt *statement, int at, long long value);
/* Borrowed until the statement is run; an empty text is one, not NULL. */
void tc_bind_words(sqlite3_stmt *statement, int at, text t);
/* Valid until the statement is stepped or reset. */
text tc_column(sqlite3_stmt *statement, int at);
/* A number from 0 to count - 1; others, which only a damaged record has, give 0. */
int tc_column_below(sqlite3_stmt *statement, int at, int count);
double tc_column_real(sqlite3_stmt *statement, int at); /* NULL gives NaN */

/* ---- schema.c ------------------------------------------------------------------ */

enum { TC_SCHEMA_VERSION = 5, TC_APPLICATION_ID = 0x746F6373 /* "tocs" */ };

/* Step n brings a file of version n to version n + 1. */
struct migration {
    const char *const *sql; /* NULL-terminated */
    /* NULL, or what SQL cannot do, when all steps' SQL is done */
    tocsin_status (*then)(struct record *record);
};
extern const struct migration tc_migrations[TC_SCHEMA_VERSION];

/* Brings the file up to version count, all steps or none. OK; VERSION when it is
 * newer; FORMAT when it is another program's. */
tocsin_status tc_record_migrate(struct record *record, const struct migration *steps,
                                int count);
/* The same test without the steps, for reading. */
tocsin_status tc_record_identify(struct record *record, int *version);

/* ---- guard.c ------------------------------------------------------------------- */

/* An empty record of a layout, in memory; owned: tc_record_free(), also when the status
 * is not OK (NULL for MEMORY). */
tocsin_status tc_layout_open(int version, struct record **out);
/* Are the tables, indexes, views and triggers those of a layout, and no others? CORRUPT
 * names the first that is not. Runs nothing that the file brings along. */
tocsin_status tc_guard(struct record *record, int version);

/* ---- backup.c ------------------------------------------------------------------ */

bool tc_sync_file(const char *path);
bool tc_sync_folder(const char *path); /* the one that a path lies in */
/* Both words as one; owned: tc_free(). NULL: no memory. */
char *tc_path_with(const char *path, const char *end);

/* ---- check.c, mend.c, salvage.c, repair.c --------------------------------------- */

/* What differs between two events, in words; NULL: nothing. */
struct event;
const char *tc_event_difference(const struct event *a, const struct event *b);
/* The rows of documents as tc_document_row_hash() wants them; the id is the first
 * column. *stored gets the hash that was taken when it was read. */
extern const char tc_document_rows[];
long long tc_document_row_hash(sqlite3_stmt *row, long long *stored);

/* A repair under way: what it did and what is lost is told in lines. */
struct mending {
    struct record *record; /* being mended; in a transaction of the caller's */
    struct record *layout; /* an empty one */
    bool incomplete; /* rows of it are lost: all documents are to be coded again */
    tocsin_line_function function; /* may be NULL */
    void *context;
    long long told;
    tocsin_status ended; /* the caller's, when it had enough */
};
tocsin_status tc_mend_tell(struct mending *mending, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Makes the rows agree; MEMORY, IO, CORRUPT when a page cannot be read. */
tocsin_status tc_record_mend(struct mending *mending);

/* Copies a damaged file with a header and a list of tables of our own, so that its
 * tables can be read whatever has become of them. *version: the layout. FORMAT: it is
 * no record. The file must not be written meanwhile. */
tocsin_status tc_graft(const char *path, const char *to, int *version,
                       tocsin_error *error);

struct salvage {
    struct record *damaged; /* only db is used; open for reading */
    struct record *made;    /* empty, of the same layout */
    struct mending *mending;
    long long rows, lost; /* rows read; gaps and rows refused */
};
tocsin_status tc_salvage(struct salvage *salvage);

/* ---- dictionary.c -------------------------------------------------------------- */

tocsin_status tc_intern(struct record *record, enum dictionary which,
                        const struct field *fields, int count, long long *id);
/* For a dictionary of one text; empty gives 0. */
tocsin_status tc_intern_text(struct record *record, enum dictionary which, text t,
                             long long *id);
/* The bytes that a dictionary's row is known by, in the buffer instead of what it held;
 * data NULL: no memory. */
text tc_name_key(struct buffer *key, enum dictionary which, const struct field *fields,
                 int count);
/* id 0 gives the unknown party or place. */
tocsin_status tc_record_party(struct record *record, long long id, struct party *out);
tocsin_status tc_record_spot(struct record *record, long long id, struct spot *out);
void tc_party_of(const tocsin_mention *mention, struct party *out);
void tc_record_forget(struct record *record); /* empties the caches */
void tc_dictionary_release(struct record *record);
/* Lower case without diacritics, words parted by one space; into the arena. */
text tc_fold_words(struct arena *arena, text t);

/* ---- likeness.c ---------------------------------------------------------------- */

enum {
    WHOLE_BANDS = 12,
    LEAD_BANDS = 6,
    BAND_ROWS = 3,
    BANDS = WHOLE_BANDS + LEAD_BANDS
};

struct likeness {
    uint64_t whole; /* of all words in order */
    int32_t day;    /* published, or TC_NO_DAY */
    uint64_t bands[BANDS];
    uint64_t *runs; /* of five words */
    size_t count;
    bool sorted; /* runs are in order and distinct */
};
/* MEMORY. The runs live in the record's arena. */
tocsin_status tc_likeness(struct record *record, text t, text published,
                          struct likeness *out);
/* Of a document in the record. */
tocsin_status tc_likeness_stored(struct record *record, long long document,
                                 struct likeness *out);
/* The original that a document repeats; 0 when it is itself one. */
tocsin_status tc_likeness_find(struct record *record, struct likeness *likeness,
                               long long self, long long *original);
bool tc_likeness_copy(struct likeness *a, struct likeness *b);
/* 0 to 1: the runs that are in both, of those of the shorter one. */
double tc_likeness_share(struct likeness *a, struct likeness *b);
/* An original can be found again from here on, or no more. */
tocsin_status tc_likeness_keep(struct record *record, const struct likeness *likeness,
                               long long document);
tocsin_status tc_likeness_forget(struct record *record, const struct likeness *likeness,
                                 long long document);

/* ---- change.c ------------------------------------------------------------------ */

struct changes {
    tocsin_change *items; /* in the arena; their texts are slices of the two */
    uint32_t count;
};
/* What after has and before has not, or has otherwise, in its order; then what it has
 * left out. MEMORY. */
tocsin_status tc_changes(struct record *record, struct arena *arena, text before,
                         text after, struct changes *out);

/* ---- event.c ------------------------------------------------------------------- */

enum precision {
    PRECISION_NONE,
    PRECISION_YEAR,
    PRECISION_MONTH,
    PRECISION_WEEK,
    PRECISION_DOCUMENT,
    PRECISION_DAY
};
enum precision tc_precision(text name, int32_t from, int32_t to);
const char *tc_precision_name(enum precision precision);

/* A claim as merging sees it. */
struct facts {
    long long id, document, voice;
    int type, status;
    long long mode, actor, recipient, place; /* 0: unknown */
    int32_t from, to;                        /* TC_NO_DAY: unknown */
    enum precision precision;
    double factuality, confidence, intensity;
    text published; /* of an imported claim: when the project published it */
    int32_t known;  /* the day on which it became known; TC_NO_DAY: undated */
    long long cameo, sentence; /* the rest is not summed up, only for merging */
    const tocsin_claim *claim; /* borrowed; NULL: it is in the tables */
    /* It does not stand now, so it is not counted in its event; until: the day from
     * which it stood no more, TC_NO_DAY: no day saw it. */
    bool past;
    int32_t until;
    long long former; /* the event of the claim in whose place it comes; 0: none */
    text name, words; /* of its document and its sentence; only with claim */
};

/* An event as stored. All but id is the sum of its claims that stand now, in the order
 * of their ids. One without such claims (claims 0) is not listed; but for its counts it
 * stays as it last was, so that days on which it stood can be asked for, and so that
 * it is found again by who says it again. */
struct event {
    long long id;
    int type, status;
    long long mode;
    long long actor, actor_claim, recipient, recipient_claim, place, place_claim;
    int32_t from, to;
    enum precision precision;
    long long best; /* the claim with the strongest status, then the surest */
    double factuality, confidence, intensity; /* its; NaN: unknown */
    long long claims, documents, voices, denials, last_document;
    char first[PUBLISHED_ROOM], last[PUBLISHED_ROOM];
    /* Days: the first on which a claim of it was known (TC_NO_DAY: none is dated), and
     * the last on which one became known or was replaced (INT32_MAX: one is undated).
     * From the last day on the event is what its row says. */
    int32_t first_known, last_known;
};

/* The claim's time, or else the day the document was published. */
void tc_facts_time(struct facts *facts, text from, text to, text precision);
bool tc_status_denies(int status);
int tc_status_kind(int status); /* 0 the act itself, 1 to 4 a kind of future */

void tc_event_init(struct event *event, long long id);
/* No claim of it stands any more. */
void tc_event_empty(struct event *event);
/* It has a claim that stood from a day to before another; either may be TC_NO_DAY. */
void tc_event_past(struct event *event, int32_t known, int32_t until);
/* Adds a claim. voices is left to the caller. */
tocsin_status tc_event_add(struct record *record, struct event *event,
                           const struct facts *facts);
/* Columns of SQL_EVENT_LOAD, SQL_EVENT_NEAR and the listing. */
#define EVENT_COLUMNS                                                                  \
    "e.id, e.type, e.status, e.mode, e.actor, e.actor_claim, e.recipient, "            \
    "e.recipient_claim, e.place, e.place_claim, e.from_day, e.to_day, e.precision, "   \
    "e.best, e.factuality, e.confidence, e.claims, e.documents, e.voices, "            \
    "e.denials, e.last_document, e.first_published, e.last_published, e.intensity, "   \
    "e.first_known, e.last_known"
void tc_event_row(sqlite3_stmt *statement, struct event *out);
/* The condition that a claim c stood at the end of a day. */
#define CLAIM_STOOD(day) "c.known <= " day " AND (c.until IS NULL OR c.until > " day ")"
enum { FACTS_COUNT = 18 }; /* columns */
#define FACTS_COLUMNS FACTS_COLUMNS_OF("d.published")
#define FACTS_FROM                                                                     \
    " FROM claims c LEFT JOIN documents d ON d.id = c.document "                       \
    "LEFT JOIN times t ON t.id = c.time "
/* The same of the version that a claim stands in, which may not be the newest. */
#define FACTS_COLUMNS_THEN                                                             \
    FACTS_COLUMNS_OF("CASE WHEN g.version <> d.version THEN (SELECT h.published FROM " \
                     "documents_history h WHERE h.document = c.document AND "          \
                     "h.version = g.version) ELSE d.published END")
#define FACTS_FROM_THEN FACTS_FROM "LEFT JOIN codings g ON g.id = c.coding "
#define FACTS_COLUMNS_OF(published)                                                    \
    "c.id, c.document, c.voice, c.type, c.status, c.mode, c.actor, c.recipient, "      \
    "c.place, c.factuality, c.confidence, t.from_day, t.to_day, t.precision, "         \
    "CASE WHEN c.document IS NULL THEN c.known ELSE " published " END, "               \
    "c.event, c.intensity, c.known"
void tc_facts_row(sqlite3_stmt *statement, struct facts *out);
/* The sum of an event's claims: of those that stand now (SQL_FACTS_OF_EVENT), or that
 * stood at the end of the day as_of (SQL_FACTS_STOOD), which is then ?2. claims 0:
 * there are none. */
tocsin_status tc_event_sum(struct record *record, sqlite3_stmt *statement, long long id,
                           text as_of, struct event *out);
/* The same through the record's own statement. */
tocsin_status tc_event_sum_all(struct record *record, long long id, struct event *out);
/* Distinct numbers among count; sorts them. */
size_t tc_distinct(long long *ids, size_t count);

/* ---- columns.c ----------------------------------------------------------------- */

/* What one event is found and counted by, as 32-bit numbers. Ids are 0 when unknown. */
enum event_column {
    COLUMN_FROM, /* day; TC_NO_DAY: undated, TC_GONE: there is no such event */
    COLUMN_TO,
    COLUMN_KIND, /* see TC_KIND_... */
    COLUMN_ACTOR,
    COLUMN_RECIPIENT,
    COLUMN_PLACE,
    COLUMN_SOURCE, /* of an imported event's only claim: bits 0-25 publisher, from 26 on
                      the number of the project */
    COLUMN_FIRST_KNOWN,
    COLUMN_LAST_KNOWN,
    COLUMN_CLAIMS,
    COLUMNS
};
#define TC_GONE INT32_MAX
/* Bits of COLUMN_KIND: 0-3 type, 4-6 status, 7 imported: its one claim is a row of
 * another project's file, whose parties are the event's; 16-31 intensity in hundredths,
 * INT16_MIN unknown. */
enum { TC_KIND_STATUS = 4, TC_KIND_IMPORTED = 1 << 7, TC_KIND_INTENSITY = 16 };
enum { TC_SOURCE_PROJECT = 26, TC_PROJECTS = 31 };
enum { TC_CHUNK = 8192 }; /* events that stand together */

/* COLUMN_KIND of an event. */
int32_t tc_event_kind(const struct event *event);
/* Whether it has no claim but one row of another project's file. */
bool tc_event_imported(const struct event *event);
/* Keeps them in step with the table of events; written by tc_columns_flush().
 *   old     what stood there; NULL: nothing
 *   source  COLUMN_SOURCE of an imported event, else 0 */
tocsin_status tc_columns_set(struct record *record, const struct event *old,
                             const struct event *now, long long source);
/* Events of numbers that follow one another, behind all that are there. */
tocsin_status tc_columns_append(struct record *record, const struct event *events,
                                const long long *sources, size_t count);
tocsin_status tc_columns_drop(struct record *record, long long event);
tocsin_status tc_columns_flush(struct record *record);
void tc_columns_forget(struct record *record); /* what was not flushed is gone */
/* Makes them again from the table of events, in the transaction under way. */
tocsin_status tc_columns_rebuild(struct record *record);

/* One chunk, read back. */
struct chunk {
    long long first;      /* the event of slot 0 */
    int32_t low, high;    /* the first day of COLUMN_FROM, the last of COLUMN_TO */
    int32_t known, since; /* the least of COLUMN_FIRST_KNOWN, the greatest of LAST */
};
/* The chunks that are there, by number; *out owned: tc_free(). */
tocsin_status tc_columns_chunks(struct record *record, struct chunk **out,
                                size_t *count);
/* One column of a chunk, TC_CHUNK values; TC_GONE or 0 where nothing was stored.
 * statement: of TC_COLUMN_SQL. CORRUPT. */
#define TC_COLUMN_SQL "SELECT data FROM event_columns WHERE id = ?1"
tocsin_status tc_columns_read(struct record *record, sqlite3_stmt *statement,
                              enum event_column which, long long first,
                              int32_t out[TC_CHUNK]);

/* The numbers of the projects whose names fit the filter's source. */
#define TC_IDS_OF_PROJECT                                                              \
    "SELECT f.number FROM import_files f WHERE words_fit(?9, f.project)"
/* COLUMN_SOURCE of a claim c. */
#define TC_SOURCE_OF_CLAIM                                                             \
    "SELECT f.number << 26 | coalesce(c.source, 0) FROM claims c "                     \
    "JOIN import_files f ON f.coding = c.coding "
/* For the check: whether the columns say what the event's row says, and of how many
 * events they speak. new and free are a pair; free takes NULL. */
struct column_check;
tocsin_status tc_columns_check_new(struct record *record, struct column_check **out);
void tc_columns_check_free(struct column_check *check);
tocsin_status tc_columns_compare(struct record *record, struct column_check *check,
                                 const struct event *event, bool *same);
tocsin_status tc_columns_count(struct record *record, struct column_check *check,
                               long long *out);

/* ---- merge.c ------------------------------------------------------------------- */

enum { KEYS = 3 };
struct merge_key {
    long long key;
    int32_t day;
};
/* Where an event is looked for; returns how many, at most KEYS. */
tocsin_status tc_event_keys(struct record *record, const struct event *event,
                            struct merge_key keys[KEYS], int *count);
bool tc_event_wide(const struct event *event);
/* Finds the claim's event or makes one, and counts the claim in it.
 *   *fit  0 to 1: how well it fits; 1 for the claim that made the event */
tocsin_status tc_merge(struct record *record, const struct facts *facts,
                       long long *event, double *fit);
/* After the last claim of a document: events that its claims have shown to be one. */
tocsin_status tc_merge_settle(struct record *record);
/* Writes an event whose claims have changed in place of old; was: its old keys. */
tocsin_status tc_event_store(struct record *record, const struct event *old,
                             const struct event *now);
tocsin_status tc_event_drop(struct record *record, const struct event *event);

/* ---- add.c, replace.c ---------------------------------------------------------- */

/* Appends. MEMORY. */
tocsin_status tc_ids_add(struct record *record, struct ids *list, long long item);

/* What a text says of itself. begin == end: in its title. */
struct correction {
    tocsin_correction kind;
    uint32_t begin, end;
};
/* A document on its way into the tables. */
struct adding {
    struct record *record;
    const tocsin_coding *coding;
    struct likeness likeness;
    long long hash;
    long long document; /* 0: not there yet */
    long long coder;
    long long version; /* of its contents, from 1 in the order of arrival */
    long long coding_id;
    char known[11];    /* day that this version became known; "": undated */
    long long address; /* hash of what its URL stands for; 0: of no article */
    struct correction correction;
    bool liked;     /* likeness is filled */
    bool recoded;   /* the same contents, by another coder */
    bool stands;    /* it is the newest version */
    char until[11]; /* else: the day from which a newer one stood; "": no day saw it */
    long long former;   /* recoded: the coding of this version that was in force */
    long long copy_of;  /* of the document as it was; 0: it was none */
    long long original; /* 0: it is no copy */
    long long publisher;
    long long agency;
    text published_by;   /* the original's agency or publisher, whose voice it is */
    long long old_voice; /* of what is replaced, where it names no source */
    bool keeps;          /* changed, but still the original of these copies */
    struct ids copies;   /* only then */
    struct ids events;   /* whose claims stand no more, or stood on other days */
};
/* What a claim's row names by number. */
struct names {
    long long sentence, event, voice;
    long long mode, contexts, cameo, actor, recipient, place, time, rule, path;
    double score;
};
/* What these are in their dictionaries, seven fields at most: how many, 0: in none. */
int tc_actor_fields(const tocsin_mention *mention, struct field *out);
int tc_place_fields(const tocsin_place *place, struct field *out);
int tc_time_fields(const tocsin_time *time, struct field *out);
/* A list as one text: lines, with \n and \\ for what would be mistaken. */
void tc_contexts_lines(const tocsin_claim *claim, struct buffer *out);
/* In any way but by words. */
bool tc_mention_known(const tocsin_mention *mention);
long long tc_document_hash(const tocsin_document *document);
/* Who speaks: the innermost named source, or else the publisher of the original. */
tocsin_status tc_voice(struct record *record, const tocsin_attribution *named,
                       text publisher, long long original, long long *voice);
/* Sums an event up again. Without claims it stays as it was but for its count. */
tocsin_status tc_event_sum_again(struct record *record, long long id);
/* Copied into the record's arena; empty: it has none. */
tocsin_status tc_publisher_of(struct record *record, long long document, text *out);
/* Puts the version in its place among the others; when it is the newest, the claims of
 * the one before stand no more, and their events are summed up without them. */
tocsin_status tc_replace_begin(struct adding *adding);
tocsin_status tc_replace_end(struct adding *adding);
void tc_replace_release(struct adding *adding);

/* ---- address.c, correction.c --------------------------------------------------- */

/* What is the same for all addresses of an article; false: it names none. MEMORY is
 * false too. */
bool tc_address(text url, struct buffer *out);
long long tc_address_hash(text url); /* 0: it names no article */
/* Of the documents of an older layout, which has none. */
tocsin_status tc_addresses_fill(struct record *record);
void tc_correction_find(text title, text body, struct correction *out);

/* ---- versions.c ---------------------------------------------------------------- */

/* Replaced on a day that is not known: every day on which it was known saw it. */
#define TC_SOME_DAY "9999-12-31"

/* Of a document that is there: fills stands, until, former, and events, and sets the
 * claims of the others right. */
tocsin_status tc_versions_place(struct adding *adding);
/* Appends the numbers that a statement with one number to bind gives. */
tocsin_status tc_ids_collect(struct record *record, enum statement which, long long of,
                             struct ids *list);

/* ---- load.c -------------------------------------------------------------------- */

/* Where a claim comes from that is a row of another project's file. */
struct import_place {
    text format, project, path; /* of the file */
    long long line;             /* in it */
    text native, id, url;       /* see struct import_row */
};
/* An imported claim's parties and source as rows of mentions and attributions, by which
 * claims are searched. An event that gets or had several claims needs it of all. */
tocsin_status tc_record_spell_out(struct record *record, long long claim);
/* One block of rows, unpacked. */
struct import_block {
    long long first, rows; /* claims; rows 0: nothing is unpacked */
    struct buffer bytes;
    sqlite3_stmt *find;
    text format, project, path;
    struct arena arena; /* of these */
};
void tc_import_block_init(struct import_block *block);
void tc_import_block_release(struct import_block *block);
/* Finds an imported claim's row. *out is valid until the block is used again. MISSING,
 * CORRUPT, MEMORY. */
tocsin_status tc_import_find(struct record *record, struct import_block *block,
                             long long claim, struct import_place *out);

/* ---- query.c ------------------------------------------------------------------- */

/* The numbers of the parameters in every listing's SQL. */
enum parameter {
    P_ACTOR = 1,
    P_RECIPIENT,
    P_PARTY,
    P_TYPE,
    P_STATUS,
    P_FROM,
    P_TO,
    P_PLACE,
    P_SOURCE,
    P_WORDS,
    P_AS_OF,
    P_EVENT,
    P_LIMIT,
    P_OFFSET
};
struct query {
    struct record *record;
    const tocsin_filter *filter;
    struct buffer sql;
    struct buffer words; /* the full-text expression */
    text as_of;          /* a day; empty: what stands now */
    bool by_arrival;     /* claims not by day, but as their documents came */
};
tocsin_status tc_query_init(struct query *query, struct record *record,
                            const tocsin_filter *filter);
void tc_query_release(struct query *query);
void tc_query_claims(struct query *query);
void tc_query_joined(struct query *query);
/* Id, day, first known day and whether it is one imported row, of the events one claim
 * of which, that stands now, meets all that is asked of claims; with as_of only those
 * that have not changed since. */
void tc_query_events(struct query *query);
/* Ids of the events one claim of which, that stood then, does. */
void tc_query_events_known(struct query *query);
/* Whether it asks for some events, and not for all that was known on a day. */
bool tc_query_narrow(const struct query *query);
/* Whether anything is asked of claims. */
bool tc_query_of_claims(const struct query *query);
/* The numbers of the names that fit a condition. */
#define TC_IDS_OF_PARTY(number)                                                        \
    "SELECT a.id FROM actors a WHERE party_fits(" number                               \
    ", a.name, a.code, a.lexicon, a.words)"
#define TC_IDS_OF_PLACE                                                                \
    "SELECT p.id FROM places p WHERE place_fits(?8, p.name, p.country, p.admin1)"
#define TC_IDS_OF_PUBLISHER "SELECT p.id FROM publishers p WHERE words_fit(?9, p.name)"
/* Prepares what was composed and binds the filter to it. */
tocsin_status tc_query_prepare(struct query *query, sqlite3_stmt **out);
/* The SQL functions that conditions on names use. */
int tc_query_functions(sqlite3 *db);

/* How the full-text indexes take words, in all layouts so far. */
#define TC_TOKENIZER "tokenize='porter unicode61 remove_diacritics 2'"
/* Words anywhere, "words in a row" and begin* as an expression in which nothing is an
 * operator; empty: there is no word. */
void tc_full_text(struct buffer *out, text t);
void tc_marks_release(struct record *record); /* marks.c */

/* ---- list.c -------------------------------------------------------------------- */

/* tc_record_claims(), or those of documents alone in the order in which these came. */
tocsin_status tc_record_claims_in(struct record *record, const tocsin_filter *filter,
                                  bool by_arrival, tocsin_claim_function function,
                                  void *context, tocsin_error *error);

/* ---- list.c, check.c ------------------------------------------------------------ */

struct listing;
struct hits;
/* *out owned: tc_listing_free(), which takes NULL; NULL unless OK. What filter points
 * at must live as long; NULL: all. */
tocsin_status tc_listing_new(struct record *record, const tocsin_filter *filter,
                             struct listing **out);
void tc_listing_free(struct listing *listing);
/* The events of the filter; hits->keys owned: tc_free(). */
tocsin_status tc_listing_find(struct listing *listing, struct hits *hits);
/* An event as the filter's day has it; claims 0: nobody said it then. */
tocsin_status tc_listing_event(struct listing *listing, long long id,
                               struct event *out);
/* Calls function with the event's values, good during the call. */
tocsin_status tc_listing_tell(struct listing *listing, const struct event *event,
                              tocsin_event_function function, void *context);
/* Good until the listing is used again. */
struct listed_claim {
    tocsin_claim claim;
    const tocsin_document *document;
    long long event;
};
tocsin_status tc_listing_claim(struct listing *listing, long long id,
                               struct listed_claim *out);
/* Until let_go one state of the record is read, whoever writes meanwhile. */
tocsin_status tc_record_hold(struct record *record, bool *held);
void tc_record_let_go(struct record *record, bool held);

/* ---- find.c -------------------------------------------------------------------- */

/* Events in the order of day and id; read with the functions below. */
struct hits {
    uint64_t *keys;            /* owned: tc_free() */
    size_t begin, count, room; /* what is asked for is from begin to count */
    size_t wanted;             /* the least so many */
    uint64_t bound;            /* no key from here on is among them */
};
/* The events of the filter. */
tocsin_status tc_find_events(struct query *query, struct hits *hits);
/* Those alone that are one imported row, in the order of the day it became known. */
tocsin_status tc_find_imported(struct query *query, struct hits *hits);
/* Counts the events of the filter, whatever its limit, instead of listing them. */
struct counter {
    void *context;
    unsigned columns; /* bits 1 << COLUMN_...: which it looks at */
    /* Events of one chunk, those with keep 1; the other columns are NULL. */
    tocsin_status (*chunk)(void *context, const int32_t *const columns[COLUMNS],
                           const unsigned char keep[TC_CHUNK]);
    /* One whose columns do not say what was known. */
    tocsin_status (*event)(void *context, const struct event *event);
};
tocsin_status tc_find_count(struct query *query, const struct counter *counter);
long long tc_hit_event(const struct hits *hits, size_t i);
int32_t tc_hit_day(const struct hits *hits, size_t i);

#endif
