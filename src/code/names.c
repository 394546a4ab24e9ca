/* names.c: the lexicon's names in a text, and which of their meanings holds here.
 *
 * One scan over the whole text; a name belongs to every token that it covers. A
 * name with several meanings is not decided once: "Washington" is a place behind
 * "in" and the United States as a subject, so callers ask for the kinds that their
 * place in the tree allows, and get the likeliest that is valid on the document's day.
 */
#include "code/coder.h"

#include <string.h>

void *tc_take(struct work *work, size_t size)
{
    void *out = tc_arena_alloc(work->arena, size);
    if (!out)
        work->failed = true;
    return out;
}

void *tc_push(struct work *work, void *items, uint32_t *count, uint32_t *room,
              size_t item_size)
{
    unsigned char *old;
    memcpy(&old, items, sizeof old);
    if (*count == *room) {
        uint32_t more = *room ? *room * 2 : 16;
        unsigned char *grown = tc_take(work, more * item_size);
        if (!grown)
            return NULL;
        if (*count)
            memcpy(grown, old, *count * item_size);
        old = grown;
        memcpy(items, &grown, sizeof grown);
        *room = more;
    }
    return old + (size_t)(*count)++ * item_size;
}

/* Wire copy in capitals and lower-case text: capitals say nothing there. */
static bool no_case(text t)
{
    size_t upper = 0, lower = 0;
    for (size_t i = 0; i < t.size && i < 20000; i++) {
        upper += t.data[i] >= 'A' && t.data[i] <= 'Z';
        lower += t.data[i] >= 'a' && t.data[i] <= 'z';
    }
    return upper + lower > 0 && (upper > lower * 3 || upper * 200 < lower);
}

static void cover(struct work *work, struct unit *unit, uint32_t *hit)
{
    const struct sentence *s = unit->s;
    for (uint32_t i = 0; i < s->count; i++)
        unit->hit[i] = NONE;
    while (*hit < work->hit_count && work->hits[*hit].end <= s->begin)
        ++*hit;
    uint32_t h = *hit;
    for (uint32_t i = 0; i < s->count && h < work->hit_count; i++) {
        const struct token *t = &s->tokens[i];
        while (h < work->hit_count && work->hits[h].end <= t->begin)
            h++;
        if (h < work->hit_count && work->hits[h].begin < t->end &&
            work->hits[h].end > t->begin && t->upos != UPOS_PUNCT)
            unit->hit[i] = (int32_t)h;
        if (unit->hit[i] >= 0 && (t->upos == UPOS_PROPN || t->upos == UPOS_NOUN ||
                                  t->relation == REL_COMPOUND))
            work->noun[h] = true;
    }
    *hit = h;
}

/* A lemma that the lexicon does not know may be a rule gone wrong ("bom", "fre"):
 * of the stems that the form allows, one that the lexicon knows is likelier right. */
static uint32_t repaired(const struct work *work, const struct token *t)
{
    static const struct {
        const char *cut, *add;
    } rules[] = {
        {"ed",  "" },
        {"ed",  "e"},
        {"d",   "" },
        {"ing", "" },
        {"ing", "e"},
        {"es",  "" },
        {"s",   "" },
        {"ies", "y"},
        {"ied", "y"}
    };
    char stem[40];
    if (t->form.size >= sizeof stem || t->upos != UPOS_VERB)
        return 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        text cut = tc_text(rules[i].cut);
        if (t->form.size < cut.size + 3 ||
            !tc_text_equal_fold(
                tc_text_slice(t->form, t->form.size - cut.size, t->form.size), cut))
            continue;
        size_t size = t->form.size - cut.size;
        memcpy(stem, t->form.data, size);
        bool doubled = size > 3 && stem[size - 1] == stem[size - 2] && !*rules[i].add;
        if (doubled) { /* "stopped" */
            uint32_t single = tc_lexicon_word(work->lexicon, (text){stem, size - 1});
            if (single)
                return single;
        }
        if (*rules[i].add)
            stem[size++] = *rules[i].add;
        uint32_t word = tc_lexicon_word(work->lexicon, (text){stem, size});
        if (word)
            return word;
    }
    return 0;
}

static bool make_unit(struct work *work, uint32_t index)
{
    struct unit *unit = &work->units[index];
    const struct sentence *s = &work->parsed->sentences[index];
    unit->s = s;
    unit->index = index;
    unit->word = tc_take(work, s->count * sizeof *unit->word);
    unit->hit = tc_take(work, s->count * sizeof *unit->hit);
    unit->mention = tc_take(work, s->count * sizeof(struct mention *));
    unit->act = tc_take(work, s->count * sizeof *unit->act);
    if (work->failed)
        return false;
    for (uint32_t i = 0; i < s->count; i++) {
        unit->word[i] = tc_lexicon_word(work->lexicon, s->tokens[i].lemma);
        if (!unit->word[i])
            unit->word[i] = repaired(work, &s->tokens[i]);
        unit->act[i] = NONE;
    }
    return true;
}

static bool note_countries(struct work *work);
static void note_sole(struct work *work);

bool tc_find_names(struct work *work)
{
    work->fold = !work->phrase && no_case(work->text);
    size_t room = work->text.size / 12 + 16;
    for (;;) {
        work->hits = tc_take(work, room * sizeof *work->hits);
        if (!work->hits)
            return false;
        size_t found =
            tc_lexicon_scan(work->lexicon, work->text, work->fold, work->hits, room);
        if (found <= room) {
            work->hit_count = (uint32_t)found;
            break;
        }
        room = found;
    }
    if (!tc_ask_places(work))
        return false;
    work->noun = tc_take(work, (work->hit_count + 1) * sizeof *work->noun);
    if (!work->noun)
        return false;
    for (uint32_t i = 0; work->watch->entries && i < work->hit_count; i++)
        for (uint32_t k = 0; k < work->hits[i].count; k++)
            work->watch->entries[work->hits[i].aliases[k].entry]++;
    work->unit_count = work->parsed->count;
    work->units = tc_take(work, work->unit_count * sizeof *work->units);
    if (!work->units)
        return false;
    if (!note_countries(work))
        return false;
    uint32_t hit = 0;
    for (uint32_t i = 0; i < work->unit_count; i++) {
        if (!make_unit(work, i))
            return false;
        cover(work, &work->units[i], &hit);
    }
    if (!tc_resolve_places(work))
        return false;
    if (work->given[0] || work->several)
        return true;
    /* in capitals only what needs no noun counts: too many words are names there */
    bool *noun = work->noun;
    work->noun = tc_take(work, (work->hit_count + 1) * sizeof *noun);
    if (work->noun)
        note_sole(work);
    work->noun = noun;
    return !work->failed;
}

static bool valid(const struct work *work, const struct entry *e)
{
    if (work->day == TC_NO_DAY) /* no day: a person by the post best known */
        return e->kind == ENTRY_PERSON ? e->sector[0] != '\0' : e->to == TC_NO_DAY;
    return (e->from == TC_NO_DAY || e->from <= work->day) &&
           (e->to == TC_NO_DAY || work->day <= e->to);
}

const struct entry *tc_hit_kind(const struct work *work, int32_t hit, unsigned kinds)
{
    if (hit < 0)
        return NULL;
    const struct name_hit *h = &work->hits[hit];
    const struct entry *first = NULL, *second = NULL;
    if (!h->count)
        return kinds & 1u << ENTRY_PLACE && !(work->marks[hit] & HIT_DEMONYM)
                   ? tc_hit_place(work, hit)
                   : NULL;
    for (uint32_t i = 0; i < h->count; i++) {
        const struct entry *e = tc_lexicon_entry(work->lexicon, h->aliases[i].entry);
        if (e->kind == ENTRY_DISCARD)
            return NULL;
        if (!(kinds & 1u << e->kind))
            continue;
        if (first && (e->kind != first->kind || !tc_country_named(work, e->country)))
            continue;
        if (tc_unsupported(work, hit, h->aliases[i].flags, e))
            continue;
        /* of several with the name, the one whose country the text names */
        if (valid(work, e)) {
            if (first || i + 1 == h->count || !e->country[0] ||
                e->kind == ENTRY_COUNTRY || e->feature == PLACE_CAPITAL ||
                tc_country_named(work, e->country))
                return e;
            first = e;
            continue;
        }
        if (first)
            continue;
        if (!second || (e->from != TC_NO_DAY && second->from != TC_NO_DAY &&
                        e->from > second->from))
            second = e;
    }
    return first ? first : second;
}

const struct entry *tc_hit_entry(const struct work *work, int32_t hit)
{
    return tc_hit_kind(work, hit, ~0u);
}

bool tc_left_office(const struct work *work, int32_t hit, const struct entry *person)
{
    static const char *const office[] = {"GOV", "LEG", "MIL", "JUD",
                                         "COP", "SPY", "IGO", NULL};
    const struct name_hit *h = &work->hits[hit];
    for (uint32_t i = 0; i < h->count && work->day != TC_NO_DAY; i++) {
        const struct entry *e = tc_lexicon_entry(work->lexicon, h->aliases[i].entry);
        if (e->id != person->id || e->to == TC_NO_DAY || e->to >= work->day)
            continue;
        for (size_t k = 0; office[k]; k++)
            if (strcmp(e->sector, office[k]) == 0)
                return true;
    }
    return false;
}

bool tc_against(const struct work *work, int32_t hit)
{
    uint32_t begin = work->hits[hit].begin;
    return begin >= 5 && work->text.data[begin - 1] == '-' &&
           tc_text_equal_fold(tc_text_slice(work->text, begin - 5, begin - 1),
                              TEXT("anti"));
}

bool tc_entry_valid(const struct work *work, const struct entry *entry)
{
    return valid(work, entry);
}

bool tc_entry_is_place(const struct entry *e)
{
    return e->kind == ENTRY_PLACE || e->kind == ENTRY_COUNTRY;
}

/* ---- countries ------------------------------------------------------------------- */

/* How often the document names each country by itself: a count for each of AAA..ZZZ. */
enum { LETTERS = 26 * 26 * 26, ENOUGH = 3 };

static uint32_t country_number(const char *alpha3)
{
    uint32_t number = 0;
    for (int i = 0; i < 3; i++)
        number = number * 26 + (uint32_t)((unsigned char)alpha3[i] - 'A') % 26;
    return number;
}

bool tc_country_named(const struct work *work, const char *alpha3)
{
    return alpha3[0] && work->countries[country_number(alpha3)] > 0;
}

/* The country that a text is about, if it is about one: named at least three times
 * and in six of ten mentions. "The president" of such a text is that country's. */
/* A town that is no part of a person's name: a small word before it, or none. */
static bool is_where(const struct work *work, uint32_t hit, const struct entry *e)
{
    text before = tc_word_before(work, work->hits[hit].begin);
    return e->feature != PLACE_CITY || !before.size ||
           (before.data[0] >= 'a' && before.data[0] <= 'z');
}

/* "in Rwanda", "Kigali": not a state as a party */
static bool says_where(const struct work *work, uint32_t hit, const struct entry *e)
{
    static const char *const in[] = {"in", "of", "across", "throughout", "inside"};
    text before = tc_word_before(work, work->hits[hit].begin);
    if (e->kind != ENTRY_COUNTRY)
        return e->kind == ENTRY_PLACE;
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        if (tc_text_equal(before, tc_text(in[i])))
            return true;
    return false;
}

/* The country of all names in the text, when they have but one: its places, bodies and
 * people say so as well as its own name. */
static void note_sole(struct work *work)
{
    const char *sole = NULL;
    for (uint32_t h = 0; h < work->hit_count; h++) {
        const struct entry *e =
            tc_hit_kind(work, (int32_t)h, ~(1u << ENTRY_AGENT | 1u << ENTRY_DISCARD));
        if (e && e->kind == ENTRY_PLACE)
            e = tc_hit_place(work, (int32_t)h);
        if (!e || !e->country[0] || tc_against(work, (int32_t)h) ||
            (e->kind == ENTRY_PLACE && !is_where(work, h, e)))
            continue;
        if (sole && strcmp(sole, e->country) != 0)
            return;
        sole = e->country;
        work->sole_inside = work->sole_inside || says_where(work, h, e);
    }
    if (sole)
        memcpy(work->sole, sole, strlen(sole) + 1);
}

static bool note_countries(struct work *work)
{
    work->countries = tc_take(work, LETTERS * sizeof *work->countries);
    if (!work->countries)
        return false;
    if (work->given[0])
        work->countries[country_number(work->given)] = ENOUGH;
    uint32_t all = 0, most = 0;
    for (uint32_t h = 0; h < work->hit_count; h++) {
        const struct entry *e = tc_hit_kind(
            work, (int32_t)h, 1u << ENTRY_COUNTRY | 1u << ENTRY_NATIONALITY);
        if (!e || !e->country[0] || tc_against(work, (int32_t)h))
            continue;
        all++;
        uint32_t n = ++work->countries[country_number(e->country)];
        if (n > most) {
            most = n;
            memcpy(work->home, e->country, sizeof work->home);
        }
    }
    if (most < ENOUGH || most * 10 < all * 6)
        work->home[0] = '\0';
    if (work->given[0]) {
        memcpy(work->home, work->given, sizeof work->home);
        memcpy(work->sole, work->given, sizeof work->sole);
        work->sole_inside = true;
    }
    work->several = most != all;
    return true;
}

text tc_words(const struct work *work, uint32_t begin, uint32_t end)
{
    return tc_text_slice(work->text, begin, end);
}
