/* output.c: words to a person, cells of tables, JSON and CSV values. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

tocsin_text tc_cli_text(const char *s)
{
    return (tocsin_text){s, s ? strlen(s) : 0};
}

void tc_cli_error(const tocsin_error *error)
{
    fputs("tocsin: ", stderr);
    if (error->file[0])
        fprintf(stderr, "%s:", error->file);
    if (error->line > 0)
        fprintf(stderr, "%lld:", error->line);
    if (error->file[0] || error->line > 0)
        fputc(' ', stderr);
    fputs(error->message[0] ? error->message : tocsin_status_words(error->status),
          stderr);
    if (error->byte >= 0 && error->line <= 0)
        fprintf(stderr, " (byte %lld)", error->byte);
    fputc('\n', stderr);
}

int tc_cli_exit(tocsin_status status)
{
    switch (status) {
    case TOCSIN_OK:
    case TOCSIN_DONE:
        return EXIT_DONE;
    case TOCSIN_USAGE:
        return EXIT_USAGE;
    case TOCSIN_MISSING:
        return EXIT_NOTHING;
    default:
        return EXIT_UNUSABLE;
    }
}

void tc_cli_json(FILE *to, tocsin_text t)
{
    if (!t.size) {
        fputs("null", to);
        return;
    }
    fputc('"', to);
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        if (c == 0xE2 && i + 2 < t.size && (unsigned char)t.data[i + 1] == 0x80 &&
            ((unsigned char)t.data[i + 2] & 0xFE) == 0xA8) { /* U+2028, U+2029 */
            fprintf(to, "\\u202%c", (unsigned char)t.data[i + 2] == 0xA8 ? '8' : '9');
            i += 2;
        } else if (c == '"' || c == '\\')
            fprintf(to, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", to);
        else if (c == '\t')
            fputs("\\t", to);
        else if (c == '\r')
            fputs("\\r", to);
        else if (c < 0x20 || c == 0x7f)
            fprintf(to, "\\u%04x", c);
        else
            fputc(c, to);
    }
    fputc('"', to);
}

void tc_cli_number(FILE *to, double value, int digits, const char *unknown)
{
    if (value == value && value - value == 0)
        fprintf(to, "%.*f", digits, value);
    else
        fputs(unknown, to);
}

void tc_cli_json_number(FILE *to, double value, int digits)
{
    tc_cli_number(to, value, digits, "null");
}

void tc_cli_csv(FILE *to, tocsin_text t)
{
    bool quote = false;
    for (size_t i = 0; i < t.size && !quote; i++)
        quote = strchr("\",\n\r", t.data[i]) != NULL && t.data[i];
    if (!quote) {
        fwrite(t.data ? t.data : "", 1, t.size, to);
        return;
    }
    fputc('"', to);
    for (size_t i = 0; i < t.size; i++) {
        if (t.data[i] == '"')
            fputc('"', to);
        fputc(t.data[i], to);
    }
    fputc('"', to);
}

static bool blank(char c)
{
    return c == '\n' || c == '\r' || c == '\t';
}

void tc_cli_line(FILE *to, tocsin_text t)
{
    for (size_t i = 0; i < t.size; i++)
        fputc(blank(t.data[i]) ? ' ' : t.data[i], to);
}

/* Returns the columns of the whole text. */
static int cut(FILE *to, tocsin_text t, int columns)
{
    int wide = 0;
    for (size_t i = 0; i < t.size; i++)
        wide += ((unsigned char)t.data[i] & 0xC0) != 0x80;
    int keep = wide > columns ? columns - 1 : wide;
    int at = 0;
    for (size_t i = 0; i < t.size; i++) {
        at += ((unsigned char)t.data[i] & 0xC0) != 0x80;
        if (at > keep)
            break;
        fputc(blank(t.data[i]) ? ' ' : t.data[i], to);
    }
    if (wide > columns)
        fputs("\xe2\x80\xa6", to); /* an ellipsis */
    return wide;
}

void tc_cli_cut(FILE *to, tocsin_text t, int columns)
{
    (void)cut(to, t, columns);
}

void tc_cli_cell(FILE *to, tocsin_text t, int columns)
{
    if (columns <= 0) {
        tc_cli_line(to, t);
        return;
    }
    for (int i = cut(to, t, columns); i < columns; i++)
        fputc(' ', to);
}

int tc_cli_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
        size.ws_col >= 60)
        return size.ws_col;
    return 132;
}

bool tc_cli_colour(FILE *to)
{
    const char *no = getenv("NO_COLOR");
    return !(no && *no) && isatty(fileno(to));
}

int tc_cli_finish(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (errno != EPIPE)
        fprintf(stderr, "tocsin: cannot write the output: %s\n", strerror(errno));
    return errno == EPIPE ? code : EXIT_UNUSABLE;
}
