/* test_code_times.c: time expressions and their TIMEX3 values, and the time of a claim.
 *
 * Each line of a table is a text, the day it was written, and all that must be found in
 * it, in order: "words=value" joined by "; ". What must not be found is told by not
 * standing there. The model is data/english.model; the lexicon is compiled from data/,
 * because the times of claims need acts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "code/claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct model *model;
static struct lexicon *lexicon;
static struct parser *parser;
static struct coder *coder;
static struct arena arena;

struct expected {
    const char *day, *text, *times;
};

static tocsin_coding code(const char *day, const char *words)
{
    struct parsed parsed;
    tocsin_coding coding;
    static tocsin_document d; /* the coding points into it */
    d = (tocsin_document){.id = TEXT("a"), .language = TEXT("en")};
    d.published = tc_text(day);
    d.text = tc_text(words);
    tc_arena_reset(&arena);
    assert_int_equal(tc_parse(parser, d.text, &arena, &parsed), TOCSIN_OK);
    assert_int_equal(tc_code(coder, &d, &parsed, &arena, &coding), TOCSIN_OK);
    return coding;
}

static void check(const struct expected *cases, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        tocsin_coding coding = code(cases[i].day, cases[i].text);
        struct buffer found;
        tc_buffer_init(&found, 0);
        for (uint32_t k = 0; k < coding.time_count; k++) {
            const tocsin_time *t = &coding.times[k];
            tc_buffer_string(&found, k ? "; " : "");
            tc_buffer_text(&found, t->text);
            tc_buffer_string(&found, "=");
            tc_buffer_text(&found, t->value);
            assert_true(t->end <= strlen(cases[i].text) && t->begin < t->end);
            assert_true(tc_text_equal(
                t->text, tc_text_slice(tc_text(cases[i].text), t->begin, t->end)));
        }
        tc_buffer_byte(&found, 0);
        assert_false(found.failed);
        if (strcmp(found.data, cases[i].times) != 0) {
            print_error("%s\n    wanted %s\n    found  %s\n", cases[i].text,
                        cases[i].times, found.data);
            wrong++;
        }
        tc_buffer_release(&found);
    }
    assert_int_equal(wrong, 0);
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))
#define TUESDAY      "2024-01-30" /* the day of most tables */

/* A line a case. */
/* clang-format off */

/* ---- what a calendar prints ------------------------------------------------------ */

static void test_dates(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The bridge opened on March 14, 2019.", "March 14, 2019=2019-03-14"},
        {TUESDAY, "The bridge opened on 14 March 2019.", "14 March 2019=2019-03-14"},
        {TUESDAY, "The bridge opened on the 14th of March, 2019.",
         "the 14th of March, 2019=2019-03-14"},
        {TUESDAY, "They signed it on Thursday, Nov. 9, 2023.",
         "Thursday, Nov. 9, 2023=2023-11-09"},
        {TUESDAY, "The bank failed in September 2008.", "September 2008=2008-09"},
        {TUESDAY, "It ran out in February of 1997.", "February of 1997=1997-02"},
        {TUESDAY, "He resigned on Nov. 3 and left the country.", "Nov. 3=2023-11-03"},
        {TUESDAY, "The court will hear the case on March 3.", "March 3=2024-03-03"},
        {TUESDAY, "She has led the party since August.", "August=2023-08"},
        {TUESDAY, "The log ends at 2023-12-11.", "2023-12-11=2023-12-11"},
        {TUESDAY, "The form is dated 12/25/2023.", "12/25/2023=2023-12-25"},
        {TUESDAY, "The form is dated 25/12/2023.", "25/12/2023=2023-12-25"},
        {TUESDAY, "The truce of May 5-7, 2021 was short.",
         "May 5=2021-05-05; 7, 2021=2021-05-07"},
        {TUESDAY, "They fought from 5 to 7 May 2021.",
         "5=2021-05-05; 7 May 2021=2021-05-07"},
        {TUESDAY, "It rained in April and May 2021.",
         "April=2021-04; May 2021=2021-05"},
        {TUESDAY, "He may march on the capital.", ""},
        {TUESDAY, "Security changed after 9/11.", "9/11=2001-09-11"},
        {TUESDAY, "It was founded in June last year.", "June last year=2023-06"},
        {TUESDAY, "The vote is on the 15th of next month.",
         "the 15th of next month=2024-02-15"},
        {TUESDAY, "The ceasefire began on the 3rd.", "the 3rd=2024-01-03"},
        {TUESDAY, "It fell on the third Tuesday of March 2024.",
         "the third Tuesday of March 2024=2024-03-19"},
        {TUESDAY, "It fell on the last Friday in May 2023.",
         "the last Friday in May 2023=2023-05-26"},
        {TUESDAY, "They marched along the road of the Long March.", ""},
        {TUESDAY, "THE PRESIDENT MAY MARCH ON THE CAPITAL ON SUNDAY.",
         "SUNDAY=2024-02-04"},
        {TUESDAY, "RUSSIA ATTACKED UKRAINE ON 24 FEBRUARY 2022 AND IN MAY.",
         "24 FEBRUARY 2022=2022-02-24; MAY=2023-05"},
    };
    CHECK(cases);
}

/* As lists, tables, logs and scanners write them. */
static void test_layouts(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "Date: 05.03.2024", "05.03.2024=2024-03-05"},
        {TUESDAY, "Mon 5 Mar, Tue 6 Mar, Wed 7 Mar 2024",
         "Mon 5 Mar=2024-03-05; Tue 6 Mar=2024-03-06; Wed 7 Mar 2024=2024-03-07"},
        {TUESDAY, "- March 5: talks\n- March 7: vote\n- 9 March: funeral",
         "March 5=2024-03-05; March 7=2024-03-07; 9 March=2024-03-09"},
        {TUESDAY, "2024/03/05 10:15:30 ERROR",
         "2024/03/05 10:15:30=2024-03-05T10:15"},
        {TUESDAY, "Sent 2024-03-05T10:15:30Z.",
         "2024-03-05T10:15:30Z=2024-03-05T10:15"},
        {TUESDAY, "Valid 5-Mar-2024, Mar-2024.",
         "5-Mar-2024=2024-03-05; Mar-2024=2024-03"},
        {TUESDAY, "Talks on 5\xC2\xA0March\xE2\x80\xAF" "2024.",
         "5\xC2\xA0March\xE2\x80\xAF" "2024=2024-03-05"},
        {TUESDAY, "Talks on 5\xE2\x88\x92" "7 March and 5\xE2\x80\x94" "7 May 2023.",
         "5=2024-03-05; 7 March=2024-03-07; 5=2023-05-05; 7 May 2023=2023-05-07"},
        {TUESDAY, "The deed of I0 March 2O19 and of 3l May 2019.",
         "I0 March 2O19=2019-03-10; 3l May 2019=2019-05-31"},
        /* dates that no calendar has: found, without a value */
        {TUESDAY, "He came on 31 February 2020, on Feb. 30 and on 30/02/2021.",
         "31 February 2020=; Feb. 30=; 30/02/2021="},
        {TUESDAY, "Stamped 2024-13-45 and 00/00/2000.", "2024-13-45=; 00/00/2000="},
        {TUESDAY, "It ends 24/7 and 2-1, in room 12, at 1.2.3.", ""},
    };
    CHECK(cases);
}

static void test_years(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The treaty was signed in 1972.", "1972=1972"},
        {TUESDAY, "The war (1861-1865) cost many lives.", "1861=1861; 1865=1865"},
        {TUESDAY, "In the drought of 1915-17 many fled.", "1915=1915; 17=1917"},
        {TUESDAY, "Some 2000 people fled and 1500 soldiers stayed.", ""},
        {TUESDAY, "The fee is $1950.", ""},
        {TUESDAY, "The wall was built in the late 1960s.", "the late 1960s=196"},
        {TUESDAY, "Unrest marked the '80s.", "the '80s=198"},
        {TUESDAY, "Unrest marked the nineties.", "the nineties=199"},
        {TUESDAY, "The abbey dates from the 12th century.", "the 12th century=11"},
        {TUESDAY, "The class of '99 met again.", "'99=1999"},
        {TUESDAY, "Profits doubled in fiscal 2023.", "fiscal 2023=2023"},
        {TUESDAY, "The 2022-23 academic year was quiet.",
         "The 2022-23 academic year=2022-09/2023-08"},
        {TUESDAY, "Exports fell in the third quarter of 2021.",
         "the third quarter of 2021=2021-Q3"},
        {TUESDAY, "Exports fell in Q2 2022.", "Q2 2022=2022-Q2"},
        {TUESDAY, "Exports fell in the first half of 2021.",
         "the first half of 2021=2021-H1"},
        {TUESDAY, "Exports fell in the fourth quarter.", "the fourth quarter=2023-Q4"},
        {TUESDAY, "Snow fell in the winter of 2010.", "the winter of 2010=2010-WI"},
        {TUESDAY, "The port reopened last summer.", "last summer=2023-SU"},
        {TUESDAY, "The pass has been shut since the autumn.", "the autumn=2023-FA"},
        {TUESDAY, "Athens was sacked in 480 BC.", "480 BC=BC0480"},
        {TUESDAY, "By the year 2050 it may be gone.", "the year 2050=2050"},
        {TUESDAY, "From 431 to 404 BC they fought.", "431=BC0431; 404 BC=BC0404"},
        {TUESDAY, "In AD 79 the town was buried.", "AD 79=0079"},
        {TUESDAY, "They came in the 19th and 20th centuries.",
         "19th=18; 20th centuries=19"},
        {TUESDAY, "Spending fell in FY23 and in 4Q 2023, H1 2023 and Q3-2022.",
         "FY23=2023; 4Q 2023=2023-Q4; H1 2023=2023-H1; Q3-2022=2022-Q3"},
        {TUESDAY, "In the academic year 2022-2023 it closed.",
         "the academic year 2022-2023=2022-09/2023-08"},
        {TUESDAY, "The army froze in the winter of 2022-23.",
         "the winter of 2022-23=2022-WI"},
        {TUESDAY, "This winter is cold.", "This winter=2023-WI"},
        {TUESDAY, "They fled in the summer of last year.",
         "the summer of last year=2023-SU"},
        {TUESDAY, "They fled in the spring of 480 BC.",
         "the spring of 480 BC=BC0480-SP"},
        {TUESDAY, "They fled in the summer of '68.", "the summer of '68=1968-SU"},
        {"2024-10-28", "Profit was $12 million in the quarter ended Sept. 30, up from "
                       "$9 million a year earlier.",
         "the quarter=2024-Q3; Sept. 30=2024-09-30; a year earlier=2023-Q3"},
    };
    CHECK(cases);
}

static void test_hours(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The train left at 10:35 p.m. on Sunday.",
         "10:35 p.m. on Sunday=2024-01-28T22:35"},
        {TUESDAY, "The shelling began at 04:15 GMT.", "04:15 GMT=2024-01-30T04:15"},
        {TUESDAY, "Voting ended at noon.", "noon=2024-01-30T12:00"},
        {TUESDAY, "Police came on Sunday evening.", "Sunday evening=2024-01-28TEV"},
        {TUESDAY, "Police came on the night of 5 January.",
         "the night of 5 January=2024-01-05TNI"},
        {TUESDAY, "Police came last night.", "last night=2024-01-29TNI"},
        {TUESDAY, "Police came this morning.", "this morning=2024-01-30TMO"},
        {TUESDAY, "They won 3:2 at home.", ""},
        {TUESDAY, "It blew up at 14:05 local time (11:05 GMT) on Monday.",
         "14:05 local time=2024-01-29T14:05; 11:05 GMT=2024-01-29T11:05; "
         "Monday=2024-01-29"},
        {TUESDAY, "He left at four in the morning.",
         "four in the morning=2024-01-30T04:00"},
        {TUESDAY, "He left at midnight on New Year's Eve.",
         "midnight on New Year's Eve=2023-12-31T24:00"},
        {TUESDAY, "They raided it at dawn on Monday.", "dawn on Monday=2024-01-29TMO"},
        {TUESDAY, "They raided it in the early hours of Sunday.",
         "the early hours of Sunday=2024-01-28TMO"},
        {TUESDAY, "It was shelled overnight on Friday.",
         "overnight on Friday=2024-01-26TNI"},
    };
    CHECK(cases);
}

/* ---- told from another time ------------------------------------------------------ */

static void test_relative(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The minister resigned on Monday.", "Monday=2024-01-29"},
        {TUESDAY, "The minister resigned on Tuesday.", "Tuesday=2024-01-30"},
        {TUESDAY, "The minister will resign on Friday.", "Friday=2024-02-02"},
        {TUESDAY, "The minister resigned last Friday.", "last Friday=2024-01-26"},
        {TUESDAY, "The deal was announced Wednesday.", "Wednesday=2024-01-24"},
        {TUESDAY, "The ban stays until Friday.", "Friday=2024-02-02"},
        {TUESDAY, "He came yesterday and leaves tomorrow.",
         "yesterday=2024-01-29; tomorrow=2024-01-31"},
        {TUESDAY, "He came the day before yesterday.",
         "the day before yesterday=2024-01-28"},
        {TUESDAY, "Talks failed last week.", "last week=2024-W04"},
        {TUESDAY, "Talks resume next month.", "next month=2024-02"},
        {TUESDAY, "Talks failed last year.", "last year=2023"},
        {TUESDAY, "The port was hit earlier this year.", "earlier this year=2024"},
        {TUESDAY, "The port was hit late last week.", "late last week=2024-W04"},
        {TUESDAY, "They protested over the weekend.", "the weekend=2024-W04-WE"},
        {TUESDAY, "The port was hit last October.", "last October=2023-10"},
        {TUESDAY, "The port was hit three days ago.", "three days ago=2024-01-27"},
        {TUESDAY, "The port was hit five months ago.", "five months ago=2023-08"},
        {TUESDAY, "The port was hit about two years ago.", "about two years ago=2022"},
        {TUESDAY, "Troops will leave by the end of March.", "the end of March=2024-03"},
        {TUESDAY, "Troops will leave by September 2024.", "September 2024=2024-09"},
        {TUESDAY, "It happened in mid-December 2021.", "mid-December 2021=2021-12"},
        {TUESDAY, "The battle began on 5 May 2015. Two days later the town fell.",
         "5 May 2015=2015-05-05; Two days later=2015-05-07"},
        {TUESDAY, "The town fell on 5 May 2015. The next day it burnt.",
         "5 May 2015=2015-05-05; The next day=2015-05-06"},
        {TUESDAY, "The town fell in May 2015. The following year it was rebuilt.",
         "May 2015=2015-05; The following year=2016"},
        {TUESDAY, "They were freed two weeks ago Monday.",
         "two weeks ago Monday=2024-01-15"},
        {TUESDAY, "The talks begin a week from Friday.",
         "a week from Friday=2024-02-09"},
        {TUESDAY, "They met on Saturday and Sunday.",
         "Saturday=2024-01-27; Sunday=2024-01-28"},
        {TUESDAY, "The meeting will be next Tuesday and Wednesday.",
         "next Tuesday=2024-02-06; Wednesday=2024-02-07"},
        {TUESDAY, "The ban ends this Friday.", "this Friday=2024-02-02"},
        {TUESDAY, "The court has scheduled a hearing for Thursday.",
         "Thursday=2024-02-01"},
        {TUESDAY, "They have shut the road since the Oct. 23 raid.",
         "Oct. 23=2023-10-23"},
        {TUESDAY, "They vote on Super Tuesday.", ""},
        {TUESDAY, "Half a century ago it burnt.", "Half a century ago=1974"},
        {TUESDAY, "It burnt 100,000 years ago.", "100,000 years ago=PAST_REF"},
        {"2024-12-30", "Talks failed last week.", "last week=2024-W52"},
        {"2021-01-01", "Talks failed this week.", "this week=2020-W53"},
        {"2024-03-31", "Talks failed last month.", "last month=2024-02"},
        {"2024-03-31", "Talks failed on Feb. 29.", "Feb. 29=2024-02-29"},
    };
    CHECK(cases);
}

static void test_amounts(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The siege lasted for 42 days.", "42 days=P42D"},
        {TUESDAY, "The siege lasted for more than two years.",
         "more than two years=P2Y"},
        {TUESDAY, "The siege lasted for two and a half years.",
         "two and a half years=P2Y6M"},
        {TUESDAY, "He got a three-year sentence.", "three-year=P3Y"},
        {TUESDAY, "The talks took five hours.", "five hours=PT5H"},
        {TUESDAY, "The talks took several days.", "several days=PXD"},
        {TUESDAY, "The ban holds for the next six weeks.", "the next six weeks=P6W"},
        {TUESDAY, "Prices rose in the past few months.", "the past few months=PXM"},
        {TUESDAY, "Prices rose in recent years.", "recent years=PXY"},
        {TUESDAY, "A 12-year-old girl was hurt.", ""},
        {TUESDAY, "About three-quarters of the voters agreed.", ""},
        {TUESDAY, "They meet every week.", "every week=P1W"},
        {TUESDAY, "They meet every other day.", "every other day=P2D"},
        {TUESDAY, "They meet twice a month.", "twice a month=P1M"},
        {TUESDAY, "They protest every Friday.", "every Friday=XXXX-WXX-5"},
        {TUESDAY, "They protest on Fridays.", "Fridays=XXXX-WXX-5"},
        {TUESDAY, "The road is patrolled daily.", "daily=P1D"},
        {TUESDAY, "On weekends the square is full.", "weekends=XXXX-WXX-WE"},
        {TUESDAY, "They meet every second Tuesday.", "every second Tuesday=XXXX-WXX-2"},
        {TUESDAY, "Nine died in the weeks before the vote.", "the weeks=PXW"},
        {TUESDAY, "The strike lasted the last two weeks of August 2022.",
         "the last two weeks of August 2022=P2W"},
    };
    CHECK(cases);
}

static void test_vague(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The region is now calm.", "now=PRESENT_REF"},
        {TUESDAY, "The army recently shelled the town.", "recently=PAST_REF"},
        {TUESDAY, "Nobody knows the future.", "the future=FUTURE_REF"},
        {TUESDAY, "He is currently in prison.", "currently=PRESENT_REF"},
        {TUESDAY, "He walked past the gate.", ""},
        {TUESDAY, "At the moment he is in prison.", "At the moment=PRESENT_REF"},
        {TUESDAY, "It will one day be free.", "one day=FUTURE_REF"},
    };
    CHECK(cases);
}

/* The dates are those of printed calendars. */
static void test_feasts(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY, "The truce began on Christmas Day.", "Christmas Day=2023-12-25"},
        {TUESDAY, "The truce began at Christmas 1914.", "Christmas 1914=1914-12-25"},
        {TUESDAY, "The vote will be held on Easter Monday.",
         "Easter Monday=2024-04-01"},
        {TUESDAY, "Riots broke out on Good Friday 1998.",
         "Good Friday 1998=1998-04-10"},
        {TUESDAY, "Shells fell on Orthodox Easter 2022.",
         "Orthodox Easter 2022=2022-04-24"},
        {TUESDAY, "He died on New Year's Eve.", "New Year's Eve=2023-12-31"},
        {TUESDAY, "The parade was held last Thanksgiving.",
         "last Thanksgiving=2023-11-23"},
        {TUESDAY, "Offices close on Labor Day 2024.", "Labor Day 2024=2024-09-02"},
        {TUESDAY, "Offices close on Memorial Day 2024.",
         "Memorial Day 2024=2024-05-27"},
        {TUESDAY, "Families will meet at Eid al-Fitr.", "Eid al-Fitr=2024-04-10"},
        {TUESDAY, "On Yom Kippur 1973 the war began.", "Yom Kippur 1973=1973-10-06"},
        {TUESDAY, "Families will meet at Passover.", "Passover=2024-04-23"},
        {TUESDAY, "They fled on Rosh Hashanah 2020.", "Rosh Hashanah 2020=2020-09-19"},
        {TUESDAY, "Americans vote on Election Day 2024.",
         "Election Day 2024=2024-11-05"},
    };
    CHECK(cases);
}

/* A text that tells of the past counts from the date told last. */
static void test_narrative(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {TUESDAY,
         "The revolt began in March 1848. In June the army marched in. By 5 October "
         "the capital had fallen. The following year the king returned. In 1851 he "
         "closed the parliament, and in 1853 he went to war. The war ended in 1856.",
         "March 1848=1848-03; June=1848-06; 5 October=1848-10-05; The following "
         "year=1849; 1851=1851; 1853=1853; 1856=1856"},
        {TUESDAY,
         "The first raid came in 492 BC. In 490 BC a fleet landed. The island fell in "
         "480 BC. The following year the army was beaten.",
         "492 BC=BC0492; 490 BC=BC0490; 480 BC=BC0480; The following year=BC0479"},
        {"", "The port was hit on Monday and again on 5 May 2015.",
         "Monday=XXXX-WXX-1; 5 May 2015=2015-05-05"},
        {"", "The port was hit in May.", "May=XXXX-05"},
        {"", "The war began last week, a year ago, and yesterday they met.",
         "last week=XXXX-WXX; a year ago=PAST_REF; yesterday=XXXX-XX-XX"},
        {"", "It began on 5 May 2015. On Friday they met. Last year was bad.",
         "5 May 2015=2015-05-05; Friday=2015-05-08; Last year=XXXX"},
        {"", "KYIV, March 5, 2024 (Reuters) - Troops attacked on Monday.",
         "March 5, 2024=2024-03-05; Monday=2024-03-04"},
        {TUESDAY,
         "The city fell in 1 BC. The following year it was rebuilt. It had been sacked "
         "in 480 BC and 490 BC.",
         "1 BC=BC0001; The following year=0001; 480 BC=BC0480; 490 BC=BC0490"},
    };
    CHECK(cases);
}

/* ---- the time of a claim --------------------------------------------------------- */

static void test_claims(void **state)
{
    (void)state;
    static const struct {
        const char *text, *from, *to, *precision;
    } cases[] = {
        {"Russia attacked Ukraine.", TUESDAY, TUESDAY, "document"},
        {"Russia attacked Ukraine on Monday.", "2024-01-29", "2024-01-29", "day"},
        {"Russia attacked Ukraine in February 2022.", "2022-02-01", "2022-02-28",
         "month"},
        {"Russia attacked Ukraine last week.", "2024-01-22", "2024-01-28", "week"},
        {"Russia attacked Ukraine earlier this year.", "2024-01-01", TUESDAY, "year"},
        {"Russia attacked Ukraine from 5 May 2021 to 9 May 2021.", "2021-05-05",
         "2021-05-09", "day"},
        {"Russia attacked Ukraine in the past three months.", "2023-10-30", TUESDAY,
         "duration"},
        {"Officials said on Monday that Russia attacked Ukraine.", TUESDAY, TUESDAY,
         "document"},
        {"Officials said on Monday that Russia attacked Ukraine on Sunday.",
         "2024-01-28", "2024-01-28", "day"},
        {"Russia recently attacked Ukraine.", TUESDAY, TUESDAY, "document"},
        {"Russia attacked Ukraine in the third quarter of 2022.", "2022-07-01",
         "2022-09-30", "quarter"},
        {"Russia attacked Ukraine in the 1990s.", "1990-01-01", "1999-12-31", "decade"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tocsin_coding coding = code(TUESDAY, cases[i].text);
        const tocsin_time *found = NULL;
        for (uint32_t k = 0; k < coding.claim_count && !found; k++)
            if (coding.claims[k].type == TOCSIN_ASSAULT)
                found = &coding.claims[k].time;
        if (!found) {
            fail_msg("no claim: %s", cases[i].text);
            return;
        }
        char got[64], wanted[64];
        (void)snprintf(got, sizeof got, "%.*s %.*s %.*s", (int)found->from.size,
                       found->from.data, (int)found->to.size, found->to.data,
                       (int)found->precision.size, found->precision.data);
        (void)snprintf(wanted, sizeof wanted, "%s %s %s", cases[i].from, cases[i].to,
                       cases[i].precision);
        assert_string_equal(got, wanted);
    }
}

/* clang-format on */

/* Every prefix of a text full of times is coded, and nothing reaches past its end. */
static void test_prefixes(void **state)
{
    (void)state;
    static const char full[] =
        "At 5:30 p.m. EST on Thursday, Nov. 9, the '80s, 1,200 B.C., 2 1/2 years' "
        "time, "
        "the first two weeks of May 5-7, mid-\xE2\x80\x99 99 \xE2\x80\x93 "
        "a couple of million hundred thousand years ago, 31/12/99, 99999999999 days, "
        "the year-earlier quarter, as soon as Q9, Eid al-";
    char part[sizeof full];
    for (size_t size = 0; size < sizeof full; size++) {
        memcpy(part, full, size);
        part[size] = 0;
        tocsin_coding coding = code(TUESDAY, part);
        for (uint32_t k = 0; k < coding.time_count; k++)
            assert_true(coding.times[k].end <= size);
    }
}

static int open_all(void **state)
{
    (void)state;
    char path[] = "/tmp/tocsin-times-XXXXXX";
    int file = mkstemp(path);
    size_t problems = 0;
    if (file < 0 || close(file) ||
        tc_lexicon_compile("data", path, NULL, NULL, &problems, NULL) != TOCSIN_OK ||
        tc_lexicon_open(path, NULL, 0, &lexicon, NULL) != TOCSIN_OK || unlink(path) ||
        tc_model_open("data/english.model", NULL, 0, &model, NULL) != TOCSIN_OK ||
        tc_parser_new(model, &parser) != TOCSIN_OK ||
        tc_coder_new(lexicon, &coder) != TOCSIN_OK)
        return -1;
    tc_arena_init(&arena, 0);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    tc_coder_free(coder);
    tc_parser_free(parser);
    tc_arena_release(&arena);
    tc_model_free(model);
    tc_lexicon_free(lexicon);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),     cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_years),     cmocka_unit_test(test_hours),
        cmocka_unit_test(test_relative),  cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_vague),     cmocka_unit_test(test_feasts),
        cmocka_unit_test(test_narrative), cmocka_unit_test(test_claims),
        cmocka_unit_test(test_prefixes),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
