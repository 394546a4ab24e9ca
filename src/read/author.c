/* read/author.c: who wrote it, from bylines as they are written.
 *
 * "By Jane Doe and John Roe, Political Editor | Updated 3 May" has two names and much
 * that is none. A name is two to five words that begin with a capital or are a particle
 * ("van", "al-"), and none of which is what papers write in the place of a name (staff,
 * newsroom, admin). So a house, an agency or a nickname is no author: what the house
 * is, the publisher says. Scripts without capitals and spaces are believed only where
 * the page states them for machines.
 */
#include "read/page.h"

#include <string.h>

#define BYLINE_MAXIMUM  300 /* bytes that are looked at */
#define NAME_MAXIMUM    60
#define NAME_WORDS      5
#define AUTHORS_MAXIMUM 1000 /* bytes of them all */
#define HOUSE_ENDING    3    /* letters: .com */

static bool begins_fold(text t, text with)
{
    return tc_text_equal_fold(tc_text_slice(t, 0, with.size), with);
}

static text drop(text t, size_t from)
{
    return tc_text_trim(tc_text_slice(t, from, t.size));
}

/* ---- is it a name? --------------------------------------------------------------- */

/* What stands where a name should, or in a byline beside it. */
static const char *const no_names[] = {
    "about",
    "account",
    "admin",
    "administrator",
    "advertorial",
    "afp",
    "ag",
    "agence",
    "agencies",
    "agency",
    "agentur",
    "agenturen",
    "all",
    "alle",
    "alles",
    "and",
    "anonymous",
    "anzeige",
    "ap",
    "api",
    "article",
    "articles",
    "artikel",
    "associated",
    "association",
    "author",
    "autor",
    "autorin",
    "beitrag",
    "beiträge",
    "blog",
    "bundesamt",
    "bureau",
    "business",
    "bv",
    "by",
    "center",
    "centre",
    "channel",
    "chief",
    "church",
    "click",
    "club",
    "columnist",
    "com",
    "comment",
    "comments",
    "commission",
    "committee",
    "community",
    "company",
    "contributor",
    "contributors",
    "copyright",
    "corp",
    "correspondent",
    "correspondents",
    "council",
    "daily",
    "das",
    "departement",
    "department",
    "desk",
    "die",
    "digital",
    "dpa",
    "e.v",
    "editor",
    "editorial",
    "editors",
    "email",
    "ev",
    "experte",
    "expertin",
    "experts",
    "facebook",
    "follow",
    "foundation",
    "gazette",
    "geschrieben",
    "gmbh",
    "government",
    "group",
    "guest",
    "herald",
    "home",
    "ihr",
    "images",
    "inc",
    "institut",
    "institute",
    "journal",
    "kg",
    "kitchens",
    "kommission",
    "landesanstalt",
    "las",
    "les",
    "letters",
    "llc",
    "los",
    "ltd",
    "magazin",
    "magazine",
    "media",
    "mehr",
    "member",
    "min",
    "ministerium",
    "ministry",
    "minutes",
    "monitor",
    "more",
    "network",
    "news",
    "newspaper",
    "newspapers",
    "newsroom",
    "noticias",
    "notícias",
    "office",
    "online",
    "organisation",
    "organization",
    "our",
    "partei",
    "partner",
    "party",
    "photo",
    "photos",
    "plc",
    "post",
    "posted",
    "press",
    "presse",
    "pressemitteilung",
    "pressestelle",
    "producer",
    "profile",
    "published",
    "publisher",
    "radio",
    "read",
    "redacción",
    "redakcja",
    "redakteur",
    "redaktion",
    "redazione",
    "reporter",
    "reporters",
    "reporting",
    "reuters",
    "rotes",
    "rédaction",
    "sa",
    "senior",
    "service",
    "services",
    "share",
    "society",
    "source",
    "special",
    "sponsored",
    "staff",
    "stiftung",
    "stories",
    "story",
    "studio",
    "subscribe",
    "support",
    "team",
    "television",
    "the",
    "times",
    "today",
    "tribune",
    "tv",
    "twitter",
    "ug",
    "uhr",
    "union",
    "university",
    "unknown",
    "updated",
    "user",
    "verband",
    "verein",
    "verlag",
    "veröffentlicht",
    "view",
    "volontär",
    "webmaster",
    "website",
    "weekly",
    "wire",
    "writer",
    "writers",
    "xinhua",
    "your",
    "zeitung",
    "zentrum",
};

/* Words within names that begin small. */
static const char *const particles[] = {
    "abu", "af",  "al",  "av",  "bin", "bint", "da",  "de",  "del", "della", "den",
    "der", "di",  "do",  "dos", "du",  "e",    "el",  "ibn", "la",  "le",    "lo",
    "of",  "san", "ten", "ter", "van", "vom",  "von", "y",   "zu",  "zum",
};

static bool is_one_of(text word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tc_text_equal_fold(word, tc_text(list[i])))
            return true;
    return false;
}

/* The next word of t from *at on; empty: there is none. */
static text next_word(text t, size_t *at)
{
    while (*at < t.size && t.data[*at] == ' ')
        (*at)++;
    size_t from = *at;
    while (*at < t.size && t.data[*at] != ' ')
        (*at)++;
    return tc_text_slice(t, from, *at);
}

/* A capital, or a letter of a script that has none. */
static bool begins_large(text word)
{
    size_t at = 0;
    uint32_t c = tc_utf8_next(word, &at);
    return tc_is_upper(c) || (c > 0x58f && tc_is_letter(c));
}

/* A name with a particle in front of it: al-Masri, d'Artagnan. */
static bool is_bound(text word)
{
    return begins_fold(word, TEXT("al-")) || begins_fold(word, TEXT("el-")) ||
           begins_fold(word, TEXT("d'")) || begins_fold(word, TEXT("d’"));
}

static bool is_name_word(text word)
{
    for (size_t i = 0; i < word.size; i++)
        if (tc_ascii_digit(word.data[i]) ||
            strchr("<>{}[]()|=_:!?#@/\\\"", word.data[i]))
            return false;
    text bare =
        word.data[word.size - 1] == '.' ? tc_text_slice(word, 0, word.size - 1) : word;
    return !is_one_of(bare, no_names, TC_COUNT(no_names)) &&
           (begins_large(word) || is_bound(word) ||
            is_one_of(word, particles, TC_COUNT(particles)));
}

/* Letters of scripts that write names without spaces? */
static bool is_unspaced(text t)
{
    size_t at = 0;
    while (at < t.size) {
        uint32_t c = tc_utf8_next(t, &at);
        if (c < 0x2e80 || !tc_is_letter(c))
            return false;
    }
    return t.size >= 6 && t.size <= 24;
}

static bool is_name(text t, bool stated)
{
    size_t at = 0;
    size_t words = 0;
    size_t large = 0;
    text word;
    if (t.size > NAME_MAXIMUM)
        return false;
    while ((word = next_word(t, &at)).size > 0) {
        if (!is_name_word(word))
            return false;
        words++;
        large += begins_large(word) || is_bound(word);
    }
    return (words >= 2 && words <= NAME_WORDS && large >= 2) ||
           (stated && is_unspaced(t));
}

/* ---- a byline to names ----------------------------------------------------------- */

/* Its white space is single spaces; what stands in brackets and addresses of mail are
 * gone. */
static text flatten(text t, char out[BYLINE_MAXIMUM])
{
    size_t size = 0;
    int depth = 0;
    for (size_t i = 0; i < t.size && size < BYLINE_MAXIMUM; i++) {
        char c = t.data[i];
        bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (c == '\xC2' && i + 1 < t.size && t.data[i + 1] == '\xA0') {
            space = true;
            i++;
        }
        depth += c == '(' || c == '[';
        if (c == '@' &&
            depth == 0) /* back to the word's beginning, and on to its end */
            while (size > 0 && out[size - 1] != ' ')
                size--;
        if (c == '@')
            while (i + 1 < t.size && !strchr(" \t\r\n,;)", t.data[i + 1]))
                i++;
        else if (depth == 0 && !space)
            out[size++] = c;
        else if (size > 0 && out[size - 1] != ' ')
            out[size++] = ' ';
        if ((c == ')' || c == ']') && depth > 0)
            depth--;
    }
    return tc_text_trim((text){out, size});
}

static text without_by(text t)
{
    static const char *const before[] = {
        "a cura di ",
        "author ",
        "author: ",
        "autor: ",
        "autorin: ",
        "av ",
        "beitrag von ",
        "by ",
        "by: ",
        "di ",
        "door ",
        "ein artikel von ",
        "ein beitrag von ",
        "ein gastbeitrag von ",
        "ein kommentar von ",
        "eine analyse von ",
        "escrito por ",
        "from ",
        "geplaatst door ",
        "geschrieben von ",
        "par ",
        "por ",
        "posted by ",
        "publicado por ",
        "published by ",
        "publié par ",
        "redigert av ",
        "report by ",
        "reported by ",
        "scritto da ",
        "story by ",
        "text von ",
        "text: ",
        "veröffentlicht von ",
        "eingestellt von ",
        "von ",
        "von: ",
        "words by ",
        "words: ",
        "written by ",
        "written by: ",
    };
    for (size_t i = 0; i < TC_COUNT(before); i++) {
        if (!begins_fold(t, tc_text(before[i])))
            continue;
        t = drop(t, strlen(before[i]));
        i = SIZE_MAX; /* "Written by: by ..." */
    }
    return t;
}

/* Where a sentence ends in t, which "J. Doe" and "Dr. Doe" do not. */
static size_t sentence_end(text t)
{
    for (size_t at = 3; at + 1 < t.size; at++)
        if (t.data[at] == '.' && t.data[at + 1] == ' ' && t.data[at - 2] != ' ' &&
            t.data[at - 3] != ' ')
            return at;
    return SIZE_MAX;
}

/* What ends the names: a bar, a day, an office, a sentence. */
static text before_rest(text t)
{
    static const char *const marks[] = {
        " | ",  " - ",  " – ",   " — ",    " · ",  " • ",   " on ",  " for ",
        " in ", " at ", " via ", " from ", " is ", " aus ", " für ", " bei "};
    size_t end = sentence_end(t);
    for (size_t i = 0; i < TC_COUNT(marks); i++) {
        size_t at = tc_text_find(t, tc_text(marks[i]));
        end = at < end ? at : end;
    }
    return tc_text_trim(tc_text_slice(t, 0, end));
}

static const char *const commas[] = {", ", ","};
static const char *const joints[] = {";",    " / ", "/",   " and ",  " und ",
                                     " et ", " y ", " & ", " with ", " + "};

/* Where the first of these begins in t, and its size; SIZE_MAX: nowhere. */
static size_t find_one(text t, const char *const *list, size_t count, size_t *size)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t at = tc_text_find(t, tc_text(list[i]));
        if (at >= found)
            continue;
        found = at;
        *size = strlen(list[i]);
    }
    return found;
}

static bool has_it(text list, text name)
{
    while (list.size > 0) {
        size_t end = tc_text_find(list, TEXT("; "));
        if (tc_text_equal_fold(tc_text_slice(list, 0, end), name))
            return true;
        list = end == SIZE_MAX ? (text){NULL, 0} : drop(list, end + 2);
    }
    return false;
}

static bool append(struct arena *arena, text name, text *authors)
{
    if (has_it(*authors, name) || authors->size + name.size + 2 > AUTHORS_MAXIMUM)
        return true;
    text out = authors->size ? tc_arena_format(arena, "%.*s; %.*s", (int)authors->size,
                                               authors->data, (int)name.size, name.data)
                             : tc_arena_copy(arena, name);
    if (!out.data)
        return false;
    *authors = out;
    return true;
}

/* "Doe, Jane" */
static text turned(struct arena *arena, text t)
{
    size_t comma = tc_text_find(t, TEXT(", "));
    text out = {NULL, 0};
    if (comma == SIZE_MAX)
        return out;
    text last = tc_text_slice(t, 0, comma);
    text first = drop(t, comma + 2);
    if (tc_text_find(last, TEXT(" ")) == SIZE_MAX &&
        tc_text_find(first, TEXT(",")) == SIZE_MAX)
        out = tc_arena_format(arena, "%.*s %.*s", (int)first.size, first.data,
                              (int)last.size, last.data);
    return is_name(out, true) ? out : (text){NULL, 0};
}

/* Printed twice in a row, for small and for large screens. */
static text once(text t)
{
    text half = tc_text_slice(t, 0, t.size / 2);
    return t.size % 2 == 0 && tc_text_equal(half, drop(t, half.size)) ? half : t;
}

bool tc_author_add(struct arena *arena, text written, bool stated, text *authors)
{
    char flat[BYLINE_MAXIMUM];
    text t = flatten(tc_text_slice(written, 0, 2 * BYLINE_MAXIMUM), flat);
    if (tc_text_find(t, TEXT("://")) != SIZE_MAX ||
        tc_text_find(t, TEXT("www.")) != SIZE_MAX)
        return true;
    t = before_rest(without_by(t));
    text whole = stated ? turned(arena, t) : (text){NULL, 0};
    if (whole.size > 0)
        return append(arena, whole, authors);
    size_t size;
    bool kept = true;
    bool first = true;
    /* "Jane Doe, New York", but "Jane Doe, John Roe and Ann Poe" */
    bool list = stated || find_one(t, joints, TC_COUNT(joints), &size) != SIZE_MAX;
    while (t.size > 0 && kept && (first || list)) {
        size_t comma_size;
        size_t end = find_one(t, joints, TC_COUNT(joints), &size);
        size_t comma = find_one(t, commas, TC_COUNT(commas), &comma_size);
        if (comma < end) {
            end = comma;
            size = comma_size;
        }
        text name = without_by(tc_text_trim(tc_text_slice(t, 0, end)));
        while (name.size > 0 && strchr(".:,*", name.data[name.size - 1]))
            name.size--;
        name = once(name);
        if (is_name(name, stated))
            kept = append(arena, name, authors);
        t = end == SIZE_MAX ? (text){NULL, 0} : drop(t, end + size);
        first = false;
    }
    return kept;
}

/* ---- houses ---------------------------------------------------------------------- */

/* Letters and digits of t, small. */
static size_t squeeze(text t, char *out, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < t.size && size < room; i++)
        if (tc_ascii_letter(t.data[i]) || tc_ascii_digit(t.data[i]) ||
            (unsigned char)t.data[i] >= 0x80)
            out[size++] = tc_ascii_lower(t.data[i]);
    return size;
}

/* "The Herald" in "Herald Online"? */
static bool is_with_article(text authors, text publisher)
{
    static const char *const articles[] = {"the ", "der ", "die ", "das ", "el ",
                                           "la ",  "le ",  "il ",  "los "};
    for (size_t i = 0; i < TC_COUNT(articles); i++) {
        text rest = drop(authors, strlen(articles[i]));
        if (!begins_fold(authors, tc_text(articles[i])))
            continue;
        for (size_t at = 0; at + rest.size <= publisher.size; at++)
            if (tc_text_equal_fold(tc_text_slice(publisher, at, at + rest.size), rest))
                return true;
    }
    return false;
}

bool tc_author_is_house(text authors, text publisher)
{
    char a[NAME_MAXIMUM], b[NAME_MAXIMUM];
    size_t size = squeeze(authors, a, sizeof a);
    size_t all = squeeze(publisher, b, sizeof b);
    bool same = size > 0 && size <= all && all - size <= HOUSE_ENDING &&
                memcmp(a, b, size) == 0;
    return same || is_with_article(authors, publisher);
}
