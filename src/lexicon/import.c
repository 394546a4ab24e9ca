/* import.c: the dictionaries of TABARI and PETRARCH to ours: their files, and what is
 * written from them.
 *
 * Twenty years of event data stand on these dictionaries, and their owners edited them
 * by hand: three dialects, comments in three styles, slips everywhere. So nothing in
 * them stops the import. What cannot be used is told with its file and line, and the
 * rest goes on. Everything is converted to the text of docs/dictionaries.md, not to
 * something beside it: one compiler checks it, and people can go on editing there.
 */
#include "lexicon/import.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { WRITTEN_MAX = 200 * 1024 * 1024, PATH_ROOM = 4096, NAMES_MAX = 4096 };

void tc_import_init(struct import *im, tocsin_line_function report, void *context)
{
    memset(im, 0, sizeof *im);
    im->report = report;
    im->context = context;
    tc_arena_init(&im->arena, 0);
    tc_map_init(&im->synset_map);
    struct buffer *all[] = {&im->actors, &im->agents, &im->discard, &im->acts};
    for (size_t i = 0; i < 4; i++)
        tc_buffer_init(all[i], WRITTEN_MAX);
}

void tc_import_release(struct import *im)
{
    struct buffer *all[] = {&im->actors, &im->agents, &im->discard, &im->acts};
    for (size_t i = 0; i < 4; i++)
        tc_buffer_release(all[i]);
    for (size_t i = 0; i < im->synsets.count; i++)
        tc_free(im->synsets.items[i].phrases.items);
    tc_free(im->synsets.items);
    tc_free(im->substitutions.items);
    tc_map_release(&im->synset_map);
    tc_arena_release(&im->arena);
}

void tc_import_problem(struct import *im, const char *format, ...)
{
    char words[512], line[1024];
    va_list arguments;
    if (im->counts.unused++ >= REPORT_LIMIT || !im->report)
        return;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    int size = snprintf(line, sizeof line, "%.*s:%ld: %s", (int)im->file.size,
                        im->file.data, im->line, words);
    if (size > 0)
        (void)im->report(
            im->context,
            (text){line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1});
}

text tc_import_keep(struct import *im, const char *data, size_t size)
{
    text kept = tc_arena_copy(&im->arena, (text){data, size});
    if (!kept.data) {
        im->failed = TOCSIN_MEMORY;
        return (text){"", 0};
    }
    return kept;
}

/* ---- lines ----------------------------------------------------------------------- */

static text to_utf8(struct import *im, text line)
{
    if (tc_utf8_check(line) == line.size)
        return line;
    char *out = tc_arena_alloc(&im->arena, line.size * 2 + 1);
    if (!out) {
        im->failed = TOCSIN_MEMORY;
        return (text){"", 0};
    }
    size_t size = 0;
    for (size_t i = 0; i < line.size; i++)
        size += tc_utf8_put((unsigned char)line.data[i], out + size);
    return (text){out, size};
}

/* Without <!-- ... -->, which may begin and end anywhere. */
static text without_comments(struct import *im, struct old_lines *lines, text line)
{
    if (!lines->comment && tc_text_find(line, TEXT("<!--")) == SIZE_MAX)
        return line;
    char *out = tc_arena_alloc(&im->arena, line.size + 1);
    if (!out) {
        im->failed = TOCSIN_MEMORY;
        return (text){"", 0};
    }
    size_t size = 0;
    while (line.size) {
        text mark = lines->comment ? TEXT("-->") : TEXT("<!--");
        size_t at = tc_text_find(line, mark);
        size_t end = at == SIZE_MAX ? line.size : at;
        if (!lines->comment && end) {
            memcpy(out + size, line.data, end);
            size += end;
        }
        if (at == SIZE_MAX)
            break;
        lines->comment = !lines->comment;
        line = tc_text_slice(line, at + mark.size, line.size);
    }
    return (text){out, size};
}

bool tc_old_line(struct import *im, struct old_lines *lines, text *out)
{
    if (!lines->left.size || im->failed)
        return false;
    const char *end = memchr(lines->left.data, '\n', lines->left.size);
    size_t size = end ? (size_t)(end - lines->left.data) : lines->left.size;
    text line = tc_text_slice(lines->left, 0, size);
    lines->left = tc_text_slice(lines->left, size + 1, lines->left.size);
    im->line++;
    *out = (text){line.data, 0};
    if (line.size > LINE_MAX_BYTES) {
        tc_import_problem(im, "a line of more than %d bytes", LINE_MAX_BYTES);
        return true;
    }
    line = without_comments(im, lines, to_utf8(im, line));
    bool code = false; /* TABARI has a code [###] */
    for (size_t i = 0; i < line.size; i++) {
        code = line.data[i] == '[' || (code && line.data[i] != ']');
        if (!code &&
            (line.data[i] == ';' || (line.data[i] == '#' && line.data[0] != '#')))
            line.size = i;
    }
    while (line.size && (unsigned char)line.data[line.size - 1] <= ' ')
        line.size--;
    if (line.size && memchr(line.data, 0, line.size)) {
        tc_import_problem(im, "a NUL byte");
        line.size = 0;
    }
    *out = line;
    return true;
}

text tc_import_phrase(struct import *im, text written)
{
    char *out = tc_arena_alloc(&im->arena, written.size * 2 + 4);
    size_t size = 0;
    if (!out) {
        im->failed = TOCSIN_MEMORY;
        return (text){"", 0};
    }
    for (size_t at = 0; at < written.size;) {
        uint32_t c = tc_utf8_next(written, &at);
        bool blank = c == '_' || c <= ' ' || c == 0xa0;
        if (!blank)
            size += tc_utf8_put(tc_lower(c), out + size);
        else if (size && out[size - 1] != ' ')
            out[size++] = ' ';
    }
    while (size && out[size - 1] == ' ')
        size--;
    return (text){out, size};
}

/* ---- what a file is -------------------------------------------------------------- */

static bool has(text t, const char *what)
{
    size_t size = strlen(what);
    for (size_t at = 0; at + size <= t.size; at++)
        if (tc_text_equal_fold(tc_text_slice(t, at, at + size), (text){what, size}))
            return true;
    return false;
}

/* By what stands in it: codes of acts are numbers, those of roles have a "~". */
static enum dictionary_kind kind_by_lines(text bytes)
{
    size_t acts = 0, roles = 0, names = 0;
    text left = tc_text_slice(bytes, 0, 1 << 20);
    while (left.size) {
        text line = tc_cut(&left, '\n');
        const char *open = line.size ? memchr(line.data, '[', line.size) : NULL;
        bool more = open && open + 1 < line.data + line.size;
        if (tc_text_begins(line, TEXT("- ")) || tc_text_begins(line, TEXT("&")))
            acts++;
        else if (!more || line.data[0] == '#')
            continue;
        else if (has(line, "[~") || has(line, "~]"))
            roles++;
        else if (tc_is_digit((unsigned char)open[1]) || open[1] == ':')
            acts++;
        else if ((open[1] >= 'A' && open[1] <= 'Z'))
            names++;
    }
    if (!acts && !roles && !names)
        return OLD_UNKNOWN;
    return acts >= roles && acts >= names ? OLD_VERBS
           : roles >= names               ? OLD_AGENTS
                                          : OLD_ACTORS;
}

static enum dictionary_kind kind_of(text name, text bytes)
{
    static const struct {
        const char *part;
        enum dictionary_kind kind;
    } parts[] = {
        {"discard", OLD_DISCARD},
        {"issue",   OLD_ISSUES },
        {"agent",   OLD_AGENTS },
        {"actor",   OLD_ACTORS },
        {"verb",    OLD_VERBS  },
    };
    size_t slash = name.size;
    while (slash && name.data[slash - 1] != '/')
        slash--;
    text base = tc_text_slice(name, slash, name.size);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (has(base, parts[i].part))
            return parts[i].kind;
    return kind_by_lines(bytes);
}

static void pass_issues(struct import *im, text bytes)
{
    struct old_lines lines = {.left = bytes};
    size_t count = 0;
    text line;
    while (tc_old_line(im, &lines, &line))
        count += tc_text_trim(line).size && line.data[0] != '#';
    if (count)
        tc_import_problem(im, "%zu issues: tocsin takes contexts from its frames",
                          count);
}

static text shown_name(struct import *im, text name)
{
    size_t slash = name.size;
    while (slash && name.data[slash - 1] != '/')
        slash--;
    text base = to_utf8(im, tc_text_slice(name, slash, name.size));
    base = tc_import_keep(im, base.data, base.size);
    char *letters = (char *)(uintptr_t)base.data; /* our own copy */
    for (size_t i = 0; i < base.size; i++)
        if ((unsigned char)letters[i] < ' ')
            letters[i] = '?';
    return base;
}

void tc_import_bytes(struct import *im, text name, text bytes)
{
    if (im->failed)
        return;
    im->file = tc_import_keep(im, name.data, name.size);
    im->shown = shown_name(im, name);
    im->line = 0;
    if (tc_text_begins(bytes, TEXT("\xEF\xBB\xBF")))
        bytes = tc_text_slice(bytes, 3, bytes.size);
    enum dictionary_kind kind = kind_of(name, bytes);
    im->counts.files++;
    switch (kind) {
    case OLD_ACTORS:
        tc_import_actors(im, bytes);
        break;
    case OLD_AGENTS:
        tc_import_agents(im, bytes);
        break;
    case OLD_VERBS:
        tc_import_verbs(im, bytes);
        break;
    case OLD_DISCARD:
        tc_import_discard(im, bytes);
        break;
    case OLD_ISSUES:
        pass_issues(im, bytes);
        break;
    default:
        im->counts.files--;
        tc_import_problem(im, "neither actors, agents, verbs, discard nor issues");
    }
}

/* ---- files ----------------------------------------------------------------------- */

static tocsin_status read_file(struct import *im, const char *path, tocsin_error *error)
{
    struct mapped mapped;
    tocsin_status status = tc_map_file(path, &mapped, error);
    if (status != TOCSIN_OK)
        return status;
    if (mapped.size > FILE_MAX_BYTES)
        status = tc_fail(error, TOCSIN_LIMIT, path, 0, -1, "more than %d bytes",
                         FILE_MAX_BYTES);
    else
        tc_import_bytes(im, tc_text(path), (text){mapped.data, mapped.size});
    tc_unmap_file(&mapped);
    return status;
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* Calls each for the files of a folder, in the order of their names. */
typedef tocsin_status (*file_function)(void *context, const char *path,
                                       const char *name, tocsin_error *error);

static tocsin_status each_file(struct arena *arena, const char *folder,
                               file_function each, void *context, tocsin_error *error)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (!dir)
        return tc_fail(error, TOCSIN_IO, folder, 0, -1, "cannot open: %s",
                       strerror(errno));
    for (struct dirent *item; (item = readdir(dir)) && count < NAMES_MAX;)
        if (item->d_name[0] != '.') {
            text name = tc_arena_copy(arena, tc_text(item->d_name));
            if (name.data)
                names[count++] = name.data;
        }
    (void)closedir(dir);
    if (count)
        qsort(names, count, sizeof *names, by_name);
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && status == TOCSIN_OK; i++) {
        text path = tc_arena_format(arena, "%s/%s", folder, names[i]);
        status = path.data
                     ? each(context, path.data, names[i], error)
                     : tc_fail(error, TOCSIN_MEMORY, folder, 0, -1, "out of memory");
    }
    return status;
}

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static tocsin_status read_below(void *context, const char *path, const char *name,
                                tocsin_error *error)
{
    (void)name;
    return is_folder(path) ? TOCSIN_OK : read_file(context, path, error);
}

static tocsin_status refuse(void *context, const char *path, const char *name,
                            tocsin_error *error)
{
    (void)name;
    return tc_fail(error, TOCSIN_BUSY, context, 0, -1,
                   "the folder is not empty: there is %s", path);
}

/* ---- what is written ------------------------------------------------------------- */

struct output {
    struct import *im;
    const char *folder; /* that is written */
    const char *below;  /* "", "acts/": where under it */
};

static tocsin_status make_folder(const char *path, tocsin_error *error)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot make the folder: %s",
                       strerror(errno));
    return TOCSIN_OK;
}

/* The bytes of ours, and behind them those of the file that it is laid over. */
static tocsin_status write_one(const struct output *to, const char *name,
                               const struct buffer *ours, const char *under,
                               tocsin_error *error)
{
    struct mapped mapped = {"", 0};
    struct buffer all;
    char path[PATH_ROOM];
    (void)snprintf(path, sizeof path, "%s/%s%s", to->folder, to->below, name);
    tocsin_status status = under ? tc_map_file(under, &mapped, error) : TOCSIN_OK;
    if (status != TOCSIN_OK)
        return status;
    tc_buffer_init(&all, 0);
    if (ours)
        tc_buffer_add(&all, ours->data, ours->size);
    tc_buffer_add(&all, mapped.data, mapped.size);
    if (all.failed)
        status = tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    else if (all.size)
        status = tc_write_file(path, (text){all.data, all.size}, error);
    tc_buffer_release(&all);
    if (under)
        tc_unmap_file(&mapped);
    return status;
}

static tocsin_status copy_below(void *context, const char *path, const char *name,
                                tocsin_error *error)
{
    const struct output *to = context;
    struct output below = {to->im, to->folder, NULL};
    char folder[PATH_ROOM];
    if (!is_folder(path)) {
        bool ours = strcmp(name, "agents.txt") == 0 || strcmp(name, "discard.txt") == 0;
        size_t size = strlen(name);
        bool text_file = size > 4 && (strcmp(name + size - 4, ".txt") == 0 ||
                                      strcmp(name + size - 4, ".tsv") == 0);
        return !text_file || (ours && !to->below[0])
                   ? TOCSIN_OK
                   : write_one(to, name, NULL, path, error);
    }
    if (to->below[0] || (strcmp(name, "acts") != 0 && strcmp(name, "actors") != 0 &&
                         strcmp(name, "leaders") != 0))
        return TOCSIN_OK;
    (void)snprintf(folder, sizeof folder, "%s/%s", to->folder, name);
    tocsin_status status = make_folder(folder, error);
    (void)snprintf(folder, sizeof folder, "%s/", name);
    below.below = folder;
    return status == TOCSIN_OK
               ? each_file(&to->im->arena, path, copy_below, &below, error)
               : status;
}

static const char *there(struct arena *arena, const char *folder, const char *name)
{
    struct stat info;
    if (!folder)
        return NULL;
    text path = tc_arena_format(arena, "%s/%s", folder, name);
    return path.data && stat(path.data, &info) == 0 ? path.data : NULL;
}

static tocsin_status write_all(struct import *im, const char *out, const char *over,
                               tocsin_error *error)
{
    struct output to = {im, out, ""};
    static const char *const folders[] = {"actors", "acts"};
    tocsin_status status = make_folder(out, error);
    if (status == TOCSIN_OK)
        status = each_file(&im->arena, out, refuse, (void *)(uintptr_t)out, error);
    for (size_t i = 0; i < 2 && status == TOCSIN_OK; i++) {
        char path[PATH_ROOM];
        (void)snprintf(path, sizeof path, "%s/%s", out, folders[i]);
        status = make_folder(path, error);
    }
    if (status == TOCSIN_OK && over)
        status = each_file(&im->arena, over, copy_below, &to, error);
    const struct {
        const char *name;
        const struct buffer *bytes;
        bool joined;
    } files[] = {
        {"actors/0-import.txt", &im->actors,  false},
        {"agents.txt",          &im->agents,  true },
        {"discard.txt",         &im->discard, true },
        {"acts/0-import.txt",   &im->acts,    false},
    };
    for (size_t i = 0; i < 4 && status == TOCSIN_OK; i++)
        status = write_one(
            &to, files[i].name, files[i].bytes,
            files[i].joined ? there(&im->arena, over, files[i].name) : NULL, error);
    return status;
}

tocsin_status tc_lexicon_import(const tocsin_import_options *options,
                                tocsin_import *counts, tocsin_error *error)
{
    const char *out = options->out;
    struct import *im = tc_alloc(sizeof *im);
    memset(counts, 0, sizeof *counts);
    if (!im)
        return tc_fail(error, TOCSIN_MEMORY, out, 0, -1, "out of memory");
    tc_import_init(im, options->report, options->context);
    tocsin_status status = TOCSIN_OK;
    if (strlen(out) > PATH_ROOM / 2)
        status = tc_fail(error, TOCSIN_LIMIT, out, 0, -1, "the path is too long");
    for (size_t i = 0; i < options->count && status == TOCSIN_OK; i++)
        status = is_folder(options->paths[i])
                     ? each_file(&im->arena, options->paths[i], read_below, im, error)
                     : read_file(im, options->paths[i], error);
    if (status == TOCSIN_OK && (im->failed || im->actors.failed || im->agents.failed ||
                                im->discard.failed || im->acts.failed))
        status = tc_fail(error, TOCSIN_MEMORY, out, 0, -1, "out of memory");
    *counts = im->counts;
    if (status == TOCSIN_OK && !im->counts.files)
        status = tc_fail(error, TOCSIN_FORMAT, options->paths[0], 0, -1,
                         "there is no dictionary in it");
    if (status == TOCSIN_OK)
        status = write_all(im, out, options->over, error);
    tc_import_release(im);
    tc_free(im);
    return status;
}
