/* read_convert.c: one value to another, on the way from a column to a claim.
 *
 * A conversion takes text and gives text: nothing, when there is nothing to give. A
 * code that is not known is counted and left out; a date that is none makes the row
 * unusable, since a claim on a wrong day is worse than none. /
 */
#include "lexicon/lexicon.h"
#include "record/io/io.h"

#include <string.h>

static const text nothing = {NULL, 0};

static text keep(struct making *making, text t)
{
    text kept = tc_arena_copy(&making->arena, t);
    if (!kept.data)
        making->memory = true;
    return kept.data ? kept : nothing;
}

static void unknown(struct making *making, text what, text value)
{
    if (making->unknown_count == UNKNOWN_MAX)
        return;
    making->unknown_what[making->unknown_count] = what;
    making->unknown[making->unknown_count++] = value;
}

/* What was found, or nothing and a warning. */
static text or_unknown(struct making *making, text what, text found, text value)
{
    if (!found.size)
        unknown(making, what, value);
    return found;
}

/* ---- dates ----------------------------------------------------------------------- */

/* A pattern on its way over a value. */
struct scan {
    text value, pattern;
    size_t at, p;
    int year, month, day;
    int year_digits; /* in the pattern */
    bool has_month;  /* the pattern */
};

/* How often the letter at p stands there. */
static size_t run_of(const struct scan *s)
{
    size_t end = s->p;
    while (end < s->pattern.size && s->pattern.data[end] == s->pattern.data[s->p])
        end++;
    return end - s->p;
}

static bool is_letter_of(const struct scan *s, size_t at)
{
    return at < s->pattern.size && memchr("YMDhms", s->pattern.data[at], 6);
}

/* Exactly size digits; of two one may be missing where no digits stand beside them. */
static bool digits(struct scan *s, size_t size, int *out)
{
    size_t seen = 0;
    bool alone = !is_letter_of(s, s->p + size) && !is_letter_of(s, s->p - 1);
    *out = 0;
    while (seen < size && s->at < s->value.size &&
           tc_is_digit((unsigned char)s->value.data[s->at])) {
        *out = *out * 10 + (s->value.data[s->at++] - '0');
        seen++;
    }
    s->p += size;
    return seen == size || (size == 2 && seen == 1 && alone);
}

static bool month_name(struct scan *s)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char folded[3];
    text rest = tc_text_slice(s->value, s->at, s->value.size);
    if (tc_io_fold(tc_text_slice(rest, 0, 3), folded, 3) != 3)
        return false;
    for (int i = 0; i < 12; i++)
        if (memcmp(folded, names + 3 * i, 3) == 0)
            s->month = i + 1;
    while (s->at < s->value.size && s->value.data[s->at] != ' ' &&
           s->value.data[s->at] != '-' && s->value.data[s->at] != ',')
        s->at++;
    s->p += 5;
    return s->month > 0;
}

static bool one_part(struct scan *s)
{
    int ignored;
    size_t run = run_of(s);
    switch (s->pattern.data[s->p]) {
    case 'Y':
        s->year_digits = (int)run;
        return digits(s, run, &s->year);
    case 'M':
        s->has_month = true;
        if (s->p + 1 < s->pattern.size && s->pattern.data[s->p + 1] == 'o')
            return month_name(s);
        return digits(s, run, &s->month);
    case 'D':
        return digits(s, run, &s->day);
    case 'h':
    case 'm':
    case 's':
        return digits(s, run, &ignored);
    default:
        return s->at < s->value.size &&
               s->value.data[s->at++] == s->pattern.data[s->p++];
    }
}

static void put_digits(char *to, int size, int number)
{
    for (; size; number /= 10)
        to[--size] = (char)('0' + number % 10);
}

/* A value by one pattern as YYYY-MM-DD; a time of day may stand behind it. */
static bool day_by(text pattern, text value, char iso[10])
{
    struct scan s = {.value = value, .pattern = pattern, .month = 0, .day = 1};
    while (s.p < pattern.size)
        if (!one_part(&s))
            return false;
    if (s.at < value.size && value.data[s.at] != ' ' && value.data[s.at] != 'T')
        return false;
    if (s.year_digits == 2)
        s.year += s.year < 70 ? 2000 : 1900;
    if (!s.has_month)
        s.month = 1;
    if (s.year > 9999 || tc_day(s.year, s.month, s.day) == TC_NO_DAY)
        return false;
    memcpy(iso, "0000-00-00", 10);
    put_digits(iso, 4, s.year);
    put_digits(iso + 5, 2, s.month);
    put_digits(iso + 8, 2, s.day);
    return true;
}

static text date(struct making *making, const struct convert *convert, text value)
{
    char iso[10];
    bool found = false;
    text left = convert->pattern;
    while (left.size && !found) {
        size_t end = tc_text_find(left, TEXT("|"));
        found = day_by(tc_text_slice(left, 0, end), value, iso);
        left = end == SIZE_MAX ? nothing : tc_text_slice(left, end + 1, left.size);
    }
    if (!found) {
        making->why = "no date:";
        making->wrong = value;
        return nothing;
    }
    return keep(making, (text){iso, 10});
}

static text unix_day(struct making *making, text value)
{
    long long seconds;
    char iso[11];
    if (!tc_text_integer(value, 0, 253402300799LL, &seconds)) {
        making->why = "no number of seconds:";
        making->wrong = value;
        return nothing;
    }
    tc_day_print((int32_t)(seconds / 86400), iso);
    return keep(making, (text){iso, 10});
}

/* ---- codes ----------------------------------------------------------------------- */

static bool cameo_act(text code)
{
    int root = code.size >= 2 && tc_is_cameo(code)
                   ? (code.data[0] - '0') * 10 + code.data[1] - '0'
                   : 0;
    return root >= 1 && root <= 20;
}

static text cameo_type(struct making *making, text code)
{
    if (cameo_act(code))
        return tc_text(tocsin_type_name(tc_cameo_type(code)));
    making->why = "no CAMEO code:";
    making->wrong = code;
    return nothing;
}

/* Gives codes back the zero that a table of numbers took from them: "43" was "043",
 * "333" was "0333"; "112" never had one. */
static text cameo_zero(struct making *making, text code)
{
    bool lost = code.size == 2 || (code.size == 3 && code.data[0] > '1' &&
                                   !(code.data[0] == '2' && code.data[1] == '0'));
    if (!lost || !tc_is_cameo(code))
        return code;
    char whole[4] = {'0'};
    memcpy(whole + 1, code.data, code.size);
    return keep(making, (text){whole, code.size + 1});
}

/* "ROMINS" to "ROUREB": the country of today, and our word for rebels. */
static text cameo_actor(struct making *making, text code)
{
    char parts[48];
    bool region;
    if (code.size > sizeof parts || code.size % 3)
        return code;
    memcpy(parts, code.data, code.size);
    for (size_t at = 0; at < code.size; at += 3) {
        text part = tc_text_slice(code, at, at + 3), ours = nothing;
        if (at == 0)
            ours = tc_cameo_country(&making->codes, part, &region);
        if (tc_text_equal(part, TEXT("INS")))
            ours = TEXT("REB");
        if (ours.size)
            memcpy(parts + at, ours.data, 3);
    }
    return memcmp(parts, code.data, code.size) ? keep(making, (text){parts, code.size})
                                               : code;
}

static text cameo_country(struct making *making, text code)
{
    bool region;
    text country = tc_cameo_country(&making->codes, code, &region);
    return region ? nothing : or_unknown(making, TEXT("country"), country, code);
}

static text sector(struct making *making, text role)
{
    bool known;
    text ours = tc_cameo_sector(&making->codes, role, &known);
    return known ? ours : or_unknown(making, TEXT("sector"), ours, role);
}

static text party(struct making *making, text name, bool of_country)
{
    text country, its_sector;
    tc_party_of_name(&making->codes, name, &country, &its_sector);
    return of_country ? country : its_sector;
}

/* ---- tables ---------------------------------------------------------------------- */

static bool look_up(const struct making *making, const struct convert *convert,
                    text value, text *found)
{
    const struct mapping *m = making->mapping;
    const struct map *map = &m->tables[convert->table].map;
    char folded[256];
    uint32_t number;
    value = tc_text_trim(value);
    size_t size =
        value.size <= sizeof folded ? tc_io_fold(value, folded, sizeof folded) : 0;
    if (!tc_map_get(map, (text){folded, size}, &number) &&
        !tc_map_get(map, TEXT("*"), &number))
        return false;
    *found = m->values[number];
    return true;
}

/* "-" in a table stands for nothing, and no warning. */
static text settle(struct making *making, text found)
{
    making->nothing = tc_text_equal(found, TEXT("-"));
    return making->nothing ? nothing : found;
}

static text table(struct making *making, const struct convert *convert, text value)
{
    text found;
    if (look_up(making, convert, value, &found))
        return settle(making, found);
    unknown(making, making->mapping->tables[convert->table].name, value);
    return nothing;
}

/* ---- pieces ---------------------------------------------------------------------- */

/* The piece at the front; *left goes behind its mark. false: it was the last. */
static bool next_piece(text *left, text mark, text *piece)
{
    size_t end = tc_text_find(*left, mark);
    *piece = tc_text_trim(tc_text_slice(*left, 0, end));
    if (end == SIZE_MAX)
        return false;
    *left = tc_text_slice(*left, end + mark.size, left->size);
    return true;
}

/* The n-th of the pieces between the marks; *count is how many there are. */
static text piece(text value, text mark, size_t n, size_t *count)
{
    text found = nothing, one;
    bool more = true;
    for (*count = 0; more;) {
        more = next_piece(&value, mark, &one);
        if (++*count == n)
            found = one;
    }
    return found;
}

/* The first of several values that stands in the table. */
static text any(struct making *making, const struct convert *convert, text value)
{
    text one, found;
    for (bool more = true; more;) {
        more = next_piece(&value, convert->pattern, &one);
        if (look_up(making, convert, one, &found))
            return settle(making, found);
    }
    return nothing;
}

/* "https://www.example.org/page" to "example.org" */
static text host(text url)
{
    size_t scheme = tc_text_find(url, TEXT("://"));
    text rest = scheme == SIZE_MAX ? url : tc_text_slice(url, scheme + 3, url.size);
    rest = tc_text_slice(rest, 0, tc_text_find(rest, TEXT("/")));
    return tc_text_begins(rest, TEXT("www.")) ? tc_text_slice(rest, 4, rest.size)
                                              : rest;
}

static text change_case(struct making *making, text value, bool upper)
{
    char *to = tc_arena_alloc(&making->arena, value.size + 1);
    if (!to) {
        making->memory = true;
        return nothing;
    }
    if (!upper) {
        text lower = {to, tc_io_fold(value, to, value.size)};
        return lower;
    }
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        to[i] = (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    return (text){to, value.size};
}

/* Numbers are read with the mark (read_claim.c). */
static text percent(struct making *making, text value)
{
    if (value.size > 40)
        return value;
    return tc_arena_format(&making->arena, "%.*s%%", (int)value.size, value.data);
}

/* ---- all of them ----------------------------------------------------------------- */

enum kind {
    DATE,
    UNIX,
    TABLE,
    ANY,
    COUNTRY,
    FIPS,
    GW,
    ISO_NUMBER,
    CAMEO_ZERO,
    CAMEO_TYPE,
    CAMEO_MODE,
    CAMEO_ACTOR,
    CAMEO_COUNTRY,
    SECTOR,
    PARTY_COUNTRY_OF,
    PARTY_SECTOR_OF,
    ITEM,
    PART,
    HOST,
    LOWER,
    UPPER,
    PERCENT,
    KINDS
};

/* The name, and the words that follow it: p patterns, t a table, n a number, o "of" and
 * a number, m a mark, which may be left out. */
static const struct {
    const char *name, *words;
} kinds[KINDS] = {
    [DATE] = {"date",           "p"  },
    [UNIX] = {"unix",           ""   },
    [TABLE] = {"table",          "t"  },
    [ANY] = {"any",            "tm" },
    [COUNTRY] = {"country",        ""   },
    [FIPS] = {"fips",           ""   },
    [GW] = {"gleditsch-ward", ""   },
    [ISO_NUMBER] = {"iso-number",     ""   },
    [CAMEO_ZERO] = {"cameo-zero",     ""   },
    [CAMEO_TYPE] = {"cameo-type",     ""   },
    [CAMEO_MODE] = {"cameo-mode",     ""   },
    [CAMEO_ACTOR] = {"cameo-actor",    ""   },
    [CAMEO_COUNTRY] = {"cameo-country",  ""   },
    [SECTOR] = {"sector",         ""   },
    [PARTY_COUNTRY_OF] = {"party-country",  ""   },
    [PARTY_SECTOR_OF] = {"party-sector",   ""   },
    [ITEM] = {"item",           "nm" },
    [PART] = {"part",           "nom"},
    [HOST] = {"host",           ""   },
    [LOWER] = {"lower",          ""   },
    [UPPER] = {"upper",          ""   },
    [PERCENT] = {"percent",        ""   },
};

static bool small_number(text word, uint8_t *out)
{
    long long value;
    if (!tc_text_integer(word, 1, 99, &value))
        return false;
    *out = (uint8_t)value;
    return true;
}

/* All patterns of a date as one text with '|' between. */
static bool read_patterns(struct mapping *m, const text *words, size_t count, text *out)
{
    *out = nothing;
    for (size_t i = 0; i < count; i++) {
        if (tc_text_find(words[i], TEXT("YY")) == SIZE_MAX)
            return false;
        *out = tc_arena_format(&m->arena, "%.*s%s%.*s", (int)out->size,
                               out->size ? out->data : "", i ? "|" : "",
                               (int)words[i].size, words[i].data);
        m->memory |= !out->size;
    }
    return out->size > 0;
}

static bool read_table(struct mapping *m, text word, struct convert *out)
{
    text name = tc_arena_copy(&m->arena, word);
    size_t number = name.data ? tc_mapping_table(m, name) : SIZE_MAX;
    m->memory |= number == SIZE_MAX;
    out->table = (uint16_t)number;
    return number != SIZE_MAX;
}

/* The words behind the name; false: they are not what it wants. */
static bool read_words(struct mapping *m, const char *wanted, const text *words,
                       size_t count, struct convert *out)
{
    size_t at = 0;
    for (; *wanted; wanted++) {
        switch (*wanted) {
        case 'p':
            if (!read_patterns(m, words, count, &out->pattern))
                return false;
            at = count;
            break;
        case 't':
            if (at >= count || !read_table(m, words[at++], out))
                return false;
            break;
        case 'n':
            if (at >= count || !small_number(words[at++], &out->n))
                return false;
            break;
        case 'o':
            if (at + 1 >= count || !tc_text_equal(words[at], TEXT("of")) ||
                !small_number(words[at + 1], &out->of))
                return false;
            at += 2;
            break;
        default: /* without a mark nothing would ever be passed over */
            out->pattern = at < count ? words[at++] : TEXT(";");
            if (!out->pattern.size)
                return false;
            break;
        }
    }
    return at == count;
}

const char *tc_convert_read(struct mapping *mapping, const text *words, size_t count,
                            struct convert *out)
{
    for (int kind = 0; kind < KINDS; kind++) {
        if (!tc_text_equal(words[0], tc_text(kinds[kind].name)))
            continue;
        out->kind = (uint8_t)kind;
        return read_words(mapping, kinds[kind].words, words + 1, count - 1, out)
                   ? NULL
                   : "this conversion has not the words that it wants:";
    }
    return "there is no such conversion:";
}

/* Those that look for a country in a table by its code. */
static text country_code(struct making *making, const struct convert *convert,
                         text value)
{
    const struct codes *codes = &making->codes;
    text found = nothing;
    if (convert->kind == COUNTRY)
        found = tc_code_country(codes, value);
    else if (convert->kind == FIPS)
        found = tc_code_fips(codes, value);
    else if (convert->kind == GW)
        found = tc_code_number(codes, codes->gw, value);
    else if (convert->kind == ISO_NUMBER)
        found = tc_code_number(codes, codes->iso, value);
    else
        return cameo_country(making, value);
    return or_unknown(making, TEXT("country"), found, value);
}

static text pieces(struct making *making, const struct convert *convert, text value)
{
    size_t count;
    text found = nothing;
    switch ((enum kind)convert->kind) {
    case ITEM:
        return piece(value, convert->pattern, convert->n, &count);
    case PART:
        found = piece(value, convert->pattern, convert->n, &count);
        return count == convert->of ? found : nothing;
    case HOST:
        return host(value);
    case LOWER:
    case UPPER:
        return change_case(making, value, convert->kind == UPPER);
    default:
        return percent(making, value);
    }
}

text tc_convert(struct making *making, const struct convert *convert, text value)
{
    switch ((enum kind)convert->kind) {
    case DATE:
        return date(making, convert, value);
    case UNIX:
        return unix_day(making, value);
    case TABLE:
        return table(making, convert, value);
    case ANY:
        return any(making, convert, value);
    case COUNTRY:
    case FIPS:
    case GW:
    case ISO_NUMBER:
    case CAMEO_COUNTRY:
        return country_code(making, convert, value);
    case CAMEO_ZERO:
        return cameo_zero(making, value);
    case CAMEO_TYPE:
        return cameo_type(making, value);
    case CAMEO_MODE:
        return tc_cameo_mode(value);
    case CAMEO_ACTOR:
        return cameo_actor(making, value);
    case SECTOR:
        return sector(making, value);
    case PARTY_COUNTRY_OF:
        return party(making, value, true);
    case PARTY_SECTOR_OF:
        return party(making, value, false);
    default:
        return pieces(making, convert, value);
    }
}
