/* study/moves_exchange.c: the exchanges of two actors: what the one does when the other
 * has done something, third parties among them.
 *
 * A pattern is a first act, an answer, and within how many days it comes. Days are
 * counted, not reports: a first act stands once a day, and it is answered or it is not.
 * The answer must stand on a later day, because of one day nobody knows the order (and
 * of those pairs many are one happening that was coded twice); the same day is counted
 * apart. Chance is the part of all days that are followed so. First acts come in
 * bursts whose windows overlap, so that a binomial is too sure of itself: its n is
 * divided by how much more the count varies than a binomial when the first acts are
 * turned against the answers by so many days, around the end (the circular shifts of
 * Lotwick and Silverman 1982), which keeps the bursts of both. The best of nine windows
 * is taken and paid for (Bonferroni); over patterns the false discovery rate is held
 * (Benjamini and Hochberg 1995), where tried is every pair of acts that stand on enough
 * days, whatever came of it.
 */
#include "study/moves_inside.h"

#include <math.h>
#include <string.h>

enum { SHIFTS = 99, WINDOWS = 9, MOST_CASES = 1000, NONE = UINT16_MAX };
/* At most so many kinds of acts are held against each other: the commonest. */
enum { MOST_KINDS = 300 };
static const int windows[WINDOWS] = {1, 2, 3, 5, 7, 9, 14, 21, 30};

/* First and answer, by between whom. */
static const struct order {
    uint8_t first, answer;
    char parties[5];
} orders[] = {
    {AB, BA, "ABBA"},
    {BA, AB, "BAAB"},
    {AB, AB, "ABAB"},
    {BA, BA, "BABA"},
    {AC, BA, "ACBA"},
    {BC, AB, "BCAB"},
    {CA, BA, "CABA"},
    {CB, AB, "CBAB"},
    {AB, BC, "ABBC"},
    {BA, AC, "BAAC"},
    {AB, CA, "ABCA"},
    {BA, CB, "BACB"},
    {CB, BA, "CBBA"},
    {CA, AB, "CAAB"},
};
enum { ORDERS = sizeof orders / sizeof *orders };

/* One kind of act: its days, rising, and one event of each. */
struct acts {
    uint32_t key;          /* between << 16 | label */
    uint32_t first, count; /* in the list of all */
};

struct day_event {
    uint32_t key;
    int32_t day;
    uint32_t event;
};

struct found {
    uint32_t first, answer; /* of acts */
    uint8_t order;
    int days;
    uint32_t answered;
    double base, p;
};

struct exchanges {
    struct moves *moves;
    struct day_event *list; /* (list_count), by key and day, each day once */
    size_t list_count;
    struct acts *acts;
    size_t act_count, act_room;
    uint16_t *next;   /* (days): days from here to the next answer, NONE: none */
    uint16_t *shifts; /* (SHIFTS) */
    struct found *found;
    size_t found_count, found_room, tried;
    uint32_t least; /* days of an act that is held against others */
    int windows;    /* that are not longer than asked for */
};

/* ---- acts by kind ---------------------------------------------------------------- */

static bool before(const struct day_event *a, const struct day_event *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return a->day != b->day ? a->day < b->day : a->event < b->event;
}

/* Heap sort: the same on every machine, and never slow. */
static void sift(struct day_event *list, size_t from, size_t n)
{
    for (size_t child; (child = from * 2 + 1) < n; from = child) {
        if (child + 1 < n && before(&list[child], &list[child + 1]))
            child++;
        if (!before(&list[from], &list[child]))
            return;
        struct day_event held = list[from];
        list[from] = list[child];
        list[child] = held;
    }
}

static void sort(struct day_event *list, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(list, i, n);
    for (size_t end = n; end > 1; end--) {
        struct day_event held = list[0];
        list[0] = list[end - 1];
        list[end - 1] = held;
        sift(list, 0, end - 1);
    }
}

static bool list_acts(struct exchanges *x)
{
    const struct moves *m = x->moves;
    x->list = tc_alloc(m->near_count * sizeof *x->list);
    if (!x->list)
        return false;
    for (size_t i = 0; i < m->near_count; i++) {
        const struct near_event *e = &m->near[i];
        x->list[i] =
            (struct day_event){(uint32_t)e->between << 16 | e->label, e->day, e->event};
    }
    sort(x->list, m->near_count);
    for (size_t i = 0; i < m->near_count; i++) {
        struct day_event e = x->list[i];
        size_t n = x->list_count;
        if (n && x->list[n - 1].key == e.key && x->list[n - 1].day == e.day)
            continue;
        if (!n || x->list[n - 1].key != e.key) {
            if (!tc_grow(&x->acts, &x->act_room, x->act_count + 1, sizeof *x->acts,
                         (size_t)1 << 20))
                return false;
            x->acts[x->act_count++] = (struct acts){e.key, (uint32_t)n, 0};
        }
        x->list[x->list_count++] = e;
        x->acts[x->act_count - 1].count++;
    }
    return true;
}

/* ---- one pattern ----------------------------------------------------------------- */

static void fill_next(struct exchanges *x, const struct acts *answer)
{
    int days = x->moves->days, at = 0;
    const struct day_event *list = x->list + answer->first;
    for (uint32_t i = 0; i < answer->count; i++)
        for (; at < list[i].day; at++)
            x->next[at] = (uint16_t)(list[i].day - at < NONE ? list[i].day - at : NONE);
    for (; at < days; at++)
        x->next[at] = NONE;
}

/* counts[w]: how many first acts, turned by shift days, are answered in window w. */
static void count_answered(const struct exchanges *x, const struct acts *first,
                           uint32_t shift, uint32_t counts[WINDOWS])
{
    uint32_t days = (uint32_t)x->moves->days, by_days[32] = {0};
    const struct day_event *list = x->list + first->first;
    for (uint32_t i = 0; i < first->count; i++) {
        uint32_t at = (uint32_t)list[i].day + shift;
        uint16_t gap = x->next[at < days ? at : at - days];
        by_days[gap < 31 ? gap : 31]++;
    }
    uint32_t sum = 0;
    int d = 1;
    for (int w = 0; w < WINDOWS; w++) {
        for (; d <= windows[w]; d++)
            sum += by_days[d];
        counts[w] = sum;
    }
}

static void chances(const struct exchanges *x, double base[WINDOWS])
{
    int w, days = x->moves->days;
    uint32_t counts[WINDOWS] = {0};
    for (int t = 0; t < days; t++)
        for (w = WINDOWS - 1; w >= 0 && x->next[t] <= windows[w]; w--)
            counts[w]++;
    for (w = 0; w < WINDOWS; w++)
        base[w] = (double)counts[w] / days;
}

/* How much the count varies beyond a binomial, by window; at least 1. */
static void excess(const struct exchanges *x, const struct acts *first,
                   const double base[WINDOWS], double out[WINDOWS])
{
    double squares[WINDOWS] = {0};
    for (int s = 0; s < SHIFTS; s++) {
        uint32_t counts[WINDOWS];
        count_answered(x, first, x->shifts[s], counts);
        for (int w = 0; w < WINDOWS; w++) {
            double off = counts[w] - first->count * base[w];
            squares[w] += off * off / SHIFTS;
        }
    }
    for (int w = 0; w < WINDOWS; w++) {
        double plain = first->count * base[w] * (1 - base[w]);
        out[w] = plain > 0 && squares[w] > plain ? squares[w] / plain : 1;
    }
}

/* The best window, where the count varies so much more than a binomial. */
static void best_window(const struct exchanges *x, const uint32_t counts[WINDOWS],
                        const double base[WINDOWS], const double more[WINDOWS],
                        struct found *out)
{
    double n = x->acts[out->first].count;
    out->p = 1;
    out->days = 0;
    for (int w = 0; w < x->windows; w++) {
        if (counts[w] < 2 || counts[w] <= n * base[w])
            continue;
        double p = tc_chance_binomial(counts[w] / more[w], n / more[w], base[w]);
        p = p * x->windows < 1 ? p * x->windows : 1;
        if (p < out->p || !out->days) {
            out->p = p;
            out->days = windows[w];
            out->base = base[w];
            out->answered = counts[w];
        }
    }
}

static bool try_pattern(struct exchanges *x, size_t order, size_t a, size_t b,
                        const double base[WINDOWS])
{
    uint32_t counts[WINDOWS];
    double more[WINDOWS];
    struct found best = {(uint32_t)a, (uint32_t)b, (uint8_t)order, 0, 0, 0, 1};
    x->tried++;
    for (int w = 0; w < WINDOWS; w++)
        more[w] = 1;
    count_answered(x, &x->acts[a], 0, counts);
    best_window(x, counts, base, more, &best);
    if (best.days && best.p < 0.2) { /* what varies more only makes it larger */
        excess(x, &x->acts[a], base, more);
        best_window(x, counts, base, more, &best);
    }
    if (!best.days)
        return true;
    if (!tc_grow(&x->found, &x->found_room, x->found_count + 1, sizeof *x->found,
                 (size_t)1 << 22))
        return false;
    x->found[x->found_count++] = best;
    return true;
}

static bool try_answer(struct exchanges *x, size_t b)
{
    const struct acts *answer = &x->acts[b];
    double base[WINDOWS];
    if (answer->count < x->least)
        return true;
    fill_next(x, answer);
    chances(x, base);
    for (size_t order = 0; order < ORDERS; order++) {
        if (orders[order].answer != answer->key >> 16)
            continue;
        for (size_t a = 0; a < x->act_count; a++)
            if (x->acts[a].key >> 16 == orders[order].first &&
                x->acts[a].count >= x->least && !try_pattern(x, order, a, b, base))
                return false;
    }
    return true;
}

/* ---- those that are told --------------------------------------------------------- */

/* Answers and same days of one first act; true: it is answered. */
static bool match(const struct day_event *answers, uint32_t count, int32_t day,
                  int within, tocsin_moves_exchange *out, tocsin_moves_case *to)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (answers[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    bool same = low && answers[low - 1].day == day;
    uint32_t earlier = low - (same ? 1 : 0);
    out->same_day += same;
    out->before += earlier && answers[earlier - 1].day >= day - within;
    if (low == count || answers[low].day > day + within)
        return false;
    to->answer = answers[low].event;
    to->day = day;
    to->days = answers[low].day - day;
    return true;
}

static tocsin_status tell(struct exchanges *x, const struct found *f, double q,
                          tocsin_moves_exchange *out, tocsin_error *error)
{
    struct moves *m = x->moves;
    const struct acts *first = &x->acts[f->first], *answer = &x->acts[f->answer];
    uint32_t n = f->answered < MOST_CASES ? f->answered : MOST_CASES;
    tocsin_moves_case *cases = tc_arena_alloc(&m->arena, n * sizeof *cases + 1);
    if (!cases)
        return tc_moves_memory(error);
    *out = (tocsin_moves_exchange){
        .first = tc_moves_label(m->stream, first->key & 0xffff),
        .answer = tc_moves_label(m->stream, answer->key & 0xffff),
        .days = f->days,
        .times = first->count,
        .answered = f->answered,
        .p = f->p,
        .q = q};
    memcpy(out->parties, orders[f->order].parties, sizeof out->parties);
    for (uint32_t i = 0; i < first->count; i++) {
        const struct day_event *e = &x->list[first->first + i];
        tocsin_moves_case one = {.first = e->event};
        if (match(x->list + answer->first, answer->count, e->day, f->days, out, &one)) {
            one.day += m->public.first;
            cases[out->case_count++ % n] = one;
        }
    }
    if (f->first == f->answer)
        out->same_day = 0;
    out->base = f->base;
    out->before /= first->count;
    out->lift = (double)f->answered / first->count / out->base;
    out->cases = cases;
    out->case_count = n;
    return TOCSIN_OK;
}

/* How much a pattern tells: what comes often and far beyond its base rate first; what
 * one side only goes on doing tells a quarter. */
static double telling(const struct exchanges *x, const struct found *f)
{
    double more = log(f->answered / (x->acts[f->first].count * f->base));
    bool same_side = orders[f->order].first == orders[f->order].answer;
    return f->answered * more * (same_side ? 0.25 : 1);
}

static tocsin_status choose(struct exchanges *x, tocsin_error *error)
{
    struct moves *m = x->moves;
    size_t n = x->found_count, listed = 0;
    double *p = tc_alloc(n * sizeof *p), *q = tc_alloc(n * sizeof *q);
    size_t *order = tc_alloc(n * sizeof *order);
    tocsin_moves_exchange *out =
        tc_arena_alloc(&m->arena, m->how.most * sizeof *out + 1);
    tocsin_status status = TOCSIN_OK;
    if (!p || !q || !order || !out)
        status = tc_moves_memory(error);
    for (size_t i = 0; !status && i < n; i++)
        p[i] = x->found[i].p;
    if (!status)
        tc_chance_discoveries(p, n, x->tried, order, q);
    for (size_t i = 0; !status && i < n; i++)
        m->public.exchange_found += q[i] <= m->how.rate;
    while (!status && listed < m->how.most) {
        size_t best = n;
        for (size_t i = 0; i < n; i++)
            if (q[i] <= m->how.rate &&
                (best == n || telling(x, &x->found[i]) > telling(x, &x->found[best])))
                best = i;
        if (best == n)
            break;
        status = tell(x, &x->found[best], q[best], &out[listed++], error);
        q[best] = 2;
    }
    m->public.exchanges = out;
    m->public.exchange_count = status ? 0 : listed;
    m->public.exchange_tried = x->tried;
    tc_free(p);
    tc_free(q);
    tc_free(order);
    return status;
}

static void set_limits(struct exchanges *x)
{
    size_t kinds;
    x->least = x->moves->how.least;
    for (;; x->least += x->least / 2 + 1) {
        kinds = 0;
        for (size_t i = 0; i < x->act_count; i++)
            kinds += x->acts[i].count >= x->least;
        if (kinds <= MOST_KINDS)
            break;
    }
    while (x->windows < WINDOWS && windows[x->windows] <= x->moves->how.days)
        x->windows++;
}

tocsin_status tc_moves_exchanges(struct moves *moves, tocsin_error *error)
{
    struct exchanges x = {.moves = moves};
    tocsin_status status = TOCSIN_OK;
    uint64_t state = moves->how.seed;
    x.next = tc_alloc((size_t)moves->days * sizeof *x.next);
    x.shifts = tc_alloc(SHIFTS * sizeof *x.shifts);
    bool fine = x.next && x.shifts && list_acts(&x);
    for (int s = 0; fine && s < SHIFTS; s++)
        x.shifts[s] = (uint16_t)tc_chance_below(&state, (uint32_t)moves->days);
    set_limits(&x);
    for (size_t b = 0; fine && b < x.act_count; b++)
        fine = try_answer(&x, b);
    status = fine ? choose(&x, error) : tc_moves_memory(error);
    tc_free(x.list);
    tc_free(x.acts);
    tc_free(x.next);
    tc_free(x.shifts);
    tc_free(x.found);
    return status;
}
