/* counts_read.c: the folder of the VIEWS prediction challenge, as its README lays it
 * out: rows of country and month, as CSV with a heading.
 *
 * What is known of a month comes from three places: the joined series, the months a row
 * looks back to (ged_sb_tlag_1 ...), and the sums over 24 months, of which two that
 * follow each other give the month two years before: y[t-24] = y[t] - (S[t] - S[t-1]).
 * So the first window, whose long file is missing, gets the history that its task had:
 * the file of the year after tells of it too.
 * Months behind the window's October go nowhere but into the truth. The joined series
 * has lost a part of its values (34 became 33.99 and then 33), so that the other files
 * stand above it.
 */
#include "study/counts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every country is held against every month of every other, so that time grows with the
 * square of their number; there are some 200. */
enum { LAGS = 12, FIELDS = 40, UNITS = 5000 };
#define LARGEST 1e9

/* The columns of a file by their number; -1: it has none. */
struct heading {
    int unit, month, y, sum, size, lag[LAGS];
};

static text next_field(text *line)
{
    size_t at = tc_text_find(*line, TEXT(","));
    text field = tc_text_slice(*line, 0, at == SIZE_MAX ? line->size : at);
    *line = at == SIZE_MAX ? TEXT("") : tc_text_slice(*line, at + 1, line->size);
    return tc_text_trim(field);
}

static text next_line(text *bytes)
{
    size_t at = tc_text_find(*bytes, TEXT("\n"));
    text line = tc_text_slice(*bytes, 0, at == SIZE_MAX ? bytes->size : at);
    *bytes = at == SIZE_MAX ? TEXT("") : tc_text_slice(*bytes, at + 1, bytes->size);
    return tc_text_trim(line);
}

static struct heading read_heading(text line)
{
    struct heading h = {-1, -1, -1, -1, -1, {0}};
    for (int k = 0; k < LAGS; k++)
        h.lag[k] = -1;
    for (int column = 0; line.size && column < FIELDS; column++) {
        text name = next_field(&line);
        long long lag;
        if (tc_text_equal(name, TEXT("country_id")))
            h.unit = column;
        else if (tc_text_equal(name, TEXT("month_id")))
            h.month = column;
        else if (tc_text_equal(name, TEXT("ged_sb")))
            h.y = column;
        else if (tc_text_equal(name, TEXT("ged_sb_tsum_24")))
            h.sum = column;
        else if (tc_text_equal(name, TEXT("wdi_sp_pop_totl")))
            h.size = column;
        else if (tc_text_begins(name, TEXT("ged_sb_tlag_")) &&
                 tc_text_integer(tc_text_slice(name, 12, name.size), 1, LAGS, &lag))
            h.lag[lag - 1] = column;
    }
    return h;
}

/* A number from 0 to LARGEST; NaN: none. */
static double number(text field)
{
    char digits[40], *end;
    if (!field.size || field.size >= sizeof digits)
        return (double)NAN;
    memcpy(digits, field.data, field.size);
    digits[field.size] = '\0';
    double value = strtod(digits, &end);
    if (end != digits + field.size || !(value >= 0 && value <= LARGEST))
        return (double)NAN;
    return value;
}

/* The unit's place, after those that are there; units come in runs, so that the last
 * one is looked at first. */
static tocsin_status find_unit(struct counts_table *t, long long id, size_t *out,
                               tocsin_error *error)
{
    size_t low = 0, high = t->units; /* ids ascend */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    if (low < t->units && t->id[low] == id)
        return TOCSIN_OK;
    size_t need = t->units + 1, columns = TC_COUNTS_COLUMNS;
    if (need > UNITS)
        return tc_fail(error, TOCSIN_LIMIT, NULL, 0, -1, "more than %d countries",
                       UNITS);
    if (!tc_grow(&t->id, &t->room[0], need, sizeof *t->id, UNITS) ||
        !tc_grow(&t->y, &t->room[1], need, columns * sizeof *t->y, UNITS) ||
        !tc_grow(&t->own, &t->room[2], need, columns * sizeof *t->own, UNITS) ||
        !tc_grow(&t->sum, &t->room[3], need, columns * sizeof *t->sum, UNITS) ||
        !tc_grow(&t->size, &t->room[4], need, sizeof *t->size, UNITS) ||
        !tc_grow(&t->size_month, &t->room[5], need, sizeof *t->size_month, UNITS))
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    size_t behind = t->units - low;
    double *all[] = {t->y, t->own, t->sum};
    memmove(t->id + low + 1, t->id + low, behind * sizeof *t->id);
    memmove(t->size + low + 1, t->size + low, behind * sizeof *t->size);
    memmove(t->size_month + low + 1, t->size_month + low,
            behind * sizeof *t->size_month);
    for (int k = 0; k < 3; k++) {
        memmove(all[k] + (low + 1) * columns, all[k] + low * columns,
                behind * columns * sizeof **all);
        for (size_t i = 0; i < columns; i++)
            all[k][low * columns + i] = (double)NAN;
    }
    t->id[low] = id;
    t->size[low] = (double)NAN;
    t->size_month[low] = 0;
    t->units++;
    return TOCSIN_OK;
}

/* The column of a month, or SIZE_MAX. */
static size_t column_of(const struct counts_table *t, long long month)
{
    long long at = month - t->last + TC_COUNTS_HISTORY - 1;
    return at < 0 || at >= TC_COUNTS_COLUMNS ? SIZE_MAX : (size_t)at;
}

static void set(double *row, size_t column, double value)
{
    if (column != SIZE_MAX && !isnan(value))
        row[column] = round(value);
}

static void take_row(struct counts_table *t, const struct heading *h, size_t unit,
                     long long month, const text *field)
{
    size_t at = column_of(t, month), from = unit * TC_COUNTS_COLUMNS;
    double size = h->size >= 0 ? number(field[h->size]) : (double)NAN;
    set(t->y + from, at, number(field[h->y]));
    if (h->sum >= 0) {
        set(t->sum + from, at, number(field[h->sum]));
        set(t->own + from, at, number(field[h->y]));
    }
    for (int k = 0; k < LAGS; k++)
        if (h->lag[k] >= 0)
            set(t->y + from, column_of(t, month - k - 1), number(field[h->lag[k]]));
    /* the latest that was known, or else the earliest */
    bool known = t->size_month[unit] && t->size_month[unit] <= t->last;
    bool better = !t->size_month[unit] ||
                  (month <= t->last ? !known || month > t->size_month[unit]
                                    : !known && month < t->size_month[unit]);
    if (size > 0 && better) {
        t->size[unit] = log(size);
        t->size_month[unit] = (int32_t)month;
    }
}

tocsin_status tc_counts_text(struct counts_table *table, text bytes, const char *name,
                             tocsin_error *error)
{
    if (tc_text_begins(bytes, TEXT("\xef\xbb\xbf"))) /* a byte order mark */
        bytes = tc_text_slice(bytes, 3, bytes.size);
    struct heading h = read_heading(next_line(&bytes));
    if (h.unit < 0 || h.month < 0 || h.y < 0)
        return tc_fail(error, TOCSIN_FORMAT, name, 1, 0,
                       "no heading with country_id, month_id and ged_sb");
    for (long long n = 2; bytes.size; n++) {
        text line = next_line(&bytes), field[FIELDS];
        long long unit, month;
        size_t at;
        if (!line.size)
            continue;
        for (int k = 0; k < FIELDS; k++)
            field[k] = next_field(&line);
        if (!tc_text_integer(field[h.unit], 0, 1LL << 40, &unit) ||
            !tc_text_integer(field[h.month], 1, 100000, &month) ||
            isnan(number(field[h.y]))) {
            table->lost++;
            continue;
        }
        tocsin_status status = find_unit(table, unit, &at, error);
        if (status != TOCSIN_OK)
            return status;
        take_row(table, &h, at, month, field);
        table->rows++;
    }
    return TOCSIN_OK;
}

void tc_counts_table_release(struct counts_table *table)
{
    tc_free(table->id);
    tc_free(table->y);
    tc_free(table->own);
    tc_free(table->sum);
    tc_free(table->size);
    tc_free(table->size_month);
    *table = (struct counts_table){0};
}

/* Months that only the sums tell. */
static void undo_sums(struct counts_table *t)
{
    for (size_t i = 0; i < t->units; i++) {
        size_t from = i * TC_COUNTS_COLUMNS;
        const double *sum = t->sum + from, *own = t->own + from;
        for (size_t at = 24; at < TC_COUNTS_COLUMNS; at++) {
            double value = own[at] - (sum[at] - sum[at - 1]);
            if (isnan(t->y[from + at - 24]) && value >= 0)
                t->y[from + at - 24] = value;
        }
    }
}

static tocsin_status read_file(struct counts_table *table, const char *folder,
                               const char *name, bool *found, tocsin_error *error)
{
    struct buffer path;
    struct mapped file;
    tc_buffer_init(&path, 4096);
    tc_buffer_format(&path, "%s/%s", folder, name);
    tc_buffer_byte(&path, '\0');
    if (path.failed) {
        tc_buffer_release(&path);
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1,
                       "out of memory, or the path is too long");
    }
    tocsin_status status = tc_map_file(path.data, &file, NULL);
    if (status == TOCSIN_MEMORY)
        tc_fail(error, status, path.data, 0, -1, "out of memory");
    else if (status == TOCSIN_OK) {
        text bytes = {file.data, file.size};
        *found = true;
        status = tc_counts_text(table, bytes, path.data, error);
        tc_unmap_file(&file);
    } else
        status = TOCSIN_OK; /* a file that is missing is no fault */
    tc_buffer_release(&path);
    return status;
}

static tocsin_status read_folder(struct counts_table *table, const char *folder,
                                 int year, tocsin_error *error)
{
    bool found = false;
    char name[64];
    tocsin_status status =
        read_file(table, folder, "ged_sb_country_month.csv", &found, error);
    for (int y = year - 4; y <= year + 1 && status == TOCSIN_OK; y++)
        for (int k = 0; k < 2 && status == TOCSIN_OK; k++) {
            (void)snprintf(name, sizeof name,
                           k ? "features_to_oct%d.csv" : "actuals_%d.csv", y);
            status = read_file(table, folder, name, &found, error);
        }
    if (status == TOCSIN_OK && !found)
        status = tc_fail(error, TOCSIN_IO, folder, 0, -1,
                         "there is no actuals_YYYY.csv, features_to_octYYYY.csv or "
                         "ged_sb_country_month.csv that can be read");
    return status;
}

/* The units with a history and a truth, into the window. */
static tocsin_status cut_window(const struct counts_table *t, struct counts_window *out,
                                tocsin_error *error)
{
    struct counts *c = &out->counts;
    size_t columns = TC_COUNTS_COLUMNS;
    c->months = TC_COUNTS_HISTORY;
    c->y = tc_alloc(t->units * c->months * sizeof *c->y);
    c->size = tc_alloc(t->units * sizeof *c->size);
    out->id = tc_alloc(t->units * sizeof *out->id);
    out->truth = tc_alloc(t->units * 12 * sizeof *out->truth);
    if (!c->y || !c->size || !out->id || !out->truth)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    for (size_t i = 0; i < t->units; i++) {
        const double *y = t->y + i * columns;
        size_t past = 0, future = 0;
        for (size_t k = 0; k < 12; k++) {
            past += !isnan(y[c->months - 1 - k]);
            future += !isnan(y[TC_COUNTS_TRUTH + k]);
        }
        if (!past || !future)
            continue;
        memcpy(c->y + c->units * c->months, y, c->months * sizeof *y);
        memcpy(out->truth + c->units * 12, y + TC_COUNTS_TRUTH, 12 * sizeof *y);
        c->size[c->units] = t->size[i];
        out->id[c->units++] = t->id[i];
    }
    if (!c->units)
        return tc_fail(error, TOCSIN_EMPTY, NULL, 0, -1,
                       "no country has months both before the window and in it");
    return TOCSIN_OK;
}

tocsin_status tc_counts_read(const char *folder, int year, struct counts_window *out,
                             tocsin_error *error)
{
    struct counts_table table = {0};
    *out = (struct counts_window){0};
    if (year < 1982 || year > 9000)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1, "%d is no year of a window",
                       year);
    table.last = (year - 1980) * 12LL - 2; /* October of the year before */
    tocsin_status status = read_folder(&table, folder, year, error);
    if (status == TOCSIN_OK) {
        undo_sums(&table);
        status = cut_window(&table, out, error);
    }
    out->rows = table.rows;
    out->lost = table.lost;
    tc_counts_table_release(&table);
    if (status != TOCSIN_OK)
        tc_counts_window_release(out);
    return status;
}

void tc_counts_window_release(struct counts_window *window)
{
    tc_free(window->counts.y);
    tc_free(window->counts.size);
    tc_free(window->id);
    tc_free(window->truth);
    *window = (struct counts_window){0};
}
