/* code/stance.h: the parts of stance.c. Inside code/ only.
 *
 *     stance_cue.c   which entry of data/cues.txt governs a word
 *     stance_word.c  what stands at the word itself: negation, modals, adverbs
 *     stance_tie.c   how a word hangs on the one above it
 *     stance_unreal.c  constructions that tell of an act and not that it took place
 *     stance.c       the composition
 */
#ifndef TC_STANCE_H
#define TC_STANCE_H

#include "code/coder.h"

/* What is known of a word on the way down from the root. */
struct view {
    double value; /* -3..3 */
    double level; /* 0..1: how far the voices above bind the text */
    uint8_t status;
    bool denied; /* it is negative because somebody denies it */
    bool open;   /* under "likely", "doubt", "if": no plan any more */
    bool known;
    int32_t speaker; /* the word of saying above, or NONE */
};

enum tie {
    TIE_ALONE,  /* nothing above speaks of it: presupposed */
    TIE_EMBED,  /* the content of the cue, or of the act, or of an unknown verb */
    TIE_SHARE,  /* holds as the word above does: conjuncts, participles */
    TIE_PART,   /* a bare noun at a verb: unreal where the verb is unreal */
    TIE_FALSE,  /* "the raid is pure fantasy" */
    TIE_COMES,  /* "the strike will begin": it comes to be as bond.as does */
    TIE_BESIDE, /* stands under whatever the word above stands under */
    TIE_IF,
    TIE_PURPOSE,
    TIE_LIKE,  /* "as if" */
    TIE_TOO,   /* "too weak to attack" */
    TIE_UNTIL, /* "until they attacked": as a rule they did */
    TIE_ASKED  /* "asked why they attacked" */
};

struct bond {
    uint8_t tie;
    unsigned complement; /* a bit of enum cue_complement, 0: none */
    const struct cue *cue;
    int32_t as; /* whose cue it is, and under TIE_COMES what it comes to be with */
};

/* ---- stance_cue.c ---------------------------------------------------------------- */

/* The cue above that a word is the content of, or NULL. */
const struct cue *tc_cue_of(const struct work *work, const struct unit *unit,
                            int32_t token, unsigned complement);

/* ---- stance_word.c --------------------------------------------------------------- */

double tc_clip(double value, double cap); /* to -cap..cap */
/* The status counts unless a firmer one stands already; the value comes to cap at most,
 * whatever its sign. */
void tc_soften(struct view *at, tocsin_claim_status status, double cap);
void tc_negate(struct view *at);
bool tc_conditional(const struct work *work, const struct unit *unit, int32_t verb);
/* Modals, adverbs, adjectives and negation at a word. */
void tc_view_word(struct work *work, const struct unit *unit, int32_t token,
                  struct view *at);
/* Modals alone: what a conjunct shares with the first. */
void tc_view_modals(struct work *work, const struct unit *unit, int32_t verb,
                    struct view *at);
/* The adjective that calls what a noun says false or unproven, or NULL. */
const struct cue *tc_judged(const struct work *work, const struct unit *unit,
                            int32_t noun);
bool tc_present(const struct sentence *s, int32_t verb); /* the tense */

/* ---- stance_tie.c ---------------------------------------------------------------- */

struct bond tc_bond(const struct work *work, const struct unit *unit, int32_t token);
/* Is it said to be false, of what the word is the subject? */
bool tc_refuted(const struct sentence *s, int32_t word);

/* ---- stance_unreal.c ------------------------------------------------------------- */

/* "Should they attack, ...", "lest they attack" */
bool tc_supposed(const struct sentence *s, int32_t token);
/* "In the film, rebels attack the palace", "the exercise had them attack it" */
bool tc_staged(const struct sentence *s, int32_t top);
/* "is on the table", "is under discussion" */
bool tc_proposed(const struct sentence *s, int32_t head);
/* "it was not they who attacked" */
bool tc_not_theirs(const struct work *work, const struct unit *unit, int32_t token);
/* "a hoax said that", "no truth in claims that" */
bool tc_hoax(const struct sentence *s, int32_t word);
/* "the raid fell through" */
bool tc_came_to_nothing(const struct sentence *s, int32_t verb);
/* The word of a statement: was it withdrawn, or is it doubted? */
bool tc_taken_back(const struct sentence *s, int32_t word);
/* "According to a claim that the army denied, ..." */
bool tc_by_denied_claim(const struct work *work, const struct unit *unit, int32_t top);
/* "in the event that they attack", "whoever attacks" */
bool tc_hangs_on_if(const struct sentence *s, int32_t token);
/* "away from attacking": behind a preposition an act is named, not told */
bool tc_only_named(const struct sentence *s, int32_t token);

#endif
