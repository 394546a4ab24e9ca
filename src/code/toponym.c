/* toponym.c: the layer of places: every name in the text that stands for a place.
 *
 * "Washington said" and "in Washington" are both in it: what a place's name does in
 * its sentence is the claims' affair. So are "Syrian" and "Syrians", which name a
 * country as surely; they are marked, for who wants none of them.
 */
#include "code/coder.h"

#include <math.h>

static text precision_of(const struct entry *e)
{
    if (e->kind == ENTRY_COUNTRY || e->kind == ENTRY_NATIONALITY)
        return TEXT("country");
    switch (e->feature) {
    case PLACE_CITY:
    case PLACE_CAPITAL:
        return TEXT("city");
    case PLACE_ADMIN1:
        return TEXT("admin1");
    case PLACE_COUNTRY:
        return TEXT("country");
    case PLACE_ADMIN2:
        return TEXT("admin2");
    case PLACE_SITE:
        return TEXT("site");
    default:
        return TEXT("region");
    }
}

static tocsin_place nowhere(void)
{
    return (tocsin_place){.lat = NAN, .lon = NAN};
}

static tocsin_place place_at(struct work *work, int32_t hit, const struct entry *e)
{
    const struct name_hit *h = &work->hits[hit];
    return (tocsin_place){
        .begin = h->begin,
        .end = h->end,
        .text = tc_words(work, h->begin, h->end),
        .name = tc_text(tc_lexicon_string(work->lexicon, e->name)),
        .country = tc_text(e->country),
        .admin1 = tc_text(tc_lexicon_string(work->lexicon, e->admin1)),
        .admin2 = tc_text(tc_lexicon_string(work->lexicon, e->admin2)),
        .lat = (double)e->lat,
        .lon = (double)e->lon,
        .geonames = e->geonames,
        .precision = precision_of(e)};
}

tocsin_place tc_place_of_hit(struct work *work, int32_t hit)
{
    const struct entry *e = tc_hit_place(work, hit);
    return e ? place_at(work, hit, e) : nowhere();
}

/* The country that an adjective or a people names, or NULL. */
static const struct entry *land_of(const struct work *work, const struct entry *e)
{
    if (e->kind != ENTRY_NATIONALITY || !e->country[0])
        return NULL;
    return tc_lexicon_country(work->lexicon, e->country);
}

tocsin_place tc_place_here(struct work *work, int32_t hit)
{
    const struct entry *e = tc_hit_entry(work, hit);
    return e && tc_entry_is_place(e) ? tc_place_of_hit(work, hit) : nowhere();
}

tocsin_place tc_land_of_hit(struct work *work, int32_t hit)
{
    const struct entry *e = tc_hit_kind(work, hit, 1u << ENTRY_NATIONALITY);
    const struct entry *land = e ? land_of(work, e) : NULL;
    return land ? place_at(work, hit, land) : nowhere();
}

/* What the layer says of a name; false: it stands for no place. */
static bool toponym(struct work *work, int32_t hit, tocsin_place *out)
{
    const struct name_hit *h = &work->hits[hit];
    const struct entry *e = tc_hit_entry(work, hit);
    const struct entry *land = e ? land_of(work, e) : NULL;
    *out = nowhere();
    if (land)
        *out = place_at(work, hit, land);
    else if (e)
        *out = tc_place_here(work, hit);
    else if (work->marks[hit] & HIT_DEMONYM)
        *out = tc_place_of_hit(work, hit);
    out->demonym = land || work->marks[hit] & HIT_DEMONYM;
    if (out->precision.size || h->count || !(work->marks[hit] & HIT_KIND))
        return out->precision.size;
    out->begin = h->begin; /* surely a place, but who knows where */
    out->end = h->end;
    out->text = tc_words(work, h->begin, h->end);
    return true;
}

void tc_list_places(struct work *work, tocsin_coding *out)
{
    tocsin_place *list = tc_take(work, (work->hit_count + 1) * sizeof *list);
    if (!list)
        return;
    for (int32_t i = 0; i < (int32_t)work->hit_count; i++)
        if (toponym(work, i, &list[out->place_count]))
            out->place_count++;
    out->places = list;
}
