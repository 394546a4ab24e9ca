/* train/newslike_words.h: what the files of the grammar share: the sentence that is
 * made, its words, its phrases. Only newslike*.c include it; newslike.h is the door. */
#ifndef TRAIN_NEWSLIKE_WORDS_H
#define TRAIN_NEWSLIKE_WORDS_H

#include "treebank.h"

enum {
    LONGEST = 96,       /* words of a sentence that is made; longer ones are dropped */
    USUAL = 44,         /* words of a sentence that is kept */
    DEEPEST = 3,        /* phrases within phrases */
    FORM_SIZE = 64,     /* bytes of a word, at most */
    PENDING = INT32_MIN /* a head that is not known yet */
};

/* Names of the dictionaries. */
enum kind { COUNTRY, ADJECTIVE, PEOPLE, CAPITAL, GROUP, BODY, PERSON, ROLE, KINDS };

struct names {
    text *items;
    size_t count, room;
};

struct gen {
    struct arena *arena;
    uint64_t random;
    struct names names[KINDS];
    struct gold words[LONGEST];
    int32_t count;
    int32_t deep;  /* phrases that are open */
    bool plural;   /* the last noun phrase was */
    bool headline; /* no articles, present tense */
    bool failed;   /* too long, or out of memory */
};

enum form { BASE, PAST, PARTICIPLE, GERUND, THIRD, PRESENT };

/* The words before a verb that are still to hang on it. */
struct auxiliary {
    int32_t at[4];
    enum relation relation[4];
    int count;
};

/* ---- newslike_words.c: words and frames ------------------------------------------ */

extern const char *const frames[];
extern const size_t frame_count;
/* Words divided by spaces; a compound has "_" between its words. */
extern const char days[];
extern const char months[];
extern const char actor_nouns[];
extern const char people_nouns[];
extern const char thing_nouns[];
extern const char event_nouns[];
extern const char place_nouns[];
extern const char mass_nouns[];
extern const char modifiers[];
extern const char adjectives[];
extern const char verbal_adjectives[];
extern const char plain_adjectives[];
extern const char titles[];
extern const char small_titles[];
extern const char ministries[];
extern const char participles[];
extern const char adverbs[];
extern const char say_verbs[];

uint32_t dice(struct gen *g, uint32_t sides); /* [0, sides) */
bool chance(struct gen *g, uint32_t percent);
text nth_word(const char *list, uint32_t n); /* n below the number of words */
text pick(struct gen *g, const char *list);
bool listed(text word, const char *list);
text name(struct gen *g, enum kind kind);
bool is_adjective(text word);

/* A word behind the others: returns its index; its head is PENDING. */
int32_t add(struct gen *g, text form, enum upos upos, enum xpos xpos);
int32_t add_s(struct gen *g, const char *form, enum upos upos, enum xpos xpos);
int32_t add_verb(struct gen *g, text verb, enum form form);
/* A word that hangs on the one behind it. */
int32_t left(struct gen *g, text form, enum upos upos, enum xpos xpos,
             enum relation relation);
/* A sign, without a space before it unless it opens a quotation. */
int32_t sign(struct gen *g, const char *form, enum xpos xpos, int32_t head);
void arc(struct gen *g, int32_t child, int32_t head, enum relation relation);

text join(struct gen *g, text a, const char *b);
text plural_of(struct gen *g, text noun);
char last(text t, size_t from_end); /* NUL: t is shorter */
bool vowel(char c);

/* ---- newslike_phrase.c: phrases; each returns the index of its head ------------- */

int32_t put_noun_phrase(struct gen *g, char class); /* classes: newslike_words.c */
int32_t put_prepositional(struct gen *g, text preposition, char class);
int32_t put_single_actor(struct gen *g);
/* "the|a|- [nation] [adjective] [noun] noun(s)" */
int32_t put_common(struct gen *g, const char *nouns, bool national);
/* Words divided by " " or "_", of which the last is the head. */
int32_t put_compound(struct gen *g, text words, bool proper, bool plural);
/* *relation: how it hangs on a verb. */
int32_t put_time(struct gen *g, enum relation *relation);
/* "Iraqi", "US": before() hangs it on the noun that follows. */
int32_t put_nationality(struct gen *g);
void before(struct gen *g, int32_t child, int32_t head);
/* *the: -1 in a headline, which has no articles; end_det() hangs it on its noun. */
void put_the(struct gen *g, int32_t *the);
void end_det(struct gen *g, int32_t det, int32_t head);
/* What stands behind a noun; nothing where there is no room. */
void put_behind(struct gen *g, int32_t head, char class);
void put_relative(struct gen *g, int32_t head, int32_t who);
bool may_grow(const struct gen *g);

/* ---- newslike_sentence.c: clauses and sentences; each returns the verb ---------- */

int32_t put_clause(struct gen *g);
int32_t put_verb_phrase(struct gen *g, enum form form); /* without a subject */
int32_t put_frame(struct gen *g, const char *frame, enum form form);
text some_verb(struct gen *g);
/* Auxiliaries, and the form that they ask of the verb, on which end_auxiliaries() hangs
 * them. */
enum form put_auxiliaries(struct gen *g, struct auxiliary *a, bool passive);
void end_auxiliaries(struct gen *g, const struct auxiliary *a, int32_t verb);
void put_sentence(struct gen *g); /* g->failed: not one to keep */

#endif
