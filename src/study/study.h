/* study/study.h: the record's answers: what the events of a record, or of an event file
 * without one, tell of how actors meet, answer each other, and what is likely next.
 *
 * All that is studied is a stream: events in the order of their days, each an actor, a
 * relation (what was done) and a recipient, held as columns of 16 bytes an event, so
 * that a million events are 16 MB and a pass over them is bound by memory. Where the
 * events come from, a record, an import or a folder of quadruples, the rest does not
 * know.
 */
#ifndef TC_STUDY_H
#define TC_STUDY_H

#include "base/base.h"
#include "study/moves.h"
#include "study/plot.h"

/* ---- the stream (stream.c) ------------------------------------------------------- */

/* What a relation stands for, as far as it is known. */
struct stream_relation {
    float intensity; /* Goldstein's scale, -10 to +10; NaN: unknown */
    int16_t root;    /* of CAMEO, 1 to 20; 0: unknown */
    int16_t type;    /* tocsin_type; -1: unknown */
};

/* Names by number: items[i] belongs to number i; empty where none was given. */
struct stream_names {
    text *items;
    size_t count, room;
    struct map numbers; /* of names that were interned */
};

struct stream {
    /* (count): the columns, by day once tc_stream_sort() was called */
    int32_t *day;
    uint32_t *actor, *recipient, *relation;
    uint32_t *event; /* its number in where it comes from, for opening it; may be 0 */
    size_t count, room[5];
    struct stream_names actors, relations;
    struct stream_relation *kinds; /* (relations.count) */
    size_t kinds_room;
    struct arena arena; /* the names */
    bool dates;         /* day counts from 1970-01-01, else from the files' first */
};

/* At most so many events, actors and relations; more is LIMIT. */
#define TC_STREAM_EVENTS    200000000u
#define TC_STREAM_ACTORS    50000000u
#define TC_STREAM_RELATIONS 65535u

void tc_stream_init(struct stream *stream);
void tc_stream_release(struct stream *stream);
/* The number of a name, given out in the order in which names come. The name is
 * copied. LIMIT; MEMORY. */
tocsin_status tc_stream_actor(struct stream *stream, text name, uint32_t *out,
                              tocsin_error *error);
tocsin_status tc_stream_relation(struct stream *stream, text name,
                                 const struct stream_relation *kind, uint32_t *out,
                                 tocsin_error *error);
/* The one actor that a name means (moves_names.c): as it stands, "#7" for number 7, or
 * with "*" for any letters, without regard to case. MISSING, with names that are alike;
 * USAGE several; MEMORY. */
tocsin_status tc_stream_find(const struct stream *stream, text name, uint32_t *out,
                             tocsin_error *error);
/* The one relation that a name means, likewise. */
tocsin_status tc_stream_find_relation(const struct stream *stream, text name,
                                      uint32_t *out, tocsin_error *error);
/* Makes sure that numbers below count are there, without names when new. */
tocsin_status tc_stream_number(struct stream *stream, size_t actors, size_t relations,
                               tocsin_error *error);
/* Gives number, which is there, a name of stream->actors or ->relations; it is copied.
 * Of two numbers with the same name the first is found by it. MEMORY. */
tocsin_status tc_stream_name(struct stream *stream, struct stream_names *names,
                             size_t number, text name, tocsin_error *error);
struct stream_event {
    int32_t day;
    uint32_t actor, relation, recipient; /* numbers that are there */
    uint32_t event;
};
tocsin_status tc_stream_add(struct stream *stream, const struct stream_event *event,
                            tocsin_error *error);
/* By day; events of one day stay in the order in which they were added. MEMORY. */
tocsin_status tc_stream_sort(struct stream *stream, tocsin_error *error);

/* ---- quadruples (quads.c) -------------------------------------------------------- */

/* Numbers below these may be used; 0: those below TC_STREAM_... */
struct quads_limit {
    size_t relations, actors;
};
struct quads_report {
    /* told of every line that was lost; NULL: they are only counted */
    void (*function)(void *context, const tocsin_error *problem);
    void *context;
    long long bad; /* lines that were lost */
};

/* Adds the lines of a file "subject TAB relation TAB object TAB day", numbers from 0
 * on; what stands behind a fourth tab is not looked at. A line that cannot be used is
 * reported and lost alone.
 * IO, LIMIT, MEMORY. */
tocsin_status tc_quads_read(struct stream *stream, const char *path,
                            struct quads_limit limit, struct quads_report *report,
                            tocsin_error *error);
/* The same of bytes; name is what problems call them. */
tocsin_status tc_quads_text(struct stream *stream, text bytes, const char *name,
                            struct quads_limit limit, struct quads_report *report,
                            tocsin_error *error);
/* Names of a folder's entity2id.txt and relation2id.txt ("name TAB number"); a file
 * that is missing is no fault: its numbers have no names. */
tocsin_status tc_quads_names(struct stream *stream, const char *folder,
                             struct quads_report *report, tocsin_error *error);

/* ---- next events (link*.c) ------------------------------------------------------- */

struct links_options {
    size_t first;      /* events from this one on are asked for; begins a day */
    uint64_t dumps;    /* so many questions, spread evenly, with scores of all actors */
    unsigned jobs;     /* threads; the result is the same for every number */
    bool explain_only; /* rules and readable sums, no network */
    unsigned without;  /* parts that are not looked at: bits 1 << links_part */
    bool relations;    /* which relation is asked for, not who (link_relation.h) */
};
/* How relations are answered by one who only counts. */
enum links_base {
    LINKS_BASE_PAIR, /* the pair's most frequent first */
    LINKS_BASE_ALL,  /* the most frequent of all */
    LINKS_BASE_LAST, /* the pair's last */
    LINKS_BASES
};
enum links_part {
    LINKS_RULES,      /* what asker and answer did lately, by rules */
    LINKS_COUNTS,     /* how often and lately the triple and the pair came */
    LINKS_POPULARITY, /* the same of the answer, whoever asks */
    LINKS_TWO_STEPS,  /* partners of partners */
    LINKS_NAMES       /* places and roles */
};
enum links_stratum {
    LINKS_TRIPLE, /* actor, relation and recipient were seen together before */
    LINKS_PAIR,   /* only actor and recipient */
    LINKS_COLD    /* never */
};
struct links_answer {
    size_t event;             /* of the stream */
    bool subject;             /* who did it was asked for, else to whom */
    bool relation;            /* or what was done */
    uint32_t class;           /* then how much passed between the two before: 0 to 4 */
    double base[LINKS_BASES]; /* ranks, of relations */
    double rank;              /* of the right answer, from 1; ties count half */
    enum links_stratum stratum;
    const float *scores; /* (actors, or relations), until the function returns; NULL */
};
typedef tocsin_status (*links_function)(void *context, const struct links_answer *);

/* Asks both sides of every event from options->first on, in the stream's order, knowing
 * what came before its day and nothing else; tells the function each answer. The stream
 * is sorted.
 * FORMAT there are no events; LIMIT more than 512 relations; MEMORY; what the function
 * returned. */
tocsin_status tc_links_evaluate(const struct stream *stream,
                                const struct links_options *options,
                                links_function function, void *context,
                                tocsin_error *error);

/* As tocsin_next_make() (link_next.c). */
tocsin_status tc_next_make(const struct stream *stream,
                           const tocsin_next_question *question, tocsin_next **out,
                           tocsin_error *error);
void tc_next_free(tocsin_next *next);
/* As tocsin_next_came() (link_outcome.c). */
bool tc_next_outcome(const struct stream *stream, const tocsin_kept_next *forecast,
                     tocsin_next_outcome *out);

/* ---- intensity in time (hawkes_pair.c; docs/intensity.md) ------------------------ */

/* How two actors excite each other's acts, by a Hawkes process on their events by day.
 * tocsin_intensity says what comes out; class_names is left to the caller. */
struct intensity_request {
    uint32_t a, b;           /* actors */
    const int16_t *class_of; /* (relations) below classes; negative: left out */
    uint32_t classes;        /* 1 to 16 */
    int32_t begin, end;      /* days, end not included; both 0: those of the stream */
    uint32_t others;         /* busiest other pairs to learn from what is usual */
    double held_out; /* the last part of the days, on which gain is measured; 0: none */
    int days, paths; /* how far ahead, how many draws; 0: none */
    uint64_t seed;
};
/* As tocsin_intensity_make().
 *   out  owned: tc_intensity_release()
 * USAGE also for an unsorted stream. */
tocsin_status tc_intensity_make(const struct stream *stream,
                                const struct intensity_request *request,
                                tocsin_intensity *out, tocsin_error *error);
void tc_intensity_release(tocsin_intensity *intensity);
/* Adds the QQ plot of its waits (hawkes_plot.c). EMPTY there are none; MEMORY. */
tocsin_status tc_intensity_plot(const tocsin_intensity *intensity, struct buffer *out,
                                tocsin_error *error);

/* ---- counts and risk (counts.c, risk.c) ------------------------------------------ */

/* As tocsin_counts_evaluate(). */
tocsin_status tc_counts_evaluate(const char *folder, int year,
                                 tocsin_counts_result *out, tocsin_error *error);

/* Units, groups of actors or pairs of them, in a stream. */
struct risk;
#define TC_NO_GROUP UINT32_MAX
/* group: (stream->actors.count) numbers below groups, or TC_NO_GROUP: left out; NULL:
 * each actor is its own. As tocsin_risk_open(). */
struct risk_groups {
    const uint32_t *group;
    size_t count;
};
tocsin_status tc_risk_open(const struct stream *stream, struct risk_groups groups,
                           const tocsin_risk_question *question, struct risk **out,
                           tocsin_error *error);
void tc_risk_close(struct risk *risk);
void tc_risk_past(const struct risk *risk, tocsin_risk_past *out);
/* Adds its reliability diagram (risk_plot.c). EMPTY no forecast; MEMORY. */
tocsin_status tc_risk_plot(const tocsin_risk_past *past, struct buffer *out,
                           tocsin_error *error);
/* The groups, recipient TC_NO_GROUP for one alone, of the forecast; its names are left
 * empty. MISSING. */
tocsin_status tc_risk_of(const struct risk *risk, uint32_t actor, uint32_t recipient,
                         tocsin_risk_forecast *out, tocsin_error *error);
/* Why it is what it is (risk_why.c); name: the parties', for words.
 *   *out  owned: tc_risk_why_free(), before the risk is closed */
tocsin_status tc_risk_why(const struct risk *risk, const uint32_t party[2],
                          const text name[2], tocsin_risk_why **out,
                          tocsin_error *error);
void tc_risk_why_free(tocsin_risk_why *why);
bool tc_risk_at(const struct risk *risk, size_t rank, uint32_t *actor,
                uint32_t *recipient, tocsin_risk_forecast *out);

/* Days from first on, days of them, on which actor did something of the roots to
 * recipient, or with UINT32_MAX to anybody but itself. */
int tc_risk_days(const struct stream *stream, uint32_t actor, uint32_t recipient,
                 uint32_t roots, int32_t first, int days);

#endif
