/* voice_quote.c: quotations over the whole document, and who speaks them.
 *
 * A quotation is found by its marks, not by sentences, because one in ten contents
 * runs over several. News sets “...”, "...", ''...'' and ‘...’; a paragraph that
 * does not close one goes on in the next, which opens it again. A mark that has
 * lost its other half must not turn the rest of the document inside out: every
 * quotation ends at its paragraph at the latest. Marks inside others are not looked at.
 */
#include "code/voice.h"

#include <string.h>

enum { LONGEST = 6000 }; /* bytes: an interview's longest answers */

enum mark { MARK_NONE, MARK_CURLY, MARK_STRAIGHT, MARK_DOUBLE, MARK_SINGLE, MARK_TICK };

struct scan {
    struct work *work;
    text t;
    size_t at, size; /* where the mark begins, and its bytes */
    bool curly;      /* a curly one is open inside a straight one */
    uint32_t open;
    enum mark kind; /* of the open quotation */
};

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static char byte_at(text t, size_t at)
{
    return at < t.size ? t.data[at] : ' ';
}

static bool wordlike(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0xC0;
}

/* The mark that begins here; *opens, *closes: on which side of a word it stands. */
static enum mark mark_at(struct scan *x, bool *opens, bool *closes)
{
    text rest = tc_text_slice(x->t, x->at, x->t.size);
    char before = x->at ? x->t.data[x->at - 1] : ' ';
    static const struct {
        const char *words;
        enum mark kind;
        bool opens, closes;
    } table[] = {
        {"“", MARK_CURLY,    true,  false},
        {"”", MARK_CURLY,    false, true },
        {"``",  MARK_DOUBLE,   true,  false},
        {"''",  MARK_DOUBLE,   true,  true },
        {"\"",  MARK_STRAIGHT, true,  true },
        {"‘", MARK_SINGLE,   true,  false},
        {"’", MARK_SINGLE,   false, true },
        {"'",   MARK_TICK,     true,  true }
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!tc_text_begins(rest, tc_text(table[i].words)))
            continue;
        x->size = strlen(table[i].words);
        char after = byte_at(x->t, x->at + x->size);
        bool left = blank(before) || before == '(' || before == '-' || before == '[' ||
                    (unsigned char)before >= 0x80;
        *opens =
            table[i].opens && !blank(after) && (left || table[i].kind == MARK_CURLY);
        bool right = !blank(before) || (x->kind == table[i].kind && !wordlike(after));
        *closes = table[i].closes && (right || table[i].kind == MARK_CURLY);
        if (table[i].kind >= MARK_SINGLE)
            *closes = *closes && !wordlike(after);
        return table[i].kind;
    }
    return MARK_NONE;
}

/* Could it stand as a sentence, or does it only set off some words? */
static bool is_speech(text words)
{
    uint32_t blanks = 0;
    for (size_t i = 0; i < words.size; i++)
        blanks += words.data[i] == ' ';
    size_t end = words.size;
    while (end && (words.data[end - 1] == '"' || words.data[end - 1] == '\'' ||
                   (unsigned char)words.data[end - 1] >= 0x80))
        end--;
    char last = end ? words.data[end - 1] : ' ';
    bool stop = last == '.' || last == ',' || last == '!' || last == '?';
    return blanks >= 3 || (stop && blanks >= 1) || last == '!' || last == '?';
}

static void close_at(struct scan *x, uint32_t end, bool open)
{
    while (end > x->open && blank(x->t.data[end - 1]))
        end--;
    x->kind = MARK_NONE;
    if (end - x->open < 3)
        return;
    struct hearing *h = x->work->hearing;
    struct quotation *q =
        tc_push(x->work, &h->quotes, &h->quote_count, &h->quote_room, sizeof *q);
    if (q)
        *q = (struct quotation){.begin = x->open,
                                .end = end,
                                .voice = NONE,
                                .open = open,
                                .speech = is_speech(tc_text_slice(x->t, x->open, end))};
}

/* Single marks are apostrophes, too: what they hold must end like a sentence. */
static bool single_ends(const struct scan *x)
{
    char before = x->at ? x->t.data[x->at - 1] : ' ';
    return before == '.' || before == ',' || before == '?' || before == '!';
}

static bool ends_paragraph(const struct scan *x)
{
    if (x->t.data[x->at] != '\n')
        return false;
    for (size_t i = x->at + 1; i < x->t.size && blank(x->t.data[i]); i++)
        if (x->t.data[i] == '\n')
            return true;
    char before = x->at ? x->t.data[x->at - 1] : ' ';
    return before == '.' || before == '?' || before == '!' || before == '"' ||
           (unsigned char)before >= 0x80;
}

/* Does a closing curly mark follow in the paragraph? */
static bool closed_later(const struct scan *x)
{
    text rest = tc_text_slice(x->t, x->at, x->at + LONGEST);
    size_t line = tc_text_find(rest, TEXT("\n")), mark = tc_text_find(rest, TEXT("”"));
    return mark != SIZE_MAX && (line == SIZE_MAX || mark < line);
}

static void at_mark(struct scan *x, enum mark mark, bool opens, bool closes)
{
    if (x->kind == MARK_NONE) {
        if (opens) {
            x->open = (uint32_t)x->at;
            x->kind = mark;
            x->curly = false;
        }
        return;
    }
    bool weak = x->kind >= MARK_SINGLE;
    if (x->kind == MARK_STRAIGHT && mark == MARK_CURLY) { /* "...” */
        if (closes && !x->curly)
            close_at(x, (uint32_t)(x->at + x->size), false);
        x->curly = opens;
        return;
    }
    if (x->kind == MARK_CURLY && mark == MARK_STRAIGHT && closes && single_ends(x) &&
        !closed_later(x)) { /* “..." */
        close_at(x, (uint32_t)(x->at + x->size), false);
        return;
    }
    if (mark != x->kind) {
        if (weak && opens && mark < MARK_SINGLE) { /* it was an apostrophe */
            x->open = (uint32_t)x->at;
            x->kind = mark;
            x->curly = false;
        }
        return;
    }
    if (closes && (!weak || single_ends(x)))
        close_at(x, (uint32_t)(x->at + x->size), false);
    else if (opens && !closes)
        x->open = (uint32_t)x->at; /* the one before was never closed */
}

/* "SMITH: We were late. Nobody came.": the bytes of the turn behind the colon when a
 * line of speech begins here. A name of at most six words, each with a capital. */
static struct range turn_at(text t, size_t at)
{
    enum { NAME = 48, WORDS = 6 };
    struct range none = {0, 0};
    size_t end = at, words = 1;
    for (; end < t.size && end - at < NAME && t.data[end] != ':'; end++) {
        char c = t.data[end];
        bool first = end == at || t.data[end - 1] == ' ' || t.data[end - 1] == '(';
        bool upper = (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80 || c == '(';
        if ((first && !upper) || !(wordlike(c) || (c >= 0 && strchr(" .'()-", c)) ||
                                   (unsigned char)c >= 0x80))
            return none;
        words += c == ' ';
    }
    if (end - at < 3 || end + 2 >= t.size || t.data[end] != ':' || words > WORDS ||
        t.data[end + 1] != ' ')
        return none;
    size_t last = end + 2;
    while (last < t.size && t.data[last] != '\n')
        last++;
    return (struct range){(uint32_t)end + 2, (uint32_t)last};
}

static bool begins_line(text t, size_t at)
{
    return at == 0 || t.data[at - 1] == '\n';
}

/* Is it a talk written down? One line of the form may be a heading or a dateline. */
static bool is_talk(text t)
{
    enum { TURNS = 3 };
    uint32_t turns = 0;
    for (size_t at = 0; at < t.size && turns < TURNS; at++)
        turns += begins_line(t, at) && turn_at(t, at).end > 0;
    return turns == TURNS;
}

/* A turn of a talk is a quotation without marks. */
static bool take_turn(struct scan *x)
{
    struct range turn = turn_at(x->t, x->at);
    if (!turn.end)
        return false;
    struct hearing *h = x->work->hearing;
    struct quotation *q =
        tc_push(x->work, &h->quotes, &h->quote_count, &h->quote_room, sizeof *q);
    if (q)
        *q = (struct quotation){.begin = turn.begin,
                                .end = turn.end,
                                .voice = NONE,
                                .speech = true,
                                .turn = true};
    x->kind = MARK_NONE;
    x->size = turn.end - x->at;
    return true;
}

void tc_find_quotations(struct work *work)
{
    struct scan x = {.work = work, .t = work->text, .kind = MARK_NONE};
    bool talk = is_talk(work->text);
    for (x.at = 0; x.at < x.t.size && !work->failed; x.at += x.size) {
        bool opens = false, closes = false;
        x.size = 1;
        unsigned char c = (unsigned char)x.t.data[x.at];
        if (talk && begins_line(x.t, x.at) && take_turn(&x))
            continue;
        if (x.kind != MARK_NONE && (ends_paragraph(&x) || x.at - x.open > LONGEST)) {
            if (x.kind < MARK_SINGLE && x.at - x.open <= LONGEST)
                close_at(&x, (uint32_t)x.at, true);
            x.kind = MARK_NONE;
        }
        if (c != '"' && c != '\'' && c != '`' && c != 0xE2)
            continue;
        enum mark mark = mark_at(&x, &opens, &closes);
        if (mark != MARK_NONE)
            at_mark(&x, mark, opens, closes);
    }
}

/* Number of quotations that begin at or before a byte. */
static uint32_t up_to(const struct hearing *h, uint32_t byte)
{
    uint32_t low = 0, high = h->quote_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (h->quotes[middle].begin <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct quotation *tc_quotation_at(const struct work *work, uint32_t byte)
{
    struct hearing *h = work->hearing;
    uint32_t n = h ? up_to(h, byte) : 0;
    return n && h->quotes[n - 1].end > byte ? &h->quotes[n - 1] : NULL;
}

/* ---- beside a speaking clause ---------------------------------------------------- */

/* A byte of a dash, a no-break space or a mark of quotation. */
static bool mark_byte(char c)
{
    unsigned char u = (unsigned char)c;
    return u == 0xE2 || u == 0xC2 || (u >= 0x80 && u < 0xC0);
}

/* Only marks and space between two places of the text? stop: a full stop may stand
 * there; paragraph: an empty line, too. */
static bool only_marks(text t, uint32_t begin, uint32_t end, bool stop, bool paragraph)
{
    if (begin > end || end - begin > 12)
        return false;
    uint32_t lines = 0;
    for (uint32_t i = begin; i < end; i++) {
        char c = t.data[i];
        lines += c == '\n';
        bool fits = blank(c) || c == ',' || c == ':' || c == '-' || mark_byte(c) ||
                    (stop && (c == '.' || c == ';'));
        if (!fits)
            return false;
    }
    return paragraph || lines < 2;
}

/* The bytes of the clause that speaks: its verb, source and adverbials, without what
 * it says. */
static struct range clause(const struct work *work, const struct voice *v)
{
    const struct unit *unit = &work->units[v->unit];
    const struct sentence *s = unit->s;
    struct range out = {v->a.cue_begin, v->a.cue_end};
    for (int32_t c = s->first[v->cue]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r == REL_CCOMP || r == REL_PARATAXIS || r == REL_PUNCT || c == v->content ||
            r == REL_DEP || r == REL_CONJ || r == REL_DISCOURSE || r == REL_XCOMP)
            continue;
        int32_t a, b;
        tc_span(s, c, &a, &b);
        struct range part = tc_voice_between(s, a, b);
        if (tc_quotation_at(work, part.begin) || tc_quotation_at(work, part.end - 1))
            continue;
        if (part.begin < out.begin)
            out.begin = part.begin;
        if (part.end > out.end)
            out.end = part.end;
    }
    uint32_t next = up_to(work->hearing, v->a.cue_end);
    if (next < work->hearing->quote_count &&
        work->hearing->quotes[next].begin < out.end)
        out.end = work->hearing->quotes[next].begin;
    while (out.end > v->a.cue_end &&
           (blank(work->text.data[out.end - 1]) || work->text.data[out.end - 1] == '.'))
        out.end--;
    if (v->a.source_end <= out.begin && v->a.source_end > v->a.source_begin &&
        only_marks(work->text, v->a.source_end, out.begin, false, false))
        out.begin = v->a.source_begin;
    if (v->a.source_begin >= out.end &&
        only_marks(work->text, out.end, v->a.source_begin, false, false))
        out.end = v->a.source_end;
    return out;
}

static void claim_quotation(struct quotation *q, uint32_t voice)
{
    if (q->voice == NONE)
        q->voice = (int32_t)voice;
}

/* A content that begins or ends inside a quotation holds all of it. */
static void fill_out(struct work *work, uint32_t voice, uint32_t *begin, uint32_t *end)
{
    if (*end <= *begin)
        return;
    struct quotation *q = tc_quotation_at(work, *end - 1);
    if (q && q->begin >= *begin) {
        if (q->end > *end)
            *end = q->end;
        claim_quotation(q, voice);
    }
    struct quotation *first = tc_quotation_at(work, *begin);
    if (first && first->speech) {
        if (first->begin < *begin)
            *begin = first->begin;
        if (first->end > *end)
            *end = first->end;
        claim_quotation(first, voice);
    }
}

/* Does a sentence or a clause end before it, though the trees go on? */
static bool new_sentence(text t, uint32_t at)
{
    while (at > 0 && blank(t.data[at - 1]))
        at--;
    char c = at ? t.data[at - 1] : '.';
    return c == '.' || c == '?' || c == '!' || c == ':' || c == ';' || c == '\'' ||
           c == '"' || (unsigned char)c >= 0x80;
}

/* Does a quotation end in a full stop inside its marks? */
static bool full_stop(text t, uint32_t end)
{
    uint32_t at = end;
    while (at > 0 && (t.data[at - 1] == '"' || t.data[at - 1] == '\'' ||
                      (unsigned char)t.data[at - 1] >= 0x80))
        at--;
    return at > 0 && at < end && t.data[at - 1] == '.';
}

/* "...," he said. true: a quotation in front belongs to the voice. */
static bool give_left(struct work *work, uint32_t voice, uint32_t begin)
{
    struct hearing *h = work->hearing;
    tocsin_attribution *a = &h->voices[voice].v.a;
    uint32_t n = up_to(h, begin);
    struct quotation *left = n ? &h->quotes[n - 1] : NULL;
    if (!left || left->end > begin || left->voice != NONE ||
        !only_marks(work->text, left->end, begin, false, false))
        return false;
    const struct sentence *s = work->units[h->voices[voice].v.unit].s;
    uint32_t first = s->tokens[0].begin;
    if (full_stop(work->text, left->end) && begin == first &&
        a->content_end > a->content_begin && !h->voices[voice].rest)
        return false; /* "It is over." He said that ... */
    bool partly = left->begin > first && !tc_quotation_at(work, first) &&
                  !new_sentence(work->text, left->begin);
    bool behind = a->content_end > a->content_begin && a->content_begin > begin;
    if ((!left->speech && !partly) || (partly && behind && !h->voices[voice].rest))
        return false;
    a->content_begin = partly ? first : left->begin;
    a->content_end = left->end;
    a->content2_begin = a->content2_end = 0;
    claim_quotation(left, voice);
    for (; left > h->quotes && left[-1].open && left[-1].voice == NONE &&
           only_marks(work->text, left[-1].end, left->begin, false, true);
         left--) { /* the paragraphs before that it goes on from */
        a->content_begin = left[-1].begin;
        claim_quotation(&left[-1], voice);
    }
    return true;
}

void tc_give_left_quotations(struct work *work, uint32_t voice)
{
    struct heard *heard = &work->hearing->voices[voice];
    tocsin_attribution *a = &heard->v.a;
    if (heard->speech && !heard->inner)
        heard->left = give_left(work, voice, clause(work, &heard->v).begin);
    if (!heard->left && !heard->inner)
        fill_out(work, voice, &a->content_begin, &a->content_end);
}

/* Where the speaker stands behind a quotation, all that follows in his sentence is of
 * when and where he said it, unless somebody else speaks there. */
static uint32_t last_of_sentence(const struct work *work, uint32_t voice, uint32_t end)
{
    const struct hearing *h = work->hearing;
    const struct voice *v = &h->voices[voice].v;
    const struct sentence *s = work->units[v->unit].s;
    uint32_t last = s->tokens[s->count - 1].end, next = up_to(h, end);
    if (!h->voices[voice].left || last <= end)
        return end;
    for (uint32_t i = voice + 1; i < h->voice_count && h->voices[i].v.unit == v->unit;
         i++)
        if (h->voices[i].speech)
            return end;
    if (next < h->quote_count && h->quotes[next].begin < last)
        return end;
    while (last > end &&
           (blank(work->text.data[last - 1]) || work->text.data[last - 1] == '.'))
        last--;
    return last;
}

void tc_give_right_quotations(struct work *work, uint32_t voice)
{
    struct hearing *h = work->hearing;
    struct heard *heard = &h->voices[voice];
    tocsin_attribution *a = &heard->v.a;
    if (!heard->speech || heard->inner)
        return;
    struct range where = clause(work, &heard->v);
    bool said = a->content_end > a->content_begin;
    if (!heard->left && said && a->content_end > where.end &&
        a->content_begin >= where.begin)
        where.end = a->content_end;
    where.end = last_of_sentence(work, voice, where.end);
    uint32_t m = up_to(h, where.begin);
    while (m < h->quote_count && h->quotes[m].begin < where.end)
        m++;
    struct quotation *right = m < h->quote_count ? &h->quotes[m] : NULL;
    if (!right || right->voice != NONE || !right->speech ||
        !only_marks(work->text, where.end, right->begin, true, false))
        return;
    if (!said || (heard->rest && !heard->left)) {
        a->content_begin = right->begin;
        a->content_end = right->end;
    } else if (a->content2_end == a->content2_begin) {
        a->content2_begin = right->begin;
        a->content2_end = right->end;
    } else {
        return;
    }
    claim_quotation(right, voice);
}

/* Is it all of its paragraph, right behind the one in which the other stands? */
static bool own_paragraph(text t, const struct quotation *q, uint32_t before)
{
    uint32_t at = q->begin, breaks = 0;
    while (at > 0 && blank(t.data[at - 1]))
        breaks += t.data[--at] == '\n';
    if (breaks == 0)
        return false;
    for (uint32_t i = before; i + 1 < at; i++)
        if (t.data[i] == '\n')
            return false;
    for (at = q->end; at < t.size && t.data[at] != '\n'; at++)
        if (!blank(t.data[at]))
            return false;
    return true;
}

/* The sentence in which a byte stands. */
static uint32_t sentence_at(const struct work *work, uint32_t byte)
{
    uint32_t low = 0, high = work->unit_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->units[middle].s->end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* "...," he said. But now, "it is worse." The next sentence, which nobody else speaks,
 * goes on with him from its own words to the quotation at its end. */
static bool goes_on(const struct work *work, const struct quotation *before,
                    const struct quotation *q, uint32_t *begin)
{
    const struct hearing *h = work->hearing;
    uint32_t u = sentence_at(work, q->begin);
    if (u == 0 || u >= work->unit_count || sentence_at(work, before->end - 1) + 1 != u)
        return false;
    const struct sentence *s = work->units[u].s;
    for (uint32_t i = before->end; i < q->begin; i++)
        if (work->text.data[i] == '\n')
            return false;
    for (uint32_t i = 0; i < h->voice_count; i++)
        if (h->voices[i].v.unit == u && h->voices[i].speech && !h->voices[i].inner)
            return false;
    for (uint32_t i = q->end; i < s->end; i++)
        if (wordlike(work->text.data[i]))
            return false;
    *begin = s->tokens[0].begin;
    return true;
}

void tc_give_free_quotations(struct work *work)
{
    struct hearing *h = work->hearing;
    for (uint32_t i = 1; i < h->quote_count; i++) {
        struct quotation *q = &h->quotes[i], *before = &h->quotes[i - 1];
        bool next = only_marks(work->text, before->end, q->begin, false, true);
        if (q->voice != NONE || !q->speech || before->voice == NONE)
            continue;
        uint32_t begin = q->begin;
        if (!next && !own_paragraph(work->text, q, before->end) &&
            !goes_on(work, before, q, &begin))
            continue;
        q->voice = before->voice;
        tocsin_attribution *a = &h->voices[q->voice].v.a;
        if (next && a->content2_end == before->end)
            a->content2_end = q->end;
        else if (next && a->content_end == before->end)
            a->content_end = q->end;
        else if (a->content2_end == a->content2_begin) {
            a->content2_begin = begin;
            a->content2_end = q->end;
        }
    }
}
