/* study/rules.c: temporal rules: if X does this to Y, then within so many days X does
 * that to Y, or Y to X.
 *
 * Every pair of parties is gone through once a side. For each relation of X to Y and
 * each that follows, the days from one to the next are merged: a pair of n events of r
 * relations costs n times r, whatever its history, so that a million events take
 * seconds. A day counts once; the answer must stand on a later day.
 *
 * Two chances are reckoned for each pair by itself, and a rule must beat both: that of
 * any day (a pair in which the answer is common anyway teaches nothing), and that of
 * the pair's acts dealt out by chance over the days on which it acts (bursts, in which
 * all follows all, teach nothing either). What a rule has more than expected is summed
 * by X, and its error is the root of the squares of these sums: one busy actor makes no
 * rule (Liang and Zeger 1986). p is paid for the best of the windows, q is Benjamini
 * and Hochberg's over every pair of relations and every longer rule that was tried
 * (rules_long.c). The confidence and the support are those of association rules; the
 * longer shapes follow TLogic (Liu et al. 2022).
 */
#include "study/rules_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const int tc_rule_windows[RULE_WINDOWS] = {1, 3, 7, 14, 30, 90};

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
}

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
    for (size_t i = 0; i < s->count; i++)
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

static text label_name(struct rule_work *w, unsigned label)
{
    uint16_t relation = w->relation[label];
    int type = w->stream->kinds[relation].type;
    text name = w->stream->relations.items[relation];
    if (w->how.types && type >= 0)
        return tc_text(tocsin_type_name((tocsin_type)type));
    return name.size ? name
                     : tc_arena_format(w->arena, "relation %u", (unsigned)relation);
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
    return s->day[i] >= w->first && w->label[s->relation[i]] != RULE_NONE &&
           s->actor[i] != s->recipient[i];
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

/* ---- what is beyond chance ------------------------------------------------------- */

/* Days until half of what stands above chance within the last window has come. */
static double half_of(const struct rule_work *w, const double *followed,
                      const double *chance)
{
    double all = followed[w->windows - 1] - chance[w->windows - 1], before = 0;
    int from = 0;
    if (!(all > 0))
        return NAN;
    for (int k = 0; k < w->windows; k++) {
        double here = followed[k] - chance[k];
        if (here >= all / 2 && here > before)
            return from +
                   (tc_rule_windows[k] - from) * (all / 2 - before) / (here - before);
        before = here > 0 ? here : 0;
        from = tc_rule_windows[k];
    }
    return NAN;
}

/* How far a window's count is from the nearer chance. */
static double distance(const struct rule_tally *t, int window)
{
    double z = INFINITY;
    for (int c = 0; c < 2; c++) {
        double chance = t->chance[c][window], error = t->squares[c][window];
        error = error > chance ? error : chance;
        double one = error > 0 ? (t->followed[window] - chance) / sqrt(error) : 0;
        z = one < z ? one : z;
    }
    return z;
}

/* The window is the one that stands out most against the larger chance's own error: the
 * root of the squares grows with the rule itself and does not tell windows apart. */
struct rule_score tc_rules_score(const struct rule_work *w, const struct rule_tally *t)
{
    struct rule_score best = {.p = 1, .half = NAN};
    double most = -INFINITY;
    int hardest = 0;
    for (int k = 0; k < w->windows; k++) {
        int hard = t->chance[1][k] > t->chance[0][k];
        double chance = t->chance[hard][k];
        double one = chance > 0 ? (t->followed[k] - chance) / sqrt(chance) : 0;
        if (one > most) {
            most = one;
            best.window = k;
            hardest = hard;
        }
    }
    best.z = distance(t, best.window);
    best.base = t->chance[hardest][best.window] / t->times;
    best.half = half_of(w, t->followed, t->chance[hardest]);
    double p = tc_chance_normal(best.z) * w->windows;
    best.p = p < 1 ? p : 1;
    return best;
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

/* ---- one step -------------------------------------------------------------------- */

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

static bool one_step(struct rule_work *w)
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

/* ---- what is told ---------------------------------------------------------------- */

struct rules {
    tocsin_rules public; /* first: the handle is this */
    struct arena arena;
};

static int step_count(const struct rule_found *f)
{
    int n = 0;
    while (n < 4 && f->mark[n] != RULE_NONE)
        n++;
    return n;
}

/* Between whom step i of n is, by shape: X 0, Y 1, Z 2, V 3. */
static void set_parties(const struct rule_found *f, int i, int n,
                        tocsin_rule_step *step)
{
    static const int third[2][2] = {
        {0, 2},
        {2, 1}
    };
    static const int chain[3][2] = {
        {0, 2},
        {2, 3},
        {3, 1}
    };
    int from = 0, to = 1;
    if (i < n - 1 && f->shape == RULE_THIRD) {
        from = third[i][0];
        to = third[i][1];
    } else if (i < n - 1 && f->shape == RULE_CHAIN) {
        from = chain[i][0];
        to = chain[i][1];
    }
    bool turned = f->mark[i] & 1;
    step->from = turned ? to : from;
    step->to = turned ? from : to;
}

/* Cases of a rule of one step, the last ones first. */
static size_t short_cases(const struct rule_work *w, const struct rule_found *f,
                          tocsin_moves_case *out)
{
    const struct stream *s = w->stream;
    size_t count = 0, label = f->mark[0] / 2u;
    size_t begin = w->label_start[label], end = w->label_start[label + 1];
    for (size_t i = end; i-- > begin && count < RULE_CASES;) {
        uint32_t e = w->by_label[i];
        int32_t day = s->day[e];
        const struct rule_place *p =
            tc_rules_seek(w, s->actor[e], s->recipient[e], f->mark[1], day,
                          day + tc_rule_windows[f->score.window]);
        if (p)
            out[count++] =
                (tocsin_moves_case){s->event[e], s->event[p->event], day, p->day - day};
    }
    return count;
}

static bool tell(struct rule_work *w, const struct rule_found *f, double q,
                 tocsin_rule *out)
{
    tocsin_moves_case *cases =
        tc_arena_alloc(w->arena, RULE_CASES * sizeof(tocsin_moves_case));
    if (!cases)
        return false;
    *out = (tocsin_rule){.step_count = step_count(f),
                         .days = tc_rule_windows[f->score.window],
                         .times = f->times,
                         .followed = f->followed,
                         .actors = f->actors,
                         .confidence = (double)f->followed / f->times,
                         .base = f->score.base,
                         .half = f->score.half,
                         .p = f->score.p,
                         .q = q,
                         .cases = cases};
    out->sampled = out->step_count > 2;
    out->lift = out->confidence / out->base;
    for (int i = 0; i < out->step_count; i++) {
        out->steps[i].relation = label_name(w, f->mark[i] / 2u);
        set_parties(f, i, out->step_count, &out->steps[i]);
    }
    out->case_count = out->sampled ? tc_rules_long_cases(w, f, cases, RULE_CASES)
                                   : short_cases(w, f, cases);
    return true;
}

static int surer(const void *left, const void *right)
{
    const struct rule_found *a = left, *b = right;
    if (a->score.z != b->score.z)
        return a->score.z > b->score.z ? -1 : 1;
    return memcmp(a->mark, b->mark, sizeof a->mark);
}

static bool choose(struct rule_work *w, struct rule_list *list, tocsin_rules *out)
{
    size_t n = list->count;
    double *p = tc_alloc(n * sizeof *p), *q = tc_alloc(n * sizeof *q);
    size_t *order = tc_alloc(n * sizeof *order);
    size_t room = n < w->how.most ? n : w->how.most;
    tocsin_rule *rules = tc_arena_alloc(w->arena, room * sizeof *rules + 1);
    bool fine = p && q && order && rules;
    if (fine) {
        if (n)
            qsort(list->items, n, sizeof *list->items, surer);
        for (size_t i = 0; i < n; i++)
            p[i] = list->items[i].score.p;
        tc_chance_discoveries(p, n, list->tried, order, q);
    }
    for (size_t i = 0; fine && i < n; i++) {
        if (q[i] > w->how.rate)
            continue;
        if (out->found++ < room)
            fine = tell(w, &list->items[i], q[i], &rules[out->count++]);
    }
    out->items = rules;
    out->tried = list->tried;
    tc_free(p);
    tc_free(q);
    tc_free(order);
    return fine;
}

static bool learn(struct rule_work *w, tocsin_rules *out)
{
    struct rule_list list = {0};
    size_t room = (size_t)2 * RULE_LABELS * RULE_LABELS;
    w->cell_of = tc_alloc(room * sizeof *w->cell_of);
    bool fine = w->cell_of && choose_labels(w) && index_parties(w) && index_labels(w);
    if (fine) {
        memset(w->cell_of, 0, room * sizeof *w->cell_of);
        fine = one_step(w) && score_cells(w, &list) && tc_rules_long(w, &list) &&
               choose(w, &list, out);
    }
    out->events = w->stream->count;
    out->relations = w->labels;
    out->left_out = w->left_out;
    tc_free(list.items);
    tc_free(w->label);
    tc_free(w->relation);
    tc_free(w->times);
    tc_free(w->start);
    tc_free(w->by_day);
    tc_free(w->by_pair);
    tc_free(w->label_start);
    tc_free(w->by_label);
    tc_free(w->cell_of);
    tc_free(w->cells);
    return fine;
}

static tocsin_status set_options(const struct stream *stream,
                                 const tocsin_moves_options *how, struct rule_work *w,
                                 tocsin_error *error)
{
    if (!stream->count)
        return tc_fail(error, TOCSIN_EMPTY, "", 0, -1, "there are no events");
    if (how)
        w->how = *how;
    w->how.days = w->how.days ? w->how.days : 30;
    w->how.least = w->how.least ? w->how.least : 10;
    w->how.most = w->how.most ? w->how.most : 100;
    w->how.rate = w->how.rate > 0 ? w->how.rate : 0.1;
    w->how.seed = w->how.seed ? w->how.seed : 1;
    if (w->how.days < 1 || w->how.days > 90)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "answers are looked for 1 to 90 days on");
    while (w->windows < RULE_WINDOWS && tc_rule_windows[w->windows] <= w->how.days)
        w->windows++;
    int32_t most = stream->day[stream->count / 50],
            last = stream->day[stream->count - 1];
    w->first = stream->day[0];
    w->days = (double)last - w->first + 1;
    if (w->days > 400 && ((double)most - w->first) * 10 > w->days) {
        w->first = most; /* one mention of 1948 is no day on which nothing happened */
        w->days = (double)last - most + 1;
    }
    return TOCSIN_OK;
}

tocsin_status tc_rules_find(const struct stream *stream,
                            const tocsin_moves_options *how, tocsin_rules **out,
                            tocsin_error *error)
{
    struct rule_work work = {.stream = stream};
    *out = NULL;
    tocsin_status status = set_options(stream, how, &work, error);
    if (status)
        return status;
    struct rules *rules = tc_alloc(sizeof *rules);
    if (!rules)
        return no_memory(error);
    memset(rules, 0, sizeof *rules);
    tc_arena_init(&rules->arena, 0);
    work.arena = &rules->arena;
    if (!learn(&work, &rules->public)) {
        tc_rules_free(&rules->public);
        return no_memory(error);
    }
    *out = &rules->public;
    return TOCSIN_OK;
}

void tc_rules_free(tocsin_rules *public)
{
    struct rules *rules = (struct rules *)public;
    if (!rules)
        return;
    tc_arena_release(&rules->arena);
    tc_free(rules);
}
