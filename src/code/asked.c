/* asked.c: names of places that the scan of the text does not give.
 *
 * Nine of ten of the gazetteer's names are words, or names of people ("Logan", "Paris,
 * Illinois", "Warren County"), so the scan leaves them alone. Here the text is asked
 * for a reason: a preposition of place before the name ("in Logan"), a division behind
 * its comma, what towns have behind it ("Logan police"), a word that makes it a county
 * or a river, a list of places that it continues. A name with a reason is looked up
 * and becomes a hit like the others, with no alias; which place it is, and whether it
 * is one at all, place.c decides. What the scan has found is only replaced by a longer
 * name.
 *
 * The text is read twice, so that a name with a reason anywhere has it throughout, and
 * so that the names of people are known: 1.4 % of the time of coding a text.
 */
#include "code/coder.h"

#include <string.h>

enum { RUN = 5 }; /* words of a name at most */

/* Names that the document has used in one way. */
enum { SET = 512, SET_MOST = 384 }; /* a power of two; how full it may be */
struct set {
    uint64_t keys[SET];
    uint32_t count;
};

struct asker {
    struct work *work;
    const struct sentence *s;
    struct name_hit *out;
    uint8_t *marks;
    uint32_t count, room, mark_count, mark_room;
    struct set *places, *people;
    bool again;   /* the second time, when all names have been seen */
    uint32_t hit; /* the first of the scan's hits that is not passed */
};

static const char *const wide[] = {
    "north",     "south",     "east",      "west",      "northern",
    "southern",  "eastern",   "western",   "central",   "downtown",
    "rural",     "nearby",    "northeast", "northwest", "southeast",
    "southwest", "North",     "South",     "East",      "West",
    "Northeast", "Northwest", "Southeast", "Southwest", NULL};
static const char *const sites[] = {
    "Center", "Centre",   "Mart",    "Home",     "University", "Hill",     "Arena",
    "Park",   "House",    "Court",   "School",   "Street",     "Road",     "Avenue",
    "Hall",   "Church",   "College", "Hospital", "Union",      "Commerce", "Police",
    "State",  "Superior", "Central", NULL};

static bool is_capital(const struct token *t)
{
    size_t at = 0;
    return t->form.size && tc_is_upper(tc_utf8_next(t->form, &at));
}

/* May the token stand in a name? */
static bool may_name(const struct token *t)
{
    return is_capital(t) && (t->upos == UPOS_PROPN || t->upos == UPOS_NOUN ||
                             t->upos == UPOS_ADJ || t->upos == UPOS_X);
}

/* ---- words that make a name a place's -------------------------------------------- */

static const char *const kinds_behind[] = {
    "County",     "Township",    "Parish",  "Borough",  "Province", "District",
    "River",      "Lake",        "Creek",   "Valley",   "Island",   "Islands",
    "Mountain",   "Mountains",   "Bay",     "Beach",    "Harbor",   "Harbour",
    "Peninsula",  "Desert",      "Heights", "Hills",    "Springs",  "Falls",
    "Prefecture", "Governorate", "Oblast",  "Counties", NULL};
static const char *const kinds_before[] = {"Lake", "Mount", "Cape", "Fort",
                                           "Port", "Isle",  NULL};

static bool is_kind(const struct asker *a, int32_t from, int32_t to)
{
    return from < to && (tc_word_in(a->s->tokens[to].form, kinds_behind) ||
                         tc_word_in(a->s->tokens[from].form, kinds_before));
}

/* "Logan County Jail" names the county, "Green Hills Foundation" no hills. */
static bool is_division(const struct asker *a, int32_t to)
{
    static const char *const words[] = {"County",   "Township",    "Parish",
                                        "Borough",  "Province",    "District",
                                        "Counties", "Governorate", NULL};
    return tc_word_in(a->s->tokens[to].form, words);
}

/* "Logan police", "a Logan man", "Logan High School" */
static bool has_what_towns_have(const struct asker *a, int32_t next)
{
    static const char *const of_towns[] = {
        "police",   "resident",     "residents",     "man",         "woman",
        "men",      "women",        "area",          "city",        "town",
        "mayor",    "officials",    "couple",        "native",      "teen",
        "teenager", "boy",          "girl",          "family",      "firefighters",
        "hospital", "school",       "schools",       "students",    "suburb",
        "suburbs",  "neighborhood", "neighbourhood", "district",    "province",
        "region",   "airport",      "home",          "voters",      "council",
        "village",  "villagers",    "border",        "prison",      "stadium",
        "mosque",   "church",       "market",        "businessman", "street",
        "streets",  "detectives",   "officers",      "department",  "community",
        NULL};
    return next < (int32_t)a->s->count && tc_word_in(a->s->tokens[next].form, of_towns);
}

/* ---- reasons --------------------------------------------------------------------- */

static text form_at(const struct asker *a, int32_t token)
{
    return token >= 0 && token < (int32_t)a->s->count ? a->s->tokens[token].form
                                                      : (text){NULL, 0};
}

/* "in Logan", "in rural Logan"; "of Logan" behind a comma, an age or a kind of place */
static bool behind_preposition(const struct asker *a, int32_t from)
{
    static const char *const at[] = {
        "in",      "at",     "near",    "from",   "outside", "around",  "to", "into",
        "through", "toward", "towards", "across", "inside",  "between", NULL};
    static const char *const kind[] = {
        "town",      "city",       "village",    "county",    "province",  "suburb",
        "port",      "district",   "north",      "south",     "east",      "west",
        "outskirts", "community",  "northeast",  "northwest", "southeast", "southwest",
        "miles",     "kilometers", "kilometres", "state",     NULL};
    while (tc_word_in(form_at(a, from - 1), wide))
        from--;
    text word = form_at(a, from - 1);
    if (tc_word_in(word, at))
        return true;
    if (!tc_text_equal_fold(word, TEXT("of")) || from < 2)
        return false;
    text head = form_at(a, from - 2);
    return tc_word_in(head, kind) || tc_text_equal(head, TEXT(",")) ||
           (head.size && head.data[0] >= '0' && head.data[0] <= '9');
}

/* The hit of the scan that covers the token, or NULL. */
static const struct name_hit *scanned(const struct asker *a, int32_t token)
{
    const struct work *work = a->work;
    if (token < 0 || token >= (int32_t)a->s->count)
        return NULL;
    const struct token *t = &a->s->tokens[token];
    for (uint32_t h = a->hit; h < work->hit_count && work->hits[h].begin < t->end; h++)
        if (work->hits[h].end > t->begin)
            return &work->hits[h];
    return NULL;
}

static bool has_kind(const struct work *work, const struct name_hit *hit,
                     unsigned kinds)
{
    for (uint32_t i = 0; hit && i < hit->count; i++)
        if (kinds & 1u << tc_lexicon_entry(work->lexicon, hit->aliases[i].entry)->kind)
            return true;
    return false;
}

enum { PLACES = 1u << ENTRY_PLACE | 1u << ENTRY_COUNTRY };

/* "Ga.", "GA", "S.C.": written just as the gazetteer has it, but for the last stop. */
static bool is_short(const struct asker *a, int32_t token, int32_t last)
{
    enum { SHORT = 6 };
    if (last >= (int32_t)a->s->count || !is_capital(&a->s->tokens[token]))
        return false;
    text form = tc_words(a->work, a->s->tokens[token].begin, a->s->tokens[last].end);
    if (form.size > SHORT)
        return false;
    struct gazetteer_walk walk;
    struct gazetteer_place place;
    tc_gazetteer_begin(&walk, a->work->lexicon, form);
    bool stop = form.data[form.size - 1] == '.';
    form.size -= stop;
    while (tc_gazetteer_next(&walk, &place)) {
        text called = tc_text(place.called);
        called.size -= called.size && called.data[called.size - 1] == '.';
        if (place.feature == PLACE_ADMIN1 && tc_text_equal(called, form))
            return true;
    }
    return false;
}

/* The last token of "Ga.", or of "W.Va.", which may be two; NONE: it is none. */
static int32_t short_from(const struct asker *a, int32_t token)
{
    if (token >= (int32_t)a->s->count)
        return NONE;
    text form = form_at(a, token);
    if (form.size == 2 && form.data[1] == '.' && is_short(a, token, token + 1))
        return token + 1;
    return is_short(a, token, token) ? token : NONE;
}

/* "Logan, Ohio", "Logan, O.": a division or a country behind the comma. */
static bool before_division(const struct asker *a, int32_t to)
{
    return tc_text_equal(form_at(a, to + 1), TEXT(",")) &&
           (has_kind(a->work, scanned(a, to + 2), PLACES) ||
            short_from(a, to + 2) >= 0);
}

/* The last token of a division behind a name and its comma, or with a stop inside;
 * NONE: there is none. */
static int32_t stands_for_division(const struct asker *a, int32_t token)
{
    text form = form_at(a, token);
    bool dots = form.size > 3 && memchr(form.data, '.', form.size - 1);
    bool behind = token > 1 && tc_text_equal(form_at(a, token - 1), TEXT(",")) &&
                  may_name(&a->s->tokens[token - 2]);
    return (dots || behind) && !scanned(a, token) ? short_from(a, token) : NONE;
}

/* "Athens and Logan", "Athens, Logan": right behind the last name that was taken. */
static bool continues(const struct asker *a, int32_t from)
{
    if (!a->count || from < 2)
        return false;
    const struct name_hit *last = &a->out[a->count - 1];
    if (last->count && !has_kind(a->work, last, PLACES))
        return false;
    text word = form_at(a, from - 1);
    if (!tc_text_equal(word, TEXT(",")) && !tc_text_equal(word, TEXT("and")) &&
        !tc_text_equal(word, TEXT("or")))
        return false;
    int32_t before = from - 2;
    if (tc_text_equal(form_at(a, before), TEXT(",")) && before > 0)
        before--;
    return a->s->tokens[before].end == last->end;
}

static bool called_place(const struct asker *a, int32_t from, int32_t to)
{
    for (int32_t i = from; i <= to; i++)
        if (a->s->tokens[i].entity != ENTITY_PLACE)
            return false;
    return true;
}

static bool called_person(const struct asker *a, int32_t from, int32_t to)
{
    for (int32_t i = from; i <= to; i++)
        if (a->s->tokens[i].entity == ENTITY_PERSON)
            return true;
    return false;
}

/* Does a name begin here, and not before? "North Logan" begins twice. */
static bool begins(const struct asker *a, int32_t from)
{
    if (!from || !may_name(&a->s->tokens[from - 1]))
        return true;
    return tc_word_in(form_at(a, from - 1), wide);
}

/* A month, "Center": a word that is capital for another reason. */
static bool is_word(const struct asker *a, int32_t from, int32_t to)
{
    const struct token *t = &a->s->tokens[from];
    return from == to && (t->upos != UPOS_PROPN || tc_is_time(t) ||
                          tc_word_in(t->form, kinds_behind) ||
                          tc_word_in(t->form, wide) || tc_word_in(t->form, sites));
}

/* "HUDSON - Police ...", "HUDSON, Ohio (AP)": before the text's first dash */
static bool is_dateline(const struct asker *a, int32_t from, int32_t to)
{
    enum { HEAD = 3, LETTERS = 4 };
    if (from || a->s > a->work->parsed->sentences + HEAD)
        return false;
    text name = tc_words(a->work, a->s->tokens[from].begin, a->s->tokens[to].end);
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] >= 'a' && name.data[i] <= 'z')
            return false;
    text next = form_at(a, to + 1);
    return name.size >= LETTERS &&
           (tc_text_equal(next, TEXT("-")) || tc_text_equal(next, TEXT("--")) ||
            tc_text_equal(next, TEXT("—")) || tc_text_equal(next, TEXT("–")) ||
            tc_text_equal(next, TEXT("(")) || tc_text_equal(next, TEXT(",")));
}

/* "Jackson, Barrow and Clarke counties" */
static bool in_counties(const struct asker *a, int32_t to)
{
    enum { FAR = 16 };
    for (int32_t i = to + 1; i < (int32_t)a->s->count && i <= to + FAR; i++) {
        const struct token *t = &a->s->tokens[i];
        if (tc_text_equal_fold(t->form, TEXT("counties")))
            return true;
        if (!may_name(t) && t->upos != UPOS_PUNCT && t->upos != UPOS_CCONJ)
            return false;
    }
    return false;
}

static bool has_reason(const struct asker *a, int32_t from, int32_t to, bool whole)
{
    if (!begins(a, from) || is_word(a, from, to))
        return false;
    if ((is_kind(a, from, to) && (whole || is_division(a, to))) ||
        has_what_towns_have(a, to + 1))
        return true;
    if (!whole)
        return false;
    if (is_dateline(a, from, to) || in_counties(a, to))
        return true;
    if (before_division(a, to))
        return true;
    if (called_person(a, from, to))
        return false;
    return behind_preposition(a, from) || called_place(a, from, to) ||
           continues(a, from);
}

/* ---- asking ---------------------------------------------------------------------- */

static bool is_known(const struct asker *a, text name)
{
    struct gazetteer_walk walk;
    struct gazetteer_place place;
    tc_gazetteer_begin(&walk, a->work->lexicon, name);
    while (tc_gazetteer_next(&walk, &place))
        if (!place.demonym)
            return true;
    return false;
}

static void take(struct asker *a, const struct name_hit *hit, unsigned mark)
{
    struct name_hit *slot =
        tc_push(a->work, &a->out, &a->count, &a->room, sizeof *slot);
    uint8_t *note = tc_push(a->work, &a->marks, &a->mark_count, &a->mark_room, 1);
    if (slot && note) {
        *slot = *hit;
        *note = (uint8_t)mark;
    }
}

static uint64_t key_of(const struct asker *a, int32_t from, int32_t to)
{
    text name = tc_words(a->work, a->s->tokens[from].begin, a->s->tokens[to].end);
    uint64_t key = 0xcbf29ce484222325u;
    for (size_t at = 0; at < name.size;)
        key = (key ^ tc_fold(tc_utf8_next(name, &at))) * 0x100000001b3u;
    return key ? key : 1;
}

static uint64_t *slot_of(struct set *set, uint64_t key)
{
    size_t i = (key >> 32) & (SET - 1);
    while (set->keys[i] && set->keys[i] != key)
        i = (i + 1) & (SET - 1);
    return &set->keys[i];
}

static void remember(struct set *set, uint64_t key)
{
    uint64_t *slot = slot_of(set, key);
    if (!*slot && set->count < SET_MOST) {
        *slot = key;
        set->count++;
    }
}

/* "Jordan Peters, 23, was charged" */
static bool has_an_age(const struct asker *a, int32_t to)
{
    const struct sentence *s = a->s;
    int32_t last = to;
    while (last + 1 < (int32_t)s->count && may_name(&s->tokens[last + 1]))
        last++;
    if (last == to || last + 2 >= (int32_t)s->count)
        return false;
    text age = s->tokens[last + 2].form;
    return tc_text_equal(s->tokens[last + 1].form, TEXT(",")) && age.size <= 3 &&
           age.data[0] >= '1' && age.data[0] <= '9';
}

/* Is the name part of a person's here, or was it elsewhere, with nothing here that
 * makes it a place? */
static bool is_somebody(const struct asker *a, int32_t from, int32_t to, bool reason)
{
    const struct sentence *s = a->s;
    bool person = called_person(a, from, to);
    for (int32_t i = from - 1; person && i <= to + 1; i += to - from + 2)
        if (i >= 0 && i < (int32_t)s->count && may_name(&s->tokens[i]) &&
            s->tokens[i].entity == ENTITY_PERSON && !before_division(a, to) &&
            !has_kind(a->work, scanned(a, i), 1u << ENTRY_AGENT))
            return true; /* but not "Kiribati President ..." */
    if (has_an_age(a, to))
        return true;
    if (reason)
        return false;
    return *slot_of(a->people, key_of(a, from, to)) ||
           (person && *slot_of(a->people, key_of(a, to, to)));
}

/* The names of people that have two words, by each of them. */
static void note_people(struct asker *a)
{
    const struct sentence *s = a->s;
    for (int32_t i = 1; i < (int32_t)s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->entity != ENTITY_PERSON || t->entity_begins ||
            s->tokens[i - 1].entity != ENTITY_PERSON || !may_name(t))
            continue;
        remember(a->people, key_of(a, i, i));
        if (may_name(&s->tokens[i - 1]))
            remember(a->people, key_of(a, i - 1, i - 1));
    }
}

/* Takes the scan's hits that begin before this byte. */
static void catch_up(struct asker *a, uint32_t begin)
{
    const struct work *work = a->work;
    while (a->hit < work->hit_count && work->hits[a->hit].begin < begin)
        take(a, &work->hits[a->hit++], 0);
}

/* Do all hits of the scan within these bytes lie wholly in it, and none of them mean
 * something that a place's name has no part of? */
static bool may_replace(const struct asker *a, uint32_t begin, uint32_t end)
{
    const struct work *work = a->work;
    for (uint32_t h = a->hit; h < work->hit_count && work->hits[h].begin < end; h++) {
        const struct name_hit *hit = &work->hits[h];
        if (hit->end <= begin)
            continue;
        if (hit->begin < begin || hit->end > end || !hit->count)
            return false;
        if (hit->begin == begin && hit->end == end && has_kind(work, hit, ~0u))
            return !has_kind(work, hit, ~(1u << ENTRY_PERSON | 1u << ENTRY_AGENT)) &&
                   !has_kind(work, hit, 1u << ENTRY_DISCARD);
    }
    return true;
}

/* A name that the scan has found, as a place among other things: what speaks for it. */
static void take_scanned(struct asker *a, const struct name_hit *hit, int32_t from,
                         int32_t to)
{
    bool reason = has_reason(a, from, to, true);
    uint64_t key = key_of(a, from, to);
    if (reason && !a->again)
        remember(a->places, key);
    if (!reason && a->again && *slot_of(a->places, key))
        reason = !called_person(a, from, to);
    bool person = is_somebody(a, from, to, reason);
    take(a, hit, (reason && !person ? HIT_REASON : 0u) | (person ? HIT_PERSON : 0u));
    a->hit++;
}

static bool take_asked(struct asker *a, int32_t from, int32_t to, bool whole)
{
    const struct token *tokens = a->s->tokens;
    uint32_t begin = tokens[from].begin, end = tokens[to].end;
    if (!may_replace(a, begin, end))
        return false;
    bool known = false, reason = has_reason(a, from, to, whole);
    uint64_t key = key_of(a, from, to);
    if (!reason &&
        (!a->again || !whole || !*slot_of(a->places, key) || !begins(a, from)))
        return false;
    if (is_somebody(a, from, to, reason))
        return false;
    known = is_known(a, tc_words(a->work, begin, end));
    if (!known && !(is_kind(a, from, to) && !scanned(a, from) && !scanned(a, to)))
        return false;
    if (reason && !a->again)
        remember(a->places, key);
    catch_up(a, begin);
    while (a->hit < a->work->hit_count && a->work->hits[a->hit].begin < end)
        a->hit++;
    take(a, &(struct name_hit){begin, end, (uint32_t)(to - from + 1), NULL, 0},
         HIT_REASON | (is_kind(a, from, to) ? HIT_KIND : 0u));
    return true;
}

/* The name that begins with this token, when the text gives a reason to ask for it;
 * returns its last token, or NONE. */
static int32_t ask(struct asker *a, int32_t from)
{
    const struct sentence *s = a->s;
    const struct name_hit *here = scanned(a, from);
    int32_t last = from;
    while (last + 1 < (int32_t)s->count && last - from + 1 < RUN &&
           may_name(&s->tokens[last + 1]))
        last++;
    for (int32_t to = last; to >= from; to--) {
        if (here && here->count && here->begin == s->tokens[from].begin &&
            here->end == s->tokens[to].end && has_kind(a->work, here, PLACES)) {
            take_scanned(a, here, from, to);
            return to;
        }
        if (take_asked(a, from, to, to == last))
            return to;
    }
    return NONE;
}

/* "Texan", "Parisians" */
static bool is_demonym(const struct asker *a, int32_t token)
{
    struct gazetteer_walk walk;
    struct gazetteer_place place;
    tc_gazetteer_begin(&walk, a->work->lexicon, form_at(a, token));
    while (tc_gazetteer_next(&walk, &place))
        if (place.demonym)
            return true;
    return false;
}

static void read_sentence(struct asker *a)
{
    const struct sentence *s = a->s;
    for (int32_t t = 0; t < (int32_t)s->count; t++) {
        if (!may_name(&s->tokens[t]))
            continue;
        catch_up(a, s->tokens[t].begin);
        int32_t last = stands_for_division(a, t);
        if (last >= 0)
            take(
                a,
                &(struct name_hit){s->tokens[t].begin, s->tokens[last].end, 1, NULL, 0},
                HIT_REASON);
        else
            last = ask(a, t);
        if (last < 0 && !scanned(a, t) && is_demonym(a, t)) {
            take(a,
                 &(struct name_hit){s->tokens[t].begin, s->tokens[t].end, 1, NULL, 0},
                 HIT_DEMONYM);
            last = t;
        }
        const struct name_hit *over = last < 0 ? scanned(a, t) : NULL;
        if (last >= 0)
            t = last;
        while (over && t + 1 < (int32_t)s->count && scanned(a, t + 1) == over)
            t++; /* over the rest of a name that is no place */
    }
}

bool tc_ask_places(struct work *work)
{
    struct asker a = {.work = work};
    bool quiet = work->fold || work->phrase; /* capitals say nothing */
    a.places = tc_take(work, sizeof *a.places);
    a.people = tc_take(work, sizeof *a.people);
    for (int again = 0; again < 2 && !work->failed; again++) {
        a.again = again;
        a.count = a.mark_count = a.hit = 0;
        for (uint32_t i = 0; i < work->parsed->count && !quiet; i++) {
            a.s = &work->parsed->sentences[i];
            if (!again)
                note_people(&a);
            read_sentence(&a);
        }
    }
    catch_up(&a, UINT32_MAX);
    work->hits = a.out;
    work->marks = a.marks;
    work->hit_count = a.count;
    return !work->failed;
}
