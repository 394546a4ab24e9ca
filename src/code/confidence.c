/* confidence.c: how sure a coding is, from its frame, its parties and its place in the
 * tree. A rule of thumb; the order of a sentence's claims matters more than the figure.
 */
#include "code/party.h"

/* How many acts stand above a token: the main act of a sentence is surest. */
static int depth(const struct unit *unit, int32_t token)
{
    int n = 0;
    for (int32_t on = unit->s->tokens[token].head; on >= 0;
         on = unit->s->tokens[on].head)
        n += unit->act[on] >= 0;
    return n;
}

static bool speech(tocsin_type type)
{
    return type == TOCSIN_AGREE || type == TOCSIN_SUPPORT || type == TOCSIN_REQUEST ||
           type == TOCSIN_ACCUSE || type == TOCSIN_REJECT || type == TOCSIN_THREATEN;
}

/* "called the emir to express support", "passed a resolution condemning": the second
 * says what the first was for. */
static bool vehicle(const struct work *work, const struct unit *unit,
                    const struct act *act)
{
    const struct sentence *s = unit->s;
    bool decides = act->frame->type == TOCSIN_AGREE &&
                   tc_lemma_is(&s->tokens[act->trigger], "decide");
    if (act->frame->type != TOCSIN_CONSULT && act->frame->type != TOCSIN_SUPPORT &&
        !decides)
        return false;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (unit->act[i] < 0 || (int32_t)i == act->trigger ||
            (!decides && !speech((tocsin_type)work->acts[unit->act[i]].frame->type)))
            continue;
        bool mine = t->head == act->trigger &&
                    (t->relation == REL_XCOMP || t->relation == REL_ADVCL) &&
                    t->xpos == XPOS_VB;
        bool its = act->object >= 0 && t->head == act->object &&
                   t->relation == REL_ACL && t->xpos == XPOS_VBG;
        if (mine || its)
            return true;
    }
    return false;
}

double tc_confidence(const struct work *work, const struct unit *unit,
                     const struct act *act, const struct parties *a,
                     const struct parties *r)
{
    double c = 0.62;
    c += act->frame->weight > 20 ? 0.08 : act->frame->weight > 8 ? 0.05 : 0.0;
    c += tc_any_known(a) ? 0.08 : tc_any_actor(a) ? 0.04 : -0.06;
    c += tc_any_known(r) ? 0.06 : tc_any_actor(r) ? 0.03 : -0.04;
    if (act->frame->part == 'n')
        c -= act->light >= 0 ? 0.02 : 0.1;
    if (act->frame->part == 'a')
        c -= 0.05;
    if (act->borrowed)
        c -= 0.05;
    if (act->further >= 0 || act->near)
        c -= 0.06;
    enum relation rel = (enum relation)unit->s->tokens[act->trigger].relation;
    if (rel == REL_ACL_RELCL || rel == REL_ACL || rel == REL_ADVCL)
        c -= 0.06;
    if (vehicle(work, unit, act))
        c -= 0.25;
    int d = depth(unit, act->trigger);
    c -= 0.1 * (d > 3 ? 3 : d);
    return c < 0.05 ? 0.05 : c > 0.95 ? 0.95 : c;
}
