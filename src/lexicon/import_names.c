/* import_names.c: .actors, .agents and .discard of TABARI and PETRARCH.
 *
 * They are written in capitals, so how a name is written in a text is lost. A name gets
 * a capital at its first word, which the text must have as well ("Free syrian army"
 * stands for "Free Syrian Army" too); one of two letters, and the few abbreviations
 * that are common words, must be all capitals. Roles and discards are asked for in any
 * case. A name without a code for a day simply has none on it, as there.
 */
#include "lexicon/import.h"

#include <string.h>

enum { PERIODS = 64, PARTS = 16, NAME_BYTES = 400, NAMES_BYTES = 16 * 1024 };

/* ---- names ----------------------------------------------------------------------- */

static bool is_small(text word)
{
    static const char *const small[] = {"the", "of",  "and", "in", "for", "on",  "to",
                                        "de",  "la",  "el",  "al", "du",  "von", "van",
                                        "der", "den", "a",   "an", "at",  "by",  NULL};
    for (size_t i = 0; small[i]; i++)
        if (tc_text_equal(word, tc_text(small[i])))
            return true;
    return false;
}

/* "WHO" and "US" are words as well: only as they stand. */
static bool is_abbreviation(text name)
{
    static const char *const known[] = {"who", "aid", "all", "its", "one", "war", NULL};
    for (size_t i = 0; known[i]; i++)
        if (tc_text_equal(name, tc_text(known[i])))
            return true;
    return name.size <= 2;
}

static void capital(char *letter)
{
    if (*letter >= 'a' && *letter <= 'z')
        *letter = (char)(*letter - 'a' + 'A');
}

/* The words of a name in lower case, with nothing between them that a name could not
 * reach over; size 0: it is none that can be found, which has been told. */
static text clean_name(struct import *im, text written)
{
    text phrase = tc_import_phrase(im, written);
    char *out = tc_arena_alloc(&im->arena, phrase.size + 1);
    struct word_cutter cutter;
    struct word word;
    size_t size = 0, words = 0, last = 0;
    if (!out) {
        im->failed = TOCSIN_MEMORY;
        return (text){"", 0};
    }
    tc_word_cutter_init(&cutter, phrase);
    while (tc_word_next(&cutter, &word)) {
        char between = word.begin - last == 1 ? phrase.data[last] : ' ';
        if (words++)
            out[size++] =
                between == '-' || between == '.' || between == '\'' ? between : ' ';
        memcpy(out + size, phrase.data + word.begin, word.end - word.begin);
        size += word.end - word.begin;
        last = word.end;
        if (!word.size || word.size > WORD_MAX - 2)
            words = NAME_WORDS + 1; /* too long for a word, or for its plural */
    }
    if (words && words <= NAME_WORDS && size <= NAME_BYTES)
        return (text){out, size};
    tc_import_problem(im, "no name of 1 to %d words: \"%.*s\"", NAME_WORDS,
                      (int)(phrase.size < 80 ? phrase.size : 80), phrase.data);
    return (text){"", 0};
}

/* The name of an actor as it must stand in a text. */
static text proper(struct import *im, text written)
{
    text name = clean_name(im, written);
    char *letters = (char *)(uintptr_t)name.data; /* our own copy */
    if (name.size && is_abbreviation(name)) {
        for (size_t i = 0; i < name.size; i++)
            capital(&letters[i]);
        return name;
    }
    for (size_t at = 0; at < name.size;) {
        size_t end = at;
        while (end < name.size && letters[end] != ' ' && letters[end] != '-')
            end++;
        bool letter = !tc_is_digit((unsigned char)letters[at]);
        if (letter && !is_small((text){letters + at, end - at})) {
            capital(&letters[at]);
            break;
        }
        at = end + 1;
    }
    return name;
}

/* ---- codes and dates ------------------------------------------------------------- */

/* Capitals and digits; "---" is none. */
static bool good_code(struct import *im, text code)
{
    if (!code.size || code.data[0] == '-')
        return false;
    bool good = code.size >= 3 && code.size <= 12;
    for (size_t i = 0; i < code.size; i++)
        good = good && ((code.data[i] >= 'A' && code.data[i] <= 'Z') ||
                        tc_is_digit((unsigned char)code.data[i]));
    if (!good)
        tc_import_problem(im, "%.*s is no code: 3 to 12 capitals", (int)code.size,
                          code.data);
    return good;
}

/* YYYYMMDD or YYMMDD, from 1930 to 2029. */
static bool read_day(text t, int32_t *day)
{
    long long number;
    if ((t.size != 8 && t.size != 6) || !tc_text_integer(t, 0, 99999999, &number))
        return false;
    int year = (int)(number / 10000), month = (int)(number / 100 % 100);
    if (t.size == 6)
        year += year < 30 ? 2000 : 1900;
    *day = tc_day(year, month, (int)(number % 100));
    return *day != TC_NO_DAY;
}

/* "CODE", "CODE <970101", "CODE >970101", "CODE 970101-19991231" */
static bool read_restriction(struct import *im, text inside, struct dated_code *out)
{
    size_t end = 0;
    while (end < inside.size && inside.data[end] != ' ' && inside.data[end] != '\t')
        end++;
    *out = (struct dated_code){tc_text_slice(inside, 0, end), TC_NO_DAY, TC_NO_DAY};
    out->code = tc_import_keep(im, out->code.data, out->code.size);
    char *letters = (char *)(uintptr_t)out->code.data; /* our own copy */
    for (size_t i = 0; i < out->code.size; i++)
        capital(&letters[i]); /* "[pse]" */
    text days = tc_text_trim(tc_text_slice(inside, end, inside.size));
    if (!days.size)
        return true;
    bool good = false;
    if (days.data[0] == '<' || days.data[0] == '>') {
        good = read_day(tc_text_trim(tc_text_slice(days, 1, days.size)),
                        days.data[0] == '<' ? &out->to : &out->from);
    } else {
        text to = days, from = tc_cut(&to, '-');
        good = read_day(from, &out->from) && read_day(tc_text_trim(to), &out->to) &&
               out->from <= out->to;
    }
    if (!good)
        tc_import_problem(im, "\"%.*s\" is no date: <D, >D or D-D", (int)days.size,
                          days.data);
    return good;
}

/* ---- .actors --------------------------------------------------------------------- */

struct actor {
    struct buffer names;
    struct dated_code periods[PERIODS];
    size_t count;
    bool any; /* an entry has begun */
};

static text day_text(struct import *im, int32_t day)
{
    char iso[11];
    if (day == TC_NO_DAY)
        return TEXT("-");
    tc_day_print(day, iso);
    return tc_import_keep(im, iso, strlen(iso));
}

/* "ELR/GAL": a name for two; each is an entry of its own, with all the names. */
static text part_of_code(text code, size_t part)
{
    text one = {"", 0};
    for (size_t i = 0; i <= part; i++) {
        if (i > 0 && !code.size)
            return (text){"", 0};
        one = tc_cut(&code, '/');
    }
    return one;
}

static void write_part(struct import *im, struct actor *actor, size_t part)
{
    bool first = true;
    for (int open = 0; open < 2; open++) /* what holds for all days comes last */
        for (size_t i = 0; i < actor->count; i++) {
            const struct dated_code *p = &actor->periods[i];
            text code = part_of_code(p->code, part);
            bool always = p->from == TC_NO_DAY && p->to == TC_NO_DAY;
            if (always != (open == 1) || !code.size || !good_code(im, code))
                continue;
            text from = day_text(im, p->from), to = day_text(im, p->to);
            tc_buffer_format(&im->actors, "dic-%u-%zu | ", im->actor_number, part + 1);
            if (first)
                tc_buffer_add(&im->actors, actor->names.data, actor->names.size);
            tc_buffer_format(&im->actors, " | - | - | %.*s | %.*s | %.*s\n",
                             (int)from.size, from.data, (int)to.size, to.data,
                             (int)code.size, code.data);
            first = false;
        }
}

static void write_actor(struct import *im, struct actor *actor)
{
    bool null = actor->count > 0;
    for (size_t i = 0; i < actor->count; i++)
        null = null && actor->periods[i].code.size &&
               actor->periods[i].code.data[0] == '-';
    if (actor->names.size && null) { /* a name that is nobody's, with what is in it */
        tc_buffer_add(&im->discard, actor->names.data, actor->names.size);
        tc_buffer_byte(&im->discard, '\n');
        im->counts.discards++;
    } else if (actor->names.size && actor->count) {
        im->actor_number++;
        for (size_t part = 0; part < PARTS; part++)
            write_part(im, actor, part);
        im->counts.actors++;
    }
    tc_buffer_clear(&actor->names);
    actor->count = 0;
}

static void add_name(struct import *im, struct actor *actor, text written)
{
    text name = proper(im, written);
    if (!name.size)
        return;
    if (actor->names.size + name.size > NAMES_BYTES) {
        tc_import_problem(im, "more than %d bytes of names of one actor", NAMES_BYTES);
        return;
    }
    if (actor->names.size)
        tc_buffer_string(&actor->names, "; ");
    tc_buffer_text(&actor->names, name);
}

/* All [...] of a line. */
static void add_codes(struct import *im, struct actor *actor, text left)
{
    while (left.size) {
        const char *open = memchr(left.data, '[', left.size);
        if (!open)
            return;
        text inside = tc_text_slice(left, (size_t)(open - left.data) + 1, left.size);
        const char *close = inside.size ? memchr(inside.data, ']', inside.size) : NULL;
        if (!close) {
            tc_import_problem(im, "a [ without its ]");
            return;
        }
        size_t size = (size_t)(close - inside.data);
        left = tc_text_slice(inside, size + 1, inside.size);
        struct dated_code one;
        if (!read_restriction(im, tc_text_trim(tc_text_slice(inside, 0, size)), &one))
            continue;
        if (actor->count == PERIODS)
            tc_import_problem(im, "more than %d codes of one actor", PERIODS);
        else
            actor->periods[actor->count++] = one;
    }
}

void tc_import_actors(struct import *im, text bytes)
{
    struct old_lines lines = {.left = bytes};
    struct actor *actor = tc_arena_alloc(&im->arena, sizeof *actor);
    text line;
    if (!actor) {
        im->failed = TOCSIN_MEMORY;
        return;
    }
    tc_buffer_init(&actor->names, 2 * NAMES_BYTES);
    while (tc_old_line(im, &lines, &line)) {
        text t = tc_text_trim(line);
        if (!t.size || t.data[0] == '#')
            continue;
        const char *open = memchr(t.data, '[', t.size);
        text name = tc_text_slice(t, 0, open ? (size_t)(open - t.data) : t.size);
        text codes = tc_text_slice(t, name.size, t.size);
        if (!name.size && !actor->any) {
            tc_import_problem(im, "a code before the first name");
            continue;
        }
        if (name.size && t.data[0] != '+') { /* a new one begins */
            write_actor(im, actor);
            actor->any = true;
        }
        if (name.size)
            add_name(im, actor,
                     t.data[0] == '+' ? tc_text_slice(name, 1, name.size) : name);
        if (t.data[0] == '+' && !actor->any)
            tc_import_problem(im, "a synonym before the first name");
        add_codes(im, actor, codes);
    }
    write_actor(im, actor);
    if (actor->names.failed)
        im->failed = TOCSIN_MEMORY;
    tc_buffer_release(&actor->names);
}

/* ---- .agents --------------------------------------------------------------------- */

static const struct substitution *substitution(const struct import *im, text mark)
{
    for (size_t i = 0; i < im->substitutions.count; i++)
        if (tc_text_equal_fold(im->substitutions.items[i].mark, mark))
            return &im->substitutions.items[i];
    return NULL;
}

/* "!PERSON! = MAN, WOMAN" */
static bool define(struct import *im, text line)
{
    const char *equals = memchr(line.data, '=', line.size);
    if (line.data[0] != '!' || !equals || memchr(line.data, '[', line.size))
        return false;
    text list = line, mark = tc_cut(&list, '=');
    if (!tc_grow(&im->substitutions.items, &im->substitutions.room,
                 im->substitutions.count + 1, sizeof *im->substitutions.items, 10000)) {
        im->failed = TOCSIN_MEMORY;
        return true;
    }
    im->substitutions.items[im->substitutions.count++] =
        (struct substitution){tc_import_keep(im, mark.data, mark.size),
                              tc_import_keep(im, list.data, list.size)};
    return true;
}

struct role {
    text code;   /* "~GOV", "NGO~" */
    text plural; /* empty: by the rule */
    bool none;   /* {}: it has no plural */
};

static void write_role(struct import *im, text written, const struct role *role)
{
    text noun = clean_name(im, written);
    text many = role->none          ? noun
                : role->plural.size ? clean_name(im, role->plural)
                                    : (text){"", 0};
    if (!noun.size || (role->plural.size && !many.size))
        return;
    tc_buffer_text(&im->agents, noun);
    if (many.size)
        tc_buffer_format(&im->agents, " / %.*s", (int)many.size, many.data);
    tc_buffer_format(&im->agents, " < %.*s\n", (int)role->code.size, role->code.data);
    im->counts.agents++;
}

/* With every word of the mark's list in its place; what is listed gets no plural. */
static void expand(struct import *im, text phrase, struct role role, int depth)
{
    const char *open = phrase.size ? memchr(phrase.data, '!', phrase.size) : NULL;
    if (!open) {
        write_role(im, phrase, &role);
        return;
    }
    size_t at = (size_t)(open - phrase.data);
    const char *close = memchr(open + 1, '!', phrase.size - at - 1);
    size_t end = close ? (size_t)(close - phrase.data) + 1 : phrase.size;
    const struct substitution *s =
        close && depth < 3 ? substitution(im, tc_text_slice(phrase, at, end)) : NULL;
    if (!s) {
        tc_import_problem(im, "unknown substitution in %.*s", (int)phrase.size,
                          phrase.data);
        return;
    }
    text left = s->list;
    role.none = true;
    while (left.size && !im->failed) {
        text one = tc_cut(&left, ',');
        text whole = tc_arena_format(&im->arena, "%.*s%.*s%.*s", (int)at, phrase.data,
                                     (int)one.size, one.data, (int)(phrase.size - end),
                                     phrase.data + end);
        if (!whole.data)
            im->failed = TOCSIN_MEMORY;
        else if (one.size)
            expand(im, whole, role, depth + 1);
    }
}

/* The text between two marks, and what is left of the line without it. */
static bool take_between(text *line, char open, char close, text *inside)
{
    const char *a = line->size ? memchr(line->data, open, line->size) : NULL;
    size_t at = a ? (size_t)(a - line->data) : 0;
    const char *b = a ? memchr(a, close, line->size - at) : NULL;
    if (!b)
        return false;
    *inside = tc_text_trim(tc_text_slice(*line, at + 1, (size_t)(b - line->data)));
    *line = tc_text_slice(*line, 0, at);
    return true;
}

static void read_agent(struct import *im, text line)
{
    struct role role = {
        {"", 0},
        {"", 0},
        false
    };
    text code;
    if (!take_between(&line, '[', ']', &code)) {
        tc_import_problem(im, "no [code]: %.*s", (int)line.size, line.data);
        return;
    }
    bool behind = code.size && code.data[0] == '~';
    bool before = code.size && code.data[code.size - 1] == '~';
    text letters = behind ? tc_text_slice(code, 1, code.size)
                          : tc_text_slice(code, 0, code.size - before);
    if (!letters.size || letters.data[0] == '-' || !good_code(im, letters))
        return;
    role.code = tc_arena_format(&im->arena, "%s%.*s%s", before ? "" : "~",
                                (int)letters.size, letters.data, before ? "~" : "");
    role.none = take_between(&line, '{', '}', &role.plural) && !role.plural.size;
    if (!role.code.data)
        im->failed = TOCSIN_MEMORY;
    else
        expand(im, tc_text_trim(line), role, 0);
}

void tc_import_agents(struct import *im, text bytes)
{
    struct old_lines lines = {.left = bytes};
    text line;
    if (!im->agents.size)
        tc_buffer_string(&im->agents, "[-]\n");
    while (tc_old_line(im, &lines, &line)) {
        text t = tc_text_trim(line);
        if (t.size && t.data[0] != '#' && !define(im, t))
            read_agent(im, t);
    }
}

/* ---- .discard -------------------------------------------------------------------- */

void tc_import_discard(struct import *im, text bytes)
{
    struct old_lines lines = {.left = bytes};
    text line;
    while (tc_old_line(im, &lines, &line)) {
        text t = tc_text_trim(line);
        if (!t.size || t.data[0] == '#')
            continue;
        bool document = t.data[0] == '+';
        text inside;
        (void)take_between(&t, '[', ']', &inside);
        text phrase = clean_name(im, t);
        if (!phrase.size)
            continue;
        tc_buffer_format(&im->discard, "%s %.*s\n", document ? "!!" : "!",
                         (int)phrase.size, phrase.data);
        im->counts.discards++;
    }
}
