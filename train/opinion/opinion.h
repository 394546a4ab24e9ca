/* opinion/opinion.h: sentences with known parties, and weights learnt from them. */
#ifndef TRAIN_OPINION_H
#define TRAIN_OPINION_H

#include "code/opinion.h"
#include "coding/rooms.h"

#include <stdio.h>

enum { LABEL_YIELD = OPINION_CLASSES }; /* CONCEDE or RETREAT: the rules know better */

/* Who did what to whom, as a line says. */
struct known {
    unsigned label; /* type, or LABEL_YIELD */
    text actor, recipient;
};
struct item {
    text sentence;
    struct known *known; /* none: nobody does anything to anybody */
    uint32_t count, room;
    unsigned fold;
    bool complete; /* all pairs are known; else one that is not may be right as well */
};
struct items {
    struct item *list;
    size_t count, room;
    char *bytes;   /* of all files, borrowed by the texts */
    bool complete; /* of the file at hand */
};

/* A pair of parties with its features. */
struct example {
    size_t first; /* in features */
    uint32_t count, item;
    uint8_t label;
    uint32_t a, b; /* where the parties begin */
    float weight;  /* 0: neither right nor wrong */
};
struct examples {
    struct example *list;
    size_t count, room;
    struct opinion_feature *features;
    size_t feature_count, feature_room;
};

struct settings {
    unsigned passes;
    float rate, decay, none; /* step, L2, weight of a pair without an act */
};

bool read_items(struct items *items, const char *path); /* says what is wrong */
void release_items(struct items *items);
/* Codes all items by rules and keeps their pairs. */
bool gather(struct rooms *rooms, const struct items *items, struct examples *out);
void release_examples(struct examples *examples);
/* Learns from the examples whose item is not of the fold (all, if it is there not). */
void learn(const struct items *items, const struct examples *examples,
           const struct settings *settings, unsigned fold, float *weights);
/* Floats to the bytes that the coder uses; *out is the caller's to free. */
struct opinion *quantise(const float *weights);
bool write_opinion(const struct opinion *opinion, const char *path);
void free_quantised(struct opinion *opinion);

/* How many of the known parties a claim of the right type links. */
struct score {
    size_t known, answered, right, claims, sentences;
    size_t whole, true_type, true_pair;           /* claims with both parties */
    size_t right_of[16], said_of[16], all_of[16]; /* CONCEDE and RETREAT are one */
    FILE *told; /* NULL, or where confidence, weight, right go: --claims */
};
bool rate(struct rooms *rooms, const struct items *items, unsigned fold,
          const struct opinion *opinion, struct score *score);
void print_score(const char *name, const struct score *score);

#endif
