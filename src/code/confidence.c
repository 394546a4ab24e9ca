/* confidence.c: how sure a coding is, from its frame, its parties, its status and its
 * place in the tree. The order of a sentence's claims matters most; but the figure is
 * also about how often type, actor and recipient were all right in sentences of whole
 * labels (half of 1,062 for setting it, the other half beside):
 *
 *     below 0.35   0.17  0.24        0.55 to 0.65   0.62  0.51
 *     0.35 - 0.45  0.24  0.28        0.65 to 0.75   0.72  0.66
 *     0.45 - 0.55  0.52  0.39        above 0.75     0.89  0.79
 *
 * What costs most there: that it has not happened, a party that is only near, a
 * recipient without a role, an act below another one.
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

/* What the type alone says: violence and demands are plainer than pressure, marches and
 * help, of which the words are shared with much else. */
static double by_type(tocsin_type type)
{
    switch (type) {
    case TOCSIN_ASSAULT:
    case TOCSIN_REQUEST:
    case TOCSIN_AGREE:
        return 0.04;
    case TOCSIN_SUPPORT:
        return 0.02;
    case TOCSIN_PROTEST:
    case TOCSIN_COERCE:
    case TOCSIN_AID:
    case TOCSIN_MOBILIZE:
    case TOCSIN_COOPERATE:
        return -0.04;
    default:
        return 0.0;
    }
}

double tc_unreal(tocsin_claim_status status)
{
    return status == TOCSIN_HAPPENED || status == TOCSIN_ONGOING ? 0.0 : 0.18;
}

double tc_confidence(const struct work *work, const struct unit *unit,
                     const struct act *act, const struct parties *a,
                     const struct parties *r, tocsin_claim_status status)
{
    double c = 0.54 + by_type((tocsin_type)act->frame->type) - tc_unreal(status);
    c += act->frame->weight > 20 ? 0.08 : act->frame->weight > 8 ? 0.05 : 0.0;
    c += tc_any_known(a) ? 0.08 : tc_any_actor(a) ? 0.04 : -0.06;
    c += tc_any_known(r) ? 0.06 : tc_any_actor(r) ? -0.02 : r->count ? -0.1 : -0.04;
    if (act->frame->part == 'n')
        c -= act->light >= 0 ? 0.02 : 0.1;
    if (act->frame->part == 'a')
        c -= 0.05;
    if (act->borrowed)
        c -= 0.05;
    if (act->near)
        c -= 0.12;
    else if (act->further >= 0)
        c -= 0.08;
    enum relation rel = (enum relation)unit->s->tokens[act->trigger].relation;
    if (rel == REL_ACL_RELCL || rel == REL_ACL || rel == REL_ADVCL || rel == REL_XCOMP)
        c -= 0.06;
    if (vehicle(work, unit, act))
        c -= 0.48; /* below what it was for, planned or not */
    int d = depth(unit, act->trigger);
    c -= 0.1 * (d > 3 ? 3 : d);
    return c < 0.02 ? 0.02 : c;
}
