/* check.c: what is wrong with dictionaries that compile: what contradicts, stands
 * twice, or can never win.
 *
 * Some 9,000 frames of 2,400 words: those of a word (four on the average, at most
 * some hundred) are compared each with each, in the order in which the coder tries
 * them. A frame that is tried later never wins when an earlier one asks for nothing
 * that it does not ask for itself. Names, 60,000 without the places, are sorted by
 * their words, and neighbours compared.
 */
#include "lexicon/dictionary.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lexicon_check {
    struct dictionary d;
    void *memory;
    text bytes;
    struct lexicon *lexicon;
    size_t findings;
    tocsin_line_function report;
    void *context;
};

static void find(struct lexicon_check *c, const char *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void find(struct lexicon_check *c, const char *place, const char *format, ...)
{
    char words[512], line[1400];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(words, sizeof words, format, list);
    va_end(list);
    int n = snprintf(line, sizeof line, "%s/%s: %s", c->d.folder, place, words);
    c->findings++;
    if (n > 0 && c->report &&
        c->report(c->context,
                  (text){line, (size_t)n < sizeof line ? (size_t)n
                                                       : sizeof line - 1}) != TOCSIN_OK)
        c->report = NULL;
}

/* ---- frames ---------------------------------------------------------------------- */

static bool is_within(const struct lexicon *x, const struct slot *few,
                      const struct slot *many)
{
    const uint32_t *a = &x->slot_words[few->words], *b = &x->slot_words[many->words];
    uint32_t k = 0;
    for (uint32_t i = 0; i < few->word_count; i++) {
        while (k < many->word_count && b[k] < a[i])
            k++;
        if (k == many->word_count || b[k] != a[i])
            return false;
    }
    return true;
}

static bool same_argument(const struct slot *asked, const struct slot *given)
{
    if (asked->relation == SLOT_MOD &&
        (given->relation == SLOT_AMOD || given->relation == SLOT_COMPOUND ||
         given->relation == SLOT_POSS))
        return true;
    return asked->relation == given->relation && asked->prep == given->prep;
}

static bool restricts(const struct slot *slot)
{
    return slot->flags || slot->word_count;
}

/* Whenever "given" is fulfilled, so is "asked". */
static bool implied(const struct lexicon *x, const struct slot *asked,
                    const struct slot *given)
{
    if (!same_argument(asked, given))
        return false;
    /* an argument with a role is looked for farther away */
    if (given->relation == SLOT_PREP && given->role && !asked->role)
        return false;
    if (asked->flags & SLOT_ABSENT)
        return given->flags & SLOT_ABSENT &&
               (!given->word_count ||
                (asked->word_count && is_within(x, asked, given)));
    if (given->flags & SLOT_ABSENT || !restricts(given))
        return false;
    unsigned kinds = SLOT_IS_ACTOR | SLOT_IS_HUMAN | SLOT_IS_PLACE | SLOT_IS_CLAUSE;
    if ((asked->flags & kinds) & ~given->flags)
        return false;
    return !asked->word_count || (given->word_count && is_within(x, given, asked));
}

/* Whenever b holds, a does. */
static bool covers(const struct lexicon *x, const struct frame *a,
                   const struct frame *b)
{
    const struct slot *of_a = tc_lexicon_slots(x, a), *of_b = tc_lexicon_slots(x, b);
    for (uint16_t i = 0; i < a->slot_count; i++) {
        bool found = !restricts(&of_a[i]);
        for (uint16_t k = 0; k < b->slot_count && !found; k++)
            found = implied(x, &of_a[i], &of_b[k]);
        if (!found)
            return false;
    }
    return true;
}

static bool says_the_same(const struct frame *a, const struct frame *b)
{
    return a->type == b->type && a->mode == b->mode &&
           memcmp(a->cameo, b->cameo, sizeof a->cameo) == 0 && a->flags == b->flags &&
           a->status == b->status;
}

static bool same_roles(const struct lexicon *x, const struct frame *a,
                       const struct frame *b)
{
    const struct slot *of_a = tc_lexicon_slots(x, a), *of_b = tc_lexicon_slots(x, b);
    if (a->slot_count != b->slot_count)
        return false;
    for (uint16_t i = 0; i < a->slot_count; i++)
        if (of_a[i].role != of_b[i].role)
            return false;
    return true;
}

static void compare_frames(struct lexicon_check *c, const struct frame *first,
                           const struct frame *later)
{
    const struct lexicon *x = c->lexicon;
    const char *head = tc_lexicon_string(x, x->words[later->head]);
    const char *at = tc_lexicon_string(x, later->source);
    const char *there = tc_lexicon_string(x, first->source);
    bool no_act = (first->flags & later->flags) & FRAME_NO_ACT;
    if (!covers(x, later, first))
        find(c, at, "%s can never win: %s is tried before it and asks for no more",
             head, there);
    else if (no_act || (says_the_same(first, later) && same_roles(x, first, later)))
        find(c, at, "%s stands twice: the same as %s", head, there);
    else if (says_the_same(first, later))
        find(c, at, "%s can never win: %s has the same slots with other roles", head,
             there);
    else
        find(c, at, "%s contradicts %s: the same slots, but %s there and %s here", head,
             there,
             first->flags & FRAME_NO_ACT ? "not-an-act"
                                         : tocsin_type_name((tocsin_type)first->type),
             later->flags & FRAME_NO_ACT ? "not-an-act"
                                         : tocsin_type_name((tocsin_type)later->type));
}

static void check_frames(struct lexicon_check *c)
{
    const struct lexicon *x = c->lexicon;
    for (size_t i = 1; i < x->frame_count; i++) {
        const struct frame *later = &x->frames[i];
        size_t k = i;
        while (k > 0 && x->frames[k - 1].head == later->head &&
               x->frames[k - 1].part == later->part)
            k--;
        for (; k < i; k++)
            if (covers(x, &x->frames[k], later)) {
                compare_frames(c, &x->frames[k], later);
                break;
            }
    }
}

/* ---- names ----------------------------------------------------------------------- */

/* A name, to be sorted by its words, then as it was written. */
struct written_name {
    const struct dictionary *d;
    uint32_t name;
};

static const struct name *name_of(const struct written_name *w)
{
    return &w->d->names.items[w->name];
}

static const struct entry *entry_of(const struct dictionary *d, const struct name *name)
{
    uint32_t first = d->subjects.items[name->subject].first;
    return first == UINT32_MAX ? NULL : &d->entries.items[first];
}

static int by_words(const void *left, const void *right)
{
    const struct written_name *a = left, *b = right;
    const struct name *x = name_of(a), *y = name_of(b);
    if (x->word_count != y->word_count)
        return x->word_count < y->word_count ? -1 : 1;
    for (uint8_t i = 0; i < x->word_count; i++) {
        uint32_t m = a->d->name_words.items[x->words + i];
        uint32_t n = a->d->name_words.items[y->words + i];
        if (m != n)
            return m < n ? -1 : 1;
    }
    return (a->name > b->name) - (a->name < b->name);
}

static bool same_words(const struct written_name *a, const struct written_name *b)
{
    const struct name *x = name_of(a), *y = name_of(b);
    return x->word_count == y->word_count &&
           memcmp(&a->d->name_words.items[x->words], &a->d->name_words.items[y->words],
                  x->word_count * sizeof(uint32_t)) == 0;
}

/* Two that were never there at the same time are told apart by the day. */
static bool overlap(const struct dictionary *d, const struct name *a,
                    const struct name *b)
{
    for (uint32_t i = d->subjects.items[a->subject].first; i != UINT32_MAX;
         i = d->next.items[i])
        for (uint32_t k = d->subjects.items[b->subject].first; k != UINT32_MAX;
             k = d->next.items[k]) {
            const struct entry *x = &d->entries.items[i], *y = &d->entries.items[k];
            bool apart =
                (x->to != TC_NO_DAY && y->from != TC_NO_DAY && x->to < y->from) ||
                (y->to != TC_NO_DAY && x->from != TC_NO_DAY && y->to < x->from);
            if (!apart)
                return true;
        }
    return false;
}

static const char *place_of(const struct dictionary *d, const struct name *name,
                            char place[600])
{
    text file = d->files.items[name->file];
    (void)snprintf(place, 600, "%.*s:%lu", (int)file.size, file.data,
                   (unsigned long)name->line);
    return place;
}

static text code_of(const struct entry *e, char code[16])
{
    return (text){code, tc_entry_code(e, code)};
}

static void compare_agents(struct lexicon_check *c, const struct name *a,
                           const struct name *b, const char *words)
{
    const struct entry *x = entry_of(&c->d, a), *y = entry_of(&c->d, b);
    char there[600], here[600];
    if (strcmp(x->country, y->country) != 0 && x->country[0] && y->country[0])
        return;
    if (strcmp(x->sector, y->sector) == 0)
        find(c, place_of(&c->d, b, here), "%s stands twice: it is at %s, too", words,
             place_of(&c->d, a, there));
    else
        find(c, place_of(&c->d, b, here), "%s is %s here and %s at %s", words,
             y->sector, x->sector, place_of(&c->d, a, there));
}

static bool is_actor_kind(const struct entry *e)
{
    return e->kind == ENTRY_ORGANISATION || e->kind == ENTRY_GROUP ||
           e->kind == ENTRY_PERSON;
}

static void compare_actors(struct lexicon_check *c, const struct name *a,
                           const struct name *b, const char *words)
{
    const struct entry *x = entry_of(&c->d, a), *y = entry_of(&c->d, b);
    char there[600], here[600], m[16], n[16];
    text code = code_of(x, m), other = code_of(y, n);
    if (!overlap(&c->d, a, b))
        return;
    if (tc_text_equal(code, other) && x->kind == y->kind && x->kind != ENTRY_PERSON)
        find(c, place_of(&c->d, b, here),
             "%s stands twice: it is at %s, too, with another id", words,
             place_of(&c->d, a, there));
    else if (a->file == b->file && !tc_text_equal(code, other))
        find(c, place_of(&c->d, b, here), "%s is %.*s here and %.*s at %s", words,
             (int)other.size, other.data, (int)code.size, code.data,
             place_of(&c->d, a, there));
}

/* The words of a name with blanks between. */
static void print_name(const struct dictionary *d, const struct name *name, char *out,
                       size_t room)
{
    size_t at = 0;
    for (uint8_t i = 0; i < name->word_count && at < room; i++) {
        uint32_t word = d->name_words.items[name->words + i];
        int n = snprintf(out + at, room - at, "%s%s", i ? " " : "",
                         d->strings.data + d->words.items[word]);
        at += n > 0 ? (size_t)n : 0;
    }
}

static void compare_names(struct lexicon_check *c, const struct name *a,
                          const struct name *b)
{
    const struct entry *x = entry_of(&c->d, a), *y = entry_of(&c->d, b);
    char words[300], here[600];
    if (!x || !y || a->condition != b->condition || (a->flags | b->flags) & ALIAS_SHORT)
        return; /* a family name, or one that is told apart by how it is written */
    print_name(&c->d, a, words, sizeof words);
    if (a->subject == b->subject) {
        /* of a country the adjective and its people are often one word */
        if (!((a->flags | b->flags) & ALIAS_PLURAL) && x->kind != ENTRY_NATIONALITY)
            find(c, place_of(&c->d, b, here), "%s stands twice for the same", words);
    } else if (x->kind == ENTRY_DISCARD || y->kind == ENTRY_DISCARD) {
        const struct name *lost = x->kind == ENTRY_DISCARD ? b : a;
        const struct name *by = lost == a ? b : a;
        char there[600];
        if (x->kind == y->kind)
            find(c, place_of(&c->d, b, here), "%s stands twice", words);
        else if (entry_of(&c->d, lost)->kind != ENTRY_PLACE)
            find(c, place_of(&c->d, lost, here), "%s is never found: %s discards it",
                 words, place_of(&c->d, by, there));
    } else if (x->kind == ENTRY_AGENT && y->kind == ENTRY_AGENT) {
        if (!((a->flags | b->flags) & ALIAS_PLURAL))
            compare_agents(c, a, b, words);
    } else if (is_actor_kind(x) && is_actor_kind(y)) {
        compare_actors(c, a, b, words);
    }
}

static bool check_names(struct lexicon_check *c)
{
    struct dictionary *d = &c->d;
    struct written_name *list = tc_alloc(d->names.count * sizeof *list + 1);
    if (!list)
        return false;
    size_t count = 0;
    for (size_t i = 0; i < d->names.count; i++) {
        const struct entry *e = entry_of(d, &d->names.items[i]);
        if (e && e->kind != ENTRY_PLACE)
            list[count++] = (struct written_name){d, (uint32_t)i};
    }
    if (count)
        qsort(list, count, sizeof *list, by_words);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count && same_words(&list[i], &list[k]); k++)
            compare_names(c, name_of(&list[i]), name_of(&list[k]));
    tc_free(list);
    return true;
}

/* ---- the whole ------------------------------------------------------------------- */

tocsin_status tc_lexicon_check_open(const char *folder, tocsin_line_function report,
                                    void *context, size_t *findings,
                                    struct lexicon_check **out, tocsin_error *error)
{
    *out = NULL;
    *findings = 0;
    struct lexicon_check *c = tc_alloc(sizeof *c);
    if (!c)
        return tc_fail(error, TOCSIN_MEMORY, folder, 0, -1, "out of memory");
    memset(c, 0, sizeof *c);
    tc_dictionary_init(&c->d, folder, report, context);
    c->d.checking = true;
    c->report = report;
    c->context = context;
    tocsin_status status = tc_dictionary_read(&c->d, error);
    if (status == TOCSIN_OK)
        status = tc_dictionary_pack(&c->d, NULL, &c->memory, &c->bytes, error);
    if (status == TOCSIN_OK && c->d.problems)
        status = tc_fail(error, TOCSIN_FORMAT, folder, 0, -1,
                         "%zu problems in the dictionaries", c->d.problems);
    if (status == TOCSIN_OK)
        status =
            tc_lexicon_open(NULL, c->bytes.data, c->bytes.size, &c->lexicon, error);
    if (status == TOCSIN_OK) {
        check_frames(c);
        if (!check_names(c))
            status = tc_fail(error, TOCSIN_MEMORY, folder, 0, -1, "out of memory");
    }
    *findings = c->findings + c->d.problems;
    if (status == TOCSIN_OK)
        *out = c;
    else
        tc_lexicon_check_free(c);
    return status;
}

void tc_lexicon_check_free(struct lexicon_check *check)
{
    if (!check)
        return;
    tc_lexicon_free(check->lexicon);
    tc_free(check->memory);
    tc_dictionaries_release(&check->d);
    tc_free(check);
}

struct lexicon *tc_lexicon_check_lexicon(const struct lexicon_check *check)
{
    return check->lexicon;
}

size_t tc_lexicon_check_examples(const struct lexicon_check *check)
{
    return check->d.examples.count;
}

struct lexicon_example tc_lexicon_check_example(const struct lexicon_check *check,
                                                size_t i)
{
    const char *strings = check->d.strings.data;
    const struct example *e = &check->d.examples.items[i];
    return (struct lexicon_example){strings + e->frame, strings + e->place,
                                    strings + e->sentence};
}

/* ---- what a corpus never used ---------------------------------------------------- */

static bool subject_used(const struct dictionary *d, uint32_t subject,
                         const uint32_t *entries)
{
    for (uint32_t i = d->subjects.items[subject].first; i != UINT32_MAX;
         i = d->next.items[i])
        if (entries[i])
            return true;
    return false;
}

static void unused_names(struct lexicon_check *c, const uint32_t *entries,
                         struct lexicon_unused *out)
{
    const struct dictionary *d = &c->d;
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < d->names.count; i++) {
        const struct name *name = &d->names.items[i];
        const struct entry *e = entry_of(d, name);
        char words[300], place[600];
        if (name->subject == last || !e || !is_actor_kind(e))
            continue;
        last = name->subject;
        out->names++;
        if (subject_used(d, name->subject, entries))
            continue;
        out->unused_names++;
        print_name(d, name, words, sizeof words);
        find(c, place_of(d, name, place), "never named: %s", words);
    }
}

struct lexicon_unused tc_lexicon_check_unused(const struct lexicon_check *check,
                                              const uint32_t *frames,
                                              const uint32_t *entries,
                                              tocsin_line_function report,
                                              void *context)
{
    struct lexicon_unused out = {0};
    const struct lexicon *x = check->lexicon;
    struct lexicon_check c = *check; /* its findings are no findings of the check */
    c.report = report;
    c.context = context;
    for (size_t i = 0; i < x->frame_count; i++) {
        out.frames++;
        if (frames[i])
            continue;
        out.unused_frames++;
        find(&c, tc_lexicon_string(x, x->frames[i].source), "never matched: %s",
             tc_lexicon_string(x, x->words[x->frames[i].head]));
    }
    unused_names(&c, entries, &out);
    return out;
}
