/* test_code.c: the coder as a program part: memory, offsets, formats, odd texts.
 *
 * What it should find in which sentence is in test/cases/ (test_cases.c). Here stands
 * what must hold for every text: offsets that equal the words, the same bytes each
 * time, no memory asked for once warm, every allocation failing in turn, and formats
 * that other programs can read. The lexicon is compiled from data/, the model is
 * data/english.model: toy ones would not reach most of the code.
 */
#include "test/coding_check.h"
#include "test/real_files.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct model *model;
static struct lexicon *lexicon;

/* All that one document needs, as a thread of the engine has it. */
struct bench {
    struct parser *parser;
    struct coder *coder;
    struct arena arena;
    struct buffer out;
    struct parsed parsed;
    tocsin_coding coding;
};

static const char news[] =
    "NAIROBI, Jan 30 (Reuters) - Police arrested 30 protesters in Nairobi on Monday, "
    "witnesses said.\n\n"
    "France and Germany condemned the arrests, and Russia threatened to impose "
    "sanctions on Kenya. \"Iran, which denies it, attacked U.S. troops in Iraq\", the "
    "\xE2\x80\x9CTimes\xE2\x80\x9D reported on 29 January 2024. Rebels killed at least "
    "12 soldiers near Goma two days ago. The United States will send aid to "
    "C\xC3\xB4te "
    "d'Ivoire next week.\n\n"
    "According to officials, Turkey may invade Syria. Israel did not bomb Lebanon. "
    "Presidents Vladimir Putin and Xi Jinping met in Beijing; they signed an "
    "agreement. "
    "Britain said Libya must hand over the suspects.";

static tocsin_document document_of(const char *words, size_t size)
{
    tocsin_document d = {.id = TEXT("a, \"b\""),
                         .publisher = TEXT("The\tTimes"),
                         .published = TEXT("2024-01-30"),
                         .url = TEXT("https://example.org/a?b=1,2"),
                         .language = TEXT("en")};
    d.text = (text){words, size};
    return d;
}

/* ---- one document ---------------------------------------------------------------- */

static tocsin_status bench_open(struct bench *b)
{
    memset(b, 0, sizeof *b);
    tc_arena_init(&b->arena, 0);
    tc_buffer_init(&b->out, 0);
    tocsin_status status = tc_parser_new(model, &b->parser);
    return status == TOCSIN_OK ? tc_coder_new(lexicon, &b->coder) : status;
}

static void bench_close(struct bench *b)
{
    tc_coder_free(b->coder);
    tc_parser_free(b->parser);
    tc_arena_release(&b->arena);
    tc_buffer_release(&b->out);
}

static tocsin_status bench_code(struct bench *b, const tocsin_document *d)
{
    tc_arena_reset(&b->arena);
    tc_buffer_clear(&b->out);
    tocsin_status status = tc_parse(b->parser, d->text, &b->arena, &b->parsed);
    return status == TOCSIN_OK ? tc_code(b->coder, d, &b->parsed, &b->arena, &b->coding)
                               : status;
}

static tocsin_status bench_write(struct bench *b)
{
    for (int format = TOCSIN_FORMAT_JSONL; format <= TOCSIN_FORMAT_CAMEO; format++)
        tc_write_claims(&b->out, &b->coding, (tocsin_format)format);
    for (int layer = TOCSIN_LAYER_ATTRIBUTIONS; layer <= TOCSIN_LAYER_FACTUALITY;
         layer++)
        tc_write_layer(&b->out, &b->coding, (tocsin_layer)layer);
    tc_conllu_write(&b->out, &b->parsed, b->coding.document.id);
    return b->out.failed ? TOCSIN_MEMORY : TOCSIN_OK;
}

static tocsin_status bench_all(struct bench *b, const tocsin_document *d)
{
    tocsin_status status = bench_code(b, d);
    return status == TOCSIN_OK ? bench_write(b) : status;
}

static void check_sound(const struct bench *b)
{
    const char *wrong = coding_wrong(&b->coding);
    if (wrong)
        fail_msg("%s: %.*s", wrong, (int)b->coding.document.text.size,
                 b->coding.document.text.data);
}

/* ---- memory ---------------------------------------------------------------------- */

/* Each allocation on the way fails once: MEMORY, nothing lost, and never half an
 * answer. The leak is found by the address sanitiser and valgrind. */
static void test_every_allocation_fails(void **state)
{
    (void)state;
    struct bench good;
    tocsin_document d = document_of(news, sizeof news - 1);
    assert_int_equal(bench_open(&good), TOCSIN_OK);
    assert_int_equal(bench_all(&good, &d), TOCSIN_OK);
    long failures = 0;
    for (long n = 1;; n++) {
        struct bench b;
        tc_alloc_fail(n);
        tocsin_status status = bench_open(&b);
        if (status == TOCSIN_OK)
            status = bench_all(&b, &d);
        tc_alloc_fail(0);
        if (status == TOCSIN_OK) {
            assert_int_equal(b.out.size, good.out.size);
            assert_memory_equal(b.out.data, good.out.data, good.out.size);
            bench_close(&b);
            break;
        }
        assert_int_equal(status, TOCSIN_MEMORY);
        bench_close(&b);
        failures++;
        assert_true(failures < 10000);
    }
    assert_true(failures > 5);
    bench_close(&good);
}

/* An arena that is too small is the same as memory that is out. */
static void test_small_arena(void **state)
{
    (void)state;
    tocsin_document d = document_of(news, sizeof news - 1);
    bool succeeded = false;
    for (size_t most = 1 << 10; most <= 8 << 20 && !succeeded; most += most / 4) {
        struct bench b;
        assert_int_equal(bench_open(&b), TOCSIN_OK);
        b.arena.maximum = most;
        tocsin_status status = bench_code(&b, &d);
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
        succeeded = status == TOCSIN_OK;
        bench_close(&b);
    }
    assert_true(succeeded);
}

static void test_no_allocation_when_warm(void **state)
{
    (void)state;
    struct bench b;
    tocsin_document d = document_of(news, sizeof news - 1);
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
    unsigned long before = tc_alloc_count();
    for (int i = 0; i < 5; i++)
        assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
    assert_int_equal(tc_alloc_count(), before);
    bench_close(&b);
}

/* ---- texts ----------------------------------------------------------------------- */

static void test_news_is_sound(void **state)
{
    (void)state;
    struct bench b;
    tocsin_document d = document_of(news, sizeof news - 1);
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    assert_int_equal(bench_code(&b, &d), TOCSIN_OK);
    check_sound(&b);
    assert_true(b.coding.claim_count >= 8);
    assert_true(b.coding.attribution_count >= 2);
    assert_true(b.coding.time_count >= 3);
    assert_true(b.coding.place_count >= 4);
    assert_true(b.coding.actor_count >= 8);
    assert_true(b.coding.predicate_count >= 10);
    bench_close(&b);
}

/* What a document says does not depend on what was coded before it. */
static void test_nothing_remembered(void **state)
{
    (void)state;
    static const char other[] = "Zarif met the group. They attacked it and he fled.";
    struct bench cold, warm;
    tocsin_document first = document_of(news, sizeof news - 1);
    tocsin_document second = document_of(other, sizeof other - 1);
    assert_int_equal(bench_open(&cold), TOCSIN_OK);
    assert_int_equal(bench_open(&warm), TOCSIN_OK);
    assert_int_equal(bench_all(&cold, &second), TOCSIN_OK);
    assert_int_equal(bench_all(&warm, &first), TOCSIN_OK);
    assert_int_equal(bench_all(&warm, &second), TOCSIN_OK);
    assert_int_equal(cold.out.size, warm.out.size);
    assert_memory_equal(cold.out.data, warm.out.data, cold.out.size);
    bench_close(&cold);
    bench_close(&warm);
}

static void test_odd_texts(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "",
        " ",
        "\n\n\n",
        ".",
        "\"",
        "attacked",
        "Iran",
        "Iran attacked.",
        "Iran attacked Iran, Iran and Iran.",
        "...!?!?...",
        "\xEF\xBB\xBFIran met Iraq.",
        "IRAN ATTACKED IRAQ ON MONDAY",
        "iran attacked iraq on monday",
        "Iran\u00A0attacked\u202FIraq.",
        "Iran\tattacked\rIraq\n.",
        "5,000,000,000 million soldiers were killed in Iraq.",
        "Rebels killed 99999999 million million soldiers in Iraq.",
        "Iran cannot, won't and didn't attack Iraq 9999 years ago.",
        "Iran attacked Iraq next century on Monday, 31 February 2023.",
        "\xE2\x80\x93l unions in France plan t'o strike next week.",
        "Iran attacked Iraq last week, last month, last year and 1500 years ago.",
        "Iran attacked Iraq this week, in December and this year.",
        NULL};
    static const char *const days[] = {"2024-01-30", "", "0001-01-01", "9999-12-31",
                                       "yesterday"};
    struct bench b;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    for (size_t i = 0; odd[i]; i++)
        for (size_t k = 0; k < sizeof days / sizeof *days; k++) {
            tocsin_document d = document_of(odd[i], strlen(odd[i]));
            d.published = tc_text(days[k]);
            assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
            check_sound(&b);
        }
    bench_close(&b);
}

/* The number killed as the text gives it; 0 when it gives none. */
static uint32_t killed_in(struct bench *b, const char *words, const char *expected)
{
    tocsin_document d = document_of(words, strlen(words));
    assert_int_equal(bench_code(b, &d), TOCSIN_OK);
    assert_true(b->coding.claim_count > 0);
    const tocsin_claim *c = &b->coding.claims[0];
    if (!c->number_count)
        return 0;
    assert_true(tc_text_equal(c->numbers[0].text, tc_text(expected)));
    return c->numbers[0].low;
}

static void test_large_numbers(void **state)
{
    (void)state;
    struct bench b;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    assert_int_equal(killed_in(&b, "Iran killed 12 soldiers in Iraq.", "12"), 12);
    assert_int_equal(
        killed_in(&b, "Iran killed 2 million people in Iraq.", "2 million"), 2000000);
    /* more than 32 bits: no number is better than what is left of it */
    assert_int_equal(killed_in(&b, "Iran killed 99,999 million people in Iraq.", "?"),
                     0);
    bench_close(&b);
}

/* What is only hedged, feared, wanted or tried must not come out as done because a
 * "not" stands above it. The last is from the fuzzer. */
static void test_nothing_becomes_a_fact(void **state)
{
    (void)state;
    static const char *const unreal[] = {
        "Russia may reportedly attack Ukraine.",
        "Russia could allegedly bomb Ukraine next week.",
        "There is no fear that Iran attacked Israel.",
        "Iran does not want to attack Israel.",
        "Iran did not try to attack Israel.",
        "Officials do not expect Iran to attack Israel.",
        "Israel does not fear that Iran attacked Lebanon.",
        "Two officials who asked not\x16rdto be named said Pakistan "
        "hsuspFFFFskedFFFF@The had arrested theFFFFFF@The had arreant leaderM",
        NULL};
    struct bench b;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    for (size_t i = 0; unreal[i]; i++) {
        tocsin_document d = document_of(unreal[i], strlen(unreal[i]));
        assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
        check_sound(&b);
        for (uint32_t k = 0; k < b.coding.claim_count; k++) {
            const tocsin_claim *c = &b.coding.claims[k];
            bool act = c->type == TOCSIN_ASSAULT || c->type == TOCSIN_COERCE;
            if (act && c->status == TOCSIN_HAPPENED && unreal[i + 1])
                fail_msg("happened: %s", unreal[i]);
        }
    }
    bench_close(&b);
}

/* A law, one's own arms, the place where it was signed: nobody to whom it is done. */
static void test_things_receive_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *not_to;
    } cases[] = {
        {"The Danish parliament passed a law on plastic bags on Thursday.", "law"     },
        {"The rebels in Mindanao renounced violence on Monday.",            "violence"},
        {"The Peruvian interior minister dismissed himself on Friday.",     "himself" },
        {"Peru and Ecuador signed a treaty in Brasilia on Tuesday.",        "Brasilia"},
        {"Chad and Sudan restored relations in Doha on Monday.",            "Doha"    },
    };
    struct bench b;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tocsin_document d = document_of(cases[i].text, strlen(cases[i].text));
        assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
        for (uint32_t k = 0; k < b.coding.claim_count; k++)
            for (uint32_t n = 0; n < b.coding.claims[k].recipient_count; n++)
                if (tc_text_find(b.coding.claims[k].recipients[n].text,
                                 tc_text(cases[i].not_to)) <
                    b.coding.claims[k].recipients[n].text.size)
                    fail_msg("to %s: %s", cases[i].not_to, cases[i].text);
    }
    bench_close(&b);
}

/* The word that was given is surer than the act that it speaks of. */
static void test_confidence_in_order(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Egypt urged Eritrea to withdraw its troops from Badme.",
        "Japan will lend Vietnam 60 billion yen for roads.",
        "Rebels in Chad threatened to attack the capital.",
        "The emir called the Polish president to congratulate him.",
    };
    static const tocsin_type surer_type[] = {TOCSIN_REQUEST, TOCSIN_AGREE,
                                             TOCSIN_THREATEN, TOCSIN_SUPPORT};
    static const tocsin_type less_type[] = {TOCSIN_RETREAT, TOCSIN_AID, TOCSIN_ASSAULT,
                                            TOCSIN_CONSULT};
    struct bench b;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        tocsin_document d = document_of(texts[i], strlen(texts[i]));
        double surer = -1.0, less = -1.0;
        assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
        for (uint32_t k = 0; k < b.coding.claim_count; k++) {
            const tocsin_claim *c = &b.coding.claims[k];
            assert_true(c->confidence >= 0.0 && c->confidence <= 1.0);
            surer = c->type == surer_type[i] ? c->confidence : surer;
            less = c->type == less_type[i] ? c->confidence : less;
        }
        if (surer < 0.0 || less < 0.0 || surer <= less)
            fail_msg("%.2f, %.2f: %s", surer, less, texts[i]);
    }
    bench_close(&b);
}

/* Repeats a piece until it has some 60 kB: no stack, no square of the length. */
static void test_long_texts(void **state)
{
    (void)state;
    enum { SIZE = 60000 };
    static const char *const pieces[] = {"a",
                                         "Iran ",
                                         "Iran, ",
                                         "attacked ",
                                         "said that ",
                                         "the minister of ",
                                         "(\"",
                                         "Iran attacked Iraq. ",
                                         "Iran and ",
                                         "which attacked Iraq ",
                                         "\xF0\x9F\x94\x94"};
    static char words[SIZE + 64];
    struct bench b;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t size = 0, one = strlen(pieces[i]);
        for (; size + one <= SIZE; size += one)
            memcpy(words + size, pieces[i], one);
        tocsin_document d = document_of(words, size);
        assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
        check_sound(&b);
    }
    bench_close(&b);
}

static uint32_t seed = 20240130;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % n;
}

/* Words of the news cut, swapped, doubled, dropped and recased at random. */
static size_t disturb(char *out, size_t room)
{
    const char *word[256];
    size_t length[256], count = 0, size = 0;
    for (const char *at = news; *at && count < 256; at += *at == ' ' || *at == '\n') {
        word[count] = at;
        length[count] = strcspn(at, " \n");
        at += length[count++];
    }
    uint32_t first = below((uint32_t)count), shuffle = below(4);
    for (size_t i = first; i < count; i++) {
        size_t from = below(8) < shuffle ? below((uint32_t)count) : i;
        if (below(20) == 0 || size + length[from] + 2 > room)
            continue;
        memcpy(out + size, word[from], length[from]);
        if (below(12) == 0)
            out[size] ^= out[size] >= 'A' && out[size] <= 'z' ? 0x20 : 0;
        size += length[from];
        out[size++] = below(30) ? ' ' : '\n';
        if (below(40) == 0)
            break;
    }
    size -= size && below(2) ? below((uint32_t)size) % 12 : 0;
    while (size && tc_utf8_check((text){out, size}) != size)
        size--;
    return size;
}

static void test_disturbed_news(void **state)
{
    (void)state;
    static char words[8192];
    struct bench b, fresh;
    unsigned long claims = 0;
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    for (int i = 0; i < 600; i++) {
        tocsin_document d = document_of(words, disturb(words, sizeof words));
        assert_int_equal(bench_all(&b, &d), TOCSIN_OK);
        check_sound(&b);
        claims += b.coding.claim_count;
        if (i % 50)
            continue;
        assert_int_equal(bench_open(&fresh), TOCSIN_OK);
        assert_int_equal(bench_all(&fresh, &d), TOCSIN_OK);
        assert_int_equal(fresh.out.size, b.out.size);
        if (b.out.size)
            assert_memory_equal(fresh.out.data, b.out.data, b.out.size);
        bench_close(&fresh);
    }
    assert_true(claims > 1000);
    bench_close(&b);
}

/* ---- formats --------------------------------------------------------------------- */

static struct bench formats;

static int open_formats(void **state)
{
    (void)state;
    static tocsin_document d;
    d = document_of(news, sizeof news - 1);
    return bench_open(&formats) || bench_code(&formats, &d);
}

static int close_formats(void **state)
{
    (void)state;
    bench_close(&formats);
    return 0;
}

/* The next line of the output without its end; false behind the last. */
static bool next_line(size_t *at, text *line)
{
    if (*at >= formats.out.size)
        return false;
    const char *from = formats.out.data + *at;
    const char *end = memchr(from, '\n', formats.out.size - *at);
    assert_non_null(end); /* every line is ended */
    *line = (text){from, (size_t)(end - from)};
    *at += line->size + 1;
    return true;
}

static void has_keys(const json_t *object, const char *const *keys)
{
    assert_true(json_is_object(object));
    for (; *keys; keys++)
        if (!json_object_get(object, *keys))
            fail_msg("no \"%s\"", *keys);
}

/* "text", "begin" and "end" of an object agree with the document. */
static void has_words(const json_t *object)
{
    const char *words = json_string_value(json_object_get(object, "text"));
    json_int_t begin = json_integer_value(json_object_get(object, "begin"));
    json_int_t end = json_integer_value(json_object_get(object, "end"));
    if (begin == end)
        return;
    assert_non_null(words);
    assert_true(begin >= 0 && end <= (json_int_t)sizeof news - 1 && begin < end);
    assert_int_equal(strlen(words), end - begin);
    assert_memory_equal(words, news + begin, strlen(words));
}

static void check_mentions(const json_t *list)
{
    static const char *const keys[] = {"text",    "begin",  "end", "name", "code",
                                       "country", "sector", "id",  NULL};
    assert_true(json_is_array(list));
    for (size_t i = 0; i < json_array_size(list); i++) {
        has_keys(json_array_get(list, i), keys);
        has_words(json_array_get(list, i));
    }
}

static void check_inner(const json_t *claim)
{
    static const char *const place[] = {"text",     "name",      "country",
                                        "admin1",   "lat",       "lon",
                                        "geonames", "precision", NULL};
    static const char *const times[] = {"text", "from", "to", "precision", NULL};
    static const char *const number[] = {"what", "low", "high", "text", NULL};
    static const char *const voice[] = {"source", "named", "cue", NULL};
    static const char *const why[] = {"trigger", "begin", "end", "rule", "path", NULL};
    const json_t *p = json_object_get(claim, "place"),
                 *t = json_object_get(claim, "time");
    const json_t *n = json_object_get(claim, "numbers");
    const json_t *a = json_object_get(claim, "attribution");
    if (!json_is_null(p)) {
        has_keys(p, place);
        has_words(p);
    }
    if (!json_is_null(t))
        has_keys(t, times);
    for (size_t i = 0; i < json_array_size(n); i++) {
        has_keys(json_array_get(n, i), number);
        has_words(json_array_get(n, i));
    }
    for (size_t i = 0; i < json_array_size(a); i++)
        has_keys(json_array_get(a, i), voice);
    has_keys(json_object_get(claim, "why"), why);
}

/* Field by field what docs/claims.md promises. */
static void test_jsonl(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "document",   "publisher",   "published",  "url",      "sentence", "begin",
        "end",        "type",        "mode",       "contexts", "cameo",    "intensity",
        "actors",     "recipients",  "place",      "time",     "numbers",  "status",
        "factuality", "attribution", "confidence", "why",      NULL};
    tc_buffer_clear(&formats.out);
    tc_write_claims(&formats.out, &formats.coding, TOCSIN_FORMAT_JSONL);
    size_t at = 0, lines = 0;
    text line;
    for (; next_line(&at, &line); lines++) {
        json_error_t error;
        json_t *claim =
            json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, &error);
        if (!claim)
            fail_msg("%s: %.*s", error.text, (int)line.size, line.data);
        has_keys(claim, keys);
        assert_string_equal(json_string_value(json_object_get(claim, "document")),
                            "a, \"b\"");
        check_mentions(json_object_get(claim, "actors"));
        check_mentions(json_object_get(claim, "recipients"));
        check_inner(claim);
        json_decref(claim);
    }
    assert_int_equal(lines, formats.coding.claim_count);
}

static void check_layer(tocsin_layer layer, const char *const *keys, size_t count)
{
    tc_buffer_clear(&formats.out);
    tc_write_layer(&formats.out, &formats.coding, layer);
    size_t at = 0, lines = 0;
    text line;
    for (; next_line(&at, &line); lines++) {
        json_t *one = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(one);
        has_keys(one, keys);
        if (layer != TOCSIN_LAYER_ATTRIBUTIONS)
            has_words(one);
        json_decref(one);
    }
    assert_int_equal(lines, count);
    assert_true(lines > 0);
}

static void test_layers(void **state)
{
    (void)state;
    static const char *const voices[] = {"document", "source", "cue",
                                         "content",  "named",  NULL};
    static const char *const times[] = {"document", "begin", "end", "text",
                                        "type",     "value", NULL};
    static const char *const places[] = {"document", "begin",    "end",    "text",
                                         "name",     "country",  "admin1", "lat",
                                         "lon",      "geonames", NULL};
    static const char *const actors[] = {"document", "begin", "end",     "text",
                                         "name",     "code",  "country", "sector",
                                         "id",       NULL};
    static const char *const facts[] = {"document", "begin", "end",
                                        "text",     "value", NULL};
    const tocsin_coding *c = &formats.coding;
    check_layer(TOCSIN_LAYER_ATTRIBUTIONS, voices, c->attribution_count);
    check_layer(TOCSIN_LAYER_TIMES, times, c->time_count);
    check_layer(TOCSIN_LAYER_PLACES, places, c->place_count);
    check_layer(TOCSIN_LAYER_ACTORS, actors, c->actor_count);
    check_layer(TOCSIN_LAYER_FACTUALITY, facts, c->predicate_count);
}

/* Rows of a format: one for each pair of actor and recipient. */
static size_t pairs(void)
{
    size_t n = 0;
    for (uint32_t i = 0; i < formats.coding.claim_count; i++) {
        const tocsin_claim *c = &formats.coding.claims[i];
        n += (size_t)(c->actor_count ? c->actor_count : 1) *
             (c->recipient_count ? c->recipient_count : 1);
    }
    return n;
}

/* Fields of the CSV record at *at (RFC 4180), which moves behind it. */
static size_t csv_fields(const char *data, size_t size, size_t *at)
{
    size_t fields = 1;
    bool quoted = false;
    for (; *at < size; ++*at) {
        char c = data[*at];
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            fields++;
        else if (c == '\n' && !quoted)
            break;
    }
    assert_false(quoted);
    ++*at;
    return fields;
}

static void test_csv(void **state)
{
    (void)state;
    const char *heading = tc_format_heading(TOCSIN_FORMAT_CSV);
    size_t at = 0, rows = 0;
    size_t columns = csv_fields(heading, strlen(heading), &at);
    assert_int_equal(at, strlen(heading));
    assert_int_equal(columns, 38);
    tc_buffer_clear(&formats.out);
    tc_write_claims(&formats.out, &formats.coding, TOCSIN_FORMAT_CSV);
    for (at = 0; at < formats.out.size; rows++)
        assert_int_equal(csv_fields(formats.out.data, formats.out.size, &at), columns);
    assert_int_equal(rows, pairs());
    assert_true(tc_text_begins((text){formats.out.data, formats.out.size},
                               TEXT("\"a, \"\"b\"\"\",The\tTimes,2024-01-30,")));
}

static size_t tabs(text line)
{
    size_t n = 0;
    for (size_t i = 0; i < line.size; i++)
        n += line.data[i] == '\t';
    return n;
}

static void test_polecat(void **state)
{
    (void)state;
    const char *heading = tc_format_heading(TOCSIN_FORMAT_POLECAT);
    size_t columns = tabs(tc_text(heading));
    assert_int_equal(columns + 1, 40);
    tc_buffer_clear(&formats.out);
    tc_write_claims(&formats.out, &formats.coding, TOCSIN_FORMAT_POLECAT);
    size_t at = 0, rows = 0;
    text line;
    for (; next_line(&at, &line); rows++)
        assert_int_equal(tabs(line), columns);
    assert_int_equal(rows, pairs());
}

static size_t cameo_rows(const char *words)
{
    struct bench b;
    tocsin_document d = document_of(words, strlen(words));
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    assert_int_equal(bench_code(&b, &d), TOCSIN_OK);
    assert_true(b.coding.claim_count > 0);
    tc_write_claims(&b.out, &b.coding, TOCSIN_FORMAT_CAMEO);
    size_t rows = 0;
    for (size_t i = 0; i < b.out.size; i++)
        rows += b.out.data[i] == '\n';
    bench_close(&b);
    return rows;
}

/* Readers of CAMEO files know no status: what did not happen must not be there. */
static void test_cameo(void **state)
{
    (void)state;
    tc_buffer_clear(&formats.out);
    tc_write_claims(&formats.out, &formats.coding, TOCSIN_FORMAT_CAMEO);
    size_t at = 0, rows = 0;
    text line;
    for (; next_line(&at, &line); rows++) {
        assert_int_equal(tabs(line), 4);
        assert_true(line.size > 9 && line.data[8] == '\t');
    }
    assert_true(rows >= 3);
    assert_int_equal(cameo_rows("Turkey attacked Syria."), 1);
    assert_int_equal(cameo_rows("Turkey did not attack Syria."), 0);
    assert_int_equal(cameo_rows("Turkey may attack Syria."), 0);
    assert_int_equal(cameo_rows("Turkey denied that it attacked Syria."), 0);
    assert_int_equal(cameo_rows("Somebody attacked Syria."), 0);
}

/* Ten columns a token, and the offsets in MISC cut the form out of the text. */
static void test_conllu(void **state)
{
    (void)state;
    tc_buffer_clear(&formats.out);
    tc_conllu_write(&formats.out, &formats.parsed, TEXT("news"));
    size_t at = 0, tokens = 0, sentences = 0;
    text line;
    while (next_line(&at, &line)) {
        sentences += tc_text_begins(line, TEXT("# sent_id"));
        if (!line.size || line.data[0] == '#')
            continue;
        assert_int_equal(tabs(line), 9);
        tokens += tc_text_find(line, TEXT("-")) > tc_text_find(line, TEXT("\t"));
    }
    assert_int_equal(sentences, formats.coding.sentence_count);
    assert_int_equal(tokens, formats.coding.token_count);
}

/* An empty coding writes nothing in any format, and headings are single lines. */
static void test_nothing_to_write(void **state)
{
    (void)state;
    struct bench b;
    tocsin_document d = document_of("", 0);
    assert_int_equal(bench_open(&b), TOCSIN_OK);
    assert_int_equal(bench_code(&b, &d), TOCSIN_OK);
    for (int format = TOCSIN_FORMAT_JSONL; format <= TOCSIN_FORMAT_CAMEO; format++)
        tc_write_claims(&b.out, &b.coding, (tocsin_format)format);
    for (int layer = TOCSIN_LAYER_ATTRIBUTIONS; layer <= TOCSIN_LAYER_FACTUALITY;
         layer++)
        tc_write_layer(&b.out, &b.coding, (tocsin_layer)layer);
    assert_int_equal(b.out.size, 0);
    assert_string_equal(tc_format_heading(TOCSIN_FORMAT_JSONL), "");
    assert_string_equal(tc_format_heading(TOCSIN_FORMAT_CAMEO), "");
    bench_close(&b);
}

/* ---- setting up ------------------------------------------------------------------ */

static int open_files(void **state)
{
    (void)state;
    return !open_real_files(&model, &lexicon);
}

static int close_files(void **state)
{
    (void)state;
    tc_lexicon_free(lexicon);
    tc_model_free(model);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation_fails),
        cmocka_unit_test(test_small_arena),
        cmocka_unit_test(test_no_allocation_when_warm),
        cmocka_unit_test(test_news_is_sound),
        cmocka_unit_test(test_nothing_remembered),
        cmocka_unit_test(test_odd_texts),
        cmocka_unit_test(test_large_numbers),
        cmocka_unit_test(test_nothing_becomes_a_fact),
        cmocka_unit_test(test_things_receive_nothing),
        cmocka_unit_test(test_confidence_in_order),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_disturbed_news),
        cmocka_unit_test_setup_teardown(test_jsonl, open_formats, close_formats),
        cmocka_unit_test_setup_teardown(test_layers, open_formats, close_formats),
        cmocka_unit_test_setup_teardown(test_csv, open_formats, close_formats),
        cmocka_unit_test_setup_teardown(test_polecat, open_formats, close_formats),
        cmocka_unit_test_setup_teardown(test_cameo, open_formats, close_formats),
        cmocka_unit_test_setup_teardown(test_conllu, open_formats, close_formats),
        cmocka_unit_test(test_nothing_to_write),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
