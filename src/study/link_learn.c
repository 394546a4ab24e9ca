/* study/link_learn.c: from gradients to weights.
 *
 * The networks are learnt by Adam (Kingma & Ba 2015), what belongs to one deed or one
 * rule by Adagrad (Duchi et al. 2011), which leaves alone what no question touched. All
 * in the order of the questions, by one thread: it costs a twentieth of the whole.
 */
#include "study/link.h"

#include <math.h>
#include <string.h>

#define RATE      2e-3f /* of Adam */
#define OWN_RATE  1e-2f
#define RULE_RATE 0.015f

static uint32_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 32);
}

/* In [-1, 1). */
static float draw_real(uint64_t *seed)
{
    return (float)(int32_t)draw(seed) / 2147483648.0f;
}

static const struct link_kernel *kernel(void)
{
#ifdef TC_KERNELS_X86
    if (__builtin_cpu_supports("avx2"))
        return &tc_link_kernel_avx2;
#endif
    return &tc_link_kernel_plain;
}

static void begin(struct link_model *model)
{
    uint64_t seed = 7;
    for (int n = 0; n < model->nets; n++) {
        struct link_net *net = &model->net[n];
        for (int h = 0; h < model->hidden; h++) {
            for (int f = 0; f < LINK_FEATURES; f++)
                net->weight[h][f] = draw_real(&seed) * 0.2f;
            net->out[h] = draw_real(&seed) * 0.1f;
        }
        net->linear[0] = 1; /* the sum of the rules' confidence */
    }
}

tocsin_status tc_link_learner_init(struct link_learner *learner, bool explain_only,
                                   size_t deeds, tocsin_error *error)
{
    memset(learner, 0, sizeof *learner);
    struct link_model *model = &learner->model;
    model->nets = explain_only ? 1 : LINK_NETS;
    model->hidden = explain_only ? 0 : LINK_HIDDEN;
    model->kernel = kernel();
    learner->deeds = deeds;
    learner->pace = 1;
    size_t rules = deeds * deeds * LINK_LAGS * sizeof(float);
    size_t own = deeds * sizeof(struct link_own);
    learner->rule_square = tc_alloc(rules);
    learner->sums = tc_alloc(LINK_BATCH / LINK_CHUNK * sizeof *learner->sums);
    learner->gradients = tc_alloc(LINK_BATCH * sizeof *learner->gradients);
    bool made = learner->rule_square && learner->sums && learner->gradients;
    for (int n = 0; n < model->nets && made; n++) {
        model->own[n] = tc_alloc(own);
        learner->own_square[n] = tc_alloc(own);
        made = model->own[n] && learner->own_square[n];
        if (made) {
            memset(model->own[n], 0, own);
            memset(learner->own_square[n], 0, own);
        }
    }
    if (!made)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for learning");
    memset(learner->rule_square, 0, rules);
    begin(model);
    return TOCSIN_OK;
}

void tc_link_learner_release(struct link_learner *learner)
{
    for (int n = 0; n < LINK_NETS; n++) {
        tc_free(learner->model.own[n]);
        tc_free(learner->own_square[n]);
    }
    tc_free(learner->rule_square);
    tc_free(learner->sums);
    tc_free(learner->gradients);
    memset(learner, 0, sizeof *learner);
}

static void step_net(struct link_learner *learner, int n, float times)
{
    float *weight = (float *)&learner->model.net[n];
    float *mean = (float *)&learner->mean[n], *square = (float *)&learner->square[n];
    const float *sum = (const float *)&learner->sums[0][n];
    float rate = RATE * learner->pace;
    float first = 1 - powf(0.9f, (float)learner->steps);
    float second = 1 - powf(0.999f, (float)learner->steps);
    for (size_t i = 0; i < LINK_NET_SIZE; i++) {
        float slope = sum[i] * times;
        mean[i] = 0.9f * mean[i] + 0.1f * slope;
        square[i] = 0.999f * square[i] + 0.001f * slope * slope;
        weight[i] -= rate * (mean[i] / first) / (sqrtf(square[i] / second) + 1e-6f);
    }
}

static void step_own(struct link_learner *learner, const struct link_gradient *from,
                     uint32_t deed)
{
    float rate = OWN_RATE * learner->pace;
    for (int n = 0; n < learner->model.nets; n++) {
        float *weight = (float *)&learner->model.own[n][deed];
        float *square = (float *)&learner->own_square[n][deed];
        const float *slope = (const float *)&from->own[n];
        size_t size = learner->model.hidden ? LINK_OWN_SIZE : LINK_FEATURES;
        for (size_t i = 0; i < size; i++) {
            square[i] += slope[i] * slope[i];
            weight[i] -= rate * slope[i] / (sqrtf(square[i]) + 1) + 1e-5f * weight[i];
        }
    }
}

static void step_rules(struct link_learner *learner, struct link_state *state,
                       const struct link_gradient *from)
{
    float rate = RULE_RATE * learner->pace;
    for (uint32_t i = 0; i < from->traces; i++) {
        float slope = from->slope[i], *square = &learner->rule_square[from->trace[i]];
        *square += slope * slope;
        state->rule_weight[from->trace[i]] -= rate * slope / sqrtf(*square + 0.1f);
    }
}

void tc_link_learn(struct link_learner *learner, struct link_state *state,
                   const struct link_question *questions, uint32_t count)
{
    uint32_t chunks = (count + LINK_CHUNK - 1) / LINK_CHUNK;
    uint64_t right = 0;
    for (uint32_t i = 0; i < count; i++)
        right += learner->gradients[i].right;
    if (!right)
        return;
    learner->steps++;
    for (int n = 0; n < learner->model.nets; n++) {
        float *sum = (float *)&learner->sums[0][n];
        for (uint32_t chunk = 1; chunk < chunks; chunk++) {
            const float *more = (const float *)&learner->sums[chunk][n];
            for (size_t i = 0; i < LINK_NET_SIZE; i++)
                sum[i] += more[i];
        }
        step_net(learner, n, 1 / (float)right);
    }
    for (uint32_t i = 0; i < count; i++)
        if (learner->gradients[i].right) {
            step_own(learner, &learner->gradients[i], questions[i].deed);
            step_rules(learner, state, &learner->gradients[i]);
        }
}
