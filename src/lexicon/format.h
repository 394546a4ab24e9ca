/* lexicon/format.h: the compiled lexicon, as it stands in the file.
 *
 * A packed file (base/base.h) of kind "tclexic", little-endian, with these sections:
 *
 *     strings    bytes     NUL-terminated texts, each once; 0 is ""
 *     words      uint32    word number to its folded text in strings; 0 is no word
 *     hash       8 bytes   word_slot: open addressing, at most half full
 *     roots      uint32    word number to the node of names that begin with it, 0: none
 *     nodes      16 bytes  trie_node; 0 is not used
 *     edges      8 bytes   trie_edge, those of a node together, by word number
 *     spans      8 bytes   alias_span, those of a node together
 *     aliases    8 bytes   struct alias
 *     conditions 8 bytes   condition: how a name must be written; 0: anyhow
 *     entries    68 bytes  struct entry
 *     countries  uint32    the entries of countries, by alpha-3
 *     contexts   uint32    the texts of context bits
 *     frames     48 bytes  struct frame, by head, part, weight
 *     slots      16 bytes  struct slot
 *     slotwords  uint32    word numbers, sorted within a slot
 *     cues       16 bytes  struct cue, by word, part; the parts below are labels
 *     divisions  12 bytes  struct division; 0 is nowhere
 *     places     16 bytes  struct place_record: the gazetteer, by the hash of the name,
 *                          of those called alike the largest first
 *     placeindex uint32    2^n + 1: the first place whose hash begins with these bits
 *     othernames 8 bytes   struct other_name, in the same order
 *     otherindex uint32    the same of these
 *
 * Whether a name may be taken depends on how it is written in the text ("US", "us"). A
 * node has up to NODE_CONDITIONS ways of writing; the set of those that hold is a mask,
 * and for every mask but 0 the node has a span of the aliases that are left. A look-up
 * copies nothing, and hits point into the file. Nearly all nodes have one condition.
 *
 * The gazetteer is no part of the trie: very many of its names are words or names of
 * people as well, and nobody wants them found unless the text gives a reason. It
 * answers to one name at a time (gazetteer.c), in 16 bytes a place: 208,000 of them
 * take 3.3 MB.
 */
#ifndef TC_LEXICON_FORMAT_H
#define TC_LEXICON_FORMAT_H

#include "lexicon/lexicon.h"
#include "lexicon/word.h"

#define LEXICON_KIND "tclexic"
enum label_part {
    TOPIC_PART = 't',
    VOICE_NOUN = 's',   /* heads of sources */
    VOICE_BESIDE = 'b', /* what stands beside them: "security sources" */
    VOICE_SECTOR = 'c',
    REMARK_PART = 'k'
};
enum { LEXICON_VERSION = 3, NODE_CONDITIONS = 5, CONTEXT_MAX = 64, SLOT_MAX = 16 };
enum { PLACE_ID_BITS = 27, NO_DEGREES = INT16_MIN };
/* other_name.place: the name is what people from there are called. */
#define OTHER_DEMONYM 0x80000000u

struct word_slot {
    uint32_t tag;  /* upper half of tc_word_hash() */
    uint32_t word; /* 0: empty */
};

struct trie_node {
    uint32_t edges;
    uint16_t edge_count;
    uint8_t condition_count; /* 0: no name ends here */
    uint8_t pad;
    uint32_t conditions; /* first of condition_count */
    uint32_t spans;      /* of mask 1; that of mask m is spans + m - 1 */
};

struct trie_edge {
    uint32_t word, node;
};

struct alias_span {
    uint32_t first, count;
};

/* Bit i is the i-th word of the name. */
struct condition {
    uint32_t exact; /* string of the words as they must stand, parted by spaces; or 0 */
    uint16_t capital; /* words that must begin with a capital */
    uint16_t hard;    /* words that may stand behind a hard gap */
};

struct division {
    uint32_t admin1, admin2; /* strings */
    char country[4];         /* alpha-3; "" none */
};

struct place_record {
    uint32_t name;     /* string */
    uint32_t id;       /* GeoNames id, 0: none; above PLACE_ID_BITS the feature */
    uint16_t division; /* in divisions */
    int16_t lat, lon;  /* hundredths of a degree; NO_DEGREES: none */
    uint16_t people;   /* population: 13 bits, times ten to the power of the upper 3 */
};

struct other_name {
    uint32_t name;  /* string */
    uint32_t place; /* in places, and OTHER_DEMONYM */
};

struct lexicon {
    struct packed packed;
    char version[48];
    const char *strings;
    const uint32_t *words;
    const struct word_slot *hash;
    const uint32_t *roots;
    const struct trie_node *nodes;
    const struct trie_edge *edges;
    const struct alias_span *spans;
    const struct alias *aliases;
    const struct condition *conditions;
    const struct entry *entries;
    const uint32_t *countries;
    const uint32_t *contexts;
    const struct frame *frames;
    const struct slot *slots;
    const uint32_t *slot_words;
    const struct cue *cues;
    const struct division *divisions;
    const struct place_record *places;
    const struct other_name *others;
    const uint32_t *place_index, *other_index;
    size_t string_size, word_count, hash_size, root_count, node_count, edge_count,
        span_count, alias_count, condition_count, entry_count, country_count,
        context_count, frame_count, slot_count, slot_word_count, cue_count,
        division_count, place_count, other_count, place_index_count, other_index_count;
};

/* The number of a folded word, 0: not known. */
uint32_t tc_lexicon_number(const struct lexicon *lexicon, const char *fold, size_t size,
                           uint64_t hash);
/* The node behind an edge, 0: none. */
uint32_t tc_lexicon_step(const struct lexicon *lexicon, uint32_t node, uint32_t word);

/* gazetteer.c: do its sections hold together? */
bool tc_gazetteer_holds(const struct lexicon *lexicon);

/* Names of things in the text formats, NULL past the last. */
const char *tc_entry_kind_name(unsigned kind);
const char *tc_place_feature_name(unsigned feature);
const char *tc_slot_relation_name(unsigned relation);

#endif
