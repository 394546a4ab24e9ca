/* read_mapping.c: a mapping file: which column of a table gives which part of a claim.
 *
 *     [file]              what the file is: its delimiter, its columns, its words for
 *     header = yes        "unknown"
 *
 *     [fields]            FIELD = COLUMN : conversion | COLUMN | 'constant'
 *     time = day : date YYYYMMDD
 *
 *     [table kinds]       value in the file = value here
 *     Riots = PROTEST
 *
 * docs/exchange.md is the manual. All formats that tocsin knows are such files, in
 * data/exchange/, so what they can say anybody's own can. A mapping is a few hundred
 * lines at most; how fast it is read does not matter, only that every mistake in it is
 * told with its line.
 */
#include "record/io/io.h"

#include <stdlib.h>
#include <string.h>

extern const char tc_embedded_exchange[], tc_embedded_exchange_end[];

text tc_mapping_built_in(size_t n)
{
    const char *at = tc_embedded_exchange;
    for (; at < tc_embedded_exchange_end; n--) {
        size_t size = strlen(at); /* each has a NUL behind it */
        if (n == 0)
            return (text){at, size};
        at += size + 1;
    }
    return (text){NULL, 0};
}

/* ---- the names of fields --------------------------------------------------------- */

const char *const tc_io_numbers[NUMBER_KINDS] = {
    "killed", "wounded", "arrested", "abducted", "displaced", "participants"};

static const char *const plain_fields[IO_PARTY] = {
    [IO_ID] = "id",
    [IO_KNOWN] = "known",
    [IO_TYPE] = "type",
    [IO_MODE] = "mode",
    [IO_CONTEXTS] = "contexts",
    [IO_CAMEO] = "cameo",
    [IO_INTENSITY] = "intensity",
    [IO_STATUS] = "status",
    [IO_FACTUALITY] = "factuality",
    [IO_CONFIDENCE] = "confidence",
    [IO_TIME] = "time",
    [IO_TIME_TO] = "time.to",
    [IO_TIME_PRECISION] = "time.precision",
    [IO_PLACE_NAME] = "place.name",
    [IO_PLACE_COUNTRY] = "place.country",
    [IO_PLACE_ADMIN1] = "place.admin1",
    [IO_PLACE_ADMIN2] = "place.admin2",
    [IO_PLACE_LAT] = "place.lat",
    [IO_PLACE_LON] = "place.lon",
    [IO_PLACE_GEONAMES] = "place.geonames",
    [IO_PLACE_PRECISION] = "place.precision",
    [IO_SOURCE] = "source",
    [IO_URL] = "url",
    [IO_WORDS] = "words",
};
static const char *const sides[2] = {"actor", "recipient"};
static const char *const party_fields[PARTY_FIELDS] = {"name", "code", "country",
                                                       "sector"};

static int word_among(text word, const char *const *list, int count)
{
    for (int i = 0; i < count; i++)
        if (tc_text_equal(word, tc_text(list[i])))
            return i;
    return -1;
}

/* "actor2" and "code" */
static int party_field(text who, text what)
{
    int field = word_among(what, party_fields, PARTY_FIELDS);
    for (int side = 0; field >= 0 && side < 2; side++) {
        text name = tc_text(sides[side]);
        if (!tc_text_begins(who, name) || who.size > name.size + 1)
            continue;
        int number = who.size == name.size ? 0 : who.data[name.size] - '1';
        if (number >= 0 && number < IMPORT_PARTIES &&
            (number > 0 || who.size == name.size))
            return IO_PARTY + PARTY_FIELDS * (IMPORT_PARTIES * side + number) + field;
    }
    return -1;
}

/* The field of a name as a mapping file has it ("actor2.code"), or -1. */
static int field_named(text name)
{
    int plain = word_among(name, plain_fields, IO_PARTY);
    if (plain >= 0)
        return plain;
    size_t dot = tc_text_find(name, TEXT("."));
    text first = tc_text_slice(name, 0, dot);
    text second =
        dot == SIZE_MAX ? (text){NULL, 0} : tc_text_slice(name, dot + 1, name.size);
    int number = word_among(first, tc_io_numbers, NUMBER_KINDS);
    if (number >= 0) {
        bool high = tc_text_equal(second, TEXT("high"));
        if (!high && dot != SIZE_MAX && !tc_text_equal(second, TEXT("low")))
            return -1;
        return IO_NUMBER + 2 * number + high;
    }
    return party_field(first, second);
}

/* ---- reading --------------------------------------------------------------------- */

struct parse {
    struct mapping *out;
    const char *file;
    long line;
    tocsin_error *error;
    enum { NOWHERE, IN_FILE, IN_FIELDS, IN_TABLE } section;
    uint32_t table;
    bool failed;
    tocsin_status status;
};

static void wrong(struct parse *p, const char *what, text words)
{
    if (p->failed)
        return;
    p->failed = true;
    int shown = words.size > 80 ? 80 : (int)words.size;
    p->status = tc_fail(p->error, TOCSIN_FORMAT, p->file, p->line, -1, "%s \"%.*s\"",
                        what, shown, shown ? words.data : "");
}

static void full(struct parse *p)
{
    if (p->failed)
        return;
    p->failed = true;
    p->status = tc_fail(p->error, TOCSIN_MEMORY, p->file, p->line, -1, "out of memory");
}

/* Room for one more. */
static bool grown(struct parse *p, void *items, size_t *room, size_t count,
                  size_t item_size, size_t maximum)
{
    if (count >= maximum && !p->failed) {
        p->failed = true;
        p->status = tc_fail(p->error, TOCSIN_LIMIT, p->file, p->line, -1,
                            "the mapping is too large");
    } else if (!tc_grow(items, room, count + 1, item_size, maximum)) {
        full(p);
    }
    return !p->failed;
}

/* The place of one more, or NULL. */
#define ADD(p, list, count, room, maximum)                                             \
    (grown(p, &(list), &(room), count, sizeof *(list), maximum) ? &(list)[(count)++]   \
                                                                : NULL)

/* The next of a list with ';' between; false: there is none. */
static bool next_item(text *left, text *item)
{
    while (left->size) {
        size_t end = tc_text_find(*left, TEXT(";"));
        *item = tc_text_trim(tc_text_slice(*left, 0, end));
        *left = end == SIZE_MAX ? (text){NULL, 0}
                                : tc_text_slice(*left, end + 1, left->size);
        if (item->size)
            return true;
    }
    return false;
}

static text without_quotes(text t)
{
    bool quoted = t.size >= 2 && (t.data[0] == '"' || t.data[0] == '\'') &&
                  t.data[t.size - 1] == t.data[0];
    return quoted ? tc_text_slice(t, 1, t.size - 1) : t;
}

static void read_list(struct parse *p, text value, text **items, size_t *count)
{
    text left = value, item;
    size_t room = 0;
    while (next_item(&left, &item))
        room++;
    *items = tc_arena_alloc(&p->out->arena, (room + 1) * sizeof **items);
    if (!*items) {
        full(p);
        return;
    }
    *count = 0;
    for (left = value; next_item(&left, &item);) {
        item = without_quotes(item);
        if (!item.size)
            wrong(p, "an empty word in", value);
        (*items)[(*count)++] = item;
    }
}

/* "a; b; c?": those with a mark may be missing at the row's end. */
static void read_columns(struct parse *p, text value)
{
    struct mapping *m = p->out;
    read_list(p, value, &m->columns, &m->column_count);
    m->column_least = m->column_count;
    for (size_t i = 0; !p->failed && i < m->column_count; i++) {
        text *name = &m->columns[i];
        bool optional = name->data[name->size - 1] == '?';
        if (optional)
            name->size--;
        if (optional && m->column_least == m->column_count)
            m->column_least = i;
        if (!optional && m->column_least < m->column_count)
            wrong(p, "a column behind one that may be missing:", *name);
    }
    if (m->column_count > COLUMNS_MAX)
        wrong(p, "more than 512 columns:", tc_text_slice(value, 0, 40));
}

static bool yes(struct parse *p, text value)
{
    if (!tc_text_equal(value, TEXT("yes")) && !tc_text_equal(value, TEXT("no")))
        wrong(p, "neither yes nor no:", value);
    return tc_text_equal(value, TEXT("yes"));
}

static void read_delimiter(struct parse *p, text value)
{
    static const struct {
        const char *name;
        char delimiter;
    } names[] = {
        {"tab",       '\t'},
        {"comma",     ',' },
        {"semicolon", ';' },
        {"pipe",      '|' }
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (tc_text_equal(value, tc_text(names[i].name))) {
            p->out->delimiter = names[i].delimiter;
            return;
        }
    value = without_quotes(value);
    if (value.size != 1 || value.data[0] == '"' || value.data[0] == '\r')
        wrong(p, "no delimiter:", value);
    else
        p->out->delimiter = value.data[0];
}

static void read_setting(struct parse *p, text key, text value)
{
    struct mapping *m = p->out;
    if (tc_text_equal(key, TEXT("project")))
        m->project = value;
    else if (tc_text_equal(key, TEXT("format")))
        m->format = value;
    else if (tc_text_equal(key, TEXT("coder")))
        m->coder = value;
    else if (tc_text_equal(key, TEXT("delimiter")))
        read_delimiter(p, value);
    else if (tc_text_equal(key, TEXT("quotes"))) {
        m->quotes = tc_text_equal(value, TEXT("line")) || yes(p, value);
        m->long_quotes = tc_text_equal(value, TEXT("yes"));
    } else if (tc_text_equal(key, TEXT("header")))
        m->header = yes(p, value);
    else if (tc_text_equal(key, TEXT("mentions")))
        m->mentions = yes(p, value);
    else if (tc_text_equal(key, TEXT("columns")))
        read_columns(p, value);
    else if (tc_text_equal(key, TEXT("missing")))
        read_list(p, value, &m->missing, &m->missing_count);
    else if (tc_text_equal(key, TEXT("signature")))
        read_list(p, value, &m->signature, &m->signature_count);
    else
        wrong(p, "there is no such setting:", key);
}

/* ---- rules ----------------------------------------------------------------------- */

/* A word, or what stands in quotation marks, or one of "|:?". kind 0: the end; 'w' a
 * word; '"' a column; '\'' a constant; else the mark. */
struct token {
    char kind;
    text text;
};

static bool is_mark(char c)
{
    return c == '|' || c == ':' || c == '?';
}

static struct token next_token(struct parse *p, text *left)
{
    struct token token = {
        0, {NULL, 0}
    };
    *left = tc_text_trim(*left);
    if (!left->size)
        return token;
    char first = left->data[0];
    size_t end = 1;
    if (is_mark(first)) {
        token.kind = first;
    } else if (first == '"' || first == '\'') {
        while (end < left->size && left->data[end] != first)
            end++;
        if (end == left->size) {
            wrong(p, "a quotation mark that is not closed:", *left);
            return token;
        }
        token.kind = first;
        token.text = tc_text_slice(*left, 1, end++);
    } else {
        while (end < left->size && !is_mark(left->data[end]) &&
               left->data[end] != ' ' && left->data[end] != '\t')
            end++;
        token.kind = 'w';
        token.text = tc_text_slice(*left, 0, end);
    }
    *left = tc_text_slice(*left, end, left->size);
    return token;
}

enum { WORDS_MAX = 6 };

/* Behind a ':': the conversion's name and its words; *token is what follows. */
static void read_convert(struct parse *p, text *left, struct token *token)
{
    struct mapping *m = p->out;
    text words[WORDS_MAX];
    size_t count = 0;
    *token = next_token(p, left);
    if (token->kind != 'w') {
        wrong(p, "no conversion behind \":\" in", *left);
        return;
    }
    while (token->kind && !is_mark(token->kind)) {
        if (count == WORDS_MAX) {
            wrong(p, "too many words:", token->text);
            return;
        }
        words[count++] = token->text;
        *token = next_token(p, left);
    }
    struct convert *convert =
        ADD(p, m->converts, m->convert_count, m->convert_room, CONVERTS_MAX);
    if (!convert)
        return;
    memset(convert, 0, sizeof *convert);
    const char *why = tc_convert_read(m, words, count, convert);
    if (why && m->memory)
        full(p);
    else if (why)
        wrong(p, why, words[0]);
}

/* One way; *token is the one behind it: '|' or the end. */
static void read_way(struct parse *p, text *left, struct token *token)
{
    struct mapping *m = p->out;
    struct way *way = ADD(p, m->ways, m->way_count, m->way_room, WAYS_MAX);
    *token = next_token(p, left);
    if (!way)
        return;
    memset(way, 0, sizeof *way);
    way->line = p->line;
    way->index = -1;
    way->convert = (uint16_t)m->convert_count;
    if (token->kind == '\'')
        way->constant = token->text;
    else if ((token->kind == 'w' || token->kind == '"') && token->text.size)
        way->column = token->text;
    else
        wrong(p, "a column or a constant is missing in front of", *left);
    *token = next_token(p, left);
    if (token->kind == '?' && way->column.size) {
        way->optional = true;
        *token = next_token(p, left);
    }
    while (token->kind == ':' && !p->failed)
        read_convert(p, left, token);
    way->convert_count = (uint16_t)(m->convert_count - way->convert);
    if (token->kind && token->kind != '|')
        wrong(p, "this does not belong here:",
              token->text.size ? token->text : tc_text("?"));
}

static void read_rule(struct parse *p, text key, text value)
{
    struct mapping *m = p->out;
    int field = field_named(key);
    if (field < 0) {
        wrong(p, "there is no such field:", key);
        return;
    }
    for (size_t i = 0; i < m->rule_count; i++)
        if (m->rules[i].field == field)
            wrong(p, "this field is set twice:", key);
    struct rule *rule = ADD(p, m->rules, m->rule_count, m->rule_room, RULES_MAX);
    if (!rule)
        return;
    *rule = (struct rule){(uint8_t)field, (uint16_t)m->way_count, 0};
    struct token token;
    do
        read_way(p, &value, &token);
    while (token.kind == '|' && !p->failed);
    rule->way_count = (uint16_t)(m->way_count - rule->way);
}

/* ---- tables ---------------------------------------------------------------------- */

size_t tc_mapping_table(struct mapping *m, text name)
{
    for (size_t i = 0; i < m->table_count; i++)
        if (tc_text_equal(m->tables[i].name, name))
            return i;
    if (!tc_grow(&m->tables, &m->table_room, m->table_count + 1, sizeof *m->tables,
                 TABLES_MAX))
        return SIZE_MAX;
    struct table *table = &m->tables[m->table_count];
    memset(table, 0, sizeof *table);
    table->name = name;
    tc_map_init(&table->map);
    return m->table_count++;
}

static void read_entry(struct parse *p, text key, text value)
{
    struct mapping *m = p->out;
    struct table *table = &m->tables[p->table];
    key = without_quotes(key);
    value = without_quotes(value);
    char *folded = tc_arena_alloc(&m->arena, key.size + 1);
    text *kept = ADD(p, m->values, m->value_count, m->value_room, MAPPING_MAX);
    if (!folded || !kept) {
        full(p);
        return;
    }
    text name = {folded, tc_io_fold(key, folded, key.size)};
    uint32_t old;
    *kept = value;
    if (tc_map_get(&table->map, name, &old))
        wrong(p, "this stands in the table twice:", key);
    else if (!tc_map_put(&table->map, name, (uint32_t)m->value_count - 1))
        full(p);
}

static void read_section(struct parse *p, text line)
{
    text name = tc_text_trim(tc_text_slice(line, 1, line.size - 1));
    if (tc_text_equal(name, TEXT("file")))
        p->section = IN_FILE;
    else if (tc_text_equal(name, TEXT("fields")))
        p->section = IN_FIELDS;
    else if (tc_text_begins(name, TEXT("table "))) {
        name = tc_text_trim(tc_text_slice(name, 6, name.size));
        size_t table = tc_mapping_table(p->out, name);
        if (table == SIZE_MAX) {
            (void)grown(p, &p->out->tables, &p->out->table_room, p->out->table_count,
                        sizeof *p->out->tables, TABLES_MAX);
            full(p);
            return;
        }
        if (p->out->tables[table].known)
            wrong(p, "this table is there already:", name);
        p->out->tables[table].known = true;
        p->section = IN_TABLE;
        p->table = (uint32_t)table;
    } else {
        wrong(p, "there is no such section:", name);
    }
}

/* ---- the file -------------------------------------------------------------------- */

/* Where the "=" is: behind a key in quotation marks, or the first. */
static size_t equals_sign(text line)
{
    size_t from = 0;
    if (line.data[0] == '"' || line.data[0] == '\'')
        for (from = 1; from < line.size && line.data[from] != line.data[0];)
            from++;
    if (from >= line.size)
        return SIZE_MAX;
    size_t at = tc_text_find(tc_text_slice(line, from, line.size), TEXT("="));
    return at == SIZE_MAX ? at : from + at;
}

static void read_line(struct parse *p, text line)
{
    line = tc_text_trim(line);
    if (!line.size || line.data[0] == '#')
        return;
    if (line.data[0] == '[' && line.data[line.size - 1] == ']') {
        read_section(p, line);
        return;
    }
    size_t at = equals_sign(line);
    if (at == SIZE_MAX) {
        wrong(p, "there is no \"=\" in", line);
        return;
    }
    text key = tc_text_trim(tc_text_slice(line, 0, at));
    text value = tc_text_trim(tc_text_slice(line, at + 1, line.size));
    switch (p->section) {
    case IN_FILE:
        read_setting(p, key, value);
        break;
    case IN_FIELDS:
        read_rule(p, key, value);
        break;
    case IN_TABLE:
        read_entry(p, key, value);
        break;
    case NOWHERE:
        wrong(p, "before the first [section]:", line);
        break;
    }
}

static bool has_rule(const struct mapping *m, int field)
{
    for (size_t i = 0; i < m->rule_count; i++)
        if (m->rules[i].field == field)
            return true;
    return false;
}

/* What only the whole can show. */
static void check_whole(struct parse *p)
{
    struct mapping *m = p->out;
    for (size_t i = 0; i < m->table_count; i++)
        if (!m->tables[i].known)
            wrong(p, "there is no [table] of the name", m->tables[i].name);
    p->line = 0;
    if (!m->project.size)
        wrong(p, "[file] must say", TEXT("project = NAME"));
    if (!m->header && !m->column_count)
        wrong(p, "a file without a header must have its names in", TEXT("columns"));
    if (!m->mentions && !has_rule(m, IO_TYPE))
        wrong(p, "no rule gives the field", TEXT("type"));
    if (m->mentions && !has_rule(m, IO_ID))
        wrong(p, "no rule gives the field", TEXT("id"));
    if (!m->format.size)
        m->format = m->project;
    if (!m->coder.size)
        m->coder = m->format;
}

tocsin_status tc_mapping_read(struct mapping *out, text bytes, const char *file,
                              tocsin_error *error)
{
    struct parse parse = {.out = out, .file = file, .error = error};
    memset(out, 0, sizeof *out);
    tc_arena_init(&out->arena, 16 * MAPPING_MAX);
    out->delimiter = ',';
    out->quotes = out->long_quotes = out->header = true;
    if (bytes.size > MAPPING_MAX)
        return tc_fail(error, TOCSIN_LIMIT, file, 0, -1, "more than 1 MiB");
    size_t bad = tc_utf8_check(bytes);
    if (bad != bytes.size)
        return tc_fail(error, TOCSIN_ENCODING, file, 0, (long long)bad, "not UTF-8");
    if (tc_text_begins(bytes, TEXT("\xef\xbb\xbf")))
        bytes = tc_text_slice(bytes, 3, bytes.size);
    text left = tc_arena_copy(&out->arena, bytes);
    if (!left.data)
        return tc_fail(error, TOCSIN_MEMORY, file, 0, -1, "out of memory");
    while (left.size && !parse.failed) {
        size_t end = tc_text_find(left, TEXT("\n"));
        parse.line++;
        read_line(&parse, tc_text_slice(left, 0, end < left.size ? end : left.size));
        left =
            end == SIZE_MAX ? (text){NULL, 0} : tc_text_slice(left, end + 1, left.size);
    }
    if (!parse.failed)
        check_whole(&parse);
    return parse.status;
}

void tc_mapping_release(struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->table_count; i++)
        tc_map_release(&mapping->tables[i].map);
    tc_free(mapping->rules);
    tc_free(mapping->ways);
    tc_free(mapping->converts);
    tc_free(mapping->tables);
    tc_free(mapping->values);
    tc_arena_release(&mapping->arena);
    memset(mapping, 0, sizeof *mapping);
}
