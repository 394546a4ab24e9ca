/* read/walk.c: paths and folders to one file after the other.
 *
 * Names in a folder are sorted by their bytes, so that the same folder gives the same
 * documents in the same order on every machine and file system. A folder's names are
 * held while it is open (some archives keep a million files in one), never its files.
 *
 * Links are followed, as people build corpora out of them; a folder that is the same
 * (device, inode) as one it lies in is a loop and is reported, not entered. Names that
 * begin with a dot are passed over, as a shell does: .git and .DS_Store are not news.
 */
#include "read/fetch.h"
#include "read/inside.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAXIMUM 64
#define PATH_MAXIMUM  65536
#define NAMES_MAXIMUM ((size_t)1 << 30)

struct level {
    dev_t device;
    ino_t inode;
    struct buffer names; /* one behind the other, each with its NUL */
    const char **sorted; /* (count), into names */
    size_t count, next;
    size_t path_size; /* bytes of this folder's path */
};

static char *copy_string(const char *s)
{
    size_t size = strlen(s) + 1;
    char *copy = tc_alloc(size);
    if (copy)
        memcpy(copy, s, size);
    return copy;
}

tocsin_status tc_walk_open(struct walk *walk, const char *const *paths, size_t count)
{
    memset(walk, 0, sizeof *walk);
    tc_buffer_init(&walk->path, PATH_MAXIMUM);
    if (count > SIZE_MAX / sizeof *walk->paths)
        return TOCSIN_MEMORY;
    walk->paths = tc_alloc(count * sizeof *walk->paths);
    if (!walk->paths)
        return TOCSIN_MEMORY;
    while (walk->count < count) {
        char *copy = copy_string(paths[walk->count]);
        if (!copy)
            return TOCSIN_MEMORY;
        walk->paths[walk->count++] = copy;
    }
    return TOCSIN_OK;
}

static void level_release(struct level *level)
{
    tc_buffer_release(&level->names);
    tc_free(level->sorted);
    level->sorted = NULL;
}

void tc_walk_close(struct walk *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        tc_free(walk->paths[i]);
    tc_free(walk->paths);
    while (walk->depth > 0)
        level_release(&walk->levels[--walk->depth]);
    tc_free(walk->levels);
    tc_buffer_release(&walk->path);
    memset(walk, 0, sizeof *walk);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static tocsin_status sort_names(struct level *level)
{
    if (level->names.failed)
        return TOCSIN_MEMORY;
    level->sorted = tc_alloc((level->count + 1) * sizeof *level->sorted);
    if (!level->sorted)
        return TOCSIN_MEMORY;
    const char *at = level->names.data;
    for (size_t i = 0; i < level->count; i++) {
        level->sorted[i] = at;
        at += strlen(at) + 1;
    }
    if (level->count > 1)
        qsort(level->sorted, level->count, sizeof *level->sorted, compare_names);
    return TOCSIN_OK;
}

static tocsin_status fail_errno(const char *path, int code, tocsin_error *error)
{
    char words[128];
    if (strerror_r(code, words, sizeof words) != 0)
        words[0] = '\0';
    return tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot be read: %s", words);
}

static tocsin_status read_names(struct level *level, const char *path,
                                tocsin_error *error)
{
    DIR *folder = opendir(path);
    if (!folder)
        return fail_errno(path, errno, error);
    tocsin_status status = TOCSIN_OK;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry)
            break;
        if (entry->d_name[0] == '.')
            continue;
        tc_buffer_add(&level->names, entry->d_name, strlen(entry->d_name) + 1);
        level->count++;
    }
    if (errno != 0)
        status = fail_errno(path, errno, error);
    closedir(folder);
    if (status == TOCSIN_OK && sort_names(level) != TOCSIN_OK)
        status = tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "too many files in it");
    return status;
}

/* Opens the folder that walk->path names. */
static tocsin_status enter(struct walk *walk, const struct stat *facts,
                           tocsin_error *error)
{
    const char *path = walk->path.data;
    for (size_t i = 0; i < walk->depth; i++)
        if (walk->levels[i].device == facts->st_dev &&
            walk->levels[i].inode == facts->st_ino)
            return tc_fail(error, TOCSIN_IO, path, 0, -1,
                           "a loop of folders: it lies within itself");
    if (walk->depth >= DEPTH_MAXIMUM)
        return tc_fail(error, TOCSIN_LIMIT, path, 0, -1,
                       "folders are nested deeper than %d", DEPTH_MAXIMUM);
    if (!tc_grow(&walk->levels, &walk->room, walk->depth + 1, sizeof *walk->levels,
                 DEPTH_MAXIMUM))
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    struct level *level = &walk->levels[walk->depth];
    memset(level, 0, sizeof *level);
    tc_buffer_init(&level->names, NAMES_MAXIMUM);
    level->device = facts->st_dev;
    level->inode = facts->st_ino;
    level->path_size = walk->path.size - 1;
    tocsin_status status = read_names(level, path, error);
    if (status != TOCSIN_OK) {
        level_release(level);
        return status;
    }
    walk->depth++;
    return TOCSIN_OK;
}

/* Puts the next path into walk->path. */
static tocsin_status step(struct walk *walk)
{
    while (walk->depth > 0) {
        struct level *level = &walk->levels[walk->depth - 1];
        if (level->next == level->count) {
            level_release(level);
            walk->depth--;
            continue;
        }
        const char *name = level->sorted[level->next++];
        walk->given = false;
        walk->path.size = level->path_size;
        if (level->path_size > 0 && walk->path.data[level->path_size - 1] != '/')
            tc_buffer_byte(&walk->path, '/');
        tc_buffer_add(&walk->path, name, strlen(name) + 1);
        return TOCSIN_OK;
    }
    if (walk->next == walk->count)
        return TOCSIN_DONE;
    const char *path = walk->paths[walk->next++];
    walk->given = true;
    tc_buffer_clear(&walk->path);
    tc_buffer_add(&walk->path, path, strlen(path) + 1);
    return TOCSIN_OK;
}

tocsin_status tc_walk_next(struct walk *walk, const char **path, tocsin_error *error)
{
    for (;;) {
        tocsin_status status = step(walk);
        if (status != TOCSIN_OK)
            return status;
        if (walk->path.failed) {
            walk->path.failed = false;
            return tc_fail(error, TOCSIN_MEMORY, "", 0, -1,
                           "out of memory, or a path of more than %d bytes",
                           PATH_MAXIMUM);
        }
        *path = walk->path.data;
        if (walk->given && (strcmp(*path, "-") == 0 || tc_is_url(tc_text(*path))))
            return TOCSIN_OK;
        struct stat facts;
        if (stat(*path, &facts) != 0)
            return fail_errno(*path, errno, error);
        if (!S_ISDIR(facts.st_mode)) {
            /* A pipe is read when it was asked for, as in <(command). */
            if (S_ISREG(facts.st_mode) || walk->given)
                return TOCSIN_OK;
            return tc_fail(error, TOCSIN_IO, *path, 0, -1,
                           "not a file: a pipe, socket or device is not read");
        }
        status = enter(walk, &facts, error);
        if (status != TOCSIN_OK)
            return status;
    }
}
