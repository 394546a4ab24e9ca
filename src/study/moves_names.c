/* study/moves_names.c: which actors a name means, and which names are like one that is
 * not there.
 *
 * A name is held against all names without regard to case, "_" as a blank, "*" for any
 * letters. That is one look a name, some 20 ms for a million. Only when nothing fits
 * are distances measured (Levenshtein's, in a band of three).
 */
#include "study/moves_inside.h"

#include <string.h>

static char plain(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '_' ? ' ' : c;
}

/* Does name fit pattern, whose "*" stands for any letters, also none? */
static bool fits(text pattern, text name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, mark = 0;
    while (n < name.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++;
            mark = n;
        } else if (p < pattern.size && plain(pattern.data[p]) == plain(name.data[n])) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

enum { FAR = 4, LONGEST = 120, NEAREST = 5 };

/* Edits from a to b, FAR when there are so many or more. */
static int distance(text a, text b)
{
    int row[LONGEST + 1];
    if (a.size > LONGEST || b.size > LONGEST || a.size + FAR <= b.size ||
        b.size + FAR <= a.size)
        return FAR;
    for (int k = 0; k <= (int)b.size; k++)
        row[k] = k < FAR ? k : FAR;
    for (int i = 1; i <= (int)a.size; i++) {
        int low = i > FAR ? i - FAR : 1, least = FAR;
        int high = i + FAR < (int)b.size ? i + FAR : (int)b.size;
        int corner = row[low - 1];
        row[low - 1] = low == 1 && i < FAR ? i : FAR;
        for (int k = low; k <= high; k++) {
            int keep = corner + (plain(a.data[i - 1]) != plain(b.data[k - 1]));
            int best = row[k - 1] + 1 < keep ? row[k - 1] + 1 : keep;
            corner = row[k];
            best = k < i + FAR && row[k] + 1 < best ? row[k] + 1 : best;
            row[k] = best < FAR ? best : FAR;
            least = row[k] < least ? row[k] : least;
        }
        if (least >= FAR)
            return FAR;
    }
    return row[b.size];
}

static bool is_letter(char c)
{
    c = plain(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

enum { APART, AS_A_BEGINNING, AS_WORDS };

/* How a holds b's letters, three or more, where a word begins. */
static int holds(text a, text b)
{
    int best = APART;
    if (b.size < 3)
        return APART;
    for (size_t i = 0; i + b.size <= a.size; i++) {
        size_t k = 0;
        while (k < b.size && plain(a.data[i + k]) == plain(b.data[k]))
            k++;
        if (k < b.size || (i && is_letter(a.data[i - 1])))
            continue;
        if (i + k == a.size || !is_letter(a.data[i + k]))
            return AS_WORDS;
        best = AS_A_BEGINNING;
    }
    return best;
}

/* How unlike other is, from 0 to MOST_UNLIKE, which is not alike: a few edits, fewer of
 * a short name; then names that hold it as words, then those with a word
 * that begins so. */
enum { A_WORD_MORE = 1000, MOST_UNLIKE = FAR + 2 * A_WORD_MORE };
static int unlikeness(text name, text other)
{
    int edits = distance(name, other), most = name.size <= 4   ? 1
                                              : name.size <= 8 ? 2
                                                               : 3;
    if (edits <= most)
        return edits;
    int held = holds(other, name);
    if (held == APART)
        return MOST_UNLIKE;
    size_t longer = other.size - name.size;
    int more = longer < A_WORD_MORE ? (int)longer : A_WORD_MORE - 1;
    return FAR + more + (held == AS_WORDS ? 0 : A_WORD_MORE);
}

struct likeness {
    int rank; /* the smaller, the more alike */
    size_t at;
};

/* The names most like one, the best first; how many. */
static int nearest(const struct stream_names *names, text name, struct likeness best[])
{
    int count = 0;
    for (size_t i = 0; i < names->count; i++) {
        int rank = unlikeness(name, names->items[i]);
        if (rank == MOST_UNLIKE)
            continue;
        int to = count < NEAREST ? count++ : NEAREST;
        while (to && best[to - 1].rank > rank) {
            if (to < NEAREST)
                best[to] = best[to - 1];
            to--;
        }
        if (to < NEAREST)
            best[to] = (struct likeness){rank, i};
    }
    return count;
}

static tocsin_status missing(const struct stream_names *names, const char *what,
                             text name, tocsin_error *error)
{
    struct likeness best[NEAREST];
    struct buffer words;
    tc_buffer_init(&words, 4096);
    int shown = name.size < 80 ? (int)name.size : 80;
    tc_buffer_format(&words, "no %s is called \"%.*s\"", what, shown,
                     name.size ? name.data : "");
    int count = name.size ? nearest(names, name, best) : 0;
    for (int i = 0; i < count; i++) {
        text other = names->items[best[i].at];
        tc_buffer_string(&words, i ? ", \"" : "; there is \"");
        tc_buffer_text(&words, tc_text_slice(other, 0, 60));
        tc_buffer_byte(&words, '"');
    }
    if (!count && !names->numbers.count)
        tc_buffer_format(&words, "; the %ss have no names here, only numbers: #7",
                         what);
    tocsin_status status = words.failed ? tc_moves_memory(error)
                                        : tc_fail(error, TOCSIN_MISSING, "", 0, -1,
                                                  "%.*s", (int)words.size, words.data);
    tc_buffer_release(&words);
    return status;
}

static tocsin_status mark_names(const struct stream_names *names, const char *what,
                                text name, uint8_t *marks, uint8_t mark,
                                tocsin_error *error)
{
    uint32_t number;
    long long value;
    size_t found = 0;
    if (tc_map_get(&names->numbers, name, &number)) {
        marks[number] |= mark;
        return TOCSIN_OK;
    }
    if (name.size > 1 && name.data[0] == '#' &&
        tc_text_integer(tc_text_slice(name, 1, name.size), 0,
                        (long long)names->count - 1, &value)) {
        marks[value] |= mark;
        return TOCSIN_OK;
    }
    for (size_t i = 0; name.size && i < names->count; i++)
        if (names->items[i].size && fits(name, names->items[i])) {
            marks[i] |= mark;
            found++;
        }
    return found ? TOCSIN_OK : missing(names, what, name, error);
}

tocsin_status tc_moves_actors(const struct stream *stream, text name, uint8_t *marks,
                              uint8_t mark, tocsin_error *error)
{
    return mark_names(&stream->actors, "actor", name, marks, mark, error);
}

static tocsin_status find_one(const struct stream_names *names, const char *what,
                              text name, uint32_t *out, tocsin_error *error)
{
    size_t found = 0, count = names->count;
    uint8_t *marks = tc_alloc(count + 1);
    if (!marks)
        return tc_moves_memory(error);
    memset(marks, 0, count + 1);
    tocsin_status status = mark_names(names, what, name, marks, 1, error);
    for (size_t i = 0; i < count && !status; i++)
        if (marks[i]) {
            *out = (uint32_t)i;
            found++;
        }
    tc_free(marks);
    if (!status && found > 1)
        status =
            tc_fail(error, TOCSIN_USAGE, "", 0, -1, "\"%.*s\" means %zu %ss",
                    (int)(name.size < 80 ? name.size : 80), name.data, found, what);
    return status;
}

tocsin_status tc_stream_find(const struct stream *stream, text name, uint32_t *out,
                             tocsin_error *error)
{
    return find_one(&stream->actors, "actor", name, out, error);
}

tocsin_status tc_stream_find_relation(const struct stream *stream, text name,
                                      uint32_t *out, tocsin_error *error)
{
    return find_one(&stream->relations, "relation", name, out, error);
}
