/* fuzz/fuzz_record.c: any bytes as a record: whatever stands in a file, opening, asking
 * and checking it ends, and says so when it is damaged; and repairing it leaves a sound
 * record or the file as it was.
 *
 * A record of a few documents is made when the target starts. Bytes that begin like an
 * SQLite file are taken for a whole one; all others are changes to that record: triples
 * of a place (3 bytes, modulo its size), a kind and a value.
 *
 *     0..199 this many bytes from value on, counting up     250  cut off here
 *     200    the page of another place                      rest one byte
 *
 * A few bytes so reach what a mutation of 200 kB would find once in a day. */
#include "test/record_stream.h"

enum { DOCUMENTS = 8, CHANGES = 64, PAGE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64], fixed[64];
static unsigned char *base;
static size_t base_size;
static unsigned char *changed;

static void read_base(void)
{
    FILE *in = fopen(path, "rb");
    if (!in || fseek(in, 0, SEEK_END))
        abort();
    base_size = (size_t)ftell(in);
    base = malloc(base_size);
    changed = malloc(base_size);
    if (!base || !changed || fseek(in, 0, SEEK_SET) ||
        fread(base, 1, base_size, in) != base_size)
        abort();
    (void)fclose(in);
}

/* In small pages, so that there are many of them in few bytes. */
static void make_base(void)
{
    struct record *record = NULL;
    sqlite3 *db = NULL;
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    (void)snprintf(path, sizeof path, "%s/fuzz_record_%ld", folder, (long)getpid());
    (void)snprintf(fixed, sizeof fixed, "%s.damaged-1", path);
    stream_scrap(path);
    tc_clock_freeze(1000000);
    if (tc_record_open(path, true, &record, NULL) ||
        stream_add(record, 0, DOCUMENTS, 0, NULL) || tc_record_close(record, NULL))
        abort();
    if (sqlite3_open(path, &db) ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM",
                     NULL, NULL, NULL) ||
        sqlite3_close(db))
        abort();
    read_base();
}

/* How much of changed is left. */
static size_t change(const uint8_t *data, size_t size)
{
    size_t left = base_size;
    memcpy(changed, base, base_size);
    for (size_t at = 0; at + 5 <= size && at < CHANGES * 5; at += 5) {
        size_t place =
            ((size_t)data[at] << 16 | (size_t)data[at + 1] << 8 | data[at + 2]) %
            base_size;
        unsigned kind = data[at + 3], value = data[at + 4];
        if (kind < 200) {
            for (unsigned i = 0; i < kind && place + i < base_size; i++)
                changed[place + i] = (unsigned char)(value + i);
        } else if (kind == 200) {
            size_t page = place / PAGE, pages = base_size / PAGE;
            memcpy(changed + page * PAGE, base + (page + value) % pages * PAGE, PAGE);
        } else if (kind == 250) {
            left = place;
        } else {
            changed[place] = (unsigned char)value;
        }
    }
    return left;
}

static void write_file(const void *bytes, size_t size)
{
    stream_scrap(path);
    stream_scrap(fixed);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(bytes, 1, size, out) != size || fclose(out))
        abort();
}

static tocsin_status use_event(void *context, const tocsin_event *event)
{
    struct buffer *out = context; /* every byte is read */
    tc_buffer_clear(out);
    tc_buffer_text(out, event->sentence);
    tc_buffer_text(out, event->actor.text);
    tc_buffer_text(out, event->place.name);
    return TOCSIN_OK;
}

static tocsin_status use_claim(void *context, const tocsin_claim *claim,
                               const tocsin_document *document, tocsin_text sentence,
                               long long event)
{
    (void)event;
    struct buffer *out = context;
    tc_buffer_clear(out);
    tc_buffer_text(out, document->text);
    tc_buffer_text(out, sentence);
    tc_buffer_text(out, claim->trigger);
    for (uint32_t i = 0; i < claim->actor_count; i++)
        tc_buffer_text(out, claim->actors[i].text);
    return TOCSIN_OK;
}

static void ask(bool write)
{
    struct record *record = NULL;
    struct buffer out;
    tocsin_record_summary summary;
    if (tc_record_open(path, write, &record, NULL))
        return;
    tc_buffer_init(&out, 0);
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    (void)tc_record_events(record, &filter, use_event, &out, NULL);
    (void)tc_record_claims(record, &filter, use_claim, &out, NULL);
    filter.words = TEXT("deed");
    filter.party = TEXT("SDN");
    filter.as_of = TEXT("2024-06-01");
    (void)tc_record_events(record, &filter, use_event, &out, NULL);
    (void)tc_record_summarise(record, &summary, NULL);
    if (write) /* also over documents that are there already */
        (void)stream_add(record, DOCUMENTS - 4, DOCUMENTS + 4, 0, NULL);
    (void)tc_record_check(record, NULL, NULL, NULL);
    tc_buffer_release(&out);
    (void)tc_record_close(record, NULL);
}

static void mend(void)
{
    struct record *record = NULL;
    if (tc_record_repair(path, NULL, NULL, NULL))
        return;
    if (tc_record_open(path, false, &record, NULL) ||
        tc_record_check(record, NULL, NULL, NULL) || tc_record_close(record, NULL))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!base)
        make_base();
    bool is_whole = size > 16 && memcmp(data, "SQLite format 3", 16) == 0;
    const void *bytes = is_whole ? data : changed;
    size_t left = is_whole ? size : change(data, size);
    write_file(bytes, left);
    ask(false);
    ask(true);
    write_file(bytes, left);
    mend();
    stream_scrap(path);
    stream_scrap(fixed);
    return 0;
}
