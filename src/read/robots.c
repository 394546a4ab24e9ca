/* robots.c: robots.txt to what it allows (RFC 9309).
 *
 * The groups that name the agent count together, else those that name "*"; of their
 * rules the longest that fits the path decides, and "allow" among equals; a path that
 * none fits is allowed. Files in the wild break lines in every way, put blanks before
 * colons and misspell Disallow; what is no line of a rule is passed over, as the RFC
 * asks. Crawl-delay is not in the RFC, but many say it, so it is read.
 *
 * Patterns and paths are compared in one spelling: letters, digits and "-._~" as they
 * are, every other percent-encoded byte with upper-case digits, bytes above 127
 * encoded; "*" and "$" in a path encoded, for in a pattern they are signs.
 */
#include "read/fetch.h"

#include <string.h>

#define DELAY_MAXIMUM 86400.0 /* seconds; more is no delay but a slip */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- one spelling ---------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t encode(unsigned char byte, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    out[0] = '%';
    out[1] = digits[byte >> 4];
    out[2] = digits[byte & 15];
    return 3;
}

/* Writes at most three bytes for each of t's. */
static size_t normalise(text t, bool pattern, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        int high = c == '%' && i + 2 < t.size ? hex_digit(t.data[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(t.data[i + 2]) : -1;
        if (low >= 0) {
            char byte = (char)(high * 16 + low);
            bool plain = is_letter(byte) || is_digit(byte) || strchr("-._~", byte);
            if (plain && byte)
                out[size++] = byte;
            else
                size += encode((unsigned char)byte, out + size);
            i += 2;
        } else if ((unsigned char)c > 127 || (!pattern && (c == '*' || c == '$'))) {
            size += encode((unsigned char)c, out + size);
        } else {
            out[size++] = c;
        }
    }
    return size;
}

/* ---- lines ----------------------------------------------------------------------- */

enum word { OTHER, AGENT, ALLOW, DISALLOW, DELAY };

/* The next line, with CR, LF or both behind it, its comment taken off. */
static text cut_line(text *rest)
{
    size_t end = 0;
    while (end < rest->size && rest->data[end] != '\n' && rest->data[end] != '\r')
        end++;
    text line = tc_text_slice(*rest, 0, end);
    *rest =
        end < rest->size ? tc_text_slice(*rest, end + 1, rest->size) : (text){NULL, 0};
    size_t comment = tc_text_find(line, TEXT("#"));
    return tc_text_trim(comment == SIZE_MAX ? line : tc_text_slice(line, 0, comment));
}

static enum word read_line(text line, text *value)
{
    static const struct {
        const char *name;
        enum word word;
    } words[] = {
        {"user-agent",  AGENT   },
        {"useragent",   AGENT   },
        {"user agent",  AGENT   },
        {"allow",       ALLOW   },
        {"disallow",    DISALLOW},
        {"dissallow",   DISALLOW},
        {"crawl-delay", DELAY   },
    };
    size_t colon = tc_text_find(line, TEXT(":"));
    if (colon == SIZE_MAX)
        return OTHER;
    text name = tc_text_trim(tc_text_slice(line, 0, colon));
    *value = tc_text_trim(tc_text_slice(line, colon + 1, line.size));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (tc_text_equal_fold(name, tc_text(words[i].name)))
            return words[i].word;
    return OTHER;
}

/* The product's name at the front: "tocsin" of "tocsin/1.0 (+...)". */
static text product(text agent)
{
    size_t end = 0;
    while (end < agent.size && (is_letter(agent.data[end]) || agent.data[end] == '_' ||
                                agent.data[end] == '-'))
        end++;
    return tc_text_slice(agent, 0, end);
}

/* ---- groups ---------------------------------------------------------------------- */

struct groups {
    struct arena *arena;
    text agent;     /* whose groups are taken; "*": those of all others */
    bool named;     /* a group of this agent was met */
    bool in_agents; /* the line before was a User-agent */
    bool taken;     /* the group at hand is taken */
    size_t room;    /* of rules */
    struct robots *out;
};

static void meet_agent(struct groups *g, text value)
{
    bool all = tc_text_equal(value, TEXT("*"));
    bool same = tc_text_equal(g->agent, TEXT("*"))
                    ? all
                    : !all && tc_text_equal_fold(product(value), g->agent);
    g->taken = (g->in_agents && g->taken) || same;
    g->named |= same;
    g->in_agents = true;
}

static bool add_rule(struct groups *g, bool allow, text value)
{
    if (value.size == 0 || value.size > TC_URL_MAXIMUM)
        return true; /* an empty rule says nothing */
    if (value.data[0] != '/' && value.data[0] != '*')
        return true;
    char *pattern = tc_arena_alloc(g->arena, 3 * value.size);
    if (!pattern)
        return false;
    if (g->out->count == g->room) {
        size_t room = g->room ? g->room * 2 : 16;
        struct robots_rule *rules = tc_arena_alloc(g->arena, room * sizeof *rules);
        if (!rules)
            return false;
        if (g->room > 0)
            memcpy(rules, g->out->rules, g->room * sizeof *rules);
        g->out->rules = rules;
        g->room = room;
    }
    struct robots_rule *rule = &g->out->rules[g->out->count++];
    rule->allow = allow;
    rule->whole = value.data[value.size - 1] == '$';
    value.size -= rule->whole;
    rule->pattern = (text){pattern, normalise(value, true, pattern)};
    return true;
}

/* Seconds, with or without a fraction; 0: it is no number. */
static double delay_of(text value)
{
    double seconds = 0, unit = 1;
    bool point = false;
    for (size_t i = 0; i < value.size && i < 12; i++) {
        if (value.data[i] == '.' && !point) {
            point = true;
        } else if (is_digit(value.data[i])) {
            unit /= point ? 10 : 1;
            seconds = point ? seconds + unit * (value.data[i] - '0')
                            : seconds * 10 + (value.data[i] - '0');
        } else {
            break;
        }
    }
    return seconds <= DELAY_MAXIMUM ? seconds : 0;
}

/* Rules of the groups that name this agent; *named: there is such a group. */
static tocsin_status read_groups(struct arena *arena, text bytes, text agent,
                                 struct robots *out, bool *named)
{
    struct groups g = {.arena = arena, .agent = agent, .out = out};
    memset(out, 0, sizeof *out);
    while (bytes.size > 0) {
        text value;
        text line = cut_line(&bytes);
        enum word word = read_line(line, &value);
        if (word == OTHER)
            continue; /* Sitemap and the like do not end a group's agents */
        if (word == AGENT) {
            meet_agent(&g, value);
            continue;
        }
        g.in_agents = false;
        if (!g.taken)
            continue;
        if (word == DELAY)
            out->delay = delay_of(value);
        else if (!add_rule(&g, word == ALLOW, value))
            return TOCSIN_MEMORY;
    }
    *named = g.named;
    return TOCSIN_OK;
}

tocsin_status tc_robots_read(struct arena *arena, text bytes, text agent,
                             struct robots *out)
{
    bool named;
    bytes = tc_text_slice(bytes, 0, TC_ROBOTS_MAXIMUM);
    if (tc_text_begins(bytes, TEXT("\xEF\xBB\xBF")))
        bytes = tc_text_slice(bytes, 3, bytes.size);
    agent = product(agent);
    if (agent.size > 0) {
        tocsin_status status = read_groups(arena, bytes, agent, out, &named);
        if (status != TOCSIN_OK || named)
            return status;
    }
    return read_groups(arena, bytes, TEXT("*"), out, &named);
}

/* ---- may it be asked for? -------------------------------------------------------- */

/* Does path begin with the pattern, each "*" standing for any bytes? The pieces between
 * them are looked for from the left, the last of a whole one at the end: no way back is
 * ever needed. */
static bool fits(const struct robots_rule *rule, text path)
{
    text pattern = rule->pattern;
    size_t at = 0;
    for (bool first = true;; first = false) {
        size_t star = tc_text_find(pattern, TEXT("*"));
        bool last = star == SIZE_MAX;
        text piece = tc_text_slice(pattern, 0, last ? pattern.size : star);
        text rest = tc_text_slice(path, at, path.size);
        if (last && rule->whole)
            return first ? tc_text_equal(rest, piece) : tc_text_ends(rest, piece);
        size_t found = 0;
        if (first && !tc_text_begins(rest, piece))
            return false;
        if (!first && piece.size > 0)
            found = tc_text_find(rest, piece);
        if (found == SIZE_MAX)
            return false;
        if (last)
            return true;
        at += found + piece.size;
        pattern = tc_text_slice(pattern, star + 1, pattern.size);
    }
}

bool tc_robots_allow(const struct robots *robots, text path)
{
    char normal[3 * TC_URL_MAXIMUM];
    if (path.size > TC_URL_MAXIMUM)
        return false;
    if (tc_text_equal(path, TEXT("/robots.txt")))
        return true;
    path = (text){normal, normalise(path, false, normal)};
    const struct robots_rule *best = NULL;
    for (size_t i = 0; i < robots->count; i++) {
        const struct robots_rule *rule = &robots->rules[i];
        size_t size = rule->pattern.size + rule->whole;
        size_t best_size = best ? best->pattern.size + best->whole : 0;
        if (best && (size < best_size || (size == best_size && !rule->allow)))
            continue;
        if (fits(rule, path))
            best = rule;
    }
    return !best || best->allow;
}
