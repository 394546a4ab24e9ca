/* study/link_relation_learn.c: scores of relations, and what is learnt from a day.
 *
 * A score is a sum: of features by weights that all relations share, one set for each
 * of five classes of pairs (strangers to old acquaintances: with those the pair's own
 * past says most, with these what the two do to anybody); by weights that a relation
 * has of its own; and a weight for each rule "after that deed, so many days ago, then
 * this". The loss is the softmax over all relations, of every right answer. A step is
 * learnt from 64 questions at most; the relations are shared out among the threads, 32
 * to each, which know nothing of each other: the same result for any number of them.
 * Rates were found on ICEWS14's valid part; between half and twice as fast all was
 * within 0.003.
 */
#include "study/link_relation.h"

#include <math.h>
#include <string.h>

#define RATE      0.01f /* of what is shared: Adam */
#define OWN_RATE  0.03f /* Adagrad */
#define RULE_RATE 0.02f
#define FADE      1e-5f /* own weights go back to nothing, by a step */

tocsin_status tc_relation_model_init(struct relation_model *model, size_t relations,
                                     tocsin_error *error)
{
    size_t rules = relations * 2 * LINK_LAGS * sizeof *model->rules;
    memset(model, 0, sizeof *model);
    model->relations = relations;
    model->pace = 1;
    model->rules = tc_alloc(rules);
    if (!model->rules)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for rules");
    memset(model->rules, 0, rules);
    /* Where nothing is learnt yet: the pair's past, and then what is usual. */
    for (int c = 0; c < RELATION_CLASSES; c++) {
        model->shared[c][RELATION_AGAIN * RELATION_FADES + RELATION_EVER] = 0.5f;
        model->shared[c][RELATION_RULE] = 0.5f;
        model->shared[c][RELATION_USUAL] = 0.7f;
    }
    return TOCSIN_OK;
}

void tc_relation_model_release(struct relation_model *model)
{
    for (size_t i = 0; model->rules && i < model->relations * 2 * LINK_LAGS; i++)
        tc_free(model->rules[i]);
    tc_free(model->rules);
    memset(model, 0, sizeof *model);
}

static float **rule_at(const struct relation_model *model,
                       const struct relation_past *past)
{
    return &model->rules[past->deed * LINK_LAGS + past->bin / 4];
}

bool tc_relation_open(struct relation_model *model, const struct relation_block *block)
{
    size_t size = (size_t)2 * LINK_RELATIONS * sizeof(float);
    for (uint32_t i = 0; i < block->past_count; i++) {
        float **row = rule_at(model, &block->past[i]);
        if (*row)
            continue;
        *row = tc_alloc(size);
        if (!*row)
            return false;
        memset(*row, 0, size);
    }
    return true;
}

void tc_relation_score(const struct relation_model *model, struct relation_block *block)
{
    float *score = block->score, *rules = block->rules;
    const float *shared = model->shared[block->class];
    memset(rules, 0, sizeof block->rules);
    memset(score, 0, sizeof block->score);
    for (uint32_t i = 0; i < block->past_count; i++) {
        const float *row = *rule_at(model, &block->past[i]);
        for (uint32_t s = 0; row && s < block->count; s++)
            rules[s] += row[s];
    }
    for (int f = 0; f < RELATION_FEATURES; f++)
        for (uint32_t s = 0; s < block->count; s++)
            score[s] += (shared[f] + model->own[f][s]) * block->feature[f][s];
    for (uint32_t s = 0; s < block->count; s++)
        score[s] += rules[s];
}

void tc_relation_slopes(struct relation_block *block)
{
    float most = block->count ? block->score[0] : 0, sum = 0;
    for (uint32_t s = 1; s < block->count; s++)
        most = block->score[s] > most ? block->score[s] : most;
    for (uint32_t s = 0; s < block->count; s++)
        sum += block->slope[s] = expf(block->score[s] - most);
    for (uint32_t s = 0; s < block->count; s++)
        block->slope[s] = block->slope[s] * (float)block->right_count / sum -
                          (block->right[s] ? 1 : 0);
}

/* ---- a step of relations --------------------------------------------------------- */

static void learn_own(struct relation_model *model, const struct relation_block *block,
                      uint32_t from, float *sums)
{
    const float *slope = &block->slope[from];
    float rate = OWN_RATE * model->pace;
    for (int f = 0; f < RELATION_FEATURES; f++) {
        const float *feature = &block->feature[f][from];
        float *weight = &model->own[f][from], *square = &model->own_square[f][from];
        float part[RELATION_STEP];
        for (int s = 0; s < RELATION_STEP; s++) {
            part[s] = slope[s] * feature[s];
            square[s] += part[s] * part[s];
            weight[s] -= rate * part[s] / (sqrtf(square[s]) + 1) + FADE * weight[s];
        }
        for (int half = RELATION_STEP / 2; half; half /= 2)
            for (int s = 0; s < half; s++)
                part[s] += part[s + half];
        sums[f] += part[0];
    }
}

static void learn_rules(struct relation_model *model,
                        const struct relation_block *block, uint32_t from)
{
    const float *slope = &block->slope[from];
    float rate = RULE_RATE * model->pace;
    for (uint32_t i = 0; i < block->past_count; i++) {
        float *weight = *rule_at(model, &block->past[i]) + from;
        float *square = weight + LINK_RELATIONS;
        for (int s = 0; s < RELATION_STEP; s++) {
            square[s] += slope[s] * slope[s];
            weight[s] -= rate * slope[s] / sqrtf(square[s] + 1);
        }
    }
}

void tc_relation_learn(struct relation_model *model,
                       const struct relation_block *blocks, uint32_t count,
                       uint32_t step)
{
    float(*sums)[RELATION_FEATURES] = model->sums[step];
    memset(sums, 0, sizeof model->sums[step]);
    for (uint32_t i = 0; i < count; i++)
        if (blocks[i].right_count && blocks[i].count > step * RELATION_STEP) {
            learn_own(model, &blocks[i], step * RELATION_STEP, sums[blocks[i].class]);
            learn_rules(model, &blocks[i], step * RELATION_STEP);
        }
}

static void learn_one(struct relation_model *model, int class, int feature, float slope)
{
    float *mean = &model->mean[class][feature];
    float *square = &model->square[class][feature];
    float first = 1 - powf(0.9f, (float)model->steps);
    float second = 1 - powf(0.999f, (float)model->steps);
    *mean = 0.9f * *mean + 0.1f * slope;
    *square = 0.999f * *square + 0.001f * slope * slope;
    model->shared[class][feature] -=
        RATE * model->pace * (*mean / first) / (sqrtf(*square / second) + 1e-6f);
}

void tc_relation_learn_shared(struct relation_model *model,
                              const struct relation_block *blocks, uint32_t count)
{
    uint32_t right = 0, seen = 0;
    for (uint32_t i = 0; i < count; i++) {
        right += blocks[i].right_count;
        seen = blocks[i].count;
    }
    if (!right)
        return;
    model->steps++;
    for (int c = 0; c < RELATION_CLASSES; c++)
        for (int f = 0; f < RELATION_OWN; f++) {
            float slope = 0;
            for (uint32_t step = 0; step * RELATION_STEP < seen; step++)
                slope += model->sums[step][c][f];
            learn_one(model, c, f, slope / (float)right);
        }
}
