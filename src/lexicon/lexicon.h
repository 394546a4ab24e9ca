/* lexicon/lexicon.h: the dictionaries in data/, compiled to one mapped file, and
 * looking things up in it. The door of lexicon/. The text formats are in
 * docs/dictionaries.md.
 *
 * Names are found over *words*: the longest runs of letters and digits, folded
 * (lower case, no diacritics), whatever stands between them: "al-Shabaab", "al Shabaab"
 * and "Al-Shabaab's" share the words al, shabaab. So names do not depend on how the
 * tokeniser cuts. Frames are found by lemma, as interned word numbers.
 */
#ifndef TC_LEXICON_H
#define TC_LEXICON_H

#include "base/base.h"

struct lexicon;

/* path NULL: the bytes given are used, and must live as long as the lexicon. */
tocsin_status tc_lexicon_open(const char *path, const void *data, size_t size,
                              struct lexicon **out, tocsin_error *error);
void tc_lexicon_free(struct lexicon *lexicon);
const char *tc_lexicon_version(const struct lexicon *lexicon);

/* Compiles the dictionaries below folder into the file path. Problems are given to
 * report, one a line ("data/agents.txt:41: unknown sector FOO"); *problems counts them,
 * and nothing is written when there are any. */
tocsin_status tc_lexicon_compile(const char *folder, const char *path,
                                 tocsin_line_function report, void *context,
                                 size_t *problems, tocsin_error *error);

/* ---- checking -------------------------------------------------------------------- */

/* Dictionaries that are looked at rather than used: check.c. */
struct lexicon_check;
/* Reads, compiles into memory and looks for what contradicts, stands twice or can never
 * win. Findings are given to report, one a line ("data/acts/aid.txt:41: ..."), and
 * counted in *findings. With problems of compiling (FORMAT) these alone are told.
 *   *out  owned: tc_lexicon_check_free(); NULL unless OK */
tocsin_status tc_lexicon_check_open(const char *folder, tocsin_line_function report,
                                    void *context, size_t *findings,
                                    struct lexicon_check **out, tocsin_error *error);
void tc_lexicon_check_free(struct lexicon_check *check);
/* The compiled lexicon, valid as long as the check. */
struct lexicon *tc_lexicon_check_lexicon(const struct lexicon_check *check);
/* Example i, below the number returned: the frame's and its own place, both
 * "acts/aid.txt:41", and the sentence. */
struct lexicon_example {
    const char *frame, *place, *sentence;
};
size_t tc_lexicon_check_examples(const struct lexicon_check *check);
struct lexicon_example tc_lexicon_check_example(const struct lexicon_check *check,
                                                size_t i);
/* What a corpus never used: frames and actors whose count is 0, one a line.
 *   frames   (tc_lexicon_frame_count())
 *   entries  (tc_lexicon_entry_count()) */
struct lexicon_unused {
    size_t frames, unused_frames, names, unused_names;
};
struct lexicon_unused tc_lexicon_check_unused(const struct lexicon_check *check,
                                              const uint32_t *frames,
                                              const uint32_t *entries,
                                              tocsin_line_function report,
                                              void *context);
/* tocsin_lexicon_import(): see tocsin.h. */
tocsin_status tc_lexicon_import(const tocsin_import_options *options,
                                tocsin_import *counts, tocsin_error *error);

/* ---- names ----------------------------------------------------------------------- */

enum entry_kind {
    ENTRY_COUNTRY,      /* "Iraq", "the Republic of Iraq" */
    ENTRY_NATIONALITY,  /* "Iraqi", "Iraqis": adjective and people of a country */
    ENTRY_METONYM,      /* "the Kremlin", "White House": a building for a post */
    ENTRY_ORGANISATION, /* UN, NATO, Amnesty International, Reuters */
    ENTRY_GROUP,        /* armed groups, parties, movements, peoples */
    ENTRY_PERSON,       /* one period of one person; several entries share an id */
    ENTRY_AGENT,        /* a role noun: "soldier", "foreign minister" */
    ENTRY_PLACE,        /* city, admin-1, region; capital */
    ENTRY_DISCARD,      /* a name that only looks political: "Bay of Pigs Tavern" */
    ENTRY_KIND_COUNT
};

struct entry {
    uint8_t kind;     /* enum entry_kind */
    uint8_t feature;  /* places: enum place_feature; discard: enum discard_feature;
                         agents: 1, the code stands before the actor's ("NGO~") */
    char country[4];  /* alpha-3, NUL-terminated; "" none */
    char sector[4];   /* "GOV"; "" none */
    char code[14];    /* whole code where it is not country + sector: "IGOUNO" */
    int32_t from, to; /* days since 1970, TC_NO_DAY: open */
    /* offsets: tc_lexicon_string(); 0: "". A country's post is its alpha-2. */
    uint32_t id, name, post, admin1, admin2;
    float lat, lon; /* degrees; NaN: none */
    uint32_t geonames, population;
};
enum place_feature {
    PLACE_NONE,
    PLACE_CITY,
    PLACE_CAPITAL,
    PLACE_ADMIN1,
    PLACE_REGION,
    PLACE_COUNTRY,
    PLACE_BREAKAWAY, /* a region that runs itself as a state that few recognise */
    PLACE_ADMIN2,    /* a county, a district */
    PLACE_SEA,       /* an ocean, sea, gulf or bay */
    PLACE_STRAIT,    /* or a channel, a canal */
    PLACE_LAKE,
    PLACE_RIVER,
    PLACE_ISLAND, /* or islands */
    PLACE_MOUNTAIN,
    PLACE_DESERT,
    PLACE_CAPE, /* or a peninsula */
    PLACE_SITE, /* a base, a dam, a crossing, a park */
    PLACE_FEATURE_COUNT
};

/* Of no size that people count: a region, a sea, a river. */
bool tc_place_is_region(unsigned feature);

enum discard_feature {
    DISCARD_NAME,     /* no shorter name inside it counts */
    DISCARD_SENTENCE, /* no frame by position holds in its sentence */
    DISCARD_DOCUMENT  /* ... in its document */
};

enum alias_flag {
    ALIAS_EXACT_CASE = 1, /* only as written: "US", "WHO" */
    ALIAS_CAPITAL = 2,    /* must begin with a capital (proper names) */
    ALIAS_SHORT = 4,      /* weak alone: a family name, a city's name that is a word */
    ALIAS_PLURAL = 8      /* an agent in the plural: "soldiers" */
};

struct alias {
    uint32_t entry; /* tc_lexicon_entry() */
    uint32_t flags;
};

/* Words begin..end of the text are a name with these meanings, the likeliest first. */
struct name_hit {
    uint32_t begin, end; /* bytes in the text */
    uint32_t words;
    const struct alias *aliases;
    uint32_t count;
};

/* Finds the names in text: leftmost, longest first, not overlapping; only those whose
 * flags hold (fold true: the text has no usable case, capitals are not asked for).
 * Returns how many; at most room are written. Linear; allocates nothing. */
size_t tc_lexicon_scan(const struct lexicon *lexicon, text in, bool fold,
                       struct name_hit *hits, size_t room);
/* Of an entry's explicit code, or country and sector; the length, below 16. */
size_t tc_entry_code(const struct entry *entry, char code[16]);
const struct entry *tc_lexicon_entry(const struct lexicon *lexicon, uint32_t entry);
uint32_t tc_lexicon_entry_count(const struct lexicon *lexicon);
const char *tc_lexicon_string(const struct lexicon *lexicon, uint32_t offset);
/* The entry of a country by alpha-3, or NULL. */
const struct entry *tc_lexicon_country(const struct lexicon *lexicon,
                                       const char *alpha3);
/* The entry of a country by alpha-2 in any case, as in a host's name ("ke"), or
 * NULL. */
const struct entry *tc_lexicon_domain(const struct lexicon *lexicon, text alpha2);

/* ---- gazetteer ------------------------------------------------------------------- */

/* Every place, those that tc_lexicon_scan() finds among them. Most are not found by it,
 * since their names are words, or names of people, or of larger places as well: whoever
 * has a reason to think of a place asks for its name. Strings belong to the lexicon and
 * are shared: two places of one division have the same pointers. */
struct gazetteer_place {
    const char *name;            /* as it is printed */
    const char *called;          /* as the dictionaries write the name asked for */
    const char *admin1, *admin2; /* "" none; a division's own name, too */
    char country[4];             /* alpha-3; "" none */
    uint8_t feature;             /* enum place_feature */
    bool demonym;                /* called is what its people are called: "Texan" */
    double lat, lon;             /* degrees; NaN: none */
    uint32_t geonames;           /* 0: none */
    uint32_t population;         /* four digits of it */
    uint32_t number;             /* below tc_gazetteer_count() */
};

uint32_t tc_gazetteer_count(const struct lexicon *lexicon);
/* number is below the count; called is the name. */
void tc_gazetteer_place(const struct lexicon *lexicon, uint32_t number,
                        struct gazetteer_place *out);

/* The places of one name, the largest first. Words are compared as in a scan: case,
 * diacritics and what stands between them are not asked for. name is borrowed. */
struct gazetteer_walk {
    const struct lexicon *lexicon;
    text name;
    uint32_t at, end, other, other_end;
    uint32_t same, same_other; /* strings found to be the name */
};
void tc_gazetteer_begin(struct gazetteer_walk *walk, const struct lexicon *lexicon,
                        text name);
bool tc_gazetteer_next(struct gazetteer_walk *walk, struct gazetteer_place *out);
/* As tc_lexicon_scan() would give it, but for the id, which is 0. */
void tc_gazetteer_entry(const struct lexicon *lexicon, uint32_t number,
                        struct entry *out);

/* ---- words ----------------------------------------------------------------------- */

/* The number of a lemma (folded), 0: the lexicon does not know it. */
uint32_t tc_lexicon_word(const struct lexicon *lexicon, text lemma);

/* ---- frames ---------------------------------------------------------------------- */

/* What a slot of a frame asks of the tree. */
enum slot_relation {
    SLOT_SUBJ, /* active subject, or passive agent */
    SLOT_OBJ,  /* object, or passive subject */
    SLOT_IOBJ,
    SLOT_XCOMP,    /* infinitive or small-clause complement: its verb's lemma */
    SLOT_CCOMP,    /* that-clause: its verb's lemma */
    SLOT_PRT,      /* particle: the word itself */
    SLOT_AMOD,     /* adjective */
    SLOT_COMPOUND, /* noun before the noun */
    SLOT_POSS,     /* possessor */
    SLOT_MOD,      /* amod, compound, or poss: any of the three */
    SLOT_ADVMOD,   /* adverb */
    SLOT_RIGHT,    /* by position: a word somewhere behind what was matched last */
    SLOT_NEXT,     /* right behind it */
    SLOT_LEFT,     /* somewhere before it */
    SLOT_PRIOR,    /* right before it */
    SLOT_PREP      /* preposition argument: prep is its word number */
};
enum slot_role { ROLE_NONE, ROLE_ACTOR, ROLE_RECIPIENT, ROLE_BOTH, ROLE_PLACE };
enum slot_flag {
    SLOT_REQUIRED = 1,  /* must be there */
    SLOT_ABSENT = 2,    /* must not be there (or not with these words) */
    SLOT_IS_ACTOR = 4,  /* must resolve to an actor (%actor) */
    SLOT_IS_PLACE = 8,  /* must be a place (%place) */
    SLOT_IS_HUMAN = 16, /* an actor, or a name or pronoun of a person (%human) */
    SLOT_IS_CLAUSE = 32 /* the argument is a clause (%clause) */
};

struct slot {
    uint8_t relation, role, flags, pad;
    uint32_t prep;       /* word number, when relation is SLOT_PREP */
    uint32_t words;      /* first of its words in tc_lexicon_words(); sorted */
    uint32_t word_count; /* 0: any word */
};

enum frame_flag {
    FRAME_RECIPROCAL = 1, /* mutual: both directions */
    FRAME_NO_ACT = 2,     /* matched, it shows that this is no act (sport, markets) */
    FRAME_NO_DEFAULT = 4, /* subj and obj have only the roles written in it */
    FRAME_STATUS = 8,     /* status is set by the frame */
    FRAME_POSITION = 16   /* by the order of words, as TABARI: its slots and parties */
};

struct frame {
    uint32_t head; /* word number of the lemma */
    uint8_t part;  /* 'v', 'n', 'a' */
    uint8_t type;  /* tocsin_type */
    uint8_t flags;
    uint8_t status;    /* tocsin_claim_status, with FRAME_STATUS */
    uint32_t mode;     /* string offset, 0: none */
    uint32_t back;     /* string offset: CAMEO code of the same act seen from the
                          recipient ("host a visit"); 0: none */
    uint64_t contexts; /* bit i: tc_lexicon_context(i) */
    char cameo[8];
    float intensity; /* NaN: by type */
    uint32_t slots;  /* first in tc_lexicon_slots() */
    uint16_t slot_count;
    uint16_t weight; /* specificity: more is tried first */
    uint32_t source; /* string offset: "acts/assault.txt:112" */
};

uint32_t tc_lexicon_frame_count(const struct lexicon *lexicon);
/* From 0, in the order of the file. */
uint32_t tc_lexicon_frame_number(const struct lexicon *lexicon,
                                 const struct frame *frame);
/* The frames of a lemma and part ('v', 'n', 'a'), the most specific first. */
const struct frame *tc_lexicon_frames(const struct lexicon *lexicon, uint32_t word,
                                      char part, uint32_t *count);
const struct slot *tc_lexicon_slots(const struct lexicon *lexicon,
                                    const struct frame *f);
const uint32_t *tc_lexicon_words(const struct lexicon *lexicon,
                                 const struct slot *slot);
bool tc_slot_has_word(const struct lexicon *lexicon, const struct slot *slot,
                      uint32_t word);
/* Name of a context bit, NULL past the last. */
const char *tc_lexicon_context(const struct lexicon *lexicon, unsigned bit);

/* ---- cues ------------------------------------------------------------------------ */

/* Words that embed or colour a happening: reporting, belief, intention, implication. */
#define TC_CUE_CLASSES(X)                                                              \
    X(REPORT, "report")     /* say, tell, write: source and content */                 \
    X(CLAIM, "claim")       /* claim, allege: source does not bind the voice */        \
    X(CONFIRM, "confirm")   /* confirm, acknowledge: source vouches */                 \
    X(DENY, "deny")         /* deny, refute */                                         \
    X(DOUBT, "doubt")       /* doubt, question whether */                              \
    X(THINK, "think")       /* believe, suspect, expect */                             \
    X(FEAR, "fear")         /* fear, worry, warn that */                               \
    X(WANT, "want")         /* want, hope, wish */                                     \
    X(KNOW, "know")         /* know, realise, regret: content holds */                 \
    X(ASK, "ask")           /* ask whether, wonder */                                  \
    X(ORDER, "order")       /* order, urge, call on: content not yet */                \
    X(INTEND, "intend")     /* plan, intend, prepare */                                \
    X(ANNOUNCE, "announce") /* promise, vow, pledge, will */                           \
    X(THREATEN, "threaten") /* threaten to */                                          \
    X(TRY, "try")           /* try, attempt, seek */                                   \
    X(SUCCEED, "succeed")   /* manage to, force to: content holds */                   \
    X(FAIL, "fail")         /* fail to, refuse to, prevent from: content does not */   \
    X(BEGIN, "begin")       /* begin, continue: content is going on */                 \
    X(END, "end")           /* stop, cease, halt */                                    \
    X(MAYBE, "maybe")       /* may, possible, likely, allow */                         \
    X(EVIDENCE, "evidence") /* show, reveal, according to */                           \
    X(LIGHT, "light")       /* carry out, conduct, launch + noun */                    \
    X(HEDGE, "hedge")       /* allegedly, reportedly, purported */                     \
    X(IF, "if")             /* if, unless, in case */                                  \
    X(NOT, "not")           /* not, never, no, without */                              \
    X(VOICE, "voice")       /* praise, criticise: a view, which vouches for nothing */ \
    X(EVENT, "event")       /* election, crash: a noun that names a happening */
enum cue_class {
#define X(name, word) CUE_##name,
    TC_CUE_CLASSES(X)
#undef X
        CUE_CLASS_COUNT
};
enum cue_complement { /* bits: what it embeds */
                      CUE_THAT = 1,
                      CUE_TO = 2,
                      CUE_ING = 4,
                      CUE_NOUN = 8,
                      CUE_QUOTE = 16,
                      CUE_ADVERB = 32
};
struct cue {
    uint32_t word;     /* lemma */
    uint32_t particle; /* word number, 0: none */
    uint8_t part;      /* 'v', 'n', 'a', 'r' (adverb), 'p' (preposition, subjunction) */
    uint8_t class;     /* enum cue_class */
    uint8_t complement; /* bits */
    int8_t positive; /* tenths, -30..30: the content's factuality when the cue holds */
    int8_t negative; /* the same when the cue is negated */
    uint8_t pad[3];
};
/* The cues of a lemma and part; the first whose complement fits is the one. */
const struct cue *tc_lexicon_cues(const struct lexicon *lexicon, uint32_t word,
                                  char part, uint32_t *count);
const char *tc_cue_class_name(enum cue_class class);

/* ---- topics ---------------------------------------------------------------------- */

/* What a sentence may be about: data/topics.txt. POLITICS speaks against the others. */
#define TC_TOPICS(X)                                                                   \
    X(SPORT, "sport")                                                                  \
    X(MARKETS, "markets")                                                              \
    X(WEATHER, "weather") /* and accidents */                                          \
    X(FICTION, "fiction") /* and the arts */                                           \
    X(CRIME, "crime")     /* among private people */                                   \
    X(POLITICS, "politics")
enum topic {
#define X(name, word) TOPIC_##name,
    TC_TOPICS(X)
#undef X
        TOPIC_COUNT
};
/* The topics of a lemma, as cues: class is the topic, positive the weight, 1 to 3. */
const struct cue *tc_lexicon_topics(const struct lexicon *lexicon, uint32_t word,
                                    uint32_t *count);

/* ---- voices and remarks on them -------------------------------------------------- */

/* What kind of voice a source is, by the lemma of its head, by a word beside it, or by
 * its sector (data/voices.txt). *carrier: the head says nothing of it, and is asked for
 * whom it speaks ("source", "spokesman"). UNKNOWN: not known. */
tocsin_voice_kind tc_lexicon_voice(const struct lexicon *lexicon, uint32_t word,
                                   bool *carrier);
tocsin_voice_kind tc_lexicon_voice_beside(const struct lexicon *lexicon, uint32_t word);
tocsin_voice_kind tc_lexicon_voice_sector(const struct lexicon *lexicon, text sector);

/* Words of remarks on whether a claim is true: data/verification.txt. */
#define TC_REMARKS(X)                                                                  \
    X(CHECK, "check")     /* verify, confirm, corroborate */                           \
    X(DENY, "deny")       /* deny, dispute, reject */                                  \
    X(REJECT, "reject")   /* reject, dismiss: of what is said, not of offers */        \
    X(RETRACT, "retract") /* retract, withdraw, recant */                              \
    X(FALSE, "false")     /* baseless, a lie: what a claim is called */                \
    X(COMMENT, "comment") /* comment, respond, answer: with "not" or "decline" */      \
    X(TOLD, "told")       /* claim, report, figure: what they speak of */
enum remark {
#define X(name, word) REMARK_##name,
    TC_REMARKS(X)
#undef X
        REMARK_COUNT
};
/* REMARK_COUNT: it is none of them. */
enum remark tc_lexicon_remark(const struct lexicon *lexicon, uint32_t word);

/* For tocsin lexicon lookup: all that is known of these words, a JSON line each. */
tocsin_status tc_lexicon_lookup(const struct lexicon *lexicon, text words, int32_t day,
                                tocsin_line_function function, void *context);

/* cameo.c: what CAMEO says of a code: PLOVER's type and Goldstein's number. A code that
 * is not CAMEO's own is CONSULT, 0. */
tocsin_type tc_cameo_type(text code);
double tc_cameo_intensity(text code);
/* cameo_label.c: the code whose name these words are ("Make_a_visit": 042), static;
 * empty when there is none. */
text tc_cameo_code(text words);
/* Two to four digits and perhaps a letter: as frames have them. */
bool tc_is_cameo(text code);

#endif
