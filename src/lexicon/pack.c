/* pack.c: the collected dictionaries as the sections of the compiled file.
 *
 * Names are sorted by their word numbers; every node of the trie is then a range of
 * that order, and nodes are made breadth first, so that the edges of a node lie
 * together. In a node the aliases are put in the order of how likely they are
 * meant, and copied once for every mask of its conditions (lexicon/format.h). The
 * same dictionaries give the same bytes: all orders are total, and all padding is zero.
 */
#include "lexicon/dictionary.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists in the making --------------------------------------------------------- */

struct sorted_name {
    const uint32_t *words;
    uint32_t count;
    uint32_t name;
};

struct range {
    uint32_t low, high; /* in the sorted names */
    uint32_t depth;     /* words that they share */
};

/* One meaning of a node's name, with what its place among them follows from. */
struct candidate {
    uint32_t condition; /* in the dictionary's; then the bit in the node's */
    uint32_t entry;
    uint32_t name;
    uint8_t flags, rank;
    bool dropped;
    double score;
};

struct packing {
    struct dictionary *d;
    LIST(struct sorted_name) sorted;
    LIST(struct range) ranges; /* of each node */
    LIST(struct trie_node) nodes;
    LIST(struct trie_edge) edges;
    LIST(struct alias_span) spans;
    LIST(struct alias) aliases;
    LIST(struct condition) conditions; /* as runs, one for each set of conditions */
    LIST(struct candidate) candidates;
    LIST(uint32_t) roots;
    LIST(struct word_slot) hash;
    LIST(uint32_t) countries;
    LIST(struct frame) frames;
    LIST(struct cue) cues;
    LIST(uint32_t) stamps; /* of each entry: the span that it was last put into */
    struct gazetteer gazetteer;
    struct map runs;
};

static void release(struct packing *p)
{
    void *lists[] = {p->sorted.items,     p->ranges.items,     p->nodes.items,
                     p->edges.items,      p->spans.items,      p->aliases.items,
                     p->conditions.items, p->candidates.items, p->roots.items,
                     p->hash.items,       p->countries.items,  p->frames.items,
                     p->cues.items,       p->stamps.items};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        tc_free(lists[i]);
    tc_gazetteer_release(&p->gazetteer);
    tc_map_release(&p->runs);
}

static int by_words(const void *a, const void *b)
{
    const struct sorted_name *x = a, *y = b;
    uint32_t count = x->count < y->count ? x->count : y->count;
    for (uint32_t i = 0; i < count; i++)
        if (x->words[i] != y->words[i])
            return x->words[i] < y->words[i] ? -1 : 1;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static void sort_names(struct packing *p)
{
    struct dictionary *d = p->d;
    for (size_t i = 0; i < d->names.count; i++) {
        const struct name *name = &d->names.items[i];
        struct sorted_name *item = tc_push(d, &p->sorted, NAME_LIMIT);
        if (!item)
            return;
        *item = (struct sorted_name){d->name_words.items + name->words,
                                     name->word_count, (uint32_t)i};
    }
    if (p->sorted.count)
        qsort(p->sorted.items, p->sorted.count, sizeof *p->sorted.items, by_words);
}

/* ---- the meanings of a node ------------------------------------------------------ */

static uint8_t kind_rank(unsigned kind)
{
    static const uint8_t rank[] = {
        [ENTRY_DISCARD] = 0, [ENTRY_COUNTRY] = 1,      [ENTRY_NATIONALITY] = 2,
        [ENTRY_METONYM] = 3, [ENTRY_ORGANISATION] = 4, [ENTRY_GROUP] = 5,
        [ENTRY_PERSON] = 6,  [ENTRY_AGENT] = 7,        [ENTRY_PLACE] = 8};
    return rank[kind];
}

/* Places: capitals, then by people. A division has all its towns' people, so that an
 * eighth of them is set against a town of the same name: "Aleppo" is the town,
 * "Ontario" the province. */
static double place_score(const struct entry *entry)
{
    if (entry->kind != ENTRY_PLACE)
        return 0;
    if (entry->feature == PLACE_CAPITAL || tc_place_is_region(entry->feature))
        return 1e12;
    return entry->feature == PLACE_ADMIN1 ? entry->population / 8.0 : entry->population;
}

static int by_likelihood(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int weak = (x->flags & ALIAS_SHORT) - (y->flags & ALIAS_SHORT);
    if (weak)
        return weak;
    if (x->score < y->score || x->score > y->score)
        return x->score > y->score ? -1 : 1;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static void collect(struct packing *p, uint32_t low, uint32_t high)
{
    struct dictionary *d = p->d;
    p->candidates.count = 0;
    for (uint32_t i = low; i < high; i++) {
        uint32_t number = p->sorted.items[i].name;
        const struct name *name = &d->names.items[number];
        uint32_t entry = d->subjects.items[name->subject].first;
        for (; entry != UINT32_MAX; entry = d->next.items[entry]) {
            struct candidate *c = tc_push(d, &p->candidates, NAME_LIMIT);
            if (!c)
                return;
            const struct entry *e = &d->entries.items[entry];
            *c = (struct candidate){
                name->condition,    entry, number,        name->flags,
                kind_rank(e->kind), false, place_score(e)};
        }
    }
    if (p->candidates.count)
        qsort(p->candidates.items, p->candidates.count, sizeof *p->candidates.items,
              by_likelihood);
}

/* Whatever is written as b asks for is also written as a asks for. */
static bool asks_less(const struct condition *a, const struct condition *b)
{
    return !a->exact && !(a->capital & ~b->capital) && !(b->hard & ~a->hard);
}

/* Drops the names of an entry that another of its names makes needless: those that are
 * equally strong stand together, since the order is by entry at last. */
static void drop_needless(struct packing *p)
{
    struct candidate *c = p->candidates.items;
    size_t count = p->candidates.count;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && c[j].entry == c[i].entry; j++) {
            const struct condition *first = &p->d->conditions.items[c[i].condition];
            const struct condition *other = &p->d->conditions.items[c[j].condition];
            bool strong = (c[i].flags & ALIAS_SHORT) <= (c[j].flags & ALIAS_SHORT);
            bool equal = (c[i].flags & ALIAS_SHORT) == (c[j].flags & ALIAS_SHORT);
            if (strong && (c[i].condition == c[j].condition || asks_less(first, other)))
                c[j].dropped = true;
            else if (equal && asks_less(other, first))
                c[i].dropped = true;
        }
}

static void too_many_ways(struct dictionary *d, const struct name *name)
{
    d->file = d->files.items[name->file];
    d->line = (long)name->line;
    tc_problem(d, "a name that the dictionaries write in more than %d ways",
               NODE_CONDITIONS);
}

/* The distinct conditions of the candidates, which then hold the bit instead. */
static unsigned number_conditions(struct packing *p, struct condition *run)
{
    uint32_t numbers[NODE_CONDITIONS];
    unsigned count = 0;
    for (size_t i = 0; i < p->candidates.count; i++) {
        struct candidate *c = &p->candidates.items[i];
        unsigned bit = 0;
        if (c->dropped)
            continue;
        while (bit < count && numbers[bit] != c->condition)
            bit++;
        if (bit == NODE_CONDITIONS) {
            too_many_ways(p->d, &p->d->names.items[c->name]);
            return 0;
        }
        if (bit == count) {
            run[count] = p->d->conditions.items[c->condition];
            numbers[count++] = c->condition;
        }
        c->condition = bit;
    }
    return count;
}

static uint32_t intern_run(struct packing *p, const struct condition *run,
                           unsigned count)
{
    struct dictionary *d = p->d;
    text key = {(const char *)run, count * sizeof *run};
    uint32_t first = 0;
    if (tc_map_get(&p->runs, key, &first))
        return first;
    key = tc_arena_copy(&d->arena, key);
    first = (uint32_t)p->conditions.count;
    for (unsigned i = 0; i < count; i++) {
        struct condition *item = tc_push(d, &p->conditions, NAME_LIMIT);
        if (!item)
            return 0;
        *item = run[i];
    }
    if (!key.data)
        d->failed = TOCSIN_MEMORY;
    return tc_dictionary_put(d, &p->runs, key, first) ? first : 0;
}

/* The aliases whose conditions are in mask, each entry once. */
static void add_span(struct packing *p, unsigned mask)
{
    struct dictionary *d = p->d;
    struct alias_span *span = tc_push(d, &p->spans, NAME_LIMIT);
    if (!span)
        return;
    span->first = (uint32_t)p->aliases.count;
    for (size_t i = 0; i < p->candidates.count; i++) {
        const struct candidate *c = &p->candidates.items[i];
        uint32_t *stamp = &p->stamps.items[c->entry];
        if (c->dropped || !(mask & 1u << c->condition) || *stamp == p->spans.count)
            continue;
        struct alias *alias = tc_push(d, &p->aliases, NAME_LIMIT);
        if (!alias)
            return;
        *alias = (struct alias){c->entry, c->flags};
        *stamp = (uint32_t)p->spans.count;
        span->count++;
    }
}

static void add_meanings(struct packing *p, struct trie_node *node, uint32_t low,
                         uint32_t high)
{
    struct condition run[NODE_CONDITIONS];
    memset(run, 0, sizeof run);
    collect(p, low, high);
    drop_needless(p);
    unsigned count = number_conditions(p, run);
    if (!count || p->d->failed)
        return;
    node->condition_count = (uint8_t)count;
    node->conditions = intern_run(p, run, count);
    node->spans = (uint32_t)p->spans.count;
    for (unsigned mask = 1; mask < 1u << count; mask++)
        add_span(p, mask);
}

/* ---- the trie -------------------------------------------------------------------- */

/* A new node for the names from low on that share one more word; where they end. */
static uint32_t add_node(struct packing *p, uint32_t low, uint32_t high, uint32_t depth)
{
    uint32_t word = p->sorted.items[low].words[depth], end = low + 1;
    while (end < high && p->sorted.items[end].words[depth] == word)
        end++;
    struct trie_node *node = tc_push(p->d, &p->nodes, NAME_LIMIT);
    struct range *range = tc_push(p->d, &p->ranges, NAME_LIMIT);
    if (node && range)
        *range = (struct range){low, end, depth + 1};
    return end;
}

static void add_edges(struct packing *p, uint32_t number, uint32_t low,
                      struct range range)
{
    struct dictionary *d = p->d;
    uint32_t first = (uint32_t)p->edges.count, count = 0;
    while (low < range.high && !d->failed) {
        struct trie_edge *edge = tc_push(d, &p->edges, NAME_LIMIT);
        if (!edge)
            return;
        *edge = (struct trie_edge){p->sorted.items[low].words[range.depth],
                                   (uint32_t)p->nodes.count};
        low = add_node(p, low, range.high, range.depth);
        count++;
    }
    struct trie_node *node = &p->nodes.items[number];
    if (count > UINT16_MAX)
        d->failed = TOCSIN_LIMIT;
    node->edges = first;
    node->edge_count = (uint16_t)count;
}

static void build_trie(struct packing *p)
{
    struct dictionary *d = p->d;
    for (size_t i = 0; i < d->words.count; i++)
        (void)tc_push(d, &p->roots, NAME_LIMIT);
    for (size_t i = 0; i < d->entries.count; i++)
        (void)tc_push(d, &p->stamps, ENTRY_LIMIT);
    (void)tc_push(d, &p->nodes, NAME_LIMIT);
    (void)tc_push(d, &p->ranges, NAME_LIMIT);
    uint32_t low = 0, high = (uint32_t)p->sorted.count;
    while (low < high && !d->failed) {
        p->roots.items[p->sorted.items[low].words[0]] = (uint32_t)p->nodes.count;
        low = add_node(p, low, high, 0);
    }
    for (uint32_t i = 1; i < p->nodes.count && !d->failed; i++) {
        struct range range = p->ranges.items[i];
        uint32_t end = range.low;
        while (end < range.high && p->sorted.items[end].count == range.depth)
            end++;
        if (end > range.low) {
            struct trie_node node = p->nodes.items[i];
            add_meanings(p, &node, range.low, end);
            p->nodes.items[i] = node;
        }
        if (end < range.high)
            add_edges(p, i, end, range);
    }
}

static void build_hash(struct packing *p)
{
    struct dictionary *d = p->d;
    size_t size = 16;
    while (size < d->words.count * 2)
        size *= 2;
    for (size_t i = 0; i < size; i++)
        (void)tc_push(d, &p->hash, (size_t)NAME_LIMIT * 4);
    for (size_t i = 1; i < d->words.count && !d->failed; i++) {
        const char *fold = d->strings.data + d->words.items[i];
        uint64_t hash = tc_word_hash(fold, strlen(fold));
        size_t at = (size_t)(hash ^ hash >> 29) & (size - 1);
        while (p->hash.items[at].word)
            at = (at + 1) & (size - 1);
        p->hash.items[at] = (struct word_slot){(uint32_t)(hash >> 32), (uint32_t)i};
    }
}

/* ---- the rest -------------------------------------------------------------------- */

struct keyed {
    uint32_t word, part, order;
    int weight; /* less comes first */
    char text[4];
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = memcmp(x->text, y->text, sizeof x->text);
    if (order)
        return order;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight < y->weight ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static struct keyed *make_keys(struct dictionary *d, size_t count)
{
    struct keyed *keys = tc_alloc(count * sizeof *keys);
    if (!keys) {
        d->failed = TOCSIN_MEMORY;
        return NULL;
    }
    memset(keys, 0, count * sizeof *keys);
    for (size_t i = 0; i < count; i++)
        keys[i].order = (uint32_t)i;
    return keys;
}

/* The most specific first; of two alike, the one that says "no act". */
static void sort_frames(struct packing *p)
{
    struct dictionary *d = p->d;
    struct keyed *keys = make_keys(d, d->frames.count);
    for (size_t i = 0; keys && i < d->frames.count; i++) {
        const struct frame *f = &d->frames.items[i];
        keys[i].word = f->head;
        keys[i].part = f->part;
        keys[i].weight = -2 * f->weight - (f->flags & FRAME_NO_ACT ? 1 : 0);
    }
    if (keys && d->frames.count)
        qsort(keys, d->frames.count, sizeof *keys, by_key);
    for (size_t i = 0; keys && i < d->frames.count; i++) {
        struct frame *item = tc_push(d, &p->frames, FRAME_LIMIT);
        if (item)
            *item = d->frames.items[keys[i].order];
    }
    tc_free(keys);
}

static void sort_cues(struct packing *p)
{
    struct dictionary *d = p->d;
    struct keyed *keys = make_keys(d, d->cues.count);
    for (size_t i = 0; keys && i < d->cues.count; i++) {
        const struct cue *c = &d->cues.items[i];
        keys[i].word = c->word;
        keys[i].part = c->part;
        keys[i].weight = c->particle ? 0 : 1; /* what asks for a particle goes first */
    }
    if (keys && d->cues.count)
        qsort(keys, d->cues.count, sizeof *keys, by_key);
    for (size_t i = 0; keys && i < d->cues.count; i++) {
        struct cue *item = tc_push(d, &p->cues, FRAME_LIMIT);
        if (item)
            *item = d->cues.items[keys[i].order];
    }
    tc_free(keys);
}

static void sort_countries(struct packing *p)
{
    struct dictionary *d = p->d;
    size_t count = 0;
    struct keyed *keys = make_keys(d, d->entries.count);
    for (size_t i = 0; keys && i < d->entries.count; i++)
        if (d->entries.items[i].kind == ENTRY_COUNTRY) {
            memcpy(keys[count].text, d->entries.items[i].country, 4);
            keys[count++].order = (uint32_t)i;
        }
    if (count)
        qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 0; i < count; i++) {
        uint32_t *item = tc_push(d, &p->countries, ENTRY_LIMIT);
        if (item)
            *item = keys[i].order;
    }
    tc_free(keys);
}

static tocsin_status write_sections(struct packing *p, const char *path, void **memory,
                                    text *bytes, tocsin_error *error)
{
    struct dictionary *d = p->d;
#define PART(name, list)                                                               \
    {                                                                                  \
        name, (list).items, (list).count * sizeof *(list).items                        \
    }
    const struct packed_part parts[] = {
        {"strings", d->strings.data, d->strings.size},
        PART("words", d->words),
        PART("hash", p->hash),
        PART("roots", p->roots),
        PART("nodes", p->nodes),
        PART("edges", p->edges),
        PART("spans", p->spans),
        PART("aliases", p->aliases),
        PART("conditions", p->conditions),
        PART("entries", d->entries),
        PART("countries", p->countries),
        PART("contexts", d->contexts),
        PART("frames", p->frames),
        PART("slots", d->slots),
        PART("slotwords", d->slot_words),
        PART("cues", p->cues),
        PART("divisions", d->divisions),
        PART("places", p->gazetteer.places),
        PART("placeindex", p->gazetteer.place_index),
        PART("othernames", p->gazetteer.others),
        PART("otherindex", p->gazetteer.other_index),
    };
#undef PART
    const size_t count = sizeof parts / sizeof *parts;
    if (path)
        return tc_packed_write(path, LEXICON_KIND, LEXICON_VERSION, parts, count,
                               error);
    struct packed_made made;
    tocsin_status status =
        tc_packed_make(LEXICON_KIND, LEXICON_VERSION, parts, count, &made, error);
    *memory = made.memory;
    if (status == TOCSIN_OK)
        *bytes = made.bytes;
    return status;
}

tocsin_status tc_dictionary_pack(struct dictionary *d, const char *path, void **memory,
                                 text *bytes, tocsin_error *error)
{
    struct packing p;
    memset(&p, 0, sizeof p);
    p.d = d;
    tc_map_init(&p.runs);
    if (!d->failed) {
        sort_names(&p);
        build_trie(&p);
        build_hash(&p);
        sort_frames(&p);
        sort_cues(&p);
        sort_countries(&p);
        tc_gazetteer_pack(d, &p.gazetteer);
    }
    tocsin_status status = TOCSIN_OK;
    if (d->strings.failed)
        d->failed = TOCSIN_MEMORY;
    if (d->failed)
        status = tc_fail(error, d->failed, d->folder, 0, -1, "%s",
                         tocsin_status_words(d->failed));
    else if (!d->problems)
        status = write_sections(&p, path, memory, bytes, error);
    release(&p);
    return status;
}
