/* gather.c: the pairs of every sentence, with what is known of them. */
#include "opinion/opinion.h"

#include <stdlib.h>
#include <string.h>

/* Does any place where the words stand overlap begin..end? */
static bool stands_at(text sentence, text words, uint32_t begin, uint32_t end)
{
    for (size_t at = 0; words.size && at + words.size <= sentence.size; at++)
        if (memcmp(sentence.data + at, words.data, words.size) == 0 &&
            begin < at + words.size && at < end)
            return true;
    return false;
}

struct gathering {
    const struct item *item;
    uint32_t number;
    size_t first; /* example of this item */
    struct examples *out;
    uint32_t above[8];             /* of the best example of each known pair */
    uint32_t best_a[8], best_b[8]; /* where its parties begin */
};

static struct example *push(struct examples *e, const struct opinion_list *list)
{
    if (e->count == e->room) {
        e->room = e->room ? 2 * e->room : 4096;
        e->list = realloc(e->list, e->room * sizeof *e->list);
    }
    if (e->feature_count + list->count > e->feature_room) {
        e->feature_room = 2 * e->feature_room + OPINION_ROOM;
        e->features = realloc(e->features, e->feature_room * sizeof *e->features);
    }
    if (!e->list || !e->features)
        abort();
    memcpy(e->features + e->feature_count, list->items,
           list->count * sizeof *list->items);
    struct example *x = &e->list[e->count++];
    *x = (struct example){.first = e->feature_count, .count = list->count};
    e->feature_count += list->count;
    return x;
}

/* Of several noun phrases in the words of a party, the one that stands highest is it;
 * the others are neither right nor wrong. */
static void see(void *context, const struct opinion_pair *pair)
{
    struct gathering *g = context;
    const struct candidate *a = pair->actor, *b = pair->recipient;
    struct example *x = push(g->out, pair->list);
    x->item = g->number;
    x->label = OPINION_NONE;
    x->weight = pair->linked && !g->item->complete ? 0 : 1;
    x->a = a->m->m.begin;
    x->b = b->m->m.begin;
    for (uint32_t i = 0; i < g->item->count && i < 8; i++) {
        const struct known *k = &g->item->known[i];
        if (!stands_at(g->item->sentence, k->actor, a->m->m.begin, a->m->m.end) ||
            !stands_at(g->item->sentence, k->recipient, b->m->m.begin, b->m->m.end))
            continue;
        x->weight = 0;
        uint32_t above = a->above + b->above;
        if (above < g->above[i]) {
            g->above[i] = above;
            g->best_a[i] = a->m->m.begin;
            g->best_b[i] = b->m->m.begin;
        }
    }
}

/* CONCEDE or RETREAT: as the rules say; where they say neither it is not learnt. */
static unsigned settle(unsigned label, const tocsin_coding *coding)
{
    if (label != LABEL_YIELD)
        return label;
    for (uint32_t i = 0; i < coding->claim_count; i++)
        if (coding->claims[i].type == TOCSIN_RETREAT ||
            coding->claims[i].type == TOCSIN_CONCEDE)
            return coding->claims[i].type;
    return LABEL_YIELD;
}

static void name_pairs(struct examples *out, const struct gathering *g, uint32_t known,
                       unsigned label)
{
    for (size_t i = g->first; i < out->count; i++) {
        struct example *x = &out->list[i];
        if (x->a != g->best_a[known] || x->b != g->best_b[known])
            continue;
        x->label = (uint8_t)label;
        x->weight = 1;
    }
}

bool gather(struct rooms *rooms, const struct items *items, struct examples *out)
{
    for (size_t i = 0; i < items->count; i++) {
        struct gathering g = {.item = &items->list[i],
                              .number = (uint32_t)i,
                              .first = out->count,
                              .out = out};
        memset(g.above, 0xff, sizeof g.above);
        tc_coder_pairs(rooms->coder, see, &g);
        struct parsed parsed;
        tocsin_coding coding;
        tocsin_status status = code_sentence(rooms, g.item->sentence, &parsed, &coding);
        tc_coder_pairs(rooms->coder, NULL, NULL);
        if (status != TOCSIN_OK)
            return false;
        for (uint32_t k = 0; k < g.item->count && k < 8; k++) {
            unsigned label = settle(g.item->known[k].label, &coding);
            if (g.above[k] == UINT32_MAX || label == LABEL_YIELD)
                continue;
            name_pairs(out, &g, k, label);
        }
    }
    return true;
}

void release_examples(struct examples *e)
{
    free(e->list);
    free(e->features);
    memset(e, 0, sizeof *e);
}
