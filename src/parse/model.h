/* parse/model.h: the network's shape and the model file. Inside parse/ and for train/
 * only.
 *
 * A model is a packed file (base.h), kind "tcmodel", version 2, of these sections:
 *
 *   name      bytes of text, "ewt+gum 1"
 *   shape     SHAPE_COUNT uint32, see enum shape
 *   embed     int8 (TC_ROWS, embed): the feature tables, one behind the other
 *   scale     float (TC_ROWS): what a row of embed is multiplied by
 *   weights   int8, each in [-63, 63]: the matrices of TC_MATRICES in that order, each
 *             in panels of 16 columns and 4 rows, (columns / 16, rows / 4, 16, 4)
 *   columns   float, for each matrix (2, columns): what a column's sum is multiplied
 *             by, and what is added then
 *   ranges    float (RANGE_COUNT): steps of 1 / range make the bytes of what goes into
 *             a matrix
 *   root      float (arc + label): the root as a head of arcs, and of labels
 *   distance  float (TC_DISTANCES): what a head's distance adds to its score
 *   known     uint64 (TC_KNOWN_WORDS): a bit for each form that has rows of its own
 *   tags      uint8 (tags, 2): upos, xpos
 *   relations uint8 (relations): enum relation of each label
 *   edits     struct edit (n): how a form becomes its lemma
 *   lemmas    struct lemma_slot (2^k): what edit a tag and the end of a form call for
 *   split     int8 (TC_SPLIT_SIZE): weights of the features of a sentence's end
 *   bounds    float (2): scale of split, and its bias
 *
 * Weights have 7 bits and activations 8, without sign, so that two products fit into 16
 * bits with their sign: AVX2 adds them in pairs, and AVX-512 then says the same.
 */
#ifndef TC_MODEL_H
#define TC_MODEL_H

#include "parse/sentence.h"

#define TC_MODEL_KIND    "tcmodel" /* with its NUL 8 bytes */
#define TC_MODEL_VERSION 2

enum {
    TC_LONGEST = 400, /* tokens of a sentence */
    TC_LAYERS = 4,    /* at most */
    TC_WEIGHT = 63,   /* the largest weight */
    TC_ZERO = 128,    /* the byte that stands for 0 where values have a sign */
    TC_ARC = 96, /* values of an arc's ends at most, so that 32 bits hold a score */
    TC_DISTANCES = 19,
    TC_ENTITIES = 2 * ENTITY_COUNT - 1, /* outside, begin and inside of each type */
    TC_FEATURES = 11,
    TC_SPLIT_SIZE = 1 << 16,
    TC_KNOWN_BITS = 1 << 20,
    TC_KNOWN_WORDS = TC_KNOWN_BITS / 64,
};

/* Rows of the tables that a token's features are hashed into. */
#define TC_TABLES(X)                                                                   \
    X(FORM, 1 << 15) /* two rows a form, which share the table */                      \
    X(PREFIX2, 1 << 10)                                                                \
    X(PREFIX3, 1 << 12)                                                                \
    X(PREFIX4, 1 << 13)                                                                \
    X(SUFFIX1, 1 << 8)                                                                 \
    X(SUFFIX2, 1 << 10)                                                                \
    X(SUFFIX3, 1 << 12)                                                                \
    X(SUFFIX4, 1 << 13)                                                                \
    X(SUFFIX5, 1 << 13)                                                                \
    X(SHAPE, 1 << 10)
enum table {
#define X(name, rows) TABLE_##name,
    TC_TABLES(X)
#undef X
        TABLE_COUNT
};
enum {
#define X(name, rows) (rows) +
    TC_ROWS = TC_TABLES(X) 0
#undef X
};

enum shape {
    SHAPE_EMBED,     /* values of an embedding, multiple of 16 */
    SHAPE_WIDTH,     /* units of a layer, multiple of 32; half of them read backwards */
    SHAPE_ARC,       /* values of a head and of a dependent, multiple of 16 */
    SHAPE_LABEL,     /* the same for relations */
    SHAPE_TAGS,      /* pairs of upos and xpos */
    SHAPE_RELATIONS, /* labels of arcs */
    SHAPE_LAYERS,    /* recurrent layers, 1 to TC_LAYERS */
    SHAPE_COUNT
};

/* name, rows, columns in terms of E embed, D width, L layers, M all that TOP gives, H
 * label and R relations. All are multiples of 16; those behind L have no rows. */
#define TC_MATRICES(X)                                                                 \
    X(CONV, E, 3 * D)    /* what a word adds before, at and behind its place */        \
    X(LAYER_1, D, 3 * D) /* gate, candidate, highway gate */                           \
    X(LAYER_2, L > 1 ? D : 0, 3 * D)                                                   \
    X(LAYER_3, L > 2 ? D : 0, 3 * D)                                                   \
    X(LAYER_4, L > 3 ? D : 0, 3 * D)                                                   \
    X(TOP, D, M)                                                                       \
    X(LABEL, H, R)
enum matrix {
#define X(name, rows, columns) MATRIX_##name,
    TC_MATRICES(X)
#undef X
        MATRIX_COUNT
};

/* What goes into each matrix has a range of its own. */
enum { RANGE_COUNT = MATRIX_COUNT };

/* Columns of TOP: tags, entities, dependent and head of arcs, of labels. */
struct heads {
    size_t tag, entity, arc_dependent, arc_head, label_dependent, label_head, total;
};

/* Where each matrix lies among the weights. */
struct layout {
    size_t rows[MATRIX_COUNT], columns[MATRIX_COUNT];
    size_t offset[MATRIX_COUNT]; /* of its weights */
    size_t column[MATRIX_COUNT]; /* of its columns, in floats */
    size_t weights, column_floats;
    struct heads heads;
};
/* false: the shape is out of range. */
bool tc_layout(const uint32_t shape[SHAPE_COUNT], struct layout *out);
size_t tc_round16(size_t n);
/* The byte that stands for 0 in what goes into a matrix: 0 where nothing is below. */
static inline int tc_zero(enum matrix m)
{
    return m == MATRIX_LAYER_1 || m == MATRIX_LABEL ? 0 : TC_ZERO;
}
/* Where the weight of a row and column lies in a matrix of so many rows. */
static inline size_t tc_weight_at(size_t rows, size_t row, size_t column)
{
    return column / 16 * 16 * rows + row / 4 * 64 + column % 16 * 4 + row % 4;
}
/* The class of a head's distance from its dependent, below TC_DISTANCES; head TC_ROOT
 * has one of its own. */
unsigned tc_distance(int32_t dependent, int32_t head);

/* A form's last `cut` bytes go, `add` comes. */
struct edit {
    uint8_t cut;  /* bytes from the end of the form */
    uint8_t keep; /* 1: case as in the text; 0: lower case first */
    uint8_t size; /* of add */
    char add[13];
};

/* Open addressing; key 0 is empty. */
struct lemma_slot {
    uint32_t key;
    uint32_t edit;
};

struct model {
    struct packed packed;
    char version[96];
    uint32_t shape[SHAPE_COUNT];
    struct layout layout;
    const int8_t *embed;
    const float *scale;
    const uint64_t *known;
    const int8_t *weights;
    const float *columns;
    const float *ranges;
    const float *root;
    const float *distance;
    const uint8_t *tags;
    const uint8_t *relations;
    const struct edit *edits;
    const struct lemma_slot *lemmas;
    size_t lemma_mask;
    const int8_t *split;
    float split_scale, split_bias;
};

/* ---- features of a token --------------------------------------------------------- */

/* A form as the network sees it: lower case, digits alike, straight quotation marks. */
struct word {
    char lower[64]; /* cut behind that */
    uint32_t size;
    uint32_t shape; /* hash of its pattern of capitals, digits and signs */
};
void tc_word(text form, struct word *out);
/* Rows of the tables, each below TC_ROWS. The first two are the form's own, or those of
 * all unknown forms when the form is not among the known ones (a Bloom filter). */
void tc_features(const struct word *word, const uint64_t *known,
                 uint32_t rows[TC_FEATURES]);
void tc_know(const struct word *word, uint64_t *known);
/* Makes a token's form unknown. */
void tc_forget(uint32_t rows[TC_FEATURES]);
uint32_t tc_mix(uint32_t seed, const void *data, size_t size);

/* ---- lemmas ---------------------------------------------------------------------- */

enum { TC_LEMMA_LONGEST = 40 }; /* bytes of a form that is looked at */

/* The key of the last `size` bytes of the lower form for a tag; whole: of the whole
 * form. */
uint32_t tc_lemma_key(unsigned tag, const char *end, size_t size, bool whole);
/* Lower case of form into out (room TC_LEMMA_LONGEST); its size, or 0 when it is too
 * long or its lower case has another size. */
size_t tc_lower_form(text form, char *out);
/* The lemma of a form; lives in the arena or is the form itself. data NULL: no
 * memory. */
text tc_lemma(const struct model *model, text form, unsigned tag, struct arena *arena);

#endif
