/* gather.c: the features of every known predicate, as the rules see its sentence. */
#include "factuality/factuality.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
    const struct item *item;
    struct examples *out;
    size_t first;            /* example of this item */
    uint32_t shared[EVENTS]; /* bytes that the best token so far has of each event */
};

static struct example *push(struct examples *e)
{
    if (e->count == e->room) {
        e->room = e->room ? 2 * e->room : 1 << 14;
        e->list = realloc(e->list, e->room * sizeof *e->list);
        if (!e->list)
            abort();
    }
    struct example *x = &e->list[e->count++];
    memset(x, 0, sizeof *x);
    return x;
}

static void keep(struct examples *e, struct example *x,
                 const struct factuality_seen *seen)
{
    if (e->hash_count + seen->list->count > e->hash_room) {
        e->hash_room = 2 * e->hash_room + (1 << 16);
        e->hashes = realloc(e->hashes, e->hash_room * sizeof *e->hashes);
        if (!e->hashes)
            abort();
    }
    memcpy(e->hashes + e->hash_count, seen->list->hashes,
           seen->list->count * sizeof *e->hashes);
    x->first = e->hash_count;
    x->count = seen->list->count;
    x->rules = seen->rules;
    x->predicate = seen->predicate;
    x->found = true;
    e->hash_count += seen->list->count;
}

/* The token that the score takes: of those that the layer gives the one that shares
 * most bytes with the event, the first of equals; else of all. */
static void see(void *context, const struct factuality_seen *seen)
{
    struct gathering *g = context;
    const struct token *t = &seen->unit->s->tokens[seen->token];
    for (uint32_t i = 0; i < g->item->count; i++) {
        const struct known *k = &g->item->known[i];
        struct example *x = &g->out->list[g->first + i];
        uint32_t from = t->begin > k->begin ? t->begin : k->begin;
        uint32_t to = t->end < k->end ? t->end : k->end;
        if (from >= to || (x->predicate && !seen->predicate))
            continue;
        if (x->predicate == seen->predicate && to - from <= g->shared[i])
            continue;
        g->shared[i] = to - from;
        keep(g->out, x, seen);
    }
}

bool gather(struct rooms *rooms, const struct items *items, struct examples *out)
{
    out->texts = calloc(items->count + 1, sizeof *out->texts);
    if (!out->texts)
        return false;
    for (size_t i = 0; i < items->count; i++) {
        struct gathering g = {.item = &items->list[i], .out = out, .first = out->count};
        for (uint32_t k = 0; k < g.item->count; k++) {
            struct example *x = push(out);
            x->item = (uint32_t)i;
            x->value = g.item->known[k].value;
        }
        struct parsed parsed;
        tocsin_coding coding;
        tc_coder_predicates(rooms->coder, see, &g);
        if (code_sentence(rooms, g.item->sentence, &parsed, &coding) != TOCSIN_OK)
            return false;
        tc_coder_predicates(rooms->coder, NULL, NULL);
        tc_factuality_text(&parsed, &out->texts[i]);
    }
    return true;
}

void release_examples(struct examples *e)
{
    free(e->list);
    free(e->hashes);
    free(e->texts);
    memset(e, 0, sizeof *e);
}
