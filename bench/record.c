/* record.c: how many claims a second the record takes, and how fast it answers.
 *
 *     record FILE [DOCUMENTS]
 *
 * Makes a record of DOCUMENTS (default 20,000) invented documents with five claims each
 * and merges them as it goes, then asks it. The claims are made here, not coded, so
 * that the figure is the record's alone: 190 countries by 16 types, 400 days, one
 * document in eight the reprint of an earlier one, so that the merge has something to
 * find. The numbers come from a generator with a fixed seed: every run adds the same.
 */
#include <tocsin.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CLAIMS 5
#define DAYS   400
#define STATES 190

/* All that a document's claims point at; the record copies what it keeps. */
struct sheet {
    char id[32], publisher[32], text[2048], day[11];
    char name[2 * CLAIMS][24], code[2 * CLAIMS][8], happened[CLAIMS][11];
    tocsin_mention parties[2 * CLAIMS];
    tocsin_claim claims[CLAIMS];
    tocsin_coding coding;
};

static uint64_t state = 88172645463325252u;

/* xorshift64: 0 to below - 1 */
static uint32_t pick(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static tocsin_text text_of(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

/* Day number n as YYYY-MM-DD: 28 days a month will do. */
static void day_of(uint32_t n, char out[11])
{
    uint32_t month = n / 28;
    snprintf(out, 11, "%04u-%02u-%02u", 2023 + month / 12 % 100, month % 12 + 1,
             n % 28 + 1);
}

static tocsin_mention *set_party(struct sheet *s, int slot, uint32_t country,
                                 uint32_t begin)
{
    static const char sectors[][4] = {"GOV", "MIL", "COP", "REB", "CVL"};
    const char *sector = sectors[pick(5)];
    snprintf(s->code[slot], sizeof s->code[slot], "%c%c%c%s", 'A' + (int)(country / 26),
             'A' + (int)(country % 26), 'X', sector);
    snprintf(s->name[slot], sizeof s->name[slot], "Party %u %s", country, sector);
    s->parties[slot] = (tocsin_mention){
        .text = text_of(s->name[slot]),
        .begin = begin,
        .end = begin + (uint32_t)strlen(s->name[slot]),
        .name = text_of(s->name[slot]),
        .code = text_of(s->code[slot]),
        .country = {s->code[slot], 3},
        .sector = text_of(sector),
        .id = text_of(s->name[slot]),
    };
    return &s->parties[slot];
}

static void set_claim(struct sheet *s, int i, uint32_t day)
{
    size_t at = strlen(s->text);
    uint32_t country = pick(STATES);
    tocsin_mention *actor = set_party(s, 2 * i, country, (uint32_t)at);
    tocsin_mention *recipient =
        set_party(s, 2 * i + 1, (country + 1 + pick(6)) % STATES, (uint32_t)at);
    tocsin_type type = (tocsin_type)pick(TOCSIN_TYPE_COUNT);
    day_of(day > 2 ? day - pick(3) : day, s->happened[i]);
    snprintf(s->text + at, sizeof s->text - at,
             "%s did what is called %s to %s on %s. ", s->name[2 * i],
             tocsin_type_name(type), s->name[2 * i + 1], s->happened[i]);
    uint32_t end = (uint32_t)strlen(s->text);
    s->claims[i] = (tocsin_claim){
        .sentence = (uint32_t)i,
        .begin = (uint32_t)at,
        .end = end - 1,
        .type = type,
        .cameo = text_of("190"),
        .intensity = -5,
        .actors = actor,
        .actor_count = 1,
        .recipients = recipient,
        .recipient_count = 1,
        .place = {.lat = NAN,                    .lon = NAN},
        .time = { .from = text_of(s->happened[i]),
                  .to = text_of(s->happened[i]),
                  .precision = text_of("day")},
        .status = TOCSIN_HAPPENED,
        .factuality = 3,
        .confidence = 0.7,
        .trigger = text_of("did"),
        .trigger_begin = (uint32_t)at,
        .trigger_end = (uint32_t)at + 3,
        .rule = text_of("do:NOTHING"),
        .path = text_of("nsubj>did>obj"),
    };
}

static void set_document(struct sheet *s, uint32_t n)
{
    if (n % 8 != 7) { /* else the text and the claims of the one before, elsewhere */
        uint32_t day = pick(DAYS);
        day_of(day, s->day);
        s->text[0] = 0;
        for (int i = 0; i < CLAIMS; i++)
            set_claim(s, i, day);
    }
    snprintf(s->id, sizeof s->id, "document-%u", n);
    snprintf(s->publisher, sizeof s->publisher, "Paper %u", n % 50);
    s->coding = (tocsin_coding){
        .document = {.id = text_of(s->id),
                     .text = text_of(s->text),
                     .published = text_of(s->day),
                     .publisher = text_of(s->publisher),
                     .language = text_of("en")},
        .claims = s->claims,
        .claim_count = CLAIMS,
        .sentence_count = CLAIMS,
    };
}

static tocsin_status count_event(void *context, const tocsin_event *event)
{
    (void)event;
    ++*(long long *)context;
    return TOCSIN_OK;
}

static int fail(const char *what, const tocsin_error *error)
{
    fprintf(stderr, "record: %s: %s\n", what, error->message);
    return 1;
}

static int fill(tocsin_record *record, uint32_t documents, tocsin_error *error)
{
    static struct sheet sheet;
    double begin = now(), mark = begin;
    for (uint32_t n = 0; n < documents; n++) {
        bool added;
        set_document(&sheet, n);
        if (tocsin_record_add(record, &sheet.coding, "bench 1", &added, error) !=
            TOCSIN_OK)
            return fail("add", error);
        if ((n + 1) % (documents >= 4 ? documents / 4 : 1) == 0) {
            double t = now();
            printf("  to %u documents: %.0f claims/s\n", n + 1,
                   CLAIMS * (documents / 4.0) / (t - mark));
            mark = t;
        }
    }
    if (tocsin_record_commit(record, error) != TOCSIN_OK)
        return fail("commit", error);
    double seconds = now() - begin;
    printf("insert and merge: %.0f claims/s (%u documents, %u claims, %.2f s)\n",
           CLAIMS * documents / seconds, documents, CLAIMS * documents, seconds);
    return 0;
}

static int ask(tocsin_record *record, const char *what, const tocsin_filter *filter,
               tocsin_error *error)
{
    long long found = 0;
    double begin = now();
    if (tocsin_record_events(record, filter, count_event, &found, error) != TOCSIN_OK)
        return fail(what, error);
    printf("%-28s %8.2f ms, %lld events\n", what, (now() - begin) * 1e3, found);
    return 0;
}

static int ask_all(tocsin_record *record, tocsin_error *error)
{
    tocsin_filter dyad = TOCSIN_FILTER_ALL, words = TOCSIN_FILTER_ALL,
                  day = TOCSIN_FILTER_ALL, known = TOCSIN_FILTER_ALL;
    dyad.actor = text_of("AAX");
    dyad.recipient = text_of("ABX");
    words.words = text_of("SANCTION");
    words.limit = 100;
    day.from = day.to = text_of("2023-06-15");
    known.as_of = text_of("2023-06-15");
    known.limit = 100;
    if (ask(record, "one dyad", &dyad, error) || ask(record, "one day", &day, error) ||
        ask(record, "full text, the first 100", &words, error) ||
        ask(record, "as of a day, the first 100", &known, error))
        return 1;
    return 0;
}

int main(int count, char **words)
{
    char *end = "";
    long documents = count > 2 ? strtol(words[2], &end, 10) : 20000;
    if (count < 2 || *end || documents < 4 || documents > 10000000) {
        fprintf(stderr, "usage: record FILE [DOCUMENTS]\n");
        return 2;
    }
    if (access(words[1], F_OK) == 0) {
        fprintf(stderr, "record: %s is there already\n", words[1]);
        return 2;
    }
    tocsin_record *record;
    tocsin_error error;
    if (tocsin_record_open(words[1], &record, &error) != TOCSIN_OK)
        return fail("open", &error);
    int failed = fill(record, (uint32_t)documents, &error) || ask_all(record, &error);
    if (tocsin_record_close(record, &error) != TOCSIN_OK)
        return fail("close", &error);
    return failed;
}
