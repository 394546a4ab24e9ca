/* study/link_network.c: from features to a score, and from right answers to gradients.
 *
 * The score is the sum of the weights of rules that fire, a linear part with weights of
 * its own for every deed, and (unless only sums are wanted) 32 units over the features;
 * the mean over four networks that began differently. The loss is that of a list: the
 * softmax of each answer over it and the candidates that are none, the other answers
 * left out as the measure leaves them out.
 *
 * Of two hundred candidates some twenty matter to a step. The others are drawn with a
 * probability that goes with their slope and weighted by its inverse, so that the
 * expected step is the full one (without that weight all that is rare would rise, since
 * nothing would push it down: MRR fell from 0.49 to 0.42).
 */
#include "study/link.h"

#include <math.h>
#include <string.h>

#define ENOUGH 0.02f /* a slope with which a candidate is always taken */

void tc_link_score(const struct link_model *model, uint32_t deed,
                   struct link_block *block)
{
    for (int n = 0; n < model->nets; n++)
        model->kernel->forward(&model->net[n], &model->own[n][deed], block, n,
                               model->hidden);
    for (uint32_t c = 0; c < block->count; c++) {
        float sum = 0;
        for (int n = 0; n < model->nets; n++)
            sum += block->net_score[n][c];
        block->score[c] = sum / (float)model->nets;
    }
}

/* Slopes of the loss by the scores of one network. */
static void find_slopes(const struct link_block *block, const float *score,
                        float *slope)
{
    float most = score[0], wrong = 0, pull = 0;
    for (uint32_t c = 1; c < block->count; c++)
        most = score[c] > most ? score[c] : most;
    for (uint32_t c = 0; c < block->count; c++) {
        slope[c] = expf(score[c] - most);
        wrong += block->right[c] ? 0 : slope[c];
    }
    wrong += 1e-30f;
    for (uint32_t c = 0; c < block->count; c++)
        if (block->right[c]) {
            float whole = 1 / (slope[c] + wrong);
            slope[c] = slope[c] * whole - 1;
            pull += whole;
        }
    for (uint32_t c = 0; c < block->count; c++)
        if (!block->right[c])
            slope[c] *= pull;
}

/* Chooses candidates, and keeps their features and slopes side by side. */
static void choose(const struct link_block *block, int nets, uint32_t seed,
                   float slopes[][LINK_CANDIDATES], struct link_selection *s)
{
    s->count = 0;
    for (uint32_t c = 0; c < block->count; c++) {
        float mean = 0, times = 1;
        for (int n = 0; n < nets; n++)
            mean += slopes[n][c] / (float)nets;
        seed = seed * 1664525u + 1013904223u;
        if (fabsf(mean) < ENOUGH) {
            float draw = (float)(seed >> 8) * (1.0f / 16777216) * ENOUGH;
            if (draw >= fabsf(mean))
                continue;
            times = ENOUGH / fabsf(mean);
        }
        uint32_t to = s->count++;
        s->which[to] = c;
        s->mean[to] = mean * times;
        for (int n = 0; n < nets; n++)
            s->slope[n][to] = slopes[n][c] * times;
        for (int f = 0; f < LINK_FEATURES; f++)
            s->feature[f][to] = block->feature[f][c];
    }
}

/* The units of the chosen, and zeros behind all up to a multiple of eight. */
static void gather_units(const struct link_block *block, const struct link_model *model,
                         int net, struct link_selection *s)
{
    uint32_t end = (s->count + 7) & ~7u;
    size_t rest = (end - s->count) * sizeof(float);
    memset(&s->slope[net][s->count], 0, rest);
    for (int f = 0; f < LINK_FEATURES && net == 0; f++)
        memset(&s->feature[f][s->count], 0, rest);
    for (int h = 0; h < model->hidden; h++) {
        for (uint32_t i = 0; i < s->count; i++)
            s->hidden[h][i] = block->hidden[net][h][s->which[i]];
        memset(&s->hidden[h][s->count], 0, rest);
    }
}

/* The rules that fired for the chosen. */
static void trace_rules(const struct link_scene *scene, const struct link_block *block,
                        const struct link_selection *s, struct link_gradient *out)
{
    const struct link_actor *asker = scene->asker;
    size_t deeds = scene->state->rules.deeds;
    size_t base = scene->question->deed * deeds;
    out->traces = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t p = block->partner[s->which[i]];
        uint32_t at = p == LINK_NONE ? LINK_NONE : asker->partners[p].typed;
        for (; at != LINK_NONE && out->traces < LINK_TRACES;
             at = asker->typed[at].next) {
            const struct link_typed *typed = &asker->typed[at];
            uint32_t lag = tc_link_lag(scene->day - typed->fade.last);
            out->trace[out->traces] =
                (uint32_t)((base + typed->deed) * LINK_LAGS + lag);
            out->slope[out->traces++] = s->mean[i];
        }
    }
}

void tc_link_gradient(const struct link_model *model, const struct link_scene *scene,
                      struct link_scratch *scratch, struct link_net *sums,
                      struct link_gradient *out)
{
    const struct link_block *block = scratch->block;
    struct link_selection *s = scratch->selection;
    uint32_t seed = scene->question->asker * 2654435761u +
                    scene->question->deed * 40503u + (uint32_t)scene->day;
    out->right = 0;
    for (uint32_t c = 0; c < block->count; c++)
        out->right += block->right[c];
    if (!out->right)
        return;
    for (int n = 0; n < model->nets; n++)
        find_slopes(block, block->net_score[n], scratch->slopes[n]);
    choose(block, model->nets, seed, scratch->slopes, s);
    trace_rules(scene, block, s, out);
    for (int n = 0; n < model->nets; n++) {
        gather_units(block, model, n, s);
        model->kernel->backward(&model->net[n], s, n, model->hidden, &sums[n],
                                &out->own[n]);
    }
}
