/* parse/line.c: which ends of line end a paragraph or a heading, and which are only
 * where wire copy was wrapped.
 *
 * News comes in three shapes: each paragraph one long line; paragraphs wrapped at some
 * 60 to 80 columns with an empty line or a full stop between them; and headings,
 * datelines and lists, whose lines are short and end in no stop. The widest line of a
 * block (lines without an empty one between them) tells the first two apart, and a line
 * is short when the first word of the next one would still have fitted on it.
 *
 * Each line is measured at most three times, so time is linear; a line longer than LONG
 * characters is not measured to its end.
 */
#include "parse/line.h"

#define LONG   400 /* characters beyond which a line is merely long */
#define WRAP   120 /* no one wraps wider than that */
#define NARROW 40  /* nor narrower */
#define SLACK  8   /* characters that may be missing on a wrapped line */

void tc_lines_init(struct lines *lines, text t)
{
    lines->text = t;
    lines->block_end = 0;
    lines->widest = 0;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Characters from begin to the end of its line, whose offset goes to *end. */
static size_t line_width(text t, size_t begin, size_t *end)
{
    size_t at = begin;
    size_t width = 0;
    while (at < t.size && t.data[at] != '\n') {
        width += ((unsigned char)t.data[at] & 0xC0) != 0x80;
        at++;
    }
    *end = at;
    return width;
}

/* Finds the end and the widest line of the block in which the line at begin stands. */
static void measure_block(struct lines *lines, size_t begin)
{
    text t = lines->text;
    size_t at = begin;
    lines->widest = 0;
    while (at < t.size) {
        size_t end = at;
        size_t width = line_width(t, at, &end);
        size_t look = at;
        while (look < end && blank(t.data[look])) {
            look++;
        }
        if (look == end && at > begin) {
            break;
        }
        if (width > lines->widest) {
            lines->widest = width;
        }
        at = end + 1;
    }
    lines->block_end = at > t.size ? t.size : at;
}

/* The last letter before from that is no closing quotation mark or bracket. */
static bool ends_sentence(text t, size_t from)
{
    size_t steps = 0;
    while (from > 0 && steps++ < 12) {
        unsigned char c = (unsigned char)t.data[from - 1];
        if (c == '"' || c == '\'' || c == ')' || c == ']' || c >= 0x80) {
            from--;
            continue;
        }
        return c == '.' || c == '!' || c == '?' || c == ':' || c == ';';
    }
    return false;
}

/* Does a bullet stand at to: a dot, dash or star, or "1." or "(a)", and then a
 * space? */
static bool bullet(text t, size_t to)
{
    text rest = tc_text_slice(t, to, t.size);
    if (tc_text_begins(rest, TEXT("\xE2\x80\xA2")) ||
        tc_text_begins(rest, TEXT("\xE2\x97\x8F")) ||
        tc_text_begins(rest, TEXT("\xE2\x96\xAA"))) {
        return true;
    }
    if (rest.size > 1 && (rest.data[0] == '-' || rest.data[0] == '*') &&
        blank(rest.data[1])) {
        return true;
    }
    size_t at = 0;
    while (at < rest.size && at < 3 && tc_is_digit((unsigned char)rest.data[at])) {
        at++;
    }
    return at > 0 && at + 1 < rest.size &&
           (rest.data[at] == '.' || rest.data[at] == ')') && blank(rest.data[at + 1]);
}

/* Characters from the beginning of its line to from, LONG at most. */
static size_t width_before(text t, size_t from)
{
    size_t width = 0;
    while (from > 0 && t.data[from - 1] != '\n' && width < LONG) {
        from--;
        width += ((unsigned char)t.data[from] & 0xC0) != 0x80;
    }
    return width;
}

static bool lower_at(text t, size_t at)
{
    return at < t.size && t.data[at] >= 'a' && t.data[at] <= 'z';
}

/* Has the line that ends at from letters, and all of them capitals? Then it is a
 * heading. */
static bool in_capitals(text t, size_t from)
{
    size_t letters = 0;
    size_t steps = 0;
    while (from > 0 && t.data[from - 1] != '\n' && steps++ < LONG) {
        char c = t.data[--from];
        if (c >= 'a' && c <= 'z') {
            return false;
        }
        letters += c >= 'A' && c <= 'Z';
    }
    return letters >= 8;
}

/* Does the line at to have small letters among its first? */
static bool has_small(text t, size_t to)
{
    for (size_t i = to; i < t.size && i < to + 24 && t.data[i] != '\n'; i++) {
        if (lower_at(t, i)) {
            return true;
        }
    }
    return false;
}

static size_t first_word_width(text t, size_t to)
{
    size_t width = 0;
    while (to < t.size && !blank(t.data[to]) && t.data[to] != '\n' && width < LONG) {
        width += ((unsigned char)t.data[to] & 0xC0) != 0x80;
        to++;
    }
    return width;
}

enum gap tc_line_gap(struct lines *lines, size_t from, size_t to)
{
    text t = lines->text;
    size_t newlines = 0;
    for (size_t at = from; at < to; at++) {
        newlines += t.data[at] == '\n';
    }
    if (newlines == 0) {
        return GAP_SPACE;
    }
    if (newlines > 1) {
        return GAP_BREAK;
    }
    if (to >= lines->block_end) {
        size_t begin = from;
        while (begin > 0 && t.data[begin - 1] != '\n' &&
               from - begin < (size_t)4 * LONG) {
            begin--;
        }
        measure_block(lines, begin);
    }
    if (bullet(t, to) || (in_capitals(t, from) && has_small(t, to))) {
        return GAP_BREAK;
    }
    size_t width = width_before(t, from);
    bool shorter = width + 1 + first_word_width(t, to) + SLACK <= lines->widest;
    if (lines->widest > WRAP || lines->widest < NARROW) {
        return lower_at(t, to) && !ends_sentence(t, from) ? GAP_LINE : GAP_BREAK;
    }
    if (shorter && !lower_at(t, to)) {
        return GAP_BREAK;
    }
    return GAP_LINE;
}
