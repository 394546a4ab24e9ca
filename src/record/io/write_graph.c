/* record/io/write_graph.c: a network of actors as GEXF 1.3 and GraphML.
 *
 * Nodes are actors with code, country and sector, edges the dyads with their events by
 * type, the mean intensity, and the first and last day. The GEXF is dynamic: an edge
 * has a spell for each stretch of days on which something happened. GraphML knows no
 * time; there the days are attributes.
 */
#include "record/io/export.h"

#include <string.h>

static tocsin_status graph_begin(struct export *x)
{
    x->graph = tc_graph_new();
    return x->graph ? TOCSIN_OK : tc_export_say(x, TOCSIN_MEMORY, "no memory");
}

static tocsin_status graph_event(struct export *x, const tocsin_event *event)
{
    if (!tc_export_real(x, tc_text(tocsin_claim_status_name(event->status))))
        return TOCSIN_OK;
    bool added;
    tocsin_status status = tc_graph_add(x->graph, event, &added);
    if (status)
        return tc_export_say(x, status, "no memory for the network");
    x->counts.partyless += !added;
    return TOCSIN_OK;
}

/* ---- XML ------------------------------------------------------------------------- */

/* Characters that XML 1.0 forbids even as references become U+FFFD. */
static bool forbidden(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xfffe ||
           c == 0xffff;
}

/* As an attribute's value or an element's text. */
static void xml(struct buffer *b, text t)
{
    for (size_t at = 0; at < t.size;) {
        size_t from = at;
        uint32_t c = tc_utf8_next(t, &at);
        if (c == '&')
            tc_buffer_string(b, "&amp;");
        else if (c == '<')
            tc_buffer_string(b, "&lt;");
        else if (c == '>')
            tc_buffer_string(b, "&gt;");
        else if (c == '"')
            tc_buffer_string(b, "&quot;");
        else if (c == '\t' || c == '\n' || c == '\r')
            tc_buffer_format(b, "&#%u;", (unsigned)c);
        else if (forbidden(c) || c == 0xfffd)
            tc_buffer_string(b, "\xef\xbf\xbd");
        else
            tc_buffer_text(b, tc_text_slice(t, from, at));
    }
}

static void day(struct buffer *b, int32_t at)
{
    char out[11];
    tc_day_print(at, out);
    tc_buffer_string(b, out);
}

static double mean(const struct edge *edge)
{
    return edge->intense ? edge->intensity / (double)edge->intense : 0;
}

/* What an edge says besides its ends; in both formats under these numbers. */
enum edge_field { FIELD_EVENTS, FIELD_INTENSITY, FIELD_FIRST, FIELD_LAST, FIELD_TYPES };
enum { EDGE_FIELDS = FIELD_TYPES + TOCSIN_TYPE_COUNT, NODE_FIELDS = 4 };

static const char *edge_name(int field)
{
    static const char *const names[] = {"events", "intensity", "first", "last"};
    return field < FIELD_TYPES ? names[field]
                               : tocsin_type_name((tocsin_type)(field - FIELD_TYPES));
}

static const char *edge_kind(int field, const char *whole)
{
    if (field == FIELD_INTENSITY)
        return "double";
    if (field == FIELD_FIRST || field == FIELD_LAST)
        return "string";
    return whole;
}

/* Appends the value; false: it is unknown. */
static bool edge_value(struct buffer *b, const struct edge *edge, int field)
{
    if (field >= FIELD_TYPES) { /* 0 is the default */
        unsigned long long count = edge->types[field - FIELD_TYPES];
        if (count)
            tc_buffer_format(b, "%llu", count);
        return count != 0;
    }
    if (field == FIELD_EVENTS) {
        tc_buffer_format(b, "%llu", (unsigned long long)edge->events);
        return true;
    }
    if (field == FIELD_INTENSITY && edge->intense) {
        tc_buffer_number(b, mean(edge), 4);
        return true;
    }
    if (field == FIELD_INTENSITY || edge->first == TC_NO_DAY)
        return false;
    day(b, field == FIELD_FIRST ? edge->first : edge->last);
    return true;
}

static const char *const node_names[NODE_FIELDS] = {"code", "country", "sector",
                                                    "events"};

static bool node_value(struct buffer *b, const struct node *node, int field)
{
    const text texts[] = {node->code, node->country, node->sector};
    if (field == NODE_FIELDS - 1)
        tc_buffer_format(b, "%llu", (unsigned long long)node->events);
    else if (texts[field].size)
        xml(b, texts[field]);
    else
        return false;
    return true;
}

/* ---- two dialects of the same ---------------------------------------------------- */

/* What stands around the values; "%c%d" is a value's number. */
struct dialect {
    const char *node, *label, *label_end, *node_end; /* around its id, label, values */
    const char *edge, *edge_source, *edge_target;    /* around its number, its ends */
    const char *weight, *weight_end, *values_end, *edge_end;
    const char *value, *value_end;
    bool spells;
};

static void write_value(struct buffer *b, const struct dialect *d, char of, int field,
                        const void *what)
{
    size_t before = b->size;
    tc_buffer_string(b, d->value);
    tc_buffer_format(b, "%c%d\"", of, field);
    tc_buffer_string(b, d->spells ? " value=\"" : ">");
    bool known = of == 'n' ? node_value(b, what, field) : edge_value(b, what, field);
    if (known)
        tc_buffer_string(b, d->value_end);
    else
        b->size = before; /* unknown: it has none */
}

static tocsin_status write_nodes(struct export *x, const struct dialect *d)
{
    const struct graph *graph = x->graph;
    struct buffer *b = &x->out;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < graph->node_count && !status; i++) {
        const struct node *node = &graph->nodes[i];
        tc_buffer_string(b, d->node);
        xml(b, node->key);
        tc_buffer_string(b, d->label);
        xml(b, node->name);
        tc_buffer_string(b, d->label_end);
        for (int k = 0; k < NODE_FIELDS; k++)
            write_value(b, d, 'n', k, node);
        tc_buffer_string(b, d->node_end);
        status = tc_export_flush(x, false);
    }
    return status;
}

static void write_spells(struct buffer *b, const struct edge *edge)
{
    if (!edge->spell_count)
        return;
    tc_buffer_string(b, "<spells>");
    for (size_t i = 0; i < edge->spell_count; i++) {
        tc_buffer_string(b, "<spell start=\"");
        day(b, edge->spells[i].from);
        tc_buffer_string(b, "\" end=\"");
        day(b, edge->spells[i].to);
        tc_buffer_string(b, "\"/>");
    }
    tc_buffer_string(b, "</spells>");
}

static tocsin_status write_edges(struct export *x, const struct dialect *d)
{
    const struct graph *graph = x->graph;
    struct buffer *b = &x->out;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < graph->edge_count && !status; i++) {
        const struct edge *edge = &graph->edges[i];
        tc_buffer_string(b, d->edge);
        tc_buffer_format(b, "%zu", i);
        tc_buffer_string(b, d->edge_source);
        xml(b, graph->nodes[edge->source].key);
        tc_buffer_string(b, d->edge_target);
        xml(b, graph->nodes[edge->target].key);
        tc_buffer_string(b, d->weight);
        tc_buffer_format(b, "%llu", (unsigned long long)edge->events);
        tc_buffer_string(b, d->weight_end);
        for (int k = 0; k < EDGE_FIELDS; k++)
            write_value(b, d, 'e', k, edge);
        tc_buffer_string(b, d->values_end);
        if (d->spells)
            write_spells(b, edge);
        tc_buffer_string(b, d->edge_end);
        x->counts.rows++;
        status = tc_export_flush(x, false);
    }
    return status;
}

/* ---- GEXF ------------------------------------------------------------------------ */

static const struct dialect gexf = {
    .node = "<node id=\"",
    .label = "\" label=\"",
    .label_end = "\"><attvalues>",
    .node_end = "</attvalues></node>\n",
    .edge = "<edge id=\"",
    .edge_source = "\" source=\"",
    .edge_target = "\" target=\"",
    .weight = "\" weight=\"",
    .weight_end = "\"><attvalues>",
    .values_end = "</attvalues>",
    .edge_end = "</edge>\n",
    .value = "<attvalue for=\"",
    .value_end = "\"/>",
    .spells = true,
};

static tocsin_status gexf_end(struct export *x)
{
    struct buffer *b = &x->out;
    tc_buffer_string(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n"
                        "<meta><creator>tocsin " TOCSIN_RELEASE "</creator></meta>\n"
                        "<graph mode=\"dynamic\" defaultedgetype=\"directed\""
                        " timeformat=\"date\" timerepresentation=\"interval\">\n"
                        "<attributes class=\"node\">\n");
    for (int i = 0; i < NODE_FIELDS; i++)
        tc_buffer_format(b, "<attribute id=\"n%d\" title=\"%s\" type=\"%s\"/>\n", i,
                         node_names[i], i == NODE_FIELDS - 1 ? "integer" : "string");
    tc_buffer_string(b, "</attributes>\n<attributes class=\"edge\">\n");
    for (int i = 0; i < EDGE_FIELDS; i++)
        tc_buffer_format(b, "<attribute id=\"e%d\" title=\"%s\" type=\"%s\"%s\n", i,
                         edge_name(i), edge_kind(i, "integer"),
                         i < FIELD_TYPES ? "/>" : "><default>0</default></attribute>");
    tc_buffer_string(b, "</attributes>\n<nodes>\n");
    tocsin_status status = write_nodes(x, &gexf);
    tc_buffer_string(b, "</nodes>\n<edges>\n");
    if (!status)
        status = write_edges(x, &gexf);
    tc_buffer_string(b, "</edges>\n</graph>\n</gexf>\n");
    return status;
}

const struct writer tc_write_gexf = {.usual = TOCSIN_EXPORT_EVENTS,
                                     .can = CAN(EVENTS),
                                     .begin = graph_begin,
                                     .event = graph_event,
                                     .end = gexf_end};

/* ---- GraphML --------------------------------------------------------------------- */

static const struct dialect graphml = {
    .node = "<node id=\"",
    .label = "\"><data key=\"label\">",
    .label_end = "</data>",
    .node_end = "</node>\n",
    .edge = "<edge id=\"e",
    .edge_source = "\" source=\"",
    .edge_target = "\" target=\"",
    .weight = "\"><data key=\"weight\">",
    .weight_end = "</data>",
    .values_end = "",
    .edge_end = "</edge>\n",
    .value = "<data key=\"",
    .value_end = "</data>",
};

/* "node" has keys n0, n1, ..., "edge" e0, e1, ... */
static void graphml_key(struct buffer *b, const char *of, int i, const char *name,
                        const char *kind)
{
    tc_buffer_format(b,
                     "<key id=\"%c%d\" for=\"%s\" attr.name=\"%s\""
                     " attr.type=\"%s\"%s\n",
                     of[0], i, of, name, kind,
                     of[0] == 'e' && i >= FIELD_TYPES ? "><default>0</default></key>"
                                                      : "/>");
}

static tocsin_status graphml_end(struct export *x)
{
    struct buffer *b = &x->out;
    tc_buffer_string(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
                        "<key id=\"label\" for=\"node\" attr.name=\"label\""
                        " attr.type=\"string\"/>\n"
                        "<key id=\"weight\" for=\"edge\" attr.name=\"weight\""
                        " attr.type=\"double\"/>\n");
    for (int i = 0; i < NODE_FIELDS; i++)
        graphml_key(b, "node", i, node_names[i],
                    i == NODE_FIELDS - 1 ? "int" : "string");
    for (int i = 0; i < EDGE_FIELDS; i++)
        graphml_key(b, "edge", i, edge_name(i), edge_kind(i, "int"));
    tc_buffer_string(b, "<graph edgedefault=\"directed\">\n");
    tocsin_status status = write_nodes(x, &graphml);
    if (!status)
        status = write_edges(x, &graphml);
    tc_buffer_string(b, "</graph>\n</graphml>\n");
    return status;
}

const struct writer tc_write_graphml = {.usual = TOCSIN_EXPORT_EVENTS,
                                        .can = CAN(EVENTS),
                                        .begin = graph_begin,
                                        .event = graph_event,
                                        .end = graphml_end};
