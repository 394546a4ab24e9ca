/* scale.c: a record of millions of imported events: rows for it, and its answers.
 *
 *     scale rows COUNT [FIRST]   COUNT invented rows of a GDELT 2.0 file, on stdout
 *     scale ask RECORD           times every filter, pairs of them, as-of and counting
 *
 * The rows are as uneven as the real ones: few of 240 countries and of their roles do
 * most things to few others (Zipf), one act in three is a consultation, five years of
 * days, one row in twenty tells of an earlier day, 20,000 towns and 15,000 newspapers.
 * The numbers come from a generator with a fixed seed: every run gives the same.
 */
#include <tocsin.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAYS      1826 /* from 2020-01-01 on */
#define ACTORS    24000
#define TOWNS     20000
#define PAPERS    15000
#define COUNTRIES 240
#define ROUNDS    5 /* of which the median is told */

/* ---- rows ---------------------------------------------------------------------- */

static uint64_t state = 88172645463325252u;

static uint32_t pick(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

/* 0 to count - 1, the n-th about 1 / (n + 1) as often as the first. */
static uint32_t zipf(uint32_t count)
{
    double u = (pick(1u << 30) + 0.5) / (1u << 30);
    uint32_t n = (uint32_t)(exp(u * log((double)count + 1))) - 1;
    return n < count ? n : count - 1;
}

static const char *const countries[] = {
    "USA", "CHN", "RUS", "GBR", "ISR", "IRN", "FRA", "IND", "DEU", "PAK", "UKR", "SYR",
    "TUR", "JPN", "KOR", "SAU", "IRQ", "AFG", "NGA", "EGY", "CAN", "AUS", "ITA", "BRA",
    "MEX", "PSE", "LBN", "YEM", "PRK", "LBY", "SDN", "ETH", "SOM", "KEN", "ZAF", "COL",
    "VEN", "POL", "ESP", "GRC", "PHL", "MMR", "THA", "VNM", "IDN", "MYS", "BGD", "LKA"};
static const char *const fips[] = {"US", "CH", "RS", "UK", "IS", "IR", "FR", "IN",
                                   "GM", "PK", "UP", "SY", "TU", "JA", "KS", "SA",
                                   "IZ", "AF", "NI", "EG", "CA", "AS", "IT", "BR"};
static const char *const roles[] = {"",    "GOV", "MIL", "COP", "CVL", "BUS", "MED",
                                    "OPP", "REB", "JUD", "LEG", "EDU", "SPY", "INS"};
static const struct act {
    const char *code;
    double goldstein;
    uint32_t share; /* of 1000 */
} acts[] = {
    {"042", 1.9,   120},
    {"040", 1.0,   110},
    {"043", 2.8,   100},
    {"036", 4.0,   70 },
    {"010", 0.0,   80 },
    {"020", 3.0,   50 },
    {"051", 3.4,   60 },
    {"057", 8.0,   20 },
    {"060", 6.0,   25 },
    {"070", 7.0,   25 },
    {"080", 5.0,   20 },
    {"100", -5.0,  15 },
    {"111", -2.0,  50 },
    {"112", -2.0,  35 },
    {"120", -4.0,  30 },
    {"130", -4.4,  25 },
    {"141", -6.5,  25 },
    {"163", -8.0,  15 },
    {"173", -5.0,  50 },
    {"180", -9.0,  20 },
    {"190", -10.0, 40 },
    {"195", -10.0, 15 },
};

static const struct act *pick_act(void)
{
    uint32_t at = pick(1000);
    for (size_t i = 0; i + 1 < sizeof acts / sizeof *acts; i++) {
        if (at < acts[i].share)
            return &acts[i];
        at -= acts[i].share;
    }
    return &acts[sizeof acts / sizeof *acts - 1];
}

/* Countries that are not in the table have invented codes. */
static const char *country(uint32_t n)
{
    static char code[4];
    if (n < sizeof countries / sizeof *countries)
        return countries[n];
    snprintf(code, sizeof code, "X%c%c", 'A' + (int)(n / 26 % 26), 'A' + (int)(n % 26));
    return code;
}

/* Ten columns of an actor, or ten empty ones. */
static void put_actor(uint32_t n)
{
    if (n == UINT32_MAX) {
        fputs("\t\t\t\t\t\t\t\t\t\t", stdout);
        return;
    }
    const char *role = roles[n / 7 % (sizeof roles / sizeof *roles)];
    const char *of = country((uint32_t)((double)n * n / ACTORS / ACTORS * COUNTRIES));
    printf("%s%s\tPARTY %u\t%s\t\t\t\t\t%s\t\t\t", of, role, n, of, role);
}

static void put_place(uint32_t n)
{
    const char *of = fips[n % (sizeof fips / sizeof *fips)];
    printf("%u\tTown %u, Region %u, %s\t%s\t%s%02u\t\t%.4f\t%.4f\t-%u\t", n % 5 ? 4 : 3,
           n, n % 97, of, of, of, n % 31, (n * 7 % 12000) / 100.0 - 55,
           (n * 13 % 35000) / 100.0 - 175, n + 100000);
}

/* Day n from 2020-01-01 on as YYYYMMDD. */
static void day_of(long n, char out[9])
{
    time_t seconds = (time_t)(1577836800 + n * 86400L);
    struct tm t;
    gmtime_r(&seconds, &t);
    strftime(out, 9, "%Y%m%d", &t);
}

static void put_row(uint32_t id, long today)
{
    static const long earlier[] = {1, 7, 30, 365};
    char day[9], added[9];
    const struct act *act = pick_act();
    uint32_t actor = pick(10) ? zipf(ACTORS) : UINT32_MAX;
    uint32_t recipient = pick(4) ? zipf(ACTORS) : UINT32_MAX;
    if (actor == UINT32_MAX && recipient == UINT32_MAX)
        actor = zipf(ACTORS);
    day_of(pick(20) ? today : today - earlier[pick(4)], day);
    day_of(today, added);
    printf("%u\t%s\t%.6s\t%.4s\t%.4s.%.4s\t", id, day, day, day, day, day + 4);
    put_actor(actor);
    put_actor(recipient);
    printf("%u\t%s\t%.3s\t%.2s\t%u\t%.1f\t%u\t%u\t%u\t-%u.%06u\t", pick(2), act->code,
           act->code, act->code, 1 + pick(4), act->goldstein, 1 + pick(20), 1 + pick(3),
           1 + pick(20), pick(10), pick(1000000));
    uint32_t place = zipf(TOWNS);
    put_place(zipf(TOWNS));
    put_place(place);
    put_place(place);
    uint32_t paper = zipf(PAPERS);
    printf("%s%06u\thttps://www.paper%u.example/news/%.4s/%.2s/story-%u-%u.html\n",
           added, pick(96) / 4 * 10000 + pick(4) * 1500, paper, added, added + 4,
           id / 3, paper * 31 % 1000);
}

static int rows(long count, long first)
{
    for (long i = 0; i < count; i++)
        put_row((uint32_t)(900000000 + first + i), i * DAYS / count);
    return ferror(stdout) ? 1 : 0;
}

/* ---- questions ----------------------------------------------------------------- */

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static tocsin_text text_of(const char *s)
{
    return (tocsin_text){s, strlen(s)};
}

static tocsin_status count_event(void *context, const tocsin_event *event)
{
    (void)event;
    ++*(long long *)context;
    return TOCSIN_OK;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The medians. */
static void tell(const char *what, double clock[ROUNDS], double work[ROUNDS],
                 long long found)
{
    qsort(clock, ROUNDS, sizeof *clock, by_value);
    qsort(work, ROUNDS, sizeof *work, by_value);
    printf("%-36s %8.1f ms %8.1f ms of processor %8lld events\n", what,
           clock[ROUNDS / 2] * 1e3, work[ROUNDS / 2] * 1e3, found);
}

static tocsin_status count_row(void *context, const tocsin_overview_row *row)
{
    *(long long *)context += row->events;
    return TOCSIN_OK;
}

/* One question as a command would ask it: the record is opened and closed each time.
 * by NULL: the events of the filter are listed, else counted. */
static int ask(const char *path, const char *what, const tocsin_filter *filter,
               const tocsin_overview *by)
{
    double clock[ROUNDS], work[ROUNDS];
    long long found = 0;
    for (int i = 0; i < ROUNDS; i++) {
        tocsin_record *record;
        tocsin_error error;
        double t = now(CLOCK_MONOTONIC), w = now(CLOCK_PROCESS_CPUTIME_ID);
        found = 0;
        tocsin_status status = tocsin_record_open_read(path, &record, &error);
        if (status == TOCSIN_OK && by)
            status = tocsin_record_overview(record, by, count_row, &found, &error);
        else if (status == TOCSIN_OK)
            status = tocsin_record_events(record, filter, count_event, &found, &error);
        if (status != TOCSIN_OK) {
            fprintf(stderr, "scale: %s: %s\n", what, error.message);
            return 1;
        }
        (void)tocsin_record_close(record, NULL);
        clock[i] = now(CLOCK_MONOTONIC) - t;
        work[i] = now(CLOCK_PROCESS_CPUTIME_ID) - w;
    }
    tell(what, clock, work, found);
    return 0;
}

#define LIST .type = -1, .status = -1, .event = -1, .limit = 100
static int ask_filters(const char *path)
{
    /* clang-format off */
    static const struct {
        const char *what;
        const char *actor, *recipient, *party, *from, *to, *place, *source, *as_of;
        int type;
    } all[] = {
        {"no filter", .type = -1},
        {"actor, common (USA)", .actor = "USA", .type = -1},
        {"actor, rare (XHQ)", .actor = "XHQ", .type = -1},
        {"actor by a word of the name", .actor = "23987", .type = -1},
        {"recipient (CHN)", .recipient = "CHN", .type = -1},
        {"party (IRN)", .party = "IRN", .type = -1},
        {"type (ASSAULT)", .type = TOCSIN_ASSAULT},
        {"from", .from = "2023-06-15", .type = -1},
        {"from, to: a day", .from = "2023-06-15", .to = "2023-06-15", .type = -1},
        {"place (FRA)", .place = "FRA", .type = -1},
        {"place by a word", .place = "Town 19777", .type = -1},
        {"source (GDELT)", .source = "GDELT", .type = -1},
        {"source by newspaper", .source = "paper14001.example", .type = -1},
        {"actor, recipient: common", .actor = "USA", .recipient = "CHN", .type = -1},
        {"actor, recipient: never together", .actor = "XHQ", .recipient = "XHR",
         .type = -1},
        {"actor, type", .actor = "RUS", .type = TOCSIN_AID},
        {"type, place, from, to", .place = "IND", .from = "2022-01-01",
         .to = "2022-12-31", .type = TOCSIN_PROTEST},
        {"recipient, place, rare", .recipient = "XHQ", .place = "Town 19001",
         .type = -1},
        {"as of a day in the middle", .as_of = "2022-06-15", .type = -1},
        {"actor", .actor = "IRN", .from = "2022-05-01", .type = -1},
        {"actor, as of", .actor = "IRN", .from = "2022-05-01", .as_of = "2022-06-15",
         .type = -1},
        {"type", .from = "2022-05-01", .type = TOCSIN_COERCE},
        {"type, as of", .from = "2022-05-01", .as_of = "2022-06-15",
         .type = TOCSIN_COERCE},
    };
    /* clang-format on */
#define OR_NONE(s) ((s) ? text_of(s) : (tocsin_text){NULL, 0})
    int failed = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all && !failed; i++) {
        tocsin_filter filter = {LIST};
        filter.type = all[i].type;
        filter.actor = OR_NONE(all[i].actor);
        filter.recipient = OR_NONE(all[i].recipient);
        filter.party = OR_NONE(all[i].party);
        filter.from = OR_NONE(all[i].from);
        filter.to = OR_NONE(all[i].to);
        filter.place = OR_NONE(all[i].place);
        filter.source = OR_NONE(all[i].source);
        filter.as_of = OR_NONE(all[i].as_of);
        failed = ask(path, all[i].what, &filter, NULL);
    }
    return failed;
}

static int ask_overviews(const char *path)
{
    tocsin_overview year = {.filter = TOCSIN_FILTER_ALL, .by = TOCSIN_BUCKET_MONTH};
    year.filter.from = text_of("2022-01-01");
    year.filter.to = text_of("2022-12-31");
    tocsin_overview types = year, dyads = year, places = year, all = year, of = year;
    types.by_type = true;
    dyads.by = TOCSIN_BUCKET_NONE;
    dyads.by_actor = dyads.by_recipient = true;
    places.by_place = places.by_type = true;
    all.by_type = all.by_actor = all.by_recipient = all.by_place = true;
    all.by = TOCSIN_BUCKET_DAY;
    of.filter.actor = text_of("RUS");
    of.by_type = true;
    tocsin_overview whole = types;
    whole.filter.from = whole.filter.to = (tocsin_text){NULL, 0};
    return ask(path, "a year by month", NULL, &year) ||
           ask(path, "a year by month, type", NULL, &types) ||
           ask(path, "a year by actor, recipient", NULL, &dyads) ||
           ask(path, "a year by month, type, place", NULL, &places) ||
           ask(path, "a year of one actor by month, type", NULL, &of) ||
           ask(path, "a year by day, type, dyad, place", NULL, &all) ||
           ask(path, "five years by month, type", NULL, &whole);
}

int main(int count, char **words)
{
    if (count >= 3 && strcmp(words[1], "rows") == 0) {
        long first = count > 3 ? strtol(words[3], NULL, 10) : 0;
        return rows(strtol(words[2], NULL, 10), first);
    }
    if (count == 3 && strcmp(words[1], "ask") == 0)
        return ask_filters(words[2]) || ask_overviews(words[2]);
    fputs("usage: scale rows COUNT [FIRST] | scale ask RECORD\n", stderr);
    return 2;
}
