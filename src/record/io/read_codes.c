/* read_codes.c: what a code of another project stands for.
 *
 * Every row of GDELT asks for some eight codes, so those of two and three letters and
 * the numbers are looked up in tables by the code itself; names are asked for seldom
 * and stand in a map. The codes and what they stand for are facts of the codebooks of
 * CAMEO (Schrodt 2012), PLOVER (2021), ACLED and UCDP.
 */
#include "record/io/io.h"

#include <string.h>

enum { REGION = UINT16_MAX };

/* ---- letters and digits to numbers ----------------------------------------------- */

/* 0 to 26^size - 1 in the order of the alphabet, without regard to case; -1: there are
 * others than letters, or not so many. */
static int letters(text code, size_t size)
{
    int number = 0;
    if (code.size != size)
        return -1;
    for (size_t i = 0; i < size; i++) {
        char c = code.data[i];
        if (c >= 'a' && c <= 'z')
            number = number * LETTERS + (c - 'a');
        else if (c >= 'A' && c <= 'Z')
            number = number * LETTERS + (c - 'A');
        else
            return -1;
    }
    return number;
}

static text country_of(const struct codes *codes, uint16_t number)
{
    return number && number != REGION ? (text){codes->countries[number - 1], 3}
                                      : (text){NULL, 0};
}

static text alpha3_of(const struct codes *codes, text code)
{
    int at = letters(code, 3);
    return at < 0 ? (text){NULL, 0} : country_of(codes, codes->alpha3[at]);
}

text tc_code_fips(const struct codes *codes, text code)
{
    int at = letters(code, 2);
    return at < 0 ? (text){NULL, 0} : country_of(codes, codes->fips[at]);
}

bool tc_code_to_fips(const struct codes *codes, text code, char out[3])
{
    int at = letters(code, 3);
    uint16_t country = at < 0 ? 0 : codes->alpha3[at];
    out[0] = '\0';
    /* of two codes, a former one and today's, today's stands behind: RB and RI */
    for (int i = LETTERS * LETTERS - 1; country && i >= 0; i--)
        if (codes->fips[i] == country) {
            out[0] = (char)('A' + i / LETTERS);
            out[1] = (char)('A' + i % LETTERS);
            out[2] = '\0';
            return true;
        }
    return false;
}

text tc_code_number(const struct codes *codes, const uint16_t *table, text number)
{
    long long value;
    size_t dot = tc_text_find(number, TEXT(".0")); /* a whole number out of a table */
    if (dot != SIZE_MAX && dot + 2 == number.size)
        number.size = dot;
    return tc_text_integer(number, 1, COUNTRY_NUMBERS - 1, &value)
               ? country_of(codes, table[value])
               : (text){NULL, 0};
}

/* ---- CAMEO ----------------------------------------------------------------------- */

/* Beginnings of CAMEO's actors that are not the alpha-3 of today. */
static const char cameo_countries[][2][4] = {
    {"ROM", "ROU"},
    {"ZAR", "COD"},
    {"TMP", "TLS"},
    {"WSB", "PSE"},
    {"GZS", "PSE"},
    {"PAL", "PSE"},
    {"KSV", "XKX"},
    {"KOS", "XKX"},
    {"UNK", "XKX"},
    {"BAG", "IRQ"},
    {"GDR", "DDR"},
    {"GFR", "DEU"},
    {"BUR", "MMR"},
    {"SER", "SRB"},
    {"MTN", "MNE"},
};
/* Its regions and what else stands where a country might. */
static const char cameo_regions[] =
    "AFR ASA BLK CRB CAU CFR CAS CEU EIN EAF EEU EUR LAM MEA MDT NAF NMR PGS SCN SAM "
    "SAS SEA SAF WAF WST WEU SEU NEU CAM CRE CON NCA OCN PAC IMG IGO NGO NGM MNC INT";

/* CAMEO's and PLOVER's roles to our sectors (docs/dictionaries.md); "" is a role for
 * which there is none. */
static const char cameo_roles[][2][4] = {
    {"GOV", "GOV"},
    {"MIL", "MIL"},
    {"LEG", "LEG"},
    {"JUD", "JUD"},
    {"SPY", "SPY"},
    {"COP", "COP"},
    {"PTY", "PTY"},
    {"OPP", "OPP"},
    {"REB", "REB"},
    {"INS", "REB"},
    {"RAD", "REB"},
    {"PRM", "PRM"},
    {"UAF", "UAF"},
    {"SEP", "SEP"},
    {"CRM", "CRM"},
    {"CVL", "CVL"},
    {"REF", "REF"},
    {"LAB", "LAB"},
    {"BUS", "BUS"},
    {"MNC", "BUS"},
    {"AGR", "AGR"},
    {"EDU", "EDU"},
    {"MED", "MED"},
    {"HLH", "HLH"},
    {"REL", "REL"},
    {"NGO", "NGO"},
    {"NGM", "NGO"},
    {"HRI", "NGO"},
    {"IGO", "IGO"},
    {"INT", "IGO"},
    {"ELI", "ELI"},
    {"JEW", "JEW"},
    {"CHR", "CHR"},
    {"MOS", "MOS"},
    {"HIN", "HIN"},
    {"SIK", "SIK"},
    {"BUD", "BUD"},
    {"IMM", "IMM"},
    {"PKO", "PKO"},
    {"IMG", "REB"},
    {"DEV", ""   },
    {"ENV", ""   },
    {"MOD", ""   },
    {"SET", ""   },
    {"UIS", ""   },
    {"TOP", "GOV"},
    {"NON", ""   },
    {"OTH", ""   },
    {"SOC", ""   },
    {"UNS", ""   },
    {"CVN", ""   },
    {"NAT", ""   },
    {"WOM", ""   },
};

text tc_cameo_country(const struct codes *codes, text code, bool *region)
{
    int at = letters(code, 3);
    uint16_t number = at < 0 ? 0 : codes->cameo[at];
    *region = number == REGION;
    return country_of(codes, number);
}

text tc_cameo_sector(const struct codes *codes, text role, bool *known)
{
    int at = letters(role, 3);
    uint8_t number = at < 0 ? 0 : codes->roles[at];
    *known = number != 0;
    const char *sector = number ? cameo_roles[number - 1][1] : "";
    return (text){sector, strlen(sector)};
}

/* The modes that PLOVER's manual gives for CAMEO's acts, by the longest beginning of
 * the code; those of one root stand together. */
static const struct {
    char code[5];
    char mode[16];
} cameo_modes[] = {
    {"021",  "assist"        },
    {"022",  "assist"        },
    {"023",  "assist"        },
    {"024",  "change"        },
    {"025",  "yield"         },
    {"026",  "meet"          },
    {"027",  "meet"          },
    {"028",  "meet"          },
    {"041",  "phone"         },
    {"042",  "visit"         },
    {"043",  "visit"         },
    {"045",  "third-party"   },
    {"0841", "release"       },
    {"086",  "access"        },
    {"0871", "ceasefire"     },
    {"0873", "disarm"        },
    {"0874", "withdraw"      },
    {"09",   "investigate"   },
    {"101",  "assist"        },
    {"102",  "assist"        },
    {"103",  "assist"        },
    {"104",  "change"        },
    {"105",  "yield"         },
    {"106",  "meet"          },
    {"107",  "meet"          },
    {"108",  "meet"          },
    {"111",  "disapprove"    },
    {"112",  "allege"        },
    {"113",  "disapprove"    },
    {"114",  "disapprove"    },
    {"121",  "assist"        },
    {"122",  "assist"        },
    {"123",  "change"        },
    {"124",  "yield"         },
    {"125",  "meet"          },
    {"126",  "meet"          },
    {"127",  "meet"          },
    {"131",  "relations"     },
    {"1312", "restrict"      },
    {"132",  "restrict"      },
    {"134",  "relations"     },
    {"135",  "relations"     },
    {"136",  "expel"         },
    {"138",  "violence"      },
    {"1382", "territory"     },
    {"141",  "demo"          },
    {"142",  "hunger"        },
    {"143",  "strike"        },
    {"144",  "obstruct"      },
    {"145",  "riot"          },
    {"151",  "police"        },
    {"152",  "troops"        },
    {"153",  "police"        },
    {"154",  "troops"        },
    {"161",  "discontinue"   },
    {"162",  "discontinue"   },
    {"163",  "discontinue"   },
    {"164",  "discontinue"   },
    {"165",  "discontinue"   },
    {"166",  "expel"         },
    {"1711", "seize"         },
    {"172",  "restrict"      },
    {"1723", "curfew"        },
    {"1724", "martial-law"   },
    {"173",  "arrest"        },
    {"174",  "deport"        },
    {"176",  "cyber"         },
    {"181",  "abduct"        },
    {"182",  "beat"          },
    {"1821", "sexual"        },
    {"1822", "torture"       },
    {"183",  "explosives"    },
    {"1831", "suicide-attack"},
    {"185",  "targeted"      },
    {"186",  "targeted"      },
    {"193",  "firearms"      },
    {"194",  "heavy-weapons" },
    {"195",  "aerial"        },
    {"1952", "drone"         },
    {"204",  "unconventional"},
};

text tc_cameo_mode(text code)
{
    size_t best = 0;
    const char *mode = "";
    for (size_t i = 0; i < sizeof cameo_modes / sizeof *cameo_modes; i++) {
        const char *begin = cameo_modes[i].code;
        if (code.size < 2 || code.data[0] != begin[0] || code.data[1] != begin[1])
            continue;
        size_t size = strlen(begin);
        if (size > best && code.size >= size && memcmp(code.data, begin, size) == 0) {
            best = size;
            mode = cameo_modes[i].mode;
        }
    }
    return (text){mode, strlen(mode)};
}

/* ---- names ----------------------------------------------------------------------- */

size_t tc_io_fold(text t, char *out, size_t size)
{
    size_t at = 0, used = 0;
    while (at < t.size) {
        unsigned char c = (unsigned char)t.data[at];
        char bytes[4];
        size_t count = 1;
        if (c < 0x80) {
            bytes[0] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
            at++;
        } else {
            uint32_t folded = tc_fold(tc_utf8_next(t, &at));
            count = folded ? tc_utf8_put(folded, bytes) : 0;
        }
        if (used + count > size)
            break;
        memcpy(out + used, bytes, count);
        used += count;
    }
    return used;
}

enum { NAME_MAX_BYTES = 256 };

static text country_named(const struct codes *codes, text name)
{
    char folded[NAME_MAX_BYTES];
    uint32_t number;
    name = tc_text_trim(name);
    if (!name.size || name.size > sizeof folded)
        return (text){NULL, 0};
    text key = {folded, tc_io_fold(name, folded, sizeof folded)};
    return tc_map_get(&codes->names, key, &number) ? country_of(codes, (uint16_t)number)
                                                   : (text){NULL, 0};
}

text tc_code_country(const struct codes *codes, text name)
{
    text found = {NULL, 0};
    int two = letters(name, 2);
    name = tc_text_trim(name);
    if (name.size == 3)
        found = alpha3_of(codes, name);
    if (!found.size && two >= 0)
        found = country_of(codes, codes->alpha2[two]);
    if (!found.size)
        found = country_named(codes, name);
    size_t bracket = tc_text_find(name, TEXT("("));
    if (!found.size && bracket != SIZE_MAX)
        found = country_named(codes, tc_text_slice(name, 0, bracket));
    return found;
}

/* ---- parties --------------------------------------------------------------------- */

/* How ACLED and UCDP begin the names of parties that are no groups of their own. */
static const struct {
    const char *begin;
    char sector[4];
} parties[] = {
    {"Military Forces of ",        "MIL"},
    {"Police Forces of ",          "COP"},
    {"Government of ",             "GOV"},
    {"Former Government of ",      "ELI"},
    {"Former Military Forces of ", "ELI"},
    {"Mutiny of Military Forces",  "REB"},
    {"Civilians",                  "CVL"},
    {"Protesters",                 "OPP"},
    {"Rioters",                    "CVL"},
    {"Unidentified Armed Group",   "UAF"},
    {"Unidentified Gang",          "CRM"},
    {"Unidentified Military",      "MIL"},
    {"Unidentified",               "UAF"},
    {"Private Security Forces",    "BUS"},
    {"Students",                   "EDU"},
    {"Teachers",                   "EDU"},
    {"Labor Group",                "LAB"},
    {"Labour Group",               "LAB"},
    {"Farmers",                    "AGR"},
    {"Fishers",                    "AGR"},
    {"Pastoralists",               "AGR"},
    {"Journalists",                "MED"},
    {"Health Workers",             "HLH"},
    {"Aid Workers",                "NGO"},
    {"Refugees/IDPs",              "REF"},
    {"Judges",                     "JUD"},
    {"Lawyers",                    "JUD"},
    {"Prisoners",                  "CVL"},
    {"Women",                      "CVL"},
};

/* The country between " of " and a bracket, or in the last brackets. */
static text country_in(const struct codes *codes, text name, size_t of)
{
    text found = {NULL, 0};
    if (of) {
        text rest = tc_text_slice(name, of, name.size);
        size_t bracket = tc_text_find(rest, TEXT("("));
        found = tc_code_country(codes, rest);
        if (!found.size && bracket != SIZE_MAX)
            found = tc_code_country(codes, tc_text_slice(rest, 0, bracket));
        return found;
    }
    size_t open = name.size, close = name.size;
    while (open > 0 && name.data[open - 1] != '(') {
        open--;
        if (name.data[open] == ')')
            close = open;
    }
    return open ? country_named(codes, tc_text_slice(name, open, close)) : found;
}

void tc_party_of_name(const struct codes *codes, text name, text *country, text *sector)
{
    size_t of = 0;
    *sector = (text){NULL, 0};
    for (size_t i = 0; i < sizeof parties / sizeof *parties; i++) {
        text begin = tc_text(parties[i].begin);
        if (!tc_text_begins(name, begin))
            continue;
        *sector = (text){parties[i].sector, 3};
        if (tc_text_ends(begin, TEXT(" of ")))
            of = begin.size;
        break;
    }
    *country = country_in(codes, name, of);
}

/* ---- the tables ------------------------------------------------------------------ */

extern const char tc_embedded_countries[], tc_embedded_countries_end[];

/* Up to the mark; *left goes behind it. */
static text cut(text *left, text mark)
{
    size_t end = tc_text_find(*left, mark);
    text piece = tc_text_trim(tc_text_slice(*left, 0, end));
    *left = end == SIZE_MAX ? (text){NULL, 0}
                            : tc_text_slice(*left, end + mark.size, left->size);
    return piece;
}

static bool add_names(struct codes *codes, text names, uint32_t number)
{
    while (names.size) {
        text name = cut(&names, TEXT(";"));
        char *folded = tc_arena_alloc(&codes->arena, 2 * name.size + 4);
        if (!folded)
            return false;
        text key = {folded, tc_io_fold(name, folded, 2 * name.size + 4)};
        if (!tc_map_put(&codes->names, key, number))
            return false;
    }
    return true;
}

static void put(uint16_t *table, int at, uint16_t number)
{
    if (at >= 0 && !table[at])
        table[at] = number;
}

static void put_number(uint16_t *table, text written, uint16_t number)
{
    long long value;
    if (tc_text_integer(written, 1, COUNTRY_NUMBERS - 1, &value))
        put(table, (int)value, number);
}

/* "AFG AF 4 AF 700 Afghanistan; ..." */
static tocsin_status add_country(struct codes *codes, text line)
{
    text alpha3 = cut(&line, TEXT(" "));
    int at = letters(alpha3, 3);
    if (at < 0 || codes->count == COUNTRIES_MAX)
        return TOCSIN_FORMAT;
    memcpy(codes->countries[codes->count], alpha3.data, 3);
    uint16_t number = ++codes->count;
    put(codes->alpha3, at, number);
    put(codes->alpha2, letters(cut(&line, TEXT(" ")), 2), number);
    put_number(codes->iso, cut(&line, TEXT(" ")), number);
    put(codes->fips, letters(cut(&line, TEXT(" ")), 2), number);
    put_number(codes->gw, cut(&line, TEXT(" ")), number);
    return add_names(codes, line, number) ? TOCSIN_OK : TOCSIN_MEMORY;
}

static void add_cameo(struct codes *codes)
{
    memcpy(codes->cameo, codes->alpha3, sizeof codes->cameo);
    for (size_t i = 0; i < sizeof cameo_countries / sizeof *cameo_countries; i++)
        put(codes->cameo, letters((text){cameo_countries[i][0], 3}, 3),
            codes->alpha3[letters((text){cameo_countries[i][1], 3}, 3)]);
    for (const char *at = cameo_regions; *at; at += at[3] ? 4 : 3)
        put(codes->cameo, letters((text){at, 3}, 3), REGION);
    for (size_t i = 0; i < sizeof cameo_roles / sizeof *cameo_roles; i++)
        codes->roles[letters((text){cameo_roles[i][0], 3}, 3)] = (uint8_t)(i + 1);
}

tocsin_status tc_codes_init(struct codes *codes)
{
    text left = {tc_embedded_countries,
                 (size_t)(tc_embedded_countries_end - tc_embedded_countries)};
    memset(codes, 0, sizeof *codes);
    tc_map_init(&codes->names);
    tc_arena_init(&codes->arena, (size_t)1 << 20);
    while (left.size) {
        text line = cut(&left, TEXT("\n"));
        if (!line.size || line.data[0] == '#')
            continue;
        tocsin_status status = add_country(codes, line);
        if (status != TOCSIN_OK)
            return status;
    }
    /* GDELT's own for the two parts of Palestine, and what FIPS had for Serbia before
     */
    static const char fips[][2][4] = {
        {"GZ", "PSE"},
        {"RB", "SRB"},
        {"YI", "SCG"}
    };
    for (size_t i = 0; i < sizeof fips / sizeof *fips; i++)
        put(codes->fips, letters((text){fips[i][0], 2}, 2),
            codes->alpha3[letters((text){fips[i][1], 3}, 3)]);
    add_cameo(codes);
    return TOCSIN_OK;
}

void tc_codes_release(struct codes *codes)
{
    tc_map_release(&codes->names);
    tc_arena_release(&codes->arena);
}
