/* code/verification.h: what verification.c finds and verification_of.c attaches. */
#ifndef TC_VERIFICATION_H
#define TC_VERIFICATION_H

#include "code/coder.h"

/* "The army denied the report." Tokens are NONE where there is none. */
struct verdict {
    tocsin_verification_kind kind;
    struct unit *unit;
    int32_t head;   /* of its clause: what hangs on it is the remark's own */
    int32_t told;   /* the noun or pronoun that it speaks of */
    int32_t clause; /* or the clause: "could not confirm that ..." */
    bool own;       /* the claim is in the noun's own content: "denied reports that" */
    int32_t topic;  /* on what no comment was made; the claim must speak of it, too */
    int32_t by;     /* who confirms, denies, could not find out */
};

/* "attack", "strike": a deed, which may itself be rejected or dismissed. */
bool tc_is_deed(const struct sentence *s, int32_t token);
/* Finds the claims that it speaks of and marks them. */
void tc_attach_verdict(struct work *work, const struct verdict *verdict);

#endif
