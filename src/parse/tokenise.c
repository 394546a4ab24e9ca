/* parse/tokenise.c: bytes to pieces, the words of English Universal Dependencies.
 *
 * The conventions are those of EWT and GUM, found by counting in them: compounds are
 * cut at the hyphen ("15 - year") unless they begin with a prefix ("pro-Beijing"),
 * clitics are words of a multiword token ("did n't", "Russia 's"), full stops stay with
 * abbreviations and initials, dates and telephone numbers stay whole, a number and its
 * unit are two. Rules do this better than a learnt cutter on so small a treebank, and
 * news needs them to hold for text that the treebanks have none of.
 *
 * A chunk is what stands between white space. It is read from left to right, and each
 * look ahead is bounded or consumes what it looks at, so that a megabyte without a
 * space takes linear time.
 */
#include "parse/tokenise.h"

#include "parse/line.h"

#include <string.h>

#define LOOK   64         /* bytes a rule may look ahead */
#define PIECES (1u << 28) /* more are refused */

struct cutter {
    text t;
    size_t end; /* of the chunk */
    struct pieces *out;
    enum gap gap; /* before the next piece */
    bool paragraph;
    size_t word_begin; /* of the word that is cut */
    bool quote_open;   /* a single quotation mark was opened */
    bool failed;
};

/* ---- letters --------------------------------------------------------------------- */

/* The code point at `at` and its bytes in *size; 0 at the end of the chunk. */
static uint32_t peek(const struct cutter *c, size_t at, size_t *size)
{
    if (at >= c->end) {
        *size = 0;
        return 0;
    }
    unsigned char byte = (unsigned char)c->t.data[at];
    if (byte < 0x80) {
        *size = 1;
        return byte;
    }
    size_t next = at;
    uint32_t code = tc_utf8_next(tc_text_slice(c->t, 0, c->end), &next);
    *size = next - at;
    return code;
}

static unsigned char byte_at(const struct cutter *c, size_t at)
{
    return at < c->end ? (unsigned char)c->t.data[at] : 0;
}

static bool letter(uint32_t code)
{
    if (code < 0x80) {
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    }
    return tc_is_letter(code);
}

static bool alnum(uint32_t code)
{
    return letter(code) || tc_is_digit(code);
}

static bool alnum_at(const struct cutter *c, size_t at)
{
    size_t size = 0;
    return alnum(peek(c, at, &size));
}

static bool digit_at(const struct cutter *c, size_t at)
{
    return tc_is_digit(byte_at(c, at));
}

/* Bytes of the apostrophe at `at`: 1, 3 for the curly ones, 0 for none. */
static size_t apostrophe(const struct cutter *c, size_t at)
{
    unsigned char b = byte_at(c, at);
    if (b == '\'' || b == '`') {
        return 1;
    }
    if (b == 0xE2 && byte_at(c, at + 1) == 0x80 &&
        (byte_at(c, at + 2) == 0x99 || byte_at(c, at + 2) == 0x98)) {
        return 3;
    }
    return 0;
}

static text slice(const struct cutter *c, size_t begin, size_t end)
{
    return tc_text_slice(c->t, begin, end);
}

/* White space at `at`, and where the next character stands. */
static bool space_at(text t, size_t at, size_t *next)
{
    unsigned char byte = (unsigned char)t.data[at];
    *next = at;
    if (byte < 0x80) {
        *next = at + 1;
        return byte == ' ' || (byte >= '\t' && byte <= '\r');
    }
    return tc_is_space(tc_utf8_next(t, next));
}

/* ---- words that have rules of their own ------------------------------------------ */

/* Lists are of at most eight small letters a word, so that a word is compared with one
 * of them by a single number: these lists are asked for each word. */
enum { LISTED = 8 };

/* The word as such a number, in small letters; 0: it is in no list. */
static uint64_t key_of(text word)
{
    char bytes[LISTED] = {0};
    uint64_t key = 0;
    if (word.size > LISTED) {
        return 0;
    }
    for (size_t i = 0; i < word.size; i++) {
        char c = word.data[i];
        if (c == '\0') {
            return 0;
        }
        bytes[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    memcpy(&key, bytes, sizeof key);
    return key;
}

static bool in_list(const char (*list)[LISTED], size_t count, text word)
{
    uint64_t key = key_of(word);
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        uint64_t one = 0;
        memcpy(&one, list[i], sizeof one);
        found |= one == key;
    }
    return found && key != 0;
}

#define IN(list, word) in_list(list, sizeof(list) / sizeof(list)[0], word)

static const char abbreviations[][LISTED] = {
    "a",    "adm",  "aka",  "al",    "apr",  "assn",   "asst", "attn",  "aug",
    "ave",  "bldg", "blvd", "bn",    "brig", "bros",   "capt", "cent",  "ca",
    "cf",   "ch",   "cmdr", "co",    "col",  "corp",   "cpl",  "ct",    "dec",
    "dept", "det",  "dist", "div",   "dr",   "ed",     "eds",  "eg",    "eng",
    "esp",  "esq",  "est",  "etc",   "ext",  "feb",    "fig",  "figs",  "fri",
    "ft",   "gen",  "gov",  "govt",  "hon",  "hosp",   "hr",   "hrs",   "ie",
    "inc",  "insp", "intl", "jan",   "jr",   "jul",    "jun",  "lb",    "lbs",
    "lt",   "ltd",  "ltda", "maj",   "mar",  "messrs", "mfg",  "mgr",   "min",
    "mon",  "mr",   "mrs",  "ms",    "msgr", "mt",     "mts",  "nat",   "no",
    "nos",  "nov",  "oct",  "op",    "oz",   "pfc",    "ph",   "pl",    "plc",
    "pp",   "pres", "prof", "pt",    "pte",  "pty",    "pvt",  "rd",    "ref",
    "rep",  "reps", "resp", "ret",   "rev",  "rt",     "sat",  "sec",   "sen",
    "sens", "sep",  "sept", "sgt",   "spc",  "sq",     "sr",   "st",    "ste",
    "sun",  "supt", "tel",  "thu",   "thur", "thurs",  "tue",  "tues",  "univ",
    "vol",  "vols", "vs",   "wed",   "yr",   "yrs",    "v",    "rs",    "approx",
    "dem",  "viz",  "gens", "cols",  "drs",  "profs",  "govs", "calif", "conn",
    "fla",  "ill",  "mass", "mich",  "minn", "okla",   "ore",  "penn",  "tenn",
    "tex",  "wash", "wis",  "ariz",  "ark",  "colo",   "kan",  "ky",    "md",
    "neb",  "nev",  "va",   "vt",    "wyo",  "lieut",  "amb",  "dir",   "comm",
    "cdr",  "ens",  "hwy",  "ass't", "regt", "ltc",    "cmdt", "msgt",  "tsgt",
    "inf",  "batt", "gp",   "sqn",   "ltg",
};
/* Words as well: they keep a full stop only where more of the sentence follows. */
static const char doubtful[][LISTED] = {
    "no",   "sat", "sun",  "mar",  "mass", "ill", "wash", "ore", "min",  "mon",
    "fig",  "ed",  "est",  "co",   "al",   "a",   "ref",  "op",  "pt",   "det",
    "gen",  "sec", "ct",   "ch",   "cent", "dir", "ms",   "ave", "dem",  "ark",
    "eng",  "tex", "resp", "penn", "nat",  "v",   "rs",   "ass", "md",   "comm",
    "conn", "kan", "mt",   "ed",   "eds",  "ret", "pl",   "ext", "dist", "rep",
    "reps", "div", "hon",  "ens",  "ca",   "va",  "tel",  "wed", "fri",
};
static const char prefixes[][LISTED] = {
    "non",   "e",      "anti",  "re",   "pro",    "pre",   "co",    "cross",   "mid",
    "post",  "multi",  "sub",   "ex",   "semi",   "mini",  "inter", "counter", "intra",
    "micro", "pseudo", "quasi", "mega", "psycho", "socio", "vice",  "mis",
};
static const char units[][LISTED] = {
    "am",  "pm",      "a",       "p",   "k",   "m",    "mm",  "km",   "cm", "kg",
    "g",   "mg",      "ft",      "in",  "lb",  "lbs",  "bn",  "mn",   "tn", "mph",
    "kph", "kmh",     "hrs",     "hr",  "min", "mins", "sec", "secs", "ml", "kw",
    "mw",  "gw",      "mhz",     "ghz", "gb",  "mb",   "tb",  "kb",   "yr", "yrs",
    "pc",  "million", "billion", "bln", "mln", "sqm",  "c",   "f",
};
static const char tops[][LISTED] = {
    "com", "org",  "net", "edu", "gov", "mil", "info", "biz", "tv",  "uk",  "us", "ru",
    "de",  "fr",   "cn",  "in",  "io",  "ly",  "eu",   "ca",  "au",  "il",  "ir", "ua",
    "htm", "html", "doc", "pdf", "xls", "txt", "jpg",  "gif", "php", "int", "co", "me",
};

bool tc_is_abbreviation(text word)
{
    return word.size <= 6 && IN(abbreviations, word);
}

/* ---- giving out pieces ----------------------------------------------------------- */

static struct piece *put(struct cutter *c, size_t begin, size_t end)
{
    struct pieces *out = c->out;
    if (c->failed ||
        !tc_grow(&out->items, &out->room, out->count + 1, sizeof *out->items, PIECES)) {
        c->failed = true;
        return NULL;
    }
    struct piece *p = &out->items[out->count++];
    *p = (struct piece){.begin = (uint32_t)begin,
                        .end = (uint32_t)end,
                        .gap = (uint8_t)c->gap,
                        .paragraph = c->paragraph};
    c->gap = GAP_NONE;
    c->paragraph = false;
    return p;
}

/* Two words of one multiword token. */
static void put_pair(struct cutter *c, size_t begin, size_t middle, size_t end)
{
    struct piece *p = put(c, begin, middle);
    if (p != NULL) {
        p->words = 2;
    }
    p = put(c, middle, end);
    if (p != NULL) {
        p->inside = true;
    }
}

/* ---- clitics --------------------------------------------------------------------- */

/* Where a clitic begins in the word [begin, end), or end. */
static size_t clitic(const struct cutter *c, size_t begin, size_t end)
{
    static const char tails[][LISTED] = {"s", "re", "ve", "ll", "d", "m"};
    for (size_t back = 2; back <= 5 && begin + back < end; back++) {
        size_t at = end - back;
        size_t mark = apostrophe(c, at);
        if (mark == 0 || mark >= back) {
            continue;
        }
        text tail = slice(c, at + mark, end);
        unsigned char before = byte_at(c, at - 1) | 0x20;
        if (tc_text_equal_fold(tail, TEXT("t")) && before == 'n' && at - 1 > begin) {
            return at - 1;
        }
        return IN(tails, tail) ? at : end;
    }
    return end;
}

/* Words that are two without an apostrophe: bytes of the first, or 0. */
static size_t fused(text word)
{
    static const char words[][LISTED] = {
        "cannot", "gonna", "wanna",   "gotta",   "dont",     "didnt", "doesnt",
        "isnt",   "wasnt", "wouldnt", "couldnt", "shouldnt", "lemme", "gimme",
        "arent",  "hasnt", "havent",  "werent",  "aint",     "thats", "im",
    };
    static const uint8_t first[] = {3, 3, 3, 3, 2, 3, 4, 2, 3, 5, 5,
                                    6, 3, 3, 3, 3, 4, 4, 2, 4, 1};
    uint64_t key = key_of(word);
    for (size_t i = 0; key != 0 && i < sizeof first; i++) {
        uint64_t one = 0;
        memcpy(&one, words[i], sizeof one);
        if (one == key) { /* "IM" is no "I'm" */
            return first[i] == 1 && word.data[0] == 'I' && word.data[1] == 'M'
                       ? 0
                       : first[i];
        }
    }
    return 0;
}

static void put_word(struct cutter *c, size_t begin, size_t end)
{
    size_t at = clitic(c, begin, end);
    if (at < end) {
        put_pair(c, begin, at, end);
        return;
    }
    size_t first = fused(slice(c, begin, end));
    if (first > 0) {
        put_pair(c, begin, begin + first, end);
        return;
    }
    put(c, begin, end);
}

/* ---- addresses ------------------------------------------------------------------- */

static bool closing_byte(unsigned char b)
{
    return b != 0 && strchr(".,;:!?)]}>\"'", b) != NULL;
}

/* The end of the chunk without the punctuation that closes it. */
static size_t strip(const struct cutter *c, size_t begin)
{
    size_t end = c->end;
    while (end > begin + 1) {
        if (closing_byte((unsigned char)c->t.data[end - 1])) {
            end--;
        } else if (end > begin + 3 && (unsigned char)c->t.data[end - 3] == 0xE2 &&
                   (unsigned char)c->t.data[end - 2] == 0x80 &&
                   (unsigned char)c->t.data[end - 1] >= 0x98 &&
                   (unsigned char)c->t.data[end - 1] <= 0x9D) {
            end -= 3;
        } else {
            break;
        }
    }
    return end;
}

static bool begins_fold(const struct cutter *c, size_t at, const char *what)
{
    size_t size = strlen(what);
    return c->end - at >= size &&
           tc_text_equal_fold(slice(c, at, at + size), tc_text(what));
}

/* The end of an electronic mail address at begin, or begin. */
static size_t mail(const struct cutter *c, size_t begin)
{
    size_t at = begin;
    size_t limit = begin + LOOK;
    while (at < limit && at < c->end &&
           (alnum_at(c, at) || strchr("._-+", byte_at(c, at)) != NULL)) {
        at++;
    }
    if (at == begin || byte_at(c, at) != '@' || !alnum_at(c, at + 1)) {
        return begin;
    }
    at++;
    while (at < c->end &&
           (alnum_at(c, at) || byte_at(c, at) == '.' || byte_at(c, at) == '-')) {
        size_t size = 0;
        peek(c, at, &size);
        at += size;
    }
    while (at > begin + 1 && closing_byte((unsigned char)c->t.data[at - 1])) {
        at--;
    }
    return at;
}

/* The end of a URL, mail address or @name at begin, or begin. */
static size_t address(const struct cutter *c, size_t begin)
{
    unsigned char b = byte_at(c, begin) | 0x20;
    if ((b == 'h' &&
         (begins_fold(c, begin, "http://") || begins_fold(c, begin, "https://"))) ||
        (b == 'f' && begins_fold(c, begin, "ftp://")) ||
        (b == 'w' && begins_fold(c, begin, "www."))) {
        return strip(c, begin);
    }
    if (byte_at(c, begin) == '@' && alnum_at(c, begin + 1)) {
        size_t at = begin + 1;
        while (alnum_at(c, at) || byte_at(c, at) == '_') {
            size_t size = 0;
            peek(c, at, &size);
            at += size;
        }
        return at;
    }
    return mail(c, begin);
}

/* ---- words ----------------------------------------------------------------------- */

/* The end of letters and digits from at. */
static size_t run(const struct cutter *c, size_t at)
{
    size_t size = 0;
    while (alnum(peek(c, at, &size))) {
        at += size;
    }
    return at;
}

/* Does a date or telephone number stand at begin: digits, signs, digits? Its end, or
 * begin. "713-853-3989", "11-20-2000", "2004-05-06", "555-1234". */
static size_t hyphen_number(const struct cutter *c, size_t begin)
{
    size_t widths[6] = {0};
    size_t parts = 0;
    size_t at = begin;
    while (parts < 5 && digit_at(c, at)) {
        size_t from = at;
        while (digit_at(c, at) && at - from < 12) {
            at++;
        }
        widths[parts++] = at - from;
        if (byte_at(c, at) != '-' || !digit_at(c, at + 1)) {
            break;
        }
        at++;
    }
    if (alnum_at(c, at)) {
        return begin;
    }
    bool phone = parts >= 2 && widths[parts - 1] == 4 && widths[parts - 2] == 3;
    bool date = parts == 3 && (widths[0] == 4 || widths[2] == 4 || widths[2] == 2) &&
                widths[1] <= 2;
    return phone || date ? at : begin;
}

/* The end of a number at begin: digits joined by [.,:/] between digits. */
static size_t number(const struct cutter *c, size_t begin)
{
    size_t at = hyphen_number(c, begin);
    if (at > begin) {
        return at;
    }
    while (digit_at(c, at)) {
        at++;
        unsigned char b = byte_at(c, at);
        if ((b == '.' || b == ',' || b == ':' || b == '/') && digit_at(c, at + 1)) {
            at++;
        }
    }
    return at;
}

/* The end of letters each with a full stop, "U.S." or "U.S", from begin; or begin. */
static size_t initials(const struct cutter *c, size_t begin)
{
    size_t at = begin;
    size_t count = 0;
    while (at - begin < LOOK) {
        size_t size = 0;
        uint32_t code = peek(c, at, &size);
        if (!letter(code) || byte_at(c, at + size) != '.') {
            break;
        }
        at += size + 1;
        count++;
    }
    if (count >= 2) {
        size_t size = 0;
        bool last = letter(peek(c, at, &size)) && !alnum_at(c, at + size) &&
                    byte_at(c, at + size) != '\'';
        return last && size == 1 && tc_is_upper(byte_at(c, at)) ? at + size : at;
    }
    return begin;
}

static bool upper_at(const struct cutter *c, size_t at)
{
    size_t size = 0;
    uint32_t code = peek(c, at, &size);
    return size > 0 && tc_is_upper(code);
}

/* The first letter of the text behind the chunk; 0 when a paragraph ends there. */
static uint32_t following(const struct cutter *c)
{
    size_t at = c->end;
    size_t newlines = 0;
    size_t steps = 0;
    while (at < c->t.size && steps++ < LOOK) {
        size_t next = at;
        uint32_t code = tc_utf8_next(c->t, &next);
        if (!tc_is_space(code)) {
            return code;
        }
        newlines += code == '\n';
        if (newlines > 1) {
            return 0;
        }
        at = next;
    }
    return 0;
}

/* Does the word [begin, end) keep the full stop at end? */
static bool keeps_stop(const struct cutter *c, size_t begin, size_t end)
{
    text word = slice(c, begin, end);
    bool last = end + 1 >= c->end;
    uint32_t next = last ? following(c) : 0;
    if (end - begin == 1 && upper_at(c, begin)) {
        /* An initial, not the pronoun: "George W. Bush". */
        if (!last) {
            return letter(byte_at(c, end + 1)) || byte_at(c, end + 1) == ',';
        }
        return byte_at(c, begin) != 'I' && tc_is_upper(next);
    }
    if (!tc_is_abbreviation(word)) {
        return false;
    }
    if (!last) {
        unsigned char b = byte_at(c, end + 1);
        return b != '.' && b != '"' && b != ')' ? true : !IN(doubtful, word);
    }
    if (!IN(doubtful, word)) {
        return true;
    }
    if (tc_text_equal_fold(word, TEXT("no"))) {
        return tc_is_digit(next); /* "No. 10", but "No. He left" */
    }
    if (next == 0 || !upper_at(c, begin)) {
        return false;
    }
    return tc_is_digit(next) || letter(next);
}

static bool name_prefix(text word)
{
    return word.size <= 3 &&
           (tc_text_equal(word, TEXT("O")) || tc_text_equal(word, TEXT("d")) ||
            tc_text_equal(word, TEXT("l")) || tc_text_equal(word, TEXT("D")) ||
            tc_text_equal(word, TEXT("L")));
}

/* Was a full stop already taken into the word that goes on at dot? */
static bool first_dots(const struct cutter *c, size_t dot)
{
    size_t at = dot;
    while (at > 0 && dot - at < LOOK && alnum(byte_at(c, at - 1))) {
        at--;
    }
    return at > 1 && byte_at(c, at - 1) == '.' && alnum(byte_at(c, at - 2)) &&
           c->word_begin < at;
}

/* Is word.rest at dot an address or a file name, "amazon.com/x"? */
static bool dotted_name(const struct cutter *c, size_t dot)
{
    size_t end = run(c, dot + 1);
    unsigned char b = byte_at(c, end);
    if (b == '.' && alnum_at(c, end + 1)) {
        return !upper_at(c, dot + 1) || digit_at(c, dot - 1);
    }
    if (first_dots(c, dot)) {
        return !upper_at(c, dot + 1);
    }
    if (end - dot == 3 && upper_at(c, dot + 1) && !upper_at(c, dot + 2)) {
        return false; /* "he said.In the meantime" */
    }
    return end - dot <= 6 && IN(tops, slice(c, dot + 1, end));
}

/* Whether the sign at `at`, behind a part of a word, joins it to what follows; the
 * bytes of the sign, or 0. first tells whether [begin, at) is all one part. */
static size_t joins(const struct cutter *c, size_t begin, size_t at, bool first)
{
    unsigned char b = byte_at(c, at);
    size_t mark = apostrophe(c, at);
    if (mark > 0) {
        return alnum_at(c, at + mark) ? mark : 0;
    }
    if (b == '-') {
        return first && alnum_at(c, at + 1) && at - begin <= 7 &&
                       IN(prefixes, slice(c, begin, at))
                   ? 1
                   : 0;
    }
    if (b == '_') {
        return alnum_at(c, at + 1) ? 1 : 0;
    }
    if (b == '&') {
        return at - begin <= 3 && upper_at(c, begin) && upper_at(c, at + 1) ? 1 : 0;
    }
    if (b == '/') {
        size_t next = run(c, at + 1);
        return first && at - begin == 1 && next - at <= 4 && next > at + 1 &&
                       byte_at(c, next) != '/' && (byte_at(c, begin) | 0x20) != 'f'
                   ? 1
                   : 0;
    }
    if (b == '.' || b == ':' || b == ',') {
        return b == '.' && alnum_at(c, at + 1) && dotted_name(c, at) ? 1 : 0;
    }
    return 0;
}

/* The end of a word without its clitic's and full stop's rules. */
static size_t word_end(const struct cutter *c, size_t begin)
{
    size_t at = run(c, begin);
    bool first = true;
    for (;;) {
        size_t mark = joins(c, begin, at, first);
        if (mark == 0) {
            return at;
        }
        at = run(c, at + mark);
        first = false;
    }
}

/* A plural's possessive, "workers' rights": is the mark at `at` one, not a
 * quotation? */
static bool plural_possessive(const struct cutter *c, size_t begin, size_t at)
{
    size_t mark = apostrophe(c, at);
    if (mark == 0 || c->quote_open || at <= begin + 1 || byte_at(c, at) == '`') {
        return false;
    }
    unsigned char before = byte_at(c, at - 1);
    return (before == 's' || before == 'S' || before == 'z' || before == 'x') &&
           !alnum_at(c, at + mark) && apostrophe(c, at + mark) == 0;
}

/* Letters and digits behind a number: "5pm" is two words, "10th" is one. */
static size_t number_word(struct cutter *c, size_t begin, size_t digits)
{
    size_t end = run(c, digits);
    if (end > digits && end - digits <= 7 && IN(units, slice(c, digits, end))) {
        put(c, begin, digits);
        put(c, digits, end);
        return end;
    }
    size_t mark = apostrophe(c, digits);
    if (end == digits && mark > 0 && byte_at(c, digits + mark) == 's' &&
        !alnum_at(c, digits + mark + 1)) {
        put(c, begin, digits + mark + 1); /* "the 70's" */
        return digits + mark + 1;
    }
    if (end == digits) {
        put(c, begin, digits);
        return digits;
    }
    end = word_end(c, begin);
    put_word(c, begin, end);
    return end;
}

static size_t cut_word(struct cutter *c, size_t begin)
{
    c->word_begin = begin;
    if (digit_at(c, begin)) {
        size_t digits = number(c, begin);
        return number_word(c, begin, digits);
    }
    size_t end = initials(c, begin);
    if (end > begin) {
        size_t mark = apostrophe(c, end);
        if (mark > 0 && (byte_at(c, end + mark) | 0x20) == 's' &&
            !alnum_at(c, end + mark + 1)) {
            put_pair(c, begin, end, end + mark + 1);
            return end + mark + 1;
        }
        put(c, begin, end);
        return end;
    }
    end = word_end(c, begin);
    if (name_prefix(slice(c, begin, end)) && apostrophe(c, end) > 0) {
        end += apostrophe(c, end);
    }
    if (plural_possessive(c, begin, end)) {
        size_t mark = apostrophe(c, end);
        put_pair(c, begin, end, end + mark);
        return end + mark;
    }
    if (byte_at(c, end) == '.' && keeps_stop(c, begin, end)) {
        put(c, begin, end + 1);
        return end + 1;
    }
    if (byte_at(c, end) == '$' && upper_at(c, begin) && end - begin <= 3) {
        put(c, begin, end + 1); /* "US$" */
        return end + 1;
    }
    put_word(c, begin, end);
    return end;
}

/* ---- signs ----------------------------------------------------------------------- */

/* A face at begin that is all the rest of the chunk, as ":-)": its end, or begin. */
static size_t face(const struct cutter *c, size_t begin)
{
    static const char faces[][LISTED] = {":)", ":(", ":-)", ":-(", ";)",  ";-)", ":d",
                                         ":p", "=)", ":/",  "<3",  ":-/", ":))"};
    text rest = slice(c, begin, c->end);
    return rest.size <= 4 && IN(faces, rest) ? c->end : begin;
}

/* Signs that make one piece when repeated. */
static size_t cut_sign(struct cutter *c, size_t begin)
{
    size_t size = 0;
    uint32_t code = peek(c, begin, &size);
    size_t end = face(c, begin);
    if (end > begin) {
        put(c, begin, end);
        return end;
    }
    end = begin + size;
    if (code != 0 && code < 0x80 && strchr(".-!?*=_~#+'`<>|$", (int)code) != NULL) {
        bool mark = code == '!' || code == '?' || code == '.';
        while (byte_at(c, end) == code ||
               (mark && (byte_at(c, end) == '!' || byte_at(c, end) == '?'))) {
            end++;
        }
    }
    size_t mark = apostrophe(c, begin);
    if (mark > 0 && end == begin + mark) {
        if (digit_at(c, end) && digit_at(c, end + 1)) { /* '60s */
            end = run(c, end);
            put(c, begin, end);
            return end;
        }
        bool curly_close = mark == 3 && byte_at(c, begin + 2) == 0x99;
        bool opens = !curly_close && alnum_at(c, end) && begin + 1 < c->end;
        c->quote_open = opens;
    }
    if (mark == 1 && end - begin >= 2) {
        end = begin + 2;
    }
    put(c, begin, end);
    return end;
}

static void cut_chunk(struct cutter *c, size_t begin)
{
    size_t at = begin;
    size_t no_mail = begin; /* no mail address begins before this */
    while (at < c->end && !c->failed) {
        size_t end = at;
        if (at >= no_mail) {
            end = address(c, at);
            if (end == at) {
                no_mail = alnum_at(c, at) ? run(c, at) : at + 1;
            }
        }
        if (end > at) {
            put(c, at, end);
        } else if (alnum_at(c, at)) {
            end = cut_word(c, at);
        } else {
            end = cut_sign(c, at);
        }
        at = end;
    }
}

bool tc_tokenise(text t, struct pieces *out)
{
    struct cutter c = {.t = t, .out = out};
    struct lines lines;
    tc_lines_init(&lines, t);
    out->count = 0;
    size_t at = 0;
    c.gap = GAP_BREAK;
    c.paragraph = true;
    while (at < t.size && !c.failed) {
        size_t from = at;
        size_t next = at;
        while (at < t.size && space_at(t, at, &next)) {
            at = next;
        }
        if (at > from && out->count > 0) {
            c.gap = tc_line_gap(&lines, from, at);
            c.paragraph = c.gap == GAP_BREAK;
            c.quote_open = c.quote_open && !c.paragraph;
        }
        if (at == t.size) {
            break;
        }
        c.end = at;
        while (c.end < t.size && !space_at(t, c.end, &next)) {
            c.end = next;
        }
        size_t begin = at;
        at = c.end;
        cut_chunk(&c, begin);
    }
    return !c.failed;
}
