/* place.c: of several places with one name, the one that the document means.
 *
 * "Paris" is one of thirty, and news of a small town names no France to speak against
 * it. So all names of the document are weighed together. Each candidate starts with
 * what is known of it alone (a country before a capital before a large town), and
 * gains by what the text says of the name ("Paris, Texas"), by the countries and
 * divisions that the text names, by the publisher, and by the other names' places:
 * towns of one story lie near each other. First the nearest candidates of the others
 * count, whichever they are; then, in two rounds, those that were chosen. A name means
 * one place throughout, unless its own words say otherwise.
 *
 * Points are whole numbers, so that nothing depends on the order of summing. Names are
 * compared with the WINDOW names before and behind them only: the time is linear, and
 * a tenth of what finding the names takes.
 */
#include "code/coder.h"

#include <math.h>
#include <string.h>

enum {
    WINDOW = 24,    /* names before and behind that a name is compared with */
    SAID = 16,      /* countries of bodies and people */
    LIKELY = 8,     /* of a name's candidates, before any is chosen */
    MOST_SAME = 5,  /* names that count for a country */
    MOST_NEAR = 4,  /* and for a neighbourhood */
    CANDIDATES = 40 /* the likeliest of a name's; some names have hundreds */
};

struct candidate {
    const char *name, *admin1, *admin2; /* the lexicon's, which are shared */
    char country[4];
    uint32_t number;        /* in the gazetteer, when alias is NONE */
    int32_t alias;          /* of the hit */
    uint8_t feature;        /* enum place_feature; PLACE_COUNTRY also of countries */
    float lat, lon, cosine; /* radians; of its latitude */
    int32_t alone, now;     /* points: without the other names, with them */
    int32_t grounds;        /* those of alone that the text gives */
};

struct sought { /* a name with its candidates */
    uint64_t key;
    uint32_t first, count; /* of atlas->candidates */
    uint32_t best;         /* of them */
    bool sure;             /* its own words say which */
    bool asked;            /* for the publisher's name */
    bool filled;
};

struct atlas {
    struct work *work;
    struct sought *names;
    uint32_t name_count;
    struct candidate *candidates;
    uint32_t candidate_count, candidate_room;
    int32_t *name_of; /* (hits) which name, or NONE */
    int32_t *fixed;   /* (hits) the candidate that its own words give, or NONE */
    uint32_t *slots;  /* hash of names by key: number + 1 */
    uint32_t slot_mask;
    char home[4];           /* the publisher's country, "" unknown */
    const char *said[SAID]; /* countries of bodies and people that it names */
    uint32_t said_count;
    text host; /* "www.example.co.uk", empty unknown */
};

/* Points, tuned on toponyms of news that were placed by hand. */
enum {
    P_PEOPLE = 3, /* for each doubling of its population */
    P_GREAT = 12, /* a town of a million people */
    P_FEW = 8,    /* doublings that stand for an unknown population */
    P_COUNTRY = 84,
    P_CAPITAL = 20,
    P_ADMIN1 = 0,
    P_ADMIN2 = 0,
    P_BARE = -25,  /* a county without the word */
    P_REGION = 75, /* a sea, a river, a range, a region */
    P_ASKED = -8,  /* the scan gives others of this name */
    P_OWN = 20,    /* the name is its first, no other of its names */
    P_NAMED = 44,  /* the text names its country */
    P_SAID = 24,   /* or somebody of that country */
    P_HOME = 40,   /* the publisher's country */
    P_PAPER = 30,  /* the publisher bears the name */
    P_WORDS = 200, /* "Paris, Texas" elsewhere in the text */
    /* for each other name's place: */
    P_DIVISION = 30, /* the division that it lies in */
    P_HOLDS = 36,    /* a place that lies in this division */
    P_SAME = 4,      /* a place in its country */
    P_NEAR = 14,     /* within 50 km */
    P_AROUND = 8,    /* within 161 km */
    P_FAR = 3,       /* within 400 km */
    P_CHANCE = 6,    /* tenths, where the other name has several places */
    P_GROUNDS = 8    /* a name that was asked for needs so many from the text */
};

/* ---- what is known of a candidate alone ------------------------------------------ */

static int log_of(uint32_t population)
{
    int bits = 0;
    for (; population; population >>= 1)
        bits++;
    return bits;
}

static int32_t weight_of(uint8_t feature, uint32_t population)
{
    enum { MILLION = 1000000 };
    int32_t points = P_PEOPLE * (population ? log_of(population) : P_FEW);
    switch (feature) {
    case PLACE_COUNTRY:
    case PLACE_BREAKAWAY:
        return points + P_COUNTRY;
    case PLACE_CAPITAL:
        return points + P_CAPITAL + (population >= MILLION ? P_GREAT : 0);
    case PLACE_ADMIN1:
        return points + P_ADMIN1;
    case PLACE_CITY:
        return points + (population >= MILLION ? P_GREAT : 0);
    case PLACE_ADMIN2:
        return points + P_ADMIN2;
    default:
        return points + P_REGION;
    }
}

static float cosine_of(float radians)
{
    float square = radians * radians; /* good to 0.03 at the poles */
    return 1 - square / 2 + square * square / 24;
}

static bool is_said(const struct atlas *atlas, const char *country)
{
    for (uint32_t i = 0; country[0] && i < atlas->said_count; i++)
        if (strcmp(atlas->said[i], country) == 0)
            return true;
    return false;
}

/* The country of a body or a person that the text names: "the Liberian Peace
 * Council". */
static void note_said(struct atlas *atlas, int32_t hit)
{
    const struct entry *e = tc_hit_kind(atlas->work, hit,
                                        1u << ENTRY_ORGANISATION | 1u << ENTRY_GROUP |
                                            1u << ENTRY_PERSON | 1u << ENTRY_METONYM);
    if (e && e->country[0] && atlas->said_count < SAID && !is_said(atlas, e->country))
        atlas->said[atlas->said_count++] = e->country;
}

/* Is it the name by which the place is known, or another of its names? */
static bool same_name(text a, text b)
{
    size_t i = 0, k = 0;
    while (i < a.size && k < b.size)
        if (tc_fold(tc_utf8_next(a, &i)) != tc_fold(tc_utf8_next(b, &k)))
            return false;
    return i == a.size && k == b.size;
}

/* What the text says of a place, apart from its other places. */
static int32_t grounds_of(const struct atlas *atlas, const char *country)
{
    if (!country[0])
        return 0;
    int32_t points = strcmp(country, atlas->home) == 0 ? P_HOME : 0;
    if (tc_country_named(atlas->work, country))
        return points + P_NAMED;
    return is_said(atlas, country) ? points + P_SAID : points;
}

static bool add_candidate(struct atlas *atlas, text words, struct candidate c,
                          const float at[2], uint32_t population)
{
    enum { DEGREES = 180 };
    float degree = (float)3.14159265 / DEGREES;
    struct candidate *slot =
        tc_push(atlas->work, &atlas->candidates, &atlas->candidate_count,
                &atlas->candidate_room, sizeof *slot);
    if (!slot)
        return false;
    c.lat = at[0] * degree;
    c.lon = at[1] * degree;
    c.cosine = cosine_of(c.lat);
    c.grounds = grounds_of(atlas, c.country);
    c.alone += weight_of(c.feature, population) + c.grounds;
    if (same_name(words, tc_text(c.name)))
        c.alone += P_OWN;
    else if (c.feature == PLACE_ADMIN2)
        c.alone += P_BARE;
    *slot = c;
    return true;
}

static bool add_entry(struct atlas *atlas, const struct name_hit *hit, uint32_t alias)
{
    const struct lexicon *x = atlas->work->lexicon;
    const struct entry *e = tc_lexicon_entry(x, hit->aliases[alias].entry);
    struct candidate c = {.name = tc_lexicon_string(x, e->name),
                          .admin1 = tc_lexicon_string(x, e->admin1),
                          .admin2 = tc_lexicon_string(x, e->admin2),
                          .alias = (int32_t)alias,
                          .feature =
                              e->kind == ENTRY_COUNTRY ? PLACE_COUNTRY : e->feature};
    memcpy(c.country, e->country, sizeof c.country);
    return add_candidate(atlas, tc_words(atlas->work, hit->begin, hit->end), c,
                         (float[2]){e->lat, e->lon}, e->population);
}

static bool add_place(struct atlas *atlas, text words, const struct gazetteer_place *p,
                      bool scanned)
{
    struct candidate c = {.name = p->name,
                          .admin1 = p->admin1,
                          .admin2 = p->admin2,
                          .number = p->number,
                          .alias = NONE,
                          .feature = p->feature,
                          .alone = scanned ? P_ASKED : 0};
    memcpy(c.country, p->country, sizeof c.country);
    if (scanned && p->country[0] && tc_country_named(atlas->work, p->country))
        c.alone -= P_NAMED / 2; /* the great town abroad may be meant as well */
    return add_candidate(atlas, words, c, (float[2]){(float)p->lat, (float)p->lon},
                         p->population);
}

/* ---- the names ------------------------------------------------------------------- */

/* "GA", "Ga.", "N.S.W.": such a name is only meant as it is written. */
static bool is_abbreviation(const char *called)
{
    size_t size = strlen(called);
    return size && (size <= 2 || called[size - 1] == '.' ||
                    (size == 3 && called[2] >= 'A' && called[2] <= 'Z'));
}

static bool same_letters(text words, const char *called)
{
    text name = tc_text(called);
    words.size -= words.size && words.data[words.size - 1] == '.';
    name.size -= name.size && name.data[name.size - 1] == '.';
    return tc_text_equal(words, name);
}

/* Of the letters, whatever their case, and of what the scan has found for them. */
static uint64_t key_of(text name, const struct alias *aliases)
{
    uint64_t key = 0xcbf29ce484222325u ^ (uint64_t)(uintptr_t)aliases;
    for (size_t at = 0; at < name.size;)
        key = (key ^ tc_fold(tc_utf8_next(name, &at))) * 0x100000001b3u;
    return key;
}

static struct sought *name_for(struct atlas *atlas, uint64_t key)
{
    for (size_t i = key >> 32;; i++) {
        uint32_t *slot = &atlas->slots[i & atlas->slot_mask];
        if (!*slot) {
            *slot = ++atlas->name_count;
            atlas->names[*slot - 1] = (struct sought){.key = key};
        }
        if (atlas->names[*slot - 1].key == key)
            return &atlas->names[*slot - 1];
    }
}

static bool is_town(const struct candidate *c)
{
    return c->feature == PLACE_CITY || c->feature == PLACE_CAPITAL;
}

/* "Geneva" is the town before it is the canton around it. */
static void prefer_seats(struct atlas *atlas, const struct sought *name)
{
    for (uint32_t i = name->first; i < name->first + name->count; i++)
        for (uint32_t k = name->first; k < name->first + name->count; k++) {
            struct candidate *town = &atlas->candidates[i];
            const struct candidate *around = &atlas->candidates[k];
            if (around->feature == PLACE_ADMIN1 && is_town(town) &&
                town->admin1 == around->name &&
                strcmp(town->country, around->country) == 0 &&
                town->alone <= around->alone)
                town->alone = around->alone + 1;
        }
}

/* Has the scan given this place already? */
static bool is_there(const struct atlas *atlas, const struct sought *name,
                     const struct name_hit *hit, const struct gazetteer_place *p)
{
    for (uint32_t i = name->first; i < name->first + name->count; i++) {
        const struct candidate *c = &atlas->candidates[i];
        if (c->alias < 0)
            continue;
        const struct entry *e =
            tc_lexicon_entry(atlas->work->lexicon, hit->aliases[c->alias].entry);
        if ((e->geonames && e->geonames == p->geonames) ||
            (c->name == p->name && c->admin1 == p->admin1 && c->feature == p->feature))
            return true;
    }
    return false;
}

static bool fill(struct atlas *atlas, struct sought *name, const struct name_hit *hit,
                 bool demonym)
{
    struct work *work = atlas->work;
    text words = tc_words(work, hit->begin, hit->end);
    name->first = atlas->candidate_count;
    for (uint32_t i = 0; i < hit->count && name->count < CANDIDATES; i++)
        if (tc_entry_is_place(tc_lexicon_entry(work->lexicon, hit->aliases[i].entry))) {
            if (!add_entry(atlas, hit, i))
                return false;
            name->count++;
        }
    struct gazetteer_walk walk;
    struct gazetteer_place place;
    tc_gazetteer_begin(&walk, work->lexicon, words);
    while (name->count < CANDIDATES && tc_gazetteer_next(&walk, &place)) {
        if (place.demonym != demonym || is_there(atlas, name, hit, &place) ||
            (is_abbreviation(place.called) && !same_letters(words, place.called)))
            continue;
        if (!add_place(atlas, words, &place, hit->count > 0))
            return false;
        name->count++;
    }
    prefer_seats(atlas, name);
    return true;
}

static bool discarded(const struct work *work, const struct name_hit *hit)
{
    for (uint32_t i = 0; i < hit->count; i++)
        if (tc_lexicon_entry(work->lexicon, hit->aliases[i].entry)->kind ==
            ENTRY_DISCARD)
            return true;
    return false;
}

static bool has_place(const struct work *work, const struct name_hit *hit)
{
    for (uint32_t i = 0; i < hit->count; i++)
        if (tc_entry_is_place(tc_lexicon_entry(work->lexicon, hit->aliases[i].entry)))
            return true;
    return !hit->count;
}

static bool gather(struct atlas *atlas)
{
    struct work *work = atlas->work;
    uint32_t places = 0, size = 16;
    for (uint32_t i = 0; i < work->hit_count; i++) {
        bool place = has_place(work, &work->hits[i]);
        places += place;
        if (!place)
            note_said(atlas, (int32_t)i);
    }
    while (size < places * 2)
        size *= 2;
    atlas->slot_mask = size - 1;
    atlas->slots = tc_take(work, size * sizeof *atlas->slots);
    atlas->names = tc_take(work, (places + 1) * sizeof *atlas->names);
    atlas->name_of = tc_take(work, (work->hit_count + 1) * sizeof *atlas->name_of);
    atlas->fixed = tc_take(work, (work->hit_count + 1) * sizeof *atlas->fixed);
    if (work->failed)
        return false;
    for (uint32_t i = 0; i < work->hit_count; i++) {
        const struct name_hit *hit = &work->hits[i];
        atlas->name_of[i] = atlas->fixed[i] = NONE;
        if (!has_place(work, hit) || discarded(work, hit))
            continue;
        struct sought *name =
            name_for(atlas, key_of(tc_words(work, hit->begin, hit->end), hit->aliases));
        atlas->name_of[i] = (int32_t)(name - atlas->names);
        if (!name->filled && !fill(atlas, name, hit, work->marks[i] & HIT_DEMONYM))
            return false;
        name->filled = true;
        if (!name->count)
            atlas->name_of[i] = NONE;
    }
    return true;
}

/* ---- said in words: "Paris, Texas" ----------------------------------------------- */

static bool lies_in(const struct candidate *inner, const struct candidate *outer)
{
    if (!inner->country[0] || strcmp(inner->country, outer->country) != 0)
        return false;
    if (outer->feature == PLACE_COUNTRY)
        return inner->feature != PLACE_COUNTRY;
    if (outer->feature == PLACE_ADMIN1)
        return inner->feature != PLACE_ADMIN1 && inner->admin1 == outer->name;
    return outer->feature == PLACE_ADMIN2 && inner->feature != PLACE_ADMIN2 &&
           inner->admin2[0] && inner->admin2 == outer->name &&
           inner->admin1 == outer->admin1;
}

static bool comma_between(const struct work *work, uint32_t hit)
{
    uint32_t end = work->hits[hit].end, begin = work->hits[hit + 1].begin;
    return begin > end && begin - end <= 2 && work->text.data[end] == ',';
}

/* The likeliest pair of candidates of which the first lies in the second. */
static void tell(struct atlas *atlas, uint32_t hit)
{
    struct sought *inner = &atlas->names[atlas->name_of[hit]],
                  *outer = &atlas->names[atlas->name_of[hit + 1]];
    int32_t most = -1;
    for (uint32_t i = inner->first; i < inner->first + inner->count; i++)
        for (uint32_t k = outer->first; k < outer->first + outer->count; k++) {
            const struct candidate *a = &atlas->candidates[i],
                                   *b = &atlas->candidates[k];
            if (a->alone + b->alone <= most || !lies_in(a, b))
                continue;
            most = a->alone + b->alone;
            atlas->fixed[hit] = (int32_t)i;
            atlas->fixed[hit + 1] = (int32_t)k;
        }
}

static void read_words(struct atlas *atlas)
{
    struct work *work = atlas->work;
    for (uint32_t i = 0; i + 1 < work->hit_count; i++)
        if (atlas->name_of[i] >= 0 && atlas->name_of[i + 1] >= 0 &&
            comma_between(work, i))
            tell(atlas, i);
    for (uint32_t i = 0; i < work->hit_count; i++) {
        if (atlas->fixed[i] < 0)
            continue;
        struct sought *name = &atlas->names[atlas->name_of[i]];
        struct candidate *c = &atlas->candidates[atlas->fixed[i]];
        if (!name->sure)
            c->alone += P_WORDS;
        if (!name->sure)
            c->grounds += P_WORDS;
        name->sure = true;
    }
}

/* ---- the names together ---------------------------------------------------------- */

static void choose(struct atlas *atlas)
{
    for (uint32_t n = 0; n < atlas->name_count; n++) {
        struct sought *name = &atlas->names[n];
        name->best = name->first;
        for (uint32_t i = name->first + 1; i < name->first + name->count; i++)
            if (atlas->candidates[i].now > atlas->candidates[name->best].now)
                name->best = i;
    }
}

/* What the other names' places say for a candidate, in points. */
struct pull {
    int32_t same, division, holds, near;
};

static int32_t nearness(const struct candidate *c, const struct candidate *other)
{
    if (!is_town(other) && other->feature != PLACE_ADMIN2)
        return 0;
    float north = c->lat - other->lat;
    float east = (c->lon - other->lon) * (c->cosine + other->cosine) / 2;
    float square = north * north + east * east;
    /* 50, 161 and 400 km of an earth of 6371 km radius */
    if (square < (float)6.159e-5)
        return P_NEAR;
    if (square < (float)6.386e-4)
        return P_AROUND;
    return square < (float)3.942e-3 ? P_FAR : 0;
}

static bool same_place(const struct candidate *a, const struct candidate *b)
{
    return a->name == b->name && a->admin1 == b->admin1;
}

static void draw(const struct candidate *c, const struct candidate *other,
                 struct pull *pull)
{
    if (same_place(c, other))
        return;
    if (c->country[0] && strcmp(c->country, other->country) == 0) {
        pull->same += P_SAME;
        if (c->feature == PLACE_COUNTRY)
            pull->holds += P_HOLDS; /* as a division of the same name would */
        if (other->feature == PLACE_ADMIN1 && c->admin1 == other->name)
            pull->division += P_DIVISION;
        if (c->feature == PLACE_ADMIN1 && other->admin1 == c->name)
            pull->holds += P_HOLDS;
    }
    pull->near += nearness(c, other);
}

/* Before anything is chosen: the nearest of the other name's candidates. Of many, one
 * is soon near by chance. */
static void foresee(const struct atlas *atlas, const struct candidate *c,
                    const struct sought *other, struct pull *pull)
{
    uint32_t count = other->count < LIKELY ? other->count : LIKELY;
    int32_t most = 0;
    for (uint32_t i = other->first; i < other->first + count; i++) {
        const struct candidate *o = &atlas->candidates[i];
        int32_t points = same_place(c, o) ? 0 : nearness(c, o);
        if (points > most)
            most = points;
    }
    pull->near += count > 1 ? most * P_CHANCE / 10 : most;
}

static int32_t at_most(int32_t points, int32_t times, int32_t each)
{
    return points < times * each ? points : times * each;
}

static void weigh(struct atlas *atlas, bool first)
{
    for (uint32_t n = 0; n < atlas->name_count; n++) {
        const struct sought *name = &atlas->names[n];
        uint32_t window = first ? WINDOW / 2 : WINDOW;
        uint32_t from = n > window ? n - window : 0;
        uint32_t to =
            n + window < atlas->name_count ? n + window : atlas->name_count - 1;
        for (uint32_t i = name->first; i < name->first + name->count; i++) {
            struct candidate *c = &atlas->candidates[i];
            struct pull pull = {0, 0, 0, 0};
            for (uint32_t k = from; k <= to; k++) {
                const struct sought *other = &atlas->names[k];
                if (k == n || !other->count)
                    continue;
                if (first)
                    foresee(atlas, c, other, &pull);
                else
                    draw(c, &atlas->candidates[other->best], &pull);
            }
            c->now = c->alone + at_most(pull.same, MOST_SAME, P_SAME) +
                     at_most(pull.division, 2, P_DIVISION) +
                     at_most(pull.holds, 2, P_HOLDS) +
                     at_most(pull.near, MOST_NEAR, P_NEAR);
        }
    }
}

/* ---- the publisher --------------------------------------------------------------- */

/* The host of "https://www.example.co.uk/news" and the country at its end. */
static void home_of(struct atlas *atlas)
{
    text url = atlas->work->document->url;
    size_t begin = tc_text_find(url, TEXT("://"));
    begin = begin < url.size ? begin + 3 : 0;
    size_t end = begin;
    while (end < url.size && url.data[end] != '/' && url.data[end] != ':')
        end++;
    atlas->host = tc_text_slice(url, begin, end);
    if (end < begin + 4 || url.data[end - 3] != '.')
        return;
    text top = tc_text_slice(url, end - 2, end);
    if (tc_text_equal(top, TEXT("uk")))
        top = TEXT("gb");
    const struct entry *e = tc_lexicon_domain(atlas->work->lexicon, top);
    if (e)
        memcpy(atlas->home, e->country, sizeof atlas->home);
}

/* Do the letters of a name stand in this text, whatever lies between its words? */
static bool letters_in(text name, text in)
{
    enum { ENOUGH_LETTERS = 5 };
    for (size_t begin = 0; begin + ENOUGH_LETTERS <= in.size; begin++) {
        size_t at = begin, letters = 0, i = 0;
        while (i < name.size && at <= in.size) {
            uint32_t c = tc_fold(tc_utf8_next(name, &i));
            if (!tc_is_letter(c))
                continue;
            while (at < in.size && in.data[at] == ' ')
                at++;
            if (at == in.size || tc_fold((unsigned char)in.data[at]) != c)
                break;
            at++;
            letters++;
            if (i == name.size && letters >= ENOUGH_LETTERS)
                return true;
        }
    }
    return false;
}

/* "The Paris Beacon", www.parisbeacon.com: a paper that bears the name of a town is
 * that of a town, and of no country or capital, unless others of its places say so. */
static void read_publisher(struct atlas *atlas)
{
    struct work *work = atlas->work;
    for (uint32_t i = 0; i < work->hit_count; i++) {
        if (atlas->name_of[i] < 0)
            continue;
        struct sought *name = &atlas->names[atlas->name_of[i]];
        if (name->asked)
            continue;
        name->asked = true;
        text words = tc_words(work, work->hits[i].begin, work->hits[i].end);
        if (!letters_in(words, atlas->host) &&
            !letters_in(words, work->document->publisher))
            continue;
        for (uint32_t k = name->first; k < name->first + name->count; k++)
            if (atlas->candidates[k].feature == PLACE_CITY)
                atlas->candidates[k].alone += P_PAPER;
    }
}

/* May a name that was asked for be this place? Something besides the name must say
 * so. */
static bool has_grounds(const struct candidate *c)
{
    return c->grounds + c->now - c->alone >= P_GROUNDS;
}

/* The best candidate that the mention's own words allow, or NONE. */
static int32_t settled(const struct atlas *atlas, uint32_t hit)
{
    const struct work *work = atlas->work;
    int32_t best = NONE;
    if (atlas->name_of[hit] < 0)
        return NONE;
    const struct name_hit *h = &work->hits[hit];
    const struct sought *name = &atlas->names[atlas->name_of[hit]];
    bool demonym = work->marks[hit] & HIT_DEMONYM;
    bool open = !h->count; /* else a place that the scan gives must hold here */
    for (uint32_t i = name->first; i < name->first + name->count; i++) {
        const struct candidate *c = &atlas->candidates[i];
        if (c->alias >= 0) {
            const struct alias *alias = &h->aliases[c->alias];
            if (tc_unsupported(work, (int32_t)hit, alias->flags,
                               tc_lexicon_entry(work->lexicon, alias->entry)))
                continue;
            open = true;
        } else if (!open || (!h->count && !demonym && !has_grounds(c) &&
                             !(name->count == 1 && work->marks[hit] & HIT_KIND))) {
            continue;
        }
        bool fixed = (int32_t)i == atlas->fixed[hit];
        if (best < 0 || c->now > atlas->candidates[best].now || fixed)
            best = (int32_t)i;
        if (fixed)
            break;
    }
    return best;
}

static bool settle(struct atlas *atlas, uint32_t hit)
{
    struct work *work = atlas->work;
    int32_t best = settled(atlas, hit);
    work->place[hit] = NULL;
    if (best < 0)
        return true;
    const struct candidate *c = &atlas->candidates[best];
    if (c->alias >= 0) {
        work->place[hit] =
            tc_lexicon_entry(work->lexicon, work->hits[hit].aliases[c->alias].entry);
        return true;
    }
    struct entry *made = tc_take(work, sizeof *made);
    if (!made)
        return false;
    tc_gazetteer_entry(work->lexicon, c->number, made);
    work->place[hit] = made;
    return true;
}

bool tc_resolve_places(struct work *work)
{
    struct atlas atlas = {.work = work};
    work->place = tc_take(work, (work->hit_count + 1) * sizeof *work->place);
    if (!work->place)
        return false;
    home_of(&atlas);
    if (!gather(&atlas))
        return false;
    read_publisher(&atlas);
    read_words(&atlas);
    for (int round = 0; round < 3; round++) {
        weigh(&atlas, round == 0);
        choose(&atlas);
    }
    for (uint32_t i = 0; i < work->hit_count; i++)
        if (!settle(&atlas, i))
            return false;
    return true;
}

const struct entry *tc_hit_place(const struct work *work, int32_t hit)
{
    return hit >= 0 && work->place ? work->place[hit] : NULL;
}
