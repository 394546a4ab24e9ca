/* gazetteer.c: the places of one name: their sections made, checked, and asked.
 *
 * Places lie in the order of the hash of their name, and those that are called alike
 * by population, so that a look-up goes to a bucket by the first bits of the hash and
 * reads on to its end: some three names, or one of two hundred San Antonios. Other
 * names lie in the same way in a table of their own, since there are few of them. No
 * key is kept: names are compared as they are written, folded word by word, once for
 * each string.
 */
#include "lexicon/dictionary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t name_hash(text name)
{
    struct word_cutter cutter;
    struct word word;
    uint64_t hash = 0x9e3779b97f4a7c15u;
    tc_word_cutter_init(&cutter, name);
    while (tc_word_next(&cutter, &word)) {
        hash = (hash ^ word.hash) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash * 0xc4ceb9fe1a85ec53u;
}

static bool same_name(text a, text b)
{
    struct word_cutter left, right;
    struct word x, y;
    tc_word_cutter_init(&left, a);
    tc_word_cutter_init(&right, b);
    for (;;) {
        bool more = tc_word_next(&left, &x);
        if (more != tc_word_next(&right, &y))
            return false;
        if (!more)
            return true;
        if (x.hash != y.hash || x.size != y.size || !x.size ||
            memcmp(x.fold, y.fold, x.size) != 0)
            return false;
    }
}

/* ---- making ---------------------------------------------------------------------- */

enum { MANTISSA_BITS = 13, MANTISSA_MAX = (1 << MANTISSA_BITS) - 1 };

static uint16_t pack_people(uint32_t people)
{
    uint32_t power = 0;
    while (people > MANTISSA_MAX) {
        people = people / 10 + (people % 10 >= 5);
        power++;
    }
    return (uint16_t)(power << MANTISSA_BITS | people);
}

static uint32_t people_of(uint16_t packed)
{
    uint32_t people = packed & MANTISSA_MAX;
    for (uint32_t power = packed >> MANTISSA_BITS; power; power--)
        people = people > UINT32_MAX / 10 ? UINT32_MAX : people * 10;
    return people;
}

static int16_t pack_degrees(float degrees)
{
    return degrees == degrees ? (int16_t)lrintf(degrees * 100) : NO_DEGREES;
}

/* One name of one place, before it has its number. */
struct called {
    uint64_t hash;
    uint32_t people, order, name;
};

static int by_hash(const void *a, const void *b)
{
    const struct called *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static text string_of(const struct dictionary *d, uint32_t offset)
{
    return tc_text(d->strings.data + offset);
}

/* The index of items whose hashes are sorted: where each run of first bits begins. */
static bool add_index(struct dictionary *d, const struct called *items, size_t count,
                      struct index_list *index)
{
    size_t at = 0;
    unsigned bits = 1;
    while ((size_t)4 << bits < count)
        bits++;
    for (uint64_t bucket = 0; bucket <= (uint64_t)1 << bits; bucket++) {
        while (at < count && items[at].hash >> (64 - bits) < bucket)
            at++;
        uint32_t *item = tc_push(d, index, NAME_LIMIT);
        if (!item)
            return false;
        *item = (uint32_t)at;
    }
    return true;
}

static void pack_places(struct dictionary *d, struct gazetteer *out,
                        struct called *items, uint32_t *numbers)
{
    size_t count = d->gazettes.count;
    for (size_t i = 0; i < count; i++) {
        const struct gazette *place = &d->gazettes.items[i];
        uint32_t name = d->gazette_names.items[place->names];
        items[i] = (struct called){name_hash(string_of(d, name)), place->population,
                                   (uint32_t)i, name};
    }
    if (count)
        qsort(items, count, sizeof *items, by_hash);
    for (size_t i = 0; i < count; i++) {
        const struct gazette *place = &d->gazettes.items[items[i].order];
        struct place_record *record = tc_push(d, &out->places, ENTRY_LIMIT);
        if (!record)
            return;
        *record = (struct place_record){items[i].name,
                                        place->geonames | (uint32_t)place->feature
                                                              << PLACE_ID_BITS,
                                        (uint16_t)place->division,
                                        pack_degrees(place->lat),
                                        pack_degrees(place->lon),
                                        pack_people(place->population)};
        numbers[items[i].order] = (uint32_t)i;
    }
    (void)add_index(d, items, count, &out->place_index);
}

static struct called other_name(const struct dictionary *d, uint32_t name,
                                uint32_t people, uint32_t place)
{
    return (struct called){name_hash(string_of(d, name)), people, place, name};
}

static void pack_others(struct dictionary *d, struct gazetteer *out,
                        struct called *items, const uint32_t *numbers)
{
    size_t count = 0;
    for (size_t i = 0; i < d->gazettes.count; i++) {
        const struct gazette *place = &d->gazettes.items[i];
        for (uint32_t k = 1; k < place->name_count; k++)
            items[count++] = other_name(d, d->gazette_names.items[place->names + k],
                                        place->population, numbers[i]);
    }
    for (size_t i = 0; i < d->demonyms.count; i++) {
        const struct other_name *demonym = &d->demonyms.items[i];
        items[count++] =
            other_name(d, demonym->name, d->gazettes.items[demonym->place].population,
                       numbers[demonym->place] | OTHER_DEMONYM);
    }
    if (count)
        qsort(items, count, sizeof *items, by_hash);
    for (size_t i = 0; i < count; i++) {
        struct other_name *item = tc_push(d, &out->others, NAME_LIMIT);
        if (item)
            *item = (struct other_name){items[i].name, items[i].order};
    }
    (void)add_index(d, items, count, &out->other_index);
}

void tc_gazetteer_pack(struct dictionary *d, struct gazetteer *out)
{
    size_t count = d->gazette_names.count + d->demonyms.count + 1;
    struct called *items = tc_alloc(count * sizeof *items);
    uint32_t *numbers = tc_alloc(count * sizeof *numbers);
    if (items && numbers) {
        pack_places(d, out, items, numbers);
        pack_others(d, out, items, numbers);
    } else {
        d->failed = TOCSIN_MEMORY;
    }
    tc_free(items);
    tc_free(numbers);
}

void tc_gazetteer_release(struct gazetteer *gazetteer)
{
    tc_free(gazetteer->places.items);
    tc_free(gazetteer->others.items);
    tc_free(gazetteer->place_index.items);
    tc_free(gazetteer->other_index.items);
}

/* ---- checking -------------------------------------------------------------------- */

static bool index_holds(const uint32_t *index, size_t size, size_t count)
{
    size_t buckets = size - 1;
    if (size < 3 || buckets & (buckets - 1))
        return false;
    for (size_t i = 0; i < buckets; i++)
        if (index[i] > index[i + 1])
            return false;
    return index[buckets] <= count;
}

bool tc_gazetteer_holds(const struct lexicon *x)
{
    if (x->place_count > OTHER_DEMONYM || x->other_count > UINT32_MAX ||
        !index_holds(x->place_index, x->place_index_count, x->place_count) ||
        !index_holds(x->other_index, x->other_index_count, x->other_count))
        return false;
    for (size_t i = 0; i < x->division_count; i++) {
        const struct division *division = &x->divisions[i];
        if (division->admin1 >= x->string_size || division->admin2 >= x->string_size ||
            !memchr(division->country, 0, sizeof division->country))
            return false;
    }
    for (size_t i = 0; i < x->place_count; i++) {
        const struct place_record *place = &x->places[i];
        if (place->name >= x->string_size || place->division >= x->division_count ||
            place->id >> PLACE_ID_BITS >= PLACE_FEATURE_COUNT)
            return false;
    }
    for (size_t i = 0; i < x->other_count; i++)
        if (x->others[i].name >= x->string_size ||
            (x->others[i].place & ~OTHER_DEMONYM) >= x->place_count)
            return false;
    return true;
}

/* ---- asking ---------------------------------------------------------------------- */

uint32_t tc_gazetteer_count(const struct lexicon *lexicon)
{
    return (uint32_t)lexicon->place_count;
}

static double degrees(int16_t packed)
{
    return packed == NO_DEGREES ? NAN : packed / 100.0;
}

void tc_gazetteer_place(const struct lexicon *lexicon, uint32_t number,
                        struct gazetteer_place *out)
{
    const struct place_record *record = &lexicon->places[number];
    const struct division *division = &lexicon->divisions[record->division];
    *out =
        (struct gazetteer_place){.name = lexicon->strings + record->name,
                                 .called = lexicon->strings + record->name,
                                 .admin1 = lexicon->strings + division->admin1,
                                 .admin2 = lexicon->strings + division->admin2,
                                 .feature = (uint8_t)(record->id >> PLACE_ID_BITS),
                                 .lat = degrees(record->lat),
                                 .lon = degrees(record->lon),
                                 .geonames = record->id & ((1u << PLACE_ID_BITS) - 1),
                                 .population = people_of(record->people),
                                 .number = number};
    memcpy(out->country, division->country, sizeof out->country);
}

void tc_gazetteer_entry(const struct lexicon *lexicon, uint32_t number,
                        struct entry *out)
{
    struct gazetteer_place place;
    const struct place_record *record = &lexicon->places[number];
    const struct division *division = &lexicon->divisions[record->division];
    tc_gazetteer_place(lexicon, number, &place);
    *out = (struct entry){.kind = ENTRY_PLACE,
                          .feature = place.feature,
                          .from = TC_NO_DAY,
                          .to = TC_NO_DAY,
                          .name = record->name,
                          .admin1 = division->admin1,
                          .admin2 = division->admin2,
                          .lat = (float)place.lat,
                          .lon = (float)place.lon,
                          .geonames = place.geonames,
                          .population = place.population};
    memcpy(out->country, place.country, sizeof out->country);
}

/* index_count is a power of two, and one. */
static size_t bucket_of(uint64_t hash, size_t index_count)
{
    unsigned bits = 0;
    while ((size_t)2 << bits < index_count)
        bits++;
    return (size_t)(hash >> (64 - bits));
}

void tc_gazetteer_begin(struct gazetteer_walk *walk, const struct lexicon *lexicon,
                        text name)
{
    *walk = (struct gazetteer_walk){.lexicon = lexicon};
    name = tc_text_trim(name);
    if (!name.size || name.size > UINT32_MAX || !lexicon->place_count)
        return;
    if (tc_text_equal_fold(tc_text_slice(name, 0, 4), TEXT("the ")))
        name = tc_text_slice(name, 4, name.size);
    uint64_t hash = name_hash(name);
    size_t bucket = bucket_of(hash, lexicon->place_index_count);
    size_t other = bucket_of(hash, lexicon->other_index_count);
    walk->name = name;
    walk->at = lexicon->place_index[bucket];
    walk->end = lexicon->place_index[bucket + 1];
    walk->other = lexicon->other_index[other];
    walk->other_end = lexicon->other_index[other + 1];
}

/* Is the string the name? *same is the last one that was. */
static bool is_called(const struct gazetteer_walk *walk, uint32_t string,
                      uint32_t *same)
{
    if (string != *same &&
        same_name(tc_text(walk->lexicon->strings + string), walk->name))
        *same = string;
    return string == *same;
}

bool tc_gazetteer_next(struct gazetteer_walk *walk, struct gazetteer_place *out)
{
    const struct lexicon *x = walk->lexicon;
    while (walk->at < walk->end &&
           !is_called(walk, x->places[walk->at].name, &walk->same))
        walk->at++;
    while (walk->other < walk->other_end &&
           !is_called(walk, x->others[walk->other].name, &walk->same_other))
        walk->other++;
    bool has_other = walk->other < walk->other_end;
    if (walk->at < walk->end) {
        tc_gazetteer_place(x, walk->at, out);
        if (!has_other ||
            out->population >=
                people_of(
                    x->places[x->others[walk->other].place & ~OTHER_DEMONYM].people)) {
            walk->at++;
            return true;
        }
    } else if (!has_other) {
        return false;
    }
    const struct other_name *other = &x->others[walk->other++];
    tc_gazetteer_place(x, other->place & ~OTHER_DEMONYM, out);
    out->called = x->strings + other->name;
    out->demonym = other->place & OTHER_DEMONYM;
    return true;
}
