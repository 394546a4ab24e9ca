/* parse/model.h: the network's shape and the model file. Inside parse/ and for train/
 * only.
 *
 * A model is a packed file (base.h), kind "tcmodel", version 1, of these sections:
 *
 *   name      bytes of text, "ewt+gum 1"
 *   shape     SHAPE_COUNT uint32, see enum shape
 *   embed     int8 (TC_ROWS, embed): the feature tables, one behind the other
 *   scale     float (TC_ROWS): what a row of embed is multiplied by
 *   weights   float: the tensors of TC_TENSORS in that order; those that rows are
 *             multiplied by (tc_in_panels) in panels of 16 columns, see kernel.h
 *   known     uint64 (TC_KNOWN_WORDS): a bit for each form that has rows of its own
 *   tags      uint8 (tags, 2): upos, xpos
 *   actions   uint8 (actions, 2): enum action, relation
 *   edits     struct edit (n): how a form becomes its lemma
 *   lemmas    struct lemma_slot (2^k): what edit a tag and the end of a form call for
 *   split     int8 (TC_SPLIT_SIZE): weights of the features of a sentence's end
 *   bounds    float (2): scale of split, and its bias
 */
#ifndef TC_MODEL_H
#define TC_MODEL_H

#include "parse/sentence.h"

#define TC_MODEL_KIND    "tcmodel" /* with its NUL 8 bytes */
#define TC_MODEL_VERSION 1

enum {
    TC_LONGEST = 400, /* tokens of a sentence */
    TC_LAYERS = 3,    /* at most */
    TC_SLOTS = 6,     /* stack top three, buffer front, a child of each end */
    TC_CHILDREN = 4,  /* relations of children that the parser sees */
    TC_DISTANCES = 8,
    TC_FEATURES = 7,
    TC_SPLIT_SIZE = 1 << 16,
    TC_KNOWN_BITS = 1 << 18,
    TC_KNOWN_WORDS = TC_KNOWN_BITS / 64,
};

/* Rows of the tables that a token's features are hashed into. */
enum {
    TC_ROWS_FORM = 1 << 14, /* two rows a form, which share the table */
    TC_ROWS_PREFIX = 1 << 12,
    TC_ROWS_SUFFIX2 = 1 << 10,
    TC_ROWS_SUFFIX3 = 1 << 12,
    TC_ROWS_SUFFIX4 = 1 << 12,
    TC_ROWS_SHAPE = 1 << 10,
    TC_ROWS = TC_ROWS_FORM + TC_ROWS_PREFIX + TC_ROWS_SUFFIX2 + TC_ROWS_SUFFIX3 +
              TC_ROWS_SUFFIX4 + TC_ROWS_SHAPE,
};

enum shape {
    SHAPE_EMBED,   /* floats of an embedding, multiple of 16 */
    SHAPE_WIDTH,   /* units of a layer, multiple of 16; half of them read backwards */
    SHAPE_HIDDEN,  /* units of the parser's hidden layer, multiple of 16 */
    SHAPE_TAGS,    /* pairs of upos and xpos */
    SHAPE_ACTIONS, /* transitions with their relations */
    SHAPE_LAYERS,  /* recurrent layers, 1 to TC_LAYERS */
    SHAPE_COUNT
};

/* name, rows, columns in terms of E embed, D width, P hidden, L layers, T tags and A
 * actions, both rounded up to 16, and C relations of children. */
#define TC_TENSORS(X)                                                                  \
    X(CONV, 3 * E, 2 * D) /* windows of three; larger of a pair */                     \
    X(CONV_BIAS, 1, 2 * D)                                                             \
    X(LAYER_1, D, 3 * D) /* gate, candidate, highway gate */                           \
    X(LAYER_1_BIAS, 1, 3 * D)                                                          \
    X(LAYER_2, L > 1 ? D : 0, 3 * D)                                                   \
    X(LAYER_2_BIAS, L > 1, 3 * D)                                                      \
    X(LAYER_3, L > 2 ? D : 0, 3 * D)                                                   \
    X(LAYER_3_BIAS, L > 2, 3 * D)                                                      \
    X(TAG, D, T)                                                                       \
    X(TAG_BIAS, 1, T)                                                                  \
    X(SLOT, D, TC_SLOTS *P)                                                            \
    X(SLOT_NONE, 1, TC_SLOTS *P) /* where there is no such token */                    \
    X(CHILD, C, P)                                                                     \
    X(DISTANCE, TC_DISTANCES, P)                                                       \
    X(ACTION, P, A)                                                                    \
    X(ACTION_BIAS, 1, A)
enum tensor {
#define X(name, rows, columns) TENSOR_##name,
    TC_TENSORS(X)
#undef X
        TENSOR_COUNT
};

/* Where each tensor lies among the weights. */
struct layout {
    size_t rows[TENSOR_COUNT], columns[TENSOR_COUNT];
    size_t offset[TENSOR_COUNT]; /* floats */
    size_t total;                /* floats */
};
/* false: the shape is out of range. */
bool tc_layout(const uint32_t shape[SHAPE_COUNT], struct layout *out);
bool tc_in_panels(enum tensor t);
size_t tc_round16(size_t n);

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
    const float *weights;
    const uint8_t *tags;
    const uint8_t *actions;
    const struct edit *edits;
    const struct lemma_slot *lemmas;
    size_t lemma_mask;
    const int8_t *split;
    float split_scale, split_bias;
};

static inline const float *tc_tensor(const struct model *m, enum tensor t)
{
    return m->weights + m->layout.offset[t];
}

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
