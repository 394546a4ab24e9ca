/* import_verbs.c: .verbs of TABARI, PETRARCH and PETRARCH-2: synsets, verb blocks and
 * patterns, to lists and frames by position.
 *
 * A pattern is words in their order around the verb ("*"): words become slots right,
 * next, left and prior; "$", "+", "^" and "%" become parties that stand there. A synset
 * is a named list; its phrases of several words are tried one by one, so a pattern with
 * such synsets becomes several frames, up to EXPANSIONS. Round brackets and braces of
 * PETRARCH-2 say what belongs together in the tree, which the order of words keeps, so
 * they are only read over; with "|" inside they list alternatives.
 */
#include "lexicon/import.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIECES = 24,
    VERBS = 4096,
    EXPANSIONS = 200,
    WORD_BYTES = 60,
    PHRASE_WORDS = 8,
    LISTED = 900,
    STEM = 4, /* letters of a stem at least */
    FRAMES = 400 * 1000
};

enum piece_kind { PIECE_WORD, PIECE_SYNSET, PIECE_PARTY };

struct piece {
    enum piece_kind kind;
    bool close; /* right behind the piece before it ("BREAK_OFF") */
    text word;
    size_t synset;
    char role; /* 'A', 'R', 'B', or '-': a party that is passed over */
};

struct side {
    struct piece pieces[PIECES];
    size_t count;
};

/* A verb of the block: "wire_+tap" has words before and behind. */
struct verb {
    text head, before, behind; /* the others in phrases: "wire", "" */
};

struct codes {
    text forward, back; /* empty: none */
    bool null;          /* [---]: what it matches is no event */
};

struct verbs {
    struct import *im;
    bool blocks;    /* the file has "---" or "###" lines: verbs share patterns */
    bool patterned; /* the block has a pattern already */
    struct codes code;
    struct verb list[VERBS];
    size_t count;
    size_t synset; /* the one that is read, SIZE_MAX: none */
    bool synset_plurals;
    int section; /* type of the section written last, -1: none */
    struct side left, right;
    bool touching; /* the last on the left is right before the verb */
};

/* ---- words ----------------------------------------------------------------------- */

static bool good_word(text t)
{
    bool letter = false;
    for (size_t at = 0; at < t.size;) {
        uint32_t c = tc_utf8_next(t, &at);
        if (c < 128 && !tc_is_letter(c) && !tc_is_digit(c) && !strchr("-'.&", (int)c))
            return false;
        letter = letter || ((tc_is_letter(c) || tc_is_digit(c)) && tc_fold(c));
    }
    return letter && t.size <= WORD_BYTES;
}

static text next_word(text *left)
{
    size_t begin = 0;
    while (begin < left->size && (unsigned char)left->data[begin] <= ' ')
        begin++;
    size_t end = begin;
    while (end < left->size && (unsigned char)left->data[end] > ' ')
        end++;
    text word = tc_text_slice(*left, begin, end);
    *left = tc_text_slice(*left, end, left->size);
    return word;
}

/* ---- synsets --------------------------------------------------------------------- */

static size_t new_synset(struct import *im, text name)
{
    if (!tc_grow(&im->synsets.items, &im->synsets.room, im->synsets.count + 1,
                 sizeof *im->synsets.items, 1 << 20)) {
        im->failed = TOCSIN_MEMORY;
        return 0;
    }
    struct synset *s = &im->synsets.items[im->synsets.count];
    memset(s, 0, sizeof *s);
    s->name = name;
    s->list = tc_arena_format(&im->arena, "dic-%zu", im->synsets.count);
    if (!s->list.data)
        im->failed = TOCSIN_MEMORY;
    return im->synsets.count++;
}

static void add_one(struct import *im, size_t synset, text phrase)
{
    struct synset *s = &im->synsets.items[synset];
    if (!tc_grow(&s->phrases.items, &s->phrases.room, s->phrases.count + 1,
                 sizeof *s->phrases.items, 100000))
        im->failed = TOCSIN_MEMORY;
    else
        s->phrases.items[s->phrases.count++] = phrase;
}

/* A word with a hyphen is one word or several, as the text is cut. */
static void add_phrase(struct import *im, size_t synset, text phrase)
{
    text left = phrase;
    size_t words = 0;
    for (text word; (word = next_word(&left)).size; words++)
        if (!good_word(word)) {
            tc_import_problem(im, "no words that can be matched: %.*s",
                              (int)phrase.size, phrase.data);
            return;
        }
    if (!words || words > PHRASE_WORDS || im->failed)
        return;
    add_one(im, synset, phrase);
    if (!memchr(phrase.data, '-', phrase.size) || im->failed)
        return;
    text apart = tc_import_keep(im, phrase.data, phrase.size);
    char *letters = (char *)(uintptr_t)apart.data; /* our own copy */
    for (size_t i = 0; i < apart.size; i++)
        if (letters[i] == '-')
            letters[i] = ' ';
    add_one(im, synset, tc_text_trim(apart));
}

static text plural_of(struct import *im, text phrase)
{
    text out = {"", 0};
    if (tc_text_ends(phrase, TEXT("ss")))
        out = tc_arena_format(&im->arena, "%.*ses", (int)phrase.size, phrase.data);
    else if (phrase.size > 1 && phrase.data[phrase.size - 1] == 'y')
        out = tc_arena_format(&im->arena, "%.*sies", (int)phrase.size - 1, phrase.data);
    else if (phrase.size && phrase.data[phrase.size - 1] != 's')
        out = tc_arena_format(&im->arena, "%.*ss", (int)phrase.size, phrase.data);
    return out;
}

/* "@dic-3 = word, word": the single words, once the synset is complete. */
static void write_list(struct import *im, size_t synset)
{
    struct synset *s = &im->synsets.items[synset];
    size_t kept = 0, single = 0;
    for (size_t i = 0; i < s->phrases.count; i++) {
        text phrase = s->phrases.items[i];
        if (memchr(phrase.data, ' ', phrase.size) || single == LISTED) {
            s->phrases.items[kept++] = phrase;
            continue;
        }
        if (!single++)
            tc_buffer_format(&im->acts, "@%.*s =", (int)s->list.size, s->list.data);
        tc_buffer_format(&im->acts, "%s%.*s", single > 1 ? ", " : " ", (int)phrase.size,
                         phrase.data);
    }
    s->phrases.count = kept;
    if (single)
        tc_buffer_byte(&im->acts, '\n');
    else
        s->list.size = 0;
}

static void end_synset(struct verbs *v)
{
    if (v->synset != SIZE_MAX && !v->im->failed)
        write_list(v->im, v->synset);
    v->synset = SIZE_MAX;
}

/* "# cameo.verbs:120 - * &TIES [064]": where the frames below it come from. */
static void put_origin(struct verbs *v, text line)
{
    struct import *im = v->im;
    size_t size = line.size < 120 ? line.size : 120;
    while (size < line.size && size && ((unsigned char)line.data[size] & 0xC0) == 0x80)
        size--;
    tc_buffer_format(&im->acts, "\n# %.*s:%ld %.*s\n", (int)im->shown.size,
                     im->shown.data, im->line, (int)size, line.data);
}

static void begin_synset(struct verbs *v, text line)
{
    struct import *im = v->im;
    text name = next_word(&line);
    name = tc_import_keep(im, name.data, name.size);
    v->synset_plurals = name.data[name.size - 1] != '_';
    v->synset = new_synset(im, name);
    put_origin(v, name);
    if (!im->failed && !tc_map_put(&im->synset_map, name, (uint32_t)v->synset))
        im->failed = TOCSIN_MEMORY;
    im->counts.synsets++;
}

static void add_member(struct verbs *v, text line)
{
    text written = tc_text_trim(tc_text_slice(line, 1, line.size));
    bool plain = written.size && written.data[written.size - 1] == '_';
    text phrase = tc_import_phrase(v->im, written);
    if (!phrase.size)
        return;
    add_phrase(v->im, v->synset, phrase);
    text many = v->synset_plurals && !plain ? plural_of(v->im, phrase) : (text){"", 0};
    if (many.size && !v->im->failed)
        add_phrase(v->im, v->synset, many);
}

/* ---- codes ----------------------------------------------------------------------- */

static bool read_code(struct import *im, text t, text *out, bool *null)
{
    t = tc_text_trim(t);
    *out = (text){"", 0};
    while (t.size && (t.data[t.size - 1] == '*' || t.data[t.size - 1] == '!'))
        t.size--;
    if (t.size && (t.data[0] == '-' || t.data[0] == '#')) { /* TABARI: [###] */
        *null = true;
        return true;
    }
    if (t.size && !tc_is_cameo(t)) {
        tc_import_problem(im, "%.*s is no code of an event", (int)t.size, t.data);
        return false;
    }
    *out = t.size ? tc_import_keep(im, t.data, t.size) : t;
    return true;
}

/* "[042:043]", "[:173]", "[---]": the first of them in the line. */
static bool read_codes(struct import *im, text line, struct codes *out, size_t *at)
{
    const char *open = line.size ? memchr(line.data, '[', line.size) : NULL;
    *out = (struct codes){
        {"", 0},
        {"", 0},
        false
    };
    *at = open ? (size_t)(open - line.data) : line.size;
    if (!open)
        return true;
    const char *close = memchr(open, ']', line.size - *at);
    if (!close) {
        tc_import_problem(im, "a [ without its ]");
        return false;
    }
    text back = tc_text_slice(line, *at + 1, (size_t)(close - line.data));
    bool two = back.size && memchr(back.data, ':', back.size);
    text forward = tc_cut(&back, ':');
    bool null = false, other = false;
    if (!read_code(im, forward, &out->forward, &null) ||
        (two && !read_code(im, back, &out->back, &other)))
        return false;
    out->null = !out->forward.size && !out->back.size;
    return true;
}

/* ---- patterns -------------------------------------------------------------------- */

static struct piece *add_piece(struct side *side, enum piece_kind kind)
{
    if (side->count == PIECES)
        return NULL;
    struct piece *p = &side->pieces[side->count++];
    memset(p, 0, sizeof *p);
    p->kind = kind;
    return p;
}

static bool add_alternatives(struct verbs *v, struct side *side, text list, char cut)
{
    struct import *im = v->im;
    size_t synset = new_synset(im, TEXT(""));
    while (list.size && !im->failed) {
        text phrase = tc_import_phrase(im, tc_cut(&list, cut));
        if (phrase.size)
            add_phrase(im, synset, phrase);
    }
    if (im->failed)
        return false;
    write_list(im, synset);
    struct piece *p = add_piece(side, PIECE_SYNSET);
    if (p)
        p->synset = synset;
    return p != NULL;
}

/* TABARI's words are stems, where no "_" ends them: "VIOLAT" is violates, violation.
 * What a stem may go on with, of which the text will have one or none. */
static text stem_forms(struct import *im, text word)
{
    static const char *const ends[] = {"", "s", "e", "es", "ed", "ing", "ion", "ions"};
    static const char *const whole[] = {"s",    "ed",   "y",    "ing",  "ld",   "ion",
                                        "said", "have", "been", "will", "must", "that",
                                        "with", "from", "into", "not",  NULL};
    for (size_t i = 0; whole[i]; i++)
        if (tc_text_ends(word, tc_text(whole[i])))
            return word;
    char *out =
        tc_arena_alloc(&im->arena, (word.size + 5) * (sizeof ends / sizeof *ends) + 1);
    size_t size = 0;
    if (!out) {
        im->failed = TOCSIN_MEMORY;
        return word;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (i)
            out[size++] = ',';
        memcpy(out + size, word.data, word.size);
        size += word.size;
        memcpy(out + size, ends[i], strlen(ends[i]));
        size += strlen(ends[i]);
    }
    return (text){out, size};
}

/* "BREAK_OFF", "cease-fire" */
static bool add_words(struct verbs *v, struct side *side, text token)
{
    struct import *im = v->im;
    size_t first = side->count;
    bool whole = v->blocks || token.data[token.size - 1] == '_';
    while (token.size) {
        text one = tc_import_phrase(im, tc_cut(&token, '_'));
        struct piece *p = NULL;
        if (!one.size)
            continue;
        if (!good_word(one)) {
            tc_import_problem(im, "\"%.*s\" cannot be matched", (int)one.size,
                              one.data);
            return false;
        }
        if (memchr(one.data, '-', one.size)) {
            if (!add_alternatives(v, side, one, ','))
                return false;
            p = &side->pieces[side->count - 1];
        } else {
            p = add_piece(side, PIECE_WORD);
            if (p)
                p->word =
                    whole || token.size || one.size < STEM ? one : stem_forms(im, one);
        }
        if (!p)
            return false;
        p->close = side->count - 1 > first;
    }
    return true;
}

static bool add_synset(struct verbs *v, struct side *side, text token)
{
    uint32_t synset;
    if (!tc_map_get(&v->im->synset_map, token, &synset)) {
        tc_import_problem(v->im, "unknown synset %.*s", (int)token.size, token.data);
        return false;
    }
    struct piece *p = add_piece(side, PIECE_SYNSET);
    if (p)
        p->synset = synset;
    return p != NULL;
}

static bool add_token(struct verbs *v, struct side *side, text token)
{
    static const char marks[] = "$+^%", roles[] = "AR-B";
    const char *mark = token.size == 1 ? strchr(marks, token.data[0]) : NULL;
    if (mark && *mark) {
        struct piece *p = add_piece(side, PIECE_PARTY);
        if (p)
            p->role = roles[mark - marks];
        return p != NULL;
    }
    if (token.data[0] == '&')
        return add_synset(v, side, token);
    return add_words(v, side, token);
}

/* "WAS_*", "*_AND_KILLED": what hangs on the mark is right beside the verb. */
static bool add_around(struct verbs *v, text token, size_t at)
{
    text before = tc_text_slice(token, 0, at), after;
    while (at < token.size && token.data[at] == '*')
        at++;
    after = tc_text_slice(token, at, token.size);
    v->touching = before.size > 0 && v->left.count < PIECES;
    size_t first = v->right.count;
    if (before.size && !add_token(v, &v->left, before))
        return false;
    if (after.size && !add_token(v, &v->right, after))
        return false;
    if (v->right.count > first)
        v->right.pieces[first].close = true;
    return true;
}

/* Up to the next blank or bracket; brackets are passed over, but for "{A | B}". */
static bool read_sides(struct verbs *v, text line)
{
    struct side *side = &v->left;
    v->left.count = v->right.count = 0;
    v->touching = false;
    bool verb = false;
    while (line.size) {
        char c = line.data[0];
        size_t end = 1;
        if (c == '{' || c == '(') {
            const char *close = memchr(line.data, c == '{' ? '}' : ')', line.size);
            size_t size = close ? (size_t)(close - line.data) : 0;
            text inside = tc_text_slice(line, 1, size);
            if (inside.size && memchr(inside.data, '|', inside.size)) {
                if (!add_alternatives(v, side, inside, '|'))
                    return false;
                line = tc_text_slice(line, size + 1, line.size);
                continue;
            }
        }
        if ((unsigned char)c <= ' ' || strchr("(){}", c)) {
            line = tc_text_slice(line, 1, line.size);
            continue;
        }
        while (end < line.size && (unsigned char)line.data[end] > ' ' &&
               !strchr("(){}", line.data[end]))
            end++;
        text token = tc_text_slice(line, 0, end);
        line = tc_text_slice(line, end, line.size);
        const char *mark = memchr(token.data, '*', token.size);
        if (mark ? !add_around(v, token, (size_t)(mark - token.data))
                 : !add_token(v, side, token)) {
            if (v->left.count == PIECES || v->right.count == PIECES)
                tc_import_problem(v->im, "more than %d words", PIECES);
            return false;
        }
        if (mark) {
            verb = true;
            side = &v->right;
        }
    }
    if (!verb)
        tc_import_problem(v->im, "a pattern without *");
    return verb;
}

/* ---- frames ---------------------------------------------------------------------- */

/* Which phrase of each synset is tried: 0 the list, then the phrases. */
struct choice {
    size_t of[2 * PIECES];
    size_t count;
};

static size_t alternatives(const struct import *im, const struct piece *p)
{
    if (p->kind != PIECE_SYNSET)
        return 1;
    const struct synset *s = &im->synsets.items[p->synset];
    return s->phrases.count + (s->list.size ? 1 : 0);
}

static void put_phrase(struct buffer *out, text phrase, bool forward, bool close)
{
    text words[PHRASE_WORDS];
    size_t count = 0;
    for (text word; count < PHRASE_WORDS && (word = next_word(&phrase)).size;)
        words[count++] = word;
    for (size_t i = 0; i < count; i++) {
        text word = words[forward ? i : count - 1 - i];
        const char *name =
            forward ? (close || i ? "next" : "right") : (close || i ? "prior" : "left");
        tc_buffer_format(out, " %s:%.*s", name, (int)word.size, word.data);
    }
}

static void put_piece(const struct import *im, struct buffer *out,
                      const struct piece *p, bool forward, bool close, size_t choice)
{
    const char *name =
        forward ? (close ? "next" : "right") : (close ? "prior" : "left");
    if (p->kind == PIECE_WORD) {
        tc_buffer_format(out, " %s:%.*s", name, (int)p->word.size, p->word.data);
        return;
    }
    if (p->kind == PIECE_PARTY) {
        tc_buffer_format(out, " %s:%%actor", forward ? "right" : "left");
        if (p->role != '-')
            tc_buffer_format(out, "=%c", p->role);
        return;
    }
    const struct synset *s = &im->synsets.items[p->synset];
    if (s->list.size && choice == 0)
        tc_buffer_format(out, " %s:@%.*s", name, (int)s->list.size, s->list.data);
    else
        put_phrase(out, s->phrases.items[choice - (s->list.size ? 1 : 0)], forward,
                   close);
}

/* "$ *": who does it stands before the verb anyhow, and the tree knows better which. */
static bool is_plain_source(const struct verbs *v, size_t i)
{
    return i == 0 && v->left.count == 1 && v->left.pieces[0].kind == PIECE_PARTY &&
           v->left.pieces[0].role == 'A';
}

static void put_slots(struct verbs *v, const struct choice *choice, struct buffer *out)
{
    for (size_t i = 0; i < v->right.count; i++)
        put_piece(v->im, out, &v->right.pieces[i], true, v->right.pieces[i].close,
                  choice->of[v->left.count + i]);
    for (size_t i = v->left.count; i-- > 0;) {
        bool close = i + 1 < v->left.count ? v->left.pieces[i + 1].close : v->touching;
        if (!is_plain_source(v, i))
            put_piece(v->im, out, &v->left.pieces[i], false, close, choice->of[i]);
    }
}

static void put_section(struct verbs *v, const struct codes *codes)
{
    tocsin_type type =
        tc_cameo_type(codes->forward.size ? codes->forward : codes->back);
    if ((int)type == v->section)
        return;
    v->section = (int)type;
    tc_buffer_format(&v->im->acts, "[%s -]\n", tocsin_type_name(type));
}

static void put_codes(struct buffer *out, const struct codes *codes)
{
    if (codes->null) {
        tc_buffer_string(out, " not-an-act\n");
        return;
    }
    if (codes->forward.size)
        tc_buffer_format(out, " cameo=%.*s", (int)codes->forward.size,
                         codes->forward.data);
    if (codes->back.size)
        tc_buffer_format(out, " back=%.*s", (int)codes->back.size, codes->back.data);
    tc_buffer_string(out, " intensity=");
    tc_buffer_number(
        out, tc_cameo_intensity(codes->forward.size ? codes->forward : codes->back), 1);
    tc_buffer_byte(out, '\n');
}

static size_t slot_count(text slots)
{
    size_t count = 0;
    while (next_word(&slots).size)
        count++;
    return count;
}

static void write_frame(struct verbs *v, const struct verb *verb, text slots,
                        const struct codes *codes)
{
    struct buffer *out = &v->im->acts;
    if (v->im->counts.frames == FRAMES) {
        tc_import_problem(v->im, "more than %d frames", FRAMES);
        return;
    }
    if (slot_count(slots) + slot_count(verb->before) + slot_count(verb->behind) >
        SLOT_MAX) {
        tc_import_problem(v->im, "more than %d words of %.*s", SLOT_MAX,
                          (int)verb->head.size, verb->head.data);
        return;
    }
    put_section(v, codes);
    tc_buffer_text(out, verb->head);
    tc_buffer_string(out, " by-position");
    put_phrase(out, verb->behind, true, true);
    put_phrase(out, verb->before, false, true);
    tc_buffer_text(out, slots);
    put_codes(out, codes);
    v->im->counts.frames++;
}

/* One frame for each way to choose the synsets' phrases. */
static void write_pattern(struct verbs *v, const struct codes *codes)
{
    struct import *im = v->im;
    struct choice choice = {.count = v->left.count + v->right.count};
    size_t room[2 * PIECES], product = 1;
    for (size_t i = 0; i < choice.count; i++) {
        const struct piece *p = i < v->left.count ? &v->left.pieces[i]
                                                  : &v->right.pieces[i - v->left.count];
        room[i] = alternatives(im, p);
        if (!room[i]) {
            tc_import_problem(im, "a synset with nothing in it");
            return;
        }
        if (product * room[i] > EXPANSIONS) { /* only what is one word, or the first */
            tc_import_problem(im, "%zu phrases of a synset are left out", room[i] - 1);
            room[i] = 1;
        }
        product *= room[i];
    }
    struct buffer slots;
    tc_buffer_init(&slots, LINE_MAX_BYTES);
    for (size_t n = 0; n < product && !im->failed; n++) {
        size_t rest = n;
        for (size_t i = 0; i < choice.count; i++) {
            choice.of[i] = rest % room[i];
            rest /= room[i];
        }
        tc_buffer_clear(&slots);
        put_slots(v, &choice, &slots);
        for (size_t i = 0; i < v->count; i++)
            write_frame(v, &v->list[i],
                        (text){slots.data ? slots.data : "", slots.size}, codes);
    }
    if (slots.failed)
        im->failed = TOCSIN_MEMORY;
    tc_buffer_release(&slots);
}

static void read_pattern(struct verbs *v, text line)
{
    struct codes codes;
    size_t at;
    v->patterned = true;
    if (!v->count) {
        tc_import_problem(v->im, "a pattern without a verb that can be used");
        return;
    }
    if (!read_codes(v->im, line, &codes, &at))
        return;
    if (at == line.size)
        codes = v->code; /* no code of its own: the block's */
    if (at == line.size && codes.null)
        return;
    text pattern = tc_text_slice(line, 1, at);
    put_origin(v, line);
    if (!read_sides(v, pattern))
        return;
    v->im->counts.patterns++;
    write_pattern(v, &codes);
}

/* ---- verbs ----------------------------------------------------------------------- */

static void begin_block(struct verbs *v, text line)
{
    size_t at;
    v->count = 0;
    v->patterned = false;
    if (!read_codes(v->im, line, &v->code, &at))
        v->code.null = true;
    if (!v->code.forward.size && !v->code.back.size)
        v->code.null = true;
}

/* "CLEAR_UP": the first word is the verb, unless one has a "+" ("WIRE_+TAP"). */
static bool cut_verb(struct import *im, text written, struct verb *out)
{
    text parts[PHRASE_WORDS];
    size_t count = 0, verb = 0;
    text left = tc_import_phrase(im, written);
    for (text word; (word = next_word(&left)).size; count++) {
        if (count == PHRASE_WORDS)
            return false;
        if (word.data[0] == '+') {
            verb = count;
            word = tc_text_slice(word, 1, word.size);
        }
        if (!good_word(word))
            return false;
        parts[count] = word;
    }
    if (!count)
        return false;
    out->head = parts[verb];
    out->before =
        verb ? (text){parts[0].data, (size_t)(parts[verb - 1].data +
                                              parts[verb - 1].size - parts[0].data)}
             : (text){"", 0};
    const text *last = &parts[count - 1];
    out->behind = verb + 1 < count
                      ? (text){parts[verb + 1].data,
                               (size_t)(last->data + last->size - parts[verb + 1].data)}
                      : (text){"", 0};
    return true;
}

/* "ACCUS" is accuse and "CARR" carry: what is no lemma never stands in a text. */
static bool add_heads(struct verbs *v, const struct verb *verb, bool stem)
{
    static const char *const ends[] = {"e", "y"};
    if (v->count + 3 > VERBS)
        return false;
    v->list[v->count++] = *verb;
    char last = verb->head.data[verb->head.size - 1];
    stem = stem && verb->head.size >= STEM && !strchr("aeiouy", last);
    for (size_t i = 0; stem && i < 2; i++) {
        struct verb longer = *verb;
        longer.head = tc_arena_format(&v->im->arena, "%.*s%s", (int)verb->head.size,
                                      verb->head.data, ends[i]);
        if (!longer.head.data)
            v->im->failed = TOCSIN_MEMORY;
        else
            v->list[v->count++] = longer;
    }
    return true;
}

static void read_verb(struct verbs *v, text line)
{
    struct import *im = v->im;
    struct codes codes;
    struct verb verb;
    size_t at;
    if (v->patterned || (!v->blocks && v->count)) {
        v->count = 0; /* a new one, without a line between */
        v->patterned = false;
        if (!v->blocks)
            v->code = (struct codes){
                {"", 0},
                {"", 0},
                true
            };
    }
    if (!read_codes(im, line, &codes, &at))
        return;
    bool own = at < line.size;
    text name = tc_text_slice(line, 0, at);
    const char *forms = name.size ? memchr(name.data, '{', name.size) : NULL;
    if (forms) /* the parser knows them */
        name = tc_text_slice(name, 0, (size_t)(forms - name.data));
    if (!cut_verb(im, name, &verb)) {
        tc_import_problem(im, "no verb: %.*s", (int)line.size, line.data);
        return;
    }
    size_t first = v->count;
    name = tc_text_trim(name);
    bool stem = !v->blocks && name.data[name.size - 1] != '_';
    if (!add_heads(v, &verb, stem)) {
        tc_import_problem(im, "more than %d verbs in a block", VERBS);
        return;
    }
    im->counts.verbs++;
    if (!own)
        codes = v->code;
    if (codes.null)
        return;
    /* alone it means this; its patterns come with all the verbs of the block */
    put_origin(v, line);
    for (size_t i = first; i < v->count; i++)
        write_frame(v, &v->list[i], (text){"", 0}, &codes);
}

static bool has_blocks(text bytes)
{
    while (bytes.size) {
        text line = tc_cut(&bytes, '\n');
        if (tc_text_begins(line, TEXT("---")) || tc_text_begins(line, TEXT("### ")))
            return true;
    }
    return false;
}

static void read_line(struct verbs *v, text t)
{
    struct import *im = v->im;
    if (!t.size) {
        end_synset(v);
        if (v->blocks && v->patterned)
            begin_block(v, t);
        return;
    }
    if (v->synset != SIZE_MAX && t.data[0] == '+') {
        add_member(v, t);
        return;
    }
    if (t.data[0] != '#' || tc_text_begins(t, TEXT("###")))
        end_synset(v);
    if (tc_text_begins(t, TEXT("---")) || tc_text_begins(t, TEXT("###")))
        begin_block(v, tc_text_begins(t, TEXT("---")) ? t : (text){"", 0});
    else if (t.data[0] == '#')
        return;
    else if (t.data[0] == '&')
        begin_synset(v, t);
    else if (t.data[0] == '-')
        read_pattern(v, t);
    else if (t.data[0] == '~')
        tc_import_problem(im, "PETRARCH-2's transformations are not used");
    else
        read_verb(v, t);
}

void tc_import_verbs(struct import *im, text bytes)
{
    struct verbs *v = tc_alloc(sizeof *v);
    if (!v) {
        im->failed = TOCSIN_MEMORY;
        return;
    }
    memset(v, 0, sizeof *v);
    v->im = im;
    v->synset = SIZE_MAX;
    v->section = -1;
    v->code.null = true;
    v->blocks = has_blocks(bytes);
    struct old_lines lines = {.left = bytes};
    text line;
    while (tc_old_line(im, &lines, &line))
        read_line(v, tc_text_trim(line));
    end_synset(v);
    tc_free(v);
}
