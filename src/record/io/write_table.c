/* record/io/write_table.c: rows as columns: CSV, POLECAT's and GDELT's.
 *
 * CSV is RFC 4180's, with LF behind a row. A field that begins with = + - or @ stays as
 * it is: these are data, and a spreadsheet must be told so when it opens them. The
 * tab-separated formats know no quoting, so a tab or line end inside a field becomes a
 * blank there.
 */
#include "record/io/export.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- columns --------------------------------------------------------------------- */

/* Who and where, alike for both. */
#define PARTY_COLUMNS(side)                                                            \
    COLUMN(#side, TEXT, side##_name, 0), COLUMN(#side "_code", TEXT, side.code, 0),    \
        COLUMN(#side "_country", TEXT, side.country, 0),                               \
        COLUMN(#side "_sector", TEXT, side.sector, 0),                                 \
        COLUMN(#side "_id", TEXT, side.id, 0)
#define PLACE_COLUMNS                                                                  \
    COLUMN("place", TEXT, place.name, 0),                                              \
        COLUMN("place_country", TEXT, place.country, 0),                               \
        COLUMN("admin1", TEXT, place.admin1, 0),                                       \
        COLUMN("place_precision", TEXT, place.precision, 0),                           \
        COLUMN("lat", REAL, lat, 4), COLUMN("lon", REAL, lon, 4),                      \
        COLUMN("geonames", WHOLE, geonames, 0)
#define NUMBER_COLUMNS(what, i)                                                        \
    COLUMN(what, WHOLE, low[i], 0), COLUMN(what "_high", WHOLE, high[i], 0)

static const struct out_column event_columns[] = {
    COLUMN("id", WHOLE, event, 0),
    COLUMN("from", TEXT, from, 0),
    COLUMN("to", TEXT, to, 0),
    COLUMN("precision", TEXT, precision, 0),
    COLUMN("type", TEXT, type, 0),
    COLUMN("mode", TEXT, mode, 0),
    COLUMN("cameo", TEXT, cameo, 0),
    COLUMN("intensity", REAL, intensity, 1),
    PARTY_COLUMNS(actor),
    PARTY_COLUMNS(recipient),
    PLACE_COLUMNS,
    COLUMN("status", TEXT, status, 0),
    COLUMN("factuality", REAL, factuality, 2),
    COLUMN("confidence", REAL, confidence, 3),
    COLUMN("claims", WHOLE, claims, 0),
    COLUMN("documents", WHOLE, documents, 0),
    COLUMN("voices", WHOLE, voices, 0),
    COLUMN("denials", WHOLE, denials, 0),
    COLUMN("first_published", TEXT, first_published, 0),
    COLUMN("last_published", TEXT, last_published, 0),
    COLUMN("document", TEXT, document, 0),
    COLUMN("url", TEXT, url, 0),
    COLUMN("publisher", TEXT, publisher, 0),
    COLUMN("sentence", TEXT, sentence, 0),
};

/* Where a column of `tocsin code --format csv` shows the same, it has the same name. */
static const struct out_column claim_columns[] = {
    COLUMN("event", WHOLE, event, 0),
    COLUMN("document", TEXT, document, 0),
    COLUMN("publisher", TEXT, publisher, 0),
    COLUMN("published", TEXT, published, 0),
    COLUMN("url", TEXT, url, 0),
    COLUMN("sentence", WHOLE, sentence_number, 0),
    COLUMN("row", WHOLE, number, 0),
    COLUMN("type", TEXT, type, 0),
    COLUMN("mode", TEXT, mode, 0),
    COLUMN("contexts", TEXT, contexts, 0),
    COLUMN("cameo", TEXT, cameo, 0),
    COLUMN("intensity", REAL, intensity, 1),
    PARTY_COLUMNS(actor),
    PARTY_COLUMNS(recipient),
    COLUMN("from", TEXT, from, 0),
    COLUMN("to", TEXT, to, 0),
    COLUMN("time_precision", TEXT, precision, 0),
    PLACE_COLUMNS,
    NUMBER_COLUMNS("killed", 0),
    NUMBER_COLUMNS("wounded", 1),
    NUMBER_COLUMNS("arrested", 2),
    NUMBER_COLUMNS("abducted", 3),
    NUMBER_COLUMNS("displaced", 4),
    NUMBER_COLUMNS("participants", 5),
    COLUMN("status", TEXT, status, 0),
    COLUMN("factuality", REAL, factuality, 2),
    COLUMN("confidence", REAL, confidence, 3),
    COLUMN("voice", TEXT, voice, 0),
    COLUMN("voice_kind", TEXT, voice_kind, 0),
    COLUMN("verification", TEXT, verification, 0),
    COLUMN("trigger", TEXT, trigger, 0),
    COLUMN("rule", TEXT, rule, 0),
    COLUMN("text", TEXT, sentence, 0),
};

#define ALL(list)                                                                      \
    {                                                                                  \
        list, sizeof(list) / sizeof *(list)                                            \
    }
struct out_columns tc_columns_of(tocsin_export_what what)
{
    static const struct out_columns events = ALL(event_columns),
                                    claims = ALL(claim_columns);
    return what == TOCSIN_EXPORT_EVENTS   ? events
           : what == TOCSIN_EXPORT_CLAIMS ? claims
                                          : (struct out_columns){NULL, 0};
}

struct value tc_column_value(const struct out_column *column, const struct row *row)
{
    struct value value = {.kind = column->kind};
    const char *field = (const char *)row + column->offset;
    if (value.kind == COLUMN_TEXT) {
        memcpy(&value.text, field, sizeof value.text);
        if (!value.text.size)
            value.kind = COLUMN_NONE;
    } else if (value.kind == COLUMN_WHOLE) {
        memcpy(&value.whole, field, sizeof value.whole);
        if (value.whole < 0)
            value.kind = COLUMN_NONE;
    } else if (value.kind == COLUMN_REAL) {
        memcpy(&value.real, field, sizeof value.real);
        if (!isfinite(value.real))
            value.kind = COLUMN_NONE;
    }
    return value;
}

/* ---- CSV ------------------------------------------------------------------------- */

static const char *const document_names[] = {
    "id",        "url",      "title", "authors",   "published", "changed",
    "publisher", "language", "file",  "sentences", "tokens",    "coder"};

static tocsin_status csv_begin(struct export *x)
{
    struct out_columns columns = tc_columns_of(x->what);
    bool documents = x->what == TOCSIN_EXPORT_DOCUMENTS;
    size_t count =
        documents ? sizeof document_names / sizeof *document_names : columns.count;
    for (size_t i = 0; i < count; i++) {
        tc_buffer_string(&x->out, i ? "," : "");
        tc_buffer_string(&x->out,
                         documents ? document_names[i] : columns.items[i].name);
    }
    tc_buffer_byte(&x->out, '\n');
    return TOCSIN_OK;
}

static tocsin_status csv_row(struct export *x, const struct row *row)
{
    struct out_columns columns = tc_columns_of(x->what);
    for (size_t i = 0; i < columns.count; i++) {
        struct value value = tc_column_value(&columns.items[i], row);
        if (i)
            tc_buffer_byte(&x->out, ',');
        if (value.kind == COLUMN_TEXT)
            tc_buffer_csv(&x->out, value.text);
        else if (value.kind == COLUMN_WHOLE)
            tc_buffer_format(&x->out, "%lld", value.whole);
        else if (value.kind == COLUMN_REAL)
            tc_buffer_number(&x->out, value.real, columns.items[i].digits);
    }
    tc_buffer_byte(&x->out, '\n');
    return TOCSIN_OK;
}

static tocsin_status csv_document(struct export *x, const struct listed *listed)
{
    const tocsin_document *d = &listed->document;
    const text fields[] = {d->id,        d->url,       d->title,
                           d->authors,   d->published, d->changed,
                           d->publisher, d->language,  d->file};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (i)
            tc_buffer_byte(&x->out, ',');
        tc_buffer_csv(&x->out, fields[i]);
    }
    tc_buffer_format(&x->out, ",%lld,%lld,", listed->sentences, listed->tokens);
    tc_buffer_csv(&x->out, listed->coder);
    tc_buffer_byte(&x->out, '\n');
    return TOCSIN_OK;
}

const struct writer tc_write_csv = {.usual = TOCSIN_EXPORT_EVENTS,
                                    .can = CAN(EVENTS) | CAN(CLAIMS) | CAN(DOCUMENTS),
                                    .begin = csv_begin,
                                    .row = csv_row,
                                    .document = csv_document};

/* ---- tab-separated --------------------------------------------------------------- */

static void cell(struct buffer *b, text t)
{
    for (size_t i = 0; i < t.size; i++)
        tc_buffer_byte(b, t.data[i] == '\t' || t.data[i] == '\n' || t.data[i] == '\r'
                              ? ' '
                              : t.data[i]);
}

static void tab_value(struct buffer *b, const struct out_column *column,
                      const struct row *row)
{
    struct value value = tc_column_value(column, row);
    if (value.kind == COLUMN_TEXT)
        cell(b, value.text);
    else if (value.kind == COLUMN_WHOLE)
        tc_buffer_format(b, "%lld", value.whole);
    else if (value.kind == COLUMN_REAL)
        tc_buffer_number(b, value.real, column->digits);
}

/* ---- POLECAT (Halterman et al., 2023) -------------------------------------------- */

/* What cannot be had from a field of the row; the rest is a column or stays empty. */
enum polecat { AS_IT_IS, EVENT_ID, QUAD_CODE, CITY, FEATURE, VERSION };
static const struct {
    struct out_column column;
    enum polecat how;
} polecat_columns[] = {
#define NONE(name, how)                                                                \
    {                                                                                  \
        {name, COLUMN_NONE, 0, 0}, how                                                 \
    }
#define FIELD(name, kind, field, digits)                                               \
    {                                                                                  \
        COLUMN(name, kind, field, digits), AS_IT_IS                                    \
    }
    NONE("Event ID", EVENT_ID),
    FIELD("Event Date", TEXT, from, 0),
    FIELD("Event Type", TEXT, type, 0),
    FIELD("Event Mode", TEXT, mode, 0),
    FIELD("Intensity", REAL, intensity, 1),
    NONE("Quad Code", QUAD_CODE),
    FIELD("Contexts", TEXT, contexts, 0),
    FIELD("Actor Name", TEXT, actor_name, 0),
    FIELD("Actor Country", TEXT, actor.country, 0),
    NONE("Actor COW", AS_IT_IS),
    FIELD("Primary Actor Sector", TEXT, actor.sector, 0),
    FIELD("Actor Sectors", TEXT, actor.sector, 0),
    NONE("Actor Title", AS_IT_IS),
    FIELD("Actor Name Raw", TEXT, actor.text, 0),
    NONE("Wikipedia Actor ID", AS_IT_IS),
    FIELD("Recipient Name", TEXT, recipient_name, 0),
    FIELD("Recipient Country", TEXT, recipient.country, 0),
    NONE("Recipient COW", AS_IT_IS),
    FIELD("Primary Recipient Sector", TEXT, recipient.sector, 0),
    FIELD("Recipient Sectors", TEXT, recipient.sector, 0),
    NONE("Recipient Title", AS_IT_IS),
    FIELD("Recipient Name Raw", TEXT, recipient.text, 0),
    NONE("Wikipedia Recipient ID", AS_IT_IS),
    FIELD("Placename", TEXT, place.name, 0),
    NONE("City", CITY),
    FIELD("District", TEXT, place.admin2, 0),
    FIELD("Province", TEXT, place.admin1, 0),
    FIELD("Country", TEXT, place.country, 0),
    FIELD("Latitude", REAL, lat, 4),
    FIELD("Longitude", REAL, lon, 4),
    FIELD("GeoNames ID", WHOLE, geonames, 0),
    FIELD("Raw Placename", TEXT, place.text, 0),
    NONE("Feature Type", FEATURE),
    FIELD("Source", TEXT, publisher, 0),
    FIELD("Publication Date", TEXT, published, 0),
    NONE("Story People", AS_IT_IS),
    NONE("Story Organizations", AS_IT_IS),
    NONE("Story Locations", AS_IT_IS),
    FIELD("Language", TEXT, language, 0),
    NONE("Version", VERSION),
#undef FIELD
#undef NONE
};
enum { POLECAT_COLUMNS = sizeof polecat_columns / sizeof *polecat_columns };

static tocsin_status polecat_begin(struct export *x)
{
    for (size_t i = 0; i < POLECAT_COLUMNS; i++) {
        tc_buffer_string(&x->out, i ? "\t" : "");
        tc_buffer_string(&x->out, polecat_columns[i].column.name);
    }
    tc_buffer_byte(&x->out, '\n');
    return TOCSIN_OK;
}

/* 1 verbal cooperation .. 4 material conflict, in the order of tocsin_type. */
static int quad_class(text type)
{
    static const unsigned char of[TOCSIN_TYPE_COUNT] = {
        [TOCSIN_AGREE] = 1,     [TOCSIN_CONSULT] = 1,  [TOCSIN_SUPPORT] = 1,
        [TOCSIN_COOPERATE] = 2, [TOCSIN_AID] = 2,      [TOCSIN_CONCEDE] = 1,
        [TOCSIN_RETREAT] = 2,   [TOCSIN_REQUEST] = 3,  [TOCSIN_ACCUSE] = 3,
        [TOCSIN_REJECT] = 3,    [TOCSIN_THREATEN] = 3, [TOCSIN_PROTEST] = 4,
        [TOCSIN_SANCTION] = 4,  [TOCSIN_MOBILIZE] = 4, [TOCSIN_COERCE] = 4,
        [TOCSIN_ASSAULT] = 4};
    int number = tocsin_type_from_name(type);
    return number < 0 ? 0 : of[number];
}

/* GeoNames' code of a kind of place; "" for a site, which may be of any. */
static const char *feature_of(text precision)
{
    static const char *const codes[][2] = {
        {"country", "PCLI"},
        {"admin1",  "ADM1"},
        {"admin2",  "ADM2"},
        {"city",    "PPL" },
        {"region",  "RGN" }
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (tc_text_equal(precision, tc_text(codes[i][0])))
            return codes[i][1];
    return "";
}

static void polecat_special(struct export *x, const struct row *row, enum polecat how)
{
    static const char *const quads[] = {"", "VERBAL COOPERATION",
                                        "MATERIAL COOPERATION", "VERBAL CONFLICT",
                                        "MATERIAL CONFLICT"};
    if (how == EVENT_ID && x->what == TOCSIN_EXPORT_EVENTS) {
        tc_buffer_format(&x->out, "%lld", row->event);
    } else if (how == EVENT_ID) {
        cell(&x->out, row->document);
        tc_buffer_format(&x->out, ":%lld", row->number);
    } else if (how == QUAD_CODE) {
        tc_buffer_string(&x->out, quads[quad_class(row->type)]);
    } else if (how == CITY && tc_text_equal(row->place.precision, TEXT("city"))) {
        cell(&x->out, row->place.name);
    } else if (how == FEATURE) {
        tc_buffer_string(&x->out, feature_of(row->place.precision));
    } else if (how == VERSION) {
        tc_buffer_string(&x->out, "tocsin " TOCSIN_RELEASE);
    }
}

static tocsin_status polecat_row(struct export *x, const struct row *row)
{
    for (size_t i = 0; i < POLECAT_COLUMNS; i++) {
        if (i)
            tc_buffer_byte(&x->out, '\t');
        tab_value(&x->out, &polecat_columns[i].column, row);
        polecat_special(x, row, polecat_columns[i].how);
    }
    tc_buffer_byte(&x->out, '\n');
    return TOCSIN_OK;
}

const struct writer tc_write_polecat = {.usual = TOCSIN_EXPORT_EVENTS,
                                        .can = CAN(EVENTS) | CAN(CLAIMS),
                                        .begin = polecat_begin,
                                        .row = polecat_row};

/* ---- GDELT ----------------------------------------------------------------------- */

/* 20240306, or "" */
static void packed_day(text day, char out[9])
{
    out[0] = '\0';
    if (tc_day_parse(day) == TC_NO_DAY)
        return;
    for (size_t i = 0, n = 0; i < 10; i++)
        if (day.data[i] != '-') {
            out[n++] = day.data[i];
            out[n] = '\0';
        }
}

/* SQLDATE, MonthYear, Year, FractionDate: the year and (months gone * 30 + day) / 365
 * of it, as GDELT has it. */
static void gdelt_days(struct buffer *b, const struct row *row)
{
    int year, month, date;
    int32_t day = tc_day_parse(row->from.size ? row->from : row->to);
    if (day == TC_NO_DAY) {
        tc_buffer_string(b, "\t\t\t\t");
        return;
    }
    tc_day_split(day, &year, &month, &date);
    tc_buffer_format(b, "\t%04d%02d%02d\t%04d%02d\t%04d\t", year, month, date, year,
                     month, year);
    tc_buffer_number(b, year + ((month - 1) * 30 + date) / 365.0, 4);
}

/* Ten columns: code, name, country, known group, ethnic, two religions, three types. */
static void gdelt_party(struct buffer *b, const tocsin_mention *party, text name)
{
    bool group = party->code.size == 6 && (tc_text_begins(party->code, TEXT("IGO")) ||
                                           tc_text_begins(party->code, TEXT("NGO")));
    tc_buffer_byte(b, '\t');
    cell(b, party->code);
    tc_buffer_byte(b, '\t');
    cell(b, name);
    tc_buffer_byte(b, '\t');
    cell(b, party->country);
    tc_buffer_byte(b, '\t');
    if (group)
        cell(b, tc_text_slice(party->code, 3, 6));
    tc_buffer_string(b, "\t\t\t\t");
    cell(b, party->sector);
    tc_buffer_string(b, "\t\t");
}

/* CAMEO's code, base (three digits) and root (two), GDELT's class and Goldstein. */
static void gdelt_act(struct buffer *b, const struct row *row)
{
    tc_buffer_string(b, "\t\t"); /* whether it is a root event is not known */
    cell(b, row->cameo);
    tc_buffer_byte(b, '\t');
    cell(b, tc_text_slice(row->cameo, 0, 3));
    tc_buffer_byte(b, '\t');
    cell(b, tc_text_slice(row->cameo, 0, 2));
    tc_buffer_format(b, "\t%d\t", quad_class(row->type));
    if (isfinite(row->intensity))
        tc_buffer_number(b, row->intensity, 1);
}

/* 1 country, 4 a city of the world, 5 a state of it: GDELT has 2 and 3 for those of
 * the United States. */
static int geo_type(const tocsin_place *place)
{
    bool american = tc_text_equal(place->country, TEXT("USA"));
    if (!place->precision.size)
        return 0;
    if (tc_text_equal(place->precision, TEXT("country")))
        return 1;
    if (tc_text_equal(place->precision, TEXT("admin1")))
        return american ? 2 : 5;
    return american ? 3 : 4;
}

/* The country is FIPS 10-4's there; its divisions are not known by such codes. */
static void gdelt_place(struct export *x, const struct row *row, bool second)
{
    struct buffer *b = &x->out;
    char country[3] = "";
    int type = geo_type(&row->place);
    if (type)
        (void)tc_code_to_fips(x->codes, row->place.country, country);
    tc_buffer_format(b, "\t%d\t", type);
    if (type)
        cell(b, row->place.name);
    tc_buffer_format(b, second ? "\t%s\t\t\t" : "\t%s\t\t", country);
    if (isfinite(row->lat))
        tc_buffer_number(b, row->lat, 4);
    tc_buffer_byte(b, '\t');
    if (isfinite(row->lon))
        tc_buffer_number(b, row->lon, 4);
    tc_buffer_byte(b, '\t');
}

/* DATEADDED: when the record learnt it from the news; GDELT 2.0 has the seconds. */
static void gdelt_added(struct buffer *b, const struct row *row, bool second)
{
    char day[9];
    packed_day(row->first_published, day);
    tc_buffer_string(b, day);
    if (!day[0] || !second)
        return;
    text clock = tc_text_slice(row->first_published, 11, 19);
    bool whole = clock.size == 8 && clock.data[2] == ':' && clock.data[5] == ':';
    for (size_t i = 0; i < 8; i++)
        if (i != 2 && i != 5)
            tc_buffer_byte(b, whole ? clock.data[i] : '0');
}

static tocsin_status gdelt_begin(struct export *x)
{
    struct codes *codes = tc_alloc(sizeof *codes);
    if (!codes)
        return tc_export_say(x, TOCSIN_MEMORY, "no memory for codes of countries");
    tocsin_status status = tc_codes_init(codes);
    x->codes = codes;
    return status ? tc_export_say(x, status, "no codes of countries") : TOCSIN_OK;
}

/* 57 columns and SOURCEURL; 2.0 has a second division behind each place's first. */
static tocsin_status gdelt_row(struct export *x, const struct row *row, bool second)
{
    struct buffer *b = &x->out;
    bool dated = row->from.size || row->to.size;
    if (!dated || !tc_export_real(x, row->status)) {
        x->counts.undated += !dated;
        x->counts.rows--;
        return TOCSIN_OK;
    }
    tc_buffer_format(b, "%lld", row->event);
    gdelt_days(b, row);
    gdelt_party(b, &row->actor, row->actor_name);
    gdelt_party(b, &row->recipient, row->recipient_name);
    gdelt_act(b, row);
    tc_buffer_format(b, "\t%lld\t%lld\t%lld\t", row->claims, row->voices,
                     row->documents);
    for (int i = 0; i < 2; i++) /* of the actors themselves: not kept */
        tc_buffer_string(b, second ? "\t0\t\t\t\t\t\t\t" : "\t0\t\t\t\t\t\t");
    gdelt_place(x, row, second);
    tc_buffer_byte(b, '\t');
    gdelt_added(b, row, second);
    tc_buffer_byte(b, '\t');
    cell(b, row->url);
    tc_buffer_byte(b, '\n');
    return TOCSIN_OK;
}

static tocsin_status gdelt1_row(struct export *x, const struct row *row)
{
    return gdelt_row(x, row, false);
}

static tocsin_status gdelt2_row(struct export *x, const struct row *row)
{
    return gdelt_row(x, row, true);
}

const struct writer tc_write_gdelt1 = {.usual = TOCSIN_EXPORT_EVENTS,
                                       .can = CAN(EVENTS),
                                       .begin = gdelt_begin,
                                       .row = gdelt1_row};
const struct writer tc_write_gdelt2 = {.usual = TOCSIN_EXPORT_EVENTS,
                                       .can = CAN(EVENTS),
                                       .begin = gdelt_begin,
                                       .row = gdelt2_row};
