/* risk.c: the public calls for forecasts of counts and risk.
 *
 * Countries are looked up here, as the study room knows no dictionaries: the whole of a
 * name, or what stands in its last parentheses, must be a country's name or code.
 */
#include "engine/engine.h"
#include "engine/study.h"

#include <string.h>

tocsin_status tocsin_counts_evaluate(const char *folder, int year,
                                     tocsin_counts_result *out, tocsin_error *error)
{
    return tc_counts_evaluate(folder, year, out, error);
}

struct tocsin_risk {
    const struct stream *stream;
    const struct lexicon *lexicon; /* of countries, borrowed; NULL: actors by name */
    struct risk *risk;
    uint32_t *group;   /* (actors): places in code; NULL */
    const char **code; /* (groups): alpha-3 */
    size_t groups, room;
};

enum { NAME = 256 };

/* The country that the words name, or NULL. */
static const struct entry *whole_country(const struct lexicon *lexicon, text words)
{
    char plain[NAME];
    struct name_hit hits[4];
    if (!words.size || words.size >= sizeof plain)
        return NULL;
    for (size_t i = 0; i < words.size; i++)
        plain[i] = words.data[i] == '_' ? ' ' : words.data[i];
    plain[words.size] = '\0';
    if (words.size == 3) {
        const struct entry *entry = tc_lexicon_country(lexicon, plain);
        if (entry)
            return entry;
    }
    size_t count = tc_lexicon_scan(lexicon, (text){plain, words.size}, false, hits, 4);
    if (!count || hits[0].begin || hits[0].end != words.size)
        return NULL;
    for (uint32_t i = 0; i < hits[0].count; i++) {
        const struct entry *entry = tc_lexicon_entry(lexicon, hits[0].aliases[i].entry);
        if (entry->kind == ENTRY_COUNTRY)
            return entry;
    }
    return NULL;
}

static const struct entry *country_of(const struct lexicon *lexicon, text name)
{
    const struct entry *entry = whole_country(lexicon, name);
    size_t open = name.size, close = name.size;
    if (entry || !name.size || name.data[name.size - 1] != ')')
        return entry;
    while (open > 0 && name.data[open - 1] != '(')
        open--;
    if (!open)
        return NULL;
    text inner = tc_text_slice(name, open, close - 1);
    entry = whole_country(lexicon, inner);
    size_t comma = tc_text_find(inner, TEXT(","));
    if (!entry && comma != SIZE_MAX) /* "Palestinian Territory, Occupied" */
        entry = whole_country(lexicon, tc_text_slice(inner, 0, comma));
    return entry;
}

/* The group of a country, which is new when it was not there. */
static bool put_group(tocsin_risk *risk, const char *code, uint32_t *out)
{
    for (size_t i = 0; i < risk->groups; i++)
        if (strcmp(risk->code[i], code) == 0) {
            *out = (uint32_t)i;
            return true;
        }
    if (!tc_grow(&risk->code, &risk->room, risk->groups + 1, sizeof *risk->code, 4096))
        return false;
    risk->code[risk->groups] = code;
    *out = (uint32_t)risk->groups++;
    return true;
}

static tocsin_status group_countries(tocsin_risk *risk, tocsin_error *error)
{
    size_t count = risk->stream->actors.count;
    risk->group = tc_alloc(count * sizeof *risk->group);
    bool enough = risk->group != NULL;
    for (size_t i = 0; enough && i < count; i++) {
        const struct entry *entry =
            country_of(risk->lexicon, risk->stream->actors.items[i]);
        risk->group[i] = TC_NO_GROUP;
        if (entry)
            enough = put_group(risk, entry->country, &risk->group[i]);
    }
    return enough ? TOCSIN_OK
                  : tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
}

/* By name, also with blanks for underscores, as "#7", or by the number of one without a
 * name. */
static uint32_t find_actor(const struct stream *stream, text name)
{
    char plain[NAME];
    uint32_t number;
    long long given;
    if (name.size < sizeof plain) {
        for (size_t i = 0; i < name.size; i++)
            plain[i] = name.data[i] == ' ' ? '_' : name.data[i];
        if (tc_map_get(&stream->actors.numbers, (text){plain, name.size}, &number))
            return number;
    }
    if (tc_map_get(&stream->actors.numbers, name, &number))
        return number;
    for (size_t i = 0; i < stream->actors.count; i++)
        if (tc_text_equal_fold(stream->actors.items[i], name) ||
            (name.size < sizeof plain &&
             tc_text_equal(stream->actors.items[i], (text){plain, name.size})))
            return (uint32_t)i;
    if (name.size > 1 && name.data[0] == '#' &&
        tc_text_integer(tc_text_slice(name, 1, name.size), 0,
                        (long long)stream->actors.count - 1, &given))
        return (uint32_t)given;
    if (tc_text_integer(name, 0, (long long)stream->actors.count - 1, &given) &&
        !stream->actors.items[given].size)
        return (uint32_t)given;
    return TC_NO_GROUP;
}

static uint32_t find_party(const tocsin_risk *risk, text name)
{
    if (!risk->group)
        return find_actor(risk->stream, name);
    const struct entry *entry = country_of(risk->lexicon, name);
    for (size_t i = 0; entry && i < risk->groups; i++)
        if (strcmp(risk->code[i], entry->country) == 0)
            return (uint32_t)i;
    return TC_NO_GROUP;
}

/* The parties that are named, into party; an empty recipient is nobody. */
static tocsin_status find_parties(const tocsin_risk *risk, const text name[2],
                                  uint32_t party[2], tocsin_error *error)
{
    for (int k = 0; k < 2; k++) {
        party[k] = TC_NO_GROUP;
        if (k && !name[k].size)
            break;
        party[k] = find_party(risk, name[k]);
        if (party[k] == TC_NO_GROUP)
            return tc_fail(error, TOCSIN_MISSING, NULL, 0, -1,
                           "there is no %s \"%.*s\"", risk->group ? "country" : "actor",
                           (int)(name[k].size < NAME ? name[k].size : NAME),
                           name[k].data ? name[k].data : "");
    }
    return TOCSIN_OK;
}

tocsin_status tocsin_risk_open(const tocsin_stream *stream, const tocsin_engine *engine,
                               const tocsin_risk_question *question, tocsin_risk **out,
                               tocsin_error *error)
{
    *out = NULL;
    if (question->countries && !engine)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1,
                       "countries are looked up with an engine");
    tocsin_risk *risk = tc_alloc(sizeof *risk);
    if (!risk)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    *risk = (tocsin_risk){.stream = &stream->stream};
    tocsin_status status = TOCSIN_OK;
    if (question->countries) {
        risk->lexicon = engine->lexicon;
        status = group_countries(risk, error);
    }
    const text asked[2] = {question->actor, question->recipient};
    uint32_t party[2];
    if (!status && asked[0].size)
        status = find_parties(risk, asked, party, error);
    struct risk_groups groups = {risk->group, risk->groups};
    if (!status)
        status = tc_risk_open(risk->stream, groups, question, &risk->risk, error);
    if (status)
        tocsin_risk_close(risk);
    else
        *out = risk;
    return status;
}

void tocsin_risk_close(tocsin_risk *risk)
{
    if (!risk)
        return;
    tc_risk_close(risk->risk);
    tc_free(risk->group);
    tc_free(risk->code);
    tc_free(risk);
}

void tocsin_risk_past_of(const tocsin_risk *risk, tocsin_risk_past *out)
{
    tc_risk_past(risk->risk, out);
}

static text name_of(const tocsin_risk *risk, uint32_t party)
{
    if (party == TC_NO_GROUP)
        return TEXT("");
    return risk->group ? tc_text(risk->code[party]) : risk->stream->actors.items[party];
}

tocsin_status tocsin_risk_of(const tocsin_risk *risk, tocsin_text actor,
                             tocsin_text recipient, tocsin_risk_forecast *out,
                             tocsin_error *error)
{
    text name[2] = {actor, recipient};
    uint32_t party[2];
    tocsin_status status = find_parties(risk, name, party, error);
    if (!status)
        status = tc_risk_of(risk->risk, party[0], party[1], out, error);
    if (!status) {
        out->actor = name_of(risk, party[0]);
        out->recipient = name_of(risk, party[1]);
    }
    return status;
}

tocsin_status tocsin_risk_why_of(const tocsin_risk *risk, tocsin_text actor,
                                 tocsin_text recipient, tocsin_risk_why **out,
                                 tocsin_error *error)
{
    text name[2] = {actor, recipient};
    uint32_t party[2];
    *out = NULL;
    tocsin_status status = find_parties(risk, name, party, error);
    for (int k = 0; k < 2 && !status; k++)
        name[k] = name_of(risk, party[k]);
    return status ? status : tc_risk_why(risk->risk, party, name, out, error);
}

void tocsin_risk_why_free(tocsin_risk_why *why)
{
    tc_risk_why_free(why);
}

bool tocsin_risk_at(const tocsin_risk *risk, size_t rank, tocsin_risk_forecast *out)
{
    uint32_t actor, recipient;
    if (!tc_risk_at(risk->risk, rank, &actor, &recipient, out))
        return false;
    out->actor = name_of(risk, actor);
    out->recipient = name_of(risk, recipient);
    return true;
}

/* ---- forecasts that were kept ---------------------------------------------------- */

tocsin_status tocsin_record_keep_forecast(tocsin_record *record,
                                          const tocsin_kept_forecast *forecast,
                                          tocsin_error *error)
{
    return tc_record_keep_forecast((struct record *)record, forecast, error);
}

tocsin_status tocsin_record_forecasts(tocsin_record *record,
                                      tocsin_kept_function function, void *context,
                                      tocsin_error *error)
{
    return tc_record_forecasts((struct record *)record, function, context, error);
}

int tocsin_stream_outcome(const tocsin_stream *stream,
                          const tocsin_kept_forecast *forecast)
{
    const struct stream *s = &stream->stream;
    int32_t as_of = tc_day_parse(forecast->as_of);
    if (!s->count || as_of == TC_NO_DAY ||
        s->day[s->count - 1] < (int64_t)as_of + forecast->days)
        return -1;
    uint32_t party[2] = {TC_NO_GROUP, TC_NO_GROUP};
    party[0] = find_actor(s, forecast->actor);
    if (forecast->recipient.size)
        party[1] = find_actor(s, forecast->recipient);
    if (party[0] == TC_NO_GROUP ||
        (forecast->recipient.size && party[1] == TC_NO_GROUP))
        return 0; /* they are no longer in it: it did nothing */
    return tc_risk_days(s, party[0], party[1], forecast->roots, as_of + 1,
                        forecast->days);
}

tocsin_status tocsin_risk_plot(const tocsin_risk_past *past,
                               tocsin_write_function write, void *context,
                               tocsin_error *error)
{
    struct buffer svg;
    tc_buffer_init(&svg, 0);
    tocsin_status status = tc_risk_plot(past, &svg, error);
    if (!status)
        status = write(context, (tocsin_text){svg.data, svg.size});
    tc_buffer_release(&svg);
    return status;
}
