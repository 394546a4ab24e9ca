/* learn.c: two softmax regressions over the steps, one a kind of text, and the logistic
 * one that tells the kinds apart. AdaGrad, L2, features left out at random; the weights
 * are the mean of those behind each pass of the second half.
 *
 * A value between two steps belongs to both, the more to the nearer.
 */
#include "factuality/factuality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    KINDS = FACTUALITY_KINDS,
    STEPS = FACTUALITY_STEPS,
    CELLS = KINDS * STEPS,
    ROWS = FACTUALITY_ROWS,
    TEXT = FACTUALITY_TEXT_ROWS,
    WEIGHTS = (ROWS + 1) * STEPS, /* of one kind, the bias last */
    TEXT_PASSES = 6
};

struct learning {
    const struct items *items;
    const struct examples *examples;
    const struct settings *settings;
    uint16_t *check;            /* (ROWS) */
    int32_t *rows;              /* (hash_count) of each feature, or NONE */
    float *weights[KINDS];      /* (WEIGHTS) */
    float *squares, *total;     /* (WEIGHTS) */
    float *text, *text_squares; /* (TEXT + 1), the bias last */
    uint64_t random;
};

/* xorshift64 */
static uint64_t next_random(struct learning *l)
{
    l->random ^= l->random << 13;
    l->random ^= l->random >> 7;
    return l->random ^= l->random << 17;
}

bool of_fold(const struct item *item, const struct settings *settings)
{
    return settings->folds && item->group % settings->folds == settings->fold;
}

/* ---- which features have a row --------------------------------------------------- */

struct feature {
    uint32_t hash, times;
};

static int by_times(const void *a, const void *b)
{
    const struct feature *x = a, *y = b;
    if (x->times != y->times)
        return x->times > y->times ? -1 : 1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static int by_hash(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool learns_from(const struct learning *l, const struct example *x)
{
    return x->found && !of_fold(&l->items->list[x->item], l->settings);
}

/* All hashes of the examples, sorted. */
static uint32_t *sorted_hashes(const struct learning *l, size_t *count)
{
    uint32_t *all = malloc((l->examples->hash_count + 1) * sizeof *all);
    if (!all)
        abort();
    *count = 0;
    for (size_t i = 0; i < l->examples->count; i++) {
        const struct example *x = &l->examples->list[i];
        if (!learns_from(l, x))
            continue;
        memcpy(all + *count, l->examples->hashes + x->first, x->count * sizeof *all);
        *count += x->count;
    }
    qsort(all, *count, sizeof *all, by_hash);
    return all;
}

/* The commonest come first to their own row, or one right behind; those that find none
 * are left out. */
static void choose_rows(struct learning *l)
{
    size_t count, kept = 0;
    uint32_t *all = sorted_hashes(l, &count);
    struct feature *list = malloc((count + 1) * sizeof *list);
    if (!list)
        abort();
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && all[end] == all[i]; end++)
            ;
        if (end - i >= l->settings->least)
            list[kept++] = (struct feature){all[i], (uint32_t)(end - i)};
    }
    qsort(list, kept, sizeof *list, by_times);
    for (size_t i = 0; i < kept; i++) {
        if (tc_factuality_row(l->check, list[i].hash) != NONE)
            continue; /* another one of the same check: they share it */
        for (uint32_t probe = 0; probe < FACTUALITY_PROBES; probe++) {
            uint32_t row = (list[i].hash + probe) & (ROWS - 1);
            if (l->check[row])
                continue;
            l->check[row] = tc_factuality_check(list[i].hash);
            break;
        }
    }
    for (size_t i = 0; i < l->examples->hash_count; i++)
        l->rows[i] = tc_factuality_row(l->check, l->examples->hashes[i]);
    free(all);
    free(list);
}

/* ---- one regression -------------------------------------------------------------- */

static void aim(float value, float *p)
{
    const float *at = tc_factuality_steps;
    memset(p, 0, STEPS * sizeof *p);
    for (int c = 0; c + 1 < STEPS; c++)
        if (value >= at[c] && value <= at[c + 1]) {
            p[c + 1] = (value - at[c]) / (at[c + 1] - at[c]);
            p[c] = 1.0f - p[c + 1];
            return;
        }
}

static float worth(const struct learning *l, const struct example *x, int kind)
{
    switch (l->items->list[x->item].set) {
    case SET_UW:
        return kind == 0 ? 1.0f : 0.0f;
    case SET_MEANTIME:
        return kind == 0 ? l->settings->meantime : 0.0f;
    case SET_MV2:
        return kind == 0 ? l->settings->mv2 : 0.0f;
    default:
        return kind == 1 ? 1.0f : 0.0f;
    }
}

static void step_row(struct learning *l, float *w, size_t row, const float *gradient,
                     float rate)
{
    float *q = l->squares + row * STEPS;
    w += row * STEPS;
    for (int c = 0; c < STEPS; c++) {
        float g = gradient[c] + l->settings->decay * w[c];
        q[c] += g * g;
        w[c] -= rate * g / (1e-2f + sqrtf(q[c]));
    }
}

static void learn_example(struct learning *l, const struct example *x, int kind,
                          float rate)
{
    float *w = l->weights[kind], p[STEPS], goal[STEPS];
    int32_t used[FACTUALITY_ROOM];
    uint32_t count = 0;
    for (uint32_t k = 0; k < x->count; k++) {
        float chance = (float)(next_random(l) >> 40) / (float)(1 << 24);
        if (l->rows[x->first + k] != NONE && chance >= l->settings->drop)
            used[count++] = l->rows[x->first + k];
    }
    memcpy(p, w + (size_t)ROWS * STEPS, sizeof p);
    for (uint32_t k = 0; k < count; k++)
        for (int c = 0; c < STEPS; c++)
            p[c] += w[(size_t)used[k] * STEPS + (size_t)c];
    tc_probabilities(p, STEPS);
    aim(x->value, goal);
    for (int c = 0; c < STEPS; c++)
        p[c] = (p[c] - goal[c]) * worth(l, x, kind);
    for (uint32_t k = 0; k < count; k++)
        step_row(l, w, (size_t)used[k], p, rate);
    step_row(l, w, ROWS, p, rate);
}

static void learn_kind(struct learning *l, int kind)
{
    const struct settings *s = l->settings;
    size_t *order = malloc((l->examples->count + 1) * sizeof *order), count = 0;
    if (!order)
        abort();
    for (size_t i = 0; i < l->examples->count; i++)
        if (learns_from(l, &l->examples->list[i]) &&
            worth(l, &l->examples->list[i], kind) > 0)
            order[count++] = i;
    memset(l->squares, 0, WEIGHTS * sizeof *l->squares);
    memset(l->total, 0, WEIGHTS * sizeof *l->total);
    unsigned summed = 0;
    for (unsigned pass = 0; pass < s->passes; pass++) {
        for (size_t i = count; i > 1; i--) {
            size_t k = (size_t)(next_random(l) % i), swap = order[i - 1];
            order[i - 1] = order[k];
            order[k] = swap;
        }
        float rate = s->rate * (1.0f - 0.9f * (float)pass / (float)s->passes);
        for (size_t i = 0; i < count; i++)
            learn_example(l, &l->examples->list[order[i]], kind, rate);
        if (2 * pass < s->passes)
            continue;
        summed++;
        for (size_t i = 0; i < WEIGHTS; i++)
            l->total[i] += l->weights[kind][i];
    }
    for (size_t i = 0; i < WEIGHTS && summed; i++)
        l->weights[kind][i] = l->total[i] / (float)summed;
    free(order);
}

/* ---- the kind of a text ---------------------------------------------------------- */

static void learn_text(struct learning *l)
{
    for (unsigned pass = 0; pass < TEXT_PASSES; pass++)
        for (size_t i = 0; i < l->items->count; i++) {
            size_t at = (i * 7919 + pass * 31) % l->items->count;
            const struct item *item = &l->items->list[at];
            const struct factuality_text *t = &l->examples->texts[at];
            if (item->set == SET_MV2 || of_fold(item, l->settings))
                continue;
            float score[2] = {l->text[TEXT], 0};
            for (uint32_t k = 0; k < t->count; k++)
                score[0] += l->text[t->rows[k]];
            tc_probabilities(score, 2);
            /* a sentence counts as often as it has events */
            float by = (float)item->count;
            float slope = by * (score[0] - (item->set == SET_IH2 ? 1.0f : 0.0f));
            for (uint32_t k = 0; k <= t->count; k++) {
                size_t row = k < t->count ? t->rows[k] : TEXT;
                l->text_squares[row] += slope * slope;
                l->text[row] -= 0.03f * (slope + 1e-4f * l->text[row]) /
                                (1e-2f + sqrtf(l->text_squares[row]));
            }
        }
}

/* ---- floats to bytes ------------------------------------------------------------- */

static float widest(const float *values, size_t count)
{
    float most = 0;
    for (size_t i = 0; i < count; i++)
        most = fabsf(values[i]) > most ? fabsf(values[i]) : most;
    return most > 0 ? most : 1.0f;
}

static bool quantise(struct learning *l, struct factuality *f)
{
    int8_t *weights = calloc((size_t)ROWS * CELLS, 1), *text = calloc(TEXT, 1);
    float *bias = calloc(CELLS, sizeof *bias), *scale = calloc(3, sizeof *scale);
    f->check = l->check;
    f->weights = weights;
    f->bias = bias;
    f->text = text;
    f->scale = scale;
    if (!weights || !text || !bias || !scale)
        return false;
    float most = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        float here = widest(l->weights[kind], (size_t)ROWS * STEPS);
        most = here > most ? here : most;
        memcpy(bias + kind * STEPS, l->weights[kind] + (size_t)ROWS * STEPS,
               STEPS * sizeof *bias);
    }
    scale[0] = most / 127.0f;
    scale[1] = widest(l->text, TEXT) / 127.0f;
    scale[2] = l->text[TEXT] - l->settings->news;
    for (size_t row = 0; row < ROWS; row++)
        for (size_t c = 0; c < CELLS; c++)
            weights[row * CELLS + c] = (int8_t)lrintf(
                l->weights[c / STEPS][row * STEPS + c % STEPS] / scale[0]);
    for (size_t row = 0; row < TEXT; row++)
        text[row] = (int8_t)lrintf(l->text[row] / scale[1]);
    return true;
}

bool learn(const struct items *items, const struct examples *examples,
           const struct settings *settings, struct factuality **out)
{
    struct learning l = {
        .items = items,
        .examples = examples,
        .settings = settings,
        .check = calloc(ROWS, sizeof *l.check),
        .rows = calloc(examples->hash_count + 1, sizeof *l.rows),
        .weights = {calloc(WEIGHTS, sizeof(float)), calloc(WEIGHTS, sizeof(float))},
        .squares = calloc(WEIGHTS, sizeof(float)),
        .total = calloc(WEIGHTS, sizeof(float)),
        .text = calloc(TEXT + 1, sizeof(float)),
        .text_squares = calloc(TEXT + 1, sizeof(float)),
        .random = 88172645463325252u
    };
    *out = calloc(1, sizeof **out);
    if (!*out || !l.check || !l.rows || !l.weights[0] || !l.weights[1] || !l.squares ||
        !l.total || !l.text || !l.text_squares)
        abort();
    choose_rows(&l);
    for (int kind = 0; kind < KINDS; kind++)
        learn_kind(&l, kind);
    learn_text(&l);
    bool good = quantise(&l, *out);
    free(l.rows);
    free(l.weights[0]);
    free(l.weights[1]);
    free(l.squares);
    free(l.total);
    free(l.text);
    free(l.text_squares);
    return good;
}

bool write_factuality(const struct factuality *f, const char *path)
{
    const struct packed_part parts[] = {
        {"check",   f->check,   ROWS * sizeof *f->check},
        {"weights", f->weights, (size_t)ROWS * CELLS   },
        {"bias",    f->bias,    CELLS * sizeof *f->bias},
        {"text",    f->text,    TEXT                   },
        {"scale",   f->scale,   3 * sizeof *f->scale   }
    };
    tocsin_error error;
    if (tc_packed_write(path, TC_FACTUALITY_KIND, FACTUALITY_VERSION, parts, 5,
                        &error) == TOCSIN_OK)
        return true;
    fprintf(stderr, "%s: %s\n", path, error.message);
    return false;
}

void free_learnt(struct factuality *f)
{
    if (!f)
        return;
    free((void *)f->check);
    free((void *)f->weights);
    free((void *)f->bias);
    free((void *)f->text);
    free((void *)f->scale);
    free(f);
}
