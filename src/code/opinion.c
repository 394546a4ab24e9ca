/* opinion.c: the second opinion asked.
 *
 * Each claim of the rules is weighed: how likely is its type between its parties? The
 * answer stands beside the claim, and makes its confidence together with what the
 * rules think of themselves. It changes no type and adds no party: tried, it found more
 * wrong pairs than right ones in text that it had not learnt from, and took those who
 * denied a murder for its doers. Only sentences with a claim are looked at.
 *
 * All sums are of floats in a fixed order, so that every processor gives the same
 * bytes.
 */
#include "code/opinion.h"

#include <math.h>
#include <string.h>

static tocsin_status check(const struct opinion *o, const char *path, size_t weights,
                           size_t rows, size_t classes, tocsin_error *error)
{
    bool good = weights == (size_t)OPINION_ROWS * OPINION_CLASSES &&
                rows == OPINION_ROWS && classes == OPINION_CLASSES;
    for (size_t i = 0; good && i < rows; i++)
        good = isfinite(o->scale[i]) && fabsf(o->scale[i]) < 1e3f;
    for (size_t i = 0; good && i < classes; i++)
        good = isfinite(o->bias[i]) && fabsf(o->bias[i]) < 1e3f;
    return good ? TOCSIN_OK
                : tc_fail(error, TOCSIN_FORMAT, path, 0, -1,
                          "the second opinion's tables are of other sizes or hold no "
                          "numbers");
}

tocsin_status tc_opinion_open(const char *path, const void *data, size_t size,
                              struct opinion **out, tocsin_error *error)
{
    *out = NULL;
    struct opinion *o = tc_alloc(sizeof *o);
    if (!o)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    const void *weights = NULL, *scale = NULL, *bias = NULL;
    size_t n = 0, rows = 0, classes = 0;
    tocsin_status status = tc_packed_open(&o->packed, path, (text){data, size},
                                          TC_OPINION_KIND, OPINION_VERSION, error);
    if (status != TOCSIN_OK) {
        tc_free(o);
        return status;
    }
    status = tc_packed_section(&o->packed, "weights", 1, &weights, &n, error);
    if (status == TOCSIN_OK)
        status =
            tc_packed_section(&o->packed, "scale", sizeof(float), &scale, &rows, error);
    if (status == TOCSIN_OK)
        status = tc_packed_section(&o->packed, "bias", sizeof(float), &bias, &classes,
                                   error);
    o->weights = weights;
    o->scale = scale;
    o->bias = bias;
    if (status == TOCSIN_OK)
        status = check(o, path, n, rows, classes, error);
    if (status != TOCSIN_OK) {
        tc_opinion_free(o);
        return status;
    }
    *out = o;
    return TOCSIN_OK;
}

void tc_opinion_free(struct opinion *opinion)
{
    if (!opinion)
        return;
    tc_packed_close(&opinion->packed);
    tc_free(opinion);
}

/* ---- sums and probabilities ------------------------------------------------------ */

struct sums {
    float of[OPINION_CLASSES];
};

static void add_up(const struct opinion *o, const struct opinion_list *list,
                   struct sums *sums)
{
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t row = list->items[i].row;
        float by = o->scale[row] * list->items[i].value;
        const int8_t *w = o->weights + (size_t)row * OPINION_CLASSES;
        for (int c = 0; c < OPINION_CLASSES; c++)
            sums->of[c] += by * (float)w[c];
    }
}

/* ---- a sentence ------------------------------------------------------------------ */

struct look {
    struct work *work;
    struct unit *unit;
    struct opinion_desk *desk;
    uint32_t first; /* of the sentence's claims */
    uint32_t count;
    struct candidate list[OPINION_CANDIDATES];
    struct sums sentence, actor[OPINION_CANDIDATES], recipient[OPINION_CANDIDATES];
};

static struct sums weigh(struct look *l, uint32_t a, uint32_t b, uint32_t linked)
{
    struct sums sums = l->sentence;
    l->desk->list.count = 0;
    tc_opinion_pair(l->work, l->unit, &l->list[a], &l->list[b], linked, &l->desk->list);
    for (int c = 0; c < OPINION_CLASSES; c++)
        sums.of[c] += l->actor[a].of[c] + l->recipient[b].of[c];
    add_up(l->desk->opinion, &l->desk->list, &sums);
    tc_probabilities(sums.of, OPINION_CLASSES);
    return sums;
}

/* How often a claim is right of which the rules think so much and the weights so much:
 * fitted to cross-validated claims, see data/opinion.model.md. */
static double both_together(double rules, double weight)
{
    double c = -0.25 + 1.0 * rules + 0.35 * weight;
    return c < 0.05 ? 0.05 : c > 0.95 ? 0.95 : c;
}

/* The claims that the rules made. */
static void weigh_claims(struct look *l)
{
    struct work *work = l->work;
    for (uint32_t i = l->first; i < work->claim_count; i++) {
        tocsin_claim *c = &work->claims[i];
        struct sums best = {0};
        bool any = false;
        for (uint32_t a = 0; a < l->count; a++)
            for (uint32_t b = 0; b < l->count; b++) {
                if (!tc_pair_possible(&l->list[a], &l->list[b]) ||
                    !tc_party_in(l->list[a].m, c->actors, c->actor_count) ||
                    !tc_party_in(l->list[b].m, c->recipients, c->recipient_count))
                    continue;
                struct sums p = weigh(
                    l, a, b, tc_pair_linked(work, l->first, &l->list[a], &l->list[b]));
                if (!any || p.of[c->type] > best.of[c->type])
                    best = p;
                any = true;
            }
        if (!any)
            continue;
        c->weight = (double)best.of[c->type];
    }
}

/* Do two claims share the word or the parties? A promise and what is promised, two
 * words for what A did to B: which of them is the surer is for the rules to say. */
static bool akin(const tocsin_claim *x, const tocsin_claim *y)
{
    return x->trigger_begin == y->trigger_begin ||
           (x->actor_count && y->actor_count && x->recipient_count &&
            y->recipient_count && x->actors[0].begin == y->actors[0].begin &&
            x->recipients[0].begin == y->recipients[0].begin);
}

static void settle_confidence(struct look *l)
{
    tocsin_claim *all = l->work->claims;
    for (uint32_t i = l->first; i < l->work->claim_count; i++) {
        double most = all[i].weight;
        if (isnan(most))
            continue;
        for (uint32_t k = l->first; k < l->work->claim_count; k++)
            if (all[k].weight > most && akin(&all[i], &all[k]))
                most = all[k].weight;
        all[i].confidence = both_together(all[i].confidence, most);
    }
}

static void show(struct look *l)
{
    struct opinion_desk *desk = l->desk;
    for (uint32_t a = 0; a < l->count; a++)
        for (uint32_t b = 0; b < l->count; b++) {
            const struct candidate *x = &l->list[a], *y = &l->list[b];
            if (!tc_pair_possible(x, y))
                continue;
            uint32_t linked = tc_pair_linked(l->work, l->first, x, y);
            desk->list.count = 0;
            tc_opinion_sentence(l->work, l->unit, l->first, &desk->list);
            tc_opinion_party(l->unit, x, true, &desk->list);
            tc_opinion_party(l->unit, y, false, &desk->list);
            tc_opinion_pair(l->work, l->unit, x, y, linked, &desk->list);
            struct opinion_pair pair = {x, y, &desk->list, linked};
            desk->sink(desk->context, &pair);
        }
}

void tc_second_opinion(struct work *work, struct unit *unit, uint32_t first,
                       struct opinion_desk *desk)
{
    if (work->failed || work->claim_count == first || (!desk->opinion && !desk->sink) ||
        work->claims[first].by_position)
        return;
    struct look l = {.work = work, .unit = unit, .desk = desk, .first = first};
    l.count = tc_candidates(work, unit, first, l.list);
    if (l.count < 2 || work->failed)
        return;
    if (desk->sink)
        show(&l);
    if (!desk->opinion)
        return;
    memcpy(l.sentence.of, desk->opinion->bias, sizeof l.sentence.of);
    desk->list.count = 0;
    tc_opinion_sentence(work, unit, first, &desk->list);
    add_up(desk->opinion, &desk->list, &l.sentence);
    for (uint32_t i = 0; i < l.count; i++) {
        desk->list.count = 0;
        if (l.list[i].actor_of)
            tc_opinion_party(unit, &l.list[i], true, &desk->list);
        add_up(desk->opinion, &desk->list, &l.actor[i]);
        desk->list.count = 0;
        if (l.list[i].recipient_of)
            tc_opinion_party(unit, &l.list[i], false, &desk->list);
        add_up(desk->opinion, &desk->list, &l.recipient[i]);
    }
    weigh_claims(&l);
    settle_confidence(&l);
}
