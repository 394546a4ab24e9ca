/* parse/split.c: the features by which the end of a sentence is told.
 *
 * A full stop ends a sentence nine times in ten, but in mail, headings and quotations
 * sentences end without one. A linear model over hashed pairs of words and shapes
 * around a gap, learnt from the treebanks' paragraphs, weighs it; its weights are a
 * byte each. Words longer than 12 bytes count only by their shape, so that names do not
 * decide.
 *
 * Where the treebanks leave no doubt the model is not asked: a full stop by itself
 * before a capital ends a sentence 11,100 times in 11,200, nearly all the rest being
 * numbers of lists. A dateline ("BEIRUT, June 3 (Reuters) -") is a sentence by itself:
 * it is no part of the grammar of the one behind it.
 */
#include "parse/split.h"

#include "parse/mix.h"

#include <string.h>

/* 0 none, then classes of the last character. */
static uint32_t stop_of(const struct word *w)
{
    if (w->size == 0) {
        return 0;
    }
    unsigned char c = (unsigned char)w->lower[w->size - 1];
    if (c >= 'a' && c <= 'z') {
        return 1;
    }
    return c < 0x80 ? 2U + c * 2U + (w->size == 1) : 3;
}

static void weigh(text form, bool spaced, struct split_word *out)
{
    struct word w;
    tc_word(form, &w);
    out->kind = w.size > 12 ? w.shape : tc_mix_short(11, w.lower, w.size);
    out->shape = w.shape * 2 + spaced;
    out->stop = stop_of(&w);
    out->last = w.size > 0 ? w.lower[w.size - 1] : 'x';
    out->one = w.size == 1;
    out->present = true;
}

static const struct split_word no_word = {.kind = 1, .shape = 2};

/* The hashes of all features, byte by byte side by side, so that a compiler can do
 * several at once: each is tc_mix() of the feature's number and its three parts. */
static inline void mix_parts(const uint32_t (*part)[TC_SPLIT_FEATURES],
                             uint32_t out[TC_SPLIT_FEATURES])
{
    uint32_t h[TC_SPLIT_FEATURES];
    for (uint32_t i = 0; i < TC_SPLIT_FEATURES; i++) {
        h[i] = tc_mix_begin(i + 50);
    }
    for (int p = 0; p < 3; p++) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            for (unsigned i = 0; i < TC_SPLIT_FEATURES; i++) {
                h[i] = tc_mix_byte(h[i], (unsigned char)(part[p][i] >> shift));
            }
        }
    }
    for (unsigned i = 0; i < TC_SPLIT_FEATURES; i++) {
        out[i] = tc_mix_end(h[i]) & (TC_SPLIT_SIZE - 1);
    }
}

TC_MIX_CLONES
void tc_split_features(const struct split_view *view, uint32_t out[TC_SPLIT_FEATURES])
{
    const struct split_word *w[4];
    for (int i = 0; i < 4; i++) {
        w[i] = view->words[i].present ? &view->words[i] : &no_word;
    }
    unsigned length = view->length < 4    ? view->length
                      : view->length < 8  ? 4
                      : view->length < 16 ? 5
                      : view->length < 32 ? 6
                                          : 7;
    uint32_t open = view->quoted + 2U * view->bracketed + 4U * view->newline;
    uint32_t end = w[1]->stop;
    const uint32_t k0 = w[0]->kind, k1 = w[1]->kind, k2 = w[2]->kind;
    const uint32_t s0 = w[0]->shape, s1 = w[1]->shape, s2 = w[2]->shape;
    const uint32_t s3 = w[3]->shape;
    const uint32_t n = view->newline;
    /* a feature is a column */
    /* clang-format off */
    const uint32_t part[3][TC_SPLIT_FEATURES] = {
        {k1, k2, s1, s2, k1, s1, k0, k1, s1, k2, s0, end,    end,  s0, end, s1},
        { 0,  0,  0,  0, k2, s2, k1, s2, k2, s3, s1, length, open, k1, k2,  s2},
        { 0,  0,  0,  0,  0,  0,  0,  0,  0,  0, s2, s2,     s2,   s2, n,   s3},
    };
    /* clang-format on */
    mix_parts(part, out);
}

/* ---- the walk -------------------------------------------------------------------- */

static void see(struct split_walk *w, int place, size_t piece)
{
    bool there = piece < w->pieces->count &&
                 (place < 3 || w->pieces->items[piece].gap != GAP_BREAK);
    w->view.words[place].present = there;
    if (there) {
        const struct piece *p = &w->pieces->items[piece];
        weigh(tc_text_slice(w->t, p->begin, p->end), p->gap != GAP_NONE,
              &w->view.words[place]);
    }
}

/* The signs that open and close: how they change what is open. */
static void follow_signs(struct split_view *view)
{
    char sign = view->words[1].one ? view->words[1].last : '\0';
    if (sign == '"') {
        view->quoted = !view->quoted;
    } else if (sign == '(') {
        view->bracketed = true;
    } else if (sign == ')') {
        view->bracketed = false;
    }
}

static text piece_text(const struct split_walk *w, size_t i)
{
    const struct piece *p = &w->pieces->items[i];
    return tc_text_slice(w->t, p->begin, p->end);
}

static bool begins_upper(text t)
{
    size_t at = 0;
    return t.size > 0 && tc_is_upper(tc_utf8_next(t, &at));
}

static bool all_upper(text t)
{
    size_t letters = 0;
    for (size_t at = 0; at < t.size && at < 64;) {
        uint32_t c = tc_utf8_next(t, &at);
        if (tc_is_letter(c) && !tc_is_upper(c)) {
            return false;
        }
        letters += tc_is_upper(c);
    }
    return letters >= 3;
}

static bool opens_quote(text t)
{
    return tc_text_equal(t, TEXT("\"")) || tc_text_equal(t, TEXT("\xE2\x80\x9C")) ||
           tc_text_equal(t, TEXT("\xE2\x80\x98")) || tc_text_equal(t, TEXT("'")) ||
           tc_text_equal(t, TEXT("``")) || tc_text_equal(t, TEXT("(")) ||
           tc_text_equal(t, TEXT("["));
}

static bool closes_bracket(text t)
{
    return t.size == 1 && (t.data[0] == ')' || t.data[0] == ']');
}

static bool closes_quote(text t)
{
    return tc_text_equal(t, TEXT("\"")) || tc_text_equal(t, TEXT("\xE2\x80\x9D")) ||
           tc_text_equal(t, TEXT("''")) || tc_text_equal(t, TEXT("\xE2\x80\x99")) ||
           tc_text_equal(t, TEXT("'"));
}

static bool dash(text t)
{
    return tc_text_equal(t, TEXT("-")) || tc_text_equal(t, TEXT("--")) ||
           tc_text_equal(t, TEXT("\xE2\x80\x93")) ||
           tc_text_equal(t, TEXT("\xE2\x80\x94"));
}

/* Takes the piece before the gap into account: can it stand in a dateline? */
static void follow_dateline(struct split_walk *w)
{
    text t = piece_text(w, w->at - 1);
    w->place++;
    bool bracket = t.data[0] == '(';
    if (w->place == 1) {
        w->dateline = bracket || begins_upper(t);
        w->agency = bracket;
        return;
    }
    if (!w->dateline) {
        return;
    }
    bool sign = t.size == 1 && (t.data[0] == ',' || t.data[0] == '.' ||
                                t.data[0] == '/' || t.data[0] == ')');
    w->agency = w->agency || bracket;
    w->dateline = w->place <= 16 && (bracket || sign || begins_upper(t) ||
                                     tc_is_digit((unsigned char)t.data[0]) || dash(t));
}

/* "Islamabad, Oct 12 (IANS) Pakistan": the agencies' names, as no dash tells. */
static bool names_agency(text t)
{
    static const char *const agencies[] = {
        "AP",  "AFP",  "UPI",  "Reuters", "Reuter", "IANS", "PTI",  "ANI",      "UNI",
        "DPA", "EFE",  "TASS", "Xinhua",  "IRNA",   "KUNA", "SANA", "APP",      "WAM",
        "BNA", "MENA", "ANSA", "Kyodo",   "Yonhap", "NNA",  "BNO",  "Interfax",
    };
    for (size_t i = 0; i < sizeof agencies / sizeof agencies[0]; i++) {
        if (tc_text_equal(t, tc_text(agencies[i]))) {
            return true;
        }
    }
    return false;
}

static bool ends_agency(const struct split_walk *w)
{
    return w->dateline && w->agency && w->place >= 4 &&
           piece_text(w, w->at - 1).data[0] == ')' &&
           names_agency(piece_text(w, w->at - 2)) &&
           piece_text(w, w->at - 3).data[0] == '(' &&
           w->pieces->items[w->at].gap != GAP_NONE &&
           begins_upper(piece_text(w, w->at));
}

/* Does a dateline end with the dash before the gap? */
static bool ends_dateline(const struct split_walk *w)
{
    if (!w->dateline || w->place < 2 || !dash(piece_text(w, w->at - 1)) ||
        w->pieces->items[w->at].gap == GAP_NONE ||
        (w->pieces->items[w->at - 1].gap == GAP_NONE)) {
        return false;
    }
    if (w->agency) {
        return piece_text(w, w->at - 2).data[0] == ')';
    }
    return w->place <= 5 && all_upper(piece_text(w, w->at - w->place)) &&
           !all_upper(piece_text(w, w->at)) && begins_upper(piece_text(w, w->at));
}

/* A number or letter of a list: "1." or "* 1." at the beginning. */
static bool list_mark(const struct split_walk *w)
{
    return w->view.length <= 3 && w->at >= 2 &&
           w->pieces->items[w->at - 2].end - w->pieces->items[w->at - 2].begin <= 2;
}

/* Words that begin sentences and no names: behind "U.S." they tell an end. */
static bool begins_sentence(text t)
{
    static const char *const words[] = {
        "The",     "He",   "She",       "It",     "They",    "But",       "This",
        "These",   "That", "Those",     "We",     "You",     "When",      "While",
        "However", "In",   "On",        "At",     "His",     "Her",       "Its",
        "Their",   "If",   "After",     "Also",   "There",   "And",       "A",
        "An",      "As",   "Meanwhile", "Nobody", "Nothing", "According", "Some",
        "Many",    "Most", "Several",   "What",   "Our",     "My",        "Your",
        "Both",    "Then", "Yet",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (tc_text_equal(t, tc_text(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Words behind an hour that go on with it: "5 p.m. Friday", "5 p.m. Moscow time". */
static bool goes_with_hour(const struct split_walk *w)
{
    static const char *const words[] = {
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb",
        "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
        "Dec", "Eas", "Pac", "Cen", "Mou", "Gre", "Loc",
    };
    text t = piece_text(w, w->at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (tc_text_begins(t, tc_text(words[i]))) {
            return true;
        }
    }
    return (t.size > 1 && tc_is_upper((unsigned char)t.data[1])) ||
           (w->at + 1 < w->pieces->count &&
            tc_text_equal_fold(piece_text(w, w->at + 1), TEXT("time")));
}

/* An abbreviation of at least two letters before such a word. */
static bool stop_of_abbreviation(const struct split_walk *w)
{
    text before = piece_text(w, w->at - 1);
    bool hour =
        tc_text_equal(before, TEXT("a.m.")) || tc_text_equal(before, TEXT("p.m."));
    if (hour && w->pieces->items[w->at].gap != GAP_NONE &&
        begins_upper(piece_text(w, w->at)) && !goes_with_hour(w)) {
        return true;
    }
    return before.size > 2 && before.data[before.size - 1] == '.' &&
           before.data[before.size - 2] != '.' && (hour || begins_upper(before)) &&
           w->pieces->items[w->at].gap != GAP_NONE &&
           begins_sentence(piece_text(w, w->at));
}

/* Is the sentence so far one remark of an editor, "[PASSAGE OMITTED]"? */
static bool whole_remark(const struct split_walk *w)
{
    return w->view.length >= 3 && w->view.length <= w->at &&
           piece_text(w, w->at - 1).data[0] == ']' &&
           piece_text(w, w->at - w->view.length).data[0] == '[' &&
           w->pieces->items[w->at].gap != GAP_NONE &&
           begins_upper(piece_text(w, w->at));
}

/* A full stop that leaves no doubt. */
static bool plain_stop(const struct split_walk *w)
{
    const struct piece *next = &w->pieces->items[w->at];
    text before = piece_text(w, w->at - 1);
    bool near = w->at >= 2 && w->pieces->items[w->at - 1].gap == GAP_NONE;
    if (whole_remark(w)) {
        return true;
    }
    bool bracket = near && closes_bracket(before);
    bool closed = bracket || (near && closes_quote(before));
    text stop = closed ? piece_text(w, w->at - 2) : before;
    bool full = tc_text_equal(stop, TEXT("."));
    bool mark = stop.size > 0 && (stop.data[0] == '!' || stop.data[0] == '?');
    if ((!full && !(mark && (!closed || bracket))) || list_mark(w)) {
        return false;
    }
    text t = piece_text(w, w->at);
    if (mark && stop.size > 1 && next->gap != GAP_NONE && !closed) {
        return tc_is_letter((unsigned char)t.data[0]); /* "What?! no" */
    }
    if (next->gap == GAP_NONE) {
        return full && !closed && begins_upper(t) && t.size > 1 && !all_upper(t);
    }
    if (begins_upper(t)) {
        return true;
    }
    if (opens_quote(t) && w->at + 1 < w->pieces->count) {
        text inside = piece_text(w, w->at + 1);
        bool sign = t.data[0] == '(' || t.data[0] == '[';
        return w->pieces->items[w->at + 1].gap == GAP_NONE &&
               (begins_upper(inside) || tc_text_equal(inside, TEXT("...")) ||
                (full && !sign && inside.data[0] >= 'a' && inside.data[0] <= 'z'));
    }
    /* Not "c. 1230". */
    return full && tc_is_digit((unsigned char)t.data[0]) && w->view.length > 4 &&
           piece_text(w, w->at - 2 - closed).size > 1;
}

static bool is_address(text t)
{
    return tc_text_begins(t, TEXT("http://")) || tc_text_begins(t, TEXT("https://")) ||
           tc_text_begins(t, TEXT("www."));
}

/* A line of signs that is drawn between texts: "=====". */
static bool drawn(text t)
{
    if (t.size < 5 || memchr("=*-~_", t.data[0], 5) == NULL ||
        (t.data[0] == '_' && t.size < 16)) {
        return false;
    }
    return memcmp(t.data, t.data + 1, t.size - 1) == 0;
}

/* Addresses one behind the other, and what stands before and behind a drawn line. */
static bool stands_alone(const struct split_walk *w)
{
    text before = piece_text(w, w->at - 1);
    text t = piece_text(w, w->at);
    return w->pieces->items[w->at].gap != GAP_NONE &&
           ((is_address(before) && is_address(t)) || drawn(before) || drawn(t));
}

/* "Ford Motor Co": a capital, but no beginning. */
static bool goes_on(const struct split_walk *w)
{
    static const char *const words[] = {"Co", "Inc", "Corp", "Ltd", "Plc", "Co.", "AG"};
    text t = piece_text(w, w->at);
    if (t.size > 4 || t.data[0] < 'A' || t.data[0] > 'P' ||
        !begins_upper(piece_text(w, w->at - 1))) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (tc_text_equal(t, tc_text(words[i]))) {
            return true;
        }
    }
    return false;
}

static void restart(struct split_walk *w)
{
    w->view.words[0].present = false;
    see(w, 1, w->at - 1);
    see(w, 2, w->at);
    see(w, 3, w->at + 1);
    w->view.length = 1;
    w->view.quoted = false;
    w->view.bracketed = false;
    w->place = 0;
}

void tc_split_begin(struct split_walk *walk, text t, const struct pieces *pieces)
{
    memset(walk, 0, sizeof *walk);
    walk->t = t;
    walk->pieces = pieces;
    walk->at = 1;
    restart(walk);
}

/* Six words in seven do not, and no rule of stops and dashes need be asked. */
static bool ends_in_sign(text t)
{
    unsigned char c = (unsigned char)t.data[t.size - 1];
    return !tc_is_digit(c) && (c >= 0x80 || (c | 32) < 'a' || (c | 32) > 'z');
}

enum split tc_split_ask(struct split_walk *walk)
{
    struct split_view *view = &walk->view;
    const struct piece *next = &walk->pieces->items[walk->at];
    follow_signs(view);
    follow_dateline(walk);
    view->newline = next->gap == GAP_LINE;
    if (next->gap == GAP_BREAK || view->length >= TC_LONGEST ||
        (view->length + 1 >= TC_LONGEST && next->words > 0)) {
        return SPLIT_ALWAYS;
    }
    if (next->inside) {
        return SPLIT_NEVER;
    }
    if ((ends_in_sign(piece_text(walk, walk->at - 1)) &&
         (plain_stop(walk) || stop_of_abbreviation(walk) || ends_dateline(walk) ||
          ends_agency(walk))) ||
        stands_alone(walk)) {
        return SPLIT_ALWAYS;
    }
    if (goes_on(walk)) {
        return SPLIT_NEVER;
    }
    if (next->gap != GAP_NONE) {
        return SPLIT_PERHAPS;
    }
    char c = view->words[1].last;
    bool stop = c == '.' || c == '!' || c == '?' || c == '"' || c == '\'' || c == ')';
    return stop ? SPLIT_PERHAPS : SPLIT_NEVER;
}

void tc_split_step(struct split_walk *walk, bool end)
{
    struct split_view *view = &walk->view;
    bool broken = walk->pieces->items[walk->at].gap == GAP_BREAK;
    walk->at++;
    if (broken) {
        restart(walk);
        return;
    }
    for (int i = 0; i < 3; i++) {
        view->words[i] = view->words[i + 1];
    }
    see(walk, 3, walk->at + 1);
    view->length = end ? 1 : view->length + 1;
    view->quoted = view->quoted && !end;
    view->bracketed = view->bracketed && !end;
}
