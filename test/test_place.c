/* test_place.c: which of several places a name means, and which names are places.
 *
 * place() takes a text, the publisher's address, words of the text, and the country
 * and division of the place that they must be; no country: the layer must not have
 * them. The model and the dictionaries are the real ones.
 */
#include <tocsin.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static tocsin_engine *engine;
static tocsin_coder *coder;
static tocsin_coding coding;

static tocsin_text text_of(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

static bool equal(tocsin_text t, const char *s)
{
    return t.size == strlen(s) && (!t.size || memcmp(t.data, s, t.size) == 0);
}

static void code(const char *words, const char *url)
{
    tocsin_document d = {.id = text_of("a"), .published = text_of("2024-01-30")};
    tocsin_error error;
    d.text = text_of(words);
    d.url = text_of(url);
    assert_int_equal(tocsin_coder_code(coder, &d, &coding, &error), TOCSIN_OK);
}

/* The last place of the layer with these words, or NULL. */
static const tocsin_place *find(const char *words)
{
    for (uint32_t i = coding.place_count; i-- > 0;)
        if (equal(coding.places[i].text, words))
            return &coding.places[i];
    return NULL;
}

static void place(const char *text, const char *url, const char *words,
                  const char *country, const char *admin1)
{
    code(text, url);
    const tocsin_place *p = find(words);
    if (!country && !p)
        return;
    if (!country || !p || !equal(p->country, country) ||
        (admin1[0] && !equal(p->admin1, admin1)))
        fail_msg("%s: %s: wanted %s %s, got %.*s %.*s", text, words,
                 country ? country : "nothing", admin1, p ? (int)p->country.size : 7,
                 p ? p->country.data : "nothing", p ? (int)p->admin1.size : 0,
                 p ? p->admin1.data : "");
}

/* ---- which of several ------------------------------------------------------------ */

static void test_said_in_words(void **state)
{
    (void)state;
    place("The fire in Paris, Texas, burned for two days.", "", "Paris", "USA",
          "Texas");
    place("The fire in Paris, France, burned for two days.", "", "Paris", "FRA", "");
    place("Police in Athens, Ga., closed the bridge.", "", "Athens", "USA", "Georgia");
    place("Police in Athens, Ga., closed the bridge.", "", "Ga", "USA", "Georgia");
    place("She moved from Tripoli, Lebanon, to Tripoli, Libya.", "", "Tripoli", "LBY",
          "");
    place("The trial in Huntington, W.Va., went on.", "", "Huntington", "USA",
          "West Virginia");
    place("He was born in Birmingham, Alabama.", "", "Birmingham", "USA", "Alabama");
    place("He was born in Cambridge, Ontario.", "", "Cambridge", "CAN", "Ontario");
    place("The mayor of Vancouver, Washington, resigned.", "", "Washington", "USA",
          "Washington");
}

static void test_one_sense(void **state)
{
    (void)state;
    place("A jury in Paris, Texas, heard the case. Later the mayor of Paris spoke.", "",
          "Paris", "USA", "Texas");
}

static void test_countries_named(void **state)
{
    (void)state;
    place("Lebanese soldiers took up positions in Tripoli.", "", "Tripoli", "LBN", "");
    place("Libyan soldiers took up positions in Tripoli.", "", "Tripoli", "LBY", "");
    place("The Venezuelan army entered Valencia.", "", "Valencia", "VEN", "");
    place("The Spanish police entered Valencia.", "", "Valencia", "ESP", "");
}

static void test_neighbours(void **state)
{
    (void)state;
    place("Schools in Springfield, Decatur, Peoria and Champaign stayed closed, the "
          "governor of Illinois said.",
          "", "Springfield", "USA", "Illinois");
    place("Trains between Springfield, Worcester and Boston were late.", "",
          "Springfield", "USA", "Massachusetts");
}

static void test_publisher(void **state)
{
    (void)state;
    place("The council of Newcastle met on Monday.", "https://www.example.com.au/news",
          "Newcastle", "AUS", "");
    place("The council of Newcastle met on Monday.", "https://www.example.co.uk/news",
          "Newcastle", "GBR", "");
}

static void test_the_great_stay(void **state)
{
    (void)state;
    place("The minister flew to London and Moscow.", "", "London", "GBR", "");
    place("The minister flew to London and Moscow.", "", "Moscow", "RUS", "");
    place("Protests spread from Georgia to Armenia.", "", "Georgia", "GEO", "");
    place("Senators in Washington debated it.", "", "Washington", "USA",
          "District of Columbia");
}

/* ---- which names ----------------------------------------------------------------- */

static void test_people(void **state)
{
    (void)state;
    place("Jordan Peters, 23, was charged on Monday. Peters denied it.", "", "Jordan",
          NULL, "");
    place("The award went to a nurse in Sydney.", "", "Sydney", "AUS", "");
}

static void test_asked(void **state)
{
    (void)state;
    place("Voters in Logan, Utah, chose a sheriff.", "", "Logan", "USA", "Utah");
    place("The storm crossed Warren County, Ohio, at dawn.", "", "Warren County", "USA",
          "Ohio");
    place("The town lies in Cochise County.", "", "Cochise County", "USA", "Arizona");
    place("Logan denied the charges.", "", "Logan", NULL, "");
}

static void test_demonyms(void **state)
{
    (void)state;
    place("Syrian officers met the envoy.", "", "Syrian", "SYR", "");
    assert_true(find("Syrian")->demonym);
    place("Officers met the envoy in Syria.", "", "Syria", "SYR", "");
    assert_false(find("Syria")->demonym);
}

static void test_unknown(void **state)
{
    (void)state;
    code("The body was found in the Quimbleton River.", "");
    const tocsin_place *p = find("Quimbleton River");
    assert_non_null(p);
    assert_true(isnan(p->lat) && !p->country.size && !p->precision.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_said_in_words),   cmocka_unit_test(test_one_sense),
        cmocka_unit_test(test_countries_named), cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_publisher),       cmocka_unit_test(test_the_great_stay),
        cmocka_unit_test(test_people),          cmocka_unit_test(test_asked),
        cmocka_unit_test(test_demonyms),        cmocka_unit_test(test_unknown),
    };
    tocsin_error error;
    int failed = 1;
    if (tocsin_engine_open(NULL, NULL, &engine, &error) == TOCSIN_OK &&
        tocsin_coder_new(engine, &coder) == TOCSIN_OK)
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    tocsin_coder_free(coder);
    tocsin_engine_free(engine);
    return failed;
}
