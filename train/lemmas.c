/* train/lemmas.c: which edit a tag and the end of a form call for.
 *
 * Each form votes once with the edit it takes most often, so that "said" does not
 * outvote a hundred regular verbs. Going from short ends to long ones, an end is
 * written down only when two forms or more want another edit than the next shorter end
 * gives; forms that are still wrong are written down whole.
 */
#include "learn.h"
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENDS = 6 };

struct vote {
    uint32_t key;  /* tc_lemma_key() */
    uint32_t edit; /* index */
    uint32_t word; /* index of the form's entry, for whole forms */
};

struct entry {
    char lower[TC_LEMMA_LONGEST];
    uint32_t size;
    uint32_t tag;
    uint32_t edit;
};

struct learner {
    struct lemma_table *table;
    struct entry *entries;
    size_t count, room;
    struct vote *votes;
    size_t vote_count;
    bool failed;
};

static uint32_t edit_index(struct learner *l, const struct edit *edit)
{
    struct lemma_table *t = l->table;
    for (size_t i = 0; i < t->edit_count; i++) {
        if (memcmp(&t->edits[i], edit, sizeof *edit) == 0) {
            return (uint32_t)i;
        }
    }
    if (!tc_grow(&t->edits, &t->edit_room, t->edit_count + 1, sizeof *edit, 1U << 20)) {
        l->failed = true;
        return 0;
    }
    t->edits[t->edit_count] = *edit;
    return (uint32_t)t->edit_count++;
}

/* The edit from base to lemma; false when it is too long. */
static bool make_edit(text base, text lemma, bool keep, struct edit *out)
{
    memset(out, 0, sizeof *out);
    size_t same = 0;
    while (same < base.size && same < lemma.size &&
           base.data[same] == lemma.data[same]) {
        same++;
    }
    while (same > 0 && same < lemma.size &&
           ((unsigned char)lemma.data[same] & 0xC0) == 0x80) {
        same--;
    }
    if (lemma.size - same > sizeof out->add || lemma.size == 0) {
        return false;
    }
    out->cut = (uint8_t)(base.size - same);
    out->keep = keep;
    out->size = (uint8_t)(lemma.size - same);
    memcpy(out->add, lemma.data + same, out->size);
    return true;
}

/* The straight lower case of a form, as tc_lemma() makes it. */
static size_t lower_straight(text form, char *out)
{
    char lower[TC_LEMMA_LONGEST + 16];
    size_t size = tc_lower_form(form, lower);
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        if (i + 2 < size && memcmp(lower + i, "\xE2\x80\x99", 3) == 0) {
            out[n++] = '\'';
            i += 2;
        } else {
            out[n++] = lower[i];
        }
    }
    return n;
}

static void add_form(struct learner *l, const struct gold *w, uint32_t tag)
{
    struct entry e = {.tag = tag};
    e.size = (uint32_t)lower_straight(w->form, e.lower);
    struct edit low;
    struct edit kept;
    if (e.size == 0 || !make_edit((text){e.lower, e.size}, w->lemma, false, &low)) {
        return;
    }
    bool name = w->xpos == XPOS_NNP || w->xpos == XPOS_NNPS;
    bool can = e.size == w->form.size && make_edit(w->form, w->lemma, true, &kept);
    unsigned low_cost = 2U * (low.cut + low.size) + name;
    unsigned kept_cost = can ? 2U * (kept.cut + kept.size) + !name : 1000;
    e.edit = edit_index(l, kept_cost < low_cost ? &kept : &low);
    if (l->failed ||
        !tc_grow(&l->entries, &l->room, l->count + 1, sizeof e, 1U << 24)) {
        l->failed = true;
        return;
    }
    l->entries[l->count++] = e;
}

/* ---- verbs by the rules of spelling ---------------------------------------------- */

static void add_verb(struct learner *l, const struct net *net, const char *form,
                     const char *lemma, enum xpos xpos)
{
    struct gold w = {
        .form = tc_text(form), .lemma = tc_text(lemma), .xpos = (uint8_t)xpos};
    for (uint32_t t = 0; t < net->shape[SHAPE_TAGS]; t++) {
        if (net->tags[t][0] == UPOS_VERB && net->tags[t][1] == xpos) {
            add_form(l, &w, t);
        }
    }
}

static bool vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

enum { VERB = 32 };

/* base with an ending: "-s", "-ed" or "-ing"; doubled: its last letter twice. */
static void inflect(const char *base, bool doubled, const char *ending, char out[VERB])
{
    size_t size = strlen(base);
    const char last = base[size - 1];
    const char before = base[size > 1 ? size - 2 : 0];
    bool y = last == 'y' && !vowel(before);
    const char *link = "";
    memcpy(out, base, size + 1);
    if (ending[0] == 's') {
        bool hiss = last == 's' || last == 'x' || last == 'z' ||
                    (last == 'h' && (before == 's' || before == 'c')) || last == 'o';
        link = y ? "ie" : hiss ? "e" : "";
        size -= y;
    } else if (doubled) {
        out[size++] = last;
    } else if (last == 'e' &&
               (ending[0] == 'e' || before == 'u' || before == 'i' || !vowel(before))) {
        bool tie = before == 'i' && ending[0] == 'i';
        size -= tie ? 2 : 1;
        link = tie ? "y" : "";
    } else if (y && ending[0] == 'e') {
        size--;
        link = "i";
    }
    (void)snprintf(out + size, VERB - size, "%s%s", link, ending);
}

static void add_regular(struct learner *l, const struct net *net, const char *base,
                        bool doubled)
{
    char form[VERB];
    inflect(base, doubled, "ed", form);
    add_verb(l, net, form, base, XPOS_VBD);
    add_verb(l, net, form, base, XPOS_VBN);
    inflect(base, doubled, "ing", form);
    add_verb(l, net, form, base, XPOS_VBG);
    inflect(base, doubled, "s", form);
    add_verb(l, net, form, base, XPOS_VBZ);
    add_verb(l, net, base, base, XPOS_VB);
    add_verb(l, net, base, base, XPOS_VBP);
}

static void add_line(struct learner *l, const struct net *net, const char *at)
{
    while (*at != '\0') {
        size_t size = strcspn(at, " ");
        char base[VERB / 2 + 1] = {0};
        memcpy(base, at, size < VERB / 2 ? size : VERB / 2);
        at += size + (at[size] == ' ');
        char *last = base + strlen(base) - 1;
        bool doubled = *last < 'a';
        *last = (char)(doubled ? *last + 32 : *last);
        add_regular(l, net, base, doubled);
    }
}

static void add_irregular(struct learner *l, const struct net *net)
{
    for (unsigned i = 0; i < irregular_verb_count; i++) {
        const char *base = irregular_verbs[i][0];
        add_verb(l, net, irregular_verbs[i][1], base, XPOS_VBD);
        add_verb(l, net, irregular_verbs[i][2], base, XPOS_VBN);
        /* Taggers take one for the other. */
        add_verb(l, net, irregular_verbs[i][1], base, XPOS_VBN);
        add_verb(l, net, irregular_verbs[i][2], base, XPOS_VBD);
        char form[VERB];
        inflect(base, false, "s", form);
        add_verb(l, net, form, base, XPOS_VBZ);
    }
}

/* ---- votes ----------------------------------------------------------------------- */

static int by_form(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->tag != y->tag) {
        return x->tag < y->tag ? -1 : 1;
    }
    int order = memcmp(x->lower, y->lower, sizeof x->lower);
    if (order != 0) {
        return order;
    }
    return x->edit < y->edit ? -1 : x->edit > y->edit;
}

static bool same_form(const struct entry *a, const struct entry *b)
{
    return a->tag == b->tag && memcmp(a->lower, b->lower, sizeof a->lower) == 0;
}

/* One entry a form, with the edit it takes most often. */
static void merge_forms(struct learner *l)
{
    if (l->count == 0) {
        return;
    }
    qsort(l->entries, l->count, sizeof *l->entries, by_form);
    size_t out = 0;
    for (size_t i = 0; i < l->count;) {
        size_t best = i;
        size_t most = 0;
        size_t from = i;
        while (i < l->count && same_form(&l->entries[from], &l->entries[i])) {
            size_t begin = i;
            while (i < l->count && same_form(&l->entries[from], &l->entries[i]) &&
                   l->entries[i].edit == l->entries[begin].edit) {
                i++;
            }
            if (i - begin > most) {
                most = i - begin;
                best = begin;
            }
        }
        l->entries[out++] = l->entries[best];
    }
    l->count = out;
}

static int by_key(const void *a, const void *b)
{
    const struct vote *x = a;
    const struct vote *y = b;
    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    return x->edit < y->edit ? -1 : x->edit > y->edit;
}

/* The slot of a key, or the empty one where it would be. */
static struct lemma_slot *slot(struct lemma_table *t, uint32_t key)
{
    size_t at = key & (t->slot_count - 1);
    while (t->slots[at].key != 0 && t->slots[at].key != key) {
        at = (at + 1) & (t->slot_count - 1);
    }
    return &t->slots[at];
}

/* What the table says of the last n bytes of an entry's form. */
static uint32_t said(struct learner *l, const struct entry *e, size_t n)
{
    for (;; n--) {
        uint32_t key = tc_lemma_key(e->tag, e->lower + e->size, n, false);
        const struct lemma_slot *s = slot(l->table, key);
        if (s->key == key) {
            return s->edit;
        }
        if (n == 0) {
            return UINT32_MAX;
        }
    }
}

/* Counts the votes of all ends of n bytes and writes down those that matter. */
static void decide(struct learner *l, size_t n)
{
    l->vote_count = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct entry *e = &l->entries[i];
        if (e->size >= n) {
            uint32_t key = tc_lemma_key(e->tag, e->lower + e->size, n, false);
            l->votes[l->vote_count++] = (struct vote){key, e->edit, (uint32_t)i};
        }
    }
    qsort(l->votes, l->vote_count, sizeof *l->votes, by_key);
    for (size_t i = 0; i < l->vote_count;) {
        size_t most = 0;
        size_t from = i;
        uint32_t best = 0;
        while (i < l->vote_count && l->votes[i].key == l->votes[from].key) {
            size_t begin = i;
            while (i < l->vote_count && l->votes[i].key == l->votes[from].key &&
                   l->votes[i].edit == l->votes[begin].edit) {
                i++;
            }
            if (i - begin > most) {
                most = i - begin;
                best = l->votes[begin].edit;
            }
        }
        const struct entry *e = &l->entries[l->votes[from].word];
        if (n == 0 || (most >= 2 && said(l, e, n - 1) != best)) {
            struct lemma_slot *s = slot(l->table, l->votes[from].key);
            *s = (struct lemma_slot){l->votes[from].key, best};
        }
    }
}

bool learn_lemmas(const struct treebank *bank, const struct net *net,
                  struct lemma_table *out)
{
    struct learner l = {.table = out};
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < bank->word_count && !l.failed; i++) {
        const struct gold *w = &bank->words[i];
        for (uint32_t t = 0; t < net->shape[SHAPE_TAGS]; t++) {
            if (net->tags[t][0] == w->upos && net->tags[t][1] == w->xpos) {
                add_form(&l, w, t);
                break;
            }
        }
    }
    add_irregular(&l, net);
    for (unsigned i = 0; i < regular_verb_lines; i++) {
        add_line(&l, net, regular_verbs[i]);
    }
    merge_forms(&l);
    out->slot_count = 1 << 15;
    out->slots = calloc(out->slot_count, sizeof *out->slots);
    l.votes = malloc((l.count + 1) * sizeof *l.votes);
    if (l.failed || out->slots == NULL || l.votes == NULL) {
        free(l.votes);
        tc_free(l.entries);
        return false;
    }
    size_t used = 0;
    for (size_t n = 0; n <= ENDS; n++) {
        decide(&l, n);
    }
    for (size_t i = 0; i < l.count; i++) {
        const struct entry *e = &l.entries[i];
        if (said(&l, e, e->size < ENDS ? e->size : ENDS) != e->edit) {
            uint32_t key = tc_lemma_key(e->tag, e->lower + e->size, e->size, true);
            *slot(out, key) = (struct lemma_slot){key, e->edit};
        }
    }
    for (size_t i = 0; i < out->slot_count; i++) {
        used += out->slots[i].key != 0;
    }
    free(l.votes);
    tc_free(l.entries);
    return used * 4 <= out->slot_count * 3;
}
