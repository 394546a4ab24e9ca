/* train/newslike.c: sentences of news with their trees, made by a grammar.
 *
 * The treebanks have much mail, many reviews and essays, and few sentences such as an
 * agency writes: a name, a verb in the past, an object without an article. A parser
 * that knows only the treebanks takes such a verb for an adjective ("[fired rockets]")
 * and the object for the root. So the trainer also sees sentences made here. They need
 * make no sense, as what is learnt is grammar; but their grammar must be right: the
 * trees follow the conventions of EWT, and where EWT knows two ways, its more frequent
 * one.
 *
 * A clause is a frame: a verb with the complements that it takes, written in a small
 * language (newslike_words.c). Noun phrases come by class. Words are those of this
 * project and of train/verbs.c; names are those of the dictionaries. Nothing is taken
 * from a treebank or from any text. Words are put from left to right; heads are known
 * later, and most functions return the index of a phrase's head for that.
 *
 * Here are the door and the reading of the names, from the text of data/ and not from
 * the compiled dictionaries, so that the trainer needs no other room than base/ and
 * parse/. newslike_words.c has words and frames, newslike_phrase.c noun phrases and
 * dates, newslike_sentence.c clauses and sentences.
 */
#include "newslike.h"
#include "newslike_words.h"

#include <stdio.h>
#include <string.h>

enum {
    NAMES = 3000, /* of a kind, at most */
    FEWEST = 40   /* of a kind, else the dictionaries are not there */
};

/* ---- dictionaries ---------------------------------------------------------------- */

static bool keep_name(struct gen *g, enum kind kind, text t)
{
    struct names *n = &g->names[kind];
    size_t spaces = 0;
    t = tc_text_trim(t);
    bool fits = t.size > 1 && t.size < FORM_SIZE - 3 && n->count < NAMES;
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        spaces += c == ' ';
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' ||
                      (c & 0x80) != 0;
        fits = fits && letter;
    }
    if (!fits || spaces > (kind == ADJECTIVE ? 1 : 2) ||
        tc_text_find(t, TEXT(" of ")) != SIZE_MAX ||
        tc_text_find(t, TEXT(" and ")) != SIZE_MAX ||
        tc_text_find(t, TEXT(" for ")) != SIZE_MAX ||
        tc_text_find(t, TEXT(" the ")) != SIZE_MAX || tc_text_begins(t, TEXT("the "))) {
        return true;
    }
    if (!tc_grow(&n->items, &n->room, n->count + 1, sizeof *n->items, NAMES + 64)) {
        return false;
    }
    n->items[n->count] = tc_arena_copy(g->arena, t);
    return n->items[n->count++].data != NULL;
}

/* Each name of "a; b; ~c", or the first only. */
static bool keep_names(struct gen *g, enum kind kind, text line, bool all)
{
    bool ok = true;
    while (line.size > 0 && ok) {
        size_t end = tc_text_find(line, TEXT(";"));
        ok = keep_name(g, kind, tc_text_slice(line, 0, end));
        line = end == SIZE_MAX || !all ? (text){line.data, 0}
                                       : tc_text_slice(line, end + 1, line.size);
    }
    return ok;
}

static bool read_country(struct gen *g, text line)
{
    static const struct {
        const char *key;
        enum kind kind;
    } keys[] = {
        {"adjective:", ADJECTIVE},
        {"people:",    PEOPLE   },
        {"capital:",   CAPITAL  }
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        text key = tc_text(keys[i].key);
        if (tc_text_begins(line, key)) {
            return keep_names(g, keys[i].kind, tc_text_slice(line, key.size, line.size),
                              false);
        }
    }
    bool heads = line.size > 7 && line.data[3] == ' ' && line.data[6] == ' ' &&
                 line.data[0] >= 'A' && line.data[0] <= 'Z' &&
                 tc_text_find(line, TEXT(":")) == SIZE_MAX;
    text country = heads ? tc_text_slice(line, 7, line.size) : line;
    if (!heads || tc_text_begins(country, TEXT("United ")) ||
        tc_text_ends(country, TEXT("Islands")) ||
        listed(country, "Netherlands Philippines")) {
        return true;
    }
    return keep_name(g, COUNTRY, country);
}

/* "id | names | ..." of actors and leaders. */
static bool read_entry(struct gen *g, text line, enum kind kind)
{
    size_t bar = tc_text_find(line, TEXT("|"));
    if (bar == SIZE_MAX) {
        return true;
    }
    text rest = tc_text_slice(line, bar + 1, line.size);
    rest = tc_text_slice(rest, 0, tc_text_find(rest, TEXT("|")));
    return keep_names(g, kind, rest, kind != PERSON);
}

static bool read_roles(struct gen *g, text line)
{
    bool ok = true;
    while (line.size > 0 && ok) {
        size_t end = tc_text_find(line, TEXT(";"));
        text one = tc_text_slice(line, 0, end);
        one = tc_text_slice(one, 0, tc_text_find(one, TEXT("<")));
        one = tc_text_trim(tc_text_slice(one, 0, tc_text_find(one, TEXT("/"))));
        size_t space = tc_text_find(one, TEXT(" "));
        text first = tc_text_slice(one, 0, space);
        bool fine =
            space == SIZE_MAX || is_adjective(first) || listed(first, modifiers);
        bool person = false;
        static const char *const ends[] = {
            "minister", "president", "chief",     "leader",    "king",      "general",
            "governor", "premier",   "secretary", "spokesman", "chancellor"};
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
            person = person || tc_text_ends(one, tc_text(ends[i]));
        }
        ok = !fine || !person || keep_name(g, ROLE, one);
        line = end == SIZE_MAX ? (text){line.data, 0}
                               : tc_text_slice(line, end + 1, line.size);
    }
    return ok;
}

static tocsin_status read_file(struct gen *g, const char *data, const char *file,
                               enum kind kind, tocsin_error *error)
{
    char path[512];
    struct mapped mapped;
    (void)snprintf(path, sizeof path, "%s/%s", data, file);
    tocsin_status status = tc_map_file(path, &mapped, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    text all = {(const char *)mapped.data, mapped.size};
    bool ok = true;
    while (all.size > 0 && ok) {
        size_t end = tc_text_find(all, TEXT("\n"));
        text line = tc_text_trim(tc_text_slice(all, 0, end));
        all = end == SIZE_MAX ? (text){all.data, 0}
                              : tc_text_slice(all, end + 1, all.size);
        if (line.size == 0 || line.data[0] == '#' || line.data[0] == '[') {
            continue;
        }
        ok = kind == COUNTRY ? read_country(g, line)
             : kind == ROLE  ? read_roles(g, line)
                             : read_entry(g, line, kind);
    }
    tc_unmap_file(&mapped);
    return ok ? TOCSIN_OK : tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
}

static tocsin_status read_names(struct gen *g, const char *data, tocsin_error *error)
{
    static const struct {
        const char *file;
        enum kind kind;
    } files[] = {
        {"countries.txt",             COUNTRY},
        {"agents.txt",                ROLE   },
        {"actors/armed.txt",          GROUP  },
        {"actors/igo.txt",            BODY   },
        {"leaders/africa.txt",        PERSON },
        {"leaders/americas.txt",      PERSON },
        {"leaders/asia.txt",          PERSON },
        {"leaders/europe.txt",        PERSON },
        {"leaders/middle-east.txt",   PERSON },
        {"leaders/former-soviet.txt", PERSON },
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        tocsin_status status = read_file(g, data, files[i].file, files[i].kind, error);
        if (status != TOCSIN_OK) {
            return status;
        }
    }
    for (int k = 0; k < KINDS; k++) {
        if (g->names[k].count < FEWEST) {
            return tc_fail(error, TOCSIN_FORMAT, data, 0, -1,
                           "fewer than %d names of a kind (%d)", FEWEST, k);
        }
    }
    return TOCSIN_OK;
}

/* ---- the treebank ---------------------------------------------------------------- */

static bool keep_sentence(const struct gen *g, struct treebank *b)
{
    size_t count = (size_t)g->count;
    if (!tc_grow(&b->words, &b->word_room, b->word_count + count, sizeof *b->words,
                 1U << 26) ||
        !tc_grow(&b->trees, &b->tree_room, b->tree_count + 1, sizeof *b->trees,
                 1U << 22)) {
        return false;
    }
    memcpy(b->words + b->word_count, g->words, count * sizeof *b->words);
    b->word_count += count;
    b->trees[b->tree_count++] = (struct tree){.count = (uint32_t)count};
    return true;
}

tocsin_status newslike_make(const char *data, uint64_t seed, size_t count,
                            struct newslike *out, tocsin_error *error)
{
    memset(out, 0, sizeof *out);
    tc_arena_init(&out->arena, 0);
    struct gen g = {.arena = &out->arena, .random = seed * 2 + 1};
    tocsin_status status = read_names(&g, data, error);
    while (status == TOCSIN_OK && out->bank.tree_count < count) {
        put_sentence(&g);
        if (!g.failed && g.count <= USUAL && !keep_sentence(&g, &out->bank)) {
            status = tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
        }
    }
    struct gold *words = out->bank.words;
    for (size_t i = 0; i < out->bank.tree_count; i++) {
        out->bank.trees[i].words = words;
        words += out->bank.trees[i].count;
    }
    for (int k = 0; k < KINDS; k++) {
        tc_free(g.names[k].items);
    }
    if (status != TOCSIN_OK) {
        newslike_release(out);
    }
    return status;
}

void newslike_release(struct newslike *news)
{
    treebank_release(&news->bank);
    tc_arena_release(&news->arena);
}
