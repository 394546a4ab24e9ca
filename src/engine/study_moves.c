/* study_moves.c: moves and rules of tocsin.h. */
#include "engine/study.h"

tocsin_status tocsin_moves_find(const tocsin_stream *stream, tocsin_text a,
                                tocsin_text b, const tocsin_moves_options *how,
                                tocsin_moves **out, tocsin_error *error)
{
    return tc_moves_find(&stream->stream, a, b, how, out, error);
}

void tocsin_moves_free(tocsin_moves *moves)
{
    tc_moves_free(moves);
}

tocsin_status tocsin_moves_plot(tocsin_moves *moves, tocsin_moves_chart chart,
                                tocsin_text *svg, tocsin_error *error)
{
    return tc_moves_plot(moves, chart, svg, error);
}

tocsin_status tocsin_rules_find(const tocsin_stream *stream,
                                const tocsin_moves_options *how, tocsin_rules **out,
                                tocsin_error *error)
{
    return tc_rules_find(&stream->stream, how, out, error);
}

void tocsin_rules_free(tocsin_rules *rules)
{
    tc_rules_free(rules);
}
