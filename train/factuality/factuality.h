/* factuality/factuality.h: predicates with a known factuality, and weights learnt from
 * them. */
#ifndef TRAIN_FACTUALITY_H
#define TRAIN_FACTUALITY_H

#include "code/factuality.h"
#include "coding/rooms.h"

#include <stdio.h>

/* The sets, which annotate differently: UW and MEANTIME news, IH2 the rest of the web;
 * MV2 frames of verbs, made up. */
enum set { SET_UW, SET_MEANTIME, SET_IH2, SET_MV2, SET_COUNT };
extern const char *const set_names[SET_COUNT];
enum { EVENTS = 200 /* of a sentence at most */ };

/* A predicate as the gold gives it. */
struct known {
    uint32_t begin, end; /* bytes of the sentence */
    float value;
};
struct item {
    text sentence;
    const struct known *known;
    uint32_t count, group;
    enum set set;
};
struct items {
    struct item *list;
    size_t count, room;
    struct known *known;
    size_t known_count, known_room;
    char *bytes; /* of the file, borrowed by the texts */
};
/* Lines as gold.py writes them; says what is wrong. */
bool read_items(struct items *items, const char *path);
void release_items(struct items *items);

/* A known predicate with its features. */
struct example {
    size_t first; /* in hashes */
    uint32_t count, item;
    float value;
    struct stance rules;
    bool predicate; /* the layer gives it; else the score takes it for certain */
    bool found;     /* some token stands there */
};
struct examples {
    struct example *list;
    size_t count, room;
    uint32_t *hashes;
    size_t hash_count, hash_room;
    struct factuality_text *texts; /* (items) */
};

bool gather(struct rooms *rooms, const struct items *items, struct examples *out);
void release_examples(struct examples *examples);

struct settings {
    unsigned passes, least;  /* times that a feature must be seen */
    float rate, decay, drop; /* step, L2, share of features left out at random */
    float meantime, mv2;     /* what an example of these counts beside one of UW */
    float news;              /* how much the words must say before a text is no news */
    unsigned folds, fold;    /* fold: left out; folds 0: none */
};
/* false: out of memory. *out is the caller's to free. */
bool learn(const struct items *items, const struct examples *examples,
           const struct settings *settings, struct factuality **out);
bool write_factuality(const struct factuality *f, const char *path);
void free_learnt(struct factuality *f);

/* Correlation and mean error of what was answered, per set. */
struct score {
    double n[SET_COUNT], x[SET_COUNT], y[SET_COUNT];
    double xx[SET_COUNT], yy[SET_COUNT], xy[SET_COUNT], error[SET_COUNT];
};
void rate(struct score *score, enum set set, double answer, double value);
void print_score(const char *name, const struct score *score);
bool of_fold(const struct item *item, const struct settings *settings);

#endif
