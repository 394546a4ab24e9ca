/* parse/conllu_read.c: words and sentences out of CoNLL-U, for the parser to tag and
 * parse: who has cut a text already, or scores a parser with given words, has them so.
 *
 * A line has ten columns of which three are read: ID, FORM and MISC. What is between
 * two empty lines is a sentence or, when a line in it is wrong, lost with one problem
 * said. The values lie in arrays that are counted first, so that a batch of 64 KiB (a
 * thousand words) takes six pieces of the arena and some for lemmas.
 *
 * The format: universaldependencies.org/format.html.
 */
#include "parse/parser.h"

#include <string.h>

enum { COLUMNS = 10, ID = 0, FORM = 1, MISC = 9 };

#define LINE_MAXIMUM ((size_t)64 << 10) /* bytes of a word's line */

struct reading {
    text in;
    size_t at;      /* behind the line at hand */
    long long line; /* from 0, of the line at hand */
    struct arena *arena;
    struct parsed *out;
    struct given *given;
    struct given_problem **last; /* where the next problem is linked */
    struct token *tokens;
    int32_t *links;
    char *made; /* the text that is made */
    size_t size;
    /* of the sentence at hand */
    struct sentence *s;
    struct given_word *words;
    text own;      /* its # text; data NULL: none */
    uint32_t open; /* words left of a multiword token */
    bool no_space; /* behind that token */
};

/* ---- lines ----------------------------------------------------------------------- */

/* The next line, without its end. */
static bool next_line(struct reading *r, text *line)
{
    if (r->at >= r->in.size) {
        return false;
    }
    const char *from = r->in.data + r->at;
    const char *end = memchr(from, '\n', r->in.size - r->at);
    size_t size = end != NULL ? (size_t)(end - from) : r->in.size - r->at;
    r->at += size + (end != NULL);
    r->line++;
    *line = (text){from, size};
    while (line->size > 0 && from[line->size - 1] == '\r') {
        line->size--;
    }
    return true;
}

/* Cuts line at its tabs into out; how many fields it has, COLUMNS + 1 for more. */
static size_t cut_fields(text line, text out[COLUMNS])
{
    const char *from = line.data;
    const char *end = line.data + line.size;
    size_t count = 0;
    for (; count < COLUMNS; count++) {
        const char *tab = memchr(from, '\t', (size_t)(end - from));
        out[count] = (text){from, (size_t)((tab != NULL ? tab : end) - from)};
        if (tab == NULL) {
            return count + 1;
        }
        from = tab + 1;
    }
    return count + 1;
}

/* Notes why the block at hand is lost. false: out of memory. */
static bool lose(struct reading *r, tocsin_status status, const char *why, text what)
{
    struct given_problem *problem = tc_arena_alloc(r->arena, sizeof *problem);
    if (problem == NULL) {
        return false;
    }
    size_t size = what.size < 60 ? what.size : 60;
    while (size < what.size && ((unsigned char)what.data[size] & 0xC0) == 0x80) {
        size--;
    }
    problem->status = status;
    problem->line = r->line;
    problem->message = what.data != NULL ? tc_arena_format(r->arena, "%s: \"%.*s\"",
                                                           why, (int)size, what.data)
                                         : tc_arena_format(r->arena, "%s", why);
    *r->last = problem;
    r->last = &problem->next;
    return problem->message.data != NULL;
}

/* A number at *at, which moves behind it; -1: there is none, or too large a one. */
static long long take_number(text t, size_t *at)
{
    long long value = -1;
    while (*at < t.size && tc_is_digit((unsigned char)t.data[*at])) {
        value = (value < 0 ? 0 : value) * 10 + (t.data[*at] - '0');
        (*at)++;
        if (value > UINT32_MAX) {
            return -1;
        }
    }
    return value;
}

/* Two numbers with a sign between, which are all of t. */
static bool take_pair(text t, char sign, long long *first, long long *second)
{
    size_t at = 0;
    *first = take_number(t, &at);
    if (*first < 0 || at >= t.size || t.data[at] != sign) {
        return false;
    }
    at++;
    *second = take_number(t, &at);
    return *second >= 0 && at == t.size;
}

/* What MISC says of the space behind and of the bytes. */
static void read_misc(text misc, bool *no_space, uint32_t *begin, uint32_t *end)
{
    *no_space = false;
    for (size_t at = 0; at < misc.size;) {
        size_t from = at;
        while (at < misc.size && misc.data[at] != '|') {
            at++;
        }
        text part = tc_text_slice(misc, from, at++);
        long long first = 0;
        long long second = 0;
        if (tc_text_equal(part, TEXT("SpaceAfter=No"))) {
            *no_space = true;
        } else if (tc_text_begins(part, TEXT("TokenRange=")) &&
                   take_pair(tc_text_slice(part, 11, part.size), ':', &first,
                             &second) &&
                   first < second) {
            *begin = (uint32_t)first;
            *end = (uint32_t)second;
        }
    }
}

/* ---- one word -------------------------------------------------------------------- */

/* The line of a multiword token, "3-4", before its words: why it is wrong, or NULL. */
static const char *read_multiword(struct reading *r, const text *field)
{
    long long first = 0;
    long long last = 0;
    if (!take_pair(field[ID], '-', &first, &last)) {
        return "no word's number";
    }
    if (r->open > 0 || first != (long long)r->s->count + 1 || last <= first) {
        return "a multiword token out of its place";
    }
    if (last - first >= UINT8_MAX) {
        return "a multiword token of too many words";
    }
    struct given_word *word = &r->words[r->s->count];
    word->multiword = field[FORM];
    r->open = (uint32_t)(last - first) + 1;
    read_misc(field[MISC], &r->no_space, &word->multiword_begin, &word->multiword_end);
    return NULL;
}

static const char *read_word(struct reading *r, const text *field)
{
    size_t at = 0;
    struct sentence *s = r->s;
    struct given_word *word = &r->words[s->count];
    if (take_number(field[ID], &at) != (long long)s->count + 1) {
        return "a word's number out of order";
    }
    struct token *token = &s->tokens[s->count++];
    bool no_space = false;
    token->form = field[FORM];
    token->multiword = word->multiword.data != NULL ? (uint8_t)r->open : 0;
    read_misc(field[MISC], &no_space, &word->begin, &word->end);
    if (r->open > 0) {
        r->open--;
        no_space = r->open > 0 || r->no_space;
    }
    token->space_after = !no_space;
    return NULL;
}

/* A line behind the comments: why it is wrong, or NULL; *what are the bad words. */
static const char *read_columns(struct reading *r, text line, text *what)
{
    text field[COLUMNS];
    *what = line;
    if (line.data[0] == '#') {
        return "a comment behind words";
    }
    if (cut_fields(line, field) != COLUMNS) {
        return "not ten columns";
    }
    *what = field[ID];
    if (field[FORM].size == 0) {
        return "a word without a form";
    }
    size_t at = 0;
    (void)take_number(field[ID], &at);
    if (at > 0 && at == field[ID].size) {
        return read_word(r, field);
    }
    long long first = 0;
    long long second = 0;
    if (take_pair(field[ID], '.', &first, &second)) {
        /* an empty node: part of no tree */
        return first == (long long)r->s->count ? NULL
                                               : "an empty node out of its place";
    }
    return read_multiword(r, field);
}

/* ---- the sentence's text --------------------------------------------------------- */

/* Bytes of the word or multiword token that begins with word i, and its words. */
static text surface(const struct reading *r, uint32_t i, uint32_t *words)
{
    const struct token *token = &r->s->tokens[i];
    *words = token->multiword > 0 ? token->multiword : 1;
    return token->multiword > 0 ? r->words[i].multiword : token->form;
}

/* Gives the words [i, i + count) the bytes from begin of the made text: each its own
 * where the multiword token is made of them, else all. */
static void place(struct reading *r, uint32_t i, uint32_t count, text whole,
                  uint32_t begin)
{
    struct token *token = &r->s->tokens[i];
    size_t at = 0;
    bool parts = true;
    for (uint32_t k = 0; k < count && parts; k++) {
        parts = tc_text_begins(tc_text_slice(whole, at, whole.size), token[k].form);
        at += token[k].form.size;
    }
    parts = parts && at == whole.size;
    at = 0;
    for (uint32_t k = 0; k < count; k++) {
        token[k].begin = begin + (parts ? (uint32_t)at : 0);
        at += parts ? token[k].form.size : 0;
        token[k].end = begin + (uint32_t)(parts ? at : whole.size);
        if (parts) {
            token[k].form = (text){r->made + token[k].begin, token[k].form.size};
        }
    }
}

/* Is # text the words in order with white space between? Then they are placed there. */
static bool place_in_own(struct reading *r)
{
    text own = r->own;
    size_t at = 0;
    uint32_t words = 0;
    for (uint32_t i = 0; i < r->s->count; i += words) {
        text form = surface(r, i, &words);
        size_t next = at;
        while (at < own.size && tc_is_space(tc_utf8_next(own, &next))) {
            at = next;
        }
        if (!tc_text_begins(tc_text_slice(own, at, own.size), form)) {
            return false;
        }
        at += form.size;
    }
    memcpy(r->made + r->size, own.data, own.size);
    at = 0;
    for (uint32_t i = 0; i < r->s->count; i += words) {
        text form = surface(r, i, &words);
        size_t next = at;
        while (tc_is_space(tc_utf8_next(own, &next))) {
            at = next;
        }
        place(r, i, words, form, (uint32_t)(r->size + at));
        at += form.size;
    }
    r->size += own.size;
    return true;
}

/* Makes the sentence's text of its words. */
static void place_in_made(struct reading *r)
{
    uint32_t words = 0;
    for (uint32_t i = 0; i < r->s->count; i += words) {
        text form = surface(r, i, &words);
        memcpy(r->made + r->size, form.data, form.size);
        place(r, i, words, form, (uint32_t)r->size);
        r->size += form.size;
        if (i + words < r->s->count && r->s->tokens[i + words - 1].space_after) {
            r->made[r->size++] = ' ';
        }
    }
}

/* ---- one sentence ---------------------------------------------------------------- */

static void read_comment(struct reading *r, text line)
{
    if (tc_text_begins(line, TEXT("# text = "))) {
        r->own = tc_text_slice(line, 9, line.size);
        r->own.data = r->own.data != NULL ? r->own.data : line.data;
    } else if (tc_text_begins(line, TEXT("# newpar")) ||
               tc_text_begins(line, TEXT("# newdoc"))) {
        r->s->paragraph++;
    }
}

/* Why the block is lost, or NULL; *status and *what go with it. */
static const char *read_one(struct reading *r, struct given_block *block, text line,
                            text *what, tocsin_status *status)
{
    bool words = r->s->count > 0 || r->open > 0;
    *status = TOCSIN_FORMAT;
    *what = (text){NULL, 0};
    if (tc_utf8_check(line) < line.size) {
        *status = TOCSIN_ENCODING;
        return "not UTF-8";
    }
    if (memchr(line.data, 0, line.size) != NULL) {
        return "a NUL byte";
    }
    if (line.data[0] == '#' && !words) {
        block->comments.size = r->at - (size_t)(block->comments.data - r->in.data);
        read_comment(r, line);
        return NULL;
    }
    if (line.size > LINE_MAXIMUM) {
        *status = TOCSIN_LIMIT;
        return "a line of more than 65536 bytes";
    }
    return read_columns(r, line, what);
}

/* Reads the lines from `line` to the next empty one. false: out of memory. */
static bool read_block(struct reading *r, struct given_block *block, text line)
{
    const char *why = NULL;
    bool ok = true;
    *block = (struct given_block){
        .comments = {line.data, 0}
    };
    do {
        text what;
        tocsin_status status = TOCSIN_OK;
        if (!block->lost) {
            why = read_one(r, block, line, &what, &status);
            block->lost = why != NULL;
            ok = why == NULL || lose(r, status, why, what);
        }
    } while (ok && next_line(r, &line) && line.size > 0);
    if (ok && !block->lost && (r->open > 0 || r->s->count == 0)) {
        block->lost = true;
        ok = lose(r, TOCSIN_FORMAT,
                  r->open > 0 ? "the words of a multiword token are missing"
                              : "comments without a word",
                  (text){NULL, 0});
    }
    return ok;
}

static bool keep_sentence(struct reading *r, struct parser *parser)
{
    struct sentence *s = r->s;
    if (r->size > 0) {
        r->made[r->size++] = '\n';
    }
    if (r->own.data == NULL || !place_in_own(r)) {
        place_in_made(r);
    }
    s->begin = s->tokens[0].begin;
    s->end = s->tokens[s->count - 1].end;
    s->first = r->links;
    s->next = s->first + s->count;
    r->links += 2 * (size_t)s->count;
    r->tokens += s->count;
    r->words += s->count;
    r->out->tokens += s->count;
    r->out->count++;
    return tc_parse_words(parser, s, r->arena);
}

static bool read_blocks(struct reading *r, struct parser *parser)
{
    text line;
    uint32_t paragraph = 0;
    bool first = true;
    while (next_line(r, &line)) {
        if (line.size == 0) {
            continue;
        }
        r->s = &r->out->sentences[r->out->count];
        *r->s = (struct sentence){.tokens = r->tokens, .paragraph = paragraph};
        r->own = (text){NULL, 0};
        r->open = 0;
        struct given_block *block = &r->given->blocks[r->given->count++];
        if (!read_block(r, block, line)) {
            return false;
        }
        if (block->lost) {
            memset(r->words, 0, (r->s->count + 1) * sizeof *r->words);
        } else {
            paragraph = first ? 0 : r->s->paragraph;
            r->s->paragraph = paragraph;
            first = false;
            if (!keep_sentence(r, parser)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- the door -------------------------------------------------------------------- */

/* Counts blocks and lines that begin with a digit: no more words than these. */
static void count_lines(text in, size_t *blocks, size_t *words)
{
    struct reading r = {.in = in};
    text line;
    bool inside = false;
    *blocks = 0;
    *words = 0;
    while (next_line(&r, &line)) {
        *blocks += line.size > 0 && !inside;
        inside = line.size > 0;
        *words += inside && tc_is_digit((unsigned char)line.data[0]);
    }
}

tocsin_status tc_parse_conllu(struct parser *parser, text in, struct arena *arena,
                              struct parsed *out, struct given *given)
{
    size_t blocks = 0;
    size_t words = 0;
    *out = (struct parsed){0};
    *given = (struct given){0};
    if (in.size >= UINT32_MAX) {
        return TOCSIN_LIMIT;
    }
    if (tc_text_begins(in, TEXT("\xEF\xBB\xBF"))) {
        in = tc_text_slice(in, 3, in.size);
    }
    count_lines(in, &blocks, &words);
    struct reading r = {.in = in,
                        .line = -1,
                        .arena = arena,
                        .out = out,
                        .given = given,
                        .last = &given->problems};
    /* one more, for what stands behind the last word of a lost block */
    r.tokens = tc_arena_alloc(arena, words * sizeof *r.tokens);
    r.links = tc_arena_alloc(arena, words * 2 * sizeof *r.links);
    r.words = tc_arena_alloc(arena, (words + 1) * sizeof *r.words);
    r.made = tc_arena_alloc(arena, in.size + 1);
    given->blocks = tc_arena_alloc(arena, blocks * sizeof *given->blocks);
    out->sentences = tc_arena_alloc(arena, blocks * sizeof *out->sentences);
    given->words = r.words;
    if (r.tokens == NULL || r.links == NULL || r.words == NULL || r.made == NULL ||
        given->blocks == NULL || out->sentences == NULL || !read_blocks(&r, parser)) {
        return TOCSIN_MEMORY;
    }
    out->text = (text){r.made, r.size};
    return TOCSIN_OK;
}
