/* study/link_rules.c: the rules "of a pair, deed p d days ago, then deed q".
 *
 * Counted while the stream goes by: every question (asker, q, ?) is a trial of all
 * rules that end in q, for every partner of the asker and the last time of each deed p
 * with it; a hit where that partner is an answer. So a rule's confidence is the
 * probability of the very thing that is asked, and one that fires often for hubs
 * gets no more than it earns. Days fall into eight classes, and how often p was done
 * before into four.
 * As in TLogic (Liu et al. 2022) and CountTRuCoLa (Gastinger et al. 2025), where
 * such rules are mined beforehand; here there is nothing to mine: the table is full.
 */
#include "study/link.h"

#include <string.h>

tocsin_status tc_link_rules_init(struct link_rules *rules, size_t deeds,
                                 tocsin_error *error)
{
    rules->deeds = deeds;
    rules->of = tc_alloc(deeds * sizeof *rules->of);
    if (!rules->of)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
    memset(rules->of, 0, deeds * sizeof *rules->of);
    return TOCSIN_OK;
}

void tc_link_rules_release(struct link_rules *rules)
{
    for (size_t i = 0; rules->of && i < rules->deeds; i++)
        tc_free(rules->of[i]);
    tc_free(rules->of);
    memset(rules, 0, sizeof *rules);
}

static size_t size_of(const struct link_rules *rules)
{
    return rules->deeds * LINK_BINS * sizeof(struct link_rule);
}

void tc_link_rules_clear(struct link_rules *rules)
{
    for (size_t i = 0; i < rules->deeds; i++)
        if (rules->of[i])
            memset(rules->of[i], 0, size_of(rules));
}

bool tc_link_rules_open(struct link_rules *rules, uint32_t deed)
{
    if (rules->of[deed])
        return true;
    rules->of[deed] = tc_alloc(size_of(rules));
    if (!rules->of[deed])
        return false;
    memset(rules->of[deed], 0, size_of(rules));
    return true;
}
