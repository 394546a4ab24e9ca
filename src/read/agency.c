/* read/agency.c: the news agency that a text credits.
 *
 * Papers print agencies' stories, and say so in one of a few places: the dateline
 * ("BAGHDAD, Jan 3 (Reuters) -"), a line of its own above or below the text ("By The
 * Associated Press", "AFP"), a copyright line, or Reuters' closing "(Reporting by ...;
 * editing by ...)". Only these are looked at, in the first and last lines. An agency
 * that the text quotes, that took a picture or that "contributed to this report" did
 * not write it.
 *
 * The names are those by which the lexicon knows the agencies, where it does.
 */
#include "read/inside.h"

#include <string.h>

enum {
    LEAD_LINES = 3, /* looked at from the top and from the bottom */
    TAIL_LINES = 3,
    LONGEST_LINE = 320, /* bytes: a credit in a line of its own, or a dateline's line */
    LONGEST_DATELINE = 90, /* bytes before the agency in a dateline */
    LONGEST_FORM = 40      /* of an agency's name; with a tail some more */
};

/* The name, and other forms. A form without lower-case letters must stand as it is,
 * others in any case; the name itself is one. */
static const char *const agencies[] = {
    "Reuters|thomson reuters|RTRS",
    "Associated Press|AP|A.P.|ap news",
    "Agence France-Presse|AFP|agence france presse",
    "United Press International|UPI",
    "Deutsche Presse-Agentur|DPA|dpa",
    "Bloomberg News|bloomberg",
    "Dow Jones Newswires|dow jones",
    "Press Association|PA media",
    "Inter Press Service|IPS",
    "New Humanitarian|IRIN|the new humanitarian",
    "Canadian Press|the canadian press",
    "Australian Associated Press|AAP",
    "EFE|agencia efe",
    "ANSA",
    "LUSA",
    "Belga news agency|belga",
    "APA",
    "Swissinfo",
    "NTB",
    "Ritzau",
    "Athens News Agency|ANA-MPA",
    "Czech News Agency|CTK|ČTK",
    "TASR",
    "Polish Press Agency|PAP",
    "MTI news agency|MTI",
    "Agerpres",
    "Mediafax",
    "Bulgarian News Agency|BTA",
    "Tanjug|tanyug",
    "Beta news agency",
    "HINA",
    "FENA",
    "TASS|itar-tass",
    "RIA Novosti",
    "Interfax",
    "Sputnik news agency|sputnik",
    "Ukrinform",
    "UNIAN",
    "Interfax-Ukraine",
    "BelTA",
    "Kazinform",
    "Trend|trend news agency",
    "Azertac|AZERTAC",
    "Armenpress",
    "Anadolu Agency|anadolu|AA",
    "Dogan News Agency|DHA",
    "Xinhua",
    "China News Service|CNS",
    "Central News Agency",
    "Kyodo News|kyodo",
    "Jiji Press|jiji",
    "Yonhap",
    "KCNA",
    "Press Trust of India|PTI",
    "Indo-Asian News Service|IANS",
    "Asian News International|ANI",
    "United News of India|UNI",
    "Associated Press of Pakistan|APP",
    "Online News Network",
    "Bangladesh Sangbad Sangstha|BSS",
    "United News of Bangladesh|UNB",
    "Pajhwok Afghan News|pajhwok|PAN",
    "Bernama",
    "Antara",
    "Philippine News Agency|PNA",
    "Vietnam News Agency|VNA",
    "Thai News Agency",
    "Islamic Republic News Agency|IRNA",
    "Mehr News Agency|mehr",
    "Tasnim News Agency|tasnim",
    "Fars News Agency|fars",
    "Iraqi News Agency|INA",
    "National Iraqi News Agency|NINA",
    "Syrian Arab News Agency|SANA",
    "WAFA",
    "Maan News Agency|ma'an|maan",
    "Petra News Agency|petra|jordan news agency",
    "Kuwait News Agency|KUNA",
    "Saudi Press Agency|SPA",
    "Emirates News Agency|WAM",
    "Qatar News Agency|QNA",
    "Bahrain News Agency|BNA",
    "Oman News Agency|ONA",
    "Saba News Agency|saba",
    "National News Agency|NNA",
    "Middle East News Agency|MENA",
    "Maghreb Arabe Presse|MAP",
    "Algerie Presse Service|algérie presse service|APS",
    "Tunis Afrique Presse|TAP",
    "Libyan News Agency|LANA",
    "Sudan News Agency|SUNA",
    "Ethiopian News Agency|ENA",
    "Kenya News Agency",
    "News Agency of Nigeria|NAN",
    "Ghana News Agency|GNA",
    "PANA|panapress",
    "South African Press Association|SAPA|sapa",
    "ANGOP",
    "Agencia Brasil|agência brasil",
    "Telam|télam",
    "Notimex",
    "Prensa Latina",
    "Andina",
};
enum { AGENCIES = sizeof agencies / sizeof *agencies };

static bool has_lower(text form)
{
    for (size_t i = 0; i < form.size; i++)
        if (form.data[i] >= 'a' && form.data[i] <= 'z')
            return true;
    return false;
}

/* Whether t is one of the forms, which bars part. */
static bool among(text t, const char *forms)
{
    while (forms) {
        const char *end = strchr(forms, '|');
        if ((*forms | 32) == (t.data[0] | 32)) { /* else it need not be measured */
            text form = {forms, end ? (size_t)(end - forms) : strlen(forms)};
            if (has_lower(form) ? tc_text_equal_fold(t, form) : tc_text_equal(t, form))
                return true;
        }
        forms = end ? end + 1 : NULL;
    }
    return false;
}

/* The name of the agency one of whose forms t is. */
static text of_form(text t)
{
    if (t.size < 2 || t.size > LONGEST_FORM)
        return (text){NULL, 0};
    for (size_t i = 0; i < AGENCIES; i++)
        if (among(t, agencies[i]))
            return (text){agencies[i], strcspn(agencies[i], "|")};
    return (text){NULL, 0};
}

static text without_prefix(text t, const char *prefix)
{
    size_t size = strlen(prefix);
    if (t.size > size && tc_text_equal_fold(tc_text_slice(t, 0, size), tc_text(prefix)))
        return tc_text_slice(t, size, t.size);
    return t;
}

static text without_suffix(text t, const char *suffix)
{
    size_t size = strlen(suffix);
    if (t.size > size &&
        tc_text_equal_fold(tc_text_slice(t, t.size - size, t.size), tc_text(suffix)))
        return tc_text_slice(t, 0, t.size - size);
    return t;
}

/* The whole of t is an agency's name. */
static text named(text t)
{
    static const char *const tails[] = {
        ".", " news agency", " agency", " staff", " writer", " wire", " news wire"};
    t = without_prefix(tc_text_trim(t), "the ");
    if (t.size > LONGEST_FORM + 12)
        return (text){NULL, 0};
    for (int again = 0; again < 2; again++) {
        text name = of_form(t);
        if (name.size)
            return name;
        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
            t = without_suffix(t, tails[i]);
    }
    return (text){NULL, 0};
}

/* The agency of "Jan 3, AFP" or "John Smith, Associated Press". A story put together
 * from several ("Reuters/AFP") is none of theirs alone. */
static text only_named(text t)
{
    text only = {NULL, 0};
    size_t begin = 0;
    for (size_t i = 0; i <= t.size; i++) {
        bool word = i + 5 <= t.size && !memcmp(t.data + i, " and ", 5);
        if (i < t.size && !word && !memchr("/,;&|", t.data[i], 5))
            continue;
        text found = named(tc_text_slice(t, begin, i));
        if (found.size && only.size && !tc_text_equal(found, only))
            return (text){NULL, 0};
        if (found.size)
            only = found;
        begin = word ? i + 4 : i + 1;
    }
    return only;
}

/* ---- a dateline ---------------------------------------------------------------- */

/* The size of a dash at t.data[at] that parts a dateline from its text; 0: none. */
static size_t dash(text t, size_t at)
{
    char c = t.data[at];
    if (c != '-' && c != ' ' && c != '\xE2') /* nearly always */
        return 0;
    text rest = tc_text_slice(t, at, t.size);
    if (tc_text_begins(rest, TEXT("--")))
        return 2;
    bool is = tc_text_begins(rest, TEXT("\xE2\x80\x93")) ||
              tc_text_begins(rest, TEXT("\xE2\x80\x94")) ||
              tc_text_begins(rest, TEXT(" - "));
    return is ? 3 : 0;
}

/* "BAGHDAD, Jan. 3", "Rio de Janeiro": at most two words begin with a small letter. */
static bool a_place(text t)
{
    int small = 0;
    for (size_t i = 0; i < t.size; i++)
        if ((i == 0 || t.data[i - 1] == ' ') && t.data[i] >= 'a' && t.data[i] <= 'z')
            small++;
    return t.size <= LONGEST_DATELINE && small <= 2;
}

static text of_dateline(text line)
{
    text head = tc_text_slice(
        line, 0, line.size < 2 * LONGEST_DATELINE ? line.size : 2 * LONGEST_DATELINE);
    for (size_t i = 0; i < head.size; i++) {
        if (head.data[i] == '(') {
            size_t end = i + 1;
            while (end < head.size && head.data[end] != ')')
                end++;
            text found = {NULL, 0};
            if (end < head.size && a_place(tc_text_slice(head, 0, i)))
                found = only_named(tc_text_slice(head, i + 1, end));
            if (found.size)
                return found;
        } else if (dash(head, i)) { /* "KABUL, Jan 3, AFP - ..." */
            text before = tc_text_slice(head, 0, i);
            text found = a_place(before) ? only_named(before) : (text){NULL, 0};
            if (found.size)
                return found;
        }
    }
    return (text){NULL, 0};
}

/* ---- a line of credit ---------------------------------------------------------- */

static text without_year(text t)
{
    size_t at = 0;
    while (at < t.size &&
           ((t.data[at] >= '0' && t.data[at] <= '9') || memchr(" ,-", t.data[at], 3)))
        at++;
    return tc_text_slice(t, at, t.size);
}

/* "Copyright 2013 The Associated Press. All rights reserved." */
static text of_copyright(text line)
{
    static const char *const marks[] = {"copyright", "\xC2\xA9", "(c)", "copyright",
                                        "(copyright)"};
    text rest = line;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        rest = tc_text_trim(without_prefix(rest, marks[i]));
    if (rest.size == line.size)
        return (text){NULL, 0};
    rest = without_prefix(without_year(rest), "by ");
    size_t end = 0;
    while (end < rest.size && rest.data[end] != '.' && rest.data[end] != '\n')
        end++;
    text found = only_named(tc_text_slice(rest, 0, end));
    return found.size ? found : only_named(rest); /* "A.P." */
}

/* Reuters alone closes with who reported and who edited. */
static bool reported_and_edited(text line)
{
    text rest = without_prefix(line, "(");
    rest = without_prefix(rest, "additional ");
    bool begins = without_prefix(rest, "reporting by ").size != rest.size ||
                  without_prefix(rest, "writing by ").size != rest.size;
    return begins && (tc_text_find(line, TEXT("diting by ")) != SIZE_MAX);
}

static text of_credit(text line)
{
    static const char *const heads[] = {"by ",
                                        "from ",
                                        "source: ",
                                        "source : ",
                                        "credit: ",
                                        "via ",
                                        "- ",
                                        "-- ",
                                        "\xE2\x80\x93 ",
                                        "\xE2\x80\x94 ",
                                        "\xE2\x80\x94",
                                        "\xE2\x80\x93",
                                        "/",
                                        "("};
    text rest = line;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        rest = without_prefix(rest, heads[i]);
    rest = without_suffix(rest, ")");
    text found = of_copyright(line);
    if (found.size)
        return found;
    if (reported_and_edited(line))
        return TEXT("Reuters");
    if (line.size <= LONGEST_DATELINE)
        found = only_named(rest);
    return found;
}

/* "... said on Friday. (AFP)", "...-- Bernama" */
static text of_end(text line)
{
    size_t begin = line.size > LONGEST_DATELINE ? line.size - LONGEST_DATELINE : 0;
    for (size_t i = line.size; i-- > begin;) {
        if (line.data[i] == '(')
            return named(without_suffix(tc_text_slice(line, i + 1, line.size), ")"));
        size_t size = i ? dash(line, i) : 0;
        if (size)
            return named(tc_text_slice(line, i + size, line.size));
    }
    return (text){NULL, 0};
}

/* ---- the text ------------------------------------------------------------------ */

/* The next line from *at, forwards, that is not empty. */
static bool next_line(text t, size_t *at, text *out)
{
    while (*at < t.size) {
        size_t begin = *at, end = begin;
        while (end < t.size && t.data[end] != '\n')
            end++;
        *at = end + 1;
        *out = tc_text_trim(tc_text_slice(t, begin, end));
        if (out->size)
            return true;
    }
    return false;
}

static bool last_line(text t, size_t *at, text *out)
{
    while (*at > 0) {
        size_t end = *at, begin = end;
        while (begin > 0 && t.data[begin - 1] != '\n')
            begin--;
        *at = begin > 0 ? begin - 1 : 0;
        *out = tc_text_trim(tc_text_slice(t, begin, end));
        if (out->size)
            return true;
    }
    return false;
}

text tc_agency(text t)
{
    text line, found = {NULL, 0};
    size_t at = 0;
    for (int i = 0; i < LEAD_LINES && !found.size && next_line(t, &at, &line); i++) {
        found = of_dateline(line);
        if (!found.size && line.size <= LONGEST_LINE)
            found = of_credit(line);
    }
    at = t.size;
    for (int i = 0; i < TAIL_LINES && !found.size && last_line(t, &at, &line); i++) {
        if (line.size <= LONGEST_LINE)
            found = of_credit(line);
        if (!found.size && i == 0)
            found = of_end(line);
    }
    return found;
}
