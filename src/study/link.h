/* study/link.h: the parts of next-event prediction. Inside study/ only.
 *
 * A question is (asker, relation, ?) on a day. To ask for the subject, relations are
 * doubled: 2r is "does r to", 2r + 1 "is done r by", so that both directions are one
 * problem; "deed" below is such a doubled relation, and every event is learnt twice,
 * once from each side.
 *
 *     link_table.c       numbers by 64-bit key
 *     link_names.c       place and role out of names like "Police_(Kenya)"
 *     link_memory.c      what is known of the past: pairs, triples, popularity, places
 *     link_rules.c       rules "deed p, then deed q within d days", counted as it goes
 *     link_candidates.c  who may be the answer
 *     link_features.c    what is known of each of them, as 68 numbers
 *     link_network.c     the numbers to a score, and back to gradients
 *     link_learn.c       gradients to weights
 *     link_work.c        two threads and more, with the same result
 *     link_run.c         the stream, day by day: answer, learn, remember
 *     link_next.c        one question behind the last day
 *     link_few.c         when there are too many relations
 *     link_odds.c        its probabilities, by what came of such before
 *     link_why.c         the parts of an answer's score
 *     link_words.c       in words
 *     link_relation.h    which relation comes next between two: its own ranker
 */
#ifndef TC_STUDY_LINK_H
#define TC_STUDY_LINK_H

#include "study/risk.h"
#include "study/study.h"

#include <pthread.h>

#define LINK_NONE UINT32_MAX

enum {
    LINK_FADES = 6,            /* half-lives of 1, 3, 10, 30, 100 days and for ever */
    LINK_DAYS = 4096,          /* farther back counts as this far */
    LINK_FEATURES = 68,        /* a multiple of 4 */
    LINK_CANDIDATES = 208,     /* to a question; a multiple of 16 */
    LINK_PARTNERS = 110,       /* of them, such as the asker has met */
    LINK_NETS = 4,             /* networks whose scores are averaged */
    LINK_HIDDEN = 32,          /* units of each */
    LINK_BATCH = 64,           /* questions from which one step is learnt */
    LINK_CHUNK = 8,            /* questions that one thread takes at a time */
    LINK_RECENT = 32,          /* partners remembered in order, of an actor */
    LINK_ROW_RECENT = 16,      /* answers, of an actor and a deed */
    LINK_PLACE_RECENT = 48,    /* answers, of a place and a deed */
    LINK_TOP = 48,             /* most frequent answers, of a deed */
    LINK_LAGS = 8,             /* classes of the days since a deed */
    LINK_BINS = LINK_LAGS * 4, /* these by how often it was done: 1, 2-3, 4-9, more */
    LINK_RELATIONS = 512,      /* at most: rules are a table of deeds by deeds */
    LINK_TRACES = 4096,        /* rule weights that one question may teach */
    LINK_LEVELS = 32,          /* classes of how often an actor was seen */
    LINK_TWO_STEPS = 4096, /* actors that two steps may reach: 12 * 16 * 16 at most */
    LINK_JOBS = 64,
    LINK_ODDS = 48,   /* classes of log odds, half a unit each */
    LINK_TENTHS = 10, /* classes of the probability of first answers */
    LINK_OPENED = 5   /* events behind a reason */
};

/* ---- link_table.c ---------------------------------------------------------------- */

struct link_slot {
    uint64_t key;
    uint32_t value; /* LINK_NONE: an empty slot */
};
struct link_table {
    struct link_slot *slots;
    size_t room, count; /* room: 0 or a power of two */
};
void tc_link_table_release(struct link_table *table);
void tc_link_table_clear(struct link_table *table);
static inline size_t tc_link_spread(uint64_t key)
{
    key ^= key >> 32;
    key *= 0x9e3779b97f4a7c15u;
    key ^= key >> 29;
    key *= 0xbf58476d1ce4e5b9u;
    return (size_t)(key ^ key >> 32);
}
/* LINK_NONE: not there. */
static inline uint32_t tc_link_table_get(const struct link_table *table, uint64_t key)
{
    if (!table->room)
        return LINK_NONE;
    size_t mask = table->room - 1, i = tc_link_spread(key) & mask;
    for (; table->slots[i].value != LINK_NONE; i = (i + 1) & mask)
        if (table->slots[i].key == key)
            return table->slots[i].value;
    return LINK_NONE;
}
/* Says that key will be looked for soon. */
static inline void tc_link_table_soon(const struct link_table *table, uint64_t key)
{
    if (table->room)
        __builtin_prefetch(&table->slots[tc_link_spread(key) & (table->room - 1)]);
}
/* The value of key, which is made with value first if it is not there; NULL: no
 * memory. Valid until the next call. */
uint32_t *tc_link_table_put(struct link_table *table, uint64_t key, uint32_t first);
/* (actor or place, deed, actor) as one key. */
static inline uint64_t tc_link_key(uint64_t a, uint64_t deed, uint64_t b)
{
    return a << 38 | deed << 26 | b;
}

/* ---- link_names.c ---------------------------------------------------------------- */

/* Of every actor: 0 unknown. Names alone decide, never how often they come. */
struct link_names {
    uint32_t *place; /* (actors): "Kenya" of "Police_(Kenya)", and of "Kenya" */
    uint32_t *role;  /* (actors): "Police"; 1: a place itself */
    size_t actors;
};
tocsin_status tc_link_names_init(struct link_names *names, const struct stream *stream,
                                 tocsin_error *error);
void tc_link_names_release(struct link_names *names);

/* ---- link_memory.c --------------------------------------------------------------- */

/* Occurrences up to day last, each worth half as much after its half-life. */
struct link_fade {
    int32_t last;
    float value[LINK_FADES];
};
/* What an actor did to a partner, or suffered from it: one deed. */
struct link_typed {
    uint32_t partner; /* its place in partners */
    uint32_t next;    /* another deed of the same pair; LINK_NONE */
    uint16_t deed, count;
    int32_t first; /* day */
    struct link_fade fade;
};
struct link_partner {
    uint32_t actor;
    uint32_t typed; /* the first of its deeds */
    int32_t first;  /* day */
    struct link_fade fade;
};
struct link_actor {
    struct link_partner *partners;
    struct link_typed *typed;
    size_t partner_count, partner_room, typed_count, typed_room;
    uint32_t *recent; /* (LINK_RECENT): the last first; NULL before the first event */
    uint32_t recent_count;
    uint32_t home, home_count; /* place by name, else that of most of its partners */
    struct link_fade all;
};
/* An actor and a deed, or a place and a deed. */
struct link_row {
    struct link_fade fade;
    uint32_t distinct, count; /* different answers, answers */
    uint32_t place;           /* where a place's answers lie; LINK_NONE of an actor */
    uint32_t recent_count;
    uint32_t recent[LINK_ROW_RECENT];
};
/* Its last answers, the last first. */
struct link_place {
    uint32_t recent[LINK_PLACE_RECENT];
};
struct link_count { /* a deed and who it was done to */
    uint32_t actor;
    struct link_fade fade;
};
struct link_deed {
    uint32_t *counts; /* (count): its places in memory->counts */
    size_t count, room;
    struct link_fade fade;
    uint32_t top[LINK_TOP];
    uint32_t top_count;
    int32_t top_day; /* the day for which top is; -1 none */
};
#define LINK_ROWS(type)                                                                \
    struct {                                                                           \
        type *items;                                                                   \
        size_t count, room;                                                            \
    }
struct link_memory {
    float decay[LINK_DAYS][LINK_FADES];
    const struct link_names *names;
    struct link_actor *actors; /* (actor_count) */
    struct link_deed *deeds;   /* (deed_count) */
    size_t actor_count, deed_count;
    struct link_table pair;  /* asker << 32 | partner to place in partners */
    struct link_table row;   /* asker << 16 | deed to rows */
    struct link_table count; /* answer << 16 | deed to counts */
    struct link_table place; /* place << 16 | deed, or 65535 for all, to rows */
    struct link_table home;  /* actor << 32 | place to how often met */
    struct link_table group; /* keys of place or role, deed, actor or place to fades */
    LINK_ROWS(struct link_row) rows;
    LINK_ROWS(struct link_place) places;
    LINK_ROWS(struct link_count) counts;
    LINK_ROWS(struct link_fade) fades;
    struct link_fade total;
    uint64_t level[LINK_LEVELS]; /* actors by how often they were seen */
};
#define LINK_ANY_DEED 4095u /* in keys of group */
#define LINK_ANY_ROLE 0x3ffffffu
#define LINK_ROLES    (1u << 24) /* roles are numbered behind the places */
#define LINK_PLACES   (1u << 25) /* and places whose answers are places */
#define LINK_ROLES_TO (3u << 24) /* and roles whose answers are actors */
#define LINK_HERE     (1u << 24) /* added to an answer's role: of the asker's place */
#define LINK_ABROAD   (1u << 25) /* of none or another */

tocsin_status tc_link_memory_init(struct link_memory *memory, size_t relations,
                                  const struct link_names *names, tocsin_error *error);
void tc_link_memory_release(struct link_memory *memory);
/* Forgets all, and keeps the room. */
void tc_link_memory_clear(struct link_memory *memory);
struct link_event {
    uint32_t asker, deed, answer;
    int32_t day; /* 0 on */
};
/* Days must not go back. false: no memory. */
bool tc_link_memory_add(struct link_memory *memory, const struct link_event *event);
/* Makes deeds[deed].top for the day. */
void tc_link_memory_top(struct link_memory *memory, uint32_t deed, int32_t day);
/* An answer's role in keys of group, with whether it is known to be at home where the
 * asker is. */
static inline uint64_t tc_link_role(const struct link_memory *memory, uint32_t asker,
                                    uint32_t answer)
{
    uint32_t home = memory->actors[asker].home;
    bool here = home && home == memory->actors[answer].home;
    return memory->names->role[answer] + (here ? LINK_HERE : LINK_ABROAD);
}
/* How often an actor was seen, as a class that grows with the logarithm. */
uint32_t tc_link_level(const struct link_memory *memory, uint32_t actor);

static inline const float *tc_link_decay(const struct link_memory *memory,
                                         const struct link_fade *fade, int32_t day)
{
    int32_t lag = day - fade->last;
    return memory->decay[lag < LINK_DAYS ? lag : LINK_DAYS - 1];
}
static inline void tc_link_fade_read(const struct link_memory *memory,
                                     const struct link_fade *fade, int32_t day,
                                     float out[LINK_FADES])
{
    const float *decay = tc_link_decay(memory, fade, day);
    for (int k = 0; k < LINK_FADES; k++)
        out[k] = fade->value[k] * decay[k];
}
static inline float tc_link_fade_one(const struct link_memory *memory,
                                     const struct link_fade *fade, int32_t day, int k)
{
    return fade->value[k] * tc_link_decay(memory, fade, day)[k];
}
/* A row or a fade by key; NULL: not there. */
const struct link_row *tc_link_row(const struct link_memory *memory,
                                   const struct link_table *table, uint64_t key);
float tc_link_group(const struct link_memory *memory, uint64_t key, int32_t day, int k);

/* ---- link_rules.c ---------------------------------------------------------------- */

/* A rule: of a pair, deed p so many days ago and so many times, then deed q. */
struct link_rule {
    float hits, trials;
};
struct link_rules {
    /* (deeds): NULL, or (deeds, LINK_BINS) by p of one q */
    struct link_rule **of;
    size_t deeds;
};
tocsin_status tc_link_rules_init(struct link_rules *rules, size_t deeds,
                                 tocsin_error *error);
void tc_link_rules_release(struct link_rules *rules);
void tc_link_rules_clear(struct link_rules *rules);
/* Makes room for the rules that end in deed. false: no memory. */
bool tc_link_rules_open(struct link_rules *rules, uint32_t deed);
static inline uint32_t
tc_link_lag(int32_t days) /* 1, 2, 3-4, 5-7, 8-15, 16-31, .. 90 */
{
    return (uint32_t)((days > 1) + (days > 2) + (days > 4) + (days > 7) + (days > 15) +
                      (days > 31) + (days > 90));
}
static inline uint32_t tc_link_bin(int32_t days, uint32_t count)
{
    uint32_t often = count < 2 ? 0 : count < 4 ? 1 : count < 10 ? 2 : 3;
    return tc_link_lag(days) * 4 + often;
}
static inline float tc_link_confidence(const struct link_rule *rule)
{
    return (rule->hits + 0.02f) / (rule->trials + 2.0f);
}

/* ---- questions ------------------------------------------------------------------- */

struct link_question {
    uint32_t asker, deed;
    const uint32_t *answers; /* borrowed, each once, in order */
    uint32_t answer_count;
    uint32_t first; /* where its results lie */
};

/* What a question was answered with. feature[f][c] is feature f of candidate c, so that
 * loops over candidates run in step. */
struct link_block {
    uint32_t count;
    uint32_t actor[LINK_CANDIDATES];
    uint32_t partner[LINK_CANDIDATES]; /* its place among the asker's; LINK_NONE */
    float rules[LINK_CANDIDATES];      /* sum of the weights of rules that fire */
    bool right[LINK_CANDIDATES];
    float score[LINK_CANDIDATES];
    float feature[LINK_FEATURES][LINK_CANDIDATES];
    float net_score[LINK_NETS][LINK_CANDIDATES];
    float hidden[LINK_NETS][LINK_HIDDEN][LINK_CANDIDATES];
};

/* Sums over actors, of which few are touched. */
struct link_sums {
    float *value; /* (actors): 0 but for those listed */
    uint32_t list[LINK_TWO_STEPS];
    uint32_t count;
};
/* Of one thread. */
struct link_scratch {
    uint32_t *mark; /* (actors): stamp when a candidate */
    uint32_t *at;   /* (actors): then which */
    uint32_t stamp;
    /* two steps away: by any deed, by any of the last days, by the same */
    struct link_sums hop, soon, same;
    /* (room): of the asker's partners; then for choosing */
    float *sum, *most, *second, *weight;
    float *choose; /* (2 * room) */
    uint32_t *same_deed, *mirror;
    size_t room;
    struct link_block *block;
    struct link_selection *selection;
    float slopes[LINK_NETS][LINK_CANDIDATES];
};
tocsin_status tc_link_scratch_init(struct link_scratch *scratch, size_t actors,
                                   tocsin_error *error);
void tc_link_scratch_release(struct link_scratch *scratch);
/* Room for an asker with so many partners. */
bool tc_link_scratch_widen(struct link_scratch *scratch, size_t partners);

/* What questions are answered from. */
struct link_state {
    struct link_memory memory;
    struct link_rules rules;
    float *rule_weight; /* (deeds, deeds, LINK_LAGS): of q, p, days */
    unsigned without;   /* as in links_options */
};
/* A question being prepared. */
struct link_scene {
    const struct link_state *state;
    const struct link_question *question;
    const struct link_actor *asker;
    const struct link_row *row; /* of asker and deed; NULL: none yet */
    int32_t day;
};

/* link_candidates.c: fills count, actor, partner, and in scratch the sums of rules of
 * the asker's partners. */
void tc_link_candidates(const struct link_scene *scene, struct link_scratch *scratch,
                        struct link_block *block);
/* The k-th greatest of values (k from 1), which are put in another order; -1 when there
 * are no more than k. */
float tc_link_greatest(float *values, size_t count, size_t k);
/* link_features.c: candidates and their features. */
void tc_link_prepare(const struct link_scene *scene, struct link_scratch *scratch);
float tc_link_log(float x); /* x > 0; the same on every machine, within 1e-5 */

/* ---- link_network.c -------------------------------------------------------------- */

/* A network: all are arrays of floats, so that steps and sums are one loop. */
struct link_net {
    float weight[LINK_HIDDEN][LINK_FEATURES];
    float bias[LINK_HIDDEN], out[LINK_HIDDEN];
    float linear[LINK_FEATURES];
};
/* What is added to it for one deed. */
struct link_own {
    float linear[LINK_FEATURES], bias[LINK_HIDDEN];
};
#define LINK_NET_SIZE (sizeof(struct link_net) / sizeof(float))
#define LINK_OWN_SIZE (sizeof(struct link_own) / sizeof(float))

/* The candidates from which a step is learnt: all whose probability must change much,
 * and of the others a sample, each with the weight of those that it stands for. */
struct link_selection {
    uint32_t count;
    uint32_t which[LINK_CANDIDATES];
    float feature[LINK_FEATURES][LINK_CANDIDATES];
    float slope[LINK_NETS][LINK_CANDIDATES]; /* of the loss, by the score */
    float mean[LINK_CANDIDATES];             /* over the networks */
    float hidden[LINK_HIDDEN][LINK_CANDIDATES];
};
/* The kernels: elementwise over candidates, so that every processor gets the same. */
struct link_kernel {
    /* score and hidden of candidates [0, count rounded up to 16) */
    void (*forward)(const struct link_net *net, const struct link_own *own,
                    struct link_block *block, int which, int hidden);
    /* adds to gradient, sets own */
    void (*backward)(const struct link_net *net, struct link_selection *selection,
                     int which, int hidden, struct link_net *gradient,
                     struct link_own *own);
};
extern const struct link_kernel tc_link_kernel_plain;
#ifdef TC_KERNELS_X86
extern const struct link_kernel tc_link_kernel_avx2;
#endif

struct link_model {
    int nets, hidden; /* 1 and 0: sums only */
    const struct link_kernel *kernel;
    struct link_net net[LINK_NETS];
    struct link_own *own[LINK_NETS]; /* (deeds) each */
};
/* Scores of the block's candidates, the mean over the networks. */
void tc_link_score(const struct link_model *model, uint32_t deed,
                   struct link_block *block);
/* The gradient of one question. */
struct link_gradient {
    struct link_own own[LINK_NETS];
    uint32_t traces; /* rule weights to change: */
    uint32_t trace[LINK_TRACES];
    float slope[LINK_TRACES];
    uint32_t right; /* answers among the candidates; 0: nothing to learn */
};
/* The loss: of every answer the softmax over it and the candidates that are none. Fills
 * selection, adds to sums[model->nets]. scene: the question's. */
void tc_link_gradient(const struct link_model *model, const struct link_scene *scene,
                      struct link_scratch *scratch, struct link_net *sums,
                      struct link_gradient *out);

/* ---- link_learn.c ---------------------------------------------------------------- */

struct link_learner {
    struct link_model model;
    struct link_net mean[LINK_NETS], square[LINK_NETS]; /* Adam's */
    struct link_own *own_square[LINK_NETS];             /* (deeds) each, Adagrad's */
    float *rule_square;                                 /* as rule_weight */
    size_t deeds;
    long steps;
    float pace;                         /* 1 at the start, less later */
    struct link_net (*sums)[LINK_NETS]; /* (chunks of a batch) */
    struct link_gradient *gradients;    /* (LINK_BATCH) */
};
tocsin_status tc_link_learner_init(struct link_learner *learner, bool explain_only,
                                   size_t deeds, tocsin_error *error);
void tc_link_learner_release(struct link_learner *learner);
/* A step from the gradients of questions[0, count), count <= LINK_BATCH. */
void tc_link_learn(struct link_learner *learner, struct link_state *state,
                   const struct link_question *questions, uint32_t count);

/* ---- link_work.c ----------------------------------------------------------------- */

/* Runs function(context, chunk, thread) for every chunk, in any order and thread. */
typedef void (*link_function)(void *context, uint32_t chunk, unsigned thread);
struct link_crew {
    pthread_t threads[LINK_JOBS];
    unsigned jobs, started;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned long round; /* of work; changes when there is more */
    uint32_t next, chunks;
    unsigned busy, hands; /* threads at work; those that have taken a number */
    bool stopping;
    link_function function;
    void *context;
};
tocsin_status tc_link_crew_init(struct link_crew *crew, unsigned jobs,
                                tocsin_error *error);
void tc_link_crew_release(struct link_crew *crew);
void tc_link_crew_run(struct link_crew *crew, uint32_t chunks, link_function function,
                      void *context);

/* ---- link_run.c ------------------------------------------------------------------ */

/* A question besides: as of the evening before a day of the stream. */
struct link_ask {
    int32_t day;
    uint32_t asker, deed;
};
/* What else is wanted of a run: to see candidates and scores of the questions that are
 * asked for, and one more question behind the last event. */
struct link_watch {
    void *context;
    uint32_t asker, deed;
    int32_t day; /* of the stream, behind its last */
    /* by any thread, in any order, within a day */
    void (*answered)(void *context, unsigned thread,
                     const struct link_question *question,
                     const struct link_block *block);
    void (*day_done)(void *context); /* after all of a day, by one thread */
    tocsin_status (*asked)(void *context, const struct link_scene *scene,
                           const struct link_scratch *scratch,
                           const struct link_model *model, tocsin_error *error);
    /* asked NULL: nothing is asked behind the last event but these, by their days;
     * candidates and scores are told in this order */
    const struct link_ask *asks;
    size_t ask_count;
    tocsin_status (*told)(void *context, const struct link_ask *ask,
                          const struct link_block *block);
    size_t settle; /* events after which learning is slowest, however many there are;
                      0: those before options->first */
};
struct link_ears {
    links_function function;
    void *context;
    const struct link_watch *watch; /* NULL: nothing else */
};
/* tc_links_evaluate() with a watch; also when nothing is asked for, first being the
 * stream's count. */
tocsin_status tc_link_run(const struct stream *stream,
                          const struct links_options *options,
                          const struct link_ears *ears, tocsin_error *error);

/* What every ranker of a stream needs. */
/* Whether the n-th of all that are asked is among dumps of them spread evenly. */
static inline bool tc_link_dumped(uint64_t n, uint64_t all, uint64_t dumps)
{
    dumps = dumps < all ? dumps : all;
    return (n + 1) * dumps / all != n * dumps / all;
}
/* How fast is learnt when so much is done, 1 being all: never below 0.15. */
static inline float tc_link_pace(float done)
{
    return 1 - done < 0.15f ? 0.15f : 1 - done;
}
size_t tc_link_busiest_day(const struct stream *stream); /* its events */
/* FORMAT there are no events; LIMIT more than LINK_RELATIONS. */
tocsin_status tc_link_check(const struct stream *stream, tocsin_error *error);
/* The number of day to, now being that of day from. */
int32_t tc_link_later(int32_t now, int32_t from, int32_t to);

/* ---- link_few.c ------------------------------------------------------------------ */

/* A stream with no more relations than rankers take. */
struct link_few {
    struct stream stream; /* borrowed, but for what stands below; never released */
    uint32_t *few;   /* (relations): their numbers in it; NULL: they are the same */
    uint32_t *whole; /* and back; LINK_NONE of all the others */
    text *names;
    char (*labels)[16]; /* "#7", of those without a name */
    uint32_t *relation; /* (count) */
};
/* wanted: a relation that stays, or LINK_NONE. MEMORY. */
tocsin_status tc_link_few_init(struct link_few *few, const struct stream *from,
                               uint32_t wanted, tocsin_error *error);
void tc_link_few_release(struct link_few *few);
static inline uint32_t tc_link_few_whole(const struct link_few *few, uint32_t relation)
{
    return few->whole ? few->whole[relation] : relation;
}

/* ---- link_odds.c ----------------------------------------------------------------- */

/* Cases, how many were right, and the sum of what was said of them. */
struct link_tally {
    uint64_t cases, right, said;
};
struct link_tallies {
    struct link_tally odds[LINK_ODDS], first[LINK_TENTHS];
    struct link_tally inside; /* right: the answer was a candidate */
};
struct link_odds {
    struct link_tallies all, thread[LINK_JOBS];
    bool whole;    /* probabilities add up to chance, else at most to 1 */
    double chance; /* that a right answer is a candidate */
    double p[LINK_ODDS + 1], share[LINK_ODDS + 1];
    struct isotonic map; /* points at them */
};
/* A question with its candidates' scores, and which of them came. */
struct link_answered {
    const float *score; /* (count) */
    const bool *right;  /* (count) */
    uint32_t count;     /* at most LINK_RELATIONS */
    uint32_t answers;   /* that came, candidates or not */
};
void tc_link_odds_init(struct link_odds *odds, bool whole);
/* p[0, count) of the candidates. */
void tc_link_odds_of(const struct link_odds *odds, const float *score, uint32_t count,
                     double *p);
/* By any thread, in any order, within a day; and after all of it, by one. */
void tc_link_odds_answered(struct link_odds *odds, unsigned thread,
                           const struct link_answered *answered);
void tc_link_odds_day(struct link_odds *odds);
/* candidate, right, said, calibration_error. */
void tc_link_odds_tell(const struct link_odds *odds, tocsin_next *out);
/* Adds a question; then, after all, makes means of sums. */
void tc_link_past_add(tocsin_next_past *past, double rank);
void tc_link_past_end(tocsin_next_past *past);

/* ---- link_next.c ----------------------------------------------------------------- */

/* The first event of the last fifth, which begins a day; count: there is none. */
size_t tc_link_last_fifth(const struct stream *stream);
bool tc_link_copy_name(struct arena *arena, text from, text *out);
unsigned tc_link_jobs(const tocsin_next_question *question);
struct link_ranked {
    float score;
    uint32_t number, c; /* of what is named, of the candidate */
};
/* Sorts by score; returns how many answers are wanted of count. */
size_t tc_link_rank(const tocsin_next_question *question, struct link_ranked *list,
                    size_t count);

/* ---- link_words.c ---------------------------------------------------------------- */

void tc_link_put_actor(struct buffer *to, const struct stream *stream, uint32_t actor);
void tc_link_put_relation(struct buffer *to, const struct stream *stream,
                          uint32_t relation);
/* A did "X" to B; day and event are not looked at. */
void tc_link_put_act(struct buffer *to, const struct stream *stream,
                     const struct stream_event *act);
void tc_link_put_past(struct buffer *to, double count, int32_t ago);
void tc_link_put_bin(struct buffer *to, uint32_t bin); /* of tc_link_bin() */
/* The words of a place's or a role's number (link_names), out of a name that has it. */
void tc_link_put_place(struct buffer *to, const struct stream *stream,
                       const uint32_t *places, uint32_t place);
void tc_link_put_role(struct buffer *to, const struct stream *stream,
                      const uint32_t *roles, uint32_t role);
/* A part of a score. */
struct link_part {
    tocsin_next_kind kind;
    uint32_t rule; /* which; LINK_NONE: no rule fires */
    double score, above;
};
struct link_said {
    struct buffer *words;
    tocsin_next_reason *reason; /* its events are the next */
    uint32_t *events;           /* (LINK_OPENED) */
};
struct link_teller {
    void *context;
    void (*say)(void *context, const struct link_part *part, struct link_said *said);
    struct arena *arena;
};
/* Sorts the parts; says the ten heaviest, and the sum of the others. false: no
 * memory. */
bool tc_link_tell(const struct link_teller *teller, struct link_part *parts,
                  size_t count, tocsin_next_answer *out);

/* ---- link_why.c ------------------------------------------------------------------ */

/* Which reason a feature belongs to: tocsin_next_kind (link_features.c). */
extern const uint8_t tc_link_kind[LINK_FEATURES];
/* An answered question of a model of sums, to be explained. */
struct link_why {
    const struct stream *stream; /* of what is known */
    const struct link_scene *scene;
    const struct link_scratch *scratch;
    const struct link_model *model;
    struct arena *arena;                   /* for words and reasons */
    float mean[LINK_FEATURES], mean_rules; /* of the candidates */
};
void tc_link_why_init(struct link_why *why);
/* The reasons of candidate c. MEMORY. */
tocsin_status tc_link_why(const struct link_why *why, uint32_t c,
                          tocsin_next_answer *out, tocsin_error *error);

#endif
