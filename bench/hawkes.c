/* hawkes.c: the figures of docs/intensity.md.
 *
 *     hawkes quads FOLDER     busiest pairs of train.txt and valid.txt there: fitted to
 *                             the first 70 % of the days, gain on the rest
 *     hawkes large [EVENTS]   drawn: 100 dyads with 4 classes; fitted again
 *     hawkes fit FILE END DECAY[,DECAY...] [free]
 *                             lines "type TAB time" of one group in continuous time;
 *                             the decays fixed or fitted. Prints JSON.
 *
 * Seconds are those of the processor, of the fit alone. Gain is the difference of log2
 * likelihoods on the days held out, an event of these days, against constant rates that
 * are those of the days fitted to.
 */
#include "study/hawkes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void check(tocsin_status status, const tocsin_error *error)
{
    if (!status)
        return;
    fprintf(stderr, "%s\n", error->message);
    exit(3);
}

/* ---- quadruples ------------------------------------------------------------------ */

static void read_folder(struct stream *stream, const char *folder)
{
    static const char *const names[] = {"train.txt", "valid.txt"};
    struct quads_report report = {0};
    tocsin_error error;
    char path[4096];
    tc_stream_init(stream);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        check(tc_quads_read(stream, path, (struct quads_limit){0, 0}, &report, &error),
              &error);
    }
    check(tc_stream_sort(stream, &error), &error);
}

/* Each type of each pair as a group of its own: nobody answers anybody else. */
static void alone(const struct hawkes_data *from, struct hawkes_data *out)
{
    tocsin_error error;
    size_t count = 0, days = (size_t)(from->end - from->begin);
    check(tc_hawkes_data_make(out, from->first[from->groups],
                              from->groups * from->types, 1, &error),
          &error);
    for (uint32_t g = 0; g < from->groups; g++)
        for (uint32_t t = 0; t < from->types; t++) {
            for (size_t i = from->first[g]; i < from->first[g + 1]; i++)
                if (from->events[i].type == t) {
                    out->events[count] = from->events[i];
                    out->events[count++].type = 0;
                }
            out->first[g * from->types + t + 1] = count;
        }
    out->begin = from->begin;
    out->end = from->end;
    out->by_day = from->by_day;
    out->weekday = from->weekday;
    out->volume = tc_alloc(days * sizeof *out->volume);
    if (out->volume)
        memcpy(out->volume, from->volume, days * sizeof *out->volume);
}

static void report(const char *what, const struct hawkes_data *data,
                   const struct hawkes_options *options, double cut)
{
    struct hawkes_window train = {data->begin, cut}, rest = {cut, data->end};
    struct hawkes_model model;
    struct hawkes_check waits;
    tocsin_error error;
    double gain, begin = seconds();
    check(tc_hawkes_fit(data, train, options, &model, &error), &error);
    double took = seconds() - begin;
    check(tc_hawkes_gain(data, &model, train, rest, &gain, &error), &error);
    check(tc_hawkes_check_make((struct hawkes_sample){data, train, UINT32_MAX}, &model,
                               1, &waits, &error),
          &error);
    printf("  %-44s gain %.4f bits an event, %.3f s, pull %g, %s, KS %.4f of %zu\n",
           what, gain, took, model.pull, model.settled ? "settled" : "NOT SETTLED",
           waits.distance, waits.count);
    for (uint32_t from = 0; data->types == 2 && from < 2; from++) {
        double later = 0.0;
        for (uint32_t k = 0; k < model.kernels; k++)
            later += model.common[from * model.kernels + k];
        printf("    in common: by %s %.4f on later days, %.4f on the same\n",
               from ? "the other" : "the same actor", later, model.common_same[from]);
    }
    tc_hawkes_check_release(&waits);
    tc_hawkes_model_release(&model);
}

static void report_pairs(const struct hawkes_data *data, double cut)
{
    struct hawkes_options options;
    struct hawkes_data single;
    tc_hawkes_options_usual(&options);
    options.same_day = false;
    alone(data, &single);
    report("own past only", &single, &options, cut);
    tc_hawkes_data_release(&single);
    report("and answers on later days", data, &options, cut);
    options.weekly = options.volume = false;
    report("the same without weekdays and volume", data, &options, cut);
    options.weekly = options.volume = options.same_day = true;
    report("and the same day as a branching of its own", data, &options, cut);
    options.even = false;
    report("the same, same-day answers free either way", data, &options, cut);
    options.even = true;
    options.pull = INFINITY;
    report("the same, all pairs alike", data, &options, cut);
    options.pull = 0.0;
    report("the same, each pair for itself", data, &options, cut);
}

static size_t without_order(struct hawkes_pair *pairs, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (j < kept && !(pairs[j].a == pairs[i].b && pairs[j].b == pairs[i].a))
            j++;
        if (j == kept)
            pairs[kept++] = pairs[i];
    }
    return kept;
}

static void run_quads(const char *folder)
{
    struct stream stream;
    struct hawkes_data data;
    tocsin_error error;
    read_folder(&stream, folder);
    int16_t *classes = calloc(stream.relations.count + 1, sizeof *classes);
    int32_t begin = stream.day[0], end = stream.day[stream.count - 1] + 1;
    int32_t cut = begin + (end - begin) * 7 / 10;
    for (int ordered = 1; ordered >= 0; ordered--) {
        struct hawkes_pair pairs[200];
        size_t count = 200;
        check(tc_hawkes_busiest(&stream, (struct hawkes_span){begin, cut}, ordered,
                                pairs, &count, &error),
              &error);
        if (ordered)
            count = without_order(pairs, count);
        struct hawkes_choice choice = {pairs, count, classes, 1, begin, end, false};
        check(tc_hawkes_from_stream(&stream, &choice, &data, &error), &error);
        size_t held = 0, all = data.first[data.groups];
        for (size_t i = 0; i < all; i++)
            held += data.events[i].time >= cut;
        printf("%s: %zu pairs, %zu events, %zu of them on the last %d of %d days\n",
               ordered ? "pairs of the 200 busiest dyads" : "the 200 busiest pairs",
               count, all, held, (int)(end - cut), (int)(end - begin));
        report_pairs(&data, cut);
        tc_hawkes_data_release(&data);
    }
    free(classes);
    tc_stream_release(&stream);
}

/* ---- drawn data ------------------------------------------------------------------ */

static void make_truth(struct hawkes_model *model, bool by_day, double rate)
{
    struct hawkes_random random;
    tocsin_error error;
    tc_hawkes_seed(&random, 12);
    check(tc_hawkes_model_make(model, 50, 8, 3, &error), &error);
    model->by_day = by_day;
    for (int k = 0; k < 3; k++)
        model->decay[k] = log(2.0) / (k == 0 ? 1.0 : k == 1 ? 7.0 : 30.0);
    for (size_t i = 0; i < 50u * 8; i++)
        model->base[i] = 0.4 * rate * (0.5 + tc_hawkes_uniform(&random));
    for (size_t i = 0; i < 50u * 64 * 3; i++)
        model->answer[i] = (by_day ? 0.03 : 0.05) * tc_hawkes_uniform(&random);
    for (size_t i = 0; by_day && i < 50u * 64; i++)
        model->same[i] = 0.03;
}

static void run_large(double events)
{
    for (int by_day = 1; by_day >= 0; by_day--) {
        struct hawkes_model truth, model;
        struct hawkes_data data;
        struct hawkes_options options;
        tocsin_error error;
        make_truth(&truth, by_day, events / (4000.0 * 400.0));
        check(tc_hawkes_data_make(&data, 0, 50, 8, &error), &error);
        data.end = 4000.0;
        data.by_day = by_day;
        check(tc_hawkes_simulate(&data, &truth, 5, 100000000, &error), &error);
        tc_hawkes_options_usual(&options);
        options.volume = false;
        options.same_day = by_day;
        options.kernels = 3;
        memcpy(options.decay, truth.decay, sizeof options.decay);
        double begin = seconds(), value;
        struct hawkes_window window = {0.0, data.end};
        check(tc_hawkes_fit(&data, window, &options, &model, &error), &error);
        double took = seconds() - begin;
        check(tc_hawkes_score(&data, &truth, window, &value, &error), &error);
        printf(
            "%s: %zu events, 100 dyads with 4 classes (50 pairs), 3 kernels: %.2f s, "
            "pull %g, %s, log likelihood %.1f above the truth's\n",
            by_day ? "by day" : "in time", data.first[50], took, model.pull,
            model.settled ? "settled" : "NOT SETTLED", model.value - value);
        tc_hawkes_model_release(&truth);
        tc_hawkes_model_release(&model);
        tc_hawkes_data_release(&data);
    }
}

/* ---- beside others --------------------------------------------------------------- */

static void read_events(struct hawkes_data *data, const char *path)
{
    FILE *file = fopen(path, "r");
    tocsin_error error;
    unsigned type, types = 1;
    double time;
    size_t count = 0;
    if (!file) {
        perror(path);
        exit(3);
    }
    while (fscanf(file, "%u\t%lf", &type, &time) == 2) {
        types = type + 1 > types ? type + 1 : types;
        count++;
    }
    check(tc_hawkes_data_make(data, count, 1, types, &error), &error);
    rewind(file);
    for (size_t i = 0; i < count && fscanf(file, "%u\t%lf", &type, &time) == 2; i++)
        data->events[i] = (struct hawkes_event){time, 0.0f, (uint16_t)type, 0};
    data->first[1] = count;
    fclose(file);
}

static void run_fit(const char *path, double end, const char *decays, bool fit_decay)
{
    struct hawkes_data data;
    struct hawkes_model model;
    struct hawkes_options options = {.fit_decay = fit_decay};
    tocsin_error error;
    char *at;
    for (const char *from = decays; *from && options.kernels < TC_HAWKES_KERNELS;
         from = *at ? at + 1 : at)
        options.decay[options.kernels++] = strtod(from, &at);
    read_events(&data, path);
    data.end = end;
    double begin = seconds();
    check(tc_hawkes_fit(&data, (struct hawkes_window){0.0, end}, &options, &model,
                        &error),
          &error);
    printf("{\"seconds\": %.6f, \"value\": %.9f, \"decay\": %.9g, \"base\": [",
           seconds() - begin, model.value, model.decay[0]);
    for (uint32_t i = 0; i < model.types; i++)
        printf("%s%.9g", i ? ", " : "", model.base[i]);
    printf("], \"answer\": [");
    for (uint32_t i = 0; i < model.types * model.types * model.kernels; i++)
        printf("%s%.9g", i ? ", " : "", model.answer[i]);
    printf("], \"settled\": %s}\n", model.settled ? "true" : "false");
    tc_hawkes_model_release(&model);
    tc_hawkes_data_release(&data);
}

int main(int count, char **words)
{
    if (count == 3 && !strcmp(words[1], "quads"))
        run_quads(words[2]);
    else if (count >= 2 && !strcmp(words[1], "large"))
        run_large(count > 2 ? strtod(words[2], NULL) : 1e6);
    else if (count >= 5 && !strcmp(words[1], "fit"))
        run_fit(words[2], strtod(words[3], NULL), words[4], count > 5);
    else {
        fprintf(stderr, "usage: hawkes quads FOLDER | large [EVENTS] | "
                        "fit FILE END DECAY[,DECAY...] [free]\n");
        return 2;
    }
    return 0;
}
