/* test_io_read.c: rows of other projects' files to claims: native rows of every format,
 * what is odd about tables (quotes, encodings, line ends, broken rows), mapping files
 * and what is told of the mistakes in them.
 *
 * The rows in test/import/ were written for these tests in the columns of each project;
 * their people, papers and numbers are made up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>

#include "record/io/io.h"
#include "record/record.h"
#include "test/import_rows.h"

/* ---- reading from memory --------------------------------------------------------- */

struct reading {
    const char *format; /* NULL: told by the bytes */
    const char *mapping;
    size_t step;
    tocsin_status end;  /* of the input */
    tocsin_status stop; /* of the row function */
    const char *known;
};

static struct given given;
static tocsin_error error;
static char header[4096];
static char format[64];

static tocsin_status read_bytes(text bytes, const struct reading *how)
{
    struct memory_input memory = {bytes, how->step, how->end};
    struct io_input input = {"rows", memory_read, &memory};
    struct io_options options = {.format = how->format,
                                 .mapping = tc_text(how->mapping),
                                 .mapping_file = "test.map",
                                 .known = tc_text(how->known),
                                 .problem = take_problem,
                                 .context = &given};
    struct io_reader *reader;
    given_release(&given);
    memset(&given, 0, sizeof given);
    memset(&error, 0, sizeof error);
    tc_buffer_init(&given.lines, 0);
    tc_buffer_init(&given.native, 0);
    given.stop = how->stop;
    tocsin_status status = tc_io_open(&input, &options, &reader, &error);
    if (status != TOCSIN_OK)
        return status;
    const struct io_about *about = tc_io_about(reader);
    (void)snprintf(header, sizeof header, "%.*s", (int)about->header.size,
                   about->header.size ? about->header.data : "");
    (void)snprintf(format, sizeof format, "%.*s", (int)about->format.size,
                   about->format.data);
    status = tc_io_read(reader, take_row, &given, &given.counts, &error);
    tc_io_close(reader);
    return status;
}

static const char *lines(void)
{
    static char out[16384];
    size_t size = given.lines.size < sizeof out - 1 ? given.lines.size : sizeof out - 1;
    if (size)
        memcpy(out, given.lines.data, size);
    out[size] = '\0';
    return out;
}

/* ---- every format ---------------------------------------------------------------- */

static text file_bytes(const char *folder, const char *name, const char *end)
{
    static char bytes[2][65536];
    static int turn;
    char path[512];
    turn = !turn;
    (void)snprintf(path, sizeof path, "%s/%s%s", folder, name, end);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes[turn], 1, sizeof bytes[turn], file);
    assert_true(size < sizeof bytes[turn]);
    (void)fclose(file);
    return (text){bytes[turn], size};
}

static void assert_bytes(text is, text wanted, const char *name)
{
    if (tc_text_equal(is, wanted))
        return;
    print_error("%s gives:\n%.*s\n", name, (int)is.size, is.data);
    fail();
}

/* All that stands in the file is in its heading and native rows, byte for byte. */
static void keeps_all(text bytes, const char *name)
{
    struct buffer all;
    tc_buffer_init(&all, 0);
    if (header[0]) {
        tc_buffer_string(&all, header);
        tc_buffer_byte(&all, '\n');
    }
    tc_buffer_add(&all, given.native.data, given.native.size);
    assert_bytes((text){all.data, all.size}, bytes, name);
    tc_buffer_release(&all);
}

static void test_formats(void **state)
{
    static const char folder[] = "test/import";
    struct dirent *entry;
    size_t files = 0;
    (void)state;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        if (!tc_text_ends(tc_text(entry->d_name), TEXT("sv")))
            continue;
        text bytes = file_bytes(folder, entry->d_name, "");
        text wanted = file_bytes("test/import/expected", entry->d_name, ".txt");
        static const size_t steps[] = {0, 1, 61};
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(read_bytes(bytes, &(struct reading){.step = steps[i]}),
                             TOCSIN_OK);
            assert_bytes((text){given.lines.data, given.lines.size}, wanted,
                         entry->d_name);
        }
        if (!given.counts.bad && !given.counts.passed)
            keeps_all(bytes, entry->d_name);
        files++;
    }
    (void)closedir(dir);
    assert_int_equal(files, 12);
}

static void test_which_format(void **state)
{
    (void)state;
    text gdelt = file_bytes("test/import", "gdelt1.tsv", "");
    assert_int_equal(read_bytes(gdelt, &(struct reading){.format = "gdelt"}), 0);
    assert_string_equal(format, "gdelt1");
    assert_int_equal(read_bytes(gdelt, &(struct reading){.format = "auto"}), 0);
    assert_string_equal(format, "gdelt1");
    /* asked for, it is read as that, and every row is wrong */
    assert_int_equal(read_bytes(gdelt, &(struct reading){.format = "gdelt2"}), 0);
    assert_int_equal(given.counts.rows, 0);
    assert_int_equal(given.counts.bad, 3);
    assert_int_equal(read_bytes(gdelt, &(struct reading){.format = "gdelt9"}),
                     TOCSIN_USAGE);
    assert_int_equal(read_bytes(gdelt, &(struct reading){.format = "ucdp"}),
                     TOCSIN_FORMAT);
    assert_int_equal(read_bytes(TEXT("a,b\n1,2\n"), &(struct reading){0}),
                     TOCSIN_FORMAT);
    assert_non_null(strstr(error.message, "a,b"));
    assert_int_equal(read_bytes(TEXT(""), &(struct reading){0}), TOCSIN_EMPTY);
    assert_int_equal(read_bytes(TEXT("\xff\xfei\0d\0"), &(struct reading){0}),
                     TOCSIN_ENCODING);
}

/* ---- tables ---------------------------------------------------------------------- */

/* id, words and a type that is always there, so that a row is its own picture. */
#define PLAIN                                                                          \
    "[file]\nproject = T\n[fields]\nid = id\nwords = words?\n"                         \
    "type = 'PROTEST'\n"

static void gives(text bytes, const char *mapping, const char *wanted)
{
    static const size_t steps[] = {0, 1, 3};
    for (size_t i = 0; i < 3; i++) {
        struct reading how = {.mapping = mapping, .step = steps[i]};
        tocsin_status status = read_bytes(bytes, &how);
        if (status != TOCSIN_OK)
            print_error("%s\n", error.message);
        assert_int_equal(status, TOCSIN_OK);
        assert_string_equal(lines(), wanted);
    }
}

#define ACT "  PROTEST.- - 0.0 happened\n  from - to - -\n"
#define ROW(line, id, words)                                                           \
    line ": " id " known - by T\n" ACT "  words: \"" words "\"\n"

static void test_quotes(void **state)
{
    (void)state;
    gives(TEXT("id,words\n1,\"a, \"\"b\"\"\"\n2,plain \"x\"\n"), PLAIN,
          ROW("2", "1", "a, \\\"b\\\"") ROW("3", "2", "plain \\\"x\\\""));
    /* line ends inside, CRLF outside, none at the end */
    gives(TEXT("id,words\r\n1,\"two\nlines\"\r\n\r\n2,\"x\""), PLAIN,
          ROW("2", "1", "two\\nlines") ROW("5", "2", "x"));
    /* a quotation mark that is never closed costs its line */
    gives(TEXT("id,words\n1,\"open\n2,b\n3,c\n"), PLAIN,
          "2! a quotation mark that is not closed \"1,\"open\"\n" ROW("3", "2", "b")
              ROW("4", "3", "c"));
    gives(TEXT("id,words\n1,\"a\"b\n2,b\n"), PLAIN,
          "2! text behind a closing quotation mark \"1,\"a\"b\"\n" ROW("3", "2", "b"));
    gives(TEXT("id,words\n1,\"\"\n"), PLAIN, "2: 1 known - by T\n" ACT);
    /* where they end with their line, an odd one is a letter */
    gives(TEXT("id,words\n1,\"open\n2,\"b\"\n"),
          "[file]\nproject = T\nquotes = line\n[fields]\nid = id\nwords = words\n"
          "type = 'PROTEST'\n",
          ROW("2", "1", "\\\"open") ROW("3", "2", "b"));
}

static void test_broken_rows(void **state)
{
    (void)state;
    gives(TEXT("id,words\n1\n2,b,c\n3,c\n"), PLAIN,
          "2! wrong number of columns: \"1 instead of 2\"\n"
          "3! wrong number of columns: \"3 instead of 2\"\n" ROW("4", "3", "c"));
    gives(TEXT("id,words\n1,a\0b\n2,b\n"), PLAIN,
          "2! a NUL byte \"1,a\"\n" ROW("3", "2", "b"));
    gives(TEXT("id,words"), PLAIN, "");
    gives(TEXT("id,words\n\n\r\n"), PLAIN, "");
}

static void test_encodings(void **state)
{
    (void)state;
    /* UTF-8 with its mark, which belongs to the heading */
    gives(TEXT("\xef\xbb\xbfid,words\n1,\xc3\xa9\xe2\x82\xac\n"), PLAIN,
          ROW("2", "1", "é€"));
    assert_string_equal(header, "\xef\xbb\xbfid,words");
    /* a row that is not UTF-8 is Windows-1252, the next one is not */
    gives(TEXT("id,words\n1,\x93\xe9\x94\n2,\xc3\xa9\n"), PLAIN,
          ROW("2", "1", "“é”") ROW("3", "2", "é"));
}

/* A million values in a field are looked at once each. */
static void test_many_values(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, ';', size);
    memcpy(bytes, "id\n", 3);
    memcpy(bytes + size - 5, "last\n", 5);
    struct reading how = {.mapping = "[file]\nproject = T\n[fields]\n"
                                     "id = id : any t ';'\ntype = 'AID'\n"
                                     "[table t]\nlast = found\n"};
    assert_int_equal(read_bytes((text){bytes, size}, &how), TOCSIN_OK);
    assert_non_null(strstr(lines(), "2: found known"));
    free(bytes);
}

/* A row that would take too much memory costs itself alone. */
static void test_large_claims(void **state)
{
    (void)state;
    size_t size = (size_t)3 << 20;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, '\xe9', size);
    memcpy(bytes, "x\n", 2);
    memcpy(bytes + size - 4, "\n7\n\n", 4);
    struct reading how = {.mapping = "[file]\nproject = T\n[fields]\n"
                                     "id = x\nwords = x\nsource = x\nurl = x\n"
                                     "actor.name = x\nplace.name = x\n"
                                     "type = 'AID'\n"};
    assert_int_equal(read_bytes((text){bytes, size}, &how), TOCSIN_OK);
    assert_int_equal(given.counts.bad, 1);
    assert_int_equal(given.counts.rows, 1);
    assert_non_null(strstr(lines(), "2! more than a claim can hold"));
    free(bytes);
}

/* Longer than the window, and longer than what is let in. */
static void test_long_rows(void **state)
{
    (void)state;
    size_t size = (size_t)6 << 20;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes, "id,words\n1,", 11);
    memcpy(bytes + ((size_t)3 << 20), "\n2,", 3);
    text whole = {bytes, size};
    assert_int_equal(read_bytes(whole, &(struct reading){.mapping = PLAIN}), TOCSIN_OK);
    assert_int_equal(given.counts.rows, 2);
    memset(bytes + ((size_t)3 << 20), 'x', 3);
    memcpy(bytes + size - 5, "\n2,b\n", 5);
    assert_int_equal(read_bytes(whole, &(struct reading){.mapping = PLAIN}), TOCSIN_OK);
    assert_int_equal(given.counts.rows, 1);
    assert_int_equal(given.counts.bad, 1);
    assert_non_null(strstr(lines(), "2! a row of more than 4 MiB"));
    assert_non_null(strstr(lines(), "3: 2 known"));
    free(bytes);
}

/* 512 columns are let in, 513 are not. */
static void test_many_columns(void **state)
{
    (void)state;
    for (size_t columns = 512; columns <= 513; columns++) {
        char bytes[4096];
        size_t size = 0;
        for (int row = 0; row < 2; row++) {
            size += (size_t)snprintf(bytes + size, 8, row ? "7" : "id");
            for (size_t i = 1; i < columns; i++)
                bytes[size++] = ',';
            bytes[size++] = '\n';
        }
        tocsin_status status =
            read_bytes((text){bytes, size}, &(struct reading){.mapping = PLAIN});
        assert_int_equal(status, columns == 512 ? TOCSIN_OK : TOCSIN_FORMAT);
    }
}

static void test_breaks_off(void **state)
{
    (void)state;
    struct reading how = {.mapping = PLAIN, .end = TOCSIN_IO};
    assert_int_equal(read_bytes(TEXT("id,words\n1,a\n2,b"), &how), TOCSIN_IO);
    assert_int_equal(given.counts.rows, 1);
    assert_string_equal(error.message, "it broke off");
    how = (struct reading){.mapping = PLAIN, .stop = TOCSIN_STOPPED};
    assert_int_equal(read_bytes(TEXT("id,words\n1,a\n2,b\n"), &how), TOCSIN_STOPPED);
    assert_int_equal(given.counts.rows, 1);
}

/* ---- conversions ----------------------------------------------------------------- */

/* A file of one column x, whose value becomes the id. */
static void converts(const char *conversion, const char *value, const char *wanted)
{
    char mapping[512], bytes[256], row[256];
    (void)snprintf(mapping, sizeof mapping,
                   "[file]\nproject = T\nmissing = NA; -99\n[fields]\nid = x : %s\n"
                   "type = 'AID'\n[table t]\none = 1\n\"a = b\" = 2\nNone = -\n"
                   "[table all]\n* = else\n",
                   conversion);
    (void)snprintf(bytes, sizeof bytes, "x|\n%s|\n", value);
    for (char *c = mapping; (c = strstr(c, "project = T\n"));)
        c += 11;
    struct reading how = {.mapping = mapping};
    char whole[600];
    (void)snprintf(whole, sizeof whole, "[file]\ndelimiter = pipe\n%s", mapping + 7);
    how.mapping = whole;
    tocsin_status status = read_bytes(tc_text(bytes), &how);
    if (status != TOCSIN_OK)
        print_error("%s: %s\n", conversion, error.message);
    assert_int_equal(status, TOCSIN_OK);
    (void)snprintf(row, sizeof row, "2: %s known", wanted);
    if (!strstr(lines(), row))
        print_error("%s of %s: %s", conversion, value, lines());
    assert_non_null(strstr(lines(), row));
}

static void refuses(const char *conversion, const char *value)
{
    converts(conversion, "NA", "-");
    char mapping[512], bytes[256];
    (void)snprintf(mapping, sizeof mapping,
                   "[file]\nproject = T\ndelimiter = pipe\n[fields]\nid = x : %s\n"
                   "type = 'AID'\n",
                   conversion);
    (void)snprintf(bytes, sizeof bytes, "x|\n%s|\n", value);
    assert_int_equal(read_bytes(tc_text(bytes), &(struct reading){.mapping = mapping}),
                     TOCSIN_OK);
    if (given.counts.bad != 1)
        print_error("%s of %s: %s", conversion, value, lines());
    assert_int_equal(given.counts.bad, 1);
}

static void test_dates(void **state)
{
    (void)state;
    converts("date YYYYMMDD", "20240229", "2024-02-29");
    converts("date YYYYMMDDhhmmss YYYYMMDD", "20240229134500", "2024-02-29");
    converts("date YYYYMMDDhhmmss YYYYMMDD", "20240229", "2024-02-29");
    converts("date YYYY-MM-DD", "1999-12-31T10:00:00Z", "1999-12-31");
    converts("date YYYY-MM-DD", "1999-12-31 10:00", "1999-12-31");
    converts("date 'DD Month YYYY'", "3 June 2023", "2023-06-03");
    converts("date 'DD Month YYYY'", "03 september 2023", "2023-09-03");
    converts("date DD-Month-YYYY", "7-Mar-2016", "2016-03-07");
    converts("date MM/DD/YY", "5/6/07", "2007-05-06");
    converts("date MM/DD/YY", "5/6/71", "1971-05-06");
    converts("date YYYY-MM", "2020-11", "2020-11-01");
    converts("date YYYY", "2020", "2020-01-01");
    converts("unix", "1686700000", "2023-06-13");
    refuses("date YYYYMMDD", "20230229");
    refuses("date YYYYMMDD", "2023022");
    refuses("date YYYYMMDD", "202302281");
    refuses("date YYYY-MM-DD", "2023-1-12x");
    refuses("date 'DD Month YYYY'", "3 Jube 2023");
    refuses("date YYYY-MM-DD", "0000-00-00");
    refuses("unix", "soon");
}

static void test_pieces(void **state)
{
    (void)state;
    converts("item 2", "a; b ;c", "b");
    converts("item 4", "a; b ;c", "-");
    converts("item 2 ' - '", "a - b - c", "b");
    converts("part 2 of 3 ','", "a,b,c", "b");
    converts("part 2 of 3 ','", "a,b", "-");
    converts("host", "https://www.paper.example/a/b", "paper.example");
    converts("host", "paper.example", "paper.example");
    converts("lower", "ÉCOLE", "ecole");
    converts("upper", "protest", "PROTEST");
    converts("percent", "70", "70%");
    converts("table t", "ONE", "1");
    converts("table t", "a = b", "2");
    converts("table t", "none", "-");
    converts("table t", "two", "-");
    assert_int_equal(given.counts.warnings, 1);
    converts("table all", "anything", "else");
    converts("any t ','", "two,one", "1");
    converts("item 2 : table t", "x;one", "1");
    converts("item 2 : table t", "x;-99", "-");
}

static void test_codes(void **state)
{
    (void)state;
    converts("fips", "GM", "DEU");
    converts("fips", "iz", "IRQ");
    converts("fips", "GZ", "PSE");
    converts("fips", "QQ", "-");
    assert_int_equal(given.counts.warnings, 1);
    converts("gleditsch-ward", "490", "COD");
    converts("gleditsch-ward", "678.0", "YEM");
    converts("gleditsch-ward", "816", "VNM");
    converts("iso-number", "729", "SDN");
    converts("iso-number", "4", "AFG");
    converts("country", "de", "DEU");
    converts("country", "DEU", "DEU");
    converts("country", "Russian Federation", "RUS");
    converts("country", "Russia (Soviet Union)", "RUS");
    converts("country", "Myanmar (Burma)", "MMR");
    converts("country", "DR Congo (Zaire)", "COD");
    converts("country", "Côte d'Ivoire", "CIV");
    converts("country", "Ivory Coast", "CIV");
    converts("country", "Kosovo", "XKX");
    converts("cameo-country", "ROM", "ROU");
    converts("cameo-country", "WSB", "PSE");
    converts("cameo-country", "MEA", "-");
    assert_int_equal(given.counts.warnings, 0);
    converts("sector", "INS", "REB");
    converts("sector", "GOV", "GOV");
    converts("cameo-actor", "ROMINSMOS", "ROUREBMOS");
    converts("cameo-actor", "IGOUNO", "IGOUNO");
    converts("cameo-type", "1831", "ASSAULT");
    converts("cameo-type", "0874", "RETREAT");
    converts("cameo-mode", "1831", "suicide-attack");
    converts("cameo-mode", "1834", "explosives");
    converts("cameo-mode", "190", "-");
    converts("cameo-zero", "43", "043");
    converts("cameo-zero", "10", "010");
    converts("cameo-zero", "231", "0231");
    converts("cameo-zero", "112", "112");
    converts("cameo-zero", "204", "204");
    refuses("cameo-type", "21");
    refuses("cameo-type", "hello");
}

static void test_parties(void **state)
{
    (void)state;
    converts("party-sector", "Military Forces of Chad (2021-)", "MIL");
    converts("party-country", "Military Forces of Chad (2021-)", "TCD");
    converts("party-country", "Government of Yemen (North Yemen)", "YEM");
    converts("party-country", "Police Forces of Congo (Kinshasa) (2019-)", "COG");
    converts("party-country", "Protesters (India)", "IND");
    converts("party-sector", "Protesters (India)", "OPP");
    converts("party-sector", "Civilians", "CVL");
    converts("party-country", "Civilians", "-");
    converts("party-country", "Fulani Ethnic Militia (Nigeria)", "NGA");
    converts("party-sector", "Fulani Ethnic Militia (Nigeria)", "-");
    converts("party-country", "People's Front (Marxist)", "-");
}

/* ---- claims ---------------------------------------------------------------------- */

static void test_numbers_and_places(void **state)
{
    (void)state;
    static const char mapping[] =
        "[file]\nproject = T\n[fields]\ntype = t\nplace.lat = lat\nplace.lon = lon\n"
        "killed.low = low\nkilled.high = high\nwounded = hurt\nintensity = i\n"
        "status = s\nconfidence = c\ntime = d\ntime.precision = p\n";
#define HEAD "t,lat,lon,low,high,hurt,i,s,c,d,p\n"
    gives(TEXT(HEAD "aid,-1.5e1,3,1,2.0,7,+3.5,planned,70%,2024-02-10,month\n"),
          mapping,
          "2: - known - by T\n  AID.- - 3.5 planned\n"
          "  from 2024-02-01 to 2024-02-29 month\n"
          "  place: - = -; -; -; site -15.0 3.0\n"
          "  killed 1 to 2\n  wounded 7 to 7\n  confidence 0.70\n");
    static const char *const wrong[] = {
        "x,1,1,1,1,1,1,happened,1,2024-01-01,day",      "no type: \"x\"",
        ",1,1,1,1,1,1,happened,1,2024-01-01,day",       "no type:",
        "AID,91,1,1,1,1,1,happened,1,2024-01-01,day",   "no latitude: \"91\"",
        "AID,1,-181,1,1,1,1,happened,1,2024-01-01,day", "no longitude: \"-181\"",
        "AID,1e,1,1,1,1,1,happened,1,2024-01-01,day",   "no latitude: \"1e\"",
        "AID,1,1,-1,1,1,1,happened,1,2024-01-01,day",   "no number of people: \"-1\"",
        "AID,1,1,3,1,1,1,happened,1,2024-01-01,day",    "the lowest number is above",
        "AID,1,1,1,1,few,1,happened,1,2024-01-01,day",  "no number of people: \"few\"",
        "AID,1,1,1,1,1,11,happened,1,2024-01-01,day",   "no intensity",
        "AID,1,1,1,1,1,1,perhaps,1,2024-01-01,day",     "no status: \"perhaps\"",
        "AID,1,1,1,1,1,1,happened,2,2024-01-01,day",    "no confidence",
        "AID,1,1,1,1,1,1,happened,1,2024-01-32,day",    "no date: \"2024-01-32\"",
        "AID,1,1,1,1,1,1,happened,1,2024-01-01,hour",   "no precision of a time"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i += 2) {
        char bytes[256];
        (void)snprintf(bytes, sizeof bytes, HEAD "%s\n", wrong[i]);
        struct reading how = {.mapping = mapping};
        assert_int_equal(read_bytes(tc_text(bytes), &how), TOCSIN_OK);
        assert_int_equal(given.counts.rows, 0);
        assert_int_equal(given.counts.bad, 1);
        if (!strstr(lines(), wrong[i + 1]))
            print_error("%s gives %s", wrong[i], lines());
        assert_non_null(strstr(lines(), wrong[i + 1]));
    }
}

static void test_known(void **state)
{
    (void)state;
    struct reading how = {.mapping = PLAIN, .known = "2025-06-01"};
    assert_int_equal(read_bytes(TEXT("id,words\n1,a\n"), &how), TOCSIN_OK);
    assert_non_null(strstr(lines(), "2: 1 known 2025-06-01 by T"));
}

/* A value that is unknown is told once and counted always. */
static void test_warnings(void **state)
{
    (void)state;
    struct reading how = {.mapping = "[file]\nproject = T\n[fields]\ntype = 'AID'\n"
                                     "actor.country = c : country\n"};
    assert_int_equal(read_bytes(TEXT("c\nUtopia\nUtopia\nLemuria\n"), &how), TOCSIN_OK);
    assert_int_equal(given.counts.warnings, 3);
    assert_int_equal(given.counts.rows, 3);
    const char *first = strstr(lines(), "2! left out: unknown country \"Utopia\"");
    assert_non_null(first);
    assert_null(strstr(strstr(first, "Utopia") + 1, "Utopia"));
    assert_non_null(strstr(first, "4! left out: unknown country \"Lemuria\""));
}

/* ---- mapping files --------------------------------------------------------------- */

static void test_mapping_errors(void **state)
{
    (void)state;
    /* the mapping, the line of its mistake, and what is said of it */
    static const char *const wrong[] = {
        "id = x\n",
        "1",
        "before the first [section]: \"id = x\"",
        "[file]\nproject\n",
        "2",
        "there is no \"=\" in \"project\"",
        "[file]\nprojekt = T\n",
        "2",
        "there is no such setting: \"projekt\"",
        "[file]\n[feelds]\n",
        "2",
        "there is no such section: \"feelds\"",
        "[file]\ndelimiter = ab\n",
        "2",
        "no delimiter: \"ab\"",
        "[file]\nquotes = maybe\n",
        "2",
        "neither yes nor no: \"maybe\"",
        "[file]\nmissing = a; \"\"\n",
        "2",
        "an empty word in",
        "[file]\ncolumns = a?; b\n",
        "2",
        "a column behind one that may be missing",
        "[fields]\nident = x\n",
        "2",
        "there is no such field: \"ident\"",
        "[fields]\nactor4.name = x\n",
        "2",
        "there is no such field",
        "[fields]\nactor.shoe = x\n",
        "2",
        "there is no such field",
        "[fields]\nid = x\nid = y\n",
        "3",
        "this field is set twice: \"id\"",
        "[fields]\nid =\n",
        "2",
        "a column or a constant is missing",
        "[fields]\nid = x :\n",
        "2",
        "no conversion behind",
        "[fields]\nid = x : datum\n",
        "2",
        "there is no such conversion: \"datum\"",
        "[fields]\nid = x : date\n",
        "2",
        "has not the words that it wants: \"date\"",
        "[fields]\nid = x : item none\n",
        "2",
        "has not the words that it wants",
        "[fields]\nid = x : item 1 ''\n",
        "2",
        "has not the words that it wants",
        "[fields]\nid = x : any t ''\n",
        "2",
        "has not the words that it wants",
        "[fields]\nid = x : host it\n",
        "2",
        "has not the words that it wants",
        "[fields]\nid = x : item 1 ';' 'x'\n",
        "2",
        "has not the words that it wants",
        "[fields]\nid = x y\n",
        "2",
        "this does not belong here: \"y\"",
        "[fields]\nid = 'x\n",
        "2",
        "a quotation mark that is not closed",
        "[fields]\nid = 'x'?\n",
        "2",
        "this does not belong here",
        "[fields]\nid = x : table t\n",
        "2",
        "there is no [table] of the name \"t\"",
        "[table t]\na = 1\nA = 2\n",
        "3",
        "this stands in the table twice: \"A\"",
        "[table t]\n[table t]\n",
        "2",
        "this table is there already",
        "[file]\nheader = yes\n",
        "0",
        "project = NAME",
        "[file]\nproject = T\nheader = no\n[fields]\ntype = x\n",
        "0",
        "columns",
        "[file]\nproject = T\n",
        "0",
        "no rule gives the field \"type\"",
        "[file]\nproject = T\nmentions = yes\n",
        "0",
        "no rule gives the field \"id\"",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i += 3) {
        struct reading how = {.mapping = wrong[i]};
        long long line = strtoll(wrong[i + 1], NULL, 10);
        tocsin_status status = read_bytes(TEXT("x\n1\n"), &how);
        if (status != TOCSIN_FORMAT || error.line != line ||
            !strstr(error.message, wrong[i + 2]))
            print_error("%s: line %lld, %s\n", wrong[i], error.line, error.message);
        assert_int_equal(status, TOCSIN_FORMAT);
        assert_int_equal(error.line, line);
        assert_non_null(strstr(error.message, wrong[i + 2]));
        assert_string_equal(error.file, "test.map");
    }
    struct reading how = {.mapping = PLAIN};
    assert_int_equal(read_bytes(TEXT("nr,words\n1,a\n"), &how), TOCSIN_FORMAT);
    assert_string_equal(error.message, "there is no column \"id\", which line 4 of the "
                                       "mapping T wants");
    assert_int_equal(read_bytes(TEXT("x\n"), &(struct reading){.mapping = "\xff"}),
                     TOCSIN_ENCODING);
}

/* Everything that a mapping can say, in one that holds together. */
static void test_mapping(void **state)
{
    (void)state;
    gives(TEXT("7;20/01/2024;riot;Ghana;Accra, Ghana;3;-\n"
               "8;bad;riot;Ghana;x;3\n"),
          "# a comment\n[file]\nproject = My events\nformat = mine\ncoder = mine 2\n"
          "delimiter = semicolon\nquotes = no\nheader = no\n"
          "columns = nr; day; kind; land; town; dead; note?\nmissing = -; ?\n\n"
          "[fields]\nid = nr\ntime = day : date DD/MM/YYYY\n"
          "type = kind : table kinds\nmode = 'riot'\ncontexts = 'crime; legal'\n"
          "actor.name = 'crowd'\nactor.country = land : country\n"
          "actor.sector = 'CVL'\nplace.name = town : item 1 ','\n"
          "place.country = town : part 2 of 2 ',' : country\n"
          "place.precision = 'city'\nkilled = dead\nwords = note | kind\n"
          "[table kinds]\nRiot = PROTEST\n",
          "1: 7 known - by mine 2\n  PROTEST.riot - 0.0 happened crime,legal\n"
          "  from 2024-01-20 to 2024-01-20 day\n  actor: crowd = GHACVL GHA CVL\n"
          "  place: Accra = GHA; -; -; city null null\n  killed 3 to 3\n"
          "  words: \"riot\"\n"
          "2! no date: \"bad\"\n");
}

static void test_built_in(void **state)
{
    (void)state;
    text bytes;
    size_t count = 0;
    for (; (bytes = tc_mapping_built_in(count)).data; count++) {
        struct mapping mapping;
        tocsin_status status = tc_mapping_read(&mapping, bytes, "built in", &error);
        if (status != TOCSIN_OK)
            print_error("%zu, line %lld: %s\n", count, error.line, error.message);
        assert_int_equal(status, TOCSIN_OK);
        assert_true(mapping.signature_count > 0);
        assert_true(tc_text_equal(mapping.format, tc_text(tc_import_format(count))));
        tc_mapping_release(&mapping);
    }
    assert_int_equal(count, 12);
}

/* ---- memory ---------------------------------------------------------------------- */

/* Whichever allocation fails, it is told and nothing is leaked. */
static void test_memory(void **state)
{
    (void)state;
    text bytes = file_bytes("test/import", "acled.csv", "");
    struct memory_input memory;
    struct io_input input = {"rows", memory_read, &memory};
    struct io_options options = {0};
    tocsin_status status = TOCSIN_MEMORY;
    long n = 1;
    for (; status == TOCSIN_MEMORY; n += n < 400 ? 1 : 37) {
        struct io_reader *reader = NULL;
        struct io_counts counts;
        struct given none = {0};
        memory = (struct memory_input){bytes, 0, TOCSIN_OK};
        tc_buffer_init(&none.lines, 0);
        tc_buffer_init(&none.native, 0);
        tc_alloc_fail(n);
        status = tc_io_open(&input, &options, &reader, &error);
        if (status == TOCSIN_OK)
            status = tc_io_read(reader, take_row, &none, &counts, &error);
        tc_alloc_fail(0);
        tc_io_close(reader);
        given_release(&none);
        if (status != TOCSIN_OK && status != TOCSIN_MEMORY)
            print_error("allocation %ld: %s, %s\n", n, tocsin_status_name(status),
                        error.message);
        assert_true(status == TOCSIN_OK || status == TOCSIN_MEMORY);
    }
    assert_true(n > 10);
}

static int end(void **state)
{
    (void)state;
    given_release(&given);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_which_format),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_broken_rows),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_long_rows),
        cmocka_unit_test(test_many_values),
        cmocka_unit_test(test_large_claims),
        cmocka_unit_test(test_many_columns),
        cmocka_unit_test(test_breaks_off),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_parties),
        cmocka_unit_test(test_numbers_and_places),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_mapping_errors),
        cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_built_in),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
