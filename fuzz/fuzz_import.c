/* fuzz_import.c: old dictionaries as anybody may have left them. Whatever the bytes,
 * what is written from them compiles without a problem.
 *
 * The first byte says what the file is called, and so as what it is read.
 */
#include "lexicon/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];

static tocsin_status ignore(void *context, text line)
{
    (void)context;
    (void)line;
    return TOCSIN_OK;
}

static tocsin_status tell(void *context, text line)
{
    (void)context;
    fprintf(stderr, "%.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void make_folders(void)
{
    char path[128];
    (void)snprintf(folder, sizeof folder, "/dev/shm/fuzz-import-XXXXXX");
    if (!mkdtemp(folder)) {
        (void)snprintf(folder, sizeof folder, "/tmp/fuzz-import-XXXXXX");
        if (!mkdtemp(folder))
            abort();
    }
    (void)snprintf(path, sizeof path, "%s/actors", folder);
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/acts", folder);
    (void)mkdir(path, 0700);
}

static void put_file(const char *name, const struct buffer *bytes)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file ||
        fwrite(bytes->data ? bytes->data : "", 1, bytes->size, file) != bytes->size)
        abort();
    (void)fclose(file);
}

static void compile(const struct import *im)
{
    char path[128];
    size_t problems;
    put_file("actors/a.txt", &im->actors);
    put_file("agents.txt", &im->agents);
    put_file("discard.txt", &im->discard);
    put_file("acts/a.txt", &im->acts);
    (void)snprintf(path, sizeof path, "%s/lexicon", folder);
    tocsin_error error;
    if (tc_lexicon_compile(folder, path, tell, NULL, &problems, &error) != TOCSIN_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.actors", "a.agents",  "a.verbs",
                                        "a.issues", "a.discard", "a"};
    if (!size)
        return 0;
    if (!folder[0])
        make_folders();
    struct import im;
    text bytes = {(const char *)data + 1, size - 1};
    tc_import_init(&im, ignore, NULL);
    tc_import_bytes(&im, tc_text(names[data[0] % 6]), bytes);
    tc_import_bytes(&im, TEXT("again"),
                    bytes); /* the same again, by what stands in it */
    if (!im.failed)
        compile(&im);
    tc_import_release(&im);
    return 0;
}
