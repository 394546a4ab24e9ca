/* record/versions.c: which version of a document stands, and until when each one stood.
 *
 * The versions of a document stand one behind the other in the order of the days on
 * which they became known; of one day, in the order of arrival. The last one stands.
 * So an archive may be read in any order: an older version that comes late takes its
 * place in history and not that of the newer one. A version without a date is held to
 * be as new as the newest that had come before it.
 *
 * Of the codings of one version the last one, by its id, is in force: ids only grow,
 * while the clock may go back. The others were mistaken about their text from the
 * first, so no day sees them: their claims' until is the day that they became known.
 *
 * Versions of a document are few (most have one, a page that is rewritten all day some
 * dozens), so all of them are looked at whenever one comes.
 */
#include "record/inside.h"

#include <stdlib.h>
#include <string.h>

struct version {
    long long number;
    long long coding; /* in force; 0: the one that is being added */
    int32_t known;    /* TC_NO_DAY: undated */
    int32_t order;    /* the day by which it is put in order */
};

struct versions {
    struct version *items;
    size_t count, room;
};

static tocsin_status push(struct record *record, struct versions *list,
                          struct version item)
{
    if (!tc_grow(&list->items, &list->room, list->count + 1, sizeof *list->items,
                 SIZE_MAX / 64))
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for versions");
    list->items[list->count++] = item;
    return TOCSIN_OK;
}

/* By their numbers. */
static tocsin_status load(struct record *record, long long document,
                          struct versions *out)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_VERSIONS_OF);
    tc_bind_whole(find, 1, document);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        struct version version = {.number = sqlite3_column_int64(find, 0),
                                  .coding = sqlite3_column_int64(find, 1),
                                  .known = tc_day_parse(tc_column(find, 2))};
        status = push(record, out, version);
        if (status)
            break;
    }
    sqlite3_reset(find);
    return status;
}

static int by_order(const void *a, const void *b)
{
    const struct version *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* From the order of arrival to that of standing. */
static void arrange(struct versions *list)
{
    int32_t newest = TC_NO_DAY;
    for (size_t i = 0; i < list->count; i++) {
        struct version *version = &list->items[i];
        newest = version->known > newest ? version->known : newest;
        version->order = version->known == TC_NO_DAY ? newest : version->known;
    }
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_order);
}

/* When another took the place of the version at i of those arranged; false: it stands.
 * No day saw what is undated. */
static bool until(const struct versions *list, size_t i, char out[11])
{
    out[0] = '\0';
    if (i + 1 == list->count)
        return false;
    if (list->items[i].known == TC_NO_DAY)
        return true;
    for (size_t j = i + 1; j < list->count; j++)
        if (list->items[j].known != TC_NO_DAY) {
            tc_day_print(list->items[j].known, out);
            return true;
        }
    memcpy(out, TC_SOME_DAY, sizeof TC_SOME_DAY);
    return true;
}

static size_t place_of(const struct versions *list, long long number)
{
    size_t i = 0;
    while (i < list->count && list->items[i].number != number)
        i++;
    return i;
}

static tocsin_status set_until(struct adding *adding, long long coding, const char *day)
{
    struct record *record = adding->record;
    tocsin_status status =
        tc_ids_collect(record, SQL_EVENTS_OF_CODING, coding, &adding->events);
    if (status)
        return status;
    sqlite3_stmt *set = tc_record_statement(record, SQL_UNTIL_SET);
    tc_bind_whole(set, 1, coding);
    sqlite3_bind_text(set, 2, day, -1, SQLITE_TRANSIENT);
    return tc_record_run(record, set);
}

/* The version before may have stood until another day, or still: now until this one
 * came. */
static tocsin_status move_others(struct adding *adding, const struct versions *before,
                                 const struct versions *after)
{
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < after->count && !status; i++) {
        char old[11], new[11];
        const struct version *version = &after->items[i];
        size_t place = place_of(before, version->number);
        if (version->number == adding->version || place == before->count)
            continue;
        bool was = until(before, place, old), is = until(after, i, new);
        if (is && (!was || strcmp(old, new) != 0))
            status = set_until(adding, version->coding, new);
    }
    return status;
}

static tocsin_status place(struct adding *adding, struct versions *before,
                           struct versions *after)
{
    struct record *record = adding->record;
    tocsin_status status = load(record, adding->document, before);
    for (size_t i = 0; i < before->count && !status; i++)
        status = push(record, after, before->items[i]);
    if (!status && !adding->recoded) {
        struct version version = {.number = adding->version,
                                  .known = tc_day_parse(tc_text(adding->known))};
        status = push(record, after, version);
    }
    if (status)
        return status;
    arrange(before);
    arrange(after);
    size_t i = place_of(after, adding->version);
    if (i == after->count)
        return tc_record_say(record, TOCSIN_CORRUPT,
                             "version %lld of document %lld has no coding",
                             adding->version, adding->document);
    adding->stands = !until(after, i, adding->until);
    if (!adding->recoded)
        return move_others(adding, before, after);
    adding->former = after->items[i].coding;
    return set_until(adding, adding->former, adding->known);
}

tocsin_status tc_versions_place(struct adding *adding)
{
    struct versions before = {NULL, 0, 0}, after = {NULL, 0, 0};
    tocsin_status status = place(adding, &before, &after);
    tc_free(before.items);
    tc_free(after.items);
    return status;
}
