/* Rows of other projects' files in the record: loaded, found, counted, given back. */
#include "record/batch.h"
#include "record/inside.h"
#include "record/keys.h"
#include "record/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_record_load_XXXXXX";

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct record *open_record(const char *path, bool write)
{
    struct record *record = NULL;
    tocsin_error error = {.status = TOCSIN_OK};
    if (tc_record_open(path, write, &record, &error) != TOCSIN_OK)
        fail_msg("%s", error.message);
    return record;
}

static tocsin_status tell(void *context, text line)
{
    (void)context;
    print_error("  %.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void close_sound(struct record *record)
{
    assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static long long number(struct record *record, const char *sql)
{
    long long out = 0;
    assert_int_equal(tc_record_number(record, sql, -1, &out), TOCSIN_OK);
    return out;
}

static void scrap(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    char name[160];
    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

/* ---- invented rows --------------------------------------------------------------- */

static uint64_t state;

static unsigned pick(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

/* A row and all that it points at. */
struct sheet {
    struct import_row row;
    char native[200], id[24], url[64], day[11], known[11], words[80], source[24];
    char name[4][24], code[4][8];
    tocsin_mention parties[4];
    tocsin_number killed;
};

static void set_party(struct sheet *s, int slot)
{
    static const char sectors[][4] = {"GOV", "MIL", "REB", "CVL"};
    unsigned who = pick(12), sector = pick(4);
    snprintf(s->name[slot], sizeof s->name[slot], "Party %u", who);
    snprintf(s->code[slot], sizeof s->code[slot], "%c%c%c%s", 'A' + (int)who % 3,
             'A' + (int)who % 4, 'A', sectors[sector]);
    s->parties[slot] = (tocsin_mention){
        .text = tc_text(s->name[slot]),
        .name = tc_text(s->name[slot]),
        .code = tc_text(s->code[slot]),
        .country = {s->code[slot], 3},
        .sector = tc_text(sectors[sector])
    };
}

static void set_sides(struct sheet *s)
{
    tocsin_claim *claim = &s->row.claim;
    for (int i = 0; i < 4; i++)
        set_party(s, i);
    claim->actors = s->parties;
    claim->actor_count = pick(5) ? 1 : pick(2) * 2;
    claim->recipients = s->parties + 2;
    claim->recipient_count = pick(8) ? pick(2) : 2;
}

/* Row n of a file; the same whenever the generator is as it was. */
static void set_row(struct sheet *s, long long n)
{
    static const char *const towns[] = {"Alda", "Berun", "Cael", "Dorn"};
    tocsin_claim *claim = &s->row.claim;
    memset(s, 0, sizeof *s);
    set_sides(s);
    unsigned day = pick(28) + 1, month = pick(12) + 1;
    snprintf(s->day, sizeof s->day, "2023-%02u-%02u", month, day);
    snprintf(s->known, sizeof s->known, "2023-%02u-%02u", month,
             day < 28 ? day + 1 : 28);
    snprintf(s->id, sizeof s->id, "%lld", 5000 + n);
    snprintf(s->url, sizeof s->url, "https://a.example/%lld", n / 3);
    snprintf(s->source, sizeof s->source, "Paper %u", pick(9));
    claim->type = (tocsin_type)pick(TOCSIN_TYPE_COUNT);
    claim->status = TOCSIN_HAPPENED;
    claim->cameo = TEXT("190");
    claim->intensity = (int)pick(200) / 10.0 - 10;
    claim->factuality = claim->confidence = __builtin_nan("");
    claim->place = (tocsin_place){.lat = __builtin_nan(""), .lon = __builtin_nan("")};
    if (pick(3)) {
        claim->place.name = tc_text(towns[pick(4)]);
        claim->place.country = pick(2) ? TEXT("FRA") : TEXT("IND");
        claim->place.precision = TEXT("city");
    }
    if (pick(20))
        claim->time = (tocsin_time){
            .from = tc_text(s->day), .to = tc_text(s->day), .precision = TEXT("day")};
    if (!pick(4))
        snprintf(s->words, sizeof s->words, "The %s of %s march again.", towns[pick(4)],
                 s->name[0]);
    s->killed = (tocsin_number){.what = TEXT("killed"), .low = pick(9), .high = 9};
    claim->numbers = &s->killed;
    claim->number_count = !pick(4);
    claim->rule = TEXT("test");
    snprintf(s->native, sizeof s->native, "%s\t%s\t%s\t%s\t%s", s->id, s->day,
             s->code[0], s->code[2], s->url);
    s->row.line = n + 1 + n / 7;
    s->row.native = tc_text(s->native);
    s->row.id = tc_text(s->id);
    s->row.url = tc_text(s->url);
    s->row.known = pick(30) ? tc_text(s->known) : (text){NULL, 0};
    s->row.source = pick(3) ? tc_text(s->source) : (text){NULL, 0};
    s->row.words = tc_text(s->words);
}

static const struct load_file file = {
    .project = {"The Project", 11},
    .format = {"test",        4 },
    .coder = {"test 1",      6 },
    .header = {"id\tday",     6 },
    .path = {"rows.tsv",    8 }
};

/* Loads rows from first to end. */
static struct load_counts load_rows(struct record *record, long long first,
                                    long long end)
{
    static struct sheet sheet;
    struct load *load = NULL;
    struct load_counts counts;
    state = 88172645463325252u;
    assert_int_equal(tc_load_begin(record, &file, &load), TOCSIN_OK);
    for (long long n = 0; n < end; n++) {
        set_row(&sheet, n);
        if (n >= first)
            assert_int_equal(tc_load_row(load, &sheet.row), TOCSIN_OK);
    }
    assert_int_equal(tc_load_end(load, &counts), TOCSIN_OK);
    return counts;
}

/* ---- keys ------------------------------------------------------------------------ */

static void keys_tell_rows_apart(void **context)
{
    (void)context;
    assert_int_equal(tc_row_key(TEXT("123"), TEXT("x")), 123);
    assert_int_equal(tc_row_key(TEXT("999999999999999999"), TEXT("x")),
                     999999999999999999);
    assert_true(tc_row_key(TEXT("0123"), TEXT("x")) < 0);
    assert_true(tc_row_key(TEXT("YEM12"), TEXT("x")) < 0);
    assert_true(tc_row_key(TEXT(""), TEXT("x")) != tc_row_key(TEXT("x"), TEXT("")));
    assert_true(tc_row_key(TEXT(""), TEXT("x")) != tc_row_key(TEXT(""), TEXT("y")));
    char bytes[8];
    tc_key_write(-1234567890123, bytes);
    assert_int_equal(tc_key_read(bytes), -1234567890123);
}

/* Rows in any order, with repetitions, over several sessions: each is added once. */
static void no_row_is_added_twice(void **context)
{
    (void)context;
    static struct sheet sheet;
    static bool there[600];
    struct record *record = open_record(":memory:", true);
    for (int session = 0; session < 6; session++) {
        struct load *load = NULL;
        struct load_counts counts;
        long long added = 0, known = 0;
        state = 77777777 + (uint64_t)session;
        assert_int_equal(tc_load_begin(record, &file, &load), TOCSIN_OK);
        for (int i = 0; i < 300; i++) {
            unsigned n = session % 2 ? pick(600) : (unsigned)(session * 50 + i);
            set_row(&sheet, n);
            if (n % 3 == 0) { /* a project whose ids are words */
                snprintf(sheet.id, sizeof sheet.id, "YEM%u", n);
                sheet.row.id = tc_text(sheet.id);
            }
            assert_int_equal(tc_load_row(load, &sheet.row), TOCSIN_OK);
            added += !there[n];
            known += there[n];
            there[n] = true;
        }
        assert_int_equal(tc_load_end(load, &counts), TOCSIN_OK);
        assert_int_equal(counts.added, added);
        assert_int_equal(counts.known, known);
    }
    close_sound(record);
}

/* ---- the bytes of rows ----------------------------------------------------------- */

/* The bytes and the line of a row, which counts from 0 among those of its file. */
static tocsin_status native(struct record *record, long long file, long long row,
                            struct buffer *out, long long *line)
{
    struct import_block block;
    struct import_place place;
    char sql[200];
    (void)snprintf(sql, sizeof sql,
                   "SELECT claim + %lld - first FROM import_blocks WHERE file = %lld "
                   "AND %lld BETWEEN first AND first + rows - 1",
                   row, file, row);
    long long claim = number(record, sql);
    tc_buffer_clear(out);
    tc_import_block_init(&block);
    tocsin_status status = tc_import_find(record, &block, claim, &place);
    if (!status) {
        tc_buffer_text(out, place.native);
        *line = place.line;
    }
    tc_import_block_release(&block);
    return status;
}

static void assert_natives(struct record *record, long long count)
{
    static struct sheet sheet;
    struct buffer bytes;
    tc_buffer_init(&bytes, 0);
    state = 88172645463325252u;
    for (long long n = 0; n < count; n++) {
        long long line = 0;
        set_row(&sheet, n);
        assert_int_equal(native(record, 1, n, &bytes, &line), TOCSIN_OK);
        assert_int_equal(bytes.size, sheet.row.native.size);
        assert_memory_equal(bytes.data, sheet.row.native.data, bytes.size);
        assert_int_equal(line, sheet.row.line);
    }
    long long line;
    assert_int_equal(native(record, 1, count, &bytes, &line), TOCSIN_MISSING);
    assert_int_equal(native(record, 9, 0, &bytes, &line), TOCSIN_MISSING);
    tc_buffer_release(&bytes);
}

static void rows_come_back_byte_for_byte(void **context)
{
    (void)context;
    struct record *record = open_record(":memory:", true);
    struct load_counts counts = load_rows(record, 0, 700);
    assert_int_equal(counts.added, 700);
    assert_natives(record, 700);
    assert_int_equal(number(record, "SELECT rows FROM import_files"), 700);
    counts = load_rows(record, 0, 700);
    assert_int_equal(counts.added, 0);
    assert_int_equal(counts.known, 700);
    assert_int_equal(number(record, "SELECT count(*) FROM import_files"), 1);
    close_sound(record);
}

/* More than one batch goes through the thread, and gives the same tables. */
static void batches_change_nothing(void **context)
{
    (void)context;
    const char *path = path_of("batches.db");
    struct record *record = open_record(path, true);
    struct load_counts counts = load_rows(record, 0, 20000);
    assert_int_equal(counts.added, 20000);
    assert_int_equal(number(record, "SELECT count(*) FROM events"), 20000);
    assert_natives(record, 20000);
    close_sound(record);
    scrap(path);
}

/* ---- claims and events as they are listed ---------------------------------------- */

struct seen {
    long long events;
    char document[40], url[64], publisher[24], actor[24], words[80];
    unsigned actors, recipients, numbers;
};

static tocsin_status see_claim(void *context, const tocsin_claim *claim,
                               const tocsin_document *document, text sentence,
                               long long event)
{
    struct seen *seen = context;
    seen->events = event;
    snprintf(seen->document, sizeof seen->document, "%.*s", (int)document->id.size,
             document->id.data);
    snprintf(seen->url, sizeof seen->url, "%.*s", (int)document->url.size,
             document->url.data);
    snprintf(seen->publisher, sizeof seen->publisher, "%.*s",
             (int)document->publisher.size, document->publisher.data);
    snprintf(seen->words, sizeof seen->words, "%.*s", (int)sentence.size,
             sentence.size ? sentence.data : "");
    seen->actors = claim->actor_count;
    seen->recipients = claim->recipient_count;
    seen->numbers = claim->number_count;
    if (claim->actor_count)
        snprintf(seen->actor, sizeof seen->actor, "%.*s",
                 (int)claim->actors[0].name.size, claim->actors[0].name.data);
    return TOCSIN_OK;
}

static void a_row_is_listed_as_a_claim(void **context)
{
    (void)context;
    static struct sheet sheet;
    struct record *record = open_record(":memory:", true);
    (void)load_rows(record, 0, 300);
    state = 88172645463325252u;
    for (long long n = 0; n < 300; n++) {
        struct seen seen = {.events = 0};
        tocsin_filter filter = TOCSIN_FILTER_ALL;
        char document[40];
        set_row(&sheet, n);
        filter.event = n + 1;
        assert_int_equal(tc_record_claims(record, &filter, see_claim, &seen, NULL),
                         TOCSIN_OK);
        snprintf(document, sizeof document, "test:%s", sheet.id);
        assert_int_equal(seen.events, n + 1);
        assert_string_equal(seen.document, document);
        assert_string_equal(seen.url, sheet.url);
        assert_string_equal(seen.words, sheet.words);
        assert_string_equal(seen.publisher,
                            sheet.row.source.size ? sheet.source : "The Project");
        assert_int_equal(seen.actors, sheet.row.claim.actor_count);
        assert_int_equal(seen.recipients, sheet.row.claim.recipient_count);
        assert_int_equal(seen.numbers, sheet.row.claim.number_count);
        if (seen.actors)
            assert_string_equal(seen.actor, sheet.name[0]);
    }
    close_sound(record);
}

/* ---- filters against a slow search ----------------------------------------------- */

struct list {
    long long ids[4096];
    size_t count;
};

static tocsin_status note(void *context, const tocsin_event *event)
{
    struct list *list = context;
    assert_true(list->count < 4096);
    list->ids[list->count++] = event->id;
    return TOCSIN_OK;
}

static bool one_fits(const struct sheet *s, text wanted, bool actors)
{
    const tocsin_claim *claim = &s->row.claim;
    const tocsin_mention *all = actors ? claim->actors : claim->recipients;
    for (uint32_t i = 0; i < (actors ? claim->actor_count : claim->recipient_count);
         i++)
        if (tc_text_begins(all[i].code, wanted))
            return true;
    return false;
}

static bool row_fits(const struct sheet *s, const tocsin_filter *f)
{
    const tocsin_claim *claim = &s->row.claim;
    text day = claim->time.from.size ? claim->time.from : s->row.known;
    text source = s->row.source.size ? s->row.source : file.project;
    return (!f->actor.size || one_fits(s, f->actor, true)) &&
           (!f->recipient.size || one_fits(s, f->recipient, false)) &&
           (!f->party.size || one_fits(s, f->party, true) ||
            one_fits(s, f->party, false)) &&
           (f->type < 0 || f->type == (int)claim->type) &&
           (f->status < 0 || f->status == (int)claim->status) &&
           (!f->from.size || (day.size && tc_text_compare(day, f->from) >= 0)) &&
           (!f->to.size || (day.size && tc_text_compare(day, f->to) <= 0)) &&
           (!f->place.size || tc_text_equal(claim->place.country, f->place)) &&
           (!f->source.size || tc_text_equal(source, f->source) ||
            tc_text_equal(file.project, f->source)) &&
           (!f->words.size || tc_text_find(s->row.words, f->words) != SIZE_MAX) &&
           (!f->as_of.size ||
            (s->row.known.size && tc_text_compare(s->row.known, f->as_of) <= 0));
}

static void random_filter(tocsin_filter *f)
{
    static const char *const codes[] = {"AAA", "ABA", "BBA", "CCAGOV", "AAAREB", "ZZZ"};
    static const char *const days[] = {"2023-02-11", "2023-05-05", "2023-08-01",
                                       "2023-11-30"};
    static const char *const towns[] = {"Alda", "Berun", "Cael", "Nowhere"};
    *f = (tocsin_filter)TOCSIN_FILTER_ALL;
    if (!pick(3))
        f->actor = tc_text(codes[pick(6)]);
    if (!pick(4))
        f->recipient = tc_text(codes[pick(6)]);
    if (!pick(5))
        f->party = tc_text(codes[pick(6)]);
    if (!pick(4))
        f->type = (int)pick(TOCSIN_TYPE_COUNT);
    if (!pick(6))
        f->status = pick(4) ? TOCSIN_HAPPENED : TOCSIN_DENIED;
    if (!pick(4))
        f->from = tc_text(days[pick(4)]);
    if (!pick(4))
        f->to = tc_text(days[pick(4)]);
    if (!pick(4))
        f->place = pick(2) ? TEXT("FRA") : TEXT("IND");
    if (!pick(6))
        f->source = pick(3) ? TEXT("Paper 3") : TEXT("The Project");
    if (!pick(6))
        f->words = tc_text(towns[pick(4)]);
    if (!pick(4))
        f->as_of = tc_text(days[pick(4)]);
    if (!pick(3))
        f->limit = pick(40);
    if (!pick(5))
        f->offset = pick(30);
}

enum { ROWS = 1500 };

struct expected {
    int32_t day;
    long long id;
};

static int by_day(const void *a, const void *b)
{
    const struct expected *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void compare(struct record *record, const struct sheet *sheets,
                    const tocsin_filter *filter, int round)
{
    static struct expected wanted[ROWS];
    static struct list got;
    size_t count = 0;
    for (long long n = 0; n < ROWS; n++)
        if (row_fits(&sheets[n], filter)) {
            const tocsin_claim *claim = &sheets[n].row.claim;
            text day = claim->time.from.size ? claim->time.from : sheets[n].row.known;
            wanted[count++] = (struct expected){tc_day_parse(day), n + 1};
        }
    qsort(wanted, count, sizeof *wanted, by_day);
    size_t begin = (size_t)filter->offset < count ? (size_t)filter->offset : count;
    size_t end = filter->limit >= 0 && begin + (size_t)filter->limit < count
                     ? begin + (size_t)filter->limit
                     : count;
    got.count = 0;
    assert_int_equal(tc_record_events(record, filter, note, &got, NULL), TOCSIN_OK);
    if (got.count != end - begin)
        fail_msg("question %d: %zu events instead of %zu", round, got.count,
                 end - begin);
    for (size_t i = 0; i < got.count; i++)
        assert_int_equal(got.ids[i], wanted[begin + i].id);
}

static struct sheet *make_sheets(void)
{
    struct sheet *sheets = calloc(ROWS, sizeof *sheets);
    assert_non_null(sheets);
    state = 88172645463325252u;
    for (long long n = 0; n < ROWS; n++)
        set_row(&sheets[n], n);
    return sheets;
}

static void filters_find_what_a_slow_search_finds(void **context)
{
    (void)context;
    struct record *record = open_record(":memory:", true);
    struct sheet *sheets = make_sheets();
    (void)load_rows(record, 0, ROWS);
    state = 4242424242;
    for (int i = 0; i < 600; i++) {
        tocsin_filter filter;
        random_filter(&filter);
        compare(record, sheets, &filter, i);
    }
    free(sheets);
    close_sound(record);
}

/* ---- counting against the listing ------------------------------------------------ */

enum { CELLS = 4096 };

struct tally {
    char key[CELLS][80];
    long long events[CELLS], claims[CELLS];
    double intensity[CELLS];
    int weighed[CELLS];
    size_t count;
    const tocsin_overview *what;
};

static size_t cell_of(struct tally *t, const char *key)
{
    size_t i = 0;
    while (i < t->count && strcmp(t->key[i], key) != 0)
        i++;
    assert_true(i < CELLS);
    if (i == t->count) {
        snprintf(t->key[i], sizeof t->key[i], "%s", key);
        t->events[i] = t->claims[i] = t->weighed[i] = 0;
        t->intensity[i] = 0;
        t->count++;
    }
    return i;
}

/* The bucket's first day, the slow way. */
static void bucket(tocsin_bucket by, text day, char out[11])
{
    snprintf(out, 11, "%.*s", (int)day.size, day.size ? day.data : "");
    if (!day.size || by == TOCSIN_BUCKET_DAY)
        return;
    if (by == TOCSIN_BUCKET_WEEK) {
        int32_t n = tc_day_parse(day);
        while (tc_day_weekday(n) != 0)
            n--;
        tc_day_print(n, out);
    }
    if (by == TOCSIN_BUCKET_MONTH || by == TOCSIN_BUCKET_YEAR)
        memcpy(out + 8, "01", 2);
    if (by == TOCSIN_BUCKET_YEAR)
        memcpy(out + 5, "01", 2);
    if (by == TOCSIN_BUCKET_NONE)
        out[0] = '\0';
}

static tocsin_status tally_event(void *context, const tocsin_event *event)
{
    struct tally *t = context;
    const tocsin_overview *what = t->what;
    char key[80], day[11];
    text none = {NULL, 0};
    bucket(what->by, event->from, day);
    text actor = what->by_actor ? event->actor.code : none;
    text recipient = what->by_recipient ? event->recipient.code : none;
    text place = what->by_place ? event->place.country : none;
    snprintf(key, sizeof key, "%s %d %.*s %.*s %.*s", day,
             what->by_type ? (int)event->type : -1, (int)actor.size, actor.data,
             (int)recipient.size, recipient.data, (int)place.size, place.data);
    size_t i = cell_of(t, key);
    t->events[i]++;
    t->claims[i] += event->claims;
    t->intensity[i] += event->intensity;
    t->weighed[i]++;
    return TOCSIN_OK;
}

static struct tally listed, told;

/* Negative: a row comes before what the last one was. */
static int order_of(const tocsin_overview_row *row)
{
    static struct {
        char from[11], codes[3][24];
        long long events;
        int type;
    } last;
    const text codes[] = {row->actor, row->recipient, row->place};
    int order = told.count ? tc_text_compare(row->from, tc_text(last.from)) : 1;
    if (!order)
        order = row->events != last.events ? (row->events < last.events ? 1 : -1)
                                           : row->type - last.type;
    for (int i = 0; i < 3 && !order; i++)
        order = tc_text_compare(codes[i], tc_text(last.codes[i]));
    snprintf(last.from, sizeof last.from, "%.*s", (int)row->from.size,
             row->from.size ? row->from.data : "");
    for (int i = 0; i < 3; i++)
        snprintf(last.codes[i], sizeof last.codes[i], "%.*s", (int)codes[i].size,
                 codes[i].size ? codes[i].data : "");
    last.events = row->events;
    last.type = row->type;
    return order;
}

static tocsin_status compare_row(void *context, const tocsin_overview_row *row)
{
    char key[80];
    (void)context;
    snprintf(key, sizeof key, "%.*s %d %.*s %.*s %.*s", (int)row->from.size,
             row->from.size ? row->from.data : "", row->type, (int)row->actor.size,
             row->actor.data, (int)row->recipient.size, row->recipient.data,
             (int)row->place.size, row->place.data);
    size_t i = cell_of(&listed, key);
    assert_int_equal(row->events, listed.events[i]);
    assert_int_equal(row->claims, listed.claims[i]);
    double mean = listed.intensity[i] / listed.weighed[i];
    assert_true(row->intensity > mean - 0.006 && row->intensity < mean + 0.006);
    assert_true(order_of(row) > 0);
    told.count++;
    return TOCSIN_OK;
}

static void overviews_count_what_is_listed(void **context)
{
    (void)context;
    struct record *record = open_record(":memory:", true);
    (void)load_rows(record, 0, ROWS);
    state = 99999;
    for (int i = 0; i < 400; i++) {
        tocsin_overview what = {.by = (tocsin_bucket)pick(TOCSIN_BUCKET_COUNT),
                                .by_type = pick(2) != 0,
                                .by_actor = pick(3) == 0,
                                .by_recipient = pick(4) == 0,
                                .by_place = pick(3) == 0};
        random_filter(&what.filter);
        what.filter.limit = -1;
        what.filter.offset = 0;
        listed.count = told.count = 0;
        listed.what = &what;
        assert_int_equal(
            tc_record_events(record, &what.filter, tally_event, &listed, NULL),
            TOCSIN_OK);
        size_t cells = listed.count;
        assert_int_equal(tc_record_overview(record, &what, compare_row, NULL, NULL),
                         TOCSIN_OK);
        assert_int_equal(told.count, cells);
        assert_int_equal(listed.count, cells);
    }
    close_sound(record);
}

/* ---- words that were found ------------------------------------------------------- */

static void words_are_marked(void **context)
{
    (void)context;
    struct record *record = open_record(":memory:", true);
    static const struct {
        const char *words, *sentence, *marked;
    } all[] = {
        {"strike",         "One strikes two.",           "One [strikes] two."   },
        {"\"air strike\"", "An air strike, strike air.",
         "An [air strike], strike air."                                         },
        {"Besancon",       "In Besan\xc3\xa7on.",        "In [Besan\xc3\xa7on]."},
        {"mob*",           "A mob mobilised.",           "A [mob] [mobilised]." },
        {"a OR b",         "a or b",                     "[a] [or] [b]"         },
        {"nothing",        "Something.",                 "Something."           },
        {"x",              "\x01x\x02",                  "\x01[x]\x02"          },
        {"--",             "Only -- marks.",             "Only -- marks."       },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        tocsin_hit hits[8];
        tocsin_hits found = {.items = hits, .room = 8};
        size_t at = 0;
        char out[100] = "";
        text s = tc_text(all[i].sentence);
        assert_int_equal(tc_record_hits(record, tc_text(all[i].words), s, &found, NULL),
                         TOCSIN_OK);
        for (size_t k = 0; k < found.count; k++) {
            size_t size = strlen(out);
            snprintf(out + size, sizeof out - size, "%.*s[%.*s]",
                     (int)(hits[k].begin - at), s.data + at,
                     (int)(hits[k].end - hits[k].begin), s.data + hits[k].begin);
            at = hits[k].end;
        }
        size_t size = strlen(out);
        snprintf(out + size, sizeof out - size, "%s", s.data + at);
        assert_string_equal(out, all[i].marked);
    }
    close_sound(record);
}

/* ---- batches --------------------------------------------------------------------- */

/* What a batch's number of a name stands for; NULL: it came in one before. */
static const struct new_name *name_of(const struct batch *batch, uint32_t before,
                                      uint32_t number)
{
    return number > before ? &batch->names[number - before - 1] : NULL;
}

static void names_come_once(void **context)
{
    (void)context;
    static struct sheet sheet;
    struct gather gather;
    struct batch batch;
    tc_gather_init(&gather);
    assert_true(tc_batch_init(&batch));
    state = 88172645463325252u;
    for (int round = 0; round < 3; round++) {
        uint32_t before = round == 1 ? gather.count : 0;
        if (round == 2)
            gather.count = 1u << 30; /* more than are kept */
        tc_gather_begin(&gather, &batch);
        assert_int_equal(batch.anew, round == 2);
        for (long long n = 0; n < 600; n++) {
            set_row(&sheet, n);
            assert_true(tc_gather_row(&gather, &batch, &sheet.row, n, 0));
            const struct item *item = &batch.items[n];
            const struct new_name *source =
                name_of(&batch, before, item->names[SLOT_SOURCE]);
            assert_true(source || round == 1);
            if (source) {
                assert_int_equal(source->which, PUBLISHERS);
                assert_true(tc_text_equal(source->fields[0].text, sheet.row.source));
            }
            assert_int_equal(item->names[SLOT_MODE], 0);
            assert_true(item->names[SLOT_RULE] > 0);
        }
        assert_int_equal(gather.count - before, batch.name_count);
        assert_true(round == 1 || (batch.name_count > 50 && batch.name_count < 2000));
        assert_int_equal(batch.block_count, (600 + BLOCK_ROWS - 1) / BLOCK_ROWS);
    }
    tc_batch_release(&batch);
    tc_gather_release(&gather);
}

/* ---- what goes wrong ------------------------------------------------------------- */

static void what_is_no_claim_is_refused(void **context)
{
    (void)context;
    static struct sheet sheet;
    struct record *record = open_record(":memory:", true);
    struct load *load = NULL;
    struct load_counts counts;
    assert_int_equal(tc_load_begin(record, &file, &load), TOCSIN_OK);
    set_row(&sheet, 1);
    sheet.row.claim.type = (tocsin_type)99;
    assert_int_equal(tc_load_row(load, &sheet.row), TOCSIN_USAGE);
    set_row(&sheet, 2); /* the rest goes on */
    assert_int_equal(tc_load_row(load, &sheet.row), TOCSIN_OK);
    assert_int_equal(tc_load_end(load, &counts), TOCSIN_OK);
    assert_int_equal(counts.added, 1);
    close_sound(record);
}

static tocsin_status pass_row(void *context, const tocsin_overview_row *row)
{
    (void)context, (void)row;
    return TOCSIN_OK;
}

static void want_of_memory_ends_an_overview(void **context)
{
    (void)context;
    struct record *record = open_record(":memory:", true);
    (void)load_rows(record, 0, 3000);
    tocsin_overview what = {.filter = TOCSIN_FILTER_ALL,
                            .by = TOCSIN_BUCKET_DAY,
                            .by_type = true,
                            .by_actor = true,
                            .by_recipient = true,
                            .by_place = true};
    tocsin_status status = TOCSIN_MEMORY;
    for (long n = 1; status && n < 3000; n++) {
        tc_alloc_fail(n);
        status = tc_record_overview(record, &what, pass_row, NULL, NULL);
        tc_alloc_fail(0);
        assert_true(!status || status == TOCSIN_MEMORY);
    }
    assert_int_equal(status, TOCSIN_OK);
    close_sound(record);
}

static void want_of_memory_is_survived(void **context)
{
    (void)context;
    static struct sheet sheet;
    bool done = false;
    for (long n = 1; !done && n < 3000; n += n < 200 ? 1 : 17) {
        struct record *record = open_record(":memory:", true);
        struct load *load = NULL;
        state = 88172645463325252u;
        tc_alloc_fail(n);
        tocsin_status status = tc_load_begin(record, &file, &load);
        for (long long i = 0; i < 150 && !status; i++) {
            set_row(&sheet, i);
            status = tc_load_row(load, &sheet.row);
        }
        tocsin_status ended = tc_load_end(load, NULL);
        tc_alloc_fail(0);
        done = !status && !ended;
        if (!done)
            assert_true(status == TOCSIN_MEMORY || ended == TOCSIN_MEMORY);
        assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
        (void)tc_record_close(record, NULL);
    }
    assert_true(done);
}

/* A number that is taken is not passed over in silence. */
static void rows_behind_the_last_are_told(void **context)
{
    (void)context;
    static const char *const harms[] = {"UPDATE claims SET id = 1000 WHERE id = 20",
                                        "UPDATE events SET id = 1000 WHERE id = 20",
                                        "UPDATE claims SET id = 23 WHERE id = 20",
                                        "UPDATE events SET id = 21 WHERE id = 20"};
    static struct sheet sheet;
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
        struct record *record = open_record(":memory:", true);
        struct load *load = NULL;
        (void)load_rows(record, 0, 20);
        assert_int_equal(tc_record_exec(record, harms[i]), TOCSIN_OK);
        assert_int_equal(tc_load_begin(record, &file, &load), TOCSIN_OK);
        for (long long n = 20; n < 60; n++) {
            set_row(&sheet, n);
            assert_int_equal(tc_load_row(load, &sheet.row), TOCSIN_OK);
        }
        assert_int_equal(tc_load_end(load, NULL), TOCSIN_CORRUPT);
        assert_int_equal(number(record, "SELECT count(*) FROM claims"), 20);
        assert_int_equal(number(record, "SELECT count(*) FROM events"), 20);
        (void)tc_record_close(record, NULL);
    }
}

static void damaged_blocks_are_told(void **context)
{
    (void)context;
    struct record *record = open_record(":memory:", true);
    struct buffer bytes;
    long long line;
    (void)load_rows(record, 0, 50);
    tc_buffer_init(&bytes, 0);
    static const char *const harms[] = {
        "UPDATE import_rows SET block = substr(block, 1, 20)",
        "UPDATE import_rows SET block = x''", "UPDATE import_rows SET block = x'00'",
        "UPDATE import_rows SET block = randomblob(300)"};
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
        assert_int_equal(tc_record_exec(record, harms[i]), TOCSIN_OK);
        assert_int_equal(native(record, 1, 3, &bytes, &line), TOCSIN_CORRUPT);
    }
    tc_buffer_release(&bytes);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static int make_folder(void **context)
{
    (void)context;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **context)
{
    (void)context;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_tell_rows_apart),
        cmocka_unit_test(no_row_is_added_twice),
        cmocka_unit_test(rows_come_back_byte_for_byte),
        cmocka_unit_test(batches_change_nothing),
        cmocka_unit_test(a_row_is_listed_as_a_claim),
        cmocka_unit_test(filters_find_what_a_slow_search_finds),
        cmocka_unit_test(overviews_count_what_is_listed),
        cmocka_unit_test(words_are_marked),
        cmocka_unit_test(names_come_once),
        cmocka_unit_test(what_is_no_claim_is_refused),
        cmocka_unit_test(want_of_memory_is_survived),
        cmocka_unit_test(want_of_memory_ends_an_overview),
        cmocka_unit_test(rows_behind_the_last_are_told),
        cmocka_unit_test(damaged_blocks_are_told),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
