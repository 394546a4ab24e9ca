/* record/io/read_tocsin.c: what tocsin prints, back into a record: JSON lines of claims
 * (docs/claims.md), and of documents with their claims behind them (export --what
 * record).
 *
 * Unlike other projects' rows these are claims as the coder made them, with offsets,
 * attribution and the rule, so they are added as a coding is, and are merged. A line
 * that has "type" is a claim, any other a document. The claims of one document stand
 * together, as they are printed; they are added when the next one begins. Where no line
 * gives the document's text, its claims keep their words and offsets without it.
 *
 * The members of a line are told by tables, one for each kind of object; what is not in
 * them is passed over, because fields are added to the contract as time goes by.
 */
#include "record/io/lines.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONGEST_LINE = 1 << 28,
    MANY = 1 << 16,     /* items of a list, claims of a document */
    HELD = 1 << 30,     /* bytes of a document and its claims */
    LONGEST_NUMBER = 64 /* bytes */
};

/* ---- tables ---------------------------------------------------------------------- */

enum kind {
    KIND_TEXT,
    KIND_REAL,  /* null: NaN */
    KIND_SIZE,  /* uint32_t; null: all bits set */
    KIND_ZERO,  /* uint32_t; null: 0 */
    KIND_WHOLE, /* long long */
    KIND_BOOL,
    KIND_TYPE,
    KIND_STATUS,
    KIND_VOICE,
    KIND_VERIFICATION,
    KIND_OBJECT, /* null: as it was */
    KIND_LIST,   /* of objects */
    KIND_TEXTS
};
struct shape;
struct member {
    const char *name;
    enum kind kind;
    size_t offset, count; /* count: of a list, the offset of its uint32_t */
    const struct shape *of;
};
struct shape {
    const struct member *members;
    size_t count, size; /* size: bytes of an item */
};
#define SHAPE(list, type)                                                              \
    {                                                                                  \
        list, sizeof(list) / sizeof *(list), sizeof(type)                              \
    }

#define FIELD(type, name, kind, field)                                                 \
    {                                                                                  \
        name, KIND_##kind, offsetof(type, field), 0, NULL                              \
    }
#define MENTION(name, kind) FIELD(tocsin_mention, #name, kind, name)
static const struct member mention_members[] = {
    MENTION(text, TEXT),   MENTION(begin, ZERO), MENTION(end, ZERO),
    MENTION(name, TEXT),   MENTION(code, TEXT),  MENTION(country, TEXT),
    MENTION(sector, TEXT), MENTION(id, TEXT),
};
#define PLACE(name, kind) FIELD(tocsin_place, #name, kind, name)
static const struct member place_members[] = {
    PLACE(text, TEXT),     PLACE(begin, ZERO),     PLACE(end, ZERO),
    PLACE(name, TEXT),     PLACE(country, TEXT),   PLACE(admin1, TEXT),
    PLACE(admin2, TEXT),   PLACE(lat, REAL),       PLACE(lon, REAL),
    PLACE(geonames, ZERO), PLACE(precision, TEXT),
};
#define TIME(name, kind) FIELD(tocsin_time, #name, kind, name)
static const struct member time_members[] = {
    TIME(text, TEXT), TIME(begin, ZERO),     TIME(end, ZERO),   TIME(from, TEXT),
    TIME(to, TEXT),   TIME(precision, TEXT), TIME(bound, TEXT),
};
#define NUMBER(name, kind) FIELD(tocsin_number, #name, kind, name)
static const struct member number_members[] = {
    NUMBER(what, TEXT), NUMBER(low, ZERO),   NUMBER(high, SIZE),
    NUMBER(text, TEXT), NUMBER(begin, ZERO), NUMBER(end, ZERO),
};
#define LINK(name, kind) FIELD(tocsin_attribution, #name, kind, name)
static const struct member link_members[] = {
    LINK(source, TEXT),      LINK(named, BOOL),
    LINK(cue, TEXT),         LINK(source_begin, ZERO),
    LINK(source_end, ZERO),  LINK(cue_begin, ZERO),
    LINK(cue_end, ZERO),     LINK(content_begin, ZERO),
    LINK(content_end, ZERO), LINK(code, TEXT),
    LINK(id, TEXT),          LINK(kind, VOICE),
    LINK(anonymous, BOOL),   LINK(stance, REAL),
};
#define REMARK(name, kind) FIELD(tocsin_verification, #name, kind, name)
static const struct member remark_members[] = {
    REMARK(kind, VERIFICATION), REMARK(text, TEXT), REMARK(begin, ZERO),
    REMARK(end, ZERO),          REMARK(by, TEXT),
};
static const struct shape mention_shape = SHAPE(mention_members, tocsin_mention),
                          place_shape = SHAPE(place_members, tocsin_place),
                          time_shape = SHAPE(time_members, tocsin_time),
                          number_shape = SHAPE(number_members, tocsin_number),
                          link_shape = SHAPE(link_members, tocsin_attribution),
                          remark_shape = SHAPE(remark_members, tocsin_verification);

/* A line of either kind. */
struct line {
    text of;    /* the id of the document that a claim stands in */
    bool claim; /* it has a type */
    tocsin_document document;
    text coder;
    const text *authors;
    uint32_t author_count;
    long long sentences, tokens;
    tocsin_claim is;
};
#define WHY(name, kind, field) FIELD(struct line, name, kind, is.field)
static const struct member why_members[] = {
    WHY("trigger", TEXT, trigger),
    WHY("begin", ZERO, trigger_begin),
    WHY("end", ZERO, trigger_end),
    WHY("rule", TEXT, rule),
    WHY("path", TEXT, path),
    WHY("weight", REAL, weight),
    WHY("rules_factuality", REAL, rules_factuality),
};
static const struct shape why_shape = SHAPE(why_members, struct line);

#define CLAIM(name, kind)       FIELD(struct line, #name, kind, is.name)
#define OF_DOCUMENT(name, kind) FIELD(struct line, #name, kind, document.name)
#define OF_LINE(name, kind)     FIELD(struct line, #name, kind, name)
/* Objects and lists of them, or of texts. */
#define PART(name, shape)                                                              \
    {                                                                                  \
#        name, KIND_OBJECT, offsetof(struct line, is.name), 0, shape                   \
    }
#define LIST(name, kind, number, shape)                                                \
    {                                                                                  \
#        name, KIND_##kind, offsetof(struct line, is.name),                            \
            offsetof(struct line, is.number), shape                                    \
    }
#define NAMES(name, number)                                                            \
    {                                                                                  \
#        name, KIND_TEXTS, offsetof(struct line, name), offsetof(struct line, number), \
            NULL                                                                       \
    }
#define INSIDE(name, shape)                                                            \
    {                                                                                  \
#        name, KIND_OBJECT, 0, 0, shape                                                \
    }
static const struct member line_members[] = {
    FIELD(struct line, "document", TEXT, of),
    OF_DOCUMENT(publisher, TEXT),
    OF_DOCUMENT(published, TEXT),
    OF_DOCUMENT(url, TEXT),
    CLAIM(sentence, ZERO),
    CLAIM(begin, ZERO),
    CLAIM(end, ZERO),
    CLAIM(type, TYPE),
    CLAIM(mode, TEXT),
    LIST(contexts, TEXTS, context_count, NULL),
    CLAIM(cameo, TEXT),
    CLAIM(intensity, REAL),
    LIST(actors, LIST, actor_count, &mention_shape),
    LIST(recipients, LIST, recipient_count, &mention_shape),
    PART(place, &place_shape),
    PART(time, &time_shape),
    LIST(numbers, LIST, number_count, &number_shape),
    CLAIM(status, STATUS),
    CLAIM(factuality, REAL),
    LIST(attribution, LIST, attribution_count, &link_shape),
    PART(verification, &remark_shape),
    CLAIM(confidence, REAL),
    INSIDE(why, &why_shape),
    OF_DOCUMENT(id, TEXT),
    OF_DOCUMENT(title, TEXT),
    OF_DOCUMENT(text, TEXT),
    OF_DOCUMENT(changed, TEXT),
    OF_DOCUMENT(language, TEXT),
    OF_DOCUMENT(agency, TEXT),
    NAMES(authors, author_count),
    OF_DOCUMENT(file, TEXT),
    OF_DOCUMENT(line, WHOLE),
    OF_LINE(sentences, WHOLE),
    OF_LINE(tokens, WHOLE),
    OF_LINE(coder, TEXT),
};
static const struct shape line_shape = SHAPE(line_members, struct line);

/* ---- values ---------------------------------------------------------------------- */

struct reading {
    struct json json;
    struct arena *arena;
    text member; /* the name of the one at hand */
};

static bool wrong(struct reading *r, size_t where, const char *why)
{
    return tc_json_fail(&r->json, where, why);
}

static bool no_memory(struct reading *r)
{
    r->json.memory = true;
    return wrong(r, r->json.at, "out of memory");
}

/* What begins with n, or else it fails at the value. */
static bool is_null(struct reading *r)
{
    return tc_json_here(&r->json) == 'n' && tc_json_skip(&r->json, 1);
}

static bool read_text(struct reading *r, text *out)
{
    struct json_string string;
    size_t from = r->json.at;
    *out = (text){NULL, 0};
    if (is_null(r))
        return true;
    if (!tc_json_string(&r->json, &string))
        return false;
    char *data = tc_arena_alloc(r->arena, string.raw.size + 1);
    if (!data)
        return no_memory(r);
    size_t size = string.raw.size;
    if (string.escaped)
        size = tc_json_unescape(string.raw, data);
    else if (size)
        memcpy(data, string.raw.data, size);
    *out = (text){data, size};
    if (tc_utf8_check(*out) < size || (size && memchr(data, 0, size)))
        return wrong(r, from, "a string that is not UTF-8, or has a NUL character");
    return true;
}

/* JSON's grammar is looked at already. Exact for what we print, some four digits behind
 * the point: whole numbers below 2^53 and powers of ten up to 22 are exact as doubles
 * (Clinger 1990); the rest is good to the last digit or two. */
static double number_of(text t)
{
    double value = 0, power = 1;
    long long exponent = 0;
    size_t at = t.data[0] == '-';
    bool point = false;
    for (; at < t.size && t.data[at] != 'e' && t.data[at] != 'E'; at++) {
        if (t.data[at] == '.') {
            point = true;
            continue;
        }
        if (value < 1e17) {
            value = value * 10 + (t.data[at] - '0');
            exponent -= point;
        } else {
            exponent += !point;
        }
    }
    long long written = 0;
    at += at + 1 < t.size && t.data[at + 1] == '+' ? 2 : 1;
    if (at < t.size &&
        !tc_text_integer(tc_text_slice(t, at, t.size), -400, 400, &written))
        return NAN;
    exponent += written;
    for (long long i = exponent < 0 ? -exponent : exponent; i > 0 && i < 800; i--)
        power *= 10;
    value = exponent < 0 ? value / power : value * power;
    return t.data[0] == '-' ? -value : value;
}

/* NaN for null. */
static bool read_real(struct reading *r, double *out)
{
    size_t from = r->json.at;
    *out = NAN;
    if (is_null(r))
        return true;
    if (!tc_json_number(&r->json))
        return false;
    text raw = tc_text_slice(r->json.line, from, r->json.at);
    *out = raw.size <= LONGEST_NUMBER ? number_of(raw) : NAN;
    return isfinite(*out) || wrong(r, from, "a number out of range");
}

static bool read_whole(struct reading *r, long long low, long long high, long long null,
                       long long *out)
{
    size_t from = r->json.at;
    *out = null;
    if (is_null(r))
        return true;
    if (!tc_json_number(&r->json))
        return false;
    return tc_text_integer(tc_text_slice(r->json.line, from, r->json.at), low, high,
                           out) ||
           wrong(r, from, "a number that is not whole, or out of range");
}

static bool read_bool(struct reading *r, bool *out)
{
    size_t from = r->json.at;
    char c = tc_json_here(&r->json);
    *out = c == 't';
    if (!tc_json_skip(&r->json, 1))
        return false;
    return c == 't' || c == 'f' || wrong(r, from, "neither true nor false");
}

static int voice_from_name(text name)
{
    for (int i = 0; i < TOCSIN_VOICE_KIND_COUNT; i++)
        if (tc_text_equal(name, tc_text(tocsin_voice_kind_name((tocsin_voice_kind)i))))
            return i;
    return -1;
}

static int verification_from_name(text name)
{
    for (int i = 0; i < TOCSIN_VERIFICATION_COUNT; i++)
        if (tc_text_equal(
                name, tc_text(tocsin_verification_name((tocsin_verification_kind)i))))
            return i;
    return -1;
}

static bool read_name(struct reading *r, enum kind kind, int *out)
{
    text name;
    size_t from = r->json.at;
    if (!read_text(r, &name))
        return false;
    *out = kind == KIND_TYPE     ? tocsin_type_from_name(name)
           : kind == KIND_STATUS ? tocsin_claim_status_from_name(name)
           : kind == KIND_VOICE  ? voice_from_name(name)
                                 : verification_from_name(name);
    return *out >= 0 || wrong(r, from, "a name that is none of those there are");
}

/* ---- objects and lists ----------------------------------------------------------- */

/* What is not told is unknown. */
/* NOLINTBEGIN(misc-no-recursion): as deep as the tables, which are three deep */
static void set_unknown(const struct shape *shape, void *into)
{
    const double none = NAN;
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *m = &shape->members[i];
        char *field = (char *)into + m->offset;
        if (m->kind == KIND_REAL)
            memcpy(field, &none, sizeof none);
        else if (m->kind == KIND_SIZE)
            memset(field, 0xff, sizeof(uint32_t));
        else if (m->kind == KIND_OBJECT)
            set_unknown(m->of, field);
    }
}

static bool read_object(struct reading *r, const struct shape *shape, void *into);

/* Steps behind the next item's comma; *more false at the list's end. */
static bool next_item(struct reading *r, char close, bool first, bool *more)
{
    tc_json_space(&r->json);
    char c = tc_json_here(&r->json);
    *more = c != close;
    if (!*more || !first)
        r->json.at += c == close || c == ',';
    if (*more && !first && c != ',')
        return wrong(r, r->json.at, "a comma or a closing bracket was expected");
    tc_json_space(&r->json);
    return true;
}

static bool one_more(struct reading *r, char **items, uint32_t count, size_t size)
{
    if (count >= MANY)
        return wrong(r, r->json.at, "too many items");
    if (count && (count & (count - 1)))
        return true;
    char *more = tc_arena_alloc(r->arena, (count ? count * (size_t)2 : 1) * size);
    if (!more)
        return no_memory(r);
    if (count)
        memcpy(more, *items, count * size);
    *items = more;
    return true;
}

/* Of objects of a shape, or, when it is NULL, of texts. */
static bool read_list(struct reading *r, const struct shape *shape, void **list,
                      uint32_t *out)
{
    char *items = NULL;
    uint32_t count = 0;
    size_t size = shape ? shape->size : sizeof(text);
    bool more;
    *list = NULL;
    *out = 0;
    if (is_null(r))
        return true;
    if (!tc_json_expect(&r->json, '[', "a list was expected"))
        return false;
    while (next_item(r, ']', count == 0, &more) && more) {
        if (!one_more(r, &items, count, size))
            return false;
        char *item = items + count * size;
        memset(item, 0, size);
        if (shape)
            set_unknown(shape, item);
        text t;
        if (shape ? !read_object(r, shape, item) : !read_text(r, &t))
            return false;
        if (!shape)
            memcpy(item, &t, sizeof t);
        count++;
    }
    *list = items;
    *out = count;
    return !r->json.why;
}

/* A number, true or false, or a name, into a field of its own size. */
static bool read_scalar(struct reading *r, enum kind kind, char *field)
{
    long long whole = 0;
    double real;
    bool yes;
    int name = 0;
    uint32_t narrow;
    switch (kind) {
    case KIND_REAL:
        if (!read_real(r, &real))
            return false;
        memcpy(field, &real, sizeof real);
        return true;
    case KIND_WHOLE:
        if (!read_whole(r, 0, INT64_MAX / 16, 0, &whole))
            return false;
        memcpy(field, &whole, sizeof whole);
        return true;
    case KIND_SIZE:
    case KIND_ZERO:
        if (!read_whole(r, 0, UINT32_MAX, kind == KIND_SIZE ? UINT32_MAX : 0, &whole))
            return false;
        narrow = (uint32_t)whole;
        memcpy(field, &narrow, sizeof narrow);
        return true;
    case KIND_BOOL:
        if (!read_bool(r, &yes))
            return false;
        memcpy(field, &yes, sizeof yes);
        return true;
    default: /* the enums of tocsin.h are as large as an int */
        if (!read_name(r, kind, &name))
            return false;
        memcpy(field, &name, sizeof name);
        return true;
    }
}
_Static_assert(sizeof(tocsin_type) == sizeof(int) &&
                   sizeof(tocsin_claim_status) == sizeof(int) &&
                   sizeof(tocsin_voice_kind) == sizeof(int) &&
                   sizeof(tocsin_verification_kind) == sizeof(int),
               "names are read into an int");

static bool read_member(struct reading *r, const struct member *m, void *into)
{
    char *field = (char *)into + m->offset;
    void *items = NULL;
    uint32_t count = 0;
    text t;
    switch (m->kind) {
    case KIND_TEXT:
        if (!read_text(r, &t))
            return false;
        memcpy(field, &t, sizeof t);
        return true;
    case KIND_OBJECT:
        return is_null(r) || (!r->json.why && read_object(r, m->of, field));
    case KIND_LIST:
    case KIND_TEXTS:
        if (!read_list(r, m->of, &items, &count))
            return false;
        memcpy(field, &items, sizeof items);
        memcpy((char *)into + m->count, &count, sizeof count);
        return true;
    default:
        return read_scalar(r, m->kind, field);
    }
}

static bool read_object(struct reading *r, const struct shape *shape, void *into)
{
    if (!tc_json_expect(&r->json, '{', "an object was expected"))
        return false;
    bool more;
    for (bool first = true; next_item(r, '}', first, &more) && more; first = false) {
        struct json_string key;
        if (!tc_json_string(&r->json, &key) ||
            !tc_json_expect(&r->json, ':', "a colon was expected"))
            return false;
        tc_json_space(&r->json);
        const struct member *found = NULL;
        for (size_t i = 0; i < shape->count && !found; i++)
            if (tc_text_equal(key.raw, tc_text(shape->members[i].name)))
                found = &shape->members[i];
        r->member = key.raw;
        if (found ? !read_member(r, found, into) : !tc_json_skip(&r->json, 1))
            return false;
    }
    return !r->json.why;
}
/* NOLINTEND(misc-no-recursion) */

/* ---- documents ------------------------------------------------------------------- */

struct lines {
    struct record *record;
    const struct io_input *input;
    const struct lines_options *options;
    struct lines_counts *counts;
    tocsin_error *error;
    struct buffer window; /* bytes that are not used up yet */
    size_t at;            /* in them, of the next line */
    bool ended;           /* the input has no more */
    long long number;     /* of the line at hand, from 1 */
    struct arena arena;   /* of the document at hand and its claims */
    struct line document;
    bool open;       /* there is one at hand */
    long long first; /* its line */
    tocsin_claim *claims;
    size_t claim_count, claim_room;
    struct map seen; /* the hash of each document's id, 8 bytes */
    struct arena seen_keys;
};

static tocsin_status report(struct lines *lines, tocsin_status status, long long line,
                            const char *words)
{
    tocsin_error problem;
    lines->counts->bad++;
    if (!lines->options->problem)
        return TOCSIN_OK;
    (void)tc_fail(&problem, status, lines->input->file, line, -1, "%s", words);
    return lines->options->problem(lines->options->context, &problem);
}

/* Adds the document at hand, if there is one. */
static tocsin_status close_document(struct lines *lines)
{
    if (!lines->open)
        return TOCSIN_OK;
    lines->open = false;
    const struct line *d = &lines->document;
    tocsin_coding coding = {.document = d->document,
                            .claims = lines->claims,
                            .claim_count = (uint32_t)lines->claim_count,
                            .sentence_count = (uint32_t)d->sentences,
                            .token_count = (uint32_t)d->tokens};
    /* it has a NUL behind it: read_text() */
    const char *coder = d->coder.size ? d->coder.data : lines->options->coder;
    tocsin_error why;
    bool added = false;
    tocsin_status status = tc_record_add(lines->record, &coding, coder, &added, &why);
    lines->counts->documents++;
    lines->counts->added += added;
    lines->counts->claims += added ? lines->claim_count : 0;
    if (status == TOCSIN_USAGE || status == TOCSIN_LIMIT)
        return report(lines, TOCSIN_FORMAT, lines->first, why.message);
    if (status && lines->error)
        *lines->error = why;
    return status;
}

/* *again: its claims were added already, apart from these. */
static bool see(struct lines *lines, text id, bool *again)
{
    uint64_t hash = tc_hash(id.data, id.size);
    text key = {(const char *)&hash, sizeof hash};
    uint32_t ignored;
    *again = tc_map_get(&lines->seen, key, &ignored);
    if (*again)
        return true;
    key = tc_arena_copy(&lines->seen_keys, key);
    return key.data && tc_map_put(&lines->seen, key, 1);
}

static tocsin_status open_document(struct lines *lines, const struct line *line,
                                   text id)
{
    bool again;
    if (!see(lines, id, &again))
        return tc_fail(lines->error, TOCSIN_MEMORY, lines->input->file, lines->number,
                       -1, "out of memory");
    if (again)
        return report(lines, TOCSIN_FORMAT, lines->number,
                      "its document came before, apart from this line");
    lines->document = *line;
    lines->document.document.id = id;
    lines->open = true;
    lines->first = lines->number;
    lines->claim_count = 0;
    return TOCSIN_OK;
}

/* What is wrong with a claim, or NULL. */
static const char *look_at_claim(const struct lines *lines, const struct line *line)
{
    const tocsin_claim *c = &line->is;
    text whole = lines->document.document.text;
    if (!line->of.size)
        return "the claim has no \"document\"";
    if ((unsigned)c->status >= TOCSIN_CLAIM_STATUS_COUNT)
        return "the claim has no \"status\"";
    if (c->begin > c->end)
        return "the claim ends before it begins";
    bool ours = lines->open && tc_text_equal(lines->document.document.id, line->of);
    if (ours && whole.size && c->end > whole.size)
        return "the claim ends behind the text of its document";
    return ours && lines->claim_count >= MANY ? "too many claims of one document"
                                              : NULL;
}

/* Of the document at hand, or of one that only its claims tell of. */
static tocsin_status take_claim(struct lines *lines, struct line *line)
{
    const char *why = look_at_claim(lines, line);
    if (why)
        return report(lines, TOCSIN_FORMAT, lines->number, why);
    if (!lines->open) {
        line->document.file = tc_text(lines->input->file);
        line->document.line = lines->number;
        tocsin_status status = open_document(lines, line, line->of);
        if (status || !lines->open)
            return status;
    }
    if (!tc_grow(&lines->claims, &lines->claim_room, lines->claim_count + 1,
                 sizeof *lines->claims, MANY))
        return tc_fail(lines->error, TOCSIN_MEMORY, lines->input->file, lines->number,
                       -1, "out of memory");
    lines->claims[lines->claim_count++] = line->is;
    return TOCSIN_OK;
}

/* A list of names to one text. */
static bool join_authors(struct lines *lines, struct line *line)
{
    text *out = &line->document.authors;
    for (uint32_t i = 0; i < line->author_count; i++) {
        text name = line->authors[i];
        *out = !out->size ? name
                          : tc_arena_format(&lines->arena, "%.*s; %.*s", (int)out->size,
                                            out->data, (int)name.size, name.data);
        if (name.size && !out->data)
            return false;
    }
    return true;
}

static tocsin_status take_document(struct lines *lines, struct line *line)
{
    if (!join_authors(lines, line))
        return tc_fail(lines->error, TOCSIN_MEMORY, lines->input->file, lines->number,
                       -1, "out of memory");
    if (!line->document.id.size)
        return report(lines, TOCSIN_FORMAT, lines->number,
                      "neither a claim (\"type\") nor a document (\"id\")");
    return open_document(lines, line, line->document.id);
}

/* ---- lines ----------------------------------------------------------------------- */

static tocsin_status broken(struct lines *lines, const struct reading *r)
{
    char words[256];
    text near = tc_text_slice(r->json.line, r->json.where, r->json.where + 24);
    size_t cut = r->member.size < 40 ? r->member.size : 40;
    if (r->json.memory)
        return tc_fail(lines->error, TOCSIN_MEMORY, lines->input->file, lines->number,
                       -1, "out of memory");
    (void)snprintf(words, sizeof words, "at \"%.*s\": %s: %.*s", (int)cut,
                   cut ? r->member.data : "", r->json.why, (int)near.size,
                   near.size ? near.data : "");
    return report(lines, TOCSIN_FORMAT, lines->number, words);
}

static bool decode(struct reading *r, text bytes, struct line *line)
{
    r->json = (struct json){.line = bytes};
    memset(line, 0, sizeof *line);
    set_unknown(&line_shape, line);
    line->is.type = TOCSIN_TYPE_COUNT;
    line->is.status = TOCSIN_CLAIM_STATUS_COUNT;
    if (!read_object(r, &line_shape, line))
        return false;
    tc_json_space(&r->json);
    return r->json.at == bytes.size ||
           wrong(r, r->json.at, "something behind the object");
}

/* A line that begins another document is decoded twice: the second time into the arena
 * that the document before it has left. */
static tocsin_status take_line(struct lines *lines, text bytes)
{
    struct line line;
    struct reading r = {.json = {.line = bytes}, .arena = &lines->arena};
    tc_json_space(&r.json);
    if (r.json.at == bytes.size)
        return TOCSIN_OK;
    if (!decode(&r, bytes, &line))
        return broken(lines, &r);
    bool claim = line.is.type != TOCSIN_TYPE_COUNT;
    if (!claim || !lines->open ||
        !tc_text_equal(lines->document.document.id, line.of)) {
        tocsin_status status = close_document(lines);
        tc_arena_reset(&lines->arena);
        if (status)
            return status;
        if (!decode(&r, bytes, &line))
            return broken(lines, &r);
    }
    return claim ? take_claim(lines, &line) : take_document(lines, &line);
}

/* More bytes behind those in the window; *none: there are no more. */
static tocsin_status refill(struct lines *lines, bool *none)
{
    enum { PIECE = 1 << 18 };
    struct buffer *window = &lines->window;
    size_t got = 0;
    if (lines->at) {
        window->size -= lines->at;
        memmove(window->data, window->data + lines->at, window->size);
        lines->at = 0;
    }
    char *to = tc_buffer_room(window, PIECE);
    if (!to)
        return tc_fail(lines->error, TOCSIN_MEMORY, lines->input->file, lines->number,
                       -1, "out of memory");
    tocsin_status status =
        lines->input->read(lines->input->context, to, PIECE, &got, lines->error);
    window->size += got;
    lines->counts->bytes += got;
    *none = got == 0;
    return status;
}

/* The next line without its end; *found false: there are no more. One that is too long
 * is reported and passed over. */
static tocsin_status next_line(struct lines *lines, text *out, bool *found)
{
    size_t looked = 0;
    bool passing = false;
    tocsin_status status = TOCSIN_OK;
    lines->number++;
    for (;;) {
        size_t left = lines->window.size - lines->at;
        const char *from = left ? lines->window.data + lines->at : "";
        const char *end =
            left > looked ? memchr(from + looked, '\n', left - looked) : NULL;
        if (end || lines->ended) {
            size_t size = end ? (size_t)(end - from) : left;
            *out = passing ? (text){NULL, 0} : (text){from, size};
            *found = end || size;
            lines->at += size + (end != NULL);
            return status;
        }
        looked = left;
        if (left > LONGEST_LINE) {
            status = passing ? TOCSIN_OK
                             : report(lines, TOCSIN_LIMIT, lines->number,
                                      "the line is too long");
            passing = true;
            lines->at = lines->window.size;
            looked = 0;
        }
        if (!status)
            status = refill(lines, &lines->ended);
        if (status)
            return status;
    }
}

bool tc_own_lines_begin(text bytes)
{
    struct json json = {.line = bytes};
    json.at = tc_text_begins(bytes, TEXT("\xef\xbb\xbf")) ? 3 : 0;
    tc_json_space(&json);
    return tc_json_here(&json) == '{';
}

tocsin_status tc_own_lines_read(struct record *record, const struct io_input *input,
                                const struct lines_options *options,
                                struct lines_counts *counts, tocsin_error *error)
{
    struct lines lines = {.record = record,
                          .input = input,
                          .options = options,
                          .counts = counts,
                          .error = error};
    tc_buffer_init(&lines.window, (size_t)LONGEST_LINE * 4);
    tc_arena_init(&lines.arena, HELD);
    tc_arena_init(&lines.seen_keys, (size_t)16 << 30);
    tc_map_init(&lines.seen);
    bool found = true;
    text line;
    tocsin_status status = next_line(&lines, &line, &found);
    if (!status && tc_text_begins(line, TEXT("\xef\xbb\xbf")))
        line = tc_text_slice(line, 3, line.size);
    while (!status && found) {
        status = take_line(&lines, line);
        if (!status)
            status = next_line(&lines, &line, &found);
    }
    /* also behind a failure of the input: what came before it was read */
    tocsin_status last =
        status && status != TOCSIN_IO ? status : close_document(&lines);
    tc_free(lines.claims);
    tc_buffer_release(&lines.window);
    tc_arena_release(&lines.arena);
    tc_arena_release(&lines.seen_keys);
    tc_map_release(&lines.seen);
    return status ? status : last;
}
