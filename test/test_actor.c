/* test_actor.c: tocsin_coder_actor(): what a phrase is, and what the call promises. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
static const struct {
    const char *phrase, *code; /* the code on no day */
} phrases[] = {
    {"police in Hong Kong", "HKGCOP"},
    {"students at Dhaka University", "BGDEDU"},
    {"residents of Kharkiv", "UKRCVL"},
    {"former Sudanese army officers", "SDNELI"},
    {"pro-government gunmen", "PRM"},
    {"Iran-backed militias in Iraq", "IRNREB"},
    {"Lt. Gen. Kyaw Zaw", "MIL"},
    {"Senator Mark Dunlop", "LEG"},
    {"Judge Amina Okoro", "JUD"},
    {"Rev. Thomas Kane", "REL"},
    {"Sen. John Dole", "LEG"},
    {"Rep. Jim Tully", "LEG"},
    {"Gov. Ann Hart", "GOV"},
    {"ex-president of Peru", "PERELI"},
    {"president-elect of Ecuador", "ECUGOV"},
    {"spokesman for the Kenyan defence ministry", "KENGOV"},
    {"spokeswoman of the rebels", "REB"},
    {"a spokesman for the Taliban", "AFGGOV"},
    {"Kaduna State University", "NGAEDU"},
    {"Ministry of Petroleum Resources", "GOV"},
    {"the Nairobi Times", "KENMED"},
    {"Acme Mining Ltd", "BUS"},
    {"Lahore High Court", "PAKJUD"},
    {"Punjab Provincial Assembly", "PAKLEG"},
    {"Ugandan opposition leader", "UGAOPP"},
    {"Buddhist monks in Sri Lanka", "LKAREL"},
    {"Coptic Christians in Egypt", "EGYCHR"},
    {"Kurdish fighters in Syria", "SYRPRM"},
    {"Turkish-backed rebels", "TURREB"},
    {"Houthi rebels", "YEMREB"},
    {"Russian mercenaries", "RUSPRM"},
    {"Palestinian teenagers", "PSECVL"},
    {"Israeli settlers", "ISRCVL"},
    {"Venezuelan migrants", "VENREF"},
    {"Rohingya refugees in Bangladesh", "MMRREF"},
    {"Mexican drug cartel", "MEXCRM"},
    {"Nigerian bandits", "NGACRM"},
    {"Somali pirates", "SOMCRM"},
    {"French trade unions", "FRALAB"},
    {"journalists in Myanmar", "MMRMED"},
    {"doctors at a hospital in Gaza", "PSEHLH"},
    {"the Indian navy", "INDMIL"},
    {"Myanmar's military", "MMRMIL"},
    {"Burmese junta", "MMRGOV"},
    {"the Polish Supreme Court", "POLJUD"},
    {"Japan's ruling party", "JPNPTY"},
    {"the Brazilian Workers' Party", "BRAPTY"},
    {"Sudan's Rapid Support Forces", "SDNREB"},
    {"US Federal Bureau of Investigation", "USACOP"},
    {"National Police of Colombia", "COLCOP"},
    {"Kenya Wildlife Service", "KENGOV"},
    {"Zimbabwe Electoral Commission", "ZWEGOV"},
    {"South African Broadcasting Corporation", "ZAFMED"},
    {"Bangladesh Garment Workers Federation", "BGDLAB"},
    {"Unidentified armed men", "UAF"},
    {"the Catholic Church in Poland", "POLREL"},
    {"Chechen leader Ramzan Kadyrov", "RUSGOV"},
    {"former prime minister Imran Khan", "PAKELI"},
    {"Congolese rebels", "CODREB"},
    {"Tigrayan forces", "ETHMIL"},
    {"troops from Chad", "TCDMIL"},
    {"Cuban dissidents", "CUBOPP"},
    {"car-borne youths", "CVL"},
    {"local officials in Xinjiang", "CHNGOV"},
    {"an imam in Paris", "FRAREL"},
    {"Moscow", "RUSGOV"},
    {"Kremlin spokesman", "RUSGOV"},
    {"Downing Street", "GBRGOV"},
    {"the Elysee", "FRAGOV"},
    {"Seoul", "KORGOV"},
    {"Geneva", "CHECVL"},
    {"Mosul", "IRQCVL"},
    {"American troops in Afghanistan", "USAMIL"},
    {"UN peacekeepers in Mali", "IGOUNO"},
    {"UN Secretary-General", "IGOUNO"},
    {"African Union", "IGOAFU"},
    {"EU foreign policy chief", "IGOEUR"},
    {"Amnesty International", "NGOAMN"},
    {"Médecins Sans Frontières", "NGOMSF"},
    {"the World Food Programme", "IGOWFP"},
    {"Google", "USABUS"},
    {"Toyota", "JPNBUS"},
    {"BBC", "GBRMED"},
    {"Xinhua", "CHNMED"},
    {"Al Jazeera", "QATMED"},
    {"Harvard University", "USAEDU"},
    {"Red Cross", "NGOCRC"},
    {"Greenpeace", "NGOGRE"},
    {"Boko Haram militants", "NGAREB"},
    {"al-Qaeda fighters in Yemen", "IMGALQ"},
    {"Islamic State in Khorasan", "AFGREB"},
    {"FARC dissidents", "COLREB"},
    {"Maoist rebels in India", "INDREB"},
    {"Assam Rifles", "INDMIL"},
    {"Bihar chief minister", "INDGOV"},
    {"Scottish government", "GBRGOV"},
    {"Catalan separatists", "ESPSEP"},
    {"the Kurdistan Regional Government", "IRQGOV"},
    {"Hong Kong democracy activists", "HKGOPP"},
    {"Taiwanese legislators", "TWNLEG"},
    {"Iranian judiciary", "IRNJUD"},
    {"Saudi-led coalition", "IGOSLC"},
    {"Wagner Group", "RUSPRM"},
    {"Yevgeny Prigozhin", "RUSPRM"},
    {"king of Jordan", "JORGOV"},
    {"the Pope", "REL"},
    {"Dalai Lama", "CHNREL"},
    {"Abkhazia", "GEOSEP"},
    {"Russian troops in Abkhazia", "RUSMIL"},
    {"an unrecognised republic", "SEP"},
};
/* clang-format on */

struct bench {
    tocsin_engine *engine;
    tocsin_coder *coder;
};

static int open_bench(void **state)
{
    static struct bench b;
    tocsin_error error;
    *state = &b;
    return tocsin_engine_open(NULL, NULL, &b.engine, &error) == TOCSIN_OK &&
                   tocsin_coder_new(b.engine, &b.coder) == TOCSIN_OK
               ? 0
               : -1;
}

static int close_bench(void **state)
{
    struct bench *b = *state;
    tocsin_coder_free(b->coder);
    tocsin_engine_free(b->engine);
    return 0;
}

static void test_phrases(void **state)
{
    struct bench *b = *state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        tocsin_phrase phrase = {.text = tc_text(phrases[i].phrase)};
        tocsin_actor actor;
        assert_int_equal(tocsin_coder_actor(b->coder, &phrase, &actor, NULL),
                         TOCSIN_OK);
        if (tc_text_equal(actor.mention.code, tc_text(phrases[i].code)))
            continue;
        print_error("%s: %.*s, not %s\n", phrases[i].phrase,
                    (int)actor.mention.code.size, actor.mention.code.data,
                    phrases[i].code);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static tocsin_actor ask(struct bench *b, const char *text, const char *day,
                        const char *country, const char *context)
{
    tocsin_phrase phrase = {tc_text(text), tc_text(day), tc_text(country),
                            tc_text(context)};
    tocsin_actor actor;
    tocsin_error error;
    assert_int_equal(tocsin_coder_actor(b->coder, &phrase, &actor, &error), TOCSIN_OK);
    return actor;
}

static void test_day_country_context(void **state)
{
    struct bench *b = *state;
    tocsin_actor a = ask(b, "Angela Merkel", "2015-03-01", "", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("DEUGOV")));
    assert_true(tc_text_equal(a.kind, TEXT("person")));
    assert_true(tc_text_equal(a.post, TEXT("chancellor")));
    a = ask(b, "Angela Merkel", "2023-03-01", "", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("DEUELI")));
    a = ask(b, "the police", "", "Kenya", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("KENCOP")));
    a = ask(b, "rebels", "", "Chad", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("TCDREB")));
    a = ask(b, "French rebels", "", "Chad", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("FRAREB")));
    a = ask(b, "the police", "", "KEN", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("KENCOP")));
    a = ask(b, "the police", "", "Nowhere at all", "");
    assert_true(tc_text_equal(a.mention.code, TEXT("COP")));
    a = ask(b, "They", "", "", "Kenyan police raided two villages.");
    assert_true(tc_text_equal(a.mention.code, TEXT("KENCOP")));
    /* bytes of the phrase, not of what stood before it */
    a = ask(b, "the Kenyan police", "", "", "Rain fell.");
    assert_int_equal(a.mention.begin, 4);
    assert_int_equal(a.mention.end, 17);
}

static void test_no_phrase(void **state)
{
    struct bench *b = *state;
    tocsin_actor a = ask(b, "", "", "", "");
    assert_int_equal(a.mention.code.size, 0);
    a = ask(b, "was, expected", "", "", "");
    assert_int_equal(a.mention.code.size, 0);
    a = ask(b, "\n\n \t.\n", "", "", "");
    assert_int_equal(a.mention.code.size, 0);
    tocsin_phrase bad = {
        .text = {"\xff\xfe", 2}
    };
    tocsin_error error;
    assert_int_equal(tocsin_coder_actor(b->coder, &bad, &a, &error), TOCSIN_ENCODING);
    bad = (tocsin_phrase){
        .text = TEXT("police"), .country = {"\xff\xfe\xff", 3}
    };
    (void)tocsin_coder_actor(b->coder, &bad, &a, &error);
}

static void test_memory(void **state)
{
    struct bench *b = *state;
    (void)ask(b, "police in Hong Kong", "2020-01-01", "", "Police came.");
    unsigned long warm = tc_alloc_count();
    (void)ask(b, "police in Hong Kong", "2020-01-01", "", "Police came.");
    assert_int_equal(tc_alloc_count(), warm);
    long failures = 0;
    for (long n = 1;; n++) {
        tocsin_coder *coder = NULL;
        tocsin_actor a;
        tocsin_phrase phrase = {.text = TEXT("police in Hong Kong")};
        tc_alloc_fail(n);
        tocsin_status status = tocsin_coder_new(b->engine, &coder);
        if (status == TOCSIN_OK)
            status = tocsin_coder_actor(coder, &phrase, &a, NULL);
        tc_alloc_fail(0);
        if (status == TOCSIN_OK)
            assert_true(tc_text_equal(a.mention.code, TEXT("HKGCOP")));
        else
            assert_int_equal(status, TOCSIN_MEMORY);
        tocsin_coder_free(coder);
        if (status == TOCSIN_OK)
            break;
        failures++;
        assert_true(failures < 1000);
    }
    assert_true(failures > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_day_country_context),
        cmocka_unit_test(test_no_phrase),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
