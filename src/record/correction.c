/* record/correction.c: whether a text says that it was corrected or taken back.
 *
 * Papers say so in set words, at the beginning or the end of the text or in its title:
 * "Correction: An earlier version of this article misstated ...", "This article has
 * been retracted", and agencies to those who print them: "EDITORS: Please kill ...".
 * Only what the text says of itself counts ("this story"): troops, bills and the
 * reports of others are withdrawn as well.
 */
#include "record/inside.h"

#include <string.h>

enum { HEAD = 700, TAIL = 1200, WORDS_MOST = 2048 /* bytes of folded words */ };

#define OF_ITSELF "article|story|report|piece|post|item|dispatch|column|page"
#define SAID_SO   "has|have|was|is|were"

/* Words between blanks; "a|b" either, "a?" may be missing; a colon is a word. "^" only
 * at the beginning. */
/* clang-format off */
static const struct pattern {
    tocsin_correction kind;
    const char *words;
} patterns[] = {
    {TOCSIN_CORRECTION_RETRACTED,
     "this|our|above|foregoing " OF_ITSELF " " SAID_SO
     " been? retracted|withdrawn|killed"},
    {TOCSIN_CORRECTION_RETRACTED,
     "this|our " OF_ITSELF " " SAID_SO " been? taken down"},
    {TOCSIN_CORRECTION_RETRACTED,
     "we|has|have retract|withdraw|retracted|withdrawn this|our " OF_ITSELF},
    {TOCSIN_CORRECTION_RETRACTED, "^ retraction|retracted|withdrawn :"},
    {TOCSIN_CORRECTION_RETRACTED, "editors : please? kill|withdraw"},
    {TOCSIN_CORRECTION_RETRACTED,
     "kill|withdraw the|this story|article headlined|slugged"},
    {TOCSIN_CORRECTION_RETRACTED, "^ kill :"},
    {TOCSIN_CORRECTION_CORRECTED,
     "this|our " OF_ITSELF " " SAID_SO " been? corrected|amended"},
    {TOCSIN_CORRECTION_CORRECTED,
     "this|our " OF_ITSELF " " SAID_SO " been? updated|changed to correct"},
    {TOCSIN_CORRECTION_CORRECTED,
     "an|a earlier|previous version of this|our " OF_ITSELF},
    {TOCSIN_CORRECTION_CORRECTED, "^ corrects"},
    {TOCSIN_CORRECTION_CORRECTED, "this|the version corrects"},
    {TOCSIN_CORRECTION_CORRECTED, "^ correction|corrected|corrects|corrections :"},
    {TOCSIN_CORRECTION_CORRECTED, "correction :"},
    {TOCSIN_CORRECTION_CLARIFIED, "clarification :"},
    {TOCSIN_CORRECTION_CLARIFIED, "this|our " OF_ITSELF " " SAID_SO " been? clarified"},
};
/* clang-format on */

/* ---- words --------------------------------------------------------------------- */

struct word {
    char letters[24]; /* folded, cut */
    uint32_t begin, end;
};
struct words {
    struct word items[WORDS_MOST / 4];
    size_t count;
};

static void end_word(struct words *words, struct word *word, size_t size, size_t end)
{
    if (!size || words->count == sizeof words->items / sizeof *words->items)
        return;
    word->letters[size] = '\0';
    word->end = (uint32_t)end;
    words->items[words->count++] = *word;
}

static void read_words(text t, size_t begin, size_t end, struct words *out)
{
    struct word word;
    size_t size = 0;
    out->count = 0;
    for (size_t i = begin; i < end; i++) {
        char c = t.data[i];
        c = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if (c >= 'a' && c <= 'z') {
            if (!size)
                word.begin = (uint32_t)i;
            if (size + 1 < sizeof word.letters)
                word.letters[size++] = c;
            continue;
        }
        end_word(out, &word, size, i);
        size = 0;
        if (c == ':' || (c == '-' && out->count == 1)) { /* "CORRECTED-Iran says" */
            word = (struct word){.letters = ":", .begin = (uint32_t)i};
            end_word(out, &word, 1, i + 1);
        }
    }
    end_word(out, &word, size, end);
}

/* ---- patterns ------------------------------------------------------------------ */

static bool is_one_of(const char *options, size_t size, const char *word)
{
    size_t length = strlen(word);
    while (size) {
        const char *bar = memchr(options, '|', size);
        size_t part = bar ? (size_t)(bar - options) : size;
        if (part == length && memcmp(options, word, part) == 0)
            return true;
        options += bar ? part + 1 : part;
        size -= bar ? part + 1 : part;
    }
    return false;
}

/* From the word at on; *end is behind the last one. */
static bool fits(const char *pattern, const struct words *words, size_t at, size_t *end)
{
    for (const char *p = pattern; *p;) {
        size_t size = strcspn(p, " ");
        bool optional = p[size - 1] == '?';
        bool is = at < words->count &&
                  is_one_of(p, optional ? size - 1 : size, words->items[at].letters);
        if (!is && !optional)
            return false;
        at += is;
        p += size;
        p += strspn(p, " ");
    }
    *end = at;
    return true;
}

static bool find(const struct words *words, struct correction *out)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *pattern = patterns[i].words;
        bool begins = *pattern == '^';
        for (size_t at = 0; at < (begins ? 1 : words->count); at++) {
            size_t end;
            if (at < words->count && fits(pattern + 2 * begins, words, at, &end)) {
                *out = (struct correction){patterns[i].kind, words->items[at].begin,
                                           words->items[end - 1].end};
                return true;
            }
        }
    }
    return false;
}

static void look(text t, size_t begin, size_t end, struct correction *out)
{
    struct words words;
    struct correction found;
    read_words(t, begin, end, &words);
    /* of several the gravest */
    if (find(&words, &found) && found.kind > out->kind)
        *out = found;
}

void tc_correction_find(text title, text body, struct correction *out)
{
    *out = (struct correction){TOCSIN_CORRECTION_NONE, 0, 0};
    look(title, 0, title.size < HEAD ? title.size : HEAD, out);
    out->begin = out->end = 0; /* not in the text */
    look(body, 0, body.size < HEAD ? body.size : HEAD, out);
    if (body.size > HEAD)
        look(body, body.size - HEAD > TAIL ? body.size - TAIL : HEAD, body.size, out);
}
