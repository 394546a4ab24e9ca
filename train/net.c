/* train/net.c: the network's parameters, its lanes and their threads, and Adam.
 *
 * A batch is dealt out to the lanes sentence by sentence, before anything runs, and the
 * lanes' gradients are added in their order; a lane's random numbers are its own. So
 * nothing depends on how the threads run. Rows of the embedding are few of many in a
 * batch: each lane adds up and steps every second one of those that were touched.
 */
#include "net_inside.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- chance ---------------------------------------------------------------------- */

uint64_t net_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

float net_random(struct net *net)
{
    return (float)(net_bits(&net->random) >> 40) / 16777216.0F;
}

/* ---- threads --------------------------------------------------------------------- */

struct team {
    pthread_barrier_t begin, end;
    pthread_t threads[NET_LANES];
    struct seat {
        struct net *net;
        int lane;
    } seats[NET_LANES];
    void (*work)(struct lane *lane); /* NULL: go home */
};

static void *sit(void *argument)
{
    struct seat *seat = argument;
    struct team *team = seat->net->team;
    for (;;) {
        (void)pthread_barrier_wait(&team->begin);
        if (team->work == NULL) {
            return NULL;
        }
        team->work(&seat->net->lanes[seat->lane]);
        (void)pthread_barrier_wait(&team->end);
    }
}

static bool team_begin(struct net *net)
{
    struct team *team = calloc(1, sizeof *team);
    net->team = team;
    if (team == NULL || pthread_barrier_init(&team->begin, NULL, NET_LANES) != 0 ||
        pthread_barrier_init(&team->end, NULL, NET_LANES) != 0) {
        return false;
    }
    for (int i = 1; i < NET_LANES; i++) {
        team->seats[i] = (struct seat){net, i};
        if (pthread_create(&team->threads[i], NULL, sit, &team->seats[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void together(struct net *net, void (*work)(struct lane *lane))
{
    net->team->work = work;
    (void)pthread_barrier_wait(&net->team->begin);
    work(&net->lanes[0]);
    (void)pthread_barrier_wait(&net->team->end);
}

static void team_end(struct net *net)
{
    struct team *team = net->team;
    if (team == NULL) {
        return;
    }
    team->work = NULL;
    (void)pthread_barrier_wait(&team->begin);
    for (int i = 1; i < NET_LANES; i++) {
        (void)pthread_join(team->threads[i], NULL);
    }
    (void)pthread_barrier_destroy(&team->begin);
    (void)pthread_barrier_destroy(&team->end);
    free(team);
}

/* ---- parameters ------------------------------------------------------------------ */

static bool adam_init(struct adam *a, size_t size)
{
    a->size = size;
    a->value = calloc(size, sizeof(float));
    a->mean = calloc(size, sizeof(float));
    a->square = calloc(size, sizeof(float));
    a->average = calloc(size, sizeof(float));
    return a->value != NULL && a->mean != NULL && a->square != NULL &&
           a->average != NULL;
}

static void adam_release(struct adam *a)
{
    free(a->value);
    free(a->mean);
    free(a->square);
    free(a->average);
}

static void place_tensors(struct net *net, size_t *total)
{
    const struct layout *layout = &net->layout;
    size_t D = net->shape[SHAPE_WIDTH];
    for (int m = 0; m < MATRIX_COUNT; m++) {
        net->sizes[m] = layout->rows[m] * layout->columns[m];
    }
    net->sizes[VECTOR_CONV_BIAS] = D;
    net->sizes[VECTOR_LAYER_BIAS] = net->shape[SHAPE_LAYERS] * 3 * D;
    net->sizes[VECTOR_TOP_BIAS] = layout->heads.total;
    net->sizes[VECTOR_LABEL_BIAS] = layout->columns[MATRIX_LABEL];
    net->sizes[VECTOR_ROOT] = (size_t)net->shape[SHAPE_ARC] + net->shape[SHAPE_LABEL];
    net->sizes[VECTOR_DISTANCE] = tc_round16(TC_DISTANCES);
    *total = 0;
    for (int t = 0; t < TENSOR_COUNT; t++) {
        net->offset[t] = *total;
        *total += net->sizes[t];
    }
}

/* Uniform within Glorot's bounds. */
static void fill(struct net *net, int matrix)
{
    size_t rows = net->layout.rows[matrix];
    size_t columns = net->layout.columns[matrix];
    size_t fan = matrix == MATRIX_TOP ? rows : columns / (matrix < MATRIX_TOP ? 3 : 1);
    float bound = sqrtf(6.0F / (float)(rows + fan));
    float *w = net_value(net, matrix);
    for (size_t i = 0; i < rows * columns; i++) {
        w[i] = (2.0F * net_random(net) - 1.0F) * bound;
    }
}

static void fill_all(struct net *net)
{
    for (int m = 0; m < MATRIX_COUNT; m++) {
        fill(net, m);
    }
    float *root = net_value(net, VECTOR_ROOT);
    for (size_t i = 0; i < net->sizes[VECTOR_ROOT]; i++) {
        root[i] = (2.0F * net_random(net) - 1.0F) * 0.3F;
    }
    for (size_t i = 0; i < net->embed.size; i++) {
        net->embed.value[i] = (2.0F * net_random(net) - 1.0F) * 0.1F;
    }
}

static bool lane_init(struct net *net, int index, size_t total)
{
    struct lane *lane = &net->lanes[index];
    size_t largest = 0;
    size_t wide = TC_LONGEST + 16;
    for (int m = 0; m < MATRIX_COUNT; m++) {
        largest = net->sizes[m] > largest ? net->sizes[m] : largest;
    }
    lane->net = net;
    lane->random = net_bits(&net->random);
    lane->grad = calloc(total, sizeof(float));
    lane->turned = malloc(largest * sizeof(float));
    lane->key = malloc(wide * net->shape[SHAPE_ARC] * sizeof(float));
    lane->key_turned = malloc(wide * net->shape[SHAPE_ARC] * sizeof(float));
    lane->dkey = malloc(wide * net->shape[SHAPE_ARC] * sizeof(float));
    lane->score = malloc(wide * wide * sizeof(float));
    lane->whole = malloc(wide * wide * sizeof *lane->whole);
    lane->hidden = malloc(wide * net->shape[SHAPE_LABEL] * sizeof(float));
    lane->dhidden = malloc(wide * net->shape[SHAPE_LABEL] * sizeof(float));
    lane->label = malloc(wide * net->layout.columns[MATRIX_LABEL] * sizeof(float));
    lane->decoder = tc_decoder_new();
    return lane->grad != NULL && lane->turned != NULL && lane->key != NULL &&
           lane->key_turned != NULL && lane->dkey != NULL && lane->score != NULL &&
           lane->whole != NULL && lane->hidden != NULL && lane->dhidden != NULL &&
           lane->label != NULL && lane->decoder != NULL;
}

bool net_init(struct net *net, const uint32_t shape[SHAPE_COUNT], uint64_t seed)
{
    size_t total = 0;
    memset(net, 0, sizeof *net);
    memcpy(net->shape, shape, sizeof net->shape);
    net->random = seed;
    if (!tc_layout(shape, &net->layout)) {
        return false;
    }
    place_tensors(net, &total);
    size_t embed = (size_t)TC_ROWS * shape[SHAPE_EMBED];
    net->embed_grad = calloc(embed, sizeof(float));
    net->touched = calloc(TC_ROWS, sizeof *net->touched);
    net->tags = calloc(shape[SHAPE_TAGS], sizeof *net->tags);
    net->relations = calloc(shape[SHAPE_RELATIONS], sizeof *net->relations);
    if (!adam_init(&net->dense, total) || !adam_init(&net->embed, embed) ||
        net->embed_grad == NULL || net->touched == NULL || net->tags == NULL ||
        net->relations == NULL) {
        return false;
    }
    fill_all(net);
    for (int i = 0; i < NET_LANES; i++) {
        if (!lane_init(net, i, total)) {
            return false;
        }
    }
    return team_begin(net);
}

void net_index(struct net *net)
{
    memset(net->tag_index, NET_NO_LABEL, sizeof net->tag_index);
    memset(net->relation_index, NET_NO_LABEL, sizeof net->relation_index);
    for (uint32_t i = 0; i < net->shape[SHAPE_TAGS]; i++) {
        net->tag_index[net->tags[i][0]][net->tags[i][1]] = (uint8_t)i;
    }
    for (uint32_t i = 0; i < net->shape[SHAPE_RELATIONS]; i++) {
        net->relation_index[net->relations[i]] = (uint8_t)i;
    }
}

static void lane_release_rows(struct lane *lane)
{
    void *const parts[] = {lane->features, lane->x,  lane->xmask,  lane->top,
                           lane->dtop,     lane->dh, lane->around, lane->dgates};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        free(parts[i]);
    }
    for (int l = 0; l <= TC_LAYERS; l++) {
        free(lane->h[l]);
        free(lane->hmask[l]);
    }
    for (int l = 0; l < TC_LAYERS; l++) {
        free(lane->gates[l]);
        free(lane->state[l]);
    }
}

static void lane_release(struct lane *lane)
{
    void *const parts[] = {lane->grad,  lane->turned, lane->key,     lane->key_turned,
                           lane->dkey,  lane->score,  lane->whole,   lane->hidden,
                           lane->label, lane->jobs,   lane->dhidden, NULL};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        free(parts[i]);
    }
    tc_decoder_free(lane->decoder);
    lane_release_rows(lane);
}

void net_release(struct net *net)
{
    team_end(net);
    adam_release(&net->dense);
    adam_release(&net->embed);
    free(net->embed_grad);
    free(net->touched);
    free(net->tags);
    free(net->relations);
    for (int i = 0; i < NET_LANES; i++) {
        lane_release(&net->lanes[i]);
    }
}

/* ---- batches --------------------------------------------------------------------- */

static float *floats(size_t count)
{
    float *out = malloc(count * sizeof *out);
    if (out == NULL) {
        abort();
    }
    return out;
}

static void reserve(struct lane *lane, size_t n)
{
    const struct net *net = lane->net;
    size_t E = net->shape[SHAPE_EMBED];
    size_t D = net->shape[SHAPE_WIDTH];
    if (n <= lane->room) {
        return;
    }
    lane_release_rows(lane);
    n += n / 4 + 64;
    lane->room = n;
    lane->features = malloc(n * sizeof *lane->features);
    if (lane->features == NULL) {
        abort();
    }
    lane->x = floats(n * E);
    lane->xmask = floats(n * E);
    for (int l = 0; l <= TC_LAYERS; l++) {
        lane->h[l] = floats(n * D);
        lane->hmask[l] = floats(n * D);
    }
    for (int l = 0; l < TC_LAYERS; l++) {
        lane->gates[l] = floats(n * 3 * D);
        lane->state[l] = floats(n * D);
    }
    lane->top = floats(n * net->layout.heads.total);
    lane->dtop = floats(n * net->layout.heads.total);
    lane->dh = floats(n * D);
    lane->around = floats(n * D);
    lane->dgates = floats(n * 3 * D);
}

/* Deals the jobs out, each to the lane that has fewer rows. */
static void deal(struct net *net, struct job *jobs, size_t count)
{
    for (int i = 0; i < NET_LANES; i++) {
        struct lane *lane = &net->lanes[i];
        lane->rows = 0;
        lane->job_count = 0;
        lane->loss = 0.0;
        lane->jobs = realloc(lane->jobs, (count + 1) * sizeof *lane->jobs);
        if (lane->jobs == NULL) {
            abort();
        }
    }
    for (size_t n = 0; n < count; n++) {
        int least = 0;
        for (int i = 1; i < NET_LANES; i++) {
            least = net->lanes[i].rows < net->lanes[least].rows ? i : least;
        }
        struct lane *lane = &net->lanes[least];
        jobs[n].lane = (uint8_t)least;
        jobs[n].row = lane->rows;
        lane->rows += jobs[n].tree->count + 1;
        lane->jobs[lane->job_count++] = jobs[n];
    }
    for (int i = 0; i < NET_LANES; i++) {
        reserve(&net->lanes[i], net->lanes[i].rows);
    }
}

static void run_lane(struct lane *lane)
{
    memset(lane->features, 0xFF, lane->rows * sizeof *lane->features);
    for (size_t n = 0; n < lane->job_count; n++) {
        const struct job *job = &lane->jobs[n];
        memcpy(lane->features[job->row], job->features,
               job->tree->count * sizeof *job->features);
    }
    if (lane->rows == 0) {
        return;
    }
    net_forward(lane);
    if (lane->net->options->train) {
        net_losses(lane);
        net_backward(lane);
    } else {
        net_trees(lane);
    }
}

/* Adds the words' gradients to those of their rows, each lane to its own. */
static void scatter(struct lane *lane)
{
    struct net *net = lane->net;
    size_t E = net->shape[SHAPE_EMBED];
    uint32_t own = (uint32_t)(lane - net->lanes);
    for (int l = 0; l < NET_LANES; l++) {
        const struct lane *from = &net->lanes[l];
        for (size_t i = 0; i < from->rows; i++) {
            for (size_t f = 0; f < TC_FEATURES && !net_is_gap(from, i); f++) {
                uint32_t row = from->features[i][f];
                if (row % NET_LANES != own) {
                    continue;
                }
                float *to = net->embed_grad + (size_t)row * E;
                net->touched[row] = true;
                for (size_t j = 0; j < E; j++) {
                    to[j] += from->x[i * E + j];
                }
            }
        }
    }
}

double net_batch(struct net *net, struct job *jobs, size_t count,
                 const struct options *options)
{
    double loss = 0.0;
    net->options = options;
    deal(net, jobs, count);
    together(net, run_lane);
    if (options->train) {
        together(net, scatter);
    }
    for (int i = 0; i < NET_LANES; i++) {
        loss += net->lanes[i].loss;
    }
    return loss;
}

const float *net_top(const struct net *net, const struct job *job, uint32_t i)
{
    return net->lanes[job->lane].top + (job->row + i) * net->layout.heads.total;
}

static unsigned best_of(const float *score, unsigned count)
{
    unsigned best = 0;
    for (unsigned i = 1; i < count; i++) {
        best = score[i] > score[best] ? i : best;
    }
    return best;
}

unsigned net_tag(const struct net *net, const float *top)
{
    return best_of(top + net->layout.heads.tag, net->shape[SHAPE_TAGS]);
}

unsigned net_entity(const struct net *net, const float *top)
{
    return best_of(top + net->layout.heads.entity, TC_ENTITIES);
}

/* ---- Adam ------------------------------------------------------------------------ */

static void step_values(const struct net *net, struct adam *a, size_t at, size_t count,
                        float *grad)
{
    const float b1 = 0.9F;
    const float b2 = 0.98F;
    double n = (double)net->steps;
    float fix = (float)(sqrt(1.0 - pow((double)b2, n)) / (1.0 - pow((double)b1, n)));
    float rate = net->rate * fix;
    float *value = a->value + at;
    float *mean = a->mean + at;
    float *square = a->square + at;
    for (size_t i = 0; i < count; i++) {
        float g = grad[i] * net->scale;
        mean[i] = b1 * mean[i] + (1.0F - b1) * g;
        square[i] = b2 * square[i] + (1.0F - b2) * g * g;
        value[i] -= rate * mean[i] / (sqrtf(square[i]) + 1e-8F);
        grad[i] = 0.0F;
    }
}

static void step_lane(struct lane *lane)
{
    struct net *net = lane->net;
    size_t own = (size_t)(lane - net->lanes);
    size_t E = net->shape[SHAPE_EMBED];
    for (size_t row = own; row < TC_ROWS; row += NET_LANES) {
        if (net->touched[row]) {
            step_values(net, &net->embed, row * E, E, net->embed_grad + row * E);
            net->touched[row] = false;
        }
    }
    size_t part = net->dense.size / NET_LANES + 1;
    size_t from = own * part;
    size_t to = from + part < net->dense.size ? from + part : net->dense.size;
    float *grad = net->lanes[0].grad;
    for (int l = 1; l < NET_LANES; l++) {
        for (size_t i = from; i < to; i++) {
            grad[i] += net->lanes[l].grad[i];
            net->lanes[l].grad[i] = 0.0F;
        }
    }
    step_values(net, &net->dense, from, to - from, grad + from);
}

void net_update(struct net *net, float rate, float scale)
{
    net->steps++;
    net->rate = rate;
    net->scale = scale;
    together(net, step_lane);
}

static void add_average(struct adam *a)
{
    for (size_t i = 0; i < a->size; i++) {
        a->average[i] += a->value[i];
    }
}

void net_remember(struct net *net)
{
    net->remembered++;
    add_average(&net->dense);
    add_average(&net->embed);
}

static void take_average(struct adam *a, float count)
{
    for (size_t i = 0; i < a->size; i++) {
        a->value[i] = a->average[i] / count;
    }
}

void net_recall(struct net *net)
{
    if (net->remembered > 0) {
        take_average(&net->dense, (float)net->remembered);
        take_average(&net->embed, (float)net->remembered);
    }
}
