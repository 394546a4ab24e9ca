/* record/io/write_parquet.c: the columns of CSV as Parquet, by DuckDB's library.
 *
 * Parquet is no format to write by hand, and DuckDB is too large to link for those who
 * never ask for it (60 MB); so its library is opened when it is asked for, by the name
 * that the system knows or by a path, and without it the export says what is missing.
 * Of its C interface only what has been there since 0.8 is used.
 *
 * Rows go through an appender into a table of DuckDB's own, which it moves to a folder
 * beside the output when it grows past MEMORY_LIMIT, and from there into FILE.part,
 * which takes the file's name when it is whole. DuckDB is kept from the network: it may
 * not fetch extensions.
 */
#include "record/io/export.h"

#include <dlfcn.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_LIMIT "'512MB'"

/* duckdb_state: 0 is success. Handles are pointers, a result some 48 bytes. */
struct duckdb_result {
    _Alignas(16) unsigned char bytes[256];
};
struct functions {
    int (*open)(const char *path, void **out);
    void (*close)(void **database);
    int (*connect)(void *database, void **out);
    void (*disconnect)(void **connection);
    int (*query)(void *connection, const char *sql, struct duckdb_result *out);
    const char *(*result_error)(struct duckdb_result *result);
    void (*destroy_result)(struct duckdb_result *result);
    int (*appender_create)(void *connection, const char *schema, const char *table,
                           void **out);
    const char *(*appender_error)(void *appender);
    int (*appender_destroy)(void **appender);
    int (*appender_close)(void *appender);
    int (*end_row)(void *appender);
    int (*append_null)(void *appender);
    int (*append_int64)(void *appender, int64_t value);
    int (*append_double)(void *appender, double value);
    int (*append_text)(void *appender, const char *value, uint64_t length);
};
static const struct {
    const char *name;
    size_t offset;
} names[] = {
#define FUNCTION(name, member)                                                         \
    {                                                                                  \
        "duckdb_" name, offsetof(struct functions, member)                             \
    }
    FUNCTION("open", open),
    FUNCTION("close", close),
    FUNCTION("connect", connect),
    FUNCTION("disconnect", disconnect),
    FUNCTION("query", query),
    FUNCTION("result_error", result_error),
    FUNCTION("destroy_result", destroy_result),
    FUNCTION("appender_create", appender_create),
    FUNCTION("appender_error", appender_error),
    FUNCTION("appender_destroy", appender_destroy),
    FUNCTION("appender_close", appender_close),
    FUNCTION("appender_end_row", end_row),
    FUNCTION("append_null", append_null),
    FUNCTION("append_int64", append_int64),
    FUNCTION("append_double", append_double),
    FUNCTION("append_varchar_length", append_text),
#undef FUNCTION
};

struct duck {
    void *library;
    struct functions call;
    void *database, *connection, *appender;
    char *part; /* the file that is written first; owned */
    bool whole; /* it has been renamed */
};

void tc_duck_free(struct duck *duck)
{
    if (!duck)
        return;
    if (duck->appender)
        (void)duck->call.appender_destroy(&duck->appender);
    if (duck->connection)
        duck->call.disconnect(&duck->connection);
    if (duck->database)
        duck->call.close(&duck->database);
    if (duck->part && !duck->whole)
        (void)unlink(duck->part);
    tc_free(duck->part);
    if (duck->library)
        (void)dlclose(duck->library);
    tc_free(duck);
}

static tocsin_status load(struct export *x, struct duck *duck)
{
    const char *path = x->options->duckdb ? x->options->duckdb : "libduckdb.so";
    duck->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!duck->library)
        return tc_export_say(x, TOCSIN_MISSING,
                             "Parquet is written by DuckDB's library, which cannot be"
                             " opened: %.200s",
                             dlerror());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *found = dlsym(duck->library, names[i].name);
        if (!found)
            return tc_export_say(x, TOCSIN_VERSION, "%.200s has no function %s", path,
                                 names[i].name);
        memcpy((char *)&duck->call + names[i].offset, &found, sizeof found);
    }
    return TOCSIN_OK;
}

static tocsin_status query(struct export *x, const char *sql)
{
    struct duck *duck = x->duck;
    struct duckdb_result result;
    memset(&result, 0, sizeof result);
    int state = duck->call.query(duck->connection, sql, &result);
    if (state) {
        const char *words = duck->call.result_error(&result);
        (void)tc_export_say(x, TOCSIN_IO, "DuckDB: %.300s", words ? words : "failed");
    }
    duck->call.destroy_result(&result);
    return state ? x->failed : TOCSIN_OK;
}

/* Text as SQL's, for what takes no parameters: a name, a path. */
static void quoted(struct buffer *b, const char *t, char mark)
{
    tc_buffer_byte(b, mark);
    for (; *t; t++) {
        if (*t == mark)
            tc_buffer_byte(b, mark);
        tc_buffer_byte(b, *t);
    }
    tc_buffer_byte(b, mark);
}

/* Runs what x->out holds, which Parquet needs for nothing else. */
static tocsin_status run(struct export *x)
{
    tc_buffer_byte(&x->out, '\0');
    if (x->out.failed)
        return tc_export_say(x, TOCSIN_MEMORY, "no memory for a query");
    tocsin_status status = query(x, x->out.data);
    tc_buffer_clear(&x->out);
    return status;
}

static tocsin_status make_table(struct export *x)
{
    static const char *const kinds[] = {"VARCHAR", "VARCHAR", "BIGINT", "DOUBLE"};
    struct out_columns columns = tc_columns_of(x->what);
    tc_buffer_string(&x->out, "SET temp_directory = ");
    quoted(&x->out, x->duck->part, '\'');
    x->out.size--;
    tc_buffer_string(&x->out, ".d'");
    tocsin_status status = run(x);
    if (!status)
        status = query(x, "SET memory_limit = " MEMORY_LIMIT);
    if (!status)
        status = query(x, "SET autoinstall_known_extensions = false");
    if (status)
        return status;
    tc_buffer_string(&x->out, "CREATE TABLE list(");
    for (size_t i = 0; i < columns.count; i++) {
        if (i)
            tc_buffer_string(&x->out, ", ");
        quoted(&x->out, columns.items[i].name, '"');
        tc_buffer_byte(&x->out, ' ');
        tc_buffer_string(&x->out, kinds[columns.items[i].kind]);
    }
    tc_buffer_byte(&x->out, ')');
    return run(x);
}

static tocsin_status parquet_begin(struct export *x)
{
    const char *path = x->options->path;
    if (!path || !*path)
        return tc_export_say(x, TOCSIN_USAGE, "Parquet wants a file to write");
    struct duck *duck = x->duck = tc_alloc(sizeof *duck);
    if (!duck)
        return tc_export_say(x, TOCSIN_MEMORY, "no memory");
    memset(duck, 0, sizeof *duck);
    tocsin_status status = load(x, duck);
    if (status)
        return status;
    size_t room = strlen(path) + sizeof ".part";
    duck->part = tc_alloc(room);
    if (!duck->part)
        return tc_export_say(x, TOCSIN_MEMORY, "no memory for a path");
    (void)snprintf(duck->part, room, "%s.part", path);
    if (duck->call.open(NULL, &duck->database) ||
        duck->call.connect(duck->database, &duck->connection))
        return tc_export_say(x, TOCSIN_MEMORY, "DuckDB cannot be started");
    status = make_table(x);
    if (!status &&
        duck->call.appender_create(duck->connection, NULL, "list", &duck->appender))
        status = tc_export_say(x, TOCSIN_MEMORY, "DuckDB has no room for a table");
    return status;
}

static tocsin_status append_failed(struct export *x)
{
    const char *words = x->duck->call.appender_error(x->duck->appender);
    return tc_export_say(x, TOCSIN_IO, "DuckDB: %.300s", words ? words : "failed");
}

/* As CSV shows it: the rest is noise of the gazetteer's narrower numbers. */
static double rounded(double value, int digits)
{
    double scale = pow(10, digits);
    return round(value * scale) / scale;
}

static tocsin_status parquet_row(struct export *x, const struct row *row)
{
    const struct functions *call = &x->duck->call;
    struct out_columns columns = tc_columns_of(x->what);
    void *to = x->duck->appender;
    int state = 0;
    for (size_t i = 0; i < columns.count && !state; i++) {
        struct value value = tc_column_value(&columns.items[i], row);
        if (value.kind == COLUMN_TEXT)
            state = call->append_text(to, value.text.data, value.text.size);
        else if (value.kind == COLUMN_WHOLE)
            state = call->append_int64(to, value.whole);
        else if (value.kind == COLUMN_REAL)
            state =
                call->append_double(to, rounded(value.real, columns.items[i].digits));
        else
            state = call->append_null(to);
    }
    return state || call->end_row(to) ? append_failed(x) : TOCSIN_OK;
}

static tocsin_status parquet_end(struct export *x)
{
    struct duck *duck = x->duck;
    if (duck->call.appender_close(duck->appender))
        return append_failed(x);
    tc_buffer_string(&x->out, "COPY (SELECT * REPLACE(TRY_CAST(\"from\" AS DATE) AS"
                              " \"from\", TRY_CAST(\"to\" AS DATE) AS \"to\")"
                              " FROM list) TO ");
    quoted(&x->out, duck->part, '\'');
    tc_buffer_string(&x->out, " (FORMAT parquet, COMPRESSION zstd)");
    tocsin_status status = run(x);
    if (status)
        return status;
    duck->whole = rename(duck->part, x->options->path) == 0;
    return duck->whole
               ? TOCSIN_OK
               : tc_export_say(x, TOCSIN_IO, "%.200s cannot be renamed", duck->part);
}

const struct writer tc_write_parquet = {.usual = TOCSIN_EXPORT_EVENTS,
                                        .can = CAN(EVENTS) | CAN(CLAIMS),
                                        .begin = parquet_begin,
                                        .row = parquet_row,
                                        .end = parquet_end};
