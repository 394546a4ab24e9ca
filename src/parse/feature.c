/* parse/feature.c: what of a word the network is shown.
 *
 * Nothing is looked up in a dictionary: form, prefix, suffixes and shape are hashed
 * into tables of a few thousand rows, whose sum is the word's vector. A form has two
 * rows, so that two forms are seldom the same in both (Bloom embeddings, Serra and
 * Karatzoglou 2017), and a form that was never seen still has its suffixes.
 */
#include "parse/model.h"

#include <string.h>

uint32_t tc_mix(uint32_t seed, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint32_t h = (seed + 1) * 0x9E3779B1U; /* spread, so that no byte undoes it */
    for (size_t i = 0; i < size; i++) {
        h = (h ^ bytes[i]) * 0x01000193U;
    }
    h ^= h >> 16;
    h *= 0x85EBCA6BU;
    h ^= h >> 13;
    h *= 0xC2B2AE35U;
    return h ^ (h >> 16);
}

/* One character as the network sees it. */
static uint32_t normal(uint32_t c)
{
    if (c < 0x80) {
        if (c >= 'A' && c <= 'Z') {
            return c + 32;
        }
        return tc_is_digit(c) ? '0' : c == '`' ? '\'' : c;
    }
    switch (c) {
    case 0x2018:
    case 0x2019:
        return '\'';
    case 0x201C:
    case 0x201D:
        return '"';
    case 0x2013:
    case 0x2014:
    case 0x2010:
    case 0x2011:
        return '-';
    default:
        return tc_lower(c);
    }
}

/* The class of a character in a shape. */
static unsigned char shape_of(uint32_t c)
{
    if (c < 0x80) {
        if (c >= 'a' && c <= 'z') {
            return 'x';
        }
        if (c >= 'A' && c <= 'Z') {
            return 'X';
        }
        return tc_is_digit(c) ? 'd' : (unsigned char)c;
    }
    if (tc_is_upper(c)) {
        return 'X';
    }
    return tc_is_letter(c) ? 'x' : (unsigned char)(0x80U | (c & 0x7FU));
}

/* Adds one character to the lower form; returns its class. Most are ASCII. */
static unsigned char add_letter(text form, size_t *at, struct word *out)
{
    unsigned char byte = (unsigned char)form.data[*at];
    if (byte < 0x80) {
        ++*at;
        out->lower[out->size++] = (char)normal(byte);
        return shape_of(byte);
    }
    uint32_t c = tc_utf8_next(form, at);
    uint32_t low = normal(c);
    out->size += (uint32_t)tc_utf8_put(low, out->lower + out->size);
    return shape_of(c);
}

void tc_word(text form, struct word *out)
{
    unsigned char shape[16];
    size_t shapes = 0;
    size_t same = 0;
    out->size = 0;
    size_t at = 0;
    while (at < form.size && out->size + 4 <= sizeof out->lower) {
        unsigned char s = add_letter(form, &at, out);
        same = shapes > 0 && shape[shapes - 1] == s ? same + 1 : 0;
        if (same < 3 &&
            shapes < sizeof shape) { /* "Xxxxxxx" is "Xxxx": see it 4 long */
            shape[shapes++] = s;
        }
    }
    out->shape = tc_mix(7, shape, shapes);
}

/* Bytes of the last n characters. */
static size_t tail(const struct word *word, size_t n)
{
    size_t at = word->size;
    while (n > 0 && at > 0) {
        at--;
        while (at > 0 && ((unsigned char)word->lower[at] & 0xC0) == 0x80) {
            at--;
        }
        n--;
    }
    return word->size - at;
}

/* Bytes of the first n characters. */
static size_t head(const struct word *word, size_t n)
{
    size_t at = 0;
    while (n > 0 && at < word->size) {
        at++;
        while (at < word->size && ((unsigned char)word->lower[at] & 0xC0) == 0x80) {
            at++;
        }
        n--;
    }
    return at;
}

void tc_know(const struct word *word, uint64_t *known)
{
    for (uint32_t seed = 28; seed < 30; seed++) {
        uint32_t bit = tc_mix(seed, word->lower, word->size) & (TC_KNOWN_BITS - 1);
        known[bit / 64] |= (uint64_t)1 << (bit % 64);
    }
}

static bool knows(const struct word *word, const uint64_t *known)
{
    for (uint32_t seed = 28; seed < 30; seed++) {
        uint32_t bit = tc_mix(seed, word->lower, word->size) & (TC_KNOWN_BITS - 1);
        if (!(known[bit / 64] >> (bit % 64) & 1)) {
            return false;
        }
    }
    return true;
}

void tc_forget(uint32_t rows[TC_FEATURES])
{
    rows[0] = 0;
    rows[1] = 1;
}

static const uint32_t table_rows[TABLE_COUNT] = {
#define X(name, rows) rows,
    TC_TABLES(X)
#undef X
};

void tc_features(const struct word *word, const uint64_t *known,
                 uint32_t rows[TC_FEATURES])
{
    const char *end = word->lower + word->size;
    if (knows(word, known)) {
        rows[0] = tc_mix(1, word->lower, word->size) & (table_rows[TABLE_FORM] - 1);
        rows[1] = tc_mix(2, word->lower, word->size) & (table_rows[TABLE_FORM] - 1);
    } else {
        tc_forget(rows);
    }
    uint32_t base = table_rows[TABLE_FORM];
    for (unsigned t = TABLE_FORM + 1; t < TABLE_COUNT; t++) {
        uint32_t hash = word->shape;
        if (t <= TABLE_PREFIX4) {
            hash = tc_mix(t + 2, word->lower, head(word, t - TABLE_PREFIX2 + 2));
        } else if (t <= TABLE_SUFFIX5) {
            size_t size = tail(word, t - TABLE_SUFFIX1 + 1);
            hash = tc_mix(t + 2, end - size, size);
        }
        rows[t + 1] = base + (hash & (table_rows[t] - 1));
        base += table_rows[t];
    }
}
