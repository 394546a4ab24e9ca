/* record/io/write_json.c: JSON lines, GeoJSON (RFC 7946), CSL-JSON.
 *
 * A claim's line is the public contract, which code/ writes. An event's line nests its
 * parties and its place, as `tocsin events --format jsonl` does. In GeoJSON a row whose
 * place has no point keeps its feature, with the geometry null that RFC 7946 has for
 * such: nothing is lost on the way to a map.
 */
#include "record/io/export.h"

#include <math.h>
#include <string.h>

static void member(struct buffer *b, const char *name, text value)
{
    tc_buffer_format(b, ",\"%s\":", name);
    tc_buffer_json(b, value, true);
}

static void number(struct buffer *b, const char *name, double value, int digits)
{
    tc_buffer_format(b, ",\"%s\":", name);
    tc_buffer_number(b, value, digits);
}

/* ---- JSON lines ------------------------------------------------------------------ */

static void json_party(struct buffer *b, const char *name, const tocsin_mention *m)
{
    tc_buffer_format(b, ",\"%s\":{\"name\":", name);
    tc_buffer_json(b, m->name.size ? m->name : m->text, true);
    member(b, "code", m->code);
    member(b, "country", m->country);
    member(b, "sector", m->sector);
    member(b, "id", m->id);
    tc_buffer_byte(b, '}');
}

static void json_place(struct buffer *b, const tocsin_place *p)
{
    tc_buffer_string(b, ",\"place\":");
    if (!p->precision.size) {
        tc_buffer_string(b, "null");
        return;
    }
    tc_buffer_string(b, "{\"name\":");
    tc_buffer_json(b, p->name, true);
    member(b, "country", p->country);
    member(b, "admin1", p->admin1);
    number(b, "lat", p->lat, 4);
    number(b, "lon", p->lon, 4);
    if (p->geonames)
        tc_buffer_format(b, ",\"geonames\":%u", p->geonames);
    else
        tc_buffer_string(b, ",\"geonames\":null");
    member(b, "precision", p->precision);
    tc_buffer_byte(b, '}');
}

static tocsin_status json_event(struct export *x, const tocsin_event *e)
{
    struct buffer *b = &x->out;
    tc_buffer_format(b, "{\"id\":%lld", e->id);
    member(b, "type", tc_text(tocsin_type_name(e->type)));
    member(b, "mode", e->mode);
    member(b, "cameo", e->cameo);
    number(b, "intensity", e->intensity, 1);
    json_party(b, "actor", &e->actor);
    json_party(b, "recipient", &e->recipient);
    json_place(b, &e->place);
    member(b, "from", e->from);
    member(b, "to", e->to);
    member(b, "precision", e->precision);
    member(b, "status", tc_text(tocsin_claim_status_name(e->status)));
    number(b, "factuality", e->factuality, 2);
    number(b, "confidence", e->confidence, 3);
    tc_buffer_format(b, ",\"claims\":%u,\"documents\":%u,\"voices\":%u,\"denials\":%u",
                     e->claims, e->documents, e->voices, e->denials);
    member(b, "first_published", e->first_published);
    member(b, "last_published", e->last_published);
    member(b, "document", e->document);
    member(b, "url", e->url);
    member(b, "publisher", e->publisher);
    member(b, "sentence", e->sentence);
    tc_buffer_string(b, "}\n");
    x->counts.rows++;
    return TOCSIN_OK;
}

static tocsin_status json_claim(struct export *x, const tocsin_claim *claim,
                                const tocsin_document *document)
{
    x->to->claim_line(&x->out, claim, document);
    return TOCSIN_OK;
}

static void json_authors(struct buffer *b, text authors)
{
    text name;
    size_t at = 0;
    bool any = false;
    tc_buffer_string(b, ",\"authors\":[");
    while (tc_next_author(authors, &at, &name)) {
        tc_buffer_string(b, any ? "," : "");
        tc_buffer_json(b, name, false);
        any = true;
    }
    tc_buffer_byte(b, ']');
}

/* With what `tocsin read` prints, so that it can be coded again. */
static tocsin_status json_document(struct export *x, const struct listed *listed)
{
    const tocsin_document *d = &listed->document;
    struct buffer *b = &x->out;
    tc_buffer_string(b, "{\"id\":");
    tc_buffer_json(b, d->id, true);
    member(b, "url", d->url);
    member(b, "title", d->title);
    member(b, "text", d->text);
    member(b, "published", d->published);
    member(b, "changed", d->changed);
    member(b, "publisher", d->publisher);
    member(b, "language", d->language);
    json_authors(b, d->authors);
    member(b, "agency", d->agency);
    member(b, "file", d->file);
    tc_buffer_format(b, ",\"line\":%lld,\"sentences\":%lld,\"tokens\":%lld", d->line,
                     listed->sentences, listed->tokens);
    member(b, "coder", listed->coder);
    tc_buffer_string(b, "}\n");
    return TOCSIN_OK;
}

const struct writer tc_write_jsonl = {.usual = TOCSIN_EXPORT_CLAIMS,
                                      .can = CAN(EVENTS) | CAN(CLAIMS) |
                                             CAN(DOCUMENTS) | CAN(RECORD),
                                      .event = json_event,
                                      .claim = json_claim,
                                      .document = json_document};

/* ---- GeoJSON --------------------------------------------------------------------- */

static tocsin_status geojson_begin(struct export *x)
{
    tc_buffer_string(&x->out, "{\"type\":\"FeatureCollection\",\"features\":[");
    return TOCSIN_OK;
}

/* The columns of CSV but those that the geometry and the id already tell. */
static void properties(struct export *x, const struct row *row)
{
    struct out_columns columns = tc_columns_of(x->what);
    struct buffer *b = &x->out;
    bool any = false;
    tc_buffer_string(b, ",\"properties\":{");
    for (size_t i = 0; i < columns.count; i++) {
        const struct out_column *column = &columns.items[i];
        if (strcmp(column->name, "lat") == 0 || strcmp(column->name, "lon") == 0 ||
            strcmp(column->name, "id") == 0)
            continue;
        struct value value = tc_column_value(column, row);
        tc_buffer_format(b, any ? ",\"%s\":" : "\"%s\":", column->name);
        any = true;
        if (value.kind == COLUMN_TEXT)
            tc_buffer_json(b, value.text, true);
        else if (value.kind == COLUMN_WHOLE)
            tc_buffer_format(b, "%lld", value.whole);
        else if (value.kind == COLUMN_REAL)
            tc_buffer_number(b, value.real, column->digits);
        else
            tc_buffer_string(b, "null");
    }
    tc_buffer_byte(b, '}');
}

static tocsin_status geojson_row(struct export *x, const struct row *row)
{
    struct buffer *b = &x->out;
    tc_buffer_string(b,
                     x->any ? ",\n{\"type\":\"Feature\"" : "\n{\"type\":\"Feature\"");
    x->any = true;
    if (x->what == TOCSIN_EXPORT_EVENTS)
        tc_buffer_format(b, ",\"id\":%lld", row->event);
    tc_buffer_string(b, ",\"geometry\":");
    if (isfinite(row->lat) && isfinite(row->lon)) {
        tc_buffer_string(b, "{\"type\":\"Point\",\"coordinates\":[");
        tc_buffer_number(b, row->lon, 4);
        tc_buffer_byte(b, ',');
        tc_buffer_number(b, row->lat, 4);
        tc_buffer_string(b, "]}");
    } else {
        tc_buffer_string(b, "null");
        x->counts.placeless++;
    }
    properties(x, row);
    tc_buffer_byte(b, '}');
    return TOCSIN_OK;
}

static tocsin_status geojson_end(struct export *x)
{
    tc_buffer_string(&x->out, "\n]}\n");
    return TOCSIN_OK;
}

const struct writer tc_write_geojson = {.usual = TOCSIN_EXPORT_EVENTS,
                                        .can = CAN(EVENTS) | CAN(CLAIMS),
                                        .begin = geojson_begin,
                                        .row = geojson_row,
                                        .end = geojson_end};

/* ---- CSL-JSON -------------------------------------------------------------------- */

static tocsin_status csl_begin(struct export *x)
{
    tc_buffer_byte(&x->out, '[');
    return TOCSIN_OK;
}

static void csl_date(struct buffer *b, text published)
{
    int year, month, date;
    int32_t day = tc_day_parse(published);
    if (day == TC_NO_DAY)
        return;
    tc_day_split(day, &year, &month, &date);
    tc_buffer_format(b, ",\"issued\":{\"date-parts\":[[%d,%d,%d]]}", year, month, date);
}

static void csl_member(struct buffer *b, const char *name, text value)
{
    if (value.size)
        member(b, name, value);
}

/* Names as they stand: which part is the family's is not known. */
static void csl_authors(struct buffer *b, text authors)
{
    text name;
    size_t at = 0;
    bool any = false;
    while (tc_next_author(authors, &at, &name)) {
        tc_buffer_string(b, any ? ",{\"literal\":" : ",\"author\":[{\"literal\":");
        tc_buffer_json(b, name, false);
        tc_buffer_byte(b, '}');
        any = true;
    }
    tc_buffer_string(b, any ? "]" : "");
}

static tocsin_status csl_document(struct export *x, const struct listed *listed)
{
    const tocsin_document *d = &listed->document;
    struct buffer *b = &x->out;
    tc_buffer_string(b, x->any ? ",\n{\"id\":" : "\n{\"id\":");
    x->any = true;
    tc_buffer_json(b, d->id, false);
    tc_buffer_string(b, d->publisher.size ? ",\"type\":\"article-newspaper\""
                                          : ",\"type\":\"webpage\"");
    csl_member(b, "title", d->title);
    csl_authors(b, d->authors);
    csl_member(b, "container-title", d->publisher);
    csl_date(b, d->published);
    csl_member(b, "URL", d->url);
    csl_member(b, "language", d->language);
    tc_buffer_byte(b, '}');
    return TOCSIN_OK;
}

static tocsin_status csl_end(struct export *x)
{
    tc_buffer_string(&x->out, "\n]\n");
    return TOCSIN_OK;
}

const struct writer tc_write_csl = {.usual = TOCSIN_EXPORT_DOCUMENTS,
                                    .can = CAN(DOCUMENTS),
                                    .begin = csl_begin,
                                    .document = csl_document,
                                    .end = csl_end};
