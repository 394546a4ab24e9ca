/* train/verbs.h: verbs of the news whose forms the treebanks have too few of. */
#ifndef TRAIN_VERBS_H
#define TRAIN_VERBS_H

/* base, past, participle */
extern const char *const irregular_verbs[][3];
extern const unsigned irregular_verb_count;
/* Lines of words divided by spaces; past and participle in -ed. A capital at the end of
 * a word: its last letter is doubled ("plaN": planned). */
extern const char *const regular_verbs[];
extern const unsigned regular_verb_lines;

#endif
