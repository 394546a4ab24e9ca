/* record/add.c: a coding into tables.
 *
 * Everything is looked at before anything is written, so that an argument that cannot
 * be kept leaves the transaction as it was; behind that only SQLite can fail, and then
 * the whole transaction goes (record.c).
 *
 * A document is known by its id. The same content coded by the same version again is
 * skipped, also when it is one that was replaced, so that an archive may be run as
 * often as one likes.
 */
#include "record/merging.h"

#include <string.h>

enum { MANY_CLAIMS = 1 << 20, LONGEST = 1 << 29 /* bytes of one document */ };

/* ---- looking at it ------------------------------------------------------------- */

static tocsin_status look_at_claim(struct record *record, const tocsin_coding *coding,
                                   uint32_t i)
{
    const tocsin_claim *claim = &coding->claims[i];
    if ((unsigned)claim->type >= TOCSIN_TYPE_COUNT ||
        (unsigned)claim->status >= TOCSIN_CLAIM_STATUS_COUNT)
        return tc_record_say(record, TOCSIN_USAGE,
                             "claim %u: type %d or status %d is none", (unsigned)i,
                             (int)claim->type, (int)claim->status);
    if ((unsigned)claim->verification.kind >= TOCSIN_VERIFICATION_COUNT)
        return tc_record_say(record, TOCSIN_USAGE, "claim %u: verification %d is none",
                             (unsigned)i, (int)claim->verification.kind);
    /* Claims without their document's text have offsets all the same. */
    size_t size = coding->document.text.size;
    if (claim->begin > claim->end || (size && claim->end > size))
        return tc_record_say(
            record, TOCSIN_USAGE,
            "claim %u: sentence %u..%u is not in the text of %zu bytes", (unsigned)i,
            (unsigned)claim->begin, (unsigned)claim->end, size);
    if (claim->actor_count > MANY_CLAIMS || claim->recipient_count > MANY_CLAIMS ||
        claim->attribution_count > MANY_CLAIMS || claim->number_count > MANY_CLAIMS ||
        claim->context_count > MANY_CLAIMS)
        return tc_record_say(record, TOCSIN_LIMIT, "claim %u: too many parts",
                             (unsigned)i);
    for (uint32_t k = 0; k < claim->attribution_count; k++)
        if ((unsigned)claim->attribution[k].kind >= TOCSIN_VOICE_KIND_COUNT)
            return tc_record_say(record, TOCSIN_USAGE, "claim %u: voice %d is none",
                                 (unsigned)i, (int)claim->attribution[k].kind);
    return TOCSIN_OK;
}

static tocsin_status look_at(struct record *record, const tocsin_coding *coding,
                             const char *coder_version)
{
    const tocsin_document *document = &coding->document;
    if (!record->write)
        return tc_record_say(record, TOCSIN_USAGE, "it was opened for reading only");
    if (!coder_version || !*coder_version)
        return tc_record_say(record, TOCSIN_USAGE, "no version of the coder was given");
    if (!document->id.size)
        return tc_record_say(record, TOCSIN_USAGE, "the document has no id");
    if (document->text.size > LONGEST || document->title.size > LONGEST ||
        coding->claim_count > MANY_CLAIMS)
        return tc_record_say(record, TOCSIN_LIMIT, "document %.100s is too large",
                             document->id.data);
    const text dates[] = {document->published, document->changed};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (dates[i].size &&
            (dates[i].size >= PUBLISHED_ROOM || tc_day_parse(dates[i]) == TC_NO_DAY))
            return tc_record_say(record, TOCSIN_USAGE, "%s: %.*s is not a date",
                                 i ? "changed" : "published",
                                 (int)(dates[i].size < 64 ? dates[i].size : 64),
                                 dates[i].data);
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        tocsin_status status = look_at_claim(record, coding, i);
        if (status)
            return status;
    }
    return TOCSIN_OK;
}

long long tc_document_hash(const tocsin_document *document)
{
    const text parts[] = {document->url,       document->title,     document->text,
                          document->published, document->publisher, document->language};
    uint64_t hashes[2] = {0, 0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        hashes[1] = tc_hash(parts[i].size ? parts[i].data : "", parts[i].size);
        hashes[0] = tc_hash(hashes, sizeof hashes);
    }
    return (long long)hashes[0];
}

/* The day a version became known: it was changed or published then. "": undated. */
static void known_day(const tocsin_document *document, char out[11])
{
    int32_t published = tc_day_parse(document->published);
    int32_t changed = tc_day_parse(document->changed);
    tc_day_print(changed > published ? changed : published, out);
}

/* ---- documents ----------------------------------------------------------------- */

/* adding->document 0: not there yet. */
static tocsin_status find_document(struct adding *adding)
{
    struct record *record = adding->record;
    sqlite3_stmt *find = tc_record_statement(record, SQL_DOCUMENT_FIND);
    tc_bind_text(find, 1, adding->coding->document.id);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    if (row) {
        adding->document = sqlite3_column_int64(find, 0);
        adding->copy_of = sqlite3_column_int64(find, 1);
    }
    sqlite3_reset(find);
    return status;
}

/* The version with these contents that came with this day, or that stood on it; 0 when
 * there is none. So a page may be put back to what it said before, while an archive may
 * be run again. */
static tocsin_status find_version(struct adding *adding)
{
    sqlite3_stmt *find = tc_record_statement(adding->record, SQL_VERSION_FIND);
    tc_bind_whole(find, 1, adding->document);
    tc_bind_whole(find, 2, adding->hash);
    tc_bind_text(find, 3, tc_text(adding->known));
    bool row;
    tocsin_status status = tc_record_step(adding->record, find, &row);
    if (row)
        adding->version = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    return status;
}

static tocsin_status find_last_version(struct adding *adding)
{
    sqlite3_stmt *find = tc_record_statement(adding->record, SQL_VERSION_LAST);
    tc_bind_whole(find, 1, adding->document);
    bool row;
    tocsin_status status = tc_record_step(adding->record, find, &row);
    if (row)
        adding->version = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    return status;
}

static tocsin_status find_coding(struct adding *adding, const char *coder, bool *found)
{
    sqlite3_stmt *find = tc_record_statement(adding->record, SQL_CODING_FIND);
    tc_bind_whole(find, 1, adding->document);
    tc_bind_whole(find, 2, adding->version);
    tc_bind_text(find, 3, tc_text(coder));
    tocsin_status status = tc_record_step(adding->record, find, found);
    sqlite3_reset(find);
    return status;
}

/* A version has one day, by which it stands behind others, whatever the coding says:
 * claims that come without their document have none, and the same text may come with a
 * later one. */
static tocsin_status keep_known(struct adding *adding)
{
    sqlite3_stmt *find = tc_record_statement(adding->record, SQL_VERSION_KNOWN);
    tc_bind_whole(find, 1, adding->document);
    tc_bind_whole(find, 2, adding->version);
    bool row;
    tocsin_status status = tc_record_step(adding->record, find, &row);
    if (row)
        tc_day_print(tc_day_parse(tc_column(find, 0)), adding->known);
    sqlite3_reset(find);
    return status;
}

/* A document at the same address that may be this one. */
struct namesake {
    long long id, copy_of;
    text title, published, name; /* in the arena */
};

static tocsin_status like_it(struct adding *adding)
{
    const tocsin_document *document = &adding->coding->document;
    adding->liked = true;
    return tc_likeness(adding->record, document->text, document->published,
                       &adding->likeness);
}

/* Whether what stands at one address are two versions of one text: they share a fifth
 * of their runs of words, or the title and its day. A piece of a page (name#piece) is
 * never known by its title, which is the page's. *same: every word is the same. */
static tocsin_status compare_to(struct adding *adding, const struct namesake *other,
                                bool *is, bool *same)
{
    struct record *record = adding->record;
    const tocsin_document *document = &adding->coding->document;
    struct likeness likeness;
    *is = *same = false;
    tocsin_status status = adding->liked ? TOCSIN_OK : like_it(adding);
    if (!status)
        status = tc_likeness_stored(record, other->id, &likeness);
    if (status)
        return status;
    text title = tc_fold_words(&record->arena, document->title);
    text old_title = tc_fold_words(&record->arena, other->title);
    bool titled = title.size && tc_text_equal(title, old_title);
    bool piece = memchr(other->name.data, '#', other->name.size) ||
                 memchr(document->id.data, '#', document->id.size);
    bool day = tc_day_parse(document->published) == tc_day_parse(other->published) ||
               adding->correction.kind;
    *same = titled && adding->likeness.whole == likeness.whole;
    *is = *same || tc_likeness_share(&adding->likeness, &likeness) >= 0.2 ||
          (titled && day && !piece);
    return TOCSIN_OK;
}

static tocsin_status find_version(struct adding *adding);

/* The text may have come before under another id. */
static tocsin_status find_at_address(struct adding *adding, bool *known)
{
    struct record *record = adding->record;
    struct namesake others[8];
    size_t count = 0;
    sqlite3_stmt *find = tc_record_statement(record, SQL_DOCUMENTS_AT);
    tc_bind_whole(find, 1, adding->address);
    bool row, is = false, same;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row && count < 8)
        others[count++] = (struct namesake){
            sqlite3_column_int64(find, 0), sqlite3_column_int64(find, 1),
            tc_arena_copy(&record->arena, tc_column(find, 2)),
            tc_arena_copy(&record->arena, tc_column(find, 3)),
            tc_arena_copy(&record->arena, tc_column(find, 4))};
    sqlite3_reset(find);
    if (!status && count && !others[count - 1].name.data)
        status = tc_record_say(record, TOCSIN_MEMORY, "no memory to look for versions");
    for (size_t i = 0; i < count && !status && !is; i++) {
        adding->document = others[i].id;
        adding->copy_of = others[i].copy_of;
        status = find_version(adding); /* it came before under this id */
        if (!status && adding->version)
            return TOCSIN_OK;
        if (!status)
            status = compare_to(adding, &others[i], &is, &same);
        *known = is && same;
    }
    if (!is)
        adding->document = adding->copy_of = 0;
    return status;
}

/* Which document and version it is, and whether this coding of it is there already. */
static tocsin_status identify(struct adding *adding, const char *coder, bool *known)
{
    *known = false;
    tocsin_status status = find_document(adding);
    if (!status && !adding->document && adding->address)
        status = find_at_address(adding, known);
    if (status || *known)
        return status;
    if (!status && adding->document)
        status = find_version(adding);
    adding->recoded = adding->version != 0;
    if (!status && adding->recoded)
        status = find_coding(adding, coder, known);
    if (status || adding->recoded)
        return status || *known ? status : keep_known(adding);
    if (adding->document)
        status = find_last_version(adding);
    adding->version++;
    return status;
}

static tocsin_status write_coding(struct adding *adding)
{
    sqlite3_stmt *write = tc_record_statement(adding->record, SQL_CODING_INSERT);
    tc_bind_whole(write, 1, adding->document);
    tc_bind_whole(write, 2, adding->version);
    tc_bind_whole(write, 3, adding->coder);
    tc_bind_whole(write, 4, tc_clock());
    tc_bind_text(write, 5, tc_text(adding->known));
    tocsin_status status = tc_record_run(adding->record, write);
    adding->coding_id = sqlite3_last_insert_rowid(adding->record->db);
    return status;
}

/* An older version than the one that stands. */
static tocsin_status write_history(struct adding *adding)
{
    const tocsin_document *document = &adding->coding->document;
    if (adding->recoded)
        return TOCSIN_OK;
    sqlite3_stmt *write = tc_record_statement(adding->record, SQL_HISTORY_WRITE);
    tc_bind_whole(write, 1, adding->document);
    tc_bind_text(write, 2, document->url);
    tc_bind_text(write, 3, document->title);
    tc_bind_text(write, 4, document->published);
    tc_bind_id(write, 5, adding->publisher);
    tc_bind_text(write, 6, document->language);
    tc_bind_whole(write, 7, adding->hash);
    tc_bind_whole(write, 8, adding->coder);
    tc_bind_whole(write, 9, tc_clock());
    sqlite3_bind_text64(write, 10, document->text.size ? document->text.data : "",
                        document->text.size, SQLITE_STATIC, SQLITE_UTF8);
    tc_bind_text(write, 11, document->changed);
    tc_bind_whole(write, 12, adding->version);
    tc_bind_id(write, 13, adding->agency);
    tc_bind_whole(write, 14, adding->correction.kind);
    tc_bind_text(write, 15, document->authors);
    return tc_record_run(adding->record, write);
}

static tocsin_status write_document(struct adding *adding, bool is_new)
{
    const tocsin_document *document = &adding->coding->document;
    sqlite3_stmt *write = tc_record_statement(
        adding->record, is_new ? SQL_DOCUMENT_INSERT : SQL_DOCUMENT_UPDATE);
    tc_bind_id(write, 1, adding->document);
    tc_bind_text(write, 2, document->id);
    tc_bind_text(write, 3, document->url);
    tc_bind_text(write, 4, document->title);
    tc_bind_text(write, 5, document->published);
    tc_bind_id(write, 6, adding->publisher);
    tc_bind_text(write, 7, document->language);
    tc_bind_text(write, 8, document->file);
    tc_bind_whole(write, 9, document->line);
    tc_bind_whole(write, 10, adding->coding->sentence_count);
    tc_bind_whole(write, 11, adding->coding->token_count);
    tc_bind_whole(write, 12, adding->hash);
    tc_bind_whole(write, 13, (long long)adding->likeness.whole);
    tc_bind_id(write, 14, adding->original);
    tc_bind_whole(write, 15, adding->coder);
    tc_bind_whole(write, 16, tc_clock());
    sqlite3_bind_text64(write, 17, document->text.size ? document->text.data : "",
                        document->text.size, SQLITE_STATIC, SQLITE_UTF8);
    tc_bind_text(write, 18, document->changed);
    tc_bind_whole(write, 19, adding->version);
    tc_bind_id(write, 20, adding->agency);
    tc_bind_id(write, 21, adding->address);
    tc_bind_whole(write, 22, adding->correction.kind);
    tc_bind_text(write, 23, document->authors);
    tocsin_status status = tc_record_run(adding->record, write);
    if (!status && is_new)
        adding->document = sqlite3_last_insert_rowid(adding->record->db);
    if (!status && !adding->original)
        status = tc_likeness_keep(adding->record, &adding->likeness, adding->document);
    return status;
}

/* ---- claims -------------------------------------------------------------------- */

/* NULL while the words are those that stand in the document at begin..end. */
static text unless_slice(const struct adding *adding, text words, uint32_t begin,
                         uint32_t end)
{
    text whole = adding->coding->document.text;
    if (begin <= end && end <= whole.size &&
        tc_text_equal(words, tc_text_slice(whole, begin, end)))
        return (text){NULL, 0};
    return words;
}

/* Words that are no slice, but empty where begin..end is not, must not come back as
 * one: they are stored as an empty string. */
static void bind_words(const struct adding *adding, sqlite3_stmt *statement, int at,
                       text words, uint32_t begin, uint32_t end)
{
    text kept = unless_slice(adding, words, begin, end);
    if (!kept.size && !words.size && begin != end)
        sqlite3_bind_text(statement, at, "", 0, SQLITE_STATIC);
    else
        tc_bind_text(statement, at, kept);
}

int tc_actor_fields(const tocsin_mention *mention, struct field *out)
{
    /* Who is not resolved is at least found by the words that name him. */
    text words = mention->name.size ? (text){NULL, 0} : mention->text;
    const text texts[] = {mention->name,   mention->code, mention->country,
                          mention->sector, mention->id,   words};
    for (int i = 0; i < 6; i++)
        out[i] = (struct field){FIELD_TEXT, texts[i], 0, 0};
    return 6;
}

static tocsin_status intern_actor(struct record *record, const tocsin_mention *mention,
                                  long long *id)
{
    struct field fields[6];
    return tc_intern(record, ACTORS, fields, tc_actor_fields(mention, fields), id);
}

static bool any_place(const tocsin_place *place)
{
    return place->name.size || place->country.size || place->admin1.size ||
           place->geonames || place->precision.size || place->lat == place->lat ||
           place->lon == place->lon;
}

int tc_place_fields(const tocsin_place *place, struct field *out)
{
    if (!any_place(place))
        return 0;
    out[0] = (struct field){FIELD_TEXT, place->name, 0, 0};
    out[1] = (struct field){FIELD_TEXT, place->country, 0, 0};
    out[2] = (struct field){FIELD_TEXT, place->admin1, 0, 0};
    out[3] = (struct field){
        FIELD_REAL, {NULL, 0},
         0, place->lat
    };
    out[4] = (struct field){
        FIELD_REAL, {NULL, 0},
         0, place->lon
    };
    out[5] = (struct field){
        FIELD_WHOLE, {NULL, 0},
         place->geonames, 0
    };
    out[6] = (struct field){FIELD_TEXT, place->precision, 0, 0};
    return 7;
}

int tc_time_fields(const tocsin_time *time, struct field *out)
{
    if (!time->from.size && !time->to.size && !time->precision.size &&
        !time->type.size && !time->value.size)
        return 0;
    const text texts[] = {time->from, time->to,    time->precision,
                          time->type, time->value, time->bound};
    for (int i = 0; i < 6; i++)
        out[i] = (struct field){FIELD_TEXT, texts[i], 0, 0};
    return 6;
}

/* 0 where there are no fields. */
static tocsin_status intern_fields(struct record *record, enum dictionary which,
                                   const struct field *fields, int count, long long *id)
{
    *id = 0;
    return count ? tc_intern(record, which, fields, count, id) : TOCSIN_OK;
}

void tc_contexts_lines(const tocsin_claim *claim, struct buffer *out)
{
    for (uint32_t i = 0; i < claim->context_count; i++) {
        text context = claim->contexts[i];
        for (size_t j = 0; j < context.size; j++)
            if (context.data[j] == '\n')
                tc_buffer_string(out, "\\n");
            else if (context.data[j] == '\\')
                tc_buffer_string(out, "\\\\");
            else
                tc_buffer_byte(out, context.data[j]);
        tc_buffer_byte(out, '\n');
    }
}

static tocsin_status intern_contexts(struct record *record, const tocsin_claim *claim,
                                     long long *id)
{
    *id = 0;
    if (!claim->context_count)
        return TOCSIN_OK;
    struct buffer lines;
    tc_buffer_init(&lines, 0);
    tc_contexts_lines(claim, &lines);
    tocsin_status status =
        tc_record_say(record, TOCSIN_MEMORY, "no memory for contexts");
    if (!lines.failed)
        status = tc_intern_text(record, WORDS, (text){lines.data, lines.size}, id);
    tc_buffer_release(&lines);
    return status;
}

/* mode, contexts, cameo, place, time, rule, path. */
static tocsin_status intern_names(struct record *record, const tocsin_claim *claim,
                                  struct names *names)
{
    tocsin_status status = tc_intern_text(record, WORDS, claim->mode, &names->mode);
    if (!status)
        status = tc_intern_text(record, WORDS, claim->cameo, &names->cameo);
    if (!status)
        status = tc_intern_text(record, WORDS, claim->rule, &names->rule);
    if (!status)
        status = tc_intern_text(record, WORDS, claim->path, &names->path);
    if (!status)
        status = intern_contexts(record, claim, &names->contexts);
    struct field fields[7];
    if (!status)
        status = intern_fields(record, PLACES, fields,
                               tc_place_fields(&claim->place, fields), &names->place);
    if (!status)
        status = intern_fields(record, TIMES, fields,
                               tc_time_fields(&claim->time, fields), &names->time);
    return status;
}

bool tc_mention_known(const tocsin_mention *mention)
{
    return mention->id.size || mention->code.size || mention->country.size;
}

/* The party that stands for its side: the most specific one, of equals the one whose
 * code comes first, so that "A and B" and "B and A" are the same. 0: none is known. */
static tocsin_status principal(struct record *record, const tocsin_mention *mentions,
                               uint32_t count, long long *id)
{
    const tocsin_mention *best = NULL;
    uint8_t rank = 0;
    *id = 0;
    if (count == 1)
        return tc_mention_known(mentions) ? intern_actor(record, mentions, id)
                                          : TOCSIN_OK;
    for (uint32_t i = 0; i < count; i++) {
        struct party party;
        tc_party_of(&mentions[i], &party);
        int order = !best || party.rank != rank
                        ? 0
                        : tc_text_compare(mentions[i].code, best->code);
        if (order == 0 && best && party.rank == rank)
            order = tc_text_compare(mentions[i].id, best->id);
        if (party.rank > rank || (party.rank == rank && order < 0)) {
            best = &mentions[i];
            rank = party.rank;
        }
    }
    return rank ? intern_actor(record, best, id) : TOCSIN_OK;
}

tocsin_status tc_voice(struct record *record, const tocsin_attribution *named,
                       text publisher, long long original, long long *voice)
{
    text who;
    /* Media go by their names, for as publishers they have no other. */
    if (named && named->id.size && !tc_text_ends(named->code, TEXT("MED")))
        who = named->id;
    else
        who = tc_fold_words(&record->arena, named ? named->source : publisher);
    if (tc_text_begins(who, TEXT("the ")) && who.size > 4)
        who = tc_text_slice(who, 4, who.size);
    if (who.data && !who.size)
        who = tc_arena_format(&record->arena, "document %lld", original);
    if (!who.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for a voice");
    return tc_intern_text(record, WORDS, who, voice);
}

static tocsin_status find_voice(struct adding *adding, const tocsin_claim *claim,
                                long long *voice)
{
    const tocsin_attribution *named = NULL;
    for (uint32_t i = 0; i < claim->attribution_count; i++)
        if (claim->attribution[i].named && claim->attribution[i].source.size)
            named = &claim->attribution[i];
    long long original = adding->original ? adding->original : adding->document;
    return tc_voice(adding->record, named, adding->published_by, original, voice);
}

static tocsin_status write_claim(struct adding *adding, uint32_t number, long long id,
                                 const struct names *names)
{
    const tocsin_claim *claim = &adding->coding->claims[number];
    sqlite3_stmt *write = tc_record_statement(adding->record, SQL_CLAIM_INSERT);
    tc_bind_whole(write, 1, id);
    tc_bind_whole(write, 2, adding->document);
    tc_bind_whole(write, 3, number);
    tc_bind_whole(write, 4, names->sentence);
    tc_bind_whole(write, 5, names->event);
    sqlite3_bind_double(write, 6, names->score);
    tc_bind_whole(write, 7, names->voice);
    tc_bind_whole(write, 8, claim->type);
    tc_bind_whole(write, 9, claim->status);
    tc_bind_id(write, 10, names->mode);
    tc_bind_id(write, 11, names->contexts);
    tc_bind_id(write, 12, names->cameo);
    sqlite3_bind_double(write, 13, claim->intensity);
    sqlite3_bind_double(write, 14, claim->factuality);
    sqlite3_bind_double(write, 15, claim->confidence);
    tc_bind_id(write, 16, names->actor);
    tc_bind_id(write, 17, names->recipient);
    tc_bind_id(write, 18, names->place);
    tc_bind_whole(write, 19, claim->place.begin);
    tc_bind_whole(write, 20, claim->place.end);
    bind_words(adding, write, 21, claim->place.text, claim->place.begin,
               claim->place.end);
    tc_bind_id(write, 22, names->time);
    tc_bind_whole(write, 23, claim->time.begin);
    tc_bind_whole(write, 24, claim->time.end);
    bind_words(adding, write, 25, claim->time.text, claim->time.begin, claim->time.end);
    tc_bind_whole(write, 26, claim->trigger_begin);
    tc_bind_whole(write, 27, claim->trigger_end);
    bind_words(adding, write, 28, claim->trigger, claim->trigger_begin,
               claim->trigger_end);
    tc_bind_id(write, 29, names->rule);
    tc_bind_id(write, 30, names->path);
    tc_bind_whole(write, 31, adding->coding_id);
    tc_bind_text(write, 32, tc_text(adding->known));
    if (adding->stands)
        sqlite3_bind_null(write, 33);
    else
        sqlite3_bind_text(write, 33, adding->until, -1, SQLITE_STATIC);
    return tc_record_run(adding->record, write);
}

static tocsin_status write_mentions(struct adding *adding, long long claim, int side,
                                    const tocsin_mention *mentions, uint32_t count)
{
    tocsin_status status = TOCSIN_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        const tocsin_mention *mention = &mentions[i];
        long long actor;
        status = intern_actor(adding->record, mention, &actor);
        if (status)
            break;
        sqlite3_stmt *write = tc_record_statement(adding->record, SQL_MENTION_INSERT);
        tc_bind_whole(write, 1, claim);
        tc_bind_whole(write, 2, side);
        tc_bind_whole(write, 3, i);
        tc_bind_whole(write, 4, actor);
        tc_bind_whole(write, 5, mention->begin);
        tc_bind_whole(write, 6, mention->end);
        bind_words(adding, write, 7, mention->text, mention->begin, mention->end);
        status = tc_record_run(adding->record, write);
    }
    return status;
}

static tocsin_status write_link(struct adding *adding, long long claim, uint32_t number,
                                const tocsin_attribution *link)
{
    const struct field fields[] = {
        {FIELD_TEXT,  link->source, 0,           0},
        {FIELD_WHOLE, {NULL, 0},    link->named, 0},
        {FIELD_TEXT,  link->code,   0,           0},
        {FIELD_TEXT,  link->id,     0,           0},
        {FIELD_TEXT,  link->name,   0,           0}
    };
    long long source, cue;
    tocsin_status status = tc_intern(adding->record, SOURCES, fields, 5, &source);
    if (!status)
        status = tc_intern_text(adding->record, WORDS, link->cue, &cue);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(adding->record, SQL_ATTRIBUTION_INSERT);
    tc_bind_whole(write, 1, claim);
    tc_bind_whole(write, 2, number);
    tc_bind_whole(write, 3, source);
    tc_bind_whole(write, 4, link->source_begin);
    tc_bind_whole(write, 5, link->source_end);
    tc_bind_id(write, 6, cue);
    tc_bind_whole(write, 7, link->cue_begin);
    tc_bind_whole(write, 8, link->cue_end);
    tc_bind_whole(write, 9, link->content_begin);
    tc_bind_whole(write, 10, link->content_end);
    tc_bind_whole(write, 11, link->content2_begin);
    tc_bind_whole(write, 12, link->content2_end);
    tc_bind_whole(write, 13, link->kind);
    tc_bind_whole(write, 14, link->anonymous);
    sqlite3_bind_double(write, 15, link->stance); /* NaN is kept as NULL */
    return tc_record_run(adding->record, write);
}

static tocsin_status write_number(struct adding *adding, long long claim,
                                  uint32_t place, const tocsin_number *number)
{
    long long what;
    tocsin_status status = tc_intern_text(adding->record, WORDS, number->what, &what);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(adding->record, SQL_NUMBER_INSERT);
    tc_bind_whole(write, 1, claim);
    tc_bind_whole(write, 2, place);
    tc_bind_id(write, 3, what);
    tc_bind_whole(write, 4, number->low);
    tc_bind_whole(write, 5, number->high);
    tc_bind_whole(write, 6, number->begin);
    tc_bind_whole(write, 7, number->end);
    bind_words(adding, write, 8, number->text, number->begin, number->end);
    return tc_record_run(adding->record, write);
}

static tocsin_status write_verification(struct adding *adding, long long claim,
                                        const tocsin_verification *remark)
{
    const tocsin_document *document = &adding->coding->document;
    const struct correction *correction = &adding->correction;
    long long who;
    tocsin_verification taken_back = {
        .kind = TOCSIN_VERIFICATION_RETRACTED,
        .text = correction->end
                    ? tc_text_slice(document->text, correction->begin, correction->end)
                    : document->title,
        .begin = correction->begin,
        .end = correction->end,
        .by = document->publisher};
    if (correction->kind == TOCSIN_CORRECTION_RETRACTED)
        remark = &taken_back; /* whatever was said of it before */
    if (remark->kind == TOCSIN_VERIFICATION_NONE)
        return TOCSIN_OK;
    tocsin_status status = tc_intern_text(adding->record, WORDS, remark->by, &who);
    if (status)
        return status;
    sqlite3_stmt *write = tc_record_statement(adding->record, SQL_VERIFICATION_INSERT);
    tc_bind_whole(write, 1, claim);
    tc_bind_whole(write, 2, remark->kind);
    tc_bind_whole(write, 3, remark->begin);
    tc_bind_whole(write, 4, remark->end);
    bind_words(adding, write, 5, remark->text, remark->begin, remark->end);
    tc_bind_id(write, 6, who);
    return tc_record_run(adding->record, write);
}

static tocsin_status write_parts(struct adding *adding, long long id,
                                 const tocsin_claim *claim)
{
    tocsin_status status =
        write_mentions(adding, id, 0, claim->actors, claim->actor_count);
    if (!status)
        status =
            write_mentions(adding, id, 1, claim->recipients, claim->recipient_count);
    for (uint32_t i = 0; i < claim->attribution_count && !status; i++)
        status = write_link(adding, id, i, &claim->attribution[i]);
    for (uint32_t i = 0; i < claim->number_count && !status; i++)
        status = write_number(adding, id, i, &claim->numbers[i]);
    return status ? status : write_verification(adding, id, &claim->verification);
}

/* The event of what the coder before made of the same words. */
static tocsin_status find_former(struct adding *adding, const tocsin_claim *claim,
                                 const struct names *names, long long *event)
{
    sqlite3_stmt *find = tc_record_statement(adding->record, SQL_CLAIM_FORMER);
    tc_bind_whole(find, 1, adding->document);
    tc_bind_whole(find, 2, adding->former);
    tc_bind_whole(find, 3, names->sentence);
    tc_bind_whole(find, 4, claim->type);
    tc_bind_whole(find, 5, claim->trigger_begin);
    tc_bind_whole(find, 6, claim->trigger_end);
    tc_bind_id(find, 7, names->actor);
    tc_bind_id(find, 8, names->recipient);
    bool row;
    tocsin_status status = tc_record_step(adding->record, find, &row);
    if (row)
        *event = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    return status;
}

static tocsin_status merge(struct adding *adding, const tocsin_claim *claim,
                           long long id, struct names *names)
{
    struct facts facts = {.id = id,
                          .document = adding->document,
                          .voice = names->voice,
                          .type = (int)claim->type,
                          .status = (int)claim->status,
                          .mode = names->mode,
                          .actor = names->actor,
                          .recipient = names->recipient,
                          .place = names->place,
                          .factuality = claim->factuality,
                          .confidence = claim->confidence,
                          .intensity = claim->intensity,
                          .published = adding->coding->document.published,
                          .known = tc_day_parse(tc_text(adding->known)),
                          .cameo = names->cameo,
                          .sentence = names->sentence,
                          .claim = claim,
                          .past = !adding->stands,
                          .until = tc_day_parse(tc_text(adding->until)),
                          .name = adding->coding->document.id,
                          .words = tc_text_slice(adding->coding->document.text,
                                                 claim->begin, claim->end)};
    tc_facts_time(&facts, claim->time.from, claim->time.to, claim->time.precision);
    tocsin_status status =
        adding->recoded ? find_former(adding, claim, names, &facts.former) : TOCSIN_OK;
    return status ? status
                  : tc_merge(adding->record, &facts, &names->event, &names->score);
}

/* A row that says where a sentence is, or finds it there; its id or 0. */
static tocsin_status place_sentence(struct adding *adding, const tocsin_claim *claim,
                                    enum statement which, long long *id)
{
    sqlite3_stmt *place = tc_record_statement(adding->record, which);
    tc_bind_whole(place, 1, adding->document);
    tc_bind_whole(place, 2, claim->sentence);
    tc_bind_whole(place, 3, claim->begin);
    tc_bind_whole(place, 4, claim->end);
    tc_bind_whole(place, 5, adding->version);
    bool row;
    tocsin_status status = tc_record_step(adding->record, place, &row);
    *id = row ? sqlite3_column_int64(place, 0) : 0;
    sqlite3_reset(place);
    return status;
}

static tocsin_status write_sentence(struct adding *adding, const tocsin_claim *claim,
                                    long long *id)
{
    struct record *record = adding->record;
    tocsin_status status = TOCSIN_OK;
    *id = 0;
    if (adding->recoded)
        status = place_sentence(adding, claim, SQL_SENTENCE_FIND, id);
    if (status || *id)
        return status;
    status = place_sentence(adding, claim, SQL_SENTENCE_INSERT, id);
    if (status)
        return status;
    *id = sqlite3_last_insert_rowid(record->db);
    text words = tc_text_slice(adding->coding->document.text, claim->begin, claim->end);
    sqlite3_stmt *write = tc_record_statement(record, SQL_SEARCH_INSERT);
    tc_bind_whole(write, 1, *id);
    sqlite3_bind_text64(write, 2, words.size ? words.data : "", words.size,
                        SQLITE_STATIC, SQLITE_UTF8);
    return tc_record_run(record, write);
}

static tocsin_status add_claim(struct adding *adding, uint32_t number,
                               struct names *names)
{
    const tocsin_claim *claim = &adding->coding->claims[number];
    long long id = adding->record->next_claim++;
    tocsin_status status = intern_names(adding->record, claim, names);
    if (!status)
        status =
            principal(adding->record, claim->actors, claim->actor_count, &names->actor);
    if (!status)
        status = principal(adding->record, claim->recipients, claim->recipient_count,
                           &names->recipient);
    if (!status)
        status = find_voice(adding, claim, &names->voice);
    if (!status)
        status = merge(adding, claim, id, names);
    if (!status)
        status = write_claim(adding, number, id, names);
    if (!status)
        status = write_parts(adding, id, claim);
    return status;
}

static bool same_sentence(const tocsin_claim *a, const tocsin_claim *b)
{
    return a->sentence == b->sentence && a->begin == b->begin && a->end == b->end;
}

static tocsin_status add_claims(struct adding *adding)
{
    const tocsin_coding *coding = adding->coding;
    long long sentence = 0;
    tocsin_status status = TOCSIN_OK;
    for (uint32_t i = 0; i < coding->claim_count && !status; i++) {
        const tocsin_claim *claim = &coding->claims[i];
        if (!i || !same_sentence(claim, &coding->claims[i - 1]))
            status = write_sentence(adding, claim, &sentence);
        struct names names = {.sentence = sentence};
        if (!status)
            status = add_claim(adding, i, &names);
    }
    return status;
}

/* ---- a document ---------------------------------------------------------------- */

/* A paper that prints an agency's story speaks with the agency's voice, and a copy with
 * that of its original. */
static tocsin_status find_publisher(struct adding *adding)
{
    struct record *record = adding->record;
    const tocsin_document *document = &adding->coding->document;
    adding->published_by =
        document->agency.size ? document->agency : document->publisher;
    tocsin_status status =
        tc_intern_text(record, PUBLISHERS, document->publisher, &adding->publisher);
    if (!status)
        status = tc_intern_text(record, PUBLISHERS, document->agency, &adding->agency);
    if (status || !adding->original)
        return status;
    return tc_publisher_of(record, adding->original, &adding->published_by);
}

static tocsin_status start(struct record *record)
{
    if (record->open)
        return TOCSIN_OK;
    tocsin_status status = tc_record_begin(record);
    if (status || record->wide)
        return status;
    long long wide = 0;
    status = tc_record_number(record,
                              "SELECT EXISTS(SELECT 1 FROM events WHERE "
                              "julianday(to_day) - julianday(from_day) >= 7)",
                              0, &wide);
    record->wide = wide != 0;
    return status;
}

static tocsin_status find_story(struct adding *adding, bool is_new)
{
    struct record *record = adding->record;
    if (!adding->stands) {
        tc_story_skip(record);
        return TOCSIN_OK;
    }
    tocsin_status status =
        tc_story_begin(record, adding->document, adding->coding->document.text, is_new);
    return status ? status : tc_story_return(record, &adding->events);
}

static tocsin_status add(struct adding *adding, const char *coder)
{
    struct record *record = adding->record;
    bool is_new = adding->stands = !adding->document;
    tocsin_status status = start(record);
    if (!status)
        status = tc_intern_text(record, CODERS, tc_text(coder), &adding->coder);
    if (!status && !is_new)
        status = tc_replace_begin(adding);
    if (!status && adding->stands && !adding->keeps &&
        adding->coding->document.text.size)
        status = tc_likeness_find(record, &adding->likeness, adding->document,
                                  &adding->original);
    if (!status)
        status = find_publisher(adding);
    if (!status)
        status =
            adding->stands ? write_document(adding, is_new) : write_history(adding);
    if (!status)
        status = write_coding(adding);
    if (!status)
        status = find_story(adding, is_new);
    if (!status)
        status = add_claims(adding);
    if (!status)
        status = tc_merge_settle(record);
    if (!status && !is_new)
        status = tc_replace_end(adding);
    if (!status && !is_new)
        status = tc_story_again(record, adding->document);
    tc_replace_release(adding);
    return status;
}

tocsin_status tc_record_add(struct record *record, const tocsin_coding *coding,
                            const char *coder_version, bool *added, tocsin_error *error)
{
    bool known, ignored;
    added = added ? added : &ignored;
    *added = false;
    if (record->failed)
        return tc_record_fail(record, record->failed, error);
    struct adding adding = {.record = record, .coding = coding};
    tc_arena_reset(&record->arena);
    tocsin_status status = look_at(record, coding, coder_version);
    if (!status) {
        adding.hash = tc_document_hash(&coding->document);
        known_day(&coding->document, adding.known);
        adding.address = tc_address_hash(coding->document.url);
        tc_correction_find(coding->document.title, coding->document.text,
                           &adding.correction);
        status = identify(&adding, coder_version, &known);
    }
    if (status || known)
        return tc_record_fail(record, status, error);
    if (!adding.liked)
        status = like_it(&adding);
    if (status) /* nothing has been written yet */
        return tc_record_fail(record, status, error);
    status = add(&adding, coder_version);
    if (status) {
        (void)tc_record_break(record, status);
        return tc_record_fail(record, status, error);
    }
    *added = true;
    return tc_record_fail(record, tc_record_pace(record), error);
}
