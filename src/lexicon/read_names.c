/* read_names.c: the files of names: leaders, actors, agents, discard.
 *
 * countries.txt and the places have files of their own, read_countries.c and
 * read_places.c. The formats are described in docs/dictionaries.md; what is said there,
 * and nothing else, is accepted.
 */
#include "lexicon/dictionary.h"

#include <stdio.h>
#include <string.h>

bool tc_is_nothing(text t)
{
    return !t.size || tc_text_equal(t, TEXT("-"));
}

static void copy_field(char *field, size_t size, text t)
{
    if (tc_is_nothing(t))
        return;
    memcpy(field, t.data, t.size < size ? t.size : size - 1);
}

void tc_set_world(struct dictionary *d, struct entry *entry, text country, text sector)
{
    uint32_t known;
    if (!tc_is_nothing(country) && !tc_map_get(&d->country_map, country, &known)) {
        tc_problem(d, "unknown country %.*s", (int)country.size, country.data);
        return;
    }
    if (!tc_is_nothing(sector) && !tc_is_sector(sector)) {
        tc_problem(d, "unknown sector %.*s", (int)sector.size, sector.data);
        return;
    }
    copy_field(entry->country, sizeof entry->country, country);
    copy_field(entry->sector, sizeof entry->sector, sector);
}

static void set_period(struct dictionary *d, struct entry *entry, text from, text to)
{
    if (!tc_parse_day(from, false, &entry->from))
        tc_problem(d, "%.*s is no date", (int)from.size, from.data);
    if (!tc_parse_day(to, true, &entry->to))
        tc_problem(d, "%.*s is no date", (int)to.size, to.data);
    if (entry->from != TC_NO_DAY && entry->to != TC_NO_DAY && entry->from > entry->to)
        tc_problem(d, "the period ends before it begins: %.*s, %.*s", (int)from.size,
                   from.data, (int)to.size, to.data);
}

static bool is_id(text t)
{
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        if (c <= ' ' || c == ';' || c == '|')
            return false;
    }
    return t.size;
}

/* The subject of an id, made with its first line; *first tells. */
static uint32_t subject_of_id(struct dictionary *d, text id, text names, bool *first)
{
    uint32_t subject = UINT32_MAX;
    *first = false;
    if (!is_id(id)) {
        tc_problem(d, "\"%.*s\" is no id", (int)id.size, id.data);
        return UINT32_MAX;
    }
    if (!tc_map_get(&d->id_map, id, &subject)) {
        if (tc_is_nothing(names)) {
            tc_problem(d, "the first line of %.*s has no names", (int)id.size, id.data);
            return UINT32_MAX;
        }
        *first = true;
        subject = tc_dictionary_subject(d);
        text key = tc_arena_copy(&d->arena, id);
        if (!key.data || !tc_dictionary_put(d, &d->id_map, key, subject))
            return UINT32_MAX;
    }
    if (!tc_is_nothing(names))
        tc_dictionary_names(d, subject, names);
    return subject;
}

/* A period of the subject of id: the first line's name is the printed one. */
static struct entry *add_period(struct dictionary *d, enum entry_kind kind, text id,
                                text names)
{
    bool first;
    uint32_t subject = subject_of_id(d, id, names, &first);
    uint32_t index = tc_dictionary_entry(d, subject, kind);
    if (index == UINT32_MAX)
        return NULL;
    struct entry *entry = &d->entries.items[index];
    const struct entry *head = &d->entries.items[d->subjects.items[subject].first];
    if (head != entry && head->kind != (uint8_t)kind)
        tc_problem(d, "%.*s is already the id of another kind: %s", (int)id.size,
                   id.data, tc_entry_kind_name(head->kind));
    entry->id = tc_dictionary_string(d, id);
    entry->name = first ? tc_dictionary_string(d, tc_first_name(names)) : head->name;
    return entry;
}

/* ---- leaders --------------------------------------------------------------------- */

void tc_read_leaders(struct dictionary *d, struct lines *lines)
{
    text line;
    while (tc_line_next(lines, &line)) {
        text f[7];
        size_t count = tc_split(line, '|', f, 7);
        if (count != 7) {
            tc_problem(d,
                       "%zu fields, not the 7 of id | names | country | sector | "
                       "from | to | post",
                       count);
            continue;
        }
        struct entry *entry = add_period(d, ENTRY_PERSON, f[0], f[1]);
        if (!entry)
            continue;
        tc_set_world(d, entry, f[2], f[3]);
        set_period(d, entry, f[4], f[5]);
        if (!tc_is_nothing(f[6]))
            entry->post = tc_dictionary_string(d, f[6]);
    }
}

/* ---- actors ---------------------------------------------------------------------- */

/* [kind organisation], [kind group] */
static void read_kind(struct dictionary *d, text line, enum entry_kind *kind)
{
    if (tc_text_equal(line, TEXT("[kind organisation]")))
        *kind = ENTRY_ORGANISATION;
    else if (tc_text_equal(line, TEXT("[kind group]")))
        *kind = ENTRY_GROUP;
    else
        tc_problem(d,
                   "unknown section %.*s; there are [kind organisation] and "
                   "[kind group]",
                   (int)line.size, line.data);
}

static void set_code(struct dictionary *d, struct entry *entry, text code)
{
    bool good = code.size >= 3 && code.size <= 12;
    for (size_t i = 0; i < code.size; i++)
        good = good && ((code.data[i] >= 'A' && code.data[i] <= 'Z') ||
                        tc_is_digit((unsigned char)code.data[i]));
    if (tc_is_nothing(code))
        return;
    if (!good)
        tc_problem(d, "%.*s is no code: 3 to 12 capitals", (int)code.size, code.data);
    else
        copy_field(entry->code, sizeof entry->code, code);
}

void tc_read_actors(struct dictionary *d, struct lines *lines)
{
    enum entry_kind kind = ENTRY_ORGANISATION;
    text line;
    while (tc_line_next(lines, &line)) {
        if (line.data[0] == '[') {
            read_kind(d, line, &kind);
            continue;
        }
        text f[7] = {
            {NULL, 0}
        };
        size_t count = tc_split(line, '|', f, 7);
        if (count < 6 || count > 7) {
            tc_problem(d,
                       "%zu fields, not the 7 of id | names | sector | country | "
                       "from | to | code",
                       count);
            continue;
        }
        struct entry *entry = add_period(d, kind, f[0], f[1]);
        if (!entry)
            continue;
        tc_set_world(d, entry, f[3], f[2]);
        set_period(d, entry, f[4], f[5]);
        set_code(d, entry, f[6]);
    }
}

/* ---- agents ---------------------------------------------------------------------- */

/* "serviceman / servicemen < GOV @USA": the marks behind the noun, in any order. */
struct agent {
    text noun, plural, sector, country;
};

static struct agent cut_agent(text t)
{
    struct agent agent = {.noun = t};
    size_t end = t.size;
    for (size_t at = t.size; at-- > 0;) {
        char c = t.data[at];
        if (c != '/' && c != '<' && c != '@')
            continue;
        text part = tc_text_trim(tc_text_slice(t, at + 1, end));
        if (c == '/')
            agent.plural = part;
        else if (c == '<')
            agent.sector = part;
        else
            agent.country = part;
        end = at;
    }
    agent.noun = tc_text_trim(tc_text_slice(t, 0, end));
    return agent;
}

/* "< ~GOVFRM", "< NGO~": a whole code, which stands behind or before the actor's. */
static text whole_code(struct dictionary *d, struct entry *entry, text written)
{
    if (!memchr(written.data, '~', written.size))
        return written;
    bool before = written.data[0] != '~';
    text code = before ? tc_text_slice(written, 0, written.size - 1)
                       : tc_text_slice(written, 1, written.size);
    entry->feature = before;
    if (!code.size)
        tc_problem(d, "%.*s is no code", (int)written.size, written.data);
    set_code(d, entry, code);
    text sector = tc_text_slice(code, 0, 3);
    return tc_is_sector(sector) ? sector : (text){NULL, 0};
}

static void add_agent(struct dictionary *d, text written, text section)
{
    struct agent a = cut_agent(written);
    uint32_t subject = tc_dictionary_subject(d);
    uint32_t index = tc_dictionary_entry(d, subject, ENTRY_AGENT);
    if (index == UINT32_MAX)
        return;
    struct entry *entry = &d->entries.items[index];
    text sector = a.sector.size ? whole_code(d, entry, a.sector) : section;
    tc_set_world(d, entry, a.country, sector);
    text name = tc_first_name(a.noun);
    entry->name = tc_dictionary_string(d, name);
    entry->id = tc_dictionary_id(d, "agt", name);
    char buffer[512];
    bool is_plural = false;
    text many =
        a.plural.size ? a.plural : tc_plural(name, buffer, sizeof buffer, &is_plural);
    tc_dictionary_name(d, subject, a.noun, is_plural ? ALIAS_PLURAL : 0);
    if (!many.size)
        return;
    size_t marks = (size_t)(name.data - a.noun.data);
    text plural = tc_arena_format(&d->arena, "%.*s%.*s", (int)marks, a.noun.data,
                                  (int)many.size, many.data);
    tc_dictionary_name(d, subject, plural, ALIAS_PLURAL);
}

void tc_read_agents(struct dictionary *d, struct lines *lines)
{
    text line, section = {NULL, 0};
    while (tc_line_next(lines, &line)) {
        if (line.data[0] == '[') {
            text name = tc_text_trim(tc_text_slice(line, 1, line.size - 1));
            bool none = tc_text_equal(name, TEXT("-"));
            if (line.data[line.size - 1] != ']' || (!none && !tc_is_sector(name)))
                tc_problem(d, "unknown sector %.*s", (int)line.size, line.data);
            else
                section = name;
            continue;
        }
        if (!section.size) {
            tc_problem(d, "a role noun before the first section");
            continue;
        }
        while (line.size) {
            text one = tc_cut(&line, ';');
            if (one.size)
                add_agent(d, one, section);
        }
    }
}

/* ---- discard --------------------------------------------------------------------- */

void tc_read_discard(struct dictionary *d, struct lines *lines)
{
    text line;
    while (tc_line_next(lines, &line)) {
        uint8_t reach = DISCARD_NAME;
        while (line.size && line.data[0] == '!' && reach < DISCARD_DOCUMENT) {
            line = tc_text_trim(tc_text_slice(line, 1, line.size));
            reach++;
        }
        if (!line.size) {
            tc_problem(d, "a name without letters");
            continue;
        }
        uint32_t subject = tc_dictionary_subject(d);
        uint32_t index = tc_dictionary_entry(d, subject, ENTRY_DISCARD);
        if (index == UINT32_MAX)
            return;
        d->entries.items[index].feature = reach;
        d->entries.items[index].name = tc_dictionary_string(d, tc_first_name(line));
        tc_dictionary_names(d, subject, line);
    }
}
