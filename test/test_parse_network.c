/* test_parse_network.c: the parser's arithmetic: sets of kernels against each other and
 * the plainest loops, trees against trying all of them, the trainer's gradients against
 * differences of the loss, and the network of bytes against that of floats. */
#include "../train/matrix.c"
#include "../train/net.c"
#include "../train/net_backward.c"
#include "../train/net_forward.c"
#include "../train/net_loss.c"
#include "../train/treebank.c"
#include "parse/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static uint32_t dice(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static float noise(uint32_t *seed)
{
    return (float)dice(seed) / 8388608.0F - 1.0F;
}

/* ---- kernels --------------------------------------------------------------------- */

enum { ROWS = 17, FROM = 64, TO = 208, UNITS = 64, WORDS = 9 };

static void check_multiply(const struct tc_kernel *kernel)
{
    static uint8_t in[ROWS * FROM];
    static int8_t weight[FROM * TO];
    static float columns[2 * TO];
    static float out[ROWS * TO];
    uint32_t seed = 5;
    for (size_t i = 0; i < sizeof in; i++) {
        in[i] = i < 3 * FROM ? 255 : (uint8_t)dice(&seed);
    }
    for (size_t i = 0; i < sizeof weight; i++) {
        weight[i] = i % 3 == 0 ? -TC_WEIGHT : (int8_t)(dice(&seed) % 127 - TC_WEIGHT);
    }
    for (size_t i = 0; i < 2 * TO; i++) {
        columns[i] = noise(&seed);
    }
    for (size_t rows = 0; rows <= ROWS; rows++) {
        kernel->multiply(
            &(struct tc_product){out, in, weight, columns, rows, FROM, TO});
        for (size_t i = 0; i < rows * TO; i++) {
            int32_t sum = 0;
            for (size_t k = 0; k < FROM; k++) {
                sum += in[i / TO * FROM + k] * weight[tc_weight_at(FROM, k, i % TO)];
            }
            float want = (float)sum * columns[i % TO];
            assert_true(out[i] == want + columns[TO + i % TO]);
        }
    }
}

static void check_arcs(const struct tc_kernel *kernel)
{
    enum { COUNT = 30, BROAD = 32, SIZE = 48 };
    static int16_t query[COUNT * SIZE];
    static int16_t key[SIZE * BROAD];
    static int32_t far[2 * COUNT + BROAD];
    static int32_t out[COUNT * BROAD];
    uint32_t seed = 6;
    for (size_t i = 0; i < sizeof query / sizeof query[0]; i++) {
        query[i] = (int16_t)(dice(&seed) % 8191 - 4095);
    }
    for (size_t i = 0; i < sizeof key / sizeof key[0]; i++) {
        key[i] = (int16_t)(dice(&seed) % 4096);
    }
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        far[i] = (int32_t)dice(&seed);
    }
    kernel->arcs(&(struct tc_arcs){out, query, key, far + COUNT, COUNT, BROAD, SIZE});
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < BROAD; j++) {
            int32_t sum = far[COUNT + j - i];
            for (size_t k = 0; k < SIZE; k++) {
                sum += query[i * SIZE + k] * key[(k / 2 * BROAD + j) * 2 + k % 2];
            }
            assert_int_equal(out[i * BROAD + j], sum);
        }
    }
}

/* What the loops over floats give, one behind the other. */
struct floats {
    float out[WORDS * 2 * UNITS];
    uint8_t bytes[WORDS * 2 * UNITS];
    uint8_t rows[UNITS], joined[UNITS], convolved[UNITS];
    float convolution[UNITS];
    int16_t shorts[UNITS];
    unsigned largest, largest_whole;
};

static void run_floats(const struct tc_kernel *kernel, struct floats *g)
{
    static float gates[WORDS * 3 * 2 * UNITS];
    static float in[WORDS * 2 * UNITS];
    static int8_t table[10 * UNITS];
    static const uint32_t rows[3] = {1, 7, 9};
    float scale[10];
    int32_t wholes[WORDS];
    uint32_t seed = 7;
    memset(g, 0, sizeof *g);
    for (size_t i = 0; i < sizeof gates / sizeof gates[0]; i++) {
        gates[i] = 5.0F * noise(&seed);
    }
    for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) {
        in[i] = 3.0F * noise(&seed);
    }
    for (size_t i = 0; i < sizeof table; i++) {
        table[i] = (int8_t)(dice(&seed) % 255 - 127);
        scale[i % 10] = noise(&seed);
    }
    in[3] = NAN;
    in[4] = 1e30F;
    in[5] = -INFINITY;
    for (size_t half = 0; half < 2; half++) {
        kernel->recur(&(struct tc_recurrence){.out = g->out + half * UNITS,
                                              .bytes = g->bytes + half * UNITS,
                                              .in = in + half * UNITS,
                                              .gates = gates + half * UNITS,
                                              .count = WORDS,
                                              .width = 2 * (size_t)UNITS,
                                              .size = UNITS,
                                              .range = 40.0F,
                                              .zero = 128.0F,
                                              .backwards = half == 1});
    }
    kernel->add_rows(g->rows, &(struct tc_rows){.table = table,
                                                .scale = scale,
                                                .rows = rows,
                                                .count = 3,
                                                .size = UNITS,
                                                .range = 0.7F,
                                                .zero = 128.0F});
    kernel->join(g->joined, in, gates, UNITS, 30.0F);
    const float *const parts[3] = {gates, gates + UNITS, in};
    kernel->convolve(g->convolution, g->convolved, parts, UNITS, 25.0F);
    kernel->shorten(g->shorts, in, UNITS, 256.0F, -512.0F, 512.0F);
    g->largest = kernel->largest(gates, UNITS);
    for (size_t i = 0; i < WORDS; i++) {
        wholes[i] = (int32_t)dice(&seed) % 5;
    }
    g->largest_whole = kernel->largest_whole(wholes, WORDS);
}

static void test_kernels(void **state)
{
    (void)state;
    static struct floats plain;
    static struct floats other;
    run_floats(&tc_kernel_plain, &plain);
    for (int place = 0; place < 3; place++) {
        const struct tc_kernel *kernel = tc_kernel_at(place);
        if (kernel == NULL) {
            continue;
        }
        check_multiply(kernel);
        check_arcs(kernel);
        run_floats(kernel, &other);
        /* Of what is no number the bits may differ, what is made of it may not. */
        for (size_t i = 0; i < sizeof plain.out / sizeof plain.out[0]; i++) {
            assert_true(plain.out[i] == other.out[i] ||
                        (plain.out[i] != plain.out[i] && other.out[i] != other.out[i]));
        }
        memcpy(other.out, plain.out, sizeof plain.out);
        memcpy(other.convolution, plain.convolution, sizeof plain.convolution);
        assert_memory_equal(&plain, &other, sizeof plain);
    }
}

/* ---- trees ----------------------------------------------------------------------- */

static bool is_tree(const int32_t *head, uint32_t count)
{
    uint32_t roots = 0;
    for (uint32_t i = 0; i < count; i++) {
        int32_t at = (int32_t)i;
        roots += head[i] == TC_ROOT;
        for (uint32_t steps = 0; at != TC_ROOT; steps++) {
            if (steps > count) {
                return false;
            }
            at = head[at];
        }
    }
    return roots == 1;
}

static int64_t worth(const int32_t *score, size_t stride, uint32_t count,
                     const int32_t *head)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += score[i * stride + (head[i] == TC_ROOT ? count : (uint32_t)head[i])];
    }
    return sum;
}

/* The best of all trees, by trying every choice of heads. */
static int64_t best_worth(const int32_t *score, size_t stride, uint32_t count)
{
    int32_t head[6] = {0};
    int64_t best = INT64_MIN;
    uint32_t choices = 1;
    for (uint32_t i = 0; i < count; i++) {
        choices *= count + 1;
    }
    for (uint32_t c = 0; c < choices; c++) {
        uint32_t rest = c;
        for (uint32_t i = 0; i < count; i++) {
            head[i] = (int32_t)(rest % (count + 1)) - 1;
            rest /= count + 1;
        }
        if (is_tree(head, count)) {
            int64_t w = worth(score, stride, count, head);
            best = w > best ? w : best;
        }
    }
    return best;
}

static void test_best_trees(void **state)
{
    (void)state;
    enum { STRIDE = 8 };
    struct decoder *decoder = tc_decoder_new();
    assert_non_null(decoder);
    uint32_t seed = 8;
    for (int round = 0; round < 1500; round++) {
        uint32_t count = 1 + dice(&seed) % 5;
        uint32_t spread = round % 3 == 0 ? 4 : 1U << 20; /* with and without equals */
        int32_t score[5 * STRIDE];
        int32_t head[5];
        for (uint32_t i = 0; i < count; i++) {
            for (uint32_t j = 0; j <= count; j++) {
                score[i * STRIDE + j] = (int32_t)(dice(&seed) % spread);
            }
            score[i * STRIDE + i] = TC_NO_ARC;
        }
        tc_decode_tree(decoder, score, STRIDE, count, head);
        assert_true(is_tree(head, count));
        assert_int_equal(worth(score, STRIDE, count, head),
                         best_worth(score, STRIDE, count));
    }
    tc_decoder_free(decoder);
}

/* Long sentences whose words like each other in rings, so that cycles nest. */
static void test_long_trees(void **state)
{
    (void)state;
    size_t stride = TC_LONGEST + 1;
    struct decoder *decoder = tc_decoder_new();
    int32_t *score = malloc(TC_LONGEST * stride * sizeof *score);
    int32_t head[TC_LONGEST];
    assert_non_null(decoder);
    assert_non_null(score);
    uint32_t seed = 9;
    for (int round = 0; round < 6; round++) {
        for (uint32_t i = 0; i < TC_LONGEST; i++) {
            for (uint32_t j = 0; j <= TC_LONGEST; j++) {
                uint32_t far = i > j ? i - j : j - i;
                int32_t near = round < 3 ? (int32_t)(1U << 28) / (int32_t)(1 + far) : 0;
                score[i * stride + j] = near + (int32_t)(dice(&seed) % 1000);
            }
            score[i * stride + i] = TC_NO_ARC;
        }
        tc_decode_tree(decoder, score, stride, TC_LONGEST, head);
        assert_true(is_tree(head, TC_LONGEST));
    }
    free(score);
    tc_decoder_free(decoder);
}

/* ---- gradients ------------------------------------------------------------------- */

/* Two small trees, one of them with crossing arcs; a teacher doubts some of it. */
static struct gold first_words[] = {
    {.head = 1,       .relation = REL_NSUBJ, .upos = UPOS_NOUN },
    {.head = TC_ROOT, .relation = REL_ROOT,  .upos = UPOS_VERB },
    {.head = 3,       .relation = REL_DET,   .upos = UPOS_DET  },
    {.head = 1,       .relation = REL_OBJ,   .upos = UPOS_NOUN },
    {.head = 1,       .relation = REL_PUNCT, .upos = UPOS_PUNCT},
};
static struct gold second_words[] = {
    {.head = 2,       .relation = REL_OBJ,   .upos = UPOS_NOUN },
    {.head = 3,       .relation = REL_NSUBJ, .upos = UPOS_NOUN },
    {.head = TC_ROOT, .relation = REL_ROOT,  .upos = UPOS_VERB },
    {.head = 2,       .relation = REL_PUNCT, .upos = UPOS_PUNCT},
};
static const struct soft softs[3] = {
    {0                         },
    { .heads = 2,
     .head = {3, TC_ROOT},
     .head_weight = {0.75F, 0.25F},
     .tags = 2,
     .upos = {UPOS_VERB, UPOS_DET},
     .tag_weight = {0.5F, 0.5F}},
    { .relations = 2,
     .relation = {REL_DET, REL_NSUBJ},
     .relation_weight = {0.25F, 0.75F},
     .entities = 1,
     .entity = {2},
     .entity_weight = {1.0F}},
};
static struct tree trees[] = {
    {.words = first_words, .count = 5    },
    { .words = second_words,          .count = 4, .silver = true}
};

static void small_net(struct net *net)
{
    static const uint8_t tags[4][2] = {
        {UPOS_NOUN,  0},
        {UPOS_VERB,  0},
        {UPOS_DET,   0},
        {UPOS_PUNCT, 0}
    };
    static const uint8_t relations[4] = {REL_NSUBJ, REL_DET, REL_OBJ, REL_PUNCT};
    const uint32_t shape[SHAPE_COUNT] = {16, 32, 16, 16, 4, 4, 3};
    assert_true(net_init(net, shape, 3));
    memcpy(net->tags, tags, sizeof tags);
    memcpy(net->relations, relations, sizeof relations);
    net_index(net);
    first_words[0].entity = 1;
    first_words[2].entity = 3;
    first_words[0].soft = 1;
    first_words[3].soft = 2;
    second_words[0].entity = NO_ENTITY_LAYER;
    for (size_t i = 0; i < net->embed.size; i++) {
        net->embed.value[i] *= 5.0F;
    }
}

static double small_loss(struct net *net)
{
    static uint32_t features[2][5][TC_FEATURES];
    struct job jobs[2];
    struct options options = {.train = true, .gold = 0.25F};
    for (uint32_t s = 0; s < 2; s++) {
        for (uint32_t i = 0; i < 5; i++) {
            for (uint32_t f = 0; f < TC_FEATURES; f++) {
                features[s][i][f] = f * 100 + (s + 2 * i) * (f + 1) % 13;
            }
        }
        jobs[s] = (struct job){.tree = &trees[s],
                               .features = (const uint32_t(*)[TC_FEATURES])features[s],
                               .softs = softs};
    }
    memset(net->embed_grad, 0, net->embed.size * sizeof(float));
    for (int i = 0; i < NET_LANES; i++) {
        memset(net->lanes[i].grad, 0, net->dense.size * sizeof(float));
    }
    return net_batch(net, jobs, 2, &options);
}

/* The largest gradients of values [from, to) against differences of the loss. */
static void check_gradients(struct net *net, struct adam *a, size_t from, size_t to)
{
    float *grad = malloc(a->size * sizeof *grad);
    assert_non_null(grad);
    (void)small_loss(net);
    for (size_t i = 0; i < a->size; i++) {
        grad[i] = a == &net->embed ? net->embed_grad[i]
                                   : net->lanes[0].grad[i] + net->lanes[1].grad[i];
    }
    for (int n = 0; n < 6; n++) {
        size_t best = from;
        for (size_t i = from; i < to; i++) {
            best = fabsf(grad[i]) > fabsf(grad[best]) ? i : best;
        }
        if (from == to || grad[best] == 0.0F) {
            break;
        }
        float kept = a->value[best];
        a->value[best] = kept + 2e-3F;
        double more = small_loss(net);
        a->value[best] = kept - 2e-3F;
        double less = small_loss(net);
        a->value[best] = kept;
        /* At a kink of the rectifier one side may have another slope. */
        double here = small_loss(net);
        double slopes[3] = {(more - less) / 4e-3, (more - here) / 2e-3,
                            (here - less) / 2e-3};
        bool close = false;
        for (int k = 0; k < 3; k++) {
            double miss = fabs(slopes[k] - (double)grad[best]);
            close = close || miss <= 0.01 * fabs(slopes[k]) + 0.002;
        }
        if (!close) {
            fail_msg("value %zu: gradient %f, slope %f", best - from,
                     (double)grad[best], slopes[0]);
        }
        grad[best] = 0.0F;
    }
    free(grad);
}

static void test_gradients(void **state)
{
    (void)state;
    static struct net net;
    small_net(&net);
    for (int t = 0; t < TENSOR_COUNT; t++) {
        check_gradients(&net, &net.dense, net.offset[t], net.offset[t] + net.sizes[t]);
    }
    check_gradients(&net, &net.embed, 0, net.embed.size);
    net_release(&net);
}

static void test_training_learns(void **state)
{
    (void)state;
    static struct net net;
    small_net(&net);
    double first = small_loss(&net);
    for (int i = 0; i < 60; i++) {
        net_update(&net, 0.01F, 0.1F);
        (void)small_loss(&net);
    }
    double last = small_loss(&net);
    assert_true(last < first / 2.0); /* what the teacher doubts stays */
    net_release(&net);
}

/* The sum of products, with each kind of stride. */
static void test_matrix(void **state)
{
    (void)state;
    enum { N = 11, K = 21, M = 48 };
    static float left[N * K];
    static float right[K * M];
    static float out[N * M];
    static float turned[N * K];
    uint32_t seed = 4;
    for (size_t i = 0; i < N * K; i++) {
        left[i] = noise(&seed);
    }
    for (size_t i = 0; i < K * M; i++) {
        right[i] = noise(&seed);
    }
    matrix_turn(turned, left, N, K);
    for (int way = 0; way < 2; way++) {
        matrix_multiply(&(struct matrix_product){.out = out,
                                                 .out_stride = M,
                                                 .left = way ? turned : left,
                                                 .left_row = way ? 1 : K,
                                                 .left_inner = way ? N : 1,
                                                 .right = right,
                                                 .right_stride = M,
                                                 .rows = N,
                                                 .inner = K,
                                                 .columns = M});
        for (size_t i = 0; i < N * M; i++) {
            float sum = 0.0F;
            for (size_t k = 0; k < K; k++) {
                sum += left[i / M * K + k] * right[k * M + i % M];
            }
            assert_true(fabsf(sum - out[i]) < 1e-4F);
        }
    }
}

/* ---- what a teacher thinks ------------------------------------------------------- */

static void test_doubts(void **state)
{
    (void)state;
    static const char file[] =
        "# newdoc id = d\n"
        "1\tUgandan\tUgandan\tADJ\tJJ\t_\t2\tamod\t_\tT=PROPN/NNP:60,ADJ/JJ:20|"
        "SpaceAfter=No|Ent=B-place\n"
        "2\tthing\tthing\tNOUN\tNN\t_\t0\troot\t_\tH=0:90,1:10|R=nmod:poss:75,nmod:"
        "25|T=PUNCT/,:50,PUNCT/::50\n"
        "\n"
        "1\tRun\t_\tVERB\tVB\t_\t0\troot\t_\tE=O:70,I-time:30|H=:|R=|T=x\n\n";
    char path[] = "/tmp/test_doubts_XXXXXX";
    int out = mkstemp(path);
    assert_true(out >= 0);
    assert_int_equal(write(out, file, sizeof file - 1), sizeof file - 1);
    (void)close(out);
    const char *paths[] = {path};
    struct treebank bank;
    treebank_read(&bank, paths, 1);
    (void)remove(path);
    assert_int_equal(bank.tree_count, 2);
    assert_false(bank.trees[0].silver);
    assert_true(bank.trees[1].silver);
    const struct gold *w = bank.trees[0].words;
    assert_int_equal(w[0].entity, 2 * ENTITY_PLACE - 1);
    assert_false(w[0].space_after);
    const struct soft *s = &bank.softs[w[0].soft];
    assert_int_equal(s->tags, 2);
    assert_int_equal(s->upos[0], UPOS_PROPN);
    assert_int_equal(s->xpos[0], XPOS_NNP);
    assert_true(s->tag_weight[0] == 0.75F);
    s = &bank.softs[w[1].soft];
    assert_int_equal(s->heads, 2);
    assert_int_equal(s->head[0], TC_ROOT);
    assert_int_equal(s->head[1], 0);
    assert_int_equal(s->relations, 2);
    assert_int_equal(s->relation[0], REL_NMOD_POSS);
    assert_int_equal(s->xpos[0], XPOS_COMMA);
    assert_int_equal(s->xpos[1], XPOS_COLON);
    s = &bank.softs[bank.trees[1].words[0].soft];
    assert_int_equal(s->entities, 2);
    assert_int_equal(s->entity[1], 2 * ENTITY_TIME);
    assert_int_equal(s->heads + s->relations + s->tags, 0);
    treebank_release(&bank);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernels),    cmocka_unit_test(test_best_trees),
        cmocka_unit_test(test_long_trees), cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_gradients),  cmocka_unit_test(test_training_learns),
        cmocka_unit_test(test_doubts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
