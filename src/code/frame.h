/* code/frame.h: one candidate for an act while its frames are tried. Between frame.c,
 * slot.c and roles.c only. */
#ifndef TC_FRAME_H
#define TC_FRAME_H

#include "code/coder.h"

/* The word that may carry an act, with its arguments: tokens, or NONE. */
struct args {
    struct work *work;
    struct unit *unit;
    int32_t trigger, subject, object, light;
    int32_t given; /* "they were given food": who got it */
    bool verb, passive, borrowed;
    bool aside;  /* a noun beside a verb, with its subject: "at the request of" */
    bool behind; /* the last slot was filled from behind another argument */
    /* of the frame at hand: both did it to each other; they met; they
     * protested */
    bool mutual, meeting, protest, word;
};

/* ---- slot.c ---------------------------------------------------------------------- */

/* Does the frame hold? Then the roles of its slots are set in act. */
bool tc_frame_holds(struct args *a, const struct frame *f, struct act *act);
/* The first child of head that one of these relations (bits of enum slot_relation)
 * reaches and the slot allows. */
int32_t tc_slot_child(struct args *a, const struct slot *slot, int32_t head,
                      unsigned mask);

/* ---- roles.c --------------------------------------------------------------------- */

bool tc_frame_mutual(const struct args *a, const struct frame *f);
/* Who really stands behind a phrase that is no actor: the committee of "a report by the
 * committee"; the token itself when nobody does. */
int32_t tc_stands_behind(struct args *a, int32_t token);
void tc_fill_roles(struct args *a, const struct frame *f, struct act *act);

#endif
