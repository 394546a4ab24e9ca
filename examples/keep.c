/* keep.c: codes files on all processors into a record, then lists what happened.
 *
 *     cc keep.c $(pkg-config --cflags --libs tocsin) -o keep
 *     ./keep news.db articles/
 */
#include <tocsin.h>

#include <stdio.h>

struct keeper {
    tocsin_record *record;
    const char *version;
    tocsin_error error;
};

static tocsin_status keep(void *context, const tocsin_run_item *item)
{
    struct keeper *keeper = context;
    if (!item->coding) {
        fprintf(stderr, "%s: %s\n", item->error->file, item->error->message);
        return TOCSIN_OK;
    }
    bool added;
    return tocsin_record_add(keeper->record, item->coding, keeper->version, &added,
                             &keeper->error);
}

static tocsin_status print(void *context, const tocsin_event *e)
{
    (void)context;
    printf("%.*s %s %.*s -> %.*s\n", (int)e->from.size, e->from.data,
           tocsin_type_name(e->type), (int)e->actor.name.size, e->actor.name.data,
           (int)e->recipient.name.size, e->recipient.name.data);
    return TOCSIN_OK;
}

static tocsin_status run(const tocsin_engine *engine, struct keeper *keeper,
                         const char *const *paths, size_t count)
{
    tocsin_reader *reader;
    tocsin_run_options options = {0};
    tocsin_reader_options how = {0};
    tocsin_status status =
        tocsin_reader_open(paths, count, &how, &reader, &keeper->error);
    if (status != TOCSIN_OK)
        return status;
    status = tocsin_run(engine, reader, &options, keep, keeper, &keeper->error);
    tocsin_reader_free(reader);
    if (status != TOCSIN_OK)
        return status;
    tocsin_filter happened = TOCSIN_FILTER_ALL;
    happened.status = TOCSIN_HAPPENED;
    return tocsin_record_events(keeper->record, &happened, print, NULL, &keeper->error);
}

int main(int count, char **words)
{
    if (count < 3) {
        fprintf(stderr, "usage: keep RECORD FILE|FOLDER...\n");
        return 2;
    }
    struct keeper keeper = {.version = "keep.c " TOCSIN_RELEASE};
    tocsin_engine *engine = NULL;
    tocsin_status status = tocsin_engine_open(NULL, NULL, &engine, &keeper.error);
    if (status == TOCSIN_OK)
        status = tocsin_record_open(words[1], &keeper.record, &keeper.error);
    if (status == TOCSIN_OK)
        status =
            run(engine, &keeper, (const char *const *)words + 2, (size_t)count - 2);
    tocsin_status closed =
        tocsin_record_close(keeper.record, status == TOCSIN_OK ? &keeper.error : NULL);
    tocsin_engine_free(engine);
    if (status == TOCSIN_OK && closed == TOCSIN_OK)
        return 0;
    fprintf(stderr, "%s\n", keeper.error.message);
    return 1;
}
