/* train/train.c: makes the model from treebanks.
 *
 *   tocsin-train --out data/english.model --dev ewt-dev.conllu \
 *                ewt-train.conllu gum-train.conllu
 *
 * Seeded: the same files and options give the same model. With --silver a pass also has
 * sentences that a teacher parsed (train/teacher/), with --newslike some of the grammar
 * of newslike.c. With --checkpoint a run that was stopped goes on behind its last pass.
 */
#include "trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "train: %s\n", what);
    exit(3);
}

/* ---- labels ---------------------------------------------------------------------- */

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

static void collect_relations(const struct treebank *bank, uint8_t *relations,
                              uint32_t *count)
{
    uint32_t seen[REL_COUNT] = {0};
    for (size_t i = 0; i < bank->word_count; i++) {
        seen[bank->words[i].relation]++;
    }
    *count = 0;
    for (int r = 1; r < REL_COUNT; r++) {
        if (r != REL_ROOT && seen[r] >= 3) {
            relations[(*count)++] = (uint8_t)r;
        }
    }
}

static void make_net(struct trainer *t)
{
    const struct settings *s = &t->settings;
    uint8_t tags[240][2];
    uint8_t relations[REL_COUNT];
    uint32_t shape[SHAPE_COUNT] = {s->embed, s->width, s->arc,   s->label,
                                   0,        0,        s->layers};
    collect_tags(&t->banks[GOLD], tags, &shape[SHAPE_TAGS]);
    collect_relations(&t->banks[GOLD], relations, &shape[SHAPE_RELATIONS]);
    if (!net_init(&t->net, shape, (uint64_t)s->seed)) {
        give_up("the shape is out of range, or out of memory");
    }
    memcpy(t->net.tags, tags, (size_t)shape[SHAPE_TAGS] * 2);
    memcpy(t->net.relations, relations, shape[SHAPE_RELATIONS]);
    net_index(&t->net);
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

static bool read_text(struct settings *s, const char *option, const char *value)
{
    const struct {
        const char *option;
        const char **to;
    } texts[] = {
        {"--out",        &s->out       },
        {"--name",       &s->name      },
        {"--data",       &s->data      },
        {"--checkpoint", &s->checkpoint},
        {"--curve",      &s->curve     },
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(option, texts[i].option) == 0) {
            *texts[i].to = value;
            return true;
        }
    }
    if (strcmp(option, "--dev") == 0 && s->dev_count < DEVS) {
        s->dev[s->dev_count++] = value;
        return true;
    }
    if (strcmp(option, "--silver") == 0) {
        s->silver[s->silver_count++] = value;
        return true;
    }
    return false;
}

static bool read_number(struct settings *s, const char *option, const char *value)
{
    const struct {
        const char *option;
        long low, high;
        long *to;
        uint32_t *to32;
    } numbers[] = {
        {"--newslike",       0,  1000000,   &s->newslike,      NULL      },
        {"--newslike-share", 0,  1000000,   &s->share[MADE],   NULL      },
        {"--silver-share",   0,  1000000,   &s->share[SILVER], NULL      },
        {"--passes",         0,  1000,      &s->passes,        NULL      },
        {"--batch",          1,  8000,      &s->batch,         NULL      },
        {"--seed",           0,  1 << 30,   &s->seed,          NULL      },
        {"--embed",          16, 512,       NULL,              &s->embed },
        {"--width",          32, 512,       NULL,              &s->width },
        {"--arc",            16, 96,        NULL,              &s->arc   },
        {"--label",          16, 512,       NULL,              &s->label },
        {"--layers",         1,  TC_LAYERS, NULL,              &s->layers},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(option, numbers[i].option) == 0) {
            long n = number(value, numbers[i].low, numbers[i].high);
            if (numbers[i].to != NULL) {
                *numbers[i].to = n;
            } else {
                *numbers[i].to32 = (uint32_t)n;
            }
            return true;
        }
    }
    return false;
}

static bool read_fraction(struct settings *s, const char *option, const char *value)
{
    const struct {
        const char *option;
        double *to;
    } fractions[] = {
        {"--rate",        &s->rate       },
        {"--gold",        &s->gold       },
        {"--said",        &s->said       },
        {"--drop-input",  &s->drop_input },
        {"--drop-middle", &s->drop_middle},
        {"--drop-top",    &s->drop_top   },
    };
    for (size_t i = 0; i < sizeof fractions / sizeof fractions[0]; i++) {
        if (strcmp(option, fractions[i].option) == 0) {
            char *end = NULL;
            *fractions[i].to = strtod(value, &end);
            if (*end != '\0' || !(*fractions[i].to >= 0.0 && *fractions[i].to < 1.01)) {
                give_up("a number is out of its range");
            }
            return true;
        }
    }
    return false;
}

static void read_options(struct settings *s, int argc, char **argv)
{
    s->train = calloc((size_t)argc, sizeof *s->train);
    s->silver = calloc((size_t)argc, sizeof *s->silver);
    if (s->train == NULL || s->silver == NULL) {
        give_up("out of memory");
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            s->train[s->train_count++] = argv[i];
            continue;
        }
        if (i + 1 == argc || (!read_text(s, argv[i], argv[i + 1]) &&
                              !read_number(s, argv[i], argv[i + 1]) &&
                              !read_fraction(s, argv[i], argv[i + 1]))) {
            give_up("unknown option; see train/train.c");
        }
        i++;
    }
    if (s->out == NULL || s->train_count == 0) {
        give_up("usage: tocsin-train --out MODEL [--dev CONLLU] [--silver CONLLU] "
                "[--passes N] [--seed N] CONLLU...");
    }
}

static void read_banks(struct trainer *t)
{
    static const char *const names[] = {"of treebanks", "of a teacher",
                                        "that were made"};
    const struct settings *s = &t->settings;
    tocsin_error error;
    treebank_read(&t->banks[GOLD], s->train, s->train_count);
    treebank_read(&t->banks[SILVER], s->silver, s->silver_count);
    if (s->newslike > 0 &&
        newslike_make(s->data, (uint64_t)s->seed, (size_t)s->newslike, &t->news,
                      &error) != TOCSIN_OK) {
        give_up(error.message);
    }
    t->banks[MADE] = t->news.bank;
    size_t trees = 0;
    for (int i = 0; i < SOURCES; i++) {
        (void)printf("%zu words in %zu sentences %s\n", t->banks[i].word_count,
                     t->banks[i].tree_count, names[i]);
        trees += t->banks[i].tree_count;
    }
    t->order = calloc(trees + 1, sizeof *t->order);
    t->features = malloc(ROOM * sizeof *t->features);
    t->heads = malloc(ROOM * sizeof *t->heads);
    t->relations = malloc(ROOM * sizeof *t->relations);
    if (t->order == NULL || t->features == NULL || t->heads == NULL ||
        t->relations == NULL) {
        give_up("out of memory");
    }
}

static void release(struct trainer *t)
{
    free(t->order);
    free(t->features);
    free(t->heads);
    free(t->relations);
    free(t->known);
    free(t->settings.train);
    free(t->settings.silver);
    tc_map_release(&t->counts);
    tc_arena_release(&t->arena);
    newslike_release(&t->news);
    treebank_release(&t->banks[GOLD]);
    treebank_release(&t->banks[SILVER]);
    net_release(&t->net);
    free(t);
}

int main(int argc, char **argv)
{
    struct trainer *t = calloc(1, sizeof *t);
    if (t == NULL) {
        give_up("out of memory");
    }
    t->settings = (struct settings){
        .name = "ewt+gum",
        .embed = 128,
        .width = 160,
        .arc = 64,
        .label = 96,
        .layers = 4,
        .passes = 26,
        .batch = 500,
        .seed = 1,
        .data = "data",
        .share = {-1, -1, 4000},
        .rate = 0.003,
        .gold = 0.5,
        .said = 0.08,
        .drop_input = 0.1,
        .drop_top = 0.1
    };
    read_options(&t->settings, argc, argv);
    tc_map_init(&t->counts);
    tc_arena_init(&t->arena, 0);
    read_banks(t);
    count_words(t);
    make_net(t);
    if (t->settings.checkpoint != NULL) {
        (void)load_checkpoint(t);
    }
    run_passes(t);
    write_model(t);
    release(t);
    return 0;
}
