/* compile.c: the data folder, its files in their order.
 *
 * countries.txt goes first, because all others name its codes, and acts/ is read by
 * name, so that its lists (00-lists.txt) are known to the frames. A file that is
 * not there is no problem: a lexicon of one's own may do without places.
 */
#include "lexicon/dictionary.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 4096, NAME_SIZE = 256 };

typedef void (*reader)(struct dictionary *d, struct lines *lines);

static const struct {
    const char *name; /* a file, or a folder when it ends in / */
    reader read;
} order[] = {
    {"countries.txt",    tc_read_countries   },
    {"leaders/",         tc_read_leaders     },
    {"actors/",          tc_read_actors      },
    {"agents.txt",       tc_read_agents      },
    {"places/",          tc_read_towns       },
    {"places.tsv",       tc_read_places      },
    {"regions.txt",      tc_read_places      },
    {"features.txt",     tc_read_features    },
    {"demonyms.txt",     tc_read_demonyms    },
    {"discard.txt",      tc_read_discard     },
    {"acts/",            tc_read_acts        },
    {"cues.txt",         tc_read_cues        },
    {"topics.txt",       tc_read_topics      },
    {"voices.txt",       tc_read_voices      },
    {"verification.txt", tc_read_verification},
};

struct compiling {
    struct dictionary *d;
    size_t files;
    tocsin_error *error;
};

static char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = tc_alloc(size);
    if (path)
        (void)snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* Reads folder/name, if it is there. */
static tocsin_status read_one(struct compiling *c, const char *name, reader read)
{
    struct dictionary *d = c->d;
    struct mapped mapped;
    struct stat info;
    tocsin_status status = TOCSIN_OK;
    char *path = join(d->folder, name);
    if (!path)
        return tc_fail(c->error, TOCSIN_MEMORY, name, 0, -1, "out of memory");
    if (stat(path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
        goto done;
    status = tc_map_file(path, &mapped, c->error);
    if (status != TOCSIN_OK)
        goto done;
    c->files++;
    if (mapped.size > FILE_MAX_BYTES) {
        status = tc_fail(c->error, TOCSIN_LIMIT, path, 0, -1, "more than %d bytes",
                         FILE_MAX_BYTES);
    } else {
        struct lines lines;
        tc_lines_begin(&lines, d, tc_text(name), (text){mapped.data, mapped.size});
        read(d, &lines);
    }
    tc_unmap_file(&mapped);
done:
    tc_free(path);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool is_dictionary(const char *name)
{
    size_t size = strlen(name);
    return name[0] != '.' && size > 4 && size < NAME_SIZE - 16 &&
           strcmp(name + size - 4, ".txt") == 0;
}

/* The names of a folder's .txt files, sorted; NULL: it is not there. */
static char (*list_folder(struct compiling *c, const char *path, size_t *count,
                          tocsin_status *status))[NAME_SIZE]
{
    char(*names)[NAME_SIZE] = NULL;
    size_t room = 0;
    *count = 0;
    DIR *folder = opendir(path);
    if (!folder) {
        if (errno != ENOENT && errno != ENOTDIR)
            *status = tc_fail(c->error, TOCSIN_IO, path, 0, -1, "cannot open: %s",
                              strerror(errno));
        return NULL;
    }
    for (struct dirent *item; (item = readdir(folder));) {
        if (!is_dictionary(item->d_name))
            continue;
        if (!tc_grow(&names, &room, *count + 1, sizeof *names, FILES_MAX)) {
            *status = tc_fail(c->error, TOCSIN_MEMORY, path, 0, -1,
                              "out of memory, or more than %d files", FILES_MAX);
            break;
        }
        (void)snprintf(names[(*count)++], sizeof *names, "%s", item->d_name);
    }
    (void)closedir(folder);
    if (*count)
        qsort(names, *count, sizeof *names, by_name);
    return names;
}

static tocsin_status read_folder(struct compiling *c, const char *name, reader read)
{
    tocsin_status status = TOCSIN_OK;
    size_t count = 0;
    char *path = join(c->d->folder, name);
    if (!path)
        return tc_fail(c->error, TOCSIN_MEMORY, name, 0, -1, "out of memory");
    char(*names)[NAME_SIZE] = list_folder(c, path, &count, &status);
    for (size_t i = 0; i < count && status == TOCSIN_OK; i++) {
        char below[NAME_SIZE * 2];
        (void)snprintf(below, sizeof below, "%s%s", name, names[i]);
        status = read_one(c, below, read);
    }
    tc_free(names);
    tc_free(path);
    return status;
}

/* Outside the periods of a post a person is still of the country, without a sector: a
 * last entry, for all days, tells it. */
static void end_leaders(struct dictionary *d)
{
    for (uint32_t i = 0; i < d->subjects.count && !d->failed; i++) {
        uint32_t first = d->subjects.items[i].first;
        if (first == UINT32_MAX || d->entries.items[first].kind != ENTRY_PERSON)
            continue;
        uint32_t index = tc_dictionary_entry(d, i, ENTRY_PERSON);
        if (index == UINT32_MAX)
            return;
        const struct entry *known = &d->entries.items[first];
        struct entry *always = &d->entries.items[index];
        memcpy(always->country, known->country, sizeof always->country);
        always->id = known->id;
        always->name = known->name;
    }
}

static tocsin_status read_all(struct compiling *c)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < sizeof order / sizeof *order && status == TOCSIN_OK; i++) {
        const char *name = order[i].name;
        bool folder = name[strlen(name) - 1] == '/';
        status = folder ? read_folder(c, name, order[i].read)
                        : read_one(c, name, order[i].read);
        if (order[i].read == tc_read_leaders)
            end_leaders(c->d);
    }
    if (status == TOCSIN_OK && !c->files)
        status = tc_fail(c->error, TOCSIN_IO, c->d->folder, 0, -1,
                         "there are no dictionaries in it");
    return status;
}

tocsin_status tc_dictionary_read(struct dictionary *d, tocsin_error *error)
{
    struct compiling c = {.d = d, .error = error};
    return read_all(&c);
}

tocsin_status tc_lexicon_compile(const char *folder, const char *path,
                                 tocsin_line_function report, void *context,
                                 size_t *problems, tocsin_error *error)
{
    struct dictionary *d = tc_alloc(sizeof *d);
    *problems = 0;
    if (!d)
        return tc_fail(error, TOCSIN_MEMORY, folder, 0, -1, "out of memory");
    tc_dictionary_init(d, folder, report, context);
    tocsin_status status = tc_dictionary_read(d, error);
    if (status == TOCSIN_OK)
        status = tc_dictionary_pack(d, path, NULL, NULL, error);
    *problems = d->problems;
    if (status == TOCSIN_OK && d->problems)
        status = tc_fail(error, TOCSIN_FORMAT, folder, 0, -1,
                         "%zu problems in the dictionaries", d->problems);
    tc_dictionaries_release(d);
    tc_free(d);
    return status;
}
