/* study/moves_inside.h: what moves.c, series.c, reciprocity.c, change.c and
 * moves_exchange.c share. Inside study/ only.
 */
#ifndef TC_MOVES_INSIDE_H
#define TC_MOVES_INSIDE_H

#include "study/moves_chance.h"
#include "study/study.h"

/* Between whom an event of the neighbourhood is: A, B, and C for any third. */
enum between { AB, BA, AC, CA, BC, CB, BETWEEN };

/* An event that A or B has part in. */
struct near_event {
    int32_t day; /* from first on */
    uint32_t event;
    uint16_t label; /* type, or TOCSIN_TYPE_COUNT + relation */
    uint8_t between;
    int8_t conflict; /* 1, 0 cooperation, -1 unknown */
    float intensity;
};

struct moves {
    tocsin_moves public; /* first: the handle is this */
    struct arena arena;  /* of all that public points at */
    struct buffer svg;
    const struct stream *stream;
    tocsin_moves_options how;
    struct near_event *near; /* (near_count), by day */
    size_t near_count, near_room;
    int32_t days; /* of the span */
};

/* A label's words. */
text tc_moves_label(const struct stream *stream, unsigned label);
tocsin_status tc_moves_memory(tocsin_error *error);

tocsin_status tc_moves_series(struct moves *moves, tocsin_error *error);
tocsin_status tc_moves_changes(struct moves *moves, tocsin_error *error);
tocsin_status tc_moves_responses(struct moves *moves, tocsin_error *error);
tocsin_status tc_moves_regressions(struct moves *moves, tocsin_error *error);
tocsin_status tc_moves_exchanges(struct moves *moves, tocsin_error *error);

/* moves_names.c: marks[actor] = mark for those that the name means. MISSING; MEMORY. */
tocsin_status tc_moves_actors(const struct stream *stream, text name, uint8_t *marks,
                              uint8_t mark, tocsin_error *error);

#endif
