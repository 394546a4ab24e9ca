/* read/mail.c: an e-mail (RFC 5322, MIME) to a document.
 *
 * Newsrooms and ministries still send their news by mail, and lists are kept as mbox.
 * The text is the text/plain of a message, for whoever sends both takes care that it
 * says all; its HTML where there is no plain text. Attachments are passed over, and so
 * are quoted lines, which are another message's, and signatures. The publisher is the
 * name of the sender, the day the sender's.
 */
#include "read/inside.h"

#include <string.h>

#define PARTS_MAXIMUM   8 /* multiparts within each other */
#define HEADERS_MAXIMUM 400
#define ENCODED_MAXIMUM 1000 /* bytes of an encoded word; the norm allows 75 */

struct mail {
    struct arena *arena;
    const struct place *place;
    tocsin_document *out;
    struct buffer plain; /* clean UTF-8 */
    text html;           /* of the first part that is HTML */
    tocsin_status status;
};

/* What the headers of a message or part say; values are slices or in the arena. */
struct headers {
    text subject, date, from, id, language, type, encoding, disposition;
};

static void fail_memory(struct mail *mail)
{
    mail->status = TOCSIN_MEMORY;
}

/* ---- headers --------------------------------------------------------------------- */

/* The line at t[*at] without its end; *at moves behind it. */
static text next_line(text t, size_t *at)
{
    text rest = tc_text_slice(t, *at, t.size);
    size_t end = tc_text_find(rest, TEXT("\n"));
    text line = tc_text_slice(rest, 0, end == SIZE_MAX ? rest.size : end);
    *at += line.size + (end != SIZE_MAX);
    if (tc_text_ends(line, TEXT("\r")))
        line.size--;
    return line;
}

static bool is_folded(text t, size_t at)
{
    return at < t.size && (t.data[at] == ' ' || t.data[at] == '\t');
}

static text *header_named(struct headers *headers, text name)
{
    const struct {
        const char *name;
        text *value;
    } known[] = {
        {"subject",                   &headers->subject    },
        {"date",                      &headers->date       },
        {"from",                      &headers->from       },
        {"message-id",                &headers->id         },
        {"content-language",          &headers->language   },
        {"content-type",              &headers->type       },
        {"content-transfer-encoding", &headers->encoding   },
        {"content-disposition",       &headers->disposition},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (tc_text_equal_fold(name, tc_text(known[i].name)))
            return known[i].value;
    return NULL;
}

/* Reads the headers that begin t; returns where the body begins. */
static size_t read_headers(text t, struct headers *out)
{
    size_t at = 0;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < HEADERS_MAXIMUM && at < t.size; i++) {
        size_t from = at;
        text line = next_line(t, &at);
        if (line.size == 0)
            return at;
        size_t colon = tc_text_find(line, TEXT(":"));
        while (is_folded(t, at))
            (void)next_line(t, &at);
        if (colon == SIZE_MAX)
            continue;
        text *value = header_named(out, tc_text_slice(line, 0, colon));
        if (value && value->size == 0)
            *value = tc_text_trim(tc_text_slice(t, from + colon + 1, at));
    }
    return at;
}

/* ---- transfer encodings ---------------------------------------------------------- */

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (tc_ascii_digit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Never longer than t; what is no digit is passed over. */
static size_t read_base64(text t, char *out)
{
    uint32_t bits = 0;
    int count = 0;
    size_t size = 0;
    for (size_t i = 0; i < t.size && t.data[i] != '='; i++) {
        int digit = base64_digit(t.data[i]);
        if (digit < 0)
            continue;
        bits = (bits << 6 | (uint32_t)digit) & 0xffffff;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[size++] = (char)(unsigned char)(bits >> count & 0xff);
        }
    }
    return size;
}

static int hex_digit(char c)
{
    if (tc_ascii_digit(c))
        return c - '0';
    c = tc_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* word: of an encoded word in a header, where '_' is a space. */
static size_t read_quoted(text t, bool word, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        if (word && c == '_')
            c = ' ';
        if (c != '=') {
            out[size++] = c;
            continue;
        }
        int first = i + 1 < t.size ? hex_digit(t.data[i + 1]) : -1;
        int second = i + 2 < t.size ? hex_digit(t.data[i + 2]) : -1;
        if (first >= 0 && second >= 0) {
            out[size++] = (char)(unsigned char)(first * 16 + second);
            i += 2;
        } else if (i + 1 < t.size && t.data[i + 1] == '\n') {
            i += 1;
        } else if (i + 2 < t.size && t.data[i + 1] == '\r' && t.data[i + 2] == '\n') {
            i += 2;
        } else {
            out[size++] = c;
        }
    }
    return size;
}

static text decode(struct mail *mail, text t, char encoding, bool word)
{
    char *out = encoding ? tc_arena_alloc(mail->arena, t.size + 1) : NULL;
    if (!encoding)
        return t;
    if (!out) {
        fail_memory(mail);
        return (text){NULL, 0};
    }
    return (text){out,
                  encoding == 'b' ? read_base64(t, out) : read_quoted(t, word, out)};
}

static text to_utf8(struct mail *mail, text bytes, text charset)
{
    text out = {NULL, 0};
    tocsin_status status = tc_decode(mail->arena, bytes, charset, &out, mail->place);
    if (status == TOCSIN_MEMORY)
        fail_memory(mail);
    return status == TOCSIN_OK ? out : (text){NULL, 0};
}

/* ---- encoded words --------------------------------------------------------------- */

/* "=?utf-8?q?Gr=C3=BCn?=" at t[at]: its size, and what it says; 0: there is none. */
static size_t encoded_word(struct mail *mail, text t, size_t at, text *out)
{
    if (!tc_text_begins(tc_text_slice(t, at, t.size), TEXT("=?")))
        return 0;
    text rest = tc_text_slice(t, at + 2, at + 2 + ENCODED_MAXIMUM);
    size_t charset = tc_text_find(rest, TEXT("?"));
    if (charset == SIZE_MAX || charset + 2 >= rest.size ||
        rest.data[charset + 2] != '?')
        return 0;
    char encoding = tc_ascii_lower(rest.data[charset + 1]);
    text word = tc_text_slice(rest, charset + 3, rest.size);
    size_t end = tc_text_find(word, TEXT("?="));
    if (end == SIZE_MAX || (encoding != 'b' && encoding != 'q'))
        return 0;
    text bytes = decode(mail, tc_text_slice(word, 0, end), encoding, true);
    *out = to_utf8(mail, bytes, tc_text_slice(rest, 0, charset));
    return 2 + charset + 3 + end + 2;
}

/* A header in one line of clean UTF-8. */
static text header_text(struct mail *mail, text t)
{
    struct buffer out;
    bool word = false; /* the last thing was an encoded word */
    tc_buffer_init(&out, 0);
    for (size_t at = 0; at < t.size;) {
        text said = {NULL, 0};
        size_t size = encoded_word(mail, t, at, &said);
        if (size > 0) {
            if (word) /* white space between two of them is none */
                while (out.size > 0 && out.data[out.size - 1] == ' ')
                    out.size--;
            tc_buffer_text(&out, said);
            word = true;
            at += size;
            continue;
        }
        char c = t.data[at++];
        bool space = c == ' ' || (c >= '\t' && c <= '\r');
        word = word && space;
        if (space)
            c = ' ';
        if (!space || (out.size > 0 && out.data[out.size - 1] != ' '))
            tc_buffer_byte(&out, c);
    }
    text flat = tc_arena_copy(mail->arena, (text){out.data, out.size});
    if (out.failed || !flat.data || tc_repair(mail->arena, flat, &flat) != TOCSIN_OK)
        fail_memory(mail);
    tc_buffer_release(&out);
    return tc_text_trim(flat);
}

/* "Name <a@b>" to Name; an address alone stays. */
static text sender_name(text from)
{
    size_t open = tc_text_find(from, TEXT("<"));
    text name = tc_text_trim(tc_text_slice(from, 0, open == SIZE_MAX ? 0 : open));
    if (name.size >= 2 && name.data[0] == '"' && name.data[name.size - 1] == '"')
        name = tc_text_slice(name, 1, name.size - 1);
    return name.size > 0 ? name : from;
}

/* ---- the body -------------------------------------------------------------------- */

/* Lines of plain text, but for quoted ones, and nothing behind a signature's mark. */
static void add_plain(struct mail *mail, text t)
{
    size_t at = 0;
    if (mail->plain.size > 0)
        tc_buffer_string(&mail->plain, "\n\n");
    while (at < t.size) {
        text line = next_line(t, &at);
        if (tc_text_equal(line, TEXT("-- ")))
            break;
        if (tc_text_begins(line, TEXT(">")) &&
            !tc_text_begins(line, TEXT(">From "))) /* so written in a mbox */
            continue;
        if (tc_text_begins(line, TEXT(">From ")))
            line = tc_text_slice(line, 1, line.size);
        tc_buffer_text(&mail->plain, line);
        tc_buffer_byte(&mail->plain, '\n');
    }
}

/* The value of boundary= in a Content-Type. */
static text boundary_of(text type)
{
    static const text key = {"boundary=", 9};
    for (size_t i = 0; i + key.size < type.size; i++) {
        if (!tc_text_equal_fold(tc_text_slice(type, i, i + key.size), key))
            continue;
        text t = tc_text_slice(type, i + key.size, type.size);
        bool quoted = t.data[0] == '"';
        size_t end = quoted;
        while (end < t.size &&
               (quoted ? t.data[end] != '"' : !strchr("; \t\r\n", t.data[end])))
            end++;
        return tc_text_slice(t, quoted, end);
    }
    return (text){NULL, 0};
}

static void read_leaf(struct mail *mail, const struct headers *headers, text body)
{
    bool html = tc_mime_is(headers->type, "text/html");
    bool plain = headers->type.size == 0 || tc_mime_is(headers->type, "text/plain");
    bool attached = tc_mime_is(headers->disposition, "attachment");
    if ((!html && !plain) || attached || (html && mail->html.size > 0))
        return;
    char encoding = '\0';
    if (tc_text_equal_fold(headers->encoding, TEXT("base64")))
        encoding = 'b';
    else if (tc_text_equal_fold(headers->encoding, TEXT("quoted-printable")))
        encoding = 'q';
    text charset = tc_mime_charset(headers->type);
    body = decode(mail, body, encoding, false);
    if (html && charset.size == 0)
        charset = tc_declared_charset(body);
    text utf8 = to_utf8(mail, body, charset);
    if (html)
        mail->html = utf8;
    else if (tc_text_trim(utf8).size > 0)
        add_plain(mail, utf8);
}

/* Recursion is bounded by PARTS_MAXIMUM. */
/* NOLINTBEGIN(misc-no-recursion) */
static void read_part(struct mail *mail, const struct headers *headers, text body,
                      int depth);

static void read_multipart(struct mail *mail, text body, text boundary, int depth)
{
    size_t at = 0;
    size_t from = SIZE_MAX; /* of the part at hand */
    bool last = false;
    while (at <= body.size && !last) {
        size_t line_at = at;
        text line = next_line(body, &at);
        bool end = at >= body.size && line_at >= body.size;
        text behind = tc_text_slice(line, 2, line.size);
        bool mark =
            tc_text_begins(line, TEXT("--")) && tc_text_begins(behind, boundary);
        if (!mark && !end)
            continue;
        if (from != SIZE_MAX) {
            text part = tc_text_slice(body, from, line_at);
            struct headers headers;
            size_t begin = read_headers(part, &headers);
            read_part(mail, &headers, tc_text_slice(part, begin, part.size), depth);
        }
        from = at;
        last = end || tc_text_begins(tc_text_slice(behind, boundary.size, behind.size),
                                     TEXT("--"));
    }
}

static void read_part(struct mail *mail, const struct headers *headers, text body,
                      int depth)
{
    text boundary = boundary_of(headers->type);
    text kind = tc_text_slice(headers->type, 0, 10);
    if (!tc_text_equal_fold(kind, TEXT("multipart/")))
        read_leaf(mail, headers, body);
    else if (boundary.size > 0 && depth < PARTS_MAXIMUM)
        read_multipart(mail, body, boundary, depth + 1);
}

/* NOLINTEND(misc-no-recursion) */

/* ---- the document ---------------------------------------------------------------- */

static void take_headers(struct mail *mail, const struct headers *headers)
{
    tocsin_document *out = mail->out;
    text id = tc_text_trim(headers->id);
    if (id.size > 2 && id.data[0] == '<' && id.data[id.size - 1] == '>')
        id = tc_text_slice(id, 1, id.size - 1);
    out->id = header_text(mail, id);
    out->title = header_text(mail, headers->subject);
    out->published = header_text(mail, headers->date);
    out->language = header_text(mail, headers->language);
    out->publisher = sender_name(header_text(mail, headers->from));
}

static void take_text(struct mail *mail)
{
    text plain = tc_text_trim((text){mail->plain.data, mail->plain.size});
    if (mail->plain.failed)
        fail_memory(mail);
    if (plain.size == 0 && mail->html.size > 0) {
        tocsin_status status =
            tc_html_fragment(mail->arena, mail->html, &mail->out->text);
        if (mail->status == TOCSIN_OK)
            mail->status = status;
        return;
    }
    mail->out->text = tc_arena_copy(mail->arena, plain);
    if (!mail->out->text.data)
        fail_memory(mail);
}

tocsin_status tc_mail_read(struct arena *arena, text message, tocsin_document *out,
                           const struct place *place)
{
    struct mail mail = {.arena = arena, .place = place, .out = out};
    struct headers headers;
    tc_buffer_init(&mail.plain, TC_MARKUP_MAXIMUM);
    if (tc_text_begins(message, TEXT("From "))) { /* the line of a mbox */
        size_t at = 0;
        (void)next_line(message, &at);
        message = tc_text_slice(message, at, message.size);
    }
    size_t body = read_headers(message, &headers);
    take_headers(&mail, &headers);
    read_part(&mail, &headers, tc_text_slice(message, body, message.size), 0);
    take_text(&mail);
    tc_buffer_release(&mail.plain);
    if (mail.status == TOCSIN_LIMIT)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, place->line,
                       place->byte, "too much or too deep HTML in a mail");
    if (mail.status != TOCSIN_OK)
        return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line,
                       place->byte, "out of memory");
    return TOCSIN_OK;
}

/* ---- is it mail? ----------------------------------------------------------------- */

/* Two headers that mail has and a text of ours has not, before the first empty line. */
bool tc_is_mail(text head)
{
    static const char *const names[] = {
        "received",     "message-id",  "return-path", "delivered-to", "mime-version",
        "content-type", "in-reply-to", "to",          "from",         "reply-to",
        "list-id",      "x-mailer",    "references"};
    size_t at = 0;
    size_t count = 0;
    bool box = tc_text_begins(head, TEXT("From "));
    if (box)
        (void)next_line(head, &at);
    while (at < head.size && count < 2) {
        text line = next_line(head, &at);
        size_t colon = tc_text_find(line, TEXT(":"));
        if (line.size == 0 ||
            (colon == SIZE_MAX && line.data[0] != ' ' && line.data[0] != '\t'))
            break;
        for (size_t i = 0; colon != SIZE_MAX && i < sizeof names / sizeof *names; i++)
            count +=
                tc_text_equal_fold(tc_text_slice(line, 0, colon), tc_text(names[i]));
        while (is_folded(head, at))
            (void)next_line(head, &at);
    }
    return count >= 2;
}
