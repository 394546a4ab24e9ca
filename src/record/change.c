/* record/change.c: what one text has that another has not, sentence by sentence.
 *
 * Papers that print one story cut it, put a line before it and touch up words; and a
 * paper that corrects its own does the same. So sentences that are equal but for case,
 * marks and diacritics are the same wherever they stand; of the others two that share
 * half of their words are one sentence that was changed, and what is left was added or
 * left out.
 *
 * Sentences end where a mark of ending is followed by a blank and a capital, or with
 * their line: nothing here hangs on a sentence more or less.
 */
#include "record/inside.h"

#include <string.h>

enum {
    MOST_SENTENCES = 4096, /* of one text; what is behind them is not compared */
    MOST_PAIRED = 256      /* sentences that are compared with each other by words */
};

struct sentence {
    text words;    /* as it stands */
    uint64_t hash; /* of its folded words */
    bool met;      /* it is in both */
};

struct side {
    struct sentence *items; /* in the arena */
    size_t count;
};

/* Where the sentence that begins at from ends. */
static size_t end_of(text t, size_t from)
{
    for (size_t i = from; i < t.size; i++) {
        if (t.data[i] == '\n')
            return i;
        if (!memchr(".!?", t.data[i], 3))
            continue;
        size_t at = i + 1;
        while (at < t.size && memchr("\"')]", t.data[at], 4))
            at++;
        size_t next = at;
        while (next < t.size && t.data[next] == ' ')
            next++;
        if (next > at && next < t.size && t.data[next] >= 'A' && t.data[next] <= 'Z' &&
            i > from + 2)
            return at;
    }
    return t.size;
}

static bool split(struct arena *arena, text t, struct side *out)
{
    out->items = tc_arena_alloc(arena, MOST_SENTENCES * sizeof *out->items);
    out->count = 0;
    for (size_t at = 0; out->items && at < t.size && out->count < MOST_SENTENCES;) {
        size_t end = end_of(t, at);
        text words = tc_text_trim(tc_text_slice(t, at, end));
        text folded = words.size ? tc_fold_words(arena, words) : words;
        at = end + 1;
        if (words.size && !folded.data)
            return false;
        if (folded.size)
            out->items[out->count++] =
                (struct sentence){words, tc_hash(folded.data, folded.size), false};
    }
    return out->items != NULL;
}

/* ---- the same and nearly the same ---------------------------------------------- */

static void meet(struct side *before, struct side *after)
{
    size_t near = 0; /* most are in the same order */
    for (size_t i = 0; i < after->count; i++)
        for (size_t k = 0; k < before->count && !after->items[i].met; k++) {
            struct sentence *old = &before->items[(near + k) % before->count];
            if (old->met || old->hash != after->items[i].hash)
                continue;
            old->met = after->items[i].met = true;
            near = (near + k + 1) % before->count;
        }
}

/* The hash of the next word of folded words; 0 at their end. */
static uint64_t next_word(text t, size_t *at)
{
    while (*at < t.size && t.data[*at] == ' ')
        ++*at;
    size_t from = *at;
    while (*at < t.size && t.data[*at] != ' ')
        ++*at;
    return *at > from ? tc_hash(t.data + from, *at - from) | 1 : 0;
}

static size_t hash_words(struct arena *arena, text sentence, uint64_t out[64])
{
    text folded = tc_fold_words(arena, sentence);
    size_t at = 0, count = 0;
    for (uint64_t word; count < 64 && folded.data && (word = next_word(folded, &at));)
        out[count++] = word;
    return count;
}

/* How many words of the one are in the other, each once; in 1000ths of the longer. */
static int shared(const uint64_t *a, size_t count, const uint64_t *b, size_t other)
{
    bool used[64] = {false};
    size_t both = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < other; j++)
            if (!used[j] && a[i] == b[j]) {
                used[j] = true;
                both++;
                break;
            }
    size_t most = count > other ? count : other;
    return most ? (int)(both * 1000 / most) : 0;
}

/* The sentence of before, in both so far in neither, that is most like this one. */
static struct sentence *nearest(struct arena *arena, struct side *before, text sentence)
{
    uint64_t words[64], others[64];
    size_t count = hash_words(arena, sentence, words);
    struct sentence *best = NULL;
    int most = 499;
    size_t looked = 0;
    for (size_t i = 0; i < before->count && looked < MOST_PAIRED; i++) {
        if (before->items[i].met)
            continue;
        looked++;
        size_t other = hash_words(arena, before->items[i].words, others);
        int like = shared(words, count, others, other);
        if (like > most) {
            most = like;
            best = &before->items[i];
        }
    }
    return best;
}

tocsin_status tc_changes(struct record *record, struct arena *arena, text before,
                         text after, struct changes *out)
{
    struct side old, new;
    *out = (struct changes){NULL, 0};
    if (!split(arena, before, &old) || !split(arena, after, &new))
        return tc_record_say(record, TOCSIN_MEMORY, "no memory to compare texts");
    meet(&old, &new);
    tocsin_change *list =
        tc_arena_alloc(arena, (old.count + new.count + 1) * sizeof *list);
    if (!list)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory to compare texts");
    size_t paired = 0;
    for (size_t i = 0; i < new.count; i++) {
        if (new.items[i].met)
            continue;
        struct sentence *was =
            paired++ < MOST_PAIRED ? nearest(arena, &old, new.items[i].words) : NULL;
        if (was)
            was->met = true;
        list[out->count++] = (tocsin_change){
            .before = was ? was->words : (text){NULL, 0},
                  .after = new.items[i].words
        };
    }
    for (size_t i = 0; i < old.count; i++)
        if (!old.items[i].met)
            list[out->count++] = (tocsin_change){.before = old.items[i].words};
    out->items = list;
    return TOCSIN_OK;
}
