/* test_record_trust.c: records that come from elsewhere, copies of records, and records
 * that were damaged and mended.
 *
 * A hostile file can hold anything: it must not run SQL, name another file, crash or
 * hang whoever reads it. The cases change a sound record with SQL or bytes and then use
 * it in every way there is.
 */
#include "test/record_stream.h"
#include "test/record_vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { DOCUMENTS = 60 };

static char folder[64];
static uint64_t whole; /* the hash of the record that all cases begin with */
static text bytes;     /* and its bytes; owned */

static const char *path_of(const char *name)
{
    const char *path = stream_path(folder, name);
    assert_non_null(path);
    return path;
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static text read_file(const char *path)
{
    struct stat found;
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    assert_int_equal(stat(path, &found), 0);
    char *data = malloc((size_t)found.st_size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)found.st_size, in), found.st_size);
    (void)fclose(in);
    return (text){data, (size_t)found.st_size};
}

static void write_file(const char *path, text t)
{
    stream_scrap(path);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(t.data, 1, t.size, out), t.size);
    assert_int_equal(fclose(out), 0);
}

static int begin_all(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/test_trust_XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    const char *path = path_of("whole.db");
    struct record *record = NULL;
    if (tc_record_open(path, true, &record, NULL) ||
        stream_add(record, 0, DOCUMENTS, 0, NULL) || tc_record_close(record, NULL))
        return -1;
    whole = stream_hash(path);
    bytes = read_file(path);
    stream_scrap(path);
    return whole ? 0 : -1;
}

static int end_all(void **state)
{
    (void)state;
    free((void *)(uintptr_t)bytes.data);
    return rmdir(folder);
}

static tocsin_status tell(void *context, tocsin_text line)
{
    if (!context)
        print_error("  %.*s\n", (int)line.size, line.data);
    else
        ++*(int *)context;
    return TOCSIN_OK;
}

/* With checks of columns off and the schema open to writing, as an enemy has it. */
static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, (int *)NULL);
    if (sqlite3_exec(
            db, "PRAGMA writable_schema = ON; PRAGMA ignore_check_constraints = ON;",
            NULL, NULL, NULL) ||
        sqlite3_exec(db, sql, NULL, NULL, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- a schema that is not ours --------------------------------------------------- */

/* clang-format off */
static const struct {
    const char *sql, *named;
} schemas[] = {
    {"CREATE TRIGGER spy AFTER INSERT ON documents BEGIN DELETE FROM events; END",
     "trigger spy"},
    {"CREATE VIEW words_of AS SELECT * FROM words", "view words_of"},
    {"DROP TABLE events; CREATE VIEW events AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
     "ALL SELECT i + 1 FROM n) SELECT i AS id FROM n", "events"},
    {"DROP VIEW sentence_texts; CREATE VIEW sentence_texts AS SELECT 1 AS id, 'x' AS "
     "text", "view sentence_texts"},
    {"CREATE VIRTUAL TABLE leak USING fts5(x, content='documents')", "table leak"},
    {"CREATE VIRTUAL TABLE leak USING dbstat(main)", "table leak"},
    {"DROP TABLE numbers; CREATE VIRTUAL TABLE numbers USING rtree(a, b, c)",
     "table numbers"},
    {"UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE bands USING csv(filename="
     "''/etc/passwd'')', rootpage = 0 WHERE name = 'bands'", "table bands"},
    {"CREATE TABLE more(x)", "table more"},
    {"ALTER TABLE words ADD COLUMN g TEXT AS (hex(word)) VIRTUAL", "table words"},
    {"ALTER TABLE words ADD COLUMN g TEXT DEFAULT 'x'", "table words"},
    {"CREATE INDEX costly ON words(length(word))", "index costly"},
    {"DROP INDEX claims_document", "index claims_document"},
    {"DROP INDEX claims_document; CREATE INDEX claims_document ON claims(document)",
     "index claims_document"},
    {"UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '') WHERE name = 'claims'",
     "table claims"},
    {"UPDATE sqlite_schema SET tbl_name = 'words' WHERE name = 'claims_document'",
     "claims_document"},
    {"ANALYZE; UPDATE sqlite_schema SET sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat,"
     "more AS (hex(stat)))' WHERE name = 'sqlite_stat1'", "table sqlite_stat1"},
    {"CREATE TABLE \"a';ATTACH 'evil.db' AS e;--\"(x)", "table a';ATTACH"},
};
/* clang-format on */

static void assert_refused(const char *path, bool write, const char *named)
{
    struct record *record = NULL;
    tocsin_error error = {.message = ""};
    tocsin_status status = tc_record_open(path, write, &record, &error);
    if (status != TOCSIN_CORRUPT || !strstr(error.message, named))
        print_error("%s: %s: %s\n", named, tocsin_status_name(status), error.message);
    assert_int_equal(status, TOCSIN_CORRUPT);
    assert_null(record);
    assert_non_null(strstr(error.message, named));
}

static void a_foreign_schema_is_refused_by_name(void **state)
{
    (void)state;
    const char *path = path_of("schema.db");
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        write_file(path, bytes);
        run_sql(path, schemas[i].sql);
        text before = read_file(path);
        assert_refused(path, false, schemas[i].named);
        assert_refused(path, true, schemas[i].named);
        text after = read_file(path); /* and not touched */
        assert_int_equal(after.size, before.size);
        assert_memory_equal(after.data, before.data, before.size);
        free((void *)(uintptr_t)before.data);
        free((void *)(uintptr_t)after.data);
    }
    stream_scrap(path);
    assert_false(exists("evil.db"));
}

static void what_analyze_leaves_is_let_through(void **state)
{
    (void)state;
    const char *path = path_of("analyzed.db");
    struct record *record = NULL;
    write_file(path, bytes);
    run_sql(path, "ANALYZE");
    for (int write = 0; write < 2; write++) {
        assert_int_equal(tc_record_open(path, write, &record, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    }
    stream_scrap(path);
}

/* ---- rows that nobody wrote ------------------------------------------------------ */

/* A table without its STRICT, changed, and with it again. */
#define LOOSE(table, change)                                                           \
    "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = '" table     \
    "'; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT,', '') WHERE name = "      \
    "'" table                                                                          \
    "'; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name ='" table \
    "'; PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON;" change           \
    "; UPDATE sqlite_schema SET sql = (SELECT sql FROM temp.kept) WHERE name = "       \
    "'" table "';"

/* clang-format off */
static const char *const rows[] = {
    LOOSE("claims", "UPDATE claims SET type = 'WAR', status = x'00ff', actor = 1.5"),
    LOOSE("claims", "UPDATE claims SET factuality = 'sure', confidence = x'01'"),
    LOOSE("claims", "UPDATE claims SET document = 'one' WHERE id % 2"),
    LOOSE("events", "UPDATE events SET from_day = 20240101, voices = 'many'"),
    LOOSE("documents", "UPDATE documents SET text = zeroblob(4e7) WHERE id = 3"),
    LOOSE("documents", "UPDATE documents SET text = 5, published = 6, name = id"),
    LOOSE("sentences", "UPDATE sentences SET begin_byte = 'x', end_byte = 1e300"),
    LOOSE("words", "UPDATE words SET word = x'c3280000' WHERE id = 4"),
    LOOSE("counters", "UPDATE counters SET next = 'none'"),
    "UPDATE sentences SET begin_byte = -5",
    "UPDATE sentences SET end_byte = 9223372036854775807",
    "UPDATE sentences SET begin_byte = end_byte + 1",
    "UPDATE claims SET place_begin = -1, place_end = 4294967296, trigger_begin = 77777",
    "UPDATE claims SET type = 16, status = 99",
    "UPDATE claims SET type = -1, status = -9223372036854775808",
    "UPDATE claims SET factuality = 9e999, confidence = -9e999, intensity = 1e308",
    "UPDATE claims SET event = -event",
    "UPDATE claims SET event = 1",
    "UPDATE claims SET actor = 99999999, recipient = -3, place = 12345, time = 54321",
    "UPDATE claims SET contexts = (SELECT id FROM words LIMIT 1)",
    "UPDATE events SET type = 4711, status = -4711",
    "UPDATE events SET best = -1, actor_claim = 0, claims = 9223372036854775807",
    "UPDATE events SET from_day = '9999-12-31', to_day = '0000-01-01'",
    "UPDATE events SET from_day = '0001-01-01', to_day = '9999-12-31'",
    "UPDATE events SET first_published = hex(zeroblob(5000)), precision = 'x'",
    "UPDATE documents SET published = 'yesterday', copy_of = id",
    "UPDATE documents SET published = hex(zeroblob(100000))",
    "UPDATE documents SET copy_of = 1 + (id + 1) % 50",
    "UPDATE documents SET text = ''",
    "UPDATE counters SET next = 9223372036854775807",
    "UPDATE counters SET next = -4",
    "UPDATE counters SET next = 1",
    "DELETE FROM counters",
    "DELETE FROM types; DELETE FROM statuses",
    "DELETE FROM words",
    "DELETE FROM actors",
    "DELETE FROM sentences",
    "DELETE FROM documents",
    "DELETE FROM events",
    "DELETE FROM mentions",
    "DELETE FROM merge_keys",
    "INSERT INTO actors VALUES(1 << 33, 'x', '', '', '', '', '')",
    "UPDATE mentions SET actor = 1 << 33",

    "UPDATE mentions SET number = number - 7, begin_byte = -1, end_byte = 1 << 40",
    "UPDATE numbers SET low = -1, high = 1 << 50",
    "UPDATE attributions SET kind = 77, stance = 9e999, source_begin = -8",
    "UPDATE places SET lat = 9e999, lon = -9e999, geonames = -1",
    "UPDATE times SET from_day = 'never' || id, to_day = '2024-13-45', precision = 'e'",
    "DELETE FROM sentence_search_data",
    "UPDATE sentence_search_data SET block = zeroblob(length(block))",
    "UPDATE sentence_search_data SET block = substr(block, 3) || x'ffff'",
    "UPDATE sentence_search_data SET block = x'ffffffffffffffffff' || block",
    "DELETE FROM codings WHERE id % 3 = 0",
    "DELETE FROM documents_history",
    "UPDATE word_counts SET counts = x'0102', texts = -1",
    "DELETE FROM word_counts",
    "UPDATE signatures SET words = zeroblob(length(words) + 1)",
    "DELETE FROM signatures",
    "UPDATE fits SET words = 1 << 40, act = -5",
    "UPDATE event_columns SET data = x'00'",
    "UPDATE event_columns SET data = zeroblob(100000), low = 1 << 50",
    "INSERT INTO event_columns VALUES(1 << 40, 1, 2, x'00')",
    "DELETE FROM event_columns",
    "UPDATE sentence_search_docsize SET id = -id",
    "DELETE FROM sentence_search_config",
    "UPDATE sentence_search_config SET v = 999",
};
/* clang-format on */

static tocsin_status use_event(void *context, const tocsin_event *event)
{
    struct buffer *out = context; /* every byte is read */
    tc_buffer_clear(out);
    tc_buffer_text(out, event->sentence);
    tc_buffer_text(out, event->actor.text);
    tc_buffer_text(out, event->recipient.name);
    tc_buffer_text(out, event->place.name);
    tc_buffer_text(out, event->from);
    tc_buffer_text(out, event->first_published);
    return TOCSIN_OK;
}

static tocsin_status use_claim(void *context, const tocsin_claim *claim,
                               const tocsin_document *document, tocsin_text sentence,
                               long long event)
{
    (void)event;
    struct buffer *out = context;
    tc_buffer_clear(out);
    tc_buffer_text(out, sentence);
    tc_buffer_text(out, document->text);
    tc_buffer_text(out, claim->place.text);
    tc_buffer_text(out, claim->trigger);
    for (uint32_t i = 0; i < claim->actor_count; i++)
        tc_buffer_text(out, claim->actors[i].text);
    for (uint32_t i = 0; i < claim->attribution_count; i++)
        tc_buffer_text(out, claim->attribution[i].source);
    for (uint32_t i = 0; i < claim->context_count; i++)
        tc_buffer_text(out, claim->contexts[i]);
    return TOCSIN_OK;
}

/* Everything that can be asked; the answers may be CORRUPT. */
static void ask_all(struct record *record)
{
    struct buffer out;
    tocsin_record_summary summary;
    tc_buffer_init(&out, 0);
    tocsin_filter filters[] = {TOCSIN_FILTER_ALL, TOCSIN_FILTER_ALL, TOCSIN_FILTER_ALL,
                               TOCSIN_FILTER_ALL};
    filters[1].as_of = TEXT("2024-04-01");
    filters[2].words = TEXT("deed report");
    filters[2].party = TEXT("SDN");
    filters[3].from = TEXT("2024-01-01");
    filters[3].place = TEXT("Sudan");
    filters[3].source = TEXT("mayor");
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        (void)tc_record_events(record, &filters[i], use_event, &out, NULL);
        (void)tc_record_claims(record, &filters[i], use_claim, &out, NULL);
    }
    (void)tc_record_summarise(record, &summary, NULL);
    tc_buffer_release(&out);
}

static void use_all(const char *path, const char *what)
{
    for (int write = 0; write < 2; write++) {
        struct record *record = NULL;
        tocsin_error error = {.message = ""};
        int findings = 0;
        tocsin_status status = tc_record_open(path, write, &record, &error);
        if (status)
            print_error("%s: %s\n", what, error.message);
        assert_int_equal(status, TOCSIN_OK);
        status = tc_record_check(record, tell, &findings, &error);
        /* A damaged full-text index may ask for more memory than there is. */
        if (status == TOCSIN_MEMORY && strstr(what, "sentence_search"))
            status = TOCSIN_CORRUPT;
        if (status != TOCSIN_OK && status != TOCSIN_CORRUPT)
            print_error("%s: %s: %s\n", what, tocsin_status_name(status),
                        error.message);
        assert_true(status == TOCSIN_OK || status == TOCSIN_CORRUPT);
        ask_all(record);
        (void)stream_add(record, 40, DOCUMENTS + 20, 10, NULL);
        (void)tc_record_close(record, NULL);
    }
}

static void rows_that_nobody_wrote_are_survived(void **state)
{
    (void)state;
    const char *path = path_of("rows.db");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_file(path, bytes);
        run_sql(path, rows[i]);
        use_all(path, rows[i]);
    }
    stream_scrap(path);
}

/* ---- words that look like SQL ---------------------------------------------------- */

static const char *const evil[] = {
    "'; ATTACH 'evil.db' AS e; CREATE TABLE e.x(y); --",
    "\"; DROP TABLE documents; --",
    "x' OR '1'='1",
    "\") OR sentence_search MATCH (\"",
    "NEAR(a b, 5) AND NOT c*",
    "%s%n%q%Q",
    "?1 :a @b $c",
    "file:evil.db?mode=rwc",
};

static void words_are_only_words(void **state)
{
    (void)state;
    const char *path = path_of("words.db");
    struct record *record = NULL;
    struct buffer out;
    struct arena arena;
    tc_buffer_init(&out, 0);
    tc_arena_init(&arena, 0);
    write_file(path, bytes);
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        text t = tc_text(evil[i]);
        tocsin_coding *coding = stream_document(&arena, 7);
        coding->document.id = coding->document.publisher = coding->document.url = t;
        coding->document.file = t;
        assert_int_equal(tc_record_add(record, coding, evil[i], NULL, NULL), TOCSIN_OK);
        tocsin_filter filter = TOCSIN_FILTER_ALL;
        filter.actor = filter.place = filter.source = filter.words = t;
        assert_int_equal(tc_record_events(record, &filter, use_event, &out, NULL),
                         TOCSIN_OK);
        filter.actor = filter.place = (text){NULL, 0};
        assert_int_equal(tc_record_claims(record, &filter, use_claim, &out, NULL),
                         TOCSIN_OK);
        filter.as_of = t;
        assert_int_equal(tc_record_claims(record, &filter, use_claim, &out, NULL),
                         TOCSIN_USAGE);
    }
    assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_false(exists("evil.db"));
    tc_buffer_release(&out);
    tc_arena_release(&arena);
    stream_scrap(path);
}

/* Debian's SQLite reads a path that begins "file:" as a URI, whose options could name
 * another file or file system. Ours does not. */
static void a_path_is_a_path(void **state)
{
    (void)state;
    static const char name[] = "file:other.db?mode=memory&cache=shared";
    static const char copy[] = "file:copy.db?mode=memory";
    char back[256];
    struct record *record = NULL;
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(tc_record_open(name, true, &record, NULL), TOCSIN_OK);
    assert_int_equal(stream_add(record, 0, 4, 0, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_backup(record, copy, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_true(exists(name) && exists(copy));
    assert_false(exists("other.db") || exists("copy.db"));
    assert_int_equal(tc_record_open(name, false, &record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    stream_scrap(name);
    stream_scrap(copy);
    assert_int_equal(chdir(back), 0);
}

/* ---- backups --------------------------------------------------------------------- */

static struct record *whole_record(const char *path, bool write)
{
    struct record *record = NULL;
    write_file(path, bytes);
    assert_int_equal(tc_record_open(path, write, &record, NULL), TOCSIN_OK);
    return record;
}

static void a_backup_says_the_same(void **state)
{
    (void)state;
    const char *path = path_of("kept.db"), *copy = path_of("copy.db");
    const char *none = path_of("none/copy.db");
    tocsin_error error;
    for (int write = 0; write < 2; write++) {
        struct record *record = whole_record(path, write);
        assert_int_equal(tc_record_backup(record, copy, &error), TOCSIN_OK);
        assert_int_equal(stream_hash(copy), whole);
        assert_false(exists(path_of("copy.db-part")));
        /* What is there is not replaced, be it the record itself. */
        assert_int_equal(tc_record_backup(record, copy, &error), TOCSIN_IO);
        assert_non_null(strstr(error.message, "not replaced"));
        assert_int_equal(tc_record_backup(record, path, &error), TOCSIN_IO);
        assert_int_equal(tc_record_backup(record, none, &error), TOCSIN_IO);
        assert_int_equal(tc_record_backup(record, "", &error), TOCSIN_USAGE);
        assert_int_equal(stream_hash(copy), whole);
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
        /* It is a record like any other. */
        assert_int_equal(tc_record_open(copy, true, &record, NULL), TOCSIN_OK);
        assert_int_equal(stream_add(record, 0, DOCUMENTS, 0, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
        assert_int_equal(stream_hash(copy), whole);
        stream_scrap(copy);
    }
    stream_scrap(path);
}

static void what_was_added_is_in_the_backup(void **state)
{
    (void)state;
    const char *path = path_of("added.db"), *copy = path_of("copy.db");
    struct record *record = NULL;
    assert_int_equal(tc_record_open(":memory:", true, &record, NULL), TOCSIN_OK);
    assert_int_equal(stream_add(record, 0, DOCUMENTS, 0, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_backup(record, copy, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_int_equal(stream_hash(copy), whole);
    stream_scrap(copy);
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    assert_int_equal(stream_add(record, 0, 30, 0, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_backup(record, copy, NULL), TOCSIN_OK);
    assert_int_equal(stream_add(record, 30, DOCUMENTS, 0, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_int_equal(stream_hash(path), whole);
    assert_int_equal(tc_record_open(copy, false, &record, NULL), TOCSIN_OK);
    long long documents = 0;
    assert_int_equal(
        tc_record_number(record, "SELECT count(*) FROM documents", 0, &documents),
        TOCSIN_OK);
    assert_in_range(documents, 20, 30);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    stream_scrap(copy);
    stream_scrap(path);
}

static void a_backup_while_another_writes(void **state)
{
    (void)state;
    const char *path = path_of("busy.db"), *copy = path_of("copy.db");
    struct record *record = NULL;
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (!writer)
        _exit(tc_record_open(path, true, &record, NULL) ||
              stream_add(record, 0, DOCUMENTS, 1, NULL) ||
              tc_record_close(record, NULL));
    int status = 0, copies = 0;
    do {
        tocsin_error error = {.message = ""};
        tocsin_status made = tc_record_open(path, false, &record, &error);
        if (!made)
            made = tc_record_backup(record, copy, &error);
        if (made)
            print_error("%s\n", error.message);
        assert_int_equal(made, TOCSIN_OK);
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_open(copy, false, &record, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
        stream_scrap(copy);
        copies++;
    } while (waitpid(writer, &status, WNOHANG) == 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(stream_hash(path), whole);
    print_message("%d copies\n", copies);
    stream_scrap(path);
}

static void a_backup_that_fails_leaves_nothing(void **state)
{
    (void)state;
    const char *path = path_of("full.db"), *copy = path_of("copy.db");
    const char *part = path_of("copy.db-part");
    vfs_begin();
    struct record *record = whole_record(path, false);
    unsigned failed = 0;
    for (long n = 1; n < 200; n += 3) {
        vfs_fail(VFS_WRITE, n, true, SQLITE_FULL);
        tocsin_status status = tc_record_backup(record, copy, NULL);
        vfs_clear();
        assert_int_equal(exists(copy), status == TOCSIN_OK);
        assert_false(exists(part));
        failed += status == TOCSIN_IO;
        assert_true(status == TOCSIN_OK || status == TOCSIN_IO);
        stream_scrap(copy);
    }
    assert_true(failed > 10);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    vfs_end();
    stream_scrap(path);
}

static void a_damaged_record_makes_no_backup(void **state)
{
    (void)state;
    const char *path = path_of("bad.db"), *copy = path_of("copy.db");
    struct record *record = whole_record(path, false);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    for (size_t at = 20 * 8192; at + 8192 < bytes.size; at += 3 * 8192)
        assert_true(fseek(file, (long)at, SEEK_SET) == 0 && fputc(0x77, file) == 0x77);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(tc_record_open(path, false, &record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_backup(record, copy, NULL), TOCSIN_CORRUPT);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_false(exists(copy));
    stream_scrap(path);
}

/* ---- repair ---------------------------------------------------------------------- */

static tocsin_status keep_line(void *context, tocsin_text line)
{
    tc_buffer_text(context, line);
    tc_buffer_byte(context, '\n');
    return TOCSIN_OK;
}

static long long number(const char *path, const char *sql)
{
    struct record *record = NULL;
    long long out = -1;
    assert_int_equal(tc_record_open(path, false, &record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_number(record, sql, -1, &out), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    return out;
}

/* Every document with all its claims. */
static void assert_all_there(const char *path, const char *lines)
{
    static const char standing[] = "SELECT count(*) FROM claims WHERE until IS NULL";
    static const char documents[] = "SELECT count(*) FROM documents";
    const char *sound = path_of("sound.db");
    write_file(sound, bytes);
    assert_int_equal(number(path, documents), number(sound, documents));
    /* What of a document's versions is lost or changed comes again as a new version. */
    if (!strstr(lines, "table documents_history: lost") &&
        !strstr(lines, "is not as it was read"))
        assert_int_equal(number(path, standing), number(sound, standing));
    stream_scrap(sound);
}

/* Repairs, and looks whether it holds: sound, a second repair has nothing to do, and
 * the same input goes in again. *lines are the repair's; owned. */
static tocsin_status repair(const char *path, struct buffer *lines)
{
    tocsin_error error = {.message = ""};
    struct record *record = NULL;
    tc_buffer_init(lines, 0);
    tocsin_status status = tc_record_repair(path, keep_line, lines, &error);
    if (status)
        tc_buffer_string(lines, error.message);
    tc_buffer_byte(lines, '\0');
    if (status)
        return status;
    int more = 0;
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_check(record, tell, NULL, &error), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_repair(path, tell, &more, &error), TOCSIN_OK);
    assert_int_equal(more, 0);
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    status = stream_add(record, 0, DOCUMENTS, 0, &error);
    if (status)
        print_error("%s\n", error.message);
    assert_int_equal(status, TOCSIN_OK);
    assert_int_equal(tc_record_check(record, tell, NULL, &error), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    return TOCSIN_OK;
}

static void scrap_kept(const char *path)
{
    char kept[200];
    for (int n = 1; n < 4; n++) {
        (void)snprintf(kept, sizeof kept, "%s.damaged-%d", path, n);
        stream_scrap(kept);
    }
    stream_scrap(path);
}

static void a_sound_record_is_not_touched(void **state)
{
    (void)state;
    const char *path = path_of("mend.db"), *none = path_of("none.db");
    struct record *record = NULL;
    int lines = 0;
    write_file(path, bytes);
    assert_int_equal(tc_record_repair(path, tell, &lines, NULL), TOCSIN_OK);
    assert_int_equal(lines, 0);
    assert_int_equal(stream_hash(path), whole);
    assert_int_equal(tc_record_open(path, true, &record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_repair(path, tell, &lines, NULL), TOCSIN_BUSY);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_repair(none, tell, &lines, NULL), TOCSIN_MISSING);
    assert_false(exists(none));
    write_file(path, TEXT("no record at all"));
    assert_int_equal(tc_record_repair(path, tell, &lines, NULL), TOCSIN_FORMAT);
    assert_int_equal(lines, 0);
    stream_scrap(path);
}

static void rows_that_contradict_each_other_are_mended(void **state)
{
    (void)state;
    const char *path = path_of("mend.db");
    unsigned told = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer lines;
        write_file(path, bytes);
        run_sql(path, rows[i]);
        tocsin_status status = repair(path, &lines);
        /* Where all documents are gone there is nothing left to be a record. */
        if (status != TOCSIN_OK)
            print_error("%s: %s\n%s\n", rows[i], tocsin_status_name(status),
                        lines.data);
        assert_int_equal(status, TOCSIN_OK);
        told += lines.size > 1;
        tc_buffer_release(&lines);
        scrap_kept(path);
    }
    print_message("%u of %zu needed mending\n", told, sizeof rows / sizeof *rows);
    assert_true(told > sizeof rows / sizeof *rows * 2 / 3);
}

static void a_foreign_schema_is_left_behind(void **state)
{
    (void)state;
    const char *path = path_of("mend.db"), *kept = path_of("mend.db.damaged-1");
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        struct buffer lines;
        write_file(path, bytes);
        run_sql(path, schemas[i].sql);
        tocsin_status status = repair(path, &lines);
        if (status != TOCSIN_OK)
            print_error("%s: %s\n%s\n", schemas[i].sql, tocsin_status_name(status),
                        lines.data);
        assert_int_equal(status, TOCSIN_OK);
        assert_non_null(strstr(lines.data, "read into a new file"));
        assert_non_null(strstr(lines.data, "mend.db.damaged-1"));
        assert_all_there(path, lines.data);
        assert_true(exists(kept));
        assert_refused(kept, false, schemas[i].named);
        tc_buffer_release(&lines);
        scrap_kept(path);
    }
    assert_false(exists("evil.db"));
}

enum { PAGE = 8192, BREAKS = 60 };

/* The same for the same seed. */
static void break_file(const char *path, unsigned seed)
{
    stream_state = (uint64_t)seed << 40;
    char *data = malloc(bytes.size);
    assert_non_null(data);
    memcpy(data, bytes.data, bytes.size);
    size_t pages = bytes.size / PAGE, left = bytes.size;
    unsigned hits = 1 + stream_any(4);
    for (unsigned hit = 0; hit < hits; hit++) {
        size_t page = 1 + stream_any((unsigned)pages - 1);
        size_t at = page * PAGE + stream_any(PAGE - 64);
        switch (seed % 4) {
        case 0: /* a page of nothing */
            memset(data + page * PAGE, 0, PAGE);
            break;
        case 1: /* a page from elsewhere */
            memcpy(data + page * PAGE, bytes.data + stream_any((unsigned)pages) * PAGE,
                   PAGE);
            break;
        case 2:
            for (int i = 0; i < 64; i++)
                data[at + i] = (char)stream_any(256);
            break;
        default: /* cut off */
            left = at < left ? at : left;
        }
    }
    write_file(path, (text){data, left});
    free(data);
}

/* Without its first page a file is no SQLite file, and a record all the same. */
static void a_lost_first_page_is_made_again(void **state)
{
    (void)state;
    const char *path = path_of("mend.db"), *kept = path_of("mend.db.damaged-1");
    static const size_t lost[] = {16, 100, 8192};
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
        struct buffer lines;
        write_file(path, bytes);
        FILE *file = fopen(path, "r+b");
        assert_non_null(file);
        for (size_t at = 0; at < lost[i]; at++)
            assert_int_not_equal(fputc(0, file), EOF);
        assert_int_equal(fclose(file), 0);
        struct record *record = NULL;
        assert_int_equal(tc_record_open(path, false, &record, NULL), TOCSIN_FORMAT);
        tocsin_status status = repair(path, &lines);
        if (status)
            print_error("%zu: %s\n", lost[i], lines.data);
        assert_int_equal(status, TOCSIN_OK);
        assert_true(exists(kept));
        assert_null(strstr(lines.data, "lost"));
        assert_all_there(path, lines.data);
        tc_buffer_release(&lines);
        scrap_kept(path);
    }
}

static void damaged_pages_cost_only_what_is_on_them(void **state)
{
    (void)state;
    const char *path = path_of("mend.db"), *kept = path_of("mend.db.damaged-1");
    unsigned mended = 0, sound = 0, anew = 0, lost = 0;
    for (unsigned seed = 0; seed < BREAKS; seed++) {
        struct buffer lines;
        break_file(path, seed);
        text before = read_file(path);
        tocsin_status status = repair(path, &lines);
        if (status == TOCSIN_OK) {
            sound += lines.size == 1;
            mended += lines.size > 1;
            anew += exists(kept);
            assert_all_there(path, lines.data);
        } else {
            text after = read_file(path); /* then it is as it was */
            if (status != TOCSIN_CORRUPT)
                print_error("seed %u: %s: %s\n", seed, tocsin_status_name(status),
                            lines.data);
            assert_int_equal(status, TOCSIN_CORRUPT);
            assert_int_equal(after.size, before.size);
            assert_memory_equal(after.data, before.data, before.size);
            free((void *)(uintptr_t)after.data);
            lost++;
        }
        assert_false(exists(path_of("mend.db-repair")));
        free((void *)(uintptr_t)before.data);
        tc_buffer_release(&lines);
        scrap_kept(path);
    }
    print_message("%u broken files: %u were sound, %u mended, %u of them read into new "
                  "ones; of %u nothing could be read\n",
                  BREAKS, sound, mended, anew, lost);
    assert_true(mended > BREAKS / 2);
    assert_true(lost < BREAKS / 5);
}

/* ---- no memory ------------------------------------------------------------------- */

static tocsin_status open_one(const char *path)
{
    struct record *record = NULL;
    tocsin_status status = tc_record_open(path, false, &record, NULL);
    return status ? status : tc_record_close(record, NULL);
}

static tocsin_status back_up_one(const char *path)
{
    struct record *record = NULL;
    tocsin_status status = tc_record_open(path, false, &record, NULL);
    if (!status)
        status = tc_record_backup(record, path_of("copy.db"), NULL);
    (void)tc_record_close(record, NULL);
    return status;
}

static tocsin_status repair_one(const char *path)
{
    return tc_record_repair(path, NULL, NULL, NULL);
}

/* The n-th allocation fails and all behind it, for ever more of them until it is well:
 * then it has what it wanted, and before that nothing was made half. */
static void without_memory(const char *path, text before,
                           tocsin_status (*act)(const char *), long step)
{
    tocsin_status status = TOCSIN_MEMORY;
    long n = 1;
    for (; status && n < 100000; n += 1 + n / step) {
        scrap_kept(path);
        stream_scrap(path_of("copy.db"));
        write_file(path, before);
        tc_alloc_fail(n);
        status = act(path);
        tc_alloc_fail(0);
        /* A file or a statement without memory may also be called unreadable. */
        if (status != TOCSIN_OK && status != TOCSIN_MEMORY)
            print_error("allocation %ld: %s\n", n, tocsin_status_name(status));
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
        assert_false(exists(path_of("mend.db-repair")));
        assert_int_equal(exists(path_of("copy.db")), !status && act == back_up_one);
    }
    assert_int_equal(status, TOCSIN_OK);
    assert_true(n > 3);
    scrap_kept(path);
    stream_scrap(path_of("copy.db"));
}

static void want_of_memory_is_survived(void **state)
{
    (void)state;
    const char *path = path_of("mend.db");
    without_memory(path, bytes, open_one, 100);
    without_memory(path, bytes, back_up_one, 100);
    write_file(path, bytes);
    run_sql(path, "UPDATE events SET voices = 7; DELETE FROM words WHERE id = 5");
    text wrong = read_file(path);
    without_memory(path, wrong, repair_one, 4);
    free((void *)(uintptr_t)wrong.data);
    write_file(path, bytes);
    run_sql(path, "CREATE TRIGGER spy AFTER INSERT ON words BEGIN DELETE FROM events; "
                  "END");
    text foreign = read_file(path);
    without_memory(path, foreign, repair_one, 4);
    free((void *)(uintptr_t)foreign.data);
}

int main(int count, char **words)
{
    if (count == 2)
        cmocka_set_test_filter(words[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_foreign_schema_is_refused_by_name),
        cmocka_unit_test(what_analyze_leaves_is_let_through),
        cmocka_unit_test(rows_that_nobody_wrote_are_survived),
        cmocka_unit_test(words_are_only_words),
        cmocka_unit_test(a_path_is_a_path),
        cmocka_unit_test(a_backup_says_the_same),
        cmocka_unit_test(what_was_added_is_in_the_backup),
        cmocka_unit_test(a_backup_while_another_writes),
        cmocka_unit_test(a_backup_that_fails_leaves_nothing),
        cmocka_unit_test(a_damaged_record_makes_no_backup),
        cmocka_unit_test(a_sound_record_is_not_touched),
        cmocka_unit_test(rows_that_contradict_each_other_are_mended),
        cmocka_unit_test(a_foreign_schema_is_left_behind),
        cmocka_unit_test(a_lost_first_page_is_made_again),
        cmocka_unit_test(damaged_pages_cost_only_what_is_on_them),
        cmocka_unit_test(want_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, begin_all, end_all);
}
