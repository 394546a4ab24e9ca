/* study/link_relation.h: which relation comes next between two actors. Inside study/
 * only.
 *
 * A question is (actor, ?, recipient) on a day: if the one does anything to the other,
 * what. All relations that ever came are candidates, a few hundred at most, so that
 * what is known lies in rows by relation, and every step of the work is a loop over
 * such a row. Relations are numbered anew in the order in which they come ("slots"):
 * one that never came is no candidate, and what it is called by the file that names it
 * tells nothing.
 *
 *     link_relation.c        what is known: counts by context, rules, features
 *     link_relation_learn.c  scores, and what is learnt from a day
 *     link_relation_run.c    the stream, day by day: answer, learn, remember
 *     link_relation_why.c    the parts of a relation's score, in words
 *     link_relation_next.c   one question behind the last day
 */
#ifndef TC_STUDY_LINK_RELATION_H
#define TC_STUDY_LINK_RELATION_H

#include "study/link.h"

/* Whose past is looked at; of each, how often every relation came. */
enum relation_context {
    RELATION_AGAIN,   /* the actor did it to the recipient */
    RELATION_MIRROR,  /* the recipient to the actor */
    RELATION_DOES,    /* the actor to anybody */
    RELATION_SUFFERS, /* anybody to the recipient */
    RELATION_ALL,     /* anybody to anybody */
    RELATION_PLACES,  /* those of the actor's place to those of the recipient's */
    RELATION_ROLES,   /* those of its role to those of the other's */
    RELATION_CONTEXTS
};
enum {
    RELATION_FADES = 3, /* half-lives of 3 and 10 days and for ever */
    RELATION_EVER = RELATION_FADES - 1,
    /* how much likelier than usual rules say it is: the mean of those that fire, the
     * greatest, and the mean of those that begin on the pair's last day */
    RELATION_RULE = RELATION_CONTEXTS * RELATION_FADES,
    RELATION_USUAL = RELATION_RULE + 3, /* logarithm of its share of all events */
    RELATION_OWN,                       /* 1, for a weight of its own */
    RELATION_FEATURES,
    RELATION_CLASSES = 5, /* of pairs, by how much passed between them */
    RELATION_STEP = 32, /* relations that one thread takes; rows are filled up to it */
    RELATION_STEPS = LINK_RELATIONS / RELATION_STEP,
    RELATION_PAST =
        2 * LINK_RELATIONS /* deeds of a pair: 2 s "did", 2 s + 1 "was done" */
};

/* How often a relation came in a context, up to day last. */
struct relation_count {
    float value[RELATION_FADES];
    int32_t last;
    uint32_t slot;
};
struct relation_list {
    struct relation_count *items;
    uint32_t count, room;
};
/* A rule: after that deed, so many days ago and so often, then which relation. */
struct relation_rule {
    float trials;
    float hits[]; /* (relations) */
};
struct relation_memory {
    float decay[LINK_DAYS][RELATION_FADES];
    const struct link_names *names;
    struct link_table table; /* context and parties to lists */
    LINK_ROWS(struct relation_list) lists;
    size_t relations;             /* of the stream */
    uint32_t *slot;               /* (relations): LINK_NONE: never came */
    uint32_t *relation;           /* (seen): of a slot */
    uint32_t seen;                /* slots */
    struct relation_rule **rules; /* (2 * relations, LINK_BINS): NULL: none yet */
    float usual[LINK_RELATIONS];  /* (seen): share of all events, this evening */
};

/* Of a pair: a deed that it has behind it. */
struct relation_past {
    uint16_t deed;
    uint8_t bin; /* of tc_link_bin() */
    bool latest; /* on the pair's last day */
    float count;
    int32_t ago;
};
struct relation_question {
    uint32_t actor, recipient;
    const uint32_t *answers; /* borrowed: relations, each once, in order */
    uint32_t answer_count;
    uint32_t first; /* where its results lie */
};
/* What a question was answered with; rows are by slot, (count). */
struct relation_block {
    uint32_t count, past_count, class;
    uint32_t right_count; /* answers among the candidates */
    struct relation_past past[RELATION_PAST];
    float feature[RELATION_FEATURES][LINK_RELATIONS];
    float rules[LINK_RELATIONS]; /* sum of the weights of rules that fire */
    float score[LINK_RELATIONS];
    float slope[LINK_RELATIONS]; /* of the loss, by the score */
    bool right[LINK_RELATIONS];
};

/* ---- link_relation.c ------------------------------------------------------------- */

tocsin_status tc_relation_memory_init(struct relation_memory *memory, size_t relations,
                                      const struct link_names *names,
                                      tocsin_error *error);
void tc_relation_memory_release(struct relation_memory *memory);
/* Shares of all events, as they are before the day's questions. */
void tc_relation_evening(struct relation_memory *memory);
struct relation_event {
    uint32_t actor, relation, recipient;
    int32_t day;
};
/* Days must not go back. false: no memory. */
bool tc_relation_remember(struct relation_memory *memory,
                          const struct relation_event *event);
/* Counts a question that was answered as a trial of the pair's rules. */
bool tc_relation_count_rules(struct relation_memory *memory,
                             const struct relation_question *question, int32_t day);
/* NULL: nothing yet, or not known whose. */
const struct relation_list *tc_relation_list(const struct relation_memory *memory,
                                             enum relation_context context,
                                             uint32_t actor, uint32_t recipient);
const struct relation_count *tc_relation_find(const struct relation_list *list,
                                              uint32_t slot);
/* What is known of each relation, the evening before the day. without: bits 1 <<
 * links_part. */
struct relation_scene {
    const struct relation_memory *memory;
    const struct relation_question *question;
    int32_t day;
    unsigned without;
};
void tc_relation_prepare(const struct relation_scene *scene,
                         struct relation_block *block);
/* A rule's share of hits, drawn to what is usual. */
float tc_relation_confidence(const struct relation_memory *memory,
                             const struct relation_past *past, uint32_t slot);

/* ---- link_relation_learn.c ------------------------------------------------------- */

struct relation_model {
    float shared[RELATION_CLASSES][RELATION_FEATURES];
    float mean[RELATION_CLASSES][RELATION_FEATURES];   /* Adam's */
    float square[RELATION_CLASSES][RELATION_FEATURES]; /* Adam's */
    float own[RELATION_FEATURES][LINK_RELATIONS];
    float own_square[RELATION_FEATURES][LINK_RELATIONS]; /* Adagrad's */
    /* (2 * relations, LINK_LAGS): NULL, or a weight for each relation, and behind
     * them Adagrad's squares, in rows of LINK_RELATIONS */
    float **rules;
    size_t relations;
    long steps;
    float pace; /* 1 at the start, less later */
    float sums[RELATION_STEPS][RELATION_CLASSES][RELATION_FEATURES];
};
tocsin_status tc_relation_model_init(struct relation_model *model, size_t relations,
                                     tocsin_error *error);
void tc_relation_model_release(struct relation_model *model);
void tc_relation_score(const struct relation_model *model,
                       struct relation_block *block);
/* The softmax over all relations; its slopes, each right answer counting as one. */
void tc_relation_slopes(struct relation_block *block);
/* Makes room for the weights of a block's rules. false: no memory. */
bool tc_relation_open(struct relation_model *model, const struct relation_block *block);
/* Learns from blocks[0, count) of the relations of one step; then, when all steps are
 * through, what they share. */
void tc_relation_learn(struct relation_model *model,
                       const struct relation_block *blocks, uint32_t count,
                       uint32_t step);
void tc_relation_learn_shared(struct relation_model *model,
                              const struct relation_block *blocks, uint32_t count);
static inline double tc_relation_weight(const struct relation_model *model,
                                        const struct relation_block *block, int feature,
                                        uint32_t slot)
{
    return (double)model->shared[block->class][feature] +
           (double)model->own[feature][slot];
}

/* ---- link_relation_run.c --------------------------------------------------------- */

/* As struct link_watch. */
struct relation_watch {
    void *context;
    uint32_t actor, recipient;
    int32_t day; /* of the stream, behind its last */
    void (*answered)(void *context, unsigned thread,
                     const struct relation_question *question,
                     const struct relation_block *block);
    void (*day_done)(void *context);
    tocsin_status (*asked)(void *context, const struct relation_scene *scene,
                           const struct relation_block *block,
                           const struct relation_model *model, tocsin_error *error);
};
/* As tc_link_run(), of options->relations; watch may be NULL. */
struct relation_ears {
    links_function function;
    void *context;
    const struct relation_watch *watch;
};
tocsin_status tc_relation_run(const struct stream *stream,
                              const struct links_options *options,
                              const struct relation_ears *ears, tocsin_error *error);
/* How much passed between the two before, as a class. */
uint32_t tc_relation_class(const struct relation_memory *memory, uint32_t actor,
                           uint32_t recipient);

/* ---- link_relation_next.c -------------------------------------------------------- */

/* Answers and past of out, whose parties and day are set. arena: for all it points at.
 * EMPTY nothing ever came; MEMORY. */
tocsin_status tc_relation_next(const struct link_few *known,
                               const tocsin_next_question *question, tocsin_next *out,
                               struct arena *arena, tocsin_error *error);

/* ---- link_relation_why.c --------------------------------------------------------- */

struct relation_why {
    const struct stream *stream; /* of what is known */
    const struct relation_scene *scene;
    const struct relation_block *block;
    const struct relation_model *model;
    struct arena *arena; /* for words and reasons */
};
/* The reasons of a slot. MEMORY. */
tocsin_status tc_relation_why(const struct relation_why *why, uint32_t slot,
                              tocsin_next_answer *out, tocsin_error *error);

#endif
