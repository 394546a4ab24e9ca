/* scan.c: the names in a text: leftmost, longest first, in one walk.
 *
 * A word is cut, folded, hashed and looked up once and kept in a ring as long as a name
 * can still begin before it. From each word the trie is walked as far as it goes, at
 * most NAME_WORDS steps; of the nodes passed, the deepest whose names are written as
 * they ask to be is the hit. So the time is linear in the text, and there is no memory
 * but the stack. 19 of 20 words of a text begin no name and cost one probe.
 */
#include "lexicon/format.h"

#include <string.h>

enum { RING = 32 }; /* a power of two above NAME_WORDS */

struct seen {
    uint32_t begin, end;
    uint32_t number;
    bool upper, hard;
};

struct window {
    const struct lexicon *lexicon;
    text text;
    struct word_cutter cutter;
    unsigned first, count;
    bool done;
    bool fold;
    struct seen ring[RING];
};

/* The i-th word from the window's beginning, or NULL behind the text's end. */
static const struct seen *peek(struct window *w, unsigned i)
{
    while (i >= w->count && !w->done) {
        struct word word;
        if (!tc_word_next(&w->cutter, &word)) {
            w->done = true;
            break;
        }
        w->ring[(w->first + w->count++) & (RING - 1)] = (struct seen){
            word.begin, word.end,
            tc_lexicon_number(w->lexicon, word.fold, word.size, word.hash), word.upper,
            word.hard};
    }
    return i < w->count ? &w->ring[(w->first + i) & (RING - 1)] : NULL;
}

static void drop(struct window *w, unsigned count)
{
    w->first = (w->first + count) & (RING - 1);
    w->count -= count;
}

uint32_t tc_lexicon_step(const struct lexicon *lexicon, uint32_t node, uint32_t word)
{
    const struct trie_node *from = &lexicon->nodes[node];
    const struct trie_edge *edges = lexicon->edges + from->edges;
    size_t low = 0, high = from->edge_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (edges[middle].word == word)
            return edges[middle].node;
        if (edges[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Do the first words of the window stand letter for letter as in exact? */
static bool stands_exactly(struct window *w, unsigned words, const char *exact)
{
    for (unsigned i = 0; i < words; i++) {
        const struct seen *seen = peek(w, i);
        size_t size = seen->end - seen->begin;
        if (strncmp(exact, w->text.data + seen->begin, size) != 0)
            return false;
        exact += size;
        if (*exact != (i + 1 < words ? ' ' : '\0'))
            return false;
        exact++;
    }
    return true;
}

/* Bits of the window's first words: which have a capital, which follow a hard gap. */
struct shape {
    unsigned capital, hard;
};

static bool holds(struct window *w, const struct condition *c, unsigned words,
                  struct shape shape)
{
    unsigned mask = (1u << words) - 1;
    if (shape.hard & mask & ~c->hard & ~1u)
        return false;
    if (c->exact)
        return stands_exactly(w, words, w->lexicon->strings + c->exact);
    return w->fold || !(c->capital & mask & ~shape.capital);
}

/* The aliases of a node that may be taken as the text is written. */
static struct alias_span taken(struct window *w, uint32_t node, unsigned words,
                               struct shape shape)
{
    const struct trie_node *n = &w->lexicon->nodes[node];
    unsigned mask = 0;
    for (unsigned i = 0; i < n->condition_count; i++)
        if (holds(w, &w->lexicon->conditions[n->conditions + i], words, shape))
            mask |= 1u << i;
    if (!mask)
        return (struct alias_span){0, 0};
    return w->lexicon->spans[n->spans + mask - 1];
}

/* The longest name at the window's beginning; its number of words, 0: none. */
static unsigned longest(struct window *w, uint32_t root, struct alias_span *span)
{
    uint32_t nodes[NAME_WORDS];
    struct shape shape = {0, 0};
    unsigned depth = 0;
    uint32_t node = root;
    const struct seen *seen = peek(w, 0);
    for (;;) {
        shape.capital |= (unsigned)seen->upper << depth;
        shape.hard |= (unsigned)seen->hard << depth;
        nodes[depth++] = node;
        if (depth == NAME_WORDS || !w->lexicon->nodes[node].edge_count)
            break;
        seen = peek(w, depth);
        node =
            seen && seen->number ? tc_lexicon_step(w->lexicon, node, seen->number) : 0;
        if (!node)
            break;
    }
    for (; depth; depth--) {
        *span = taken(w, nodes[depth - 1], depth, shape);
        if (span->count)
            return depth;
    }
    return 0;
}

size_t tc_lexicon_scan(const struct lexicon *lexicon, text in, bool fold,
                       struct name_hit *hits, size_t room)
{
    if (in.size >= UINT32_MAX)
        in.size = UINT32_MAX - 1;
    struct window w = {.lexicon = lexicon, .text = in, .fold = fold};
    tc_word_cutter_init(&w.cutter, in);
    size_t found = 0;
    const struct seen *first;
    while ((first = peek(&w, 0))) {
        struct alias_span span = {0, 0};
        uint32_t root = lexicon->roots[first->number];
        unsigned words = first->number && root ? longest(&w, root, &span) : 0;
        if (words && found < room)
            hits[found] =
                (struct name_hit){first->begin, peek(&w, words - 1)->end, words,
                                  lexicon->aliases + span.first, span.count};
        found += words != 0;
        drop(&w, words ? words : 1);
    }
    return found;
}
