/* lexicon/word.h: text cut into the words that names are made of.
 *
 * A word is the longest run of letters and digits, folded: lower case, no diacritics.
 * The compiler and the scanner cut with the same function, so a name is found however
 * its words are joined. What stands between two words is soft (a space, a hyphen, a
 * point, an apostrophe) or hard (a comma, a bracket, the end of a sentence or of a
 * paragraph); a name does not reach over a hard gap unless it is written with one.
 */
#ifndef TC_WORD_H
#define TC_WORD_H

#include "base/base.h"

enum {
    WORD_MAX = 64,  /* bytes of a folded word; a longer run is no known word */
    NAME_WORDS = 16 /* words of a name */
};

struct word {
    uint32_t begin, end; /* bytes in the text */
    uint32_t size;       /* bytes of fold; 0: longer than WORD_MAX */
    bool upper;          /* its first letter is a capital */
    bool hard;           /* the gap before it is hard */
    uint64_t hash;       /* tc_word_hash() of fold */
    char fold[WORD_MAX];
};

struct word_cutter {
    text text;
    size_t at;
    uint32_t last_begin, last_end; /* the word before; 0, 0 when there is none */
};

/* text.size must be below 2^32. */
void tc_word_cutter_init(struct word_cutter *cutter, text text);
bool tc_word_next(struct word_cutter *cutter, struct word *word);
uint64_t tc_word_hash(const char *fold, size_t size);
/* Folds the whole of t, whatever is in it; bytes written, 0 when it is empty or longer
 * than WORD_MAX. */
size_t tc_word_fold(text t, char fold[WORD_MAX]);

#endif
