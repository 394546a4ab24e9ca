/* record/likeness.c: which document is a copy of which.
 *
 * A wire story printed in forty papers is one voice. Papers cut it, put a line before
 * it and change a word here and there, so besides texts that are equal word for word
 * two documents are copies when half of all their runs of five words are in both, or
 * when four fifths of the shorter one's are in the longer one (Broder 1997, resemblance
 * and containment).
 *
 * To find such a text among millions, every original is filed under bands of three
 * minima each of a one-permutation MinHash with rotation (Li, Owen and Zhang 2012;
 * Shrivastava and Li 2014): one hash a run, not one hundred. Twelve bands are of the
 * whole text, six of its first 64 runs, for papers cut a story from the end. By the
 * first alone texts that share half of their runs meet in 80 cases of 100, those that
 * share 0.7 in 99. What meets is then compared run by run, so nothing is called a copy
 * by chance.
 *
 * Only originals are filed: the fortieth print is compared with one text, not with
 * thirty-nine.
 */
#include "record/inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    RUN = 5,      /* words */
    FEW = 16,     /* runs: shorter texts are copies only when equal */
    DAYS = 32,    /* that lie together in bands */
    NEAR = 8,     /* days between two prints of one text */
    MANY = 32768, /* words looked at; a longer text is judged by its beginning */
    LEAD = 64,    /* runs at the beginning */
    MOST_BANDS = WHOLE_BANDS > LEAD_BANDS ? WHOLE_BANDS : LEAD_BANDS,
    CANDIDATES = 64, /* originals met in bands */
    COMPARED = 8     /* of these, those met most often are compared */
};

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t h = a * 0x9E3779B97F4A7C15u + b;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    h ^= h >> 32;
    return h;
}

/* ---- runs of words ------------------------------------------------------------- */

struct runs {
    uint64_t last[RUN]; /* hashes of the last words, a ring */
    uint64_t whole;
    size_t words;
    uint64_t *out; /* (MANY) */
    size_t count, room;
};

static bool add_word(struct runs *runs, uint64_t hash)
{
    runs->whole = mix(runs->whole, hash);
    runs->last[runs->words++ % RUN] = hash;
    if (runs->words < RUN || runs->words > MANY)
        return true;
    uint64_t run = 0;
    for (size_t i = 0; i < RUN; i++)
        run = mix(run, runs->last[(runs->words + i) % RUN]);
    if (!tc_grow(&runs->out, &runs->room, runs->count + 1, sizeof *runs->out, MANY))
        return false;
    runs->out[runs->count++] = run;
    return true;
}

static bool find_runs(text t, struct runs *runs)
{
    uint64_t hash = 0;
    size_t at = 0;
    while (at < t.size) {
        unsigned char byte = (unsigned char)t.data[at];
        uint32_t c;
        if (byte < 0x80) { /* nearly always; also much the faster */
            at++;
            c = byte >= 'A' && byte <= 'Z' ? byte + 32u : byte;
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
                c = 0;
        } else {
            c = tc_utf8_next(t, &at);
            if (!tc_is_letter(c))
                c = 0;
            else if (!(c = tc_fold(c)))
                continue; /* a combining mark */
        }
        if (c) {
            hash = (hash ^ c) * 0x100000001B3u + 0x9E37u;
        } else if (hash) {
            if (!add_word(runs, hash))
                return false;
            hash = 0;
        }
    }
    return !hash || add_word(runs, hash);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static size_t sort_distinct(uint64_t *values, size_t count)
{
    if (!count)
        return 0;
    qsort(values, count, sizeof *values, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++)
        if (values[i] != values[kept - 1])
            values[kept++] = values[i];
    return kept;
}

/* ---- bands --------------------------------------------------------------------- */

/* The run of DAYS days in which a text was published stands in the upper 16 bits: texts
 * that are copies are printed within days, and so the bands that are being written lie
 * beside each other. */
static uint64_t on_days(uint64_t band, int32_t day)
{
    uint64_t run =
        day == TC_NO_DAY ? 0xFFFF : (uint64_t)(day + 1048576) / DAYS & 0x7FFF;
    return run << 48 | (band & 0xFFFFFFFFFFFFu);
}

/* count bands of BAND_ROWS minima each. salt: texts may meet only in the same part. */
static void find_bands(const uint64_t *runs, size_t run_count, uint64_t salt,
                       uint64_t *bands, int count)
{
    uint64_t low[MOST_BANDS * BAND_ROWS], filled[MOST_BANDS * BAND_ROWS];
    int bins = count * BAND_ROWS;
    for (int i = 0; i < bins; i++)
        low[i] = UINT64_MAX;
    for (size_t i = 0; i < run_count; i++) {
        uint64_t bin = ((runs[i] >> 32) * (uint64_t)bins) >> 32;
        uint64_t rest = mix(runs[i], salt);
        if (rest < low[bin])
            low[bin] = rest;
    }
    for (int i = 0; i < bins; i++) { /* an empty bin borrows from the next full one */
        int far = 0;
        while (far < bins && low[(i + far) % bins] == UINT64_MAX)
            far++;
        filled[i] = mix(low[(i + far) % bins], (uint64_t)far);
    }
    for (int i = 0; i < count; i++) {
        uint64_t band = salt + (uint64_t)i;
        for (int j = 0; j < BAND_ROWS; j++)
            band = mix(band, filled[i * BAND_ROWS + j]);
        bands[i] = band | 1; /* 0 is a text too short to have any */
    }
}

static void file(struct likeness *likeness)
{
    size_t lead = likeness->count < LEAD ? likeness->count : LEAD;
    find_bands(likeness->runs, likeness->count, 1000, likeness->bands, WHOLE_BANDS);
    find_bands(likeness->runs, lead, 2000, likeness->bands + WHOLE_BANDS, LEAD_BANDS);
}

tocsin_status tc_likeness(struct record *record, text t, text published,
                          struct likeness *out)
{
    struct runs runs = {.whole = 1};
    memset(out, 0, sizeof *out);
    bool enough = find_runs(t, &runs);
    if (enough && runs.count) {
        size_t size = runs.count * sizeof *out->runs;
        out->runs = tc_arena_alloc(&record->arena, size);
        if (out->runs)
            memcpy(out->runs, runs.out, size);
        enough = out->runs != NULL;
    }
    out->whole = runs.whole;
    out->count = runs.count;
    out->day = tc_day_parse(published);
    tc_free(runs.out);
    if (!enough)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory to look for copies");
    if (out->count >= FEW)
        file(out);
    return TOCSIN_OK;
}

tocsin_status tc_likeness_stored(struct record *record, long long document,
                                 struct likeness *out)
{
    sqlite3_stmt *load = tc_record_statement(record, SQL_DOCUMENT_TEXT);
    tc_bind_whole(load, 1, document);
    bool row;
    memset(out, 0, sizeof *out);
    tocsin_status status = tc_record_step(record, load, &row);
    if (!status && row)
        status = tc_likeness(record, tc_column(load, 0), tc_column(load, 1), out);
    else if (!status)
        status = tc_record_say(record, TOCSIN_CORRUPT, "document %lld is not there",
                               document);
    sqlite3_reset(load);
    return status;
}

/* ---- comparing ----------------------------------------------------------------- */

/* Put in order only now: most texts meet no other. */
static void sort_runs(struct likeness *likeness)
{
    if (!likeness->sorted)
        likeness->count = sort_distinct(likeness->runs, likeness->count);
    likeness->sorted = true;
}

/* How many runs are in both. */
static size_t count_both(struct likeness *a, struct likeness *b)
{
    sort_runs(a);
    sort_runs(b);
    size_t i = 0, j = 0, both = 0;
    while (i < a->count && j < b->count) {
        uint64_t x = a->runs[i], y = b->runs[j];
        both += x == y;
        i += x <= y;
        j += y <= x;
    }
    return both;
}

bool tc_likeness_copy(struct likeness *a, struct likeness *b)
{
    if (a->whole == b->whole)
        return true;
    if (a->count < FEW || b->count < FEW)
        return false;
    size_t both = count_both(a, b);
    size_t less = a->count < b->count ? a->count : b->count;
    size_t all = a->count + b->count - both;
    return both * 2 >= all || both * 5 >= less * 4;
}

double tc_likeness_share(struct likeness *a, struct likeness *b)
{
    if (a->whole == b->whole)
        return 1;
    size_t both = count_both(a, b);
    size_t less = a->count < b->count ? a->count : b->count;
    return less ? (double)both / (double)less : 0;
}

struct met {
    long long document;
    int times;
};

static tocsin_status meet(struct record *record, uint64_t band, long long self,
                          struct met *met, size_t *count)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_BAND_FIND);
    tc_bind_whole(find, 1, (long long)band);
    tc_bind_whole(find, 2, self);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        long long document = sqlite3_column_int64(find, 0);
        size_t i = 0;
        while (i < *count && met[i].document != document)
            i++;
        if (i == *count && *count < CANDIDATES)
            met[(*count)++] = (struct met){document, 0};
        if (i < *count)
            met[i].times++;
    }
    sqlite3_reset(find);
    return status;
}

static int by_times(const void *a, const void *b)
{
    const struct met *x = a, *y = b;
    if (x->times != y->times)
        return x->times > y->times ? -1 : 1;
    return x->document < y->document ? -1 : x->document > y->document;
}

static tocsin_status find_equal(struct record *record, uint64_t whole, long long self,
                                long long *original)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_LIKENESS_FIND);
    tc_bind_whole(find, 1, (long long)whole);
    tc_bind_whole(find, 2, self);
    bool row;
    tocsin_status status = tc_record_step(record, find, &row);
    if (row)
        *original = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    return status;
}

tocsin_status tc_likeness_find(struct record *record, struct likeness *likeness,
                               long long self, long long *original)
{
    *original = 0;
    tocsin_status status = find_equal(record, likeness->whole, self, original);
    if (status || *original || likeness->count < FEW)
        return status;
    struct met met[CANDIDATES];
    size_t count = 0;
    bool dated = likeness->day != TC_NO_DAY;
    int32_t before = dated ? likeness->day - NEAR : TC_NO_DAY;
    int32_t behind = dated ? likeness->day + NEAR : TC_NO_DAY;
    for (int i = 0; i < BANDS && !status; i++) {
        uint64_t band = on_days(likeness->bands[i], before);
        uint64_t next = on_days(likeness->bands[i], behind);
        status = meet(record, band, self, met, &count);
        if (!status && next != band)
            status = meet(record, next, self, met, &count);
    }
    if (count)
        qsort(met, count, sizeof *met, by_times);
    for (size_t i = 0; i < count && i < COMPARED && !status && !*original; i++) {
        struct likeness other;
        status = tc_likeness_stored(record, met[i].document, &other);
        if (!status && tc_likeness_copy(likeness, &other))
            *original = met[i].document;
    }
    return status;
}

static tocsin_status write_bands(struct record *record, enum statement which,
                                 const struct likeness *likeness, long long document)
{
    tocsin_status status = TOCSIN_OK;
    for (int i = 0; i < BANDS && likeness->bands[i] && !status; i++) {
        sqlite3_stmt *write = tc_record_statement(record, which);
        tc_bind_whole(write, 1, (long long)on_days(likeness->bands[i], likeness->day));
        tc_bind_whole(write, 2, document);
        status = tc_record_run(record, write);
    }
    return status;
}

tocsin_status tc_likeness_keep(struct record *record, const struct likeness *likeness,
                               long long document)
{
    return write_bands(record, SQL_BAND_INSERT, likeness, document);
}

tocsin_status tc_likeness_forget(struct record *record, const struct likeness *likeness,
                                 long long document)
{
    return write_bands(record, SQL_BANDS_DELETE, likeness, document);
}
