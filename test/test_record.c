/* test_record.c: the record keeps what it is given, merges by its rule, and survives.
 *
 * Codings are made by hand, from a line of facts each (struct spec), so that a case
 * says only what it is about. Three oracles stand behind the cases: a claim written out
 * field by field must read back the same; tc_record_check() sums every event up again;
 * and a dump of all tables but the time of learning must be the same however a run was
 * cut into transactions, killed and begun again.
 */
#include "record/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- a folder for files ---------------------------------------------------------- */

static char folder[64];

static const char *path_of(const char *name)
{
    static char paths[4][128];
    static int at;
    char *path = paths[at++ % 4];
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void scrap(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[160];
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/test_record_XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

/* Kept between the tests, so that making a document asks for no memory when the
 * record's allocations are made to fail. */
static struct arena stream_arena = {.maximum = (size_t)1 << 20};

static int remove_folder(void **state)
{
    (void)state;
    tc_arena_release(&stream_arena);
    return rmdir(folder);
}

/* ---- codings by hand ------------------------------------------------------------- */

struct spec {
    const char *id, *day, *publisher, *text;
    const char *actor, *recipient; /* codes: IRQ, IRQMIL, IGOUNO */
    const char *actor_id;
    int type, status;
    const char *mode, *country, *admin1, *city;
    const char *from, *to, *precision; /* of the claim's own time */
    const char *source;                /* who says so; named unless it begins "a " */
    const char *coder;
    double factuality;
};

static text or_empty(const char *s)
{
    return tc_text(s);
}

/* A code's country and sector, as the lexicon would give them. */
static tocsin_mention party(struct arena *arena, const char *code, const char *id)
{
    tocsin_mention out = {.code = or_empty(code), .id = or_empty(id)};
    if (!code)
        return out;
    bool global = strncmp(code, "IGO", 3) == 0 || strncmp(code, "NGO", 3) == 0;
    bool kind = strlen(code) == 3 && strstr("REB MIL CVL UAF", code);
    if (kind)
        out.sector = out.code;
    else if (global)
        out.sector = tc_text_slice(out.code, 0, 3);
    else
        out.country = tc_text_slice(out.code, 0, 3);
    if (!kind && !global && out.code.size > 3)
        out.sector = tc_text_slice(out.code, 3, 6);
    out.name = tc_arena_format(arena, "Party %s", id ? id : code);
    return out;
}

static tocsin_place place_of(const struct spec *spec)
{
    tocsin_place place = {.lat = NAN, .lon = NAN};
    if (!spec->country)
        return place;
    place.country = tc_text(spec->country);
    place.admin1 = or_empty(spec->admin1);
    place.name = tc_text(spec->city     ? spec->city
                         : spec->admin1 ? spec->admin1
                                        : spec->country);
    place.precision = tc_text(spec->city     ? "city"
                              : spec->admin1 ? "admin1"
                                             : "country");
    place.lat = spec->city && strcmp(spec->city, "Basra") == 0 ? 30.5 : 33.25;
    place.lon = 44.5;
    return place;
}

static tocsin_coding *code(struct arena *arena, const struct spec *spec)
{
    tocsin_coding *coding = tc_arena_alloc(arena, sizeof *coding);
    tocsin_claim *claim = tc_arena_alloc(arena, sizeof *claim);
    tocsin_mention *sides = tc_arena_alloc(arena, 2 * sizeof *sides);
    tocsin_attribution *link = tc_arena_alloc(arena, sizeof *link);
    text words = spec->text
                     ? tc_text(spec->text)
                     : tc_arena_format(arena, "Report %s of what was done.", spec->id);
    sides[0] = party(arena, spec->actor, spec->actor_id);
    sides[1] = party(arena, spec->recipient, NULL);
    *claim = (tocsin_claim){.end = (uint32_t)words.size,
                            .type = (tocsin_type)spec->type,
                            .status = (tocsin_claim_status)spec->status,
                            .mode = or_empty(spec->mode),
                            .cameo = tc_text("190"),
                            .intensity = -9,
                            .actors = &sides[0],
                            .actor_count = spec->actor != NULL,
                            .recipients = &sides[1],
                            .recipient_count = spec->recipient != NULL,
                            .place = place_of(spec),
                            .factuality = spec->factuality ? spec->factuality : 2,
                            .confidence = 0.5};
    claim->time.from = or_empty(spec->from);
    claim->time.to = or_empty(spec->to ? spec->to : spec->from);
    claim->time.precision = tc_text(spec->precision ? spec->precision
                                    : spec->from    ? "day"
                                                    : NULL);
    if (spec->source) {
        *link = (tocsin_attribution){.source = tc_text(spec->source),
                                     .named = strncmp(spec->source, "a ", 2) != 0,
                                     .cue = tc_text("said")};
        claim->attribution = link;
        claim->attribution_count = 1;
    }
    coding->document = (tocsin_document){.id = tc_text(spec->id),
                                         .text = words,
                                         .published = or_empty(spec->day),
                                         .publisher = or_empty(spec->publisher),
                                         .language = tc_text("en")};
    coding->claims = claim;
    coding->claim_count = 1;
    coding->sentence_count = 1;
    coding->token_count = 6;
    return coding;
}

static bool put(struct record *record, struct spec spec)
{
    struct arena arena;
    tocsin_error error = {.message = ""};
    bool added = false;
    tc_arena_init(&arena, 0);
    tocsin_status status = tc_record_add(
        record, code(&arena, &spec), spec.coder ? spec.coder : "one", &added, &error);
    if (status)
        print_error("%s: %s\n", tocsin_status_name(status), error.message);
    assert_int_equal(status, TOCSIN_OK);
    tc_arena_release(&arena);
    return added;
}

static struct record *open_record(const char *path)
{
    struct record *record;
    tocsin_error error = {.message = ""};
    tocsin_status status = tc_record_open(path, true, &record, &error);
    if (status)
        print_error("%s: %s\n", tocsin_status_name(status), error.message);
    assert_int_equal(status, TOCSIN_OK);
    return record;
}

static tocsin_status tell(void *context, tocsin_text line)
{
    (void)context;
    print_error("  %.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

static void assert_sound(struct record *record)
{
    tocsin_error error = {.message = ""};
    assert_int_equal(tc_record_check(record, tell, NULL, &error), TOCSIN_OK);
}

static void close_sound(struct record *record)
{
    assert_sound(record);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

/* ---- listings -------------------------------------------------------------------- */

struct seen {
    long long id;
    int type, status;
    unsigned claims, documents, voices, denials;
    char from[11], to[11], actor[16], recipient[16], place[24], sentence[64], mode[16];
    char first[32], last[32], precision[12];
    double factuality;
};

static struct seen seen[64];
static size_t seen_count;

static void keep(char *out, size_t room, text t)
{
    (void)snprintf(out, room, "%.*s", (int)t.size, t.size ? t.data : "");
}

static tocsin_status see(void *context, const tocsin_event *event)
{
    (void)context;
    assert_in_range(seen_count, 0, 63);
    struct seen *s = &seen[seen_count++];
    *s = (struct seen){.id = event->id,
                       .type = (int)event->type,
                       .status = (int)event->status,
                       .claims = event->claims,
                       .documents = event->documents,
                       .voices = event->voices,
                       .denials = event->denials,
                       .factuality = event->factuality};
    keep(s->from, sizeof s->from, event->from);
    keep(s->to, sizeof s->to, event->to);
    keep(s->actor, sizeof s->actor, event->actor.code);
    keep(s->recipient, sizeof s->recipient, event->recipient.code);
    keep(s->place, sizeof s->place, event->place.name);
    keep(s->sentence, sizeof s->sentence, event->sentence);
    keep(s->mode, sizeof s->mode, event->mode);
    keep(s->first, sizeof s->first, event->first_published);
    keep(s->last, sizeof s->last, event->last_published);
    keep(s->precision, sizeof s->precision, event->precision);
    return TOCSIN_OK;
}

static size_t events(struct record *record, tocsin_filter filter)
{
    tocsin_error error = {.message = ""};
    seen_count = 0;
    tocsin_status status = tc_record_events(record, &filter, see, NULL, &error);
    if (status)
        print_error("%s: %s\n", tocsin_status_name(status), error.message);
    assert_int_equal(status, TOCSIN_OK);
    return seen_count;
}

static size_t all_events(struct record *record)
{
    return events(record, (tocsin_filter)TOCSIN_FILTER_ALL);
}

static tocsin_status name_document(void *context, const tocsin_claim *claim,
                                   const tocsin_document *document,
                                   tocsin_text sentence, long long event)
{
    (void)claim;
    (void)sentence;
    (void)event;
    struct buffer *out = context;
    tc_buffer_text(out, document->id);
    tc_buffer_byte(out, ' ');
    return TOCSIN_OK;
}

/* The ids of the documents whose claims are listed, one behind the other. */
static const char *claims(struct record *record, tocsin_filter filter)
{
    static char names[512];
    struct buffer out;
    tc_buffer_init(&out, 0);
    assert_int_equal(tc_record_claims(record, &filter, name_document, &out, NULL),
                     TOCSIN_OK);
    keep(names, sizeof names, (text){out.data, out.size ? out.size - 1 : 0});
    tc_buffer_release(&out);
    return names;
}

#define FILTER(...)                                                                    \
    ((tocsin_filter){.type = -1, .status = -1, .event = -1, .limit = -1, __VA_ARGS__})

/* ---- a dump of everything but the time of learning ------------------------------- */

static const char dump_documents[] =
    "SELECT id, name, url, title, published, publisher, language, file, line,"
    " sentences, tokens, hash, likeness, copy_of, coder, text, changed, authors,"
    " version, correction, address FROM documents";
static const char dump_history[] =
    "SELECT id, document, hash, coder, url, title, published, publisher, language,"
    " text, changed, authors, version, correction FROM documents_history";
static const char dump_codings[] =
    "SELECT id, document, version, coder, known FROM codings";
static const char *const dump_sql[] = {
    "SELECT * FROM types",
    "SELECT * FROM statuses",
    "SELECT * FROM coders",
    "SELECT * FROM words",
    "SELECT * FROM publishers",
    "SELECT * FROM actors",
    "SELECT * FROM places",
    "SELECT * FROM times",
    "SELECT * FROM sources",
    dump_documents,
    dump_history,
    dump_codings,
    "SELECT * FROM bands",
    "SELECT * FROM sentences",
    "SELECT * FROM claims",
    "SELECT * FROM mentions",
    "SELECT * FROM attributions",
    "SELECT * FROM verifications",
    "SELECT * FROM numbers",
    "SELECT * FROM events",
    "SELECT * FROM event_columns",
    "SELECT * FROM counters",
    "SELECT * FROM merge_keys",
    "SELECT * FROM temp.all_words ORDER BY 1, 2, 3, 4"};

static void dump_rows(sqlite3 *db, const char *sql, struct buffer *out)
{
    sqlite3_stmt *rows;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            if (sqlite3_column_type(rows, i) == SQLITE_FLOAT)
                tc_buffer_format(out, "%.17g", sqlite3_column_double(rows, i));
            else
                tc_buffer_text(out, tc_column(rows, i));
            tc_buffer_byte(out, '|');
        }
        tc_buffer_byte(out, '\n');
    }
    assert_int_equal(sqlite3_finalize(rows), SQLITE_OK);
}

static void dump(const char *path, struct buffer *out)
{
    sqlite3 *db;
    tc_buffer_init(out, 0);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE VIRTUAL TABLE temp.all_words USING "
                                  "fts5vocab(main, sentence_search, instance)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    for (size_t i = 0; i < sizeof dump_sql / sizeof *dump_sql; i++) {
        tc_buffer_format(out, "-- %s\n", dump_sql[i]);
        dump_rows(db, dump_sql[i], out);
    }
    sqlite3_close(db);
    assert_false(out->failed);
}

static void assert_same_dump(const struct buffer *a, const struct buffer *b)
{
    size_t i = 0;
    while (i < a->size && i < b->size && a->data[i] == b->data[i])
        i++;
    if (i < a->size || i < b->size) {
        size_t begin = i > 200 ? i - 200 : 0;
        print_error("one: %.*s\n", (int)(a->size - begin < 400 ? a->size - begin : 400),
                    a->data + begin);
        print_error("two: %.*s\n", (int)(b->size - begin < 400 ? b->size - begin : 400),
                    b->data + begin);
    }
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a->data, b->data, a->size);
}

/* ---- nothing is lost in a claim -------------------------------------------------- */

static void write_text(struct buffer *out, text t)
{
    tc_buffer_format(out, "%zu:", t.size);
    tc_buffer_text(out, t);
    tc_buffer_byte(out, ' ');
}

static void write_span(struct buffer *out, uint32_t begin, uint32_t end)
{
    tc_buffer_format(out, "%u-%u ", (unsigned)begin, (unsigned)end);
}

static void write_mentions(struct buffer *out, const tocsin_mention *m, uint32_t count)
{
    tc_buffer_format(out, "\n  %u parties ", (unsigned)count);
    for (uint32_t i = 0; i < count; i++) {
        write_text(out, m[i].text);
        write_span(out, m[i].begin, m[i].end);
        write_text(out, m[i].name);
        write_text(out, m[i].code);
        write_text(out, m[i].country);
        write_text(out, m[i].sector);
        write_text(out, m[i].id);
    }
}

static void write_place(struct buffer *out, const tocsin_place *place)
{
    tc_buffer_string(out, "\n  place ");
    write_text(out, place->text);
    write_span(out, place->begin, place->end);
    write_text(out, place->name);
    write_text(out, place->country);
    write_text(out, place->admin1);
    tc_buffer_format(out, "%.17g %.17g %u ", isnan(place->lat) ? -999 : place->lat,
                     isnan(place->lon) ? -999 : place->lon, (unsigned)place->geonames);
    write_text(out, place->precision);
}

static void write_time(struct buffer *out, const tocsin_time *time)
{
    tc_buffer_string(out, "\n  time ");
    write_text(out, time->text);
    write_span(out, time->begin, time->end);
    write_text(out, time->from);
    write_text(out, time->to);
    write_text(out, time->precision);
    write_text(out, time->bound);
    write_text(out, time->type);
    write_text(out, time->value);
}

static void write_links(struct buffer *out, const tocsin_claim *claim)
{
    tc_buffer_format(out, "\n  %u links ", (unsigned)claim->attribution_count);
    for (uint32_t i = 0; i < claim->attribution_count; i++) {
        const tocsin_attribution *link = &claim->attribution[i];
        write_text(out, link->source);
        write_span(out, link->source_begin, link->source_end);
        tc_buffer_format(out, "%d ", link->named);
        write_text(out, link->cue);
        write_span(out, link->cue_begin, link->cue_end);
        write_span(out, link->content_begin, link->content_end);
        write_span(out, link->content2_begin, link->content2_end);
        write_text(out, link->name);
        write_text(out, link->code);
        write_text(out, link->id);
        tc_buffer_format(out, "%d %d %.17g ", (int)link->kind, link->anonymous,
                         isnan(link->stance) ? -999 : link->stance);
    }
    const tocsin_verification *remark = &claim->verification;
    tc_buffer_format(out, "\n  remark %d ", (int)remark->kind);
    write_text(out, remark->text);
    write_span(out, remark->begin, remark->end);
    write_text(out, remark->by);
}

static void write_claim(struct buffer *out, const tocsin_claim *claim)
{
    tc_buffer_format(out, "%u ", (unsigned)claim->sentence);
    write_span(out, claim->begin, claim->end);
    tc_buffer_format(out, "%d %d %.17g %.17g %.17g ", (int)claim->type,
                     (int)claim->status,
                     isnan(claim->intensity) ? -999 : claim->intensity,
                     claim->factuality, claim->confidence);
    write_text(out, claim->mode);
    for (uint32_t i = 0; i < claim->context_count; i++)
        write_text(out, claim->contexts[i]);
    write_text(out, claim->cameo);
    write_mentions(out, claim->actors, claim->actor_count);
    write_mentions(out, claim->recipients, claim->recipient_count);
    write_place(out, &claim->place);
    write_time(out, &claim->time);
    for (uint32_t i = 0; i < claim->number_count; i++) {
        const tocsin_number *number = &claim->numbers[i];
        write_text(out, number->what);
        tc_buffer_format(out, "%u %u ", (unsigned)number->low, (unsigned)number->high);
        write_text(out, number->text);
        write_span(out, number->begin, number->end);
    }
    write_links(out, claim);
    write_text(out, claim->trigger);
    write_span(out, claim->trigger_begin, claim->trigger_end);
    write_text(out, claim->rule);
    write_text(out, claim->path);
    tc_buffer_byte(out, '\n');
}

static void write_document(struct buffer *out, const tocsin_document *document)
{
    write_text(out, document->id);
    write_text(out, document->url);
    write_text(out, document->title);
    write_text(out, document->text);
    write_text(out, document->published);
    write_text(out, document->publisher);
    write_text(out, document->language);
    write_text(out, document->file);
    tc_buffer_format(out, "%lld\n", document->line);
}

static tocsin_status write_listed(void *context, const tocsin_claim *claim,
                                  const tocsin_document *document, tocsin_text sentence,
                                  long long event)
{
    struct buffer *out = context;
    write_document(out, document);
    write_claim(out, claim);
    assert_true(tc_text_equal(sentence,
                              tc_text_slice(document->text, claim->begin, claim->end)));
    assert_true(event > 0);
    return TOCSIN_OK;
}

static const char rich_text[] =
    "Vorwort. In Mosul sagten Beamte, 3 to 5 soldiers died \xe2\x80\x94 last week.";

/* For initialisers of static values. */
#define LITERAL(s)                                                                     \
    {                                                                                  \
        (s), sizeof(s) - 1                                                             \
    }

/* clang-format off */
static const tocsin_mention rich_actors[] = {
    {.text = {rich_text + 26, 6}, .begin = 26, .end = 32, .name = LITERAL("Beamte"),
     .code = LITERAL("IRQGOV"), .country = LITERAL("IRQ"), .sector = LITERAL("GOV"),
     .id = LITERAL("irq-gov")},
    {.text = LITERAL("not what stands there"), .begin = 1, .end = 4},
    {.text = {NULL, 0}, .begin = 3, .end = 9, .code = LITERAL("REB"),
     .sector = LITERAL("REB")},
    {.text = {NULL, 0}, .begin = 0, .end = 0, .name = LITERAL("Ein Name mit \xc3\x84")},
    {.text = LITERAL("past the end"), .begin = 4000000000u, .end = 4000000009u}};
/* clang-format on */
static const tocsin_text rich_contexts[] = {
    LITERAL("military"), LITERAL("back\\slash"), LITERAL("two\nlines"), {NULL, 0}
};
/* clang-format off */
static const tocsin_number rich_numbers[] = {
    {.what = LITERAL("killed"), .low = 3, .high = 5, .text = {rich_text + 34, 6},
     .begin = 34, .end = 40},
    {.what = {NULL, 0}, .low = 0, .high = UINT32_MAX, .text = LITERAL("many")}};
/* clang-format on */
/* clang-format off */
static const tocsin_attribution rich_links[] = {
    {.cue = LITERAL("reportedly"), .cue_begin = 2, .cue_end = 5, .stance = NAN},
    {.source = LITERAL("Beamte"), .source_begin = 26, .source_end = 32, .named = true,
     .cue = LITERAL("sagten"), .cue_begin = 19, .cue_end = 25, .content_begin = 34,
     .content_end = 60, .code = LITERAL("IRQGOV"), .id = LITERAL("irq-gov"),
     .content2_begin = 61, .content2_end = 64, .name = LITERAL("Iraq's officials"),
     .kind = TOCSIN_VOICE_OFFICIAL, .anonymous = true, .stance = -1.5}};
/* clang-format on */

static tocsin_claim rich_claim(void)
{
    /* clang-format off */
    return (tocsin_claim){
        .sentence = 1, .begin = 9, .end = sizeof rich_text - 1, .type = TOCSIN_ASSAULT,
        .mode = TEXT("armed"), .contexts = rich_contexts, .context_count = 4,
        .cameo = TEXT("190"), .intensity = -9.5, .actors = rich_actors,
        .actor_count = 5,
        .recipients = rich_actors, .recipient_count = 2,
        .place = {.text = {rich_text + 12, 5}, .begin = 12, .end = 17,
                  .name = TEXT("Mosul"), .country = TEXT("IRQ"),
                  .admin1 = TEXT("Nineveh"), .lat = 36.335, .lon = 43.11889,
                  .geonames = 99072, .precision = TEXT("city")},
        .time = {.text = TEXT("last week"), .begin = 61, .end = 70,
                 .from = TEXT("2024-01-22"), .to = TEXT("2024-01-28"),
                 .precision = TEXT("week"), .bound = TEXT("governing"),
                 .type = TEXT("DATE"),
                 .value = TEXT("2024-W04")},
        .numbers = rich_numbers, .number_count = 2, .status = TOCSIN_ONGOING,
        .factuality = 1.0 / 3, .attribution = rich_links, .attribution_count = 2,
        .confidence = 0.1, .trigger = TEXT("died"), .trigger_begin = 50,
        .trigger_end = 54, .rule = TEXT("die:ASSAULT/happened"),
        .path = TEXT("nsubj>died"),
        .verification = {.kind = TOCSIN_VERIFICATION_DISPUTED,
                         .text = {rich_text + 34, 16}, .begin = 34, .end = 50,
                         .by = TEXT("das Ministerium")}};
    /* clang-format on */
}

static void a_claim_comes_back_as_it_was(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    struct buffer in, out;
    tc_buffer_init(&in, 0);
    tc_buffer_init(&out, 0);
    tocsin_claim given[3] = {rich_claim(), rich_claim(), {.type = TOCSIN_AGREE}};
    given[1].mode = given[1].trigger = (text){NULL, 0};
    given[1].time = (tocsin_time){.from = TEXT("soon")};
    given[1].intensity = NAN;
    given[1].actor_count = given[1].context_count = 0;
    given[2].place.lat = given[2].place.lon = NAN;
    given[1].verification.by = (text){NULL, 0};
    given[1].verification.text = TEXT("words of no slice");
    tocsin_coding coding = {
        .document = {.id = TEXT("rich"),
                     .url = TEXT("http://example.org/?a=b"),
                     .title = TEXT("Titel"),
                     .text = TEXT(rich_text),
                     .published = TEXT("2024-01-29T10:00:00Z"),
                     .publisher = TEXT("Zeitung"),
                     .language = TEXT("de"),
                     .file = TEXT("in/file.jsonl"),
                     .line = 17},
        .claims = given,
        .claim_count = 3,
        .sentence_count = 2,
        .token_count = 14
    };
    bool added;
    assert_int_equal(tc_record_add(record, &coding, "one", &added, NULL), TOCSIN_OK);
    assert_true(added);
    for (int i = 0; i < 3; i++) {
        write_document(&in, &coding.document);
        write_claim(&in, &given[i]);
    }
    assert_int_equal(tc_record_claims(record, NULL, write_listed, &out, NULL),
                     TOCSIN_OK);
    assert_same_dump(&in, &out);
    tc_buffer_release(&in);
    tc_buffer_release(&out);
    close_sound(record);
}

static void what_cannot_be_kept_is_refused(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    tocsin_claim claim = rich_claim();
    tocsin_coding coding = {
        .document = {.id = TEXT("a"), .text = TEXT(rich_text)},
        .claims = &claim,
        .claim_count = 1
    };
    bool added;
    tocsin_error error;
    assert_int_equal(tc_record_add(record, &coding, "", &added, &error), TOCSIN_USAGE);
    assert_int_equal(tc_record_add(record, &coding, NULL, &added, &error),
                     TOCSIN_USAGE);
    claim.end = sizeof rich_text;
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    assert_true(strstr(error.message, "sentence"));
    claim = rich_claim();
    claim.type = TOCSIN_TYPE_COUNT;
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    claim = rich_claim();
    claim.status = (tocsin_claim_status)-1;
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    claim = rich_claim();
    claim.verification.kind = TOCSIN_VERIFICATION_COUNT;
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    tocsin_attribution none = {.kind = TOCSIN_VOICE_KIND_COUNT};
    claim = rich_claim();
    claim.attribution = &none;
    claim.attribution_count = 1;
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    claim = rich_claim();
    coding.document.published = TEXT("yesterday");
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    assert_true(strstr(error.message, "yesterday"));
    coding.document.published = TEXT("2024-01-29");
    coding.document.id.size = 0;
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_USAGE);
    assert_false(added);
    coding.document.id = TEXT("a");
    assert_int_equal(tc_record_add(record, &coding, "1", &added, &error), TOCSIN_OK);
    assert_true(added);
    close_sound(record);
}

/* ---- the same again, and changed ------------------------------------------------- */

static long long number(struct record *record, const char *sql)
{
    long long out = -1;
    assert_int_equal(tc_record_number(record, sql, -2, &out), TOCSIN_OK);
    return out;
}

static void the_same_again_changes_nothing(void **state)
{
    (void)state;
    const char *path = path_of("same.db");
    struct buffer before, after;
    for (int round = 0; round < 2; round++) {
        struct record *record = open_record(path);
        bool first = put(record, (struct spec){.id = "a", .actor = "IRN"});
        bool again = put(record, (struct spec){.id = "a", .actor = "IRN"});
        assert_int_equal(first, round == 0);
        assert_false(again);
        close_sound(record);
        dump(path, round ? &after : &before);
    }
    assert_same_dump(&before, &after);
    tc_buffer_release(&before);
    tc_buffer_release(&after);
    scrap(path);
}

static void changed_text_takes_its_place(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    struct spec old = {.id = "a",
                       .actor = "IRN",
                       .recipient = "USA",
                       .day = "2024-01-02",
                       .text = "Iran attacked the base."};
    assert_true(put(record, old));
    assert_int_equal(all_events(record), 1);
    long long event = seen[0].id;
    struct spec new = old;
    new.text = "Iran struck the base.";
    assert_true(put(record, new));
    assert_int_equal(all_events(record), 1);
    assert_int_equal(seen[0].id, event); /* what others noted down stays good */
    assert_int_equal(seen[0].claims, 1);
    assert_string_equal(seen[0].sentence, "Iran struck the base.");
    assert_string_equal(claims(record, FILTER(.words = TEXT("attacked"))), "");
    assert_string_equal(claims(record, FILTER(.words = TEXT("struck"))), "a");
    assert_int_equal(number(record, "SELECT count(*) FROM documents_history "
                                    "WHERE text = 'Iran attacked the base.'"),
                     1);
    /* A superseded version does not come back, so a run can be repeated. */
    assert_false(put(record, old));
    assert_string_equal(claims(record, FILTER(.words = TEXT("struck"))), "a");
    /* Another coder's claims replace it as well; the text need not be kept twice. */
    new.coder = "two";
    new.recipient = "IRQ";
    assert_true(put(record, new));
    assert_int_equal(all_events(record), 1);
    assert_int_not_equal(seen[0].id, event);
    assert_string_equal(seen[0].recipient, "IRQ");
    assert_int_equal(number(record, "SELECT count(*) FROM documents_history"), 1);
    assert_int_equal(number(record, "SELECT count(*) FROM documents"), 1);
    assert_int_equal(number(record, "SELECT count(*) FROM codings"), 3);
    close_sound(record);
}

static void a_changed_document_leaves_its_event(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    struct spec a = {.id = "a",
                     .publisher = "A",
                     .actor = "IRN",
                     .recipient = "USAMIL",
                     .day = "2024-01-02",
                     .country = "IRQ",
                     .city = "Mosul"};
    struct spec b = {.id = "b",
                     .publisher = "B",
                     .actor = "IRN",
                     .recipient = "USA",
                     .day = "2024-01-03"};
    put(record, a);
    put(record, b);
    assert_int_equal(all_events(record), 1);
    assert_int_equal(seen[0].documents, 2);
    assert_int_equal(seen[0].voices, 2);
    assert_string_equal(seen[0].recipient, "USAMIL");
    assert_string_equal(seen[0].place, "Mosul");
    a.text = "Nothing of the kind any more.";
    a.actor = "FRA";
    put(record, a);
    assert_int_equal(all_events(record), 2);
    assert_string_equal(seen[0].actor, "FRA");
    assert_string_equal(seen[1].recipient, "USA"); /* what a said is forgotten */
    assert_string_equal(seen[1].place, "");
    assert_string_equal(seen[1].first, "2024-01-03");
    assert_int_equal(seen[1].voices, 1);
    close_sound(record);
}

/* ---- merging --------------------------------------------------------------------- */

struct pair {
    const char *why;
    struct spec a, b;
    bool same;
};

/* What is not said is publisher P, 10 March, IRNMIL against IRQCVL; "-" is nothing. */
/* clang-format off */
static const struct pair pairs[] = {
    {"the same", {.id = NULL}, {.id = NULL}, true},
    {"another type", {.id = NULL}, {.type = TOCSIN_PROTEST}, false},
    {"a mode and none", {.mode = "armed"}, {.id = NULL}, true},
    {"two modes", {.mode = "armed"}, {.mode = "aerial"}, false},
    {"the whole country", {.id = NULL}, {.actor = "IRN"}, true},
    {"the whole country, twice", {.id = NULL}, {.actor = "IRN", .recipient = "IRQ"},
     true},
    {"another branch", {.id = NULL}, {.actor = "IRNGOV"}, false},
    {"another country", {.id = NULL}, {.actor = "TURMIL"}, false},
    {"the sides exchanged", {.id = NULL}, {.actor = "IRQCVL", .recipient = "IRNMIL"},
     false},
    {"an unknown recipient", {.id = NULL}, {.recipient = "-"}, true},
    {"an unknown actor", {.actor = "-"}, {.id = NULL}, true},
    {"nothing shared", {.actor = "-"}, {.recipient = "-"}, false},
    {"nothing known", {.actor = "-", .recipient = "-"},
     {.actor = "-", .recipient = "-"}, false},
    {"one organ of a state", {.actor = "IRNGOV", .actor_id = "irn-a"},
     {.actor = "IRNGOV", .actor_id = "irn-b"}, true},
    {"two rebel groups", {.actor = "IRNREB", .actor_id = "irn-a"},
     {.actor = "IRNREB", .actor_id = "irn-b"}, false},
    {"one rebel group", {.actor = "IRNREB", .actor_id = "irn-a"},
     {.actor = "IRNREB", .actor_id = "irn-a"}, true},
    {"a body without a country", {.actor = "IGOUNO"}, {.actor = "IGOUNO"},
     true},
    {"two such bodies", {.actor = "IGOUNO"}, {.actor = "IGOEUR"}, false},
    {"papers of two days on", {.id = NULL}, {.day = "2024-03-12"}, true},
    {"papers of three days on", {.id = NULL}, {.day = "2024-03-13"}, false},
    {"the day before, said", {.id = NULL}, {.from = "2024-03-09"}, true},
    {"one day, said twice", {.from = "2024-03-09"}, {.from = "2024-03-09"},
     true},
    {"two days, both said", {.from = "2024-03-09"}, {.from = "2024-03-10"},
     false},
    {"a week around it", {.id = NULL},
     {.from = "2024-03-04", .to = "2024-03-10", .precision = "week"}, true},
    {"another week", {.id = NULL},
     {.from = "2024-02-26", .to = "2024-03-03", .precision = "week"}, false},
    {"a month around it", {.id = NULL},
     {.from = "2024-03-01", .to = "2024-03-31", .precision = "month"}, true},
    {"a day in a month", {.from = "2024-03-01", .to = "2024-03-31",
                          .precision = "month"}, {.id = NULL}, true},
    {"a year around it", {.id = NULL},
     {.from = "2024-01-01", .to = "2024-12-31", .precision = "year"}, false},
    {"the same year", {.from = "2023-01-01", .to = "2023-12-31",
                       .precision = "year"},
     {.from = "2023-01-01", .to = "2023-12-31", .precision = "year"}, true},
    {"no day at all", {.day = "-"}, {.day = "-"}, true},
    {"a day and none", {.id = NULL}, {.day = "-"}, false},
    {"a city in its country", {.country = "IRQ"},
     {.country = "IRQ", .city = "Mosul"}, true},
    {"two cities", {.country = "IRQ", .city = "Basra"},
     {.country = "IRQ", .city = "Mosul"}, false},
    {"two divisions", {.country = "IRQ", .admin1 = "Anbar"},
     {.country = "IRQ", .admin1 = "Nineveh"}, false},
    {"a city in a division", {.country = "IRQ", .admin1 = "Nineveh"},
     {.country = "IRQ", .admin1 = "Nineveh", .city = "Mosul"}, true},
    {"two countries", {.country = "IRQ"}, {.country = "SYR"}, false},
    {"a place and none", {.country = "IRQ"}, {.id = NULL}, true},
    {"kinds without a place", {.actor = "REB", .recipient = "CVL"},
     {.actor = "REB", .recipient = "CVL"}, false},
    {"kinds in one country", {.actor = "REB", .recipient = "CVL", .country = "NGA"},
     {.actor = "REB", .recipient = "CVL", .country = "NGA"}, true},
    {"ongoing", {.id = NULL}, {.status = TOCSIN_ONGOING}, true},
    {"denied", {.id = NULL}, {.status = TOCSIN_DENIED}, true},
    {"denied before it was said", {.status = TOCSIN_NEGATED}, {.id = NULL}, true},
    {"planned", {.id = NULL}, {.status = TOCSIN_PLANNED}, false},
    {"planned twice", {.status = TOCSIN_PLANNED}, {.status = TOCSIN_PLANNED},
     true},
    {"planned and threatened", {.status = TOCSIN_PLANNED},
     {.status = TOCSIN_THREATENED}, false},
    {"announced and possible", {.status = TOCSIN_ANNOUNCED},
     {.status = TOCSIN_POSSIBLE}, false},
    {"a plan and a denial", {.status = TOCSIN_PLANNED},
     {.status = TOCSIN_DENIED}, false},
};
/* clang-format on */

static const char *either(const char *said, const char *usual)
{
    if (!said)
        return usual;
    return strcmp(said, "-") == 0 ? NULL : said;
}

static struct spec based(struct spec spec)
{
    spec.publisher = either(spec.publisher, "P");
    spec.day = either(spec.day, "2024-03-10");
    spec.actor = either(spec.actor, "IRNMIL");
    spec.recipient = either(spec.recipient, "IRQCVL");
    return spec;
}

static void merge_pair(const struct pair *pair, bool turned)
{
    struct record *record = open_record(":memory:");
    struct spec a = based(turned ? pair->b : pair->a);
    struct spec b = based(turned ? pair->a : pair->b);
    a.id = "first";
    b.id = "second";
    put(record, a);
    put(record, b);
    size_t count = all_events(record);
    if (count != (pair->same ? 1 : 2))
        print_error("%s%s: %zu events\n", pair->why, turned ? " (turned)" : "", count);
    assert_int_equal(count, pair->same ? 1 : 2);
    close_sound(record);
}

static void claims_merge_by_the_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        merge_pair(&pairs[i], false);
        merge_pair(&pairs[i], true); /* whichever comes first */
    }
}

static void the_best_of_several_events_wins(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    put(record, based((struct spec){.id = "a", .from = "2024-03-08"}));
    put(record, based((struct spec){.id = "b", .from = "2024-03-10"}));
    put(record, based((struct spec){.id = "c"})); /* the paper's day, 10 March */
    assert_int_equal(all_events(record), 2);
    assert_int_equal(seen[0].claims, 1);
    assert_int_equal(seen[1].claims, 2);
    /* A month that holds two of them says nothing about which. */
    put(record, based((struct spec){.id = "d",
                                    .from = "2024-03-01",
                                    .to = "2024-03-31",
                                    .precision = "month"}));
    assert_int_equal(all_events(record), 3);
    close_sound(record);
}

static void several_parties_stand_in_any_order(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    struct arena arena;
    tc_arena_init(&arena, 0);
    tocsin_mention one[2] = {party(&arena, "RUSGOV", NULL),
                             party(&arena, "IRNGOV", NULL)};
    tocsin_mention two[2] = {one[1], one[0]};
    for (int i = 0; i < 2; i++) {
        struct spec spec = {.id = i ? "b" : "a",
                            .actor = "RUS",
                            .recipient = "ISR",
                            .day = "2024-03-10"};
        tocsin_coding *coding = code(&arena, &spec);
        tocsin_claim claim = coding->claims[0];
        claim.actors = i ? two : one;
        claim.actor_count = 2;
        coding->claims = &claim;
        assert_int_equal(tc_record_add(record, coding, "1", NULL, NULL), TOCSIN_OK);
    }
    assert_int_equal(all_events(record), 1);
    assert_int_equal(events(record, FILTER(.actor = TEXT("RUS"))), 1);
    assert_int_equal(events(record, FILTER(.actor = TEXT("IRN"))), 1);
    tc_arena_release(&arena);
    close_sound(record);
}

static void a_denial_is_counted_and_makes_nothing_happen(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    put(record,
        based((struct spec){.id = "a", .status = TOCSIN_DENIED, .factuality = -3}));
    assert_int_equal(all_events(record), 1);
    assert_int_equal(seen[0].status, TOCSIN_DENIED);
    assert_int_equal(seen[0].denials, 1);
    assert_int_equal(seen[0].voices, 0); /* nobody says that it happened */
    put(record,
        based((struct spec){.id = "b", .status = TOCSIN_ONGOING, .factuality = 1}));
    assert_int_equal(all_events(record), 1);
    assert_int_equal(seen[0].status, TOCSIN_ONGOING);
    put(record, based((struct spec){.id = "c", .factuality = 1}));
    put(record, based((struct spec){
                    .id = "d", .factuality = 3, .text = "The surest sentence."}));
    assert_int_equal(all_events(record), 1);
    assert_int_equal(seen[0].status, TOCSIN_HAPPENED);
    assert_int_equal(seen[0].claims, 4);
    assert_int_equal(seen[0].denials, 1);
    assert_int_equal(seen[0].voices, 1);
    assert_string_equal(seen[0].sentence, "The surest sentence.");
    assert_true(seen[0].factuality == 3);
    close_sound(record);
}

static void an_event_grows_more_exact(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    put(record, (struct spec){
                    .id = "a", .day = "2024-03-10", .actor = "IRN", .country = "IRQ"});
    put(record, (struct spec){.id = "b",
                              .day = "2024-03-11",
                              .actor = "IRNMIL",
                              .recipient = "IRQ",
                              .from = "2024-03-09"});
    put(record, (struct spec){.id = "c",
                              .day = "2024-03-11",
                              .actor = "IRNMIL",
                              .recipient = "IRQCVL",
                              .country = "IRQ",
                              .city = "Mosul",
                              .mode = "aerial"});
    assert_int_equal(all_events(record), 1);
    assert_string_equal(seen[0].actor, "IRNMIL");
    assert_string_equal(seen[0].recipient, "IRQCVL");
    assert_string_equal(seen[0].place, "Mosul");
    assert_string_equal(seen[0].mode, "aerial");
    assert_string_equal(seen[0].from, "2024-03-09");
    assert_string_equal(seen[0].precision, "day");
    assert_string_equal(seen[0].first, "2024-03-10");
    assert_string_equal(seen[0].last, "2024-03-11");
    /* It is found by what it has become, and no more by what it was. */
    put(record,
        (struct spec){
            .id = "d", .day = "2024-03-09", .actor = "IRN", .recipient = "TUR"});
    assert_int_equal(all_events(record), 2);
    put(record, (struct spec){.id = "e", .day = "2024-03-09", .recipient = "IRQCVL"});
    assert_int_equal(all_events(record), 2);
    close_sound(record);
}

/* ---- voices and copies ----------------------------------------------------------- */

static const char wire[] =
    "Gunmen killed seven people at a checkpoint near the northern town on Tuesday, the "
    "interior ministry said in a statement carried by the state agency. The attackers "
    "arrived on motorcycles shortly after dawn and opened fire on the guards, a "
    "witness "
    "told reporters, before fleeing towards the hills. No group has claimed the "
    "attack, "
    "but officials blamed insurgents who have been active in the province since the "
    "spring. The governor promised a swift response and visited the wounded in "
    "hospital.";
static const char other_story[] =
    "Delegates from eleven countries met in the capital to discuss fishing quotas, the "
    "organisers announced after a long night of talks about the rules that will apply "
    "from the autumn. A draft of the agreement was expected later in the week, though "
    "several of the smaller states had asked for changes to the text before signing "
    "it.";

static const char *cut(const char *from, const char *before, const char *behind)
{
    static char out[4][1200];
    static int at;
    char *to = out[at++ % 4];
    (void)snprintf(to, sizeof out[0], "%s%.*s%s", before, (int)strlen(from), from,
                   behind);
    return to;
}

static struct spec print_of(const char *id, const char *publisher, const char *words)
{
    return (struct spec){.id = id,
                         .publisher = publisher,
                         .text = words,
                         .day = "2024-03-10",
                         .actor = "REB",
                         .recipient = "NGACVL"};
}

static unsigned voices(struct record *record)
{
    assert_int_equal(all_events(record), 1);
    return seen[0].voices;
}

static void prints_of_one_story_are_one_voice(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    char shorter[400];
    (void)snprintf(shorter, sizeof shorter, "%.330s", wire);
    put(record, print_of("a", "Wire", wire));
    put(record, print_of("b", "Morning Paper", wire));
    put(record, print_of("c", "Evening Paper", cut(wire, "LAGOS (Wire) - ", "")));
    put(record,
        print_of("d", "Third Paper", cut(wire, "", " Reporting by our staff.")));
    put(record, print_of("e", "Short Paper", shorter));
    assert_int_equal(voices(record), 1);
    assert_int_equal(seen[0].documents, 5);
    put(record, print_of("f", "Own Paper", other_story));
    assert_int_equal(voices(record), 2);
    tocsin_record_summary summary;
    assert_int_equal(tc_record_summarise(record, &summary, NULL), TOCSIN_OK);
    assert_int_equal(summary.documents, 6);
    assert_int_equal(summary.copies, 4);
    close_sound(record);
}

static void who_speaks_is_counted_not_who_prints(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    struct spec spec = {.actor = "REB", .recipient = "NGACVL", .day = "2024-03-10"};
    const struct {
        const char *id, *publisher, *source;
        unsigned voices;
    } steps[] = {
        {"a", "Morning Paper",      NULL,          1},
        {"b", "The Morning  Paper", NULL,          1}, /* the same paper */
        {"c", "Evening Paper",      "Reuters",     2},
        {"d", "Third Paper",        "Reuters",     2},
        {"e", "REUTERS",            NULL,          2},
        {"f", "Third Paper",        "a neighbour", 3}, /* unnamed: the paper's own */
        {"g", "Fourth Paper",       "a neighbour", 4},
        {"h", NULL,                 NULL,          5}, /* unknown: itself */
        {"i", NULL,                 NULL,          6}
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        spec.id = steps[i].id;
        spec.publisher = steps[i].publisher;
        spec.source = steps[i].source;
        put(record, spec);
        assert_int_equal(voices(record), steps[i].voices);
    }
    close_sound(record);
}

static void an_original_may_change(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    put(record, print_of("a", "Wire", wire));
    put(record, print_of("b", "Morning Paper", wire));
    put(record, print_of("c", "Evening Paper", wire));
    put(record, print_of("x", "Morning Paper", other_story));
    assert_int_equal(voices(record), 2);
    /* Still the same story: the copies stay. */
    put(record, print_of("a", "Wire", cut(wire, "", " This story was corrected.")));
    assert_int_equal(voices(record), 2);
    assert_int_equal(number(record, "SELECT count(*) FROM documents WHERE copy_of = 1"),
                     2);
    assert_sound(record);
    /* Another one: the first copy is now the original, and its publisher the voice,
     * which spoke already. */
    put(record, print_of("a", "Wire", "An entirely different text, and a short one."));
    assert_int_equal(number(record, "SELECT copy_of FROM documents WHERE name = 'c'"),
                     2);
    assert_int_equal(number(record, "SELECT count(*) FROM documents WHERE copy_of = 1"),
                     0);
    assert_int_equal(voices(record), 2);
    put(record, print_of("d", "Fourth Paper", wire));
    assert_int_equal(number(record, "SELECT copy_of FROM documents WHERE name = 'd'"),
                     2);
    /* Only the publisher changes: the voice of all its copies. */
    put(record, print_of("b", "Fifth Paper", wire));
    assert_int_equal(voices(record), 3);
    close_sound(record);
}

/* ---- asking ---------------------------------------------------------------------- */

static void fill(struct record *record)
{
    put(record, (struct spec){.id = "a",
                              .publisher = "Alpha Post",
                              .day = "2024-01-10",
                              .actor = "IRNMIL",
                              .recipient = "IRQCVL",
                              .type = TOCSIN_ASSAULT,
                              .country = "IRQ",
                              .city = "Mosul",
                              .text = "Iranian drones struck a caf\xc3\xa9 in Mosul."});
    put(record, (struct spec){.id = "b",
                              .publisher = "Beta Times",
                              .day = "2024-01-11",
                              .actor = "IRN",
                              .recipient = "IRQ",
                              .type = TOCSIN_ASSAULT,
                              .source = "Interior Ministry",
                              .status = TOCSIN_DENIED,
                              .text = "The ministry denied any strike."});
    put(record, (struct spec){.id = "c",
                              .publisher = "Alpha Post",
                              .day = "2024-02-01",
                              .actor = "USAGOV",
                              .recipient = "IRN",
                              .actor_id = "USA-president",
                              .type = TOCSIN_THREATEN,
                              .text = "The president threatened reprisals."});
    put(record, (struct spec){.id = "d",
                              .publisher = "Gamma",
                              .day = "2023-12-01",
                              .actor = "FRA",
                              .recipient = "DEU",
                              .type = TOCSIN_AGREE,
                              .status = TOCSIN_PLANNED,
                              .country = "FRA",
                              .text = "They plan to sign."});
    put(record, (struct spec){.id = "e",
                              .actor = "FRA",
                              .type = TOCSIN_PROTEST,
                              .text = "People marched, it is not known when."});
}

static void conditions_pick_events_and_claims(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    fill(record);
    const struct {
        tocsin_filter filter;
        size_t events;
        const char *claims;
        /* clang-format off */
    } asked[] = {
        {FILTER(.offset = 0), 4, "e d a b c"},
        {FILTER(.actor = TEXT("IRN")), 1, "a b"},
        {FILTER(.actor = TEXT("IRNMIL")), 1, "a"},
        {FILTER(.actor = TEXT("USA-president")), 1, "c"},
        {FILTER(.actor = TEXT("party usa")), 1, "c"},
        {FILTER(.actor = TEXT("party us")), 0, ""},
        {FILTER(.actor = TEXT("USA-PRESIDENT party")), 1, "c"},
        {FILTER(.recipient = TEXT("IRN")), 1, "c"},
        {FILTER(.party = TEXT("IRN")), 2, "a b c"},
        {FILTER(.actor = TEXT("IRN"), .recipient = TEXT("IRQCVL")), 1, "a"},
        {FILTER(.actor = TEXT("IRN"), .recipient = TEXT("DEU")), 0, ""},
        {(tocsin_filter){.type = TOCSIN_ASSAULT, .status = -1, .event = -1,
                         .limit = -1},
         1, "a b"},
        {(tocsin_filter){.type = -1, .status = TOCSIN_PLANNED, .event = -1,
                         .limit = -1},
         1, "d"},
        {FILTER(.from = TEXT("2024-01-11")), 1, "b c"},
        {FILTER(.to = TEXT("2024-01-10")), 2, "d a"},
        {FILTER(.from = TEXT("2024-01-10"), .to = TEXT("2024-01-10")), 1, "a"},
        {FILTER(.place = TEXT("IRQ")), 1, "a"},
        {FILTER(.place = TEXT("mosul")), 1, "a"},
        {FILTER(.place = TEXT("Mos")), 0, ""},
        {FILTER(.source = TEXT("interior ministry")), 1, "b"},
        {FILTER(.source = TEXT("alpha")), 2, "a c"},
        {FILTER(.source = TEXT("alp")), 0, ""},
        {FILTER(.words = TEXT("cafe")), 1, "a"},
        {FILTER(.words = TEXT("striking")), 1, "b"},
        {FILTER(.words = TEXT("threaten* president")), 1, "c"},
        {FILTER(.words = TEXT("\"president threatened\"")), 1, "c"},
        {FILTER(.words = TEXT("\"threatened president\"")), 0, ""},
        {FILTER(.words = TEXT("NOT ( \" AND * ^ : -")), 0, ""},
        {FILTER(.words = TEXT("...")), 0, ""},
        {FILTER(.as_of = TEXT("2024-01-10")), 2, "d a"},
        {FILTER(.as_of = TEXT("2023-01-01")), 0, ""},
        {FILTER(.as_of = TEXT("2024-01-31"), .source = TEXT("alpha")), 1, "a"},
        {FILTER(.as_of = TEXT("2024-12-31"), .place = TEXT("IRQ")), 1, "a"},
        {FILTER(.as_of = TEXT("2024-12-31"), .from = TEXT("2024-01-01"),
                .to = TEXT("2024-01-31")), 1, "a b"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        size_t count = events(record, asked[i].filter);
        const char *found = claims(record, asked[i].filter);
        if (count != asked[i].events || strcmp(found, asked[i].claims) != 0)
            print_error("question %zu: %zu events, claims %s\n", i, count, found);
        assert_int_equal(count, asked[i].events);
        assert_string_equal(found, asked[i].claims);
    }
    close_sound(record);
}

static void lists_are_in_order_and_cut(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    fill(record);
    const char *const as_of[] = {"", "2024-12-31"};
    for (size_t i = 0; i < 2; i++) { /* both ways to the list keep the same order */
        text until = tc_text(as_of[i]);
        assert_int_equal(events(record, FILTER(.as_of = until)), 4 - i);
        const char *const days[] = {"", "2023-12-01", "2024-01-10", "2024-02-01"};
        for (size_t j = i; j < 4; j++)
            assert_string_equal(seen[j - i].from, days[j]);
        tocsin_filter filter = FILTER(.as_of = until, .offset = 1 - (long long)i);
        filter.limit = 2;
        assert_int_equal(events(record, filter), 2);
        assert_string_equal(seen[0].from, "2023-12-01");
        assert_string_equal(seen[1].from, "2024-01-10");
        filter.limit = 0;
        assert_int_equal(events(record, filter), 0);
        filter = FILTER(.as_of = until, .offset = 99);
        assert_int_equal(events(record, filter), 0);
    }
    tocsin_filter filter = FILTER(.offset = 2);
    filter.limit = 2;
    assert_string_equal(claims(record, filter), "a b");
    assert_int_equal(events(record, FILTER(.place = TEXT("Mosul"))), 1);
    filter = FILTER(.offset = 0);
    filter.event = seen[0].id;
    assert_string_equal(claims(record, filter), "a b");
    assert_int_equal(events(record, filter), 1);
    filter.event = 999;
    assert_string_equal(claims(record, filter), "");
    close_sound(record);
}

static void what_was_known_on_a_day(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    struct spec spec = {.id = "a",
                        .publisher = "A",
                        .day = "2024-03-10",
                        .actor = "IRN",
                        .recipient = "IRQ",
                        .status = TOCSIN_DENIED,
                        .factuality = -2};
    put(record, spec);
    put(record, (struct spec){.id = "b",
                              .publisher = "B",
                              .day = "2024-03-11T23:59:59Z",
                              .actor = "IRNMIL",
                              .recipient = "IRQ",
                              .from = "2024-03-09"});
    put(record, (struct spec){.id = "c",
                              .publisher = "C",
                              .day = "2024-03-12",
                              .actor = "IRN",
                              .recipient = "IRQCVL",
                              .country = "IRQ",
                              .city = "Mosul",
                              .from = "2024-03-09"});
    assert_int_equal(all_events(record), 1);
    assert_int_equal(events(record, FILTER(.as_of = TEXT("2024-03-10"))), 1);
    assert_int_equal(seen[0].status, TOCSIN_DENIED);
    assert_int_equal(seen[0].claims, 1);
    assert_string_equal(seen[0].from, "2024-03-10");
    assert_string_equal(seen[0].actor, "IRN");
    assert_int_equal(events(record, FILTER(.as_of = TEXT("2024-03-11"))), 1);
    assert_int_equal(seen[0].status, TOCSIN_HAPPENED);
    assert_int_equal(seen[0].claims, 2);
    assert_int_equal(seen[0].documents, 2);
    assert_int_equal(seen[0].voices, 1);
    assert_string_equal(seen[0].from, "2024-03-09");
    assert_string_equal(seen[0].actor, "IRNMIL");
    assert_string_equal(seen[0].place, "");
    assert_string_equal(seen[0].last, "2024-03-11T23:59:59Z");
    /* Mosul was not known then. */
    assert_int_equal(
        events(record, FILTER(.as_of = TEXT("2024-03-11"), .place = TEXT("Mosul"))), 0);
    assert_int_equal(
        events(record, FILTER(.as_of = TEXT("2024-03-12"), .place = TEXT("Mosul"))), 1);
    assert_int_equal(seen[0].claims, 3);
    close_sound(record);
}

static void a_wrong_question_is_refused(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    tocsin_filter wrong[] = {FILTER(.from = TEXT("2024")),
                             FILTER(.to = TEXT("2024-13-01")),
                             FILTER(.as_of = TEXT("2024-01-01T00:00:00Z")),
                             FILTER(.offset = 0), FILTER(.offset = 0)};
    wrong[3].type = TOCSIN_TYPE_COUNT;
    wrong[4].status = -2;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tocsin_error error = {.status = TOCSIN_OK};
        assert_int_equal(tc_record_events(record, &wrong[i], see, NULL, &error),
                         TOCSIN_USAGE);
        assert_int_equal(error.status, TOCSIN_USAGE);
        assert_int_equal(tc_record_claims(record, &wrong[i], name_document, NULL, NULL),
                         TOCSIN_USAGE);
    }
    close_sound(record);
}

static tocsin_status stop_at_once(void *context, const tocsin_event *event)
{
    (void)event;
    ++*(int *)context;
    return TOCSIN_STOPPED;
}

static tocsin_status list_its_claims(void *context, const tocsin_event *event)
{
    tocsin_filter filter = FILTER(.offset = 0);
    filter.event = event->id;
    char before[64];
    keep(before, sizeof before, event->sentence);
    assert_true(claims(context, filter)[0]);
    assert_int_equal(strncmp(before, event->sentence.data, event->sentence.size), 0);
    return TOCSIN_OK;
}

static void a_callback_may_stop_and_may_ask(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    fill(record);
    int calls = 0;
    const char *const as_of[] = {"", "2024-12-31"};
    for (int i = 0; i < 2; i++) {
        tocsin_filter filter = FILTER(.as_of = tc_text(as_of[i]));
        tocsin_error error;
        assert_int_equal(
            tc_record_events(record, &filter, stop_at_once, &calls, &error),
            TOCSIN_STOPPED);
        assert_int_equal(calls, i + 1);
        assert_int_equal(
            tc_record_events(record, &filter, list_its_claims, record, &error),
            TOCSIN_OK);
    }
    close_sound(record);
}

static void the_summary_counts(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    tocsin_record_summary summary;
    assert_int_equal(tc_record_summarise(record, &summary, NULL), TOCSIN_OK);
    assert_int_equal(summary.events, 0);
    assert_string_equal(summary.first_day, "");
    fill(record);
    assert_int_equal(tc_record_summarise(record, &summary, NULL), TOCSIN_OK);
    assert_int_equal(summary.documents, 5);
    assert_int_equal(summary.copies, 0);
    assert_int_equal(summary.claims, 5);
    assert_int_equal(summary.events, 4);
    assert_int_equal(summary.places, 2);
    assert_int_equal(summary.actors, 7);
    assert_int_equal(summary.by_type[TOCSIN_ASSAULT], 1);
    assert_int_equal(summary.by_type[TOCSIN_PROTEST], 1);
    assert_int_equal(summary.by_status[TOCSIN_PLANNED], 1);
    assert_int_equal(summary.by_status[TOCSIN_HAPPENED], 3);
    assert_string_equal(summary.first_day, "2023-12-01");
    assert_string_equal(summary.last_day, "2024-02-01");
    assert_int_equal(summary.schema_version, TC_SCHEMA_VERSION);
    close_sound(record);
}

/* ---- plans: no common question reads a whole table ------------------------------- */

static void assert_no_scan(struct record *record, struct query *query)
{
    static const char *const big[] = {"SCAN e", "SCAN c", "SCAN d", "SCAN m",
                                      "SCAN o", "SCAN x", "SCAN t"};
    struct buffer sql;
    sqlite3_stmt *plan;
    tc_buffer_init(&sql, 0);
    tc_buffer_string(&sql, "EXPLAIN QUERY PLAN ");
    tc_buffer_add(&sql, query->sql.data, query->sql.size);
    assert_int_equal(
        sqlite3_prepare_v2(record->db, sql.data, (int)sql.size, &plan, NULL),
        SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(plan, 3);
        for (size_t i = 0; i < sizeof big / sizeof *big; i++)
            if (strncmp(line, big[i], strlen(big[i])) == 0 &&
                !strstr(line,
                        "INDEX")) { /* in the order of an index it may stop early */
                print_error("%.*s\n%s\n", (int)sql.size, sql.data, line);
                fail();
            }
    }
    sqlite3_finalize(plan);
    tc_buffer_release(&sql);
}

static void common_questions_use_indexes(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    fill(record);
    tocsin_filter asked[] = {
        FILTER(.offset = 0),
        FILTER(.actor = TEXT("IRN")),
        FILTER(.recipient = TEXT("IRN")),
        FILTER(.party = TEXT("x")),
        FILTER(.from = TEXT("2024-01-01"), .to = TEXT("2024-02-01")),
        FILTER(.place = TEXT("IRQ")),
        FILTER(.source = TEXT("x")),
        FILTER(.words = TEXT("strike")),
        FILTER(.actor = TEXT("IRN"), .from = TEXT("2024-01-01")),
        FILTER(.as_of = TEXT("2024-01-01")),
        FILTER(.offset = 0),
        FILTER(.offset = 0)};
    asked[10].type = TOCSIN_ASSAULT;
    asked[11].event = 1;
    void (*const compose[])(struct query *) = {tc_query_events, tc_query_claims,
                                               tc_query_events_known};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        for (size_t j = 0; j < 3; j++) {
            struct query query;
            if (j == 2)
                asked[i].as_of = TEXT("2024-01-01");
            assert_int_equal(tc_query_init(&query, record, &asked[i]), TOCSIN_OK);
            if (j != 1 && !tc_query_of_claims(&query)) {
                tc_query_release(&query);
                continue; /* the columns answer */
            }
            compose[j](&query);
            assert_no_scan(record, &query);
            tc_query_release(&query);
        }
    close_sound(record);
}

/* ---- files that are no records --------------------------------------------------- */

static void assert_opens(const char *path, bool write, tocsin_status wanted)
{
    struct record *record = NULL;
    tocsin_error error = {.status = TOCSIN_OK};
    tocsin_status status = tc_record_open(path, write, &record, &error);
    if (status != wanted)
        print_error("%s: %s instead of %s: %s\n", path, tocsin_status_name(status),
                    tocsin_status_name(wanted), error.message);
    assert_int_equal(status, wanted);
    assert_int_equal(error.status, status);
    assert_int_equal(record != NULL, status == TOCSIN_OK);
    if (record)
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    else
        assert_true(error.message[0]);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_bytes(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static size_t read_bytes(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(out, 1, room, file);
    (void)fclose(file);
    return size;
}

static void only_records_are_opened(void **state)
{
    (void)state;
    static char before[65536], after[65536];
    const char *path = path_of("not.db");
    assert_opens("", true, TOCSIN_USAGE);
    assert_opens(NULL, true, TOCSIN_USAGE);
    assert_opens(path, false, TOCSIN_MISSING);
    assert_opens(":memory:", false, TOCSIN_MISSING);
    assert_opens(path_of("no/such/folder.db"), true, TOCSIN_IO);
    assert_opens(path_of("no/such/folder.db"), false, TOCSIN_MISSING);
    assert_opens(folder, true, TOCSIN_IO);
    assert_opens(folder, false, TOCSIN_IO);
    memset(before, 'x', 5000);
    write_bytes(path, before, 5000);
    assert_opens(path, true, TOCSIN_FORMAT);
    assert_opens(path, false, TOCSIN_FORMAT);
    write_bytes(path, "", 0);
    assert_opens(path, false, TOCSIN_FORMAT);
    assert_opens(path, true, TOCSIN_OK); /* an empty file may become one */
    scrap(path);
    /* Another program's database is not touched. */
    run_sql(path, "CREATE TABLE theirs(a); INSERT INTO theirs VALUES(1);"
                  "PRAGMA user_version = -1");
    size_t size = read_bytes(path, before, sizeof before);
    assert_opens(path, true, TOCSIN_FORMAT);
    assert_opens(path, false, TOCSIN_FORMAT);
    assert_int_equal(read_bytes(path, after, sizeof after), size);
    assert_memory_equal(before, after, size);
    run_sql(path, "PRAGMA application_id = 77; PRAGMA user_version = 1");
    assert_opens(path, true, TOCSIN_FORMAT);
    scrap(path);
}

static void layouts_are_brought_up(void **state)
{
    (void)state;
    const char *path = path_of("old.db");
    assert_opens(path, true, TOCSIN_OK);
    run_sql(path, "PRAGMA user_version = 6");
    assert_opens(path, true, TOCSIN_VERSION);
    assert_opens(path, false, TOCSIN_VERSION);
    scrap(path);
    /* One of version 0, which was never in use: there is only the mark. */
    run_sql(path, "PRAGMA application_id = 0x746F6373");
    assert_opens(path, false, TOCSIN_VERSION); /* reading changes nothing */
    assert_opens(path, true, TOCSIN_OK);
    assert_opens(path, false, TOCSIN_OK);
    scrap(path);
}

static const char *const step_0[] = {"CREATE TABLE a(x)",
                                     "INSERT INTO a VALUES(1), (2)", NULL};
static const char *const step_1[] = {"ALTER TABLE a ADD COLUMN y",
                                     "UPDATE a SET y = 10 * x", NULL};
static const char *const step_bad[] = {"UPDATE a SET y = 0",
                                       "INSERT INTO nowhere SELECT 1", NULL};
static const char *const step_2[] = {"DELETE FROM a WHERE x = 1", NULL};

/* A handle on a file that is no record yet, for the steps alone. */
static struct record *bare(const char *path)
{
    struct record *record = calloc(1, sizeof *record);
    assert_non_null(record);
    assert_int_equal(sqlite3_open(path, &record->db), SQLITE_OK);
    return record;
}

static void bare_close(struct record *record)
{
    assert_int_equal(sqlite3_close(record->db), SQLITE_OK);
    free(record);
}

/* A record of the first layout keeps what it has, and says of it what it knows. */
static void the_first_layout_is_brought_up(void **state)
{
    (void)state;
    const char *path = path_of("first.db");
    struct record *record = bare(path);
    assert_int_equal(tc_record_migrate(record, tc_migrations, 1), TOCSIN_OK);
    bare_close(record);
    run_sql(
        path,
        "INSERT INTO words VALUES(1, 'sagte');"
        "INSERT INTO sources VALUES(1, 'ein Dorf', 0, '', '', '');"
        "INSERT INTO attributions VALUES(7, 0, 1, 0, 3, 1, 4, 8, 9, 20, 0, 0);"
        "INSERT INTO times VALUES(3, '2024-01-30', '2024-01-30', 'document', '', ''),"
        " (5, '2024-01-29', '2024-01-29', 'day', '', '')");
    assert_opens(path, false, TOCSIN_VERSION);
    assert_opens(path, true, TOCSIN_OK);
    record = bare(path);
    assert_int_equal(number(record, "PRAGMA user_version"), TC_SCHEMA_VERSION);
    assert_int_equal(number(record,
                            "SELECT content_end FROM attributions WHERE kind = 0 "
                            "AND anonymous = 0 AND stance IS NULL"),
                     20);
    assert_int_equal(number(record, "SELECT count(*) FROM verifications"), 0);
    assert_int_equal(number(record, "SELECT id FROM times WHERE bound = 'document'"),
                     3);
    assert_int_equal(number(record, "SELECT id FROM times WHERE bound = ''"), 5);
    assert_int_equal(number(record,
                            "SELECT count(*) FROM sqlite_schema WHERE sql LIKE "
                            "'%REFERENCES times,%' OR name LIKE 'times_bound%'"),
                     1);
    assert_int_equal(number(record, "SELECT count(*) FROM voice_kinds"),
                     TOCSIN_VOICE_KIND_COUNT);
    assert_int_equal(
        number(record, "SELECT id FROM verification_kinds WHERE name = 'retracted'"),
        TOCSIN_VERIFICATION_RETRACTED);
    bare_close(record);
    scrap(path);
}

/* What layout 2 says of versions: the second document came as A, was coded anew, came
 * as B, lost its title, and was coded anew as A by the third coder. */
static const char layout_2[] =
    "INSERT INTO coders VALUES(1, 'one'), (2, 'two'), (3, 'three');"
    "INSERT INTO words VALUES(1, 'IRN');"
    "INSERT INTO documents VALUES(1, 'x', 'https://x.example/a/', 't', "
    "'2024-01-02T10:00:00Z', NULL, "
    "'en',"
    " NULL, 0, 1, 3, 70, 0, NULL, 1, 1000, 'Text of x.'),"
    " (2, 'y', NULL, 't', '2024-01-03', NULL, 'en', NULL, 0, 1, 3, 81, 0, NULL, 3,"
    " 1004, 'Text A.'), (3, 'z', NULL, 't', NULL, NULL, 'en', NULL, 0, 1, 3, 90, 0,"
    " NULL, 1, 1005, 'Text of z.');"
    "INSERT INTO documents_history VALUES"
    " (1, 2, 81, 1, 1000, NULL, 't', '2024-01-03', NULL, 'en', NULL),"
    " (2, 2, 81, 2, 1001, NULL, 't', '2024-01-03', NULL, 'en', 'Text A.'),"
    " (3, 2, 82, 2, 1002, NULL, 't', '2024-01-04', NULL, 'en', NULL),"
    " (4, 2, 83, 2, 1003, NULL, NULL, '2024-01-04', NULL, 'en', 'Text B.');"
    "INSERT INTO sentences VALUES(1, 1, 0, 0, 4), (2, 2, 0, 5, 7), (3, 3, 0, 0, 4);"
    "INSERT INTO claims(id, document, number, sentence, event, score, voice, type,"
    " status, place_begin, place_end, time_begin, time_end, trigger_begin, trigger_end)"
    " VALUES(1, 1, 0, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0),"
    " (2, 1, 1, 1, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0),"
    " (7, 2, 0, 2, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0),"
    " (8, 3, 0, 3, 1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0);";

static void the_second_layout_is_brought_up(void **state)
{
    (void)state;
    const char *path = path_of("second.db");
    struct record *record = bare(path);
    assert_int_equal(tc_record_migrate(record, tc_migrations, 2), TOCSIN_OK);
    bare_close(record);
    run_sql(path, layout_2);
    assert_opens(path, false, TOCSIN_VERSION);
    assert_opens(path, true, TOCSIN_OK);
    record = bare(path);
    struct buffer rows;
    tc_buffer_init(&rows, 0);
    assert_int_equal(number(record, "SELECT address FROM documents WHERE id = 1"),
                     tc_address_hash(TEXT("http://www.x.example/a")));
    static const char *const asked[] = {
        "SELECT id, version, coder FROM documents",
        "SELECT document, version, title, text FROM documents_history ORDER BY id",
        "SELECT document, version, coder, learnt, known FROM codings ORDER BY id",
        "SELECT c.id, g.document, g.coder, c.known, c.until FROM claims c"
        " JOIN codings g ON g.id = c.coding ORDER BY c.id",
        "SELECT s.id, s.version, t.text FROM sentences s JOIN sentence_texts t"
        " ON t.id = s.id"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        dump_rows(record->db, asked[i], &rows);
    tc_buffer_byte(&rows, '\0');
    assert_false(rows.failed);
    assert_string_equal(rows.data, "1|1|1|\n2|3|3|\n3|1|1|\n"
                                   "2|1|t|Text B.|\n2|2||Text B.|\n"
                                   "2|3|1|1000|2024-01-03|\n2|3|2|1001|2024-01-03|\n"
                                   "2|1|2|1002|2024-01-03|\n2|2|2|1003|2024-01-03|\n"
                                   "1|1|1|1000|2024-01-02|\n2|3|3|1004|2024-01-03|\n"
                                   "3|1|1|1005||\n"
                                   "1|1|1|2024-01-02||\n2|1|1|2024-01-02||\n"
                                   "7|2|3|2024-01-03||\n8|3|1|||\n"
                                   "1|1|Text|\n2|3|A.|\n3|1|Text|\n");
    tc_buffer_release(&rows);
    bare_close(record);
    scrap(path);
}

/* A record of layout 4 keeps its forecasts, and has room for those of next events. */
static void the_fourth_layout_is_brought_up(void **state)
{
    (void)state;
    const char *path = path_of("fourth.db");
    struct record *record = bare(path);
    assert_int_equal(tc_record_migrate(record, tc_migrations, 4), TOCSIN_OK);
    bare_close(record);
    run_sql(path, "INSERT INTO forecasts VALUES(3, 1700000000, '2024-01-10', 0, 'KEN',"
                  " 'SOM', 1835008, 7, 1, 0, 0.25, 0.125, 0.5, 0.2, 0.1, '0')");
    assert_opens(path, false, TOCSIN_VERSION);
    assert_opens(path, true, TOCSIN_OK);
    record = bare(path);
    assert_int_equal(number(record, "PRAGMA user_version"), TC_SCHEMA_VERSION);
    assert_int_equal(number(record, "SELECT id FROM forecasts WHERE own = 0.2"), 3);
    assert_int_equal(number(record, "SELECT count(*) FROM next_forecasts"), 0);
    assert_int_equal(number(record, "SELECT count(*) FROM next_answers"), 0);
    bare_close(record);
    scrap(path);
}

static void migrations_climb_all_or_none(void **state)
{
    (void)state;
    const char *path = path_of("steps.db");
    const struct migration good[] = {
        {step_0, NULL},
        {step_1, NULL},
        {step_2, NULL}
    };
    const struct migration bad[] = {
        {step_0,   NULL},
        {step_1,   NULL},
        {step_bad, NULL}
    };
    struct record *record = bare(path);
    assert_int_equal(tc_record_migrate(record, good, 1), TOCSIN_OK);
    assert_int_equal(number(record, "PRAGMA user_version"), 1);
    assert_int_equal(tc_record_migrate(record, bad, 3), TOCSIN_CORRUPT);
    assert_int_equal(number(record, "PRAGMA user_version"),
                     1); /* nothing of it stays */
    assert_int_equal(number(record, "SELECT count(*) FROM pragma_table_info('a')"), 1);
    assert_int_equal(tc_record_migrate(record, good, 3), TOCSIN_OK);
    assert_int_equal(number(record, "PRAGMA user_version"), 3);
    assert_int_equal(number(record, "SELECT sum(y) FROM a"), 20);
    assert_int_equal(tc_record_migrate(record, good, 3), TOCSIN_OK);
    assert_int_equal(tc_record_migrate(record, good, 2), TOCSIN_VERSION);
    bare_close(record);
    scrap(path);
}

/* ---- one writer, many readers ---------------------------------------------------- */

static int in_child(void (*act)(const char *), const char *path)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        act(path);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void open_and_report(const char *path)
{
    struct record *record;
    tocsin_status status = tc_record_open(path, true, &record, NULL);
    if (!status)
        (void)tc_record_close(record, NULL);
    _exit((int)status);
}

static void there_is_one_writer(void **state)
{
    (void)state;
    const char *path = path_of("one.db"), *link = path_of("other-name.db");
    struct record *record = open_record(path);
    assert_int_equal(symlink(path, link), 0);
    for (int i = 0; i < 2; i++) { /* also between transactions, also by another name */
        assert_opens(path, true, TOCSIN_BUSY);
        assert_opens(link, true, TOCSIN_BUSY);
        assert_int_equal(WEXITSTATUS(in_child(open_and_report, path)), TOCSIN_BUSY);
        put(record, (struct spec){.id = i ? "b" : "a", .actor = i ? "USA" : "IRN"});
        assert_int_equal(tc_record_commit(record, NULL), TOCSIN_OK);
    }
    struct record *reader;
    assert_int_equal(tc_record_open(path, false, &reader, NULL), TOCSIN_OK);
    assert_int_equal(all_events(reader), 2);
    put(record, (struct spec){.id = "c", .actor = "FRA"});
    assert_int_equal(all_events(reader), 2); /* not committed yet */
    assert_int_equal(all_events(record), 3);
    assert_int_equal(tc_record_commit(record, NULL), TOCSIN_OK);
    assert_int_equal(all_events(reader), 3);
    tocsin_error error;
    struct arena arena;
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_record_add(reader, code(&arena, &(struct spec){.id = "x"}), "1",
                                   NULL, &error),
                     TOCSIN_USAGE);
    tc_arena_release(&arena);
    assert_int_equal(tc_record_check(reader, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(reader, NULL), TOCSIN_OK);
    close_sound(record);
    assert_false(exists(path_of("one.db-lock")));
    assert_false(exists(path_of("one.db-wal")));
    assert_opens(path, true, TOCSIN_OK);
    (void)unlink(link);
    scrap(path);
}

static void die_holding(const char *path)
{
    struct record *record;
    if (tc_record_open(path, true, &record, NULL))
        _exit(1);
    (void)raise(SIGKILL);
}

static void a_dead_writer_holds_nothing(void **state)
{
    (void)state;
    const char *path = path_of("dead.db");
    assert_true(WIFSIGNALED(in_child(die_holding, path)));
    assert_true(exists(path_of("dead.db-lock")));
    assert_opens(path, true, TOCSIN_OK);
    assert_false(exists(path_of("dead.db-lock")));
    scrap(path);
}

static void read_as_nobody(const char *path)
{
    struct record *record;
    if (geteuid() == 0 && setuid(65534))
        _exit(99);
    if (tc_record_open(path, false, &record, NULL))
        _exit(1);
    bool two = all_events(record) == 2;
    if (tc_record_close(record, NULL) || !two)
        _exit(2);
}

static void a_record_is_read_where_nothing_can_be_written(void **state)
{
    (void)state;
    const char *inside = path_of("fixed"), *path = path_of("fixed/a%20?b#.db");
    assert_int_equal(mkdir(inside, 0755), 0);
    struct record *record = open_record(path);
    put(record, (struct spec){.id = "a", .actor = "IRN"});
    put(record, (struct spec){.id = "b", .actor = "FRA"});
    close_sound(record);
    assert_int_equal(chmod(inside, 0555), 0);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    int status = in_child(read_as_nobody, path);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(chmod(inside, 0755), 0);
    scrap(path);
    assert_int_equal(rmdir(inside), 0);
}

/* ---- a stream of news made up by rule -------------------------------------------- */

static uint64_t random_state;

static unsigned any(unsigned below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)((random_state >> 11) % below);
}

static const char *pick(const char *const *list, unsigned count)
{
    return list[any(count)];
}
#define PICK(list) pick(list, sizeof(list) / sizeof *(list))

static const char *const codes[] = {"IRN", "IRNMIL", "IRQ",    "IRQCVL", "USAGOV",
                                    "USA", "REB",    "IGOUNO", "FRA",    NULL};
static const char *const publishers[] = {"Wire", "Morning", "Evening", NULL, "Herald"};
static const char *const cities[] = {NULL, NULL, "Mosul", "Basra"};
static const char *const modes[] = {NULL, NULL, "armed", "aerial"};
static const char *const sources[] = {NULL, NULL, "Reuters", "a neighbour", "Ministry"};
static const char *const wide_ends[] = {"2024-03-31", "2024-12-31"};

/* Document i of a stream; the same for the same i. Some come again changed, some are
 * copies of others. */
static tocsin_coding *document_of(struct arena *arena, unsigned i)
{
    static char day[11], id[24];
    random_state = 0x9E3779B97F4A7C15u * (i + 1);
    (void)any(2);
    tc_day_print(19790 + (int)(i / 12) + (int)any(3), day);
    bool again = any(12) == 0 && i > 20;
    (void)snprintf(id, sizeof id, "document %u", again ? i - 1 - any(20) : i);
    static char words[700];
    const char *story = any(5) ? NULL : any(2) ? wire : other_story;
    (void)snprintf(words, sizeof words, "%s %s%u", story ? story : "Report number",
                   story ? "" : "x", story ? any(2) : i);
    bool month = any(15) == 0;
    struct spec spec = {.id = id,
                        .day = any(20) ? day : NULL,
                        .text = words,
                        .publisher = PICK(publishers),
                        .actor = PICK(codes),
                        .recipient = PICK(codes),
                        .type = (int)any(2),
                        .status = any(3) ? 0 : (int)any(8),
                        .mode = PICK(modes),
                        .source = PICK(sources),
                        .factuality = (int)any(6) - 3,
                        .from = month    ? "2024-03-01"
                                : any(3) ? NULL
                                         : day,
                        .to = month ? PICK(wide_ends) : NULL,
                        .precision = month ? "month" : NULL};
    spec.city = PICK(cities);
    spec.country = spec.city ? "IRQ" : any(3) ? NULL : "IRQ";
    return code(arena, &spec);
}

enum { STREAM = 420 };

/* Adds documents begin to end - 1; commit_every 0: as the record likes. */
static tocsin_status stream(struct record *record, unsigned begin, unsigned end,
                            unsigned commit_every, tocsin_error *error)
{
    tocsin_status status = TOCSIN_OK;
    for (unsigned i = begin; i < end && !status; i++) {
        tc_arena_reset(&stream_arena);
        status =
            tc_record_add(record, document_of(&stream_arena, i), "one", NULL, error);
        if (!status && commit_every && (i + 1) % commit_every == 0)
            status = tc_record_commit(record, error);
    }
    return status;
}

static void unbroken(struct buffer *out)
{
    const char *path = path_of("unbroken.db");
    struct record *record = open_record(path);
    assert_int_equal(stream(record, 0, STREAM, 0, NULL), TOCSIN_OK);
    close_sound(record);
    dump(path, out);
    scrap(path);
}

static void transactions_leave_no_trace(void **state)
{
    (void)state;
    struct buffer whole, pieces;
    const char *path = path_of("pieces.db");
    unbroken(&whole);
    /* The stream is worth its name only if everything occurs in it. */
    assert_true(strstr(whole.data, "documents_history\n1|"));
    for (unsigned every = 1; every <= 97; every += 48) {
        struct record *record = open_record(path);
        assert_int_equal(stream(record, 0, STREAM / 2, every, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
        tc_clock_freeze(1000000 + every); /* learnt at other times */
        record = open_record(path);
        assert_int_equal(stream(record, STREAM / 4, STREAM, every, NULL), TOCSIN_OK);
        assert_int_equal(stream(record, 0, STREAM, every, NULL), TOCSIN_OK);
        tc_clock_freeze(-1);
        close_sound(record);
        dump(path, &pieces);
        assert_same_dump(&whole, &pieces);
        tc_buffer_release(&pieces);
        scrap(path);
    }
    tc_buffer_release(&whole);
}

static void the_stream_has_all_in_it(void **state)
{
    (void)state;
    struct record *record = open_record(":memory:");
    assert_int_equal(stream(record, 0, STREAM, 0, NULL), TOCSIN_OK);
    assert_true(number(record, "SELECT count(*) FROM documents_history") > 10);
    assert_true(number(record, "SELECT count(*) FROM documents WHERE copy_of > 0") >
                30);
    assert_true(number(record, "SELECT count(*) FROM events WHERE claims > 2") > 10);
    assert_true(number(record, "SELECT count(*) FROM events WHERE denials > 0") > 10);
    assert_true(number(record, "SELECT max(voices) FROM events") > 2);
    /* What is known at the end is what is stored, as far as it bears a date. */
    static struct seen stored[64];
    tocsin_filter filter = FILTER(.party = TEXT("IRQ"), .from = TEXT("2024-03-01"),
                                  .to = TEXT("2024-04-30"));
    filter.limit = 60;
    filter.type = 1;
    size_t count = events(record, filter);
    memcpy(stored, seen, sizeof seen);
    filter.as_of = TEXT("2030-01-01");
    filter.limit = -1;
    (void)events(record, filter);
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < seen_count; j++)
            same += stored[i].id == seen[j].id && stored[i].claims == seen[j].claims &&
                    stored[i].voices == seen[j].voices &&
                    strcmp(stored[i].from, seen[j].from) == 0 &&
                    strcmp(stored[i].actor, seen[j].actor) == 0;
    assert_true(count > 5);
    assert_true(same * 10 > count * 7);
    close_sound(record);
}

/* ---- killed ---------------------------------------------------------------------- */

static void run_all(const char *path)
{
    struct record *record;
    if (tc_record_open(path, true, &record, NULL) ||
        stream(record, 0, STREAM, 16, NULL) || tc_record_close(record, NULL))
        _exit(1);
}

static void run_and_kill(const char *path, long nanoseconds)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        run_all(path);
        _exit(0);
    }
    struct timespec pause = {0, nanoseconds};
    (void)nanosleep(&pause, NULL);
    (void)kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}

static void killed_runs_go_on(void **state)
{
    (void)state;
    const char *path = path_of("killed.db");
    struct buffer whole, found;
    unbroken(&whole);
    struct timespec begin, end;
    (void)clock_gettime(CLOCK_MONOTONIC, &begin);
    run_all(path);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    long span = (end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec - begin.tv_nsec;
    if (span > 900000000L)
        span = 900000000L;
    scrap(path);
    for (unsigned i = 0; i < 30; i++) { /* three kills to a file, ten files */
        random_state = (uint64_t)7919 * (i + 1);
        run_and_kill(path, (long)((double)span * any(1000) / 1000));
        if (exists(path)) {
            struct record *record = open_record(path);
            close_sound(record);
        }
        if (i % 3 < 2)
            continue;
        run_all(path);
        dump(path, &found);
        assert_same_dump(&whole, &found);
        tc_buffer_release(&found);
        scrap(path);
    }
    tc_buffer_release(&whole);
}

/* ---- no room --------------------------------------------------------------------- */

static void fill_the_disk(const char *path)
{
    struct record *record;
    tocsin_error error = {.message = ""};
    const rlim_t most = 1400000; /* bytes of a file */
    struct rlimit limit = {most, most};
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) || tc_record_open(path, true, &record, NULL))
        _exit(1);
    if (stream(record, 0, STREAM, 16, &error) != TOCSIN_IO || !error.message[0])
        _exit(2);
    /* It says so again, and goes on reading what was committed. */
    if (tc_record_commit(record, NULL) != TOCSIN_IO || all_events(record) == 0)
        _exit(3);
    if (tc_record_close(record, NULL) != TOCSIN_IO)
        _exit(4);
}

static void a_full_disk_loses_nothing_committed(void **state)
{
    (void)state;
    const char *path = path_of("full.db");
    struct buffer whole, found;
    unbroken(&whole);
    int status = in_child(fill_the_disk, path);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    struct record *record = open_record(path);
    assert_true(number(record, "SELECT count(*) FROM documents") >= 16);
    assert_sound(record);
    assert_int_equal(stream(record, 0, STREAM, 0, NULL), TOCSIN_OK);
    close_sound(record);
    dump(path, &found);
    assert_same_dump(&whole, &found);
    tc_buffer_release(&whole);
    tc_buffer_release(&found);
    scrap(path);
}

/* ---- damage ---------------------------------------------------------------------- */

static tocsin_status count_lines(void *context, tocsin_text line)
{
    assert_true(line.size > 0);
    ++*(int *)context;
    return TOCSIN_OK;
}

static tocsin_status ignore_event(void *context, const tocsin_event *event)
{
    struct buffer *out = context; /* so that every byte of it is read */
    tc_buffer_clear(out);
    tc_buffer_text(out, event->sentence);
    tc_buffer_text(out, event->actor.text);
    tc_buffer_text(out, event->place.name);
    return TOCSIN_OK;
}

/* Anything may be said of a damaged file but that it is of a newer version or that an
 * argument was wrong; and whoever reads it must live. */
static bool survives(const char *path)
{
    struct record *record;
    tocsin_error error;
    int lines = 0;
    tocsin_status status = tc_record_open(path, true, &record, &error);
    if (status) {
        assert_true(status == TOCSIN_CORRUPT || status == TOCSIN_FORMAT ||
                    status == TOCSIN_IO || status == TOCSIN_VERSION);
        return false;
    }
    status = tc_record_check(record, count_lines, &lines, &error);
    assert_true(status == TOCSIN_OK || status == TOCSIN_CORRUPT ||
                status == TOCSIN_IO || status == TOCSIN_FORMAT);
    assert_true(status != TOCSIN_OK || lines == 0);
    bool sound = status == TOCSIN_OK;
    struct buffer out;
    tc_buffer_init(&out, 0);
    (void)tc_record_events(record, NULL, ignore_event, &out, NULL);
    (void)tc_record_claims(record, NULL, name_document, &out, NULL);
    tocsin_record_summary summary;
    (void)tc_record_summarise(record, &summary, NULL);
    (void)stream(record, STREAM, STREAM + 40, 10, NULL);
    (void)tc_record_close(record, NULL);
    tc_buffer_release(&out);
    return sound;
}

enum { PAGE = 8192 };

static void damaged_pages_are_reported(void **state)
{
    (void)state;
    static char whole[4 << 20], broken[4 << 20];
    const char *path = path_of("broken.db");
    struct record *record = open_record(path);
    assert_int_equal(stream(record, 0, STREAM, 0, NULL), TOCSIN_OK);
    close_sound(record);
    size_t size = read_bytes(path, whole, sizeof whole);
    assert_in_range(size, 100000, sizeof whole - 1);
    int sound = 0;
    for (unsigned i = 0; i < 120; i++) {
        random_state = (uint64_t)104729 * (i + 1);
        memcpy(broken, whole, size);
        size_t left = size;
        if (i % 6 == 0) {
            left = any((unsigned)size);
        } else if (i % 6 == 1) { /* a page from elsewhere */
            size_t to = 1 + any((unsigned)(size / PAGE) - 1);
            size_t from = any((unsigned)(size / PAGE));
            memcpy(broken + to * PAGE, whole + from * PAGE, PAGE);
        } else {
            unsigned hits = 1 + any(40), at = any((unsigned)size);
            for (unsigned j = 0; j < hits; j++)
                broken[(at + any(200)) % size] = (char)any(256);
        }
        scrap(path);
        write_bytes(path, broken, left);
        sound += survives(path);
    }
    assert_true(sound < 60); /* some hits fall on unused bytes */
    scrap(path);
}

static tocsin_status keep_line(void *context, tocsin_text line)
{
    tc_buffer_text(context, line);
    tc_buffer_byte(context, '\n');
    return TOCSIN_OK;
}

/* clang-format off */
static const struct {
    const char *sql, *words;
} lies[] = {
    {"UPDATE events SET claims = claims + 1 WHERE id = 3", "count of claims"},
    {"UPDATE events SET voices = voices + 1 WHERE id = 3", "count of voices"},
    {"UPDATE events SET denials = 7 WHERE id = 3", "count of denials"},
    {"UPDATE events SET documents = 7 WHERE id = 3", "count of documents"},
    {"UPDATE events SET place = NULL WHERE place > 0", "the place"},
    {"UPDATE events SET best = best + 1 WHERE id = 3", "best claim"},
    {"UPDATE events SET first_published = '1999-01-01'", "published"},
    {"UPDATE events SET from_day = '1999-01-01'", "the time"},
    {"UPDATE events SET status = 5 WHERE id = 3", "status"},
    {"UPDATE events SET actor = NULL WHERE actor > 0", "a party"},
    {"INSERT INTO events SELECT 9999, type, status, mode, actor, actor_claim, "
     "recipient, recipient_claim, place, place_claim, from_day, to_day, precision, "
     "best, factuality, confidence, intensity, claims, documents, voices, denials, "
     "last_document, first_published, last_published, first_known, last_known "
     "FROM events WHERE id = 3",
     "no claim is of event 9999"},
    {"DELETE FROM merge_keys WHERE event = (SELECT max(event) FROM merge_keys)",
     "would not find"},
    {"INSERT INTO merge_keys VALUES(1, 2, 3)", "merge keys"},
    {"UPDATE claims SET event = 999999 WHERE id = 5", "names a row"},
    {"UPDATE event_columns SET data = zeroblob(length(data)) WHERE id = 3 << 32",
     "the columns do not say"},
    {"UPDATE event_columns SET data = zeroblob(length(data)) WHERE id = 0",
     "the columns hold"},
    {"UPDATE events SET last_known = 0 WHERE id = 3", "when it was known"},
    {"DELETE FROM claims WHERE id = 5", "names a row"},
    {"DELETE FROM mentions WHERE number = 0", "its party"},
    {"UPDATE attributions SET number = 3", "links"},
    {"UPDATE documents SET text = text || 'x' WHERE id = 4", "hash"},
    {"UPDATE documents SET publisher = NULL WHERE publisher > 0", "hash"},
    {"UPDATE sentences SET end_byte = 100000 WHERE id = 4", "no such bytes"},
    {"UPDATE documents SET copy_of = id WHERE id = 4", "copies"},
    {"INSERT INTO bands SELECT 5, id FROM documents WHERE copy_of > 0", "filed"},
    {"INSERT INTO sentences SELECT max(id) + 1, 1, 9, 0, 1, 1 FROM sentences",
     "no claim is of sentence"},
    {"INSERT INTO sentence_search(sentence_search) VALUES('delete-all')",
     "full-text index"},
    {"INSERT INTO sentence_search(rowid, text) VALUES(3, 'word')",
     "full-text index"},
};
/* clang-format on */

static void the_check_finds_what_is_false(void **state)
{
    (void)state;
    const char *path = path_of("lies.db"), *copy = path_of("lie.db");
    static char whole[4 << 20];
    struct record *record = open_record(path);
    assert_int_equal(stream(record, 0, 100, 0, NULL), TOCSIN_OK);
    close_sound(record);
    size_t size = read_bytes(path, whole, sizeof whole);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        scrap(copy);
        write_bytes(copy, whole, size);
        run_sql(copy, lies[i].sql);
        struct buffer lines;
        tc_buffer_init(&lines, 0);
        record = open_record(copy);
        tocsin_error error;
        tocsin_status status = tc_record_check(record, NULL, NULL, &error);
        if (status != TOCSIN_CORRUPT)
            print_error("%s\n", lies[i].sql);
        assert_int_equal(status, TOCSIN_CORRUPT);
        (void)tc_record_check(record, keep_line, &lines, &error);
        tc_buffer_byte(&lines, '\0');
        if (!strstr(lines.data, lies[i].words))
            print_error("%s: %s\n", lies[i].sql, lines.data);
        assert_non_null(strstr(lines.data, lies[i].words));
        (void)tc_record_close(record, NULL);
        tc_buffer_release(&lines);
    }
    scrap(copy);
    scrap(path);
}

static tocsin_status enough(void *context, tocsin_text line)
{
    (void)line;
    ++*(int *)context;
    return TOCSIN_STOPPED;
}

static void a_check_can_be_ended(void **state)
{
    (void)state;
    const char *path = path_of("ended.db");
    struct record *record = open_record(path);
    assert_int_equal(stream(record, 0, 30, 0, NULL), TOCSIN_OK);
    close_sound(record);
    run_sql(path, "UPDATE events SET claims = 99");
    record = open_record(path);
    int calls = 0;
    assert_int_equal(tc_record_check(record, enough, &calls, NULL), TOCSIN_STOPPED);
    assert_int_equal(calls, 1);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    scrap(path);
}

/* ---- no memory ------------------------------------------------------------------- */

/* SQLite's memory through ours, so that its allocations fail in turn as well. The size
 * stands before the block. */
static void *memory_new(int size)
{
    char *at = tc_alloc((size_t)size + 16);
    if (!at)
        return NULL;
    memcpy(at, &size, sizeof size);
    return at + 16;
}
static int memory_size(void *block)
{
    int size = 0;
    if (block)
        memcpy(&size, (char *)block - 16, sizeof size);
    return size;
}
static void memory_free(void *block)
{
    tc_free(block ? (char *)block - 16 : NULL);
}
static void *memory_more(void *block, int size)
{
    char *at = tc_realloc((char *)block - 16, (size_t)size + 16);
    if (!at)
        return NULL;
    memcpy(at, &size, sizeof size);
    return at + 16;
}
static int memory_round(int size)
{
    return (size + 7) & ~7;
}
static int memory_begin(void *context)
{
    (void)context;
    return SQLITE_OK;
}
static void memory_end(void *context)
{
    (void)context;
}

static int use_our_memory(void **state)
{
    (void)state;
    static const sqlite3_mem_methods methods = {memory_new,  memory_free,  memory_more,
                                                memory_size, memory_round, memory_begin,
                                                memory_end,  NULL};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods))
        return -1;
    return make_folder(state);
}

/* Everything that can be done with a record, once. */
static tocsin_status do_all(const char *path)
{
    struct record *record;
    tocsin_error error;
    struct buffer out;
    tocsin_record_summary summary;
    tocsin_status status = tc_record_open(path, true, &record, &error);
    if (status)
        return status;
    tc_buffer_init(&out, 0);
    status = stream(record, 0, 40, 7, &error);
    tocsin_filter filter = FILTER(.words = TEXT("report"), .party = TEXT("IRN"));
    if (!status)
        status = tc_record_events(record, &filter, ignore_event, &out, &error);
    filter.as_of = TEXT("2030-01-01");
    if (!status)
        status = tc_record_events(record, &filter, ignore_event, &out, &error);
    if (!status)
        status = tc_record_claims(record, &filter, name_document, &out, &error);
    if (!status)
        status = tc_record_summarise(record, &summary, &error);
    if (!status)
        status = tc_record_check(record, NULL, NULL, &error);
    tc_buffer_release(&out);
    tocsin_status closed = tc_record_close(record, &error);
    return status ? status : closed;
}

static void want_of_memory_is_survived(void **state)
{
    (void)state;
    const char *path = path_of("memory.db");
    unsigned long begin = tc_alloc_count();
    assert_int_equal(do_all(path), TOCSIN_OK);
    unsigned long all = tc_alloc_count() - begin;
    struct buffer whole, found;
    dump(path, &whole);
    scrap(path);
    unsigned long failed = 0;
    /* Each of the first ones, then ever fewer: some 400 places in all. */
    for (unsigned long n = 1; n < all; n += 1 + n / 80) {
        tc_alloc_fail((long)n);
        tocsin_status status = do_all(path);
        tc_alloc_fail(0);
        if (status != TOCSIN_OK && status != TOCSIN_MEMORY)
            print_error("allocation %lu: %s\n", n, tocsin_status_name(status));
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY ||
                    status == TOCSIN_IO);
        failed += status != TOCSIN_OK;
        assert_int_equal(do_all(path), TOCSIN_OK);
        dump(path, &found);
        assert_same_dump(&whole, &found);
        tc_buffer_release(&found);
        scrap(path);
    }
    assert_true(failed > 100);
    tc_buffer_release(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_comes_back_as_it_was),
        cmocka_unit_test(what_cannot_be_kept_is_refused),
        cmocka_unit_test(the_same_again_changes_nothing),
        cmocka_unit_test(changed_text_takes_its_place),
        cmocka_unit_test(a_changed_document_leaves_its_event),
        cmocka_unit_test(claims_merge_by_the_rule),
        cmocka_unit_test(the_best_of_several_events_wins),
        cmocka_unit_test(several_parties_stand_in_any_order),
        cmocka_unit_test(a_denial_is_counted_and_makes_nothing_happen),
        cmocka_unit_test(an_event_grows_more_exact),
        cmocka_unit_test(prints_of_one_story_are_one_voice),
        cmocka_unit_test(who_speaks_is_counted_not_who_prints),
        cmocka_unit_test(an_original_may_change),
        cmocka_unit_test(conditions_pick_events_and_claims),
        cmocka_unit_test(lists_are_in_order_and_cut),
        cmocka_unit_test(what_was_known_on_a_day),
        cmocka_unit_test(a_wrong_question_is_refused),
        cmocka_unit_test(a_callback_may_stop_and_may_ask),
        cmocka_unit_test(the_summary_counts),
        cmocka_unit_test(common_questions_use_indexes),
        cmocka_unit_test(only_records_are_opened),
        cmocka_unit_test(layouts_are_brought_up),
        cmocka_unit_test(the_first_layout_is_brought_up),
        cmocka_unit_test(the_second_layout_is_brought_up),
        cmocka_unit_test(the_fourth_layout_is_brought_up),
        cmocka_unit_test(migrations_climb_all_or_none),
        cmocka_unit_test(there_is_one_writer),
        cmocka_unit_test(a_dead_writer_holds_nothing),
        cmocka_unit_test(a_record_is_read_where_nothing_can_be_written),
        cmocka_unit_test(transactions_leave_no_trace),
        cmocka_unit_test(the_stream_has_all_in_it),
        cmocka_unit_test(killed_runs_go_on),
        cmocka_unit_test(a_full_disk_loses_nothing_committed),
        cmocka_unit_test(damaged_pages_are_reported),
        cmocka_unit_test(the_check_finds_what_is_false),
        cmocka_unit_test(a_check_can_be_ended),
        cmocka_unit_test(want_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, use_our_memory, remove_folder);
}
