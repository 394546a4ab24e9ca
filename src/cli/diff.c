/* diff.c: tocsin diff: what changed between two days, and between two coders. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct table {
    const struct options *options;
    unsigned long long counts[TOCSIN_DIFFERENCE_COUNT];
};

static tocsin_text name_of(const tocsin_mention *m)
{
    if (m->name.size)
        return m->name;
    return m->text.size ? m->text : tc_cli_text("-");
}

static const tocsin_mention *first_of(const tocsin_mention *list, uint32_t count)
{
    static const tocsin_mention nobody;
    return count ? list : &nobody;
}

static void json_fields(tocsin_difference kind, unsigned fields)
{
    const char *before = "";
    printf("{\"difference\":\"%s\",\"fields\":[", tocsin_difference_name(kind));
    for (int i = 0; i < TOCSIN_DIFFERS_COUNT; i++)
        if (fields & 1u << i) {
            printf("%s\"%s\"", before, tocsin_differs_name((tocsin_differs)i));
            before = ",";
        }
    fputc(']', stdout);
}

/* "status: possible -> happened"; pieces between "; ". */
struct pieces {
    const char *before;
};

static void change(struct pieces *pieces, tocsin_differs field, tocsin_text old,
                   tocsin_text new)
{
    printf("%s%s: ", pieces->before, tocsin_differs_name(field));
    tc_cli_line(stdout, old.size ? old : tc_cli_text("-"));
    fputs(" \xe2\x86\x92 ", stdout);
    tc_cli_line(stdout, new.size ? new : tc_cli_text("-"));
    pieces->before = "; ";
}

static void change_count(struct pieces *pieces, tocsin_differs field, unsigned old,
                         unsigned new)
{
    char words[2][16];
    (void)snprintf(words[0], sizeof words[0], "%u", old);
    (void)snprintf(words[1], sizeof words[1], "%u", new);
    change(pieces, field, tc_cli_text(words[0]), tc_cli_text(words[1]));
}

static void change_real(struct pieces *pieces, tocsin_differs field, double old,
                        double new)
{
    char words[2][32];
    (void)snprintf(words[0], sizeof words[0], "%.2f", old);
    (void)snprintf(words[1], sizeof words[1], "%.2f", new);
    change(pieces, field, tc_cli_text(words[0]), tc_cli_text(words[1]));
}

/* ---- events -------------------------------------------------------------------- */

static void change_event(struct pieces *pieces, tocsin_differs field,
                         const tocsin_event *a, const tocsin_event *b)
{
    switch (field) {
    case TOCSIN_DIFFERS_MODE:
        change(pieces, field, a->mode, b->mode);
        break;
    case TOCSIN_DIFFERS_STATUS:
        change(pieces, field, tc_cli_text(tocsin_claim_status_name(a->status)),
               tc_cli_text(tocsin_claim_status_name(b->status)));
        break;
    case TOCSIN_DIFFERS_ACTOR:
        change(pieces, field, name_of(&a->actor), name_of(&b->actor));
        break;
    case TOCSIN_DIFFERS_RECIPIENT:
        change(pieces, field, name_of(&a->recipient), name_of(&b->recipient));
        break;
    case TOCSIN_DIFFERS_PLACE:
        change(pieces, field, a->place.name, b->place.name);
        break;
    case TOCSIN_DIFFERS_TIME:
        change(pieces, field, a->from, b->from);
        break;
    case TOCSIN_DIFFERS_INTENSITY:
        change_real(pieces, field, a->intensity, b->intensity);
        break;
    case TOCSIN_DIFFERS_FACTUALITY:
        change_real(pieces, field, a->factuality, b->factuality);
        break;
    case TOCSIN_DIFFERS_CONFIDENCE:
        change_real(pieces, field, a->confidence, b->confidence);
        break;
    case TOCSIN_DIFFERS_CLAIMS:
        change_count(pieces, field, a->claims, b->claims);
        break;
    case TOCSIN_DIFFERS_DOCUMENTS:
        change_count(pieces, field, a->documents, b->documents);
        break;
    case TOCSIN_DIFFERS_VOICES:
        change_count(pieces, field, a->voices, b->voices);
        break;
    case TOCSIN_DIFFERS_DENIALS:
        change_count(pieces, field, a->denials, b->denials);
        break;
    default: /* the words stand in the next line */
        break;
    }
}

static void table_event(const tocsin_event_difference *d)
{
    const tocsin_event *e = d->after ? d->after : d->before;
    struct pieces pieces = {"       "};
    printf("%-7s %6lld  ", tocsin_difference_name(d->kind), e->id);
    tc_cli_cell(stdout, e->from, 10);
    printf("  %-9s  %-10s  ", tocsin_type_name(e->type),
           tocsin_claim_status_name(e->status));
    tc_cli_line(stdout, name_of(&e->actor));
    fputs(" \xe2\x86\x92 ", stdout);
    tc_cli_line(stdout, name_of(&e->recipient));
    fputc('\n', stdout);
    for (int i = 0; i < TOCSIN_DIFFERS_COUNT && d->before && d->after; i++)
        if (d->fields & 1u << i)
            change_event(&pieces, (tocsin_differs)i, d->before, d->after);
    fputs(pieces.before[0] == ';' ? "\n" : "", stdout);
    fputs("        ", stdout);
    tc_cli_cut(stdout, e->sentence, tc_cli_width() - 8);
    fputs("\n        by", stdout);
    for (uint32_t i = 0; i < d->document_count; i++) {
        fputs(i ? ", " : " ", stdout);
        tc_cli_line(stdout, d->documents[i]);
    }
    fputc('\n', stdout);
}

static void json_event(const char *name, const tocsin_event *event)
{
    printf(",\"%s\":", name);
    if (event)
        tc_cli_event_json(event);
    fputs(event ? "}" : "null", stdout);
}

static tocsin_status event_row(void *context, const tocsin_event_difference *d)
{
    struct table *table = context;
    table->counts[d->kind]++;
    if (table->options->format == OUTPUT_TABLE) {
        table_event(d);
        return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
    }
    json_fields(d->kind, d->fields);
    printf(",\"event\":%lld", d->after ? d->after->id : d->before->id);
    json_event("before", d->before);
    json_event("after", d->after);
    fputs(",\"documents\":[", stdout);
    for (uint32_t i = 0; i < d->document_count; i++) {
        fputs(i ? "," : "", stdout);
        tc_cli_json(stdout, d->documents[i]);
    }
    fputs("]}\n", stdout);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* ---- claims -------------------------------------------------------------------- */

static void table_claim(const tocsin_claim_difference *d)
{
    const tocsin_claim *c = d->after ? d->after : d->before;
    struct pieces pieces = {"        differs in "};
    printf("%-7s ", tocsin_difference_name(d->kind));
    tc_cli_line(stdout, d->document->id);
    printf(", sentence %u  %s  %s  ", c->sentence, tocsin_type_name(c->type),
           tocsin_claim_status_name(c->status));
    tc_cli_line(stdout, name_of(first_of(c->actors, c->actor_count)));
    fputs(" \xe2\x86\x92 ", stdout);
    tc_cli_line(stdout, name_of(first_of(c->recipients, c->recipient_count)));
    fputc('\n', stdout);
    for (int i = 0; i < TOCSIN_DIFFERS_COUNT; i++)
        if (d->fields & 1u << i) {
            printf("%s%s", pieces.before, tocsin_differs_name((tocsin_differs)i));
            pieces.before = ", ";
        }
    fputs(d->fields ? "\n        " : "        ", stdout);
    tc_cli_cut(stdout, d->sentence, tc_cli_width() - 8);
    fputc('\n', stdout);
}

static tocsin_status json_claim(const char *name, const tocsin_claim *claim,
                                const tocsin_document *document)
{
    tocsin_status status = TOCSIN_OK;
    printf(",\"%s\":", name);
    if (claim)
        status = tc_cli_claim_json(claim, document);
    fputs(claim ? "}" : "null", stdout);
    return status;
}

static void json_id(const char *name, long long id)
{
    if (id)
        printf(",\"%s\":%lld", name, id);
    else
        printf(",\"%s\":null", name);
}

static tocsin_status claim_row(void *context, const tocsin_claim_difference *d)
{
    struct table *table = context;
    table->counts[d->kind]++;
    if (table->options->format == OUTPUT_TABLE) {
        table_claim(d);
        return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
    }
    json_fields(d->kind, d->fields);
    tocsin_status status = json_claim("before", d->before, d->document);
    if (!status)
        status = json_claim("after", d->after, d->document);
    json_id("event_before", d->event_before);
    json_id("event_after", d->event_after);
    fputs("}\n", stdout);
    return status ? status : ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* ---- coders -------------------------------------------------------------------- */

static tocsin_status coder_row(void *context, const tocsin_record_coder *coder)
{
    struct table *table = context;
    if (table->options->format == OUTPUT_TABLE) {
        printf("%4lld  %8lld documents  ", coder->id, coder->documents);
        tc_cli_line(stdout, coder->version);
        fputc('\n', stdout);
    } else {
        printf("{\"coder\":%lld,\"version\":", coder->id);
        tc_cli_json(stdout, coder->version);
        printf(",\"documents\":%lld,\"first_learnt\":%lld,\"last_learnt\":%lld}\n",
               coder->documents, coder->first_learnt, coder->last_learnt);
    }
    table->counts[0]++;
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* The coder of a number or of words that stand in one version alone. */
struct wanted {
    const char *words;
    long long number, found;
    int count;
};

static tocsin_status match(void *context, const tocsin_record_coder *coder)
{
    struct wanted *wanted = context;
    size_t size = strlen(wanted->words);
    bool fits = coder->id == wanted->number;
    for (size_t i = 0; i + size <= coder->version.size && !fits && !wanted->number; i++)
        fits = memcmp(coder->version.data + i, wanted->words, size) == 0;
    if (fits) {
        wanted->found = coder->id;
        wanted->count++;
    }
    return TOCSIN_OK;
}

static int find_coder(tocsin_record *record, const char *words, long long *out)
{
    char *end;
    struct wanted wanted = {.words = words, .number = strtoll(words, &end, 10)};
    tocsin_error error = {.byte = -1};
    if (*end)
        wanted.number = 0;
    tocsin_status status = tocsin_record_coders(record, match, &wanted, &error);
    if (status) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    *out = wanted.found;
    if (wanted.count == 1)
        return EXIT_DONE;
    fprintf(stderr, "tocsin: %s coder is \"%s\"; see tocsin diff --codings\n",
            wanted.count ? "more than one" : "no", words);
    return EXIT_USAGE;
}

/* ---- the command --------------------------------------------------------------- */

static tocsin_status diff_days(tocsin_record *record, const struct options *options,
                               struct table *table, tocsin_error *error)
{
    tocsin_filter filter = options->filter;
    const tocsin_text between[2] = {filter.from,
                                    filter.to.size ? filter.to : filter.as_of};
    filter.from = filter.to = filter.as_of = (tocsin_text){NULL, 0};
    return tocsin_record_diff(record, &filter, between, event_row, table, error);
}

static int ask(tocsin_record *record, const struct options *options)
{
    struct table table = {.options = options};
    tocsin_error error = {.byte = -1};
    tocsin_status status;
    long long between[2];
    int code = EXIT_DONE;
    if (options->codings) {
        status = tocsin_record_coders(record, coder_row, &table, &error);
    } else if (options->coder_count) {
        for (int i = 0; i < 2 && code == EXIT_DONE; i++)
            code = find_coder(record, options->coders[i], &between[i]);
        if (code != EXIT_DONE)
            return code;
        status = tocsin_record_diff_coders(record, between, claim_row, &table, &error);
    } else {
        status = diff_days(record, options, &table, &error);
    }
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return tc_cli_exit(status);
    }
    if (options->format == OUTPUT_TABLE && !options->codings && !options->quiet)
        fprintf(stderr, "%llu new, %llu gone, %llu changed\n",
                table.counts[TOCSIN_DIFFERENCE_NEW],
                table.counts[TOCSIN_DIFFERENCE_GONE],
                table.counts[TOCSIN_DIFFERENCE_CHANGED]);
    for (int i = 0; i < TOCSIN_DIFFERENCE_COUNT; i++)
        if (table.counts[i])
            return EXIT_DONE;
    return EXIT_NOTHING;
}

int tc_cli_diff(const struct options *options)
{
    bool days = options->filter.from.size > 0;
    bool coders = options->coder_count == 2;
    if (options->argument_count || days + coders + options->codings != 1 ||
        (options->coder_count && !coders)) {
        fputs("tocsin: diff wants --from DATE, --coder twice, or --codings\n", stderr);
        return EXIT_USAGE;
    }
    if (options->format > OUTPUT_JSONL) {
        fputs("tocsin: diff has the formats table and jsonl\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    code = ask(record, options);
    (void)tocsin_record_close(record, NULL);
    return code;
}
