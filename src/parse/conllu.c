/* parse/conllu.c: a parse as CoNLL-U.
 *
 * A multiword token has its own line "1-2", which bears the form as it stands in the
 * text and SpaceAfter; each line bears TokenRange. White space inside # text becomes
 * spaces, as the format wants lines whole.
 *
 * Seven bytes are written for each one read, so a line is put together with pointers in
 * room that is asked for once: with printf() this took as long as half the parsing.
 */
#include "parse/sentence.h"

#include <string.h>

/* A name with the tab behind it, copied whole: 16 bytes cost less than a loop. */
struct name {
    char data[15];
    uint8_t size;
};
/* clang-format off */
#define NAME(words) {words "\t", sizeof words}
/* clang-format on */

static const struct name upos_names[UPOS_COUNT] = {
#define X(name) NAME(#name),
    TC_UPOS(X)
#undef X
};
static const struct name xpos_names[XPOS_COUNT] = {
#define X(name, penn) NAME(penn),
    TC_XPOS(X)
#undef X
};
static const struct name relation_names[REL_COUNT] = {
#define X(name, ud) NAME(ud),
    TC_RELATIONS(X)
#undef X
};

static const struct name entity_names[ENTITY_COUNT] = {
#define X(name, word) NAME(word),
    TC_ENTITY_TYPES(X)
#undef X
};

static char *put(char *to, const char *from, size_t size)
{
    if (size > 0) {
        memcpy(to, from, size);
    }
    return to + size;
}

#define PUT(to, literal) put(to, literal, sizeof(literal) - 1)

static char *put_name(char *to, const struct name *name)
{
    memcpy(to, name->data, sizeof name->data);
    return to + name->size;
}

static char *put_number(char *to, uint32_t n)
{
    char digits[10];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    return put(to, digits + at, sizeof digits - at);
}

static char *put_text(char *to, text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        *to++ = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return to;
}

/* What a word's or a sentence's lines take beside forms and lemmas. */
enum { MARGIN = 160 };

/* "Entity=B-person|": the name that a word is part of. */
static char *put_entity(char *to, const struct token *token)
{
    to = PUT(to, "Entity=");
    *to++ = token->entity_begins ? 'B' : 'I';
    *to++ = '-';
    to = put_name(to, &entity_names[token->entity]);
    to[-1] = '|'; /* for the tab */
    return to;
}

/* MISC and the end of the line; end 0: the range is not known. */
static char *put_misc(char *to, bool space_after, uint32_t begin, uint32_t end)
{
    if (!space_after) {
        to = PUT(to, "SpaceAfter=No");
        to = end > 0 ? PUT(to, "|") : to;
    }
    if (end > 0) {
        to = PUT(to, "TokenRange=");
        to = put_number(to, begin);
        *to++ = ':';
        to = put_number(to, end);
    } else if (space_after) {
        *to++ = '_';
    }
    *to++ = '\n';
    return to;
}

static void write_multiword(struct buffer *b, const struct sentence *s, uint32_t i,
                            const struct given_word *word)
{
    uint32_t last = i + s->tokens[i].multiword - 1;
    if (last >= s->count) {
        return;
    }
    char *to = tc_buffer_room(b, word->multiword.size + MARGIN);
    if (to == NULL) {
        return;
    }
    to = put_number(to, i + 1);
    *to++ = '-';
    to = put_number(to, last + 1);
    *to++ = '\t';
    to = put_text(to, word->multiword);
    to = PUT(to, "\t_\t_\t_\t_\t_\t_\t_\t");
    to = put_misc(to, s->tokens[last].space_after, word->multiword_begin,
                  word->multiword_end);
    b->size = (size_t)(to - b->data);
}

static void write_token(struct buffer *b, const struct sentence *s, uint32_t i,
                        bool space_after, uint32_t begin, uint32_t end)
{
    const struct token *token = &s->tokens[i];
    char *to = tc_buffer_room(b, token->form.size + token->lemma.size + MARGIN);
    if (to == NULL) {
        return;
    }
    to = put_number(to, i + 1);
    *to++ = '\t';
    to = put(to, token->form.data, token->form.size);
    *to++ = '\t';
    to = put(to, token->lemma.data, token->lemma.size);
    *to++ = '\t';
    to = token->upos == UPOS_NONE ? PUT(to, "_\t")
                                  : put_name(to, &upos_names[token->upos]);
    to = put_name(to, &xpos_names[token->xpos]);
    to = PUT(to, "_\t");
    to = put_number(to, (uint32_t)(token->head + 1));
    *to++ = '\t';
    to = put_name(to, &relation_names[token->relation]);
    to = PUT(to, "_\t");
    if (token->entity != ENTITY_NONE) {
        to = put_entity(to, token);
        if (space_after && end == 0) { /* nothing follows */
            to[-1] = '\n';
            b->size = (size_t)(to - b->data);
            return;
        }
    }
    to = put_misc(to, space_after, begin, end);
    b->size = (size_t)(to - b->data);
}

static void write_heading(struct buffer *b, const struct parsed *parsed, uint32_t n,
                          text document)
{
    const struct sentence *s = &parsed->sentences[n];
    text own = tc_text_slice(parsed->text, s->begin, s->end);
    char *to = tc_buffer_room(b, document.size + own.size + MARGIN);
    if (to == NULL) {
        return;
    }
    if (n == 0 || s->paragraph != parsed->sentences[n - 1].paragraph) {
        to = PUT(to, "# newpar\n");
    }
    to = PUT(to, "# sent_id = ");
    to = put_text(to, document);
    *to++ = '-';
    to = put_number(to, n + 1);
    to = PUT(to, "\n# text = ");
    to = put_text(to, own);
    *to++ = '\n';
    b->size = (size_t)(to - b->data);
}

void tc_conllu_write(struct buffer *buffer, const struct parsed *parsed, text document)
{
    char *to = tc_buffer_room(buffer, document.size + MARGIN);
    if (to == NULL) {
        return;
    }
    to = PUT(to, "# newdoc id = ");
    to = put_text(to, document);
    *to++ = '\n';
    buffer->size = (size_t)(to - buffer->data);
    for (uint32_t n = 0; n < parsed->count; n++) {
        const struct sentence *s = &parsed->sentences[n];
        write_heading(buffer, parsed, n, document);
        uint32_t inside = 0; /* words left of a multiword token */
        for (uint32_t i = 0; i < s->count; i++) {
            const struct token *token = &s->tokens[i];
            if (token->multiword > 0 && i + token->multiword <= s->count) {
                uint32_t end = s->tokens[i + token->multiword - 1].end;
                const struct given_word whole = {
                    .multiword = tc_text_slice(parsed->text, token->begin, end),
                    .multiword_begin = token->begin,
                    .multiword_end = end};
                write_multiword(buffer, s, i, &whole);
                inside = token->multiword;
            }
            write_token(buffer, s, i, token->space_after || inside > 0, token->begin,
                        token->end);
            inside -= inside > 0;
        }
        tc_buffer_byte(buffer, '\n');
    }
}

/* ---- given words ----------------------------------------------------------------- */

/* The lines of comments, or of a lost block's those that begin documents and
 * paragraphs, which go on without it. */
static void write_comments(struct buffer *b, const struct given_block *block)
{
    text left = block->comments;
    while (left.size > 0) {
        const char *end = memchr(left.data, '\n', left.size);
        size_t size = end != NULL ? (size_t)(end - left.data) : left.size;
        text line = {left.data, size};
        left = tc_text_slice(left, size + 1, left.size);
        while (line.size > 0 && line.data[line.size - 1] == '\r') {
            line.size--;
        }
        if (!block->lost || tc_text_begins(line, TEXT("# newdoc")) ||
            tc_text_begins(line, TEXT("# newpar"))) {
            tc_buffer_text(b, line);
            tc_buffer_byte(b, '\n');
        }
    }
}

void tc_conllu_rewrite(struct buffer *buffer, const struct parsed *parsed,
                       const struct given *given)
{
    const struct given_word *word = given->words;
    const struct sentence *s = parsed->sentences;
    for (uint32_t n = 0; n < given->count; n++) {
        write_comments(buffer, &given->blocks[n]);
        if (given->blocks[n].lost) {
            continue;
        }
        uint32_t inside = 0;
        for (uint32_t i = 0; i < s->count; i++, word++) {
            const struct token *token = &s->tokens[i];
            if (token->multiword > 0) {
                write_multiword(buffer, s, i, word);
                inside = token->multiword;
            }
            write_token(buffer, s, i, token->space_after || inside > 0, word->begin,
                        word->end);
            inside -= inside > 0;
        }
        tc_buffer_byte(buffer, '\n');
        s++;
    }
}
