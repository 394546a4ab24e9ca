/* report.c: tocsin report: one self-contained HTML file to send or to print. Everything
 * is there without scripts; the few lines of script only filter the list. */
#include "cli/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* web/report.css, built in by embedded.S of the command. */
extern const char tc_report_css[], tc_report_css_end[];

enum { MOST_LISTED = 3000 };

static void figure(FILE *to, long long n, const char *words)
{
    fprintf(to, "<div><b>%lld</b><span>%s</span></div>", n, words);
}

static void head(FILE *to, const struct report *r)
{
    const char *title = r->options->title ? r->options->title : "What the news says";
    fputs("<!doctype html><html lang=en><head><meta charset=utf-8>"
          "<meta name=viewport content=\"width=device-width,initial-scale=1\"><title>",
          to);
    tc_html_string(to, title);
    fputs("</title><style>", to);
    fwrite(tc_report_css, 1, (size_t)(tc_report_css_end - tc_report_css), to);
    fputs("</style></head><body><header class=top><h1>", to);
    tc_html_string(to, title);
    fputs("</h1><div class=figures>", to);
    figure(to, (long long)r->count, "events here");
    figure(to, r->summary.documents, "documents in the record");
    figure(to, r->summary.copies, "of them copies");
    figure(to, r->summary.claims, "claims");
    figure(to, r->summary.actors, "actors");
    figure(to, r->summary.places, "places");
    fputs("</div></header><main>", to);
}

static void party(FILE *to, const char *name, const char *code)
{
    if (!*name) {
        fputs("<span class=none>unknown</span>", to);
        return;
    }
    tc_html_string(to, name);
    if (*code) {
        fputs(" <small>", to);
        tc_html_string(to, code);
        fputs("</small>", to);
    }
}

static void one_event(FILE *to, const struct report_event *e)
{
    const char *status = tocsin_claim_status_name(e->status);
    fprintf(to,
            "<details class=\"event q%d\" id=e%lld><summary><span class=day>%s</span>"
            "<span class=type>%s</span><span class=who>",
            tc_report_quad(e->type), e->id, e->day[0] ? e->day : "no day",
            tocsin_type_name(e->type));
    party(to, e->actor, e->actor_code);
    fputs(" &rarr; ", to);
    party(to, e->recipient, e->recipient_code);
    if (*e->place) {
        fputs(" <span class=none>&middot; ", to);
        tc_html_string(to, e->place);
        fputs("</span>", to);
    }
    fprintf(to, "<span class=\"status %s\">%s</span></span><span class=sum>", status,
            status);
    fprintf(to, "%u claim%s, %u voice%s", e->claims, e->claims == 1 ? "" : "s",
            e->voices, e->voices == 1 ? "" : "s");
    if (e->denials)
        fprintf(to, ", %u denial%s", e->denials, e->denials == 1 ? "" : "s");
    fputs("</span><span class=line>", to);
    tc_html_string(to, e->sentence);
    fputs("</span></summary><div class=claims>", to);
    if (e->html)
        fwrite(e->html, 1, e->html_size, to);
    fputs("</div></details>\n", to);
}

static void list(FILE *to, const struct report *r)
{
    size_t first = r->count > MOST_LISTED ? r->count - MOST_LISTED : 0;
    fputs("<h2>The events</h2><p class=note>Open one to see the words under it: the "
          "<mark>word</mark> that made the claim, the <u class=a>actor</u>, the "
          "<u class=r>recipient</u>, who says so, and by which rule it was coded.",
          to);
    if (first)
        fprintf(to, " The last %d of %zu are listed; narrow the report to see others.",
                MOST_LISTED, r->count);
    fputs("</p><input class=find type=search placeholder=\"Filter: a name, a code, a "
          "type, a word\" aria-label=Filter>",
          to);
    for (size_t i = first; i < r->count; i++)
        one_event(to, &r->events[i]);
}

static void write_report(FILE *to, const struct report *r)
{
    static const char script[] =
        "<script>document.querySelector('.find').addEventListener('input',function(e){"
        "var "
        "w=e.target.value.toLowerCase();document.querySelectorAll('.event').forEach("
        "function(d){d.hidden=w&&d.textContent.toLowerCase().indexOf(w)<0})})</script>";
    head(to, r);
    fputs(
        "<h2>When</h2><p class=note>Events that happened, by their own day, stacked by "
        "kind.</p>",
        to);
    tc_report_timeline(to, r);
    fputs("<h2>Who did what to whom</h2><p class=note>Events that happened between the "
          "parties named most: how many, and below it their mean intensity on "
          "Goldstein's scale from -10 (attack) to +10 (help).</p>",
          to);
    tc_report_matrix(to, r);
    if (r->moves)
        fwrite(r->moves, 1, r->moves_size, to);
    fputs("<div class=two><section><h2>What</h2><p class=note>Events that happened, by "
          "PLOVER type.</p>",
          to);
    tc_report_types(to, r);
    fputs(
        "</section><section><h2>How sure</h2><p class=note>What is announced, planned, "
        "threatened, possible or denied is no fact, and is in none of the charts."
        "</p>",
        to);
    tc_report_statuses(to, r);
    fputs("</section></div>", to);
    list(to, r);
    fprintf(to, "</main><footer>Made by tocsin %s from %s.", TOCSIN_RELEASE,
            "the record ");
    tc_html_string(to, r->options->record);
    fputs(" Machine coding errs: read the sentence before you quote a number.</footer>",
          to);
    fputs(script, to);
    fputs("</body></html>\n", to);
}

static int write_out(const struct report *r)
{
    const char *path = r->options->output;
    FILE *to = path ? fopen(path, "w") : stdout;
    if (!to) {
        fprintf(stderr, "tocsin: %s: %s\n", path, strerror(errno));
        return EXIT_UNUSABLE;
    }
    write_report(to, r);
    if (!path)
        return EXIT_DONE;
    bool bad = ferror(to) != 0;
    if (fclose(to) != 0 || bad) {
        fprintf(stderr, "tocsin: %s: cannot write it: %s\n", path, strerror(errno));
        return EXIT_UNUSABLE;
    }
    if (!r->options->quiet)
        fprintf(stderr, "%zu events in %s\n", r->count, path);
    return EXIT_DONE;
}

int tc_cli_report(const struct options *options)
{
    tocsin_record *record = NULL;
    int code = tc_cli_open_record(options, &record);
    if (code != EXIT_DONE)
        return code;
    struct report report = {.options = options};
    tocsin_error error = {.byte = -1};
    tocsin_status status = tc_report_gather(&report, record, &error);
    if (status == TOCSIN_OK)
        status = tc_report_moves(&report, record, &error);
    (void)tocsin_record_close(record, NULL);
    if (status == TOCSIN_MEMORY)
        fputs("tocsin: out of memory; narrow the report\n", stderr);
    else if (status != TOCSIN_OK)
        tc_cli_error(&error);
    code = status == TOCSIN_OK ? write_out(&report) : EXIT_UNUSABLE;
    if (code == EXIT_DONE && !report.count)
        code = EXIT_NOTHING;
    tc_report_release(&report);
    return code;
}
