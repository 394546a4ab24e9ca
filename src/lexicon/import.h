/* lexicon/import.h: the dictionaries of TABARI and PETRARCH while they are read.
 * Inside lexicon/ only. The formats, and what becomes of them, are in docs/petrarch.md.
 */
#ifndef TC_IMPORT_H
#define TC_IMPORT_H

#include "lexicon/dictionary.h"

enum dictionary_kind {
    OLD_UNKNOWN,
    OLD_ACTORS,
    OLD_AGENTS,
    OLD_VERBS,
    OLD_DISCARD,
    OLD_ISSUES
};

/* "&CURRENCY": single words are a named list, phrases are tried one by one. */
struct synset {
    text name, list; /* list: "dic-3-currency", empty while it has no single word */
    LIST(text) phrases;
};

/* "!PERSON! = MAN, WOMAN" */
struct substitution {
    text mark, list;
};

/* A code and the days on which it holds. */
struct dated_code {
    text code;
    int32_t from, to; /* TC_NO_DAY: open */
};

struct import {
    tocsin_line_function report;
    void *context;
    tocsin_import counts;
    tocsin_status failed;
    text file;  /* the name of the one being read */
    text shown; /* the same without its folder, as text can have it */
    long line;
    struct arena arena;
    struct buffer actors, agents, discard, acts; /* what is written */
    struct map synset_map;
    LIST(struct synset) synsets;
    LIST(struct substitution) substitutions;
    unsigned actor_number;
};

void tc_import_init(struct import *im, tocsin_line_function report, void *context);
void tc_import_release(struct import *im);
/* Reads one file's bytes. Its kind is told by its name, else by what stands in it. */
void tc_import_bytes(struct import *im, text name, text bytes);

/* "FILE:LINE: words", told and counted: something that could not be used. */
void tc_import_problem(struct import *im, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Lines without comments (#, ;, <!-- -->) and ends of white space; its beginning is
 * kept, for a tab says something. Text that is not UTF-8 is taken as Latin-1. */
struct old_lines {
    text left;
    bool comment; /* inside <!-- ... */
};
bool tc_old_line(struct import *im, struct old_lines *lines, text *line);

void tc_import_actors(struct import *im, text bytes);
void tc_import_agents(struct import *im, text bytes);
void tc_import_discard(struct import *im, text bytes);
void tc_import_verbs(struct import *im, text bytes);

/* A phrase with blanks for underscores, in lower case; size 0: nothing is left. */
text tc_import_phrase(struct import *im, text written);
text tc_import_keep(struct import *im, const char *data, size_t size);

#endif
