/* record/backup.c: a copy of a record, as it stands at one moment.
 *
 * VACUUM INTO reads in one transaction, so a writer may go on meanwhile, and writes no
 * page that is not needed. The copy is made under a name of its own, opened and checked
 * like any record, synced, and only then gets the name that was asked for, by link(),
 * which never replaces a file. So whoever finds a backup finds a whole one.
 */
#include "record/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool sync_one(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        (void)close(file);
    return ok;
}

bool tc_sync_file(const char *path)
{
    return sync_one(path);
}

bool tc_sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return sync_one(".");
    size_t size = slash == path ? 1 : (size_t)(slash - path);
    char *folder = tc_alloc(size + 1);
    if (!folder)
        return false;
    memcpy(folder, path, size);
    folder[size] = '\0';
    bool ok = sync_one(folder);
    tc_free(folder);
    return ok;
}

char *tc_path_with(const char *path, const char *end)
{
    size_t size = strlen(path), room = size + strlen(end) + 1;
    char *made = tc_alloc(room);
    if (made)
        (void)snprintf(made, room, "%s%s", path, end);
    return made;
}

/* A path that begins "file:" would be taken for a URI. */
static tocsin_status vacuum_into(struct record *record, const char *path)
{
    sqlite3_stmt *vacuum = NULL;
    char *plain = strncmp(path, "file:", 5) == 0 ? tc_path_with("./", path)
                                                 : tc_path_with(path, "");
    if (!plain)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a path");
    /* It is an ATTACH inside, and there is no other. */
    int attached = sqlite3_limit(record->db, SQLITE_LIMIT_ATTACHED, 1);
    int code = sqlite3_prepare_v2(record->db, "VACUUM main INTO ?1", -1, &vacuum, NULL);
    if (!code)
        code = sqlite3_bind_text(vacuum, 1, plain, -1, SQLITE_STATIC);
    if (!code)
        code = sqlite3_step(vacuum);
    tocsin_status status = tc_record_sqlite(record, code);
    sqlite3_finalize(vacuum);
    (void)sqlite3_limit(record->db, SQLITE_LIMIT_ATTACHED, attached);
    tc_free(plain);
    return status;
}

/* Is what was written a record, and are its pages whole? */
static tocsin_status look_at_copy(struct record *record, const char *path)
{
    struct record *copy = NULL;
    tocsin_error error = {.message = ""};
    long long bad = 0;
    tocsin_status status = tc_record_open(path, false, &copy, &error);
    if (status)
        return tc_record_say(record, status, "the copy does not open: %.300s",
                             error.message);
    status = tc_record_number(copy,
                              "SELECT count(*) FROM pragma_quick_check(1) q"
                              " WHERE q.quick_check <> 'ok'",
                              0, &bad);
    if (!status && bad)
        status = TOCSIN_CORRUPT;
    if (status)
        (void)tc_record_say(record, status, "the copy is unsound: %.300s",
                            copy->message);
    (void)tc_record_close(copy, NULL);
    return status;
}

static tocsin_status taken(struct record *record)
{
    return tc_record_say(record, TOCSIN_IO,
                         "there is a file of the backup's name, which is not replaced");
}

static tocsin_status put_there(struct record *record, const char *part,
                               const char *path)
{
    if (!tc_sync_file(part))
        return tc_record_say(record, TOCSIN_IO, "the backup cannot be synced: %s",
                             strerror(errno));
    if (link(part, path) != 0 && errno == EEXIST)
        return taken(record);
    /* Not every file system has links. */
    if (access(path, F_OK) != 0 && rename(part, path) != 0)
        return tc_record_say(record, TOCSIN_IO, "the backup cannot be named: %s",
                             strerror(errno));
    (void)unlink(part);
    (void)tc_sync_folder(path); /* where that cannot be, it need not */
    return TOCSIN_OK;
}

static tocsin_status backup(struct record *record, const char *path)
{
    struct stat found;
    if (lstat(path, &found) == 0)
        return taken(record);
    tocsin_status status = record->failed ? record->failed : tc_record_end(record);
    if (status)
        return status;
    char *part = tc_path_with(path, "-part");
    if (!part)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a path");
    (void)unlink(part); /* of a backup that was killed */
    status = vacuum_into(record, part);
    if (!status)
        status = look_at_copy(record, part);
    if (!status)
        status = put_there(record, part, path);
    if (status)
        (void)unlink(part);
    tc_free(part);
    return status;
}

tocsin_status tc_record_backup(struct record *record, const char *path,
                               tocsin_error *error)
{
    if (!path || !*path)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1, "no path for the backup");
    return tc_record_fail(record, backup(record, path), error);
}
