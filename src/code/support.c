/* support.c: does a weak name ("~Brown", "~Reading") mean here what the lexicon says?
 *
 * A family name alone is nobody's until something near it says whose: the full name
 * before it, a role, the country whose office its bearer holds. A first name before it
 * decides at once: it is this person's, in one of its spellings (Mohammed, Muhamad), or
 * another's, and "Mary Brown" is no prime minister. A town's name that is also a word
 * wants a preposition, or what towns have behind it ("Reading police").
 */
#include "code/coder.h"

#include <string.h>

enum { BACK = 500 }; /* names: how far a full name is remembered */

/* A family name or a first name only: all that the words mean. */
static bool name_of_person(const struct work *work, const struct name_hit *h)
{
    for (uint32_t i = 0; i < h->count; i++)
        if (!(h->aliases[i].flags & ALIAS_SHORT) ||
            tc_lexicon_entry(work->lexicon, h->aliases[i].entry)->kind != ENTRY_PERSON)
            return false;
    return true;
}

/* "Ahmed Ben Bella" is no Ahmed: a capitalised word goes on right behind. */
static bool goes_on(const struct work *work, int32_t hit)
{
    size_t at = work->hits[hit].end;
    if (at + 1 >= work->text.size || work->text.data[at] != ' ' || work->fold)
        return false;
    at++;
    const struct name_hit *next =
        (uint32_t)hit + 1 < work->hit_count ? &work->hits[hit + 1] : NULL;
    if (next && at == next->begin)
        return name_of_person(work, next);
    return tc_is_upper(tc_utf8_next(work->text, &at));
}

/* The word right before this byte, when only a blank lies between; else empty. */
text tc_word_before(const struct work *work, uint32_t end)
{
    if (end < 2 || work->text.data[end - 1] != ' ')
        return (text){NULL, 0};
    uint32_t begin = --end;
    while (begin > 0 && work->text.data[begin - 1] != ' ' &&
           work->text.data[begin - 1] != '\n')
        begin--;
    return tc_text_slice(work->text, begin, end);
}

enum { SKELETON = 24 };

/* A name's consonants, so that the ways of writing it agree: Mohammed and Muhamad,
 * Aleksandr and Alexander, Sergei and Serguey. */
static size_t skeleton(text name, char out[SKELETON])
{
    size_t size = 0;
    for (size_t at = 0;
         at < name.size && name.data[at] != ' ' && size + 2 < SKELETON;) {
        uint32_t c = tc_fold(tc_utf8_next(name, &at));
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (c == 'x')
            out[size++] = 'k', c = 's';
        else if (c == 'c' || c == 'q')
            c = 'k';
        else if (c == 'v')
            c = 'w';
        bool vowel = c < 'a' || c > 'z' || strchr("aeiouyhj", (int)c);
        if (vowel && size)
            continue;
        if (vowel)
            c = 'a';
        if (!size || out[size - 1] != (char)c)
            out[size++] = (char)c;
    }
    return size;
}

/* Is the word before a family name a first name, and this person's? */
enum first_name { FIRST_NONE, FIRST_SAME, FIRST_OTHER };
static enum first_name first_name(const struct work *work, int32_t hit,
                                  const struct entry *e)
{
    static const char *const openers[] = {
        "But",       "And",      "Yet",      "Still",    "Meanwhile", "Earlier",
        "Yesterday", "When",     "While",    "If",       "As",        "In",
        "On",        "For",      "After",    "Before",   "Then",      "So",
        "That",      "Though",   "Although", "Because",  "Like",      "Unlike",
        "Under",     "With",     "By",       "To",       "At",        "Both",
        "Only",      "Even",     "Now",      "Today",    "Later",     "Last",
        "Since",     "Until",    "Is",       "Was",      "Did",       "Does",
        "Will",      "Can",      "Should",   "Would",    "The",       "Of",
        "From",      "Not",      "Once",     "Had",      "Has",       "Also",
        "Where",     "Why",      "How",      "What",     "Again",     "Soon",
        "Instead",   "Ex",       "Mr",       "Mrs",      "Ms",        "Dr",
        "Sir",       "Lord",     "Mister",   "Madame",   "Monday",    "Tuesday",
        "Wednesday", "Thursday", "Friday",   "Saturday", "Sunday",    NULL};
    text word = tc_word_before(work, work->hits[hit].begin);
    size_t at = 0;
    if (!word.size || work->fold || !tc_is_upper(tc_utf8_next(word, &at)))
        return FIRST_NONE;
    char last = word.data[word.size - 1];
    if (!((last >= 'a' && last <= 'z') || (unsigned char)last >= 0x80))
        return FIRST_NONE; /* "Gen.", "U.S.", "Yes," */
    for (size_t i = 0; openers[i]; i++)
        if (tc_text_equal(word, tc_text(openers[i])))
            return FIRST_NONE;
    const struct name_hit *before = hit > 0 ? &work->hits[hit - 1] : NULL;
    if (before && before->end + 1 == work->hits[hit].begin &&
        tc_hit_kind(work, hit - 1, ~(1u << ENTRY_PLACE | 1u << ENTRY_PERSON)))
        return FIRST_NONE; /* a role, a country, ... */
    char here[SKELETON], known[SKELETON];
    text name = tc_text(tc_lexicon_string(work->lexicon, e->name));
    size_t size = skeleton(name, known);
    for (int i = 0; i < 3 && word.size; i++) { /* over middle names */
        at = 0;
        if (!tc_is_upper(tc_utf8_next(word, &at)))
            break;
        size_t n = skeleton(word, here);
        if (n > 1 && n == size && memcmp(here, known, n) == 0)
            return FIRST_SAME;
        word = tc_word_before(work, (uint32_t)(word.data - work->text.data));
    }
    return FIRST_OTHER;
}

/* What a town has: its university, police, court; and any role a people has. */
static bool of_a_town(const struct entry *role, const struct entry *e)
{
    static const char *const of[] = {"EDU", "COP", "GOV", "LEG", "JUD", "HLH", NULL};
    bool fits = role && e->kind == ENTRY_GROUP;
    for (size_t i = 0; role && of[i]; i++)
        fits = fits || strcmp(role->sector, of[i]) == 0;
    return fits;
}

/* "Secretary Hicks" is no rebel of that name. */
static bool role_fits(const struct entry *role, const struct entry *person)
{
    static const char *const office[] = {"GOV", "LEG", "JUD", "COP", NULL};
    static const char *const outlaw[] = {"REB", "CRM", "SEP", "UAF", NULL};
    bool official = false, other = false;
    for (size_t i = 0; office[i]; i++)
        official = official || strcmp(role->sector, office[i]) == 0;
    for (size_t i = 0; outlaw[i]; i++)
        other = other || strcmp(person->sector, outlaw[i]) == 0;
    return !official || !other;
}

/* A phrase that is this name, or this name behind words without capitals. */
static bool stands_alone(const struct work *work, int32_t hit)
{
    uint32_t at = work->hits[hit].begin;
    while (at > 0 && work->text.data[at - 1] == ' ')
        at--;
    uint32_t word = at;
    while (word > 0 && work->text.data[word - 1] != ' ' &&
           work->text.data[word - 1] != '\n')
        word--;
    return word == at || (work->text.data[word] >= 'a' && work->text.data[word] <= 'z');
}

/* A weak name is supported by the whole name before it, or by a role before it. */
static bool supported(const struct work *work, int32_t hit, const struct entry *e)
{
    const struct name_hit *here = &work->hits[hit];
    if (e->kind == ENTRY_PERSON && goes_on(work, hit))
        return false;
    enum first_name first =
        e->kind == ENTRY_PERSON ? first_name(work, hit, e) : FIRST_NONE;
    if (first != FIRST_NONE)
        return first == FIRST_SAME;
    for (int32_t h = hit > BACK ? hit - BACK : 0; h < hit; h++) {
        const struct name_hit *earlier = &work->hits[h];
        for (uint32_t i = 0; i < earlier->count && i < 8; i++)
            if (!(earlier->aliases[i].flags & ALIAS_SHORT) &&
                tc_lexicon_entry(work->lexicon, earlier->aliases[i].entry)->id ==
                    e->id &&
                e->id)
                return true;
    }
    if (e->kind == ENTRY_PERSON && e->sector[0] && tc_entry_valid(work, e) &&
        tc_country_named(work, e->country) &&
        (work->day != TC_NO_DAY || here->words > 1))
        return true; /* in office, in a text that names the country */
    if (work->phrase && e->kind == ENTRY_PERSON && e->sector[0] &&
        stands_alone(work, hit))
        return tc_entry_valid(work, e);
    if (work->phrase && e->kind == ENTRY_PLACE && stands_alone(work, hit) &&
        !goes_on(work, hit))
        return true;
    if (e->kind == ENTRY_PERSON && hit > 0) {
        const struct name_hit *before = &work->hits[hit - 1];
        const struct entry *role = tc_hit_kind(work, hit - 1, 1u << ENTRY_AGENT);
        if (role && before->end <= here->begin && here->begin - before->end <= 2)
            return tc_entry_valid(work, e) && role_fits(role, e);
    }
    if ((e->kind == ENTRY_PLACE || e->kind == ENTRY_GROUP) &&
        (uint32_t)hit + 1 < work->hit_count && here[1].begin == here->end + 1 &&
        work->text.data[here->end] == ' ' &&
        of_a_town(tc_hit_kind(work, hit + 1, 1u << ENTRY_AGENT), e))
        return true; /* "Oxford University", "Mobile police", "Karen guerrillas" */
    if (e->kind == ENTRY_PLACE && here->begin >= 4) {
        text before = tc_text_slice(work->text, here->begin - 4, here->begin);
        return tc_text_ends(before, TEXT(" in ")) ||
               tc_text_ends(before, TEXT(" at ")) || tc_text_ends(before, TEXT("ear "));
    }
    return false;
}

/* "WHO", "US", "IT": taken for a noun by a slip, they are words all the same. */
static bool function_word(text t)
{
    static const char *const words[] = {"who", "us", "it", "is", "as", "an",  "all",
                                        "he",  "am", "or", "no", "so", "was", NULL};
    for (size_t i = 0; words[i]; i++)
        if (tc_text_equal_fold(t, tc_text(words[i])))
            return true;
    return false;
}

/* Where all is written in capitals, "WHO" and "IS" are words before they are names,
 * unless the parser finds a noun there ("FMLN"). */
static bool weak(const struct work *work, int32_t hit, uint32_t flags,
                 const struct entry *e)
{
    if (flags & ALIAS_SHORT)
        return true;
    if (!work->fold || !(flags & ALIAS_EXACT_CASE) || e->kind == ENTRY_COUNTRY)
        return false;
    const struct name_hit *h = &work->hits[hit];
    return !work->noun[hit] ||
           function_word(tc_text_slice(work->text, h->begin, h->end));
}

bool tc_unsupported(const struct work *work, int32_t hit, uint32_t flags,
                    const struct entry *e)
{
    if (tc_entry_is_place(e) && work->marks[hit] & HIT_PERSON)
        return true;
    if (e->kind == ENTRY_PLACE && work->marks[hit] & HIT_REASON)
        return false;
    return weak(work, hit, flags, e) && !supported(work, hit, e);
}
