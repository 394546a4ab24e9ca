/* train/trainer.h: what the files of the trainer share. */
#ifndef TRAIN_TRAINER_H
#define TRAIN_TRAINER_H

#include "augment.h"
#include "learn.h"
#include "newslike.h"

enum {
    JOBS = 256,       /* sentences of a batch, at most */
    ROOM = 16384,     /* words of a batch, at most */
    MADE_WEIGHT = 20, /* made words that count as one of the treebank */
    SILVER_WEIGHT = 2,
    DEVS = 4,
};

/* Where sentences come from: people, a teacher, the grammar of newslike.c. */
enum source { GOLD, SILVER, MADE, SOURCES };

struct settings {
    const char *out, *dev[DEVS], *name, *data, *checkpoint, *curve;
    const char **train;  /* treebanks */
    const char **silver; /* files of a teacher */
    size_t train_count, dev_count, silver_count;
    long newslike;       /* sentences that the grammar makes */
    long share[SOURCES]; /* sentences of each that a pass shows; all when negative */
    uint32_t embed, width, arc, label, layers;
    long passes, batch, seed, stop;
    double rate, gold, said, drop_input, drop_middle, drop_top;
};

struct trainer {
    struct settings settings;
    struct treebank banks[SOURCES]; /* the last borrowed from news */
    struct newslike news;
    struct net net;
    struct map counts; /* of lower forms, MADE_WEIGHT for each in a treebank */
    struct arena arena;
    uint64_t *known;
    uint32_t *order; /* sentences of a pass, numbered through the banks */
    size_t order_count;
    struct job jobs[JOBS];
    uint32_t (*features)[TC_FEATURES]; /* (ROOM) */
    int32_t *heads;                    /* (ROOM) */
    uint8_t *relations;                /* (ROOM) */
    struct tree said[JOBS];
    struct gold said_words[JOBS][AUGMENT_ROOM];
    long pass;
    double seen; /* sentences shown so far */
};

_Noreturn void give_up(const char *what);

/* ---- shown.c: what of the words is shown ---- */
void count_words(struct trainer *t);
void show_tree(struct trainer *t, const struct tree *tree, bool train,
               enum source source, uint32_t (*out)[TC_FEATURES]);

/* ---- passes.c ---- */
void run_passes(struct trainer *t);

/* ---- checkpoint.c: false when there is none ---- */
bool load_checkpoint(struct trainer *t);
void save_checkpoint(struct trainer *t);

/* ---- quantise.c: bytes, and the file ---- */
void write_model(struct trainer *t);

#endif
