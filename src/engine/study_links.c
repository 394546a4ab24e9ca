/* study_links.c: tocsin_links_evaluate(): a benchmark's parts read in their order, and
 * the last of them asked for. */
#include "engine/engine.h"
#include "engine/study.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct asked {
    const struct stream *stream;
    tocsin_problem_function problem;
    tocsin_links_function function;
    void *context;
    tocsin_status stopped; /* by problem */
};

static void hear(void *context, const tocsin_error *problem)
{
    struct asked *asked = context;
    if (asked->problem && !asked->stopped)
        asked->stopped = asked->problem(asked->context, problem);
}

static tocsin_status tell(void *context, const struct links_answer *from)
{
    const struct asked *asked = context;
    const struct stream *stream = asked->stream;
    tocsin_links_answer answer = {.subject = stream->actor[from->event],
                                  .relation = stream->relation[from->event],
                                  .object = stream->recipient[from->event],
                                  .day = stream->day[from->event],
                                  .asks_subject = from->subject,
                                  .asks_relation = from->relation,
                                  .rank = from->rank,
                                  .stratum = (tocsin_links_stratum)from->stratum,
                                  .scores = from->scores,
                                  .candidates = from->relation ? stream->relations.count
                                                               : stream->actors.count};
    memcpy(answer.base, from->base, sizeof answer.base);
    return asked->function(asked->context, &answer);
}

static tocsin_status read_part(struct stream *stream, const char *folder,
                               const char *part, struct asked *asked,
                               tocsin_error *error)
{
    char path[4096];
    struct quads_report report = {hear, asked, 0};
    if (snprintf(path, sizeof path, "%s/%s.txt", folder, part) >= (int)sizeof path)
        return tc_fail(error, TOCSIN_LIMIT, folder, 0, -1, "the path is too long");
    tocsin_status status =
        tc_quads_read(stream, path, (struct quads_limit){0, 0}, &report, error);
    return status ? status : asked->stopped;
}

/* *first: the first event of the part, once the stream is sorted. */
static tocsin_status read_parts(struct stream *stream, const char *folder,
                                const char *part, struct asked *asked, size_t *first,
                                tocsin_error *error)
{
    bool test = strcmp(part, "test") == 0;
    struct quads_report report = {hear, asked, 0};
    tocsin_status status = tc_quads_names(stream, folder, &report, error);
    if (!status)
        status = read_part(stream, folder, "train", asked, error);
    if (!status && test)
        status = read_part(stream, folder, "valid", asked, error);
    *first = stream->count;
    if (!status)
        status = read_part(stream, folder, part, asked, error);
    if (status)
        return status;
    if (*first == stream->count)
        return tc_fail(error, TOCSIN_FORMAT, folder, 0, -1, "%s.txt has no events",
                       part);
    int32_t last = INT32_MIN, begin = INT32_MAX;
    for (size_t i = 0; i < *first; i++)
        last = stream->day[i] > last ? stream->day[i] : last;
    for (size_t i = *first; i < stream->count; i++)
        begin = stream->day[i] < begin ? stream->day[i] : begin;
    if (*first && begin <= last)
        return tc_fail(error, TOCSIN_FORMAT, folder, 0, -1,
                       "%s.txt begins on day %d, but what comes before it ends on "
                       "day %d",
                       part, (int)begin, (int)last);
    return tc_stream_sort(stream, error);
}

tocsin_status tocsin_links_evaluate(const char *folder, const char *part,
                                    const tocsin_links_options *options,
                                    tocsin_links_function function, void *context,
                                    tocsin_error *error)
{
    struct stream stream;
    struct asked asked = {&stream, options->problem, function, context, TOCSIN_OK};
    long processors = options->jobs ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
    struct links_options links = {.jobs = processors > 0 ? (unsigned)processors
                                                         : options->jobs,
                                  .explain_only = options->explain_only,
                                  .without = options->without,
                                  .relations = options->relations,
                                  .dumps = options->dumps};
    if (strcmp(part, "valid") != 0 && strcmp(part, "test") != 0)
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "the part to ask for is valid or test, not %s", part);
    tc_stream_init(&stream);
    tocsin_status status =
        read_parts(&stream, folder, part, &asked, &links.first, error);
    if (!status)
        status = tc_links_evaluate(&stream, &links, tell, &asked, error);
    tc_stream_release(&stream);
    return status;
}
