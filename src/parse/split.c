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

#include <string.h>

/* The word by itself when it is common enough in kind to be learnt, else its class. */
static uint32_t kind(const struct split_view *view, int i)
{
    if (!view->present[i]) {
        return 1;
    }
    const struct word *w = &view->words[i];
    return w->size > 12 ? w->shape : tc_mix(11, w->lower, w->size);
}

static uint32_t shape(const struct split_view *view, int i)
{
    return view->present[i] ? view->words[i].shape * 2 + view->spaced[i] : 2;
}

/* 0 none, then classes of the last character. */
static uint32_t stop(const struct split_view *view, int i)
{
    if (!view->present[i] || view->words[i].size == 0) {
        return 0;
    }
    const struct word *w = &view->words[i];
    unsigned char c = (unsigned char)w->lower[w->size - 1];
    bool one = w->size == 1;
    if (c >= 'a' && c <= 'z') {
        return 1;
    }
    return c < 0x80 ? 2U + c * 2U + one : 3;
}

void tc_split_features(const struct split_view *view, uint32_t out[TC_SPLIT_FEATURES])
{
    uint32_t k[4];
    uint32_t s[4];
    for (int i = 0; i < 4; i++) {
        k[i] = kind(view, i);
        s[i] = shape(view, i);
    }
    unsigned length = view->length < 4    ? view->length
                      : view->length < 8  ? 4
                      : view->length < 16 ? 5
                      : view->length < 32 ? 6
                                          : 7;
    uint32_t open = view->quoted + 2U * view->bracketed + 4U * view->newline;
    uint32_t end = stop(view, 1);
    const uint32_t parts[TC_SPLIT_FEATURES][3] = {
        {k[1], 0,      0            },
        {k[2], 0,      0            },
        {s[1], 0,      0            },
        {s[2], 0,      0            },
        {k[1], k[2],   0            },
        {s[1], s[2],   0            },
        {k[0], k[1],   0            },
        {k[1], s[2],   0            },
        {s[1], k[2],   0            },
        {k[2], s[3],   0            },
        {s[0], s[1],   s[2]         },
        {end,  length, s[2]         },
        {end,  open,   s[2]         },
        {s[0], k[1],   s[2]         },
        {end,  k[2],   view->newline},
        {s[1], s[2],   s[3]         },
    };
    for (unsigned i = 0; i < TC_SPLIT_FEATURES; i++) {
        out[i] = tc_mix(i + 50, parts[i], sizeof parts[i]) & (TC_SPLIT_SIZE - 1);
    }
}

/* ---- the walk -------------------------------------------------------------------- */

static void see(struct split_walk *w, int place, size_t piece)
{
    bool there = piece < w->pieces->count &&
                 (place < 3 || w->pieces->items[piece].gap != GAP_BREAK);
    w->view.present[place] = there;
    if (there) {
        const struct piece *p = &w->pieces->items[piece];
        tc_word(tc_text_slice(w->t, p->begin, p->end), &w->view.words[place]);
        w->view.spaced[place] = p->gap != GAP_NONE;
    }
}

/* The signs that open and close: how they change what is open. */
static void follow_signs(struct split_view *view)
{
    const struct word *w = &view->words[1];
    if (w->size != 1) {
        return;
    }
    if (w->lower[0] == '"') {
        view->quoted = !view->quoted;
    } else if (w->lower[0] == '(') {
        view->bracketed = true;
    } else if (w->lower[0] == ')') {
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
    bool sign = t.size == 1 && (t.data[0] == ',' || t.data[0] == '.' ||
                                t.data[0] == '/' || t.data[0] == ')');
    w->agency = w->agency || bracket;
    w->dateline = w->dateline && w->place <= 16 &&
                  (bracket || sign || begins_upper(t) ||
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

/* A full stop that leaves no doubt. */
static bool plain_stop(const struct split_walk *w)
{
    const struct piece *next = &w->pieces->items[w->at];
    text before = piece_text(w, w->at - 1);
    bool near = w->at >= 2 && w->pieces->items[w->at - 1].gap == GAP_NONE;
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
    if (t.size > 4 || !begins_upper(piece_text(w, w->at - 1))) {
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
    w->view.present[0] = false;
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
    if (plain_stop(walk) || stop_of_abbreviation(walk) || ends_dateline(walk) ||
        ends_agency(walk) || stands_alone(walk)) {
        return SPLIT_ALWAYS;
    }
    if (goes_on(walk)) {
        return SPLIT_NEVER;
    }
    if (next->gap != GAP_NONE) {
        return SPLIT_PERHAPS;
    }
    const struct word *w = &view->words[1];
    unsigned char c = w->size > 0 ? (unsigned char)w->lower[w->size - 1] : 'x';
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
        view->present[i] = view->present[i + 1];
        view->spaced[i] = view->spaced[i + 1];
    }
    see(walk, 3, walk->at + 1);
    view->length = end ? 1 : view->length + 1;
    view->quoted = view->quoted && !end;
    view->bracketed = view->bracketed && !end;
}
