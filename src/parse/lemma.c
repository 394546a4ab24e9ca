/* parse/lemma.c: from form and tag to lemma.
 *
 * A tag and the end of a form call for an edit: bytes to cut, bytes to add. The table
 * holds the edit of the tag alone, then of each longer end that calls for another one,
 * then of whole forms that are exceptions; the longest that is found is applied. Learnt
 * from the treebank it says that "-ies" of NNS becomes "-y", that "-ated" of VBD
 * becomes "-ate", and that "was" becomes "be".
 */
#include "parse/mix.h"
#include "parse/model.h"

#include <string.h>

uint32_t tc_lemma_key(unsigned tag, const char *end, size_t size, bool whole)
{
    uint32_t key = tc_mix_short(tag * 2 + (whole ? 1 : 0) + 100, end - size, size);
    return key == 0 ? 1 : key;
}

size_t tc_lower_form(text form, char *out)
{
    if (form.size == 0 || form.size > TC_LEMMA_LONGEST) {
        return 0;
    }
    size_t at = 0;
    while (at < form.size && (unsigned char)form.data[at] < 0x80) {
        char c = form.data[at];
        out[at++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    size_t size = at;
    while (at < form.size) {
        size_t from = at;
        uint32_t low = tc_lower(tc_utf8_next(form, &at));
        if (low == 0x2019 || low == 0x2018) {
            memcpy(out + from, form.data + from, at - from);
            size = at;
            continue;
        }
        char bytes[4];
        size_t n = tc_utf8_put(low, bytes);
        if (n != at - from) {
            return 0;
        }
        memcpy(out + from, bytes, n);
        size = at;
    }
    return size;
}

static const struct edit *look_up(const struct model *model, uint32_t key)
{
    size_t at = key & model->lemma_mask;
    for (size_t step = 0; step <= model->lemma_mask; step++) {
        const struct lemma_slot *slot = &model->lemmas[at];
        if (slot->key == key) {
            return &model->edits[slot->edit];
        }
        if (slot->key == 0) {
            return NULL;
        }
        at = (at + 1) & model->lemma_mask;
    }
    return NULL;
}

/* The curly apostrophe of a clitic as the straight one the table knows. */
static size_t straight(char *lower, size_t size)
{
    size_t out = 0;
    for (size_t at = 0; at < size; at++) {
        if (at + 2 < size && (unsigned char)lower[at] == 0xE2 &&
            (unsigned char)lower[at + 1] == 0x80 &&
            ((unsigned char)lower[at + 2] == 0x99 ||
             (unsigned char)lower[at + 2] == 0x98)) {
            lower[out++] = '\'';
            at += 2;
        } else {
            lower[out++] = lower[at];
        }
    }
    return out;
}

/* Words of the news that the treebank does not have and whose end calls for a wrong
 * edit: "fled" became "flead" after "led", "bases" is a base's far oftener than a
 * basis's. */
static text untaught(const char *lower, size_t size)
{
    static const char *const words[][2] = {
        {"axed",    "axe"   },
        {"bases",   "base"  },
        {"burnt",   "burn"  },
        {"fled",    "flee"  },
        {"impeded", "impede"},
        {"leaned",  "lean"  },
        {"pled",    "plead" }
    };
    char end = lower[size - 1];
    if (end == 'd' || end == 's' || end == 't')
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (tc_text_equal((text){lower, size}, tc_text(words[i][0])))
                return tc_text(words[i][1]);
    return (text){NULL, 0};
}

text tc_lemma(const struct model *model, text form, unsigned tag, struct arena *arena)
{
    char lower[TC_LEMMA_LONGEST + 16];
    size_t size = tc_lower_form(form, lower);
    if (size == 0) {
        return form;
    }
    size_t key_size = size;
    if (size != form.size || memchr(lower, 0xE2, size) != NULL) {
        key_size = straight(lower, size);
    }
    text known = untaught(lower, key_size);
    if (known.data != NULL) {
        return known;
    }
    const char *end = lower + key_size;
    const struct edit *edit = look_up(model, tc_lemma_key(tag, end, key_size, true));
    for (size_t n = key_size < 6 ? key_size : 6; edit == NULL; n--) {
        edit = look_up(model, tc_lemma_key(tag, end, n, false));
        if (n == 0) {
            break;
        }
    }
    if (edit == NULL || edit->cut > key_size || (edit->keep && key_size != form.size)) {
        return form;
    }
    const char *from = edit->keep ? form.data : lower;
    size_t left = key_size - edit->cut;
    if (left < key_size && ((unsigned char)from[left] & 0xC0) == 0x80) {
        return form; /* learnt of another word: it would cut a character in two */
    }
    if (edit->size == 0 && left == form.size && memcmp(from, form.data, left) == 0) {
        return form;
    }
    if (left + edit->size == 0) {
        return form;
    }
    char out[TC_LEMMA_LONGEST + 16];
    memcpy(out, from, left);
    memcpy(out + left, edit->add, edit->size);
    return tc_arena_copy(arena, (text){out, left + edit->size});
}
