/* test_read_agency.c: the news agency that a text credits. */
#include "read/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BODY                                                                           \
    "Two soldiers were hurt on Sunday when a mine went off beside their lorry, the "   \
    "army said."

/* A text, and the agency that it credits; NULL: none. */
static const char *const credits[] = {
    /* datelines */
    "MOSUL, Iraq (Reuters) - " BODY,
    "Reuters",
    "MOSUL, March 3 (Xinhua) -- " BODY,
    "Xinhua",
    "Mosul \xE2\x80\x93 (AFP) \xE2\x80\x93 " BODY,
    "Agence France-Presse",
    "MOSUL, Jan. 3, AFP - " BODY,
    "Agence France-Presse",
    "Mine hurts two soldiers\n\nSANTIAGO DE CHILE (AP) \xE2\x80\x94 " BODY,
    "Associated Press",
    "(PTI) " BODY,
    "Press Trust of India",
    /* lines of their own */
    "By The Associated Press\n\n" BODY,
    "Associated Press",
    "By JANE ROE, Associated Press Writer\n" BODY,
    "Associated Press",
    BODY "\n\nAFP",
    "Agence France-Presse",
    BODY "\n\nSource: Xinhua",
    "Xinhua",
    BODY "\n\nCopyright 2014 The Associated Press. All rights reserved.",
    "Associated Press",
    BODY "\n\n\xC2\xA9 2014 AFP",
    "Agence France-Presse",
    BODY "\n\n(Reporting by Jane Roe; editing by Richard Doe)",
    "Reuters",
    BODY " --Bernama",
    "Bernama",
    BODY " (dpa)",
    "Deutsche Presse-Agentur",
    /* what credits nobody */
    BODY,
    NULL,
    "The army told Reuters on Sunday that a mine went off. " BODY,
    NULL,
    "The United Nations (UN) said that a mine went off. " BODY,
    NULL,
    "the report that the army sent to the state news wire (TASS) - " BODY,
    NULL,
    BODY "\n\nThe Associated Press contributed to this report.",
    NULL,
    BODY " (AP Photo/Jane Roe)",
    NULL,
    BODY " (Reuters, AFP, dpa)",
    NULL,
    "MOSUL (AP/Reuters) - " BODY,
    NULL,
    "The map\n\n" BODY,
    NULL,
    "",
    NULL,
    "(",
    NULL,
    "\n\n--",
    NULL,
};

static void an_agency_is_credited(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof credits / sizeof *credits; i += 2) {
        text found = tc_agency(tc_text(credits[i]));
        if (tc_text_equal(found, tc_text(credits[i + 1])))
            continue;
        print_error("%s\n  gives %.*s\n", credits[i], (int)found.size,
                    found.data ? found.data : "");
        fail();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_agency_is_credited)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
