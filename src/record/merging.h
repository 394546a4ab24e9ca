/* record/merging.h: what the files of merging share: the claims of an event as merging
 * remembers them, and how well another claim fits them.
 *
 *     story.c   which documents tell the same story
 *     sense.c   which words name the same act
 *     sketch.c  the first claims of an event, read once and kept
 *     fit.c     how likely it is that two claims speak of one happening
 *     search.c  which event a claim joins
 *     merge.c   where events are filed, and how they are written
 *     decide.c  what was decided by hand, and how it is undone
 */
#ifndef TC_RECORD_MERGING_H
#define TC_RECORD_MERGING_H

#include "record/story.h"

/* ---- sense.c --------------------------------------------------------------------- */

enum { SENSE_SLOTS = 1024 /* of words and modes; more than twice as many */ };
struct senses {
    uint32_t keys[SENSE_SLOTS];
    uint8_t sense[SENSE_SLOTS]; /* 0: free */
};
void tc_senses_init(struct senses *senses);
/* The sense of the word that made a claim, by its rule ("nab:COERCE.arrest [...]"); 0:
 * none. *word: hash of the word, its ending off; 0: there is none. */
uint8_t tc_sense_of(const struct senses *senses, text rule, uint32_t *word);
/* The hash of a word, its ending off. */
uint32_t tc_act_word(text word);

/* ---- sketch.c -------------------------------------------------------------------- */

enum {
    MEMBERS = 8,   /* claims that stand for an event: the first ones */
    SIDE_WORDS = 6 /* words of those who stand on a side */
};
enum count_of { KILLED, WOUNDED, ARRESTED, COUNTS };

/* A claim with what only merging looks at. */
struct member {
    struct facts facts; /* without published */
    uint32_t act;  /* hash of the word that made the claim, its ending off; 0: none */
    uint8_t sense; /* of that word, as tc_sense_of() */
    uint32_t words[2][SIDE_WORDS]; /* hashes of words of its parties; 0: no more */
    bool another;     /* "a second suspect": not the one told of before in the text */
    int64_t sizes[2]; /* how many its parties are; 0: not said */
    int64_t counts[COUNTS]; /* -1: not said */
    struct party party[2];
    struct spot spot;
};
struct sketch {
    struct event event; /* as stored; id 0: the slot is free */
    int count;
    struct member members[MEMBERS];
};
/* facts.claim and the row's own numbers give the rest. */
tocsin_status tc_member_of(struct record *record, const struct facts *facts,
                           struct member *out);
/* An event with its first claims; *out NULL: there is no such event. Valid until the
 * next call of anything in this header. */
tocsin_status tc_sketch(struct record *record, long long event, struct sketch **out);
/* The same, its row is known already. */
tocsin_status tc_sketch_of(struct record *record, const struct event *event,
                           struct sketch **out);
/* What was written: a claim more; that it is gone or that its row or its claims have
 * changed. */
void tc_sketch_join(struct record *record, const struct event *event,
                    const struct member *member);
void tc_sketch_forget(struct record *record, long long event);
void tc_sketches_release(struct record *record);

/* ---- fit.c ----------------------------------------------------------------------- */

/* Why two claims are held to be one or not: hundredths of a logit. */
enum part {
    PART_ACT,
    PART_TEXT,
    PART_PARTIES,
    PART_PLACE,
    PART_TIME,
    PART_NUMBERS,
    PARTS
};
struct fit {
    int parts[PARTS];
    int likely; /* thousandths: how likely it is that they speak of one happening */
};
enum {
    FIT_JOINS = 400, /* thousandths: from here on a claim joins */
    FIT_BOTH =
        600,       /* a claim that fits two events so well may show that they are one */
    DECIDED = 1000 /* as was decided by hand */
};
/* likeness: of their documents, as tc_story_likeness(). */
void tc_fit_pair(const struct member *claim, const struct member *other, int likeness,
                 struct fit *out);
/* How well two known parties agree, in hundredths; negative: they contradict, by
 * country (PARTY_FOREIGN) or else. */
enum { PARTY_FOREIGN = -2, PARTY_OTHER = -1 };
int tc_fit_party(const struct party *a, const struct party *b);

/* ---- merge.c: where events are filed --------------------------------------------- */

enum side_key { BOTH, ANY_RECIPIENT, ANY_ACTOR };
struct key_parts {
    int type, kind;
    bool wide;
    enum side_key side;
    uint64_t actor, recipient; /* as tc_party_key(); 0: unknown */
};
uint64_t tc_party_key(const struct party *party);
/* Without the days, and on a run of days. */
uint64_t tc_key_of(const struct key_parts *parts);
int32_t tc_key_run(int32_t day);
long long tc_key_on(uint64_t key, int32_t run);

/* ---- search.c -------------------------------------------------------------------- */

struct match {
    struct event event;  /* only if fit.likely */
    struct fit fit;      /* likely 0: there is none */
    struct event second; /* the next best one, if second_likely */
    int second_likely;
};
struct ruling;
/* ruling: events that it must not join */
tocsin_status tc_search(struct record *record, const struct member *claim,
                        const struct ruling *ruling, struct match *out);
/* Whether two events are one, by their claims; *likely 0: not. */
tocsin_status tc_search_same(struct record *record, const struct event *a,
                             const struct event *b, int *likely);

/* ---- decide.c -------------------------------------------------------------------- */

enum { FORBIDDEN = 16 };
/* What was decided about a claim. */
struct ruling {
    long long forced; /* event that it goes to, if it is still there; 0: none */
    long long forbidden[FORBIDDEN];
    int forbidden_count;
};
tocsin_status tc_ruling(struct record *record, const struct facts *facts,
                        struct ruling *out);
struct decision {
    long long id;
    bool split, by_hand;
    long long event, other;
    int likely; /* thousandths; not by hand */
    text note;
};
/* Joins events into the oldest; fills id, event and other. */
tocsin_status tc_events_join(struct record *record, struct decision *decision,
                             const long long *events, size_t count);
tocsin_status tc_event_now(struct record *record, long long event, long long *now);
/* Writes a new row (merge.c). */
tocsin_status tc_event_make(struct record *record, const struct event *event);

#endif
