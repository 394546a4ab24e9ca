/* record/schema.c: the layout of the file. docs/record.md explains every column.
 *
 * A record of a million news items holds some three million claims, and most of what
 * they say is said a thousand times over: the same actors, places, days, modes, rules.
 * Such rows are stored once, in the dictionaries (words, actors, places, times,
 * sources, publishers), and named by number. The words of a mention are not stored at
 * all while they are what the document's text has at its bytes: NULL stands for that
 * slice. The full-text index likewise reads its sentences out of the documents through
 * a view.
 *
 * In the dictionaries unknown text is '' and never NULL, because NULLs are not equal to
 * each other and a row could be there twice; everywhere else unknown is NULL.
 *
 * Foreign keys are declared but not enforced while writing (each would cost a look-up a
 * row, a third of the time); tc_record_check() tests them all.
 *
 * A layout is made by migrations from an empty file, never by a dump of the newest one,
 * so that what is tested is what old files go through.
 */
#include "record/inside.h"

static const char documents[] = /* and what they are described with */
    "CREATE TABLE types(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE statuses(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE coders(id INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE words(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE publishers(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE actors(id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " code TEXT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL,"
    " lexicon TEXT NOT NULL, words TEXT NOT NULL,"
    " UNIQUE(name, code, country, sector, lexicon, words)) STRICT;"
    "CREATE TABLE places(id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " country TEXT NOT NULL, admin1 TEXT NOT NULL, lat REAL, lon REAL,"
    " geonames INTEGER NOT NULL, precision TEXT NOT NULL,"
    " UNIQUE(name, country, admin1, lat, lon, geonames, precision)) STRICT;"
    "CREATE TABLE times(id INTEGER PRIMARY KEY, from_day TEXT NOT NULL,"
    " to_day TEXT NOT NULL, precision TEXT NOT NULL, type TEXT NOT NULL,"
    " value TEXT NOT NULL,"
    " UNIQUE(from_day, to_day, precision, type, value)) STRICT;"
    "CREATE TABLE sources(id INTEGER PRIMARY KEY, text TEXT NOT NULL,"
    " named INTEGER NOT NULL, code TEXT NOT NULL, lexicon TEXT NOT NULL,"
    " name TEXT NOT NULL, UNIQUE(text, named, code, lexicon, name)) STRICT;"
    "CREATE TABLE documents(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " url TEXT, title TEXT, published TEXT, publisher INTEGER REFERENCES publishers,"
    " language TEXT, file TEXT, line INTEGER NOT NULL, sentences INTEGER NOT NULL,"
    " tokens INTEGER NOT NULL, hash INTEGER NOT NULL, likeness INTEGER NOT NULL,"
    " copy_of INTEGER REFERENCES documents, coder INTEGER NOT NULL REFERENCES coders,"
    " learnt INTEGER NOT NULL, text TEXT NOT NULL) STRICT;"
    "CREATE INDEX documents_day ON documents(substr(published, 1, 10), id);"
    "CREATE INDEX documents_published ON documents(published);"
    "CREATE INDEX documents_publisher ON documents(publisher);"
    "CREATE INDEX documents_likeness ON documents(likeness);"
    "CREATE INDEX documents_copy ON documents(copy_of) WHERE copy_of IS NOT NULL;"
    "CREATE TABLE documents_history(id INTEGER PRIMARY KEY,"
    " document INTEGER NOT NULL REFERENCES documents, hash INTEGER NOT NULL,"
    " coder INTEGER NOT NULL REFERENCES coders, learnt INTEGER NOT NULL,"
    " url TEXT, title TEXT, published TEXT, publisher INTEGER REFERENCES publishers,"
    " language TEXT, text TEXT) STRICT;"
    "CREATE INDEX documents_history_document ON documents_history(document, hash);"
    "CREATE TABLE bands(band INTEGER NOT NULL,"
    " document INTEGER NOT NULL REFERENCES documents, PRIMARY KEY(band, document))"
    " STRICT, WITHOUT ROWID;";

static const char claims[] =
    "CREATE TABLE sentences(id INTEGER PRIMARY KEY,"
    " document INTEGER NOT NULL REFERENCES documents, number INTEGER NOT NULL,"
    " begin_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL) STRICT;"
    "CREATE TABLE claims(id INTEGER PRIMARY KEY,"
    " document INTEGER NOT NULL REFERENCES documents, number INTEGER NOT NULL,"
    " sentence INTEGER NOT NULL REFERENCES sentences,"
    " event INTEGER NOT NULL REFERENCES events, score REAL NOT NULL,"
    " voice INTEGER NOT NULL REFERENCES words,"
    " type INTEGER NOT NULL REFERENCES types,"
    " status INTEGER NOT NULL REFERENCES statuses,"
    " mode INTEGER REFERENCES words, contexts INTEGER REFERENCES words,"
    " cameo INTEGER REFERENCES words, intensity REAL, factuality REAL,"
    " confidence REAL, actor INTEGER REFERENCES actors,"
    " recipient INTEGER REFERENCES actors, place INTEGER REFERENCES places,"
    " place_begin INTEGER NOT NULL, place_end INTEGER NOT NULL, place_text TEXT,"
    " time INTEGER REFERENCES times, time_begin INTEGER NOT NULL,"
    " time_end INTEGER NOT NULL, time_text TEXT, trigger_begin INTEGER NOT NULL,"
    " trigger_end INTEGER NOT NULL, trigger_text TEXT,"
    " rule INTEGER REFERENCES words, path INTEGER REFERENCES words) STRICT;"
    "CREATE UNIQUE INDEX claims_document ON claims(document, number);"
    "CREATE INDEX claims_sentence ON claims(sentence);"
    "CREATE INDEX claims_event ON claims(event, voice);"
    "CREATE TABLE mentions(claim INTEGER NOT NULL REFERENCES claims,"
    " side INTEGER NOT NULL CHECK(side IN (0, 1)), number INTEGER NOT NULL,"
    " actor INTEGER NOT NULL REFERENCES actors, begin_byte INTEGER NOT NULL,"
    " end_byte INTEGER NOT NULL, text TEXT, PRIMARY KEY(claim, side, number))"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX mentions_actor ON mentions(actor, side);"
    "CREATE TABLE attributions(claim INTEGER NOT NULL REFERENCES claims,"
    " number INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES sources,"
    " source_begin INTEGER NOT NULL, source_end INTEGER NOT NULL,"
    " cue INTEGER REFERENCES words, cue_begin INTEGER NOT NULL,"
    " cue_end INTEGER NOT NULL, content_begin INTEGER NOT NULL,"
    " content_end INTEGER NOT NULL, content2_begin INTEGER NOT NULL,"
    " content2_end INTEGER NOT NULL, PRIMARY KEY(claim, number)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX attributions_source ON attributions(source);"
    "CREATE TABLE numbers(claim INTEGER NOT NULL REFERENCES claims,"
    " number INTEGER NOT NULL, what INTEGER REFERENCES words, low INTEGER NOT NULL,"
    " high INTEGER NOT NULL, begin_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL,"
    " text TEXT, PRIMARY KEY(claim, number)) STRICT, WITHOUT ROWID;";

static const char events[] =
    "CREATE TABLE events(id INTEGER PRIMARY KEY,"
    " type INTEGER NOT NULL REFERENCES types,"
    " status INTEGER NOT NULL REFERENCES statuses, mode INTEGER REFERENCES words,"
    " actor INTEGER REFERENCES actors, actor_claim INTEGER REFERENCES claims,"
    " recipient INTEGER REFERENCES actors, recipient_claim INTEGER REFERENCES claims,"
    " place INTEGER REFERENCES places, place_claim INTEGER REFERENCES claims,"
    " from_day TEXT, to_day TEXT, precision TEXT NOT NULL,"
    " best INTEGER NOT NULL REFERENCES claims, factuality REAL, confidence REAL,"
    " claims INTEGER NOT NULL, documents INTEGER NOT NULL, voices INTEGER NOT NULL,"
    " denials INTEGER NOT NULL, last_document INTEGER NOT NULL REFERENCES documents,"
    " first_published TEXT, last_published TEXT) STRICT;"
    "CREATE INDEX events_day ON events(from_day, id, to_day);"
    "CREATE INDEX events_type ON events(type, from_day, id, to_day);"
    "CREATE INDEX events_place ON events(place);"
    "CREATE TABLE counters(name TEXT PRIMARY KEY, next INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "INSERT INTO counters VALUES('claim', 1), ('event', 1);"
    "CREATE TABLE merge_keys(key INTEGER NOT NULL, day INTEGER NOT NULL,"
    " event INTEGER NOT NULL REFERENCES events, PRIMARY KEY(key, day, event))"
    " STRICT, WITHOUT ROWID;"
    "CREATE VIEW sentence_texts AS SELECT s.id AS id,"
    " CAST(substr(CAST(d.text AS BLOB), s.begin_byte + 1, s.end_byte - s.begin_byte)"
    " AS TEXT) AS text FROM sentences s JOIN documents d ON d.id = s.document;"
    "CREATE VIRTUAL TABLE sentence_search USING fts5(text, content='sentence_texts',"
    " content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');";

/* The numbers of tocsin.h with their names, for whoever reads the file with SQL. */
static const char names[] =
#define X(name)                                                                        \
    "INSERT INTO types SELECT coalesce(max(id) + 1, 0), '" #name "' FROM types;"
    TOCSIN_TYPES(X)
#undef X
        "";
static const char more_names[] =
#define X(name, word)                                                                  \
    "INSERT INTO statuses SELECT coalesce(max(id) + 1, 0), '" word "' FROM statuses;"
    TOCSIN_CLAIM_STATUSES(X)
#undef X
        "";

static const char *const version_1[] = {documents, claims,     events,
                                        names,     more_names, NULL};

/* What kind of voice speaks, how far it vouches, and what is said of whether it is
 * true. Claims of before have voices of an unknown kind until they are coded again. */
static const char voices[] =
    "CREATE TABLE voice_kinds(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
    "CREATE TABLE verification_kinds(id INTEGER PRIMARY KEY, name TEXT NOT NULL)"
    " STRICT;"
    "ALTER TABLE attributions ADD COLUMN kind INTEGER NOT NULL DEFAULT 0"
    " REFERENCES voice_kinds;"
    "ALTER TABLE attributions ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE attributions ADD COLUMN stance REAL;"
    "CREATE TABLE verifications(claim INTEGER PRIMARY KEY REFERENCES claims,"
    " kind INTEGER NOT NULL REFERENCES verification_kinds,"
    " begin_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL, text TEXT,"
    " who INTEGER REFERENCES words) STRICT;";
static const char voice_names[] =
#define X(name, word)                                                                  \
    "INSERT INTO voice_kinds SELECT coalesce(max(id) + 1, 0), '" word                  \
    "' FROM voice_kinds;"
    TOCSIN_VOICE_KINDS(X)
#undef X
#define X(name, word)                                                                  \
    "INSERT INTO verification_kinds SELECT coalesce(max(id) + 1, 0), '" word           \
    "' FROM verification_kinds;"
        TOCSIN_VERIFICATIONS(X)
#undef X
            "";

/* Whose expression a claim's time is. Of claims of before it is known only where the
 * day was the document's. */
static const char bounds[] =
    "CREATE TABLE times_bound(id INTEGER PRIMARY KEY, from_day TEXT NOT NULL,"
    " to_day TEXT NOT NULL, precision TEXT NOT NULL, type TEXT NOT NULL,"
    " value TEXT NOT NULL, bound TEXT NOT NULL,"
    " UNIQUE(from_day, to_day, precision, type, value, bound)) STRICT;"
    "INSERT INTO times_bound SELECT id, from_day, to_day, precision, type, value,"
    " CASE precision WHEN 'document' THEN precision ELSE '' END FROM times;"
    "DROP TABLE times;"
    "ALTER TABLE times_bound RENAME TO times;";

static const char *const version_2[] = {voices, voice_names, bounds, NULL};

/* Versions of a document, each with its text; codings of each version; and of each
 * claim the day it became known and the day another took its place. Which versions
 * there were is told by layout 2's history; their claims it did not keep. */
static const char versions[] =
    "CREATE TABLE codings(id INTEGER PRIMARY KEY,"
    " document INTEGER REFERENCES documents, version INTEGER NOT NULL,"
    " coder INTEGER NOT NULL REFERENCES coders, learnt INTEGER NOT NULL, known TEXT)"
    " STRICT;"
    "CREATE INDEX codings_document ON codings(document, version);"
    "ALTER TABLE documents ADD COLUMN changed TEXT;"
    "ALTER TABLE documents ADD COLUMN authors TEXT;"
    "ALTER TABLE documents ADD COLUMN version INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE documents ADD COLUMN correction INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE documents ADD COLUMN address INTEGER;"
    "CREATE INDEX documents_address ON documents(address) WHERE address IS NOT NULL;"
    "ALTER TABLE documents_history ADD COLUMN changed TEXT;"
    "ALTER TABLE documents_history ADD COLUMN authors TEXT;"
    "ALTER TABLE documents_history ADD COLUMN version INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE documents_history ADD COLUMN correction INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE sentences ADD COLUMN version INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE claims ADD COLUMN coding INTEGER REFERENCES codings;"
    "ALTER TABLE claims ADD COLUMN known TEXT;"
    "ALTER TABLE claims ADD COLUMN until TEXT;"
    "DROP VIEW sentence_texts;"
    "CREATE VIEW sentence_texts AS SELECT s.id AS id,"
    " CAST(substr(CAST(CASE WHEN s.version = d.version THEN d.text ELSE"
    " (SELECT h.text FROM documents_history h WHERE h.document = s.document"
    " AND h.version = s.version) END AS BLOB), s.begin_byte + 1,"
    " s.end_byte - s.begin_byte) AS TEXT) AS text"
    " FROM sentences s JOIN documents d ON d.id = s.document;";
/* Numbered in the order in which they last came, and known in that order too, so that
 * the one which stood is the one which stands (versions.c). */
static const char old_versions[] =
    "CREATE TABLE numbered(document INTEGER NOT NULL, hash INTEGER NOT NULL,"
    " version INTEGER NOT NULL, PRIMARY KEY(document, hash)) WITHOUT ROWID;"
    "INSERT INTO numbered SELECT document, hash,"
    " row_number() OVER (PARTITION BY document ORDER BY max(place)) FROM"
    " (SELECT document, hash, id AS place FROM documents_history UNION ALL"
    " SELECT id, hash, 9223372036854775807 FROM documents WHERE id IN"
    " (SELECT document FROM documents_history)) GROUP BY document, hash;"
    "UPDATE documents SET version = (SELECT n.version FROM numbered n"
    " WHERE n.document = documents.id AND n.hash = documents.hash)"
    " WHERE id IN (SELECT document FROM numbered);"
    "UPDATE documents_history SET version = (SELECT n.version FROM numbered n"
    " WHERE n.document = documents_history.document"
    " AND n.hash = documents_history.hash);"
    "UPDATE documents_history SET text = coalesce((SELECT h.text"
    " FROM documents_history h WHERE h.document = documents_history.document"
    " AND h.id > documents_history.id AND h.text IS NOT NULL ORDER BY h.id LIMIT 1),"
    " (SELECT d.text FROM documents d WHERE d.id = documents_history.document))"
    " WHERE text IS NULL;"
    "UPDATE sentences SET version = (SELECT d.version FROM documents d"
    " WHERE d.id = sentences.document) WHERE document IN"
    " (SELECT document FROM numbered);"
    "DROP TABLE numbered;";
static const char old_codings[] = /* a document's current one is its last */
    "INSERT INTO codings(document, version, coder, learnt, known)"
    " SELECT h.document, h.version, h.coder, h.learnt, min(substr(h.published, 1, 10),"
    " coalesce(substr(d.published, 1, 10), '9999'))"
    " FROM documents_history h JOIN documents d ON d.id = h.document ORDER BY h.id;"
    "INSERT INTO codings(document, version, coder, learnt, known)"
    " SELECT id, version, coder, learnt, substr(published, 1, 10)"
    " FROM documents ORDER BY id;"
    "UPDATE claims SET (coding, known) = (SELECT k.id, k.known FROM codings k"
    " WHERE k.document = claims.document ORDER BY k.id DESC LIMIT 1);"
    "DELETE FROM documents_history WHERE EXISTS(SELECT 1 FROM documents d"
    " WHERE d.id = documents_history.document AND d.version ="
    " documents_history.version) OR EXISTS(SELECT 1 FROM documents_history h"
    " WHERE h.document = documents_history.document AND h.version ="
    " documents_history.version AND h.id < documents_history.id);"
    "CREATE UNIQUE INDEX documents_history_version"
    " ON documents_history(document, version);";

/* A claim may come from another project's file instead of a document, and then has no
 * sentence and no offsets. Each such row costs its bytes ten million times, so it is in
 * two indexes that grow at their ends and in no other. */
#define CLAIM_COLUMNS                                                                  \
    "id, document, coding, number, sentence, event, score, voice, type, status, mode," \
    " contexts, cameo, intensity, factuality, confidence, actor, recipient, place,"    \
    " place_begin, place_end, place_text, time, time_begin, time_end, time_text,"      \
    " trigger_begin, trigger_end, trigger_text, rule, path, known, until"
static const char claims_anew[] =
    "CREATE TABLE claims_anew(id INTEGER PRIMARY KEY,"
    " document INTEGER REFERENCES documents, coding INTEGER REFERENCES codings,"
    " number INTEGER NOT NULL, sentence INTEGER REFERENCES sentences,"
    " event INTEGER NOT NULL REFERENCES events, score REAL,"
    " voice INTEGER NOT NULL REFERENCES words,"
    " type INTEGER NOT NULL REFERENCES types,"
    " status INTEGER NOT NULL REFERENCES statuses,"
    " mode INTEGER REFERENCES words, contexts INTEGER REFERENCES words,"
    " cameo INTEGER REFERENCES words, intensity REAL, factuality REAL,"
    " confidence REAL, actor INTEGER REFERENCES actors,"
    " recipient INTEGER REFERENCES actors, place INTEGER REFERENCES places,"
    " place_begin INTEGER, place_end INTEGER, place_text TEXT,"
    " time INTEGER REFERENCES times, time_begin INTEGER,"
    " time_end INTEGER, time_text TEXT, trigger_begin INTEGER,"
    " trigger_end INTEGER, trigger_text TEXT,"
    " rule INTEGER REFERENCES words, path INTEGER REFERENCES words,"
    " known TEXT, until TEXT, source INTEGER REFERENCES publishers) STRICT;"
    "INSERT INTO claims_anew(" CLAIM_COLUMNS ") SELECT " CLAIM_COLUMNS " FROM claims;"
    "DROP TABLE claims;"
    "ALTER TABLE claims_anew RENAME TO claims;"
    "CREATE UNIQUE INDEX claims_document ON claims(document, coding, number)"
    " WHERE document IS NOT NULL;"
    "CREATE INDEX claims_sentence ON claims(sentence) WHERE sentence IS NOT NULL;"
    "CREATE INDEX claims_event ON claims(event, voice);"
    "CREATE INDEX claims_until ON claims(until) WHERE until IS NOT NULL;";

/* What events are found by stands in columns, see columns.c. */
static const char events_anew[] =
    "CREATE TABLE events_anew(id INTEGER PRIMARY KEY,"
    " type INTEGER NOT NULL REFERENCES types,"
    " status INTEGER NOT NULL REFERENCES statuses, mode INTEGER REFERENCES words,"
    " actor INTEGER REFERENCES actors, actor_claim INTEGER REFERENCES claims,"
    " recipient INTEGER REFERENCES actors, recipient_claim INTEGER REFERENCES claims,"
    " place INTEGER REFERENCES places, place_claim INTEGER REFERENCES claims,"
    " from_day TEXT, to_day TEXT, precision TEXT NOT NULL,"
    " best INTEGER NOT NULL REFERENCES claims, factuality REAL, confidence REAL,"
    " intensity REAL, claims INTEGER NOT NULL, documents INTEGER NOT NULL,"
    " voices INTEGER NOT NULL, denials INTEGER NOT NULL,"
    " last_document INTEGER REFERENCES documents,"
    " first_published TEXT, last_published TEXT,"
    " first_known INTEGER, last_known INTEGER) STRICT;"
    "INSERT INTO events_anew SELECT e.id, e.type, e.status, e.mode, e.actor,"
    " e.actor_claim, e.recipient, e.recipient_claim, e.place, e.place_claim,"
    " e.from_day, e.to_day, e.precision, e.best, e.factuality, e.confidence,"
    " b.intensity, e.claims, e.documents, e.voices, e.denials, e.last_document,"
    " e.first_published, e.last_published,"
    " (SELECT min(CAST(julianday(c.known) - 2440587.5 AS INTEGER)) FROM claims c"
    "  WHERE c.event = e.id),"
    " (SELECT max(CAST(coalesce(julianday(c.known) - 2440587.5, 2147483647)"
    "  AS INTEGER)) FROM claims c WHERE c.event = e.id)"
    " FROM events e JOIN claims b ON b.id = e.best;"
    "DROP TABLE events;"
    "ALTER TABLE events_anew RENAME TO events;"
    "CREATE TABLE event_columns(id INTEGER PRIMARY KEY, low INTEGER NOT NULL,"
    " high INTEGER NOT NULL, data BLOB NOT NULL) STRICT;";

static const char imports[] =
    "CREATE TABLE import_files(id INTEGER PRIMARY KEY,"
    " coding INTEGER NOT NULL REFERENCES codings, project TEXT NOT NULL,"
    " number INTEGER NOT NULL, format TEXT NOT NULL, path TEXT, header BLOB NOT NULL,"
    " rows INTEGER NOT NULL) STRICT;"
    "CREATE INDEX import_files_coding ON import_files(coding);"
    "CREATE TABLE import_blocks(id INTEGER PRIMARY KEY,"
    " file INTEGER NOT NULL REFERENCES import_files, first INTEGER NOT NULL,"
    " rows INTEGER NOT NULL, claim INTEGER NOT NULL REFERENCES claims,"
    " lowest INTEGER NOT NULL, highest INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX import_blocks_claim ON import_blocks(claim);"
    "CREATE UNIQUE INDEX import_blocks_file ON import_blocks(file, first);"
    "CREATE TABLE import_rows(id INTEGER PRIMARY KEY REFERENCES import_blocks,"
    " keys BLOB NOT NULL, block BLOB NOT NULL) STRICT;"
    "CREATE TABLE import_words(claim INTEGER PRIMARY KEY REFERENCES claims,"
    " text TEXT NOT NULL) STRICT;"
    "CREATE TABLE import_spelled(claim INTEGER PRIMARY KEY REFERENCES claims) STRICT;"
    "CREATE VIRTUAL TABLE import_search USING fts5(text, content='import_words',"
    " content_rowid='claim', " TC_TOKENIZER ");";

/* Whose story a document prints. */
static const char agencies[] =
    "ALTER TABLE documents ADD COLUMN agency INTEGER REFERENCES publishers;"
    "ALTER TABLE documents_history ADD COLUMN agency INTEGER REFERENCES publishers;";

/* What merging goes by: the words that stand for a document (story.c), how often words
 * were seen, and why a claim joined its event, in hundredths of a logit (fit.c). */
static const char merging[] =
    "CREATE TABLE signatures(document INTEGER PRIMARY KEY REFERENCES documents,"
    " words BLOB NOT NULL) STRICT;"
    "CREATE TABLE word_counts(id INTEGER PRIMARY KEY CHECK(id = 1),"
    " texts INTEGER NOT NULL, counts BLOB NOT NULL) STRICT;"
    "CREATE TABLE fits(claim INTEGER PRIMARY KEY REFERENCES claims,"
    " act INTEGER NOT NULL, words INTEGER NOT NULL, parties INTEGER NOT NULL,"
    " place INTEGER NOT NULL, time INTEGER NOT NULL, numbers INTEGER NOT NULL) STRICT;";

/* Events that were joined or parted, see decide.c. */
static const char decisions[] =
    "CREATE TABLE decisions(id INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL CHECK(kind IN ('merge', 'split')), by_hand INTEGER NOT NULL,"
    " event INTEGER NOT NULL, other INTEGER, score INTEGER, note TEXT,"
    " learnt INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE decided(id INTEGER PRIMARY KEY,"
    " decision INTEGER NOT NULL REFERENCES decisions, side INTEGER NOT NULL,"
    " claim INTEGER NOT NULL, key INTEGER NOT NULL, event INTEGER NOT NULL,"
    " now INTEGER NOT NULL, document TEXT NOT NULL, words TEXT NOT NULL,"
    " trigger TEXT NOT NULL) STRICT;"
    "CREATE INDEX decided_decision ON decided(decision, side);"
    "CREATE INDEX decided_key ON decided(key);"
    "CREATE TABLE event_aliases(id INTEGER PRIMARY KEY, event INTEGER NOT NULL,"
    " decision INTEGER NOT NULL REFERENCES decisions) STRICT;";

static const char *const version_3[] = {
    versions, old_versions, old_codings, claims_anew, events_anew,
    imports,  agencies,     merging,     decisions,   NULL};

static tocsin_status finish_version_3(struct record *record)
{
    tocsin_status status = tc_addresses_fill(record);
    return status ? status : tc_columns_rebuild(record);
}

/* Forecasts as they were issued, see forecast.c. */
static const char forecasts[] =
    "CREATE TABLE forecasts(id INTEGER PRIMARY KEY, made INTEGER NOT NULL,"
    " as_of TEXT NOT NULL, parties INTEGER NOT NULL, actor TEXT NOT NULL,"
    " recipient TEXT NOT NULL, roots INTEGER NOT NULL, days INTEGER NOT NULL,"
    " at_least INTEGER NOT NULL, quiet INTEGER NOT NULL, probability REAL NOT NULL,"
    " low REAL NOT NULL, high REAL NOT NULL, own REAL NOT NULL, base REAL NOT NULL,"
    " version TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX forecasts_asked ON forecasts(as_of, parties, actor, recipient,"
    " roots, days, at_least, quiet, probability);";

static const char *const version_4[] = {forecasts, NULL};

/* Forecasts of next events, likewise. */
static const char nexts[] =
    "CREATE TABLE next_forecasts(id INTEGER PRIMARY KEY, made INTEGER NOT NULL,"
    " as_of TEXT NOT NULL, parties INTEGER NOT NULL, asks INTEGER NOT NULL,"
    " actor TEXT NOT NULL, relation TEXT NOT NULL, recipient TEXT NOT NULL,"
    " version TEXT NOT NULL) STRICT;"
    "CREATE INDEX next_forecasts_asked ON next_forecasts(as_of, actor, recipient);"
    "CREATE TABLE next_answers(id INTEGER PRIMARY KEY,"
    " forecast INTEGER NOT NULL REFERENCES next_forecasts, place INTEGER NOT NULL,"
    " name TEXT NOT NULL, probability REAL NOT NULL, base REAL NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX next_answers_forecast ON next_answers(forecast, place);";

static const char *const version_5[] = {nexts, NULL};

const struct migration tc_migrations[TC_SCHEMA_VERSION] = {
    {version_1, NULL            },
    {version_2, NULL            },
    {version_3, finish_version_3},
    {version_4, NULL            },
    {version_5, NULL            },
};

/* Whose file it is; *version -1 for one with nothing in it. */
static tocsin_status identify(struct record *record, int count, int *version)
{
    long long application = 0, found = 0, tables = 0;
    tocsin_status status =
        tc_record_number(record, "PRAGMA application_id", 0, &application);
    if (!status)
        status = tc_record_number(record, "PRAGMA user_version", 0, &found);
    if (!status)
        status =
            tc_record_number(record, "SELECT count(*) FROM sqlite_schema", 0, &tables);
    if (status)
        return status;
    *version = -1;
    if (!application && !tables && !found)
        return TOCSIN_OK;
    *version = found < 0 ? 0 : (int)found;
    if (application != TC_APPLICATION_ID || found < 0)
        return tc_record_say(record, TOCSIN_FORMAT,
                             "an SQLite file of another program (application id %lld)",
                             application);
    if (found > count)
        return tc_record_say(record, TOCSIN_VERSION,
                             "layout %lld is newer than %d, which this version reads",
                             found, count);
    return TOCSIN_OK;
}

static tocsin_status look_at_it(struct record *record, int *version)
{
    tocsin_status status = identify(record, TC_SCHEMA_VERSION, version);
    if (status)
        return status;
    if (*version < 0)
        return tc_record_say(record, TOCSIN_FORMAT, "there is nothing in it");
    if (*version < TC_SCHEMA_VERSION)
        return tc_record_say(record, TOCSIN_VERSION,
                             "layout %d is older than %d: open it for writing once",
                             *version, TC_SCHEMA_VERSION);
    return tc_guard(record, *version);
}

/* In one transaction, so that version and tables are of one state. */
tocsin_status tc_record_identify(struct record *record, int *version)
{
    *version = 0;
    tocsin_status status = tc_record_exec(record, "BEGIN");
    if (status)
        return status;
    status = look_at_it(record, version);
    (void)sqlite3_exec(record->db, "COMMIT", NULL, NULL, NULL);
    return status;
}

static tocsin_status climb(struct record *record, const struct migration *steps,
                           int from, int to)
{
    for (int i = from; i < to; i++)
        for (const char *const *sql = steps[i].sql; *sql; sql++) {
            tocsin_status status = tc_record_exec(record, *sql);
            if (status)
                return status;
        }
    for (int i = from; i < to; i++)
        if (steps[i].then) {
            tocsin_status status = steps[i].then(record);
            if (status)
                return status;
        }
    char mark[96];
    sqlite3_snprintf(sizeof mark, mark,
                     "PRAGMA application_id = %d; PRAGMA user_version = %d",
                     TC_APPLICATION_ID, to);
    return tc_record_exec(record, mark);
}

tocsin_status tc_record_migrate(struct record *record, const struct migration *steps,
                                int count)
{
    int version = 0;
    tocsin_status status = identify(record, count, &version);
    if (status || version == count)
        return status;
    status = tc_record_exec(record, "BEGIN IMMEDIATE");
    if (status)
        return status;
    /* Again, now that nobody else can change it. */
    status = identify(record, count, &version);
    if (!status && version < count)
        status = climb(record, steps, version < 0 ? 0 : version, count);
    if (!status)
        status = tc_record_exec(record, "COMMIT");
    if (status)
        (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}
