/* next.c: tocsin_next_make(): who is next. */
#include "engine/study.h"

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
