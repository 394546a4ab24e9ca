/* record/check.c: counting a record, and what must hold in a sound one.
 *
 * The check begins where SQLite's own ends: whether what the tables say is true of each
 * other. Every event is summed up again from its claims and compared with what is
 * stored, every document's hash is taken again, every sentence must be in the full-text
 * index. A finding is one line in words.
 */
#include "record/inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- counting ------------------------------------------------------------------ */

static tocsin_status count_by(struct record *record, const char *sql, long long *out,
                              int size)
{
    sqlite3_stmt *find = NULL;
    tocsin_status status =
        tc_record_sqlite(record, sqlite3_prepare_v2(record->db, sql, -1, &find, NULL));
    bool row = false;
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        int at = sqlite3_column_int(find, 0);
        if (at >= 0 && at < size)
            out[at] = sqlite3_column_int64(find, 1);
    }
    sqlite3_finalize(find);
    return status;
}

static tocsin_status find_day(struct record *record, const char *sql, char out[11])
{
    sqlite3_stmt *find = NULL;
    tocsin_status status =
        tc_record_sqlite(record, sqlite3_prepare_v2(record->db, sql, -1, &find, NULL));
    bool row = false;
    if (!status)
        status = tc_record_step(record, find, &row);
    if (row)
        tc_day_print(tc_day_parse(tc_column(find, 0)), out);
    sqlite3_finalize(find);
    return status;
}

static tocsin_status summarise(struct record *record, tocsin_record_summary *out)
{
    const struct {
        const char *sql;
        long long *out;
    } counts[] = {
        {"SELECT count(*) FROM documents",                           &out->documents},
        {"SELECT count(*) FROM documents WHERE copy_of IS NOT NULL", &out->copies   },
        {"SELECT count(*) FROM claims WHERE until IS NULL",          &out->claims   },
        {"SELECT count(*) FROM events WHERE claims > 0",             &out->events   },
        {"SELECT count(*) FROM actors a WHERE code || lexicon <> '' AND EXISTS"
         "(SELECT 1 FROM mentions m JOIN claims c ON c.id = m.claim"
         " WHERE m.actor = a.id AND c.until IS NULL)",      &out->actors   },
        {"SELECT count(DISTINCT place) FROM claims"
         " WHERE until IS NULL",                            &out->places   },
    };
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < sizeof counts / sizeof *counts && !status; i++)
        status = tc_record_number(record, counts[i].sql, 0, counts[i].out);
    if (!status)
        status = count_by(record,
                          "SELECT type, count(*) FROM events WHERE claims > 0 "
                          "GROUP BY type",
                          out->by_type, TOCSIN_TYPE_COUNT);
    if (!status)
        status = count_by(record,
                          "SELECT status, count(*) FROM events "
                          "WHERE claims > 0 GROUP BY status",
                          out->by_status, TOCSIN_CLAIM_STATUS_COUNT);
    if (!status)
        status = find_day(record, "SELECT min(from_day) FROM events WHERE claims > 0",
                          out->first_day);
    if (!status)
        status = find_day(record, "SELECT max(to_day) FROM events WHERE claims > 0",
                          out->last_day);
    long long version = 0;
    if (!status)
        status = tc_record_number(record, "PRAGMA user_version", 0, &version);
    out->schema_version = (int)version;
    return status;
}

/* Many questions are asked of one state of the record: without a transaction around
 * them a writer may commit between two, and what they say would not agree. */
tocsin_status tc_record_hold(struct record *record, bool *held)
{
    *held = sqlite3_get_autocommit(record->db) != 0;
    return *held ? tc_record_exec(record, "BEGIN") : TOCSIN_OK;
}

/* Nothing was written; the words of a failure are kept. */
void tc_record_let_go(struct record *record, bool held)
{
    if (held && !sqlite3_get_autocommit(record->db))
        (void)sqlite3_exec(record->db, "COMMIT", NULL, NULL, NULL);
}

tocsin_status tc_record_summarise(struct record *record, tocsin_record_summary *out,
                                  tocsin_error *error)
{
    bool held;
    memset(out, 0, sizeof *out);
    tocsin_status status = tc_record_hold(record, &held);
    if (!status)
        status = summarise(record, out);
    tc_record_let_go(record, held);
    return tc_record_fail(record, status, error);
}

/* ---- checking ------------------------------------------------------------------ */

struct check {
    struct record *record;
    tocsin_line_function function;
    void *context;
    long long findings;
    tocsin_status ended; /* the caller's, when it had enough */
};

static tocsin_status found(struct check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static tocsin_status found(struct check *check, const char *format, ...)
{
    char line[512];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(line, sizeof line, format, list);
    va_end(list);
    check->findings++;
    if (check->function)
        check->ended = check->function(check->context, tc_text(line));
    return check->ended;
}

/* A page that cannot be read is a finding, not the end of the check. */
static tocsin_status survive(struct check *check, tocsin_status status,
                             const char *what)
{
    if (status != TOCSIN_CORRUPT || check->ended)
        return status;
    return found(check, "%s cannot be read: %.300s", what, check->record->message);
}

/* Each row of sql is a finding; its columns are a number and a text. */
static tocsin_status check_rows(struct check *check, const char *sql, const char *words)
{
    sqlite3_stmt *find = NULL;
    tocsin_status status = tc_record_sqlite(
        check->record, sqlite3_prepare_v2(check->record->db, sql, -1, &find, NULL));
    bool row = false;
    while (!status && !(status = tc_record_step(check->record, find, &row)) && row) {
        text more = tc_column(find, 1);
        status = found(check, "%s %lld%s%.*s", words, sqlite3_column_int64(find, 0),
                       more.size ? ": " : "", (int)(more.size < 200 ? more.size : 200),
                       more.size ? more.data : "");
    }
    sqlite3_finalize(find);
    return survive(check, status, words);
}

/* clang-format off */
static const struct rule {
    const char *sql, *words;
} rules[] = {
    {"SELECT 0, x.integrity_check FROM pragma_integrity_check(100) x"
     " WHERE x.integrity_check <> 'ok'",
     "SQLite's integrity check"},
    {"SELECT k.rowid, k.\"table\" || ' names a row that is not in ' || k.parent"
     " FROM pragma_foreign_key_check k",
     "row"},
    {"SELECT id FROM events e WHERE NOT EXISTS"
     "(SELECT 1 FROM claims c WHERE c.event = e.id)",
     "no claim is of event"},
    {"SELECT id FROM sentences s WHERE NOT EXISTS"
     "(SELECT 1 FROM claims c WHERE c.sentence = s.id)", "no claim is of sentence"},
    {"SELECT c.id FROM claims c JOIN sentences s ON s.id = c.sentence"
     " WHERE s.document <> c.document",
     "the sentence is of another document in claim" },
    {"SELECT s.id FROM sentences s LEFT JOIN documents d ON d.id = s.document"
     " AND d.version = s.version LEFT JOIN documents_history h"
     " ON h.document = s.document AND h.version = s.version"
     " WHERE s.begin_byte < 0 OR s.begin_byte > s.end_byte"
     " OR (coalesce(d.text, h.text) <> ''"
     " AND s.end_byte > length(CAST(coalesce(d.text, h.text) AS BLOB)))",
     "the document has no such bytes for sentence"},
    {"SELECT c.document FROM claims c GROUP BY c.document, c.coding"
     " HAVING min(number) <> 0 OR max(number) <> count(*) - 1",
     "claims are missing in document"},
    {"SELECT c.id FROM claims c JOIN codings k ON k.id = c.coding"
     " JOIN sentences s ON s.id = c.sentence WHERE k.document <> c.document"
     " OR k.version <> s.version OR k.known IS NOT c.known",
     "its coding is of something else in claim"},
    {"SELECT c.id FROM claims c JOIN codings k ON k.id = c.coding"
     " JOIN documents d ON d.id = c.document WHERE c.until IS NULL AND"
     " (k.version <> d.version OR EXISTS(SELECT 1 FROM codings l WHERE"
     " l.document = k.document AND l.version = k.version AND l.id > k.id))",
     "it was replaced and stands, claim"},
    {"SELECT k.id FROM codings k JOIN documents d ON d.id = k.document"
     " WHERE k.version <> d.version AND NOT EXISTS(SELECT 1 FROM documents_history h"
     " WHERE h.document = k.document AND h.version = k.version)",
     "no such version is there of coding"},
    {"SELECT v.document FROM (SELECT id AS document, version FROM documents UNION ALL"
     " SELECT document, version FROM documents_history) v WHERE NOT EXISTS"
     "(SELECT 1 FROM codings k WHERE k.document = v.document"
     " AND k.version = v.version)",
     "a version has no coding in document"},
    {"SELECT h.id FROM documents_history h JOIN documents d ON d.id = h.document"
     " WHERE h.version = d.version",
     "it is the version that stands, in history"},
    {"SELECT m.claim FROM mentions m GROUP BY m.claim, m.side"
     " HAVING min(m.number) <> 0 OR max(m.number) <> count(*) - 1",
     "mentions are missing in claim"},
    {"SELECT c.id FROM claims c WHERE c.document IS NOT NULL"
     " AND ((c.actor IS NOT NULL AND NOT EXISTS"
     "(SELECT 1 FROM mentions m WHERE m.claim = c.id AND m.side = 0"
     " AND m.actor = c.actor)) OR (c.recipient IS NOT NULL AND NOT EXISTS"
     "(SELECT 1 FROM mentions m WHERE m.claim = c.id AND m.side = 1"
     " AND m.actor = c.recipient)))",
     "its party is nowhere mentioned in claim"},
    {"SELECT a.claim FROM attributions a GROUP BY a.claim"
     " HAVING min(a.number) <> 0 OR max(a.number) <> count(*) - 1",
     "links of the attribution are missing in claim"},
    {"SELECT d.id FROM documents d LEFT JOIN documents o ON o.id = d.copy_of"
     " WHERE d.copy_of IS NOT NULL AND (o.id IS NULL OR o.copy_of IS NOT NULL"
     " OR o.id = d.id)",
     "what it copies is no original in document"},
    {"SELECT b.document FROM bands b JOIN documents d ON d.id = b.document"
     " WHERE d.copy_of IS NOT NULL",
     "a copy is filed as an original, document"},
    {"SELECT s.id FROM sentences s WHERE NOT EXISTS"
     "(SELECT 1 FROM sentence_search_docsize z WHERE z.id = s.id)",
     "the full-text index lacks sentence"},
    {"SELECT f.id FROM import_files f LEFT JOIN import_blocks b ON b.file = f.id"
     " GROUP BY f.id HAVING f.rows IS NOT total(b.rows)",
     "blocks do not hold the rows of imported file"},
    {"SELECT b.id FROM import_blocks b WHERE b.rows <> (SELECT count(*) FROM claims c"
     " JOIN import_files f ON f.coding = c.coding WHERE f.id = b.file"
     " AND c.id BETWEEN b.claim AND b.claim + b.rows - 1"
     " AND c.number = b.first + c.id - b.claim)",
     "claims are missing of block"},
    {"SELECT c.id FROM claims c WHERE c.document IS NULL AND NOT EXISTS"
     "(SELECT 1 FROM import_files f WHERE f.coding = c.coding)",
     "no document and no file has claim"},
    {"SELECT w.claim FROM import_words w WHERE NOT EXISTS"
     "(SELECT 1 FROM import_search_docsize z WHERE z.id = w.claim)",
     "the full-text index lacks the words of claim"},
    {"SELECT z.id FROM sentence_search_docsize z WHERE NOT EXISTS"
     "(SELECT 1 FROM sentences s WHERE s.id = z.id)",
     "the full-text index has what is no sentence"},
};
/* clang-format on */

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

const char *tc_event_difference(const struct event *a, const struct event *b)
{
    if (a->claims != b->claims)
        return "the count of claims";
    if (a->documents != b->documents || a->last_document != b->last_document)
        return "the count of documents";
    if (a->voices != b->voices)
        return "the count of voices";
    if (a->denials != b->denials)
        return "the count of denials";
    if (a->type != b->type || a->status != b->status || a->mode != b->mode)
        return "type, status or mode";
    if (a->actor != b->actor || a->actor_claim != b->actor_claim ||
        a->recipient != b->recipient || a->recipient_claim != b->recipient_claim)
        return "a party";
    if (a->place != b->place || a->place_claim != b->place_claim)
        return "the place";
    if (a->from != b->from || a->to != b->to || a->precision != b->precision)
        return "the time";
    if (a->best != b->best || !same_number(a->factuality, b->factuality) ||
        !same_number(a->confidence, b->confidence))
        return "the best claim";
    if (strcmp(a->first, b->first) != 0 || strcmp(a->last, b->last) != 0)
        return "when it was published";
    if (!same_number(a->intensity, b->intensity))
        return "the intensity";
    if (a->first_known != b->first_known || a->last_known != b->last_known)
        return "when it was known";
    return NULL;
}

static tocsin_status has_key(struct check *check, const struct merge_key *key,
                             long long event, bool *out)
{
    struct record *record = check->record;
    sqlite3_stmt *find = tc_record_statement(record, SQL_KEY_FIND);
    tc_bind_whole(find, 1, key->key);
    tc_bind_whole(find, 2, key->day);
    tc_bind_whole(find, 3, event);
    tocsin_status status = tc_record_step(record, find, out);
    sqlite3_reset(find);
    return status;
}

static tocsin_status check_event(struct check *check, const struct event *event,
                                 long long *keys)
{
    struct event sum;
    struct merge_key key[KEYS];
    int count;
    tocsin_status status = tc_event_sum_all(check->record, event->id, &sum);
    if (!sum.claims && !event->claims) { /* nobody says it: it is as it last was */
        int32_t first = sum.first_known, last = sum.last_known;
        sum = *event;
        sum.first_known = first;
        sum.last_known = last;
    }
    const char *what = status ? NULL : tc_event_difference(event, &sum);
    if (what)
        status = found(check, "%s is not what its claims give in event %lld", what,
                       event->id);
    if (!status)
        status = tc_event_keys(check->record, event, key, &count);
    for (int i = 0; !status && i < count; i++) {
        bool filed = false;
        status = has_key(check, &key[i], event->id, &filed);
        if (!status && filed)
            ++*keys;
        else if (!status && !tc_event_imported(event)) /* these need not be found */
            status = found(check, "merging would not find event %lld", event->id);
    }
    return status;
}

static tocsin_status check_columns(struct check *check, struct column_check *columns,
                                   const struct event *event)
{
    bool same;
    tocsin_status status = tc_columns_compare(check->record, columns, event, &same);
    if (!status && !same)
        status = found(check, "the columns do not say what the row of event %lld says",
                       event->id);
    return status;
}

static tocsin_status check_events(struct check *check)
{
    sqlite3_stmt *find = NULL;
    struct record *record = check->record;
    tocsin_status status = tc_record_sqlite(
        record, sqlite3_prepare_v2(record->db, "SELECT " EVENT_COLUMNS " FROM events e",
                                   -1, &find, NULL));
    bool row = false;
    long long keys = 0, filed = 0, events = 0, columned = 0;
    struct column_check *columns = NULL;
    if (!status)
        status = tc_columns_flush(record);
    if (!status)
        status = tc_columns_check_new(record, &columns);
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        struct event event;
        tc_event_row(find, &event);
        status = check_event(check, &event, &keys);
        if (!status && event.claims)
            status = check_columns(check, columns, &event);
        events += event.claims > 0;
    }
    sqlite3_finalize(find);
    if (!status)
        status = tc_columns_count(record, columns, &columned);
    if (!status && columned != events)
        status = found(check, "the columns hold %lld events of %lld", columned, events);
    tc_columns_check_free(columns);
    if (!status)
        status = tc_record_number(record, "SELECT count(*) FROM merge_keys", 0, &filed);
    if (!status && filed != keys)
        status = found(check, "%lld merge keys where events have %lld", filed, keys);
    return survive(check, status, "the table of events");
}

const char tc_document_rows[] =
    "SELECT d.id, d.url, d.title, d.text, d.published, p.name, d.language, d.hash, 0 "
    "FROM documents d LEFT JOIN publishers p ON p.id = d.publisher UNION ALL "
    "SELECT h.document, h.url, h.title, h.text, h.published, p.name, h.language, "
    "h.hash, h.id FROM documents_history h "
    "LEFT JOIN publishers p ON p.id = h.publisher";

long long tc_document_row_hash(sqlite3_stmt *row, long long *stored)
{
    tocsin_document document = {.url = tc_column(row, 1),
                                .title = tc_column(row, 2),
                                .text = tc_column(row, 3),
                                .published = tc_column(row, 4),
                                .publisher = tc_column(row, 5),
                                .language = tc_column(row, 6)};
    *stored = sqlite3_column_int64(row, 7);
    return tc_document_hash(&document);
}

static tocsin_status check_documents(struct check *check)
{
    sqlite3_stmt *find = NULL;
    struct record *record = check->record;
    tocsin_status status = tc_record_sqlite(
        record, sqlite3_prepare_v2(record->db, tc_document_rows, -1, &find, NULL));
    bool row = false;
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        long long stored;
        if (tc_document_row_hash(find, &stored) != stored)
            status = found(check, "the hash does not fit the text of document %lld",
                           (long long)sqlite3_column_int64(find, 0));
    }
    sqlite3_finalize(find);
    return survive(check, status, "the table of documents");
}

/* FTS5 compares every word with the sentences, but only where it might write. */
static tocsin_status check_words(struct check *check)
{
    if (!check->record->write || check->record->failed)
        return TOCSIN_OK;
    tocsin_status status = tc_record_exec(
        check->record, "INSERT INTO sentence_search(sentence_search, rank) "
                       "VALUES('integrity-check', 1)");
    return survive(check, status, "the full-text index");
}

tocsin_status tc_record_check(struct record *record, tocsin_line_function function,
                              void *context, tocsin_error *error)
{
    struct check check = {.record = record, .function = function, .context = context};
    bool held;
    tocsin_status status = tc_record_hold(record, &held);
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !status; i++)
        status = check_rows(&check, rules[i].sql, rules[i].words);
    if (!status)
        status = check_events(&check);
    if (!status)
        status = check_documents(&check);
    if (!status)
        status = check_words(&check);
    tc_record_let_go(record, held);
    if (check.ended)
        status = tc_record_say(record, check.ended, "the caller ended the check");
    else if (!status && check.findings)
        status = tc_record_say(record, TOCSIN_CORRUPT, "%lld findings", check.findings);
    return tc_record_fail(record, status, error);
}
