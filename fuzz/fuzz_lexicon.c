/* fuzz_lexicon.c: a compiled lexicon from anywhere: what opens must be safe to use.
 *
 * Random bytes never pass the checksum, and seldom are tables. So a small lexicon is
 * made once, the input is taken as changes to it (three bytes of offset, one of what to
 * do, in eights), or, when it begins with 0xFF, as the whole file; kind, version, size
 * and checksum are mended, and all look-ups are made on what opens.
 */
#include "lexicon/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 20 };
static unsigned char *file, *base;
static size_t base_size;

/* clang-format off */
static const char *const texts[][2] = {
    {"countries.txt",
     "USA US United States\nnames: US; U.S.\nadjective: American\n"
     "capital: Washington; Washington, D.C.\nmetonyms GOV: White House\n"},
    {"agents.txt", "[GOV]\nforeign minister; who\n"},
    {"places.tsv", "Paris;~Lutetia\tUSA\tcity\tTexas\t48.85\t2.35\t2988507\t2138551\n"},
    {"places/a.txt", "[USA|Ohio|Washington County]\n"
                     "?Paris;?Parris\t39.4\t-81.4\t45\t13900\n"},
    {"demonyms.txt", "Parisian | USA | Paris\n"},
    {"cues.txt", "carry +out | light | noun | 3 | -3\nsay | report | that | 2 | 0\n"},
    {"acts/a.txt", "@a = raid, strike\n[ASSAULT aerial contexts=military,territory]\n"
                   "carry prt:out obj:@a on=R\nbomb obj:%place\nbomb\n"}
};
/* clang-format on */

static tocsin_status ignore(void *context, text line)
{
    (void)context;
    (void)line;
    return TOCSIN_OK;
}

static void make_base(void)
{
    char folder[] = "/tmp/fuzz-lexicon-XXXXXX", path[128];
    size_t problems;
    struct mapped mapped;
    if (!mkdtemp(folder))
        abort();
    (void)snprintf(path, sizeof path, "%s/acts", folder);
    (void)mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/places", folder);
    (void)mkdir(path, 0700);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, texts[i][0]);
        if (tc_write_file(path, tc_text(texts[i][1]), NULL) != TOCSIN_OK)
            abort();
    }
    (void)snprintf(path, sizeof path, "%s/lexicon", folder);
    if (tc_lexicon_compile(folder, path, ignore, NULL, &problems, NULL) != TOCSIN_OK ||
        tc_map_file(path, &mapped, NULL) != TOCSIN_OK || mapped.size > ROOM)
        abort();
    base = malloc(mapped.size);
    file = aligned_alloc(64, ROOM);
    if (!base || !file)
        abort();
    memcpy(base, mapped.data, mapped.size);
    base_size = mapped.size;
    tc_unmap_file(&mapped);
    (void)remove(path);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, texts[i][0]);
        (void)remove(path);
    }
    (void)snprintf(path, sizeof path, "%s/acts", folder);
    (void)rmdir(path);
    (void)snprintf(path, sizeof path, "%s/places", folder);
    (void)rmdir(path);
    (void)rmdir(folder);
}

static void put64(unsigned char *at, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

static void change(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 8 <= size; i += 8) {
        size_t at = (data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16) %
                    base_size;
        size_t count = data[i + 3] % 5;
        for (size_t j = 0; j < count && at + j < base_size; j++)
            file[at + j] = data[i + 3] & 0x80
                               ? (unsigned char)(file[at + j] + data[i + 4 + j])
                               : data[i + 4 + j];
    }
}

static void use_names(const struct lexicon *lexicon)
{
    static struct name_hit hits[64];
    const text words = TEXT("The U.S. foreign ministers who in Washington, D.C. or the "
                            "White House carry out raids, Paris Lutetia US us");
    for (int fold = 0; fold < 2; fold++) {
        size_t count = tc_lexicon_scan(lexicon, words, fold, hits, 64);
        for (size_t i = 0; i < count && i < 64; i++)
            for (uint32_t j = 0; j < hits[i].count; j++) {
                const struct entry *e =
                    tc_lexicon_entry(lexicon, hits[i].aliases[j].entry);
                if (!e || strlen(tc_lexicon_string(lexicon, e->name)) > ROOM)
                    abort();
            }
    }
    static const char *const asked[] = {
        "carry out", "carry",  "bomb",     "us",
        "paris",     "parris", "parisian", "the foreign ministers",
        "say"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        (void)tc_lexicon_lookup(lexicon, tc_text(asked[i]), (int32_t)i * 5000, ignore,
                                NULL);
    for (uint32_t i = 0; i < tc_gazetteer_count(lexicon); i++) {
        struct gazetteer_place place;
        struct entry entry;
        tc_gazetteer_place(lexicon, i, &place);
        tc_gazetteer_entry(lexicon, i, &entry);
        if (strlen(place.name) + strlen(place.admin1) + strlen(place.admin2) > 3 * ROOM)
            abort();
    }
    (void)tc_lexicon_country(lexicon, "USA");
    (void)tc_lexicon_context(lexicon, 1);
}

static void use_frames(const struct lexicon *lexicon)
{
    uint32_t count;
    for (uint32_t word = 0; word < 64; word++)
        for (const char *part = "vnarp"; *part; part++) {
            const struct frame *f = tc_lexicon_frames(lexicon, word, *part, &count);
            for (uint32_t i = 0; i < count; i++) {
                const struct slot *s = tc_lexicon_slots(lexicon, &f[i]);
                for (uint32_t j = 0; j < f[i].slot_count; j++) {
                    (void)tc_slot_has_word(lexicon, &s[j], word + 1);
                    if (s[j].word_count && tc_lexicon_words(lexicon, &s[j])[0] > ROOM)
                        abort();
                }
            }
            (void)tc_lexicon_cues(lexicon, word, *part, &count);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!base)
        make_base();
    size_t used = base_size;
    bool whole = size > 48 && size < ROOM && data[0] == 0xFF;
    memcpy(file, whole ? data : base, whole ? size : base_size);
    if (whole)
        used = size;
    else
        change(data, size);
    memcpy(file, base, 12);
    put64(file + 32, used);
    put64(file + 24, tc_hash(file + 48, used - 48));
    struct lexicon *lexicon = NULL;
    if (tc_lexicon_open(NULL, file, used, &lexicon, NULL) != TOCSIN_OK)
        return 0;
    use_names(lexicon);
    use_frames(lexicon);
    tc_lexicon_free(lexicon);
    return 0;
}
