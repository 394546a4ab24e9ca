/* next.c: the public calls for next events: who or what is next, and forecasts of it
 * that were kept. */
#include "engine/study.h"
#include "record/record.h"

tocsin_status tocsin_next_make(const tocsin_stream *stream,
                               const tocsin_next_question *question, tocsin_next **out,
                               tocsin_error *error)
{
    return tc_next_make(&stream->stream, question, out, error);
}

void tocsin_next_free(tocsin_next *next)
{
    tc_next_free(next);
}

/* ---- forecasts that were kept ---------------------------------------------------- */

tocsin_status tocsin_record_keep_next(tocsin_record *record,
                                      const tocsin_kept_next *forecast,
                                      tocsin_error *error)
{
    return tc_record_keep_next((struct record *)record, forecast, error);
}

tocsin_status tocsin_record_nexts(tocsin_record *record, tocsin_next_function function,
                                  void *context, tocsin_error *error)
{
    return tc_record_nexts((struct record *)record, function, context, error);
}

bool tocsin_next_came(const tocsin_stream *stream, const tocsin_kept_next *forecast,
                      tocsin_next_outcome *out)
{
    return tc_next_outcome(&stream->stream, forecast, out);
}
