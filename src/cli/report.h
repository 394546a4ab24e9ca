/* cli/report.h: what a report is made from, and its parts. Inside cli/ only. */
#ifndef TC_REPORT_H
#define TC_REPORT_H

#include "cli/cli.h"

enum { QUADS = 4 };

/* An event, its strings owned by the report. */
struct report_event {
    long long id;
    tocsin_type type;
    tocsin_claim_status status;
    char day[11];
    char *mode, *actor, *actor_code, *actor_state, *recipient, *recipient_code, *place,
        *sentence;
    char *recipient_state; /* country, or the code of an international body */
    bool actor_is_state, recipient_is_state; /* the name is that of the state itself */
    double intensity, factuality;
    unsigned claims, documents, voices, denials;
    char *html; /* its claims, as HTML */
    size_t html_size;
};

struct report {
    const struct options *options;
    struct report_event *events; /* by day */
    size_t count, room;
    bool failed; /* out of memory */
    char *moves; /* of the busiest countries, as HTML; NULL: none */
    size_t moves_size;
    tocsin_record_summary summary;
};

/* report_gather.c */
tocsin_status tc_report_gather(struct report *report, tocsin_record *record,
                               tocsin_error *error);
void tc_report_release(struct report *report);
/* 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material
 * conflict */
int tc_report_quad(tocsin_type type);
/* Did it happen, by what its claims say? The charts count only these. */
bool tc_report_happened(const struct report_event *event);

/* report_charts.c */
void tc_report_timeline(FILE *to, const struct report *report);
void tc_report_matrix(FILE *to, const struct report *report);
void tc_report_types(FILE *to, const struct report *report);
void tc_report_statuses(FILE *to, const struct report *report);

/* report_moves.c: fills report->moves. */
tocsin_status tc_report_moves(struct report *report, tocsin_record *record,
                              tocsin_error *error);

/* report_answers.c: what cannot be told of so few events is left out. */
tocsin_status tc_report_answers(FILE *to, tocsin_moves *moves, tocsin_error *error);
tocsin_status tc_report_intensity(FILE *to, const tocsin_stream *stream,
                                  const tocsin_moves *moves, tocsin_error *error);
/* Of all pairs of countries in the record. */
tocsin_status tc_report_risk(FILE *to, tocsin_record *record,
                             const tocsin_filter *filter, tocsin_error *error);

void tc_html(FILE *to, tocsin_text t);
void tc_html_string(FILE *to, const char *s);

#endif
