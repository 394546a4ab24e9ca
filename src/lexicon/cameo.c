/* cameo.c: CAMEO codes, PLOVER's types for them, and the Goldstein scale.
 *
 * Types follow the PLOVER manual's table of CAMEO equivalents: its sixteen types are
 * CAMEO's twenty root codes but for 01 (statements, which PLOVER leaves out: they stand
 * here as CONSULT, the weakest of them), 08 (yield: to CONCEDE, or to RETREAT where
 * forces or people are given up), 09 and 11 (both ACCUSE), 02 and 10 (both REQUEST)
 * and 18 to 20 (ASSAULT). Numbers are those of CAMEO's scale file (Goldstein 1992,
 * extended by Schrodt and Gerner); a code of four digits that has none of its own has
 * that of its first three, then of its first two.
 */
#include "lexicon/import.h"

#include <string.h>

static const struct {
    char code[5];
    float intensity;
} scale[] = {
    {"01",   0.0F  },
    {"011",  -0.1F },
    {"012",  -0.4F },
    {"013",  0.4F  },
    {"016",  -2.0F },
    {"018",  3.4F  },
    {"019",  3.4F  },
    {"02",   3.4F  },
    {"020",  3.0F  },
    {"022",  3.2F  },
    {"024",  -0.3F },
    {"025",  -0.3F },
    {"026",  4.0F  },
    {"027",  4.0F  },
    {"028",  4.0F  },
    {"03",   4.0F  },
    {"031",  5.2F  },
    {"032",  4.5F  },
    {"033",  5.2F  },
    {"0334", 6.0F  },
    {"034",  7.0F  },
    {"035",  7.0F  },
    {"037",  5.0F  },
    {"038",  7.0F  },
    {"039",  5.0F  },
    {"04",   1.0F  },
    {"042",  1.9F  },
    {"043",  2.8F  },
    {"044",  2.5F  },
    {"045",  5.0F  },
    {"046",  7.0F  },
    {"05",   3.5F  },
    {"051",  3.4F  },
    {"053",  3.8F  },
    {"054",  6.0F  },
    {"055",  7.0F  },
    {"056",  7.0F  },
    {"057",  8.0F  },
    {"06",   6.0F  },
    {"061",  6.4F  },
    {"062",  7.4F  },
    {"063",  7.4F  },
    {"064",  7.0F  },
    {"07",   7.0F  },
    {"071",  7.4F  },
    {"072",  8.3F  },
    {"073",  7.4F  },
    {"074",  8.5F  },
    {"08",   5.0F  },
    {"084",  7.0F  },
    {"085",  7.0F  },
    {"086",  9.0F  },
    {"087",  9.0F  },
    {"0874", 10.0F },
    {"09",   -2.0F },
    {"10",   -5.0F },
    {"11",   -2.0F },
    {"12",   -4.0F },
    {"124",  -5.0F },
    {"125",  -5.0F },
    {"126",  -5.0F },
    {"127",  -5.0F },
    {"128",  -5.0F },
    {"129",  -5.0F },
    {"13",   -5.8F },
    {"130",  -4.4F },
    {"136",  -7.0F },
    {"137",  -7.0F },
    {"138",  -7.0F },
    {"139",  -7.0F },
    {"14",   -6.5F },
    {"144",  -7.5F },
    {"145",  -7.5F },
    {"15",   -7.2F },
    {"16",   -4.0F },
    {"162",  -5.6F },
    {"163",  -8.0F },
    {"164",  -7.0F },
    {"165",  -6.5F },
    {"166",  -7.0F },
    {"17",   -7.0F },
    {"171",  -9.2F },
    {"172",  -5.0F },
    {"173",  -5.0F },
    {"174",  -5.0F },
    {"175",  -9.0F },
    {"18",   -9.0F },
    {"182",  -9.5F },
    {"183",  -10.0F},
    {"184",  -8.0F },
    {"185",  -8.0F },
    {"186",  -10.0F},
    {"19",   -10.0F},
    {"191",  -9.5F },
    {"192",  -9.5F },
    {"196",  -9.5F },
    {"20",   -10.0F},
};

bool tc_is_cameo(text code)
{
    size_t digits = code.size;
    if (digits > 2 && code.data[digits - 1] >= 'A' && code.data[digits - 1] <= 'Z')
        digits--;
    for (size_t i = 0; i < digits; i++)
        if (!tc_is_digit((unsigned char)code.data[i]))
            return false;
    return digits >= 2 && digits <= 4;
}

double tc_cameo_intensity(text code)
{
    for (size_t size = code.size < 4 ? code.size : 4; size >= 2; size--)
        for (size_t i = 0; i < sizeof scale / sizeof *scale; i++)
            if (strlen(scale[i].code) == size &&
                memcmp(scale[i].code, code.data, size) == 0)
                return (double)scale[i].intensity;
    return 0.0;
}

tocsin_type tc_cameo_type(text code)
{
    static const tocsin_type roots[] = {
        [2] = TOCSIN_REQUEST,  [3] = TOCSIN_AGREE,     [4] = TOCSIN_CONSULT,
        [5] = TOCSIN_SUPPORT,  [6] = TOCSIN_COOPERATE, [7] = TOCSIN_AID,
        [8] = TOCSIN_CONCEDE,  [9] = TOCSIN_ACCUSE,    [10] = TOCSIN_REQUEST,
        [11] = TOCSIN_ACCUSE,  [12] = TOCSIN_REJECT,   [13] = TOCSIN_THREATEN,
        [14] = TOCSIN_PROTEST, [15] = TOCSIN_MOBILIZE, [16] = TOCSIN_SANCTION,
        [17] = TOCSIN_COERCE,  [18] = TOCSIN_ASSAULT,  [19] = TOCSIN_ASSAULT,
        [20] = TOCSIN_ASSAULT};
    if (code.size < 2 || !tc_is_cameo(code))
        return TOCSIN_CONSULT;
    int root = (code.data[0] - '0') * 10 + code.data[1] - '0';
    if (root < 2 || root > 20)
        return TOCSIN_CONSULT;
    if (root == 8 && code.size > 2 &&
        (code.data[2] == '4' || code.data[2] == '6' || code.data[2] == '7'))
        return TOCSIN_RETREAT;
    return roots[root];
}
