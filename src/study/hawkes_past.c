/* study/hawkes_past.c: what excites a pair at each of its events, in one pass.
 *
 * A sum of exponentials over all past events need not be summed anew: it decays by one
 * factor between two events and jumps at each (Ozaki 1979), so that N events cost N
 * steps and not N * N / 2. What the rates sum to over the window is had the same way:
 * over a step, a kernel's share is what the sum loses by its decay, in continuous time
 * and by day alike. Only where weekdays differ is the step cut at each midnight.
 *
 * All of this depends on decays and marks alone. While these stand still, as they do in
 * most fits, it is made once, and the likelihood is a sum over the rows of a matrix.
 */
#include "study/hawkes.h"

#include <math.h>
#include <string.h>

struct walk {
    struct hawkes_past *past;
    const struct hawkes_data *data;
    const struct hawkes_model *model;
    struct hawkes_window window;
    double now;
    double *sum, *by_decay, *by_mark; /* (types, kernels) */
    double span, factor[TC_HAWKES_KERNELS], loss[TC_HAWKES_KERNELS];
    double constant; /* sum of log n! */
};

static tocsin_status no_memory(tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for intensities");
}

void tc_hawkes_past_release(struct hawkes_past *past)
{
    tc_free(past->day);
    tc_free(past->active);
    tc_free(past->type);
    tc_free(past->number);
    tc_free(past->level);
    tc_free(past->by_decay);
    tc_free(past->by_mark);
    tc_free(past->mass);
    memset(past, 0, sizeof *past);
}

static bool room(struct hawkes_past *past, size_t rows, size_t entries,
                 struct hawkes_wants wants)
{
    size_t wide = (size_t)past->types * past->kernels, most = SIZE_MAX / 16;
    size_t cells = rows * wide + 1, masses = 3 * past->bins * wide + past->types;
    return tc_grow(&past->day, &past->room[0], rows + 1, sizeof *past->day, most) &&
           tc_grow(&past->active, &past->room[1], rows + 1, sizeof *past->active,
                   most) &&
           tc_grow(&past->type, &past->room[2], entries + 1, sizeof *past->type,
                   most) &&
           tc_grow(&past->number, &past->room[3], entries + 1, sizeof *past->number,
                   most) &&
           tc_grow(&past->level, &past->room[4], cells, sizeof *past->level, most) &&
           (!wants.decay || tc_grow(&past->by_decay, &past->room[5], cells,
                                    sizeof *past->by_decay, most)) &&
           (!wants.mark || tc_grow(&past->by_mark, &past->room[6], cells,
                                   sizeof *past->by_mark, most)) &&
           tc_grow(&past->mass, &past->room[7], masses, sizeof *past->mass, most);
}

/* One step of decay; what is lost counts for bin, unless it is negative. */
static void step(struct walk *walk, double span, int bin)
{
    struct hawkes_past *past = walk->past;
    uint32_t kernels = past->kernels;
    size_t wide = (size_t)past->types * kernels;
    if (span != walk->span) {
        for (uint32_t k = 0; k < kernels; k++) {
            walk->factor[k] = exp(-walk->model->decay[k] * span);
            walk->loss[k] = walk->model->decay[k] * span;
        }
        walk->span = span;
    }
    double *mass = bin < 0 ? NULL : past->mass + (size_t)bin * wide;
    double *mass_decay = bin < 0 ? NULL : past->mass_decay + (size_t)bin * wide;
    double *mass_mark = bin < 0 ? NULL : past->mass_mark + (size_t)bin * wide;
    for (size_t i = 0; i < wide; i += kernels)
        for (uint32_t k = 0; k < kernels; k++) {
            double before = walk->sum[i + k], after = before * walk->factor[k];
            walk->sum[i + k] = after;
            if (mass)
                mass[i + k] += before - after;
            if (past->by_decay) {
                double was = walk->by_decay[i + k];
                double is = was * walk->factor[k] - walk->loss[k] * after;
                walk->by_decay[i + k] = is;
                if (mass)
                    mass_decay[i + k] += was - is;
            }
            if (past->by_mark) {
                double was = walk->by_mark[i + k], is = was * walk->factor[k];
                walk->by_mark[i + k] = is;
                if (mass)
                    mass_mark[i + k] += was - is;
            }
        }
}

static int bin_of(const struct walk *walk, double day)
{
    if (walk->past->bins == 1)
        return 0;
    return (int)(((long long)(day - walk->data->begin) + walk->data->weekday) % 7);
}

/* By day, the step to a day counts for that day; else for the day it lies in. */
static void advance(struct walk *walk, double to)
{
    bool by_day = walk->data->by_day, weekly = walk->past->bins > 1;
    double edge = by_day ? walk->window.from - 1.0 : walk->window.from;
    while (walk->now < to) {
        double next = to;
        int bin = -1;
        if (walk->now < edge) {
            next = fmin(to, edge);
        } else {
            double day = by_day ? walk->now + 1.0 : floor(walk->now);
            if (weekly)
                next = by_day ? day : fmin(to, day + 1.0);
            bin = bin_of(walk, day);
        }
        step(walk, next - walk->now, bin);
        walk->now = next;
    }
}

static void jump(struct walk *walk, const struct hawkes_event *event)
{
    uint32_t kernels = walk->past->kernels;
    double power = walk->model->mark_power;
    double weight = power == 0.0 ? 1.0 : exp(power * (double)event->mark);
    size_t at = (size_t)event->type * kernels;
    for (uint32_t k = 0; k < kernels; k++) {
        walk->sum[at + k] += weight;
        if (walk->past->by_mark)
            walk->by_mark[at + k] += weight * (double)event->mark;
    }
}

/* The levels at an instant, before its own events. */
static void write_levels(struct walk *walk, size_t row)
{
    struct hawkes_past *past = walk->past;
    uint32_t kernels = past->kernels;
    size_t wide = (size_t)past->types * kernels;
    for (uint32_t k = 0; k < kernels; k++) {
        double decay = walk->model->decay[k];
        double unit = past->by_day ? expm1(decay) : decay;
        double slope = past->by_day ? decay * exp(decay) : decay;
        for (size_t i = k; i < wide; i += kernels) {
            past->level[row * wide + i] = unit * walk->sum[i];
            if (past->by_decay)
                past->by_decay[row * wide + i] =
                    slope * walk->sum[i] + unit * walk->by_decay[i];
            if (past->by_mark)
                past->by_mark[row * wide + i] = unit * walk->by_mark[i];
        }
    }
}

/* Events [first, last) are of one instant: their numbers by type. */
static void write_row(struct walk *walk, size_t first, size_t last)
{
    struct hawkes_past *past = walk->past;
    size_t row = past->rows, begin = past->active[row], end = begin;
    write_levels(walk, row);
    past->day[row] = (uint32_t)(walk->now - walk->data->begin);
    for (size_t i = first; i < last; i++) {
        uint16_t type = walk->data->events[i].type;
        size_t at = begin;
        while (at < end && past->type[at] != type)
            at++;
        if (at == end) {
            past->type[end] = type;
            past->number[end++] = 0;
        }
        past->number[at]++;
        past->total[type] += 1.0;
        if (past->by_day)
            walk->constant += log((double)past->number[at]);
    }
    past->active[row + 1] = (uint32_t)end;
    past->rows++;
}

static void walk_all(struct walk *walk, uint32_t group)
{
    const struct hawkes_data *data = walk->data;
    size_t end = data->first[group + 1];
    for (size_t i = data->first[group], last; i < end; i = last) {
        double time = data->events[i].time;
        if (time >= walk->window.to)
            break;
        for (last = i + 1; last < end && data->events[last].time == time; last++)
            ;
        if (i == data->first[group])
            walk->now = time;
        else
            advance(walk, time);
        if (time >= walk->window.from)
            write_row(walk, i, last);
        for (size_t e = i; e < last; e++)
            jump(walk, &data->events[e]);
    }
    advance(walk, data->by_day ? walk->window.to - 1.0 : walk->window.to);
}

/* Instants and events of the window. */
static void count_rows(const struct hawkes_data *data, uint32_t group,
                       struct hawkes_window window, size_t *rows, size_t *entries)
{
    *rows = *entries = 0;
    for (size_t i = data->first[group]; i < data->first[group + 1]; i++) {
        double time = data->events[i].time;
        if (time < window.from || time >= window.to)
            continue;
        if (!*entries || data->events[i - 1].time != time)
            ++*rows;
        ++*entries;
    }
}

tocsin_status tc_hawkes_past_make(struct hawkes_past *past, struct hawkes_sample sample,
                                  const struct hawkes_model *model,
                                  struct hawkes_wants wants, tocsin_error *error)
{
    const struct hawkes_data *data = sample.data;
    size_t rows, entries, wide = (size_t)data->types * model->kernels;
    double sums[3][TC_HAWKES_TYPES * TC_HAWKES_KERNELS] = {{0.0}};
    count_rows(data, sample.group, sample.window, &rows, &entries);
    past->types = data->types;
    past->kernels = model->kernels;
    past->bins = wants.weekly ? 7 : 1;
    past->by_day = data->by_day;
    past->rows = 0;
    if (!room(past, rows, entries, wants))
        return no_memory(error);
    size_t masses = past->bins * wide;
    memset(past->mass, 0, (3 * masses + past->types) * sizeof *past->mass);
    past->mass_decay = past->mass + masses;
    past->mass_mark = past->mass_decay + masses;
    past->total = past->mass_mark + masses;
    past->active[0] = 0;
    struct walk walk = {.past = past,
                        .data = data,
                        .model = model,
                        .window = sample.window,
                        .now = INFINITY,
                        .sum = sums[0],
                        .by_decay = sums[1],
                        .by_mark = sums[2],
                        .span = -1.0};
    walk_all(&walk, sample.group);
    past->constant = -walk.constant;
    return TOCSIN_OK;
}

/* ---- the volume ------------------------------------------------------------------ */

void tc_hawkes_rise_release(struct hawkes_rise *rise)
{
    tc_free(rise->rise);
    memset(rise, 0, sizeof *rise);
}

tocsin_status tc_hawkes_rise_make(struct hawkes_rise *rise,
                                  const struct hawkes_data *data,
                                  struct hawkes_window window, double power,
                                  bool weekly, tocsin_error *error)
{
    size_t days = (size_t)ceil(data->end - data->begin);
    if (!rise->rise || rise->days != days) {
        tc_hawkes_rise_release(rise);
        rise->rise = tc_alloc((2 * days + 1) * sizeof *rise->rise);
        if (!rise->rise)
            return no_memory(error);
        rise->days = days;
        rise->slope = rise->rise + days;
    }
    memset(rise->sum, 0, sizeof rise->sum);
    memset(rise->sum_slope, 0, sizeof rise->sum_slope);
    for (size_t d = 0; d < days; d++) {
        double height = data->volume ? log(data->volume[d]) : 0.0;
        rise->rise[d] = power == 0.0 || height == 0.0 ? 1.0 : exp(power * height);
        rise->slope[d] = rise->rise[d] * height;
        double begin = data->begin + (double)d;
        double length = fmin(begin + 1.0, window.to) - fmax(begin, window.from);
        if (length <= 0.0)
            continue;
        size_t bin = weekly ? (d + (size_t)data->weekday) % 7 : 0;
        rise->sum[bin] += length * rise->rise[d];
        rise->sum_slope[bin] += length * rise->slope[d];
    }
    return TOCSIN_OK;
}
