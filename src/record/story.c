/* record/story.c: which documents tell the same story, by the words they share.
 *
 * Many news texts bear no date, name no country and call a man now by his name and now
 * "the suspect". What tells that two of them speak of one event is that they share
 * words that few others have. So each text is stood for by the 32 words that are most
 * its own: how often it has a word times how rare the word is among the texts before
 * it, names counting three times and the first 60 words twice (Salton and Buckley 1988;
 * that names and the lead carry a story is what topic tracking found, Allan 2002). On
 * the texts of ECB+ the cosine of two such lists parts stories better than lists of all
 * words with weights taken afterwards (docs/record.md has the figures).
 *
 * How rare a word is, is counted in 65,536 buckets of hashes. Counts are halved when
 * they reach 16,384 texts, so that what was news last year is rare again, and kept in
 * the record, so that it does not matter when the record was closed between two texts.
 *
 * Stories are looked for among the last 8,192 texts, through lists of the texts that
 * have a word. They are made from the tables when the first document is added. What the
 * lists and the tables would tell differently must not be used, or a run that was cut
 * in two would end elsewhere: so texts that come again changed keep their signature if
 * they are still the same story and else lose it.
 *
 * All is counted in whole numbers: logarithms from a table would differ in the last bit
 * between machines, and a record must not.
 */
#include "record/merging.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORDS_LOOKED_AT = 400,
    DAY_LOOKED_AT = 2400, /* bytes in which a day is looked for */
    LEAD = 60,            /* words that count twice */
    NAME = 3,             /* how often a name counts */
    FEWEST = 12,          /* words of a signature that says anything */
    PRIOR = 200,          /* texts that are imagined to have come before all */
    TEXTS = 16384,        /* when counts are halved */
    BUCKETS = 65536,      /* of hashes, for counts and for lists */
    SLOTS = 1024, /* of the table of one text's words; more than twice as many */
    LINKS = STORY_WINDOW * SIGNATURE,
    WALK = 64,        /* texts of one word that are looked at, the newest first */
    MET = 512,        /* texts that are compared at most */
    COMPARED = 32,    /* of these are compared word by word */
    FULL = 255 * 255, /* a signature times itself */
    LOOKED_UP = 64    /* likenesses of the document being added, by document */
};

struct word {
    uint32_t hash; /* 0: free */
    uint16_t count;
    bool upper, lower; /* written with a capital, and without */
};

/* A document of the window. */
struct seat {
    long long document; /* 0: nobody */
    struct signature signature;
    int told_count;
    struct told told[STORY_EVENTS];
};

/* A word of a document's signature in the list of all that have it. */
struct link {
    uint32_t word, document, before;
};

/* Texts that have a word of the document being added, by seat. */
struct walk {
    uint32_t at; /* link */
    int count;
    uint16_t seats[WALK], products[WALK];
};

struct story {
    struct seat seats[STORY_WINDOW]; /* by document modulo STORY_WINDOW */
    struct link links[LINKS];
    uint32_t heads[BUCKETS];     /* the newest link of a bucket */
    uint32_t next;               /* link; goes round */
    uint32_t live[STORY_WINDOW]; /* by seat: its document, if it has a signature; 0 */
    uint16_t counts[BUCKETS];
    unsigned char saved[2 * BUCKETS]; /* the counts as they are kept */
    uint32_t texts;                   /* that were counted */
    bool counted;                     /* since the last save */
    long long last;                   /* document */
    struct word words[SLOTS];
    /* of the document being added */
    long long document;
    struct signature signature;
    struct near_document near[STORY_NEAR + 1];
    int near_count;
    struct near_document looked_up[LOOKED_UP];
    struct walk walks[SIGNATURE];
    struct {
        uint32_t seat, product;
    } met[MET];
    uint32_t met_count;
    uint16_t met_at[STORY_WINDOW]; /* seat to met + 1 */
};

/* ---- words of a text ------------------------------------------------------------- */

static uint32_t bucket_of(uint32_t hash)
{
    return hash >> 8 & (BUCKETS - 1);
}

static struct word *find_word(struct story *story, uint32_t hash)
{
    uint32_t at = hash & (SLOTS - 1);
    while (story->words[at].hash && story->words[at].hash != hash)
        at = (at + 1) & (SLOTS - 1);
    return &story->words[at];
}

/* A word of three letters or more, or a number. */
struct reading {
    uint64_t hash;
    uint32_t letters;
    bool digits, upper;
};

static void end_word(struct story *story, struct reading *reading, int *looked_at)
{
    if (reading->letters && (reading->letters > 2 || reading->digits)) {
        uint64_t mixed = reading->hash * 0x9E3779B97F4A7C15u;
        uint32_t hash = (uint32_t)(mixed >> 32) & 0xFFFFFF00u;
        struct word *word = find_word(story, hash ? hash : 256);
        word->hash = hash ? hash : 256;
        word->count = (uint16_t)(word->count + (*looked_at < LEAD ? 2 : 1));
        word->upper = word->upper || reading->upper;
        word->lower = word->lower || !reading->upper;
        ++*looked_at;
    }
    memset(reading, 0, sizeof *reading);
}

/* The letter folded, 0 when it is none; *skip: it adds nothing to the word. */
static uint32_t next_letter(text t, size_t *at, bool *upper, bool *skip)
{
    unsigned char byte = (unsigned char)t.data[*at];
    *skip = false;
    if (byte < 0x80) { /* nearly always */
        ++*at;
        *upper = byte >= 'A' && byte <= 'Z';
        uint32_t c = *upper ? byte + 32u : byte;
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
    }
    uint32_t c = tc_utf8_next(t, at);
    if (!tc_is_letter(c))
        return 0;
    *upper = tc_is_upper(c);
    c = tc_fold(c);
    *skip = !c;
    return c ? c : 1;
}

static void read_words(struct story *story, text t)
{
    struct reading reading = {0};
    int looked_at = 0;
    size_t at = 0;
    memset(story->words, 0, sizeof story->words);
    while (at < t.size && looked_at < WORDS_LOOKED_AT) {
        bool upper, skip;
        uint32_t c = next_letter(t, &at, &upper, &skip);
        if (!c) {
            end_word(story, &reading, &looked_at);
        } else if (!skip) {
            if (!reading.letters++)
                reading.upper = upper;
            reading.digits = reading.digits || (c >= '0' && c <= '9');
            reading.hash = (reading.hash ^ c) * 0x100000001B3u + 0x9E37u;
        }
    }
    if (looked_at < WORDS_LOOKED_AT)
        end_word(story, &reading, &looked_at);
}

/* ---- the day that a text names --------------------------------------------------- */

/* The number of a month by its first three letters; 0: the word is none. */
static int month_of(text word)
{
    static const char *const names[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    size_t size =
        word.size && word.data[word.size - 1] == '.' ? word.size - 1 : word.size;
    for (int i = 0; i < 12; i++)
        if (size <= strlen(names[i]) && memcmp(word.data, names[i], size) == 0 &&
            (size == strlen(names[i]) || size == 3 || (size == 4 && i == 8)))
            return i + 1;
    return 0;
}

/* "9", "9th"; 0: it is no day of a month. */
static int day_number(text word)
{
    int number = 0;
    size_t digits = 0;
    while (digits < word.size && word.data[digits] >= '0' && word.data[digits] <= '9') {
        if (digits == 2)
            return 0;
        number = number * 10 + (word.data[digits++] - '0');
    }
    text rest = tc_text_slice(word, digits, word.size);
    bool ends = !rest.size || rest.data[0] == ',' || rest.data[0] == '.' ||
                tc_text_equal(rest, TEXT("st")) || tc_text_equal(rest, TEXT("nd")) ||
                tc_text_equal(rest, TEXT("rd")) || tc_text_equal(rest, TEXT("th"));
    return digits && ends && number <= 31 ? number : 0;
}

static text word_at(text t, size_t at)
{
    size_t end = at;
    while (end < t.size && t.data[end] != ' ' && t.data[end] != '\n')
        end++;
    return tc_text_slice(t, at, end);
}

/* The word that ends before the space at `at`. */
static text word_before(text t, size_t at)
{
    size_t begin = at;
    while (begin > 0 && t.data[begin - 1] != ' ' && t.data[begin - 1] != '\n')
        begin--;
    return tc_text_slice(t, begin, at);
}

/* The first day of a month that the text names, "March 9" or "9 March", as the day of a
 * leap year from 1; 0: none. */
static int named_day(text t)
{
    static const int before[12] = {0,   31,  60,  91,  121, 152,
                                   182, 213, 244, 274, 305, 335};
    size_t end = t.size < DAY_LOOKED_AT ? t.size : DAY_LOOKED_AT;
    for (size_t at = 0; at < end; at++) {
        if (!memchr("JFMASOND", t.data[at], 8) || (at && t.data[at - 1] != ' '))
            continue;
        text word = word_at(t, at);
        int month = word.size >= 3 ? month_of(word) : 0;
        if (!month)
            continue;
        size_t next = at + word.size + 1;
        int day = next < t.size ? day_number(word_at(t, next)) : 0;
        if (!day && at > 1)
            day = day_number(word_before(t, at - 1));
        if (day)
            return before[month - 1] + day;
    }
    return 0;
}

/* ---- a signature ----------------------------------------------------------------- */

/* 16 times the logarithm to base 2, the steps between powers of two straight. */
static uint32_t log16(uint32_t x)
{
    uint32_t power = 31u - (uint32_t)__builtin_clz(x ? x : 1);
    uint32_t rest = power >= 4 ? x >> (power - 4) : x << (4 - power);
    return 16 * power + (rest & 15);
}

static uint32_t weigh(const struct story *story, const struct word *word)
{
    uint32_t before = story->counts[bucket_of(word->hash)];
    uint32_t rare = log16((story->texts + PRIOR) * 16 / (before + 1));
    rare = rare > 64 ? rare - 64 : 0; /* several words of a text may share a bucket */
    uint32_t often = 16 + log16(word->count) * 11 / 16; /* 16 (1 + ln n) */
    return rare * often * (word->upper && !word->lower ? NAME : 1);
}

struct weighed {
    uint32_t hash, weight;
};

static bool before(const struct weighed *a, const struct weighed *b)
{
    return a->weight > b->weight || (a->weight == b->weight && a->hash < b->hash);
}

static int by_hash(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static uint32_t root(uint64_t x)
{
    uint64_t low = 0, high = (uint64_t)1 << 31;
    while (low < high) {
        uint64_t middle = (low + high + 1) / 2;
        if (middle * middle <= x)
            low = middle;
        else
            high = middle - 1;
    }
    return (uint32_t)low;
}

/* The heaviest words of those that were read. */
static int heaviest(const struct story *story, struct weighed best[SIGNATURE])
{
    int count = 0;
    for (int i = 0; i < SLOTS; i++) {
        const struct word *word = &story->words[i];
        if (!word->hash)
            continue;
        struct weighed next = {word->hash, weigh(story, word)};
        if (!next.weight || (count == SIGNATURE && !before(&next, &best[count - 1])))
            continue;
        int at = count < SIGNATURE ? count++ : count - 1;
        for (; at > 0 && before(&next, &best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = next;
    }
    return count;
}

static void sign(struct story *story, text words, struct signature *out)
{
    struct weighed best[SIGNATURE];
    read_words(story, words);
    out->day = named_day(words);
    out->count = heaviest(story, best);
    if (out->count < FEWEST)
        out->count = 0;
    uint64_t squares = 0;
    for (int i = 0; i < out->count; i++)
        squares += (uint64_t)best[i].weight * best[i].weight;
    uint32_t length = root(squares);
    for (int i = 0; i < out->count; i++) {
        uint64_t part = ((uint64_t)best[i].weight * 255 + length / 2) / length;
        out->words[i] = best[i].hash | (uint32_t)part;
    }
    qsort(out->words, (size_t)out->count, sizeof *out->words, by_hash);
}

/* Every text is counted once, in its first version. */
static void count_words(struct story *story)
{
    for (int i = 0; i < SLOTS; i++) {
        uint16_t *count = &story->counts[bucket_of(story->words[i].hash)];
        *count = (uint16_t)(*count + (story->words[i].hash && *count < UINT16_MAX));
    }
    story->counted = true;
    if (++story->texts < TEXTS)
        return;
    story->texts /= 2;
    for (int i = 0; i < BUCKETS; i++)
        story->counts[i] /= 2;
}

/* In thousandths; -1: nothing is known. */
static int compare(const struct signature *a, const struct signature *b)
{
    uint32_t product = 0;
    if (!a->count || !b->count)
        return -1;
    for (int i = 0, j = 0; i < a->count && j < b->count;) {
        uint32_t x = a->words[i] >> 8, y = b->words[j] >> 8;
        if (x == y)
            product += (a->words[i] & 255) * (b->words[j] & 255);
        i += x <= y;
        j += y <= x;
    }
    uint32_t likeness = product * 1000 / FULL;
    return likeness > 1000 ? 1000 : (int)likeness;
}

/* ---- the window ------------------------------------------------------------------ */

static struct seat *seat_of(struct story *story, long long document)
{
    return &story->seats[(unsigned long long)document % STORY_WINDOW];
}

static void take_seat(struct story *story, long long document,
                      const struct signature *signature)
{
    struct seat *seat = seat_of(story, document);
    memset(seat, 0, sizeof *seat);
    seat->document = document;
    seat->signature = *signature;
    story->live[seat - story->seats] = signature->count ? (uint32_t)document : 0;
    if (document > story->last)
        story->last = document;
    for (int i = 0; i < signature->count; i++) {
        uint32_t *head = &story->heads[bucket_of(signature->words[i])];
        uint32_t at = ++story->next;
        story->links[at % LINKS] =
            (struct link){signature->words[i], (uint32_t)document, *head};
        *head = at;
    }
}

static void meet(struct story *story, uint32_t seat, uint32_t product)
{
    uint16_t *at = &story->met_at[seat];
    if (!*at) {
        if (story->met_count == MET)
            return;
        story->met[story->met_count].seat = seat;
        story->met[story->met_count].product = 0;
        *at = (uint16_t)++story->met_count;
    }
    story->met[*at - 1].product += product;
}

/* One step along the list of texts that have a word. */
static bool step(const struct story *story, uint32_t word, struct walk *walk)
{
    if (walk->count == WALK || !walk->at || story->next - walk->at >= LINKS)
        return false;
    const struct link *link = &story->links[walk->at % LINKS];
    uint32_t seat = link->document % STORY_WINDOW;
    if (link->word >> 8 == word >> 8 && story->live[seat] == link->document &&
        link->document != (uint32_t)story->document) {
        walk->seats[walk->count] = (uint16_t)seat;
        walk->products[walk->count++] = (uint16_t)((word & 255) * (link->word & 255));
    }
    walk->at = link->before;
    __builtin_prefetch(&story->links[walk->at % LINKS]);
    return true;
}

/* All lists are walked at once, a step each: links lie all over their table, and so
 * each is fetched while the others are looked at. */
static void walk_all(struct story *story)
{
    const struct signature *own = &story->signature;
    for (int i = 0; i < own->count; i++) {
        story->walks[i].at = story->heads[bucket_of(own->words[i])];
        story->walks[i].count = 0;
    }
    for (bool any = true; any;) {
        any = false;
        for (int i = 0; i < own->count; i++)
            any = step(story, own->words[i], &story->walks[i]) || any;
    }
    for (int i = 0; i < own->count; i++)
        for (int k = 0; k < story->walks[i].count; k++)
            meet(story, story->walks[i].seats[k], story->walks[i].products[k]);
}

static bool nearer(const struct near_document *a, const struct near_document *b)
{
    return a->likeness > b->likeness ||
           (a->likeness == b->likeness && a->document > b->document);
}

static void keep_near(struct story *story, const struct near_document *next)
{
    if (story->near_count > STORY_NEAR &&
        !nearer(next, &story->near[story->near_count - 1]))
        return;
    int at =
        story->near_count <= STORY_NEAR ? story->near_count++ : story->near_count - 1;
    for (; at > 1 && nearer(next, &story->near[at - 1]); at--)
        story->near[at] = story->near[at - 1];
    story->near[at] = *next;
}

/* The documents met that share most, by what the walks saw of it. */
static int most_met(const struct story *story, struct near_document best[COMPARED])
{
    int count = 0;
    for (uint32_t i = 0; i < story->met_count; i++) {
        int likeness = (int)(story->met[i].product * 1000 / FULL);
        if (likeness * 2 < SAME_STORY) /* half of it may have been out of reach */
            continue;
        struct near_document next = {story->seats[story->met[i].seat].document,
                                     likeness};
        if (count == COMPARED && !nearer(&next, &best[count - 1]))
            continue;
        int at = count < COMPARED ? count++ : count - 1;
        for (; at > 0 && nearer(&next, &best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = next;
    }
    return count;
}

static void find_near(struct story *story)
{
    struct near_document best[COMPARED];
    story->met_count = 0;
    walk_all(story);
    for (uint32_t i = 0; i < story->met_count; i++)
        story->met_at[story->met[i].seat] = 0;
    int count = most_met(story, best);
    for (int i = 0; i < count; i++) {
        struct near_document next = best[i];
        next.likeness =
            compare(&story->signature, &seat_of(story, next.document)->signature);
        if (next.likeness >= SAME_STORY)
            keep_near(story, &next);
    }
}

/* ---- the tables ------------------------------------------------------------------ */

static tocsin_status load_counts(struct record *record, struct story *story)
{
    sqlite3_stmt *load = tc_record_statement(record, SQL_WORD_COUNTS);
    bool row;
    tocsin_status status = tc_record_step(record, load, &row);
    if (!status && row) {
        text counts = tc_column(load, 1);
        story->texts = (uint32_t)sqlite3_column_int64(load, 0);
        if (counts.size != sizeof story->saved || story->texts >= TEXTS)
            status = tc_record_say(record, TOCSIN_CORRUPT,
                                   "the counts of words are of %zu bytes", counts.size);
        for (size_t i = 0; i < BUCKETS && !status; i++)
            story->counts[i] = (uint16_t)((unsigned char)counts.data[2 * i] |
                                          (unsigned char)counts.data[2 * i + 1] << 8);
    }
    sqlite3_reset(load);
    return status;
}

tocsin_status tc_story_save(struct record *record)
{
    struct story *story = record->story;
    if (!story || !story->counted)
        return TOCSIN_OK;
    for (size_t i = 0; i < BUCKETS; i++) {
        story->saved[2 * i] = (unsigned char)(story->counts[i] & 255);
        story->saved[2 * i + 1] = (unsigned char)(story->counts[i] >> 8);
    }
    sqlite3_stmt *save = tc_record_statement(record, SQL_WORD_COUNTS_SET);
    tc_bind_whole(save, 1, story->texts);
    sqlite3_bind_blob(save, 2, story->saved, sizeof story->saved, SQLITE_STATIC);
    story->counted = false;
    return tc_record_run(record, save);
}

static void read_signature(sqlite3_stmt *statement, int at, struct signature *out)
{
    text words = tc_column(statement, at);
    size_t count = words.size / sizeof *out->words;
    out->count = out->day = 0;
    for (size_t i = 0; i < count && count <= SIGNATURE + 1; i++) {
        const unsigned char *b = (const unsigned char *)words.data + 4 * i;
        uint32_t word = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
                        (uint32_t)b[3] << 24;
        if (!(word & 255))
            out->day = (int)(word >> 8);
        else if (out->count < SIGNATURE)
            out->words[out->count++] = word;
    }
}

/* The day stands behind the words, as one of no weight. */
static tocsin_status write_signature(struct record *record, long long document,
                                     const struct signature *signature)
{
    unsigned char bytes[4 * (SIGNATURE + 1)];
    int size = 0;
    for (int i = 0; i <= signature->count; i++) {
        bool last = i == signature->count;
        uint32_t word = last ? (uint32_t)signature->day << 8 : signature->words[i];
        for (int k = 0; word && k < 4; k++)
            bytes[size++] = (unsigned char)(word >> 8 * k);
    }
    sqlite3_stmt *write = tc_record_statement(record, SQL_SIGNATURE_SET);
    tc_bind_whole(write, 1, document);
    sqlite3_bind_blob(write, 2, bytes, size, SQLITE_STATIC);
    return tc_record_run(record, write);
}

static tocsin_status load_signature(struct record *record, long long document,
                                    struct signature *out)
{
    sqlite3_stmt *load = tc_record_statement(record, SQL_SIGNATURE);
    tc_bind_whole(load, 1, document);
    bool row;
    tocsin_status status = tc_record_step(record, load, &row);
    out->count = out->day = 0;
    if (!status && row)
        read_signature(load, 0, out);
    sqlite3_reset(load);
    return status;
}

static void tell(struct seat *seat, long long event, int type, int kind)
{
    for (int i = 0; i < seat->told_count; i++)
        if (seat->told[i].event == event && seat->told[i].type == type &&
            seat->told[i].kind == kind)
            return;
    if (seat->told_count < STORY_EVENTS)
        seat->told[seat->told_count++] = (struct told){event, type, kind};
}

static tocsin_status load_told(struct record *record, struct seat *seat)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_TOLD_BY);
    tc_bind_whole(find, 1, seat->document);
    bool row;
    tocsin_status status;
    seat->told_count = 0;
    while (!(status = tc_record_step(record, find, &row)) && row)
        tell(seat, sqlite3_column_int64(find, 0), sqlite3_column_int(find, 1),
             tc_status_kind(sqlite3_column_int(find, 2)));
    sqlite3_reset(find);
    return status;
}

static tocsin_status load_window(struct record *record, struct story *story)
{
    long long last = 0;
    tocsin_status status = tc_record_number(
        record, "SELECT coalesce(max(id), 0) FROM documents", 0, &last);
    if (status)
        return status;
    sqlite3_stmt *find = tc_record_statement(record, SQL_SIGNATURES);
    tc_bind_whole(find, 1, last - STORY_WINDOW);
    bool row;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        struct signature signature;
        read_signature(find, 1, &signature);
        take_seat(story, sqlite3_column_int64(find, 0), &signature);
    }
    sqlite3_reset(find);
    story->last = last;
    for (int i = 0; i < STORY_WINDOW && !status; i++)
        if (story->seats[i].document)
            status = load_told(record, &story->seats[i]);
    return status;
}

static tocsin_status open_story(struct record *record)
{
    if (record->story)
        return TOCSIN_OK;
    struct story *story = tc_alloc(sizeof *story);
    if (!story)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for stories");
    memset(story, 0, sizeof *story);
    tocsin_status status = load_counts(record, story);
    if (!status)
        status = load_window(record, story);
    if (status)
        tc_free(story);
    else
        record->story = story;
    return status;
}

void tc_story_release(struct record *record)
{
    tc_free(record->story);
    record->story = NULL;
}

/* ---- the document being added ---------------------------------------------------- */

/* A later version keeps the signature of the first while it is the same story. */
static tocsin_status sign_again(struct record *record, struct story *story)
{
    struct signature old;
    tocsin_status status = load_signature(record, story->document, &old);
    if (status)
        return status;
    if (old.count && compare(&old, &story->signature) < SAME_STORY) {
        old.count = old.day = 0;
        status = write_signature(record, story->document, &old);
    }
    story->signature = old;
    struct seat *seat = seat_of(story, story->document);
    if (seat->document == story->document) {
        seat->signature = old;
        seat->told_count = 0;
        story->live[seat - story->seats] = old.count ? (uint32_t)story->document : 0;
    }
    return status;
}

static tocsin_status sign_new(struct record *record, struct story *story)
{
    count_words(story);
    tocsin_status status = write_signature(record, story->document, &story->signature);
    if (!status)
        take_seat(story, story->document, &story->signature);
    return status;
}

tocsin_status tc_story_begin(struct record *record, long long document, text words,
                             bool is_new)
{
    tocsin_status status = open_story(record);
    if (status)
        return status;
    struct story *story = record->story;
    story->document = document;
    memset(story->looked_up, 0, sizeof story->looked_up);
    sign(story, words, &story->signature);
    status = is_new ? sign_new(record, story) : sign_again(record, story);
    story->near[0] = (struct near_document){document, 1000};
    story->near_count = 1;
    if (!status)
        find_near(story);
    return status;
}

void tc_story_skip(struct record *record)
{
    if (record->story)
        record->story->document = 0;
}

tocsin_status tc_story_return(struct record *record, const struct ids *events)
{
    struct story *story = record->story;
    struct seat *seat = seat_of(story, story->document);
    for (size_t i = 0; i < events->count && seat->document == story->document; i++) {
        struct sketch *sketch;
        tocsin_status status = tc_sketch(record, events->items[i], &sketch);
        if (status)
            return status;
        if (sketch)
            tell(seat, sketch->event.id, sketch->event.type,
                 tc_status_kind(sketch->event.status));
    }
    return TOCSIN_OK;
}

int tc_story_near(const struct record *record, long long document,
                  const struct near_document **out)
{
    bool is_it = record->story && record->story->document == document;
    *out = is_it ? record->story->near : NULL;
    return is_it ? record->story->near_count : 0;
}

int tc_story_told(const struct record *record, long long document,
                  const struct told **out)
{
    struct seat *seat = seat_of(record->story, document);
    *out = seat->told;
    return seat->document == document ? seat->told_count : 0;
}

void tc_story_tell(struct record *record, const struct facts *facts, long long event)
{
    if (!record->story || !facts->document) /* a row of another project */
        return;
    struct seat *seat = seat_of(record->story, facts->document);
    if (seat->document == facts->document)
        tell(seat, event, facts->type, tc_status_kind(facts->status));
}

tocsin_status tc_story_again(struct record *record, long long document)
{
    if (!record->story)
        return TOCSIN_OK;
    struct seat *seat = seat_of(record->story, document);
    return seat->document == document ? load_told(record, seat) : TOCSIN_OK;
}

static tocsin_status find_signature(struct record *record, long long document,
                                    struct signature *out)
{
    const struct seat *seat = seat_of(record->story, document);
    if (!document || seat->document != document)
        return load_signature(record, document, out);
    *out = seat->signature;
    return TOCSIN_OK;
}

tocsin_status tc_story_days_differ(struct record *record, long long from, long long to,
                                   bool *out)
{
    enum { YEAR = 366 };
    struct signature one, other;
    *out = false;
    if (!record->story || from == to)
        return TOCSIN_OK;
    tocsin_status status = find_signature(record, from, &one);
    if (!status)
        status = find_signature(record, to, &other);
    if (status || !one.day || !other.day)
        return status;
    int gap = one.day > other.day ? one.day - other.day : other.day - one.day;
    *out = gap > 1 && gap < YEAR - 1;
    return TOCSIN_OK;
}

tocsin_status tc_story_likeness(struct record *record, long long from, long long to,
                                int *out)
{
    struct story *story = record->story;
    struct signature one, other;
    *out = -1;
    if (!story)
        return TOCSIN_OK;
    struct near_document *kept = &story->looked_up[(unsigned long long)to % LOOKED_UP];
    if (from == story->document && kept->document == to) {
        *out = kept->likeness;
        return TOCSIN_OK;
    }
    tocsin_status status = find_signature(record, from, &one);
    if (!status)
        status = find_signature(record, to, &other);
    if (status)
        return status;
    *out = compare(&one, &other);
    if (from == story->document)
        *kept = (struct near_document){to, *out};
    return TOCSIN_OK;
}
