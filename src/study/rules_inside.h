/* study/rules_inside.h: what rules.c and its neighbours share. Inside study/ only. */
#ifndef TC_RULES_INSIDE_H
#define TC_RULES_INSIDE_H

#include "study/moves_chance.h"
#include "study/study.h"

enum { RULE_WINDOWS = 6, RULE_LABELS = 512, RULE_NONE = UINT16_MAX, RULE_CASES = 10 };
/* So many days may lie between the steps of an if. */
enum { RULE_GAP = 14 };
extern const int tc_rule_windows[RULE_WINDOWS];

/* An event as one of its parties sees it. */
struct rule_place {
    uint32_t other, event; /* event: its place in the stream */
    int32_t day;
    uint16_t mark; /* label * 2 + (0: it acts, 1: it receives) */
};

/* A cell: one relation and what follows it in the same pair, again or as an answer. */
struct rule_cell {
    uint32_t key;   /* (answers * RULE_LABELS + first) * RULE_LABELS + then */
    uint32_t owner; /* the X whose pend this is */
    uint32_t actors;
    uint32_t followed[RULE_WINDOWS];
    double chance[2][RULE_WINDOWS]; /* expected: by any day; by active days */
    double pend[2][RULE_WINDOWS];   /* what one X has more than expected */
    double squares[2][RULE_WINDOWS];
    uint32_t pend_followed;
};

/* What is known of a rule's count: how often, and by chance. */
struct rule_score {
    int window;
    double z, p;
    double base, half;
};

struct rule_work {
    const struct stream *stream;
    tocsin_moves_options how;
    struct arena *arena;
    int windows;         /* of tc_rule_windows, not longer than how.days */
    int32_t first, last; /* days that are learnt from */
    double days;         /* how many they are */
    /* relations that are common enough */
    uint16_t *label;    /* (relations) */
    uint16_t *relation; /* (labels) */
    uint32_t *times;    /* (labels): days on which a pair has it */
    size_t labels, left_out;
    /* events by party */
    size_t *start;              /* (actors + 1) */
    struct rule_place *by_day;  /* (2 events): by party, day */
    struct rule_place *by_pair; /* by party, other, mark, day */
    /* events by label */
    size_t *label_start; /* (labels + 1) */
    uint32_t *by_label;
    /* one step */
    uint32_t *cell_of; /* (2, RULE_LABELS, RULE_LABELS): cell + 1 */
    struct rule_cell *cells;
    size_t cell_count, cell_room;
};

/* A rule that was held against chance. */
struct rule_found {
    uint8_t shape;    /* enum rule_shape */
    uint16_t mark[4]; /* steps in their order, the last is what follows */
    uint32_t times, followed, actors;
    struct rule_score score;
};
enum rule_shape {
    RULE_PAIR,  /* X and Y, one to three steps */
    RULE_THIRD, /* X and Z, Z and Y */
    RULE_CHAIN, /* X and Z, Z and V, V and Y */
    RULE_SHAPES
};

/* ---- rules_index.c ---- */

/* Fills labels, unless they are there, and events by party and by label. false: memory
 * is out. */
bool tc_rules_index(struct rule_work *work);
/* Events of a party with another under one mark whose day is above after and not above
 * until: the first of them, or NULL. latest: the last of them. */
const struct rule_place *tc_rules_seek(const struct rule_work *work, uint32_t party,
                                       uint32_t other, uint16_t mark, int32_t after,
                                       int32_t until);
const struct rule_place *tc_rules_latest(const struct rule_work *work, uint32_t party,
                                         uint32_t other, uint16_t mark, int32_t after,
                                         int32_t until);
/* All of them, from the first. */
const struct rule_place *tc_rules_group(const struct rule_work *work, uint32_t party,
                                        uint32_t other, uint16_t mark, size_t *count);
/* ---- rules_score.c ---- */

/* The window that stands out most: observed[w] and chance[2][w] with the squares of
 * what single actors have more than expected. */
struct rule_tally {
    double times;
    double followed[RULE_WINDOWS], chance[2][RULE_WINDOWS], squares[2][RULE_WINDOWS];
};
struct rule_score tc_rules_score(const struct rule_work *work,
                                 const struct rule_tally *tally);
/* ---- rules_step.c, rules_long.c ---- */

/* How often then follows first within a window, 0 to 1: by the cells. */
double tc_rules_confidence(const struct rule_work *work, bool answers, unsigned first,
                           unsigned then, int window);

struct rule_list {
    struct rule_found *items;
    size_t count, room, tried;
};
/* Counts rules of one step: fills the cells. */
bool tc_rules_count(struct rule_work *work);
/* Adds those that can be held against chance. */
bool tc_rules_short(struct rule_work *work, struct rule_list *list);
/* What the cells say of a rule of one step; NULL: it never stood. */
const struct rule_cell *tc_rules_cell(const struct rule_work *work,
                                      const struct rule_found *rule);
/* Adds rules of two and three steps. */
bool tc_rules_long(struct rule_work *work, struct rule_list *list);
/* Cases of a longer rule. */
size_t tc_rules_long_cases(const struct rule_work *work, const struct rule_found *rule,
                           tocsin_moves_case *out, size_t most);

/* A longer rule held against chance on the days of work, whoever X is. false: memory is
 * out. */
bool tc_rules_long_again(const struct rule_work *work, const struct rule_found *rule,
                         struct rule_tally *out);

/* ---- rules_later.c ---- */

/* The days behind those that work learnt from, counted under the same labels.
 *   later  tc_rules_later_release(), also when memory is out (false) */
bool tc_rules_later_count(const struct rule_work *work, int32_t last,
                          struct rule_work *later);
void tc_rules_later_release(struct rule_work *later);
/* Fills what rule has of later days. */
bool tc_rules_later_tell(const struct rule_work *later, const struct rule_found *found,
                         tocsin_rule *rule);
void tc_rules_later_sum(const struct rule_work *later, tocsin_rules *rules);

#endif
