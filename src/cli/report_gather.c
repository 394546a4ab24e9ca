/* report_gather.c: the events and claims of a report, out of the record.
 *
 * One pass over the events and one over the claims, whose sentences are written as HTML
 * with their words marked as they come; memory grows with the events listed, about 2 kB
 * each.
 */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

void tc_html(FILE *to, tocsin_text t)
{
    for (size_t i = 0; i < t.size; i++) {
        switch (t.data[i]) {
        case '&':
            fputs("&amp;", to);
            break;
        case '<':
            fputs("&lt;", to);
            break;
        case '>':
            fputs("&gt;", to);
            break;
        case '"':
            fputs("&quot;", to);
            break;
        default:
            fputc(t.data[i], to);
        }
    }
}

void tc_html_string(FILE *to, const char *s)
{
    tc_html(to, tc_cli_text(s));
}

int tc_report_quad(tocsin_type type)
{
    switch (type) {
    case TOCSIN_AGREE:
    case TOCSIN_CONSULT:
    case TOCSIN_SUPPORT:
        return 1;
    case TOCSIN_COOPERATE:
    case TOCSIN_AID:
    case TOCSIN_CONCEDE:
    case TOCSIN_RETREAT:
        return 2;
    case TOCSIN_REQUEST:
    case TOCSIN_ACCUSE:
    case TOCSIN_REJECT:
    case TOCSIN_THREATEN:
        return 3;
    default:
        return 4;
    }
}

bool tc_report_happened(const struct report_event *event)
{
    return event->status == TOCSIN_HAPPENED || event->status == TOCSIN_ONGOING;
}

static char *keep(struct report *report, tocsin_text t)
{
    char *out = malloc(t.size + 1);
    if (!out) {
        report->failed = true;
        return NULL;
    }
    if (t.size)
        memcpy(out, t.data, t.size);
    out[t.size] = '\0';
    return out;
}

static bool make_room(struct report *report)
{
    if (report->count < report->room)
        return true;
    size_t room = report->room ? report->room * 2 : 256;
    struct report_event *grown = realloc(report->events, room * sizeof *grown);
    if (!grown) {
        report->failed = true;
        return false;
    }
    report->events = grown;
    report->room = room;
    return true;
}

static tocsin_text name_of(const tocsin_mention *m)
{
    return m->name.size ? m->name : m->text;
}

/* The country; of a body without one its code; of a bare role nothing. */
static tocsin_text state_of(const tocsin_mention *m)
{
    if (m->country.size)
        return m->country;
    return m->code.size > 3 ? m->code : tc_cli_text("");
}

/* Is it the country or body itself, not its army, capital or president? */
static bool is_state(const tocsin_mention *m)
{
    tocsin_text state = state_of(m);
    return m->id.size && m->code.size == state.size && !m->sector.size &&
           m->id.size == state.size && memcmp(m->id.data, state.data, state.size) == 0;
}

static tocsin_status take_event(void *context, const tocsin_event *e)
{
    struct report *report = context;
    if (!make_room(report))
        return TOCSIN_MEMORY;
    struct report_event *to = &report->events[report->count];
    memset(to, 0, sizeof *to);
    report->count++;
    to->id = e->id;
    to->type = e->type;
    to->status = e->status;
    size_t n = e->from.size < 10 ? e->from.size : 10;
    if (n)
        memcpy(to->day, e->from.data, n);
    to->mode = keep(report, e->mode);
    to->actor = keep(report, name_of(&e->actor));
    to->actor_code = keep(report, e->actor.code);
    to->recipient = keep(report, name_of(&e->recipient));
    to->recipient_code = keep(report, e->recipient.code);
    to->actor_state = keep(report, state_of(&e->actor));
    to->recipient_state = keep(report, state_of(&e->recipient));
    to->actor_is_state = is_state(&e->actor);
    to->recipient_is_state = is_state(&e->recipient);
    to->place = keep(report, e->place.name);
    to->sentence = keep(report, e->sentence);
    to->intensity = e->intensity;
    to->factuality = e->factuality;
    to->claims = e->claims;
    to->documents = e->documents;
    to->voices = e->voices;
    to->denials = e->denials;
    return report->failed ? TOCSIN_MEMORY : TOCSIN_OK;
}

/* ---- claims as HTML -------------------------------------------------------------- */

struct stretch {
    uint32_t begin, end;
    const char *open, *close;
};

static void put_mentions(const tocsin_mention *list, uint32_t count, const char *open,
                         struct stretch *out, int *n, int most)
{
    for (uint32_t i = 0; i < count && *n < most; i++)
        if (list[i].end > list[i].begin)
            out[(*n)++] = (struct stretch){list[i].begin, list[i].end, open, "</u>"};
}

static int by_begin(const void *left, const void *right)
{
    const struct stretch *a = left, *b = right;
    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

/* The sentence with trigger, actors and recipients marked; marks that would overlap an
 * earlier one are left out. */
static void sentence(FILE *to, const tocsin_claim *c, tocsin_text words)
{
    struct stretch marks[16];
    int n = 0;
    if (!words.size) /* an imported event's */
        return;
    marks[n++] =
        (struct stretch){c->trigger_begin, c->trigger_end, "<mark>", "</mark>"};
    put_mentions(c->actors, c->actor_count, "<u class=a>", marks, &n, 16);
    put_mentions(c->recipients, c->recipient_count, "<u class=r>", marks, &n, 16);
    qsort(marks, (size_t)n, sizeof *marks, by_begin);
    uint32_t at = c->begin;
    for (int i = 0; i < n; i++) {
        if (marks[i].begin < at || marks[i].end > c->end ||
            marks[i].end - c->begin > words.size)
            continue;
        tc_html(to, (tocsin_text){words.data + (at - c->begin), marks[i].begin - at});
        fputs(marks[i].open, to);
        tc_html(to, (tocsin_text){words.data + (marks[i].begin - c->begin),
                                  marks[i].end - marks[i].begin});
        fputs(marks[i].close, to);
        at = marks[i].end;
    }
    if (at - c->begin < words.size)
        tc_html(to, (tocsin_text){words.data + (at - c->begin),
                                  words.size - (at - c->begin)});
}

static void voices(FILE *to, const tocsin_claim *c, const tocsin_document *d)
{
    fputs("<div class=by>", to);
    tc_html(to, d->published);
    fputs(" &middot; ", to);
    tc_html(to, d->publisher.size ? d->publisher : d->id);
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        const tocsin_attribution *a = &c->attribution[i];
        fputs(" &larr; ", to);
        if (a->source.size)
            tc_html(to, a->source);
        else
            fputs("somebody", to);
        fprintf(to, " (%s%s%s, &ldquo;", a->named ? "named" : "unnamed",
                a->kind ? " " : "", a->kind ? tocsin_voice_kind_name(a->kind) : "");
        tc_html(to, a->cue);
        fputs("&rdquo;)", to);
    }
    fprintf(to, " <span class=\"status %s\">%s</span>",
            tocsin_claim_status_name(c->status), tocsin_claim_status_name(c->status));
    if (c->verification.kind) {
        fprintf(to, " <span class=verification>%s: &ldquo;",
                tocsin_verification_name(c->verification.kind));
        tc_html(to, c->verification.text);
        fputs("&rdquo;</span>", to);
    }
    fputs("</div>", to);
}

static int by_id(const void *left, const void *right)
{
    const struct report_event *const *a = left, *const *b = right;
    return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

struct filing {
    struct report *report;
    struct report_event **by_id; /* (count) */
};

static struct report_event *event_of(const struct filing *f, long long id)
{
    size_t low = 0, high = f->report->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->by_id[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->report->count && f->by_id[low]->id == id ? f->by_id[low] : NULL;
}

static tocsin_status take_claim(void *context, const tocsin_claim *c,
                                const tocsin_document *d, tocsin_text words,
                                long long event)
{
    struct filing *f = context;
    struct report_event *e = event_of(f, event);
    if (!e)
        return TOCSIN_OK;
    char *fragment = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&fragment, &size);
    if (!to)
        return TOCSIN_MEMORY;
    fputs("<div class=claim><q>", to);
    sentence(to, c, words);
    fputs("</q>", to);
    voices(to, c, d);
    fputs("<div class=why>", to);
    if (c->factuality == c->factuality)
        fprintf(to, "factuality %+.1f &middot; ", c->factuality);
    if (c->confidence == c->confidence)
        fprintf(to, "confidence %.2f &middot; ", c->confidence);
    tc_html(to, c->rule);
    fputs(" &middot; ", to);
    tc_html(to, c->path);
    fputs("</div></div>\n", to);
    if (fclose(to) != 0)
        return TOCSIN_MEMORY;
    char *grown = realloc(e->html, e->html_size + size);
    if (grown) {
        memcpy(grown + e->html_size, fragment, size);
        e->html = grown;
        e->html_size += size;
    }
    free(fragment);
    return grown ? TOCSIN_OK : TOCSIN_MEMORY;
}

tocsin_status tc_report_gather(struct report *report, tocsin_record *record,
                               tocsin_error *error)
{
    tocsin_status status = tocsin_record_summarise(record, &report->summary, error);
    if (status == TOCSIN_OK)
        status = tocsin_record_events(record, &report->options->filter, take_event,
                                      report, error);
    if (status != TOCSIN_OK || !report->count)
        return status;
    struct filing f = {report, malloc(report->count * sizeof *f.by_id)};
    if (!f.by_id)
        return TOCSIN_MEMORY;
    for (size_t i = 0; i < report->count; i++)
        f.by_id[i] = &report->events[i];
    qsort(f.by_id, report->count, sizeof *f.by_id, by_id);
    tocsin_filter all = TOCSIN_FILTER_ALL;
    all.as_of = report->options->filter.as_of;
    status = tocsin_record_claims(record, &all, take_claim, &f, error);
    free(f.by_id);
    return status;
}

void tc_report_release(struct report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        struct report_event *e = &report->events[i];
        free(e->mode);
        free(e->actor);
        free(e->actor_code);
        free(e->recipient);
        free(e->recipient_code);
        free(e->actor_state);
        free(e->recipient_state);
        free(e->place);
        free(e->sentence);
        free(e->html);
    }
    free(report->events);
    free(report->moves);
}
