/* test_record_export.c: what each format makes of the same few claims.
 *
 * The texts are as nasty as names get: quotation marks, line ends, a leading "=", XML's
 * and TeX's own signs, control characters. Every expected output stands here whole, and
 * was looked at with independent readers when it was written (docs/exchange.md).
 */
#include "record/io/export.h"
#include "record/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a small record -------------------------------------------------------------- */

static const char story[] = "Troops of Aland fired on \"Beta\" rebels, <killing> 3.";

static const tocsin_mention aland = {
    .text = {"Troops of Aland",    15},
    .begin = 0,
    .end = 15,
    .name = {"Army, \"of\" Aland", 16},
    .code = {"AAAMIL",             6 },
    .country = {"AAA",                3 },
    .sector = {"MIL",                3 },
    .id = {"org-a",              5 }
};
static const tocsin_mention beta = {
    .text = {"=Beta & <Sons>\x01\n\"", 17},
    .name = {"=Beta & <Sons>\x01\n\"", 17},
    .code = {"BBBREB",                 6 },
    .country = {"BBB",                    3 },
    .sector = {"REB",                    3 }
};
static const tocsin_mention gamma_city = {
    .text = {"Gamma", 5},
      .code = {"GGG",   3},
      .country = {"GGG",   3}
};

static tocsin_claim a_claim(void)
{
    return (tocsin_claim){
        .begin = 0,
        .end = sizeof story - 1,
        .type = TOCSIN_ASSAULT,
        .mode = TEXT("firearms"),
        .cameo = TEXT("193"),
        .intensity = -10,
        .actors = &aland,
        .actor_count = 1,
        .recipients = &beta,
        .recipient_count = 1,
        .place = {.lat = NAN, .lon = NAN},
        .status = TOCSIN_HAPPENED,
        .factuality = 3,
        .confidence = 0.8125,
        .weight = NAN,
        .rules_factuality = NAN,
        .trigger = TEXT("fired"),
        .trigger_begin = 16,
        .trigger_end = 21,
        .rule = TEXT("fire:ASSAULT")
    };
}

static void add(struct record *record, const char *id, const char *day, tocsin_claim c)
{
    char url[64]; /* one each, or else they would be versions of one document */
    (void)snprintf(url, sizeof url, "https://a.example/{%s}?a=1&b", id);
    tocsin_coding coding = {
        .document = {.id = tc_text(id),
                     .url = tc_text(url),
                     .title = TEXT("100% of \"A_B\" {\\#1}"),
                     .text = tc_text(story),
                     .published = tc_text(day),
                     .publisher = TEXT("The \"A\" & B"),
                     .language = TEXT("en")},
        .claims = &c,
        .claim_count = 1,
        .sentence_count = 1,
        .token_count = 12
    };
    bool added;
    assert_int_equal(tc_record_add(record, &coding, "coder 1", &added, NULL), 0);
    assert_true(added);
}

static struct record *small_record(void)
{
    struct record *record;
    assert_int_equal(tc_record_open(":memory:", true, &record, NULL), 0);
    tocsin_claim c = a_claim();
    const tocsin_number killed = {.what = TEXT("killed"), .low = 3, .high = UINT32_MAX};
    const text contexts[] = {TEXT("military"), TEXT("a;b")};
    c.numbers = &killed;
    c.number_count = 1;
    c.contexts = contexts;
    c.context_count = 2;
    c.place = (tocsin_place){.text = TEXT("Gamma"),
                             .name = TEXT("Gamma"),
                             .country = TEXT("DZA"),
                             .admin1 = TEXT("North"),
                             .lat = -1.5,
                             .lon = 100.25,
                             .geonames = 77,
                             .precision = TEXT("city")};
    add(record, "doc 1", "2024-03-06T18:40:05Z", c);
    c = a_claim(); /* between others, without a place, three days later */
    c.recipients = &gamma_city;
    c.type = TOCSIN_CONSULT;
    c.mode = TEXT("");
    c.cameo = TEXT("042");
    c.intensity = 1.9;
    add(record, "doc-2", "2024-03-09", c);
    c.status = TOCSIN_PLANNED; /* no happening */
    c.recipient_count = 0;
    add(record, "doc-3", "2024-03-10", c);
    return record;
}

/* ---- exports --------------------------------------------------------------------- */

static void claim_line(struct buffer *b, const tocsin_claim *c,
                       const tocsin_document *d)
{
    tc_buffer_format(b, "claim %s of %.*s\n", tocsin_type_name(c->type),
                     (int)d->id.size, d->id.data);
}

static tocsin_status keep(void *context, text bytes)
{
    tc_buffer_text(context, bytes);
    return TOCSIN_OK;
}

static tocsin_status run(struct record *record, const tocsin_export *how,
                         struct buffer *out, tocsin_export_counts *counts)
{
    struct export_to to = {claim_line, keep, out, counts};
    tocsin_error error = {.byte = -1};
    tc_buffer_clear(out);
    tocsin_status status = tc_record_export(record, how, &to, &error);
    assert_int_equal(status, status ? error.status : TOCSIN_OK);
    tc_buffer_byte(out, '\0');
    assert_false(out->failed);
    return status;
}

/* ---- each format, whole ---------------------------------------------------------- */

static const struct golden {
    tocsin_export_format format;
    tocsin_export_what what;
    const char *file; /* below test/export/ */
} goldens[] = {
    {TOCSIN_TO_CSV,     TOCSIN_EXPORT_EVENTS,    "events.csv"     },
    {TOCSIN_TO_CSV,     TOCSIN_EXPORT_CLAIMS,    "claims.csv"     },
    {TOCSIN_TO_CSV,     TOCSIN_EXPORT_DOCUMENTS, "documents.csv"  },
    {TOCSIN_TO_JSONL,   TOCSIN_EXPORT_EVENTS,    "events.jsonl"   },
    {TOCSIN_TO_JSONL,   TOCSIN_EXPORT_USUAL,     "claims.jsonl"   },
    {TOCSIN_TO_JSONL,   TOCSIN_EXPORT_DOCUMENTS, "documents.jsonl"},
    {TOCSIN_TO_JSONL,   TOCSIN_EXPORT_RECORD,    "record.jsonl"   },
    {TOCSIN_TO_GEOJSON, TOCSIN_EXPORT_USUAL,     "events.geojson" },
    {TOCSIN_TO_GEOJSON, TOCSIN_EXPORT_CLAIMS,    "claims.geojson" },
    {TOCSIN_TO_GEXF,    TOCSIN_EXPORT_USUAL,     "network.gexf"   },
    {TOCSIN_TO_GRAPHML, TOCSIN_EXPORT_USUAL,     "network.graphml"},
    {TOCSIN_TO_POLECAT, TOCSIN_EXPORT_USUAL,     "events.polecat" },
    {TOCSIN_TO_POLECAT, TOCSIN_EXPORT_CLAIMS,    "claims.polecat" },
    {TOCSIN_TO_GDELT1,  TOCSIN_EXPORT_USUAL,     "events.gdelt1"  },
    {TOCSIN_TO_GDELT2,  TOCSIN_EXPORT_USUAL,     "events.gdelt2"  },
    {TOCSIN_TO_BIBTEX,  TOCSIN_EXPORT_USUAL,     "documents.bib"  },
    {TOCSIN_TO_CSL,     TOCSIN_EXPORT_USUAL,     "documents.csl"  },
};

static text file_bytes(const char *name, struct mapped *mapped)
{
    char path[128];
    (void)snprintf(path, sizeof path, "test/export/%s", name);
    if (tc_map_file(path, mapped, NULL) != TOCSIN_OK)
        fail_msg("%s is not there", path);
    return (text){mapped->data, mapped->size};
}

static void test_goldens(void **state)
{
    (void)state;
    struct record *record = small_record();
    struct buffer out;
    tc_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof goldens / sizeof *goldens; i++) {
        tocsin_export how = {.format = goldens[i].format, .what = goldens[i].what};
        struct mapped mapped;
        assert_int_equal(run(record, &how, &out, NULL), TOCSIN_OK);
        if (getenv("TOCSIN_GOLDEN")) { /* to make them anew, and then look at them */
            char path[128];
            (void)snprintf(path, sizeof path, "test/export/%s", goldens[i].file);
            assert_int_equal(tc_write_file(path, (text){out.data, out.size - 1}, NULL),
                             TOCSIN_OK);
        }
        text wanted = file_bytes(goldens[i].file, &mapped);
        if (!tc_text_equal(wanted, (text){out.data, out.size - 1}))
            fail_msg("not test/export/%s:\n%s", goldens[i].file, out.data);
        tc_unmap_file(&mapped);
    }
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static void test_json_is_json(void **state)
{
    (void)state;
    static const char *const whole[] = {"events.geojson", "claims.geojson",
                                        "documents.csl"};
    static const char *const lines[] = {"events.jsonl", "documents.jsonl"};
    struct mapped mapped;
    json_error_t error;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        text bytes = file_bytes(whole[i], &mapped);
        json_t *json =
            json_loadb(bytes.data, bytes.size, JSON_REJECT_DUPLICATES, &error);
        if (!json)
            fail_msg("%s: %s at byte %d", whole[i], error.text, error.position);
        json_decref(json);
        tc_unmap_file(&mapped);
    }
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        text rest = file_bytes(lines[i], &mapped);
        while (rest.size) {
            size_t end = tc_text_find(rest, TEXT("\n"));
            assert_true(end < rest.size);
            json_t *json = json_loadb(rest.data, end, JSON_REJECT_DUPLICATES, &error);
            if (!json)
                fail_msg("%s: %s", lines[i], error.text);
            json_decref(json);
            rest = tc_text_slice(rest, end + 1, rest.size);
        }
        tc_unmap_file(&mapped);
    }
}

static size_t columns_of(text line)
{
    size_t count = 1;
    for (size_t i = 0; i < line.size; i++)
        count += line.data[i] == '\t';
    return count;
}

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t columns, lines;
    } files[] = {
        {"events.polecat", 40, 4},
        {"claims.polecat", 40, 4},
        {"events.gdelt1",  58, 2},
        {"events.gdelt2",  61, 2}
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct mapped mapped;
        text rest = file_bytes(files[i].file, &mapped);
        size_t lines = 0;
        for (; rest.size; lines++) {
            size_t end = tc_text_find(rest, TEXT("\n"));
            assert_int_equal(columns_of(tc_text_slice(rest, 0, end)), files[i].columns);
            rest = tc_text_slice(rest, end + 1, rest.size);
        }
        assert_int_equal(lines, files[i].lines);
        tc_unmap_file(&mapped);
    }
}

/* ---- what is counted, refused and let through ------------------------------------ */

static void test_counts(void **state)
{
    (void)state;
    struct record *record = small_record();
    struct buffer out;
    tc_buffer_init(&out, 0);
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    tocsin_export how = {.format = TOCSIN_TO_GEOJSON, .filter = &filter};
    tocsin_export_counts counts;
    assert_int_equal(run(record, &how, &out, &counts), TOCSIN_OK);
    assert_int_equal(counts.rows, 3);
    assert_int_equal(counts.placeless, 2);
    how.format = TOCSIN_TO_GEXF;
    assert_int_equal(run(record, &how, &out, &counts), TOCSIN_OK);
    assert_int_equal(counts.rows, 2); /* edges */
    assert_int_equal(counts.unreal, 1);
    assert_int_equal(counts.partyless, 0);
    filter.status = TOCSIN_PLANNED; /* asked for, it is told: but it has no recipient */
    assert_int_equal(run(record, &how, &out, &counts), TOCSIN_OK);
    assert_int_equal(counts.rows, 0);
    assert_int_equal(counts.unreal, 0);
    assert_int_equal(counts.partyless, 1);
    how.format = TOCSIN_TO_GDELT2;
    assert_int_equal(run(record, &how, &out, &counts), TOCSIN_OK);
    assert_int_equal(counts.rows, 1);
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static void expect_documents(struct record *record, const tocsin_filter *filter,
                             const char *ids)
{
    struct buffer out, found;
    tc_buffer_init(&out, 0);
    tc_buffer_init(&found, 0);
    tocsin_export how = {
        .format = TOCSIN_TO_CSV, .what = TOCSIN_EXPORT_DOCUMENTS, .filter = filter};
    assert_int_equal(run(record, &how, &out, NULL), TOCSIN_OK);
    const char *line = strchr(out.data, '\n') + 1;
    for (; *line; line = strchr(line, '\n') + 1) {
        tc_buffer_text(&found, (text){line, strcspn(line, ",")});
        tc_buffer_byte(&found, ';');
    }
    tc_buffer_byte(&found, '\0');
    assert_string_equal(found.data, ids);
    tc_buffer_release(&out);
    tc_buffer_release(&found);
}

static void test_documents(void **state)
{
    (void)state;
    struct record *record = small_record();
    tocsin_coding silent = {
        .document = {.id = TEXT("silent"),
                     .text = TEXT("Nothing happened."),
                     .published = TEXT("2024-03-07")}
    };
    bool added;
    assert_int_equal(tc_record_add(record, &silent, "coder 1", &added, NULL), 0);
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    expect_documents(record, &filter, "doc 1;silent;doc-2;doc-3;");
    filter.limit = 2;
    filter.offset = 1;
    expect_documents(record, &filter, "silent;doc-2;");
    filter.limit = -1;
    filter.offset = 0;
    filter.type = TOCSIN_CONSULT; /* of their claims */
    expect_documents(record, &filter, "doc-2;doc-3;");
    filter.limit = 1;
    expect_documents(record, &filter, "doc-2;");
    filter = (tocsin_filter)TOCSIN_FILTER_ALL;
    filter.as_of = TEXT("2024-03-07");
    expect_documents(record, &filter, "doc 1;silent;");
    struct buffer out; /* a whole record is in the order of arrival */
    tc_buffer_init(&out, 0);
    tocsin_export how = {.format = TOCSIN_TO_JSONL, .what = TOCSIN_EXPORT_RECORD};
    assert_int_equal(run(record, &how, &out, NULL), TOCSIN_OK);
    const char *first = strstr(out.data, "claim ASSAULT of doc 1"),
               *second = strstr(out.data, "\"id\":\"doc-2\""),
               *third = strstr(out.data, "\"id\":\"silent\"");
    assert_true(first && second && third && first < second && second < third);
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static void add_version(struct record *record, const char *title, const char *changed)
{
    tocsin_coding coding = {
        .document = {.id = TEXT("v"),
                     .title = tc_text(title),
                     .text = tc_text(title),
                     .published = TEXT("2024-03-01"),
                     .changed = tc_text(changed),
                     .publisher = tc_text(title)}
    };
    bool added;
    assert_int_equal(tc_record_add(record, &coding, "coder 1", &added, NULL), 0);
    assert_true(added);
}

/* As of a day a document is what it was then. */
static void test_versions(void **state)
{
    (void)state;
    static const char *const days[][2] = {
        {"2024-03-01", "Old"},
        {"2024-03-04", "Old"},
        {"2024-03-05", "New"},
        {"",           "New"}
    };
    struct record *record;
    struct buffer out;
    tc_buffer_init(&out, 0);
    assert_int_equal(tc_record_open(":memory:", true, &record, NULL), 0);
    add_version(record, "Old", NULL);
    add_version(record, "New", "2024-03-05T10:00:00Z");
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        tocsin_filter filter = TOCSIN_FILTER_ALL;
        tocsin_export how = {.format = TOCSIN_TO_CSV,
                             .what = TOCSIN_EXPORT_DOCUMENTS,
                             .filter = &filter};
        char wanted[64];
        filter.as_of = tc_text(days[i][0]);
        assert_int_equal(run(record, &how, &out, NULL), TOCSIN_OK);
        (void)snprintf(wanted, sizeof wanted, "\nv,,%s,", days[i][1]);
        if (!strstr(out.data, wanted))
            fail_msg("as of %s: %s", days[i][0], out.data);
    }
    tocsin_filter filter = TOCSIN_FILTER_ALL;
    filter.as_of = TEXT("2024-02-29");
    expect_documents(record, &filter, "");
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static void test_refused(void **state)
{
    (void)state;
    struct record *record = small_record();
    struct buffer out;
    tc_buffer_init(&out, 0);
    tocsin_filter limited = TOCSIN_FILTER_ALL;
    limited.limit = 1;
    static const int wrong[][2] = {
        {TOCSIN_TO_BIBTEX,           TOCSIN_EXPORT_EVENTS},
        {TOCSIN_TO_GEXF,             TOCSIN_EXPORT_CLAIMS},
        {TOCSIN_TO_CSV,              TOCSIN_EXPORT_RECORD},
        {TOCSIN_TO_CSV,              9                   },
        {TOCSIN_EXPORT_FORMAT_COUNT, TOCSIN_EXPORT_USUAL },
        {TOCSIN_TO_PARQUET,          TOCSIN_EXPORT_USUAL }, /* no file is named */
        {TOCSIN_TO_JSONL,            TOCSIN_EXPORT_RECORD}, /* a limit is */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tocsin_export how = {.format = (tocsin_export_format)wrong[i][0],
                             .what = (tocsin_export_what)wrong[i][1],
                             .filter = &limited};
        assert_int_equal(run(record, &how, &out, NULL), TOCSIN_USAGE);
    }
    tocsin_filter bad = TOCSIN_FILTER_ALL;
    bad.from = TEXT("yesterday");
    for (int what = TOCSIN_EXPORT_EVENTS; what <= TOCSIN_EXPORT_DOCUMENTS; what++) {
        tocsin_export how = {
            .format = TOCSIN_TO_CSV, .what = (tocsin_export_what)what, .filter = &bad};
        assert_int_equal(run(record, &how, &out, NULL), TOCSIN_USAGE);
    }
    assert_int_equal(tocsin_export_format_from_name(TEXT("GeoJSON")),
                     TOCSIN_TO_GEOJSON);
    assert_int_equal(tocsin_export_format_from_name(TEXT("csl-json")), TOCSIN_TO_CSL);
    assert_int_equal(tocsin_export_format_from_name(TEXT("xls")), -1);
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

/* ---- the way out ----------------------------------------------------------------- */

struct pieces {
    size_t count, largest, left;
};

static tocsin_status count_piece(void *context, text bytes)
{
    struct pieces *pieces = context;
    if (!pieces->left)
        return TOCSIN_STOPPED;
    pieces->left--;
    pieces->count++;
    if (bytes.size > pieces->largest)
        pieces->largest = bytes.size;
    return TOCSIN_OK;
}

/* Output goes out piece by piece, and a writer that fails ends it. */
static void test_pieces(void **state)
{
    (void)state;
    struct record *record;
    assert_int_equal(tc_record_open(":memory:", true, &record, NULL), 0);
    enum { MANY = 2000 };
    for (int i = 0; i < MANY; i++) {
        char id[32], day[16];
        (void)snprintf(id, sizeof id, "d%d", i);
        tc_day_print(19000 + i * 5, day);
        add(record, id, day, a_claim());
    }
    for (int f = 0; f < TOCSIN_TO_PARQUET; f++) {
        struct pieces pieces = {.left = SIZE_MAX};
        struct export_to to = {claim_line, count_piece, &pieces, NULL};
        tocsin_export how = {.format = (tocsin_export_format)f};
        assert_int_equal(tc_record_export(record, &how, &to, NULL), TOCSIN_OK);
        bool one_line = f == TOCSIN_TO_GEXF || f == TOCSIN_TO_GRAPHML;
        bool short_lines = f == TOCSIN_TO_JSONL;
        assert_true(pieces.count > (one_line || short_lines ? 0 : 2));
        /* one edge of 2000 spells is the longest line there is */
        assert_true(pieces.largest < (1 << 16) + (one_line ? 1 << 17 : 4096));
        pieces = (struct pieces){.left = 0};
        assert_int_equal(tc_record_export(record, &how, &to, NULL), TOCSIN_STOPPED);
        if (pieces.count > 2) {
            pieces = (struct pieces){.left = 1};
            assert_int_equal(tc_record_export(record, &how, &to, NULL), TOCSIN_STOPPED);
        }
    }
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

static tocsin_status drop(void *context, text bytes)
{
    (void)context;
    (void)bytes;
    return TOCSIN_OK;
}

static void test_no_memory(void **state)
{
    (void)state;
    struct record *record = small_record();
    for (size_t i = 0; i < sizeof goldens / sizeof *goldens; i++) {
        tocsin_export how = {.format = goldens[i].format, .what = goldens[i].what};
        struct export_to to = {claim_line, drop, NULL, NULL};
        tocsin_status status = TOCSIN_MEMORY;
        long n = 1;
        for (; status && n < 10000; n++) {
            tocsin_error error;
            tc_alloc_fail(n);
            status = tc_record_export(record, &how, &to, &error);
            tc_alloc_fail(0);
            if (status)
                assert_int_equal(status, TOCSIN_MEMORY);
        }
        assert_true(n > 2 && n < 10000);
    }
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

/* ---- the network ----------------------------------------------------------------- */

/* Sums over random events against a slow reference: an array over days. */
static void test_network(void **state)
{
    (void)state;
    enum { PARTIES = 4, DAYS = 400, EVENTS = 3000 };
    static const char *const codes[PARTIES] = {"AAA", "BBB", "CCCMIL", "DDD"};
    static unsigned char days[PARTIES][PARTIES][DAYS + 40];
    static unsigned counts[PARTIES][PARTIES];
    struct graph *graph = tc_graph_new();
    assert_non_null(graph);
    uint32_t seed = 20241130;
    for (int i = 0; i < EVENTS; i++) {
        seed = seed * 1664525 + 1013904223;
        int a = seed >> 8 & 3, b = seed >> 12 & 3, length = seed >> 20 & 15;
        int first = i * DAYS / EVENTS; /* events come by day */
        char from[11], to[11];
        tc_day_print(19000 + first, from);
        tc_day_print(19000 + first + length, to);
        bool undated = (seed >> 25 & 7) == 0, added;
        tocsin_event event = {.type = (tocsin_type)(seed >> 16 & 15),
                              .intensity = (seed >> 5 & 7) ? 1.5 : NAN,
                              .actor = {.code = tc_text(codes[a])},
                              .recipient = {.code = tc_text(codes[b])},
                              .from = tc_text(undated ? NULL : from),
                              .to = tc_text(undated ? NULL : to)};
        assert_int_equal(tc_graph_add(graph, &event, &added), TOCSIN_OK);
        assert_true(added);
        counts[a][b]++;
        for (int k = 0; k <= length && !undated; k++)
            days[a][b][first + k] = 1;
    }
    assert_int_equal(graph->node_count, PARTIES);
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct edge *edge = &graph->edges[i];
        int ends[2] = {0, 0};
        for (int k = 0; k < PARTIES; k++) {
            ends[0] = tc_text_equal(graph->nodes[edge->source].code, tc_text(codes[k]))
                          ? k
                          : ends[0];
            ends[1] = tc_text_equal(graph->nodes[edge->target].code, tc_text(codes[k]))
                          ? k
                          : ends[1];
        }
        uint64_t sum = 0;
        for (int k = 0; k < TOCSIN_TYPE_COUNT; k++)
            sum += edge->types[k];
        assert_int_equal(sum, edge->events);
        assert_int_equal(edge->events, counts[ends[0]][ends[1]]);
        unsigned char *happened = days[ends[0]][ends[1]];
        for (size_t k = 0; k < edge->spell_count; k++) {
            const struct spell *spell = &edge->spells[k];
            assert_true(k == 0 || spell->from > edge->spells[k - 1].to + 1);
            for (int32_t day = spell->from; day <= spell->to; day++) {
                assert_int_equal(happened[day - 19000], 1);
                happened[day - 19000] = 0;
            }
        }
        for (int k = 0; k < DAYS + 40; k++)
            assert_int_equal(happened[k], 0);
    }
    tc_graph_free(graph);
}

/* ---- rows of other projects ------------------------------------------------------ */

/* Bytes that a file may have in a row: any but a line's end outside of quotes. */
static text some_row(uint32_t *seed, int number, struct buffer *out)
{
    static const char *const pieces[] = {"\t", "\"a\nb\"", "\xff\xfe", "=1", "",
                                         "\r", "x",        ",",        " ",  "\x01"};
    tc_buffer_clear(out);
    tc_buffer_format(out, "%d\t", number);
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 1664525 + 1013904223;
        tc_buffer_string(out, pieces[(*seed >> 16) % (sizeof pieces / sizeof *pieces)]);
    }
    return (text){out->data, out->size};
}

/* count rows of a new file, whose bytes go into wanted, too. */
static void load_file(struct record *record, const struct load_file *file, int first,
                      int count, struct buffer *wanted)
{
    struct load *load;
    struct buffer bytes;
    uint32_t seed = (uint32_t)first + 1;
    tc_buffer_init(&bytes, 0);
    assert_int_equal(tc_load_begin(record, file, &load), TOCSIN_OK);
    for (int i = 0; i < count; i++) {
        struct import_row row = {.line = i + 1, .known = TEXT("2024-03-06")};
        char id[16];
        row.native = some_row(&seed, first + i, &bytes);
        (void)snprintf(id, sizeof id, "%d", first + i);
        row.id = tc_text(id);
        row.claim = a_claim();
        row.claim.begin = row.claim.end = 0;
        row.claim.trigger = (text){NULL, 0};
        row.claim.trigger_begin = row.claim.trigger_end = 0;
        row.claim.type = i % 3 ? TOCSIN_AID : TOCSIN_ASSAULT;
        row.claim.rule = file->format;
        assert_int_equal(tc_load_row(load, &row), TOCSIN_OK);
        tc_buffer_text(wanted, row.native);
        tc_buffer_byte(wanted, '\n');
    }
    assert_int_equal(tc_load_end(load, NULL), TOCSIN_OK);
    tc_buffer_release(&bytes);
}

static void expect_native(struct record *record, const tocsin_export *how,
                          const char *heading, const struct buffer *wanted)
{
    struct buffer out;
    size_t head = strlen(heading);
    tc_buffer_init(&out, 0);
    assert_int_equal(run(record, how, &out, NULL), TOCSIN_OK);
    assert_int_equal(out.size, head + wanted->size + 1);
    assert_memory_equal(out.data, heading, head);
    assert_memory_equal(out.data + head, wanted->data, wanted->size);
    tc_buffer_release(&out);
}

/* Whatever stood in a row comes out of the record again. */
static void test_native(void **state)
{
    (void)state;
    struct record *record = small_record(); /* with claims that are of no file */
    struct buffer events, acled, out;
    tc_buffer_init(&events, 0);
    tc_buffer_init(&acled, 0);
    tc_buffer_init(&out, 0);
    struct load_file file = {.project = TEXT("GDELT"),
                             .format = TEXT("gdelt2"),
                             .coder = TEXT("gdelt2 2.0"),
                             .path = TEXT("one.csv")};
    tocsin_export how = {.format = TOCSIN_TO_NATIVE};
    assert_int_equal(run(record, &how, &out, NULL), TOCSIN_OK);
    assert_int_equal(out.size, 1); /* nothing, and the test's own NUL */
    load_file(record, &file, 0, 300, &events);
    file.path = TEXT("two.csv");
    load_file(record, &file, 300, 150, &events);
    expect_native(record, &how, "", &events);
    struct load_file other = {.project = TEXT("ACLED"),
                              .format = TEXT("acled"),
                              .coder = TEXT("acled 1"),
                              .header = TEXT("\xef\xbb\xbf"
                                             "event_id_cnty,notes\r"),
                              .path = TEXT("acled.csv")};
    load_file(record, &other, 1000, 20, &acled);
    assert_int_equal(run(record, &how, &out, NULL), TOCSIN_USAGE); /* two headings */
    how.import_format = "gdelt2";
    expect_native(record, &how, "", &events);
    how.import_file = "three.csv";
    assert_int_equal(run(record, &how, &out, NULL), TOCSIN_OK);
    assert_int_equal(out.size, 1);
    how.import_format = "acled";
    how.import_file = NULL;
    expect_native(record, &how,
                  "\xef\xbb\xbf"
                  "event_id_cnty,notes\r\n",
                  &acled);
    tocsin_filter filter = TOCSIN_FILTER_ALL; /* rows by their claims */
    tocsin_export_counts counts;
    filter.type = TOCSIN_ASSAULT;
    how.filter = &filter;
    assert_int_equal(run(record, &how, &out, &counts), TOCSIN_OK);
    assert_int_equal(counts.rows, 7);
    tc_buffer_release(&events);
    tc_buffer_release(&acled);
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
}

/* ---- Parquet --------------------------------------------------------------------- */

/* Where DuckDB's library is not, the test is skipped and says so. TOCSIN_DUCKDB names
 * it. */
static void test_parquet(void **state)
{
    (void)state;
    struct record *record = small_record();
    struct buffer out;
    tc_buffer_init(&out, 0);
    char path[] = "/tmp/test_export_XXXXXX";
    assert_non_null(mkdtemp(path));
    char file[64], part[80];
    (void)snprintf(file, sizeof file, "%s/it's.parquet", path);
    (void)snprintf(part, sizeof part, "%s.part", file);
    tocsin_export how = {
        .format = TOCSIN_TO_PARQUET, .path = file, .duckdb = "/nowhere/libduckdb.so"};
    assert_int_equal(run(record, &how, &out, NULL), TOCSIN_MISSING);
    how.duckdb = getenv("TOCSIN_DUCKDB");
    tocsin_export_counts counts;
    tocsin_status status = run(record, &how, &out, &counts);
    if (status != TOCSIN_MISSING) {
        struct mapped mapped;
        assert_int_equal(status, TOCSIN_OK);
        assert_int_equal(counts.rows, 3);
        assert_int_equal(tc_map_file(file, &mapped, NULL), TOCSIN_OK);
        assert_true(mapped.size > 500);
        assert_memory_equal(mapped.data, "PAR1", 4);
        assert_memory_equal((const char *)mapped.data + mapped.size - 4, "PAR1", 4);
        tc_unmap_file(&mapped);
        how.what = TOCSIN_EXPORT_CLAIMS;
        assert_int_equal(run(record, &how, &out, &counts), TOCSIN_OK);
        assert_int_equal(counts.rows, 3);
        how.path = "/nowhere/at/all.parquet";
        assert_int_equal(run(record, &how, &out, NULL), TOCSIN_IO);
        assert_int_equal(unlink(file), 0);
    }
    assert_int_not_equal(access(part, F_OK), 0);
    assert_int_equal(rmdir(path), 0); /* nothing is left behind */
    tc_buffer_release(&out);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    if (status == TOCSIN_MISSING) {
        print_message("no DuckDB: Parquet is not tested; set TOCSIN_DUCKDB\n");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goldens),   cmocka_unit_test(test_json_is_json),
        cmocka_unit_test(test_columns),   cmocka_unit_test(test_counts),
        cmocka_unit_test(test_documents), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_pieces),    cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_versions),  cmocka_unit_test(test_native),
        cmocka_unit_test(test_network),   cmocka_unit_test(test_parquet),
    };
    return cmocka_run_group_tests_name("record/io exports", tests, NULL, NULL);
}
