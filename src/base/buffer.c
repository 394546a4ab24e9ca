/* buffer.c: bytes that grow up to a maximum, and the pieces of JSON and CSV.
 *
 * The first append that fails marks the buffer; the later ones do nothing, so callers
 * look once, at the end. Numbers are printed here and not by printf("%g"), whose
 * decimal point follows the locale of the program that embeds us.
 */
#include "base/base.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void tc_buffer_init(struct buffer *buffer, size_t maximum)
{
    memset(buffer, 0, sizeof *buffer);
    buffer->maximum = maximum ? maximum : (size_t)1 << 30;
}

void tc_buffer_release(struct buffer *buffer)
{
    tc_free(buffer->data);
    tc_buffer_init(buffer, buffer->maximum);
}

void tc_buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
}

char *tc_buffer_room(struct buffer *buffer, size_t size)
{
    if (buffer->failed)
        return NULL;
    if (size > buffer->maximum - buffer->size ||
        !tc_grow(&buffer->data, &buffer->room, buffer->size + size, 1,
                 buffer->maximum)) {
        buffer->failed = true;
        return NULL;
    }
    return buffer->data + buffer->size;
}

static char *more(struct buffer *buffer, size_t size)
{
    char *at = tc_buffer_room(buffer, size);
    if (at)
        buffer->size += size;
    return at;
}

void tc_buffer_add(struct buffer *buffer, const void *data, size_t size)
{
    if (!size)
        return;
    char *at = more(buffer, size);
    if (at)
        memcpy(at, data, size);
}

void tc_buffer_text(struct buffer *buffer, text t)
{
    tc_buffer_add(buffer, t.data, t.size);
}

void tc_buffer_string(struct buffer *buffer, const char *s)
{
    tc_buffer_add(buffer, s, strlen(s));
}

void tc_buffer_byte(struct buffer *buffer, char c)
{
    char *at = more(buffer, 1);
    if (at)
        *at = c;
}

void tc_buffer_format(struct buffer *buffer, const char *format, ...)
{
    char small[512];
    va_list list;
    va_start(list, format);
    int n = vsnprintf(small, sizeof small, format, list);
    va_end(list);
    if (n < 0) {
        buffer->failed = true;
        return;
    }
    if ((size_t)n < sizeof small) {
        tc_buffer_add(buffer, small, (size_t)n);
        return;
    }
    char *at = more(buffer, (size_t)n + 1); /* vsnprintf wants room for the NUL */
    if (!at)
        return;
    va_start(list, format);
    (void)vsnprintf(at, (size_t)n + 1, format, list);
    va_end(list);
    buffer->size--;
}

/* U+2028 and U+2029 */
static bool line_end(text t, size_t at)
{
    return at + 2 < t.size && (unsigned char)t.data[at] == 0xE2 &&
           (unsigned char)t.data[at + 1] == 0x80 &&
           ((unsigned char)t.data[at + 2] & 0xFE) == 0xA8;
}

void tc_buffer_json(struct buffer *buffer, text t, bool null_if_empty)
{
    static const char hex[] = "0123456789abcdef";
    if (!t.size && null_if_empty) {
        tc_buffer_add(buffer, "null", 4);
        return;
    }
    tc_buffer_byte(buffer, '"');
    size_t from = 0;
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        bool line = line_end(t, i); /* many readers of lines split at these */
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && !line)
            continue;
        tc_buffer_add(buffer, t.data + from, i - from);
        from = i + 1;
        if (line) {
            tc_buffer_string(buffer, (unsigned char)t.data[i + 2] == 0xA8 ? "\\u2028"
                                                                          : "\\u2029");
            from = i + 3;
            i += 2;
        } else if (c == '"' || c == '\\') {
            char pair[2] = {'\\', (char)c};
            tc_buffer_add(buffer, pair, 2);
        } else if (c == '\n') {
            tc_buffer_add(buffer, "\\n", 2);
        } else if (c == '\t') {
            tc_buffer_add(buffer, "\\t", 2);
        } else if (c == '\r') {
            tc_buffer_add(buffer, "\\r", 2);
        } else {
            char code[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            tc_buffer_add(buffer, code, 6);
        }
    }
    if (t.size > from)
        tc_buffer_add(buffer, t.data + from, t.size - from);
    tc_buffer_byte(buffer, '"');
}

void tc_buffer_number(struct buffer *buffer, double value, int digits)
{
    if (!isfinite(value)) {
        tc_buffer_add(buffer, "null", 4);
        return;
    }
    char out[400];
    if (digits < 1)
        digits = 1;
    if (digits > 17)
        digits = 17;
    int n = snprintf(out, sizeof out, "%.*f", digits, value);
    if (n < 0 || (size_t)n >= sizeof out) {
        buffer->failed = true;
        return;
    }
    int point = 0;
    while (point < n && out[point] != '.' && out[point] != ',')
        point++;
    if (point < n)
        out[point] = '.';
    while (n > point + 2 && out[n - 1] == '0')
        n--;
    const char *from = out;
    if (n >= 4 && out[0] == '-' && out[1] == '0' && point == 2 && n == 4 &&
        out[3] == '0')
        from++, n--; /* -0.0 */
    tc_buffer_add(buffer, from, (size_t)n);
}

void tc_buffer_csv(struct buffer *buffer, text t)
{
    bool quote = false;
    for (size_t i = 0; i < t.size && !quote; i++)
        quote = t.data[i] == '"' || t.data[i] == ',' || t.data[i] == '\n' ||
                t.data[i] == '\r';
    if (!quote) {
        tc_buffer_text(buffer, t);
        return;
    }
    tc_buffer_byte(buffer, '"');
    for (size_t i = 0; i < t.size; i++) {
        if (t.data[i] == '"')
            tc_buffer_byte(buffer, '"');
        tc_buffer_byte(buffer, t.data[i]);
    }
    tc_buffer_byte(buffer, '"');
}
