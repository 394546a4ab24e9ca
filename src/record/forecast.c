/* record/forecast.c: forecasts as they were issued.
 *
 * What was forecast is written once and never changed; what came of it is counted when
 * it is asked for, from the events as they are then, so that a report that comes late,
 * or a correction, is not lost to the score. A row names the question and the parties
 * in words, not by numbers of actors, which may be joined or made anew.
 *
 *     forecasts   one row each: when it was made, the last day that was known, the
 *                 question, the probability with its interval, and what climatology and
 *                 base rate said
 */
#include "record/inside.h"

#include <math.h>

static tocsin_status insert(struct record *record, const tocsin_kept_forecast *f)
{
    sqlite3_stmt *write = tc_record_statement(record, SQL_FORECAST_INSERT);
    const double reals[] = {f->probability.value, f->probability.low,
                            f->probability.high, f->own, f->base};
    tc_bind_whole(write, 1, tc_clock());
    tc_bind_words(write, 2, f->as_of);
    tc_bind_whole(write, 3, f->parties);
    tc_bind_words(write, 4, f->actor);
    tc_bind_words(write, 5, f->recipient);
    tc_bind_whole(write, 6, f->roots);
    tc_bind_whole(write, 7, f->days);
    tc_bind_whole(write, 8, f->at_least);
    tc_bind_whole(write, 9, f->quiet);
    for (int k = 0; k < 5; k++)
        sqlite3_bind_double(write, 10 + k, reals[k]);
    tc_bind_words(write, 15, TEXT(TOCSIN_RELEASE));
    return tc_record_run(record, write);
}

static bool is_sound(const tocsin_kept_forecast *f)
{
    return f->as_of.size == 10 && tc_day_parse(f->as_of) != TC_NO_DAY &&
           f->actor.size && f->days > 0 && f->at_least > 0 && f->quiet >= 0 &&
           f->probability.value >= 0 && f->probability.value <= 1 &&
           !isnan(f->probability.low) && !isnan(f->probability.high) &&
           !isnan(f->own) && !isnan(f->base);
}

tocsin_status tc_record_keep_forecast(struct record *record,
                                      const tocsin_kept_forecast *forecast,
                                      tocsin_error *error)
{
    tocsin_status status = record->failed;
    if (!status && !record->write)
        status = tc_record_say(record, TOCSIN_USAGE, "it was opened for reading only");
    if (!status && !is_sound(forecast))
        status = tc_record_say(record, TOCSIN_USAGE,
                               "a forecast has a day, an actor and a probability");
    if (status)
        return tc_record_fail(record, status, error);
    status = tc_record_begin(record);
    if (!status)
        status = insert(record, forecast);
    if (!status)
        status = tc_record_end(record);
    else if (!record->failed && record->open)
        (void)tc_record_break(record, status);
    return tc_record_fail(record, status, error);
}

tocsin_status tc_record_forecasts(struct record *record, tocsin_kept_function function,
                                  void *context, tocsin_error *error)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_FORECASTS);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        tocsin_kept_forecast f = {
            .id = sqlite3_column_int64(find, 0),
            .made = sqlite3_column_int64(find, 1),
            .as_of = tc_column(find, 2),
            .parties = (tocsin_party_names)tc_column_below(find, 3, 3),
            .actor = tc_column(find, 4),
            .recipient = tc_column(find, 5),
            .roots = (uint32_t)sqlite3_column_int64(find, 6),
            .days = tc_column_below(find, 7, 366),
            .at_least = tc_column_below(find, 8, 366),
            .quiet = tc_column_below(find, 9, 36501),
            .probability = {tc_column_real(find, 10), tc_column_real(find, 11),
                            tc_column_real(find, 12)},
            .own = tc_column_real(find, 13),
            .base = tc_column_real(find, 14),
            .version = tc_column(find, 15)
        };
        status = function(context, &f);
        if (status)
            break;
    }
    sqlite3_reset(find);
    return tc_record_fail(record, status, error);
}
