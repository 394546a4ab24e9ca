/* code/factuality.h: how far a text vouches for a predicate, learnt. Inside code/ and
 * for train/ only.
 *
 * The rules of stance.c say what follows from the grammar: a plan is no deed, what is
 * denied was not so. How sure readers then are is a matter of many small signs (the
 * tense, who speaks, what the verb above is, an adverb), and of habit, so it is
 * weighed: a linear model over hashed features of the word, of what hangs on it and of
 * what stands above it, the rules' answer among them, and a softmax over eight steps
 * from -3 to 3. Each weight belongs to one readable feature.
 *
 * Those who annotate news and those who annotate letters, reviews and forums do not
 * agree: to the latter a plan is "not so", to the former "perhaps". So there are two
 * sets of weights, and a third one that tells from the words of a text which kind it
 * is. A text is news unless its words speak against it.
 *
 * The file is packed (base.h), kind "tcfact", version 1, of these sections:
 *
 *   check     uint16 (FACTUALITY_ROWS): upper half of the hash of the feature that the
 *             row belongs to, 0: of none
 *   weights   int8 (FACTUALITY_ROWS, FACTUALITY_KINDS, FACTUALITY_STEPS)
 *   bias      float (FACTUALITY_KINDS, FACTUALITY_STEPS)
 *   text      int8 (FACTUALITY_TEXT_ROWS): what speaks for another kind than news
 *   scale     float (3): what weights and text are multiplied by, bias of text
 */
#ifndef TC_FACTUALITY_H
#define TC_FACTUALITY_H

#include "code/coder.h"

#define TC_FACTUALITY_KIND "tcfact\0" /* with its NUL 8 bytes */
enum {
    FACTUALITY_VERSION = 1,
    FACTUALITY_ROWS = 1 << 15,
    FACTUALITY_PROBES = 4, /* rows behind its own where a feature may stand */
    FACTUALITY_KINDS = 2,  /* news, other writing */
    FACTUALITY_STEPS = 8,
    FACTUALITY_TEXT_ROWS = 1 << 14,
    FACTUALITY_ROOM = 320,  /* features of a predicate: 70 on average */
    FACTUALITY_WORDS = 400, /* of a text, that tell its kind */
    FACTUALITY_ABOVE = 6    /* words above a predicate that are looked at */
};

/* What the steps stand for. */
extern const float tc_factuality_steps[FACTUALITY_STEPS];

struct factuality {
    struct packed packed;
    const uint16_t *check;
    const int8_t *weights, *text;
    const float *bias, *scale;
};

struct factuality_list {
    uint32_t hashes[FACTUALITY_ROOM];
    uint32_t count;
};
/* Rows of the words of a text, three each at most. */
struct factuality_text {
    uint16_t rows[3 * FACTUALITY_WORDS];
    uint32_t count, words;
};

/* The features of a predicate of which the rules think so. */
void tc_factuality_features(const struct work *work, const struct unit *unit,
                            int32_t token, const struct stance *rules,
                            struct factuality_list *list);
void tc_factuality_text(const struct parsed *parsed, struct factuality_text *out);
/* The row of a feature, or NONE. */
int32_t tc_factuality_row(const uint16_t *check, uint32_t hash);
uint16_t tc_factuality_check(uint32_t hash);
/* 0 to 1: how likely a text is of another kind than news. */
float tc_factuality_other(const struct factuality *f,
                          const struct factuality_text *text);
/* -3 to 3. */
double tc_factuality_value(const struct factuality *f,
                           const struct factuality_list *list, float other);
/* Both together: no hedge and no negation of the rules is lost. */
double tc_factuality_settle(double value, const struct stance *rules);

/* For the training: called with every word, whether the layer gives it or not. */
struct factuality_seen {
    const struct unit *unit;
    int32_t token;
    bool predicate;
    struct stance rules;
    const struct factuality_list *list;
};
typedef void (*tc_factuality_sink)(void *context, const struct factuality_seen *seen);
void tc_coder_predicates(struct coder *coder, tc_factuality_sink sink, void *context);

#endif
