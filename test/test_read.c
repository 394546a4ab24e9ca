/* test_read.c: bytes to documents. */
#include "test/read_files.h"

/* ---- JSON lines ------------------------------------------------------------------ */

static void json_lines(void **state)
{
    expect(put(state, "a.jsonl",
               "{\"id\":\"1\",\"url\":\"http://x/1\",\"title\":\"T\",\"text\":\"Hello "
               "\\u00e9\\ud83d\\ude00.\",\"published\":\"2024-01-29\","
               "\"publisher\":\"P\",\"language\":\"en-GB\"}\n"
               "\n"
               "{\"doc_id\":7,\"text\":\"A\",\"date\":1706486400,\"source\":\"S\"}\n"
               "{\"text\":\"B\",\"url\":\"http://x/2\",\"other\":[1,{\"a\":null}]}"),
           "T|Hello é😀.|2024-01-29|P|en|1|http://x/1\n"
           "|A|2024-01-29T00:00:00Z|S||7|\n"
           "|B||||http://x/2|http://x/2\n");
}

/* Offsets in claims count bytes of the text that was given. */
static void json_text_is_kept(void **state)
{
    expect(
        put(state, "a.jsonl",
            "{\"id\":\"1\",\"text\":\" a\\r\\n\\r\\nb\\tc \\u2028\\ufeff\\u00a0d \"}"),
        "| a\r\n\r\nb\tc \xE2\x80\xA8\xEF\xBB\xBF\xC2\xA0"
        "d ||||1|\n");
    /* Controls go for something of the same length. */
    expect(
        put(state, "b.jsonl", "{\"id\":\"1\",\"text\":\"a\\u0000b\\u0007c\\u0085d\"}"),
        "|a b c\xC2\xA0"
        "d||||1|\n");
}

static void json_broken(void **state)
{
    struct result result = read_path(put(state, "a.jsonl",
                                         "{\"text\":\"ok\",\"id\":\"1\"}\n"
                                         "{\"text\":\"open\n"
                                         "{\"text\":5}\n"
                                         "{\"title\":\"no text\"}\n"
                                         "{\"text\":\"\"}\n"
                                         "[1]\n"
                                         "{\"text\":\"x\"} y\n"
                                         "{\"text\":\"x\",}\n"
                                         "{\"text\":\"ok\",\"id\":\"2\"}\n"));
    assert_int_equal(result.counts.documents, 2);
    assert_int_equal(result.counts.skipped, 7);
    assert_int_equal(result.counts.undated, 2);
    expect_lines(&result, "|ok||||1|\nFORMAT 2\nFORMAT 3\nFORMAT 4\nEMPTY 5\nFORMAT 6\n"
                          "FORMAT 7\nFORMAT 8\n|ok||||2|\n");
}

static void json_error_says_where(void **state)
{
    struct result result =
        read_path(put(state, "a.jsonl", "{\"text\":\"x\",\"title\":[1]}\n"));
    assert_non_null(strstr(result.error.message, "\"title\""));
    assert_non_null(strstr(result.error.message, "[1]"));
    assert_int_equal(result.error.line, 1);
    assert_int_equal(result.error.byte, 20);
    assert_non_null(strstr(result.error.file, "a.jsonl"));
    tc_buffer_release(&result.lines);
    expect(put(state, "pretty.json", "{\n  \"text\": \"x\"\n}\n"), "FORMAT 0\n");
    expect(put(state, "array.json", "[{\"text\":\"x\"}]\n"), "FORMAT 0\n");
}

static void json_types(void **state)
{
    static const char *const bad[] = {"{\"text\":true}",
                                      "{\"text\":\"a\",\"url\":1}",
                                      "{\"text\":\"a\",\"id\":true}",
                                      "{\"text\":\"a\",\"published\":{}}",
                                      "{\"text\":{\"a\":\"b\"}}",
                                      "{\"text\":\"a\",\"html\":[]}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect(put(state, "a.jsonl", bad[i]), "FORMAT 1\n");
    expect(
        put(state, "a.jsonl", "{\"text\":\"a\",\"id\":1,\"title\":null,\"url\":null}"),
        "|a||||1|\n");
}

static void json_with_html(void **state)
{
    expect(put(state, "a.jsonl",
               "{\"id\":\"1\",\"html\":\"<html><title>T</title><p>" STORY
               "</p></html>\"}"),
           "T|" STORY "|||en|1|\n");
}

static void long_line(void **state)
{
    struct buffer lines;
    tc_buffer_init(&lines, 0);
    tc_buffer_string(&lines, "{\"text\":\"a\",\"id\":\"1\"}\n{\"text\":\"");
    for (int i = 0; i < 600000; i++)
        tc_buffer_byte(&lines, 'x');
    tc_buffer_string(&lines, "\"}\n{\"text\":\"b\",\"id\":\"2\"}");
    const char *path = put_bytes(state, "a.jsonl", lines.data, lines.size);
    tocsin_reader_options options = {.max_document = 1000};
    struct result result = read_with(&path, 1, &options);
    assert_int_equal(result.counts.bytes, lines.size);
    expect_lines(&result, "|a||||1|\nLIMIT 2\n|b||||2|\n");
    tc_buffer_release(&lines);
}

/* The 256 KiB window must not cut a line, wherever it ends. */
static void lines_across_windows(void **state)
{
    struct buffer lines;
    tc_buffer_init(&lines, 0);
    for (int i = 0; i < 4000; i++) {
        tc_buffer_format(&lines, "{\"id\":\"%d\",\"text\":\"", i);
        for (int j = 0; j < i % 613; j++)
            tc_buffer_byte(&lines, (char)('a' + j % 26));
        tc_buffer_string(&lines, "!\"}\n");
    }
    assert_true(lines.size > 1 << 20);
    const char *path = put_bytes(state, "a.jsonl", lines.data, lines.size);
    struct reader *reader;
    struct arena arena;
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_reader_open(&path, 1, NULL, &reader, NULL), TOCSIN_OK);
    for (int i = 0; i < 4000; i++) {
        tocsin_document document;
        tc_arena_reset(&arena);
        assert_int_equal(tc_reader_next(reader, &arena, &document, NULL), TOCSIN_OK);
        assert_int_equal(document.line, i + 1);
        assert_int_equal(document.text.size, i % 613 + 1);
        assert_int_equal(document.text.data[i % 613], '!');
    }
    assert_true(arena.total < 1 << 20);
    tc_reader_free(reader);
    tc_arena_release(&arena);
    tc_buffer_release(&lines);
}

/* Ours and jansson must agree on what is JSON: seeded changes to good lines. */
static void json_like_jansson(void **state)
{
    (void)state;
    static const char *const seeds[] = {
        "{\"text\":\"a\\u00e9\\n\\\\b\",\"n\":[1,-2.5e+3,true,false,null,{\"k\":0}]}",
        "{ \"id\" : \"x\" , \"text\" : \"\" , \"more\" : { } , \"list\" : [ ] }",
        "{\"text\":\"q\",\"x\":0,\"y\":-0,\"z\":1E5,\"w\":[[[[\"deep\"]]]]}"};
    static const char bytes[] = "{}[]\":,\\u0123eE+-. tfn\x01xab";
    unsigned long random = 20261123;
    size_t good = 0;
    struct arena arena;
    tc_arena_init(&arena, 0);
    for (int round = 0; round < 60000; round++) {
        char line[256];
        const char *seed = seeds[round % 3];
        size_t size = strlen(seed);
        memcpy(line, seed, size);
        for (int change = 0; change < 1 + round % 2; change++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            line[(random >> 33) % size] = bytes[(random >> 20) % (sizeof bytes - 1)];
        }
        if (memchr(line, 1, size) || strstr(line, "\\ud") || strstr(line, "\\u0000"))
            continue; /* where we are more lenient */
        line[size] = '\0';
        json_error_t error;
        json_t *value = json_loadb(line, size, 0, &error);
        struct json_check {
            tocsin_document document;
            text html;
        } check;
        tocsin_error ours = {0};
        struct place place = {"x", 1, 0, &ours};
        memset(&check, 0, sizeof check);
        tc_arena_reset(&arena);
        (void)tc_json_read(&arena, (text){line, size}, &check.document, &check.html,
                           &place);
        bool broken = strstr(ours.message, "broken JSON") != NULL;
        /* jansson knows numbers that overflow; so do we, as text. */
        bool range = !value && strstr(error.text, "too big");
        if (value && strstr(ours.message, "wrong type"))
            broken = false;
        if (!value && strstr(ours.message, "wrong type"))
            broken = true; /* told before the rest was read */
        if (!range && broken != !value)
            fail_msg("%s: jansson %s, ours %s", line, value ? "yes" : error.text,
                     ours.message);
        good += value != NULL;
        json_decref(value);
    }
    assert_true(good > 5000);
    tc_arena_release(&arena);
}

/* ---- gzip and zstd --------------------------------------------------------------- */

static size_t gzip_into(const char *words, unsigned char *out, size_t room)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
    union {
        const char *read;
        unsigned char *write;
    } in = {words};
    z.next_in = in.write;
    z.avail_in = (unsigned)strlen(words);
    z.next_out = out;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t size = room - z.avail_out;
    deflateEnd(&z);
    return size;
}

#define TWO_LINES "{\"id\":\"1\",\"text\":\"a\"}\n{\"id\":\"2\",\"text\":\"b\"}\n"

static void packed(void **state)
{
    unsigned char bytes[4096];
    size_t size = gzip_into(TWO_LINES, bytes, sizeof bytes);
    size_t both = size + gzip_into("{\"id\":\"3\",\"text\":\"c\"}\n", bytes + size,
                                   sizeof bytes - size);
    expect(put_bytes(state, "a.gz", bytes, both), "|a||||1|\n|b||||2|\n|c||||3|\n");
    memset(bytes + both, 0, 100); /* padding, as tapes have */
    expect(put_bytes(state, "b", bytes, both + 100), "|a||||1|\n|b||||2|\n|c||||3|\n");
    bytes[both] = 'x';
    expect(put_bytes(state, "c", bytes, both + 100),
           "|a||||1|\n|b||||2|\n|c||||3|\nFORMAT 4\n");
    size = ZSTD_compress(bytes, sizeof bytes, TWO_LINES, strlen(TWO_LINES), 3);
    assert_false(ZSTD_isError(size));
    expect(put_bytes(state, "d.zst", bytes, size), "|a||||1|\n|b||||2|\n");
    memcpy(bytes + size, bytes, size); /* two frames */
    expect(put_bytes(state, "e", bytes, 2 * size),
           "|a||||1|\n|b||||2|\n|a||||1|\n|b||||2|\n");
    size = gzip_into("Headline here\n\nBody here.\n", bytes, sizeof bytes);
    struct result result = read_path(put_bytes(state, "f.txt.gz", bytes, size));
    assert_non_null(strstr(result.lines.data, "Headline here|Body here.|"));
    assert_int_equal(result.counts.bytes, 26);
    tc_buffer_release(&result.lines);
}

/* Whole lines before the break are read, then the break is told, once. */
static void packed_and_truncated(void **state)
{
    struct buffer lines;
    tc_buffer_init(&lines, 0);
    unsigned long random = 7;
    for (int i = 0; i < 400; i++) {
        tc_buffer_format(&lines, "{\"id\":\"%d\",\"text\":\"", i);
        for (int j = 0; j < 200; j++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            tc_buffer_byte(&lines, (char)('a' + (random >> 40) % 26));
        }
        tc_buffer_string(&lines, "\"}\n");
    }
    tc_buffer_byte(&lines, '\0');
    unsigned char *bytes = malloc(200000);
    assert_non_null(bytes);
    for (int zstd = 0; zstd < 2; zstd++) {
        size_t size = zstd ? ZSTD_compress(bytes, 200000, lines.data, lines.size - 1, 1)
                           : gzip_into(lines.data, bytes, 200000);
        struct result result = read_path(put_bytes(state, "a", bytes, size * 3 / 4));
        assert_int_equal(result.counts.skipped, 1);
        assert_int_equal(result.error.status, TOCSIN_FORMAT);
        assert_non_null(strstr(result.error.message, "too early"));
        assert_true(result.counts.documents < 400);
        assert_true(zstd || result.counts.documents > 200);
        tc_buffer_release(&result.lines);
        expect(put_bytes(state, "c", bytes, 5), "FORMAT 0\n");
    }
    /* gzip bears a check, so that one changed bit is found. */
    size_t size = gzip_into(lines.data, bytes, 200000);
    bytes[size / 2] ^= 0x10;
    struct result result = read_path(put_bytes(state, "b", bytes, size));
    assert_int_equal(result.error.status, TOCSIN_FORMAT);
    assert_true(result.counts.skipped >= 1);
    tc_buffer_release(&result.lines);
    free(bytes);
    tc_buffer_release(&lines);
}

static void bomb(void **state)
{
    size_t size = (size_t)8 << 20;
    char *words = malloc(size + 1);
    unsigned char *bytes = malloc(1 << 20);
    assert_true(words && bytes);
    memset(words, 'a', size);
    words[size] = '\0';
    size_t packed_size = gzip_into(words, bytes, 1 << 20);
    assert_true(packed_size < 16384);
    const char *path = put_bytes(state, "bomb.txt.gz", bytes, packed_size);
    tocsin_reader_options options = {.max_document = (size_t)1 << 20};
    struct result result = read_with(&path, 1, &options);
    assert_true(result.counts.bytes < (size_t)2 << 20);
    expect_lines(&result, "LIMIT 0\n");
    free(words);
    free(bytes);
}

/* ---- text files and encodings ---------------------------------------------------- */

static void plain(void **state)
{
    struct result result = read_path(put(state, "a.txt", "Army ready\n\n" STORY "\n"));
    assert_non_null(strstr(result.lines.data, "Army ready|" STORY "|||en|"));
    tc_buffer_release(&result.lines);
    expect(put(state, "b.txt",
               "Title: Army ready\r\nDate: Monday, January 29th, 2024\r\n"
               "Source: The Times\r\nAuthor: X\r\nURL: "
               "http://x/1\r\n\r\nOne.\r\n\r\nTwo.\r\n"),
           "Army ready|One.\n\nTwo.|2024-01-29|The Times||http://x/1|http://x/1\n");
    /* A first sentence is no title, and a colon makes no header. */
    BEGINS("c.txt", "He said so.\n\nNote: this is prose.\n",
           "|He said so.\n\nNote: this is prose.|");
    BEGINS("d.txt", "Date: 2024-01-05\nand no empty line\n", "|Date: 2024");
}

/* The text is made into an id where nothing else is. */
static void ids(void **state)
{
    struct result a = read_path(put(state, "a.txt", "Same words."));
    struct result b = read_path(put(state, "b.txt", "Same words.\n"));
    struct result c = read_path(put(state, "c.txt", "Other words."));
    const char *id = strrchr(a.lines.data, '|') - 16;
    assert_string_equal(a.lines.data, b.lines.data);
    assert_int_equal(strspn(id, "0123456789abcdef"), 16);
    assert_memory_not_equal(id, strrchr(c.lines.data, '|') - 16, 16);
    tc_buffer_release(&a.lines);
    tc_buffer_release(&b.lines);
    tc_buffer_release(&c.lines);
}

static void encodings(void **state)
{
    BEGINS("utf8",
           "\xEF\xBB\xBF"
           "Caf\xC3\xA9.",
           "|Café.|");
    BEGINS("latin1", "Caf\xE9 du Nord.", "|Café du Nord.|");
    BEGINS("windows", "\x93Yes\x94 \x96 he said \x80 5.", "|“Yes” – he said € 5.|");
    BEGINS("utf16le",
           "\xFF\xFE"
           "C\0a\0f\0\xE9\0.\0",
           "|Café.|");
    BEGINS("utf16be", "\xFE\xFF\0C\0a\0f\0\xE9\xD8\x3D\xDE\x00\0.", "|Café😀.|");
    BEGINS("odd",
           "\xFF\xFE"
           "C\0a\0f\0\x3D\xD8.\0x",
           "|Caf\xEF\xBF\xBD.\xEF\xBF\xBD|");
    /* A stray byte in UTF-8 is one U+FFFD; the rest is left alone. */
    BEGINS("stray", "Caf\xC3\xA9 and \xFF caf\xC3\xA9 again.",
           "|Café and \xEF\xBF\xBD café again.|");
    BEGINS("cut", "The end \xE2\x80", "|The end \xEF\xBF\xBD\xEF\xBF\xBD|");
    BEGINS("overlong", "Caf\xC3\xA9 \xC0\xAF caf\xC3\xA9.",
           "|Café \xEF\xBF\xBD\xEF\xBF\xBD c");
    BEGINS("control",
           "We went to see them all, a\x07"
           "b\x7f"
           "c\x0c.",
           "|We went to see them all, a b c .|");
    BEGINS("p.html",
           "<meta charset=iso-8859-1><p>Caf\xE9 \x93so\x94 we said, and left.",
           "|Café “so” we said, and left.|");
    BEGINS("q.html",
           "<meta charset=iso-8859-2><p>Wa\xB3\xEAsa was there, and he said no.",
           "|Wałęsa was there, and he said no.|");
    BEGINS("r.html",
           "<meta charset=iso-8859-1><p>Caf\xC3\xA9 is where we went, then home.",
           "|Café is where we went, then home.|");
    BEGINS("s.html",
           "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>"
           "<p>\xED\xC9\xD2 and war, he said, are one.",
           "|Мир and war, he said, are one.|");
}

static void not_text(void **state)
{
    expect(put(state, "empty.txt", ""), "EMPTY 0\n");
    expect(put(state, "space.txt", " \n\n\t"), "EMPTY 0\n");
    begins_with(state, "nul.txt", "some\0text", 9, "FORMAT 0\n");
    begins_with(state, "nul.jsonl", "{\"text\":\"a\0b\"}", 14, "FORMAT 1\n");
    begins_with(state, "nul.html", "<html><p>a\0b", 12, "FORMAT 0\n");
    begins_with(state, "a.bin", "\1\2\3\4abc\5\6\7\x0e\x0f", 12, "FORMAT 0\n");
    begins_with(state, "utf32", "\xFF\xFE\0\0a\0\0\0", 8, "ENCODING 0\n");
    expect(put(state, "a.xml", "<?xml version='1.0'?><svg><g/></svg>"), "FORMAT 0\n");
}

/* ---- languages ------------------------------------------------------------------- */

#define GERMAN                                                                         \
    "Der Minister sagte am Montag, dass die Regierung nicht mit den Rebellen "         \
    "verhandeln werde, bis sie die Waffen niedergelegt haben, und dass die Armee "     \
    "auf alles vorbereitet ist, was noch kommt."

static void languages(void **state)
{
    const char *path = put(state, "a.txt", GERMAN);
    struct result result = read_path(path);
    assert_non_null(strstr(result.error.message, "\"de\""));
    assert_int_equal(result.counts.skipped, 1);
    expect_lines(&result, "LANGUAGE 0\n");
    tocsin_reader_options options = {.any_language = true};
    result = read_with(&path, 1, &options);
    assert_non_null(strstr(result.lines.data, "|||de|"));
    tc_buffer_release(&result.lines);
    /* Too short to tell: read, and no language is made up. */
    begins_with(state, "b.txt", "Der Minister.", 13, "|Der Minister.||||");
    /* Stated outweighs guessed; an unknown name is no statement. */
    expect(put(state, "c.jsonl",
               "{\"text\":\"x\",\"language\":\"French\",\"id\":\"1\"}\n"
               "{\"text\":\"x\",\"language\":\"Klingonish\",\"id\":\"2\"}"),
           "LANGUAGE 1\n|x||||2|\n");
}

static void language_table(void **state)
{
    /* clang-format off */
    static const struct {
        const char *code, *words;
    } cases[] = {
        {"en", STORY},
        {"en", "THE MINISTER SAID ON MONDAY THAT THE GOVERNMENT WOULD NOT TALK TO THE "
               "REBELS UNTIL THEY HAD LAID DOWN THEIR ARMS, AND THAT IT WAS READY."},
        {"de", GERMAN},
        {"fr",
         "Le ministre a dit lundi que le gouvernement ne parlerait pas avec les "
         "rebelles avant que ceux-ci ne déposent les armes, et que tout est prêt."},
        {"es", "El ministro dijo el lunes que el gobierno no hablaría con los "
               "rebeldes hasta que entregaran las armas, y que "
               "el ejército estaba listo."},
        {"ru", "Министр сказал в понедельник, что "
               "правительство не будет говорить "
               "с повстанцами, пока они не сложат "
               "оружие, и что армия готова ко всему."},
        {"ar", "قال الوزير يوم الاثنين إن الحكومة "
               "لن تتحدث مع المتمردين حتى يلقوا "
               "أسلحتهم، وإن الجيش مستعد لكل ما قد "
               "يأتي من بعد ذلك في الأيام القادمة"},
        {"",   "Bakkara Zoltun Mirek Tavish Oruno Pelkat Sindra Volme Kurash Dembo "
             "Tarkun Yelmis Orvat Sulpen Hakrid Bemlo"},
    };
    /* clang-format on */
    (void)state;
    struct languages *languages = malloc(sizeof *languages);
    assert_non_null(languages);
    tc_language_init(languages);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(tc_language_guess(languages, tc_text(cases[i].words)),
                            cases[i].code);
    free(languages);
}

/* ---- dates ----------------------------------------------------------------------- */

static void dates(void **state)
{
    static const char *const cases[][2] = {
        {"2024-01-29",                    "2024-01-29"          },
        {"2024-01-29T10:20:30Z",          "2024-01-29T10:20:30Z"},
        {"2024-01-29T10:20:30.123456Z",   "2024-01-29T10:20:30Z"},
        {"2024-01-29T10:20:30+05:30",     "2024-01-29T04:50:30Z"},
        {"2024-01-29T01:20:30+0530",      "2024-01-28T19:50:30Z"},
        {"2024-12-31T23:30:00-02:00",     "2025-01-01T01:30:00Z"},
        {"2024-01-29T00:00:00+02:00",     "2024-01-29"          },
        {"2024-01-29 10:20:30",           "2024-01-29"          },
        {"2024-01-29 10:20 UTC",          "2024-01-29T10:20:00Z"},
        {"Mon, 29 Jan 2024 10:20:30 GMT", "2024-01-29T10:20:30Z"},
        {"Mon, 29 Jan 24 10:20 EST",      "2024-01-29T15:20:00Z"},
        {"29 Jan 2024 10:20:30 -0100",    "2024-01-29T11:20:30Z"},
        {"Mon Jan 29 10:20:30 UTC 2024",  "2024-01-29T10:20:30Z"},
        {"January 5, 2024",               "2024-01-05"          },
        {"Friday, January 5th, 2024",     "2024-01-05"          },
        {"Jan. 5, 2024 3:05 pm EST",      "2024-01-05T20:05:00Z"},
        {"5 January 2024",                "2024-01-05"          },
        {"5th of September, 2024",        "2024-09-05"          },
        {"2024/01/05",                    "2024-01-05"          },
        {"05.01.2024",                    "2024-01-05"          },
        {"29/01/2024",                    "2024-01-29"          },
        {"01/29/2024",                    "2024-01-29"          },
        {"03/03/2024",                    "2024-03-03"          },
        {"03/04/2024",                    ""                    }, /* March or April? */
        {"20240105",                      "2024-01-05"          },
        {"20240105T101500Z",              "2024-01-05"          },
        {"20240105101500",                "2024-01-05"          },
        {"1706486400",                    "2024-01-29T00:00:00Z"},
        {"1706486400.25",                 "2024-01-29T00:00:00Z"},
        {"1706523630000",                 "2024-01-29T10:20:30Z"},
        {"2024-02-30",                    ""                    },
        {"2024-13-01",                    ""                    },
        {"2024-01",                       ""                    },
        {"2024",                          ""                    },
        {"yesterday",                     ""                    },
        {"",                              ""                    },
        {"12 monkeys and 3 zebras",       ""                    },
        {"99999999999999999999999999",    ""                    },
        {"29 February 2023",              ""                    },
        {"29 February 2024",              "2024-02-29"          },
        {"2024-01-29T25:00:00Z",          "2024-01-29"          },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[21];
        size_t size = tc_date_read(tc_text(cases[i][0]), out);
        if (strcmp(out, cases[i][1]) != 0 || size != strlen(out))
            fail_msg("%s gives %s, not %s", cases[i][0], out, cases[i][1]);
    }
}

static void defaults(void **state)
{
    const char *path = put(state, "a.jsonl",
                           "{\"id\":\"1\",\"text\":\"a\"}\n"
                           "{\"id\":\"2\",\"text\":\"b\",\"date\":\"no day\"}\n"
                           "{\"id\":\"3\",\"text\":\"c\",\"date\":\"2023-05-06\","
                           "\"publisher\":\"Q\"}\n");
    tocsin_reader_options options = {.publisher = "P", .published = "2024-01-01"};
    struct result result = read_with(&path, 1, &options);
    assert_int_equal(result.counts.undated, 2);
    expect_lines(&result, "|a|2024-01-01|P||1|\n|b|2024-01-01|P||2|\n"
                          "|c|2023-05-06|Q||3|\n");
    struct reader *reader;
    options.published = "one day";
    assert_int_equal(tc_reader_open(&path, 1, &options, &reader, NULL), TOCSIN_USAGE);
    assert_null(reader);
    assert_int_equal(tc_reader_open(&path, 0, NULL, &reader, NULL), TOCSIN_USAGE);
}

/* ---- folders --------------------------------------------------------------------- */

static void folders(void **state)
{
    const struct folder *folder = *state;
    assert_int_equal(mkdir(path_of(state, "b"), 0700), 0);
    assert_int_equal(mkdir(path_of(state, "b/Z"), 0700), 0);
    put(state, "c.jsonl", "{\"id\":\"4\",\"text\":\"d\"}");
    put(state, "b/a.jsonl", "{\"id\":\"3\",\"text\":\"c\"}");
    put(state, "b/Z/x.jsonl", "{\"id\":\"2\",\"text\":\"b\"}");
    put(state, "B.jsonl", "{\"id\":\"1\",\"text\":\"a\"}");
    put(state, ".hidden", "{\"id\":\"0\",\"text\":\"no\"}");
    expect(folder->path, "|a||||1|\n|b||||2|\n|c||||3|\n|d||||4|\n");
    /* The same file again is read again: it was asked for. */
    const char *twice[2] = {path_of(state, "c.jsonl"), path_of(state, "c.jsonl")};
    struct result result = read_with(twice, 2, NULL);
    expect_lines(&result, "|d||||4|\n|d||||4|\n");
}

static void folder_loop(void **state)
{
    const struct folder *folder = *state;
    assert_int_equal(mkdir(path_of(state, "in"), 0700), 0);
    put(state, "in/a.jsonl", "{\"id\":\"1\",\"text\":\"a\"}");
    assert_int_equal(symlink("..", path_of(state, "in/up")), 0);
    assert_int_equal(symlink("nowhere", path_of(state, "in/dangling")), 0);
    assert_int_equal(symlink("self", path_of(state, "in/self")), 0);
    assert_int_equal(mkfifo(path_of(state, "in/pipe"), 0600), 0);
    struct result result = read_path(folder->path);
    assert_non_null(strstr(result.error.message, "loop"));
    expect_lines(&result, "|a||||1|\nIO 0\nIO 0\nIO 0\nIO 0\n");
}

static void unreadable(void **state)
{
    struct result result = read_path(path_of(state, "nosuch"));
    assert_int_equal(result.counts.files, 0);
    assert_int_equal(result.counts.skipped, 1);
    assert_non_null(strstr(result.error.file, "nosuch"));
    expect_lines(&result, "IO 0\n");
    const char *path = put(state, "locked", "words");
    assert_int_equal(chmod(path, 0), 0);
    if (geteuid() != 0) /* root reads everything */
        expect(path, "IO 0\n");
    /* And the run goes on. */
    const char *paths[2] = {path_of(state, "nosuch"),
                            put(state, "a.jsonl", "{\"id\":\"1\",\"text\":\"a\"}")};
    result = read_with(paths, 2, NULL);
    expect_lines(&result, "IO 0\n|a||||1|\n");
}

static void standard_input(void **state)
{
    const char *path = put(state, "in", TWO_LINES);
    int saved = dup(STDIN_FILENO);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(saved >= 0 && file >= 0);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    struct result result = read_path("-");
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
    close(file);
    expect_lines(&result, "|a||||1|\n|b||||2|\n");
}

/* ---- round trip and memory ------------------------------------------------------- */

/* What a reader gives, written as JSON, is read as the same again. */
static void round_trip(void **state)
{
    unsigned long random = 42;
    struct buffer line;
    struct arena arena;
    tc_buffer_init(&line, 0);
    tc_arena_init(&arena, 0);
    for (int round = 0; round < 300; round++) {
        char bytes[400];
        size_t size = 1 + (size_t)round;
        for (size_t i = 0; i < size; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            unsigned char any = (unsigned char)(random >> 40);
            bytes[i] = (char)(round % 3 == 0 ? any : round % 3 == 1 ? any & 0x7f : 'a');
        }
        text clean;
        tc_arena_reset(&arena);
        assert_int_equal(tc_repair(&arena, (text){bytes, size}, &clean), TOCSIN_OK);
        tc_buffer_clear(&line);
        tc_buffer_string(&line, "{\"text\":");
        tc_buffer_json(&line, clean, false);
        tc_buffer_string(&line, "}");
        tocsin_document document;
        text html;
        tocsin_error error;
        struct place place = {"x", 1, 0, &error};
        memset(&document, 0, sizeof document);
        assert_int_equal(tc_json_read(&arena, (text){line.data, line.size}, &document,
                                      &html, &place),
                         TOCSIN_OK);
        assert_true(tc_text_equal(document.text, clean));
    }
    tc_buffer_release(&line);
    tc_arena_release(&arena);
    (void)state;
}

/* One reading of the path with the n-th allocation failing; true: none failed. */
static bool survive(const char *path, long n)
{
    struct reader *reader = NULL;
    struct arena arena;
    tocsin_error error;
    tc_arena_init(&arena, 0);
    bool good = true;
    tc_alloc_fail(n);
    tocsin_status status = tc_reader_open(&path, 1, NULL, &reader, &error);
    assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
    good = status == TOCSIN_OK;
    for (int i = 0; status != TOCSIN_DONE && reader; i++) {
        tocsin_document document;
        assert_true(i < 1000);
        tc_arena_reset(&arena);
        status = tc_reader_next(reader, &arena, &document, &error);
        if (status != TOCSIN_OK && status != TOCSIN_DONE)
            good = false;
    }
    tc_alloc_fail(0);
    tc_reader_free(reader);
    tc_arena_release(&arena);
    return good;
}

/* ---- CoNLL-U --------------------------------------------------------------------- */

/* A line a batch: its first line, its bytes. */
static struct buffer batches(const char *path, size_t maximum)
{
    struct buffer out;
    struct reader *reader;
    struct arena arena;
    tocsin_document document;
    tocsin_error error;
    tocsin_status status;
    tocsin_reader_options options = {.from = TOCSIN_INPUT_CONLLU,
                                     .max_document = maximum};
    tc_buffer_init(&out, 0);
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_reader_open(&path, 1, &options, &reader, &error), TOCSIN_OK);
    while ((status = tc_reader_next(reader, &arena, &document, &error)) !=
           TOCSIN_DONE) {
        if (status == TOCSIN_OK)
            tc_buffer_format(&out, "%lld %zu %c\n", document.line, document.text.size,
                             document.text.data[0]);
        else
            tc_buffer_format(&out, "%s %lld\n", tocsin_status_name(status), error.line);
        tc_arena_reset(&arena);
    }
    tc_buffer_byte(&out, '\0');
    tc_reader_free(reader);
    tc_arena_release(&arena);
    return out;
}

static void expect_batches(const char *path, size_t maximum, const char *want)
{
    struct buffer got = batches(path, maximum);
    assert_string_equal(got.data, want);
    tc_buffer_release(&got);
}

static void conllu(void **state)
{
    struct buffer lines;
    tc_buffer_init(&lines, 0);
    for (int i = 0; i < 5000; i++)
        tc_buffer_format(&lines, "# %04d\n1\tWar\n2\t.\n\n", i); /* 18 bytes */
    const char *path = put_bytes(state, "many.conllu", lines.data, lines.size);
    expect_batches(path, 0, "1 65520 #\n14561 24480 #\n");
    unsigned char bytes[65536];
    tc_buffer_byte(&lines, '\0');
    size_t size = gzip_into(lines.data, bytes, sizeof bytes);
    expect_batches(put_bytes(state, "many.gz", bytes, size), 0,
                   "1 65520 #\n14561 24480 #\n");
    expect_batches(put(state, "open.conllu", "1\ta\r\n\r\n1\tb"), 0, "1 10 1\n");
    expect_batches(put(state, "blank.conllu", "\n\n\n"), 0, "1 3 \n\n");
    expect_batches(put(state, "none.conllu", ""), 0, "EMPTY 0\n");
    /* a sentence over the limit loses itself, however long it is */
    expect_batches(put(state, "long.conllu",
                       "1\tone\n\n1\tlonger than twelve\n2\tand more\n\n"
                       "1\ttwo\n\n"),
                   12, "1 7 1\nLIMIT 3\n6 7 1\n");
    tc_buffer_release(&lines);
}

static void no_memory(void **state)
{
    const struct folder *folder = *state;
    unsigned char bytes[4096];
    size_t size = gzip_into(TWO_LINES "{\"id\":\"3\",\"html\":\"<p>" STORY "\"}\n",
                            bytes, sizeof bytes);
    put_bytes(state, "a.gz", bytes, size);
    put(state, "b.html", "<title>T</title><h1>T</h1><meta charset=utf-8><p>" STORY);
    put(state, "c.txt", "Title: x\r\n\r\nCaf\xE9 there.");
    put(state, "d.xml",
        "<rss><channel><title>T</title><item><guid>1</guid><title>A &amp;"
        "amp; B</title><description>&lt;p&gt;C&lt;/p&gt;</description>"
        "</item></channel></rss>");
    put(state, "e.json",
        "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"T\",\"items\":["
        "{\"id\":\"1\",\"content_html\":\"<p>C\"}]}");
    put(state, "f.html",
        "<html><title>T</title><script type=application/ld+json>{\"@type\":"
        "\"LiveBlogPosting\",\"liveBlogUpdate\":[{\"articleBody\":\"A.\"},"
        "{\"articleBody\":\"<p>B.</p>\"}]}</script><p>" STORY);
    put(state, "g.xml",
        "<rss><channel><item><guid>1</guid><description><p>A.</description></item>"
        "<item><guid>2</guid><title>B</title></item></channel></rss>");
    put(state, "h.eml",
        "From: =?utf-8?q?a?= <a@b>\nTo: c\nContent-Type: multipart/mixed; "
        "boundary=x\n\n"
        "--x\nContent-Transfer-Encoding: base64\n\nQSBiLg==\n--x--\n");
    long n = 1;
    while (!survive(folder->path, n))
        assert_true(++n < 10000);
    assert_true(n > 20);
}

/* In steady state lines cost no allocation. */
static void no_malloc_per_line(void **state)
{
    struct buffer lines;
    tc_buffer_init(&lines, 0);
    for (int i = 0; i < 1000; i++)
        tc_buffer_format(&lines, "{\"id\":\"%d\",\"text\":\"%s\"}\n", i, STORY);
    const char *path = put_bytes(state, "a.jsonl", lines.data, lines.size);
    struct reader *reader;
    struct arena arena;
    tocsin_document document;
    tc_arena_init(&arena, 0);
    assert_int_equal(tc_reader_open(&path, 1, NULL, &reader, NULL), TOCSIN_OK);
    unsigned long before = 0;
    for (int i = 0; i < 1000; i++) {
        tc_arena_reset(&arena);
        assert_int_equal(tc_reader_next(reader, &arena, &document, NULL), TOCSIN_OK);
        before = i == 0 ? tc_alloc_count() : before;
    }
    assert_int_equal(tc_alloc_count(), before);
    tc_reader_free(reader);
    tc_arena_release(&arena);
    tc_buffer_release(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(json_lines),
        TEST(json_text_is_kept),
        TEST(json_broken),
        TEST(json_error_says_where),
        TEST(json_types),
        TEST(json_with_html),
        TEST(long_line),
        TEST(lines_across_windows),
        TEST(json_like_jansson),
        TEST(packed),
        TEST(packed_and_truncated),
        TEST(bomb),
        TEST(plain),
        TEST(ids),
        TEST(encodings),
        TEST(not_text),
        TEST(languages),
        TEST(language_table),
        TEST(dates),
        TEST(defaults),
        TEST(folders),
        TEST(folder_loop),
        TEST(unreadable),
        TEST(standard_input),
        TEST(round_trip),
        TEST(conllu),
        TEST(no_memory),
        TEST(no_malloc_per_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
