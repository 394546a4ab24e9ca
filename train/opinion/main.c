/* main.c: tocsin-train-opinion: learns the weights of the second opinion.
 *
 *     tocsin-train-opinion --model data/english.model --lexicon build/lexicon.tcx \
 *         [--folds 5] [--out data/opinion.model] FILE... [-- FILE...]
 *
 * FILE has lines "TYPE | actor | recipient | sentence", see items.c. With --folds each
 * fifth is coded with weights learnt from the rest, beside the rules alone; only the
 * files before "--" take part in those figures. --claims FILE keeps the confidence and
 * weight of each such claim, and whether it was right: for the fit of both_together().
 */
#include "opinion/opinion.h"

#include <stdlib.h>
#include <string.h>

enum { ALL = 1 << 20 }; /* no item is of this fold */

struct options {
    const char *model, *lexicon, *out, *claims;
    unsigned folds;
    struct settings settings;
};

static bool validate(struct rooms *rooms, const struct items *items, size_t rated,
                     const struct examples *examples, const struct options *o,
                     float *weights)
{
    struct score rules = {0}, both = {0};
    both.told = o->claims ? fopen(o->claims, "w") : NULL;
    struct items some = *items;
    some.count = rated;
    for (unsigned fold = 0; fold < o->folds; fold++) {
        learn(items, examples, &o->settings, fold, weights);
        struct opinion *opinion = quantise(weights);
        bool good = rate(rooms, &some, fold, NULL, &rules) &&
                    rate(rooms, &some, fold, opinion, &both);
        free_quantised(opinion);
        if (!good)
            return false;
    }
    if (both.told)
        (void)fclose(both.told);
    print_score("rules", &rules);
    print_score("both", &both);
    return true;
}

static int run(const struct options *o, char **paths, int count)
{
    struct rooms rooms;
    struct items items = {0};
    struct examples examples = {0};
    float *weights =
        calloc((size_t)(OPINION_ROWS + 1) * OPINION_CLASSES, sizeof *weights);
    bool good = weights && open_rooms(&rooms, o->model, o->lexicon);
    size_t rated = 0;
    for (int i = 0; i < count && good; i++) {
        if (strcmp(paths[i], "--") == 0)
            rated = items.count;
        else
            good = read_items(&items, paths[i]);
    }
    rated = rated ? rated : items.count;
    for (size_t i = 0; i < items.count; i++)
        items.list[i].fold = o->folds ? items.list[i].fold % o->folds : 0;
    good = good && gather(&rooms, &items, &examples);
    if (good)
        printf("%zu sentences, %zu pairs\n", items.count, examples.count);
    if (good && o->folds)
        good = validate(&rooms, &items, rated, &examples, o, weights);
    if (good && o->out) {
        learn(&items, &examples, &o->settings, ALL, weights);
        struct opinion *opinion = quantise(weights);
        good = write_opinion(opinion, o->out);
        free_quantised(opinion);
    }
    release_examples(&examples);
    release_items(&items);
    close_rooms(&rooms);
    free(weights);
    return good ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct options o = {
        .settings = {12, 0.2f, 1e-3f, 1.0f}
    };
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0 && argv[at][2]; at += 2) {
        const char *name = argv[at] + 2, *value = argv[at + 1];
        if (strcmp(name, "model") == 0)
            o.model = value;
        else if (strcmp(name, "lexicon") == 0)
            o.lexicon = value;
        else if (strcmp(name, "out") == 0)
            o.out = value;
        else if (strcmp(name, "claims") == 0)
            o.claims = value;
        else if (strcmp(name, "folds") == 0)
            o.folds = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "passes") == 0)
            o.settings.passes = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "rate") == 0)
            o.settings.rate = strtof(value, NULL);
        else if (strcmp(name, "decay") == 0)
            o.settings.decay = strtof(value, NULL);
        else if (strcmp(name, "none") == 0)
            o.settings.none = strtof(value, NULL);
        else
            break;
    }
    if (!o.model || !o.lexicon || at >= argc ||
        (strncmp(argv[at], "--", 2) == 0 && argv[at][2])) {
        fputs(
            "usage: tocsin-train-opinion --model FILE --lexicon FILE [--folds N] "
            "[--out FILE]\n    [--passes N] [--rate X] [--decay X] [--none X] FILE... "
            "[-- FILE...]\n",
            stderr);
        return 2;
    }
    return run(&o, argv + at, argc - at);
}
