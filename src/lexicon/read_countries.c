/* read_countries.c: data/countries.txt, the first file that is read: all others name
 * their countries by its alpha-3 codes.
 *
 * A stanza makes one entry each for the country, its adjective and people, its capital,
 * and each of its posts, services and metonyms. Its years may stand anywhere in it, so
 * they are put into all its entries at its end.
 */
#include "lexicon/dictionary.h"

#include <string.h>

struct stanza {
    struct dictionary *dictionary;
    char alpha3[4];
    text name;
    uint32_t first_entry;              /* entries from here on are this country's */
    uint32_t country, capital, people; /* subjects; UINT32_MAX: none */
    bool open;
    bool skip; /* its first line was wrong */
    double capital_lat, capital_lon;
    bool capital_at;
    int32_t from, to;
};

static struct entry *entry_of(struct dictionary *d, uint32_t subject)
{
    return &d->entries.items[d->subjects.items[subject].first];
}

/* A subject with one entry of the stanza's country; UINT32_MAX when failed. */
static uint32_t add(struct stanza *s, enum entry_kind kind, text name)
{
    struct dictionary *d = s->dictionary;
    uint32_t subject = tc_dictionary_subject(d);
    uint32_t index = tc_dictionary_entry(d, subject, kind);
    if (index == UINT32_MAX)
        return UINT32_MAX;
    struct entry *entry = &d->entries.items[index];
    memcpy(entry->country, s->alpha3, sizeof entry->country);
    entry->name = tc_dictionary_string(d, name);
    bool whole = kind == ENTRY_COUNTRY || kind == ENTRY_NATIONALITY;
    entry->id = whole ? tc_dictionary_string(d, tc_text(s->alpha3))
                      : tc_dictionary_id(d, s->alpha3, name);
    return subject;
}

static bool is_code(text t, size_t size)
{
    for (size_t i = 0; i < t.size; i++)
        if (t.data[i] < 'A' || t.data[i] > 'Z')
            return false;
    return t.size == size;
}

/* "IRQ IQ Iraq" */
static void begin(struct stanza *s, text line)
{
    struct dictionary *d = s->dictionary;
    *s = (struct stanza){.dictionary = d, .open = true, .skip = true};
    s->country = s->capital = s->people = UINT32_MAX;
    s->from = s->to = TC_NO_DAY;
    s->first_entry = (uint32_t)d->entries.count;
    text alpha3 = tc_cut(&line, ' ');
    line = tc_text_trim(line);
    text alpha2 = tc_cut(&line, ' ');
    text names = tc_text_trim(line);
    uint32_t known;
    if (!is_code(alpha3, 3) ||
        (!is_code(alpha2, 2) && !tc_text_equal(alpha2, TEXT("-"))) || !names.size) {
        tc_problem(d, "a country begins with alpha-3, alpha-2 and its name");
        return;
    }
    if (tc_map_get(&d->country_map, alpha3, &known)) {
        tc_problem(d, "%.*s was there before", (int)alpha3.size, alpha3.data);
        return;
    }
    memcpy(s->alpha3, alpha3.data, 3);
    s->name = tc_first_name(names);
    s->country = add(s, ENTRY_COUNTRY, s->name);
    text key = tc_arena_copy(&d->arena, alpha3);
    if (s->country == UINT32_MAX || !key.data ||
        !tc_dictionary_put(d, &d->country_map, key, s->country))
        return;
    entry_of(d, s->country)->feature = PLACE_COUNTRY;
    if (alpha2.size == 2)
        entry_of(d, s->country)->post = tc_dictionary_string(d, alpha2);
    tc_dictionary_names(d, s->country, names);
    s->skip = false;
}

static void finish(struct stanza *s)
{
    struct dictionary *d = s->dictionary;
    if (!s->open || d->failed)
        return;
    s->open = false;
    for (size_t i = s->first_entry; i < d->entries.count; i++) {
        d->entries.items[i].from = s->from;
        d->entries.items[i].to = s->to;
    }
    if (s->capital_at && s->capital == UINT32_MAX)
        tc_problem(d, "%s has capital_at but no capital", s->alpha3);
    if (s->capital_at && s->capital != UINT32_MAX) {
        entry_of(d, s->capital)->lat = (float)s->capital_lat;
        entry_of(d, s->capital)->lon = (float)s->capital_lon;
    }
}

static bool read_degrees(struct dictionary *d, text value, double *lat, double *lon)
{
    text left = value;
    text first = tc_cut(&left, ' ');
    if (tc_parse_decimal(first, -90, 90, lat) &&
        tc_parse_decimal(tc_text_trim(left), -180, 180, lon))
        return true;
    tc_problem(d, "%.*s are no degrees", (int)value.size, value.data);
    return false;
}

/* "1922 1991", "1932 -" */
static void read_years(struct stanza *s, text value)
{
    text to = value, from = tc_cut(&to, ' ');
    to = tc_text_trim(to);
    if (!tc_parse_day(from, false, &s->from) || !tc_parse_day(to, true, &s->to))
        tc_problem(s->dictionary, "%.*s are no years", (int)value.size, value.data);
}

static void read_capital(struct stanza *s, text value)
{
    struct dictionary *d = s->dictionary;
    if (s->capital == UINT32_MAX)
        s->capital = add(s, ENTRY_PLACE, tc_first_name(value));
    if (s->capital == UINT32_MAX)
        return;
    entry_of(d, s->capital)->feature = PLACE_CAPITAL;
    tc_dictionary_names(d, s->capital, value);
    while (value.size) {
        text one = tc_first_name(tc_cut(&value, ';'));
        if (one.size)
            (void)tc_dictionary_put(d, &d->place_map, tc_place_key(d, s->alpha3, one),
                                    s->capital);
    }
}

static void read_people(struct stanza *s, text value)
{
    if (s->people == UINT32_MAX)
        s->people = add(s, ENTRY_NATIONALITY, s->name);
    tc_dictionary_names(s->dictionary, s->people, value);
}

/* Names of the country's own bodies, or of buildings that stand for them. */
static void read_bodies(struct stanza *s, enum entry_kind kind, text sector, text value)
{
    while (value.size) {
        text one = tc_cut(&value, ';');
        if (!one.size)
            continue;
        uint32_t subject = add(s, kind, tc_first_name(one));
        if (subject == UINT32_MAX)
            return;
        memcpy(entry_of(s->dictionary, subject)->sector, sector.data, 3);
        tc_dictionary_name(s->dictionary, subject, one, 0);
    }
}

static void read_geonames(struct stanza *s, text value)
{
    long long id;
    if (!tc_text_integer(value, 0, UINT32_MAX, &id))
        tc_problem(s->dictionary, "%.*s is no GeoNames id", (int)value.size,
                   value.data);
    else
        entry_of(s->dictionary, s->country)->geonames = (uint32_t)id;
}

static void read_field(struct stanza *s, text key, text value)
{
    struct dictionary *d = s->dictionary;
    double lat, lon;
    if (tc_text_equal(key, TEXT("names"))) {
        tc_dictionary_names(d, s->country, value);
    } else if (tc_text_equal(key, TEXT("adjective")) ||
               tc_text_equal(key, TEXT("people"))) {
        read_people(s, value);
    } else if (tc_text_equal(key, TEXT("capital"))) {
        read_capital(s, value);
    } else if (tc_text_equal(key, TEXT("capital_at"))) {
        s->capital_at = read_degrees(d, value, &s->capital_lat, &s->capital_lon);
    } else if (tc_text_equal(key, TEXT("at"))) {
        if (read_degrees(d, value, &lat, &lon)) {
            entry_of(d, s->country)->lat = (float)lat;
            entry_of(d, s->country)->lon = (float)lon;
        }
    } else if (tc_text_equal(key, TEXT("geonames"))) {
        read_geonames(s, value);
    } else if (tc_text_equal(key, TEXT("years"))) {
        read_years(s, value);
    } else if (tc_is_sector(key)) {
        read_bodies(s, ENTRY_ORGANISATION, key, value);
    } else if (tc_text_begins(key, TEXT("metonyms ")) &&
               tc_is_sector(tc_text_trim(tc_text_slice(key, 9, key.size)))) {
        read_bodies(s, ENTRY_METONYM, tc_text_trim(tc_text_slice(key, 9, key.size)),
                    value);
    } else {
        tc_problem(d, "unknown field %.*s", (int)key.size, key.data);
    }
}

void tc_read_countries(struct dictionary *d, struct lines *lines)
{
    struct stanza stanza = {.dictionary = d};
    text line;
    lines->blanks = true;
    while (tc_line_next(lines, &line)) {
        if (!line.size) {
            finish(&stanza);
        } else if (!stanza.open) {
            begin(&stanza, line);
        } else if (!memchr(line.data, ':', line.size)) {
            tc_problem(d, "a line without \"field:\": %.*s", (int)line.size, line.data);
        } else if (!stanza.skip && !d->failed) {
            text value = line, key = tc_cut(&value, ':');
            value = tc_text_trim(value);
            if (value.size)
                read_field(&stanza, key, value);
        }
    }
    finish(&stanza);
}
