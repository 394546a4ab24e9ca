/* case_file.c: reads test/cases/ and compares a coding with it, as case_file.h says. */
#include "test/case_file.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#define DAY_DEFAULT "2024-01-30"

/* ---- reading the files ----------------------------------------------------------- */

static char *trim(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    size_t size = strlen(s);
    while (size > 0 && isspace((unsigned char)s[size - 1]))
        s[--size] = '\0';
    return s;
}

/* The next word of *at, cut off there; NULL at the end. */
static char *next_word(char **at)
{
    char *s = *at + strspn(*at, " ");
    if (*s == '\0')
        return NULL;
    char *end = s + strcspn(s, " ");
    *at = *end ? end + 1 : end;
    *end = '\0';
    return s;
}

/* "name=value"; the value may go on over further words until the next such field. */
static bool is_field(const char *word)
{
    size_t name = strspn(word, "abcdefghijklmnopqrstuvwxyz");
    return name > 0 && (word[name] == '=' || word[name] == '<' || word[name] == '>');
}

static void take_field(struct expected *e, char *field)
{
    struct {
        const char *name;
        char **value;
    } texts[] = {
        {"place",     &e->place    },
        {"source",    &e->source   },
        {"chain",     &e->chain    },
        {"by",        &e->trigger  },
        {"from",      &e->from     },
        {"to",        &e->to       },
        {"bound",     &e->bound    },
        {"precision", &e->precision}
    };
    char *sign = field + strcspn(field, "=<>");
    char kind = *sign;
    *sign = '\0';
    char *value = trim(sign + 1);
    if (kind != '=') {
        assert_string_equal(field, "factuality");
        *(kind == '<' ? &e->below : &e->above) = strtod(value, NULL);
        return;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(field, texts[i].name) == 0) {
            *texts[i].value = value;
            return;
        }
    e->number_what = field;
    e->number = (unsigned)strtoul(value, NULL, 10);
}

static void take_fields(struct expected *e, char *at)
{
    char *field = NULL;
    for (char *s = at; *s; s++) {
        if (*s == ' ' || (s > at && s[-1] != ' ' && s[-1] != '\0') || !is_field(s))
            continue;
        if (field) {
            s[-1] = '\0';
            take_field(e, field);
        }
        field = s;
    }
    if (field)
        take_field(e, field);
}

/* The next of the alternatives between "|"; size 0 at the end. */
static tocsin_text alternative(const char **at)
{
    tocsin_text t = {*at, strcspn(*at, "|")};
    *at += t.size;
    *at += **at == '|';
    return t;
}

static bool same(tocsin_text t, const char *s)
{
    return t.size == strlen(s) && memcmp(t.data, s, t.size) == 0;
}

static bool known(const char *words, int (*from_name)(tocsin_text))
{
    for (const char *at = words; *at;) {
        tocsin_text one = alternative(&at);
        if (!same(one, "*") && !same(one, "any") && from_name(one) < 0)
            return false;
    }
    return true;
}

void case_take(struct block *b, const char *file, const char *line)
{
    assert_true(b->count < EXPECTED_ROOM);
    struct expected *e = &b->expected[b->count];
    char *at = b->pieces[b->count];
    *e = (struct expected){.above = NAN, .below = NAN};
    (void)snprintf(b->lines[b->count], CASE_ROOM, "%s", line);
    (void)snprintf(at, CASE_ROOM, "%s", line + 1);
    e->line = b->lines[b->count];
    b->count++;
    e->wanted = line[0] == '+';
    e->type = next_word(&at);
    char *point = e->type ? strchr(e->type, '.') : NULL;
    if (point) {
        *point = '\0';
        e->mode = point + 1;
    }
    e->status = next_word(&at);
    e->actor = next_word(&at);
    bool right = e->type && known(e->type, tocsin_type_from_name) &&
                 (!e->status || known(e->status, tocsin_claim_status_from_name));
    if (e->wanted) {
        char *arrow = next_word(&at);
        e->recipient = next_word(&at);
        right = right && e->recipient && strcmp(arrow, "->") == 0;
    }
    if (right)
        take_fields(e, at);
    if (!right)
        fail_msg("%s:%d: not an expectation: %s", file, b->line, line);
}

/* "# ---- name ------" */
static void take_section(struct block *b, const char *line)
{
    if (strncmp(line, "# ----", 6) != 0)
        return;
    line += 6 + strspn(line + 6, "- ");
    (void)snprintf(b->section, sizeof b->section, "%s", line);
    size_t size = strlen(b->section);
    while (size > 0 && strchr("- ", b->section[size - 1]))
        b->section[--size] = '\0';
}

/* "\n" as it is written to a new line. */
static void take_text(struct block *b, const char *s, int line)
{
    size_t size = 0;
    for (; *s && size + 1 < CASE_ROOM; s++) {
        bool new_line = s[0] == '\\' && s[1] == 'n';
        b->text[size++] = new_line ? '\n' : *s;
        s += new_line;
    }
    b->text[size] = '\0';
    b->line = line;
}

bool case_next(FILE *in, const char *file, int *line, struct block *b)
{
    char room[CASE_ROOM];
    b->text[0] = '\0';
    b->count = 0;
    (void)snprintf(b->day, sizeof b->day, "%s", DAY_DEFAULT);
    while (fgets(room, sizeof room, in)) {
        ++*line;
        assert_non_null(strchr(room, '\n')); /* a line that is too long */
        char *s = trim(room);
        if (*s == '\0' && b->text[0])
            return true;
        if (*s == '\0')
            continue;
        if (*s == '#') {
            take_section(b, s);
        } else if (*s == '@') {
            (void)snprintf(b->day, sizeof b->day, "%.10s", trim(s + 1));
        } else if (*s == '+' || *s == '-') {
            case_take(b, file, s);
        } else {
            if (b->text[0])
                fail_msg("%s:%d: an empty line is missing before: %s", file, *line, s);
            take_text(b, s, *line);
        }
    }
    return b->text[0] != '\0';
}

void case_code(tocsin_coder *coder, const struct block *b, tocsin_coding *out)
{
    tocsin_error error;
    tocsin_document document = {0};
    document.id = (tocsin_text){"case", 4};
    document.text = (tocsin_text){b->text, strlen(b->text)};
    document.published = (tocsin_text){b->day, strlen(b->day)};
    document.language = (tocsin_text){"en", 2};
    if (tocsin_coder_code(coder, &document, out, &error) != TOCSIN_OK)
        fail_msg("%s: %s", b->text, error.message);
}

/* ---- comparing ------------------------------------------------------------------- */

/* t against a pattern with "*" at its beginning or end; "-" is nothing. */
static bool pattern_fits(tocsin_text t, tocsin_text pattern)
{
    const char *p = pattern.data;
    size_t size = pattern.size;
    if (same(pattern, "*"))
        return true;
    if (same(pattern, "-"))
        return t.size == 0;
    if (p[0] == '*')
        return t.size >= size - 1 &&
               memcmp(t.data + t.size - (size - 1), p + 1, size - 1) == 0;
    if (p[size - 1] == '*')
        return t.size >= size - 1 && memcmp(t.data, p, size - 1) == 0;
    return t.size == size && memcmp(t.data, p, size) == 0;
}

bool case_code_fits(tocsin_text code, const char *pattern)
{
    while (*pattern)
        if (pattern_fits(code, alternative(&pattern)))
            return true;
    return false;
}

static bool party_fits(const tocsin_mention *m, uint32_t count, const char *pattern)
{
    tocsin_text none = {NULL, 0};
    if (count == 0)
        return case_code_fits(none, pattern);
    for (uint32_t i = 0; i < count; i++)
        if (case_code_fits(m[i].code, pattern))
            return true;
    return false;
}

static bool contains_any(tocsin_text t, const char *words)
{
    while (*words) {
        tocsin_text one = alternative(&words);
        for (size_t i = 0; i + one.size <= t.size; i++)
            if (strncasecmp(t.data + i, one.data, one.size) == 0)
                return true;
    }
    return false;
}

bool case_contains(tocsin_text t, const char *words)
{
    return contains_any(t, words);
}

static bool source_fits(const tocsin_claim *c, const char *words)
{
    for (uint32_t i = 0; i < c->attribution_count; i++)
        if (contains_any(c->attribution[i].source, words))
            return true;
    return false;
}

/* The whole chain against one way of writing it, "A > B". */
static bool links_fit(const tocsin_claim *c, tocsin_text chain)
{
    uint32_t link = 0;
    if (same(chain, "none"))
        return c->attribution_count == 0;
    for (size_t at = 0; at < chain.size; link++) {
        char words[CASE_ROOM];
        size_t end = at;
        while (end < chain.size && chain.data[end] != '>')
            end++;
        (void)snprintf(words, sizeof words, "%.*s", (int)(end - at), chain.data + at);
        const char *source = trim(words);
        if (link >= c->attribution_count)
            return false;
        tocsin_text t = c->attribution[link].source;
        if (strcmp(source, "-") == 0 ? t.size > 0 : !contains_any(t, source))
            return false;
        at = end + 1;
    }
    return link == c->attribution_count;
}

static bool chain_fits(const tocsin_claim *c, const char *chain)
{
    while (*chain)
        if (links_fit(c, alternative(&chain)))
            return true;
    return false;
}

static bool number_fits(const tocsin_claim *c, const struct expected *e)
{
    for (uint32_t i = 0; i < c->number_count; i++)
        if (same(c->numbers[i].what, e->number_what) && c->numbers[i].low == e->number)
            return true;
    return false;
}

/* Is this one of the alternatives, or are these anything? */
static bool among(const char *words, const char *word)
{
    while (*words) {
        tocsin_text one = alternative(&words);
        if (same(one, "*") || same(one, "any") || same(one, word))
            return true;
    }
    return false;
}

static bool type_fits(const tocsin_claim *c, const struct expected *e)
{
    return among(e->type, tocsin_type_name(c->type)) &&
           (!e->trigger || contains_any(c->trigger, e->trigger));
}

static bool parties_fit(const tocsin_claim *c, const struct expected *e)
{
    return (!e->actor || party_fits(c->actors, c->actor_count, e->actor)) &&
           (!e->recipient ||
            party_fits(c->recipients, c->recipient_count, e->recipient));
}

/* What goes on has not failed to happen either. */
static bool status_fits(const tocsin_claim *c, const struct expected *e)
{
    return !e->status || among(e->status, tocsin_claim_status_name(c->status)) ||
           (!e->wanted && c->status == TOCSIN_ONGOING &&
            among(e->status, tocsin_claim_status_name(TOCSIN_HAPPENED)));
}

static bool detail_fits(const tocsin_claim *c, const struct expected *e)
{
    return (!e->mode || same(c->mode, e->mode)) &&
           (!e->place || contains_any(c->place.name, e->place) ||
            contains_any(c->place.text, e->place) ||
            (strcmp(e->place, "-") == 0 && !c->place.precision.size)) &&
           (!e->source || source_fits(c, e->source)) &&
           (!e->chain || chain_fits(c, e->chain)) &&
           (!e->from || case_code_fits(c->time.from, e->from)) &&
           (!e->to || case_code_fits(c->time.to, e->to)) &&
           (!e->bound || case_code_fits(c->time.bound, e->bound)) &&
           (!e->precision || case_code_fits(c->time.precision, e->precision)) &&
           (!e->number_what || number_fits(c, e)) &&
           (isnan(e->below) || c->factuality < e->below) &&
           (isnan(e->above) || c->factuality > e->above);
}

bool case_holds(const tocsin_coding *coding, const struct expected *e)
{
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        const tocsin_claim *c = &coding->claims[i];
        if (type_fits(c, e) && parties_fit(c, e) && status_fits(c, e) &&
            detail_fits(c, e))
            return e->wanted;
    }
    return !e->wanted;
}

/* ---- did a report become a fact? ------------------------------------------------- */

static bool real(const tocsin_claim *c)
{
    return c->status == TOCSIN_HAPPENED || c->status == TOCSIN_ONGOING;
}

/* Does the line allow that it happened, or goes on? */
static bool allows_real(const struct expected *e)
{
    return e->wanted && e->status &&
           (among(e->status, tocsin_claim_status_name(TOCSIN_HAPPENED)) ||
            among(e->status, tocsin_claim_status_name(TOCSIN_ONGOING)));
}

bool case_unreal(const struct expected *e)
{
    if (!e->status)
        return false;
    return e->wanted ? !allows_real(e)
                     : among(e->status, tocsin_claim_status_name(TOCSIN_HAPPENED));
}

/* The act by another name: a claim of the same word as one that is as expected. The
 * promise or threat that is made with the word was made. */
static bool of_same_word(const tocsin_coding *coding, const tocsin_claim *c,
                         const struct expected *e)
{
    if (!e->wanted || c->type == TOCSIN_AGREE || c->type == TOCSIN_THREATEN)
        return false;
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        const tocsin_claim *other = &coding->claims[i];
        if (other->trigger_begin == c->trigger_begin && type_fits(other, e) &&
            parties_fit(other, e) && status_fits(other, e))
            return true;
    }
    return false;
}

const tocsin_claim *case_became_fact(const tocsin_coding *coding, const struct block *b,
                                     const struct expected *e)
{
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        const tocsin_claim *c = &coding->claims[i];
        bool covered = false, rival = false;
        for (size_t k = 0; k < b->count; k++) {
            const struct expected *other = &b->expected[k];
            if (!allows_real(other) || !type_fits(c, other))
                continue;
            rival = true;
            covered = covered || parties_fit(c, other);
        }
        if (!real(c) || covered)
            continue;
        if (type_fits(c, e) ? (!rival && e->wanted) || parties_fit(c, e)
                            : of_same_word(coding, c, e))
            return c;
    }
    return NULL;
}

/* ---- telling --------------------------------------------------------------------- */

static void print_text(tocsin_text t)
{
    printf("%.*s", (int)t.size, t.size ? t.data : "");
}

static void print_parties(const tocsin_mention *m, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        printf("%s", i ? "," : "");
        if (m[i].code.size)
            print_text(m[i].code);
        else
            printf("(%.*s)", (int)m[i].text.size, m[i].text.data);
    }
    if (count == 0)
        printf("-");
}

static void print_claim(const tocsin_claim *c)
{
    printf("      out: %s%s", tocsin_type_name(c->type), c->mode.size ? "." : "");
    print_text(c->mode);
    printf(" %s ", tocsin_claim_status_name(c->status));
    print_parties(c->actors, c->actor_count);
    printf(" -> ");
    print_parties(c->recipients, c->recipient_count);
    printf(" factuality=%.1f from=%.*s", c->factuality, (int)c->time.from.size,
           c->time.from.size ? c->time.from.data : "");
    if (c->place.name.size)
        printf(" place=%.*s", (int)c->place.name.size, c->place.name.data);
    for (uint32_t i = 0; i < c->attribution_count; i++)
        printf(" source=%.*s", (int)c->attribution[i].source.size,
               c->attribution[i].source.size ? c->attribution[i].source.data : "");
    for (uint32_t i = 0; i < c->number_count; i++)
        printf(" %.*s=%u", (int)c->numbers[i].what.size, c->numbers[i].what.data,
               c->numbers[i].low);
    printf("  [");
    print_text(c->rule);
    printf("]\n");
}

void case_print(const char *file, const struct block *b, const tocsin_coding *coding)
{
    printf("  %s:%d: %s\n", file, b->line, b->text);
    for (size_t i = 0; i < b->count; i++)
        if (!case_holds(coding, &b->expected[i]))
            printf("      not so: %s\n", b->expected[i].line);
    for (uint32_t i = 0; i < coding->claim_count; i++)
        print_claim(&coding->claims[i]);
}
