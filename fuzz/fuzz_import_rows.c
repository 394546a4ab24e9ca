/* fuzz_import_rows.c: any bytes as a file of another project: rows that come out are
 * what row.h says of them.
 *
 * The first byte chooses the format: one of those built in, or "auto"; and whether the
 * bytes come all at once or in small pieces, which must make no difference.
 */
#include "record/io/io.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pieces {
    text left;
    size_t step;
};

static tocsin_status read_piece(void *context, char *to, size_t room, size_t *got,
                                tocsin_error *error)
{
    struct pieces *pieces = context;
    (void)error;
    *got = pieces->left.size < room ? pieces->left.size : room;
    if (*got > pieces->step)
        *got = pieces->step;
    if (*got)
        memcpy(to, pieces->left.data, *got);
    pieces->left = tc_text_slice(pieces->left, *got, pieces->left.size);
    return TOCSIN_OK;
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(text t)
{
    must(t.size == 0 || t.data);
    must(tc_utf8_check(t) == t.size);
    must(!t.size || !memchr(t.data, 0, t.size));
}

static void check_side(const tocsin_mention *list, uint32_t count)
{
    must(count <= IMPORT_PARTIES);
    for (uint32_t i = 0; i < count; i++) {
        check_text(list[i].name);
        check_text(list[i].code);
        must(list[i].country.size == 0 || list[i].country.size == 3);
        check_text(list[i].sector);
    }
}

static tocsin_status check_row(void *context, const struct import_row *row)
{
    uint64_t *sum = context;
    const tocsin_claim *c = &row->claim;
    check_text(row->id);
    check_text(row->source);
    check_text(row->url);
    check_text(row->words);
    must(!row->known.size || tc_day_parse(row->known) != TC_NO_DAY);
    must(c->type >= 0 && c->type < TOCSIN_TYPE_COUNT);
    must(c->status >= 0 && c->status < TOCSIN_CLAIM_STATUS_COUNT);
    must(c->intensity >= -10 && c->intensity <= 10);
    check_side(c->actors, c->actor_count);
    check_side(c->recipients, c->recipient_count);
    must(isnan(c->place.lat) == isnan(c->place.lon));
    must(isnan(c->place.lat) || (c->place.lat >= -90 && c->place.lat <= 90 &&
                                 c->place.lon >= -180 && c->place.lon <= 180));
    check_text(c->place.name);
    check_text(c->cameo);
    check_text(c->mode);
    must(!c->time.from.size || tc_day_parse(c->time.from) != TC_NO_DAY);
    must(!c->time.to.size || tc_text_compare(c->time.from, c->time.to) <= 0);
    for (uint32_t i = 0; i < c->number_count; i++)
        must(c->numbers[i].low <= c->numbers[i].high);
    must(!memchr(row->native.data ? row->native.data : "", 0, row->native.size));
    *sum =
        *sum * 31 + tc_hash(row->native.data, row->native.size) + (uint64_t)row->line;
    return TOCSIN_OK;
}

static uint64_t read_all(text bytes, const char *format, size_t step)
{
    struct pieces pieces = {bytes, step};
    struct io_input input = {"fuzz", read_piece, &pieces};
    struct io_options options = {.format = format};
    struct io_reader *reader;
    struct io_counts counts;
    tocsin_error error;
    uint64_t sum = 0;
    if (tc_io_open(&input, &options, &reader, &error) != TOCSIN_OK)
        return 1;
    must(tc_io_read(reader, check_row, &sum, &counts, &error) == TOCSIN_OK);
    tc_io_close(reader);
    return sum + counts.rows + counts.bad * 7 + counts.passed * 13;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {
        "auto",  "gdelt1", "gdelt2",  "gdelt-mentions",     "icews",  "polecat",
        "acled", "ucdp",   "phoenix", "phoenix-historical", "terrier"};
    if (!size)
        return 0;
    text bytes = {(const char *)data + 1, size - 1};
    const char *format = formats[data[0] % (sizeof formats / sizeof *formats)];
    uint64_t whole = read_all(bytes, format, SIZE_MAX);
    if (size < 4096 && data[0] >= 128)
        must(read_all(bytes, format, 1 + data[0] % 7) == whole);
    return 0;
}
