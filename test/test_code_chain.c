/* test_code_chain.c: according to whom a claim is made, and whether it was checked.
 *
 * chain() takes a text, the word that makes one of its claims, and the chain above it,
 * the outermost source first: "Reuters=media+ < police=official". Behind the source
 * stands its kind, then "+" if it is named and "~" if the text says that it would not
 * be. "" is the publisher's own voice, "-" a source that the text does not name.
 */
#include "test/coding_bench.h"

static const tocsin_claim *claim_at(const char *words, const char *trigger)
{
    code(words);
    for (uint32_t i = 0; i < bench.coding.claim_count; i++) {
        const tocsin_claim *c = &bench.coding.claims[i];
        if (tc_text_equal(c->trigger, tc_text(trigger)) && c->type != TOCSIN_ACCUSE)
            return c;
    }
    fail_msg("no claim by \"%s\": %s", trigger, words);
    return NULL;
}

static void chain(const char *words, const char *trigger, const char *wanted)
{
    const tocsin_claim *c = claim_at(words, trigger);
    struct buffer got;
    tc_buffer_init(&got, 1 << 12);
    for (uint32_t i = 0; i < c->attribution_count; i++) {
        const tocsin_attribution *a = &c->attribution[i];
        tc_buffer_string(&got, i ? " < " : "");
        tc_buffer_text(&got, a->source.size ? a->source : TEXT("-"));
        tc_buffer_format(&got, "=%s%s%s", tocsin_voice_kind_name(a->kind),
                         a->named ? "+" : "", a->anonymous ? "~" : "");
    }
    if (!tc_text_equal((text){got.data, got.size}, tc_text(wanted)))
        fail_msg("wanted [%s], got [%.*s]: %s", wanted, (int)got.size,
                 got.size ? got.data : "", words);
    tc_buffer_release(&got);
}

/* ---- kinds ----------------------------------------------------------------------- */

static void test_kinds_by_actor(void **state)
{
    (void)state;
    chain("Ukraine said Russian troops shelled Sumy.", "shelled", "Ukraine=official+");
    chain("The Kremlin said Ukraine shelled Kursk.", "shelled", "Kremlin=official+");
    chain("Al-Shabaab said its fighters attacked a hotel in Mogadishu.", "attacked",
          "Al-Shabaab=rebel+");
    chain("Reuters reported that Chad attacked Sudan.", "attacked", "Reuters=media+");
    chain("Oxfam said soldiers burned a church.", "burned", "Oxfam=organisation+");
    chain("The United Nations said militants attacked a convoy in Mali.", "attacked",
          "United Nations=organisation+");
    chain("The Institute for the Study of War said Russian forces attacked Avdiivka.",
          "attacked", "Institute for the Study of War=expert+");
    chain("Ukraine's air force said Russia attacked Odesa.", "attacked",
          "Ukraine's air force=military+");
    chain("Mayor Ivan Petrenko said Russian troops shelled the town.", "shelled",
          "Mayor Ivan Petrenko=official+");
}

static void test_kinds_by_noun(void **state)
{
    (void)state;
    chain("Eyewitnesses said soldiers shot a boy in Khartoum.", "shot",
          "Eyewitnesses=witness");
    chain("Residents of the village said militants burned houses.", "burned",
          "Residents of the village=witness");
    chain("A military analyst said Iran armed the Houthis.", "armed",
          "military analyst=expert");
    chain("Doctors said police beat demonstrators in Harare.", "beat",
          "Doctors=expert");
    chain("A leaflet said the rebels attacked the garrison.", "attacked",
          "leaflet=document");
    chain("Satellite images showed that the army burned villages in Darfur.", "burned",
          "Satellite images=document");
    chain("Local media reports said gunmen attacked a church in Kaduna.", "attacked",
          "Local media reports=media");
    chain("A local journalist said soldiers shot two boys.", "shot",
          "local journalist=media");
    chain("Insurgents said the army bombed a market.", "bombed", "Insurgents=rebel");
    chain("The company said pirates attacked its tanker off Somalia.", "attacked",
          "company=organisation");
}

static void test_kinds_by_what_stands_beside(void **state)
{
    (void)state;
    chain("Security sources in Basra said gunmen attacked a judge.", "attacked",
          "Security sources in Basra=official");
    chain("A spokesman for the rebels said troops bombed the village.", "bombed",
          "spokesman for the rebels=rebel");
    chain("A Hamas spokesman said Israel bombed a clinic in Gaza.", "bombed",
          "Hamas spokesman=rebel");
    chain("Two military officials said rebels shelled the town.", "shelled",
          "Two military officials=military");
    chain("Company officials said pirates attacked the tanker.", "attacked",
          "Company officials=organisation");
    chain("Sources close to the rebels said government forces bombed Idlib.", "bombed",
          "Sources close to the rebels=rebel");
    chain("Confidential sources within the Kenyan military said Ethiopia attacked a "
          "post.",
          "attacked", "Confidential sources within the Kenyan military=military");
    chain("Sources said Iran attacked a tanker.", "attacked", "Sources=unknown");
    chain("Amina Diallo, a shopkeeper, said soldiers burned a mosque.", "burned",
          "Amina Diallo=witness+");
    chain("Peter Otieno, an analyst with a think tank in Nairobi, said Kenya attacked "
          "the militants.",
          "attacked", "Peter Otieno=expert+");
}

static void test_kinds_that_go_on(void **state)
{
    (void)state;
    chain("Orion Mining Corp said rebels burned a church. The company said troops shot "
          "a guard.",
          "shot", "Orion Mining Corp=organisation+");
    chain("Health Minister Paul Wekesa said rebels burned a church. Wekesa said troops "
          "shot a guard.",
          "shot", "Health Minister Paul Wekesa=official+");
    chain("Juma Barasa, president of the Kenya Tea Association, said police shot a "
          "farmer.",
          "shot", "Juma Barasa=organisation+");
}

/* ---- named, unnamed, and who would not be named ---------------------------------- */

static void test_without_a_name(void **state)
{
    (void)state;
    chain("An official, speaking on condition of anonymity, said troops arrested the "
          "mayor.",
          "arrested", "official=official~");
    chain("A diplomat who asked not to be named said Turkey bombed Kurdish positions.",
          "bombed", "diplomat=official~");
    chain("The official, who was not authorised to speak publicly, said troops shot a "
          "guard.",
          "shot", "official=official~");
    chain("Troops attacked the camp, an official said. He spoke on condition of "
          "anonymity.",
          "attacked", "official=official~");
    chain("The official requested anonymity. He said troops shot a guard.", "shot",
          "official=official~");
    chain("A person familiar with the matter said China detained a banker.", "detained",
          "person familiar with the matter=unknown");
    chain("Two officials said China detained a banker.", "detained",
          "Two officials=official");
    chain("The minister, who was named last week, said troops shot a guard.", "shot",
          "minister=official");
}

/* ---- chains ---------------------------------------------------------------------- */

static void test_nested(void **state)
{
    (void)state;
    chain("The Daily Star, citing officials who quoted witnesses, said troops attacked "
          "the village.",
          "attacked", "Daily Star=media+ < officials=official < witnesses=witness");
    chain("The paper reported, quoting two diplomats, that Iran attacked the tanker.",
          "attacked", "paper=media < two diplomats=official");
    chain("Israel bombed the port, Syrian state media reported, citing a military "
          "source.",
          "bombed", "Syrian state media=media < military source=military");
    chain("Rebels attacked the barracks, according to police, who cited witnesses.",
          "attacked", "police=official+ < witnesses=witness");
    chain("The army said villagers told soldiers that rebels killed the mayor.",
          "killed", "army=military+ < villagers=witness");
    chain("Police said that witnesses claimed that rebels kidnapped the priest.",
          "kidnapped", "Police=official < witnesses=witness");
    chain("Haaretz revealed that, according to sources in the army, Israel attacked a "
          "convoy in Sudan.",
          "attacked", "Haaretz=media+ < sources in the army=military");
    chain("The radio said, quoting the governor, that rebels killed a nurse.", "killed",
          "radio=media < governor=official");
}

static void test_by_way_of_media(void **state)
{
    (void)state;
    chain("An official told AFP that rebels burned the barracks.", "burned",
          "AFP=media+ < official=official");
    chain("In an interview with the BBC, the minister said Turkey attacked the Kurds.",
          "attacked", "BBC=media+ < minister=official");
    chain("The colonel told reporters that rebels burned the barracks.", "burned",
          "colonel=military");
    chain("Rebels attacked the barracks, the army said, as reported by Reuters.",
          "attacked", "Reuters=media+ < army=military+");
    chain("As the Financial Times first reported, China detained two bankers.",
          "detained", "Financial Times=media+");
    chain("Al Jazeera quoted residents as saying that warplanes bombed a market.",
          "bombed", "Al Jazeera=media+ < residents=witness");
    chain("Witnesses were quoted by the daily as saying that police beat students.",
          "beat", "daily=media < Witnesses=witness");
    chain("\"Ukraine shelled Donetsk,\" Interfax quoted the aide as saying.", "shelled",
          "Interfax=media+ < aide=official");
    chain("Documents seen by Reuters show that the army killed two monks.", "killed",
          "Reuters=media+ < Documents=document");
    chain("Officials quoted by Xinhua said rebels killed two engineers.", "killed",
          "Xinhua=media+ < Officials=official");
}

static void test_whole_sentences(void **state)
{
    static const char two[] =
        "Rebels attacked the town and killed a judge, according to police.";
    static const char talk[] =
        "OTIENO: We hid. Rebels burned the church.\nKARIUKI: And "
        "then?\nOTIENO: Soldiers shot a nurse. We fled.";
    (void)state;
    chain(two, "attacked", "police=official+");
    chain(two, "killed", "police=official+");
    chain(talk, "burned", "OTIENO=unknown+");
    chain(talk, "shot", "OTIENO=unknown+");
}

static void test_the_publisher(void **state)
{
    (void)state;
    chain("Rebels attacked the barracks on Sunday.", "attacked", "");
    chain("The army said rebels fled. Soldiers attacked the village.", "attacked", "");
    chain("The attack killed five soldiers, he added. The rebels then burned a market.",
          "burned", "");
    chain("\"We lost all,\" a widow said. Soldiers burned the houses of the Muslims.",
          "burned", "");
}

/* ---- sources that go on ---------------------------------------------------------- */

static void test_continued(void **state)
{
    (void)state;
    chain("Mayor Ivan Petrenko said Russian troops shelled the town. He added that "
          "they abducted three officials.",
          "abducted", "Mayor Ivan Petrenko=official+");
    chain("Three Western officials said Russia bombed Aleppo. The officials added that "
          "Syria arrested two journalists.",
          "arrested", "Three Western officials=official");
    chain("Two security sources said the army arrested the governor. These sources "
          "said soldiers shot a guard.",
          "shot", "Two security sources=official");
    chain("A senior official said the army arrested the governor. The same official "
          "said soldiers shot a guard.",
          "shot", "senior official=official");
    chain("Amnesty International said in a report that troops raped women in Tigray. "
          "The report added that soldiers looted a hospital.",
          "looted", "Amnesty International=organisation+");
    chain("The rebels issued a statement. The statement said the army bombed a clinic.",
          "bombed", "rebels=rebel");
    chain("The report said the army bombed a clinic.", "bombed", "report=document");
    chain("Iran criticised the report. The report said Iran shipped missiles to Sudan.",
          "shipped", "report=document");
    chain("Peter Otieno, an analyst, said Kenya shelled a port. Otieno said Somalia "
          "expelled the ambassador.",
          "expelled", "Peter Otieno=expert+");
    chain("Colonel Musa Diallo, a spokesman for the army, said militants ambushed a "
          "patrol. The spokesman added that troops arrested six suspects.",
          "arrested", "Colonel Musa Diallo=military+");
    chain("The UN mission said militants killed two monks. The mission added that they "
          "wounded four soldiers.",
          "wounded", "UN mission=organisation+");
}

/* ---- forms of speech ------------------------------------------------------------- */

static void test_forms(void **state)
{
    (void)state;
    chain("Rebels are reported to have attacked the airport.", "attacked", "-=unknown");
    chain("Rebels are believed to have killed the mayor.", "killed", "-=unknown");
    chain("It was reported that rebels attacked the airport.", "attacked", "-=unknown");
    chain("Reportedly, the army attacked the village.", "attacked", "-=unknown");
    chain("There were allegations that police tortured prisoners.", "tortured",
          "-=unknown");
    chain("Allegations by the opposition that police tortured prisoners led to "
          "protests.",
          "tortured", "opposition=organisation");
    chain("Reports that the army bombed a school angered Moscow.", "bombed",
          "-=unknown");
    chain("Minister: Chad armed the rebels", "armed", "Minister=official");
    chain("Chad armed the rebels - minister", "armed", "minister=official");
    chain("Rebels attacked airport: police", "attacked", "police=official+");
    chain("Chad armed the rebels, says minister", "armed", "minister=official");
    chain("The president, who said rebels attacked the airport, dismissed the army "
          "chief.",
          "attacked", "president=official+");
    chain("\"Rebels,\" said the minister, \"attacked the airport and killed two "
          "guards.\"",
          "killed", "minister=official");
    chain("\xE2\x80\x9CThe rebels attacked the airport.\n\n\xE2\x80\x9CThey killed "
          "three soldiers,\xE2\x80\x9D the minister said.",
          "attacked", "minister=official");
    chain("\"The rebels attacked the airport,\" the minister said.\n\n\"They killed "
          "three soldiers and abducted a nurse.\"",
          "abducted", "minister=official");
}

/* ---- each voice's own stance ----------------------------------------------------- */

static void stance(const char *words, const char *trigger, uint32_t link, double low,
                   double high)
{
    const tocsin_claim *c = claim_at(words, trigger);
    if (link >= c->attribution_count)
        fail_msg("%u links: %s", c->attribution_count, words);
    double got = c->attribution[link].stance;
    if (!(got >= low && got <= high))
        fail_msg("stance %g: %s", got, words);
}

/* The figures themselves are the cues'; what must hold is their order. */
static void test_stances(void **state)
{
    (void)state;
    stance("The army said rebels attacked the village.", "attacked", 0, 2, 2.9);
    stance("The army claimed that rebels attacked the village.", "attacked", 0, 0.5,
           1.9);
    stance("The army confirmed that rebels attacked the village.", "attacked", 0, 2.8,
           3);
    stance("The army denied that it attacked the village.", "attacked", 0, -3, -1.5);
    stance("The envoy doubted that Iran attacked the ship.", "attacked", 0, -1.5, -0.1);
    stance("Police said that witnesses claimed that rebels kidnapped the priest.",
           "kidnapped", 0, 2, 2.9);
    stance("Police said that witnesses claimed that rebels kidnapped the priest.",
           "kidnapped", 1, 0.5, 1.9);
    stance("Rebels attacked the village, according to the army.", "attacked", 0, 2,
           2.9);
    stance("Rebels allegedly attacked the village.", "attacked", 0, 0.5, 1.9);
}

/* ---- whether it was checked ------------------------------------------------------ */

static void remark(const char *words, const char *trigger,
                   tocsin_verification_kind kind, const char *said, const char *by)
{
    const tocsin_claim *c = claim_at(words, trigger);
    const tocsin_verification *v = &c->verification;
    if (v->kind != kind)
        fail_msg("%s: %s", tocsin_verification_name(v->kind), words);
    if (!tc_text_equal(v->text, tc_text(said)) || !tc_text_equal(v->by, tc_text(by)))
        fail_msg("[%.*s] by [%.*s]: %s", (int)v->text.size, v->text.data,
                 (int)v->by.size, v->by.size ? v->by.data : "", words);
}

static void test_unverified(void **state)
{
    const tocsin_verification_kind unverified = TOCSIN_VERIFICATION_UNVERIFIED;
    (void)state;
    remark("The rebels said they killed a judge. The claim could not be independently "
           "verified.",
           "killed", unverified, "The claim could not be independently verified", "");
    remark("The rebels said they killed a judge, but the claim could not be verified.",
           "killed", unverified, "the claim could not be verified", "");
    remark("The rebels said they killed a judge, a claim that could not be verified.",
           "killed", unverified, "that could not be verified", "");
    remark("The rebels said they killed a judge, which Reuters could not confirm.",
           "killed", unverified, "which Reuters could not confirm", "Reuters");
    remark(
        "The army said militants shot a judge. AFP was unable to confirm the report.",
        "shot", unverified, "AFP was unable to confirm the report", "AFP");
    remark("The army said militants shot a judge. There was no independent "
           "confirmation.",
           "shot", unverified, "There was no independent confirmation", "");
    remark("Unconfirmed reports said rebels attacked the airport.", "attacked",
           unverified, "Unconfirmed reports", "");
    remark("According to unverified reports, rebels attacked the airport.", "attacked",
           unverified, "unverified reports", "");
    remark("The army said rebels attacked the airport. The statement has yet to be "
           "confirmed.",
           "attacked", unverified, "The statement has yet to be confirmed", "");
    remark("It could not be confirmed that rebels attacked the airport.", "attacked",
           unverified, "It could not be confirmed", "");
}

static void test_confirmed_and_disputed(void **state)
{
    (void)state;
    remark("Gunmen attacked a mosque in Kaduna. The attack was confirmed by the "
           "ministry.",
           "attacked", TOCSIN_VERIFICATION_CONFIRMED,
           "The attack was confirmed by the ministry", "ministry");
    remark("Witnesses said soldiers shot five villagers. The government denied the "
           "allegation.",
           "shot", TOCSIN_VERIFICATION_DISPUTED, "The government denied the allegation",
           "government");
    remark("Ukraine said Russia bombed a hospital. Moscow denied it.", "bombed",
           TOCSIN_VERIFICATION_DISPUTED, "Moscow denied it", "Moscow");
    remark("Ukraine said Russia bombed a hospital. Moscow called the claim baseless.",
           "bombed", TOCSIN_VERIFICATION_DISPUTED, "Moscow called the claim baseless",
           "Moscow");
    remark("The magazine said agents poisoned the exile, a report that Moscow called a "
           "lie.",
           "poisoned", TOCSIN_VERIFICATION_DISPUTED, "that Moscow called a lie",
           "Moscow");
    remark("The paper reported that troops shelled a school. It later retracted the "
           "story.",
           "shelled", TOCSIN_VERIFICATION_RETRACTED, "It later retracted the story",
           "paper");
    remark("The opposition said police tortured prisoners. The ministry did not "
           "respond to requests for comment.",
           "tortured", TOCSIN_VERIFICATION_NO_COMMENT,
           "The ministry did not respond to requests for comment", "ministry");
    remark("The opposition said police tortured prisoners. Police declined to comment.",
           "tortured", TOCSIN_VERIFICATION_NO_COMMENT, "Police declined to comment",
           "Police");
}

static void test_which_claim(void **state)
{
    static const char taliban[] =
        "The Taliban said they attacked a base. The army said "
        "it killed five militants. The Taliban claim could "
        "not be verified.";
    const tocsin_verification_kind nothing = TOCSIN_VERIFICATION_NONE;
    (void)state;
    remark(taliban, "attacked", TOCSIN_VERIFICATION_UNVERIFIED,
           "The Taliban claim could not be verified", "");
    remark(taliban, "killed", nothing, "", "");
    remark("The army withdrew its troops. Rebels attacked the airport.", "attacked",
           nothing, "", "");
    remark("The president confirmed the appointment of a general. Rebels attacked the "
           "airport.",
           "attacked", nothing, "", "");
    remark("Rebels attacked the airport. Hamas rejected the offer of talks.",
           "attacked", nothing, "", "");
    remark("Rebels attacked the airport. If the report is confirmed, troops will "
           "return.",
           "attacked", nothing, "", "");
    remark("Rebels attacked the airport. The firm declined to comment on the price of "
           "copper.",
           "attacked", nothing, "", "");
}

/* An unverified report is no fact, and a withdrawn one is none at all. */
static void test_what_follows(void **state)
{
    (void)state;
    const tocsin_claim *c = claim_at("Rebels attacked the airport, the army said. The "
                                     "claim could not be verified.",
                                     "attacked");
    assert_true(c->factuality <= 1.0 && c->factuality > 0.0);
    assert_int_equal(c->status, TOCSIN_HAPPENED);
    c = claim_at("The paper reported that rebels attacked the airport. The report was "
                 "later withdrawn.",
                 "attacked");
    assert_true(c->factuality <= -1.0);
    assert_int_equal(c->status, TOCSIN_DENIED);
    c = claim_at("Rebels attacked the airport. The army declined to comment.",
                 "attacked");
    assert_true(c->factuality > 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_by_actor),
        cmocka_unit_test(test_kinds_by_noun),
        cmocka_unit_test(test_kinds_by_what_stands_beside),
        cmocka_unit_test(test_kinds_that_go_on),
        cmocka_unit_test(test_without_a_name),
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_by_way_of_media),
        cmocka_unit_test(test_whole_sentences),
        cmocka_unit_test(test_the_publisher),
        cmocka_unit_test(test_continued),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_stances),
        cmocka_unit_test(test_unverified),
        cmocka_unit_test(test_confirmed_and_disputed),
        cmocka_unit_test(test_which_claim),
        cmocka_unit_test(test_what_follows),
    };
    return cmocka_run_group_tests(tests, open_files, close_files);
}
