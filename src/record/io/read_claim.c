/* read_claim.c: a row's fields to a claim.
 *
 * Each rule of the mapping gives one value, as text; here the values become what they
 * stand for, and are checked: a day that is none, coordinates off the globe, a number
 * that is none make the row unusable, with the words that are wrong. Nothing is filled
 * in that the row does not say, but for two things that follow from it: a CAMEO code
 * has its Goldstein number, and country and sector make the code of a party. /
 */
#include "lexicon/lexicon.h"
#include "record/io/io.h"

#include <math.h>
#include <string.h>

#define ARENA_MAX (8 * ROW_MAX)

static const text nothing = {NULL, 0};

tocsin_status tc_making_init(struct making *making, const struct mapping *mapping)
{
    memset(making, 0, sizeof *making);
    making->mapping = mapping;
    tc_arena_init(&making->arena, ARENA_MAX);
    return tc_codes_init(&making->codes);
}

void tc_making_release(struct making *making)
{
    tc_codes_release(&making->codes);
    tc_arena_release(&making->arena);
}

/* ---- encoding -------------------------------------------------------------------- */

/* Bytes 80 to 9F of Windows-1252; the rest is Latin-1's. */
static const uint16_t windows[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
    0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

static text from_latin(struct making *making, text t)
{
    char *to = tc_arena_alloc(&making->arena, 3 * t.size);
    if (!to) {
        making->memory = true;
        return nothing;
    }
    size_t size = 0;
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        uint32_t code = c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c;
        char bytes[4];
        size_t count = tc_utf8_put(code, bytes);
        memcpy(to + size, bytes, count);
        size += count;
    }
    return (text){to, size};
}

/* ---- rules ----------------------------------------------------------------------- */

/* tc_text_trim() for the many values that have no blanks at their ends. */
static text trimmed(text t)
{
    if (!t.size ||
        ((unsigned char)t.data[0] > ' ' && (unsigned char)t.data[t.size - 1] > ' '))
        return t;
    return tc_text_trim(t);
}

static bool is_missing(const struct mapping *m, text t)
{
    for (size_t i = 0; i < m->missing_count; i++)
        if (m->missing[i].data[0] == t.data[0] && tc_text_equal(m->missing[i], t))
            return true;
    return false;
}

static text value_by(struct making *making, const struct rows *rows,
                     const struct way *way)
{
    const struct mapping *m = making->mapping;
    text value = way->constant;
    if (way->column.size) {
        if (way->index < 0 || (size_t)way->index >= rows->count)
            return nothing;
        value = trimmed(rows->fields[way->index]);
        if (!value.size || is_missing(m, value))
            return nothing;
        if (making->latin)
            value = from_latin(making, value);
    }
    for (size_t i = 0; value.size && i < way->convert_count && !making->why; i++) {
        value = trimmed(tc_convert(making, &m->converts[way->convert + i], value));
        if (value.size && is_missing(m, value)) /* one of several items may be */
            return nothing;
    }
    return value;
}

static void apply(struct making *making, const struct rows *rows,
                  const struct rule *rule)
{
    const struct way *ways = making->mapping->ways + rule->way;
    text value = nothing;
    making->nothing = false;
    for (size_t i = 0; !value.size && i < rule->way_count && !making->why; i++)
        value = value_by(making, rows, &ways[i]);
    making->values[rule->field] = value;
    if (rule->field == IO_TYPE && !value.size)
        making->no_act = making->nothing;
}

/* ---- numbers and words ----------------------------------------------------------- */

static void refuse(struct making *making, const char *why, text wrong)
{
    if (making->why)
        return;
    making->why = why;
    making->wrong = wrong;
}

static double power_of_ten(int n)
{
    double power = 1;
    for (int i = 0; i < n; i++)
        power *= 10;
    return power;
}

/* "-12.5", "3e-05", "70%" whatever the locale. false: no number. */
static bool read_number(text t, double *out)
{
    size_t at = 0;
    int after = 0, seen = 0;
    double value = 0;
    bool negative = t.size && t.data[0] == '-', point = false;
    if (t.size && (t.data[0] == '-' || t.data[0] == '+'))
        at++;
    for (; at < t.size &&
           (tc_is_digit((unsigned char)t.data[at]) || (t.data[at] == '.' && !point));
         at++) {
        if (t.data[at] == '.') {
            point = true;
            continue;
        }
        seen++;
        if (seen <= 18) { /* the rest says nothing more */
            value = value * 10 + (t.data[at] - '0');
            after += point;
        } else {
            after -= !point;
        }
    }
    long long exponent = 0;
    if (at < t.size && seen && (t.data[at] == 'e' || t.data[at] == 'E')) {
        size_t sign = at + 1 < t.size && t.data[at + 1] == '+' ? 2 : 1;
        if (!tc_text_integer(tc_text_slice(t, at + sign, t.size), -60, 60, &exponent))
            return false;
        at = t.size;
    }
    if (at + 1 == t.size && t.data[at] == '%') {
        after += 2;
        at++;
    }
    after -= (int)exponent;
    if (after > 300 || after < -300)
        return false;
    value = after > 0 ? value / power_of_ten(after) : value * power_of_ten(-after);
    *out = negative ? -value : value;
    return seen > 0 && at == t.size;
}

/* NaN when there is none. */
static double number_between(struct making *making, enum io_field field, double low,
                             double high, const char *why)
{
    double number = NAN;
    text t = making->values[field];
    if (t.size && (!read_number(t, &number) || number < low || number > high))
        refuse(making, why, t);
    return number;
}

static void set_type(struct making *making, tocsin_claim *claim)
{
    text name = making->values[IO_TYPE];
    int type = -1;
    for (int i = 0; type < 0 && i < TOCSIN_TYPE_COUNT; i++) /* mostly one of these */
        if (name.data == tocsin_type_name((tocsin_type)i))
            type = i;
    if (type < 0 && name.size)
        type = tocsin_type_from_name(name);
    if (type < 0 && !making->no_act && !making->mapping->mentions)
        refuse(making, "no type:", name);
    claim->type = type < 0 ? TOCSIN_CONSULT : (tocsin_type)type;
}

static void set_status(struct making *making, tocsin_claim *claim)
{
    text name = making->values[IO_STATUS];
    int status = name.size ? tocsin_claim_status_from_name(name) : TOCSIN_HAPPENED;
    if (status < 0)
        refuse(making, "no status:", name);
    else
        claim->status = (tocsin_claim_status)status;
}

/* Words between ';' or ','. */
static void set_contexts(struct making *making, tocsin_claim *claim)
{
    text left = making->values[IO_CONTEXTS];
    while (left.size && claim->context_count < CONTEXTS_MAX) {
        size_t end = 0;
        while (end < left.size && left.data[end] != ';' && left.data[end] != ',')
            end++;
        text one = tc_text_trim(tc_text_slice(left, 0, end));
        if (one.size && !is_missing(making->mapping, one))
            making->contexts[claim->context_count++] = one;
        left = tc_text_slice(left, end + 1, left.size);
    }
    claim->contexts = making->contexts;
}

static void set_act(struct making *making, tocsin_claim *claim)
{
    set_type(making, claim);
    set_status(making, claim);
    set_contexts(making, claim);
    claim->mode = making->values[IO_MODE];
    claim->cameo = making->values[IO_CAMEO];
    claim->intensity =
        number_between(making, IO_INTENSITY, -10, 10, "no intensity from -10 to 10:");
    if (isnan(claim->intensity))
        claim->intensity = claim->cameo.size ? tc_cameo_intensity(claim->cameo) : 0.0;
    claim->factuality =
        number_between(making, IO_FACTUALITY, -3, 3, "no factuality from -3 to 3:");
    claim->confidence =
        number_between(making, IO_CONFIDENCE, 0, 1, "no confidence from 0 to 1:");
}

/* ---- time ------------------------------------------------------------------------ */

static text print_day(struct making *making, int32_t day)
{
    char iso[11];
    tc_day_print(day, iso);
    text kept = tc_arena_copy(&making->arena, (text){iso, 10});
    making->memory |= !kept.data;
    return kept;
}

/* The span of days that a day of this precision stands for. */
static void span(struct making *making, tocsin_time *time)
{
    time->to = time->from;
    if (tc_text_equal(time->precision, TEXT("day")))
        return;
    int32_t day = tc_day_parse(time->from);
    int32_t from = day, to = day;
    int year, month, date;
    tc_day_split(day, &year, &month, &date);
    if (tc_text_equal(time->precision, TEXT("week"))) {
        from = day - 3; /* ACLED sets the middle of a week */
        to = day + 3;
    } else if (tc_text_equal(time->precision, TEXT("month"))) {
        from = tc_day(year, month, 1);
        to = (month == 12 ? tc_day(year + 1, 1, 1) : tc_day(year, month + 1, 1)) - 1;
    } else if (tc_text_equal(time->precision, TEXT("year"))) {
        from = tc_day(year, 1, 1);
        to = tc_day(year, 12, 31);
    }
    if (from != day || to != day) {
        time->from = print_day(making, from);
        time->to = print_day(making, to);
    }
}

static void set_time(struct making *making, tocsin_time *time)
{
    static const char *const words[] = {"day", "week", "month", "quarter", "year"};
    text precision = making->values[IO_TIME_PRECISION];
    bool known = !precision.size;
    for (size_t i = 0; !known && i < sizeof words / sizeof *words; i++)
        known = tc_text_equal(precision, tc_text(words[i]));
    if (!known)
        refuse(making, "no precision of a time:", precision);
    time->from = making->values[IO_TIME];
    time->to = making->values[IO_TIME_TO];
    if (!time->from.size)
        return;
    time->precision = precision.size ? precision : TEXT("day");
    if (tc_day_parse(time->from) == TC_NO_DAY)
        refuse(making, "no date:", time->from);
    else if (time->to.size && tc_day_parse(time->to) == TC_NO_DAY)
        refuse(making, "no date:", time->to);
    else if (!time->to.size)
        span(making, time);
    else if (tc_text_compare(time->to, time->from) < 0)
        refuse(making, "it ends before it begins:", time->to);
}

/* ---- place ----------------------------------------------------------------------- */

static void set_place(struct making *making, tocsin_place *place)
{
    const text *values = making->values;
    long long geonames = 0;
    place->name = place->text = values[IO_PLACE_NAME];
    place->country = values[IO_PLACE_COUNTRY];
    place->admin1 = values[IO_PLACE_ADMIN1];
    place->admin2 = values[IO_PLACE_ADMIN2];
    place->lat = number_between(making, IO_PLACE_LAT, -90, 90, "no latitude:");
    place->lon = number_between(making, IO_PLACE_LON, -180, 180, "no longitude:");
    if (isnan(place->lat) || isnan(place->lon))
        place->lat = place->lon = NAN;
    text number = values[IO_PLACE_GEONAMES];
    if (number.size && !tc_text_integer(number, 1, UINT32_MAX, &geonames))
        refuse(making, "no number of GeoNames:", number);
    place->geonames = (uint32_t)geonames;
    place->precision = values[IO_PLACE_PRECISION];
    bool named = place->name.size > 0, located = !isnan(place->lat);
    if (!place->precision.size && (named || located || place->country.size))
        place->precision = located              ? TEXT("site")
                           : place->admin1.size ? TEXT("admin1")
                           : named              ? TEXT("region")
                                                : TEXT("country");
}

/* ---- parties and numbers --------------------------------------------------------- */

static bool set_party(struct making *making, const text *values, tocsin_mention *party)
{
    if (!values[PARTY_NAME].size && !values[PARTY_CODE].size &&
        !values[PARTY_COUNTRY].size && !values[PARTY_SECTOR].size)
        return false;
    memset(party, 0, sizeof *party);
    party->text = party->name = values[PARTY_NAME];
    party->code = values[PARTY_CODE];
    party->country = values[PARTY_COUNTRY];
    party->sector = values[PARTY_SECTOR];
    text country = party->country, sector = party->sector;
    if (!party->code.size && country.size && sector.size)
        party->code = tc_arena_format(&making->arena, "%.*s%.*s", (int)country.size,
                                      country.data, (int)sector.size, sector.data);
    else if (!party->code.size)
        party->code = country.size ? country : sector;
    return true;
}

static uint32_t set_side(struct making *making, int side)
{
    uint32_t count = 0;
    for (int i = 0; i < IMPORT_PARTIES; i++) {
        size_t at = IO_PARTY + (size_t)(PARTY_FIELDS * (IMPORT_PARTIES * side + i));
        count += set_party(making, making->values + at, &making->parties[side][count]);
    }
    return count;
}

/* A number of people; false: there is none. */
static bool count_of(struct making *making, size_t field, uint32_t *out)
{
    double number = number_between(making, (enum io_field)field, 0, UINT32_MAX,
                                   "no number of people:");
    if (isnan(number) || making->why)
        return false;
    *out = (uint32_t)number;
    return true;
}

static uint32_t set_numbers(struct making *making)
{
    uint32_t count = 0;
    for (size_t i = 0; i < NUMBER_KINDS; i++) {
        tocsin_number *n = &making->numbers[count];
        memset(n, 0, sizeof *n);
        n->what = tc_text(tc_io_numbers[i]);
        bool low = count_of(making, IO_NUMBER + 2 * i, &n->low);
        bool high = count_of(making, IO_NUMBER + 2 * i + 1, &n->high);
        if (!high)
            n->high = n->low;
        if (low && high && n->low > n->high)
            refuse(making, "the lowest number is above the highest:",
                   making->values[IO_NUMBER + 2 * i]);
        count += (low || high) && n->high > 0;
    }
    return count;
}

/* ---- the row --------------------------------------------------------------------- */

static bool columns_fit(struct making *making, size_t count)
{
    if (count >= making->columns_least && count <= making->columns)
        return true;
    making->why = "wrong number of columns:";
    making->wrong =
        tc_arena_format(&making->arena, "%zu instead of %zu", count, making->columns);
    return false;
}

static void set_row(struct making *making, const struct rows *rows)
{
    struct import_row *row = &making->row;
    tocsin_claim *claim = &row->claim;
    memset(row, 0, sizeof *row);
    row->line = rows->first_line;
    row->native = rows->native;
    row->id = making->values[IO_ID];
    row->known = making->values[IO_KNOWN];
    if (!row->known.size)
        row->known = making->known;
    row->source = making->values[IO_SOURCE];
    row->url = making->values[IO_URL];
    row->words = making->values[IO_WORDS];
    row->mention = making->mapping->mentions;
    set_act(making, claim);
    set_time(making, &claim->time);
    set_place(making, &claim->place);
    claim->actors = making->parties[0];
    claim->actor_count = set_side(making, 0);
    claim->recipients = making->parties[1];
    claim->recipient_count = set_side(making, 1);
    claim->numbers = making->numbers;
    claim->number_count = set_numbers(making);
    claim->rule = making->mapping->coder;
    claim->weight = claim->rules_factuality = NAN;
    if (row->mention && !row->id.size)
        refuse(making, "no event is named:", row->id);
}

bool tc_making_row(struct making *making, const struct rows *rows)
{
    const struct mapping *m = making->mapping;
    tc_arena_reset(&making->arena);
    making->why = NULL;
    making->wrong = nothing;
    making->no_act = false;
    making->unknown_count = 0;
    if (!columns_fit(making, rows->count))
        return false;
    making->latin = !rows->ascii && tc_utf8_check(rows->native) != rows->native.size;
    memset(making->values, 0, sizeof making->values);
    for (size_t i = 0; i < m->rule_count && !making->why; i++)
        apply(making, rows, &m->rules[i]);
    if (!making->why && !making->no_act && !making->memory)
        set_row(making, rows);
    if (making->memory && making->arena.total > ARENA_MAX / 2) {
        making->memory = false; /* it is the row that is too large */
        refuse(making, "more than a claim can hold", nothing);
    }
    return !making->why && !making->no_act && !making->memory;
}
