/* hawkes.c: how two actors of a stream excite each other; wiring only.
 *
 * Acts fall into cooperation and conflict, verbal and material, by their CAMEO root
 * (Schrodt & Yonamine 2012) or their type; those of which neither is known by the sign
 * of their intensity, as material.
 */
#include "engine/study.h"

#include <math.h>
#include <string.h>

static const char *const names_of_one[] = {"act"};
static const char *const names_of_two[] = {"cooperation", "conflict"};
static const char *const names_of_four[] = {"verbal cooperation",
                                            "material cooperation", "verbal conflict",
                                            "material conflict"};

/* 0 to 3 in the order of names_of_four; -1 unknown. */
static int quarter(const struct stream_relation *kind)
{
    if (kind->root > 0 && kind->root <= 20)
        return kind->root <= 5 ? 0 : kind->root <= 9 ? 1 : kind->root <= 14 ? 2 : 3;
    switch (kind->type) {
    case TOCSIN_AGREE:
    case TOCSIN_CONSULT:
    case TOCSIN_SUPPORT:
    case TOCSIN_CONCEDE:
        return 0;
    case TOCSIN_COOPERATE:
    case TOCSIN_AID:
    case TOCSIN_RETREAT:
        return 1;
    case TOCSIN_REQUEST:
    case TOCSIN_ACCUSE:
    case TOCSIN_REJECT:
    case TOCSIN_THREATEN:
        return 2;
    case TOCSIN_PROTEST:
    case TOCSIN_SANCTION:
    case TOCSIN_MOBILIZE:
    case TOCSIN_COERCE:
    case TOCSIN_ASSAULT:
        return 3;
    default:
        return isnan(kind->intensity) ? -1 : kind->intensity < 0.0f ? 3 : 1;
    }
}

static tocsin_status fit(const tocsin_stream *stream,
                         const tocsin_intensity_options *options,
                         struct intensity_request *request, tocsin_intensity *out,
                         tocsin_error *error)
{
    size_t relations = stream->stream.relations.count;
    int16_t *class_of = tc_alloc((relations + 1) * sizeof *class_of);
    if (!class_of)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
    for (size_t i = 0; i < relations; i++) {
        int class = quarter(&stream->stream.kinds[i]);
        if (request->classes == 1)
            class = 0;
        else if (request->classes == 2 && class > 0)
            class /= 2;
        class_of[i] = (int16_t) class;
    }
    request->class_of = class_of;
    tocsin_status status =
        tc_stream_find(&stream->stream, options->a, &request->a, error);
    if (!status)
        status = tc_stream_find(&stream->stream, options->b, &request->b, error);
    if (!status)
        status = tc_intensity_make(&stream->stream, request, out, error);
    tc_free(class_of);
    return status;
}

tocsin_status tocsin_intensity_make(const tocsin_stream *stream,
                                    const tocsin_intensity_options *options,
                                    tocsin_intensity **out, tocsin_error *error)
{
    struct intensity_request request = {.classes = 2,
                                        .others = 40,
                                        .held_out = options->held_out,
                                        .days = options->days,
                                        .paths = options->paths,
                                        .seed = options->seed};
    *out = NULL;
    if (options->classes)
        request.classes = (uint32_t)options->classes;
    if (options->others)
        request.others = options->others < 0 ? 0 : (uint32_t)options->others;
    if (request.classes != 1 && request.classes != 2 && request.classes != 4)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "acts fall into 1, 2 or 4 classes, not %d", options->classes);
    tocsin_intensity *made = tc_alloc(sizeof *made);
    if (!made)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
    tocsin_status status = fit(stream, options, &request, made, error);
    if (status) {
        tc_free(made);
        return status;
    }
    made->class_names = request.classes == 1   ? names_of_one
                        : request.classes == 2 ? names_of_two
                                               : names_of_four;
    *out = made;
    return TOCSIN_OK;
}

void tocsin_intensity_free(tocsin_intensity *intensity)
{
    if (!intensity)
        return;
    tc_intensity_release(intensity);
    tc_free(intensity);
}

tocsin_status tocsin_intensity_plot(const tocsin_intensity *intensity,
                                    tocsin_write_function write, void *context,
                                    tocsin_error *error)
{
    struct buffer svg;
    tc_buffer_init(&svg, 0);
    tocsin_status status = tc_intensity_plot(intensity, &svg, error);
    if (!status)
        status = write(context, (tocsin_text){svg.data, svg.size});
    tc_buffer_release(&svg);
    return status;
}
