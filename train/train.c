/* train/train.c: makes the model from treebanks.
 *
 *   tocsin-train --out data/english.model --dev ewt-dev.conllu \
 *                ewt-train.conllu gum-train.conllu
 *
 * One thread, seeded: the same files and options give the same model. With --newslike
 * each pass also has some sentences of newslike.c; with --from it goes on from a model
 * instead of beginning with chance. Sentences are shown also with a speaker behind
 * them, in capitals, in lower case and in the capitals of headlines, and words that are
 * rare also as unknown ones, as news needs that and treebanks have little of it.
 */
#include "augment.h"
#include "learn.h"
#include "newslike.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    JOBS = 64,        /* sentences of a batch, at most */
    MADE_WEIGHT = 20, /* made words that count as one of the treebank */
};

struct settings {
    const char *out, *dev[4], *name, *from, *data;
    long newslike, share; /* sentences made; shown in each pass */
    const char **train;
    size_t train_count, dev_count;
    uint32_t embed, width, hidden, layers;
    long epochs, batch, seed;
    double rate, drop_input, drop_top, drop_hidden;
};

struct trainer {
    struct settings settings;
    struct treebank bank;
    struct newslike news;
    struct net net;
    struct map counts; /* of lower forms */
    struct arena arena;
    uint64_t *known;
    uint32_t *order; /* of the trees; those of the news behind the treebank's */
    size_t order_count;
    struct tree said[JOBS];
    struct gold said_words[JOBS][AUGMENT_ROOM];
};

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "train: %s\n", what);
    exit(3);
}

/* ---- labels and words ------------------------------------------------------------ */

static void collect_tags(const struct treebank *bank, uint8_t (*tags)[2],
                         uint32_t *count)
{
    static uint32_t seen[UPOS_COUNT][XPOS_COUNT];
    for (size_t i = 0; i < bank->word_count; i++) {
        seen[bank->words[i].upos][bank->words[i].xpos]++;
    }
    *count = 0;
    for (int u = 1; u < UPOS_COUNT; u++) {
        for (int x = 0; x < XPOS_COUNT; x++) {
            if (seen[u][x] >= 3 && *count < 240) {
                tags[*count][0] = (uint8_t)u;
                tags[(*count)++][1] = (uint8_t)x;
            }
        }
    }
}

static void collect_actions(const struct treebank *bank, uint8_t (*actions)[2],
                            uint32_t *count)
{
    static uint32_t seen[ACTION_KINDS][REL_COUNT];
    for (size_t t = 0; t < bank->tree_count; t++) {
        const struct tree *tree = &bank->trees[t];
        for (int32_t i = 0; i < (int32_t)tree->count; i++) {
            const struct gold *w = &tree->words[i];
            seen[w->head > i ? ACTION_LEFT : ACTION_RIGHT][w->relation]++;
        }
    }
    actions[0][0] = ACTION_SHIFT;
    actions[0][1] = REL_NONE;
    *count = 1;
    for (int k = ACTION_LEFT; k <= ACTION_RIGHT; k++) {
        for (int r = 1; r < REL_COUNT; r++) {
            if (seen[k][r] >= 3 && r != REL_ROOT && *count < 240) {
                actions[*count][0] = (uint8_t)k;
                actions[(*count)++][1] = (uint8_t)r;
            }
        }
    }
}

static uint32_t frequency(const struct trainer *t, const struct word *word)
{
    uint32_t n = 0;
    return tc_map_get(&t->counts, (text){word->lower, word->size}, &n) ? n : 0;
}

static void count_word(struct trainer *t, const struct word *word, uint32_t times)
{
    uint32_t n = frequency(t, word);
    text key = {word->lower, word->size};
    if (n == 0) {
        key = tc_arena_copy(&t->arena, key);
    }
    if (key.data == NULL || !tc_map_put(&t->counts, key, n + times)) {
        give_up("out of memory");
    }
}

static void count_words(struct trainer *t)
{
    struct word word;
    t->known = calloc(TC_KNOWN_WORDS, sizeof *t->known);
    if (t->known == NULL) {
        give_up("out of memory");
    }
    for (size_t i = 0; i < t->bank.word_count; i++) {
        tc_word(t->bank.words[i].form, &word);
        count_word(t, &word, MADE_WEIGHT);
    }
    /* A word that is made often says less than one that was found. */
    for (size_t i = 0; i < t->news.bank.word_count; i++) {
        tc_word(t->news.bank.words[i].form, &word);
        count_word(t, &word, 1);
    }
    const struct treebank *banks[] = {&t->bank, &t->news.bank};
    for (int b = 0; b < 2; b++) {
        for (size_t i = 0; i < banks[b]->word_count; i++) {
            tc_word(banks[b]->words[i].form, &word);
            if (frequency(t, &word) >= 2 * MADE_WEIGHT) {
                tc_know(&word, t->known);
            }
        }
    }
}

enum letters { AS_WRITTEN, ALL_LOWER, ALL_UPPER, HEADLINE };

static text change_case(text form, enum letters letters, char *out, size_t room)
{
    if (letters == AS_WRITTEN || form.size > room) {
        return form;
    }
    for (size_t i = 0; i < form.size; i++) {
        char c = form.data[i];
        bool up = letters == ALL_UPPER || (letters == HEADLINE && i == 0);
        if (up && c >= 'a' && c <= 'z') {
            c = (char)(c - 32);
        } else if (letters == ALL_LOWER && c >= 'A' && c <= 'Z') {
            c = (char)(c + 32);
        }
        out[i] = c;
    }
    return (text){out, form.size};
}

/* made: words of the grammar's are forgotten more often, as it has few. */
static void tree_features(struct trainer *t, const struct tree *tree, bool train,
                          bool made, uint32_t (*out)[TC_FEATURES])
{
    float dice = train ? net_random(&t->net) : 1.0F;
    enum letters letters = dice < 0.04F   ? ALL_LOWER
                           : dice < 0.08F ? ALL_UPPER
                           : dice < 0.11F ? HEADLINE
                                          : AS_WRITTEN;
    for (uint32_t i = 0; i < tree->count; i++) {
        char changed[64];
        struct word word;
        tc_word(change_case(tree->words[i].form, letters, changed, sizeof changed),
                &word);
        tc_features(&word, t->known, out[i]);
        if (train) {
            float n = (float)frequency(t, &word) / MADE_WEIGHT;
            float forget = 0.25F / (0.25F + n) + (made ? 0.12F : 0.02F);
            if (net_random(&t->net) < forget) {
                tc_forget(out[i]);
            }
        }
    }
}

/* ---- epochs ---------------------------------------------------------------------- */

/* Fills jobs with trees from order[at], up to about `tokens` of them; returns how
 * many. */
static size_t fill_jobs(struct trainer *t, const struct treebank *bank, size_t at,
                        bool train, struct job *jobs, uint32_t (*features)[TC_FEATURES])
{
    size_t count = 0;
    size_t used = 0;
    size_t all = train ? t->order_count : bank->tree_count;
    while (at + count < all && count < JOBS &&
           (count == 0 || used < (size_t)t->settings.batch)) {
        size_t which = train ? t->order[at + count] : at + count;
        bool made = which >= bank->tree_count;
        const struct tree *tree =
            made ? &t->news.bank.trees[which - bank->tree_count] : &bank->trees[which];
        if (train && !made && net_random(&t->net) < 0.08F &&
            augment_said(&t->net, &t->bank, tree, t->said_words[count],
                         &t->said[count])) {
            tree = &t->said[count];
        }
        jobs[count].tree = tree;
        jobs[count].features = (const uint32_t(*)[TC_FEATURES])(features + used);
        if (used + tree->count > 4096) {
            break;
        }
        tree_features(t, tree, train, made, features + used);
        used += tree->count;
        count++;
    }
    return count;
}

static bool punctuation(const struct gold *w)
{
    return w->upos == UPOS_PUNCT;
}

/* The base of a relation: "acl:relcl" is "acl". */
static text base(uint8_t relation)
{
    text t = tc_text(tc_relation_name((enum relation)relation));
    return tc_text_slice(t, 0, tc_text_find(t, TEXT(":")));
}

struct tally {
    size_t words, tags, heads, labels, unpunct;
};

static void judge(const struct net *net, const struct job *job, struct tally *tally)
{
    for (uint32_t i = 0; i < job->tree->count; i++) {
        const struct gold *w = &job->tree->words[i];
        unsigned tag = net_tag(net, job->row + i);
        tally->words++;
        tally->tags += net->tags[tag][0] == w->upos;
        bool head = job->state.head[i] == w->head;
        tally->heads += head;
        tally->labels +=
            head && tc_text_equal(base(job->state.relation[i]), base(w->relation));
        tally->unpunct += !punctuation(w);
    }
}

static void evaluate(struct trainer *t, const char *path, struct job *jobs,
                     uint32_t (*features)[TC_FEATURES])
{
    struct treebank dev;
    struct tally tally = {0};
    struct options options = {.train = false};
    treebank_read(&dev, &path, 1);
    for (size_t at = 0; at < dev.tree_count;) {
        size_t count = fill_jobs(t, &dev, at, false, jobs, features);
        (void)net_batch(&t->net, jobs, count, &options);
        for (size_t i = 0; i < count; i++) {
            judge(&t->net, &jobs[i], &tally);
        }
        at += count;
    }
    double n = tally.words > 0 ? (double)tally.words : 1.0;
    (void)printf("  %s: gold tokens UPOS %.2f UAS %.2f LAS %.2f\n", path,
                 100.0 * (double)tally.tags / n, 100.0 * (double)tally.heads / n,
                 100.0 * (double)tally.labels / n);
    treebank_release(&dev);
}

/* All trees of the treebank and some of the made ones, in another order each time. */
static void shuffle(struct trainer *t)
{
    size_t made = t->news.bank.tree_count;
    t->order_count = t->bank.tree_count + (made > 0 ? (size_t)t->settings.share : 0);
    for (size_t i = 0; made > 0 && i < t->order_count; i++) {
        size_t j = i;
        if (i >= t->bank.tree_count) {
            j = (size_t)(net_random(&t->net) * (float)made);
            j = t->bank.tree_count + (j < made ? j : made - 1);
        }
        t->order[i] = (uint32_t)j;
    }
    for (size_t i = t->order_count; i > 1; i--) {
        size_t j = (size_t)(net_random(&t->net) * (float)i);
        j = j < i ? j : i - 1;
        uint32_t kept = t->order[i - 1];
        t->order[i - 1] = t->order[j];
        t->order[j] = kept;
    }
}

static void run_epochs(struct trainer *t)
{
    const struct settings *s = &t->settings;
    struct job *jobs = malloc(JOBS * sizeof *jobs);
    uint32_t(*features)[TC_FEATURES] = malloc(8192 * sizeof *features);
    if (jobs == NULL || features == NULL) {
        give_up("out of memory");
    }
    double seen = 0.0;
    double all =
        (double)s->epochs * ((double)t->bank.tree_count +
                             (t->news.bank.tree_count > 0 ? (double)s->share : 0.0));
    for (long epoch = 0; epoch < s->epochs; epoch++) {
        clock_t start = clock();
        double loss = 0.0;
        struct options options = {.drop_input = (float)s->drop_input,
                                  .drop_top = (float)s->drop_top,
                                  .drop_hidden = (float)s->drop_hidden,
                                  .explore =
                                      epoch == 0 && s->from == NULL ? 0.0F : 0.9F,
                                  .train = true};
        shuffle(t);
        for (size_t at = 0; at < t->order_count;) {
            size_t count = fill_jobs(t, &t->bank, at, true, jobs, features);
            loss += net_batch(&t->net, jobs, count, &options);
            double left = 1.0 - seen / all;
            double warm =
                (double)t->net.steps < 400 ? (double)t->net.steps / 400.0 : 1.0;
            net_update(&t->net, (float)(s->rate * (0.05 + 0.95 * left) * warm),
                       1.0F / (float)t->net.rows);
            at += count;
            seen += (double)count;
            if (seen > 0.75 * all && t->net.steps % 40 == 0) {
                net_remember(&t->net);
            }
        }
        (void)printf("epoch %ld of %ld: loss %.4f a word, %.1f s\n", epoch + 1,
                     s->epochs, loss / (double)t->bank.word_count,
                     (double)(clock() - start) / CLOCKS_PER_SEC);
        for (size_t i = 0; i < s->dev_count; i++) {
            evaluate(t, s->dev[i], jobs, features);
        }
        (void)fflush(stdout);
    }
    net_recall(&t->net);
    (void)printf("the average of the last quarter:\n");
    for (size_t i = 0; i < s->dev_count; i++) {
        evaluate(t, s->dev[i], jobs, features);
    }
    free(jobs);
    free(features);
}

/* ---- the file -------------------------------------------------------------------- */

static void quantise(const struct net *net, int8_t *rows, float *scale)
{
    size_t E = net->shape[SHAPE_EMBED];
    for (size_t r = 0; r < TC_ROWS; r++) {
        const float *row = net->embed.value + r * E;
        float most = 1e-6F;
        for (size_t j = 0; j < E; j++) {
            most = fabsf(row[j]) > most ? fabsf(row[j]) : most;
        }
        scale[r] = most / 127.0F;
        for (size_t j = 0; j < E; j++) {
            rows[r * E + j] = (int8_t)lrintf(row[j] / scale[r]);
        }
    }
}

static void lay_panels(const struct net *net, float *out)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        const float *from = net->dense.value + net->layout.offset[t];
        float *to = out + net->layout.offset[t];
        size_t rows = net->layout.rows[t];
        size_t columns = net->layout.columns[t];
        if (tc_in_panels((enum tensor)t)) {
            tc_panels(to, from, rows, columns);
        } else {
            memcpy(to, from, rows * columns * sizeof *to);
        }
    }
}

static void write_model(struct trainer *t)
{
    const struct net *net = &t->net;
    struct lemma_table lemmas;
    struct split_table *splits = calloc(1, sizeof *splits);
    int8_t *rows = malloc(net->embed.size);
    float *scale = malloc(TC_ROWS * sizeof *scale);
    float *weights = malloc(net->dense.size * sizeof *weights);
    if (weights == NULL || splits == NULL || rows == NULL || scale == NULL ||
        !learn_lemmas(&t->bank, net, &lemmas) ||
        !learn_splits(&t->bank, (uint64_t)t->settings.seed, splits)) {
        give_up("out of memory, or more lemmas than the table holds");
    }
    quantise(net, rows, scale);
    lay_panels(net, weights);
    const char *name = t->settings.name;
    const struct packed_part parts[] = {
        {"name",    name,            strlen(name)                            },
        {"shape",   net->shape,      sizeof net->shape                       },
        {"embed",   rows,            net->embed.size                         },
        {"scale",   scale,           TC_ROWS * sizeof *scale                 },
        {"known",   t->known,        TC_KNOWN_WORDS * sizeof *t->known       },
        {"weights", weights,         net->dense.size * sizeof(float)         },
        {"tags",    net->tags,       (size_t)net->shape[SHAPE_TAGS] * 2      },
        {"actions", net->actions,    (size_t)net->shape[SHAPE_ACTIONS] * 2   },
        {"edits",   lemmas.edits,    lemmas.edit_count * sizeof *lemmas.edits},
        {"lemmas",  lemmas.slots,    lemmas.slot_count * sizeof *lemmas.slots},
        {"split",   splits->weights, sizeof splits->weights                  },
        {"bounds",  splits->bounds,  sizeof splits->bounds                   },
    };
    tocsin_error error;
    if (tc_packed_write(t->settings.out, TC_MODEL_KIND, TC_MODEL_VERSION, parts,
                        sizeof parts / sizeof parts[0], &error) != TOCSIN_OK) {
        give_up(error.message);
    }
    (void)printf("%s written: %zu floats, %zu edits of lemmas\n", t->settings.out,
                 net->dense.size, lemmas.edit_count);
    free(splits);
    free(rows);
    free(scale);
    free(weights);
    free(lemmas.slots);
    tc_free(lemmas.edits);
}

/* ---- the command ----------------------------------------------------------------- */

static long number(const char *value, long low, long high)
{
    char *end = NULL;
    long n = strtol(value, &end, 10);
    if (*end != '\0' || n < low || n > high) {
        give_up("a number is out of its range");
    }
    return n;
}

static void read_option(struct settings *s, const char *option, const char *value)
{
    if (strcmp(option, "--out") == 0) {
        s->out = value;
    } else if (strcmp(option, "--name") == 0) {
        s->name = value;
    } else if (strcmp(option, "--from") == 0) {
        s->from = value;
    } else if (strcmp(option, "--data") == 0) {
        s->data = value;
    } else if (strcmp(option, "--newslike") == 0) {
        s->newslike = number(value, 0, 1000000);
    } else if (strcmp(option, "--share") == 0) {
        s->share = number(value, 0, 1000000);
    } else if (strcmp(option, "--dev") == 0 && s->dev_count < 4) {
        s->dev[s->dev_count++] = value;
    } else if (strcmp(option, "--epochs") == 0) {
        s->epochs = number(value, 0, 1000);
    } else if (strcmp(option, "--batch") == 0) {
        s->batch = number(value, 1, 4000);
    } else if (strcmp(option, "--seed") == 0) {
        s->seed = number(value, 0, 1L << 30);
    } else if (strcmp(option, "--embed") == 0) {
        s->embed = (uint32_t)number(value, 16, 512);
    } else if (strcmp(option, "--width") == 0) {
        s->width = (uint32_t)number(value, 16, 512);
    } else if (strcmp(option, "--hidden") == 0) {
        s->hidden = (uint32_t)number(value, 16, 512);
    } else if (strcmp(option, "--layers") == 0) {
        s->layers = (uint32_t)number(value, 1, TC_LAYERS);
    } else if (strcmp(option, "--rate") == 0) {
        s->rate = strtod(value, NULL);
    } else if (strcmp(option, "--drop-input") == 0) {
        s->drop_input = strtod(value, NULL);
    } else if (strcmp(option, "--drop-hidden") == 0) {
        s->drop_hidden = strtod(value, NULL);
    } else if (strcmp(option, "--drop-top") == 0) {
        s->drop_top = strtod(value, NULL);
    } else {
        give_up("unknown option; see train/train.c");
    }
}

/* The weights of a model as they were before lay_panels() and quantise(). */
static void take_weights(struct net *net, const struct model *model)
{
    for (int t = 0; t < TENSOR_COUNT; t++) {
        const float *from = model->weights + net->layout.offset[t];
        float *to = net->dense.value + net->layout.offset[t];
        size_t rows = net->layout.rows[t];
        size_t columns = net->layout.columns[t];
        for (size_t i = 0; i < rows * columns; i++) {
            size_t k = i / columns;
            size_t j = i % columns;
            size_t at =
                tc_in_panels((enum tensor)t) ? j / 16 * 16 * rows + k * 16 + j % 16 : i;
            to[i] = from[at];
        }
    }
    size_t E = net->shape[SHAPE_EMBED];
    for (size_t i = 0; i < net->embed.size; i++) {
        net->embed.value[i] = (float)model->embed[i] * model->scale[i / E];
    }
}

/* Goes on from a model: its shape, labels, words and weights. */
static void resume(struct trainer *t)
{
    struct model *model = NULL;
    tocsin_error error;
    if (tc_model_open(t->settings.from, NULL, 0, &model, &error) != TOCSIN_OK) {
        give_up(error.message);
    }
    if (!net_init(&t->net, model->shape, (uint64_t)t->settings.seed)) {
        give_up("out of memory");
    }
    memcpy(t->net.tags, model->tags, (size_t)model->shape[SHAPE_TAGS] * 2);
    memcpy(t->net.actions, model->actions, (size_t)model->shape[SHAPE_ACTIONS] * 2);
    for (size_t i = 0; i < TC_KNOWN_WORDS; i++) {
        t->known[i] |= model->known[i];
    }
    take_weights(&t->net, model);
    tc_model_free(model);
}

static void begin(struct trainer *t)
{
    const struct settings *s = &t->settings;
    uint8_t tags[240][2];
    uint8_t actions[240][2];
    uint32_t shape[SHAPE_COUNT] = {s->embed, s->width, s->hidden, 0, 0, s->layers};
    collect_tags(&t->bank, tags, &shape[SHAPE_TAGS]);
    collect_actions(&t->bank, actions, &shape[SHAPE_ACTIONS]);
    if (!net_init(&t->net, shape, (uint64_t)s->seed)) {
        give_up("the shape is out of range, or out of memory");
    }
    memcpy(t->net.tags, tags, (size_t)shape[SHAPE_TAGS] * 2);
    memcpy(t->net.actions, actions, (size_t)shape[SHAPE_ACTIONS] * 2);
}

static void make_news(struct trainer *t)
{
    const struct settings *s = &t->settings;
    tocsin_error error;
    if (s->newslike > 0 &&
        newslike_make(s->data, (uint64_t)s->seed, (size_t)s->newslike, &t->news,
                      &error) != TOCSIN_OK) {
        give_up(error.message);
    }
    (void)printf("%zu words in %zu sentences that were made\n", t->news.bank.word_count,
                 t->news.bank.tree_count);
}

static void make_net(struct trainer *t)
{
    if (t->settings.from != NULL) {
        resume(t);
    } else {
        begin(t);
    }
    t->order =
        calloc(t->bank.tree_count + (size_t)t->settings.share + 1, sizeof *t->order);
    if (t->order == NULL) {
        give_up("out of memory");
    }
    for (size_t i = 0; i < t->bank.tree_count; i++) {
        t->order[i] = (uint32_t)i;
    }
}

int main(int argc, char **argv)
{
    struct trainer t = {
        .settings = {.name = "ewt+gum 1",
                     .embed = 96,
                     .width = 160,
                     .hidden = 128,
                     .layers = 2,
                     .epochs = 24,
                     .batch = 200,
                     .seed = 1,
                     .data = "data",
                     .share = 6000,
                     .rate = 0.002,
                     .drop_input = 0.2,
                     .drop_top = 0.4}
    };
    struct settings *s = &t.settings;
    s->train = calloc((size_t)argc, sizeof *s->train);
    if (s->train == NULL) {
        give_up("out of memory");
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0 && i + 1 < argc) {
            read_option(s, argv[i], argv[i + 1]);
            i++;
        } else {
            s->train[s->train_count++] = argv[i];
        }
    }
    if (s->out == NULL || s->train_count == 0) {
        give_up(
            "usage: tocsin-train --out MODEL [--dev CONLLU] [--epochs N] [--seed N] "
            "CONLLU...");
    }
    treebank_read(&t.bank, s->train, s->train_count);
    (void)printf("%zu words in %zu sentences\n", t.bank.word_count, t.bank.tree_count);
    make_news(&t);
    tc_map_init(&t.counts);
    tc_arena_init(&t.arena, 0);
    count_words(&t);
    make_net(&t);
    run_epochs(&t);
    write_model(&t);
    free(t.order);
    free(t.known);
    free(s->train);
    tc_map_release(&t.counts);
    tc_arena_release(&t.arena);
    newslike_release(&t.news);
    treebank_release(&t.bank);
    net_release(&t.net);
    return 0;
}
