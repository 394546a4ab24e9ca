/* code/claim.h: a parsed document and the lexicon to claims. The door of code/.
 *
 * Knows nothing of databases or files: a document in, tocsin_coding out, and the bytes
 * of the public formats.
 */
#ifndef TC_CLAIM_H
#define TC_CLAIM_H

#include "lexicon/lexicon.h"
#include "parse/sentence.h"

/* The weights of the second opinion (opinion.h); path, data and size as for
 * tc_lexicon_open(). Read-only, shared by all coders. */
struct opinion;
tocsin_status tc_opinion_open(const char *path, const void *data, size_t size,
                              struct opinion **out, tocsin_error *error);
void tc_opinion_free(struct opinion *opinion);

/* The weights of the learned factuality (factuality.h), in the same way. */
struct factuality;
tocsin_status tc_factuality_open(const char *path, const void *data, size_t size,
                                 struct factuality **out, tocsin_error *error);
void tc_factuality_free(struct factuality *factuality);

/* One thread's scratch. */
struct coder;
tocsin_status tc_coder_new(const struct lexicon *lexicon, struct coder **out);
void tc_coder_free(struct coder *coder);
/* Codes with a second opinion from now on; borrowed. NULL, as in the beginning: by
 * rules alone. */
void tc_coder_ask(struct coder *coder, const struct opinion *opinion);
/* The same for the learned factuality. */
void tc_coder_weigh(struct coder *coder, const struct factuality *factuality);

/* What a coder notes besides the claims. NULL, false: it does not. */
struct coder_watch {
    uint32_t *frames;   /* (tc_lexicon_frame_count()) how often each held */
    uint32_t *entries;  /* (tc_lexicon_entry_count()) how often each was named */
    bool gaps;          /* fill coding.gaps */
    bool no_predicates; /* leave out coding.predicates */
};
/* Copied; what its pointers point at must live as long as the coder. */
void tc_coder_watch(struct coder *coder, const struct coder_watch *watch);

/* Codes a parsed document. *out lives in the arena; document and parsed are
 * borrowed. */
tocsin_status tc_code(struct coder *coder, const tocsin_document *document,
                      const struct parsed *parsed, struct arena *arena,
                      tocsin_coding *out);

/* Resolves the noun phrase at bytes begin..end of the document's text; what stands
 * before it is its context, what stands behind it a carrier that makes it a subject. */
struct phrase_place {
    uint32_t begin, end;
    text country; /* alpha-3 or a name of where it is from; may be empty */
};
tocsin_status tc_actor(const struct lexicon *lexicon, const tocsin_document *document,
                       const struct parsed *parsed, const struct phrase_place *phrase,
                       struct arena *arena, tocsin_actor *out);

/* Appends a coding in a format; layers other than claims are JSON lines. */
void tc_write_claims(struct buffer *buffer, const tocsin_coding *coding,
                     tocsin_format format);
void tc_write_layer(struct buffer *buffer, const tocsin_coding *coding,
                    tocsin_layer layer);
/* One claim as a JSON line with its newline. */
void tc_write_claim(struct buffer *buffer, const tocsin_claim *claim,
                    const tocsin_document *document);
const char *tc_format_heading(tocsin_format format);

#endif
