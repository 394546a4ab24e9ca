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

/* ---- what a teacher thinks ------------------------------------------------------- */

static uint8_t find_entity(text t)
{
    if (t.size < 3 || t.data[1] != '-') {
        return 0;
    }
    text type = tc_text_slice(t, 2, t.size);
    for (int e = 1; e < ENTITY_COUNT; e++) {
        if (tc_text_equal(type, tc_text(tc_entity_name((enum entity)e)))) {
            return (uint8_t)(2 * e - (t.data[0] == 'B'));
        }
    }
    return 0;
}

/* The part of t before the sign, which is cut off with it. */
static text cut(text *t, const char *sign)
{
    size_t at = tc_text_find(*t, tc_text(sign));
    text part = tc_text_slice(*t, 0, at);
    *t = at == SIZE_MAX ? (text){t->data, 0} : tc_text_slice(*t, at + 1, t->size);
    return part;
}

static void add_soft(struct soft *s, char kind, text name, float weight)
{
    long long head = 0;
    if (kind == 'H' && s->heads < SOFT_HEADS &&
        tc_text_integer(name, 0, 10000, &head)) {
        s->head[s->heads] = (int16_t)(head - 1);
        s->head_weight[s->heads++] = weight;
    } else if (kind == 'R' && s->relations < SOFT_LABELS) {
        s->relation[s->relations] = find_relation(name);
        s->relation_weight[s->relations++] = weight;
    } else if (kind == 'T' && s->tags < SOFT_LABELS) {
        s->upos[s->tags] = find_upos(cut(&name, "/"));
        s->xpos[s->tags] = find_xpos(name);
        s->tag_weight[s->tags++] = weight;
    } else if (kind == 'E' && s->entities < SOFT_LABELS) {
        s->entity[s->entities] = find_entity(name);
        s->entity_weight[s->entities++] = weight;
    }
}

static void normalise(float *weight, uint8_t count)
{
    float sum = 0.0F;
    for (uint8_t i = 0; i < count; i++) {
        sum += weight[i];
    }
    for (uint8_t i = 0; i < count && sum > 0.0F; i++) {
        weight[i] /= sum;
    }
}

/* "nmod:poss:70,nmod:29": cuts the first entry off, which ends at a colon, digits and a
 * comma; names may have commas and colons. false: it has no weight. */
static bool add_entry(struct soft *s, char kind, text *item)
{
    for (size_t at = 1; at < item->size; at++) {
        size_t end = at;
        long long percent = 0;
        while (end < item->size && tc_is_digit((unsigned char)item->data[end])) {
            end++;
        }
        if (item->data[at - 1] == ':' && end > at &&
            (end == item->size || item->data[end] == ',') &&
            tc_text_integer(tc_text_slice(*item, at, end), 0, 100, &percent)) {
            add_soft(s, kind, tc_text_slice(*item, 0, at - 1), (float)percent);
            *item = tc_text_slice(*item, end + (end < item->size), item->size);
            return true;
        }
    }
    item->size = 0;
    return false;
}

/* MISC: "H=5:91,3:6|R=nsubj:88,obj:11|T=NOUN/NN:70,PROPN/NNP:29|E=O:80|Ent=B-time".
 * false: it says nothing of the kind. */
static bool read_soft(text misc, struct soft *s, uint8_t *entity)
{
    bool any = false;
    while (misc.size > 0) {
        text item = cut(&misc, "|");
        if (tc_text_begins(item, TEXT("Ent="))) {
            *entity = find_entity(tc_text_slice(item, 4, item.size));
        }
        if (item.size < 3 || item.data[1] != '=' ||
            memchr("HRTE", item.data[0], 4) == NULL) {
            continue;
        }
        char kind = item.data[0];
        item = tc_text_slice(item, 2, item.size);
        while (item.size > 0) {
            any = add_entry(s, kind, &item) || any;
        }
    }
    normalise(s->head_weight, s->heads);
    normalise(s->relation_weight, s->relations);
    normalise(s->tag_weight, s->tags);
    normalise(s->entity_weight, s->entities);
    return any;
}

/* ---- lines ----------------------------------------------------------------------- */

struct reader {
    struct treebank *bank;
    const char *path;
    long line;
    bool paragraph;
    size_t first;  /* word of the sentence that is read */
    bool entities; /* the file has a layer of entities */
    bool lemmas;   /* a word of the sentence has a lemma: people parsed it */
    text whole;    /* of the multiword token that begins with the next word */
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
    tree->silver = !r->lemmas;
    r->lemmas = false;
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

static uint32_t keep_soft(struct reader *r, const struct soft *soft)
{
    struct treebank *b = r->bank;
    b->soft_count += b->soft_count == 0; /* 0 is none */
    if (!tc_grow(&b->softs, &b->soft_room, b->soft_count + 1, sizeof *b->softs,
                 1U << 28)) {
        give_up(r->path, r->line, "out of memory");
    }
    b->softs[b->soft_count] = *soft;
    return (uint32_t)b->soft_count++;
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
    w->entity = r->entities ? 0 : NO_ENTITY_LAYER;
    r->lemmas = r->lemmas || !tc_text_equal(w->lemma, TEXT("_"));
    struct soft soft = {0};
    if (read_soft(c[9], &soft, &w->entity)) {
        w->soft = keep_soft(r, &soft);
    }
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
    bank->files = calloc(count + 1, sizeof *bank->files);
    if (bank->files == NULL) {
        give_up("", 0, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        bank->files[i] = bank->size;
        load(bank, paths[i]);
    }
    struct reader r = {.bank = bank, .path = count > 0 ? paths[0] : ""};
    size_t at = 0;
    size_t file = 0;
    while (at < bank->size) {
        if (file < count && at == bank->files[file]) {
            r.path = paths[file];
            r.line = 0;
            size_t end = file + 1 < count ? bank->files[file + 1] : bank->size;
            r.entities = tc_text_find((text){bank->bytes + at, end - at},
                                      TEXT("Ent=B-")) != SIZE_MAX;
            file++;
        }
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
    tc_free(bank->softs);
    free(bank->files);
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
