/* lexicon.c: opening the compiled lexicon, and the look-ups that are one step.
 *
 * The file may come from anywhere. Its checksum only tells that it is whole, so every
 * number in it that is used as an offset, a length or an index is checked once here (a
 * million of them in some 2 ms); the look-ups then trust it. What cannot do harm is not
 * checked: a table that is out of order finds nothing.
 */
#include "lexicon/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- opening --------------------------------------------------------------------- */

static bool load_sections(struct lexicon *x, tocsin_error *error)
{
    const struct {
        const char *name;
        size_t item;
        void *target; /* the pointer to set */
        size_t *count;
    } table[] = {
        {"strings",    1,                      &x->strings,     &x->string_size      },
        {"words",      sizeof *x->words,       &x->words,       &x->word_count       },
        {"hash",       sizeof *x->hash,        &x->hash,        &x->hash_size        },
        {"roots",      sizeof *x->roots,       &x->roots,       &x->root_count       },
        {"nodes",      sizeof *x->nodes,       &x->nodes,       &x->node_count       },
        {"edges",      sizeof *x->edges,       &x->edges,       &x->edge_count       },
        {"spans",      sizeof *x->spans,       &x->spans,       &x->span_count       },
        {"aliases",    sizeof *x->aliases,     &x->aliases,     &x->alias_count      },
        {"conditions", sizeof *x->conditions,  &x->conditions,  &x->condition_count  },
        {"entries",    sizeof *x->entries,     &x->entries,     &x->entry_count      },
        {"countries",  sizeof *x->countries,   &x->countries,   &x->country_count    },
        {"contexts",   sizeof *x->contexts,    &x->contexts,    &x->context_count    },
        {"frames",     sizeof *x->frames,      &x->frames,      &x->frame_count      },
        {"slots",      sizeof *x->slots,       &x->slots,       &x->slot_count       },
        {"slotwords",  sizeof *x->slot_words,  &x->slot_words,  &x->slot_word_count  },
        {"cues",       sizeof *x->cues,        &x->cues,        &x->cue_count        },
        {"divisions",  sizeof *x->divisions,   &x->divisions,   &x->division_count   },
        {"places",     sizeof *x->places,      &x->places,      &x->place_count      },
        {"placeindex", sizeof *x->place_index, &x->place_index, &x->place_index_count},
        {"othernames", sizeof *x->others,      &x->others,      &x->other_count      },
        {"otherindex", sizeof *x->other_index, &x->other_index, &x->other_index_count},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const void *data = NULL;
        if (tc_packed_section(&x->packed, table[i].name, table[i].item, &data,
                              table[i].count, error) != TOCSIN_OK)
            return false;
        memcpy(table[i].target, &data, sizeof data);
    }
    return true;
}

static bool in_range(size_t first, size_t count, size_t limit)
{
    return first <= limit && count <= limit - first;
}

static bool is_string(const struct lexicon *x, uint32_t offset)
{
    return offset < x->string_size;
}

static bool ends(const char *field, size_t size)
{
    return memchr(field, 0, size) != NULL;
}

static bool strings_hold(const struct lexicon *x)
{
    return x->string_size && x->string_size <= UINT32_MAX && !x->strings[0] &&
           !x->strings[x->string_size - 1] &&
           tc_utf8_check((text){x->strings, x->string_size}) == x->string_size;
}

static bool words_hold(const struct lexicon *x)
{
    if (!x->word_count || x->word_count > UINT32_MAX || x->root_count != x->word_count)
        return false;
    for (size_t i = 0; i < x->word_count; i++)
        if (!is_string(x, x->words[i]) || x->roots[i] >= x->node_count)
            return false;
    if (!x->hash_size || (x->hash_size & (x->hash_size - 1)))
        return false;
    size_t used = 0;
    for (size_t i = 0; i < x->hash_size; i++) {
        if (x->hash[i].word >= x->word_count)
            return false;
        used += x->hash[i].word != 0;
    }
    return used <= x->hash_size / 2;
}

static bool nodes_hold(const struct lexicon *x)
{
    for (size_t i = 0; i < x->node_count; i++) {
        const struct trie_node *n = &x->nodes[i];
        if (n->condition_count > NODE_CONDITIONS ||
            !in_range(n->edges, n->edge_count, x->edge_count) ||
            !in_range(n->conditions, n->condition_count, x->condition_count) ||
            !in_range(n->spans, ((size_t)1 << n->condition_count) - 1, x->span_count))
            return false;
    }
    for (size_t i = 0; i < x->edge_count; i++)
        if (x->edges[i].node >= x->node_count)
            return false;
    for (size_t i = 0; i < x->span_count; i++)
        if (!in_range(x->spans[i].first, x->spans[i].count, x->alias_count))
            return false;
    for (size_t i = 0; i < x->alias_count; i++)
        if (x->aliases[i].entry >= x->entry_count)
            return false;
    for (size_t i = 0; i < x->condition_count; i++)
        if (!is_string(x, x->conditions[i].exact))
            return false;
    return true;
}

static bool entries_hold(const struct lexicon *x)
{
    if (x->entry_count > UINT32_MAX || x->alias_count > UINT32_MAX)
        return false;
    for (size_t i = 0; i < x->entry_count; i++) {
        const struct entry *e = &x->entries[i];
        if (e->kind >= ENTRY_KIND_COUNT || e->feature >= PLACE_FEATURE_COUNT ||
            !ends(e->country, sizeof e->country) ||
            !ends(e->sector, sizeof e->sector) || !ends(e->code, sizeof e->code) ||
            !is_string(x, e->id) || !is_string(x, e->name) || !is_string(x, e->post) ||
            !is_string(x, e->admin1) || !is_string(x, e->admin2))
            return false;
    }
    for (size_t i = 0; i < x->country_count; i++)
        if (x->countries[i] >= x->entry_count)
            return false;
    return true;
}

static bool slots_hold(const struct lexicon *x)
{
    for (size_t i = 0; i < x->slot_count; i++) {
        const struct slot *s = &x->slots[i];
        if (s->relation > SLOT_PREP || s->role > ROLE_PLACE ||
            s->prep >= x->word_count ||
            !in_range(s->words, s->word_count, x->slot_word_count))
            return false;
    }
    for (size_t i = 0; i < x->slot_word_count; i++)
        if (x->slot_words[i] >= x->word_count)
            return false;
    return true;
}

static bool frames_hold(const struct lexicon *x)
{
    if (x->context_count > CONTEXT_MAX || x->frame_count > UINT32_MAX ||
        x->cue_count > UINT32_MAX)
        return false;
    for (size_t i = 0; i < x->context_count; i++)
        if (!is_string(x, x->contexts[i]))
            return false;
    for (size_t i = 0; i < x->frame_count; i++) {
        const struct frame *f = &x->frames[i];
        if (f->head >= x->word_count || f->type >= TOCSIN_TYPE_COUNT ||
            f->status >= TOCSIN_CLAIM_STATUS_COUNT || !is_string(x, f->mode) ||
            !is_string(x, f->back) || !is_string(x, f->source) ||
            !ends(f->cameo, sizeof f->cameo) || f->slot_count > SLOT_MAX ||
            !in_range(f->slots, f->slot_count, x->slot_count))
            return false;
    }
    for (size_t i = 0; i < x->cue_count; i++)
        if (x->cues[i].word >= x->word_count || x->cues[i].particle >= x->word_count ||
            x->cues[i].class >= CUE_CLASS_COUNT)
            return false;
    return true;
}

static const char *find_damage(const struct lexicon *x)
{
    if (!strings_hold(x))
        return "strings";
    if (!words_hold(x))
        return "words";
    if (!nodes_hold(x))
        return "names";
    if (!entries_hold(x))
        return "entries";
    if (!tc_gazetteer_holds(x))
        return "places";
    if (!slots_hold(x))
        return "slots";
    return frames_hold(x) ? NULL : "frames";
}

tocsin_status tc_lexicon_open(const char *path, const void *data, size_t size,
                              struct lexicon **out, tocsin_error *error)
{
    *out = NULL;
    struct lexicon *x = tc_alloc(sizeof *x);
    if (!x)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    memset(x, 0, sizeof *x);
    tocsin_status status = tc_packed_open(&x->packed, path, (text){data, size},
                                          LEXICON_KIND, LEXICON_VERSION, error);
    if (status == TOCSIN_OK && !load_sections(x, error))
        status = TOCSIN_FORMAT;
    const char *damage = status == TOCSIN_OK ? find_damage(x) : NULL;
    if (damage)
        status = tc_fail(error, TOCSIN_FORMAT, path ? path : "built in", 0, -1,
                         "the lexicon's %s do not hold together", damage);
    if (status != TOCSIN_OK) {
        tc_lexicon_free(x);
        return status;
    }
    (void)snprintf(x->version, sizeof x->version, "lexicon %d (%016" PRIx64 ")",
                   LEXICON_VERSION, tc_packed_hash(&x->packed));
    *out = x;
    return TOCSIN_OK;
}

void tc_lexicon_free(struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    tc_packed_close(&lexicon->packed);
    tc_free(lexicon);
}

const char *tc_lexicon_version(const struct lexicon *lexicon)
{
    return lexicon->version;
}

/* ---- one step -------------------------------------------------------------------- */

const struct entry *tc_lexicon_entry(const struct lexicon *lexicon, uint32_t entry)
{
    return entry < lexicon->entry_count ? &lexicon->entries[entry] : NULL;
}

uint32_t tc_lexicon_entry_count(const struct lexicon *lexicon)
{
    return (uint32_t)lexicon->entry_count;
}

const char *tc_lexicon_string(const struct lexicon *lexicon, uint32_t offset)
{
    return offset < lexicon->string_size ? lexicon->strings + offset : "";
}

const struct entry *tc_lexicon_country(const struct lexicon *lexicon,
                                       const char *alpha3)
{
    size_t low = 0, high = lexicon->country_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct entry *entry = &lexicon->entries[lexicon->countries[middle]];
        int order = strcmp(entry->country, alpha3);
        if (!order)
            return entry;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct entry *tc_lexicon_domain(const struct lexicon *lexicon, text alpha2)
{
    for (size_t i = 0; alpha2.size && i < lexicon->country_count; i++) {
        const struct entry *entry = &lexicon->entries[lexicon->countries[i]];
        if (tc_text_equal_fold(tc_text(tc_lexicon_string(lexicon, entry->post)),
                               alpha2))
            return entry;
    }
    return NULL;
}

uint32_t tc_lexicon_number(const struct lexicon *lexicon, const char *fold, size_t size,
                           uint64_t hash)
{
    if (!size)
        return 0;
    size_t mask = lexicon->hash_size - 1;
    uint32_t tag = (uint32_t)(hash >> 32);
    for (size_t at = (size_t)(hash ^ hash >> 29) & mask;; at = (at + 1) & mask) {
        struct word_slot slot = lexicon->hash[at];
        if (!slot.word)
            return 0;
        if (slot.tag != tag)
            continue;
        const char *known = lexicon->strings + lexicon->words[slot.word];
        if (strncmp(known, fold, size) == 0 && !known[size])
            return slot.word;
    }
}

uint32_t tc_lexicon_word(const struct lexicon *lexicon, text lemma)
{
    char fold[WORD_MAX];
    size_t size = tc_word_fold(lemma, fold);
    return tc_lexicon_number(lexicon, fold, size, tc_word_hash(fold, size));
}

const char *tc_lexicon_context(const struct lexicon *lexicon, unsigned bit)
{
    return bit < lexicon->context_count ? lexicon->strings + lexicon->contexts[bit]
                                        : NULL;
}

/* ---- frames and cues ------------------------------------------------------------- */

uint32_t tc_lexicon_frame_count(const struct lexicon *lexicon)
{
    return (uint32_t)lexicon->frame_count;
}

uint32_t tc_lexicon_frame_number(const struct lexicon *lexicon,
                                 const struct frame *frame)
{
    return (uint32_t)(frame - lexicon->frames);
}

const struct frame *tc_lexicon_frames(const struct lexicon *lexicon, uint32_t word,
                                      char part, uint32_t *count)
{
    size_t low = 0, high = lexicon->frame_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct frame *f = &lexicon->frames[middle];
        if (f->head < word || (f->head == word && f->part < (uint8_t)part))
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < lexicon->frame_count && lexicon->frames[end].head == word &&
           lexicon->frames[end].part == (uint8_t)part)
        end++;
    *count = (uint32_t)(end - low);
    return end > low ? &lexicon->frames[low] : NULL;
}

const struct slot *tc_lexicon_slots(const struct lexicon *lexicon,
                                    const struct frame *f)
{
    return lexicon->slots + f->slots;
}

const uint32_t *tc_lexicon_words(const struct lexicon *lexicon, const struct slot *slot)
{
    return lexicon->slot_words + slot->words;
}

bool tc_slot_has_word(const struct lexicon *lexicon, const struct slot *slot,
                      uint32_t word)
{
    const uint32_t *words = lexicon->slot_words + slot->words;
    size_t low = 0, high = slot->word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (words[middle] == word)
            return word != 0;
        if (words[middle] < word)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

const struct cue *tc_lexicon_cues(const struct lexicon *lexicon, uint32_t word,
                                  char part, uint32_t *count)
{
    size_t low = 0, high = lexicon->cue_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct cue *c = &lexicon->cues[middle];
        if (c->word < word || (c->word == word && c->part < (uint8_t)part))
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < lexicon->cue_count && lexicon->cues[end].word == word &&
           lexicon->cues[end].part == (uint8_t)part)
        end++;
    *count = (uint32_t)(end - low);
    return end > low ? &lexicon->cues[low] : NULL;
}

const struct cue *tc_lexicon_topics(const struct lexicon *lexicon, uint32_t word,
                                    uint32_t *count)
{
    return tc_lexicon_cues(lexicon, word, TOPIC_PART, count);
}

static const struct cue *label(const struct lexicon *lexicon, uint32_t word,
                               enum label_part part)
{
    static const uint8_t most[] = {TOCSIN_VOICE_KIND_COUNT, REMARK_COUNT};
    uint32_t count;
    const struct cue *c =
        word ? tc_lexicon_cues(lexicon, word, (char)part, &count) : NULL;
    return c && c->class < most[part == REMARK_PART] ? c : NULL; /* a bent file */
}

tocsin_voice_kind tc_lexicon_voice(const struct lexicon *lexicon, uint32_t word,
                                   bool *carrier)
{
    const struct cue *c = label(lexicon, word, VOICE_NOUN);
    *carrier = c && c->class == TOCSIN_VOICE_UNKNOWN;
    return c ? (tocsin_voice_kind)c->class : TOCSIN_VOICE_UNKNOWN;
}

tocsin_voice_kind tc_lexicon_voice_beside(const struct lexicon *lexicon, uint32_t word)
{
    const struct cue *c = label(lexicon, word, VOICE_BESIDE);
    if (!c)
        c = label(lexicon, word, VOICE_NOUN);
    return c ? (tocsin_voice_kind)c->class : TOCSIN_VOICE_UNKNOWN;
}

tocsin_voice_kind tc_lexicon_voice_sector(const struct lexicon *lexicon, text sector)
{
    if (!sector.size)
        return TOCSIN_VOICE_UNKNOWN;
    const struct cue *c =
        label(lexicon, tc_lexicon_word(lexicon, sector), VOICE_SECTOR);
    return c ? (tocsin_voice_kind)c->class : TOCSIN_VOICE_UNKNOWN;
}

enum remark tc_lexicon_remark(const struct lexicon *lexicon, uint32_t word)
{
    const struct cue *c = label(lexicon, word, REMARK_PART);
    return c ? (enum remark)c->class : REMARK_COUNT;
}

/* ---- names of things ------------------------------------------------------------- */

const char *tc_cue_class_name(enum cue_class class)
{
    switch (class) {
#define X(name, word)                                                                  \
    case CUE_##name:                                                                   \
        return word;
        TC_CUE_CLASSES(X)
#undef X
    case CUE_CLASS_COUNT:
        break;
    }
    return "unknown";
}

const char *tc_entry_kind_name(unsigned kind)
{
    static const char *const names[] = {"country",      "nationality", "metonym",
                                        "organisation", "group",       "person",
                                        "agent",        "place",       "discard"};
    return kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

const char *tc_place_feature_name(unsigned feature)
{
    static const char *const names[] = {
        "",          "city",     "capital", "admin1", "region", "country",
        "breakaway", "admin2",   "sea",     "strait", "lake",   "river",
        "island",    "mountain", "desert",  "cape",   "site"};
    return feature < PLACE_FEATURE_COUNT ? names[feature] : NULL;
}

bool tc_place_is_region(unsigned feature)
{
    return feature == PLACE_REGION || feature == PLACE_BREAKAWAY ||
           (feature >= PLACE_SEA && feature < PLACE_FEATURE_COUNT);
}

const char *tc_slot_relation_name(unsigned relation)
{
    static const char *const names[] = {
        "subj", "obj", "iobj",   "xcomp", "ccomp", "prt",  "amod", "compound",
        "poss", "mod", "advmod", "right", "next",  "left", "prior"};
    return relation < sizeof names / sizeof *names ? names[relation] : NULL;
}

size_t tc_entry_code(const struct entry *entry, char code[16])
{
    int n = entry->code[0] ? snprintf(code, 16, "%s", entry->code)
                           : snprintf(code, 16, "%s%s", entry->country, entry->sector);
    return n > 0 ? (size_t)n : 0;
}
