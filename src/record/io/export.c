/* record/io/export.c: what the record lists, handed to a writer.
 *
 * Events and claims are flattened to rows here, once, so that CSV, POLECAT's and
 * GDELT's columns, GeoJSON's properties and Parquet's columns are tables of fields and
 * no code. Nothing is held but the row at hand and some 64 KiB of output; only the
 * networks must have seen everything before they can write.
 */
#include "record/io/export.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct writer *const writers[TOCSIN_EXPORT_FORMAT_COUNT] = {
    [TOCSIN_TO_CSV] = &tc_write_csv,         [TOCSIN_TO_JSONL] = &tc_write_jsonl,
    [TOCSIN_TO_GEOJSON] = &tc_write_geojson, [TOCSIN_TO_GEXF] = &tc_write_gexf,
    [TOCSIN_TO_GRAPHML] = &tc_write_graphml, [TOCSIN_TO_POLECAT] = &tc_write_polecat,
    [TOCSIN_TO_GDELT1] = &tc_write_gdelt1,   [TOCSIN_TO_GDELT2] = &tc_write_gdelt2,
    [TOCSIN_TO_BIBTEX] = &tc_write_bibtex,   [TOCSIN_TO_CSL] = &tc_write_csl,
    [TOCSIN_TO_PARQUET] = &tc_write_parquet, [TOCSIN_TO_NATIVE] = &tc_write_native,
};

static const char *const format_names[TOCSIN_EXPORT_FORMAT_COUNT] = {
#define X(name, word) word,
    TOCSIN_EXPORT_FORMATS(X)
#undef X
};

int tocsin_export_format_from_name(tocsin_text name)
{
    for (int i = 0; i < TOCSIN_EXPORT_FORMAT_COUNT; i++)
        if (tc_text_equal_fold(name, tc_text(format_names[i])))
            return i;
    return -1;
}

/* ---- the way out ----------------------------------------------------------------- */

tocsin_status tc_export_say(struct export *x, tocsin_status status, const char *format,
                            ...)
{
    va_list list;
    va_start(list, format);
    (void)vsnprintf(x->message, sizeof x->message, format, list);
    va_end(list);
    return x->failed = status;
}

tocsin_status tc_export_flush(struct export *x, bool all)
{
    if (x->out.failed || x->contexts.failed || x->last_document.failed)
        return tc_export_say(x, TOCSIN_MEMORY, "no memory for a row");
    if (!x->out.size || (!all && x->out.size < FLUSH_SIZE))
        return TOCSIN_OK;
    tocsin_status status =
        x->to->write(x->to->context, (text){x->out.data, x->out.size});
    tc_buffer_clear(&x->out);
    return status ? tc_export_say(x, status, "the output could not be written")
                  : TOCSIN_OK;
}

static tocsin_status done_with(struct export *x, tocsin_status status)
{
    return status ? status : tc_export_flush(x, false);
}

bool tc_export_real(struct export *x, text status)
{
    const tocsin_filter *filter = x->options->filter;
    if ((filter && filter->status >= 0) || tc_text_equal(status, TEXT("happened")) ||
        tc_text_equal(status, TEXT("ongoing")))
        return true;
    x->counts.unreal++;
    return false;
}

/* ---- rows ------------------------------------------------------------------------ */

static text name_of(const tocsin_mention *mention)
{
    return mention->name.size ? mention->name : mention->text;
}

static void set_parties(struct row *row, const tocsin_mention *actor,
                        const tocsin_mention *recipient)
{
    row->actor = *actor;
    row->actor_name = name_of(actor);
    row->recipient = *recipient;
    row->recipient_name = name_of(recipient);
}

static void set_place(struct row *row, const tocsin_place *place)
{
    bool known = place->precision.size > 0;
    row->place = *place;
    row->lat = known ? place->lat : NAN;
    row->lon = known ? place->lon : NAN;
    row->geonames =
        known && place->geonames ? (long long)place->geonames : UNKNOWN_NUMBER;
}

static tocsin_status on_event(void *context, const tocsin_event *e)
{
    struct export *x = context;
    if (x->writer->event)
        return done_with(x, x->writer->event(x, e));
    struct row row = {.event = e->id,
                      .type = tc_text(tocsin_type_name(e->type)),
                      .status = tc_text(tocsin_claim_status_name(e->status)),
                      .mode = e->mode,
                      .cameo = e->cameo,
                      .intensity = e->intensity,
                      .factuality = e->factuality,
                      .confidence = e->confidence,
                      .from = e->from,
                      .to = e->to,
                      .precision = e->precision,
                      .claims = e->claims,
                      .documents = e->documents,
                      .voices = e->voices,
                      .denials = e->denials,
                      .first_published = e->first_published,
                      .last_published = e->last_published,
                      .document = e->document,
                      .url = e->url,
                      .publisher = e->publisher,
                      .published = e->published,
                      .language = e->language,
                      .sentence_number = UNKNOWN_NUMBER,
                      .sentence = e->sentence};
    for (int i = 0; i < NUMBER_KINDS; i++)
        row.low[i] = row.high[i] = UNKNOWN_NUMBER;
    set_parties(&row, &e->actor, &e->recipient);
    set_place(&row, &e->place);
    x->counts.rows++;
    return done_with(x, x->writer->row(x, &row));
}

/* The first of each kind. */
static void set_numbers(struct row *row, const tocsin_claim *c)
{
    for (int i = 0; i < NUMBER_KINDS; i++) {
        row->low[i] = row->high[i] = UNKNOWN_NUMBER;
        for (uint32_t k = 0; k < c->number_count && row->low[i] < 0; k++) {
            const tocsin_number *number = &c->numbers[k];
            if (!tc_text_equal(number->what, tc_text(tc_io_numbers[i])))
                continue;
            row->low[i] = number->low;
            if (number->high != UINT32_MAX) /* or else open: "at least 12" */
                row->high[i] = number->high;
        }
    }
}

static void set_voice(struct row *row, const tocsin_claim *c, const tocsin_document *d)
{
    row->voice = d->publisher;
    if (c->attribution_count) {
        const tocsin_attribution *a = &c->attribution[c->attribution_count - 1];
        row->voice = a->source.size ? a->source : a->cue;
        row->voice_kind = tc_text(tocsin_voice_kind_name(a->kind));
    }
    if (c->verification.kind)
        row->verification = tc_text(tocsin_verification_name(c->verification.kind));
}

static text contexts_of(struct export *x, const tocsin_claim *c)
{
    tc_buffer_clear(&x->contexts);
    for (uint32_t i = 0; i < c->context_count; i++) {
        if (i)
            tc_buffer_byte(&x->contexts, ';');
        tc_buffer_text(&x->contexts, c->contexts[i]);
    }
    return (text){x->contexts.data, x->contexts.size};
}

static void set_claim(struct row *row, const tocsin_claim *c, const tocsin_document *d)
{
    row->type = tc_text(tocsin_type_name(c->type));
    row->status = tc_text(tocsin_claim_status_name(c->status));
    row->mode = c->mode;
    row->cameo = c->cameo;
    row->intensity = c->intensity;
    row->factuality = c->factuality;
    row->confidence = c->confidence;
    row->from = c->time.from;
    row->to = c->time.to;
    row->precision = c->time.precision;
    row->document = d->id;
    row->url = d->url;
    row->publisher = d->publisher;
    row->published = d->published;
    row->language = d->language;
    row->sentence_number = c->sentence;
    row->trigger = c->trigger;
    row->rule = c->rule;
    row->claims = row->documents = 1;
    row->voices = row->denials = UNKNOWN_NUMBER;
    set_place(row, &c->place);
    set_numbers(row, c);
    set_voice(row, c, d);
}

/* Claims come document by document. */
static void note_document(struct export *x, text id)
{
    if (tc_text_equal((text){x->last_document.data, x->last_document.size}, id))
        return;
    tc_buffer_clear(&x->last_document);
    tc_buffer_text(&x->last_document, id);
    x->rows_in_document = 0;
}

/* A row for each pair of actor and recipient. */
static tocsin_status on_claim(void *context, const tocsin_claim *c,
                              const tocsin_document *d, text sentence, long long event)
{
    static const tocsin_mention nobody;
    struct export *x = context;
    if (x->writer->claim) {
        x->counts.rows++;
        return done_with(x, x->writer->claim(x, c, d));
    }
    struct row row = {.event = event, .sentence = sentence};
    set_claim(&row, c, d);
    row.contexts = contexts_of(x, c);
    note_document(x, d->id);
    uint32_t n = c->actor_count ? c->actor_count : 1;
    uint32_t m = c->recipient_count ? c->recipient_count : 1;
    tocsin_status status = TOCSIN_OK;
    for (uint64_t k = 0; k < (uint64_t)n * m && !status; k++) {
        set_parties(&row, c->actor_count ? &c->actors[k / m] : &nobody,
                    c->recipient_count ? &c->recipients[k % m] : &nobody);
        row.number = x->rows_in_document++;
        x->counts.rows++;
        status = done_with(x, x->writer->row(x, &row));
    }
    return status;
}

/* Writes the documents up to the one with this id, or all; *written: it was there. */
static tocsin_status write_documents(struct export *x, text until, bool *written)
{
    struct listed listed;
    bool found = true;
    *written = false;
    while (!*written) {
        tocsin_status status = tc_documents_next(&x->documents, &listed, &found);
        if (status || !found)
            return status;
        x->counts.rows++;
        status = done_with(x, x->writer->document(x, &listed));
        if (status)
            return status;
        *written = until.size && tc_text_equal(until, listed.document.id);
    }
    return TOCSIN_OK;
}

/* A claim behind its document: both are listed in the same order. */
static tocsin_status on_claim_of_record(void *context, const tocsin_claim *c,
                                        const tocsin_document *d, text sentence,
                                        long long event)
{
    struct export *x = context;
    if (!tc_text_equal((text){x->last_document.data, x->last_document.size}, d->id)) {
        bool written;
        note_document(x, d->id);
        tocsin_status status = write_documents(x, d->id, &written);
        if (!status && !written)
            status =
                tc_export_say(x, TOCSIN_CORRUPT, "document %.*s is not in order",
                              (int)(d->id.size < 200 ? d->id.size : 200), d->id.data);
        if (status)
            return status;
    }
    return on_claim(context, c, d, sentence, event);
}

/* ---- the whole ------------------------------------------------------------------- */

static tocsin_status look_at(struct export *x)
{
    const tocsin_export *options = x->options;
    if ((unsigned)options->format >= TOCSIN_EXPORT_FORMAT_COUNT)
        return tc_export_say(x, TOCSIN_USAGE, "there is no format %d",
                             (int)options->format);
    x->writer = writers[options->format];
    x->what = options->what ? options->what : x->writer->usual;
    static const char *const words[] = {"", "events", "claims", "documents",
                                        "documents with their claims"};
    if ((unsigned)x->what > TOCSIN_EXPORT_RECORD || !(x->writer->can & (1u << x->what)))
        return tc_export_say(
            x, TOCSIN_USAGE, "%s cannot hold %s", format_names[options->format],
            (unsigned)x->what > TOCSIN_EXPORT_RECORD ? "that" : words[x->what]);
    const tocsin_filter *filter = options->filter;
    if (x->what == TOCSIN_EXPORT_RECORD && filter &&
        (filter->limit >= 0 || filter->offset > 0))
        return tc_export_say(x, TOCSIN_USAGE, "a whole record has no limit or offset");
    if (!x->to->write && options->format != TOCSIN_TO_PARQUET)
        return tc_export_say(x, TOCSIN_USAGE, "there is nothing to write with");
    return TOCSIN_OK;
}

static tocsin_status list_documents(struct export *x, tocsin_error *error)
{
    const tocsin_filter *filter = x->options->filter;
    bool ignored;
    bool whole = x->what == TOCSIN_EXPORT_RECORD; /* merging goes by arrival */
    tocsin_status status = tc_documents_open(x->record, filter, whole, &x->documents);
    if (!status && whole)
        status =
            tc_record_claims_in(x->record, filter, true, on_claim_of_record, x, error);
    if (!status)
        status = write_documents(x, (text){NULL, 0}, &ignored);
    tc_documents_close(&x->documents);
    return tc_record_fail(x->record, status, error);
}

static tocsin_status list(struct export *x, tocsin_error *error)
{
    const tocsin_filter *filter = x->options->filter;
    if (x->writer->list)
        return x->writer->list(x, error);
    switch (x->what) {
    case TOCSIN_EXPORT_EVENTS:
        return tc_record_events(x->record, filter, on_event, x, error);
    case TOCSIN_EXPORT_CLAIMS:
        return tc_record_claims(x->record, filter, on_claim, x, error);
    default:
        return list_documents(x, error);
    }
}

/* The writer's own words, when it was the one that failed. */
static tocsin_status tell(struct export *x, tocsin_status status, tocsin_error *error)
{
    if (!x->failed)
        return status;
    (void)tc_record_say(x->record, x->failed, "%s", x->message);
    return tc_record_fail(x->record, x->failed, error);
}

tocsin_status tc_record_export(struct record *record, const tocsin_export *options,
                               const struct export_to *to, tocsin_error *error)
{
    struct export x = {.record = record, .options = options, .to = to};
    tc_buffer_init(&x.out, 0);
    tc_buffer_init(&x.contexts, 0);
    tc_buffer_init(&x.last_document, 0);
    tocsin_status status = look_at(&x);
    if (!status && x.writer->begin)
        status = x.writer->begin(&x);
    if (!status)
        status = list(&x, error);
    if (!status && x.writer->end)
        status = x.writer->end(&x);
    if (!status)
        status = tc_export_flush(&x, true);
    if (to->counts)
        *to->counts = x.counts;
    tc_graph_free(x.graph);
    tc_duck_free(x.duck);
    if (x.codes)
        tc_codes_release(x.codes);
    tc_free(x.codes);
    tc_buffer_release(&x.out);
    tc_buffer_release(&x.contexts);
    tc_buffer_release(&x.last_document);
    return tell(&x, status, error);
}
