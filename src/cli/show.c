/* show.c: tocsin show ID: one event down to its words. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct showing {
    const struct options *options;
    bool found, colour;
    unsigned claims;
};

static void line(const char *name, tocsin_text value)
{
    if (!value.size)
        return;
    printf("  %-11s ", name);
    tc_cli_line(stdout, value);
    fputc('\n', stdout);
}

static void party(const char *name, const tocsin_mention *m)
{
    tocsin_text words = m->name.size ? m->name : m->text;
    printf("  %-11s ", name);
    if (words.size)
        tc_cli_line(stdout, words);
    else
        fputs("unknown", stdout);
    if (m->code.size)
        printf(" (%.*s)", (int)m->code.size, m->code.data);
    fputc('\n', stdout);
}

static tocsin_status event(void *context, const tocsin_event *e)
{
    struct showing *s = context;
    s->found = true;
    printf("event %lld: %s%s%.*s, %s\n", e->id, tocsin_type_name(e->type),
           e->mode.size ? " " : "", (int)e->mode.size, e->mode.size ? e->mode.data : "",
           tocsin_claim_status_name(e->status));
    party("actor", &e->actor);
    party("recipient", &e->recipient);
    line("place", e->place.name);
    if (e->from.size) {
        printf("  %-11s %.*s", "day", (int)e->from.size, e->from.data);
        if (e->to.size && (e->to.size != e->from.size ||
                           memcmp(e->to.data, e->from.data, e->to.size) != 0))
            printf(" to %.*s", (int)e->to.size, e->to.data);
        printf(" (%.*s)\n", (int)e->precision.size,
               e->precision.size ? e->precision.data : "");
    }
    line("cameo", e->cameo);
    printf("  %-11s %.1f\n", "intensity", e->intensity);
    if (e->factuality == e->factuality) /* projects give neither */
        printf("  %-11s %+.2f of -3 to +3\n", "factuality", e->factuality);
    if (e->confidence == e->confidence)
        printf("  %-11s %.2f\n", "confidence", e->confidence);
    printf("  %-11s %u in %u documents, %u independent, %u deny it\n", "claims",
           e->claims, e->documents, e->voices, e->denials);
    return TOCSIN_OK;
}

/* "killed: eleven (AP, claim 2)", one line a count or denial. */
static tocsin_status contradiction(void *context, const tocsin_contradiction *c)
{
    unsigned *count = context;
    printf("  %-11s %.*s: ", (*count)++ ? "" : "against", (int)c->what.size,
           c->what.data);
    tc_cli_cut(stdout, c->words, 60);
    fputs(" (", stdout);
    tc_cli_line(stdout, c->who.size ? c->who : c->document);
    printf(", claim %lld)\n", c->claim);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* The sentence with the trigger marked: colour on a terminal, brackets elsewhere. */
static void marked(const struct showing *s, const tocsin_claim *c, tocsin_text sentence)
{
    size_t begin = c->trigger_begin - c->begin, end = c->trigger_end - c->begin;
    if (c->trigger_begin < c->begin || end > sentence.size || begin > end) {
        tc_cli_line(stdout, sentence);
        return;
    }
    tc_cli_line(stdout, (tocsin_text){sentence.data, begin});
    fputs(s->colour ? "\033[1;33m" : "[", stdout);
    tc_cli_line(stdout, (tocsin_text){sentence.data + begin, end - begin});
    fputs(s->colour ? "\033[0m" : "]", stdout);
    tc_cli_line(stdout, (tocsin_text){sentence.data + end, sentence.size - end});
}

static void chain(const tocsin_claim *c, const tocsin_document *d)
{
    fputs("     says: ", stdout);
    tc_cli_line(stdout, d->publisher.size ? d->publisher : tc_cli_text("the text"));
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        const tocsin_attribution *a = &c->attribution[i];
        fputs(" \xe2\x86\x90 ", stdout);
        tc_cli_line(stdout, a->source.size ? a->source : tc_cli_text("somebody"));
        printf(" (%s%s%s%s, \"", a->named ? "named" : "unnamed", a->kind ? " " : "",
               a->kind ? tocsin_voice_kind_name(a->kind) : "",
               a->anonymous ? ", would not be named" : "");
        tc_cli_line(stdout, a->cue);
        fputs("\")", stdout);
    }
    fputc('\n', stdout);
}

static void verification(const tocsin_verification *v)
{
    if (v->kind == TOCSIN_VERIFICATION_NONE)
        return;
    printf("     %s", tocsin_verification_name(v->kind));
    if (v->by.size) {
        fputs(" (", stdout);
        tc_cli_line(stdout, v->by);
        fputc(')', stdout);
    }
    fputs(": \"", stdout);
    tc_cli_line(stdout, v->text);
    fputs("\"\n", stdout);
}

static tocsin_status claim(void *context, const tocsin_claim *c,
                           const tocsin_document *d, tocsin_text sentence,
                           long long event_id)
{
    (void)event_id;
    struct showing *s = context;
    printf("\n %2u. %.*s  %.*s, sentence %u, bytes %u-%u\n     ", ++s->claims,
           (int)d->published.size, d->published.size ? d->published.data : "",
           (int)d->id.size, d->id.data, c->sentence, c->begin, c->end);
    if (d->correction)
        printf("this document was %s\n     ", tocsin_correction_name(d->correction));
    marked(s, c, sentence);
    fputc('\n', stdout);
    chain(c, d);
    verification(&c->verification);
    printf("     %s", tocsin_claim_status_name(c->status));
    if (c->factuality == c->factuality)
        printf(", factuality %+.2f", c->factuality);
    if (c->confidence == c->confidence)
        printf(", confidence %.2f", c->confidence);
    printf("\n     rule %.*s, path %.*s\n", (int)c->rule.size,
           c->rule.size ? c->rule.data : "", (int)c->path.size,
           c->path.size ? c->path.data : "");
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

static tocsin_status json_claim(void *context, const tocsin_claim *c,
                                const tocsin_document *d, tocsin_text sentence,
                                long long event_id)
{
    (void)sentence;
    (void)event_id;
    struct showing *s = context;
    s->found = true;
    tocsin_status status = tc_cli_claim_json(c, d);
    fputs("}\n", stdout);
    return status;
}

/* Why there is nothing to show. */
static tocsin_status tell_nothing(tocsin_record *record, const tocsin_filter *filter,
                                  tocsin_error *error)
{
    char until[11];
    uint32_t claims;
    long long id = filter->event;
    tocsin_status status = tocsin_record_event_left(record, id, &claims, until, error);
    if (status != TOCSIN_OK)
        return status;
    if (!claims)
        fprintf(stderr, "tocsin: there is no event %lld%s\n", id,
                filter->as_of.size ? " on that day" : "");
    else if (filter->as_of.size)
        fprintf(stderr, "tocsin: on that day nobody told of event %lld\n", id);
    else
        fprintf(stderr,
                "tocsin: nobody tells of event %lld any more: its text was changed or "
                "withdrawn%s%s; --as-of shows what stood on an earlier day\n",
                id, until[0] ? " on " : "", until);
    return TOCSIN_OK;
}

int tc_cli_show(const struct options *options)
{
    char *end;
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    if (options->argument_count != 1 ||
        (filter.event = strtoll(options->arguments[0], &end, 10)) < 1 || *end) {
        fputs("tocsin: show wants the number of one event\n", stderr);
        return EXIT_USAGE;
    }
    if (options->format > OUTPUT_JSONL) {
        fputs("tocsin: show has the formats table and jsonl\n", stderr);
        return EXIT_USAGE;
    }
    filter.as_of = options->filter.as_of;
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    tocsin_error error = {.byte = -1};
    long long asked = filter.event;
    tocsin_status status =
        tocsin_record_event_now(record, asked, &filter.event, &error);
    if (filter.event != asked && options->format == OUTPUT_TABLE)
        printf("event %lld became part of event %lld\n", asked, filter.event);
    struct showing s = {.options = options, .colour = tc_cli_colour(stdout)};
    if (status != TOCSIN_OK) {
        /* told below */
    } else if (options->format == OUTPUT_JSONL) {
        status = tocsin_record_claims(record, &filter, json_claim, &s, &error);
    } else {
        unsigned against = 0;
        status = tocsin_record_events(record, &filter, event, &s, &error);
        if (status == TOCSIN_OK && s.found && !filter.as_of.size)
            status = tocsin_record_contradictions(record, filter.event, contradiction,
                                                  &against, &error);
        if (status == TOCSIN_OK && s.found)
            status = tocsin_record_claims(record, &filter, claim, &s, &error);
    }
    if (status == TOCSIN_OK && !s.found)
        status = tell_nothing(record, &filter, &error);
    (void)tocsin_record_close(record, NULL);
    if (status != TOCSIN_OK && status != TOCSIN_STOPPED) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    return s.found ? EXIT_DONE : EXIT_NOTHING;
}
