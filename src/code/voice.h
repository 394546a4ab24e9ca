/* code/voice.h: what the files of voices share. Inside voice*.c only.
 *
 *     voice_quote.c   quotations over the whole document, and who speaks them
 *     voice_span.c    tokens to the bytes of source, cue and content
 *     voice_word.c    the words that give a voice, and what they ask for
 *     voice_verb.c    sources, cues and contents around a verb
 *     voice_kind.c    official, witness, document ...; named or unnamed
 *     voice_silence.c who would not be named
 *     voice_other.c   nouns, adjectives, "according to", adverbs, "Name: ..."
 *     voice.c         all of it in order
 *     voice_chain.c   the chain above a claim
 *     voice_again.c   "the statement", "these sources": who was heard before
 *     voice_we.c      who "we" is
 *
 * All voices of a document are heard before its first claim is made, from the trees
 * alone, as the speaker of a quotation may stand sentences behind it. Only the
 * source's identity waits until its sentence is coded, because it depends on who was
 * named before.
 */
#ifndef TC_VOICE_H
#define TC_VOICE_H

#include "code/coder.h"

/* The stance of who just says it, as the cue "say" has it. */
#define TC_STANCE_PLAIN 2.8

/* Words between quotation marks, the outermost ones. */
struct quotation {
    uint32_t begin, end; /* with the marks */
    int32_t voice;       /* in hearing->voices, or NONE */
    bool open;           /* not closed: it goes on in the next paragraph */
    bool turn;           /* what follows "NAME:" in a talk, without marks */
    bool speech;         /* it could stand alone: not "so-called" words in quotes */
};

struct heard {
    struct voice v;
    bool speech; /* may take a quotation that stands beside it */
    bool rest;   /* the content is a guess, and gives way to a quotation */
    bool left;   /* has taken the quotation in front of it */
    bool view;   /* what somebody thinks of it: tells of no act, links no chain */
    bool inner;  /* stands itself inside a quotation: a link of chains, no layer's */
};

struct hearing {
    struct quotation *quotes;
    uint32_t quote_count, quote_room;
    struct heard *voices; /* by sentence */
    uint32_t voice_count, voice_room;
    uint32_t *first; /* (unit_count + 1) first voice of each sentence */
};

/* Bytes of the text; begin == end: none. */
struct range {
    uint32_t begin, end;
};

/* A voice while it is put together. NONE where there is none. */
struct finding {
    int32_t cue;             /* token */
    int32_t source;          /* head */
    int32_t words_of_source; /* head of the words that stand for it: "who" */
    int32_t content; /* head, for the chain above a claim; NONE: not a link of it */
    bool whole;
    bool speech;
    bool rest; /* the content is a guess, and gives way to a quotation */
    const struct cue *entry;
    struct range words;   /* of the cue */
    struct range who;     /* of the source, where it is not its subtree */
    struct range what[2]; /* of the content */
};

/* ---- voice_word.c ---------------------------------------------------------------- */

/* The cue that a token is with this complement and preposition (word number, 0: none),
 * if it gives a voice. */
const struct cue *tc_voice_cue(const struct work *work, const struct unit *unit,
                               int32_t token, unsigned complement,
                               uint32_t preposition);

/* ---- voice_span.c ---------------------------------------------------------------- */

/* The subtree of head without the subtree of without (or NONE); its larger part when
 * that stands in the middle. */
struct range tc_voice_span(const struct sentence *s, int32_t head, int32_t without);
/* From the first token to the last, without marks at the ends. */
struct range tc_voice_between(const struct sentence *s, int32_t first, int32_t last);
/* A verb or predicate with auxiliaries and adverbs, up to last if that is behind. */
struct range tc_voice_group(const struct sentence *s, int32_t head, int32_t last);
/* The noun phrase of a source, without clauses that hold the cue. */
struct range tc_voice_source(const struct sentence *s, int32_t source, int32_t cue);
/* Both parts of the subtree of head around the subtree of without. */
void tc_voice_around(const struct sentence *s, int32_t head, int32_t without,
                     struct range out[2]);

/* ---- voice_surface.c ------------------------------------------------------------- */

/* The source of a verb of saying by the order of words alone. */
bool tc_voice_surface(const struct sentence *s, int32_t verb, struct finding *f);
/* "NAME, citing officials, ..." */
bool tc_voice_before_comma(const struct sentence *s, int32_t verb, struct finding *f);
/* "The tax, NAME said, would ...": source and both parts of the content. */
bool tc_voice_interrupts(const struct sentence *s, int32_t verb, struct finding *f);
/* "The tax would fall, said NAME." */
bool tc_voice_inverted(const struct sentence *s, int32_t verb, struct finding *f);
/* All that follows the verb as content, if there is a clause in it. */
bool tc_voice_rest(const struct sentence *s, int32_t verb, struct finding *f);

/* ---- voice.c --------------------------------------------------------------------- */

/* Fills who the source is; its mention, or NULL. */
struct mention *tc_voice_identify(struct work *work, const struct voice *v,
                                  tocsin_attribution *a);
bool tc_voice_holds(const tocsin_attribution *a, uint32_t byte); /* in its content? */

/* ---- voice_again.c --------------------------------------------------------------- */

/* Who stands behind a source that was heard before ("the report said"): the head of
 * that one's phrase in *unit, or NONE. */
int32_t tc_voice_again(struct work *work, struct unit **unit, int32_t head);

/* ---- voice_quote.c --------------------------------------------------------------- */

void tc_find_quotations(struct work *work);
/* The quotation in which a byte stands, or NULL. */
struct quotation *tc_quotation_at(const struct work *work, uint32_t byte);
/* The quotations beside a speaking clause become the content of the voice. All those
 * in front are given first: what has its speaker behind it is not the one's before. */
void tc_give_left_quotations(struct work *work, uint32_t voice);
void tc_give_right_quotations(struct work *work, uint32_t voice);
/* Quotations that stand free go on with the voice before them. */
void tc_give_free_quotations(struct work *work);

/* ---- voice_kind.c ---------------------------------------------------------------- */

tocsin_voice_kind tc_voice_kind(struct work *work, struct unit *unit, int32_t head);
bool tc_voice_named(const struct work *work, const struct unit *unit, int32_t head,
                    const struct mention *m);

/* ---- voice_silence.c ------------------------------------------------------------- */

void tc_find_silence(struct work *work); /* marks who would not be named */

/* ---- voice_verb.c, voice_other.c ------------------------------------------------- */

void tc_add_voice(struct work *work, const struct unit *unit, const struct finding *f);
void tc_verb_voices(struct work *work, const struct unit *unit, int32_t verb);
void tc_other_voices(struct work *work, const struct unit *unit, int32_t token);
bool tc_as_voice(struct work *work, const struct unit *unit, int32_t verb);
void tc_heading_voice(struct work *work, const struct unit *unit);

/* Hears all voices of the document; once. */
void tc_hear(struct work *work);

#endif
