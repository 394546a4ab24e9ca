/* record/forecast_next.c: forecasts of next events as they were issued.
 *
 * As in forecast.c: written once, never changed, scored when it is asked for.
 *
 *     next_forecasts  one row each: when it was made, the last day that was known, what
 *                     is asked for (0 the recipient, 1 the actor, 2 the relation), and
 *                     the other two in words
 *     next_answers    what was answered, in order, with its probability and what
 *                     counting alone said
 */
#include "record/inside.h"

#include <math.h>
#include <string.h>

/* Answers of a forecast; more, which nobody has written, are not read. */
#define MOST 4096

/* The question, as 1 to 6 of a statement. */
static void bind_question(sqlite3_stmt *statement, const tocsin_kept_next *f)
{
    tc_bind_words(statement, 1, f->as_of);
    tc_bind_whole(statement, 2, f->parties);
    tc_bind_whole(statement, 3, f->asks);
    tc_bind_words(statement, 4, f->actor);
    tc_bind_words(statement, 5, f->relation);
    tc_bind_words(statement, 6, f->recipient);
}

/* Is it there already? */
static tocsin_status find(struct record *record, const tocsin_kept_next *f, bool *there)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_NEXT_FIND);
    bind_question(find, f);
    tc_bind_words(find, 7, f->answers[0].name);
    sqlite3_bind_double(find, 8, f->answers[0].probability);
    tocsin_status status = tc_record_step(record, find, there);
    sqlite3_reset(find);
    return status;
}

static tocsin_status insert(struct record *record, const tocsin_kept_next *f)
{
    sqlite3_stmt *write = tc_record_statement(record, SQL_NEXT_INSERT);
    bind_question(write, f);
    tc_bind_whole(write, 7, tc_clock());
    tc_bind_words(write, 8, TEXT(TOCSIN_RELEASE));
    tocsin_status status = tc_record_run(record, write);
    long long id = sqlite3_last_insert_rowid(record->db);
    for (size_t i = 0; i < f->answer_count && !status; i++) {
        write = tc_record_statement(record, SQL_NEXT_ANSWER_INSERT);
        tc_bind_whole(write, 1, id);
        tc_bind_whole(write, 2, (long long)i + 1);
        tc_bind_words(write, 3, f->answers[i].name);
        sqlite3_bind_double(write, 4, f->answers[i].probability);
        sqlite3_bind_double(write, 5, f->answers[i].base);
        status = tc_record_run(record, write);
    }
    return status;
}

static bool is_sound(const tocsin_kept_next *f)
{
    bool sound = f->as_of.size == 10 && tc_day_parse(f->as_of) != TC_NO_DAY &&
                 f->answer_count && f->answer_count <= MOST &&
                 !f->actor.size == (f->asks == TOCSIN_NEXT_ACTOR) &&
                 !f->relation.size == (f->asks == TOCSIN_NEXT_RELATION) &&
                 !f->recipient.size == (f->asks == TOCSIN_NEXT_RECIPIENT);
    for (size_t i = 0; sound && i < f->answer_count; i++) {
        const tocsin_kept_answer *answer = &f->answers[i];
        sound = answer->name.size && answer->probability >= 0 &&
                answer->probability <= 1 && answer->base >= 0 && answer->base <= 1;
    }
    return sound;
}

tocsin_status tc_record_keep_next(struct record *record, const tocsin_kept_next *f,
                                  tocsin_error *error)
{
    bool there = false;
    tocsin_status status = record->failed;
    if (!status && !record->write)
        status = tc_record_say(record, TOCSIN_USAGE, "it was opened for reading only");
    if (!status && !is_sound(f))
        status = tc_record_say(record, TOCSIN_USAGE,
                               "a forecast has a day, a question and answers");
    if (status)
        return tc_record_fail(record, status, error);
    status = tc_record_begin(record);
    if (!status)
        status = find(record, f, &there);
    if (!status && !there)
        status = insert(record, f);
    if (!status)
        status = tc_record_end(record);
    else if (!record->failed && record->open)
        (void)tc_record_break(record, status);
    return tc_record_fail(record, status, error);
}

/* ---- reading --------------------------------------------------------------------- */

struct reading {
    tocsin_kept_answer *answers;
    size_t room;
    struct arena names;
};

static tocsin_status read_answers(struct record *record, struct reading *r,
                                  tocsin_kept_next *f)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_NEXT_ANSWERS);
    bool row;
    tocsin_status status;
    tc_bind_whole(find, 1, f->id);
    tc_arena_reset(&r->names);
    f->answer_count = 0;
    while (!(status = tc_record_step(record, find, &row)) && row &&
           f->answer_count < MOST) {
        text name = tc_column(find, 0);
        text kept = name.size ? tc_arena_copy(&r->names, name) : name;
        if ((name.size && !kept.data) ||
            !tc_grow(&r->answers, &r->room, f->answer_count + 1, sizeof *r->answers,
                     MOST)) {
            status = tc_record_say(record, TOCSIN_MEMORY, "no memory for answers");
            break;
        }
        r->answers[f->answer_count++] = (tocsin_kept_answer){
            kept, tc_column_real(find, 1), tc_column_real(find, 2)};
    }
    sqlite3_reset(find);
    f->answers = r->answers;
    return status;
}

tocsin_status tc_record_nexts(struct record *record, tocsin_next_function function,
                              void *context, tocsin_error *error)
{
    struct reading reading = {NULL, 0, {0}};
    sqlite3_stmt *find = tc_record_statement(record, SQL_NEXTS);
    bool row;
    tocsin_status status;
    tc_arena_init(&reading.names, (size_t)1 << 30);
    while (!(status = tc_record_step(record, find, &row)) && row) {
        tocsin_kept_next f = {.id = sqlite3_column_int64(find, 0),
                              .made = sqlite3_column_int64(find, 1),
                              .as_of = tc_column(find, 2),
                              .parties =
                                  (tocsin_party_names)tc_column_below(find, 3, 3),
                              .asks = (tocsin_next_asks)tc_column_below(find, 4, 3),
                              .actor = tc_column(find, 5),
                              .relation = tc_column(find, 6),
                              .recipient = tc_column(find, 7),
                              .version = tc_column(find, 8)};
        status = read_answers(record, &reading, &f);
        if (!status)
            status = function(context, &f);
        if (status)
            break;
    }
    sqlite3_reset(find);
    tc_arena_release(&reading.names);
    tc_free(reading.answers);
    return tc_record_fail(record, status, error);
}
