/* code/coder.h: a document while it is being coded. Inside code/ only.
 *
 * The stages, one file each, in the order in which they run:
 *
 *     names.c        names of the lexicon over the text, and which tokens they cover;
 *                    asked.c adds places that the scan leaves to who has a reason,
 *                    support.c holds weak names to what is near them, place.c
 *                    chooses between places of one name, toponym.c lists them
 *     times.c        time expressions
 *     mention.c      a noun phrase to an actor; typed.c what an unknown name says of
 *                    itself, coreference.c who was named before, settle.c the country
 *                    that only the rest of the text gives; actor.c asks for one phrase
 *     voice.c        who says it: sources, cues, contents
 *     frame.c        the frames that hold in a sentence, with their arguments
 *     verification.c what the text says of whether it is true; verification_of.c
 *                    the claims that are meant
 *     doer.c         whose act a noun is: "the murder was attributed to X"
 *     position.c     frames by the order of words, of imported dictionaries
 *     stance.c       does it hold: negation, modals, embedding, to status and
 *                    factuality; its parts are listed in stance.h; factuality.c
 *                    weighs how sure it is, by weights learnt
 *     act.c          acts to claims: party.c, violence.c, bridge.c fill their parties,
 *                    say.c writes one, scene.c where it was, promise.c what a promise
 *                    or threat adds
 *     claim.c        all of it together
 *
 * Everything lives in the document's arena. A function that runs out of memory sets
 * failed and returns something harmless; tc_code() looks at the end.
 */
#ifndef TC_CODER_H
#define TC_CODER_H

#include "code/claim.h"

enum { NONE = -1 };

/* What a noun phrase turned out to be. */
enum mention_kind {
    MENTION_THING,   /* not an actor: "the results" */
    MENTION_PRONOUN, /* a pronoun that points at nothing known */
    MENTION_NAME,    /* a proper name that the lexicon does not know */
    MENTION_PLACE,
    MENTION_AGENT, /* a role: "police" */
    MENTION_PERSON,
    MENTION_GROUP,
    MENTION_ORGANISATION,
    MENTION_COUNTRY
};

struct mention {
    tocsin_mention m;
    uint32_t sentence;
    int32_t head;   /* token */
    uint8_t kind;   /* enum mention_kind */
    uint8_t entity; /* enum entity of its head */
    bool plural, subject;
    bool typed;     /* an unknown name, with the sector of its own words */
    bool nested;    /* the actor stands inside the phrase: "Russia's invasion" */
    uint32_t agent; /* word number of the role noun, 0: none */
    uint32_t post;  /* string of the lexicon, 0: none */
    const struct mention
        *antecedent; /* whom it points back at; NULL: it stands alone */
};

/* A sentence while it is being coded. */
struct unit {
    const struct sentence *s;
    uint32_t index;
    uint32_t *word;              /* (count) lexicon number of the lemma, 0: unknown */
    int32_t *hit;                /* (count) the name that covers the token, or NONE */
    struct mention **mention;    /* (count) by head token, made when asked for */
    int32_t *act;                /* (count) the act that the token carries, or NONE */
    const struct topics *topics; /* topic.c; NULL: not asked for yet */
    struct views *views;         /* (count) stance.c; NULL: not asked for yet */
};

/* A frame that holds, with the tokens that fill it. */
struct act {
    uint32_t unit;
    int32_t trigger;
    const struct frame *frame;
    int32_t subject, object; /* tokens, or NONE */
    int32_t light;           /* the light verb that carries a noun, or NONE */
    int32_t actor, recipient, both, place; /* tokens by role, or NONE */
    int32_t further;                       /* a party that is only near, or NONE */
    bool borrowed;                         /* an argument came from another clause */
    bool aside;      /* "at the request of": holds as the verb above does */
    bool near;       /* the recipient is only near */
    bool accused;    /* that the actor did it is only said */
    int32_t instead; /* an act by position; this one counts if that says nothing */
    bool said;       /* it gave a claim */
    bool negation;   /* the frame itself asks for "not": "will not lift" is a refusal */
};

/* A voice: who says it, by what word, and which tokens stand under it. */
struct voice {
    uint32_t unit;
    int32_t cue;     /* token */
    int32_t source;  /* head token, or NONE */
    int32_t content; /* head token of the content */
    bool whole;      /* content is the whole sentence ("according to") */
    const struct cue *entry;
    tocsin_attribution a;
};

/* The place of the act that was told last. */
struct scene {
    tocsin_place place;
    uint32_t unit;
    uint8_t type;
};

struct work {
    const struct lexicon *lexicon;
    const struct coder_watch *watch;
    struct arena *arena;
    const tocsin_document *document;
    const struct parsed *parsed;
    text text;
    int32_t day;   /* the document's, or TC_NO_DAY */
    bool fold;     /* the text has no usable capitals */
    bool phrase;   /* a phrase, not a text: its capitals count, however few it has */
    char given[4]; /* the country that the caller names, "" none */
    bool failed;
    struct name_hit *hits;
    uint32_t hit_count;
    uint8_t *marks;             /* (hit_count) HIT_... */
    const struct entry **place; /* (hit_count) what place.c has chosen, or NULL */
    bool *noun;                 /* (hit_count) does the parser take it for a noun? */
    struct unit *units;
    uint32_t unit_count;
    struct mention **told; /* mentions in the order of the text, for reference */
    uint32_t told_count, told_room;
    struct act *acts;
    uint32_t act_count, act_room;
    struct voice *voices;
    uint32_t voice_count, voice_room;
    struct hearing *hearing; /* quotations and their speakers: voice.h */
    tocsin_claim *claims;
    uint32_t claim_count, claim_room;
    tocsin_time *times;
    uint32_t time_count, time_room;
    char home[4];     /* the country that the text is about, "" none */
    char sole[4];     /* the only country in it, "" none or several */
    bool several;     /* it names several countries */
    bool sole_inside; /* and it is where things are: "in Rwanda", "Kigali" */
    int32_t dateline; /* the hit before the first sentence's dash, or NONE */
    uint32_t dash;    /* the byte behind that dash */
    struct scene scene;
    uint32_t *countries;                 /* how often each is named: names.c */
    const struct factuality *factuality; /* NULL: by rules alone */
    float other_kind; /* how likely the text is no news; NaN: not asked yet */
};

/* ---- memory ---------------------------------------------------------------------- */

void *tc_take(struct work *work, size_t size); /* zeroed; NULL and failed */
/* Room for one more item behind *count; NULL when memory is out. */
void *tc_push(struct work *work, void *items, uint32_t *count, uint32_t *room,
              size_t item_size);

/* ---- tree.c ---------------------------------------------------------------------- */

/* The first child with this relation, or NONE. */
int32_t tc_child(const struct sentence *s, int32_t head, enum relation relation);
bool tc_is_subject(enum relation relation); /* nsubj, nsubj:outer */
bool tc_is_oblique(enum relation relation); /* obl, obl:agent, nmod, nmod:desc */
bool tc_is_clause(enum relation relation);  /* acl, advcl, ccomp, csubj, ... */
bool tc_is_verb(const struct token *t);
bool tc_nominal(const struct token *t); /* may head a mention */
bool tc_lemma_is(const struct token *t, const char *lemma);
/* Is the word, or the lemma, case aside, one of a list that ends in NULL? */
bool tc_word_in(text word, const char *const *list);
bool tc_lemma_in(const struct token *t, const char *const *list);
bool tc_below(const struct sentence *s, int32_t token, int32_t head); /* or equal */
/* First and last token of a subtree. */
void tc_span(const struct sentence *s, int32_t head, int32_t *first, int32_t *last);
bool tc_passive(const struct sentence *s, int32_t verb);
bool tc_is_time(const struct token *t); /* a weekday, month, number, "week" */
bool tc_each_other(const struct sentence *s, int32_t token); /* or "one another" */
/* "Rebels to free hostages": who will, in a heading without its "are", or NONE. */
int32_t tc_headline(const struct sentence *s, int32_t verb);
/* Looks through "a number of X", "a series of X". */
int32_t tc_see_through(const struct sentence *s, int32_t noun);
/* Who does it and to whom it is done, over passives, relative clauses, control and
 * coordination; *borrowed when it stands in another clause. */
int32_t tc_subject(const struct sentence *s, int32_t verb, bool *borrowed);
/* "The rebels fled, the army says": may a clause that is put beside another tell it?
 * Not where a semicolon parts them, or it tells something of its own. */
bool tc_tells_beside(const struct sentence *s, int32_t clause);
int32_t tc_object(const struct sentence *s, int32_t verb, bool *borrowed);
/* Does the argument stand behind this preposition? word: its number. */
bool tc_has_preposition(struct work *work, const struct unit *unit, int32_t token,
                        uint32_t word);
bool tc_has_case(const struct sentence *s, int32_t token, const char *const *list);

/* ---- names.c --------------------------------------------------------------------- */

bool tc_find_names(struct work *work);
const struct entry *tc_hit_entry(const struct work *work, int32_t hit);
/* An entry of the hit with one of these kinds (bits), valid on the document's day. */
const struct entry *tc_hit_kind(const struct work *work, int32_t hit, unsigned kinds);
/* Did the person hold an office that ended before the document's day? */
bool tc_left_office(const struct work *work, int32_t hit, const struct entry *person);
/* What the words around a place's name say of it. */
enum {
    HIT_REASON = 1, /* it stands where a place does */
    HIT_PERSON = 2, /* it is somebody's name */
    HIT_KIND = 4,   /* it says that it is one: "Neches River" */
    HIT_DEMONYM = 8 /* "Texan" */
};
/* asked.c: adds the names that the scan leaves to who asks; false: no memory. */
bool tc_ask_places(struct work *work);
/* place.c: chooses for every name one of the places that bear it; false: no memory. */
bool tc_resolve_places(struct work *work);
/* The place that was chosen, or NULL. */
const struct entry *tc_hit_place(const struct work *work, int32_t hit);
bool tc_against(const struct work *work, int32_t hit); /* "anti-Syria" */
bool tc_entry_is_place(const struct entry *entry);
bool tc_entry_valid(const struct work *work,
                    const struct entry *entry);                     /* on its day */
bool tc_country_named(const struct work *work, const char *alpha3); /* in the text */

/* ---- toponym.c ------------------------------------------------------------------- */

tocsin_place tc_place_of_hit(struct work *work, int32_t hit);
/* The same, if the name means a place before anything else. */
tocsin_place tc_place_here(struct work *work, int32_t hit);
/* The country that an adjective or a people names ("Syrian"), or none. */
tocsin_place tc_land_of_hit(struct work *work, int32_t hit);
void tc_list_places(struct work *work, tocsin_coding *out);

/* ---- typed.c --------------------------------------------------------------------- */

/* The sector that an unknown name's own words give, "" none. */
const char *tc_name_sector(const struct sentence *s, int32_t head);

/* ---- support.c ------------------------------------------------------------------- */

/* Is it a weak name with nothing near it that supports this meaning? */
bool tc_unsupported(const struct work *work, int32_t hit, uint32_t flags,
                    const struct entry *e);
/* The word right before this byte, when only a blank lies between; else empty. */
text tc_word_before(const struct work *work, uint32_t end);

/* ---- mention.c, coreference.c ---------------------------------------------------- */

struct mention *tc_mention(struct work *work, struct unit *unit, int32_t head);
/* The country that a phrase names, on itself or below, "" none. */
const char *tc_country_in(struct work *work, const struct unit *unit, int32_t head);
bool tc_is_name(const struct sentence *s, int32_t head); /* a proper noun, no time */
/* Through measures of measures: "tens of thousands of students". */
int32_t tc_measured(const struct sentence *s, int32_t head);
bool tc_is_actor(const struct mention *mention); /* may stand as a party */
bool tc_is_human(const struct mention *mention); /* an actor, name, or person */
void tc_remember(struct work *work, struct mention *mention);
/* The name that introduced this abbreviation, or NULL. */
const struct mention *tc_introduced(struct work *work, const struct unit *unit,
                                    int32_t head);
/* The one that a pronoun or a bare role points back at, or NULL. */
const struct mention *tc_antecedent(struct work *work, const struct unit *unit,
                                    int32_t head, uint32_t agent);

/* ---- phrase.c -------------------------------------------------------------------- */

/* The mention with all the words of its phrase: appositions, what follows in brackets,
 * prepositions and participles right behind it. */
tocsin_mention tc_whole_phrase(struct work *work, const struct unit *unit,
                               const struct mention *mention);

/* ---- settle.c -------------------------------------------------------------------- */

/* Gives a role or a titled name without a country the only one that the text names, or
 * that of the place where it acts. For parties of a claim that is made: what stands
 * where in the sentence is not to be judged by such a guess. */
enum side { SIDE_ACTOR, SIDE_RECIPIENT };
void tc_settle(struct work *work, struct mention *mention, enum side side,
               bool against); /* the text's only country is the other party */

/* ---- voice.c, stance.c, frame.c, times.c ----------------------------------------- */

void tc_find_voices(struct work *work, struct unit *unit);
/* Whoever says "we", "our" or "I" in a quotation; NULL: the word is none of these, or
 * nobody is known to say it. */
const struct mention *tc_we(struct work *work, const struct unit *unit, int32_t token);
/* The chain above a token, the outermost first. */
void tc_voices_of(struct work *work, const struct unit *unit, int32_t token,
                  tocsin_claim *claim);
const struct cue *tc_cue(const struct work *work, const struct unit *unit,
                         int32_t token, unsigned complement);

struct stance {
    tocsin_claim_status status;
    double value; /* -3..3 */
};
/* consumed: what negates and shifts the word itself is part of its act. */
struct stance tc_stance(struct work *work, const struct unit *unit, int32_t token,
                        bool consumed);
/* The sentence is a question. */
bool tc_asked(const struct unit *unit);
bool tc_negated(const struct work *work, const struct unit *unit, int32_t token);
/* A verb, or a noun that names a happening: "election", "crash". */
bool tc_names_event(const struct work *work, const struct unit *unit, int32_t token);

/* verification.c: marks the claims of which the text says whether they are true; when
 * all are made and sorted. */
void tc_verify(struct work *work);

/* factuality.c: what the weights make of a predicate of which the rules think so; only
 * where there are weights. */
double tc_learned_factuality(struct work *work, const struct unit *unit, int32_t token,
                             const struct stance *rules);
/* A claim's: theirs as far as the status allows, or without weights the rules'. */
double tc_claim_factuality(struct work *work, const struct unit *unit, int32_t token,
                           tocsin_claim_status status, double rules);
/* probability.c: scores to probabilities, in place (softmax). */
void tc_probabilities(float *scores, uint32_t count);

void tc_find_acts(struct work *work, struct unit *unit);
/* Does any frame hold here, those that say it is no act included? */
bool tc_any_frame(struct work *work, struct unit *unit, int32_t token);

/* gap.c: where an act or an actor is missing; when it is asked for, behind all else. */
void tc_find_gaps(struct work *work, tocsin_coding *out);

/* doer.c: who did what a noun names, by words outside its phrase. */
struct doer {
    int32_t token; /* or NONE */
    bool accused;  /* suspected, charged, blamed: the act is certain, the doer is not */
};
struct doer tc_doer(struct work *work, const struct unit *unit, int32_t act);
/* "the bank was the target of the attack": to whom it was done, or NONE. */
int32_t tc_sufferer(const struct unit *unit, int32_t act);
/* topic.c: is the act a figure of speech of sport, markets, weather ...? parties: all
 * that the act has, actors first. */
bool tc_off_topic(struct work *work, struct unit *unit, const struct act *act,
                  struct mention *const *parties, uint32_t actors, uint32_t count);

void tc_find_times(struct work *work);
/* The time of an act: its clause's, else a governing one's, else the document's day. */
tocsin_time tc_time_of(struct work *work, const struct unit *unit, int32_t token);
/* The time of the nearest verb of saying or promising over a token. */
tocsin_time tc_time_of_saying(struct work *work, const struct unit *unit,
                              int32_t token);
/* scene.c: where the act was. To be asked in the order of the text. */
tocsin_place tc_place_of(struct work *work, struct unit *unit, const struct act *act);
/* Numbers of killed, wounded, arrested ... in the act's clause. */
void tc_numbers_of(struct work *work, struct unit *unit, const struct act *act,
                   tocsin_claim *claim);

/* ---- position.c ------------------------------------------------------------------ */

/* Does the act's frame hold by the order of words? Fills the parties that it names. */
bool tc_position_holds(struct work *work, struct unit *unit, int32_t token,
                       struct act *act);
/* Is it an act by position that counts only when its sentence has no other? */
bool tc_position_waits(const struct unit *unit, const struct act *act);
void tc_code_by_position(struct work *work, struct unit *unit, const struct act *act);

text tc_words(const struct work *work, uint32_t begin, uint32_t end);

#endif
