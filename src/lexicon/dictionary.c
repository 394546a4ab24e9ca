/* dictionary.c: texts, words, subjects, entries and names as they are collected. */
#include "lexicon/dictionary.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void tc_dictionary_init(struct dictionary *d, const char *folder,
                        tocsin_line_function report, void *context)
{
    memset(d, 0, sizeof *d);
    d->folder = folder;
    d->report = report;
    d->context = context;
    tc_arena_init(&d->arena, 0);
    tc_buffer_init(&d->strings, STRING_LIMIT);
    tc_buffer_byte(&d->strings, 0);
    uint32_t *nothing = tc_push(d, &d->words, NAME_LIMIT);
    struct condition *anyhow = tc_push(d, &d->conditions, NAME_LIMIT);
    struct division *nowhere = tc_push(d, &d->divisions, NAME_LIMIT);
    if (!nothing || !anyhow || !nowhere)
        d->failed = TOCSIN_MEMORY;
}

void tc_dictionaries_release(struct dictionary *d)
{
    tc_map_release(&d->string_map);
    tc_map_release(&d->word_map);
    tc_map_release(&d->condition_map);
    tc_map_release(&d->id_map);
    tc_map_release(&d->country_map);
    tc_map_release(&d->place_map);
    tc_map_release(&d->list_map);
    tc_map_release(&d->set_map);
    tc_map_release(&d->context_map);
    tc_map_release(&d->division_map);
    void *lists[] = {d->words.items,         d->conditions.items, d->entries.items,
                     d->next.items,          d->subjects.items,   d->names.items,
                     d->frames.items,        d->name_words.items, d->slots.items,
                     d->slot_words.items,    d->lists.items,      d->list_words.items,
                     d->cues.items,          d->contexts.items,   d->files.items,
                     d->examples.items,      d->divisions.items,  d->gazettes.items,
                     d->gazette_names.items, d->demonyms.items};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        tc_free(lists[i]);
    tc_buffer_release(&d->strings);
    tc_arena_release(&d->arena);
}

bool tc_push_room(struct dictionary *d, void *items, size_t *room, size_t count,
                  size_t item, size_t maximum)
{
    if (d->failed)
        return false;
    if (!tc_grow(items, room, count + 1, item, maximum)) {
        d->failed = count + 1 > maximum ? TOCSIN_LIMIT : TOCSIN_MEMORY;
        return false;
    }
    char *base;
    memcpy(&base, items, sizeof base);
    memset(base + count * item, 0, item);
    return true;
}

bool tc_dictionary_put(struct dictionary *d, struct map *map, text key, uint32_t value)
{
    if (!d->failed && !tc_map_put(map, key, value))
        d->failed = TOCSIN_MEMORY;
    return !d->failed;
}

void tc_problem(struct dictionary *d, const char *format, ...)
{
    d->problems++;
    if (!d->report || d->problems > REPORT_LIMIT)
        return;
    char words[512], line[1200];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(words, sizeof words, format, list);
    va_end(list);
    int n = snprintf(line, sizeof line, "%s/%.*s:%ld: %s", d->folder, (int)d->file.size,
                     d->file.data, d->line, words);
    if (n < 0)
        return;
    size_t size = (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)line[i] < 0x20)
            line[i] = ' ';
    if (d->report(d->context, (text){line, size}) != TOCSIN_OK)
        d->report = NULL;
}

uint32_t tc_dictionary_place(struct dictionary *d)
{
    char place[600];
    int n = snprintf(place, sizeof place, "%.*s:%ld", (int)d->file.size, d->file.data,
                     d->line);
    return n > 0 && (size_t)n < sizeof place
               ? tc_dictionary_string(d, (text){place, (size_t)n})
               : 0;
}

/* ---- texts and words ------------------------------------------------------------- */

uint32_t tc_dictionary_string(struct dictionary *d, text t)
{
    uint32_t offset = 0;
    if (!t.size || d->failed || tc_map_get(&d->string_map, t, &offset))
        return offset;
    text key = tc_arena_copy(&d->arena, t);
    offset = (uint32_t)d->strings.size;
    tc_buffer_text(&d->strings, t);
    tc_buffer_byte(&d->strings, 0);
    if (!key.data || d->strings.failed) {
        d->failed = TOCSIN_MEMORY;
        return 0;
    }
    return tc_dictionary_put(d, &d->string_map, key, offset) ? offset : 0;
}

static uint32_t folded_word(struct dictionary *d, const char *fold, size_t size)
{
    text key = {fold, size};
    uint32_t number = 0;
    if (!size || d->failed || tc_map_get(&d->word_map, key, &number))
        return number;
    uint32_t string = tc_dictionary_string(d, key);
    key = tc_arena_copy(&d->arena, key);
    number = (uint32_t)d->words.count;
    uint32_t *word = key.data ? tc_push(d, &d->words, NAME_LIMIT) : NULL;
    if (!word) {
        if (!d->failed)
            d->failed = TOCSIN_MEMORY;
        return 0;
    }
    *word = string;
    return tc_dictionary_put(d, &d->word_map, key, number) ? number : 0;
}

uint32_t tc_dictionary_word(struct dictionary *d, text lemma)
{
    char fold[WORD_MAX];
    return folded_word(d, fold, tc_word_fold(lemma, fold));
}

/* ---- subjects and entries -------------------------------------------------------- */

uint32_t tc_dictionary_subject(struct dictionary *d)
{
    struct subject *subject = tc_push(d, &d->subjects, ENTRY_LIMIT);
    if (!subject)
        return UINT32_MAX;
    subject->first = subject->last = UINT32_MAX;
    return (uint32_t)(d->subjects.count - 1);
}

uint32_t tc_dictionary_entry(struct dictionary *d, uint32_t subject,
                             enum entry_kind kind)
{
    if (subject == UINT32_MAX)
        return UINT32_MAX;
    struct entry *entry = tc_push(d, &d->entries, ENTRY_LIMIT);
    uint32_t *next = tc_push(d, &d->next, ENTRY_LIMIT);
    if (!entry || !next)
        return UINT32_MAX;
    uint32_t index = (uint32_t)(d->entries.count - 1);
    *next = UINT32_MAX;
    entry->kind = (uint8_t)kind;
    entry->from = entry->to = TC_NO_DAY;
    entry->lat = entry->lon = NAN;
    struct subject *s = &d->subjects.items[subject];
    if (s->first == UINT32_MAX)
        s->first = index;
    else
        d->next.items[s->last] = index;
    s->last = index;
    return index;
}

/* ---- names ----------------------------------------------------------------------- */

struct written {
    text text; /* without marks */
    bool weak, exact;
};

/* The mark '?', which only places have, is passed over. */
static struct written read_marks(text t)
{
    struct written w = {tc_text_trim(t), false, false};
    while (w.text.size &&
           (w.text.data[0] == '~' || w.text.data[0] == '=' || w.text.data[0] == '?')) {
        w.weak = w.weak || w.text.data[0] == '~';
        w.exact = w.exact || w.text.data[0] == '=';
        w.text = tc_text_trim(tc_text_slice(w.text, 1, w.text.size));
    }
    return w;
}

text tc_first_name(text list)
{
    return read_marks(tc_cut(&list, ';')).text;
}

/* Capitals only, five letters at most: such a name is taken as it stands. */
static bool is_abbreviation(text t)
{
    size_t at = 0, letters = 0;
    while (at < t.size) {
        uint32_t c = tc_utf8_next(t, &at);
        if (!tc_is_letter(c))
            continue;
        if (!tc_is_upper(c))
            return false;
        letters++;
    }
    return letters >= 1 && letters <= 5;
}

static uint32_t intern_condition(struct dictionary *d, struct condition condition)
{
    uint32_t number = 0;
    if (!condition.exact && !condition.capital && !condition.hard)
        return 0;
    text key = {(const char *)&condition, sizeof condition};
    if (d->failed || tc_map_get(&d->condition_map, key, &number))
        return number;
    key = tc_arena_copy(&d->arena, key);
    number = (uint32_t)d->conditions.count;
    struct condition *c = key.data ? tc_push(d, &d->conditions, NAME_LIMIT) : NULL;
    if (!c) {
        if (!d->failed)
            d->failed = TOCSIN_MEMORY;
        return 0;
    }
    *c = condition;
    return tc_dictionary_put(d, &d->condition_map, key, number) ? number : 0;
}

/* The words as they stand, parted by single spaces. */
static uint32_t intern_exact(struct dictionary *d, text t)
{
    struct buffer exact;
    tc_buffer_init(&exact, 0);
    struct word_cutter cutter;
    struct word word;
    tc_word_cutter_init(&cutter, t);
    while (tc_word_next(&cutter, &word)) {
        if (exact.size)
            tc_buffer_byte(&exact, ' ');
        tc_buffer_text(&exact, tc_text_slice(t, word.begin, word.end));
    }
    uint32_t string = tc_dictionary_string(d, (text){exact.data, exact.size});
    if (exact.failed)
        d->failed = TOCSIN_MEMORY;
    tc_buffer_release(&exact);
    return string;
}

/* Cuts a name into name_words; false: it is no name that could be found. */
static bool cut_name(struct dictionary *d, text t, struct name *name,
                     struct condition *condition)
{
    struct word_cutter cutter;
    struct word word;
    tc_word_cutter_init(&cutter, t);
    name->words = (uint32_t)d->name_words.count;
    while (tc_word_next(&cutter, &word)) {
        unsigned i = name->word_count;
        if (i == NAME_WORDS) {
            tc_problem(d, "\"%.*s\" has more than %d words", (int)t.size, t.data,
                       NAME_WORDS);
            return false;
        }
        if (!word.size) {
            tc_problem(d, "\"%.*s\" has a word of more than %d letters", (int)t.size,
                       t.data, WORD_MAX);
            return false;
        }
        if (word.upper)
            condition->capital |= (uint16_t)(1u << i);
        if (word.hard && i)
            condition->hard |= (uint16_t)(1u << i);
        uint32_t *slot = tc_push(d, &d->name_words, NAME_LIMIT);
        uint32_t number = folded_word(d, word.fold, word.size);
        if (!slot || d->failed)
            return false;
        *slot = number;
        name->word_count++;
    }
    if (!name->word_count)
        tc_problem(d, "a name without letters: \"%.*s\"", (int)t.size, t.data);
    return name->word_count;
}

void tc_dictionary_name(struct dictionary *d, uint32_t subject, text written,
                        unsigned flags)
{
    struct written w = read_marks(written);
    if (tc_text_equal_fold(tc_text_slice(w.text, 0, 4), TEXT("the ")))
        w.text = tc_text_trim(tc_text_slice(w.text, 4, w.text.size));
    struct name name = {.subject = subject};
    struct condition condition = {0};
    if (subject == UINT32_MAX || !cut_name(d, w.text, &name, &condition))
        return;
    if (w.exact || is_abbreviation(w.text)) {
        condition.exact = intern_exact(d, w.text);
        flags |= ALIAS_EXACT_CASE;
    } else if (condition.capital) {
        flags |= ALIAS_CAPITAL;
    }
    if (w.weak)
        flags |= ALIAS_SHORT;
    name.flags = (uint8_t)flags;
    name.condition = intern_condition(d, condition);
    name.file = (uint32_t)d->files.count - 1;
    name.line = (uint32_t)d->line;
    struct name *slot = tc_push(d, &d->names, NAME_LIMIT);
    if (slot)
        *slot = name;
}

void tc_dictionary_names(struct dictionary *d, uint32_t subject, text list)
{
    list = tc_text_trim(list);
    while (list.size) {
        text one = tc_cut(&list, ';');
        if (one.size)
            tc_dictionary_name(d, subject, one, 0);
    }
}

/* ---- sectors --------------------------------------------------------------------- */

bool tc_is_sector(text sector)
{
    static const char known[] =
        "GOV MIL LEG JUD SPY COP PTY OPP REB PRM UAF SEP CRM CVL REF LAB BUS AGR EDU "
        "MED HLH REL NGO IGO ELI JEW CHR MOS HIN SIK BUD IMM PKO MNC IMG ";
    if (sector.size != 3)
        return false;
    for (size_t at = 0; at + 3 < sizeof known; at += 4)
        if (memcmp(known + at, sector.data, 3) == 0)
            return true;
    return false;
}

text tc_place_key(struct dictionary *d, const char *country, text name)
{
    struct buffer key;
    tc_buffer_init(&key, 0);
    tc_buffer_format(&key, "%s|", country);
    struct word_cutter cutter;
    struct word word;
    tc_word_cutter_init(&cutter, name);
    while (tc_word_next(&cutter, &word)) {
        tc_buffer_add(&key, word.fold, word.size);
        tc_buffer_byte(&key, ' ');
    }
    text copy = tc_arena_copy(&d->arena, (text){key.data, key.size});
    if (key.failed || !copy.data)
        d->failed = TOCSIN_MEMORY;
    tc_buffer_release(&key);
    return copy;
}

uint32_t tc_dictionary_id(struct dictionary *d, const char *prefix, text name)
{
    struct buffer id;
    struct word_cutter cutter;
    struct word word;
    tc_buffer_init(&id, 0);
    tc_buffer_string(&id, prefix);
    tc_word_cutter_init(&cutter, name);
    while (tc_word_next(&cutter, &word)) {
        tc_buffer_byte(&id, '-');
        tc_buffer_add(&id, word.fold, word.size);
    }
    if (id.failed)
        d->failed = TOCSIN_MEMORY;
    uint32_t string = tc_dictionary_string(d, (text){id.data, id.size});
    tc_buffer_release(&id);
    return string;
}
