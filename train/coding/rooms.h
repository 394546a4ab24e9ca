/* coding/rooms.h: the coder and the rooms to its left, for trainers that learn from
 * what it says. */
#ifndef TRAIN_ROOMS_H
#define TRAIN_ROOMS_H

#include "code/claim.h"

struct rooms {
    struct lexicon *lexicon;
    struct model *model;
    struct parser *parser;
    struct coder *coder;
    struct arena arena;
};
/* false: something could not be opened, which is said. Release it all the same. */
bool open_rooms(struct rooms *rooms, const char *model, const char *lexicon);
void close_rooms(struct rooms *rooms);
/* Parses and codes a sentence by the rules; all lives until the next one. */
tocsin_status code_sentence(struct rooms *rooms, text sentence, struct parsed *parsed,
                            tocsin_coding *out);

#endif
