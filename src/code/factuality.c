/* factuality.c: the learned factuality asked.
 *
 * The layer factuality prints what the weights say, but half of it is the rules' where
 * they see a negation, and what they call hedged, planned or possible is never certain:
 * readers forget "allegedly", and those who annotated the gold did. A claim's value
 * must fit its status, which is the rules' own: it may only be less sure than they are,
 * so that no wrong weight turns a rumour into a fact or a plan into a deed.
 *
 * Sums of rows are of whole numbers; what floats there are is added in a fixed order,
 * so that every processor gives the same bytes.
 */
#include "code/factuality.h"

#include <math.h>

const float tc_factuality_steps[FACTUALITY_STEPS] = {-3.0f, -2.0f, -1.0f, 0.0f,
                                                     1.0f,  2.0f,  2.6f,  3.0f};

#define CERTAIN 2.6 /* more than that is said to be so */

/* ---- the file -------------------------------------------------------------------- */

static bool sound(const float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]) || fabsf(values[i]) >= 1e3f)
            return false;
    return true;
}

static tocsin_status sections(struct factuality *f, const char *path,
                              tocsin_error *error)
{
    enum { BIAS = FACTUALITY_KINDS * FACTUALITY_STEPS };
    const void *check = NULL, *weights = NULL, *bias = NULL, *text = NULL,
               *scale = NULL;
    const struct {
        const char *name;
        size_t item, count;
        const void **to;
    } parts[] = {
        {"check",   sizeof(uint16_t), FACTUALITY_ROWS,        &check  },
        {"weights", 1,                FACTUALITY_ROWS * BIAS, &weights},
        {"bias",    sizeof(float),    BIAS,                   &bias   },
        {"text",    1,                FACTUALITY_TEXT_ROWS,   &text   },
        {"scale",   sizeof(float),    3,                      &scale  },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t count = 0;
        tocsin_status status = tc_packed_section(
            &f->packed, parts[i].name, parts[i].item, parts[i].to, &count, error);
        if (status != TOCSIN_OK)
            return status;
        if (count != parts[i].count)
            return tc_fail(error, TOCSIN_FORMAT, path, 0, -1,
                           "the learned factuality's table %s is of another size",
                           parts[i].name);
    }
    f->check = check;
    f->weights = weights;
    f->bias = bias;
    f->text = text;
    f->scale = scale;
    if (!sound(f->bias, BIAS) || !sound(f->scale, 3))
        return tc_fail(error, TOCSIN_FORMAT, path, 0, -1,
                       "the learned factuality's tables hold no numbers");
    return TOCSIN_OK;
}

tocsin_status tc_factuality_open(const char *path, const void *data, size_t size,
                                 struct factuality **out, tocsin_error *error)
{
    *out = NULL;
    struct factuality *f = tc_alloc(sizeof *f);
    if (!f)
        return tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
    tocsin_status status =
        tc_packed_open(&f->packed, path, (text){data, size}, TC_FACTUALITY_KIND,
                       FACTUALITY_VERSION, error);
    if (status != TOCSIN_OK) {
        tc_free(f);
        return status;
    }
    status = sections(f, path, error);
    if (status == TOCSIN_OK)
        *out = f;
    else
        tc_factuality_free(f);
    return status;
}

void tc_factuality_free(struct factuality *f)
{
    if (!f)
        return;
    tc_packed_close(&f->packed);
    tc_free(f);
}

/* ---- sums ------------------------------------------------------------------------ */

uint16_t tc_factuality_check(uint32_t hash)
{
    uint16_t upper = (uint16_t)(hash >> 16);
    return upper ? upper : 1;
}

int32_t tc_factuality_row(const uint16_t *check, uint32_t hash)
{
    uint16_t own = tc_factuality_check(hash);
    for (uint32_t probe = 0; probe < FACTUALITY_PROBES; probe++) {
        uint32_t row = (hash + probe) & (FACTUALITY_ROWS - 1);
        if (check[row] == own)
            return (int32_t)row;
        if (!check[row])
            return NONE;
    }
    return NONE;
}

float tc_factuality_other(const struct factuality *f,
                          const struct factuality_text *text)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < text->count; i++)
        sum += f->text[text->rows[i]];
    float longer = (float)text->words / 40.0f; /* a long text is no surer than that */
    float score = (float)sum * f->scale[1] / (longer > 1.0f ? longer : 1.0f);
    float both[2] = {score + f->scale[2], 0.0f};
    tc_probabilities(both, 2);
    return both[0];
}

/* Between the mean and the middle of what the steps got, and what is nearly certain is
 * certain: fitted, see data/factuality.model.md. */
static double decide(const float *p)
{
    const float *at = tc_factuality_steps;
    float mean = 0, below = 0, middle = 3.0f;
    for (int c = 0; c < FACTUALITY_STEPS; c++)
        mean += p[c] * at[c];
    for (int c = 0; c < FACTUALITY_STEPS; c++) {
        if (below + p[c] >= 0.5f) {
            float part = (0.5f - below) / p[c] - 0.5f; /* of the way to the next */
            float next = part < 0 ? at[c > 0 ? c - 1 : c]
                                  : at[c + 1 < FACTUALITY_STEPS ? c + 1 : c];
            middle = at[c] + fabsf(part) * (next - at[c]);
            break;
        }
        below += p[c];
    }
    float value = 0.5f * (mean + middle);
    return (double)value > CERTAIN ? 3.0 : (double)value;
}

double tc_factuality_value(const struct factuality *f,
                           const struct factuality_list *list, float other)
{
    enum { CELLS = FACTUALITY_KINDS * FACTUALITY_STEPS };
    int32_t sums[CELLS] = {0};
    for (uint32_t i = 0; i < list->count; i++) {
        int32_t row = tc_factuality_row(f->check, list->hashes[i]);
        const int8_t *w = f->weights + (size_t)(row < 0 ? 0 : row) * CELLS;
        for (int c = 0; c < CELLS && row >= 0; c++)
            sums[c] += w[c];
    }
    float p[CELLS], both[FACTUALITY_STEPS];
    for (int c = 0; c < CELLS; c++)
        p[c] = (float)sums[c] * f->scale[0] + f->bias[c];
    tc_probabilities(p, FACTUALITY_STEPS);
    tc_probabilities(p + FACTUALITY_STEPS, FACTUALITY_STEPS);
    for (int c = 0; c < FACTUALITY_STEPS; c++)
        both[c] = (1.0f - other) * p[c] + other * p[FACTUALITY_STEPS + c];
    return decide(both);
}

double tc_factuality_settle(double value, const struct stance *rules)
{
    if (rules->value < 0.0) { /* negation is what the rules know best */
        value = 0.5 * (value + rules->value);
        return value < 0.0 ? value : 0.0;
    }
    bool fact = rules->status == TOCSIN_HAPPENED || rules->status == TOCSIN_ONGOING;
    bool certain = fact && rules->value > 2.0;
    return certain || value < CERTAIN ? value : CERTAIN;
}

/* ---- asked ----------------------------------------------------------------------- */

double tc_learned_factuality(struct work *work, const struct unit *unit, int32_t token,
                             const struct stance *rules)
{
    struct factuality_list list;
    if (isnan(work->other_kind)) { /* once a text */
        struct factuality_text text;
        tc_factuality_text(work->parsed, &text);
        work->other_kind = tc_factuality_other(work->factuality, &text);
    }
    tc_factuality_features(work, unit, token, rules, &list);
    double value = tc_factuality_value(work->factuality, &list, work->other_kind);
    return tc_factuality_settle(value, rules);
}

static double between(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* What a status allows. Where the rules are not certain themselves, because somebody
 * else says it or a hedge stands there, nothing is surer than they are. */
static double fit(double value, tocsin_claim_status status, double rules)
{
    double low = -2.0, high = status == TOCSIN_POSSIBLE ? 2.0 : CERTAIN;
    if (status == TOCSIN_HAPPENED || status == TOCSIN_ONGOING) {
        low = 1.0;
        high = 3.0;
    } else if (status == TOCSIN_NEGATED || status == TOCSIN_DENIED) {
        low = -3.0;
        high = -0.5;
    }
    if (rules < low || rules > high)
        return rules; /* "denied that it had not": the rules have their reasons */
    if (rules >= 0.0 && rules < 2.5 && high > rules)
        high = rules > 0.5 ? rules : 0.5;
    if (rules < 0.0 && rules > -2.5 && low < rules)
        low = rules;
    return between(value, low, high);
}

double tc_claim_factuality(struct work *work, const struct unit *unit, int32_t token,
                           tocsin_claim_status status, double rules)
{
    if (!work->factuality)
        return rules;
    struct stance plain = tc_stance(work, unit, token, false);
    return fit(tc_learned_factuality(work, unit, token, &plain), status, rules);
}
