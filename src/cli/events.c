/* events.c: tocsin events: list and filter. */
#include "cli/cli.h"

#include <string.h>

struct listing {
    const struct options *options;
    struct marking marking;
    unsigned long long count;
    int place_columns, party_columns;
};

static tocsin_text name_of(const tocsin_mention *m)
{
    return m->name.size ? m->name : m->text;
}

static void heading(const struct listing *l)
{
    if (l->options->format == OUTPUT_CSV) {
        fputs(
            "id,from,to,precision,type,mode,cameo,intensity,actor,actor_code,recipient,"
            "recipient_code,place,place_country,lat,lon,status,factuality,confidence,"
            "claims,documents,voices,denials,first_published,last_published,sentence\n",
            stdout);
    } else if (l->options->format == OUTPUT_TABLE) {
        fputs("   id  day         type       status      ", stdout);
        tc_cli_cell(stdout, tc_cli_text("actor"), l->party_columns);
        fputs("  ", stdout);
        tc_cli_cell(stdout, tc_cli_text("recipient"), l->party_columns);
        fputs("  ", stdout);
        tc_cli_cell(stdout, tc_cli_text("place"), l->place_columns);
        fputs("  claims voices\n", stdout);
    }
}

static void party_cell(const struct listing *l, const tocsin_mention *m)
{
    char both[256];
    tocsin_text name = name_of(m);
    if (!name.size) {
        tc_cli_cell(stdout, tc_cli_text("-"), l->party_columns);
        return;
    }
    int n = (int)(name.size < 180 ? name.size : 180);
    if (m->code.size && m->code.size < 40)
        (void)snprintf(both, sizeof both, "%.*s %.*s", (int)m->code.size, m->code.data,
                       n, name.data);
    else
        (void)snprintf(both, sizeof both, "%.*s", n, name.data);
    tc_cli_cell(stdout, tc_cli_text(both), l->party_columns);
}

static void table_row(const struct listing *l, const tocsin_event *e)
{
    printf("%5lld  ", e->id);
    tc_cli_cell(stdout, e->from, 10);
    printf("  %-9s  %-10s  ", tocsin_type_name(e->type),
           tocsin_claim_status_name(e->status));
    party_cell(l, &e->actor);
    fputs("  ", stdout);
    party_cell(l, &e->recipient);
    fputs("  ", stdout);
    tc_cli_cell(stdout, e->place.name.size ? e->place.name : tc_cli_text("-"),
                l->place_columns);
    printf("  %6u %6u\n", e->claims, e->voices);
    if (l->marking.words.size && e->sentence.size) {
        fputs("       ", stdout);
        tc_cli_marked(&l->marking, e->sentence, tc_cli_width() - 8);
        fputc('\n', stdout);
    }
}

static void csv_field(tocsin_text t)
{
    tc_cli_csv(stdout, t);
    fputc(',', stdout);
}

static void csv_row(const tocsin_event *e)
{
    printf("%lld,", e->id);
    csv_field(e->from);
    csv_field(e->to);
    csv_field(e->precision);
    printf("%s,", tocsin_type_name(e->type));
    csv_field(e->mode);
    csv_field(e->cameo);
    printf("%.1f,", e->intensity);
    csv_field(name_of(&e->actor));
    csv_field(e->actor.code);
    csv_field(name_of(&e->recipient));
    csv_field(e->recipient.code);
    csv_field(e->place.name);
    csv_field(e->place.country);
    if (e->place.precision.size && e->place.lat == e->place.lat)
        printf("%.4f,%.4f,", e->place.lat, e->place.lon);
    else
        fputs(",,", stdout);
    printf("%s,", tocsin_claim_status_name(e->status));
    tc_cli_number(stdout, e->factuality, 2, "");
    fputc(',', stdout);
    tc_cli_number(stdout, e->confidence, 3, "");
    printf(",%u,%u,%u,%u,", e->claims, e->documents, e->voices, e->denials);
    csv_field(e->first_published);
    csv_field(e->last_published);
    tc_cli_csv(stdout, e->sentence);
    fputc('\n', stdout);
}

static void json_text(const char *name, tocsin_text value)
{
    printf(",\"%s\":", name);
    tc_cli_json(stdout, value);
}

static void json_party(const char *name, const tocsin_mention *m)
{
    printf(",\"%s\":{\"name\":", name);
    tc_cli_json(stdout, name_of(m));
    json_text("code", m->code);
    json_text("country", m->country);
    json_text("sector", m->sector);
    json_text("id", m->id);
    fputc('}', stdout);
}

void tc_cli_event_json(const tocsin_event *e)
{
    printf("{\"id\":%lld,\"type\":\"%s\"", e->id, tocsin_type_name(e->type));
    json_text("mode", e->mode);
    json_text("cameo", e->cameo);
    printf(",\"intensity\":%.1f", e->intensity);
    json_party("actor", &e->actor);
    json_party("recipient", &e->recipient);
    fputs(",\"place\":", stdout);
    if (e->place.precision.size) {
        fputs("{\"name\":", stdout);
        tc_cli_json(stdout, e->place.name);
        json_text("country", e->place.country);
        fputs(",\"lat\":", stdout);
        tc_cli_json_number(stdout, e->place.lat, 4);
        fputs(",\"lon\":", stdout);
        tc_cli_json_number(stdout, e->place.lon, 4);
        json_text("precision", e->place.precision);
        fputc('}', stdout);
    } else {
        fputs("null", stdout);
    }
    json_text("from", e->from);
    json_text("to", e->to);
    json_text("precision", e->precision);
    printf(",\"status\":\"%s\",\"factuality\":", tocsin_claim_status_name(e->status));
    tc_cli_json_number(stdout, e->factuality, 2);
    fputs(",\"confidence\":", stdout);
    tc_cli_json_number(stdout, e->confidence, 3);
    printf(",\"claims\":%u,\"documents\":%u,\"voices\":%u,\"denials\":%u", e->claims,
           e->documents, e->voices, e->denials);
    json_text("first_published", e->first_published);
    json_text("last_published", e->last_published);
    json_text("sentence", e->sentence);
}

static tocsin_status row(void *context, const tocsin_event *e)
{
    struct listing *l = context;
    if (!l->count++)
        heading(l);
    if (l->options->format == OUTPUT_JSONL) {
        tc_cli_event_json(e);
        tc_cli_hits(&l->marking, e->sentence, 0);
        fputs("}\n", stdout);
    } else if (l->options->format == OUTPUT_CSV)
        csv_row(e);
    else
        table_row(l, e);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

int tc_cli_events(const struct options *options)
{
    if (options->by)
        return tc_cli_overview(options);
    if (options->argument_count)
        return tc_cli_decide(options);
    if (options->format > OUTPUT_CSV) {
        fputs("tocsin: events has the formats table, jsonl and csv\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    int spare = tc_cli_width() - 62;
    struct listing l = {
        .options = options,
        .marking = {record, options->filter.words},
        .place_columns = spare < 40 ? 10 : spare / 4
    };
    l.party_columns = (spare - l.place_columns) / 2;
    if (l.party_columns < 12)
        l.party_columns = 12;
    tocsin_error error;
    tocsin_status status =
        tocsin_record_events(record, &options->filter, row, &l, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    return l.count ? EXIT_DONE : EXIT_NOTHING;
}
