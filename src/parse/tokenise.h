/* parse/tokenise.h: bytes to pieces, the words of English Universal Dependencies.
 * Inside parse/ and for train/ only. */
#ifndef TC_TOKENISE_H
#define TC_TOKENISE_H

#include "base/base.h"

/* What stands before a piece. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE, GAP_BREAK };

struct piece {
    uint32_t begin, end; /* bytes in the text */
    uint8_t gap;         /* enum gap; GAP_BREAK always begins a sentence */
    bool paragraph;      /* a new paragraph begins here */
    uint8_t words;       /* of the multiword token that begins here; 0: not one */
    bool inside;         /* belongs to a multiword token and does not begin it */
};

struct pieces {
    struct piece *items;
    size_t count, room;
};

/* Cuts text, which is UTF-8 and at most 4 GiB, into *out, whose memory is reused. Time
 * is linear in the text. false: out of memory. */
bool tc_tokenise(text t, struct pieces *out);
/* Is it a word that keeps its full stop, such as "Gen"? Without regard to case. */
bool tc_is_abbreviation(text word);

#endif
