/* record/contradict.c: what claims of one event say against each other.
 *
 * Corroboration counts voices; this is the other side: who denies it, and who counts
 * otherwise. A count is a range ("at least ten" reaches to no end), and two ranges that
 * overlap do not contradict. When two do not, all counts of that thing are told, for
 * the reader wants to see who stands with whom.
 */
#include "record/merging.h"

struct telling {
    tocsin_contradiction_function function;
    void *context;
};

static tocsin_status tell(const struct telling *telling, sqlite3_stmt *row)
{
    tocsin_contradiction out = {.claim = sqlite3_column_int64(row, 0),
                                .what = tc_column(row, 1),
                                .low = sqlite3_column_int64(row, 2),
                                .high = sqlite3_column_int64(row, 3),
                                .words = tc_column(row, 4),
                                .who = tc_column(row, 5),
                                .document = tc_column(row, 6)};
    return telling->function(telling->context, &out);
}

static tocsin_status list(struct record *record, enum statement which, long long event,
                          const struct telling *telling)
{
    sqlite3_stmt *find = tc_record_statement(record, which);
    tc_bind_whole(find, 1, event);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row)
        if ((status = tell(telling, find)))
            break;
    sqlite3_reset(find);
    return status;
}

tocsin_status tc_record_contradictions(struct record *record, long long event,
                                       tocsin_contradiction_function function,
                                       void *context, tocsin_error *error)
{
    struct telling telling = {function, context};
    tocsin_status status = list(record, SQL_DENIALS_OF, event, &telling);
    if (!status)
        status = list(record, SQL_COUNTS_OF, event, &telling);
    return tc_record_fail(record, status, error);
}
