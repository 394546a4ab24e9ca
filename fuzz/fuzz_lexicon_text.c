/* fuzz_lexicon_text.c: dictionaries as anybody may write them: compiled or refused, and
 * what is compiled opens and can be searched with the input itself.
 *
 * The first byte says which of the files the rest is; the others are not there, but for
 * two countries when it is not countries.txt itself.
 */
#include "lexicon/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"countries.txt", "leaders/a.txt", "actors/a.txt",
                                    "agents.txt",    "places.tsv",    "regions.txt",
                                    "discard.txt",   "acts/a.txt",    "cues.txt",
                                    "places/a.txt",  "features.txt",  "demonyms.txt"};
enum { FILES = sizeof names / sizeof *names };
static char folder[64];

static tocsin_status ignore(void *context, text line)
{
    (void)context;
    (void)line;
    return TOCSIN_OK;
}

static void make_path(char path[128], const char *name)
{
    (void)snprintf(path, 128, "%s/%s", folder, name);
}

static void make_folder(void)
{
    static const char *const below[] = {"leaders", "actors", "acts", "places"};
    char path[128];
    (void)snprintf(folder, sizeof folder, "/dev/shm/fuzz-lexicon-XXXXXX");
    if (!mkdtemp(folder)) {
        (void)snprintf(folder, sizeof folder, "/tmp/fuzz-lexicon-XXXXXX");
        if (!mkdtemp(folder))
            abort();
    }
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        make_path(path, below[i]);
        (void)mkdir(path, 0700);
    }
}

static void put_file(const char *name, text bytes)
{
    char path[128];
    make_path(path, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file))
        abort();
}

static void search(const char *path, text bytes)
{
    static struct name_hit hits[256];
    struct lexicon *lexicon = NULL;
    if (tc_lexicon_open(path, NULL, 0, &lexicon, NULL) != TOCSIN_OK)
        abort(); /* what we have compiled must open */
    (void)tc_lexicon_scan(lexicon, bytes, false, hits, 256);
    (void)tc_lexicon_scan(lexicon, bytes, true, hits, 256);
    size_t end = 0;
    while (end < bytes.size && bytes.data[end] != '\n' && bytes.data[end] != '|')
        end++;
    (void)tc_lexicon_lookup(lexicon, (text){bytes.data, end}, TC_NO_DAY, ignore, NULL);
    tc_lexicon_free(lexicon);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    if (!folder[0])
        make_folder();
    char path[128];
    size_t problems;
    unsigned which = data[0] % FILES;
    text bytes = {(const char *)data + 1, size - 1};
    for (unsigned i = 0; i < FILES; i++) {
        make_path(path, names[i]);
        (void)remove(path);
    }
    put_file(names[0], TEXT("IRQ IQ Iraq\ncapital: Baghdad\n\nUSA US United States\n"));
    put_file(names[which], bytes);
    make_path(path, "lexicon");
    (void)remove(path);
    tocsin_status status =
        tc_lexicon_compile(folder, path, ignore, NULL, &problems, NULL);
    if ((status == TOCSIN_OK) != (problems == 0 && status != TOCSIN_LIMIT))
        abort();
    if (status == TOCSIN_OK)
        search(path, bytes);
    return 0;
}
