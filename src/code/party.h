/* code/party.h: the parties of an act, and what becomes of them. Between act.c, say.c,
 * promise.c, party.c, violence.c, bridge.c, confidence.c, position.c and claim.c
 * only. */
#ifndef TC_PARTY_H
#define TC_PARTY_H

#include "code/coder.h"

enum { PARTIES = 12 };

struct parties {
    struct mention *list[PARTIES];
    uint32_t count;
};

/* Adds the mention at a token; twice is once. */
void tc_add_party(struct work *work, struct unit *unit, int32_t head,
                  struct parties *to);
/* Adds all that a token stands for: lists, states that share a role. */
void tc_expand(struct work *work, struct unit *unit, int32_t head, struct parties *to);
void tc_keep_actors(struct parties *p);
bool tc_any_actor(const struct parties *p);
bool tc_any_known(const struct parties *p); /* one with a code */
/* Recipients without those who are the actors by the same words. */
struct parties tc_others(const struct parties *recipients,
                         const struct parties *actors);

/* ---- violence.c ------------------------------------------------------------------ */

/* "claimed responsibility for the murder of X": the murder says it better. */
bool tc_told_by_noun(const struct work *work, const struct unit *unit,
                     const struct act *act);
/* "were killed in an attack by rebels": the parties of the noun, too. */
void tc_add_told(struct work *work, struct unit *unit, const struct act *act,
                 struct parties *actors, struct parties *recipients);
/* "exploded in a hotel": what was hit. */
void tc_add_struck(struct work *work, struct unit *unit, const struct act *act,
                   struct parties *recipients);
/* "planted a bomb": the object is a means, and suffers nothing. */
bool tc_is_means(const struct work *work, const struct unit *unit,
                 const struct act *act);
bool tc_public_violence(const struct work *work, const struct unit *unit,
                        const struct act *act, const struct parties *r);
bool tc_struck_public(const struct frame *f, const struct parties *a,
                      const struct parties *r);
bool tc_public_victim(const struct frame *f, const struct parties *a,
                      const struct parties *r);

/* ---- bridge.c -------------------------------------------------------------------- */

/* Who is meant where the act has only a thing: the subject of a clause beside, or NONE.
 */
int32_t tc_bridge(struct work *work, struct unit *unit, const struct act *act,
                  const struct parties *actors);

/* ---- say.c ----------------------------------------------------------------------- */

/* One claim of an act. */
void tc_say(struct work *work, struct unit *unit, const struct act *act,
            const struct parties *actors, const struct parties *all_recipients,
            struct stance stance);
/* An empty claim behind the others, or NULL. */
tocsin_claim *tc_new_claim(struct work *work);
double tc_default_intensity(tocsin_type type);
text tc_rule_of(struct work *work, const struct unit *unit, const struct act *act,
                tocsin_type type, text mode, tocsin_claim_status status);
/* "must", "should", "has to" stand at the verb. */
bool tc_obliged(const struct sentence *s, int32_t verb);

/* ---- promise.c ------------------------------------------------------------------- */

/* Who speaks for a state makes its promise, its refusal, its threat. */
void tc_add_speaker(struct work *work, struct unit *unit, const struct act *act,
                    struct parties *a);
/* The threat or promise that a future act is, beside the claims from first on. */
void tc_announce(struct work *work, struct unit *unit, const struct act *act,
                 uint32_t first);
/* "Britain said Libya must hand over the suspects": a demand. */
void tc_demand(struct work *work, struct unit *unit, uint32_t voice);

/* ---- act.c ----------------------------------------------------------------------- */

/* The claims of a sentence's acts, from the act numbered first on. */
void tc_code_acts(struct work *work, struct unit *unit, uint32_t first);

/* ---- confidence.c ---------------------------------------------------------------- */

double tc_confidence(const struct work *work, const struct unit *unit,
                     const struct act *act, const struct parties *a,
                     const struct parties *r, tocsin_claim_status status); /* 0..1 */
/* What a claim loses that is not said to have happened. */
double tc_unreal(tocsin_claim_status status);

#endif
