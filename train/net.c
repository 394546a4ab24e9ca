/* train/net.c: the network forwards and backwards, by hand, and Adam.
 *
 * Products over a whole batch do the work, forwards and backwards, with the library's
 * own kernel: the gradient of a weight is a product with the transposed input, that of
 * an input one with the transposed weight. The loss is the cross entropy of the tags
 * plus, for each transition, minus the log of the probability of all that lose nothing.
 */
#include "net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory and chance ----------------------------------------------------------- */

static uint64_t next_random(struct net *net)
{
    uint64_t z = (net->random += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

float net_random(struct net *net)
{
    return (float)(next_random(net) >> 40) / 16777216.0F;
}

static bool adam_init(struct adam *a, size_t size)
{
    a->size = size;
    a->value = calloc(size, sizeof(float));
    a->grad = calloc(size, sizeof(float));
    a->mean = calloc(size, sizeof(float));
    a->square = calloc(size, sizeof(float));
    a->average = calloc(size, sizeof(float));
    return a->value != NULL && a->grad != NULL && a->mean != NULL &&
           a->square != NULL && a->average != NULL;
}

static void adam_release(struct adam *a)
{
    free(a->value);
    free(a->grad);
    free(a->mean);
    free(a->square);
    free(a->average);
}

/* Uniform within Glorot's bounds. */
static void fill(struct net *net, enum tensor t)
{
    size_t rows = net->layout.rows[t];
    size_t columns = net->layout.columns[t];
    float bound =
        sqrtf(6.0F / (float)(rows + (t == TENSOR_SLOT ? columns / TC_SLOTS : columns)));
    if (rows == 1) {
        return;
    }
    if (t == TENSOR_CHILD || t == TENSOR_DISTANCE) {
        bound = 0.05F;
    }
    float *w = net->dense.value + net->layout.offset[t];
    for (size_t i = 0; i < rows * columns; i++) {
        w[i] = (2.0F * net_random(net) - 1.0F) * bound;
    }
}

bool net_init(struct net *net, const uint32_t shape[SHAPE_COUNT], uint64_t seed)
{
    memset(net, 0, sizeof *net);
    memcpy(net->shape, shape, sizeof net->shape);
    net->random = seed;
    if (!tc_layout(shape, &net->layout) || !adam_init(&net->dense, net->layout.total) ||
        !adam_init(&net->embed, (size_t)TC_ROWS * shape[SHAPE_EMBED])) {
        return false;
    }
    net->touched = calloc(TC_ROWS, sizeof *net->touched);
    net->touched_rows = calloc(TC_ROWS, sizeof *net->touched_rows);
    net->tags = calloc(shape[SHAPE_TAGS], sizeof *net->tags);
    net->actions = calloc(shape[SHAPE_ACTIONS], sizeof *net->actions);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        fill(net, (enum tensor)t);
    }
    for (size_t i = 0; i < net->embed.size; i++) {
        net->embed.value[i] = (2.0F * net_random(net) - 1.0F) * 0.1F;
    }
    return net->touched != NULL && net->touched_rows != NULL && net->tags != NULL &&
           net->actions != NULL;
}

#define GROW(field, count)                                                             \
    do {                                                                               \
        free(net->field);                                                              \
        net->field = malloc((count) * sizeof *net->field);                             \
        ok = ok && net->field != NULL;                                                 \
    } while (0)

static void reserve_rows(struct net *net, size_t n)
{
    if (n <= net->row_room) {
        return;
    }
    bool ok = true;
    size_t E = net->shape[SHAPE_EMBED];
    size_t D = net->shape[SHAPE_WIDTH];
    size_t SP = TC_SLOTS * (size_t)net->shape[SHAPE_HIDDEN];
    n += n / 4 + 64;
    net->row_room = n;
    GROW(features, n);
    GROW(tag_gold, n);
    GROW(x, (n + 2) * E);
    GROW(xmask, (n + 2) * E);
    GROW(conv, n * 2 * D);
    for (int i = 0; i <= TC_LAYERS; i++) {
        GROW(h[i], n * D);
    }
    for (int i = 0; i < TC_LAYERS; i++) {
        GROW(gates[i], n * 3 * D);
        GROW(state[i], n * D);
    }
    GROW(top, n * D);
    GROW(mask, n * D);
    GROW(tag_score, n * net->layout.columns[TENSOR_TAG]);
    GROW(slots, n * SP);
    GROW(dslots, n * SP);
    GROW(dtop, n * D);
    GROW(dh, n * D);
    GROW(dgates, n * 3 * D);
    if (!ok) {
        abort();
    }
}

static void reserve_steps(struct net *net, size_t n)
{
    if (n <= net->step_room) {
        return;
    }
    bool ok = true;
    n += n / 4 + 64;
    net->step_room = n;
    GROW(steps_done, n);
    GROW(hidden, n * net->shape[SHAPE_HIDDEN]);
    GROW(dscore, n * net->layout.columns[TENSOR_ACTION]);
    if (!ok) {
        abort();
    }
}

static float *work(struct net *net, size_t n)
{
    if (n > net->work_room) {
        bool ok = true;
        n += n / 4;
        net->work_room = n;
        GROW(work, n);
        if (!ok) {
            abort();
        }
    }
    return net->work;
}

void net_release(struct net *net)
{
    adam_release(&net->dense);
    adam_release(&net->embed);
    void *const parts[] = {
        net->touched,  net->touched_rows, net->tags,   net->actions,
        net->features, net->tag_gold,     net->x,      net->conv,
        net->top,      net->mask,         net->xmask,  net->tag_score,
        net->slots,    net->steps_done,   net->hidden, net->dscore,
        net->dslots,   net->dtop,         net->dh,     net->dgates,
        net->work,     net->panels,
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        free(parts[i]);
    }
    for (int l = 0; l < TC_LAYERS; l++) {
        free(net->h[l]);
        free(net->gates[l]);
        free(net->state[l]);
    }
    free(net->h[TC_LAYERS]);
}

static float *tensor(struct net *net, enum tensor t)
{
    return net->dense.value + net->layout.offset[t];
}

static float *gradient(struct net *net, enum tensor t)
{
    return net->dense.grad + net->layout.offset[t];
}

/* ---- products -------------------------------------------------------------------- */

/* tc_multiply() with a weight by rows, laid in panels first: rows are many, so that
 * costs little. */
static void product(struct net *net, struct tc_product p)
{
    size_t size = p.from * p.to;
    if (size > net->panel_room) {
        bool ok = true;
        net->panel_room = size;
        GROW(panels, size);
        if (!ok) {
            abort();
        }
    }
    tc_panels(net->panels, p.weight, p.from, p.to);
    p.weight = net->panels;
    tc_multiply(&p);
}

/* What went into a product. */
struct forward {
    const float *in;
    size_t stride, rows;
};

/* The gradients of a product out (rows, to) = in (rows, from) x weight + bias: those of
 * weight and bias are added to, that of in is written to din (rows, from) when not
 * NULL. */
static void product_back(struct net *net, enum tensor t, struct forward f,
                         const float *dout, float *din)
{
    const float *in = f.in;
    size_t stride = f.stride;
    size_t rows = f.rows;
    size_t from = net->layout.rows[t];
    size_t to = net->layout.columns[t];
    size_t wide = (rows + 15) / 16 * 16;
    size_t from16 = tc_round16(from);
    float *turned = work(net, from * wide + from * to + to * from16 + 64);
    float *result = turned + from * wide;
    for (size_t k = 0; k < from; k++) {
        for (size_t r = 0; r < rows; r++) {
            turned[k * wide + r] = in[r * stride + k];
        }
    }
    product(net, (struct tc_product){result, turned, wide, dout, NULL, from, rows, to});
    float *grad = gradient(net, t);
    for (size_t i = 0; i < from * to; i++) {
        grad[i] += result[i];
    }
    if (din == NULL) {
        return;
    }
    float *weight = tensor(net, t);
    float *back = result + from * to;
    for (size_t k = 0; k < from; k++) {
        for (size_t j = 0; j < to; j++) {
            back[j * from + k] = weight[k * to + j];
        }
    }
    product(net, (struct tc_product){din, dout, to, back, NULL, rows, to, from});
}

static void bias_back(struct net *net, enum tensor t, size_t rows, const float *dout)
{
    size_t to = net->layout.columns[t];
    float *grad = gradient(net, t);
    for (size_t r = 0; r < rows; r++) {
        for (size_t j = 0; j < to; j++) {
            grad[j] += dout[r * to + j];
        }
    }
}

/* ---- encoder --------------------------------------------------------------------- */

static void embed(struct net *net, const struct options *options)
{
    size_t E = net->shape[SHAPE_EMBED];
    float keep = 1.0F - (options->train ? options->drop_input : 0.0F);
    memset(net->x, 0, (net->rows + 2) * E * sizeof(float));
    for (size_t i = 0; i < net->rows; i++) {
        float *x = net->x + (i + 1) * E;
        float *mask = net->xmask + (i + 1) * E;
        if (net->tag_gold[i] == NET_NO_ROW) {
            continue;
        }
        for (size_t f = 0; f < TC_FEATURES; f++) {
            tc_add(x, net->embed.value + (size_t)net->features[i][f] * E, E);
        }
        if (keep < 1.0F) {
            for (size_t j = 0; j < E; j++) {
                mask[j] = net_random(net) < keep ? 1.0F / keep : 0.0F;
                x[j] *= mask[j];
            }
        }
    }
}

static float gate(float x)
{
    return 0.5F + 0.5F * x / (1.0F + fabsf(x));
}

static float gate_slope(float x)
{
    float d = 1.0F + fabsf(x);
    return 0.5F / (d * d);
}

/* Row i-th in reading order of a sentence, forwards or backwards. */
static size_t reading(const struct job *job, size_t i, bool backwards)
{
    return job->row + (backwards ? job->tree->count - 1 - i : i);
}

static void layer(struct net *net, const struct job *jobs, size_t count, int l)
{
    size_t D = net->shape[SHAPE_WIDTH];
    enum tensor t = (enum tensor)(TENSOR_LAYER_1 + 2 * l);
    product(net, (struct tc_product){net->gates[l], net->h[l], D, tensor(net, t),
                                     tensor(net, t + 1), net->rows, D, 3 * D});
    memset(net->h[l + 1], 0, net->rows * D * sizeof(float));
    for (size_t n = 0; n < 2 * count; n++) {
        const struct job *job = &jobs[n / 2];
        size_t shift = n % 2 * D / 2;
        float state[256] = {0};
        for (size_t i = 0; i < job->tree->count; i++) {
            size_t r = reading(job, i, n % 2 == 1);
            tc_step(net->h[l + 1] + r * D + shift, state,
                    net->gates[l] + r * 3 * D + shift, net->h[l] + r * D + shift, D,
                    D / 2);
            memcpy(net->state[l] + r * D + shift, state, D / 2 * sizeof(float));
        }
    }
}

/* One direction of one sentence; net->dh is the gradient of the output, dx that of the
 * input as far as it goes round the product. */
static void direction_back(struct net *net, const struct job *job, int l,
                           bool backwards, float *dx)
{
    size_t D = net->shape[SHAPE_WIDTH];
    size_t shift = backwards ? D / 2 : 0;
    float carried[256] = {0};
    for (size_t i = job->tree->count; i-- > 0;) {
        size_t r = reading(job, i, backwards);
        const float *g = net->gates[l] + r * 3 * D + shift;
        const float *s = net->state[l] + r * D + shift;
        const float *old =
            i > 0 ? net->state[l] + reading(job, i - 1, backwards) * D + shift : NULL;
        const float *x = net->h[l] + r * D + shift;
        const float *dout = net->dh + r * D + shift;
        float *dg = net->dgates + r * 3 * D + shift;
        for (size_t j = 0; j < D / 2; j++) {
            float z = gate(g[j]);
            float way = gate(g[2 * D + j]);
            float before = old != NULL ? old[j] : 0.0F;
            float ds = carried[j] + dout[j] * way;
            dg[2 * D + j] = dout[j] * (s[j] - x[j]) * gate_slope(g[2 * D + j]);
            dg[j] = ds * (g[D + j] - before) * gate_slope(g[j]);
            dg[D + j] = ds * z;
            dx[r * D + shift + j] = dout[j] * (1.0F - way);
            carried[j] = ds * (1.0F - z);
        }
    }
}

static void layer_back(struct net *net, const struct job *jobs, size_t count, int l)
{
    size_t D = net->shape[SHAPE_WIDTH];
    enum tensor t = (enum tensor)(TENSOR_LAYER_1 + 2 * l);
    memset(net->dgates, 0, net->rows * 3 * D * sizeof(float));
    float *dx = net->dtop; /* free by now */
    memset(dx, 0, net->rows * D * sizeof(float));
    for (size_t n = 0; n < count; n++) {
        direction_back(net, &jobs[n], l, false, dx);
        direction_back(net, &jobs[n], l, true, dx);
    }
    product_back(net, t, (struct forward){net->h[l], D, net->rows}, net->dgates,
                 net->dh);
    bias_back(net, t + 1, net->rows, net->dgates);
    for (size_t i = 0; i < net->rows * D; i++) {
        net->dh[i] += dx[i];
    }
}

static void touch(struct net *net, uint32_t row)
{
    if (!net->touched[row]) {
        net->touched[row] = true;
        net->touched_rows[net->touched_count++] = row;
    }
}

static void conv_back(struct net *net, const struct options *options)
{
    size_t E = net->shape[SHAPE_EMBED];
    size_t D = net->shape[SHAPE_WIDTH];
    float *dconv = net->conv; /* turned in place */
    for (size_t i = 0; i < net->rows; i++) {
        for (size_t j = 0; j < D; j++) {
            float *a = &dconv[i * 2 * D + j];
            bool first = a[0] > a[D];
            float d = net->tag_gold[i] == NET_NO_ROW ? 0.0F : net->dh[i * D + j];
            a[0] = first ? d : 0.0F;
            a[D] = first ? 0.0F : d;
        }
    }
    float *dx = malloc((net->rows * 3 + 2) * E * sizeof(float));
    if (dx == NULL) {
        abort();
    }
    product_back(net, TENSOR_CONV, (struct forward){net->x, E, net->rows}, dconv, dx);
    bias_back(net, TENSOR_CONV_BIAS, net->rows, dconv);
    for (size_t i = 0; i < net->rows; i++) {
        if (net->tag_gold[i] == NET_NO_ROW) {
            continue;
        }
        for (size_t j = 0; j < E; j++) {
            /* Row i is the middle of its own window, the end of one, the start of
             * one. */
            float d = dx[i * 3 * E + E + j];
            d += i > 0 ? dx[(i - 1) * 3 * E + 2 * E + j] : 0.0F;
            d += i + 1 < net->rows ? dx[(i + 1) * 3 * E + j] : 0.0F;
            if (options->drop_input > 0.0F) {
                d *= net->xmask[(i + 1) * E + j];
            }
            net->x[(i + 1) * E + j] = d;
        }
        for (size_t f = 0; f < TC_FEATURES; f++) {
            touch(net, net->features[i][f]);
            tc_add(net->embed.grad + (size_t)net->features[i][f] * E,
                   net->x + (i + 1) * E, E);
        }
    }
    free(dx);
}

static void drop_top(struct net *net, const struct options *options)
{
    size_t D = net->shape[SHAPE_WIDTH];
    const float *top = net->h[net->shape[SHAPE_LAYERS]];
    float keep = 1.0F - (options->train ? options->drop_top : 0.0F);
    for (size_t i = 0; i < net->rows * D; i++) {
        net->mask[i] = keep >= 1.0F || net_random(net) < keep ? 1.0F / keep : 0.0F;
        net->top[i] = top[i] * net->mask[i];
    }
}

/* ---- losses ---------------------------------------------------------------------- */

/* Turns scores into the gradient of -log of the probability of those that are good;
 * others than allowed get none. Returns the loss. */
static double softmax_loss(float *score, const uint8_t *state, size_t count,
                           size_t room)
{
    float most = -1e30F;
    for (size_t i = 0; i < count; i++) {
        if (state[i] > 0 && score[i] > most) {
            most = score[i];
        }
    }
    float all = 0.0F;
    float good = 0.0F;
    for (size_t i = 0; i < count; i++) {
        score[i] = state[i] > 0 ? expf(score[i] - most) : 0.0F;
        all += score[i];
        good += state[i] == 2 ? score[i] : 0.0F;
    }
    good = good > 1e-30F ? good : 1e-30F;
    for (size_t i = 0; i < count; i++) {
        score[i] = score[i] / all - (state[i] == 2 ? score[i] / good : 0.0F);
    }
    memset(score + count, 0, (room - count) * sizeof *score);
    return -log((double)good / (double)all);
}

unsigned net_tag(const struct net *net, size_t row)
{
    const float *s = net->tag_score + row * net->layout.columns[TENSOR_TAG];
    unsigned best = 0;
    for (unsigned j = 1; j < net->shape[SHAPE_TAGS]; j++) {
        best = s[j] > s[best] ? j : best;
    }
    return best;
}

static double tag_loss(struct net *net)
{
    size_t room = net->layout.columns[TENSOR_TAG];
    size_t count = net->shape[SHAPE_TAGS];
    double loss = 0.0;
    for (size_t i = 0; i < net->rows; i++) {
        float *s = net->tag_score + i * room;
        if (net->tag_gold[i] < 0 || net->tag_gold[i] >= (int)count) {
            memset(s, 0, room * sizeof *s);
            continue;
        }
        uint8_t state[256];
        memset(state, 1, sizeof state);
        state[net->tag_gold[i]] = 2;
        loss += softmax_loss(s, state, count, room);
    }
    return loss;
}

/* Marks actions: 0 not allowed, 1 allowed, 2 loses nothing. */
static void mark_actions(const struct net *net, const struct state *s,
                         const struct tree *tree, uint8_t *marks)
{
    uint32_t cost[ACTION_KINDS];
    oracle_costs(s, tree, cost);
    uint32_t least = UINT32_MAX;
    for (int a = 0; a < ACTION_KINDS; a++) {
        least = cost[a] < least ? cost[a] : least;
    }
    uint8_t relation = s->depth > 0 ? tree->words[s->stack[s->depth - 1]].relation : 0;
    bool any = false;
    for (size_t a = 0; a < net->shape[SHAPE_ACTIONS]; a++) {
        uint8_t kind = net->actions[a][0];
        marks[a] = cost[kind] != UINT32_MAX;
        if (cost[kind] == least &&
            (kind == ACTION_SHIFT || net->actions[a][1] == relation)) {
            marks[a] = 2;
            any = true;
        }
    }
    for (size_t a = 0; !any && a < net->shape[SHAPE_ACTIONS]; a++) {
        marks[a] = cost[net->actions[a][0]] == least ? 2 : marks[a];
    }
}

/* Units that are dropped are zero, like those that the rectifier silences: so is their
 * gradient. */
static void drop_hidden(struct net *net, float *hidden, float keep)
{
    for (size_t j = 0; j < net->shape[SHAPE_HIDDEN]; j++) {
        hidden[j] = net_random(net) < keep ? hidden[j] / keep : 0.0F;
    }
}

static void view_hidden(struct net *net, const struct job *job, const struct view *v,
                        float *hidden)
{
    size_t P = net->shape[SHAPE_HIDDEN];
    memcpy(hidden, tensor(net, TENSOR_DISTANCE) + v->distance * P, P * sizeof(float));
    for (size_t k = 0; k < TC_SLOTS; k++) {
        tc_add(hidden,
               v->slot[k] < 0
                   ? tensor(net, TENSOR_SLOT_NONE) + k * P
                   : net->slots + ((job->row + (size_t)v->slot[k]) * TC_SLOTS + k) * P,
               P);
    }
    for (size_t k = 0; k < TC_CHILDREN; k++) {
        tc_add(hidden, tensor(net, TENSOR_CHILD) + (k * REL_COUNT + v->child[k]) * P,
               P);
    }
    for (size_t j = 0; j < P; j++) {
        hidden[j] = hidden[j] > 0.0F ? hidden[j] : 0.0F;
    }
}

/* The best action whose mark is at least least. */
static size_t best_action(const struct net *net, const float *score,
                          const uint8_t *marks, uint8_t least)
{
    size_t best = SIZE_MAX;
    for (size_t a = 0; a < net->shape[SHAPE_ACTIONS]; a++) {
        if (marks[a] >= least && (best == SIZE_MAX || score[a] > score[best])) {
            best = a;
        }
    }
    return best;
}

static double parse_job(struct net *net, struct job *job, uint32_t index,
                        const struct options *options)
{
    size_t P = net->shape[SHAPE_HIDDEN];
    size_t A = net->layout.columns[TENSOR_ACTION];
    double loss = 0.0;
    tc_state_begin(&job->state, job->tree->count);
    while (!tc_state_done(&job->state)) {
        struct step *step = &net->steps_done[net->step_count];
        float *hidden = net->hidden + net->step_count * P;
        float *score = net->dscore + net->step_count * A;
        net->step_count++;
        step->sentence = index;
        tc_state_view(&job->state, &step->view);
        view_hidden(net, job, &step->view, hidden);
        if (options->train && options->drop_hidden > 0.0F) {
            drop_hidden(net, hidden, 1.0F - options->drop_hidden);
        }
        tc_scores(score, hidden, tensor(net, TENSOR_ACTION),
                  tensor(net, TENSOR_ACTION_BIAS), P, A);
        uint8_t marks[256];
        mark_actions(net, &job->state, job->tree, marks);
        bool free_way = !options->train || net_random(net) < options->explore;
        size_t a = best_action(net, score, marks, free_way ? 1 : 2);
        loss += softmax_loss(score, marks, net->shape[SHAPE_ACTIONS], A);
        tc_state_do(&job->state, (enum action)net->actions[a][0], net->actions[a][1]);
    }
    return loss;
}

static void parse_back(struct net *net, const struct job *jobs, float keep)
{
    size_t P = net->shape[SHAPE_HIDDEN];
    size_t S = net->step_count;
    float *dhidden = malloc((S + 1) * P * sizeof(float));
    if (dhidden == NULL) {
        abort();
    }
    memset(net->dslots, 0, net->rows * TC_SLOTS * P * sizeof(float));
    product_back(net, TENSOR_ACTION, (struct forward){net->hidden, P, S}, net->dscore,
                 dhidden);
    bias_back(net, TENSOR_ACTION_BIAS, S, net->dscore);
    for (size_t i = 0; i < S; i++) {
        float *d = dhidden + i * P;
        const struct view *v = &net->steps_done[i].view;
        size_t row = jobs[net->steps_done[i].sentence].row;
        for (size_t j = 0; j < P; j++) {
            d[j] = net->hidden[i * P + j] > 0.0F ? d[j] / keep : 0.0F;
        }
        tc_add(gradient(net, TENSOR_DISTANCE) + v->distance * P, d, P);
        for (size_t k = 0; k < TC_CHILDREN; k++) {
            tc_add(gradient(net, TENSOR_CHILD) + (k * REL_COUNT + v->child[k]) * P, d,
                   P);
        }
        for (size_t k = 0; k < TC_SLOTS; k++) {
            tc_add(v->slot[k] < 0
                       ? gradient(net, TENSOR_SLOT_NONE) + k * P
                       : net->dslots + ((row + (size_t)v->slot[k]) * TC_SLOTS + k) * P,
                   d, P);
        }
    }
    free(dhidden);
}

/* ---- a batch --------------------------------------------------------------------- */

/* The index of a word's tag, or one beyond all when it has none of them. */
static int gold_tag(const struct net *net, const struct gold *word)
{
    for (size_t t = 0; t < net->shape[SHAPE_TAGS]; t++) {
        if (net->tags[t][0] == word->upos && net->tags[t][1] == word->xpos) {
            return (int)t;
        }
    }
    return 1 << 20;
}

static void lay_out(struct net *net, struct job *jobs, size_t count)
{
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        jobs[i].row = rows;
        rows += jobs[i].tree->count + 1;
    }
    reserve_rows(net, rows);
    reserve_steps(net, 2 * rows);
    net->rows = rows;
    net->step_count = 0;
    for (size_t i = 0; i < rows; i++) {
        net->tag_gold[i] = NET_NO_ROW;
    }
    for (size_t i = 0; i < count; i++) {
        const struct tree *tree = jobs[i].tree;
        for (uint32_t j = 0; j < tree->count; j++) {
            size_t row = jobs[i].row + j;
            memcpy(net->features[row], jobs[i].features[j], sizeof net->features[row]);
            net->tag_gold[row] = gold_tag(net, &tree->words[j]);
        }
    }
}

static void read_batch(struct net *net, const struct job *jobs, size_t count,
                       const struct options *options)
{
    size_t E = net->shape[SHAPE_EMBED];
    size_t D = net->shape[SHAPE_WIDTH];
    embed(net, options);
    product(net, (struct tc_product){net->conv, net->x, E, tensor(net, TENSOR_CONV),
                                     tensor(net, TENSOR_CONV_BIAS), net->rows, 3 * E,
                                     2 * D});
    for (size_t i = 0; i < net->rows; i++) {
        tc_maxout(net->h[0] + i * D, net->conv + i * 2 * D, D);
    }
    int layers = (int)net->shape[SHAPE_LAYERS];
    for (int l = 0; l < layers; l++) {
        layer(net, jobs, count, l);
    }
    drop_top(net, options);
    product(net,
            (struct tc_product){net->tag_score, net->top, D, tensor(net, TENSOR_TAG),
                                tensor(net, TENSOR_TAG_BIAS), net->rows, D,
                                net->layout.columns[TENSOR_TAG]});
    product(net,
            (struct tc_product){net->slots, net->top, D, tensor(net, TENSOR_SLOT), NULL,
                                net->rows, D, net->layout.columns[TENSOR_SLOT]});
}

double net_batch(struct net *net, struct job *jobs, size_t count,
                 const struct options *options)
{
    size_t D = net->shape[SHAPE_WIDTH];
    lay_out(net, jobs, count);
    read_batch(net, jobs, count, options);
    double loss = 0.0;
    for (size_t i = 0; i < count; i++) {
        loss += parse_job(net, &jobs[i], (uint32_t)i, options);
    }
    if (!options->train) {
        return loss;
    }
    loss += tag_loss(net);
    parse_back(net, jobs, 1.0F - options->drop_hidden);
    product_back(net, TENSOR_SLOT, (struct forward){net->top, D, net->rows},
                 net->dslots, net->dtop);
    product_back(net, TENSOR_TAG, (struct forward){net->top, D, net->rows},
                 net->tag_score, net->dh);
    bias_back(net, TENSOR_TAG_BIAS, net->rows, net->tag_score);
    for (size_t i = 0; i < net->rows * D; i++) {
        net->dh[i] = (net->dh[i] + net->dtop[i]) * net->mask[i];
    }
    for (int l = (int)net->shape[SHAPE_LAYERS] - 1; l >= 0; l--) {
        layer_back(net, jobs, count, l);
    }
    conv_back(net, options);
    return loss;
}

/* ---- Adam (Kingma and Ba 2015) --------------------------------------------------- */

static void adam_range(struct adam *a, size_t from, size_t to, const float rates[3])
{
    for (size_t i = from; i < to; i++) {
        float g = a->grad[i] * rates[1];
        a->grad[i] = 0.0F;
        a->mean[i] += 0.1F * (g - a->mean[i]);
        a->square[i] += 0.01F * (g * g - a->square[i]);
        a->value[i] -= rates[0] * a->mean[i] / (sqrtf(a->square[i]) + 1e-8F) +
                       rates[2] * a->value[i];
    }
}

void net_update(struct net *net, float rate, float scale)
{
    size_t E = net->shape[SHAPE_EMBED];
    net->steps++;
    double n = (double)net->steps;
    float mend = (float)(sqrt(1.0 - pow(0.99, n)) / (1.0 - pow(0.9, n)));
    const float rates[3] = {rate * mend, scale, rate * 1e-4F};
    adam_range(&net->dense, 0, net->dense.size, rates);
    for (size_t i = 0; i < net->touched_count; i++) {
        size_t row = net->touched_rows[i];
        adam_range(&net->embed, row * E, (row + 1) * E, rates);
        net->touched[row] = false;
    }
    net->touched_count = 0;
}

/* ---- averages (Izmailov et al. 2018) --------------------------------------------- */

static void remember(struct adam *a)
{
    for (size_t i = 0; i < a->size; i++) {
        a->average[i] += a->value[i];
    }
}

static void recall(struct adam *a, float count)
{
    for (size_t i = 0; i < a->size; i++) {
        a->value[i] = a->average[i] / count;
    }
}

void net_remember(struct net *net)
{
    remember(&net->dense);
    remember(&net->embed);
    net->remembered++;
}

void net_recall(struct net *net)
{
    if (net->remembered > 0) {
        recall(&net->dense, (float)net->remembered);
        recall(&net->embed, (float)net->remembered);
    }
}
