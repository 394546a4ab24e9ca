/* test_lexicon.c: the dictionaries' compiler and the look-ups, on small dictionaries
 * that are written here, file by file, into a folder of their own.
 */
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

#include "lexicon/dictionary.h"

static char folder[64], compiled[96];

static const char COUNTRIES[] = "# a comment\n"
                                "IRQ IQ Iraq\n"
                                "names: Republic of Iraq\n"
                                "adjective: Iraqi\n"
                                "people: Iraqi; Iraqis\n"
                                "capital: Baghdad; Bagdad\n"
                                "capital_at: 33.34 44.40\n"
                                "at: 33.0 44.0\n"
                                "geonames: 99237\n"
                                "years: 1932 -\n"
                                "GOV: Council of Ministers; Iraqi National Council\n"
                                "MIL: Peshmerga\n"
                                "metonyms GOV: Green Zone\n"
                                "\n"
                                "USA US United States\n"
                                "names: US; U.S.; America\n"
                                "adjective: American\n"
                                "capital: Washington; Washington, D.C.\n"
                                "metonyms GOV: White House\n"
                                "\n"
                                "SUN SU Soviet Union\n"
                                "years: 1922 1991\n"
                                "\n"
                                "GEO GE Georgia\n"
                                "\n"
                                "FRA - France\n";

struct file {
    const char *name, *text;
};

static void write_file(const char *name, const char *text)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    char *slash = strrchr(path, '/');
    *slash = 0;
    (void)mkdir(path, 0700);
    *slash = '/';
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void remove_all(void)
{
    static const char *const all[] = {
        "countries.txt",    "leaders/a.txt",     "actors/a.txt", "agents.txt",
        "places.tsv",       "regions.txt",       "features.txt", "demonyms.txt",
        "discard.txt",      "acts/00-lists.txt", "places/a.txt", "places",
        "acts/a.txt",       "cues.txt",          "topics.txt",   "voices.txt",
        "verification.txt", "leaders",           "actors",       "acts"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char path[256];
        (void)snprintf(path, sizeof path, "%s/%s", folder, all[i]);
        (void)remove(path);
    }
    (void)remove(compiled);
}

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/tocsin-lexicon-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(compiled, sizeof compiled, "%s/lexicon.tcx", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_all();
    return rmdir(folder);
}

/* ---- compiling ------------------------------------------------------------------- */

static char told[32][1200];
static size_t told_count;

static tocsin_status tell(void *context, text line)
{
    (void)context;
    if (told_count < 32)
        (void)snprintf(told[told_count], sizeof told[0], "%.*s", (int)line.size,
                       line.data);
    told_count++;
    return TOCSIN_OK;
}

static tocsin_status compile(const struct file *files, size_t count)
{
    size_t problems;
    tocsin_error error;
    remove_all();
    write_file("countries.txt", COUNTRIES);
    for (size_t i = 0; i < count; i++)
        write_file(files[i].name, files[i].text);
    told_count = 0;
    tocsin_status status =
        tc_lexicon_compile(folder, compiled, tell, NULL, &problems, &error);
    if (status == TOCSIN_OK || status == TOCSIN_FORMAT)
        assert_int_equal(problems, told_count);
    return status;
}

static struct lexicon *open_compiled(void)
{
    struct lexicon *lexicon = NULL;
    tocsin_error error = {0};
    if (tc_lexicon_open(compiled, NULL, 0, &lexicon, &error) != TOCSIN_OK)
        fail_msg("%s: %s", error.file, error.message);
    return lexicon;
}

static struct lexicon *make(const struct file *files, size_t count)
{
    if (compile(files, count) != TOCSIN_OK)
        fail_msg("%s", told_count ? told[0] : "not compiled");
    return open_compiled();
}

static struct lexicon *make_one(const char *name, const char *text)
{
    struct file file = {name, text};
    return make(&file, 1);
}

/* One file with one fault: its line and words are told, and nothing is written. */
static void fails(const char *name, const char *text, long line, const char *words)
{
    struct file file = {name, text};
    char place[256];
    assert_int_equal(compile(&file, 1), TOCSIN_FORMAT);
    (void)snprintf(place, sizeof place, "%s/%s:%ld: ", folder, name, line);
    if (strncmp(told[0], place, strlen(place)) != 0 || !strstr(told[0], words))
        fail_msg("not \"%s...%s\" but \"%s\"", place, words, told[0]);
    assert_int_equal(told_count, 1);
    assert_int_not_equal(access(compiled, F_OK), 0);
}

/* ---- scanning -------------------------------------------------------------------- */

static struct name_hit hits[64];

static size_t scan(const struct lexicon *lexicon, const char *words)
{
    return tc_lexicon_scan(lexicon, tc_text(words), false, hits, 64);
}

static const struct entry *meaning(const struct lexicon *lexicon, size_t hit,
                                   uint32_t alias)
{
    assert_true(alias < hits[hit].count);
    return tc_lexicon_entry(lexicon, hits[hit].aliases[alias].entry);
}

/* Words has just one name in it, which is what; its first meaning. */
static const struct entry *only(const struct lexicon *lexicon, const char *words,
                                const char *what)
{
    assert_int_equal(scan(lexicon, words), 1);
    assert_int_equal(hits[0].end - hits[0].begin, strlen(what));
    assert_memory_equal(words + hits[0].begin, what, strlen(what));
    return meaning(lexicon, 0, 0);
}

static void is_entry(const struct lexicon *lexicon, const struct entry *entry,
                     enum entry_kind kind, const char *id, const char *name)
{
    assert_int_equal(entry->kind, kind);
    assert_string_equal(tc_lexicon_string(lexicon, entry->id), id);
    assert_string_equal(tc_lexicon_string(lexicon, entry->name), name);
}

static void test_countries(void **state)
{
    (void)state;
    struct lexicon *x = make(NULL, 0);
    const struct entry *e = only(x, "the Republic of Iraq", "Republic of Iraq");
    is_entry(x, e, ENTRY_COUNTRY, "IRQ", "Iraq");
    assert_int_equal(e->geonames, 99237);
    assert_int_equal(e->feature, PLACE_COUNTRY);
    assert_int_equal(e->from, tc_day(1932, 1, 1));
    assert_int_equal(e->to, TC_NO_DAY);
    assert_true(fabs(e->lat - 33.0) < 1e-6 && fabs(e->lon - 44.0) < 1e-6);
    e = only(x, "two Iraqis fled", "Iraqis");
    is_entry(x, e, ENTRY_NATIONALITY, "IRQ", "Iraq");
    e = only(x, "in Bagdad.", "Bagdad");
    is_entry(x, e, ENTRY_PLACE, "IRQ-baghdad", "Baghdad");
    assert_int_equal(e->feature, PLACE_CAPITAL);
    assert_true(fabs(e->lat - 33.34) < 1e-4);
    e = only(x, "the Council of Ministers", "Council of Ministers");
    is_entry(x, e, ENTRY_ORGANISATION, "IRQ-council-of-ministers",
             "Council of Ministers");
    assert_string_equal(e->country, "IRQ");
    assert_string_equal(e->sector, "GOV");
    e = only(x, "the Green Zone", "Green Zone");
    is_entry(x, e, ENTRY_METONYM, "IRQ-green-zone", "Green Zone");
    assert_string_equal(e->sector, "GOV");
    e = only(x, "Soviet Union", "Soviet Union");
    assert_int_equal(e->to, tc_day(1991, 12, 31));
    assert_ptr_equal(tc_lexicon_country(x, "SUN"), e);
    assert_non_null(tc_lexicon_country(x, "FRA"));
    assert_null(tc_lexicon_country(x, "XXX"));
    assert_null(tc_lexicon_country(x, ""));
    assert_null(tc_lexicon_entry(x, tc_lexicon_entry_count(x)));
    assert_string_equal(tc_lexicon_string(x, UINT32_MAX), "");
    assert_memory_equal(tc_lexicon_version(x), "lexicon 3 (", 11);
    tc_lexicon_free(x);
}

static void test_leaders(void **state)
{
    (void)state;
    struct lexicon *x = make_one(
        "leaders/a.txt",
        "USA-biden | Joe Biden; Joseph R. Biden; ~Biden | USA | GOV | 2021-01-20 | "
        "2025-01-20 | president\n"
        "USA-biden | | USA | GOV | 2009-01-20 | 2017-01 | vice president\n"
        "USA-biden | - | USA | LEG | 1973 | 2009 |\n");
    const struct entry *e = only(x, "Joseph R Biden said", "Joseph R Biden");
    is_entry(x, e, ENTRY_PERSON, "USA-biden", "Joe Biden");
    assert_int_equal(hits[0].count, 4);
    assert_string_equal(tc_lexicon_string(x, e->post), "president");
    assert_int_equal(e->from, tc_day(2021, 1, 20));
    e = meaning(x, 0, 1);
    assert_int_equal(e->to, tc_day(2017, 1, 31));
    e = meaning(x, 0, 2);
    assert_string_equal(e->sector, "LEG");
    assert_int_equal(e->from, tc_day(1973, 1, 1));
    assert_int_equal(e->to, tc_day(2009, 12, 31));
    e = meaning(x, 0, 3);
    assert_string_equal(e->sector, "");
    assert_string_equal(e->country, "USA");
    assert_int_equal(e->from, TC_NO_DAY);
    assert_int_equal(hits[0].aliases[0].flags, ALIAS_CAPITAL);
    (void)only(x, "Biden", "Biden");
    assert_int_equal(hits[0].aliases[0].flags, ALIAS_CAPITAL | ALIAS_SHORT);
    assert_int_equal(scan(x, "biden"), 0);
    tc_lexicon_free(x);
}

static void test_actors(void **state)
{
    (void)state;
    struct lexicon *x =
        make_one("actors/a.txt",
                 "org-un | United Nations; =UN; U.N. | IGO | - | 1945 | - | IGOUNO\n"
                 "[kind group]\n"
                 "grp-pesh | al-Shabaab; Party of God | REB | IRQ | 1982 | - |\n"
                 "grp-tal | Taliban | REB | GEO | 2001 | 2021-08-14\n"
                 "grp-tal | | GOV | GEO | 2021-08-15 | - |\n"
                 "[kind organisation]\n"
                 "org-who | =WHO; Médecins Sans Frontières | NGO | - | - | - | -\n");
    const struct entry *e = only(x, "the U.N. said", "U.N");
    is_entry(x, e, ENTRY_ORGANISATION, "org-un", "United Nations");
    assert_string_equal(e->code, "IGOUNO");
    assert_string_equal(e->sector, "IGO");
    char code[16];
    assert_int_equal(tc_entry_code(e, code), 6);
    e = only(x, "Al Shabaab's men", "Al Shabaab");
    is_entry(x, e, ENTRY_GROUP, "grp-pesh", "al-Shabaab");
    assert_int_equal(tc_entry_code(e, code), 6);
    assert_string_equal(code, "IRQREB");
    (void)only(x, "Taliban", "Taliban");
    assert_int_equal(hits[0].count, 2);
    assert_string_equal(meaning(x, 0, 1)->sector, "GOV");
    e = only(x, "Medecins Sans Frontieres", "Medecins Sans Frontieres");
    is_entry(x, e, ENTRY_ORGANISATION, "org-who", "WHO");
    tc_lexicon_free(x);
}

static void test_agents(void **state)
{
    (void)state;
    struct lexicon *x =
        make_one("agents.txt", "[MIL]\n"
                               "soldier; troops; army; air force\n"
                               "serviceman / servicemen; policeman; marine @USA\n"
                               "defence ministry < GOV; secretary of state / "
                               "secretaries of state < GOV @USA\n"
                               "hero; boss; thief; monarch; police; attaché\n");
    /* clang-format off */
    static const struct {
        const char *word, *sector, *country;
        bool plural;
    } table[] = {
        {"soldier", "MIL", "", false},
        {"soldiers", "MIL", "", true},
        {"SOLDIERS", "MIL", "", true},
        {"troops", "MIL", "", true},
        {"armies", "MIL", "", true},
        {"Air Forces", "MIL", "", true},
        {"serviceman", "MIL", "", false},
        {"servicemen", "MIL", "", true},
        {"policemen", "MIL", "", true},
        {"marines", "MIL", "USA", true},
        {"defence ministries", "GOV", "", true},
        {"Secretary of State", "GOV", "USA", 0},
        {"secretaries of state", "GOV", "USA", true},
        {"heroes", "MIL", "", true},
        {"bosses", "MIL", "", true},
        {"thieves", "MIL", "", true},
        {"monarchs", "MIL", "", true},
        {"police", "MIL", "", true},
        {"attaches", "MIL", "", true},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct entry *e = only(x, table[i].word, table[i].word);
        assert_int_equal(e->kind, ENTRY_AGENT);
        assert_string_equal(e->sector, table[i].sector);
        assert_string_equal(e->country, table[i].country);
        assert_int_equal(hits[0].aliases[0].flags, table[i].plural ? ALIAS_PLURAL : 0);
    }
    is_entry(x, only(x, "air forces", "air forces"), ENTRY_AGENT, "agt-air-force",
             "air force");
    assert_int_equal(scan(x, "policemans troopses"), 0);
    tc_lexicon_free(x);
}

static void test_places(void **state)
{
    (void)state;
    /* clang-format off */
    const struct file files[] = {
        {"places.tsv",
         "Paris\tUSA\tcity\tTexas\t33.66\t-95.56\t4717560\t25171\n"
         "Paris;Lutetia\tFRA\tcity\tIle-de-France\t48.85\t2.35\t2988507\t2138551\n"
         "Aleppo\tIRQ\tadmin1\tAleppo\t36.0\t37.0\t0\t3000000\n"
         "Aleppo\tIRQ\tcity\tAleppo\t36.2\t37.16\t170063\t1600000\n"
         "Ontario\tUSA\tadmin1\tOntario\t50\t-85\t0\t13000000\n"
         "Ontario\tUSA\tcity\tCalifornia\t34.06\t-117.65\t5379439\t170000\n"
         "Georgia\tUSA\tadmin1\tGeorgia\t33\t-83\t0\t10000000\n"
         "~Reading\tFRA\tcity\t-\t51.4\t-0.97\t2639577\t-\n"
         "Baghdad;Bağdat\tIRQ\tcapital\tBaghdad\t33.341\t44.401\t98182\t7216000\n"},
        {"regions.txt", "Persian Gulf; Arabian Gulf\t-\tregion\t-\t26\t52\t0\t0\n"
                        "Nowhere\t-\tregion\t-\t-\t-\t-\t-\n"}
    };
    /* clang-format on */
    struct lexicon *x = make(files, 2);
    const struct entry *e = only(x, "Paris", "Paris");
    assert_string_equal(e->country, "FRA");
    is_entry(x, e, ENTRY_PLACE, "gn-2988507", "Paris");
    assert_int_equal(e->population, 2138551);
    assert_string_equal(meaning(x, 0, 1)->country, "USA");
    assert_string_equal(tc_lexicon_string(x, meaning(x, 0, 1)->admin1), "Texas");
    assert_int_equal(only(x, "Aleppo", "Aleppo")->feature, PLACE_CITY);
    assert_int_equal(only(x, "Ontario", "Ontario")->feature, PLACE_ADMIN1);
    assert_int_equal(only(x, "Georgia", "Georgia")->kind, ENTRY_COUNTRY);
    assert_int_equal(meaning(x, 0, 1)->kind, ENTRY_PLACE);
    (void)only(x, "Reading", "Reading");
    assert_true(hits[0].aliases[0].flags & ALIAS_SHORT);
    e = only(x, "Bağdat", "Bağdat");
    is_entry(x, e, ENTRY_PLACE, "IRQ-baghdad", "Baghdad");
    assert_int_equal(e->feature, PLACE_CAPITAL);
    assert_int_equal(e->geonames, 98182);
    assert_int_equal(hits[0].count, 1);
    e = only(x, "Arabian Gulf", "Arabian Gulf");
    assert_int_equal(e->feature, PLACE_REGION);
    assert_string_equal(e->country, "");
    e = only(x, "Nowhere", "Nowhere");
    assert_true(isnan(e->lat) && isnan(e->lon));
    tc_lexicon_free(x);
}

static void test_discard(void **state)
{
    (void)state;
    struct lexicon *x = make_one("discard.txt", "Iraq sandwich; Iraq rolls\n");
    const struct entry *e = only(x, "an Iraq sandwich", "Iraq sandwich");
    assert_int_equal(e->kind, ENTRY_DISCARD);
    (void)only(x, "an Iraq, sandwich", "Iraq");
    tc_lexicon_free(x);
}

/* ---- how names are written ------------------------------------------------------- */

static void test_case(void **state)
{
    (void)state;
    struct lexicon *x = make_one(
        "actors/a.txt", "a | =Nice; Front of Light; =IS | REB | - | - | - |\n"
                        "b | who; Nice Front; UNICEF; G20; Nato | NGO | - | - | - |\n"
                        "c | =WHO | NGO | - | - | - |\n");
    (void)only(x, "US", "US");
    assert_int_equal(hits[0].aliases[0].flags, ALIAS_EXACT_CASE);
    assert_int_equal(scan(x, "us"), 0);
    assert_int_equal(scan(x, "Us"), 0);
    (void)only(x, "the U.S. is", "U.S");
    assert_int_equal(scan(x, "u.s."), 0);
    (void)only(x, "Nice", "Nice");
    assert_int_equal(scan(x, "NICE nice"), 0);
    (void)only(x, "Front of Light", "Front of Light");
    (void)only(x, "FRONT OF LIGHT", "FRONT OF LIGHT");
    assert_int_equal(scan(x, "Front of light"), 0);
    assert_int_equal(scan(x, "front of light"), 0);
    assert_int_equal(tc_lexicon_scan(x, TEXT("front of light us nato"), true, hits, 64),
                     2);
    (void)only(x, "Unicef", "Unicef");
    (void)only(x, "the UNICEF", "UNICEF");
    (void)only(x, "G20", "G20");
    assert_int_equal(scan(x, "g20"), 0);
    (void)only(x, "NATO", "NATO");
    is_entry(x, only(x, "who", "who"), ENTRY_ORGANISATION, "b", "who");
    assert_int_equal(hits[0].count, 1);
    (void)only(x, "WHO", "WHO");
    assert_int_equal(hits[0].count, 2);
    /* a longer name that is written wrongly gives way to a shorter one */
    (void)only(x, "Nice front", "Nice");
    (void)only(x, "Nice Front", "Nice Front");
    tc_lexicon_free(x);
}

static void test_gaps(void **state)
{
    (void)state;
    struct lexicon *x = make_one(
        "actors/a.txt",
        "a | Front Nationale; St Petersburg Front; Rally (Goma) | REB | - | - | - |\n"
        "b | Sana'a Front | REB | - | - | - |\n");
    static const char *const found[] = {"Front Nationale",
                                        "Front-Nationale",
                                        "Front\nNationale",
                                        "Front\xC2\xA0Nationale",
                                        "Front  Nationale",
                                        "Front\xE2\x80\x91Nationale",
                                        "Front'Nationale",
                                        "Rally (Goma",
                                        "Rally Goma",
                                        "St. Petersburg Front",
                                        "Sana\xE2\x80\x99"
                                        "a Front",
                                        "Sana\xCA\xBB"
                                        "a Front",
                                        "Washington, D.C",
                                        "Washington D.C"};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        (void)only(x, found[i], found[i]);
    static const char *const none[] = {
        "Front, Nationale",  "Front. Nationale",   "Front\n\nNationale",
        "Front - Nationale", "Front--Nationale",   "Front\xE2\x80\x94Nationale",
        "Front/Nationale",   "Front... Nationale", "Front \"Nationale\""};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(scan(x, none[i]), 0);
    tc_lexicon_free(x);
}

static void test_weak_and_strong(void **state)
{
    (void)state;
    /* clang-format off */
    const struct file files[] = {
        {"actors/a.txt", "a | Hama; ~hama; ~Hama | REB | - | - | - |\n"
                         "b | Hama | REB | - | - | - |\n"
                         "c | ~Hama | REB | - | - | - |\n"}
    };
    /* clang-format on */
    struct lexicon *x = make(files, 1);
    (void)only(x, "Hama", "Hama");
    assert_int_equal(hits[0].count, 3);
    assert_int_equal(hits[0].aliases[0].flags, ALIAS_CAPITAL);
    assert_int_equal(hits[0].aliases[2].flags, ALIAS_CAPITAL | ALIAS_SHORT);
    (void)only(x, "hama", "hama");
    assert_int_equal(hits[0].count, 1);
    assert_int_equal(hits[0].aliases[0].flags, ALIAS_SHORT);
    tc_lexicon_free(x);
}

static void test_scan(void **state)
{
    (void)state;
    struct lexicon *x = make_one("agents.txt", "[GOV]\nforeign minister; minister of "
                                               "war; minister\n");
    assert_int_equal(scan(x, ""), 0);
    assert_int_equal(scan(x, " .,;"), 0);
    assert_int_equal(scan(x, "the Iraqi foreign minister of war, ministers"), 3);
    assert_int_equal(hits[1].words, 2);
    assert_int_equal(hits[1].begin, 10);
    assert_int_equal(hits[2].words, 1);
    assert_int_equal(scan(x, "minister of minister of war"), 2);
    assert_int_equal(tc_lexicon_scan(x, TEXT("US US US"), false, hits, 1), 3);
    assert_int_equal(tc_lexicon_scan(x, TEXT("US US US"), false, NULL, 0), 3);
    /* bytes that are no UTF-8, runs longer than a word, marks alone */
    static const char odd[] = "US\xFF\xFE US\xCC\x81 \xCC\x81 US";
    assert_int_equal(scan(x, odd), 2);
    char run[5000];
    memset(run, 'a', sizeof run - 1);
    run[sizeof run - 1] = 0;
    assert_int_equal(scan(x, run), 0);
    assert_int_equal(scan(x, "minister of of of of of of of of of of of of of of of of"
                             " of of of of of minister of war"),
                     2);
    tc_lexicon_free(x);
}

/* The trie against a plain search: every name at every place. */
static void test_scan_against_plain(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "a b", "a b c d", "b c",
                                        "c", "d d", "b a"};
    char file[512] = "[GOV]\n";
    for (size_t i = 0; i < 7; i++) {
        size_t size = strlen(file);
        (void)snprintf(file + size, sizeof file - size, "%s / %s\n", names[i],
                       names[i]);
    }
    struct lexicon *x = make_one("agents.txt", file);
    uint32_t seed = 12345;
    for (int round = 0; round < 2000; round++) {
        char line[41] = "";
        size_t size = 0;
        for (int i = 0; i < 20; i++) {
            seed = seed * 1664525u + 1013904223u;
            line[size++] = (char)('a' + (seed >> 24) % 5);
            line[size++] = ' ';
        }
        line[size - 1] = 0;
        size_t count = scan(x, line), at = 0, hit = 0;
        while (at < size - 1) {
            size_t best = 0;
            for (size_t i = 0; i < 7; i++) {
                size_t n = strlen(names[i]);
                if (n > best && strncmp(line + at, names[i], n) == 0)
                    best = n;
            }
            if (best) {
                assert_true(hit < count);
                assert_int_equal(hits[hit].begin, at);
                assert_int_equal(hits[hit].end, at + best);
                hit++;
            }
            at += best ? best + 1 : 2;
        }
        assert_int_equal(hit, count);
    }
    tc_lexicon_free(x);
}

/* ---- frames ---------------------------------------------------------------------- */

static struct lexicon *make_acts(const char *acts)
{
    /* clang-format off */
    const struct file files[] = {
        {"acts/00-lists.txt", "@gun = gun, rifle, gun\n@arms = @gun, tank\n"},
        {"acts/a.txt", acts}
    };
    /* clang-format on */
    return make(files, 2);
}

static uint32_t word(const struct lexicon *x, const char *lemma)
{
    return tc_lexicon_word(x, tc_text(lemma));
}

static const char FRAMES[] =
    "[ASSAULT aerial cameo=195 intensity=-9 contexts=military,territory]\n"
    "bomb\n"
    "bomb obj:deal,contract\n"
    "bomb obj:deal,Contract not-an-act\n"
    "bomb obj:%actor in:%place=P\n"
    "bomb obj- mode=- cameo=- intensity=2.5 contexts=legal\n"
    "raid/n compound:@arms on=R against=R by=A status=planned roles-only\n"
    "[CONSULT -]\n"
    "meet with=B subj! because_of-:@gun,car reciprocal mode=visit\n"
    "fatal/a\n";

static void test_frames(void **state)
{
    (void)state;
    struct lexicon *x = make_acts(FRAMES);
    uint32_t count;
    const struct frame *f = tc_lexicon_frames(x, word(x, "BOMB"), 'v', &count);
    assert_int_equal(count, 5);
    assert_int_equal(f[0].weight, 80);
    assert_int_equal(f[0].flags, FRAME_NO_ACT);
    assert_int_equal(f[1].weight, 64);
    assert_int_equal(f[1].flags, 0);
    assert_int_equal(f[2].weight, 16);
    assert_int_equal(f[3].weight, 1);
    assert_int_equal(f[4].weight, 0);
    assert_string_equal(tc_lexicon_string(x, f[4].source), "acts/a.txt:2");
    assert_string_equal(tc_lexicon_string(x, f[4].mode), "aerial");
    assert_string_equal(f[4].cameo, "195");
    assert_true(fabs(f[4].intensity + 9) < 1e-6);
    assert_int_equal(f[4].contexts, 3);
    assert_string_equal(tc_lexicon_context(x, 0), "military");
    assert_string_equal(tc_lexicon_context(x, 2), "legal");
    assert_null(tc_lexicon_context(x, 3));
    assert_int_equal(f[3].contexts, 4);
    assert_string_equal(f[3].cameo, "");
    assert_int_equal(f[3].mode, 0);
    const struct slot *s = tc_lexicon_slots(x, &f[2]);
    assert_int_equal(s[0].flags, SLOT_REQUIRED | SLOT_IS_ACTOR);
    assert_int_equal(s[1].relation, SLOT_PREP);
    assert_int_equal(s[1].prep, word(x, "in"));
    assert_int_equal(s[1].role, ROLE_PLACE);
    s = tc_lexicon_slots(x, &f[3]);
    assert_int_equal(s[0].flags, SLOT_ABSENT);
    s = tc_lexicon_slots(x, &f[0]);
    assert_int_equal(s[0].relation, SLOT_OBJ);
    assert_true(tc_slot_has_word(x, s, word(x, "contract")));
    assert_false(tc_slot_has_word(x, s, word(x, "bomb")));
    assert_false(tc_slot_has_word(x, s, 0));
    tc_lexicon_free(x);
}

static void test_frames_by_position(void **state)
{
    (void)state;
    struct lexicon *x = make_acts("[CONSULT]\n"
                                  "host by-position right:%actor=R next:talk,talks "
                                  "left:the prior:all cameo=174L back=042\n"
                                  "host obj:guest\n");
    uint32_t count;
    const struct frame *f = tc_lexicon_frames(x, word(x, "host"), 'v', &count);
    assert_int_equal(count, 2);
    assert_int_equal(f->flags, FRAME_POSITION); /* before all others */
    assert_string_equal(f->cameo, "174L");
    assert_string_equal(tc_lexicon_string(x, f->back), "042");
    const struct slot *s = tc_lexicon_slots(x, f);
    assert_int_equal(f->slot_count, 4);
    assert_int_equal(s[0].relation, SLOT_RIGHT);
    assert_int_equal(s[0].role, ROLE_RECIPIENT);
    assert_int_equal(s[1].relation, SLOT_NEXT);
    assert_int_equal(s[1].word_count, 2);
    assert_int_equal(s[2].relation, SLOT_LEFT);
    assert_int_equal(s[3].relation, SLOT_PRIOR);
    assert_int_equal(f[1].flags, 0);
    assert_int_equal(f[1].back, 0);
    tc_lexicon_free(x);
}

/* Whole codes of roles, before and behind; discards of a sentence and a document. */
static void test_whole_codes(void **state)
{
    (void)state;
    const struct file files[] = {
        {"agents.txt",  "[-]\neditor / editors < ~GOVMED\ndoctor < NGO~\nhermit\n"},
        {"discard.txt", "! world cup\n!! today in history\nPork Barrel Inn\n"     }
    };
    struct lexicon *x = make(files, 2);
    const struct entry *e = only(x, "editors", "editors");
    assert_string_equal(e->code, "GOVMED");
    assert_string_equal(e->sector, "GOV");
    assert_int_equal(e->feature, 0);
    e = only(x, "doctor", "doctor");
    assert_string_equal(e->code, "NGO");
    assert_int_equal(e->feature, 1);
    e = only(x, "hermit", "hermit");
    assert_string_equal(e->sector, "");
    assert_int_equal(only(x, "World Cup", "World Cup")->feature, DISCARD_SENTENCE);
    e = only(x, "today in history", "today in history");
    assert_int_equal(e->feature, DISCARD_DOCUMENT);
    e = only(x, "Pork Barrel Inn", "Pork Barrel Inn");
    assert_int_equal(e->feature, DISCARD_NAME);
    tc_lexicon_free(x);
}

static void test_frames_of_nouns(void **state)
{
    (void)state;
    struct lexicon *x = make_acts(FRAMES);
    uint32_t count;
    const struct frame *f = tc_lexicon_frames(x, word(x, "raid"), 'n', &count);
    assert_int_equal(count, 1);
    assert_int_equal(f->flags, FRAME_STATUS | FRAME_NO_DEFAULT);
    assert_int_equal(f->status, TOCSIN_PLANNED);
    assert_int_equal(f->slot_count, 4);
    const struct slot *s = tc_lexicon_slots(x, f);
    assert_int_equal(s->word_count, 3);
    assert_true(tc_slot_has_word(x, s, word(x, "tank")));
    assert_int_equal(s[3].role, ROLE_ACTOR);
    assert_null(tc_lexicon_frames(x, word(x, "raid"), 'v', &count));
    assert_int_equal(count, 0);
    f = tc_lexicon_frames(x, word(x, "meet"), 'v', &count);
    assert_int_equal(f->type, TOCSIN_CONSULT);
    assert_int_equal(f->flags, FRAME_RECIPROCAL);
    assert_true(isnan(f->intensity));
    assert_string_equal(tc_lexicon_string(x, f->mode), "visit");
    s = tc_lexicon_slots(x, f);
    assert_int_equal(s[0].role, ROLE_BOTH);
    assert_int_equal(s[1].flags, SLOT_REQUIRED);
    assert_int_equal(s[2].flags, SLOT_ABSENT);
    assert_int_equal(s[2].word_count, 3);
    assert_non_null(tc_lexicon_frames(x, word(x, "fatal"), 'a', &count));
    assert_int_equal(word(x, "unheard"), 0);
    assert_int_equal(word(x, ""), 0);
    assert_null(tc_lexicon_frames(x, 0, 'v', &count));
    tc_lexicon_free(x);
}

static void test_cues(void **state)
{
    (void)state;
    struct lexicon *x = make_one("cues.txt", "carry | begin | noun | 1 | u\n"
                                             "carry +out | light | noun ing | 3 | -3\n"
                                             "allegedly/r | hedge | adverb | 1 | -1\n"
                                             "say | report | that quote | 2 | 0\n");
    uint32_t count;
    const struct cue *c = tc_lexicon_cues(x, word(x, "carry"), 'v', &count);
    assert_int_equal(count, 2);
    assert_int_equal(c[0].particle, word(x, "out"));
    assert_int_equal(c[0].class, CUE_LIGHT);
    assert_int_equal(c[0].complement, CUE_NOUN | CUE_ING);
    assert_int_equal(c[0].positive, 30);
    assert_int_equal(c[0].negative, -30);
    assert_int_equal(c[1].particle, 0);
    assert_int_equal(c[1].negative, 0);
    c = tc_lexicon_cues(x, word(x, "allegedly"), 'r', &count);
    assert_int_equal(count, 1);
    assert_int_equal(c->class, CUE_HEDGE);
    assert_null(tc_lexicon_cues(x, word(x, "allegedly"), 'v', &count));
    for (int i = 0; i < CUE_CLASS_COUNT; i++)
        assert_string_not_equal(tc_cue_class_name((enum cue_class)i), "unknown");
    tc_lexicon_free(x);
}

/* ---- looking up ------------------------------------------------------------------ */

static json_t *lines[64];
static size_t line_count;

static tocsin_status keep_line(void *context, text line)
{
    (void)context;
    json_error_t error;
    assert_true(line_count < 64);
    lines[line_count] = json_loadb(line.data, line.size, 0, &error);
    if (!lines[line_count])
        fail_msg("%s: %.*s", error.text, (int)line.size, line.data);
    line_count++;
    return TOCSIN_OK;
}

static tocsin_status look_up(const struct lexicon *x, const char *words, int32_t day)
{
    while (line_count)
        json_decref(lines[--line_count]);
    return tc_lexicon_lookup(x, tc_text(words), day, keep_line, NULL);
}

static const char *field(size_t line, const char *key)
{
    assert_true(line < line_count);
    const char *value = json_string_value(json_object_get(lines[line], key));
    return value ? value : "";
}

static tocsin_status stop(void *context, text line)
{
    (void)context;
    (void)line;
    return TOCSIN_STOPPED;
}

static void expect_place(struct gazetteer_walk *walk, const char *name,
                         const char *called, const char *admin1, uint32_t people)
{
    struct gazetteer_place place;
    assert_true(tc_gazetteer_next(walk, &place));
    assert_string_equal(place.name, name);
    assert_string_equal(place.called, called);
    assert_string_equal(place.admin1, admin1);
    assert_int_equal(place.population, people);
}

static void test_gazetteer(void **state)
{
    (void)state;
    /* clang-format off */
    const struct file files[] = {
        {"places/a.txt",
         "[USA|Ohio]\n"
         "?Ohio;?O.\t40.4\t-82.8\t5165418\t11000000\tadmin1\n"
         "[USA|Ohio|Washington County]\n"
         "?Washington County\t39.45\t-81.49\t4527754\t59711\tadmin2\n"
         "?Marietta\t39.41\t-81.45\t4517586\t13900\n"
         "[USA|Georgia|Cobb County]\n"
         "~Marietta;Marieta\t33.9526\t-84.54993\t4207783\t59067\n"
         "[FRA]\n"
         "?Saint-Étienne;?The Marietta\t45.43\t4.39\t2980291\t176280\n"
         "?Nulle Part\t-\t-\t-\t-\tregion\n"},
        {"regions.txt", "?Marietta Sea\t-\tsea\t-\t26\t52\t0\t0\n"},
        {"features.txt", "[river]\nOhio River; ?Ohio | USA | 38.0 | -85.5\n"},
        {"demonyms.txt", "Ohioan; Ohioans | USA | Ohio\n"
                         "Stephanois | FRA | Saint-Étienne\n"}
    };
    /* clang-format on */
    struct lexicon *x = make(files, 4);
    struct gazetteer_walk walk;
    struct gazetteer_place place;
    assert_int_equal(tc_gazetteer_count(x), 8);
    tc_gazetteer_begin(&walk, x, TEXT("the MARIETTA"));
    expect_place(&walk, "Saint-Étienne", "Marietta", "", 176300);
    expect_place(&walk, "Marietta", "Marietta", "Georgia", 59070);
    expect_place(&walk, "Marietta", "Marietta", "Ohio", 13900 / 10 * 10);
    assert_false(tc_gazetteer_next(&walk, &place));
    tc_gazetteer_begin(&walk, x, TEXT("saint etienne"));
    expect_place(&walk, "Saint-Étienne", "Saint-Étienne", "", 176300);
    tc_gazetteer_begin(&walk, x, TEXT("Washington County"));
    assert_true(tc_gazetteer_next(&walk, &place));
    assert_int_equal(place.feature, PLACE_ADMIN2);
    assert_string_equal(place.admin2, "Washington County");
    assert_string_equal(place.country, "USA");
    assert_int_equal(place.geonames, 4527754);
    assert_true(fabs(place.lat - 39.45) < 1e-9 && fabs(place.lon + 81.49) < 1e-9);
    const char *ohio = place.admin1;
    tc_gazetteer_begin(&walk, x, TEXT("O"));
    assert_true(tc_gazetteer_next(&walk, &place));
    assert_ptr_equal(place.admin1, ohio);
    assert_string_equal(place.called, "O.");
    tc_gazetteer_begin(&walk, x, TEXT("Nulle Part"));
    assert_true(tc_gazetteer_next(&walk, &place));
    assert_true(isnan(place.lat) && isnan(place.lon));
    static const char *const none[] = {"", " ", "the", "Mariett", "Marietta Ohio", "?"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        tc_gazetteer_begin(&walk, x, tc_text(none[i]));
        assert_false(tc_gazetteer_next(&walk, &place));
    }
    /* A scan finds none but the one that is not asked for only. */
    const struct entry *e = only(x, "Marietta", "Marietta");
    assert_int_equal(e->geonames, 4207783);
    assert_string_equal(tc_lexicon_string(x, e->admin2), "Cobb County");
    assert_int_equal(hits[0].count, 1);
    assert_int_equal(scan(x, "Washington County, Ohio, and the Marietta Sea"), 2);
    assert_false(place.demonym);
    tc_gazetteer_begin(&walk, x, TEXT("ohioans"));
    expect_place(&walk, "Ohio", "Ohioans", "Ohio", 11000000);
    assert_false(tc_gazetteer_next(&walk, &place));
    tc_gazetteer_begin(&walk, x, TEXT("Stephanois"));
    assert_true(tc_gazetteer_next(&walk, &place) && place.demonym);
    assert_int_equal(place.geonames, 2980291);
    e = only(x, "the Ohio River", "Ohio River");
    assert_int_equal(e->feature, PLACE_RIVER);
    assert_true(tc_place_is_region(e->feature) && !tc_place_is_region(PLACE_ADMIN2));
    assert_string_equal(e->country, "USA");
    struct entry entry;
    tc_gazetteer_begin(&walk, x, TEXT("Ohio"));
    assert_true(tc_gazetteer_next(&walk, &place));
    tc_gazetteer_entry(x, place.number, &entry);
    assert_int_equal(entry.kind, ENTRY_PLACE);
    assert_int_equal(entry.feature, PLACE_ADMIN1);
    assert_string_equal(tc_lexicon_string(x, entry.name), "Ohio");
    assert_string_equal(entry.country, "USA");
    tc_lexicon_free(x);
}

/* Every place is found by its name, whatever the order of the hashes is. */
static void test_many_places(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    struct buffer text;
    tc_buffer_init(&text, 0);
    tc_buffer_string(&text, "[USA|Texas]\n");
    for (int i = 0; i < MANY; i++)
        tc_buffer_format(&text, "?Town%d;?Ville %d\t1\t1\t%d\t%d\n", i % 4000, i, i + 1,
                         i % 7 * 1000);
    tc_buffer_byte(&text, 0);
    const struct file files[] = {
        {"places/a.txt", text.data}
    };
    struct lexicon *x = make(files, 1);
    tc_buffer_release(&text);
    for (int i = 0; i < MANY; i++) {
        char name[32];
        struct gazetteer_walk walk;
        struct gazetteer_place place;
        uint32_t last = UINT32_MAX, count = 0;
        bool found = false;
        (void)snprintf(name, sizeof name, "TOWN%d", i % 4000);
        tc_gazetteer_begin(&walk, x, tc_text(name));
        while (tc_gazetteer_next(&walk, &place)) {
            assert_true(place.population <= last);
            last = place.population;
            found = found || place.geonames == (uint32_t)i + 1;
            count++;
        }
        assert_true(found);
        assert_int_equal(count, i % 4000 < MANY - 4000 ? 2 : 1);
        (void)snprintf(name, sizeof name, "Ville %d", i);
        tc_gazetteer_begin(&walk, x, tc_text(name));
        assert_true(tc_gazetteer_next(&walk, &place));
        assert_int_equal(place.geonames, i + 1);
        assert_false(tc_gazetteer_next(&walk, &place));
    }
    tc_lexicon_free(x);
}

static void test_lookup(void **state)
{
    (void)state;
    /* clang-format off */
    const struct file files[] = {
        {"leaders/a.txt", "b | Joe Biden | USA | GOV | 2021 | 2024 | president\n"
                          "b | | USA | LEG | 1973 | 2008 | senator\n"},
        {"agents.txt", "[GOV]\nforeign minister\n"},
        {"discard.txt", "Iraq sandwich\n"},
        {"places.tsv", "Paris\tFRA\tcity\t-\t48.85\t2.35\t2988507\t2138551\n"},
        {"acts/a.txt", "[ASSAULT aerial contexts=military,territory]\n"
                       "carry prt:out obj:raid,strike on=R in- at:%place by! to-:car\n"
                       "carry obj:gun not-an-act\n"},
        {"cues.txt", "carry +out | light | noun | 3 | -3\n"}
    };
    /* clang-format on */
    struct lexicon *x = make(files, 6);
    assert_int_equal(look_up(x, " joe  biden ", TC_NO_DAY), TOCSIN_OK);
    assert_int_equal(line_count, 3);
    assert_string_equal(field(0, "post"), "president");
    assert_string_equal(field(0, "code"), "USAGOV");
    assert_string_equal(field(0, "to"), "2024-12-31");
    assert_int_equal(look_up(x, "Joe Biden", tc_day(2000, 5, 5)), TOCSIN_OK);
    assert_int_equal(line_count, 2);
    assert_string_equal(field(0, "post"), "senator");
    assert_int_equal(look_up(x, "paris", TC_NO_DAY), TOCSIN_OK);
    assert_string_equal(field(0, "feature"), "city");
    assert_int_equal(json_integer_value(json_object_get(lines[0], "geonames")),
                     2988507);
    assert_int_equal(look_up(x, "iraq sandwich", TC_NO_DAY), TOCSIN_OK);
    assert_string_equal(field(0, "kind"), "discard");
    assert_int_equal(look_up(x, "the Iraqi foreign ministers", TC_NO_DAY), TOCSIN_OK);
    assert_int_equal(line_count, 2);
    assert_true(json_is_true(json_object_get(lines[1], "plural")));
    assert_int_equal(look_up(x, "carry", TC_NO_DAY), TOCSIN_OK);
    assert_int_equal(line_count, 3);
    assert_int_equal(look_up(x, "carry out", TC_NO_DAY), TOCSIN_OK);
    assert_int_equal(line_count, 2);
    assert_string_equal(field(0, "type"), "ASSAULT");
    assert_string_equal(field(0, "source"), "acts/a.txt:2");
    json_t *slots = json_object_get(lines[0], "slots");
    static const char *const written[] = {
        "prt:out", "obj:raid,strike", "on=R", "in-", "at:%place", "by!", "to-:car"};
    assert_int_equal(json_array_size(slots), 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(json_string_value(json_array_get(slots, i)), written[i]);
    assert_string_equal(field(1, "class"), "light");
    assert_int_equal(look_up(x, "xyzzy", TC_NO_DAY), TOCSIN_MISSING);
    assert_int_equal(look_up(x, "", TC_NO_DAY), TOCSIN_MISSING);
    assert_int_equal(tc_lexicon_lookup(x, TEXT("carry"), TC_NO_DAY, stop, NULL),
                     TOCSIN_STOPPED);
    (void)look_up(x, "", TC_NO_DAY);
    tc_lexicon_free(x);
}

/* ---- faults ---------------------------------------------------------------------- */

static void test_country_faults(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        const char *text;
        long line;
        const char *words;
    } table[] = {
        {"Iraq\n", 1, "alpha-3, alpha-2"},
        {"IRQ IQ\n", 1, "alpha-3, alpha-2"},
        {"IRQ IRQ Iraq\n", 1, "alpha-3, alpha-2"},
        {"IRQ IQ Iraq\n\nIRQ IQ Irak\n", 3, "IRQ was there before"},
        {"IRQ IQ Iraq\nadjective Iraqi\n", 2, "without \"field:\""},
        {"IRQ IQ Iraq\nadjectiv: Iraqi\n", 2, "unknown field adjectiv"},
        {"IRQ IQ Iraq\nGOW: X\n", 2, "unknown field GOW"},
        {"IRQ IQ Iraq\nmetonyms XXX: X\n", 2, "unknown field metonyms XXX"},
        {"IRQ IQ Iraq\nat: 91 0\n", 2, "no degrees"},
        {"IRQ IQ Iraq\nat: 33\n", 2, "no degrees"},
        {"IRQ IQ Iraq\ncapital_at: 1 1\n", 2, "no capital"},
        {"IRQ IQ Iraq\ngeonames: x\n", 2, "x is no GeoNames id"},
        {"IRQ IQ Iraq\nyears: never -\n", 2, "never - are no years"},
        {"IRQ IQ Iraq\nnames: ...\n", 2, "a name without letters"},
        {"IRQ IQ Iraq\nnames: a b c d e f g h i j k l m n o p q\n", 2,
         "more than 16 words"},
        {"IRQ IQ Iraq\nnames: "
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
         2, "more than 64 letters"},
        {"IRQ IQ Iraq\nnames: \xFF\n", 2, "not UTF-8"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        fails("countries.txt", table[i].text, table[i].line, table[i].words);
}

static void test_name_faults(void **state)
{
    (void)state;
    fails("leaders/a.txt", "a | A | USA | GOV | - | -\n", 1, "6 fields, not the 7");
    fails("leaders/a.txt", "a | A | XXX | GOV | - | - |\n", 1, "unknown country XXX");
    fails("leaders/a.txt", "\n#\na | A | USA | gov | - | - |\n", 3,
          "unknown sector gov");
    fails("leaders/a.txt", "a | A | USA | GOV | 2021-13 | - |\n", 1,
          "2021-13 is no date");
    fails("leaders/a.txt", "a | A | USA | GOV | - | 2021-02-30 |\n", 1,
          "2021-02-30 is no date");
    fails("leaders/a.txt", "a | A | USA | GOV | 2021 | 2020 |\n", 1,
          "ends before it begins");
    fails("leaders/a.txt", "a | | USA | GOV | - | - |\n", 1, "has no names");
    fails("leaders/a.txt", "a b | A | USA | GOV | - | - |\n", 1, "is no id");
    fails("actors/a.txt", "[kind x]\n", 1, "unknown section [kind x]");
    fails("actors/a.txt", "a | A | REB | USA\n", 1, "4 fields, not the 7");
    fails("actors/a.txt", "a | A | REB | USA | - | - | igo\n", 1, "igo is no code");
    fails("actors/a.txt",
          "a | A | REB | USA | - | - |\n[kind group]\na | | REB | USA | "
          "- | - |\n",
          3, "already the id of another kind: organisation");
    fails("agents.txt", "soldier\n", 1, "before the first section");
    fails("agents.txt", "[XXX]\n", 1, "unknown sector [XXX]");
    fails("agents.txt", "[MIL]\nsoldier < XXX\n", 2, "unknown sector XXX");
    fails("agents.txt", "[MIL]\nsoldier @XXX\n", 2, "unknown country XXX");
    fails("agents.txt", "[-]\nsoldier < ~GOvFRM\n", 2, "GOvFRM is no code");
    fails("agents.txt", "[-]\nsoldier < ~\n", 2, "is no code");
    fails("places/a.txt", "Paris\t1\t1\t0\t0\n", 1, "before the first section");
    fails("places/a.txt", "[FRA|a|b|c]\n", 1, "no section");
    fails("places/a.txt", "[FRA\n", 1, "no section");
    fails("places/a.txt", "[XXX]\nParis\t1\t1\t0\t0\n", 2, "unknown country XXX");
    fails("places/a.txt", "[FRA]\nParis\t1\t1\t0\n", 2, "4 fields, not the 5 or 6");
    fails("places/a.txt", "[FRA]\nParis\t1\t1\t0\t0\ttown\n", 2, "no feature");
    fails("places/a.txt", "[FRA]\n?\t1\t1\t0\t0\n", 2, "without a name");
    fails("places/a.txt", "[FRA]\n?Paris\t1\t181\t0\t0\n", 2, "no degrees");
    fails("places/a.txt", "[FRA]\n?Paris\t1\t1\t134217728\t0\n", 2, "no GeoNames id");
    fails("demonyms.txt", "Texan | USA\n", 1, "2 fields, not the 3");
    fails("demonyms.txt", "Texan | USA | Texas\n", 1, "no place Texas in USA");
    fails("features.txt", "Nile | - | 20 | 31\n", 1, "before the first section");
    fails("features.txt", "[town]\n", 1, "no feature");
    fails("features.txt", "[river\n", 1, "no feature");
    fails("features.txt", "[river]\nNile | - | 20\n", 2, "3 fields, not the 4");
    fails("features.txt", "[river]\n? | - | 20 | 31\n", 2, "without a name");
    fails("features.txt", "[river]\nNile | XXX | 20 | 31\n", 2, "unknown country XXX");
    fails("features.txt", "[river]\nNile | - | 91 | 31\n", 2, "no degrees");
    fails("places.tsv", "Paris\tFRA\tcity\n", 1, "3 fields, not the 8");
    fails("places.tsv", "Paris\tFRA\ttown\t-\t1\t1\t0\t0\n", 1, "town is no feature");
    fails("places.tsv", "-\tFRA\tcity\t-\t1\t1\t0\t0\n", 1, "without a name");
    fails("places.tsv", "Paris\tXXX\tcity\t-\t1\t1\t0\t0\n", 1, "unknown country XXX");
    fails("places.tsv", "Paris\tFRA\tcity\t-\t1\t181\t0\t0\n", 1, "no degrees");
    fails("places.tsv", "Paris\tFRA\tcity\t-\t1\t1\t-1\t0\n", 1, "no GeoNames id");
    fails("places.tsv", "Paris\tFRA\tcity\t-\t1\t1\t0\tx\n", 1, "no population");
    fails("discard.txt", "!!\n", 1, "a name without letters");
    fails(
        "actors/a.txt",
        "a | aa bb cc; Aa bb cc; aa Bb cc; aa bb Cc; Aa, bb cc; aa, Bb cc | REB | - | "
        "- | - |\nb | Aa bb cc | REB | - | - | - |\nc | aa Bb cc | REB | - | - | - |"
        "\nd | aa bb Cc | REB | - | - | - |\ne | Aa Bb cc | REB | - | - | - |\n"
        "f | Aa bb Cc | REB | - | - | - |\n",
        4, "more than 5 ways");
}

static void test_act_faults(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct {
        const char *text;
        long line;
        const char *words;
    } table[] = {
        {"bomb\n", 1, "before the first section"},
        {"[ASSAULT]\nbomb right:town\n", 2, "belong to by-position"},
        {"[ASSAULT]\nbomb by-position obj:town\n", 2, "belong to by-position"},
        {"[ASSAULT]\nbomb by-position next-:town\n", 2, "belong to by-position"},
        {"[ASSAULT]\nbomb/n by-position next:town\n", 2, "is a verb's"},
        {"[ASSAULT]\nbomb by-position back=x\n", 2, "x is no CAMEO code"},
        {"[ASSAULT]\nbomb cameo=12345\n", 2, "12345 is no CAMEO code"},
        {"[ASAULT]\n", 1, "unknown type ASAULT"},
        {"[ASSAULT\n", 1, "a section ends in ]"},
        {"[ASSAULT aerial b]\n", 1, "unknown b"},
        {"[ASSAULT x=1]\n", 1, "unknown x=1"},
        {"[ASSAULT cameo=1x]\n", 1, "1x is no CAMEO code"},
        {"[ASSAULT intensity=-11]\n", 1, "-11 is no intensity"},
        {"[ASSAULT A!]\n", 1, "\"A!\" is no mode"},
        {"[ASSAULT phone]\n", 1, "\"phone\" is no mode of ASSAULT"},
        {"[AID aerial]\n", 1, "\"aerial\" is no mode of AID"},
        {"[ASSAULT]\nbomb mode=phone\n", 2, "\"phone\" is no mode"},
        {"[ASSAULT contexts=legal,B]\n", 1, "\"B\" is no context"},
        {"[ASSAULT]\nbomb contexts=milit\n", 2, "\"milit\" is no context"},
        {"[ASSAULT]\nbomb/x\n", 2, "bomb/x is no lemma"},
        {"[ASSAULT]\nbomb ojb:city\n", 2, "unknown slot ojb:city"},
        {"[ASSAULT]\nbomb obj=X\n", 2, "obj=X cannot be read"},
        {"[ASSAULT]\nbomb obj:\n", 2, "obj: cannot be read"},
        {"[ASSAULT]\nbomb obj-=R\n", 2, "obj-=R cannot be read"},
        {"[ASSAULT]\nbomb obj-!\n", 2, "obj-! cannot be read"},
        {"[ASSAULT]\nbomb obj:%thing\n", 2, "unknown %thing"},
        {"[ASSAULT]\nbomb obj:%actor,city\n", 2, "cannot stand together"},
        {"[ASSAULT]\nbomb status=maybe\n", 2, "unknown status maybe"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        fails("acts/a.txt", table[i].text, table[i].line, table[i].words);
    fails("acts/a.txt",
          "[ASSAULT]\nbomb at at at at at at at at at at at at at at at at "
          "at\n",
          2, "more than 16 slots");
    fails("acts/a.txt", "@a gun\n", 1, "a list is written");
    fails("acts/a.txt", "@A = gun\n", 1, "no name of a list");
    fails("acts/a.txt", "@a = gun\n@a = gun\n", 2, "@a was there before");
    fails("acts/a.txt", "@a =\n", 1, "@a is empty");
    fails("acts/a.txt", "@a = %actor\n", 1, "% cannot stand in a list");
    fails("acts/a.txt", "[ASSAULT]\nbomb obj:@b,gun\n", 2, "unknown list @b");
    fails("acts/a.txt", "[ASSAULT]\nbomb obj:@b\n", 2, "unknown list @b");
    fails("cues.txt", "say | report | that | 2\n", 1, "4 fields, not the 5");
    fails("cues.txt", "say/x | report | that | 2 | 0\n", 1, "say/x is no lemma");
    fails("cues.txt", "say out | report | that | 2 | 0\n", 1, "say out is no lemma");
    fails("cues.txt", "say | reports | that | 2 | 0\n", 1, "unknown class reports");
    fails("cues.txt", "say | report | what | 2 | 0\n", 1, "\"what\" is no complement");
    fails("cues.txt", "say | report | | 2 | 0\n", 1, "\"\" is no complement");
    fails("cues.txt", "say | report | that | 4 | 0\n", 1, "not by 4 and 0");
}

static void test_many_problems(void **state)
{
    (void)state;
    /* clang-format off */
    const struct file files[] = {
        {"agents.txt", "[X]\n[Y]\n"},
        {"cues.txt", "a\nb\n"},
        {"acts/a.txt", "[Z]\n"}
    };
    /* clang-format on */
    assert_int_equal(compile(files, 3), TOCSIN_FORMAT);
    assert_int_equal(told_count, 5);
}

static void test_no_folder(void **state)
{
    (void)state;
    size_t problems;
    tocsin_error error = {0};
    assert_int_equal(tc_lexicon_compile("/tmp/there-is-no-such-folder", compiled, tell,
                                        NULL, &problems, &error),
                     TOCSIN_IO);
    assert_non_null(strstr(error.message, "no dictionaries"));
    struct lexicon *x = (struct lexicon *)&error;
    assert_int_equal(tc_lexicon_open("/tmp/there-is-no-such-file", NULL, 0, &x, &error),
                     TOCSIN_IO);
    assert_null(x);
}

/* ---- the file -------------------------------------------------------------------- */

/* clang-format off */
static const struct file ALL[] = {
    {"leaders/a.txt", "b | Joe Biden; ~Biden | USA | GOV | 2021 | 2024 | president\n"},
    {"actors/a.txt", "c | al-Shabaab; =IS | REB | IRQ | - | - |\n"},
    {"agents.txt", "[GOV]\nforeign minister; who\n"},
    {"places.tsv", "Paris;Lutetia\tFRA\tcity\t-\t48.85\t2.35\t2988507\t2138551\n"},
    {"places/a.txt", "[USA|Texas]\n?Paris;?Parris\t33.66\t-95.56\t4717560\t25171\n"},
    {"acts/a.txt", "@a = raid, strike\n[ASSAULT aerial contexts=military,territory]\n"
                   "carry prt:out obj:@a on=R\nbomb\n"},
    {"cues.txt", "carry +out | light | noun | 3 | -3\n"}
};
/* clang-format on */

static unsigned char *load(size_t *size)
{
    FILE *file = fopen(compiled, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = aligned_alloc(64, (*size + 63) / 64 * 64);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static tocsin_status ignore(void *context, text line)
{
    (void)context;
    (void)line;
    return TOCSIN_OK;
}

/* Uses whatever a damaged file gives. */
static void use(const struct lexicon *x)
{
    (void)tc_lexicon_scan(x,
                          TEXT("Joe Biden, IS and the U.S. foreign ministers in "
                               "Washington, D.C. carry out raids who Paris"),
                          false, hits, 64);
    (void)tc_lexicon_lookup(x, TEXT("carry out"), TC_NO_DAY, ignore, NULL);
    (void)tc_lexicon_lookup(x, TEXT("carry"), TC_NO_DAY, ignore, NULL);
    (void)tc_lexicon_lookup(x, TEXT("joe biden"), 0, ignore, NULL);
    (void)tc_lexicon_lookup(x, TEXT("paris"), 0, ignore, NULL);
    (void)tc_lexicon_lookup(x, TEXT("parris"), 0, ignore, NULL);
    (void)tc_lexicon_country(x, "USA");
    for (uint32_t i = 0; i < tc_gazetteer_count(x); i++) {
        struct gazetteer_place place;
        struct entry entry;
        tc_gazetteer_place(x, i, &place);
        tc_gazetteer_entry(x, i, &entry);
        assert_true(strlen(place.name) + strlen(place.admin1) + strlen(place.admin2) <
                    1000);
        assert_true(strlen(tc_lexicon_string(x, entry.name)) < 1000);
    }
    for (uint32_t i = 0; i < 200; i++) {
        uint32_t count;
        const struct frame *f = tc_lexicon_frames(x, i, 'v', &count);
        for (uint32_t j = 0; j < count; j++) {
            const struct slot *s = tc_lexicon_slots(x, &f[j]);
            for (uint32_t k = 0; k < f[j].slot_count; k++)
                (void)tc_slot_has_word(x, &s[k], 3);
        }
        (void)tc_lexicon_cues(x, i, 'v', &count);
    }
}

/* Every byte of the file in turn is changed, and the checksum mended: what opens must
 * be safe to use. */
static void test_damage(void **state)
{
    (void)state;
    tc_lexicon_free(make(ALL, 7));
    size_t size, opened = 0;
    unsigned char *bytes = load(&size);
    static const unsigned char changes[] = {0x01, 0x80, 0xFF};
    for (size_t i = 0; i < size * 3; i++) {
        unsigned char *byte = &bytes[i / 3], old = *byte;
        *byte ^= changes[i % 3];
        uint64_t hash = tc_hash(bytes + 48, size - 48);
        for (int j = 0; j < 8 && i / 3 >= 48; j++)
            bytes[24 + j] = (unsigned char)(hash >> (8 * j));
        struct lexicon *x = NULL;
        tocsin_error error;
        if (tc_lexicon_open(NULL, bytes, size, &x, &error) == TOCSIN_OK) {
            opened++;
            use(x);
        } else {
            assert_null(x);
        }
        tc_lexicon_free(x);
        *byte = old;
    }
    assert_true(opened > 0);
    struct lexicon *x = NULL;
    uint64_t hash = tc_hash(bytes + 48, size - 48);
    for (int j = 0; j < 8; j++)
        bytes[24 + j] = (unsigned char)(hash >> (8 * j));
    assert_int_equal(tc_lexicon_open(NULL, bytes, size, &x, NULL), TOCSIN_OK);
    tc_lexicon_free(x);
    for (size_t cut = 0; cut < size; cut += 1 + cut / 16)
        assert_int_not_equal(tc_lexicon_open(NULL, bytes, cut, &x, NULL), TOCSIN_OK);
    free(bytes);
}

static void test_same_bytes(void **state)
{
    (void)state;
    tc_lexicon_free(make(ALL, 7));
    size_t first_size, second_size;
    unsigned char *first = load(&first_size);
    tc_lexicon_free(make(ALL, 7));
    unsigned char *second = load(&second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    free(first);
    free(second);
}

static void test_memory(void **state)
{
    (void)state;
    tc_lexicon_free(make(ALL, 7));
    size_t problems;
    tocsin_status status = TOCSIN_MEMORY;
    long n = 0;
    while (status != TOCSIN_OK) {
        tc_alloc_fail(++n);
        status = tc_lexicon_compile(folder, compiled, tell, NULL, &problems, NULL);
        tc_alloc_fail(0);
        if (status != TOCSIN_OK)
            assert_int_equal(status, TOCSIN_MEMORY);
        assert_true(n < 100000);
    }
    assert_true(n > 50);
    struct lexicon *x = NULL;
    tc_alloc_fail(1);
    assert_int_equal(tc_lexicon_open(compiled, NULL, 0, &x, NULL), TOCSIN_MEMORY);
    tc_alloc_fail(0);
    x = open_compiled();
    unsigned long before = tc_alloc_count();
    (void)scan(x, "Joe Biden of the U.S. and al Shabaab");
    assert_int_equal(tc_alloc_count(), before);
    tc_alloc_fail(1);
    assert_int_equal(tc_lexicon_lookup(x, TEXT("carry"), TC_NO_DAY, ignore, NULL),
                     TOCSIN_MEMORY);
    tc_alloc_fail(0);
    tc_lexicon_free(x);
    tc_lexicon_free(NULL);
}

/* ---- checking -------------------------------------------------------------------- */

/* The findings of one file of acts are these words, each in the line before it. */
static void finds(const char *name, const char *text, size_t count,
                  const char *const *words)
{
    struct file file = {name, text};
    struct lexicon_check *check = NULL;
    tocsin_error error;
    size_t findings;
    assert_int_equal(compile(&file, 1), TOCSIN_OK);
    assert_int_equal(
        tc_lexicon_check_open(folder, tell, NULL, &findings, &check, &error),
        TOCSIN_OK);
    for (size_t i = 0; i < told_count && i < count; i++)
        if (!strstr(told[i], words[i]))
            fail_msg("not \"%s\" but \"%s\"", words[i], told[i]);
    if (told_count != count)
        fail_msg("%zu findings, not %zu: %s", told_count, count, told[0]);
    assert_int_equal(findings, count);
    tc_lexicon_check_free(check);
}

#define FINDS(name, text, ...)                                                         \
    finds(name, text,                                                                  \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *),           \
          (const char *const[]){__VA_ARGS__})
#define SOUND(name, text) finds(name, text, 0, NULL)

static void test_check_frames(void **state)
{
    (void)state;
    /* what asks for more comes first, and what asks for something else is apart */
    SOUND("acts/a.txt", "[ASSAULT -]\nhit\nhit obj:town\nhit obj!\nhit/n\n");
    SOUND("acts/a.txt", "[ASSAULT -]\nhit obj:town\nhit obj:village\nhit obj-:town\n");
    SOUND("acts/a.txt", "[ASSAULT -]\nhit obj:town\nhit obj:town,village\n");
    SOUND("acts/a.txt", "[ASSAULT -]\nhit on:town\nhit on:town=R\n");
    SOUND("acts/a.txt", "[ASSAULT -]\nhit on:%place\nhit on:%actor\n");
    FINDS("acts/a.txt", "[ASSAULT -]\nhit obj:town,village\nhit obj:town\n",
          "a.txt:3: hit can never win: acts/a.txt:2");
    FINDS("acts/a.txt", "[ASSAULT -]\nhit mod:air=A\nhit compound:air\n",
          "a.txt:3: hit can never win");
    FINDS("acts/a.txt", "[ASSAULT -]\nhit obj:town\n[AID -]\nhit obj:town\n",
          "a.txt:4: hit contradicts acts/a.txt:2: the same slots, but ASSAULT there");
    FINDS(
        "acts/a.txt", "[ASSAULT -]\nhit obj:town\nhit obj:town not-an-act\n",
        "a.txt:2: hit contradicts acts/a.txt:3: the same slots, but not-an-act there");
    FINDS("acts/a.txt", "[ASSAULT -]\nhit obj:town on=R\nhit obj:town\n",
          "a.txt:3: hit can never win");
    FINDS("acts/a.txt", "[ASSAULT -]\nhit on=R\nhit on=R\n",
          "a.txt:3: hit stands twice: the same as acts/a.txt:2");
    FINDS("acts/a.txt", "[ASSAULT -]\nhit obj-\nhit obj-\n",
          "a.txt:3: hit stands twice");
}

static void test_check_names(void **state)
{
    (void)state;
    SOUND("actors/a.txt", "a | Front | REB | IRQ | 1980 | 1990 |\n"
                          "b | Front | PTY | IRQ | 1991 | - |\n"
                          "c | ~Front | GOV | IRQ | - | - |\n");
    SOUND("agents.txt", "[MIL]\nmarine @USA\n[COP]\nmarine @FRA\n");
    FINDS("actors/a.txt",
          "a | Front | REB | IRQ | - | - |\n"
          "b | Front | PTY | IRQ | 1991 | - |\n",
          "a.txt:2: front is IRQPTY here and IRQREB at actors/a.txt:1");
    FINDS("actors/a.txt", "a | Red Front; Red-Front | REB | IRQ | - | - |\n",
          "a.txt:1: red front stands twice for the same");
    FINDS("actors/a.txt",
          "a | Front | REB | IRQ | - | - |\n"
          "b | Front | REB | IRQ | - | - |\n",
          "a.txt:2: front stands twice: it is at actors/a.txt:1, too");
    FINDS("agents.txt", "[MIL]\nmarine\n[COP]\nmarine\n",
          "agents.txt:4: marine is COP here and MIL at agents.txt:2");
    FINDS("agents.txt", "[MIL]\nmarine; soldier\nmarine\n",
          "agents.txt:3: marine stands twice");
}

static void test_check_examples(void **state)
{
    (void)state;
    struct file files[] = {
        {"acts/a.txt",   "[ASSAULT -]\nhit\nbomb\n> They bombed it.\n"
                       "# between\n> It was bombed.\n"},
        {"actors/a.txt", "a | Front | REB | IRQ | - | - |\n"                }
    };
    struct lexicon_check *check = NULL;
    size_t findings;
    assert_int_equal(compile(files, 2), TOCSIN_OK);
    assert_int_equal(tc_lexicon_check_open(folder, tell, NULL, &findings, &check, NULL),
                     TOCSIN_OK);
    assert_int_equal(tc_lexicon_check_examples(check), 2);
    struct lexicon_example e = tc_lexicon_check_example(check, 1);
    assert_string_equal(e.frame, "acts/a.txt:3");
    assert_string_equal(e.place, "acts/a.txt:6");
    assert_string_equal(e.sentence, "It was bombed.");
    const struct lexicon *x = tc_lexicon_check_lexicon(check);
    uint32_t frames[2] = {0, 1}, entries[64] = {0};
    assert_int_equal(tc_lexicon_frame_count(x), 2);
    assert_true(tc_lexicon_entry_count(x) <= 64);
    told_count = 0;
    struct lexicon_unused unused =
        tc_lexicon_check_unused(check, frames, entries, tell, NULL);
    assert_int_equal(unused.frames, 2);
    assert_int_equal(unused.unused_frames, 1);
    assert_int_equal(unused.names, 4); /* those of COUNTRIES, too */
    assert_int_equal(unused.unused_names, 4);
    assert_int_equal(told_count, 5);
    assert_non_null(strstr(told[4], "actors/a.txt:1: never named: front"));
    tc_lexicon_check_free(check);
    fails("topics.txt", "[sport 4]\n", 1, "[topic weight]");
    fails("topics.txt", "[sport 2]\nball\n[sport 1]\nball\n", 4, "there before");
    fails("voices.txt", "[alien noun]\n", 1, "[kind part]");
    fails("voices.txt", "[witness verb]\n", 1, "[kind part]");
    fails("voices.txt", "[witness noun]\nelder\n[expert noun]\nelder\n", 4,
          "there before");
    fails("verification.txt", "verify\n", 1, "before the first section");
    fails("verification.txt", "[praise]\n", 1, "[check]");
    tc_lexicon_check_free(NULL);
    long n = 0;
    tocsin_status status = TOCSIN_MEMORY;
    while (status != TOCSIN_OK) {
        assert_int_equal(compile(files, 2), TOCSIN_OK);
        tc_alloc_fail(++n);
        status = tc_lexicon_check_open(folder, NULL, NULL, &findings, &check, NULL);
        tc_alloc_fail(0);
        if (status != TOCSIN_OK)
            assert_int_equal(status, TOCSIN_MEMORY);
    }
    tc_lexicon_check_free(check);
    assert_true(n > 50);
}

static void test_labels(void **state)
{
    (void)state;
    bool carrier;
    struct lexicon *x = make_one("voices.txt", "[witness noun]\nonlooker; press\n"
                                               "[media beside]\npress\n"
                                               "[rebel sector]\nREB\n"
                                               "[unknown noun]\nsource\n");
    uint32_t press = tc_lexicon_word(x, TEXT("press"));
    assert_int_equal(tc_lexicon_voice(x, press, &carrier), TOCSIN_VOICE_WITNESS);
    assert_false(carrier);
    assert_int_equal(tc_lexicon_voice_beside(x, press), TOCSIN_VOICE_MEDIA);
    uint32_t onlooker = tc_lexicon_word(x, TEXT("onlooker"));
    assert_int_equal(tc_lexicon_voice_beside(x, onlooker), TOCSIN_VOICE_WITNESS);
    uint32_t source = tc_lexicon_word(x, TEXT("source"));
    assert_int_equal(tc_lexicon_voice(x, source, &carrier), TOCSIN_VOICE_UNKNOWN);
    assert_true(carrier);
    assert_int_equal(tc_lexicon_voice(x, 0, &carrier), TOCSIN_VOICE_UNKNOWN);
    assert_false(carrier);
    assert_int_equal(tc_lexicon_voice_sector(x, TEXT("REB")), TOCSIN_VOICE_REBEL);
    assert_int_equal(tc_lexicon_voice_sector(x, TEXT("GOV")), TOCSIN_VOICE_UNKNOWN);
    assert_int_equal(tc_lexicon_remark(x, press), REMARK_COUNT);
    tc_lexicon_free(x);
    x = make_one("verification.txt", "[check]\nverify\n[told]\nclaim; press\n");
    assert_int_equal(tc_lexicon_remark(x, tc_lexicon_word(x, TEXT("verify"))),
                     REMARK_CHECK);
    assert_int_equal(tc_lexicon_remark(x, tc_lexicon_word(x, TEXT("press"))),
                     REMARK_TOLD);
    tc_lexicon_free(x);
}

static void test_cameo_names(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Make a visit",                                               "042"},
        {"Express_intent_to_meet_or_negotiate",                        "036"},
        {"Threaten_non_force",                                         "131"},
        {"fight with artillery and tanks",                             "194"},
        {"Appeal for diplomatic cooperation (such as policy support)", "022"},
        {"Make a visits",                                              ""   },
        {"",                                                           ""   },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_true(
            tc_text_equal(tc_cameo_code(tc_text(pairs[i][0])), tc_text(pairs[i][1])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cameo_names),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_countries),
        cmocka_unit_test(test_leaders),
        cmocka_unit_test(test_actors),
        cmocka_unit_test(test_agents),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_gazetteer),
        cmocka_unit_test(test_many_places),
        cmocka_unit_test(test_discard),
        cmocka_unit_test(test_case),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_weak_and_strong),
        cmocka_unit_test(test_scan),
        cmocka_unit_test(test_scan_against_plain),
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_frames_of_nouns),
        cmocka_unit_test(test_frames_by_position),
        cmocka_unit_test(test_whole_codes),
        cmocka_unit_test(test_cues),
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_country_faults),
        cmocka_unit_test(test_name_faults),
        cmocka_unit_test(test_act_faults),
        cmocka_unit_test(test_many_problems),
        cmocka_unit_test(test_no_folder),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_check_frames),
        cmocka_unit_test(test_check_names),
        cmocka_unit_test(test_check_examples),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests_name("lexicon", tests, set_up, tear_down);
}
