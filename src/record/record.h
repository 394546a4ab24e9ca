/* record/record.h: claims to events in SQLite. The door of record/.
 *
 * The functions are those of tocsin.h with tc_ before them; src/engine only passes them
 * on. Everything about the file's layout is in record/schema.c.
 */
#ifndef TC_RECORD_H
#define TC_RECORD_H

#include "base/base.h"
#include "record/io/row.h"

struct record;

tocsin_status tc_record_open(const char *path, bool write, struct record **out,
                             tocsin_error *error);
tocsin_status tc_record_close(struct record *record, tocsin_error *error);
tocsin_status tc_record_add(struct record *record, const tocsin_coding *coding,
                            const char *coder_version, bool *added,
                            tocsin_error *error);
tocsin_status tc_record_commit(struct record *record, tocsin_error *error);
tocsin_status tc_record_events(struct record *record, const tocsin_filter *filter,
                               tocsin_event_function function, void *context,
                               tocsin_error *error);
tocsin_status tc_record_overview(struct record *record, const tocsin_overview *what,
                                 tocsin_overview_function function, void *context,
                                 tocsin_error *error);
tocsin_status tc_record_hits(struct record *record, tocsin_text words,
                             tocsin_text sentence, tocsin_hits *hits,
                             tocsin_error *error);
tocsin_status tc_record_claims(struct record *record, const tocsin_filter *filter,
                               tocsin_claim_function function, void *context,
                               tocsin_error *error);
/* How the line of a claim is written, which code/ knows; with its newline. */
typedef void (*tc_claim_line)(struct buffer *buffer, const tocsin_claim *claim,
                              const tocsin_document *document);
struct export_to {
    tc_claim_line claim_line;
    tocsin_write_function write;
    void *context;                /* of write */
    tocsin_export_counts *counts; /* NULL, or filled */
};
tocsin_status tc_record_export(struct record *record, const tocsin_export *options,
                               const struct export_to *to, tocsin_error *error);
/* The bytes of source->path, and of source->mapping where there is one. */
struct import_from {
    const tocsin_import_source *source;
    struct io_input input;
    text mapping;
};
tocsin_status tc_record_import(struct record *record, const struct import_from *from,
                               tocsin_import_counts *counts, tocsin_error *error);
const char *tc_import_format(size_t n);
tocsin_status tc_record_summarise(struct record *record, tocsin_record_summary *out,
                                  tocsin_error *error);
/* between: the two days, the second empty: now. */
tocsin_status tc_record_diff(struct record *record, const tocsin_filter *filter,
                             const text between[2],
                             tocsin_event_difference_function function, void *context,
                             tocsin_error *error);
tocsin_status tc_record_diff_coders(struct record *record, const long long between[2],
                                    tocsin_claim_difference_function function,
                                    void *context, tocsin_error *error);
tocsin_status tc_record_coders(struct record *record,
                               tocsin_record_coder_function function, void *context,
                               tocsin_error *error);
tocsin_status tc_record_copies(struct record *record, text document, text as_of,
                               tocsin_copy_function function, void *context,
                               tocsin_error *error);
tocsin_status tc_record_sources(struct record *record, const tocsin_filter *filter,
                                tocsin_source_function function, void *context,
                                tocsin_error *error);
tocsin_status tc_record_check(struct record *record, tocsin_line_function function,
                              void *context, tocsin_error *error);
tocsin_status tc_record_repair(const char *path, tocsin_line_function function,
                               void *context, tocsin_error *error);
tocsin_status tc_record_backup(struct record *record, const char *path,
                               tocsin_error *error);

tocsin_status tc_record_event_left(struct record *record, long long event,
                                   uint32_t *claims, char until[11],
                                   tocsin_error *error);
tocsin_status tc_record_event_now(struct record *record, long long event,
                                  long long *now, tocsin_error *error);
tocsin_status tc_record_merge_events(struct record *record, const long long *events,
                                     size_t count, text note, long long *decision,
                                     tocsin_error *error);
tocsin_status tc_record_split_event(struct record *record, const tocsin_split *split,
                                    long long *decision, tocsin_error *error);
tocsin_status tc_record_contradictions(struct record *record, long long event,
                                       tocsin_contradiction_function function,
                                       void *context, tocsin_error *error);
tocsin_status tc_record_undo(struct record *record, long long decision,
                             tocsin_error *error);
tocsin_status tc_record_decisions(struct record *record,
                                  tocsin_decision_function function, void *context,
                                  tocsin_error *error);

tocsin_status tc_record_keep_forecast(struct record *record,
                                      const tocsin_kept_forecast *forecast,
                                      tocsin_error *error);
tocsin_status tc_record_forecasts(struct record *record, tocsin_kept_function function,
                                  void *context, tocsin_error *error);
tocsin_status tc_record_keep_next(struct record *record,
                                  const tocsin_kept_next *forecast,
                                  tocsin_error *error);
tocsin_status tc_record_nexts(struct record *record, tocsin_next_function function,
                              void *context, tocsin_error *error);

#endif
