/* engine/study.h: the stream's handle from inside. Inside engine/ only. */
#ifndef TC_ENGINE_STUDY_H
#define TC_ENGINE_STUDY_H

#include "study/study.h"

struct tocsin_stream {
    struct stream stream;
    tocsin_stream_counts counts;
    char days[2][16]; /* of the first and the last event */
};

#endif
