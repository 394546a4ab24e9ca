/* train/shown.c: what of its words the network is shown.
 *
 * News needs what treebanks have little of: sentences are shown also in capitals, in
 * lower case and in the capitals of headlines, and words that are rare also as unknown
 * ones.
 */
#include "trainer.h"

#include <stdlib.h>
#include <string.h>

static uint32_t frequency(const struct trainer *t, const struct word *word)
{
    uint32_t n = 0;
    return tc_map_get(&t->counts, (text){word->lower, word->size}, &n) ? n : 0;
}

static void count_word(struct trainer *t, const struct word *word, uint32_t times)
{
    uint32_t n = frequency(t, word);
    text key = {word->lower, word->size};
    if (n == 0) {
        key = tc_arena_copy(&t->arena, key);
    }
    if (key.data == NULL || !tc_map_put(&t->counts, key, n + times)) {
        give_up("out of memory");
    }
}

void count_words(struct trainer *t)
{
    /* A word that is made often says less than one that was found. */
    static const uint32_t weight[SOURCES] = {MADE_WEIGHT, MADE_WEIGHT / SILVER_WEIGHT,
                                             1};
    struct word word;
    t->known = calloc(TC_KNOWN_WORDS, sizeof *t->known);
    if (t->known == NULL) {
        give_up("out of memory");
    }
    for (int s = 0; s < SOURCES; s++) {
        for (size_t i = 0; i < t->banks[s].word_count; i++) {
            tc_word(t->banks[s].words[i].form, &word);
            count_word(t, &word, weight[s]);
        }
    }
    for (int s = 0; s < SOURCES; s++) {
        for (size_t i = 0; i < t->banks[s].word_count; i++) {
            tc_word(t->banks[s].words[i].form, &word);
            if (frequency(t, &word) >= 2 * MADE_WEIGHT) {
                tc_know(&word, t->known);
            }
        }
    }
}

enum letters { AS_WRITTEN, ALL_LOWER, ALL_UPPER, HEADLINE };

static text change_case(text form, enum letters letters, char *out, size_t room)
{
    if (letters == AS_WRITTEN || form.size > room) {
        return form;
    }
    for (size_t i = 0; i < form.size; i++) {
        char c = form.data[i];
        bool up = letters == ALL_UPPER || (letters == HEADLINE && i == 0);
        if (up && c >= 'a' && c <= 'z') {
            c = (char)(c - 32);
        } else if (letters == ALL_LOWER && c >= 'A' && c <= 'Z') {
            c = (char)(c + 32);
        }
        out[i] = c;
    }
    return (text){out, form.size};
}

void show_tree(struct trainer *t, const struct tree *tree, bool train,
               enum source source, uint32_t (*out)[TC_FEATURES])
{
    float dice = train ? net_random(&t->net) : 1.0F;
    enum letters letters = dice < 0.04F   ? ALL_LOWER
                           : dice < 0.08F ? ALL_UPPER
                           : dice < 0.11F ? HEADLINE
                                          : AS_WRITTEN;
    for (uint32_t i = 0; i < tree->count; i++) {
        char changed[64];
        struct word word;
        tc_word(change_case(tree->words[i].form, letters, changed, sizeof changed),
                &word);
        tc_features(&word, t->known, out[i]);
        if (train) {
            /* The grammar has few words, so that they are forgotten more often. */
            float n = (float)frequency(t, &word) / MADE_WEIGHT;
            float forget = 0.25F / (0.25F + n) + (source == MADE ? 0.12F : 0.02F);
            if (net_random(&t->net) < forget) {
                tc_forget(out[i]);
            }
        }
    }
}
