/* test_code_voice.c: who says what, construction by construction.
 *
 * voice() takes a text, and of its first voice the words of source, cue and both parts
 * of the content, and whether the source is named. Texts with several voices, and
 * chains above claims, stand behind. The model and the dictionaries are the real ones,
 * because a voice is a matter of the two together.
 */
#include "test/coding_bench.h"

/* ---- one voice ------------------------------------------------------------------- */

static void check_part(const char *words, const char *part, const char *want,
                       uint32_t begin, uint32_t end)
{
    text got = tc_text_slice(tc_text(words), begin, end);
    if (!tc_text_equal(got, tc_text(want)))
        fail_msg("%s: %s: wanted [%s], got [%.*s]", words, part, want, (int)got.size,
                 got.data);
}

enum { UNNAMED, NAMED };

static void voice(const char *words, const char *source, const char *cue,
                  const char *content, const char *content2, int named)
{
    code(words);
    if (!bench.coding.attribution_count)
        fail_msg("no voice: %s", words);
    const tocsin_attribution *a = &bench.coding.attributions[0];
    check_part(words, "source", source, a->source_begin, a->source_end);
    check_part(words, "cue", cue, a->cue_begin, a->cue_end);
    check_part(words, "content", content, a->content_begin, a->content_end);
    check_part(words, "content2", content2, a->content2_begin, a->content2_end);
    if (a->named != (named == NAMED))
        fail_msg("named is %d: %s", a->named, words);
}

static void test_verbs(void **state)
{
    (void)state;
    voice("The minister said that the port would reopen in June.", "The minister",
          "said", "that the port would reopen in June", "", UNNAMED);
    voice("Villagers believe that the river was poisoned.", "Villagers", "believe",
          "that the river was poisoned", "", UNNAMED);
    voice("The president promised to free the prisoners.", "The president", "promised",
          "to free the prisoners", "", NAMED);
    voice("The cabinet decided to close the border.", "The cabinet", "decided",
          "to close the border", "", NAMED);
    voice("The survey shows that most voters are tired.", "The survey", "shows",
          "that most voters are tired", "", UNNAMED);
    voice("Britain praised the decision of the court.", "Britain", "praised",
          "the decision of the court", "", NAMED);
    voice("The union called for a strike.", "The union", "called for", "a strike", "",
          NAMED);
    voice("The union called on the government to resign.", "The union", "called on",
          "the government to resign", "", NAMED);
    voice("Petrov criticised the minister for the delay.", "Petrov", "criticised",
          "the minister for the delay", "", NAMED);
    voice("Petrov described the plan as a gift to the rich.", "Petrov", "described",
          "the plan as a gift to the rich", "", NAMED);
    voice("The envoy denied the reports.", "The envoy", "denied", "the reports", "",
          UNNAMED);
    voice("Petrov said the line was closed because the bridge had fallen.", "Petrov",
          "said", "the line was closed because the bridge had fallen", "", NAMED);
}

static void test_sourceless(void **state)
{
    (void)state;
    voice("The general is said to have fled.", "", "is said", "The general",
          "to have fled", UNNAMED);
    voice("It was reported that the general had fled.", "", "was reported",
          "that the general had fled", "", UNNAMED);
    voice("The rebels allegedly burned the depot.", "", "allegedly", "The rebels",
          "burned the depot", UNNAMED);
    voice("The general reportedly resigned.", "", "reportedly", "The general",
          "resigned", UNNAMED);
}

static void test_according_to(void **state)
{
    (void)state;
    voice("According to the ministry of health, six clinics closed.",
          "the ministry of health", "According to", "six clinics closed", "", NAMED);
    voice("Six clinics closed, according to Reuters.", "Reuters", "according to",
          "Six clinics closed", "", NAMED);
}

static void test_nouns_and_adjectives(void **state)
{
    (void)state;
    voice("The court heard of his admission that he had paid the guards.", "his",
          "admission", "that he had paid the guards", "", UNNAMED);
    voice("Petrov, the workers' leader, was sceptical that the line would reopen.",
          "Petrov, the workers' leader", "was sceptical", "that the line would reopen",
          "", NAMED);
    voice("The governor repeated his criticism of the bank.", "The governor",
          "repeated", "his criticism of the bank", "", UNNAMED);
}

static void test_quotations(void **state)
{
    (void)state;
    voice("\"We will not leave the valley,\" said Amina Diallo, a teacher from Kayes.",
          "Amina Diallo, a teacher from Kayes", "said",
          "\"We will not leave the valley,\"", "", NAMED);
    voice("\xE2\x80\x9CWe will not leave the valley,\xE2\x80\x9D the mayor said.",
          "the mayor", "said", "\xE2\x80\x9CWe will not leave the valley,\xE2\x80\x9D",
          "", UNNAMED);
    voice("''We will rebuild it,'' Petrov said.", "Petrov", "said",
          "''We will rebuild it,''", "", NAMED);
    voice("\xE2\x80\x98We will rebuild it,\xE2\x80\x99 said Petrov.", "Petrov", "said",
          "\xE2\x80\x98We will rebuild it,\xE2\x80\x99", "", NAMED);
    voice("The mayor left the hall and said the valley was \"a grave of promises\".",
          "The mayor", "said", "the valley was \"a grave of promises\"", "", UNNAMED);
    voice("\"We waited all night,\" Diallo said. \"Nobody came to help us.\"", "Diallo",
          "said", "\"We waited all night,\"", "\"Nobody came to help us.\"", NAMED);
    voice("\"We waited all night. The rain did not stop. Nobody came to help us,\" "
          "Diallo said.",
          "Diallo", "said",
          "\"We waited all night. The rain did not stop. Nobody came to help us,\"", "",
          NAMED);
    voice("\xE2\x80\x9CWe waited all night for the trucks.\n\n\xE2\x80\x9CNobody came "
          "to help us,\xE2\x80\x9D Diallo said.",
          "Diallo", "said",
          "\xE2\x80\x9CWe waited all night for the trucks.\n\n\xE2\x80\x9CNobody came "
          "to help us,\xE2\x80\x9D",
          "", NAMED);
    voice("\xE2\x80\x9CWe waited all night for the trucks,\xE2\x80\x9D Diallo "
          "said.\n\n\xE2\x80\x9CNobody came to help us at all.\xE2\x80\x9D",
          "Diallo", "said",
          "\xE2\x80\x9CWe waited all night for the trucks,\xE2\x80\x9D",
          "\xE2\x80\x9CNobody came to help us at all.\xE2\x80\x9D", NAMED);
}

static void test_marks_and_talks(void **state)
{
    (void)state;
    /* opened by one mark and closed by another */
    voice("\"We waited at the bridge all night,\xE2\x80\x9D Otieno said.", "Otieno",
          "said", "\"We waited at the bridge all night,\xE2\x80\x9D", "", NAMED);
    voice("\xE2\x80\x9CWe waited at the bridge all night,\" Otieno said.", "Otieno",
          "said", "\xE2\x80\x9CWe waited at the bridge all night,\"", "", NAMED);
    /* when and where he spoke stands between the two */
    voice(
        "''Nobody listens to the farmers,'' Otieno told a crowd near the end of a day "
        "of marches. ''Now they will have to hear us out.''",
        "Otieno", "told", "''Nobody listens to the farmers,''",
        "''Now they will have to hear us out.''", NAMED);
    /* one that is over is nobody's who speaks behind it */
    voice("\"The harvest is lost,\" Otieno said. \"We have nothing left to sell.\" "
          "Wanjiru "
          "said that the state would pay.",
          "Otieno", "said", "\"The harvest is lost,\"",
          "\"We have nothing left to sell.\"", NAMED);
    /* the next sentence ends in his words */
    voice("\"The harvest is lost,\" Otieno said. By next year, \"we will have nothing "
          "left to sell.\"",
          "Otieno", "said", "\"The harvest is lost,\"",
          "By next year, \"we will have nothing left to sell.\"", NAMED);
    /* a talk: turns without marks, each to the end of its line */
    voice("OTIENO: The harvest is lost. Nobody came to help us.\nKARIUKI: What did the "
          "state do?\nOTIENO: Nothing at all. They sent a letter.",
          "OTIENO", ":", "The harvest is lost. Nobody came to help us.", "", NAMED);
    /* a dateline is no voice */
    code("NAIROBI: Rain fell on the capital for three days.");
    assert_int_equal(bench.coding.attribution_count, 0);
}

static void test_places_of_the_speaker(void **state)
{
    (void)state;
    voice("The harvest, Diallo said, would be the worst in years.", "Diallo", "said",
          "The harvest", "would be the worst in years", NAMED);
    voice("The harvest would be the worst in years, said Diallo.", "Diallo", "said",
          "The harvest would be the worst in years", "", NAMED);
    voice("Ivan Petrov, the head of the railway union, who was freed in May, told the "
          "BBC that trains would stop.",
          "Ivan Petrov, the head of the railway union, who was freed in May", "told",
          "that trains would stop", "", NAMED);
    voice("Two officials who asked not to be named said the talks had failed.",
          "Two officials who asked not to be named", "said", "the talks had failed", "",
          UNNAMED);
    voice("Ivan Petrov: The railway will not be sold.", "Ivan Petrov", ":",
          "The railway will not be sold", "", NAMED);
}

static void test_named(void **state)
{
    (void)state;
    voice("Reuters reported that the general had fled.", "Reuters", "reported",
          "that the general had fled", "", NAMED);
    voice("The defence ministry said that two planes had landed.",
          "The defence ministry", "said", "that two planes had landed", "", NAMED);
    voice("A spokesman for the army said that two planes had landed.",
          "A spokesman for the army", "said", "that two planes had landed", "",
          UNNAMED);
    voice("Sources said that two planes had landed.", "Sources", "said",
          "that two planes had landed", "", UNNAMED);
    voice("Some officials said that two planes had landed.", "Some officials", "said",
          "that two planes had landed", "", UNNAMED);
    voice("A diplomat said that two planes had landed.", "A diplomat", "said",
          "that two planes had landed", "", UNNAMED);
    voice("The report said that two planes had landed.", "The report", "said",
          "that two planes had landed", "", UNNAMED);
    voice("President Putin said that two planes had landed.", "President Putin", "said",
          "that two planes had landed", "", NAMED);
    voice("Protesters said that two planes had landed.", "Protesters", "said",
          "that two planes had landed", "", UNNAMED);
}

/* ---- several voices -------------------------------------------------------------- */

static void check_cues(const char *words, const char *const *cues)
{
    code(words);
    uint32_t count = 0;
    for (; cues[count]; count++)
        if (count >= bench.coding.attribution_count ||
            !tc_text_equal(bench.coding.attributions[count].cue, tc_text(cues[count])))
            fail_msg("wanted %s: %s", cues[count], words);
    assert_int_equal(bench.coding.attribution_count, count);
}

static void test_rows_of_a_text(void **state)
{
    (void)state;
    static const char *const two[] = {"told", "said", NULL};
    check_cues("Petrov told reporters that the line was closed and said the bridge had "
               "fallen.",
               two);
    text second = tc_text_slice(bench.coding.document.text,
                                bench.coding.attributions[1].source_begin,
                                bench.coding.attributions[1].source_end);
    assert_true(tc_text_equal(second, TEXT("Petrov")));
    /* what is told inside a quotation is the speaker's telling */
    static const char *const outer[] = {"said", NULL};
    check_cues("\"Officials told us that rebels attacked soldiers in Mali,\" Diallo "
               "said.",
               outer);
    /* a quotation goes to the speaker behind it, not to the one before */
    static const char *const own[] = {"said", "replied", NULL};
    check_cues("\"We will stay,\" Diallo said. \"You will go,\" Petrov replied.", own);
    text answer = tc_text_slice(bench.coding.document.text,
                                bench.coding.attributions[1].content_begin,
                                bench.coding.attributions[1].content_end);
    assert_true(tc_text_equal(answer, TEXT("\"You will go,\"")));
    assert_int_equal(bench.coding.attributions[0].content2_end, 0);
    static const char *const none[] = {NULL};
    check_cues("Rain fell on the harbour all day.", none);
    check_cues("The so-called \"peace train\" arrived.", none);
}

/* ---- chains above a claim -------------------------------------------------------- */

static const tocsin_claim *claim_of(const char *words, tocsin_type type)
{
    code(words);
    for (uint32_t i = 0; i < bench.coding.claim_count; i++)
        if (bench.coding.claims[i].type == type)
            return &bench.coding.claims[i];
    fail_msg("no claim: %s", words);
    return NULL;
}

static void check_chain(const char *words, const char *const *sources)
{
    const tocsin_claim *c = claim_of(words, TOCSIN_ASSAULT);
    uint32_t count = 0;
    for (; sources[count]; count++)
        if (count >= c->attribution_count ||
            !tc_text_equal(c->attribution[count].source, tc_text(sources[count])))
            fail_msg("wanted %s in the chain: %s", sources[count], words);
    if (c->attribution_count != count)
        fail_msg("%u links: %s", c->attribution_count, words);
}

static void test_chains(void **state)
{
    (void)state;
    static const char *const cited[] = {"paper", "officials", "witnesses", NULL};
    check_chain(
        "The paper, citing officials who quoted witnesses, said that rebels had "
        "bombed a hospital in Mali.",
        cited);
    static const char *const nested[] = {"Reuters", "officials", NULL};
    check_chain("Reuters reported that officials said that rebels attacked soldiers in "
                "Mali.",
                nested);
    static const char *const diallo[] = {"Amina Diallo", NULL};
    check_chain(
        "\"We waited all night. Rebels attacked soldiers in Mali. Nobody came to "
        "help us,\" Amina Diallo said.",
        diallo);
    check_chain(
        "\xE2\x80\x9CWe waited all night.\n\n\xE2\x80\x9CRebels attacked soldiers "
        "in Mali,\xE2\x80\x9D Amina Diallo said.",
        diallo);
    check_chain("\xE2\x80\x9CWe waited all night,\xE2\x80\x9D Amina Diallo "
                "said.\n\n\xE2\x80\x9CRebels attacked soldiers in Mali at "
                "dawn.\xE2\x80\x9D",
                diallo);
    static const char *const told[] = {"Diallo", "Officials", NULL};
    check_chain("\"Officials told us that rebels attacked soldiers in Mali,\" Diallo "
                "said.",
                told);
    static const char *const iran[] = {"Iran", NULL};
    check_chain("Iran accused Israel of bombing Syria.", iran);
    /* praise is no telling */
    static const char *const nobody[] = {NULL};
    check_chain("France praised Mali for attacking rebels.", nobody);
}

/* ---- marks that have lost their other half --------------------------------------- */

static void test_lost_marks(void **state)
{
    (void)state;
    code(
        "\"We will stay, Diallo said.\n\nRebels left Mali.\n\n\"We go,\" Petrov said.");
    const tocsin_attribution *last =
        &bench.coding.attributions[bench.coding.attribution_count - 1];
    text what = tc_text_slice(bench.coding.document.text, last->content_begin,
                              last->content_end);
    assert_true(tc_text_equal(what, TEXT("\"We go,\"")));
    static const char *const odd[] = {"\"",
                                      "\"\"\"\"",
                                      "'' said",
                                      "said \xE2\x80\x9C",
                                      "\xE2\x80\x9D said \xE2\x80\x9D",
                                      ": said",
                                      "He said, \"\n\n\" \" said he.",
                                      "'''said'' \"' \" '",
                                      "According to",
                                      "citing, citing, citing"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        code(odd[i]);
}

/* A voice for each of many quotations, and time that does not grow faster than they. */
static void test_many_quotations(void **state)
{
    (void)state;
    static const char one[] =
        "\"We waited all night,\" Diallo said. \"No one came.\"\n\n";
    enum { MANY = 400 };
    struct buffer all;
    tc_buffer_init(&all, 0);
    for (int i = 0; i < MANY; i++)
        tc_buffer_string(&all, one);
    tc_buffer_byte(&all, '\0');
    assert_false(all.failed);
    code(all.data);
    assert_int_equal(bench.coding.attribution_count, MANY);
    for (uint32_t i = 0; i < MANY; i++)
        assert_true(bench.coding.attributions[i].content2_end >
                    bench.coding.attributions[i].content2_begin);
    tc_buffer_release(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verbs),
        cmocka_unit_test(test_sourceless),
        cmocka_unit_test(test_according_to),
        cmocka_unit_test(test_nouns_and_adjectives),
        cmocka_unit_test(test_quotations),
        cmocka_unit_test(test_marks_and_talks),
        cmocka_unit_test(test_places_of_the_speaker),
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_rows_of_a_text),
        cmocka_unit_test(test_chains),
        cmocka_unit_test(test_lost_marks),
        cmocka_unit_test(test_many_quotations),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
