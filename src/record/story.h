/* record/story.h: which documents tell the same story, by the words they share.
 *
 * Shared by story.c and the files of merging; nobody else includes it.
 */
#ifndef TC_RECORD_STORY_H
#define TC_RECORD_STORY_H

#include "record/inside.h"

enum {
    SIGNATURE = 32,      /* words that stand for a text */
    STORY_WINDOW = 8192, /* documents that are looked at, the last ones to come */
    STORY_EVENTS = 16,   /* of a document: those of its first claims */
    STORY_NEAR = 16,     /* documents of a story that are asked for their events */
    SAME_STORY = 200     /* thousandths: from here on two texts tell one story */
};

/* The words that stand for a text, by their hashes: 24 bits of hash above 8 bits of
 * weight, in order; the weights' squares add up to about 255 * 255. */
struct signature {
    int count; /* 0: too few words to say anything */
    int day;   /* that is named first, of a leap year from 1; 0: none */
    uint32_t words[SIGNATURE];
};
/* An event of a document, as its claims say it. */
struct told {
    long long event;
    int type, kind; /* kind as tc_status_kind() */
};
/* A document that tells the story of the one being added. */
struct near_document {
    long long document;
    int likeness; /* thousandths */
};

/* The document whose claims are about to be merged: takes its signature, keeps it and
 * looks for its story. is_new: it had no version before. */
tocsin_status tc_story_begin(struct record *record, long long document, text words,
                             bool is_new);
/* It had claims of these events in another version, which may come back to them. */
tocsin_status tc_story_return(struct record *record, const struct ids *events);
/* The claims about to be merged are of an older version, not compared with any. */
void tc_story_skip(struct record *record);
/* The documents of the story of a document, the likest first; its own stands first of
 * all. None unless it is the one being added. */
int tc_story_near(const struct record *record, long long document,
                  const struct near_document **out);
/* The events that a document of the window tells of, at most STORY_EVENTS. */
int tc_story_told(const struct record *record, long long document,
                  const struct told **out);
/* A claim of the document went to an event. */
void tc_story_tell(struct record *record, const struct facts *facts, long long event);
/* Claims of a document went from one event to another. */
tocsin_status tc_story_again(struct record *record, long long document);
/* How like two documents are, in thousandths; -1 when one of them has too few words to
 * say. */
tocsin_status tc_story_likeness(struct record *record, long long from, long long to,
                                int *out);
/* Whether both name a day, and not the same. A text without a date says by it when it
 * was. */
tocsin_status tc_story_days_differ(struct record *record, long long from, long long to,
                                   bool *out);
/* Writes what has to be known when the record is opened again. */
tocsin_status tc_story_save(struct record *record);
void tc_story_release(struct record *record);

#endif
