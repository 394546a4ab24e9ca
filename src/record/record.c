/* record/record.c: opening, locking, committing and closing; errors.
 *
 * The file is in WAL mode, so that any number may read while one writes. That there is
 * one writer is not left to SQLite's own lock, which is free between transactions: a
 * second writer would come in there and the first would fail in the middle of its run.
 * Instead a writer holds, for as long as it has the record open, an exclusive SQLite
 * lock on an empty file beside it (path-lock). SQLite knows how to lock between
 * processes and within one; a killed writer's lock is gone with it. The file is removed
 * at close, while still locked, and whoever locked it too late sees that it was moved
 * and tries again.
 *
 * synchronous=FULL: neither a killed program nor a power cut loses what was committed.
 * NORMAL would spare one sync a transaction, of which there is one every 1024 documents
 * or two seconds, and lose the last transactions with the power.
 *
 * When SQLite has failed in the middle of a transaction (disk full, out of memory),
 * everything since the last commit is rolled back and the handle writes no more: the
 * caller opens again and runs the same input again, and what is there is skipped.
 */
#include "record/merging.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BATCH_DOCUMENTS = 1024,
    BATCH_SECONDS = 2,
    WAIT_MILLISECONDS = 5000, /* for others' locks while at work */
    LOCK_ATTEMPTS = 64,
    LONGEST_PATH = 1 << 14
};

/* ---- errors -------------------------------------------------------------------- */

tocsin_status tc_record_say(struct record *record, tocsin_status status,
                            const char *format, ...)
{
    va_list list;
    va_start(list, format);
    (void)vsnprintf(record->message, sizeof record->message, format, list);
    va_end(list);
    return status;
}

static tocsin_status status_of(int code)
{
    if (code == SQLITE_IOERR_NOMEM)
        return TOCSIN_MEMORY;
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return TOCSIN_OK;
    case SQLITE_NOMEM:
        return TOCSIN_MEMORY;
    case SQLITE_TOOBIG:
        return TOCSIN_LIMIT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return TOCSIN_BUSY;
    case SQLITE_NOTADB:
        return TOCSIN_FORMAT;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
    case SQLITE_PROTOCOL:
        return TOCSIN_IO;
    default: /* a table that is missing, a rule broken: somebody has been in it */
        return TOCSIN_CORRUPT;
    }
}

tocsin_status tc_record_sqlite(struct record *record, int code)
{
    tocsin_status status = status_of(code);
    if (!status)
        return TOCSIN_OK;
    return tc_record_say(record, status, "%s (SQLite %d)",
                         record->db ? sqlite3_errmsg(record->db) : sqlite3_errstr(code),
                         code);
}

tocsin_status tc_record_fail(struct record *record, tocsin_status status,
                             tocsin_error *error)
{
    if (!status)
        return TOCSIN_OK;
    return tc_fail(error, status, record->path, 0, -1, "%s",
                   record->message[0] ? record->message : tocsin_status_words(status));
}

/* ---- statements ---------------------------------------------------------------- */

sqlite3_stmt *tc_record_statement(struct record *record, enum statement which)
{
    if (!record->statements[which]) {
        int code = sqlite3_prepare_v3(record->db, tc_record_sql(which), -1,
                                      SQLITE_PREPARE_PERSISTENT,
                                      &record->statements[which], NULL);
        if (code)
            (void)tc_record_sqlite(record, code);
    }
    return record->statements[which];
}

tocsin_status tc_record_step(struct record *record, sqlite3_stmt *statement, bool *row)
{
    *row = false;
    if (!statement) { /* it could not be prepared; the words are kept */
        tocsin_status status = status_of(sqlite3_extended_errcode(record->db));
        return status ? status : TOCSIN_CORRUPT;
    }
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    return tc_record_sqlite(record, code);
}

tocsin_status tc_record_run(struct record *record, sqlite3_stmt *statement)
{
    bool row;
    tocsin_status status;
    do
        status = tc_record_step(record, statement, &row);
    while (!status && row);
    sqlite3_reset(statement);
    return status;
}

tocsin_status tc_record_exec(struct record *record, const char *sql)
{
    return tc_record_sqlite(record, sqlite3_exec(record->db, sql, NULL, NULL, NULL));
}

tocsin_status tc_record_number(struct record *record, const char *sql,
                               long long fallback, long long *out)
{
    sqlite3_stmt *statement = NULL;
    *out = fallback;
    int code = sqlite3_prepare_v2(record->db, sql, -1, &statement, NULL);
    if (!code) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
            *out = sqlite3_column_int64(statement, 0);
    }
    tocsin_status status = tc_record_sqlite(record, code);
    sqlite3_finalize(statement);
    return status;
}

void tc_bind_text(sqlite3_stmt *statement, int at, text t)
{
    if (t.size)
        sqlite3_bind_text64(statement, at, t.data, t.size, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_null(statement, at);
}

void tc_bind_id(sqlite3_stmt *statement, int at, long long id)
{
    if (id)
        sqlite3_bind_int64(statement, at, id);
    else
        sqlite3_bind_null(statement, at);
}

void tc_bind_whole(sqlite3_stmt *statement, int at, long long value)
{
    sqlite3_bind_int64(statement, at, value);
}

void tc_bind_words(sqlite3_stmt *write, int at, text t)
{
    sqlite3_bind_text64(write, at, t.size ? t.data : "", t.size, SQLITE_STATIC,
                        SQLITE_UTF8);
}

text tc_column(sqlite3_stmt *statement, int at)
{
    const void *data = sqlite3_column_text(statement, at);
    int size = sqlite3_column_bytes(statement, at);
    if (!data || size <= 0)
        return (text){NULL, 0};
    return (text){data, (size_t)size};
}

int tc_column_below(sqlite3_stmt *statement, int at, int count)
{
    long long value = sqlite3_column_int64(statement, at);
    return value < 0 || value >= count ? 0 : (int)value;
}

double tc_column_real(sqlite3_stmt *statement, int at)
{
    if (sqlite3_column_type(statement, at) == SQLITE_NULL)
        return __builtin_nan("");
    return sqlite3_column_double(statement, at);
}

/* ---- the writer's lock --------------------------------------------------------- */

static bool lock_moved(sqlite3 *lock)
{
    int moved = 0;
    return sqlite3_file_control(lock, "main", SQLITE_FCNTL_HAS_MOVED, &moved) ==
               SQLITE_OK &&
           moved;
}

static int lock_once(struct record *record)
{
    int code = sqlite3_open_v2(
        record->lock_path, &record->lock,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (!code)
        code = sqlite3_exec(record->lock,
                            "PRAGMA journal_mode = MEMORY; "
                            "BEGIN EXCLUSIVE",
                            NULL, NULL, NULL);
    return code;
}

tocsin_status tc_record_lock(struct record *record)
{
    const char *path = sqlite3_db_filename(record->db, "main");
    if (!path || !*path)
        return TOCSIN_OK; /* in memory: nobody else can see it */
    size_t room = strlen(path) + sizeof "-lock";
    record->lock_path = tc_alloc(room);
    if (!record->lock_path)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for the lock's path");
    (void)snprintf(record->lock_path, room, "%s-lock", path);
    int code = SQLITE_BUSY;
    for (int i = 0; i < LOCK_ATTEMPTS; i++) {
        code = lock_once(record);
        if (!code && !lock_moved(record->lock))
            return TOCSIN_OK;
        sqlite3_close(record->lock);
        record->lock = NULL;
        if (code)
            break;
    }
    tocsin_status status = code ? status_of(code) : TOCSIN_BUSY;
    if (status == TOCSIN_BUSY)
        return tc_record_say(record, status, "another writer has it open");
    if (status == TOCSIN_CORRUPT || status == TOCSIN_FORMAT)
        status = TOCSIN_IO;
    return tc_record_say(record, status, "cannot lock %s: %s", record->lock_path,
                         sqlite3_errstr(code));
}

static void lock_release(struct record *record)
{
    if (record->lock) {
        (void)unlink(record->lock_path);
        sqlite3_close(record->lock);
    }
    tc_free(record->lock_path);
    record->lock = NULL;
    record->lock_path = NULL;
}

/* ---- opening ------------------------------------------------------------------- */

static bool in_memory(const char *path)
{
    return strcmp(path, ":memory:") == 0;
}

/* What SQLite would say less clearly. */
static tocsin_status look(struct record *record, const char *path)
{
    struct stat found;
    if (in_memory(path))
        return record->write ? TOCSIN_OK
                             : tc_record_say(record, TOCSIN_MISSING,
                                             "a record in memory cannot be reopened");
    if (stat(path, &found)) {
        if (errno == ENOENT && record->write)
            return TOCSIN_OK;
        if (errno == ENOENT || errno == ENOTDIR)
            return tc_record_say(record, record->write ? TOCSIN_IO : TOCSIN_MISSING,
                                 "there is no such file");
        return tc_record_say(record, TOCSIN_IO, "%s", strerror(errno));
    }
    if (!S_ISREG(found.st_mode))
        return tc_record_say(record, TOCSIN_IO, "not a regular file");
    return TOCSIN_OK;
}

/* A sound record on a medium that cannot be written has no place for SQLite's shared
 * memory. Without a log beside it, it can be read as what it is: immutable. */
static int open_immutable(struct record *record, const char *path)
{
    struct buffer uri;
    struct stat found;
    tc_buffer_init(&uri, LONGEST_PATH);
    tc_buffer_format(&uri, "%s-wal", path);
    tc_buffer_byte(&uri, '\0');
    int code = SQLITE_CANTOPEN;
    if (uri.failed || (stat(uri.data, &found) == 0 && found.st_size > 0))
        goto done;
    tc_buffer_clear(&uri);
    tc_buffer_string(&uri, "file:");
    for (const char *c = path; *c; c++)
        if (strchr("%?#", *c))
            tc_buffer_format(&uri, "%%%02X", (unsigned)(unsigned char)*c);
        else
            tc_buffer_byte(&uri, *c);
    tc_buffer_add(&uri, "?immutable=1", sizeof "?immutable=1");
    if (uri.failed)
        goto done;
    sqlite3_close(record->db);
    record->db = NULL;
    code = sqlite3_open_v2(uri.data, &record->db,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
                               SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                           NULL);
done:
    tc_buffer_release(&uri);
    return code;
}

/* A record may come from anywhere: its schema is not to be trusted with more than
 * being a schema. */
static tocsin_status harden(struct record *record)
{
    sqlite3 *db = record->db;
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_busy_timeout(db, WAIT_MILLISECONDS); /* of the immutable one too */
    tocsin_status status = tc_record_sqlite(record, tc_query_functions(db));
    if (!status)
        status = tc_record_exec(record, "PRAGMA temp_store = MEMORY;"
                                        "PRAGMA cache_size = -65536;"
                                        "PRAGMA cell_size_check = ON;");
    return status;
}

int tc_record_sqlite_open(const char *path, int flags, sqlite3 **db)
{
    struct buffer plain;
    tc_buffer_init(&plain, LONGEST_PATH);
    if (strncmp(path, "file:", 5) == 0)
        tc_buffer_string(&plain, "./");
    tc_buffer_add(&plain, path, strlen(path) + 1);
    *db = NULL;
    int code = plain.failed
                   ? SQLITE_NOMEM
                   : sqlite3_open_v2(
                         plain.data, db,
                         flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    tc_buffer_release(&plain);
    return code;
}

static tocsin_status open_file(struct record *record, const char *path)
{
    int flags = record->write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                              : SQLITE_OPEN_READONLY;
    int code = tc_record_sqlite_open(path, flags, &record->db);
    /* A writer that closes holds the file for a moment. */
    if (record->db)
        (void)sqlite3_busy_timeout(record->db, WAIT_MILLISECONDS);
    if (!code && !record->write) {
        /* The first read decides whether the shared memory can be had. */
        code =
            sqlite3_exec(record->db, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);
        int kind = code & 0xff;
        if (kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY)
            code = open_immutable(record, path);
    }
    if (code)
        return tc_record_sqlite(record, code);
    return harden(record);
}

static tocsin_status prepare_writing(struct record *record)
{
    int version;
    /* Where it may not write, SQLite opens for reading and says nothing. */
    if (sqlite3_db_readonly(record->db, "main") == 1)
        return tc_record_say(record, TOCSIN_IO, "the file cannot be written");
    tocsin_status status = tc_record_lock(record);
    if (!status) { /* another program's file must not even be put into WAL mode */
        status = tc_record_identify(record, &version);
        if (status == TOCSIN_FORMAT && version == -1)
            status = TOCSIN_OK;
        if (status == TOCSIN_VERSION && version < TC_SCHEMA_VERSION)
            status = tc_guard(record, version);
    }
    if (!status)
        status = tc_record_exec(record, "PRAGMA page_size = 8192;"
                                        "PRAGMA journal_mode = WAL;"
                                        "PRAGMA synchronous = FULL;"
                                        "PRAGMA journal_size_limit = 134217728;"
                                        "PRAGMA wal_autocheckpoint = 8192;"
                                        "PRAGMA foreign_keys = OFF;");
    if (!status)
        status = tc_record_migrate(record, tc_migrations, TC_SCHEMA_VERSION);
    return status;
}

struct record *tc_record_new(const char *path, bool write)
{
    struct record *record = tc_alloc(sizeof *record);
    if (!record)
        return NULL;
    memset(record, 0, sizeof *record);
    record->write = write;
    record->decided = -1;
    (void)snprintf(record->path, sizeof record->path, "%s", path);
    tc_arena_init(&record->arena, 0);
    tc_arena_init(&record->keys, 0);
    tc_buffer_init(&record->key, 0);
    tc_map_init(&record->ids);
    return record;
}

void tc_record_free(struct record *record)
{
    if (!record)
        return;
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(record->statements[i]);
    tc_columns_forget(record);
    tc_marks_release(record);
    sqlite3_close(record->db);
    lock_release(record);
    tc_dictionary_release(record);
    tc_story_release(record);
    tc_sketches_release(record);
    tc_free(record->pairs.items);
    tc_arena_release(&record->arena);
    tc_free(record);
}

tocsin_status tc_record_open(const char *path, bool write, struct record **out,
                             tocsin_error *error)
{
    *out = NULL;
    if (!path || !*path)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1, "no path was given");
    struct record *record = tc_record_new(path, write);
    if (!record)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "no memory for a record");
    int version;
    tocsin_status status = look(record, path);
    if (!status)
        status = open_file(record, path);
    if (!status)
        status = write ? prepare_writing(record) : tc_record_identify(record, &version);
    if (status) {
        (void)tc_record_fail(record, status, error);
        tc_record_free(record);
        return status;
    }
    *out = record;
    return TOCSIN_OK;
}

/* ---- transactions -------------------------------------------------------------- */

static tocsin_status load_counter(struct record *record, const char *name,
                                  long long *out)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_COUNTER);
    tc_bind_text(find, 1, tc_text(name));
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    *out = row ? sqlite3_column_int64(find, 0) : 0;
    if (!status && (*out <= 0 || *out > (1LL << 53)))
        status = tc_record_say(record, TOCSIN_CORRUPT, "there is no counter %s", name);
    sqlite3_reset(find);
    return status;
}

static tocsin_status save_counter(struct record *record, const char *name,
                                  long long next)
{
    sqlite3_stmt *save = tc_record_statement(record, SQL_COUNTER_SET);
    tc_bind_text(save, 1, tc_text(name));
    tc_bind_whole(save, 2, next);
    return tc_record_run(record, save);
}

tocsin_status tc_record_begin(struct record *record)
{
    if (record->open)
        return TOCSIN_OK;
    tocsin_status status = tc_record_exec(record, "BEGIN IMMEDIATE");
    if (status)
        return status;
    record->open = true;
    record->pending = 0;
    record->begun = tc_clock();
    status = load_counter(record, "claim", &record->next_claim);
    return status ? status : load_counter(record, "event", &record->next_event);
}

/* Ends writing: what was not committed is gone, and the caches may name it. */
tocsin_status tc_record_break(struct record *record, tocsin_status status)
{
    char message[sizeof record->message];
    memcpy(message, record->message, sizeof message);
    for (int i = 0; i < SQL_COUNT; i++)
        if (record->statements[i])
            sqlite3_reset(record->statements[i]);
    if (!sqlite3_get_autocommit(record->db))
        (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
    tc_record_forget(record);
    tc_columns_forget(record);
    record->open = false;
    record->failed = status;
    memcpy(record->message, message, sizeof message);
    return status;
}

tocsin_status tc_record_end(struct record *record)
{
    if (!record->open)
        return TOCSIN_OK;
    tocsin_status status = tc_columns_flush(record);
    if (!status)
        status = save_counter(record, "claim", record->next_claim);
    if (!status)
        status = save_counter(record, "event", record->next_event);
    if (!status)
        status = tc_story_save(record);
    if (!status)
        status = tc_record_exec(record, "COMMIT");
    if (status)
        return tc_record_break(record, status);
    record->open = false;
    return TOCSIN_OK;
}

tocsin_status tc_record_pace(struct record *record)
{
    record->pending++;
    long long since = tc_clock() - record->begun; /* negative: it was set back */
    if (record->pending < BATCH_DOCUMENTS && since >= 0 && since < BATCH_SECONDS)
        return TOCSIN_OK;
    return tc_record_end(record);
}

tocsin_status tc_record_commit(struct record *record, tocsin_error *error)
{
    if (record->failed)
        return tc_record_fail(record, record->failed, error);
    return tc_record_fail(record, tc_record_end(record), error);
}

tocsin_status tc_record_close(struct record *record, tocsin_error *error)
{
    if (!record)
        return TOCSIN_OK;
    tocsin_status status = tc_record_commit(record, error);
    tc_record_free(record);
    return status;
}
