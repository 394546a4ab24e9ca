/* parse/decode.c: from the scores of all arcs to the best tree.
 *
 * Most sentences are a tree when each word takes the head that it likes best: that is
 * tried first. The rest go through Chu and Liu's and Edmonds' algorithm: a cycle
 * becomes one node, what enters it pays for the arc it replaces, and so on until there
 * is no cycle. A cycle of c nodes among n costs c n steps and is gone for good, so that
 * a sentence costs n^2 at most (Tarjan 1977). Arcs from the root bear a penalty larger
 * than any tree, so that only one is taken (Zmigrod, Vieira and Cotterell 2020).
 */
#include "parse/decode.h"

#include "parse/kernel.h"

#include <string.h>

enum { NODES = 2 * TC_LONGEST + 2, COLUMNS = TC_LONGEST + 1 };

#define PENALTY ((int64_t)1 << 42) /* more than TC_LONGEST differences of scores */
#define NEVER   (-((int64_t)1 << 60))

/* An arc between tokens; from == count: the root. */
struct arc {
    int16_t from, to;
};

struct decoder {
    const struct tc_kernel *kernel;
    int64_t score[TC_LONGEST][COLUMNS];  /* of nodes that are left, by their places */
    struct arc arc[TC_LONGEST][COLUMNS]; /* the tokens' arc behind it */
    uint32_t count;
    uint32_t places[COLUMNS]; /* that are left, the root's last */
    uint32_t place_count;
    uint32_t best[TC_LONGEST]; /* head of each place */
    int16_t node[TC_LONGEST];  /* that lies in a place: a token, or a cycle */
    int16_t parent[NODES];     /* the cycle that swallowed a node, or -1 */
    struct arc inside[NODES];  /* a node's arc within that cycle */
    int16_t members[NODES];    /* nodes of the cycles, one behind the other */
    uint16_t first[NODES + 1]; /* where a cycle's begin, from node `count` on */
    int16_t nodes;
    uint32_t mark[COLUMNS]; /* of the root 0, always */
    uint32_t cycle[TC_LONGEST];
};

struct decoder *tc_decoder_new(void)
{
    struct decoder *d = tc_alloc(sizeof *d);
    if (d != NULL) {
        d->kernel = tc_kernel_best();
    }
    return d;
}

void tc_decoder_free(struct decoder *decoder)
{
    tc_free(decoder);
}

/* ---- the heads that words like best ---------------------------------------------- */

static void take_best(const struct decoder *d, const int32_t *score, size_t stride,
                      uint32_t count, int32_t *head)
{
    for (uint32_t i = 0; i < count; i++) {
        unsigned best = d->kernel->largest_whole(score + i * stride, count + 1);
        head[i] = best == count ? TC_ROOT : (int32_t)best;
    }
}

/* Is it one tree: one root, and every word leads to it? */
static bool one_tree(struct decoder *d, uint32_t count, const int32_t *head)
{
    uint32_t roots = 0;
    memset(d->mark, 0, count * sizeof *d->mark);
    for (uint32_t i = 0; i < count; i++) {
        roots += head[i] == TC_ROOT;
        int32_t at = (int32_t)i;
        while (at != TC_ROOT && d->mark[at] == 0) {
            d->mark[at] = i + 1;
            at = head[at];
        }
        if (at != TC_ROOT && d->mark[at] == i + 1) {
            return false;
        }
    }
    return roots == 1;
}

/* ---- cycles ---------------------------------------------------------------------- */

static void find_best(struct decoder *d, uint32_t place)
{
    int64_t most = NEVER;
    for (uint32_t k = 0; k < d->place_count; k++) {
        uint32_t from = d->places[k];
        if (from != place && d->score[place][from] > most) {
            most = d->score[place][from];
            d->best[place] = from;
        }
    }
}

static void begin(struct decoder *d, const int32_t *score, size_t stride,
                  uint32_t count)
{
    d->count = count;
    d->place_count = count + 1;
    d->nodes = (int16_t)count;
    d->first[count] = 0;
    for (uint32_t i = 0; i <= count; i++) {
        d->places[i] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        d->node[i] = (int16_t)i;
        d->parent[i] = -1;
        for (uint32_t j = 0; j <= count; j++) {
            d->score[i][j] = score[i * stride + j] - (j == count ? PENALTY : 0);
            d->arc[i][j] = (struct arc){(int16_t)j, (int16_t)i};
        }
        find_best(d, i);
    }
}

/* The places of a cycle in d->cycle; their number, or 0 when there is none. */
static uint32_t find_cycle(struct decoder *d)
{
    memset(d->mark, 0, sizeof d->mark);
    for (uint32_t k = 0; k + 1 < d->place_count; k++) {
        uint32_t at = d->places[k];
        while (at != d->count && d->mark[at] == 0) {
            d->mark[at] = k + 1;
            at = d->best[at];
        }
        if (at == d->count || d->mark[at] != k + 1) {
            continue;
        }
        uint32_t size = 0;
        uint32_t from = at;
        do {
            d->cycle[size++] = from;
            from = d->best[from];
        } while (from != at);
        return size;
    }
    return 0;
}

/* What stands between the place `other` and the cycle, into the place that it keeps. */
static void join_arcs(struct decoder *d, uint32_t keep, uint32_t other, uint32_t size)
{
    int64_t in = NEVER;
    int64_t out = NEVER;
    struct arc in_arc = {0, 0};
    struct arc out_arc = {0, 0};
    for (uint32_t m = 0; m < size; m++) {
        uint32_t place = d->cycle[m];
        int64_t gain = d->score[place][other] - d->score[place][d->best[place]];
        if (gain > in) {
            in = gain;
            in_arc = d->arc[place][other];
        }
        if (other != d->count && d->score[other][place] > out) {
            out = d->score[other][place];
            out_arc = d->arc[other][place];
        }
    }
    d->score[keep][other] = in;
    d->arc[keep][other] = in_arc;
    if (other != d->count) {
        d->score[other][keep] = out;
        d->arc[other][keep] = out_arc;
    }
}

static void join_cycle(struct decoder *d, uint32_t size)
{
    int16_t made = d->nodes++;
    uint16_t at = d->first[made];
    uint32_t keep = d->cycle[0];
    for (uint32_t m = 0; m < size; m++) {
        uint32_t place = d->cycle[m];
        d->parent[d->node[place]] = made;
        d->inside[d->node[place]] = d->arc[place][d->best[place]];
        d->members[at++] = d->node[place];
        d->mark[place] = UINT32_MAX;
    }
    d->first[made + 1] = at;
    d->parent[made] = -1;
    uint32_t left = 0;
    for (uint32_t k = 0; k < d->place_count; k++) {
        uint32_t place = d->places[k];
        if (d->mark[place] != UINT32_MAX) {
            join_arcs(d, keep, place, size);
        }
        if (place == keep || d->mark[place] != UINT32_MAX) {
            d->places[left++] = place;
        }
    }
    d->place_count = left;
    for (uint32_t k = 0; k + 1 < left; k++) {
        uint32_t place = d->places[k];
        if (place != keep && d->mark[d->best[place]] == UINT32_MAX) {
            d->best[place] = keep;
        }
    }
    d->node[keep] = made;
    find_best(d, keep);
}

/* Opens the cycles again, the last first: each member keeps its arc within, except the
 * one that is entered. */
static void open_cycles(struct decoder *d, int32_t *head)
{
    int16_t entered[NODES]; /* the token at which a node is entered */
    for (uint32_t k = 0; k + 1 < d->place_count; k++) {
        uint32_t place = d->places[k];
        struct arc arc = d->arc[place][d->best[place]];
        entered[d->node[place]] = arc.to;
        head[arc.to] = arc.from;
    }
    for (int16_t node = (int16_t)(d->nodes - 1); node >= (int16_t)d->count; node--) {
        int16_t at = entered[node];
        while (d->parent[at] != node) {
            at = d->parent[at];
        }
        for (uint16_t m = d->first[node]; m < d->first[node + 1]; m++) {
            int16_t member = d->members[m];
            if (member == at) {
                entered[member] = entered[node];
                continue;
            }
            entered[member] = d->inside[member].to;
            head[d->inside[member].to] = d->inside[member].from;
        }
    }
    for (uint32_t i = 0; i < d->count; i++) {
        head[i] = head[i] == (int32_t)d->count ? TC_ROOT : head[i];
    }
}

void tc_decode_tree(struct decoder *d, const int32_t *score, size_t stride,
                    uint32_t count, int32_t *head)
{
    take_best(d, score, stride, count, head);
    if (one_tree(d, count, head)) {
        return;
    }
    begin(d, score, stride, count);
    uint32_t size;
    while ((size = find_cycle(d)) > 0) {
        join_cycle(d, size);
    }
    open_cycles(d, head);
}
