/* train/net_loss.c: what a lane's scores are worth, and the trees that they make.
 *
 * The loss is the cross entropy of tags, entities, heads and relations. What is right
 * is the treebank's word, or a teacher's few answers with their weights (Hinton,
 * Vinyals and Dean 2015), or some of both.
 */
#include "matrix.h"
#include "net_inside.h"

#include <math.h>
#include <string.h>

/* A few answers and their weights, which sum to 1. */
struct target {
    unsigned count;
    int index[2 * SOFT_HEADS];
    float weight[2 * SOFT_HEADS];
};

static void aim(struct target *t, int index, float weight)
{
    if (index >= 0 && weight > 0.0F) {
        t->index[t->count] = index;
        t->weight[t->count++] = weight;
    }
}

/* Turns scores into their gradient; `out` may be `score`. Returns the loss. */
static double cross_entropy(const float *score, size_t count, const struct target *t,
                            float weight, float *out)
{
    float most = score[0];
    double sum = 0.0;
    double loss = 0.0;
    float all = 0.0F;
    for (size_t i = 1; i < count; i++) {
        most = score[i] > most ? score[i] : most;
    }
    for (unsigned k = 0; k < t->count; k++) {
        all += t->weight[k];
        loss -= (double)t->weight[k] * (double)(score[t->index[k]] - most);
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = expf(score[i] - most);
        sum += (double)out[i];
    }
    float scale = weight * all / (float)sum;
    for (size_t i = 0; i < count; i++) {
        out[i] *= scale;
    }
    for (unsigned k = 0; k < t->count; k++) {
        out[t->index[k]] -= weight * t->weight[k];
    }
    return (double)weight * (loss + (double)all * log(sum));
}

/* ---- what is right --------------------------------------------------------------- */

/* How much the word of the tree itself weighs where its teacher has another one. */
static float own_share(const struct lane *lane, const struct job *job)
{
    return job->tree->silver ? 0.0F : lane->net->options->gold;
}

static void aim_tag(const struct lane *lane, const struct job *job,
                    const struct gold *w, struct target *t)
{
    const struct net *net = lane->net;
    const struct soft *s = &job->softs[w->soft];
    bool soft = w->soft > 0 && s->tags > 0;
    float own = soft ? own_share(lane, job) : 1.0F;
    uint8_t tag = net->tag_index[w->upos][w->xpos];
    t->count = 0;
    aim(t, tag == NET_NO_LABEL ? -1 : tag, own);
    for (unsigned i = 0; soft && i < s->tags; i++) {
        tag = net->tag_index[s->upos[i]][s->xpos[i]];
        aim(t, tag == NET_NO_LABEL ? -1 : tag, (1.0F - own) * s->tag_weight[i]);
    }
}

static void aim_entity(const struct job *job, const struct gold *w, struct target *t)
{
    const struct soft *s = &job->softs[w->soft];
    t->count = 0;
    if (w->soft > 0 && s->entities > 0) {
        for (unsigned i = 0; i < s->entities; i++) {
            aim(t, s->entity[i], s->entity_weight[i]);
        }
    } else if (w->entity != NO_ENTITY_LAYER) {
        aim(t, w->entity, 1.0F);
    }
}

static void aim_head(const struct lane *lane, const struct job *job, int i,
                     struct target *t)
{
    int n = (int)job->tree->count;
    const struct gold *w = &job->tree->words[i];
    const struct soft *s = &job->softs[w->soft];
    bool soft = w->soft > 0 && s->heads > 0;
    float own = soft ? own_share(lane, job) : 1.0F;
    t->count = 0;
    aim(t, w->head == TC_ROOT ? n : w->head, own);
    for (unsigned k = 0; soft && k < s->heads; k++) {
        int head = s->head[k] == TC_ROOT ? n : s->head[k];
        aim(t, head <= n && head != i ? head : -1, (1.0F - own) * s->head_weight[k]);
    }
}

static void aim_relation(const struct lane *lane, const struct job *job,
                         const struct gold *w, struct target *t)
{
    const struct net *net = lane->net;
    const struct soft *s = &job->softs[w->soft];
    bool soft =
        w->soft > 0 && s->relations > 0 && (s->heads == 0 || s->head[0] == w->head);
    float own = soft ? own_share(lane, job) : 1.0F;
    uint8_t label = net->relation_index[w->relation];
    t->count = 0;
    aim(t, label == NET_NO_LABEL ? -1 : label, own);
    for (unsigned i = 0; soft && i < s->relations; i++) {
        label = net->relation_index[s->relation[i]];
        aim(t, label == NET_NO_LABEL ? -1 : label,
            (1.0F - own) * s->relation_weight[i]);
    }
}

/* ---- tags and entities ----------------------------------------------------------- */

static void lose_tags(struct lane *lane, const struct job *job)
{
    const struct net *net = lane->net;
    const struct heads *heads = &net->layout.heads;
    struct target t;
    for (uint32_t i = 0; i < job->tree->count; i++) {
        const float *top = lane->top + (job->row + i) * heads->total;
        float *dtop = lane->dtop + (job->row + i) * heads->total;
        aim_tag(lane, job, &job->tree->words[i], &t);
        lane->loss += cross_entropy(top + heads->tag, net->shape[SHAPE_TAGS], &t, 0.5F,
                                    dtop + heads->tag);
        aim_entity(job, &job->tree->words[i], &t);
        if (t.count > 0) {
            lane->loss += cross_entropy(top + heads->entity, TC_ENTITIES, &t, 0.25F,
                                        dtop + heads->entity);
        }
    }
}

/* ---- arcs ------------------------------------------------------------------------ */

/* Scores of all arcs of a job into lane->score (n, n with the root to 16). */
static size_t score_arcs(struct lane *lane, const struct job *job)
{
    struct net *net = lane->net;
    const struct heads *heads = &net->layout.heads;
    size_t n = job->tree->count;
    size_t wide = tc_round16(n + 1);
    size_t A = net->shape[SHAPE_ARC];
    const float *root = net_value(net, VECTOR_ROOT);
    const float *distance = net_value(net, VECTOR_DISTANCE);
    memset(lane->key, 0, wide * A * sizeof(float));
    for (size_t j = 0; j <= n; j++) {
        const float *from =
            j == n ? root : lane->top + (job->row + j) * heads->total + heads->arc_head;
        for (size_t k = 0; k < A; k++) {
            lane->key[j * A + k] = from[k] > 0.0F ? from[k] : 0.0F;
        }
    }
    matrix_turn(lane->key_turned, lane->key, wide, A);
    const float *query = lane->top + job->row * heads->total + heads->arc_dependent;
    matrix_multiply(&(struct matrix_product){.out = lane->score,
                                             .out_stride = wide,
                                             .left = query,
                                             .left_row = heads->total,
                                             .left_inner = 1,
                                             .right = lane->key_turned,
                                             .right_stride = wide,
                                             .rows = n,
                                             .inner = A,
                                             .columns = wide});
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= n; j++) {
            int32_t head = j == n ? TC_ROOT : (int32_t)j;
            lane->score[i * wide + j] += distance[tc_distance((int32_t)i, head)];
        }
        lane->score[i * wide + i] = -1e9F;
    }
    return wide;
}

static void lose_arcs(struct lane *lane, const struct job *job)
{
    struct net *net = lane->net;
    const struct heads *heads = &net->layout.heads;
    size_t n = job->tree->count;
    size_t A = net->shape[SHAPE_ARC];
    size_t wide = score_arcs(lane, job);
    float *distance = net_gradient(lane, VECTOR_DISTANCE);
    for (size_t i = 0; i < n; i++) {
        struct target t;
        float *row = lane->score + i * wide;
        aim_head(lane, job, (int)i, &t);
        lane->loss += cross_entropy(row, n + 1, &t, 1.0F, row);
        memset(row + n + 1, 0, (wide - n - 1) * sizeof *row);
        for (size_t j = 0; j <= n; j++) {
            int32_t head = j == n ? TC_ROOT : (int32_t)j;
            distance[tc_distance((int32_t)i, head)] += row[j];
        }
    }
    float *dtop = lane->dtop + job->row * heads->total;
    const float *top = lane->top + job->row * heads->total;
    matrix_multiply(&(struct matrix_product){.out = dtop + heads->arc_dependent,
                                             .out_stride = heads->total,
                                             .left = lane->score,
                                             .left_row = wide,
                                             .left_inner = 1,
                                             .right = lane->key,
                                             .right_stride = A,
                                             .rows = n,
                                             .inner = n + 1,
                                             .columns = A});
    matrix_multiply(&(struct matrix_product){.out = lane->dkey,
                                             .out_stride = A,
                                             .left = lane->score,
                                             .left_row = 1,
                                             .left_inner = wide,
                                             .right = top + heads->arc_dependent,
                                             .right_stride = heads->total,
                                             .rows = n + 1,
                                             .inner = n,
                                             .columns = A});
    float *root = net_gradient(lane, VECTOR_ROOT);
    for (size_t j = 0; j <= n; j++) {
        float *to = j == n ? root : dtop + j * heads->total + heads->arc_head;
        for (size_t k = 0; k < A; k++) {
            if (lane->key[j * A + k] > 0.0F) {
                to[k] += lane->dkey[j * A + k];
            }
        }
    }
}

/* ---- relations ------------------------------------------------------------------- */

/* Scores of the relations of all words to their heads into lane->label (n, R). */
static void score_labels(struct lane *lane, const struct job *job, const int32_t *head)
{
    struct net *net = lane->net;
    const struct heads *heads = &net->layout.heads;
    size_t n = job->tree->count;
    size_t H = net->shape[SHAPE_LABEL];
    size_t R = net->layout.columns[MATRIX_LABEL];
    const float *root = net_value(net, VECTOR_ROOT) + net->shape[SHAPE_ARC];
    for (size_t i = 0; i < n; i++) {
        const float *top = lane->top + (job->row + i) * heads->total;
        const float *above = head[i] == TC_ROOT
                                 ? root
                                 : lane->top +
                                       (job->row + (size_t)head[i]) * heads->total +
                                       heads->label_head;
        for (size_t k = 0; k < H; k++) {
            float sum = top[heads->label_dependent + k] + above[k];
            lane->hidden[i * H + k] = sum > 0.0F ? sum : 0.0F;
        }
    }
    matrix_multiply(&(struct matrix_product){.out = lane->label,
                                             .out_stride = R,
                                             .left = lane->hidden,
                                             .left_row = H,
                                             .left_inner = 1,
                                             .right = net_value(net, MATRIX_LABEL),
                                             .right_stride = R,
                                             .bias = net_value(net, VECTOR_LABEL_BIAS),
                                             .rows = n,
                                             .inner = H,
                                             .columns = R});
}

static void label_back(struct lane *lane, const struct job *job, const int32_t *head)
{
    struct net *net = lane->net;
    const struct heads *heads = &net->layout.heads;
    size_t n = job->tree->count;
    size_t H = net->shape[SHAPE_LABEL];
    size_t R = net->layout.columns[MATRIX_LABEL];
    matrix_turn(lane->turned, net_value(net, MATRIX_LABEL), H, R);
    matrix_multiply(&(struct matrix_product){
        .out = lane->dhidden,
        .out_stride = H,
        .left = lane->label,
        .left_row = R,
        .left_inner = 1,
        .right = lane->turned,
        .right_stride = H,
        .rows = n,
        .inner = R,
        .columns = H,
    });
    matrix_multiply(&(struct matrix_product){.out = net_gradient(lane, MATRIX_LABEL),
                                             .out_stride = R,
                                             .left = lane->hidden,
                                             .left_row = 1,
                                             .left_inner = H,
                                             .right = lane->label,
                                             .right_stride = R,
                                             .rows = H,
                                             .inner = n,
                                             .columns = R,
                                             .add = true});
    float *bias = net_gradient(lane, VECTOR_LABEL_BIAS);
    float *root = net_gradient(lane, VECTOR_ROOT) + net->shape[SHAPE_ARC];
    for (size_t i = 0; i < n; i++) {
        float *dtop = lane->dtop + (job->row + i) * heads->total;
        float *above = head[i] == TC_ROOT
                           ? root
                           : lane->dtop + (job->row + (size_t)head[i]) * heads->total +
                                 heads->label_head;
        for (size_t k = 0; k < R; k++) {
            bias[k] += lane->label[i * R + k];
        }
        for (size_t k = 0; k < H; k++) {
            if (lane->hidden[i * H + k] > 0.0F) {
                dtop[heads->label_dependent + k] += lane->dhidden[i * H + k];
                above[k] += lane->dhidden[i * H + k];
            }
        }
    }
}

static void lose_labels(struct lane *lane, const struct job *job)
{
    const struct net *net = lane->net;
    size_t n = job->tree->count;
    size_t R = net->layout.columns[MATRIX_LABEL];
    int32_t head[TC_LONGEST] = {0};
    for (size_t i = 0; i < n; i++) {
        head[i] = job->tree->words[i].head;
    }
    score_labels(lane, job, head);
    for (size_t i = 0; i < n; i++) {
        struct target t;
        float *row = lane->label + i * R;
        size_t labels = net->shape[SHAPE_RELATIONS];
        aim_relation(lane, job, &job->tree->words[i], &t);
        lane->loss += cross_entropy(row, labels, &t, 1.0F, row);
        memset(row + labels, 0, (R - labels) * sizeof *row);
    }
    label_back(lane, job, head);
}

void net_losses(struct lane *lane)
{
    memset(lane->dtop, 0,
           lane->rows * lane->net->layout.heads.total * sizeof *lane->dtop);
    for (size_t n = 0; n < lane->job_count; n++) {
        lose_tags(lane, &lane->jobs[n]);
        lose_arcs(lane, &lane->jobs[n]);
        lose_labels(lane, &lane->jobs[n]);
    }
}

/* ---- trees ----------------------------------------------------------------------- */

static void find_tree(struct lane *lane, const struct job *job)
{
    const struct net *net = lane->net;
    size_t n = job->tree->count;
    size_t wide = score_arcs(lane, job);
    size_t R = net->layout.columns[MATRIX_LABEL];
    for (size_t i = 0; i < n * wide; i++) {
        float s = lane->score[i] * 65536.0F;
        s = s > 1e9F ? 1e9F : s < -1e9F ? -1e9F : s;
        lane->whole[i] = (int32_t)s;
    }
    for (size_t i = 0; i < n; i++) {
        lane->whole[i * wide + i] = TC_NO_ARC;
    }
    tc_decode_tree(lane->decoder, lane->whole, wide, (uint32_t)n, job->head);
    score_labels(lane, job, job->head);
    net_note(lane, MATRIX_LABEL, lane->hidden, n * net->shape[SHAPE_LABEL]);
    for (size_t i = 0; i < n; i++) {
        unsigned best = 0;
        for (unsigned k = 1; k < net->shape[SHAPE_RELATIONS]; k++) {
            best = lane->label[i * R + k] > lane->label[i * R + best] ? k : best;
        }
        job->relation[i] = (uint8_t)best;
    }
}

void net_trees(struct lane *lane)
{
    for (size_t n = 0; n < lane->job_count; n++) {
        find_tree(lane, &lane->jobs[n]);
    }
}
