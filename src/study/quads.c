/* study/quads.c: folders of quadruples, the form in which the benchmarks of temporal
 * knowledge graphs stand: train.txt, valid.txt and test.txt of "subject TAB relation
 * TAB object TAB day", entity2id.txt and relation2id.txt of "name TAB number"
 * (Jin et al. 2020, "Recurrent Event Network").
 *
 * A folder of 370,000 events is 5 MB: it is mapped and read line by line. Names in the
 * wild hold quotation marks, commas and bytes that are not UTF-8; they are taken as
 * they are, up to the last tab.
 */
#include "study/study.h"

#include <string.h>
#include <unistd.h>

struct lines {
    text bytes;
    size_t at;
    long long number; /* of the line at hand, from 1 */
};

/* A byte order mark before the first line is none of its letters. */
static struct lines lines_of(text bytes)
{
    size_t mark = tc_text_begins(bytes, TEXT("\xef\xbb\xbf")) ? 3 : 0;
    return (struct lines){bytes, mark, 0};
}

static bool next_line(struct lines *lines, text *out)
{
    if (lines->at >= lines->bytes.size)
        return false;
    const char *begin = lines->bytes.data + lines->at;
    const char *end = memchr(begin, '\n', lines->bytes.size - lines->at);
    size_t size = end ? (size_t)(end - begin) : lines->bytes.size - lines->at;
    lines->at += size + 1;
    lines->number++;
    *out = tc_text_trim((text){begin, size});
    return true;
}

/* The field up to the next tab; *line moves behind it. */
static text next_field(text *line)
{
    const char *tab = line->size ? memchr(line->data, '\t', line->size) : NULL;
    size_t size = tab ? (size_t)(tab - line->data) : line->size;
    text field = tc_text_slice(*line, 0, size);
    *line = tc_text_slice(*line, tab ? size + 1 : size, line->size);
    return tc_text_trim(field);
}

static void report_line(struct quads_report *report, const char *name, long long line,
                        const char *why, text what)
{
    report->bad++;
    if (!report->function)
        return;
    tocsin_error problem = {0};
    int shown = what.size < 60 ? (int)what.size : 60;
    tc_fail(&problem, TOCSIN_FORMAT, name, line, -1, "%s: \"%.*s\"", why, shown,
            what.size ? what.data : "");
    report->function(report->context, &problem);
}

/* NULL, or what is wrong with the line. */
static const char *parse_quad(text line, struct quads_limit limit,
                              struct stream_event *out)
{
    long long number[4];
    const long long most[4] = {(long long)limit.actors - 1,
                               (long long)limit.relations - 1,
                               (long long)limit.actors - 1, INT32_MAX / 2};
    static const char *const wrong[4] = {
        "the subject is no number of an entity", "the relation is no number of one",
        "the object is no number of an entity", "the day is no number from 0 on"};
    for (int i = 0; i < 4; i++)
        if (!tc_text_integer(next_field(&line), 0, most[i], &number[i]))
            return wrong[i];
    *out = (struct stream_event){.day = (int32_t)number[3],
                                 .actor = (uint32_t)number[0],
                                 .relation = (uint32_t)number[1],
                                 .recipient = (uint32_t)number[2]};
    return NULL;
}

static size_t at_least(size_t a, size_t b)
{
    return a > b ? a : b;
}

tocsin_status tc_quads_text(struct stream *stream, text bytes, const char *name,
                            struct quads_limit limit, struct quads_report *report,
                            tocsin_error *error)
{
    struct lines lines = lines_of(bytes);
    text line;
    if (!limit.actors)
        limit.actors = TC_STREAM_ACTORS;
    if (!limit.relations)
        limit.relations = TC_STREAM_RELATIONS;
    while (next_line(&lines, &line)) {
        struct stream_event event;
        if (!line.size)
            continue;
        const char *why = parse_quad(line, limit, &event);
        if (why) {
            report_line(report, name, lines.number, why, line);
            continue;
        }
        size_t actors = at_least(event.actor, event.recipient) + (size_t)1;
        tocsin_status status =
            tc_stream_number(stream, actors, (size_t)event.relation + 1, error);
        event.event = (uint32_t)stream->count;
        if (!status)
            status = tc_stream_add(stream, &event, error);
        if (status)
            return status;
    }
    return TOCSIN_OK;
}

tocsin_status tc_quads_read(struct stream *stream, const char *path,
                            struct quads_limit limit, struct quads_report *report,
                            tocsin_error *error)
{
    struct mapped file;
    tocsin_status status = tc_map_file(path, &file, error);
    if (status)
        return status;
    status =
        tc_quads_text(stream, (text){file.data, file.size}, path, limit, report, error);
    tc_unmap_file(&file);
    return status;
}

/* ---- names ----------------------------------------------------------------------- */

/* "name TAB number", where more columns of numbers may follow. */
static const char *parse_name(text line, size_t limit, text *name, size_t *number)
{
    long long value;
    const char *tab = memchr(line.data, '\t', line.size);
    if (!tab)
        return "a name without a number";
    size_t size = (size_t)(tab - line.data);
    text rest = tc_text_slice(line, size + 1, line.size);
    *name = tc_text_trim(tc_text_slice(line, 0, size));
    if (!tc_text_integer(next_field(&rest), 0, (long long)limit - 1, &value))
        return "the number behind the name is none";
    *number = (size_t)value;
    return NULL;
}

static tocsin_status read_names(struct stream *stream, text bytes, const char *path,
                                bool actors, struct quads_report *report,
                                tocsin_error *error)
{
    struct lines lines = lines_of(bytes);
    text line;
    while (next_line(&lines, &line)) {
        text name;
        size_t number;
        if (!line.size)
            continue;
        const char *why = parse_name(
            line, actors ? TC_STREAM_ACTORS : TC_STREAM_RELATIONS, &name, &number);
        if (why) {
            report_line(report, path, lines.number, why, line);
            continue;
        }
        tocsin_status status = tc_stream_number(stream, actors ? number + 1 : 0,
                                                actors ? 0 : number + 1, error);
        if (!status)
            status =
                tc_stream_name(stream, actors ? &stream->actors : &stream->relations,
                               number, name, error);
        if (status)
            return status;
    }
    return TOCSIN_OK;
}

static tocsin_status names_of(struct stream *stream, const char *folder,
                              const char *file, struct quads_report *report,
                              tocsin_error *error)
{
    char path[4096];
    struct mapped mapped;
    size_t size = strlen(folder);
    if (size + strlen(file) + 2 > sizeof path)
        return tc_fail(error, TOCSIN_LIMIT, folder, 0, -1, "the path is too long");
    memcpy(path, folder, size);
    path[size] = '/';
    memcpy(path + size + 1, file, strlen(file) + 1);
    if (access(path, F_OK) != 0)
        return TOCSIN_OK;
    tocsin_status status = tc_map_file(path, &mapped, error);
    if (status)
        return status;
    status = read_names(stream, (text){mapped.data, mapped.size}, path, file[0] == 'e',
                        report, error);
    tc_unmap_file(&mapped);
    return status;
}

tocsin_status tc_quads_names(struct stream *stream, const char *folder,
                             struct quads_report *report, tocsin_error *error)
{
    tocsin_status status = names_of(stream, folder, "entity2id.txt", report, error);
    return status ? status : names_of(stream, folder, "relation2id.txt", report, error);
}
