/* test/record_stream.h: a stream of news made up by rule, and a hash of a whole record.
 *
 * For the tests and benches that break records: document i is the same whenever it is
 * asked for; some come again changed, some are copies of others, most have several
 * claims of the same few parties, so that they merge. stream_hash() is of all that a
 * record says but when it was learnt, so two records that say the same have the same,
 * however they came to it.
 */
#ifndef TEST_RECORD_STREAM_H
#define TEST_RECORD_STREAM_H

#include "record/inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* folder/name, valid to the end; up to 31 of them. NULL: too many. */
static inline const char *stream_path(const char *folder, const char *name)
{
    static char paths[32][128];
    char path[sizeof paths[0]];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    size_t i = 0;
    while (paths[i][0] && strcmp(paths[i], path) != 0)
        i++;
    if (i + 1 == sizeof paths / sizeof *paths)
        return NULL;
    memcpy(paths[i], path, sizeof path);
    return paths[i];
}

static uint64_t stream_state;

static unsigned stream_any(unsigned below)
{
    stream_state += 0x9E3779B97F4A7C15u;
    uint64_t z = stream_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (unsigned)((z ^ (z >> 31)) >> 33) % below;
}

struct stream_actor {
    const char *code, *country, *sector, *name;
};

static tocsin_mention stream_party(void)
{
    static const struct stream_actor actors[] = {
        {"SDNMIL", "SDN", "MIL", "the army"    },
        {"SDN",    "SDN", "",    "Sudan"       },
        {"REB",    "",    "REB", "the rebels"  },
        {"TCDGOV", "TCD", "GOV", "the ministry"},
        {"TCD",    "TCD", "",    "Chad"        },
        {"IGOUNO", "",    "IGO", "the UN"      }
    };
    const struct stream_actor *a = &actors[stream_any(6)];
    return (tocsin_mention){.text = tc_text(a->name),
                            .name = tc_text(a->name),
                            .code = tc_text(a->code),
                            .country = tc_text(a->country),
                            .sector = tc_text(a->sector)};
}

static const char *const stream_stories[] = {
    "Shelling was heard all night near the bridge, and by dawn the road to the airport "
    "was shut while doctors counted the wounded in two hospitals. ",
    "Envoys of both sides met for the third day behind closed doors and left without a "
    "word to the reporters who waited in the rain. ",
};

static text stream_text(struct arena *arena, unsigned i, unsigned sentences)
{
    struct buffer out;
    tc_buffer_init(&out, 0);
    if (stream_any(4) == 0)
        tc_buffer_string(&out, stream_stories[stream_any(2)]);
    for (unsigned s = 0; s < sentences; s++)
        tc_buffer_format(&out, "Sentence %u of report %u tells of deed %u. ", s, i,
                         stream_any(1000));
    text made = tc_arena_copy(arena, (text){out.data, out.size});
    tc_buffer_release(&out);
    return made;
}

static tocsin_claim stream_claim(struct arena *arena, unsigned sentence, text whole,
                                 const char *day)
{
    tocsin_mention *sides = tc_arena_alloc(arena, 2 * sizeof *sides);
    tocsin_number *number = tc_arena_alloc(arena, sizeof *number);
    tocsin_attribution *link = tc_arena_alloc(arena, sizeof *link);
    sides[0] = stream_party();
    sides[1] = stream_party();
    *number = (tocsin_number){.what = TEXT("killed"), .low = 1, .high = 3};
    *link = (tocsin_attribution){.source = TEXT("the mayor"),
                                 .named = stream_any(2) == 0,
                                 .cue = TEXT("said"),
                                 .stance = NAN};
    bool placed = stream_any(2) == 0;
    tocsin_claim claim = {
        .sentence = sentence,
        .begin = (uint32_t)(whole.size * sentence / 8),
        .end = (uint32_t)(whole.size * (sentence + 1) / 8),
        .type = (tocsin_type)stream_any(3),
        .status = (tocsin_claim_status)(stream_any(2) * stream_any(8)),
        .mode = stream_any(3) ? (text){NULL,       0         }
            : TEXT("armed"),
        .cameo = TEXT("190"),
        .intensity = -9,
        .actors = &sides[0],
        .actor_count = stream_any(5) > 0,
        .recipients = &sides[1],
        .recipient_count = stream_any(3) > 0,
        .attribution = link,
        .attribution_count = stream_any(2),
        .numbers = number,
        .number_count = stream_any(2),
        .place = {.lat = NAN, .lon = NAN},
        .factuality = (double)stream_any(7) - 3,
        .confidence = 0.5,
        .rule = TEXT("made:up")
    };
    if (placed)
        claim.place = (tocsin_place){.name = TEXT("Sudan"),
                                     .country = TEXT("SDN"),
                                     .precision = TEXT("country"),
                                     .lat = 15,
                                     .lon = 30};
    if (stream_any(3) == 0)
        claim.time = (tocsin_time){
            .from = tc_text(day), .to = tc_text(day), .precision = TEXT("day")};
    return claim;
}

/* Lives in the arena. */
static tocsin_coding *stream_document(struct arena *arena, unsigned i)
{
    static const char *const papers[] = {"Wire", "Morning", "Evening", ""};
    stream_state = ((uint64_t)i + 1) << 20;
    tocsin_coding *coding = tc_arena_alloc(arena, sizeof *coding);
    unsigned count = stream_any(5);
    tocsin_claim *claims = tc_arena_alloc(arena, (count + 1) * sizeof *claims);
    char *day = tc_arena_alloc(arena, 11);
    tc_day_print(19800 + (int)(i / 10) + (int)stream_any(2), day);
    unsigned name = i > 9 && stream_any(9) == 0 ? i - 1 - stream_any(9) : i;
    *coding = (tocsin_coding){
        .document = {.id = tc_arena_format(arena, "story %u", name),
                     .text = stream_text(arena, i, 2 + count),
                     .published = stream_any(12) ? tc_text(day) : (text){NULL, 0},
                     .publisher = tc_text(papers[stream_any(4)]),
                     .language = TEXT("en")},
        .claims = claims,
        .claim_count = count,
        .sentence_count = 2 + count,
        .token_count = 40
    };
    for (unsigned c = 0; c < count; c++)
        claims[c] = stream_claim(arena, c, coding->document.text, day);
    return coding;
}

/* Adds documents begin to end - 1, with a commit behind every so many; 0: none but the
 * record's own. */
static tocsin_status stream_add(struct record *record, unsigned begin, unsigned end,
                                unsigned commit_every, tocsin_error *error)
{
    struct arena arena;
    tc_arena_init(&arena, 0);
    tocsin_status status = TOCSIN_OK;
    for (unsigned i = begin; i < end && !status; i++) {
        tc_arena_reset(&arena);
        status = tc_record_add(record, stream_document(&arena, i), "one", NULL, error);
        if (!status && commit_every && (i + 1) % commit_every == 0)
            status = tc_record_commit(record, error);
    }
    tc_arena_release(&arena);
    return status;
}

/* ---- the hash of a record -------------------------------------------------------- */

static uint64_t stream_mix(uint64_t hash, const void *data, size_t size)
{
    uint64_t both[2] = {hash, tc_hash(data ? data : "", data ? size : 0)};
    return tc_hash(both, sizeof both);
}

/* 0: it could not be read to its end. */
static uint64_t stream_hash_rows(sqlite3 *db, const char *sql, uint64_t hash)
{
    sqlite3_stmt *rows = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &rows, NULL);
    while (!code && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        code = SQLITE_OK;
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            int kind = sqlite3_column_type(rows, i);
            if (strcmp(sqlite3_column_name(rows, i), "learnt") == 0)
                continue;
            hash = stream_mix(hash, &kind, sizeof kind);
            hash = stream_mix(hash, sqlite3_column_blob(rows, i),
                              (size_t)sqlite3_column_bytes(rows, i));
        }
    }
    sqlite3_finalize(rows);
    return code == SQLITE_DONE ? hash : 0;
}

/* Of all tables but those under the full-text index, whose pieces depend on when it
 * was written, and those of ANALYZE. Of the index itself: every word and its place. */
static uint64_t stream_hash_db(sqlite3 *db)
{
    sqlite3_stmt *tables = NULL;
    uint64_t hash = 1;
    int code = sqlite3_exec(db,
                            "BEGIN; CREATE VIRTUAL TABLE IF NOT EXISTS temp.all_words "
                            "USING fts5vocab(main, sentence_search, instance)",
                            NULL, NULL, NULL);
    if (!code)
        code = sqlite3_prepare_v2(
            db,
            "SELECT 'SELECT * FROM main.' || name || ' NOT INDEXED', name "
            "FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'sentence_search%' "
            "ORDER BY name",
            -1, &tables, NULL);
    while (!code && hash && (code = sqlite3_step(tables)) == SQLITE_ROW) {
        code = SQLITE_OK;
        hash = stream_mix(hash, sqlite3_column_text(tables, 1),
                          (size_t)sqlite3_column_bytes(tables, 1));
        hash = stream_hash_rows(db, (const char *)sqlite3_column_text(tables, 0), hash);
    }
    sqlite3_finalize(tables);
    if (hash && code == SQLITE_DONE)
        hash = stream_hash_rows(db, "SELECT * FROM temp.all_words ORDER BY 1, 2, 3, 4",
                                hash);
    (void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    return code == SQLITE_DONE ? hash : 0;
}

/* 0: it cannot be read. */
static inline uint64_t stream_hash(const char *path)
{
    sqlite3 *db = NULL;
    uint64_t hash = 0;
    if (sqlite3_open(path, &db) == SQLITE_OK) {
        sqlite3_busy_timeout(db, 10000);
        hash = stream_hash_db(db);
    }
    sqlite3_close(db);
    return hash;
}

/* The file and all that may stand beside it. */
static void stream_scrap(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[300];
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

#endif
