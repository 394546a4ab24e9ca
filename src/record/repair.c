/* record/repair.c: a damaged record made sound, with the damaged one kept.
 *
 *     the check finds nothing                     nothing is done
 *     rows contradict each other, or indexes      mended where they stand, in one
 *     do not fit their tables                     transaction (mend.c)
 *     pages cannot be read, or the schema is      read row by row into a new file
 *     not ours                                    (graft.c, salvage.c), mended there
 *
 * In the last case the new file takes the old one's name only when its own check finds
 * nothing. The old one and its log stay as NAME.damaged-1 (-2 ...). A kill at any
 * moment leaves either the old files, under one name or the other, or the new one:
 *
 *     1. NAME gets a second name, NAME.damaged-N
 *     2. NAME-wal is renamed to NAME.damaged-N-wal; it must not meet the new file
 *     3. NAME-repair is renamed to NAME
 */
#include "record/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_KEPT = 1000, FINDING = 200 /* bytes of one */, LONGEST_PATH = 4200 };

/* ---- where it stands ------------------------------------------------------------- */

static tocsin_status keep_first(void *context, tocsin_text line)
{
    char *first = context;
    if (!*first)
        (void)snprintf(first, FINDING, "%.*s", (int)line.size, line.data);
    return TOCSIN_OK;
}

/* *sound, or what is wrong is one of rows, the first of which stands in finding. */
static tocsin_status look(struct record *record, bool *sound, char finding[FINDING])
{
    finding[0] = '\0';
    tocsin_status status = tc_record_check(record, keep_first, finding, NULL);
    *sound = status == TOCSIN_OK;
    /* A damaged full-text index may ask for all the memory there is. */
    return status == TOCSIN_CORRUPT || status == TOCSIN_MEMORY ? TOCSIN_OK : status;
}

/* What SQLite itself has to say of pages, indexes and columns. */
static tocsin_status page_findings(struct record *record, long long *findings)
{
    tocsin_status status =
        tc_record_number(record,
                         "SELECT count(*) FROM pragma_integrity_check(100) x"
                         " WHERE x.integrity_check <> 'ok'",
                         0, findings);
    if (status == TOCSIN_CORRUPT) {
        *findings = 1;
        status = TOCSIN_OK;
    }
    return status;
}

/* CORRUPT: it must be read into a new file. */
static tocsin_status mend_indexes(struct mending *mending)
{
    struct record *record = mending->record;
    long long findings;
    tocsin_status status = page_findings(record, &findings);
    if (status || !findings)
        return status;
    status = tc_record_exec(record, "REINDEX");
    if (!status)
        status = page_findings(record, &findings);
    if (status == TOCSIN_OK && !findings)
        return tc_mend_tell(mending, "indexes made anew");
    return status ? status : tc_record_say(record, TOCSIN_CORRUPT, "pages are damaged");
}

static void roll_back(struct record *record)
{
    char message[sizeof record->message];
    memcpy(message, record->message, sizeof message);
    for (int i = 0; i < SQL_COUNT; i++)
        if (record->statements[i])
            sqlite3_reset(record->statements[i]);
    if (!sqlite3_get_autocommit(record->db))
        (void)sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL);
    memcpy(record->message, message, sizeof message);
}

/* Mends in one transaction and looks whether that was enough. */
static tocsin_status mend_there(struct mending *mending)
{
    struct record *record = mending->record;
    bool sound = false;
    char first[FINDING];
    tocsin_status status = tc_record_exec(record, "BEGIN IMMEDIATE");
    if (!status)
        status = mend_indexes(mending);
    if (!status)
        status = tc_record_mend(mending);
    tc_record_forget(record);
    if (!status)
        status = look(record, &sound, first);
    if (!status && !sound)
        status = tc_record_say(record, TOCSIN_CORRUPT,
                               "it is not sound even when mended: %.200s", first);
    if (!status)
        status = tc_record_exec(record, "COMMIT");
    if (status)
        roll_back(record);
    return status;
}

/* ---- into a new file ------------------------------------------------------------- */

struct replacing {
    const char *path;
    char *made, *source; /* NAME-repair, NAME-repair-source; owned */
    int version;         /* layout */
    struct record *lock, *damaged;
    struct mending *mending;
    char message[512];
};

static tocsin_status say(struct replacing *replacing, tocsin_status status,
                         const char *words)
{
    (void)snprintf(replacing->message, sizeof replacing->message, "%s", words);
    return status;
}

static tocsin_status no_memory(struct replacing *replacing)
{
    return say(replacing, TOCSIN_MEMORY, "no memory for a repair");
}

/* The lock of the record, and a copy of it that can be read. */
static tocsin_status open_damaged(struct replacing *replacing)
{
    tocsin_error error = {.message = ""};
    struct record *lock = replacing->lock = tc_record_new(replacing->path, true);
    struct record *damaged = replacing->damaged =
        tc_record_new(replacing->source, false);
    if (!lock || !damaged)
        return no_memory(replacing);
    tocsin_status status = tc_record_sqlite(
        lock, tc_record_sqlite_open(replacing->path, SQLITE_OPEN_READWRITE, &lock->db));
    if (!status) {
        (void)sqlite3_db_config(lock->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                                (int *)NULL);
        status = tc_record_lock(lock);
    }
    if (status)
        return say(replacing, status, lock->message);
    status = tc_graft(replacing->path, replacing->source, &replacing->version, &error);
    if (status)
        return say(replacing, status, error.message);
    status = tc_record_sqlite(
        damaged,
        tc_record_sqlite_open(replacing->source, SQLITE_OPEN_READONLY, &damaged->db));
    return status ? say(replacing, status, damaged->message) : TOCSIN_OK;
}

static tocsin_status fill_new(struct replacing *replacing)
{
    struct mending *mending = replacing->mending;
    struct record *made = tc_record_new(replacing->made, true);
    if (!made)
        return no_memory(replacing);
    struct salvage salvage = {
        .damaged = replacing->damaged, .made = made, .mending = mending};
    tocsin_status status = tc_record_sqlite(
        made,
        tc_record_sqlite_open(replacing->made,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &made->db));
    if (!status)
        status = tc_record_exec(made, "PRAGMA page_size = 8192;"
                                      "PRAGMA journal_mode = OFF;"
                                      "PRAGMA synchronous = OFF;"
                                      "PRAGMA cache_size = -65536");
    if (!status)
        status = tc_record_sqlite(made, tc_query_functions(made->db));
    if (!status)
        status = tc_record_migrate(made, tc_migrations, replacing->version);
    if (!status)
        status = tc_salvage(&salvage);
    if (!status && !salvage.rows)
        status = tc_record_say(made, TOCSIN_CORRUPT, "no row of it can be read");
    if (!status)
        status = tc_mend_tell(mending, "%lld rows read into a new file", salvage.rows);
    mending->incomplete = mending->incomplete || salvage.lost > 0;
    if (status)
        (void)say(replacing, status,
                  made->message[0] ? made->message : replacing->damaged->message);
    tc_record_free(made);
    return status;
}

static tocsin_status mend_new(struct replacing *replacing)
{
    struct record *made = NULL;
    tocsin_error error = {.message = ""};
    tocsin_status status = tc_record_open(replacing->made, true, &made, &error);
    if (status)
        return say(replacing, status, error.message);
    replacing->mending->record = made;
    status = mend_there(replacing->mending);
    if (status)
        (void)say(replacing, status, made->message);
    tocsin_status closed = tc_record_close(made, &error);
    replacing->mending->record = NULL;
    if (!status && closed)
        return say(replacing, closed, error.message);
    return status;
}

/* Steps 1 to 3 of above. */
static tocsin_status swap(struct replacing *replacing, char *kept)
{
    char *log = tc_path_with(replacing->path, "-wal");
    char *shared = tc_path_with(replacing->path, "-shm");
    char *kept_log = tc_path_with(kept, "-wal");
    tocsin_status status = TOCSIN_OK;
    if (!log || !shared || !kept_log) {
        status = no_memory(replacing);
    } else if (!tc_sync_file(replacing->made) ||
               (access(log, F_OK) == 0 && rename(log, kept_log) != 0) ||
               (access(shared, F_OK) == 0 && unlink(shared) != 0) ||
               rename(replacing->made, replacing->path) != 0) {
        status = say(replacing, TOCSIN_IO, strerror(errno));
    } else {
        (void)tc_sync_folder(replacing->path);
        status = tc_mend_tell(replacing->mending, "the damaged file is kept as %.400s",
                              kept);
    }
    tc_free(log);
    tc_free(shared);
    tc_free(kept_log);
    return status;
}

/* The first NAME.damaged-N that is free, which the file gets as its second name. */
static tocsin_status keep_damaged(struct replacing *replacing, char **kept)
{
    *kept = NULL;
    for (int n = 1; n < MOST_KEPT; n++) {
        char end[32];
        (void)snprintf(end, sizeof end, ".damaged-%d", n);
        tc_free(*kept);
        *kept = tc_path_with(replacing->path, end);
        if (!*kept)
            return no_memory(replacing);
        if (link(replacing->path, *kept) == 0)
            return TOCSIN_OK;
        if (errno != EEXIST)
            return say(replacing, TOCSIN_IO, strerror(errno));
    }
    return say(replacing, TOCSIN_IO, "too many damaged ones are kept");
}

static void scrap(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[LONGEST_PATH]; /* also where no memory is left */
        int size = snprintf(name, sizeof name, "%s%s", path, ends[i]);
        if (size > 0 && (size_t)size < sizeof name)
            (void)unlink(name);
    }
}

static tocsin_status replace(struct replacing *replacing)
{
    char *kept = NULL;
    replacing->made = tc_path_with(replacing->path, "-repair");
    replacing->source = tc_path_with(replacing->path, "-repair-source");
    tocsin_status status = TOCSIN_OK;
    if (!replacing->made || !replacing->source)
        status = no_memory(replacing);
    if (!status) { /* they may be left by a repair that was killed */
        scrap(replacing->made);
        scrap(replacing->source);
        status = open_damaged(replacing);
    }
    if (!status)
        status = fill_new(replacing);
    if (!status)
        status = mend_new(replacing);
    if (!status)
        status = keep_damaged(replacing, &kept);
    if (!status)
        status = swap(replacing, kept);
    tc_record_free(replacing->damaged);
    if (replacing->source)
        scrap(replacing->source);
    if (status && replacing->made)
        scrap(replacing->made);
    tc_record_free(replacing->lock);
    tc_free(kept);
    tc_free(replacing->made);
    tc_free(replacing->source);
    return status;
}

/* ---- the whole ------------------------------------------------------------------- */

/* CORRUPT: not where it stands. *done: the check found nothing, or what it found is
 * mended. */
static tocsin_status repair_there(struct mending *mending, const char *path,
                                  tocsin_error *error)
{
    bool sound = false;
    char first[FINDING];
    tocsin_status status = tc_record_open(path, true, &mending->record, error);
    if (status)
        return status;
    status = look(mending->record, &sound, first);
    if (!status && !sound)
        status = mend_there(mending);
    (void)tc_record_fail(mending->record, status, error);
    tocsin_status closed = tc_record_close(mending->record, status ? NULL : error);
    mending->record = NULL;
    return status ? status : closed;
}

tocsin_status tc_record_repair(const char *path, tocsin_line_function function,
                               void *context, tocsin_error *error)
{
    struct mending mending = {.function = function, .context = context};
    struct stat found;
    if (!path || !*path)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1, "no path was given");
    if (stat(path, &found) != 0)
        return tc_fail(error, TOCSIN_MISSING, path, 0, -1, "%s", strerror(errno));
    tocsin_status status = tc_layout_open(TC_SCHEMA_VERSION, &mending.layout);
    if (status) {
        tc_record_free(mending.layout);
        return tc_fail(error, status, path, 0, -1, "no layout to mend by");
    }
    status = repair_there(&mending, path, error);
    /* FORMAT may be a record whose first page is lost. */
    if ((status == TOCSIN_CORRUPT || status == TOCSIN_FORMAT) && !mending.ended) {
        struct replacing replacing = {.path = path, .mending = &mending};
        status = replace(&replacing);
        if (status)
            (void)tc_fail(error, status, path, 0, -1, "%s",
                          replacing.message[0] ? replacing.message
                                               : tocsin_status_words(status));
    }
    tc_record_free(mending.layout);
    return status;
}
