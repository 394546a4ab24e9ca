/* train/treebank.c: CoNLL-U files read into memory, and their text put together again.
 *
 * Empty nodes are skipped. A relation whose subtype the parser does not know becomes
 * its base relation, so that gold and parse speak of the same things.
 */
#include "treebank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

static _Noreturn void give_up(const char *path, long line, const char *what)
{
    (void)fprintf(stderr, "train: %s:%ld: %s\n", path, line, what);
    exit(3);
}

/* ---- labels ---------------------------------------------------------------------- */

static uint8_t find_upos(text t)
{
    for (int i = 1; i < UPOS_COUNT; i++) {
        if (tc_text_equal(t, tc_text(tc_upos_name((enum upos)i)))) {
            return (uint8_t)i;
        }
    }
    return UPOS_NONE;
}

static uint8_t find_xpos(text t)
{
    for (int i = 1; i < XPOS_COUNT; i++) {
        if (tc_text_equal(t, tc_text(tc_xpos_name((enum xpos)i)))) {
            return (uint8_t)i;
        }
    }
    return XPOS_OTHER;
}

static uint8_t find_relation(text t)
{
    for (;;) {
        for (int i = 1; i < REL_COUNT; i++) {
            if (tc_text_equal(t, tc_text(tc_relation_name((enum relation)i)))) {
                return (uint8_t)i;
            }
        }
        size_t colon = tc_text_find(t, TEXT(":"));
        if (colon == SIZE_MAX) {
            return REL_DEP;
        }
        t = tc_text_slice(t, 0, colon);
    }
}

/* ---- lines ----------------------------------------------------------------------- */

struct reader {
    struct treebank *bank;
    const char *path;
    long line;
    bool paragraph;
    size_t first; /* word of the sentence that is read */
    text whole;   /* of the multiword token that begins with the next word */
    bool whole_space;
    uint32_t parts; /* its words; 0: none */
    uint32_t left;  /* words of it still to come */
};

static void end_sentence(struct reader *r)
{
    struct treebank *b = r->bank;
    size_t count = b->word_count - r->first;
    if (count == 0) {
        return;
    }
    if (!tc_grow(&b->trees, &b->tree_room, b->tree_count + 1, sizeof *b->trees,
                 1U << 24)) {
        give_up(r->path, r->line, "out of memory");
    }
    struct tree *tree = &b->trees[b->tree_count++];
    tree->count = (uint32_t)count;
    tree->paragraph = r->paragraph;
    tree->words = NULL; /* set when all are read */
    for (size_t i = r->first; i < b->word_count; i++) {
        int32_t head = b->words[i].head;
        if (head < TC_ROOT || head >= (int32_t)count) {
            give_up(r->path, r->line, "a head lies outside its sentence");
        }
    }
    r->first = b->word_count;
    r->paragraph = false;
}

static void read_word(struct reader *r, const text c[10])
{
    struct treebank *b = r->bank;
    long long head = 0;
    if (!tc_text_integer(c[6], 0, 100000, &head)) {
        give_up(r->path, r->line, "the head is not a number");
    }
    if (!tc_grow(&b->words, &b->word_room, b->word_count + 1, sizeof *b->words,
                 1U << 28)) {
        give_up(r->path, r->line, "out of memory");
    }
    struct gold *w = &b->words[b->word_count++];
    *w = (struct gold){.form = c[1], .lemma = c[2], .head = (int32_t)head - 1};
    w->upos = find_upos(c[3]);
    w->xpos = find_xpos(c[4]);
    w->relation = find_relation(c[7]);
    w->space_after = tc_text_find(c[9], TEXT("SpaceAfter=No")) == SIZE_MAX;
    if (r->parts > 0) {
        w->multiword = (uint8_t)r->parts;
        w->whole = r->whole;
        r->left = r->parts;
        r->parts = 0;
    }
    if (r->left > 0) {
        r->left--;
        w->space_after = r->left == 0 && r->whole_space;
    }
}

static void read_line(struct reader *r, text line)
{
    if (line.size == 0) {
        end_sentence(r);
        return;
    }
    if (line.data[0] == '#') {
        r->paragraph = r->paragraph || tc_text_begins(line, TEXT("# newdoc")) ||
                       tc_text_begins(line, TEXT("# newpar"));
        return;
    }
    text c[10];
    size_t from = 0;
    for (int i = 0; i < 10; i++) {
        text rest = tc_text_slice(line, from, line.size);
        size_t tab = rest.size > 0 ? tc_text_find(rest, TEXT("\t")) : SIZE_MAX;
        if ((tab == SIZE_MAX) != (i == 9)) {
            give_up(r->path, r->line, "there are not 10 columns");
        }
        c[i] = tc_text_slice(rest, 0, tab);
        from += c[i].size + 1;
    }
    size_t dash = tc_text_find(c[0], TEXT("-"));
    if (dash != SIZE_MAX) {
        long long first = 0;
        long long last = 0;
        if (!tc_text_integer(tc_text_slice(c[0], 0, dash), 1, 100000, &first) ||
            !tc_text_integer(tc_text_slice(c[0], dash + 1, c[0].size), first, first + 9,
                             &last)) {
            give_up(r->path, r->line, "a multiword token's range is wrong");
        }
        r->whole = c[1];
        r->parts = (uint32_t)(last - first + 1);
        r->whole_space = tc_text_find(c[9], TEXT("SpaceAfter=No")) == SIZE_MAX;
        return;
    }
    if (tc_text_find(c[0], TEXT(".")) == SIZE_MAX) {
        read_word(r, c);
    }
}

/* Room for size more bytes behind those that are there. */
static char *more_bytes(struct treebank *bank, const char *path, size_t size)
{
    char *bytes = tc_realloc(bank->bytes, bank->size + size + 2);
    if (bytes == NULL) {
        give_up(path, 0, "out of memory");
    }
    bank->bytes = bytes;
    return bytes + bank->size;
}

static void load(struct treebank *bank, const char *path)
{
    struct mapped file;
    tocsin_error error;
    if (tc_map_file(path, &file, &error) != TOCSIN_OK) {
        give_up(path, 0, error.message);
    }
    if (tc_text_ends(tc_text(path), TEXT(".zst"))) {
        unsigned long long size = ZSTD_getFrameContentSize(file.data, file.size);
        if (size > (1ULL << 30)) {
            give_up(path, 0, "not a zstd file of a known size below 1 GiB");
        }
        char *to = more_bytes(bank, path, (size_t)size);
        size_t got = ZSTD_decompress(to, (size_t)size, file.data, file.size);
        if (ZSTD_isError(got)) {
            give_up(path, 0, ZSTD_getErrorName(got));
        }
        bank->size += got;
    } else {
        memcpy(more_bytes(bank, path, file.size), file.data, file.size);
        bank->size += file.size;
    }
    bank->bytes[bank->size++] = '\n';
    bank->bytes[bank->size++] = '\n';
    tc_unmap_file(&file);
}

void treebank_read(struct treebank *bank, const char *const *paths, size_t count)
{
    memset(bank, 0, sizeof *bank);
    for (size_t i = 0; i < count; i++) {
        load(bank, paths[i]);
    }
    struct reader r = {.bank = bank, .path = count > 0 ? paths[0] : ""};
    size_t at = 0;
    while (at < bank->size) {
        const char *end = memchr(bank->bytes + at, '\n', bank->size - at);
        size_t size = (size_t)(end - bank->bytes) - at;
        r.line++;
        read_line(&r, (text){bank->bytes + at, size});
        at += size + 1;
    }
    end_sentence(&r);
    struct gold *words = bank->words;
    for (size_t i = 0; i < bank->tree_count; i++) {
        bank->trees[i].words = words;
        words += bank->trees[i].count;
    }
}

void treebank_release(struct treebank *bank)
{
    tc_free(bank->bytes);
    tc_free(bank->words);
    tc_free(bank->trees);
    memset(bank, 0, sizeof *bank);
}

void treebank_text(const struct treebank *bank, size_t from, size_t to,
                   struct buffer *out, uint32_t *ends)
{
    for (size_t t = from; t < to; t++) {
        const struct tree *tree = &bank->trees[t];
        if (tree->paragraph && t > from) {
            tc_buffer_string(out, "\n\n");
        }
        for (uint32_t i = 0; i < tree->count; i++) {
            const struct gold *w = &tree->words[i];
            uint32_t last = i + (w->multiword > 0 ? w->multiword - 1U : 0);
            tc_buffer_text(out, w->multiword > 0 ? w->whole : w->form);
            i = last < tree->count ? last : tree->count - 1;
            ends[t - from] = (uint32_t)out->size;
            if (i + 1 == tree->count || tree->words[i].space_after) {
                tc_buffer_byte(out, ' ');
            }
        }
    }
}
