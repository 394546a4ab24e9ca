/* study/rules_index.c: a stream's events laid out so that rules can be counted: the
 * relations that are common enough, numbered; the events of each party by day, and by
 * the other party, the relation and the day; and the events of each relation.
 *
 * Each event stands twice in the lists by party, as its actor and as its recipient sees
 * it, 16 bytes each: 64 bytes an event with the list of relations. What passed between
 * two parties is then found by two binary searches.
 */
#include "study/rules_inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- relations ------------------------------------------------------------------- */

struct common {
    uint32_t times, relation;
};

static int commoner(const void *left, const void *right)
{
    const struct common *a = left, *b = right;
    if (a->times != b->times)
        return a->times > b->times ? -1 : 1;
    return a->relation < b->relation ? -1 : a->relation > b->relation;
}

/* The relation under which r is counted: itself, or the first of its type. */
static uint32_t kind_of(const struct rule_work *w, const uint32_t *first_of_type,
                        size_t r)
{
    int type = w->stream->kinds[r].type;
    return w->how.types && type >= 0 ? first_of_type[type] : (uint32_t)r;
}

static void count_relations(const struct rule_work *w, const uint32_t *first_of_type,
                            struct common *list)
{
    const struct stream *s = w->stream;
    for (size_t r = 0; r < s->relations.count; r++)
        list[r] = (struct common){0, (uint32_t)r};
    for (size_t i = 0; i < s->count && s->day[i] <= w->last; i++)
        list[kind_of(w, first_of_type, s->relation[i])].times++;
    qsort(list, s->relations.count, sizeof *list, commoner);
}

/* Numbers the relations that stand often enough, the commonest RULE_LABELS. */
static bool choose_labels(struct rule_work *w)
{
    size_t relations = w->stream->relations.count;
    uint32_t first_of_type[TOCSIN_TYPE_COUNT] = {0};
    struct common *list = tc_alloc(relations * sizeof *list);
    w->label = tc_alloc(relations * sizeof *w->label);
    w->relation = tc_alloc(RULE_LABELS * sizeof *w->relation);
    if (!list || !w->label || !w->relation) {
        tc_free(list);
        return false;
    }
    for (size_t r = relations; r-- > 0;) {
        w->label[r] = RULE_NONE;
        if (w->stream->kinds[r].type >= 0)
            first_of_type[w->stream->kinds[r].type] = (uint32_t)r;
    }
    count_relations(w, first_of_type, list);
    for (size_t r = 0; r < relations; r++) {
        if (r < RULE_LABELS && list[r].times >= w->how.least) {
            w->label[list[r].relation] = (uint16_t)w->labels;
            w->relation[w->labels++] = (uint16_t)list[r].relation;
        } else {
            w->left_out += list[r].times;
        }
    }
    for (size_t r = 0; r < relations; r++)
        w->label[r] = w->label[kind_of(w, first_of_type, r)];
    tc_free(list);
    return true;
}

/* ---- events by party ------------------------------------------------------------- */

static int by_pair(const void *left, const void *right)
{
    const struct rule_place *a = left, *b = right;
    if (a->other != b->other)
        return a->other < b->other ? -1 : 1;
    if (a->mark != b->mark)
        return a->mark < b->mark ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

static bool taken(const struct rule_work *w, size_t i)
{
    const struct stream *s = w->stream;
    return s->day[i] >= w->first && s->day[i] <= w->last &&
           w->label[s->relation[i]] != RULE_NONE && s->actor[i] != s->recipient[i];
}

static void place(struct rule_work *w, size_t *at, size_t i)
{
    const struct stream *s = w->stream;
    uint16_t mark = (uint16_t)(w->label[s->relation[i]] * 2);
    uint32_t a = s->actor[i], b = s->recipient[i], event = (uint32_t)i;
    w->by_day[at[a]++] = (struct rule_place){b, event, s->day[i], mark};
    w->by_day[at[b]++] = (struct rule_place){a, event, s->day[i], (uint16_t)(mark + 1)};
}

static bool index_parties(struct rule_work *w)
{
    const struct stream *s = w->stream;
    size_t actors = s->actors.count;
    w->start = tc_alloc((actors + 1) * sizeof *w->start);
    size_t *at = tc_alloc((actors + 1) * sizeof *at);
    if (!w->start || !at) {
        tc_free(at);
        return false;
    }
    memset(w->start, 0, (actors + 1) * sizeof *w->start);
    for (size_t i = 0; i < s->count; i++)
        if (taken(w, i)) {
            w->start[s->actor[i] + 1]++;
            w->start[s->recipient[i] + 1]++;
        }
    for (size_t a = 0; a < actors; a++)
        w->start[a + 1] += w->start[a];
    memcpy(at, w->start, (actors + 1) * sizeof *at);
    size_t total = w->start[actors];
    w->by_day = tc_alloc(total * sizeof *w->by_day);
    w->by_pair = tc_alloc(total * sizeof *w->by_pair);
    if (w->by_day && w->by_pair) {
        for (size_t i = 0; i < s->count; i++)
            if (taken(w, i))
                place(w, at, i);
        memcpy(w->by_pair, w->by_day, total * sizeof *w->by_pair);
        for (size_t a = 0; a < actors; a++)
            qsort(w->by_pair + w->start[a], w->start[a + 1] - w->start[a],
                  sizeof *w->by_pair, by_pair);
    }
    tc_free(at);
    return w->by_day && w->by_pair;
}

static bool index_labels(struct rule_work *w)
{
    const struct stream *s = w->stream;
    size_t room = w->labels + 2;
    w->label_start = tc_alloc(room * sizeof *w->label_start);
    w->by_label = tc_alloc(s->count * sizeof *w->by_label);
    w->times = tc_alloc(room * sizeof *w->times);
    if (!w->label_start || !w->by_label || !w->times)
        return false;
    memset(w->label_start, 0, room * sizeof *w->label_start);
    memset(w->times, 0, room * sizeof *w->times);
    for (size_t i = 0; i < s->count; i++)
        if (taken(w, i))
            w->label_start[w->label[s->relation[i]] + 2]++;
    for (size_t l = 2; l < room; l++)
        w->label_start[l] += w->label_start[l - 1];
    for (size_t i = 0; i < s->count; i++)
        if (taken(w, i))
            w->by_label[w->label_start[w->label[s->relation[i]] + 1]++] = (uint32_t)i;
    return true;
}

/* The first place in a party's list that is not before key. */
static size_t lower(const struct rule_work *w, uint32_t party,
                    const struct rule_place *key)
{
    size_t low = w->start[party], high = w->start[party + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_pair(&w->by_pair[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct rule_place *tc_rules_seek(const struct rule_work *w, uint32_t party,
                                       uint32_t other, uint16_t mark, int32_t after,
                                       int32_t until)
{
    struct rule_place key = {other, 0, after + 1, mark};
    size_t at = lower(w, party, &key);
    const struct rule_place *p = &w->by_pair[at];
    return at < w->start[party + 1] && p->other == other && p->mark == mark &&
                   p->day <= until
               ? p
               : NULL;
}

const struct rule_place *tc_rules_latest(const struct rule_work *w, uint32_t party,
                                         uint32_t other, uint16_t mark, int32_t after,
                                         int32_t until)
{
    struct rule_place key = {other, 0, until + 1, mark};
    size_t at = lower(w, party, &key);
    if (at == w->start[party])
        return NULL;
    const struct rule_place *p = &w->by_pair[at - 1];
    return p->other == other && p->mark == mark && p->day > after ? p : NULL;
}

const struct rule_place *tc_rules_group(const struct rule_work *w, uint32_t party,
                                        uint32_t other, uint16_t mark, size_t *count)
{
    struct rule_place key = {other, 0, INT32_MIN, mark};
    size_t from = lower(w, party, &key);
    key.mark++;
    *count = lower(w, party, &key) - from;
    return w->by_pair + from;
}

bool tc_rules_index(struct rule_work *w)
{
    return (w->label || choose_labels(w)) && index_parties(w) && index_labels(w);
}
