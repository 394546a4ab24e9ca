/* study/rules.c: temporal rules: if X does this to Y, then within so many days X does
 * that to Y, or Y to X.
 *
 * Rules of one step are counted exactly (rules_step.c), longer ones are found by walks
 * and held against samples (rules_long.c). A rule must beat two chances, and its error
 * is the root of the squares of what single X have more than expected: one busy actor
 * makes no rule (Liang and Zeger 1986). p is paid for the best of the windows
 * (rules_score.c), q is Benjamini and Hochberg's over every rule that was tried. The
 * confidence and the support are those of association rules; the longer shapes follow
 * TLogic (Liu et al. 2022).
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

/* ---- what is told ---------------------------------------------------------------- */

struct rules {
    tocsin_rules public; /* first: the handle is this */
    struct arena arena;
};

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
                 const struct rule_work *later, tocsin_rule *out)
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
                         .cases = cases,
                         .later_base = NAN};
    out->sampled = out->step_count > 2;
    out->lift = out->confidence / out->base;
    for (int i = 0; i < out->step_count; i++) {
        out->steps[i].relation = label_name(w, f->mark[i] / 2u);
        if (!out->steps[i].relation.data)
            return false;
        set_parties(f, i, out->step_count, &out->steps[i]);
    }
    out->case_count = out->sampled ? tc_rules_long_cases(w, f, cases, RULE_CASES)
                                   : short_cases(w, f, cases);
    return !later || tc_rules_later_tell(later, f, out);
}

static int surer(const void *left, const void *right)
{
    const struct rule_found *a = left, *b = right;
    if (a->score.z != b->score.z)
        return a->score.z > b->score.z ? -1 : 1;
    return memcmp(a->mark, b->mark, sizeof a->mark);
}

static bool choose(struct rule_work *w, struct rule_list *list,
                   const struct rule_work *later, tocsin_rules *out)
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
            fine = tell(w, &list->items[i], q[i], later, &rules[out->count++]);
    }
    out->items = rules;
    out->tried = list->tried;
    tc_free(p);
    tc_free(q);
    tc_free(order);
    return fine;
}

/* last: of all days; those behind w's own are held out. */
static bool learn(struct rule_work *w, int32_t last, tocsin_rules *out)
{
    struct rule_list list = {0};
    struct rule_work later = {0};
    bool held = last > w->last;
    size_t room = (size_t)2 * RULE_LABELS * RULE_LABELS;
    w->cell_of = tc_alloc(room * sizeof *w->cell_of);
    bool fine = w->cell_of && tc_rules_index(w);
    if (fine) {
        memset(w->cell_of, 0, room * sizeof *w->cell_of);
        fine = tc_rules_short(w, &list) && tc_rules_long(w, &list) &&
               (!held || tc_rules_later_count(w, last, &later)) &&
               choose(w, &list, held ? &later : NULL, out);
    }
    if (fine && held)
        tc_rules_later_sum(&later, out);
    out->events = w->stream->count;
    out->dates = w->stream->dates;
    out->relations = w->labels;
    out->left_out = w->left_out;
    tc_rules_later_release(&later);
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
    if (!(w->how.held_out >= 0 && w->how.held_out < 1))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "the part held out is not between 0 and 1");
    if (w->how.days < 1 || w->how.days > 90)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "answers are looked for 1 to 90 days on");
    while (w->windows < RULE_WINDOWS && tc_rule_windows[w->windows] <= w->how.days)
        w->windows++;
    int32_t most = stream->day[stream->count / 50],
            last = stream->day[stream->count - 1];
    w->first = stream->day[0];
    w->last = last;
    w->days = (double)last - w->first + 1;
    if (w->days > 400 && ((double)most - w->first) * 10 > w->days) {
        w->first = most; /* one mention of 1948 is no day on which nothing happened */
        w->days = (double)last - most + 1;
    }
    if (w->how.held_out > 0) {
        w->days = floor(w->days * (1 - w->how.held_out) + 1e-9);
        w->last = (int32_t)(w->first + w->days - 1);
    }
    if (w->days < 1)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "no days are left to learn from");
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
    if (!learn(&work, stream->day[stream->count - 1], &rules->public)) {
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
