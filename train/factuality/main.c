/* main.c: tocsin-train-factuality: learns how sure a predicate is.
 *
 *     tocsin-train-factuality --model data/english.model --lexicon build/lexicon.tcx \
 *         [--folds 5] [--out data/factuality.model] FILE
 *
 * FILE has lines as gold.py writes them. With --folds the predicates of each fifth of
 * the groups are answered with weights learnt from the rest: "rules" by the rules
 * alone; "layer" what the layer factuality prints, where a predicate that it does not
 * give counts as certain; "all" as if it gave every one.
 */
#include "factuality/factuality.h"

#include <stdlib.h>
#include <string.h>

struct options {
    const char *model, *lexicon, *out;
    struct settings settings;
};

struct scores {
    struct score rules, layer, all;
};

static void answer(const struct factuality *f, const struct items *items,
                   const struct examples *examples, size_t at, struct scores *scores)
{
    const struct example *x = &examples->list[at];
    enum set set = items->list[x->item].set;
    struct factuality_list list = {.count = x->count};
    memcpy(list.hashes, examples->hashes + x->first, x->count * sizeof *list.hashes);
    double value = 3.0;
    if (x->found)
        value = tc_factuality_value(f, &list,
                                    tc_factuality_other(f, &examples->texts[x->item]));
    value = tc_factuality_settle(value, &x->rules);
    rate(&scores->rules, set, x->predicate ? x->rules.value : 3.0, (double)x->value);
    rate(&scores->layer, set, x->predicate ? value : 3.0, (double)x->value);
    rate(&scores->all, set, value, (double)x->value);
}

static bool validate(const struct items *items, const struct examples *examples,
                     struct settings settings)
{
    struct scores scores = {0};
    for (settings.fold = 0; settings.fold < settings.folds; settings.fold++) {
        struct factuality *f = NULL;
        if (!learn(items, examples, &settings, &f))
            return false;
        for (size_t i = 0; i < examples->count; i++)
            if (of_fold(&items->list[examples->list[i].item], &settings))
                answer(f, items, examples, i, &scores);
        free_learnt(f);
    }
    print_score("rules", &scores.rules);
    print_score("layer, cross-validated", &scores.layer);
    print_score("all, cross-validated", &scores.all);
    return true;
}

static bool finish(const struct items *items, const struct examples *examples,
                   struct settings settings, const char *path)
{
    struct scores scores = {0};
    struct factuality *f = NULL;
    settings.folds = 0;
    bool good = learn(items, examples, &settings, &f);
    for (size_t i = 0; i < examples->count && good; i++)
        answer(f, items, examples, i, &scores);
    if (good)
        print_score("layer, in-sample", &scores.layer);
    good = good && write_factuality(f, path);
    free_learnt(f);
    return good;
}

static int run(const struct options *o, const char *path)
{
    struct rooms rooms;
    struct items items = {0};
    struct examples examples = {0};
    bool good = open_rooms(&rooms, o->model, o->lexicon) && read_items(&items, path) &&
                gather(&rooms, &items, &examples);
    if (good)
        printf("%zu sentences, %zu predicates\n", items.count, examples.count);
    if (good && o->settings.folds)
        good = validate(&items, &examples, o->settings);
    if (good && o->out)
        good = finish(&items, &examples, o->settings, o->out);
    release_examples(&examples);
    release_items(&items);
    close_rooms(&rooms);
    return good ? 0 : 1;
}

static bool set_number(struct settings *s, const char *name, const char *value)
{
    const struct {
        const char *name;
        float *real;
        unsigned *whole;
    } all[] = {
        {"folds",    NULL,         &s->folds },
        {"passes",   NULL,         &s->passes},
        {"least",    NULL,         &s->least },
        {"rate",     &s->rate,     NULL      },
        {"decay",    &s->decay,    NULL      },
        {"drop",     &s->drop,     NULL      },
        {"meantime", &s->meantime, NULL      },
        {"mv2",      &s->mv2,      NULL      },
        {"news",     &s->news,     NULL      },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(name, all[i].name) != 0)
            continue;
        if (all[i].real)
            *all[i].real = strtof(value, NULL);
        else
            *all[i].whole = (unsigned)strtoul(value, NULL, 10);
        return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    struct options o = {
        .settings = {.passes = 12,
                     .least = 7,
                     .rate = 0.05f,
                     .decay = 3e-3f,
                     .drop = 0.2f,
                     .meantime = 3.0f,
                     .mv2 = 0.3f,
                     .news = 3.0f}
    };
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        const char *name = argv[at] + 2, *value = argv[at + 1];
        if (strcmp(name, "model") == 0)
            o.model = value;
        else if (strcmp(name, "lexicon") == 0)
            o.lexicon = value;
        else if (strcmp(name, "out") == 0)
            o.out = value;
        else if (!set_number(&o.settings, name, value))
            break;
    }
    if (!o.model || !o.lexicon || at + 1 != argc) {
        fputs("usage: tocsin-train-factuality --model FILE --lexicon FILE [--folds N] "
              "[--out FILE]\n    [--passes N] [--least N] [--rate X] [--decay X] "
              "[--drop X] [--meantime X]\n    [--mv2 X] [--news X] FILE\n",
              stderr);
        return 2;
    }
    return run(&o, argv[at]);
}
