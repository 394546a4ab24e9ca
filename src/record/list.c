/* record/list.c: rows back to claims and events.
 *
 * A listing prepares its own statements, so that a callback may list something else in
 * the record meanwhile (an event's claims while listing events). The document of the
 * last claim stays loaded: claims come document by document, and the words of mentions
 * are slices of its text.
 *
 * What was known on a day is worked out, not stored: an event that has changed since is
 * summed over the claims that stood then (find.c, event.c).
 */
#include "record/inside.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* ---- the statements of one listing --------------------------------------------- */

enum part {
    CLAIM,
    DOCUMENT,
    VERSION,
    MENTIONS,
    LINKS,
    NUMBERS,
    REMARK,
    ACTOR,
    IMPORTED,
    PARTY,
    PLACE,
    BEST,
    SUM, /* SQL_FACTS_STOOD */
    EVENT,
    WORD,
    PARTS
};

static const char *const part_sql[PARTS] = {
    [CLAIM] =
        "SELECT c.document, c.event, c.type, c.status, c.intensity, c.factuality, "
        "c.confidence, mode.word, contexts.word, cameo.word, rule.word, path.word, "
        "s.number, s.begin_byte, s.end_byte, p.name, p.country, p.admin1, p.lat, "
        "p.lon, "
        "p.geonames, p.precision, c.place_begin, c.place_end, c.place_text, "
        "t.from_day, "
        "t.to_day, t.precision, t.type, t.value, c.time_begin, c.time_end, "
        "c.time_text, "
        "c.trigger_begin, c.trigger_end, c.trigger_text, t.bound, c.actor, c.recipient "
        "FROM claims c LEFT JOIN sentences s ON s.id = c.sentence "
        "LEFT JOIN words mode ON mode.id = c.mode "
        "LEFT JOIN words contexts ON contexts.id = c.contexts "
        "LEFT JOIN words cameo ON cameo.id = c.cameo "
        "LEFT JOIN words rule ON rule.id = c.rule "
        "LEFT JOIN words path ON path.id = c.path "
        "LEFT JOIN places p ON p.id = c.place LEFT JOIN times t ON t.id = c.time "
        "WHERE c.id = ?1",
    [DOCUMENT] = "SELECT d.name, d.url, d.title, d.published, p.name, d.language, "
                 "d.file, d.line, d.text, d.changed, a.name, d.correction, d.authors "
                 "FROM documents d "
                 "LEFT JOIN publishers p ON p.id = d.publisher "
                 "LEFT JOIN publishers a ON a.id = d.agency "
                 "WHERE d.id = ?1 AND d.version = ?2 UNION ALL "
                 "SELECT d.name, h.url, h.title, h.published, p.name, h.language, "
                 "d.file, d.line, h.text, h.changed, a.name, h.correction, h.authors "
                 "FROM documents_history h "
                 "JOIN documents d ON d.id = h.document "
                 "LEFT JOIN publishers p ON p.id = h.publisher "
                 "LEFT JOIN publishers a ON a.id = h.agency "
                 "WHERE h.document = ?1 AND h.version = ?2",
    [VERSION] = "SELECT s.version FROM claims c JOIN sentences s ON s.id = c.sentence "
                "WHERE c.id = ?1",
    [MENTIONS] = "SELECT m.begin_byte, m.end_byte, m.text, a.name, a.code, a.country, "
                 "a.sector, a.lexicon FROM mentions m JOIN actors a ON a.id = m.actor "
                 "WHERE m.claim = ?1 AND m.side = ?2 ORDER BY m.number",
    [LINKS] =
        "SELECT s.text, a.source_begin, a.source_end, s.named, w.word, "
        "a.cue_begin, a.cue_end, a.content_begin, a.content_end, s.code, "
        "s.lexicon, a.content2_begin, a.content2_end, s.name, a.kind, a.anonymous, "
        "a.stance FROM attributions a "
        "JOIN sources s ON s.id = a.source "
        "LEFT JOIN words w ON w.id = a.cue WHERE a.claim = ?1 ORDER BY a.number",
    [NUMBERS] = "SELECT w.word, n.low, n.high, n.begin_byte, n.end_byte, n.text "
                "FROM numbers n LEFT JOIN words w ON w.id = n.what "
                "WHERE n.claim = ?1 ORDER BY n.number",
    [REMARK] = "SELECT v.kind, v.begin_byte, v.end_byte, v.text, w.word "
               "FROM verifications v LEFT JOIN words w ON w.id = v.who "
               "WHERE v.claim = ?1",
    /* An imported claim's party, which its row names; it may have no mention. */
    [ACTOR] = "SELECT 0, 0, CASE WHEN name = '' THEN words ELSE name END, name, code, "
              "country, sector, lexicon FROM actors WHERE id = ?1",
    [IMPORTED] = "SELECT c.known, p.name, w.text, c.document IS NULL FROM claims c "
                 "LEFT JOIN publishers p ON p.id = c.source "
                 "LEFT JOIN import_words w ON w.claim = c.id WHERE c.id = ?1",
    [PARTY] = "SELECT m.begin_byte, m.end_byte, m.text, a.name, a.code, a.country, "
              "a.sector, a.lexicon, c.document FROM mentions m "
              "JOIN actors a ON a.id = m.actor JOIN claims c ON c.id = m.claim "
              "WHERE m.claim = ?1 AND m.side = ?2 AND m.actor = ?3 "
              "ORDER BY m.number LIMIT 1",
    [PLACE] =
        "SELECT c.document, p.name, p.country, p.admin1, p.lat, p.lon, p.geonames, "
        "p.precision, c.place_begin, c.place_end, c.place_text "
        "FROM claims c JOIN places p ON p.id = c.place WHERE c.id = ?1",
    [BEST] = "SELECT c.document, w.word, c.intensity, s.begin_byte, s.end_byte "
             "FROM claims c LEFT JOIN sentences s ON s.id = c.sentence "
             "LEFT JOIN words w ON w.id = c.cameo WHERE c.id = ?1",
    [EVENT] = "SELECT " EVENT_COLUMNS " FROM events e WHERE e.id = ?1",
    [WORD] = "SELECT word FROM words WHERE id = ?1",
};

struct listing {
    struct record *record;
    struct query query;
    sqlite3_stmt *main;
    sqlite3_stmt *parts[PARTS];
    struct arena arena; /* of one claim or event */
    /* whose document is in document; 0: none; negative: the imported claim of that
     * number, which stands there as a document of its own */
    long long loaded;
    long long version; /* of it */
    tocsin_document document;
    struct import_block block; /* rows of imported claims */
    struct buffer name;        /* the document's, then */
};

static tocsin_status listing_init(struct listing *listing, struct record *record,
                                  const tocsin_filter *filter)
{
    memset(listing, 0, sizeof *listing);
    listing->record = record;
    tc_arena_init(&listing->arena, 0);
    tc_import_block_init(&listing->block);
    tc_buffer_init(&listing->name, 0);
    tocsin_status status = tc_query_init(&listing->query, record, filter);
    for (int i = 0; i < PARTS && !status; i++)
        status = tc_record_sqlite(
            record,
            sqlite3_prepare_v2(record->db,
                               i == SUM ? tc_record_sql(SQL_FACTS_STOOD) : part_sql[i],
                               -1, &listing->parts[i], NULL));
    return status;
}

static void listing_release(struct listing *listing)
{
    sqlite3_finalize(listing->main);
    for (int i = 0; i < PARTS; i++)
        sqlite3_finalize(listing->parts[i]);
    tc_query_release(&listing->query);
    tc_import_block_release(&listing->block);
    tc_buffer_release(&listing->name);
    tc_arena_release(&listing->arena);
}

static tocsin_status gone(struct listing *listing, const char *what, long long id)
{
    return tc_record_say(listing->record, TOCSIN_CORRUPT, "%s %lld is not there", what,
                         id);
}

/* A part's statement with its first parameter bound; its old row ends. */
static sqlite3_stmt *part(struct listing *listing, enum part which, long long id)
{
    sqlite3_stmt *statement = listing->parts[which];
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, id);
    return statement;
}

static tocsin_status no_memory(struct listing *listing)
{
    return tc_record_say(listing->record, TOCSIN_MEMORY, "no memory for a row");
}

/* A row of another project's file stands for a document of its own: what the project
 * says in words is its text, its id that of the project's event. */
static tocsin_status load_import(struct listing *listing, long long claim)
{
    struct import_place place;
    sqlite3_stmt *row = part(listing, IMPORTED, claim);
    bool found;
    listing->loaded = 0;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (!status && (!found || !sqlite3_column_int(row, 3)))
        status = gone(listing, "the document of claim", claim);
    if (!status)
        status = tc_import_find(listing->record, &listing->block, claim, &place);
    if (status)
        return status;
    tc_buffer_clear(&listing->name);
    tc_buffer_text(&listing->name, place.format);
    tc_buffer_byte(&listing->name, ':');
    if (place.id.size)
        tc_buffer_text(&listing->name, place.id);
    else
        tc_buffer_format(&listing->name, "line-%lld", place.line);
    if (listing->name.failed)
        return no_memory(listing);
    listing->document = (tocsin_document){
        .id = {listing->name.data, listing->name.size},
        .url = place.url,
        .published = tc_column(row, 0),
        .publisher = tc_column(row, 1),
        .text = tc_column(row, 2),
        .file = place.path,
        .line = place.line
    };
    if (!listing->document.publisher.size)
        listing->document.publisher = place.project;
    listing->loaded = -claim;
    return TOCSIN_OK;
}

/* The document as it was in the version that a claim stands in. id 0: the claim is
 * imported. */
static tocsin_status load_document(struct listing *listing, long long id,
                                   long long claim)
{
    if (!id && listing->loaded == -claim)
        return TOCSIN_OK;
    if (!id)
        return load_import(listing, claim);
    sqlite3_stmt *row = part(listing, VERSION, claim);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    long long version = found ? sqlite3_column_int64(row, 0) : 1;
    if (status || (listing->loaded == id && listing->version == version))
        return status;
    row = part(listing, DOCUMENT, id);
    sqlite3_bind_int64(row, 2, version);
    listing->loaded = 0;
    status = tc_record_step(listing->record, row, &found);
    if (status || !found)
        return status ? status : gone(listing, "document", id);
    listing->document = (tocsin_document){.id = tc_column(row, 0),
                                          .url = tc_column(row, 1),
                                          .title = tc_column(row, 2),
                                          .published = tc_column(row, 3),
                                          .publisher = tc_column(row, 4),
                                          .language = tc_column(row, 5),
                                          .file = tc_column(row, 6),
                                          .line = sqlite3_column_int64(row, 7),
                                          .text = tc_column(row, 8),
                                          .changed = tc_column(row, 9),
                                          .agency = tc_column(row, 10),
                                          .authors = tc_column(row, 12)};
    int correction = sqlite3_column_int(row, 11); /* one that is none says nothing */
    if (correction > 0 && correction < TOCSIN_CORRECTION_COUNT)
        listing->document.correction = (tocsin_correction)correction;
    listing->loaded = id;
    listing->version = version;
    return TOCSIN_OK;
}

static uint32_t column_u32(sqlite3_stmt *row, int at)
{
    long long value = sqlite3_column_int64(row, at);
    return value < 0 || value > UINT32_MAX ? 0 : (uint32_t)value;
}

/* The stored words, or else what stands in the document at begin..end. */
static text words_of(struct listing *listing, sqlite3_stmt *row, int at, uint32_t begin,
                     uint32_t end)
{
    if (sqlite3_column_type(row, at) != SQLITE_NULL)
        return tc_column(row, at);
    text whole = listing->document.text;
    return begin <= end && end <= whole.size ? tc_text_slice(whole, begin, end)
                                             : (text){NULL, 0};
}

static bool copy(struct listing *listing, text *t)
{
    text from = *t;
    *t = from.size ? tc_arena_copy(&listing->arena, from) : (text){NULL, 0};
    return !from.size || t->data;
}

/* ---- a claim ------------------------------------------------------------------- */

/* An array in the arena that grows by doubling. */
static void *one_more(struct listing *listing, void *items, uint32_t count, size_t size)
{
    if (count && (count & (count - 1)))
        return items;
    void *more = tc_arena_alloc(&listing->arena, (count ? count * 2 : 1) * size);
    if (more && items)
        memcpy(more, items, count * size);
    return more;
}

static bool mention_row(struct listing *listing, sqlite3_stmt *row, tocsin_mention *out)
{
    *out = (tocsin_mention){.begin = column_u32(row, 0),
                            .end = column_u32(row, 1),
                            .name = tc_column(row, 3),
                            .code = tc_column(row, 4),
                            .country = tc_column(row, 5),
                            .sector = tc_column(row, 6),
                            .id = tc_column(row, 7)};
    out->text = words_of(listing, row, 2, out->begin, out->end);
    return copy(listing, &out->text) && copy(listing, &out->name) &&
           copy(listing, &out->code) && copy(listing, &out->country) &&
           copy(listing, &out->sector) && copy(listing, &out->id);
}

static tocsin_status load_mentions(struct listing *listing, long long claim, int side,
                                   const tocsin_mention **out, uint32_t *count)
{
    sqlite3_stmt *row = part(listing, MENTIONS, claim);
    sqlite3_bind_int(row, 2, side);
    tocsin_mention *mentions = NULL;
    bool found;
    tocsin_status status;
    *count = 0;
    while (!(status = tc_record_step(listing->record, row, &found)) && found) {
        mentions = one_more(listing, mentions, *count, sizeof *mentions);
        if (!mentions || !mention_row(listing, row, &mentions[*count]))
            return no_memory(listing);
        ++*count;
    }
    *out = mentions;
    return status;
}

/* The party that an imported claim's row names; 0: none. */
static tocsin_status load_actor(struct listing *listing, long long actor,
                                const tocsin_mention **out, uint32_t *count)
{
    bool found;
    *count = 0;
    if (!actor)
        return TOCSIN_OK;
    sqlite3_stmt *row = part(listing, ACTOR, actor);
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (status || !found)
        return status ? status : gone(listing, "actor", actor);
    tocsin_mention *mention = one_more(listing, NULL, 0, sizeof *mention);
    if (!mention || !mention_row(listing, row, mention))
        return no_memory(listing);
    *out = mention;
    *count = 1;
    return TOCSIN_OK;
}

static tocsin_status load_links(struct listing *listing, long long id,
                                tocsin_claim *claim)
{
    sqlite3_stmt *row = part(listing, LINKS, id);
    tocsin_attribution *links = NULL;
    bool found;
    tocsin_status status;
    while (!(status = tc_record_step(listing->record, row, &found)) && found) {
        links = one_more(listing, links, claim->attribution_count, sizeof *links);
        if (!links)
            return no_memory(listing);
        tocsin_attribution *link = &links[claim->attribution_count++];
        *link = (tocsin_attribution){.source = tc_column(row, 0),
                                     .source_begin = column_u32(row, 1),
                                     .source_end = column_u32(row, 2),
                                     .named = sqlite3_column_int(row, 3) != 0,
                                     .cue = tc_column(row, 4),
                                     .cue_begin = column_u32(row, 5),
                                     .cue_end = column_u32(row, 6),
                                     .content_begin = column_u32(row, 7),
                                     .content_end = column_u32(row, 8),
                                     .code = tc_column(row, 9),
                                     .id = tc_column(row, 10),
                                     .content2_begin = column_u32(row, 11),
                                     .content2_end = column_u32(row, 12),
                                     .name = tc_column(row, 13),
                                     .anonymous = sqlite3_column_int(row, 15) != 0,
                                     .stance = tc_column_real(row, 16)};
        int kind = sqlite3_column_int(row, 14); /* one that is none is unknown */
        if (kind > 0 && kind < TOCSIN_VOICE_KIND_COUNT)
            link->kind = (tocsin_voice_kind)kind;
        if (!copy(listing, &link->source) || !copy(listing, &link->cue) ||
            !copy(listing, &link->code) || !copy(listing, &link->id) ||
            !copy(listing, &link->name))
            return no_memory(listing);
    }
    claim->attribution = links;
    return status;
}

static tocsin_status load_numbers(struct listing *listing, long long id,
                                  tocsin_claim *claim)
{
    sqlite3_stmt *row = part(listing, NUMBERS, id);
    tocsin_number *numbers = NULL;
    bool found;
    tocsin_status status;
    while (!(status = tc_record_step(listing->record, row, &found)) && found) {
        numbers = one_more(listing, numbers, claim->number_count, sizeof *numbers);
        if (!numbers)
            return no_memory(listing);
        tocsin_number *number = &numbers[claim->number_count++];
        *number = (tocsin_number){.what = tc_column(row, 0),
                                  .low = column_u32(row, 1),
                                  .high = column_u32(row, 2),
                                  .begin = column_u32(row, 3),
                                  .end = column_u32(row, 4)};
        number->text = words_of(listing, row, 5, number->begin, number->end);
        if (!copy(listing, &number->what) || !copy(listing, &number->text))
            return no_memory(listing);
    }
    claim->numbers = numbers;
    return status;
}

static tocsin_status load_verification(struct listing *listing, long long id,
                                       tocsin_claim *claim)
{
    sqlite3_stmt *row = part(listing, REMARK, id);
    tocsin_verification *out = &claim->verification;
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    int kind = !status && found ? sqlite3_column_int(row, 0) : 0;
    if (kind <= 0 || kind >= TOCSIN_VERIFICATION_COUNT)
        return status;
    out->kind = (tocsin_verification_kind)kind;
    out->begin = column_u32(row, 1);
    out->end = column_u32(row, 2);
    out->text = words_of(listing, row, 3, out->begin, out->end);
    out->by = tc_column(row, 4);
    return copy(listing, &out->text) && copy(listing, &out->by) ? TOCSIN_OK
                                                                : no_memory(listing);
}

/* Lines back to a list; see intern_contexts() in add.c. */
static bool read_contexts(struct listing *listing, text lines, tocsin_claim *claim)
{
    text *contexts = NULL;
    char *out = tc_arena_alloc(&listing->arena, lines.size + 1);
    size_t begin = 0, size = 0;
    for (size_t i = 0; out && i < lines.size; i++) {
        char c = lines.data[i];
        if (c == '\n') {
            contexts =
                one_more(listing, contexts, claim->context_count, sizeof *contexts);
            if (!contexts)
                return false;
            contexts[claim->context_count++] = (text){out + begin, size - begin};
            begin = size;
            continue;
        }
        if (c == '\\' && i + 1 < lines.size) {
            c = lines.data[++i];
            if (c == 'n')
                c = '\n';
        }
        out[size++] = c;
    }
    claim->contexts = contexts;
    return out != NULL;
}

/* From the columns at on. */
static tocsin_place read_place(struct listing *listing, sqlite3_stmt *row, int at)
{
    tocsin_place place = {.name = tc_column(row, at),
                          .country = tc_column(row, at + 1),
                          .admin1 = tc_column(row, at + 2),
                          .lat = tc_column_real(row, at + 3),
                          .lon = tc_column_real(row, at + 4),
                          .geonames = column_u32(row, at + 5),
                          .precision = tc_column(row, at + 6),
                          .begin = column_u32(row, at + 7),
                          .end = column_u32(row, at + 8)};
    place.text = words_of(listing, row, at + 9, place.begin, place.end);
    return place;
}

static void read_claim(struct listing *listing, sqlite3_stmt *row, tocsin_claim *out)
{
    *out =
        (tocsin_claim){.type = (tocsin_type)tc_column_below(row, 2, TOCSIN_TYPE_COUNT),
                       .status = (tocsin_claim_status)tc_column_below(
                           row, 3, TOCSIN_CLAIM_STATUS_COUNT),
                       .intensity = tc_column_real(row, 4),
                       .factuality = tc_column_real(row, 5),
                       .confidence = tc_column_real(row, 6),
                       .weight = NAN, /* what it did to the confidence is kept */
                       .rules_factuality = NAN,
                       .mode = tc_column(row, 7),
                       .cameo = tc_column(row, 9),
                       .rule = tc_column(row, 10),
                       .path = tc_column(row, 11),
                       .sentence = column_u32(row, 12),
                       .begin = column_u32(row, 13),
                       .end = column_u32(row, 14)};
    out->place = read_place(listing, row, 15);
    out->time = (tocsin_time){.from = tc_column(row, 25),
                              .to = tc_column(row, 26),
                              .precision = tc_column(row, 27),
                              .type = tc_column(row, 28),
                              .value = tc_column(row, 29),
                              .begin = column_u32(row, 30),
                              .end = column_u32(row, 31)};
    out->time.text = words_of(listing, row, 32, out->time.begin, out->time.end);
    out->time.bound = tc_column(row, 36);
    out->trigger_begin = column_u32(row, 33);
    out->trigger_end = column_u32(row, 34);
    out->trigger = words_of(listing, row, 35, out->trigger_begin, out->trigger_end);
}

/* The texts are good until the next claim or document is loaded. */
static tocsin_status load_claim(struct listing *listing, long long id,
                                tocsin_claim *out, long long *event)
{
    sqlite3_stmt *row = part(listing, CLAIM, id);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (status || !found)
        return status ? status : gone(listing, "claim", id);
    bool imported = !sqlite3_column_int64(row, 0);
    status = load_document(listing, sqlite3_column_int64(row, 0), id);
    if (status)
        return status;
    *event = sqlite3_column_int64(row, 1);
    read_claim(listing, row, out);
    if ((unsigned)out->type >= TOCSIN_TYPE_COUNT ||
        (unsigned)out->status >= TOCSIN_CLAIM_STATUS_COUNT)
        return tc_record_say(listing->record, TOCSIN_CORRUPT,
                             "claim %lld has a type or status that is none", id);
    if (!read_contexts(listing, tc_column(row, 8), out))
        return no_memory(listing);
    if (imported)
        out->end = (uint32_t)listing->document.text.size;
    status = load_mentions(listing, id, 0, &out->actors, &out->actor_count);
    if (!status)
        status = load_mentions(listing, id, 1, &out->recipients, &out->recipient_count);
    if (!status && imported && !out->actor_count)
        status = load_actor(listing, sqlite3_column_int64(row, 37), &out->actors,
                            &out->actor_count);
    if (!status && imported && !out->recipient_count)
        status = load_actor(listing, sqlite3_column_int64(row, 38), &out->recipients,
                            &out->recipient_count);
    if (!status && !imported)
        status = load_links(listing, id, out);
    if (!status)
        status = load_verification(listing, id, out);
    return status ? status : load_numbers(listing, id, out);
}

static tocsin_status tell_claim(struct listing *listing, long long id,
                                tocsin_claim_function function, void *context)
{
    tocsin_claim claim = {.begin = 0};
    long long event = 0;
    tc_arena_reset(&listing->arena);
    tocsin_status status = load_claim(listing, id, &claim, &event);
    if (status)
        return status;
    text sentence = tc_text_slice(listing->document.text, claim.begin, claim.end);
    status = function(context, &claim, &listing->document, sentence, event);
    if (status)
        return tc_record_say(listing->record, status, "the caller ended the listing");
    return TOCSIN_OK;
}

static tocsin_status list_claims(struct listing *listing,
                                 tocsin_claim_function function, void *context)
{
    tc_query_claims(&listing->query);
    tocsin_status status = tc_query_prepare(&listing->query, &listing->main);
    bool row;
    while (!status) {
        status = tc_record_step(listing->record, listing->main, &row);
        if (status || !row)
            break;
        status = tell_claim(listing, sqlite3_column_int64(listing->main, 0), function,
                            context);
    }
    return status;
}

/* ---- claims of documents and of imported rows, by the day they became known ----- */

enum stream { OF_DOCUMENTS, JOINED, IMPORTED_ALONE, STREAMS };

struct streams {
    struct listing *listing;
    sqlite3_stmt *rows[2];   /* of OF_DOCUMENTS and JOINED: ids of claims */
    sqlite3_stmt *day;       /* of a claim */
    struct hits hits;        /* of IMPORTED_ALONE */
    long long next[STREAMS]; /* claims; 0: the stream has ended */
    int32_t days[STREAMS];
};

static tocsin_status day_of(struct streams *streams, enum stream which)
{
    bool found;
    sqlite3_reset(streams->day);
    tc_bind_whole(streams->day, 1, streams->next[which]);
    tocsin_status status =
        tc_record_step(streams->listing->record, streams->day, &found);
    streams->days[which] =
        !status && found ? tc_day_parse(tc_column(streams->day, 0)) : TC_NO_DAY;
    return status;
}

static tocsin_status advance(struct streams *streams, enum stream which)
{
    struct listing *listing = streams->listing;
    bool found;
    tocsin_status status;
    streams->next[which] = 0;
    if (which != IMPORTED_ALONE) {
        status = tc_record_step(listing->record, streams->rows[which], &found);
        if (status || !found)
            return status;
        streams->next[which] = sqlite3_column_int64(streams->rows[which], 0);
        return day_of(streams, which);
    }
    if (streams->hits.begin >= streams->hits.count)
        return TOCSIN_OK;
    size_t at = streams->hits.begin++;
    streams->days[which] = tc_hit_day(&streams->hits, at);
    sqlite3_stmt *row = part(listing, EVENT, tc_hit_event(&streams->hits, at));
    status = tc_record_step(listing->record, row, &found);
    if (!status && !found)
        status = gone(listing, "event", tc_hit_event(&streams->hits, at));
    if (!status)
        streams->next[which] = sqlite3_column_int64(row, 13); /* its best claim */
    return status;
}

static tocsin_status streams_begin(struct streams *streams, struct listing *listing)
{
    struct query *query = &listing->query;
    void (*const compose[2])(struct query *) = {tc_query_claims, tc_query_joined};
    memset(streams, 0, sizeof *streams);
    streams->listing = listing;
    tocsin_status status = tc_record_sqlite(
        listing->record,
        sqlite3_prepare_v2(listing->record->db,
                           "SELECT CASE WHEN c.document IS NULL THEN c.known "
                           "ELSE d.published END FROM claims c "
                           "LEFT JOIN documents d ON d.id = c.document WHERE c.id = ?1",
                           -1, &streams->day, NULL));
    for (int i = 0; i < 2 && !status; i++) {
        tc_buffer_clear(&query->sql);
        compose[i](query);
        status = tc_query_prepare(query, &streams->rows[i]);
        if (!status)
            status = advance(streams, (enum stream)i);
    }
    if (!status)
        status = tc_find_imported(query, &streams->hits);
    return status ? status : advance(streams, IMPORTED_ALONE);
}

static void streams_end(struct streams *streams)
{
    for (int i = 0; i < 2; i++)
        sqlite3_finalize(streams->rows[i]);
    sqlite3_finalize(streams->day);
    tc_free(streams->hits.keys);
}

/* The stream whose next claim is first; STREAMS: all have ended. */
static enum stream first_of(const struct streams *streams)
{
    int first = STREAMS;
    for (int i = 0; i < STREAMS; i++)
        if (streams->next[i] &&
            (first == STREAMS || streams->days[i] < streams->days[first]))
            first = i;
    return (enum stream)first;
}

static tocsin_status list_mixed(struct listing *listing, tocsin_claim_function function,
                                void *context)
{
    struct streams streams;
    const tocsin_filter *asked = listing->query.filter;
    tocsin_filter all = *asked; /* each stream from its beginning */
    unsigned long long skip = asked->offset < 0 ? 0 : (unsigned long long)asked->offset;
    unsigned long long left =
        asked->limit < 0 ? ULLONG_MAX : (unsigned long long)asked->limit;
    all.offset = 0;
    if (left <= LLONG_MAX - skip)
        all.limit = (long long)(left + skip);
    else
        all.limit = -1;
    listing->query.filter = &all;
    tocsin_status status = streams_begin(&streams, listing);
    while (!status && left) {
        enum stream which = first_of(&streams);
        if (which == STREAMS)
            break;
        long long claim = streams.next[which];
        status = advance(&streams, which);
        if (status || (skip && skip--))
            continue;
        left--;
        status = tell_claim(listing, claim, function, context);
    }
    streams_end(&streams);
    listing->query.filter = asked;
    return status;
}

tocsin_status tc_record_claims_in(struct record *record, const tocsin_filter *filter,
                                  bool by_arrival, tocsin_claim_function function,
                                  void *context, tocsin_error *error)
{
    struct listing listing;
    tocsin_status status = listing_init(&listing, record, filter);
    long long files = 0;
    listing.query.by_arrival = by_arrival;
    if (!status && !by_arrival)
        status = tc_record_number(record, "SELECT EXISTS(SELECT 1 FROM import_files)",
                                  0, &files);
    if (!status)
        status = files ? list_mixed(&listing, function, context)
                       : list_claims(&listing, function, context);
    listing_release(&listing);
    return tc_record_fail(record, status, error);
}

tocsin_status tc_record_claims(struct record *record, const tocsin_filter *filter,
                               tocsin_claim_function function, void *context,
                               tocsin_error *error)
{
    return tc_record_claims_in(record, filter, false, function, context, error);
}

/* ---- an event ------------------------------------------------------------------ */

static tocsin_status load_word(struct listing *listing, long long id, text *out)
{
    *out = (text){NULL, 0};
    if (!id)
        return TOCSIN_OK;
    sqlite3_stmt *row = part(listing, WORD, id);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (found)
        *out = tc_column(row, 0);
    return status || copy(listing, out) ? status : no_memory(listing);
}

/* The same for an imported claim that has no mentions. */
static tocsin_status load_named(struct listing *listing, long long claim,
                                long long actor, tocsin_mention *out)
{
    const tocsin_mention *named = NULL;
    uint32_t count;
    sqlite3_stmt *row = part(listing, IMPORTED, claim);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (!status && (!found || !sqlite3_column_int(row, 3)))
        status = gone(listing, "the mention of claim", claim);
    listing->loaded = listing->loaded < 0 ? 0 : listing->loaded; /* its row has moved */
    if (!status)
        status = load_actor(listing, actor, &named, &count);
    if (!status && named)
        *out = *named;
    return status;
}

static tocsin_status load_party(struct listing *listing, long long claim, int side,
                                long long actor, tocsin_mention *out)
{
    *out = (tocsin_mention){.begin = 0};
    if (!claim)
        return TOCSIN_OK;
    sqlite3_stmt *row = part(listing, PARTY, claim);
    sqlite3_bind_int(row, 2, side);
    sqlite3_bind_int64(row, 3, actor);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (!status && !found)
        return load_named(listing, claim, actor, out);
    if (status)
        return status;
    status = load_document(listing, sqlite3_column_int64(row, 8), claim);
    if (status)
        return status;
    if (!mention_row(listing, row, out))
        return no_memory(listing);
    out->begin = out->end = 0;
    return TOCSIN_OK;
}

static tocsin_status load_place(struct listing *listing, long long claim,
                                tocsin_place *out)
{
    *out = (tocsin_place){.lat = __builtin_nan(""), .lon = __builtin_nan("")};
    if (!claim)
        return TOCSIN_OK;
    sqlite3_stmt *row = part(listing, PLACE, claim);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (status || !found)
        return status ? status : gone(listing, "the place of claim", claim);
    status = load_document(listing, sqlite3_column_int64(row, 0), claim);
    if (status)
        return status;
    *out = read_place(listing, row, 1);
    out->begin = out->end = 0;
    if (!copy(listing, &out->text) || !copy(listing, &out->name) ||
        !copy(listing, &out->country) || !copy(listing, &out->admin1) ||
        !copy(listing, &out->precision))
        return no_memory(listing);
    return TOCSIN_OK;
}

/* Last, for its sentence and cameo stay where they are. */
static tocsin_status load_best(struct listing *listing, long long claim,
                               tocsin_event *out)
{
    sqlite3_stmt *row = part(listing, BEST, claim);
    bool found;
    tocsin_status status = tc_record_step(listing->record, row, &found);
    if (status || !found)
        return status ? status : gone(listing, "claim", claim);
    status = load_document(listing, sqlite3_column_int64(row, 0), claim);
    if (status)
        return status;
    out->cameo = tc_column(row, 1);
    out->intensity = tc_column_real(row, 2);
    out->sentence = listing->document.text;
    if (listing->loaded > 0)
        out->sentence =
            tc_text_slice(out->sentence, column_u32(row, 3), column_u32(row, 4));
    out->document = listing->document.id;
    out->url = listing->document.url;
    out->publisher = listing->document.publisher;
    out->published = listing->document.published;
    out->language = listing->document.language;
    return TOCSIN_OK;
}

static uint32_t narrow(long long count)
{
    return count < 0 ? 0 : count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

static tocsin_status tell_event(struct listing *listing, const struct event *event,
                                tocsin_event_function function, void *context)
{
    char from[11], to[11];
    tc_day_print(event->from, from);
    tc_day_print(event->to, to);
    tocsin_event out = {.id = event->id,
                        .type = (tocsin_type)event->type,
                        .status = (tocsin_claim_status)event->status,
                        .from = tc_text(from),
                        .to = tc_text(to),
                        .precision = tc_text(tc_precision_name(event->precision)),
                        .factuality = event->factuality,
                        .confidence = event->confidence,
                        .claims = narrow(event->claims),
                        .documents = narrow(event->documents),
                        .voices = narrow(event->voices),
                        .denials = narrow(event->denials),
                        .first_published = tc_text(event->first),
                        .last_published = tc_text(event->last)};
    if ((unsigned)event->type >= TOCSIN_TYPE_COUNT ||
        (unsigned)event->status >= TOCSIN_CLAIM_STATUS_COUNT)
        return tc_record_say(listing->record, TOCSIN_CORRUPT,
                             "event %lld has a type or status that is none", event->id);
    tc_arena_reset(&listing->arena);
    tocsin_status status = load_word(listing, event->mode, &out.mode);
    if (!status)
        status = load_party(listing, event->actor_claim, 0, event->actor, &out.actor);
    if (!status)
        status = load_party(listing, event->recipient_claim, 1, event->recipient,
                            &out.recipient);
    if (!status)
        status = load_place(listing, event->place_claim, &out.place);
    if (!status)
        status = load_best(listing, event->best, &out);
    if (status)
        return status;
    status = function(context, &out);
    if (status)
        return tc_record_say(listing->record, status, "the caller ended the listing");
    return TOCSIN_OK;
}

/* The row of an event, or its sum over what was known; claims 0: there is none. */
static tocsin_status load_event(struct listing *listing, long long id,
                                struct event *out)
{
    bool found;
    sqlite3_stmt *row = part(listing, EVENT, id);
    tocsin_status status = tc_record_step(listing->record, row, &found);
    int32_t as_of = tc_day_parse(listing->query.filter->as_of);
    tc_event_init(out, id);
    if (status)
        return status;
    if (found)
        tc_event_row(row, out);
    sqlite3_reset(row);
    if (as_of == TC_NO_DAY || (found && out->last_known <= as_of))
        return TOCSIN_OK;
    return tc_event_sum(listing->record, listing->parts[SUM], id, listing->query.as_of,
                        out);
}

static tocsin_status list_events(struct listing *listing,
                                 tocsin_event_function function, void *context)
{
    struct hits hits;
    bool row;
    /* An open statement keeps what is read from changing under the listing. */
    tocsin_status status = tc_record_sqlite(
        listing->record,
        sqlite3_prepare_v2(listing->record->db, "SELECT 1 FROM sqlite_schema", -1,
                           &listing->main, NULL));
    if (!status)
        status = tc_record_step(listing->record, listing->main, &row);
    if (status)
        return status;
    status = tc_find_events(&listing->query, &hits);
    for (size_t i = hits.begin; i < hits.count && !status; i++) {
        struct event event;
        status = load_event(listing, tc_hit_event(&hits, i), &event);
        if (!status && !event.claims)
            status = gone(listing, "event", tc_hit_event(&hits, i));
        if (!status)
            status = tell_event(listing, &event, function, context);
    }
    tc_free(hits.keys);
    return status;
}

tocsin_status tc_record_events(struct record *record, const tocsin_filter *filter,
                               tocsin_event_function function, void *context,
                               tocsin_error *error)
{
    struct listing listing;
    tocsin_status status = listing_init(&listing, record, filter);
    if (!status)
        status = list_events(&listing, function, context);
    listing_release(&listing);
    return tc_record_fail(record, status, error);
}

/* ---- for diff.c ---------------------------------------------------------------- */

tocsin_status tc_listing_new(struct record *record, const tocsin_filter *filter,
                             struct listing **out)
{
    struct listing *listing = *out = tc_alloc(sizeof *listing);
    if (!listing)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a listing");
    return listing_init(listing, record, filter);
}

void tc_listing_free(struct listing *listing)
{
    if (!listing)
        return;
    listing_release(listing);
    tc_free(listing);
}

tocsin_status tc_listing_find(struct listing *listing, struct hits *hits)
{
    return tc_find_events(&listing->query, hits);
}

tocsin_status tc_listing_event(struct listing *listing, long long id, struct event *out)
{
    return load_event(listing, id, out);
}

tocsin_status tc_listing_tell(struct listing *listing, const struct event *event,
                              tocsin_event_function function, void *context)
{
    return tell_event(listing, event, function, context);
}

tocsin_status tc_listing_claim(struct listing *listing, long long id,
                               struct listed_claim *out)
{
    tc_arena_reset(&listing->arena);
    out->document = &listing->document;
    return load_claim(listing, id, &out->claim, &out->event);
}
