/* study/rules_step.c: rules of one step, counted exactly.
 *
 * Every pair of parties is gone through once a side. For each relation of X to Y and
 * each that follows, the days from one to the next are merged: a pair of n events of r
 * relations costs n times r, whatever its history, so that a million events take
 * seconds. A day counts once; the answer must stand on a later day.
 *
 * Two chances are reckoned for each pair by itself: that of any day (a pair in which
 * the answer is common anyway teaches nothing), and that of the pair's acts dealt out
 * by chance over the days on which it acts (bursts, in which all follows all, teach
 * nothing either). What a rule has more than expected is summed by X.
 */
#include "study/rules_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One pair of parties: the days of each mark, each once. */
struct list {
    uint16_t mark;
    uint32_t from, count; /* in days */
    /* chances that one follows any day; an act, were the acts dealt out anew; another
     * of its own mark, were they */
    double any[RULE_WINDOWS], dealt[RULE_WINDOWS], again[RULE_WINDOWS];
};
struct pair {
    struct list *lists;
    size_t list_count, list_room;
    int32_t *days, *active; /* (day_count): by mark; all together, rising */
    size_t day_count, room, active_room;
    uint32_t *behind; /* (windows, day_count): how many acts have so many behind them */
    size_t behind_room;
    double *factorial; /* (factorial_count): logarithms */
    size_t factorial_count, factorial_room;
};

static void add_pend(struct rule_cell *cell, int windows)
{
    for (int c = 0; c < 2; c++)
        for (int k = 0; k < windows; k++) {
            cell->squares[c][k] += cell->pend[c][k] * cell->pend[c][k];
            cell->pend[c][k] = 0;
        }
    cell->actors += cell->pend_followed > 0;
    cell->pend_followed = 0;
}

static struct rule_cell *cell_at(struct rule_work *w, uint32_t key, uint32_t owner)
{
    if (!w->cell_of[key]) {
        if (!tc_grow(&w->cells, &w->cell_room, w->cell_count + 1, sizeof *w->cells,
                     (size_t)2 * RULE_LABELS * RULE_LABELS))
            return NULL;
        memset(&w->cells[w->cell_count], 0, sizeof *w->cells);
        w->cells[w->cell_count].key = key;
        w->cells[w->cell_count].owner = owner;
        w->cell_of[key] = (uint32_t)++w->cell_count;
    }
    struct rule_cell *cell = &w->cells[w->cell_of[key] - 1];
    if (cell->owner != owner) {
        add_pend(cell, w->windows);
        cell->owner = owner;
    }
    return cell;
}

/* counts[k]: how many of the days have one of list within window k. */
static void count_near(const struct rule_work *w, const int32_t *days, size_t count,
                       const int32_t *list, size_t size, uint32_t *counts)
{
    size_t at = 0;
    memset(counts, 0, RULE_WINDOWS * sizeof *counts);
    for (size_t i = 0; i < count; i++) {
        while (at < size && list[at] <= days[i])
            at++;
        if (at == size)
            return;
        for (int k = w->windows - 1; k >= 0 && list[at] - days[i] <= tc_rule_windows[k];
             k--)
            counts[k]++;
    }
}

/* How many acts have how many others behind them within each window. */
static bool count_behind(const struct rule_work *w, struct pair *p)
{
    size_t n = p->day_count;
    if (!tc_grow(&p->behind, &p->behind_room, n * (size_t)w->windows, sizeof *p->behind,
                 (size_t)1 << 34) ||
        !tc_grow(&p->factorial, &p->factorial_room, n + 1, sizeof *p->factorial,
                 (size_t)1 << 31))
        return false;
    for (; p->factorial_count <= n; p->factorial_count++)
        p->factorial[p->factorial_count] =
            p->factorial_count
                ? p->factorial[p->factorial_count - 1] + log((double)p->factorial_count)
                : 0;
    for (int k = 0; k < w->windows; k++) {
        uint32_t *to = p->behind + (size_t)k * n;
        size_t same = 0, end = 0; /* behind the same day, behind the window */
        memset(to, 0, n * sizeof *to);
        for (size_t i = 0; i < n; i++) {
            while (same < n && p->active[same] <= p->active[i])
                same++;
            while (end < n && p->active[end] - p->active[i] <= tc_rule_windows[k])
                end++;
            to[end - same]++;
        }
    }
    return true;
}

/* Of n acts dealt out over their days by chance, count of one mark: how likely has
 * another act one of them behind it within the window? Hypergeometric. */
static double dealt(const struct pair *p, const uint32_t *behind, uint32_t count)
{
    const double *f = p->factorial;
    size_t n = p->day_count;
    double missed = 0;
    for (size_t k = 0; k < n; k++)
        if (behind[k] && k + count <= n - 1)
            missed += behind[k] * exp(f[n - 1 - k] + f[n - 1 - count] -
                                      f[n - 1 - k - count] - f[n - 1]);
    return 1 - missed / (double)n;
}

static void set_chances(const struct rule_work *w, const struct pair *p, struct list *l)
{
    const int32_t *days = p->days + l->from;
    for (int k = 0; k < w->windows; k++) {
        const uint32_t *behind = p->behind + (size_t)k * p->day_count;
        double covered = 0;
        int32_t last = w->first - 1; /* days up to here are covered, or before all */
        for (uint32_t i = 0; i < l->count; i++) {
            int32_t from = days[i] - tc_rule_windows[k];
            from = from < last ? last : from;
            from = from < w->first ? w->first : from;
            covered += days[i] > from ? days[i] - from : 0;
            last = days[i];
        }
        l->any[k] = covered / w->days;
        l->dealt[k] = l->count < p->day_count ? dealt(p, behind, l->count) : 1;
        l->again[k] = dealt(p, behind, l->count - 1);
    }
}

static int by_number(const void *left, const void *right)
{
    int32_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return a < b ? -1 : a > b;
}

static bool fill_pair(struct pair *p, const struct rule_place *places, size_t count)
{
    if (!tc_grow(&p->days, &p->room, count, sizeof *p->days, (size_t)1 << 31) ||
        !tc_grow(&p->active, &p->active_room, count, sizeof *p->active,
                 (size_t)1 << 31))
        return false;
    p->list_count = p->day_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool fresh = !i || places[i].mark != places[i - 1].mark;
        if (!fresh && places[i].day == places[i - 1].day)
            continue;
        if (fresh) {
            if (!tc_grow(&p->lists, &p->list_room, p->list_count + 1, sizeof *p->lists,
                         (size_t)1 << 20))
                return false;
            p->lists[p->list_count++] =
                (struct list){.mark = places[i].mark, .from = (uint32_t)p->day_count};
        }
        p->days[p->day_count++] = places[i].day;
        p->lists[p->list_count - 1].count++;
    }
    memcpy(p->active, p->days, p->day_count * sizeof *p->days);
    qsort(p->active, p->day_count, sizeof *p->active, by_number);
    return true;
}

static bool follow(struct rule_work *w, uint32_t x, const struct pair *p,
                   const struct list *first, const struct list *then)
{
    uint32_t counts[RULE_WINDOWS];
    uint32_t answers = then->mark & 1;
    struct rule_cell *cell = cell_at(
        w, (answers * RULE_LABELS + first->mark / 2) * RULE_LABELS + then->mark / 2, x);
    if (!cell)
        return false;
    count_near(w, p->days + first->from, first->count, p->days + then->from,
               then->count, counts);
    for (int k = 0; k < w->windows; k++) {
        double any = first->count * then->any[k],
               active = first->count * (first == then ? then->again : then->dealt)[k];
        cell->followed[k] += counts[k];
        cell->chance[0][k] += any;
        cell->chance[1][k] += active;
        cell->pend[0][k] += counts[k] - any;
        cell->pend[1][k] += counts[k] - active;
    }
    cell->pend_followed += counts[w->windows - 1];
    return true;
}

/* All of one X with one other. */
static bool one_pair(struct rule_work *w, uint32_t x, struct pair *p,
                     const struct rule_place *places, size_t count)
{
    bool acts = false;
    for (size_t i = 0; i < count && !acts; i++)
        acts = !(places[i].mark & 1);
    if (!acts)
        return true;
    if (!fill_pair(p, places, count))
        return false;
    if (!count_behind(w, p))
        return false;
    for (size_t k = 0; k < p->list_count; k++) {
        if (!(p->lists[k].mark & 1))
            w->times[p->lists[k].mark / 2] += p->lists[k].count;
        if (p->day_count > 1)
            set_chances(w, p, &p->lists[k]);
    }
    for (size_t i = 0; i < p->list_count && p->day_count > 1; i++)
        for (size_t k = 0; k < p->list_count && !(p->lists[i].mark & 1); k++)
            if (!follow(w, x, p, &p->lists[i], &p->lists[k]))
                return false;
    return true;
}

bool tc_rules_count(struct rule_work *w)
{
    struct pair p = {0};
    bool fine = true;
    for (size_t x = 0; fine && x < w->stream->actors.count; x++) {
        size_t end = w->start[x + 1], to;
        for (size_t from = w->start[x]; fine && from < end; from = to) {
            for (to = from; to < end && w->by_pair[to].other == w->by_pair[from].other;)
                to++;
            fine = one_pair(w, (uint32_t)x, &p, w->by_pair + from, to - from);
        }
    }
    for (size_t i = 0; i < w->cell_count; i++)
        add_pend(&w->cells[i], w->windows);
    tc_free(p.lists);
    tc_free(p.days);
    tc_free(p.active);
    tc_free(p.behind);
    tc_free(p.factorial);
    return fine;
}

/* Held against chance are those of which chance alone makes one case or more: that is a
 * matter of how often a pair has each relation, whatever the order, so that what is not
 * tried need not be paid for. */
static bool is_tried(const struct rule_work *w, const struct rule_cell *c)
{
    uint32_t then = c->key % RULE_LABELS, first = c->key / RULE_LABELS % RULE_LABELS;
    return w->times[first] >= w->how.least && w->times[then] >= w->how.least &&
           c->chance[0][w->windows - 1] >= 1;
}

static bool score_cells(struct rule_work *w, struct rule_list *list)
{
    for (size_t i = 0; i < w->cell_count; i++) {
        const struct rule_cell *c = &w->cells[i];
        uint32_t then = c->key % RULE_LABELS,
                 first = c->key / RULE_LABELS % RULE_LABELS;
        uint16_t side = (uint16_t)(c->key / RULE_LABELS / RULE_LABELS);
        struct rule_tally t = {.times = w->times[first]};
        if (!is_tried(w, c))
            continue;
        list->tried++;
        for (int k = 0; k < w->windows; k++)
            t.followed[k] = c->followed[k];
        memcpy(t.chance, c->chance, sizeof t.chance);
        memcpy(t.squares, c->squares, sizeof t.squares);
        struct rule_found found = {
            .shape = RULE_PAIR,
            .mark = {(uint16_t)(first * 2), (uint16_t)(then * 2 + side), RULE_NONE,
                     RULE_NONE},
            .times = w->times[first],
            .actors = c->actors,
            .score = tc_rules_score(w, &t)
        };
        if (!(found.score.z > 0))
            continue;
        found.followed = c->followed[found.score.window];
        if (!tc_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                     (size_t)1 << 21))
            return false;
        list->items[list->count++] = found;
    }
    return true;
}

const struct rule_cell *tc_rules_cell(const struct rule_work *w,
                                      const struct rule_found *f)
{
    size_t key =
        ((size_t)(f->mark[1] & 1) * RULE_LABELS + f->mark[0] / 2u) * RULE_LABELS +
        f->mark[1] / 2u;
    return w->cell_of[key] ? &w->cells[w->cell_of[key] - 1] : NULL;
}

double tc_rules_confidence(const struct rule_work *w, bool answers, unsigned first,
                           unsigned then, int window)
{
    uint32_t cell =
        w->cell_of[((size_t)answers * RULE_LABELS + first) * RULE_LABELS + then];
    if (!cell || !w->times[first])
        return 0;
    return (double)w->cells[cell - 1].followed[window] / w->times[first];
}

bool tc_rules_short(struct rule_work *work, struct rule_list *list)
{
    return tc_rules_count(work) && score_cells(work, list);
}
