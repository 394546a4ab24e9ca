/* claims.c: tocsin claims: who says it, who denies it. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct listing {
    const struct options *options;
    struct marking marking;
    unsigned long long count;
    int columns;
};

static tocsin_text first_name(const tocsin_mention *list, uint32_t count)
{
    if (!count)
        return tc_cli_text("-");
    return list[0].name.size ? list[0].name : list[0].text;
}

static tocsin_text voice(const tocsin_claim *c, const tocsin_document *d)
{
    if (c->attribution_count) {
        const tocsin_attribution *a = &c->attribution[c->attribution_count - 1];
        return a->source.size ? a->source : a->cue;
    }
    return d->publisher.size ? d->publisher : tc_cli_text("-");
}

/* Of the same voice; empty: the publisher's own. */
static const char *voice_kind(const tocsin_claim *c)
{
    return c->attribution_count
               ? tocsin_voice_kind_name(c->attribution[c->attribution_count - 1].kind)
               : "";
}

static void heading(const struct listing *l)
{
    if (l->options->format == OUTPUT_CSV)
        fputs("event,document,publisher,published,sentence,type,mode,status,factuality,"
              "confidence,actor,actor_code,recipient,recipient_code,from,to,voice,rule,"
              "text,voice_kind,verification\n",
              stdout);
    else if (l->options->format == OUTPUT_TABLE)
        fputs("event  published   type       status      actor → recipient, "
              "according to, sentence\n",
              stdout);
}

static void table_row(const struct listing *l, const tocsin_claim *c,
                      const tocsin_document *d, tocsin_text sentence, long long event)
{
    printf("%5lld  ", event);
    tc_cli_cell(stdout, d->published, 10);
    printf("  %-9s  %-10s  ", tocsin_type_name(c->type),
           tocsin_claim_status_name(c->status));
    tc_cli_line(stdout, first_name(c->actors, c->actor_count));
    fputs(" \xe2\x86\x92 ", stdout);
    tc_cli_line(stdout, first_name(c->recipients, c->recipient_count));
    fputs("  [", stdout);
    tc_cli_line(stdout, voice(c, d));
    putchar(']');
    if (c->verification.kind)
        printf("  %s", tocsin_verification_name(c->verification.kind));
    fputs("\n       ", stdout);
    tc_cli_marked(&l->marking, sentence, l->columns - 8);
    fputc('\n', stdout);
}

static void field(tocsin_text t)
{
    tc_cli_csv(stdout, t);
    fputc(',', stdout);
}

static void csv_row(const tocsin_claim *c, const tocsin_document *d,
                    tocsin_text sentence, long long event)
{
    static const tocsin_mention nobody;
    const tocsin_mention *a = c->actor_count ? c->actors : &nobody;
    const tocsin_mention *r = c->recipient_count ? c->recipients : &nobody;
    printf("%lld,", event);
    field(d->id);
    field(d->publisher);
    field(d->published);
    printf("%u,%s,", c->sentence, tocsin_type_name(c->type));
    field(c->mode);
    printf("%s,", tocsin_claim_status_name(c->status));
    tc_cli_number(stdout, c->factuality, 2, "");
    fputc(',', stdout);
    tc_cli_number(stdout, c->confidence, 3, "");
    fputc(',', stdout);
    field(a->name.size ? a->name : a->text);
    field(a->code);
    field(r->name.size ? r->name : r->text);
    field(r->code);
    field(c->time.from);
    field(c->time.to);
    field(voice(c, d));
    field(c->rule);
    field(sentence);
    printf("%s,%s\n", voice_kind(c), tocsin_verification_name(c->verification.kind));
}

tocsin_status tc_cli_claim_json(const tocsin_claim *c, const tocsin_document *d)
{
    size_t needed = 0;
    tocsin_status status = tocsin_claim_json(c, d, NULL, 0, &needed);
    if (status != TOCSIN_OK)
        return status;
    char *line = malloc(needed + 1);
    if (!line)
        return TOCSIN_MEMORY;
    status = tocsin_claim_json(c, d, line, needed, &needed);
    if (status == TOCSIN_OK && needed > 2) /* without the last "}\n" */
        fwrite(line, 1, needed - 2, stdout);
    free(line);
    return status;
}

static tocsin_status row(void *context, const tocsin_claim *c, const tocsin_document *d,
                         tocsin_text sentence, long long event)
{
    struct listing *l = context;
    if (!l->count++)
        heading(l);
    if (l->options->format == OUTPUT_JSONL) {
        tocsin_status status = tc_cli_claim_json(c, d);
        tc_cli_hits(&l->marking, sentence, c->begin);
        fputs("}\n", stdout);
        if (status != TOCSIN_OK)
            return status;
    } else if (l->options->format == OUTPUT_CSV) {
        csv_row(c, d, sentence, event);
    } else {
        table_row(l, c, d, sentence, event);
    }
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

int tc_cli_claims(const struct options *options)
{
    if (options->format > OUTPUT_CSV) {
        fputs("tocsin: claims has the formats table, jsonl and csv\n", stderr);
        return EXIT_USAGE;
    }
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    struct listing l = {
        .options = options,
        .marking = {record, options->filter.words},
        .columns = tc_cli_width()
    };
    tocsin_error error = {.byte = -1};
    tocsin_status status =
        tocsin_record_claims(record, &options->filter, row, &l, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    return l.count ? EXIT_DONE : EXIT_NOTHING;
}
