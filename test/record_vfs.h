/* test/record_vfs.h: a file system under SQLite that fails when it is told to, and that
 * remembers what was written and synced, so that a power cut can be played afterwards.
 *
 * A cut loses of every file whatever was written behind its last sync: all of it, none
 * of it, or any part of it down to a sector, for a disk may write in any order and stop
 * within a page. vfs_cut() lays out files as such a cut would leave them. This is what
 * SQLite's own crash tests do (https://www.sqlite.org/testing.html#crash_testing).
 */
#ifndef TEST_RECORD_VFS_H
#define TEST_RECORD_VFS_H

#include <sqlite3.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum vfs_operation {
    VFS_READ = 1,
    VFS_WRITE = 2,
    VFS_SYNC = 4,
    VFS_OPEN = 8,
    VFS_TRUNCATE = 16,
    VFS_DELETE = 32
};
enum { VFS_SECTOR = 512, VFS_FILES = 8 };

struct vfs_event {
    enum vfs_operation what;
    int file;
    sqlite3_int64 at; /* of a sync or a deletion: 1 when the folder is synced too */
    size_t size;
    unsigned char *data; /* owned */
    unsigned done;       /* what the test said was committed by then */
};

static struct {
    sqlite3_vfs vfs, *real;
    /* failing */
    unsigned operations; /* that are counted: a set of vfs_operation */
    long countdown;      /* the n-th from now fails; 0: none */
    bool on;             /* and all behind it */
    int code;            /* with this */
    unsigned long count; /* operations seen */
    /* remembering */
    bool record;
    unsigned done;
    struct vfs_event *events;
    size_t event_count, event_room;
    char names[VFS_FILES][256];
} shim;

struct vfs_file {
    sqlite3_file base;
    int name;    /* -1: not remembered */
    bool folder; /* its first sync is one of the folder too, as SQLite has it */
    sqlite3_file *real;
};

static bool vfs_fails(enum vfs_operation what)
{
    if (!(shim.operations & what))
        return false;
    shim.count++;
    if (shim.countdown <= 0 || --shim.countdown > 0)
        return false;
    shim.countdown = shim.on;
    return true;
}

static void vfs_note(enum vfs_operation what, int file, sqlite3_int64 at,
                     const void *data, size_t size)
{
    if (!shim.record || file < 0)
        return;
    if (shim.event_count == shim.event_room) {
        shim.event_room = shim.event_room ? shim.event_room * 2 : 1024;
        shim.events = realloc(shim.events, shim.event_room * sizeof *shim.events);
        if (!shim.events)
            abort();
    }
    struct vfs_event *event = &shim.events[shim.event_count++];
    *event = (struct vfs_event){what, file, at, size, NULL, shim.done};
    if (!data)
        return;
    event->data = malloc(size ? size : 1);
    if (!event->data)
        abort();
    memcpy(event->data, data, size);
}

/* Only what must survive: not the lock, nor the shared memory, nor temporary files. */
static int vfs_name(const char *path)
{
    size_t size = path ? strlen(path) : 0;
    if (!size || size >= sizeof shim.names[0] ||
        (size > 5 && strcmp(path + size - 5, "-lock") == 0))
        return -1;
    for (int i = 0; i < VFS_FILES; i++) {
        if (!shim.names[i][0])
            memcpy(shim.names[i], path, size + 1);
        if (strcmp(shim.names[i], path) == 0)
            return i;
    }
    return -1;
}

static sqlite3_file *vfs_real(sqlite3_file *file)
{
    return ((struct vfs_file *)(void *)file)->real;
}
static int vfs_file_name(sqlite3_file *file)
{
    return ((struct vfs_file *)(void *)file)->name;
}

static int vfs_close(sqlite3_file *file)
{
    sqlite3_file *real = vfs_real(file);
    int code = real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
    return code;
}
static int vfs_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    if (vfs_fails(VFS_READ))
        return SQLITE_IOERR_READ;
    return vfs_real(file)->pMethods->xRead(vfs_real(file), out, size, at);
}
static int vfs_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    if (vfs_fails(VFS_WRITE))
        return shim.code;
    int code = vfs_real(file)->pMethods->xWrite(vfs_real(file), data, size, at);
    if (!code)
        vfs_note(VFS_WRITE, vfs_file_name(file), at, data, (size_t)size);
    return code;
}
static int vfs_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (vfs_fails(VFS_TRUNCATE))
        return SQLITE_IOERR_TRUNCATE;
    int code = vfs_real(file)->pMethods->xTruncate(vfs_real(file), size);
    if (!code)
        vfs_note(VFS_TRUNCATE, vfs_file_name(file), size, NULL, 0);
    return code;
}
static int vfs_sync(sqlite3_file *file, int flags)
{
    struct vfs_file *mine = (struct vfs_file *)(void *)file;
    (void)flags; /* the play below knows what is synced; the disk need not */
    if (vfs_fails(VFS_SYNC))
        return SQLITE_IOERR_FSYNC;
    vfs_note(VFS_SYNC, mine->name, mine->folder, NULL, 0);
    mine->folder = false;
    return SQLITE_OK;
}
static int vfs_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return vfs_real(file)->pMethods->xFileSize(vfs_real(file), out);
}
static int vfs_lock(sqlite3_file *file, int kind)
{
    return vfs_real(file)->pMethods->xLock(vfs_real(file), kind);
}
static int vfs_unlock(sqlite3_file *file, int kind)
{
    return vfs_real(file)->pMethods->xUnlock(vfs_real(file), kind);
}
static int vfs_reserved(sqlite3_file *file, int *out)
{
    return vfs_real(file)->pMethods->xCheckReservedLock(vfs_real(file), out);
}
static int vfs_control(sqlite3_file *file, int what, void *value)
{
    return vfs_real(file)->pMethods->xFileControl(vfs_real(file), what, value);
}
static int vfs_sector(sqlite3_file *file)
{
    return vfs_real(file)->pMethods->xSectorSize(vfs_real(file));
}
static int vfs_device(sqlite3_file *file)
{
    return vfs_real(file)->pMethods->xDeviceCharacteristics(vfs_real(file));
}
static int vfs_shm_map(sqlite3_file *file, int page, int size, int more,
                       void volatile **out)
{
    return vfs_real(file)->pMethods->xShmMap(vfs_real(file), page, size, more, out);
}
static int vfs_shm_lock(sqlite3_file *file, int at, int count, int flags)
{
    return vfs_real(file)->pMethods->xShmLock(vfs_real(file), at, count, flags);
}
static void vfs_shm_barrier(sqlite3_file *file)
{
    vfs_real(file)->pMethods->xShmBarrier(vfs_real(file));
}
static int vfs_shm_unmap(sqlite3_file *file, int drop)
{
    return vfs_real(file)->pMethods->xShmUnmap(vfs_real(file), drop);
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                    int *out)
{
    static const sqlite3_io_methods methods = {2,
                                               vfs_close,
                                               vfs_read,
                                               vfs_write,
                                               vfs_truncate,
                                               vfs_sync,
                                               vfs_size,
                                               vfs_lock,
                                               vfs_unlock,
                                               vfs_reserved,
                                               vfs_control,
                                               vfs_sector,
                                               vfs_device,
                                               vfs_shm_map,
                                               vfs_shm_lock,
                                               vfs_shm_barrier,
                                               vfs_shm_unmap,
                                               NULL,
                                               NULL};
    struct vfs_file *mine = (struct vfs_file *)(void *)file;
    (void)vfs;
    file->pMethods = NULL;
    if (vfs_fails(VFS_OPEN))
        return SQLITE_CANTOPEN;
    mine->real = (sqlite3_file *)(void *)(mine + 1);
    mine->name = vfs_name(path);
    mine->folder = (flags & SQLITE_OPEN_CREATE) &&
                   (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL));
    int code = shim.real->xOpen(shim.real, path, mine->real, flags, out);
    if (mine->real->pMethods)
        file->pMethods = &methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    if (vfs_fails(VFS_DELETE))
        return SQLITE_IOERR_DELETE;
    int code = shim.real->xDelete(shim.real, path, sync);
    if (!code)
        vfs_note(VFS_DELETE, vfs_name(path), sync, NULL, 0);
    return code;
}

/* From now on SQLite's files go through here. */
static void vfs_begin(void)
{
    if (shim.real)
        return;
    shim.real = sqlite3_vfs_find(NULL);
    shim.vfs = *shim.real;
    shim.vfs.zName = "shim";
    shim.vfs.szOsFile = (int)sizeof(struct vfs_file) + shim.real->szOsFile;
    shim.vfs.xOpen = vfs_open;
    shim.vfs.xDelete = vfs_delete;
    if (sqlite3_vfs_register(&shim.vfs, 1))
        abort();
}

/* Forgets faults and events. */
static void vfs_clear(void)
{
    for (size_t i = 0; i < shim.event_count; i++)
        free(shim.events[i].data);
    free(shim.events);
    shim.events = NULL;
    shim.event_count = shim.event_room = 0;
    shim.record = false;
    shim.operations = 0;
    shim.countdown = 0;
    shim.count = 0;
    memset(shim.names, 0, sizeof shim.names);
}

static void vfs_end(void)
{
    vfs_clear();
    if (shim.real)
        (void)sqlite3_vfs_unregister(&shim.vfs);
    shim.real = NULL;
}

/* The n-th of these operations fails with code, and those behind it if on. */
static void vfs_fail(unsigned operations, long n, bool on, int code)
{
    shim.operations = operations;
    shim.countdown = n;
    shim.on = on;
    shim.code = code;
    shim.count = 0;
}

/* ---- a power cut ----------------------------------------------------------------- */

struct vfs_image {
    unsigned char *data;
    size_t size, room;
    bool there;
};

static uint64_t vfs_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static void vfs_put(struct vfs_image *image, size_t at, const unsigned char *data,
                    size_t size)
{
    if (at + size > image->room) {
        image->room = (at + size) * 2;
        image->data = realloc(image->data, image->room);
        if (!image->data)
            abort();
    }
    if (at > image->size)
        memset(image->data + image->size, 0, at - image->size);
    memcpy(image->data + at, data, size);
    if (at + size > image->size)
        image->size = at + size;
    image->there = true;
}

static void vfs_apply(struct vfs_image *image, const struct vfs_event *event)
{
    if (event->what == VFS_WRITE)
        vfs_put(image, (size_t)event->at, event->data, event->size);
    if (event->what == VFS_TRUNCATE && (size_t)event->at < image->size)
        image->size = (size_t)event->at;
    if (event->what == VFS_DELETE) {
        image->size = 0;
        image->there = false;
    }
}

/* Some sectors of a write, perhaps none. */
static void vfs_tear(struct vfs_image *image, const struct vfs_event *event,
                     uint64_t *random)
{
    for (size_t from = 0; from < event->size;) {
        size_t at = (size_t)event->at + from;
        size_t size = VFS_SECTOR - at % VFS_SECTOR;
        if (size > event->size - from)
            size = event->size - from;
        if (vfs_random(random) % 2)
            vfs_put(image, at, event->data + from, size);
        from += size;
    }
}

/* Which of the unsynced operations come through: none, all, some, some in part. */
enum vfs_loss { VFS_NONE, VFS_ALL, VFS_SOME, VFS_TORN, VFS_LOSSES };

static void vfs_lose(struct vfs_image *image, const struct vfs_event *event,
                     enum vfs_loss loss, uint64_t *random)
{
    if (loss == VFS_NONE || (loss >= VFS_SOME && vfs_random(random) % 2))
        return;
    if (loss == VFS_TORN && event->what == VFS_WRITE)
        vfs_tear(image, event, random);
    else
        vfs_apply(image, event);
}

static void vfs_play(int file, size_t cut, enum vfs_loss loss, uint64_t *random,
                     struct vfs_image *image)
{
    size_t synced = 0, folder = 0; /* what is before it is sure */
    for (size_t i = 0; i < cut; i++) {
        const struct vfs_event *event = &shim.events[i];
        if (event->file == file && event->what == VFS_SYNC)
            synced = i + 1;
        if ((event->what == VFS_SYNC || event->what == VFS_DELETE) && event->at)
            folder = i + 1;
    }
    for (size_t i = 0; i < cut; i++) {
        if (shim.events[i].file != file)
            continue;
        if (i < (shim.events[i].what == VFS_DELETE ? folder : synced))
            vfs_apply(image, &shim.events[i]);
        else
            vfs_lose(image, &shim.events[i], loss, random);
    }
}

/* Writes the files as a cut behind the first events leaves them: PATH and what is
 * beside it, to the same endings of to. */
static inline void vfs_cut(const char *path, const char *to, size_t cut,
                           enum vfs_loss loss, uint64_t seed)
{
    uint64_t random = 0x9E3779B97F4A7C15u * (seed + 1);
    size_t base = strlen(path);
    for (int file = 0; file < VFS_FILES && shim.names[file][0]; file++) {
        struct vfs_image image = {NULL, 0, 0, false};
        if (strncmp(shim.names[file], path, base) != 0)
            continue;
        vfs_play(file, cut, loss, &random, &image);
        char name[300];
        (void)snprintf(name, sizeof name, "%s%s", to, shim.names[file] + base);
        FILE *out = image.there ? fopen(name, "wb") : NULL;
        if (image.there &&
            (!out || fwrite(image.data, 1, image.size, out) != image.size ||
             fclose(out)))
            abort();
        free(image.data);
    }
}

#endif
