/* train/passes.c: passes over the sentences, and how well each did. */
#include "trainer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- batches --------------------------------------------------------------------- */

static const struct tree *numbered(const struct trainer *t, size_t number,
                                   enum source *source)
{
    int s = GOLD;
    while (s + 1 < SOURCES && number >= t->banks[s].tree_count) {
        number -= t->banks[s].tree_count;
        s++;
    }
    *source = (enum source)s;
    return &t->banks[s].trees[number];
}

static bool add_job(struct trainer *t, size_t count, const struct tree *tree,
                    const struct soft *softs, size_t *used)
{
    if (*used + tree->count > ROOM || tree->count > TC_LONGEST) {
        return false;
    }
    t->jobs[count] =
        (struct job){.tree = tree,
                     .features = (const uint32_t(*)[TC_FEATURES])(t->features + *used),
                     .head = t->heads + *used,
                     .relation = t->relations + *used,
                     .softs = softs};
    *used += tree->count;
    return true;
}

/* Fills jobs with trees from order[*at], up to about a batch of words. */
static size_t next_batch(struct trainer *t, size_t *at)
{
    size_t count = 0;
    size_t used = 0;
    while (*at < t->order_count && count < JOBS && used < (size_t)t->settings.batch) {
        enum source source;
        const struct tree *tree = numbered(t, t->order[*at], &source);
        size_t first = used;
        if (source == GOLD && net_random(&t->net) < (float)t->settings.said &&
            augment_said(&t->net, &t->banks[GOLD], tree, t->said_words[count],
                         &t->said[count])) {
            tree = &t->said[count];
        }
        (*at)++;
        if (add_job(t, count, tree, t->banks[source].softs, &used)) {
            show_tree(t, tree, true, source, t->features + first);
            count++;
        }
    }
    return count;
}

/* ---- how well it does ------------------------------------------------------------ */

/* The base of a relation: "acl:relcl" is "acl". */
static text base(uint8_t relation)
{
    text t = tc_text(tc_relation_name((enum relation)relation));
    return tc_text_slice(t, 0, tc_text_find(t, TEXT(":")));
}

struct tally {
    size_t words, tags, heads, labels, entities, entity_words;
};

static void judge(const struct net *net, const struct job *job, struct tally *tally)
{
    for (uint32_t i = 0; i < job->tree->count; i++) {
        const struct gold *w = &job->tree->words[i];
        const float *top = net_top(net, job, i);
        uint8_t relation = job->head[i] == TC_ROOT ? (uint8_t)REL_ROOT
                                                   : net->relations[job->relation[i]];
        bool head = job->head[i] == w->head;
        tally->words++;
        tally->tags += net->tags[net_tag(net, top)][0] == w->upos;
        tally->heads += head;
        tally->labels += head && tc_text_equal(base(relation), base(w->relation));
        tally->entity_words += w->entity != NO_ENTITY_LAYER;
        tally->entities +=
            w->entity != NO_ENTITY_LAYER && net_entity(net, top) == w->entity;
    }
}

static struct tally evaluate(struct trainer *t, const struct treebank *dev)
{
    struct tally tally = {0};
    struct options options = {.train = false};
    for (size_t at = 0; at < dev->tree_count;) {
        size_t count = 0;
        size_t used = 0;
        while (at < dev->tree_count && count < JOBS && used < 4000) {
            const struct tree *tree = &dev->trees[at++];
            size_t first = used;
            if (add_job(t, count, tree, dev->softs, &used)) {
                show_tree(t, tree, false, GOLD, t->features + first);
                count++;
            }
        }
        (void)net_batch(&t->net, t->jobs, count, &options);
        for (size_t i = 0; i < count; i++) {
            judge(&t->net, &t->jobs[i], &tally);
        }
    }
    return tally;
}

static double percent(size_t part, size_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0.0;
}

/* A line of the learning curve: pass, loss, then UPOS, UAS and LAS of each dev part. */
static void report(struct trainer *t, const struct treebank *devs, double loss)
{
    const struct settings *s = &t->settings;
    FILE *curve = s->curve != NULL ? fopen(s->curve, t->pass == 1 ? "w" : "a") : NULL;
    if (curve != NULL) {
        (void)fprintf(curve, "%ld\t%.4f", t->pass, loss);
    }
    for (size_t i = 0; i < s->dev_count; i++) {
        struct tally y = evaluate(t, &devs[i]);
        double tags = percent(y.tags, y.words);
        double heads = percent(y.heads, y.words);
        double labels = percent(y.labels, y.words);
        (void)printf("  %s: given words UPOS %.2f UAS %.2f LAS %.2f", s->dev[i], tags,
                     heads, labels);
        if (y.entity_words > 0) {
            (void)printf(" entities %.2f", percent(y.entities, y.entity_words));
        }
        (void)printf("\n");
        if (curve != NULL) {
            (void)fprintf(curve, "\t%.2f\t%.2f\t%.2f", tags, heads, labels);
        }
    }
    if (curve != NULL) {
        (void)fprintf(curve, "\n");
        (void)fclose(curve);
    }
    (void)fflush(stdout);
}

/* ---- passes ---------------------------------------------------------------------- */

static size_t below(struct trainer *t, size_t n)
{
    size_t j = (size_t)(net_random(&t->net) * (float)n);
    return j < n ? j : n - 1;
}

/* Sentences that a pass shows of a source. */
static size_t shown_of(const struct trainer *t, int source)
{
    size_t all = t->banks[source].tree_count;
    long share = t->settings.share[source];
    return share < 0 || (size_t)share > all ? all : (size_t)share;
}

/* The sentences of a pass, in another order each time. */
static void shuffle(struct trainer *t)
{
    size_t first = 0;
    t->order_count = 0;
    for (int s = 0; s < SOURCES; s++) {
        size_t all = t->banks[s].tree_count;
        size_t shown = shown_of(t, s);
        for (size_t i = 0; i < shown; i++) {
            size_t j = shown == all ? i : below(t, all);
            t->order[t->order_count++] = (uint32_t)(first + j);
        }
        first += all;
    }
    for (size_t i = t->order_count; i > 1; i--) {
        size_t j = below(t, i);
        uint32_t kept = t->order[i - 1];
        t->order[i - 1] = t->order[j];
        t->order[j] = kept;
    }
}

/* The rate rises for 400 steps and falls to a twentieth. */
static double rate_now(const struct trainer *t, double all)
{
    double left = 1.0 - t->seen / all;
    double warm = (double)t->net.steps < 400 ? (double)t->net.steps / 400.0 : 1.0;
    return t->settings.rate * (0.05 + 0.95 * left) * warm;
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double run_pass(struct trainer *t, double all)
{
    const struct settings *s = &t->settings;
    struct options options = {.drop_input = (float)s->drop_input,
                              .drop_middle = (float)s->drop_middle,
                              .drop_top = (float)s->drop_top,
                              .gold = (float)s->gold,
                              .train = true};
    double loss = 0.0;
    size_t words = 0;
    shuffle(t);
    for (size_t at = 0; at < t->order_count;) {
        size_t count = next_batch(t, &at);
        size_t here = 0;
        for (size_t i = 0; i < count; i++) {
            here += t->jobs[i].tree->count;
        }
        loss += net_batch(&t->net, t->jobs, count, &options);
        net_update(&t->net, (float)rate_now(t, all),
                   1.0F / (float)(here > 0 ? here : 1));
        words += here;
        t->seen += (double)count;
        if (t->seen > 0.8 * all && t->net.steps % 50 == 0) {
            net_remember(&t->net);
        }
    }
    return loss / (double)(words > 0 ? words : 1);
}

void run_passes(struct trainer *t)
{
    const struct settings *s = &t->settings;
    struct treebank devs[DEVS];
    double a_pass = 0.0;
    for (size_t i = 0; i < s->dev_count; i++) {
        treebank_read(&devs[i], &s->dev[i], 1);
    }
    for (int i = 0; i < SOURCES; i++) {
        a_pass += (double)shown_of(t, i);
    }
    while (t->pass < s->passes) {
        double start = seconds();
        double loss = run_pass(t, a_pass * (double)s->passes);
        t->pass++;
        (void)printf("pass %ld of %ld: loss %.4f a word, %.1f s\n", t->pass, s->passes,
                     loss, seconds() - start);
        report(t, devs, loss);
        if (s->checkpoint != NULL) {
            save_checkpoint(t);
        }
    }
    net_recall(&t->net);
    (void)printf("the average of the last fifth:\n");
    memset(t->net.lanes[0].range, 0, sizeof t->net.lanes[0].range);
    memset(t->net.lanes[1].range, 0, sizeof t->net.lanes[1].range);
    for (size_t i = 0; i < s->dev_count; i++) {
        struct tally y = evaluate(t, &devs[i]);
        (void)printf("  %s: given words UPOS %.2f UAS %.2f LAS %.2f\n", s->dev[i],
                     percent(y.tags, y.words), percent(y.heads, y.words),
                     percent(y.labels, y.words));
        treebank_release(&devs[i]);
    }
}
