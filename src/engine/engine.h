/* engine/engine.h: the handles of tocsin.h from inside. Inside engine/ only. */
#ifndef TC_ENGINE_H
#define TC_ENGINE_H

#include "code/claim.h"
#include "lexicon/lexicon.h"
#include "parse/sentence.h"
#include "read/document.h"
#include "record/record.h"

struct tocsin_engine {
    struct model *model;
    struct lexicon *lexicon;
    struct opinion *opinion;
    struct factuality *factuality;
};

/* path NULL: the one built in. */
tocsin_status tc_open_model(const char *path, struct model **out, tocsin_error *error);

/* What one thread needs besides the document's own memory. */
struct hands {
    struct parser *parser;
    struct coder *coder;
};
tocsin_status tc_hands_init(struct hands *hands, const tocsin_engine *engine,
                            bool rules_only);
void tc_hands_ask(struct hands *hands, const tocsin_engine *engine, bool rules_only);
void tc_hands_release(struct hands *hands);

/* A document with everything made from it; emptied and used again. */
struct desk {
    struct arena arena;
    struct parsed parsed;
    struct given given; /* of CoNLL-U */
    bool from_conllu;
    tocsin_coding coding;
    struct buffer output;
};
void tc_desk_init(struct desk *desk);
void tc_desk_release(struct desk *desk);
/* Empties it; gives memory back after an uncommonly large document. */
void tc_desk_clear(struct desk *desk);
tocsin_status tc_desk_code(struct desk *desk, struct hands *hands,
                           const tocsin_document *document, bool parse_only,
                           tocsin_error *error);
tocsin_status tc_desk_parse_conllu(struct desk *desk, struct hands *hands,
                                   const tocsin_document *document,
                                   tocsin_error *error);
/* Hands over the problems of the last tc_desk_parse_conllu(). */
tocsin_status tc_desk_problems(const struct desk *desk,
                               tocsin_problem_function function, void *context);
tocsin_status tc_desk_write(struct desk *desk, tocsin_format format,
                            tocsin_layer layer);

struct tocsin_reader {
    struct reader *reader;
    struct arena arena;
    bool conllu;
};

#endif
