/* read_places.c: the files of places.
 *
 * Three forms: rows that say all for themselves (places.tsv, regions.txt); the folder
 * places/, where sections say in which division the rows below them lie, which saves
 * half of the bytes; and features.txt, whose sections say what they are. Every place
 * goes to the gazetteer; those with a name that is not asked for only ('?') are entries
 * as well, which a scan finds.
 */
#include "lexicon/dictionary.h"

#include <math.h>
#include <string.h>

/* The fields of a place, whichever form it had. */
enum { NAMES, COUNTRY, FEATURE, ADMIN1, LAT, LON, NUMBER, PEOPLE, ADMIN2, FIELDS };

struct place_row {
    text field[FIELDS];
    uint8_t feature;
};

static bool read_feature(text t, uint8_t *feature)
{
    for (unsigned i = PLACE_CITY; i < PLACE_FEATURE_COUNT; i++)
        if (i != PLACE_COUNTRY && tc_text_equal(t, tc_text(tc_place_feature_name(i)))) {
            *feature = (uint8_t)i;
            return true;
        }
    return false;
}

static bool is_asked(text name)
{
    return name.size && name.data[0] == '?';
}

/* The first name that a scan may find; size 0: there is none. */
static text first_found(text names)
{
    while (names.size) {
        text one = tc_cut(&names, ';');
        if (one.size && !is_asked(one))
            return tc_first_name(one);
    }
    return (text){NULL, 0};
}

/* ---- the gazetteer --------------------------------------------------------------- */

static uint32_t division_of(struct dictionary *d, const struct place_row *row)
{
    struct division division = {0, 0, ""};
    const text *f = row->field;
    if (f[COUNTRY].size == 3 && !tc_is_nothing(f[COUNTRY]))
        memcpy(division.country, f[COUNTRY].data, 3);
    if (!tc_is_nothing(f[ADMIN1]))
        division.admin1 = tc_dictionary_string(d, f[ADMIN1]);
    if (!tc_is_nothing(f[ADMIN2]))
        division.admin2 = tc_dictionary_string(d, f[ADMIN2]);
    text key = {(const char *)&division, sizeof division};
    uint32_t number = 0;
    if (d->failed || tc_map_get(&d->division_map, key, &number))
        return number;
    if (!division.country[0] && !division.admin1)
        return 0;
    key = tc_arena_copy(&d->arena, key);
    number = (uint32_t)d->divisions.count;
    struct division *item = key.data ? tc_push(d, &d->divisions, DIVISION_LIMIT) : NULL;
    if (!item) {
        if (!d->failed)
            d->failed = TOCSIN_MEMORY;
        return 0;
    }
    *item = division;
    return tc_dictionary_put(d, &d->division_map, key, number) ? number : 0;
}

static bool set_numbers(struct dictionary *d, struct gazette *place, const text *f)
{
    double lat = NAN, lon = NAN;
    bool none = tc_is_nothing(f[LAT]) && tc_is_nothing(f[LON]);
    long long geonames = 0, population = 0;
    size_t problems = d->problems;
    if (!none && (!tc_parse_decimal(f[LAT], -90, 90, &lat) ||
                  !tc_parse_decimal(f[LON], -180, 180, &lon)))
        tc_problem(d, "%.*s %.*s are no degrees", (int)f[LAT].size, f[LAT].data,
                   (int)f[LON].size, f[LON].data);
    if (!tc_is_nothing(f[NUMBER]) &&
        !tc_text_integer(f[NUMBER], 0, (1 << PLACE_ID_BITS) - 1, &geonames))
        tc_problem(d, "%.*s is no GeoNames id", (int)f[NUMBER].size, f[NUMBER].data);
    if (!tc_is_nothing(f[PEOPLE]) &&
        !tc_text_integer(f[PEOPLE], 0, UINT32_MAX, &population))
        tc_problem(d, "%.*s is no population", (int)f[PEOPLE].size, f[PEOPLE].data);
    place->lat = (float)lat;
    place->lon = (float)lon;
    place->geonames = (uint32_t)geonames;
    place->population = (uint32_t)population;
    return d->problems == problems;
}

/* The name as a string, without marks and the article; 0: none. */
static uint32_t bare_name(struct dictionary *d, text written)
{
    text name = tc_first_name(written);
    if (tc_text_equal_fold(tc_text_slice(name, 0, 4), TEXT("the ")))
        name = tc_text_trim(tc_text_slice(name, 4, name.size));
    return tc_dictionary_string(d, name);
}

static struct gazette *add_gazette(struct dictionary *d, const struct place_row *row)
{
    struct gazette place = {.names = (uint32_t)d->gazette_names.count,
                            .feature = row->feature};
    text names = row->field[NAMES];
    if (!set_numbers(d, &place, row->field))
        return NULL;
    place.division = division_of(d, row);
    while (names.size) {
        text one = tc_cut(&names, ';');
        uint32_t name = one.size ? bare_name(d, one) : 0;
        uint32_t *item = name ? tc_push(d, &d->gazette_names, NAME_LIMIT) : NULL;
        if (item) {
            *item = name;
            place.name_count++;
        }
    }
    struct gazette *item =
        place.name_count ? tc_push(d, &d->gazettes, ENTRY_LIMIT) : NULL;
    if (item)
        *item = place;
    return item;
}

/* ---- entries --------------------------------------------------------------------- */

/* The capital that a stanza of countries.txt has made, if this row is the same town. */
static uint32_t known_capital(struct dictionary *d, const struct place_row *row)
{
    uint32_t subject = UINT32_MAX;
    char country[4] = "";
    text names = row->field[NAMES];
    if (row->field[COUNTRY].size != 3 ||
        (row->feature != PLACE_CITY && row->feature != PLACE_CAPITAL))
        return UINT32_MAX;
    memcpy(country, row->field[COUNTRY].data, 3);
    while (names.size) {
        text one = tc_cut(&names, ';');
        text name = is_asked(one) ? (text){NULL, 0} : tc_first_name(one);
        if (name.size &&
            tc_map_get(&d->place_map, tc_place_key(d, country, name), &subject)) {
            const struct subject *s = &d->subjects.items[subject];
            return d->entries.items[s->first].geonames ? UINT32_MAX : subject;
        }
    }
    return UINT32_MAX;
}

static void name_entry(struct dictionary *d, struct entry *entry, text name,
                       uint8_t feature)
{
    entry->feature = feature;
    entry->name = tc_dictionary_string(d, name);
    text id = entry->geonames
                  ? tc_arena_format(&d->arena, "gn-%u", entry->geonames)
                  : tc_arena_format(&d->arena, "plc-%.*s", (int)name.size, name.data);
    entry->id = tc_dictionary_string(d, id);
}

static void add_entry(struct dictionary *d, const struct place_row *row,
                      const struct gazette *place, text name)
{
    uint32_t subject = known_capital(d, row);
    bool known = subject != UINT32_MAX;
    if (!known) {
        subject = tc_dictionary_subject(d);
        (void)tc_dictionary_entry(d, subject, ENTRY_PLACE);
    }
    if (d->failed)
        return;
    struct entry *entry = &d->entries.items[d->subjects.items[subject].first];
    tc_set_world(d, entry, row->field[COUNTRY], (text){NULL, 0});
    if (place->lat == place->lat) {
        entry->lat = place->lat;
        entry->lon = place->lon;
    }
    entry->geonames = place->geonames;
    entry->population = place->population;
    entry->admin1 = d->divisions.items[place->division].admin1;
    entry->admin2 = d->divisions.items[place->division].admin2;
    if (!known)
        name_entry(d, entry, name, row->feature);
    text names = row->field[NAMES];
    while (names.size) {
        text one = tc_cut(&names, ';');
        if (one.size && !is_asked(one))
            tc_dictionary_name(d, subject, one, 0);
    }
}

static void add_place(struct dictionary *d, const struct place_row *row)
{
    text country = row->field[COUNTRY];
    uint32_t known;
    if (!tc_is_nothing(country) && !tc_map_get(&d->country_map, country, &known)) {
        tc_problem(d, "unknown country %.*s", (int)country.size, country.data);
        return;
    }
    const struct gazette *place = add_gazette(d, row);
    text name = first_found(row->field[NAMES]);
    if (place && name.size)
        add_entry(d, row, place, name);
}

/* ---- the two forms --------------------------------------------------------------- */

void tc_read_places(struct dictionary *d, struct lines *lines)
{
    text line;
    while (tc_line_next(lines, &line)) {
        struct place_row row = {.feature = PLACE_NONE};
        size_t count = tc_split(line, '\t', row.field, ADMIN2);
        if (count != ADMIN2)
            tc_problem(d,
                       "%zu fields, not the 8 of names, country, feature, admin-1, "
                       "lat, lon, GeoNames id, population",
                       count);
        else if (!read_feature(row.field[FEATURE], &row.feature))
            tc_problem(d, "%.*s is no feature: city, capital, admin1, region",
                       (int)row.field[FEATURE].size, row.field[FEATURE].data);
        else if (tc_is_nothing(tc_first_name(row.field[NAMES])))
            tc_problem(d, "a place without a name");
        else
            add_place(d, &row);
    }
}

/* "[USA|Georgia|Cobb County]" */
static bool read_section(struct dictionary *d, text line, struct place_row *where)
{
    text part[4] = {
        {NULL, 0}
    };
    bool closed = line.data[line.size - 1] == ']';
    size_t count =
        closed ? tc_split(tc_text_slice(line, 1, line.size - 1), '|', part, 4) : 0;
    if (!count || count > 3) {
        tc_problem(d, "%.*s is no section: [country|admin-1|admin-2]", (int)line.size,
                   line.data);
        return false;
    }
    where->field[COUNTRY] = part[0];
    where->field[ADMIN1] = part[1];
    where->field[ADMIN2] = part[2];
    return true;
}

/* "names  lat  lon  GeoNames id  population  feature" */
static void read_town(struct dictionary *d, text line, struct place_row row)
{
    text f[6] = {
        {NULL, 0}
    };
    size_t count = tc_split(line, '\t', f, 6);
    row.feature = PLACE_CITY;
    row.field[NAMES] = f[0];
    memcpy(&row.field[LAT], &f[1], 4 * sizeof *f);
    if (count < 5 || count > 6)
        tc_problem(d,
                   "%zu fields, not the 5 or 6 of names, lat, lon, GeoNames id, "
                   "population, feature",
                   count);
    else if (count == 6 && !read_feature(f[5], &row.feature))
        tc_problem(d, "%.*s is no feature", (int)f[5].size, f[5].data);
    else if (tc_is_nothing(tc_first_name(f[0])))
        tc_problem(d, "a place without a name");
    else
        add_place(d, &row);
}

void tc_read_towns(struct dictionary *d, struct lines *lines)
{
    struct place_row where = {.feature = PLACE_NONE};
    bool open = false;
    text line;
    while (tc_line_next(lines, &line)) {
        if (line.data[0] == '[') {
            open = read_section(d, line, &where) || open;
        } else if (!open) {
            tc_problem(d, "a place before the first section");
            return;
        } else {
            read_town(d, line, where);
        }
    }
}

/* Below a "[sea]" "names | country | lat | lon"; in several countries: none is said. */
void tc_read_features(struct dictionary *d, struct lines *lines)
{
    uint8_t feature = PLACE_NONE;
    text line;
    while (tc_line_next(lines, &line)) {
        struct place_row row = {.feature = feature};
        text f[4];
        if (line.data[0] == '[') {
            if (line.data[line.size - 1] != ']' ||
                !read_feature(tc_text_slice(line, 1, line.size - 1), &feature))
                tc_problem(d, "%.*s is no feature", (int)line.size, line.data);
            continue;
        }
        size_t count = tc_split(line, '|', f, 4);
        row.field[NAMES] = f[0];
        row.field[COUNTRY] = f[1];
        memcpy(&row.field[LAT], &f[2], 2 * sizeof *f);
        if (count != 4)
            tc_problem(d, "%zu fields, not the 4 of names | country | lat | lon",
                       count);
        else if (feature == PLACE_NONE)
            tc_problem(d, "a place before the first section");
        else if (tc_is_nothing(tc_first_name(f[0])))
            tc_problem(d, "a place without a name");
        else
            add_place(d, &row);
    }
}

/* ---- what people are called ------------------------------------------------------ */

/* The likeliest place of a country with the name: a division, else the largest. */
static uint32_t known_place(const struct dictionary *d, uint32_t name,
                            const char *country)
{
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < d->gazettes.count; i++) {
        const struct gazette *place = &d->gazettes.items[i];
        if (strcmp(d->divisions.items[place->division].country, country) != 0)
            continue;
        bool called = false;
        for (uint32_t k = 0; k < place->name_count && !called; k++)
            called = d->gazette_names.items[place->names + k] == name;
        if (!called)
            continue;
        const struct gazette *old =
            best == UINT32_MAX ? NULL : &d->gazettes.items[best];
        bool better =
            !old || (place->feature == PLACE_ADMIN1 && old->feature != PLACE_ADMIN1);
        if (better ||
            (place->population > old->population &&
             (place->feature == PLACE_ADMIN1) == (old->feature == PLACE_ADMIN1)))
            best = (uint32_t)i;
    }
    return best;
}

/* "Texan; Texans | USA | Texas": names that lead to a place, but for a scan. */
void tc_read_demonyms(struct dictionary *d, struct lines *lines)
{
    text line;
    while (tc_line_next(lines, &line)) {
        text f[3];
        char country[4] = "";
        size_t count = tc_split(line, '|', f, 3);
        if (count != 3) {
            tc_problem(d, "%zu fields, not the 3 of names | country | place", count);
            continue;
        }
        if (f[1].size == 3)
            memcpy(country, f[1].data, 3);
        uint32_t place = known_place(d, tc_dictionary_string(d, f[2]), country);
        if (place == UINT32_MAX) {
            tc_problem(d, "there is no place %.*s in %s", (int)f[2].size, f[2].data,
                       country[0] ? country : "the world");
            continue;
        }
        while (f[0].size) {
            text one = tc_cut(&f[0], ';');
            uint32_t name = one.size ? bare_name(d, one) : 0;
            struct other_name *item =
                name ? tc_push(d, &d->demonyms, NAME_LIMIT) : NULL;
            if (item)
                *item = (struct other_name){name, place};
        }
    }
}
