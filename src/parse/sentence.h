/* parse/sentence.h: a document as sentences of tokens with lemma, tag, head, relation.
 *
 * The door of parse/. Trees follow Universal Dependencies v2 as in EWT and GUM. The
 * model is read-only and shared; each thread owns a parser, whose memory it reuses.
 */
#ifndef TC_SENTENCE_H
#define TC_SENTENCE_H

#include "base/base.h"

#define TC_UPOS(X)                                                                     \
    X(NONE)                                                                            \
    X(ADJ)                                                                             \
    X(ADP)                                                                             \
    X(ADV)                                                                             \
    X(AUX)                                                                             \
    X(CCONJ)                                                                           \
    X(DET)                                                                             \
    X(INTJ)                                                                            \
    X(NOUN) X(NUM) X(PART) X(PRON) X(PROPN) X(PUNCT) X(SCONJ) X(SYM) X(VERB) X(X)
enum upos {
#define X(name) UPOS_##name,
    TC_UPOS(X)
#undef X
        UPOS_COUNT
};

/* name in C, name in UD. Universal relations first, the English subtypes that the coder
 * asks for behind them. A subtype that is not in the list comes as its base
 * relation. */
#define TC_RELATIONS(X)                                                                \
    X(NONE, "_")                                                                       \
    X(ROOT, "root")                                                                    \
    X(ACL, "acl")                                                                      \
    X(ACL_RELCL, "acl:relcl")                                                          \
    X(ADVCL, "advcl")                                                                  \
    X(ADVCL_RELCL, "advcl:relcl")                                                      \
    X(ADVMOD, "advmod")                                                                \
    X(AMOD, "amod")                                                                    \
    X(APPOS, "appos")                                                                  \
    X(AUX, "aux")                                                                      \
    X(AUX_PASS, "aux:pass")                                                            \
    X(CASE, "case")                                                                    \
    X(CC, "cc")                                                                        \
    X(CC_PRECONJ, "cc:preconj")                                                        \
    X(CCOMP, "ccomp")                                                                  \
    X(COMPOUND, "compound")                                                            \
    X(COMPOUND_PRT, "compound:prt")                                                    \
    X(CONJ, "conj")                                                                    \
    X(COP, "cop")                                                                      \
    X(CSUBJ, "csubj")                                                                  \
    X(CSUBJ_PASS, "csubj:pass")                                                        \
    X(DEP, "dep")                                                                      \
    X(DET, "det")                                                                      \
    X(DET_PREDET, "det:predet")                                                        \
    X(DISCOURSE, "discourse")                                                          \
    X(DISLOCATED, "dislocated")                                                        \
    X(EXPL, "expl")                                                                    \
    X(FIXED, "fixed")                                                                  \
    X(FLAT, "flat")                                                                    \
    X(GOESWITH, "goeswith")                                                            \
    X(IOBJ, "iobj")                                                                    \
    X(LIST, "list")                                                                    \
    X(MARK, "mark")                                                                    \
    X(NMOD, "nmod")                                                                    \
    X(NMOD_DESC, "nmod:desc")                                                          \
    X(NMOD_POSS, "nmod:poss")                                                          \
    X(NMOD_UNMARKED, "nmod:unmarked")                                                  \
    X(NSUBJ, "nsubj")                                                                  \
    X(NSUBJ_OUTER, "nsubj:outer")                                                      \
    X(NSUBJ_PASS, "nsubj:pass")                                                        \
    X(NUMMOD, "nummod")                                                                \
    X(OBJ, "obj")                                                                      \
    X(OBL, "obl")                                                                      \
    X(OBL_AGENT, "obl:agent")                                                          \
    X(OBL_UNMARKED, "obl:unmarked")                                                    \
    X(ORPHAN, "orphan")                                                                \
    X(PARATAXIS, "parataxis")                                                          \
    X(PUNCT, "punct")                                                                  \
    X(REPARANDUM, "reparandum") X(VOCATIVE, "vocative") X(XCOMP, "xcomp")
enum relation {
#define X(name, ud) REL_##name,
    TC_RELATIONS(X)
#undef X
        REL_COUNT
};

/* The Penn tags, which carry tense, number and voice. Anything else is XPOS_OTHER. */
#define TC_XPOS(X)                                                                     \
    X(OTHER, "_")                                                                      \
    X(CC, "CC")                                                                        \
    X(CD, "CD")                                                                        \
    X(DT, "DT")                                                                        \
    X(EX, "EX")                                                                        \
    X(FW, "FW")                                                                        \
    X(HYPH, "HYPH")                                                                    \
    X(IN, "IN")                                                                        \
    X(JJ, "JJ")                                                                        \
    X(JJR, "JJR")                                                                      \
    X(JJS, "JJS")                                                                      \
    X(LS, "LS")                                                                        \
    X(MD, "MD")                                                                        \
    X(NN, "NN")                                                                        \
    X(NNS, "NNS")                                                                      \
    X(NNP, "NNP")                                                                      \
    X(NNPS, "NNPS")                                                                    \
    X(PDT, "PDT")                                                                      \
    X(POS, "POS")                                                                      \
    X(PRP, "PRP")                                                                      \
    X(PRPS, "PRP$")                                                                    \
    X(RB, "RB")                                                                        \
    X(RBR, "RBR")                                                                      \
    X(RBS, "RBS")                                                                      \
    X(RP, "RP")                                                                        \
    X(SYM, "SYM")                                                                      \
    X(TO, "TO")                                                                        \
    X(UH, "UH")                                                                        \
    X(VB, "VB")                                                                        \
    X(VBD, "VBD")                                                                      \
    X(VBG, "VBG")                                                                      \
    X(VBN, "VBN")                                                                      \
    X(VBP, "VBP")                                                                      \
    X(VBZ, "VBZ")                                                                      \
    X(WDT, "WDT")                                                                      \
    X(WP, "WP")                                                                        \
    X(WPS, "WP$")                                                                      \
    X(WRB, "WRB")                                                                      \
    X(PUNCT, ".")                                                                      \
    X(COMMA, ",")                                                                      \
    X(COLON, ":")                                                                      \
    X(LQUOTE, "``")                                                                    \
    X(RQUOTE, "''")                                                                    \
    X(LRB, "-LRB-")                                                                    \
    X(RRB, "-RRB-")                                                                    \
    X(NFP, "NFP") X(ADD, "ADD") X(AFX, "AFX") X(GW, "GW") X(XX, "XX") X(DOLLAR, "$")
enum xpos {
#define X(name, penn) XPOS_##name,
    TC_XPOS(X)
#undef X
        XPOS_COUNT
};

/* What a span of words names. Groups are people of one mind or kind: "Democrats". */
#define TC_ENTITY_TYPES(X)                                                             \
    X(NONE, "_")                                                                       \
    X(PERSON, "person")                                                                \
    X(ORGANISATION, "organisation")                                                    \
    X(PLACE, "place") X(TIME, "time") X(GROUP, "group") X(OTHER, "other")
enum entity {
#define X(name, word) ENTITY_##name,
    TC_ENTITY_TYPES(X)
#undef X
        ENTITY_COUNT
};

#define TC_ROOT (-1)

struct token {
    text form;           /* the word itself: in "didn't" the words "did" and "n't" */
    text lemma;          /* lower case except proper nouns */
    uint32_t begin, end; /* bytes in the document's text; each word of a multiword
                          * token has its own part where it can be told, else all */
    int32_t head;        /* index in the sentence, or TC_ROOT */
    uint8_t upos, xpos, relation;
    uint8_t entity;     /* enum entity of the name that it is part of */
    bool entity_begins; /* the first word of it */
    bool space_after;
    uint8_t multiword; /* words of the multiword token that begins here, 0: none */
};

struct sentence {
    struct token *tokens;
    uint32_t count;
    uint32_t begin, end; /* bytes in the document's text */
    uint32_t paragraph;  /* from 0 */
    int32_t *first;      /* (count) first child of each token, or -1 */
    int32_t *next;       /* (count) next child of the same head, or -1; by position */
    int32_t root;        /* every sentence is one tree: one root, no cycle */
};

struct parsed {
    text text; /* borrowed from the caller */
    struct sentence *sentences;
    uint32_t count;
    uint32_t tokens; /* in all */
};

const char *tc_upos_name(enum upos upos);
const char *tc_relation_name(enum relation relation);
const char *tc_xpos_name(enum xpos xpos);
const char *tc_entity_name(enum entity entity);

struct model;
/* path NULL: the bytes given are used, and must live as long as the model. */
tocsin_status tc_model_open(const char *path, const void *data, size_t size,
                            struct model **out, tocsin_error *error);
void tc_model_free(struct model *model);
const char *tc_model_version(const struct model *model);

struct parser;
tocsin_status tc_parser_new(const struct model *model, struct parser **out);
void tc_parser_free(struct parser *parser);

/* Splits, tags, lemmatises and parses text, which must be UTF-8 and is borrowed.
 *   *out  lives in the arena, and its forms in text
 * Time is linear in the text; sentences are cut at 400 tokens. MEMORY. */
tocsin_status tc_parse(struct parser *parser, text in, struct arena *arena,
                       struct parsed *out);

/* The parse as CoNLL-U: # newdoc id, # sent_id, # text, TokenRange=begin:end in
 * MISC. */
void tc_conllu_write(struct buffer *buffer, const struct parsed *parsed, text document);

/* ---- given words ----------------------------------------------------------------- */

/* What CoNLL-U says of a word beside its form. */
struct given_word {
    text multiword;      /* form of the multiword token that begins here; else empty */
    uint32_t begin, end; /* TokenRange of the word, and of the multiword token */
    uint32_t multiword_begin, multiword_end; /* (end 0: not told) */
};

/* Lines between two empty ones: a sentence, or lines that could not be read as one. */
struct given_block {
    text comments; /* whole lines, as they stand */
    bool lost;
};

struct given_problem {
    struct given_problem *next;
    tocsin_status status; /* FORMAT, ENCODING, LIMIT */
    long long line;       /* from 0, in the text */
    text message;
};

/* CoNLL-U without its trees. The blocks that are not lost are the sentences, in that
 * order; words is as parsed->sentences[0].tokens. */
struct given {
    struct given_block *blocks;
    uint32_t count;
    struct given_word *words;       /* (parsed->tokens) */
    struct given_problem *problems; /* one a lost block, in the order of the text */
};

/* Tags, lemmatises and parses the words and sentences of CoNLL-U, borrowed; tags, heads
 * and relations in it are not looked at, and empty nodes are left out.
 *   *out    lives in the arena, and some of its forms in `in`; its text is made of the
 *           # text comments where the words stand there in order, else of the words
 *   *given  lives in the arena and in `in`
 * A block that is not as it should be costs itself and is listed in given->problems. A
 * sentence of more than 400 words is parsed in parts, whose roots hang on the first
 * part's as parataxis. Time is linear. MEMORY; LIMIT over 4 GiB. */
tocsin_status tc_parse_conllu(struct parser *parser, text in, struct arena *arena,
                              struct parsed *out, struct given *given);
/* The same blocks with the parser's tags and trees. */
void tc_conllu_rewrite(struct buffer *buffer, const struct parsed *parsed,
                       const struct given *given);

#endif
