/* record/dictionary.c: rows that occur often, stored once and named by their number.
 *
 * A look-up in a table costs some 2 us, and a claim needs a dozen, so the rows seen in
 * this session are kept in one map from their bytes to their number: over 95 % of the
 * look-ups end there in news. The map is emptied when it has grown too big or when a
 * transaction was rolled back, since it may then name rows that no longer exist. When
 * memory for it is short nothing is lost but speed.
 *
 * The facts that merging compares (struct party, struct spot) are arrays by number, for
 * the numbers are dense.
 */
#include "record/inside.h"

#include <string.h>

enum { KEEP_BYTES = 64 << 20, KEEP_ROWS = 1 << 20 };

/* ---- rows to numbers ----------------------------------------------------------- */

/* Bytes of a field in a key, and what they are. */
static text field_bytes(const struct field *field)
{
    switch (field->kind) {
    case FIELD_WHOLE:
        return (text){(const char *)&field->whole, sizeof field->whole};
    case FIELD_REAL:
        return (text){(const char *)&field->real, sizeof field->real};
    default:
        return field->text;
    }
}

/* Each field with its size before it, so that no two rows give the same bytes. */
text tc_name_key(struct buffer *key, enum dictionary which, const struct field *fields,
                 int count)
{
    size_t size = 1 + (size_t)count * sizeof(uint32_t);
    for (int i = 0; i < count; i++)
        size += field_bytes(&fields[i]).size;
    tc_buffer_clear(key);
    char *to = tc_buffer_room(key, size);
    if (!to)
        return (text){NULL, 0};
    *to++ = (char)which;
    for (int i = 0; i < count; i++) {
        text bytes = field_bytes(&fields[i]);
        uint32_t length = (uint32_t)bytes.size; /* no text is longer than 1 GiB */
        memcpy(to, &length, sizeof length);
        to += sizeof length;
        if (bytes.size)
            memcpy(to, bytes.data, bytes.size);
        to += bytes.size;
    }
    key->size = size;
    return (text){key->data, key->size};
}

static void bind_fields(sqlite3_stmt *statement, const struct field *fields, int count)
{
    for (int i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        switch (field->kind) {
        case FIELD_TEXT: /* unknown is '' here, see schema.c */
            sqlite3_bind_text64(statement, i + 1,
                                field->text.size ? field->text.data : "",
                                field->text.size, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case FIELD_WHOLE:
            sqlite3_bind_int64(statement, i + 1, field->whole);
            break;
        case FIELD_REAL: /* NaN becomes NULL */
            sqlite3_bind_double(statement, i + 1, field->real);
            break;
        }
    }
}

static void remember(struct record *record, text key, long long id)
{
    if (record->keys.total > KEEP_BYTES || record->ids.count > KEEP_ROWS) {
        tc_map_clear(&record->ids);
        tc_arena_release(&record->keys); /* a reset would keep its total */
    }
    text kept = tc_arena_copy(&record->keys, key);
    if (kept.data)
        (void)tc_map_put(&record->ids, kept, (uint32_t)id);
}

static tocsin_status look_up(struct record *record, enum dictionary which,
                             const struct field *fields, int count, long long *id)
{
    *id = 0;
    sqlite3_stmt *find = tc_record_statement(record, SQL_FIND + (int)which);
    bind_fields(find, fields, count);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    if (row)
        *id = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    if (status || *id)
        return status;
    sqlite3_stmt *insert = tc_record_statement(record, SQL_INTERN + (int)which);
    bind_fields(insert, fields, count);
    status = tc_record_run(record, insert);
    if (!status)
        *id = sqlite3_last_insert_rowid(record->db);
    return status;
}

tocsin_status tc_intern(struct record *record, enum dictionary which,
                        const struct field *fields, int count, long long *id)
{
    text key = tc_name_key(&record->key, which, fields, count);
    if (!key.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a name");
    uint32_t known;
    if (tc_map_get(&record->ids, key, &known)) {
        *id = known;
        return TOCSIN_OK;
    }
    tocsin_status status = look_up(record, which, fields, count, id);
    if (status)
        return status;
    if (*id <= 0 || *id > UINT32_MAX)
        return tc_record_say(record, TOCSIN_LIMIT, "more than 4294967295 names");
    remember(record, key, *id);
    return TOCSIN_OK;
}

tocsin_status tc_intern_text(struct record *record, enum dictionary which, text t,
                             long long *id)
{
    *id = 0;
    if (!t.size)
        return TOCSIN_OK;
    struct field field = {FIELD_TEXT, t, 0, 0};
    return tc_intern(record, which, &field, 1, id);
}

/* ---- what merging compares ----------------------------------------------------- */

static uint64_t hash_text(text t)
{
    if (!t.size)
        return 0;
    uint64_t hash = tc_hash(t.data, t.size);
    return hash ? hash : 1;
}

static bool is_one_of(text sector, const char *const *sectors)
{
    for (; *sectors; sectors++)
        if (tc_text_equal(sector, tc_text(*sectors)))
            return true;
    return false;
}

static const char *const organs[] = {"GOV", "MIL", "LEG", "JUD", "SPY", "COP", NULL};
static const char *const armed[] = {"REB", "UAF", "SEP", "PRM", "IMG", "CRM", NULL};

void tc_party_of(const tocsin_mention *mention, struct party *out)
{
    *out = (struct party){.lexicon = hash_text(mention->id),
                          .code = hash_text(mention->code),
                          .country = hash_text(mention->country),
                          .sector = hash_text(mention->sector),
                          .state = is_one_of(mention->sector, organs),
                          .armed = is_one_of(mention->sector, armed),
                          .known = true};
    if (out->lexicon)
        out->rank = 4;
    else if (out->country && out->sector)
        out->rank = 3;
    else if (out->country || (out->code && mention->code.size > 3))
        out->rank = 2; /* a country, or a body with a code of its own: IGOUNO */
    else if (out->code)
        out->rank = 1; /* only what kind of people: "REB" */
}

static tocsin_status load_party(struct record *record, long long id, struct party *out)
{
    sqlite3_stmt *load = tc_record_statement(record, SQL_ACTOR_LOAD);
    tc_bind_whole(load, 1, id);
    bool row;
    tocsin_status status = tc_record_step(record, load, &row);
    *out = (struct party){.known = true};
    if (row) {
        tocsin_mention mention = {.name = tc_column(load, 0),
                                  .code = tc_column(load, 1),
                                  .country = tc_column(load, 2),
                                  .sector = tc_column(load, 3),
                                  .id = tc_column(load, 4)};
        tc_party_of(&mention, out);
    }
    sqlite3_reset(load);
    return status;
}

/* The slot of an array by number, made if it can be. */
static void *slot(void *items, size_t *room, long long id, size_t size)
{
    if (id <= 0 || id >= KEEP_ROWS)
        return NULL;
    size_t old = *room;
    if ((size_t)id >= old) {
        if (!tc_grow(items, room, (size_t)id + 1, size, KEEP_ROWS))
            return NULL;
        char *start;
        memcpy(&start, items, sizeof start);
        memset(start + old * size, 0, (*room - old) * size);
    }
    char *start;
    memcpy(&start, items, sizeof start);
    return start + (size_t)id * size;
}

tocsin_status tc_record_party(struct record *record, long long id, struct party *out)
{
    *out = (struct party){.known = true};
    if (!id)
        return TOCSIN_OK;
    struct party *kept =
        slot(&record->parties, &record->party_room, id, sizeof *record->parties);
    if (kept && kept->known) {
        *out = *kept;
        return TOCSIN_OK;
    }
    tocsin_status status = load_party(record, id, out);
    if (!status && kept)
        *kept = *out;
    return status;
}

static tocsin_status load_spot(struct record *record, long long id, struct spot *out)
{
    sqlite3_stmt *load = tc_record_statement(record, SQL_PLACE_LOAD);
    tc_bind_whole(load, 1, id);
    bool row;
    tocsin_status status = tc_record_step(record, load, &row);
    *out = (struct spot){.known = true};
    if (row) {
        text name = tc_column(load, 0), precision = tc_column(load, 4);
        long long geonames = sqlite3_column_int64(load, 3);
        out->country = hash_text(tc_column(load, 1));
        out->admin1 = hash_text(tc_column(load, 2));
        if (tc_text_equal(precision, TEXT("city"))) {
            out->city = geonames ? (uint64_t)geonames : hash_text(name);
            out->rank = 3;
        } else if (tc_text_equal(precision, TEXT("admin1"))) {
            out->admin1 = out->admin1 ? out->admin1 : hash_text(name);
            out->rank = 2;
        } else {
            out->rank = out->country || name.size;
        }
        out->lat = tc_column_real(load, 5);
        out->lon = tc_column_real(load, 6);
        out->fine = out->lat == out->lat && out->lon == out->lon &&
                    (tc_text_equal(precision, TEXT("city")) ||
                     tc_text_equal(precision, TEXT("admin2")));
    }
    sqlite3_reset(load);
    return status;
}

tocsin_status tc_record_spot(struct record *record, long long id, struct spot *out)
{
    *out = (struct spot){.known = true};
    if (!id)
        return TOCSIN_OK;
    struct spot *kept =
        slot(&record->spots, &record->spot_room, id, sizeof *record->spots);
    if (kept && kept->known) {
        *out = *kept;
        return TOCSIN_OK;
    }
    tocsin_status status = load_spot(record, id, out);
    if (!status && kept)
        *kept = *out;
    return status;
}

/* ---- the end ------------------------------------------------------------------- */

void tc_record_forget(struct record *record)
{
    tc_map_clear(&record->ids);
    tc_arena_reset(&record->keys);
    if (record->parties)
        memset(record->parties, 0, record->party_room * sizeof *record->parties);
    if (record->spots)
        memset(record->spots, 0, record->spot_room * sizeof *record->spots);
}

void tc_dictionary_release(struct record *record)
{
    tc_map_release(&record->ids);
    tc_arena_release(&record->keys);
    tc_buffer_release(&record->key);
    tc_free(record->parties);
    tc_free(record->spots);
}

text tc_fold_words(struct arena *arena, text t)
{
    char *out = tc_arena_alloc(arena, t.size * 4 + 1);
    size_t at = 0, size = 0;
    bool between = false;
    while (out && at < t.size) {
        uint32_t c = tc_utf8_next(t, &at);
        if (!tc_is_letter(c) && !tc_is_digit(c)) {
            between = size > 0;
            continue;
        }
        c = tc_fold(c);
        if (!c)
            continue;
        if (between)
            out[size++] = ' ';
        between = false;
        size += tc_utf8_put(c, out + size);
    }
    return (text){out, size};
}
