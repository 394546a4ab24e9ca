/* write.c: claims and the other layers as bytes: JSON lines, CSV, POLECAT, CAMEO.
 *
 * The JSON line is the public contract of docs/claims.md: fields are only ever added.
 * The others are flat: a claim with several actors and recipients gives one row a pair,
 * as the users of those formats expect.
 */
#include "code/claim.h"

#include <string.h>

static void key(struct buffer *b, const char *name)
{
    tc_buffer_string(b, name);
}

static void pair(struct buffer *b, const char *name, text value)
{
    key(b, name);
    tc_buffer_json(b, value, true);
}

static void offsets(struct buffer *b, uint32_t begin, uint32_t end)
{
    tc_buffer_format(b, ",\"begin\":%u,\"end\":%u", begin, end);
}

static void write_mention(struct buffer *b, const tocsin_mention *m)
{
    key(b, "{\"text\":");
    tc_buffer_json(b, m->text, true);
    offsets(b, m->begin, m->end);
    pair(b, ",\"name\":", m->name);
    pair(b, ",\"code\":", m->code);
    pair(b, ",\"country\":", m->country);
    pair(b, ",\"sector\":", m->sector);
    pair(b, ",\"id\":", m->id);
    tc_buffer_byte(b, '}');
}

static void write_mentions(struct buffer *b, const char *name,
                           const tocsin_mention *list, uint32_t count)
{
    key(b, name);
    tc_buffer_byte(b, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            tc_buffer_byte(b, ',');
        write_mention(b, &list[i]);
    }
    tc_buffer_byte(b, ']');
}

static void coordinates(struct buffer *b, const tocsin_place *p)
{
    key(b, ",\"lat\":");
    tc_buffer_number(b, p->lat, 4);
    key(b, ",\"lon\":");
    tc_buffer_number(b, p->lon, 4);
    key(b, ",\"geonames\":");
    if (p->geonames)
        tc_buffer_format(b, "%u", p->geonames);
    else
        tc_buffer_string(b, "null");
}

static void write_place(struct buffer *b, const tocsin_place *p)
{
    key(b, ",\"place\":");
    if (!p->precision.size) {
        tc_buffer_string(b, "null");
        return;
    }
    key(b, "{\"text\":");
    tc_buffer_json(b, p->text, true);
    offsets(b, p->begin, p->end);
    pair(b, ",\"name\":", p->name);
    pair(b, ",\"country\":", p->country);
    pair(b, ",\"admin1\":", p->admin1);
    pair(b, ",\"admin2\":", p->admin2);
    coordinates(b, p);
    pair(b, ",\"precision\":", p->precision);
    tc_buffer_byte(b, '}');
}

static void write_time(struct buffer *b, const tocsin_time *t)
{
    key(b, ",\"time\":");
    if (!t->precision.size) {
        tc_buffer_string(b, "null");
        return;
    }
    key(b, "{\"text\":");
    tc_buffer_json(b, t->text, true);
    if (t->text.size)
        offsets(b, t->begin, t->end);
    pair(b, ",\"from\":", t->from);
    pair(b, ",\"to\":", t->to);
    pair(b, ",\"precision\":", t->precision);
    pair(b, ",\"bound\":", t->bound);
    tc_buffer_byte(b, '}');
}

static void write_numbers(struct buffer *b, const tocsin_claim *c)
{
    key(b, ",\"numbers\":[");
    for (uint32_t i = 0; i < c->number_count; i++) {
        const tocsin_number *n = &c->numbers[i];
        key(b, i ? ",{\"what\":" : "{\"what\":");
        tc_buffer_json(b, n->what, true);
        tc_buffer_format(b, ",\"low\":%u,\"high\":", n->low);
        if (n->high == UINT32_MAX)
            tc_buffer_string(b, "null");
        else
            tc_buffer_format(b, "%u", n->high);
        pair(b, ",\"text\":", n->text);
        offsets(b, n->begin, n->end);
        tc_buffer_byte(b, '}');
    }
    tc_buffer_byte(b, ']');
}

static void write_voice(struct buffer *b, const tocsin_attribution *a)
{
    tc_buffer_format(b, ",\"kind\":\"%s\",\"anonymous\":%s,\"stance\":",
                     tocsin_voice_kind_name(a->kind), a->anonymous ? "true" : "false");
    tc_buffer_number(b, a->stance, 1);
}

static void write_chain(struct buffer *b, const tocsin_claim *c)
{
    key(b, ",\"attribution\":[");
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        const tocsin_attribution *a = &c->attribution[i];
        key(b, i ? ",{\"source\":" : "{\"source\":");
        tc_buffer_json(b, a->source, true);
        tc_buffer_string(b, a->named ? ",\"named\":true" : ",\"named\":false");
        pair(b, ",\"cue\":", a->cue);
        if (a->source.size)
            tc_buffer_format(b, ",\"source_begin\":%u,\"source_end\":%u",
                             a->source_begin, a->source_end);
        tc_buffer_format(b, ",\"cue_begin\":%u,\"cue_end\":%u", a->cue_begin,
                         a->cue_end);
        tc_buffer_format(b, ",\"content_begin\":%u,\"content_end\":%u",
                         a->content_begin, a->content_end);
        pair(b, ",\"code\":", a->code);
        pair(b, ",\"id\":", a->id);
        write_voice(b, a);
        tc_buffer_byte(b, '}');
    }
    tc_buffer_byte(b, ']');
}

static void write_verification(struct buffer *b, const tocsin_verification *v)
{
    key(b, ",\"verification\":");
    if (v->kind == TOCSIN_VERIFICATION_NONE) {
        tc_buffer_string(b, "null");
        return;
    }
    tc_buffer_format(b, "{\"kind\":\"%s\"", tocsin_verification_name(v->kind));
    pair(b, ",\"text\":", v->text);
    offsets(b, v->begin, v->end);
    pair(b, ",\"by\":", v->by);
    tc_buffer_byte(b, '}');
}

static void write_why(struct buffer *b, const tocsin_claim *c)
{
    key(b, ",\"why\":{\"trigger\":");
    tc_buffer_json(b, c->trigger, true);
    offsets(b, c->trigger_begin, c->trigger_end);
    pair(b, ",\"rule\":", c->rule);
    pair(b, ",\"path\":", c->path);
    key(b, ",\"weight\":");
    tc_buffer_number(b, c->weight, 2);
    key(b, ",\"rules_factuality\":");
    tc_buffer_number(b, c->rules_factuality, 2);
    tc_buffer_byte(b, '}');
}

void tc_write_claim(struct buffer *b, const tocsin_claim *c, const tocsin_document *d)
{
    key(b, "{\"document\":");
    tc_buffer_json(b, d->id, true);
    pair(b, ",\"publisher\":", d->publisher);
    pair(b, ",\"published\":", d->published);
    pair(b, ",\"url\":", d->url);
    tc_buffer_format(b, ",\"sentence\":%u", c->sentence);
    offsets(b, c->begin, c->end);
    tc_buffer_format(b, ",\"type\":\"%s\"", tocsin_type_name(c->type));
    pair(b, ",\"mode\":", c->mode);
    key(b, ",\"contexts\":[");
    for (uint32_t i = 0; i < c->context_count; i++) {
        if (i)
            tc_buffer_byte(b, ',');
        tc_buffer_json(b, c->contexts[i], false);
    }
    tc_buffer_byte(b, ']');
    pair(b, ",\"cameo\":", c->cameo);
    key(b, ",\"intensity\":");
    tc_buffer_number(b, c->intensity, 1);
    write_mentions(b, ",\"actors\":", c->actors, c->actor_count);
    write_mentions(b, ",\"recipients\":", c->recipients, c->recipient_count);
    write_place(b, &c->place);
    write_time(b, &c->time);
    write_numbers(b, c);
    tc_buffer_format(
        b, ",\"status\":\"%s\",\"factuality\":", tocsin_claim_status_name(c->status));
    tc_buffer_number(b, c->factuality, 2);
    write_chain(b, c);
    write_verification(b, &c->verification);
    key(b, ",\"confidence\":");
    tc_buffer_number(b, c->confidence, 3);
    write_why(b, c);
    tc_buffer_add(b, "}\n", 2);
}

/* ---- the other layers ------------------------------------------------------------ */

static void begin_line(struct buffer *b, const tocsin_coding *coding)
{
    key(b, "{\"document\":");
    tc_buffer_json(b, coding->document.id, true);
}

static void write_attributions(struct buffer *b, const tocsin_coding *coding)
{
    for (uint32_t i = 0; i < coding->attribution_count; i++) {
        const tocsin_attribution *a = &coding->attributions[i];
        begin_line(b, coding);
        if (a->source.size)
            tc_buffer_format(b, ",\"source\":[[%u,%u]]", a->source_begin,
                             a->source_end);
        else
            tc_buffer_string(b, ",\"source\":[]");
        tc_buffer_format(b, ",\"cue\":[[%u,%u]],\"content\":[[%u,%u]", a->cue_begin,
                         a->cue_end, a->content_begin, a->content_end);
        if (a->content2_end > a->content2_begin)
            tc_buffer_format(b, ",[%u,%u]", a->content2_begin, a->content2_end);
        tc_buffer_format(b, "],\"named\":%s", a->named ? "true" : "false");
        pair(b, ",\"name\":", a->name);
        pair(b, ",\"code\":", a->code);
        pair(b, ",\"id\":", a->id);
        write_voice(b, a);
        tc_buffer_add(b, "}\n", 2);
    }
}

static void write_times(struct buffer *b, const tocsin_coding *coding)
{
    for (uint32_t i = 0; i < coding->time_count; i++) {
        const tocsin_time *t = &coding->times[i];
        begin_line(b, coding);
        offsets(b, t->begin, t->end);
        pair(b, ",\"text\":", t->text);
        pair(b, ",\"type\":", t->type);
        pair(b, ",\"value\":", t->value);
        pair(b, ",\"mod\":", t->mod);
        pair(b, ",\"from\":", t->from);
        pair(b, ",\"to\":", t->to);
        tc_buffer_add(b, "}\n", 2);
    }
}

static void write_places(struct buffer *b, const tocsin_coding *coding)
{
    for (uint32_t i = 0; i < coding->place_count; i++) {
        const tocsin_place *p = &coding->places[i];
        begin_line(b, coding);
        offsets(b, p->begin, p->end);
        pair(b, ",\"text\":", p->text);
        pair(b, ",\"name\":", p->name);
        pair(b, ",\"country\":", p->country);
        pair(b, ",\"admin1\":", p->admin1);
        pair(b, ",\"admin2\":", p->admin2);
        coordinates(b, p);
        pair(b, ",\"precision\":", p->precision);
        tc_buffer_string(b,
                         p->demonym ? ",\"demonym\":true}\n" : ",\"demonym\":false}\n");
    }
}

static void write_actors(struct buffer *b, const tocsin_coding *coding)
{
    for (uint32_t i = 0; i < coding->actor_count; i++) {
        const tocsin_mention *m = &coding->actors[i];
        begin_line(b, coding);
        offsets(b, m->begin, m->end);
        pair(b, ",\"text\":", m->text);
        pair(b, ",\"name\":", m->name);
        pair(b, ",\"code\":", m->code);
        pair(b, ",\"country\":", m->country);
        pair(b, ",\"sector\":", m->sector);
        pair(b, ",\"id\":", m->id);
        tc_buffer_add(b, "}\n", 2);
    }
}

static void write_predicates(struct buffer *b, const tocsin_coding *coding)
{
    for (uint32_t i = 0; i < coding->predicate_count; i++) {
        const tocsin_predicate *p = &coding->predicates[i];
        begin_line(b, coding);
        offsets(b, p->begin, p->end);
        pair(b, ",\"text\":", p->text);
        key(b, ",\"value\":");
        tc_buffer_number(b, p->value, 2);
        tc_buffer_add(b, "}\n", 2);
    }
}

void tc_write_layer(struct buffer *b, const tocsin_coding *coding, tocsin_layer layer)
{
    switch (layer) {
    case TOCSIN_LAYER_ATTRIBUTIONS:
        write_attributions(b, coding);
        break;
    case TOCSIN_LAYER_TIMES:
        write_times(b, coding);
        break;
    case TOCSIN_LAYER_PLACES:
        write_places(b, coding);
        break;
    case TOCSIN_LAYER_ACTORS:
        write_actors(b, coding);
        break;
    case TOCSIN_LAYER_FACTUALITY:
        write_predicates(b, coding);
        break;
    case TOCSIN_LAYER_CLAIMS:
    case TOCSIN_LAYER_PARSE:
        break;
    }
}

/* ---- flat formats ---------------------------------------------------------------- */

static const char csv_heading[] =
    "document,publisher,published,url,sentence,type,mode,contexts,cameo,intensity,"
    "actor,actor_code,actor_country,actor_sector,actor_id,"
    "recipient,recipient_code,recipient_country,recipient_sector,recipient_id,"
    "from,to,time_precision,place,place_country,admin1,lat,lon,geonames,"
    "killed,wounded,status,factuality,sources,confidence,trigger,rule,text\n";

/* The columns of POLECAT's weekly files (Halterman et al., 2023). */
static const char polecat_heading[] =
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\t"
    "Actor Name\tActor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\t"
    "Actor Title\tActor Name Raw\tWikipedia Actor ID\t"
    "Recipient Name\tRecipient Country\tRecipient COW\tPrimary Recipient Sector\t"
    "Recipient Sectors\tRecipient Title\tRecipient Name Raw\tWikipedia Recipient ID\t"
    "Placename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\t"
    "Raw Placename\tFeature Type\tSource\tPublication Date\tStory People\t"
    "Story Organizations\tStory Locations\tLanguage\tVersion\n";

const char *tc_format_heading(tocsin_format format)
{
    return format == TOCSIN_FORMAT_CSV       ? csv_heading
           : format == TOCSIN_FORMAT_POLECAT ? polecat_heading
                                             : "";
}

static const tocsin_mention nobody;

struct row {
    const tocsin_coding *coding;
    const tocsin_claim *claim;
    const tocsin_mention *actor, *recipient;
    uint32_t number; /* of the row in the document, from 0 */
};

static void field(struct buffer *b, text t)
{
    tc_buffer_byte(b, ',');
    tc_buffer_csv(b, t);
}

static void csv_party(struct buffer *b, const tocsin_mention *m)
{
    field(b, m->name.size ? m->name : m->text);
    field(b, m->code);
    field(b, m->country);
    field(b, m->sector);
    field(b, m->id);
}

static void csv_number(struct buffer *b, double value, int digits, bool known)
{
    tc_buffer_byte(b, ',');
    if (known)
        tc_buffer_number(b, value, digits);
}

static void csv_count(struct buffer *b, const tocsin_claim *c, text what)
{
    tc_buffer_byte(b, ',');
    for (uint32_t i = 0; i < c->number_count; i++)
        if (tc_text_equal(c->numbers[i].what, what)) {
            tc_buffer_format(b, "%u", c->numbers[i].low);
            return;
        }
}

static void contexts(struct buffer *b, const tocsin_claim *c)
{
    for (uint32_t i = 0; i < c->context_count; i++) {
        if (i)
            tc_buffer_byte(b, ';');
        tc_buffer_text(b, c->contexts[i]);
    }
}

static text voice_of(const tocsin_attribution *a)
{
    return a->source.size ? a->source : a->cue;
}

/* The chain as one CSV field, without a buffer of its own. */
static void sources(struct buffer *b, const tocsin_claim *c)
{
    bool quote = false;
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        text t = voice_of(&c->attribution[i]);
        for (size_t k = 0; k < t.size && !quote; k++)
            quote = t.data[k] == '"' || t.data[k] == ',' || t.data[k] == '\n' ||
                    t.data[k] == '\r';
    }
    tc_buffer_string(b, quote ? ",\"" : ",");
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        text t = voice_of(&c->attribution[i]);
        tc_buffer_string(b, i ? "; " : "");
        for (size_t k = 0; k < t.size; k++) {
            if (t.data[k] == '"')
                tc_buffer_byte(b, '"');
            tc_buffer_byte(b, t.data[k]);
        }
    }
    tc_buffer_string(b, quote ? "\"" : "");
}

static void csv_row(struct buffer *b, const struct row *row)
{
    const tocsin_claim *c = row->claim;
    const tocsin_document *d = &row->coding->document;
    const tocsin_place *p = &c->place;
    tc_buffer_csv(b, d->id);
    field(b, d->publisher);
    field(b, d->published);
    field(b, d->url);
    tc_buffer_format(b, ",%u,%s", c->sentence, tocsin_type_name(c->type));
    field(b, c->mode);
    tc_buffer_byte(b, ',');
    contexts(b, c);
    field(b, c->cameo);
    csv_number(b, c->intensity, 1, true);
    csv_party(b, row->actor);
    csv_party(b, row->recipient);
    field(b, c->time.from);
    field(b, c->time.to);
    field(b, c->time.precision);
    field(b, p->name);
    field(b, p->country);
    field(b, p->admin1);
    bool placed = p->precision.size && p->lat == p->lat;
    csv_number(b, p->lat, 4, placed);
    csv_number(b, p->lon, 4, placed);
    if (p->precision.size && p->geonames)
        tc_buffer_format(b, ",%u", p->geonames);
    else
        tc_buffer_byte(b, ',');
    csv_count(b, c, TEXT("killed"));
    csv_count(b, c, TEXT("wounded"));
    tc_buffer_format(b, ",%s", tocsin_claim_status_name(c->status));
    csv_number(b, c->factuality, 2, true);
    sources(b, c);
    csv_number(b, c->confidence, 3, true);
    field(b, c->trigger);
    field(b, c->rule);
    field(b, tc_text_slice(d->text, c->begin, c->end));
    tc_buffer_byte(b, '\n');
}

/* A tab-separated field: no tabs and line ends inside. */
static void cell(struct buffer *b, text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        tc_buffer_byte(b, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
    tc_buffer_byte(b, '\t');
}

static void polecat_party(struct buffer *b, const tocsin_mention *m)
{
    cell(b, m->name.size ? m->name : m->text);
    cell(b, m->country);
    cell(b, TEXT("")); /* COW: not kept */
    cell(b, m->sector);
    cell(b, m->sector);
    cell(b, TEXT(""));
    cell(b, m->text);
    cell(b, TEXT("")); /* Wikipedia: not kept */
}

static const char *quad_code(tocsin_type type)
{
    switch (type) {
    case TOCSIN_AGREE:
    case TOCSIN_CONSULT:
    case TOCSIN_SUPPORT:
    case TOCSIN_CONCEDE:
        return "VERBAL COOPERATION";
    case TOCSIN_COOPERATE:
    case TOCSIN_AID:
    case TOCSIN_RETREAT:
        return "MATERIAL COOPERATION";
    case TOCSIN_REQUEST:
    case TOCSIN_ACCUSE:
    case TOCSIN_REJECT:
    case TOCSIN_THREATEN:
        return "VERBAL CONFLICT";
    default:
        return "MATERIAL CONFLICT";
    }
}

static void polecat_place(struct buffer *b, const tocsin_place *p)
{
    bool city = tc_text_equal(p->precision, TEXT("city"));
    cell(b, p->name);
    cell(b, city ? p->name : TEXT(""));
    cell(b, TEXT(""));
    cell(b, p->admin1);
    cell(b, p->country);
    for (int i = 0; i < 2; i++) {
        double value = i ? p->lon : p->lat;
        if (p->precision.size && value == value)
            tc_buffer_number(b, value, 4);
        tc_buffer_byte(b, '\t');
    }
    if (p->precision.size && p->geonames)
        tc_buffer_format(b, "%u", p->geonames);
    tc_buffer_byte(b, '\t');
    cell(b, p->text);
    cell(b, p->precision);
}

static void polecat_row(struct buffer *b, const struct row *row)
{
    const tocsin_claim *c = row->claim;
    const tocsin_document *d = &row->coding->document;
    tc_buffer_text(b, d->id);
    tc_buffer_format(b, ":%u\t", row->number);
    cell(b, c->time.from);
    cell(b, tc_text(tocsin_type_name(c->type)));
    cell(b, c->mode);
    tc_buffer_number(b, c->intensity, 1);
    tc_buffer_byte(b, '\t');
    cell(b, tc_text(quad_code(c->type)));
    contexts(b, c);
    tc_buffer_byte(b, '\t');
    polecat_party(b, row->actor);
    polecat_party(b, row->recipient);
    polecat_place(b, &c->place);
    cell(b, d->publisher);
    cell(b, d->published);
    for (int i = 0; i < 3; i++) /* people, organizations, locations: not kept */
        tc_buffer_byte(b, '\t');
    cell(b, d->language);
    tc_buffer_string(b, "tocsin " TOCSIN_RELEASE "\n");
}

/* date, source, target, CAMEO, Goldstein. Only what is said to have happened: those
 * files know no other status; what a frame by position made, as its program would. */
static void cameo_row(struct buffer *b, const struct row *row)
{
    const tocsin_claim *c = row->claim;
    if (c->status != TOCSIN_HAPPENED && c->status != TOCSIN_ONGOING && !c->by_position)
        return;
    if (!row->actor->code.size || !row->recipient->code.size || !c->cameo.size)
        return;
    text day = c->by_position      ? row->coding->document.published
               : c->time.from.size ? c->time.from
                                   : c->time.to;
    day = tc_text_slice(day, 0, 10);
    for (size_t i = 0; i < day.size; i++)
        if (day.data[i] != '-')
            tc_buffer_byte(b, day.data[i]);
    tc_buffer_byte(b, '\t');
    cell(b, row->actor->code);
    cell(b, row->recipient->code);
    cell(b, c->cameo);
    tc_buffer_number(b, c->intensity, 1);
    tc_buffer_byte(b, '\n');
}

static void rows(struct buffer *b, const tocsin_coding *coding, tocsin_format format)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        const tocsin_claim *c = &coding->claims[i];
        uint32_t n = c->actor_count ? c->actor_count : 1;
        uint32_t m = c->recipient_count ? c->recipient_count : 1;
        for (uint32_t k = 0; k < n * m; k++) {
            struct row row = {coding, c, c->actor_count ? &c->actors[k / m] : &nobody,
                              c->recipient_count ? &c->recipients[k % m] : &nobody,
                              number++};
            if (format == TOCSIN_FORMAT_CSV)
                csv_row(b, &row);
            else if (format == TOCSIN_FORMAT_POLECAT)
                polecat_row(b, &row);
            else
                cameo_row(b, &row);
        }
    }
}

void tc_write_claims(struct buffer *b, const tocsin_coding *coding,
                     tocsin_format format)
{
    if (format != TOCSIN_FORMAT_JSONL) {
        rows(b, coding, format);
        return;
    }
    for (uint32_t i = 0; i < coding->claim_count; i++)
        tc_write_claim(b, &coding->claims[i], &coding->document);
}
