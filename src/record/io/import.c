/* import.c: a file of another project into a record: the reader's rows to the loader.
 *
 * Also what tocsin itself prints as JSON lines, which are no rows of a table but
 * documents and claims, and are added as a coding is (read_tocsin.c). Which of the two
 * a file is shows in its first bytes, which are then read a second time.
 */
#include "record/inside.h"
#include "record/io/lines.h"
#include "record/load.h"

#include <string.h>

enum { PROGRESS_ROWS = 1 << 13 };

/* An input whose first bytes were looked at. */
struct replay {
    const struct io_input *input;
    char head[4096];
    size_t size, at;
};

static tocsin_status replay_read(void *context, char *to, size_t room, size_t *got,
                                 tocsin_error *error)
{
    struct replay *replay = context;
    size_t left = replay->size - replay->at;
    if (!left)
        return replay->input->read(replay->input->context, to, room, got, error);
    *got = left < room ? left : room;
    memcpy(to, replay->head + replay->at, *got);
    replay->at += *got;
    return TOCSIN_OK;
}

struct importing {
    struct record *record;
    const tocsin_import_source *source;
    tocsin_import_counts *counts;
    struct load *load;
    bool refused; /* by the caller, not by the record */
};

static tocsin_status tell_progress(struct importing *importing)
{
    const tocsin_import_source *source = importing->source;
    if (!source->progress || importing->counts->rows % PROGRESS_ROWS)
        return TOCSIN_OK;
    tocsin_status status = source->progress(source->context, importing->counts);
    importing->refused = status != TOCSIN_OK;
    return status;
}

static tocsin_status take(void *context, const struct import_row *row)
{
    struct importing *importing = context;
    tocsin_status status = tc_load_row(importing->load, row);
    importing->counts->rows++;
    return status == TOCSIN_OK ? tell_progress(importing) : status;
}

static tocsin_status take_problem(void *context, const tocsin_error *problem)
{
    struct importing *importing = context;
    if (!importing->source->problem)
        return TOCSIN_OK;
    tocsin_status status =
        importing->source->problem(importing->source->context, problem);
    importing->refused |= status != TOCSIN_OK;
    return status;
}

static void put_name(char *to, size_t room, text name)
{
    size_t size = name.size < room ? name.size : room - 1;
    memcpy(to, name.data, size);
    to[size] = '\0';
}

static void describe(tocsin_import_counts *counts, text project, text format)
{
    put_name(counts->project, sizeof counts->project, project);
    put_name(counts->format, sizeof counts->format, format);
}

/* What the loader counted beside what the reader did. */
static void add_counts(tocsin_import_counts *counts, const struct io_counts *read,
                       const struct load_counts *load)
{
    counts->rows = read->rows;
    counts->added = (unsigned long long)load->added;
    counts->known = (unsigned long long)(load->known - load->lost);
    counts->mentions = (unsigned long long)load->mentions;
    counts->lost = (unsigned long long)load->lost;
    counts->bad = read->bad;
    counts->passed = read->passed;
    counts->warnings = read->warnings;
    counts->bytes = read->bytes;
}

/* All rows of an open reader; what was taken before a failure stays. */
static tocsin_status load_rows(struct importing *importing, struct io_reader *reader,
                               tocsin_error *error)
{
    struct record *record = importing->record;
    const struct io_about *about = tc_io_about(reader);
    struct load_file file = {.project = about->project,
                             .format = about->format,
                             .coder = about->coder,
                             .header = about->header,
                             .path = tc_text(importing->source->path)};
    struct io_counts read = {0};
    struct load_counts load = {0};
    tocsin_error words = {.byte = -1};
    describe(importing->counts, about->project, about->format);
    tocsin_status status = tc_load_begin(record, &file, &importing->load);
    if (status != TOCSIN_OK)
        return tc_record_fail(record, status, error);
    status = tc_io_read(reader, take, importing, &read, &words);
    tocsin_status ended = tc_load_end(importing->load, &load);
    add_counts(importing->counts, &read, &load);
    if (status != TOCSIN_OK && (words.message[0] || importing->refused)) {
        if (error)
            *error = words;
        return status;
    }
    return tc_record_fail(record, status != TOCSIN_OK ? status : ended, error);
}

static tocsin_status import_rows(struct importing *importing,
                                 const struct io_input *input, text mapping,
                                 tocsin_error *error)
{
    const tocsin_import_source *source = importing->source;
    struct io_options options = {.format = source->format,
                                 .mapping = mapping,
                                 .mapping_file = source->mapping,
                                 .known = tc_text(source->published),
                                 .problem = take_problem,
                                 .context = importing};
    struct io_reader *reader;
    tocsin_status status = tc_io_open(input, &options, &reader, error);
    if (status == TOCSIN_OK)
        status = load_rows(importing, reader, error);
    tc_io_close(reader);
    return status;
}

static tocsin_status import_lines(struct importing *importing,
                                  const struct io_input *input, tocsin_error *error)
{
    struct lines_options options = {
        .coder = "tocsin", .problem = take_problem, .context = importing};
    struct lines_counts lines = {0};
    tocsin_import_counts *counts = importing->counts;
    describe(counts, TEXT("tocsin"), TEXT("jsonl"));
    tocsin_status status =
        tc_own_lines_read(importing->record, input, &options, &lines, error);
    if (status == TOCSIN_OK)
        status = tc_record_commit(importing->record, error);
    counts->rows = lines.documents;
    counts->added = lines.added;
    counts->known = lines.documents - lines.added;
    counts->bad = lines.bad;
    counts->bytes = lines.bytes;
    return status;
}

const char *tc_import_format(size_t n)
{
    /* those of data/exchange/, and our own; a test compares */
    static const char *const names[] = {
        "acled",   "gdelt-mentions",     "gdelt1",        "gdelt2",
        "icews",   "phoenix-historical", "phoenix",       "polecat",
        "terrier", "tocsin-claims",      "tocsin-events", "ucdp",
        "jsonl"};
    return n < sizeof names / sizeof *names ? names[n] : NULL;
}

tocsin_status tc_record_import(struct record *record, const struct import_from *from,
                               tocsin_import_counts *counts, tocsin_error *error)
{
    const tocsin_import_source *source = from->source;
    struct importing importing = {record, source, counts, NULL, false};
    struct replay replay = {.input = &from->input};
    struct io_input input = {from->input.file, replay_read, &replay};
    text format = tc_text(source->format);
    memset(counts, 0, sizeof *counts);
    tocsin_status status = from->input.read(from->input.context, replay.head,
                                            sizeof replay.head, &replay.size, error);
    if (status != TOCSIN_OK)
        return status;
    bool lines = tc_text_equal(format, TEXT("jsonl"));
    if (!from->mapping.data && (!format.size || tc_text_equal(format, TEXT("auto"))))
        lines = tc_own_lines_begin((text){replay.head, replay.size});
    return lines ? import_lines(&importing, &input, error)
                 : import_rows(&importing, &input, from->mapping, error);
}
