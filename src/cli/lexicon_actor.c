/* lexicon_actor.c: tocsin lexicon actor: what a noun phrase resolves to.
 *
 * The phrase is on the command line, or, with -, many are on standard input, a JSON
 * object a line. Of those only four fields are wanted, all strings, so the reader
 * below knows strings and steps over everything else.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* ---- a line of JSON -------------------------------------------------------------- */

static char *skip_blank(char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
        at++;
    return at;
}

static bool hex4(const char *at, unsigned *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit > 15)
            return false;
        *out = *out * 16 + digit;
    }
    return true;
}

static char *put_utf8(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
    *to++ = (char)(lead[more] | c >> (6 * more));
    while (more-- > 0)
        *to++ = (char)(0x80 | (c >> (6 * more) & 0x3F));
    return to;
}

/* "\uXXXX", or two of them for one character; *at moves behind. */
static bool take_unicode(char **at, char **to)
{
    unsigned c, low;
    if (!hex4(*at, &c) || c == 0)
        return false;
    *at += 4;
    if (c >= 0xDC00 && c < 0xE000)
        return false;
    if (c >= 0xD800 && c < 0xDC00) {
        if ((*at)[0] != '\\' || (*at)[1] != 'u' || !hex4(*at + 2, &low) ||
            low < 0xDC00 || low > 0xDFFF)
            return false;
        *at += 6;
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    *to = put_utf8(*to, c);
    return true;
}

/* Unescapes the string at `at` (behind its quote) in place; the end, or NULL. */
static char *take_string(char *at, tocsin_text *out)
{
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    char *begin = at, *to = at;
    while (*at && *at != '"') {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        at++;
        const char *simple = *at ? strchr(from, *at) : NULL;
        if (simple) {
            *to++ = into[simple - from];
            at++;
        } else if (*at != 'u' || (at++, !take_unicode(&at, &to))) {
            return NULL;
        }
    }
    if (!*at)
        return NULL;
    *out = (tocsin_text){begin, (size_t)(to - begin)};
    return at + 1;
}

/* Steps over a value that is no string, brackets and all. */
static char *skip_value(char *at)
{
    int depth = 0;
    tocsin_text ignored;
    for (; *at; at++) {
        if (*at == '"') {
            at = take_string(at + 1, &ignored);
            if (!at)
                return NULL;
            at--;
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if (*at == '}' || *at == ']') {
            if (depth == 0)
                return at;
            depth--;
        } else if (*at == ',' && depth == 0) {
            return at;
        }
    }
    return NULL;
}

static tocsin_text *field(tocsin_phrase *out, tocsin_text name)
{
    static const char *const names[] = {"text", "published", "country", "context"};
    tocsin_text *fields[] = {&out->text, &out->day, &out->country, &out->context};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.size == strlen(names[i]) &&
            memcmp(name.data, names[i], name.size) == 0)
            return fields[i];
    return NULL;
}

static bool take_object(char *line, tocsin_phrase *out)
{
    memset(out, 0, sizeof *out);
    char *at = skip_blank(line);
    if (*at++ != '{')
        return false;
    for (at = skip_blank(at); *at != '}'; at = skip_blank(at)) {
        tocsin_text name, value = {NULL, 0};
        if (*at != '"' || !(at = take_string(at + 1, &name)))
            return false;
        at = skip_blank(at);
        if (*at++ != ':')
            return false;
        at = skip_blank(at);
        at = *at == '"' ? take_string(at + 1, &value) : skip_value(at);
        if (!at)
            return false;
        tocsin_text *to = field(out, name);
        if (to)
            *to = value;
        at = skip_blank(at);
        if (*at == ',')
            at++;
        else if (*at != '}')
            return false;
    }
    return *skip_blank(at + 1) == '\0' && out->text.size > 0;
}

/* ---- answers --------------------------------------------------------------------- */

static void print(const tocsin_phrase *phrase, const tocsin_actor *a)
{
    const struct {
        const char *name;
        tocsin_text value;
    } fields[] = {
        {"text",    phrase->text      },
        {"kind",    a->kind           },
        {"name",    a->mention.name   },
        {"code",    a->mention.code   },
        {"country", a->mention.country},
        {"sector",  a->mention.sector },
        {"id",      a->mention.id     },
        {"post",    a->post           }
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        printf("%s\"%s\":", i ? "," : "{", fields[i].name);
        tc_cli_json(stdout, fields[i].value);
    }
    fputs("}\n", stdout);
}

struct asked {
    unsigned long long known, bad;
};

static tocsin_status ask(tocsin_coder *coder, const tocsin_phrase *phrase,
                         struct asked *asked)
{
    tocsin_actor actor;
    tocsin_error error;
    tocsin_status status = tocsin_coder_actor(coder, phrase, &actor, &error);
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        asked->bad++;
        return status == TOCSIN_MEMORY ? status : TOCSIN_OK;
    }
    asked->known += actor.mention.code.size > 0;
    print(phrase, &actor);
    return ferror(stdout) ? TOCSIN_STOPPED : TOCSIN_OK;
}

/* What a line leaves out, the options give. */
static void fill(tocsin_text *field, tocsin_text otherwise)
{
    if (!field->size)
        *field = otherwise;
}

static tocsin_status ask_lines(tocsin_coder *coder, const tocsin_phrase *defaults,
                               struct asked *asked)
{
    char *line = NULL;
    size_t room = 0;
    tocsin_status status = TOCSIN_OK;
    for (unsigned long long n = 1; status == TOCSIN_OK; n++) {
        ssize_t size = getline(&line, &room, stdin);
        if (size < 0)
            break;
        tocsin_phrase phrase;
        if (*skip_blank(line) == '\0' && strlen(line) == (size_t)size)
            continue;
        if (strlen(line) != (size_t)size || !take_object(line, &phrase)) {
            fprintf(stderr, "tocsin: -:%llu: not a JSON object with \"text\"\n", n);
            asked->bad++;
            continue;
        }
        fill(&phrase.day, defaults->day);
        fill(&phrase.country, defaults->country);
        fill(&phrase.context, defaults->context);
        status = ask(coder, &phrase, asked);
    }
    free(line);
    return status;
}

static char *joined(const struct options *options)
{
    size_t size = 1;
    for (int i = 1; i < options->argument_count; i++)
        size += strlen(options->arguments[i]) + 1;
    char *words = malloc(size);
    char *to = words;
    for (int i = 1; words && i < options->argument_count; i++) {
        size_t n = strlen(options->arguments[i]);
        if (i > 1)
            *to++ = ' ';
        memcpy(to, options->arguments[i], n);
        to += n;
    }
    if (words)
        *to = '\0';
    return words;
}

int tc_cli_lexicon_actor(const struct options *options)
{
    tocsin_engine *engine = NULL;
    tocsin_coder *coder = NULL;
    struct asked asked = {0};
    char *words = joined(options);
    int code = words ? tc_cli_engine(options, &engine) : EXIT_UNUSABLE;
    if (code != EXIT_DONE)
        goto done;
    code = EXIT_UNUSABLE;
    if (tocsin_coder_new(engine, &coder) != TOCSIN_OK)
        goto done;
    tocsin_phrase phrase = {.text = tc_cli_text(words),
                            .day = options->filter.as_of,
                            .country = tc_cli_text(options->country),
                            .context = tc_cli_text(options->context)};
    tocsin_status status = strcmp(words, "-") == 0 ? ask_lines(coder, &phrase, &asked)
                                                   : ask(coder, &phrase, &asked);
    if (status == TOCSIN_MEMORY)
        code = EXIT_UNUSABLE;
    else if (asked.bad)
        code = EXIT_PART;
    else
        code = asked.known ? EXIT_DONE : EXIT_NOTHING;
done:
    tocsin_coder_free(coder);
    tocsin_engine_free(engine);
    free(words);
    return code;
}
