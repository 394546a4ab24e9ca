/* parse/parser.h: words to a tree, whether tokenise.c found them or CoNLL-U gives them.
 * Inside parse/ only. */
#ifndef TC_PARSER_H
#define TC_PARSER_H

#include "parse/sentence.h"

/* Fills lemma, tags, head and relation of the tokens of s, whose other fields stand
 * there already, and the links of s, for which there is room. A sentence of more than
 * TC_LONGEST words is parsed in parts. false: out of memory. */
bool tc_parse_words(struct parser *parser, struct sentence *s, struct arena *arena);

/* Sets right what arcs scored one by one get wrong together; the tree stays one. true:
 * a head has changed, and the links of s are to be made anew. */
bool tc_mend(struct sentence *s);
/* Tells agents of passives from other nouns behind "by". */
void tc_mark_agents(struct sentence *s);

#endif
