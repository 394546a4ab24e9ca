/* record/marks.c: where in a sentence the words stand that were asked for.
 *
 * Which word forms are found is the full-text index's own business (English stems,
 * without diacritics), so it is asked: the sentence is put alone into an index of the
 * same kind in memory, and marked there. That takes some 30 us, and only what is
 * shown is marked.
 */
#include "record/inside.h"

#include <string.h>

static const char layout[] =
    "CREATE VIRTUAL TABLE one USING fts5(text, " TC_TOKENIZER ");";

struct marks {
    sqlite3 *db;
    sqlite3_stmt *put, *find;
    struct buffer words; /* the full-text expression */
    text asked;          /* of these; in arena */
    struct arena arena;
};

void tc_marks_release(struct record *record)
{
    struct marks *marks = record->marks;
    if (!marks)
        return;
    sqlite3_finalize(marks->put);
    sqlite3_finalize(marks->find);
    sqlite3_close(marks->db);
    tc_buffer_release(&marks->words);
    tc_arena_release(&marks->arena);
    tc_free(marks);
    record->marks = NULL;
}

static tocsin_status fail(struct record *record, int code)
{
    return code == SQLITE_NOMEM
               ? tc_record_say(record, TOCSIN_MEMORY, "no memory for marks")
               : tc_record_say(record, TOCSIN_CORRUPT, "marks: SQLite %d", code);
}

static tocsin_status begin(struct record *record)
{
    if (record->marks)
        return TOCSIN_OK;
    struct marks *marks = tc_alloc(sizeof *marks);
    if (!marks)
        return fail(record, SQLITE_NOMEM);
    memset(marks, 0, sizeof *marks);
    record->marks = marks;
    tc_buffer_init(&marks->words, 0);
    tc_arena_init(&marks->arena, 0);
    int code = tc_record_sqlite_open(":memory:",
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                         SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     &marks->db);
    if (!code)
        code = sqlite3_exec(marks->db, layout, NULL, NULL, NULL);
    if (!code)
        code = sqlite3_prepare_v2(marks->db,
                                  "INSERT OR REPLACE INTO one(rowid, text) "
                                  "VALUES(1, ?1)",
                                  -1, &marks->put, NULL);
    if (!code)
        code = sqlite3_prepare_v2(marks->db,
                                  "SELECT highlight(one, 0, char(1), char(2)) FROM one "
                                  "WHERE one MATCH ?1",
                                  -1, &marks->find, NULL);
    if (!code)
        return TOCSIN_OK;
    tc_marks_release(record);
    return fail(record, code);
}

static tocsin_status ask_for(struct record *record, text words)
{
    struct marks *marks = record->marks;
    if (marks->asked.data && tc_text_equal(marks->asked, words))
        return TOCSIN_OK;
    tc_arena_reset(&marks->arena);
    tc_buffer_clear(&marks->words);
    marks->asked = tc_arena_copy(&marks->arena, words);
    tc_full_text(&marks->words, words);
    return marks->asked.data && !marks->words.failed ? TOCSIN_OK
                                                     : fail(record, SQLITE_NOMEM);
}

/* Reads the marks off: marked is the sentence with a byte 1 before and a byte 2 behind
 * each hit. Where the sentence has such bytes itself, those before a hit are its own,
 * and the first one behind is the mark. */
static void read_off(text sentence, text marked, tocsin_hits *hits)
{
    size_t at = 0;
    uint32_t begin = 0;
    bool inside = false;
    for (size_t i = 0; i < marked.size; i++) {
        char c = marked.data[i];
        bool same = at < sentence.size && c == sentence.data[at];
        if (inside && c == 2) {
            if (hits->count < hits->room)
                hits->items[hits->count] = (tocsin_hit){begin, (uint32_t)at};
            hits->count++;
            inside = false;
        } else if (!inside && c == 1 && !same) {
            begin = (uint32_t)at;
            inside = true;
        } else {
            at++;
        }
    }
}

static tocsin_status find(struct record *record, text sentence, tocsin_hits *hits)
{
    struct marks *marks = record->marks;
    sqlite3_bind_text64(marks->put, 1, sentence.data, sentence.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    int code = sqlite3_step(marks->put);
    sqlite3_reset(marks->put);
    if (code != SQLITE_DONE)
        return fail(record, code);
    sqlite3_bind_text64(marks->find, 1, marks->words.data, marks->words.size,
                        SQLITE_STATIC, SQLITE_UTF8);
    code = sqlite3_step(marks->find);
    if (code == SQLITE_ROW)
        read_off(sentence, tc_column(marks->find, 0), hits);
    sqlite3_reset(marks->find);
    return code == SQLITE_ROW || code == SQLITE_DONE ? TOCSIN_OK : fail(record, code);
}

tocsin_status tc_record_hits(struct record *record, text words, text sentence,
                             tocsin_hits *hits, tocsin_error *error)
{
    hits->count = 0;
    if (!words.size || !sentence.size)
        return TOCSIN_OK;
    if (sentence.size > UINT32_MAX / 2)
        return tc_fail(error, TOCSIN_LIMIT, NULL, 0, -1, "the sentence is too long");
    tocsin_status status = begin(record);
    if (!status)
        status = ask_for(record, words);
    if (!status && record->marks->words.size)
        status = find(record, sentence, hits);
    return tc_record_fail(record, status, error);
}
