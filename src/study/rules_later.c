/* study/rules_later.c: do rules hold on days that they were not learnt from?
 *
 * The later days are counted as the earlier ones were, under the same labels: rules of
 * one step exactly, longer ones on a sample, here of all X. A rule's window is the one
 * that was learnt, and so is nothing else: what is told is how often its ifs were
 * followed there, and the larger of the two chances, of those days alone.
 */
#include "study/rules_inside.h"

#include <math.h>
#include <string.h>

bool tc_rules_later_count(const struct rule_work *w, int32_t last,
                          struct rule_work *later)
{
    size_t room = (size_t)2 * RULE_LABELS * RULE_LABELS;
    *later = (struct rule_work){.stream = w->stream,
                                .how = w->how,
                                .arena = w->arena,
                                .windows = w->windows,
                                .first = w->last + 1,
                                .last = last,
                                .days = (double)last - w->last,
                                .label = w->label,
                                .relation = w->relation,
                                .labels = w->labels};
    later->cell_of = tc_alloc(room * sizeof *later->cell_of);
    if (!later->cell_of)
        return false;
    memset(later->cell_of, 0, room * sizeof *later->cell_of);
    return tc_rules_index(later) && tc_rules_count(later);
}

void tc_rules_later_release(struct rule_work *later)
{
    tc_free(later->times);
    tc_free(later->start);
    tc_free(later->by_day);
    tc_free(later->by_pair);
    tc_free(later->label_start);
    tc_free(later->by_label);
    tc_free(later->cell_of);
    tc_free(later->cells);
}

bool tc_rules_later_tell(const struct rule_work *later, const struct rule_found *f,
                         tocsin_rule *out)
{
    int k = f->score.window;
    double chance = 0;
    if (f->mark[2] == RULE_NONE) {
        const struct rule_cell *c = tc_rules_cell(later, f);
        out->later_times = later->times[f->mark[0] / 2u];
        out->later_followed = c ? c->followed[k] : 0;
        if (c)
            chance = fmax(c->chance[0][k], c->chance[1][k]);
    } else {
        struct rule_tally t;
        if (!tc_rules_long_again(later, f, &t))
            return false;
        out->later_times = (uint32_t)t.times;
        out->later_followed = (uint32_t)t.followed[k];
        chance = fmax(t.chance[0][k], t.chance[1][k]);
    }
    if (out->later_times)
        out->later_base = chance / out->later_times;
    return true;
}

void tc_rules_later_sum(const struct rule_work *later, tocsin_rules *rules)
{
    tocsin_rules_later *out = &rules->later;
    double times = 0, followed = 0, said = 0, apart = 0, base = 0, first = 0;
    out->day = later->first;
    for (size_t i = 0; i < rules->count; i++) {
        const tocsin_rule *r = &rules->items[i];
        if (r->later_times < later->how.least)
            continue;
        double came = (double)r->later_followed / r->later_times;
        out->rules++;
        out->lifted += came > r->later_base;
        times += r->later_times;
        followed += r->later_followed;
        said += r->later_times * r->confidence;
        first += r->later_times * r->base;
        base += r->later_times * r->later_base;
        apart += r->later_times * fabs(came - r->confidence);
    }
    out->said = said / times;
    out->came = followed / times;
    out->learnt = said / first;
    out->lift = followed / base;
    out->apart = apart / times;
}
