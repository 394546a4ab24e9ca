/* parse/parser.h: words to a tree, whether tokenise.c found them or CoNLL-U gives them.
 * Inside parse/ only. */
#ifndef TC_PARSER_H
#define TC_PARSER_H

#include "parse/sentence.h"

/* Fills lemma, tags, head and relation of the tokens of s, whose other fields stand
 * there already, and the links of s, for which there is room. A sentence of more than
 * TC_LONGEST words is parsed in parts. false: out of memory. */
bool tc_parse_words(struct parser *parser, struct sentence *s, struct arena *arena);

#endif
