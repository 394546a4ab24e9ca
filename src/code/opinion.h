/* code/opinion.h: the second opinion on who did what to whom. Inside code/ and for
 * train/ only.
 *
 * The rules decide by words and grammar. Weights learnt from sentences with known
 * parties are asked what they think of it: for two parties of a sentence, in this
 * order, how likely is each of the sixteen types, and how likely that neither does
 * anything to the other? A linear model over hashed features and a softmax
 * (multinomial logistic regression): 33 thousand rows of bytes, which a person can
 * still take apart, and a microsecond a pair.
 *
 * The file is packed (base.h), kind "tcopin", version 1, of these sections:
 *
 *   weights   int8 (OPINION_ROWS, OPINION_CLASSES)
 *   scale     float (OPINION_ROWS): what a row is multiplied by
 *   bias      float (OPINION_CLASSES)
 */
#ifndef TC_OPINION_H
#define TC_OPINION_H

#include "code/coder.h"

#define TC_OPINION_KIND "tcopin\0" /* with its NUL 8 bytes */
enum {
    OPINION_VERSION = 1,
    OPINION_ROWS = 1 << 15,
    OPINION_CLASSES = TOCSIN_TYPE_COUNT + 1, /* the types, and none */
    OPINION_NONE = TOCSIN_TYPE_COUNT,
    OPINION_CANDIDATES = 14, /* parties of a sentence that are looked at */
    OPINION_PATH = 24,       /* words above a party */
    OPINION_ROOM = 640       /* features of a pair */
};

struct opinion {
    struct packed packed;
    const int8_t *weights;
    const float *scale, *bias;
};

struct opinion_feature {
    uint32_t row;
    float value;
};
struct opinion_list {
    struct opinion_feature items[OPINION_ROOM];
    uint32_t count;
};

/* A noun phrase that may be a party. */
struct candidate {
    struct mention *m;
    int32_t head;
    int32_t path[OPINION_PATH]; /* the words above it, the nearest first */
    uint32_t above;
    uint32_t actor_of, recipient_of; /* types of the rules' claims, a bit each */
    bool human;                      /* may act */
};

/* Those of a sentence; at most OPINION_CANDIDATES. Its claims begin at first. */
uint32_t tc_candidates(struct work *work, struct unit *unit, uint32_t first,
                       struct candidate *out);
/* May the first do something to the second? */
bool tc_pair_possible(const struct candidate *a, const struct candidate *b);
/* The types of the claims that have both, in this order, a bit each. */
uint32_t tc_pair_linked(const struct work *work, uint32_t first,
                        const struct candidate *a, const struct candidate *b);
bool tc_party_in(const struct mention *m, const tocsin_mention *list, uint32_t count);

/* Features, appended: of the sentence, of one party, of a pair. */
void tc_opinion_sentence(const struct work *work, const struct unit *unit,
                         uint32_t first, struct opinion_list *list);
void tc_opinion_party(const struct unit *unit, const struct candidate *c, bool actor,
                      struct opinion_list *list);
void tc_opinion_pair(const struct work *work, const struct unit *unit,
                     const struct candidate *a, const struct candidate *b,
                     uint32_t linked, struct opinion_list *list);

/* For the training: called with all features of each pair of each sentence that has a
 * claim. */
struct opinion_pair {
    const struct candidate *actor, *recipient;
    const struct opinion_list *list;
    uint32_t linked;
};
typedef void (*tc_opinion_sink)(void *context, const struct opinion_pair *pair);
void tc_coder_pairs(struct coder *coder, tc_opinion_sink sink, void *context);

/* What a coder has for it. */
struct opinion_desk {
    const struct opinion *opinion; /* NULL: rules only */
    tc_opinion_sink sink;
    void *context;
    struct opinion_list list;
};
/* Weighs a sentence's claims, which begin at first. */
void tc_second_opinion(struct work *work, struct unit *unit, uint32_t first,
                       struct opinion_desk *desk);

#endif
