/* record/query.c: a filter to SQL.
 *
 * The text of a statement is put together from the constant pieces below and from
 * nothing else; all that a caller says is bound. Parameters have the same numbers in
 * every piece, so a piece may be used alone or with any others.
 *
 * A condition on a name goes over the dictionary of actors, places or sources once
 * (tens of thousands of short rows, some 10 ms) and from there by index to claims and
 * events. What is said of a claim (its parties, source, words) holds for an event when
 * one of its claims meets all of it at once.
 */
#include "record/inside.h"

#include <string.h>

enum { LONGEST_SQL = 1 << 16, LONGEST_WORDS = 1 << 20 };

/* ---- names --------------------------------------------------------------------- */

/* The next word of t from *at, folded, into out; its size. 0: there is none. A word
 * longer than out is cut, alike on both sides. */
enum { WORD = 64 };

/* An ASCII byte folded; 0 when it is no letter or digit. */
static char fold_byte(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '\0';
}

static size_t next_word(text t, size_t *at, char out[WORD])
{
    size_t size = 0;
    while (*at < t.size) {
        uint32_t c = (unsigned char)t.data[*at];
        if (c < 0x80) { /* as below, but most names are ASCII */
            char folded = fold_byte(t.data[(*at)++]);
            if (!folded && size)
                break;
            if (folded && size + 4 <= WORD)
                out[size++] = folded;
            continue;
        }
        c = tc_utf8_next(t, at);
        if (!tc_is_letter(c) && !tc_is_digit(c)) {
            if (size)
                break;
            continue;
        }
        c = tc_fold(c);
        if (c && size + 4 <= WORD)
            size += tc_utf8_put(c, out + size);
    }
    return size;
}

static bool has_word(text in, text word)
{
    char found[WORD];
    size_t at = 0, size;
    while ((size = next_word(in, &at, found)))
        if (tc_text_equal(word, (text){found, size}))
            return true;
    return false;
}

/* Every word of wanted is a word of name. */
static bool words_fit(text wanted, text name)
{
    char word[WORD];
    size_t at = 0, size;
    bool any = false;
    while ((size = next_word(wanted, &at, word))) {
        if (!has_word(name, (text){word, size}))
            return false;
        any = true;
    }
    return any;
}

static bool looks_like_code(text t)
{
    for (size_t i = 0; i < t.size; i++)
        if (t.data[i] < 'A' || t.data[i] > 'Z')
            return false;
    return t.size > 0;
}

static bool place_fits_words(text wanted, text name, text country, text admin1)
{
    return (country.size && tc_text_equal(wanted, country)) ||
           words_fit(wanted, name) || words_fit(wanted, admin1);
}

static text value_text(sqlite3_value *value)
{
    const void *data = sqlite3_value_text(value);
    int size = sqlite3_value_bytes(value);
    return data && size > 0 ? (text){data, (size_t)size} : (text){NULL, 0};
}

/* party_fits(wanted, name, code, id, words) */
static void party_fits(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    text wanted = value_text(values[0]), name = value_text(values[1]);
    text code = value_text(values[2]), id = value_text(values[3]);
    bool fits = (looks_like_code(wanted) && tc_text_begins(code, wanted)) ||
                tc_text_equal(wanted, id) || words_fit(wanted, name) ||
                words_fit(wanted, value_text(values[4]));
    sqlite3_result_int(context, fits);
}

/* place_fits(wanted, name, country, admin1) */
static void place_fits(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_int(context,
                       place_fits_words(value_text(values[0]), value_text(values[1]),
                                        value_text(values[2]), value_text(values[3])));
}

/* words_fit(wanted, name) */
static void name_fits(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_int(context,
                       words_fit(value_text(values[0]), value_text(values[1])));
}

int tc_query_functions(sqlite3 *db)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    int code = sqlite3_create_function_v2(db, "party_fits", 5, flags, NULL, party_fits,
                                          NULL, NULL, NULL);
    if (!code)
        code = sqlite3_create_function_v2(db, "place_fits", 4, flags, NULL, place_fits,
                                          NULL, NULL, NULL);
    if (!code)
        code = sqlite3_create_function_v2(db, "words_fit", 2, flags, NULL, name_fits,
                                          NULL, NULL, NULL);
    return code;
}

/* ---- full text ----------------------------------------------------------------- */

static bool any_letter(text t)
{
    for (size_t at = 0; at < t.size;) {
        uint32_t c = tc_utf8_next(t, &at);
        if (tc_is_letter(c) || tc_is_digit(c))
            return true;
    }
    return false;
}

/* One string of the full-text language: nothing in it is an operator. */
static void add_string(struct buffer *out, text t, bool beginning)
{
    if (!any_letter(t))
        return;
    tc_buffer_string(out, out->size ? " \"" : "\"");
    tc_buffer_text(out, t);
    tc_buffer_string(out, beginning ? "\"*" : "\"");
}

/* Words anywhere in the sentence, "words in a row", begin* of a word. */
void tc_full_text(struct buffer *out, text t)
{
    size_t at = 0;
    while (at < t.size) {
        char c = t.data[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            at++;
            continue;
        }
        size_t begin = c == '"' ? ++at : at;
        while (at < t.size && t.data[at] != '"' &&
               (c == '"' || (t.data[at] != ' ' && t.data[at] != '\t' &&
                             t.data[at] != '\n' && t.data[at] != '\r')))
            at++;
        text piece = tc_text_slice(t, begin, at);
        bool beginning = c != '"' && tc_text_ends(piece, TEXT("*"));
        add_string(out, piece, beginning);
        if (c == '"' && at < t.size)
            at++;
    }
}

/* ---- the filter ---------------------------------------------------------------- */

static bool is_day(text t)
{
    return t.size == 10 && tc_day_parse(t) != TC_NO_DAY;
}

static tocsin_status look_at(struct record *record, const tocsin_filter *filter)
{
    const text days[] = {filter->from, filter->to, filter->as_of};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (days[i].size && !is_day(days[i]))
            return tc_record_say(record, TOCSIN_USAGE, "%.*s is not a day (YYYY-MM-DD)",
                                 (int)(days[i].size < 64 ? days[i].size : 64),
                                 days[i].data);
    if (filter->type < -1 || filter->type >= TOCSIN_TYPE_COUNT)
        return tc_record_say(record, TOCSIN_USAGE, "there is no type %d", filter->type);
    if (filter->status < -1 || filter->status >= TOCSIN_CLAIM_STATUS_COUNT)
        return tc_record_say(record, TOCSIN_USAGE, "there is no status %d",
                             filter->status);
    return TOCSIN_OK;
}

tocsin_status tc_query_init(struct query *query, struct record *record,
                            const tocsin_filter *filter)
{
    static const tocsin_filter all = TOCSIN_FILTER_ALL;
    *query = (struct query){.record = record, .filter = filter ? filter : &all};
    tc_buffer_init(&query->sql, LONGEST_SQL);
    tc_buffer_init(&query->words, LONGEST_WORDS);
    filter = query->filter;
    tocsin_status status = look_at(record, filter);
    if (status)
        return status;
    query->as_of = filter->as_of;
    tc_full_text(&query->words, filter->words);
    if (query->words.failed)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for the words");
    return TOCSIN_OK;
}

void tc_query_release(struct query *query)
{
    tc_buffer_release(&query->sql);
    tc_buffer_release(&query->words);
}

static void piece(struct query *query, bool wanted, const char *sql)
{
    if (wanted)
        tc_buffer_string(&query->sql, sql);
}

/* Conditions on the claim c. An imported claim is found here when its parties and its
 * source are spelled out in the tables (load.c), else by the columns of its event. */
static void of_claim(struct query *query)
{
    const tocsin_filter *filter = query->filter;
    piece(query, filter->actor.size,
          " AND c.id IN (SELECT m.claim FROM mentions m WHERE m.side = 0"
          " AND m.actor IN (" TC_IDS_OF_PARTY("?1") "))");
    piece(query, filter->recipient.size,
          " AND c.id IN (SELECT m.claim FROM mentions m WHERE m.side = 1"
          " AND m.actor IN (" TC_IDS_OF_PARTY("?2") "))");
    piece(query, filter->party.size,
          " AND c.id IN (SELECT m.claim FROM mentions m"
          " WHERE m.actor IN (" TC_IDS_OF_PARTY("?3") "))");
    piece(query, filter->source.size,
          " AND c.id IN (SELECT x.claim FROM attributions x WHERE x.source IN"
          " (SELECT s.id FROM sources s WHERE words_fit(?9, s.text))"
          " UNION ALL SELECT k.id FROM documents o CROSS JOIN claims k"
          " ON k.document = o.id WHERE o.publisher IN (" TC_IDS_OF_PUBLISHER "))");
    piece(query, filter->words.size && !query->words.size, " AND 0"); /* only marks */
    piece(query, query->words.size,
          " AND c.id IN (SELECT k.id FROM sentence_search f CROSS JOIN claims k"
          " ON k.sentence = f.rowid WHERE f.sentence_search MATCH ?10"
          " UNION ALL SELECT rowid FROM import_search WHERE import_search MATCH ?10)");
}

/* That stood on the day asked for, or stand now. */
static void standing(struct query *query)
{
    tc_buffer_string(&query->sql, query->as_of.size ? " AND " CLAIM_STOOD("?11")
                                                    : " AND c.until IS NULL");
}

bool tc_query_of_claims(const struct query *query)
{
    const tocsin_filter *filter = query->filter;
    return filter->actor.size || filter->recipient.size || filter->party.size ||
           filter->source.size || filter->words.size;
}

/* From the claims when something picks few of them out, or else document by document,
 * which is the order wanted. The CROSS JOIN holds SQLite to it. */
void tc_query_claims(struct query *query)
{
    const tocsin_filter *filter = query->filter;
    bool few = tc_query_of_claims(query) || filter->event >= 0;
    tc_buffer_string(&query->sql, "SELECT c.id FROM ");
    tc_buffer_string(&query->sql,
                     few ? "claims c CROSS JOIN documents d ON d.id = c.document"
                         : "documents d CROSS JOIN claims c ON c.document = d.id");
    piece(query, filter->from.size || filter->to.size,
          " LEFT JOIN times t ON t.id = c.time");
    tc_buffer_string(&query->sql, " WHERE 1");
    of_claim(query);
    standing(query);
    piece(query, filter->type >= 0, " AND c.type = ?4");
    piece(query, filter->status >= 0, " AND c.status = ?5");
    piece(query, filter->from.size,
          " AND coalesce(nullif(t.to_day, ''), nullif(t.from_day, ''),"
          " substr(d.published, 1, 10)) >= ?6");
    piece(query, filter->to.size,
          " AND coalesce(nullif(t.from_day, ''), nullif(t.to_day, ''),"
          " substr(d.published, 1, 10)) <= ?7");
    piece(query, filter->place.size, " AND c.place IN (" TC_IDS_OF_PLACE ")");
    piece(query, filter->event >= 0, " AND c.event = ?12");
    tc_buffer_string(&query->sql, query->by_arrival
                                      ? " ORDER BY d.id"
                                      : " ORDER BY substr(d.published, 1, 10), d.id");
    tc_buffer_string(&query->sql, ", c.coding, c.number LIMIT ?13 OFFSET ?14");
}

/* Imported claims whose event has other claims as well: few, for hands join them. */
void tc_query_joined(struct query *query)
{
    const tocsin_filter *filter = query->filter;
    tc_buffer_string(&query->sql,
                     "SELECT c.id FROM import_spelled s CROSS JOIN claims c"
                     " ON c.id = s.claim LEFT JOIN events e ON e.id = c.event"
                     " LEFT JOIN times t ON t.id = c.time"
                     " WHERE (e.id IS NULL OR e.claims > 1)");
    of_claim(query);
    standing(query);
    piece(query, filter->type >= 0, " AND c.type = ?4");
    piece(query, filter->status >= 0, " AND c.status = ?5");
    piece(query, filter->from.size,
          " AND coalesce(nullif(t.to_day, ''), nullif(t.from_day, ''), c.known) >= ?6");
    piece(query, filter->to.size,
          " AND coalesce(nullif(t.from_day, ''), nullif(t.to_day, ''), c.known) <= ?7");
    piece(query, filter->place.size, " AND c.place IN (" TC_IDS_OF_PLACE ")");
    piece(query, filter->event >= 0, " AND c.event = ?12");
    tc_buffer_string(&query->sql, " ORDER BY c.known, c.id");
}

void tc_query_events(struct query *query)
{
    const tocsin_filter *filter = query->filter;
    tc_buffer_string(&query->sql,
                     "SELECT e.id, e.from_day, e.first_known, e.claims = 1"
                     " AND e.last_document IS NULL FROM events e WHERE e.id IN"
                     " (SELECT c.event FROM claims c WHERE c.until IS NULL");
    of_claim(query);
    tc_buffer_string(&query->sql, ")");
    piece(query, filter->event >= 0, " AND e.id = ?12");
    piece(query, filter->type >= 0, " AND e.type = ?4");
    piece(query, filter->status >= 0, " AND e.status = ?5");
    piece(query, filter->from.size, " AND e.to_day >= ?6");
    piece(query, filter->to.size, " AND e.from_day <= ?7");
    piece(query, filter->place.size, " AND e.place IN (" TC_IDS_OF_PLACE ")");
    piece(query, query->as_of.size,
          " AND e.last_known <= CAST(julianday(?11) - 2440587.5"
          " AS INTEGER)");
}

bool tc_query_narrow(const struct query *query)
{
    const tocsin_filter *filter = query->filter;
    return filter->event >= 0 || filter->type >= 0 || filter->status >= 0 ||
           filter->from.size || filter->to.size || filter->place.size ||
           filter->actor.size || filter->recipient.size || filter->party.size ||
           filter->source.size || filter->words.size;
}

void tc_query_events_known(struct query *query)
{
    const tocsin_filter *filter = query->filter;
    tc_buffer_string(&query->sql, "SELECT DISTINCT c.event FROM claims c WHERE 1");
    of_claim(query);
    standing(query);
    piece(query, filter->type >= 0, " AND c.type = ?4");
    piece(query, filter->event >= 0, " AND c.event = ?12");
}

tocsin_status tc_query_prepare(struct query *query, sqlite3_stmt **out)
{
    const tocsin_filter *filter = query->filter;
    const text texts[] = {
        [P_ACTOR] = filter->actor,   [P_RECIPIENT] = filter->recipient,
        [P_PARTY] = filter->party,   [P_FROM] = filter->from,
        [P_TO] = filter->to,         [P_PLACE] = filter->place,
        [P_SOURCE] = filter->source, [P_WORDS] = {query->words.data, query->words.size},
        [P_AS_OF] = query->as_of,    [P_OFFSET] = {NULL,              0                }
    };
    const long long numbers[] = {[P_TYPE] = filter->type,
                                 [P_STATUS] = filter->status,
                                 [P_EVENT] = filter->event,
                                 [P_LIMIT] = filter->limit < 0 ? -1 : filter->limit,
                                 [P_OFFSET] = filter->offset < 0 ? 0 : filter->offset};
    *out = NULL;
    if (query->sql.failed)
        return tc_record_say(query->record, TOCSIN_MEMORY, "no memory for the query");
    int code = sqlite3_prepare_v2(query->record->db, query->sql.data,
                                  (int)query->sql.size, out, NULL);
    int last = code ? 0 : sqlite3_bind_parameter_count(*out);
    for (int i = 1; i <= last && !code; i++)
        if (i == P_TYPE || i == P_STATUS || i >= P_EVENT)
            code = sqlite3_bind_int64(*out, i, numbers[i]);
        else
            code = sqlite3_bind_text64(*out, i, texts[i].size ? texts[i].data : "",
                                       texts[i].size, SQLITE_STATIC, SQLITE_UTF8);
    return tc_record_sqlite(query->record, code);
}
