/* study/rules_long.c: rules of two and three steps, within a pair and through a third.
 *
 * There are too many to count them all, so they are found by walks back from events
 * (TLogic, Liu et al. 2022): from one of X and Y to what passed between the two in the
 * weeks before, or from Y over one or two others to X. Those walked most, some of every
 * relation that follows, are then held against chance on a sample of their ifs. What
 * comes through others comes 1.2 to 2 times as often as by chance, 3 % against 2 %: it
 * takes samples of thousands to see it.
 *
 * A rule that was found because it came true must not be judged by the same events:
 * walks begin at events of one half of the actors (by a hash of X), samples are taken
 * from the other. Chance is that of any day, by pair; and within a pair that of the
 * last step alone, so that a longer rule must add to the shorter; through a third that
 * of the days around (60 to either side), which bursts raise as well.
 */
#include "study/rules_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WALKS = 120000,
    ROOM = 1 << 18, /* of candidates; a power of two */
    A_HEAD = 16,    /* candidates of one shape and relation that follows */
    A_SHAPE = 700,
    SAMPLE = 8000,
    GLANCE = 1000, /* samples after which what promises nothing is given up */
    ATTEMPTS = 40000,
    EARLY = 6000, /* attempts after which ifs that stood less than RARE are let be */
    RARE = 300,
    LOOKED_AT = 200, /* events back, of one party */
    AROUND = 60
};

/* marks of the steps, 10 bits each; shape above. */
struct candidate {
    uint64_t key; /* 0: empty */
    uint32_t count;
    /* how far count is above what its ifs and what follows have by themselves, in
     * roots of that */
    double beyond;
};

struct body {
    uint32_t x, y;
    uint32_t event; /* the last step's, in the stream */
    int32_t day;
};

struct sample {
    uint32_t x;
    double followed[RULE_WINDOWS], chance[2][RULE_WINDOWS];
};

static bool for_walks(uint32_t x)
{
    uint64_t state = x;
    return tc_chance_next(&state) & 1;
}

/* ---- walks ----------------------------------------------------------------------- */

struct walk {
    const struct rule_work *work;
    struct candidate *table;
    size_t count;
    uint64_t state;
};

static void count_walk(struct walk *k, unsigned shape, const uint16_t *marks, int n)
{
    uint64_t key = shape + 1;
    for (int i = 0; i < 4; i++)
        key = key << 10 | (i < n ? marks[i] : 0);
    key = key << 3 | (unsigned)n;
    uint64_t hash = key;
    size_t at = tc_chance_next(&hash) & (ROOM - 1);
    while (k->table[at].key && k->table[at].key != key)
        at = (at + 1) & (ROOM - 1);
    if (!k->table[at].key) {
        if (k->count >= ROOM / 2)
            return;
        k->count++;
        k->table[at].key = key;
    }
    k->table[at].count++;
}

/* The first event of a party on day or later. */
static size_t day_at(const struct rule_work *w, uint32_t party, int32_t day)
{
    size_t low = w->start[party], high = w->start[party + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->by_day[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* One event of party by chance, from day on and before end, with other, or (ANY) with
 * any but barred. */
#define ANY UINT32_MAX
static const struct rule_place *draw(struct walk *k, uint32_t party, int32_t from,
                                     int32_t end, uint32_t other, uint32_t barred)
{
    const struct rule_work *w = k->work;
    size_t low = day_at(w, party, from), high = day_at(w, party, end), seen = 0;
    const struct rule_place *out = NULL;
    if (other == ANY) {
        for (int tries = 0; tries < 4 && high > low; tries++) {
            size_t many = high - low < UINT32_MAX ? high - low : UINT32_MAX;
            out = &w->by_day[low + tc_chance_below(&k->state, (uint32_t)many)];
            if (out->other != barred)
                return out;
        }
        return NULL;
    }
    for (size_t i = high; i-- > low && high - i <= LOOKED_AT;)
        if (w->by_day[i].other == other &&
            !tc_chance_below(&k->state, (uint32_t)++seen))
            out = &w->by_day[i];
    return out;
}

/* What passed between the two before: two steps, or three. */
static void walk_pair(struct walk *k, uint32_t x, uint32_t y, int32_t day,
                      uint16_t head)
{
    uint16_t marks[4];
    const struct rule_place *last = draw(k, x, day - k->work->how.days, day, y, ANY);
    if (!last)
        return;
    const struct rule_place *one = draw(k, x, last->day - RULE_GAP, last->day, y, ANY);
    if (!one)
        return;
    marks[0] = one->mark;
    marks[1] = last->mark;
    marks[2] = head;
    count_walk(k, RULE_PAIR, marks, 3);
    const struct rule_place *zero = draw(k, x, one->day - RULE_GAP, one->day, y, ANY);
    if (!zero)
        return;
    marks[0] = zero->mark;
    marks[1] = one->mark;
    marks[2] = last->mark;
    marks[3] = head;
    count_walk(k, RULE_PAIR, marks, 4);
}

/* The mark as the other party sees it. */
static uint16_t turned(uint16_t mark)
{
    return mark ^ 1;
}

/* From Y over Z to X, or over V and Z. */
static void walk_third(struct walk *k, uint32_t x, uint32_t y, int32_t day,
                       uint16_t head)
{
    uint16_t marks[4];
    const struct rule_place *last = draw(k, y, day - k->work->how.days, day, ANY, x);
    if (!last)
        return;
    uint32_t v = last->other;
    const struct rule_place *first =
        draw(k, v, last->day - RULE_GAP, last->day + 1, x, ANY);
    if (first) {
        marks[0] = turned(first->mark); /* as X sees it */
        marks[1] = turned(last->mark);  /* as V sees it */
        marks[2] = head;
        count_walk(k, RULE_THIRD, marks, 3);
    }
    const struct rule_place *middle =
        draw(k, v, last->day - RULE_GAP, last->day + 1, ANY, y);
    if (!middle || middle->other == x)
        return;
    first = draw(k, middle->other, middle->day - RULE_GAP, middle->day + 1, x, ANY);
    if (!first)
        return;
    marks[0] = turned(first->mark);
    marks[1] = turned(middle->mark);
    marks[2] = turned(last->mark);
    marks[3] = head;
    count_walk(k, RULE_CHAIN, marks, 4);
}

static void walk_all(struct walk *k)
{
    const struct rule_work *w = k->work;
    const struct stream *s = w->stream;
    size_t count = s->count;
    while (count && s->day[count - 1] > w->last)
        count--;
    size_t stride = count / WALKS + 1;
    for (size_t i = 0; i < count; i += stride) {
        size_t span = count - i < stride ? count - i : stride;
        size_t at = i + tc_chance_below(&k->state, (uint32_t)span);
        uint16_t label = w->label[s->relation[at]];
        uint32_t x = s->actor[at], y = s->recipient[at];
        if (label == RULE_NONE || x == y || s->day[at] < w->first || !for_walks(x))
            continue;
        walk_pair(k, x, y, s->day[at], (uint16_t)(label * 2));
        walk_third(k, x, y, s->day[at], (uint16_t)(label * 2));
    }
}

/* ---- candidates ------------------------------------------------------------------ */

static int steps_of(uint64_t key)
{
    return (int)(key & 7);
}

static unsigned shape_of(uint64_t key)
{
    return (unsigned)(key >> 43) - 1;
}

static uint16_t mark_of(uint64_t key, int i)
{
    return (uint16_t)(key >> (33 - 10 * i) & 1023);
}

static uint16_t head_of(uint64_t key)
{
    return mark_of(key, steps_of(key) - 1);
}

/* What of the key is its shape and its ifs. */
static uint64_t ifs_of(uint64_t key)
{
    return key & ~((uint64_t)1023 << (33 - 10 * (steps_of(key) - 1)));
}

static uint64_t follows_of(uint64_t key)
{
    return (uint64_t)shape_of(key) << 16 | head_of(key);
}

static int by_ifs(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (ifs_of(a->key) != ifs_of(b->key))
        return ifs_of(a->key) < ifs_of(b->key) ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* By what follows; of one such the farthest beyond first. */
static int by_beyond(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (follows_of(a->key) != follows_of(b->key))
        return follows_of(a->key) < follows_of(b->key) ? -1 : 1;
    if (a->beyond > b->beyond || a->beyond < b->beyond)
        return a->beyond > b->beyond ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static int by_count(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (follows_of(a->key) != follows_of(b->key))
        return follows_of(a->key) < follows_of(b->key) ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static int by_shape(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (shape_of(a->key) != shape_of(b->key))
        return shape_of(a->key) < shape_of(b->key) ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Fills beyond from the counts of ifs and of what follows. */
static void set_beyond(struct candidate *table, size_t n)
{
    double all[RULE_SHAPES] = {0};
    size_t to;
    for (size_t i = 0; i < n; i++)
        all[shape_of(table[i].key)] += table[i].count;
    qsort(table, n, sizeof *table, by_ifs);
    for (size_t i = 0; i < n; i = to) {
        double sum = 0;
        for (to = i; to < n && ifs_of(table[to].key) == ifs_of(table[i].key); to++)
            sum += table[to].count;
        for (size_t k = i; k < to; k++)
            table[k].beyond = sum / all[shape_of(table[k].key)];
    }
    qsort(table, n, sizeof *table, by_count);
    for (size_t i = 0; i < n; i = to) {
        double sum = 0;
        for (to = i; to < n && follows_of(table[to].key) == follows_of(table[i].key);
             to++)
            sum += table[to].count;
        for (size_t k = i; k < to; k++) {
            double expected = table[k].beyond * sum;
            table[k].beyond = (table[k].count - expected) / sqrt(expected);
        }
    }
}

/* Moves the first A_HEAD of each that follows to the front of a table that is sorted
 * by that; how many. */
static size_t take_heads(struct candidate *table, size_t n)
{
    size_t kept = 0, run = 0;
    uint64_t last = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        uint64_t follows = follows_of(table[i].key);
        run = follows == last ? run + 1 : 1;
        last = follows;
        if (run > A_HEAD)
            continue;
        struct candidate held = table[kept];
        table[kept++] = table[i];
        table[i] = held;
    }
    return kept;
}

/* Packs those that are to be tried to the front of the table; how many: of each that
 * follows those walked most, and those farthest beyond what their parts have. The walks
 * are those of the other half, so that nothing is judged by what chose it. */
static size_t choose(struct candidate *table)
{
    size_t n = 0, kept = 0, run = 0;
    for (size_t i = 0; i < ROOM; i++)
        if (table[i].key)
            table[n++] = table[i];
    set_beyond(table, n);
    for (size_t i = 0; i < n; i++)
        if (table[i].count >= 3)
            table[kept++] = table[i];
    n = kept;
    kept = take_heads(table, n);
    if (n > kept) {
        qsort(table + kept, n - kept, sizeof *table, by_beyond);
        kept += take_heads(table + kept, n - kept);
    }
    qsort(table, kept, sizeof *table, by_shape);
    n = kept;
    kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool alike = kept && shape_of(table[i].key) == shape_of(table[kept - 1].key);
        run = alike ? run + 1 : 1;
        if (run <= A_SHAPE)
            table[kept++] = table[i];
    }
    return kept;
}

/* ---- ifs ------------------------------------------------------------------------- */

/* Of a party's events up to day, one by chance whose mark it is, not with barred. */
static const struct rule_place *back(const struct rule_work *w, uint32_t party,
                                     int32_t day, uint16_t mark, uint32_t barred,
                                     uint64_t *state)
{
    size_t high = day_at(w, party, day + 1), low = w->start[party], seen = 0;
    const struct rule_place *out = NULL;
    for (size_t i = high; i-- > low && high - i <= LOOKED_AT;) {
        const struct rule_place *p = &w->by_day[i];
        if (p->day < day - RULE_GAP)
            break;
        if (p->mark == mark && p->other != barred &&
            !tc_chance_below(state, (uint32_t)++seen))
            out = p;
    }
    return out;
}

/* Do the first steps stand before the last one, event? Fills who is X and Y. */
static bool ground(const struct rule_work *w, const struct rule_found *r, int body,
                   uint32_t event, uint64_t *state, struct body *out)
{
    const struct stream *s = w->stream;
    uint16_t last = r->mark[body - 1];
    uint32_t from = last & 1 ? s->recipient[event] : s->actor[event];
    uint32_t via = from; /* who X may not be through others */
    int32_t day = s->day[event];
    out->y = last & 1 ? s->actor[event] : s->recipient[event];
    out->x = from;
    out->event = event;
    out->day = day;
    for (int i = body - 2; i >= 0; i--) {
        const struct rule_place *p;
        if (r->shape == RULE_PAIR)
            p = tc_rules_latest(w, out->x, out->y, r->mark[i], day - RULE_GAP - 1,
                                day - 1);
        else
            p = back(w, from, day, turned(r->mark[i]), out->y, state);
        if (!p || (r->shape == RULE_CHAIN && p->other == via))
            return false;
        if (r->shape != RULE_PAIR)
            out->x = from = p->other;
        day = p->day;
    }
    return out->x != out->y;
}

/* The part of days within [from, to] that have one of a pair's events within window. */
static double near(const struct rule_place *list, size_t count, double from, double to,
                   int window)
{
    double covered = 0, last = from - 1;
    for (size_t i = 0; i < count && list[i].day - window <= to; i++) {
        double begin = list[i].day - window, end = list[i].day - 1;
        begin = begin < last + 1 ? last + 1 : begin;
        end = end > to ? to : end;
        if (end >= begin) {
            covered += end - begin + 1;
            last = end;
        }
    }
    return covered / (to - from + 1);
}

static void take(const struct rule_work *w, const struct rule_found *r, int body,
                 const struct body *b, struct sample *out)
{
    size_t count, from = 0;
    uint16_t head = r->mark[body];
    double first = w->first, last = w->first + w->days - 1;
    double low = b->day - AROUND, high = b->day + AROUND;
    const struct rule_place *list = tc_rules_group(w, b->x, b->y, head, &count);
    low = low < first ? first : low;
    high = high > last ? last : high;
    memset(out, 0, sizeof *out);
    out->x = b->x;
    while (from < count && list[from].day <= b->day)
        from++;
    for (int k = 0; k < w->windows; k++) {
        int window = tc_rule_windows[k];
        out->followed[k] = from < count && list[from].day <= b->day + window;
        out->chance[0][k] = near(list, count, first, last, window);
        if (r->shape == RULE_PAIR)
            out->chance[1][k] = tc_rules_confidence(w, r->mark[body - 1] & 1,
                                                    r->mark[body - 1] / 2, head / 2, k);
        else
            out->chance[1][k] = near(list, count, low, high, window);
    }
}

static int by_x(const void *left, const void *right)
{
    const struct sample *a = left, *b = right;
    return a->x < b->x ? -1 : a->x > b->x;
}

/* Adds the samples of one X. */
static void add_actor(const struct rule_work *w, const struct sample *list, size_t n,
                      struct rule_tally *out)
{
    for (int k = 0; k < w->windows; k++)
        for (int c = 0; c < 2; c++) {
            double more = 0;
            for (size_t i = 0; i < n; i++) {
                out->chance[c][k] += list[i].chance[c][k];
                more += list[i].followed[k] - list[i].chance[c][k];
            }
            out->squares[c][k] += more * more;
        }
    for (int k = 0; k < w->windows; k++)
        for (size_t i = 0; i < n; i++)
            out->followed[k] += list[i].followed[k];
}

/* Adds samples by X; of how many X a case was followed. */
static uint32_t tally(const struct rule_work *w, const struct sample *list, size_t n,
                      struct rule_tally *out)
{
    uint32_t actors = 0;
    for (size_t i = 0, to; i < n; i = to) {
        double followed = 0;
        for (to = i; to < n && list[to].x == list[i].x;)
            followed += list[to++].followed[w->windows - 1];
        actors += followed > 0;
        add_actor(w, list + i, to - i, out);
    }
    return actors;
}

/* A step of a list of n that comes to every place once. */
static size_t stride_of(size_t n, uint64_t *state)
{
    size_t stride = n > 2 ? n / 3 + tc_chance_below(state, (uint32_t)(n / 3 + 1)) : 1;
    for (;; stride++) {
        size_t a = n, b = stride;
        while (b) {
            size_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return stride;
    }
}

/* Do samples come more often than by chance at any window, by an error or more? Most
 * candidates do not; to give them up can make nothing pass, and takes a third of the
 * time. */
static bool promises(const struct rule_work *w, const struct sample *list, size_t n)
{
    for (int k = 0; k < w->windows; k++) {
        double followed = 0, chance[2] = {0, 0};
        for (size_t i = 0; i < n; i++) {
            followed += list[i].followed[k];
            chance[0] += list[i].chance[0][k];
            chance[1] += list[i].chance[1][k];
        }
        double most = chance[0] > chance[1] ? chance[0] : chance[1];
        if (followed > most + sqrt(most))
            return true;
    }
    return false;
}

static int body_of(const struct rule_found *r)
{
    int body = 1;
    while (body < 3 && r->mark[body + 1] != RULE_NONE)
        body++;
    return body;
}

/* Where a rule's ifs stand, in an order by chance: of those X that are not for walks,
 * or of all. How many. */
static size_t find_bodies(const struct rule_work *w, const struct rule_found *r,
                          uint64_t state, bool all, struct body *out)
{
    int body = body_of(r);
    size_t label = r->mark[body - 1] / 2u;
    size_t begin = w->label_start[label], n = w->label_start[label + 1] - begin;
    if (!n)
        return 0;
    size_t at = tc_chance_below(&state, (uint32_t)n), stride = stride_of(n, &state);
    size_t count = 0, most = n < ATTEMPTS ? n : ATTEMPTS;
    for (size_t i = 0; i < most && count < SAMPLE; i++) {
        at = (at + stride) % n;
        if (i == EARLY && count < RARE)
            break; /* so few tell nothing, and take longest */
        if (ground(w, r, body, w->by_label[begin + at], &state, &out[count]) &&
            (all || !for_walks(out[count].x)))
            count++;
    }
    return count;
}

struct samples {
    struct body bodies[SAMPLE];
    size_t count; /* of bodies */
    struct sample items[SAMPLE];
};

/* What followed at the bodies, sorted by X. glance: only if the first promise
 * something; false: they do not. */
static bool take_samples(const struct rule_work *w, const struct rule_found *r,
                         bool glance, struct samples *s)
{
    int body = body_of(r);
    for (size_t i = 0; i < s->count; i++) {
        take(w, r, body, &s->bodies[i], &s->items[i]);
        if (glance && i + 1 == GLANCE && !promises(w, s->items, GLANCE))
            return false;
    }
    if (s->count)
        qsort(s->items, s->count, sizeof *s->items, by_x);
    return true;
}

static void set_rule(uint64_t key, struct rule_found *out)
{
    int n = steps_of(key);
    memset(out, 0, sizeof *out);
    out->shape = (uint8_t)shape_of(key);
    for (int i = 0; i < 4; i++)
        out->mark[i] = i < n ? mark_of(key, i) : RULE_NONE;
    out->score.p = 1;
}

static void try_rule(const struct rule_work *w, struct samples *s,
                     struct rule_found *out)
{
    if (s->count < w->how.least || !take_samples(w, out, true, s))
        return;
    struct rule_tally t = {.times = (double)s->count};
    out->actors = tally(w, s->items, s->count, &t);
    out->times = (uint32_t)s->count;
    if (t.followed[w->windows - 1] < 3)
        return;
    out->score = tc_rules_score(w, &t);
    out->followed = (uint32_t)t.followed[out->score.window];
}

bool tc_rules_long_again(const struct rule_work *w, const struct rule_found *r,
                         struct rule_tally *out)
{
    struct samples *s = tc_alloc(sizeof *s);
    if (!s)
        return false;
    memset(out, 0, sizeof *out);
    s->count = find_bodies(w, r, w->how.seed, true, s->bodies);
    (void)take_samples(w, r, false, s);
    out->times = (double)s->count;
    (void)tally(w, s->items, s->count, out);
    tc_free(s);
    return true;
}

/* Candidates with the same ifs stand together and share where these stand: to find that
 * out takes most of the time. */
static bool try_all(struct rule_work *w, struct candidate *table, size_t count,
                    struct samples *s, struct rule_list *list)
{
    uint64_t ifs = UINT64_MAX;
    qsort(table, count, sizeof *table, by_ifs);
    for (size_t i = 0; i < count; i++) {
        struct rule_found found;
        set_rule(table[i].key, &found);
        if (ifs_of(table[i].key) != ifs) {
            ifs = ifs_of(table[i].key);
            s->count = find_bodies(w, &found, w->how.seed ^ ifs, false, s->bodies);
        }
        try_rule(w, s, &found);
        if (!(found.score.z > 0))
            continue;
        if (!tc_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                     (size_t)1 << 21))
            return false;
        list->items[list->count++] = found;
    }
    list->tried += count;
    return true;
}

bool tc_rules_long(struct rule_work *work, struct rule_list *list)
{
    struct walk walk = {.work = work, .state = work->how.seed};
    struct samples *samples = tc_alloc(sizeof *samples);
    walk.table = tc_alloc(ROOM * sizeof *walk.table);
    bool fine = walk.table && samples;
    if (fine) {
        memset(walk.table, 0, ROOM * sizeof *walk.table);
        walk_all(&walk);
        fine = try_all(work, walk.table, choose(walk.table), samples, list);
    }
    tc_free(walk.table);
    tc_free(samples);
    return fine;
}

size_t tc_rules_long_cases(const struct rule_work *w, const struct rule_found *r,
                           tocsin_moves_case *out, size_t most)
{
    int body = body_of(r);
    size_t label = r->mark[body - 1] / 2u, count = 0;
    uint64_t state = w->how.seed;
    for (size_t i = w->label_start[label + 1], tries = 0;
         i-- > w->label_start[label] && tries < (size_t)20 * ATTEMPTS && count < most;
         tries++) {
        struct body b;
        if (!ground(w, r, body, w->by_label[i], &state, &b))
            continue;
        const struct rule_place *p =
            tc_rules_seek(w, b.x, b.y, r->mark[body], b.day,
                          b.day + tc_rule_windows[r->score.window]);
        if (p)
            out[count++] =
                (tocsin_moves_case){w->stream->event[b.event],
                                    w->stream->event[p->event], b.day, p->day - b.day};
    }
    return count;
}
