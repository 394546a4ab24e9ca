/* record/io/graph.c: events added up to a network of actors.
 *
 * A node is an actor as the lexicon knows it, or else a code, or else a name; an edge
 * goes from actor to recipient. What grows is the network alone, not the events: each
 * edge keeps sums and the stretches of days on which something happened, which come in
 * order and are joined as they come.
 */
#include "record/io/export.h"

#include <math.h>
#include <string.h>

enum { MOST = 1 << 28 }; /* nodes, edges or spells of an edge */

struct graph *tc_graph_new(void)
{
    struct graph *graph = tc_alloc(sizeof *graph);
    if (!graph)
        return NULL;
    *graph = (struct graph){.nodes = NULL};
    tc_arena_init(&graph->arena, (size_t)8 << 30);
    tc_arena_init(&graph->scratch, 0);
    tc_map_init(&graph->nodes_of);
    tc_map_init(&graph->edges_of);
    return graph;
}

void tc_graph_free(struct graph *graph)
{
    if (!graph)
        return;
    for (size_t i = 0; i < graph->edge_count; i++)
        tc_free(graph->edges[i].spells);
    tc_free(graph->edges);
    tc_free(graph->nodes);
    tc_map_release(&graph->nodes_of);
    tc_map_release(&graph->edges_of);
    tc_arena_release(&graph->arena);
    tc_arena_release(&graph->scratch);
    tc_free(graph);
}

/* The lexicon's ids of countries are their codes, so that "Moscow", which has the code
 * alone, meets Russia. Size 0: nothing is known; data NULL: memory is out. */
static text key_of(struct graph *graph, const tocsin_mention *m)
{
    struct arena *arena = &graph->scratch;
    if (m->id.size || m->code.size)
        return tc_arena_copy(arena, m->id.size ? m->id : m->code);
    text words = tc_fold_words(arena, m->name.size ? m->name : m->text);
    if (!words.size)
        return words;
    return tc_arena_format(arena, "name:%.*s", (int)words.size, words.data);
}

/* A role's code stands for many phrases ("the troops", "soldiers"): it is called by
 * the code. */
static bool describe(struct graph *graph, const tocsin_mention *m, struct node *node)
{
    text name = m->name.size ? m->name : m->text;
    if (!m->id.size && m->code.size)
        name = m->code;
    const text from[] = {name, m->code, m->country, m->sector};
    text *const to[] = {&node->name, &node->code, &node->country, &node->sector};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        *to[i] = from[i].size ? tc_arena_copy(&graph->arena, from[i]) : from[i];
        if (from[i].size && !to[i]->data)
            return false;
    }
    return true;
}

static bool find_node(struct graph *graph, const tocsin_mention *m, text key,
                      uint32_t *out)
{
    if (tc_map_get(&graph->nodes_of, key, out))
        return true;
    if (!tc_grow(&graph->nodes, &graph->node_room, graph->node_count + 1,
                 sizeof *graph->nodes, MOST))
        return false;
    struct node *node = &graph->nodes[graph->node_count];
    *node = (struct node){.key = tc_arena_copy(&graph->arena, key)};
    *out = (uint32_t)graph->node_count;
    if (!node->key.data || !describe(graph, m, node) ||
        !tc_map_put(&graph->nodes_of, node->key, *out))
        return false;
    graph->node_count++;
    return true;
}

static bool find_edge(struct graph *graph, uint32_t source, uint32_t target,
                      struct edge **out)
{
    uint32_t ends[2] = {source, target}, at;
    text key = {(const char *)ends, sizeof ends};
    if (tc_map_get(&graph->edges_of, key, &at)) {
        *out = &graph->edges[at];
        return true;
    }
    if (!tc_grow(&graph->edges, &graph->edge_room, graph->edge_count + 1,
                 sizeof *graph->edges, MOST))
        return false;
    key = tc_arena_copy(&graph->arena, key);
    at = (uint32_t)graph->edge_count;
    if (!key.data || !tc_map_put(&graph->edges_of, key, at))
        return false;
    *out = &graph->edges[graph->edge_count++];
    **out = (struct edge){
        .source = source, .target = target, .first = TC_NO_DAY, .last = TC_NO_DAY};
    return true;
}

/* Events come by their first day, so only the last spell can be met. */
static bool add_days(struct edge *edge, int32_t from, int32_t to)
{
    if (from == TC_NO_DAY)
        return true;
    if (to == TC_NO_DAY || to < from)
        to = from;
    if (edge->first == TC_NO_DAY || from < edge->first)
        edge->first = from;
    if (edge->last == TC_NO_DAY || to > edge->last)
        edge->last = to;
    struct spell *last =
        edge->spell_count ? &edge->spells[edge->spell_count - 1] : NULL;
    if (last && from <= last->to + 1) {
        if (to > last->to)
            last->to = to;
        return true;
    }
    if (!tc_grow(&edge->spells, &edge->spell_room, edge->spell_count + 1,
                 sizeof *edge->spells, MOST))
        return false;
    edge->spells[edge->spell_count++] = (struct spell){from, to};
    return true;
}

tocsin_status tc_graph_add(struct graph *graph, const tocsin_event *event, bool *added)
{
    uint32_t source, target;
    struct edge *edge;
    tc_arena_reset(&graph->scratch);
    text from = key_of(graph, &event->actor), to = key_of(graph, &event->recipient);
    *added = from.size && to.size;
    if (!from.data || !to.data)
        return TOCSIN_MEMORY;
    if (!*added)
        return TOCSIN_OK;
    if (!find_node(graph, &event->actor, from, &source) ||
        !find_node(graph, &event->recipient, to, &target) ||
        !find_edge(graph, source, target, &edge) ||
        !add_days(edge, tc_day_parse(event->from), tc_day_parse(event->to)))
        return TOCSIN_MEMORY;
    graph->nodes[source].events++;
    if (target != source)
        graph->nodes[target].events++;
    edge->events++;
    edge->types[event->type]++;
    if (isfinite(event->intensity)) {
        edge->intensity += event->intensity;
        edge->intense++;
    }
    return TOCSIN_OK;
}
